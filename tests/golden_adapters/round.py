"""Golden kind ``round``: a value to a step, by a named mode."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

from receivables.rounding import Rounding

NAMES = {
    "HALF_TOWARDS_POSITIVE": Rounding.HALF_CEILING,
    "HALF_TOWARDS_NEGATIVE": Rounding.HALF_FLOOR,
    "HALF_ODD": Rounding.HALF_ODD,
}


def answer(given: dict[str, Any]) -> dict[str, Any]:
    mode = given["mode"]
    rounding = NAMES.get(mode) or Rounding(mode.removeprefix("ROUND_").lower())
    value = rounding.to_step(Fraction(given["value"]), Fraction(given["step"]))
    return {"value": text(value, -int(Decimal(given["step"]).as_tuple().exponent))}


def text(value: Fraction, places: int) -> str:
    """The value with as many decimals as the step is written with."""
    digits = str(abs(int(value * 10**places))).rjust(places + 1, "0")
    sign = "-" if value < 0 else ""
    return sign + (f"{digits[:-places]}.{digits[-places:]}" if places else digits)


def expected(given: dict[str, Any], expect: dict[str, Any]) -> dict[str, Any]:
    """The answer of the case as it stands."""
    return expect
