"""Rates that change: dated tables, each figure with who says so, and none where nobody knows.

A table answers for the days that were checked. A day before its first row, in a gap that is declared, or past the last
day that was checked raises; past that day it answers when asked for a projection, and the answer says that it is one.

>>> from datetime import date
>>> from receivables.rates import shipped
>>> base = shipped("DE-BASISZINSSATZ")
>>> base.on(date(2025, 7, 1)).percent, base.on(date(2025, 7, 1)).since
(Decimal('1.27'), datetime.date(2025, 7, 1))
>>> base.on(date(2027, 1, 1))
Traceback (most recent call last):
receivables.errors.RateNotAvailableError: DE-BASISZINSSATZ has no rate for 2027-01-01: it was checked until 2026-12-31 \
only; update the table, or ask for a projection
>>> held = base.on(date(2027, 1, 1), project=True)
>>> held.percent, held.projected
(Decimal('1.52'), True)
"""

from __future__ import annotations

from receivables.rates.rows import Rate, RateRow
from receivables.rates.shipped import shipped, shipped_names
from receivables.rates.table import RateSource, RateTable

__all__ = [
    "Rate",
    "RateRow",
    "RateSource",
    "RateTable",
    "shipped",
    "shipped_names",
]
