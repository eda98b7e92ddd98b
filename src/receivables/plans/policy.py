"""How agreed plans are judged."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import ClassVar, Protocol

import attrs

from receivables.checks import is_flag, is_one_of, is_whole, of_kind
from receivables.events import PlanAgreed, WrittenOff
from receivables.plans.outcome import PlanOutcome, PlanStep
from receivables.plans.rows import Evening, Rows
from receivables.plans.table import (
    ACCELERATED,
    CAUGHT_UP,
    KEEPS_ITS_DAYS,
    LATE,
    MISSED,
    OPEN_AGAIN,
    PAID,
    REINSTATED,
    TRANSITIONS,
)
from receivables.position import OpenItem, Position


class PlanPolicy(Protocol):
    """A policy of agreed plans: any value with this verb.

    >>> class PlansChangeNothing:
    ...     def reschedule(self, position):
    ...         return position
    >>> policy: PlanPolicy = PlansChangeNothing()
    """

    def reschedule(self, position: Position) -> Position:
        """The position with the days of the plans that are kept as due days of their invoices."""
        ...


@attrs.frozen(kw_only=True)
class AgreedPlans:
    """How agreed plans are judged.

    Whatever settles the invoices of a plan from its day on counts: payments, credit notes, discounts, write-offs; what
    is reversed no longer does. A payment of the plan is in time on its day; it is missed when ``grace_days`` more are
    over and it is not covered by all that was paid. A plan with ``missed`` such payments is broken; with
    ``accelerates``, all that is left is due at once. With ``reinstates``, a broken plan lives again once nothing is
    missing. A later plan about one of its invoices makes a plan superseded. Interest that is charged on its invoices
    and due with one of its payments is part of the plan (:func:`receivables.claims.charge_plan_interest`).

    What the plan lets the customer off (its ``discount``) is earned once it is completed; where it breaks, nothing was
    given that would have to be taken back. A broken plan gives the invoices their due days back, and so the interest
    since them; with ``revives`` ``"nothing"`` they stay due with the first payment that is missing.

    Raises :class:`~receivables.errors.InvalidValueError` for values that cannot be.
    Source: the usual clauses of installment agreements; no system read for this documents its own.

    >>> AgreedPlans(missed=2).accelerates
    False
    """

    kind: ClassVar[str] = "agreed-plans"
    version: ClassVar[int] = 1

    grace_days: int = attrs.field(default=0, validator=is_whole(low=0, high=366))
    missed: int = attrs.field(default=1, validator=is_whole(low=1))
    accelerates: bool = attrs.field(default=False, validator=is_flag)
    reinstates: bool = attrs.field(default=False, validator=is_flag)
    revives: str = attrs.field(default="due days", validator=is_one_of("due days", "nothing"))

    def outcomes(self, position: Position) -> tuple[PlanOutcome, ...]:
        """What became of each plan by the day of the position, in the order in which they were agreed."""
        by_invoice: dict[str, list[OpenItem]] = {}
        for item in of_kind("position", Position, "a position, like account.as_of(day)", position).items:
            for number in {item.document, item.invoice or item.document}:
                by_invoice.setdefault(number, []).append(item)
        return tuple(
            self._outcome(plan, position.plans[place + 1 :], by_invoice, position.as_of)
            for place, plan in enumerate(position.plans)
        )

    def let_off(self, position: Position) -> tuple[WrittenOff, ...]:
        """What the customer is let off by now under the plans of a position, as facts to record on its day.

        The discount of each plan that is earned and still open, over its invoices in the order of the plan.
        """
        return tuple(event for outcome in self.outcomes(position) for event in _let_off(outcome, position))

    def reschedule(self, position: Position) -> Position:
        """The position with the days of the plans that are kept as due days of their invoices.

        An item is due with the first payment of its plan that is not covered yet (once all is covered, with the last).
        Where a plan is broken, the due days of the invoices count again, and so does the interest since them, unless
        the policy revives nothing.
        """
        broken = () if self.revives == "due days" else ("broken", "accelerated")
        due: dict[str, date] = {}
        for outcome in self.outcomes(position):
            if outcome.state in (*KEEPS_ITS_DAYS, *broken):
                payment = outcome.next_payment or outcome.plan.payments[-1]
                due |= dict.fromkeys(outcome.plan.invoices, payment.due_on)
        if not due:
            return position
        items = [attrs.evolve(each, due_on=due.get(each.document, each.due_on)) for each in position.items]
        return attrs.evolve(position, items=tuple(items))

    def _outcome(
        self, plan: PlanAgreed, later: Sequence[PlanAgreed], by_invoice: Mapping[str, Sequence[OpenItem]], as_of: date
    ) -> PlanOutcome:
        found = (item for number in plan.invoices for item in by_invoice.get(number, ()))
        rows = Rows(plan, {(item.document, item.installment): item for item in found}.values(), self.grace_days)
        end = min((each.on for each in later if set(each.invoices) & set(plan.invoices)), default=None)
        steps = list(self._steps(rows, as_of if end is None else end))
        if end is not None and steps[-1].state != "completed":
            steps.append(PlanStep(end, "superseded", "another plan was agreed"))
        state, now = steps[-1].state, rows.on(as_of)
        money, discount = plan.total.with_minor, self._discount(plan, state, now)
        if state == "accelerated":
            lost = plan.discount.minor if plan.discount else 0
            due = min(now.total - now.paid + lost, now.left) if lost else now.total - now.paid
        else:
            due = 0 if state == "superseded" else max(now.due - now.paid, 0)
        return PlanOutcome(
            plan=plan,
            as_of=as_of,
            state=state,
            paid=money(now.paid),
            due=money(due),
            discount=money(discount),
            next_payment=rows.following(now.paid),
            steps=tuple(steps),
        )

    @staticmethod
    def _discount(plan: PlanAgreed, state: str, now: Evening) -> int:
        """What the customer is let off by now, of what is still open."""
        return min(plan.discount.minor, now.left) if plan.discount and state == "completed" else 0

    def _steps(self, rows: Rows, until: date) -> Iterator[PlanStep]:
        """The states through an evening, each from the first evening on which it holds."""
        state = "kept"
        yield PlanStep(rows.plan.on, state, "")
        for evening in rows.evenings(until):
            found = rows.on(evening)
            moved = True
            while moved:
                moved = False
                for source, target, when in TRANSITIONS:
                    if source == state and _HOLDS[when](self, found):
                        state, moved = target, True
                        yield PlanStep(evening, state, _in_words(when, found))
                        break


AGREED_PLANS = AgreedPlans()
"""Plans without grace: one missed payment breaks them."""

_HOLDS: Mapping[str, Callable[[AgreedPlans, Evening], bool]] = MappingProxyType(
    {
        PAID: lambda _, evening: evening.paid >= evening.total,
        OPEN_AGAIN: lambda _, evening: evening.paid < evening.total,
        LATE: lambda _, evening: evening.paid < evening.due,
        CAUGHT_UP: lambda _, evening: evening.paid >= evening.due,
        MISSED: lambda policy, evening: evening.missed >= policy.missed,
        ACCELERATED: lambda policy, _: policy.accelerates,
        REINSTATED: lambda policy, evening: policy.reinstates and evening.paid >= evening.due,
    }
)


def _let_off(outcome: PlanOutcome, position: Position) -> Iterator[WrittenOff]:
    """The discount of a plan, invoice by invoice, while some of it is left."""
    left = outcome.discount.minor
    for number in outcome.plan.invoices:
        part = min(left, sum(item.open.minor for item in position.items if item.document == number))
        left -= part
        if part:
            amount, reason = outcome.discount.with_minor(part), f"plan {outcome.plan.reference}"
            yield WrittenOff(number, amount=amount, on=position.as_of, reason=reason)


def _in_words(when: str, evening: Evening) -> str:
    """Why a plan came to a state; of missed payments, how many."""
    return f"{when}: {evening.missed}" if when == MISSED else when
