"""The ladder itself, and what it takes into account."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import ClassVar, NamedTuple, Protocol

import attrs

from receivables.checks import are, day, is_whole, several
from receivables.errors import InvalidValueError
from receivables.escalation.results import Decision, NextAction, NoAction, Step, shifted
from receivables.events import ContactMade
from receivables.money import Money
from receivables.position import Hold, OpenItem, Position, days_in_words


class LadderPolicy(Protocol):
    """Any value that decides the next action for a position.

    >>> class NotInAugust:
    ...     def __init__(self, ladder):
    ...         self.ladder = ladder
    ...     def next_action(self, position, *, as_of):
    ...         if as_of.month != 8:
    ...             return self.ladder.next_action(position, as_of=as_of)
    ...         return NoAction(customer=position.customer, rule="not-in-august@1", because="nobody reads it in August")
    >>> from receivables import Account
    >>> policy, day = NotInAugust(Ladder([Step("reminder", days=5, channel="email")])), date(2026, 8, 3)
    >>> print(policy.next_action(Account("C-1", "EUR", []).as_of(day), as_of=day).explain())
    C-1: no action: nobody reads it in August
    """

    def next_action(self, position: Position, *, as_of: date) -> NextAction | NoAction:
        """What to do about ``position`` on ``as_of``."""
        ...


def _as_steps(steps: Iterable[Step]) -> tuple[Step, ...]:
    return tuple(several("steps", "a list of steps", steps))


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
            given = ", ".join(f"{step.name} from day {step.days}" for step in steps)
            raise InvalidValueError(attribute.name, "steps in the order of their days, with different names", given)

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
        free = Money.total(
            (cash.amount - cash.reserved for cash in position.unapplied_cash), currency=position.currency
        )
        if free >= asked:
            because = f"unapplied cash of {free} covers the {asked} asked for: apply it first"
            return self._none(position, decisions, because, as_of)
        return self._action(position, decisions, as_of)

    def _decisions(self, position: Position, items: Sequence[OpenItem], as_of: date) -> tuple[Decision, ...]:
        sent = _Sent(self.steps, position.contacts)
        held = _Held(position.holds, as_of, self.promise_tolerance_days)
        return tuple(self._decide(item, sent.level(item), held.of(item), as_of) for item in items)

    def _decide(self, item: OpenItem, done: int, held: _OnHold, as_of: date) -> Decision:
        if held.because and not held.free:
            return Decision(item, None, held.free, held.because, held.until)
        past_due = item.days_past_due(as_of)
        reached = sum(step.days <= past_due for step in self.steps) - 1
        days = _days(past_due)
        look_again_on = _earlier(self._reaches(item, max(reached, done) + 1), held.until)
        if reached > done:
            step = self.steps[reached]
            return Decision(item, step, held.free, f"{days}, {step.name} from day {step.days}", look_again_on)
        because = days if done < 0 else f"{days}, {self.steps[done].name} sent"
        return Decision(item, None, held.free, because, look_again_on)

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
        after = [decision.look_again_on for decision in decisions if not decision.step]
        after += [self._reaches(decision.item, above) for decision in decisions if decision.step]
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


class _Sent:
    """What has been sent about each item: contacts with the name of a step, by the document they were about."""

    def __init__(self, steps: tuple[Step, ...], contacts: Iterable[ContactMade]) -> None:
        levels = {step.name: level for level, step in enumerate(steps)}
        self._first = steps[0]
        self._about: dict[str | None, list[tuple[date, int]]] = {}
        for contact in contacts:
            if contact.step in levels:
                for document in contact.invoices or (None,):
                    self._about.setdefault(document, []).append((contact.on, levels[contact.step]))

    def level(self, item: OpenItem) -> int:
        """The highest step sent about an item, or -1.

        A contact is about the installments that had come to the ladder, or fell due, by its day: a reminder of the
        first installment does not silence the second.
        """
        since = min(item.due_on, self._first.reached_on(item))
        about = (*self._about.get(item.document, ()), *self._about.get(None, ()))
        return max((level for on, level in about if on >= since), default=-1)


class _OnHold(NamedTuple):
    """What holds leave of an item, the reason of the first, and the first day on which one of them is over."""

    free: Money
    because: str
    until: date | None


class _Held:
    """The holds in force on a day, and what they leave of each item."""

    def __init__(self, holds: Iterable[Hold], as_of: date, tolerance_days: int) -> None:
        self._tolerance = tolerance_days
        self._holds = [hold for hold in holds if as_of <= (self._last(hold) or date.max)]
        self._left = {id(hold): hold.amount.minor for hold in self._holds if hold.kind == "dispute" and hold.amount}

    def _last(self, hold: Hold) -> date | None:
        return hold.last_day(self._tolerance if hold.kind == "promise" else 0)

    def of(self, item: OpenItem) -> _OnHold:
        """What holds leave of an item; a dispute of an amount holds the oldest due first."""
        left, until = item.open.minor, None
        found = [hold for hold in self._holds if hold.covers(item.document) and item.issued_on <= hold.since]
        for hold in found:
            taken = min(self._left.get(id(hold), left), left)
            left -= taken
            if id(hold) in self._left:
                self._left[id(hold)] -= taken
            last = self._last(hold)
            until = _earlier(until, None if last is None else shifted(last, 1))
        return _OnHold(item.amount.with_minor(left), found[0].reason if found else "", until)


def _earlier(left: date | None, right: date | None) -> date | None:
    """The earlier of two days that may not come."""
    return min((each for each in (left, right) if each is not None), default=None)


def _days(days: int) -> str:
    if days == 0:
        return "due today"
    return f"{days_in_words(days)} past due" if days > 0 else f"due in {days_in_words(-days)}"


def _why_not(decisions: Sequence[Decision]) -> str:
    """The reasons in a sentence: each one once, with the first document it is about."""
    first: dict[str, str] = {}
    for decision in decisions:
        first.setdefault(decision.because, decision.item.label)
    named = [f"{document}: {because}" for because, document in list(first.items())[:3]]
    more = len(decisions) - len(named)
    return "; ".join(named) + (f"; and {more} more" if more > 0 else "")


@attrs.frozen
class NoLadder:
    """No reminders at all.

    >>> from receivables import Account
    >>> day = date(2026, 3, 31)
    >>> print(NoLadder().next_action(Account("C-1", "EUR", []).as_of(day), as_of=day).explain())
    C-1: no action: the policy has no ladder
    """

    kind: ClassVar[str] = "no-ladder"
    version: ClassVar[int] = 1

    def next_action(self, position: Position, *, as_of: date) -> NextAction | NoAction:
        """Nothing, whatever is open."""
        rule = f"{self.kind}@{self.version}"
        return NoAction(customer=position.customer, rule=rule, because="the policy has no ladder")


NO_LADDER = NoLadder()
"""No reminders."""
