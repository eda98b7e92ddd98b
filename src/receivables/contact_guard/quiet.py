"""The rules about days: weekdays, seasons, spans and holidays without contact."""

from __future__ import annotations

from calendar import isleap
from collections.abc import Iterable
from datetime import MAXYEAR, date
from typing import ClassVar

import attrs

from receivables.calendars import Calendar, ClosedDays, Weekend
from receivables.checks import day as a_day
from receivables.checks import several
from receivables.contact_guard.facts import ContactFacts
from receivables.contact_guard.fields import as_channels, by, either, later, refused, sentence
from receivables.contact_guard.results import Refusal
from receivables.errors import InvalidValueError
from receivables.events.fields import is_text

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_EXPECTED_WEEKDAYS = "weekdays from 0 (Monday) to 6 (Sunday), one to six of them"


def _as_weekdays(days: Iterable[int]) -> tuple[int, ...]:
    given = tuple(several("days", _EXPECTED_WEEKDAYS, days))
    if all(type(each) is int and 0 <= each <= 6 for each in given) and 0 < len(set(given)) < 7:
        return tuple(sorted(set(given)))
    raise InvalidValueError("days", _EXPECTED_WEEKDAYS, days)


@attrs.frozen
class QuietWeekdays:
    """No contact on some weekdays: ``days`` from 0 (Monday) to 6 (Sunday).

    >>> print(QuietWeekdays([5, 6], channels=["phone", "visit"]))
    no contact by phone or visit on Saturday or Sunday
    """

    kind: ClassVar[str] = "quiet-weekdays"
    version: ClassVar[int] = 1

    days: tuple[int, ...] = attrs.field(converter=_as_weekdays)
    channels: tuple[str, ...] = attrs.field(kw_only=True, default=(), converter=as_channels)
    reason: str = attrs.field(kw_only=True, default="", validator=is_text)

    def __str__(self) -> str:
        return sentence(self, f"no contact{by(self.channels)} on {either([_WEEKDAYS[each] for each in self.days])}")

    def refuse(self, facts: ContactFacts, *, channel: str, day: date) -> Refusal | None:
        """Refused until the next weekday that is not quiet."""
        weekday = day.weekday()
        if weekday not in self.days:
            return None
        ahead = next(each for each in range(1, 7) if (weekday + each) % 7 not in self.days)
        return refused(self, channel, f"{day} is a {_WEEKDAYS[weekday]}", later(day, ahead))


@attrs.frozen
class QuietSpan:
    """No contact from ``since`` to ``until``, both included, once.

    >>> QuietSpan(date(2026, 12, 21), date(2027, 1, 6), reason="the customer is on leave").reason
    'the customer is on leave'
    """

    kind: ClassVar[str] = "quiet-span"
    version: ClassVar[int] = 1

    since: date = attrs.field()
    until: date = attrs.field()
    channels: tuple[str, ...] = attrs.field(kw_only=True, default=(), converter=as_channels)
    reason: str = attrs.field(kw_only=True, default="", validator=is_text)

    def __str__(self) -> str:
        return sentence(self, f"no contact{by(self.channels)} from {self.since} to {self.until}")

    def __attrs_post_init__(self) -> None:
        if a_day("until", self.until) < a_day("since", self.since):
            raise InvalidValueError("until", f"{self.since}, the first quiet day, or later", self.until)

    def refuse(self, facts: ContactFacts, *, channel: str, day: date) -> Refusal | None:
        """Refused until the day after the last."""
        if not self.since <= day <= self.until:
            return None
        return refused(self, channel, f"quiet from {self.since} to {self.until}", later(self.until, 1))


_MONTH_AND_DAY = "a month and a day, like 08-01"


def _check_month_and_day(attribute: str, text: object) -> None:
    """Refuse what is not a day that some year has; the 29th of February is one."""
    try:
        if isinstance(text, str) and date.fromisoformat(f"2000-{text}").isoformat() == f"2000-{text}":
            return
    except ValueError:
        pass
    raise InvalidValueError(attribute, _MONTH_AND_DAY, text)


@attrs.frozen
class QuietSeason:
    """No contact from ``since`` to ``until`` (month and day, both included), every year; it may go over New Year.

    >>> august, christmas = QuietSeason("08-01", "08-31"), QuietSeason("12-21", "01-06", reason="Christmas")
    >>> christmas.refuse(ContactFacts(channels=["letter"]), channel="letter", day=date(2026, 12, 24)).again_on
    datetime.date(2027, 1, 7)
    >>> QuietSeason("08-01", "07-31")
    Traceback (most recent call last):
    receivables.errors.InvalidValueError: 'until' must be a day that leaves some of the year (got '07-31')
    """

    kind: ClassVar[str] = "quiet-season"
    version: ClassVar[int] = 1

    since: str
    until: str
    channels: tuple[str, ...] = attrs.field(kw_only=True, default=(), converter=as_channels)
    reason: str = attrs.field(kw_only=True, default="", validator=is_text)

    def __str__(self) -> str:
        return sentence(self, f"no contact{by(self.channels)} from {self.since} to {self.until}, every year")

    def __attrs_post_init__(self) -> None:
        for attribute in ("since", "until"):
            _check_month_and_day(attribute, getattr(self, attribute))
        year = date(2001, 1, 1).toordinal()
        if all(self._holds(date.fromordinal(ordinal)) for ordinal in range(year, year + 365)):
            raise InvalidValueError("until", "a day that leaves some of the year", self.until)

    def refuse(self, facts: ContactFacts, *, channel: str, day: date) -> Refusal | None:
        """Refused until the day after the last of the season."""
        if not self._holds(day):
            return None
        because = f"{day} is in the quiet season from {self.since} to {self.until}"
        return refused(self, channel, because, self._after(day))

    def _holds(self, day: date) -> bool:
        # Texts of month and day are in the order of the days; a season over New Year is the two ends of a year.
        text = day.isoformat()[5:]
        if self.since <= self.until:
            return self.since <= text <= self.until
        return text >= self.since or text <= self.until

    def _after(self, day: date) -> date | None:
        """The day after the season that ``day`` is in."""
        year = day.year + (day.isoformat()[5:] > self.until)
        if year > MAXYEAR:
            return None
        no_such_day = self.until == "02-29" and not isleap(year)
        return later(date.fromisoformat(f"{year:04}-{'02-28' if no_such_day else self.until}"), 1)


@attrs.frozen
class BusinessDaysOnly:
    """Contact on the business days of a ``calendar`` only.

    Of days that the calendar does not know, nobody can say that they are business days: there is no contact then.

    >>> from receivables.calendars import from_holidays
    >>> rule = BusinessDaysOnly(from_holidays({date(2026, 5, 1)}, years=2026), channels=["phone"])
    >>> rule.refuse(ContactFacts(channels=["phone"]), channel="phone", day=date(2026, 5, 1)).again_on
    datetime.date(2026, 5, 4)
    """

    kind: ClassVar[str] = "business-days-only"
    version: ClassVar[int] = 1

    calendar: Calendar = attrs.field()
    channels: tuple[str, ...] = attrs.field(kw_only=True, default=(), converter=as_channels)
    reason: str = attrs.field(kw_only=True, default="", validator=is_text)

    def __str__(self) -> str:
        return sentence(self, f"contact{by(self.channels)} on business days only")

    def __attrs_post_init__(self) -> None:
        if isinstance(self.calendar, Weekend):  # as a document writes it
            object.__setattr__(self, "calendar", ClosedDays((), weekend=self.calendar.days))
        if not isinstance(self.calendar, Calendar):
            raise InvalidValueError("calendar", "a Calendar, like WEEKDAYS or from_holidays(...)", self.calendar)

    def refuse(self, facts: ContactFacts, *, channel: str, day: date) -> Refusal | None:
        """Refused until the next business day that the calendar knows."""
        first, last = self.calendar.first or date.min, self.calendar.last or date.max
        if first <= day <= last and self.calendar.is_business_day(day):
            return None
        known = first <= day <= last
        because = f"{day} is no business day" if known else f"the calendar knows the days from {first} to {last} only"
        return refused(self, channel, because, self._next(max(day, later(first, -1) or first), last))

    def _next(self, day: date, last: date) -> date | None:
        following = later(day, 1)
        while following is not None and following <= last:
            if self.calendar.is_business_day(following):
                return following
            following = later(following, 1)
        return None
