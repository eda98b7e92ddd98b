"""Bank lines matched with open items, beside a loop that looks for every number in every text.

``python benchmarks/match_bank_lines.py [--items 10000] [--lines 2000] [--rounds 5] [--check]`` matches a statement with
a book of ten times as many items as customers. Seven lines of ten name an invoice, two have the amount of one and a
payer who is known, one has neither. The loop asks ``number in text`` for each open number, then compares the amount
with each item of the payer, or of anybody; it knows no discount, no spelling and no creditor reference, and takes a
number inside of a longer one for a find. Before anything is timed, both must match the same lines with the same
documents. The ratio is the time of the loop over ours; the growth is our time for twice the items and lines over our
time for these.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Callable
from datetime import date
from statistics import median
from typing import Any

from receivables import Money, OpenItem
from receivables.remittance import BankLine, Matching

DAY = date(2026, 3, 2)
LEAST_RATIO, MOST_GROWTH = 3.0, 3.0
"""How many times as fast as the loop we must be, and how much longer twice the work may take."""


def book(items: int, lines: int) -> tuple[list[OpenItem], list[BankLine]]:
    """Invoices with amounts that are all different, and a statement that pays some of them."""
    chance = random.Random(17)
    cents = chance.sample(range(1_000, 1_000 + 50 * items), items)
    made = [
        OpenItem(
            customer=f"C-{chance.randrange(max(items // 10, 1))}",
            document=f"F-{1_000_000 + place}",
            issued_on=DAY,
            due_on=DAY,
            amount=Money.of_minor(minor, "EUR"),
        )
        for place, minor in enumerate(cents)
    ]
    return made, [line(f"B-{place}", paid, chance.random()) for place, paid in enumerate(chance.sample(made, lines))]


def line(reference: str, item: OpenItem, kind: float) -> BankLine:
    """What a bank passes on for the payment of an item."""
    named = f"INV {item.document} / thanks, your order of 17.02.2026"
    text, payer = (named, "") if kind < 0.7 else ("thanks for your order", item.customer if kind < 0.9 else "")
    paid = item.amount if kind < 0.9 else item.amount.with_minor(item.amount.minor + 10**12)
    return BankLine(reference, amount=paid, booked_on=DAY, text=text, payer=payer)


def loop(lines: list[BankLine], items: list[OpenItem]) -> dict[str, str]:
    """The afternoon's way."""
    found: dict[str, str] = {}
    for each in lines:
        fitting = [item for item in items if item.document in each.text]
        if not fitting:
            fitting = [item for item in items if item.open == each.amount and each.payer in ("", item.customer)]
        if len(fitting) == 1:
            found[each.reference] = fitting[0].document
    return found


def ours(lines: list[BankLine], items: list[OpenItem]) -> dict[str, str]:
    return {match.line.reference: match.remittance[0].invoice for match in Matching().match(lines, items).matched}


def seconds(job: Callable[[], Any]) -> float:
    start = time.perf_counter()
    job()
    return time.perf_counter() - start


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--items", type=int, default=10_000)
    parser.add_argument("--lines", type=int, default=2_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    items, lines = book(options.items, options.lines)
    more_items, more_lines = book(2 * options.items, 2 * options.lines)
    if ours(lines, items) != loop(lines, items):
        sys.exit("the two ways do not match the same lines with the same documents")
    times: dict[str, list[float]] = {"loop": [], "ours": [], "twice": []}
    for _ in range(options.rounds):
        times["loop"].append(seconds(lambda: loop(lines, items)))
        times["ours"].append(seconds(lambda: ours(lines, items)))
        times["twice"].append(seconds(lambda: ours(more_lines, more_items)))
    ratio = median(left / right for left, right in zip(times["loop"], times["ours"], strict=True))
    growth = median(left / right for left, right in zip(times["twice"], times["ours"], strict=True))
    size = f"{options.items:,} items, {options.lines:,} lines, {options.rounds} rounds in turns"
    print(f"{size}; Python {sys.version.split()[0]}.\n")
    print("| way | time | times ours |\n|---|---:|---:|")
    print(f"| loop | {median(times['loop']) * 1e3:,.0f} ms | {ratio:.1f} |")
    print(f"| ours | {median(times['ours']) * 1e3:,.0f} ms | 1.0 |")
    print(f"| ours, twice the items and lines | {median(times['twice']) * 1e3:,.0f} ms | {growth:.1f} |")
    if options.check and (ratio < LEAST_RATIO or growth > MOST_GROWTH):
        print(f"outside its bounds: {LEAST_RATIO} at least, {MOST_GROWTH} at most", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
