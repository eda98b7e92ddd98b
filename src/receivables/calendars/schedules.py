"""Periodic dates between two days, each counted from the anchor and never from the date before it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import groupby, islice, takewhile

import attrs

from receivables import checks
from receivables.calendars.business_days import Calendar
from receivables.calendars.months import DayOfMonth, checked_day_of_month, in_month, month_of
from receivables.calendars.periods import Period, forward_period
from receivables.calendars.rolls import Roll
from receivables.checks import Choice
from receivables.errors import InvalidValueError

_SMART_DAYS = 7
"""An odd rest of fewer days than this is too short to stand alone (the rule of Strata's smart stubs)."""


class Stub(Choice):
    """Where the odd rest of a schedule lies, and what becomes of it.

    A *back* stub lies at the end: the dates count forward from the start. A *front* stub lies at the start: they count
    back from the end. A *short* stub is a period of its own, a *long* one is joined with its neighbor, and a *smart*
    one is long where the rest has fewer than 7 days.

    >>> Stub("short_back")
    Stub.SHORT_BACK
    """

    SHORT_BACK = "short_back"
    LONG_BACK = "long_back"
    SMART_BACK = "smart_back"
    SHORT_FRONT = "short_front"
    LONG_FRONT = "long_front"
    SMART_FRONT = "smart_front"

    @property
    def in_front(self) -> bool:
        """Whether it lies at the start."""
        return self in (Stub.SHORT_FRONT, Stub.LONG_FRONT, Stub.SMART_FRONT)

    def joins(self, days: int) -> bool:
        """Whether a rest of so many ``days`` is joined with the period beside it."""
        if self in (Stub.SMART_BACK, Stub.SMART_FRONT):
            return days < _SMART_DAYS
        return self in (Stub.LONG_BACK, Stub.LONG_FRONT)


class ShortMonths(Choice):
    """What becomes of a date in a month that is too short for it: clipped, or skipped (RFC 5545 skips).

    >>> ShortMonths("skip")
    ShortMonths.SKIP
    """

    CLIP = "clip"
    SKIP = "skip"


def _as_stub(value: Stub | str) -> Stub:
    return checks.choice("stub", Stub, value)


def _as_short_months(value: ShortMonths | str) -> ShortMonths:
    return checks.choice("short_months", ShortMonths, value)


@attrs.frozen(kw_only=True)
class PeriodicSchedule:
    """Dates from ``start``, one ``every`` period, up to ``end`` or until there are ``count`` of them.

    ``start`` and ``end`` are always dates of the schedule. The dates between them count from an anchor: the start for
    a ``stub`` at the back, the end for one in front. ``first_regular`` and ``last_regular`` are the days at which the
    regular periods begin and end, where that is not at the start and the end; the anchor is then the one of the two.

    ``day_of_month`` is the day of the month of the dates that are counted: a number from 1 to 31, the anchor's own day
    or the end of the month. It goes with periods of months or years only.

    Raises :class:`~receivables.errors.InvalidValueError` where these contradict one another.

    >>> january = PeriodicSchedule(start=date(2026, 1, 31), every=Period(months=1), count=3)
    >>> print(*january.unadjusted())
    2026-01-31 2026-02-28 2026-03-31
    >>> from receivables.calendars import WEEKDAYS
    >>> print(*january.adjusted(WEEKDAYS))
    2026-02-02 2026-03-02 2026-03-31
    >>> quarters = PeriodicSchedule(
    ...     start=date(2026, 1, 10), end=date(2026, 9, 30), every=Period(months=3), stub=Stub.SHORT_FRONT
    ... )
    >>> print(*quarters.unadjusted())
    2026-01-10 2026-03-30 2026-06-30 2026-09-30
    """

    start: date
    every: Period
    end: date | None = None
    count: int | None = None
    day_of_month: int | DayOfMonth = DayOfMonth.SAME_DAY
    stub: Stub = attrs.field(default=Stub.SHORT_BACK, converter=_as_stub)
    first_regular: date | None = None
    last_regular: date | None = None
    short_months: ShortMonths = attrs.field(default=ShortMonths.CLIP, converter=_as_short_months)

    def __attrs_post_init__(self) -> None:
        checks.day("start", self.start)
        every = forward_period("every", self.every)
        if checked_day_of_month(self.day_of_month) is not DayOfMonth.SAME_DAY and not every.months:
            raise InvalidValueError("day_of_month", "left out with a period of days", self.day_of_month)
        if self.count is None:
            self._check_days()
        else:
            self._check_count()

    def _check_count(self) -> None:
        checks.whole("count", self.count, low=1, unit="dates")
        others = (self.end, self.first_regular, self.last_regular)
        if others != (None, None, None) or self.stub.in_front:
            raise InvalidValueError("count", "left out with an end, regular dates or a stub in front", self.count)

    def _check_days(self) -> None:
        """The days come in the order start, first regular, last regular, end."""
        if self.end is None:
            raise InvalidValueError("end", "given, or else count, the number of dates", None)
        if checks.day("end", self.end) <= self.start:
            raise InvalidValueError("end", f"after {self.start}, the start", self.end)
        reached, name = self.start, "the start"
        for attribute in ("first_regular", "last_regular", "end"):
            if (given := getattr(self, attribute)) is not None:
                if checks.day(attribute, given) < reached:
                    raise InvalidValueError(attribute, f"not before {reached}, {name}", given)
                reached, name = given, attribute

    def unadjusted(self) -> tuple[date, ...]:
        """The dates as they are counted, weekend or not, in order.

        Raises :class:`~receivables.errors.InvalidValueError` where ``count`` dates reach beyond the year 9999.
        """
        if self.end is None:
            return self._counted(self.count or 1)
        first, last = self.first_regular or self.start, self.last_regular or self.end
        dates = (self.start, *self._regular(first, last), self.end)
        return tuple(day for day, _ in groupby(dates))

    def adjusted(self, calendar: Calendar, roll: Roll | str = Roll.FOLLOWING) -> tuple[date, ...]:
        """The dates rolled to business days of ``calendar``; neighbors that meet on one day appear once."""
        convention = checks.choice("roll", Roll, roll)
        return tuple(day for day, _ in groupby(convention.adjust(day, calendar) for day in self.unadjusted()))

    def _counted(self, count: int) -> tuple[date, ...]:
        dates = (self.start, *islice(self._from(self.start, +1), count - 1))
        if len(dates) < count:
            raise InvalidValueError("count", f"at most {len(dates)}: the next date is after the year 9999", count)
        return dates

    def _regular(self, first: date, last: date) -> tuple[date, ...]:
        """The dates from ``first`` to ``last``: the regular periods, and a stub on the side that is not the anchor."""
        anchor, limit, sign = (last, first, -1) if self.stub.in_front else (first, last, +1)
        dates = [anchor, *takewhile(lambda day: sign * (limit - day).days >= 0, self._from(anchor, sign))]
        if rest := abs((limit - dates[-1]).days):
            if len(dates) > 1 and self.stub.joins(rest):
                dates.pop()
            dates.append(limit)
        return tuple(dates[::sign])

    def _from(self, anchor: date, sign: int) -> Iterator[date]:
        """The dates one period from the ``anchor``, two periods, and so on, as far as years have four digits."""
        if not self.every.months:
            return _days_from(anchor, sign * self.every.days)
        number = self.day_of_month if isinstance(self.day_of_month, int) else anchor.day
        ends = self.day_of_month is DayOfMonth.END_OF_MONTH
        dates = _months_from(anchor, sign * self.every.months, 31 if ends else number)
        if self.short_months is ShortMonths.SKIP and not ends:
            return (day for day in dates if day.day == number)
        return dates


def _days_from(anchor: date, step: int) -> Iterator[date]:
    beyond = date.max.toordinal() + 1 if step > 0 else 0
    return map(date.fromordinal, range(anchor.toordinal() + step, beyond, step))


def _months_from(anchor: date, step: int, number: int) -> Iterator[date]:
    months = month_of(anchor) + step
    while (day := in_month(months, number)) is not None:
        yield day
        months += step
