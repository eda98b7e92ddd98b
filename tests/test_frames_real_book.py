"""The sample of IBM on every engine: the reference answers of 25 month ends, to the cent.

The file is not ours to give away, so these tests need the folder ``shared`` beside the project.
"""

from __future__ import annotations

import csv
from datetime import date
from functools import cache
from pathlib import Path

import pytest

pytest.importorskip("narwhals", reason="frames need narwhals")

from frame_engines import EVERY_ENGINE, QUICK_ENGINES, SLOW, make, rows
from test_frames import table

from receivables import Money
from receivables.adapters import frames

SHARED = Path(__file__).resolve().parents[2] / "shared"
NUMBERS = pytest.mark.parametrize("decimals", [False, True], ids=["minor units", "decimals"])
LABELS = {"current": "current", "1-30": "1-30", "31-60": "31-60", "61-90": "61-90", ">90": "over 90"}
LAST = date(2013, 12, 31)

pytestmark = [
    pytest.mark.filterwarnings("ignore"),
    pytest.mark.skipif(
        not SHARED.is_dir(), reason="no folder ../shared: the books of others are not part of the project"
    ),
]


@cache
def answers():
    """What is open by day and bucket, in cents, without buckets in which nothing is."""
    with (SHARED / "data" / "reference" / "ibm_aging_monthly.csv").open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    assert len(lines) == 25
    cells = {
        (date.fromisoformat(line["as_of"]), ours): Money(line[theirs], "USD").minor
        for line in lines
        for theirs, ours in LABELS.items()
    }
    return {key: minor for key, minor in cells.items() if minor}


def evenings():
    return sorted({as_of for as_of, _ in answers()})


@cache
def columns():
    """Invoices and what settled them, in cents."""

    def on(cell):
        month, day, year = map(int, cell.split("/"))
        return date(year, month, day)

    with (SHARED / "data" / "ibm_accounts_receivable.csv").open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    both = {
        "invoice": [line["invoiceNumber"] for line in lines],
        "currency": ["USD"] * len(lines),
        "amount": [Money(line["InvoiceAmount"], "USD").minor for line in lines],
    }
    billed = {
        name: [on(line[theirs]) for line in lines]
        for name, theirs in (("issued_on", "InvoiceDate"), ("due_on", "DueDate"))
    }
    return both | billed, both | {"paid_on": [on(line["SettledDate"]) for line in lines]}


@NUMBERS
@pytest.mark.parametrize("engine", QUICK_ENGINES)
def test_a_real_book_is_aged_on_every_day(engine, decimals):
    """Day by day, every bucket."""
    invoices, payments = make(engine, *(table(each, decimals=decimals) for each in columns()))
    found = {}
    for as_of in evenings():
        aged = rows(engine, frames.age(invoices, payments=payments, as_of=as_of, by=()))
        found |= {(as_of, label): minor for _, label, minor in aged}
    assert found == answers()


def moved(given):
    """The book once for each day of the question, its own days moved so far that all the evenings are one."""
    books = {name: [] for name in [*given, "evening"]}
    for as_of in evenings():
        for name, cells in given.items():
            if name.endswith("_on"):
                books[name] += [cell + (LAST - as_of) for cell in cells]
            else:
                books[name] += [f"{as_of} {cell}" for cell in cells] if name == "invoice" else cells
        books["evening"] += [as_of.isoformat()] * len(given["invoice"])
    return books


@cache
def moved_tables(decimals):
    return [table(moved(each), decimals=decimals) for each in columns()]


@NUMBERS
@pytest.mark.parametrize("engine", [each for each in EVERY_ENGINE if each.values[0] in SLOW])
def test_a_real_book_is_aged_on_every_day_at_once(engine, decimals):
    """In one plan, so that an engine that plans for a second can do it: every bucket of all 25 days."""
    invoices, payments = make(engine, *moved_tables(decimals))
    found = rows(engine, frames.age(invoices, payments=payments, as_of=LAST, by=["evening"]))
    assert {(date.fromisoformat(day), label): minor for day, _, label, minor in found} == answers()
    assert len(found) == len(answers())
