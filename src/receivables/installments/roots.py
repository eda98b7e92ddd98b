"""Where a sum of discounted amounts is zero: found by the sign of the sum alone, so that every digit is proved.

The sum is computed in decimal contexts of its own, with a bound of its error; where the bound leaves the sign open,
with twice the digits. Whether the sum is zero is decided without decimals (:meth:`Equation.vanishes`). So a rate is
correctly rounded, ties as well, and the context of the host changes nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import MAX_EMAX, MIN_EMIN, ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from itertools import count, pairwise
from math import ceil, floor, isqrt, lcm
from typing import NamedTuple

from receivables.errors import InvalidValueError
from receivables.rounding import Rounding

LOWEST, HIGHEST = Fraction(-99, 100), Fraction(10**38)
"""The rates of a period between which a root is looked for."""

_FIRST_DIGITS, _SCAN_DIGITS = 28, 20
_CLOSEST = Fraction(1, 10**15)
"""How near to one another, as a share of ``1 + rate``, two roots may be and still be told apart."""


def context(digits: int) -> Context:
    """A decimal context of our own, in which nothing overflows or raises."""
    return Context(prec=digits, rounding=ROUND_HALF_EVEN, Emin=MIN_EMIN, Emax=MAX_EMAX, capitals=1, clamp=0, traps=[])


class Term(NamedTuple):
    """``amount`` over ``(1 + odd x rate) (1 + rate)**time``; all three are exact."""

    time: Fraction
    odd: Fraction
    amount: Fraction


class Worth(NamedTuple):
    """What the amounts of either sign are worth at a rate, how fast that falls, and how wrong each may be at most."""

    plus: Decimal
    minus: Decimal
    plus_slope: Decimal
    minus_slope: Decimal
    error: Decimal


class Equation:
    """The sum of discounted amounts, as a function of the rate of a period; ``changes`` counts its changes of sign.

    Raises :class:`~receivables.errors.InvalidValueError` where all money flows one way.
    """

    def __init__(self, terms: Iterable[Term]) -> None:
        found = _together(terms)
        scale = lcm(*(term.amount.denominator for term in found))
        start = found[0].time if found else Fraction(0)
        self.terms: list[Term] = [term._replace(time=term.time - start) for term in found] if start else found
        self._sizes = [_size(term.amount, scale) for term in found]
        self.changes: int = sum(one is not two for (one, _), (two, _) in pairwise(self._sizes))
        if not self.changes:
            expected = "money in both directions, not all at one time (no_sign_change)"
            raise InvalidValueError("flows", expected, [str(term.amount) for term in found])
        self._length = max(term.time for term in self.terms)
        self._gaps, self._gap_of = _gaps(self.terms)
        self._sums: dict[Fraction, Decimal] = {}

    def _discounts(self, rate: Fraction, within: Context) -> tuple[list[Decimal], Decimal]:
        """What a unit of each term is worth, and a bound of the relative error of any sum of them with one sign.

        With ``u`` for the relative error of one operation, the logarithm is off by ``u (1 + |log|)``, the exponent of a
        gap by ``u gap (1 + 4 |log|)``, its power by ``u`` more, and a product by ``u`` for each factor. All factors and
        additions together stay below ``8 u (terms + length (1 + |log|) + 2)``, with what is of second order.
        """
        log = within.ln(_decimal(1 + rate, within))
        powers = [within.exp(within.multiply(log, _decimal(-gap, within))) for gap in self._gaps]
        found, worth = [], Decimal(1)
        for gap, (_, odd, _) in zip(self._gap_of, self.terms, strict=True):
            worth = within.multiply(worth, powers[gap])
            found.append(within.divide(worth, _decimal(1 + odd * rate, within)) if odd else worth)
        steps = len(found) + ceil(self._length) * (ceil(log.copy_abs()) + 1) + 2
        return found, within.multiply(Decimal(8 * steps), Decimal((0, (1,), 1 - within.prec)))

    def worth(self, rate: Fraction, digits: int, *, slopes: bool = False) -> Worth:
        """The amounts of either sign at a rate, computed with so many digits."""
        within = context(digits)
        discounts, error = self._discounts(rate, within)
        sums = [Decimal(0)] * 4
        for (side, size), discount, (time, odd, _) in zip(self._sizes, discounts, self.terms, strict=True):
            worth = within.multiply(size, discount)
            sums[side] = within.add(sums[side], worth)
            if slopes:
                slope = _decimal(odd / (1 + odd * rate) + time / (1 + rate), within)
                sums[2 + side] = within.add(sums[2 + side], within.multiply(worth, slope))
        return Worth(sums[0], sums[1], sums[2], sums[3], error)

    def sign(self, rate: Fraction) -> int:
        """Whether the sum is above zero (1), below (-1), or zero (0): exactly."""
        return _sign(self._sum(rate))

    def _sum(self, rate: Fraction) -> Decimal:
        """The sum, with as many digits as its sign takes; zero if it is zero. Ends of spans are asked for twice."""
        if rate not in self._sums:
            self._sums[rate] = self._computed(rate, _FIRST_DIGITS)
        return self._sums[rate]

    def _computed(self, rate: Fraction, digits: int) -> Decimal:
        found, within = self.worth(rate, digits), context(digits)
        difference = within.subtract(found.plus, found.minus)
        if difference.copy_abs() > within.multiply(within.add(found.plus, found.minus), found.error):
            return difference
        if digits == 2 * _FIRST_DIGITS and self.vanishes(rate):
            return Decimal(0)
        return self._computed(rate, 2 * digits)

    def vanishes(self, rate: Fraction) -> bool:
        """Whether the sum is zero, decided with whole numbers.

        The sum is a polynomial in the ``m``-th root of a fraction that is no perfect power of an order that divides
        ``m``. No polynomial of lower degree is zero there, so each class of exponents must sum to zero by itself.
        """
        order = lcm(*(term.time.denominator for term in self.terms))
        base, rest = 1 + rate, order
        for power in range(2, max(base.numerator, base.denominator).bit_length() + 1):
            while rest % power == 0 and (root := perfect_root(base, power)) is not None:
                base, rest = root, rest // power
        if base == 1:
            rest = 1
        classes: dict[int, Fraction] = defaultdict(Fraction)
        for time, odd, amount in self.terms:
            whole, part = divmod(int((self._length - time) * order), rest)
            classes[part] += amount / (1 + odd * rate) * base**whole
        return not any(classes.values())

    def rounded(self, low: Fraction, high: Fraction, steps: int) -> int:
        """The root between ``low`` and ``high``, at which the signs differ, in whole ``1 / steps``, half up.

        The sign at the middle between two steps tells to which of them the root is nearer.
        """
        if low == high:
            return Rounding.HALF_UP.apply(low * steps)
        below, above = floor(low * steps - Fraction(1, 2)), ceil(high * steps - Fraction(1, 2))
        left, right, before = self._sum(low), self._sum(high), 0
        for tries in count(1):
            if above - below <= 1:
                break
            guess = _guess(Fraction(below, steps), Fraction(above, steps), left, right, halve=tries % 4 == 0)
            middle = max(below + 1, min(above - 1, floor(guess * steps)))
            found = self._sum(Fraction(2 * middle + 1, 2 * steps))
            sign = _sign(found)
            if not sign:
                return Rounding.HALF_UP.quotient(2 * middle + 1, 2)
            if sign == _sign(left):
                below, left, right = middle, found, _halved(right) if sign == before else right
            else:
                above, right, left = middle, found, _halved(left) if sign == before else left
            before = sign
        return above

    def brackets(self, low: Fraction = LOWEST, high: Fraction = HIGHEST) -> list[tuple[Fraction, Fraction]]:
        """Spans between ``low`` and ``high`` with one root each, and all of them; a root that is met is one of itself.

        With one change of sign there is one root at most (for discounts differ more and more as the rate rises).
        """
        return list(self._scanned(low, high) if self.changes > 1 else self._at(low, high))

    def _at(self, low: Fraction, high: Fraction) -> Iterator[tuple[Fraction, Fraction]]:
        """The root in a span with one at most."""
        signs = self.sign(low), self.sign(high)
        for sign, place in zip(signs, (low, high), strict=True):
            if not sign:
                yield place, place
        if signs[0] * signs[1] < 0:
            yield low, high

    def _scanned(self, low: Fraction, high: Fraction) -> Iterator[tuple[Fraction, Fraction]]:
        """The roots of a span that is cut until each piece has none for sure, or one at most.

        What the amounts of one sign are worth falls as the rate rises, so its values at the ends of a piece enclose it;
        likewise the slopes, and where those of the two signs keep apart there is no second root.
        """
        ends, pieces, met = {}, [(low, high)], set()
        while pieces:
            left, right = pieces.pop()
            for each in (left, right):
                if each not in ends:
                    ends[each] = self.worth(each, _SCAN_DIGITS, slopes=True)
            if _apart(ends[left], ends[right]):
                continue
            if _apart(ends[left], ends[right], slopes=True):
                yield from (found for found in self._at(left, right) if found not in met)
                met |= {(left, left), (right, right)}
                continue
            if right - left < _CLOSEST * (1 + left):
                raise InvalidValueError("flows", "flows whose rates can be told apart; give a bracket around one", None)
            middle = _middle(left, right)
            pieces += [(middle, right), (left, middle)]


def _together(terms: Iterable[Term]) -> list[Term]:
    """The terms in order of time, those of one time in one; what is nothing is left out."""
    found: list[Term] = []
    for term in sorted(terms, key=lambda each: each[:2]):
        if found and term[:2] == found[-1][:2]:
            term = term._replace(amount=found.pop().amount + term.amount)  # noqa: PLW2901
        found.append(term)
    return [term for term in found if term.amount]


def _size(amount: Fraction, scale: int) -> tuple[bool, Decimal]:
    """Whether an amount is below zero, and its size in units of which all amounts are whole numbers."""
    return amount.numerator < 0, Decimal(abs(amount.numerator) * (scale // amount.denominator))


def _gaps(terms: Sequence[Term]) -> tuple[list[Fraction], list[int]]:
    """The different times between one term and the next, and which of them is before each term."""
    gaps: list[Fraction] = []
    places: dict[tuple[int, int], int] = {}  # a fraction is slow to look up
    found = []
    for one, two in pairwise([terms[0], *terms]):
        gap = two.time - one.time
        place = places.setdefault((gap.numerator, gap.denominator), len(gaps))
        if place == len(gaps):
            gaps.append(gap)
        found.append(place)
    return gaps, found


def _apart(left: Worth, right: Worth, *, slopes: bool = False) -> bool:
    """Whether the sums of the two signs keep apart in a piece, of which this is the worth at its ends."""
    within = context(_SCAN_DIGITS)
    tops = (left.plus_slope, left.minus_slope) if slopes else (left.plus, left.minus)
    bottoms = (right.plus_slope, right.minus_slope) if slopes else (right.plus, right.minus)
    highest = [within.multiply(each, within.add(Decimal(1), left.error)) for each in tops]
    lowest = [within.multiply(each, within.subtract(Decimal(1), right.error)) for each in bottoms]
    return lowest[0] > highest[1] or lowest[1] > highest[0]


def _sign(number: Decimal) -> int:
    return (number > 0) - (number < 0)


def _guess(low: Fraction, high: Fraction, left: Decimal, right: Decimal, *, halve: bool) -> Fraction:
    """A rate between two where the sum may be zero: where a straight line is, unless they are far apart.

    An end that stays has its sum halved (the Illinois method), which draws the line over to its side in time.
    """
    if halve or high - low > (1 + low) / 4:
        return _middle(low, high)
    within = context(_SCAN_DIGITS)
    return low + (high - low) * Fraction(within.divide(left, within.subtract(left, right)))


def _halved(number: Decimal) -> Decimal:
    return context(_SCAN_DIGITS).divide(number, Decimal(2))


def _middle(left: Fraction, right: Fraction) -> Fraction:
    """A rate in the middle; of a wide span, 0 or 1, between which most rates are, else the middle of the logarithms."""
    if right - left < 2 * (1 + left):
        return (left + right) / 2
    usual = next((rate for rate in (0, 1) if left < rate < right), None)
    if usual is not None:
        return Fraction(usual)
    return Fraction(isqrt(floor((1 + left) * (1 + right) * 10**8)), 10**4) - 1


def _decimal(number: Fraction, within: Context) -> Decimal:
    return within.divide(Decimal(number.numerator), Decimal(number.denominator))


def perfect_root(number: Fraction, power: int) -> Fraction | None:
    """The root of a fraction above zero if it is a fraction, too."""
    above, below = _whole_root(number.numerator, power), _whole_root(number.denominator, power)
    return Fraction(above, below) if above and below else None


def _whole_root(number: int, power: int) -> int | None:
    """The root of a whole number if it is whole, by Newton's method from above."""
    if number.bit_length() <= power:
        return 1 if number == 1 else None
    root = 1 << -(-number.bit_length() // power)
    while True:
        nearer = ((power - 1) * root + number // root ** (power - 1)) // power
        if nearer >= root:
            return root if root**power == number else None
        root = nearer
