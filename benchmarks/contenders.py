"""Who runs in :mod:`run`: what each starts from, what it does, and which cells it must come to."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import partial
from importlib.util import find_spec
from time import process_time
from typing import Any, NamedTuple

import bars
import engines
import loops
import numpy as np
from ledger import AS_OF, CODES, DIGITS, EDGES, Ledger, name, open_items, plain_invoices, portfolio

from receivables import (
    Aging,
    AgingIndex,
    Assessment,
    CreditPolicy,
    Ladder,
    LateInterest,
    OpenItem,
    Portfolio,
    Step,
    assess,
)
from receivables.aging import AgingFigures, AgingLine, AgingReport
from receivables.aging_index._changes import Changes
from receivables.replay import Balances, balances

Cells = dict[tuple[str, str, int], int]

LATEST = AS_OF + timedelta(days=1_000)
FIRSTS = [date(year, month, 1) for year in (2023, 2024, 2025, 2026) for month in range(1, 13)][1:37]
MONTH_ENDS = tuple(first - timedelta(days=1) for first in FIRSTS)
PLAIN = CreditPolicy(name="Aging alone")
WHOLE = CreditPolicy(
    name="House policy",
    interest=LateInterest("8"),
    ladder=Ladder([Step("reminder", days=5, channel="email"), Step("demand", days=30, channel="letter")]),
)


def quarter_later(book: Ledger) -> date:
    """The day behind which a quarter of all events lie."""
    return date.fromordinal(int(np.quantile(np.concatenate([book.issued, book.paid_on]), 0.75)))


class Contender(NamedTuple):
    """One way to the cells of a day, or of several, from an input that others share."""

    name: str
    kind: str
    input: str
    run: Callable[[Any], Any]
    cells: Callable[[Any], Cells | list[Cells]] | None
    on: tuple[date, ...] = (AS_OF,)
    largest: int = 1_000_000

    @property
    def apart_from_us(self) -> bool:
        """Whether it runs in threads or a process of its own."""
        return self.input in {*engines.ENGINES, "PostgreSQL"}


def of_moneyed(sums: Mapping[tuple[str, str, int], Any]) -> Cells:
    """Sums of py-moneyed amounts or decimals in minor units."""
    found = {}
    for (customer, code, place), amount in sums.items():
        minor = getattr(amount, "amount", amount).scaleb(DIGITS[CODES.index(code)])
        if minor:
            found[customer, code, place] = int(minor)
    return found


def of_lines(lines: Iterable[AgingLine]) -> Cells:
    """The buckets of each line."""
    return {
        (line.customer, line.currency.code, place): minor
        for line in lines
        for place, minor in enumerate(line.open)
        if minor
    }


def of_figures(figures: AgingFigures) -> Cells:
    return of_lines(figures.lines)


def of_sums(sums: Any) -> Cells:
    """One flat list of sums, bucket after bucket."""
    flat, width = np.asarray(sums, dtype=np.int64), len(EDGES) + 1
    accounts = len(flat) // width
    return {
        (name(cell % accounts // 4), CODES[cell % 4], cell // accounts): int(flat[cell])
        for cell in np.flatnonzero(flat).tolist()
    }


def aged(items: list[OpenItem]) -> AgingReport:
    return Aging().age(items, as_of=AS_OF)


def figures(items: list[OpenItem]) -> AgingFigures:
    return aged(items).figures


OBJECTS = [
    Contender(bars.NAIVE, "loop", "py-moneyed objects", partial(loops.moneyed_loop, as_of=AS_OF), of_moneyed),
    Contender("decimal loop", "loop", "decimal objects", partial(loops.moneyed_loop, as_of=AS_OF), of_moneyed),
    Contender(bars.TIGHT, "loop", "flat lists", partial(loops.tight_loop, as_of=AS_OF), of_sums, largest=10_000_000),
    Contender(bars.AGE, "ours", "open items", aged, lambda report: of_figures(report.figures)),
    Contender(bars.FIGURES, "ours", "open items", figures, of_figures),
]
LIMITS = [
    Contender("NumPy pass", "limit", "arrays", partial(loops.numpy_pass, as_of=AS_OF), of_sums, largest=10_000_000),
    Contender("reading every byte once", "limit", "arrays", loops.reading_alone, None, largest=10_000_000),
]


def indexed(book: Ledger) -> list[Contender]:
    """The index, how it is made, and an assessment."""
    quarter = quarter_later(book)

    def ours(what: str, given: str, run: Callable[[Any], Any], cells: Callable[[Any], Any]) -> Contender:
        return Contender(what, "ours", given, run, cells)

    return [
        ours(bars.MADE, "accounts", made, lambda index: of_figures(index.age(AS_OF))),
        ours(bars.COMPILED, "accounts", compiled, lambda found: of_lines(found.changes.evening(AS_OF))),
        ours(bars.LATEST, "index", lambda index: index.age(LATEST), of_figures)._replace(on=(LATEST,)),
        ours(bars.QUARTER, "index", lambda index: index.age(quarter), of_figures)._replace(on=(quarter,)),
        ours(bars.MONTH_ENDS, "index", month_ends, lambda found: list(map(of_figures, found)))._replace(on=MONTH_ENDS),
        ours(bars.ASSESS, "accounts", assessed, lambda found: of_figures(found.aging.figures)),
        ours(bars.UNCOLLECTED, "accounts", uncollected, lambda found: of_figures(found.aging.figures)),
        ours(bars.EXPLAINED, "accounts", explained, lambda found: of_figures(found.aging.figures)),
    ]


def month_ends(index: AgingIndex) -> tuple[AgingFigures, ...]:
    return index.history(MONTH_ENDS)


def assessed(accounts: Portfolio) -> Assessment:
    return assess(accounts, WHOLE, as_of=AS_OF)


def uncollected(accounts: Portfolio) -> Assessment:
    """An assessment while nobody looks for cycles among its values, as the command makes it."""
    gc.disable()
    try:
        return assessed(accounts)
    finally:
        gc.enable()


def explained(accounts: Portfolio) -> Assessment:
    """An assessment whose accruals are all looked at: each with its amount, which must add up to the totals."""
    found = assessed(accounts)
    for account in found.accounts:
        if sum(accrual.amount.minor for accrual in account.accruals) != account.interest.minor:
            raise AssertionError(account.customer)
    return found


def made(accounts: Portfolio) -> AgingIndex:
    return AgingIndex(accounts, PLAIN)


class Compiled(NamedTuple):
    """The changes of an index, and the seconds of the replays, which are not counted."""

    changes: Changes
    apart: float


def compiled(accounts: Portfolio) -> Compiled:
    """What an index does beside the replay, account by account as it does it."""
    spent = 0.0

    def histories() -> Iterator[Balances]:
        nonlocal spent
        for each in accounts:
            start = process_time()
            found = balances(each.customer, each.currency, each.events, known_by=None, allocation=PLAIN.allocation)
            spent += process_time() - start
            yield found
            start = process_time()
            found.items.clear()  # what the replay made it has to take down as well
            found.on_account.clear()
            spent += process_time() - start

    return Compiled(Changes(tuple(accounts), histories(), Aging()), spent)


INPUTS: Mapping[str, Callable[[Ledger], Any]] = {
    "py-moneyed objects": plain_invoices,
    "decimal objects": partial(plain_invoices, decimals=True),
    "flat lists": lambda book: loops.columns(book, AS_OF),
    "open items": lambda book: open_items(book, AS_OF),
    "accounts": portfolio,
    "index": lambda book: AgingIndex(portfolio(book), PLAIN),
    "arrays": loops.arrays,
    "SQLite": engines.sqlite,
    "PostgreSQL": engines.postgresql,
    **{each: engine.frames for each, engine in engines.ENGINES.items()},
}
"""What contenders start from."""


def databases() -> list[Contender]:
    return [
        Contender(each, "engine", each, partial(engines.query, as_of=AS_OF), engines.as_cells)
        for each in ("SQLite", "PostgreSQL")
    ]


def on_engine(each: str) -> list[Contender]:
    """By hand and through us, on one engine."""
    engine = engines.ENGINES[each]

    def asked(what: str, kind: str, plan: Callable[[Any, date], Any], rows: Callable[[Any], Any]) -> Contender:
        return Contender(
            what, kind, each, lambda tables: engine.answer(plan(tables, AS_OF)),
            lambda found: engines.as_cells(rows(found)), largest=10_000_000,
        )  # fmt: skip

    return [
        asked(f"{each}, by hand", "engine", engine.by_hand, engine.rows),
        asked(f"frames.age on {each}", "ours", engines.ours, engines.our_rows),
    ]


NEEDS = {"Polars": "polars", "DuckDB": "duckdb", "PyArrow": "pyarrow", "pandas": "pandas", "PostgreSQL": "psycopg"}


def chosen(book: Ledger, wanted: list[str]) -> tuple[list[Contender], list[str]]:
    """Who runs on a book, and a line for each that does not."""
    found = [*OBJECTS, *indexed(book), *LIMITS, *databases()]
    for each in engines.ENGINES:
        found += on_engine(each) if find_spec(NEEDS[each]) else []
    absent = [each for each, package in NEEDS.items() if each in wanted and not find_spec(package)]
    missing = [f"{each} is not run: {NEEDS[each]} is not installed" for each in absent]
    size = len(book.amount)
    large = sorted({each.input for each in found if size > each.largest})
    missing += [f"{each}: not run with {size:,} invoices, which are too many" for each in large]
    unwanted = {*engines.ENGINES, "SQLite", "PostgreSQL"} - set(wanted)
    return [each for each in found if size <= each.largest and each.input not in {*absent, *unwanted}], missing
