"""Invoices from a CSV: a row each, as the mapping says they are written.

An invoice with a settled date was paid in full on that day: it brings a payment with remittance advice along, whose
reference is ``settled <invoice>``.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from moneyed import Currency

from receivables import checks
from receivables.adapters.tabular.cells import AmountReader, CurrencyReader, DateReader, NameReader, TermsReader
from receivables.adapters.tabular.event_reader import Fact
from receivables.adapters.tabular.lines import Progress
from receivables.adapters.tabular.mapping import INVOICE_COLUMNS, BookMapping
from receivables.adapters.tabular.problems import Problems, UnknownColumnProblem
from receivables.adapters.tabular.table import Table
from receivables.documents import Invoice, Payment
from receivables.errors import InvalidValueError
from receivables.events import InvoiceIssued, PaymentReceived
from receivables.money import Money
from receivables.rounding import Rounding
from receivables.terms import PaymentTerms

OTHERWISE = {"currency": 'currency = "EUR" for all rows', "due_on": 'terms = "net 30" for all rows'}
"""What a mapping can say instead of a column."""

CREDIT_NOTE = (
    "a negative invoice is a credit note, which stands in a book of events (JSONL) in a line like "
    '{"type": "credit_note_issued", "customer": "C-1", "currency": "EUR", "number": "CN-1", "total": "50.00", '
    '"issued_on": "2026-03-31"}; see docs/reference/tabular.md'
)
"""What to do about a negative invoice."""

NEEDED = ("invoice", "customer", "issued_on", "amount", "currency")
"""The columns, as far as the file has them, that are filled in each row."""

WAYS = ("due_on", "terms")
"""The columns that say when an invoice is due; where a file has both, one of them is filled."""

_COLUMN_OF = {"reference": "settled_on"}
"""Where a mistake shows that only the document as a whole has."""


class Readers:
    """What the files of one book share: how a cell becomes a day, a currency, an amount, a text to carry."""

    def __init__(self, mapping: BookMapping) -> None:
        rounding = None if mapping.rounding is None else Rounding(mapping.rounding)
        self.days: DateReader = DateReader(mapping.date_format)
        self.customers: NameReader = NameReader()
        self.currencies: CurrencyReader = CurrencyReader()
        self.terms: TermsReader = TermsReader()
        self.amounts: AmountReader = AmountReader(mapping.decimal_mark, mapping.thousands_mark, rounding)

    def optional_day(self, attribute: str, text: str) -> date | None:
        """A day, or nothing in an empty cell."""
        return self.days.read(attribute, text) if text else None

    def amount(self, attribute: str, text: str, currency: Currency | None) -> Money | None:
        """An amount of at least zero."""
        money = self.amounts.read(attribute, text, currency)
        if money is not None and money.minor < 0:
            raise InvalidValueError(attribute, f"at least 0: {CREDIT_NOTE}", text)
        return money


def carried(attribute: str, text: str) -> str:
    """A text to group by: without blanks at its ends, empty where there is none."""
    label = text.strip()
    return sys.intern(checks.name(attribute, label)) if label else ""


class Entry(NamedTuple):
    """What the rest of the book must know of an invoice; ``None`` is what its row could not tell."""

    row: int
    customer: str | None
    currency: Currency | None
    settled: bool


class InvoicesFile:
    """The invoices of a CSV as facts, the row of each, and a register of all numbers."""

    def __init__(
        self, path: Path, mapping: BookMapping, carry: Sequence[str], found: Problems, progress: Progress
    ) -> None:
        self.facts: list[Fact] = []
        self.rows: array[int] = array("Q")
        self.register: dict[str, Entry] = {}
        self.readers: Readers = Readers(mapping)
        self.mapping = mapping
        self.terms: PaymentTerms | None = (
            None if mapping.terms is None else self.readers.terms.read("terms", mapping.terms)
        )
        self.currency: Currency | None = (
            None if mapping.currency is None else self.readers.currencies.read("currency", mapping.currency)
        )
        self.carry: tuple[str, ...] = tuple(name for name in dict.fromkeys(carry) if name != "customer")
        self.table: Table = Table(path, "[columns]", mapping, found, progress)
        if not found.count:
            self._find_columns()
        if not found.count:
            self._read()

    def _find_columns(self) -> None:
        table, names = self.table, self.mapping.columns
        by_terms = self.terms or names.get("terms", "terms") in table.header
        instead = {"settled_on": True, "terms": True, "currency": self.currency, "due_on": by_terms}
        # A column that the mapping names must be there: a slip in its name would change what the book says.
        optional = {ours for ours, given in instead.items() if given and ours not in names}
        wanted = {ours: names.get(ours, ours) for ours in INVOICE_COLUMNS}
        table.find_all(wanted, optional, OTHERWISE)
        table.overrules("currency", "currency", self.mapping.currency)
        table.overrules("due_on", "terms", self.mapping.terms)
        table.overrules("terms", "terms", self.mapping.terms)
        for name in self.carry:
            if not name or not table.find(f"carry {name}", name):
                table.found.take(UnknownColumnProblem(table.name, table.header_row, name, table.header))

    def _read(self) -> None:
        table, readers = self.table, self.readers
        ways = [name for name in WAYS if name in table.columns]
        self._needed: tuple[int, ...] = tuple(sorted(table.places([*NEEDED, *(ways if len(ways) == 1 else [])])))
        self._number = table.cell("invoice", checks.name)
        self._customer = table.cell("customer", readers.customers.read)
        self._issued = table.cell("issued_on", readers.days.read)
        self._due = table.cell_or("due_on", readers.days.read, None)
        self._terms = table.cell_or("terms", readers.terms.read, self.terms)
        self._currency = table.cell_or("currency", readers.currencies.read, self.currency)
        self._total = table.cell("amount", readers.amount)
        self._settled = table.cell_or("settled_on", readers.optional_day, None)
        self._labels = {name: table.cell(f"carry {name}", carried) for name in self.carry}
        for row, cells in table.rows():
            self._take(row, cells)
        if not self.register and not table.found.count:
            table.found.add(table.name, None, None, None, "at least one invoice; there is only a header")

    def _take(self, row: int, cells: list[str]) -> None:
        """One row: each cell for itself, then the invoice, then its payment."""
        if self.table.is_fragment(row, cells, self._needed):
            place = self.table.columns["invoice"].place
            self.register.setdefault(cells[place], Entry(row, None, None, settled=False))
            return
        before = self.table.found.count
        number, customer = self._number(row, cells), self._customer(row, cells)
        issued, due = self._issued(row, cells), self._due_by(row, cells)
        currency = self._currency(row, cells)
        total = self._total(row, cells, currency)
        settled = self._settled(row, cells)
        labels = {name: label(row, cells) for name, label in self._labels.items()}
        if number is not None:
            self._register(number, Entry(row, customer, currency, settled is not None))
        if self.table.found.count > before or number is None or customer is None or issued is None or total is None:
            return
        try:
            invoice = Invoice(
                number,
                customer,
                total=total,
                issued_on=issued,
                due_on=None if isinstance(due, PaymentTerms) else due,
                terms=due if isinstance(due, PaymentTerms) else None,
                attributes={name: label for name, label in labels.items() if label},
            )
            self._issue(row, invoice, settled)
        except InvalidValueError as error:
            self.table.wrong(row, _COLUMN_OF.get(error.attribute, error.attribute), error.value, error.expected)

    def _due_by(self, row: int, cells: list[str]) -> date | PaymentTerms | None:
        """The due day where one stands, else the terms."""
        due, terms = (self.table.columns.get(name) for name in WAYS)
        if due is None or (terms is not None and cells[terms.place] and not cells[due.place]):
            return self._terms(row, cells)
        if terms is not None and not cells[due.place]:
            self.table.wrong(row, "due_on", "", f"a due day, or payment terms in {terms.header}")
            return None
        return self._due(row, cells)

    def _register(self, number: str, entry: Entry) -> None:
        first = self.register.setdefault(number, entry)
        if first is not entry:
            self.table.wrong(entry.row, "invoice", number, f"a number of its own; row {first.row:,} has it already")

    def _issue(self, row: int, invoice: Invoice, settled: date | None) -> None:
        """The facts of one row."""
        customer, code = invoice.customer, invoice.total.currency.code
        self.facts.append((customer, code, InvoiceIssued(invoice)))
        self.rows.append(row)
        if settled is not None and invoice.total:
            line = (invoice.number, invoice.total)
            payment = Payment(
                f"settled {invoice.number}", customer, amount=invoice.total, paid_on=settled, remittance=[line]
            )
            self.facts.append((customer, code, PaymentReceived(payment)))
            self.rows.append(row)
