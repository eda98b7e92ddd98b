"""Charges that do not accrue by the night: one for each completed period, or one in all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction

from receivables.interest.measures import evening_before, period_ends
from receivables.interest.nights import in_units
from receivables.interest.rate_rules import Delay, FixedRate
from receivables.interest.spans import AccruedSpan, Nights
from receivables.interest.tiers import Tier, Tiers
from receivables.money import Money
from receivables.position import OpenItem

_WHOLE = Fraction(1)


def balance_on(item: OpenItem, evening: date) -> Money:
    """What is open of an item on an evening."""
    found = [minor for day, minor in item.history if day <= evening]
    return item.amount.with_minor(found[-1] if found else 0)


def expected_on(item: OpenItem, due_on: date) -> date:
    """The day on whose evening the money should be there: a due day, and not before there is an invoice."""
    return max(due_on, item.issued_on)


def penalty_on(item: OpenItem, percent: Decimal) -> Fraction:
    """So many percent of what was open on the evening on which the money should have been there, in main units."""
    return balance_on(item, expected_on(item, item.due_on)).exact * Fraction(percent) / 100


def by_period(rate: FixedRate | Tiers, delay: Delay) -> Iterator[AccruedSpan]:
    """A charge for each period completed through the last day, on the balance of the evening before it ends."""
    start = delay.start
    for number, end in enumerate(period_ends(rate.per, delay.start, delay.as_of), 1):
        balance = balance_on(delay.item, evening_before(end))
        yield from _charged(rate, delay, balance, (start, end), number)
        start = end


def once(rate: FixedRate | Tiers, delay: Delay) -> Iterator[AccruedSpan]:
    """One charge on the balance of the first evening, however many days late."""
    first = expected_on(delay.item, delay.start)
    if first < delay.as_of:
        yield from _charged(rate, delay, balance_on(delay.item, first), (first, delay.as_of), 1)


def _charged(
    rate: FixedRate | Tiers, delay: Delay, balance: Money, span: tuple[date, date], number: int
) -> Iterator[AccruedSpan]:
    """The charge on a balance for one period, slice by slice where a tier has its own slice."""
    if not balance:
        return
    if isinstance(rate, FixedRate):
        yield _line(span, balance, Tier(Fraction(0), rate.percent), rate)
    elif rate.by == "amount":
        for part, tier in rate.slices(balance.exact):
            whole, rest = in_units(part, balance.currency)
            yield _line(span, whole, tier, rate)._replace(capitalized=rest)
    elif (reached := rate.reached(_number(rate, delay, span[1], number))) is not None:
        yield _line(span, balance, reached, rate)


def _number(rate: Tiers, delay: Delay, end: date, number: int) -> int:
    """The day or month that decides on the tier: of the whole delay, or of the period that ends on ``end``."""
    if rate.tiering == "whole":
        return rate.number(delay, delay.as_of)
    return rate.number(delay, end) if rate.by == "days" else number


def _line(span: tuple[date, date], balance: Money, tier: Tier, rate: FixedRate | Tiers) -> AccruedSpan:
    start, end = span
    days = end.toordinal() - start.toordinal()
    source = f"tier from {tier.since} {rate.by}" if isinstance(rate, Tiers) else ""
    percent = tier.percent if tier.percent is not None else Decimal(0)
    nights = Nights(start, end, days, percent, _WHOLE, rate.per, source)
    return AccruedSpan(nights, balance, flat=tier.amount)
