"""What an allocation policy may answer: it may be one that somebody else wrote."""

from __future__ import annotations

from collections.abc import Mapping

from receivables.allocation import Allocation, Settlement, SettlementLine
from receivables.checks import returned, returned_lines
from receivables.currencies import require_same
from receivables.errors import ReplayError
from receivables.money import Money
from receivables.position import UnappliedCash
from receivables.replay._drafts import DraftItem


def possible(
    allocation: Allocation, answer: Settlement, cash: UnappliedCash, items: Mapping[tuple[str, int], DraftItem]
) -> Settlement:
    """The answer, if it neither spends what is not there nor settles what is not open."""
    settlement = returned(allocation, "apply", answer, Settlement)
    if settlement.cash != cash:
        raise ReplayError(settlement.rule, f"the settlement is about other cash than {cash.reference}, {cash.amount}")
    taken: dict[tuple[str, int], int] = {}
    for line in returned_lines(allocation, "apply", settlement.lines, SettlementLine, str, int, Money, str):
        require_same(cash.amount.currency, line.amount.currency)
        key = (line.document, line.installment)
        taken[key] = taken.get(key, 0) + line.amount.minor
        item = items.get(key)
        if item is None or line.amount.minor < 0 or taken[key] > item.open:
            raise ReplayError(settlement.rule, f"{line.amount} to {line.document} is more than is open there")
    if settlement.applied > cash.amount:
        raise ReplayError(settlement.rule, f"{settlement.applied} is more than {cash.amount}")
    return settlement
