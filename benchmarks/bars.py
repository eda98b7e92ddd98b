"""The bars of :mod:`run`: what a contender may take of another, which of them are met, and what bounds the others."""

from __future__ import annotations

from collections.abc import Mapping
from statistics import median
from typing import NamedTuple

NAIVE, TIGHT = "naive py-moneyed loop", "T: tight loop, balances given"
AGE, FIGURES = "age(open items)", "age(open items), figures of every account"
LATEST, QUARTER = "index, latest date", "index, a quarter of events later"
COMPILED, MADE = "index compiled, the replay not counted", "index made from accounts (one replay)"
ACCOUNTS = "accounts alone"
POLARS = (
    "Polars on these cores: the plan by hand, which refuses nothing, misses it as well; "
    "most of it is the sum and join of payments"
)
KEPT = "the values that it keeps: an item with its history for each invoice, payments applied"
MONTH_ENDS, ASSESS = "index, 36 month ends", "assess: replay, aging, interest, next action"
UNCOLLECTED = "assess, garbage collector off"
EXPLAINED = "assess, every accrual looked at"


class Bar(NamedTuple):
    """``contender`` takes at most ``most`` times ``runs`` runs of ``other``, on books of ``sizes``.

    ``bounded_by`` says why a bar is not reached; it is reported and not held.
    """

    contender: str
    other: str
    most: float
    runs: int = 1
    sizes: tuple[int, ...] = (100_000, 1_000_000, 10_000_000)
    bounded_by: str = ""


BARS = [
    Bar(AGE, TIGHT, 2.0, sizes=(100_000,)),
    Bar(AGE, NAIVE, 1 / 12, sizes=(100_000,)),
    Bar(FIGURES, TIGHT, 2.0, sizes=(100_000,), bounded_by="fetching three parts of each open item from memory"),
    Bar(FIGURES, NAIVE, 1 / 12, sizes=(100_000,), bounded_by="the same"),
    Bar(LATEST, TIGHT, 0.7),
    Bar(QUARTER, TIGHT, 1.8),
    Bar(COMPILED, NAIVE, 1.0, bounded_by="two changes an invoice, each put under its day and read again in order"),
    Bar(MADE, NAIVE, 1.0, bounded_by="the replay, which decides what every payment settles"),
    Bar(MONTH_ENDS, NAIVE, 1 / 25, 36, sizes=(100_000,)),
    Bar(MONTH_ENDS, NAIVE, 1 / 20, 36, sizes=(1_000_000,)),
    Bar("frames.age on Polars", NAIVE, 1 / 40, sizes=(1_000_000,), bounded_by=POLARS),
    Bar("frames.age on Polars", "SQLite", 1 / 15, sizes=(1_000_000,)),
    Bar("frames.age on Polars", "PostgreSQL", 1 / 30, sizes=(1_000_000,), bounded_by=POLARS),
    Bar(ASSESS, NAIVE, 6.0, bounded_by=KEPT),
    Bar(UNCOLLECTED, NAIVE, 6.0, bounded_by=KEPT),
    Bar(EXPLAINED, NAIVE, 6.0, bounded_by=KEPT + ", and every accrual with its spans"),
]

ASSESS_BYTES = 900
"""Bytes an invoice that an assessment may take."""

SMALLEST_FOR_MEMORY = 50_000
"""With fewer invoices, what a process takes anyway counts too much."""


class Outcome(NamedTuple):
    """A bar in words: what is compared, the bound, what was measured, and whether that is enough."""

    what: str
    bound: str
    measured: str
    verdict: str


def outcomes(times: Mapping[str, list[float]], peaks: Mapping[str, float], size: int) -> list[Outcome]:
    """Each bar that this size and these contenders say something about; ``peaks`` are in megabytes."""
    found = []
    for bar in BARS:
        if size in bar.sizes and bar.contender in times and bar.other in times:
            pairs = zip(times[bar.contender], times[bar.other], strict=True)
            value = median(a / b for a, b in pairs) / bar.runs
            other = bar.other if bar.runs == 1 else f"{bar.runs} x {bar.other}"
            verdict = "met" if value <= bar.most else f"not met: {bar.bounded_by}" if bar.bounded_by else "missed"
            found.append(Outcome(f"{bar.contender} / {other}", in_words(bar.most), in_words(value), verdict))
    if ASSESS in peaks and size >= SMALLEST_FOR_MEMORY:
        value = (peaks[ASSESS] - peaks[ACCOUNTS]) * 2**20 / size
        verdict = "met" if value <= ASSESS_BYTES else "not met: " + KEPT
        what = f"{ASSESS}: bytes an invoice beside the accounts"
        found.append(Outcome(what, f"{ASSESS_BYTES}", f"{value:,.0f}", verdict))
    return found


def in_words(ratio: float) -> str:
    """Below a fifth as one part of so many."""
    return f"{ratio:.2f}" if ratio > 1 / 5 else f"1/{1 / ratio:.0f}"
