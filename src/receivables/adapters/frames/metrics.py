"""Figures of customers on frames: sums whose ratios are exact."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, cast

import narwhals.stable.v2 as nw
from narwhals.stable.v2.typing import IntoFrameT

from receivables.adapters.frames.balances import DOCUMENT, DUE, GUARD, ISSUED, PAID, PAID_ON, Book, Rows, joined_to
from receivables.adapters.frames.columns import COLUMNS, Columns
from receivables.adapters.frames.entry import Entry, Frame, as_names
from receivables.adapters.frames.guard import finished, size
from receivables.adapters.frames.minor_units import LARGEST
from receivables.checks import whole
from receivables.errors import InvalidValueError
from receivables.segments import LONGEST_WINDOW, WINDOW_DAYS

_OPEN, _COUNTED = ("open", "overdue", "overdue_amount_days"), ("counted", "counted_amount_days")


def metrics(
    invoices: IntoFrameT,
    *,
    as_of: date,
    payments: IntoFrameT | None = None,
    by: Iterable[str] = ("customer",),
    columns: Columns = COLUMNS,
    floats: str = "refuse",
    window_days: int = WINDOW_DAYS,
) -> IntoFrameT:
    """What is open and overdue and how late it is, by currency and the columns of ``by``: sums, to be divided.

    ``open`` and ``overdue`` are minor units; ``overdue_amount_days`` are those of each overdue row times its days past
    due. So ``overdue / open`` is the share overdue, and ``overdue_amount_days / overdue`` the days past due, weighted
    by amount. They stay whole numbers, because a ratio of groups is no sum of ratios, and floats are not exact.

    With ``payments``, ``counted`` is what was paid in the last ``window_days`` days and what is overdue now, and
    ``counted_amount_days / counted`` are the days beyond terms of :class:`~receivables.segments.Behaviour`: from the
    due day (or the issue day, if that is later) to the payment, or so far.

    The arguments and refusals are those of :func:`age`. Groups in which nothing is open or counted have no row.

    >>> import pyarrow as pa
    >>> invoices = pa.table({
    ...     "customer": ["C-104", "C-104"], "currency": ["EUR", "EUR"], "open": [100_000, 300_000],
    ...     "issued_on": [date(2026, 1, 15)] * 2, "due_on": [date(2026, 3, 21), date(2026, 4, 14)],
    ... })
    >>> found = metrics(invoices, as_of=date(2026, 3, 31)).to_pylist()
    >>> found
    [{'customer': 'C-104', 'currency': 'EUR', 'open': 400000, 'overdue': 100000, 'overdue_amount_days': 1000000}]
    >>> found[0]["overdue_amount_days"] / found[0]["overdue"]
    10.0
    """
    whole("window_days", window_days, low=1, high=LONGEST_WINDOW)
    book = Book.of(invoices, payments, as_of=as_of, columns=columns, floats=floats)
    names = _OPEN if book.payments is None else _OPEN + _COUNTED
    keys = tuple(dict.fromkeys([*as_names("by", by, names), columns.currency]))
    lines = _lines_of_rows(book, keys, names)
    if book.payments is not None:
        lines = _both(lines, _lines_of_payments(book, book.payments, keys, window_days))
    sums = lines.group_by(*keys).agg(*(nw.col(own).sum() for own in [*map(_own, names), GUARD]))
    found = finished(sums, keys, {name: _own(name) for name in names}, guard=GUARD, currency=columns.currency)
    return cast("IntoFrameT", found.to_native())


def _own(name: str) -> str:
    """A figure under a name that no column of the user has."""
    return f"_receivables_{name}"


def _whole(value: int) -> nw.Expr:
    return nw.lit(value, dtype=nw.Int64)


def _lines_of_rows(book: Book, keys: tuple[str, ...], names: tuple[str, ...]) -> Frame:
    """What each open row brings to the sums."""
    rows = book.rows(keys)
    _refuse_long(rows, book)
    open_, late = nw.col(rows.open), _whole(0) - rows.due.number(book.as_of)
    overdue = nw.when(late > 0).then(open_).otherwise(_whole(0))
    figures = {"open": open_, "overdue": overdue, "overdue_amount_days": overdue * late}
    if book.payments is not None:
        if rows.issued is not None:
            late = _lesser(late, _whole(0) - rows.issued.number(book.as_of))
        counted = nw.when((late > 0) & (open_ > 0)).then(open_).otherwise(_whole(0))
        figures |= {"counted": counted, "counted_amount_days": counted * late}
    weight = 1 + _lesser(_whole(0), rows.due.number(book.as_of)).abs()
    return _line(rows.frame, keys, {name: figures[name] for name in names}, rows.guard() * (weight / 1))


def _lines_of_payments(book: Book, payments: Entry, keys: tuple[str, ...], window_days: int) -> Frame:
    """What each payment of the window brings to the sums."""
    invoices = book.amounts(keys)
    paid, shared = book.paid_by_then(invoices, payments)
    has_issued = book.columns.issued_on is not None
    known = [*keys, DOCUMENT, DUE, *([ISSUED] if has_issued else [])]
    matched = joined_to(paid, invoices.select(*known), shared, how="inner")
    on, expected = (
        _number(payments, book.columns.paid_on, PAID_ON, book),
        _number(book.invoices, book.columns.due_on, DUE, book),
    )
    stay = nw.col(PAID) > 0
    if book.columns.issued_on is not None:
        issued = _number(book.invoices, book.columns.issued_on, ISSUED, book)
        on, expected = _greater(on, issued), _greater(expected, issued)
        stay = stay & (issued <= 0)
    days = on - expected
    figures = dict.fromkeys(_OPEN, _whole(0)) | {"counted": nw.col(PAID), "counted_amount_days": nw.col(PAID) * days}
    return _line(matched.filter(stay & (on > -window_days)), keys, figures, size(nw.col(PAID)) * ((1 + days.abs()) / 1))


def _line(frame: Frame, keys: tuple[str, ...], figures: dict[str, nw.Expr], guard: nw.Expr) -> Frame:
    """The columns that are summed up, each of one kind wherever the line comes from."""
    sums = (figure.cast(nw.Int64).alias(_own(name)) for name, figure in figures.items())
    return frame.select(*keys, *sums, guard.fill_null(float(LARGEST)).alias(GUARD))


def _number(entry: Entry, name: str, called: str, book: Book) -> nw.Expr:
    """A day as a number: 0 is the day of the question."""
    return entry.as_days(name, called=called).number(book.as_of)


def _refuse_long(rows: Rows, book: Book) -> None:
    """Refuse a delay of so much that the product has no room, where it can be seen."""
    if isinstance(rows.frame, nw.DataFrame) and len(rows.frame):
        amounts, first = rows.frame[rows.open], int(rows.due.ordinals(rows.frame).min())
        largest = max(-int(amounts.min()), int(amounts.max()))
        if largest * (1 + abs(book.as_of.toordinal() - first)) >= LARGEST:
            raise InvalidValueError(book.columns.open, f"amounts and delays whose products are below {LARGEST}")


def _both(left: Any, right: Any) -> Frame:
    """The rows of two frames of a kind."""
    both: Frame = nw.concat([left, right], how="vertical")
    return both


def _lesser(left: nw.Expr, right: nw.Expr) -> nw.Expr:
    return nw.when(left < right).then(left).otherwise(right)


def _greater(left: nw.Expr, right: nw.Expr) -> nw.Expr:
    return nw.when(left > right).then(left).otherwise(right)
