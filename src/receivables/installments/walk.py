"""The rows of a plan, one after the other, in minor units: interest on what is owed, then what is paid.

There are two ways. :class:`Rounded` rounds the interest of each row and owes whole minor units, as statements do.
:class:`Carried` owes an amount that is never rounded, and rounds only what it shows.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import NamedTuple, Protocol

from receivables.installments.annuity import Quotient
from receivables.rounding import Rounding


class Due(NamedTuple):
    """What a row asks for: ``amount`` in all, or of the principal only, beside the interest; or ``everything``."""

    amount: Quotient
    in_all: bool = True
    everything: bool = False


EVERYTHING = Due(Quotient(Fraction(0), Fraction(1)), everything=True)


class Figures(NamedTuple):
    """A row in minor units: what is paid, its two parts, and what is owed after it."""

    payment: int
    principal: int
    interest: int
    balance: int


class Debt(Protocol):
    """What is owed, row after row."""

    def pay(self, rate: Fraction, due: Due) -> Figures:
        """One more row, in which what is owed bears ``rate``; a payment of more than is owed is cut to that."""
        ...

    def falls(self, rate: Fraction, due: Due) -> bool:
        """Whether such a row would pay more than its interest."""
        ...

    @property
    def paid_off(self) -> bool:
        """Whether nothing is owed any more."""
        ...


class Rounded:
    """A balance in whole minor units; the interest of each row is rounded by ``mode``."""

    def __init__(self, owed: int, mode: Rounding) -> None:
        self._owed, self._mode = owed, mode

    def pay(self, rate: Fraction, due: Due) -> Figures:
        """One more row; its amounts are whole minor units."""
        interest = self._mode.quotient(self._owed * rate.numerator, rate.denominator)
        asked = int(due.amount.exact) + (0 if due.in_all else interest)
        payment = self._owed + interest if due.everything else min(asked, self._owed + interest)
        self._owed += interest - payment
        return Figures(payment, payment - interest, interest, self._owed)

    def falls(self, rate: Fraction, due: Due) -> bool:
        """Whether such a row would pay more than its interest, as it is rounded."""
        return due.amount.exact > self._mode.quotient(self._owed * rate.numerator, rate.denominator)

    @property
    def paid_off(self) -> bool:
        """Whether nothing is owed any more."""
        return not self._owed


class Near(NamedTuple):
    """A number in units of a power of two, and by how many of them it may be off."""

    units: int
    off: int

    def plus(self, other: Near) -> Near:
        """The sum."""
        return Near(self.units + other.units, self.off + other.off)

    def minus(self, other: Near) -> Near:
        """The difference."""
        return Near(self.units - other.units, self.off + other.off)

    def times(self, rate: Fraction) -> Near:
        """The product, cut to a unit."""
        units, rest = divmod(self.units * rate.numerator, rate.denominator)
        return Near(units, -(-self.off * rate.numerator // rate.denominator) + bool(rest))


class Carried:
    """A balance that is never rounded; interest is shown rounded by ``mode``, all else half up.

    Exact fractions would grow with every row. So the balance is kept in units of ``2**-bits`` of a minor unit, together
    with a bound of how far it is off; where that leaves open to which minor unit a figure rounds, the exact balance
    decides. It is seldom needed: with one rate for all rows and payments of whole minor units, a figure that is a tie
    has only exact ones before it, because the denominators of exact balances never shrink from row to row.
    """

    def __init__(self, owed: int, mode: Rounding, bits: int) -> None:
        self._mode, self._bits = mode, bits
        self._owed = Near(owed << bits, 0)
        self._exact = Fraction(owed)
        self._later: list[tuple[Fraction, Quotient]] = []
        self._due, self._asked, self._payment = EVERYTHING, Near(0, 0), 0
        self._paid_off = False

    @property
    def paid_off(self) -> bool:
        """Whether nothing is owed any more, not even what is shown as nothing."""
        return self._paid_off

    def pay(self, rate: Fraction, due: Due) -> Figures:
        """One more row; its amounts may be any fraction of a minor unit."""
        self._ask(due)
        interest = self._owed.times(rate)
        owed, left = self._owed.plus(interest), self._owed.minus(self._asked)
        growth = Fraction(0)
        if due.in_all:
            left, growth = left.plus(interest), rate
        shown = self._rounded(self._mode, interest, lambda: self._before() * rate)
        after = self._rounded(Rounding.CEILING, left, lambda: self._before() * (1 + growth) - due.amount.exact)
        if due.everything or after <= 0:
            payment = self._rounded(Rounding.HALF_UP, owed, lambda: self._before() * (1 + rate))
            self._paid_off = True
            return Figures(payment, payment - shown, shown, 0)
        payment = self._payment if due.in_all else shown
        if not due.in_all and self._asked.units:
            paid = self._asked.plus(interest)
            payment = self._rounded(Rounding.HALF_UP, paid, lambda: self._before() * rate + due.amount.exact)
        self._owed = left
        self._later.append((growth, due.amount))
        return Figures(payment, payment - shown, shown, self._rounded(Rounding.HALF_UP, left, self._before))

    def falls(self, rate: Fraction, due: Due) -> bool:
        """Whether such a row would pay more than its interest, which is exact."""
        self._ask(due)
        more = self._asked.minus(self._owed.times(rate))
        return self._rounded(Rounding.CEILING, more, lambda: due.amount.exact - self._before() * rate) > 0

    def _ask(self, due: Due) -> None:
        """Take what a row asks for into our units; it is mostly the same as in the row before."""
        if due is not self._due:
            low, high = (due.amount.rounded(mode, 1 << self._bits) for mode in (Rounding.FLOOR, Rounding.CEILING))
            self._due, self._asked = due, Near(low, high - low)
            self._payment = due.amount.rounded(Rounding.HALF_UP)

    def _rounded(self, mode: Rounding, number: Near, exact: Callable[[], Fraction]) -> int:
        one = 1 << self._bits
        low = mode.quotient(number.units - number.off, one)
        return low if low == mode.quotient(number.units + number.off, one) else mode.apply(exact())

    def _before(self) -> Fraction:
        """The balance exactly, brought up to the rows so far."""
        for growth, amount in self._later:
            self._exact += self._exact * growth - amount.exact
        self._later.clear()
        return self._exact
