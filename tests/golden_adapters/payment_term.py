"""Golden kind ``payment_term``: schedules, validation, plans and what to ask for on a day."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from golden_adapters.shared import unit_of
from receivables.amounts_due import due_by, next_payment
from receivables.money import Money
from receivables.position import OpenItem
from receivables.terms import (
    AddDays,
    AddMonths,
    AddWeeks,
    Balance,
    EndOfMonth,
    EqualParts,
    Fixed,
    Line,
    MoveHolidays,
    NextMonthOnDay,
    NextOf,
    OnDate,
    OnDay,
    PaymentTerms,
    Percent,
    SkipClosed,
    equal_amounts,
    fixed_amounts,
    holiday_problems,
    monthly,
    problems,
)

day = date.fromisoformat
STEPS = {
    "add_days": AddDays,
    "add_weeks": AddWeeks,
    "add_months": AddMonths,
    "end_of_month": lambda _: EndOfMonth(),
    "set_day": OnDay,
    "next_month_on_day": NextMonthOnDay,
    "roll_forward_to_day": NextOf,
    "roll_forward_to_day_strict": lambda days: NextOf(days, strict=True),
    "on_date": lambda value: OnDate(day(value)),
    "holiday_map": lambda moves: MoveHolidays([(day(holiday), day(moved)) for holiday, moved in moves.items()]),
    "skip_yearly_ranges": lambda ranges: SkipClosed([tuple(map(month_day, each)) for each in ranges]),
}
RULES = {
    "percent": Percent,
    "percent_of_remainder": lambda value: Percent(value, of="rest"),
    "percent_of_net": lambda value: Percent(value, of="net"),
    "fixed": lambda value: Fixed(Fraction(value)),
    "equal_parts": lambda _: EqualParts(),
    "balance": lambda _: Balance(),
}


def month_day(text: str) -> tuple[int, int]:
    month, number = map(int, text.split("-"))
    return month, number


def line(given: dict[str, Any]) -> Line:
    steps = tuple(STEPS[name](value) for step in given["due"] for name, value in step.items())
    round_to = Fraction(given["round_to"]) if "round_to" in given else None
    return Line(RULES[given["rule"]](given.get("value")), steps, round_to=round_to)


def schedule(given: dict[str, Any]) -> dict[str, Any]:
    terms = PaymentTerms(
        map(line, given["lines"]),
        counted_from="previous" if given.get("line_base") == "previous_due_date" else "issue",
        rounding=given.get("rounding", "half_up"),
    )
    base = day(given["base_date"])
    if "total" not in given:
        return {"installments": [{"due_date": due.isoformat()} for due in terms.due_dates(base)]}
    code = unit_of(given["currency"])
    parts = terms.schedule(
        Money(given["total"], code),
        issued_on=base,
        net=Money(given["net"], code) if "net" in given else None,
        drop_zero=given.get("zero_lines") == "drop",
        allow_negative_rest=True,
    )
    return {"installments": [{"due_date": part.due_on.isoformat(), "amount": part.amount.text} for part in parts]}


def validate(given: dict[str, Any]) -> dict[str, Any]:
    refuse = given.get("refuse", ())
    found = holiday_problems((day(each["date"]), day(each["moved_to"])) for each in given.get("holidays", ()))
    if "lines" in given:
        found += problems(
            map(line, given["lines"]),
            refuse_same_due="same_due" in refuse,
            refuse_negative_days="negative_days" in refuse,
        )
    return {"valid": False, "problem": found[0].code} if found else {"valid": True}


def plan(given: dict[str, Any]) -> dict[str, Any]:
    code = unit_of(given["currency"])
    total = Money(given["total"], code)
    if "count" in given:
        amounts = equal_amounts(
            total,
            given["count"],
            larger_parts=given.get("larger_parts", "first"),
            unit=given.get("part_unit"),
            upfront_percent=given.get("upfront_percent"),
        )
    else:
        part = Money(given["part_amount"], code)
        amounts = fixed_amounts(total, part, upfront_percent=given.get("upfront_percent"))
    if "start_date" not in given:
        return {"installments": [{"amount": amount.text} for amount in amounts]}
    rows = monthly(amounts, first_on=day(given["start_date"]), every_months=given.get("every_months", 1))
    return {"installments": [{"due_date": row.due_on.isoformat(), "amount": row.amount.text} for row in rows]}


def amount_due(given: dict[str, Any]) -> dict[str, Any]:
    code = unit_of(given["currency"])
    items = [
        OpenItem(
            customer="C",
            document="I",
            installment=number,
            issued_on=day(each["due_date"]),
            due_on=day(each["due_date"]),
            amount=Money(each["amount"], code),
            paid=Money(each.get("paid", "0"), code),
        )
        for number, each in enumerate(given["installments"], 1)
    ]
    on = day(given["on"])
    if given["ask"] == "due_by":
        return {"amount": due_by(items, on, currency=code).text}
    asked = next_payment(items, on, currency=code)
    return {"mode": asked.mode, "amount": asked.amount.text}


QUESTIONS = {"schedule": schedule, "validate": validate, "plan": plan, "amount_due": amount_due}


def answer(given: dict[str, Any]) -> dict[str, Any]:
    return QUESTIONS[given["question"]](given)


def expected(given: dict[str, Any], expect: dict[str, Any]) -> dict[str, Any]:
    """The answer of the case as it stands."""
    return expect
