"""Open items aged in memory and by a scan of a Parquet file: how long beside one pass in C, and how much memory.

``python benchmarks/scan.py [--size 10000000] [--rounds 3] [--check]`` writes the open items of a ledger (:mod:`ledger`)
to a file, and ages them by customer on Polars and DuckDB, in a process of its own for each way, which has neither the
ledger nor the other engine in it. Peak memory is all that such a process ever had, interpreter and answer included. The
answers are compared with the sums of the pass in C (of NumPy where there is no C compiler), cell by cell.

``--check`` ends with status 1 if neither engine ages what it has in memory within :data:`TIMES` passes, or no scan
stays within :data:`MEGABYTES`.
"""

from __future__ import annotations

import argparse
import ctypes
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from statistics import median
from typing import Any

TIMES, MEGABYTES = 4.0, 300
"""What an engine may take: passes in C for what it has in memory, and megabytes for a scan."""

SOURCE = """
#include <stdint.h>
void age(long rows, const int32_t *account, const int32_t *due, const int64_t *left,
         int32_t today, long accounts, int64_t *sums) {
    for (long row = 0; row < rows; row++) {
        int32_t late = today - due[row];
        long place = (late > 0) + (late > 30) + (late > 60) + (late > 90);
        if (left[row]) sums[place * accounts + account[row]] += left[row];
    }
}
"""

WAYS = ("Polars, in memory", "Polars, a scan", "DuckDB, in memory", "DuckDB, a scan")


def opened(way: str, file: str) -> tuple[Any, Callable[[Any], Any]]:
    """A frame of the file, and what makes a plan on it answer."""
    if way.startswith("Polars"):
        import polars as pl

        frame = pl.scan_parquet(file)
        return (frame if "scan" in way else frame.collect().lazy()), lambda plan: plan.collect(engine="streaming")
    import duckdb

    connection = duckdb.connect()
    relation = connection.read_parquet(file)
    if "scan" not in way:
        relation.create("book")
        relation = connection.table("book")
    return relation, lambda plan: plan.to_arrow_table()


def alone(way: str, file: str, rounds: int, answer: str) -> None:
    """In a process of its own: seconds, peak memory, and the answer into a file."""
    from ledger import AS_OF
    from run import peak

    from receivables.adapters import frames

    frame, answered = opened(way, file)
    found: Any = None
    seconds = []
    for _ in range(rounds):
        found = None  # what the last round made is not kept beside
        start = time.perf_counter()
        found = answered(frames.age(frame, as_of=AS_OF, columns=frames.Columns(issued_on=None)))
        seconds.append(time.perf_counter() - start)
    print(json.dumps({"seconds": seconds, "megabytes": peak()}))
    pq = import_module("pyarrow.parquet")
    pq.write_table(found if way.startswith("DuckDB") else found.to_arrow(), answer)


def c_pass(folder: Path) -> tuple[str, Callable[..., None]] | None:
    """The pass, compiled, where there is a compiler."""
    compiler = shutil.which("cc")
    if compiler is None:
        return None
    (folder / "age.c").write_text(SOURCE, "utf-8")
    subprocess.run([compiler, "-O2", "-shared", "-fPIC", "-o", folder / "age.so", folder / "age.c"], check=True)
    return "one pass in C", ctypes.CDLL(str(folder / "age.so")).age


def passes(book: Any, rounds: int, folder: Path) -> tuple[str, list[float], Any]:
    """What the pass is, its seconds in each round, and the sums, bucket after bucket."""
    import numpy as np
    from ledger import AS_OF, EDGES

    today, accounts, left = AS_OF.toordinal(), 4 * book.customers, book.open(AS_OF)
    account, due = (column.astype(np.int32) for column in (book.customer * 4 + book.code, book.due))
    compiled, seconds = c_pass(folder), []
    sums = np.zeros(accounts * (len(EDGES) + 1), np.int64)
    for _ in range(rounds):
        sums[:] = 0
        start = time.perf_counter()
        if compiled is None:
            place = np.searchsorted(np.array(EDGES, np.int32), today - due, side="left")
            np.add.at(sums, place * accounts + account, left)
        else:
            columns = [ctypes.c_void_p(column.ctypes.data) for column in (account, due, left)]
            within = ctypes.c_int32(today), ctypes.c_long(accounts), ctypes.c_void_p(sums.ctypes.data)
            compiled[1](ctypes.c_long(len(left)), *columns, *within)
        seconds.append(time.perf_counter() - start)
    return compiled[0] if compiled else "one pass of NumPy", seconds, sums


def written(book: Any, file: Path) -> None:
    """The open items of the ledger as a Parquet file."""
    from engines import arrow
    from ledger import AS_OF

    pa, pq = import_module("pyarrow"), import_module("pyarrow.parquet")
    invoices, _ = arrow(book)
    open_items = invoices.select(["customer", "currency", "due_on"]).append_column("open", pa.array(book.open(AS_OF)))
    pq.write_table(open_items, file, row_group_size=100_000)


def agree(answer: Path, sums: Any) -> bool:
    """Whether an answer has the sums, cell by cell."""
    import numpy as np
    from engines import LABELS
    from ledger import CODES

    pc, pq = import_module("pyarrow.compute"), import_module("pyarrow.parquet")
    table, found = pq.read_table(answer), np.zeros_like(sums)
    code, place = (
        pc.index_in(table[column].cast("string"), value_set=pc.cast(list(names), "string")).to_numpy()
        for column, names in (("currency", CODES), ("bucket", LABELS))
    )
    accounts = len(sums) // len(LABELS)
    found[place * accounts + table["customer"].to_numpy() * 4 + code] = table["open"].to_numpy()
    return bool((found == sums).all())


def measured(size: int, rounds: int) -> dict[str, Any]:
    """Each way, in turns with the pass."""
    from ledger import ledger

    found: dict[str, Any] = {"rows": {}}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file, answer, book = folder / "book.parquet", folder / "answer.parquet", ledger(size)
        written(book, file)
        for way in WAYS:
            found["pass"], seconds, sums = passes(book, rounds, folder)
            command = [sys.executable, __file__, "--alone", way, str(file), str(rounds), str(answer)]
            said = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
            if not agree(answer, sums):
                sys.exit(f"{way}: not the sums of {found['pass']}")
            ratio = median(said["seconds"]) / median(seconds)
            each = {"ns": median(said["seconds"]) / size * 1e9, "pass": median(seconds) / size * 1e9, "ratio": ratio}
            found["rows"][way] = each | {"megabytes": said["megabytes"]}
            print(way, file=sys.stderr, flush=True)
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=10_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--alone", nargs=4, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.alone:
        way, file, rounds, answer = options.alone
        alone(way, file, int(rounds), answer)
        return 0
    found = measured(options.size, options.rounds)
    print(f"{options.size:,} open items; nanoseconds are for each of them.\n")
    print(f"| way | time | {found['pass']} | ratio | peak memory |\n|---|---:|---:|---:|---:|")
    for way, row in found["rows"].items():
        figures = f"{row['ns']:.1f} ns | {row['pass']:.1f} ns | {row['ratio']:.1f} | {row['megabytes']:,.0f} MB"
        print(f"| {way} | {figures} |")
    ratio = min(row["ratio"] for way, row in found["rows"].items() if "memory" in way)
    megabytes = min(row["megabytes"] for way, row in found["rows"].items() if "scan" in way)
    missed = ["time"] * (ratio > TIMES) + ["memory"] * (megabytes > MEGABYTES)
    if missed and options.check:
        print("more than its bound: " + ", ".join(missed), file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
