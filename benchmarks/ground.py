"""What exactness costs: splitting, day counts and schedules beside plain Decimal code and QuantLib.

``python benchmarks/ground.py [--rounds 9] [--check]`` runs each job and its contenders in turns, in one process, and
prints the medians. *ratio* is our time over theirs, the median of the rounds, so below 1 is faster. Nothing is timed
before all contenders give the same answer. ``--check`` ends with status 1 if a ratio exceeds the bound of its job.

The Decimal way is what one would write with py-moneyed in an afternoon: amounts of ``moneyed.Money``, shares cut to the
cent, cents handed out by the largest remainder; ``Decimal(days) / 365``; ``timedelta`` and a weekend test. It has no
conventions, no refusals, and is right only as long as nobody lowers the precision of the context. QuantLib computes day
counts and business days in C++ and answers in floats.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from decimal import ROUND_DOWN, Decimal
from statistics import median
from typing import Any, NamedTuple

import moneyed
import QuantLib as ql  # type: ignore[import-untyped]  # noqa: N813

from receivables import Money, PaymentTerms
from receivables.calendars import WEEKDAYS
from receivables.daycount import ACT_365F, ACT_ACT_ISDA, THIRTY_E_360

ISSUED, START, END = date(2026, 1, 15), date(2025, 6, 16), date(2026, 3, 31)
QL_ISSUED, QL_START, QL_END = (ql.Date(day.day, day.month, day.year) for day in (ISSUED, START, END))
CENT = Decimal("0.01")
TOTAL, THEIR_TOTAL = Money("98765.43", "EUR"), moneyed.Money("98765.43", "EUR")
WEIGHTS = [7, 3, 11, 2, 5, 13, 1, 9, 4, 8, 6, 10]
HUNDRED = [1 + place * 37 % 101 for place in range(100)]


def split_by_decimal(total: moneyed.Money, weights: Sequence[int]) -> list[moneyed.Money]:
    """The largest remainder method on Decimals, as one writes it."""
    whole = sum(weights)
    exact = [total.amount * weight / whole for weight in weights]
    parts = [share.quantize(CENT, ROUND_DOWN) for share in exact]
    left = int((total.amount - sum(parts)) / CENT)
    order = sorted(range(len(weights)), key=lambda place: exact[place] - parts[place], reverse=True)
    for place in order[:left]:
        parts[place] += CENT
    return [moneyed.Money(part, total.currency) for part in parts]


def next_weekday(day: date) -> date:
    while day.weekday() > 4:
        day += timedelta(days=1)
    return day


class Job(NamedTuple):
    """One thing to do: by us, by plain Decimal code, by QuantLib (if it can); and what our ratios may be."""

    name: str
    ours: Callable[[], Any]
    decimal: Callable[[], Any]
    quantlib: Callable[[], Any] | None
    same: Callable[[Any, Any], bool]
    bound: float
    quantlib_bound: float = 0
    loops: int = 2_000


def same_amounts(ours: Sequence[Money], theirs: Sequence[moneyed.Money]) -> bool:
    return [part.amount for part in ours] == [part.amount for part in theirs]


def same_fraction(ours: Any, theirs: Any) -> bool:
    return abs(float(ours.years) - float(theirs)) < 1e-12


def same_schedule(ours: Any, theirs: Any) -> bool:
    return [(part.due_on, part.amount.amount) for part in ours] == [(due, part.amount) for due, part in theirs]


def same_day(ours: Any, theirs: Any) -> bool:
    theirs = theirs if isinstance(theirs, date) else date(theirs.year(), theirs.month(), theirs.dayOfMonth())
    return bool(ours == theirs)


def isda_by_decimal() -> Decimal:
    """Each calendar year for itself."""
    years, day = Decimal(0), START
    while day < END:
        stop = min(END, date(day.year + 1, 1, 1))
        length = (date(day.year + 1, 1, 1) - date(day.year, 1, 1)).days
        years += Decimal((stop - day).days) / length
        day = stop
    return years


def thirty_by_decimal() -> Decimal:
    first, last = min(START.day, 30), min(END.day, 30)
    return Decimal(360 * (END.year - START.year) + 30 * (END.month - START.month) + last - first) / 360


NET, OFF, PARTS = PaymentTerms.net(30), PaymentTerms.parse("2/10 net 30"), PaymentTerms.equal(30, 60, 90)
THIRDS = [1, 1, 1]
QL_WEEKDAYS = ql.WeekendsOnly()
Q365, QISDA, Q30E = ql.Actual365Fixed(), ql.ActualActual(ql.ActualActual.ISDA), ql.Thirty360(ql.Thirty360.European)


def off_by_decimal() -> list[tuple[date, moneyed.Money]]:
    """With the discount, which nobody compares but everybody has to compute."""
    _ = ISSUED + timedelta(days=10), moneyed.Money((THEIR_TOTAL.amount * 2 / 100).quantize(CENT), "EUR")
    return [(ISSUED + timedelta(days=30), THEIR_TOTAL)]


def parts_by_decimal() -> list[tuple[date, moneyed.Money]]:
    days = (ISSUED + timedelta(days=count) for count in (30, 60, 90))
    return list(zip(days, split_by_decimal(THEIR_TOTAL, THIRDS), strict=True))


JOBS = (
    Job(
        "allocate over 12 parts",
        lambda: TOTAL.allocate(WEIGHTS),
        lambda: split_by_decimal(THEIR_TOTAL, WEIGHTS),
        None,
        same_amounts,
        bound=2.0,
    ),
    Job(
        "allocate over 100 parts",
        lambda: TOTAL.allocate(HUNDRED),
        lambda: split_by_decimal(THEIR_TOTAL, HUNDRED),
        None,
        same_amounts,
        bound=2.0,
        loops=400,
    ),
    Job(
        "split in 12",
        lambda: TOTAL.split(12),
        lambda: split_by_decimal(THEIR_TOTAL, [1] * 12),
        None,
        same_amounts,
        bound=2.0,
    ),
    Job(
        "day count ACT/365F",
        lambda: ACT_365F.measure(START, END),
        lambda: Decimal((END - START).days) / 365,
        lambda: Q365.yearFraction(QL_START, QL_END),
        same_fraction,
        bound=9.0,
        quantlib_bound=2.0,
    ),
    Job(
        "day count ACT/ACT ISDA",
        lambda: ACT_ACT_ISDA.measure(START, END),
        isda_by_decimal,
        lambda: QISDA.yearFraction(QL_START, QL_END),
        same_fraction,
        bound=2.5,
        quantlib_bound=2.0,
    ),
    Job(
        "day count 30E/360",
        lambda: THIRTY_E_360.measure(START, END),
        thirty_by_decimal,
        lambda: Q30E.yearFraction(QL_START, QL_END),
        same_fraction,
        bound=6.0,
        quantlib_bound=2.0,
    ),
    Job(
        "schedule, net 30",
        lambda: NET.schedule(TOTAL, issued_on=ISSUED),
        lambda: [(ISSUED + timedelta(days=30), THEIR_TOTAL)],
        None,
        same_schedule,
        bound=20.0,
    ),
    Job(
        "schedule, 2/10 net 30",
        lambda: OFF.schedule(TOTAL, issued_on=ISSUED),
        off_by_decimal,
        None,
        same_schedule,
        bound=16.0,
    ),
    Job(
        "schedule, 3 equal parts",
        lambda: PARTS.schedule(TOTAL, issued_on=ISSUED),
        parts_by_decimal,
        None,
        same_schedule,
        bound=4.0,
    ),
    Job(
        "due day, net 30, on a weekday",
        lambda: NET.due_on(ISSUED, calendar=WEEKDAYS),
        lambda: next_weekday(ISSUED + timedelta(days=30)),
        lambda: QL_WEEKDAYS.adjust(QL_ISSUED + 30, ql.Following),
        same_day,
        bound=6.0,
        quantlib_bound=2.0,
    ),
)


def seconds(job: Callable[[], Any], loops: int) -> float:
    """The time of one call, over many."""
    start = time.perf_counter()
    for _ in range(loops):
        job()
    return (time.perf_counter() - start) / loops


def agree(job: Job) -> None:
    """Nothing is timed before everybody says the same."""
    ours = job.ours()
    for theirs in (job.decimal(), *([job.quantlib()] if job.quantlib else [])):
        if not job.same(ours, theirs):
            sys.exit(f"{job.name}: {ours} is not {theirs}")


class Result(NamedTuple):
    """Medians of a job: microseconds of ours and of each contender, and our ratios to them."""

    ours: float
    decimal: float
    quantlib: float | None
    ratio: float
    quantlib_ratio: float | None


def measured(job: Job, rounds: int) -> Result:
    """Contenders in turns, after one round that warms up."""
    agree(job)
    contenders = [job.ours, job.decimal, *([job.quantlib] if job.quantlib else [])]
    found = [[seconds(each, job.loops) * 1e6 for each in contenders] for _ in range(rounds + 1)][1:]
    ours, decimal = median(row[0] for row in found), median(row[1] for row in found)
    ratio = median(row[0] / row[1] for row in found)
    if not job.quantlib:
        return Result(ours, decimal, None, ratio, None)
    return Result(ours, decimal, median(row[2] for row in found), ratio, median(row[0] / row[2] for row in found))


def line(job: Job, result: Result) -> str:
    """A row of the table."""
    theirs = "" if result.quantlib is None else f"{result.quantlib:.1f} µs"
    ratio = "" if result.quantlib_ratio is None else f"{result.quantlib_ratio:.1f}"
    return f"| {job.name} | {result.ours:.1f} µs | {result.decimal:.1f} µs | {result.ratio:.2f} | {theirs} | {ratio} |"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    print(f"Python {sys.version.split()[0]}, QuantLib {ql.__version__}, {options.rounds} rounds in turns.\n")
    print("| job | ours | Decimal | ratio | QuantLib | ratio |")
    print("|---|---:|---:|---:|---:|---:|")
    exceeded = []
    for job in JOBS:
        result = measured(job, options.rounds)
        print(line(job, result))
        if result.ratio > job.bound or (result.quantlib_ratio or 0) > (job.quantlib_bound or 1e9):
            exceeded.append(job.name)
    if exceeded and options.check:
        print("more than its bound: " + ", ".join(exceeded), file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
