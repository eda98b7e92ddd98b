"""Which days are open for business: the calendars, all of them immutable."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Protocol, TypeVar, runtime_checkable

import attrs

from receivables import checks
from receivables.errors import InvalidValueError

_Item = TypeVar("_Item")


@runtime_checkable
class Calendar(Protocol):
    """Whatever knows on which days there is business.

    ``first`` and ``last`` are the first and last day of which it knows; ``None`` leaves that side open. Asked about a
    day beyond them, a calendar raises :class:`~receivables.errors.InvalidValueError` instead of guessing.

    >>> class NeverOnMonday:
    ...     first = last = None
    ...     def is_business_day(self, day: date) -> bool:
    ...         return day.weekday() != 0
    >>> isinstance(NeverOnMonday(), Calendar)
    True
    """

    @property
    def first(self) -> date | None:
        """The first day of which the calendar knows, or ``None``."""
        ...

    @property
    def last(self) -> date | None:
        """The last day of which the calendar knows, or ``None``."""
        ...

    def is_business_day(self, day: date) -> bool:
        """Whether ``day`` is open for business."""
        ...


def opening(calendar: Calendar) -> Callable[[date], bool]:
    """The question of ``calendar``; anything else, like a bare list of holidays, is refused by name."""
    asked = getattr(calendar, "is_business_day", None)
    if callable(asked):
        return asked  # type: ignore[no-any-return]
    raise InvalidValueError("calendar", "a Calendar, like WEEKDAYS or from_holidays(...)", calendar)


def items(attribute: str, expected: str, values: Iterable[_Item]) -> tuple[_Item, ...]:
    """The ``values``, read once; a thing that has none is refused like one that has wrong ones, and so is a text."""
    if isinstance(values, str | bytes):
        raise InvalidValueError(attribute, expected, values)
    try:
        return tuple(values)
    except TypeError as error:
        raise InvalidValueError(attribute, expected, values) from error


def _as_weekdays(days: Iterable[int]) -> tuple[int, ...]:
    expected = "weekdays from 0 (Monday) to 6 (Sunday), not all of them"
    given = items("weekend", expected, days)
    if all(type(each) is int and 0 <= each <= 6 for each in given) and len(set(given)) < 7:
        return tuple(sorted(set(given)))
    raise InvalidValueError("weekend", expected, days)


def _as_closed_days(days: Iterable[date]) -> tuple[date, ...]:
    return tuple(sorted({checks.day("closed", each) for each in items("closed", "dates", days)}))


def _known(day: date, first: date | None, last: date | None) -> date:
    """``day`` if it is a plain day, not before ``first`` and not after ``last``."""
    asked = checks.day("day", day)
    if (first is None or first <= asked) and (last is None or asked <= last):
        return asked
    since, until = first or "the beginning", last or "the end"
    raise InvalidValueError("day", f"from {since} to {until}, the days the calendar knows", day)


@attrs.frozen
class Weekend:
    """A calendar on which only the weekend is closed: ``days`` are its weekdays, 0 (Monday) to 6 (Sunday).

    >>> Weekend().is_business_day(date(2026, 3, 28))  # a Saturday
    False
    >>> Weekend(days=(4, 5)).is_business_day(date(2026, 3, 27))  # Friday and Saturday, as in Kuwait
    False
    """

    days: tuple[int, ...] = attrs.field(default=(5, 6), converter=_as_weekdays)

    @property
    def first(self) -> None:
        """No first day: weekends were always there."""

    @property
    def last(self) -> None:
        """No last day: weekends never end."""

    def is_business_day(self, day: date) -> bool:
        """Whether ``day`` is not at the weekend."""
        return checks.day("day", day).weekday() not in self.days


EVERY_DAY = Weekend(days=())
"""The calendar on which every day is a business day."""

WEEKDAYS = Weekend()
"""The calendar on which Saturdays and Sundays are closed, and nothing else."""


@attrs.frozen
class ClosedDays:
    """A calendar from dates: the days ``closed``, and each ``weekend``.

    ``weekend`` holds weekdays, 0 (Monday) to 6 (Sunday). Give ``first`` and ``last`` where the list of closed days
    begins and ends: beyond them the calendar answers with :class:`~receivables.errors.InvalidValueError`, because a
    year whose holidays are unknown is not a year without holidays.

    >>> easter = ClosedDays([date(2026, 4, 3), date(2026, 4, 6)], first=date(2026, 1, 1), last=date(2026, 12, 31))
    >>> easter.is_business_day(date(2026, 4, 3)), easter.is_business_day(date(2026, 4, 7))
    (False, True)
    >>> easter.is_business_day(date(2027, 3, 26))
    Traceback (most recent call last):
    receivables.errors.InvalidValueError: 'day' must be from 2026-01-01 to 2026-12-31, the days the calendar knows \
(got datetime.date(2027, 3, 26))
    """

    closed: tuple[date, ...] = attrs.field(converter=_as_closed_days)
    weekend: tuple[int, ...] = attrs.field(default=(5, 6), converter=_as_weekdays, kw_only=True)
    first: date | None = attrs.field(default=None, kw_only=True)
    last: date | None = attrs.field(default=None, kw_only=True)
    _looked_up: frozenset[date] = attrs.field(init=False, repr=False, eq=False)

    def __attrs_post_init__(self) -> None:
        first, last = _as_range(self.first, self.last)
        if any((first and each < first) or (last and each > last) for each in (self.closed[:1] + self.closed[-1:])):
            raise InvalidValueError("closed", "days from first to last", (self.closed[0], self.closed[-1]))
        object.__setattr__(self, "_looked_up", frozenset(self.closed))

    def is_business_day(self, day: date) -> bool:
        """Whether ``day`` is neither closed nor at the weekend.

        Raises :class:`~receivables.errors.InvalidValueError` before ``first`` and after ``last``.
        """
        asked = _known(day, self.first, self.last)
        return asked.weekday() not in self.weekend and asked not in self._looked_up


def _as_range(first: date | None, last: date | None) -> tuple[date | None, date | None]:
    """``first`` and ``last`` if a day lies between them."""
    begin = None if first is None else checks.day("first", first)
    end = None if last is None else checks.day("last", last)
    if begin and end and end < begin:
        raise InvalidValueError("last", f"not before {begin}, the first day of the calendar", end)
    return begin, end


def _as_calendars(calendars: Iterable[Calendar]) -> tuple[Calendar, ...]:
    given = items("calendars", "at least one Calendar", calendars)
    for each in given:
        opening(each)
    if not given:
        raise InvalidValueError("calendars", "at least one Calendar", calendars)
    return given


@attrs.frozen
class JointCalendar:
    """A calendar that is open only when all its ``calendars`` are: the payer's bank and ours, say.

    It knows the days that all of them know.

    >>> both = JointCalendar([WEEKDAYS, ClosedDays([date(2026, 7, 3)])])
    >>> both.is_business_day(date(2026, 7, 3)), both.is_business_day(date(2026, 7, 6))
    (False, True)
    """

    calendars: tuple[Calendar, ...] = attrs.field(converter=_as_calendars)
    first: date | None = attrs.field(init=False, repr=False, eq=False)
    last: date | None = attrs.field(init=False, repr=False, eq=False)

    def __attrs_post_init__(self) -> None:
        bounds = [(getattr(each, "first", None), getattr(each, "last", None)) for each in self.calendars]
        firsts = [first for first, _ in bounds if first is not None]
        lasts = [last for _, last in bounds if last is not None]
        first, last = _as_range(max(firsts, default=None), min(lasts, default=None))
        object.__setattr__(self, "first", first)
        object.__setattr__(self, "last", last)

    def is_business_day(self, day: date) -> bool:
        """Whether ``day`` is a business day of every one of the calendars.

        Raises :class:`~receivables.errors.InvalidValueError` on a day that one of them does not know.
        """
        asked = _known(day, self.first, self.last)
        return all(each.is_business_day(asked) for each in self.calendars)
