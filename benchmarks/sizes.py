"""How long one aging by customer takes on books of many sizes: the table of ``docs/how-to/choose-an-engine.md``.

``python benchmarks/sizes.py [--size 1000000] [--rounds 5] [--engines polars,PostgreSQL]`` ages books of 1,000 rows and
ten times as many, up to ``--size``, on open items of accounts, on each engine of :mod:`frames`, on PostgreSQL (by the
variables of libpq, through Ibis) and on Spark (on this machine alone, from Parquet). An engine that is not installed or
not reached is left out, with a line that says so. Nothing is timed before it comes to every cell of a NumPy reference;
a time is the fastest of the rounds.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from functools import partial
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from frames import AS_OF, CODES, COLUMNS, ENGINES, FIRST, Cells, arrow, book, cells_of, reference, seconds

from receivables import Aging, Money, OpenItem
from receivables.adapters import frames
from receivables.aging import AgingFigures

ITEMS = "open items of accounts"


class Place(NamedTuple):
    """Where a book is aged: what it is made into, what ages it, its cells, and the most rows that are tried there."""

    made: Callable[[dict[str, Any]], Any]
    aged: Callable[[Any], Any]
    cells: Callable[[Any], Cells] = cells_of
    most: int = 10_000_000


def open_items(columns: dict[str, Any]) -> list[OpenItem]:
    """The rows of a book with something open, as items of accounts."""
    rows = zip(*(columns[name].tolist() for name in ("customer", "currency", "due", "open")), strict=True)
    return [
        OpenItem(
            customer=f"C-{customer}", document=f"F-{number}", issued_on=FIRST, due_on=FIRST + timedelta(days=due),
            amount=Money.of_minor(left, CODES[code]),
        )
        for number, (customer, code, due, left) in enumerate(rows)
        if left
    ]  # fmt: skip


def cells_of_lines(figures: AgingFigures) -> Cells:
    labels = [bucket.label for bucket in figures.buckets]
    return {
        (int(line.customer[2:]), line.currency.code, label): minor
        for line in figures.lines
        for label, minor in zip(labels, line.open, strict=True)
        if minor
    }


def postgresql(columns: dict[str, Any]) -> Any:
    """A table of a session in the database of libpq's variables."""
    connection = import_module("ibis").postgres.from_connection(import_module("psycopg").connect("", autocommit=True))
    return connection.create_table("receivables_book", arrow(columns), temp=True)


def spark(columns: dict[str, Any], folder: str) -> Any:
    """A file of Parquet, as Spark reads it."""
    file = Path(folder, f"{len(columns['open'])}.parquet")
    import_module("pyarrow.parquet").write_table(arrow(columns), file)
    builder = import_module("pyspark.sql").SparkSession.builder.master("local[2]")
    settings = {"spark.ui.enabled": "false", "spark.sql.shuffle.partitions": "2"}
    settings |= {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
    return builder.config(map=settings).getOrCreate().read.parquet(str(file))


def in_columns(answer: Callable[[Any], Any], frame: Any) -> Any:
    return answer(frames.age(frame, as_of=AS_OF, columns=COLUMNS))


def places(folder: str) -> dict[str, Place]:
    """All of them by name."""
    found = {ITEMS: Place(open_items, lambda items: Aging().age(items, as_of=AS_OF).figures, cells_of_lines, 100_000)}
    for name, engine in ENGINES.items():
        made = partial(lambda frame, columns: frame(arrow(columns)), engine.frame)
        found[name] = Place(made, partial(in_columns, engine.answer))
    found["PostgreSQL"] = Place(postgresql, partial(in_columns, lambda plan: plan.to_pyarrow()), most=1_000_000)
    found["Spark"] = Place(partial(spark, folder=folder), partial(in_columns, lambda plan: plan.toArrow()))
    return found


def time_of(place: Place, columns: dict[str, Any], rounds: int) -> float:
    """The fastest aging of a book at a place; ends the program where a cell is wrong."""
    given = place.made(columns)
    if place.cells(place.aged(given)) != reference(columns):
        sys.exit("a cell is wrong")
    return min(seconds(lambda: place.aged(given)) for _ in range(rounds))


def lines(largest: int, rounds: int, wanted: Iterable[str], folder: str) -> Iterator[str]:
    """The table, line by line."""
    sizes = [1_000 * 10**power for power in range(5) if 1_000 * 10**power <= largest]
    yield "| rows, half of them open | " + " | ".join(f"{size:,}" for size in sizes) + " |"
    yield "|---|" + "---:|" * len(sizes)
    for name, place in places(folder).items():
        if name not in wanted:
            continue
        times: list[str] = []
        try:
            times += (in_words(time_of(place, book(size), rounds)) for size in sizes if size <= place.most)
        except Exception as error:
            print(f"{name} is left out: {str(error).splitlines()[0]}", file=sys.stderr)
            continue
        yield "| " + " | ".join([name, *times, *[""] * (len(sizes) - len(times))]) + " |"


def in_words(found: float) -> str:
    """Two digits that say something, in milliseconds or seconds."""
    return f"{found:.2g} s" if found >= 1 else f"{found * 1e3:.2g} ms" if found < 0.1 else f"{found * 1e3:.0f} ms"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--engines", default=",".join(places("")))
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        for line in lines(options.size, options.rounds, options.engines.split(","), folder):
            print(line, flush=True)


if __name__ == "__main__":
    main()
