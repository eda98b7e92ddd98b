"""A credit policy in plain words, for readers who do not read TOML."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

import attrs

from receivables.aging import Aging
from receivables.allocation import (
    PART_OF_A_DEBT,
    ClaimsInOrder,
    ExactMatch,
    InOrder,
    LeaveUnapplied,
    OldestDueFirst,
)
from receivables.allocation.order import key_in_words
from receivables.credit_book import SLOTS, Amendment
from receivables.credit_policy import CreditPolicy
from receivables.discounts import EarlyDiscounts, NoDiscounts, Tolerance
from receivables.escalation import Ladder, NoLadder, Step
from receivables.interest import LateInterest, NoInterest
from receivables.plans import AgreedPlans
from receivables.position import days_in_words
from receivables.terms.lines import number_text


def in_words(policy: CreditPolicy) -> Iterator[tuple[str, str]]:
    """What the policy rules on, and how: a subject and a sentence for each slot.

    >>> dict(in_words(CreditPolicy(name="plain")))["Late interest"]
    'None is charged.'
    """
    yield from _sentences({slot: getattr(policy, slot) for slot in SLOTS})


def amendment_in_words(change: Amendment) -> Iterator[tuple[str, str]]:
    """What an amendment of a credit book rules on, and how.

    >>> from datetime import date
    >>> change = Amendment(name="Northwind", since=date(2026, 3, 1), customer="C-104", interest=NoInterest())
    >>> dict(amendment_in_words(change))
    {'Late interest': 'None is charged.'}
    """
    yield from _sentences(change.slots)


def _sentences(slots: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for slot, policy in slots.items():
        subject, sentence = _SUBJECTS[slot]
        yield subject, sentence(policy)


def _aging(policy: object) -> str:
    if not isinstance(policy, Aging):
        return _other(policy)
    base = "due day" if policy.basis == "due" else "issue day"
    today = "not past due yet" if policy.due_today == "current" else "past due"
    labels = ", ".join(bucket.label for bucket in policy.buckets)
    return f"Open items are aged by their {base}, in days: {labels}. An item due today is {today}."


def _interest(policy: object) -> str:
    if isinstance(policy, NoInterest):
        return "None is charged."
    if not isinstance(policy, LateInterest):
        return _other(policy)
    grace = ""
    if policy.grace_days:
        after = "counted from then on" if policy.grace == "shift" else "counted from the due day once they are over"
        grace = f" after {policy.grace_days} days of grace, {after}"
    mode = policy.rounding.value.replace("_", " ")
    point = {"total": "once an item", "span": "once a span", "day": "for a day"}[policy.rounding_point]
    kind = "Simple interest" if policy.compounding == "none" else f"Interest, compounded by {policy.compounding},"
    dispute = " What is in dispute bears none." if policy.disputed == "stops" else ""
    return f"{kind} of {policy.rate} ({policy.day_count}){grace}, rounded {mode} {point}.{dispute}"


def _ladder(policy: object) -> str:
    if isinstance(policy, NoLadder):
        return "None are sent."
    if not isinstance(policy, Ladder):
        return _other(policy)
    steps = "; ".join(f"{step.name} by {step.channel} {_from_day(step)}" for step in policy.steps)
    tolerance = policy.promise_tolerance_days
    promise = f" A promise to pay holds until {tolerance} days after its day." if tolerance else ""
    review = f" Where nothing else sets a day, we look again after {policy.review_days} days."
    return f"{steps[:1].upper()}{steps[1:]}. Disputed items are left alone.{promise}{review}"


def _from_day(step: Step) -> str:
    days = step.days
    if days is None:
        return f"{step.wait_days} days after the last notice"
    if step.since == "issue":
        return f"from {days} days after its issue"
    if days < 0:
        return f"from {-days} days before the due day"
    return f"from {days} days past due" if days else "from the due day"


def _allocation(policy: object) -> str:
    if isinstance(policy, OldestDueFirst):
        return "It settles the items that have been due longest."
    if isinstance(policy, ClaimsInOrder):
        parts = ", then ".join(dict.fromkeys(PART_OF_A_DEBT[kind] for kind in policy.order))
        return f"It settles {parts}; of each, the items that have been due longest."
    if isinstance(policy, InOrder):
        return _in_order(policy)
    if isinstance(policy, ExactMatch):
        items = "the item that has" if policy.most == 1 else f"the fewest items, up to {policy.most}, that make"
        return f"It settles {items} exactly its amount. Where there are none: {_allocation(policy.otherwise)}"
    if isinstance(policy, LeaveUnapplied):
        return "It stays unapplied until somebody applies it."
    return _other(policy)


def _in_order(policy: InOrder) -> str:
    keys = ", then ".join(f"{key_in_words(key)} first" for key in policy.by)
    share = "all in proportion to what is open" if not keys else f"{keys}; equal ones in proportion"
    limit = policy.max_days_overdue
    whole = "" if policy.partial else " None is paid in part."
    late = "" if limit is None else f" Items more than {limit} days past due get nothing."
    return f"It settles items in order: {share if policy.ties == 'pro rata' else keys}.{whole}{late}"


def _discounts(policy: object) -> str:
    if isinstance(policy, NoDiscounts):
        return "No discount and no difference is given up."
    if not isinstance(policy, EarlyDiscounts):
        return _other(policy)
    grace = f", {days_in_words(policy.grace_days)} of grace included" if policy.grace_days else ""
    part = {
        "none": "A part payment earns nothing.",
        "pro rata": "A part payment earns its percentage.",
        "gross up": "A part payment earns its discount, so that 98 at 2 % settle 100.",
    }[policy.partial]
    late = f" A discount up to {days_in_words(policy.late_days)} late is accepted." if policy.accept_late else ""
    limits = _limits(policy.tolerance)
    return f"A payment in time takes the discount that was offered{grace}. {part}{late} {limits}"


def _limits(tolerance: Tolerance) -> str:
    bounds = [f"{number_text(row.amount)} {row.currency}" for row in tolerance.by_currency]
    if tolerance.amount is not None:
        bounds.append(f"{number_text(tolerance.amount)} in any {'other ' if bounds else ''}currency")
    percent = [] if tolerance.percent is None else [f"{number_text(tolerance.percent)} % of the item"]
    together = " and at most ".join([", ".join(bounds), *percent] if bounds else percent)
    return f"Differences up to {together} are given up." if together else "No difference is given up."


def _plans(policy: object) -> str:
    if not isinstance(policy, AgreedPlans):
        return _other(policy)
    grace = f" ({days_in_words(policy.grace_days)} of grace)" if policy.grace_days else ""
    count = "One missed payment breaks" if policy.missed == 1 else f"{policy.missed} missed payments break"
    then = " All that is left is then due." if policy.accelerates else ""
    again = " Who catches up is back in the plan." if policy.reinstates else ""
    return f"The days of a plan stand for the due days while it is kept. {count} it{grace}.{then}{again}"


def _other(policy: Any) -> str:
    """A policy that somebody else wrote, by its name and its settings."""
    name = getattr(policy, "kind", type(policy).__name__)
    fields = attrs.fields(type(policy)) if attrs.has(type(policy)) else ()
    settings = ", ".join(f"{field.name} {getattr(policy, field.name)}" for field in fields)
    return f"By the rule {name}" + (f" ({settings})." if settings else ".")


_SUBJECTS: Mapping[str, tuple[str, Callable[[object], str]]] = MappingProxyType(
    {
        "aging": ("Aging", _aging),
        "interest": ("Late interest", _interest),
        "ladder": ("Reminders", _ladder),
        "allocation": ("Money without remittance advice", _allocation),
        "plans": ("Agreed plans", _plans),
        "discounts": ("Early payment and small differences", _discounts),
    }
)
"""What each slot rules on, and how it is said."""
