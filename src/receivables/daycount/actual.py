"""Conventions that count the days of the calendar; they differ in what they call a year.

Whole years are counted by year numbers and leap days by arithmetic, never by stepping beyond the span, so that spans at
either end of the calendar work like any other.
"""

from __future__ import annotations

from calendar import isleap
from collections.abc import Callable
from datetime import date
from fractions import Fraction

from receivables.daycount.span import Span

_BOTH_YEARS = 365 * 366


def over(above: int, below: int = 1) -> Callable[[date, date], Span]:
    """Calendar days over a year of always ``above / below`` days."""

    def measure(start: date, end: date) -> Span:
        days = _days(start, end)
        return Span(days, Fraction(days * below, above))

    return measure


def no_leap_over(year: int) -> Callable[[date, date], Span]:
    """Calendar days but for each 29 February after ``start`` and through ``end``, over ``year``."""

    def measure(start: date, end: date) -> Span:
        days = _days(start, end) - leap_days_after(start, through=end)
        return Span(days, Fraction(days, year))

    return measure


def one(_start: date, _end: date) -> Span:
    """Always one."""
    return Span(1, Fraction(1))


def isda(start: date, end: date) -> Span:
    """Days in leap years over 366, days in other years over 365."""
    years = (end.year - start.year) * _BOTH_YEARS + _part_of_year(end) - _part_of_year(start)
    return Span(_days(start, end), Fraction(years, _BOTH_YEARS))


def afb(start: date, end: date) -> Span:
    """Whole years back from ``end``, and what is left in front over 366 if a 29 February is in it, else 365."""
    whole = end.year - start.year - (_anniversary(end, start.year) < start)
    stub_end = _anniversary(end, end.year - whole)
    length = 366 if _leap_days_before(stub_end) > _leap_days_before(start) else 365
    return Span(_days(start, end), Fraction(whole * length + _days(start, stub_end), length))


def year(start: date, end: date) -> Span:
    """Whole years on from ``start``, and what is left at the end over the length of the year that it is in."""
    whole = end.year - start.year - (_anniversary(start, end.year) > end)
    last = _anniversary(start, start.year + whole)
    length = _length_of_year_from(last)
    return Span(_days(start, end), Fraction(whole * length + _days(last, end), length))


def actual(start: date, end: date) -> Span:
    """Calendar days over 366 if there is a 29 February after ``start`` and through ``end``, else over 365."""
    days = _days(start, end)
    return Span(days, Fraction(days, 366 if leap_days_after(start, through=end) else 365))


def leap_days_after(start: date, *, through: date) -> int:
    """How often it is 29 February after ``start`` and up to and including ``through``."""
    return _leap_days_before(through) + _is_leap_day(through) - _leap_days_before(start) - _is_leap_day(start)


def _days(start: date, end: date) -> int:
    return end.toordinal() - start.toordinal()


def _is_leap_day(day: date) -> bool:
    return day.month == 2 and day.day == 29


def _leap_days_before(day: date) -> int:
    """How often it was 29 February before ``day``, since the year 1."""
    years = day.year - (day.month < 3)
    return years // 4 - years // 100 + years // 400


def _part_of_year(day: date) -> int:
    """The days of the year before ``day``, over its length, in parts of 365 * 366."""
    before = day.toordinal() - date(day.year, 1, 1).toordinal()
    return before * (365 if isleap(day.year) else 366)


def _anniversary(day: date, year: int) -> date:
    """The same day in ``year``; 28 February for 29 February where there is none."""
    clipped = _is_leap_day(day) and not isleap(year)
    return day.replace(year=year, day=28) if clipped else day.replace(year=year)


def _length_of_year_from(day: date) -> int:
    """The days from ``day`` to a year later."""
    leap = isleap(day.year + (day.month > 2)) and not _is_leap_day(day)
    return 366 if leap else 365
