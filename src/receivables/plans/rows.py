"""The payments of a plan beside what is settled of its invoices, evening by evening."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from datetime import date
from itertools import accumulate
from typing import NamedTuple

from receivables.events import PlanAgreed, PlanPayment
from receivables.position import OpenItem


class Evening(NamedTuple):
    """What there is to know of a plan on an evening, in minor units and payments."""

    paid: int
    total: int
    left: int
    due: int
    missed: int


class Rows:
    """The payments of a plan beside what is settled of its invoices."""

    def __init__(self, plan: PlanAgreed, items: Iterable[OpenItem], grace_days: int) -> None:
        self.plan = plan
        self._items = [item for item in items if _belongs(item, plan)]
        self._grace = grace_days
        self._days = [payment.due_on.toordinal() for payment in plan.payments]
        self._sums = list(accumulate(payment.amount.minor for payment in plan.payments))
        self._before = [(item, _before(item, plan)) for item in self._items]

    def evenings(self, until: date) -> list[date]:
        """The evenings from the agreement on with which something may change."""
        first, last = self.plan.on.toordinal(), until.toordinal()
        over = [day + 1 for day in self._days] + [day + self._grace + 1 for day in self._days]
        changes = [day.toordinal() for item in self._items for day, _ in item.history]
        return [date.fromordinal(day) for day in sorted({*over, *changes, first, last}) if first <= day <= last]

    def on(self, evening: date) -> Evening:
        """What is paid, due and missed on an evening."""
        day, total = evening.toordinal(), self._sums[-1]
        left = sum(_balance(item, day) for item in self._items)
        owed = sum(minor for item, minor in self._before if item.issued_on <= evening)
        cleared = bool(self._items) and not left
        paid = total if cleared else min(max(owed - left, 0), total)
        covered = bisect_right(self._sums, paid)
        over = bisect_left(self._days, day)
        missed = max(bisect_left(self._days, day - self._grace) - covered, 0)
        return Evening(paid, total, left, self._sums[over - 1] if over else 0, missed)

    def following(self, paid: int) -> PlanPayment | None:
        """The first payment that is not covered, and what is missing of it."""
        place = bisect_right(self._sums, paid)
        if place == len(self._sums):
            return None
        payment = self.plan.payments[place]
        return PlanPayment(
            payment.due_on, payment.amount.with_minor(min(self._sums[place] - paid, payment.amount.minor))
        )


def _belongs(item: OpenItem, plan: PlanAgreed) -> bool:
    """An invoice of the plan, or interest charged on one that is due with a payment: the interest of the plan."""
    if item.document in plan.invoices:
        return True
    days = {payment.due_on for payment in plan.payments} if item.kind == "interest" else ()
    return item.invoice in plan.invoices and item.issued_on >= plan.on and item.due_on in days


def _before(item: OpenItem, plan: PlanAgreed) -> int:
    """What was open of an item on the evening before the agreement; of a later one, all of it."""
    return item.amount.minor if item.issued_on >= plan.on else _balance(item, plan.on.toordinal() - 1)


def _balance(item: OpenItem, day: int) -> int:
    """What was open of an item on an evening, in minor units; before its issue, nothing."""
    place = bisect_right(item.history, day, key=lambda change: change[0].toordinal())
    return item.history[place - 1][1] if place else 0
