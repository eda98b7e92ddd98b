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
from receivables.policy_check.words import MOST, days

_Doubts = Iterator[Doubt]
_OF_DAYS = (QuietWeekdays, QuietSeason, BusinessDaysOnly)
_MOST_OF_DAYS, _YEARS = 20, 4 * 366


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


def caps_beside_others(guard: ContactGuard, _: Setting) -> _Doubts:
    """A cap that never refuses anything, as a stricter one of the house or of a law always refuses first."""
    rules = list(_rules(guard))[:MOST]
    for place, rule in enumerate(guard.rules[:MOST]):
        for path, other, source in rules:
            if isinstance(rule, Cap) and isinstance(other, Cap) and rule != other and _stricter(other, rule):
                message = f"this rule refuses nothing that guard.{path} does not: {other}"
                yield Doubt(f"rules[{place}]", message, "leave it out", source)
                break


def _stricter(one: Cap, other: Cap) -> bool:
    """Whether one cap refuses whatever another does."""
    same = not one.channels or (bool(other.channels) and set(other.channels) <= set(one.channels))
    return same and one.contacts <= other.contacts and one.days >= other.days and set(one.unless) <= set(other.unless)


def no_day_left(guard: ContactGuard, setting: Setting) -> _Doubts:
    """Rules about days that together leave none."""
    of_days = [rule for _, rule, _ in _rules(guard) if isinstance(rule, _OF_DAYS)][:_MOST_OF_DAYS]
    told: dict[tuple[int, ...], bool] = {}
    for channel in guard.channels[:MOST]:
        about = [place for place, rule in enumerate(of_days) if not rule.channels or channel in rule.channels]
        if about and tuple(about) not in told:  # channels under the same rules have the same days
            told[tuple(about)] = _some_day([of_days[place] for place in about], channel, setting.as_of)
        if about and not told[tuple(about)]:
            path, suggestion = "rules" if guard.rules else "laws", "leave a weekday, a season or a year open"
            yield Doubt(path, f"no day is left for a contact by {channel}", suggestion)


def _some_day(rules: list[QuietWeekdays | QuietSeason | BusinessDaysOnly], channel: str, as_of: date | None) -> bool:
    """Whether some day of four years is allowed by all."""
    firsts = [rule.calendar.first for rule in rules if isinstance(rule, BusinessDaysOnly) and rule.calendar.first]
    start = max([as_of or date(2001, 1, 1), *firsts])
    facts, day = ContactFacts(channels=(channel,)), start
    while day.toordinal() < start.toordinal() + _YEARS:
        refusals = [refusal for rule in rules if (refusal := rule.refuse(facts, channel=channel, day=day))]
        following = [refusal.again_on for refusal in refusals]
        if None in following:
            return False
        if not refusals:
            return True
        day = max(each for each in following if each)
    return False


def steps_held_back(ladder: Ladder, _: Setting) -> _Doubts:
    """Steps so near to one another that the guard moves the later one."""
    guard = ladder.guard
    if not isinstance(guard, ContactGuard):
        return
    arrivals = [each for each in course_of(ladder).arrivals if each.comes != AT_ONCE]
    for path, rule, source in list(_rules(guard))[:MOST]:
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
