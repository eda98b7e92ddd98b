"""Golden kind ``apr``: the annual percentage rate of signed flows, effective or by the actuarial method."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from receivables import InvalidValueError
from receivables.installments import Flow, UnitFlow, actuarial_rate, dated_flows, effective_rate


def answer(given: dict[str, Any]) -> dict[str, Any]:
    try:
        percent = {"effective": effective, "us_actuarial": actuarial}[given["method"]](given)
    except InvalidValueError as error:
        if "no_sign_change" in error.expected:
            return {"problem": "no_sign_change"}
        raise
    return {"apr_percent": str(percent)}


def expected(given: dict[str, Any], expect: dict[str, Any]) -> dict[str, Any]:
    """The answer of the case as it stands."""
    return expect


def effective(given: dict[str, Any]) -> Any:
    bracket = given.get("bracket_percent")
    return effective_rate(flows(given), digits=given["digits"], bracket=tuple(bracket) if bracket else None)


def flows(given: dict[str, Any]) -> list[Flow]:
    if "date" in given["flows"][0]:
        dated = [(date.fromisoformat(flow["date"]), flow["amount"]) for flow in given["flows"]]
        return list(dated_flows(dated, days_per_year=given["days_per_year"]))
    if "day" in given["flows"][0]:
        return [Flow(flow["amount"], flow["day"] / Fraction(given["days_per_year"])) for flow in given["flows"]]
    return [
        Flow(flow["amount"], Fraction(flow["years"]) + number * Fraction(flow.get("every_years", 0)))
        for flow in given["flows"]
        for number in range(flow.get("repeat", 1))
    ]


def actuarial(given: dict[str, Any]) -> Any:
    found = [
        UnitFlow(flow["amount"], flow["unit_periods"] + number, flow.get("odd_fraction", 0))
        for flow in given["flows"]
        for number in range(flow.get("repeat", 1))
    ]
    return actuarial_rate(found, unit_periods_per_year=given["unit_periods_per_year"], digits=given["digits"])
