"""In which rooms of the library the time of an assessment and of an index goes.

``python benchmarks/rooms.py [--size 20000]`` runs them under the profiler of Python on a ledger (:mod:`ledger`), and
prints for each room (a folder or module of the package, or what is not of the library) its share of the time and how
often its functions were called for each invoice. Functions of Python itself count for the room that called them. The
profiler makes calls dearer than they are, so read the shares as what to look at first.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

from contenders import assessed, explained, made
from ledger import ledger, portfolio

import receivables

HOME = Path(receivables.__file__).parent
JOBS: dict[str, Callable[[Any], Any]] = {
    "assess": assessed,
    "assess, every accrual looked at": explained,
    "index made from accounts": made,
}


def room(file: str) -> str | None:
    """The folder or module of the package that a function stands in; nothing for what is not of the package."""
    path = Path(file)
    return path.relative_to(HOME).parts[0].removesuffix(".py") if path.is_relative_to(HOME) else None


def shares(job: Callable[[Any], Any], accounts: Any) -> dict[str, tuple[float, int]]:
    """Seconds and calls of each room."""
    profile = cProfile.Profile()
    profile.runcall(job, accounts)
    found: defaultdict[str, list[float]] = defaultdict(lambda: [0.0, 0])
    for (file, _, _), (_, calls, own, _, callers) in pstats.Stats(profile).stats.items():  # type: ignore[attr-defined]
        here = room(file)
        if here is not None:
            found[here][0] += own
            found[here][1] += calls
            continue
        for (caller, _, _), (_, _, spent, _) in callers.items():
            found[room(caller) or "elsewhere"][0] += spent
    return {name: (seconds, int(calls)) for name, (seconds, calls) in found.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=20_000)
    size = parser.parse_args().size
    accounts = portfolio(ledger(size))
    for name, job in JOBS.items():
        found = shares(job, accounts)
        whole = sum(seconds for seconds, _ in found.values())
        print(f"| {name}: room | share | calls an invoice |\n|---|---:|---:|")
        for each, (seconds, calls) in sorted(found.items(), key=lambda pair: -pair[1][0]):
            if seconds > whole / 100:
                print(f"| {each} | {seconds / whole:.0%} | {calls / size:.1f} |")
        print()


if __name__ == "__main__":
    main()
