"""Policies as data: documents of a named kind and version, read strictly.

A document is TOML or JSON. ``kind`` is a short public name and ``version`` the schema of that kind; decimals are text.
Every problem of a document is reported at once, each with its path.

>>> from receivables.catalogue import STANDARD
>>> STANDARD.loads('kind = "aging"' + chr(10) + 'version = 1' + chr(10) + 'edges = [15, 45]')
Aging(edges=(15, 45), basis='due', due_today='current', labels=None)
>>> try:
...     STANDARD.loads('{"kind": "aging", "version": 1, "edges": [30, "60"], "bais": "due"}', format="json")
... except PolicyDocumentError as error:
...     print(error.report())
the policy document cannot be used: 2 problems
  bais: expected one of edges, basis, due_today, labels (got 'bais')
  edges[1]: expected a whole number (got '60')
"""

from __future__ import annotations

import difflib
import json
import tomllib
from collections.abc import Mapping
from decimal import Decimal
from enum import Enum
from types import MappingProxyType, NoneType
from typing import Any, NoReturn, Self, TypeVar, get_args, get_origin, get_type_hints

import attrs

from receivables.aging import Aging
from receivables.allocation import LeaveUnapplied, OldestDueFirst
from receivables.checks import one_of
from receivables.daycount import DayCount
from receivables.errors import InvalidValueError, PolicyDocumentError, PolicyProblem, UnknownPolicyError
from receivables.escalation import Ladder, NoLadder
from receivables.interest import NoInterest, SimpleInterest

__all__ = [
    "Catalogue",
    "LARGEST_DOCUMENT",
    "LONGEST_LINE",
    "STANDARD",
    "dump",
    "parse",
]

LARGEST_DOCUMENT = 256 * 1024
"""Characters that a policy document may have."""

LONGEST_LINE = 4_000
"""Characters that a line of it may have: a dotted TOML key of 40 kB takes seconds to parse."""

_Value = TypeVar("_Value")
_MISSING = object()


class _Unquoted(str):
    """A number with a decimal point as it stood in the document: exact text, but not marked as text."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str.__str__(self)


def parse(text: str, *, format: str = "toml") -> dict[str, Any]:  # noqa: A002
    """A document as plain data; ``format`` is ``"toml"`` or ``"json"``.

    Numbers with a decimal point are kept apart, so that a field can ask for text instead of taking a float.

    Raises :class:`~receivables.errors.PolicyDocumentError` for text that is too large or cannot be parsed.

    >>> parse('percent = "8.05"'), parse("percent = 8.05")
    ({'percent': '8.05'}, {'percent': 8.05})
    """
    one_of("format", format, ("toml", "json"))
    if len(text) > LARGEST_DOCUMENT or any(len(line) > LONGEST_LINE for line in text.splitlines()):
        _refuse("document", f"at most {LARGEST_DOCUMENT} characters, lines of at most {LONGEST_LINE}", len(text))
    try:
        if format == "json":
            return _json(text)
        return tomllib.loads(text, parse_float=_Unquoted)
    except (ValueError, RecursionError) as error:
        _refuse("document", f"{format.upper()} that can be parsed: {error}", text[:80])


def _json(text: str) -> dict[str, Any]:
    data = json.loads(text, parse_float=_Unquoted, parse_constant=_Unquoted, object_pairs_hook=_each_key_once)
    if not isinstance(data, dict):
        raise ValueError("the document is not an object")  # noqa: TRY004
    return data


def _each_key_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice in " + ", ".join(key for key, _ in pairs))
    return found


def _refuse(path: str, expected: str, value: object) -> NoReturn:
    raise _error([PolicyProblem(path, expected, value)]) from None


def _error(problems: list[Exception]) -> PolicyDocumentError:
    count = f"{len(problems)} problem{'s' if len(problems) > 1 else ''}"
    return PolicyDocumentError(f"the policy document cannot be used: {count}", problems)


def _as_kinds(kinds: Mapping[str, type]) -> Mapping[str, type]:
    return MappingProxyType(dict(kinds))


def _take(kinds: dict[str, type], cls: Any) -> None:
    """Add a class under its kind, which nobody may have taken."""
    if cls.kind in kinds:
        raise InvalidValueError("kind", "a kind that is not taken yet", cls.kind)
    kinds[cls.kind] = cls


@attrs.frozen
class Catalogue:
    """The kinds of policy that a program can read: a mapping from kind to class.

    A class in it has ``kind`` and ``version`` as class variables and attrs fields. There is no global registry:
    :meth:`with_kinds` gives a catalogue of one's own.
    """

    kinds: Mapping[str, type] = attrs.field(converter=_as_kinds)

    @classmethod
    def of(cls, *classes: type) -> Self:
        """A catalogue of these classes.

        >>> sorted(Catalogue.of(Aging, Ladder).kinds)
        ['aging', 'ladder']
        """
        kinds: dict[str, type] = {}
        for each in classes:
            _take(kinds, each)
        return cls(kinds)

    def with_kinds(self, *classes: type) -> Catalogue:
        """The kinds of this catalogue and these classes; a kind that is there already cannot be taken over."""
        kinds = dict(self.kinds)
        for each in classes:
            _take(kinds, each)
        return Catalogue(kinds)

    def loads(self, text: str, *, format: str = "toml") -> Any:  # noqa: A002
        """The policy that a document describes.

        Raises :class:`~receivables.errors.PolicyDocumentError` with every problem of the document.
        """
        return self.build(parse(text, format=format))

    def build(self, data: Mapping[str, Any]) -> Any:
        """The policy that plain data describes; the problems are collected as by :meth:`loads`."""
        reader = _Reader(self)
        value = reader.policy(data, "", verb=None)
        reader.finish()
        return value


class _Reader:
    """One walk over a document, collecting problems with their paths."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.problems: list[Exception] = []

    def finish(self) -> None:
        """Raise what was collected."""
        if self.problems:
            raise _error(self.problems)

    def wrong(self, path: str, expected: str, value: object) -> Any:
        """Note a problem; the value of the place is then missing."""
        self.problems.append(PolicyProblem(path or "document", expected, value))
        return _MISSING

    def policy(self, data: Any, path: str, *, verb: str | None) -> Any:
        """A table with ``kind`` and ``version`` as the policy of that kind, which must know ``verb``."""
        if not isinstance(data, Mapping):
            return self.wrong(path, "a table with kind and version", data)
        kind, version = data.get("kind"), data.get("version")
        if not isinstance(kind, str) or type(version) is not int:
            kinds = ", ".join(sorted(self.catalogue.kinds))
            expected = f'kind and version, like kind = "aging" and version = 1 (kinds: {kinds})'
            return self.wrong(path, expected, {name: data[name] for name in ("kind", "version") if name in data})
        cls = self.catalogue.kinds.get(kind)
        if cls is None or version != cls.version:  # type: ignore[attr-defined]
            self.problems.append(self.unknown(kind, version, cls, path))
            return _MISSING
        if verb is not None and not hasattr(cls, verb):
            return self.wrong(f"{path}.kind", f"a kind that can {verb.replace('_', ' ')}", kind)
        fields = {key: value for key, value in data.items() if key not in ("kind", "version")}
        return self.instance(cls, fields, path)

    def unknown(self, kind: str, version: int, cls: Any, path: str) -> Exception:
        """A kind, or a version of a kind, that is not installed."""
        known = sorted(self.catalogue.kinds) if cls is None else [f"{kind} version {cls.version}"]
        nearest = next(iter(difflib.get_close_matches(kind, known, n=1, cutoff=0.5)), None) if cls is None else None
        return UnknownPolicyError(kind, version, known, nearest, path=path)

    def instance(self, cls: type[_Value], data: Any, path: str) -> _Value | Any:
        """A table as an attrs class, field by field."""
        if not isinstance(data, Mapping):
            return self.wrong(path, "a table", data)
        known = {field.name: field for field in attrs.fields(cls)}  # type: ignore[arg-type]
        hints = get_type_hints(cls)
        for key in sorted(data.keys() - known.keys(), key=str):
            self.wrong(_join(path, key), "one of " + ", ".join(known), key)
        values = {}
        for key, field in known.items():
            if key in data:
                values[key] = self.field(data[key], hints[key], field, _join(path, key))
            elif field.default is attrs.NOTHING:
                values[key] = self.wrong(_join(path, key), "a value", None)
        return self.made(cls, values, path)

    def made(self, cls: type[_Value], values: Mapping[str, Any], path: str) -> _Value | Any:
        """An instance of the class, its refusals turned into problems of the document."""
        probe = object.__new__(cls)
        accepted = [self.accepts(probe, field, values[field.name], path) for field in _given(cls, values)]
        if not all(accepted):
            return _MISSING
        try:
            return cls(**values)
        except InvalidValueError as error:
            return self.wrong(_join(path, error.attribute), error.expected, error.value)
        except (ValueError, TypeError, ArithmeticError) as error:
            return self.wrong(path, f"values that make a policy ({error})", dict(values))

    def accepts(self, probe: object, field: attrs.Attribute[Any], value: Any, path: str) -> bool:
        """Whether one field takes its value: each is asked, so that one refusal does not hide the next.

        ``probe`` is an instance on which the fields asked before are set, as a validator may look at them.
        """
        if value is _MISSING:
            return False
        convert: Any = field.converter
        try:
            converted = convert(value) if convert else value
            object.__setattr__(probe, field.name, converted)
            if field.validator:
                field.validator(probe, field, converted)
        except InvalidValueError as error:
            self.wrong(_join(path, error.attribute), error.expected, error.value)
            return False
        except (ValueError, TypeError, ArithmeticError) as error:
            self.wrong(_join(path, field.name), f"a value that can be read ({error})", value)
            return False
        except AttributeError:  # it looks at a field that was refused before, and is asked again when that is mended
            return True
        return True

    def field(self, data: Any, hint: Any, field: attrs.Attribute[Any], path: str) -> Any:
        """The value of one field; a slot for a policy says by its ``verb`` what the policy must do."""
        verb = field.metadata.get("verb")
        return self.value(data, hint, path) if verb is None else self.policy(data, path, verb=verb)

    def value(self, data: Any, hint: Any, path: str) -> Any:
        """A value by its type: text, whole number, decimal text, name of a convention, list, or table."""
        if get_origin(hint) is tuple:
            return self.items(data, get_args(hint)[0], path)
        if NoneType in get_args(hint):
            return self.value(data, get_args(hint)[0], path)
        if hint is int:
            return data if type(data) is int else self.wrong(path, "a whole number", data)
        if hint is str:
            return data if type(data) is str else self.wrong(path, "text", data)
        if hint is Decimal:
            exact = type(data) in (int, str)
            return data if exact else self.wrong(path, f'a decimal as text, like "{data}"', data)
        if isinstance(hint, type) and (issubclass(hint, Enum) or hint is DayCount):
            return self.named(data, hint, path)
        return self.instance(hint, data, path)

    def named(self, data: Any, hint: type[Enum] | type[DayCount], path: str) -> Any:
        """A convention by its name."""
        try:
            return hint(data)
        except InvalidValueError as error:
            return self.wrong(path, error.expected, data)
        except ValueError:
            return self.wrong(path, "one of " + ", ".join(str(each.value) for each in hint), data)  # type: ignore[union-attr]

    def items(self, data: Any, hint: Any, path: str) -> Any:
        """A list, each element with its number in the path."""
        if not isinstance(data, list):
            return self.wrong(path, "a list", data)
        found = [self.value(each, hint, f"{path}[{index}]") for index, each in enumerate(data)]
        return _MISSING if _MISSING in found else tuple(found)


def _given(cls: type, values: Mapping[str, Any]) -> list[attrs.Attribute[Any]]:
    return [field for field in attrs.fields(cls) if field.name in values]


def _join(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


STANDARD = Catalogue.of(Aging, SimpleInterest, NoInterest, Ladder, NoLadder, OldestDueFirst, LeaveUnapplied)
"""The kinds that the library brings."""


def dump(policy: Any) -> dict[str, Any]:
    """A policy as plain data, the way a document says it.

    >>> dump(SimpleInterest("8"))["percent"]
    '8'
    """
    head = {name: getattr(policy, name) for name in ("kind", "version") if hasattr(policy, name)}
    if not attrs.has(type(policy)):
        return head or {"kind": type(policy).__name__}
    fields = ((field.name, getattr(policy, field.name)) for field in attrs.fields(type(policy)))
    return head | {name: _plain(value) for name, value in fields if value is not None}


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, DayCount):
        return value.name
    return value if isinstance(value, str | int) else dump(value)
