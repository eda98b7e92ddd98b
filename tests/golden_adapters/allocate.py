"""Golden kind ``allocate``: an amount by weights, in equal parts, or over debts with caps."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from receivables.currencies import custom_currency
from receivables.errors import InvalidValueError
from receivables.money import Money, Strategy


def answer(given: dict[str, Any]) -> dict[str, Any]:
    try:
        parts, sum_preserved = split(given)
    except InvalidValueError:
        return {"error": True}
    return {"parts": [part.text for part in parts], "sum_preserved": sum_preserved}


def split(given: dict[str, Any]) -> tuple[tuple[Money, ...], bool]:
    # "scale" asks for parts finer than the currency's minor unit: a unit of its own.
    code = custom_currency("FINE", given["scale"]) if "scale" in given else given["currency"]
    amount = Money(given["amount"], code)
    strategy = Strategy(given.get("strategy", "largest_remainder"))
    if given["op"] == "allocate_capped":
        parts, rest = amount.allocate_capped([Money(cap, code) for cap in given["maxima"]], strategy=strategy)
        return parts, not rest
    if given["op"] == "split":
        parts = amount.split(given["parts"], strategy=strategy, step=given.get("step"))
    else:
        parts = amount.allocate(map(Fraction, given["ratios"]), strategy=strategy, step=given.get("step"))
    return parts, Money.total(parts, currency=amount.currency) == amount


def expected(given: dict[str, Any], expect: dict[str, Any]) -> dict[str, Any]:
    """The answer of the case as it stands."""
    return expect
