"""Aging and interest on data frames beside hand-written code of the same plan for the engine, in turns.

``python benchmarks/frames.py [--size 1000000] [--rounds 7] [--check]`` ages a book of open items by customer, and
accrues interest over 40 rates. Nothing is timed before the cells agree with an int64 NumPy reference, and the interest
with the index. The hand-written code has the same plan, with the sum that guards against overflow.
``--check`` holds the ratios at 1,000,000 rows and more.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from statistics import median
from typing import Any

import duckdb
import numpy as np
import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]
from late_interest import table as forty_rates

from receivables import Aging, LateInterest
from receivables.adapters import frames
from receivables.interest import InterestIndex, TableRate

FIRST, AS_OF, NIGHTS = date(2022, 1, 2), date(2026, 1, 31), 1400
CUTS = [AS_OF - timedelta(days=edge) for edge in (0, 30, 60, 90)]
RATIO, INTEREST_NS, FIXED_MS = 1.10, 20.0, {"polars": 1.0, "polars-lazy": 1.0, "pyarrow": 1.0, "duckdb": 4.0}
POLICY = LateInterest(TableRate(forty_rates()[0]))
COLUMNS = frames.Columns(issued_on=None)


def book(size: int) -> dict[str, Any]:
    """Open invoices by column, half of them settled."""
    chance = np.random.Generator(np.random.PCG64(7))
    return {
        "customer": chance.integers(0, max(20, size // 50), size),
        "currency": chance.integers(0, 3, size),
        "due": chance.integers(0, NIGHTS, size),
        "open": np.where(chance.random(size) < 0.5, 0, chance.integers(100, 2_000_000, size)),
    }


def arrow(columns: dict[str, Any]) -> pa.Table:
    first = (FIRST - date(1970, 1, 1)).days
    codes = pa.DictionaryArray.from_arrays(pa.array(columns["currency"]), pa.array(["EUR", "USD", "JPY"]))
    return pa.table(
        {
            "customer": columns["customer"],
            "currency": codes.cast(pa.string()),
            "due_on": pa.array((columns["due"] + first).astype(np.int32)).cast(pa.date32()),
            "open": columns["open"],
        }
    )


def reference(columns: dict[str, Any]) -> dict[tuple[int, str, str], int]:
    """The cells, summed by NumPy."""
    late = (AS_OF - FIRST).days - columns["due"]
    bucket = np.searchsorted(np.array([0, 30, 60, 90]), late, side="left")
    key = (columns["customer"] * 3 + columns["currency"]) * 5 + bucket
    cells, counts = (np.bincount(key, weights=weights) for weights in (columns["open"], columns["open"] > 0))
    labels = [each.label for each in Aging().buckets]
    codes = ("EUR", "USD", "JPY")
    found = np.flatnonzero(counts).tolist()
    return {(place // 15, codes[place // 5 % 3], labels[place % 5]): int(cells[place]) for place in found}


def polars_by_hand(frame: Any) -> Any:
    """Eager or lazy."""
    labels = [each.label for each in Aging().buckets]
    bucket = sum((pl.col("due_on") < cut).cast(pl.Int8) for cut in CUTS)
    sums = (
        frame.filter(pl.col("open") != 0)
        .with_columns(bucket=bucket, guard=pl.col("open").cast(pl.Float64).abs())
        .group_by("customer", "currency", "bucket")
        .agg(pl.col("open").sum(), pl.col("guard").sum())
    )
    label = pl.col("bucket").replace_strict(list(range(5)), labels, return_dtype=pl.String)
    return sums.select("customer", "currency", label, "open", "guard")


def duckdb_by_hand(relation: Any) -> Any:
    bucket = " + ".join(f"(due_on < DATE '{cut}')::TINYINT" for cut in CUTS)
    labels = " ".join(f"WHEN {place} THEN '{each.label}'" for place, each in enumerate(Aging().buckets))
    inner = f"SELECT *, {bucket} AS b FROM book WHERE open <> 0"
    return relation.query(
        "book",
        f"SELECT customer, currency, CASE b {labels} END AS bucket, sum(open)::BIGINT AS open, "
        f"sum(abs(open / 1)) AS guard FROM ({inner}) GROUP BY customer, currency, b",
    )


def engines(columns: dict[str, Any]) -> dict[str, tuple[Any, Callable[[Any], Any], Callable[[Any], Any]]]:
    """A frame, the hand-written code, and how a result becomes a table."""
    table = arrow(columns)
    connection = duckdb.connect()
    connection.register("given", table)
    connection.execute("CREATE TABLE stored AS FROM given")
    polars = pl.from_arrow(table)
    return {
        "polars": (polars, polars_by_hand, lambda found: found.to_arrow()),
        "polars-lazy": (polars.lazy(), polars_by_hand, lambda found: found.collect().to_arrow()),  # type: ignore[union-attr]
        "duckdb": (connection.table("stored"), duckdb_by_hand, lambda found: found.to_arrow_table()),
    }


def seconds(job: Callable[[], Any]) -> float:
    start = time.perf_counter()
    job()
    return time.perf_counter() - start


def cells(table: Any) -> dict[tuple[Any, ...], int]:
    names = ("customer", "currency", "bucket", "open")
    return {row[:3]: row[3] for row in zip(*(table[name].to_pylist() for name in names), strict=True)}


def interest_is_right(columns: dict[str, Any], found: Any) -> bool:
    index = InterestIndex.of(POLICY, since=FIRST, until=AS_OF)
    starts = [FIRST + timedelta(days=int(each)) for each in columns["due"]]
    amounts = index.amounts(columns["open"].tolist(), starts, [AS_OF] * len(starts))
    return sum(amounts) == sum(map(int, found["interest"].to_pylist()))


def turns(jobs: dict[str, Callable[[], Any]], rounds: int) -> dict[str, float]:
    """The median time of each job, run in turns."""
    found: dict[str, list[float]] = {name: [] for name in jobs}
    for _ in range(rounds):
        for name, job in jobs.items():
            found[name].append(seconds(job))
    return {name: median(times) for name, times in found.items()}


def measure(size: int, rounds: int) -> dict[str, tuple[float, float, float]]:
    """Our time, that of the hand-written code, and that of interest, for each engine."""
    columns, results = book(size), {}
    expected = reference(columns)
    for name, (frame, by_hand, table) in engines(columns).items():
        jobs: dict[str, Callable[[], Any]] = {
            "ours": lambda f=frame, t=table: t(frames.age(f, as_of=AS_OF, columns=COLUMNS)),  # type: ignore[misc]
            "by hand": lambda f=frame, t=table, h=by_hand: t(h(f)),  # type: ignore[misc]
            "interest": lambda f=frame, t=table: t(  # type: ignore[misc]
                frames.interest(f, as_of=AS_OF, policy=POLICY, columns=COLUMNS)
            ),
        }
        if not cells(jobs["ours"]()) == expected == cells(jobs["by hand"]()):
            sys.exit(f"{name}: the cells do not agree")
        if not interest_is_right(columns, jobs["interest"]()):
            sys.exit(f"{name}: the interest does not agree")
        times = turns(jobs, rounds)
        results[name] = times["ours"], times["by hand"], times["interest"]
    return results


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    small, large = measure(10_000, options.rounds), measure(options.size, options.rounds)
    print("| engine | aging | by hand | ratio | interest a row | fixed cost a call |")
    print("|---|---:|---:|---:|---:|---:|")
    missed = []
    for name, (ours, by_hand, interest) in large.items():
        ratio, each, fixed = ours / by_hand, interest / options.size * 1e9, (small[name][0] - small[name][1]) * 1e3
        print(
            f"| {name} | {ours * 1e3:.1f} ms | {by_hand * 1e3:.1f} ms | {ratio:.2f} | {each:.1f} ns | {fixed:.2f} ms |"
        )
        missed += [f"{name} ratio"] if options.size >= 1_000_000 and ratio > RATIO else []
        missed += [f"{name} fixed cost"] if fixed > FIXED_MS[name] else []
    cheapest = min(times[2] for times in large.values()) / options.size * 1e9
    missed += ["interest"] if options.size >= 1_000_000 and cheapest > INTEREST_NS else []
    if missed and options.check:
        print("more than its bound: " + ", ".join(missed), file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
