"""Days on which there is business, months of different lengths, and dates that come round.

A due date is found in two steps that are kept apart: the date that was agreed, then the business day to which it rolls.
Calendars are given by the caller, who knows the country and the bank; none is built in.

>>> from datetime import date
>>> from receivables.calendars import ClosedDays, Period, PeriodicSchedule, Roll
>>> bank = ClosedDays([date(2026, 12, 25), date(2027, 1, 1)])
>>> Roll.FOLLOWING.adjust(date(2026, 12, 25), bank)
datetime.date(2026, 12, 28)
>>> rent = PeriodicSchedule(start=date(2026, 11, 1), every=Period(months=1), count=3)
>>> print(*rent.adjusted(bank))
2026-11-02 2026-12-01 2027-01-04
"""

from __future__ import annotations

from receivables.calendars.business_days import EVERY_DAY, WEEKDAYS, Calendar, ClosedDays, JointCalendar, Weekend
from receivables.calendars.from_lists import from_holidays
from receivables.calendars.months import DayOfMonth, MonthEnd, add_months, end_of_month, last_business_day, on_day
from receivables.calendars.periods import Period, advance, next_on_day, previous_on_day
from receivables.calendars.rolls import Roll, add_business_days, add_days, business_days_between
from receivables.calendars.schedules import PeriodicSchedule, ShortMonths, Stub

__all__ = [
    "EVERY_DAY",
    "WEEKDAYS",
    "Calendar",
    "ClosedDays",
    "JointCalendar",
    "DayOfMonth",
    "MonthEnd",
    "Period",
    "PeriodicSchedule",
    "Roll",
    "ShortMonths",
    "Stub",
    "Weekend",
    "add_business_days",
    "add_days",
    "add_months",
    "advance",
    "business_days_between",
    "end_of_month",
    "from_holidays",
    "last_business_day",
    "next_on_day",
    "on_day",
    "previous_on_day",
]
