"""Days late as comparisons with cut-off days, which every engine knows, and names for how many were passed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import lru_cache

import narwhals.stable.v2 as nw

from receivables.adapters.frames.days import DayColumn
from receivables.adapters.frames.entry import Frame


def days_reached(frame: Frame, base: DayColumn, days: tuple[int, ...], as_of: date) -> nw.Expr:
    """How many of ``days`` have passed on ``as_of`` since the day in ``base``."""
    return _days_reached(base, days, as_of, wide=frame.implementation.is_ibis() or len(days) > 100)


@lru_cache(maxsize=64)
def _days_reached(base: DayColumn, days: tuple[int, ...], as_of: date, *, wide: bool) -> nw.Expr:
    kind = nw.Int32 if wide else nw.Int8  # PostgreSQL makes no smaller numbers of what is true or false
    return _sum([_reached(base, each, as_of).cast(kind) for each in days])


def _reached(base: DayColumn, days: int, as_of: date) -> nw.Expr:
    """Whether so many days have passed: the base is before the day after the last one that is early enough."""
    first, column = as_of.toordinal() - days + 1, nw.col(base.name)
    if first <= date.min.toordinal():
        return column.is_null() & ~column.is_null()
    if first > date.max.toordinal():
        return column.is_null() | ~column.is_null()
    return base.before(date.fromordinal(first))


def _sum(parts: Sequence[nw.Expr]) -> nw.Expr:
    """A sum in halves: engines that read the terms one inside another allow only so many."""
    if len(parts) == 1:
        return parts[0]
    half = len(parts) // 2
    return _sum(parts[:half]) + _sum(parts[half:])


def named(frame: Frame, place: str, names: tuple[str | None, ...], *, first: int = 0) -> nw.Expr:
    """The name of the number in the column ``place``, of which ``first`` is the lowest.

    An eager engine looks it up; a lazy one would have to be told what to do where there is no number.
    """
    return _named(place, names, first, look_up=isinstance(frame, nw.DataFrame) and len(frame) > 0)


@lru_cache(maxsize=64)
def _named(place: str, names: tuple[str | None, ...], first: int, *, look_up: bool) -> nw.Expr:
    if look_up:
        numbers = list(range(first, first + len(names)))
        return nw.col(place).replace_strict(numbers, list(names), return_dtype=nw.String)
    return halved([nw.lit(name) for name in names], lambda middle: nw.col(place) < middle + first)


def halved(leaves: Sequence[nw.Expr], below: Callable[[int], nw.Expr], first: int = 0) -> nw.Expr:
    """One of several, found in halves: ``below`` tells whether a row is before a place; that of the first is given."""
    if len(leaves) == 1:
        return leaves[0]
    half = len(leaves) // 2
    left, right = halved(leaves[:half], below, first), halved(leaves[half:], below, first + half)
    return nw.when(below(first + half)).then(left).otherwise(right)
