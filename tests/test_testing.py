"""The strategies: what they make can have happened, and is varied enough to find mistakes."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise
from typing import get_args

from hypothesis import given, settings
from hypothesis import strategies as st

from receivables import Account, InvoiceIssued, Money, PaymentReceived, testing
from receivables.events import Event
from receivables.testing import FIRST_DAY, LAST_DAY, MOST_UNITS, accounts, days, events, invoices, money, open_items

KINDS = {kind.__name__ for kind in get_args(Event)}


def drawn(strategy, count=200):
    """So many examples."""
    found = []

    @settings(max_examples=count)
    @given(strategy)
    def collect(value):
        found.append(value)

    collect()
    return found


def test_everything_public_is_there():
    """In plain order, each with a text."""
    assert list(testing.__all__) == sorted(testing.__all__)
    for name in testing.__all__:
        value = getattr(testing, name)
        assert not callable(value) or value.__doc__


def test_accounts_have_events_of_every_kind():
    """And every situation that replay has to tell apart comes up."""
    seen = Counter()
    for account in drawn(accounts(), 400):
        position = account.as_of(LAST_DAY)
        seen.update(type(event).__name__ for event in account.events)
        seen["late"] += any(event.recorded_on > event.on for event in account.events)
        seen["unapplied"] += bool(position.unapplied)
        seen["cleared"] += any(item.amount and not item.open for item in position.items)
        seen["opened again"] += any(balance_rose(item) for item in position.items)
        seen["by a person"] += any(line.because == "applied by a person" for line in position.applied)
        seen["by the policy"] += any("oldest" in line.because for line in position.applied)
        seen["by the payer"] += any(line.because == "remittance advice" for line in position.applied)
        seen["due before issue"] += any(item.due_on < item.issued_on for item in position.items)
        seen["installments"] += any(item.installment > 1 for item in position.items)
    assert {name for name, count in seen.items() if count} >= KINDS
    assert min(seen.values()) > 5, seen


def balance_rose(item):
    balances = [balance for _, balance in item.history]
    return any(left < right for left, right in pairwise(balances))


def test_events_are_of_every_kind():
    """One at a time."""
    assert {type(event).__name__ for event in drawn(events(), 500)} == KINDS


@given(accounts("C-7", "JPY", most=2, late=False))
def test_accounts_are_as_asked_for(account):
    """Customer, currency, how many, and whether facts are late."""
    assert isinstance(account, Account)
    assert (account.customer, account.currency.code) == ("C-7", "JPY")
    for kind in (InvoiceIssued, PaymentReceived):
        assert sum(isinstance(event, kind) for event in account.events) <= 2
    assert all(event.recorded_on == event.on for event in account.events)


@given(st.integers(-50, 50), st.integers(0, 50), st.data())
def test_amounts_and_days_stay_inside_their_bounds(least, more, data):
    """Both ends included."""
    assert least <= data.draw(money("KWD", least=least, most=least + more)).minor <= least + more
    assert 0 <= data.draw(money()).minor <= MOST_UNITS
    since = date(2026, 1, 1) + timedelta(days=least)
    assert since <= data.draw(days(since, since + timedelta(days=more))) <= since + timedelta(days=more)
    assert FIRST_DAY <= data.draw(days()) <= LAST_DAY
    assert data.draw(invoices(issued_on=st.just(since))).issued_on == since


@given(open_items("USD"))
def test_items_end_at_what_is_open(item):
    """Their history and their figures agree."""
    assert item.history[0] == (item.issued_on, item.amount.minor)
    assert Money.of_minor(item.history[-1][1], "USD") == item.open
    assert [day for day, _ in item.history] == sorted({day for day, _ in item.history})
