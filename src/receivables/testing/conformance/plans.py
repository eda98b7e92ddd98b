"""The laws of agreed plans, and of the payment plans that are offered."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import attrs

from receivables.errors import InvalidValueError
from receivables.installments import Installments, Plan
from receivables.plans import PlanPolicy
from receivables.position import OpenItem, Position
from receivables.testing.conformance.cases import debts, planned
from receivables.testing.conformance.laws import Broken, Case, below_nothing, explains_itself, is_pure, keeps


def check_plan_policy(policy: PlanPolicy) -> None:
    """Run the laws of agreed plans on a policy.

    It gives the position that it was asked about with other due days, and changes nothing else: no item is lost, no
    amount touched. Only invoices of a plan get other days, and asked once more it moves nothing further.

    >>> from receivables.plans import AgreedPlans
    >>> check_plan_policy(AgreedPlans(grace_days=3))
    """
    keeps(policy, planned(), _plan_laws)


def _plan_laws(policy: PlanPolicy, case: Case) -> Broken:
    position = case["position"]
    found: object = policy.reschedule(position)
    if not isinstance(found, Position) or found.customer != position.customer or found.as_of != position.as_of:
        yield "a policy of plans gives the position of the customer and the day", str(found)[:200]
        return
    yield from is_pure(lambda: policy.reschedule(position))
    if Counter(map(_undated, found.items)) != Counter(map(_undated, position.items)):
        yield "no item is lost or changed but for its due day", ", ".join(map(str, found.items))
    elif attrs.evolve(found, items=position.items) != position:
        yield "nothing but the due days of items is changed", "that something beside the items is"
    planned = {number for plan in position.plans for number in plan.invoices}
    was = {(item.document, item.installment): item.due_on for item in position.items}
    moved = (item for item in found.items if was.get((item.document, item.installment)) != item.due_on)
    if others := [item.label for item in moved if item.document not in planned]:
        yield "only the invoices of a plan get other due days", ", ".join(others)
    if policy.reschedule(found) != found:
        yield "a position that is rescheduled stays as it is", "other days when asked again"


def _undated(item: OpenItem) -> OpenItem:
    return attrs.evolve(item, due_on=item.issued_on)


def check_installments(policy: Installments) -> None:
    """Run the laws of payment plans on a policy: any value that can ``schedule`` an amount from a day, as ours does.

    The plan is of the amount, the day and the currency that were asked about; each row is the sum of its parts, and
    what the rows pay off and the balloon come to the amount. Nothing is below nothing, days follow one another, and
    twice the amount costs no less.

    >>> from receivables import Installments
    >>> check_installments(Installments.level(6, percent="8"))
    """
    keeps(policy, debts(), _installment_laws, (InvalidValueError,))


def _installment_laws(policy: Installments, case: Case) -> Broken:
    amount, start = case["amount"], case["start"]
    plan: object = policy.schedule(amount, start=start)
    if not isinstance(plan, Plan) or (plan.amount, plan.start) != (amount, start) or not plan.rows:
        yield "a plan is of the amount and from the day that were asked about", str(plan)[:200]
        return
    yield from is_pure(lambda: policy.schedule(amount, start=start))
    if currencies := {each.currency for row in plan.rows for each in row[2:7]} - {amount.currency}:
        yield "a plan is in the currency of the amount", ", ".join(each.code for each in currencies)
        return
    yield from _row_laws(plan)
    yield from explains_itself(plan)
    if policy.schedule(amount * 2, start=start).total_interest < plan.total_interest:
        yield "twice the amount costs no less interest", f"less than {plan.total_interest}"


def _row_laws(plan: Plan) -> Broken:
    for row in plan.rows:
        if row.payment != row.principal + row.interest + row.fee:
            yield "a payment is its principal, interest and fee", f"{row.payment} in row {row.number}"
        for what in ("payment", "interest", "fee", "balance"):
            if getattr(row, what).minor < 0:
                yield below_nothing(getattr(row, what), f"the {what} of a row")
    paid_off = sum(row.principal.minor for row in plan.rows) + plan.balloon.minor
    if paid_off != plan.amount.minor:
        yield "what the rows pay off comes to the amount", f"{plan.amount.with_minor(paid_off)} of {plan.amount}"
    days = [plan.start, *(row.due_on for row in plan.rows)]
    if any(later <= day for day, later in pairwise(days)):
        yield "payments are due one after the other, after the start", ", ".join(map(str, days))
