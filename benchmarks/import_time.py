"""What an import costs: the front door, and every public name, beside the packages that they stand on.

``python benchmarks/import_time.py [--rounds 31] [--check]`` starts an interpreter for each, in turns, and prints the
medians. *ratio* compares with ``import attrs, moneyed, dateutil.relativedelta`` after taking off what the bare
interpreter takes; *raw* compares whole processes. ``--check`` ends with status 1 if the front door exceeds its bound.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from statistics import median

BARE, FOUNDATIONS = "pass", "import attrs, moneyed, dateutil.relativedelta"
FRONT_DOOR, ALL_NAMES = "import receivables", "from receivables import *"
BOUND = 1.5
"""What the front door may cost of its foundations, the bare interpreter taken off."""


def seconds(statement: str) -> float:
    """How long a process takes that does nothing else."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", statement], check=True)
    return time.perf_counter() - start


def medians(rounds: int) -> dict[str, float]:
    """The median of each statement over rounds in turns, after one round that warms the caches."""
    statements = (BARE, FOUNDATIONS, FRONT_DOOR, ALL_NAMES)
    found: dict[str, list[float]] = {statement: [] for statement in statements}
    for number in range(rounds + 1):
        for statement in statements:
            spent = seconds(statement)
            if number:
                found[statement].append(spent)
    return {statement: median(each) for statement, each in found.items()}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=31)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    found = medians(options.rounds)
    bare, foundations = found[BARE], found[FOUNDATIONS]
    ratios = {name: (spent - bare) / (foundations - bare) for name, spent in found.items()}
    print(f"Python {sys.version.split()[0]}, {options.rounds} rounds in turns.\n")
    print("| statement | process | above bare | ratio | raw |")
    print("|---|---:|---:|---:|---:|")
    for name, spent in found.items():
        times = f"{spent * 1e3:.1f} ms | {(spent - bare) * 1e3:.1f} ms"
        print(f"| `{name}` | {times} | {ratios[name]:.2f} | {spent / foundations:.2f} |")
    if options.check and ratios[FRONT_DOOR] > BOUND:
        print(f"`{FRONT_DOOR}` costs more than {BOUND} times its foundations", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
