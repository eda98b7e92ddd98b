"""The fees of the steps that were sent about an item, each once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from receivables.checks import of_kind, several
from receivables.escalation.steps import Step
from receivables.money import Money
from receivables.position import OpenItem


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

    >>> from datetime import date
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
    found = []
    for step in dict.fromkeys(several("sent", "names of steps", sent)):
        fee = fees.get(step)
        amount = fee.amount(item) if fee else None
        if amount is not None:
            found.append(StepFee(step, amount))
    return tuple(found)
