"""JSON Schema of policy documents: what the reader takes, said so that editors and other programs can check it.

The schemas are generated from the classes of a catalogue. They describe the shape of a document (its keys, types,
choices and patterns); what only the policy itself knows, such as that edges ascend, is told when it is read.
"""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import lru_cache
from types import MappingProxyType, NoneType
from typing import Any, get_args, get_origin, get_type_hints

import attrs

from receivables.calendars import Calendar, ClosedDays
from receivables.catalogue.writing import plain
from receivables.checks import LONGEST_NAME, OneOf, Whole, is_name
from receivables.daycount import DayCount
from receivables.daycount.conventions import SPELLINGS, measures_two_days
from receivables.errors import InvalidValueError
from receivables.money import Money
from receivables.rates import RateTable

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_NUMBER = r"-?[0-9]+(\.[0-9]+)?"
_DAY = {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
_DECIMAL = {"type": ["string", "integer"], "pattern": f"^{_NUMBER}$"}
_RATIO = {"type": ["string", "integer"], "pattern": f"^{_NUMBER}(/{_NUMBER})?$"}
_MONEY = {"type": "string", "pattern": f"^{_NUMBER} [A-Z]{{3}}$"}
_TEXT_OR_WHOLE = {"type": ["string", "integer"]}
_TEXT = {"type": "string"}
_NAME = {"type": "string", "minLength": 1, "maxLength": LONGEST_NAME}
_PLAIN: Mapping[Any, Mapping[str, Any]] = MappingProxyType(
    {
        bool: {"type": "boolean"},
        int: {"type": "integer"},
        str: _TEXT,
        date: _DAY,
        Decimal: _DECIMAL,
        Fraction: _RATIO,
        Money: _MONEY,
    }
)
_OPTIONAL, _ALL = type(attrs.validators.optional(is_name)), type(attrs.validators.and_(is_name, is_name))
_ROLE = re.compile(r":[a-z]+:`~?([^`]+)`|``([^`]+)``")


def hints_of(cls: Any) -> Mapping[str, Any]:
    """The types of the fields of a class, which must exist when the program runs."""
    try:
        return _hints(cls)
    except NameError as error:
        expected = "a class whose annotations can be looked up: import their names outside of TYPE_CHECKING"
        raise InvalidValueError(cls.__name__, expected, error.name) from error


@lru_cache(maxsize=512)  # looking them up takes longer than all the rest of reading a document
def _hints(cls: Any) -> Mapping[str, Any]:
    return MappingProxyType(get_type_hints(cls))


def schema_of(kinds: Mapping[str, type], kind: str) -> dict[str, Any]:
    """The schema of documents of one of the ``kinds``; complete in itself, with the kinds that may stand in it."""
    writer = _Writer(kinds)
    root = writer.policy(kinds[kind])
    root["properties"] = {"$schema": {"type": "string"}, **root["properties"]}
    head = {"$schema": DIALECT, "$id": f"urn:receivables:policy:{kind}", "title": f"Policy document: {kind}"}
    return head | root | ({"$defs": dict(sorted(writer.definitions.items()))} if writer.definitions else {})


class _Writer:
    """One schema while it is written, with the definitions that it refers to."""

    def __init__(self, kinds: Mapping[str, type]) -> None:
        self.kinds = kinds
        self.definitions: dict[str, Any] = {}

    def policy(self, cls: Any) -> dict[str, Any]:
        """A table with ``kind`` and ``version``."""
        if cls is RateTable:
            return _rate_table()
        found = self.table(cls) if attrs.has(cls) else _closed({})
        found["properties"] = {"kind": {"const": cls.kind}, "version": {"const": cls.version}, **found["properties"]}
        found["required"] = ["kind", "version", *found["required"]]
        return _described(cls) | found

    def refer(self, cls: Any) -> dict[str, Any]:
        """The definition of a kind, written when it is first asked for."""
        if cls.kind not in self.definitions:
            self.definitions[cls.kind] = {}  # stands in while a kind is written that may hold itself
            self.definitions[cls.kind] = self.policy(cls)
        return {"$ref": "#/$defs/" + cls.kind.replace("~", "~0").replace("/", "~1")}

    def table(self, cls: Any) -> dict[str, Any]:
        """An attrs class as a table of its fields."""
        hints, fields = hints_of(cls), attrs.fields(cls)
        properties = {each.name: self.field(hints[each.name], each) | _default(each) for each in fields if each.init}
        return _closed(properties, [each.name for each in fields if each.init and each.default is attrs.NOTHING])

    def field(self, hint: Any, field: attrs.Attribute[Any]) -> dict[str, Any]:
        """One field: what its metadata say of it (see the reader), else its type and what its validators tell."""
        verb, text = field.metadata.get("verb"), field.metadata.get("text")
        ways: list[dict[str, Any]] = [] if not text else [dict(_DECIMAL if text == "decimal" else _TEXT_OR_WHOLE)]
        if verb is not None:
            members = [verb] if verb else [name for name in vars(hint) if not name.startswith("_")]
            can = (cls for _, cls in sorted(self.kinds.items()) if all(hasattr(cls, name) for name in members))
            fitting: list[dict[str, Any]] = [self.refer(cls) for cls in can]
            several: list[dict[str, Any]] = [{"type": "array", "items": {"anyOf": fitting}}]
            ways += several if field.metadata.get("several") else fitting
        else:
            ways.append(self.value(hint) | _told(field))
        return ways[0] if len(ways) == 1 else {"anyOf": ways}

    def value(self, hint: Any) -> dict[str, Any]:
        """A value by its type, as the reader takes it."""
        if get_origin(hint) is tuple:
            return {"type": "array", "items": self.value(get_args(hint)[0])}
        if NoneType in get_args(hint):
            return self.value(get_args(hint)[0])
        if hint in _PLAIN:
            return dict(_PLAIN[hint])
        if hint is DayCount:
            return {"enum": list(SPELLINGS)}
        if isinstance(hint, type) and issubclass(hint, Enum):
            return {"enum": [each.value for each in hint]}
        if isinstance(hint, type) and issubclass(hint, tuple):
            return self.row(hint)
        cls = ClosedDays if hint is Calendar else hint  # of all calendars, the one that can be written down
        return self.table(cls) if attrs.has(cls) else {"not": {}}

    def row(self, hint: Any) -> dict[str, Any]:
        """A row: a list, or a table by names."""
        hints = hints_of(hint)
        values = {name: self.value(each) for name, each in hints.items()}
        spare = {name for name, each in hints.items() if NoneType in get_args(each)} | hint._field_defaults.keys()
        least = len(hints) - len(hint._field_defaults)
        several = {"type": "array", "prefixItems": list(values.values()), "minItems": least, "maxItems": len(hints)}
        return {"anyOf": [several, _closed(values, [name for name in hints if name not in spare])]}


def _closed(properties: Mapping[str, Any], required: Iterable[str] = ()) -> dict[str, Any]:
    """A table with these keys and no others."""
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(required),
        "additionalProperties": False,
    }


def _validators(validator: Any) -> Iterator[Any]:
    """The single validators of a field."""
    if isinstance(validator, _OPTIONAL):
        yield from _validators(validator.validator)  # type: ignore[attr-defined]
    elif isinstance(validator, _ALL):
        for each in validator._validators:  # type: ignore[attr-defined]
            yield from _validators(each)
    else:
        yield validator


def _told(field: attrs.Attribute[Any]) -> dict[str, Any]:
    """What the validators of a field tell about its value."""
    found: dict[str, Any] = {}
    for validator in _validators(field.validator):
        if isinstance(validator, OneOf):
            found |= {"enum": list(validator.choices)}
        elif isinstance(validator, Whole):
            found |= {"minimum": validator.low, "maximum": validator.high}
        elif validator is is_name:
            found |= _NAME
        elif validator is measures_two_days:
            found |= {"enum": [name for name in SPELLINGS if not DayCount(name).needs]}
    return found


def _default(field: attrs.Attribute[Any]) -> dict[str, Any]:
    """What a field is that is left out, for editors."""
    absent = field.default in (attrs.NOTHING, None) or isinstance(field.default, attrs.Factory)  # type: ignore[arg-type]
    return {} if absent else {"default": plain(field.default)}


def _described(cls: type) -> dict[str, Any]:
    """The first sentence of the docstring of a class, in plain words."""
    text = " ".join(inspect.cleandoc(cls.__doc__ or "").partition("\n\n")[0].split())
    return {"description": _ROLE.sub(lambda found: (found[1] or found[2]).split(".")[-1], text)} if text else {}


def _rate_table() -> dict[str, Any]:
    """A rate table as a file of it says it; :class:`~receivables.rates.RateTable` reads it by itself."""
    percent = {"type": "string", "pattern": f"^({_NUMBER})?$"}
    row = {"from": _DAY, "until": _DAY, "percent": percent, "source": _TEXT, "evidence": _TEXT}
    properties = {
        "kind": {"const": RateTable.kind},
        "version": {"const": RateTable.version},
        "name": _NAME,
        **dict.fromkeys(("title", "unit", "source", "evidence"), _TEXT),
        "verified_until": _DAY,
        "notes": {"type": "array", "items": _TEXT},
        "rows": {"type": "array", "minItems": 1, "items": _closed(row, ["from", "percent"])},
    }
    return _described(RateTable) | _closed(properties, ["kind", "version", "name", "verified_until", "rows"])


def schema(kind: str) -> dict[str, Any]:
    """The schema of documents of a kind that the library brings, as the package carries it.

    The same for everybody who has this release: point an editor at the file, or check documents in another program.

    Raises :class:`~receivables.errors.InvalidValueError` for a kind that the library does not bring.

    >>> schema("aging")["properties"]["basis"]["enum"]
    ['due', 'issue']
    """
    # Imported when a schema is first asked for: importing importlib.resources takes as long as all of py-moneyed.
    from importlib.resources import files  # noqa: PLC0415

    folder, suffix = files("receivables").joinpath("data/schemas"), ".schema.json"
    known = sorted(file.name.removesuffix(suffix) for file in folder.iterdir() if file.name.endswith(suffix))
    if kind not in known:
        raise InvalidValueError("kind", "one of " + ", ".join(known), kind)
    found: dict[str, Any] = json.loads(folder.joinpath(kind + suffix).read_text(encoding="utf-8"))
    return found
