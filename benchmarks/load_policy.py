"""What it costs to load a credit policy: a starter with every slot, beside ``tomllib.load`` of the same file.

``python benchmarks/load_policy.py [--starter es-pyme] [--rounds 9] [--check]`` starts a process a round. In it both are
timed once at first (cold: what else the library needs is imported, but no rate table, no annotation was looked up yet),
and then in turns, a hundred times each (warm). Before anything is timed, the policy must be the one that the starter
is. A ratio is our time over that of ``tomllib``, the median of the rounds.
"""

from __future__ import annotations

import argparse
import gc
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from receivables import CreditPolicy
from receivables.catalogue import dumps

TIMES = 100
MOST = {"cold": 60, "warm": 5}
"""The bounds of the ratios."""


def plain(file: Path) -> dict[str, Any]:
    """What everybody has to pay who reads TOML."""
    with file.open("rb") as stream:
        return tomllib.load(stream)


def seconds(job: Callable[[Path], Any], file: Path) -> float:
    start = time.perf_counter()
    job(file)
    return time.perf_counter() - start


def one_round(file: Path) -> list[float]:
    """The first time of each, then the median of many, in turns; without the collector of garbage."""
    gc.disable()
    theirs, ours = seconds(plain, file), seconds(CreditPolicy.load, file)
    pairs = [(seconds(plain, file), seconds(CreditPolicy.load, file)) for _ in range(TIMES)]
    return [theirs, ours, *(median(column) for column in zip(*pairs, strict=True))]


def measured(file: Path) -> list[float]:
    """A round in a process of its own."""
    run = subprocess.run([sys.executable, __file__, "--file", str(file)], check=True, capture_output=True, text=True)
    return [float(each) for each in run.stdout.split()]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--starter", default="es-pyme")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    if options.file:
        print(*one_round(options.file))
        return 0
    policy = CreditPolicy.starter(options.starter)
    with TemporaryDirectory() as folder:
        file = Path(folder, "policy.toml")
        file.write_text(dumps(policy), "utf-8")
        if CreditPolicy.load(file) != policy:
            sys.exit("another policy than the starter")
        print(f"{options.starter}: {len(file.read_text('utf-8').splitlines())} lines")
        rounds = [measured(file) for _ in range(options.rounds)]
    too_slow = False
    for place, name in enumerate(MOST):
        pairs = [each[2 * place : 2 * place + 2] for each in rounds]
        ratio, ours = median(our / their for their, our in pairs), 1000 * median(our for _, our in pairs)
        print(f"{name}: {ours:.2f} ms, {ratio:.1f} times tomllib.load of the same file")
        too_slow = too_slow or ratio > MOST[name]
    if options.check and too_slow:
        print("slower than its bound", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
