"""Calendars: rolls end on business days, months keep their ends, and schedules count from their anchor."""

from __future__ import annotations

import copy
import pickle
from datetime import MAXYEAR, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from dateutil.relativedelta import relativedelta
from dateutil.rrule import DAILY, MONTHLY, rrule
from hypothesis import given
from hypothesis import strategies as st

from receivables.calendars import (
    EVERY_DAY,
    WEEKDAYS,
    Calendar,
    ClosedDays,
    DayOfMonth,
    JointCalendar,
    MonthEnd,
    Period,
    PeriodicSchedule,
    Roll,
    ShortMonths,
    Stub,
    Weekend,
    add_business_days,
    add_days,
    add_months,
    advance,
    business_days_between,
    end_of_month,
    from_holidays,
    last_business_day,
    next_on_day,
    on_day,
    previous_on_day,
)
from receivables.errors import InvalidValueError

GOLDENS = Path(__file__).resolve().parent / "goldens"
ONE_DAY = timedelta(days=1)
YEARS = (2023, 2024, 1900, 2000)
"""A common year and a leap year, and a century of each kind."""
ALL_DAYS = [
    day
    for year in YEARS
    for day in map(date.fromordinal, range(date(year, 1, 1).toordinal(), date(year + 1, 1, 1).toordinal()))
]
EASTER = ClosedDays([date(2026, 4, 3), date(2026, 4, 6)], first=date(2026, 1, 1), last=date(2026, 12, 31))

days = st.dates(date(2020, 1, 1), date(2030, 12, 31))
weekends = st.sets(st.integers(0, 6), max_size=6)
closed_days = st.builds(
    lambda closed, weekend: ClosedDays(closed, weekend=weekend),
    st.lists(st.dates(date(2019, 6, 1), date(2031, 6, 30)), max_size=40),
    weekends,
)
calendars = st.one_of(
    st.just(EVERY_DAY),
    st.just(WEEKDAYS),
    closed_days,
    st.builds(lambda *each: JointCalendar(each), closed_days, closed_days),
).filter(lambda calendar: any(calendar.is_business_day(date(2025, 6, n)) for n in range(1, 31)))
moving_rolls = st.sampled_from([roll for roll in Roll if roll is not Roll.NONE])
months_and_years = st.one_of(
    st.integers(1, 30).map(lambda n: Period(months=n)), st.integers(1, 4).map(lambda n: Period(years=n))
)
periods = st.one_of(
    months_and_years,
    st.integers(1, 400).map(lambda n: Period(days=n)),
    st.integers(1, 60).map(lambda n: Period(weeks=n)),
)


# Calendars


@given(st.lists(days), weekends, days)
def test_a_day_is_open_unless_closed_or_at_the_weekend(closed, weekend, day):
    calendar = ClosedDays(closed, weekend=weekend)
    assert calendar.is_business_day(day) is (day not in closed and day.weekday() not in weekend)


@given(weekends, days)
def test_a_weekend_closes_its_weekdays_only(weekend, day):
    assert Weekend(days=weekend).is_business_day(day) is (day.weekday() not in weekend)


@given(st.lists(closed_days, min_size=1, max_size=4), days)
def test_a_joint_calendar_is_open_when_all_are(parts, day):
    assert JointCalendar(parts).is_business_day(day) is all(each.is_business_day(day) for each in parts)


def test_a_joint_calendar_knows_what_all_of_them_know():
    """Even where one of them is closed on the day in question."""
    late = ClosedDays([], first=date(2026, 4, 1), weekend=())
    both = JointCalendar([EASTER, late, WEEKDAYS])
    assert (both.first, both.last) == (date(2026, 4, 1), date(2026, 12, 31))
    for day in (date(2026, 3, 28), date(2027, 1, 2)):
        with pytest.raises(InvalidValueError, match="'day' must be from 2026-04-01 to 2026-12-31"):
            both.is_business_day(day)


def test_joint_calendars_that_share_no_day_are_refused():
    with pytest.raises(InvalidValueError, match="'last' must be not before 2027-01-01"):
        JointCalendar([EASTER, ClosedDays([], first=date(2027, 1, 1))])


@pytest.mark.parametrize("day", [date(2025, 12, 31), date(2027, 1, 1), date.min, date.max])
def test_beyond_its_range_a_calendar_does_not_guess(day):
    with pytest.raises(
        InvalidValueError, match="'day' must be from 2026-01-01 to 2026-12-31, the days the calendar knows"
    ):
        EASTER.is_business_day(day)


@pytest.mark.parametrize(
    ("make", "attribute"),
    [
        (lambda: Weekend(days=range(7)), "weekend"),
        (lambda: Weekend(days=[7]), "weekend"),
        (lambda: Weekend(days=[True]), "weekend"),
        (lambda: Weekend(days=5), "weekend"),
        (lambda: ClosedDays([], weekend="56"), "weekend"),
        (lambda: ClosedDays(["2026-01-01"]), "closed"),
        (lambda: ClosedDays([datetime(2026, 1, 1)]), "closed"),  # noqa: DTZ001
        (lambda: ClosedDays(None), "closed"),
        (lambda: ClosedDays([date(2025, 12, 31)], first=date(2026, 1, 1)), "closed"),
        (lambda: ClosedDays([date(2027, 1, 1)], last=date(2026, 12, 31)), "closed"),
        (lambda: ClosedDays([], first="2026"), "first"),
        (lambda: ClosedDays([], first=date(2026, 1, 2), last=date(2026, 1, 1)), "last"),
        (lambda: JointCalendar([]), "calendars"),
        (lambda: JointCalendar(None), "calendars"),
        (lambda: JointCalendar([date(2026, 1, 1)]), "calendar"),
        (lambda: WEEKDAYS.is_business_day(datetime(2026, 1, 1)), "day"),  # noqa: DTZ001
        (lambda: EASTER.is_business_day("2026-01-01"), "day"),
        (lambda: JointCalendar([EASTER]).is_business_day(None), "day"),
        (lambda: Roll.FOLLOWING.adjust(date(2026, 1, 1), {date(2026, 1, 1)}), "calendar"),
        (lambda: Roll.NONE.adjust(date(2026, 1, 1), None), "calendar"),
        (lambda: Roll.NONE.adjust(datetime(2026, 1, 1), WEEKDAYS), "day"),  # noqa: DTZ001
        (lambda: add_business_days(date(2026, 1, 1), 1.0, WEEKDAYS), "days"),
        (lambda: business_days_between(date(2026, 1, 2), date(2026, 1, 1), WEEKDAYS), "end"),
        (lambda: add_months(date(2026, 1, 1), 1, month_end="last day"), "month_end"),
        (lambda: add_months(date(2026, 1, 1), 1, month_end=MonthEnd.LAST_BUSINESS_DAY), "calendar"),
        (lambda: add_months(date(2026, 1, 1), True), "months"),
        (lambda: on_day(date(2026, 1, 1), 0), "day_of_month"),
        (lambda: on_day(date(2026, 1, 1), "end_of_month"), "day_of_month"),
        (lambda: on_day("2026-01-01", DayOfMonth.SAME_DAY), "day"),
        (Period, "period"),
        (lambda: Period(days=1, weeks=1), "period"),
        (lambda: Period(months="1"), "months"),
        (lambda: next_on_day(date(2026, 1, 1), 15, every=Period(months=-1)), "every"),
        (lambda: previous_on_day(date(2026, 1, 1), 15, every=Period(days=0)), "every"),
    ],
)
def test_what_cannot_be_is_refused_by_name(make, attribute):
    with pytest.raises(InvalidValueError) as refused:
        make()
    assert refused.value.attribute == attribute


@given(calendars)
def test_calendars_are_values(calendar):
    """They compare and hash by what they say, survive pickling, and their text makes them again."""
    names = {
        "ClosedDays": ClosedDays,
        "JointCalendar": JointCalendar,
        "Weekend": Weekend,
        "datetime": __import__("datetime"),
    }
    for same in (copy.deepcopy(calendar), pickle.loads(pickle.dumps(calendar)), eval(repr(calendar), names)):
        assert same == calendar
        assert hash(same) == hash(calendar)
        assert same.is_business_day(date(2026, 4, 3)) is calendar.is_business_day(date(2026, 4, 3))
    assert isinstance(calendar, Calendar)


def test_choices_may_be_their_names():
    """As rounding modes and rolls may be in terms."""
    start, month = date(2026, 1, 31), Period(months=1)
    assert add_months(date(2026, 2, 28), 1, month_end="last_day") == date(2026, 3, 31)
    named = PeriodicSchedule(start=start, end=date(2026, 5, 5), every=month, stub="long_front", short_months="skip")
    assert (named.stub, named.short_months) == (Stub.LONG_FRONT, ShortMonths.SKIP)


def test_a_schedule_without_an_end_asks_for_an_end_or_a_count():
    with pytest.raises(InvalidValueError, match="'end' must be given, or else count, the number of dates"):
        PeriodicSchedule(start=date(2026, 1, 1), every=Period(months=1))


def test_a_calendar_reads_its_dates_once_and_in_any_order():
    closed = [date(2026, 12, 25), date(2026, 1, 1), date(2026, 1, 1)]
    assert ClosedDays(iter(closed)) == ClosedDays(reversed(closed)) != ClosedDays(closed, weekend=[6])


# Holidays of others


class GrowingHolidays(dict):
    """Like an object of the holidays package: a year is filled in when it is first asked about."""

    start_year, end_year = 2008, 2100

    def __init__(self, *years, expand=True):
        self.years, self.expand = set(), expand
        for year in years:
            self.fill(year)

    def fill(self, year):
        self.years.add(year)
        self[date(year, 1, 1)] = "New Year's Day"

    def __contains__(self, day):
        if self.expand and day.year not in self.years:
            self.fill(day.year)
        return dict.__contains__(self, day)

    def is_working_day(self, day):
        """Saturdays and Sundays are free, but for one Saturday that makes up for a bridge."""
        return day not in self and (day.weekday() < 5 or day == date(2026, 1, 10))


def test_freezing_holidays_leaves_them_as_they_were():
    theirs = GrowingHolidays(2025)
    calendar = from_holidays(theirs, years=range(2024, 2028))
    assert (dict(theirs), theirs.years) == ({date(2025, 1, 1): "New Year's Day"}, {2025})
    theirs[date(2026, 5, 4)] = "announced later"
    assert calendar.is_business_day(date(2026, 5, 4))
    assert (calendar.first, calendar.last) == (date(2024, 1, 1), date(2027, 12, 31))


def test_frozen_holidays_answer_as_the_object_does():
    calendar = from_holidays(GrowingHolidays(), years=[2026])
    theirs = GrowingHolidays()
    for number in range(date(2026, 1, 1).toordinal(), date(2027, 1, 1).toordinal()):
        day = date.fromordinal(number)
        assert calendar.is_business_day(day) is theirs.is_working_day(day)
    assert calendar.weekend == (6,)


@given(
    st.sets(st.dates(date(2025, 1, 1), date(2026, 12, 31)), max_size=30),
    st.sampled_from([set, list, frozenset, dict.fromkeys]),
)
def test_plain_dates_get_saturdays_and_sundays(closed, kind):
    frozen = from_holidays(kind(closed), years=(2025, 2026))
    plain = ClosedDays(closed)
    for number in range(date(2025, 1, 1).toordinal(), date(2027, 1, 1).toordinal(), 5):
        assert frozen.is_business_day(date.fromordinal(number)) is plain.is_business_day(date.fromordinal(number))


@pytest.mark.parametrize(
    ("holidays", "years", "message"),
    [
        (GrowingHolidays(), 2007, "'years' must be from 2008 to 2100, the years of these holidays"),
        (GrowingHolidays(), [2100, 2101], "'years' must be from 2008 to 2100"),
        (GrowingHolidays(2024, 2025, expand=False), range(2024, 2027), r"'years' must be among \[2024, 2025\]"),
        (GrowingHolidays(), [2024, 2026], "'years' must be a year, or consecutive years"),
        (GrowingHolidays(), [], "'years' must be a year, or consecutive years"),
        (GrowingHolidays(), None, "'years' must be a year, or consecutive years"),
        (GrowingHolidays(), True, "'years' must be a whole number of years"),
        (GrowingHolidays(), "2024", r"'years' must be a year, or consecutive years \(got '2024'\)"),
        ("2024-01-01", 2024, "'holidays' must be an object of the holidays package"),
        (GrowingHolidays, 2024, "'holidays' must be an object of the holidays package"),
        (date(2024, 1, 1), 2024, "'holidays' must be an object of the holidays package"),
    ],
)
def test_years_that_the_holidays_do_not_cover_are_refused(holidays, years, message):
    """A year without rules is not a year without holidays."""
    with pytest.raises(InvalidValueError, match=message):
        from_holidays(holidays, years=years)


# Rolls


@given(days, calendars, moving_rolls)
def test_a_roll_ends_on_a_business_day_and_leaves_one_alone(day, calendar, roll):
    rolled = roll.adjust(day, calendar)
    assert calendar.is_business_day(rolled)
    assert roll.adjust(rolled, calendar) == rolled
    assert (rolled == day) is calendar.is_business_day(day)


@given(days, calendars)
def test_no_roll_leaves_every_day(day, calendar):
    assert Roll.NONE.adjust(day, calendar) == day


def business_days(calendar, first, last):
    return [day for n in range((last - first).days + 1) if calendar.is_business_day(day := first + timedelta(days=n))]


@given(days, calendars)
def test_rolls_pick_from_the_business_days_around(day, calendar):
    """Each convention by its words, over a list of the business days around the day."""
    around = business_days(calendar, day - timedelta(days=120), day + timedelta(days=120))
    after, before = min(d for d in around if d >= day), max(d for d in around if d <= day)
    month = (day.year, day.month)
    half = (*month, day.day > 15)
    same_half = (after.year, after.month, after.day > 15) == half
    nearest = min(around, key=lambda each: (abs(each - day), each < day))
    expected = {
        Roll.FOLLOWING: after,
        Roll.PRECEDING: before,
        Roll.MODIFIED_FOLLOWING: after if (after.year, after.month) == month else before,
        Roll.MODIFIED_PRECEDING: before if (before.year, before.month) == month else after,
        Roll.MODIFIED_FOLLOWING_BIMONTHLY: after if same_half else before,
        Roll.NEAREST: nearest,
    }
    assert {roll: roll.adjust(day, calendar) for roll in expected} == expected


@given(days, st.integers(0, 40), calendars, st.sampled_from(Roll))
def test_a_later_day_never_rolls_to_an_earlier_one(day, later, calendar, roll):
    assert roll.adjust(day, calendar) <= roll.adjust(day + timedelta(days=later), calendar)


def test_a_modified_roll_asks_nothing_beyond_its_month():
    """31 December is rolled back although the calendar ends with it; following would have to know the next year."""
    calendar = ClosedDays([date(2026, 12, 31)], first=date(2026, 1, 1), last=date(2026, 12, 31))
    assert Roll.MODIFIED_FOLLOWING.adjust(date(2026, 12, 31), calendar) == date(2026, 12, 30)
    for roll in (Roll.FOLLOWING, Roll.NEAREST):
        with pytest.raises(InvalidValueError, match="the days the calendar knows"):
            roll.adjust(date(2026, 12, 31), calendar)


NEVER = JointCalendar([Weekend(days=range(6)), Weekend(days=[6])])


@pytest.mark.parametrize("roll", [roll for roll in Roll if roll is not Roll.NONE])
def test_a_calendar_that_never_opens_ends_the_search(roll):
    with pytest.raises(InvalidValueError, match="'day' must be a day with a business day at most 366 days"):
        roll.adjust(date(2026, 1, 1), NEVER)


@given(days, st.integers(-60, 60), calendars)
def test_business_days_are_counted_from_the_next(day, count, calendar):
    """Between the day and the result, itself included, lie as many business days as were added."""
    reached = add_business_days(day, count, calendar)
    if count == 0:
        assert reached == day
    elif count > 0:
        assert business_days_between(day + ONE_DAY, reached + ONE_DAY, calendar) == count
    else:
        assert business_days_between(reached, day, calendar) == -count
    assert count == 0 or calendar.is_business_day(reached)


@given(days, st.integers(-30, 30), calendars)
def test_business_days_added_can_be_taken_back(day, count, calendar):
    start = Roll.FOLLOWING.adjust(day, calendar)
    assert add_business_days(add_business_days(start, count, calendar), -count, calendar) == start


@given(days, st.integers(0, 90), st.integers(0, 90), calendars)
def test_business_days_of_adjacent_spans_add_up(day, first, second, calendar):
    middle = day + timedelta(days=first)
    end = middle + timedelta(days=second)
    halves = business_days_between(day, middle, calendar) + business_days_between(middle, end, calendar)
    assert halves == business_days_between(day, end, calendar) == len(business_days(calendar, day, end - ONE_DAY))


# Months, for all days of common and leap years


def test_the_day_after_a_month_end_is_a_first():
    for day in ALL_DAYS:
        end = end_of_month(day)
        assert (end.year, end.month, (end + ONE_DAY).day) == (day.year, day.month, 1)


def test_adding_months_clips():
    """28 February stays a 28th; what a month is too short for becomes its last day."""
    for day in ALL_DAYS:
        for months in range(-26, 27):
            assert add_months(day, months) == day + relativedelta(months=months)


def test_a_month_end_stays_a_month_end():
    """And no other day becomes one, unless it is clipped."""
    for day in ALL_DAYS:
        for months in range(-26, 27):
            moved = add_months(day, months, month_end=MonthEnd.LAST_DAY)
            clipped = day + relativedelta(months=months)
            assert moved == (end_of_month(clipped) if day == end_of_month(day) else clipped)


def test_the_last_business_day_of_a_month_stays_one():
    """Friday 30 January 2026 becomes Friday 27 February; Saturday 31 January, which is past it, is clipped."""
    for day in ALL_DAYS:
        month = business_days(WEEKDAYS, day.replace(day=1), end_of_month(day))
        assert last_business_day(day, WEEKDAYS) == month[-1]
        for months in (-13, -1, 0, 1, 2, 12):
            moved = add_months(day, months, month_end=MonthEnd.LAST_BUSINESS_DAY, calendar=WEEKDAYS)
            clipped = day + relativedelta(months=months)
            assert moved == (last_business_day(clipped, WEEKDAYS) if day == month[-1] else clipped)


def test_a_month_without_a_business_day_has_no_last_one():
    closed = ClosedDays([date(2026, 2, n) for n in range(1, 29)])
    with pytest.raises(InvalidValueError, match="'day' must be a day of a month with a business day"):
        last_business_day(date(2026, 2, 10), closed)
    assert add_months(date(2026, 2, 28), 1, month_end=MonthEnd.LAST_BUSINESS_DAY, calendar=closed) == date(2026, 3, 28)


def test_a_day_of_the_month_is_reached_or_clipped():
    for day in ALL_DAYS:
        assert on_day(day, DayOfMonth.SAME_DAY) == day
        assert on_day(day, DayOfMonth.END_OF_MONTH) == on_day(day, 31) == end_of_month(day)
        for number in range(1, 32):
            assert on_day(day, number) == day + relativedelta(day=number)


@pytest.mark.parametrize("day_of_month", [1, 15, 28, 29, 30, 31, DayOfMonth.END_OF_MONTH])
def test_the_next_such_day_lies_after_and_the_previous_before(day_of_month):
    for day in ALL_DAYS:
        for every in (Period(days=1), Period(weeks=2), Period(months=1), Period(months=3)):
            later, earlier = (move(day, day_of_month, every=every) for move in (next_on_day, previous_on_day))
            assert earlier < day < later
            assert (earlier, later) == (on_day(earlier, day_of_month), on_day(later, day_of_month))


def test_by_days_the_next_such_day_is_the_first_one():
    """No day of the month is passed over when the step is one day."""
    for day in ALL_DAYS:
        following = (day + timedelta(days=n) for n in range(1, 63))
        assert next_on_day(day, 30, every=Period(days=1)) == next(
            each for each in following if each == on_day(each, 30)
        )


@given(days, st.integers(-40, 40), calendars, st.sampled_from(Roll))
def test_advancing_is_moving_and_then_rolling(day, count, calendar, roll):
    moved = {Period(weeks=count): day + timedelta(weeks=count), Period(months=count): day + relativedelta(months=count)}
    for period, unadjusted in moved.items():
        assert advance(day, period, calendar=calendar, roll=roll) == roll.adjust(unadjusted, calendar)


@given(days, st.integers(1, 40), calendars, moving_rolls)
def test_a_business_month_end_advances_to_one(day, count, calendar, roll):
    """With a roll the last business day, and each closed day after it, leads to the last business day."""
    last = last_business_day(day, calendar)
    for start in business_days(EVERY_DAY, last, end_of_month(day)):
        reached = advance(start, Period(months=count), calendar=calendar, roll=roll, end_of_month=True)
        assert reached == last_business_day(add_months(day.replace(day=1), count), calendar)


def test_without_a_roll_only_the_calendar_month_ends():
    friday = date(2026, 1, 30)
    assert advance(friday, Period(months=2), calendar=WEEKDAYS, roll=Roll.NONE, end_of_month=True) == date(2026, 3, 30)
    month_end = date(2026, 2, 28)
    assert advance(month_end, Period(months=1), roll=Roll.NONE, end_of_month=True) == date(2026, 3, 31)
    assert advance(month_end, Period(months=0), calendar=WEEKDAYS, end_of_month=True) == date(2026, 3, 2)


@given(st.integers(-500, 500))
def test_periods_are_kept_in_days_and_months(count):
    assert Period(weeks=count) == Period(days=7 * count)
    assert Period(years=count) == Period(months=12 * count)
    for period in (Period(weeks=count), Period(years=count)):
        assert eval(repr(period)) == period or count == 0
        assert hash(copy.deepcopy(period)) == hash(period)


def test_periods_read_as_english():
    texts = [str(period) for period in (Period(months=1), Period(years=2), Period(weeks=1), Period(days=-1))]
    assert texts == ["1 month", "24 months", "7 days", "-1 day"]


# Schedules


schedules = st.builds(
    lambda start, length, **others: PeriodicSchedule(start=start, end=start + timedelta(days=length), **others),
    days,
    st.integers(1, 3_000),
    every=periods,
    stub=st.sampled_from(Stub),
    short_months=st.sampled_from(ShortMonths),
)
monthly_schedules = st.builds(
    lambda start, length, **others: PeriodicSchedule(start=start, end=start + timedelta(days=length), **others),
    days,
    st.integers(1, 3_000),
    every=months_and_years,
    day_of_month=st.one_of(st.integers(1, 31), st.sampled_from(DayOfMonth)),
    stub=st.sampled_from(Stub),
    short_months=st.sampled_from(ShortMonths),
)
any_schedule = st.one_of(schedules, monthly_schedules)


@given(any_schedule)
def test_a_schedule_runs_from_its_start_to_its_end(schedule):
    dates = schedule.unadjusted()
    assert (dates[0], dates[-1]) == (schedule.start, schedule.end)
    assert all(earlier < later for earlier, later in pairwise(dates))


@given(any_schedule, calendars, moving_rolls)
def test_adjusted_dates_are_business_days_once_each(schedule, calendar, roll):
    dates = schedule.adjusted(calendar, roll)
    assert all(earlier < later for earlier, later in pairwise(dates))
    assert list(dates) == sorted({roll.adjust(day, calendar) for day in schedule.unadjusted()})


@given(days, st.integers(1, 60), periods)
def test_every_date_counts_from_the_anchor(start, count, every):
    """Never from the date before it: the k-th date is k periods from the start."""
    dates = PeriodicSchedule(start=start, every=every, count=count).unadjusted()
    step = relativedelta(months=every.months, days=every.days)
    assert dates == tuple(start + k * step for k in range(count))


@given(schedules)
def test_dates_count_back_from_the_end_when_the_stub_is_in_front(schedule):
    dates = schedule.unadjusted()
    anchor, sign = (schedule.end, -1) if schedule.stub.in_front else (schedule.start, 1)
    step = relativedelta(months=sign * schedule.every.months, days=sign * schedule.every.days)
    own = {anchor + k * step for k in range(len(dates) * 2 + 40)}
    assert set(dates[1:-1]) <= own


def variants(schedule):
    """The same schedule with a short, long and smart stub on the same side."""
    side = "front" if schedule.stub.in_front else "back"
    fields = {name: getattr(schedule, name) for name in ("start", "end", "every", "day_of_month", "short_months")}
    return [PeriodicSchedule(**fields, stub=Stub(f"{kind}_{side}")).unadjusted() for kind in ("short", "long", "smart")]


@given(any_schedule)
def test_a_long_stub_is_the_short_one_joined_with_its_neighbor(schedule):
    short, long, smart = variants(schedule)
    if long != short:
        gone = 1 if schedule.stub.in_front else -2
        assert long == tuple(day for day in short if day != short[gone])
        rest = short[1] - short[0] if schedule.stub.in_front else short[-1] - short[-2]
        assert smart == (long if rest < timedelta(days=7) else short)
    else:
        assert smart == short


def test_a_whole_number_of_periods_has_no_stub():
    for stub in Stub:
        dates = PeriodicSchedule(
            start=date(2026, 1, 15), end=date(2026, 4, 15), every=Period(months=1), stub=stub
        ).unadjusted()
        assert [day.month for day in dates] == [1, 2, 3, 4]


@given(
    st.lists(days, min_size=4, max_size=4, unique=True), periods, st.sampled_from([Stub.SHORT_BACK, Stub.SHORT_FRONT])
)
def test_regular_periods_lie_between_their_days(four, every, stub):
    start, first, last, end = sorted(four)
    inside = PeriodicSchedule(start=first, end=last, every=every, stub=stub)
    outside = PeriodicSchedule(start=start, end=end, first_regular=first, last_regular=last, every=every, stub=stub)
    assert outside.unadjusted() == (start, *inside.unadjusted(), end)


@given(days, st.integers(1, 40), months_and_years, st.one_of(st.integers(1, 31), st.sampled_from(DayOfMonth)))
def test_more_dates_leave_the_first_ones_as_they_are(start, count, every, day_of_month):
    few = PeriodicSchedule(start=start, every=every, count=count, day_of_month=day_of_month).unadjusted()
    more = PeriodicSchedule(start=start, every=every, count=count + 1, day_of_month=day_of_month).unadjusted()
    assert more[:-1] == few
    assert len(few) == count


@given(days, st.integers(1, 15), st.integers(1, 24))
def test_skipping_short_months_is_what_rfc_5545_does(start, every, count):
    schedule = PeriodicSchedule(start=start, every=Period(months=every), count=count, short_months=ShortMonths.SKIP)
    theirs = rrule(MONTHLY, dtstart=datetime(start.year, start.month, start.day), interval=every, count=count)  # noqa: DTZ001
    assert schedule.unadjusted() == tuple(each.date() for each in theirs)


@given(days, st.integers(1, 400), st.integers(1, 24))
def test_days_are_counted_as_rfc_5545_does(start, every, count):
    schedule = PeriodicSchedule(start=start, every=Period(days=every), count=count)
    theirs = rrule(DAILY, dtstart=datetime(start.year, start.month, start.day), interval=every, count=count)  # noqa: DTZ001
    assert schedule.unadjusted() == tuple(each.date() for each in theirs)


def test_a_clipped_date_remembers_its_day():
    """From every day of a year: each month has the day of the start, or its own last day where it is shorter."""
    for day in ALL_DAYS:
        for date_ in PeriodicSchedule(start=day, every=Period(months=1), count=27).unadjusted():
            assert date_.day == min(day.day, end_of_month(date_).day)


def test_month_ends_stick():
    """From every day of a year: all dates after the start are the last days of successive months."""
    for day in ALL_DAYS:
        schedule = PeriodicSchedule(start=day, every=Period(months=1), count=27, day_of_month=DayOfMonth.END_OF_MONTH)
        first, *others = schedule.unadjusted()
        assert first == day
        assert others == [end_of_month(add_months(day, k)) for k in range(1, 27)]


JAN, DEC = date(2026, 1, 1), date(2026, 12, 31)
MONTHLY_PERIOD = Period(months=1)


@pytest.mark.parametrize(
    ("fields", "attribute"),
    [
        ({"start": JAN, "every": MONTHLY_PERIOD}, "end"),
        ({"start": JAN, "every": MONTHLY_PERIOD, "end": JAN}, "end"),
        ({"start": JAN, "every": MONTHLY_PERIOD, "end": DEC, "count": 3}, "count"),
        ({"start": JAN, "every": MONTHLY_PERIOD, "count": 0}, "count"),
        ({"start": JAN, "every": MONTHLY_PERIOD, "count": 3, "stub": Stub.SHORT_FRONT}, "count"),
        ({"start": JAN, "every": MONTHLY_PERIOD, "count": 3, "first_regular": DEC}, "count"),
        ({"start": JAN, "every": MONTHLY_PERIOD, "end": DEC, "first_regular": date(2025, 12, 31)}, "first_regular"),
        ({"start": JAN, "every": MONTHLY_PERIOD, "end": DEC, "last_regular": date(2027, 1, 1)}, "end"),
        (
            {"start": JAN, "every": MONTHLY_PERIOD, "end": DEC, "first_regular": DEC, "last_regular": date(2026, 5, 1)},
            "last_regular",
        ),
        ({"start": JAN, "every": 1, "end": DEC}, "every"),
        ({"start": JAN, "every": Period(days=0), "end": DEC}, "every"),
        ({"start": JAN, "every": Period(months=-1), "end": DEC}, "every"),
        ({"start": JAN, "every": Period(weeks=1), "end": DEC, "day_of_month": 15}, "day_of_month"),
        ({"start": JAN, "every": MONTHLY_PERIOD, "end": DEC, "day_of_month": 32}, "day_of_month"),
        ({"start": JAN, "every": MONTHLY_PERIOD, "end": DEC, "stub": "back"}, "stub"),
        ({"start": JAN, "every": MONTHLY_PERIOD, "end": DEC, "short_months": "leave"}, "short_months"),
        ({"start": "2026-01-01", "every": MONTHLY_PERIOD, "end": DEC}, "start"),
        ({"start": JAN, "every": MONTHLY_PERIOD, "end": datetime(2026, 12, 31)}, "end"),  # noqa: DTZ001
    ],
)
def test_a_schedule_that_contradicts_itself_is_refused(fields, attribute):
    with pytest.raises(InvalidValueError) as refused:
        PeriodicSchedule(**fields)
    assert refused.value.attribute == attribute


# The ends of time: years 1 and 9999

EARLY, LATE = date(1, 1, 2), date(MAXYEAR, 12, 30)
ALL_BUT_WEDNESDAY = Weekend(days=(0, 1, 3, 4, 5, 6))
"""Both ends of time are closed: 1 January of year 1 is a Monday, 31 December 9999 a Friday."""


@pytest.mark.parametrize(
    "beyond",
    [
        lambda: add_days(LATE, 2),
        lambda: add_days(EARLY, -2),
        lambda: add_days(LATE, 366_000),
        lambda: add_months(LATE, 1),
        lambda: add_months(EARLY, -1),
        lambda: add_months(EARLY, -366_000),
        lambda: Roll.FOLLOWING.adjust(LATE, ALL_BUT_WEDNESDAY),
        lambda: Roll.PRECEDING.adjust(EARLY, ALL_BUT_WEDNESDAY),
        lambda: Roll.NEAREST.adjust(LATE, NEVER),
        lambda: add_business_days(LATE, 2, WEEKDAYS),
        lambda: add_business_days(EARLY, -2, EVERY_DAY),
        lambda: advance(LATE, Period(weeks=1)),
        lambda: advance(LATE, Period(months=1), end_of_month=True),
        lambda: next_on_day(LATE, 30, every=Period(days=1)),
        lambda: previous_on_day(EARLY, 2, every=Period(days=1)),
        lambda: PeriodicSchedule(start=LATE, every=Period(days=1), count=3).unadjusted(),
        lambda: PeriodicSchedule(start=LATE, every=MONTHLY_PERIOD, count=2).unadjusted(),
        lambda: PeriodicSchedule(
            start=date(2026, 2, 1), every=Period(years=1), count=2, day_of_month=30, short_months=ShortMonths.SKIP
        ).unadjusted(),
    ],
)
def test_beyond_the_years_of_four_digits_is_refused_by_name(beyond):
    with pytest.raises(InvalidValueError, match="9999"):
        beyond()


def test_the_ends_of_time_can_be_reached():
    assert add_days(LATE, 1) == date.max
    assert add_days(EARLY, -1) == date.min
    assert end_of_month(LATE) == on_day(LATE, 31) == date.max
    assert Roll.MODIFIED_FOLLOWING.adjust(LATE, ALL_BUT_WEDNESDAY) == date(MAXYEAR, 12, 29)
    assert Roll.NEAREST.adjust(date.max, ALL_BUT_WEDNESDAY) == date(MAXYEAR, 12, 29)
    assert Roll.NEAREST.adjust(date.min, ALL_BUT_WEDNESDAY) == date(1, 1, 3)
    assert last_business_day(LATE, WEEKDAYS) == date.max
    assert advance(LATE, Period(days=0), calendar=WEEKDAYS, end_of_month=True) == LATE
    assert business_days_between(LATE, date.max, EVERY_DAY) == 1


@pytest.mark.parametrize("stub", Stub)
@pytest.mark.parametrize("every", [Period(days=1), Period(weeks=1), Period(months=1), Period(years=1)])
def test_a_schedule_may_touch_the_ends_of_time(stub, every):
    late = PeriodicSchedule(start=date(MAXYEAR, 12, 1), end=date.max, every=every, stub=stub)
    early = PeriodicSchedule(start=date.min, end=date(1, 1, 31), every=every, stub=stub)
    assert (late.unadjusted()[-1], early.unadjusted()[0]) == (date.max, date.min)
