"""Days late as comparisons with cut-off days, which every engine knows, and names for how many were passed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import narwhals.stable.v2 as nw

from receivables.adapters.frames.entry import Entry


def days_reached(entry: Entry, name: str, base: nw.Expr, days: Sequence[int], as_of: date) -> nw.Expr:
    """How many of ``days`` have passed on ``as_of`` since the day in ``base``, of the kind of the column ``name``."""
    kind = nw.Int8 if len(days) < 2**7 else nw.Int16
    return _sum([_reached(entry, name, base, each, as_of).cast(kind) for each in days])


def _reached(entry: Entry, name: str, base: nw.Expr, days: int, as_of: date) -> nw.Expr:
    """Whether so many days have passed: the base is before the day after the last one that is early enough."""
    first = as_of.toordinal() - days + 1
    if first <= date.min.toordinal():
        return base.is_null() & ~base.is_null()
    if first > date.max.toordinal():
        return base.is_null() | ~base.is_null()
    return base < entry.literal(name, date.fromordinal(first))


def _sum(parts: Sequence[nw.Expr]) -> nw.Expr:
    """A sum in halves: engines that read the terms one inside another allow only so many."""
    if len(parts) == 1:
        return parts[0]
    half = len(parts) // 2
    return _sum(parts[:half]) + _sum(parts[half:])


def named(place: nw.Expr, names: Sequence[str | None]) -> nw.Expr:
    """The name at a place, counted from 0."""
    return halved([nw.lit(name, dtype=nw.String) for name in names], lambda middle: place < middle)


def halved(leaves: Sequence[nw.Expr], below: Callable[[int], nw.Expr], first: int = 0) -> nw.Expr:
    """One of several, found in halves: ``below`` tells whether a row is before a place; that of the first is given."""
    if len(leaves) == 1:
        return leaves[0]
    half = len(leaves) // 2
    left, right = halved(leaves[:half], below, first), halved(leaves[half:], below, first + half)
    return nw.when(below(first + half)).then(left).otherwise(right)
