"""What a convention is given, and what it makes of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from typing import NamedTuple, Protocol


class Span(NamedTuple):
    """What a convention makes of two dates: ``days`` as it counts them, ``years`` as an exact fraction.

    >>> from receivables.daycount import THIRTY_E_360
    >>> THIRTY_E_360.measure(date(2026, 1, 31), date(2026, 3, 31))
    Span(days=60, years=Fraction(1, 6))
    """

    days: int
    years: Fraction


class BusinessDays(Protocol):
    """Any calendar that says which days are business days; those of :mod:`receivables.calendars` do.

    >>> class MondayToFriday:
    ...     def is_business_day(self, day: date) -> bool:
    ...         return day.weekday() < 5
    >>> from receivables.daycount import BUS_252
    >>> BUS_252.measure(date(2026, 3, 6), date(2026, 3, 10), calendar=MondayToFriday())
    Span(days=2, years=Fraction(1, 126))
    """

    def is_business_day(self, day: date, /) -> bool:
        """Whether there is business on ``day``."""
        ...


class Reference(NamedTuple):
    """What some conventions look at beside the two dates; see :meth:`~receivables.daycount.DayCount.measure`."""

    termination_date: date | None
    period_end: date | None
    frequency_per_year: int | None
    nominal_dates: Iterable[date]
    calendar: BusinessDays | None
