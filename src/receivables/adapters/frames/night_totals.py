"""The running total of a policy's rates as an expression: what a minor unit that is late since an evening costs."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import attrs
import narwhals.stable.v2 as nw

from receivables.adapters.frames.cuts import halved
from receivables.adapters.frames.days import DayColumn
from receivables.adapters.frames.entry import Frame
from receivables.adapters.frames.minor_units import LARGEST
from receivables.errors import InvalidValueError, RateNotAvailableError
from receivables.interest import InterestIndex, LateInterest, TableRate
from receivables.rates import RateTable

_MOST_YEARS = 50
"""Years that a delay in a lazy frame may last: nobody can look for its first evening."""

_DAY, _COST = "_receivables_evening", "_receivables_nights"


@attrs.frozen
class NightTotals:
    """What the nights from an evening through ``as_of`` cost a minor unit, in parts of which ``below`` make one."""

    index: InterestIndex | None
    since: date
    as_of: date

    @classmethod
    def of(cls, policy: LateInterest, *, since: date | None, as_of: date) -> NightTotals:
        """The totals from an evening on; without one, from the first evening that the policy knows."""
        if since is None:
            return cls._from_first(policy, as_of)
        if since >= as_of:
            _refuse_what_is_not_simple(policy, as_of)
            return cls(None, since, as_of)
        return cls(_moderate(InterestIndex.of(policy, since=since, until=as_of)), since, as_of)

    @classmethod
    def _from_first(cls, policy: LateInterest, as_of: date) -> NightTotals:
        """The totals from as early as the rates are known through ``as_of``, in the last years."""
        earliest = as_of.replace(year=max(as_of.year - _MOST_YEARS, date.min.year), day=1)
        firsts = [earliest, *(_evening_before(day) for day in _changes(policy))]
        for since in firsts:
            try:
                if earliest <= since < as_of:
                    return cls.of(policy, since=since, as_of=as_of)
            except RateNotAvailableError:
                continue
        return cls.of(policy, since=_evening_before(as_of), as_of=as_of)  # the last night must be known

    @property
    def below(self) -> int:
        """How many parts make a minor unit."""
        return 2 if self.index is None else self.index.below

    @property
    def costs(self) -> list[int]:
        """What the nights from each evening on cost, from ``since`` to ``as_of``."""
        return [0] if self.index is None else [self.index.totals[-1] - total for total in self.index.totals]

    @property
    def _base(self) -> int:
        """The evening of the first of the costs, as a number."""
        return self.since.toordinal() if self.index is not None else self.as_of.toordinal()

    def looked_up(self, frame: Frame, start: DayColumn, cost: str) -> Frame:
        """The frame with what the nights from the evening in ``start`` on cost a minor unit.

        In a lazy frame, what is unknown becomes too large for any amount; an eager one starts at ``since`` or later.
        """
        if isinstance(frame, nw.DataFrame):
            evenings = start.ordinals(frame).clip(upper_bound=self.as_of.toordinal()) - self._base
            costs = nw.new_series(cost, self.costs, nw.Int64, backend=frame.implementation)
            return frame.with_columns(costs[evenings].alias(cost))
        with_costs = self._with_table if frame.implementation.is_polars() else self._with_lines
        known = nw.col(_COST).fill_null(LARGEST).cast(nw.Int64).alias(cost)
        return with_costs(frame, start).with_columns(known).drop(_DAY, _COST)

    def _with_table(self, frame: nw.LazyFrame[Any], start: DayColumn) -> nw.LazyFrame[Any]:
        """The rows joined to a table of all evenings: no look at the rows is needed to make it."""
        base = self._base - date(1970, 1, 1).toordinal()
        numbers, costs = range(base, base + len(self.costs)), self.costs
        table = nw.from_dict({_DAY: numbers, _COST: costs}, {_DAY: nw.Int32, _COST: nw.Int64}, backend="polars")
        day = nw.col(start.name) if start.dates else nw.col(start.name).dt.date()
        number = day.cast(nw.Int32).clip(upper_bound=base + len(costs) - 1)
        return frame.with_columns(number.alias(_DAY)).join(table.lazy(), on=_DAY, how="left")

    def _with_lines(self, frame: nw.LazyFrame[Any], start: DayColumn) -> nw.LazyFrame[Any]:
        """The rows joined to their different evenings, of which a book has few: each is worked out once."""
        days = frame.select(nw.col(start.name).alias(_DAY)).unique()
        costs = days.with_columns(self._cost(attrs.evolve(start, name=_DAY)).alias(_COST))
        return frame.with_columns(nw.col(start.name).alias(_DAY)).join(costs, on=_DAY, how="left")

    def _cost(self, day: DayColumn) -> nw.Expr:
        """The cost since a day: at one rate, so much less for each night."""
        cuts = [self.as_of] if self.index is None else [*self._changes(self.index), self.as_of]
        known = () if self.index is None else (self._line(self.index, first) for first in cuts[:-1])
        lines = [(LARGEST, 0), *known, (0, 0)]

        def below(place: int) -> Any:
            return day.before(cuts[place - 1], nw.col(day.name))

        at_first = halved([_whole(first) for first, _ in lines], below)
        nightly = halved([_whole(each) for _, each in lines], below)
        return at_first - nightly * day.number(self.since)

    def _changes(self, index: InterestIndex) -> list[date]:
        """The first evening, and those on which the rate of a night changes."""
        nights = [later - earlier for earlier, later in pairwise(index.totals)]
        places = [0, *(place for place, (left, right) in enumerate(pairwise(nights), 1) if left != right)]
        return [self.since + timedelta(days=place) for place in places]

    def _line(self, index: InterestIndex, first: date) -> tuple[int, int]:
        """What the nights from ``since`` on would cost at the rate of the night after ``first``, and that night."""
        place = (first - self.since).days
        nightly = index.totals[place + 1] - index.totals[place]
        return index.totals[-1] - index.totals[place] + nightly * place, nightly


def _changes(policy: LateInterest) -> tuple[date, ...]:
    """The days on which the rows of the policy's table begin."""
    rate = policy.rate
    if isinstance(rate, TableRate) and isinstance(rate.table, RateTable):
        return tuple(row.since for row in rate.table.rows)
    return ()


def _moderate(index: InterestIndex) -> InterestIndex:
    """The index, unless what its dearest night costs all the time is beyond 64 bits."""
    dearest = max(later - earlier for earlier, later in pairwise(index.totals))
    if 2 * max(index.below, dearest * len(index.totals)) >= LARGEST:
        raise InvalidValueError("policy", "rates with fewer digits, for whole numbers of 64 bits", index.below)
    return index


def _refuse_what_is_not_simple(policy: LateInterest, as_of: date) -> None:
    """Refuse a policy that an index cannot say, although nothing is late."""
    with suppress(RateNotAvailableError):
        InterestIndex.of(policy, since=_evening_before(as_of), until=as_of)


def _evening_before(day: date) -> date:
    return date.fromordinal(max(day.toordinal() - 1, date.min.toordinal()))


def _whole(value: int) -> nw.Expr:
    return nw.lit(value, dtype=nw.Int64)
