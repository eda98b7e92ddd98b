"""The steps of a ladder, with what is the same for every item worked out once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from receivables.escalation.arrears import days_until
from receivables.escalation.conditions import Question, questions
from receivables.escalation.steps import Step


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


def rungs_of(steps: Iterable[Step], grace_days: int, grace: str, gap: int) -> tuple[Rung, ...]:
    """The rungs of a ladder with some days of grace and a gap between notices."""
    return tuple(_rung(step, grace_days, grace, gap) for step in steps)


def earliest(rungs: Iterable[Rung]) -> tuple[int, int | None]:
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


def _rung(step: Step, grace_days: int, grace: str, gap: int) -> Rung:
    since_issue, when = step.since == "issue", step.when
    days = step.days if step.days is None or since_issue else days_until(step.days, grace_days, grace)
    return Rung(
        step=step,
        days=days,
        since_issue=since_issue,
        wait=max(step.wait_days or 0, gap),
        questions=tuple(questions(when)),
        for_some=bool(when.currencies or when.segments),
        any_of_them=when.combine == "any",
        from_day=f"{step.name} from day {step.days}" + (" after issue" if since_issue else ""),
    )
