"""The running total of a policy's rates as an expression: what a minor unit that is late since an evening costs."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from itertools import pairwise
from typing import Any

import attrs
import narwhals.stable.v2 as nw

from receivables.adapters.frames.cuts import halved
from receivables.adapters.frames.entry import Entry, Frame
from receivables.adapters.frames.minor_units import LARGEST
from receivables.errors import InvalidValueError, RateNotAvailableError
from receivables.interest import InterestIndex, LateInterest, TableRate
from receivables.rates import RateTable

_MOST_YEARS = 50
"""Years that a delay in a lazy frame may last: nobody can look for its first evening."""

_DAY, _COST = "receivables_evening", "receivables_nights"


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
        """The totals from as early as the rates are known, in the last years."""
        earliest = as_of.replace(year=max(as_of.year - _MOST_YEARS, date.min.year), day=1)
        firsts = [earliest, *(_evening_before(day) for day in _changes(policy))]
        for since in firsts:
            try:
                if earliest <= since < as_of:
                    return cls.of(policy, since=since, as_of=as_of)
            except RateNotAvailableError:
                continue
        return cls.of(policy, since=as_of, as_of=as_of)

    @property
    def below(self) -> int:
        """How many parts make a minor unit."""
        return 2 if self.index is None else self.index.below

    def looked_up(self, frame: Frame, day: str, entry: Entry, name: str, cost: str) -> Frame:
        """The frame with what the nights from the evening in the column ``day`` cost a minor unit.

        A book has few different days, so each is worked out once. What is unknown is too large for any amount.
        """
        days = frame.select(nw.col(day).alias(_DAY)).unique()
        costs = days.with_columns(self._cost(entry, name).alias(_COST))
        if isinstance(frame, nw.DataFrame) and isinstance(costs, nw.DataFrame):
            found = nw.col(day).replace_strict(costs[_DAY].to_list(), costs[_COST].to_list(), return_dtype=nw.Int64)
            return frame.with_columns(found.alias(cost)) if len(frame) else frame.with_columns(_whole(0).alias(cost))
        joined = _left_joined(frame, costs, day)
        return joined.with_columns(nw.col(_COST).fill_null(LARGEST).cast(nw.Int64).alias(cost)).drop(_COST)

    def _cost(self, entry: Entry, name: str) -> nw.Expr:
        """The cost since a day, which is even within a year at one rate: so much less for each day of the year."""
        base, cuts = nw.col(_DAY), self._cuts()
        known = () if self.index is None else (self._line(self.index, first) for first in cuts[:-1])
        lines = [(LARGEST, 0), *known, (0, 0)]

        def below(place: int) -> nw.Expr:
            return base < entry.literal(name, cuts[place - 1])

        at_new_year = halved([_whole(start) for start, _ in lines], below)
        by_night = halved([_whole(nightly) for _, nightly in lines], below)
        return at_new_year - by_night * base.dt.ordinal_day().cast(nw.Int64)

    def _cuts(self) -> list[date]:
        """The first evening, those on which the rate of a night changes, new years, and the last one."""
        if self.index is None:
            return [self.since]
        nightly = [later - earlier for earlier, later in pairwise(self.index.totals)]
        base = self.since.toordinal()
        changes = {base + place for place, (left, right) in enumerate(pairwise(nightly), 1) if left != right}
        years = (date(year, 1, 1) for year in range(self.since.year + 1, self.as_of.year + 1))
        return sorted({self.since, *map(date.fromordinal, changes), *years, self.as_of})

    def _line(self, index: InterestIndex, first: date) -> tuple[int, int]:
        """What the nights since the evening before the year would cost at the rate of the night after ``first``."""
        totals = index.totals
        place = first.toordinal() - self.since.toordinal()
        nightly = totals[place + 1] - totals[place]
        return totals[-1] - totals[place] + nightly * first.timetuple().tm_yday, nightly


def _changes(policy: LateInterest) -> tuple[date, ...]:
    """The days on which the rows of the policy's table begin."""
    rate = policy.rate
    if isinstance(rate, TableRate) and isinstance(rate.table, RateTable):
        return tuple(row.since for row in rate.table.rows)
    return ()


def _moderate(index: InterestIndex) -> InterestIndex:
    """The index, unless its totals are beyond 64 bits."""
    if max(index.below, index.totals[-1]) * 366 >= LARGEST:
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


def _left_joined(frame: Any, costs: Any, day: str) -> Frame:
    """All rows of a lazy frame with what their day costs."""
    joined: Frame = frame.join(costs, left_on=day, right_on=_DAY, how="left")
    return joined
