"""An account: one customer in one currency, and what happened on it.

The state of an account is never stored. :meth:`Account.as_of` replays the events that had taken effect by a day, as far
as they were known by another, so yesterday's report can be printed again, and no later payment changes it.

>>> from datetime import date
>>> from receivables import Account, Invoice, InvoiceIssued, Money, Payment, PaymentReceived, PaymentTerms
>>> invoice = Invoice(
...     "F-1001", "C-104", total=Money("1000.00", "EUR"), issued_on=date(2026, 1, 15), terms=PaymentTerms.net(30)
... )
>>> payment = Payment("P-7", "C-104", amount=Money("400.00", "EUR"), paid_on=date(2026, 2, 20))
>>> account = Account("C-104", "EUR", [InvoiceIssued(invoice), PaymentReceived(payment)])
>>> print(account.as_of(date(2026, 2, 19)).balance, "then", account.as_of(date(2026, 2, 20)).balance)
1000.00 EUR then 600.00 EUR
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import pairwise
from typing import Protocol, TypeVar

import attrs
from moneyed import Currency

from receivables import checks, currencies
from receivables.allocation import OLDEST_DUE_FIRST, Allocation
from receivables.checks import is_name, of_kind, several
from receivables.discounts import NO_DISCOUNTS, DiscountPolicy
from receivables.errors import InvalidValueError, ReplayError
from receivables.events import (
    CashApplied,
    CashUnapplied,
    CompensationCharged,
    ContactMade,
    CreditNoteIssued,
    DisputeClosed,
    DisputeOpened,
    Event,
    FeeCharged,
    HoldLifted,
    HoldPlaced,
    InterestCharged,
    InvoiceIssued,
    LimitSet,
    PaymentReceived,
    PaymentReversed,
    PlanAgreed,
    PromiseMade,
    Refunded,
    WrittenOff,
    describe,
    order,
)
from receivables.money import Money
from receivables.position import Position
from receivables.replay import replay

__all__ = [
    "Account",
]

_Entry = TypeVar("_Entry")


def _in_order(events: Iterable[Event]) -> tuple[Event, ...]:
    given = tuple(several("events", "a list of events", events))
    for event in given:
        if not isinstance(event, Event):
            raise InvalidValueError("events", "events, like InvoiceIssued(invoice)", event)
    return tuple(sorted(given, key=order))


@attrs.frozen
class Account:
    """A customer in one currency with its events, given in any order.

    Raises :class:`~receivables.errors.ReplayError` when the events contradict one another (two invoices with one
    number, a reversal of a payment that never came, interest charged twice for the same days), and
    :class:`~receivables.errors.CurrencyMismatchError` for an amount in another currency. Remittance advice may name an
    invoice that is issued later: its money waits for it.

    >>> Account("C-104", "EUR", []).as_of(date(2026, 1, 1)).balance
    Money('0.00', 'EUR')
    """

    customer: str = attrs.field(validator=is_name)
    currency: Currency = attrs.field(converter=currencies.currency)
    events: tuple[Event, ...] = attrs.field(converter=_in_order, repr=lambda events: f"<{len(events)} events>")

    def __attrs_post_init__(self) -> None:
        book = _Book(self.customer, self.currency)
        for event in self.events:
            book.enter(event)
        for event in self.events:
            book.check(event)
        book.check_periods()

    def as_of(
        self,
        day: date,
        *,
        known_by: date | None = None,
        allocation: Allocation = OLDEST_DUE_FIRST,
        discounts: DiscountPolicy = NO_DISCOUNTS,
    ) -> Position:
        """The position on the evening of a day.

        Events that take effect later change nothing; with ``known_by``, neither do events recorded after that day.
        ``allocation`` places payments that came without instructions; ``discounts`` says which early-payment discounts
        and small differences are given up beside the money.
        """
        checks.day("as_of", day)
        if known_by is not None:
            checks.day("known_by", known_by)
        checks.able("allocation", allocation, "apply")
        for verb in ("settle", "offers"):
            checks.able("discounts", discounts, verb)
        return replay(
            self.customer,
            self.currency,
            self.events,
            as_of=day,
            known_by=known_by,
            allocation=allocation,
            discounts=discounts,
        )


def each_account(attribute: str, accounts: Iterable[Account]) -> Iterator[Account]:
    """One account after the other, each asked whether it is one.

    >>> list(each_account("portfolio", []))
    []
    """
    expected = "accounts, like Account('C-104', 'EUR', events)"
    for each in several(attribute, expected, accounts):
        yield of_kind(attribute, Account, expected, each)


class Placed(Protocol):
    """An account, or what was made of one."""

    @property
    def customer(self) -> str:
        """The customer."""
        ...

    @property
    def currency(self) -> str | Currency:
        """The currency, or its code."""
        ...


_Placed = TypeVar("_Placed", bound=Placed)


def _place(account: Placed) -> tuple[str, str]:
    currency = account.currency
    return account.customer, currency if isinstance(currency, str) else currency.code


def in_order(accounts: Iterable[_Placed]) -> tuple[_Placed, ...]:
    """In order of customer and currency, each place once.

    >>> [account.customer for account in in_order([Account("C-2", "EUR", []), Account("C-1", "EUR", [])])]
    ['C-1', 'C-2']
    """
    found = sorted(accounts, key=_place)
    for left, right in pairwise(found):
        if _place(left) == _place(right):
            raise InvalidValueError("accounts", "one account a customer and currency", _place(left))
    return tuple(found)


class _Book:
    """The registers that tell whether the events of an account fit together."""

    def __init__(self, customer: str, currency: Currency) -> None:
        self.customer = customer
        self.currency = currency
        self.claims: dict[str, date] = {}
        self.invoices: set[str] = set()
        self.interest: dict[str, list[InterestCharged]] = {}
        self.plans: dict[str, date] = {}
        self.once_only: dict[tuple[str, str], str] = {}
        self.payments: dict[str, date] = {}
        self.sources: dict[str, tuple[date, int]] = {}
        self.reversals: dict[str, date] = {}
        self.refunds: dict[str, int] = {}

    def enter(self, event: Event) -> None:
        """Register documents, payments, reversals and refunds, each once."""
        match event:
            case InvoiceIssued(invoice):
                self.belongs(event, invoice.customer, invoice.total)
                self.once(event, self.claims, invoice.number, event.on)
                self.invoices.add(invoice.number)
            case InterestCharged(reference) | CompensationCharged(reference) | FeeCharged(reference):
                self.in_currency(event.amount)
                self.once(event, self.claims, reference, event.on)
                self.enter_charge(event)
            case CreditNoteIssued(note):
                self.belongs(event, note.customer, note.total)
                self.once(event, self.sources, note.number, (event.on, note.total.minor))
            case PaymentReceived(payment):
                self.belongs(event, payment.customer, payment.amount)
                self.once(event, self.sources, payment.reference, (event.on, payment.amount.minor))
                self.payments[payment.reference] = event.on
            case PaymentReversed(reference):
                self.once(event, self.reversals, reference, event.on)
            case PlanAgreed(reference):
                self.once(event, self.plans, reference, event.on)
            case Refunded(reference):
                self.in_currency(event.amount)
                self.refunds[reference] = self.refunds.get(reference, 0) + event.amount.minor
            case _:
                pass  # nothing that could be there twice

    def enter_charge(self, event: InterestCharged | CompensationCharged | FeeCharged) -> None:
        """Register what a delay costs: interest as often as one likes, compensation once, a fee once for a step."""
        if isinstance(event, InterestCharged):
            self.interest.setdefault(event.invoice, []).append(event)
            return
        what = f"the fee of {event.step!r}" if isinstance(event, FeeCharged) else "the compensation"
        first = self.once_only.setdefault((event.invoice, what), event.reference)
        reason = f"{first} charges {what} for {event.invoice} already, which is owed once"
        self.require(event, first == event.reference, reason)

    def check(self, event: Event) -> None:
        """Refuse references to what is not on the account, and what cannot have happened."""
        match event:
            case InterestCharged():
                self.check_charge(event)
                self.require(event, event.until <= event.on, "interest cannot be charged for days to come")
            case CompensationCharged() | FeeCharged():
                self.check_charge(event)
            case PaymentReversed(reference):
                self.require(event, reference in self.payments, f"no payment {reference} is on this account")
                self.require(event, event.on >= self.payments[reference], "it is before the payment")
                self.require(event, reference not in self.refunds, "the payment was refunded before it bounced")
            case CashApplied() | CashUnapplied():
                self.check_decision(event)
            case Refunded(reference):
                self.check_refund(event, reference)
            case WrittenOff(number) | DisputeOpened(number):
                self.in_currency(event.amount)
                self.has_claim(event, number)
                self.require(event, event.on >= self.claims[number], f"{number} is issued later")
            case DisputeClosed(number):
                self.has_claim(event, number)
            case LimitSet(limit):
                self.in_currency(limit)
            case PromiseMade():
                self.in_currency(event.amount)
                self.has_claim(event, *event.invoices)
            case PlanAgreed():
                self.in_currency(event.total)
                self.has_claim(event, *event.invoices)
                issued = max(self.claims[number] for number in event.invoices)
                self.require(event, event.on >= issued, "some of its invoices are issued later")
            case ContactMade() | HoldPlaced() | HoldLifted():
                self.has_claim(event, *event.invoices)
            case _:
                pass  # documents refer to what may come later, consents to nothing

    def check_periods(self) -> None:
        """No day of interest is charged twice: each charge on an invoice begins where those before it end, or later.

        Charges of one day stand in the order of their periods, so that two months can be charged on one day.
        """
        for invoice, charges in self.interest.items():
            for left, right in pairwise(sorted(charges, key=lambda charge: (charge.on, charge.until))):
                begins = f"begins on {right.since}" if right.since else "says no since, so from the due day"
                reason = (
                    f"{left.reference} charges the interest on {invoice} through {left.until} already, "
                    f"{right.reference} {begins}"
                )
                self.require(right, right.since is not None and right.since >= left.until, reason)

    def check_decision(self, event: CashApplied | CashUnapplied) -> None:
        """A person moves money that is on the account; what is taken back has been there."""
        self.in_currency(event.amount)
        self.has_source(event, event.source)
        self.has_claim(event, event.invoice)
        bounced = self.reversals.get(event.source, event.on)
        self.require(event, event.on <= bounced, f"payment {event.source} was reversed on {bounced}")
        if isinstance(event, CashUnapplied):
            came = max(self.sources[event.source][0], self.claims[event.invoice])
            self.require(event, event.on >= came, f"{event.source} can have settled {event.invoice} from {came} on")

    def check_charge(self, event: InterestCharged | CompensationCharged | FeeCharged) -> None:
        """What a delay costs is charged on an invoice that is there."""
        self.require(event, event.invoice in self.invoices, f"no invoice {event.invoice} is on this account")
        self.require(event, event.on >= self.claims[event.invoice], f"{event.invoice} is issued later")

    def check_refund(self, event: Refunded, reference: str) -> None:
        """No more can go back than came, and not before it came."""
        self.has_source(event, reference)
        received_on, amount = self.sources[reference]
        self.require(event, event.on >= received_on, f"it is before {reference} came")
        self.require(event, self.refunds[reference] <= amount, f"the refunds of {reference} are more than came")

    def belongs(self, event: Event, customer: str, amount: Money) -> None:
        """A document of somebody else has no place here."""
        self.require(event, customer == self.customer, f"it is of customer {customer}, the account of {self.customer}")
        self.in_currency(amount)

    def in_currency(self, amount: Money | None) -> None:
        """An account has one currency."""
        if amount is not None:
            currencies.require_same(self.currency, amount.currency)

    def has_claim(self, event: Event, *numbers: str) -> None:
        """The documents spoken of are on the account."""
        for number in numbers:
            self.require(event, number in self.claims, f"no invoice {number} is on this account")

    def has_source(self, event: Event, reference: str) -> None:
        """The payment or credit note spoken of is on the account."""
        known = reference in self.sources
        self.require(event, known, f"no payment or credit note {reference} is on this account")

    def once(self, event: Event, register: dict[str, _Entry], key: str, value: _Entry) -> None:
        """Numbers and references are unique; a payment bounces once."""
        self.require(event, key not in register, f"{key} is there twice")
        register[key] = value

    @staticmethod
    def require(event: Event, holds: bool, reason: str) -> None:  # noqa: FBT001
        """Say what is wrong with which event."""
        if not holds:
            raise ReplayError(describe(event), reason)
