"""A policy document as plain data: TOML or JSON, of a size that can be read, with exact numbers."""

from __future__ import annotations

import json
import tomllib
from typing import Any, NoReturn

from receivables.checks import one_of
from receivables.errors import PolicyDocumentError, PolicyProblem

LARGEST_DOCUMENT = 256 * 1024
"""Characters that a policy document may have."""

LONGEST_LINE = 4_000
"""Characters that a line of TOML may have: a dotted TOML key of 40 kB takes seconds to parse."""


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
    if len(text) > LARGEST_DOCUMENT:
        _refuse("document", f"at most {LARGEST_DOCUMENT} characters", len(text))
    if format == "toml" and any(len(line) > LONGEST_LINE for line in text.splitlines()):
        _refuse("document", f"lines of at most {LONGEST_LINE} characters", max(map(len, text.splitlines())))
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
    raise error_of([PolicyProblem(path, expected, value)]) from None


def error_of(problems: list[Exception]) -> PolicyDocumentError:
    """All problems of a document in one error."""
    count = f"{len(problems)} problem{'s' if len(problems) > 1 else ''}"
    return PolicyDocumentError(f"the policy document cannot be used: {count}", problems)
