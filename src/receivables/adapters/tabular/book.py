"""A book read from files: its facts, what was odd about them, and its accounts."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Sequence
from os import PathLike
from pathlib import Path

import attrs

from receivables.account import Account
from receivables.adapters.tabular.contradictions import Ledger
from receivables.adapters.tabular.event_reader import Fact
from receivables.adapters.tabular.events_file import EventsFile
from receivables.adapters.tabular.invoices import InvoicesFile
from receivables.adapters.tabular.lines import Progress, nobody
from receivables.adapters.tabular.mapping import BookMapping
from receivables.adapters.tabular.oddities import Oddities, report_rounding
from receivables.adapters.tabular.payments import PaymentsFile
from receivables.adapters.tabular.problems import MOST_KEPT, Problems, UnknownColumnProblem, refusal, shown
from receivables.errors import IntakeProblem
from receivables.events import InvoiceIssued
from receivables.portfolio import Portfolio


@attrs.frozen(kw_only=True)
class Book:
    """What a file of facts says.

    ``facts`` are customer, currency code and event, in the order of the file. ``warnings`` are odd rows that were kept
    (the first 100; ``warning_count`` says how many there are): a due day before the issue day, numbers that differ only
    in case, blanks or leading zeros, amounts that were rounded because the mapping says so, payments of a customer who
    has no invoice in the list. So are other tables in the folder of the book, which were not read.

    >>> from datetime import date
    >>> from receivables import Invoice, Money
    >>> issued, due = date(2026, 1, 15), date(2026, 2, 14)
    >>> invoice = Invoice("F-1", "C-1", total=Money("60.00", "EUR"), issued_on=issued, due_on=due)
    >>> Book(facts=(("C-1", "EUR", InvoiceIssued(invoice)),)).portfolio()
    Portfolio(accounts=<1 accounts>)
    """

    facts: tuple[Fact, ...] = attrs.field(repr=lambda facts: f"<{len(facts)} facts>")
    warnings: tuple[IntakeProblem, ...] = ()
    warning_count: int = attrs.field(default=attrs.Factory(lambda book: len(book.warnings), takes_self=True))
    _portfolio: Portfolio = attrs.field(
        default=attrs.Factory(lambda book: Portfolio.of_events(book.facts), takes_self=True), repr=False, eq=False
    )

    def portfolio(self) -> Portfolio:
        """The accounts of the book, one a customer and currency."""
        return self._portfolio


def read_book(
    path: str | PathLike[str],
    *,
    mapping: BookMapping = BookMapping(),  # noqa: B008
    carry: Sequence[str] = (),
    progress: Progress | None = None,
) -> Book:
    """Read a book: a CSV of invoices, with a CSV of payments beside it, or a JSONL book of events.

    ``path`` is the file (``.csv`` or ``.jsonl``), or a folder that holds ``events.jsonl`` or ``invoices.csv``.
    ``mapping`` says how a foreign CSV is written. ``carry`` names further columns (or, in a book of events, attributes)
    that the invoices carry along for grouping. ``progress`` is called now and then with the bytes read and the bytes in
    all.

    Raises :class:`~receivables.errors.IntakeError` that names every wrong row, up to the first 100. Nothing is
    half-read: a book with a wrong row is not read at all.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     with Path(folder, "invoices.csv").open("w") as file:
    ...         print("invoice,customer,issued_on,due_on,amount,currency", file=file)
    ...         print("F-1,C-1,2026-01-15,2026-02-14,60.00,EUR", file=file)
    ...     book = read_book(folder)
    >>> book
    Book(facts=<1 facts>, warnings=(), warning_count=0)
    """
    try:
        file = _file(Path(path))
        read = _read_csv if file.suffix.lower() == ".csv" else _read_events
        book = read(file, mapping, carry, progress or nobody)
        return book if file == Path(path) else _with_unread(book, file, mapping)
    except OSError as error:
        name = _name(Path(error.filename or path))
        raise refusal(name, f"a file that can be read ({error.strerror})") from None


def _name(path: Path) -> str:
    """The name of a file or folder, even where the path has none, like ``.``."""
    return path.name if path.name not in ("", "..") else path.resolve().name or str(path)


def _file(path: Path) -> Path:
    """The file to read first."""
    if path.is_dir():
        there = [file for file in (path / "events.jsonl", path / "invoices.csv") if file.exists()]
        if len(there) != 1:
            which = "both are there" if there else "neither is there"
            raise refusal(_name(path), f"a folder with either events.jsonl or invoices.csv; {which}")
        return there[0]
    if not path.exists():
        raise refusal(_name(path), "a file or folder that exists", str(path))
    if path.suffix.lower() not in (".csv", ".jsonl"):
        raise refusal(path.name, "a book in a file that ends in .csv or .jsonl, or a folder that holds one", str(path))
    return path


def _with_unread(book: Book, file: Path, mapping: BookMapping) -> Book:
    """The book of a folder, with a warning for each other table there: nobody should believe that it was read."""
    read = [file, payments_file(file, mapping)] if file.suffix == ".csv" else [file]
    there = (each for each in file.parent.iterdir() if each.suffix.lower() in (".csv", ".jsonl"))
    names, odd = " and ".join(each.name for each in read), Problems()
    for name in sorted(each.name for each in there if each not in read):
        odd.add(shown([name]), None, None, None, f"only {names} here; this file was not read")
    warnings = (*odd.kept, *book.warnings)[:MOST_KEPT]
    return attrs.evolve(book, warnings=warnings, warning_count=odd.count + book.warning_count)


class _Reading:
    """What reading a book comes to, whatever the format: facts, where each stands, problems and warnings."""

    def __init__(self) -> None:
        self.found = Problems()
        self.warnings = Problems()
        self.names: list[str] = []
        self.facts: list[Fact] = []
        self.rows = array("Q")
        self.ends: list[int] = []
        self.columns = {"invoice": "number"}

    def add(self, name: str, facts: Sequence[Fact], rows: array[int]) -> None:
        """The facts of one more file, with their rows."""
        self.names.append(shown([name]))
        self.facts.extend(facts)
        self.rows.extend(rows)
        self.ends.append(len(self.facts))

    def place(self, index: int) -> tuple[str, int]:
        """Where a fact stands: file and row."""
        return self.names[bisect_right(self.ends, index)], self.rows[index]

    def ledger(self, lost: set[str] | None) -> Ledger:
        """The facts sorted out into accounts, as far as they could be read."""
        return Ledger(self.facts, self.place, self.found, lost)

    def close(self, accounts: Sequence[Account]) -> Book:
        """The book, if nothing is wrong with it."""
        self.found.raise_any(" with ".join(self.names))
        Oddities(self.facts, self.place, self.columns, self.warnings).find()
        return Book(
            facts=tuple(self.facts),
            warnings=tuple(self.warnings.kept),
            warning_count=self.warnings.count,
            portfolio=Portfolio.of(accounts),
        )


def _read_events(file: Path, mapping: BookMapping, carry: Sequence[str], progress: Progress) -> Book:
    if mapping != BookMapping():
        raise refusal(file.name, "no mapping: a book of events is always written in the same way")
    reading = _Reading()
    read = EventsFile(file, reading.found, progress)
    if not read.facts and not reading.found.count:
        raise refusal(file.name, "at least one fact; the file is empty")
    _check_carried(file.name, carry, read.facts, reading.found)
    reading.add(file.name, read.facts, read.rows)
    ledger = reading.ledger(read.lost)
    ledger.check_remittance()
    return reading.close(ledger.accounts())


def _check_carried(name: str, carry: Sequence[str], facts: Sequence[Fact], found: Problems) -> None:
    """What is to be carried must be there: an attribute of some invoice."""
    there = {"customer"}
    for _, _, event in facts:
        if isinstance(event, InvoiceIssued):
            there.update(key for key, _ in event.invoice.attributes)
    for wanted in carry:
        if wanted not in there:
            found.take(UnknownColumnProblem(name, None, wanted, sorted(there)))


def _read_csv(file: Path, mapping: BookMapping, carry: Sequence[str], progress: Progress) -> Book:
    reading, beside, payments = _Reading(), _payments_beside(file, mapping), None
    size, more = file.stat().st_size, beside.stat().st_size if beside else 0
    invoices = InvoicesFile(file, mapping, carry, reading.found, lambda done, _: progress(done, size + more))
    reading.add(file.name, invoices.facts, invoices.rows)
    if beside is not None and invoices.register and not reading.found.cut_short:
        payments = PaymentsFile(beside, invoices, reading.found, lambda done, _: progress(size + done, size + more))
        reading.add(beside.name, payments.facts, payments.rows)
    reading.found.raise_any(" with ".join(reading.names))
    columns = invoices.table.columns
    reading.columns = {ours: column.header for ours, column in columns.items()}
    report_rounding(file.name, columns["amount"].header, invoices.readers.amounts, reading.warnings)
    if payments is not None:
        payments.report_strangers(reading.warnings)
    return reading.close(reading.ledger(set()).accounts())


def payments_file(file: Path, mapping: BookMapping) -> Path:
    """Where the payments of a file of invoices stand, if there are any."""
    usual = "payments.csv" if file.stem == "invoices" else f"{file.stem}-payments.csv"
    return file.with_name(mapping.payments_file or usual)


def _payments_beside(file: Path, mapping: BookMapping) -> Path | None:
    """The file of payments that belongs to the invoices, if there is one."""
    beside = payments_file(file, mapping)
    if beside.exists():
        return beside
    if mapping.payments_file is not None:
        raise refusal(beside.name, "a file of payments beside the invoices, as the mapping says", str(beside))
    return None
