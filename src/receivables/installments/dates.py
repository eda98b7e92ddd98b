"""When payments fall due, and how long the first interval is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from itertools import chain, count, pairwise, repeat
from types import MappingProxyType
from typing import NamedTuple

from receivables.calendars import Period, add_days, add_months
from receivables.daycount import DayCount
from receivables.errors import InvalidValueError

_WEEKS: Mapping[int, int] = MappingProxyType({52: 1, 26: 2, 13: 4})


def period_of(per_year: int, every_days: int | None) -> Period:
    """The time from one due day to the next: months or weeks where a year has a whole number of them."""
    if every_days is not None:
        return Period(days=every_days)
    if 12 % per_year == 0:
        return Period(months=12 // per_year)
    if per_year in _WEEKS:
        return Period(weeks=_WEEKS[per_year])
    if per_year == 365:
        return Period(days=1)
    raise InvalidValueError(
        "every_days", f"given for {per_year} payments a year, which are no whole months or weeks", None
    )


def later(anchor: date, period: Period, times: int) -> date:
    """The day so many periods after ``anchor``: counted from it, then clipped to the month."""
    try:
        return add_months(anchor, period.months * times) if period.months else add_days(anchor, period.days * times)
    except InvalidValueError:
        raise InvalidValueError("start", f"a day from which there is another {times} x {period} on", anchor) from None


def years_between(start: date, end: date, period: Period, per_year: int) -> Fraction:
    """The time from ``start`` to ``end`` in years, as the annual percentage rate of the European Union counts it.

    Whole periods and then days are counted back from ``end``. Each period is ``1 / per_year`` of a year, and the days
    are over the length, 365 or 366 days, of the year that ends on the last of them (Directive 2014/17/EU, annex I, part
    I, remark (c)). A day that is whole periods after ``start``, clipped to its month, is just that.

    >>> years_between(date(2012, 1, 12), date(2012, 2, 15), Period(months=1), 12)  # a month and 3/365
    Fraction(401, 4380)
    >>> years_between(date(2013, 1, 12), date(2013, 2, 15), Period(months=1), 12)  # a month and 3/366
    Fraction(67, 732)
    """
    if period.months:
        whole = ((end.year - start.year) * 12 + end.month - start.month) // period.months
    else:
        whole = (end.toordinal() - start.toordinal()) // period.days
    if later(start, period, whole) == end:
        return Fraction(whole, per_year)
    if later(end, period, -whole) < start:
        whole -= 1
    last = later(end, period, -whole)
    year = last.toordinal() - add_months(last, -12).toordinal()
    return Fraction(whole, per_year) + Fraction(last.toordinal() - start.toordinal(), year)


class Interval(NamedTuple):
    """The time that a row bears interest for: until when, and how much of a balance of 1."""

    due_on: date
    rate: Fraction


class Course(NamedTuple):
    """The due days of a plan, and the interest between them.

    The first day is ``first_due_on``, or one ``period`` after ``start``; the others count from there, or from
    ``start``. ``first_interval`` is in years.
    """

    start: date
    period: Period
    first_due_on: date | None
    first_interval: Fraction

    def due_days(self) -> Iterator[date]:
        """The due days, without end."""
        if self.first_due_on is None:
            return (later(self.start, self.period, number) for number in count(1))
        return (later(self.first_due_on, self.period, number) for number in count())

    def equal(self, first_rate: Fraction, rate: Fraction) -> Iterator[Interval]:
        """Intervals of one rate, but for the first."""
        return map(Interval, self.due_days(), chain([first_rate], repeat(rate)))

    def by_days(self, percent: Fraction, day_count: DayCount) -> Iterator[Interval]:
        """Intervals whose interest is measured in days."""
        for before, due_on in pairwise(chain([self.start], self.due_days())):
            yield Interval(due_on, percent / 100 * day_count.measure(before, due_on).years)
