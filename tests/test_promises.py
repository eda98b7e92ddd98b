"""Promises to pay: what became of them follows from the payments."""

from __future__ import annotations

import json
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from receivables import (
    Account,
    CreditNote,
    CreditNoteIssued,
    InvalidValueError,
    Invoice,
    InvoiceIssued,
    Money,
    Payment,
    PaymentReceived,
    PaymentReversed,
    PromiseMade,
)
from receivables.promises import STATES, PromiseOutcome, Promises, kept_rate
from receivables.testing import LAST_DAY, accounts, days

DUE = date(2026, 2, 14)
AMOUNT = Money("100.00", "EUR")


def on(day):
    return date(2026, 3, day)


def invoice(number="F-1"):
    return InvoiceIssued(Invoice(number, "C-1", total=AMOUNT, issued_on=date(2026, 1, 15), due_on=DUE))


def promise(by, made=1, amount=AMOUNT, invoices=("F-1",)):
    return PromiseMade(amount, promised_on=on(by), invoices=invoices, on=on(made))


def paid(day, text="100.00", reference="P-1", number="F-1"):
    amount = Money(text, "EUR")
    return PaymentReceived(Payment(reference, "C-1", amount=amount, paid_on=on(day), remittance=[number]))


def states(events, day, **rule):
    position = Account("C-1", "EUR", events).as_of(on(day))
    return [outcome.state for outcome in Promises(**rule).outcomes(position)]


def by_hand(account, promised, day, tolerance):
    """From the events alone, for a promise about all of the account: what came in its days, less what bounced."""
    last = min(promised.promised_on + timedelta(days=tolerance), date.max)
    bounced = {event.payment for event in account.events if isinstance(event, PaymentReversed) and event.on <= day}
    came = sum(
        event.payment.amount.minor
        for event in account.events
        if isinstance(event, PaymentReceived)
        and promised.on <= event.on <= min(last, day)
        and event.subject not in bounced
    )
    if day <= last:
        return "open"
    return "kept" if came >= promised.amount.minor else "partly kept" if came else "broken"


@given(accounts(late=False), days(), st.integers(0, 9))
def test_promises_about_all_of_an_account_follow_from_its_payments(account, day, tolerance):
    """As the events say, whatever else happened: bounced payments do not count, refunded ones are left out here."""
    kinds = {type(event).__name__ for event in account.events}
    mine = [event for event in account.events if not isinstance(event, PromiseMade)]
    made = PromiseMade(AMOUNT, promised_on=day, on=min(day, date(2024, 2, 1)))
    if "Refunded" in kinds:
        return
    whole = Account(account.customer, account.currency, [*mine, made])
    (outcome,) = Promises(tolerance_days=tolerance).outcomes(whole.as_of(LAST_DAY))
    assert outcome.state == by_hand(whole, made, LAST_DAY, tolerance)


@given(accounts(), days(), st.integers(0, 9), st.sampled_from(["at end", "when paid"]))
def test_every_promise_has_a_state_and_its_figures(account, day, tolerance, settle):
    """What is missing is never negative; kept means nothing is missing, broken that nothing came."""
    outcomes = Promises(tolerance_days=tolerance, settle=settle).outcomes(account.as_of(day))
    for each in outcomes:
        assert each.state in STATES
        assert each.missing.minor >= 0
        assert each.state != "kept" or not each.missing
        assert each.state != "broken" or not each.paid
        assert json.loads(json.dumps(each.to_dict()))["state"] == each.state
    rate = kept_rate(outcomes)
    assert rate is None or 0 <= rate <= 1


def test_a_bounced_payment_breaks_the_promise_that_it_kept():
    """Nothing is stored."""
    events = [invoice(), promise(10), paid(9)]
    assert states(events, 11) == ["kept"]
    assert states([*events, PaymentReversed("P-1", on=on(12))], 11) == ["kept"]
    assert states([*events, PaymentReversed("P-1", on=on(12))], 12) == ["broken"]


def test_a_later_promise_supersedes_the_open_one():
    """But not one that was over, nor one about something else; a kept one stays kept."""
    assert states([invoice(), promise(10), promise(20, made=10)], 12) == ["superseded", "open"]
    assert states([invoice(), promise(10), promise(20, made=11)], 12) == ["broken", "open"]
    assert states([invoice(), invoice("F-2"), promise(10), promise(20, made=5, invoices=["F-2"])], 12) == [
        "broken",
        "open",
    ]
    assert states([invoice(), promise(10), paid(4), promise(20, made=5)], 12) == ["kept", "open"]
    assert states([invoice(), promise(10, invoices=()), promise(20, made=5)], 12) == ["superseded", "open"]


def test_only_money_for_its_invoices_counts_and_credit_is_no_money():
    """Of a payment for two invoices, the part for the promised one."""
    credit = CreditNoteIssued(CreditNote("CN-1", "C-1", total=AMOUNT, issued_on=on(3), invoice="F-1"))
    assert states([invoice(), promise(10), credit], 11) == ["broken"]
    assert states([invoice(), invoice("F-2"), promise(10), paid(3, number="F-2")], 11) == ["broken"]
    assert states([invoice(), invoice("F-2"), promise(10, invoices=()), paid(3, number="F-2")], 11) == ["kept"]
    assert states([invoice(), promise(10, invoices=()), paid(3, text="40.00", number="F-7")], 11) == ["partly kept"]


def test_the_rate_counts_what_is_decided():
    """Half of the second promise came, so three quarters were kept; open ones say nothing yet."""

    def outcome(state, text):
        day = on(1)
        given_ = {"promised": AMOUNT, "made_on": day, "due_on": day, "last_day": day}
        return PromiseOutcome(**given_, state=state, paid=Money(text, "EUR"))

    three = [outcome("kept", "120.00"), outcome("partly kept", "50.00"), outcome("open", "0.00")]
    assert kept_rate(three) == Fraction(3, 4)
    assert kept_rate([outcome("superseded", "0.00")]) is None


@pytest.mark.parametrize("wrong", [{"tolerance_days": -1}, {"settle": "soon"}, {"tolerance_days": True}])
def test_rules_that_cannot_be_are_refused(wrong):
    """By the field that is wrong."""
    with pytest.raises(InvalidValueError, match=next(iter(wrong))):
        Promises(**wrong)
