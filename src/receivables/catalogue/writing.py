"""Policies as plain data, as text that can be kept, and as one text for each value."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Any

import attrs

from receivables.catalogue.toml import toml_text
from receivables.checks import one_of
from receivables.daycount import DayCount
from receivables.errors import InvalidValueError
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
    return _IN_FULL.policy(policy)


def dumps(policy: Any, *, format: str = "toml") -> str:  # noqa: A002
    """A policy as the text of a document, ``"toml"`` or ``"json"``, that loads back as an equal policy.

    >>> from receivables.interest import Tiers
    >>> print(dumps(Tiers([(1, "2"), (31, "3")], by="days")))
    kind = "tiers"
    version = 1
    tiers = [["1", "2"], ["31", "3"]]
    by = "days"
    tiering = "whole"
    <BLANKLINE>
    [per]
    count = 1
    unit = "years"
    <BLANKLINE>
    """
    one_of("format", format, ("toml", "json"))
    data = dump(policy)
    return toml_text(data) if format == "toml" else json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def canonical(policy: Any) -> str:
    """The one text of a policy: equal for equal policies, different for others, and the same on every machine.

    It is a JSON document with sorted keys, numbers in their shortest form, and without the fields that are at their
    default, so that a kind which gains a field later keeps the texts of its policies. It loads back.

    Raises :class:`~receivables.errors.InvalidValueError` for a policy that cannot be saved, for want of a kind, a
    version or attrs fields, and for one that holds such a policy.

    >>> from receivables import LateInterest
    >>> canonical(LateInterest("8.10", grace_days=0))
    '{"kind":"late-interest","rate":"8.1","version":1}'
    """
    if not isinstance(getattr(policy, "kind", None), str):
        raise _unsaved(policy)
    return json.dumps(_CANONICAL.policy(policy), sort_keys=True, separators=(",", ":"))


def fingerprint(policy: Any) -> str:
    """The SHA-256 of the canonical text, in hex: which policy a report was made by, in a few letters.

    >>> from receivables import Aging
    >>> fingerprint(Aging())[:12]
    '9bdc80aebda0'
    """
    return hashlib.sha256(canonical(policy).encode("ascii")).hexdigest()


def plain(value: Any) -> Any:
    """One value of a policy as a document says it."""
    return _IN_FULL.value(value)


def _unsaved(policy: object) -> InvalidValueError:
    return InvalidValueError("policy", "one that can be saved: attrs fields, kind and version", policy)


def _shortest(number: Decimal) -> str:
    """A decimal without zeros at its end: equal numbers have equal texts."""
    text = format(number, "f") if number else "0"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _is_default(field: attrs.Attribute[Any], value: object) -> bool:
    default: Any = field.default
    if isinstance(default, attrs.Factory):  # type: ignore[arg-type]
        return not default.takes_self and bool(value == default.factory())
    return default is not attrs.NOTHING and bool(value == default)


class _Writer:
    """Policies as plain data: in full, or in the ``canonical`` form that equal policies share."""

    def __init__(self, *, canonical: bool) -> None:
        self.canonical = canonical

    def policy(self, policy: Any) -> dict[str, Any]:
        """A policy, or another class with attrs fields, as a table."""
        if isinstance(policy, RateTable):
            return self.table(policy)
        if self.canonical and not attrs.has(type(policy)):
            raise _unsaved(policy)
        head = {name: getattr(policy, name) for name in ("kind", "version") if hasattr(policy, name)}
        if not attrs.has(type(policy)):
            return head or {"kind": type(policy).__name__}
        values = [(field, getattr(policy, field.name)) for field in attrs.fields(type(policy)) if self.says(field)]
        kept = (each for each in values if each[1] is not None and not (self.canonical and _is_default(*each)))
        return head | {field.name: self.value(value) for field, value in kept}

    def says(self, field: attrs.Attribute[Any]) -> bool:
        """Whether a field is written: it can be given, and in the canonical form two policies can differ in it."""
        return bool(field.init and (field.eq or not self.canonical))

    def value(self, value: Any) -> Any:
        """One value: a fixed yearly rate as its percentage, a table that ships by its name, rows as lists."""
        if isinstance(value, FixedRate) and value.per == A_YEAR:
            return self.value(value.percent)
        if isinstance(value, RateTable) and value.name in shipped_names() and value == shipped(value.name):
            return value.name  # what the user changed in a table must not be lost
        if isinstance(value, tuple) and hasattr(value, "_fields"):
            return self.row(value)
        say = next((say for kind, say in _WORDS if isinstance(value, kind)), _Writer.policy)
        return say(self, value)

    def number(self, number: Decimal) -> str:
        """A decimal as it was written, or in its shortest form."""
        return _shortest(number) if self.canonical else format(number, "f")

    def row(self, row: Any) -> list[Any] | dict[str, Any]:
        """A row as a list without the defaults at its end; one with a hole as a table of what there is."""
        values = row._asdict()
        for name, default in reversed(row._field_defaults.items()):
            if values[name] != default:
                break
            del values[name]
        if None in values.values():
            return {name: self.value(value) for name, value in values.items() if value is not None}
        return [self.value(value) for value in values.values()]

    def table(self, table: RateTable) -> dict[str, Any]:
        """A rate table as its file says it."""
        found = table.to_dict()
        if self.canonical:
            for said, row in zip(found["rows"], table.rows, strict=True):
                said["percent"] = "" if row.percent is None else _shortest(row.percent)
        return found


_WORDS: tuple[tuple[type, Callable[[_Writer, Any], Any]], ...] = (
    (tuple, lambda writer, value: [writer.value(each) for each in value]),
    (Enum, lambda _, value: value.value),
    (Decimal, _Writer.number),
    (Fraction, lambda _, value: number_text(value)),
    (date, lambda _, value: value.isoformat()),
    (DayCount, lambda _, value: value.name),
    (Money, lambda _, value: str(value)),
    (str, lambda _, value: value),
    (int, lambda _, value: value),
)
_IN_FULL, _CANONICAL = _Writer(canonical=False), _Writer(canonical=True)
