"""Day counts: exact fractions of a year, half-open, additive."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from receivables import InvalidValueError
from receivables.daycount import ACT_365F, DayCount

any_day = st.dates()


@given(any_day, any_day, any_day)
def test_adjacent_spans_add_up(one, two, three):
    """A span cut at any day has the days and the years of its parts."""
    first, middle, last = sorted([one, two, three])
    whole, left, right = (ACT_365F.measure(*pair) for pair in ((first, last), (first, middle), (middle, last)))
    assert whole.days == left.days + right.days
    assert whole.years == left.years + right.years


@given(any_day, any_day)
def test_actual_365_fixed_counts_calendar_days(one, two):
    """Each 1/365 of a year, leap years too; the far ends of the calendar included."""
    first, last = sorted([one, two])
    found = ACT_365F.measure(first, last)
    assert found.days == (last - first).days
    assert found.years == Fraction((last - first).days, 365)


@pytest.mark.parametrize(
    ("start", "end", "days", "years"),
    [
        (date(2026, 1, 1), date(2026, 1, 1), 0, Fraction(0)),
        (date(2026, 1, 1), date(2027, 1, 1), 365, Fraction(1)),
        (date(2024, 1, 1), date(2025, 1, 1), 366, Fraction(366, 365)),
        (date(2024, 2, 28), date(2024, 3, 1), 2, Fraction(2, 365)),
        (date(2023, 2, 28), date(2023, 3, 1), 1, Fraction(1, 365)),
        (date.min, date.max, 3652058, Fraction(3652058, 365)),
    ],
)
def test_cases_of_actual_365_fixed(start, end, days, years):
    """ISDA 2006, 4.16(d)."""
    assert ACT_365F.measure(start, end) == (days, years)


def test_dates_the_wrong_way_round_are_refused():
    """A negative span is a mistake of the caller."""
    with pytest.raises(InvalidValueError, match="'end' must be not before 2026-01-02"):
        ACT_365F.measure(date(2026, 1, 2), date(2026, 1, 1))


@pytest.mark.parametrize("bad", [datetime(2026, 1, 1), "2026-01-01", None])  # noqa: DTZ001
def test_days_are_dates(bad):
    """Both of them."""
    with pytest.raises(InvalidValueError, match="'start' must be"):
        ACT_365F.measure(bad, date(2026, 1, 1))
    with pytest.raises(InvalidValueError, match="'end' must be"):
        ACT_365F.measure(date(2026, 1, 1), bad)


@pytest.mark.parametrize("bad", ["ACT/365", "30/360", "act/365f", "", None, 365])
def test_ambiguous_names_are_refused(bad):
    """With the names that exist."""
    with pytest.raises(InvalidValueError, match="'day_count' must be one of ACT/365F"):
        DayCount(bad)


def test_a_convention_is_its_name():
    """As text, and as a value."""
    assert str(ACT_365F) == ACT_365F.name == "ACT/365F"
    assert DayCount("ACT/365F") == ACT_365F
