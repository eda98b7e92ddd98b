"""What a policy of discounts answers: offers that can still be taken, and what a payment settles."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from receivables.money import Money


class OpenOffer(NamedTuple):
    """A discount that can still be taken: ``discount`` off what is open, ``payable`` through ``until`` (inclusive).

    ``until`` includes the days of grace and, of an offer that is accepted late, these days. ``percent`` is ``None`` for
    a fixed amount. ``yearly_cost`` is what it costs to pay on the due day instead, in percent a year (nominal, 365
    days, two decimals); ``None`` where the due day is not later.

    >>> from receivables.discounts import EarlyDiscounts
    >>> from receivables import Account, Invoice, InvoiceIssued, PaymentTerms
    >>> terms = PaymentTerms.parse("2/10 net 30")
    >>> total, day = Money("1000.00", "EUR"), date(2026, 1, 15)
    >>> invoice = Invoice("F-1", "C-1", total=total, issued_on=day, terms=terms)
    >>> (item,) = Account("C-1", "EUR", [InvoiceIssued(invoice)]).as_of(day).items
    >>> (offer,) = EarlyDiscounts().offers(item, as_of=day)
    >>> print(f"{offer.payable} through {offer.until}, or {offer.yearly_cost} % a year")
    980.00 EUR through 2026-01-25, or 37.24 % a year
    """

    document: str
    installment: int
    until: date
    discount: Money
    payable: Money
    percent: Fraction | None
    yearly_cost: Decimal | None


class PaidLine(NamedTuple):
    """What one payment does to one item: so much ``cash``, so much given up, and why.

    ``discount`` was earned in time, ``late_discount`` was accepted after the last day, ``tolerance`` is a small
    difference given up (below zero where too much was paid).

    >>> nothing = Money("0.00", "EUR")
    >>> cash, discount = Money("980.00", "EUR"), Money("20.00", "EUR")
    >>> line = PaidLine("F-1", 1, cash, discount, nothing, nothing, "2 % off for paying early")
    >>> print(line.settled)
    1000.00 EUR
    """

    document: str
    installment: int
    cash: Money
    discount: Money
    late_discount: Money
    tolerance: Money
    because: str

    @property
    def settled(self) -> Money:
        """By how much less is open: cash, discounts and tolerance together."""
        return self.cash + self.discount + self.late_discount + self.tolerance
