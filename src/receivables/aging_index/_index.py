"""Accounts under a policy, ready to be aged on many days."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

import attrs

from receivables.account import Account, each_account, in_order
from receivables.aging import Aging, AgingFigures, AgingLine, AgingReport
from receivables.aging_index._changes import Changes
from receivables.checks import day, several
from receivables.credit_book import CreditBook
from receivables.credit_book.accounts import AccountRules, BookOnDay
from receivables.credit_policy import CreditPolicy
from receivables.errors import InvalidValueError
from receivables.events import PlanAgreed
from receivables.plans import AgreedPlans, PlanPolicy
from receivables.replay import Balances, balances

__all__ = ["AgingIndex"]


def _as_accounts(accounts: Iterable[Account]) -> tuple[Account, ...]:
    return in_order(each_account("accounts", accounts))


@attrs.frozen
class AgingIndex:
    """Accounts under a credit policy (or a credit book), made ready to be aged on many days.

    ``known_by`` leaves out what was recorded after that day, on every evening alike, so that a late payment counts from
    its value date or not at all. For reports as they were known on each evening, make an index for each, or
    :func:`~receivables.portfolio.assess` with both days.

    An account with an agreed plan is replayed for each day, because what the plan does to due days depends on whether
    it is kept by then; so is every account under a policy of plans that is not
    :class:`~receivables.plans.AgreedPlans`.

    Raises :class:`~receivables.errors.InvalidValueError` for two accounts of a customer in one currency, for an aging
    policy that is not a scheme of buckets, and for a book that amends it.

    >>> AgingIndex([Account("C-104", "EUR", [])], CreditPolicy(name="House policy")).age(date(2026, 3, 31)).lines
    ()
    """

    accounts: tuple[Account, ...] = attrs.field(
        converter=_as_accounts, repr=lambda accounts: f"<{len(accounts)} accounts>"
    )
    policy: CreditPolicy | CreditBook
    known_by: date | None = attrs.field(default=None, kw_only=True)
    _scheme: Aging = attrs.field(init=False, eq=False, repr=False)
    _changes: Changes = attrs.field(init=False, eq=False, repr=False)
    _replayed: tuple[Account, ...] = attrs.field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        if not isinstance(self.policy, CreditPolicy | CreditBook):
            raise InvalidValueError("policy", "a credit policy, like CreditPolicy(name='House policy')", self.policy)
        if self.known_by is not None:
            day("known_by", self.known_by)
        scheme = _scheme_of(CreditBook.of(self.policy))
        apart: list[Account] = []
        together: list[Account] = []
        for each in self.accounts:
            (apart if self._needs_replay(each) else together).append(each)
        object.__setattr__(self, "_scheme", scheme)
        object.__setattr__(self, "_replayed", tuple(apart))
        object.__setattr__(self, "_changes", Changes(together, map(self._balances, together), scheme))

    def _needs_replay(self, account: Account) -> bool:
        if any(type(plans) is not AgreedPlans for plans in _all_plans(CreditBook.of(self.policy))):
            return True
        return any(isinstance(event, PlanAgreed) for event in account.events)

    def _balances(self, account: Account) -> Balances:
        rules = self._rules(account, account.events[-1].on if account.events else date.min)
        return balances(
            account.customer,
            account.currency,
            account.events,
            known_by=self.known_by,
            allocation=rules.allocation,
            discounts=rules.discounts,
        )

    def _rules(self, account: Account, as_of: date) -> AccountRules:
        return BookOnDay(self.policy, as_of, self.known_by).of(account)

    def age(self, as_of: date) -> AgingFigures:
        """The figures on the evening of a day."""
        day("as_of", as_of)
        return self._figures(as_of, self._changes.evening(as_of))

    def history(self, dates: Iterable[date]) -> tuple[AgingFigures, ...]:
        """The figures on the evening of each day, in the order given; each change is applied once for all of them."""
        asked = tuple(several("dates", "a list of days", dates))
        for each in asked:
            day("dates", each)
        days = sorted(set(asked))
        found = {on: self._figures(on, lines) for on, lines in zip(days, self._changes.evenings(days), strict=True)}
        return tuple(found[each] for each in asked)

    def _figures(self, as_of: date, lines: list[AgingLine]) -> AgingFigures:
        for account in self._replayed:
            lines += self._report(account, as_of).figures.lines
        if self._replayed:
            lines.sort(key=lambda line: (line.customer, line.currency.code))
        scheme = self._scheme
        rule = f"{scheme.kind}@{scheme.version}"
        return AgingFigures(rule=rule, as_of=as_of, basis=scheme.basis, buckets=scheme.buckets, lines=tuple(lines))

    def report(self, customer: str, *, as_of: date) -> AgingReport:
        """The items behind the figures of a customer, by a replay of the customer's accounts alone.

        Raises :class:`~receivables.errors.InvalidValueError` for a customer without an account.

        >>> from receivables import Invoice, InvoiceIssued, Money
        >>> issued, due = date(2026, 1, 15), date(2026, 2, 14)
        >>> invoice = Invoice("F-1", "C-104", total=Money("1000.00", "EUR"), issued_on=issued, due_on=due)
        >>> index = AgingIndex([Account("C-104", "EUR", [InvoiceIssued(invoice)])], CreditPolicy(name="House policy"))
        >>> print(index.report("C-104", as_of=date(2026, 3, 31)).explain())
        aged by aging@1 on 2026-03-31 by due day
        EUR
          F-1: 1000.00 EUR, due 2026-02-14, 45 days: 31-60
        """
        found = [account for account in self.accounts if account.customer == customer]
        if not found:
            raise InvalidValueError("customer", "a customer with an account here", customer)
        return AgingReport.combined([self._report(account, as_of) for account in found])

    def _report(self, account: Account, as_of: date) -> AgingReport:
        rules = self._rules(account, as_of)
        position = account.as_of(as_of, known_by=self.known_by, allocation=rules.allocation, discounts=rules.discounts)
        position = rules.in_force.policy.plans.reschedule(position)
        return self._scheme.age(position.items, as_of=as_of, unapplied_cash=position.unapplied_cash)


def _scheme_of(book: CreditBook) -> Aging:
    """The one scheme of all days."""
    scheme = book.policy.aging
    if type(scheme) is not Aging:
        raise InvalidValueError("policy.aging", "a scheme of buckets, like Aging(edges=[30, 60, 90])", scheme)
    for place, change in enumerate(book.amendments):
        if change.aging is not None:
            expected = (
                "left out, as an index has one scheme for all days: assess each day, or make a book for each scheme"
            )
            raise InvalidValueError(f"policy.amendments[{place}].aging", expected, change.aging)
    return scheme


def _all_plans(book: CreditBook) -> Iterator[PlanPolicy]:
    yield book.policy.plans
    yield from (change.plans for change in book.amendments if change.plans is not None)
