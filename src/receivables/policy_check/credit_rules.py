"""Rules about credit and segments: rules that cannot hold, segments nobody can reach, terms beyond what law allows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from receivables.credit import Conditions, Credit, OverdueStates, SegmentOffer
from receivables.discounts import OnTimeReward, cost_of_forgoing
from receivables.errors import ReceivablesError
from receivables.policy_check.findings import Doubt
from receivables.policy_check.setting import Setting
from receivables.policy_check.words import MOST
from receivables.segments import Condition, SegmentRule, Segments
from receivables.terms import AddDays, PaymentTerms
from receivables.terms.lines import number_text

_Doubts = Iterator[Doubt]
_FEW, _DEAR = 10, 60
"""Conditions of one rule that are compared; percent a year above which a discount costs more than any bank."""


def states_that_are_not_there(policy: Credit, _: Setting) -> _Doubts:
    """A rule about overdue states in a policy that has none."""
    for place, rule in enumerate(policy.rules[:MOST]):
        if rule.when.states and policy.states is None:
            message = f"the rule {rule.name!r} never holds: it asks for a state, and the policy has no states"
            yield Doubt(f"rules[{place}].when.states", message, 'add states, kind = "overdue-states"')


def rules_that_always_hold(policy: Credit, _: Setting) -> _Doubts:
    """Conditions that every customer fulfils, whatever is unpaid."""
    for place, rule in enumerate(policy.rules[:MOST]):
        when = rule.when
        trivial = {
            "min_count": when.min_count == 0,
            "min_total": when.min_total is not None and when.min_total.minor <= 0,
        }
        if when.given and all(trivial.get(each, False) for each in when.given):
            message = f"the rule {rule.name!r} holds for every customer, with nothing unpaid too"
            yield Doubt(f"rules[{place}].when", message, f"ask for more, or every order is met with {rule.action!r}")


def rules_beside_others(policy: Credit, _: Setting) -> _Doubts:
    """A rule that warns only where another one holds the order anyway."""
    for place, rule in enumerate(policy.rules[:MOST]):
        for other in policy.rules[:MOST]:
            if rule.action == "warn" and other.action == "hold" and implies(rule.when, other.when):
                message = f"where {rule.name!r} warns, {other.name!r} holds the order already"
                yield Doubt(f"rules[{place}]", message, "ask for less in the rule that warns")
                break


def states_out_of_reach(states: OverdueStates, _: Setting) -> _Doubts:
    """A state whose conditions an earlier one has taken."""
    for place, state in enumerate(states.states[:MOST]):
        for before in states.states[:place]:
            if before.name != state.name and implies(state.when, before.when):
                message = f"no account is ever {state.name!r}: whatever is, {before.name!r} takes first"
                yield Doubt(f"states[{place}]", message, "put the worst state first")
                break


def implies(strict: Conditions, loose: Conditions) -> bool:
    """Whether an account that fulfils the one fulfils the other as well; where that cannot be told, it does not."""
    given = set(loose.given)
    if not given <= {"min_count", "min_total", "min_days"} or strict.counted_from != loose.counted_from:
        return False
    pairs = [(getattr(strict, each), getattr(loose, each)) for each in given]
    return all(ours is not None and ours >= theirs for ours, theirs in pairs)


def conditions_on_no_days(policy: Credit, _: Setting) -> _Doubts:
    """A least age below the one from which on anything is looked at."""
    for place, rule in enumerate(policy.rules[:MOST]):
        when = rule.when
        if when.min_days is not None and when.counted_from is not None and when.min_days < when.counted_from:
            message = (
                f"min_days = {when.min_days} changes nothing: only what is {when.counted_from} days old is looked at"
            )
            yield Doubt(f"rules[{place}].when.min_days", message, "leave it out, or lower counted_from")


def terms_too_long(policy: Credit, setting: Setting) -> _Doubts:
    """Payment terms beyond what the law of the place allows."""
    for place, offer in enumerate(policy.offers[:MOST]):
        yield from _too_long(f"offers[{place}].terms", offer.terms, setting)


def rewards_too_long(reward: OnTimeReward, setting: Setting) -> _Doubts:
    """Terms as a reward beyond what the law of the place allows."""
    if reward.terms is not None:
        yield from _too_long("terms", reward.terms, setting)


def _too_long(path: str, terms: str, setting: Setting) -> _Doubts:
    longest = _longest(PaymentTerms.parse(terms))
    for found in setting.regimes if longest is not None else ():
        if longest is not None and (problem := found.term_problem(longest)):
            doubt = " (evidence flagged)" if found.term_evidence == "flagged" else ""
            yield Doubt(
                path, f"{terms!r}: {problem}{doubt}", f"at most {found.maximum_term_days} days", found.legal_basis
            )


def _longest(terms: PaymentTerms) -> int | None:
    """The most days from issue to the last due day, over the month ends of two years; none where a calendar decides."""
    issued = [date(year, month, day) for year in (2023, 2024) for month in range(1, 13) for day in (1, 15, 28)]
    try:
        return None if terms.needs else max(terms.due_on(day).toordinal() - day.toordinal() for day in issued)
    except (ReceivablesError, OverflowError):
        return None


def dear_discounts(policy: Credit, _: Setting) -> _Doubts:
    """A discount that costs more a year than borrowing."""
    for place, offer in enumerate(policy.offers[:MOST]):
        net = _longest(offer.payment_terms)
        for rate, within in _discounts(offer) if net is not None else ():
            cost = cost_of_forgoing(rate, within=within, net=net) if net is not None else None
            if net is not None and cost is not None and cost > _DEAR:
                what = f"{number_text(rate)} % for {net - within} days"
                message = f"{offer.terms!r}: {what} is {cost:f} % a year, more than a bank asks"
                yield Doubt(f"offers[{place}].terms", message, "give less, or for more days")


def _discounts(offer: SegmentOffer) -> Iterator[tuple[Fraction, int]]:
    """The percentages off, each with its days from issue, where they are said in days."""
    for discount in (each for line in offer.payment_terms.lines for each in line.discounts):
        match discount.within:
            case (AddDays(days=within),) if discount.percent is not None and discount.percent <= 99:
                yield discount.percent, within
            case _:
                pass


def terms_without_credit(policy: Credit, _: Setting) -> _Doubts:
    """Terms for customers who get no credit."""
    for place, offer in enumerate(policy.offers[:MOST]):
        if offer.limit is not None and not offer.limit.minor and (_longest(offer.payment_terms) or 0) > 0:
            message = f"{offer.segment!r} has {offer.terms!r} and a limit of {offer.limit}: no order goes out on them"
            yield Doubt(f"offers[{place}].terms", message, 'write terms = "due on receipt", or raise the limit')


def segments_out_of_reach(policy: Segments, _: Setting) -> _Doubts:
    """A rule whose customers an earlier rule takes."""
    for place, rule in enumerate(policy.rules[:MOST]):
        for number, before in enumerate(policy.rules[:place]):
            if before.name != rule.name and _takes_all(before, rule):
                message = (
                    f"nobody gets into {rule.name!r} by this rule: rules[{number}], {before.name!r}, takes them first"
                )
                yield Doubt(f"rules[{place}]", message, "put the stricter rule first")
                break


def _takes_all(first: SegmentRule, second: SegmentRule) -> bool:
    """Whether whoever fulfils the second rule fulfils the first, too."""
    chosen = not (first.customers or first.attributes) or (
        not first.attributes
        and not second.attributes
        and bool(second.customers)
        and set(second.customers) <= set(first.customers)
    )
    return chosen and all(
        any(_within(theirs, ours) for theirs in second.conditions[:_FEW]) for ours in first.conditions
    )


def _within(inner: Condition, outer: Condition) -> bool:
    """Whether what fulfils one condition fulfils another, for who is inside the segment and for who is not."""
    if (inner.measure, inner.currency, inner.at_most is None) != (outer.measure, outer.currency, outer.at_most is None):
        return False
    widest, narrowest = inner.bound(inside=True), outer.bound(inside=False)
    return widest >= narrowest if inner.at_most is None else widest <= narrowest


def conditions_nobody_fulfils(policy: Segments, _: Setting) -> _Doubts:
    """Bounds that no figure can be in."""
    for place, rule in enumerate(policy.rules[:MOST]):
        for number, condition in enumerate(rule.conditions[:_FEW]):
            least, most = condition.at_least, condition.at_most
            bounded = condition.measure == "score" or condition.measure.endswith("_percent")
            if bounded and ((least is not None and least > 100) or (most is not None and most < 0)):
                message = f"nobody gets into {rule.name!r}: {condition.measure} goes from 0 to 100"
                yield Doubt(f"rules[{place}].conditions[{number}]", message, "write a bound from 0 to 100")
            for other in rule.conditions[:number]:
                if _apart(condition, other):
                    message = f"nobody gets into {rule.name!r}: {condition.measure} cannot be both"
                    yield Doubt(
                        f"rules[{place}].conditions[{number}]",
                        message,
                        "exchange at_least and at_most, or leave one out",
                    )


def _apart(one: Condition, other: Condition) -> bool:
    """Whether two bounds on one figure leave nothing between them."""
    if (one.measure, one.currency) != (other.measure, other.currency):
        return False
    least = [each.bound(inside=True) for each in (one, other) if each.at_most is None]
    most = [each.bound(inside=True) for each in (one, other) if each.at_most is not None]
    return bool(least and most and max(least) > min(most))


def windows_without_trend(policy: Segments, _: Setting) -> _Doubts:
    """Recent days that are all the days there are."""
    if policy.recent_days >= policy.window_days:
        message = f"{policy.recent_days} recent days of {policy.window_days}: none are left to compare them with"
        yield Doubt("recent_days", message, f"write at most {policy.window_days // 2}")
