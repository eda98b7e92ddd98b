"""Golden kind ``skonto``: entries of an XRechnung note."""

from __future__ import annotations

from typing import Any

from receivables.adapters.einvoice import parse_skonto
from receivables.errors import InvalidValueError


def answer(given: dict[str, Any]) -> dict[str, Any]:
    try:
        entries = parse_skonto(given["text"])
    except InvalidValueError:
        return {"valid": False}
    return {"valid": True, "terms": [term(entry) for entry in entries]}


def term(entry: Any) -> dict[str, Any]:
    found = {"days": entry.days, "percent": f"{entry.percent:f}"}
    return found if entry.base_amount is None else found | {"base_amount": f"{entry.base_amount:f}"}


def expected(given: dict[str, Any], expect: dict[str, Any]) -> dict[str, Any]:
    """The answer of the case as it stands."""
    return expect
