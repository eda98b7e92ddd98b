"""What the fields of a policy take, and what they refuse."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import attrs

from receivables.checks import day, several
from receivables.errors import InvalidValueError
from receivables.interest.rate_rules import FixedRate, RateRule
from receivables.money import Exact, exact
from receivables.rounding import Rounding


def as_rate(value: RateRule | str | int | Decimal) -> RateRule:
    """A rate; text, a whole number or a ``Decimal`` is percent a year."""
    if not isinstance(value, str | int | float | Decimal):
        return value
    try:
        return FixedRate(value)
    except InvalidValueError as error:
        raise InvalidValueError("rate", error.expected, error.value) from None


def as_ceiling(value: RateRule | str | int | Decimal | None) -> RateRule | None:
    """A rate that no night may exceed, or none."""
    return None if value is None else as_rate(value)


def can_tell(_: object, attribute: attrs.Attribute[RateRule], value: RateRule) -> None:
    """Validator: a rate says which nights bear what."""
    if not callable(getattr(value, "pieces", None)):
        raise InvalidValueError(attribute.name, "a percentage a year as text, or a rate like FixedRate('8')", value)


def as_rounding(value: str | Rounding) -> Rounding:
    """A rounding mode by name."""
    try:
        return Rounding(value)
    except ValueError:
        raise InvalidValueError("rounding", "one of " + ", ".join(mode.value for mode in Rounding), value) from None


def as_bound(value: Exact | None) -> Fraction | None:
    """A minimum or maximum in main units, or none."""
    return None if value is None else exact("minimum and maximum", value)


def as_fee(value: Exact) -> Fraction:
    """A fee in main units."""
    return exact("fee", value)


def at_least_nothing(_: object, attribute: attrs.Attribute[Any], value: Fraction | None) -> None:
    """Validator: nothing or more."""
    if value is not None and value < 0:
        raise InvalidValueError(attribute.name, "at least 0", value)


def as_days(days: Iterable[date]) -> tuple[date, ...]:
    """The days of statements, in order."""
    return tuple(sorted(day("statements", each) for each in several("statements", "days", days)))


RATE: Mapping[str, str | bool] = {"verb": "pieces", "text": "decimal"}
"""How a policy document says a rate: as a table with kind and version, or as text, percent a year."""
