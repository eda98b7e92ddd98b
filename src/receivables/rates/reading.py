"""Rate tables out of documents: TOML and CSV, with every problem at once."""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any, NamedTuple

from receivables import checks
from receivables.errors import IntakeError, IntakeProblem, InvalidValueError
from receivables.rates.rows import RateRow, as_percent, misfits, text, texts

LARGEST_DOCUMENT = 1024 * 1024
"""Characters that a document may have."""

LONGEST_LINE = 4_000
"""Characters that a line of it may have: a dotted TOML key of 40 kB takes seconds to parse."""

_MOST_KEPT = 100
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_DELIMITERS = (",", ";", "|", "\t")
_COLUMNS = ("from", "until", "percent", "source", "evidence")
_KNOWN = frozenset(_COLUMNS)
_HEAD = ("kind", "version", "name", "title", "unit", "source", "verified_until", "evidence", "notes", "rows")
_NEEDED = ("kind", "version", "name", "verified_until", "rows")
_ONE_DAY = timedelta(days=1)


class _Entry(NamedTuple):
    """A row as it was read: its number in the document, and its last day where it names one."""

    number: int
    row: RateRow
    until: date | None


def toml_fields(document: str, file: str) -> dict[str, Any]:
    """The fields of the rate table that a TOML document describes."""
    return fields(_Problems(file).toml(document), file)


def fields(data: Mapping[str, Any], file: str) -> dict[str, Any]:
    """The fields of the rate table that plain data describe."""
    found = _Problems(file)
    if not isinstance(data, Mapping):
        raise InvalidValueError("data", "a rate table as plain data, as RateTable.to_dict gives it", data)
    for key in sorted(data.keys() - {*_HEAD}, key=str):
        found.wrong(None, None, key, "one of " + ", ".join(_HEAD))
    for key in (key for key in _NEEDED if key not in data):
        found.wrong(None, key, None, "a value")
    for key, value in (("kind", "rate-table"), ("version", 1)):
        if key in data and (type(data[key]), data[key]) != (type(value), value):
            found.wrong(None, key, data[key], repr(value))
    read = {key: found.value(None, key, how, data[key]) for key, how in _FIELDS.items() if key in data}
    tables = found.value(None, "rows", _tables, data.get("rows", []))
    entries = [found.entry(number, table) for number, table in enumerate(tables or (), 1)]
    found.between(entries, read.setdefault("source", ""), read.get("verified_until"))
    found.finish()
    return read | {"rows": [entry.row for entry in entries if entry]}


def csv_rows(document: str, file: str, delimiter: str, *, source: str, verified_until: date) -> list[RateRow]:
    """The rows of a rate table in a CSV whose first line names the columns."""
    checks.one_of("delimiter", delimiter, _DELIMITERS)
    text("source", source)
    checks.day("verified_until", verified_until)
    found = _Problems(file)
    lines = found.limited(document).removeprefix("\ufeff").splitlines(keepends=True)
    records = found.records(csv.reader(lines, delimiter=delimiter, strict=True))
    header = records[0][1] if records else []
    found.header(header)
    if not records[1:]:
        found.wrong(None, None, None, "at least one row under the header")
    entries = [found.entry(number, found.cells(number, header, cells)) for number, cells in records[1:]]
    found.between(entries, source, verified_until)
    found.finish()
    return [entry.row for entry in entries if entry]


def _day(attribute: str, value: object) -> date:
    """A day as TOML or text has it."""
    if type(value) is date:
        return value
    if isinstance(value, str) and _ISO.fullmatch(value):
        with suppress(ValueError):
            return date.fromisoformat(value)
    raise InvalidValueError(attribute, "a date like 2026-03-31", value)


def _percent(attribute: str, value: object) -> Decimal | None:
    """A percentage in quotes; an empty one declares a gap."""
    if type(value) is not str:
        raise InvalidValueError(attribute, 'a percentage in quotes, like "9.50"', value)
    return as_percent(attribute, value) if value else None


def _tables(attribute: str, value: object) -> list[Any]:
    if not isinstance(value, list) or not value:
        raise InvalidValueError(attribute, "a list of at least one row", value)
    return value


_FIELDS: Mapping[str, Callable[[str, object], Any]] = {
    "name": checks.name,
    "title": text,
    "unit": text,
    "source": text,
    "evidence": text,
    "verified_until": _day,
    "notes": texts,
}


class _Problems:
    """What is wrong in one document; what could not be read is ``None``."""

    def __init__(self, file: str) -> None:
        self.file = checks.of_kind("file", str, "the name of a file, for messages", file)
        self.kept: list[IntakeProblem] = []

    def wrong(self, row: int | None, column: str | None, value: object, expected: str) -> None:
        """Note a problem."""
        self.kept.append(IntakeProblem(self.file, row, column, value, expected))

    def finish(self) -> None:
        """Raise what was found."""
        if self.kept:
            count = f"{len(self.kept)} problem{'' if len(self.kept) == 1 else 's'}"
            ordered = sorted(self.kept, key=lambda problem: problem.row or 0)
            raise IntakeError(f"{self.file}: {count}, no table was read", ordered[:_MOST_KEPT])

    def limited(self, document: str) -> str:
        """The document, if it is one that can be read in a moment."""
        if not isinstance(document, str):
            raise InvalidValueError("text", "the text of a rate table", document)
        if len(document) > LARGEST_DOCUMENT or any(len(line) > LONGEST_LINE for line in document.splitlines()):
            expected = f"at most {LARGEST_DOCUMENT} characters, lines of at most {LONGEST_LINE}"
            self.wrong(None, None, len(document), expected)
            self.finish()
        return document

    def toml(self, document: str) -> dict[str, Any]:
        """The document as plain data. A number with a decimal point is a Decimal, so that it can be told from text."""
        document = self.limited(document)
        try:
            return tomllib.loads(document, parse_float=Decimal)
        except (ValueError, ArithmeticError, RecursionError) as error:
            self.wrong(None, None, None, f"TOML that can be parsed: {error}")
            self.finish()
            raise

    def records(self, reader: Any) -> list[tuple[int, list[str]]]:
        """The records of a CSV that are not blank, each with the number of its line."""
        found = []
        try:
            found = [(reader.line_num, cells) for cells in reader if any(cells)]
        except csv.Error as error:
            self.wrong(reader.line_num, None, None, f"cells that can be told apart ({error})")
        return found

    def header(self, names: Sequence[str]) -> None:
        """Refuse a header without the columns that are needed, with others, or with one twice."""
        for name in names:
            if name not in _COLUMNS:
                self.wrong(1, None, name, "one of the columns " + ", ".join(_COLUMNS))
            elif names.count(name) > 1:
                self.wrong(1, name, None, "each column once")
        for name in ("from", "percent"):
            if name not in names:
                self.wrong(1, None, None, f"a column {name!r}")
        self.finish()

    def cells(self, number: int, header: Sequence[str], cells: Sequence[str]) -> dict[str, str] | None:
        """A record by the names of its columns; a cell that is optional and empty is left out."""
        if len(cells) != len(header):
            self.wrong(number, None, f"{len(cells)} cells", f"{len(header)} cells, as the header has")
            return None
        return {name: cell for name, cell in zip(header, cells, strict=True) if cell or name in ("from", "percent")}

    def value(self, row: int | None, column: str, how: Callable[[str, object], Any], value: object) -> Any:
        """One value as ``how`` reads it."""
        try:
            return how(column, value)
        except InvalidValueError as error:
            self.wrong(row, column, value, error.expected)
            return None

    def entry(self, number: int, cells: Any) -> _Entry | None:
        """A row, if all of it can be read."""
        if cells is None:
            return None
        if not isinstance(cells, Mapping):
            self.wrong(number, None, cells, 'a row like { from = 2026-01-01, percent = "9.50" }')
            return None
        before = len(self.kept)
        for key in sorted(cells.keys() - _KNOWN, key=str):
            self.wrong(number, None, key, "one of " + ", ".join(_COLUMNS))
        since = self.value(number, "from", _day, cells.get("from"))
        until = self.value(number, "until", _day, cells["until"]) if "until" in cells else None
        if since and until and until < since:
            self.wrong(number, "until", str(until), f"{since} or later")
        percent = self.value(number, "percent", _percent, cells.get("percent"))
        own = {key: self.value(number, key, text, cells[key]) for key in ("source", "evidence") if key in cells}
        return _Entry(number, RateRow(since, percent, **own), until) if len(self.kept) == before else None

    def between(self, entries: Sequence[_Entry | None], source: str | None, verified_until: date | None) -> None:
        """What is wrong between rows: their order, their last days, and who speaks for them."""
        read = [entry for entry in entries if entry]
        for place, field, value, expected in misfits([entry.row for entry in read], source):
            self.wrong(read[place].number, "from" if field == "since" else field, str(value), expected)
        for entry, after in pairwise(entries):
            if entry and after:
                self.last_day(entry, after.row.since)
        if entries and (last := entries[-1]) and last.until and verified_until and last.until < verified_until:
            expected = f"{verified_until}, until which the table is checked, or later"
            self.wrong(last.number, "until", str(last.until), expected)

    def last_day(self, entry: _Entry, following: date) -> None:
        """Refuse a last day that is not the one before the next row begins."""
        since, until = entry.row.since, entry.until
        if until is None or following <= since or until == (end := following - _ONE_DAY):
            return
        if until > end:
            why = f"from {following} to {until} two rows hold"
        else:
            why = f"from {until + _ONE_DAY} to {end} there is no rate: declare the gap with a row without a percentage"
        self.wrong(entry.number, "until", str(until), f"{end}, the day before the next row begins; {why}")
