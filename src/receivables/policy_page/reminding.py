"""What the page says about reminders, step by step, and about when a customer is contacted."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import Any

from receivables.contact_guard import (
    BusinessDaysOnly,
    Cap,
    ConsentNeeded,
    ContactGuard,
    Gap,
    NeverBy,
    OneChannel,
    QuietSeason,
    QuietSpan,
    QuietWeekdays,
    WhileOnHold,
    contact_law,
)
from receivables.credit_policy import CreditPolicy
from receivables.escalation import Fee, Ladder, NoLadder, Step, StepConditions
from receivables.policy_page.paying import own
from receivables.policy_page.words import Words

_Lines = Iterator[str]


def reminders(policy: CreditPolicy, words: Words) -> _Lines:
    """The steps of the ladder, each a line that begins with a dash, and what holds of all of them."""
    found = policy.ladder
    if not isinstance(found, Ladder):
        yield words.say("reminders.none") if isinstance(found, NoLadder) else own(words, "reminders", found)
        return
    yield words.say("reminders.intro")
    yield from (f"- {_step(found, place, words)}" for place in range(len(found.steps)))
    if not any(step.fee for step in found.steps):
        yield words.say("reminders.free")
    yield from _of_all(found, words)


def _step(ladder: Ladder, place: int, words: Words) -> str:
    step = ladder.steps[place]
    one = ladder.min_totals[0].currency if ladder.min_totals and len(ladder.min_totals) == 1 else None
    codes = step.when.currencies
    currency = codes[0] if len(codes) == 1 else one
    when, channel = _when(ladder, place, words), words.named("channels", step.channel)
    more = "".join(_more(step, currency, words))
    return words.say("reminders.step", when=when, name=step.name, channel=channel, more=more)


def _when(ladder: Ladder, place: int, words: Words) -> str:
    step, days = ladder.steps[place], ladder.rungs[place].days
    if days is None or (place and ladder.mode == "staged"):
        return _waits("waits", step.wait_days or 0, words) if place else words.say("reminders.first")
    if step.since == "issue":
        key = "issued" if days > 0 else "issued_on" if days == 0 else "issued_before"
    else:
        key = "after" if days > 0 else "on" if days == 0 else "before"
    found = words.say(f"reminders.{key}", days=words.count(abs(days)))
    return found + (_waits("and_waits", step.wait_days, words) if step.wait_days and place else "")


def _waits(key: str, days: int, words: Words) -> str:
    return words.say(f"reminders.{key}", days=words.count(days))


def _more(step: Step, currency: str | None, words: Words) -> _Lines:
    """What else a step brings with it."""
    if step.deadline_days:
        yield words.say("reminders.deadline", days=words.count(step.deadline_days))
    if step.fee is not None:
        yield words.say("reminders.fee", fee=_fee(step.fee, currency, words))
    if step.interest is not None:
        yield words.say(f"reminders.interest_{step.interest}")
    yield from (words.say(f"measures.{measure}") for measure in step.measures)
    conditions = list(_conditions(step.when, currency, words))
    if conditions:
        last = "and" if step.when.combine == "all" else "or"
        yield words.say("reminders.condition", condition=words.listed(conditions, last))


def _conditions(when: StepConditions, currency: str | None, words: Words) -> _Lines:
    if when.min_item is not None:
        yield words.say("conditions.item", amount=words.amount(when.min_item, currency))
    if when.min_total is not None:
        yield words.say("conditions.total", amount=words.amount(when.min_total, currency))
    if when.min_percent is not None:
        yield words.say("conditions.percent", percent=words.percent(when.min_percent))
    if when.oldest_days is not None:
        yield words.say("conditions.oldest", days=words.count(when.oldest_days))
    if when.currencies:
        yield words.say("conditions.currencies", currencies=words.listed(when.currencies, "or"))
    if when.segments:
        yield words.say("conditions.segments", segments=words.listed(when.segments, "or"))


def _fee(fee: Fee, currency: str | None, words: Words) -> str:
    """What a notice costs, in words."""
    parts = [_charge(fee.fixed, fee.percent, fee, fee.currency or currency, words)] if not fee.brackets else []
    for row in fee.brackets:
        charge = _charge(row.fixed, row.percent, fee, currency, words)
        parts.append(words.say("fees.bracket", fee=charge, amount=words.amount(row.since, currency)))
    if fee.minimum is not None:
        parts.append(words.say("fees.least", amount=words.amount(fee.minimum, currency)))
    if fee.maximum is not None:
        parts.append(words.say("fees.most", amount=words.amount(fee.maximum, currency)))
    if fee.charge_above is not None:
        parts.append(words.say("fees.above", amount=words.amount(fee.charge_above, currency)))
    return ", ".join(parts)


def _charge(fixed: Fraction, percent: Fraction, fee: Fee, currency: str | None, words: Words) -> str:
    parts = [words.amount(fixed, currency)] if fixed else []
    parts += [words.say(f"fees.percent_{fee.of}", percent=words.percent(percent))] if percent else []
    return words.listed(parts or [words.say("fees.nothing")])


def _of_all(ladder: Ladder, words: Words) -> _Lines:
    """What holds of every step."""
    if ladder.max_notices is not None:
        yield words.say("reminders.most", reminders=words.count(ladder.max_notices, "reminder"))
    if ladder.min_gap_days:
        yield words.say("reminders.gap", days=words.count(ladder.min_gap_days))
    if ladder.debtor_min_gap_days:
        yield words.say("reminders.customer_gap", days=words.count(ladder.debtor_min_gap_days))
    if ladder.after_last == "repeat":
        every = ladder.repeat_days
        yield words.say("reminders.repeat") if every is None else _waits("repeat_every", every, words)
    yield words.say(
        {"highest": "reminders.one", "item": "reminders.per_item"}.get(ladder.consolidation, "reminders.per_level")
    )
    if ladder.min_totals is not None:
        totals = [words.amount(row.amount, row.currency) for row in ladder.min_totals]
        if totals:
            yield words.say("reminders.totals", totals=words.listed(totals, "or"))
        yield words.say("reminders.no_totals" if totals else "reminders.none_sent")
    if ladder.debtor_min_days is not None:
        yield words.say("reminders.oldest", days=words.count(ladder.debtor_min_days))


def promises(policy: CreditPolicy, words: Words) -> _Lines:
    """What a promise to pay does."""
    found = policy.ladder
    if isinstance(found, Ladder):
        key = "tolerance" if found.promise_tolerance_days else "none"
        yield words.say(f"promises.{key}", days=words.count(found.promise_tolerance_days))


def contact(policy: CreditPolicy, words: Words) -> _Lines:
    """When and over which channels a customer is contacted."""
    guard = policy.ladder.guard if isinstance(policy.ladder, Ladder) else None
    if isinstance(guard, ContactGuard):
        yield from (_rule(rule, words) for rule in guard.rules)
        yield from (words.say("contact.law", name=contact_law(law).name) for law in guard.laws)
        yield words.say("contact.withdraw")


def _rule(rule: object, words: Words) -> str:
    """A rule of a guard as a sentence."""
    channels = _by(getattr(rule, "channels", ()), words)
    for kind, key, facts in _RULES:
        if isinstance(rule, kind):
            return words.say(f"contact.{key}", channels=channels, **facts(rule, words))
    return own(words, "contact", rule)


_RULES: tuple[tuple[type, str, Callable[[Any, Words], dict[str, str]]], ...] = (
    (QuietWeekdays, "weekdays", lambda rule, words: {"days": words.listed(map(words.weekday, rule.days), "nor")}),
    (Cap, "cap", lambda rule, words: {"times": words.count(rule.contacts, "time"), "days": words.count(rule.days)}),
    (Gap, "gap", lambda rule, words: {"after": _by(rule.after, words), "days": words.count(rule.days)}),
    (OneChannel, "one_channel", lambda rule, words: {"days": words.count(rule.days)}),
    (ConsentNeeded, "consent", lambda rule, words: {}),
    (WhileOnHold, "hold", lambda rule, words: {"while": words.say(f"holds.{rule.hold}")}),
    (NeverBy, "never", lambda rule, words: {}),
    (QuietSeason, "season", lambda rule, words: _span(rule, words.day_of_year)),
    (QuietSpan, "season", lambda rule, words: _span(rule, words.day)),
    (BusinessDaysOnly, "business", lambda rule, words: {}),
)


def _span(rule: Any, shown: Callable[[Any], str]) -> dict[str, str]:
    return {"since": shown(rule.since), "until": shown(rule.until)}


def _by(channels: Sequence[str], words: Words) -> str:
    """The channels of a rule; nothing where all are meant."""
    return " " + words.listed([words.named("channels", each) for each in channels], "or") if channels else ""
