"""Which evenings of an item are in dispute, and with how much of it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise

from receivables.events import DisputeOpened
from receivables.position import Change, Disputed
from receivables.replay._drafts import DraftItem


class Disputes:
    """The disputes of one document, in order of time: those that are open, and those that were."""

    def __init__(self) -> None:
        self.open: list[DisputeOpened] = []
        self.closed: list[tuple[DisputeOpened, date]] = []
        self.told: list[tuple[int, Change]] | None = None

    def add(self, event: DisputeOpened) -> None:
        """One more is open."""
        self.open.append(event)
        self.told = None

    def close(self, today: date) -> None:
        """All of them are settled from this evening on."""
        self.closed += [(event, today) for event in self.open]
        self.open = []
        self.told = None

    def tell(self, items: Sequence[DraftItem]) -> None:
        """Give each item its evenings in dispute; an amount is of the oldest due first, as it is open that evening.

        Nothing is to be said again while the balances are as they were.
        """
        balances = [(len(item.history), item.history[-1]) for item in items]
        if self.told == balances:
            return
        self.told = balances
        all_of_them = [*self.closed, *((event, None) for event in self.open)]
        found: list[list[Disputed]] = [[] for _ in items]
        for start, end in _stretches(all_of_them, items):
            amounts = [event.amount for event, until in all_of_them if event.on <= start < (until or date.max)]
            whole = None in amounts
            left = sum(amount.minor for amount in amounts if amount is not None)
            for item, spans in zip(items, found, strict=True):
                part = min(left, _balance(item, start))
                left -= part
                if amounts and (whole or part):
                    _add(spans, (start, end, None if whole else part))
        for item, spans in zip(items, found, strict=True):
            item.dispute(tuple(spans))


def _stretches(
    disputes: Sequence[tuple[DisputeOpened, date | None]], items: Sequence[DraftItem]
) -> Iterator[tuple[date, date | None]]:
    """Runs of evenings on which neither the disputes nor the balances change; the last has no end."""
    days = {event.on for event, _ in disputes} | {until for _, until in disputes if until}
    days |= {day for item in items for day, _ in item.history}
    yield from pairwise([*sorted(days), None])


def _balance(item: DraftItem, evening: date) -> int:
    place = bisect_right(item.history, evening, key=lambda change: change[0])
    return item.history[place - 1][1] if place else 0


def _add(spans: list[Disputed], span: Disputed) -> None:
    """One more, in one with the last where that goes on."""
    if spans and spans[-1][1:] == (span[0], span[2]):
        span = (spans.pop()[0], *span[1:])
    spans.append(span)
