"""The checks for policy authors: what ships passes, and a policy with a planted defect is caught, in words."""

from __future__ import annotations

import itertools
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

import attrs
import pytest
from planted import CHECKS, other

from receivables import NO_INTEREST, NO_LADDER, Aging, Ladder, LateInterest, Money, OldestDueFirst, Step
from receivables.discounts import NO_DISCOUNTS
from receivables.errors import LawBrokenError, ReceivablesError
from receivables.testing import check_interest_policy
from receivables.testing.conformance import laws

LADDER = Ladder([Step("reminder", days=5, channel="email"), Step("final demand", days=30, channel="letter")])


@pytest.fixture(autouse=True)
def _fewer_cases(monkeypatch):
    monkeypatch.setattr(laws, "CASES", 40)


def interest(accrue, **attributes):
    """Late interest of somebody else; ``accrue`` changes what ours would answer."""

    def verb(self, item, *, as_of, since=None):
        return accrue(LateInterest("8").accrue(item, as_of=as_of, since=since))

    return attrs.frozen(type("Planted", (), {"accrue": verb, **attributes}))()


def sloppy(accrual):
    """Interest in the decimal context of whoever runs it, as a fee of the item."""
    nights = max((accrual.as_of - accrual.item.due_on).days, 0)
    sum_ = Decimal(accrual.item.amount.minor) * nights / Decimal(365)
    return attrs.evolve(accrual, spans=(), fee=accrual.item.amount.with_minor(int(sum_)))


def halved_in_parts(accrual):
    """Half of the nights where it is asked for a part."""
    return attrs.evolve(accrual, spans=accrual.spans[:1]) if accrual.since else accrual


COUNT = itertools.count()


@attrs.define
class Mutable:
    """A policy that can be changed."""

    rate: str = "8"

    def accrue(self, item, *, as_of, since=None):
        return LateInterest(self.rate).accrue(item, as_of=as_of, since=since)


class Plain:
    """A policy whose attribute can be changed."""

    def __init__(self):
        self.rate = "8"

    accrue = Mutable.accrue


@attrs.frozen
class HoldsAList:
    """A policy whose content can be changed."""

    rates: list = attrs.Factory(lambda: ["8"])

    def accrue(self, item, *, as_of, since=None):
        return LateInterest(self.rates[0]).accrue(item, as_of=as_of, since=since)


DEFECTS = {
    "mutable": (Mutable(), "a policy is a frozen value; found that its attribute 'rate' can be set"),
    "plain": (Plain(), "a policy is a frozen value; found that its attribute 'rate' can be set"),
    "holds a list": (HoldsAList(), "a policy is a frozen value; found that it holds what can be changed"),
    "never the same": (
        interest(lambda accrual: attrs.evolve(accrual, fee=accrual.item.amount.with_minor(next(COUNT)))),
        "the same question has the same answer",
    ),
    "never the same rule": (
        interest(lambda accrual: attrs.evolve(accrual, rule=f"drawn@{next(COUNT)}")),
        "the same question has the same answer; found 0.00 EUR twice, each time by another way",
    ),
    "decimal context": (interest(sloppy), "the decimal context of the program has no say"),
    "negative": (
        interest(lambda accrual: attrs.evolve(accrual, penalty=accrual.item.amount.with_minor(-1))),
        "interest is never below nothing; found -0.01 EUR",
    ),
    "another currency": (
        interest(lambda accrual: attrs.evolve(accrual, fee=Money("1.00", "USD"))),
        "interest is on the item, through the day and in the currency that was asked about; found EUR and USD",
    ),
    "another item": (
        interest(lambda accrual: attrs.evolve(accrual, item=attrs.evolve(accrual.item, document="F-9"))),
        "interest is on the item, through the day and in the currency that was asked about",
    ),
    "no accrual": (interest(lambda accrual: accrual.amount), "in the currency that was asked about"),
    "not additive": (interest(halved_in_parts), "the interest of two parts is the interest of the whole"),
    "before the due day": (
        interest(lambda accrual: attrs.evolve(accrual, fee=accrual.item.amount.with_minor(1))),
        "no interest runs before the due day is past",
    ),
    "raises": (interest(lambda accrual: {}[accrual]), "a policy answers every case; found "),
    "a floating-point number": (
        interest(lambda accrual: attrs.evolve(accrual, rule=0.1)),
        "an answer is exact: no floating-point number is in it; found 0.1",
    ),
}


@pytest.mark.parametrize("name", DEFECTS)
def test_a_planted_defect_of_interest_is_caught(name):
    """The message says which law broke, and in which case."""
    policy, words = DEFECTS[name]
    with pytest.raises(LawBrokenError) as caught:
        check_interest_policy(policy)
    assert words in str(caught.value)
    assert isinstance(caught.value, ReceivablesError)
    assert isinstance(caught.value, AssertionError)
    assert set(caught.value.example) in ({"policy"}, {"item", "cut", "as_of"})


def test_the_example_is_the_smallest():
    """One cent too little for a debt of three cents or more, and no less debt shows it."""

    def short(accrual):
        penalty = -1 if accrual.item.amount.minor >= 3 else 0
        return attrs.evolve(accrual, spans=(), penalty=accrual.item.amount.with_minor(penalty))

    with pytest.raises(LawBrokenError) as caught:
        check_interest_policy(interest(short))
    assert caught.value.example["item"].amount == Money("0.03", "EUR")
    assert "item = OpenItem(customer='C-1', document='F-1'" in str(caught.value)


def lines(**changes):
    """Change the lines of a settlement; each change is given the line."""

    def change(settlement):
        made = (line._replace(**{name: new(line) for name, new in changes.items()}) for line in settlement.lines)
        return attrs.evolve(settlement, lines=made)

    return change


def bounded(**changes):
    """Change lines of discounts likewise."""
    return lambda found: tuple(line._replace(**{name: new(line) for name, new in changes.items()}) for line in found)


def more(amount):
    return amount.with_minor(amount.minor + 1)


OTHERS = {
    "a row is left out": ("age", Aging(), lambda found: attrs.evolve(found, rows=found.rows[1:]), "in one bucket"),
    "a row is there twice": (
        "age",
        Aging(),
        lambda found: attrs.evolve(found, rows=[*found.rows, *found.rows]),
        "in one bucket",
    ),
    "another day": (
        "age",
        Aging(),
        lambda found: attrs.evolve(found, as_of=found.as_of - timedelta(days=1)),
        "a report of the day that was asked about",
    ),
    "by their order": (
        "age",
        Aging(),
        lambda found: attrs.evolve(
            found, rows=[row._replace(bucket=found.buckets[-1]) for row in found.rows[:1]] + list(found.rows[1:])
        ),
        "the order of the items has no say",
    ),
    "no report": ("age", Aging(), lambda found: found.rows, "a report of the day"),
    "by the company it keeps": (
        "age",
        Aging(),
        lambda found: (
            attrs.evolve(found, rows=[row._replace(bucket=found.buckets[-1]) for row in found.rows])
            if len(found.rows) > 1
            else found
        ),
        "does not depend on the others",
    ),
    "too much of an item": (
        "apply",
        OldestDueFirst(),
        lines(amount=lambda line: more(line.amount)),
        "no more is settled",
    ),
    "an item of nobody": ("apply", OldestDueFirst(), lines(document=lambda line: "F-99"), "than is open of it"),
    "no reason": ("apply", OldestDueFirst(), lines(because=lambda line: ""), "a line says why"),
    "cash of another currency": (
        "apply",
        OldestDueFirst(),
        lines(amount=lambda line: Money.of_minor(1, "USD")),
        "a line is in the currency of the cash",
    ),
    "less than nothing": (
        "apply",
        OldestDueFirst(),
        lines(amount=lambda line: line.amount.with_minor(-1)),
        "a line is of more than nothing",
    ),
    "no settlement": ("apply", OldestDueFirst(), lambda found: None, "gives a settlement of the cash"),
    "a generous discount": ("settle", NO_DISCOUNTS, bounded(discount=lambda line: more(line.cash)), "than is open"),
    "a discount below nothing": (
        "settle",
        NO_DISCOUNTS,
        bounded(discount=lambda line: line.discount.with_minor(-1)),
        "a part of a line is never below nothing",
    ),
    "a discount in another currency": (
        "settle",
        NO_DISCOUNTS,
        bounded(discount=lambda line: Money.of_minor(0, "USD")),
        "a line is in the currency of the cash",
    ),
    "a fraction of a cent": (
        "settle",
        NO_DISCOUNTS,
        bounded(discount=lambda line: Fraction(1, 3)),
        "a policy answers every case; found AttributeError",
    ),
    "another customer": (
        "next_action",
        LADDER,
        lambda found: attrs.evolve(found, customer="C-9"),
        "about the customer of the position",
    ),
    "no action at all": ("next_action", NO_LADDER, lambda found: None, "gives an action, or none"),
    "looks again today": (
        "next_action",
        LADDER,
        lambda found: attrs.evolve(found, review_on=getattr(found, "on", found.review_on)),
        "the day to look again is a later one",
    ),
}


@pytest.mark.parametrize("name", OTHERS)
def test_a_planted_defect_is_caught(name):
    """In each slot."""
    verb, base, change, words = OTHERS[name]
    with pytest.raises(LawBrokenError) as caught:
        CHECKS[verb](other(verb, base, change))
    assert words in str(caught.value)


def test_no_interest_is_interest():
    """And a check leaves nothing behind."""
    assert check_interest_policy(NO_INTEREST) is None
