"""A year of 500 debtors, played through day by day: what must hold on each of them, and that it can be played again."""

from __future__ import annotations

import importlib.util
import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from receivables import Account, NextAction

ROOT = Path(__file__).resolve().parent.parent
PICTURE = ROOT / "docs" / "explanation" / "a-simulated-year.svg"
SEED, DEBTORS = 2026, 500


def example():
    """The script in examples/, as a module."""
    spec = importlib.util.spec_from_file_location("simulated_year", ROOT / "examples" / "simulated_year.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["simulated_year"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def played():
    """The year of the page: the module, every answer of the ladder, the debtors and the evenings."""
    module, seen = example(), []
    people = module.debtors(DEBTORS, SEED)
    evenings = list(module.year(people, lambda *each: seen.append(each)))
    return module, seen, people, evenings


def test_every_answer_has_a_reason_and_a_day_to_look_again(played):
    """Or nothing is open any more."""
    _, seen, *_ = played
    for today, position, answer in seen:
        assert answer.because
        assert answer.review_on is None or answer.review_on > today
        assert answer.review_on is not None or not position.open_items


def test_nobody_is_contacted_inside_a_hold(played):
    """Disputes, promises within their tolerance, and what was handed over: no item of them is in an action."""
    module, seen, *_ = played
    acted = 0
    for today, position, answer in seen:
        for item in answer.items if isinstance(answer, NextAction) else ():
            acted += 1
            for hold in position.holds:
                tolerance = module.LADDER.promise_tolerance_days if hold.kind == "promise" else 0
                over = hold.until is not None and today > hold.last_day(tolerance)
                assert over or not hold.covers(item.document) or item.issued_on > hold.since
    assert acted > 1_000


def test_nobody_is_contacted_against_the_guard(played):
    """Neither on a weekend nor within three days of a contact, however often the ladder is asked."""
    module, seen, *_ = played
    for today, position, answer in seen:
        if isinstance(answer, NextAction):
            assert today.isoweekday() < 6
            assert all((today - contact.on).days >= 3 for contact in position.contacts)
            assert module.GUARD.check(position, channel=answer.step.channel, as_of=today).allowed


def test_items_climb_step_by_step_and_none_that_is_paid(played):
    """No step is taken twice for an item, none is left out, and nothing is asked for that is not open."""
    module, seen, *_ = played
    names = [step.name for step in module.LADDER.steps]
    sent = {}
    for _, position, answer in seen:
        if not isinstance(answer, NextAction):
            continue
        assert answer.amount == sum((item.open for item in answer.items[1:]), answer.items[0].open)
        for decision in answer.taken:
            assert decision.item.open.minor > 0
            assert decision.item.days_past_due(position.as_of) >= decision.step.days
        for item in answer.items:
            place = item.document, item.installment
            assert names.index(answer.step.name) >= len(sent.get(place, ()))
            sent.setdefault(place, []).append(answer.step.name)
    assert max(map(len, sent.values())) == len(names)


def test_what_was_asked_for_is_not_asked_for_again_on_the_day(played):
    """The contact recorded, the ladder finds nothing more to do about the same items."""
    module, seen, people, _ = played
    by_name = {debtor.name: debtor for debtor in people}
    acted = [each for each in seen if isinstance(each[2], NextAction)]
    for today, position, answer in acted[::25]:
        again = Account(position.customer, "EUR", by_name[position.customer].events).as_of(today)
        found = module.LADDER.next_action(again, as_of=today)
        assert not isinstance(found, NextAction) or not {*found.items} & {*answer.items}


def test_no_day_is_missed_by_looking_only_when_told(played):
    """Between the days on which it was asked, the ladder would have had nothing to say."""
    module, seen, people, _ = played
    for debtor in people[::50]:
        asked = {today for today, position, _ in seen if position.customer == debtor.name}
        account, day = Account(debtor.name, "EUR", debtor.events), module.FIRST
        while day <= module.LAST:
            if day not in asked:
                assert not isinstance(module.LADDER.next_action(account.as_of(day), as_of=day), NextAction)
            day += timedelta(days=1)


def test_fees_are_charged_once_and_the_sums_meet(played):
    """At the end of the year, for every debtor: no cent lost, and a fee for each second reminder of an invoice."""
    module, _, people, evenings = played
    left = 0
    for debtor in people:
        position = Account(debtor.name, "EUR", debtor.events).as_of(module.LAST)
        facts = position.billed - position.paid - position.credited - position.written_off
        assert facts == position.open - position.unapplied
        fees = Counter(item.invoice for item in position.items if item.kind == "fee")
        assert set(fees.values()) <= {1}
        left += position.open.minor
    assert left == evenings[-1].open


def test_the_year_can_be_played_again(played):
    """From its seed: the same answers, and the picture of the pages."""
    module, seen, people, evenings = played
    assert {debtor.behaviour for debtor in people} == set(module.BEHAVIOURS)
    again = []
    few = module.debtors(40, SEED)
    list(module.year(few, lambda *each: again.append(each)))
    names = {debtor.name for debtor in few}
    assert again == [each for each in seen if each[1].customer in names]
    assert PICTURE.read_text("utf-8") == module.chart(evenings)
