"""The steps of a ladder on frames: which one each customer has come to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import cast

import narwhals.stable.v2 as nw
from narwhals.stable.v2.typing import IntoFrameT

from receivables.adapters.frames.balances import GUARD, OPEN, PLACE, Book, summed
from receivables.adapters.frames.columns import COLUMNS, Columns
from receivables.adapters.frames.cuts import days_reached, named
from receivables.adapters.frames.entry import as_names
from receivables.adapters.frames.guard import finished
from receivables.checks import of_kind
from receivables.errors import InvalidValueError
from receivables.escalation import ALWAYS, Ladder, Step

_STEP = "step"


def next_step(
    invoices: IntoFrameT,
    *,
    as_of: date,
    policy: Ladder,
    payments: IntoFrameT | None = None,
    by: Iterable[str] = ("customer",),
    columns: Columns = COLUMNS,
    floats: str = "refuse",
) -> IntoFrameT:
    """The highest step that a debt of a customer has reached, and what is open at that step and those below it.

    It looks at days past due alone: what was sent before, holds, guards and unapplied cash are of an account, and
    :meth:`~receivables.escalation.Ladder.next_action` looks at those as well. Customers whose items have not come to
    the first step have no row, nor have those whose items are due and have only come to steps before the due day, or
    whose credits are as large as what they owe at these steps. The arguments and refusals are those of :func:`age`; the
    ladder must be one by days.

    The result has the columns of ``by``, the currency, ``step`` (its name) and ``open`` in whole minor units.

    >>> import pyarrow as pa
    >>> invoices = pa.table({
    ...     "customer": ["C-104", "C-104", "C-200"], "currency": ["EUR"] * 3, "open": [100_000, 2_500, 9_900],
    ...     "issued_on": [date(2026, 1, 15)] * 3, "due_on": [date(2026, 2, 14), date(2026, 3, 20), date(2026, 3, 31)],
    ... })
    >>> ladder = Ladder([Step("reminder", days=5, channel="email"), Step("final demand", days=30, channel="letter")])
    >>> next_step(invoices, as_of=date(2026, 3, 31), policy=ladder).to_pylist()
    [{'customer': 'C-104', 'currency': 'EUR', 'step': 'final demand', 'open': 102500}]
    """
    of_kind("policy", Ladder, "a Ladder, such as .ladder of a CreditPolicy", policy)
    cuts = _cuts(policy)
    book = Book.of(invoices, payments, as_of=as_of, columns=columns, floats=floats)
    keys = tuple(dict.fromkeys([*as_names("by", by, (_STEP, "open")), columns.currency]))
    rows = book.rows(keys)
    placed = rows.placed(days_reached(rows.frame, rows.due, tuple(cuts), as_of))
    waiting = [0, *(place for place, step in enumerate(cuts.values(), 1) if step is None)]
    come = placed.filter((~nw.col(PLACE).is_in(waiting)).fill_null(value=True))
    # A credit comes to no step: the first stands for none, and what has nothing but credits has no row in the end.
    come = come.with_columns(nw.when(nw.col(OPEN) < 0).then(nw.lit(1)).otherwise(nw.col(PLACE)).alias(PLACE))
    sums = summed(come, keys, nw.col(PLACE).max())
    step = named(sums, PLACE, tuple(cuts.values()), first=1).alias(_STEP)
    asked = finished(sums, keys, {"open": OPEN}, step, guard=GUARD, currency=columns.currency)
    return cast("IntoFrameT", asked.filter(nw.col("open") > 0).to_native())


def _cuts(policy: Ladder) -> dict[int, str | None]:
    """The days of the steps with their names, and the due day with none where the steps before it are over.

    Refuses a ladder that asks for more than days past due.
    """
    asks = policy.mode != "by_days" or policy.grace_days or policy.debtor_min_days is not None or policy.min_totals
    days = [step.days for step in policy.steps if step.days is not None and _by_days_alone(step)]
    if asks or policy.consolidation != "highest" or len(days) < len(policy.steps):
        raise InvalidValueError("policy", "a ladder by days past due alone: frames know nothing else", policy)
    cuts: dict[int, str | None] = {0: None} if any(rung.ahead for rung in policy.rungs) else {}
    cuts |= {each: step.name for each, step in zip(days, policy.steps, strict=True)}
    return dict(sorted(cuts.items()))


def _by_days_alone(step: Step) -> bool:
    return step.since == "due" and step.wait_days is None and step.when == ALWAYS
