"""Frames and accounts: figures of customers are those of their accounts, and a book goes from one to the other."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, settings
from hypothesis import given as law
from hypothesis import strategies as st

pytest.importorskip("narwhals", reason="frames need narwhals")

from frame_engines import EVERY_ENGINE, INSTALLED, LAZY, SLOW, make, pa, rows
from test_frames import AS_OF, altered, debts, portfolio, some_of

from receivables import Aging, InvalidValueError, Portfolio
from receivables.adapters import frames
from receivables.errors import IntakeError
from receivables.segments import behaviour

pytestmark = pytest.mark.filterwarnings("ignore")


def figures(book, as_of, window_days=365):
    """What the accounts say, as a row of the frame says it."""
    for account in book:
        found = behaviour(account.as_of(as_of), as_of=as_of, window_days=window_days)
        late = [part for part in found.parts if part.state == "open" and part.item.days_past_due(as_of) > 0]
        weighed = sum(part.amount.minor * part.item.days_past_due(as_of) for part in late)
        counted = sum(part.amount.minor for part in found.counted)
        days = Fraction(0) if found.days_beyond_terms is None else found.days_beyond_terms * counted
        row = (found.open.minor, found.overdue.minor, weighed, counted, days)
        if found.open.minor or counted:
            yield (account.customer, found.open.currency.code, *row)


@pytest.mark.parametrize("engine", EVERY_ENGINE)
def test_every_engine_has_the_figures_of_the_accounts(engine):
    """What is open and overdue, for how long, and the days beyond terms of a year and of a month."""
    whole, paid = debts(40 if engine in SLOW else 200)
    book = frames.to_portfolio(whole, payments=paid)
    invoices, payments = make(engine, whole, paid)
    for window in (30,) if engine in SLOW else (30, 365):
        found = frames.metrics(invoices, payments=payments, as_of=AS_OF, window_days=window)
        assert set(rows(engine, found)) == set(figures(book, AS_OF, window))


@pytest.mark.parametrize("engine", EVERY_ENGINE)
def test_without_payments_figures_are_of_what_is_open(engine):
    """By any columns, with credits, and of nothing."""
    whole, _ = portfolio(60)
    (invoices,) = make(engine, whole)
    found = frames.metrics(invoices, as_of=AS_OF, by=())
    expected = {}
    for row in whole.to_pylist():
        if row["open"] and row["issued_on"] <= AS_OF:
            days = max((AS_OF - row["due_on"]).days, 0)
            line = (row["open"], row["open"] if days else 0, row["open"] * days)
            expected[row["currency"]] = tuple(
                map(sum, zip(expected.get(row["currency"], (0, 0, 0)), line, strict=True))
            )
    assert set(rows(engine, found)) == {(code, *line) for code, line in expected.items()}
    (empty,) = make(engine, whole.slice(0, 0))
    assert rows(engine, frames.metrics(empty, as_of=AS_OF)) == []


NO_FIGURES = [("open", 2**61), ("open", None), ("due_on", None), ("currency", None)]


@pytest.mark.parametrize(("engine", "wrong"), some_of(NO_FIGURES, slow=NO_FIGURES[:1]))
def test_figures_that_cannot_be_counted_are_refused(engine, wrong):
    """At once, or when a lazy frame is collected."""
    (invoices,) = make(engine, altered(portfolio(20)[0], *wrong))
    with pytest.raises(Exception) as caught:  # noqa: PT011 (every engine has errors of its own)
        rows(engine, frames.metrics(invoices, as_of=AS_OF))
    if engine not in LAZY:
        assert isinstance(caught.value, InvalidValueError)


@law(seed=st.integers(0, 10**6), size=st.integers(1, 25), as_of=st.dates(date(2023, 12, 1), date(2026, 6, 1)))
@settings(max_examples=15)
def test_a_book_is_the_same_in_frames_and_in_accounts(seed, size, as_of):
    """Law: what accounts say of an evening, a frame of them says, and so does the frame that they came from."""
    whole, paid = debts(size, seed)
    assume(whole.num_rows and paid.num_rows)  # a table of no rows would have no columns here
    book = frames.to_portfolio(whole, payments=paid)
    back = frames.from_portfolio(book, as_of=as_of)
    expected = set(rows("polars", frames.age(back, as_of=as_of)))
    assert set(rows("pyarrow", frames.age(whole, payments=paid, as_of=as_of))) == expected
    items = [item for account in book for item in account.as_of(as_of).items]
    aged = {}
    for row in Aging().age(items, as_of=as_of).rows:
        key = (row.item.customer, row.item.currency.code, row.bucket.label)
        aged[key] = aged.get(key, 0) + row.item.open.minor
    assert expected == {(*key, minor) for key, minor in aged.items() if minor}
    found = frames.metrics(whole, payments=paid, as_of=as_of)
    assert set(rows("pyarrow", found)) == set(figures(book, as_of))


@pytest.mark.parametrize("engine", EVERY_ENGINE)
def test_every_engine_gives_the_same_accounts(engine):
    """Of whole numbers and of decimals, with what is carried for grouping."""
    whole, paid = debts(30)
    expected = frames.to_portfolio(whole, payments=paid, carry=["currency"])
    assert isinstance(expected, Portfolio)
    assert frames.to_portfolio(*make(engine, whole), payments=make(engine, paid)[0], carry=["currency"]) == expected


@pytest.mark.parametrize("backend", ["polars", "pandas", "pyarrow"])
def test_accounts_become_a_frame_of_any_maker(backend):
    """With a row for each item and no rows for nobody."""
    if backend not in INSTALLED and backend != "pandas":
        pytest.skip(f"not installed: {backend}")
    book = frames.to_portfolio(debts(5)[0])
    found = frames.from_portfolio(book, as_of=AS_OF, backend=backend)
    assert sum(row[-1] for row in rows(backend, found)) == sum(debts(5)[0]["amount"].to_pylist())
    assert rows(backend, frames.from_portfolio(Portfolio.of([]), as_of=AS_OF, backend=backend)) == []


WRONG_ROWS = {
    "a number twice": ("invoice", "F-0", "a number of its own"),
    "a credit": ("amount", -500, "amount"),
    "no customer": ("customer", None, "customer"),
    "no such currency": ("currency", "EURO", "currency"),
}


@pytest.mark.parametrize(("name", "cell", "words"), WRONG_ROWS.values(), ids=WRONG_ROWS)
def test_wrong_rows_are_named(name, cell, words):
    """All at once, with the number of the row."""
    whole = portfolio(8, 3)[0]
    whole = pa.table({**{each: whole[each] for each in whole.column_names}, "amount": [500] * len(whole)})
    wrong = altered(altered(whole, name, cell, 3), name, cell, 5)
    with pytest.raises(IntakeError) as caught:
        frames.to_portfolio(wrong)
    assert [problem.row for problem in caught.value.exceptions] == [4, 6]
    assert words in str(caught.value)


def test_a_payment_of_nothing_is_named():
    """An account must not guess whose it is, nor in which currency."""
    whole, paid = debts(8)
    wrong = altered(altered(paid, "invoice", "F-999", 0), "currency", "CHF", 1)
    with pytest.raises(IntakeError, match="2 problems") as caught:
        frames.to_portfolio(whole, payments=wrong)
    assert [problem.column for problem in caught.value.exceptions] == ["invoice", "currency"]


def test_what_has_no_place_is_refused():
    """Amounts beyond 64 bits, frames without issue days, makers that nobody knows, and what is no portfolio."""
    whole = debts(3)[0]
    book = frames.to_portfolio(whole)
    with pytest.raises(InvalidValueError, match="backend"):
        frames.from_portfolio(book, as_of=AS_OF, backend="excel")
    with pytest.raises(InvalidValueError, match="a Portfolio"):
        frames.from_portfolio(whole, as_of=AS_OF)
    with pytest.raises(InvalidValueError, match="issue days"):
        frames.to_portfolio(whole, columns=frames.Columns(issued_on=None))
    with pytest.raises(InvalidValueError, match="window_days"):
        frames.metrics(whole, as_of=AS_OF, window_days=0)
    huge = pa.array([Decimal("9e18")] * len(whole), pa.decimal128(22, 2))
    decimals = pa.table({**{name: whole[name] for name in whole.column_names}, "amount": huge})
    with pytest.raises((InvalidValueError, IntakeError), match="amount"):
        frames.to_portfolio(decimals)


def test_engines_that_never_fail_are_refused():
    """SQLite makes 0 of any words, and Spark without ANSI nothing: a wrong sum would pass."""
    ibis = pytest.importorskip("ibis", reason="not installed: ibis")
    database = ibis.sqlite.connect()
    try:
        database.raw_sql("create table invoices (customer text, currency text, issued_on date, due_on date, open int)")
        with pytest.raises(InvalidValueError, match="refuses a number that is none"):
            frames.age(database.table("invoices"), as_of=AS_OF)
    finally:
        database.disconnect()


@pytest.mark.parametrize("engine", [each for each in EVERY_ENGINE if each.values[0] == "pyspark"])
def test_spark_without_ansi_is_refused(engine):
    """Its casts give nothing where they should fail."""
    (invoices,) = make(engine, portfolio(3)[0])
    session = invoices.sparkSession
    session.conf.set("spark.sql.ansi.enabled", "false")
    try:
        with pytest.raises(InvalidValueError, match=r"spark\.sql\.ansi\.enabled"):
            frames.age(invoices, as_of=AS_OF)
    finally:
        session.conf.set("spark.sql.ansi.enabled", "true")
