"""Early-payment discounts and small differences: what is off for paying early, and what a payment then settles.

An open item carries its offers (:class:`~receivables.terms.Offer`). A policy of this room says which can still be
taken, and how a payment that takes them settles what is open: so much cash, so much discount, and a small difference
that nobody chases.

>>> from datetime import date
>>> from receivables import Account, Invoice, InvoiceIssued, Money, PaymentTerms
>>> from receivables.discounts import EarlyDiscounts, Tolerance
>>> invoice = Invoice(
...     "F-1001", "C-104", total=Money("1000.00", "EUR"), issued_on=date(2026, 1, 15),
...     terms=PaymentTerms.parse("2/10 net 30"),
... )
>>> (item,) = Account("C-104", "EUR", [InvoiceIssued(invoice)]).as_of(date(2026, 1, 15)).items
>>> policy = EarlyDiscounts(tolerance=Tolerance(amount="1.00"))
>>> for offer in policy.offers(item, as_of=date(2026, 1, 20)):
...     print(f"{offer.discount} off through {offer.until}: pay {offer.payable} ({offer.yearly_cost} % a year)")
20.00 EUR off through 2026-01-25: pay 980.00 EUR (37.24 % a year)
>>> for line in policy.settle([item], Money("979.50", "EUR"), on=date(2026, 1, 25)):
...     print(f"{line.cash} + {line.discount} + {line.tolerance} = {line.settled}: {line.because}")
979.50 EUR + 20.00 EUR + 0.50 EUR = 1000.00 EUR: 2 % off for paying early; 0.50 EUR missing, given up
>>> for line in policy.settle([item], Money("979.50", "EUR"), on=date(2026, 1, 26)):
...     print(f"{line.cash} + {line.discount} + {line.tolerance} = {line.settled}: {line.because}")
979.50 EUR + 0.00 EUR + 0.00 EUR = 979.50 EUR: part payment
"""

from __future__ import annotations

from receivables.discounts.forgone import cost_of_forgoing
from receivables.discounts.policy import OVERRIDES, DiscountPolicy, EarlyDiscounts, NoDiscounts, Override
from receivables.discounts.results import OpenOffer, PaidLine
from receivables.discounts.rewards import OnTimeReward, PaidInvoice, Reward, RewardsEarned
from receivables.discounts.tax import TaxBreakdown, TaxedLine, TaxShare, discount_on
from receivables.discounts.tolerance import CurrencyLimit, Tolerance

__all__ = [
    "CurrencyLimit",
    "DiscountPolicy",
    "EarlyDiscounts",
    "NO_DISCOUNTS",
    "NoDiscounts",
    "OVERRIDES",
    "OnTimeReward",
    "OpenOffer",
    "Override",
    "PaidInvoice",
    "PaidLine",
    "Reward",
    "RewardsEarned",
    "TaxBreakdown",
    "TaxShare",
    "TaxedLine",
    "Tolerance",
    "cost_of_forgoing",
    "discount_on",
]

NO_DISCOUNTS = NoDiscounts()
"""Nothing is given up."""
