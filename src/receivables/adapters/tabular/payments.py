"""Payments from a CSV beside the invoices: a row for each part of a payment that is for one invoice.

Rows of a customer that share a payment reference are one payment, received on one day in one currency. A row without an
invoice is money without remittance advice.
"""

from __future__ import annotations

from array import array
from datetime import date
from pathlib import Path
from typing import NamedTuple

from moneyed import Currency

from receivables import checks
from receivables.adapters.tabular.event_reader import Fact
from receivables.adapters.tabular.invoices import OTHERWISE, Entry, InvoicesFile, Readers
from receivables.adapters.tabular.lines import Progress
from receivables.adapters.tabular.mapping import PAYMENT_COLUMNS
from receivables.adapters.tabular.oddities import folded
from receivables.adapters.tabular.problems import Problems, nearest
from receivables.adapters.tabular.table import Table
from receivables.documents import Payment
from receivables.errors import InvalidValueError
from receivables.events import PaymentReceived
from receivables.money import Money

MONEY_BACK = (
    "money that went back stands in a book of events (JSONL) in a line like "
    '{"type": "payment_reversed", "customer": "C-1", "currency": "EUR", "payment": "P-1", "on": "2026-03-31"}, '
    "or as a refund; see docs/reference/tabular.md"
)
"""What to do about a negative payment."""

NEEDED = ("payment", "customer", "paid_on", "amount", "currency")
"""The columns, as far as the file has them, that are filled in each row."""


class Part(NamedTuple):
    """A row of payments: money of one payment for one invoice, or for none."""

    row: int
    reference: str
    customer: str
    paid_on: date
    amount: Money
    invoice: str | None


class PaymentsFile:
    """The payments of a CSV as facts, and the first row of each; ``invoices`` are those they are for."""

    def __init__(self, path: Path, invoices: InvoicesFile, found: Problems, progress: Progress) -> None:
        self.facts: list[Fact] = []
        self.rows: array[int] = array("Q")
        self.invoices = invoices
        self.readers: Readers = invoices.readers
        self.parts: dict[tuple[str, str], list[Part]] = {}
        self.near: dict[str, str] | None = None
        before = found.count
        self.table: Table = Table(path, "[payments.columns]", invoices.mapping, found, progress)
        if found.count == before:
            self._find_columns()
        if found.count == before:
            self._read()
        for parts in self.parts.values():
            self._receive(parts)

    def _find_columns(self) -> None:
        table, names = self.table, self.invoices.mapping.payment_columns
        optional = {"invoice"} - names.keys() | ({"currency"} if self.invoices.currency else set())
        wanted = {ours: names.get(ours, ours) for ours in PAYMENT_COLUMNS}
        table.find_all(wanted, optional, OTHERWISE)

    def _read(self) -> None:
        table, readers = self.table, self.readers
        self._needed: tuple[int, ...] = table.places(NEEDED)
        self._reference = table.cell("payment", checks.name)
        self._customer = table.cell("customer", readers.customers.read)
        self._paid_on = table.cell("paid_on", readers.days.read)
        self._currency = table.cell_or("currency", readers.currencies.read, self.invoices.currency)
        self._money = table.cell("amount", self._amount)
        self._invoice = table.cell_or("invoice", lambda _, text: text or None, None)
        for row, cells in table.rows():
            self._take(row, cells)

    def _take(self, row: int, cells: list[str]) -> None:
        if self.table.is_fragment(row, cells, self._needed):
            return
        reference, customer = self._reference(row, cells), self._customer(row, cells)
        paid_on, currency = self._paid_on(row, cells), self._currency(row, cells)
        amount, invoice = self._money(row, cells, currency), self._invoice(row, cells)
        known = invoice is None or self._known(row, invoice, customer, currency)
        if known and reference is not None and customer is not None and paid_on is not None and amount is not None:
            self._add(Part(row, reference, customer, paid_on, amount, invoice))

    def _amount(self, attribute: str, text: str, currency: Currency | None) -> Money | None:
        money = self.readers.amounts.read(attribute, text, currency)
        if money is not None and money.minor <= 0:
            expected = f"more than 0: {MONEY_BACK}"
            raise InvalidValueError(attribute, expected, text)
        return money

    def _known(self, row: int, number: str, customer: str | None, currency: Currency | None) -> bool:
        """Whether the invoice is one that this customer can pay in this currency."""
        entry = self.invoices.register.get(number)
        if entry is None:
            expected = f"the number of an invoice in {self.invoices.table.name}{self._perhaps(number)}"
            self.table.wrong(row, "invoice", number, expected)
            return False
        for ours, value, expected in self._against(number, entry, customer, currency):
            self.table.wrong(row, ours, value, expected)
            return False
        return True

    @staticmethod
    def _against(
        number: str, entry: Entry, customer: str | None, currency: Currency | None
    ) -> list[tuple[str, str, str]]:
        """What speaks against money of this customer in this currency for the invoice."""
        said = f"invoice {number} (row {entry.row:,} of the invoices)"
        wrong = []
        if customer is not None and entry.customer not in (None, customer):
            wrong.append(("customer", customer, f"{entry.customer}, the customer of {said}"))
        if currency is not None and entry.currency not in (None, currency):
            wrong.append(("currency", currency.code, f"{entry.currency}, the currency of {said}"))
        if entry.settled:
            expected = f"either a settled date or payments: {said} has a settled date, so its money would count twice"
            wrong.append(("invoice", number, expected))
        return wrong

    def _perhaps(self, number: str) -> str:
        """An invoice whose number differs only in case, blanks or leading zeros."""
        if self.near is None:
            self.near = {folded(each): each for each in self.invoices.register}
        near = self.near.get(folded(number))
        return "" if near is None else f" (perhaps {near!r})"

    def _add(self, part: Part) -> None:
        """One more part of a payment, which must agree with the first."""
        parts = self.parts.setdefault((part.customer, part.reference), [])
        first = parts[0] if parts else part
        said = f"as in row {first.row:,}: the rows of one payment have one"
        if part.paid_on != first.paid_on:
            self.table.wrong(part.row, "paid_on", str(part.paid_on), f"{first.paid_on}, {said} day")
        elif part.amount.currency != first.amount.currency:
            code = part.amount.currency.code
            self.table.wrong(part.row, "currency", code, f"{first.amount.currency}, {said} currency")
        else:
            parts.append(part)

    def report_strangers(self, warnings: Problems) -> None:
        """Warn of each customer who pays and has no invoice: it may be a slip in the name."""
        known = {entry.customer for entry in self.invoices.register.values() if entry.customer is not None}
        strangers: dict[str, int] = {}
        for part in (part for parts in self.parts.values() for part in parts if part.customer not in known):
            strangers.setdefault(part.customer, part.row)
        names = sorted(known) if strangers else []
        alike = {folded(each): each for each in names}
        for customer, row in strangers.items():
            perhaps = "" if warnings.enough else nearest(alike.get(folded(customer), customer), names)
            expected = f"a customer of {self.invoices.table.name}{perhaps}; the money is kept, unapplied"
            warnings.add(self.table.name, row, self.table.columns["customer"].header, customer, expected)

    def _receive(self, parts: list[Part]) -> None:
        first = parts[0]
        total = first.amount
        for part in parts[1:]:
            total += part.amount
        lines = [(part.invoice, part.amount) for part in parts if part.invoice is not None]
        payment = Payment(first.reference, first.customer, amount=total, paid_on=first.paid_on, remittance=lines)
        self.facts.append((first.customer, total.currency.code, PaymentReceived(payment)))
        self.rows.append(first.row)
