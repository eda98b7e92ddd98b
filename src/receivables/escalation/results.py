"""What a ladder answers: a step for each item, an action for the customer, or why there is none."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

import attrs

from receivables.checks import is_name, is_whole, keep_as_tuples
from receivables.money import Money
from receivables.position import OpenItem


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
        return shifted(item.due_on, self.days)


class Decision(NamedTuple):
    """What a ladder makes of one item: the step to take, or none, with the amount concerned and the reason.

    ``look_again_on`` is the next day on which this could change by itself; ``None`` where only a new fact changes it.

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


@attrs.frozen(kw_only=True)
class NextAction:
    """The step to take for a customer, consolidated from the decisions on the items.

    ``on`` is the day since which it is due, ``review_on`` the day on which to look again once it is done.

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
    step: Step
    on: date
    decisions: tuple[Decision, ...]
    review_on: date

    def __attrs_post_init__(self) -> None:
        keep_as_tuples(self, "decisions")

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
        return f"{leading.item.label}: {leading.because}{more}"

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
            "items": [item.label for item in self.items],
            "amount": self.amount.text,
            "because": self.because,
            "review_on": self.review_on.isoformat(),
        }


@attrs.frozen(kw_only=True)
class NoAction:
    """Nothing to do for a customer now, with the reason and the day on which to look again.

    ``review_on`` is ``None`` where nothing is open.

    >>> print(NoAction(customer="C-104", rule="ladder@1", because="nothing is open").explain())
    C-104: no action: nothing is open
    """

    customer: str
    rule: str
    because: str
    decisions: tuple[Decision, ...] = ()
    review_on: date | None = None

    def __attrs_post_init__(self) -> None:
        keep_as_tuples(self, "decisions")

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
    amount = decision.amount if decision.step else f"{decision.item.open} open"
    return f"  {decision.item.label}: {amount}, {decision.because}"


def shifted(start: date, days: int) -> date:
    """So many days later, within the calendar."""
    return date.fromordinal(min(max(start.toordinal() + days, 1), date.max.toordinal()))
