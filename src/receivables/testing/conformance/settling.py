"""The laws of money that comes in: what a payment settles, and which discount it takes."""

from __future__ import annotations

from collections import Counter
from datetime import date

from receivables.allocation import Allocation, Settlement
from receivables.discounts import DiscountPolicy
from receivables.position import OpenItem
from receivables.testing.conformance.cases import items_and_cash, offered_and_cash
from receivables.testing.conformance.laws import Broken, Case, below_nothing, explains_itself, is_pure, keeps


def check_allocation_policy(policy: Allocation) -> None:
    """Run the laws of cash application on a policy.

    It settles, with the cash that it was asked about, items that it was given: never more than is open of one, never
    more than there is, each line with a reason.

    >>> from receivables import OldestDueFirst
    >>> check_allocation_policy(OldestDueFirst())
    """
    keeps(policy, items_and_cash(), _allocation_laws)


def _allocation_laws(policy: Allocation, case: Case) -> Broken:
    cash, items, as_of = case["cash"], case["items"], case["as_of"]
    found: object = policy.apply(cash, items, as_of=as_of)
    if not isinstance(found, Settlement) or found.cash != cash:
        yield "cash application gives a settlement of the cash that was asked about", str(found)[:200]
        return
    yield from is_pure(lambda: policy.apply(cash, items, as_of=as_of))
    taken: Counter[tuple[str, int]] = Counter()
    for line in found.lines:
        if line.amount.currency != cash.amount.currency:
            yield "a line is in the currency of the cash", str(line.amount)
            return
        if line.amount.minor <= 0:
            yield "a line is of more than nothing", f"{line.amount} to {line.label}"
        if not line.because:
            yield "a line says why", f"no reason for {line.label}"
        taken[line.document, line.installment] += line.amount.minor
    yield from _too_much(taken, items)
    if taken.total() > cash.amount.minor:
        yield "no more is settled than there is", f"{found.applied} of {cash.amount}"
    yield from explains_itself(found)


def _too_much(taken: Counter[tuple[str, int]], items: tuple[OpenItem, ...]) -> Broken:
    """No more is settled of an item than is open of it."""
    still = {(item.document, item.installment): item.open.minor for item in items}
    for key, minor in taken.items():
        if minor > still.get(key, 0):
            yield "no more is settled of an item than is open of it", f"{minor} of {still.get(key, 0)} of {key[0]}"


def check_discount_policy(policy: DiscountPolicy) -> None:
    """Run the laws of early-payment discounts on a policy.

    Offers are of the item and still open on the day; a payment settles items that it was given, with its cash and what
    is given up beside it: never more than is open of one, never more cash than there is, no discount below nothing.

    >>> from receivables import EarlyDiscounts
    >>> check_discount_policy(EarlyDiscounts(partial="gross up"))
    """
    keeps(policy, offered_and_cash(), _discount_laws)


def _discount_laws(policy: DiscountPolicy, case: Case) -> Broken:
    cash, items, as_of = case["cash"], case["items"], case["as_of"]
    for item in items:
        yield from is_pure(lambda item=item: tuple(policy.offers(item, as_of=as_of)))  # type: ignore[misc]
        yield from _offer_laws(policy, item, as_of)
    lines = tuple(policy.settle(items, cash, on=as_of))
    yield from is_pure(lambda: tuple(policy.settle(items, cash, on=as_of)))
    taken: Counter[tuple[str, int]] = Counter()
    for line in lines:
        parts = line.cash, line.discount, line.late_discount
        if any(part.currency != cash.currency for part in (*parts, line.tolerance)):
            yield "a line is in the currency of the cash", f"{', '.join(map(str, parts))} for {line.document}"
            return
        yield from (below_nothing(part, "a part of a line") for part in parts if part.minor < 0)
        taken[line.document, line.installment] += line.settled.minor
    yield from _too_much(taken, items)
    spent = sum(line.cash.minor for line in lines)
    if spent > cash.minor:
        yield "no more is settled than there is", f"{spent} of {cash.minor} minor units"


def _offer_laws(policy: DiscountPolicy, item: OpenItem, as_of: date) -> Broken:
    for offer in policy.offers(item, as_of=as_of):
        if (offer.document, offer.installment) != (item.document, item.installment):
            yield "an offer is of the item that was asked about", offer.document
        elif offer.until < as_of:
            yield "an offer is still open on the day that was asked about", f"until {offer.until}"
        elif not 0 <= offer.discount.minor <= item.open.minor or offer.discount.currency != item.currency:
            yield "a discount is a part of what is open", f"{offer.discount} of {item.open}"
