"""What was said between creditor and customer: disputes, promises, contacts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import pairwise
from typing import ClassVar, NamedTuple

import attrs
import moneyed
from attrs.validators import optional

from receivables.checks import day, is_day, is_name, several
from receivables.currencies import require_same
from receivables.documents import positive
from receivables.errors import InvalidValueError
from receivables.events.fields import ON_THE_DAY, are_names, as_money_if_any, as_names, is_sequence, is_text
from receivables.money import Money, as_money


@attrs.frozen
class DisputeOpened:
    """The customer disputes an invoice, or ``amount`` of it: collection of it is on hold from this day.

    >>> DisputeOpened("F-1", on=date(2026, 2, 1), reason="short delivery").amount is None
    True
    """

    rank: ClassVar[int] = 8
    invoice: str = attrs.field(validator=is_name)
    amount: Money | None = attrs.field(
        kw_only=True, default=None, converter=as_money_if_any, validator=optional(positive)
    )
    on: date = attrs.field(kw_only=True, validator=is_day)
    reason: str = attrs.field(kw_only=True, default="", validator=is_text)
    recorded_on: date = attrs.field(kw_only=True, default=ON_THE_DAY, validator=is_day)
    sequence: int = attrs.field(kw_only=True, default=0, validator=is_sequence)

    @property
    def subject(self) -> str:
        """Invoice, amount and reason."""
        return f"{self.invoice!r}: {self.amount or 'all'} ({self.reason!r})"


@attrs.frozen
class DisputeClosed:
    """The disputes of an invoice are settled: its hold ends on this day.

    >>> DisputeClosed("F-1", on=date(2026, 3, 1)).subject
    'F-1'
    """

    rank: ClassVar[int] = 9
    invoice: str = attrs.field(validator=is_name)
    on: date = attrs.field(kw_only=True, validator=is_day)
    recorded_on: date = attrs.field(kw_only=True, default=ON_THE_DAY, validator=is_day)
    sequence: int = attrs.field(kw_only=True, default=0, validator=is_sequence)

    @property
    def subject(self) -> str:
        """The number of the invoice."""
        return self.invoice


@attrs.frozen
class PromiseMade:
    """The customer promises to pay ``amount`` by ``promised_on``, for some ``invoices`` or (empty) for all.

    Until that day the invoices are left alone, whatever amount was promised. Whether it was kept is never recorded: it
    follows from the payments.

    >>> PromiseMade(Money("5.00", "EUR"), promised_on=date(2026, 2, 20), on=date(2026, 2, 10)).invoices
    ()
    """

    rank: ClassVar[int] = 10
    amount: Money = attrs.field(converter=as_money, validator=positive)
    promised_on: date = attrs.field(kw_only=True, validator=is_day)
    invoices: tuple[str, ...] = attrs.field(kw_only=True, default=(), converter=as_names, validator=are_names)
    on: date = attrs.field(kw_only=True, validator=is_day)
    recorded_on: date = attrs.field(kw_only=True, default=ON_THE_DAY, validator=is_day)
    sequence: int = attrs.field(kw_only=True, default=0, validator=is_sequence)

    @property
    def subject(self) -> str:
        """Amount, day and invoices."""
        return f"{self.amount} by {self.promised_on} for {', '.join(map(repr, self.invoices)) or 'all'}"


class PlanPayment(NamedTuple):
    """What is to be paid by a day of a plan.

    >>> PlanPayment(date(2026, 4, 30), Money("250.00", "EUR")).amount
    Money('250.00', 'EUR')
    """

    due_on: date
    amount: Money


_PAYMENTS = "pairs of day and amount of more than 0, one a day, in order"


def _as_payments(pairs: Iterable[tuple[date, Money | moneyed.Money]]) -> tuple[PlanPayment, ...]:
    return tuple(_as_payment(pair) for pair in several("payments", _PAYMENTS, pairs))


def _as_payment(pair: object) -> PlanPayment:
    match pair:
        case (due_on, amount, *_):
            return PlanPayment(day("payments", due_on), Money.of(amount))
        case _:
            raise InvalidValueError("payments", _PAYMENTS, pair)


@attrs.frozen
class PlanAgreed:
    """The customer agrees to pay open ``invoices`` by a plan: ``payments`` are pairs of day and amount.

    ``reference`` names the plan. ``discount`` is what the customer is let off once all payments are made. What
    becomes of it is never recorded: it follows from the payments (:mod:`receivables.plans`). A later plan about one
    of its invoices takes its place. The rows of a plan with interest (:class:`receivables.installments.Plan`) give
    the pairs: their ``due_on`` and ``payment``, where there is one.

    Raises :class:`~receivables.errors.InvalidValueError` for a plan without invoices or payments, with two payments on
    a day, or with one before the day of the agreement, and :class:`~receivables.errors.CurrencyMismatchError` for
    payments in several currencies.

    >>> half, first = Money("500.00", "EUR"), date(2026, 4, 30)
    >>> plan = PlanAgreed(
    ...     "R-1", invoices=["F-1"], payments=[(first, half), (date(2026, 5, 31), half)], on=date(2026, 4, 2)
    ... )
    >>> print(plan.total, "by", plan.payments[-1].due_on)
    1000.00 EUR by 2026-05-31
    """

    rank: ClassVar[int] = 11
    reference: str = attrs.field(validator=is_name)
    invoices: tuple[str, ...] = attrs.field(kw_only=True, converter=as_names, validator=are_names)
    payments: tuple[PlanPayment, ...] = attrs.field(kw_only=True, converter=_as_payments)
    discount: Money | None = attrs.field(
        kw_only=True, default=None, converter=as_money_if_any, validator=optional(positive)
    )
    on: date = attrs.field(kw_only=True, validator=is_day)
    recorded_on: date = attrs.field(kw_only=True, default=ON_THE_DAY, validator=is_day)
    sequence: int = attrs.field(kw_only=True, default=0, validator=is_sequence)

    def __attrs_post_init__(self) -> None:
        if not self.invoices or len(set(self.invoices)) < len(self.invoices):
            raise InvalidValueError("invoices", "one or more document numbers, each once", self.invoices)
        days = [payment.due_on for payment in self.payments]
        rising = all(left < right for left, right in pairwise(days))
        if not days or not rising or any(payment.amount.minor <= 0 for payment in self.payments):
            raise InvalidValueError("payments", _PAYMENTS, self.payments)
        if days[0] < self.on:
            raise InvalidValueError("payments", f"payments on {self.on} or later, when the plan is agreed", days[0])
        for payment in self.payments:
            require_same(self.payments[0].amount.currency, payment.amount.currency)
        if self.discount is not None:
            require_same(self.payments[0].amount.currency, self.discount.currency)

    @property
    def total(self) -> Money:
        """All payments together."""
        return Money.total((each.amount for each in self.payments), currency=self.payments[0].amount.currency)

    @property
    def subject(self) -> str:
        """The reference of the plan."""
        return self.reference


@attrs.frozen
class ContactMade:
    """The customer was contacted: which ladder ``step``, over which ``channel``, about which ``invoices``.

    This is the history that a ladder climbs on: what was sent, not what was planned. No invoices means all.

    >>> ContactMade("first reminder", channel="email", invoices=["F-1"], on=date(2026, 2, 20)).invoices
    ('F-1',)
    """

    rank: ClassVar[int] = 16
    step: str = attrs.field(validator=is_name)
    channel: str = attrs.field(kw_only=True, validator=is_name)
    invoices: tuple[str, ...] = attrs.field(kw_only=True, default=(), converter=as_names, validator=are_names)
    outcome: str = attrs.field(kw_only=True, default="", validator=is_text)
    on: date = attrs.field(kw_only=True, validator=is_day)
    recorded_on: date = attrs.field(kw_only=True, default=ON_THE_DAY, validator=is_day)
    sequence: int = attrs.field(kw_only=True, default=0, validator=is_sequence)

    @property
    def subject(self) -> str:
        """Step, channel, invoices and outcome."""
        about = ", ".join(map(repr, self.invoices)) or "all"
        return f"{self.step!r} by {self.channel!r} about {about}: {self.outcome!r}"
