"""Rules about aging, discounts, tolerances, plans, and what the slots of a policy say to one another."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from receivables.aging import Aging
from receivables.credit_policy import CreditPolicy
from receivables.discounts import EarlyDiscounts, Tolerance
from receivables.escalation import Ladder
from receivables.interest import NoInterest
from receivables.plans import AgreedPlans
from receivables.policy_check.findings import Doubt
from receivables.policy_check.setting import Setting
from receivables.policy_check.words import days
from receivables.terms.lines import number_text

_Doubts = Iterator[Doubt]
_SPAN = re.compile(r"\b([0-9]{1,5}) ?(?:-|\u2013|to|a|bis) ?([0-9]{1,5})\b")


def wide_buckets(aging: Aging, _: Setting) -> _Doubts:
    """A bucket that is wider than the one after it: an edge was perhaps left out."""
    edges = [edge for edge in aging.edges if edge > 0]
    widths = [right - left for left, right in pairwise([0, *edges])]
    for place, (left, right) in enumerate(pairwise(widths)):
        if left > right:
            first, last = [0, *edges][place] + 1, edges[place]
            message = (
                f"the bucket {first}-{last} is wider than the one after it: days between them are told apart by no edge"
            )
            yield Doubt(f"edges[{aging.edges.index(last)}]", message, f"add an edge, such as {first - 1 + right}")


def labels_of_other_days(aging: Aging, _: Setting) -> _Doubts:
    """A label that names other days than its bucket has: read as it stands, buckets overlap or leave a gap."""
    buckets = Aging(edges=aging.edges, basis=aging.basis, due_today=aging.due_today).buckets
    for place, (bucket, label) in enumerate(zip(buckets, aging.labels or (), strict=False)):
        for found in _SPAN.finditer(label):
            said, is_ = (int(found[1]), int(found[2])), (bucket.first, bucket.last)
            if None not in is_ and min(bucket.first or 0, bucket.last or 0) >= 0 and said != is_:
                message = f"the label says {found[0]}, and the bucket has the days {bucket.label}"
                yield Doubt(f"labels[{place}]", message, f'write "{bucket.label}", or leave labels out')


def discounts_without_end(policy: EarlyDiscounts, _: Setting) -> _Doubts:
    """A discount for paying early that is given for paying late."""
    if policy.accept_late and policy.late_days >= 14:
        message = f"every discount is given {days(policy.late_days)} late: a lower price, not a reward for paying early"
        yield Doubt("late_days", message, "a few days are a courtesy; or accept_late = false, and a person decides")
    if policy.grace_days > 10:
        message = f"every discount is given {days(policy.grace_days)} longer than was agreed"
        yield Doubt("grace_days", message, "2 or 3 days are what a transfer takes")


def late_days_for_nobody(policy: EarlyDiscounts, _: Setting) -> _Doubts:
    """A discount accepted late within no days."""
    if policy.accept_late and not policy.late_days:
        yield Doubt(
            "accept_late", "discounts are accepted late, within 0 days: never", "set late_days, or leave it out"
        )


def generous_tolerance(tolerance: Tolerance, _: Setting) -> _Doubts:
    """A tolerance that lets customers help themselves to a discount."""
    amounts = [each for each in (tolerance.amount, *(row.amount for row in tolerance.by_currency)) if each is not None]
    if tolerance.percent is not None and tolerance.percent >= 1 and not amounts:
        message = f"every customer may pay {number_text(tolerance.percent)} % less, of a large invoice too"
        yield Doubt("percent", message, 'bound it by an amount, like amount = "5.00": the smaller one counts')


def tolerance_of_any_currency(tolerance: Tolerance, _: Setting) -> _Doubts:
    """A difference that is so many euros and so many yen alike."""
    if tolerance.amount is not None and tolerance.percent is None and not tolerance.by_currency:
        message = (
            f"{number_text(tolerance.amount)} of whatever currency is given up: no currency is said, and no percentage"
        )
        yield Doubt("amount", message, 'add percent = "1/2", or by_currency = [["EUR", "5.00"]]')


def slow_plans(plans: AgreedPlans, _: Setting) -> _Doubts:
    """A plan whose next payment is due before the last one is missed."""
    if plans.grace_days > 28:
        message = (
            f"a payment is missed {days(plans.grace_days)} after its day: with monthly ones, the next is due before"
        )
        yield Doubt("grace_days", message, "3 to 10 days are usual")
    if plans.missed > 3:
        message = f"a plan breaks with {plans.missed} missed payments: until then nobody is reminded"
        yield Doubt("missed", message, "1 or 2 are usual")


def interest_that_does_not_run(policy: CreditPolicy, _: Setting) -> _Doubts:
    """Steps that start or stop interest of a policy that charges none."""
    if isinstance(policy.interest, NoInterest) and isinstance(policy.ladder, Ladder):
        for place, step in enumerate(policy.ladder.steps):
            if step.interest is not None:
                message = f"interest is switched {step.interest}, and the policy charges none"
                yield Doubt(f"ladder.steps[{place}].interest", message, "add an interest policy, or leave it out")


def amounts_of_many_currencies(policy: CreditPolicy, _: Setting) -> _Doubts:
    """Amounts of interest without a currency in a policy that names several."""
    ladder, interest = policy.ladder, policy.interest
    rows = (ladder.min_totals or ()) if isinstance(ladder, Ladder) else ()
    tolerance = getattr(policy.discounts, "tolerance", None)
    codes = {row.currency for row in rows} | {row.currency for row in getattr(tolerance, "by_currency", ())}
    for field in ("minimum", "maximum", "fee"):
        if len(codes) > 1 and getattr(interest, field, None):
            message = f"no currency is said, and the policy is for {' and '.join(sorted(codes))}"
            yield Doubt(f"interest.{field}", message, "keep a policy for each currency")
