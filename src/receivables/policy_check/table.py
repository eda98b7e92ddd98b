"""The table of rules: what is asked, of which kind of value. To add a rule, write a function and a row.

A rule is a pure function from a value of its kind, wherever in a policy that stands, and the setting, to what it has to
say; its paths begin at that value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from receivables.aging import Aging
from receivables.contact_guard import ContactGuard
from receivables.credit import Credit, OverdueStates
from receivables.credit_book import CreditBook
from receivables.credit_policy import CreditPolicy
from receivables.discounts import EarlyDiscounts, OnTimeReward, Tolerance
from receivables.escalation import Ladder
from receivables.installments import Installments
from receivables.interest import LateInterest, TableRate, Tiers
from receivables.plans import AgreedPlans
from receivables.policy_check import book_rules, contact_rules, credit_rules, interest_rules, ladder_rules, money_rules
from receivables.policy_check.findings import Doubt
from receivables.policy_check.setting import Setting
from receivables.rates import RateTable
from receivables.segments import Segments
from receivables.statutory import StatutoryInterest

Rule = Callable[[Any, Setting], Iterable[Doubt]]
"""A function from a value of its kind and the setting to what it has to say."""

RULES: tuple[tuple[str, type, Rule], ...] = (
    ("wide-bucket", Aging, money_rules.wide_buckets),
    ("label-of-other-days", Aging, money_rules.labels_of_other_days),
    ("passed-over-step", Ladder, ladder_rules.passed_over),
    ("late-step", Ladder, ladder_rules.late_steps),
    ("says-nothing", Ladder, ladder_rules.fields_that_say_nothing),
    ("past-the-most-notices", Ladder, ladder_rules.past_the_most),
    ("impossible-condition", Ladder, ladder_rules.impossible_conditions),
    ("unknown-currency", Ladder, ladder_rules.unknown_currencies),
    ("step-below-oldest", Ladder, ladder_rules.before_the_debtor),
    ("reminder-within-grace", Ladder, ladder_rules.reminders_within_grace),
    ("repeats-every-day", Ladder, ladder_rules.repeats_without_end),
    ("falling-tone", Ladder, ladder_rules.falling_tone),
    ("step-after-handing-over", Ladder, ladder_rules.after_handing_over),
    ("channel-twice", Ladder, ladder_rules.alike_channels),
    ("alike-steps", Ladder, ladder_rules.alike_steps),
    ("long-promise", Ladder, ladder_rules.long_promises),
    ("missing-letter", Ladder, ladder_rules.missing_letters),
    ("no-letter-named", Ladder, ladder_rules.steps_without_letter),
    ("no-currency", Ladder, ladder_rules.fees_of_any_currency),
    ("unlawful-fee", Ladder, ladder_rules.unlawful_fees),
    ("never-allowed", Ladder, contact_rules.steps_never_allowed),
    ("held-back-step", Ladder, contact_rules.steps_held_back),
    ("rule-beside-another", ContactGuard, contact_rules.caps_beside_others),
    ("no-day-left", ContactGuard, contact_rules.no_day_left),
    ("law-past-its-day", ContactGuard, contact_rules.laws_past_their_day),
    ("rate-as-fraction", LateInterest, interest_rules.slips),
    ("very-high-rate", LateInterest, interest_rules.very_high),
    ("rate-as-fraction", Installments, interest_rules.slips_of_plans),
    ("above-own-ceiling", LateInterest, interest_rules.above_own_ceiling),
    ("rate-outside-the-law", LateInterest, interest_rules.outside_the_law),
    ("penalty-above-the-law", LateInterest, interest_rules.penalty_above_the_law),
    ("compounds-against-the-law", LateInterest, interest_rules.compounds_against_the_law),
    ("crossed-bounds", LateInterest, interest_rules.crossed_bounds),
    ("no-rate", LateInterest, interest_rules.no_rate),
    ("below-the-first-tier", Tiers, interest_rules.below_the_first_tier),
    ("tier-changes-nothing", Tiers, interest_rules.tiers_that_change_nothing),
    ("rate-past-its-day", TableRate, interest_rules.table_past_its_day),
    ("rate-past-its-day", StatutoryInterest, interest_rules.regime_past_its_day),
    ("table-past-its-day", RateTable, interest_rules.own_table_past_its_day),
    ("discount-without-end", EarlyDiscounts, money_rules.discounts_without_end),
    ("late-within-no-days", EarlyDiscounts, money_rules.late_days_for_nobody),
    ("generous-tolerance", Tolerance, money_rules.generous_tolerance),
    ("no-currency", Tolerance, money_rules.tolerance_of_any_currency),
    ("slow-plan", AgreedPlans, money_rules.slow_plans),
    ("interest-that-does-not-run", CreditPolicy, money_rules.interest_that_does_not_run),
    ("no-currency", CreditPolicy, money_rules.amounts_of_many_currencies),
    ("unknown-segment", CreditBook, book_rules.unknown_segments),
    ("changes-nothing", CreditBook, book_rules.amendments_that_change_nothing),
    ("state-that-is-not-there", Credit, credit_rules.states_that_are_not_there),
    ("rule-always-holds", Credit, credit_rules.rules_that_always_hold),
    ("rule-beside-another", Credit, credit_rules.rules_beside_others),
    ("condition-changes-nothing", Credit, credit_rules.conditions_on_no_days),
    ("term-too-long", Credit, credit_rules.terms_too_long),
    ("term-too-long", OnTimeReward, credit_rules.rewards_too_long),
    ("dear-discount", Credit, credit_rules.dear_discounts),
    ("terms-without-credit", Credit, credit_rules.terms_without_credit),
    ("state-out-of-reach", OverdueStates, credit_rules.states_out_of_reach),
    ("segment-out-of-reach", Segments, credit_rules.segments_out_of_reach),
    ("impossible-condition", Segments, credit_rules.conditions_nobody_fulfils),
    ("window-without-trend", Segments, credit_rules.windows_without_trend),
)
"""Every rule: its name, the kind of value that it is asked of, and the function."""
