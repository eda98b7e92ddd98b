"""The table of a letter in plain text: columns beside one another where there is room, else a line for each cell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from receivables.adapters.cli.layout import GAP, padded, wide
from receivables.adapters.letters.facts import Facts

WIDEST = 76
"""Columns of the screen that a line of a letter may take."""


def text_lines(table: Facts) -> list[str]:
    """The lines of a table.

    >>> amount = {"label": "Amount", "figure": True, "text": "60.00"}
    >>> rows = [[{"label": "Invoice", "figure": False, "text": "F-1"}, amount]]
    >>> text_lines({"columns": rows[0], "rows": rows, "sums": [{"label": "Total", "text": "60.00"}]})
    ['Invoice  Amount', 'F-1       60.00', '---------------', 'Total     60.00']
    """
    columns: list[Facts] = table["columns"]
    heads = [column["label"] for column in columns]
    cells = [[cell["text"] for cell in row] for row in table["rows"]]
    widths = [max(map(wide, each)) for each in zip(heads, *cells, strict=True)]
    sums = [(each["label"], each["text"]) for each in table["sums"]]
    if columns:
        needed = max((wide(label) + len(GAP) + wide(figure) for label, figure in sums), default=0)
        widths[0] += max(needed - _whole(widths), 0)
    whole = _whole(widths)
    if not columns or whole > WIDEST:
        stacked = [line for row in table["rows"] for line in _stacked(row)]
        return [*stacked, *_pairs(sums, 0)]
    right = [column["figure"] for column in columns]
    rows = [_row(each, widths, right) for each in (heads, *cells)]
    return [*rows, "-" * whole, *_pairs(sums, whole)]


def _whole(widths: Sequence[int]) -> int:
    return sum(widths) + len(GAP) * (len(widths) - 1)


def _row(cells: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> str:
    parts = (padded(cell, width, right=figure) for cell, width, figure in zip(cells, widths, right, strict=True))
    return GAP.join(parts).rstrip()


def _stacked(row: Sequence[Facts]) -> Iterator[str]:
    """The cells of a row below one another, and an empty line."""
    yield from (f"{cell['label']}: {cell['text']}" for cell in row)
    yield ""


def _pairs(pairs: Sequence[tuple[str, str]], width: int) -> list[str]:
    """Labels on the left, figures on the right, in lines of at least a width."""
    labels = max((wide(label) for label, _ in pairs), default=0)
    figures = max((wide(figure) for _, figure in pairs), default=0)
    room = max(width - labels - len(GAP), figures)
    return [padded(label, labels, right=False) + GAP + padded(figure, room, right=True) for label, figure in pairs]
