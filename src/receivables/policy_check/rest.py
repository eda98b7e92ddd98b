"""What is left of a document without that which keeps it from being loaded, so that the rest can be checked as well."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from typing import Any, NamedTuple

from receivables.errors import PolicyProblem

_PART = re.compile(r"\[\d+\]|[^.\[\]]+")
UNNAMED = "unnamed"


class Rest(NamedTuple):
    """A document without the places in ``removed``, and which place of the whole each table of a list had.

    >>> rest_of({"a": [{"b": 1}, {"b": 2}]}, {"a[0]"}).place("a[0].b")
    'a[1].b'
    """

    data: dict[str, Any]
    removed: frozenset[str]
    places: dict[str, str]

    def place(self, path: str) -> str:
        """The path in the whole document of a path in the rest."""
        here = whole = ""
        for part in _PART.findall(path):
            step = part if part.startswith("[") or not here else f".{part}"
            here, whole = here + step, whole + step
            whole = self.places.get(here, whole)
        return whole

    def is_gone(self, path: str) -> bool:
        """Whether a path of the whole is, or is in, what was removed: what stands there is a default."""
        return any(around in self.removed for around in _around(path))


def rest_of(data: dict[str, Any], removed: Collection[str]) -> Rest:
    """A document without some places, named by their paths; a name is replaced, and made where there is none."""
    places: dict[str, str] = {}
    left = _without(data, "", "", frozenset(removed), places)
    return Rest(left, frozenset(removed), places)


def _without(value: Any, here: str, whole: str, removed: frozenset[str], places: dict[str, str]) -> Any:
    if isinstance(value, dict):
        found = {}
        for key, each in value.items():
            inner, outer = (f"{path}.{key}" if path else key for path in (here, whole))
            if outer not in removed:
                found[key] = _without(each, inner, outer, removed, places)
        if (f"{whole}.name" if whole else "name") in removed:
            found["name"] = UNNAMED
        return found
    if isinstance(value, list) and any(isinstance(each, dict) for each in value):
        kept = [place for place in range(len(value)) if f"{whole}[{place}]" not in removed]
        places |= {f"{here}[{new}]": f"{whole}[{old}]" for new, old in enumerate(kept)}
        return [
            _without(value[old], f"{here}[{new}]", f"{whole}[{old}]", removed, places) for new, old in enumerate(kept)
        ]
    return value


def narrow(problems: Iterable[Exception]) -> set[str]:
    """The places to leave out at first: an unknown key alone, else the table of a list in which something is wrong."""
    return {place for each in problems if (place := _narrow(each, getattr(each, "path", "")))}


def _narrow(problem: Exception, path: str) -> str:
    last = _PART.findall(path)[-1:]
    if isinstance(problem, PolicyProblem) and last == [problem.value]:
        return path
    tables = [around for around in _around(path) if around.endswith("]") and around != path]
    return next(iter(tables), "")


def wide(problems: Iterable[Exception]) -> set[str]:
    """The places to leave out where that did not help: the slots of a policy, the amendments of a book."""
    return {place for each in problems if (place := _wide(getattr(each, "path", "")))}


def _wide(path: str) -> str:
    parts = _PART.findall(path)
    if parts[:1] == ["policy"] and len(parts) > 1:
        return f"policy.{parts[1]}"
    return "".join(parts[:2]) if parts[1:2] and parts[1].startswith("[") else "".join(parts[:1])


def _around(path: str) -> Iterator[str]:
    """A path, and those of the tables and lists around it, the innermost first."""
    while path:
        yield path
        path = re.sub(r"(?:\.[^.\[]*|\[\d+\]|^[^.\[]*)$", "", path)
