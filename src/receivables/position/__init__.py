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
