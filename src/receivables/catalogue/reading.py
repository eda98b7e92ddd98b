"""The kinds of policy that a program knows, and the walk over a document that makes one of them."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from types import MappingProxyType, NoneType
from typing import Any, Self, TypeVar, get_args, get_origin

import attrs

from receivables.calendars import Calendar, ClosedDays
from receivables.catalogue import plugins
from receivables.catalogue.documents import error_of, not_too_deep, parse
from receivables.catalogue.schemas import hints_of, schema_of
from receivables.catalogue.upgrades import readable, upgraded
from receivables.checks import is_flag, of_kind
from receivables.daycount import DayCount
from receivables.errors import IntakeError, InvalidValueError, PolicyProblem, UnknownPolicyError
from receivables.money import Money
from receivables.rates import RateTable

_Value = TypeVar("_Value")
_MISSING = object()
_MOST_GUESSES = 20  # a guess takes a moment, and a document may have thousands of keys
_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_FRACTION = re.compile(r"-?[0-9]{1,200}/0*[1-9][0-9]{0,200}", re.ASCII)
_PLAIN: Mapping[type, str] = MappingProxyType({bool: "true or false", int: "a whole number", str: "text"})


def _as_kinds(kinds: Mapping[str, type]) -> Mapping[str, type]:
    return MappingProxyType(dict(kinds))


def _take(kinds: dict[str, type], cls: Any) -> None:
    """Add a class under its kind, which nobody may have taken."""
    if not isinstance(getattr(cls, "kind", None), str) or type(getattr(cls, "version", None)) is not int:
        raise InvalidValueError("kinds", "classes with a kind, like 'house-rule', and a version, like 1", cls)
    if cls.kind in kinds:
        raise InvalidValueError("kind", "a kind that is not taken yet", cls.kind)
    kinds[cls.kind] = cls


@attrs.frozen
class Catalogue:
    """The kinds of policy that a program can read: a mapping from kind to class.

    A class in it has ``kind`` and ``version`` as class variables and attrs fields. There is no global registry:
    :meth:`with_kinds` gives a catalogue of one's own. With ``plugins``, a kind that is not in it is looked for among
    the distributions that are installed, so none of its own can be taken over.
    """

    kinds: Mapping[str, type] = attrs.field(converter=_as_kinds)
    plugins: bool = attrs.field(default=False, kw_only=True, validator=is_flag)

    @classmethod
    def of(cls, *classes: type, plugins: bool = False) -> Self:
        """A catalogue of these classes.

        >>> from receivables import Aging, Ladder
        >>> sorted(Catalogue.of(Aging, Ladder).kinds)
        ['aging', 'ladder']
        """
        kinds: dict[str, type] = {}
        for each in classes:
            _take(kinds, each)
        return cls(kinds, plugins=plugins)

    def with_kinds(self, *classes: type) -> Catalogue:
        """The kinds of this catalogue and these classes; a kind that is there already cannot be taken over."""
        kinds = dict(self.kinds)
        for each in classes:
            _take(kinds, each)
        return Catalogue(kinds, plugins=self.plugins)

    def loads(self, text: str, *, format: str = "toml") -> Any:  # noqa: A002
        """The policy that a document describes.

        Raises :class:`~receivables.errors.PolicyDocumentError` with every problem of the document, and
        :class:`~receivables.errors.PluginError` for a kind of a distribution that cannot be used.
        """
        return self.build(parse(text, format=format))

    def build(self, data: Mapping[str, Any]) -> Any:
        """The policy that plain data describes; the problems are collected as by :meth:`loads`.

        A text ``$schema`` beside ``kind`` tells an editor where the schema is; it is passed over.
        """
        not_too_deep(data)
        reader = _Reader(self)
        if isinstance(data, Mapping):
            data = {key: value for key, value in data.items() if key != "$schema" or type(value) is not str}
        value = reader.policy(data, "", verb=None)
        reader.finish()
        return value

    def schema(self, kind: str) -> dict[str, Any]:
        """The JSON Schema (2020-12) of documents of a kind, with the kinds of this catalogue in its slots.

        Raises :class:`~receivables.errors.InvalidValueError` for a kind that is not in the catalogue.

        >>> from receivables import Aging
        >>> Catalogue.of(Aging).schema("aging")["properties"]["due_today"]
        {'type': 'string', 'enum': ['current', 'past_due'], 'default': 'current'}
        """
        cls = self.find(of_kind("kind", str, "the name of a kind", kind))
        if cls is None:
            raise InvalidValueError("kind", "one of " + ", ".join(self.known()), kind)
        return schema_of({**self.kinds, kind: cls}, kind)

    def find(self, kind: str) -> Any:
        """The class of a kind, perhaps out of a plugin, or ``None``."""
        own = self.kinds.get(kind)
        return plugins.found(kind) if own is None and self.plugins else own

    def known(self) -> list[str]:
        """The names of all kinds, those of plugins too, in order; nothing is imported for it."""
        return sorted(self.kinds.keys() | (plugins.claimed_kinds() if self.plugins else set()))


class _Reader:
    """One walk over a document, collecting problems with their paths."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.problems: list[Exception] = []

    def finish(self) -> None:
        """Raise what was collected."""
        if self.problems:
            raise error_of(self.problems)

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
            kinds = ", ".join(self.catalogue.known())
            example = "credit-policy" if not path and "credit-policy" in self.catalogue.kinds else "aging"
            expected = f'kind and version, like kind = "{example}" and version = 1 (kinds: {kinds})'
            return self.wrong(path, expected, {name: data[name] for name in ("kind", "version") if name in data})
        cls: Any = plugins.placed(path, self.catalogue.find, kind)
        if cls is None or version not in readable(cls):
            self.problems.append(self.unknown(kind, version, cls, path))
            return _MISSING
        if verb and not hasattr(cls, verb):
            return self.wrong(f"{path}.kind", f"a kind that can {verb.replace('_', ' ')}", kind)
        try:
            fields = upgraded(cls, version, data)
        except (LookupError, ValueError, TypeError, AttributeError, ArithmeticError) as error:
            return self.wrong(path, f"a document of version {version} that can be upgraded ({error!r})", dict(data))
        if cls is RateTable:
            return self.table(fields, path)
        if kind in self.catalogue.kinds:
            return self.instance(cls, fields, path)
        return plugins.placed(path, plugins.guarded, kind, lambda: self.instance(cls, fields, path), "making it")

    def table(self, data: Mapping[str, Any], path: str) -> Any:
        """A rate table, as a file of it says it."""
        try:
            return RateTable.from_dict({"kind": RateTable.kind, "version": RateTable.version, **data})
        except IntakeError as error:
            for problem in error.exceptions:
                self.problems.append(_in_table(path, problem))
            return _MISSING

    def unknown(self, kind: str, version: int, cls: Any, path: str) -> Exception:
        """A kind, or a version of a kind, that is not installed."""
        if cls is not None:
            known = [f"{kind} version {each}" for each in readable(cls)]
            return UnknownPolicyError(kind, version, known, path=path, newer=version > cls.version)
        known = self.catalogue.known()
        return UnknownPolicyError(kind, version, known, _nearest(kind, known), path=path)

    def instance(self, cls: type[_Value], data: Any, path: str) -> _Value | Any:
        """A table as an attrs class, field by field."""
        if not isinstance(data, Mapping):
            return self.wrong(path, "a table", data)
        known = {field.name: field for field in attrs.fields(cls) if field.init}  # type: ignore[arg-type]
        hints = hints_of(cls)
        unknown = sorted(data.keys() - known.keys(), key=str)
        for place, key in enumerate(unknown):
            near = _nearest(key, known) if place < _MOST_GUESSES else None
            self.wrong(_join(path, key), "one of " + ", ".join(known) + (f"; perhaps {near}" if near else ""), key)
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
            named = re.split(r"[.\[]", error.attribute)[0] in attrs.fields_dict(type(probe))  # type: ignore[arg-type]
            self.wrong(_join(path, error.attribute if named else field.name), error.expected, error.value)
            return False
        except (ValueError, TypeError, ArithmeticError) as error:
            self.wrong(_join(path, field.name), f"a value that can be read ({error})", value)
            return False
        except AttributeError:  # it looks at a field that was refused before, and is asked again when that is mended
            return True
        return True

    def field(self, data: Any, hint: Any, field: attrs.Attribute[Any], path: str) -> Any:
        """The value of one field; a slot for a policy says by its ``verb`` what the policy must do.

        With an empty verb the field itself judges what it is given; a slot for ``several`` policies takes a list of
        them. A field that takes ``text`` makes its value of it: ``rate = "8"`` is a rate.
        """
        if field.metadata.get("text") and not isinstance(data, Mapping):
            is_text = type(data) in (int, str)
            return data if is_text else self.wrong(path, f'text, like "{data}", or a table with kind and version', data)
        verb = field.metadata.get("verb")
        if verb is None:
            return self.value(data, hint, path)
        if field.metadata.get("several"):
            return self.listed(data, path, lambda each, where: self.policy(each, where, verb=verb))
        return self.policy(data, path, verb=verb)

    def value(self, data: Any, hint: Any, path: str) -> Any:
        """A value by its type: text, whole number, decimal text, name of a convention, list, or table."""
        if get_origin(hint) is tuple:
            return self.listed(data, path, lambda each, where: self.value(each, get_args(hint)[0], where))
        if NoneType in get_args(hint):
            return self.value(data, get_args(hint)[0], path)
        if hint in _PLAIN:
            return data if type(data) is hint else self.wrong(path, _PLAIN[hint], data)
        if hint in (date, Money):
            return self.day(data, path) if hint is date else self.amount(data, path)
        if hint in (Decimal, Fraction):
            return self.number(data, hint, path)
        if isinstance(hint, type) and (issubclass(hint, Enum) or hint is DayCount):
            return self.named(data, hint, path)
        if isinstance(hint, type) and issubclass(hint, tuple):
            return self.row(data, hint, path)
        cls = ClosedDays if hint is Calendar else hint  # of all calendars, the one that can be written down
        return self.instance(cls, data, path) if attrs.has(cls) else self.wrong(path, "text", data)

    def number(self, data: Any, hint: Any, path: str) -> Any:
        """A number as text or whole; an amount whose decimals would not end is a fraction, like ``"1/3"``."""
        if hint is Fraction and type(data) is str and _FRACTION.fullmatch(data):
            return Fraction(data)
        return data if type(data) in (int, str) else self.wrong(path, f'a decimal as text, like "{data}"', data)

    def row(self, data: Any, hint: Any, path: str) -> Any:
        """A row of a table: a list, or a table by names. A margin step is ``["2013-02-24", "8"]``.

        What has a default may be left out at the end of a list; in a table, so may what can be nothing.
        """
        hints = hints_of(hint)
        spare = {key: None for key in hints if NoneType in get_args(hints[key])} | hint._field_defaults
        if isinstance(data, list) and len(hints) - len(hint._field_defaults) <= len(data) <= len(hints):
            given = {
                key: (each, f"{path}[{place}]") for place, (key, each) in enumerate(zip(hints, data, strict=False))
            }
        elif isinstance(data, Mapping) and hints.keys() - spare.keys() <= data.keys() <= hints.keys():
            given = {key: (each, _join(path, key)) for key, each in data.items()}
        else:
            return self.wrong(path, f"a list of {', '.join(hints)}, or a table with these names", data)
        found = {key: self.value(each, hints[key], where) for key, (each, where) in given.items()}
        return _MISSING if _MISSING in found.values() else hint(**(spare | found))

    def day(self, data: Any, path: str) -> Any:
        """A day, as TOML knows it or as text."""
        try:
            found = date.fromisoformat(data) if type(data) is str and _ISO_DAY.fullmatch(data) else data
        except ValueError:
            found = None
        return found if type(found) is date else self.wrong(path, "a day like 2026-03-31", data)

    def amount(self, data: Any, path: str) -> Any:
        """An amount with its currency, as text: no currency is ever implied."""
        number, _, code = data.rpartition(" ") if type(data) is str else ("", "", "")
        try:
            return Money(number, code)
        except InvalidValueError as error:
            told = f": {error}" if number else ""
            return self.wrong(path, f'an amount with its currency, like "500.00 EUR"{told}', data)

    def named(self, data: Any, hint: type[Enum] | type[DayCount], path: str) -> Any:
        """A convention by its name."""
        try:
            return hint(data)
        except InvalidValueError as error:
            return self.wrong(path, error.expected, data)
        except ValueError:
            return self.wrong(path, "one of " + ", ".join(str(each.value) for each in hint), data)  # type: ignore[union-attr]

    def listed(self, data: Any, path: str, read: Callable[[Any, str], Any]) -> Any:
        """A list, each element with its number in the path."""
        if not isinstance(data, list):
            return self.wrong(path, "a list", data)
        found = [read(each, f"{path}[{index}]") for index, each in enumerate(data)]
        return _MISSING if _MISSING in found else tuple(found)


def _given(cls: type, values: Mapping[str, Any]) -> list[attrs.Attribute[Any]]:
    return [field for field in attrs.fields(cls) if field.name in values]


def _nearest(name: object, known: Iterable[str]) -> str | None:
    """The name that was perhaps meant."""
    return next(iter(difflib.get_close_matches(str(name), known, n=1, cutoff=0.5)), None)


def _in_table(path: str, problem: Any) -> PolicyProblem:
    """A problem of a rate table as one of the document that it stands in; its rows are counted from 1."""
    places = [path, f"rows[{problem.row - 1}]" if problem.row else "", problem.column or ""]
    return PolicyProblem(".".join(filter(None, places)) or "document", problem.expected, problem.value)


def _join(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key
