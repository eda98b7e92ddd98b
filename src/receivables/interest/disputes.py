"""What bears interest where disputes stop it: the balance of each evening without what was in dispute."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import attrs

from receivables.position import Change, OpenItem


def undisputed(item: OpenItem) -> OpenItem:
    """The item with the balances that were not in dispute, evening by evening; as it is where nothing was."""
    if not item.disputed:
        return item
    history = tuple(_balances(item))
    left = item.amount.with_minor(history[-1][1])
    return attrs.evolve(item, paid=item.paid + item.open - left, history=history)


def in_full(item: OpenItem) -> tuple[tuple[date, date], ...]:
    """The evenings on which all of the item is in dispute, so that nothing of it bears interest."""
    return tuple((start, end or date.max) for start, end, minor in item.disputed if minor is None)


def _balances(item: OpenItem) -> Iterator[Change]:
    """The history, changed where a dispute began, was over or took something out."""
    changes = dict(item.history)
    ends = {day for span in item.disputed for day in span[:2] if day is not None and day > item.history[0][0]}
    disputed, balance, before = list(item.disputed), 0, -1
    for day in sorted(ends | changes.keys()):
        balance = changes.get(day, balance)
        while disputed and disputed[0][1] is not None and disputed[0][1] <= day:
            disputed.pop(0)
        left = balance
        if disputed and disputed[0][0] <= day:
            minor = disputed[0][2]
            left = 0 if minor is None else max(balance - minor, 0)
        if left != before or day in changes:
            yield day, left
        before = left
