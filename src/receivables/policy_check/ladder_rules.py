"""Rules about the steps of a ladder: which never come, come late, or do not fit together."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from receivables.currencies import iso_currency
from receivables.errors import InvalidValueError
from receivables.escalation import MEASURES, TONES, Ladder, Step
from receivables.policy_check.course import AT_ONCE, course_of
from receivables.policy_check.findings import Doubt
from receivables.policy_check.setting import Setting
from receivables.policy_check.shipped_letters import shipped_letters
from receivables.policy_check.words import bare, days, nearest

WRITTEN = ("email", "letter", "sms", "messenger", "fax")
"""Channels over which a text is sent."""

_Doubts = Iterator[Doubt]


def passed_over(ladder: Ladder, _: Setting) -> _Doubts:
    """A step in whose place a higher one comes already."""
    course = course_of(ladder)
    comes = {arrival.place: arrival for arrival in course.arrivals}
    for place, instead in course.passed_over:
        other = ladder.steps[instead].name
        if comes[instead].comes == AT_ONCE:
            why = f"{other!r} asks for no day, so it comes first, as soon as there is an invoice"
            yield Doubt(
                f"steps[{place}]",
                f"this step never comes: {why}",
                f'give {other!r} days, or write mode = "progressive"',
            )
        elif ladder.rungs[place].ahead and comes[instead].comes >= 0:
            yield _too_late(ladder, place)
        else:
            why = f"on day {comes[instead].comes}, the first on which it could come, {other!r} is due as well"
            yield Doubt(f"steps[{place}]", f"this step is passed over: {why}", _apart(ladder))
    yield from (_too_late(ladder, place) for place in course.never if ladder.max_notices is None)


def _too_late(ladder: Ladder, place: int) -> Doubt:
    why = "it is for the days before the due day, and a gap, a wait or a deadline lasts until then"
    return Doubt(f"steps[{place}]", f"this step is passed over: {why}", _apart(ladder))


def _apart(ladder: Ladder) -> str:
    gap = max(ladder.min_gap_days, ladder.debtor_min_gap_days)
    return f"set the steps further apart than the gap of {days(gap)}, the waits and the deadlines before them"


def late_steps(ladder: Ladder, _: Setting) -> _Doubts:
    """A step that cannot come on the day that it names."""
    for before, arrival in pairwise(course_of(ladder).arrivals):
        step, last = ladder.steps[arrival.place], ladder.steps[before.place]
        if arrival.late > 0 and arrival.days != AT_ONCE and step.days is not None:
            why = f"{last.name!r} comes on day {before.comes}, and a gap, a wait or its deadline has to pass"
            message = f"this step is due on day {arrival.days} and comes on day {arrival.comes}: {why}"
            yield Doubt(f"steps[{arrival.place}].days", message, f"write days = {step.days + arrival.late}")


def fields_that_say_nothing(ladder: Ladder, _: Setting) -> _Doubts:
    """Days, waits and flags that a ladder of this mode never asks."""
    if ladder.mode == "by_days" and ladder.skips:
        yield Doubt("skips", "a ladder by days passes over steps anyway", "leave skips out")
    first, again = ladder.steps[0], ladder.after_last == "repeat" and len(ladder.steps) == 1
    if first.days is not None and first.wait_days is not None and not again:
        yield Doubt("steps[0].wait_days", "nothing comes before the first step: it never waits", "leave it out")
    for place, step in enumerate(ladder.steps[1:] if ladder.mode == "staged" else (), 1):
        if step.days is not None and not ladder.skips:
            message = "a staged ladder asks for the days of its first step only: later ones come by wait_days"
            yield Doubt(f"steps[{place}].days", message, 'leave days out, or write mode = "progressive"')


def past_the_most(ladder: Ladder, _: Setting) -> _Doubts:
    """Steps beyond the number of notices that an item may have."""
    for place in course_of(ladder).never if ladder.max_notices is not None else ():
        message = f"this step never comes: an item has had its {ladder.max_notices} notices before it"
        yield Doubt(f"steps[{place}]", message, f"raise max_notices to {len(ladder.steps)}, or leave the step out")


def impossible_conditions(ladder: Ladder, _: Setting) -> _Doubts:
    """Conditions that no customer can fulfil."""
    listed = None if ladder.min_totals is None else {row.currency for row in ladder.min_totals}
    for place, step in enumerate(ladder.steps):
        when, path = step.when, f"steps[{place}].when"
        if when.min_percent is not None and when.min_percent > 100:
            yield Doubt(f"{path}.min_percent", "no more than 100 % of what is open can be overdue", "write at most 100")
        if when.currencies and listed is not None and not listed & set(when.currencies):
            message = "this step never comes: min_totals of the ladder lists none of its currencies"
            yield Doubt(f"{path}.currencies", message, "add a row for the currency to min_totals")


def unknown_currencies(ladder: Ladder, _: Setting) -> _Doubts:
    """Codes that no currency has: a customer never fulfils them."""
    named = [(f"steps[{place}].when.currencies", step.when.currencies) for place, step in enumerate(ladder.steps)]
    totals = [(f"min_totals[{place}]", (row.currency,)) for place, row in enumerate(ladder.min_totals or ())]
    for path, codes in (*named, *totals):
        for code in codes:
            try:
                iso_currency(code)
            except InvalidValueError:
                yield Doubt(path, f"{code!r} is no currency of ISO 4217", 'write the code of the currency, like "EUR"')


def before_the_debtor(ladder: Ladder, _: Setting) -> _Doubts:
    """Steps below the age that the oldest item must have before anything is sent."""
    least = ladder.debtor_min_days
    for place, step in enumerate(ladder.steps):
        if least is not None and step.days is not None and step.since == "due" and step.days < least:
            message = f"day {step.days} comes only where another invoice is older: debtor_min_days asks for {least}"
            yield Doubt(f"steps[{place}].days", message, "lower debtor_min_days, or move the step")


def reminders_within_grace(ladder: Ladder, _: Setting) -> _Doubts:
    """A step that is to come before the due day, and by the grace comes after it."""
    for place, step in enumerate(ladder.steps):
        moved = ladder.rungs[place].days
        if step.days is not None and step.since == "due" and step.days <= 0 and moved is not None and moved > 0:
            grace = days(ladder.grace_days)
            message = f"day {step.days} is before anything is late, but {grace} of grace make it day {moved}"
            yield Doubt(
                f"steps[{place}].days", message, f"write days = {step.days - ladder.grace_days} for the same day"
            )


def repeats_without_end(ladder: Ladder, _: Setting) -> _Doubts:
    """A last step that comes again every day."""
    last = ladder.steps[-1]
    gap = max(ladder.min_gap_days, ladder.debtor_min_gap_days, last.wait_days or 0, last.deadline_days or 0)
    if ladder.after_last == "repeat" and ladder.repeat_days is None and gap < 2:
        yield Doubt("after_last", f"{last.name!r} is sent again every day", "set repeat_days, such as 30")


def falling_tone(ladder: Ladder, _: Setting) -> _Doubts:
    """A step that speaks more gently than one before it."""
    hardest = -1
    for place, step in enumerate(ladder.steps):
        tone = -1 if step.tone is None else TONES.index(step.tone)
        if step.tone is not None and tone < hardest:
            message = f"{step.tone} after a {TONES[hardest]} notice: the customer learns that waiting helps"
            yield Doubt(f"steps[{place}].tone", message, f'write tone = "{TONES[hardest]}"')
        hardest = max(hardest, tone)


_AFTER = frozenset(
    measure for measure in MEASURES if measure.startswith("hand over") or measure == "propose a write-off"
)


def after_handing_over(ladder: Ladder, _: Setting) -> _Doubts:
    """A step of the firm after the claim was handed over, if it neither hands it on nor gives it up."""
    handed = ""
    for place, step in enumerate(ladder.steps):
        if handed and not set(step.measures) & _AFTER:
            message = f"{handed!r} has handed the claim over by then, and two would write about one debt"
            yield Doubt(f"steps[{place}]", message, "put this step before it, or leave it out")
        if not handed and any(each.startswith("hand over") for each in step.measures):
            handed = step.name


def alike_channels(ladder: Ladder, _: Setting) -> _Doubts:
    """One channel under two names: a guard and a history would take them for two."""
    seen: dict[str, str] = {}
    for place, step in enumerate(ladder.steps):
        first = seen.setdefault(bare(step.channel), step.channel)
        if first != step.channel:
            message = f"{step.channel!r} and {first!r} are counted as two channels"
            yield Doubt(f"steps[{place}].channel", message, f'write channel = "{first}"')


def alike_steps(ladder: Ladder, _: Setting) -> _Doubts:
    """Two steps whose names differ by a sign: nobody can tell them apart in a history."""
    seen: dict[str, str] = {}
    for place, step in enumerate(ladder.steps):
        first = seen.setdefault(bare(step.name), step.name)
        if first != step.name:
            yield Doubt(f"steps[{place}].name", f"{step.name!r} is hard to tell from {first!r}", "choose another name")


def long_promises(ladder: Ladder, _: Setting) -> _Doubts:
    """A promise that holds for weeks after its day."""
    if ladder.promise_tolerance_days > 14:
        message = f"a promise stops all reminders until {days(ladder.promise_tolerance_days)} after the promised one"
        yield Doubt("promise_tolerance_days", message, "3 days are enough for a transfer")


def missing_letters(ladder: Ladder, setting: Setting) -> _Doubts:
    """A template that no letter has, or not in a language or as a text message."""
    for place, step in enumerate(ladder.steps):
        if step.template:
            yield from _letter(f"steps[{place}].template", step, setting)


def _letter(path: str, step: Step, setting: Setting) -> _Doubts:
    named = [letter for letter in shipped_letters() if letter.name == step.template]
    if not named:
        names = sorted({letter.name for letter in shipped_letters()})
        near = nearest(step.template, names)
        yield Doubt(
            path, f"no letter of that name ships: {', '.join(names)}", f'write template = "{near}"' if near else ""
        )
        return
    for language in setting.languages:
        found = [each for each in named if each.language == language and step.tone in (None, each.tone)]
        what = f"{step.template!r} in {language!r}" + (f", {step.tone}" if step.tone else "")
        if not found:
            known = ", ".join(sorted({letter.language for letter in named}))
            yield Doubt(path, f"no letter {what} ships", f"there are {known}; one of your own is not looked for")
        elif step.channel == "sms" and not any(letter.sms for letter in found):
            yield Doubt(path, f"{what} has no text for a message", "add sms_one and sms_many")


def steps_without_letter(ladder: Ladder, _: Setting) -> _Doubts:
    """A written step without a template where others have one."""
    some = any(step.template for step in ladder.steps)
    for place, step in enumerate(ladder.steps):
        if some and not step.template and step.channel in WRITTEN:
            message = f"nothing says what to write by {step.channel}, while other steps have a template"
            yield Doubt(f"steps[{place}]", message, 'add template, such as "reminder"')
        if step.template and step.tone is None and any(other.tone for other in ladder.steps):
            message = "other steps say in which tone they are written, and this one does not"
            yield Doubt(f"steps[{place}].template", message, f"add tone: {', '.join(TONES)}")


def fees_of_any_currency(ladder: Ladder, _: Setting) -> _Doubts:
    """A fixed fee or a threshold that is so many euros and so many yen alike."""
    one = ladder.min_totals is not None and len(ladder.min_totals) == 1  # no other currency gets a notice
    for place, step in enumerate(() if one else ladder.steps):
        if step.when.currencies:
            continue
        path = f"steps[{place}]"
        for field in ("min_item", "min_total"):
            if getattr(step.when, field) is not None:
                yield Doubt(
                    f"{path}.when.{field}", "no currency is said: it is so much of each", 'add currencies = ["EUR"]'
                )
        fee = step.fee
        if fee is not None and fee.currency is None and (fee.fixed or fee.minimum or fee.maximum or fee.brackets):
            message = "no currency is said: the fee is so much of each"
            yield Doubt(f"{path}.fee", message, 'add when = { currencies = ["EUR"] } to the step')


def unlawful_fees(ladder: Ladder, setting: Setting) -> _Doubts:
    """A fee that the law of the place does not allow, or not as often."""
    charged = [(place, step) for place, step in enumerate(ladder.steps) if step.fee is not None]
    for limit in setting.limits("fee"):
        for number, (place, step) in enumerate(charged, 1):
            if _more(step, limit.maximum, limit.currency):
                yield Doubt(
                    f"steps[{place}].fee",
                    f"not lawful in {limit.jurisdiction}: {limit.rule}",
                    "lower the fee, or leave it out",
                    limit.source,
                )
            if limit.most is not None and number > limit.most:
                yield Doubt(
                    f"steps[{place}].fee",
                    f"fee number {number} for one claim: {limit.rule}",
                    "leave it out",
                    limit.source,
                )
        for (_, before), (place, step) in pairwise(charged):
            apart = None if before.days is None or step.days is None else step.days - before.days
            if apart is not None and apart < limit.gap_days:
                yield Doubt(
                    f"steps[{place}].days",
                    f"{days(apart)} after the last fee: {limit.rule}",
                    f"wait {limit.gap_days} days",
                    limit.source,
                )


def _more(step: Step, maximum: str, currency: str) -> bool:
    """Whether a fee may be more than so much; of another currency, only nothing at all can be told."""
    fee, most = step.fee, int(maximum or 0)
    if fee is None or not (fee.fixed or fee.percent or fee.brackets or fee.minimum):
        return False
    if not most:
        return True
    same = fee.currency == currency or (fee.currency is None and step.when.currencies in ((), (currency,)))
    bounded = fee.maximum is not None and fee.maximum <= most
    parts = [fee.fixed, fee.minimum or 0, *(row.fixed for row in fee.brackets)]
    growing = fee.percent or any(row.percent for row in fee.brackets)
    return same and not bounded and bool(growing or max(parts) > most)
