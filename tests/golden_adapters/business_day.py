"""Kind ``business_day``: dates rolled to business days, and moved by business days, weeks and months.

A case names a calendar that its file defines in its head (``calendars``: weekend and holidays); ``SAT_SUN`` has no
holidays. A calendar may also stand in the case itself, as such an object.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from golden_adapters.shared import calendar_of
from receivables.calendars import Period, Roll, add_business_days, advance


def answer(given: dict[str, Any]) -> dict[str, Any]:
    """The ``expect`` of a case."""
    calendar = calendar_of(given, "business_day", given.get("extra_holidays", ()))
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
