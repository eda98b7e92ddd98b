"""The guard: no sum passes 64 bits unnoticed, and no gap is counted as nothing, on whatever engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import narwhals.stable.v2 as nw

from receivables.adapters.frames.entry import Frame
from receivables.adapters.frames.minor_units import LARGEST
from receivables.currencies import CODE_IN_WORDS, NO_CODE, is_code
from receivables.errors import InvalidValueError

WORDS = "an amount, day or currency is missing or wrong, or a sum is too large"
"""What a lazy engine says when the result is collected; it puts words of its own around these."""


def size(minor: nw.Expr) -> nw.Expr:
    """How large an amount is, as a float: a sum of floats cannot wrap."""
    return (minor / 1).abs()  # a division, because Arrow refuses to multiply or cast what is not exact as a float


def guarded(frame: Frame, value: str, guard: str, *, of: str, limit: int = LARGEST) -> Frame:
    """The frame without its guard, refused where the guard reaches the limit; ``of`` is the column of the user.

    An eager frame is refused here. A lazy one is not collected: it gets an expression that fails when it is.
    """
    if isinstance(frame, nw.DataFrame):
        _refuse_too_large(frame, of, guard, limit)
        return frame.drop(guard)
    return frame.with_columns(_or_fail(frame, nw.col(guard) >= limit, nw.col(value)).alias(value)).drop(guard)


def _refuse_too_large(frame: nw.DataFrame[Any], name: str, guard: str, limit: int = LARGEST) -> None:
    """Refuse an eager frame where the guard reaches the limit."""
    if len(frame) and frame[guard].max() >= limit:
        raise InvalidValueError(name, f"amounts whose sizes sum to less than {limit} minor units")


def finished(
    sums: Frame, keys: Sequence[str], totals: Mapping[str, str], *more: nw.Expr, guard: str, currency: str
) -> Frame:
    """The columns ``keys`` of the sums, what ``more`` says, and under new names the ``totals``, in 64 bits.

    Refused where the guard is too large (a lazy frame always has one), or the column ``currency`` has a gap or what is
    no code, so that a blank behind one parts no group: here, because groups are few and rows are many.
    """
    if isinstance(sums, nw.DataFrame):
        if guard in sums.columns:
            _refuse_too_large(sums, next(iter(totals)), guard)
        for code in sums[currency].unique().to_list():  # few, where groups may be many
            if not is_code(str(code)):
                raise InvalidValueError(currency, f"codes of {CODE_IN_WORDS}, filled in every row", code)
        return sums.select(*keys, *more, *(nw.col(theirs).alias(ours) for ours, theirs in totals.items()))
    no_code = nw.col(currency).cast(nw.String).str.contains(NO_CODE).fill_null(value=True)
    wrong = (nw.col(guard) >= LARGEST) | no_code
    values = (_or_fail(sums, wrong, nw.col(theirs).cast(nw.Int64)).alias(ours) for ours, theirs in totals.items())
    return sums.select(*keys, *more, *values)


def _or_fail(frame: nw.LazyFrame[Any], wrong: nw.Expr, value: nw.Expr) -> nw.Expr:
    """The value, or a failure when the frame is collected: words are cast to a number, which no engine does."""
    words = nw.when(wrong).then(nw.lit(WORDS))
    if frame.implementation.is_dask():  # where a column of numbers has no gaps
        return value + words.otherwise(nw.lit("0")).cast(nw.Int64)
    return nw.coalesce(words.cast(nw.Int64), value)
