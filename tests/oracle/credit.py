"""Credit as a clerk works it out from the facts of an account: a loop for every sum, in minor units and day numbers."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

LOWERS = ("payment", "credit", "chargeback_reversal")


def state_of(given):
    """A case of the golden kind ``overdue_state``, from its words."""
    unpaid = []
    for invoice in given["invoices"]:
        left = Fraction(invoice["amount"])
        for event in invoice.get("events", []):
            if event["date"] <= given["as_of"]:
                left += Fraction(event["amount"]) * (-1 if event["kind"] in LOWERS else 1)
        if left > 0 and not invoice.get("draft") and invoice["issue_date"] <= given["as_of"]:
            unpaid.append((invoice["issue_date" if given["age_from"] == "issue" else "due_date"], left))
    for state in given["states"]:
        if holds(state["when"], unpaid, given):
            return state["name"]
    return "clear"


def holds(when, unpaid, given):
    """Whether all the conditions of a state hold, by ISO days."""
    ages = [(date.fromisoformat(given["as_of"]) - date.fromisoformat(day)).days for day, _ in unpaid]
    answers = {
        "min_unpaid_count": lambda least: len(unpaid) >= least,
        "min_unpaid_total": lambda least: sum(left for _, left in unpaid) >= Fraction(least),
        "min_days": lambda least: bool(ages) and max(ages) >= least,
        "last_failure_in": lambda codes: given.get("last_failure") in codes,
    }
    return all(answers[name](value) for name, value in when.items())


def rows(position, as_of, basis):
    """Document, days and minor units of whatever is open on a day."""
    found = []
    for item in position.items:
        start = item.due_on if basis == "due" else item.issued_on
        if item.open.minor > 0 and item.issued_on <= as_of:
            found.append((item.document, (as_of - start).days, item.open.minor))
    return found


def rule_holds(when, position, as_of, basis, failure=None, state=None):
    """Whether the conditions of a hold rule all hold."""
    found = rows(position, as_of, basis)
    if when.counted_from is not None:
        found = [row for row in found if row[1] >= when.counted_from]
    if when.min_count is not None and len({document for document, _, _ in found}) < when.min_count:
        return False
    if when.min_total is not None and sum(minor for _, _, minor in found) < when.min_total.minor:
        return False
    if when.min_days is not None and not any(days >= when.min_days for _, days, _ in found):
        return False
    if when.last_failure_in and failure not in when.last_failure_in:
        return False
    if when.broken_promises and broken(position, as_of, when.broken_promises) < when.broken_promises.at_least:
        return False
    if when.on_hold:
        held = [
            hold.kind
            for hold in position.holds
            if hold.since <= as_of and (hold.until is None or hold.until >= as_of) and hold.kind in when.on_hold
        ]
        if not held:
            return False
    return not when.states or state in when.states


def broken(position, as_of, rule):
    """Promises of which nothing was paid by their last day, and no later one took their place."""
    count = 0
    promises = [hold for hold in position.holds if hold.kind == "promise"]
    for place, promise in enumerate(promises):
        last = promise.until.toordinal() + rule.tolerance_days
        if last >= position.as_of.toordinal() or last < as_of.toordinal() - rule.within_days:
            continue
        about = set(promise.documents)
        came = [line for line in position.applied if not about or line.document in about]
        came += [] if about else list(position.unapplied_cash)
        paid = [
            each
            for each in came
            if each.kind == "payment" and promise.since <= each.received_on and each.received_on.toordinal() <= last
        ]
        replaced = any(
            later.since.toordinal() <= last and (not about or not later.documents or about & set(later.documents))
            for later in promises[place + 1 :]
        )
        enough = promise.amount is not None and promise.amount.minor <= 0
        count += not paid and not replaced and not enough
    return count


def exposure(position, as_of, *, unbilled, orders, horizon, components):
    """The total of an exposure in minor units: orders are pairs of ship day and minor units."""
    total = 0
    for item in position.items:
        if item.open.minor <= 0 or item.issued_on > as_of:
            continue
        in_dispute = 0
        for start, end, minor in item.disputed:
            if start <= as_of and (end is None or end > as_of):
                in_dispute = item.open.minor if minor is None else min(minor, item.open.minor)
        total += in_dispute if "in_dispute" in components else 0
        total += item.open.minor - in_dispute if "open_items" in components else 0
    if "unapplied_cash" in components:
        total -= sum(cash.amount.minor for cash in position.unapplied_cash if cash.received_on <= as_of)
    if "unbilled" in components:
        total += unbilled
    if "orders" in components:
        total += sum(minor for day, minor in orders if horizon is None or day <= horizon)
    return total
