"""Kinds of policy that other distributions bring, by entry points of the group ``receivables.policies``.

The name of an entry point is the kind, its object the class. They are looked at when a document names a kind that the
catalogue does not hold, and then only that one is imported. Nothing is kept: what is installed is asked each time.

This is the one place in the core that looks at the environment, for what is installed is a part of it; the variable
``RECEIVABLES_NO_PLUGINS`` switches the search off.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import attrs

from receivables.catalogue.schemas import hints_of
from receivables.errors import PluginError

if TYPE_CHECKING:
    from importlib.metadata import Distribution, EntryPoint

    _Broken = tuple[Distribution, Exception]

GROUP = "receivables.policies"
"""The group of entry points in which a distribution names its kinds."""

SWITCH = "RECEIVABLES_NO_PLUGINS"
"""The environment variable that switches plugins off; ``0`` is the same as not set."""

_Made = TypeVar("_Made")
_Given = ParamSpec("_Given")
_CLASS = re.compile(r"\w+(?:\.\w+)*\s*:\s*\w+(?:\.\w+)*\s*(?:\[.*\])?")


def _entries(kind: str | None = None) -> tuple[EntryPoint, ...]:
    """The entry points of all distributions, or those of a ``kind``.

    Somebody's entry points may be such that nobody can read them. Of distributions that have nothing to do with this
    library that is passed over; where one might bring the kind, it is told.
    """
    if os.environ.get(SWITCH, "0") not in ("", "0"):
        return ()
    # Imported when a kind is first looked for: importing it takes longer than most of what a program does before.
    from importlib.metadata import distributions, entry_points  # noqa: PLC0415

    try:
        found = tuple(entry_points(group=GROUP))
    except Exception:  # of any distribution
        found, broken = _one_by_one(distributions())
        if kind and broken and kind not in {entry.name for entry in found}:
            distribution, error = broken[0]
            reason = f"its entry points, which may name this kind, cannot be read ({type(error).__name__}: {error})"
            raise PluginError(kind, *_owner(distribution), reason) from error
    return tuple(entry for entry in found if kind in (None, entry.name))


def _one_by_one(distributions: Iterable[Distribution]) -> tuple[tuple[EntryPoint, ...], list[_Broken]]:
    """The entry points that can be read, and the distributions whose own cannot be; the first of a name counts."""
    found: list[EntryPoint] = []
    broken: list[_Broken] = []
    seen: set[str] = set()
    for each in distributions:
        name = _owner(each)[0]
        if name not in seen:
            try:
                found += [entry for entry in each.entry_points if entry.group == GROUP]
            except Exception as error:
                broken += [(each, error)] if _names_us(each) else []
            seen.add(name)
    return tuple(found), broken


def _names_us(distribution: Distribution) -> bool:
    try:
        return GROUP in (distribution.read_text("entry_points.txt") or "")
    except UnicodeDecodeError:  # it may
        return True


def claimed_kinds() -> set[str]:
    """The kinds that installed distributions claim to bring; none of them is imported."""
    return {entry.name for entry in _entries()}


def found(kind: str) -> Any:
    """The class of a kind that a distribution brings, or ``None``.

    Raises :class:`~receivables.errors.PluginError` for a distribution whose class cannot be used, and for two that
    claim the same kind.
    """
    entries = _entries(kind)
    owners = sorted({_owner(entry.dist)[0] for entry in entries})
    if len(entries) > 1:
        reason = f"{len(entries)} entry points claim this kind: uninstall all but one, or set {SWITCH}=1"
        raise PluginError(kind, " and ".join(owners), "", reason)
    return _loaded(entries[0]) if entries else None


def _owner(distribution: Distribution | None) -> tuple[str, str]:
    """The name of a distribution, and its version."""
    try:
        name, version = (distribution.name, distribution.version) if distribution else ("", "")
    except Exception:  # without metadata, or with some that cannot be read
        name = version = ""
    return name or "a distribution without a name", version or ""


def _loaded(entry: EntryPoint) -> Any:
    """The class behind an entry point, if it is one that a document can be read as."""
    if not _CLASS.fullmatch(entry.value):
        raise PluginError(
            entry.name, *_owner(entry.dist), f"{entry.value!r} is no class in a module, like 'rules:Late'"
        )
    cls: Any = guarded(entry.name, entry.load, "importing it")
    if not isinstance(cls, type) or not attrs.has(cls):
        reason = f"{entry.value} is no attrs class"
    elif getattr(cls, "kind", None) != entry.name:
        reason = f"{entry.value} is of the kind {getattr(cls, 'kind', None)!r}"
    elif type(getattr(cls, "version", None)) is not int:
        reason = f"{entry.value} has no version, like 1"
    else:
        guarded(entry.name, lambda: hints_of(cls), "looking up its annotations")
        return cls
    raise PluginError(entry.name, *_owner(entry.dist), reason)


def guarded(kind: str, make: Callable[[], _Made], what: str) -> _Made:
    """What the code of a plugin makes; whatever it raises, its end of the program too, is told as its own fault."""
    try:
        return make()
    except PluginError:
        raise
    except (Exception, SystemExit) as error:
        owner = next((_owner(entry.dist) for entry in _entries(kind)), ("", ""))
        raise PluginError(kind, *owner, f"{what} raised {type(error).__name__}: {error}") from error


def placed(path: str, make: Callable[_Given, _Made], *given: _Given.args, **named: _Given.kwargs) -> _Made:
    """What is made for a place of a document; a plugin that cannot be used is told with the place."""
    try:
        return make(*given, **named)
    except PluginError as error:
        error.path = error.path or path
        raise
