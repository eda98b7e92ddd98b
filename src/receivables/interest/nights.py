"""From the history of an item and the rates of its delay to spans with one balance and one rate each."""

from __future__ import annotations

from bisect import bisect_left
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from fractions import Fraction
from typing import Generic, NamedTuple, TypeVar

from moneyed import Currency

from receivables.interest.periods import RatePeriod
from receivables.interest.rate_rules import Delay, Piece
from receivables.interest.spans import NOTHING, AccruedSpan, Nights
from receivables.money import Money
from receivables.position import BalanceSpan
from receivables.rounding import Rounding

Share = Callable[[date, date], tuple[int, Fraction]]
"""How many days two evenings are apart as the convention counts them, and which part of the period of the rate."""

Slices = Callable[[Fraction], Iterator[tuple[Fraction, Piece]]]
"""The parts of an amount, each with a rate of its own."""

Rounded = Callable[[AccruedSpan], Fraction]
"""What a span adds to the debt, rounded where the policy rounds it."""


_Rated = TypeVar("_Rated", Piece, Nights)


class Stretch(NamedTuple, Generic[_Rated]):
    """Nights between two evenings with one balance and one rate, that of ``piece``."""

    start: date
    end: date
    balance: Money
    piece: _Rated


def stretches(
    balances: Sequence[BalanceSpan], pieces: Iterable[_Rated], start: date, cuts: Sequence[date] = ()
) -> Iterator[Stretch[_Rated]]:
    """Nights by balance and rate, and cut at some evenings beside; evenings without a balance are left out.

    ``pieces`` may leave out nights on which nothing is open: their stretches still end where interest is added. The
    next one is asked for when the nights before it are done.
    """
    at, cut, owed = start, 0, 0
    for piece in pieces:
        while at < piece.end:
            while owed < len(balances) and balances[owed].end <= at:
                owed += 1
            if owed == len(balances):
                return
            span = balances[owed]
            at = max(at, span.start)
            while cut < len(cuts) and cuts[cut] <= at:
                cut += 1
            stop = min(span.end, piece.end, *cuts[cut : cut + 1])
            if at < stop:
                yield Stretch(at, stop, span.balance, piece)
            at = max(at, stop)


def counted(piece: Piece | Nights, start: date, end: date, share: Share, per: RatePeriod) -> Nights:
    """Nights between two evenings at the rate of a piece."""
    days, part = share(start, end)
    return Nights(start, end, days, piece.percent, part, per, piece.source, piece.projected)


MOST_KEPT = 50_000
"""Runs of nights that a policy remembers: more than the claims of a book have on a day, and less than 20 MB."""


class Walks:
    """The nights of a rate that is the same for all claims, by their first evening.

    The claims of a book are late in the same years: each night is looked up and counted once, however many bear it.
    """

    def __init__(self, pieces: Callable[[Delay, date, date], Sequence[Piece]], share: Share, per: RatePeriod) -> None:
        self._pieces = pieces
        self._share = share
        self._per = per
        self._from: dict[date, tuple[list[date], list[Nights]]] = {}
        self._parts: dict[tuple[date, date], Nights] = {}

    def nights(self, delay: Delay, start: date, end: date) -> list[Nights]:
        """The nights between two evenings, cut where another rate begins."""
        known = self._from.get(start)
        if known is None or known[0][-1] < end:
            pieces = self._pieces(delay, start, end)
            walk = [self.part(piece, piece.start, piece.end) for piece in pieces]
            known = self._from[start] = [nights.end for nights in walk], walk
        ends, walk = known
        place = bisect_left(ends, end)
        if ends[place] == end:
            return walk[: place + 1]
        return [*walk[:place], self.part(walk[place], walk[place].start, end)]

    def part(self, whole: Piece | Nights, start: date, end: date) -> Nights:
        """Some nights at one rate, or all; counted once, as they are the same whenever a claim fell due."""
        known = self._parts.get((start, end))
        if known is None:
            if (
                len(self._parts) >= MOST_KEPT
            ):  # a policy that lives for years is asked about another last night each day
                self._parts.clear()
            known = self._parts[start, end] = counted(whole, start, end, self._share, self._per)
        return known


class Fold(NamedTuple):
    """How stretches become spans: how nights are counted, and what earlier interest does.

    ``capital_on`` are the evenings on which the interest so far begins to bear interest; ``prior`` is interest that
    bears interest from the beginning, in main units. What was ``paid`` of it by an evening, in all, bears none from
    there; the oldest is paid first, and where all was paid as it is rounded, what rounding left bears none either. On
    the evenings that are ``stopped`` nothing bears interest. From ``quiet_from`` on the principal is settled
    and nothing more is paid.
    """

    share: Share
    rounded: Rounded
    per: RatePeriod
    rounding: Rounding
    slices: Slices | None = None
    capital_on: frozenset[date] = frozenset()
    prior: Fraction = NOTHING
    paid: tuple[tuple[date, Fraction], ...] = ()
    stopped: tuple[tuple[date, date], ...] = ()
    quiet_from: date = date.max

    def spans(self, nights: Iterator[Stretch[Piece]]) -> Iterator[AccruedSpan]:
        """The spans with something that bears interest."""
        if not self.capital_on:
            for stretch in nights:
                yield from self._made(stretch, self.prior)
            return
        capitalized, pending, settled = self.prior, NOTHING, NOTHING
        payments = deque(self.paid)
        for stretch in nights:
            settled = self._settled_by(stretch.start, payments, stretch, capitalized + pending, settled)
            for span in self._made(stretch, max(NOTHING, capitalized - settled)):
                pending += self.rounded(span)
                yield span
            if stretch.end in self.capital_on:
                capitalized, pending = capitalized + pending, NOTHING
            settled = self._settled_by(stretch.end, payments, stretch, capitalized + pending, settled)
            if stretch.end >= self.quiet_from and settled >= capitalized + pending:
                return  # nothing will bear interest again, and no rate is asked for

    def _settled_by(
        self,
        evening: date,
        payments: deque[tuple[date, Fraction]],
        stretch: Stretch[Piece],
        accrued: Fraction,
        settled: Fraction,
    ) -> Fraction:
        """What is settled by an evening of the interest so far: all of it where it was paid as it is rounded."""
        while payments and payments[0][0] <= evening:
            paid = payments.popleft()[1]
            whole = Money.rounded(accrued, stretch.balance.currency, self.rounding).exact == paid
            settled = accrued if whole else paid
        return settled

    def _made(self, stretch: Stretch[Piece], capitalized: Fraction) -> Iterator[AccruedSpan]:
        if not stretch.balance and not capitalized:
            return
        start, end, balance, piece = stretch
        if any(first <= start < last for first, last in self.stopped):
            return
        if self.slices is None:
            yield AccruedSpan(counted(piece, start, end, self.share, self.per), balance, capitalized)
            return
        for part, own in self.slices(balance.exact + capitalized):
            whole, rest = in_units(part, balance.currency)
            yield AccruedSpan(counted(own, start, end, self.share, self.per), whole, rest)


def in_units(part: Fraction, currency: Currency) -> tuple[Money, Fraction]:
    """A part of an amount as Money, and what is finer than the currency."""
    whole = Money.of_minor(int(part * currency.sub_unit), currency)
    return whole, part - whole.exact
