"""A slot of a book for one account, on any day: it may change, and a policy that is asked on many days must know."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import pairwise
from operator import attrgetter
from typing import Any

from receivables.allocation import Allocation, Settlement
from receivables.credit_book.amendment import LEVELS, Amendment
from receivables.discounts import DiscountPolicy, OpenOffer, Override, PaidLine
from receivables.discounts.answers import granted
from receivables.interest import InterestPolicy
from receivables.money import Money
from receivables.position import OpenItem, UnappliedCash

_ONE_DAY = 1
_LEVELS_OF_SOME = ("segment", "document")
"""Where an account has amendments that do not concern it on every day, or not every document of it."""


class SlotOverTime:
    """A slot for one account: what the policy of the book says, and the changes that concern the account.

    Of the ``changes`` for the same, the earlier stand first. ``segment_on`` tells the segment of the customer on a day.
    """

    def __init__(
        self, slot: str, default: Any, changes: Iterable[Amendment], segment_on: Callable[[date], str | None]
    ) -> None:
        self.slot = slot
        self.default = default
        self.changes: list[Amendment] = [change for change in changes if slot in change.slots]
        self.segment_on = segment_on
        self._by_whom: dict[str, dict[str | None, list[Amendment]]] = {level: {} for level in reversed(LEVELS)}
        for change in self.changes:
            subject = change.subject if change.level in _LEVELS_OF_SOME else None
            self._by_whom[change.level].setdefault(subject, []).append(change)

    @property
    def by_segment(self) -> bool:
        """Whether it can depend on the segment of the customer."""
        return bool(self._by_whom["segment"])

    def on(self, day: date, document: str | None = None) -> Any:
        """The policy in force on a day, for a document of the account."""
        for level, changes in self._by_whom.items():
            if changes:
                subject = self.segment_on(day) if level == "segment" else document if level == "document" else None
                change = _last(changes.get(subject, ()), day)
                if change is not None:
                    return getattr(change, self.slot)
        return self.default

    def only(self, since: date, until: date) -> Any:
        """The one policy that is in force all the time from a day through another for every document, or ``None``."""
        if not self.changes:
            return self.default
        if any(self._by_whom[level] for level in _LEVELS_OF_SOME):
            return None
        first, *others = [policy for _, policy in self.in_turn(since, until)]
        return None if others else first

    def in_turn(self, since: date, until: date, document: str | None = None) -> Iterator[tuple[date, Any]]:
        """The policies in force from a day through another, each with the day from which it is."""
        policy = self.on(since, document)
        yield since, policy
        for day in self._days(since, until):
            other = self.on(day, document)
            if other is not policy and other != policy:
                yield day, other
                policy = other

    def _days(self, since: date, until: date) -> list[date]:
        """The days after the first on which something may change."""
        ends = (change.until.toordinal() + _ONE_DAY for change in self.changes if change.until)
        days = {change.since.toordinal() for change in self.changes} | set(ends)
        if self.by_segment:
            days |= {first.toordinal() for first in first_days(since, until)}
        return [date.fromordinal(day) for day in sorted(days) if since.toordinal() < day <= until.toordinal()]


def _last(changes: Sequence[Amendment], day: date) -> Amendment | None:
    """Of changes for the same, the last one to begin that is in force on a day."""
    begun = bisect_right(changes, day, key=attrgetter("since"))
    return next((changes[place] for place in reversed(range(begun)) if changes[place].covers(day)), None)


def first_days(since: date, until: date) -> Iterator[date]:
    """The first days of the months from one day through another."""
    months = range(12 * since.year + since.month - 1, 12 * until.year + until.month)
    days = (date(month // 12, month % 12 + 1, 1) for month in months)
    return (day for day in days if since <= day)


class AllocationByDay:
    """Each payment is placed by the policy in force on its day."""

    def __init__(self, slot: SlotOverTime) -> None:
        self._slot = slot

    def apply(self, cash: UnappliedCash, items: Iterable[OpenItem], *, as_of: date) -> Settlement:
        """What the policy of the day answers."""
        policy: Allocation = self._slot.on(as_of)
        return policy.apply(cash, items, as_of=as_of)


class DiscountsByIssue:
    """Each item is settled by the policy in force on the day of its issue."""

    def __init__(self, slot: SlotOverTime) -> None:
        self._slot = slot

    def _of(self, item: OpenItem) -> DiscountPolicy:
        found: DiscountPolicy = self._slot.on(item.issued_on, item.document)
        return found

    def offers(self, item: OpenItem, *, as_of: date, override: Override = "normal") -> tuple[OpenOffer, ...]:
        """What the policy of the item offers."""
        return self._of(item).offers(item, as_of=as_of, override=override)

    def settle(
        self, items: Iterable[OpenItem], cash: Money, *, on: date, override: Override = "normal"
    ) -> tuple[PaidLine, ...]:
        """The items in their order, those side by side that have one policy together.

        All but the last get no more than what closes them, so that no policy takes for too much what the next ones
        need.
        """
        lines: list[PaidLine] = []
        parts = list(_side_by_side([(self._of(item), item) for item in items]))
        for place, (policy, part) in enumerate(parts, start=1):
            spent = Money.total((line.cash for line in lines), currency=cash.currency)
            most = cash - spent
            if place < len(parts):
                most = min(most, _closing(policy, part, on, override))
            lines += policy.settle(part, most, on=on, override=override)
        return tuple(lines)


def _side_by_side(pairs: list[tuple[DiscountPolicy, OpenItem]]) -> Iterator[tuple[DiscountPolicy, list[OpenItem]]]:
    if not pairs:
        return
    starts = [0, *(place for place, (left, right) in enumerate(pairwise(pairs), 1) if left[0] != right[0]), len(pairs)]
    for start, end in pairwise(starts):
        yield pairs[start][0], [item for _, item in pairs[start:end]]


def _closing(policy: DiscountPolicy, items: list[OpenItem], on: date, override: Override) -> Money:
    """What a payment on a day must bring to close all of the items."""
    off = (granted(policy, item, on=on, override=override) for item in items)
    parts = (item.open - offer.discount if offer else item.open for item, offer in zip(items, off, strict=True))
    return Money.total(parts, currency=items[0].currency)


def nights_by_policy(
    slot: SlotOverTime, items: Iterable[OpenItem], as_of: date
) -> Iterator[tuple[date, InterestPolicy]]:
    """The policies of interest since nights count for some of the items of a document, each with the last evening.

    A night bears what is in force on the day that it ends on. The installments of a document are asked for the same
    nights, so that they can be charged together.
    """
    given = list(items)
    document, evening = given[0].document, min(item.charged_until or item.due_on for item in given)
    if as_of <= evening:
        yield as_of, slot.on(as_of, document)
        return
    turns = list(slot.in_turn(date.fromordinal(evening.toordinal() + _ONE_DAY), as_of, document))
    ends = [*(date.fromordinal(day.toordinal() - _ONE_DAY) for day, _ in turns[1:]), as_of]
    yield from ((end, policy) for end, (_, policy) in zip(ends, turns, strict=True))
