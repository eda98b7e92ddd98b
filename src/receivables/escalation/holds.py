"""The holds in force on a day: disputes, promises, plans that are kept, and what a person placed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from receivables.escalation.arrears import shifted
from receivables.money import Money
from receivables.plans import AGREED_PLANS
from receivables.position import Hold, OpenItem, Position


class OnHold(NamedTuple):
    """What holds leave of an item, the reason of the first, and the first day on which one of them is over."""

    free: Money
    because: str
    until: date | None


class Held:
    """The holds in force on a day, and what they leave of each item."""

    def __init__(self, position: Position, as_of: date, tolerance_days: int) -> None:
        self._tolerance = tolerance_days
        self._holds = [hold for hold in position.holds if as_of <= (self._last(hold) or date.max)]
        self._left = {id(hold): hold.amount.minor for hold in self._holds if hold.kind == "dispute" and hold.amount}
        self._plans = _kept_plans(position, as_of) if position.plans else {}

    def _last(self, hold: Hold) -> date | None:
        return hold.last_day(self._tolerance if hold.kind == "promise" else 0)

    def covers(self, reference: str) -> bool:
        """Whether a credit is on hold."""
        return any(hold.covers(reference) for hold in self._holds)

    def of(self, item: OpenItem) -> OnHold:
        """What holds leave of an item; a dispute of an amount holds the oldest due first."""
        if not self._holds and not self._plans:
            return OnHold(item.open, "", None)
        left, until, because = item.open.minor, None, ""
        for hold in self._holds:
            if not _is_about(hold, item):
                continue
            taken = min(self._left.get(id(hold), left), left)
            left -= taken
            if id(hold) in self._left:
                self._left[id(hold)] -= taken
            last = self._last(hold)
            if taken:
                because = because or hold.reason or f"on hold: {hold.kind}"
            until = earlier(until, None if last is None else shifted(last, 1))
        payment, reason = self._plans.get(item.document, (None, ""))
        if payment is not None and item.due_on < payment:
            left, until, because = 0, earlier(until, shifted(payment, 1)), because or reason
        return OnHold(item.amount.with_minor(left), because, until)


def _is_about(hold: Hold, item: OpenItem) -> bool:
    """Whether a hold is about an item; what was said of all of an account says nothing of a later invoice."""
    said = hold.kind in ("dispute", "promise")
    return hold.covers(item.document) and not (said and item.issued_on > hold.since)


def _kept_plans(position: Position, as_of: date) -> Mapping[str, tuple[date, str]]:
    """Documents under a plan of which nothing is missing: the day of the next payment, and the plan in words.

    Where the due days were moved to those of the plan already, they say so by themselves.
    """
    found: dict[str, tuple[date, str]] = {}
    for outcome in AGREED_PLANS.outcomes(position):
        payment = outcome.next_payment
        if outcome.state == "kept" and payment and as_of <= payment.due_on:
            reason = f"plan {outcome.plan.reference} is kept, {payment.amount} due on {payment.due_on}"
            found |= dict.fromkeys(outcome.plan.invoices, (payment.due_on, reason))
    return found


def earlier(left: date | None, right: date | None) -> date | None:
    """The earlier of two days that may not come."""
    if left is None or right is None:
        return left or right
    return min(left, right)
