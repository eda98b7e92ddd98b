"""Columns in, columns out: policies as expressions on the data frames of other engines, through narwhals.

There is no engine here. A policy becomes expressions, and pandas, Polars, PyArrow, DuckDB, Ibis, Dask or whatever
narwhals knows runs them; what was lazy stays lazy. Amounts are whole minor units, or decimals in main units.

>>> from datetime import date
>>> import pyarrow as pa
>>> from receivables import Aging
>>> invoices = pa.table({
...     "customer": ["C-104"], "currency": ["EUR"], "open": [100_000],
...     "issued_on": [date(2026, 1, 15)], "due_on": [date(2026, 2, 14)],
... })
>>> age(invoices, as_of=date(2026, 3, 31), policy=Aging(edges=[45])).to_pylist()
[{'customer': 'C-104', 'currency': 'EUR', 'bucket': '1-45', 'open': 100000}]
"""

from __future__ import annotations

from receivables.adapters.frames.aging import age
from receivables.adapters.frames.columns import Columns
from receivables.adapters.frames.late_interest import interest
from receivables.adapters.frames.metrics import metrics
from receivables.adapters.frames.portfolios import from_portfolio, to_portfolio
from receivables.adapters.frames.steps import next_step

__all__ = ["Columns", "age", "from_portfolio", "interest", "metrics", "next_step", "to_portfolio"]
