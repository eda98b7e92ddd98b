"""Golden kind ``interest``: contractual late interest on a claim, or one run over a small book."""

from __future__ import annotations

from datetime import date
from typing import Any

from moneyed import Currency

from receivables import OpenItem, UnappliedCash
from receivables.currencies import currency, custom_currency
from receivables.daycount import DayCount
from receivables.interest import FixedRate, LateInterest, RatePeriod, TableRate, Tiers, flat_amount, net_of_credits
from receivables.money import Money
from receivables.rates import RateTable

LONG_AGO = date(1900, 1, 1)


def answer(given: dict[str, Any]) -> dict[str, Any]:
    return {"claim": claim, "book": book}[given["question"]](given)


def expected(given: dict[str, Any], expect: dict[str, Any]) -> dict[str, Any]:
    """The answer of the case as it stands."""
    return expect


def unit(code: str) -> Currency:
    return custom_currency("XTS", 2) if code == "XTS" else currency(code)


def claim(given: dict[str, Any]) -> dict[str, Any]:
    money, due, until = unit(given["currency"]), day(given["due_date"]), day(given["until"])
    made, policy = item(given, money), policy_of(given)
    prior = Money(given.get("prior_interest", "0"), money)
    accrual = policy.accrue(made, as_of=until, prior_interest=prior)
    fee = Money(given.get("fee", "0"), money)
    total = made.open + prior + accrual.interest + accrual.penalty + fee
    answered = {
        "days": days_late(policy, due, until),
        "interest": accrual.interest.text,
        "penalty": accrual.penalty.text,
        "total": total.text,
    }
    if given.get("rounding_point") == "span":
        answered["spans"] = [
            {
                "from": after(span.start).isoformat(),
                "to": span.end.isoformat(),
                "days": span.days,
                "interest": accrual.of_span(span).text,
            }
            for span in accrual.spans
        ]
    return answered


def book(given: dict[str, Any]) -> dict[str, Any]:
    """Credits have no dates: they were there from the start."""
    policy, until = policy_of(given), day(given["until"])
    items = [
        open_item(each["id"], day(each["due_date"]), Money(each["amount"], unit(given["currency"])))
        for each in given["items"]
    ]
    cash = [
        UnappliedCash(
            customer="C", reference=f"P{place}", received_on=LONG_AGO, amount=Money(amount, unit(given["currency"]))
        )
        for place, amount in enumerate(given.get("credits", []))
    ]
    if policy.credit_netting != "none":
        items = list(net_of_credits(items, cash))
    accruals = [policy.accrue(each, as_of=until) for each in items]
    return {
        "items": [
            {
                "id": each.document,
                "base": each.open.text,
                "days": days_late(policy, each.due_on, until),
                "interest": accrual.interest.text,
            }
            for each, accrual in zip(items, accruals, strict=True)
        ],
        "interest": Money.total((accrual.interest for accrual in accruals), currency=unit(given["currency"])).text,
    }


def days_late(policy: LateInterest, due: date, until: date) -> int:
    """The interest days as the day count counts them, whatever is open on them."""
    late = until.toordinal() - due.toordinal()
    start = date.fromordinal(due.toordinal() + (policy.grace_days if policy.grace == "shift" else 0))
    if late <= policy.grace_days:
        return 0
    return DayCount(policy.day_count.name).measure(start, until).days


def policy_of(given: dict[str, Any]) -> LateInterest:
    """The policy of a case, in our words."""
    names = {"minimum": "minimum", "minimum_rule": "minimum_rule", "maximum": "maximum", "fee": "fee"}
    names |= {"grace_days": "grace_days", "grace_kind": "grace", "day_count": "day_count"}
    names |= {"rounding_mode": "rounding", "rounding_point": "rounding_point", "penalty_percent": "penalty"}
    fields = {ours: given[theirs] for theirs, ours in names.items() if theirs in given}
    compounding = given.get("compounding", "none").replace("at_statements", "statements")
    return LateInterest(
        rate_of(given),
        accrual=given.get("accrual", "daily").replace("_", " "),
        base={"principal": "principal", "principal_and_interest": "all claims"}[given.get("base", "principal")],
        compounding=compounding,
        statements=[day(each) for each in given.get("statements", [])],
        credit_netting=given.get("credit_netting", "none").replace("_", " "),
        **fields,
    )


def rate_of(given: dict[str, Any]) -> FixedRate | TableRate | Tiers:
    period = given.get("rate_period", {"unit": "year", "count": 1})
    per = RatePeriod(period["count"], period["unit"] + "s")
    if "rates" in given:
        rows = [(day(row["from"]), row["rate_percent"]) for row in given["rates"]]
        table = RateTable("agreed", rows, source="contract", verified_until=date.max)
        return TableRate(table, behaviour=given.get("rate_behaviour", "segmented"))
    if "tiers" in given:
        tiers = [
            (row["from"], row["rate_percent"]) if "rate_percent" in row else flat_amount(row["from"], row["amount"])
            for row in given["tiers"]
        ]
        return Tiers(tiers, by=given["tier_by"], tiering=given.get("tiering", "whole"), per=per)
    return FixedRate(given["rate_percent"], per=per)


def item(given: dict[str, Any], money: Currency) -> OpenItem:
    """The claim with its part payments; one on or before the due day reduces the whole period."""
    made = open_item("claim", day(given["due_date"]), Money(given["principal"], money))
    left, changes = made.amount.minor, {LONG_AGO: made.amount.minor}
    until = day(given["until"])
    for payment in sorted(given.get("payments", []), key=lambda each: each["date"]):
        if day(payment["date"]) <= until:
            left -= Money(payment["amount"], money).minor
            changes[day(payment["date"])] = left
    paid = made.amount.with_minor(made.amount.minor - left)
    return open_item("claim", made.due_on, made.amount, paid=paid, history=tuple(changes.items()))


def open_item(document: str, due: date, amount: Money, **more: Any) -> OpenItem:
    return OpenItem(customer="C", document=document, issued_on=LONG_AGO, due_on=due, amount=amount, **more)


def day(text: str) -> date:
    return date.fromisoformat(text)


def after(evening: date) -> date:
    return date.fromordinal(evening.toordinal() + 1)
