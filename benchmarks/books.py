"""A book of any size, the same for everybody: invoices and payments as CSV, from a seed.

``python benchmarks/books.py FOLDER 100000`` writes ``FOLDER/invoices.csv`` and ``FOLDER/payments.csv``.

Issue days are spread over the two years before :data:`AS_OF`, two customers in three pay in EUR, and some buy much more
than others. Of the invoices that are paid, 94 % are paid once, 5.5 % twice and a few in up to fourteen
parts, 1.08 payments on average; every payment names its invoice and never exceeds it. Payments go on after ``AS_OF``,
as in a book that was exported later than the day of the report.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import NamedTuple

AS_OF = date(2026, 6, 30)
FIRST_DAY = date(2024, 7, 1)
DIGITS = {"EUR": 2, "USD": 2, "JPY": 0}
TERMS = (14, 30, 30, 30, 45, 60)
INVOICES_A_CUSTOMER = 50

INVOICE_COLUMNS = ("invoice", "customer", "currency", "amount", "issued_on", "due_on")
PAYMENT_COLUMNS = ("payment", "customer", "currency", "amount", "paid_on", "invoice")


class Written(NamedTuple):
    """Where a book was written, and how much is in it."""

    folder: Path
    invoices: int
    payments: int


class _Invoice(NamedTuple):
    number: str
    customer: str
    currency: str
    minor: int
    issued_on: date
    due_on: date


def write(folder: Path, invoices: int, *, seed: int = 7) -> Written:
    """Write the two files of a book of so many invoices."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = Random(seed)
    count = 0
    with (
        (folder / "invoices.csv").open("w", encoding="utf-8", newline="") as first,
        (folder / "payments.csv").open("w", encoding="utf-8", newline="") as second,
    ):
        bills, receipts = csv.writer(first, lineterminator="\n"), csv.writer(second, lineterminator="\n")
        bills.writerow(INVOICE_COLUMNS)
        receipts.writerow(PAYMENT_COLUMNS)
        for invoice in _invoices(rng, invoices):
            total = _text(invoice.minor, invoice.currency)
            bills.writerow([*invoice[:3], total, invoice.issued_on, invoice.due_on])
            for paid_on, minor in _payments(rng, invoice):
                count += 1
                amount = _text(minor, invoice.currency)
                receipts.writerow([f"P-{count:08d}", *invoice[1:3], amount, paid_on, invoice.number])
    return Written(folder, invoices, count)


def _invoices(rng: Random, invoices: int) -> Iterator[_Invoice]:
    customers = max(20, invoices // INVOICES_A_CUSTOMER)
    days = (AS_OF - FIRST_DAY).days + 1
    for number in range(1, invoices + 1):
        # The smaller of two draws makes the first customers large and the last ones small.
        customer = min(rng.randrange(customers), rng.randrange(customers))
        currency = ("EUR", "EUR", "EUR", "EUR", "USD", "JPY")[customer % 6]
        issued_on = FIRST_DAY + timedelta(days=rng.randrange(days))
        due_on = issued_on + timedelta(days=TERMS[rng.randrange(len(TERMS))])
        magnitude = 10 ** rng.randrange(4, 7)
        minor = rng.randrange(magnitude, 10 * magnitude)
        yield _Invoice(f"F-{number:08d}", f"C-{customer:06d}", currency, minor, issued_on, due_on)


def _payments(rng: Random, invoice: _Invoice) -> Iterator[tuple[date, int]]:
    """The payments of an invoice; one invoice in twenty-five is never paid, the last part of one in fifty neither."""
    if rng.randrange(25) == 0:
        return
    parts = _parts(rng)
    paid_on = invoice.due_on + timedelta(days=_days_late(rng))
    left = invoice.minor
    for part in range(parts, 0, -1):
        amount = left if part == 1 else max(1, left // part)
        if part == 1 and parts > 1 and rng.randrange(50) == 0:
            return
        yield max(paid_on, invoice.issued_on), amount
        left -= amount
        paid_on += timedelta(days=rng.randrange(5, 35))


def _parts(rng: Random) -> int:
    draw = rng.randrange(1000)
    if draw < 940:
        return 1
    return 2 if draw < 995 else rng.randrange(3, 15)


def _days_late(rng: Random) -> int:
    draw = rng.randrange(100)
    if draw < 55:
        return rng.randrange(-10, 6)
    return rng.randrange(5, 35) if draw < 90 else rng.randrange(30, 150)


def _text(minor: int, currency: str) -> str:
    digits = DIGITS[currency]
    if not digits:
        return str(minor)
    whole, rest = divmod(minor, 10**digits)
    return f"{whole}.{rest:0{digits}d}"


if __name__ == "__main__":
    print(write(Path(sys.argv[1]), int(sys.argv[2])))
