"""What was said between creditor and customer: disputes, promises, contacts."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

import attrs
from attrs.validators import optional

from receivables.checks import is_day, is_name
from receivables.documents import positive
from receivables.events.fields import ON_THE_DAY, are_names, as_money_if_any, as_names, is_sequence, is_text
from receivables.money import Money, as_money


@attrs.frozen
class DisputeOpened:
    """The customer disputes an invoice, or ``amount`` of it: collection of it is on hold from this day.

    >>> DisputeOpened("F-1", on=date(2026, 2, 1), reason="short delivery").amount is None
    True
    """

    rank: ClassVar[int] = 7
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

    rank: ClassVar[int] = 8
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

    rank: ClassVar[int] = 9
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


@attrs.frozen
class ContactMade:
    """The customer was contacted: which ladder ``step``, over which ``channel``, about which ``invoices``.

    This is the history that a ladder climbs on: what was sent, not what was planned. No invoices means all.

    >>> ContactMade("first reminder", channel="email", invoices=["F-1"], on=date(2026, 2, 20)).invoices
    ('F-1',)
    """

    rank: ClassVar[int] = 10
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
