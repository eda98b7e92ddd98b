"""Credit: what is at risk with a customer, how much may be, and whether one more order may go out.

Exposure is a sum of named components, each of which counts or not; limits and hold rules look at it and at the unpaid
invoices, and a decision gives every reason with what would end it.

>>> from datetime import date
>>> from receivables import Account, Invoice, InvoiceIssued, Money
>>> due = date(2026, 2, 14)
>>> invoice = Invoice("F-1", "C-104", total=Money("900.00", "EUR"), issued_on=date(2026, 1, 15), due_on=due)
>>> position = Account("C-104", "EUR", [InvoiceIssued(invoice)]).as_of(date(2026, 3, 31))
>>> rule = HoldRule("old debt", Conditions(min_total=Money("500.00", "EUR"), counted_from=30))
>>> file = CreditFile(limit=Money("1000.00", "EUR"))
>>> decision = Credit(rules=[rule]).decide(position, order=Money("250.00", "EUR"), as_of=date(2026, 3, 31), file=file)
>>> print(decision.verdict, *decision.reasons, sep=chr(10))
hold
hold, limit: 1150.00 EUR is 150.00 EUR over the limit of 1000.00 EUR (bring it down by 150.00 EUR)
hold, old debt: 900.00 EUR unpaid at least 30 days past due, from 500.00 EUR on (pay 400.01 EUR on F-1)
"""

from __future__ import annotations

from receivables.credit.conditions import BrokenPromises, Conditions, Finding, Remedy, Standing
from receivables.credit.decision import ACTIONS, CreditDecision, Reason
from receivables.credit.exposure import COMPONENTS, Exposure, ExposureLine, Order
from receivables.credit.file import CreditFile
from receivables.credit.limits import ComponentLimit, Insurance, LimitCheck, Limits
from receivables.credit.policy import Credit
from receivables.credit.rules import HoldRule, SegmentOffer
from receivables.credit.states import CLEAR, AccountState, OverdueState, OverdueStates, last_failure
from receivables.credit.suggestion import ON_TIME_FACTORS, LimitSuggestion, RecordFactor, suggest_limit

__all__ = [
    "ACTIONS",
    "AccountState",
    "BrokenPromises",
    "CLEAR",
    "COMPONENTS",
    "ComponentLimit",
    "Conditions",
    "Credit",
    "CreditDecision",
    "CreditFile",
    "Exposure",
    "ExposureLine",
    "Finding",
    "HoldRule",
    "Insurance",
    "LimitCheck",
    "LimitSuggestion",
    "Limits",
    "ON_TIME_FACTORS",
    "Order",
    "OverdueState",
    "OverdueStates",
    "Reason",
    "RecordFactor",
    "Remedy",
    "SegmentOffer",
    "Standing",
    "last_failure",
    "suggest_limit",
]
