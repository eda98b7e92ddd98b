"""Golden kind ``installment``: rows of plans with interest, and the time-value equation."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from golden_adapters.shared import unit_of
from receivables.installments import Annuity, Installments, Plan, PlanRow
from receivables.money import Money

SOME_DAY, A_LATER_DAY = date(2001, 1, 1), date(2001, 2, 1)
REGULAR = {1, 2, 3, 4, 6, 12, 13, 26, 52, 365}
"""Payments a year for which due days need no help; most cases ask for no days."""


def answer(given: dict[str, Any]) -> dict[str, Any]:
    return {"plan": plan, "annuity": annuity}[given["question"]](given)


def expected(given: dict[str, Any], expect: dict[str, Any]) -> dict[str, Any]:
    """The answer of the case as it stands."""
    return expect


def annuity(given: dict[str, Any]) -> dict[str, Any]:
    names = {"annual_rate_percent": "percent", "principal": "principal", "payment": "payment"}
    names |= {name: name for name in ("final_balance", "periods", "timing", "periods_per_year")}
    fields: dict[str, Any] = {ours: given[theirs] for theirs, ours in names.items() if theirs in given}
    wanted = given["solve_for"]
    if wanted in ("interest_part", "principal_part"):
        part = getattr(Annuity(**fields), wanted)
        return {"value": str(part(given["from_period"], given["to_period"], digits=given["digits"]))}
    fields |= {wanted.replace("annual_rate_percent", "percent"): None}
    return {"value": str(Annuity(**fields).solve(digits=given["digits"]))}


def plan(given: dict[str, Any]) -> dict[str, Any]:
    start = date.fromisoformat(given.get("start_date", SOME_DAY.isoformat()))
    odd = given.get("first_interval_years")
    amount = Money(given["principal"], unit_of(given["currency"]))
    made = policy(given).schedule(
        amount, start=start, first_due_on=A_LATER_DAY if odd else None, first_interval_years=odd
    )
    answers = {
        "payment": lambda: made.payment.text,
        "rows": lambda: [row_in_words(made.rows[number - 1]) for number in given["row_numbers"]],
        "ranges": lambda: [range_in_words(made, *pair) for pair in given["row_ranges"]],
        "count": lambda: len(made.rows),
        "last_payment": lambda: made.last_payment.text,
        "total_interest": lambda: made.total_interest.text,
        "balloon": lambda: made.balloon.text,
    }
    return {name: answers[name]() for name in given["ask"]}


def policy(given: dict[str, Any]) -> Installments:
    """The policy of a case, in our words."""
    names = {"annual_rate_percent": "percent", "fee_per_period": "fee"}
    same = ("periods", "periods_per_year", "compounding_per_year", "payment", "principal_per_period", "term_periods")
    same += ("payment_rounding", "interest_rounding", "interest_only_periods", "interest_days")
    names |= {name: name for name in same}
    fields = {ours: given[theirs] for theirs, ours in names.items() if theirs in given}
    if given["periods_per_year"] not in REGULAR:
        fields["every_days"] = max(1, 365 // given["periods_per_year"])
    return Installments(method=given["method"].replace("_", " "), balance=given["balance"].replace("_", " "), **fields)


def row_in_words(row: PlanRow) -> dict[str, Any]:
    amounts = {name: getattr(row, name).text for name in ("payment", "principal", "interest", "balance")}
    return {"period": row.number, **amounts}


def range_in_words(made: Plan, first: int, last: int) -> dict[str, Any]:
    rows = made.rows[first - 1 : last]
    sums = {
        name: Money.total((getattr(row, name) for row in rows), currency=made.amount.currency).text
        for name in ("principal", "interest")
    }
    return {"from_period": first, "to_period": last, **sums, "balance": rows[-1].balance.text}


def interest_free(given: dict[str, Any], _: dict[str, Any]) -> dict[str, Any] | None:
    """Without interest, level payments are a split: the minor units that are left over go to the first rows."""
    if given.get("method") != "level" or Fraction(given["annual_rate_percent"]):
        return None
    money = Money(given["principal"], unit_of(given["currency"]))
    waiting = given.get("interest_only_periods", 0)
    part, larger = divmod(money.minor, given["periods"] - waiting)
    parts = [0] * waiting + [part + (number < larger) for number in range(given["periods"] - waiting)]
    rows, left, fee = [], money.minor, Money(given.get("fee_per_period", "0"), money.currency).minor
    for number, paid in enumerate(parts[: given.get("term_periods")], 1):
        if left:
            left -= paid
            texts = [money.with_minor(minor).text for minor in (paid + fee, paid, 0, left)]
            rows.append(dict(zip(("payment", "principal", "interest", "balance"), texts, strict=True), period=number))
    answers = {
        "payment": money.with_minor(parts[waiting]).text,
        "rows": [rows[number - 1] for number in given.get("row_numbers", [])],
        "count": len(rows),
        "last_payment": rows[-1]["payment"],
        "total_interest": money.with_minor(0).text,
        "balloon": rows[-1]["balance"],
    }
    return {name: answers[name] for name in given["ask"]} if set(given["ask"]) <= set(answers) else None


DEPARTURES = {"interest_free": interest_free}
