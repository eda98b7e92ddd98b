"""A small book by a script, with something of everything: what tests use that need facts but no chance."""

from __future__ import annotations

from datetime import date, timedelta

from receivables import (
    Account,
    CashApplied,
    CompensationCharged,
    ContactMade,
    CreditNote,
    CreditNoteIssued,
    CreditPolicy,
    DisputeClosed,
    DisputeOpened,
    InterestCharged,
    Invoice,
    InvoiceIssued,
    Money,
    Payment,
    PaymentReceived,
    PaymentReversed,
    PaymentTerms,
    Portfolio,
    PromiseMade,
    Refunded,
    WrittenOff,
)

AS_OF = date(2026, 6, 30)

POLICY = """
    kind = "credit-policy"
    version = 1
    name = "House policy"

    [aging]
    kind = "aging"
    version = 1
    edges = [-10, 30, 60, 90]

    [interest]
    kind = "late-interest"
    version = 1
    rate = "8.25"
    grace_days = 3
    grace = "cliff"
    rounding = "half_even"
    rounding_point = "span"

    [ladder]
    kind = "ladder"
    version = 1
    promise_tolerance_days = 2

    [[ladder.steps]]
    name = "reminder"
    days = 5
    channel = "email"

    [[ladder.steps]]
    name = "final demand"
    days = 30
    channel = "letter"
"""


def policy():
    """The policy above, read anew."""
    return CreditPolicy.loads(POLICY)


def portfolio():
    """Three customers, five accounts, every kind of event, amounts with every number of digits."""
    places = [("C-1", "EUR"), ("C-1", "JPY"), ("C-2", "KWD"), ("C-2", "USD"), ("C-3", "CLF")]
    return Portfolio.of(account(customer, code, place) for place, (customer, code) in enumerate(places))


def account(customer, code, place):
    """One account: ten invoices, and what happens to each by its number."""
    start = date(2026, 1, 5) + timedelta(days=place)
    events = []
    for count in range(10):
        number, issued = f"F-{place}{count}", start + timedelta(days=13 * count)
        total = Money.of_minor(1_234_567 + 98_765 * count, code)
        events.append(InvoiceIssued(invoice(number, customer, total, issued, count)))
        events += happened(number, customer, total, issued, count)
    return Account(customer, code, events)


def invoice(number, customer, total, issued, count):
    """Due by terms, by a day, or in two parts."""
    attributes = {"country": "ES" if count % 2 else "DE"}
    if count % 3 == 0:
        return Invoice(
            number, customer, total=total, issued_on=issued, terms=PaymentTerms.net(14), attributes=attributes
        )
    due = issued + timedelta(days=20)
    if count % 3 == 1:
        return Invoice(number, customer, total=total, issued_on=issued, due_on=due, attributes=attributes)
    half = Money.of_minor(total.minor // 2, total.currency)
    parts = [(due, half), (due + timedelta(days=30), total - half)]
    return Invoice(number, customer, total=total, issued_on=issued, installments=parts, attributes=attributes)


def happened(number, customer, total, issued, count):
    """A different fate for each of ten."""
    day, part = issued + timedelta(days=40), Money.of_minor(total.minor // 3, total.currency)
    paid = Payment(f"P-{number}", customer, amount=part, paid_on=day, remittance=[number] if count % 2 else [])
    received = PaymentReceived(paid)
    fates = [
        [received],
        [received, PaymentReversed(paid.reference, on=day + timedelta(days=4), reason="insufficient funds")],
        [received, Refunded(paid.reference, amount=Money.of_minor(5, total.currency), on=day + timedelta(days=2))],
        [CreditNoteIssued(CreditNote(f"CN-{number}", customer, total=part, issued_on=day, invoice=number))],
        [DisputeOpened(number, amount=part, on=day, reason="short delivery")],
        [DisputeOpened(number, on=day), DisputeClosed(number, on=day + timedelta(days=9))],
        [PromiseMade(part, promised_on=day + timedelta(days=10), invoices=[number], on=day)],
        [ContactMade("reminder", channel="email", invoices=[number], on=day, outcome="will pay")],
        [WrittenOff(number, amount=part, on=day, reason="insolvency")],
        [
            received,
            CashApplied(paid.reference, number, amount=part, on=day + timedelta(days=1)),
            InterestCharged(f"I-{number}", invoice=number, amount=part, until=day, on=day + timedelta(days=1)),
            CompensationCharged(f"K-{number}", invoice=number, amount=part, on=day + timedelta(days=1)),
        ],
    ]
    return fates[count]
