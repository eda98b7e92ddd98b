"""Strategies for Hypothesis: money, documents and whole accounts that could have happened.

Needs the extra ``hypothesis``. Use them to test policies and programs of your own; every example shrinks to the
plainest that still fails.

>>> from hypothesis import given
>>> from receivables.testing import accounts, days
>>> @given(accounts(), days())
... def test_open_less_unapplied_is_the_balance(account, day):
...     position = account.as_of(day)
...     assert position.open - position.unapplied == position.balance
>>> test_open_less_unapplied_is_the_balance()

Amounts are small on purpose: cents that meet exactly are where programs go wrong.

The laws of each slot of a credit policy come ready to run on a policy of one's own:

>>> from receivables import LateInterest
>>> from receivables.testing import check_interest_policy
>>> check_interest_policy(LateInterest("8"))
"""

from __future__ import annotations

from receivables.testing.books import accounts, portfolios
from receivables.testing.conformance import (
    check_aging_policy,
    check_allocation_policy,
    check_calendar,
    check_contact_guard,
    check_contact_rule,
    check_credit_policy,
    check_discount_policy,
    check_installments,
    check_interest_policy,
    check_ladder,
    check_plan_policy,
    check_rate_rule,
    check_rate_source,
    check_segments,
)
from receivables.testing.facts import (
    credit_notes,
    events,
    installments,
    invoices,
    open_items,
    payment_terms,
    payments,
)
from receivables.testing.parts import FIRST_DAY, LAST_DAY, MOST_UNITS, STEPS, currencies, days, money

__all__ = [
    "FIRST_DAY",
    "LAST_DAY",
    "MOST_UNITS",
    "STEPS",
    "accounts",
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
    "credit_notes",
    "currencies",
    "days",
    "events",
    "installments",
    "invoices",
    "money",
    "open_items",
    "payment_terms",
    "payments",
    "portfolios",
]
