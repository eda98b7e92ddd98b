"""The job: accounts together, one credit policy, one day.

>>> from datetime import date
>>> from receivables import Account, CreditPolicy, Invoice, InvoiceIssued, Money, Portfolio, LateInterest, assess
>>> invoice = Invoice(
...     "F-1001", "C-104", total=Money("1000.00", "EUR"), issued_on=date(2026, 1, 15), due_on=date(2026, 2, 14)
... )
>>> portfolio = Portfolio.of([Account("C-104", "EUR", [InvoiceIssued(invoice)])])
>>> policy = CreditPolicy(name="House policy", interest=LateInterest("8"))
>>> result = assess(portfolio, policy, as_of=date(2026, 3, 31))
>>> result.aging.total("EUR", "31-60"), result.account("C-104").interest
(Money('1000.00', 'EUR'), Money('9.86', 'EUR'))
"""

from __future__ import annotations

from receivables.portfolio.accounts import Portfolio
from receivables.portfolio.assessing import assess
from receivables.portfolio.assessment import Assessment, Totals
from receivables.portfolio.one_account import AccountAssessment

__all__ = [
    "AccountAssessment",
    "Assessment",
    "Portfolio",
    "Totals",
    "assess",
]
