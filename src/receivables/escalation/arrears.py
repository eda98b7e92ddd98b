"""Days in arrears, and the day on which they are reached: the due day, moved or gated by the days of grace."""

from __future__ import annotations

from datetime import date

_LAST = date.max.toordinal()


def shifted(start: date, days: int) -> date:
    """So many days later, within the calendar."""
    day = start.toordinal() + days
    return date.fromordinal(day) if 0 < day <= _LAST else date.min if day < 1 else date.max


def arrears(due_on: date, as_of: date, grace_days: int, grace: str) -> int:
    """Days past due after grace: ``shift`` takes the days off, under ``cliff`` there are none within them."""
    days = as_of.toordinal() - due_on.toordinal()
    if grace == "shift":
        return days - grace_days
    return 0 if 0 < days <= grace_days else days


def reached_on(due_on: date, days: int, grace_days: int, grace: str) -> date:
    """The first day with so many days in arrears."""
    if grace == "shift":
        return shifted(due_on, days + grace_days)
    return shifted(due_on, max(days, grace_days + 1) if days > 0 else days)
