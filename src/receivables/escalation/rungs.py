"""The steps of a ladder worked out once for every item, and the clocks by which they come for one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from receivables.escalation.arrears import days_until, within
from receivables.escalation.conditions import Question, questions
from receivables.escalation.sent import Progress
from receivables.escalation.steps import Step
from receivables.position import OpenItem

if TYPE_CHECKING:
    from receivables.escalation.ladder import Ladder


class Rung(NamedTuple):
    """A step on its level: its days with the grace (``None``: without days), its wait with the gap, its questions.

    One that is ``ahead`` is for the days before the due day, and passed over from then on: a later one takes over.
    """

    step: Step
    days: int | None
    since_issue: bool
    wait: int
    questions: tuple[Question, ...]
    for_some: bool
    any_of_them: bool
    from_day: str
    ahead: bool = False


class Workings(NamedTuple):
    """What is the same for every customer of a ladder, worked out once.

    ``levels`` has the level of each step by its name, and -1, the foot of the ladder, by the empty text; ``earliest``
    how early a notice may come, in days from the due day and from issue; ``ages`` those of the oldest item that are
    asked for; ``waits`` the days after a due day on which figures of the customer may change; ``by_customer`` whether
    what is sent about an item depends on other items; ``ahead`` the levels that are passed over once an item is due.
    """

    rungs: tuple[Rung, ...]
    levels: Mapping[str, int]
    earliest: tuple[int, int | None]
    ages: tuple[int, ...]
    waits: tuple[int, ...]
    by_customer: bool
    ahead: frozenset[int]


def workings_of(ladder: Ladder) -> Workings:
    """The workings of a ladder."""
    steps, least = ladder.steps, ladder.debtor_min_days
    rungs = _with_ahead([_rung(step, ladder) for step in steps])
    ages = tuple(age for age in (least, *(step.when.oldest_days for step in steps)) if age is not None)
    return Workings(
        rungs=rungs,
        levels={step.name: level for level, step in enumerate(steps)} | {"": -1},
        earliest=_earliest(rungs),
        ages=ages,
        waits=tuple({days_until(age, ladder.grace_days, ladder.grace) for age in (1, *ages)}),
        by_customer=any(step.when.by_customer for step in steps) or ladder.min_totals is not None or least is not None,
        ahead=frozenset(level for level, rung in enumerate(rungs) if rung.ahead),
    )


def _with_ahead(rungs: Sequence[Rung]) -> tuple[Rung, ...]:
    """The rungs with those before the due day marked, as far as a later one has other days: something always comes."""
    early = [
        rung.days is not None and rung.days < 0 and not rung.since_issue and not (rung.any_of_them and rung.questions)
        for rung in rungs
    ]
    last = max((level for level, rung in enumerate(rungs) if rung.days is not None and not early[level]), default=-1)
    return tuple(rung._replace(ahead=early[level] and level < last) for level, rung in enumerate(rungs))


def _earliest(rungs: Iterable[Rung]) -> tuple[int, int | None]:
    """How early a notice may come: days from the due day (0 at most), and from issue where a rung counts from there.

    One that asks for its days or something else, or for no days, may come at once. The grace only makes it later.
    """
    since_due, since_issue = [0], []
    for rung in rungs:
        if rung.step.days is None or (rung.any_of_them and rung.questions):
            since_issue.append(0)
        else:
            (since_issue if rung.since_issue else since_due).append(rung.step.days)
    return min(since_due), min(since_issue, default=None)


def _rung(step: Step, ladder: Ladder) -> Rung:
    since_issue, when = step.since == "issue", step.when
    days = step.days if step.days is None or since_issue else days_until(step.days, ladder.grace_days, ladder.grace)
    return Rung(
        step=step,
        days=days,
        since_issue=since_issue,
        wait=max(step.wait_days or 0, ladder.min_gap_days),
        questions=tuple(questions(when)),
        for_some=bool(when.currencies or when.segments),
        any_of_them=when.combine == "any",
        from_day=f"{step.name} from day {step.days}" + (" after issue" if since_issue else ""),
    )


class Clock(NamedTuple):
    """The day on which the ``days`` of a level are over, and the one until which it ``waits``; 0: not asked.

    Days are ordinals here: every item has a clock for each level that may come, and dates cost several times as much.
    """

    level: int
    days: int
    waits: int


def clocks_of(ladder: Ladder, item: OpenItem, progress: Progress, as_of: int) -> list[Clock]:
    """The clocks of the levels that may come next, lowest first."""
    rungs, due, last_on = ladder._workings.rungs, item.due_on.toordinal(), progress.on
    levels = _candidates(ladder, progress, is_due=due <= as_of)
    if last_on is None:  # then what only waits for a notice has none to wait for, unless a person says there was one
        by_hand = progress.level >= 0
        return [
            Clock(level, _days(rungs[level], item, due), 0)
            for level in levels
            if by_hand or rungs[level].days is not None
        ]
    staged, last = ladder.mode == "staged", last_on.toordinal()
    return [
        Clock(
            level,
            0 if staged else _days(rungs[level], item, due),
            _waits(ladder, item, progress.level, last, level),
        )
        for level in levels
    ]


def next_change(ladder: Ladder, clocks: Iterable[Clock], as_of: int) -> date | None:
    """The first day to come on which one of the clocks comes."""
    first = 0
    for level, days, waits in clocks:
        over = max(days, waits)
        if over > as_of and (not first or over < first):
            first = over
        if as_of < waits < first and ladder._workings.rungs[level].any_of_them:
            first = waits
    return date.fromordinal(first) if first else None


def enough(ladder: Ladder, progress: Progress) -> bool:
    """Whether an item has had as many notices as it may."""
    return ladder.max_notices is not None and len(progress.notices) >= ladder.max_notices


def _candidates(ladder: Ladder, progress: Progress, *, is_due: bool) -> Sequence[int]:
    following, top = progress.level + 1, len(ladder.steps) - 1
    if enough(ladder, progress):
        return ()
    if following > top:
        return (top,) if ladder.after_last == "repeat" else ()
    levels: Sequence[int] = range(following, top + 1)
    if is_due and (ahead := ladder._workings.ahead):
        levels = [level for level in levels if level not in ahead]
    return levels if ladder.mode == "by_days" or ladder.skips else levels[:1]


def _days(rung: Rung, item: OpenItem, due: int) -> int:
    """The day on which the days of a rung are over; a staged ladder waits after its first notice and never asks."""
    if rung.days is None:
        return 0
    return within((item.issued_on.toordinal() if rung.since_issue else due) + rung.days)


def _waits(ladder: Ladder, item: OpenItem, sent: int, last_on: int, level: int) -> int:
    """The first day on which a further notice may come after the last one."""
    rung = ladder._workings.rungs[level]
    until = last_on + rung.wait
    deadline = ladder.steps[sent].deadline_days if sent >= 0 else None
    if deadline is not None:
        until = max(until, last_on + deadline + 1)
    if ladder.repeat_days and level == sent:
        until = max(until, _repeats_on(ladder.repeat_days, _days(rung, item, item.due_on.toordinal()), last_on))
    return within(until)


def _repeats_on(every: int, start: int, last_on: int) -> int:
    """The day of the repetition after the last notice, counted from the day of the step: it never drifts."""
    start = start or last_on
    return start + (max((last_on - start) // every, 0) + 1) * every
