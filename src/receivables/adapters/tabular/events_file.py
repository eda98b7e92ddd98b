"""Books of events: JSON, a fact a line (JSONL), in and out."""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Mapping
from functools import partial
from os import PathLike
from pathlib import Path
from typing import Any

from moneyed import Currency

from receivables.adapters.tabular.event_lines import from_line, to_line
from receivables.adapters.tabular.event_reader import Fact, Reader
from receivables.adapters.tabular.event_types import LINE_TYPES
from receivables.adapters.tabular.lines import Progress, lines, nobody
from receivables.adapters.tabular.problems import Problems, repeated, shown
from receivables.events import Event

NUMBERED = {
    "invoice_issued": "number",
    "interest_charged": "reference",
    "compensation_charged": "reference",
    "fee_charged": "reference",
    "credit_note_issued": "number",
    "payment_received": "reference",
}
"""The types of line that other lines can speak of, and the key that names them."""

_MOST_DIGITS = 20


def write_events(facts: Iterable[tuple[str, str | Currency, Event]], path: str | PathLike[str]) -> None:
    """Write facts (customer, currency, event) as a book of events in UTF-8, one a line, in the order given.

    :func:`~receivables.adapters.tabular.read_book` gives the same facts back. A book whose facts contradict one
    another, or where a payment or credit note is for an invoice that is nowhere in it, is written but refused on
    reading.

    Raises :class:`~receivables.errors.InvalidValueError` for a fact that a line cannot say: a document of another
    customer than its fact, an amount in another currency, or in a currency that ISO 4217 does not list with digits.

    >>> from datetime import date
    >>> from tempfile import TemporaryDirectory
    >>> from receivables import PaymentReversed
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder, "events.jsonl")
    ...     write_events([("C-1", "EUR", PaymentReversed("P-1", on=date(2026, 3, 2)))], file)
    ...     print(file.read_text("utf-8"), end="")
    {"type": "payment_reversed", "customer": "C-1", "currency": "EUR", "payment": "P-1", "on": "2026-03-02"}
    """
    encoder = json.JSONEncoder(ensure_ascii=False)
    # A lone surrogate, which UTF-8 has no bytes for, is written with a backslash: JSON reads that the same way.
    with Path(path).open("w", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
        for customer, currency, event in facts:
            code = currency if isinstance(currency, str) else currency.code
            file.write(encoder.encode(to_line(customer, code, event)) + "\n")


class EventsFile:
    """What a book of events says: its facts, the line of each, and the names that broken lines would have given."""

    def __init__(self, path: Path, found: Problems, progress: Progress = nobody) -> None:
        self.name: str = shown([path.name])
        self.facts: list[Fact] = []
        self.rows: array[int] = array("Q")
        self.lost: set[str] | None = set()
        self._found = found
        self._reader = Reader()
        self._decoder = json.JSONDecoder(
            object_pairs_hook=_each_key_once, parse_float=_Number, parse_constant=_Number, parse_int=_whole
        )
        for row, line in enumerate(lines(path, None, found, progress), 1):
            if not line.isspace():
                self._take(row, line)
        if found.cut_short:
            self.lost = None

    def _take(self, row: int, line: str) -> None:
        """Read one line; if it cannot be read, remember what others may miss."""
        data = self._parse(row, line)
        if data is None:
            self.lost = None
            return
        fact = from_line(data, self._reader, partial(self._found.add, self.name, row))
        if fact is not None:
            self.facts.append(fact)
            self.rows.append(row)
        else:
            self._lose(data)

    def _parse(self, row: int, line: str) -> dict[str, Any] | None:
        start = line[:40].rstrip()
        try:
            data = self._decoder.decode(line)
        except RecursionError:
            self._found.add(self.name, row, None, start, "a fact, not lists within lists without end")
        except ValueError as error:
            self._found.add(self.name, row, None, start, f"one fact as JSON in this line: {_reason(error)}")
        else:
            if isinstance(data, dict):
                return data
            self._found.add(self.name, row, None, start, 'a fact, like {"type": "invoice_issued", ...}')
        return None

    def _lose(self, data: Mapping[str, Any]) -> None:
        """Remember what a broken line would have named; any line of an unknown type can be anything."""
        kind = str(data.get("type"))
        if kind in NUMBERED or kind not in LINE_TYPES:
            name = data.get(NUMBERED.get(kind, ""))
            self.lost = self.lost | {name} if self.lost is not None and isinstance(name, str) else None


class _Number:
    """A number that is not exact, or not a number at all, as it stood in the file: no key takes it."""

    def __init__(self, text: str) -> None:
        self.text = text[:40]

    def __repr__(self) -> str:
        return self.text


def _whole(text: str) -> int | _Number:
    """A whole number, unless it is of thousands of digits."""
    return int(text) if len(text) <= _MOST_DIGITS else _Number(text)


def _reason(error: ValueError) -> str:
    """What is wrong with JSON, without the line, which is always the first."""
    return f"{error.msg} at character {error.pos + 1}" if isinstance(error, json.JSONDecodeError) else str(error)


def _each_key_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError(f"a key stands twice: {shown(repeated(key for key, _ in pairs))}")
    return found
