"""What one payment settles where discounts and small differences are given up, in whole minor units.

Written from the heads of the golden files. An item is a dictionary: ``open``, ``amount``, ``paid``, ``discounted``,
``basis`` (the amount less credit notes and write-offs), ``limit`` (its tolerance) and ``offers``, each a tuple of last
day, amount, percent or ``None``, and whether the percent is of the gross amount.
"""

from __future__ import annotations

from fractions import Fraction
from math import floor


def half_up(value):
    return floor(value + Fraction(1, 2))


def settle(items, cash, on, rules):
    """A list of (cash, discount, late discount, tolerance), one for each item; zeros where it gets nothing."""
    nothing = [(0, 0, 0, 0)] * len(items)
    if cash == 0:
        return nothing
    wanted = [granted(item, on, rules) for item in items]
    payable = [item["open"] - discount for item, (discount, _, _) in zip(items, wanted, strict=True)]
    short = sum(payable) - cash
    bearable = [min(item["limit"], pay) for item, pay in zip(items, payable, strict=True)]
    if short > sum(bearable):
        return in_order(items, cash, wanted, rules)
    discounts = [discount for discount, _, _ in wanted]
    if rules["overpayment"] == "unspecific":
        for place in range(len(items)):
            while short < 0 and discounts[place] > 0:
                discounts[place], short = discounts[place] - 1, short + 1
    limits = bearable if short > 0 else [item["limit"] for item in items]
    shares = by_remainder(short, limits) if abs(short) <= sum(limits) else [0] * len(items)
    return [
        (item["open"] - off - share, 0 if late else off, off if late else 0, share)
        for item, off, share, (_, late, _) in zip(items, discounts, shares, wanted, strict=True)
    ]


def in_order(items, cash, wanted, rules):
    rows = []
    for item, (discount, late, offer) in zip(items, wanted, strict=True):
        if cash == 0:
            rows.append((0, 0, 0, 0))
        elif cash >= item["open"] - discount:
            rows.append((item["open"] - discount, 0 if late else discount, discount if late else 0, 0))
        else:
            rows.append((cash, 0 if late else part(item, offer, cash, rules), 0, 0))
        cash -= rows[-1][0]
    return rows


def granted(item, on, rules):
    """The discount for closing the item, whether it is late, and the offer that it is of."""
    offers = sorted(item["offers"], key=lambda offer: offer[0])
    if rules["override"] == "never" or not offers:
        return 0, False, None
    in_time = [offer for offer in offers if on <= offer[0] + rules["grace_days"]]
    for offer in in_time:
        if closing(item, offer, rules) > 0:
            return closing(item, offer, rules), False, offer
    if in_time:
        return 0, False, in_time[0]
    if rules["override"] == "always":
        return closing(item, offers[-1], rules), False, offers[-1]
    accepted = rules["accept_late"] or rules["override"] == "accept late"
    if accepted and on <= offers[-1][0] + rules["grace_days"] + rules["late_days"]:
        return closing(item, offers[-1], rules), True, offers[-1]
    return 0, False, None


def closing(item, offer, rules):
    _, amount, percent, _ = offer
    if rules["closing"] == "lost" and item["paid"] > 0:
        return 0
    if percent is None:
        wished = amount - item["discounted"]
    elif rules["closing"] == "whole":
        wished = discount_of(item, offer, item["basis"]) - item["discounted"]
    else:
        wished = discount_of(item, offer, item["open"])
    return max(0, min(wished, item["open"], still_offered(item)))


def still_offered(item):
    return max(0, max(offer[1] for offer in item["offers"]) - item["discounted"])


def rate(item, offer):
    _, amount, percent, of_gross = offer
    return Fraction(percent) / 100 if of_gross else Fraction(amount, item["amount"])


def discount_of(item, offer, base):
    return offer[1] if base == item["amount"] else half_up(base * rate(item, offer))


def part(item, offer, cash, rules):
    if rules["partial"] == "none" or offer is None or offer[2] is None:
        return 0
    share = rate(item, offer)
    if rules["partial"] == "gross up":
        if share == 1:
            return 0
        share = share / (1 - share)
    return max(0, min(half_up(cash * share), item["open"] - cash, still_offered(item)))


def by_remainder(total, weights):
    """Largest remainder, ties to the earlier; the negative of a total is split into the negatives."""
    if total == 0:
        return [0] * len(weights)
    if total < 0:
        return [-each for each in by_remainder(-total, weights)]
    exact = [Fraction(total * weight, sum(weights)) for weight in weights]
    shares = [floor(each) for each in exact]
    left = sorted(range(len(weights)), key=lambda place: (shares[place] - exact[place], place))
    for place in left[: total - sum(shares)]:
        shares[place] += 1
    return shares
