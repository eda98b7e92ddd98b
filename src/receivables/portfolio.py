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

from collections.abc import Iterable, Iterator
from datetime import date
from functools import cached_property
from itertools import pairwise
from typing import Any, Self, TypeVar

import attrs
from moneyed import Currency

from receivables import currencies
from receivables.account import Account, each_account
from receivables.aging import AgingReport
from receivables.checks import day, keep_as_tuples, of_kind, returned
from receivables.credit_policy import CreditPolicy
from receivables.errors import InvalidValueError
from receivables.escalation import NextAction, NoAction
from receivables.events import Event
from receivables.interest import Accrual, net_of_credits
from receivables.interest.answers import accrued
from receivables.money import Money
from receivables.position import Position

__all__ = [
    "AccountAssessment",
    "Assessment",
    "Portfolio",
    "Totals",
    "assess",
]


_Placed = TypeVar("_Placed", bound="Account | AccountAssessment")


def _place(account: Account | AccountAssessment) -> tuple[str, str]:
    currency = account.currency
    return account.customer, currency if isinstance(currency, str) else currency.code


def _in_order(accounts: Iterable[_Placed]) -> tuple[_Placed, ...]:
    """In order of customer and currency, each place once."""
    found = sorted(accounts, key=_place)
    for left, right in pairwise(found):
        if _place(left) == _place(right):
            raise InvalidValueError("accounts", "one account a customer and currency", _place(left))
    return tuple(found)


def _as_accounts(accounts: Iterable[Account]) -> tuple[Account, ...]:
    return _in_order(each_account("accounts", accounts))


@attrs.frozen
class Portfolio:
    """The accounts of a creditor, one a customer and currency, in order of customer and currency.

    Raises :class:`~receivables.errors.InvalidValueError` if a customer has two accounts in one currency.
    """

    accounts: tuple[Account, ...] = attrs.field(
        converter=_as_accounts, repr=lambda accounts: f"<{len(accounts)} accounts>"
    )

    @classmethod
    def of(cls, accounts: Iterable[Account]) -> Self:
        """A portfolio of these accounts.

        >>> len(Portfolio.of([Account("C-104", "EUR", []), Account("C-104", "USD", [])]))
        2
        """
        return cls(accounts)

    @classmethod
    def of_events(cls, facts: Iterable[tuple[str, str | Currency, Event]]) -> Self:
        """A portfolio from facts of all customers: customer, currency and event of each, in any order."""
        sorted_out: dict[tuple[str, Currency], list[Event]] = {}
        for customer, currency, event in facts:
            sorted_out.setdefault((customer, currencies.currency(currency)), []).append(event)
        return cls.of(Account(customer, currency, events) for (customer, currency), events in sorted_out.items())

    def __iter__(self) -> Iterator[Account]:
        return iter(self.accounts)

    def __len__(self) -> int:
        return len(self.accounts)


@attrs.frozen(kw_only=True)
class AccountAssessment:
    """What the policies make of one account: its position, aging, interest item by item, and what to do next.

    >>> from receivables import Invoice, InvoiceIssued
    >>> issued, due = date(2026, 1, 15), date(2026, 2, 14)
    >>> invoice = Invoice("F-1", "C-1", total=Money("60.00", "EUR"), issued_on=issued, due_on=due)
    >>> accounts = [Account("C-1", "EUR", [InvoiceIssued(invoice)])]
    >>> (account,) = assess(accounts, CreditPolicy(name="House policy"), as_of=date(2026, 3, 31)).accounts
    >>> print(account.explain())
    C-1 on 2026-03-31: 60.00 EUR = 60.00 EUR open - 0.00 EUR unapplied
      60.00 EUR = 60.00 EUR billed - 0.00 EUR paid - 0.00 EUR credited - 0.00 EUR written off
      F-1: 60.00 EUR open, due 2026-02-14
    aged by aging@1 on 2026-03-31 by due day
    EUR
      F-1: 60.00 EUR, due 2026-02-14, 45 days: 31-60
    C-1: no action: the policy has no ladder
    """

    position: Position
    aging: AgingReport
    accruals: tuple[Accrual, ...]
    next_action: NextAction | NoAction

    def __attrs_post_init__(self) -> None:
        keep_as_tuples(self, "accruals")

    @property
    def customer(self) -> str:
        """The customer."""
        return self.position.customer

    @property
    def currency(self) -> str:
        """The currency code."""
        return self.position.currency.code

    @property
    def interest(self) -> Money:
        """The interest accrued and not yet charged: the sum over the items."""
        return Money.total((accrual.amount for accrual in self.accruals), currency=self.position.currency)

    @property
    def overdue_days(self) -> int:
        """What is at risk and for how long: minor units past due and not in dispute, times their days past due."""
        as_of = self.position.as_of
        late = (item for item in self.position.open_items if item.due_on < as_of)
        return sum((item.open - item.in_dispute).minor * item.days_past_due(as_of) for item in late)

    @property
    def accrued(self) -> tuple[Accrual, ...]:
        """The accruals with something to tell: interest for some nights, or a penalty or fee that needs no night."""
        return tuple(accrual for accrual in self.accruals if accrual.spans or accrual.amount)

    def explain(self) -> str:
        """Everything about the account as text: what is open and why, interest span by span, the next action."""
        interest = (accrual.explain() for accrual in self.accrued)
        return "\n".join([self.position.explain(), self.aging.explain(), *interest, self.next_action.explain()])

    def to_dict(self) -> dict[str, Any]:
        """The figures as plain data."""
        return {
            "customer": self.customer,
            "currency": self.currency,
            "position": self.position.to_dict(),
            "interest": self.interest.text,
            "aging": {label: amount.text for label, amount in self.aging.totals(self.currency).items()},
            "accruals": [accrual.to_dict() for accrual in self.accrued],
            "next_action": self.next_action.to_dict(),
        }


@attrs.frozen(kw_only=True)
class Totals:
    """One currency of an assessment: how many customers and open items, and the sums over the accounts.

    >>> from receivables import Invoice, InvoiceIssued
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

    >>> from receivables import Invoice, InvoiceIssued, Ladder, Step
    >>> issued, due = date(2026, 1, 15), date(2026, 2, 14)
    >>> invoice = Invoice("F-1", "C-1", total=Money("60.00", "EUR"), issued_on=issued, due_on=due)
    >>> accounts = [Account("C-1", "EUR", [InvoiceIssued(invoice)]), Account("C-2", "EUR", [])]
    >>> policy = CreditPolicy(name="House policy", ladder=Ladder([Step("reminder", days=5, channel="email")]))
    >>> for account in assess(accounts, policy, as_of=date(2026, 3, 31)).worklist:
    ...     print(f"{account.customer}: {account.next_action.step.name} of {account.next_action.amount}")
    C-1: reminder of 60.00 EUR
    """

    policy: CreditPolicy
    as_of: date
    known_by: date | None
    accounts: tuple[AccountAssessment, ...]

    def __attrs_post_init__(self) -> None:
        keep_as_tuples(self, "accounts")

    @cached_property
    def aging(self) -> AgingReport:
        """The aging of all accounts."""
        nothing = self.policy.aging.age((), as_of=self.as_of)
        return AgingReport.combined([nothing, *(account.aging for account in self.accounts)])

    @property
    def currencies(self) -> tuple[str, ...]:
        """The currency codes that occur, sorted."""
        return tuple(sorted({account.currency for account in self.accounts}))

    @property
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
        found = [
            account
            for account in self.accounts
            if account.customer == customer and currency in (None, account.currency)
        ]
        if len(found) != 1:
            has = ", ".join(account.currency for account in found) or "no account"
            raise InvalidValueError("customer", f"a customer with one account here (found: {has})", customer)
        return found[0]

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


def assess(
    portfolio: Iterable[Account], policy: CreditPolicy, *, as_of: date, known_by: date | None = None
) -> Assessment:
    """Assess every account of ``portfolio`` under ``policy`` on the evening of ``as_of``.

    Events that take effect after ``as_of`` change nothing; with ``known_by``, neither do events recorded after that
    day.

    Raises :class:`~receivables.errors.InvalidValueError` for what is no accounts or no policy.

    >>> from receivables import Invoice, InvoiceIssued, Payment, PaymentReceived
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
    of_kind("policy", CreditPolicy, "a CreditPolicy", policy)
    found = (_assessed(account, policy, as_of, known_by) for account in each_account("portfolio", portfolio))
    return Assessment(policy=policy, as_of=as_of, known_by=known_by, accounts=_in_order(found))


def _assessed(account: Account, policy: CreditPolicy, as_of: date, known_by: date | None) -> AccountAssessment:
    position = account.as_of(as_of, known_by=known_by, allocation=policy.allocation, discounts=policy.discounts)
    position = policy.plans.reschedule(position)
    aging = policy.aging.age(position.items, as_of=as_of, unapplied_cash=position.unapplied_cash)
    items = position.items
    if getattr(policy.interest, "credit_netting", "none") != "none":
        items = net_of_credits(items, position.unapplied_cash)
    accruals = tuple(accrued(policy.interest, item, as_of=as_of, since=item.charged_until) for item in items)
    action = policy.ladder.next_action(position, as_of=as_of)
    return AccountAssessment(
        position=position,
        aging=returned(policy.aging, "age", aging, AgingReport),
        accruals=accruals,
        next_action=returned(policy.ladder, "next_action", action, NextAction, NoAction),
    )
