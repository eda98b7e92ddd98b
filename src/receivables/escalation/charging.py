"""The fees of the steps that were sent, each once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from receivables.checks import day, of_kind, several
from receivables.escalation.results import NextAction
from receivables.escalation.steps import Step
from receivables.events import FeeCharged
from receivables.money import Money
from receivables.position import OpenItem, Position


class StepFee(NamedTuple):
    """What a step costs for an item.

    >>> StepFee("reminder", Money("5.00", "EUR")).step
    'reminder'
    """

    step: str
    amount: Money


def fees_of(item: OpenItem, steps: Iterable[Step], sent: Iterable[str]) -> tuple[StepFee, ...]:
    """The fees of the ``sent`` steps (names, in order) about ``item``: each step once, however often it was sent.

    A step without a fee, or whose fee asks for more to be open, costs nothing; so does a name that is no step.

    >>> from receivables.escalation import Fee
    >>> item = OpenItem(
    ...     customer="C-104", document="F-1001", issued_on=date(2026, 1, 15), due_on=date(2026, 2, 14),
    ...     amount=Money("100.00", "EUR"),
    ... )
    >>> steps = [Step("reminder", days=5, channel="email", fee=Fee(percent=2))]
    >>> print(*(fee.amount for fee in fees_of(item, steps, ["reminder", "reminder"])))
    2.00 EUR
    """
    of_kind("item", OpenItem, "an OpenItem", item)
    fees = {of_kind("steps", Step, "steps", step).name: step.fee for step in several("steps", "steps", steps)}
    names = [of_kind("sent", str, "names of steps", name) for name in several("sent", "names of steps", sent)]
    found = []
    for step in dict.fromkeys(names):
        fee = fees.get(step)
        amount = fee.amount(item) if fee else None
        if amount is not None:
            found.append(StepFee(step, amount))
    return tuple(found)


def charge_fees(action: NextAction, position: Position, *, on: date) -> tuple[FeeCharged, ...]:
    """The charges of the fee of an action that is carried out ``on`` a day, one for each invoice that it is about.

    The claim is called by the invoice and the step, so a fee that is in ``position`` already is not charged again;
    there is none on charged interest, compensation and fees, and none of nothing. It is due on the deadline of the
    action, where that has one to come, else at once.

    >>> from receivables import Account, Invoice, InvoiceIssued, Ladder
    >>> from receivables.escalation import Fee
    >>> issued, due, day = date(2026, 1, 15), date(2026, 2, 14), date(2026, 2, 25)
    >>> invoice = InvoiceIssued(Invoice("F-1", "C-1", total=Money("60.00", "EUR"), issued_on=issued, due_on=due))
    >>> ladder = Ladder([Step("reminder", days=5, channel="email", fee=Fee(fixed="5.00"))])
    >>> position = Account("C-1", "EUR", [invoice]).as_of(day)
    >>> (charge,) = charge_fees(ladder.next_action(position, as_of=day), position, on=day)
    >>> print(charge.reference, charge.amount)
    F-1 reminder 5.00 EUR
    >>> charged = Account("C-1", "EUR", [invoice, charge]).as_of(day)
    >>> charge_fees(ladder.next_action(charged, as_of=day), charged, on=day)
    ()
    """
    of_kind("action", NextAction, "a NextAction", action)
    of_kind("position", Position, "a Position", position)
    known = {item.document for item in position.items}
    found: dict[str, FeeCharged] = {}
    for item in action.items:
        reference = f"{item.document} {action.step.name}"
        fee = action.step.fee.amount(item) if action.step.fee else None
        if fee and item.kind == "invoice" and reference not in known and item.document not in found:
            found[item.document] = FeeCharged(
                reference,
                invoice=item.document,
                step=action.step.name,
                amount=fee,
                on=day("on", on),
                due_on=max(action.deadline or on, on),
            )
    return tuple(found.values())
