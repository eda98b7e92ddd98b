"""Ladders where it goes wrong: contacts before their day, credits larger than a notice, guards of somebody else."""

from __future__ import annotations

import sys
from datetime import date, timedelta

import attrs
import pytest

from receivables import (
    Account,
    ContactMade,
    DisputeOpened,
    HoldPlaced,
    InvalidValueError,
    Invoice,
    InvoiceIssued,
    Ladder,
    Money,
    NextAction,
    NoAction,
    OpenItem,
    Position,
    PromiseMade,
    Step,
    UnappliedCash,
)
from receivables.contact_guard import CHANNELS, ContactCheck, ContactGuard, NeverBy, Refusal, WhileOnHold
from receivables.escalation import NO_LADDER, Circumstances, Fee, Planned, StepConditions, charge_fees
from receivables.events import ConsentWithdrawn

ISSUED, DUE, DAY = date(2026, 1, 15), date(2026, 2, 14), date(2026, 3, 10)
STEPS = [Step("reminder", days=5, channel="email"), Step("final demand", days=30, channel="letter")]


def amount(text, code="EUR"):
    return Money(text, code)


def invoice(number="F-1", total="100.00", due=DUE, code="EUR", **other):
    way = other or {"due_on": due}
    return InvoiceIssued(Invoice(number, "C-1", total=amount(total, code), issued_on=ISSUED, **way))


def position(*events, day=DAY, code="EUR"):
    return Account("C-1", code, events).as_of(day)


def again(ladder, found, day):
    """The answer of the same day and of the next ones, once the notices of a day are recorded."""
    done = [each.contact(day) for each in ladder.notices([found], as_of=day)]
    assert done
    after = attrs.evolve(found, contacts=[*found.contacts, *done])
    return [ladder.next_action(after, as_of=day + timedelta(days=count)) for count in range(3)]


# What was sent


@pytest.mark.parametrize(
    "steps",
    [
        [Step("reminder", days=5, channel="email", when=StepConditions(min_item=1, combine="any"))],
        [Step("reminder", days=60, channel="email"), Step("notice", days=1, since="issue", channel="email")],
    ],
)
def test_an_early_notice_about_an_installment_is_not_sent_every_day(steps):
    """By another condition, or counted from the issue, it comes long before its due day, and it counts."""
    parts = [(DUE, amount("40.00")), (DUE + timedelta(days=200), amount("60.00"))]
    answers = again(Ladder(steps), position(invoice(installments=parts), day=date(2026, 1, 20)), date(2026, 1, 20))
    assert all(isinstance(each, NoAction) for each in answers)


@pytest.mark.parametrize("fields", [{}, {"mode": "progressive", "skips": True}, {"mode": "staged", "skips": True}])
def test_a_step_that_waits_for_a_notice_comes_after_one(fields):
    """And not on the day of issue, where there is none yet."""
    ladder = Ladder([STEPS[0], Step("final demand", wait_days=14, channel="letter")], **fields)
    assert isinstance(ladder.next_action(position(invoice(), day=ISSUED), as_of=ISSUED), NoAction)
    sent = ContactMade("reminder", channel="email", invoices=["F-1"], on=date(2026, 2, 20))
    found = [ladder.next_action(position(invoice(), sent), as_of=DAY - timedelta(days=back)) for back in (0,)]
    assert [each.step.name for each in found] == ["final demand"]
    by_hand = Circumstances(levels={"F-1": "reminder"})
    assert ladder.next_action(position(invoice()), as_of=DAY, circumstances=by_hand).step.name == "final demand"


def test_the_same_notice_recorded_twice_is_one():
    """Also to the cap on notices."""
    sent = [ContactMade("reminder", channel="email", invoices=["F-1"], on=DUE, sequence=place) for place in (0, 1)]
    found = Ladder(STEPS, max_notices=2).next_action(
        position(invoice(), *sent, day=date(2026, 4, 1)), as_of=DAY.replace(month=4)
    )
    assert found.step.name == "final demand"


def test_who_may_get_two_notices_a_day_is_looked_at_tomorrow():
    """Step by step without a gap, the next one is ready as soon as the last was sent."""
    ladder = Ladder(STEPS, mode="progressive", review_days=300)
    late = date(2026, 6, 1)
    assert ladder.next_action(position(invoice(), day=late), as_of=late).review_on == date(2026, 6, 2)


def test_the_reason_of_an_installment_is_that_of_what_holds_it():
    """Not of a dispute that the first installment has taken all of."""
    parts = [(DUE, amount("30.00")), (DUE + timedelta(days=1), amount("70.00"))]
    dispute = DisputeOpened("F-1", amount=amount("30.00"), on=date(2026, 2, 1), reason="short delivery")
    promise = PromiseMade(amount("70.00"), promised_on=date(2026, 4, 1), on=date(2026, 2, 2))
    first, second = (
        Ladder(STEPS).next_action(position(invoice(installments=parts), dispute, promise), as_of=DAY).decisions
    )
    assert "short delivery" in first.because
    assert "short delivery" not in second.because
    assert "promise" in second.because


def test_a_position_of_later_says_nothing_of_a_day_before():
    """What has ended since is not in it."""
    for ladder in (Ladder(STEPS), NO_LADDER):
        with pytest.raises(InvalidValueError, match="'as_of' must be 2026-03-10"):
            ladder.next_action(position(invoice()), as_of=date(2026, 3, 9))
        with pytest.raises(InvalidValueError, match="must be a Position"):
            ladder.next_action(None, as_of=DAY)


def test_a_fee_of_a_late_notice_is_not_due_before_it():
    """The deadline of the action is over by then."""
    step = Step("reminder", days=5, channel="email", deadline_days=5, fee=Fee(fixed=5))
    found, late = position(invoice()), DAY + timedelta(days=20)
    (fee,) = charge_fees(Ladder([step]).next_action(found, as_of=DAY), found, on=late)
    assert fee.due_on == late


# Credits and several currencies


@pytest.mark.parametrize("way", ["per_level", "item"])
def test_no_notice_asks_for_less_than_nothing(way):
    """Credits join the highest notice that asks for more; where each asks for less, they are applied first."""
    note = UnappliedCash(customer="C-1", reference="N-1", kind="credit note", received_on=DUE, amount=amount("50.00"))
    ladder = Ladder(STEPS, consolidation=way)
    large = position(invoice(), invoice("F-2", total="20.00", due=ISSUED))
    found = ladder.notices([attrs.evolve(large, unapplied_cash=[note])], as_of=DAY)
    assert [(each.step.name, each.amount.text) for each in found] == [("reminder", "50.00"), ("final demand", "20.00")]
    small = position(invoice(total="40.00"), invoice("F-2", total="20.00", due=ISSUED))
    answer = ladder.next_action(attrs.evolve(small, unapplied_cash=[note]), as_of=DAY)
    assert answer.because == "overdue credits of 50.00 EUR cover each notice: apply them first"
    assert answer.review_on > DAY


def test_the_reason_of_each_currency_is_told():
    """Who gets no notice in one of them has an answer there too."""
    ladder = Ladder(STEPS, guard=ContactGuard())
    stop = ConsentWithdrawn("letter", on=date(2026, 2, 1))
    euros, dollars = position(invoice(), stop), position(invoice("U-1", due=ISSUED, code="USD"), code="USD")
    notice, refused = ladder.answers([dollars, euros], as_of=DAY)
    assert isinstance(notice, NextAction)
    assert (refused.because.endswith("withdrawn on 2026-02-01"), refused.review_on > DAY) == (True, True)
    assert ladder.notices([dollars, euros], as_of=DAY) == (notice,)


def test_who_is_vulnerable_is_so_in_every_currency():
    """A dispute or grace is about the debts of one account, a vulnerable customer is one person."""
    guard = ContactGuard([WhileOnHold("vulnerable"), WhileOnHold("grace")])
    ladder = Ladder(STEPS, guard=guard)
    dollars = position(invoice("U-1", code="USD"), code="USD")
    for kind, notices in (("vulnerable", 0), ("grace", 1)):
        euros = position(invoice(), HoldPlaced(kind, until=date(2026, 5, 1), on=date(2026, 3, 1)))
        assert len(ladder.notices([euros, dollars], as_of=DAY)) == notices


# Guards of somebody else


class Stranger:
    """A guard that answers what it is told."""

    def __init__(self, *refusals, again_on=None, channels=CHANNELS):
        self.channels, self.refusals, self.again_on = channels, refusals, again_on

    def check(self, position, *, channel, as_of):
        """The same for everybody."""
        return ContactCheck(
            customer=position.customer, channel=channel, as_of=as_of, rule="stranger@1", refusals=self.refusals,
            again_on=self.again_on,
        )  # fmt: skip


@pytest.mark.parametrize(
    "guard",
    [
        Stranger("no"),
        Stranger(Refusal(None, None)),
        Stranger(Refusal("no", "soon")),
    ],
)
def test_a_guard_that_answers_anything_is_refused(guard):
    """In words, and not deep in what is made of its answer."""
    with pytest.raises(InvalidValueError):
        Ladder(STEPS, guard=guard).next_action(position(invoice()), as_of=DAY)


@pytest.mark.parametrize("channels", [5, "email letter"])
def test_a_guard_says_its_channels_in_a_list(channels):
    """A text would be its letters."""
    with pytest.raises(InvalidValueError, match="'guard' must be a guard with a list of channels"):
        Ladder(STEPS, guard=Stranger(channels=channels))


def test_a_rule_that_answers_anything_is_refused():
    """By its name."""

    class Rule:
        channels = ()

        def refuse(self, facts, *, channel, day):
            return Refusal(None, None)

    with pytest.raises(InvalidValueError, match=r"'Rule.refuse' must be"):
        ContactGuard([Rule()]).check(position(), channel="email", as_of=DAY)
    Rule.channels = None
    with pytest.raises(InvalidValueError, match=r"'rules\[0\].channels' must be a list"):
        ContactGuard([Rule()])


def test_a_guard_that_never_allows_has_a_reason_and_a_day():
    """Only a new fact changes it, so the day is that of the ladder."""
    ladder = Ladder(STEPS, guard=ContactGuard([NeverBy(CHANNELS)]), review_days=3)
    answer = ladder.next_action(position(invoice()), as_of=DAY)
    assert (answer.because.endswith("never by email"), answer.review_on) == (True, DAY + timedelta(days=3))
    assert ladder.plan(position(invoice()), as_of=DAY, until=date(2036, 3, 1)) == ()


@pytest.mark.parametrize(
    "field", [{"decisions": []}, {"decisions": [5]}, {"on": "today"}, {"review_on": None}, {"step": "a"}]
)
def test_an_action_of_somebody_else_is_one(field):
    """It is about something, on a day."""
    action = Ladder(STEPS).next_action(position(invoice()), as_of=DAY)
    with pytest.raises(InvalidValueError):
        attrs.evolve(action, **field)
    with pytest.raises(InvalidValueError):
        NoAction(customer="C-1", rule="x@1", because=None)


# In words, and in time


def test_plans_and_standings_are_told_in_a_line():
    """And not as all of the step, the item and the decisions."""
    ladder = Ladder([Step("stop", days=5, channel="phone", measures=["stop credit"])])
    (planned,) = ladder.plan(position(invoice()), as_of=DAY, until=DAY)
    assert isinstance(planned, Planned)
    assert str(planned) == "2026-03-10: stop by phone, 100.00 EUR; stop credit"
    (standing,) = ladder.standing(position(invoice()), as_of=DAY)
    assert str(standing) == "F-1: nothing sent"


def test_a_large_account_is_no_large_work():
    """One notice an item, all of them with money under way: the work of one more item does not grow with the others."""

    def calls(count):
        nothing, made = amount("0.00"), 0

        def counted(*_):
            nonlocal made
            made += 1

        items = [
            OpenItem(customer="C-1", document="F-1", installment=place, installments=count, issued_on=ISSUED,
                     due_on=DUE, amount=amount("9.00"))
            for place in range(1, count + 1)
        ]  # fmt: skip
        found = Position(customer="C-1", currency="EUR", as_of=DAY, items=items, billed=nothing, paid=nothing,
                         credited=nothing, written_off=nothing)  # fmt: skip
        beside = Circumstances(pending={"F-1": amount("1.00")})
        ladder, before = Ladder(STEPS, consolidation="item"), sys.getprofile()
        sys.setprofile(counted)
        try:
            answer = ladder.next_action(found, as_of=DAY, circumstances=beside)
        finally:
            sys.setprofile(before)
        assert len(answer.decisions) == count
        return made

    assert calls(1_000) < 11 * calls(100)
