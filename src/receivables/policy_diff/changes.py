"""The comparison: two canonical documents, walked together."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from receivables.catalogue import canonical, dump

NOTHING = object()
"""What is not there."""


class PolicyChange(NamedTuple):
    """One difference: the ``path`` in the document, and how its value is written ``before`` and ``after``.

    ``None``: there is none. A table is written by its name or kind.

    >>> print(PolicyChange("ladder.steps[reminder].days", "5", "7"))
    ladder.steps[reminder].days: was 5, is now 7
    >>> print(PolicyChange("ladder.steps[call]", None, 'call (days 30, channel "phone")'))
    ladder.steps[call]: new: call (days 30, channel "phone")
    """

    path: str
    before: str | None
    after: str | None

    def __str__(self) -> str:
        if self.before is None:
            return f"{self.path}: new: {self.after}"
        if self.after is None:
            return f"{self.path}: gone: {self.before}"
        return f"{self.path}: was {self.before}, is now {self.after}"


def policy_diff(before: Any, after: Any) -> tuple[PolicyChange, ...]:
    """What is different between two policies, in the order of the first and then of the second.

    Steps, rules and rows that have a name, a segment or a kind of their own are compared under it, others by their
    place. A field at its default is compared by the default. There is no difference exactly where the fingerprints are
    equal.

    Raises :class:`~receivables.errors.InvalidValueError` for a policy that cannot be saved.

    >>> from receivables import Ladder, Step
    >>> steps = [Step("reminder", days=5, channel="email"), Step("final demand", days=30, channel="letter")]
    >>> for change in policy_diff(Ladder(steps), Ladder(steps[1:], review_days=3)):
    ...     print(change)
    steps[reminder]: gone: reminder (days 5, channel "email")
    review_days: was 7, is now 3
    """
    short = [json.loads(canonical(each)) for each in (before, after)]
    return tuple(_compared(short[0], short[1], dump(before), dump(after), ""))


def _compared(left: Any, right: Any, whole_left: Any, whole_right: Any, path: str) -> Iterator[PolicyChange]:
    """Two values that may differ, each in the canonical form and in full."""
    if left == right:
        return
    if NOTHING in (left, right) and _kind(whole_left) == _kind(whole_right) != "":
        left, right = whole_left, whole_right  # one is a default, of the same kind: tell the fields apart
    left, right = _or_none(left, whole_left), _or_none(right, whole_right)
    if isinstance(left, dict) and isinstance(right, dict) and left.get("kind") == right.get("kind"):
        for key in dict.fromkeys([*whole_left, *whole_right, *left, *right]):
            here, there = (each.get(key, NOTHING) for each in (left, right))
            before, after = (each.get(key, NOTHING) for each in (whole_left, whole_right))
            yield from _compared(here, there, before, after, f"{path}.{key}" if path else key)
    elif _is_named(left) and _is_named(right):
        yield from _lists(left, right, whole_left, whole_right, path)
    else:
        yield PolicyChange(path or "document", _written(left, whole_left), _written(right, whole_right))


def _or_none(value: Any, whole: Any) -> Any:
    """A list that is left out because it has no elements, as that."""
    return [] if value is NOTHING and whole == [] else value


def _is_named(value: Any) -> bool:
    """Whether it is a list whose elements can be called by names; one without elements can."""
    return isinstance(value, list) and (not value or bool(_names(value)))


def _kind(value: Any) -> str:
    return str(value.get("kind", "")) if isinstance(value, Mapping) else ""


def _lists(left: list[Any], right: list[Any], whole_left: Any, whole_right: Any, path: str) -> Iterator[PolicyChange]:
    """Two lists of tables, by the names of these; and their order, where that is all that changed."""
    names, others = _names(left), _names(right)
    sides = [dict(zip(key, value, strict=True)) for key, value in ((names, left), (others, right))]
    whole = [dict(zip(key, value, strict=True)) for key, value in ((names, whole_left), (others, whole_right))]
    for name in dict.fromkeys([*names, *others]):
        (here, there), (before, after) = ([each.get(name, NOTHING) for each in pair] for pair in (sides, whole))
        yield from _compared(here, there, before, after, f"{path}[{name}]")
    kept = [name for name in names if name in others]
    moved = [name for name in others if name in names]
    if kept != moved:
        yield PolicyChange(path, f"in the order {', '.join(kept)}", f"in the order {', '.join(moved)}")


def _names(values: list[Any]) -> list[str]:
    """A name for each table of a list, where each has one of its own: a name, a segment or a kind, and its number."""
    if not values or not all(isinstance(each, Mapping) for each in values):
        return []
    for key in ("name", "segment", "measure"):
        found = [each.get(key) for each in values]
        if all(isinstance(each, str) for each in found) and len(set(found)) == len(found):
            return [str(each) for each in found]
    kinds = [str(each.get("kind", "")) for each in values]
    if not all(kinds):
        return []
    return [
        f"{kind} {kinds[:place].count(kind) + 1}" if kinds.count(kind) > 1 else kind for place, kind in enumerate(kinds)
    ]


def _written(value: Any, whole: Any) -> str | None:
    """A value in words: that of the canonical form, or the default that it leaves out; ``None`` for none at all."""
    found = whole if value is NOTHING else value
    if found is NOTHING:
        return None
    if isinstance(found, Mapping):
        head = str(found.get("name") or found.get("kind") or "")
        in_order = sorted(found, key=list(whole).index) if isinstance(whole, Mapping) else list(found)
        told = [key for key in in_order if key not in ("name", "kind", "version")]
        rest = [f"{key} {_written(found[key], _inner(whole, key))}" for key in told]
        return f"{head} ({', '.join(rest)})".strip() if rest else head or "{}"
    if isinstance(found, list):
        return "[" + ", ".join(str(_written(each, _inner(whole, place))) for place, each in enumerate(found)) + "]"
    return json.dumps(found, ensure_ascii=False)


def _inner(whole: Any, key: Any) -> Any:
    """What stands at a key of the full form."""
    return whole[key] if isinstance(whole, Mapping | list) else NOTHING
