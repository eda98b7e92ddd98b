"""The files that the command is given, each refused in the words of the command."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from receivables.adapters.cli.args import Request
from receivables.adapters.cli.usage import UsageError
from receivables.adapters.tabular import Book, BookMapping, Progress, UnknownColumnProblem, read_book
from receivables.adapters.tabular.book import payments_file
from receivables.adapters.tabular.mapping import SETTINGS
from receivables.catalogue import parse
from receivables.credit_book import LEVELS, CreditBook
from receivables.credit_book.book import policy_or_book
from receivables.credit_policy import CreditPolicy, load_document
from receivables.errors import IntakeError, PolicyDocumentError
from receivables.portfolio import Assessment
from receivables.segments import Segments

MOST_STRANGERS = 5
"""Names that are told one by one."""


def policy(path: Path) -> CreditPolicy | CreditBook:
    """The policy or credit book in a file; what is wrong is told with the name of the file."""
    try:
        return load_document(path, policy_or_book)
    except OSError as error:
        raise UsageError(f"--policy {path} cannot be read: {error.strerror}") from None
    except PolicyDocumentError:
        keys = _keys(path)
        if keys is None:
            raise UsageError(f"--policy {path} cannot be read: it is not in UTF-8; save it as UTF-8") from None
        if "kind" not in keys and keys & set(SETTINGS):
            raise UsageError(f"--policy {path}: this looks like a mapping; --policy wants a credit policy") from None
        raise


def strangers(policy: CreditPolicy | CreditBook, result: Assessment) -> Iterator[str]:
    """The customers and documents that the credit book has rules for and the book of invoices lacks, in a sentence.

    They may be new, or misspelled, and nothing else would tell.
    """
    book = CreditBook.of(policy)
    begun = [each for each in book.amendments if each.since <= result.as_of]
    names = {each.whom: (each.level, each.subject) for each in begun if each.level in LEVELS[2:]}
    rules = book.segments.rules if isinstance(book.segments, Segments) else ()
    names |= {f"customer {name}": ("customer", name) for rule in rules for name in rule.customers}
    known = {("customer", each.customer) for each in result.accounts}
    if any(level == "document" for level, _ in names.values()):
        known |= {("document", item.document) for each in result.accounts for item in each.position.items}
    missing = [whom for whom, name in names.items() if name not in known]
    if missing:
        more = f" and {len(missing) - MOST_STRANGERS:,} more" if len(missing) > MOST_STRANGERS else ""
        yield f"In the credit book, but not in this book on that day: {', '.join(missing[:MOST_STRANGERS])}{more}."


def mapping(path: Path | None) -> BookMapping:
    """The mapping in a file, if there is one."""
    if path is None:
        return BookMapping()
    try:
        return BookMapping.load(path)
    except IntakeError:
        if "kind" in (_keys(path) or ()):
            raise UsageError(f"--mapping {path}: this looks like a credit policy; --mapping wants a mapping") from None
        raise


def _keys(path: Path) -> set[str] | None:
    """The keys at the top of a document; none if it cannot be parsed, ``None`` if it is no text."""
    try:
        return set(parse(path.read_text("utf-8-sig"), format="json" if path.suffix == ".json" else "toml"))
    except UnicodeDecodeError:
        return None
    except (OSError, PolicyDocumentError):
        return set()


def files(asked: Request, how: BookMapping) -> list[Path]:
    """Every file that is read, or may be: nothing that the command writes may take its place."""
    inside = [asked.book / name for name in ("events.jsonl", "invoices.csv")]
    held = inside if os.path.isdir(asked.book) else [asked.book]
    payments = [payments_file(file, how) for file in held]
    return [*held, *payments, asked.policy, *([asked.mapping] if asked.mapping else [])]


def book(asked: Request, how: BookMapping, progress: Progress) -> Book:
    """The book, whose invoices carry along what the report is grouped by."""
    carry = () if asked.by in (None, "customer") else (str(asked.by),)
    try:
        return read_book(asked.book, mapping=how, carry=carry, progress=progress)
    except IntakeError as error:
        problem = error.exceptions[0]
        if len(error.exceptions) == 1 and isinstance(problem, UnknownColumnProblem):
            raise UsageError(f"--by {problem.value}: {problem.told}") from None
        raise
