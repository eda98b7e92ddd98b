"""What became of a plan."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

import attrs

from receivables.checks import is_one_of, keep_as_tuples
from receivables.events import PlanAgreed, PlanPayment
from receivables.money import Money
from receivables.plans.table import STATES


class PlanStep(NamedTuple):
    """Since which day a plan has been in a state, and why.

    >>> PlanStep(date(2026, 4, 2), "kept", "").state
    'kept'
    """

    on: date
    state: str
    because: str


@attrs.frozen(kw_only=True)
class PlanOutcome:
    """What became of a plan by ``as_of``: its ``state``, what was ``paid`` and is ``due``, and each step on the way.

    ``due`` is what is missing of the payments whose day is over, or all that is left where the plan is accelerated.
    ``discount`` is what the customer is let off by now, of what is still open. ``next_payment`` is the first that
    is not covered by what was paid (what is missing of it), if any is.

    >>> from receivables import Account, Invoice, InvoiceIssued
    >>> from receivables.plans import AGREED_PLANS
    >>> day, all_of_it = date(2026, 4, 2), Money("9.00", "EUR")
    >>> invoice = InvoiceIssued(Invoice("F-1", "C-1", total=all_of_it, issued_on=day, due_on=day))
    >>> plan = PlanAgreed("R-1", invoices=["F-1"], payments=[(day, all_of_it)], on=day)
    >>> (outcome,) = AGREED_PLANS.outcomes(Account("C-1", "EUR", [invoice, plan]).as_of(day))
    >>> print(outcome.state, outcome.due, outcome.next_payment.amount)
    kept 0.00 EUR 9.00 EUR
    """

    plan: PlanAgreed
    as_of: date
    state: str = attrs.field(validator=is_one_of(*STATES))
    paid: Money
    due: Money
    discount: Money
    next_payment: PlanPayment | None
    steps: tuple[PlanStep, ...]

    def __attrs_post_init__(self) -> None:
        keep_as_tuples(self, "steps")

    def explain(self) -> str:
        """The outcome as text: the figures, and a line for each state since when and why."""
        about, paid = ", ".join(self.plan.invoices), f"{self.paid} of {self.plan.total} paid"
        head = f"{self.plan.reference} for {about}, agreed {self.plan.on}: {self.state} on {self.as_of}, {paid}"
        lines = [f"  {on}: {state}{': ' if because else ''}{because}" for on, state, because in self.steps]
        off = f", {self.discount} let off" if self.discount else ""
        return "\n".join([f"{head}, {self.due} due{off}", *lines])

    def to_dict(self) -> dict[str, Any]:
        """The outcome as plain data."""
        following = self.next_payment
        return {
            "plan": self.plan.reference,
            "invoices": list(self.plan.invoices),
            "currency": self.plan.total.currency.code,
            "as_of": self.as_of.isoformat(),
            "state": self.state,
            "paid": self.paid.text,
            "due": self.due.text,
            "discount": self.discount.text,
            "next_payment": following and {"due_on": following.due_on.isoformat(), "amount": following.amount.text},
            "steps": [{"on": step.on.isoformat(), "state": step.state, "because": step.because} for step in self.steps],
        }
