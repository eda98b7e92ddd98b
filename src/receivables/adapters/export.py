"""The assessment of a book as data: every figure of it with its reasons, and what the book was."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from os import PathLike, fspath
from typing import Any

from receivables.adapters.tables import clean, count
from receivables.adapters.tabular import Book
from receivables.escalation import Decision
from receivables.portfolio import AccountAssessment, Assessment

_NAMED = {"InvoiceIssued": "invoice", "PaymentReceived": "payment", "CreditNoteIssued": "credit note"}


def about_book(path: str | PathLike[str], book: Book, *, as_of: date, known_by: date | None = None) -> list[str]:
    """What a book holds, in a sentence, and what of it the day leaves out, in others.

    >>> about_book("book.csv", Book(facts=()), as_of=date(2026, 6, 30))
    ['book.csv: 0 facts in 0 accounts.']
    """
    held: Counter[str] = Counter()
    later: Counter[str] = Counter()
    unknown: Counter[str] = Counter()
    for _, _, event in book.facts:
        kind = type(event).__name__
        held[kind] += 1
        if event.on > as_of:
            later[kind] += 1
        elif known_by is not None and event.recorded_on > known_by:
            unknown[kind] += 1
    said = [f"{fspath(path)}: {_counted(held)} in {count(len(book.portfolio()), 'account')}."]
    said += [f"Later than {as_of}, and left out: {_counted(later)}."] if later else []
    said += [f"Recorded later than {known_by}, and left out: {_counted(unknown)}."] if unknown else []
    return [clean(sentence) for sentence in said]


def _counted(facts: Counter[str]) -> str:
    """So many invoices, payments, credit notes and other facts."""
    parts = [count(facts[kind], name) for kind, name in _NAMED.items() if facts[kind]]
    rest = facts.total() - sum(facts[kind] for kind in _NAMED)
    if rest:
        parts.append(count(rest, "other fact" if parts else "fact"))
    return ", ".join(parts) or "0 facts"


def book_data(book: Book, name: str) -> dict[str, Any]:
    """What a book holds as plain data, with the first warnings about it.

    >>> book_data(Book(facts=()), "book.csv")
    {'name': 'book.csv', 'accounts': 0, 'facts': {}, 'warning_count': 0, 'warnings': []}
    """
    facts = Counter(type(event).__name__ for _, _, event in book.facts)
    return {
        "name": name,
        "accounts": len(book.portfolio()),
        "facts": dict(sorted(facts.items())),
        "warning_count": book.warning_count,
        "warnings": [str(warning) for warning in book.warnings],
    }


def to_dict(assessment: Assessment, *, book: Book, name: str, by: str | None = None) -> dict[str, Any]:
    """The assessment as plain data, with what the book holds and, with ``by``, the aging of each value.

    Each open item has its age besides, and each action the decisions that led to it.
    """
    data = {"book": book_data(book, name), **assessment.to_dict()}
    for account, plain in zip(assessment.accounts, data["accounts"], strict=True):
        _add_ages(account, plain["position"]["items"])
        plain["next_action"]["decisions"] = list(map(_decision, account.next_action.decisions))
    if by is not None:
        values = assessment.aging.by(by).items()
        data["aging_by"] = {"column": by, "values": {value: each.to_dict()["currencies"] for value, each in values}}
    return data


def _add_ages(account: AccountAssessment, items: list[dict[str, Any]]) -> None:
    """Days past due and bucket of each open item."""
    rows = {(row.item.document, row.item.installment): row for row in account.aging.rows}
    for item in items:
        row = rows.get((item["document"], item["installment"]))
        if row is not None:
            item["days_past_due"] = row.item.days_past_due(account.aging.as_of)
            item["bucket"] = row.bucket.label


def _decision(decision: Decision) -> dict[str, Any]:
    return {
        "item": decision.item.label,
        "step": decision.step.name if decision.step else None,
        "amount": decision.amount.text,
        "because": decision.because,
        "look_again_on": decision.look_again_on.isoformat() if decision.look_again_on else None,
    }


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
