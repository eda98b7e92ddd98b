"""The ladder: what to do next about what is overdue, and why.

A ladder climbs on what was done (:class:`~receivables.events.ContactMade`), not on what was computed: a late run
catches up, and running it twice changes nothing. Whatever it decides, it says why and when to look again.

>>> from datetime import date
>>> from receivables import Account, Invoice, InvoiceIssued, Ladder, Money, Step
>>> invoice = Invoice(
...     "F-1001", "C-104", total=Money("1000.00", "EUR"), issued_on=date(2026, 1, 15), due_on=date(2026, 2, 14)
... )
>>> position = Account("C-104", "EUR", [InvoiceIssued(invoice)]).as_of(date(2026, 2, 25))
>>> ladder = Ladder([Step("reminder", days=5, channel="email"), Step("final demand", days=30, channel="letter")])
>>> action = ladder.next_action(position, as_of=date(2026, 2, 25))
>>> print(action.explain())
C-104: reminder by email, 1000.00 EUR, due since 2026-02-19; look again on 2026-03-16
  F-1001: 1000.00 EUR, 11 days past due, reminder from day 5
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, ClassVar, NamedTuple, Protocol

import attrs

from receivables.checks import are, day, is_name, is_whole
from receivables.errors import InvalidValueError
from receivables.money import Money
from receivables.position import Hold, OpenItem, Position


@attrs.frozen
class Step:
    """A step of a ladder: from ``days`` past due (negative: before the due day), over a ``channel``.

    >>> Step("reminder", days=5, channel="email").name
    'reminder'
    """

    name: str = attrs.field(validator=is_name)
    days: int = attrs.field(kw_only=True, validator=is_whole(low=-3660, high=36_600))
    channel: str = attrs.field(kw_only=True, validator=is_name)

    def reached_on(self, item: OpenItem) -> date:
        """The day on which ``item`` reaches this step."""
        return _shifted(item.due_on, self.days)


class Decision(NamedTuple):
    """What a ladder makes of one item: the step to take, or none, with the amount concerned and the reason.

    ``look_again_on`` is the next day on which this could change by itself; ``None`` where only a new fact changes it.
    """

    item: OpenItem
    step: Step | None
    amount: Money
    because: str
    look_again_on: date | None


@attrs.frozen(kw_only=True)
class NextAction:
    """The step to take for a customer, consolidated from the decisions on the items.

    ``on`` is the day since which it is due, ``review_on`` the day on which to look again once it is done.
    """

    customer: str
    rule: str
    step: Step
    on: date
    decisions: tuple[Decision, ...]
    review_on: date

    @property
    def taken(self) -> tuple[Decision, ...]:
        """The decisions that call for a step."""
        return tuple(decision for decision in self.decisions if decision.step)

    @property
    def items(self) -> tuple[OpenItem, ...]:
        """The items that the action is about."""
        return tuple(decision.item for decision in self.taken)

    @property
    def amount(self) -> Money:
        """What is asked for: the sum over the items."""
        taken = self.taken
        return Money.total((decision.amount for decision in taken), currency=taken[0].amount.currency)

    @property
    def because(self) -> str:
        """The reason, in a sentence: the item that has come furthest, and how many go with it."""
        leading = max(self.taken, key=lambda decision: (decision.step == self.step, -decision.item.due_on.toordinal()))
        others = len(self.taken) - 1
        more = f", and {others} more" if others else ""
        return f"{leading.item.document}: {leading.because}{more}"

    def explain(self) -> str:
        """The action as text, with its items."""
        what = f"{self.step.name} by {self.step.channel}, {self.amount}"
        head = f"{self.customer}: {what}, due since {self.on}; look again on {self.review_on}"
        return "\n".join([head, *map(_decision_line, self.decisions)])

    def to_dict(self) -> dict[str, Any]:
        """The action as plain data."""
        return {
            "rule": self.rule,
            "step": self.step.name,
            "channel": self.step.channel,
            "on": self.on.isoformat(),
            "items": [item.document for item in self.items],
            "amount": self.amount.text,
            "because": self.because,
            "review_on": self.review_on.isoformat(),
        }


@attrs.frozen(kw_only=True)
class NoAction:
    """Nothing to do for a customer now, with the reason and the day on which to look again.

    ``review_on`` is ``None`` where nothing is open.
    """

    customer: str
    rule: str
    because: str
    decisions: tuple[Decision, ...] = ()
    review_on: date | None = None

    def explain(self) -> str:
        """The reason as text, with the items."""
        when = f"; look again on {self.review_on}" if self.review_on else ""
        return "\n".join([f"{self.customer}: no action: {self.because}{when}", *map(_decision_line, self.decisions)])

    def to_dict(self) -> dict[str, Any]:
        """The reason as plain data."""
        return {
            "rule": self.rule,
            "step": None,
            "because": self.because,
            "review_on": self.review_on.isoformat() if self.review_on else None,
        }


def _decision_line(decision: Decision) -> str:
    return f"  {decision.item.document}: {decision.amount}, {decision.because}"


def _shifted(start: date, days: int) -> date:
    """So many days later, within the calendar."""
    return date.fromordinal(min(max(start.toordinal() + days, 1), date.max.toordinal()))


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
            because = f"unapplied cash of {position.unapplied} covers the {asked} past due: apply it first"
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
        return min(coming, default=_shifted(as_of, self.review_days))


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
        return None if last is None else _shifted(last, 1)


def _documents_before(position: Position, on: date) -> list[str]:
    """What a contact about everything was about: the documents issued by that day."""
    return [item.document for item in position.items if item.issued_on <= on]


def _days(days: int) -> str:
    if days == 0:
        return "due today"
    return f"{days} days past due" if days > 0 else f"due in {-days} days"


def _why_not(decisions: Sequence[Decision]) -> str:
    """The reasons in a sentence: each one once, with the first document it is about."""
    first: dict[str, str] = {}
    for decision in decisions:
        first.setdefault(decision.because, decision.item.document)
    named = [f"{document}: {because}" for because, document in list(first.items())[:3]]
    more = len(decisions) - len(named)
    return "; ".join(named) + (f"; and {more} more items" if more else "")


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
