"""What stands beside the items: money on account, where money went, and what is to be left alone."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

import attrs

from receivables.checks import is_day, is_name, is_one_of, keep_as_tuples
from receivables.documents import not_negative
from receivables.events import HOLD_KINDS
from receivables.money import Money, as_money
from receivables.position.items import ZERO


@attrs.frozen(kw_only=True)
class UnappliedCash:
    """Money on account: what is left of a payment (``kind`` ``"payment"``) or of a credit note (``"credit note"``).

    ``received_on`` is the value date; unapplied cash has no due day and is never netted into open items silently.
    ``reserved`` is the part that remittance advice, or a decision, keeps for an invoice that is still to come.

    >>> from receivables import Account, Payment, PaymentReceived
    >>> day = date(2026, 2, 9)
    >>> early = Payment("P-1", "C-1", amount=Money("9.00", "EUR"), paid_on=day, remittance=["F-7"])
    >>> (cash,) = Account("C-1", "EUR", [PaymentReceived(early)]).as_of(day).unapplied_cash
    >>> print(cash.amount, "on account,", cash.reserved, "of it for F-7, which is still to come")
    9.00 EUR on account, 9.00 EUR of it for F-7, which is still to come
    """

    customer: str = attrs.field(validator=is_name)
    reference: str = attrs.field(validator=is_name)
    kind: str = attrs.field(default="payment", validator=is_one_of("payment", "credit note"))
    received_on: date = attrs.field(validator=is_day)
    amount: Money = attrs.field(converter=as_money, validator=not_negative)
    reserved: Money = attrs.field(default=ZERO, converter=as_money, validator=not_negative)


class Applied(NamedTuple):
    """A part of a payment or credit note (``source``) that settles an item since ``on``, and the reason.

    ``discounted`` and ``tolerated`` are what was given up beside it. ``kind`` of the source is ``"payment"`` or
    ``"credit note"``; ``received_on`` is its value date.

    >>> from receivables import Account, Invoice, InvoiceIssued, Payment, PaymentReceived
    >>> due, paid = date(2026, 2, 14), date(2026, 2, 9)
    >>> invoice = Invoice("F-1", "C-1", total=Money("9.00", "EUR"), issued_on=date(2026, 1, 15), due_on=due)
    >>> payment = Payment("P-1", "C-1", amount=Money("4.00", "EUR"), paid_on=paid)
    >>> account = Account("C-1", "EUR", [InvoiceIssued(invoice), PaymentReceived(payment)])
    >>> (line,) = account.as_of(paid).applied
    >>> print(f"{line.amount} of {line.source} to {line.document}: {line.because}")
    4.00 EUR of P-1 to F-1: oldest-due-first@1: the oldest due, 2026-02-14
    """

    source: str
    document: str
    installment: int
    amount: Money
    on: date
    because: str
    discounted: Money
    tolerated: Money
    kind: str
    received_on: date

    def __str__(self) -> str:
        beside = f", {self.discounted} discounted" if self.discounted else ""
        beside += f", {self.tolerated} tolerated" if self.tolerated else ""
        return f"{self.source}: {self.amount} to {self.document} on {self.on}{beside} ({self.because})"


@attrs.frozen(kw_only=True)
class Hold:
    """A reason to leave items alone: a ``"dispute"``, a ``"promise"``, or what was placed.

    A dispute has no known end, a promise ends on the promised day; ``"grace"``, ``"legal"``, ``"insolvency"`` and
    ``"vulnerable"`` are placed by hand. No ``documents`` means all of the account. A dispute holds its ``amount``
    (``None``: all); a promise holds the whole of what it is about, whatever amount was promised, until its day.

    >>> Hold(kind="promise", since=date(2026, 3, 1), until=date(2026, 3, 20)).last_day(tolerance_days=2)
    datetime.date(2026, 3, 22)
    """

    kind: str = attrs.field(validator=is_one_of("dispute", "promise", *HOLD_KINDS))
    documents: tuple[str, ...] = ()
    amount: Money | None = None
    since: date = attrs.field(validator=is_day)
    until: date | None = attrs.field(default=None, validator=attrs.validators.optional(is_day))
    reason: str = ""

    def __attrs_post_init__(self) -> None:
        keep_as_tuples(self, "documents")

    @property
    def about(self) -> str:
        """The documents held, in words."""
        return ", ".join(self.documents) or "all of the account"

    def covers(self, document: str) -> bool:
        """Whether the hold is about ``document``."""
        return not self.documents or document in self.documents

    def last_day(self, tolerance_days: int = 0) -> date | None:
        """The last day on hold, some days of tolerance included; ``None`` if nobody knows."""
        if self.until is None:
            return None
        return date.fromordinal(min(self.until.toordinal() + tolerance_days, date.max.toordinal()))
