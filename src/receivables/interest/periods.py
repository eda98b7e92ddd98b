"""What a percentage is for: a year, or so many days or months."""

from __future__ import annotations

from collections.abc import Callable

import attrs

from receivables.checks import is_a, is_one_of, is_whole

__all__ = ["A_YEAR", "RatePeriod"]


@attrs.frozen
class RatePeriod:
    """The time that a percentage is for: ``count`` of ``unit`` (``"days"``, ``"months"`` or ``"years"``).

    A year is measured by the day count of the policy; days are calendar days over ``count``; months are whole months of
    the calendar, so that only completed ones can be charged.

    >>> str(RatePeriod(30, "days")), str(A_YEAR)
    ('30 days', 'a year')
    """

    count: int = attrs.field(validator=is_whole(low=1, unit="periods"))
    unit: str = attrs.field(validator=is_one_of("days", "months", "years"))

    @property
    def each(self) -> str:
        """As it stands after a percentage: ``a year``, ``for 30 days``."""
        return str(self) if self.count == 1 else f"for {self}"

    def __str__(self) -> str:
        return f"a {self.unit[:-1]}" if self.count == 1 else f"{self.count} {self.unit}"


A_YEAR = RatePeriod(1, "years")
"""A year, as the day count of the policy measures it."""

is_period: Callable[..., None] = is_a(RatePeriod, "a RatePeriod, like RatePeriod(30, 'days')")
"""Validator: what a percentage is for."""
