"""A book in Parquet files is aged there, and what comes out are Parquet files: DuckDB, a scan of Polars, and Spark."""

from __future__ import annotations

import pytest

pytest.importorskip("narwhals", reason="frames need narwhals")

from frame_engines import EVERY_ENGINE, make, pa, rows
from test_frames import AS_OF, aged, portfolio

from receivables.adapters import frames

pytestmark = pytest.mark.filterwarnings("ignore")


def only(*engines):
    return [each for each in EVERY_ENGINE if each.values[0] in engines]


def book(*, decimals=True):
    """Invoices, of which one customer has most, and payments with the customer whose invoice they are for."""
    invoices, payments = portfolio(60, decimals=decimals)
    numbers = invoices["invoice"].to_pylist()
    owners = {number: f"C-{0 if place % 4 else place}" for place, number in enumerate(numbers)}
    place = invoices.schema.get_field_index("customer")
    whose = pa.array([owners[number] for number in payments["invoice"].to_pylist()])
    return invoices.set_column(place, "customer", pa.array(list(owners.values()))), payments.append_column(
        "customer", whose
    )


def read(folder):
    """The aging that was written, row by row."""
    dataset = pytest.importorskip("pyarrow.dataset")
    written = dataset.dataset(str(folder), format="parquet", partitioning="hive").to_table()
    assert written.schema.field("open").type == pa.int64()
    names = ["customer", "currency", "bucket", "open"]
    return set(rows("pyarrow", written.select(names)))


@pytest.mark.parametrize("engine", only("duckdb", "polars-lazy"))
def test_parquet_is_scanned_and_written(engine, tmp_path):
    """Decimal columns in, 64-bit whole numbers out, nothing of the book in memory between."""
    parquet = pytest.importorskip("pyarrow.parquet")
    for name, given in zip(("invoices", "payments"), book(), strict=True):
        parquet.write_table(given, tmp_path / f"{name}.parquet")
    paths = [str(tmp_path / f"{name}.parquet") for name in ("invoices", "payments")]
    out = tmp_path / "aged.parquet"
    if engine == "duckdb":
        import duckdb

        with duckdb.connect() as connection:
            invoices, payments = map(connection.read_parquet, paths)
            frames.age(invoices, payments=payments, as_of=AS_OF).to_parquet(str(out))
    else:
        import polars as pl

        invoices, payments = map(pl.scan_parquet, paths)
        frames.age(invoices, payments=payments, as_of=AS_OF).sink_parquet(out)
    assert read(out) == aged(*book(decimals=False))


@pytest.mark.parametrize("engine", only("pyspark"))
def test_spark_reads_and_writes_parquet_by_customer(engine, tmp_path):
    """Decimal columns in folders by customer, one of whom has most of the rows; written in folders by currency."""
    session = None
    for name, given in zip(("invoices", "payments"), book(), strict=True):
        (frame,) = make(engine, given)
        session = frame.sparkSession
        frame.write.partitionBy("customer").parquet(str(tmp_path / name))
    invoices, payments = (session.read.parquet(str(tmp_path / name)) for name in ("invoices", "payments"))
    assert dict(invoices.dtypes)["amount"] == "decimal(22,4)"
    out = tmp_path / "aged"
    frames.age(invoices, payments=payments, as_of=AS_OF).write.partitionBy("currency").parquet(str(out))
    assert read(out) == aged(*book(decimals=False))


def exchanges(frame):
    """How often the plan of Spark sends rows from one machine to another."""
    plan = frame._jdf.queryExecution().executedPlan().toString()
    return sum("Exchange " in line for line in plan.splitlines())


@pytest.mark.parametrize("engine", only("pyspark"))
def test_buckets_of_spark_keep_rows_where_they_are(engine):
    """By customer, what is open never leaves its machine; payments do not where both are by invoice and currency."""
    invoices, payments = make(engine, *book())
    session = invoices.sparkSession
    threshold = session.conf.get("spark.sql.autoBroadcastJoinThreshold")
    session.conf.set("spark.sql.autoBroadcastJoinThreshold", "-1")
    try:
        invoices.write.bucketBy(2, "customer").saveAsTable("by_customer")
        invoices.write.bucketBy(2, "invoice", "currency").saveAsTable("invoices")
        payments.write.bucketBy(2, "invoice", "currency").saveAsTable("payments")
        by_customer, *by_invoice = map(session.table, ("by_customer", "invoices", "payments"))
        assert exchanges(frames.age(invoices, as_of=AS_OF)) == 1  # the sums
        assert exchanges(frames.age(by_customer, as_of=AS_OF)) == 0
        assert exchanges(frames.age(by_customer, payments=by_invoice[1], as_of=AS_OF)) > 1
        assert exchanges(frames.age(by_invoice[0], payments=by_invoice[1], as_of=AS_OF)) == 1  # the sums
    finally:
        session.conf.set("spark.sql.autoBroadcastJoinThreshold", threshold)
