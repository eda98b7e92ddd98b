"""Money that arrives, bounces, is applied by a person or goes back."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

import attrs
from attrs.validators import optional

from receivables.checks import is_day, is_name, of_kind
from receivables.documents import Payment, positive
from receivables.events.fields import ON_THE_DAY, as_money_if_any, is_sequence, is_text
from receivables.money import Money, as_money


def _as_payment(value: Payment) -> Payment:
    return of_kind("payment", Payment, "a Payment", value)


@attrs.frozen
class PaymentReceived:
    """Money arrives: its remittance advice first, then the allocation policy; the rest is unapplied cash.

    >>> PaymentReceived(Payment("P-1", "C-1", amount=Money("5.00", "EUR"), paid_on=date(2026, 1, 9))).on
    datetime.date(2026, 1, 9)
    """

    rank: ClassVar[int] = 2
    payment: Payment = attrs.field(converter=_as_payment)
    recorded_on: date = attrs.field(kw_only=True, default=ON_THE_DAY, validator=is_day)
    sequence: int = attrs.field(kw_only=True, default=0, validator=is_sequence)

    @property
    def on(self) -> date:
        """The value date."""
        return self.payment.paid_on

    @property
    def subject(self) -> str:
        """The reference of the payment."""
        return self.payment.reference


@attrs.frozen
class PaymentReversed:
    """A payment bounces or is charged back: what it settled is open again from this day.

    >>> PaymentReversed("P-1", on=date(2026, 1, 20), reason="insufficient funds").subject
    'P-1'
    """

    rank: ClassVar[int] = 3
    payment: str = attrs.field(validator=is_name)
    on: date = attrs.field(kw_only=True, validator=is_day)
    reason: str = attrs.field(kw_only=True, default="", validator=is_text)
    recorded_on: date = attrs.field(kw_only=True, default=ON_THE_DAY, validator=is_day)
    sequence: int = attrs.field(kw_only=True, default=0, validator=is_sequence)

    @property
    def subject(self) -> str:
        """The reference of the payment."""
        return self.payment


@attrs.frozen
class CashUnapplied:
    """A person takes back what a payment or credit note (``source``) settled of an invoice: ``amount`` of it, or all.

    Whoever had placed it there, the youngest first, and on its day also what the allocation policy would place there;
    a discount that was taken with it falls with it. The money is unapplied until a person applies it. To move it, add
    a :class:`CashApplied` of the same day.

    >>> CashUnapplied("P-1", "F-1", on=date(2026, 1, 20), reason="not this one").subject
    "'P-1' from 'F-1': all of it ('not this one')"
    """

    rank: ClassVar[int] = 4
    source: str = attrs.field(validator=is_name)
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
        """Source, invoice, amount and reason."""
        return f"{self.source!r} from {self.invoice!r}: {self.amount or 'all of it'} ({self.reason!r})"


@attrs.frozen
class CashApplied:
    """A person applies ``amount`` of a payment or credit note (``source``) to an invoice, or to charged interest.

    It overrides the allocation policy: what the policy had placed on the same invoice counts first, and money that it
    had placed elsewhere is taken back, the youngest placement first; what remittance or an earlier decision settled is
    not. More than is open, or than is left of the source, is not applied. An application to an invoice, or of a
    payment, that is still to come waits for it, in the order of the events, and its money is kept from the policy.

    >>> CashApplied("P-1", "F-1", amount=Money("5.00", "EUR"), on=date(2026, 1, 20)).subject
    "'P-1' to 'F-1': 5.00 EUR"
    """

    rank: ClassVar[int] = 5
    source: str = attrs.field(validator=is_name)
    invoice: str = attrs.field(validator=is_name)
    amount: Money = attrs.field(kw_only=True, converter=as_money, validator=positive)
    on: date = attrs.field(kw_only=True, validator=is_day)
    recorded_on: date = attrs.field(kw_only=True, default=ON_THE_DAY, validator=is_day)
    sequence: int = attrs.field(kw_only=True, default=0, validator=is_sequence)

    @property
    def subject(self) -> str:
        """Source, invoice and amount."""
        return f"{self.source!r} to {self.invoice!r}: {self.amount}"


@attrs.frozen
class Refunded:
    """Money of a payment or credit note (``source``) goes back to the customer.

    It is taken from what is unapplied; if that is too little, what the source settled is open again, the youngest
    first.

    >>> Refunded("P-1", amount=Money("5.00", "EUR"), on=date(2026, 1, 25)).subject
    "'P-1': 5.00 EUR"
    """

    rank: ClassVar[int] = 6
    source: str = attrs.field(validator=is_name)
    amount: Money = attrs.field(kw_only=True, converter=as_money, validator=positive)
    on: date = attrs.field(kw_only=True, validator=is_day)
    recorded_on: date = attrs.field(kw_only=True, default=ON_THE_DAY, validator=is_day)
    sequence: int = attrs.field(kw_only=True, default=0, validator=is_sequence)

    @property
    def subject(self) -> str:
        """Source and amount."""
        return f"{self.source!r}: {self.amount}"
