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
    to the oldest first never looks at what was cleared long ago. What was cleared before anybody asked is not put in
    order at all.
    """

    def __init__(self) -> None:
        self.items: dict[tuple[str, int], DraftItem] = {}
        self._new: list[DraftItem] = []
        self._by_age: list[_Aged] = []
        self._first = 0
        self._asked = 0

    def add(self, items: Iterable[DraftItem]) -> None:
        """Items that are open, or may be again; those that wait already do so once."""
        self._new += items

    def oldest_first(self) -> Iterator[DraftItem]:
        """Those with something open, one after another."""
        self._drop()
        self._take_in()
        return (item for _, item in islice(self._by_age, self._first, None) if item.open)

    def _take_in(self) -> None:
        """Few new ones are put where they belong; many are sorted in with the others."""
        new = list(self._those_that_wait())
        self._new.clear()
        if len(new) > _FEW:
            self._by_age = sorted(self._by_age[self._first :] + new, key=itemgetter(0))
            self._first = 0
        else:
            for aged in new:
                insort(self._by_age, aged, lo=self._first, key=itemgetter(0))

    def _those_that_wait(self) -> Iterator[_Aged]:
        """The new ones that are open and not there already."""
        for item in self._new:
            place = item.document, item.installment
            if item.open and place not in self.items:
                self.items[place] = item
                yield _Aged((item.due_on, item.issued_on, *place), item)

    def _drop(self) -> None:
        self._asked += 1
        if 8 * self._asked > len(self._by_age) + 100:
            self._by_age = [aged for aged in self._by_age[self._first :] if aged.item.open]
            self._first = self._asked = 0
            self.items = {(item.document, item.installment): item for _, item in self._by_age}
        while self._first < len(self._by_age) and not self._by_age[self._first].item.open:
            item = self._by_age[self._first].item
            del self.items[item.document, item.installment]
            self._first += 1
