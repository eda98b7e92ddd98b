"""Day counts: one rule for days and years, exact, half-open, and never under a name that means several things."""

from __future__ import annotations

import copy
import pickle
from datetime import date, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from oracle.daycount import COUNTS

from receivables import InvalidValueError, daycount
from receivables.daycount import EXCEL_BASIS, FPML, SWIFT, DayCount, Span
from receivables.daycount.ambiguous import CANDIDATES

CONSTANTS = {name: value for name, value in vars(daycount).items() if isinstance(value, DayCount)}
NAMES = sorted(convention.name for convention in CONSTANTS.values())
NEEDY = {
    "ACT/365L": ("period_end", "frequency_per_year"),
    "ACT/ACT ICMA": ("frequency_per_year", "nominal_dates"),
    "BUS/252": ("calendar",),
}
FROM_TWO_DATES = [name for name in NAMES if name not in NEEDY]
A_DAY = timedelta(days=1)


class MondayToFriday:
    def is_business_day(self, day):
        return day.weekday() < 5


EVERYTHING = {
    "termination_date": date(2028, 2, 29),
    "period_end": date.max,
    "frequency_per_year": 2,
    "nominal_dates": tuple(date(year, month, 1) for year in range(1990, 2061) for month in (1, 7)),
    "calendar": MondayToFriday(),
}
"""What any convention may look at, for spans from 1990 to 2060."""


def measure(name, start, end, **more):
    return DayCount(name).measure(start, end, **EVERYTHING, **more)


def fact(name, **instead):
    """The arguments that a convention needs, no more, some of them others."""
    return {need: instead.get(need, EVERYTHING[need]) for need in DayCount(name).needs}


any_day = st.dates()
usual_days = st.dates(date(1990, 1, 1), date(2060, 1, 1))
february = st.builds(
    lambda year, month, back: date(year, month, 1) - back * A_DAY,
    st.integers(1991, 2058),
    st.sampled_from([2, 3, 9]),
    st.integers(0, 3),
)
"""The days about the ends of January, February and August, where conventions differ."""
two_days = st.tuples(usual_days | february, usual_days | february).map(sorted)
three_days = st.tuples(*[usual_days | february] * 3).map(sorted)


# The rules


@pytest.mark.parametrize("name", [name for name in NAMES if name.startswith(("30", "1/1"))])
def test_months_of_thirty_days_follow_the_words_of_their_rule(name):
    """From every day of a common and a leap year, to the days about every month end of two and a half years."""
    starts = [date(2023, 1, 1) + each * A_DAY for each in range(365 + 366)]
    month_ends = [date(year, month, 1) for year in (2023, 2024, 2025) for month in range(1, 13)]
    ends = [first + shift * A_DAY for first in month_ends for shift in (-3, -2, -1, 0, 14)]
    count, convention = COUNTS[name], DayCount(name)
    wrong = [
        (start, end)
        for start in starts
        for end in ends
        if start <= end <= start + 900 * A_DAY and convention.measure(start, end) != count(start, end)
    ]
    assert wrong == []


@given(usual_days | february, st.integers(0, 1500), st.integers(0, 400), st.integers(1, 12))
def test_actual_days_are_counted_one_after_the_other(start, length, later, frequency):
    """As the oracle counts them, day by day."""
    end = start + length * A_DAY
    more = {
        "frequency_per_year": frequency,
        "period_end": end + later * A_DAY,
        "nominal_dates": [date(year, 1, 1) for year in range(start.year, end.year + 2)],
    }
    for name in (name for name in NAMES if not name.startswith("30")):
        given_too = fact(name, **more)
        assert DayCount(name).measure(start, end, **given_too) == COUNTS[name](start, end, **given_too), name


@given(two_days, st.booleans())
def test_a_termination_date_matters_at_the_end_of_february_only(days, at_the_end):
    """ISDA 2006, 4.16(h): the exemption is for the last day of February, and for the end alone."""
    start, end = days
    termination = end if at_the_end else start
    found = daycount.THIRTY_E_360_ISDA.measure(start, end, termination_date=termination)
    assert found == COUNTS["30E/360 ISDA"](start, end, termination_date=termination)
    plain = daycount.THIRTY_E_360_ISDA.measure(start, end)
    assert plain.days - found.days in ((0, 1, 2) if at_the_end and end.month == 2 and start < end else (0,))


@given(two_days)
def test_nasd_is_bond_basis(days):
    """An end moved to the 1st of the next month is an end on a 31st."""
    assert daycount.THIRTY_360_NASD.measure(*days) == daycount.THIRTY_360_BOND_BASIS.measure(*days)


def test_a_year_later_is_one_year():
    """For each day of a common and a leap year, but for 29 February, which has no day a year later."""
    days = [date(2023, 1, 1) + each * A_DAY for each in range(365 + 366)]
    years = [(day, day.replace(year=day.year + 1)) for day in days if (day.month, day.day) != (2, 29)]
    for name in ("ACT/ACT AFB", "ACT/ACT Year", "30/360 BondBasis", "30/360 Italian", "30E/360", "NL/365"):
        assert {measure(name, *pair).years for pair in years} == {1}
    assert measure("ACT/ACT Year", date(2024, 2, 29), date(2025, 2, 28)) == (365, 1)


# Laws of every convention


@given(usual_days | february)
def test_an_empty_span_is_nothing(day):
    """Whatever the two ends are adjusted to; but 1/1 is one, always."""
    assert {name: measure(name, day, day) for name in NAMES} == dict.fromkeys(NAMES, (0, 0)) | {"1/1": (1, 1)}


@given(two_days)
def test_no_span_is_negative_and_all_are_exact(days):
    """A whole number of days, a fraction in lowest terms, and no days without years."""
    for name in NAMES:
        found = measure(name, *days)
        assert (type(found), type(found.days), type(found.years)) == (Span, int, Fraction)
        assert found.days >= 0, name
        assert (found.days == 0) == (found.years == 0), name


@given(two_days)
def test_a_later_end_never_has_fewer_days(days):
    """The days grow with the end."""
    start, end = days
    wrong = [name for name in NAMES if measure(name, start, end).days > measure(name, start, end + A_DAY).days]
    assert wrong == []


NOT_ADDITIVE = {
    "ACT/365 Actual": (date(2023, 3, 1), date(2023, 12, 31), date(2024, 3, 1)),
    "ACT/365L": (date(2023, 3, 1), date(2024, 3, 1), date(2025, 3, 1)),
    "ACT/ACT AFB": (date(2023, 3, 1), date(2023, 12, 31), date(2024, 3, 1)),
    "ACT/ACT Year": (date(2023, 3, 1), date(2023, 12, 31), date(2025, 1, 1)),
    "30/360 BondBasis": (date(2026, 1, 15), date(2026, 1, 31), date(2026, 3, 1)),
    "30/360 NASD": (date(2026, 1, 15), date(2026, 1, 31), date(2026, 3, 1)),
    "30/360 US EOM": (date(2026, 1, 15), date(2026, 1, 31), date(2026, 3, 1)),
    "30/360 PSA": (date(2026, 1, 15), date(2026, 1, 31), date(2026, 3, 1)),
    "30E+/360": (date(2026, 1, 15), date(2026, 1, 31), date(2026, 3, 1)),
    "1/1": (date(2026, 1, 15), date(2026, 1, 31), date(2026, 3, 1)),
}
"""Where a span cut in the middle is not the sum of its parts: first day, the cut, and last day."""


@given(three_days)
def test_adjacent_spans_add_up(days):
    """A span cut at any day has the days and the years of its parts; the termination date is no cut."""
    first, middle, last = days
    for name in set(NAMES) - set(NOT_ADDITIVE):
        given_too = fact(name)
        spans = [
            DayCount(name).measure(*pair, **given_too) for pair in ((first, last), (first, middle), (middle, last))
        ]
        assert spans[0] == (spans[1].days + spans[2].days, spans[1].years + spans[2].years), name


@pytest.mark.parametrize("name", NOT_ADDITIVE)
def test_where_adjacent_spans_do_not_add_up(name):
    """For every other convention there is a cut that shows it; each part is an interest period of its own."""
    first, middle, last = NOT_ADDITIVE[name]
    whole, left, right = (
        DayCount(name).measure(*pair, **fact(name, frequency_per_year=1, period_end=pair[1]))
        for pair in ((first, last), (first, middle), (middle, last))
    )
    assert whole.years != left.years + right.years


def halves(days):
    """Nominal dates about a span, as far as the calendar goes."""
    years = range(days[0].year, days[1].year + 1)
    return [date(year, month, 1) for year in years for month in (1, 7)] + [date(days[1].year, 12, 31)]


@pytest.mark.parametrize("name", NAMES)
def test_the_far_ends_of_the_calendar_are_days_like_others(name):
    """The calendar repeats every 400 years; nothing steps beyond the year 1 or the year 9999."""
    early = [
        (date.min, date.min),
        (date.min, date(1, 3, 1)),
        (date.min, date(5, 2, 28)),
        (date(4, 2, 29), date(8, 5, 1)),
    ]
    late = [(date.max, date.max), (date.max - A_DAY, date.max), (date(9995, 3, 31), date.max)]
    late += [(date(9996, 2, 29), date.max), (date(9996, 2, 29), date(9999, 2, 28))]
    for span, years in [(each, 2000) for each in early] + [(each, -8000) for each in late]:
        beside = [day.replace(year=day.year + years) for day in span]
        found, expected = (
            DayCount(name).measure(*days, **fact(name, period_end=days[1], nominal_dates=halves(days)))
            for days in (span, beside)
        )
        assert found == expected


def test_the_whole_calendar_is_measured():
    """From the first day to the last: 9998 years, and the last one but its last day."""
    for name in ("ACT/ACT ISDA", "ACT/ACT AFB", "ACT/ACT Year", "NL/365"):
        assert measure(name, date.min, date.max).years == 9998 + Fraction(364, 365)
    assert measure("ACT/365F", date.min, date.max) == (3652058, Fraction(3652058, 365))
    assert measure("30E/360", date.min, date.max) == (9999 * 360 - 1, 9999 - Fraction(1, 360))


@pytest.mark.parametrize("name", NAMES)
@given(days=two_days)
def test_a_signed_span_backwards_is_the_negative_one(name, days):
    """And a signed span forwards is the span."""
    start, end = days
    span = measure(name, start, end)
    assert measure(name, start, end, signed=True) == span
    if start < end:
        assert measure(name, end, start, signed=True) == (-span.days, -span.years)


@pytest.mark.parametrize("name", NAMES)
def test_dates_the_wrong_way_round_are_refused(name):
    """A negative span that nobody asked for is a mistake of the caller."""
    with pytest.raises(InvalidValueError, match="'end' must be not before 2026-01-02") as caught:
        measure(name, date(2026, 1, 2), date(2026, 1, 1))
    assert (caught.value.attribute, caught.value.value) == ("end", date(2026, 1, 1))


@pytest.mark.parametrize("bad", [datetime(2026, 1, 1), "2026-01-01", None, 20260101])  # noqa: DTZ001
@pytest.mark.parametrize("name", NAMES)
def test_days_are_dates(name, bad):
    """All of them."""
    with pytest.raises(InvalidValueError, match="'start' must be"):
        measure(name, bad, date(2026, 1, 1))
    with pytest.raises(InvalidValueError, match="'end' must be"):
        measure(name, date(2026, 1, 1), bad)


# What some conventions look at beside the two dates


@pytest.mark.parametrize("name", NAMES)
def test_a_convention_says_what_it_needs(name):
    """And with that it measures; without any of it, it does not."""
    convention = DayCount(name)
    assert convention.needs == NEEDY.get(name, ())
    span = date(2026, 1, 15), date(2026, 3, 15)
    assert convention.measure(*span, **fact(name)).days > 0
    for need in convention.needs:
        rest = {key: value for key, value in fact(name).items() if key != need}
        with pytest.raises(InvalidValueError, match=f"'{need}' must be given for {name}: "):
            convention.measure(*span, **rest)


@pytest.mark.parametrize("name", [name for name in FROM_TWO_DATES if name != "30E/360 ISDA"])
def test_what_a_convention_does_not_need_is_not_looked_at(name):
    """So a program may hand over all it knows, whatever convention the contract names."""
    span = date(2026, 1, 15), date(2026, 3, 15)
    nothing = dict.fromkeys(EVERYTHING, object())
    assert DayCount(name).measure(*span, **nothing) == DayCount(name).measure(*span)


@pytest.mark.parametrize("frequency", [-1, 0, 367, True, 2.0, "2", Fraction(2)])
@pytest.mark.parametrize("name", ["ACT/365L", "ACT/ACT ICMA"])
def test_a_frequency_is_a_whole_number_of_periods_a_year(name, frequency):
    """From one to one a day."""
    with pytest.raises(InvalidValueError, match="'frequency_per_year' must be a whole number of periods a year"):
        DayCount(name).measure(date(2026, 1, 15), date(2026, 3, 15), **fact(name, frequency_per_year=frequency))


@pytest.mark.parametrize("period_end", [date(2026, 3, 14), datetime(2026, 6, 1), "2026-06-01", False])  # noqa: DTZ001
def test_a_period_does_not_end_within_the_span(period_end):
    """It is a day, and the span is in the period."""
    with pytest.raises(InvalidValueError, match="'period_end' must be"):
        daycount.ACT_365L.measure(date(2026, 1, 15), date(2026, 3, 15), frequency_per_year=2, period_end=period_end)


@pytest.mark.parametrize(
    "dates",
    [
        [],
        [date(2026, 1, 1)],
        [date(2026, 7, 1), date(2026, 1, 1)],
        [date(2026, 1, 1), date(2026, 1, 1), date(2026, 7, 1)],
        [date(2026, 1, 16), date(2026, 7, 1)],
        [date(2026, 1, 1), date(2026, 3, 14)],
        ["2026-01-01", "2026-07-01"],
        [datetime(2026, 1, 1), datetime(2026, 7, 1)],  # noqa: DTZ001
        "2026-01-01",
        20260101,
    ],
    ids=str,
)
def test_nominal_dates_are_in_order_about_the_span(dates):
    """At least two, each once."""
    with pytest.raises(InvalidValueError, match="'nominal_dates' must be"):
        daycount.ACT_ACT_ICMA.measure(date(2026, 1, 15), date(2026, 3, 15), frequency_per_year=2, nominal_dates=dates)


def test_nominal_dates_are_read_once():
    """A generator will do, and dates far from the span change nothing."""
    span = date(2026, 1, 15), date(2026, 3, 15)
    halves = [date(2026, 1, 1), date(2026, 7, 1)]
    expected = daycount.ACT_ACT_ICMA.measure(*span, frequency_per_year=2, nominal_dates=halves)
    more = (date(year, month, 1) for year in range(1900, 2100) for month in (1, 7))
    assert daycount.ACT_ACT_ICMA.measure(*span, frequency_per_year=2, nominal_dates=more) == expected
    assert expected == (59, Fraction(59, 362))


@pytest.mark.parametrize("calendar", [{date(2026, 1, 1)}, "TARGET", 252, False])
def test_a_calendar_knows_business_days(calendar):
    """Nothing else will do."""
    with pytest.raises(InvalidValueError, match="'calendar' must be a calendar: something with is_business_day"):
        daycount.BUS_252.measure(date(2026, 1, 15), date(2026, 3, 15), calendar=calendar)


# Names


@pytest.mark.parametrize("name", CONSTANTS)
def test_constants_have_the_names_of_their_conventions(name):
    """One for each convention, each in ``__all__``, and equal to what its name makes."""
    convention = CONSTANTS[name]
    assert name in daycount.__all__
    assert DayCount(convention.name) == convention
    assert str(convention) == convention.name
    assert eval(repr(convention), {"DayCount": DayCount}) == convention
    assert pickle.loads(pickle.dumps(convention)) == copy.deepcopy(convention) == convention
    assert len({convention, DayCount(convention.name)}) == 1


def test_there_is_one_constant_for_each_convention():
    """And the oracle knows them all."""
    assert len(CONSTANTS) == len(set(NAMES)) == 25
    assert set(NAMES) == set(COUNTS)


@pytest.mark.parametrize(("other", "name"), [("ACT/365A", "ACT/365 Actual"), ("ACT/ACT year", "ACT/ACT Year")])
def test_two_names_are_written_in_two_ways(other, name):
    """Both unambiguous; there is one convention."""
    assert DayCount(other) == DayCount(name)
    assert DayCount(other).name == name


@pytest.mark.parametrize("name", CANDIDATES)
def test_ambiguous_names_are_refused_with_what_they_may_mean(name):
    """Every candidate is a convention, and the message says how they differ."""
    assert len(CANDIDATES[name]) > 1
    for written in (name, name.lower(), name.replace("ACT", "Actual"), name.replace(" ", ".")):
        with pytest.raises(InvalidValueError, match="'day_count' must be an exact name; this one may mean") as caught:
            DayCount(written)
        assert all(f"{DayCount(each)} (" in str(caught.value) for each in CANDIDATES[name])
        assert caught.value.value == written


def test_an_ambiguous_name_is_no_name_of_ours():
    """So nothing that is accepted is ambiguous."""
    assert not set(CANDIDATES) & set(NAMES)


@pytest.mark.parametrize(
    ("written", "name"),
    [("act/365f", "ACT/365F"), ("Actual/360", "ACT/360"), ("Act/Act (ISDA)", "ACT/ACT ISDA"), ("30e/360", "30E/360")],
)
def test_a_name_is_never_put_right_silently(written, name):
    """The message says how it is written."""
    with pytest.raises(InvalidValueError, match=f"'day_count' must be written exactly: '{name}'"):
        DayCount(written)


@pytest.mark.parametrize("bad", ["", "ACT", "365", "ACT/361", "30/360" * 10**6, None, 365, True, ["ACT/365F"], b"1/1"])
def test_unknown_names_are_refused_with_those_that_exist(bad):
    """In a message that stays readable."""
    with pytest.raises(InvalidValueError, match="'day_count' must be one of ACT/365F, ") as caught:
        DayCount(bad)
    assert all(name in str(caught.value) for name in NAMES)
    assert len(str(caught.value)) < 600


@pytest.mark.parametrize("names", [FPML, SWIFT, EXCEL_BASIS], ids=["FpML", "SWIFT", "Excel"])
def test_foreign_names_resolve(names):
    """To conventions of ours; and nobody can change what they mean."""
    assert all(isinstance(convention, DayCount) for convention in names.values())
    assert set(names.values()) <= set(CONSTANTS.values())
    with pytest.raises(TypeError):
        names["ACT/365"] = daycount.ACT_365F


def test_foreign_names_mean_what_their_system_says():
    """Above all where another system would say something else."""
    assert FPML["ACT/365.ISDA"] == FPML["ACT/ACT.ISDA"] == SWIFT["ACT/365"] == daycount.ACT_ACT_ISDA
    assert FPML["ACT/365.FIXED"] == SWIFT["AFI/365"] == EXCEL_BASIS[3] == daycount.ACT_365F
    assert FPML["30E/360"] == SWIFT["EBD/360"] == EXCEL_BASIS[4] == daycount.THIRTY_E_360
    assert FPML["30E/360.ISDA"] == SWIFT["30E/360"] == daycount.THIRTY_E_360_ISDA
    assert FPML["30/360"] == SWIFT["360/360"] == daycount.THIRTY_360_BOND_BASIS
    assert 1 not in EXCEL_BASIS
    assert "EXA/EXA" not in SWIFT
