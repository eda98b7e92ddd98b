"""Exact match: the payment is the sum of a few open items."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, ClassVar

import attrs

from receivables.allocation.order import InOrder, are_keys, as_keys
from receivables.allocation.settlement import LEAVE_UNAPPLIED, Allocation, Settlement, SettlementLine, checked
from receivables.checks import able, is_whole, returned
from receivables.position import OpenItem, UnappliedCash

MOST_LOOKS = 100_000
"""How many combinations a search for an exact match looks at before it gives up."""


def _can_apply(_: object, attribute: attrs.Attribute[Any], policy: object) -> None:
    able(attribute.name, policy, "apply")


@attrs.frozen
class ExactMatch:
    """The fewest items, at most ``most`` (1 to 5), that add up to the payment exactly; else what ``otherwise`` does.

    Of several combinations of as few items, the first counts in the order that ``by`` gives the items (as for
    :class:`InOrder`): the earliest item, then the earliest beside it. What an early payment earns counts: an item is
    matched by what there is to pay for it on that day.

    The search is bounded: it looks at no more than 100,000 combinations (``MOST_LOOKS``), which is enough for any
    two of 50,000 items, three of 440, four of 80 and five of 38. Beyond, it may give up; it says so, and asks
    ``otherwise``.

    Source: the first step of the cash-application rules of most ledgers; bank-transfer matching of payment services
    looks at 1 to 5 items.

    >>> from receivables import Money
    >>> day = date(2026, 3, 9)
    >>> items = [
    ...     OpenItem(customer="C-1", document=number, issued_on=day, due_on=day, amount=Money(amount, "EUR"))
    ...     for number, amount in (("F-1", "60.00"), ("F-2", "80.00"), ("F-3", "20.00"))
    ... ]
    >>> cash = UnappliedCash(customer="C-1", reference="P-1", received_on=day, amount=Money("100.00", "EUR"))
    >>> print(ExactMatch(3).apply(cash, items, as_of=day).explain())
    P-1: 100.00 EUR received 2026-03-09, allocated by exact-match@1
      80.00 EUR to F-2: one of 2 items that make 100.00 EUR
      20.00 EUR to F-3: one of 2 items that make 100.00 EUR
      0.00 EUR unapplied
    """

    kind: ClassVar[str] = "exact-match"
    version: ClassVar[int] = 1

    most: int = attrs.field(default=1, validator=is_whole(low=1, high=5, unit="items"))
    by: tuple[str, ...] = attrs.field(kw_only=True, default=("due_on",), converter=as_keys, validator=are_keys)
    otherwise: Allocation = attrs.field(
        kw_only=True, default=LEAVE_UNAPPLIED, validator=_can_apply, metadata={"verb": "apply"}
    )

    def apply(self, cash: UnappliedCash, items: Iterable[OpenItem], *, as_of: date) -> Settlement:
        """Settle the items that make the payment."""
        given = checked(cash, items, as_of)
        waiting = InOrder(self.by).in_order(given, as_of=as_of)
        search = _Search([item.open.minor for item in waiting], cash.amount.minor)
        found = next(filter(None, map(search.combination, range(1, self.most + 1))), ())
        rule = f"{self.kind}@{self.version}"
        if not found:
            other = returned(self.otherwise, "apply", self.otherwise.apply(cash, given, as_of=as_of), Settlement)
            return other if other.lines else Settlement(cash=cash, rule=rule, because=search.why_not(self.most))
        one = "exactly its amount" if len(found) == 1 else f"one of {len(found)} items that make {cash.amount}"
        matched = [waiting[place] for place in found]
        lines = [SettlementLine(item.document, item.installment, item.open, one) for item in matched]
        return Settlement(cash=cash, rule=rule, lines=tuple(lines))


class _Search:
    """The first combination of so many amounts that makes the target, in order of place."""

    def __init__(self, amounts: Sequence[int], target: int) -> None:
        self.amounts, self.target = amounts, target
        self.looks = 0
        self.last: dict[int, int] = {amount: place for place, amount in enumerate(amounts)}
        self.largest = [0] * (len(amounts) + 1)
        for place in range(len(amounts) - 1, -1, -1):
            self.largest[place] = max(amounts[place], self.largest[place + 1])

    def combination(self, count: int) -> tuple[int, ...]:
        """The places of so many amounts that make the target; nothing where there are none, or it gave up."""
        return self._from(0, count, self.target)

    def _from(self, start: int, count: int, rest: int) -> tuple[int, ...]:
        if rest <= 0 or self.largest[start] * count < rest or self.looks >= MOST_LOOKS:
            return ()
        if count == 1:
            if self.last.get(rest, -1) < start:
                return ()
            return (self.amounts.index(rest, start),)
        for place in range(start, len(self.amounts)):
            self.looks += 1
            found = self._from(place + 1, count - 1, rest - self.amounts[place])
            if found:
                return (place, *found)
        return ()

    def why_not(self, most: int) -> str:
        """Why nothing was found."""
        if self.looks >= MOST_LOOKS:
            return f"the search for an exact match was given up after {MOST_LOOKS} combinations"
        return "no item has exactly this amount" if most == 1 else f"no {most} items or fewer make exactly this amount"
