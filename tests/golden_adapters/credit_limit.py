"""Golden kind ``credit_limit``: the limit in force, and exposure in named components against limits.

===========================  ====================================================================
field                        public API
===========================  ====================================================================
individual, group, limit     ``Limits(individual=, group=, unlimited=)``, ``Limits.effective``
exposure, horizon, included  ``Exposure.of(components, horizon=, included=)``
requested                    ``Exposure.plus(components)``
component_limits             ``Limits(components=)``
over                         ``Limits.checks(exposure)``, those that are over
===========================  ====================================================================
"""

from __future__ import annotations

from datetime import date
from typing import Any

from golden_adapters.shared import unit_of
from receivables import Money
from receivables.credit import Exposure, Limits, Order


def answer(given: dict[str, Any]) -> dict[str, Any]:
    return {"effective_limit": effective_limit, "check": check}[given["question"]](given)


def expected(given: dict[str, Any], expect: dict[str, Any]) -> dict[str, Any]:
    """Amounts with the digits of the currency, everything else as it stands."""
    unit = unit_of(given["currency"])
    amounts = {key: expect[key] for key in ("limit", "exposure", "exposure_after") if key in expect}
    return expect | {key: None if text is None else Money(text, unit).text for key, text in amounts.items()}


def effective_limit(given: dict[str, Any]) -> dict[str, Any]:
    unit = unit_of(given["currency"])
    own, group = (amount_if_any(given[key], unit) for key in ("individual", "group"))
    limit = Limits(individual=own, group=group, unlimited=given.get("unlimited", False)).effective
    return {"limit": None if limit is None else limit.text}


def check(given: dict[str, Any]) -> dict[str, Any]:
    unit = unit_of(given["currency"])
    components = {name: component(value, unit) for name, value in given["exposure"].items()}
    horizon = date.fromisoformat(given["horizon"]) if "horizon" in given else None
    exposure = Exposure.of(components, currency=unit, horizon=horizon, included=given.get("included"))
    after = exposure.plus({name: Money(text, unit) for name, text in given.get("requested", {}).items()})
    single = {name: Money(text, unit) for name, text in given.get("component_limits", {}).items()}
    limits = Limits(individual=amount_if_any(given["limit"], unit), components=single)
    over = [each.what for each in limits.checks(after) if each.over]
    return {
        "exposure": exposure.total.text,
        "exposure_after": after.total.text,
        "exceeded": bool(over),
        "over": over,
    }


def amount_if_any(text: str | None, unit: Any) -> Money | None:
    return None if text is None else Money(text, unit)


def component(value: Any, unit: Any) -> Any:
    if isinstance(value, str):
        return Money(value, unit)
    return [Order(date.fromisoformat(each["ship_date"]), Money(each["amount"], unit)) for each in value]
