"""Spans of days, weeks, months or years, and moving a date by one."""

from __future__ import annotations

from datetime import date

import attrs

from receivables import checks
from receivables.calendars.business_days import EVERY_DAY, Calendar, opening
from receivables.calendars.months import (
    DayOfMonth,
    add_months,
    end_of_month,
    last_business_day,
    on_day,
)
from receivables.calendars.rolls import Roll, add_days, search
from receivables.errors import InvalidValueError


@attrs.frozen(init=False, repr=False)
class Period:
    """A number of calendar ``days``, ``weeks``, ``months`` or ``years``: just one of them is given.

    Weeks are kept as days and years as months, so a year equals twelve months. A negative period goes back.

    >>> Period(weeks=2), Period(years=1) == Period(months=12)
    (Period(days=14), True)
    >>> str(Period(months=3))
    '3 months'
    >>> Period(months=1, days=15)
    Traceback (most recent call last):
    receivables.errors.InvalidValueError: 'period' must be a number of days, weeks, months or years, just one of them \
(got {'days': 15, 'months': 1})
    """

    days: int
    months: int

    def __init__(
        self, *, days: int | None = None, weeks: int | None = None, months: int | None = None, years: int | None = None
    ) -> None:
        units = (("days", days), ("weeks", weeks), ("months", months), ("years", years))
        given = {unit: checks.whole(unit, count, unit=unit) for unit, count in units if count is not None}
        if len(given) != 1:
            raise InvalidValueError("period", "a number of days, weeks, months or years, just one of them", given)
        in_days, in_months = given.get("days", 0), given.get("months", 0)
        self.__attrs_init__(in_days + 7 * given.get("weeks", 0), in_months + 12 * given.get("years", 0))

    def __repr__(self) -> str:
        return f"Period(months={self.months})" if self.months else f"Period(days={self.days})"

    def __str__(self) -> str:
        count, unit = (self.months, "month") if self.months else (self.days, "day")
        return f"{count} {unit}" if count in (1, -1) else f"{count} {unit}s"


def forward_period(attribute: str, value: object) -> Period:
    """``value`` if it is a :class:`Period` that goes forward."""
    if isinstance(value, Period) and (value.days > 0 or value.months > 0):
        return value
    raise InvalidValueError(attribute, "a Period of at least one day, like Period(months=1)", value)


def advance(
    day: date,
    period: Period,
    *,
    calendar: Calendar = EVERY_DAY,
    roll: Roll | str = Roll.FOLLOWING,
    end_of_month: bool = False,
) -> date:
    """``day`` moved by ``period`` (calendar days, not business days), then rolled to a business day of ``calendar``.

    With ``end_of_month`` a month end stays a month end under a period of months: without a roll, the last day of a
    month becomes the last day of another; with one, the last business day, and what follows it in its month, becomes
    the last business day. A period of nothing only rolls.

    Raises :class:`~receivables.errors.InvalidValueError` beyond the years 1 to 9999 and where the calendar ends.

    >>> from receivables.calendars import WEEKDAYS
    >>> advance(date(2026, 1, 7), Period(months=1), calendar=WEEKDAYS)  # 7 February is a Saturday
    datetime.date(2026, 2, 9)
    >>> advance(date(2026, 1, 30), Period(months=1), calendar=WEEKDAYS, end_of_month=True)
    datetime.date(2026, 2, 27)
    """
    if not isinstance(period, Period):
        raise InvalidValueError("period", "a Period, like Period(months=1)", period)
    convention = checks.choice("roll", Roll, roll)
    moved = add_months(day, period.months) if period.months else add_days(day, period.days)
    if checks.flag("end_of_month", end_of_month) and period.months and _ends_month(day, calendar, convention):
        unrolled = convention is Roll.NONE
        return on_day(moved, DayOfMonth.END_OF_MONTH) if unrolled else last_business_day(moved, calendar)
    return convention.adjust(moved, calendar)


def _ends_month(day: date, calendar: Calendar, roll: Roll) -> bool:
    """Whether no day, or with a roll no business day, follows in the month of ``day``."""
    if day == end_of_month(day) or roll is Roll.NONE:
        return day == end_of_month(day)
    return search(add_days(day, 1), opening(calendar), +1, lambda each: each.month == day.month) is None


def next_on_day(day: date, day_of_month: int | DayOfMonth, *, every: Period) -> date:
    """The date on ``day_of_month`` that follows ``day``: one period on, then to that day of the month reached.

    Where that does not lie after ``day`` it is the ``day_of_month`` of the month after.

    >>> next_on_day(date(2026, 1, 20), 15, every=Period(months=1))
    datetime.date(2026, 2, 15)
    >>> next_on_day(date(2026, 1, 20), 15, every=Period(days=1))
    datetime.date(2026, 2, 15)
    """
    return _toward(day, day_of_month, forward_period("every", every), +1)


def previous_on_day(day: date, day_of_month: int | DayOfMonth, *, every: Period) -> date:
    """The date on ``day_of_month`` that precedes ``day``: one period back, then to that day of the month reached.

    Where that does not lie before ``day`` it is the ``day_of_month`` of the month before.

    >>> previous_on_day(date(2026, 3, 1), DayOfMonth.END_OF_MONTH, every=Period(months=1))
    datetime.date(2026, 2, 28)
    """
    return _toward(day, day_of_month, forward_period("every", every), -1)


def _toward(day: date, day_of_month: int | DayOfMonth, every: Period, sign: int) -> date:
    shifted = add_months(day, sign * every.months) if every.months else add_days(day, sign * every.days)
    rolled = on_day(shifted, day_of_month)
    if (rolled > day) if sign > 0 else (rolled < day):
        return rolled
    return on_day(add_months(shifted, sign), day_of_month)
