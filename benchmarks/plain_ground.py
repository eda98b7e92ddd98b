"""The yardstick of :mod:`ground`: the same answers as one would write them in an afternoon with py-moneyed and dates.

Nothing is checked: no weights, no order of days, no calendar that ends. There is one way to share the cents, one roll,
two digits after the point, and one form of terms. Credit notes, which are negative, were not thought of.
"""

from __future__ import annotations

from calendar import isleap
from collections.abc import Sequence, Set
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import NamedTuple

from moneyed import Money

CENT = Decimal("0.01")


def allocate(total: Money, weights: Sequence[int]) -> list[Money]:
    """By largest remainder, on whole cents: shares in decimals end somewhere, and then a tie is none."""
    cents, whole = int(total.amount * 100), sum(weights)
    parts, remainders = map(list, zip(*(divmod(cents * weight, whole) for weight in weights), strict=True))
    by_remainder = sorted(range(len(parts)), key=lambda place: -remainders[place])
    for place in by_remainder[: cents - sum(parts)]:
        parts[place] += 1
    return [Money(part * CENT, total.currency) for part in parts]


def split(total: Money, count: int) -> list[Money]:
    part, larger = divmod(int(total.amount * 100), count)
    return [Money((part + (place < larger)) * CENT, total.currency) for place in range(count)]


def act_365(start: date, end: date) -> tuple[int, Fraction]:
    days = (end - start).days
    return days, Fraction(days, 365)


def act_act(start: date, end: date) -> tuple[int, Fraction]:
    """Year by year, those with a leap day over 366 (ISDA)."""
    years = Fraction(0)
    for year in range(start.year, end.year + 1):
        first, last = max(start, date(year, 1, 1)), min(end, date(year + 1, 1, 1))
        years += Fraction((last - first).days, 366 if isleap(year) else 365)
    return (end - start).days, years


def thirty_e(start: date, end: date) -> tuple[int, Fraction]:
    months = (end.year - start.year) * 12 + end.month - start.month
    days = months * 30 + min(end.day, 30) - min(start.day, 30)
    return days, Fraction(days, 360)


def rolled(day: date, closed: Set[date]) -> date:
    """The day itself, or the next one that is neither closed nor at the weekend."""
    while day.weekday() > 4 or day in closed:
        day += timedelta(days=1)
    return day


def business_days_later(day: date, count: int, closed: Set[date]) -> date:
    for _ in range(count):
        day = rolled(day + timedelta(days=1), closed)
    return day


class Terms(NamedTuple):
    """Equal parts due so many days after the issue day, each with a discount of ``percent`` for paying ``within``."""

    days: tuple[int, ...]
    percent: Decimal | None = None
    within: int = 0


class Part(NamedTuple):
    """An installment, and its discounts: through which day, and how much."""

    due_on: date
    amount: Money
    offers: list[tuple[date, Money]]


def schedule(terms: Terms, total: Money, issued_on: date, closed: Set[date] | None = None) -> list[Part]:
    amounts = split(total, len(terms.days)) if len(terms.days) > 1 else [total]
    parts = []
    for days, amount in zip(terms.days, amounts, strict=True):
        due_on, offers = issued_on + timedelta(days=days), []
        if terms.percent is not None:
            off = (amount.amount * terms.percent / 100).quantize(CENT, ROUND_HALF_UP)
            offers.append((issued_on + timedelta(days=terms.within), Money(off, amount.currency)))
        parts.append(Part(due_on if closed is None else rolled(due_on, closed), amount, offers))
    return parts
