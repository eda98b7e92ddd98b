"""Aging and interest on data frames beside hand-written code of the same plan for the engine, in turns.

``python benchmarks/frames.py [--size 1000000] [--rounds 9] [--engines polars,duckdb] [--check]`` ages a book of open
items by customer, and accrues interest over 40 rates. Nothing is timed before every cell agrees with an int64 NumPy
reference, and every row of interest with the index. The hand-written code keeps the same promises: gaps, what is no
currency and sums beyond 2**62 are refused. A time is the fastest of the rounds, because whatever else runs only adds.
``--check`` holds the bounds; those of the large book from 1,000,000 rows on.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from functools import partial
from typing import Any, NamedTuple

import duckdb
import narwhals as nw
import numpy as np
import pandas as pd  # type: ignore[import-untyped]
import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]
from late_interest import table as forty_rates

from receivables import Aging, LateInterest, currencies
from receivables.adapters import frames
from receivables.interest import InterestIndex, TableRate

FIRST, AS_OF, NIGHTS = date(2022, 1, 2), date(2026, 1, 31), 1400
CUTS = [AS_OF - timedelta(days=edge) for edge in (0, 30, 60, 90)]
LABELS = [each.label for each in Aging().buckets]
CODES = ["EUR", "USD", "JPY"]
KEYS = ["customer", "currency", "bucket"]
LIMIT = 2.0**62
CODE = f"^{currencies.CODE}$"
POLICY = LateInterest(TableRate(forty_rates()[0]))
COLUMNS = frames.Columns(issued_on=None)

RATIO = 1.10
"""How many times as long as the hand-written code we may take from a million rows on."""

FIXED_MS = {"polars": 1.0, "polars-lazy": 1.0, "pyarrow": 1.0, "pandas": 4.0, "duckdb": 4.0}
"""Milliseconds that a call may take beyond the hand-written code on 1,000 rows."""

INTEREST_NS = 20.0
"""Nanoseconds a row that interest may take on the fastest engine, from a million rows on."""


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
    codes = pa.DictionaryArray.from_arrays(pa.array(columns["currency"]), pa.array(CODES))
    return pa.table(
        {
            "customer": columns["customer"],
            "currency": codes.cast(pa.string()),
            "due_on": pa.array((columns["due"] + first).astype(np.int32)).cast(pa.date32()),
            "open": columns["open"],
        }
    )


Cells = dict[tuple[Any, ...], int]


def reference(columns: dict[str, Any]) -> Cells:
    """The cells, summed by NumPy."""
    late = (AS_OF - FIRST).days - columns["due"]
    bucket = np.searchsorted(np.array([0, 30, 60, 90]), late, side="left")
    key = (columns["customer"] * 3 + columns["currency"]) * 5 + bucket
    sums, counts = (np.bincount(key, weights=weights) for weights in (columns["open"], columns["open"] > 0))
    found = np.flatnonzero(counts).tolist()
    return {(place // 15, CODES[place // 5 % 3], LABELS[place % 5]): int(sums[place]) for place in found}


def reference_interest(columns: dict[str, Any]) -> list[int]:
    """The interest row by row, from the index; sorted, because lazy engines have no order."""
    index = InterestIndex.of(POLICY, since=FIRST, until=AS_OF)
    starts = [FIRST + timedelta(days=int(each)) for each in columns["due"]]
    return sorted(index.amounts(columns["open"].tolist(), starts, [AS_OF] * len(starts)))


def refuse_large(least: Any, most: Any, rows: int) -> None:
    """Refuse amounts whose sum could be too large."""
    if max(-least, most) * rows >= LIMIT:
        raise ValueError("amounts that need a guard each")


def refuse_unknown(codes: Iterable[Any]) -> None:
    """Refuse gaps, and what is no code: a blank behind one would part a group."""
    for code in codes:
        if not isinstance(code, str) or not re.match(CODE, code):
            raise ValueError("no currency")


def polars_by_hand(frame: pl.DataFrame) -> pl.DataFrame:
    if frame["open"].null_count() or frame["due_on"].null_count():
        raise ValueError("a gap")
    rows = frame.filter(pl.col("open") != 0)
    refuse_large(rows["open"].min(), rows["open"].max(), len(rows))
    bucket = sum((pl.col("due_on") < cut).cast(pl.Int8) for cut in CUTS)
    sums = rows.with_columns(bucket=bucket).group_by(KEYS).agg(pl.col("open").sum())
    refuse_unknown(sums["currency"].unique().to_list())
    label = pl.col("bucket").replace_strict(list(range(5)), LABELS, return_dtype=pl.String)
    return sums.select("customer", "currency", label, "open")


def polars_lazy_by_hand(frame: pl.LazyFrame) -> pl.LazyFrame:
    bucket = sum((pl.col("due_on") < cut).cast(pl.Int8) for cut in CUTS)
    size = pl.when(pl.col("due_on").is_not_null()).then(pl.col("open").cast(pl.Float64).abs()).fill_null(LIMIT)
    rows = frame.filter((pl.col("open") != 0).fill_null(value=True)).with_columns(bucket=bucket, guard=size)
    sums = rows.group_by(KEYS).agg(pl.col("open").sum(), pl.col("guard").sum())
    label = pl.col("bucket").replace_strict(list(range(5)), LABELS, return_dtype=pl.String)
    wrong = (pl.col("guard") >= LIMIT) | ~pl.col("currency").str.contains(CODE).fill_null(value=False)
    failure = pl.when(wrong).then(pl.lit("too large")).cast(pl.Int64)
    return sums.select("customer", "currency", label, pl.coalesce(failure, "open").alias("open"))


def pyarrow_by_hand(table: pa.Table) -> pa.Table:
    if table["open"].null_count or table["due_on"].null_count:
        raise ValueError("a gap")
    rows = table.filter(pc.not_equal(table["open"], 0))
    bounds = pc.min_max(rows["open"])
    refuse_large(bounds["min"].as_py(), bounds["max"].as_py(), len(rows))
    passed = [pc.less(rows["due_on"], pa.scalar(cut)).cast(pa.int8()) for cut in CUTS]
    rows = rows.append_column("bucket", pc.add(pc.add(passed[0], passed[1]), pc.add(passed[2], passed[3])))
    sums = rows.group_by(KEYS).aggregate([("open", "sum")])
    refuse_unknown(sums["currency"].unique().to_pylist())
    labels = pa.array(LABELS).take(sums["bucket"].combine_chunks())
    return pa.table([sums["customer"], sums["currency"], labels, sums["open_sum"]], names=[*KEYS, "open"])


def pandas_by_hand(frame: pd.DataFrame) -> pd.DataFrame:
    if frame["open"].isna().any() or frame["due_on"].isna().any():
        raise ValueError("a gap")
    rows = frame[frame["open"] != 0]
    refuse_large(int(rows["open"].min()), int(rows["open"].max()), len(rows))
    bucket = sum((rows["due_on"] < np.datetime64(cut)).astype("int8") for cut in CUTS)
    sums = rows.assign(bucket=bucket).groupby(KEYS, sort=False, as_index=False, dropna=False)[["open"]].sum()
    refuse_unknown(sums["currency"].unique())
    return sums.assign(bucket=sums["bucket"].map(dict(enumerate(LABELS))))[[*KEYS, "open"]]


def duckdb_by_hand(relation: Any) -> Any:
    bucket = " + ".join(f"(due_on < DATE '{cut}')::TINYINT" for cut in CUTS)
    labels = " ".join(f"WHEN {place} THEN '{label}'" for place, label in enumerate(LABELS))
    size = f"CASE WHEN due_on IS NULL OR open IS NULL THEN {LIMIT} ELSE abs(open::DOUBLE) END"
    inner = f"SELECT *, {bucket} AS b, {size} AS size FROM book WHERE coalesce(open <> 0, true)"
    wrong = f"sum(size) >= {LIMIT} OR NOT coalesce(regexp_matches(currency, '{CODE}'), false)"
    return relation.query(
        "book",
        f"SELECT customer, currency, CASE b {labels} END AS bucket, "
        f"CASE WHEN {wrong} THEN error('too large') ELSE sum(open)::BIGINT END AS open "
        f"FROM ({inner}) GROUP BY customer, currency, b",
    )


def stored(table: pa.Table) -> Any:
    """The book as a table of DuckDB."""
    connection = duckdb.connect()
    connection.register("given", table)
    connection.execute("CREATE TABLE stored AS FROM given")
    return connection.table("stored")


class Engine(NamedTuple):
    """How an engine gets the book, its hand-written code, and what makes it answer."""

    frame: Callable[[pa.Table], Any]
    by_hand: Callable[[Any], Any]
    answer: Callable[[Any], Any] = lambda found: found


ENGINES = {
    "polars": Engine(pl.DataFrame, polars_by_hand),
    "polars-lazy": Engine(pl.LazyFrame, polars_lazy_by_hand, lambda plan: plan.collect()),
    "pyarrow": Engine(lambda table: table, pyarrow_by_hand),
    "pandas": Engine(lambda table: table.to_pandas(date_as_object=False), pandas_by_hand),
    "duckdb": Engine(stored, duckdb_by_hand, lambda relation: relation.to_arrow_table()),
}


def cells_of(found: Any) -> Cells:
    table = nw.from_native(found).to_arrow()
    return {row[:3]: row[3] for row in zip(*(table[name].to_pylist() for name in (*KEYS, "open")), strict=True)}


def interest_of(found: Any) -> list[int]:
    return sorted(nw.from_native(found)["interest"].to_list())


class Contender(NamedTuple):
    """One way to an answer: ``run`` gives a result, and ``check`` tells whether it is right."""

    name: str
    engine: str
    run: Callable[[], Any]
    check: Callable[[Any], bool]


def contenders(size: int, engines: Iterable[str] = tuple(ENGINES)) -> list[Contender]:
    """``aging`` and ``interest`` by us and aging ``by hand``, on each engine, over one book."""
    columns = book(size)
    table, cells, interest = arrow(columns), reference(columns), reference_interest(columns)
    found = []
    for name in engines:
        frame, by_hand, answer = ENGINES[name].frame(table), ENGINES[name].by_hand, ENGINES[name].answer
        plans = {
            "aging": partial(frames.age, frame, as_of=AS_OF, columns=COLUMNS),
            "by hand": partial(by_hand, frame),
            "interest": partial(frames.interest, frame, as_of=AS_OF, policy=POLICY, columns=COLUMNS),
        }
        for what, plan in plans.items():
            right = (lambda result: interest_of(result) == interest) if what == "interest" else None
            found.append(
                Contender(
                    what, name, partial(_answered, plan, answer), right or (lambda result: cells_of(result) == cells)
                )
            )
    return found


def _answered(plan: Callable[[], Any], answer: Callable[[Any], Any]) -> Any:
    return answer(plan())


def seconds(job: Callable[[], Any]) -> float:
    start = time.perf_counter()
    job()
    return time.perf_counter() - start


def measure(size: int, rounds: int, engines: Iterable[str]) -> dict[tuple[str, str], float]:
    """The fastest time of each contender, run in turns engine by engine; ends the program where one is wrong."""
    times: dict[tuple[str, str], list[float]] = {}
    for engine in engines:
        found = contenders(size, [engine])
        for each in found:
            if not each.check(each.run()):
                sys.exit(f"{engine}: {each.name} is wrong")
        for turn in range(rounds):  # forwards and backwards: what runs after interest finds memory in another state
            for each in found[:: 1 if turn % 2 else -1]:
                times.setdefault((engine, each.name), []).append(seconds(each.run))
    return {key: min(all_) for key, all_ in times.items()}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--engines", default=",".join(ENGINES))
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    engines, is_large = options.engines.split(","), options.size >= 1_000_000
    small, large = measure(1_000, 10 * options.rounds, engines), measure(options.size, options.rounds, engines)
    print("| engine | aging | by hand | ratio | interest a row | fixed cost a call |")
    print("|---|---:|---:|---:|---:|---:|")
    missed = []
    for name in engines:
        ours, by_hand = large[name, "aging"], large[name, "by hand"]
        ratio, each = ours / by_hand, large[name, "interest"] / options.size * 1e9
        fixed = (small[name, "aging"] - small[name, "by hand"]) * 1e3
        figures = f"{ours * 1e3:.1f} ms | {by_hand * 1e3:.1f} ms | {ratio:.2f} | {each:.1f} ns | {fixed:.2f} ms"
        print(f"| {name} | {figures} |")
        missed += [f"{name} ratio"] if is_large and ratio > RATIO else []
        missed += [f"{name} fixed cost"] if fixed > FIXED_MS[name] else []
    cheapest = min(large[name, "interest"] for name in engines) / options.size * 1e9
    missed += ["interest"] if is_large and cheapest > INTEREST_NS else []
    if missed and options.check:
        print("more than its bound: " + ", ".join(missed), file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
