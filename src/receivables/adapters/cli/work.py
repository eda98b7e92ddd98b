"""The worklist of a day on a screen, as a table and as data."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from typing import Any

from receivables.adapters.cli.layout import Line, Piece, lines, paragraph
from receivables.adapters.cli.terminal import REST_IN_CSV, WORKLIST_LINES, Screen, warning_lines
from receivables.adapters.export import book_data
from receivables.adapters.summary import fair_share
from receivables.adapters.tables import Cells, Column, Table, clean, count, grouped
from receivables.adapters.tabular import Book
from receivables.credit_book import CreditBook
from receivables.credit_policy import CreditPolicy
from receivables.escalation import Ladder, NoLadder
from receivables.worklist import Worklist, WorkRow

COLUMNS = (
    "rank", "customer", "currency", "step", "channel", "amount", "items", "since", "at_risk", "oldest_days", "disputed",
    "last_contact", "last_step", "last_outcome", "opted_out", "promise", "promised", "promised_on", "template", "tone",
    "actions", "deadline", "review_on", "because",
)  # fmt: skip
OWN_CSV = ",".join(COLUMNS[:7])
"""How a worklist of ours begins, of this version or another: it may be replaced."""

_TEXTS = ("customer", "step", "channel", "items", "last_step", "last_outcome", "template", "actions", "because")

_BLANK: Line = (Piece(""),)


def work_csv(work: Worklist) -> str:
    """Every row as a line of a table; text that a spreadsheet would take for a formula begins with an apostrophe."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows({key: _cell(key, value) for key, value in row.to_dict().items()} for row in work.rows)
    return out.getvalue()


def _cell(key: str, value: Any) -> Any:
    if key not in _TEXTS or value is None:
        return value
    text = clean(value)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@") else text


def work_json(work: Worklist, book: Book, name: str) -> str:
    """The whole worklist as data, and what the book was."""
    return json.dumps({"book": book_data(book, name), **work.to_dict()}, ensure_ascii=False, indent=1) + "\n"


def never_taken(policy: CreditPolicy | CreditBook) -> Iterator[str]:
    """Why ladders that are written otherwise than they look give no work, in sentences."""
    book = CreditBook.of(policy)
    ladders = [book.policy.ladder, *(each.ladder for each in book.amendments if each.ladder is not None)]
    if all(isinstance(ladder, NoLadder) for ladder in ladders):
        yield "The policy has no ladder, so it contacts nobody."
    if isinstance(policy, CreditPolicy) and isinstance(policy.ladder, Ladder) and policy.ladder.segments:
        steps = ", ".join(step.name for step in policy.ladder.steps if step.when.segments)
        yield f"Left out, as a credit policy does not know the segments of customers: {steps}."


def work_lines(work: Worklist, book: Book, screen: Screen, *, head: Sequence[str]) -> Iterator[Line]:
    """The digest, a table for each currency, the notices, and the warnings about the book."""
    yield from paragraph(work.title, screen.width, "title")
    for sentence in head:
        yield from paragraph(sentence, screen.width, "faint")
    for sentence in work.digest:
        yield from paragraph(sentence, screen.width)
    currencies = list(dict.fromkeys(row.currency for row in work.rows))
    most = fair_share(WORKLIST_LINES, len(currencies), WORKLIST_LINES // 4)
    for currency in currencies:
        yield _BLANK
        found = [row for row in work.rows if row.currency == currency]
        yield from lines(_table(currency, found, most), screen.width, rule=screen.rule)
    if work.notices:
        yield _BLANK
        yield from lines(_notices(work), screen.width, rule=screen.rule)
    yield from warning_lines(book.warnings, book.warning_count, screen.width)


def _table(currency: str, rows: Sequence[WorkRow], most: int) -> Table:
    notes = [f"... and {len(rows) - most:,} more in {currency}; {REST_IN_CSV}"] if len(rows) > most else []
    return Table(
        caption=f"{currency}: {count(len(rows), 'customer')} to contact",
        columns=(
            Column("Customer", "name"),
            Column("Step"),
            Column("Amount", "figure"),
            Column("At risk", "figure"),
            Column("Days", "figure"),
            Column("Why", "reason"),
        ),
        rows=[_row(row) for row in rows[:most]],
        notes=notes,
    )


def _row(row: WorkRow) -> Cells:
    step = row.action.step
    told = (f"by {step.channel}", *row.action.actions[1:], row.action.because, *row.beside)
    return (
        row.customer,
        step.name,
        grouped(row.action.amount),
        grouped(row.at_risk),
        f"{row.oldest_days:,}",
        "; ".join(told),
    )


def _notices(work: Worklist) -> Table:
    most = WORKLIST_LINES
    more = len(work.notices) - most
    return Table(
        caption=count(len(work.notices), "notice"),
        columns=(Column("Customer", "name"), Column("What"), Column("Details", "reason")),
        rows=[(each.customer, each.what, each.text) for each in work.notices[:most]],
        notes=[f"... and {more:,} more; --json FILE has all of them"] if more > 0 else [],
    )
