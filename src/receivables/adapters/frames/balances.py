"""What is open of each row on a day: the amount, less what was paid by then."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import attrs
import narwhals.stable.v2 as nw

from receivables.adapters.frames.columns import Columns
from receivables.adapters.frames.entry import Entry, Frame, as_floats
from receivables.adapters.frames.guard import guarded, size
from receivables.adapters.frames.minor_units import LARGEST_PAID, WRONG
from receivables.checks import day, of_kind
from receivables.errors import InvalidValueError

OPEN, DUE, ISSUED = "receivables_open", "receivables_due", "receivables_issued"
DOCUMENT, PAID, PAID_ON = "receivables_document", "receivables_paid", "receivables_paid_on"
_GUARD = "receivables_guard"


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
        return cls(
            invoices=Entry.of("invoices", invoices),
            payments=None if payments is None else Entry.of("payments", payments),
            as_of=day("as_of", as_of),
            columns=of_kind("columns", Columns, "Columns with the names", columns),
            floats=as_floats(floats),
        )

    def balances(self, carry: Iterable[str]) -> Frame:
        """The rows that are issued and open, with columns to carry along, the currency, the due day and minor units."""
        frame = self._amounts(carry)
        if self.payments is not None:
            frame = self._less_paid(frame, self.payments)
        stay = (nw.col(OPEN) != 0).fill_null(value=True)
        if self.columns.issued_on is not None:
            stay = stay & self.invoices.through(self.columns.issued_on, nw.col(ISSUED), self.as_of)
        frame = frame.filter(stay)
        return frame if isinstance(frame, nw.DataFrame) else frame.with_columns(self._or_wrong().alias(OPEN))

    def _amounts(self, carry: Iterable[str]) -> Frame:
        """Every row with what it was about."""
        invoices, names = self.invoices, self.columns
        amount = names.open if self.payments is None else names.amount
        kept = [invoices.column(name) for name in dict.fromkeys([*carry, names.currency])]
        if self.payments is not None:
            kept.append(invoices.column(names.document).alias(DOCUMENT))
        kept.append(invoices.day(names.due_on).alias(DUE))
        if names.issued_on is not None:
            kept.append(invoices.day(names.issued_on).alias(ISSUED))
        minor = invoices.minor(amount, names.currency, self.floats).alias(OPEN)
        return invoices.selected(*kept, minor)

    def _less_paid(self, frame: Frame, payments: Entry) -> Frame:
        paid, keys = self.paid_by_then(frame, payments)
        weighed = paid.with_columns(size(nw.col(PAID)).alias(_GUARD))
        sums = weighed.group_by(*keys).agg(nw.col(PAID).sum(), nw.col(_GUARD).sum())
        joined = joined_to(frame, guarded(sums, PAID, _GUARD, limit=LARGEST_PAID), keys, how="left")
        left = nw.col(OPEN) - nw.col(PAID).fill_null(0).cast(nw.Int64)
        return joined.with_columns(left.cast(nw.Int64).alias(OPEN))

    def paid_by_then(self, frame: Frame, payments: Entry) -> tuple[Frame, list[str]]:
        """What was paid through the day, row by row, and the columns that it has in common with the invoices.

        A payment in another currency than its invoice settles nothing of it.
        """
        self._refuse_twins(frame)
        names, keys = self.columns, {DOCUMENT: self.columns.document}
        if names.currency in payments.kinds:
            keys[names.currency] = names.currency
        paid = payments.selected(
            *(payments.column(theirs).alias(ours) for ours, theirs in keys.items()),
            payments.day(names.paid_on).alias(PAID_ON),
            payments.minor(names.amount, names.currency, self.floats).alias(PAID),
        ).filter(payments.through(names.paid_on, nw.col(PAID_ON), self.as_of))
        if isinstance(paid, nw.LazyFrame):
            known = nw.when(nw.col(PAID_ON).is_null()).then(nw.lit(WRONG, dtype=nw.Int64)).otherwise(nw.col(PAID))
            paid = paid.with_columns(known.alias(PAID))
        return paid, list(keys)

    def _refuse_twins(self, frame: Frame) -> None:
        """Refuse a frame in which a payment would be taken from several rows, where that can be seen at once."""
        if isinstance(frame, nw.DataFrame) and frame[DOCUMENT].n_unique() != len(frame):
            raise InvalidValueError(self.columns.document, "a document once: payments would count for each row", None)

    def _or_wrong(self) -> nw.Expr:
        """The open amount, or one that is refused where a day is missing."""
        days = [DUE] if self.columns.issued_on is None else [DUE, ISSUED]
        gap = nw.any_horizontal(*(nw.col(name).is_null() for name in days), ignore_nulls=False)
        return nw.when(gap).then(nw.lit(WRONG, dtype=nw.Int64)).otherwise(nw.col(OPEN))


def joined_to(frame: Frame, other: Any, keys: list[str], *, how: str) -> Frame:
    """Rows of ``frame`` with what the other has for them; both are eager, or both lazy."""
    joined: Frame = frame.join(other, on=keys, how=how)  # type: ignore[arg-type]
    return joined
