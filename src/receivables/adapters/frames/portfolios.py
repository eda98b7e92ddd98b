"""Accounts out of frames, and frames out of accounts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, cast

import attrs
import narwhals.stable.v2 as nw

from receivables.adapters.frames.balances import DOCUMENT, DUE, ISSUED, OPEN, PAID_ON
from receivables.adapters.frames.columns import COLUMNS, Columns
from receivables.adapters.frames.entry import Entry, as_floats, as_names
from receivables.adapters.frames.minor_units import LARGEST
from receivables.checks import day, of_kind, one_of
from receivables.documents import Invoice, Payment
from receivables.errors import IntakeError, IntakeProblem, InvalidValueError
from receivables.events import InvoiceIssued, PaymentReceived
from receivables.money import Money
from receivables.portfolio import Portfolio

BACKENDS = ("pandas", "polars", "pyarrow")
"""Who can make a frame of Python values."""

_MOST_PROBLEMS = 100
_CUSTOMER, _CURRENCY = "_receivables_customer", "_receivables_currency"
_KINDS: dict[str, Any] = {
    "invoice": nw.String,
    "installment": nw.Int64,
    "kind": nw.String,
    "customer": nw.String,
    "currency": nw.String,
    "issued_on": nw.Date,
    "due_on": nw.Date,
    "amount": nw.Int64,
    "open": nw.Int64,
}
_PANDAS_DAY = nw.Datetime("us")  # pandas alone knows no dates


def to_portfolio(
    invoices: object,
    *,
    payments: object = None,
    customer: str = "customer",
    carry: Iterable[str] = (),
    columns: Columns = COLUMNS,
    floats: str = "refuse",
) -> Portfolio:
    """The accounts of a book in frames: an invoice a row, and payments with the invoice that each is for.

    ``customer`` is the column of customers; ``carry`` names columns of texts that the invoices keep for grouping. The
    other arguments are those of :func:`age`. Accounts are made of Python objects, so a lazy frame is collected.

    Raises :class:`~receivables.errors.IntakeError` that names every wrong row, up to the first 100, and
    :class:`~receivables.errors.InvalidValueError` for columns that are missing or of another kind.

    >>> import pyarrow as pa
    >>> invoices = pa.table({
    ...     "invoice": ["F-1001"], "customer": ["C-104"], "currency": ["EUR"], "amount": [100_000],
    ...     "issued_on": [date(2026, 1, 15)], "due_on": [date(2026, 2, 14)],
    ... })
    >>> payments = pa.table({"invoice": ["F-1001"], "paid_on": [date(2026, 2, 20)], "amount": [40_000]})
    >>> (account,) = to_portfolio(invoices, payments=payments)
    >>> account.as_of(date(2026, 3, 31)).open
    Money('600.00', 'EUR')
    """
    names = of_kind("columns", Columns, "Columns with the names", columns)
    if names.issued_on is None:
        raise InvalidValueError("columns", "with a column of issue days, from which an account has an invoice")
    kept, found = as_names("carry", carry, (customer,)), _Found()
    book, nearest = Entry.of("invoices", invoices), as_floats(floats)
    days = {ISSUED: book.day(names.issued_on), DUE: book.day(names.due_on)}
    issued = {**days, _CUSTOMER: book.column(customer), **{name: book.column(name) for name in kept}}
    found.read(book, issued, names, nearest, lambda row: found.issue(row, kept))
    if payments is not None:
        paid = Entry.of("payments", payments)
        found.read(paid, {PAID_ON: paid.day(names.paid_on)}, names, nearest, found.pay)
    found.raise_any()
    return Portfolio.of_events(found.facts)


Fact = tuple[str, str, InvoiceIssued | PaymentReceived]
Row = dict[str, Any]


@attrs.define
class _Found:
    """Facts, whose each invoice is, and what is wrong with rows."""

    facts: list[Fact] = attrs.Factory(list)
    owners: dict[str, tuple[str, str]] = attrs.Factory(dict)
    problems: list[IntakeProblem] = attrs.Factory(list)
    count: int = 0

    def read(self, entry: Entry, taken: Row, names: Columns, floats: str, make: Callable[[Row], Fact]) -> None:
        """The fact of every row, or what is wrong with it."""
        minor = entry.minor(names.amount, names.currency, floats)
        taken = {DOCUMENT: entry.column(names.document), **taken, OPEN: minor}
        if names.currency in entry.kinds:
            taken[_CURRENCY] = entry.column(names.currency)
        frame = entry.selected(names.amount, *(column.alias(name) for name, column in taken.items()))
        rows = frame.collect() if isinstance(frame, nw.LazyFrame) else frame
        for number, row in enumerate(rows.iter_rows(named=True), 1):
            try:
                self.facts.append(make(row))
            except InvalidValueError as error:
                self.count += 1
                where = _column(names, error.attribute)
                problem = IntakeProblem(entry.attribute, number, where, error.value, error.expected)
                self.problems = [*self.problems, problem][:_MOST_PROBLEMS]

    def issue(self, row: Row, carry: tuple[str, ...]) -> Fact:
        """An invoice."""
        number, customer = row[DOCUMENT], row[_CUSTOMER]
        if number in self.owners:
            raise InvalidValueError("invoice", "a number of its own", number)
        labels = {name: row[name] for name in carry if row[name] is not None}
        issued, due, amount = _day("issued_on", row[ISSUED]), _day("due_on", row[DUE]), _money(row, row.get(_CURRENCY))
        invoice = Invoice(number, customer, total=amount, issued_on=issued, due_on=due, attributes=labels)
        self.owners[number] = customer, amount.currency.code
        return customer, amount.currency.code, InvoiceIssued(invoice)

    def pay(self, row: Row) -> Fact:
        """A payment, of the customer whose invoice it is for."""
        number = row[DOCUMENT]
        if number not in self.owners:
            raise InvalidValueError("invoice", "one of the invoices", number)
        customer, code = self.owners[number]
        if row.get(_CURRENCY, code) != code:
            raise InvalidValueError("currency", f"{code}, as its invoice", row[_CURRENCY])
        amount, on = _money(row, code), _day("paid_on", row[PAID_ON])
        name = f"payment {len(self.facts) - len(self.owners) + 1}"
        payment = Payment(name, customer, amount=amount, paid_on=on, remittance=[(number, amount)])
        return customer, code, PaymentReceived(payment)

    def raise_any(self) -> None:
        """Refuse the frames if a row was wrong."""
        if self.count:
            many = "1 problem" if self.count == 1 else f"{self.count} problems"
            raise IntakeError(f"the frames cannot be read: {many}", self.problems)


def _column(names: Columns, attribute: str) -> str:
    """The column that a mistake is in."""
    ours = {"total": "amount", "number": "document", "invoice": "document"}.get(attribute, attribute)
    return str(getattr(names, ours, attribute))


def _day(attribute: str, cell: Any) -> date:
    """A cell as a plain day."""
    if cell is None:
        raise InvalidValueError(attribute, "a day", None)
    return date(cell.year, cell.month, cell.day)


def _money(row: Row, code: Any) -> Money:
    """The amount of a row."""
    if abs(row[OPEN]) >= LARGEST:
        raise InvalidValueError("amount", f"filled, with the digits of its currency, below {LARGEST} minor units")
    return Money.of_minor(row[OPEN], code)


def from_portfolio(portfolio: Portfolio, *, as_of: date, backend: str = "polars") -> Any:
    """The items of all accounts as a frame: what each was about, and what is open of it on the evening of ``as_of``.

    The columns are those that the other functions read, with the ``installment`` and the ``kind`` of each item.
    ``backend`` is ``"polars"``, ``"pandas"`` or ``"pyarrow"``. Unapplied cash is of an account and has no row.

    Raises :class:`~receivables.errors.InvalidValueError` for amounts that have no place in 64 bits.

    >>> from receivables import Account, Invoice
    >>> issued, due = date(2026, 1, 15), date(2026, 2, 14)
    >>> invoice = Invoice("F-1", "C-1", total=Money("60.00", "EUR"), issued_on=issued, due_on=due)
    >>> book = Portfolio.of([Account("C-1", "EUR", [InvoiceIssued(invoice)])])
    >>> found = from_portfolio(book, as_of=date(2026, 3, 31), backend="pyarrow")
    >>> found.select(["invoice", "currency", "amount", "open"]).to_pylist()
    [{'invoice': 'F-1', 'currency': 'EUR', 'amount': 6000, 'open': 6000}]
    """
    of_kind("portfolio", Portfolio, "a Portfolio", portfolio)
    evening, maker = day("as_of", as_of), cast("Any", one_of("backend", backend, BACKENDS))
    items = [item for account in portfolio for item in account.as_of(evening).items]
    columns: dict[str, list[Any]] = {
        "invoice": [item.document for item in items],
        "installment": [item.installment for item in items],
        "kind": [item.kind for item in items],
        "customer": [item.customer for item in items],
        "currency": [item.currency.code for item in items],
        "issued_on": [item.issued_on for item in items],
        "due_on": [item.due_on for item in items],
        "amount": [_within(item.amount) for item in items],
        "open": [_within(item.open) for item in items],
    }
    days = {"issued_on": _PANDAS_DAY, "due_on": _PANDAS_DAY} if backend == "pandas" else {}
    return nw.from_dict(columns, _KINDS | days, backend=maker).to_native()


def _within(money: Money) -> int:
    """The minor units of an amount that 64 bits hold."""
    if money.minor >= LARGEST:
        raise InvalidValueError("amount", f"below {LARGEST} minor units", money)
    return money.minor
