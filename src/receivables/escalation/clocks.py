"""When the steps of a ladder come: the days of an item, and the waits since the last notice about it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from receivables.escalation.arrears import within
from receivables.escalation.rungs import Rung
from receivables.escalation.sent import Progress
from receivables.position import OpenItem

if TYPE_CHECKING:
    from receivables.escalation.ladder import Ladder


class Clock(NamedTuple):
    """The day on which the ``days`` of a level are over, and the one until which it ``waits``; 0: not asked.

    Days are ordinals here: every item has a clock for each level that may come, and dates cost several times as much.
    """

    level: int
    days: int
    waits: int


def clocks_of(ladder: Ladder, item: OpenItem, progress: Progress) -> list[Clock]:
    """The clocks of the levels that may come next, lowest first."""
    rungs, due, last_on = ladder._workings.rungs, item.due_on.toordinal(), progress.on
    levels = _candidates(ladder, progress)
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


def _candidates(ladder: Ladder, progress: Progress) -> Iterable[int]:
    following, top = progress.level + 1, len(ladder.steps) - 1
    if enough(ladder, progress):
        return ()
    if following > top:
        return (top,) if ladder.after_last == "repeat" else ()
    return range(following, top + 1) if ladder.mode == "by_days" or ladder.skips else (following,)


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
