"""Days in arrears, and the day on which they are reached: the due day, moved or gated by the days of grace."""

from __future__ import annotations

from datetime import date

_LAST = date.max.toordinal()


def shifted(start: date, days: int) -> date:
    """So many days later, within the calendar."""
    return date.fromordinal(within(start.toordinal() + days))


def arrears(due_on: date, as_of: date, grace_days: int, grace: str) -> int:
    """Days past due after grace: ``shift`` takes the days off, under ``cliff`` there are none within them."""
    days = as_of.toordinal() - due_on.toordinal()
    if grace == "shift":
        return days - grace_days
    return 0 if 0 < days <= grace_days else days


def days_until(days: int, grace_days: int, grace: str) -> int:
    """Days from the due day to the first one with so many days in arrears."""
    if grace == "shift":
        return days + grace_days
    return max(days, grace_days + 1) if days > 0 else days


def within(ordinal: int) -> int:
    """The ordinal of a day, or of the nearest one that the calendar has."""
    return ordinal if 0 < ordinal <= _LAST else 1 if ordinal < 1 else _LAST
