"""Golden kind ``payment_tolerance``: one payment that is a little short, or a little too much, for its invoices."""

from __future__ import annotations

from datetime import date
from typing import Any

import attrs

from golden_adapters.shared import unit_of
from receivables import EarlyDiscounts, Money, OpenItem, Tolerance
from receivables.terms import Offer


@attrs.frozen(kw_only=True)
class AsTheInvoiceSays(Tolerance):
    """A tolerance for each invoice, carried by it."""

    def limit(self, item: OpenItem) -> Money:
        return Money(item.attribute("max_tolerance") or "0", item.currency)


def answer(given: dict[str, Any]) -> dict[str, Any]:
    unit, paid_on = unit_of(given["currency"]), date.fromisoformat(given["payment"]["date"])
    cash = Money(given["payment"]["amount"], unit)
    items = [item_of(invoice, unit) for invoice in given["invoices"]]
    policy = EarlyDiscounts(
        late_days=max(0, *map(window, given["invoices"])),
        tolerance=AsTheInvoiceSays(),
        overpayment=given.get("overpayment", "specific"),
    )
    decided = {each["id"]: "accept late" for each in given["invoices"] if accepted(each, policy, paid_on)}
    lines = {line.document: line for line in policy.settle(items, cash, on=paid_on, override=decided)}
    plain = attrs.evolve(policy, tolerance=Tolerance(), overpayment="specific")
    ample = Money.total((item.amount for item in items), currency=unit)
    wanted = plain.settle(items, ample, on=paid_on, override=decided)
    rows = [row(item, lines.get(item.document)) for item in items]
    unapplied = cash - Money.total((line.cash for line in lines.values()), currency=unit)
    return {
        "expected": Money.total((line.cash for line in wanted), currency=unit).text,
        "tolerance": Money.total((line.tolerance for line in lines.values()), currency=unit).text,
        "invoices": rows,
        "unapplied": unapplied.text,
        "closed": not unapplied and all(not Money(each["remaining"], unit) for each in rows),
    }


def expected(given: dict[str, Any], expect: dict[str, Any]) -> dict[str, Any]:
    """The answer of the case as it stands."""
    return expect


def item_of(invoice: dict[str, Any], unit: Any) -> OpenItem:
    day, offers = date.fromisoformat("1900-01-01"), []
    if "discount_date" in invoice:
        until = date.fromisoformat(invoice["discount_date"])
        offers = [Offer(until, Money(invoice.get("discount", "0"), unit), None, "gross")]
    return OpenItem(
        customer="C",
        document=invoice["id"],
        issued_on=day,
        due_on=day,
        amount=Money(invoice["amount"], unit),
        offers=offers,
        attributes={"max_tolerance": invoice.get("max_tolerance", "0")},
    )


def window(invoice: dict[str, Any]) -> int:
    """The days of late acceptance."""
    if "late_discount_date" not in invoice or "discount_date" not in invoice:
        return 0
    return (date.fromisoformat(invoice["late_discount_date"]) - date.fromisoformat(invoice["discount_date"])).days


def accepted(invoice: dict[str, Any], policy: EarlyDiscounts, paid_on: date) -> bool:
    """Whether a person accepts a late discount; not beyond a window that is shorter than the one of the policy."""
    shorter = window(invoice) < policy.late_days
    asked = invoice.get("accept_late_discount", False)
    return asked and not (shorter and paid_on > date.fromisoformat(invoice.get("late_discount_date", "0001-01-01")))


def row(item: OpenItem, line: Any) -> dict[str, str]:
    zero = item.amount.with_minor(0)
    if line is None:
        amounts = [zero, zero, zero, zero, item.open]
    else:
        amounts = [line.discount, line.late_discount, line.tolerance, line.cash, item.open - line.settled]
    names = ("discount", "late_discount", "tolerance", "applied", "remaining")
    return {"id": item.document, **{name: amount.text for name, amount in zip(names, amounts, strict=True)}}
