"""Golden kind ``allocate``: an amount by weights, in equal parts, or over debts with caps."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from golden_adapters.shared import unit_of
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
    code = custom_currency("FINE", given["scale"]) if "scale" in given else unit_of(given["currency"])
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


def ariary(given: dict[str, Any], _: dict[str, Any]) -> dict[str, Any] | None:
    """It is split like any currency of two digits."""
    return answer(given | {"currency": "EUR"}) if given["currency"] in ("MGA", "MRU") else None


def relative_weights(given: dict[str, Any], expect: dict[str, Any]) -> dict[str, Any] | None:
    """Those of a sum above one do what the same weights do as fractions of one."""
    weights = [Fraction(weight) for weight in given.get("ratios", ())]
    whole = sum(weights)
    if "error" not in expect or min(weights, default=-1) < 0 or whole <= 1:
        return None
    return answer(given | {"ratios": [weight / whole for weight in weights]})


def mirrored(given: dict[str, Any], expect: dict[str, Any]) -> dict[str, Any] | None:
    """The negative of an amount is split into the negatives of its parts."""
    if not given["amount"].startswith("-") or "parts" not in expect:
        return None
    there = answer(given | {"amount": given["amount"].removeprefix("-")})
    return there | {"parts": [f"-{part}" if part.strip("0.") else part for part in there["parts"]]}


def nothing_to_weigh(given: dict[str, Any], _: dict[str, Any]) -> dict[str, Any] | None:
    """Nothing but zeros is refused."""
    weights = given.get("ratios", ())
    return None if any(map(Fraction, weights)) or not weights else {"error": True}


DEPARTURES = {rule.__name__: rule for rule in (ariary, relative_weights, mirrored, nothing_to_weigh)}
"""By the names in ``departures.toml``: our answer to a case, where the rule applies to it."""


def expected(given: dict[str, Any], expect: dict[str, Any]) -> dict[str, Any]:
    """The answer of the case as it stands."""
    return expect
