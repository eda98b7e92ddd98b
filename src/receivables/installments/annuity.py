"""The time-value equation: what is owed, paid each period and left at the end, at a rate; any one of them is solved."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

import attrs
from attrs.converters import optional

from receivables.checks import is_one_of, is_whole, whole
from receivables.errors import InvalidValueError
from receivables.installments.apr import MOST_DIGITS, percent_root, rounded_decimal
from receivables.installments.roots import Equation, Term, context, perfect_root
from receivables.money import Exact, exact
from receivables.money.exact import ratio
from receivables.rounding import Rounding

MOST_ROWS = 100_000
"""Payments that a plan may have."""

MOST_PER_YEAR = 366
"""Payments, or compounding periods, that a year may have."""

HIGHEST_PERCENT = 10**6
"""Percent a year that a rate may be."""

PERIOD_RATE_DIGITS = 40
"""Decimals of the rate of a period where interest is compounded more or less often than payments are made."""

_UNKNOWN = ("principal", "payment", "final_balance", "periods", "percent")


class Quotient(NamedTuple):
    """A number as what is above and below a line: in lowest terms it would take long to write."""

    above: Fraction
    below: Fraction

    def rounded(self, mode: Rounding, steps: int = 1) -> int:
        """In whole ``1 / steps``."""
        above, below = self.above.numerator * self.below.denominator, self.above.denominator * self.below.numerator
        return mode.quotient(above * steps, below) if below > 0 else mode.quotient(-above * steps, -below)

    @property
    def exact(self) -> Fraction:
        """In lowest terms."""
        return self.above / self.below


def as_rate(value: Exact) -> Fraction:
    """Percent a year, exact: ``"5.65"``, or ``"100/3"``."""
    percent = ratio("percent", value)
    if not 0 <= percent <= HIGHEST_PERCENT:
        raise InvalidValueError("percent", f"a percentage from 0 to {HIGHEST_PERCENT}", value)
    return percent


def period_rate(percent: Fraction, per_year: int, compounding_per_year: int | None = None) -> Fraction:
    """The rate of one of the ``per_year`` periods of a year at a nominal rate of ``percent`` a year.

    Where interest is compounded more or less often, it is ``(1 + rate / c)**(c / per_year) - 1`` to 40 decimals.

    >>> period_rate(Fraction(6), 12), period_rate(Fraction(8), 1, 2)
    (Fraction(1, 200), Fraction(51, 625))
    """
    compounding = compounding_per_year or per_year
    rate = percent / (100 * compounding)
    if compounding == per_year:
        return rate
    within = context(2 * PERIOD_RATE_DIGITS)
    log = within.ln(within.divide(Decimal(rate.numerator + rate.denominator), Decimal(rate.denominator)))
    grown = within.exp(within.divide(within.multiply(log, Decimal(compounding)), Decimal(per_year)))
    steps = 10**PERIOD_RATE_DIGITS
    return Fraction(Rounding.HALF_EVEN.apply((Fraction(grown) - 1) * steps), steps)


def level_payment(principal: Fraction, final: Fraction, rate: Fraction, periods: int, *, begin: bool) -> Quotient:
    """What is paid each period so that ``principal`` falls to ``final``."""
    if not rate:
        return Quotient(principal - final, Fraction(periods))
    grown, whole_one = _growth(rate, periods)
    return Quotient((principal * grown - final * whole_one) * rate, (grown - whole_one) * _timed(rate, begin=begin))


def _growth(rate: Fraction, periods: int) -> tuple[int, int]:
    """What 1 grows to, and what it was, in the same unit: whole numbers that need not be brought to lowest terms."""
    return (rate.numerator + rate.denominator) ** periods, rate.denominator**periods


def _timed(rate: Fraction, *, begin: bool) -> Fraction:
    return 1 + rate if begin else Fraction(1)


def _as_principal(value: Exact) -> Fraction:
    return exact("principal", value)


def _as_payment(value: Exact) -> Fraction:
    return exact("payment", value)


def _as_final_balance(value: Exact) -> Fraction:
    return exact("final_balance", value)


@attrs.frozen(kw_only=True)
class Annuity:
    """Equal payments: what is owed at the start, paid each period, and left at the end.

    One of ``principal``, ``payment``, ``final_balance`` (after the last payment; below zero it is a credit),
    ``periods`` and ``percent`` (nominal, a year) is ``None``, and :meth:`solve` finds it. What is owed and what is paid
    is positive. ``timing`` says whether payments are made at the ``"end"`` of each period or at its ``"begin"``.
    ``compounding_per_year`` is how often a year interest is compounded, if not with each payment; the rate of a period
    is then taken to 40 decimals, and exact otherwise.

    Raises :class:`~receivables.errors.InvalidValueError` unless just one of the five is left out, and for values that
    cannot be. Source: the equation of the functions ``PMT``, ``PV``, ``FV``, ``NPER`` and ``RATE`` of spreadsheets.

    >>> Annuity(principal="200000", percent="6", periods=240).solve()
    Decimal('1432.86')
    >>> Annuity(principal="200000", percent="6", payment="1500").solve(digits=4)  # how many payments
    Decimal('220.2713')
    >>> Annuity(principal="200000", periods=240, payment="1432.86").solve(digits=6)  # at which rate
    Decimal('5.999982')
    """

    principal: Fraction | None = attrs.field(default=Fraction(0), converter=optional(_as_principal))
    payment: Fraction | None = attrs.field(default=None, converter=optional(_as_payment))
    final_balance: Fraction | None = attrs.field(default=Fraction(0), converter=optional(_as_final_balance))
    periods: int | None = attrs.field(
        default=None, validator=attrs.validators.optional(is_whole(low=1, high=MOST_ROWS, unit="periods"))
    )
    percent: Fraction | None = attrs.field(default=None, converter=optional(as_rate))
    periods_per_year: int = attrs.field(default=12, validator=is_whole(low=1, high=MOST_PER_YEAR, unit="periods"))
    compounding_per_year: int | None = attrs.field(
        default=None, validator=attrs.validators.optional(is_whole(low=1, high=MOST_PER_YEAR, unit="periods"))
    )
    timing: str = attrs.field(default="end", validator=is_one_of("end", "begin"))

    def __attrs_post_init__(self) -> None:
        missing = [name for name in _UNKNOWN if getattr(self, name) is None]
        if len(missing) != 1:
            expected = f"given but for one of {', '.join(_UNKNOWN)}, which is None"
            raise InvalidValueError("annuity", expected, missing)

    @property
    def unknown(self) -> str:
        """The name of what is to be solved."""
        return next(name for name in _UNKNOWN if getattr(self, name) is None)

    def solve(self, *, digits: int = 2) -> Decimal:
        """The unknown, to so many decimals (0 to 30), half up: exact before that one rounding.

        Raises :class:`~receivables.errors.InvalidValueError` where nothing fits: a payment that never pays off what is
        owed, or no rate above -99 percent.
        """
        steps = 10 ** whole("digits", digits, low=0, high=MOST_DIGITS, unit="decimals")
        if self.unknown == "percent":
            return self._solved_percent(digits)
        if self.unknown == "periods":
            return rounded_decimal(self._solved_periods(steps), digits)
        found = {"payment": self._payment, "principal": self._principal, "final_balance": self._final}[self.unknown]()
        return rounded_decimal(found.rounded(Rounding.HALF_UP, steps), digits)

    def interest_part(self, first: int, last: int, *, digits: int = 2) -> Decimal:
        """The interest in the payments number ``first`` to ``last``; the unknown must be an amount.

        >>> Annuity(principal="8000", percent="10", periods=36).interest_part(1, 1)
        Decimal('66.67')
        """
        return self._part(first, last, digits, interest=True)

    def principal_part(self, first: int, last: int, *, digits: int = 2) -> Decimal:
        """What the payments number ``first`` to ``last`` pay of the principal; the unknown must be an amount.

        >>> Annuity(principal="125000", percent="9", periods=360).principal_part(13, 24, digits=4)
        Decimal('934.1071')
        """
        return self._part(first, last, digits, interest=False)

    def _part(self, first: int, last: int, digits: int, *, interest: bool) -> Decimal:
        steps = 10 ** whole("digits", digits, low=0, high=MOST_DIGITS, unit="decimals")
        periods = self.periods or 0
        whole(
            "last", last, low=whole("first", first, low=1, high=periods, unit="periods"), high=periods, unit="periods"
        )
        part = self._balance(first - 1) - self._balance(last)
        if interest:
            part = self._paid() * (last - first + 1) - part
        return rounded_decimal(Rounding.HALF_UP.apply(part * steps), digits)

    @property
    def _rate(self) -> Fraction:
        return period_rate(self.percent or Fraction(0), self.periods_per_year, self.compounding_per_year)

    @property
    def _begin(self) -> bool:
        return self.timing == "begin"

    def _factor(self, periods: int) -> tuple[int, int, Fraction]:
        """What 1 grows to in so many periods, what it was, and what payments of 1 grow to, in the same unit."""
        rate = self._rate
        if not rate:
            return 1, 1, Fraction(periods)
        grown, whole_one = _growth(rate, periods)
        return grown, whole_one, (grown - whole_one) * _timed(rate, begin=self._begin) / rate

    def _payment(self) -> Quotient:
        owed, left = self.principal or Fraction(0), self.final_balance or Fraction(0)
        return level_payment(owed, left, self._rate, self.periods or 1, begin=self._begin)

    def _principal(self) -> Quotient:
        grown, one, paid = self._factor(self.periods or 1)
        return Quotient((self.final_balance or 0) * one + (self.payment or 0) * paid, Fraction(grown))

    def _final(self) -> Quotient:
        grown, one, paid = self._factor(self.periods or 1)
        return Quotient((self.principal or 0) * grown - (self.payment or 0) * paid, Fraction(one))

    def _paid(self) -> Fraction:
        """The payment, which may have to be solved."""
        if self.unknown in ("periods", "percent"):
            raise InvalidValueError(self.unknown, "given for the parts of payments", None)
        return self._payment().exact if self.payment is None else self.payment

    def _balance(self, number: int) -> Fraction:
        """What is owed after so many payments."""
        owed = self._principal().exact if self.principal is None else self.principal
        if not number:
            return owed
        grown, one, paid = self._factor(number)
        left = (owed * grown - self._paid() * paid) / one
        return left / (1 + self._rate) if self._begin else left

    def _solved_periods(self, steps: int) -> int:
        """From ``(1 + rate)**periods = (p / rate - final) / (p / rate - principal)``."""
        rate, paid = self._rate, (self.payment or Fraction(0)) * _timed(self._rate, begin=self._begin)
        owed, left = self.principal or Fraction(0), self.final_balance or Fraction(0)
        above, below = (paid - left * rate, paid - owed * rate) if rate else (owed - left, paid)
        if above * below <= 0 or (rate and above / below < 1):
            raise InvalidValueError("payment", "an amount that brings what is owed to the final balance", self.payment)
        if rate:
            return _logarithm(above / below, 1 + rate, steps)
        return Rounding.HALF_UP.apply(above / below * steps)

    def _solved_percent(self, digits: int) -> Decimal:
        per_year = self.compounding_per_year or self.periods_per_year
        length, periods = Fraction(per_year, self.periods_per_year), self.periods or 1
        owed, left = self.principal or Fraction(0), self.final_balance or Fraction(0)
        first = 0 if self._begin else 1
        flows = [(0, owed), *((number + first, -(self.payment or Fraction(0))) for number in range(periods))]
        terms = [Term(number * length, Fraction(0), amount) for number, amount in [*flows, (periods, -left)]]
        return percent_root(Equation(terms), per_year=per_year, digits=digits)


def _logarithm(number: Fraction, base: Fraction, steps: int, digits: int = 40) -> int:
    """The logarithm of a number of at least 1 in whole ``1 / steps``, half up; a tie is decided by whole roots."""
    within = context(digits + len(str(steps)) + len(str(base.denominator)))
    logs = [within.ln(within.divide(Decimal(each.numerator), Decimal(each.denominator))) for each in (number, base)]
    twice = Fraction(within.divide(*logs)) * 2 * steps
    nearest = Rounding.HALF_EVEN.apply(twice)
    error = (twice + 1) * Fraction(1, 10 ** (digits // 2))
    if nearest % 2 == 0 or abs(twice - nearest) > error:
        return Rounding.HALF_UP.apply(twice / 2)
    tie = Fraction(nearest, 2 * steps)
    root = perfect_root(base, tie.denominator)
    if root is not None and root**tie.numerator == number:
        return Rounding.HALF_UP.quotient(nearest, 2)
    return _logarithm(number, base, steps, 2 * digits)
