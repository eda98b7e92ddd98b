"""What several kinds have in common: currencies, and calendars by name."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from moneyed import Currency

from receivables.calendars import ClosedDays
from receivables.currencies import currency, custom_currency

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
SAT_SUN = {"weekend": ["Sat", "Sun"], "holidays": []}
HOME = Path(__file__).resolve().parent.parent / "goldens"


def unit_of(code: str) -> Currency:
    """The currency of ISO 4217; ``XTS``, which stands where a source names none, has two digits."""
    return custom_currency(code, 2) if code == "XTS" else currency(code)


@cache
def calendars_of_our_file(kind: str) -> Mapping[str, Any]:
    return json.loads((HOME / f"{kind}.json").read_text("utf-8"))["calendars"]


def calendar_of(given: Mapping[str, Any], kind: str, closed: Iterable[str] = ()) -> ClosedDays:
    """The calendar that a case names in the head of its file (by default of ours), or has itself.

    ``SAT_SUN`` has no holidays; ``closed`` are holidays of the case.
    """
    named, head = given["calendar"], given.get("calendars")
    by_name = {"SAT_SUN": SAT_SUN, **(calendars_of_our_file(kind) if head is None else head)}
    found = named if isinstance(named, Mapping) else by_name[named]
    weekend = [WEEKDAYS.index(each) for each in found["weekend"]]
    return ClosedDays(map(date.fromisoformat, [*found["holidays"], *closed]), weekend=weekend)
