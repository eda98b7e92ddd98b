"""Events: immutable facts with two dates and a total order."""

from __future__ import annotations

import itertools
from datetime import date, datetime, timedelta
from typing import get_args

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import receivables.events as room
from receivables import (
    CashApplied,
    CashUnapplied,
    CompensationCharged,
    ConsentGiven,
    ConsentWithdrawn,
    ContactMade,
    CreditNote,
    CreditNoteIssued,
    DisputeClosed,
    DisputeOpened,
    FeeCharged,
    HoldLifted,
    HoldPlaced,
    InterestCharged,
    InvalidValueError,
    Invoice,
    InvoiceIssued,
    LimitSet,
    Money,
    Payment,
    PaymentReceived,
    PaymentReversed,
    PlanAgreed,
    PromiseMade,
    Refunded,
    WrittenOff,
)
from receivables.events import Event, describe, order
from receivables.testing import days, events

DAY = date(2026, 1, 15)
EUR = Money("5.00", "EUR")

EVENTS = [
    InvoiceIssued(Invoice("F-1", "C-1", total=EUR, issued_on=DAY, due_on=DAY)),
    InterestCharged("I-1", invoice="F-1", amount=EUR, until=DAY, on=DAY),
    CompensationCharged("K-1", invoice="F-1", amount=EUR, on=DAY),
    FeeCharged("M-1", invoice="F-1", step="reminder", amount=EUR, on=DAY),
    CreditNoteIssued(CreditNote("CN-1", "C-1", total=EUR, issued_on=DAY)),
    PaymentReceived(Payment("P-1", "C-1", amount=EUR, paid_on=DAY)),
    PaymentReversed("P-1", on=DAY),
    CashUnapplied("P-1", "F-1", on=DAY),
    CashApplied("P-1", "F-1", amount=EUR, on=DAY),
    Refunded("P-1", amount=EUR, on=DAY),
    WrittenOff("F-1", on=DAY),
    DisputeOpened("F-1", on=DAY),
    DisputeClosed("F-1", on=DAY),
    PromiseMade(EUR, promised_on=DAY, on=DAY),
    PlanAgreed("R-1", invoices=["F-1"], payments=[(DAY, EUR)], on=DAY),
    HoldPlaced("legal", on=DAY),
    HoldLifted("legal", on=DAY),
    ConsentGiven("sms", on=DAY),
    ConsentWithdrawn("sms", on=DAY),
    LimitSet(EUR, on=DAY),
    ContactMade("reminder", channel="email", on=DAY),
]
WITH_DAY = [event for event in EVENTS if "on" in attrs.fields_dict(type(event))]


def kind(event):
    return type(event).__name__


def test_every_kind_of_event_is_tested_here():
    """The list above has one of each."""
    assert {type(event) for event in EVENTS} == set(get_args(Event))


def test_ranks_are_in_the_order_of_the_table():
    """The order that the page promises: claims, credit, money, reversals, decisions, refunds and so on."""
    by_rank = sorted(EVENTS, key=order)
    assert [kind(event) for event in by_rank] == [
        "InvoiceIssued",
        "InterestCharged",
        "CompensationCharged",
        "FeeCharged",
        "CreditNoteIssued",
        "PaymentReceived",
        "PaymentReversed",
        "CashUnapplied",
        "CashApplied",
        "Refunded",
        "WrittenOff",
        "DisputeOpened",
        "DisputeClosed",
        "PromiseMade",
        "PlanAgreed",
        "HoldPlaced",
        "HoldLifted",
        "ConsentGiven",
        "ConsentWithdrawn",
        "LimitSet",
        "ContactMade",
    ]
    for event in EVENTS:
        assert f"\n{event.rank:<4}  " in room.__doc__
        assert kind(event) in room.__doc__


@given(st.lists(events(), max_size=12), st.randoms())
def test_order_does_not_depend_on_the_input(many, chance):
    """Sorted by day, rank, day of recording and sequence, whatever they came in."""
    mixed = list(many)
    chance.shuffle(mixed)
    ordered = sorted(mixed, key=order)
    assert list(map(order, ordered)) == sorted(map(order, many))
    keys = [(event.on, event.rank, event.recorded_on, event.sequence) for event in ordered]
    assert keys == sorted(keys)


def test_no_two_different_events_have_one_place():
    """Names are free text, so a text that joins them is not enough to tell events apart."""
    pairs = [
        (CashApplied("P to X", "Y", amount=EUR, on=DAY), CashApplied("P", "X to Y", amount=EUR, on=DAY)),
        (
            PromiseMade(EUR, promised_on=DAY, invoices=["F-1, F-2"], on=DAY),
            PromiseMade(EUR, promised_on=DAY, invoices=["F-1", "F-2"], on=DAY),
        ),
        (
            ContactMade("a by b", channel="c", on=DAY),
            ContactMade("a", channel="b by c", on=DAY),
        ),
        (
            DisputeOpened("F-1", on=DAY, reason="late) (again"),
            DisputeOpened("F-1: all (late)", on=DAY, reason="again"),
        ),
    ]
    for one, other in pairs:
        assert sorted([one, other], key=order) == sorted([other, one], key=order)


@given(st.lists(events(), min_size=2, max_size=8))
def test_events_of_one_place_are_equal(many):
    """The order is total: a tie is the same fact twice."""
    for one, other in itertools.combinations(many, 2):
        if order(one) == order(other) and type(one) is type(other):
            charges = isinstance(one, InterestCharged | CompensationCharged | FeeCharged)
            documents = charges or isinstance(one, InvoiceIssued | CreditNoteIssued | PaymentReceived)
            assert documents or one == other or isinstance(one, PaymentReversed)


@pytest.mark.parametrize("event", EVENTS, ids=kind)
def test_facts_are_known_on_their_day_unless_somebody_says_otherwise(event):
    """And what is known earlier than it takes effect is fine: an announcement."""
    assert event.recorded_on == event.on == DAY
    for other in (DAY + timedelta(days=30), DAY - timedelta(days=30)):
        assert attrs.evolve(event, recorded_on=other).recorded_on == other


@pytest.mark.parametrize("event", EVENTS, ids=kind)
def test_events_say_what_they_are(event):
    """In a few words, with the day."""
    assert describe(event) == f"{kind(event)} {event.subject} (2026-01-15)"


@pytest.mark.parametrize("bad", [datetime(2026, 1, 1), "2026-01-01", None, 5], ids=repr)  # noqa: DTZ001
@pytest.mark.parametrize("event", EVENTS, ids=kind)
def test_days_are_dates(event, bad):
    """Of effect, of recording, and any other."""
    for name, field in attrs.fields_dict(type(event)).items():
        if field.type in ("date", date):
            with pytest.raises(InvalidValueError, match=f"'{name}' must be a datetime.date"):
                attrs.evolve(event, **{name: bad})


@pytest.mark.parametrize("bad", [1.0, "1", None, True, 10**19], ids=repr)
@pytest.mark.parametrize("event", EVENTS, ids=kind)
def test_the_place_in_the_day_is_a_whole_number(event, bad):
    """Within reason."""
    with pytest.raises(InvalidValueError, match="'sequence' must be"):
        attrs.evolve(event, sequence=bad)


@pytest.mark.parametrize("event", [each for each in WITH_DAY if "amount" in attrs.fields_dict(type(each))], ids=kind)
def test_amounts_of_events_are_more_than_nothing(event):
    """The type of the event says which way money goes; amounts of py-moneyed are taken."""
    for nothing in (Money("0.00", "EUR"), Money("-1.00", "EUR")):
        with pytest.raises(InvalidValueError, match="must be more than 0"):
            attrs.evolve(event, amount=nothing)
    with pytest.raises(InvalidValueError, match="must be Money"):
        attrs.evolve(event, amount="5.00")
    assert attrs.evolve(event, amount=EUR.to_moneyed()).amount == EUR


@pytest.mark.parametrize("event", EVENTS, ids=kind)
def test_names_in_events_are_names(event):
    """Text with something in it; reasons and outcomes may be empty but not endless."""
    for name, field in attrs.fields_dict(type(event)).items():
        if field.type in ("str", str):
            with pytest.raises(InvalidValueError, match=f"'{name}' must be"):
                attrs.evolve(event, **{name: "x" * 3000})
            if name not in ("reason", "outcome"):
                with pytest.raises(InvalidValueError, match=f"'{name}' must be"):
                    attrs.evolve(event, **{name: ""})
            with pytest.raises(InvalidValueError, match=f"'{name}' must be"):
                attrs.evolve(event, **{name: 5})


@pytest.mark.parametrize("bad", ["F-1", [1], [None], 5])
def test_lists_of_documents_are_lists_of_names(bad):
    """One text is not a list of its letters."""
    with pytest.raises(InvalidValueError, match="'invoices' must be"):
        PromiseMade(EUR, promised_on=DAY, invoices=bad, on=DAY)
    with pytest.raises(InvalidValueError, match="'invoices' must be"):
        ContactMade("reminder", channel="email", invoices=bad, on=DAY)


@pytest.mark.parametrize("wrong", [None, "F-1", EUR])
def test_documents_are_in_their_own_events(wrong):
    """An invoice is issued, a credit note is issued, a payment is received."""
    for make in (InvoiceIssued, CreditNoteIssued, PaymentReceived):
        with pytest.raises(InvalidValueError):
            make(wrong)
    with pytest.raises(InvalidValueError):
        InvoiceIssued(Payment("P-1", "C-1", amount=EUR, paid_on=DAY))


@given(events(), days())
def test_events_are_frozen(event, day):
    """Facts are never edited."""
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        event.recorded_on = day
