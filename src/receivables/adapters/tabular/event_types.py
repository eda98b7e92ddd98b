"""How each fact is written as a line of JSON, and read back.

====================  ==========================================================================================
type                  keys besides ``type``, ``customer``, ``currency``; those in brackets can be left out
====================  ==========================================================================================
invoice_issued        number, total, issued_on, due_on or terms or installments, [attributes]
interest_charged      reference, invoice, amount, [since], until, on, [due_on]
compensation_charged  reference, invoice, amount, on, [due_on]
fee_charged           reference, invoice, step, amount, on, [due_on]
credit_note_issued    number, total, issued_on, [invoice]
payment_received      reference, amount, paid_on, [remittance] ([[invoice, amount or null], ...]), [discount]
payment_reversed      payment, on, [reason]
cash_unapplied        source, invoice, [amount], on, [reason]
cash_applied          source, invoice, amount, on
refunded              source, amount, on
written_off           invoice, [amount], on, [reason]
dispute_opened        invoice, [amount], on, [reason]
dispute_closed        invoice, on
promise_made          amount, promised_on, [invoices], on
plan_agreed           reference, invoices, payments ([[day, amount], ...]), [discount], on
hold_placed           kind, [invoices], [until], on, [reason]
hold_lifted           kind, [invoices], on
consent_given         channel, on
consent_withdrawn     channel, on
limit_set             limit (null: no limit), on
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

from receivables import events
from receivables.adapters.tabular.event_reader import Reader
from receivables.adapters.tabular.parts import written_parts
from receivables.documents import CreditNote, Invoice, Payment, RemittanceLine
from receivables.events import Event
from receivables.money import Money


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


def _limit(money: Money | None) -> str | None:
    return None if money is None else money.text


_DAY = Key(Reader.day, date.isoformat)
_MONEY = Key(Reader.money, _amount)
_NAME = Key(Reader.name, _itself)
_TEXT = Key(Reader.text, _itself, optional=True)
_NAMES = Key(Reader.names, list, optional=True)
_SOME_MONEY = _MONEY._replace(optional=True)
_SOME_LIMIT = Key(Reader.limit, _limit)
SHARED = {
    "recorded_on": _DAY._replace(optional=True),
    "sequence": Key(Reader.whole, _itself, optional=True),
}
"""What every line may have."""


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
            shared = {key: values.pop(key) for key in SHARED if key in values}
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
        "invoice_issued": LineType(events.InvoiceIssued, _INVOICE | SHARED, Invoice, "invoice"),
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
            | SHARED,
        ),
        "compensation_charged": LineType(
            events.CompensationCharged,
            {"reference": _NAME, "invoice": _NAME, "amount": _MONEY, "on": _DAY, "due_on": _DAY._replace(optional=True)}
            | SHARED,
        ),
        "fee_charged": LineType(
            events.FeeCharged,
            {
                "reference": _NAME,
                "invoice": _NAME,
                "step": _NAME,
                "amount": _MONEY,
                "on": _DAY,
                "due_on": _DAY._replace(optional=True),
            }
            | SHARED,
        ),
        "credit_note_issued": LineType(events.CreditNoteIssued, _CREDIT_NOTE | SHARED, CreditNote, "credit_note"),
        "payment_received": LineType(events.PaymentReceived, _PAYMENT | SHARED, Payment, "payment"),
        "payment_reversed": LineType(events.PaymentReversed, {"payment": _NAME, "on": _DAY, "reason": _TEXT} | SHARED),
        "cash_unapplied": LineType(
            events.CashUnapplied,
            {"source": _NAME, "invoice": _NAME, "amount": _SOME_MONEY, "on": _DAY, "reason": _TEXT} | SHARED,
        ),
        "cash_applied": LineType(
            events.CashApplied, {"source": _NAME, "invoice": _NAME, "amount": _MONEY, "on": _DAY} | SHARED
        ),
        "refunded": LineType(events.Refunded, {"source": _NAME, "amount": _MONEY, "on": _DAY} | SHARED),
        "written_off": LineType(
            events.WrittenOff, {"invoice": _NAME, "amount": _SOME_MONEY, "on": _DAY, "reason": _TEXT} | SHARED
        ),
        "dispute_opened": LineType(
            events.DisputeOpened, {"invoice": _NAME, "amount": _SOME_MONEY, "on": _DAY, "reason": _TEXT} | SHARED
        ),
        "dispute_closed": LineType(events.DisputeClosed, {"invoice": _NAME, "on": _DAY} | SHARED),
        "promise_made": LineType(
            events.PromiseMade, {"amount": _MONEY, "promised_on": _DAY, "invoices": _NAMES, "on": _DAY} | SHARED
        ),
        "plan_agreed": LineType(
            events.PlanAgreed,
            {
                "reference": _NAME,
                "invoices": _NAMES._replace(optional=False),
                "payments": Key(Reader.installments, _pairs),
                "discount": _SOME_MONEY,
                "on": _DAY,
            }
            | SHARED,
        ),
        "hold_placed": LineType(
            events.HoldPlaced,
            {"kind": _NAME, "invoices": _NAMES, "until": _DAY._replace(optional=True), "on": _DAY, "reason": _TEXT}
            | SHARED,
        ),
        "hold_lifted": LineType(events.HoldLifted, {"kind": _NAME, "invoices": _NAMES, "on": _DAY} | SHARED),
        "consent_given": LineType(events.ConsentGiven, {"channel": _NAME, "on": _DAY} | SHARED),
        "consent_withdrawn": LineType(events.ConsentWithdrawn, {"channel": _NAME, "on": _DAY} | SHARED),
        "limit_set": LineType(events.LimitSet, {"limit": _SOME_LIMIT, "on": _DAY} | SHARED),
        "contact_made": LineType(
            events.ContactMade,
            {"step": _NAME, "channel": _NAME, "invoices": _NAMES, "outcome": _TEXT, "on": _DAY} | SHARED,
        ),
    }
)
"""The types of line by name."""
