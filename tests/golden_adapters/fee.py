"""Golden kind ``fee``: the dunning fees of one item by the steps that were sent."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from golden_adapters.shared import unit_of
from receivables import Money, OpenItem, Step
from receivables.escalation import Fee, fees_of

SOME_DAY = date(2026, 1, 1)
OF = {"original_amount": "original", "open_amount": "open"}
PLAIN = ("fixed", "percent", "minimum", "maximum", "charge_above")


def answer(given: dict[str, Any]) -> dict[str, Any]:
    unit = unit_of(given["currency"])
    original, left = Money(given["original_amount"], unit), Money(given["open_amount"], unit)
    item = OpenItem(
        customer="C", document="I", issued_on=SOME_DAY, due_on=SOME_DAY, amount=original, paid=original - left
    )
    steps = [Step(str(step["step"]), days=0, channel="letter", fee=fee_of(given, step)) for step in given["steps"]]
    fees = fees_of(item, steps, [str(each) for each in given["sent"]])
    balance = Money.total([item.open, *(fee.amount for fee in fees)], currency=unit)
    return {
        "fees": [{"step": int(fee.step), "amount": fee.amount.text} for fee in fees],
        "balance": balance.text,
    }


def fee_of(given: dict[str, Any], step: dict[str, Any]) -> Fee:
    plain = {name: Fraction(step[name]) for name in PLAIN if name in step}
    code = step.get("fixed_currency", given["currency"])
    foreign = {} if code == given["currency"] else {"currency": code, "rate": Fraction(given["rates"][code])}
    return Fee(of=OF[given["percent_of"]], rounding=given.get("rounding", "half_up"), **plain, **foreign)


def expected(given: dict[str, Any], expect: dict[str, Any]) -> dict[str, Any]:
    """The answer of the case, its amounts with the digits of the currency."""
    unit = unit_of(given["currency"])
    fees = [fee | {"amount": Money(fee["amount"], unit).text} for fee in expect["fees"]]
    return {"fees": fees, "balance": Money(expect["balance"], unit).text}
