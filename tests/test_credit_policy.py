"""The credit policy: one bundle, kept as a document."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import attrs
import pytest
import scripted

from receivables import (
    LEAVE_UNAPPLIED,
    NO_INTEREST,
    Aging,
    CreditBook,
    CreditPolicy,
    InvalidValueError,
    Ladder,
    LateInterest,
    NoAction,
    OldestDueFirst,
    Step,
    assess,
)
from receivables.catalogue import STANDARD, dumps
from receivables.errors import PolicyDocumentError
from receivables.escalation import NO_LADDER

FULL = CreditPolicy(
    name="House policy",
    aging=Aging(edges=[15, 45], basis="issue", due_today="past_due"),
    interest=LateInterest("8.50", grace_days=3),
    ladder=Ladder([Step("reminder", days=5, channel="email")], review_days=3),
    allocation=LEAVE_UNAPPLIED,
)


def problems(text, **other):
    with pytest.raises(PolicyDocumentError) as caught:
        CreditPolicy.loads(text, **other)
    return [str(each) for each in caught.value.exceptions]


def test_what_is_left_out_is_plain():
    """Thirty-day steps by due day, no interest, no ladder, payments to the oldest due."""
    plain = CreditPolicy(name="plain")
    assert (plain.aging, plain.interest, plain.ladder, plain.allocation) == (
        Aging(),
        NO_INTEREST,
        NO_LADDER,
        OldestDueFirst(),
    )
    assert CreditPolicy.loads('kind = "credit-policy"\nversion = 1\nname = "plain"') == plain


@pytest.mark.parametrize("policy", [FULL, CreditPolicy(name="plain"), scripted.policy()], ids=["full", "plain", "read"])
def test_a_policy_is_its_document(policy):
    """Written as JSON and read again it is the same."""
    assert CreditPolicy.loads(json.dumps(policy.to_dict()), format="json") == policy


def test_a_policy_is_read_from_toml():
    """As a finance person writes it."""
    policy = scripted.policy()
    assert policy.name == "House policy"
    assert policy.interest.rate.percent == Decimal("8.25")
    assert [step.name for step in policy.ladder.steps] == ["reminder", "final demand"]


def test_a_policy_is_read_from_a_file(tmp_path):
    """TOML, or JSON by its suffix, in UTF-8; anything else is a problem of the document."""
    toml, data = tmp_path / "policy.toml", tmp_path / "policy.json"
    toml.write_text(scripted.POLICY, "utf-8")
    data.write_text(json.dumps(scripted.policy().to_dict()), "utf-8")
    assert CreditPolicy.load(toml) == CreditPolicy.load(str(data)) == scripted.policy()
    toml.write_bytes(scripted.POLICY.replace("House", "H\xe4us").encode("latin-1"))
    with pytest.raises(PolicyDocumentError, match="cannot be used: 1 problem"):
        CreditPolicy.load(toml)
    with pytest.raises(FileNotFoundError):
        CreditPolicy.load(tmp_path / "none.toml")


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("name = 5", "name: expected text"),
        ("", "name: expected a value"),
        ('name = ""', "name: expected"),
        ('name = "x"\nagign = 5', "agign: expected one of name, aging"),
        ('name = "x"\naging = 5', "aging: expected a table"),
        ('name = "x"\n[aging]\nversion = 1', "aging: expected kind"),
        ('name = "x"\n[aging]\nkind = "ladder"\nversion = 1', "aging.kind: expected a kind that can age"),
        ('name = "x"\n[interest]\nkind = "aging"\nversion = 1', "interest.kind: expected a kind that can accrue"),
        ('name = "x"\n[aging]\nkind = "aging"\nversion = 1\nedges = ["x"]', "aging.edges[0]: expected a whole number"),
        ('name = "x"\n[aging]\nkind = "aging"\nversion = 2', "no policy kind 'aging' version 2"),
    ],
)
def test_problems_have_their_path(line, problem):
    """From the top of the document."""
    (found,) = problems(f'kind = "credit-policy"\nversion = 1\n{line}')
    assert problem in found


def test_problems_of_all_slots_come_together():
    """A document is put right in one go."""
    text = """
        kind = "credit-policy"
        version = 1
        [aging]
        kind = "aging"
        version = 1
        edges = [60, 30]
        [interest]
        kind = "late-interest"
        version = 1
        rate = 8.5
        [ladder]
        kind = "lader"
        version = 1
    """
    assert len(problems(text)) == 4


def test_another_kind_of_document_is_refused():
    """An aging scheme is not a credit policy."""
    assert problems('kind = "aging"\nversion = 1') == ["kind: expected 'credit-policy' (got 'aging')"]


def test_a_credit_book_is_refused_with_what_reads_it():
    """It has a policy inside, and looks like one."""
    expected = "kind: expected 'credit-policy'; CreditBook.load reads a credit book (got 'credit-book')"
    assert problems(dumps(CreditBook(policy=CreditPolicy(name="plain")))) == [expected]


@attrs.frozen
class Patient:
    """A ladder of somebody else, with a kind of its own."""

    kind = "patient"
    version = 1

    def next_action(self, position, *, as_of):
        return NoAction(customer=position.customer, rule="patient@1", because="we wait", review_on=date.max)


def test_a_kind_of_ones_own_fits_a_slot():
    """Saved and read with a catalogue that knows it, and not without."""
    mine = CreditPolicy(name="mine", ladder=Patient())
    text = json.dumps(mine.to_dict())
    assert CreditPolicy.loads(text, format="json", catalogue=STANDARD.with_kinds(Patient)) == mine
    assert "no policy kind 'patient'" in problems(text, format="json")[0]


@dataclass(frozen=True)
class Waiting:
    """A ladder without a kind: a plain frozen class."""

    def next_action(self, position, *, as_of):
        return NoAction(customer=position.customer, rule="waiting", because="we wait", review_on=date.max)


def test_any_value_with_the_verb_fits_a_slot():
    """No base class, no registration; the job runs and its figures can be written down."""
    result = assess(scripted.portfolio(), CreditPolicy(name="mine", ladder=Waiting()), as_of=scripted.AS_OF)
    assert {account.next_action.because for account in result.accounts} == {"we wait"}
    assert json.dumps(result.to_dict())


@pytest.mark.parametrize("slot", ["aging", "interest", "ladder", "allocation"])
@pytest.mark.parametrize("bad", [None, 5, "aging", object()], ids=["None", "5", "'aging'", "object()"])
def test_a_value_without_the_verb_does_not(slot, bad):
    """It is refused where it is put in, not when the job runs."""
    with pytest.raises(InvalidValueError, match=f"'{slot}' must be"):
        CreditPolicy(name="x", **{slot: bad})


@pytest.mark.parametrize("bad", ["", " x", None, 5])
def test_a_policy_has_a_name(bad):
    """It stands at the head of every report."""
    with pytest.raises(InvalidValueError, match="'name' must be"):
        CreditPolicy(name=bad)
