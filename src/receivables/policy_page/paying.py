"""What the page says about paying: due days, discounts, interest, plans, disputes, and what payments are used for."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from receivables.aging import Aging
from receivables.allocation import ClaimsInOrder, ExactMatch, InOrder, LeaveUnapplied, OldestDueFirst
from receivables.credit_policy import CreditPolicy
from receivables.discounts import EarlyDiscounts, NoDiscounts, Tolerance
from receivables.interest import FixedRate, LateInterest, NoInterest, RatePeriod, TableRate, Tiers
from receivables.plans import AgreedPlans
from receivables.policy_page.words import Words
from receivables.statutory import StatutoryInterest, regime

_Lines = Iterator[str]


def own(words: Words, topic: str, policy: object) -> str:
    """The sentence about a policy of somebody else."""
    return words.say(f"{topic}.own", kind=str(getattr(policy, "kind", type(policy).__name__)))


def due(policy: CreditPolicy, words: Words) -> _Lines:
    """When an invoice is late, and how late ones are sorted."""
    aging = policy.aging
    if not isinstance(aging, Aging):
        yield words.say("due.by_day")
        return
    yield words.say("due.by_day" if aging.due_today == "current" else "due.by_day_at_once")
    edges = [str(edge) for edge in aging.edges if edge > 0]
    if edges:
        yield words.say(f"due.buckets_{aging.basis}", edges=words.listed(edges))


def discounts(policy: CreditPolicy, words: Words) -> _Lines:
    """What is off for paying early, and which differences are given up."""
    found = policy.discounts
    if isinstance(found, EarlyDiscounts):
        yield from _early(found, words)
        yield from _tolerance(found.tolerance, words)
    else:
        yield words.say("discounts.none") if isinstance(found, NoDiscounts) else own(words, "discounts", found)


def _early(found: EarlyDiscounts, words: Words) -> _Lines:
    grace = "offer_grace" if found.grace_days else "offer"
    yield words.say(f"discounts.{grace}", days=words.count(found.grace_days))
    yield words.say("discounts.part_none" if found.partial == "none" else "discounts.part_some")
    if found.closing == "lost":
        yield words.say("discounts.lost")
    if found.late_days:
        late = "late_always" if found.accept_late else "late_asked"
        yield words.say(f"discounts.{late}", days=words.count(found.late_days))


def _tolerance(tolerance: Tolerance, words: Words) -> _Lines:
    amounts = [words.amount(row.amount, row.currency) for row in tolerance.by_currency]
    amounts += [] if tolerance.amount is None else [words.amount(tolerance.amount)]
    percent = "" if tolerance.percent is None else words.percent(tolerance.percent)
    which = "both" if amounts and percent else "amount" if amounts else "percent" if percent else ""
    if which:
        yield words.say(f"discounts.tolerance_{which}", amount=words.listed(amounts or [""], "or"), percent=percent)


def interest(policy: CreditPolicy, words: Words) -> _Lines:
    """What a late payment costs."""
    found = policy.interest
    if isinstance(found, StatutoryInterest):
        rate = rate_in_words(found.policy.rate, words)
        yield words.say("interest.law", basis=regime(found.regime, evidence="flagged").legal_basis, rate=rate)
    elif isinstance(found, LateInterest):
        yield from _late_interest(found, words)
    else:
        yield words.say("interest.none") if isinstance(found, NoInterest) else own(words, "interest", found)


def _late_interest(found: LateInterest, words: Words) -> _Lines:
    rate = rate_in_words(found.rate, words, timeless=found.accrual == "once")
    how = {"completed periods": "periods", "once": "once"}.get(found.accrual, "other")
    plain = how == "other" and isinstance(found.rate, FixedRate)
    yield words.say("interest.fixed" if plain else f"interest.{how}", rate=rate)
    if found.grace_days:
        yield words.say(f"interest.grace_{found.grace}", days=words.count(found.grace_days))
    if found.compounding != "none":
        yield words.say(f"interest.compounding_{found.compounding}", days=words.count(found.compounding_days or 1))
    yield from _bounds(found, words)


def _bounds(found: LateInterest, words: Words) -> _Lines:
    if found.penalty:
        yield words.say("interest.penalty", percent=words.percent(found.penalty))
    if found.fee:
        yield words.say("interest.fee", amount=words.amount(found.fee))
    if found.minimum is not None:
        yield words.say(f"interest.minimum_{found.minimum_rule}", amount=words.amount(found.minimum))
    if found.maximum is not None:
        yield words.say("interest.maximum", amount=words.amount(found.maximum))
    if found.ceiling is not None:
        which = "ceiling" if isinstance(found.ceiling, FixedRate) else "ceiling_other"
        yield words.say(f"interest.{which}", rate=rate_in_words(found.ceiling, words))


def rate_in_words(rate: Any, words: Words, *, timeless: bool = False) -> str:
    """A rate as customers read it; a ``timeless`` one is charged once, however long it takes."""
    if isinstance(rate, FixedRate):
        return _for(words.percent(rate.percent), None if timeless else rate.per, words)
    if isinstance(rate, Tiers):
        return "; ".join(_tiers(rate, words, None if timeless else rate.per))
    if isinstance(rate, TableRate):
        return _table_rate(rate, words)
    return str(getattr(rate, "kind", type(rate).__name__))


def _for(percent: str, per: RatePeriod | None, words: Words) -> str:
    if per is None:
        return percent
    if per.count == 1:
        return words.say(f"interest.rate_a_{per.unit.removesuffix('s')}", percent=percent)
    return words.say("interest.rate_for", percent=percent, period=words.count(per.count, per.unit.removesuffix("s")))


def _tiers(rate: Tiers, words: Words, per: RatePeriod | None) -> _Lines:
    unit = {"days": "days", "months": "months"}.get(rate.by, "amount")
    for tier in rate.tiers:
        amount = None if tier.amount is None else words.amount(tier.amount)
        charge = amount or _for(words.percent(tier.percent or Fraction(0)), per, words)
        yield words.say(f"interest.tier_{unit}", since=words.number(tier.since), charge=charge)


def _table_rate(rate: TableRate, words: Words) -> str:
    name = words.named("tables", rate.table.name)
    if rate.multiplier != 1:
        name = words.say("interest.times", number=words.number(rate.multiplier), table=name)
    points = rate.margin.steps[-1].points
    sign = "plus" if points >= 0 else "minus"
    plus = words.say(f"interest.{sign}", points=words.count(abs(Fraction(points)), "point")) if points else ""
    return words.say("interest.rate_table", table=name, plus=f" {plus}" if plus else "")


def plans(policy: CreditPolicy, words: Words) -> _Lines:
    """What holds of agreed plans."""
    found = policy.plans
    if not isinstance(found, AgreedPlans):
        yield own(words, "plans", found)
        return
    yield words.say("plans.offer")
    if found.grace_days:
        yield words.say("plans.grace", days=words.count(found.grace_days))
    number = "one" if found.missed == 1 else "many"
    missed = words.say(f"plans.missed_{number}")
    yield words.say("plans.missed", payments=words.count(found.missed, "payment"), missed=missed)
    after = "all_due" if found.accelerates else "back" if found.revives == "due days" else "stays"
    yield words.say(f"plans.{after}")
    if found.reinstates:
        yield words.say("plans.again")


def disputes(policy: CreditPolicy, words: Words) -> _Lines:
    """What becomes of an invoice that the customer disputes."""
    yield words.say("disputes.hold")
    found = policy.interest.policy if isinstance(policy.interest, StatutoryInterest) else policy.interest
    if isinstance(found, LateInterest):
        yield words.say(f"disputes.{found.disputed}")


def payments(policy: CreditPolicy, words: Words) -> _Lines:
    """What a payment settles."""
    yield words.say("payments.said")
    if isinstance(policy.allocation, LeaveUnapplied):
        yield words.say("payments.keep")
    else:
        yield words.say("payments.else_", order=_order(policy.allocation, words))


def _key(key: str, words: Words) -> str:
    """Which invoices come first under a key; one by an attribute of somebody's own is by its name."""
    _, is_own, name = key.partition("attribute:")
    return (
        words.say(f"order.{'highest' if key.startswith('-') else 'lowest'}", name=name)
        if is_own
        else words.named("order", key)
    )


def _order(found: object, words: Words) -> str:
    if isinstance(found, OldestDueFirst):
        return words.say("payments.oldest")
    if isinstance(found, LeaveUnapplied):
        return words.say("payments.held")
    if isinstance(found, ClaimsInOrder):
        return words.say("claims.then").join(words.say(f"claims.{kind}") for kind in found.order)
    if isinstance(found, ExactMatch):
        which = "exact" if found.most == 1 else "exact_many"
        return words.say(f"payments.{which}", number=str(found.most), order=_order(found.otherwise, words))
    if isinstance(found, InOrder):
        keys = [_key(key, words) for key in found.by]
        return words.say("claims.then").join(keys) if keys else words.say("payments.shared")
    return own(words, "payments", found)
