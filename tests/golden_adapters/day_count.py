"""Golden kind ``day_count``: a span by a convention of that name.

What a convention looks at beside the two dates has the names of the arguments of ``measure``. Spans are signed. A case
that only says that its end is the termination date means that day; ``reference_start`` and ``reference_end`` repeat
what stands in ``nominal_dates``; ``strata_name`` is a remark. Sources print decimals of a year fraction to as many
digits as they like (``year_fraction_decimal``): the exact fraction stands beside them, and is the answer.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from golden_adapters.shared import calendar_of
from receivables import ReceivablesError
from receivables.daycount import DayCount

FREQUENCIES = {"annual": 1, "semiannual": 2, "quarterly": 4, "monthly": 12}


def answer(given: dict[str, Any]) -> dict[str, Any]:
    """The ``expect`` of a case."""
    arguments: dict[str, Any] = {
        name: date.fromisoformat(given[name]) for name in ("termination_date", "period_end") if name in given
    }
    if given.get("end_is_termination"):
        arguments["termination_date"] = date.fromisoformat(given["end"])
    if "frequency" in given:
        arguments["frequency_per_year"] = FREQUENCIES[given["frequency"]]
    if "frequency_per_year" in given:
        arguments["frequency_per_year"] = given["frequency_per_year"]
    if "nominal_dates" in given:
        arguments["nominal_dates"] = [date.fromisoformat(each) for each in given["nominal_dates"]]
    if "calendar" in given:
        arguments["calendar"] = calendar_of(given, "day_count")
    start, end = date.fromisoformat(given["start"]), date.fromisoformat(given["end"])
    span = DayCount(given["convention"]).measure(start, end, signed=True, **arguments)
    return {"days": span.days, "year_fraction": str(span.years)}


def expected(given: dict[str, Any], expect: dict[str, Any]) -> dict[str, Any]:
    """What the case says, and ours where it is silent; a printed decimal is right within one unit of its last digit."""
    try:
        ours = answer(given)
    except ReceivablesError:
        return expect
    printed = expect.get("year_fraction_decimal")
    told = dict(expect)
    if printed is not None and "year_fraction" in ours:
        unit = Fraction(1, 10 ** len(printed.partition(".")[2]))
        if abs(Fraction(ours["year_fraction"]) - Fraction(printed)) < unit:
            del told["year_fraction_decimal"]
    return {**ours, **told}
