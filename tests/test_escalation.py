"""The ladder: what to do next, why, and when to look again."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from receivables import (
    Account,
    ContactMade,
    DisputeClosed,
    DisputeOpened,
    InvalidValueError,
    Invoice,
    InvoiceIssued,
    Ladder,
    Money,
    NextAction,
    NoAction,
    Payment,
    PaymentReceived,
    PromiseMade,
    ReplayError,
    Step,
)
from receivables.escalation import NO_LADDER, StepConditions
from receivables.events import PlanAgreed
from receivables.testing import STEPS, accounts, days

LADDER = Ladder(
    [
        Step("reminder", days=5, channel="email"),
        Step("second reminder", days=15, channel="email"),
        Step("final demand", days=30, channel="letter"),
    ]
)


@st.composite
def ladders(draw):
    """Up to three steps, some before the due day."""
    starts = sorted(draw(st.lists(st.integers(-10, 60), min_size=1, max_size=3, unique=True)))
    steps = [Step(name, days=start, channel="email") for name, start in zip(STEPS, starts, strict=False)]
    tolerance, review = draw(st.integers(0, 5)), draw(st.sampled_from([1, 7, 30]))
    return Ladder(steps, promise_tolerance_days=tolerance, review_days=review)


def eur(text):
    return Money(text, "EUR")


def on(day, month=1):
    return date(2024, month, day)


def invoice(number="F-1", due=on(10), amount="100.00", **other):
    way = other or {"due_on": due}
    return InvoiceIssued(Invoice(number, "C-1", total=eur(amount), issued_on=on(1), **way))


def ask(*events, day, ladder=LADDER):
    return ladder.next_action(Account("C-1", "EUR", events).as_of(day), as_of=day)


def done(action, day):
    """The contact that carries an action out."""
    numbers = dict.fromkeys(item.document for item in action.items)
    return ContactMade(action.step.name, channel=action.step.channel, invoices=list(numbers), on=day, sequence=9)


def so_far(account, day):
    """The account as it would be if nothing happened after a day; ``None`` where that makes no sense."""
    try:
        return attrs.evolve(account, events=[each for each in account.events if each.on <= day])
    except ReplayError:
        return None


# Laws


@given(accounts(), days(), ladders())
def test_every_answer_says_why_and_when_to_look_again(account, day, ladder):
    """Later than today, as long as something is open; in text and as data."""
    position = account.as_of(day)
    answer = ladder.next_action(position, as_of=day)
    assert answer.because
    assert answer.rule == "ladder@1"
    if position.open_items:
        assert answer.review_on > day
        assert [each.item for each in answer.decisions] == list(position.open_items)
        assert all(each.because for each in answer.decisions)
        assert all(each.look_again_on is None or each.look_again_on > day for each in answer.decisions if not each.step)
    else:
        assert isinstance(answer, NoAction)
        assert answer.review_on is None
    assert len(answer.explain().splitlines()) == 1 + len(answer.decisions) + len(getattr(answer, "credits", ()))
    assert json.loads(json.dumps(answer.to_dict()))["because"] == answer.because


@given(accounts(), days(), ladders())
def test_a_decision_is_a_function_of_the_facts(account, day, ladder):
    """Asked twice, the answer is the same; and it does not look at how the position was made."""
    position = account.as_of(day)
    assert ladder.next_action(position, as_of=day) == ladder.next_action(account.as_of(day), as_of=day)


def _holds(hold, item, day, ladder):
    """What was said of all of an account says nothing of a later invoice; what a person placed does."""
    said = hold.kind in ("dispute", "promise")
    tolerance = timedelta(days=ladder.promise_tolerance_days if hold.kind == "promise" else 0)
    in_force = hold.until is None or day <= hold.until + tolerance
    return in_force and hold.covers(item.document) and not (said and hold.since < item.issued_on)


@given(accounts(), days(), ladders())
def test_an_item_takes_the_highest_step_it_has_reached(account, day, ladder):
    """Unless it is on hold; without contacts and plans, which other laws look at.

    A step before the due day is too late from that day on, where others come then.
    """
    whole = [each for each in account.events if not (isinstance(each, DisputeOpened) and each.amount)]
    account = attrs.evolve(account, events=[each for each in whole if not isinstance(each, ContactMade | PlanAgreed)])
    position = account.as_of(day)
    answer = ladder.next_action(position, as_of=day)
    for decision in answer.decisions:
        late = (day - decision.item.due_on).days
        too_late = late >= 0 and any(step.days >= 0 for step in ladder.steps)
        reached = [step for step in ladder.steps if step.days <= late and not (too_late and step.days < 0)]
        held = any(_holds(hold, decision.item, day, ladder) for hold in position.holds)
        assert decision.step == (reached[-1] if reached and not held else None)
        assert decision.amount == (Money.zero("EUR") if held else decision.item.open)
    if isinstance(answer, NextAction):
        assert answer.step == max((each.step for each in answer.taken), key=lambda step: step.days)
        notes = (each.reserved - each.amount for each in answer.credits)
        assert answer.amount == Money.total([*(each.amount for each in answer.taken), *notes], currency="EUR")
        assert answer.on <= day


@given(accounts(), days(), ladders())
def test_what_was_done_is_not_asked_for_again(account, day, ladder):
    """Recording the contact makes the same run quiet; running it twice changes nothing."""
    answer = ladder.next_action(account.as_of(day), as_of=day)
    if isinstance(answer, NextAction):
        after = attrs.evolve(account, events=[*account.events, done(answer, day)])
        assert isinstance(ladder.next_action(after.as_of(day), as_of=day), NoAction)


@settings(max_examples=40)
@given(accounts(most=3), ladders(), st.integers(1, 9))
def test_no_step_is_taken_twice(account, ladder, pace):
    """Run every so many days and done each time: each item climbs, and never stands on a step again."""
    levels = {step.name: level for level, step in enumerate(ladder.steps)}
    account = attrs.evolve(account, events=[each for each in account.events if not isinstance(each, ContactMade)])
    taken = {}
    day = date(2024, 1, 1)
    while day < date(2024, 9, 1):
        answer = ladder.next_action(account.as_of(day), as_of=day)
        if isinstance(answer, NextAction):
            for item in answer.items:
                key = item.document, item.installment
                assert levels[answer.step.name] > taken.get(key, -1)
                taken[key] = levels[answer.step.name]
            account = attrs.evolve(account, events=[*account.events, done(answer, day)])
        day += timedelta(days=pace)


@settings(max_examples=150)
@given(accounts(), days(), ladders())
def test_nothing_happens_before_the_review(account, day, ladder):
    """If no new fact comes in, the days until ``review_on`` need no look: a missed day is not lost."""
    account = so_far(account, day)
    if account is None:
        return
    answer = ladder.next_action(account.as_of(day), as_of=day)
    if isinstance(answer, NextAction):
        account = attrs.evolve(account, events=[*account.events, done(answer, day)])
    until = answer.review_on or day + timedelta(days=60)
    for count in range(1, (until - day).days):
        later = day + timedelta(days=count)
        assert isinstance(ladder.next_action(account.as_of(later), as_of=later), NoAction)


@given(accounts(), days(), st.integers(1, 40), ladders())
def test_a_late_run_catches_up(account, day, late, ladder):
    """What a daily run would have asked for, and was not done, is asked for later: no item falls off the ladder."""
    account = so_far(account, day)
    if account is None:
        return
    first = ladder.next_action(account.as_of(day), as_of=day)
    later = day + timedelta(days=late)
    second = ladder.next_action(account.as_of(later), as_of=later)
    if isinstance(first, NextAction):
        assert isinstance(second, NextAction)
        assert {item.document for item in first.items} <= {item.document for item in second.items}
        assert second.step.days >= first.step.days


@given(accounts(), days(), ladders())
def test_money_on_account_is_applied_first(account, day, ladder):
    """Nobody is dunned for what they have paid already; money kept for an invoice to come is not that."""
    position = account.as_of(day)
    free = Money.total((cash.amount - cash.reserved for cash in position.unapplied_cash), currency="EUR")
    answer = ladder.next_action(position, as_of=day)
    asked = Money.total((each.amount for each in answer.decisions if each.step), currency="EUR")
    if asked and free >= asked:
        assert isinstance(answer, NoAction)
        assert "apply it first" in answer.because
    else:
        assert isinstance(answer, NextAction) is bool(asked)


@given(accounts(), days())
def test_no_ladder_does_nothing(account, day):
    """Whatever is open."""
    answer = NO_LADDER.next_action(account.as_of(day), as_of=day)
    assert isinstance(answer, NoAction)
    assert "no ladder" in answer.because


# Cases


def test_steps_by_days_past_due():
    """From the day on which a step is reached, and not before."""
    assert ask(invoice(), day=on(14)).review_on == on(15)
    reminder = ask(invoice(), day=on(15))
    assert (reminder.step.name, reminder.on, reminder.review_on) == ("reminder", on(15), on(25))
    assert reminder.because == "F-1: 5 days past due, reminder from day 5"
    assert ask(invoice(), day=on(24)).step.name == "reminder"
    assert ask(invoice(), day=on(25)).step.name == "second reminder"
    assert ask(invoice(), day=on(9, 2)).step.name == "final demand"


def test_one_notice_at_the_highest_step():
    """Every item that calls for a step joins it, with its amount."""
    action = ask(invoice("F-1"), invoice("F-2", due=on(2), amount="50.00"), invoice("F-3", due=on(30)), day=on(17))
    assert action.step.name == "second reminder"
    assert [item.document for item in action.items] == ["F-2", "F-1"]
    assert action.amount == eur("150.00")
    assert action.because == "F-2: 15 days past due, second reminder from day 15, and 1 more"
    assert action.review_on == on(1, 2)


def test_it_climbs_on_what_was_done():
    """A contact at a higher step counts for the lower ones; one that is no step of the ladder counts for none."""
    higher = ContactMade("final demand", channel="letter", invoices=["F-1"], on=on(12))
    assert isinstance(ask(invoice(), higher, day=on(30)), NoAction)
    call = ContactMade("courtesy call", channel="phone", invoices=["F-1"], on=on(12))
    assert ask(invoice(), call, day=on(16)).step.name == "reminder"
    other = ContactMade("reminder", channel="email", invoices=["F-2"], on=on(16))
    assert ask(invoice("F-1"), invoice("F-2"), other, day=on(16)).items[0].document == "F-1"


def test_a_dispute_holds_its_invoice_until_it_is_closed():
    """Then the step that was reached meanwhile is taken."""
    events = [invoice(), DisputeOpened("F-1", on=on(12), reason="short delivery"), DisputeClosed("F-1", on=on(28))]
    held = ask(*events, day=on(27))
    assert isinstance(held, NoAction)
    assert "short delivery" in held.because
    assert ask(*events, day=on(28)).step.name == "second reminder"


def test_a_dispute_over_a_part_leaves_the_rest():
    """Of several installments, the oldest due is held first."""
    part = DisputeOpened("F-1", amount=eur("30.00"), on=on(12))
    assert ask(invoice(), part, day=on(16)).amount == eur("70.00")
    parts = [(on(10), eur("20.00")), (on(11), eur("80.00"))]
    action = ask(invoice(installments=parts), part, day=on(16))
    assert [each.amount.text for each in action.decisions] == ["0.00", "70.00"]


def test_a_promise_holds_until_its_day_and_the_tolerance():
    """The promised day itself still counts; the day after the tolerance does not."""
    ladder = attrs.evolve(LADDER, promise_tolerance_days=2)
    events = [invoice(), PromiseMade(eur("100.00"), promised_on=on(20), invoices=["F-1"], on=on(12))]
    for day in (on(16), on(20), on(22)):
        held = ask(*events, day=day, ladder=ladder)
        assert isinstance(held, NoAction)
        assert held.review_on == on(23)
    assert ask(*events, day=on(23), ladder=ladder).step.name == "reminder"


def test_a_promise_about_all_says_nothing_of_a_later_invoice():
    """An invoice issued after the promise is asked for; one of the same day is covered."""
    promise = PromiseMade(eur("100.00"), promised_on=on(20), on=on(1))
    later = InvoiceIssued(Invoice("F-2", "C-1", total=eur("50.00"), issued_on=on(2), due_on=on(3)))
    action = ask(invoice(due=on(2)), promise, later, day=on(12))
    assert [item.document for item in action.items] == ["F-2"]
    assert action.amount == eur("50.00")


def test_a_promise_after_a_dispute_over_a_part_ends_by_itself():
    """What holds the rest has an end, so that is the day to look again."""
    events = [
        invoice(),
        DisputeOpened("F-1", amount=eur("30.00"), on=on(11)),
        PromiseMade(eur("70.00"), promised_on=on(17), invoices=["F-1"], on=on(12)),
    ]
    ladder = attrs.evolve(LADDER, review_days=300)
    assert ask(*events, day=on(16), ladder=ladder).review_on == on(18)
    assert ask(*events, day=on(18), ladder=ladder).amount == eur("70.00")


def test_each_installment_is_reminded():
    """A reminder about the first is none about the second, which was not due."""
    parts = [(on(10), eur("40.00")), (on(10, 3), eur("60.00"))]
    contacts = [
        ContactMade(step.name, channel=step.channel, invoices=["F-1"], on=on(10) + timedelta(days=step.days))
        for step in LADDER.steps
    ]
    paid = PaymentReceived(Payment("P-1", "C-1", amount=eur("40.00"), paid_on=on(12, 2)))
    action = ask(invoice(installments=parts), *contacts, paid, day=on(16, 3))
    assert action.step.name == "reminder"
    assert action.amount == eur("60.00")


def test_a_contact_about_all_is_about_what_was_due():
    """It is no reminder of an invoice that was due months later."""
    contact = ContactMade("final demand", channel="letter", on=on(9, 2))
    events = [invoice("F-1"), invoice("F-2", due=on(10, 3)), contact]
    assert isinstance(ask(*events, day=on(14, 3)), NoAction)
    assert ask(*events, day=on(15, 3)).items[0].document == "F-2"


def test_steps_before_the_due_day():
    """A friendly word ahead."""
    ladder = Ladder([Step("notice", days=-3, channel="email")])
    assert ask(invoice(), day=on(6), ladder=ladder).review_on == on(7)
    assert ask(invoice(), day=on(7), ladder=ladder).because == "F-1: due in 3 days, notice from day -3"


@pytest.mark.parametrize("mode", ["by_days", "progressive"])
def test_a_step_before_the_due_day_is_passed_over_once_the_item_is_due(mode):
    """A word ahead makes no sense then, and the answer says that it is over; alone, it is better late than never."""
    steps = [Step("notice", days=-3, channel="email"), Step("reminder", days=5, channel="email")]
    ladder = Ladder(steps, mode=mode)
    assert ask(invoice(), day=on(9), ladder=ladder).step.name == "notice"
    late = ask(invoice(), day=on(10), ladder=ladder)
    assert (late.because, late.review_on) == ("F-1: due today, too late for notice", on(15))
    assert ask(invoice(), day=on(15), ladder=ladder).step.name == "reminder"
    assert ask(invoice(), day=on(15), ladder=Ladder(steps[:1], mode=mode)).step.name == "notice"


def test_the_step_above_takes_over_on_the_due_day():
    """Where the step ahead could not be sent, the ladder looks again on the due day, and not after the usual days."""
    big = StepConditions(min_item=5000)
    steps = [Step("notice", days=-3, channel="email", when=big), Step("reminder", days=0, channel="email")]
    ladder = Ladder(steps, mode="progressive", review_days=30)
    assert ask(invoice(), day=on(8), ladder=ladder).review_on == on(10)
    assert ask(invoice(), day=on(10), ladder=ladder).step.name == "reminder"


def test_nothing_open_needs_no_look():
    """Until a new invoice comes."""
    answer = ask(day=on(1))
    assert (answer.because, answer.review_on) == ("nothing is open", None)


def test_the_ends_of_the_calendar():
    """Steps beyond the last day are reached on it at most; nothing overflows."""
    far = InvoiceIssued(Invoice("F-1", "C-1", total=eur("1.00"), issued_on=on(1), due_on=date.max))
    assert ask(far, day=on(2)).review_on > on(2)
    old = InvoiceIssued(Invoice("F-1", "C-1", total=eur("1.00"), issued_on=date.min, due_on=date.min))
    assert ask(old, day=on(2)).step.name == "final demand"


@pytest.mark.parametrize(
    "steps",
    [
        [],
        ["reminder"],
        [Step("a", days=5, channel="x"), Step("b", days=5, channel="x")],
        [Step("a", days=6, channel="x"), Step("b", days=5, channel="x")],
        [Step("a", days=5, channel="x"), Step("a", days=6, channel="x")],
    ],
)
def test_steps_ascend_and_have_names_of_their_own(steps):
    """At least one."""
    with pytest.raises(InvalidValueError, match="'steps' must be"):
        Ladder(steps)


@pytest.mark.parametrize(
    ("name", "bad"), [("promise_tolerance_days", -1), ("review_days", 0), ("review_days", 1.5), ("review_days", True)]
)
def test_counts_of_days_are_whole(name, bad):
    """Within a year."""
    with pytest.raises(InvalidValueError, match=f"'{name}' must be"):
        attrs.evolve(LADDER, **{name: bad})


@pytest.mark.parametrize(("name", "bad"), [("name", ""), ("channel", " x"), ("days", 1.5), ("days", None)])
def test_a_step_is_checked(name, bad):
    """By the name of the field."""
    with pytest.raises(InvalidValueError, match=f"'{name}' must be"):
        attrs.evolve(LADDER.steps[0], **{name: bad})


@pytest.mark.parametrize("bad", [datetime(2026, 1, 1), "2026-01-01", None])  # noqa: DTZ001
def test_the_day_is_a_date(bad):
    """Never a default."""
    with pytest.raises(InvalidValueError, match="'as_of' must be"):
        LADDER.next_action(Account("C-1", "EUR", []).as_of(on(1)), as_of=bad)
