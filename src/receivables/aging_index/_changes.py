"""The balances of accounts as flat lists of whole numbers, and what they come to on an evening."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import partial
from itertools import accumulate, compress, groupby
from operator import itemgetter, sub

from receivables.account import Account
from receivables.aging import Aging, AgingLine
from receivables.aging.rows import Places
from receivables.position import Change
from receivables.replay import Balances

_line = partial(tuple.__new__, AgingLine)
"""A line from its four fields, as fast as a plain tuple."""


class Changes:
    """Every change of every balance by day, and where each balance stands in the end.

    A cell is what one account has open from one base day (the due day, or the day of issue), or the cash on it; a
    change is a cell and minor units. All that is kept for an invoice are whole numbers in long lists: what is called
    ``..._of`` is by cell or base day; ``cells``, ``minors``, ``bases`` and ``accounts`` are by change, in their order.
    """

    def __init__(self, accounts: Sequence[Account], found: Iterable[Balances], scheme: Aging) -> None:
        self.customers = [account.customer for account in accounts]
        self.currencies = [account.currency for account in accounts]
        self.buckets, self.by_due_day = scheme.buckets, scheme.basis == "due"
        self.account_of: list[int] = []
        self._left: list[int] = []
        self.base_of: list[int] = []
        self.base_days: dict[date | None, int] = {None: 0}
        self.cells_of: list[list[int]] = [[]]
        self.by_day: defaultdict[date, list[int]] = defaultdict(list)
        for account, each in enumerate(found):
            self._take(account, each)
        self._in_order()
        self._in_the_end()

    def _take(self, account: int, found: Balances) -> None:
        """The histories of one account: each change under its day, as the cell and then the minor units."""
        cells: dict[date | None, int] = {}
        by_day, left, is_due = self.by_day, self._left, self.by_due_day
        histories: list[tuple[date | None, list[Change]]]
        histories = [(item.due_on if is_due else item.issued_on, item.history) for item in found.items]
        # Most money is applied on the day on which it came, and is no balance ever.
        histories += [(None, each) for each in found.on_account if len(each) > 1 or each[0][1]]
        for base, history in histories:
            cell = cells.get(base)
            if cell is None:
                cell = self._cell(account, base, cells)
            before = 0
            for on, minor in history:
                changes = by_day[on]
                changes.append(cell)
                changes.append(minor - before)
                before = minor
            left[cell] += before

    def _cell(self, account: int, base: date | None, cells: dict[date | None, int]) -> int:
        """A new cell of an account."""
        cell = cells[base] = len(self.account_of)
        number = self.base_days.setdefault(base, len(self.cells_of))
        if number == len(self.cells_of):
            self.cells_of.append([])
        self.account_of.append(account)
        self._left.append(0)
        self.base_of.append(number)
        self.cells_of[number].append(cell)
        return cell

    def _in_order(self) -> None:
        """The changes, one day after another."""
        self.days = sorted(self.by_day)
        self.ends = [0, *accumulate(len(self.by_day[on]) // 2 for on in self.days)]
        self.cells = [cell for on in self.days for cell in self.by_day[on][::2]]
        self.minors = _made_anew(minor for on in self.days for minor in self.by_day[on][1::2])
        del self.by_day
        self.bases = [self.base_of[cell] for cell in self.cells]
        self.accounts = [self.account_of[cell] for cell in self.cells]

    def _in_the_end(self) -> None:
        """What is open after all changes, one base day after another: accounts and minor units; and in all of each."""
        left = self._left
        del self._left
        days = [base or date.min for base in self.base_days]
        self.by_age = sorted(range(len(days)), key=days.__getitem__)
        runs = [[cell for cell in self.cells_of[base] if left[cell]] for base in self.by_age]
        self.last_ends = list(accumulate(map(len, runs)))
        some = [cell for run in runs for cell in run]
        self.last = [_made_anew(column[cell] for cell in some) for column in (self.account_of, left)]
        in_all = [0] * len(self.customers)
        for account, minor in zip(*self.last, strict=True):
            in_all[account] += minor
        self.last_in_all = _made_anew(in_all)

    def applied(self, part: slice, left: list[int]) -> list[int]:
        """The balances ``left``, cell by cell, after some more changes; in place."""
        for cell, minor in zip(self.cells[part], self.minors[part], strict=True):
            left[cell] += minor
        return left

    def _until(self, evening: date) -> int:
        """How many changes there were by an evening."""
        return self.ends[bisect_right(self.days, evening)]

    def evening(self, as_of: date) -> list[AgingLine]:
        """What came until then, or the last balances less what came later, whichever is shorter."""
        count, sums = self._until(as_of), Sums(self, as_of)
        if 2 * count < len(self.cells):
            sums.add(slice(count))
        else:
            sums.stand()
            sums.take(slice(count, None))
        return sums.lines()

    def evenings(self, dates: Sequence[date]) -> Iterator[list[AgingLine]]:
        """The same for dates in order: a change is added once, and a balance is looked at when its bucket changes."""
        left, before, sums = [0] * len(self.account_of), 0, Sums(self, date.min)
        for as_of in dates:
            later = slice(before, self._until(as_of))
            sums.move(as_of, left)
            sums.add(later)
            self.applied(later, left)
            before = later.stop
            yield sums.lines()


def _made_anew(numbers: Iterable[int]) -> list[int]:
    """The same numbers as new objects, one after another in memory.

    Those of a history lie where the replay left them, and to fetch each from there takes longer than to add it.
    """
    return [-minor for minor in [-minor for minor in numbers]]


class Sums:
    """The sums of an evening: a row for each bucket, and one for the cash, with a number an account."""

    def __init__(self, changes: Changes, as_of: date) -> None:
        self.changes = changes
        self.rows = [[0] * len(changes.customers) for _ in (*changes.buckets, "cash")]
        self._turn(as_of)

    def _turn(self, as_of: date) -> None:
        """The bucket of each base day on an evening."""
        places, cash = Places(self.changes.buckets, as_of), len(self.changes.buckets)
        self.places = [cash if base is None else places[base] for base in self.changes.base_days]
        self.row_of = [self.rows[place] for place in self.places]

    def _changed(self, part: slice) -> Iterator[tuple[int, int, int]]:
        """Some changes: minor units, base day and account."""
        changes = self.changes
        return zip(changes.minors[part], changes.bases[part], changes.accounts[part], strict=True)

    def add(self, part: slice) -> None:
        """Some changes more."""
        row_of = self.row_of
        for minor, base, account in self._changed(part):
            row_of[base][account] += minor

    def take(self, part: slice) -> None:
        """Some changes less."""
        row_of = self.row_of
        for minor, base, account in self._changed(part):
            row_of[base][account] -= minor

    def stand(self) -> None:
        """What is open in the end; the bucket with most balances is what accounts have in all, less the other ones."""
        accounts, minors = self.changes.last
        *others, (most, _) = sorted(self._runs(), key=lambda run: run[1].stop - run[1].start)
        for place, part in others:
            row = self.rows[place]
            for account, minor in zip(accounts[part], minors[part], strict=True):
                row[account] += minor
        self.rows[most][:] = map(sub, self.changes.last_in_all, map(sum, zip(*self.rows, strict=True)))

    def _runs(self) -> Iterator[tuple[int, slice]]:
        """The buckets in which something is open in the end, and where it lies: base days of one are side by side."""
        start = 0
        in_order = zip(map(self.places.__getitem__, self.changes.by_age), self.changes.last_ends, strict=True)
        for place, run in groupby(in_order, key=itemgetter(0)):
            *_, (_, end) = run
            yield place, slice(start, end)
            start = end

    def move(self, as_of: date, left: Sequence[int]) -> None:
        """What is ``left``, cell by cell, from the buckets of an earlier evening into those of another."""
        account_of, before = self.changes.account_of, self.row_of
        self._turn(as_of)
        for old, new, cells in zip(before, self.row_of, self.changes.cells_of, strict=True):
            if old is not new:
                for cell in filter(left.__getitem__, cells):
                    account, minor = account_of[cell], left[cell]
                    old[account] -= minor
                    new[account] += minor

    def lines(self) -> list[AgingLine]:
        """A line for each account that has anything."""
        *buckets, cash = self.rows
        opened = zip(*buckets, strict=True)
        every = map(_line, zip(self.changes.customers, self.changes.currencies, opened, cash, strict=True))
        return list(compress(every, map(any, zip(*self.rows, strict=True))))
