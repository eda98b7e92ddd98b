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
from receivables.money import Money
from receivables.rates import RateTable, shipped, shipped_names
from receivables.terms.lines import number_text


def dump(policy: Any) -> dict[str, Any]:
    """A policy as plain data, the way a document says it.

    >>> from receivables import LateInterest
    >>> dump(LateInterest("8", grace_days=3))["grace_days"]
    3
    """
    if isinstance(policy, RateTable):
        return policy.to_dict()
    head = {name: getattr(policy, name) for name in ("kind", "version") if hasattr(policy, name)}
    if not attrs.has(type(policy)):
        return head or {"kind": type(policy).__name__}
    fields = ((field.name, getattr(policy, field.name)) for field in attrs.fields(type(policy)) if field.init)
    return head | {name: plain(value) for name, value in fields if value is not None}


def _row(row: Any) -> list[Any] | dict[str, Any]:
    """A row as a list without the defaults at its end; one with a hole as a table of what there is."""
    values = row._asdict()
    for name, default in reversed(row._field_defaults.items()):
        if values[name] != default:
            break
        del values[name]
    if None in values.values():
        return {name: plain(value) for name, value in values.items() if value is not None}
    return [plain(value) for value in values.values()]


def _table(table: RateTable) -> str | dict[str, Any]:
    """A table by its name if it is the one that ships, else in full: what the user changed must not be lost."""
    return table.name if table.name in shipped_names() and table == shipped(table.name) else table.to_dict()


_WORDS: tuple[tuple[type, Callable[[Any], Any]], ...] = (
    (tuple, lambda value: [plain(each) for each in value]),
    (Enum, lambda value: value.value),
    (Decimal, lambda value: format(value, "f")),
    (Fraction, number_text),
    (date, date.isoformat),
    (DayCount, lambda value: value.name),
    (RateTable, _table),
    (Money, str),
    (str, lambda value: value),
    (int, lambda value: value),
)


def plain(value: Any) -> Any:
    """One value of a policy as a document says it."""
    if isinstance(value, FixedRate) and value.per == A_YEAR:
        return plain(value.percent)
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return _row(value)
    say = next((say for kind, say in _WORDS if isinstance(value, kind)), dump)
    return say(value)
