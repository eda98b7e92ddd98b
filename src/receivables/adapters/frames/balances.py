"""What is open of each row on a day: the amount, less what was paid by then."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import attrs
import narwhals.stable.v2 as nw

from receivables.adapters.frames.columns import Columns
from receivables.adapters.frames.days import DayColumn
from receivables.adapters.frames.entry import Entry, Frame, as_floats, column_of
from receivables.adapters.frames.guard import guarded, size
from receivables.adapters.frames.minor_units import LARGEST, LARGEST_PAID, WRONG
from receivables.checks import day, of_kind
from receivables.errors import InvalidValueError

OPEN, DUE, ISSUED = "_receivables_open", "_receivables_due", "_receivables_issued"
DOCUMENT, PAID, PAID_ON = "_receivables_document", "_receivables_paid", "_receivables_paid_on"
PLACE, GUARD = "_receivables_place", "_receivables_guard"


def summed(placed: Frame, keys: Sequence[str], *more: nw.Expr) -> Frame:
    """What is open of each group, its guard if there is one, and what ``more`` says of it."""
    guard = [nw.col(GUARD).sum()] if GUARD in placed.columns else []
    return placed.group_by(*keys).agg(nw.col(OPEN).sum(), *guard, *more)


@attrs.frozen
class Rows:
    """Rows that are issued and open: the columns of their minor units and days."""

    frame: Frame
    open: str
    due: DayColumn
    issued: DayColumn | None

    @property
    def eager(self) -> bool:
        """Whether the rows can be looked at; gaps were refused then."""
        return isinstance(self.frame, nw.DataFrame)

    def those_of(self, as_of: date) -> Rows:
        """The rows that are open and were issued by a day; what has a gap stays, to be refused."""
        stay = column_of(self.frame, self.open) != 0
        if self.issued is not None:
            stay = stay & self.issued.through(as_of, column_of(self.frame, self.issued.name))
        return attrs.evolve(self, frame=self.frame.filter(stay if self.eager else stay.fill_null(value=True)))

    def placed(self, place: Any) -> Frame:
        """The rows with what is open of them and a place, and with a guard unless it is seen that no sum needs one."""
        own = [place.alias(PLACE)]
        if self.open != OPEN:
            own.append(column_of(self.frame, self.open).alias(OPEN))
        if not self._is_moderate():
            own.append(self.guard().alias(GUARD))
        return self.frame.with_columns(*own)

    def _is_moderate(self) -> bool:
        """Whether all rows together would stay below the limit if each had the largest amount."""
        if not isinstance(self.frame, nw.DataFrame):
            return False
        amounts = self.frame[self.open]
        return not len(amounts) or max(-int(amounts.min()), int(amounts.max())) * len(amounts) < LARGEST

    def guard(self) -> nw.Expr:
        """The size of the amount; in a lazy frame the limit where there is a gap, so that the group is refused."""
        known = size(nw.col(self.open))
        if self.eager:
            return known
        gap = nw.col(self.due.name).is_null()
        if self.issued is not None:
            gap = gap | nw.col(self.issued.name).is_null()
        return nw.when(gap).then(nw.lit(LARGEST, dtype=nw.Float64)).otherwise(known).fill_null(float(LARGEST))


@attrs.frozen
class Book:
    """Invoices, and the payments of them if there are any, on a day."""

    invoices: Entry
    payments: Entry | None
    as_of: date
    columns: Columns
    floats: str

    @classmethod
    def of(cls, invoices: object, payments: object, *, as_of: date, columns: Columns, floats: str) -> Book:
        """The frames as they were given."""
        rows = Entry.of("invoices", invoices)
        return cls(
            invoices=rows,
            payments=None if payments is None else Entry.of("payments", payments).like(rows),
            as_of=day("as_of", as_of),
            columns=of_kind("columns", Columns, "Columns with the names", columns),
            floats=as_floats(floats),
        )

    def rows(self, keys: Sequence[str]) -> Rows:
        """The rows that are issued and open, with the columns ``keys``, among which the currency is."""
        rows = self._as_given(keys) if self._is_counted(keys) else self._counted(keys)
        return rows.those_of(self.as_of)

    @property
    def _days(self) -> list[str]:
        """The columns of days that an invoice has."""
        names = self.columns
        return [names.due_on] if names.issued_on is None else [names.due_on, names.issued_on]

    def _is_counted(self, keys: Sequence[str]) -> bool:
        """Whether the columns are as they have to be: minor units of 64 bits, and days that are no objects."""
        kinds, amount = self.invoices.kinds, self.columns.open
        whole = self.payments is None and kinds.get(amount) == nw.Int64 and amount not in keys
        return whole and all(kinds.get(name) != nw.Object for name in self._days)

    def _as_given(self, keys: Sequence[str]) -> Rows:
        """The rows under the names that they came with; engines that copy rows are spared the other columns."""
        invoices, names = self.invoices, self.columns
        for name in keys:
            invoices.column(name)
        for name in self._days:
            invoices.day(name)
        invoices.minor(names.open, names.currency, self.floats)
        frame = invoices.frame
        needed = list(dict.fromkeys([*keys, names.open, *self._days]))
        if isinstance(frame, nw.DataFrame) and len(needed) < len(frame.columns):
            frame = frame[needed]
        issued = None if names.issued_on is None else invoices.as_days(names.issued_on)
        return Rows(frame, names.open, invoices.as_days(names.due_on), issued)

    def _counted(self, keys: Sequence[str]) -> Rows:
        """The rows with minor units made of their amounts, less what was paid, under names of our own."""
        invoices, names = self.invoices, self.columns
        frame = self.amounts(keys)
        if self.payments is not None:
            frame = self._less_paid(frame, self.payments)
        issued = None if names.issued_on is None else invoices.as_days(names.issued_on, called=ISSUED)
        return Rows(frame, OPEN, invoices.as_days(names.due_on, called=DUE), issued)

    @property
    def amount(self) -> str:
        """The column of what is open of an invoice, or what it was about where payments are taken off."""
        return self.columns.open if self.payments is None else self.columns.amount

    def amounts(self, keys: Sequence[str]) -> Frame:
        """Every row with what it was about."""
        invoices, names, amount = self.invoices, self.columns, self.amount
        kept = [invoices.column(name) for name in keys]
        if self.payments is not None:
            kept.append(invoices.document(names.document).alias(DOCUMENT))
        kept.append(invoices.day(names.due_on).alias(DUE))
        if names.issued_on is not None:
            kept.append(invoices.day(names.issued_on).alias(ISSUED))
        minor = invoices.minor(amount, names.currency, self.floats).alias(OPEN)
        return invoices.without_wrong(invoices.selected(amount, *kept, minor), amount, called=OPEN)

    def _less_paid(self, frame: Frame, payments: Entry) -> Frame:
        paid, keys = self.paid_by_then(frame, payments)
        weighed = paid.with_columns(size(nw.col(PAID)).alias(GUARD))
        sums = weighed.group_by(*keys).agg(nw.col(PAID).sum(), nw.col(GUARD).sum())
        joined = joined_to(
            frame, guarded(sums, PAID, GUARD, of=self.columns.amount, limit=LARGEST_PAID), keys, how="left"
        )
        left = nw.col(OPEN) - nw.col(PAID).fill_null(0).cast(nw.Int64)
        return joined.with_columns(left.cast(nw.Int64).alias(OPEN))

    def paid_by_then(self, frame: Frame, payments: Entry) -> tuple[Frame, list[str]]:
        """What was paid through the day, row by row, and the columns that it has in common with the invoices.

        A payment in another currency than its invoice settles nothing of it.
        """
        self._refuse_twins(frame)
        names = self.columns
        keys = {DOCUMENT: payments.document(names.document)}
        if names.currency in payments.kinds:
            keys[names.currency] = payments.column(names.currency)
        days = payments.as_days(names.paid_on, called=PAID_ON)
        _refuse_unlike(names.document, self.invoices, payments)
        paid = payments.selected(
            names.amount,
            *(column.alias(ours) for ours, column in keys.items()),
            payments.day(names.paid_on).alias(PAID_ON),
            payments.minor(names.amount, names.currency, self.floats).alias(PAID),
        )
        stay = days.through(self.as_of, column_of(paid, PAID_ON))
        if isinstance(paid, nw.DataFrame):
            payments.without_wrong(paid, names.amount, called=PAID)
            return paid.filter(stay), list(keys)
        wrong = nw.lit(WRONG, dtype=nw.Int64)
        known = nw.when(nw.col(PAID_ON).is_null()).then(wrong).otherwise(nw.col(PAID))
        return paid.filter(stay.fill_null(value=True)).with_columns(known.alias(PAID)), list(keys)

    def _refuse_twins(self, frame: Frame) -> None:
        """Refuse a frame in which a payment would be taken from several rows, where that can be seen at once."""
        if isinstance(frame, nw.DataFrame) and frame[DOCUMENT].n_unique() != len(frame):
            raise InvalidValueError(self.columns.document, "a document once: payments would count for each row")


def _refuse_unlike(document: str, invoices: Entry, payments: Entry) -> None:
    """Refuse numbers that are texts in one frame only: some engines fail, and others make one of the other."""
    kinds = [entry.kinds[document] for entry in (invoices, payments)]
    if len({kind.is_numeric() for kind in kinds if kind != nw.Object}) > 1:
        expected = "of one kind in both frames, whole numbers or texts"
        raise InvalidValueError(document, expected, " and ".join(map(str, kinds)))


def joined_to(frame: Frame, other: Any, keys: list[str], *, how: str) -> Frame:
    """Rows of ``frame`` with what the other has for them; both are eager, or both lazy."""
    joined: Frame = frame.join(other, on=keys, how=how)  # type: ignore[arg-type]
    return joined
