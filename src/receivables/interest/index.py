"""The interest of many claims at once, where only amounts are asked for: a running total, and two look-ups each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import accumulate
from math import lcm

import attrs

from receivables.checks import day, of_kind, several
from receivables.errors import InvalidValueError
from receivables.interest.measures import fixed_length
from receivables.interest.policy import LateInterest
from receivables.interest.rate_rules import Delay, FixedRate
from receivables.interest.table_rate import TableRate
from receivables.money import Money
from receivables.position import OpenItem
from receivables.rounding import Rounding


def _as_totals(totals: Iterable[int]) -> tuple[int, ...]:
    return tuple(several("totals", "a list of running totals", totals))


@attrs.frozen
class InterestIndex:
    """The running total of a policy's rates, evening by evening, from ``since`` to ``until``.

    A claim of so many minor units that is late from one evening to another costs its units times the difference of two
    totals, in whole numbers until it is rounded once. So a million claims take two look-ups each.

    Only for simple interest by the day that is rounded once: no tiers, compounding, grace, bounds, penalties or lock.

    Raises :class:`~receivables.errors.InvalidValueError` for any other policy, and
    :class:`~receivables.errors.RateNotAvailableError` for days that the table does not know.

    >>> index = InterestIndex.of(LateInterest("8"), since=date(2026, 1, 1), until=date(2026, 12, 31))
    >>> index.amounts([100_000, 250_000], [date(2026, 1, 31)] * 2, [date(2026, 3, 2)] * 2)
    [658, 1644]
    """

    since: date
    until: date
    rounding: Rounding
    totals: tuple[int, ...] = attrs.field(converter=_as_totals)
    below: int

    @classmethod
    def of(cls, policy: LateInterest, *, since: date, until: date) -> InterestIndex:
        """The totals of a policy between two evenings."""
        of_kind("policy", LateInterest, "a LateInterest policy", policy)
        first, last = day("since", since).toordinal(), day("until", until).toordinal()
        if last <= first:
            raise InvalidValueError("until", f"after {since}", until)
        length = _checked_length(policy)
        nothing = Money.zero("EUR")  # rates are asked for an item, but none that the index takes looks at it
        item = OpenItem(customer="any", document="any", issued_on=since, due_on=since, amount=nothing)
        pieces = policy.rate.pieces(Delay(item, since, until), since, until)
        rates = [piece.percent.as_integer_ratio() for piece in pieces]
        scale = lcm(*(whole for _, whole in rates))
        nightly = [
            part * (scale // whole)
            for piece, (part, whole) in zip(pieces, rates, strict=True)
            for _ in range(piece.end.toordinal() - piece.start.toordinal())
        ]
        below = 100 * scale * length
        return cls(since, until, policy.rounding, accumulate(nightly, initial=0), below)

    def _ordinals(self, name: str, evenings: Iterable[date]) -> list[int]:
        """The evenings as numbers, if all of them are in the index."""
        days = list(several(name, "a list of evenings", evenings))
        try:
            found = list(map(date.toordinal, days))
        except TypeError:
            wrong = next(each for each in days if not isinstance(each, date))
            raise InvalidValueError(name, "evenings, as days", wrong) from None
        if found and not self.since.toordinal() <= min(found) <= max(found) <= self.until.toordinal():
            raise InvalidValueError(name, f"evenings from {self.since} to {self.until}")
        return found

    def amounts(self, minors: Iterable[int], starts: Iterable[date], ends: Iterable[date]) -> list[int]:
        """The interest in minor units on claims of so many ``minors`` (at least 0), late between evenings.

        A claim that ends before it starts costs nothing.

        Raises :class:`~receivables.errors.InvalidValueError` for minor units that are not whole or below 0, evenings
        outside the index, and lists that are not of one length.
        """
        base = self.since.toordinal()
        minors = _whole_minors(minors)
        begins, stops = self._ordinals("starts", starts), self._ordinals("ends", ends)
        for name, found in (("starts", begins), ("ends", stops)):
            if len(found) != len(minors):
                raise InvalidValueError(name, f"{len(minors)} evenings, one for each claim", len(found))
        totals, below, twice = self.totals, self.below, 2 * self.below
        rows = zip(minors, begins, stops, strict=True)
        if self.rounding is Rounding.HALF_UP:
            return [
                (2 * minor * (totals[end - base] - totals[start - base]) + below) // twice if end > start else 0
                for minor, start, end in rows
            ]
        quotient = self.rounding.quotient
        return [
            quotient(minor * (totals[end - base] - totals[start - base]), below) if end > start else 0
            for minor, start, end in rows
        ]


def _whole_minors(minors: Iterable[int]) -> list[int]:
    """The minor units of claims; asked of all at once, because a large book has a million of them."""
    found = list(several("minors", "a list of minor units", minors))
    if not set(map(type, found)) <= {int} or min(found, default=0) < 0:
        wrong = next(each for each in found if type(each) is not int or each < 0)
        raise InvalidValueError("minors", "whole minor units of at least 0", wrong)
    return found


def _checked_length(policy: LateInterest) -> int:
    """The nights of the period of the rate; refuses what a running total cannot say."""
    length = plain_length(policy)
    if length is None:
        simple = "simple interest by the day at one rate for all claims, over a fixed number of days, rounded once"
        expected = f"{simple}; what is in the way: {', '.join(_in_the_way(policy))}"
        raise InvalidValueError("policy", expected, policy)
    return length


_ANY = ("rate", "name", "day_count", "rounding")
_PLAIN = {field.name: field.default for field in attrs.fields(LateInterest) if field.name not in _ANY}
"""All other rules of a policy, as they are where nobody asks for them: a running total knows nothing of them."""


def _in_the_way(policy: LateInterest) -> Iterator[str]:
    """The fields that ask for what a running total cannot say."""
    rate = policy.rate
    if not (isinstance(rate, FixedRate | TableRate) and rate.same_for_all) or rate.per.unit == "months":
        yield "rate"
    if rate.per.unit == "years" and fixed_length(rate.per, policy.day_count) is None:
        yield "day_count"
    yield from (name for name, plain in _PLAIN.items() if getattr(policy, name) != plain)


def plain_length(policy: LateInterest) -> int | None:
    """The nights of the period of the rate, for a policy that a running total can say."""
    return None if any(_in_the_way(policy)) else fixed_length(policy.rate.per, policy.day_count)
