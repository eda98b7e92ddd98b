"""Golden kind ``charge``: charges for being late, the cost of a discount not taken, a receipt over open parts."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from golden_adapters.shared import unit_of
from receivables import LateInterest, Money, OpenItem
from receivables.discounts import cost_of_forgoing
from receivables.interest import RatePeriod, Tiers

DUE = date(2001, 1, 1)


def answer(given: dict[str, Any]) -> dict[str, Any]:
    questions = {"late_charge": late_charge, "forgone_discount": forgone_discount, "proration": proration}
    return questions[given["question"]](given)


def expected(given: dict[str, Any], expect: dict[str, Any]) -> dict[str, Any]:
    """The answer of the case as it stands."""
    return expect


def late_charge(given: dict[str, Any]) -> dict[str, Any]:
    unit = unit_of(given["currency"])
    policy, amount = policy_of(given), Money(given["amount"], unit)
    item = OpenItem(customer="C", document="F", issued_on=DUE, due_on=DUE, amount=amount)
    accruals, owed = [], Money(given.get("prior_charges", "0"), unit)
    for _ in range(given.get("runs", 1)):
        accruals.append(policy.accrue(item, as_of=DUE + timedelta(days=given["days"]), prior_interest=owed))
        owed = owed + accruals[-1].interest
    penalty = accruals[0].penalty
    return {
        "charges": [accrual.interest.text for accrual in accruals],
        "penalty": penalty.text,
        "owed": (amount + owed + penalty).text,
    }


def policy_of(given: dict[str, Any]) -> LateInterest:
    tiers = [(tier["from_day"], tier["percent"]) for tier in given["tiers"]]
    per = RatePeriod(given.get("days_in_period", 1), "days")
    return LateInterest(
        Tiers(tiers, by="days", tiering=given.get("tiering", "whole"), per=per),
        accrual={"once": "once", "per_period": "daily"}[given["rate_applies"]],
        base=given.get("base", "principal").replace("_", " "),
        penalty=given.get("penalty_percent", "0"),
    )


def forgone_discount(given: dict[str, Any]) -> dict[str, Any]:
    found = cost_of_forgoing(
        given["discount_percent"],
        within=given["discount_days"],
        net=given["net_days"],
        year=given["days_per_year"],
        compounding=given["compounding"],
        digits=given["digits"],
    )
    return {"percent": None if found is None else format(found, "f")}


def proration(given: dict[str, Any]) -> dict[str, Any]:
    unit = unit_of(given["currency"])
    parts = [each["part"] for each in given["open"]]
    caps = [Money(each["amount"], unit) for each in given["open"]]
    shares, rest = Money(given["receipt"], unit).allocate_capped(caps)
    applied = [{"part": part, "amount": share.text} for part, share in zip(parts, shares, strict=True)]
    return {"applied": applied, "unapplied": rest.text}
