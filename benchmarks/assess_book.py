"""How long ``receivables assess`` takes on a large book, and how much memory, beside a plain py-moneyed loop.

``python benchmarks/assess_book.py [--invoices 100000] [--rounds 5] [--json FILE] [--check]`` makes a book
(:mod:`books`), checks that the command and the loop (:mod:`moneyed_loop`) give the same figures for every customer,
currency and bucket, and then runs both, and the stages of the command (:mod:`stages`), in turns. The loop only adds and
ages; the command also reads strictly, replays every account, accrues interest and decides the next action.

Times are those of whole processes, start of the interpreter and imports included; memory is the peak of a process. A
ratio is the median of the ratios of the rounds, because two processes of one round see the same machine.
``--check`` ends with status 1 if a ratio exceeds its bound.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

import books

HERE = Path(__file__).resolve().parent
POLICY = HERE.parent / "examples" / "credit-policy.toml"
COMMAND = "import sys; from receivables.adapters.cli import main; sys.exit(main())"
BOUNDS = {"time": 16, "memory": 6}
"""What the command may take of the time and of the memory of the loop."""


class Run(NamedTuple):
    """A process that ended well: its seconds and the most memory it had, in megabytes."""

    seconds: float
    megabytes: float


def measured(command: list[str], output: Path | None = None) -> Run:
    """Run a process, its output into a file or nowhere."""
    with open(os.devnull if output is None else output, "wb") as out:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=out)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"status {process.returncode}: {' '.join(command)}")
    unit = 2**20 if sys.platform == "darwin" else 2**10
    return Run(seconds, usage.ru_maxrss / unit)


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def compare(folder: Path, command: list[str], loop: list[str]) -> None:
    """Nothing is timed before both say the same."""
    assessment, figures = folder / "assessment.json", folder / "loop.json"
    measured([*command, "--json", str(assessment)])
    measured(loop, figures)
    measured([sys.executable, str(HERE / "same_figures.py"), str(assessment), str(figures)], folder / "agreed.txt")
    say((folder / "agreed.txt").read_text("utf-8").strip())


def rounds(folder: Path, count: int) -> dict[str, Any]:
    """All processes in turns, so often."""
    day = books.AS_OF.isoformat()
    command = [sys.executable, "-c", COMMAND, "assess", str(folder), "--policy", str(POLICY), "--as-of", day]
    loop = [sys.executable, str(HERE / "moneyed_loop.py"), str(folder), day]
    compare(folder, command, loop)
    found: dict[str, Any] = {"loop": [], "command": [], "stages": []}
    for number in range(1, count + 1):
        found["loop"].append(measured(loop))
        found["command"].append(measured(command))
        measured([sys.executable, str(HERE / "stages.py"), str(folder), str(POLICY), day], folder / "stages.json")
        found["stages"].append(json.loads((folder / "stages.json").read_text("utf-8")))
        say(f"round {number} of {count}")
    return found


def summary(book: books.Written, found: dict[str, Any]) -> dict[str, Any]:
    """Medians over the rounds; times in microseconds an invoice."""
    loop, command, stages = found["loop"], found["command"], found["stages"]
    pairs = list(zip(command, loop, strict=True))
    return {
        "python": platform.python_version(),
        "machine": f"{platform.machine()}, {os.cpu_count()} processors",
        "invoices": book.invoices,
        "payments": book.payments,
        "rounds": len(loop),
        "loop": {"us": _us(book, [run.seconds for run in loop]), "megabytes": median(run.megabytes for run in loop)},
        "command": {
            "us": _us(book, [run.seconds for run in command]),
            "megabytes": median(run.megabytes for run in command),
        },
        "ratio": {
            "time": median(ours.seconds / theirs.seconds for ours, theirs in pairs),
            "memory": median(ours.megabytes / theirs.megabytes for ours, theirs in pairs),
        },
        "stages": {name: _us(book, [each[name] for each in stages]) for name in stages[0]},
    }


def _us(book: books.Written, seconds: list[float]) -> float:
    return median(seconds) / book.invoices * 1e6


def table(result: dict[str, Any]) -> str:
    """The summary as Markdown."""
    rows = (
        ("py-moneyed loop, ages only", result["loop"], {"time": 1, "memory": 1}),
        ("`receivables assess`", result["command"], result["ratio"]),
    )
    size = f"{result['invoices']:,} invoices, {result['payments']:,} payments, {result['rounds']} rounds in turns"
    lines = [
        f"{size}; Python {result['python']}, {result['machine']}.",
        "",
        "| process | time an invoice | ratio | peak memory | ratio |",
        "|---|---:|---:|---:|---:|",
        *(
            f"| {name} | {run['us']:.1f} µs | {ratio['time']:.1f} | {run['megabytes']:.0f} MB | {ratio['memory']:.1f} |"
            for name, run, ratio in rows
        ),
        "",
        "| stage | time an invoice |",
        "|---|---:|",
        *(f"| {name} | {us:.1f} µs |" for name, us in result["stages"].items()),
    ]
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--invoices", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", type=Path, metavar="FILE")
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        book = books.write(Path(name), options.invoices)
        say(f"{book.invoices:,} invoices and {book.payments:,} payments written")
        result = summary(book, rounds(book.folder, options.rounds))
    print(table(result))
    if options.json:
        options.json.write_text(json.dumps(result, indent=2) + "\n", "utf-8")
    exceeded = [name for name, bound in BOUNDS.items() if result["ratio"][name] > bound]
    if exceeded and options.check:
        say("more than its bound: " + ", ".join(f"{name} {result['ratio'][name]:.1f}" for name in exceeded))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
