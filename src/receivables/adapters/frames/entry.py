"""The door: a frame of any engine, and its columns as kinds that can be counted exactly."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, cast

import attrs
import narwhals.stable.v2 as nw

from receivables.adapters.frames.days import DayColumn
from receivables.adapters.frames.minor_units import (
    AMOUNTS,
    ARROW_DIGITS,
    ARROW_SCALE,
    TELLING,
    WRONG,
    from_decimals,
    from_floats,
    from_objects,
    from_whole,
)
from receivables.checks import of_kind, one_of, several
from receivables.errors import InvalidValueError

Frame = nw.DataFrame[Any] | nw.LazyFrame[Any]

OURS = "_receivables_"
"""How the names of columns begin that are ours while a plan runs."""


def column_of(frame: Frame, name: str) -> Any:
    """A column as an expression, or as its cells where these answer sooner than an expression is walked.

    Polars is best told a whole expression at once, because it works in threads.
    """
    has_cells = isinstance(frame, nw.DataFrame) and not frame.implementation.is_polars()
    return frame[name] if has_cells else nw.col(name)


FLOATS = ("refuse", "nearest")
"""What becomes of amounts that are floats: they are refused, or the nearest minor unit is meant."""


@attrs.frozen
class Entry:
    """A frame that was given as ``attribute``, and the kinds of its columns."""

    attribute: str
    frame: Frame
    kinds: dict[str, Any]

    @classmethod
    def of(cls, attribute: str, native: object) -> Entry:
        """The frame behind ``native``, as narwhals sees it; nothing of it is read."""
        try:
            frame: Frame = nw.from_native(native)
        except TypeError:
            expected = "a data frame of pandas, Polars, PyArrow, DuckDB or another engine that narwhals knows"
            raise InvalidValueError(attribute, expected, native) from None
        except nw.exceptions.DuplicateError as error:
            raise InvalidValueError(attribute, "a frame whose columns have different names", str(error)) from None
        _refuse_silent(attribute, frame, native)
        return cls(attribute, frame, _kinds(frame))

    def like(self, other: Entry) -> Entry:
        """The frame itself, refused if no engine could join it to the other one."""
        if _engine(self.frame) != _engine(other.frame):
            expected = f"a frame of {_engine(other.frame)}, as {other.attribute!r} is"
            raise InvalidValueError(self.attribute, expected, _engine(self.frame))
        return self

    def column(self, name: str) -> nw.Expr:
        """A column that must be there."""
        if name not in self.kinds:
            there = ", ".join(self.kinds) or "none"
            raise InvalidValueError(self.attribute, f"a frame with a column {name!r}; its columns are {there}")
        refuse_ours(self.attribute, [name])
        return nw.col(name)

    def document(self, name: str) -> nw.Expr:
        """A column of document numbers; where nothing but gaps gave it a kind, it is one of texts, to be joined by."""
        column = self.column(name)
        return column.cast(nw.String) if self.kinds[name] == nw.Unknown else column

    def day(self, name: str) -> nw.Expr:
        """A column of days, which pandas may keep as objects."""
        column, kind = self.column(name), self.kinds[name]
        known = kind == nw.Date or (kind == nw.Datetime and kind.time_zone is None)
        if not known and kind != nw.Object:
            raise InvalidValueError(name, "a column of dates, or of datetimes without a time zone", str(kind))
        self._refuse_gaps(name)
        if not known:
            self._refuse_other_objects(name)
        return column if known else column.cast(nw.Datetime("us"))

    def as_days(self, name: str, *, called: str | None = None) -> DayColumn:
        """How to ask the days of a column, which may be called otherwise by now."""
        self.column(name)
        kind = self.kinds[name]
        return DayColumn(called or name, kind == nw.Date, kind == nw.Datetime and kind.time_unit == "ns")

    def minor(self, name: str, currency: str, floats: str) -> nw.Expr | nw.Series[Any]:
        """A column of amounts in minor units: whole numbers as they are, decimals by the digits of their currency."""
        column, kind = self.column(name), self.kinds[name]
        if kind == nw.Object and isinstance(self.frame, nw.DataFrame):
            self.column(currency)
            return from_objects(name, self.frame[name], currency, self.frame[currency])
        self._refuse_gaps(name)
        if kind.is_integer():
            found = from_whole(column, kind)
        elif kind.is_decimal():
            found = from_decimals(self._told_and_narrow(name, kind), self.column(currency))
        elif kind.is_float() and floats == "nearest":
            found = from_floats(column, self.column(currency))
        else:
            hint = "; floats='nearest' takes floats" if kind.is_float() else ""
            raise InvalidValueError(name, "a column of whole minor units or of decimals" + hint, str(kind))
        return found.fill_null(WRONG)

    def _told_and_narrow(self, name: str, kind: Any) -> nw.Expr:
        """A column of decimals that tell what they mean, with no more digits than its engine can multiply."""
        if not kind.scale:  # a sum of cents, or euros without cents
            raise InvalidValueError(name, TELLING, str(kind))
        column, engine = nw.col(name), self.frame.implementation
        if kind.precision <= ARROW_DIGITS or not (engine.is_pyarrow() or engine.is_pandas_like() or engine.is_dask()):
            return column
        if engine.is_dask():  # narwhals casts no decimals of it
            raise InvalidValueError(name, f"decimals of at most {ARROW_DIGITS} digits in all", str(kind))
        return column.cast(nw.Decimal(ARROW_DIGITS, min(kind.scale, ARROW_SCALE)))

    def selected(self, amount: str, *columns: nw.Expr | nw.Series[Any]) -> Frame:
        """Columns of the frame; where an eager engine cannot make whole minor units of an ``amount``, it is refused."""
        try:
            return self.frame.select(*columns)
        except ValueError as error:  # Arrow's own word for what it would have to round, or has no room for
            raise InvalidValueError(amount, AMOUNTS) from error

    def without_wrong(self, frame: Frame, amount: str, *, called: str) -> Frame:
        """Columns of the frame, refused at once where it is seen that a cell of ``amount`` cannot be counted."""
        if isinstance(frame, nw.DataFrame) and len(wrong := (frame[called] == WRONG).arg_true()):
            raise InvalidValueError(amount, AMOUNTS, self.frame[amount][int(wrong[0])])
        return frame

    def _refuse_gaps(self, name: str) -> None:
        """Refuse empty cells at once where they can be seen; in a lazy frame they turn up when it is collected."""
        if isinstance(self.frame, nw.DataFrame) and (gaps := self.frame[name].null_count()):
            raise InvalidValueError(name, "filled in every row", f"{gaps} without")

    def _refuse_other_objects(self, name: str) -> None:
        """Refuse objects that are no days: pandas would count a number from 1970, and read words."""
        for cell in cast("nw.DataFrame[Any]", self.frame)[name].to_list():
            if type(cell) is not date and not (isinstance(cell, date) and getattr(cell, "tzinfo", None) is None):
                raise InvalidValueError(name, "dates, or datetimes without a time zone", cell)


def _kinds(frame: Frame) -> dict[str, Any]:
    """The kinds of the columns by name."""
    kinds: dict[str, Any] = dict(frame.collect_schema())
    if isinstance(frame, nw.DataFrame) and frame.implementation.is_pandas_like() and not len(frame):
        # narwhals takes a column of objects for one of texts where it finds none
        kinds |= {name: nw.Object() for name, kind in frame.to_native().dtypes.items() if kind.kind == "O"}
    if frame.implementation.is_ibis():
        # a sum in PostgreSQL has no scale; narwhals says 9
        theirs = frame.to_native().schema().items()
        kinds |= {name: nw.Decimal(scale=0) for name, kind in theirs if kind.is_decimal() and kind.scale is None}
    return kinds


def refuse_ours(attribute: str, names: Iterable[str]) -> None:
    """Refuse columns that are called as ours are; some engines take small and capital letters for the same."""
    if ours := [name for name in names if name.casefold().startswith(OURS)]:
        raise InvalidValueError(attribute, f"a frame without columns whose names begin with {OURS!r}", ours[0])


def _engine(frame: Frame) -> str:
    """Of which engine a frame is, and whether it is lazy."""
    return f"{frame.implementation.value} ({'eager' if isinstance(frame, nw.DataFrame) else 'lazy'})"


def _refuse_silent(attribute: str, frame: Frame, native: Any) -> None:
    """Refuse an engine that makes a number of any words: no plan of ours could fail there, whatever went wrong."""
    engine = frame.implementation
    if engine.is_pyspark() or engine.is_pyspark_connect():
        if native.sparkSession.conf.get("spark.sql.ansi.enabled") != "true":
            raise InvalidValueError(attribute, "of a session with spark.sql.ansi.enabled: sums wrap without it")
    elif engine.is_ibis() and (name := native.get_backend().name) in ("sqlite", "mysql"):
        raise InvalidValueError(attribute, "of an engine that refuses a number that is none", name)


def as_names(attribute: str, names: Iterable[str], taken: tuple[str, ...]) -> tuple[str, ...]:
    """Names of columns, each once and none of those that the result has anyway."""
    given = (names,) if isinstance(names, str) else several(attribute, "names of columns", names)
    found = tuple(of_kind(attribute, str, "names of columns", each) for each in given)
    if len({*found, *taken}) < len(found) + len(taken):
        raise InvalidValueError(attribute, f"different columns, none of them {' or '.join(map(repr, taken))}", found)
    return found


def as_floats(value: str) -> str:
    """What to do with floats."""
    return one_of("floats", value, FLOATS)
