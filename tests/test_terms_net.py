"""Net days and ends of months: the terms that most invoices have."""

from __future__ import annotations

import calendar
from datetime import date, datetime, timedelta

import moneyed
import pytest
from hypothesis import given
from hypothesis import strategies as st

from receivables import InvalidValueError, Money, PaymentTerms
from receivables.terms import AddDays, EndOfMonth
from receivables.testing import days, money, payment_terms


def month_end(day):
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


@given(days(), st.integers(0, 36_500))
def test_net_days_are_calendar_days(issued, count):
    """So many after the issue day; none is due on receipt."""
    assert PaymentTerms.net(count).due_on(issued) == issued + timedelta(days=count)


@given(days(), st.integers(0, 400))
def test_net_and_then_end_of_month_differs_from_the_reverse(issued, count):
    """Steps are taken in their order."""
    first = PaymentTerms.net(count).end_of_month()
    other = PaymentTerms.at(EndOfMonth(), AddDays(count))
    assert first.due_on(issued) == month_end(issued + timedelta(days=count))
    assert other.due_on(issued) == month_end(issued) + timedelta(days=count)


@given(payment_terms(), days(), days())
def test_a_later_document_is_never_due_earlier(terms, one, two):
    """Terms keep the order of issue days, and never reach back before them."""
    first, second = sorted([one, two])
    assert first <= terms.due_on(first) <= terms.due_on(second)


@given(payment_terms(), days(), money())
def test_parts_sum_to_the_whole(terms, issued, total):
    """A schedule loses nothing, and takes the money of others."""
    parts = terms.schedule(total, issued_on=issued)
    assert Money.total((part.amount for part in parts), currency="EUR") == total
    assert parts == terms.schedule(total.to_moneyed(), issued_on=issued)
    assert max(part.due_on for part in parts) == terms.due_on(issued)


@pytest.mark.parametrize("bad", [-1, 36_501, 1.0, True, "30", None])
def test_days_are_whole_and_not_before_the_issue(bad):
    """At most a hundred years."""
    with pytest.raises(InvalidValueError, match="'days' must be a whole number of days from 0 to 36500"):
        PaymentTerms.net(bad)


@pytest.mark.parametrize("bad", [datetime(2026, 1, 1), "2026-01-01", None])  # noqa: DTZ001
def test_the_issue_day_is_a_date(bad):
    """A time of day would need a time zone."""
    with pytest.raises(InvalidValueError, match=r"'issued_on' must be a datetime\.date"):
        PaymentTerms.net(30).due_on(bad)


def test_beyond_the_calendar_is_refused():
    """With our error, not with an overflow; up to the last day it works."""
    assert PaymentTerms.net(30).due_on(date(9999, 12, 1)) == date.max
    assert PaymentTerms.net(0).end_of_month().due_on(date.max) == date.max
    with pytest.raises(InvalidValueError, match="9999"):
        PaymentTerms.net(30).due_on(date(9999, 12, 2))


@pytest.mark.parametrize("bad", [1, "1.00", None])
def test_what_is_scheduled_is_money(bad):
    """Ours, or py-moneyed's."""
    with pytest.raises(InvalidValueError, match="must be Money"):
        PaymentTerms.net(1).schedule(bad, issued_on=date(2026, 1, 1))
    theirs = moneyed.Money("1.00", "EUR")
    assert PaymentTerms.net(1).schedule(theirs, issued_on=date(2026, 1, 1))[0].amount == Money("1.00", "EUR")
