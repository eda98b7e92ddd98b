"""What the ground floor costs: sharing money, counting days, finding due days, beside a plain way and QuantLib.

``python benchmarks/ground.py [--rounds 31] [--check]`` asks all of them the same questions, made from a seed, and times
nothing before the answers agree: to the cent and the day with the plain way (:mod:`plain_ground`), years as fractions;
to the last digits of a float with QuantLib. Then they answer in turns, in one process.

QuantLib is asked in its own dates, made beforehand, and answers in them: what is timed is the question alone. A ratio
is the median of the ratios of the rounds. ``--check`` ends with status 1 if one exceeds its bound.
"""

from __future__ import annotations

import argparse
import math
import os
import platform
import sys
import timeit
import warnings
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from importlib import import_module
from random import Random
from statistics import median
from typing import Any, NamedTuple

import moneyed
import plain_ground as plain

from receivables.calendars import ClosedDays, Roll, add_business_days, add_days
from receivables.daycount import ACT_365F, ACT_ACT_ISDA, THIRTY_E_360, DayCount
from receivables.money import Money
from receivables.terms import Installment, PaymentTerms

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # its extension module, on newer Pythons
    ql: Any = import_module("QuantLib")

QUESTIONS, PASSES = 200, 5
"""So many questions, asked so often in a round."""
FIRST_DAY, DAYS = date(2015, 1, 1), 4_000
LONGEST_SPAN = 1_500
OFFSET = date(1899, 12, 30).toordinal()
"""QuantLib numbers its days as spreadsheets do."""

BOUNDS: Mapping[str, Mapping[str, float]] = {
    "allocate, 12 parts": {"plain": 2},
    "allocate, 100 parts": {"plain": 2},
    "split, 12 parts": {"plain": 4},
    "split, 100 parts": {"plain": 3.5},
    "ACT/365F": {"plain": 3, "QuantLib": 1},
    "ACT/ACT ISDA": {"plain": 0.8, "QuantLib": 1.2},
    "30E/360": {"plain": 2.5, "QuantLib": 1},
    "30 days, rolled": {"plain": 4, "QuantLib": 1},
    "10 business days": {"plain": 1.2, "QuantLib": 2},
    "net 30": {"plain": 5.5},
    "net 30, rolled": {"plain": 6},
    "2/10 net 30": {"plain": 8},
    "3 equal parts": {"plain": 5},
}
"""What a task may take of the time of the others."""


class Question(NamedTuple):
    """An invoice issued on ``start``, a span of days from there, and weights by which to share the total."""

    total: Money
    plain_total: moneyed.Money
    weights: Mapping[int, tuple[int, ...]]
    start: date
    end: date
    ql_start: Any
    ql_end: Any


class Task(NamedTuple):
    """One thing that all do, QuantLib not always; ``worded`` puts an answer of ours or QuantLib's into plain words."""

    name: str
    ours: Callable[[Question], Any]
    plain: Callable[[Question], Any]
    worded: Callable[[Any], Any]
    quantlib: Callable[[Question], Any] | None = None


def questions() -> list[Question]:
    rng, found = Random(7), []
    for _ in range(QUESTIONS):
        text = f"{rng.randrange(10 ** rng.randrange(2, 7))}.{rng.randrange(100):02d}"
        weights = tuple(rng.randrange(1, 10_000) for _ in range(100))
        start = FIRST_DAY + timedelta(days=rng.randrange(DAYS))
        end = start + timedelta(days=rng.randrange(rng.choice((90, LONGEST_SPAN))))
        amounts = Money(text, "EUR"), moneyed.Money(text, "EUR")
        found.append(Question(*amounts, {12: weights[:12], 100: weights}, start, end, to_ql(start), to_ql(end)))
    return found


def to_ql(day: date) -> Any:
    return ql.Date(day.toordinal() - OFFSET)


def as_day(answer: Any) -> date:
    return answer if isinstance(answer, date) else date.fromordinal(answer.serialNumber() + OFFSET)


def as_amounts(parts: Sequence[Money]) -> list[moneyed.Money]:
    return [part.to_moneyed() for part in parts]


def as_parts(parts: Sequence[Installment]) -> list[plain.Part]:
    def offers(part: Installment) -> list[tuple[date, moneyed.Money]]:
        return [(offer.until, offer.amount.to_moneyed()) for offer in part.offers]

    return [plain.Part(part.due_on, part.amount.to_moneyed(), offers(part)) for part in parts]


def allocating(count: int) -> Task:
    return Task(
        f"allocate, {count} parts",
        lambda q: q.total.allocate(q.weights[count]),
        lambda q: plain.allocate(q.plain_total, q.weights[count]),
        as_amounts,
    )


def splitting(count: int) -> Task:
    return Task(
        f"split, {count} parts",
        lambda q: q.total.split(count),
        lambda q: plain.split(q.plain_total, count),
        as_amounts,
    )


def counting(convention: DayCount, way: Callable[[date, date], tuple[int, Fraction]], theirs: Any) -> Task:
    return Task(
        convention.name,
        lambda q: convention.measure(q.start, q.end),
        lambda q: way(q.start, q.end),
        tuple,
        lambda q: (theirs.dayCount(q.ql_start, q.ql_end), theirs.yearFraction(q.ql_start, q.ql_end)),
    )


def scheduling(name: str, terms: PaymentTerms, plain_terms: plain.Terms, calendar: ClosedDays | None = None) -> Task:
    closed = None if calendar is None else frozenset(calendar.closed)
    return Task(
        name,
        lambda q: terms.schedule(q.total, issued_on=q.start, calendar=calendar),
        lambda q: plain.schedule(plain_terms, q.plain_total, q.start, closed),
        as_parts,
    )


def tasks() -> list[Task]:
    target = ql.TARGET()
    last = FIRST_DAY + timedelta(days=DAYS + LONGEST_SPAN)
    calendar = ClosedDays([as_day(each) for each in target.holidayList(to_ql(FIRST_DAY), to_ql(last))])
    closed = frozenset(calendar.closed)
    return [
        allocating(12),
        allocating(100),
        splitting(12),
        splitting(100),
        counting(ACT_365F, plain.act_365, ql.Actual365Fixed()),
        counting(ACT_ACT_ISDA, plain.act_act, ql.ActualActual(ql.ActualActual.ISDA)),
        counting(THIRTY_E_360, plain.thirty_e, ql.Thirty360(ql.Thirty360.European)),
        Task(
            "30 days, rolled",
            lambda q: Roll.FOLLOWING.adjust(add_days(q.start, 30), calendar),
            lambda q: plain.rolled(q.start + timedelta(days=30), closed),
            as_day,
            lambda q: target.adjust(q.ql_start + 30, ql.Following),
        ),
        Task(
            "10 business days",
            lambda q: add_business_days(q.start, 10, calendar),
            lambda q: plain.business_days_later(q.start, 10, closed),
            as_day,
            lambda q: target.advance(q.ql_start, 10, ql.Days),
        ),
        scheduling("net 30", PaymentTerms.net(30), plain.Terms((30,))),
        scheduling("net 30, rolled", PaymentTerms.net(30), plain.Terms((30,)), calendar),
        scheduling(
            "2/10 net 30", PaymentTerms.net(30).with_discount("2", within=10), plain.Terms((30,), Decimal(2), within=10)
        ),
        scheduling("3 equal parts", PaymentTerms.equal(30, 60, 90), plain.Terms((30, 60, 90))),
    ]


def contenders(task: Task) -> dict[str, Callable[[Question], Any]]:
    both = {"ours": task.ours, "plain": task.plain}
    return both | {"QuantLib": task.quantlib} if task.quantlib else both


def compare(task: Task, asked: Sequence[Question]) -> None:
    """Nothing is timed before all say the same."""
    for question in asked:
        answers = {name: work(question) for name, work in contenders(task).items()}
        said = answers.pop("plain")
        for name, answer in answers.items():
            if (other := task.worded(answer)) != said and not close(other, said):
                sys.exit(f"{task.name} on {question}: {name} say {other}, the plain way {said}")


def close(answer: Any, plain_answer: Any) -> bool:
    """Whether a float is as near to the exact years as floats are; nothing else is ever near."""
    match answer, plain_answer:
        case (days, float(years)), (plain_days, plain_years):
            return bool(days == plain_days) and math.isclose(years, plain_years, rel_tol=1e-12, abs_tol=1e-12)
        case _:
            return False


def seconds(work: Callable[[Question], Any], asked: Sequence[Question]) -> float:
    """For one question; the garbage collector rests."""
    return timeit.timeit(lambda: [work(question) for question in asked], number=PASSES) / len(asked) / PASSES


class Result(NamedTuple):
    """Microseconds a question by contender, and the ratio of ours to each other one: medians of the rounds."""

    times: Mapping[str, float]
    ratios: Mapping[str, float]


def rounds(jobs: Sequence[Task], asked: Sequence[Question], count: int) -> dict[str, Result]:
    """All tasks and all contenders in turns, so often."""
    found: dict[str, list[dict[str, float]]] = {task.name: [] for task in jobs}
    for _ in range(count):
        for task in jobs:
            found[task.name].append({name: seconds(work, asked) for name, work in contenders(task).items()})
    return {name: summary(each) for name, each in found.items()}


def summary(found: Sequence[Mapping[str, float]]) -> Result:
    return Result(
        {name: median(each[name] for each in found) * 1e6 for name in found[0]},
        {name: median(each["ours"] / each[name] for each in found) for name in found[0] if name != "ours"},
    )


def table(results: Mapping[str, Result]) -> str:
    """The results as Markdown."""
    lines = ["| task | ours | plain way | ratio | QuantLib | ratio |", "|---|---:|---:|---:|---:|---:|"]
    for name, (times, ratios) in results.items():
        others = (f" {times[o]:.1f} µs | {ratios[o]:.1f} |" if o in times else " | |" for o in ("plain", "QuantLib"))
        lines.append(f"| {name} | {times['ours']:.1f} µs |{''.join(others)}")
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=31)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    asked, jobs = questions(), tasks()
    for task in jobs:
        compare(task, asked)
    results = rounds(jobs, asked, options.rounds)
    size = f"{QUESTIONS} questions, {options.rounds} rounds in turns"
    machine = f"Python {platform.python_version()}, QuantLib {ql.__version__}, {platform.machine()}"
    print(f"{size}; {machine}, {os.cpu_count()} processors.\n\n{table(results)}")
    exceeded = [
        f"{name}: {ratio:.1f} times {other}"
        for name, result in results.items()
        for other, ratio in result.ratios.items()
        if ratio > BOUNDS[name][other]
    ]
    if exceeded and options.check:
        print("more than its bound: " + ", ".join(exceeded), file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
