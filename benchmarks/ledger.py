"""A ledger of any size from a seed, as columns of whole numbers and as the objects that each contender starts from.

Three years, invoices / 50 customers of very different size, four currencies (JPY has no decimals), 1.08 payments an
invoice: 65 in 100 invoices are paid in full, ten in part. On :data:`AS_OF` about four in ten invoices are open or still
to come, which is harsher than a real ledger, and nearly a quarter of all events lie behind it.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

import attrs
import moneyed
import numpy as np

from receivables import Account, Invoice, InvoiceIssued, Money, OpenItem, Payment, PaymentReceived, Portfolio
from receivables.currencies import currency

CODES, DIGITS = ("USD", "EUR", "GBP", "JPY"), (2, 2, 2, 0)
FIRST_DAY, DAYS, AS_OF = date(2023, 1, 1), 1096, date(2025, 9, 30)
EDGES = (0, 30, 60, 90)
FIRST = FIRST_DAY.toordinal()

Column = Any


class Ledger(NamedTuple):
    """Invoices and payments by column; days are ordinals, amounts minor units, ``invoice`` a place."""

    customers: int
    customer: Column
    code: Column
    issued: Column
    due: Column
    amount: Column
    invoice: Column
    paid_on: Column
    paid: Column

    def open(self, as_of: date) -> Column:
        """What is open of each invoice on an evening, before its issue nothing."""
        known = self.paid_on <= as_of.toordinal()
        settled = np.zeros(len(self.amount), np.int64)
        np.add.at(settled, self.invoice[known], self.paid[known])
        return np.where(self.issued <= as_of.toordinal(), self.amount - settled, 0)


def ledger(size: int, seed: int = 7) -> Ledger:
    """So many invoices with their payments."""
    chance = np.random.Generator(np.random.PCG64(seed))
    customers = max(20, size // 50)
    weights = 1.0 / np.arange(1, customers + 1) ** 1.1
    drawn = np.searchsorted(np.cumsum(weights) / weights.sum(), chance.random(size))
    customer = chance.permutation(customers)[np.minimum(drawn, customers - 1)]
    home = chance.choice(4, size=customers, p=[0.55, 0.25, 0.12, 0.08])
    code = np.where(chance.random(size) < 0.93, home[customer], chance.integers(0, 4, size))
    issued = FIRST + chance.integers(0, DAYS, size)
    due = issued + np.array([0, 14, 30, 45, 60, 90])[chance.choice(6, size, p=[0.05, 0.15, 0.5, 0.12, 0.13, 0.05])]
    amount = np.maximum(100, np.exp(chance.normal(10.5, 1.3, size))).astype(np.int64)
    return Ledger(customers, customer, code, issued, due, amount, *_payments(chance, issued, due, amount))


def _payments(chance: np.random.Generator, issued: Column, due: Column, amount: Column) -> tuple[Column, ...]:
    draw = chance.random(len(amount))
    full, part = draw < 0.65, (draw >= 0.65) & (draw < 0.75)
    count = np.zeros(len(amount), np.int64)
    count[full] = chance.choice([1, 2, 3], full.sum(), p=[0.8, 0.15, 0.05])
    count[part] = chance.integers(1, 6, part.sum())
    invoice = np.repeat(np.arange(len(amount)), count)
    place = np.arange(len(invoice)) - np.repeat(np.cumsum(count) - count, count)
    share = amount[invoice] // (count + part)[invoice]  # one that is paid in part leaves one share open
    last = (place == count[invoice] - 1) & full[invoice]
    paid = np.where(last, amount[invoice] - share * (count[invoice] - 1), share)
    delay = np.maximum(-10, chance.normal(12, 25, len(invoice))).astype(np.int64) + 9 * place
    paid_on = np.maximum(issued[invoice], due[invoice] + delay)
    return invoice[paid > 0], paid_on[paid > 0], paid[paid > 0]


def cells(book: Ledger, as_of: date) -> dict[tuple[str, str, int], int]:
    """The reference: open minor units by customer, currency and place of the bucket, summed by NumPy."""
    left = book.open(as_of)
    place = np.searchsorted(np.array(EDGES), as_of.toordinal() - book.due, side="left")
    width = len(EDGES) + 1
    sums = np.zeros(book.customers * 4 * width, np.int64)
    np.add.at(sums, (book.customer * 4 + book.code) * width + place, left)
    found = np.flatnonzero(sums).tolist()
    return {(name(cell // width // 4), CODES[cell // width % 4], cell % width): int(sums[cell]) for cell in found}


def name(customer: int) -> str:
    return f"C-{customer:07d}"


@attrs.frozen
class PlainPayment:
    """As somebody with py-moneyed would write it."""

    paid_on: date
    amount: moneyed.Money | Decimal


@attrs.frozen
class PlainInvoice:
    """As somebody with py-moneyed would write it."""

    customer: str
    currency: str
    issued_on: date
    due_on: date
    amount: moneyed.Money | Decimal
    payments: tuple[PlainPayment, ...]


class Calendar(dict[int, date]):
    """One date object a day."""

    def __missing__(self, ordinal: int) -> date:
        found = self[ordinal] = date.fromordinal(ordinal)
        return found


def by_invoice(book: Ledger) -> list[list[tuple[int, int]]]:
    """The payments of each invoice, as (ordinal, minor units)."""
    found: list[list[tuple[int, int]]] = [[] for _ in range(len(book.amount))]
    for invoice, paid_on, paid in zip(book.invoice.tolist(), book.paid_on.tolist(), book.paid.tolist(), strict=True):
        found[invoice].append((paid_on, paid))
    return found


def rows(book: Ledger) -> list[tuple[int, int, int, int, int]]:
    """Customer, currency, issue day, due day and amount of each invoice."""
    columns = (book.customer, book.code, book.issued, book.due, book.amount)
    return list(zip(*(column.tolist() for column in columns), strict=True))


def plain_invoices(book: Ledger, *, decimals: bool = False) -> list[PlainInvoice]:
    """Invoices with their payments, in py-moneyed amounts or decimals."""
    days, names = Calendar(), [name(each) for each in range(book.customers)]
    units = [moneyed.get_currency(code) for code in CODES]

    def amount(minor: int, code: int) -> Any:
        number = Decimal(minor).scaleb(-DIGITS[code])
        return number if decimals else moneyed.Money(number, units[code])

    return [
        PlainInvoice(
            names[customer], CODES[code], days[issued], days[due], amount(minor, code),
            tuple([PlainPayment(days[on], amount(part, code)) for on, part in paid]),
        )
        for (customer, code, issued, due, minor), paid in zip(rows(book), by_invoice(book), strict=True)
    ]  # fmt: skip


def open_items(book: Ledger, as_of: date) -> list[OpenItem]:
    """An open item for each invoice as it stands on an evening, cleared ones and those still to come too."""
    days, names, units = Calendar(), [name(each) for each in range(book.customers)], [currency(code) for code in CODES]
    found, left = [], book.open(as_of).tolist()
    for number, ((customer, code, issued, due, minor), rest) in enumerate(zip(rows(book), left, strict=True)):
        total = Money.of_minor(minor, units[code])
        paid = total.with_minor(minor - rest if issued <= as_of.toordinal() else 0)
        found.append(
            OpenItem(
                customer=names[customer], document=f"F-{number:08d}", issued_on=days[issued], due_on=days[due],
                amount=total, paid=paid,
            )
        )  # fmt: skip
    return found


def portfolio(book: Ledger) -> Portfolio:
    """Accounts with an event for each invoice and payment; a payment names its invoice."""
    days, names, units = Calendar(), [name(each) for each in range(book.customers)], [currency(code) for code in CODES]
    facts: dict[tuple[int, int], list[InvoiceIssued | PaymentReceived]] = {}
    for number, ((customer, code, issued, due, minor), paid) in enumerate(
        zip(rows(book), by_invoice(book), strict=True)
    ):
        zero, document = Money.zero(units[code]), f"F-{number:08d}"
        total, bill = zero.with_minor(minor), facts.setdefault((customer, code), [])
        invoice = Invoice(document, names[customer], total=total, issued_on=days[issued], due_on=days[due])
        bill.append(InvoiceIssued(invoice))
        for place, (on, part) in enumerate(paid):
            money, reference = zero.with_minor(part), f"P-{number:08d}-{place}"
            payment = Payment(reference, names[customer], amount=money, paid_on=days[on], remittance=[document])
            bill.append(PaymentReceived(payment))
    return Portfolio.of(Account(names[customer], units[code], each) for (customer, code), each in facts.items())


def later(day: date, days: int) -> date:
    return day + timedelta(days=days)
