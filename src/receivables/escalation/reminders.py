"""Reminders on fixed days, each by itself: no climbing, no levels."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

import attrs

from receivables.checks import day, is_one_of, is_whole, of_kind, several, whole
from receivables.errors import InvalidValueError
from receivables.escalation.arrears import shifted
from receivables.position import OpenItem


class Offset(NamedTuple):
    """So many days after the ``"due"`` day (negative: before it) or the day of ``"issue"``.

    >>> Offset(-3).since
    'due'
    """

    days: int
    since: str = "due"


_OFFSETS = "days, or pairs of days and 'due' or 'issue'"


def _as_offsets(rows: Iterable[int | tuple[int, str]]) -> tuple[Offset, ...]:
    return tuple(_as_offset(row) for row in several("offsets", _OFFSETS, rows))


def _as_offset(row: object) -> Offset:
    match row:
        case int():
            return Offset(whole("offsets", row))
        case (days, "due" | "issue" as since):
            return Offset(whole("offsets", days), since)
        case _:
            raise InvalidValueError("offsets", _OFFSETS, row)


@attrs.frozen
class Reminders:
    """Reminders of an item on days counted from its due day or its issue, whatever was sent before.

    ``offsets`` are numbered from 1 in their order. With ``repeat_days`` and ``times``, so many repetitions follow the
    latest of them, counted from it and numbered on. A reminder whose day is over and that was not sent is due at once
    (``missed="catch_up"``), or gone (``"lost"``). Days are not moved for weekends.

    Raises :class:`~receivables.errors.InvalidValueError` for values that cannot be.
    Source: the reminders of Invoice Ninja, whose missed ones are lost.

    >>> from receivables import Money
    >>> due = date(2026, 2, 14)
    >>> amount = Money("60.00", "EUR")
    >>> item = OpenItem(customer="C-1", document="F-1", issued_on=date(2026, 1, 15), due_on=due, amount=amount)
    >>> reminders = Reminders([-3, 7], repeat_days=14, times=1)
    >>> print(*reminders.days(item))
    2026-02-11 2026-02-21 2026-03-07
    >>> print(reminders.next_on(item, as_of=date(2026, 2, 25), sent=[1, 2]))
    2026-03-07
    """

    offsets: tuple[Offset, ...] = attrs.field(converter=_as_offsets)
    repeat_days: int | None = attrs.field(
        kw_only=True, default=None, validator=attrs.validators.optional(is_whole(low=1, high=3660))
    )
    times: int = attrs.field(kw_only=True, default=0, validator=is_whole(low=0, high=1000, unit="repetitions"))
    missed: str = attrs.field(kw_only=True, default="catch_up", validator=is_one_of("catch_up", "lost"))

    def __attrs_post_init__(self) -> None:
        if (self.repeat_days is None) is not (self.times == 0):
            raise InvalidValueError("times", "more than 0 with repeat_days, and 0 without", self.times)

    def days(self, item: OpenItem) -> tuple[date, ...]:
        """All days in order of time; two reminders on one day are there twice."""
        return tuple(sorted(self._numbered(item)))

    def next_on(self, item: OpenItem, *, as_of: date, sent: Iterable[int] = ()) -> date | None:
        """The next day to remind of ``item``; ``None`` when all is sent or gone, or nothing is open.

        ``sent`` are the numbers of the reminders already sent.
        """
        day("as_of", as_of)
        done = {whole("sent", each, low=1, unit="reminders") for each in several("sent", "numbers of reminders", sent)}
        left = [on for number, on in enumerate(self._numbered(item), 1) if number not in done]
        if self.missed == "catch_up":
            left = [max(on, as_of) for on in left]
        coming = [on for on in left if on > as_of or self.missed == "catch_up"]
        return min(coming, default=None) if item.open else None

    def _numbered(self, item: OpenItem) -> list[date]:
        """The days in the order of their numbers."""
        of_kind("item", OpenItem, "an OpenItem", item)
        found = [shifted(item.issued_on if since == "issue" else item.due_on, days) for days, since in self.offsets]
        latest = max(found, default=None)
        if latest is not None and self.repeat_days is not None:
            found += [shifted(latest, self.repeat_days * count) for count in range(1, self.times + 1)]
        return found
