"""From the history of an item and the rates of its delay to spans with one balance and one rate each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from moneyed import Currency

from receivables.interest.accrual import AccruedSpan
from receivables.interest.periods import RatePeriod
from receivables.interest.rate_rules import Piece
from receivables.money import Money
from receivables.position import BalanceSpan

Share = Callable[[date, date], tuple[int, Fraction]]
"""How many days two evenings are apart as the convention counts them, and which part of the period of the rate."""

Slices = Callable[[Fraction], Iterator[tuple[Fraction, Piece]]]
"""The parts of an amount, each with a rate of its own."""

Rounded = Callable[[AccruedSpan], Fraction]
"""What a span adds to the debt, rounded where the policy rounds it."""

_NOTHING = Fraction(0)


class Stretch(NamedTuple):
    """Nights between two evenings with one balance and one rate."""

    start: date
    end: date
    balance: Money
    piece: Piece


def stretches(balances: Sequence[BalanceSpan], pieces: Sequence[Piece], cuts: Sequence[date] = ()) -> Iterator[Stretch]:
    """Nights by balance and rate, and cut at some evenings beside; evenings without a balance are left out."""
    at, cut, owed = pieces[0].start, 0, 0
    if not cuts and len(balances) == 1 and balances[0].start <= at and pieces[-1].end <= balances[0].end:
        balance = balances[0].balance
        yield from [Stretch(piece.start, piece.end, balance, piece) for piece in pieces]
        return
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


class Fold(NamedTuple):
    """How stretches become spans: how nights are counted, and what earlier interest does.

    ``capital_on`` are the evenings on which the interest so far begins to bear interest; ``prior`` is interest that
    bears interest from the beginning, in main units. On the evenings that are ``stopped`` nothing bears interest.
    """

    share: Share
    rounded: Rounded
    per: RatePeriod
    slices: Slices | None = None
    capital_on: frozenset[date] = frozenset()
    prior: Fraction = _NOTHING
    stopped: tuple[tuple[date, date], ...] = ()

    def spans(self, nights: Iterator[Stretch]) -> Iterator[AccruedSpan]:
        """The spans with something that bears interest."""
        capitalized, pending = self.prior, _NOTHING
        for stretch in nights:
            for span in self._made(stretch, capitalized):
                if self.capital_on:
                    pending += self.rounded(span)
                yield span
            if stretch.end in self.capital_on:
                capitalized, pending = capitalized + pending, _NOTHING

    def _made(self, stretch: Stretch, capitalized: Fraction) -> Iterator[AccruedSpan]:
        if not stretch.balance and not capitalized:
            return
        start, end, balance, piece = stretch
        if any(first <= start < last for first, last in self.stopped):
            return
        days, share = self.share(start, end)
        if self.slices is None:
            yield AccruedSpan(
                start, end, days, balance, piece.percent, share, capitalized, self.per, piece.source, piece.projected
            )
            return
        for part, own in self.slices(balance.exact + capitalized):
            whole, rest = in_units(part, balance.currency)
            yield AccruedSpan(start, end, days, whole, own.percent, share, rest, self.per, own.source, own.projected)


def in_units(part: Fraction, currency: Currency) -> tuple[Money, Fraction]:
    """A part of an amount as Money, and what is finer than the currency."""
    whole = Money.of_minor(int(part * currency.sub_unit), currency)
    return whole, part - whole.exact
