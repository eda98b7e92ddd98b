"""Date steps: how terms get from one day to the next, in the order in which they are written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

import attrs

from receivables.calendars import Calendar, Roll, add_months, end_of_month, on_day
from receivables.calendars.business_days import items
from receivables.calendars.rolls import add_days
from receivables.checks import are, choice, day, is_day, is_flag, is_whole, several
from receivables.errors import InvalidValueError

MonthDay = tuple[int, int]
"""A day of every year: month and day, such as ``(12, 24)``; a day that the month does not have is its last."""

_is_count = is_whole(low=-36_500, high=36_500)


def _number(attribute: str, words: str, high: int, value: object) -> int:
    """``value`` if it is the number of a day or a month, from 1 to ``high``."""
    if type(value) is int and 1 <= value <= high:
        return value
    raise InvalidValueError(attribute, f"{words} from 1 to {high}", value)


def _day_of_month(attribute: str, value: object) -> int:
    return _number(attribute, "a day of the month", 31, value)


def _is_day_of_month(_: object, attribute: attrs.Attribute[int], value: object) -> None:
    _day_of_month(attribute.name, value)


@attrs.frozen
class AddDays:
    """So many calendar ``days`` later (negative: earlier).

    >>> AddDays(30).after(date(2026, 1, 31))
    datetime.date(2026, 3, 2)
    """

    days: int = attrs.field(validator=_is_count)

    def after(self, start: date, calendar: Calendar | None = None) -> date:
        """The day so many days after ``start``."""
        return add_days(start, self.days)


@attrs.frozen
class AddWeeks:
    """So many ``weeks`` later.

    >>> AddWeeks(2).after(date(2026, 3, 2))
    datetime.date(2026, 3, 16)
    """

    weeks: int = attrs.field(validator=is_whole(low=-5_200, high=5_200, unit="weeks"))

    def after(self, start: date, calendar: Calendar | None = None) -> date:
        """The same weekday so many weeks after ``start``."""
        return add_days(start, 7 * self.weeks)


@attrs.frozen
class AddMonths:
    """The same day so many ``months`` later, or the last of a shorter month.

    >>> AddMonths(1).after(date(2026, 1, 31))
    datetime.date(2026, 2, 28)
    """

    months: int = attrs.field(validator=is_whole(low=-1_200, high=1_200, unit="months"))

    def after(self, start: date, calendar: Calendar | None = None) -> date:
        """The day so many months after ``start``."""
        return add_months(start, self.months)


@attrs.frozen
class EndOfMonth:
    """To the last day of the month that has been reached.

    >>> EndOfMonth().after(date(2028, 2, 3))
    datetime.date(2028, 2, 29)
    """

    def after(self, start: date, calendar: Calendar | None = None) -> date:
        """The last day of the month of ``start``."""
        return end_of_month(start)


@attrs.frozen
class OnDay:
    """To a ``day`` (1 to 31) of the month that has been reached, earlier or later; the last of a shorter month.

    >>> OnDay(15).after(date(2026, 2, 20))
    datetime.date(2026, 2, 15)
    """

    day: int = attrs.field(validator=_is_day_of_month)

    def after(self, start: date, calendar: Calendar | None = None) -> date:
        """That day of the month of ``start``."""
        return on_day(start, self.day)


@attrs.frozen
class NextMonthOnDay:
    """To a ``day`` (1 to 31) of the month after the one that has been reached; the last of a shorter month.

    >>> NextMonthOnDay(10).after(date(2026, 1, 31))
    datetime.date(2026, 2, 10)
    """

    day: int = attrs.field(validator=_is_day_of_month)

    def after(self, start: date, calendar: Calendar | None = None) -> date:
        """That day of the month after ``start``."""
        return on_day(add_months(start, 1), self.day)


def _as_days(days: int | Iterable[int]) -> tuple[int, ...]:
    found = (days,) if isinstance(days, int) else items("days", "days of the month", days)
    return tuple(sorted({_day_of_month("days", each) for each in found}))


@attrs.frozen
class NextOf:
    """To the next of these ``days`` of a month: pay days, such as the 10th and the 25th.

    A date that is such a day already stays, unless ``strict``. A day that a month does not have is its last.

    >>> NextOf([10, 25]).after(date(2026, 1, 26))
    datetime.date(2026, 2, 10)
    >>> NextOf(15).after(date(2026, 3, 15)), NextOf(15, strict=True).after(date(2026, 3, 15))
    (datetime.date(2026, 3, 15), datetime.date(2026, 4, 15))
    """

    days: tuple[int, ...] = attrs.field(converter=_as_days, validator=are(int, "days of the month", at_least=1))
    strict: bool = attrs.field(kw_only=True, default=False, validator=is_flag)

    def after(self, start: date, calendar: Calendar | None = None) -> date:
        """The first such day on or after ``start`` (strictly after it, if ``strict``)."""
        earliest = add_days(start, 1) if self.strict else start
        here = [on_day(earliest, each) for each in self.days]
        later = [each for each in here if each >= earliest]
        return min(later) if later else on_day(add_months(earliest, 1), self.days[0])


@attrs.frozen
class OnDate:
    """To one ``fixed`` date, whatever came before.

    >>> OnDate(date(2026, 12, 31)).after(date(2026, 1, 1))
    datetime.date(2026, 12, 31)
    """

    fixed: date = attrs.field(validator=is_day)

    def after(self, start: date, calendar: Calendar | None = None) -> date:
        """The date itself."""
        return self.fixed


def _pairs(attribute: str, expected: str, pairs: Iterable[object]) -> Iterator[tuple[object, object]]:
    for pair in items(attribute, expected, pairs):
        match pair:
            case (one, other):
                yield one, other
            case _:
                raise InvalidValueError(attribute, expected, pair)


def holiday_moves(moves: Iterable[tuple[date, date]]) -> Iterator[tuple[date, date]]:
    """Pairs of a holiday and the day to which it moves, in the order in which they are given."""
    for holiday, moved in _pairs("moves", "pairs of a holiday and the day to which it moves", moves):
        yield day("holiday", holiday), day("moved_to", moved)


def _as_moves(moves: Iterable[tuple[date, date]]) -> tuple[tuple[date, date], ...]:
    return tuple(sorted(holiday_moves(moves)))


@attrs.frozen
class MoveHolidays:
    """A due day that is a holiday of this table goes to the day named for it, once; other days stay.

    ``moves`` are pairs of holiday and day; each holiday stands once, and its day is later.

    >>> MoveHolidays([(date(2026, 5, 1), date(2026, 5, 4))]).after(date(2026, 5, 1))
    datetime.date(2026, 5, 4)
    """

    moves: tuple[tuple[date, date], ...] = attrs.field(converter=_as_moves)

    @moves.validator
    def _check_moves(self, attribute: attrs.Attribute[object], moves: tuple[tuple[date, date], ...]) -> None:
        for holiday, moved in moves:
            if moved <= holiday:
                raise InvalidValueError("moves", f"a move to a day after {holiday}", moved)
        if len({holiday for holiday, _ in moves}) != len(moves):
            raise InvalidValueError("moves", "pairs with each holiday once", moves)

    def after(self, start: date, calendar: Calendar | None = None) -> date:
        """The day for ``start``, or ``start``."""
        return dict(self.moves).get(day("start", start), start)


_RANGES = "pairs of first and last day, each a pair of month and day, like [((8, 1), (8, 31))]"


def _as_ranges(ranges: Iterable[tuple[MonthDay, MonthDay]]) -> tuple[tuple[MonthDay, MonthDay], ...]:
    pairs = _pairs("ranges", _RANGES, ranges)
    return tuple((_month_day(first), _month_day(last)) for first, last in pairs)


def _month_day(given: object) -> MonthDay:
    match given:
        case (month, number):
            return _number("month", "a month", 12, month), _day_of_month("day", number)
        case _:
            raise InvalidValueError("ranges", _RANGES, given)


@attrs.frozen
class SkipClosed:
    """Out of the customer's closed seasons: a day inside one of these yearly ranges goes to the day after its end.

    ``ranges`` are pairs of (month, day), both inside; a range may pass the turn of the year. Ranges that touch chain;
    together they leave at least a day of every year open.

    >>> SkipClosed([((12, 24), (1, 6))]).after(date(2025, 12, 31))
    datetime.date(2026, 1, 7)
    """

    ranges: tuple[tuple[MonthDay, MonthDay], ...] = attrs.field(converter=_as_ranges)

    @ranges.validator
    def _check_ranges(self, attribute: attrs.Attribute[object], ranges: tuple[tuple[MonthDay, MonthDay], ...]) -> None:
        if not ranges or not any(self._open_days()):
            raise InvalidValueError("ranges", "ranges that leave a day of every year open", ranges)

    def _open_days(self) -> Iterator[bool]:
        """Whether each day of a year is open; of a common year, because a leap day more closes no season."""
        first = date(2026, 1, 1).toordinal()
        days = map(date.fromordinal, range(first, first + 365))
        return (not any(_end_of_range(each, *season) for season in self.ranges) for each in days)

    def after(self, start: date, calendar: Calendar | None = None) -> date:
        """The first day from ``start`` on that is in no range."""
        reached = day("start", start)
        while ends := [end for first, last in self.ranges if (end := _end_of_range(reached, first, last))]:
            reached = add_days(max(ends), 1)
        return reached


def _end_of_range(day_: date, first: MonthDay, last: MonthDay) -> date | None:
    """The last day of the range that holds ``day_``, if one does."""
    start, end = _in_year(day_.year, first), _in_year(day_.year, last)
    if first <= last:
        return end if start <= day_ <= end else None
    if day_ >= start:
        return _in_year(day_.year + 1, last)
    return end if day_ <= end else None


def _in_year(year: int, month_day: MonthDay) -> date:
    if year > date.max.year:
        raise InvalidValueError("start", f"a day with its closed season before the end of {date.max.year}", year)
    return on_day(date(year, month_day[0], 1), month_day[1])


def as_roll(value: Roll | str) -> Roll:
    """A roll convention, or its name."""
    return choice("roll", Roll, value)


@attrs.frozen
class ToBusinessDay:
    """To a business day of the calendar that the schedule is given, by a ``roll`` convention.

    >>> from receivables.calendars import WEEKDAYS, Roll
    >>> ToBusinessDay(Roll.FOLLOWING).after(date(2026, 5, 2), WEEKDAYS)
    datetime.date(2026, 5, 4)
    """

    roll: Roll = attrs.field(default=Roll.FOLLOWING, converter=as_roll)

    def after(self, start: date, calendar: Calendar | None = None) -> date:
        """The business day for ``start``; without a calendar there is none to be found."""
        if calendar is None:
            raise InvalidValueError("calendar", "given, because the terms roll to a business day", None)
        return self.roll.adjust(start, calendar)


TermStep = (
    AddDays
    | AddWeeks
    | AddMonths
    | EndOfMonth
    | OnDay
    | NextMonthOnDay
    | NextOf
    | OnDate
    | MoveHolidays
    | SkipClosed
    | ToBusinessDay
)
"""Any of the steps above."""

STEPS_IN_WORDS = "date steps, like AddDays(30)"


def walk(steps: Iterable[TermStep], start: date, calendar: Calendar | None = None, *, attribute: str = "start") -> date:
    """The day that ``steps`` reach from ``start``, one after the other.

    Raises :class:`~receivables.errors.InvalidValueError` when the calendar of the world ends before the steps do.

    >>> walk([AddDays(45), EndOfMonth()], date(2021, 9, 13)), walk([EndOfMonth(), AddDays(45)], date(2021, 9, 13))
    (datetime.date(2021, 10, 31), datetime.date(2021, 11, 14))
    """
    reached = day(attribute, start)
    for step in several("steps", STEPS_IN_WORDS, steps):
        if not isinstance(step, TermStep):
            raise InvalidValueError("steps", STEPS_IN_WORDS, steps)
        try:
            reached = step.after(reached, calendar)
        except InvalidValueError as error:
            if isinstance(step, ToBusinessDay):  # what a calendar does not know is its own affair
                raise
            raise InvalidValueError(attribute, "a day whose due day is in the years 1 to 9999", start) from error
    return reached
