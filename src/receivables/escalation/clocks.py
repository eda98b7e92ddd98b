"""When the steps of a ladder come: the days of an item, and the waits since the last notice about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from receivables.escalation.arrears import reached_on, shifted
from receivables.escalation.sent import Progress
from receivables.escalation.steps import Step
from receivables.position import OpenItem

if TYPE_CHECKING:
    from receivables.escalation.ladder import Ladder


class Clock(NamedTuple):
    """The day on which the ``days`` of a step are over, and the one until which it ``waits``; ``None``: not asked."""

    days: date | None
    waits: date | None

    @property
    def over(self) -> date | None:
        """The day on which both are."""
        if self.days is None or self.waits is None:
            return self.days or self.waits
        return max(self.days, self.waits)


def clocks_of(ladder: Ladder, item: OpenItem, progress: Progress) -> dict[int, Clock]:
    """The clocks of the levels that may come next, lowest first."""
    return {
        level: Clock(_days(ladder, item, progress, ladder.steps[level]), _waits(ladder, item, progress, level))
        for level in _candidates(ladder, progress)
    }


def next_change(ladder: Ladder, clocks: Mapping[int, Clock], levels: Iterable[int], as_of: date) -> date | None:
    """The first day to come on which a clock of one of the levels comes."""
    days = [clocks[level].over for level in levels]
    days += [clocks[level].waits for level in levels if ladder.steps[level].when.combine == "any"]
    return min((day for day in days if day is not None and day > as_of), default=None)


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


def _days(ladder: Ladder, item: OpenItem, progress: Progress, step: Step) -> date | None:
    """The day on which the days of a step are over, where they count: a staged ladder waits after its first notice."""
    if step.days is None or (ladder.mode == "staged" and progress.on is not None):
        return None
    if step.since == "issue":
        return step.reached_on(item)
    return reached_on(item.due_on, step.days, ladder.grace_days, ladder.grace)


def _waits(ladder: Ladder, item: OpenItem, progress: Progress, level: int) -> date | None:
    """The first day on which a further notice may come after the last one."""
    if progress.on is None:
        return None
    step = ladder.steps[level]
    until = shifted(progress.on, max(step.wait_days or 0, ladder.min_gap_days))
    last = ladder.steps[progress.level] if progress.level >= 0 else None
    if last and last.deadline_days is not None:
        until = max(until, shifted(progress.on, last.deadline_days + 1))
    if ladder.repeat_days and level == progress.level:
        until = max(until, _repeats_on(ladder, item, progress.on, step))
    return until


def _repeats_on(ladder: Ladder, item: OpenItem, last_on: date, step: Step) -> date:
    """The day of the repetition after the last notice, counted from the day of the step: it never drifts."""
    start, every = _days(ladder, item, Progress(), step) or last_on, ladder.repeat_days or 1
    done = max((last_on.toordinal() - start.toordinal()) // every, 0)
    return shifted(start, (done + 1) * every)
