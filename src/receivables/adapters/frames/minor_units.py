"""Amounts of a column as whole minor units, by the digits of ISO 4217."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import Any, cast

import narwhals.stable.v2 as nw

from receivables.currencies import iso_codes, iso_currency
from receivables.errors import InvalidValueError
from receivables.money import Money

LARGEST = 2**62
"""Minor units that a group or a row must stay below: half of what 64 bits hold, so that no sum can pass unnoticed."""

LARGEST_PAID = 2**53
"""Minor units that the payments of one invoice must stay below: pandas joins through floats, which are exact so far."""

WRONG = LARGEST + LARGEST // 2
"""What stands for an amount that cannot be counted: no row can have it, so whatever sums it up is refused."""

AMOUNTS = f"amounts with the digits of their ISO 4217 currency, below {LARGEST} minor units"
"""What is expected of a column of amounts."""

TELLING = (
    "a column that tells minor from main units, as decimals of scale 0, or of none, do not: cast it to a 64-bit "
    "integer for minor units, or to decimals with the digits of the currency for main units"
)
"""What is expected of a column of decimals."""

ARROW_DIGITS, ARROW_SCALE = 32, 13
"""Digits, in all and after the point, that leave Arrow room to multiply, and hold every amount below the largest."""

_EXACT_FLOATS = 2.0**53


@cache
def _codes() -> tuple[tuple[int, tuple[str, ...]], ...]:
    """The codes of ISO 4217 by their digits."""
    by_digits: dict[int, list[str]] = {}
    for code in iso_codes():
        digits = iso_currency(code).minor_units
        if digits is not None:
            by_digits.setdefault(digits, []).append(code)
    return tuple((digits, tuple(codes)) for digits, codes in sorted(by_digits.items()))


def _units(currency: nw.Expr) -> nw.Expr:
    """How many minor units a main unit has, row by row; 0 for a code that ISO 4217 does not have."""
    code, found = currency.cast(nw.String), nw.lit(0, dtype=nw.Int16)
    for digits, codes in _codes():
        found = nw.when(code.is_in(codes)).then(nw.lit(10**digits, dtype=nw.Int16)).otherwise(found)
    return found


def from_whole(amount: nw.Expr, kind: Any) -> nw.Expr:
    """Whole numbers of any size; some engines make a negative number of one that has no room."""
    minor = amount.cast(nw.Int64)
    return nw.when(minor >= 0).then(minor).otherwise(nw.lit(WRONG)) if kind.is_unsigned_integer() else minor


def from_decimals(amount: nw.Expr, currency: nw.Expr) -> nw.Expr:
    """Decimals in main units; what has more digits than its currency, or no known currency, is wrong."""
    units = _units(currency)
    exact = amount * units
    minor = exact.cast(nw.Int64)
    return nw.when((units != 0) & (minor == exact)).then(minor).otherwise(nw.lit(WRONG, dtype=nw.Int64))


def from_floats(amount: nw.Expr, currency: nw.Expr) -> nw.Expr:
    """Floats in main units to the nearest minor unit, a half away from zero, as far as floats are exact."""
    units = _units(currency)
    size = (amount.abs() * units + 0.5).floor()
    minor = nw.when(amount < 0).then(0 - size).otherwise(size)
    return nw.when((units != 0) & (size < _EXACT_FLOATS)).then(minor).otherwise(nw.lit(float(WRONG))).cast(nw.Int64)


def from_objects(name: str, amounts: nw.Series[Any], currency: str, codes: nw.Series[Any]) -> nw.Series[Any]:
    """``Decimal`` values that pandas keeps as objects, one by one.

    Raises :class:`~receivables.errors.InvalidValueError` for the first that is no amount of its currency, and where
    none has decimals: so come the whole numbers of other engines, which may have been cents.
    """
    minors: list[int] = []
    cells = amounts.to_list()
    for amount, code in zip(cells, codes.to_list(), strict=True):
        try:
            minors.append(Money(amount, code).minor)
        except InvalidValueError as error:
            column = currency if error.attribute == "currency" else name
            raise InvalidValueError(column, error.expected, error.value) from None
        if abs(minors[-1]) >= LARGEST:
            raise InvalidValueError(name, AMOUNTS, amount)
    if cells and not any(map(_has_decimals, cells)):
        raise InvalidValueError(name, TELLING, cells[0])
    return nw.new_series(name, minors, nw.Int64, backend=amounts.implementation)


def _has_decimals(cell: object) -> bool:
    """Whether a value has digits after the point, be they zeros."""
    return isinstance(cell, Decimal) and cast("int", cell.as_tuple().exponent) < 0
