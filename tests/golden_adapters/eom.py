"""Kind ``eom``: month arithmetic, rolling to a day of the month, and periodic schedules."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from receivables.calendars import (
    WEEKDAYS,
    ClosedDays,
    DayOfMonth,
    MonthEnd,
    Period,
    PeriodicSchedule,
    Roll,
    ShortMonths,
    Stub,
    add_months,
    next_on_day,
    on_day,
    previous_on_day,
)

SIDES = {"forward": "back", "backward": "front"}


def day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def day_of_month(given: int | str) -> int | DayOfMonth:
    return given if isinstance(given, int) else DayOfMonth(given)


def period(given: dict[str, Any]) -> Period:
    return Period(months=given.get("every_months"), days=given.get("every_days"))


def texts(days: Iterable[date]) -> list[str]:
    return [each.isoformat() for each in days]


def answer_add_months(given: dict[str, Any]) -> dict[str, Any]:
    rule = MonthEnd(given["month_end"])
    return {"date": add_months(day(given["date"]), given["months"], month_end=rule, calendar=WEEKDAYS).isoformat()}


def answer_roll(given: dict[str, Any]) -> dict[str, Any]:
    start, wanted = day(given["date"]), day_of_month(given["roll_day"])
    if "move" not in given:
        return {"date": on_day(start, wanted).isoformat()}
    move = {"next": next_on_day, "previous": previous_on_day}[given["move"]]
    return {"date": move(start, wanted, every=period(given)).isoformat()}


def answer_schedule(given: dict[str, Any]) -> dict[str, Any]:
    schedule = PeriodicSchedule(
        start=day(given["start"]),
        end=day(given.get("end")),
        count=given.get("count"),
        every=period(given),
        day_of_month=day_of_month(given.get("roll_day", "same_day")),
        stub=Stub(f"{given.get('stub', 'short')}_{SIDES[given.get('generate', 'forward')]}"),
        first_regular=day(given.get("first_regular")),
        last_regular=day(given.get("last_regular")),
        short_months=ShortMonths(given.get("short_months", "clip")),
    )
    calendar = ClosedDays(map(day, given.get("holidays", ())))
    adjusted = schedule.adjusted(calendar, Roll(given["convention"]))
    return {"unadjusted": texts(schedule.unadjusted()), "adjusted": texts(adjusted)}


def answer(given: dict[str, Any]) -> dict[str, Any]:
    """The ``expect`` of a case."""
    questions = {"add_months": answer_add_months, "roll": answer_roll, "schedule": answer_schedule}
    return questions[given["question"]](given)


def expected(given: dict[str, Any], expect: dict[str, Any]) -> dict[str, Any]:
    """The answer of the case as it stands."""
    return expect
