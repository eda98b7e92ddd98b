"""Open items in their buckets, a row for each; and the rows of many items, made when somebody looks at them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import date
from operator import attrgetter
from typing import NamedTuple

from receivables.checks import MadeLater
from receivables.position import OpenItem


class Bucket(NamedTuple):
    """A range of days, ``first`` to ``last``, both inside; ``None`` is an open end. ``text`` is its name in figures.

    >>> Bucket("1-30", 1, 30).text, Bucket("over 90", 91, None).text
    ('1..30', '91..')
    """

    label: str
    first: int | None
    last: int | None

    @property
    def text(self) -> str:
        """The exact range, like ``1..30``, ``..0`` or ``91..``."""
        return f"{'' if self.first is None else self.first}..{'' if self.last is None else self.last}"


class AgingRow(NamedTuple):
    """An open item in its bucket; ``days`` count from the base day of the scheme.

    >>> from receivables import Aging, Money
    >>> item = OpenItem(
    ...     customer="C-104", document="F-1001", issued_on=date(2026, 1, 15), due_on=date(2026, 2, 14),
    ...     amount=Money("1000.00", "EUR"),
    ... )
    >>> for scheme in (Aging(), Aging(basis="issue")):
    ...     (row,) = scheme.age([item], as_of=date(2026, 3, 31)).rows
    ...     print(row.days, row.bucket.label)
    45 31-60
    75 61-90
    """

    item: OpenItem
    days: int
    bucket: Bucket


class Places(dict[date, int]):
    """The place of a bucket by the day from which days count, looked up once a day and not once an item."""

    def __init__(self, buckets: Sequence[Bucket], as_of: date) -> None:
        super().__init__()
        self.last_days: list[int] = [bucket.last for bucket in buckets if bucket.last is not None]
        self.today: int = as_of.toordinal()

    def __missing__(self, base: date) -> int:
        place = self[base] = bisect_left(self.last_days, self.today - base.toordinal())
        return place


class Rows(MadeLater[AgingRow]):
    """What a scheme makes of open items. Sums ask for the items and their places, so most rows are never made."""

    __slots__ = ("as_of", "basis", "buckets", "items")

    def __init__(self, items: tuple[OpenItem, ...], *, as_of: date, basis: str, buckets: tuple[Bucket, ...]) -> None:
        super().__init__()
        self.items: tuple[OpenItem, ...] = items
        self.as_of: date = as_of
        self.basis: str = basis
        self.buckets: tuple[Bucket, ...] = buckets

    def placed(self) -> Iterator[tuple[OpenItem, int]]:
        """Each item with the place of its bucket."""
        places = Places(self.buckets, self.as_of)
        bases = map(attrgetter("due_on" if self.basis == "due" else "issued_on"), self.items)
        return zip(self.items, map(places.__getitem__, bases), strict=True)

    def _make(self) -> tuple[AgingRow, ...]:
        today, due, buckets = self.as_of.toordinal(), self.basis == "due", self.buckets
        return tuple(
            AgingRow(item, today - (item.due_on if due else item.issued_on).toordinal(), buckets[place])
            for item, place in self.placed()
        )

    def __len__(self) -> int:
        return len(self.items)


def joined(parts: Sequence[Sequence[AgingRow]]) -> Sequence[AgingRow]:
    """Rows of one scheme and one day after one another, made no sooner than they were."""
    unmade = [part for part in parts if isinstance(part, Rows)]
    if len(unmade) == len(parts):
        first, items = unmade[0], tuple(item for part in unmade for item in part.items)
        return Rows(items, as_of=first.as_of, basis=first.basis, buckets=first.buckets)
    return tuple(row for part in parts for row in part)
