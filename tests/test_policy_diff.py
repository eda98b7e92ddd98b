"""The comparison of policies: nothing for equal ones, every difference for others."""

from __future__ import annotations

import attrs
import pytest
from hypothesis import given
from policy_documents import accepted

from receivables import CreditPolicy, InvalidValueError, Ladder, LateInterest, Step
from receivables.aging import Aging
from receivables.catalogue import fingerprint
from receivables.contact_guard import Cap, ContactGuard, QuietWeekdays
from receivables.interest import NoInterest
from receivables.plans import AgreedPlans
from receivables.policy_diff import PolicyChange, policy_diff

A, B = Step("a", days=5, channel="email"), Step("b", days=9, channel="email")


@given(accepted(), accepted())
def test_there_is_a_difference_exactly_where_the_fingerprints_differ(one, other):
    """Of any two policies; and what is gone one way is new the other way."""
    assert policy_diff(one, one) == ()
    assert (policy_diff(one, other) == ()) is (fingerprint(one) == fingerprint(other))
    back = {PolicyChange(path, after, before) for path, before, after in policy_diff(one, other)}
    assert back == set(policy_diff(other, one))
    assert all(change.path and change.before != change.after for change in back)


CHANGES = [
    (LateInterest("8"), LateInterest("8.0"), []),
    (LateInterest("8"), LateInterest("8", grace_days=3), ["grace_days: was 0, is now 3"]),
    (LateInterest("8", ceiling="9"), LateInterest("8"), ['ceiling: gone: "9"']),
    (LateInterest("8"), NoInterest(), ["document: was late-interest"]),
    (Aging(edges=[30]), Aging(edges=[30, 60]), ["edges: was [30], is now [30, 60]"]),
    (Ladder([A]), Ladder([A, B]), ['steps[b]: new: b (days 9, channel "email")']),
    (Ladder([A, B]), Ladder([attrs.evolve(A, channel="sms"), B]), ['steps[a].channel: was "email", is now "sms"']),
    (
        Ladder([A, B], mode="progressive"),
        Ladder([B, attrs.evolve(A, days=10)], mode="progressive"),
        ["steps[a].days: was 5, is now 10", "steps: was in the order a, b, is now in the order b, a"],
    ),
    (
        ContactGuard([Cap(2, days=7), Cap(9, days=30)]),
        ContactGuard([Cap(2, days=7), Cap(8, days=30), QuietWeekdays([6])]),
        ["rules[contact-cap 2].contacts: was 9, is now 8", "rules[quiet-weekdays]: new: quiet-weekdays (days [6])"],
    ),
    (CreditPolicy(name="n"), CreditPolicy(name="n", plans=AgreedPlans(missed=2)), ["plans.missed: was 1, is now 2"]),
    (
        CreditPolicy(name="n"),
        CreditPolicy(name="n", interest=LateInterest("8")),
        ['interest: was no-interest, is now late-interest (rate "8"'],
    ),
]


@pytest.mark.parametrize(("before", "after", "said"), CHANGES)
def test_changes_in_words(before, after, said):
    """Each at its place, with what was there and what is there now."""
    found = [str(change) for change in policy_diff(before, after)]
    assert len(found) == len(said)
    for each, expected in zip(found, said, strict=True):
        assert each.startswith(expected)


def test_a_policy_that_cannot_be_saved_is_refused():
    """As it has no document to compare."""
    with pytest.raises(InvalidValueError):
        policy_diff(object(), Aging())
