"""Day counts, one day after the other, and the rules of thirty-day months word for word.

``days_between`` are the days of a span, the first in and the last out; ``nights`` are its evenings-to-evenings, the
first day out and the last one in. Some conventions look for 29 February among the one, some among the other.
"""

from __future__ import annotations

from calendar import isleap, monthrange
from datetime import date, timedelta
from fractions import Fraction

ONE_DAY = timedelta(days=1)


def days_between(start, end):
    found = []
    while start < end:
        found.append(start)
        start += ONE_DAY
    return found


def nights(start, end):
    return [day + ONE_DAY for day in days_between(start, end)]


def leap_days(days):
    return [day for day in days if (day.month, day.day) == (2, 29)]


def year_length(year):
    return 366 if isleap(year) else 365


def over(length):
    def count(start, end):
        days = len(days_between(start, end))
        return days, days / Fraction(length)

    return count


def no_leap_over(length):
    def count(start, end):
        days = len(nights(start, end)) - len(leap_days(nights(start, end)))
        return days, Fraction(days, length)

    return count


def isda(start, end):
    days = days_between(start, end)
    return len(days), sum((Fraction(1, year_length(day.year)) for day in days), Fraction(0))


def actual(start, end):
    found = nights(start, end)
    return len(found), Fraction(len(found), 366 if leap_days(found) else 365)


def years_away(day, years):
    """The same day ``years`` later, or the last of February."""
    year = day.year + years
    return date(year, day.month, min(day.day, monthrange(year, day.month)[1]))


def afb(start, end):
    """Take a year from the end, then two, as long as that stays within the span."""
    years = 0
    while years_away(end, -years - 1) >= start:
        years += 1
    stub = days_between(start, years_away(end, -years))
    return len(days_between(start, end)), years + Fraction(len(stub), 366 if leap_days(stub) else 365)


def year(start, end):
    """Add a year to the start, then two, as long as that stays within the span."""
    years = 0
    while years_away(start, years + 1) <= end:
        years += 1
    last = years_away(start, years)
    length = len(days_between(last, years_away(last, 1)))
    return len(days_between(start, end)), years + Fraction(len(days_between(last, end)), length)


def actual_365l(start, end, *, period_end, frequency_per_year):
    days = len(days_between(start, end))
    leap = bool(leap_days(nights(start, period_end))) if frequency_per_year == 1 else isleap(period_end.year)
    return days, Fraction(days, 366 if leap else 365)


def icma(start, end, *, nominal_dates, frequency_per_year):
    """Each day is its part of the period that it is in."""
    total = Fraction(0)
    for day in days_between(start, end):
        first = max(each for each in nominal_dates if each <= day)
        last = min(each for each in nominal_dates if each > day)
        total += Fraction(1, frequency_per_year * len(days_between(first, last)))
    return len(days_between(start, end)), total


def business_days_over_252(start, end, *, calendar):
    days = len([day for day in days_between(start, end) if calendar.is_business_day(day)])
    return days, Fraction(days, 252)


def ends_february(day):
    return day.month == 2 and (day + ONE_DAY).month == 3


def ends_month(day):
    return (day + ONE_DAY).day == 1


def thirty(rule, length=360):
    """The formula of ISDA 2006, 4.16(f), around a rule that says which days and months to put in."""

    def count(start, end, **given):
        if start == end:
            return 0, Fraction(0)
        day_1, month_1, day_2, month_2 = rule(start, end, **given)
        days = 360 * (end.year - start.year) + 30 * (month_2 - month_1) + (day_2 - day_1)
        return days, Fraction(days, length)

    return count


def bond_basis(start, end):
    day_1, day_2 = start.day, end.day
    if day_2 == 31 and day_1 in (30, 31):
        day_2 = 30
    if day_1 == 31:
        day_1 = 30
    return day_1, start.month, day_2, end.month


def nasd(start, end):
    day_1, day_2, month_2 = start.day, end.day, end.month
    if day_1 == 31:
        day_1 = 30
    if day_2 == 31 and day_1 == 30:
        day_2 = 30
    if day_2 == 31:
        day_2, month_2 = 1, month_2 + 1
    return day_1, start.month, day_2, month_2


def us_eom(start, end):
    day_1, day_2 = start.day, end.day
    if ends_february(start) and ends_february(end):
        day_2 = 30
    if ends_february(start):
        day_1 = 30
    if day_2 == 31 and day_1 in (30, 31):
        day_2 = 30
    if day_1 == 31:
        day_1 = 30
    return day_1, start.month, day_2, end.month


def psa(start, end):
    day_1, day_2 = start.day, end.day
    if day_1 == 31 or ends_february(start):
        day_1 = 30
    if day_1 == 30 and day_2 == 31:
        day_2 = 30
    return day_1, start.month, day_2, end.month


def italian(start, end):
    day_1, day_2 = start.day, end.day
    if day_1 == 31 or (start.month == 2 and day_1 > 27):
        day_1 = 30
    if day_2 == 31 or (end.month == 2 and day_2 > 27):
        day_2 = 30
    return day_1, start.month, day_2, end.month


def european(start, end):
    return 30 if start.day == 31 else start.day, start.month, 30 if end.day == 31 else end.day, end.month


def european_isda(start, end, *, termination_date=None):
    day_1 = 30 if ends_month(start) else start.day
    day_2 = 30 if ends_month(end) else end.day
    if ends_february(end) and end == termination_date:
        day_2 = end.day
    return day_1, start.month, day_2, end.month


def european_plus(start, end):
    day_1, day_2, month_2 = start.day, end.day, end.month
    if day_1 == 31:
        day_1 = 30
    if day_2 == 31:
        day_2, month_2 = 1, month_2 + 1
    return day_1, start.month, day_2, month_2


COUNTS = {
    "ACT/365F": over(365),
    "ACT/360": over(360),
    "ACT/364": over(364),
    "ACT/366": over(366),
    "ACT/365.25": over("365.25"),
    "ACT/365 Actual": actual,
    "ACT/365L": actual_365l,
    "ACT/ACT ISDA": isda,
    "ACT/ACT ICMA": icma,
    "ACT/ACT AFB": afb,
    "ACT/ACT Year": year,
    "NL/365": no_leap_over(365),
    "NL/360": no_leap_over(360),
    "30/360 BondBasis": thirty(bond_basis),
    "30/360 NASD": thirty(nasd),
    "30/360 US EOM": thirty(us_eom),
    "30/360 PSA": thirty(psa),
    "30/360 Italian": thirty(italian),
    "30E/360": thirty(european),
    "30E/360 ISDA": thirty(european_isda),
    "30E+/360": thirty(european_plus),
    "30/365": thirty(european, 365),
    "30E/365": thirty(european_isda, 365),
    "BUS/252": business_days_over_252,
    "1/1": lambda start, end: (1, Fraction(1)),
}
"""How each convention counts, by its name."""
