"""Golden kind ``cash_application``: payments over open items, by an allocation policy; parts of a debt by an order."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from moneyed import Currency

from golden_adapters.shared import unit_of
from receivables import Account, Invoice, InvoiceIssued, Money, Payment, PaymentReceived
from receivables.allocation import ExactMatch, InOrder, spread
from receivables.discounts import EarlyDiscounts
from receivables.terms import Installment, Offer

SOME_DAY = date(2026, 1, 1)
KEYS = {
    "due_date": "due_on",
    "issue_date": "issued_on",
    "type": "attribute:type",
    "sequence": "attribute:sequence",
    "rate_percent": "attribute:rate",
    "open": "open",
    "discount": "discount",
}
PARTIAL = {"none": "none", "gross_up": "gross up"}


def answer(given: dict[str, Any]) -> dict[str, Any]:
    currency, items = unit_of(given["currency"]), given["items"]
    open_items = [each for each in items if each.get("state", "open") == "open"]
    payments = [PaymentReceived(payment(place, each, currency)) for place, each in enumerate(given["payments"])]
    first = min(each.on for each in payments)
    issued = [InvoiceIssued(invoice(given, each, items.index(each), first)) for each in open_items]
    discounts = EarlyDiscounts(
        grace_days=given.get("grace_days", 0), partial=PARTIAL[given.get("partial_discount", "none")]
    )
    account = Account("C-1", currency, [*issued, *payments])
    position = account.as_of(date.max, allocation=policy(given), discounts=discounts)
    parts = {each["id"]: {name: Money(text, currency) for name, text in components(each).items()} for each in items}
    rows = [row(given, position, each, parts) for each in payments]
    opens = {item.document: item.open for item in position.items}
    remaining = [
        {"id": each["id"], "open": text_of(given, each, opens, parts)} | named(given, parts[each["id"]])
        for each in items
    ]
    unapplied = Money.total((cash.amount for cash in position.unapplied_cash), currency=currency)
    return {"payments": rows, "remaining": remaining, "unapplied": unapplied.text}


def components(item: dict[str, Any]) -> dict[str, str]:
    return item.get("components") or {"all": item["amount"]}


def named(given: dict[str, Any], parts: dict[str, Money]) -> dict[str, Any]:
    return {} if "all" in parts else {"components": {name: amount.text for name, amount in parts.items()}}


def text_of(given: dict[str, Any], item: dict[str, Any], opens: dict[str, Money], parts: dict[str, Any]) -> str:
    if "components" in item:
        return Money.total(parts[item["id"]].values(), currency=unit_of(given["currency"])).text
    return opens.get(item["id"], Money(item["amount"], unit_of(given["currency"]))).text


def row(given: dict[str, Any], position: Any, event: PaymentReceived, parts: dict[str, Any]) -> dict[str, Any]:
    lines = [line for line in position.applied if line.source == event.subject]
    applied = []
    for item in given["items"]:
        mine = [line for line in lines if line.document == item["id"]]
        if not mine:
            continue
        cash = Money.total((line.amount for line in mine), currency=unit_of(given["currency"]))
        off = Money.total((line.discounted for line in mine), currency=unit_of(given["currency"]))
        found = {"id": item["id"], "cash": cash.text, "discount": off.text}
        if "components" in item:
            order = given.get("imputation", [[name] for name in item["components"]])
            shares = spread(cash, parts[item["id"]], order)
            parts[item["id"]] = {name: part - shares[name] for name, part in parts[item["id"]].items()}
            found["components"] = {name: share.text for name, share in shares.items()}
        applied.append(found)
    used = Money.total((line.amount for line in lines), currency=unit_of(given["currency"]))
    return {"applied": applied, "unapplied": (event.payment.amount - used).text}


def policy(given: dict[str, Any]) -> InOrder | ExactMatch:
    keys = [("-" if key.startswith("-") else "") + KEYS[key.removeprefix("-")] for key in given.get("order", [])]
    by = [*keys, "attribute:place"]  # what is equal keeps the order in which it is listed
    match given.get("method", "in_order"):
        case "pro_rata":
            return InOrder([], ties="pro rata", max_days_overdue=given.get("max_days_overdue"))
        case "exact_one":
            return ExactMatch(1, by=by)
        case "exact_subset":
            return ExactMatch(given.get("max_items", 5), by=by)
        case _:
            return InOrder(by, partial=given.get("partial", True), max_days_overdue=given.get("max_days_overdue"))


def invoice(given: dict[str, Any], item: dict[str, Any], place: int, first: date) -> Invoice:
    currency = unit_of(given["currency"])
    opens = [Money(text, currency) for text in components(item).values()]
    amount = Money.total((part for part in opens if part.minor > 0), currency=currency)
    due = date.fromisoformat(item["due_date"]) if "due_date" in item else None
    if given.get("method") == "pro_rata" and "max_days_overdue" not in given:
        due = None  # so that the odd units go by place and not by age
    issued = date.fromisoformat(item["issue_date"]) if "issue_date" in item else min(first, due or first)
    offers = [offer(amount, issued, tier) for tier in item.get("tiers", [])]
    kinds = given.get("type_order", [])
    carried = {
        "place": str(place),
        "type": str(kinds.index(item["type"])) if item.get("type") in kinds else None,
        "sequence": str(item["sequence"]) if "sequence" in item else None,
        "rate": item.get("rate_percent"),
        "part_payments": "no" if item.get("only_full") else None,
    }
    attributes = {name: value for name, value in carried.items() if value is not None}
    parts = [Installment(due or issued, amount, None, tuple(offers))]
    return Invoice(item["id"], "C-1", total=amount, issued_on=issued, installments=parts, attributes=attributes)


def offer(amount: Money, issued: date, tier: dict[str, Any]) -> Offer:
    percent = Fraction(tier["percent"])
    off = Money.rounded(amount.exact * percent / 100, amount.currency, "half_up")
    return Offer(issued + timedelta(days=tier["days"]), off, percent, "gross")


def payment(place: int, given: dict[str, Any], currency: Currency) -> Payment:
    day = date.fromisoformat(given["date"]) if "date" in given else SOME_DAY
    amount, named_first = Money(given["amount"], currency), given.get("designated", [])
    return Payment(f"P-{place:03}", "C-1", amount=amount, paid_on=day, remittance=named_first)


def expected(given: dict[str, Any], expect: dict[str, Any]) -> dict[str, Any]:
    """The answer of the case as it stands."""
    return expect
