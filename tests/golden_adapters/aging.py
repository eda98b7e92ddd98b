"""Buckets, open items and aged books.

==============================  ==============================================================================
field                           public API
==============================  ==============================================================================
given.edges, due_today, basis   ``Aging(edges=, due_today=, basis=)``
given.days_past_due             ``Aging.bucket(days).text``
given.ranges                    ``Aging.from_ranges(ranges, due_today=)``; refused means not valid
given.items                     ``InvoiceIssued(Invoice(installments=))``, one installment where none are listed
given.money, payment            ``PaymentReceived(Payment())``
given.money, credit             ``CreditNoteIssued(CreditNote())``
given.money[].applied           ``CashApplied(on=date or the day of the money, sequence=place in the list)``
given.as_of                     ``Account.as_of(day, allocation=LEAVE_UNAPPLIED)``, ``Aging.age(as_of=)``
given.currency                  ISO 4217, ``XTS`` with two digits
rows                            ``Position.open_items``, in the order of the items given, then of the due days
buckets                         ``AgingReport.total(currency, range)``
unapplied, total                ``AgingReport.unapplied``, ``.balance``; ``Position.unapplied``, ``.balance``
==============================  ==============================================================================

Money or an application of nothing is no event. A negative amount has no translation: a claim that we owe is a credit
note, money that goes back is a refund of some payment, so the library refuses it.
"""

from __future__ import annotations

from datetime import date

from golden_adapters.shared import unit_of
from receivables import (
    LEAVE_UNAPPLIED,
    Account,
    Aging,
    CashApplied,
    CreditNote,
    CreditNoteIssued,
    InvalidValueError,
    Invoice,
    InvoiceIssued,
    Money,
    Payment,
    PaymentReceived,
)

CUSTOMER = "C"


def answer(given):
    return QUESTIONS[given["question"]](given)


def expected(given, expect):
    """Amounts with the digits of the currency, everything else as it stands."""
    if "currency" not in given:
        return expect
    unit = unit_of(given["currency"])
    amounts = {key: Money(expect[key], unit).text for key in ("unapplied", "total")}
    if "buckets" in expect:
        return amounts | {"buckets": {text: Money(each, unit).text for text, each in expect["buckets"].items()}}
    figures = ("amount", "paid", "credited", "open")
    return amounts | {"rows": [row | {key: Money(row[key], unit).text for key in figures} for row in expect["rows"]]}


def bucket_of_days(given):
    scheme = Aging(edges=given["edges"], due_today=given["due_today"])
    return {"bucket": scheme.bucket(given["days_past_due"]).text}


def ranges_valid(given):
    try:
        Aging.from_ranges(given["ranges"], due_today=given["due_today"])
    except InvalidValueError:
        return {"valid": False}
    return {"valid": True}


def open_items(given):
    position = position_of(given)
    places = {item["id"]: place for place, item in enumerate(given["items"])}
    rows = sorted(position.open_items, key=lambda row: (places[row.document], row.due_on, row.installment))
    return {
        "rows": [
            {
                "item": row.document,
                "installment": row.installment,
                "due_date": row.due_on.isoformat(),
                "amount": row.amount.text,
                "paid": row.paid.text,
                "credited": row.credited.text,
                "open": row.open.text,
            }
            for row in rows
        ],
        "unapplied": position.unapplied.text,
        "total": position.balance.text,
    }


def age_book(given):
    position = position_of(given)
    scheme = Aging(edges=given["edges"], basis=given["basis"], due_today=given["due_today"])
    report = scheme.age(position.items, as_of=position.as_of, unapplied_cash=position.unapplied_cash)
    code = given["currency"]
    if code not in report.currencies:  # a report without a line knows no currency of the caller's own
        nothing = Money.zero(unit_of(given["currency"])).text
        return {"buckets": {each.text: nothing for each in scheme.buckets}, "unapplied": nothing, "total": nothing}
    return {
        "buckets": {each.text: report.total(code, each.text).text for each in scheme.buckets},
        "unapplied": report.unapplied(code).text,
        "total": report.balance(code).text,
    }


QUESTIONS = {
    "bucket_of_days": bucket_of_days,
    "ranges_valid": ranges_valid,
    "open_items": open_items,
    "age_book": age_book,
}


def position_of(given):
    unit = unit_of(given["currency"])
    claims = [InvoiceIssued(invoice_of(item, unit)) for item in given["items"]]
    money = [each for each in given["money"] if Money(each["amount"], unit)]
    sources = [source_of(each, unit) for each in money]
    applied = [(each, line) for each in money for line in each["applied"] if Money(line["amount"], unit)]
    decisions = [
        CashApplied(
            each["id"],
            line["item"],
            amount=Money(line["amount"], unit),
            on=date.fromisoformat(line.get("date", each["date"])),
            sequence=place,
        )
        for place, (each, line) in enumerate(applied)
    ]
    account = Account(CUSTOMER, unit, [*claims, *sources, *decisions])
    return account.as_of(date.fromisoformat(given["as_of"]), allocation=LEAVE_UNAPPLIED)


def invoice_of(item, unit):
    listed = item.get("installments", [item])
    parts = [(date.fromisoformat(part["due_date"]), Money(part["amount"], unit)) for part in listed]
    total = Money.total((amount for _, amount in parts), currency=unit)
    issued = date.fromisoformat(item["issue_date"])
    return Invoice(item["id"], CUSTOMER, total=total, issued_on=issued, installments=parts)


def source_of(each, unit):
    amount, day = Money(each["amount"], unit), date.fromisoformat(each["date"])
    if each["kind"] == "credit":
        return CreditNoteIssued(CreditNote(each["id"], CUSTOMER, total=amount, issued_on=day))
    return PaymentReceived(Payment(each["id"], CUSTOMER, amount=amount, paid_on=day))
