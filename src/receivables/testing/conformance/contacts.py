"""The laws of the contact guard and of its rules."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import attrs

from receivables.contact_guard import CHANNELS, ContactCheck, ContactFacts, ContactGuardPolicy, ContactRule, Refusal
from receivables.events import ConsentWithdrawn
from receivables.position import Hold, Position
from receivables.testing.conformance.cases import contacts
from receivables.testing.conformance.laws import Broken, Case, explains_itself, is_pure, keeps, says_why

_A_DAY = timedelta(days=1)


def check_contact_guard(policy: ContactGuardPolicy) -> None:
    """Run the laws of the contact guard on a policy.

    It answers about the customer, the channel and the day that were asked about. Each refusal has a reason and names a
    later day, or none; the day to ask again is the first on which the answer is yes; and neither a hold nor a consent
    that was withdrawn makes a yes of a no.

    >>> from receivables.contact_guard import Cap, ContactGuard
    >>> check_contact_guard(ContactGuard([Cap(3, days=7)]))
    """
    keeps(policy, contacts(tuple(getattr(policy, "channels", CHANNELS))), _guard_laws)


def _guard_laws(policy: ContactGuardPolicy, case: Case) -> Broken:
    position, channel, as_of = case["position"], case["channel"], case["as_of"]
    found: object = policy.check(position, channel=channel, as_of=as_of)
    if not isinstance(found, ContactCheck) or (found.customer, found.channel) != (position.customer, channel):
        yield "a guard answers about the customer and the channel that were asked about", str(found)[:200]
        return
    if found.as_of != as_of:
        yield "a guard answers about the day that was asked about", str(found.as_of)
        return
    yield from is_pure(lambda: policy.check(position, channel=channel, as_of=as_of))
    for refusal in found.refusals:
        yield from _refusal_laws(refusal, as_of)
    again = found.again_on
    if found.allowed and again != as_of:
        yield "the day to ask again is that of the question where the answer is yes", str(again)
    if not found.allowed:
        yield from _again_laws(lambda day: policy.check(position, channel=channel, as_of=day).allowed, as_of, again)
        for stricter, why in _stricter(position, channel, as_of):
            if policy.check(stricter, channel=channel, as_of=as_of).allowed:
                yield "what stands against a contact never frees it", f"that {why} does"
    yield from explains_itself(found)


def check_contact_rule(rule: ContactRule) -> None:
    """Run the laws of a rule of the contact guard on one: those of :func:`check_contact_guard` for a single refusal.

    >>> from receivables.contact_guard import Gap
    >>> check_contact_rule(Gap(7))
    """
    keeps(rule, contacts(CHANNELS), _rule_laws)


def _rule_laws(rule: ContactRule, case: Case) -> Broken:
    position, channel, as_of = case["position"], case["channel"], case["as_of"]
    facts = ContactFacts.of(position, CHANNELS)
    refusal: object = rule.refuse(facts, channel=channel, day=as_of)
    if not isinstance(refusal, Refusal | None):
        yield "a rule gives a refusal, or nothing", str(refusal)[:200]
        return
    yield from is_pure(lambda: rule.refuse(facts, channel=channel, day=as_of))
    if refusal is None:
        return
    yield from _refusal_laws(refusal, as_of)
    yield from _again_laws(lambda day: rule.refuse(facts, channel=channel, day=day) is None, as_of, refusal.again_on)
    for stricter, why in _stricter(position, channel, as_of):
        if rule.refuse(ContactFacts.of(stricter, CHANNELS), channel=channel, day=as_of) is None:
            yield "what stands against a contact never frees it", f"that {why} does"


def _refusal_laws(refusal: Refusal, as_of: date) -> Broken:
    yield from says_why(refusal, "a refusal")
    if refusal.again_on is not None and refusal.again_on <= as_of:
        yield "the day to ask again is a later one where the answer is no", str(refusal.again_on)


def _again_laws(allowed: Callable[[date], bool], as_of: date, again: date | None) -> Broken:
    """It is the first day on which the answer is yes; the evening before it and the next day are asked for others."""
    if again is None or again <= as_of:
        if again is not None:
            yield "the day to ask again is a later one where the answer is no", str(again)
        return
    if not allowed(again):
        yield "on the day to ask again the answer is yes", f"a no on {again}"
    for day in {as_of + _A_DAY, again - _A_DAY} - {again}:
        if day > as_of and allowed(day):
            yield "the day to ask again is the first on which the answer is yes", f"{again}, but {day} is free already"


def _stricter(position: Position, channel: str, as_of: date) -> list[tuple[Position, str]]:
    """The position with one more fact that can only stand against a contact."""
    withdrawn = ConsentWithdrawn(channel, on=as_of)
    others = tuple(each for each in position.consents if each.channel != channel)
    held = Hold(kind="legal", since=as_of)
    return [
        (attrs.evolve(position, consents=(*others, withdrawn)), "a consent that is withdrawn"),
        (attrs.evolve(position, holds=(*position.holds, held)), "a hold"),
    ]
