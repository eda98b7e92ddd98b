"""Tables as lines of text that fit a width: the same lines with colours and without.

A table that is too wide first shortens its texts, then continues its figures below, with the names repeated, as a book
does. Sentences stand beside their row where there is room, and below it where there is not.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from receivables.adapters.tables import Cells, Table, clean

GAP = "  "
INDENT = "    "
SHORTEST_TEXT = 12
SHORTEST_NAME = 24
"""Columns of the screen that a name gets before it is shortened; more where two names would look the same."""

ROOM_FOR_REASON = 40
"""Columns of the screen that a reason needs to stand beside its row."""


class Piece(NamedTuple):
    """A run of text in one style: ``""``, ``"title"``, ``"head"``, ``"total"``, ``"faint"`` or ``"warning"``."""

    text: str
    style: str = ""


Line = tuple[Piece, ...]


def wide(text: str) -> int:
    """The columns of a screen that a text takes: two for a wide sign, none for an accent on its own.

    >>> wide("Ruiz"), wide("\u682a\u5f0f"), wide("e\u0301")
    (4, 4, 1)
    """
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(sign) else 2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text
    )


def shortened(text: str, most: int) -> str:
    """A text in at most so many columns of the screen, with dots where it was cut.

    >>> shortened("Northwind Traders", 12)
    'Northwind...'
    """
    if wide(text) <= most:
        return text
    kept = text
    while wide(kept) > most - 3:
        kept = kept[:-1]
    return kept.rstrip() + "..."


def padded(text: str, width: int, *, right: bool) -> str:
    """A text shortened to, and filled up to, a width."""
    short = shortened(text, width)
    blanks = " " * (width - wide(short))
    return blanks + short if right else short + blanks


def wrapped(text: str, width: int) -> list[str]:
    """A sentence in lines of at most a width, broken between words; a longer word is shortened.

    >>> wrapped("one two three", 8)
    ['one two', 'three']
    """
    lines = [""]
    for word in text.split():
        if lines[-1] and wide(lines[-1]) + 1 + wide(word) > width:
            lines.append("")
        lines[-1] += (" " if lines[-1] else "") + shortened(word, width)
    return lines


def paragraph(text: str, width: int, style: str = "") -> Iterator[Line]:
    """A sentence on as many lines as it needs."""
    for line in wrapped(clean(text), width):
        yield (Piece(line, style),)


def lines(table: Table, width: int, *, rule: str = "-") -> Iterator[Line]:
    """The lines of a table that is at most ``width`` columns of the screen wide."""
    yield (Piece(shortened(table.caption, width), "title"),)
    plain = [index for index, column in enumerate(table.columns) if column.kind != "reason"]
    widths = _fitted(table, plain, width)
    for panel in _panels(plain, widths, width):
        if panel[1:2] != plain[1:2]:
            yield (Piece(""),)
        yield from _panel(table, panel, widths, width, rule)
    for note in table.notes:
        yield from paragraph(note, width, "faint")


def _widths(table: Table) -> list[int]:
    rows = [tuple(column.heading for column in table.columns), *table.rows, *table.totals]
    return [max(map(wide, cells)) for cells in zip(*rows, strict=True)]


def _taken(widths: Sequence[int]) -> int:
    return sum(widths) + len(GAP) * (len(widths) - 1)


def _fitted(table: Table, plain: Sequence[int], width: int) -> list[int]:
    """The widths of the columns: the widest texts give until all fit; where they cannot, names get half of the screen.

    Figures are never cut.
    """
    full = _widths(table)[: len(plain)]
    if _taken(full) <= width:
        return full
    least = [full[i] if table.columns[i].kind == "figure" else min(full[i], SHORTEST_TEXT) for i in plain]
    room = max(width - len(GAP) - max(least[1:], default=0), SHORTEST_TEXT)
    least[0] = min(_distinct(table, full[0]), room)
    fitted = full.copy()
    while _taken(fitted) > width:
        giving = [index for index in plain if fitted[index] > least[index]]
        if not giving:
            fitted[0] = min(full[0], max(least[0], width // 2), room)
            break
        fitted[max(giving, key=fitted.__getitem__)] -= 1
    return fitted


def _distinct(table: Table, full: int) -> int:
    """The least width at which different names look different."""
    names = {cells[0] for cells in table.rows}
    for least in range(SHORTEST_NAME, full):
        if len({shortened(name, least) for name in names}) == len(names):
            return least
    return full


def _panels(plain: Sequence[int], widths: Sequence[int], width: int) -> Iterator[list[int]]:
    """The columns in groups that fit, each beginning with the first one."""
    panel = [plain[0]]
    for index in plain[1:]:
        if len(panel) > 1 and _taken([widths[each] for each in (*panel, index)]) > width:
            yield panel
            panel = [plain[0]]
        panel.append(index)
    yield panel


def _panel(table: Table, panel: Sequence[int], widths: Sequence[int], width: int, rule: str) -> Iterator[Line]:
    """Heading, rows and totals of some columns, and with the last of them the reasons of the rows."""
    headings = tuple(column.heading for column in table.columns)
    last = len(table.columns) - 1
    reason = last if table.columns[last].kind == "reason" and last - 1 in panel else None
    taken = _taken([widths[index] for index in panel])
    room = width - taken - len(GAP)
    beside = reason is not None and room >= ROOM_FOR_REASON
    head = _row(table, headings, panel, widths) + (GAP + headings[-1] if beside else "")
    yield (Piece(head.rstrip(), "head"),)
    yield (Piece(rule * (width if beside else taken), "faint"),)
    for cells in table.rows:
        row = _row(table, cells, panel, widths)
        if reason is None:
            yield (Piece(row.rstrip()),)
        else:
            yield from _reasoned(row, cells[reason], taken if beside else 0, width)
    if table.totals:
        yield (Piece(rule * taken, "faint"),)
    for cells in table.totals:
        yield (Piece(_row(table, cells, panel, widths).rstrip(), "total"),)


def _row(table: Table, cells: Cells, panel: Sequence[int], widths: Sequence[int]) -> str:
    return GAP.join(padded(cells[index], widths[index], right=table.columns[index].kind == "figure") for index in panel)


def _reasoned(row: str, reason: str, taken: int, width: int) -> Iterator[Line]:
    """A row with its reason beside it, or below it where ``taken`` is 0."""
    if taken:
        first, *rest = wrapped(reason, width - taken - len(GAP))
        yield Piece(row + GAP), Piece(first, "faint")
        indent = " " * (taken + len(GAP))
    else:
        yield (Piece(row.rstrip()),)
        rest, indent = wrapped(reason, width - len(INDENT)), INDENT
    for line in rest:
        yield (Piece(indent + line, "faint"),)
