"""What to ask a customer for on a day: all that is past due, or the installment that comes next.

>>> from datetime import date
>>> from receivables import Money, OpenItem
>>> issued, due, amount = date(2026, 1, 1), date(2026, 2, 1), Money("9.00", "EUR")
>>> item = OpenItem(customer="C-1", document="F-1", issued_on=issued, due_on=due, amount=amount)
>>> next_payment([item], date(2026, 2, 1), currency="EUR")
AmountDue(mode='next', amount=Money('9.00', 'EUR'))
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from moneyed import Currency

from receivables.money import Money
from receivables.position import OpenItem

__all__ = [
    "AmountDue",
    "due_by",
    "next_payment",
]


class AmountDue(NamedTuple):
    """What to ask for on a day: the ``amount``, and which items make it.

    ``mode`` is ``"overdue"`` (some of the open items are past due: those), ``"full"`` (all of them are), ``"next"``
    (none is: the one due first) or ``"nothing"``.

    >>> next_payment([], date(2026, 2, 1), currency="EUR")
    AmountDue(mode='nothing', amount=Money('0.00', 'EUR'))
    """

    mode: str
    amount: Money


def due_by(items: Iterable[OpenItem], day: date, *, currency: str | Currency) -> Money:
    """All that falls due on or before a day and is open.

    >>> issued, due, amount = date(2026, 1, 1), date(2026, 2, 1), Money("9.00", "EUR")
    >>> item = OpenItem(customer="C-1", document="F-1", issued_on=issued, due_on=due, amount=amount)
    >>> print(due_by([item], date(2026, 1, 31), currency="EUR"), due_by([item], due, currency="EUR"))
    0.00 EUR 9.00 EUR
    """
    return Money.total((item.open for item in items if item.due_on <= day), currency=currency)


def next_payment(items: Iterable[OpenItem], day: date, *, currency: str | Currency) -> AmountDue:
    """What a customer who pays on ``day`` should pay: everything past due, else the item that is due first.

    >>> issued, due, amount = date(2026, 1, 1), date(2026, 2, 1), Money("9.00", "EUR")
    >>> item = OpenItem(customer="C-1", document="F-1", issued_on=issued, due_on=due, amount=amount)
    >>> [next_payment([item], date(2026, 2, day), currency="EUR").mode for day in (1, 2)]
    ['next', 'full']
    """
    waiting = sorted((item for item in items if item.open), key=lambda item: item.due_on)
    overdue = [item for item in waiting if item.due_on < day]
    asked = overdue or waiting[:1]
    mode = (
        "nothing" if not waiting else "next" if not overdue else "full" if len(overdue) == len(waiting) else "overdue"
    )
    return AmountDue(mode, Money.total((item.open for item in asked), currency=currency))
