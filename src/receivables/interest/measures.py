"""How the nights of a policy are counted, and the evenings on which its interest begins to bear interest."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from fractions import Fraction
from functools import lru_cache
from itertools import count, takewhile

from receivables.calendars import add_months
from receivables.daycount import ACT_ACT_ISDA, DayCount
from receivables.errors import InvalidValueError
from receivables.interest.periods import RatePeriod


def evening_before(day: date) -> date:
    """The day before."""
    return date.fromordinal(day.toordinal() - 1)


_FIXED_YEARS = {"ACT/360": 360, "ACT/364": 364, "ACT/365F": 365, "ACT/366": 366}


@lru_cache(maxsize=16_384)
def _over(nights: int, length: int) -> Fraction:
    return Fraction(nights, length)


def fixed_length(period: RatePeriod, day_count: DayCount) -> int | None:
    """The nights of the period where that is the same number wherever they lie, else ``None``."""
    if period.unit == "days":
        return period.count
    year = _FIXED_YEARS.get(day_count.name)
    return year * period.count if year and period.unit == "years" else None


def share_of_length(length: int) -> Callable[[date, date], tuple[int, Fraction]]:
    """How nights are counted where a period always has so many."""

    def share(start: date, end: date) -> tuple[int, Fraction]:
        nights = end.toordinal() - start.toordinal()
        return nights, _over(nights, length)

    return share


def share_of(period: RatePeriod, day_count: DayCount, start: date, end: date) -> tuple[int, Fraction]:
    """The days of the nights from one evening to another, and the part of ``period`` that they are.

    A night belongs to the year of its second day, so ACT/ACT ISDA measures from the day after the first evening; the
    conventions with months of 30 days run from the first evening (the due day) to the last.
    """
    if day_count == ACT_ACT_ISDA:
        if end == date.max:
            raise InvalidValueError("as_of", f"before {date.max} where nights belong to years", end)
        start, end = date.fromordinal(start.toordinal() + 1), date.fromordinal(end.toordinal() + 1)
    days, years = day_count.measure(start, end)
    return days, years / period.count


_PARTS_OF_A_WHOLE = frozenset(
    {
        "1/1",
        "30/360 BondBasis",
        "30/360 NASD",
        "30/360 PSA",
        "30/360 US EOM",
        "30E+/360",
        "ACT/ACT AFB",
        "ACT/ACT Year",
    }
)
"""Conventions under which the parts of a span, each measured for itself, are more or less than the span."""


def adds_up(period: RatePeriod, day_count: DayCount) -> bool:
    """Whether nights count the same wherever the delay began.

    Not so where a convention treats the two ends of a span differently: then it is the delay that is measured, and a
    part of it is what it adds. ACT/365 Actual is left as it is: it asks each span for a 29 February, and a delay of
    more than a year, measured from its beginning, is shorter with that day than without it.
    """
    return period.unit == "days" or day_count.name not in _PARTS_OF_A_WHOLE


def share_since(origin: date, period: RatePeriod, day_count: DayCount) -> Callable[[date, date], tuple[int, Fraction]]:
    """How nights are counted that are parts of a delay from ``origin``: through the last, less those before the first.

    So a delay has the days of the convention, however it is cut.
    """

    def share(start: date, end: date) -> tuple[int, Fraction]:
        days, part = share_of(period, day_count, origin, end)
        if start == origin:
            return days, part
        days_before, before = share_of(period, day_count, origin, start)
        return days - days_before, part - before

    return share


def twelfth(start: date, end: date, month: tuple[date, date]) -> tuple[int, Fraction]:
    """A full month is a twelfth of a year, and part of it so much of the twelfth as it has days."""
    days = end.toordinal() - start.toordinal()
    return days, Fraction(days, 12 * (month[1].toordinal() - month[0].toordinal()))


def rests(compounding: str, days: int | None, start: date, end: date) -> Iterator[date]:
    """The evenings before ``end`` on which the interest since ``start`` is added to the debt, in order.

    Months and years are counted from the first interest day, the one after ``start``, each from there and not from the
    one before, so a 29 February is a 28 in other years.
    """
    if compounding == "days":
        step = days or 1
        evenings = (date.fromordinal(each) for each in range(start.toordinal() + step, end.toordinal(), step))
        yield from evenings
        return
    months = 12 if compounding == "yearly" else 1
    first = date.fromordinal(start.toordinal() + 1)
    most = (12 * (end.year - first.year) + end.month - first.month) // months
    marks = (evening_before(add_months(first, months * number)) for number in range(1, most + 1))
    yield from takewhile(lambda evening: evening < end, marks)


def period_ends(period: RatePeriod, start: date, end: date) -> Iterator[date]:
    """The last days of the periods completed from ``start`` through ``end``."""
    if period.unit == "days":
        yield from (
            date.fromordinal(each)
            for each in range(start.toordinal() + period.count, end.toordinal() + 1, period.count)
        )
        return
    months = period.count * (12 if period.unit == "years" else 1)
    for number in count(1):
        if 12 * start.year + start.month - 1 + months * number > 12 * end.year + end.month - 1:
            return
        day = add_months(start, months * number)
        if day > end:
            return
        yield day


def year_ends(start: date, end: date) -> Iterator[date]:
    """Each 31 December after ``start`` and before ``end``."""
    days = (date(year, 12, 31) for year in range(start.year, end.year + 1))
    yield from (day for day in days if start < day < end)
