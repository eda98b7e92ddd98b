"""What was settled of the interest that was charged on an invoice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby

from receivables.replay._drafts import DraftItem
from receivables.shares import Strategy


def tell_interest_paid(items: Sequence[DraftItem], charges: Sequence[DraftItem]) -> None:
    """Give each installment of an invoice its part of what was settled of the interest charged on the invoice.

    A charge is of the whole invoice, so the parts are in proportion to the amounts of the installments.
    """
    weights = [item.amount for item in items]
    if not any(weights):
        return
    shared = [(day, Strategy.LARGEST_REMAINDER.share(settled, weights)) for day, settled in _settled(charges)]
    for place, item in enumerate(items):
        item.pay_interest(tuple((day, parts[place]) for day, parts in shared))


def _settled(charges: Sequence[DraftItem]) -> Iterator[tuple[date, int]]:
    """What is settled of all charges together, from the evening of each change on."""
    changes = [(day, place, minor) for place, charge in enumerate(charges) for day, minor in charge.history]
    left, before = [charge.amount for charge in charges], 0
    for day, of_the_day in groupby(sorted(changes), key=lambda change: change[0]):
        for _, place, minor in of_the_day:
            left[place] = minor
        total = sum(charge.amount for charge in charges) - sum(left)
        if total != before:
            yield day, total
        before = total
