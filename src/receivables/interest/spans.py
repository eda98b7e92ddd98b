"""Nights at one rate, and what they cost on one balance."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import lcm
from typing import NamedTuple

import attrs

from receivables.interest.periods import A_YEAR, RatePeriod
from receivables.money import Money

NOTHING = Fraction(0)

Part = tuple[int, int]
"""A fraction that is not in lowest terms: sums of such take no division."""


def summed(parts: Iterable[Part]) -> Part:
    """The sum of fractions; of the same denominator, as nearly always, it is that of whole numbers.

    >>> summed([(1, 4), (1, 4), (1, 3)])
    (10, 12)
    """
    total, common = 0, 1
    for above, below in parts:
        if below == common:
            total += above
        else:
            wider = lcm(below, common)
            total, common = total * (wider // common) + above * (wider // below), wider
    return total, common


_USUAL = lcm(100 * 100 * 360, 100 * 100 * 365, 100 * 100 * 366)
"""What hundredths of a percent, over the years that there are, have as a denominator: sums of them need no division."""


def _weight(nights: Nights) -> Part:
    part, whole = nights.percent.as_integer_ratio()
    above, below = part * nights.share.numerator, 100 * whole * nights.share.denominator
    common = lcm(below, _USUAL)
    return above * (common // below), common


@attrs.frozen
class Nights:
    """Nights at one rate: the evenings from ``start`` (in) to ``end`` (out), as a policy counts them.

    ``percent`` is for ``per``; ``share`` is the part of it that the nights are, ``days`` as the convention counts them.
    ``source`` cites the rate; ``projected`` marks one that is held beyond what was verified. Claims that share nights
    share this value.

    >>> nights = Nights(date(2026, 2, 14), date(2026, 2, 20), 6, Decimal(8), Fraction(6, 365))
    >>> nights.share * Fraction(nights.percent) / 100 == Fraction(*nights.weight)
    True
    """

    start: date
    end: date
    days: int
    percent: Decimal
    share: Fraction
    per: RatePeriod = A_YEAR
    source: str = ""
    projected: bool = False
    weight: Part = attrs.field(init=False, eq=False, repr=False, default=attrs.Factory(_weight, takes_self=True))
    """The interest on 1, as a fraction that is not in lowest terms."""


class AccruedSpan(NamedTuple):
    """Nights with one balance and one rate.

    ``capitalized`` is interest of earlier spans that bears interest here, in main units, exact. A ``flat`` charge has
    an amount, and its nights no percent.

    >>> nights = Nights(date(2026, 2, 14), date(2026, 2, 20), 6, Decimal(8), Fraction(6, 365))
    >>> AccruedSpan(nights, Money("1000.00", "EUR")).amount
    Fraction(96, 73)
    """

    nights: Nights
    balance: Money
    capitalized: Fraction = NOTHING
    flat: Fraction | None = None

    @property
    def start(self) -> date:
        """The first evening."""
        return self.nights.start

    @property
    def end(self) -> date:
        """The evening after the last night."""
        return self.nights.end

    @property
    def days(self) -> int:
        """The interest days, as the convention counts them."""
        return self.nights.days

    @property
    def percent(self) -> Decimal:
        """The rate, for each :attr:`per`."""
        return self.nights.percent

    @property
    def share(self) -> Fraction:
        """The part of the period of the rate that the nights are."""
        return self.nights.share

    @property
    def per(self) -> RatePeriod:
        """What the rate is for."""
        return self.nights.per

    @property
    def source(self) -> str:
        """Who says so."""
        return self.nights.source

    @property
    def projected(self) -> bool:
        """Whether the rate is held beyond what was verified."""
        return self.nights.projected

    @property
    def units(self) -> Part:
        """The interest before rounding, in minor units, as a fraction that is not in lowest terms."""
        nights, balance, capitalized, flat = self
        if flat is not None:
            return flat.numerator * balance.currency.sub_unit, flat.denominator
        above, below = nights.weight
        if capitalized is NOTHING:  # as nearly always: the sum of a large book is made here
            return above * balance.minor, below
        base = balance.minor + capitalized * balance.currency.sub_unit
        return base.numerator * above, base.denominator * below

    @property
    def amount(self) -> Fraction:
        """The interest before rounding, in main units: balance x percent x share."""
        above, below = self.units
        return Fraction(above, below * self.balance.currency.sub_unit)
