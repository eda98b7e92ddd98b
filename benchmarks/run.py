"""How long aging takes: loops, our objects, our index, data frames, databases, and the limit of the machine, in turns.

``python benchmarks/run.py [--size 100k|1m|10m] [--rounds 5] [--engines Polars,SQLite] [--json FILE] [--page FILE]
[--check]`` makes a ledger from a seed (:mod:`ledger`). Every contender (:mod:`contenders`) must first come to the cells
of a NumPy reference, customer by customer, currency by currency, bucket by bucket; then all of them run in turns, and
the medians are printed with their ratios. Memory is the peak of a process of its own for each, less that of one that
only makes the ledger.

``--page`` writes the table, the bars and a chart into a page, between the markers of the size. ``--check`` ends with
status 1 if a bar that :data:`bars.BARS` says is met is missed.
"""

from __future__ import annotations

import argparse
import gc
import json
import platform
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import Any

from bars import ACCOUNTS, NAIVE, TIGHT, outcomes
from chart import drawn
from contenders import INPUTS, Contender, chosen
from engines import ENGINES
from ledger import Ledger, ledger
from ledger import cells as cells_of

SIZES = {"100k": 100_000, "1m": 1_000_000, "10m": 10_000_000}
EVERY_ENGINE = (*ENGINES, "SQLite", "PostgreSQL")
SOON = 0.2
"""Seconds within which a contender has turns enough to run again."""


@contextmanager
def progress(what: str, steps: int) -> Iterator[Callable[[str], None]]:
    """A bar on the terminal if rich is there, else a line a step; both on the standard error."""
    if find_spec("rich") is None:
        yield lambda name: print(f"{what}: {name}", file=sys.stderr, flush=True)
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=steps)
        yield lambda name: bar.update(task, advance=1, description=f"{what}: {name}")


def made(book: Ledger, names: Iterable[str], step: Callable[[str], None]) -> tuple[dict[str, Any], list[str]]:
    """The inputs by name; one whose engine is not reachable is left out, with a line that says so."""
    found, missing = {}, []
    for each in names:
        step(each)
        try:
            found[each] = INPUTS[each](book)
        except Exception as error:
            if each != "PostgreSQL":
                raise
            missing.append(f"PostgreSQL is not run: {str(error).splitlines()[0]}")
    return found, missing


def check(found: list[Contender], inputs: dict[str, Any], book: Ledger, step: Callable[[str], None]) -> None:
    """Nothing is timed before every cell is right."""
    expected = {day: cells_of(book, day) for each in found for day in each.on}
    for each in found:
        step(each.name)
        if each.cells is None:
            continue
        cells = each.cells(each.run(inputs[each.input]))
        for day, said in zip(each.on, cells if isinstance(cells, list) else [cells], strict=True):
            if said != expected[day]:
                wrong = sorted(said.items() ^ expected[day].items())
                sys.exit(f"{each.name}: {len(wrong)} cells of {day} are not those of the reference, first {wrong[0]}")


def timed(found: list[Contender], inputs: dict[str, Any], rounds: int, step: Callable[[str], None]) -> dict[str, Any]:
    """Seconds of each contender in each round, all of them in turns."""
    gc.collect()
    gc.freeze()
    times: dict[str, list[float]] = {each.name: [] for each in found}
    for _ in range(rounds):
        for each in found:
            step(each.name)
            times[each.name].append(turn(each, inputs[each.input]))
    return times


def turn(each: Contender, given: Any) -> float:
    """Seconds of one turn; what is soon done is done five times, and the fastest counts."""
    fastest = once(each, given)
    if fastest < SOON:
        return min(fastest, *(once(each, given) for _ in range(4)))
    return fastest


def once(each: Contender, given: Any) -> float:
    """Processor time of what runs in one thread of this process, else time on the wall."""
    clock = time.perf_counter if each.apart_from_us else time.process_time
    start = clock()
    answer = each.run(given)
    spent = clock() - start
    return float(spent - getattr(answer, "apart", 0.0))


def megabytes(size: int, contender: str | None) -> float:
    """The peak memory of a process that makes the ledger, and runs a contender once if there is one."""
    command = [sys.executable, __file__, "--size", str(size), "--alone", contender or ""]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def alone(size: int, contender: str) -> None:
    """What :func:`megabytes` starts."""
    book = ledger(size)
    found, _ = chosen(book, list(INPUTS))
    if contender == ACCOUNTS:
        INPUTS["accounts"](book)
    for each in found:
        if each.name == contender:
            each.run(INPUTS[each.input](book))
    print(peak())


def peak() -> float:
    """The most memory that this process had, in megabytes; on Linux the system's count begins with the parent's."""
    status = Path("/proc/self/status")
    if status.exists():
        return next(int(line.split()[1]) for line in status.read_text().splitlines() if "VmHWM" in line) / 2**10
    unit = 2**20 if sys.platform == "darwin" else 2**10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def measured(size: int, rounds: int, wanted: list[str], *, memory: bool) -> dict[str, Any]:
    """Everything about one size, as plain data."""
    book = ledger(size)
    found, missing = chosen(book, wanted)
    names = list(dict.fromkeys(each.input for each in found))
    with progress("making", len(names)) as step:
        inputs, unreachable = made(book, names, step)
    found = [each for each in found if each.input in inputs]
    with progress("checking", len(found)) as step:
        check(found, inputs, book, step)
    with progress("running", len(found) * rounds) as step:
        times = timed(found, inputs, rounds, step)
    del inputs
    peaks: dict[str, float] = {}
    if memory:
        with progress("memory", len(found)) as step:
            nothing = megabytes(size, None)
            for each in found:
                step(each.name)
                peaks[each.name] = megabytes(size, each.name) - nothing
            if any(each.input == "accounts" for each in found):
                peaks[ACCOUNTS] = megabytes(size, ACCOUNTS) - nothing
    rows = [row(each, times, size, peaks.get(each.name)) for each in found]
    return {
        "python": platform.python_version(),
        "machine": platform.machine(),
        "invoices": size,
        "payments": len(book.paid),
        "rounds": rounds,
        "rows": rows,
        "missing": missing + unreachable,
        "bars": outcomes(times, peaks, size),
    }


def row(each: Contender, times: dict[str, list[float]], size: int, peak: float | None) -> dict[str, Any]:
    """A contender in figures; a ratio is the median of the ratios of the rounds."""
    own = times[each.name]

    def ratio(other: str) -> float | None:
        return median(a / b for a, b in zip(own, times[other], strict=True)) if other in times else None

    found = {"name": each.name, "kind": each.kind, "ns": median(own) / size * 1e9}
    return found | {"tight": ratio(TIGHT), "naive": ratio(NAIVE), "bytes": peak and peak * 2**20 / size}


def table(result: dict[str, Any]) -> str:
    """The result as Markdown."""
    size = f"{result['invoices']:,} invoices, {result['payments']:,} payments, {result['rounds']} rounds in turns"
    lines = [
        f"{size}; Python {result['python']}, {result['machine']}. Nanoseconds and bytes are for each invoice.",
        "",
        "| contender | time | times T | naive loop / it | peak memory |",
        "|---|---:|---:|---:|---:|",
    ]
    for each in result["rows"]:
        ratios = f"{shown(each['tight'])} | {shown(each['naive'] and 1 / each['naive'])}"
        memory = "" if each["bytes"] is None else f"{max(each['bytes'], 0):,.0f} B"
        lines.append(f"| {each['name']} | {each['ns']:,.0f} ns | {ratios} | {memory} |")
    lines += ["", *(f"- {each}" for each in result["missing"])] if result["missing"] else []
    lines += ["", "| bar | bound | measured | |", "|---|---:|---:|---|"]
    lines += [f"| {what} | {bound} | {value} | {verdict} |" for what, bound, value, verdict in result["bars"]]
    return "\n".join(lines)


def shown(ratio: float | None) -> str:
    """Two digits that say something."""
    if ratio is None:
        return ""
    return f"{ratio:,.0f}" if ratio >= 20 else f"{ratio:.1f}" if ratio >= 1 else f"{ratio:.2f}"


def into_page(page: Path, size: str, text: str) -> None:
    """Replace what stands between the markers of a size."""
    before, begin, rest = page.read_text("utf-8").partition(f"<!-- {size}: made by benchmarks/run.py -->\n")
    _, end, after = rest.partition(f"<!-- {size}: end -->")
    if not begin or not end:
        sys.exit(f"{page} has no markers for {size}")
    page.write_text(f"{before}{begin}\n{text}\n\n{end}{after}", "utf-8")


def count(text: str) -> int:
    """A size by its name, or a whole number from 1."""
    number = SIZES.get(text) or int(text)
    if number < 1:
        raise ValueError(text)
    return number


def engines(text: str) -> list[str]:
    """Names between commas, each of them known."""
    wanted = text.split(",")
    if unknown := [each for each in wanted if each not in EVERY_ENGINE]:
        raise argparse.ArgumentTypeError(f"not among {', '.join(EVERY_ENGINE)}: {', '.join(unknown)}")
    return wanted


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=count, default="100k", help="100k, 1m, 10m or a number of invoices")
    parser.add_argument("--rounds", type=count, default=5)
    parser.add_argument("--engines", type=engines, default=",".join(EVERY_ENGINE))
    parser.add_argument("--no-memory", action="store_true", help="start no process for each contender")
    parser.add_argument("--json", type=Path, metavar="FILE")
    parser.add_argument("--page", type=Path, metavar="FILE")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--alone", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.alone is not None:
        alone(options.size, options.alone)
        return 0
    result = measured(options.size, options.rounds, options.engines, memory=not options.no_memory)
    print(table(result))
    if options.json:
        options.json.write_text(json.dumps(result, indent=2) + "\n", "utf-8")
    if options.page:
        size = next((name for name, number in SIZES.items() if number == options.size), str(options.size))
        into_page(options.page, size, table(result))
        options.page.with_name(f"{options.page.stem}-{size}.svg").write_text(drawn(result), "utf-8")
    missed = [each[0] for each in result["bars"] if each[3] == "missed"]
    if missed and options.check:
        print("missed: " + "; ".join(missed), file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
