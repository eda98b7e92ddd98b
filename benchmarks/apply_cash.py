"""What cash application costs on one large account: payments without advice to the oldest due, and exact matches.

``python benchmarks/apply_cash.py [--items 100000] [--rounds 3] [--check]`` issues so many invoices on one account and
pays them with as many payments, none of which is the amount of an invoice: as facts to a position, beside a plain loop
in which Decimals walk down a sorted list. Both must leave the same open. A ratio is our time over that of the loop, the
median of the rounds. ``--check`` also asks that ten times the payments take no more than 15 times as long. Then the
search for an exact match at its worst: amounts of which no combination fits.
"""

from __future__ import annotations

import argparse
import gc
import random
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from statistics import median
from typing import Any, NamedTuple

from receivables import Account, Invoice, InvoiceIssued, Money, OpenItem, Payment, PaymentReceived, UnappliedCash
from receivables.allocation import MOST_LOOKS, ExactMatch

FIRST = date(2024, 1, 1)
MOST_GROWTH = 15


class Line(NamedTuple):
    """An invoice or a payment."""

    day: date
    cents: int


def lines(count: int, since: int, days: int, most: int) -> list[Line]:
    """Documents over so many days, of 10.00 or more."""
    chance = random.Random(f"{count} {since}")
    return [
        Line(FIRST + timedelta(days=since + chance.randrange(days)), chance.randrange(1_000, most))
        for _ in range(count)
    ]


def plain(invoices: list[Line], payments: list[Line]) -> Decimal:
    """What is open after all payments: a pointer walks down the invoices by due day."""
    waiting: list[list[Any]] = [
        [line.day, Decimal(line.cents) / 100] for line in sorted(invoices, key=lambda line: line.day)
    ]
    place = 0
    for line in sorted(payments, key=lambda line: line.day):
        left = Decimal(line.cents) / 100
        while left and place < len(waiting):
            part = min(left, waiting[place][1])
            waiting[place][1] -= part
            left -= part
            if not waiting[place][1]:
                place += 1
    return sum((line[1] for line in waiting), Decimal(0))


def account(invoices: list[Line], payments: list[Line]) -> Account:
    issued = [
        InvoiceIssued(
            Invoice(f"F-{place:06}", "C-1", total=Money.of_minor(line.cents, "EUR"), issued_on=FIRST, due_on=line.day)
        )
        for place, line in enumerate(invoices)
    ]
    paid = [
        PaymentReceived(Payment(f"P-{place:06}", "C-1", amount=Money.of_minor(line.cents, "EUR"), paid_on=line.day))
        for place, line in enumerate(payments)
    ]
    return Account("C-1", "EUR", [*issued, *paid])


def seconds(job: Callable[[], Any]) -> float:
    """As ``timeit`` does, without the collector of garbage, whose rounds over all that lives are not ours."""
    gc.collect()
    gc.disable()
    start = time.perf_counter()
    job()
    passed = time.perf_counter() - start
    gc.enable()
    return passed


def worst_search() -> float:
    """The seconds of an exact match over 100 items that gives up."""
    amounts = [Money.of_minor(1_000 + 2 * place, "EUR") for place in range(100)]
    items = [
        OpenItem(customer="C", document=f"F-{place}", issued_on=FIRST, due_on=FIRST, amount=amount)
        for place, amount in enumerate(amounts)
    ]
    cash = UnappliedCash(customer="C", reference="P", received_on=FIRST, amount=Money("54.01", "EUR"))
    found = ExactMatch(5).apply(cash, items, as_of=FIRST)
    if f"given up after {MOST_LOOKS}" not in found.because:
        sys.exit("the worst search is not the worst")
    return seconds(lambda: ExactMatch(5).apply(cash, items, as_of=FIRST))


def measured(count: int, rounds: int) -> float:
    """The median of the seconds of a position; prints it beside the plain loop."""
    invoices, payments = lines(count, 0, 365, 500_000), lines(count, 400, 300, 475_000)
    made, last = account(invoices, payments), FIRST + timedelta(days=1_000)
    if Decimal(made.as_of(last).open.text) != plain(invoices, payments):
        sys.exit("the two ways do not leave the same open")
    found = [(seconds(lambda: made.as_of(last)), seconds(lambda: plain(invoices, payments))) for _ in range(rounds)]
    ratio, median_ = median(ours / theirs for ours, theirs in found), median(ours for ours, _ in found)
    each = median_ / count * 1e6
    print(f"{count:,} payments over {count:,} open items: {each:.1f} us a payment, {ratio:.1f} times a plain loop")
    return median_


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--items", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    times = [measured(count, options.rounds) for count in (options.items // 10, options.items)]
    small, large = times
    print(f"ten times as many take {large / small:.1f} times as long")
    print(f"an exact match that is given up after {MOST_LOOKS:,} combinations: {worst_search() * 1e3:.0f} ms")
    if options.check and large > MOST_GROWTH * small:
        print("slower than its bound: not linear", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
