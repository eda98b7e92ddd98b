"""Policies of somebody else for the tests of the checks: ours, with a defect planted in what they answer."""

from __future__ import annotations

import attrs

from receivables import testing

CHECKS = {
    "accrue": testing.check_interest_policy,
    "age": testing.check_aging_policy,
    "apply": testing.check_allocation_policy,
    "assign": testing.check_segments,
    "changes": testing.check_rate_source,
    "check": testing.check_contact_guard,
    "decide": testing.check_credit_policy,
    "is_business_day": testing.check_calendar,
    "next_action": testing.check_ladder,
    "pieces": testing.check_rate_rule,
    "refuse": testing.check_contact_rule,
    "reschedule": testing.check_plan_policy,
    "schedule": testing.check_installments,
    "settle": testing.check_discount_policy,
}
"""The check of each slot, by the verb of the slot."""

BESIDE = ("offers", "settle", "per", "name", "verified_until", "on", "changes", "first", "last")
"""What slots ask for beside their verb."""


def other(verb, base, change, **attributes):
    """A policy of somebody else; ``change`` changes what ``base`` answers."""

    def ask(_, *given, **named):
        return change(getattr(base, verb)(*given, **named))

    beside = {each: getattr(base, each) for each in BESIDE if hasattr(base, each)}
    beside = {each: kept(value) if callable(value) else value for each, value in beside.items()}
    return attrs.frozen(type("Planted", (), {**beside, **attributes, verb: ask}))()


def kept(method):
    """A method that answers as it did on the policy that it is taken from."""
    return lambda _, *given, **named: method(*given, **named)
