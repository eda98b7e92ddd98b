"""Conventions that cannot be told from two dates: they look at a period, its schedule, or a calendar."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from calendar import isleap
from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from itertools import pairwise

from receivables.checks import day, whole
from receivables.daycount.actual import leap_days_after
from receivables.daycount.span import Reference, Span
from receivables.errors import InvalidValueError

MOST_PERIODS = 366
"""Interest periods that a year may have."""


def actual_365l(start: date, end: date, reference: Reference) -> Span:
    """Calendar days over 365 or 366; which of them, the whole interest period says."""
    frequency, period_end = _frequency(reference), day("period_end", reference.period_end)
    if period_end < end:
        raise InvalidValueError("period_end", f"not before {end}, the end of the span", period_end)
    leap = leap_days_after(start, through=period_end) > 0 if frequency == 1 else isleap(period_end.year)
    days = end.toordinal() - start.toordinal()
    return Span(days, Fraction(days, 366 if leap else 365))


def icma(start: date, end: date, reference: Reference) -> Span:
    """Each period of the schedule is one over the frequency; the days within it are equal parts of it."""
    frequency, nominal = _frequency(reference), _nominal_dates(reference.nominal_dates)
    if not nominal[0] <= start <= end <= nominal[-1]:
        raise InvalidValueError("nominal_dates", f"dates from {start} or before to {end} or after", nominal)
    first, beyond = bisect_right(nominal, start) - 1, bisect_left(nominal, end) + 1
    periods = (_part(start, end, period) for period in pairwise(nominal[first:beyond]))
    return Span(end.toordinal() - start.toordinal(), sum(periods, Fraction(0)) / frequency)


def business_days_over_252(start: date, end: date, reference: Reference) -> Span:
    """Business days, the first date in and the last one out, over 252."""
    calendar = reference.calendar
    if calendar is None or not hasattr(calendar, "is_business_day"):
        raise InvalidValueError("calendar", "a calendar: something with is_business_day(day)", calendar)
    ordinals = range(start.toordinal(), end.toordinal())
    days = sum(1 for each in ordinals if calendar.is_business_day(date.fromordinal(each)))
    return Span(days, Fraction(days, 252))


def _frequency(reference: Reference) -> int:
    return whole("frequency_per_year", reference.frequency_per_year, low=1, high=MOST_PERIODS, unit="periods a year")


def _nominal_dates(given: Iterable[date]) -> tuple[date, ...]:
    if not isinstance(given, Iterable):
        raise InvalidValueError("nominal_dates", "a list of dates", given)
    dates = tuple(day("nominal_dates", each) for each in given)
    if len(dates) < 2 or any(later <= earlier for earlier, later in pairwise(dates)):
        raise InvalidValueError("nominal_dates", "at least two dates, in order, each once", dates)
    return dates


def _part(start: date, end: date, period: tuple[date, date]) -> Fraction:
    """The days of the span in ``period``, over the days of the period."""
    first, last = max(start, period[0]).toordinal(), min(end, period[1]).toordinal()
    return Fraction(last - first, period[1].toordinal() - period[0].toordinal())
