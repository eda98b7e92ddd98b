"""Assessing: each account is replayed, and the policies that count for it look at its position."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from receivables.account import Account, each_account, in_order
from receivables.aging import AgingReport
from receivables.checks import day, returned
from receivables.credit_book import CreditBook, InForce
from receivables.credit_book.accounts import AccountRules, BookOnDay
from receivables.credit_policy import CreditPolicy
from receivables.escalation import Circumstances, Ladder, NextAction, NoAction
from receivables.portfolio.accruing import Accruing
from receivables.portfolio.assessment import Assessment
from receivables.portfolio.one_account import AccountAssessment
from receivables.position import Position


def assess(
    portfolio: Iterable[Account],
    policy: CreditPolicy | CreditBook,
    *,
    as_of: date,
    known_by: date | None = None,
) -> Assessment:
    """Assess every account of ``portfolio`` under ``policy`` on the evening of ``as_of``.

    Events that take effect after ``as_of`` change nothing; with ``known_by``, neither do events recorded after that
    day. Under a :class:`~receivables.credit_book.CreditBook`, each account has the policies that are in force for it,
    and neither do amendments that begin after ``as_of`` change anything.

    Raises :class:`~receivables.errors.InvalidValueError` for what is no accounts or no policy.

    >>> from receivables import Invoice, InvoiceIssued, Money, Payment, PaymentReceived
    >>> issued, due = date(2026, 1, 15), date(2026, 2, 14)
    >>> invoice = Invoice("F-1", "C-1", total=Money("60.00", "EUR"), issued_on=issued, due_on=due)
    >>> payment = Payment("P-1", "C-1", amount=Money("60.00", "EUR"), paid_on=date(2026, 3, 30))
    >>> events = [InvoiceIssued(invoice), PaymentReceived(payment, recorded_on=date(2026, 4, 2))]
    >>> accounts, policy, day = [Account("C-1", "EUR", events)], CreditPolicy(name="House policy"), date(2026, 3, 31)
    >>> print(assess(accounts, policy, as_of=day).totals("EUR").open, "as it was")
    0.00 EUR as it was
    >>> print(assess(accounts, policy, as_of=day, known_by=day).totals("EUR").open, "as far as was known that evening")
    60.00 EUR as far as was known that evening
    """
    day("as_of", as_of)
    if known_by is not None:
        day("known_by", known_by)
    rules = BookOnDay(policy, as_of, known_by)
    interest = Accruing(rules.policy.interest, as_of)
    accounts = each_account("portfolio", portfolio)
    found = (_assessed(each, rules.of(each), interest, as_of, known_by) for each in accounts)
    return Assessment(policy=policy, as_of=as_of, known_by=known_by, accounts=in_order(found))


def _assessed(
    account: Account, rules: AccountRules, interest: Accruing, as_of: date, known_by: date | None
) -> AccountAssessment:
    policy = rules.in_force.policy
    position = account.as_of(as_of, known_by=known_by, allocation=rules.allocation, discounts=rules.discounts)
    position = policy.plans.reschedule(position)
    aging = policy.aging.age(position.items, as_of=as_of, unapplied_cash=position.unapplied_cash)
    action = _next_action(rules.in_force, position, as_of)
    return AccountAssessment(
        in_force=rules.in_force,
        position=position,
        aging=returned(policy.aging, "age", aging, AgingReport),
        accruals=interest.accruals(rules.interest, position),
        next_action=returned(policy.ladder, "next_action", action, NextAction, NoAction),
    )


def _next_action(in_force: InForce, position: Position, as_of: date) -> NextAction | NoAction:
    """What the ladder says; that of a third party is asked as every ladder can be, ours knows the segment as well."""
    ladder, segment = in_force.policy.ladder, in_force.segment
    if segment is not None and isinstance(ladder, Ladder):
        return ladder.next_action(position, as_of=as_of, circumstances=Circumstances(segment=segment))
    return ladder.next_action(position, as_of=as_of)
