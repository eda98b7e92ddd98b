"""Payment terms: when what part of a document falls due, and what is off for paying earlier.

Terms are immutable values. Each line is an amount rule and an ordered list of date steps, because *net, then end of
month* and *end of month, then net* are two different promises. A schedule is made once, when the document is issued,
and sums to its total exactly.

>>> from datetime import date
>>> from receivables import Money, PaymentTerms
>>> PaymentTerms.net(30).due_on(date(2026, 1, 31))
datetime.date(2026, 3, 2)
>>> terms = PaymentTerms([Line(Percent("30")), Line(Balance(), AddDays(60))])
>>> [(str(part.due_on), part.amount.text) for part in terms.schedule(Money("99.99", "EUR"), issued_on=date(2026, 1, 1))]
[('2026-01-01', '30.00'), ('2026-03-02', '69.99')]
"""

from __future__ import annotations

from receivables.terms.lines import AmountRule, Balance, Discount, EqualParts, Fixed, Line, Offer, Percent
from receivables.terms.model import Installment, PaymentTerms
from receivables.terms.plans import equal_amounts, fixed_amounts, monthly
from receivables.terms.problems import TermsProblem, holiday_problems, problems
from receivables.terms.steps import (
    AddDays,
    AddMonths,
    AddWeeks,
    EndOfMonth,
    MoveHolidays,
    NextMonthOnDay,
    NextOf,
    OnDate,
    OnDay,
    SkipClosed,
    TermStep,
    ToBusinessDay,
    walk,
)

__all__ = [
    "AddDays",
    "AddMonths",
    "AddWeeks",
    "AmountRule",
    "Balance",
    "Discount",
    "EndOfMonth",
    "EqualParts",
    "Fixed",
    "Installment",
    "Line",
    "MoveHolidays",
    "NextMonthOnDay",
    "NextOf",
    "Offer",
    "OnDate",
    "OnDay",
    "PaymentTerms",
    "Percent",
    "SkipClosed",
    "TermStep",
    "TermsProblem",
    "ToBusinessDay",
    "equal_amounts",
    "fixed_amounts",
    "holiday_problems",
    "monthly",
    "problems",
    "walk",
]
