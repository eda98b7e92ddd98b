"""What a policy of discounts answers, checked: it may be one that somebody else wrote."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from receivables.checks import returned_lines
from receivables.currencies import require_same
from receivables.discounts.policy import DiscountPolicy, Override
from receivables.discounts.results import PaidLine
from receivables.errors import ReplayError
from receivables.money import Money
from receivables.position import OpenItem

_FIELDS = (str, int, Money, Money, Money, Money, str)


def answer(
    policy: DiscountPolicy, items: Iterable[OpenItem], cash: Money, *, on: date, override: Override = "normal"
) -> tuple[PaidLine, ...]:
    """What ``policy`` settles of the items, if it can be.

    Raises :class:`~receivables.errors.ReplayError` where it spends more than is there, settles more than is open, or
    less than nothing, and :class:`~receivables.errors.InvalidValueError` for what are no lines.
    """
    given = list(items)
    rule = getattr(policy, "kind", type(policy).__name__)
    lines = returned_lines(policy, "settle", policy.settle(given, cash, on=on, override=override), PaidLine, *_FIELDS)
    opens = {(item.document, item.installment): item.open for item in given}
    for line in lines:
        for part in line[2:6]:
            require_same(cash.currency, part.currency)
        most = opens.pop((line.document, line.installment), None)
        if most is None or line.settled > most:
            raise ReplayError(rule, f"{line.settled} to {line.document} is more than is open there")
        if min(line.cash, line.discount, line.late_discount, line.settled).minor < 0:
            raise ReplayError(rule, f"{line.document} is settled by less than nothing")
    spent = Money.total((line.cash for line in lines), currency=cash.currency)
    if spent > cash:
        raise ReplayError(rule, f"{spent} is more than {cash}")
    return lines


def granted(policy: DiscountPolicy, item: OpenItem, *, on: date, override: Override = "normal") -> tuple[Money, str]:
    """What is off for a payment on a day that closes an item, and why."""
    lines = answer(policy, [item], item.open, on=on, override=override)
    off = Money.total((line.discount + line.late_discount for line in lines), currency=item.currency)
    return off, lines[0].because if lines else ""
