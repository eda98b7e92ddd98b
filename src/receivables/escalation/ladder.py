"""The ladder itself, and what it takes into account."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import ClassVar, Protocol

import attrs

from receivables.checks import are, day, is_whole
from receivables.errors import InvalidValueError
from receivables.escalation.results import Decision, NextAction, NoAction, Step, shifted
from receivables.money import Money
from receivables.position import Hold, OpenItem, Position, days_in_words


class LadderPolicy(Protocol):
    """Any value that decides the next action for a position."""

    def next_action(self, position: Position, *, as_of: date) -> NextAction | NoAction:
        """What to do about ``position`` on ``as_of``."""
        ...


def _as_steps(steps: Iterable[Step]) -> tuple[Step, ...]:
    return tuple(steps)


@attrs.frozen
class Ladder:
    """Steps by days past due, one notice a customer at the highest step reached.

    ``steps`` have ascending days and different names. An item takes the highest step that its days have reached, if a
    contact about it has not been made at that step or a higher one. Items in dispute, or under a promise until
    ``promise_tolerance_days`` after the promised day, are left alone. When unapplied cash covers what would be asked
    for, the cash is to be applied first. ``review_days`` is when to look again where nothing else sets a day.

    Raises :class:`~receivables.errors.InvalidValueError` for steps out of order.

    >>> Ladder([Step("reminder", days=5, channel="email")]).review_days
    7
    """

    kind: ClassVar[str] = "ladder"
    version: ClassVar[int] = 1

    steps: tuple[Step, ...] = attrs.field(converter=_as_steps, validator=are(Step, "steps of a ladder", at_least=1))
    promise_tolerance_days: int = attrs.field(kw_only=True, default=0, validator=is_whole(low=0, high=366))
    review_days: int = attrs.field(kw_only=True, default=7, validator=is_whole(low=1, high=366))

    @steps.validator
    def _check_order(self, attribute: attrs.Attribute[object], steps: tuple[Step, ...]) -> None:
        days, names = [step.days for step in steps], [step.name for step in steps]
        if days != sorted(set(days)) or len(set(names)) != len(names):
            raise InvalidValueError(attribute.name, "steps with ascending days and different names", steps)

    @property
    def rule(self) -> str:
        """The name of the policy, as results give it."""
        return f"{self.kind}@{self.version}"

    def next_action(self, position: Position, *, as_of: date) -> NextAction | NoAction:
        """The next step for the customer of ``position``, or why there is none."""
        day("as_of", as_of)
        items = position.open_items
        if not items:
            return NoAction(customer=position.customer, rule=self.rule, because="nothing is open")
        decisions = self._decisions(position, items, as_of)
        taken = [decision for decision in decisions if decision.step]
        if not taken:
            return self._none(position, decisions, _why_not(decisions), as_of)
        asked = Money.total((decision.amount for decision in taken), currency=position.currency)
        if position.unapplied >= asked:
            because = f"unapplied cash of {position.unapplied} covers the {asked} asked for: apply it first"
            return self._none(position, decisions, because, as_of)
        return self._action(position, decisions, as_of)

    def _decisions(self, position: Position, items: Sequence[OpenItem], as_of: date) -> tuple[Decision, ...]:
        sent = self._sent(position)
        held = _Held(position.holds, as_of, self.promise_tolerance_days)
        return tuple(self._decide(item, sent, held, as_of) for item in items)

    def _sent(self, position: Position) -> dict[str, int]:
        """The highest step sent for each document; -1 where a contact was no step of this ladder."""
        levels = {step.name: level for level, step in enumerate(self.steps)}
        sent: dict[str, int] = {}
        for contact in position.contacts:
            level = levels.get(contact.step, -1)
            for document in contact.invoices or _documents_before(position, contact.on):
                sent[document] = max(level, sent.get(document, -1))
        return sent

    def _decide(self, item: OpenItem, sent: dict[str, int], held: _Held, as_of: date) -> Decision:
        hold, amount = held.of(item)
        if hold is not None and not amount:
            return Decision(item, None, amount, hold.reason, held.ends(hold))
        reached = sum(step.reached_on(item) <= as_of for step in self.steps) - 1
        done = sent.get(item.document, -1)
        days = item.days_past_due(as_of)
        if reached > done:
            step = self.steps[reached]
            because = f"{_days(days)}, {step.name} from day {step.days}"
            return Decision(item, step, amount, because, self._reaches(item, reached + 1))
        because = _days(days) if done < 0 else f"{_days(days)}, {self.steps[done].name} sent"
        return Decision(item, None, amount, because, self._reaches(item, max(reached, done) + 1))

    def _reaches(self, item: OpenItem, level: int) -> date | None:
        """The day on which the item reaches a level, if the ladder has it."""
        return self.steps[level].reached_on(item) if level < len(self.steps) else None

    def _none(self, position: Position, decisions: tuple[Decision, ...], because: str, as_of: date) -> NoAction:
        return NoAction(
            customer=position.customer,
            rule=self.rule,
            because=because,
            decisions=decisions,
            review_on=self._review(as_of, [decision.look_again_on for decision in decisions]),
        )

    def _action(self, position: Position, decisions: tuple[Decision, ...], as_of: date) -> NextAction:
        taken = [(decision.item, decision.step) for decision in decisions if decision.step]
        highest = max((step for _, step in taken), key=lambda step: step.days)
        above = self.steps.index(highest) + 1
        after = [
            self._reaches(decision.item, above) if decision.step else decision.look_again_on for decision in decisions
        ]
        return NextAction(
            customer=position.customer,
            rule=self.rule,
            step=highest,
            on=min(highest.reached_on(item) for item, step in taken if step == highest),
            decisions=decisions,
            review_on=self._review(as_of, after),
        )

    def _review(self, as_of: date, days: Iterable[date | None]) -> date:
        """The first day to come on which something changes by itself, else some days from now."""
        coming = [each for each in days if each is not None and each > as_of]
        return min(coming, default=shifted(as_of, self.review_days))


class _Held:
    """The holds in force on a day, and what they leave of each item."""

    def __init__(self, holds: Iterable[Hold], as_of: date, tolerance_days: int) -> None:
        self._tolerance = tolerance_days
        self._holds = [hold for hold in holds if as_of <= (self._last(hold) or date.max)]
        self._left = {id(hold): hold.amount.minor for hold in self._holds if hold.kind == "dispute" and hold.amount}

    def _last(self, hold: Hold) -> date | None:
        return hold.last_day(self._tolerance if hold.kind == "promise" else 0)

    def of(self, item: OpenItem) -> tuple[Hold | None, Money]:
        """The first hold on an item and what is not held of it; a dispute of an amount holds the oldest due first."""
        first, left = None, item.open.minor
        for hold in self._holds:
            if not hold.covers(item.document):
                continue
            first = first or hold
            taken = min(self._left.get(id(hold), left), left)
            left -= taken
            if id(hold) in self._left:
                self._left[id(hold)] -= taken
        return first, item.amount.with_minor(left)

    def ends(self, hold: Hold) -> date | None:
        """The first day after a hold."""
        last = self._last(hold)
        return None if last is None else shifted(last, 1)


def _documents_before(position: Position, on: date) -> list[str]:
    """What a contact about everything was about: the documents issued by that day."""
    return [item.document for item in position.items if item.issued_on <= on]


def _days(days: int) -> str:
    if days == 0:
        return "due today"
    return f"{days_in_words(days)} past due" if days > 0 else f"due in {days_in_words(-days)}"


def _why_not(decisions: Sequence[Decision]) -> str:
    """The reasons in a sentence: each one once, with the first document it is about."""
    first: dict[str, str] = {}
    for decision in decisions:
        first.setdefault(decision.because, decision.item.document)
    named = [f"{document}: {because}" for because, document in list(first.items())[:3]]
    more = len(decisions) - len(named)
    return "; ".join(named) + (f"; and {more} more" if more > 0 else "")


@attrs.frozen
class NoLadder:
    """No reminders at all."""

    kind: ClassVar[str] = "no-ladder"
    version: ClassVar[int] = 1

    def next_action(self, position: Position, *, as_of: date) -> NextAction | NoAction:
        """Nothing, whatever is open."""
        rule = f"{self.kind}@{self.version}"
        return NoAction(customer=position.customer, rule=rule, because="the policy has no ladder")


NO_LADDER = NoLadder()
"""No reminders."""
