"""Calendars beside QuantLib and ``holidays``: 100,000 random questions of each sort, and no unexplained answer.

The differences that remain are systematic; docs/explanation/calendars-and-other-libraries.md works a date for each, and
each has its own test here that says exactly when it shows.
"""

from __future__ import annotations

import random
import warnings
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from receivables.calendars import (
    EVERY_DAY,
    Calendar,
    ClosedDays,
    DayOfMonth,
    JointCalendar,
    Period,
    PeriodicSchedule,
    Roll,
    Stub,
    add_business_days,
    advance,
    business_days_between,
    end_of_month,
    from_holidays,
    last_business_day,
)

QUESTIONS = 100_000
SEED = 20260101
FIRST, LAST = date(1990, 1, 1), date(2075, 12, 31)
"""The days that our calendars know."""
BEGIN, STOP = date(1995, 1, 1).toordinal(), date(2040, 1, 1).toordinal()
"""The days that are asked about: whatever is reached from them is known."""
OFFSET = date(1899, 12, 30).toordinal()
"""QuantLib numbers its days as spreadsheets do."""
MONTHLY = ("months", "years")


class Asked:
    """The questions: the same ones in every run."""

    def __init__(self) -> None:
        self.chance = random.Random(SEED)

    def day(self) -> date:
        return date.fromordinal(self.chance.randrange(BEGIN, STOP))

    def day_near_a_month_end(self) -> date:
        return end_of_month(self.day()) - timedelta(days=self.chance.randrange(4))

    def period(self) -> tuple[str, int]:
        unit, most = self.chance.choice((("days", 10), ("weeks", 6), ("months", 12), ("months", 3), ("years", 2)))
        return unit, self.chance.randint(1, most)


@pytest.fixture(scope="module")
def ql() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # its extension module, on newer Pythons
        return pytest.importorskip("QuantLib", reason="QuantLib is not installed (group test)")


@pytest.fixture(scope="module")
def holidays() -> Any:
    return pytest.importorskip("holidays", reason="holidays is not installed (group test)")


@pytest.fixture
def asked() -> Asked:
    return Asked()


@pytest.fixture(scope="module")
def to_ql(ql: Any) -> Callable[[date], Any]:
    return lambda day: ql.Date(day.toordinal() - OFFSET)


def from_ql(day: Any) -> date:
    return date.fromordinal(day.serialNumber() + OFFSET)


def as_ours(theirs: Any, to_ql: Callable[[date], Any]) -> Calendar:
    """A calendar of theirs as closed days, weekends and the weekend days that China works among them."""
    days = map(date.fromordinal, range(FIRST.toordinal(), LAST.toordinal() + 1))
    return ClosedDays([day for day in days if not theirs.isBusinessDay(to_ql(day))], weekend=(), first=FIRST, last=LAST)


@pytest.fixture(scope="module")
def pairs(ql: Any, to_ql: Callable[[date], Any]) -> list[tuple[Any, Calendar]]:
    """Calendars of theirs, each with ours: Fridays and Saturdays off, worked Sundays, a joint one, and no holidays."""
    theirs = [
        ql.TARGET(),
        ql.UnitedStates(ql.UnitedStates.NYSE),
        ql.UnitedKingdom(),
        ql.Japan(),
        ql.SaudiArabia(),
        ql.Israel(),
        ql.China(ql.China.IB),
        ql.WeekendsOnly(),
    ]
    both = [(each, as_ours(each, to_ql)) for each in theirs]
    joint = (ql.JointCalendar(theirs[0], theirs[3], ql.JoinHolidays), JointCalendar([both[0][1], both[3][1]]))
    return [*both, joint, (ql.NullCalendar(), EVERY_DAY)]


@pytest.fixture(scope="module")
def conventions(ql: Any) -> dict[Roll, Any]:
    return {
        Roll.NONE: ql.Unadjusted,
        Roll.FOLLOWING: ql.Following,
        Roll.MODIFIED_FOLLOWING: ql.ModifiedFollowing,
        Roll.MODIFIED_FOLLOWING_BIMONTHLY: ql.HalfMonthModifiedFollowing,
        Roll.PRECEDING: ql.Preceding,
        Roll.MODIFIED_PRECEDING: ql.ModifiedPreceding,
        Roll.NEAREST: ql.Nearest,
    }


def disagreements(answers: Iterator[tuple[object, object, object]]) -> list[tuple[object, object, object]]:
    """The first few questions with two answers; each item is (question, ours, theirs)."""
    return [(question, ours, theirs) for question, ours, theirs in answers if ours != theirs][:5]


# QuantLib


def test_rolls_agree_with_quantlib(asked, pairs, conventions, to_ql):
    def answers() -> Iterator[tuple[object, object, object]]:
        for _ in range(QUESTIONS):
            (theirs, ours), roll = asked.chance.choice(pairs), asked.chance.choice(list(Roll))
            day = asked.day()
            yield (
                (theirs.name(), roll, day),
                roll.adjust(day, ours),
                from_ql(theirs.adjust(to_ql(day), conventions[roll])),
            )

    assert disagreements(answers()) == []


def test_business_days_added_agree_with_quantlib(ql, asked, pairs, to_ql):
    """Adding none is asked separately below."""

    def answers() -> Iterator[tuple[object, object, object]]:
        for _ in range(QUESTIONS):
            theirs, ours = asked.chance.choice(pairs)
            day, count = asked.day(), asked.chance.randint(1, 30) * asked.chance.choice((-1, 1))
            reached = from_ql(theirs.advance(to_ql(day), count, ql.Days))
            yield (theirs.name(), day, count), add_business_days(day, count, ours), reached

    assert disagreements(answers()) == []


def test_adding_no_business_days_leaves_the_day_where_quantlib_rolls_it(ql, asked, pairs, to_ql):
    def answers() -> Iterator[tuple[object, object, object]]:
        for _ in range(QUESTIONS):
            theirs, ours = asked.chance.choice(pairs)
            day = asked.day()
            assert add_business_days(day, 0, ours) == day
            rolled = from_ql(theirs.advance(to_ql(day), 0, ql.Days))
            yield (theirs.name(), day), Roll.FOLLOWING.adjust(day, ours), rolled

    assert disagreements(answers()) == []


def test_business_days_between_agree_with_quantlib(asked, pairs, to_ql):
    def answers() -> Iterator[tuple[object, object, object]]:
        for _ in range(QUESTIONS):
            theirs, ours = asked.chance.choice(pairs)
            start = asked.day()
            end = start + timedelta(days=asked.chance.randint(0, 45))
            count = theirs.businessDaysBetween(to_ql(start), to_ql(end))
            yield (theirs.name(), start, end), business_days_between(start, end, ours), count

    assert disagreements(answers()) == []


def test_last_business_days_agree_with_quantlib(asked, pairs, to_ql):
    def answers() -> Iterator[tuple[object, object, object]]:
        for _ in range(QUESTIONS):
            theirs, ours = asked.chance.choice(pairs)
            day = asked.day()
            yield (theirs.name(), day), last_business_day(day, ours), from_ql(theirs.endOfMonth(to_ql(day)))

    assert disagreements(answers()) == []


def test_days_moved_by_a_period_agree_with_quantlib(ql, asked, pairs, conventions, to_ql):
    """Weeks, months and years, forward and back, with and without month ends that stay month ends."""
    units = {"weeks": ql.Weeks, "months": ql.Months, "years": ql.Years}

    def answers() -> Iterator[tuple[object, object, object]]:
        for _ in range(QUESTIONS):
            (theirs, ours), roll = asked.chance.choice(pairs), asked.chance.choice(list(Roll))
            day = asked.chance.choice((asked.day, asked.day_near_a_month_end))()
            unit, count, sticky = (
                asked.chance.choice(list(units)),
                asked.chance.randint(-5, 5),
                asked.chance.random() < 0.5,
            )
            reached = advance(day, Period(**{unit: count}), calendar=ours, roll=roll, end_of_month=sticky)
            other = theirs.advance(to_ql(day), count, units[unit], conventions[roll], sticky)
            yield (theirs.name(), roll, day, unit, count, sticky), reached, from_ql(other)

    assert disagreements(answers()) == []


def their_dates(
    ql: Any, to_ql: Callable[[date], Any], schedule: PeriodicSchedule, period: Any, *rules: Any
) -> tuple[date, ...]:
    """What QuantLib makes of the schedule, with a calendar, a convention and whether month ends stick."""
    calendar, convention, sticky = rules
    direction = ql.DateGeneration.Backward if schedule.stub.in_front else ql.DateGeneration.Forward
    first, last = (to_ql(day) if day else ql.Date() for day in (schedule.first_regular, schedule.last_regular))
    start, end = to_ql(schedule.start), to_ql(schedule.end)
    dates = ql.Schedule(start, end, period, calendar, convention, convention, direction, sticky, first, last).dates()
    return tuple(map(from_ql, dates))


def random_schedule(asked: Asked, start: date, unit: str, count: int, **fields: Any) -> PeriodicSchedule:
    """Up to 6 periods and a rest from ``start``, sometimes with regular periods that begin or end elsewhere."""
    length = {"days": 1, "weeks": 7, "months": 30, "years": 365}[unit] * count * asked.chance.randint(1, 6)
    end = start + timedelta(days=length + asked.chance.randint(0, 40))
    within = [start + timedelta(days=asked.chance.randint(0, (end - start).days)) for _ in range(2)]
    first, last = (day if asked.chance.random() < 0.2 else None for day in sorted(within))
    every = Period(**{unit: count})
    return PeriodicSchedule(start=start, end=end, every=every, first_regular=first, last_regular=last, **fields)


def test_schedules_agree_with_quantlib(ql, asked, pairs, conventions, to_ql):
    """Short stubs at either end, regular dates, all periods and conventions, on the anchor's own day.

    Where all dates roll to one day, QuantLib refuses the schedule; ours has that one date.
    """
    units = {"days": ql.Days, "weeks": ql.Weeks, "months": ql.Months, "years": ql.Years}

    def answers() -> Iterator[tuple[object, object, object]]:
        for _ in range(QUESTIONS):
            (theirs, ours), roll = asked.chance.choice(pairs), asked.chance.choice(list(Roll))
            unit, count = asked.period()
            stub = asked.chance.choice((Stub.SHORT_BACK, Stub.SHORT_FRONT))
            schedule = random_schedule(asked, asked.day(), unit, count, stub=stub)
            dates = schedule.adjusted(ours, roll)
            rules = (theirs, conventions[roll], False)
            if len(dates) == 1:
                with pytest.raises(RuntimeError, match="degenerate single date"):
                    their_dates(ql, to_ql, schedule, ql.Period(count, units[unit]), *rules)
                continue
            yield (
                (theirs.name(), roll, schedule),
                dates,
                their_dates(ql, to_ql, schedule, ql.Period(count, units[unit]), *rules),
            )

    assert disagreements(answers()) == []


def expected_of_quantlib(schedule: PeriodicSchedule, calendar: Calendar) -> PeriodicSchedule | None:
    """The schedule that QuantLib means by one of month ends, or ``None`` where it means ours.

    It asks whether the anchor is at or after the last *business* day of its month, also when nothing is rolled, and
    leaves the month ends aside when it is not.
    """
    anchor = schedule.end if schedule.stub.in_front else schedule.start
    if anchor >= last_business_day(anchor, calendar):
        return None
    return PeriodicSchedule(start=schedule.start, end=schedule.end, every=schedule.every, stub=schedule.stub)


def left_out_by_quantlib(schedule: PeriodicSchedule, calendar: Calendar, roll: Roll) -> date | None:
    """The month end that QuantLib misses after the start, when it counts back from a business month end.

    It stops where the date that is still on the day of the end, not yet at its month end, rolls to the start or before.
    """
    if not schedule.stub.in_front or schedule.end == end_of_month(schedule.end):
        return None
    _, first, *_ = schedule.unadjusted()
    early = first.replace(day=min(first.day, schedule.end.day))
    is_missed = first < schedule.end and roll.adjust(early, calendar) <= roll.adjust(schedule.start, calendar)
    return first if is_missed else None


def test_schedules_of_month_ends_agree_with_quantlib_from_a_month_end(ql, asked, pairs, conventions, to_ql):
    """And from another anchor theirs is a schedule on the anchor's own day: the flag has no effect."""
    units = {"months": ql.Months, "years": ql.Years}

    def answers() -> Iterator[tuple[object, object, object]]:
        for _ in range(QUESTIONS):
            (theirs, ours), roll = asked.chance.choice(pairs), asked.chance.choice(list(Roll))
            unit, count = asked.chance.choice((("months", asked.chance.randint(1, 12)), ("years", 1)))
            stub = asked.chance.choice((Stub.SHORT_BACK, Stub.SHORT_FRONT))
            start, span = asked.day_near_a_month_end(), Period(**{unit: count * asked.chance.randint(1, 5)})
            end = advance(start, span, end_of_month=True) + timedelta(
                days=asked.chance.choice((-2, -1, 0, 0, 1, 9, 20))
            )
            every = Period(**{unit: count})
            schedule = PeriodicSchedule(
                start=start, end=end, every=every, stub=stub, day_of_month=DayOfMonth.END_OF_MONTH
            )
            other = expected_of_quantlib(schedule, ours)
            missed = None if other else left_out_by_quantlib(schedule, ours, roll)
            dates = [day for day in (other or schedule).unadjusted() if day != missed]
            rolled = tuple(dict.fromkeys(roll.adjust(day, ours) for day in dates))
            if len(rolled) > 1:
                rules = (theirs, conventions[roll], True)
                found = their_dates(ql, to_ql, schedule, ql.Period(count, units[unit]), *rules)
                yield (theirs.name(), roll, schedule), rolled, found

    assert disagreements(answers()) == []


# holidays


@pytest.fixture(scope="module")
def frozen(holidays) -> list[tuple[Any, Calendar]]:
    """Objects of the package with the years 1999 to 2041, each with ours: among them China's worked weekends."""
    years = range(1999, 2042)
    theirs = [holidays.country_holidays(code, years=years) for code in ("CN", "DE", "FR", "GB", "JP", "US")]
    theirs += [holidays.country_holidays("AE", years=years), holidays.country_holidays("CA", subdiv="QC", years=years)]
    theirs += [holidays.financial_holidays(code, years=years) for code in ("XECB", "XNYS")]
    theirs += [holidays.country_holidays("IT", years=years) + holidays.country_holidays("PT", years=years)]
    before = [(dict(each), set(each.years)) for each in theirs]
    ours = [from_holidays(each, years=years) for each in theirs]
    assert [(dict(each), set(each.years)) for each in theirs] == before
    return list(zip(theirs, ours, strict=True))


def day_of_this_century(asked: Asked) -> date:
    return date.fromordinal(asked.chance.randrange(date(2000, 1, 1).toordinal(), date(2041, 1, 1).toordinal()))


def test_frozen_holidays_agree_with_the_object(asked, frozen):
    def answers() -> Iterator[tuple[object, object, object]]:
        for _ in range(QUESTIONS):
            theirs, ours = asked.chance.choice(frozen)
            day = day_of_this_century(asked)
            yield day, ours.is_business_day(day), theirs.is_working_day(day)

    assert disagreements(answers()) == []


def test_business_days_added_agree_with_holidays(asked, frozen):
    """Adding none is left out: theirs rolls a free day forward, as QuantLib does."""

    def answers() -> Iterator[tuple[object, object, object]]:
        for _ in range(QUESTIONS):
            theirs, ours = asked.chance.choice(frozen)
            day, count = day_of_this_century(asked), asked.chance.randint(1, 12) * asked.chance.choice((-1, 1))
            yield (day, count), add_business_days(day, count, ours), theirs.get_nth_working_day(day, count)

    assert disagreements(answers()) == []


def test_business_days_between_agree_with_holidays(asked, frozen):
    """Theirs counts both ends in."""

    def answers() -> Iterator[tuple[object, object, object]]:
        for _ in range(QUESTIONS):
            theirs, ours = asked.chance.choice(frozen)
            start = day_of_this_century(asked)
            end = start + timedelta(days=asked.chance.randint(0, 25))
            count = theirs.get_working_days_count(start, end)
            yield (start, end), business_days_between(start, end + timedelta(days=1), ours), count

    assert disagreements(answers()) == []


def test_quantlib_and_holidays_know_the_same_target_days(ql, holidays, to_ql):
    """The rule of the TARGET calendar has not changed since 2002: no country's list is that quiet."""
    ours, theirs = from_holidays(holidays.financial_holidays("XECB"), years=range(2002, 2060)), ql.TARGET()
    days = map(date.fromordinal, range(date(2002, 1, 1).toordinal(), date(2060, 1, 1).toordinal()))
    assert [day for day in days if ours.is_business_day(day) is not theirs.isBusinessDay(to_ql(day))] == []
