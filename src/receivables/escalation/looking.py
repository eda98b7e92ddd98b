"""One look at a position: how far each item has come, what may be asked for, and which step is next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from receivables.escalation.arrears import arrears, shifted, within
from receivables.escalation.circumstances import Circumstances
from receivables.escalation.conditions import Figures, elsewhere
from receivables.escalation.holds import Held, OnHold, earlier
from receivables.escalation.results import Decision, free_of
from receivables.escalation.rungs import Clock, clocks_of, enough, next_change
from receivables.escalation.sent import Progress, Sent
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
    under_way: int


class Look:
    """A position on a day, seen by a ladder."""

    def __init__(self, ladder: Ladder, position: Position, as_of: date, beside: Circumstances) -> None:
        self.ladder: Ladder = ladder
        self.position: Position = position
        self.as_of: date = as_of
        self.beside: Circumstances = beside
        self.today: int = as_of.toordinal()
        self.sent: Sent = Sent(ladder, position, as_of, dict(beside.levels))
        held = Held(position, as_of, ladder.promise_tolerance_days)
        pending = {document: money.minor for document, money in beside.pending if money.currency == position.currency}
        self.states: tuple[State, ...] = tuple(
            self._state(item, held.of(item), pending) for item in position.open_items
        )
        self.credits: tuple[UnappliedCash, ...] = tuple(
            cash for cash in position.unapplied_cash if self._joins(cash, held)
        )

    def _state(self, item: OpenItem, held: OnHold, pending: dict[str, int]) -> State:
        """The state of an item; it takes its part of what is ``pending`` for its document, the earlier items first."""
        under_way = 0
        if item.document in pending:
            under_way = min(pending[item.document], item.open.minor)
            pending[item.document] -= under_way
        asked = held.free.with_minor(max(held.free.minor - under_way, 0)) if under_way else held.free
        return State(item, self.sent.of(item), held, asked, under_way)

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
        left = (each.item for each in self.states if each.item.open.minor > each.under_way)
        return max((self.arrears(item.due_on) for item in left), default=None)

    def figures(self, oldest: int | None) -> Figures:
        """The sums that conditions look at; ``oldest`` is that of the customer."""
        if not self.ladder._workings.by_customer:
            return Figures(self.position.currency, 0, 0, oldest, self.beside.segment)
        late = sum(each.asked.minor for each in self.states if self.arrears(each.item.due_on) >= 1)
        left = sum(each.item.open.minor - each.under_way for each in self.states)
        notes = (cash for cash in self.position.unapplied_cash if cash.kind == "credit note")
        return Figures(
            self.position.currency,
            late - sum(free_of(cash).minor for cash in self.credits),
            left - sum(free_of(cash).minor for cash in notes),
            oldest,
            self.beside.segment,
        )

    def decide(self, state: State, figures: Figures) -> Decision:
        """The step to take about an item, or why there is none."""
        item, progress, held, asked, under_way = state
        coming = f"{item.amount.with_minor(under_way)} under way" if under_way else ""
        if under_way >= item.open.minor:
            return Decision(item, None, asked, coming, None)
        if not asked:
            because = f"{held.because}, {coming}" if coming else held.because
            return Decision(item, None, held.free, because, held.until, self.finished(progress))
        today, clocks = self.today, clocks_of(self.ladder, item, progress, self.today)
        upwards = reversed(clocks) if self.ladder.mode == "by_days" else clocks
        ready = next((clock for clock in upwards if self._is_ready(asked, clock, figures)), None)
        if ready is None:
            again = self._change(state, progress, clocks)
            because = self._why_not(state, clocks, figures)
            return Decision(item, None, asked, because, again, self.finished(progress))
        above = clocks[clocks.index(ready) + 1 :]
        again = self._change(state, progress, above)
        over = max(ready.days, ready.waits)
        since = date.fromordinal(over) if 0 < over < today else self.as_of
        because = self._why(state, ready)
        return Decision(item, self.ladder.steps[ready.level], asked, because, again, since=since)

    def finished(self, progress: Progress) -> bool:
        """Whether nothing more will come about an item."""
        at_the_top = progress.level >= len(self.ladder.steps) - 1
        return (at_the_top and self.ladder.after_last == "stop") or enough(self.ladder, progress)

    def _is_ready(self, asked: Money, clock: Clock, figures: Figures) -> bool:
        """Whether nothing is missing for a level."""
        level, days, waits = clock
        if waits > self.today:
            return False
        rung = self.ladder._workings.rungs[level]
        if not rung.for_some and not rung.questions:
            return days <= self.today
        return not self._missing(asked, clock, figures)

    def _missing(self, asked: Money, clock: Clock, figures: Figures) -> list[str]:
        """What is missing for a level."""
        level, days, waits = clock
        rung = self.ladder._workings.rungs[level]
        if rung.for_some and (others := elsewhere(rung.step.when, figures)):
            return [others]
        missing = [f"no notice before {date.fromordinal(waits)}"] if waits > self.today else []
        failed = [rung.from_day] if days > self.today else []
        failed += [test.needs for test in rung.questions if not test.holds(asked.minor, figures)]
        enough_of_them = rung.any_of_them and len(failed) < len(rung.questions) + (days > 0)
        return missing if enough_of_them else missing + failed

    def after(self, state: State, level: int, figures: Figures) -> date | None:
        """The next change once a notice at a level was sent today."""
        done = Progress(level, self.as_of, (*state.progress.notices, (self.as_of, level)))
        clocks = clocks_of(self.ladder, state.item, done, self.today)
        if any(self._is_ready(state.asked, clock, figures) for clock in clocks):
            return shifted(self.as_of, 1)
        return self._change(state, done, clocks)

    def _change(self, state: State, progress: Progress, clocks: Iterable[Clock]) -> date | None:
        """The next day on which an answer may change by itself: a clock comes, a hold ends, steps ahead are over."""
        change = earlier(next_change(self.ladder, clocks, self.today), state.held.until)
        if state.item.due_on > self.as_of and self._ahead(progress):
            return earlier(change, state.item.due_on)
        return change

    def _ahead(self, progress: Progress) -> list[str]:
        """The steps above the last one sent that are passed over once the item is due."""
        workings = self.ladder._workings
        return [workings.rungs[level].step.name for level in sorted(workings.ahead) if level > progress.level]

    def _why(self, state: State, clock: Clock) -> str:
        rung, progress = self.ladder._workings.rungs[clock.level], state.progress
        step, days = rung.step, self._days(state.item)
        if clock.days:
            found = f"{days}, {rung.from_day}"
        elif step.wait_days and progress.on:
            found = f"{days}, {step.name} {days_in_words(step.wait_days)} after the last notice"
        else:
            found = f"{days}, {step.name}"
        return f"{found}, again" if clock.level == progress.level else found

    def _why_not(self, state: State, clocks: Iterable[Clock], figures: Figures) -> str:
        """Why there is no step: how late the item is, what was sent, and what the next step needs besides its days."""
        progress, rungs = state.progress, self.ladder._workings.rungs
        sent = f", {rungs[progress.level].step.name} sent" if progress.level >= 0 else ""
        if enough(self.ladder, progress):
            sent += f", no more than {len(progress.notices)} notices"
        elif state.item.due_on <= self.as_of and (late := self._ahead(progress)):
            sent += f", too late for {' and '.join(late)}"
        days = self._days(state.item) + sent
        for clock in clocks:
            rung = rungs[clock.level]
            if rung.for_some and (others := elsewhere(rung.step.when, figures)):
                return f"{days}; {rung.step.name} is {others}"
            needs = self._missing(state.asked, clock, figures)
            if needs != [rung.from_day]:
                return f"{days}; {rung.step.name} needs {', '.join(needs)}"
        return days

    def _days(self, item: OpenItem) -> str:
        days, grace = item.days_past_due(self.as_of), self.ladder.grace_days
        if days == 0:
            return "due today"
        if days < 0:
            return f"due in {days_in_words(-days)}"
        return f"{days_in_words(days)} past due" + (f" with {days_in_words(grace)} of grace" if grace else "")

    def customer_days(self) -> Iterator[int]:
        """The days, as ordinals, on which sums or ages of the customer change by themselves."""
        waits = self.ladder._workings.waits
        days = [each.item.due_on for each in self.states]
        days += [cash.received_on for cash in self.position.unapplied_cash]
        for due_on in days:
            due = due_on.toordinal()
            yield from [within(due + wait) for wait in waits]
