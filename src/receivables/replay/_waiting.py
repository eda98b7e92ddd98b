"""The open items of an account by age, so that what is oldest is found without looking at the others."""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable, Iterator
from itertools import islice
from operator import itemgetter
from typing import NamedTuple

from receivables.replay._drafts import DraftItem


class _Aged(NamedTuple):
    age: tuple[object, ...]
    item: DraftItem


_FEW = 50


class Waiting:
    """Items that money may be placed on, by due day, issue day, number and installment.

    Cleared items at the beginning are dropped at once, those between others now and then: an account whose money goes
    to the oldest first never looks at what was cleared long ago.
    """

    def __init__(self) -> None:
        self.items: dict[tuple[str, int], DraftItem] = {}
        self._new: list[_Aged] = []
        self._by_age: list[_Aged] = []
        self._first = 0
        self._asked = 0

    def add(self, items: Iterable[DraftItem]) -> None:
        """Items that are open, or may be again; those that wait already do so once."""
        for item in items:
            place = item.document, item.installment
            if place not in self.items:
                self.items[place] = item
                self._new.append(_Aged((item.due_on, item.issued_on, *place), item))

    def oldest_first(self) -> Iterator[DraftItem]:
        """Those with something open, one after another."""
        self._drop()
        self._take_in()
        return (item for _, item in islice(self._by_age, self._first, None) if item.open)

    def _take_in(self) -> None:
        """Few new ones are put where they belong; many are sorted in with the others."""
        if len(self._new) > _FEW:
            self._by_age = sorted(self._by_age[self._first :] + self._new, key=itemgetter(0))
            self._first = 0
        else:
            for aged in self._new:
                insort(self._by_age, aged, lo=self._first, key=itemgetter(0))
        self._new.clear()

    def _drop(self) -> None:
        self._asked += 1
        if 8 * self._asked > len(self._by_age) + 100:
            self._by_age = [aged for aged in self._by_age[self._first :] if aged.item.open]
            self._first = self._asked = 0
            waiting = (*self._by_age, *self._new)
            self.items = {(item.document, item.installment): item for _, item in waiting}
        while self._first < len(self._by_age) and not self._by_age[self._first].item.open:
            item = self._by_age[self._first].item
            del self.items[item.document, item.installment]
            self._first += 1
