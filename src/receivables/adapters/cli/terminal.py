"""The assessment on a screen: the lines of the report, painted plainly or in colours."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Sequence
from importlib.util import find_spec
from typing import TextIO

import attrs

from receivables.adapters.cli.layout import Line, Piece, lines, paragraph
from receivables.adapters.summary import (
    CurrencySummary,
    aging_table,
    fair_share,
    grouped_table,
    summaries,
    totals_table,
    worklist_table,
)
from receivables.adapters.tables import Table, count
from receivables.adapters.waits import waiting_table, waits
from receivables.portfolio import Assessment

WORKLIST_LINES = 20
GROUP_LINES = 20
WARNING_LINES = 5
NAMES_IN_FILES = "Who waits, and whose cash is unapplied: --html FILE; every item: --json FILE"
REST_IN_CSV = "--csv FILE has all of them"
REST_IN_FILES = "--json FILE has all of them, --html FILE the most urgent"

NARROWEST, WIDEST = 40, 160
_STYLES = {"": "", "title": "bold cyan", "head": "bold", "total": "bold", "faint": "dim", "warning": "yellow"}
_BLANK: Line = (Piece(""),)


@attrs.frozen(kw_only=True)
class Screen:
    """What the report is written on: a stream, its width, and whether it can show colours and lines."""

    stream: TextIO
    width: int
    colours: bool

    @classmethod
    def of(cls, stream: TextIO) -> Screen:
        """The screen behind a stream; 80 columns wide where nobody knows better."""
        width = shutil.get_terminal_size((80, 24)).columns
        colours = stream.isatty() and find_spec("rich") is not None
        return cls(stream=stream, width=min(max(width, NARROWEST), WIDEST), colours=colours)

    @property
    def rule(self) -> str:
        """The sign of which rules are made."""
        return "\u2500" if self.colours and (self.stream.encoding or "").lower().startswith("utf") else "-"

    def write(self, report: Iterable[Line]) -> None:
        """Write lines, in colours if possible."""
        if self.colours:
            _paint(report, self.stream, self.width)
        else:
            self.stream.writelines("".join(piece.text for piece in line) + "\n" for line in report)


def _paint(report: Iterable[Line], stream: TextIO, width: int) -> None:
    from rich.console import Console
    from rich.text import Text

    console = Console(file=stream, width=width, highlight=False)
    for line in report:
        text = Text.assemble(*((piece.text, _STYLES[piece.style]) for piece in line))
        console.print(text, soft_wrap=True)


def report_lines(
    assessment: Assessment,
    screen: Screen,
    *,
    head: Sequence[str],
    by: str | None,
    warnings: Sequence[object],
    warning_count: int,
) -> Iterator[Line]:
    """The report from head to warnings, of which there may be more than are given: each currency, waits, totals."""
    found = summaries(assessment)
    yield from _head(assessment, head, screen.width)
    for summary in found:
        for table in _tables(summary, by, fair_share(WORKLIST_LINES, len(found), WORKLIST_LINES // 4)):
            yield from _set(table, screen)
    if found:
        yield from _waits(assessment, screen)
        yield from _set(attrs.evolve(totals_table(found), notes=[NAMES_IN_FILES]), screen)
    yield from warning_lines(warnings, warning_count, screen.width)


def _head(assessment: Assessment, head: Sequence[str], width: int) -> Iterator[Line]:
    known = f", as known by {assessment.known_by}" if assessment.known_by else ""
    yield from paragraph(f"{assessment.policy.name} on {assessment.as_of}{known}", width, "title")
    for sentence in head:
        yield from paragraph(sentence, width, "faint")
    if not assessment.accounts:
        yield from paragraph("The book holds no account: nothing is owed.", width)


def _tables(summary: CurrencySummary, by: str | None, most: int) -> Iterator[Table]:
    """The tables of one currency."""
    yield grouped_table(summary, by, GROUP_LINES) if by else aging_table(summary)
    if summary.worklist:
        yield worklist_table(summary, most, REST_IN_FILES)


def _set(table: Table, screen: Screen) -> Iterator[Line]:
    yield _BLANK
    yield from lines(table, screen.width, rule=screen.rule)


def _waits(assessment: Assessment, screen: Screen) -> Iterator[Line]:
    table = waiting_table(waits(assessment))
    if table.rows:
        yield from _set(table, screen)


def warning_lines(warnings: Sequence[object], number: int, width: int) -> Iterator[Line]:
    """The first warnings about the book, and how many there are."""
    if not warnings:
        return
    yield _BLANK
    yield (Piece(f"{count(number, 'warning')} about the book (kept as it is)", "warning"),)
    for warning in warnings[:WARNING_LINES]:
        yield from paragraph(f"- {warning}", width)
    if number > WARNING_LINES:
        where = "all of them" if number == len(warnings) else f"the first {len(warnings):,}"
        more = f"... and {number - WARNING_LINES:,} more; --json FILE has {where}"
        yield from paragraph(more, width, "faint")
