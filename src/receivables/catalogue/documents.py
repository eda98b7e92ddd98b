"""A policy document as plain data: TOML or JSON, of a size that can be read, with exact numbers."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from typing import Any, NoReturn

from receivables.checks import of_kind, one_of
from receivables.errors import PolicyDocumentError, PolicyProblem

LARGEST_DOCUMENT = 256 * 1024
"""Characters that a policy document may have."""

LONGEST_LINE = 4_000
"""Characters that a line of TOML may have: a dotted TOML key of 40 kB takes seconds to parse."""

DEEPEST = 32
"""Tables and lists that may stand in one another, and parts that a dotted TOML key may have: more of these are slow."""

_PART = r"""\s*+(?:[A-Za-z0-9_-]++|"[^"\n]*+"|'[^'\n]*+')\s*+"""
_LONG_KEY = re.compile(rf"(?:^|[\[{{,]){_PART}(?:\.{_PART}){{{DEEPEST}}}", re.ASCII | re.MULTILINE)


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
    of_kind("text", str, "the text of a document", text)
    if len(text) > LARGEST_DOCUMENT:
        _refuse(f"at most {LARGEST_DOCUMENT} characters", len(text))
    try:
        return _json(text) if format == "json" else _toml(text)
    except RecursionError:
        _refuse(f"tables and lists in one another at most {DEEPEST} deep", text[:80])
    except ValueError as error:
        _refuse(f"{format.upper()} that can be parsed: {error}", text[:80])


def _toml(text: str) -> dict[str, Any]:
    """TOML, without what would take its parser seconds."""
    longest = max(map(len, text.splitlines()), default=0)
    if longest > LONGEST_LINE:
        _refuse(f"lines of at most {LONGEST_LINE} characters", longest)
    if found := _LONG_KEY.search(text):
        _refuse(f"keys of at most {DEEPEST} parts", found[0])
    return tomllib.loads(text, parse_float=_Unquoted)


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


def not_too_deep(data: object) -> None:
    """Refuse tables and lists that stand in one another deeper than any policy does: the walk over them recurses."""
    level = [data]
    for _ in range(DEEPEST + 1):
        inner = [each for value in level for each in _parts(value)]
        level = list({id(each): each for each in inner}.values())  # what stands in many places is looked at once
        if not level:
            return
    _refuse(f"tables and lists in one another at most {DEEPEST} deep", data)


def _parts(value: object) -> Iterable[object]:
    return value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()


def _refuse(expected: str, value: object) -> NoReturn:
    raise error_of([PolicyProblem("document", expected, value)]) from None


def error_of(problems: list[Exception]) -> PolicyDocumentError:
    """All problems of a document in one error."""
    count = f"{len(problems)} problem{'s' if len(problems) > 1 else ''}"
    return PolicyDocumentError(f"the policy document cannot be used: {count}", problems)
