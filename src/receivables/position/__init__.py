"""An account on one day: its open items, unapplied cash and holds.

A position is a result: :class:`~receivables.account.Account` makes it by replaying events. Its figures hold on the
evening of ``as_of``.

>>> from datetime import date
>>> from receivables import Money, OpenItem
>>> item = OpenItem(
...     customer="C-104", document="F-1001", issued_on=date(2026, 1, 15), due_on=date(2026, 2, 14),
...     amount=Money("1000.00", "EUR"), paid=Money("400.00", "EUR"),
... )
>>> item.open
Money('600.00', 'EUR')
"""

from __future__ import annotations

from datetime import date

import attrs

from receivables.checks import day, of_kind
from receivables.errors import InvalidValueError
from receivables.position.beside import Applied, Hold, UnappliedCash
from receivables.position.items import BalanceSpan, Change, Disputed, OpenItem
from receivables.position.result import Position

__all__ = [
    "Applied",
    "BalanceSpan",
    "Change",
    "Disputed",
    "Hold",
    "OpenItem",
    "Position",
    "UnappliedCash",
]


def days_in_words(days: int) -> str:
    """``1 day``, ``2 days``."""
    return f"{days} day" if abs(days) == 1 else f"{days} days"


def on_evening(position: Position, as_of: date) -> Position:
    """The position on an evening that may be later than its own, as if nothing had happened since."""
    of_kind("position", Position, "a Position, like account.as_of(day)", position)
    if day("as_of", as_of) < position.as_of:
        raise InvalidValueError("as_of", f"{position.as_of}, the day of the position, or later", as_of)
    return position if as_of == position.as_of else attrs.evolve(position, as_of=as_of)
