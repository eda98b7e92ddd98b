"""Kinds of policy that other distributions bring, by entry points of the group ``receivables.policies``.

The name of an entry point is the kind, its object the class. They are looked at when a document names a kind that the
catalogue does not hold, and then only that one is imported. Nothing is kept: what is installed is asked each time.

This is the one place in the core that looks at the environment, for what is installed is a part of it; the variable
``RECEIVABLES_NO_PLUGINS`` switches the search off.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import attrs

from receivables.catalogue.schemas import hints_of
from receivables.errors import PluginError

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

GROUP = "receivables.policies"
"""The group of entry points in which a distribution names its kinds."""

SWITCH = "RECEIVABLES_NO_PLUGINS"
"""The environment variable that switches plugins off; ``0`` is the same as not set."""

_Made = TypeVar("_Made")


def _entries() -> tuple[EntryPoint, ...]:
    if os.environ.get(SWITCH, "0") not in ("", "0"):
        return ()
    # Imported when a kind is first looked for: importing it takes longer than most of what a program does before.
    from importlib.metadata import entry_points  # noqa: PLC0415

    return tuple(entry_points(group=GROUP))


def claimed_kinds() -> set[str]:
    """The kinds that installed distributions claim to bring; none of them is imported."""
    return {entry.name for entry in _entries()}


def found(kind: str) -> Any:
    """The class of a kind that a distribution brings, or ``None``.

    Raises :class:`~receivables.errors.PluginError` for a distribution whose class cannot be used, and for two that
    claim the same kind.
    """
    entries = [entry for entry in _entries() if entry.name == kind]
    owners = sorted({_owner(entry)[0] for entry in entries})
    if len(entries) > 1:
        reason = f"{len(entries)} entry points claim this kind: uninstall all but one, or set {SWITCH}=1"
        raise PluginError(kind, " and ".join(owners), "", reason)
    return _loaded(entries[0]) if entries else None


def _owner(entry: EntryPoint) -> tuple[str, str]:
    """The distribution of an entry point, and its version."""
    return ("a distribution without a name", "") if entry.dist is None else (entry.dist.name, entry.dist.version)


def _loaded(entry: EntryPoint) -> Any:
    """The class behind an entry point, if it is one that a document can be read as."""
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
    raise PluginError(entry.name, *_owner(entry), reason)


def guarded(kind: str, make: Callable[[], _Made], what: str) -> _Made:
    """What the code of a plugin makes; whatever it raises, its end of the program too, is told as its own fault."""
    try:
        return make()
    except PluginError:
        raise
    except (Exception, SystemExit) as error:
        owner = next((_owner(entry) for entry in _entries() if entry.name == kind), ("", ""))
        raise PluginError(kind, *owner, f"{what} raised {type(error).__name__}: {error}") from error
