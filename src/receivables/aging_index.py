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
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import partial
from itertools import accumulate

import attrs

from receivables.account import Account, each_account, in_order
from receivables.aging import Aging, AgingFigures, AgingLine, AgingReport
from receivables.aging.rows import Places
from receivables.checks import day, several
from receivables.credit_book import CreditBook
from receivables.credit_book.accounts import AccountRules, BookOnDay
from receivables.credit_policy import CreditPolicy
from receivables.errors import InvalidValueError
from receivables.events import PlanAgreed
from receivables.plans import AgreedPlans, PlanPolicy
from receivables.position import Change
from receivables.replay import Balances, balances

__all__ = [
    "AgingIndex",
]


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
    _changes: _Changes = attrs.field(init=False, eq=False, repr=False)
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
        object.__setattr__(self, "_changes", _Changes(together, map(self._balances, together), scheme))

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
        in_order = sorted(set(asked))
        found = {
            on: self._figures(on, left) for on, left in zip(in_order, self._changes.evenings(in_order), strict=True)
        }
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


_line = partial(tuple.__new__, AgingLine)
"""A line from its four fields, as fast as a plain tuple."""

Columns = Sequence[Sequence[int]]
"""Minor units, and for each the number of its base day and of its account."""


class _Changes:
    """Every change of every balance by day, and where each balance stands in the end.

    A cell is what one account has open from one base day, or the cash on it; a change is a cell and minor units. All
    that is kept for an invoice are whole numbers in long lists.
    """

    def __init__(self, accounts: Sequence[Account], found: Iterable[Balances], scheme: Aging) -> None:
        self.customers = [account.customer for account in accounts]
        self.currencies = [account.currency for account in accounts]
        self.buckets, self.by_due_day = scheme.buckets, scheme.basis == "due"
        self.groups: list[int] = []
        self.bases: list[int] = []
        self.base_days: dict[date | None, int] = {None: 0}
        self.by_day: defaultdict[date, list[int]] = defaultdict(list)
        for group, each in enumerate(found):
            self._take(group, each)
        self._in_order()

    def _take(self, group: int, found: Balances) -> None:
        """The histories of one account, cell by cell; most money is applied on its day and no balance ever."""
        cells: dict[date | None, int] = {}
        due = self.by_due_day
        for item in found.items:
            base = item.due_on if due else item.issued_on
            cell = cells.get(base)
            self._follow(self._cell(group, base, cells) if cell is None else cell, item.history)
        for history in found.on_account:
            if len(history) > 1 or history[0][1]:
                cell = cells.get(None)
                self._follow(self._cell(group, None, cells) if cell is None else cell, history)

    def _cell(self, group: int, base: date | None, cells: dict[date | None, int]) -> int:
        """A new cell of an account."""
        cell = cells[base] = len(self.groups)
        self.groups.append(group)
        self.bases.append(self.base_days.setdefault(base, len(self.base_days)))
        return cell

    def _follow(self, cell: int, history: Iterable[Change]) -> None:
        """Each change of a balance, under its day: the cell, then the minor units."""
        before = 0
        for on, minor in history:
            changes = self.by_day[on]
            changes.append(cell)
            changes.append(minor - before)
            before = minor

    def _in_order(self) -> None:
        """The changes one day after another, and what they come to."""
        self.days = sorted(self.by_day)
        self.ends = [0, *accumulate(len(self.by_day[on]) // 2 for on in self.days)]
        self.cells = [cell for on in self.days for cell in self.by_day[on][::2]]
        minors = _side_by_side(minor for on in self.days for minor in self.by_day[on][1::2])
        del self.by_day
        self.changes = [minors, *([column[cell] for cell in self.cells] for column in (self.bases, self.groups))]
        left = self._applied([0] * len(self.groups), 0, len(minors))
        some = [cell for cell, minor in enumerate(left) if minor]
        self.last = [[column[cell] for cell in some] for column in (left, self.bases, self.groups)]
        self.last[0] = _side_by_side(self.last[0])

    def _applied(self, left: list[int], first: int, last: int) -> list[int]:
        """Balances by cell after some more changes, in place."""
        for cell, minor in zip(self.cells[first:last], self.changes[0][first:last], strict=True):
            left[cell] += minor
        return left

    def _until(self, evening: date) -> int:
        """How many changes there were by an evening."""
        return self.ends[bisect_right(self.days, evening)]

    def evening(self, as_of: date) -> list[AgingLine]:
        """What came until then, or the last balances less what came later, whichever is shorter."""
        count = self._until(as_of)
        until, later = slice(count), slice(count, None)
        sums = _Sums(self, as_of)
        if 2 * count < len(self.cells):
            sums.add([column[until] for column in self.changes])
        else:
            sums.add(self.last)
            sums.take([column[later] for column in self.changes])
        return sums.lines()

    def evenings(self, dates: Sequence[date]) -> Iterator[list[AgingLine]]:
        """The same for dates in order; every change is applied once."""
        left, before = [0] * len(self.groups), 0
        for as_of in dates:
            count = self._until(as_of)
            self._applied(left, before, count)
            before = count
            sums = _Sums(self, as_of)
            sums.add([left, self.bases, self.groups])
            yield sums.lines()


def _side_by_side(numbers: Iterable[int]) -> list[int]:
    """The same numbers made anew, one after another in memory.

    Those of a history lie where the replay left them, and to fetch each from there takes longer than to add it.
    """
    return [-minor for minor in [-minor for minor in numbers]]


class _Sums:
    """The sums of an evening: for each bucket, and for the cash, a number an account."""

    def __init__(self, changes: _Changes, as_of: date) -> None:
        self.changes = changes
        places, self.count, self.cash = Places(changes.buckets, as_of), len(changes.customers), len(changes.buckets)
        self.starts = [self.count * (self.cash if base is None else places[base]) for base in changes.base_days]
        self.sums = [0] * (self.count * (self.cash + 1))

    def add(self, columns: Columns) -> None:
        """More of it."""
        sums, starts = self.sums, self.starts
        for minor, base, group in zip(*columns, strict=True):
            if minor:
                sums[starts[base] + group] += minor

    def take(self, columns: Columns) -> None:
        """Less of it."""
        sums, starts = self.sums, self.starts
        for minor, base, group in zip(*columns, strict=True):
            sums[starts[base] + group] -= minor

    def lines(self) -> list[AgingLine]:
        """A line for each account that has anything."""
        count, sums = self.count, self.sums
        buckets = zip(*(sums[place * count : (place + 1) * count] for place in range(self.cash)), strict=True)
        cash = sums[self.cash * count :]
        found = zip(self.changes.customers, self.changes.currencies, buckets, cash, strict=True)
        return [line for line in map(_line, found) if line[3] or any(line[2])]
