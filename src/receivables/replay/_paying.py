"""How money settles items, with what is given up beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date

import attrs

from receivables.checks import returned
from receivables.currencies import require_same
from receivables.discounts import NO_DISCOUNTS, DiscountPolicy, PaidLine
from receivables.errors import ReplayError
from receivables.money import Money
from receivables.position import OpenItem
from receivables.replay._drafts import NOTHING_GIVEN, DraftItem, Given, Line, Source


class Paying:
    """A payment settles items as its policy of discounts says; a credit note settles them as they are."""

    def __init__(self, customer: str, money: Callable[[int], Money], discounts: DiscountPolicy) -> None:
        self.customer = customer
        self.money = money
        self.discounts = discounts

    def gives(self, source: Source) -> bool:
        """Whether something may be given up beside the money."""
        return source.kind == "payment" and self.discounts != NO_DISCOUNTS

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
        value = item.freeze(self.customer, self.money)
        if not self.gives(source):
            return value
        lines = self._answer(source, [value], value.open)
        off = Money.total((line.discount + line.late_discount for line in lines), currency=value.currency)
        if not off:
            return value
        left = value.open - off
        history = dict(value.history) | {max(source.received_on, value.history[-1][0]): left.minor}
        return attrs.evolve(value, discounted=value.discounted + off, history=tuple(history.items()))

    def _lines(
        self, source: Source, items: Sequence[DraftItem], most: int, on: date, because: str, *, by_policy: bool
    ) -> Iterable[Line]:
        given = {(item.document, item.installment): item for item in items if item.open}
        if most <= 0 or not given:
            return
        values = [item.freeze(self.customer, self.money) for item in given.values()]
        for document, installment, cash, discount, late, tolerance, why in self._answer(
            source, values, self.money(most)
        ):
            off = Given(discount.minor + late.minor, tolerance.minor, why)
            off = off if off.discounted or off.tolerated else NOTHING_GIVEN
            yield Line(given[document, installment], cash.minor, on, because, by_policy=by_policy, given=off)

    def _answer(self, source: Source, items: Sequence[OpenItem], cash: Money) -> Sequence[PaidLine]:
        """What the policy says, if it can be: it may be one that somebody else wrote."""
        rule = getattr(self.discounts, "kind", type(self.discounts).__name__)
        lines = tuple(self.discounts.settle(items, cash, on=source.received_on, override=source.discount))
        opens = {(item.document, item.installment): item.open for item in items}
        for line in lines:
            returned(self.discounts, "settle", line, PaidLine)
            for part in line[2:6]:
                require_same(cash.currency, part.currency)
            most = opens.pop((line.document, line.installment), None)
            least = min(line.cash, line.discount, line.late_discount).minor
            if most is None or least < 0 or line.settled > most:
                raise ReplayError(rule, f"{line.settled} to {line.document} is more than is open there")
        spent = Money.total((line.cash for line in lines), currency=cash.currency)
        if spent > cash:
            raise ReplayError(rule, f"{spent} is more than {cash}")
        return lines
