"""Exact numbers as they enter the library, and as minor units of a currency."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from typing import cast

from moneyed import Currency

from receivables import currencies
from receivables.errors import InvalidValueError

__all__ = ["LARGEST_EXPONENT", "Exact", "exact"]

LARGEST_EXPONENT = 40
"""Amounts reach up to 10**40; anything beyond is refused before any arithmetic touches it."""

_PLAIN_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?", re.ASCII)
_LONGEST_TEXT = 100
_LIMIT = 10**LARGEST_EXPONENT

Exact = int | str | Decimal | Fraction
"""What an exact number may be written as: whole number, plain decimal text, ``Decimal`` or ``Fraction``."""


def exact(attribute: str, value: object) -> Fraction:
    """The exact value of a number as it enters the library.

    Text is plain digits with an optional sign and decimal point. Floats, booleans, NaN, infinities, exponents in text,
    numbers beyond 10**40 and numbers of absurd length are refused before they are converted.

    >>> exact("percent", "8.05")
    Fraction(161, 20)
    >>> exact("percent", 0.1)
    Traceback (most recent call last):
    receivables.errors.InvalidValueError: 'percent' must be exact: write it as text, like '8.05' (got 0.1)
    """
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal | Fraction):
        hint = "exact: write it as text, like '8.05'" if isinstance(value, float) else "an exact number"
        raise InvalidValueError(attribute, hint, value)
    if isinstance(value, str):
        number = _read(attribute, value)
    elif isinstance(value, Decimal):
        number = Fraction(_checked(attribute, value))
    else:
        number = value if type(value) is Fraction else Fraction(value)
    if abs(number.numerator) > _LIMIT * number.denominator:
        raise InvalidValueError(attribute, f"between -10**{LARGEST_EXPONENT} and 10**{LARGEST_EXPONENT}", value)
    return number


def _read(attribute: str, text: str) -> Fraction:
    """Plain digits as a number; no detour over the tolerant parsers of Decimal and Fraction."""
    if len(text) > _LONGEST_TEXT or not _PLAIN_NUMBER.fullmatch(text):
        raise InvalidValueError(attribute, "a plain number, like '9.27'", text)
    whole, _, places = text.partition(".")
    return Fraction(int(whole + places), 10 ** len(places))


def _checked(attribute: str, value: Decimal) -> Decimal:
    """Refuse what would be wrong or would cost seconds to convert (``Decimal("1e1000000")``)."""
    if not value.is_finite():
        raise InvalidValueError(attribute, "a finite number", value)
    _, digits, exponent = value.as_tuple()
    if len(digits) > 2 * _LONGEST_TEXT or not -2 * _LONGEST_TEXT <= cast("int", exponent) <= LARGEST_EXPONENT:
        raise InvalidValueError(attribute, f"between -10**{LARGEST_EXPONENT} and 10**{LARGEST_EXPONENT}", value)
    return value


def ratio(attribute: str, value: object) -> Fraction:
    """The exact value of a number that may also be written as a fraction of two, like ``"100/3"``.

    >>> ratio("percent", "33.5"), ratio("years", "14/365")
    (Fraction(67, 2), Fraction(14, 365))
    """
    if isinstance(value, str) and value.count("/") == 1:
        above, below = (exact(attribute, part) for part in value.split("/"))
        if not below:
            raise InvalidValueError(attribute, "a fraction of something", value)
        found = above / below
    else:
        found = exact(attribute, value)
    return writable(attribute, found, value)


def writable(attribute: str, number: Fraction, given: object) -> Fraction:
    """A number whose text can be read back, as a fraction too: neither part of it is beyond 10**40."""
    if max(abs(number.numerator), number.denominator) > _LIMIT:
        expected = f"a number whose numerator and denominator are at most 10**{LARGEST_EXPONENT}"
        raise InvalidValueError(attribute, expected, given)
    return number


def minor_units(attribute: str, amount: object, currency: Currency) -> int:
    """The minor units of an amount in main units, which may not be finer than the currency is."""
    number = exact(attribute, amount)
    minor, rest = divmod(number.numerator * currency.sub_unit, number.denominator)
    if rest:
        expected = f"an amount with at most {currencies.digits(currency)} decimals, as {currency.code} has"
        raise InvalidValueError(attribute, expected, amount)
    return minor


def smallest_coin(step: object, currency: Currency) -> int:
    """The minor units of the smallest coin."""
    units = 1 if step is None else minor_units("step", step, currency)
    if units <= 0:
        raise InvalidValueError("step", "more than 0", step)
    return units
