"""The guard: no sum passes 64 bits unnoticed, and no gap is counted as nothing, on whatever engine."""

from __future__ import annotations

from typing import Any

import narwhals.stable.v2 as nw

from receivables.adapters.frames.entry import Frame
from receivables.adapters.frames.minor_units import LARGEST
from receivables.errors import InvalidValueError

WORDS = "an amount, day or currency is missing or wrong, or a sum is too large"
"""What a lazy engine says when the result is collected; it puts words of its own around these."""


def size(minor: nw.Expr) -> nw.Expr:
    """How large an amount is, as a float: a sum of floats cannot wrap."""
    return (minor / 1).abs()  # a division, because Arrow refuses to multiply or cast what is not exact as a float


def guarded(frame: Frame, value: str, guard: str, *, limit: int = LARGEST, missing: str | None = None) -> Frame:
    """The frame without its guard; refused where the guard reaches the limit or ``missing`` is empty.

    An eager frame is refused here. A lazy one is not collected: it gets an expression that fails when it is.
    """
    if isinstance(frame, nw.DataFrame):
        if len(frame) and frame[guard].max() >= limit:
            raise InvalidValueError(value, f"amounts whose sizes sum to less than {limit} minor units", None)
        if missing is not None and frame[missing].null_count():
            raise InvalidValueError(missing, "filled in every row", None)
        return frame.drop(guard)
    wrong = nw.col(guard) >= limit
    if missing is not None:
        wrong = wrong | nw.col(missing).is_null()
    return frame.with_columns(_or_fail(frame, wrong, nw.col(value)).alias(value)).drop(guard)


def _or_fail(frame: nw.LazyFrame[Any], wrong: nw.Expr, value: nw.Expr) -> nw.Expr:
    """The value, or a failure when the frame is collected: words are cast to a number, which no engine does."""
    words = nw.when(wrong).then(nw.lit(WORDS))
    if frame.implementation.is_dask():  # where a column of numbers has no gaps
        return value + words.otherwise(nw.lit("0")).cast(nw.Int64)
    return nw.coalesce(words.cast(nw.Int64), value)
