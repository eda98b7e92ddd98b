"""Whether ``receivables assess`` and the py-moneyed loop say the same: every customer, currency and bucket.

``python benchmarks/same_figures.py ASSESSMENT.json LOOP.json`` says how many figures agree; if one does not, it names
the first and ends with status 1.
"""

from __future__ import annotations

import json
import sys
from decimal import Decimal
from pathlib import Path

Figures = dict[tuple[str, str], Decimal]


def of_assessment(path: Path) -> Figures:
    accounts = json.loads(path.read_text("utf-8"))["accounts"]
    return {
        (f"{account['customer']} {account['currency']}", label): Decimal(amount)
        for account in accounts
        for label, amount in account["aging"].items()
        if Decimal(amount)
    }


def of_loop(path: Path) -> Figures:
    data = json.loads(path.read_text("utf-8"))
    return {(account, label): Decimal(amount) for account, row in data.items() for label, amount in row.items()}


def main(assessment: Path, loop: Path) -> str:
    ours, theirs = of_assessment(assessment), of_loop(loop)
    different = [key for key in sorted(ours.keys() | theirs.keys()) if ours.get(key) != theirs.get(key)]
    if different:
        key = different[0]
        sys.exit(f"{len(different)} figures differ, the first is {key}: {ours.get(key)} against {theirs.get(key)}")
    return f"{len(ours)} figures agree"


if __name__ == "__main__":
    print(main(Path(sys.argv[1]), Path(sys.argv[2])))
