"""Calendars out of the lists of holidays that others keep, frozen."""

from __future__ import annotations

import copy
from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import MAXYEAR, MINYEAR, date

from receivables import checks
from receivables.calendars.business_days import WEEKDAYS, ClosedDays, items
from receivables.errors import InvalidValueError

_WEEKDAYS = range(7)
_EXPECTED = "an object of the holidays package, or a set or mapping of dates"


def from_holidays(holidays: Collection[date], *, years: int | Iterable[int]) -> ClosedDays:
    """A calendar of ``years`` (one year, or consecutive years) from an object of the ``holidays`` package.

    Weekends, and weekend days that are worked to make up for a bridge, are those of the object; a plain set or mapping
    of dates gets Saturdays and Sundays. Such an object grows by a year when it is asked about a new one, so a copy is
    asked, once for each day, and the answers are kept.

    Raises :class:`~receivables.errors.InvalidValueError` for years that the object does not cover: it would answer that
    they have no holidays at all. So are holidays that are no plain dates (text, datetimes): they would close nothing.

    >>> calendar = from_holidays({date(2026, 1, 1): "New Year's Day"}, years=2026)
    >>> calendar.is_business_day(date(2026, 1, 1)), calendar.is_business_day(date(2026, 1, 2))
    (False, True)
    >>> calendar.first, calendar.last
    (datetime.date(2026, 1, 1), datetime.date(2026, 12, 31))
    """
    asked = _consecutive(years)
    ours = _copied(holidays)
    _covers(ours, asked)
    is_open = _question(ours)
    closed = {each for each in _days_of(asked) if not is_open(each)}
    _was_filled(ours, asked)
    weekend = [each for each in _WEEKDAYS if all(day in closed for day in _days_of(asked) if day.weekday() == each)]
    first, last = date(asked.start, 1, 1), date(asked.stop - 1, 12, 31)
    return ClosedDays((day for day in closed if day.weekday() not in weekend), weekend=weekend, first=first, last=last)


def _copied(holidays: Collection[date]) -> Collection[date]:
    # A text contains things, but no dates, and a class holds none before it is called.
    if hasattr(holidays, "__contains__") and not isinstance(holidays, str | bytes | type):
        return copy.deepcopy(holidays)
    raise InvalidValueError("holidays", _EXPECTED, holidays)


def _consecutive(years: int | Iterable[int]) -> range:
    given = (years,) if isinstance(years, int) else items("years", "a year, or consecutive years", years)
    numbers = sorted({checks.whole("years", year, low=MINYEAR, high=MAXYEAR, unit="years") for year in given})
    if not numbers or numbers[-1] - numbers[0] != len(numbers) - 1:
        raise InvalidValueError("years", "a year, or consecutive years", numbers)
    return range(numbers[0], numbers[-1] + 1)


def _days_of(years: range) -> Iterator[date]:
    return map(date.fromordinal, range(date(years.start, 1, 1).toordinal(), date(years[-1], 12, 31).toordinal() + 1))


def _question(holidays: Collection[date]) -> Callable[[date], bool]:
    own: Callable[[date], bool] | None = getattr(holidays, "is_working_day", None)
    if own is not None:
        return own
    for each in items("holidays", _EXPECTED, holidays):
        checks.day("holidays", each)  # no day is a text or a datetime, so such holidays would close nothing
    return lambda day: WEEKDAYS.is_business_day(day) and day not in holidays


def _covers(holidays: object, years: range) -> None:
    """Refuse years for which the object, or a part of a sum of them, has no rules."""
    for part in getattr(holidays, "holidays", (holidays,)):
        low, high = getattr(part, "start_year", MINYEAR), getattr(part, "end_year", MAXYEAR)
        if years[0] < low or years[-1] > high:
            raise InvalidValueError("years", f"from {low} to {high}, the years of these holidays", list(years))


def _was_filled(holidays: object, years: range) -> None:
    """Refuse years with which an object that may not grow (``expand=False``) was not made."""
    filled = getattr(holidays, "years", years)
    if not set(years) <= set(filled):
        raise InvalidValueError("years", f"among {sorted(filled)}, with which the holidays were made", list(years))
