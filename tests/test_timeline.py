"""The log of an account: every fact once, what follows from it, in order."""

from __future__ import annotations

import json
from datetime import date
from typing import get_args

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from receivables import (
    Account,
    ContactMade,
    CreditPolicy,
    InvalidValueError,
    Invoice,
    InvoiceIssued,
    Ladder,
    Money,
    Payment,
    PaymentReceived,
    PromiseMade,
    Step,
)
from receivables.events import Event
from receivables.promises import PROMISES
from receivables.testing import accounts, days, events
from receivables.timeline import WHATS, in_words, timeline

POLICY = CreditPolicy(name="House policy")


@settings(max_examples=100)
@given(accounts(), days(), st.none() | days())
def test_every_fact_is_there_once_and_in_order(book, day, known_by):
    """What was open after the last change is what the position says."""
    log = timeline(book, POLICY, as_of=day, known_by=known_by)
    position = book.as_of(day, known_by=known_by)
    known = [each for each in book.events if each.on <= day and (known_by is None or each.recorded_on <= known_by)]
    facts = [entry for entry in log.entries if entry.what == "fact"]
    assert [(entry.on, entry.text) for entry in facts] == [(event.on, in_words(event)) for event in known]
    assert list(log.entries) == sorted(log.entries, key=lambda entry: (entry.on, WHATS.index(entry.what)))
    opens = [entry.open for entry in facts if entry.open is not None]
    assert (opens[-1] if opens else position.open) == position.open
    assert log.entries[-1].what == "decision"
    assert len(json.loads(json.dumps(log.to_dict()))["entries"]) == len(log.entries)


def test_a_contact_by_no_name_of_the_ladder_is_told():
    """It does not climb, so the same step goes out again; without a ladder there is nothing to say."""
    made = [ContactMade(step, channel="email", on=date(2026, 3, 2)) for step in ("remnder", "reminder")]
    book, ladder = Account("C-1", "EUR", made), Ladder([Step("reminder", days=5, channel="email")])
    told = {}
    for policy in (attrs.evolve(POLICY, ladder=ladder), POLICY):
        log = timeline(book, policy, as_of=date(2026, 3, 3))
        told[policy] = [entry.text.split(" about ")[1] for entry in log.entries if entry.what == "fact"]
    assert list(told.values()) == [
        ["all of the account", "all of the account; no step of the ladder"],
        ["all of the account", "all of the account"],
    ]


@given(events())
def test_every_fact_has_words(event):
    """That name what it is about, without its day of effect."""
    assert in_words(event)


def test_there_are_words_for_every_kind_of_fact():
    from receivables.timeline import _WORDS

    assert set(_WORDS) == set(get_args(Event))


def test_what_was_recorded_later_says_so():
    """And with known_by it is not there yet."""
    day, known = date(2026, 2, 27), date(2026, 3, 2)
    invoice = Invoice("F-1", "C-1", total=Money("9.00", "EUR"), issued_on=date(2026, 1, 5), due_on=day)
    paid = Payment("P-1", "C-1", amount=Money("9.00", "EUR"), paid_on=day)
    promised = PromiseMade(Money("9.00", "EUR"), promised_on=date(2026, 3, 1), on=date(2026, 2, 20))
    account = Account("C-1", "EUR", [InvoiceIssued(invoice), promised, PaymentReceived(paid, recorded_on=known)])
    log = timeline(account, POLICY, as_of=date(2026, 3, 9))
    assert "2026-02-27 payment P-1 of 9.00 EUR (recorded 2026-03-02) | 0.00 EUR open" in log.explain()
    assert "2026-03-02 promise of 9.00 EUR by 2026-03-01 for all of the account, made 2026-02-20: kept" in log.explain()
    assert "P-1" not in timeline(account, POLICY, as_of=date(2026, 3, 9), known_by=date(2026, 3, 1)).explain()


def test_what_is_open_stands_beside_the_fact_that_changed_it():
    """Not beside what was said on the same day."""
    day = date(2026, 2, 27)
    invoice = Invoice("F-1", "C-1", total=Money("9.00", "EUR"), issued_on=day, due_on=date(2026, 3, 1))
    promised = PromiseMade(Money("9.00", "EUR"), promised_on=date(2026, 3, 1), on=day)
    log = timeline(Account("C-1", "EUR", [InvoiceIssued(invoice), promised]), POLICY, as_of=day)
    assert [entry.open and entry.open.text for entry in log.entries] == ["9.00", None, None]


def test_what_is_no_account_is_refused():
    with pytest.raises(InvalidValueError, match="account"):
        timeline([], POLICY, as_of=date(2026, 3, 9))
    account = Account("C-1", "EUR", [])
    with pytest.raises(InvalidValueError, match="policy"):
        timeline(account, "House policy", as_of=date(2026, 3, 9))
    with pytest.raises(InvalidValueError, match="promises"):
        timeline(account, POLICY, as_of=date(2026, 3, 9), promises=3)


def test_a_promise_is_not_broken_while_the_ladder_holds_still():
    invoice = Invoice("F-1", "C-1", total=Money("9.00", "EUR"), issued_on=date(2026, 1, 5), due_on=date(2026, 2, 4))
    promised = PromiseMade(Money("9.00", "EUR"), promised_on=date(2026, 3, 1), on=date(2026, 2, 20))
    account = Account("C-1", "EUR", [InvoiceIssued(invoice), promised])
    ladder = Ladder([Step("reminder", days=5, channel="email")], promise_tolerance_days=3)
    patient = attrs.evolve(POLICY, ladder=ladder)
    assert "broken" not in timeline(account, patient, as_of=date(2026, 3, 4)).explain()
    assert "2026-03-05 promise of 9.00 EUR" in timeline(account, patient, as_of=date(2026, 3, 9)).explain()
    assert "2026-03-02 promise" in timeline(account, patient, as_of=date(2026, 3, 4), promises=PROMISES).explain()
