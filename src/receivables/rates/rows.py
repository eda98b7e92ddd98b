"""A row of a rate table, what a look-up answers, and how rows must fit one another."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any, NamedTuple

from receivables import checks
from receivables.errors import InvalidValueError
from receivables.money import exact

LARGEST_PERCENT = 1000
"""Percent a year that a rate may have, up or down."""

LONGEST_TEXT = 1000
"""Characters that a source, a title or a note may have."""


# A long table has thousands of these, and what is asked of absurd numbers takes ten times as long as reading them.
_USUAL = re.compile(r"-?[0-9]{1,3}(?:\.[0-9]{1,20})?", re.ASCII)


class Rate(NamedTuple):
    """What a look-up answers: the rate of one day, cited.

    ``percent`` is percent a year and may be negative. ``since`` is the first day of the row that gives it, ``source``
    says who says so, ``table`` is the name of the table. ``projected`` marks a day past the last one that was checked:
    the last known rate, held because somebody asked for it.

    >>> Rate(Decimal("1.27"), date(2025, 7, 1), "Deutsche Bundesbank", "DE-BASISZINSSATZ").projected
    False
    """

    percent: Decimal
    since: date
    source: str
    table: str
    projected: bool = False


class RateRow(NamedTuple):
    """A row of a rate table: it holds from ``since`` until the day before the next row begins.

    ``percent`` is percent a year, ``None`` a gap that is declared: from this day on nobody knows the rate. ``source``
    and ``evidence`` (a grade such as ``"derived"``) are those of the row, empty where the table speaks for it.

    >>> RateRow(date(2025, 7, 1), Decimal("1.27")).source
    ''
    """

    since: date
    percent: Decimal | None
    source: str = ""
    evidence: str = ""


class _Misfit(NamedTuple):
    """What is wrong with a row beside the others: its place, its field, what came and what was expected."""

    place: int
    field: str
    value: object
    expected: str


def text(attribute: str, value: object) -> str:
    """``value`` if it is text of one line, of at most 1,000 characters; it may be empty.

    >>> text("title", "Basiszinssatz")
    'Basiszinssatz'
    """
    if type(value) is str and len(value) <= LONGEST_TEXT and value.isprintable() and value == value.strip():
        return value
    expected = f"at most {LONGEST_TEXT} printable characters, no blanks at the ends"
    raise InvalidValueError(attribute, expected, value)


def texts(attribute: str, values: object) -> tuple[str, ...]:
    """Several texts, each as :func:`text` wants it.

    >>> texts("notes", ["Negative from 2013 to 2022."])
    ('Negative from 2013 to 2022.',)
    """
    return tuple(text(attribute, value) for value in checks.several(attribute, "a list of texts", values))


def as_percent(attribute: str, value: object) -> Decimal:
    """A rate in percent a year, as it is written; it may be negative.

    Raises :class:`~receivables.errors.InvalidValueError` for a float, for what is no number, and beyond 1,000 percent.

    >>> as_percent("percent", "9.50")
    Decimal('9.50')
    """
    if type(value) in (str, Decimal) and _USUAL.fullmatch(written := str(value)):
        return Decimal(written)
    if not isinstance(value, str | Decimal | int):
        raise InvalidValueError(attribute, "a percentage as text, like '9.50'", value)
    if abs(exact(attribute, value)) > LARGEST_PERCENT:
        raise InvalidValueError(attribute, f"between -{LARGEST_PERCENT} and {LARGEST_PERCENT} percent a year", value)
    return Decimal(format(Decimal(value), "f"))


def as_row(attribute: str, given: Any) -> RateRow:
    """A row out of its parts: a day, a percentage or ``None``, and perhaps a source and a grade of evidence.

    >>> as_row("rows[0]", (date(2025, 7, 1), "1.27")).percent
    Decimal('1.27')
    """
    if not isinstance(given, Sequence) or isinstance(given, str) or not 2 <= len(given) <= len(RateRow._fields):
        raise InvalidValueError(
            attribute, 'a RateRow, or a day and a percentage like (date(2026, 1, 1), "9.50")', given
        )
    row = RateRow(*given)
    return RateRow(
        checks.day(f"{attribute}.since", row.since),
        None if row.percent is None else as_percent(f"{attribute}.percent", row.percent),
        text(f"{attribute}.source", row.source),
        text(f"{attribute}.evidence", row.evidence),
    )


def as_rows(given: Any) -> tuple[RateRow, ...]:
    """Rows as a table takes them in: :class:`RateRow` values, or pairs of a day and a percentage."""
    rows = checks.several("rows", "a list of rows", given)
    return tuple(as_row(f"rows[{place}]", row) for place, row in enumerate(rows))


def misfits(rows: Sequence[RateRow], source: str | None) -> Iterator[_Misfit]:
    """The rows that are out of order, and those for which nobody speaks: neither they nor the table have a source.

    >>> rows = as_rows([(date(2025, 7, 1), "1.27"), (date(2025, 1, 1), "2.27")])
    >>> [misfit.expected for misfit in misfits(rows, "Deutsche Bundesbank")]
    ['a day after 2025-07-01, on which the row before begins']
    """
    for place, (before, row) in enumerate(pairwise(rows), 1):
        if row.since <= before.since:
            yield _Misfit(place, "since", row.since, f"a day after {before.since}, on which the row before begins")
    if source == "":
        for place, row in enumerate(rows):
            if row.percent is not None and not row.source:
                yield _Misfit(place, "source", row.source, "who says so, as the table itself has no source")
