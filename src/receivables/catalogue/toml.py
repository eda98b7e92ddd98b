"""Plain data of policy documents as TOML: tables under their paths, the rest on a line of its own."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

_BARE = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)
_LONGEST_INLINE = 100


def toml_text(data: Mapping[str, Any]) -> str:
    """Tables of text, whole numbers, flags, lists and tables as a TOML document.

    >>> print(toml_text({"kind": "aging", "edges": [30, 60]}), end="")
    kind = "aging"
    edges = [30, 60]
    """
    return "\n".join(_lines(data, "")) + "\n"


def _lines(table: Mapping[str, Any], path: str) -> Iterator[str]:
    """The plain keys of a table first, as TOML asks, then the tables in it."""
    inner = {key: value for key, value in table.items() if _is_table(value) or _are_tables(value)}
    yield from (f"{_key(key)} = {_value(value)}" for key, value in table.items() if key not in inner)
    for key, value in inner.items():
        where = f"{path}.{_key(key)}" if path else _key(key)
        for each in [value] if _is_table(value) else value:
            yield ""
            yield f"[{where}]" if _is_table(value) else f"[[{where}]]"
            yield from _lines(each, where)


def _is_table(value: object) -> bool:
    return isinstance(value, Mapping)


def _are_tables(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(map(_is_table, value))


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else _text(key)


def _text(text: str) -> str:
    """A text in quotes: the escapes of JSON are escapes of TOML, which has one more character to hide."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _value(value: Any) -> str:
    """A value on one line; a long list takes a line for each element."""
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(key)} = {_value(each)}" for key, each in value.items()) + " }"
    if isinstance(value, list):
        parts = [_value(each) for each in value]
        inline = f"[{', '.join(parts)}]"
        return inline if len(inline) <= _LONGEST_INLINE else "[\n" + "".join(f"  {part},\n" for part in parts) + "]"
    return _text(value) if isinstance(value, str) else json.dumps(value)
