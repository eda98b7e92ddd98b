"""Golden kind ``statutory_rate``: the yearly rate of a regime on a day."""

from __future__ import annotations

from datetime import date
from typing import Any

from receivables import statutory


def answer(given: dict[str, Any]) -> dict[str, Any]:
    id_ = given["regime"].partition(" ")[0]
    piece = statutory.regime(id_, evidence="flagged").rate_on(date.fromisoformat(given["on"]))
    return {"rate_percent": percent_text(str(piece.percent))}


def expected(given: dict[str, Any], expect: dict[str, Any]) -> dict[str, Any]:
    """The percentage in its shortest form."""
    return {"rate_percent": percent_text(expect["rate_percent"])}


def percent_text(text: str) -> str:
    """A percentage without zeros at its end."""
    return text.rstrip("0").rstrip(".") if "." in text else text
