"""How each of the fourteen facts is written as a line of JSON, and read back.

====================  ==========================================================================================
type                  keys besides ``type``, ``customer``, ``currency``; those in brackets can be left out
====================  ==========================================================================================
invoice_issued        number, total, issued_on, due_on or terms or installments, [attributes]
interest_charged      reference, invoice, amount, [since], until, on, [due_on]
compensation_charged  reference, invoice, amount, on, [due_on]
credit_note_issued    number, total, issued_on, [invoice]
payment_received      reference, amount, paid_on, [remittance] ([[invoice, amount or null], ...]), [discount]
payment_reversed      payment, on, [reason]
cash_applied          source, invoice, amount, on
refunded              source, amount, on
written_off           invoice, [amount], on, [reason]
dispute_opened        invoice, [amount], on, [reason]
dispute_closed        invoice, on
promise_made          amount, promised_on, [invoices], on
plan_agreed           reference, invoices, payments ([[day, amount], ...]), on
contact_made          step, channel, [invoices], [outcome], on
====================  ==========================================================================================

``installments`` are ``[day, amount]`` each or, where there is more to say, an object with ``due_on``, ``amount``,
``unadjusted_on`` and ``offers`` (objects with ``until``, ``amount``, ``percent`` and ``base``). ``terms`` are a
notation, like ``"2/10 net 30"``, of which the installments are made as the line is read.

Every line may have ``recorded_on`` and ``sequence``. Amounts are text in the currency of the line, days are ISO 8601.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, NamedTuple

from moneyed import Currency

from receivables import checks, events
from receivables.adapters.tabular.cells import CurrencyReader, DateReader, NameReader, TermsReader, plain_amount
from receivables.adapters.tabular.parts import goes_by_day, pair, read_part, written_parts
from receivables.adapters.tabular.problems import shown
from receivables.documents import CreditNote, Invoice, Payment, RemittanceLine
from receivables.errors import InvalidValueError
from receivables.events import Event
from receivables.money import Money
from receivables.terms import PaymentTerms

Fact = tuple[str, str, Event]
"""A fact of a book: the customer, the currency code, and what happened."""

Wrong = Callable[[str | None, object, str], None]
"""Where a problem of a line goes: key, value, what was expected."""


class Reader:
    """What the lines of a file have in common: the days and currencies seen, and the currency of this line."""

    def __init__(self) -> None:
        self.days: DateReader = DateReader(None)
        self.customers: NameReader = NameReader()
        self.currencies: CurrencyReader = CurrencyReader()
        self.notations: TermsReader = TermsReader()
        self.currency: Currency | None = None

    def day(self, key: str, value: object) -> date:
        """A day."""
        return self.days.read(key, value)

    def money(self, key: str, value: object) -> Money | None:
        """An amount in the currency of the line; ``None`` if the currency cannot be told."""
        return None if self.currency is None else plain_amount(key, value, self.currency)

    def text(self, key: str, value: object) -> str:
        """Text."""
        if isinstance(value, str):
            return value
        raise InvalidValueError(key, "text", value)

    def name(self, key: str, value: object) -> str:
        """A number or a reference."""
        return checks.name(key, value)

    def whole(self, key: str, value: object) -> int:
        """A whole number."""
        if type(value) is int:
            return value
        raise InvalidValueError(key, "a whole number", value)

    def names(self, key: str, value: object) -> tuple[str, ...]:
        """Numbers of documents."""
        return tuple(checks.name(key, each) for each in _list(key, value, "a list of document numbers"))

    def terms(self, key: str, value: object) -> PaymentTerms:
        """Payment terms by notation."""
        return self.notations.read(key, value)

    def installments(self, key: str, value: object) -> tuple[tuple[Any, ...], ...]:
        """Parts of a document, each with its due day and amount, and its offers."""
        return tuple(read_part(self, key, each) for each in _list(key, value, "a list"))

    def remittance(self, key: str, value: object) -> tuple[tuple[str, Money | None], ...]:
        """Pairs of invoice number and amount or null."""
        words = 'pairs like ["F-1", "50.00"] or ["F-1", null]'
        pairs = [pair(key, each, words) for each in _list(key, value, "a list")]
        return tuple((self.name(key, to), None if part is None else self.money(key, part)) for to, part in pairs)

    def attributes(self, key: str, value: object) -> dict[str, str]:
        """Names and values of what the document carries along."""
        if isinstance(value, dict) and all(isinstance(each, str) for each in value.values()):
            return value
        raise InvalidValueError(key, 'names and values as text, like {"country": "ES"}', value)


def _list(key: str, value: object, words: str) -> list[Any]:
    if isinstance(value, list):
        return value
    raise InvalidValueError(key, words, value)


class Key(NamedTuple):
    """A key of a line: how its value is read and written, and whether it can be left out."""

    read: Callable[[Reader, str, Any], Any]
    write: Callable[[Any], Any]
    optional: bool = False


def _itself(value: Any) -> Any:
    return value


def _amount(money: Money) -> str:
    return money.text


def _remittance(lines: Iterable[RemittanceLine]) -> list[list[str | None]]:
    return [[line.invoice, None if line.amount is None else line.amount.text] for line in lines]


def _pairs(payments: Iterable[events.PlanPayment]) -> list[list[str]]:
    return [[payment.due_on.isoformat(), payment.amount.text] for payment in payments]


_DAY = Key(Reader.day, date.isoformat)
_MONEY = Key(Reader.money, _amount)
_NAME = Key(Reader.name, _itself)
_TEXT = Key(Reader.text, _itself, optional=True)
_NAMES = Key(Reader.names, list, optional=True)
_SOME_MONEY = _MONEY._replace(optional=True)
_SHARED = {
    "recorded_on": _DAY._replace(optional=True),
    "sequence": Key(Reader.whole, _itself, optional=True),
}


class LineType(NamedTuple):
    """A type of line: the event it becomes, the document inside it (if any, with the event's name for it), its keys."""

    event: Any
    keys: Mapping[str, Key]
    document: Any = None
    slot: str = ""

    def make(self, customer: str, values: dict[str, Any]) -> Event:
        """The event."""
        made: Event
        if self.document is None:
            made = self.event(**values)
        else:
            shared = {key: values.pop(key) for key in _SHARED if key in values}
            made = self.event(**{self.slot: self.document(customer=customer, **values)}, **shared)
        return made


_INVOICE = {
    "number": _NAME,
    "total": _MONEY,
    "issued_on": _DAY,
    "due_on": _DAY._replace(optional=True),
    "terms": Key(Reader.terms, _itself, optional=True),
    "installments": Key(Reader.installments, written_parts, optional=True),
    "attributes": Key(Reader.attributes, dict, optional=True),
}
_CREDIT_NOTE = {"number": _NAME, "total": _MONEY, "issued_on": _DAY, "invoice": _NAME._replace(optional=True)}
_PAYMENT = {
    "reference": _NAME,
    "amount": _MONEY,
    "paid_on": _DAY,
    "remittance": Key(Reader.remittance, _remittance, optional=True),
    "discount": _NAME._replace(optional=True),
}

LINE_TYPES: Mapping[str, LineType] = MappingProxyType(
    {
        "invoice_issued": LineType(events.InvoiceIssued, _INVOICE | _SHARED, Invoice, "invoice"),
        "interest_charged": LineType(
            events.InterestCharged,
            {
                "reference": _NAME,
                "invoice": _NAME,
                "amount": _MONEY,
                "since": _DAY._replace(optional=True),
                "until": _DAY,
                "on": _DAY,
                "due_on": _DAY._replace(optional=True),
            }
            | _SHARED,
        ),
        "compensation_charged": LineType(
            events.CompensationCharged,
            {"reference": _NAME, "invoice": _NAME, "amount": _MONEY, "on": _DAY, "due_on": _DAY._replace(optional=True)}
            | _SHARED,
        ),
        "credit_note_issued": LineType(events.CreditNoteIssued, _CREDIT_NOTE | _SHARED, CreditNote, "credit_note"),
        "payment_received": LineType(events.PaymentReceived, _PAYMENT | _SHARED, Payment, "payment"),
        "payment_reversed": LineType(events.PaymentReversed, {"payment": _NAME, "on": _DAY, "reason": _TEXT} | _SHARED),
        "cash_applied": LineType(
            events.CashApplied, {"source": _NAME, "invoice": _NAME, "amount": _MONEY, "on": _DAY} | _SHARED
        ),
        "refunded": LineType(events.Refunded, {"source": _NAME, "amount": _MONEY, "on": _DAY} | _SHARED),
        "written_off": LineType(
            events.WrittenOff, {"invoice": _NAME, "amount": _SOME_MONEY, "on": _DAY, "reason": _TEXT} | _SHARED
        ),
        "dispute_opened": LineType(
            events.DisputeOpened, {"invoice": _NAME, "amount": _SOME_MONEY, "on": _DAY, "reason": _TEXT} | _SHARED
        ),
        "dispute_closed": LineType(events.DisputeClosed, {"invoice": _NAME, "on": _DAY} | _SHARED),
        "promise_made": LineType(
            events.PromiseMade, {"amount": _MONEY, "promised_on": _DAY, "invoices": _NAMES, "on": _DAY} | _SHARED
        ),
        "plan_agreed": LineType(
            events.PlanAgreed,
            {
                "reference": _NAME,
                "invoices": _NAMES._replace(optional=False),
                "payments": Key(Reader.installments, _pairs),
                "on": _DAY,
            }
            | _SHARED,
        ),
        "contact_made": LineType(
            events.ContactMade,
            {"step": _NAME, "channel": _NAME, "invoices": _NAMES, "outcome": _TEXT, "on": _DAY} | _SHARED,
        ),
    }
)
"""The types of line by name."""

_NAME_OF: Mapping[type, str] = MappingProxyType({each.event: name for name, each in LINE_TYPES.items()})
_HEAD = frozenset({"type", "customer", "currency"})


def to_line(customer: str, currency: str, event: Event) -> dict[str, Any]:
    """A fact as plain data, the way a line says it; what can be left out is left out.

    Raises :class:`~receivables.errors.InvalidValueError` for a fact that a line cannot say: a document of another
    customer, an amount in another currency, or one in a currency of the caller's own.

    >>> from receivables import DisputeClosed
    >>> to_line("C-1", "EUR", DisputeClosed("F-1", on=date(2026, 3, 1)))
    {'type': 'dispute_closed', 'customer': 'C-1', 'currency': 'EUR', 'invoice': 'F-1', 'on': '2026-03-01'}
    """
    name = _NAME_OF.get(type(event))
    if name is None:
        raise InvalidValueError("event", "an event, like InvoiceIssued(invoice)", event)
    kind = LINE_TYPES[name]
    source: Any = event if kind.document is None else getattr(event, kind.slot)
    if getattr(source, "customer", customer) != customer:
        raise InvalidValueError("customer", f"{source.customer!r}, as in the document", customer)
    line: dict[str, Any] = {"type": name, "customer": customer, "currency": currency}
    for key, how in kind.keys.items():
        value = getattr(event if key in _SHARED else source, key, None)  # an invoice does not keep its terms
        if not _left_out(event, key, value):
            line[key] = how.write(_in_currency(value, currency))
    return line


_USUAL = (("sequence", 0), ("discount", "normal"))


def _left_out(event: Event, key: str, value: object) -> bool:
    """Whether a value goes without saying."""
    if isinstance(event, events.InvoiceIssued) and key in ("due_on", "installments"):
        return goes_by_day(event.invoice.installments) is (key == "installments")
    if key in ("recorded_on", "due_on"):
        return value == event.on
    return value is None or value in ((), "") or (key, value) in _USUAL


def _in_currency(value: Any, currency: str) -> Any:
    if isinstance(value, Money) and (value.currency.code != currency or Money.of_minor(value.minor, currency) != value):
        raise InvalidValueError("currency", f"the ISO 4217 currency of the amounts ({value})", currency)
    return value


def from_line(data: Mapping[str, Any], reader: Reader, wrong: Wrong) -> Fact | None:
    """The fact that plain data says; every problem goes to ``wrong``, and then there is no fact."""
    kind = LINE_TYPES.get(data["type"]) if isinstance(data.get("type"), str) else None
    head = _head(data, reader, wrong)
    if kind is None:
        wrong("type", data.get("type"), "one of " + ", ".join(LINE_TYPES))
        return None
    values = _values(data, kind, reader, wrong)
    if head is None or values is None:
        return None
    try:
        return head[0], head[1], kind.make(head[0], values)
    except InvalidValueError as error:
        key = error.attribute if error.attribute in kind.keys else None
        wrong(key, data.get(key) if key else None, error.expected)
    return None


def _head(data: Mapping[str, Any], reader: Reader, wrong: Wrong) -> tuple[str, str] | None:
    """Customer and currency code."""
    reader.currency = customer = None
    try:
        customer = reader.customers.read("customer", data.get("customer"))
    except InvalidValueError as error:
        wrong("customer", data.get("customer"), error.expected)
    try:
        reader.currency = reader.currencies.read("currency", data.get("currency"))
    except InvalidValueError as error:
        wrong("currency", data.get("currency"), error.expected)
    return None if customer is None or reader.currency is None else (customer, reader.currency.code)


def _values(data: Mapping[str, Any], kind: LineType, reader: Reader, wrong: Wrong) -> dict[str, Any] | None:
    """The values by key, if every key is known, none is missing and each value can be read."""
    values = {}
    unread = data.keys() - kind.keys.keys() - _HEAD
    for key in sorted(unread):
        wrong(shown([key]) or repr(key), data[key], "no such key here, only " + ", ".join(kind.keys))
    for key, how in kind.keys.items():
        try:
            if key in data:
                values[key] = how.read(reader, key, data[key])
                continue
        except InvalidValueError as error:
            wrong(key, error.value, error.expected)
        else:
            if how.optional:
                continue
            wrong(key, None, "a value: the key is missing")
        unread.add(key)
    return None if unread else values
