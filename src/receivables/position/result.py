"""The position itself: its parts, their sums, and where they come from."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import Any

import attrs
from moneyed import Currency

from receivables import currencies
from receivables.checks import is_day, keep_as_tuples
from receivables.events import ConsentGiven, ConsentWithdrawn, ContactMade, LimitSet, PlanAgreed
from receivables.money import Money
from receivables.position.beside import Applied, Hold, UnappliedCash
from receivables.position.items import OpenItem, plain


def _zero(position: Any) -> Money:
    return Money.zero(position.currency)


_NOTHING = attrs.Factory(_zero, takes_self=True)


@attrs.frozen(kw_only=True)
class Position:
    """What an account amounts to on the evening of ``as_of``, as it was known on ``known_by``.

    ``known_by`` is ``None`` where all that is recorded counts, whenever it was.
    ``items`` are all installments issued by then, cleared ones too, by due day, document and installment;
    ``unapplied_cash``, ``holds`` (open disputes, all promises, and what was placed and not lifted), ``contacts`` and
    agreed ``plans`` are in order of time. ``consents`` has the last word on each channel that was spoken of, ``limit``
    the last credit limit, if any was set.
    ``billed``, ``paid``, ``credited`` and ``written_off`` are totals of the facts (payments and credit notes less
    reversals and refunds), ``discounted`` and ``tolerated`` of what was given up beside payments, so that
    ``billed - paid - credited - written_off - discounted - tolerated == open - unapplied`` is a check.

    >>> from receivables import Account, Invoice, InvoiceIssued, Payment, PaymentReceived
    >>> due, paid = date(2026, 2, 14), date(2026, 2, 9)
    >>> invoice = Invoice("F-1", "C-1", total=Money("9.00", "EUR"), issued_on=date(2026, 1, 15), due_on=due)
    >>> payment = Payment("P-1", "C-1", amount=Money("4.00", "EUR"), paid_on=paid)
    >>> account = Account("C-1", "EUR", [InvoiceIssued(invoice), PaymentReceived(payment)])
    >>> print(account.as_of(paid).explain())
    C-1 on 2026-02-09: 5.00 EUR = 5.00 EUR open - 0.00 EUR unapplied
      5.00 EUR = 9.00 EUR billed - 4.00 EUR paid - 0.00 EUR credited - 0.00 EUR written off
      F-1: 5.00 EUR open, due 2026-02-14
      P-1: 4.00 EUR to F-1 on 2026-02-09 (oldest-due-first@1: the oldest due, 2026-02-14)
    """

    customer: str
    currency: Currency = attrs.field(converter=currencies.currency)
    as_of: date = attrs.field(validator=is_day)
    known_by: date | None = None
    items: tuple[OpenItem, ...] = ()
    unapplied_cash: tuple[UnappliedCash, ...] = ()
    applied: tuple[Applied, ...] = ()
    holds: tuple[Hold, ...] = ()
    contacts: tuple[ContactMade, ...] = ()
    plans: tuple[PlanAgreed, ...] = ()
    consents: tuple[ConsentGiven | ConsentWithdrawn, ...] = ()
    limit: LimitSet | None = None
    billed: Money = attrs.field()
    paid: Money = attrs.field()
    credited: Money = attrs.field()
    written_off: Money = attrs.field()
    discounted: Money = attrs.field(default=_NOTHING)
    tolerated: Money = attrs.field(default=_NOTHING)

    def __attrs_post_init__(self) -> None:
        keep_as_tuples(self, "items", "unapplied_cash", "applied", "holds", "contacts", "plans", "consents")
        for item in self.items:
            if item.currency is not self.currency:
                currencies.require_same(self.currency, item.currency)
        for cash in self.unapplied_cash:
            currencies.require_same(self.currency, cash.amount.currency)

    @cached_property
    def open_items(self) -> tuple[OpenItem, ...]:
        """The items with something open."""
        return tuple(item for item in self.items if item.open)

    @cached_property
    def open(self) -> Money:
        """What is open in total, before unapplied cash."""
        return Money.total((item.open for item in self.items), currency=self.currency)

    @cached_property
    def unapplied(self) -> Money:
        """The money on account that settles nothing yet, a positive amount."""
        return Money.total((cash.amount for cash in self.unapplied_cash), currency=self.currency)

    @property
    def balance(self) -> Money:
        """What the customer owes: open less unapplied; negative when the account is in credit."""
        return self.open - self.unapplied

    def explain(self) -> str:
        """The position as text: how the balance comes about, what is open, where the money went, what is on hold."""
        facts = f"{self.billed} billed - {self.paid} paid - {self.credited} credited - {self.written_off} written off"
        facts += f" - {self.discounted} discounted" if self.discounted else ""
        sign = "-" if self.tolerated.minor > 0 else "+"  # below zero, too much was paid, and kept
        facts += f" {sign} {abs(self.tolerated)} tolerated" if self.tolerated else ""
        money = (f"  {line}" for line in self.applied)
        return "\n".join(
            [
                f"{self.customer} on {self.as_of}: {self.balance} = {self.open} open - {self.unapplied} unapplied",
                f"  {self.balance} = {facts}",
                *(f"  {item}" for item in self.open_items),
                *money,
                *(f"  {cash.reference}: {cash.amount} unapplied" for cash in self.unapplied_cash),
                *(f"  {hold.about}: {hold.reason}" for hold in self.holds),
            ]
        )

    def to_dict(self) -> dict[str, Any]:
        """The position as plain data; cleared items are left out, as the sums hold them."""
        return {
            "customer": self.customer,
            "currency": self.currency.code,
            "as_of": self.as_of.isoformat(),
            "known_by": self.known_by.isoformat() if self.known_by else None,
            **{name: getattr(self, name).text for name in _SUMS},
            "items": [item.to_dict() for item in self.open_items],
            "applied": [plain(line._asdict()) for line in self.applied],
            "unapplied_cash": [plain(attrs.asdict(cash, recurse=False)) for cash in self.unapplied_cash],
            "holds": [plain(attrs.asdict(hold, recurse=False)) for hold in self.holds],
        }


_SUMS = ("billed", "paid", "credited", "written_off", "discounted", "tolerated", "open", "unapplied", "balance")
