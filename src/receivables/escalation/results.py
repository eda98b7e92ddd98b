"""What a ladder answers: a step for each item, an action for the customer, or why there is none."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

import attrs

from receivables.checks import is_a, is_day, keep_as_tuples, of_kind
from receivables.errors import InvalidValueError
from receivables.escalation.steps import Step
from receivables.events import ContactMade
from receivables.money import Money
from receivables.position import OpenItem, UnappliedCash


class Decision(NamedTuple):
    """What a ladder makes of one item: the step to take, or none, with the amount concerned and the reason.

    ``look_again_on`` is the next day on which this could change by itself; ``None`` where only a new fact changes it.
    ``finished`` says that nothing more will come about the item, ``since`` from which day the step is due.

    >>> from receivables import Account, Invoice, InvoiceIssued, Ladder
    >>> day, due = date(2026, 2, 16), date(2026, 2, 14)
    >>> invoice = Invoice("F-1", "C-1", total=Money("60.00", "EUR"), issued_on=date(2026, 1, 15), due_on=due)
    >>> position = Account("C-1", "EUR", [InvoiceIssued(invoice)]).as_of(day)
    >>> ladder = Ladder([Step("reminder", days=5, channel="email")])
    >>> (decision,) = ladder.next_action(position, as_of=day).decisions
    >>> print(f"{decision.because}: nothing to do before {decision.look_again_on}")
    2 days past due: nothing to do before 2026-02-19
    """

    item: OpenItem
    step: Step | None
    amount: Money
    because: str
    look_again_on: date | None
    finished: bool = False
    since: date | None = None


@attrs.frozen(kw_only=True)
class NextAction:
    """The step to take for a customer, consolidated from the decisions on the items.

    ``on`` is the day since which it is due, ``review_on`` the day on which to look again once it is done. ``credits``
    are overdue credit notes that join the notice; ``deadline`` is the last day that it gives the customer to pay.

    >>> item = OpenItem(
    ...     customer="C-104", document="F-1001", issued_on=date(2026, 1, 15), due_on=date(2026, 2, 14),
    ...     amount=Money("60.00", "EUR"),
    ... )
    >>> step = Step("reminder", days=5, channel="email")
    >>> decision = Decision(item, step, item.open, "9 days past due, reminder from day 5", None)
    >>> action = NextAction(
    ...     customer="C-104", rule="ladder@1", step=step, on=date(2026, 2, 19), decisions=[decision],
    ...     review_on=date(2026, 2, 26),
    ... )
    >>> print(action.amount, "-", action.because)
    60.00 EUR - F-1001: 9 days past due, reminder from day 5
    """

    customer: str
    rule: str
    step: Step = attrs.field(validator=is_a(Step, "a Step"))
    on: date = attrs.field(validator=is_day)
    decisions: tuple[Decision, ...]
    review_on: date = attrs.field(validator=is_day)
    credits: tuple[UnappliedCash, ...] = ()
    deadline: date | None = None

    def __attrs_post_init__(self) -> None:
        keep_as_tuples(self, "decisions", "credits")
        _check_decisions(self)
        if not self.taken:
            raise InvalidValueError("decisions", "one or more that call for a step", self.decisions)

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
        """What is asked for: the sum over the items, less the credits that join them."""
        taken = self.taken
        less = (-free_of(cash) for cash in self.credits)
        return Money.total([*(each.amount for each in taken), *less], currency=taken[0].amount.currency)

    @property
    def actions(self) -> tuple[str, ...]:
        """What is to be done, in words: the notice, and what the step calls for besides."""
        return (*self.step.actions, *([f"deadline {self.deadline}"] if self.deadline else ()))

    @property
    def because(self) -> str:
        """The reason, in a sentence: the item that has come furthest, and how many go with it."""
        leading = max(self.taken, key=lambda decision: (decision.step == self.step, -decision.item.due_on.toordinal()))
        others = len(self.taken) - 1
        more = f", and {others} more" if others else ""
        return f"{leading.item.label}: {leading.because}{more}"

    def contact(self, on: date) -> ContactMade:
        """The contact to record once the action was carried out ``on`` a day."""
        return contact_of(self.step, self.taken, on)

    def explain(self) -> str:
        """The action as text, with its items."""
        what = f"{self.step.name} by {self.step.channel}, {self.amount}"
        head = f"{self.customer}: {what}, due since {self.on}; look again on {self.review_on}"
        beside = [f"  {'; '.join(self.actions[1:])}"] if self.actions[1:] else []
        notes = [f"  {cash.reference}: {-free_of(cash)}, credit" for cash in self.credits]
        return "\n".join([head, *beside, *map(_decision_line, self.decisions), *notes])

    def to_dict(self) -> dict[str, Any]:
        """The action as plain data."""
        step = self.step
        beside = {
            "template": step.template or None,
            "tone": step.tone,
            "actions": list(self.actions[1:]) or None,
            "credits": [cash.reference for cash in self.credits] or None,
        }
        return {
            "rule": self.rule,
            "step": step.name,
            "channel": step.channel,
            "on": self.on.isoformat(),
            "items": [item.label for item in self.items],
            "amount": self.amount.text,
            "because": self.because,
            "review_on": self.review_on.isoformat(),
        } | {key: value for key, value in beside.items() if value is not None}


class Planned(NamedTuple):
    """A notice that will be sent on a day if nothing else happens.

    >>> from receivables import Account, Invoice, InvoiceIssued, Ladder, Money, Step
    >>> due, day = date(2026, 2, 14), date(2026, 2, 16)
    >>> invoice = Invoice("F-1", "C-1", total=Money("60.00", "EUR"), issued_on=date(2026, 1, 15), due_on=due)
    >>> position = Account("C-1", "EUR", [InvoiceIssued(invoice)]).as_of(day)
    >>> ladder = Ladder([Step("reminder", days=5, channel="email"), Step("final demand", days=30, channel="letter")])
    >>> for planned in ladder.plan(position, as_of=day, until=date(2026, 12, 31)):
    ...     print(planned)
    2026-02-19: reminder by email, 60.00 EUR
    2026-03-16: final demand by letter, 60.00 EUR
    """

    on: date
    action: NextAction

    def __str__(self) -> str:
        return f"{self.on}: {'; '.join([f'{self.action.actions[0]}, {self.action.amount}', *self.action.actions[1:]])}"


def contact_of(step: Step, decisions: Iterable[Decision], on: date) -> ContactMade:
    """The contact of a step on a day, about the documents of some decisions, each once."""
    documents = dict.fromkeys(each.item.document for each in decisions)
    return ContactMade(step.name, channel=step.channel, invoices=tuple(documents), on=on)


def free_of(cash: UnappliedCash) -> Money:
    """The part of a credit that is kept for nothing."""
    return cash.amount - cash.reserved


@attrs.frozen(kw_only=True)
class NoAction:
    """Nothing to do for a customer now, with the reason and the day on which to look again.

    ``review_on`` is ``None`` where nothing is open.

    >>> print(NoAction(customer="C-104", rule="ladder@1", because="nothing is open").explain())
    C-104: no action: nothing is open
    """

    customer: str
    rule: str
    because: str = attrs.field(validator=is_a(str, "a reason"))
    decisions: tuple[Decision, ...] = ()
    review_on: date | None = attrs.field(default=None, validator=attrs.validators.optional(is_day))

    def __attrs_post_init__(self) -> None:
        keep_as_tuples(self, "decisions")
        _check_decisions(self)

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


def _check_decisions(answer: NextAction | NoAction) -> None:
    for each in answer.decisions:
        of_kind("decisions", Decision, "decisions on items", each)


def _decision_line(decision: Decision) -> str:
    amount = decision.amount if decision.step else f"{decision.item.open} open"
    return f"  {decision.item.label}: {amount}, {decision.because}"
