"""The laws of a calendar."""

from __future__ import annotations

from datetime import date, timedelta

from receivables.calendars import Calendar
from receivables.testing.conformance.cases import three_days
from receivables.testing.conformance.laws import Broken, Case, is_pure, keeps

_LONGEST_CLOSED = 60
"""Days in a row without business that a calendar may have: a due day that is moved on must come to an end."""


def check_calendar(calendar: Calendar) -> None:
    """Run the laws of business days on a calendar.

    It says yes or no to every day from its first to its last, and closes for at most 60 days in a row.

    >>> from receivables.calendars import WEEKDAYS
    >>> check_calendar(WEEKDAYS)
    """
    keeps(calendar, three_days(), _calendar_laws)


def _calendar_laws(calendar: Calendar, case: Case) -> Broken:
    first, last = calendar.first or date.min, calendar.last or date.max
    if first > last:
        yield "a calendar knows at least a day", f"{first} to {last}"
        return
    day = min(max(case["cut"], first), last)
    found: object = calendar.is_business_day(day)
    if not isinstance(found, bool):
        yield "a calendar says yes or no", repr(found)
        return
    yield from is_pure(lambda: calendar.is_business_day(day))
    following = [day + timedelta(days=count) for count in range(_LONGEST_CLOSED + 1) if (last - day).days >= count]
    if len(following) > _LONGEST_CLOSED and not any(map(calendar.is_business_day, following)):
        yield "a calendar is never closed for long", f"no business day in the {_LONGEST_CLOSED} days after {day}"
