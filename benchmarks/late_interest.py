"""What late interest costs on a large book: amounts alone, and with every span explained, beside Decimal walks.

``python benchmarks/late_interest.py [--items 100000] [--rounds 5] [--check]`` computes the interest on items over a
table of 40 rates in four ways: an index (amounts only), our accruals with all their spans, a careful Decimal walk
(numerators are summed, it stops after the last segment that counts) and a naive one (every segment is looked at and
multiplied). Before anything is timed, all four must agree to the cent on every item. A ratio is the time of the walk
over ours, the median of the rounds: more than 1 is faster than the walk.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from statistics import median
from typing import Any, NamedTuple

from receivables import LateInterest, Money, OpenItem
from receivables.interest import InterestIndex, TableRate
from receivables.rates import RateTable

FIRST, NIGHTS, SEGMENTS = date(2022, 1, 1), 1_500, 40
CENT = Decimal("0.01")
BOUNDS = {"index / careful": 9.0, "index / naive": 25.0, "explained / naive": 1.0}
"""How many times as fast as the walk we must be."""


class Claim(NamedTuple):
    """What a walk needs to know of an item."""

    amount: Decimal
    due_on: date
    until: date


Segments = list[tuple[date, date, Decimal]]


def table() -> tuple[RateTable, Segments]:
    """Forty rates, and the same as segments of days: the first day in, the last day out."""
    step = NIGHTS // SEGMENTS + 1
    starts = [FIRST + timedelta(days=step * place) for place in range(SEGMENTS)]
    percents = [Decimal(800 + 37 * place % 450) / 100 for place in range(SEGMENTS)]
    ends = [*starts[1:], FIRST + timedelta(days=NIGHTS + 1)]
    rows = list(zip(starts, percents, strict=True))
    made = RateTable("BENCH", rows, source="made up", verified_until=FIRST + timedelta(days=NIGHTS))
    return made, list(zip(starts, ends, percents, strict=True))


def claims(count: int) -> list[Claim]:
    """Items of 1.00 to 20,000.00, due any day, late for up to the rest of the time."""
    chance = random.Random(40)
    found = []
    for _ in range(count):
        due = FIRST + timedelta(days=chance.randrange(NIGHTS - 1))
        until = due + timedelta(days=chance.randrange(1, (FIRST + timedelta(days=NIGHTS) - due).days + 1))
        found.append(Claim(Decimal(chance.randint(100, 2_000_000)) / 100, due, until))
    return found


def naive(book: list[Claim], segments: Segments) -> list[Decimal]:
    """Every segment: its days within the delay, its interest, the sum rounded."""
    found = []
    for amount, due_on, until in book:
        first, last = due_on + timedelta(days=1), until + timedelta(days=1)
        total = Decimal(0)
        for start, end, percent in segments:
            days = (min(end, last) - max(start, first)).days
            if days > 0:
                total += amount * percent * days / 36500
        found.append(total.quantize(CENT, ROUND_HALF_UP))
    return found


def careful(book: list[Claim], segments: Segments) -> list[Decimal]:
    """Percent days are summed and multiplied once; the walk ends with the delay."""
    found = []
    for amount, due_on, until in book:
        first, last = due_on + timedelta(days=1), until + timedelta(days=1)
        percent_days = Decimal(0)
        for start, end, percent in segments:
            if start >= last:
                break
            if end > first:
                percent_days += percent * (min(end, last) - max(start, first)).days
        found.append((amount * percent_days / 36500).quantize(CENT, ROUND_HALF_UP))
    return found


def explained(policy: LateInterest, items: list[tuple[OpenItem, date]]) -> list[Money]:
    """Accruals with all their spans."""
    found = []
    for item, until in items:
        accrual = policy.accrue(item, as_of=until)
        found.append(accrual.amount)
        accrual.spans  # noqa: B018 (they are there already: an accrual is made of them)
    return found


def seconds(job: Callable[[], Any]) -> float:
    start = time.perf_counter()
    job()
    return time.perf_counter() - start


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--items", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    rates, segments = table()
    book = claims(options.items)
    policy = LateInterest(TableRate(rates))
    last = FIRST + timedelta(days=NIGHTS)
    minors, starts, ends = (
        [int(each.amount * 100) for each in book],
        [each.due_on for each in book],
        [each.until for each in book],
    )
    items = [
        (
            OpenItem(customer="C", document="F", issued_on=FIRST, due_on=each.due_on, amount=Money(each.amount, "EUR")),
            each.until,
        )
        for each in book
    ]
    index = InterestIndex.of(policy, since=FIRST, until=last)
    jobs: dict[str, Callable[[], Any]] = {
        "index": lambda: index.amounts(minors, starts, ends),
        "explained": lambda: explained(policy, items),
        "careful": lambda: careful(book, segments),
        "naive": lambda: naive(book, segments),
    }
    with localcontext(Context(prec=40)):
        cents = [int(each * 100) for each in jobs["careful"]()]
        same = (
            cents
            == jobs["index"]()
            == [each.minor for each in jobs["explained"]()]
            == [int(each * 100) for each in jobs["naive"]()]
        )
    if not same:
        sys.exit("the four ways do not agree to the cent")
    found: dict[str, list[float]] = {name: [] for name in jobs}
    for _ in range(options.rounds):
        for name, job in jobs.items():
            found[name].append(seconds(job))
    print(
        f"{options.items:,} items, {SEGMENTS} rates, {options.rounds} rounds in turns; Python {sys.version.split()[0]}."
    )
    print("0 cents of difference between the four.\n")
    print("| way | time an item | careful walk / it | naive walk / it |")
    print("|---|---:|---:|---:|")
    ratios = {
        f"{name} / {walk}": median(theirs / ours for theirs, ours in zip(found[walk], found[name], strict=True))
        for name in jobs
        for walk in ("careful", "naive")
    }
    for name in jobs:
        time_each = median(found[name]) / options.items * 1e9
        print(f"| {name} | {time_each:,.0f} ns | {ratios[f'{name} / careful']:.1f} | {ratios[f'{name} / naive']:.1f} |")
    missed = [name for name, bound in BOUNDS.items() if ratios[name] < bound]
    if missed and options.check:
        print("slower than its bound: " + ", ".join(missed), file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
