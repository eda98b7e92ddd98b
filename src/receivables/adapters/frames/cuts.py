"""Days late as comparisons with cut-off days, which every engine knows, and names for how many were passed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

import narwhals.stable.v2 as nw

from receivables.adapters.frames.days import DayColumn
from receivables.adapters.frames.entry import Frame, column_of


def days_reached(frame: Frame, base: DayColumn, days: tuple[int, ...], as_of: date) -> Any:
    """How many of ``days`` have passed on ``as_of`` since the day in ``base``; a column of the frame."""
    # PostgreSQL makes no smaller numbers of what is true or false.
    kind = nw.Int32 if frame.implementation.is_ibis() or len(days) > 100 else nw.Int8
    own = column_of(frame, base.name)
    return _sum(days, lambda each: _reached(base, own, each, as_of).cast(kind))


def _reached(base: DayColumn, own: Any, days: int, as_of: date) -> Any:
    """Whether so many days have passed: the base is before the day after the last one that is early enough."""
    first = as_of.toordinal() - days + 1
    if first <= date.min.toordinal():
        return own.is_null() & ~own.is_null()
    if first > date.max.toordinal():
        return own.is_null() | ~own.is_null()
    return base.before(date.fromordinal(first), own)


def _sum(days: Sequence[int], term: Callable[[int], Any]) -> Any:
    """A sum in halves: engines that read the terms one inside another allow only so many, and cells take room."""
    if len(days) == 1:
        return term(days[0])
    half = len(days) // 2
    return _sum(days[:half], term) + _sum(days[half:], term)


def named(frame: Frame, place: str, names: tuple[str | None, ...], *, first: int = 0) -> Any:
    """The name of the number in the column ``place``, of which ``first`` is the lowest; a column of the frame.

    An eager engine looks it up; a lazy one would have to be told what to do where there is no number.
    """
    if isinstance(frame, nw.DataFrame) and len(frame):
        numbers = list(range(first, first + len(names)))
        return column_of(frame, place).replace_strict(numbers, list(names), return_dtype=nw.String)
    return _named_in_halves(place, names, first)


@lru_cache(maxsize=64)
def _named_in_halves(place: str, names: tuple[str | None, ...], first: int) -> nw.Expr:
    return halved([nw.lit(name) for name in names], lambda middle: nw.col(place) < middle + first)


def halved(leaves: Sequence[nw.Expr], below: Callable[[int], nw.Expr], first: int = 0) -> nw.Expr:
    """One of several, found in halves: ``below`` tells whether a row is before a place; that of the first is given."""
    if len(leaves) == 1:
        return leaves[0]
    half = len(leaves) // 2
    left, right = halved(leaves[:half], below, first), halved(leaves[half:], below, first + half)
    return nw.when(below(first + half)).then(left).otherwise(right)
