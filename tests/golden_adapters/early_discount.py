"""Golden kind ``early_discount``: what an invoice is worth on a day, and what payments earn and leave open."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import attrs

from golden_adapters.shared import unit_of
from receivables import Money, OpenItem
from receivables.discounts import EarlyDiscounts, TaxBreakdown, TaxedLine, discount_on
from receivables.terms import Offer, PaymentTerms
from receivables.terms.lines import number_text


def answer(given: dict[str, Any]) -> dict[str, Any]:
    return {"offer": offer, "schedule": schedule, "settle": settle}[given["question"]](given)


def expected(given: dict[str, Any], expect: dict[str, Any]) -> dict[str, Any]:
    """The answer of the case, its percentages and amounts as we write them."""
    return plain(expect, unit_of(given["currency"]))


def plain(value: Any, unit: Any, key: str = "") -> Any:
    if isinstance(value, dict):
        return {name: plain(each, unit, name) for name, each in value.items()}
    if isinstance(value, list):
        return [plain(each, unit) for each in value]
    if key in ("percent", "tax_percent") and value is not None:
        return number_text(Fraction(value))
    if key in AMOUNTS:
        return Money(value, unit).text
    return value


AMOUNTS = ("tax", "net", "gross", "discount", "payable", "applied", "unapplied", "balance")


def offer(given: dict[str, Any]) -> dict[str, Any]:
    rows = [worth(invoice, given) for invoice in given["invoices"]]
    unit = unit_of(given["currency"])
    totals = {
        name: Money.total((Money(row[name], unit) for row in rows), currency=unit).text
        for name in ("gross", "discount", "payable")
    }
    return {"invoices": rows, **totals}


def worth(invoice: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    """A credit note is the mirror of an invoice, which is what an open item is."""
    found = breakdown_of(invoice, given)
    gross = found.gross if found else Money(invoice["amount"], unit_of(given["currency"]))
    item, sign = item_of(invoice, given, abs(gross), found), -1 if gross.minor < 0 else 1
    policy = EarlyDiscounts(grace_days=given.get("grace_days", 0))
    taken = policy.offers(item, as_of=day(given["on"]), override=given.get("override", "normal"))[:1]
    every = policy.offers(item, as_of=day(invoice["issue_date"]))
    zero = item.open.with_minor(0)
    discount = taken[0].discount if taken else zero
    percent = taken[0].percent if taken else Fraction(0)
    row = {
        "id": invoice["id"],
        "gross": (item.open * sign).text,
        "percent": None if percent is None else number_text(percent),
        "discount": (discount * sign).text,
        "payable": ((taken[0].payable if taken else item.open) * sign).text,
        "last_discount_date": every[-1].until.isoformat() if every else None,
    }
    if "net_days" in invoice:
        row["due_date"] = item.due_on.isoformat()
    if found:
        on_net = given.get("base", "gross") != "gross" or not given.get("adjust_tax", True)
        row["tax"] = found.tax.text
        row["split"] = split(found, discount * sign, "net" if on_net else "gross")
    return row


def schedule(given: dict[str, Any]) -> dict[str, Any]:
    amount = Money(given["amount"], unit_of(given["currency"]))
    sign, issued_on = -1 if amount.minor < 0 else 1, day(given["issue_date"])
    item = item_of(given, given, abs(amount), None)
    rows = [(each.until, each.discount, each.payable) for each in EarlyDiscounts().offers(item, as_of=issued_on)] + [
        (item.due_on, amount.with_minor(0), item.open)
    ]
    return {
        "schedule": [
            {"until": until.isoformat(), "discount": (off * sign).text, "payable": (payable * sign).text}
            for until, off, payable in rows
        ]
    }


def settle(given: dict[str, Any]) -> dict[str, Any]:
    invoice, unit = given["invoice"], unit_of(given["currency"])
    found = breakdown_of(invoice, given)
    item = item_of(invoice, given, found.gross if found else Money(invoice["amount"], unit), found)
    policy = EarlyDiscounts(
        grace_days=given.get("grace_days", 0),
        partial=given.get("partial", "none").replace("_", " "),
        closing=given.get("closing", "remainder"),
    )
    rows = []
    for payment in given["payments"]:
        cash = Money(payment["amount"], unit)
        lines = policy.settle([item], cash, on=day(payment["date"]), override=payment.get("override", "normal"))
        zero = cash.with_minor(0)
        applied, discount = (lines[0].cash, lines[0].discount) if lines else (zero, zero)
        item = attrs.evolve(item, paid=item.paid + applied, discounted=item.discounted + discount, history=())
        amounts = {"discount": discount, "applied": applied, "unapplied": cash - applied, "balance": item.open}
        rows.append({name: amount.text for name, amount in amounts.items()})
    told = {"payments": rows, "discount": item.discounted.text, "balance": item.open.text}
    return told | ({"split": split(found, item.discounted, "gross")} if found else {})


def split(found: TaxBreakdown, discount: Money, base: str) -> list[dict[str, str]]:
    return [
        {"tax_percent": number_text(share.percent), "net": share.net.text, "tax": share.tax.text}
        for share in found.split(discount, base=base)
    ]


def breakdown_of(invoice: dict[str, Any], given: dict[str, Any]) -> TaxBreakdown | None:
    """The lines of an invoice by tax rate; what is mixed has its tax on the net less the first tier."""
    if "lines" not in invoice:
        return None
    unit = unit_of(given["currency"])
    lines = [taxed(line, unit) for line in invoice["lines"]]
    if given.get("base") != "mixed" or not invoice["tiers"]:
        return TaxBreakdown.of(lines)
    first, net = invoice["tiers"][0], Money.total((line.net for line in lines), currency=unit)
    less = first["percent"] if "percent" in first else abs(Fraction(first["amount"]) / net.exact * 100)
    return TaxBreakdown.of(lines, less=less)


def taxed(line: dict[str, Any], unit: Any) -> TaxedLine:
    taxes = line.get("taxes", [])
    rate = sum(Fraction(tax["rate_percent"]) for tax in taxes if "rate_percent" in tax)
    fixed = Money.total((Money(tax["fixed"], unit) for tax in taxes if "fixed" in tax), currency=unit)
    return TaxedLine(Money(line["net"], unit), rate, fixed=fixed)


def item_of(invoice: dict[str, Any], given: dict[str, Any], gross: Money, found: TaxBreakdown | None) -> OpenItem:
    """The open item of an invoice with its offers; a share of it to be settled is what is still open."""
    issued_on = day(invoice["issue_date"])
    base = "gross" if given.get("base", "gross") == "gross" else "net"
    of = abs(found.reducible(base)) if found else gross
    offers = [
        Offer(issued_on + timedelta(days=tier["days"]), *reduced(tier, gross, of, given), base)
        for tier in invoice["tiers"]
    ]
    share = Fraction(given.get("settle_share", "1"))
    paid = gross - Money.rounded(gross.exact * share, gross.currency)
    return OpenItem(
        customer="C",
        document=invoice.get("id", "1"),
        issued_on=issued_on,
        due_on=PaymentTerms.net(invoice.get("net_days", 0)).due_on(issued_on),
        amount=gross,
        paid=paid,
        offers=offers,
    )


def reduced(tier: dict[str, Any], gross: Money, of: Money, given: dict[str, Any]) -> tuple[Money, Fraction | None]:
    """The discount of a tier, and its percent."""
    asked = {"rounded": given.get("rounded", "discount"), "step": given.get("cash_step")}
    asked["step_rounding"] = given.get("cash_rounding", "half_up")
    if "percent" in tier:
        percent = Fraction(tier["percent"])
        return discount_on(gross, percent, base=of, **asked), percent
    amount = abs(Money(tier["amount"], gross.currency))
    if "cash_step" in given:
        amount = discount_on(gross, 100, base=amount, **asked)
    return min(amount, gross), None


def day(text: str) -> date:
    return date.fromisoformat(text)
