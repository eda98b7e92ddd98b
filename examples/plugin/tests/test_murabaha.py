"""What this plugin brings, and that the library finds it."""

from __future__ import annotations

from datetime import date
from importlib.metadata import entry_points

import pytest
from receivables_murabaha import SAUDI_WEEK, LateDonation

from receivables import CreditPolicy, InvalidValueError, Money, OpenItem, PaymentTerms
from receivables.catalogue import STANDARD, dumps, fingerprint
from receivables.errors import PolicyDocumentError
from receivables.testing import check_interest_policy

DOCUMENT = """
kind = "credit-policy"
version = 1
name = "Murabaha"

[interest]
kind = "late-donation"
version = 1
percent = "5"
charity = "Red Crescent"
grace_days = 3
"""
DONATION = LateDonation(percent="5", charity="Red Crescent", grace_days=3)


def test_it_is_installed_as_a_plugin():
    """By the entry point of this distribution, and not because somebody imported it."""
    (point,) = entry_points(group="receivables.policies", name="late-donation")
    assert (point.dist.name, point.load()) == ("receivables-murabaha", LateDonation)


def test_a_document_may_name_its_kind():
    """It is read, written, fingerprinted and described like a kind of the library."""
    policy = CreditPolicy.loads(DOCUMENT)
    assert policy.interest == DONATION
    assert CreditPolicy.loads(dumps(policy)) == policy
    assert len(fingerprint(policy)) == 64
    assert STANDARD.schema("late-donation")["required"] == ["kind", "version", "percent", "charity"]


def test_its_mistakes_are_told_with_their_places():
    with pytest.raises(PolicyDocumentError) as caught:
        CreditPolicy.loads(DOCUMENT.replace('"5"', "5.0").replace("grace_days = 3", "grace = 3"))
    report = caught.value.report()
    assert "interest.percent: expected a decimal as text" in report
    assert "perhaps grace_days" in report


def test_it_can_be_switched_off(monkeypatch):
    monkeypatch.setenv("RECEIVABLES_NO_PLUGINS", "1")
    with pytest.raises(PolicyDocumentError, match="1 problem"):
        CreditPolicy.loads(DOCUMENT)


@pytest.mark.parametrize("policy", [DONATION, LateDonation(percent="0", charity="Red Crescent")])
def test_it_keeps_the_laws_of_interest(policy):
    """Which the library tries: pure, in the right currency, never below nothing, the parts are the whole."""
    check_interest_policy(policy)


def test_a_donation_is_simple_and_names_the_charity():
    """5 % a year on 10,000.00 for the 42 days from the end of grace."""
    item = OpenItem(
        customer="C-1",
        document="F-1",
        issued_on=date(2026, 1, 15),
        due_on=date(2026, 2, 14),
        amount=Money("10000.00", "SAR"),
    )
    found = DONATION.accrue(item, as_of=date(2026, 3, 31))
    assert str(found.amount) == "57.53 SAR"
    assert "late-donation@1, a donation to Red Crescent" in found.explain()


def test_nobody_gives_more_than_all():
    with pytest.raises(InvalidValueError, match="a percentage from 0 to 100"):
        LateDonation(percent="101", charity="Red Crescent")


def test_the_week_ends_on_thursday():
    """What is due on a Friday is due on the Sunday after it."""
    total, issued = Money("100.00", "SAR"), date(2026, 1, 14)
    (part,) = PaymentTerms.net(30).schedule(total, issued_on=issued, calendar=SAUDI_WEEK)
    assert (date(2026, 2, 13).strftime("%A"), part.due_on) == ("Friday", date(2026, 2, 15))
