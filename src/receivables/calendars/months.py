"""Months of different lengths: month ends, days of the month, and adding months."""

from __future__ import annotations

from calendar import monthrange
from datetime import MAXYEAR, MINYEAR, date

from dateutil.relativedelta import relativedelta

from receivables import checks
from receivables.calendars.business_days import Calendar, opening
from receivables.calendars.rolls import search
from receivables.checks import Choice
from receivables.errors import InvalidValueError


class MonthEnd(Choice):
    """What adding months does with a date at the end of its month.

    =================  ==================================================================================
    clip               28 February + 1 month = 28 March; 31 January + 1 month = the last day of February
    last day           a month end stays a month end; other dates are clipped
    last business day  the last business day of a month stays one; other dates are clipped
    =================  ==================================================================================

    >>> MonthEnd("last_day")
    MonthEnd.LAST_DAY
    """

    CLIP = "clip"
    LAST_DAY = "last_day"
    LAST_BUSINESS_DAY = "last_business_day"


class DayOfMonth(Choice):
    """The day of the month on which the dates of a schedule lie, where that is not simply a number.

    ``SAME_DAY`` is the anchor's own day: a short month clips it, the next month remembers it (31 January, 28 February,
    31 March). ``END_OF_MONTH`` is always the last day of the month.

    >>> on_day(date(2028, 2, 3), DayOfMonth.END_OF_MONTH)
    datetime.date(2028, 2, 29)
    """

    SAME_DAY = "same_day"
    END_OF_MONTH = "end_of_month"


def checked_day_of_month(value: object) -> int | DayOfMonth:
    """``value`` if it is a day of the month, 1 to 31 or a :class:`DayOfMonth`."""
    if isinstance(value, DayOfMonth) or (type(value) is int and 1 <= value <= 31):
        return value
    raise InvalidValueError("day_of_month", "a day of the month from 1 to 31, or a DayOfMonth", value)


def in_month(months: int, number: int) -> date | None:
    """Day ``number``, clipped, of a month counted from January of year 0; ``None`` outside the years 1 to 9999."""
    year, month = divmod(months, 12)
    if MINYEAR <= year <= MAXYEAR:
        return date(year, month + 1, min(number, monthrange(year, month + 1)[1]))
    return None


def month_of(day: date) -> int:
    """The month of ``day``, counted from January of year 0."""
    return day.year * 12 + day.month - 1


def end_of_month(day: date) -> date:
    """The last day of the month of ``day``.

    >>> end_of_month(date(2026, 2, 3))
    datetime.date(2026, 2, 28)
    """
    return checks.day("day", day) + relativedelta(day=31)


def on_day(day: date, day_of_month: int | DayOfMonth) -> date:
    """The day ``day_of_month`` of the month of ``day``, or its last day where the month is shorter.

    ``day_of_month`` is a number from 1 to 31 or a :class:`DayOfMonth`.

    >>> on_day(date(2026, 9, 3), 15), on_day(date(2026, 9, 3), 31)
    (datetime.date(2026, 9, 15), datetime.date(2026, 9, 30))
    """
    wanted, last = checked_day_of_month(day_of_month), end_of_month(checks.day("day", day))
    if isinstance(wanted, int):
        return day.replace(day=min(wanted, last.day))
    return last if wanted is DayOfMonth.END_OF_MONTH else day


def last_business_day(day: date, calendar: Calendar) -> date:
    """The last business day of the month of ``day``.

    Raises :class:`~receivables.errors.InvalidValueError` when that month has none, or the calendar does not know it.

    >>> from receivables.calendars import WEEKDAYS
    >>> last_business_day(date(2026, 1, 1), WEEKDAYS)
    datetime.date(2026, 1, 30)
    """
    last = _last_open(day, calendar)
    if last is None:
        raise InvalidValueError("day", "a day of a month with a business day", day)
    return last


def _last_open(day: date, calendar: Calendar) -> date | None:
    return search(end_of_month(day), opening(calendar), -1, lambda each: each.month == day.month)


def add_months(
    day: date, months: int, *, month_end: MonthEnd | str = MonthEnd.CLIP, calendar: Calendar | None = None
) -> date:
    """``months`` months after ``day``; before it where ``months`` is negative.

    ``month_end`` says what becomes of month ends; ``calendar`` is needed and asked for the last business day only. Do
    not add in turn what a schedule should count from its start: a clipped date has forgotten its day.

    Raises :class:`~receivables.errors.InvalidValueError` beyond the years 1 to 9999, and for the last business day
    without a calendar.

    >>> add_months(date(2026, 1, 31), 1), add_months(date(2026, 1, 31), 2)
    (datetime.date(2026, 2, 28), datetime.date(2026, 3, 31))
    >>> add_months(date(2026, 2, 28), 1, month_end=MonthEnd.LAST_DAY)
    datetime.date(2026, 3, 31)
    """
    rule = checks.choice("month_end", MonthEnd, month_end)
    wanted = month_of(checks.day("day", day)) + checks.whole("months", months, unit="months")
    reached = in_month(wanted, day.day)
    if reached is None:
        raise InvalidValueError("day", f"a day with a day {months} months from it in the years 1 to 9999", day)
    if rule is MonthEnd.LAST_DAY and day == end_of_month(day):
        return end_of_month(reached)
    if rule is MonthEnd.LAST_BUSINESS_DAY:
        if calendar is None:
            raise InvalidValueError("calendar", "given, because the rule is about business days", None)
        if day == _last_open(day, calendar):
            return last_business_day(reached, calendar)
    return reached
