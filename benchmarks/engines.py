"""The ledger aged by data frames and databases: by hand, and by our expressions on the same engine.

A hand-written plan takes off what was paid by the day, looks the bucket up by cut-off days, and sums. It promises less
than ours: no guard against sums beyond 64 bits, no look at empty cells.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from importlib import import_module
from typing import Any, NamedTuple

import numpy as np
from ledger import CODES, EDGES, Ledger, name

LABELS = ("current", "1-30", "31-60", "61-90", "over 90")
EPOCH = date(1970, 1, 1).toordinal()


class Engine(NamedTuple):
    """How an engine gets the ledger, ages it by hand and through us, and gives rows (customer, code, place, minor)."""

    frames: Callable[[Ledger], Any]
    by_hand: Callable[[Any, date], Any]
    rows: Callable[[Any], list[tuple[Any, ...]]]
    answer: Callable[[Any], Any] = lambda found: found


def cuts(as_of: date) -> list[date]:
    return [as_of - timedelta(days=edge) for edge in EDGES]


def arrow(book: Ledger) -> tuple[Any, Any]:
    """Invoices and payments as tables of PyArrow."""
    pa = import_module("pyarrow")

    def days(column: Any) -> Any:
        return pa.array((column - EPOCH).astype(np.int32)).cast(pa.date32())

    codes = pa.DictionaryArray.from_arrays(pa.array(book.code), pa.array(CODES)).cast(pa.string())
    invoices = {
        "invoice": np.arange(len(book.amount)), "customer": book.customer, "currency": codes,
        "issued_on": days(book.issued), "due_on": days(book.due), "amount": book.amount,
    }  # fmt: skip
    payments = {"invoice": book.invoice, "paid_on": days(book.paid_on), "amount": book.paid}
    return pa.table(invoices), pa.table(payments)


def polars(book: Ledger) -> tuple[Any, Any]:
    pl = import_module("polars")
    return tuple(pl.from_arrow(table).lazy() for table in arrow(book))


def polars_by_hand(tables: tuple[Any, Any], as_of: date) -> Any:
    pl = import_module("polars")
    invoices, payments = tables
    paid = payments.filter(pl.col("paid_on") <= as_of).group_by("invoice").agg(paid=pl.col("amount").sum())
    left = pl.col("amount") - pl.col("paid").fill_null(0)
    place = sum((pl.col("due_on") < cut).cast(pl.Int8) for cut in cuts(as_of))
    known = invoices.filter(pl.col("issued_on") <= as_of).join(paid, on="invoice", how="left")
    sums = known.with_columns(open=left, place=place).filter(pl.col("open") != 0)
    return sums.group_by("customer", "currency", "place").agg(pl.col("open").sum())


def pandas(book: Ledger) -> tuple[Any, Any]:
    return tuple(table.to_pandas(date_as_object=False) for table in arrow(book))


def pandas_by_hand(tables: tuple[Any, Any], as_of: date) -> Any:
    pd = import_module("pandas")
    invoices, payments = tables
    day = pd.Timestamp(as_of)
    paid = payments[payments["paid_on"] <= day].groupby("invoice")["amount"].sum()
    known = invoices[invoices["issued_on"] <= day]
    left = known["amount"] - known["invoice"].map(paid).fillna(0).astype("int64")
    place = sum((known["due_on"] < pd.Timestamp(cut)).astype("int8") for cut in cuts(as_of))
    rows = known.assign(open=left, place=place)[left != 0]
    return rows.groupby(["customer", "currency", "place"], sort=False)["open"].sum().reset_index()


def pyarrow_by_hand(tables: tuple[Any, Any], as_of: date) -> Any:
    pc, pa = import_module("pyarrow.compute"), import_module("pyarrow")
    invoices, payments = tables
    paid = payments.filter(pc.field("paid_on") <= pa.scalar(as_of)).group_by("invoice").aggregate([("amount", "sum")])
    known = invoices.filter(pc.field("issued_on") <= pa.scalar(as_of)).join(paid, "invoice", join_type="left outer")
    left = pc.subtract(known["amount"], pc.fill_null(known["amount_sum"], 0))
    place = pa.array(np.zeros(len(known), np.int8))
    for cut in cuts(as_of):
        place = pc.add(place, pc.cast(pc.less(known["due_on"], pa.scalar(cut)), pa.int8()))
    rows = known.append_column("open", left).append_column("place", place).filter(pc.field("open") != 0)
    return rows.group_by(["customer", "currency", "place"]).aggregate([("open", "sum")])


def duckdb(book: Ledger) -> tuple[Any, Any]:
    connection = import_module("duckdb").connect()
    for table, rows in zip(("invoices", "payments"), arrow(book), strict=True):
        connection.register("given", rows)
        connection.execute(f"CREATE TABLE {table} AS FROM given")
    return connection.table("invoices"), connection.table("payments")


def as_of_query(as_of: date, *, day: Callable[[date], str]) -> str:
    """The plan in SQL; ``day`` writes a day as the database has it."""
    place = " + ".join(f"CASE WHEN due_on < {day(cut)} THEN 1 ELSE 0 END" for cut in cuts(as_of))
    return f"""
        SELECT customer, currency, place, sum(open) FROM (
            SELECT customer, currency, {place} AS place, amount - coalesce(paid, 0) AS open
            FROM invoices LEFT JOIN (
                SELECT invoice AS number, sum(amount) AS paid FROM payments
                WHERE paid_on <= {day(as_of)} GROUP BY invoice
            ) AS settled ON number = invoice
            WHERE issued_on <= {day(as_of)}
        ) AS balances WHERE open <> 0 GROUP BY customer, currency, place
    """


def duckdb_by_hand(tables: tuple[Any, Any], as_of: date) -> Any:
    return tables[0].query("unused", as_of_query(as_of, day=lambda each: f"DATE '{each}'"))


def database_rows(book: Ledger) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    codes = [CODES[code] for code in book.code.tolist()]
    columns = (book.customer.tolist(), codes, book.issued.tolist(), book.due.tolist(), book.amount.tolist())
    invoices = [(place, *row) for place, row in enumerate(zip(*columns, strict=True))]
    return invoices, list(zip(book.invoice.tolist(), book.paid_on.tolist(), book.paid.tolist(), strict=True))


TABLES = {
    "invoices": "invoice BIGINT, customer BIGINT, currency TEXT, issued_on INTEGER, due_on INTEGER, amount BIGINT",
    "payments": "invoice BIGINT, paid_on INTEGER, amount BIGINT",
}


def sqlite(book: Ledger) -> Any:
    connection = sqlite3.connect(":memory:")
    for table, fields in TABLES.items():
        connection.execute(f"CREATE TABLE {table} ({fields})")
    for table, rows in zip(("invoices", "payments"), database_rows(book), strict=True):
        connection.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", rows)
    return connection


def postgresql(book: Ledger) -> Any:
    """By the variables of libpq (PGHOST, PGDATABASE, ...), into tables of the session."""
    connection = import_module("psycopg").connect("", connect_timeout=2)
    for table, fields in TABLES.items():
        connection.execute(f"CREATE TEMPORARY TABLE {table} ({fields})")
    for table, rows in zip(("invoices", "payments"), database_rows(book), strict=True):
        with connection.cursor().copy(f"COPY {table} FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        connection.execute(f"ANALYZE {table}")
    return connection


def query(connection: Any, as_of: date) -> list[tuple[Any, ...]]:
    return list(connection.execute(as_of_query(as_of, day=lambda each: str(each.toordinal()))).fetchall())


def columns_of(*names: str) -> Callable[[Any], list[tuple[Any, ...]]]:
    def rows(found: Any) -> list[tuple[Any, ...]]:
        table = import_module("narwhals").from_native(found).to_arrow()
        return list(zip(*(table[each].to_pylist() for each in names), strict=True))

    return rows


BY_PLACE = columns_of("customer", "currency", "place", "open")


def duckdb_rows(table: Any) -> list[tuple[Any, ...]]:
    return [tuple(row.values()) for row in table.to_pylist()]


ENGINES: Mapping[str, Engine] = {
    "Polars": Engine(polars, polars_by_hand, BY_PLACE, lambda plan: plan.collect()),
    "DuckDB": Engine(
        duckdb,
        duckdb_by_hand,
        lambda table: [tuple(row.values()) for row in table.to_pylist()],
        lambda plan: plan.to_arrow_table(),
    ),
    "PyArrow": Engine(arrow, pyarrow_by_hand, columns_of("customer", "currency", "place", "open_sum")),
    "pandas": Engine(pandas, pandas_by_hand, BY_PLACE),
}


def ours(tables: tuple[Any, Any], as_of: date) -> Any:
    """Our expressions, which the engine runs."""
    frames = import_module("receivables.adapters.frames")
    return frames.age(tables[0], payments=tables[1], as_of=as_of)


def our_rows(found: Any) -> list[tuple[Any, ...]]:
    rows = columns_of("customer", "currency", "bucket", "open")(found)
    return [(customer, code, LABELS.index(label), left) for customer, code, label, left in rows]


def as_cells(rows: list[tuple[Any, ...]]) -> dict[tuple[str, str, int], int]:
    return {(name(customer), code, place): int(left) for customer, code, place, left in rows if left}
