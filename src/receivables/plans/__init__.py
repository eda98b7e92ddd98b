"""Payment plans that were agreed: kept, late, broken, accelerated, reinstated or completed, derived from the payments.

A plan is recorded when it is agreed (:class:`~receivables.events.PlanAgreed`) and never changed: what becomes of it
follows from what was settled of its invoices, evening by evening, through the table ``TRANSITIONS``. While it is
kept, its days take the place of the due days.

>>> from datetime import date
>>> from receivables import Account, Invoice, InvoiceIssued, Money, Payment, PaymentReceived
>>> from receivables.events import PlanAgreed
>>> due, half = date(2026, 2, 14), Money("500.00", "EUR")
>>> invoice = Invoice("F-1", "C-1", total=Money("1000.00", "EUR"), issued_on=date(2026, 1, 15), due_on=due)
>>> days = [(date(2026, 4, 30), half), (date(2026, 5, 31), half)]
>>> plan = PlanAgreed("R-1", invoices=["F-1"], payments=days, on=date(2026, 4, 2))
>>> paid = Payment("P-1", "C-1", amount=half, paid_on=date(2026, 4, 28), remittance=["F-1"])
>>> account = Account("C-1", "EUR", [InvoiceIssued(invoice), plan, PaymentReceived(paid)])
>>> (outcome,) = AgreedPlans(grace_days=5).outcomes(account.as_of(date(2026, 6, 30)))
>>> print(outcome.explain())
R-1 for F-1, agreed 2026-04-02: broken on 2026-06-30, 500.00 EUR of 1000.00 EUR paid, 500.00 EUR due
  2026-04-02: kept
  2026-06-01: late: a payment is missing after its day
  2026-06-06: broken: payments are missing after their days of grace: 1
"""

from __future__ import annotations

from receivables.plans.outcome import PlanOutcome, PlanStep
from receivables.plans.policy import AGREED_PLANS, AgreedPlans, PlanPolicy
from receivables.plans.table import KEEPS_ITS_DAYS, STATES, TRANSITIONS, Transition

__all__ = [
    "AGREED_PLANS",
    "AgreedPlans",
    "KEEPS_ITS_DAYS",
    "PlanOutcome",
    "PlanPolicy",
    "PlanStep",
    "STATES",
    "TRANSITIONS",
    "Transition",
]
