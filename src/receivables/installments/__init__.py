"""Payment plans with interest, and the annual percentage rate."""

from __future__ import annotations

from receivables.installments.annuity import (
    HIGHEST_PERCENT,
    MOST_PER_YEAR,
    MOST_ROWS,
    PERIOD_RATE_DIGITS,
    Annuity,
    period_rate,
)
from receivables.installments.apr import MOST_DIGITS, Flow, UnitFlow, actuarial_rate, dated_flows, effective_rate
from receivables.installments.dates import years_between
from receivables.installments.fields import RowPayment
from receivables.installments.plan import Plan, PlanRow
from receivables.installments.policy import Installments, PlanOptions

__all__ = [
    "Annuity",
    "Flow",
    "HIGHEST_PERCENT",
    "Installments",
    "MOST_DIGITS",
    "MOST_PER_YEAR",
    "MOST_ROWS",
    "PERIOD_RATE_DIGITS",
    "Plan",
    "PlanOptions",
    "PlanRow",
    "RowPayment",
    "UnitFlow",
    "actuarial_rate",
    "dated_flows",
    "effective_rate",
    "period_rate",
    "years_between",
]
