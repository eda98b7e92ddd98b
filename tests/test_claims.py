"""Payments inside one debt: costs, interest and principal in the order that was agreed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from receivables import CurrencyMismatchError, InvalidValueError, LateInterest, Money, OpenItem
from receivables.claims import PARTS, impute

DUE = date(2026, 1, 31)
ORDERS = [
    ("costs", "interest", "principal"),
    ("principal", "interest", "costs"),
    ("interest", "principal"),
    ("principal",),
]
amounts = st.integers(1, 200_000).map(lambda minor: Money.of_minor(minor, "EUR"))
paid = st.lists(st.tuples(st.integers(-30, 200).map(lambda lag: DUE + timedelta(days=lag)), amounts), max_size=4)
orders = st.sampled_from(ORDERS)
POLICY = LateInterest("9")


def item(minor=100_000):
    return OpenItem(
        customer="C-1",
        document="F-1",
        issued_on=date(2025, 12, 1),
        due_on=DUE,
        amount=Money.of_minor(minor, "EUR"),
    )


@given(paid, orders, st.integers(0, 300))
def test_what_is_paid_is_somewhere(payments, order, days):
    """Every cent of a payment went to a part of the debt, or is unapplied."""
    found = impute(item(), payments, interest=POLICY, as_of=DUE + timedelta(days=days), order=order)
    for payment in found.payments:
        parts = payment.costs + payment.interest + payment.principal + payment.unapplied
        assert parts == payment.amount
        assert min(payment.costs, payment.interest, payment.principal, payment.unapplied).minor >= 0


@given(paid, orders, st.integers(0, 300), amounts)
def test_what_is_owed_is_what_was_claimed_less_what_was_applied(payments, order, days, costs):
    """Principal, costs and accrued interest on one side, payments on the other."""
    as_of = DUE + timedelta(days=days)
    found = impute(item(), payments, interest=POLICY, as_of=as_of, order=order, costs=costs)
    applied = Money.total((payment.amount - payment.unapplied for payment in found.payments), currency="EUR")
    assert found.owed == item().amount + costs + found.accrual.amount - applied


@given(paid, st.integers(0, 300))
def test_principal_first_is_the_cheapest_order_for_the_debtor(payments, days):
    """And costs first the dearest, as far as interest goes."""
    as_of = DUE + timedelta(days=days)
    first, last = (
        impute(item(), payments, interest=POLICY, as_of=as_of, order=order).accrual.exact
        for order in (("principal", "interest"), ("interest", "principal"))
    )
    assert first <= last


@given(paid, orders, st.integers(0, 200), amounts, st.integers(1, 90))
def test_later_payments_change_nothing_earlier(payments, order, days, more, lag):
    """What was owed on a day does not depend on what came after it."""
    as_of = DUE + timedelta(days=days)
    later = [*payments, (as_of + timedelta(days=lag), more)]
    one, two = (impute(item(), each, interest=POLICY, as_of=as_of, order=order) for each in (payments, later))
    assert one == two


def test_a_part_that_is_not_named_receives_nothing():
    """Principal alone: what exceeds it stays unapplied."""
    found = impute(item(), [(DUE, Money("1500.00", "EUR"))], interest=POLICY, as_of=DUE, order=("principal",))
    assert found.payments[0].unapplied == Money("500.00", "EUR")


@pytest.mark.parametrize("order", [(), ("interest", "interest"), ("capital",), "costs"])
def test_orders_that_cannot_be_are_refused(order):
    """Each part once at most, and none of another name."""
    with pytest.raises(InvalidValueError, match="'order' must be"):
        impute(item(), [], interest=POLICY, as_of=DUE, order=order)


def test_payments_are_in_the_currency_of_the_debt():
    """Nothing is converted silently."""
    with pytest.raises(CurrencyMismatchError):
        impute(item(), [(DUE, Money("1.00", "USD"))], interest=POLICY, as_of=DUE)


def test_the_statement_names_every_part():
    """As text, for whoever has to explain it."""
    text = impute(item(), [(DUE, Money("2000.00", "EUR"))], interest=POLICY, as_of=DUE).explain()
    assert "1000.00 EUR unapplied" in text
    assert all(name in text for name in PARTS)
