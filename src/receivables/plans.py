"""Payment plans that were agreed: kept, late, broken, accelerated, reinstated or completed, derived from the payments.

A plan is recorded when it is agreed (:class:`~receivables.events.PlanAgreed`) and never changed: what becomes of it
follows from what was settled of its invoices, evening by evening, through the table :data:`TRANSITIONS`. While it is
kept, its days take the place of the due days.

>>> from datetime import date
>>> from receivables import Account, Invoice, InvoiceIssued, Money, Payment, PaymentReceived
>>> from receivables.events import PlanAgreed
>>> due, half = date(2026, 2, 14), Money("500.00", "EUR")
>>> invoice = Invoice("F-1", "C-1", total=Money("1000.00", "EUR"), issued_on=date(2026, 1, 15), due_on=due)
>>> days = [(date(2026, 4, 30), half), (date(2026, 5, 31), half)]
>>> plan = PlanAgreed("R-1", invoices=["F-1"], payments=days, on=date(2026, 4, 2))
>>> paid = Payment("P-1", "C-1", amount=half, paid_on=date(2026, 4, 28), remittance=["F-1"])
>>> account = Account("C-1", "EUR", [InvoiceIssued(invoice), plan, PaymentReceived(paid)])
>>> (outcome,) = AgreedPlans(grace_days=5).outcomes(account.as_of(date(2026, 6, 30)))
>>> print(outcome.explain())
R-1 for F-1, agreed 2026-04-02: broken on 2026-06-30, 500.00 EUR of 1000.00 EUR paid, 500.00 EUR due
  2026-04-02: kept
  2026-06-01: late: a payment is missing after its day
  2026-06-06: broken: payments are missing after their days of grace: 1
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from itertools import accumulate
from types import MappingProxyType
from typing import Any, ClassVar, NamedTuple, Protocol

import attrs

from receivables.checks import is_flag, is_one_of, is_whole, keep_as_tuples
from receivables.events import PlanAgreed, PlanPayment
from receivables.money import Money
from receivables.position import OpenItem, Position

__all__ = [
    "AGREED_PLANS",
    "AgreedPlans",
    "PlanOutcome",
    "PlanPolicy",
    "PlanStep",
    "STATES",
    "TRANSITIONS",
    "Transition",
]

STATES = ("kept", "late", "broken", "accelerated", "reinstated", "completed", "superseded")
"""What can become of a plan."""


class Transition(NamedTuple):
    """From which state a plan comes to which, and when.

    >>> TRANSITIONS[0]
    Transition(source='kept', target='completed', when='all is paid')
    """

    source: str
    target: str
    when: str


_PAID = "all is paid"
_LATE = "a payment is missing after its day"
_CAUGHT_UP = "nothing is missing any more"
_MISSED = "payments are missing after their days of grace"
_ACCELERATED = "the policy makes all of it due"
_REINSTATED = "what was missing was paid, and the policy reinstates"
_OPEN_AGAIN = "something is open again"

TRANSITIONS = (
    Transition("kept", "completed", _PAID),
    Transition("kept", "late", _LATE),
    Transition("late", "completed", _PAID),
    Transition("late", "broken", _MISSED),
    Transition("late", "kept", _CAUGHT_UP),
    Transition("broken", "completed", _PAID),
    Transition("broken", "accelerated", _ACCELERATED),
    Transition("broken", "reinstated", _REINSTATED),
    Transition("accelerated", "completed", _PAID),
    Transition("accelerated", "reinstated", _REINSTATED),
    Transition("reinstated", "completed", _PAID),
    Transition("reinstated", "late", _LATE),
    Transition("completed", "kept", _OPEN_AGAIN),
)
"""All that can happen to a plan, in the order in which it is asked; :class:`AgreedPlans` says what is missing."""

KEEPS_ITS_DAYS = ("kept", "late", "reinstated", "completed")
"""States in which the days of the plan stand for the due days."""


class _Evening(NamedTuple):
    """What there is to know of a plan on an evening, in minor units and payments."""

    paid: int
    total: int
    due: int
    missed: int


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
    ``next_payment`` is the first that is not covered by what was paid (what is missing of it), if any is.

    >>> from receivables import Account, Invoice, InvoiceIssued
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
    next_payment: PlanPayment | None
    steps: tuple[PlanStep, ...]

    def __attrs_post_init__(self) -> None:
        keep_as_tuples(self, "steps")

    def explain(self) -> str:
        """The outcome as text: the figures, and a line for each state since when and why."""
        about, paid = ", ".join(self.plan.invoices), f"{self.paid} of {self.plan.total} paid"
        head = f"{self.plan.reference} for {about}, agreed {self.plan.on}: {self.state} on {self.as_of}, {paid}"
        lines = [f"  {on}: {state}{': ' if because else ''}{because}" for on, state, because in self.steps]
        return "\n".join([f"{head}, {self.due} due", *lines])

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
            "next_payment": following and {"due_on": following.due_on.isoformat(), "amount": following.amount.text},
            "steps": [{"on": step.on.isoformat(), "state": step.state, "because": step.because} for step in self.steps],
        }


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
    missing. A later plan about one of its invoices makes a plan superseded.

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

    def outcomes(self, position: Position) -> tuple[PlanOutcome, ...]:
        """What became of each plan by the day of the position, in the order in which they were agreed."""
        by_document: dict[str, list[OpenItem]] = {}
        for item in position.items:
            by_document.setdefault(item.document, []).append(item)
        return tuple(
            self._outcome(plan, position.plans[place + 1 :], by_document, position.as_of)
            for place, plan in enumerate(position.plans)
        )

    def reschedule(self, position: Position) -> Position:
        """The position with the days of the plans that are kept as due days of their invoices.

        An item is due with the first payment of its plan that is not covered yet (once all is covered, with the last).
        Where a plan is broken, the due days of the invoices count again, and so does the interest since them.
        """
        due: dict[str, date] = {}
        for outcome in self.outcomes(position):
            if outcome.state in KEEPS_ITS_DAYS:
                payment = outcome.next_payment or outcome.plan.payments[-1]
                due |= dict.fromkeys(outcome.plan.invoices, payment.due_on)
        if not due:
            return position
        items = [attrs.evolve(each, due_on=due.get(each.document, each.due_on)) for each in position.items]
        return attrs.evolve(position, items=tuple(items))

    def _outcome(
        self, plan: PlanAgreed, later: Sequence[PlanAgreed], by_document: Mapping[str, Sequence[OpenItem]], as_of: date
    ) -> PlanOutcome:
        items = [item for number in plan.invoices for item in by_document.get(number, ())]
        rows = _Rows(plan, items, self.grace_days)
        end = min((each.on for each in later if set(each.invoices) & set(plan.invoices)), default=None)
        steps = list(self._steps(rows, as_of if end is None else end))
        if end is not None and steps[-1].state != "completed":
            steps.append(PlanStep(end, "superseded", "another plan was agreed"))
        state, now = steps[-1].state, rows.on(as_of)
        left = now.total - now.paid
        due = left if state == "accelerated" else 0 if state == "superseded" else max(now.due - now.paid, 0)
        money = plan.total.with_minor
        return PlanOutcome(
            plan=plan,
            as_of=as_of,
            state=state,
            paid=money(now.paid),
            due=money(due),
            next_payment=rows.following(now.paid),
            steps=tuple(steps),
        )

    def _steps(self, rows: _Rows, until: date) -> Iterator[PlanStep]:
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

_HOLDS: Mapping[str, Callable[[AgreedPlans, _Evening], bool]] = MappingProxyType(
    {
        _PAID: lambda _, evening: evening.paid >= evening.total,
        _OPEN_AGAIN: lambda _, evening: evening.paid < evening.total,
        _LATE: lambda _, evening: evening.paid < evening.due,
        _CAUGHT_UP: lambda _, evening: evening.paid >= evening.due,
        _MISSED: lambda policy, evening: evening.missed >= policy.missed,
        _ACCELERATED: lambda policy, _: policy.accelerates,
        _REINSTATED: lambda policy, evening: policy.reinstates and evening.paid >= evening.due,
    }
)


class _Rows:
    """The payments of a plan beside what is settled of its invoices."""

    def __init__(self, plan: PlanAgreed, items: Sequence[OpenItem], grace_days: int) -> None:
        self.plan = plan
        self._items = items
        self._grace = grace_days
        self._days = [payment.due_on.toordinal() for payment in plan.payments]
        self._sums = list(accumulate(payment.amount.minor for payment in plan.payments))
        self._before = sum(_balance(item, max(plan.on.toordinal() - 1, item.issued_on.toordinal())) for item in items)

    def evenings(self, until: date) -> list[date]:
        """The evenings from the agreement on with which something may change."""
        first, last = self.plan.on.toordinal(), until.toordinal()
        over = [day + 1 for day in self._days] + [day + self._grace + 1 for day in self._days]
        changes = [day.toordinal() for item in self._items for day, _ in item.history]
        return [date.fromordinal(day) for day in sorted({*over, *changes, first, last}) if first <= day <= last]

    def on(self, evening: date) -> _Evening:
        """What is paid, due and missed on an evening."""
        day, total = evening.toordinal(), self._sums[-1]
        left = sum(_balance(item, day) for item in self._items)
        cleared = bool(self._items) and not left
        paid = total if cleared else min(max(self._before - left, 0), total)
        covered = bisect_right(self._sums, paid)
        over = bisect_left(self._days, day)
        missed = max(bisect_left(self._days, day - self._grace) - covered, 0)
        return _Evening(paid, total, self._sums[over - 1] if over else 0, missed)

    def following(self, paid: int) -> PlanPayment | None:
        """The first payment that is not covered, and what is missing of it."""
        place = bisect_right(self._sums, paid)
        if place == len(self._sums):
            return None
        payment = self.plan.payments[place]
        return PlanPayment(
            payment.due_on, payment.amount.with_minor(min(self._sums[place] - paid, payment.amount.minor))
        )


def _balance(item: OpenItem, day: int) -> int:
    """What was open of an item on an evening, in minor units; before its issue, nothing."""
    place = bisect_right(item.history, day, key=lambda change: change[0].toordinal())
    return item.history[place - 1][1] if place else 0


def _in_words(when: str, evening: _Evening) -> str:
    """Why a plan came to a state; of missed payments, how many."""
    return f"{when}: {evening.missed}" if when == _MISSED else when
