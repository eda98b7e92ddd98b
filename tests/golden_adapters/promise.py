"""Golden kind ``promise``: what became of a promise to pay by a day."""

from __future__ import annotations

from datetime import date
from typing import Any

from golden_adapters.shared import unit_of
from receivables import Account, Invoice, InvoiceIssued, Money, Payment, PaymentReceived, PromiseMade
from receivables.promises import Promises

SETTLE = {"at_end": "at end", "when_paid": "when paid"}


def answer(given: dict[str, Any]) -> dict[str, Any]:
    currency, made_on = unit_of(given["currency"]), date.fromisoformat(given["made_on"])
    days = [date.fromisoformat(each["date"]) for each in given["payments"]]
    promised = Money(given["promised"], currency)
    amounts = [Money(each["amount"], currency) for each in given["payments"]]
    total, first = Money.total([promised, *amounts], currency=currency), min([made_on, *days])
    invoice = Invoice("F-1", "C-1", total=total, issued_on=first, due_on=first)
    payments = [
        PaymentReceived(Payment(f"P-{place}", "C-1", amount=amount, paid_on=day, remittance=["F-1"]))
        for place, (day, amount) in enumerate(zip(days, amounts, strict=True))
    ]
    promise = PromiseMade(promised, promised_on=date.fromisoformat(given["promised_for"]), invoices=["F-1"], on=made_on)
    position = Account("C-1", currency, [InvoiceIssued(invoice), promise, *payments]).as_of(
        date.fromisoformat(given["as_of"])
    )
    rule = Promises(tolerance_days=given["tolerance_days"], settle=SETTLE[given["settle"]])
    (outcome,) = rule.outcomes(position)
    return {"state": outcome.state.replace(" ", "_")}


def expected(given: dict[str, Any], expect: dict[str, Any]) -> dict[str, Any]:
    """The answer of the case as it stands."""
    return expect
