"""A fact as a line of JSON, and back; :mod:`receivables.adapters.tabular.event_types` says what each line has."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from receivables import events
from receivables.adapters.tabular.event_reader import Fact, Reader, Wrong
from receivables.adapters.tabular.event_types import LINE_TYPES, SHARED, LineType
from receivables.adapters.tabular.parts import goes_by_day
from receivables.adapters.tabular.problems import shown
from receivables.errors import InvalidValueError
from receivables.events import Event
from receivables.money import Money

_NAME_OF: Mapping[type, str] = MappingProxyType({each.event: name for name, each in LINE_TYPES.items()})
_HEAD = frozenset({"type", "customer", "currency"})


def to_line(customer: str, currency: str, event: Event) -> dict[str, Any]:
    """A fact as plain data, the way a line says it; what can be left out is left out.

    Raises :class:`~receivables.errors.InvalidValueError` for a fact that a line cannot say: a document of another
    customer, an amount in another currency, or one in a currency of the caller's own.

    >>> from datetime import date
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
        value = getattr(event if key in SHARED else source, key, None)  # an invoice does not keep its terms
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
    return (value is None and key != "limit") or value in ((), "") or (key, value) in _USUAL


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
