"""Conventions that give every month thirty days; they differ in what they make of the 31st and of the end of February.

All are ``360 * years + 30 * months + days`` with a day of the month put in place of the first and of the last one (ISDA
2006 Definitions, section 4.16, has the formula). An empty span has no days, also where the two ends of the span are
treated differently.
"""

from __future__ import annotations

from calendar import isleap
from datetime import date
from fractions import Fraction

from receivables.checks import day
from receivables.daycount.span import Reference, Span


def bond_basis(start: date, end: date) -> Span:
    """A start on the 31st is the 30th; an end on the 31st is, too, if the start is then the 30th."""
    first = min(start.day, 30)
    return _span(start, end, first, _last_if_first_is_30th(first, end))


def us_eom(start: date, end: date) -> Span:
    """As bond basis, with the end of February as the 30th: of the start, and of the end if both are such days."""
    both = _ends_february(start) and _ends_february(end)
    return _span(start, end, 30, 30) if both else psa(start, end)


def psa(start: date, end: date) -> Span:
    """As bond basis, with a start at the end of February as the 30th."""
    first = 30 if _ends_february(start) else min(start.day, 30)
    return _span(start, end, first, _last_if_first_is_30th(first, end))


def italian(start: date, end: date) -> Span:
    """The 31st is the 30th, and so are the 28th and 29th of February."""
    return _span(start, end, _thirtieth_after_27_february(start), _thirtieth_after_27_february(end))


def european(start: date, end: date) -> Span:
    """The 31st is the 30th, at both ends."""
    return _span(start, end, min(start.day, 30), min(end.day, 30))


def european_over_365(start: date, end: date) -> Span:
    """As the European convention, over 365."""
    return _over_365(european(start, end))


def european_plus(start: date, end: date) -> Span:
    """A start on the 31st is the 30th; an end on the 31st is the 1st of the next month."""
    return _span(start, end, min(start.day, 30), end.day)  # 30 days a month: the 1st of the next one is a 31st


def european_isda(start: date, end: date, reference: Reference) -> Span:
    """The last day of a month is the 30th; not so an end on the last day of February if it is the termination date."""
    last = reference.termination_date
    ends_there = last is not None and end == day("termination_date", last) and end.month == 2
    return _span(start, end, _month_end_as_30th(start), end.day if ends_there else _month_end_as_30th(end))


def month_ends_over_365(start: date, end: date) -> Span:
    """The last day of a month is the 30th, at both ends, over 365."""
    return _over_365(_span(start, end, _month_end_as_30th(start), _month_end_as_30th(end)))


def _span(start: date, end: date, first: int, last: int) -> Span:
    months = 12 * (end.year - start.year) + end.month - start.month
    days = 30 * months + last - first if end > start else 0
    return Span(days, Fraction(days, 360))


def _over_365(span: Span) -> Span:
    return Span(span.days, Fraction(span.days, 365))


def _ends_february(day: date) -> bool:
    return day.month == 2 and day.day == 28 + isleap(day.year)


def _last_if_first_is_30th(first: int, end: date) -> int:
    return min(end.day, 30) if first == 30 else end.day


def _month_end_as_30th(day: date) -> int:
    return 30 if _ends_february(day) else min(day.day, 30)


def _thirtieth_after_27_february(day: date) -> int:
    return 30 if day.month == 2 and day.day > 27 else min(day.day, 30)
