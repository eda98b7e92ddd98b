"""What type checkers see of the public API: checked by mypy and by pyright, never run.

A line with ``type: ignore`` must be wrong: both checkers report an ignore that has nothing to hide.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import assert_type

import moneyed

from receivables import (
    Account,
    Accrual,
    Aging,
    AgingReport,
    Assessment,
    CreditPolicy,
    EarlyDiscounts,
    Installment,
    Installments,
    Invoice,
    InvoiceIssued,
    Ladder,
    LateInterest,
    Money,
    NextAction,
    NoAction,
    OldestDueFirst,
    OpenItem,
    PaymentTerms,
    Plan,
    Portfolio,
    Position,
    Rounding,
    UnappliedCash,
    assess,
)
from receivables.aging import AgingPolicy
from receivables.allocation import Allocation
from receivables.discounts import DiscountPolicy
from receivables.escalation import LadderPolicy
from receivables.installments import Annuity, Flow, PlanRow, effective_rate
from receivables.interest import InterestPolicy

DAY = date(2026, 3, 31)


def amounts(ten: Money, django: moneyed.Money) -> None:
    assert_type(ten + ten, Money)
    assert_type(ten - ten, Money)
    assert_type(-ten, Money)
    assert_type(3 * ten, Money)
    assert_type(ten < -ten, bool)
    assert_type(ten.minor, int)
    assert_type(ten.amount, Decimal)
    assert_type(ten.to_moneyed(), moneyed.Money)
    assert_type(Money.of(django), Money)
    assert_type(Money.of_minor(1050, "EUR"), Money)
    assert_type(Money.rounded(Fraction(2, 3), "EUR", Rounding.HALF_EVEN), Money)
    assert_type(Money.total([ten], currency="EUR"), Money)
    Money(0.1, "EUR")  # type: ignore[arg-type]
    ten + 1  # type: ignore[operator]
    ten * 0.5  # type: ignore[operator]
    ten.minor = 5  # type: ignore[misc]


def facts(ten: Money, django: moneyed.Money) -> None:
    assert_type(PaymentTerms.net(30).end_of_month(), PaymentTerms)
    assert_type(PaymentTerms.net(30).due_on(DAY), date)
    assert_type(PaymentTerms.net(30).schedule(ten, issued_on=DAY), tuple[Installment, ...])
    invoice = Invoice("F-1", "C-1", total=django, issued_on=DAY, terms=PaymentTerms.net(30))
    assert_type(invoice.total, Money)
    assert_type(invoice.due_on, date)
    assert_type(InvoiceIssued(invoice).on, date)
    Invoice("F-1", "C-1", ten, DAY)  # type: ignore[call-arg]


def plans(ten: Money, django: moneyed.Money) -> None:
    terms = Installments.level(12, percent="6", interest_days="ACT/360", payment_rounding=Rounding.UP)
    assert_type(terms, Installments)
    plan = terms.schedule(django, start=DAY, first_due_on=DAY)
    assert_type(plan, Plan)
    assert_type(plan.rows, tuple[PlanRow, ...])
    assert_type(plan.total_interest, Money)
    assert_type(plan.apr, Decimal)
    assert_type(effective_rate([Flow(ten, 0), Flow("-10.50", Fraction(1, 12))], bracket=(0, "50")), Decimal)
    assert_type(Annuity(principal="100", percent=6, periods=3).solve(), Decimal)
    Installments.custom({1: "500.00"}, percent="6", fee=Fraction(1, 2))
    Installments.custom([(1, "500.00")], percent=Decimal(6))
    Installments.level(12, percent=6.5)  # type: ignore[arg-type]
    Installments.level(12, percent="6", every=3)  # type: ignore[call-arg]
    Installments.level(12)  # type: ignore[call-arg]


def accounts(account: Account) -> None:
    position = account.as_of(DAY, known_by=DAY, allocation=OldestDueFirst())
    assert_type(position, Position)
    assert_type(position.open_items, tuple[OpenItem, ...])
    assert_type(position.unapplied_cash, tuple[UnappliedCash, ...])
    assert_type(position.balance, Money)
    account.as_of()  # type: ignore[call-arg]


def policies(item: OpenItem, position: Position) -> None:
    report = Aging().age([item], as_of=DAY)
    assert_type(report, AgingReport)
    assert_type(report.total("EUR", "31-60"), Money)
    assert_type(report.by("country"), Mapping[str, AgingReport])
    accrual = LateInterest("8").accrue(item, as_of=DAY)
    assert_type(accrual, Accrual)
    assert_type(accrual.exact, Fraction)
    assert_type(Ladder(()).next_action(position, as_of=DAY), NextAction | NoAction)
    Aging().age([item])  # type: ignore[call-arg]
    LateInterest(8.0)  # type: ignore[arg-type]


def slots() -> tuple[AgingPolicy, InterestPolicy, LadderPolicy, Allocation, DiscountPolicy]:
    """The policies that ship fit the protocols, frozen as they are."""
    return Aging(), LateInterest("8"), Ladder(()), OldestDueFirst(), EarlyDiscounts()


def job(accounts: list[Account], policy: CreditPolicy) -> None:
    result = assess(Portfolio.of(accounts), policy, as_of=DAY)
    assert_type(result, Assessment)
    assert_type(result.aging.total("EUR", "61-90"), Money)
    assert_type(result.account("C-104").interest, Money)
    assert_type(result.account("C-104").next_action, NextAction | NoAction)
    assess(Portfolio.of(accounts), policy, DAY)  # type: ignore[call-arg]
