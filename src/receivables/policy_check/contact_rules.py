"""Rules about a guard beside the steps of its ladder: contacts that are never allowed, or not on their day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from receivables.contact_guard import (
    BusinessDaysOnly,
    Cap,
    ContactFacts,
    ContactGuard,
    Gap,
    NeverBy,
    OneChannel,
    QuietSeason,
    QuietWeekdays,
    contact_law,
)
from receivables.escalation import Ladder
from receivables.policy_check.course import AT_ONCE, Arrival, course_of
from receivables.policy_check.findings import Doubt
from receivables.policy_check.setting import Setting
from receivables.policy_check.words import days

_Doubts = Iterator[Doubt]
_OF_DAYS = (QuietWeekdays, QuietSeason, BusinessDaysOnly)


def _rules(guard: ContactGuard) -> Iterator[tuple[str, object, str]]:
    """The rules of the house and of the laws that a guard names, each with its place and its source."""
    yield from ((f"rules[{place}]", rule, "") for place, rule in enumerate(guard.rules))
    for place, law in enumerate(guard.laws):
        yield from ((f"laws[{place}]", article.rule, article.source) for article in contact_law(law).articles)


def steps_never_allowed(ladder: Ladder, _: Setting) -> _Doubts:
    """A step over a channel that the guard never allows."""
    guard = ladder.guard
    if not isinstance(guard, ContactGuard):
        return
    for path, rule, source in _rules(guard):
        for place, step in enumerate(ladder.steps):
            if isinstance(rule, NeverBy) and step.channel in rule.channels:
                message = f"this step can never be taken: the guard has {str(rule)!r} (guard.{path})"
                yield Doubt(f"steps[{place}].channel", message, "take another channel, or change the rule", source)


def no_day_left(guard: ContactGuard, setting: Setting) -> _Doubts:
    """Rules about days that together leave none."""
    of_days = [(path, rule) for path, rule, _ in _rules(guard) if isinstance(rule, _OF_DAYS)]
    for channel in guard.channels:
        about = [rule for _, rule in of_days if not rule.channels or channel in rule.channels]
        if len(about) > 0 and not _some_day(about, channel, setting.as_of):
            path = "rules" if guard.rules else "laws"
            yield Doubt(
                path,
                f"no day is left for a contact by {channel}",
                "leave a weekday, a season or a year of the calendar open",
            )


def _some_day(rules: list[QuietWeekdays | QuietSeason | BusinessDaysOnly], channel: str, as_of: date | None) -> bool:
    """Whether some day in 28 years is allowed by all: after so many the weekdays of a year come again."""
    firsts = [rule.calendar.first for rule in rules if isinstance(rule, BusinessDaysOnly) and rule.calendar.first]
    start = max([as_of or date(2001, 1, 1), *firsts])
    facts = ContactFacts(channels=(channel,))
    day: date | None = start
    while day is not None and day.toordinal() < start.toordinal() + 28 * 366:
        refusals = [refusal for rule in rules if (refusal := rule.refuse(facts, channel=channel, day=day))]
        if not refusals:
            return True
        next_days = [refusal.again_on for refusal in refusals]
        day = None if None in next_days else max(each for each in next_days if each)
    return False


def steps_held_back(ladder: Ladder, _: Setting) -> _Doubts:
    """Steps so near to one another that the guard moves the later one."""
    guard = ladder.guard
    if not isinstance(guard, ContactGuard):
        return
    arrivals = [each for each in course_of(ladder).arrivals if each.comes != AT_ONCE]
    for path, rule, source in _rules(guard):
        for number, arrival in enumerate(arrivals):
            wait = _wait(rule, ladder, arrivals[:number], arrival)
            if wait > 0:
                step = ladder.steps[arrival.place]
                message = f"the guard moves this step by {days(wait)}: {rule} (guard.{path})"
                yield Doubt(
                    f"steps[{arrival.place}].days",
                    message,
                    f"write days = {(step.days or 0) + wait}, or change the rule",
                    source,
                )


def _wait(rule: object, ladder: Ladder, before: list[Arrival], arrival: Arrival) -> int:
    """Days that a rule about contacts adds to those of a step."""
    channel = ladder.steps[arrival.place].channel
    if not isinstance(rule, Cap | Gap | OneChannel) or (rule.channels and channel not in rule.channels):
        return 0
    made = [(each.comes, ladder.steps[each.place].channel) for each in before]
    if isinstance(rule, Cap):
        counted = [day for day, by in made if not rule.channels or by in rule.channels]
        return counted[-rule.contacts] + rule.days - arrival.comes if len(counted) >= rule.contacts else 0
    if isinstance(rule, Gap):
        counted = [day for day, by in made if not rule.after or by in rule.after]
    else:
        counted = [day for day, by in made if by != channel]
    return counted[-1] + rule.days - arrival.comes if counted else 0


def laws_past_their_day(guard: ContactGuard, setting: Setting) -> _Doubts:
    """Contact laws that were checked for an earlier day only."""
    for place, law in enumerate(guard.laws):
        for until in sorted({article.verified_until for article in contact_law(law).articles})[:1]:
            if setting.as_of is not None and until < setting.as_of:
                message = f"{law} was read until {until} only, and this is for {setting.as_of}"
                yield Doubt(f"laws[{place}]", message, "look whether the law has changed since")
