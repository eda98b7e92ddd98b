"""The assessment of a book as data: everything that the library knows, and what the book was."""

from __future__ import annotations

import json
from collections import Counter
from os import PathLike, fspath
from typing import Any

from receivables.adapters.tables import clean, count
from receivables.adapters.tabular import Book
from receivables.portfolio import Assessment

_NAMED = {"InvoiceIssued": "invoice", "PaymentReceived": "payment", "CreditNoteIssued": "credit note"}


def about_book(path: str | PathLike[str], book: Book) -> str:
    """What a book holds, in a sentence.

    >>> about_book("book.csv", Book(facts=()))
    'book.csv: 0 facts in 0 accounts.'
    """
    found = Counter(_NAMED.get(type(event).__name__, "") for _, _, event in book.facts)
    parts = [count(found[name], name) for name in _NAMED.values() if found[name]]
    if found[""]:
        parts.append(count(found[""], "other fact" if parts else "fact"))
    held = ", ".join(parts) or "0 facts"
    return clean(f"{fspath(path)}: {held} in {count(len(book.portfolio()), 'account')}.")


def to_dict(assessment: Assessment, *, book: Book, name: str, by: str | None = None) -> dict[str, Any]:
    """The assessment as plain data, with what the book holds and, with ``by``, the aging of each value."""
    facts = Counter(type(event).__name__ for _, _, event in book.facts)
    about = {
        "name": name,
        "accounts": len(book.portfolio()),
        "facts": dict(sorted(facts.items())),
        "warning_count": book.warning_count,
        "warnings": [str(warning) for warning in book.warnings],
    }
    data = {"book": about, **assessment.to_dict()}
    if by is not None:
        values = assessment.aging.by(by).items()
        data["aging_by"] = {"column": by, "values": {value: each.to_dict()["currencies"] for value, each in values}}
    return data


def as_json(assessment: Assessment, *, book: Book, name: str, by: str | None = None) -> str:
    """The same as JSON with its keys in a stable order: a line a key, and under ``accounts`` a line an account."""
    data = to_dict(assessment, book=book, name=name, by=by)
    lines = [
        f"{_encode(key)}: {_accounts(value) if key == 'accounts' else _encode(value)}" for key, value in data.items()
    ]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _accounts(accounts: list[dict[str, Any]]) -> str:
    return "[\n" + ",\n".join(map(_encode, accounts)) + "\n]"


def _encode(value: object) -> str:
    # Without indentation the encoder runs in C, which takes a fifth of the time of a long book.
    return json.dumps(value, ensure_ascii=False)
