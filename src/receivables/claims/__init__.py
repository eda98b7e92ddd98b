"""From accruals to claims: what a delay costs is charged, and payments are imputed to what is owed.

What accrues is a figure of a report until somebody charges it. :func:`charge_interest` and :func:`charge_compensation`
make the fact of it, which an account takes as a claim of its own.

>>> from datetime import date
>>> from receivables import LateInterest, Money, OpenItem, statutory
>>> item = OpenItem(
...     customer="C-104", document="F-1001", issued_on=date(2026, 1, 1), due_on=date(2026, 1, 31),
...     amount=Money("10000.00", "EUR"),
... )
>>> law, day = statutory.regime("DE-BGB-288-2"), date(2026, 3, 31)
>>> interest = charge_interest([law.accrue(item, as_of=day)], reference="I-1", on=day)
>>> compensation = charge_compensation(law, [item], reference="K-1", on=day)
>>> print(interest.amount, "of interest through", interest.until, "and", compensation.amount, "of compensation")
166.01 EUR of interest through 2026-03-31 and 40.00 EUR of compensation

What a payment settles inside a debt changes what bears interest afterwards, so imputation and accrual take turns: up to
the day of a payment interest accrues, then the payment is spread, then interest accrues on what is left.

>>> found = impute(
...     item, [(date(2026, 3, 31), Money("4000.00", "EUR"))], interest=law, as_of=date(2026, 4, 30),
...     costs=Money("25.00", "EUR"),
... )
>>> print(found.explain())
F-1001 on 2026-04-30: 6243.27 EUR owed
  2026-03-31: 4000.00 EUR paid: 25.00 EUR to costs, 166.01 EUR to interest, 3808.99 EUR to principal
  6191.01 EUR principal, 52.26 EUR interest, 0.00 EUR costs
"""

from __future__ import annotations

from receivables.allocation import COSTS_INTEREST_PRINCIPAL, PARTS
from receivables.claims.charges import charge_compensation, charge_interest, charge_plan_interest
from receivables.claims.imputation import Imputation, ImputedPayment, impute

__all__ = [
    "COSTS_INTEREST_PRINCIPAL",
    "Imputation",
    "ImputedPayment",
    "PARTS",
    "charge_compensation",
    "charge_interest",
    "charge_plan_interest",
    "impute",
]
