"""The laws of each slot that a policy of somebody else can fill, to be run on it.

Each check tries two hundred cases. It returns where all laws hold, and raises
:class:`~receivables.errors.LawBrokenError` for the smallest case that breaks one, in words.
"""

from __future__ import annotations

from receivables.testing.conformance.aging import check_aging_policy
from receivables.testing.conformance.contacts import check_contact_guard, check_contact_rule
from receivables.testing.conformance.customers import check_credit_policy, check_segments
from receivables.testing.conformance.days import check_calendar
from receivables.testing.conformance.interest import check_interest_policy
from receivables.testing.conformance.ladder import check_ladder
from receivables.testing.conformance.plans import check_installments, check_plan_policy
from receivables.testing.conformance.rates import check_rate_rule, check_rate_source
from receivables.testing.conformance.settling import check_allocation_policy, check_discount_policy

__all__ = [
    "check_aging_policy",
    "check_allocation_policy",
    "check_calendar",
    "check_contact_guard",
    "check_contact_rule",
    "check_credit_policy",
    "check_discount_policy",
    "check_installments",
    "check_interest_policy",
    "check_ladder",
    "check_plan_policy",
    "check_rate_rule",
    "check_rate_source",
    "check_segments",
]
