"""A ladder with a contact guard: what the guard refuses is not sent, and nothing is forgotten."""

from __future__ import annotations

import json
from datetime import date, timedelta

import attrs
import pytest
from hypothesis import given, settings
from random_ladders import any_ladders, guard_rules, late_accounts, late_days

from receivables import (
    Account,
    ConsentGiven,
    ConsentWithdrawn,
    ContactMade,
    CreditPolicy,
    InvalidValueError,
    Invoice,
    InvoiceIssued,
    Ladder,
    Money,
    NextAction,
    NoAction,
    Step,
)
from receivables.contact_guard import NO_GUARD, Cap, ContactGuard, Gap, NeverBy, QuietWeekdays

MONDAY = date(2026, 3, 2)
LADDER = Ladder([Step("reminder", days=5, channel="email"), Step("final demand", days=30, channel="letter")])


def guarded(*rules, **other):
    return attrs.evolve(LADDER, guard=ContactGuard(rules), **other)


def account(*more, number="F-1", due=MONDAY - timedelta(days=10), currency="EUR", total="100.00"):
    invoice = Invoice(number, "C-1", total=Money(total, currency), issued_on=date(2026, 1, 2), due_on=due)
    return Account("C-1", currency, [InvoiceIssued(invoice), *more])


@settings(max_examples=150)
@given(late_accounts(), late_days(), any_ladders(), guard_rules)
def test_no_notice_goes_against_the_guard(book, day, ladder, rules):
    """Whatever the ladder: each notice is allowed when it is sent after those before it; a refusal has its day."""
    position, guard = book.as_of(day), ContactGuard(rules)
    free, answer = attrs.evolve(ladder, guard=NO_GUARD), attrs.evolve(ladder, guard=guard)
    sent, known = answer.notices([position], as_of=day), position
    for action in reversed(sent):
        assert guard.check(known, channel=action.step.channel, as_of=day).allowed
        known = attrs.evolve(known, contacts=(*known.contacts, action.contact(day)))
    wanted = {item.label for action in free.notices([position], as_of=day) for item in action.items}
    assert {item.label for action in sent for item in action.items} <= wanted
    found = answer.next_action(position, as_of=day)
    assert isinstance(found, NextAction) == bool(sent)
    assert found.review_on is None or found.review_on > day
    assert found.review_on is not None or not position.open_items


@given(late_accounts(), late_days(), any_ladders())
def test_without_rules_nothing_changes(book, day, ladder):
    """A guard that refuses nothing gives the answer of a ladder without one."""
    position = book.as_of(day)
    open_, none = (attrs.evolve(ladder, guard=guard) for guard in (ContactGuard(), NO_GUARD))
    assert open_.next_action(position, as_of=day) == none.next_action(position, as_of=day)


def test_what_is_refused_is_sent_when_it_is_allowed():
    """With the reason, on the day that the guard names; a late run catches up."""
    ladder, book = guarded(QuietWeekdays([5, 6])), account(due=date(2026, 3, 2))
    saturday = date(2026, 3, 7)
    answer = ladder.next_action(book.as_of(saturday), as_of=saturday)
    assert isinstance(answer, NoAction)
    assert answer.because == "F-1: 5 days past due, reminder from day 5; 2026-03-07 is a Saturday"
    assert answer.review_on == date(2026, 3, 9)
    monday = ladder.next_action(book.as_of(answer.review_on), as_of=answer.review_on)
    assert (monday.step.name, monday.on) == ("reminder", saturday)
    assert [str(each.on) for each in ladder.plan(book.as_of(MONDAY), as_of=MONDAY, until=date(2026, 4, 30))] == [
        "2026-03-09",
        "2026-04-01",
    ]


def test_a_later_step_over_another_channel_is_not_missed():
    """The guard refuses e-mail for good, and allows the letter that is due before the usual days are over."""
    ladder = guarded(NeverBy(["email"]), review_days=60)
    answer = ladder.next_action(account().as_of(MONDAY), as_of=MONDAY)
    assert answer.review_on == date(2026, 3, 22)
    letter = ladder.next_action(account().as_of(answer.review_on), as_of=answer.review_on)
    assert letter.step.name == "final demand"


def test_where_only_a_new_fact_helps_it_is_looked_at_again():
    """After the usual days: an opt-out has no end."""
    ladder = guarded()
    book = account(ConsentWithdrawn("email", on=date(2026, 2, 1)))
    answer = ladder.next_action(book.as_of(MONDAY), as_of=MONDAY)
    assert "consent to contact by email withdrawn" in answer.because
    assert answer.review_on == MONDAY + timedelta(days=7)
    again = account(ConsentWithdrawn("email", on=date(2026, 2, 1)), ConsentGiven("email", on=date(2026, 2, 9)))
    assert isinstance(ladder.next_action(again.as_of(MONDAY), as_of=MONDAY), NextAction)


def test_notices_of_one_run_count_for_one_another():
    """Two levels, one contact a day: the higher one goes out, the other waits."""
    ladder = guarded(Cap(1, days=1), consolidation="per_level")
    invoice = Invoice("F-2", "C-1", total=Money("50.00", "EUR"), issued_on=date(2026, 1, 2), due_on=date(2026, 1, 20))
    position = account(InvoiceIssued(invoice)).as_of(MONDAY)
    (sent,) = ladder.notices([position], as_of=MONDAY)
    assert (sent.step.name, [item.document for item in sent.items]) == ("final demand", ["F-2"])
    assert "contacted once, at most 1 in 1 day" in " ".join(each.because for each in sent.decisions)
    assert sent.review_on == MONDAY + timedelta(days=1)


def test_contacts_and_consents_count_over_all_currencies():
    """A customer is contacted, not an account."""
    ladder = guarded(Gap(3))
    called = ContactMade("call", channel="phone", on=MONDAY - timedelta(days=1))
    euros, dollars = account(called).as_of(MONDAY), account(number="F-9", currency="USD").as_of(MONDAY)
    assert ladder.notices([dollars], as_of=MONDAY)
    assert ladder.notices([euros, dollars], as_of=MONDAY) == ()
    quiet = account(ConsentWithdrawn("email", on=date(2026, 2, 1))).as_of(MONDAY)
    assert guarded().notices([quiet, dollars], as_of=MONDAY) == ()


@pytest.mark.parametrize("guard", [5, None, "guard", ContactGuard])
def test_what_cannot_check_is_no_guard(guard):
    with pytest.raises(InvalidValueError, match="guard"):
        attrs.evolve(LADDER, guard=guard)


def test_a_channel_that_the_guard_does_not_know_is_refused_at_load():
    """By the path of the step."""
    with pytest.raises(InvalidValueError, match=r"steps\[0\].channel"):
        Ladder([Step("call", days=5, channel="telephone")], guard=ContactGuard([NeverBy(["phone"])]))


def test_a_guard_in_a_document():
    """As a table of the ladder."""
    policy = CreditPolicy.loads("""
        kind = "credit-policy"
        version = 1
        name = "House policy"

        [ladder]
        kind = "ladder"
        version = 1
        steps = [{ name = "reminder", days = 5, channel = "email" }]

        [ladder.guard]
        kind = "contact-guard"
        version = 1

        [[ladder.guard.rules]]
        kind = "quiet-weekdays"
        version = 1
        days = [5, 6]
    """)
    assert policy.ladder.guard == ContactGuard([QuietWeekdays([5, 6])])
    assert CreditPolicy.loads(json.dumps(policy.to_dict()), format="json") == policy
