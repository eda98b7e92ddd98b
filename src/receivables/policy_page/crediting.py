"""What the page says about buying on credit: terms and limits by group, and when orders wait."""

from __future__ import annotations

from collections.abc import Iterator

from receivables.credit import Conditions, Credit
from receivables.policy_page.words import Words

_Lines = Iterator[str]


def credit(policy: Credit, words: Words) -> _Lines:
    """The credit that there is, and what holds it back."""
    for offer in policy.offers:
        terms = offer.payment_terms.describe(words.language)
        limit = words.say("credit.no_limit")
        if offer.limit is not None:
            limit = words.say("credit.limit", amount=words.money(offer.limit))
            limit = limit if offer.limit.minor else words.say("credit.no_credit")
        yield "- " + words.say("credit.offer", segment=offer.segment, terms=terms, limit=limit)
    yield words.say(f"credit.over_{policy.over_limit}")
    for row in policy.component_limits:
        component = words.say(f"components.{row.component}")
        yield words.say("credit.component", component=component, amount=words.money(row.limit))
    for rule in policy.rules:
        when = words.listed(_when(rule.when, policy.basis, words))
        yield "- " + words.say(f"credit.rule_{rule.action}", when=when)
    if policy.horizon_days is not None:
        yield words.say("credit.horizon", days=words.count(policy.horizon_days))


def _when(when: Conditions, basis: str, words: Words) -> list[str]:
    """The conditions of a rule, all of which must hold."""
    since = when.counted_from
    older = "" if since is None else words.say(f"credit_when.older_{basis}", days=words.count(since))
    return [words.say(f"credit_when.{key}", **facts) for key, facts in _facts(when, basis, older, words)]


def _facts(when: Conditions, basis: str, older: str, words: Words) -> Iterator[tuple[str, dict[str, str]]]:
    if when.min_count is not None:
        yield "min_count", {"number": str(when.min_count), "older": older}
    if when.min_total is not None:
        yield "min_total", {"amount": words.money(when.min_total), "older": older}
    if when.min_days is not None:
        yield f"min_days_{basis}", {"days": words.count(when.min_days)}
    if when.last_failure_in:
        yield "last_failure_in", {"codes": words.listed(when.last_failure_in, "or")}
    if when.broken_promises is not None:
        number = when.broken_promises.at_least
        key = "broken_promises_one" if number == 1 else "broken_promises"
        yield key, {"number": str(number), "days": words.count(when.broken_promises.within_days)}
    if when.on_hold:
        yield "on_hold", {"holds": words.listed([words.say(f"holds.{kind}") for kind in when.on_hold], "or")}
    if when.states:
        yield "states", {"states": words.listed(when.states, "or")}
