"""Golden kind ``statutory_interest``: interest, compensation and what is owed under a named regime."""

from __future__ import annotations

from datetime import date
from typing import Any

from golden_adapters.interest import after, day, open_item
from golden_adapters.statutory_rate import percent_text
from receivables import statutory
from receivables.claims import COSTS_INTEREST_PRINCIPAL, impute
from receivables.interest import Accrual
from receivables.money import Money
from receivables.rates import RateTable


def answer(given: dict[str, Any]) -> dict[str, Any]:
    regime = statutory.regime(given["regime"], evidence="flagged")
    currency, due, until = given["currency"], day(given["due_date"]), day(given["until"])
    policy = regime.policy(**choices(given), **fields(given, due, until))
    found = impute(
        open_item("claim", due, Money(given["principal"], currency)),
        [(day(each["date"]), Money(each["amount"], currency)) for each in given.get("payments", [])],
        interest=policy,
        as_of=until,
        order=given.get("imputation", COSTS_INTEREST_PRINCIPAL),
        costs=Money(given.get("costs", "0"), currency),
    )
    compensation = Money.zero(currency)
    if given["claim_compensation"] and until > due:
        compensation = regime.compensation(Money(given["principal"], currency)) or compensation
    answered = {
        "days": policy.day_count.measure(due, max(due, until)).days,
        "rate_percent": rate_of(regime, given, due),
        "interest": found.accrual.interest.text,
        "compensation": compensation.text,
        "total": (found.owed + compensation).text,
    }
    if "payments" in given:
        answered["applied"] = [
            {name: getattr(payment, name).text for name in ("costs", "interest", "principal", "unapplied")}
            for payment in found.payments
        ]
    if given.get("rounding_point") == "span":
        answered["spans"] = spans(found.accrual)
    return answered


def expected(given: dict[str, Any], expect: dict[str, Any]) -> dict[str, Any]:
    """The answer of the case as it stands."""
    return expect


def choices(given: dict[str, Any]) -> dict[str, Any]:
    """What the regime leaves open."""
    found: dict[str, Any] = {}
    if given.get("creditor") == "individual":
        found["variant"] = "individual"
    if "contract_date" in given:
        found["contract_on"] = day(given["contract_date"])
    if "reference_rates" in given:
        rows = [(day(row["from"]), row["rate_percent"]) for row in given["reference_rates"]]
        found["table"] = RateTable("given", rows, source="case", verified_until=date.max)
    if "agreed_rate_percent" in given:
        found["agreed_percent"] = given["agreed_rate_percent"]
    return found


def fields(given: dict[str, Any], due: date, until: date) -> dict[str, Any]:
    """The practice of the case; with rounding by span, spans of a rate that changes end with each half-year."""
    found = {name: given[name] for name in ("day_count", "rounding_point") if name in given}
    regime = statutory.regime(given["regime"], evidence="flagged")
    changing = "agreed_rate_percent" not in given and not regime.rate.percent
    if given.get("rounding_point") == "span" and changing and regime.rate.behaviour != "locked":
        years = range(due.year, until.year + 1)
        found["statements"] = [each for year in years for each in (date(year, 6, 30), date(year, 12, 31))]
    return found


def rate_of(regime: statutory.Regime, given: dict[str, Any], due: date) -> str:
    """The yearly rate of the first interest day."""
    if "agreed_rate_percent" in given:
        return percent_text(given["agreed_rate_percent"])
    return percent_text(str(regime.rate_on(after(due), due_on=due, **choices(given)).percent))


def spans(accrual: Accrual) -> list[dict[str, Any]]:
    return [
        {
            "from": after(span.start).isoformat(),
            "to": span.end.isoformat(),
            "days": span.days,
            "rate_percent": percent_text(str(span.percent)),
            "interest": accrual.of_span(span).text,
        }
        for span in accrual.spans
    ]
