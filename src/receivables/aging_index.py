"""The balances of accounts, compiled once: aging on many days.

A replay answers for one evening. Its fold never looks ahead, so one replay of everything knows what was open on each
evening before; the index keeps these changes as flat lists of whole numbers, and answers for a day by undoing what came
later. The figures are those of a replay to the day; a report that explains them is replayed when it is asked for.

>>> from receivables import Invoice, InvoiceIssued, Money, Payment, PaymentReceived
>>> issued, due = date(2026, 1, 15), date(2026, 2, 14)
>>> invoice = Invoice("F-1", "C-104", total=Money("1000.00", "EUR"), issued_on=issued, due_on=due)
>>> payment = Payment("P-7", "C-104", amount=Money("400.00", "EUR"), paid_on=date(2026, 3, 20))
>>> account = Account("C-104", "EUR", [InvoiceIssued(invoice), PaymentReceived(payment)])
>>> index = AgingIndex([account], CreditPolicy(name="House policy"))
>>> for figures in index.history([date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)]):
...     print(figures.as_of, [amount.text for amount in figures.totals("EUR").values()])
2026-01-31 ['1000.00', '0.00', '0.00', '0.00', '0.00']
2026-02-28 ['0.00', '1000.00', '0.00', '0.00', '0.00']
2026-03-31 ['0.00', '0.00', '600.00', '0.00', '0.00']
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import accumulate, chain

import attrs

from receivables.account import Account
from receivables.aging import Aging, AgingFigures, AgingLine, AgingReport
from receivables.aging.rows import Places
from receivables.checks import day, several
from receivables.credit_policy import CreditPolicy
from receivables.errors import InvalidValueError
from receivables.events import PlanAgreed
from receivables.plans import AgreedPlans
from receivables.replay import Balances, balances

__all__ = [
    "AgingIndex",
]


def _place(account: Account) -> tuple[str, str]:
    return account.customer, account.currency.code


def _as_accounts(accounts: Iterable[Account]) -> tuple[Account, ...]:
    """In order of customer and currency, each place once."""
    found = tuple(several("accounts", "accounts", accounts))
    for each in found:
        if not isinstance(each, Account):
            raise InvalidValueError("accounts", "accounts, like Account('C-104', 'EUR', events)", each)
    if len(set(map(_place, found))) != len(found):
        raise InvalidValueError("accounts", "one account a customer and currency", found)
    return tuple(sorted(found, key=_place))


@attrs.frozen
class AgingIndex:
    """Accounts under a credit policy, made ready to be aged on many days.

    ``known_by`` leaves out what was recorded after that day, on every evening alike, so that a late payment counts from
    its value date or not at all. For reports as they were known on each evening, make an index for each, or
    :func:`~receivables.portfolio.assess` with both days.

    An account with an agreed plan is replayed for each day, because what the plan does to due days depends on whether
    it is kept by then; so is every account under a policy of plans that is not
    :class:`~receivables.plans.AgreedPlans`.

    Raises :class:`~receivables.errors.InvalidValueError` for two accounts of a customer in one currency, and for an
    aging policy that is not a scheme of buckets.

    >>> AgingIndex([Account("C-104", "EUR", [])], CreditPolicy(name="House policy")).age(date(2026, 3, 31)).lines
    ()
    """

    accounts: tuple[Account, ...] = attrs.field(
        converter=_as_accounts, repr=lambda accounts: f"<{len(accounts)} accounts>"
    )
    policy: CreditPolicy = attrs.field(validator=attrs.validators.instance_of(CreditPolicy))
    known_by: date | None = attrs.field(default=None, kw_only=True)
    _scheme: Aging = attrs.field(init=False, eq=False, repr=False)
    _changes: _Changes = attrs.field(init=False, eq=False, repr=False)
    _replayed: tuple[Account, ...] = attrs.field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        if self.known_by is not None:
            day("known_by", self.known_by)
        scheme = self.policy.aging
        if type(scheme) is not Aging:
            raise InvalidValueError("policy.aging", "a scheme of buckets, like Aging(edges=[30, 60, 90])", scheme)
        apart = [each for each in self.accounts if self._needs_replay(each)]
        together = [each for each in self.accounts if not self._needs_replay(each)]
        object.__setattr__(self, "_scheme", scheme)
        object.__setattr__(self, "_replayed", tuple(apart))
        object.__setattr__(self, "_changes", _Changes(together, map(self._balances, together), scheme))

    def _needs_replay(self, account: Account) -> bool:
        if type(self.policy.plans) is not AgreedPlans:
            return True
        return any(isinstance(event, PlanAgreed) for event in account.events)

    def _balances(self, account: Account) -> Balances:
        return balances(
            account.customer,
            account.currency,
            account.events,
            known_by=self.known_by,
            allocation=self.policy.allocation,
            discounts=self.policy.discounts,
        )

    def age(self, as_of: date) -> AgingFigures:
        """The figures on the evening of a day."""
        day("as_of", as_of)
        return self._figures(as_of, self._changes.evening(as_of))

    def history(self, dates: Iterable[date]) -> tuple[AgingFigures, ...]:
        """The figures on the evening of each day, in the order given; each change is applied once for all of them."""
        asked = tuple(several("dates", "a list of days", dates))
        for each in asked:
            day("dates", each)
        in_order = sorted(set(asked))
        found = {
            on: self._figures(on, left) for on, left in zip(in_order, self._changes.evenings(in_order), strict=True)
        }
        return tuple(found[each] for each in asked)

    def _figures(self, as_of: date, left: Sequence[int]) -> AgingFigures:
        lines = self._changes.lines(left, as_of)
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
        policy = self.policy
        position = account.as_of(
            as_of, known_by=self.known_by, allocation=policy.allocation, discounts=policy.discounts
        )
        position = policy.plans.reschedule(position)
        return self._scheme.age(position.items, as_of=as_of, unapplied_cash=position.unapplied_cash)


class _Changes:
    """Every change of every balance by day, and where each balance stands in the end.

    A cell is what one account has open from one base day, or the cash on it; a change is a cell and minor units. All
    that is kept for an invoice are whole numbers in long lists.
    """

    def __init__(self, accounts: Sequence[Account], found: Iterable[Balances], scheme: Aging) -> None:
        self.accounts = [(account.customer, account.currency) for account in accounts]
        self.buckets, self.by_due_day = scheme.buckets, scheme.basis == "due"
        self.groups: list[int] = []
        self.bases: list[int] = []
        self._base_of: dict[date | None, int] = {None: 0}
        by_day: defaultdict[date, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
        for group, each in enumerate(found):
            self._take(group, each, by_day)
        self.days = sorted(by_day)
        self.cells = [cell for on in self.days for cell in by_day[on][0]]
        self.minors = [minor for on in self.days for minor in by_day[on][1]]
        self.ends = [0, *accumulate(len(by_day[on][0]) for on in self.days)]
        self.final = self._moved([0] * len(self.groups), 0, len(self.cells))

    def _take(self, group: int, found: Balances, by_day: Mapping[date, tuple[list[int], list[int]]]) -> None:
        """The histories of one account, cell by cell."""
        own: dict[date | None, int] = {}
        due = self.by_due_day
        histories = chain(
            ((item.due_on if due else item.issued_on, item.history) for item in found.items),
            ((None, history) for history in found.on_account if history != [(history[0][0], 0)]),
        )
        for base, history in histories:
            cell = own.get(base)
            if cell is None:
                cell = own[base] = len(self.groups)
                self.groups.append(group)
                self.bases.append(self._base_of.setdefault(base, len(self._base_of)))
            before = 0
            for on, minor in history:
                cells, minors = by_day[on]
                cells.append(cell)
                minors.append(minor - before)
                before = minor

    def until(self, evening: date) -> int:
        """How many changes there were by an evening."""
        return self.ends[bisect_right(self.days, evening)]

    def _moved(self, left: list[int], first: int, last: int) -> list[int]:
        """Balances after some more changes, in place."""
        for cell, minor in zip(self.cells[first:last], self.minors[first:last], strict=True):
            left[cell] += minor
        return left

    def evening(self, on: date) -> list[int]:
        """The balances on an evening: what came until then, or the last ones less what came later, if that is less."""
        count, of = self.until(on), len(self.cells)
        if 2 * count < of:
            return self._moved([0] * len(self.groups), 0, count)
        left = self.final.copy()
        for cell, minor in zip(self.cells[count:], self.minors[count:], strict=True):
            left[cell] -= minor
        return left

    def evenings(self, dates: Sequence[date]) -> Iterator[list[int]]:
        """The balances on each of some evenings, which are in order; the same list each time."""
        left, before = [0] * len(self.groups), 0
        for on in dates:
            count = self.until(on)
            yield self._moved(left, before, count)
            before = count

    def lines(self, left: Sequence[int], as_of: date) -> list[AgingLine]:
        """Balances by account and bucket."""
        places, count, width = Places(self.buckets, as_of), len(self.accounts), len(self.buckets) + 1
        starts = [count * (width - 1 if base is None else places[base]) for base in self._base_of]
        sums = [0] * (count * width)
        for minor, base, group in zip(left, self.bases, self.groups, strict=True):
            if minor:
                sums[starts[base] + group] += minor
        columns = [sums[start : start + count] for start in range(0, count * width, count)] if count else []
        rows = zip(self.accounts, zip(*columns, strict=True), strict=True)
        return [AgingLine(*account, row[:-1], row[-1]) for account, row in rows if any(row)]
