"""Day counts beside QuantLib: 100,000 random spans for each convention that both have, and no unexplained answer.

Two differences remain; docs/explanation/day-counts-and-other-libraries.md works a date for each, and the tests here say
exactly when they show.
"""

from __future__ import annotations

import random
import warnings
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest

from receivables import daycount
from receivables.daycount import DayCount, Span

QUESTIONS = 100_000
SEED = 20260101
FIRST, LAST = date(1903, 1, 1).toordinal(), date(2198, 12, 1).toordinal()
"""The days that are asked about: QuantLib knows 1901 to 2199, and some of its rules step a year beyond a span."""
OFFSET = date(1899, 12, 30).toordinal()
"""QuantLib numbers its days as spreadsheets do."""
CLOSE = 1e-12
"""QuantLib answers in floats; two that are closer than this, a year being one, are the same."""

Question = tuple[date, date, Any, Any]
"""First and last day of a span, for us and for QuantLib."""


@pytest.fixture(scope="module")
def ql() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # its extension module, on newer Pythons
        return pytest.importorskip("QuantLib", reason="QuantLib is not installed (group test)")


@pytest.fixture
def chance() -> random.Random:
    """The questions: the same ones in every run."""
    return random.Random(SEED)


@pytest.fixture(scope="module")
def to_ql(ql: Any) -> Callable[[date], Any]:
    return lambda day: ql.Date(day.toordinal() - OFFSET)


def near_a_month_end(day: date, chance: random.Random) -> date:
    """One of the last three days or the first two of a month or, as often, about the end of February."""
    first = date(day.year, chance.choice((day.month, 3)), 1)
    return first - timedelta(days=chance.randrange(5) - 1)


def spans(chance: random.Random) -> Iterator[tuple[date, date]]:
    """Spans of a day to centuries; half of their days are near a month end."""
    for _ in range(QUESTIONS):
        start = chance.randrange(FIRST, LAST)
        end = min(LAST, start + chance.choice((0, 40, 400, 2_000, 100_000, chance.randrange(100_000))))
        one, two = map(date.fromordinal, (start, end))
        one = near_a_month_end(one, chance) if chance.random() < 0.5 else one
        two = near_a_month_end(two, chance) if chance.random() < 0.5 else two
        yield min(one, two), max(one, two)


@pytest.fixture(scope="module")
def questions(to_ql: Callable[[date], Any]) -> list[Question]:
    return [(start, end, to_ql(start), to_ql(end)) for start, end in spans(random.Random(SEED))]


def differ(ours: Span, theirs: tuple[int, float]) -> bool:
    years = ours.years.numerator / ours.years.denominator
    return ours.days != theirs[0] or abs(years - theirs[1]) > CLOSE * max(1, years)


def disagreements(questions: list[Question], convention: DayCount, theirs: Any) -> Iterator[tuple[Any, ...]]:
    """The spans on which the two differ, with both answers."""
    for start, end, first, last in questions:
        ours = convention.measure(start, end)
        other = (theirs.dayCount(first, last), theirs.yearFraction(first, last))
        if differ(ours, other):
            yield start, end, ours, other


CONVENTIONS: dict[str, Callable[[Any], Any]] = {
    "ACT/365F": lambda ql: ql.Actual365Fixed(),
    "ACT/360": lambda ql: ql.Actual360(),
    "ACT/364": lambda ql: ql.Actual364(),
    "ACT/366": lambda ql: ql.Actual366(),
    "ACT/365.25": lambda ql: ql.Actual36525(),
    "ACT/ACT ISDA": lambda ql: ql.ActualActual(ql.ActualActual.ISDA),
    "NL/365": lambda ql: ql.Actual365Fixed(ql.Actual365Fixed.NoLeap),
    "30/360 BondBasis": lambda ql: ql.Thirty360(ql.Thirty360.BondBasis),
    "30/360 NASD": lambda ql: ql.Thirty360(ql.Thirty360.NASD),
    "30/360 US EOM": lambda ql: ql.Thirty360(ql.Thirty360.USA),
    "30/360 Italian": lambda ql: ql.Thirty360(ql.Thirty360.Italian),
    "30E/360": lambda ql: ql.Thirty360(ql.Thirty360.EurobondBasis),
    "30E/360 ISDA": lambda ql: ql.Thirty360(ql.Thirty360.ISDA),
    "30/365": lambda ql: ql.Thirty365(),
    "1/1": lambda ql: ql.OneDayCounter(),
}


@pytest.mark.parametrize("name", CONVENTIONS)
def test_conventions_agree_with_quantlib(name, ql, questions):
    assert len(questions) == QUESTIONS
    assert list(disagreements(questions, DayCount(name), CONVENTIONS[name](ql)))[:5] == []


def test_afb_differs_only_from_an_end_on_28_february(ql, questions):
    """QuantLib goes back from 28 February to 29 February where there is one; the French text does not say so."""
    theirs = ql.ActualActual(ql.ActualActual.AFB)
    ends = {end for _, end, *_ in disagreements(questions, daycount.ACT_ACT_AFB, theirs)}
    assert len(ends) > 100
    assert {(end.month, end.day) for end in ends} == {(2, 28)}


def test_the_worked_dates_of_afb(ql, to_ql):
    """Theirs pays nothing for the night to 29 February, and for that to the 28th twice."""
    theirs = ql.ActualActual(ql.ActualActual.AFB)
    start = date(2004, 2, 28)
    ends = [date(2008, 2, 27), date(2008, 2, 28), date(2008, 2, 29)]
    ours = [daycount.ACT_ACT_AFB.measure(start, end).years for end in ends]
    assert ours == [3 + Fraction(365, 366), 4, 4 + Fraction(1, 365)]
    others = [theirs.yearFraction(to_ql(start), to_ql(end)) for end in ends]
    assert others == pytest.approx([3 + 365 / 366, 4 + 1 / 365, 4 + 1 / 365], abs=CLOSE)


def test_a_termination_date_agrees_with_quantlib_but_for_an_empty_span(ql, to_ql, chance):
    """Of an empty span at the termination date in February, theirs has minus one or two days."""
    for termination in (date(2026, 2, 28), date(2028, 2, 29), date(2028, 2, 28)):
        theirs = ql.Thirty360(ql.Thirty360.ISDA, to_ql(termination))
        for _ in range(QUESTIONS // 3):
            start = date.fromordinal(termination.toordinal() - chance.randrange(1, 40_000))
            end = chance.choice((termination, date.fromordinal(chance.randrange(start.toordinal(), LAST))))
            ours = daycount.THIRTY_E_360_ISDA.measure(start, end, termination_date=termination)
            assert ours.days == theirs.dayCount(to_ql(start), to_ql(end)), (start, end, termination)
    day = date(2026, 2, 28)
    theirs = ql.Thirty360(ql.Thirty360.ISDA, to_ql(day))
    assert daycount.THIRTY_E_360_ISDA.measure(day, day, termination_date=day).days == 0
    assert theirs.dayCount(to_ql(day), to_ql(day)) == -2


class Open:
    """The business days of a calendar of theirs, as a set."""

    def __init__(self, theirs: Any, to_ql: Callable[[date], Any]) -> None:
        days = map(date.fromordinal, range(date(1999, 1, 1).toordinal(), date(2036, 1, 1).toordinal()))
        self.days = frozenset(day for day in days if theirs.isBusinessDay(to_ql(day)))

    def is_business_day(self, day: date) -> bool:
        return day in self.days


@pytest.mark.parametrize("country", ["Brazil", "TARGET"])
def test_business_days_over_252_agree_with_quantlib(country, ql, to_ql, chance):
    """Two countries, 50,000 spans each."""
    calendar = getattr(ql, country)()
    theirs, ours = ql.Business252(calendar), Open(calendar, to_ql)
    for _ in range(QUESTIONS // 2):
        start = date.fromordinal(chance.randrange(date(2000, 1, 1).toordinal(), date(2029, 1, 1).toordinal()))
        end = start + timedelta(days=chance.choice((chance.randrange(40), chance.randrange(200))))
        found = daycount.BUS_252.measure(start, end, calendar=ours)
        first, last = to_ql(start), to_ql(end)
        assert not differ(found, (theirs.dayCount(first, last), theirs.yearFraction(first, last))), (start, end)


def schedule(chance: random.Random) -> tuple[int, list[date]]:
    """Interest periods of a year or less, as regular as the months allow."""
    frequency = chance.choice((1, 2, 3, 4, 6, 12))
    year, month, day = chance.randrange(1995, 2030), chance.randrange(12), chance.randrange(1, 29)
    months = [month + index * 12 // frequency for index in range(chance.randrange(4, 24))]
    return frequency, [date(year + each // 12, each % 12 + 1, day) for each in months]


def test_icma_agrees_with_quantlib(ql, to_ql, chance):
    """Over one interest period or many: 500 schedules, 200 spans each."""
    for _ in range(QUESTIONS // 200):
        frequency, dates = schedule(chance)
        theirs = ql.ActualActual(
            ql.ActualActual.ISMA,
            ql.Schedule(
                to_ql(dates[0]),
                to_ql(dates[-1]),
                ql.Period(12 // frequency, ql.Months),
                ql.NullCalendar(),
                ql.Unadjusted,
                ql.Unadjusted,
                ql.DateGeneration.Forward,
                False,
            ),
        )
        for _ in range(200):
            start, end = sorted(chance.choices(range(dates[0].toordinal(), dates[-1].toordinal() + 1), k=2))
            days = date.fromordinal(start), date.fromordinal(end)
            ours = daycount.ACT_ACT_ICMA.measure(*days, nominal_dates=dates, frequency_per_year=frequency)
            first, last = map(to_ql, days)
            other = (theirs.dayCount(first, last), theirs.yearFraction(first, last))
            assert not differ(ours, other), (days, dates, ours, other)
