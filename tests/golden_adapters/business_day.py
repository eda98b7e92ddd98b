"""Kind ``business_day``: dates rolled to business days, and moved by business days, weeks and months.

A case names a calendar that its file defines in its head (``calendars``: weekend and holidays); ``SAT_SUN`` has no
holidays. A calendar may also stand in the case itself, as such an object.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from receivables.calendars import Calendar, ClosedDays, Period, Roll, add_business_days, advance

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
SAT_SUN = {"weekend": ["Sat", "Sun"], "holidays": []}
OWN_FILE = Path(__file__).resolve().parent.parent / "goldens" / "business_day.json"


@cache
def calendars_of_our_file() -> Mapping[str, Any]:
    return json.loads(OWN_FILE.read_text("utf-8"))["calendars"]


def calendar_of(given: Mapping[str, Any], calendars: Mapping[str, Any]) -> Calendar:
    named = given["calendar"]
    found = named if isinstance(named, Mapping) else {"SAT_SUN": SAT_SUN, **calendars}[named]
    closed = [*found["holidays"], *given.get("extra_holidays", ())]
    return ClosedDays(map(date.fromisoformat, closed), weekend=[WEEKDAYS.index(each) for each in found["weekend"]])


def answer(given: dict[str, Any]) -> dict[str, Any]:
    """The ``expect`` of a case; ``calendars`` is the head of its file, by default of ours."""
    calendars = given.get("calendars")
    calendar = calendar_of(given, calendars_of_our_file() if calendars is None else calendars)
    day, roll = date.fromisoformat(given["date"]), Roll(given["convention"])
    if given["op"] == "adjust":
        reached = roll.adjust(day, calendar)
    elif given["op"] != "advance":
        raise ValueError(f"unknown op {given['op']!r}")
    elif given["unit"] == "business_days":
        reached = roll.adjust(add_business_days(day, given["n"], calendar), calendar)
    else:
        period = Period(**{given["unit"]: given["n"]})
        reached = advance(day, period, calendar=calendar, roll=roll, end_of_month=given.get("end_of_month", False))
    return {"date": reached.isoformat()}


def expected(given: dict[str, Any], expect: dict[str, Any]) -> dict[str, Any]:
    """The answer of the case as it stands."""
    return expect
