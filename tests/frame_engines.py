"""The engines on which frames are tried: each makes frames of its own from Arrow tables, in one connection."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from importlib.util import find_spec
from itertools import count
from math import isnan
from typing import Any

import narwhals.stable.v2 as nw
import postgres_server
import pytest

pa = pytest.importorskip("pyarrow", reason="frames are made from Arrow tables")

Tables = Sequence[Any]


def pandas_numpy(tables: Tables) -> list[Any]:
    """Dates and decimals as Python objects, as pandas itself keeps them."""
    return [table.to_pandas() for table in tables]


def pandas_datetime64(tables: Tables) -> list[Any]:
    return [table.to_pandas(date_as_object=False) for table in tables]


def pandas_pyarrow(tables: Tables) -> list[Any]:
    import pandas as pd

    return [table.to_pandas(types_mapper=pd.ArrowDtype) for table in tables]


def polars_eager(tables: Tables) -> list[Any]:
    import polars as pl

    return [pl.from_arrow(table) for table in tables]


def polars_lazy(tables: Tables) -> list[Any]:
    return [frame.lazy() for frame in polars_eager(tables)]


def pyarrow_tables(tables: Tables) -> list[Any]:
    return list(tables)


@cache
def _duckdb_connection() -> Any:
    import duckdb

    return duckdb.connect()


def duckdb_relations(tables: Tables) -> list[Any]:
    return [_duckdb_connection().from_arrow(table) for table in tables]


def ibis_tables(tables: Tables) -> list[Any]:
    import ibis

    return [ibis.memtable(table) for table in tables]


@cache
def _sqlframe_session() -> tuple[Any, Any, Iterator[int]]:
    """A connection and the session on it; sqlframe keeps one a process, whatever it is given later."""
    import duckdb
    from sqlframe.duckdb import DuckDBSession

    connection = duckdb.connect()
    return connection, DuckDBSession(connection), count()


def sqlframe_tables(tables: Tables) -> list[Any]:
    connection, session, numbers = _sqlframe_session()
    names = [f"table_{next(numbers)}" for _ in tables]
    for name, table in zip(names, tables, strict=True):
        connection.from_arrow(table).create(name)
    return [session.table(name) for name in names]


def dask_frames(tables: Tables) -> list[Any]:
    from dask import dataframe

    return [dataframe.from_pandas(frame, npartitions=2) for frame in pandas_pyarrow(tables)]


@cache
def _spark() -> Any:
    from pyspark.sql import SparkSession

    folder = tempfile.mkdtemp(prefix="receivables-spark-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    settings = {
        "spark.ui.enabled": "false",
        "spark.sql.shuffle.partitions": "2",
        "spark.default.parallelism": "2",
        "spark.sql.adaptive.enabled": "false",
        "spark.sql.warehouse.dir": folder,
        "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",  # the programs of a test run once
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
    }
    return SparkSession.builder.master("local[2]").config(map=settings).getOrCreate()


def pyspark_frames(tables: Tables) -> list[Any]:
    return [_spark().createDataFrame(table) for table in tables]


@cache
def _postgres() -> tuple[Any, Iterator[int]]:
    """A connection to a server of its own, and numbers for the tables in it."""
    import ibis

    return ibis.postgres.connect(
        host="127.0.0.1", port=postgres_server.port(), user="tests", database="postgres"
    ), count()


def postgres_tables(tables: Tables) -> list[Any]:
    connection, numbers = _postgres()
    return [connection.create_table(f"table_{next(numbers)}", table) for table in tables]


def _is_missing(needed: str) -> bool:
    """Whether a package, or what else an engine needs, is not installed."""
    if needed == "Java":
        return shutil.which("java") is None
    if needed == "PostgreSQL":
        return postgres_server.programs() is None
    return find_spec(needed) is None


MAKERS: dict[str, tuple[Callable[[Tables], list[Any]], tuple[str, ...]]] = {
    "pandas-numpy": (pandas_numpy, ("pandas",)),
    "pandas-datetime64": (pandas_datetime64, ("pandas",)),
    "pandas-pyarrow": (pandas_pyarrow, ("pandas",)),
    "polars": (polars_eager, ("polars",)),
    "polars-lazy": (polars_lazy, ("polars",)),
    "polars-streaming": (polars_lazy, ("polars",)),
    "pyarrow": (pyarrow_tables, ()),
    "duckdb": (duckdb_relations, ("duckdb",)),
    "ibis": (ibis_tables, ("ibis", "duckdb")),
    "sqlframe": (sqlframe_tables, ("sqlframe", "duckdb")),
    "dask": (dask_frames, ("dask", "pandas")),
    "pyspark": (pyspark_frames, ("pyspark", "pandas", "Java")),
    "postgres": (postgres_tables, ("ibis", "psycopg", "PostgreSQL")),
}
LAZY = {"polars-lazy", "polars-streaming", "duckdb", "ibis", "sqlframe", "dask", "pyspark", "postgres"}


def _parameter(name: str) -> Any:
    missing = [needed for needed in MAKERS[name][1] if _is_missing(needed)]
    return pytest.param(name, marks=pytest.mark.skipif(bool(missing), reason=f"not installed: {', '.join(missing)}"))


EVERY_ENGINE = [_parameter(name) for name in MAKERS]
SLOW = ("ibis", "sqlframe", "dask", "pyspark", "postgres")
"""Engines that need a second for the smallest question: they are asked fewer of those that repeat one another."""
QUICK_ENGINES = [_parameter(name) for name in MAKERS if name not in SLOW]
INSTALLED = [name for name in MAKERS if not _parameter(name).marks[0].args[0]]


def make(engine: str, *tables: Any) -> list[Any]:
    """The tables as frames of an engine."""
    return MAKERS[engine][0](tables)


def rows(engine: str, native: Any) -> list[tuple[Any, ...]]:
    """The rows of a result, in no particular order."""
    frame = nw.from_native(native)
    if isinstance(frame, nw.LazyFrame):
        frame = frame.collect(engine="streaming") if engine == "polars-streaming" else frame.collect()
    found = [tuple(None if nothing(cell) else cell for cell in row) for row in frame.rows()]
    assert {type(row[-1]) for row in found} <= {int}  # the last column is a sum: a decimal or a float would be equal
    return found


def nothing(cell: Any) -> bool:
    """Whether a cell is empty, as any of the engines says it."""
    return cell is None or type(cell).__name__ in {"NAType", "NaTType"} or (isinstance(cell, float) and isnan(cell))
