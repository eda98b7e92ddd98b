"""Late interest on frames: a running total of the rates, a look-up for each evening, rounded once."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

import narwhals.stable.v2 as nw
from narwhals.stable.v2.typing import IntoFrameT

from receivables.adapters.frames.balances import DOCUMENT, PAID, PAID_ON, Book, joined_to
from receivables.adapters.frames.columns import COLUMNS, Columns
from receivables.adapters.frames.days import DayColumn
from receivables.adapters.frames.entry import Entry, Frame, refuse_ours
from receivables.adapters.frames.guard import guarded, size
from receivables.adapters.frames.minor_units import LARGEST, WRONG
from receivables.adapters.frames.night_totals import NightTotals
from receivables.adapters.frames.rounded import quotient, rounded
from receivables.checks import of_kind
from receivables.errors import InvalidValueError
from receivables.interest import LateInterest, NoInterest
from receivables.statutory import StatutoryInterest

_INTEREST = "interest"
_BEARING, _START, _COST = "_receivables_bearing", "_receivables_start", "_receivables_cost"
_ROW, _LESS, _PARTS, _GUARD = "_receivables_row", "_receivables_less", "_receivables_parts", "_receivables_guard"
_PART = 2**31


def interest(
    invoices: IntoFrameT,
    *,
    as_of: date,
    policy: LateInterest | StatutoryInterest | NoInterest,
    payments: IntoFrameT | None = None,
    columns: Columns = COLUMNS,
    floats: str = "refuse",
) -> IntoFrameT:
    """The frame with a column ``interest``: what has accrued on each row through ``as_of``, in whole minor units.

    Without ``payments``, what is ``open`` of a row has been so since its due day (or its issue, if that is later). With
    them, the rows have their ``amount``, and a payment lowers what bears interest from its day on, as in
    :func:`age`; what was paid beyond an invoice is no payment of it, and is refused. A negative amount bears nothing.

    The policy is one that :class:`~receivables.interest.InterestIndex` takes: simple interest by the day at one rate
    for all claims, over a year of a fixed number of days, rounded once; or :class:`~receivables.interest.NoInterest`.
    The interest is that of :meth:`~receivables.interest.LateInterest.accrue`, to the unit. Eager rows stay in order.

    Raises :class:`~receivables.errors.InvalidValueError` for any other policy, whose fields that are in the way it
    names, and what :func:`age` refuses, and :class:`~receivables.errors.RateNotAvailableError` for days that a table
    does not know (of a lazy frame, if it is the last); what can only be seen when a lazy frame is collected makes its
    engine fail then, as does a delay of more than 50 years.

    >>> import pyarrow as pa
    >>> invoices = pa.table({
    ...     "invoice": ["F-1001"], "currency": ["EUR"], "amount": [100_000],
    ...     "issued_on": [date(2026, 1, 15)], "due_on": [date(2026, 2, 14)],
    ... })
    >>> payments = pa.table({"invoice": ["F-1001"], "paid_on": [date(2026, 2, 20)], "amount": [40_000]})
    >>> found = interest(invoices, as_of=date(2026, 3, 31), policy=LateInterest("8"), payments=payments)
    >>> found["interest"].to_pylist()
    [644]
    """
    simple = _simple(policy)
    book = Book.of(invoices, payments, as_of=as_of, columns=columns, floats=floats)
    if _INTEREST in book.invoices.kinds:
        raise InvalidValueError("invoices", f"a frame without a column {_INTEREST!r}")
    refuse_ours("invoices", book.invoices.kinds)
    frame = _bearing(book)
    totals = NightTotals.of(simple, since=_first(frame, as_of), as_of=as_of)
    frame = _moderate(totals.looked_up(frame, _start(book), _COST), totals, book)
    nights = nw.col(_BEARING) * nw.col(_COST)
    if book.payments is not None:
        frame = _less_paid(book, book.payments, frame, totals)
        nights = nw.when(nw.col(_BEARING) > 0).then(nights - nw.col(_LESS)).otherwise(nw.lit(0, dtype=nw.Int64))
    amount = rounded(nights, totals.below, simple.rounding, frame.implementation)
    kept = frame.with_columns(amount.alias(_INTEREST)).select(*book.invoices.kinds, _INTEREST)
    return cast("IntoFrameT", kept.to_native())


def _simple(policy: LateInterest | StatutoryInterest | NoInterest) -> LateInterest:
    """The contractual interest that a policy comes to."""
    if isinstance(policy, NoInterest):
        return LateInterest("0")
    given = policy.policy if isinstance(policy, StatutoryInterest) else policy
    expected = (
        "LateInterest, StatutoryInterest or NoInterest, such as .interest of a CreditPolicy or .policy() of a Regime"
    )
    return of_kind("policy", LateInterest, expected, given)


def _bearing(book: Book) -> Frame:
    """The rows with what bears interest of them, and the evening from which."""
    invoices, names = book.invoices, book.columns
    start = invoices.day(names.due_on)
    if names.issued_on is not None:
        issued = invoices.day(names.issued_on)
        start = nw.when(issued > start).then(issued).otherwise(start)
    more = [] if book.payments is None else [invoices.document(names.document).alias(DOCUMENT)]
    minor = invoices.minor(book.amount, names.currency, book.floats).alias(_BEARING)
    frame = invoices.selected(book.amount, nw.all(), minor, start.alias(_START), *more)
    invoices.without_wrong(frame, book.amount, called=_BEARING)
    owed = nw.when(nw.col(_BEARING) < 0).then(nw.lit(0, dtype=nw.Int64)).otherwise(nw.col(_BEARING))
    return frame.with_columns(owed.alias(_BEARING))


def _start(book: Book) -> DayColumn:
    """The evenings from which rows bear interest."""
    return book.invoices.as_days(book.columns.due_on, called=_START)


def _moderate(frame: Frame, totals: NightTotals, book: Book) -> Frame:
    """The rows, refused where the interest of one of them cannot be counted in 64 bits."""
    if isinstance(frame, nw.DataFrame):  # mostly it is enough to look at the largest amount
        largest = int(frame[_BEARING].max()) if len(frame) else 0
        if largest * (1 + max(totals.costs)) < LARGEST:
            return frame
    weight = size(nw.col(_BEARING)) * (1 + nw.col(_COST) / 1)
    return guarded(frame.with_columns(weight.alias(_GUARD)), _BEARING, _GUARD, of=book.amount)


def _first(frame: Frame, as_of: date) -> date | None:
    """The first evening of any delay, where it can be seen."""
    if not isinstance(frame, nw.DataFrame):
        return None
    first = frame[_START].min() if len(frame) else as_of
    return date(first.year, first.month, first.day)


def _less_paid(book: Book, payments: Entry, frame: Frame, totals: NightTotals) -> Frame:
    """The rows with what their payments take off: each bears no interest from its day, or the first evening, on."""
    paid, keys = book.paid_by_then(frame, payments)
    on, start = nw.col(PAID_ON), nw.col(_START)
    matched = joined_to(paid, frame.select(*keys, _START), keys, how="inner")
    matched = matched.with_columns(nw.when(on > start).then(on).otherwise(start).alias(_START))
    matched = totals.looked_up(matched, _start(book), _COST)
    weight = (size(nw.col(PAID)) * (1 + nw.col(_COST) / 1)).alias(_GUARD)
    # first row by row: some engines fail at a product
    matched = guarded(matched.with_columns(weight), PAID, _GUARD, of=book.amount)
    weighed = matched.with_columns((nw.col(PAID) * nw.col(_COST)).alias(_LESS), weight)
    sums = weighed.group_by(*keys).agg(nw.col(PAID).sum(), nw.col(_LESS).sum(), nw.col(_GUARD).sum())
    return _refuse_too_much(_with_sums(frame, guarded(sums, _LESS, _GUARD, of=book.amount), keys), book)


def _with_sums(frame: Frame, sums: Frame, keys: list[str]) -> Frame:
    """The rows with the sums of their payments, or 0, in the order in which they were.

    What is large is joined in two parts, because pandas makes floats of whole numbers where some are missing.
    """
    less = nw.col(_LESS).cast(nw.Int64)
    sums = sums.with_columns(less.alias(_LESS), quotient(less, _PART, frame.implementation).alias(_PARTS))
    sums = sums.with_columns((nw.col(_LESS) - nw.col(_PARTS) * _PART).alias(_LESS))
    names = (PAID, _LESS, _PARTS)
    if isinstance(frame, nw.DataFrame):  # without the columns of the user: Arrow joins no lists, and none of no kind
        found = joined_to(frame.select(*keys).with_row_index(_ROW), sums, keys, how="left").sort(_ROW)
        joined: Frame = frame.with_columns(cast("nw.DataFrame[Any]", found)[name] for name in names)
    else:
        joined = joined_to(frame, sums, keys, how="left")
    joined = joined.with_columns(nw.col(name).fill_null(0).cast(nw.Int64).alias(name) for name in names)
    return joined.with_columns((nw.col(_LESS) + nw.col(_PARTS) * _PART).alias(_LESS))


def _refuse_too_much(frame: Frame, book: Book) -> Frame:
    """Refuse invoices that were paid more than once over."""
    over = (nw.col(_BEARING) > 0) & (nw.col(PAID) > nw.col(_BEARING))
    if isinstance(frame, nw.DataFrame):
        if len(wrong := frame.filter(over)):
            raise InvalidValueError(book.amount, "at least what was paid of the document", wrong[DOCUMENT][0])
        return frame
    weight = nw.when(over).then(nw.lit(float(WRONG))).otherwise(nw.lit(0.0))
    return guarded(frame.with_columns(weight.alias(_GUARD)), _LESS, _GUARD, of=book.amount)
