"""Aging: open items by days past due.

The buckets of a scheme partition all whole numbers of days by construction: the scheme owns the edges and the labels,
publishes its ranges, and always has a bucket for what is not past due and an open last one. Unapplied cash is a line of
its own, so that buckets less unapplied is the balance.

>>> from datetime import date
>>> from receivables import Aging, Money, OpenItem
>>> item = OpenItem(
...     customer="C-104", document="F-1001", issued_on=date(2026, 1, 15), due_on=date(2026, 2, 14),
...     amount=Money("1000.00", "EUR"),
... )
>>> report = Aging().age([item], as_of=date(2026, 3, 31))
>>> report.total("EUR", "31-60")
Money('1000.00', 'EUR')
>>> print(report.explain())
aged by aging@1 on 2026-03-31 by due day
EUR
  F-1001: 1000.00 EUR, due 2026-02-14, 45 days: 31-60
"""

from __future__ import annotations

from receivables.aging.figures import AgingFigures, AgingLine
from receivables.aging.report import AgingReport
from receivables.aging.rows import AgingRow, Bucket
from receivables.aging.scheme import MOST_EDGES, Aging, AgingPolicy

__all__ = [
    "Aging",
    "AgingFigures",
    "AgingLine",
    "AgingPolicy",
    "AgingReport",
    "AgingRow",
    "Bucket",
    "MOST_EDGES",
]
