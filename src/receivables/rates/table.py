"""A dated table of rates, and whatever else knows the rate of a day."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, ClassVar, Protocol, Self, runtime_checkable

import attrs

from receivables import checks
from receivables.errors import InvalidValueError, RateNotAvailableError
from receivables.rates import reading
from receivables.rates.rows import Rate, RateRow, as_rows, misfits, text, texts

RowLike = RateRow | tuple[date, str | Decimal | None]
"""What a row may be given as: a :class:`RateRow`, or its day and percentage."""


@runtime_checkable
class RateSource(Protocol):
    """Whatever knows the rate of a day: a :class:`RateTable`, or a series of one's own.

    >>> class AlwaysFive:
    ...     name, verified_until = "FIVE", date.max
    ...     def on(self, day, /, *, project=False):
    ...         return Rate(Decimal(5), date.min, "the contract", self.name)
    ...     def changes(self, start, end, /):
    ...         return ()
    >>> isinstance(AlwaysFive(), RateSource)
    True
    """

    @property
    def name(self) -> str:
        """What the source is called in results and messages."""
        ...

    @property
    def verified_until(self) -> date:
        """The last day for which it answers without a projection."""
        ...

    def on(self, day: date, /, *, project: bool = False) -> Rate:
        """The rate of ``day``; past the last day that was checked only with ``project``.

        Raises :class:`~receivables.errors.RateNotAvailableError` where there is none.
        """
        ...

    def changes(self, start: date, end: date, /) -> tuple[date, ...]:
        """The days after ``start``, up to and with ``end``, on which another rate begins."""
        ...


def _is_text(_: object, attribute: attrs.Attribute[str], value: object) -> None:
    text(attribute.name, value)


def _as_notes(notes: Iterable[str]) -> tuple[str, ...]:
    return texts("notes", notes)


def _fit(table: RateTable, _: object, rows: tuple[RateRow, ...]) -> None:
    if not rows:
        raise InvalidValueError("rows", "at least one row", rows)
    for misfit in misfits(rows, table.source):
        raise InvalidValueError(f"rows[{misfit.place}].{misfit.field}", misfit.expected, misfit.value)


def _days(table: RateTable) -> tuple[date, ...]:
    return tuple(row.since for row in table.rows)


def _answers(table: RateTable) -> tuple[Rate | None, ...]:
    """The answer of each row, made once, so that a look-up only has to find its place."""
    return tuple(
        None if row.percent is None else Rate(row.percent, row.since, row.source or table.source, table.name)
        for row in table.rows
    )


@attrs.frozen
class RateTable:
    """Rates by the day from which they hold, each with who says so.

    ``rows`` are :class:`RateRow` values, or pairs of a day and a percentage, in the order of their days; each holds
    until the next begins. ``source`` speaks for the rows that have none of their own. ``verified_until`` is the last
    day that was checked: beyond it the table answers only when asked for a projection. ``evidence`` is a grade
    (``"solid"``, ``"flagged"``), ``notes`` say what to know before the figures are relied on.

    Raises :class:`~receivables.errors.InvalidValueError` for rows that are out of order or have no source, and for
    percentages that are floats or absurd.

    >>> base = RateTable(
    ...     "BASE", [(date(2025, 1, 1), "2.27"), (date(2025, 7, 1), "1.27")],
    ...     source="Deutsche Bundesbank", verified_until=date(2025, 12, 31),
    ... )
    >>> base.on(date(2025, 6, 30)).percent, base.on(date(2025, 7, 1)).percent
    (Decimal('2.27'), Decimal('1.27'))
    """

    kind: ClassVar[str] = "rate-table"
    version: ClassVar[int] = 1

    name: str = attrs.field(validator=checks.is_name)
    rows: tuple[RateRow, ...] = attrs.field(converter=as_rows, validator=_fit)
    source: str = attrs.field(kw_only=True, validator=_is_text)
    verified_until: date = attrs.field(kw_only=True, validator=checks.is_day)
    title: str = attrs.field(default="", kw_only=True, validator=_is_text)
    unit: str = attrs.field(default="percent a year", kw_only=True, validator=_is_text)
    evidence: str = attrs.field(default="", kw_only=True, validator=_is_text)
    notes: tuple[str, ...] = attrs.field(default=(), kw_only=True, converter=_as_notes)
    _days: tuple[date, ...] = attrs.field(
        init=False, eq=False, repr=False, default=attrs.Factory(_days, takes_self=True)
    )
    _answers: tuple[Rate | None, ...] = attrs.field(
        init=False, eq=False, repr=False, default=attrs.Factory(_answers, takes_self=True)
    )

    @classmethod
    def from_toml(cls, text: str, *, file: str = "rate table") -> Self:
        """The table that a TOML document describes; ``file`` names it in messages.

        Raises :class:`~receivables.errors.IntakeError` with every problem of the document (the first 100). The number
        of a row is its place among the rows.

        >>> RateTable.from_toml('''
        ... kind = "rate-table"
        ... version = 1
        ... name = "BASE"
        ... source = "Deutsche Bundesbank"
        ... verified_until = 2025-12-31
        ... rows = [{ from = 2025-01-01, percent = "2.27" }, { from = 2025-07-01, percent = "1.27" }]
        ... ''').on(date(2025, 12, 31)).percent
        Decimal('1.27')
        """
        return cls(**reading.toml_fields(text, file))

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], *, file: str = "rate table") -> Self:
        """The table that plain data describe, as :meth:`to_dict` gives them; ``file`` names them in messages.

        Raises :class:`~receivables.errors.IntakeError` as :meth:`from_toml` does.

        >>> base = RateTable("BASE", [(date(2025, 7, 1), "1.27")], source="A", verified_until=date(2025, 12, 31))
        >>> RateTable.from_dict(base.to_dict()) == base
        True
        """
        return cls(**reading.fields(data, file))

    @classmethod
    def from_csv(
        cls,
        text: str,
        *,
        name: str,
        source: str = "",
        verified_until: date,
        file: str = "rate table",
        delimiter: str = ",",
    ) -> Self:
        """The table in a CSV with columns ``from`` and ``percent``, and perhaps ``until``, ``source``, ``evidence``.

        ``until`` is the last day of a row, inclusive. ``delimiter`` stands between cells: ``,`` ``;`` ``|`` or a tab.

        Raises :class:`~receivables.errors.IntakeError` with every problem of the file (the first 100).

        >>> text = '''from,percent
        ... 2025-01-01,2.27
        ... 2025-07-01,1.27
        ... '''
        >>> base = RateTable.from_csv(text, name="BASE", source="Bundesbank", verified_until=date(2025, 12, 31))
        >>> base.on(date(2025, 3, 31)).percent
        Decimal('2.27')
        """
        rows = reading.csv_rows(text, file, delimiter, source=source, verified_until=verified_until)
        return cls(name, rows, source=source, verified_until=verified_until)

    def on(self, day: date, /, *, project: bool = False) -> Rate:
        """The rate of ``day``. Past ``verified_until`` it is given only with ``project``, and marked.

        Raises :class:`~receivables.errors.RateNotAvailableError` for a day before the first row, in a declared gap, or
        past ``verified_until``.

        >>> from receivables.rates import shipped
        >>> shipped("DE-BASISZINSSATZ").on(date(2025, 3, 31)).percent
        Decimal('2.27')
        """
        checks.flag("project", project)
        place = bisect_right(self._days, checks.day("day", day)) - 1
        rate = self._answers[place] if place >= 0 else None
        late = day > self.verified_until
        if rate is None or (late and not project):
            raise RateNotAvailableError(self.name, day, self._reason(place), self.verified_until)
        return rate._replace(projected=True) if late else rate

    def _reason(self, place: int) -> str:
        """Why the row at ``place`` does not answer."""
        if place < 0:
            return f"the table begins on {self._days[0]}"
        if self._answers[place] is None:
            later = self._days[place + 1 : place + 2]
            end = f" to {later[0] - timedelta(days=1)}" if later else " on"
            return (
                f"from {self._days[place]}{end} the rate is not known (a declared gap); add the rows that are missing"
            )
        return f"it was checked until {self.verified_until} only; update the table, or ask for a projection"

    def changes(self, start: date, end: date, /) -> tuple[date, ...]:
        """The days after ``start``, up to and with ``end``, on which another row begins.

        Rows that repeat the percentage count, for they have a source of their own, and so do declared gaps. Whether
        the last of these days is past ``verified_until`` is for :meth:`on` to say.

        >>> from receivables.rates import shipped
        >>> shipped("DE-BASISZINSSATZ").changes(date(2024, 7, 1), date(2025, 7, 1))
        (datetime.date(2025, 1, 1), datetime.date(2025, 7, 1))
        """
        if checks.day("end", end) < checks.day("start", start):
            raise InvalidValueError("end", f"on or after the start, {start}", end)
        return self._days[bisect_right(self._days, start) : bisect_right(self._days, end)]

    def updated(self, rows: Iterable[RowLike], *, verified_until: date) -> Self:
        """The same table with more rows, checked until a later day; a row of the same day replaces the one there is.

        For those who do not want to wait for a release. A row without a source is vouched for by the table's.

        >>> base = RateTable("BASE", [(date(2025, 7, 1), "1.27")], source="A", verified_until=date(2025, 12, 31))
        >>> newer = base.updated([(date(2026, 7, 1), "1.52")], verified_until=date(2026, 12, 31))
        >>> newer.on(date(2026, 6, 30)).percent, newer.on(date(2026, 7, 1)).percent
        (Decimal('1.27'), Decimal('1.52'))
        """
        by_day = {row.since: row for row in (*self.rows, *as_rows(rows))}
        return attrs.evolve(self, rows=[by_day[day] for day in sorted(by_day)], verified_until=verified_until)

    def to_dict(self) -> dict[str, Any]:
        """The table as plain data, with the names of the document; days and percentages are text.

        >>> base = RateTable("BASE", [(date(2025, 7, 1), "1.27")], source="A", verified_until=date(2025, 12, 31))
        >>> base.to_dict()["rows"]
        [{'from': '2025-07-01', 'percent': '1.27'}]
        """
        head = {key: getattr(self, key) for key in ("kind", "version", "name", "title", "unit", "source", "evidence")}
        rest = {"verified_until": self.verified_until.isoformat(), "notes": list(self.notes)}
        return {**head, **rest, "rows": [_plain(row) for row in self.rows]}

    def to_toml(self) -> str:
        """The table as the document that :meth:`from_toml` reads.

        >>> base = RateTable("BASE", [(date(2025, 7, 1), "1.27")], source="A", verified_until=date(2025, 12, 31))
        >>> print(base.to_toml().splitlines()[-2])
          { from = 2025-07-01, percent = "1.27" },
        """
        data = self.to_dict()
        notes, rows, until = data.pop("notes"), data.pop("rows"), data.pop("verified_until")
        lines = [f"{key} = {_quoted(value)}" for key, value in data.items()]
        lines += [f"verified_until = {until}", "notes = [", *(f"  {_quoted(note)}," for note in notes), "]"]
        return "\n".join([*lines, "rows = [", *(f"  {_line(row)}," for row in rows), "]", ""])


def _plain(row: RateRow) -> dict[str, str]:
    percent = "" if row.percent is None else format(row.percent, "f")
    own = {key: value for key, value in (("source", row.source), ("evidence", row.evidence)) if value}
    return {"from": row.since.isoformat(), "percent": percent, **own}


def _line(row: dict[str, str]) -> str:
    """A row as an inline table; its day needs no quotes."""
    parts = (f"{key} = {value if key == 'from' else _quoted(value)}" for key, value in row.items())
    return f"{{ {', '.join(parts)} }}"


def _quoted(value: str | int) -> str:
    """A value as TOML writes it: of printable text and whole numbers that is what JSON writes, too."""
    return json.dumps(value, ensure_ascii=False)
