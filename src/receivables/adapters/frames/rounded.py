"""Rounding by name as an expression on whole numbers of at least 0."""

from __future__ import annotations

from collections.abc import Callable

import narwhals.stable.v2 as nw

from receivables.errors import InvalidValueError
from receivables.rounding import Rounding

# Where a half goes up, half of the divisor is added; where it goes down, a little less.
_ADDED: dict[Rounding, Callable[[int], int]] = {
    Rounding.HALF_UP: lambda below: below // 2,
    Rounding.HALF_CEILING: lambda below: below // 2,
    Rounding.HALF_EVEN: lambda below: below // 2,
    Rounding.HALF_DOWN: lambda below: below // 2 - 1,
    Rounding.HALF_FLOOR: lambda below: below // 2 - 1,
    Rounding.UP: lambda below: below - 1,
    Rounding.CEILING: lambda below: below - 1,
    Rounding.DOWN: lambda _: 0,
    Rounding.FLOOR: lambda _: 0,
}


def rounded(above: nw.Expr, below: int, mode: Rounding, engine: nw.Implementation) -> nw.Expr:
    """What ``above`` (at least 0, empty nowhere) over an even ``below`` rounds to.

    Raises :class:`~receivables.errors.InvalidValueError` for the two modes that no interest is rounded by.
    """
    if mode not in _ADDED:
        raise InvalidValueError("rounding", "one of " + ", ".join(each.value for each in _ADDED), mode)
    raised = above + _ADDED[mode](below)
    whole = quotient(raised, below, engine)
    if mode is not Rounding.HALF_EVEN:
        return whole
    is_half, is_odd = raised == whole * below, whole != quotient(whole, 2, engine) * 2
    return whole - _one_where(is_half & is_odd)


def quotient(above: nw.Expr, below: int, engine: nw.Implementation) -> nw.Expr:
    """The whole number of times that ``below`` is in ``above``.

    SQLFrame and Spark divide as floats, which may be one too many or too few for large numbers: that is put right.
    """
    near = (above // below).cast(nw.Int64)
    if not (engine.is_sqlframe() or engine.is_spark_like()):
        return near
    left = above - near * below
    return near + _one_where(left >= below) - _one_where(left < 0)


def _one_where(condition: nw.Expr) -> nw.Expr:
    """1 or 0: not every engine makes numbers of what is true or false."""
    return nw.when(condition).then(nw.lit(1, dtype=nw.Int64)).otherwise(nw.lit(0, dtype=nw.Int64))
