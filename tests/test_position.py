"""Positions and their items: sums, spans, holds."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from receivables import CurrencyMismatchError, InvalidValueError, Money, OpenItem, Position, UnappliedCash
from receivables.currencies import custom_currency
from receivables.position import Hold
from receivables.testing import days, money, open_items

DAY = date(2026, 1, 15)


def eur(text):
    return Money(text, "EUR")


def item(**changes):
    given = {"customer": "C-1", "document": "F-1", "issued_on": DAY, "due_on": DAY, "amount": eur("100.00")}
    return OpenItem(**(given | changes))


def position(items=(), cash=(), **changes):
    zero = eur("0.00")
    totals = dict.fromkeys(("billed", "paid", "credited", "written_off"), zero)
    given = {"customer": "C-1", "currency": "EUR", "as_of": DAY, "items": items, "unapplied_cash": cash}
    return Position(**(given | totals | changes))


def cash(reference="P-1", text="30.00", **changes):
    return UnappliedCash(
        **({"customer": "C-1", "reference": reference, "received_on": DAY, "amount": eur(text)} | changes)
    )


@given(money(), money(), money(), money())
def test_open_is_what_nothing_has_settled(amount, paid, credited, written_off):
    """Amount less paid, credited and written off; never below nothing."""
    parts = {"paid": paid, "credited": credited, "written_off": written_off}
    if (left := amount - paid - credited - written_off) < eur("0.00"):
        with pytest.raises(InvalidValueError, match="'open' must be at least 0"):
            item(amount=amount, **parts)
    else:
        assert item(amount=amount, **parts).open == left


@given(open_items(), days(date(2024, 1, 1), date(2025, 6, 30)))
def test_spans_tile_the_time_until_a_day(made, until):
    """Half-open, without gap or overlap, cut at the day; nothing before the issue."""
    spans = made.spans(until=until)
    evenings = [span.start + timedelta(days=count) for span in spans for count in range((span.end - span.start).days)]
    assert evenings == [made.issued_on + timedelta(days=count) for count in range((until - made.issued_on).days)]
    balances = dict(made.history)
    for span in spans:
        assert span.balance == Money.of_minor(balances[span.start], "EUR")


@given(open_items(), days(date(2023, 1, 1), date(2025, 6, 30)), st.integers(0, 400))
def test_spans_until_a_day_begin_those_until_a_later_one(made, until, more):
    """A longer look back cuts the last span elsewhere and adds others."""
    short, long = made.spans(until=until), made.spans(until=until + timedelta(days=more))
    assert long[: max(len(short) - 1, 0)] == short[:-1]
    assert not short or long[len(short) - 1].start == short[-1].start


@given(open_items(), days())
def test_days_past_due_are_calendar_days(made, day):
    """Zero on the due day, negative before it."""
    assert made.days_past_due(day) == (day - made.due_on).days


def test_an_item_without_history_stood_unchanged():
    """Its only change is its issue."""
    assert item(paid=eur("40.00")).history == ((DAY, 6000),)


def test_attributes_are_found_by_name():
    """The customer is one of them."""
    carried = item(attributes={"country": "ES"})
    assert carried.attribute("country") == "ES"
    assert carried.attribute("customer") == "C-1"
    assert carried.attribute("region") is None


@given(st.lists(open_items(), max_size=5), st.lists(money(least=1), max_size=3))
def test_balance_is_open_less_unapplied(items, sums):
    """Positions add their parts and nothing else."""
    held = position(items, [cash(f"P-{count}", amount.text) for count, amount in enumerate(sums)])
    assert held.open.minor == sum(each.open.minor for each in items)
    assert held.unapplied.minor == sum(amount.minor for amount in sums)
    assert held.balance == held.open - held.unapplied
    assert held.open_items == tuple(each for each in items if each.open.minor)


def test_a_position_has_one_currency():
    """Items and cash in another are refused."""
    for wrong in ({"items": [item(amount=Money("1.00", "USD"))]}, {"cash": [cash(amount=Money("1.00", "USD"))]}):
        with pytest.raises(CurrencyMismatchError):
            position(**wrong)


@pytest.mark.parametrize(
    ("attribute", "bad"),
    [
        ("customer", ""),
        ("document", " F"),
        ("installment", 0),
        ("installment", True),
        ("kind", "bill"),
        ("issued_on", "2026-01-15"),
        ("due_on", datetime(2026, 1, 15)),  # noqa: DTZ001
        ("charged_until", 5),
        ("disputed", 5),
        ("disputed", [(date(2026, 2, 1), None)]),
        ("disputed", [("2026-02-01", None, None)]),
        ("disputed", [(date(2026, 2, 1), date(2026, 2, 1), None)]),
        ("disputed", [(date(2026, 2, 1), None, 0)]),
        ("disputed", [(date(2026, 2, 1), None, None), (date(2026, 3, 1), None, None)]),
        ("disputed", [(date(2026, 2, 1), date(2026, 3, 2), 5), (date(2026, 3, 1), None, 5)]),
    ],
)
def test_items_are_checked(attribute, bad):
    """By the name of the field."""
    with pytest.raises(InvalidValueError, match=f"'{attribute}' must be"):
        item(**{attribute: bad})


def test_disputes_are_plain_data_with_the_rest():
    """With days and amounts as text; nothing stands for no end and for all of the item."""
    made = item(disputed=[(date(2026, 2, 1), date(2026, 2, 5), 150), (date(2026, 3, 1), None, None)])
    assert made.to_dict()["disputed"] == [
        {"from": "2026-02-01", "to": "2026-02-05", "amount": "1.50"},
        {"from": "2026-03-01", "to": None, "amount": None},
    ]


@pytest.mark.parametrize("attribute", ["amount", "paid", "credited", "written_off"])
def test_amounts_of_an_item_have_one_currency(attribute):
    """And are Money."""
    with pytest.raises(InvalidValueError, match="must be Money"):
        item(**{attribute: "1.00"})
    with pytest.raises(CurrencyMismatchError):
        item(
            **{attribute: Money("1.00", "USD"), "paid": eur("0.00")}
            if attribute == "amount"
            else {attribute: Money("1.00", "USD")}
        )


def test_currencies_of_one_code_and_other_digits_never_mix():
    """In an item as little as anywhere."""
    coarse, fine = Money("10", custom_currency("POINTS", 2)), Money("1", custom_currency("POINTS", 3))
    with pytest.raises(CurrencyMismatchError):
        item(amount=coarse, paid=fine)
    with pytest.raises(CurrencyMismatchError):
        position([item(amount=coarse)], [cash(amount=fine)], currency=coarse.currency)


def test_lists_are_taken_over():
    """The caller's list is not the position's."""
    items = [item()]
    held = position(items)
    items.clear()
    assert len(held.items) == 1


@given(days(), st.integers(0, 60))
def test_a_hold_ends_after_its_tolerance(until, tolerance):
    """A dispute has no known end; a promise has, also at the end of the calendar."""
    promise = Hold(kind="promise", since=date(2024, 1, 1), until=until)
    assert promise.last_day(tolerance) == until + timedelta(days=tolerance)
    assert Hold(kind="dispute", since=until).last_day(tolerance) is None
    assert attrs.evolve(promise, until=date.max).last_day(tolerance) == date.max


def test_a_hold_without_documents_is_about_all():
    """Else about those it names."""
    assert Hold(kind="promise", since=DAY).covers("F-1")
    assert Hold(kind="promise", since=DAY, documents=["F-1"]).covers("F-1")
    assert not Hold(kind="promise", since=DAY, documents=["F-1"]).covers("F-2")


def test_an_item_reads_as_a_sentence():
    """The document, its part, what is open and since when."""
    assert str(item()) == "F-1: 100.00 EUR open, due 2026-01-15"
    assert str(item(installment=2, installments=3)) == "F-1/2: 100.00 EUR open, due 2026-01-15"
