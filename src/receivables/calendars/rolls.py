"""What to do with a date on which nobody works: roll conventions, and counting in business days."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from itertools import islice
from types import MappingProxyType

from receivables import checks
from receivables.calendars.business_days import Calendar, opening
from receivables.checks import Choice
from receivables.errors import InvalidValueError

LONGEST_CLOSURE = 366
"""Days for which a calendar may be closed at a stretch; a search for a business day goes no further."""

_Open = Callable[[date], bool]
_LAST = date.max.toordinal()


def add_days(day: date, days: int) -> date:
    """``days`` calendar days after ``day``; before it where ``days`` is negative.

    Raises :class:`~receivables.errors.InvalidValueError` beyond the years 1 to 9999.

    >>> add_days(date(2026, 1, 31), 30)
    datetime.date(2026, 3, 2)
    """
    ordinal = checks.day("day", day).toordinal() + checks.whole("days", days)
    if 1 <= ordinal <= _LAST:
        return date.fromordinal(ordinal)
    raise InvalidValueError("day", f"a day with a day {days} days from it in the years 1 to 9999", day)


def search(day: date, is_open: _Open, step: int, stays: _Open | None = None) -> date | None:
    """The first open day from ``day`` on, in steps of +1 or -1 day, while ``stays`` holds."""
    start = day.toordinal()
    stop = min(start + LONGEST_CLOSURE, _LAST + 1) if step > 0 else max(start - LONGEST_CLOSURE, 0)
    for ordinal in range(start, stop, step):
        each = date.fromordinal(ordinal)
        if stays is not None and not stays(each):
            return None
        if is_open(each):
            return each
    return None


def _following(day: date, is_open: _Open) -> date:
    return _found(day, search(day, is_open, +1), "after")


def _preceding(day: date, is_open: _Open) -> date:
    return _found(day, search(day, is_open, -1), "before")


def _found(day: date, found: date | None, where: str) -> date:
    if found is not None:
        return found
    expected = f"a day with a business day at most {LONGEST_CLOSURE} days {where} it, in the years 1 to 9999"
    raise InvalidValueError("day", expected, day)


def _modified_following(day: date, is_open: _Open) -> date:
    return search(day, is_open, +1, lambda each: each.month == day.month) or _preceding(day, is_open)


def _modified_preceding(day: date, is_open: _Open) -> date:
    return search(day, is_open, -1, lambda each: each.month == day.month) or _following(day, is_open)


def _modified_following_bimonthly(day: date, is_open: _Open) -> date:
    half = (day.month, day.day > 15)
    return search(day, is_open, +1, lambda each: (each.month, each.day > 15) == half) or _preceding(day, is_open)


def _nearest(day: date, is_open: _Open) -> date:
    """Walk away from the day on both sides at once, so that no day is asked that cannot matter."""
    start = day.toordinal()
    for distance in range(LONGEST_CLOSURE):
        for ordinal in (start + distance, start - distance):
            if 1 <= ordinal <= _LAST and is_open(date.fromordinal(ordinal)):
                return date.fromordinal(ordinal)
    return _found(day, None, "from")


class Roll(Choice):
    """Where a date goes that is not a business day (a roll or business-day convention; ISDA 2006, section 4.12).

    ============================  ======================================================================
    none                          it stays
    following                     to the next business day; what a due date wants, it never moves earlier
    modified following            to the next one of the same month, else to the one before
    modified following bimonthly  to the next one of the same half of the month (1-15, 16-), else before
    preceding                     to the business day before
    modified preceding            to the one before in the same month, else to the next
    nearest                       to the closest one; the later of two that are as close
    ============================  ======================================================================

    >>> from receivables.calendars import WEEKDAYS
    >>> saturday = date(2026, 1, 31)
    >>> Roll.FOLLOWING.adjust(saturday, WEEKDAYS)
    datetime.date(2026, 2, 2)
    >>> Roll("modified_following").adjust(saturday, WEEKDAYS)
    datetime.date(2026, 1, 30)
    """

    NONE = "none"
    FOLLOWING = "following"
    MODIFIED_FOLLOWING = "modified_following"
    MODIFIED_FOLLOWING_BIMONTHLY = "modified_following_bimonthly"
    PRECEDING = "preceding"
    MODIFIED_PRECEDING = "modified_preceding"
    NEAREST = "nearest"

    def adjust(self, day: date, calendar: Calendar) -> date:
        """``day`` if it is a business day of ``calendar``, else the business day to which this convention moves it.

        Raises :class:`~receivables.errors.InvalidValueError` when the calendar does not know the days in question, or
        has no business day within 366 days or before the year 10000.

        >>> from receivables.calendars import ClosedDays
        >>> Roll.NEAREST.adjust(date(2026, 4, 5), ClosedDays([date(2026, 4, 3), date(2026, 4, 6)]))
        datetime.date(2026, 4, 7)
        """
        return _ADJUST[self](checks.day("day", day), opening(calendar))


_ADJUST: Mapping[Roll, Callable[[date, _Open], date]] = MappingProxyType(
    {
        Roll.NONE: lambda day, _: day,
        Roll.FOLLOWING: _following,
        Roll.MODIFIED_FOLLOWING: _modified_following,
        Roll.MODIFIED_FOLLOWING_BIMONTHLY: _modified_following_bimonthly,
        Roll.PRECEDING: _preceding,
        Roll.MODIFIED_PRECEDING: _modified_preceding,
        Roll.NEAREST: _nearest,
    }
)


def add_business_days(day: date, days: int, calendar: Calendar) -> date:
    """``days`` business days after ``day``; before it where ``days`` is negative.

    Counting begins with the day after, whether ``day`` is open or not, so the result is a business day. No days leave
    ``day`` where it is, even on a closed day: only a :class:`Roll` moves a date that nobody asked to move.

    Raises :class:`~receivables.errors.InvalidValueError` as :meth:`Roll.adjust` does.

    >>> from receivables.calendars import WEEKDAYS
    >>> add_business_days(date(2026, 3, 27), 2, WEEKDAYS)  # Friday: Monday, Tuesday
    datetime.date(2026, 3, 31)
    >>> add_business_days(date(2026, 3, 28), -1, WEEKDAYS)  # Saturday: Friday
    datetime.date(2026, 3, 27)
    """
    start, count = checks.day("day", day).toordinal(), checks.whole("days", days)
    if count == 0:
        return day
    candidates = range(start + 1, _LAST + 1) if count > 0 else range(start - 1, 0, -1)
    open_days = filter(opening(calendar), map(date.fromordinal, candidates))
    reached = next(islice(open_days, abs(count) - 1, None), None)
    if reached is None:
        raise InvalidValueError(
            "day", f"a day with a business day {count} business days from it in the years 1 to 9999", day
        )
    return reached


def business_days_between(start: date, end: date, calendar: Calendar) -> int:
    """The number of business days from ``start`` (in) to ``end`` (out), so adjacent spans add up.

    Raises :class:`~receivables.errors.InvalidValueError` when ``end`` is before ``start``, or the calendar does not
    know the days between them.

    >>> from receivables.calendars import WEEKDAYS
    >>> business_days_between(date(2026, 3, 2), date(2026, 3, 9), WEEKDAYS)
    5
    """
    if checks.day("end", end) < checks.day("start", start):
        raise InvalidValueError("end", f"not before {start}", end)
    return sum(map(opening(calendar), map(date.fromordinal, range(start.toordinal(), end.toordinal()))))
