"""What the ladder costs on a large book: the next action for so many accounts, beside a naive loop that only ages them.

``python benchmarks/next_action.py [--accounts 100000] [--rounds 3] [--check]`` makes positions with one to five
open items and up to three contacts each, and asks three ladders about each of them: five plain steps, the same with
conditions and gaps step by step, and that with a contact guard. The naive loop ages the same items in py-moneyed
amounts, by customer and bucket, as one would write it in an afternoon. Before anything is timed, the plain ladder
must agree with a few lines of plain Python about the step of every account. A ratio is our time over that of the
loop, the median of rounds in turns.
"""

from __future__ import annotations

import argparse
import gc
import random
import sys
import time
from bisect import bisect_left
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from statistics import median
from typing import Any

from moneyed import Money as PlainMoney

from receivables import ContactMade, Ladder, Money, NextAction, NoAction, OpenItem, Position, Step
from receivables.contact_guard import Cap, ContactGuard, Gap, QuietWeekdays
from receivables.escalation import StepConditions

TODAY = date(2026, 6, 30)
NAMES = ("reminder", "second reminder", "call", "final demand", "hand over")
DAYS = (5, 20, 30, 45, 70)
STEPS = [Step(name, days=days, channel="email") for name, days in zip(NAMES, DAYS, strict=True)]
WORTH_IT = StepConditions(min_item="10", min_total="25")
CAREFUL = [Step(name, days=days, channel="email", when=WORTH_IT) for name, days in zip(NAMES, DAYS, strict=True)]
GUARD = ContactGuard([QuietWeekdays([5, 6]), Gap(3), Cap(7, days=30)])
LADDERS = {
    "five steps by days": Ladder(STEPS),
    "step by step, with conditions and gaps": Ladder(CAREFUL, mode="progressive", min_gap_days=7),
    "the same with a contact guard": Ladder(CAREFUL, mode="progressive", min_gap_days=7, guard=GUARD),
}
MOST = {"five steps by days": 21, "step by step, with conditions and gaps": 21, "the same with a contact guard": 23}
"""The bounds of the ratios."""


def positions(count: int) -> list[Position]:
    """So many accounts on one day, made from a seed."""
    chance = random.Random(count)
    return [position(f"C-{place:06}", chance) for place in range(count)]


def position(customer: str, chance: random.Random) -> Position:
    items = [item(customer, number, chance) for number in range(chance.choice((1, 1, 1, 2, 3, 5)))]
    days = sorted(TODAY - timedelta(days=chance.randrange(1, 60)) for _ in range(chance.choice((0, 0, 1, 3))))
    steps = sorted(chance.randrange(len(NAMES)) for _ in days)
    contacts = [
        ContactMade(NAMES[step], channel="email", invoices=[chance.choice(items).document], on=day)
        for step, day in zip(steps, days, strict=True)
    ]
    total, nothing = Money.total((each.amount for each in items), currency="EUR"), Money.zero("EUR")
    return Position(
        customer=customer, currency="EUR", as_of=TODAY, items=tuple(items), contacts=tuple(contacts),
        billed=total, paid=nothing, credited=nothing, written_off=nothing,
    )  # fmt: skip


def item(customer: str, number: int, chance: random.Random) -> OpenItem:
    due = TODAY - timedelta(days=chance.randrange(-30, 100))
    amount = Money.of_minor(chance.randrange(500, 900_000), "EUR")
    return OpenItem(
        customer=customer,
        document=f"F-{customer}-{number}",
        issued_on=due - timedelta(days=30),
        due_on=due,
        amount=amount,
    )


def plain_step(found: Position) -> str | None:
    """The step of the plain ladder, in a few lines: for each item the highest reached, if above the highest sent."""
    best = -1
    for each in found.items:
        reached = sum(days <= (TODAY - each.due_on).days for days in DAYS) - 1
        sent = [NAMES.index(contact.step) for contact in found.contacts if each.document in contact.invoices]
        if reached > max(sent, default=-1):
            best = max(best, reached)
    return NAMES[best] if best >= 0 else None


def naive(plain: list[tuple[str, date, PlainMoney]]) -> dict[tuple[str, int], PlainMoney]:
    """Sums by customer and bucket."""
    sums: dict[tuple[str, int], PlainMoney] = {}
    for customer, due, amount in plain:
        key = customer, bisect_left((0, 30, 60, 90), (TODAY - due).days)
        sums[key] = sums.get(key, PlainMoney(0, "EUR")) + amount
    return sums


def asked(ladder: Ladder, found: list[Position]) -> list[NextAction | NoAction]:
    """The answer for each account."""
    return [ladder.next_action(each, as_of=TODAY) for each in found]


def seconds(job: Callable[[], Any]) -> float:
    """As ``timeit`` does, without the collector of garbage."""
    gc.collect()
    gc.disable()
    start = time.perf_counter()
    job()
    passed = time.perf_counter() - start
    gc.enable()
    return passed


def agree(found: list[Position]) -> None:
    """The plain ladder and the few lines take the same step everywhere."""
    for each in found:
        answer = LADDERS["five steps by days"].next_action(each, as_of=TODAY)
        step = answer.step.name if isinstance(answer, NextAction) else None
        if step != plain_step(each):
            sys.exit(f"{each.customer}: the ladder says {step}, plain Python {plain_step(each)}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--accounts", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    found = positions(options.accounts)
    plain = [(each.customer, each.due_on, each.amount.to_moneyed()) for one in found for each in one.items]
    agree(found)
    times: dict[str, list[float]] = {name: [] for name in ("naive", *LADDERS)}
    for _ in range(options.rounds):
        times["naive"].append(seconds(partial(naive, plain)))
        for name, ladder in LADDERS.items():
            times[name].append(seconds(partial(asked, ladder, found)))
    each = 1e6 * median(times["naive"]) / len(plain)
    print(f"{options.accounts:,} accounts, {len(plain):,} open items; the naive loop takes {each:.2f} us an item")
    too_slow = False
    for name in LADDERS:
        ratio = median(ours / theirs for ours, theirs in zip(times[name], times["naive"], strict=True))
        print(f"{name}: {1e6 * median(times[name]) / len(found):.1f} us an account, {ratio:.1f} times the naive loop")
        too_slow = too_slow or ratio > MOST[name]
    if options.check and too_slow:
        print("slower than its bound", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
