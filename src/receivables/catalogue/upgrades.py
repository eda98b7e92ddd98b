"""Documents of older versions, brought to the version that is installed: mechanically, one version a step.

A class whose version is above 1 says in ``upgrades`` how the fields of each version become those of the next. What an
older document meant must not change: where a field is new, the step writes down what held before.

>>> import attrs
>>> from receivables.catalogue import Catalogue
>>> @attrs.frozen
... class Patient:
...     kind, version = "patient", 2
...     upgrades = {1: lambda fields: {"days": 7 * fields["weeks"]}}
...     days: int
>>> Catalogue.of(Patient).build({"kind": "patient", "version": 1, "weeks": 2})
Patient(days=14)
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def _steps(cls: Any) -> Mapping[int, Any]:
    found = getattr(cls, "upgrades", None)
    return found if isinstance(found, Mapping) else {}


def readable(cls: Any) -> list[int]:
    """The versions of a kind that can be read: its own, and those from which steps lead to it."""
    first = cls.version
    while first - 1 in _steps(cls):
        first -= 1
    return list(range(first, cls.version + 1))


def upgraded(cls: Any, version: int, data: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a document as the version that is installed has them."""
    fields = {key: value for key, value in data.items() if key not in ("kind", "version")}
    for each in range(version, cls.version):
        fields = dict(_steps(cls)[each](fields))
    return fields
