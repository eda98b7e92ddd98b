"""What a replay is for: the position on one evening, or the balances of every evening until then."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from moneyed import Currency

from receivables.allocation import Allocation
from receivables.discounts import NO_DISCOUNTS, DiscountPolicy
from receivables.events import Event
from receivables.position import Change, Position
from receivables.replay._drafts import DraftItem
from receivables.replay._fold import Draft

_on = attrgetter("on")


class Balances(NamedTuple):
    """The items of an account and the money on it, each with its ``history`` of balances, evening by evening.

    >>> Balances([], []).on_account
    []
    """

    items: list[DraftItem]
    on_account: list[list[Change]]


def replay(
    customer: str,
    currency: Currency,
    events: Sequence[Event],
    *,
    as_of: date,
    known_by: date | None,
    allocation: Allocation,
    discounts: DiscountPolicy = NO_DISCOUNTS,
) -> Position:
    """Fold ``events``, which are in their total order, into the position on the evening of ``as_of``.

    >>> from receivables import LEAVE_UNAPPLIED
    >>> from receivables.currencies import currency
    >>> day = date(2026, 3, 31)
    >>> replay("C-1", currency("EUR"), [], as_of=day, known_by=None, allocation=LEAVE_UNAPPLIED).balance
    Money('0.00', 'EUR')
    """
    draft = Draft(customer, currency, allocation, discounts)
    _fold(draft, events[: _until(events, as_of)], known_by)
    return draft.freeze(as_of, known_by)


def replays(
    customer: str,
    currency: Currency,
    events: Sequence[Event],
    *,
    evenings: Iterable[date],
    known_by: date | None,
    allocation: Allocation,
    discounts: DiscountPolicy,
) -> Iterator[Position]:
    """The position on each of some evenings, which are in order, out of one fold.

    Days after an evening are folded when the next position is asked for, so policies may rest on those before.

    >>> from receivables import LEAVE_UNAPPLIED
    >>> from receivables.currencies import currency
    >>> rules = {"known_by": None, "allocation": LEAVE_UNAPPLIED, "discounts": NO_DISCOUNTS}
    >>> evenings = [date(2026, 2, 28), date(2026, 3, 31)]
    >>> [found.as_of.month for found in replays("C-1", currency("EUR"), [], evenings=evenings, **rules)]
    [2, 3]
    """
    draft = Draft(customer, currency, allocation, discounts)
    done = 0
    for evening in evenings:
        until = _until(events, evening)
        _fold(draft, events[done:until], known_by)
        done = until
        yield draft.freeze(evening, known_by)


def balances(
    customer: str,
    currency: Currency,
    events: Iterable[Event],
    *,
    known_by: date | None,
    allocation: Allocation,
    discounts: DiscountPolicy = NO_DISCOUNTS,
) -> Balances:
    """Fold all ``events`` once: a day of the fold looks at nothing later, so this is every evening's replay.

    >>> from receivables import LEAVE_UNAPPLIED
    >>> from receivables.currencies import currency
    >>> balances("C-1", currency("EUR"), [], known_by=None, allocation=LEAVE_UNAPPLIED).items
    []
    """
    draft = Draft(customer, currency, allocation, discounts)
    _fold(draft, events, known_by)
    items = [item for parts in draft.items.values() for item in parts]
    return Balances(items, [source.history for source in draft.sources.values()])


def _until(events: Sequence[Event], evening: date) -> int:
    """How many of the events have taken effect by an evening."""
    return bisect_right(events, evening, key=_on)


def _fold(draft: Draft, events: Iterable[Event], known_by: date | None) -> None:
    if known_by is not None:
        events = [event for event in events if event.recorded_on <= known_by]
    for today, happened in groupby(events, key=_on):
        draft.day(today, happened)
