"""One look at a position: how far each item has come, what may be asked for, and which step is next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from receivables.escalation.arrears import arrears, reached_on, shifted
from receivables.escalation.circumstances import Circumstances
from receivables.escalation.conditions import Figures, Question
from receivables.escalation.holds import Held, OnHold, earlier
from receivables.escalation.results import Decision
from receivables.escalation.sent import Progress, Sent
from receivables.escalation.steps import Step
from receivables.money import Money
from receivables.position import OpenItem, Position, UnappliedCash, days_in_words

if TYPE_CHECKING:
    from receivables.escalation.ladder import Ladder


class State(NamedTuple):
    """An item with how far it has come, what holds leave of it, and what may be asked for: money under way is not."""

    item: OpenItem
    progress: Progress
    held: OnHold
    asked: Money
    under_way: Money


class Look:
    """A position on a day, seen by a ladder."""

    def __init__(self, ladder: Ladder, position: Position, as_of: date, beside: Circumstances) -> None:
        self.ladder, self.position, self.as_of, self.beside = ladder, position, as_of, beside
        self.sent = Sent(ladder.steps, position, as_of, dict(beside.levels))
        held = Held(position, as_of, ladder.promise_tolerance_days)
        pending = {document: money.minor for document, money in beside.pending if money.currency == position.currency}
        self.states = tuple(self._state(item, held.of(item), pending) for item in position.open_items)
        self.credits = tuple(cash for cash in position.unapplied_cash if self._joins(cash, held))

    def _state(self, item: OpenItem, held: OnHold, pending: Mapping[str, int]) -> State:
        """The state of an item; what is under way for a document takes its items in their order."""
        under_way = 0
        if item.document in pending:
            before = sum(each.open.minor for each in self._earlier_parts(item))
            under_way = min(max(pending[item.document] - before, 0), item.open.minor)
        asked = max(held.free.minor - under_way, 0)
        money = item.amount.with_minor
        return State(item, self.sent.of(item), held, money(asked), money(under_way))

    def _earlier_parts(self, item: OpenItem) -> Iterator[OpenItem]:
        for each in self.position.open_items:
            if each is item:
                return
            if each.document == item.document:
                yield each

    def _joins(self, cash: UnappliedCash, held: Held) -> bool:
        """Whether a credit joins the notices: it is overdue, nobody keeps it for something else, and not on hold."""
        free = cash.kind == "credit note" and cash.amount.minor > cash.reserved.minor
        return free and self.arrears(cash.received_on) >= 1 and not held.covers(cash.reference)

    def arrears(self, due_on: date) -> int:
        """Days in arrears on the day of the look."""
        return arrears(due_on, self.as_of, self.ladder.grace_days, self.ladder.grace)

    @cached_property
    def oldest(self) -> int | None:
        """Days in arrears of the oldest item that is open, on hold or not, and not paid by money under way."""
        left = (each.item for each in self.states if each.item.open.minor > each.under_way.minor)
        return max((self.arrears(item.due_on) for item in left), default=None)

    def figures(self, oldest: int | None) -> Figures:
        """The sums that conditions look at; ``oldest`` is that of the customer."""
        late = sum(each.asked.minor for each in self.states if self.arrears(each.item.due_on) >= 1)
        left = sum(each.item.open.minor - each.under_way.minor for each in self.states)
        notes = (cash for cash in self.position.unapplied_cash if cash.kind == "credit note")
        return Figures(
            self.position.currency,
            late - sum(map(free_of, self.credits)),
            left - sum(map(free_of, notes)),
            oldest,
            self.beside.segment,
        )

    def decide(self, state: State, figures: Figures) -> Decision:
        """The step to take about an item, or why there is none."""
        item, progress, held, asked, under_way = state
        if under_way.minor >= item.open.minor:
            return Decision(item, None, asked, f"{under_way} under way", None)
        if not asked:
            because = held.because + (f", {under_way} under way" if under_way else "")
            return Decision(item, None, held.free, because, held.until, self.finished(progress))
        levels = self.candidates(progress)
        missing = {level: self._missing(state, level, figures) for level in levels}
        ready = [level for level in levels if not missing[level]]
        if not ready:
            again = earlier(self.changes_on(item, progress, levels), held.until)
            because = self._why_not(state, missing, figures)
            return Decision(item, None, asked, because, again, self.finished(progress))
        level = ready[-1] if self.ladder.mode == "by_days" else ready[0]
        above = [each for each in levels if each > level]
        again = earlier(self.changes_on(item, progress, above), held.until)
        since = min(self._clock(item, progress, level) or self.as_of, self.as_of)
        return Decision(item, self.ladder.steps[level], asked, self._why(state, level), again, since=since)

    def finished(self, progress: Progress) -> bool:
        """Whether nothing more will come about an item."""
        return self._enough(progress) or (
            progress.level >= len(self.ladder.steps) - 1 and self.ladder.after_last == "stop"
        )

    def _enough(self, progress: Progress) -> bool:
        most = self.ladder.max_notices
        return most is not None and len(progress.notices) >= most

    def candidates(self, progress: Progress) -> tuple[int, ...]:
        """The levels that may come next, lowest first."""
        ladder, following, top = self.ladder, progress.level + 1, len(self.ladder.steps) - 1
        if self._enough(progress):
            return ()
        if following > top:
            return (top,) if ladder.after_last == "repeat" else ()
        return tuple(range(following, top + 1)) if ladder.mode == "by_days" or ladder.skips else (following,)

    def _missing(self, state: State, level: int, figures: Figures) -> list[str]:
        """What is missing for a level."""
        step, progress = self.ladder.steps[level], state.progress
        elsewhere = step.when.elsewhere(figures)
        if elsewhere:
            return [elsewhere]
        waits = self._waits_until(state.item, progress, level)
        missing = [] if waits is None or waits <= self.as_of else [f"no notice before {waits}"]
        tests = [*self._day_test(state.item, progress, step), *step.when.tests(state.asked.minor, figures)]
        failed = [test.needs for test in tests if not test.holds]
        if step.when.combine == "any" and len(failed) < len(tests):
            return missing
        return missing + failed

    def _day_test(self, item: OpenItem, progress: Progress, step: Step) -> Iterator[Question]:
        day = self._day(item, progress, step)
        if day is not None:
            yield Question(day <= self.as_of, _from_day(step))

    def _day(self, item: OpenItem, progress: Progress, step: Step) -> date | None:
        """The day on which the days of a step are over, where they count: a staged ladder waits after its first."""
        if step.days is None or (self.ladder.mode == "staged" and progress.on is not None):
            return None
        if step.since == "issue":
            return step.reached_on(item)
        return reached_on(item.due_on, step.days, self.ladder.grace_days, self.ladder.grace)

    def _waits_until(self, item: OpenItem, progress: Progress, level: int) -> date | None:
        """The first day on which a further notice may come after the last one."""
        if progress.on is None:
            return None
        step, ladder = self.ladder.steps[level], self.ladder
        until = shifted(progress.on, max(step.wait_days or 0, ladder.min_gap_days))
        last = ladder.steps[progress.level] if progress.level >= 0 else None
        if last and last.deadline_days is not None:
            until = max(until, shifted(progress.on, last.deadline_days + 1))
        if ladder.repeat_days and level == progress.level:
            until = max(until, self._repeats_on(item, progress.on, step, ladder.repeat_days))
        return until

    def _repeats_on(self, item: OpenItem, last_on: date, step: Step, every: int) -> date:
        """The day of the repetition after the last notice, counted from the day of the step: it never drifts."""
        start = self._day(item, Progress(), step) or last_on
        done = max((last_on.toordinal() - start.toordinal()) // every, 0)
        return shifted(start, (done + 1) * every)

    def _clock(self, item: OpenItem, progress: Progress, level: int) -> date | None:
        """The day on which all clocks of a level have come, whatever its conditions say."""
        days = (self._day(item, progress, self.ladder.steps[level]), self._waits_until(item, progress, level))
        return max((day for day in days if day is not None), default=None)

    def changes_on(self, item: OpenItem, progress: Progress, levels: tuple[int, ...] | list[int]) -> date | None:
        """The first day to come on which a clock of one of the levels comes."""
        days = [self._clock(item, progress, level) for level in levels]
        days += [
            self._waits_until(item, progress, level)
            for level in levels
            if self.ladder.steps[level].when.combine == "any"
        ]
        return min((day for day in days if day is not None and day > self.as_of), default=None)

    def after(self, state: State, level: int) -> date | None:
        """The next change once a notice at a level was sent today."""
        done = Progress(level, self.as_of, (*state.progress.notices, (self.as_of, level)))
        return earlier(self.changes_on(state.item, done, self.candidates(done)), state.held.until)

    def _why(self, state: State, level: int) -> str:
        step, progress, again = self.ladder.steps[level], state.progress, level == state.progress.level
        days = self._days(state.item)
        if self._day(state.item, progress, step) is not None:
            found = f"{days}, {_from_day(step)}"
        elif step.wait_days and progress.on:
            found = f"{days}, {step.name} {days_in_words(step.wait_days)} after the last notice"
        else:
            found = f"{days}, {step.name}"
        return f"{found}, again" if again else found

    def _why_not(self, state: State, missing: Mapping[int, list[str]], figures: Figures) -> str:
        """Why there is no step: how late the item is, what was sent, and what the next step needs besides its days."""
        progress, steps = state.progress, self.ladder.steps
        sent = f", {steps[progress.level].name} sent" if progress.level >= 0 else ""
        if self._enough(progress):
            sent += f", no more than {len(progress.notices)} notices"
        days = self._days(state.item) + sent
        for level, needs in missing.items():
            step = steps[level]
            if step.when.elsewhere(figures):
                return f"{days}; {step.name} is {step.when.elsewhere(figures)}"
            if needs != [_from_day(step)]:
                return f"{days}; {step.name} needs {', '.join(needs)}"
        return days

    def _days(self, item: OpenItem) -> str:
        days, grace = item.days_past_due(self.as_of), self.ladder.grace_days
        if days == 0:
            return "due today"
        if days < 0:
            return f"due in {days_in_words(-days)}"
        return f"{days_in_words(days)} past due" + (f" with {days_in_words(grace)} of grace" if grace else "")

    def customer_days(self) -> Iterator[date]:
        """The days on which sums or ages of the customer change by themselves."""
        ladder = self.ladder
        ages = {1, *ladder.ages}
        days = [each.item.due_on for each in self.states]
        days += [cash.received_on for cash in self.position.unapplied_cash]
        for due_on in days:
            yield from (reached_on(due_on, age, ladder.grace_days, ladder.grace) for age in ages)


def free_of(cash: UnappliedCash) -> int:
    """The part of a credit that is kept for nothing, in minor units."""
    return cash.amount.minor - cash.reserved.minor


def _from_day(step: Step) -> str:
    return f"{step.name} from day {step.days}" + (" after issue" if step.since == "issue" else "")
