"""Aging of frames: the buckets of a scheme as cut-off days, so that each bucket is a comparison of two dates."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import cast

from narwhals.stable.v2.typing import IntoFrameT

from receivables.adapters.frames.balances import GUARD, OPEN, PLACE, Book, Rows, summed
from receivables.adapters.frames.columns import COLUMNS, Columns
from receivables.adapters.frames.cuts import days_reached, named
from receivables.adapters.frames.days import DayColumn
from receivables.adapters.frames.entry import as_names
from receivables.adapters.frames.guard import finished
from receivables.aging import Aging
from receivables.checks import of_kind
from receivables.errors import InvalidValueError

_BUCKET = "bucket"


def age(
    invoices: IntoFrameT,
    *,
    as_of: date,
    policy: Aging = Aging(),  # noqa: B008 (a value that never changes)
    payments: IntoFrameT | None = None,
    by: Iterable[str] = ("customer",),
    columns: Columns = COLUMNS,
    floats: str = "refuse",
) -> IntoFrameT:
    """What is open, by bucket, currency and the columns of ``by``; the frame that comes back is of the kind that came.

    ``invoices`` are rows with what is ``open`` of them. With ``payments``, they have their ``amount`` instead, and what
    was paid of a document through ``as_of`` is taken off: a row a document, and a payment of a document that is not
    among them settles nothing. A negative amount is a credit; an invoice that was paid too much is negative as well.
    Rows issued after ``as_of`` are left out. ``floats`` is ``"refuse"``, or ``"nearest"``: the nearest minor unit.

    The result has the columns of ``by``, the currency, ``bucket`` (its label) and ``open`` in whole minor units, a row
    for each group that has something open, in no particular order.

    Raises :class:`~receivables.errors.InvalidValueError` for columns that are missing or of another kind, for empty
    cells, what is no currency and too many digits, and for groups whose amounts reach 2**62 minor units. What can only
    be seen when a lazy frame is collected makes its engine fail then.

    >>> import pyarrow as pa
    >>> invoices = pa.table({
    ...     "customer": ["C-104", "C-104"], "currency": ["EUR", "EUR"], "open": [100_000, -2_500],
    ...     "issued_on": [date(2026, 1, 15)] * 2, "due_on": [date(2026, 2, 14), date(2026, 3, 20)],
    ... })
    >>> for row in age(invoices, as_of=date(2026, 3, 31)).to_pylist():
    ...     print(row)
    {'customer': 'C-104', 'currency': 'EUR', 'bucket': '31-60', 'open': 100000}
    {'customer': 'C-104', 'currency': 'EUR', 'bucket': '1-30', 'open': -2500}
    """
    of_kind("policy", Aging, "an Aging scheme, such as .aging of a CreditPolicy", policy)
    book = Book.of(invoices, payments, as_of=as_of, columns=columns, floats=floats)
    groups = as_names("by", by, (_BUCKET, "open"))
    keys = tuple(dict.fromkeys([*groups, columns.currency]))
    rows = book.rows(keys)
    placed = rows.placed(days_reached(rows.frame, _base(policy, rows), _firsts(policy), as_of))
    sums = summed(placed, [*keys, PLACE])
    label = named(sums, PLACE, tuple(bucket.label for bucket in policy.buckets)).alias(_BUCKET)
    aged = finished(sums, keys, {"open": OPEN}, label, guard=GUARD, currency=columns.currency)
    return cast("IntoFrameT", aged.to_native())


def _firsts(policy: Aging) -> tuple[int, ...]:
    """The first days of the buckets, but for the one that has none."""
    return tuple(bucket.first for bucket in policy.buckets if bucket.first is not None)


def _base(policy: Aging, rows: Rows) -> DayColumn:
    """The days from which the scheme counts."""
    if policy.basis == "due":
        return rows.due
    if rows.issued is None:
        raise InvalidValueError("columns", "with a column of issue days for a scheme that counts from them")
    return rows.issued
