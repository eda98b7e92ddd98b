"""Day-count conventions by their exact names: how many days a span has, and which fraction of a year that is.

Spans are half-open: the first day is in, the last is not, so adjacent spans add up.

>>> from datetime import date
>>> from receivables.daycount import ACT_365F
>>> ACT_365F.measure(date(2026, 1, 1), date(2026, 3, 15))
Span(days=73, years=Fraction(1, 5))
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from types import MappingProxyType
from typing import NamedTuple

import attrs

from receivables.checks import day
from receivables.errors import InvalidValueError

__all__ = [
    "ACT_365F",
    "DayCount",
    "Span",
]


class Span(NamedTuple):
    """What a convention makes of two dates: ``days`` as it counts them, ``years`` as an exact fraction."""

    days: int
    years: Fraction


def _act_365_fixed(start: date, end: date) -> Span:
    days = end.toordinal() - start.toordinal()
    return Span(days, Fraction(days, 365))


_RULES: Mapping[str, Callable[[date, date], Span]] = MappingProxyType({"ACT/365F": _act_365_fixed})


def _is_known(_: object, __: attrs.Attribute[str], value: object) -> None:
    if not isinstance(value, str) or value not in _RULES:
        raise InvalidValueError("day_count", "one of " + ", ".join(_RULES), value)


@attrs.frozen
class DayCount:
    """A named day-count convention (ISDA 2006 Definitions, section 4.16).

    ``name`` is exact: an ambiguous name, like a bare ``ACT/365``, is refused with the names that exist.

    >>> DayCount("ACT/365F") == ACT_365F
    True
    >>> DayCount("ACT/365")
    Traceback (most recent call last):
    receivables.errors.InvalidValueError: 'day_count' must be one of ACT/365F (got 'ACT/365')
    """

    name: str = attrs.field(validator=_is_known)

    def measure(self, start: date, end: date) -> Span:
        """Days and years from ``start`` (in) to ``end`` (out).

        Raises :class:`~receivables.errors.InvalidValueError` when ``end`` is before ``start``.
        """
        if day("end", end) < day("start", start):
            raise InvalidValueError("end", f"not before {start}", end)
        return _RULES[self.name](start, end)

    def __str__(self) -> str:
        return self.name


ACT_365F = DayCount("ACT/365F")
"""Actual/365 Fixed: the days of the calendar, each 1/365 of a year, leap years too (ISDA 2006, 4.16(d))."""
