"""The answer for all accounts: their assessments, and sums over them."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import Any

import attrs
from moneyed import Currency

from receivables import currencies
from receivables.aging import AgingReport
from receivables.checks import keep_as_tuples
from receivables.credit_book import CreditBook, InForce
from receivables.credit_policy import CreditPolicy
from receivables.errors import InvalidValueError
from receivables.escalation import NextAction
from receivables.money import Money
from receivables.portfolio.one_account import AccountAssessment


@attrs.frozen(kw_only=True)
class Totals:
    """One currency of an assessment: how many customers and open items, and the sums over the accounts.

    >>> from receivables import Invoice, InvoiceIssued, Portfolio, assess
    >>> issued, due = date(2026, 1, 15), date(2026, 2, 14)
    >>> portfolio = Portfolio.of_events(
    ...     (customer, "EUR", InvoiceIssued(Invoice("F-1", customer, total=total, issued_on=issued, due_on=due)))
    ...     for customer, total in (("C-1", Money("60.00", "EUR")), ("C-2", Money("9.00", "EUR")))
    ... )
    >>> totals = assess(portfolio, CreditPolicy(name="House policy"), as_of=date(2026, 3, 31)).totals("EUR")
    >>> print(totals.customers, "customers,", totals.items, "items,", totals.open, "open")
    2 customers, 2 items, 69.00 EUR open
    """

    currency: str
    customers: int
    items: int
    balance: Money
    open: Money
    unapplied: Money
    interest: Money

    def to_dict(self) -> dict[str, Any]:
        """The sums as plain data."""
        counts = {"customers": self.customers, "items": self.items}
        sums = {name: getattr(self, name).text for name in ("balance", "open", "unapplied", "interest")}
        return {"currency": self.currency, **counts, **sums}


@attrs.frozen(kw_only=True)
class Assessment:
    """The answer: what is owed, how old it is, what it costs, what to do next, and why.

    ``accounts`` are in order of customer and currency; every total is a sum over them.

    >>> from receivables import Account, Invoice, InvoiceIssued, Ladder, Step, assess
    >>> issued, due = date(2026, 1, 15), date(2026, 2, 14)
    >>> invoice = Invoice("F-1", "C-1", total=Money("60.00", "EUR"), issued_on=issued, due_on=due)
    >>> accounts = [Account("C-1", "EUR", [InvoiceIssued(invoice)]), Account("C-2", "EUR", [])]
    >>> policy = CreditPolicy(name="House policy", ladder=Ladder([Step("reminder", days=5, channel="email")]))
    >>> for account in assess(accounts, policy, as_of=date(2026, 3, 31)).worklist:
    ...     print(f"{account.customer}: {account.next_action.step.name} of {account.next_action.amount}")
    C-1: reminder of 60.00 EUR
    """

    policy: CreditPolicy | CreditBook
    as_of: date
    known_by: date | None
    accounts: tuple[AccountAssessment, ...] = attrs.field(repr=lambda accounts: f"<{len(accounts)} accounts>")

    def __attrs_post_init__(self) -> None:
        keep_as_tuples(self, "accounts")

    @cached_property
    def in_force(self) -> InForce:
        """What is in force on the day for a customer without amendments."""
        return CreditBook.of(self.policy).in_force(self.as_of)

    @cached_property
    def aging(self) -> AgingReport:
        """The aging of all accounts."""
        nothing = self.in_force.policy.aging.age((), as_of=self.as_of)
        return AgingReport.combined([nothing, *(account.aging for account in self.accounts)])

    @property
    def currencies(self) -> tuple[str, ...]:
        """The currency codes that occur, sorted."""
        return tuple(sorted({account.currency for account in self.accounts}))

    @cached_property
    def worklist(self) -> tuple[AccountAssessment, ...]:
        """The accounts with something to do, by currency, then by what is at risk and for how long.

        Each amount past due and not in dispute counts with its days past due; where nothing is past due, the larger
        amount asked for comes first. :func:`receivables.worklist.worklist` says more about each.
        """
        waiting = ((each.next_action, each) for each in self.accounts)
        found = [(action, account) for action, account in waiting if isinstance(action, NextAction)]
        return tuple(account for _, account in sorted(found, key=_urgency))

    def account(self, customer: str, currency: str | None = None) -> AccountAssessment:
        """The assessment of a customer; ``currency`` is needed where the customer has several accounts.

        Raises :class:`~receivables.errors.InvalidValueError` when there is none, or more than one.
        """
        found = [each for each in self._by_customer.get(customer, ()) if currency in (None, each.currency)]
        if len(found) != 1:
            has = ", ".join(account.currency for account in found) or "no account"
            hint = "; give the currency" if found else ""
            raise InvalidValueError("customer", f"a customer with one account here (found: {has}){hint}", customer)
        return found[0]

    @cached_property
    def _by_customer(self) -> dict[str, list[AccountAssessment]]:
        """The assessments of each customer, sorted out once for all who ask."""
        found: dict[str, list[AccountAssessment]] = {}
        for account in self.accounts:
            found.setdefault(account.customer, []).append(account)
        return found

    def totals(self, currency: str | Currency) -> Totals:
        """The sums of one currency."""
        code = currency if isinstance(currency, str) else currency.code
        accounts = [account for account in self.accounts if account.currency == code]
        unit = accounts[0].position.currency if accounts else currencies.currency(currency)
        positions = [account.position for account in accounts]
        return Totals(
            currency=code,
            customers=len(accounts),
            items=sum(len(account.aging.rows) for account in accounts),
            balance=Money.total((position.balance for position in positions), currency=unit),
            open=Money.total((position.open for position in positions), currency=unit),
            unapplied=Money.total((position.unapplied for position in positions), currency=unit),
            interest=Money.total((account.interest for account in accounts), currency=unit),
        )

    def explain(self) -> str:
        """Every account as text."""
        head = f"{self.policy.name} on {self.as_of}"
        return "\n\n".join([head, *(account.explain() for account in self.accounts)])

    def to_dict(self) -> dict[str, Any]:
        """Everything as plain data: policy, totals, aging, accounts."""
        return {
            "as_of": self.as_of.isoformat(),
            "known_by": self.known_by.isoformat() if self.known_by else None,
            "policy": self.policy.to_dict(),
            "totals": [self.totals(currency).to_dict() for currency in self.currencies],
            "aging": self.aging.to_dict(),
            "accounts": [account.to_dict() for account in self.accounts],
        }


def _urgency(waiting: tuple[NextAction, AccountAssessment]) -> tuple[str, int, int, str]:
    action, account = waiting
    return account.currency, -account.overdue_days, -action.amount.minor, account.customer
