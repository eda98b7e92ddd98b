"""Exact amounts: whole minor units of one currency.

Amounts enter as text, whole numbers, exact decimals or ``moneyed.Money``; floats never do. Adding, subtracting and
comparing are exact and never convert a currency. Rounding happens only in
:meth:`Money.rounded` and :meth:`Money.converted`, half up unless another mode is named. Splitting rounds nothing.

>>> from receivables import Money
>>> Money("19.99", "EUR") + Money("0.01", "EUR")
Money('20.00', 'EUR')
>>> Money("19.999", "EUR")
Traceback (most recent call last):
receivables.errors.InvalidValueError: 'amount' must be an amount with at most 2 decimals, as EUR has (got '19.999')
"""

from __future__ import annotations

from receivables.money.amount import Money, as_money
from receivables.money.exact import LARGEST_EXPONENT, Exact, exact
from receivables.shares import Strategy

__all__ = ["LARGEST_EXPONENT", "Exact", "Money", "Strategy", "as_money", "exact"]
