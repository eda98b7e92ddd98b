"""How money settles items, with what is given up beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date

import attrs

from receivables.allocation import OLDEST_DUE_FIRST
from receivables.allocation.order import oldest_due, takes_part_payments
from receivables.discounts import NO_DISCOUNTS, DiscountPolicy
from receivables.discounts.answers import answer, granted
from receivables.position import OpenItem
from receivables.replay._drafts import NOTHING_GIVEN, Amounts, DraftItem, Given, Line, Source


def settle_in_turn(source: Source, items: Iterable[DraftItem], most: int, on: date) -> None:
    """What :class:`OldestDueFirst` does with money beside which nothing is given up.

    Where payers say nothing, this is most of a replay: to make a value of each item, and a settlement, would take five
    times as long.
    """
    for item in items:
        if not most:
            return
        if item.open <= most or takes_part_payments(item.attributes):
            because = f"{OLDEST_DUE_FIRST.kind}@{OLDEST_DUE_FIRST.version}: {oldest_due(item.due_on)}"
            most -= source.settle(item, most, on, because, by_policy=True)


class Paying:
    """A payment settles items as its policy of discounts says; a credit note settles them as they are."""

    def __init__(self, customer: str, amounts: Amounts, discounts: DiscountPolicy) -> None:
        self.customer = customer
        self.amounts = amounts
        self.discounts = discounts
        self.gives_up = discounts != NO_DISCOUNTS

    def gives(self, source: Source) -> bool:
        """Whether something may be given up beside the money."""
        return self.gives_up and source.kind == "payment"

    def settle(
        self, source: Source, items: Sequence[DraftItem], most: int, on: date, because: str, *, by_policy: bool = False
    ) -> None:
        """Apply at most ``most`` to the items, in their order."""
        if self.gives(source):
            for line in self._lines(source, items, min(most, source.rest), on, because, by_policy=by_policy):
                source.add(line)
            return
        for item in items:
            most -= source.settle(item, most, on, because, by_policy=by_policy)

    def release(self, source: Source, most: int, on: date, which: Callable[[Line], bool]) -> None:
        """Take back up to ``most``; what is left of a line with a discount is settled anew."""
        for line, rest in source.release(most, on, which):
            self.settle(source, [line.item], rest, on, line.because, by_policy=line.by_policy)

    def payable(self, source: Source, item: DraftItem) -> OpenItem:
        """The item with what there is to pay for it: less the discount that paying all of it earns."""
        value = item.freeze(self.customer, self.amounts)
        if not self.gives(source):
            return value
        offer = granted(self.discounts, value, on=source.received_on, override=source.discount)
        if offer is None:
            return value
        off = offer.discount
        left = value.open - off
        history = dict(value.history) | {max(source.received_on, value.history[-1][0]): left.minor}
        return attrs.evolve(value, discounted=value.discounted + off, history=tuple(history.items()))

    def _lines(
        self, source: Source, items: Sequence[DraftItem], most: int, on: date, because: str, *, by_policy: bool
    ) -> Iterable[Line]:
        given = {(item.document, item.installment): item for item in items if item.open}
        if most <= 0 or not given:
            return
        values = [item.freeze(self.customer, self.amounts) for item in given.values()]
        lines = answer(self.discounts, values, self.amounts[most], on=source.received_on, override=source.discount)
        for document, installment, cash, discount, late, tolerance, why in lines:
            off = Given(discount.minor + late.minor, tolerance.minor, why)
            off = off if off.discounted or off.tolerated else NOTHING_GIVEN
            yield Line(given[document, installment], cash.minor, on, because, by_policy=by_policy, given=off)
