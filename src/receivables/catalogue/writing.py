"""Policies as plain data, the way a document says them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Any

import attrs

from receivables.daycount import DayCount
from receivables.interest import A_YEAR, FixedRate
from receivables.rates import RateTable
from receivables.terms.lines import number_text


def dump(policy: Any) -> dict[str, Any]:
    """A policy as plain data, the way a document says it.

    >>> from receivables import LateInterest
    >>> dump(LateInterest("8", grace_days=3))["grace_days"]
    3
    """
    head = {name: getattr(policy, name) for name in ("kind", "version") if hasattr(policy, name)}
    if not attrs.has(type(policy)):
        return head or {"kind": type(policy).__name__}
    fields = ((field.name, getattr(policy, field.name)) for field in attrs.fields(type(policy)))
    return head | {name: _plain(value) for name, value in fields if value is not None}


_WORDS: tuple[tuple[type, Callable[[Any], Any]], ...] = (
    (tuple, lambda value: [_plain(each) for each in value]),
    (Enum, lambda value: value.value),
    (Decimal, lambda value: format(value, "f")),
    (Fraction, number_text),
    (date, date.isoformat),
    (DayCount, lambda value: value.name),
    (RateTable, lambda value: value.name),
    (str, lambda value: value),
    (int, lambda value: value),
)


def _plain(value: Any) -> Any:
    if isinstance(value, FixedRate) and value.per == A_YEAR:
        return _plain(value.percent)
    say = next((say for kind, say in _WORDS if isinstance(value, kind)), dump)
    return say(value)
