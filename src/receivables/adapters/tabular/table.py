"""The rows of a CSV under its header."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import NamedTuple, TypeVar

from receivables.adapters.tabular.lines import Progress, lines
from receivables.adapters.tabular.mapping import BookMapping
from receivables.adapters.tabular.problems import Problems, nearest, repeated, shown
from receivables.errors import InvalidValueError

_Value = TypeVar("_Value")
_MARKS = ";\t|,"
_FEWEST = 4
"""Cells that a row of any of our lists has at least."""

_MOST_BELOW = 20
"""Records in which a header is looked for where the first line is none."""


class Column(NamedTuple):
    """A column of the file: its place in a row, and its name in the header."""

    place: int
    header: str


class Table:
    """A CSV file with a header: which column holds what, and each row as its cells.

    The names of columns are compared exactly. ``section`` is the table of the mapping that names them. Problems go to
    ``found``.
    """

    def __init__(self, path: Path, section: str, mapping: BookMapping, found: Problems, progress: Progress) -> None:
        self.name: str = shown([path.name])
        self.section = section
        self.found = found
        self.delimiter: str = mapping.delimiter
        self.columns: dict[str, Column] = {}
        self._records: Iterator[tuple[int, list[str]]] = self._read(lines(path, mapping.encoding, found, progress))
        self.header_row: int
        self.header: list[str]
        self.header_row, self.header = next(self._records, (0, []))
        self._check_header()

    def _read(self, source: Iterator[str]) -> Iterator[tuple[int, list[str]]]:
        """Each record that is not blank, with the number of the line where it begins."""
        reader = csv.reader(source, delimiter=self.delimiter, strict=True)
        row = 1
        try:
            for cells in reader:
                if any(cells):
                    yield row, cells
                row = reader.line_num + 1
        except csv.Error as error:
            expected = (
                f"cells that can be told apart ({error}); perhaps a quotation mark opens a cell and is never closed"
            )
            self.found.add(self.name, row, None, None, expected)
            self.found.cut_short = True

    def _check_header(self) -> None:
        if not self.header and not self.found.count:
            self.found.add(self.name, None, None, None, "a header and the rows under it; the file is empty")
        for name in repeated(filter(None, self.header)):
            self.found.add(
                self.name, self.header_row, None, name, "each column with a name of its own; this stands twice"
            )
        marks = [mark for mark in _MARKS if mark in "".join(self.header)]
        if len(self.header) == 1 and marks and not self._is_title():
            mark = '"\\t"' if marks[0] == "\t" else f'"{marks[0]}"'
            expected = f"cells with {self.delimiter!r} between them; here, say delimiter = {mark} in the mapping"
            self.found.add(self.name, self.header_row, None, self.header[0], expected)

    def find(self, ours: str, theirs: str) -> bool:
        """Find the column of our name by the name in the header; say whether it is there."""
        if theirs not in self.header:
            return False
        self.columns[ours] = Column(self.header.index(theirs), shown([theirs]))
        return True

    def find_all(self, wanted: Mapping[str, str], optional: set[str], otherwise: Mapping[str, str]) -> None:
        """Find the columns (our name = theirs), each another one; only ``optional`` ones may be missing."""
        absent = {ours: theirs for ours, theirs in wanted.items() if not self.find(ours, theirs)}
        self.miss({ours: theirs for ours, theirs in absent.items() if ours not in optional}, otherwise)
        for theirs in repeated(column.header for column in self.columns.values()):
            names = ", ".join(ours for ours, column in self.columns.items() if column.header == theirs)
            expected = f"a column of its own for each name; {self.section} has this one for {names}"
            self.found.add(self.name, self.header_row, theirs, None, expected)

    def overrules(self, ours: str, setting: str, value: object) -> None:
        """A setting for all rows and a column of the file say the same thing: nobody can tell which one holds."""
        if value is not None and ours in self.columns:
            expected = f"{setting} left out where columns.{ours} names a column; the file has a column {ours}"
            self.found.add(self.name, self.header_row, ours, value, expected)

    def miss(self, missing: Mapping[str, str], otherwise: Mapping[str, str]) -> None:
        """Columns that are needed (our name = theirs) are not there; ``otherwise`` says what can stand in for one."""
        if not missing:
            return
        below = next((row for row, cells in self._below() if {*missing.values()} <= {*cells}), None)
        if below is not None:
            expected = f"the header in the first line; it stands in row {below}: delete what is above it"
            self.found.add(self.name, self.header_row, None, None, expected)
            return
        wanted = ", ".join(f"{theirs!r}{nearest(theirs, self.header)}" for theirs in missing.values())
        title = "; the header must be the first line" if self._is_title() else ""
        instead = "".join(f", or {otherwise[ours]}" for ours in missing if ours in otherwise)
        how = f"the mapping says under {self.section} which they are, like {next(iter(missing))} = ...{instead}"
        self.found.add(
            self.name, self.header_row, None, None, f"columns {wanted}{title}; {how}. There are: {shown(self.header)}"
        )

    def _below(self) -> list[tuple[int, list[str]]]:
        """The first records below what stands where the header should be."""
        first = list(islice(self._records, _MOST_BELOW))
        self._records = chain(first, self._records)
        return first

    def _is_title(self) -> bool:
        """Whether the first line is rather a title: one cell that is no row itself, above records of several."""
        title = "".join(self.header)
        alone = title in self.header and not any(title.count(mark) >= _FEWEST - 1 for mark in _MARKS)
        return alone and any(sum(map(bool, cells)) >= _FEWEST for _, cells in self._below())

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """The rows under the header, each with as many cells as the header has."""
        width = len(self.header)
        for row, cells in self._records:
            if len(cells) == width:
                yield row, cells
            else:
                quoted = f"a cell that holds {self.delimiter!r} stands in quotation marks"
                total = "perhaps this is a total line: delete it"
                expected = f"{width} cells, as the header has; {quoted if len(cells) > width else total}"
                self.found.add(self.name, row, None, f"{len(cells)} cells", expected)

    def places(self, names: Sequence[str]) -> tuple[int, ...]:
        """Where these of our columns stand, as far as the file has them."""
        return tuple(self.columns[ours].place for ours in names if ours in self.columns)

    def is_fragment(self, row: int, cells: list[str], needed: Sequence[int]) -> bool:
        """Whether several cells of a row that are needed are empty, which is one problem: a total line, perhaps."""
        if cells.count("") < 2:
            return False
        empty = [self.header[place] for place in needed if not cells[place]]
        if len(empty) > 1:
            expected = f"a value for each of {shown(empty)}; perhaps this is a total line: delete it"
            self.found.add(self.name, row, None, None, expected)
        return len(empty) > 1

    def cell(self, ours: str, how: Callable[..., _Value]) -> Callable[..., _Value | None]:
        """What reads a column: of a row number, its cells and what else ``how`` needs, it makes the value.

        A cell that cannot be read is a problem, and its value ``None``.
        """
        place, header = self.columns[ours]

        def read(row: int, cells: list[str], *more: object) -> _Value | None:
            try:
                return how(ours, cells[place], *more)
            except InvalidValueError as error:
                self.found.add(self.name, row, header, cells[place], error.expected)
                return None

        return read

    def cell_or(self, ours: str, how: Callable[..., _Value], constant: _Value | None) -> Callable[..., _Value | None]:
        """The same for a column that may be missing: then it is ``constant`` in every row."""
        return self.cell(ours, how) if ours in self.columns else lambda *_: constant

    def wrong(self, row: int, ours: str, value: object, expected: str) -> None:
        """A problem of a cell that was read."""
        column = self.columns.get(ours)
        self.found.add(self.name, row, column.header if column else None, value, expected)
