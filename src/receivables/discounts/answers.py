"""What a policy of discounts answers, checked: it may be one that somebody else wrote."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction

from receivables.checks import returned_lines
from receivables.currencies import require_same
from receivables.discounts.policy import DiscountPolicy, Override
from receivables.discounts.results import OpenOffer, PaidLine
from receivables.errors import ReplayError
from receivables.money import Money
from receivables.position import OpenItem

_FIELDS_OF_A_LINE = (str, int, Money, Money, Money, Money, str)
_FIELDS_OF_AN_OFFER = (str, int, date, Money, Money, (Fraction, type(None)), (Decimal, type(None)))


def answer(
    policy: DiscountPolicy, items: Iterable[OpenItem], cash: Money, *, on: date, override: Override = "normal"
) -> tuple[PaidLine, ...]:
    """What ``policy`` settles of the items, if it can be.

    Raises :class:`~receivables.errors.ReplayError` where it spends more than is there, settles more than is open, or
    less than nothing, and :class:`~receivables.errors.InvalidValueError` for what are no lines.
    """
    given = list(items)
    rule = _rule(policy)
    settled = policy.settle(given, cash, on=on, override=override)
    lines = returned_lines(policy, "settle", settled, PaidLine, *_FIELDS_OF_A_LINE)
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


def granted(policy: DiscountPolicy, item: OpenItem, *, on: date, override: Override = "normal") -> OpenOffer | None:
    """The offer that a payment on a day takes by closing an item, if there is one."""
    offers = returned_lines(
        policy, "offers", policy.offers(item, as_of=on, override=override), OpenOffer, *_FIELDS_OF_AN_OFFER
    )
    found = next((offer for offer in offers if offer.discount), None)
    if found is not None:
        require_same(item.currency, found.discount.currency)
        if not 0 < found.discount.minor <= item.open.minor:
            raise ReplayError(_rule(policy), f"{found.discount} off {found.document} is more than is open there")
    return found


def _rule(policy: DiscountPolicy) -> str:
    return str(getattr(policy, "kind", type(policy).__name__))
