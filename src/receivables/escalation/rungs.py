"""The steps of a ladder, with what is the same for every item worked out once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from receivables.escalation.arrears import days_until
from receivables.escalation.conditions import Question, questions
from receivables.escalation.steps import Step

if TYPE_CHECKING:
    from receivables.escalation.ladder import Ladder


class Rung(NamedTuple):
    """A step on its level: its days with the grace (``None``: without days), its wait with the gap, its questions."""

    step: Step
    days: int | None
    since_issue: bool
    wait: int
    questions: tuple[Question, ...]
    for_some: bool
    any_of_them: bool
    from_day: str


class Workings(NamedTuple):
    """What is the same for every customer of a ladder, worked out once.

    ``levels`` has the level of each step by its name, and -1, the foot of the ladder, by the empty text; ``earliest``
    how early a notice may come, in days from the due day and from issue; ``ages`` those of the oldest item that are
    asked for; ``waits`` the days after a due day on which figures of the customer may change; ``by_customer`` whether
    what is sent about an item depends on other items.
    """

    rungs: tuple[Rung, ...]
    levels: Mapping[str, int]
    earliest: tuple[int, int | None]
    ages: tuple[int, ...]
    waits: tuple[int, ...]
    by_customer: bool


def workings_of(ladder: Ladder) -> Workings:
    """The workings of a ladder."""
    steps, least = ladder.steps, ladder.debtor_min_days
    rungs = tuple(_rung(step, ladder) for step in steps)
    ages = tuple(age for age in (least, *(step.when.oldest_days for step in steps)) if age is not None)
    return Workings(
        rungs=rungs,
        levels={step.name: level for level, step in enumerate(steps)} | {"": -1},
        earliest=_earliest(rungs),
        ages=ages,
        waits=tuple({days_until(age, ladder.grace_days, ladder.grace) for age in (1, *ages)}),
        by_customer=any(step.when.by_customer for step in steps) or ladder.min_totals is not None or least is not None,
    )


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
