"""The law of frames: items, an index, a replay and every engine say the same of any book under any policy."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

import pytest
from hypothesis import assume, settings
from hypothesis import given as law
from hypothesis import strategies as st

pytest.importorskip("narwhals", reason="frames need narwhals")

from frame_engines import EVERY_ENGINE, SLOW, make, rows
from test_frames import debts, open_items, table

from receivables import Aging, AgingIndex, CreditPolicy, LateInterest, assess
from receivables.adapters import frames

pytestmark = pytest.mark.filterwarnings("ignore")

AGINGS = st.builds(
    Aging,
    edges=st.lists(st.integers(-90, 200), max_size=6, unique=True).map(sorted),
    basis=st.sampled_from(["due", "issue"]),
    due_today=st.sampled_from(["current", "past_due"]),
)
INTERESTS = st.builds(
    LateInterest,
    st.decimals("0.01", "30", places=2).map(str),
    day_count=st.sampled_from(["ACT/365F", "ACT/360"]),
    rounding=st.sampled_from(["half_up", "half_even", "half_down", "up", "down"]),
)
BOOKS = st.tuples(st.integers(5, 25), st.integers(0, 10**6)).map(lambda drawn: debts(*drawn))
DAYS = st.dates(date(2024, 6, 1), date(2026, 6, 1))


def examples(engine, *, slow):
    """How many books: an engine that plans for a second before it begins gets few, and always the same ones."""
    return settings(max_examples=slow, derandomize=True, database=None) if engine in SLOW else settings(max_examples=15)


def given_to(engine, tables, decimals):
    """The tables as frames of an engine, of minor units or of decimals."""
    if decimals:
        tables = [table({name: each[name].to_pylist() for name in each.column_names}, decimals=True) for each in tables]
    return make(engine, *tables)


def summed(cells):
    """What is open by customer, currency and bucket, without what cancels out."""
    found = defaultdict(int)
    for *key, minor in cells:
        found[tuple(key)] += minor
    return {key: minor for key, minor in found.items() if minor}


def of_report(report):
    """The cells of a report, row by row."""
    cells = ((row.item.customer, row.item.currency.code, row.bucket.label, row.item.open.minor) for row in report.rows)
    return summed(cells)


def of_figures(figures):
    """The cells of an index, line by line."""
    labels = [bucket.label for bucket in figures.buckets]
    return summed(
        (line.customer, line.currency.code, label, minor)
        for line in figures.lines
        for label, minor in zip(labels, line.open, strict=True)
    )


@pytest.mark.parametrize("engine", EVERY_ENGINE)
def test_items_an_index_a_replay_and_an_engine_age_alike(engine):
    """Law: whatever the scheme, the book, the day and the kind of numbers, cell by cell."""

    @examples(engine, slow=5)
    @law(AGINGS, BOOKS, DAYS, st.booleans())
    def holds(aging, tables, as_of, decimals):
        assume(all(each.num_rows for each in tables))  # empty frames have tests of their own
        policy = CreditPolicy(name="House policy", aging=aging)
        book = frames.to_portfolio(tables[0], payments=tables[1])
        items = [item for item in open_items(*tables, as_of) if item.issued_on <= as_of and item.open]
        expected = of_report(aging.age(items, as_of=as_of))
        assert of_figures(AgingIndex(book, policy).age(as_of)) == expected
        assert of_report(assess(book, policy, as_of=as_of).aging) == expected
        invoices, payments = given_to(engine, tables, decimals)
        found = rows(engine, frames.age(invoices, payments=payments, as_of=as_of, policy=aging))
        assert len(found) == len(expected)
        assert summed(found) == expected

    holds()


@pytest.mark.parametrize("engine", EVERY_ENGINE)
def test_items_a_replay_and_an_engine_accrue_alike(engine):
    """Law: whatever the rate, the day count, the rounding, the book and the day, invoice by invoice."""

    @examples(engine, slow=3)
    @law(INTERESTS, BOOKS, DAYS, st.booleans())
    def holds(interest, tables, as_of, decimals):
        assume(all(each.num_rows for each in tables))
        policy = CreditPolicy(name="House policy", interest=interest)
        book = frames.to_portfolio(tables[0], payments=tables[1])
        items = [item for item in open_items(*tables, as_of) if item.issued_on <= as_of]
        expected = {item.document: interest.accrue(item, as_of=as_of).amount.minor for item in items}
        replayed = [each for account in assess(book, policy, as_of=as_of).accounts for each in account.accruals]
        assert {each.item.document: each.amount.minor for each in replayed} == expected
        invoices, payments = given_to(engine, tables, decimals)
        found = rows(engine, frames.interest(invoices, payments=payments, as_of=as_of, policy=interest))
        assert sorted(row[0] for row in found) == sorted(tables[0]["invoice"].to_pylist())
        assert {row[0]: row[-1] for row in found} == dict.fromkeys(tables[0]["invoice"].to_pylist(), 0) | expected

    holds()
