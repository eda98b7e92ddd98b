"""What holds for every ladder, whatever its mode, conditions, gaps and grace."""

from __future__ import annotations

import json
from datetime import timedelta
from fractions import Fraction

import attrs
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from random_ladders import any_ladders, late_accounts, late_days

from receivables import HoldPlaced, Money, NextAction, NoAction, Payment, PaymentReceived, Step
from receivables.allocation import LEAVE_UNAPPLIED
from receivables.contact_guard import NO_GUARD
from receivables.escalation import ALWAYS, Circumstances, StepConditions, charge_fees
from receivables.events import HOLD_KINDS
from receivables.testing import accounts, days

WEEKS = 7 * 8
books = late_accounts() | late_accounts() | accounts(most=3)
some_days = late_days() | late_days() | days()


def taken(answers):
    """What is done about which items, for comparison."""
    return [(each.step.name, each.amount, [decision.item.label for decision in each.taken]) for each in answers]


def quiet(ladder):
    """The same ladder without conditions that look at amounts and other items, and without quiet days."""
    steps = [attrs.evolve(step, when=ALWAYS) for step in ladder.steps]
    return attrs.evolve(ladder, steps=steps, min_totals=None, debtor_min_days=None, guard=NO_GUARD)


@settings(max_examples=50)
@given(books, some_days, any_ladders())
def test_every_answer_says_why_and_when_to_look_again(account, day, ladder):
    """Later than today, unless nothing is open; each item has a decision with a reason; in text and as data."""
    position = account.as_of(day)
    answer = ladder.next_action(position, as_of=day)
    assert answer.because
    assert [each.item for each in answer.decisions] == list(position.open_items)
    assert all(each.because for each in answer.decisions)
    assert (answer.review_on is None) is not bool(position.open_items)
    assert answer.review_on is None or answer.review_on > day
    assert answer.explain()
    assert json.loads(json.dumps(answer.to_dict()))["because"] == answer.because
    if isinstance(answer, NextAction):
        assert answer.on <= day
        assert answer.deadline is None or answer.deadline >= day


@settings(max_examples=40)
@given(books, some_days, any_ladders())
def test_the_plan_is_what_a_run_every_day_does(account, day, ladder):
    """So no day is missed by looking again when a ladder says so, and nothing happens before."""
    now, expected = account.as_of(day), []
    for count in range(WEEKS):
        on = day + timedelta(days=count)
        now = attrs.evolve(now, as_of=on)
        answers = ladder.notices([now], as_of=on)
        expected += [(on, *each) for each in taken(answers)]
        now = attrs.evolve(now, contacts=[*now.contacts, *(each.contact(on) for each in answers)])
    planned = ladder.plan(account.as_of(day), as_of=day, until=day + timedelta(days=WEEKS - 1))
    assert [(each.on, *taken([each.action])[0]) for each in planned] == expected


@settings(max_examples=40)
@given(books, some_days, any_ladders())
def test_nothing_happens_between_an_action_and_its_review(account, day, ladder):
    """Once it is done, the days until ``review_on`` need no look."""
    now = account.as_of(day)
    action = ladder.next_action(now, as_of=day)
    if isinstance(action, NoAction):
        return
    now = attrs.evolve(now, contacts=[*now.contacts, action.contact(day)])
    for count in range(1, (action.review_on - day).days):
        on = day + timedelta(days=count)
        assert ladder.notices([attrs.evolve(now, as_of=on)], as_of=on) == ()


@settings(max_examples=50)
@given(books, some_days, any_ladders(), st.integers(1, 40))
def test_a_late_run_catches_up(account, day, ladder, late):
    """What was called for and not done is called for later, about the same items and not at a lower step.

    But for a step ahead of the due day, which is over once the item is due.
    """
    ladder, position = quiet(ladder), account.as_of(day)
    assume(not position.unapplied_cash)
    later = day + timedelta(days=late)
    first = ladder.notices([position], as_of=day)
    second = ladder.notices([attrs.evolve(position, as_of=later)], as_of=later)
    levels = [step.name for step in ladder.steps]
    found = {each.item.label: levels.index(each.step.name) for action in second for each in action.taken}
    for action in first:
        for each in action.taken:
            if each.item.due_on <= later and ladder.rungs[levels.index(each.step.name)].ahead:
                continue
            assert found[each.item.label] >= levels.index(each.step.name)


@settings(max_examples=50)
@given(late_accounts(), late_days(), any_ladders(), st.integers(-9, -1), st.integers(0, 9))
def test_a_step_ahead_of_the_due_day_is_over_on_it(account, day, ladder, ahead, apart):
    """Once an item is due, the ladder is that without the step, but for its name in the reasons."""
    later = [attrs.evolve(step, days=n, wait_days=step.wait_days or 0) for n, step in enumerate(ladder.steps, apart)]
    ladder = attrs.evolve(quiet(ladder), steps=later, grace="cliff")
    early = attrs.evolve(ladder, steps=[Step("ahead", days=ahead, channel="email"), *later])
    position = attrs.evolve(account.as_of(day), contacts=())
    position = attrs.evolve(position, items=[item for item in position.items if item.due_on <= day])
    assert taken(early.notices([position], as_of=day)) == taken(ladder.notices([position], as_of=day))
    answer = early.next_action(position, as_of=day)
    waiting = [each for each in answer.decisions if each.because.endswith("past due")]
    assert not waiting


@settings(max_examples=50)
@given(books, some_days, any_ladders(), st.integers(0, 20))
def test_an_action_applied_twice_is_applied_once(account, day, ladder, later):
    """The same contact recorded twice changes no later decision, and a fee is charged once.

    A guard counts contacts, and two of a day are two to it.
    """
    ladder = attrs.evolve(ladder, guard=NO_GUARD)
    position, on = account.as_of(day), day + timedelta(days=later)
    action = ladder.next_action(position, as_of=day)
    if isinstance(action, NoAction):
        return
    contact = action.contact(day)
    once = attrs.evolve(position, contacts=[*position.contacts, contact])
    twice = attrs.evolve(position, contacts=[*position.contacts, contact, attrs.evolve(contact, sequence=1)])
    assert ladder.next_action(once, as_of=on).decisions == ladder.next_action(twice, as_of=on).decisions
    charges = charge_fees(action, position, on=day)
    assert len({(each.invoice, each.step) for each in charges}) == len(charges)
    charged = attrs.evolve(account, events=[*account.events, *charges]).as_of(day)
    assert charge_fees(action, charged, on=day) == ()


@settings(max_examples=50)
@given(books, some_days, any_ladders(rest=1))
def test_what_was_done_is_not_asked_for_again(account, day, ladder):
    """With a day between two notices about an item, a second run of the day does nothing about those items."""
    now = account.as_of(day)
    done = ladder.notices([now], as_of=day)
    now = attrs.evolve(now, contacts=[*now.contacts, *(each.contact(day) for each in done)])
    again = ladder.notices([now], as_of=day)
    first, second = ({item.label for each in run for item in each.items} for run in (done, again))
    assert not first & second


@settings(max_examples=50)
@given(books, some_days, any_ladders(), st.sampled_from(HOLD_KINDS), st.integers(0, 30), st.data())
def test_no_action_inside_a_hold(account, day, ladder, kind, length, data):
    """About what was held, through its last day; who is held whole is left alone, with the reason."""
    numbers = sorted({item.document for item in account.as_of(day).open_items})
    about = data.draw(st.lists(st.sampled_from(numbers), max_size=2, unique=True)) if numbers else []
    hold = HoldPlaced(kind, invoices=about, until=day + timedelta(days=length), on=day, reason="as agreed")
    held = attrs.evolve(account, events=[*account.events, hold]).as_of(day)
    for count in (0, length):
        on = day + timedelta(days=count)
        now = attrs.evolve(held, as_of=on)
        answers = ladder.notices([now], as_of=on)
        assert not any(item.document in about or not about for each in answers for item in each.items)
    answer = ladder.next_action(held, as_of=day)
    if not about and answer.decisions:
        assert isinstance(answer, NoAction)
        assert answer.review_on <= day + timedelta(days=length + 1)
        reasons = {each.because for each in answer.decisions}
        assert all(hold.reason in reasons for hold in held.holds if hold.kind == kind) or len(held.holds) > 1


@settings(max_examples=40)
@given(late_accounts(), any_ladders(), st.integers(1, 9))
def test_a_level_needs_the_one_below(account, ladder, pace):
    """Progressive and staged ladders that do not skip climb one step after the other, each on a contact."""
    ladder = attrs.evolve(ladder, mode="progressive", skips=False, consolidation="item")
    start = account.events[0].on if account.events else None
    assume(start is not None)
    now, levels, reached = account.as_of(start), [step.name for step in ladder.steps], {}
    now = attrs.evolve(now, contacts=())
    for count in range(0, WEEKS, pace):
        on = start + timedelta(days=count)
        answers = ladder.notices([attrs.evolve(now, as_of=on)], as_of=on)
        for each in (each for action in answers for each in action.taken):
            level = levels.index(each.step.name)
            assert level <= reached.get(each.item.document, -1) + 1
        for each in (each for action in answers for each in action.taken):
            reached[each.item.document] = levels.index(each.step.name)
        now = attrs.evolve(now, contacts=[*now.contacts, *(each.contact(on) for each in answers)])


@settings(max_examples=50)
@given(books, some_days, any_ladders())
def test_a_paid_item_never_climbs(account, day, ladder):
    """No decision is about an item with nothing open; who owes nothing is left alone."""
    position = account.as_of(day, allocation=LEAVE_UNAPPLIED)
    assert all(each.item.open for each in ladder.next_action(position, as_of=day).decisions)
    if position.open_items:
        first = position.open_items[0]
        payment = Payment("P-last", "C-1", amount=first.open, paid_on=day, remittance=[first.document])
        assume(not any(getattr(each, "subject", "") == "P-last" for each in account.events))
        paid = attrs.evolve(account, events=[*account.events, PaymentReceived(payment)]).as_of(day)
        cleared = {item.label for item in paid.items if not item.open}
        answers = ladder.notices([paid], as_of=day)
        assert not cleared & {item.label for each in answers for item in each.items}


@settings(max_examples=40)
@given(books, some_days, any_ladders(), st.integers(0, 10), st.data())
def test_a_higher_threshold_never_brings_an_action_forward(account, day, ladder, more, data):
    """Whichever of the minimums, gaps and days of grace is raised."""
    steps = [attrs.evolve(step, when=attrs.evolve(step.when, combine="all")) for step in ladder.steps]
    ladder = attrs.evolve(ladder, steps=steps)
    name = data.draw(st.sampled_from(["min_item", "min_total", "min_percent", "oldest_days", "gap", "grace", "days"]))
    raised = attrs.evolve(ladder, steps=[_raised(step, name, more) for step in steps])
    if name == "gap":
        raised = attrs.evolve(ladder, min_gap_days=ladder.min_gap_days + more, debtor_min_gap_days=100)
    if name == "grace":
        raised = attrs.evolve(ladder, grace="shift", grace_days=ladder.grace_days + more)
        ladder = attrs.evolve(ladder, grace="shift")
    # A step that is moved over the due day is no longer one for the days before it.
    assume([rung.ahead for rung in ladder.rungs] == [rung.ahead for rung in raised.rungs])
    until, position = day + timedelta(days=WEEKS), account.as_of(day)
    before, after = (each.plan(position, as_of=day, until=until) for each in (ladder, raised))
    assert not after or before[0].on <= after[0].on


def _raised(step, name, more):
    if name == "days":
        return attrs.evolve(step, days=step.days + more)
    if name not in ("min_item", "min_total", "min_percent", "oldest_days"):
        return step
    given = getattr(step.when, name)
    least = Fraction(more, 100) if given is None else given + Fraction(more, 100)
    value = (more if given is None else given + more) if name == "oldest_days" else least
    return attrs.evolve(step, when=attrs.evolve(step.when, **{name: value}))


@settings(max_examples=50)
@given(books, some_days, any_ladders())
def test_consolidation_changes_the_notices_and_not_what_they_are_about(account, day, ladder):
    """All items that call for a step are in one notice each, and all notices ask for the same in total.

    Where a guard limits the notices, fewer of them may go out at once.
    """
    position, ladder = account.as_of(day), attrs.evolve(ladder, guard=NO_GUARD)
    totals, labels = [], []
    for way in ("highest", "per_level", "item"):
        answers = attrs.evolve(ladder, consolidation=way).notices([position], as_of=day)
        totals.append(Money.total((each.amount for each in answers), currency=position.currency))
        labels.append(sorted(item.label for each in answers for item in each.items))
        assert len(answers) <= 1 or way != "highest"
    assert len(set(totals)) == 1
    assert labels[0] == labels[1] == labels[2]


@settings(max_examples=50)
@given(books, some_days, any_ladders(), st.integers(0, 500))
def test_money_under_way_is_not_asked_for(account, day, ladder, minor):
    """It takes from what is asked for, and from nothing else."""
    position = attrs.evolve(account.as_of(day), unapplied_cash=())
    numbers = sorted({item.document for item in position.open_items})
    assume(numbers)
    pending = Circumstances(pending={numbers[0]: Money.of_minor(minor, position.currency)})
    without = ladder.next_action(position, as_of=day)
    answer = ladder.next_action(position, as_of=day, circumstances=pending)
    for old, new in zip(without.decisions, answer.decisions, strict=True):
        assert new.amount <= old.amount
        assert new.item.document == numbers[0] or new.amount == old.amount
    moved = sum(
        old.amount.minor - new.amount.minor for old, new in zip(without.decisions, answer.decisions, strict=True)
    )
    assert moved <= minor


@settings(max_examples=50)
@given(books, some_days, any_ladders(), st.sampled_from(["", "public", "key account"]))
def test_steps_for_others_are_never_taken(account, day, ladder, segment):
    """A step for other currencies or segments is for those."""
    answers = ladder.notices([account.as_of(day)], as_of=day, circumstances=Circumstances(segment=segment))
    for when in (each.step.when for action in answers for each in action.taken):
        assert not when.currencies or "EUR" in when.currencies
        assert not when.segments or segment in when.segments


@settings(max_examples=50)
@given(books, some_days, any_ladders())
def test_a_condition_that_cannot_fail_changes_nothing(account, day, ladder):
    """Minimums of nothing are the same as none."""
    plain = quiet(ladder)
    nothing = StepConditions(min_item=0)
    same = attrs.evolve(plain, steps=[attrs.evolve(step, when=nothing) for step in plain.steps])
    position = account.as_of(day)
    assert taken(same.notices([position], as_of=day)) == taken(plain.notices([position], as_of=day))
