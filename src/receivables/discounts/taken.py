"""How much of an offer a payment takes."""

from __future__ import annotations

from fractions import Fraction

from receivables.discounts.settling import round_half_up
from receivables.money import Money
from receivables.position import OpenItem
from receivables.terms import Offer
from receivables.terms.lines import number_text


def left_to_take(item: OpenItem) -> Money:
    """What the best offer leaves after the discounts taken."""
    best = max((offer.amount.minor for offer in item.offers), default=0)
    return item.open.with_minor(max(best - item.discounted.minor, 0))


def closing_discount(item: OpenItem, offer: Offer, closing: str) -> Money:
    """What a payment that closes the item gets of an offer."""
    zero = item.open.with_minor(0)
    if closing == "lost" and item.paid:
        return zero
    if closing == "whole" or offer.percent is None:  # a fixed amount is there once
        found = _of_part(item, offer, item.amount - item.credited - item.written_off) - item.discounted
    else:
        found = _of_part(item, offer, item.open)
    return max(min(found, left_to_take(item), item.open), zero)


def earning(item: OpenItem, offer: Offer, partial: str) -> Fraction:
    """What a part payment earns, as a share of the payment."""
    share = Fraction(0) if partial == "none" or offer.percent is None else _share(item, offer)
    if partial == "gross up":
        return share / (1 - share) if share < 1 else Fraction(0)  # all of it off: any payment closes
    return share


def _share(item: OpenItem, offer: Offer) -> Fraction:
    """The discount of a percentage as a share of what is owed; on the amount before tax it is less than the percent."""
    if offer.percent is None or offer.base == "net":
        return Fraction(offer.amount.minor, item.amount.minor)
    return offer.percent / 100


def _of_part(item: OpenItem, offer: Offer, part: Money) -> Money:
    """The discount on a part of an item: what was offered on all of it, a fixed amount, or the share, rounded once."""
    if part == item.amount or offer.percent is None:
        return offer.amount
    return round_half_up(part, _share(item, offer))


def words(offer: Offer, days_late: int) -> str:
    """Which offer it is, and whether the payment was in time."""
    off = f"{offer.amount} off" if offer.percent is None else f"{number_text(offer.percent)} % off"
    late = f"{days_late} day{'s' if days_late > 1 else ''} late"
    return f"{off}, {late}" if days_late > 0 else f"{off} for paying early"
