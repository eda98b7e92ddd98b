"""The yardstick: a plain loop over py-moneyed amounts that reads the two CSV files and only ages the book.

``python benchmarks/moneyed_loop.py FOLDER 2026-06-30`` prints ``{"customer currency": {"1-30": "12.34", ...}}`` without
empty buckets. It checks nothing: no currency, no number that stands twice, no row that does not fit.
"""

from __future__ import annotations

import csv
import json
import sys
from bisect import bisect_left
from datetime import date
from pathlib import Path

from moneyed import Money

LAST_DAYS = (0, 30, 60, 90)
LABELS = ("current", "1-30", "31-60", "61-90", "over 90")


def age(folder: Path, as_of: date) -> dict[tuple[str, str, str], Money]:
    claims: dict[str, tuple[str, date, Money]] = {}
    with (folder / "invoices.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if date.fromisoformat(row["issued_on"]) <= as_of:
                due_on, total = date.fromisoformat(row["due_on"]), Money(row["amount"], row["currency"])
                claims[row["invoice"]] = (row["customer"], due_on, total)
    with (folder / "payments.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if date.fromisoformat(row["paid_on"]) <= as_of:
                customer, due_on, left = claims[row["invoice"]]
                claims[row["invoice"]] = (customer, due_on, left - Money(row["amount"], row["currency"]))
    sums: dict[tuple[str, str, str], Money] = {}
    for customer, due_on, left in claims.values():
        if left:
            code = left.currency.code
            key = (customer, code, LABELS[bisect_left(LAST_DAYS, (as_of - due_on).days)])
            sums[key] = sums.get(key, Money(0, code)) + left
    return sums


if __name__ == "__main__":
    figures: dict[str, dict[str, str]] = {}
    for (customer, code, label), total in age(Path(sys.argv[1]), date.fromisoformat(sys.argv[2])).items():
        figures.setdefault(f"{customer} {code}", {})[label] = str(total.amount)
    print(json.dumps(figures))
