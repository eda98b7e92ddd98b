"""What it costs to pay on the due day instead of taking a discount, in percent a year."""

from __future__ import annotations

from decimal import ROUND_FLOOR, Context, Decimal
from fractions import Fraction
from math import gcd

from receivables.checks import one_of, whole
from receivables.errors import InvalidValueError
from receivables.money import Exact
from receivables.rounding import Rounding
from receivables.terms.lines import as_percent

MOST_DAYS = 36_500
"""Days that a term may have, as in payment terms."""


def cost_of_forgoing(
    percent: Exact,
    *,
    within: int,
    net: int,
    year: int = 365,
    compounding: str = "nominal",
    digits: int = 2,
) -> Decimal | None:
    """The yearly cost of paying after ``net`` days instead of ``percent`` less ``within`` so many days, in percent.

    ``"nominal"`` is d / (100 - d) x ``year`` / extra days; ``"effective"`` lets it compound: (1 + d / (100 - d)) to the
    power of ``year`` / extra days, less 1. It is rounded half up to so many ``digits``, exactly. ``None`` where ``net``
    is not later than ``within``: there is nothing to wait for.

    Raises :class:`~receivables.errors.InvalidValueError` for a percentage that is not from 0 to 99, and for days or
    digits that cannot be.
    Source: the textbook cost of trade credit.

    >>> cost_of_forgoing("2", within=10, net=30), cost_of_forgoing("2", within=10, net=30, compounding="effective")
    (Decimal('37.24'), Decimal('44.59'))
    >>> cost_of_forgoing("2", within=30, net=30) is None
    True
    """
    rate = as_percent(percent)
    if not 0 <= rate <= 99:  # nearer to 100, the cost is a number that nobody can read
        raise InvalidValueError("percent", "from 0 to 99", percent)
    early, late = (whole(name, days, low=0, high=MOST_DAYS) for name, days in (("within", within), ("net", net)))
    whole("year", year, low=1, high=366)
    whole("digits", digits, low=0, high=12, unit="digits")
    one_of("compounding", compounding, ("nominal", "effective"))
    extra = late - early
    if extra <= 0:
        return None
    growth, scale = 100 / (100 - rate), 100 * 10**digits
    if compounding == "nominal":
        return _decimal(Rounding.HALF_UP.apply(scale * (growth - 1) * Fraction(year, extra)), digits)
    return _decimal(_compounded(growth, year, extra, scale) - scale, digits)


def yearly_cost(discount: Fraction, payable: Fraction, extra_days: int) -> Decimal | None:
    """The nominal cost of an offer over a year of 365 days, with two decimals."""
    if extra_days <= 0 or not payable:
        return None
    return _decimal(Rounding.HALF_UP.apply(discount / payable * 36_500 / extra_days * 100), 2)


def _decimal(units: int, digits: int) -> Decimal:
    return Decimal((0, tuple(int(digit) for digit in str(units)), -digits))


def _compounded(growth: Fraction, year: int, days: int, scale: int) -> int:
    """``scale`` times ``growth`` to the power of ``year`` / ``days``, rounded half up.

    An estimate of many digits comes first; whether z is the rounded value, 2z - 1 <= 2 x scale x growth^(year / days),
    is then decided by whole numbers.
    """
    common = gcd(year, days)
    power, root = year // common, days // common
    above: int = (2 * scale) ** root * growth.numerator**power
    below: int = growth.denominator**power
    exponents = {"Emin": -999_999, "Emax": 999_999, "capitals": 1, "clamp": 0}
    digits = Context(prec=60 + 2 * power // root, rounding=ROUND_FLOOR, flags=[], traps=[], **exponents)
    base = digits.divide(Decimal(growth.numerator), Decimal(growth.denominator))
    grown = digits.power(base, digits.divide(Decimal(power), Decimal(root)))
    units = int(digits.multiply(grown, Decimal(scale)))
    while (2 * units + 1) ** root * below <= above:
        units += 1
    return units
