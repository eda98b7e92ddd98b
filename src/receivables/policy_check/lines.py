"""On which line each key of a document stands: a walk over its marks, as the parsers of TOML and JSON do not say.

It is asked only about documents that could be parsed, so it need not know what is wrong in TOML, only what is where.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import NamedTuple

_TOKEN = re.compile(
    r"""
      (?P<long> \"{3} (?:\\[\s\S] | (?!\"{3}) [^\\])*+ \"{3,5} | '{3} (?:(?!'{3}) [\s\S])*+ '{3,5} )
    | (?P<text> \"(?:\\. | [^\"\\\n])*+\" | '[^'\n]*+' )
    | (?P<comment> \#[^\n]*+ )
    | (?P<newline> \n )
    | (?P<plain> \[ (?: [^\[\]{}\"'\#\n] | \"[^\"\\\n]*+\" | '[^'\n]*+' )*+ \] )
    | (?P<mark> [\[\]{},=:.] )
    | (?P<bare> [^\s\[\]{},=:.\"'\#]++ )
    """,
    re.VERBOSE,
)
# A plain list on one line is one token: its elements stand where it does, and there may be a hundred thousand.
_OF_HEADER = re.compile(r"""\"[^\"]*\"|'[^']*'|[\[\].]|[^\s\[\].\"']+""")
_LAST_PART = re.compile(r"\.[^.\[]*$|\[\d+\]$|^[^.\[]*$")


class Place(NamedTuple):
    """A table, list or inline table that is being read: its path, and the number of the element in a list."""

    path: str
    opened: str
    number: int = 0


def lines_of(text: str, *, format: str = "toml") -> dict[str, int]:  # noqa: A002
    """The line of every key in a document that can be parsed, and of the elements of lists over several lines, by path.

    >>> lines_of('kind = "ladder"' + chr(10) + '[[steps]]' + chr(10) + 'days = 5')
    {'kind': 1, 'steps': 2, 'steps[0]': 2, 'steps[0].days': 3}
    """
    scan = _Scan(format)
    line = 1
    for found in _TOKEN.finditer(text):
        scan.take(str(found.lastgroup), found[0], line)
        line += found[0].count("\n")
    return scan.lines


def line_at(lines: Mapping[str, int], path: str) -> int:
    """The line of a path, or of the nearest table around it; the first one where there is none.

    >>> line_at({"ladder": 3, "ladder.steps[0]": 5}, "ladder.steps[0].days")
    5
    """
    while path and path not in lines:
        path = _LAST_PART.sub("", path)
    return lines.get(path, 1)


class _Scan:
    """What has been read so far: where we are, and which part of a statement comes next."""

    def __init__(self, format_: str) -> None:
        self.lines: dict[str, int] = {}
        self.json = format_ == "json"
        self.places = [Place("", "table")]
        self.expects = "value" if self.json else "key"
        self.parts: list[str] = []
        self.path = ""
        self.base = ""
        self.many = False
        self.counts: dict[str, int] = {}

    def take(self, group: str, sign: str, line: int) -> None:
        """One sign, by what is expected."""
        if group == "newline":
            self.end_of_line()
        elif group == "plain" and self.expects != "value":  # no list on one line, but a header
            for part in _OF_HEADER.findall(sign):
                self.take("", part, line)
        elif group != "comment":
            getattr(self, f"{self.expects}_is")(sign, line)

    def end_of_line(self) -> None:
        """A statement ends with its line, unless it stands in a list or an inline table."""
        if len(self.places) == 1 and not self.json:
            self.expects, self.parts = "key", []

    def key_is(self, sign: str, line: int) -> None:
        """A part of a key, or the beginning of a header."""
        if sign == "[":
            self.expects, self.parts, self.many = "header", [], False
        elif sign in "=:":
            self.path = self.noted(self.around(), self.parts, line)
            self.expects, self.parts = "value", []
        elif sign == "}":
            self.close()
        elif sign not in ".,":
            self.parts.append(self.plain(sign))

    def header_is(self, sign: str, line: int) -> None:
        """A part of ``[a.b]`` or ``[[a.b]]``."""
        if sign == "[":
            self.many = True
        elif sign == "]":
            self.base = self.table(line)
            self.expects = "done"
        elif sign != ".":
            self.parts.append(self.plain(sign))

    def table(self, line: int) -> str:
        """The path of a header: of lists of tables, the last element is meant, and a new one in double brackets."""
        path = ""
        for place, part in enumerate(self.parts):
            path = _join(path, part)
            self.lines.setdefault(path, line)
            if self.many and place == len(self.parts) - 1:
                self.counts[path] = self.counts.get(path, -1) + 1
            if path in self.counts:
                path = f"{path}[{self.counts[path]}]"
                self.lines.setdefault(path, line)
        return path

    def value_is(self, sign: str, line: int) -> None:
        """The beginning of a value."""
        if sign == "]":
            self.close()
            return
        if self.path:
            self.lines.setdefault(self.path, line)
        if sign == "[":
            self.places.append(Place(self.path, "list"))
            self.path = f"{self.path}[0]"
        elif sign == "{":
            self.places.append(Place(self.path, "inline"))
            self.expects = "key"
        else:
            self.expects = "done"

    def done_is(self, sign: str, _line: int) -> None:
        """What comes after a value: the rest of a number, a comma, or the end of what it stands in."""
        place = self.places[-1]
        if sign in "]}":
            self.close()
        elif sign == "," and place.opened == "list":
            self.places[-1] = place._replace(number=place.number + 1)
            self.path = f"{place.path}[{place.number + 1}]"
            self.expects = "value"
        elif sign == "," and place.opened == "inline":
            self.expects, self.parts = "key", []

    def close(self) -> None:
        """The end of a list or an inline table; the second bracket of a header closes nothing."""
        if len(self.places) > 1:
            self.places.pop()
        self.expects = "done"

    def around(self) -> str:
        """The path of the table in which a key stands."""
        return self.places[-1].path if len(self.places) > 1 else self.base

    def noted(self, path: str, parts: list[str], line: int) -> str:
        """The path of a key, which may have dots, with its line."""
        for part in parts:
            path = _join(path, part)
            self.lines.setdefault(path, line)
        return path

    def plain(self, sign: str) -> str:
        """A part of a key without its quotes."""
        if sign[0] not in "\"'":
            return sign
        return str(json.loads(sign) if self.json else tomllib.loads(f"key = {sign}")["key"])


def _join(path: str, part: str) -> str:
    return f"{path}.{part}" if path else part


def lines_with_error(message: str) -> Iterator[int]:
    """The line that a parser names in its message, if it does.

    >>> list(lines_with_error("Invalid value (at line 3, column 5)"))
    [3]
    """
    found = re.search(r"\bline ([0-9]{1,9})\b", message)
    if found:
        yield int(found[1])
