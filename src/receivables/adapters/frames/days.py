"""Columns of days, and what is asked of them: comparisons with cut-off days, which every engine knows."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import attrs
import narwhals.stable.v2 as nw

_FIRST_NANO, _LAST_NANO = date(1677, 9, 22), date(2262, 4, 11)
"""The days that have a beginning in nanoseconds of 64 bits."""

_EPOCH, _DAY_MS = date(1970, 1, 1).toordinal(), 24 * 60 * 60 * 1000


@attrs.frozen
class DayColumn:
    """A column of dates, or of datetimes without a time zone, in a frame."""

    name: str
    dates: bool
    nanos: bool = False

    def before(self, day: date, own: Any) -> Any:
        """Whether the day is before ``day``, at whatever hour; ``own`` is this column, as cells or as an expression."""
        if self.nanos and not _FIRST_NANO <= day <= _LAST_NANO:
            return own == own if day > _LAST_NANO else own != own  # noqa: PLR0124 (nothing where there is no day)
        return own < (day if self.dates else datetime.combine(day, time()))

    def through(self, as_of: date, own: Any) -> Any:
        """Whether the day is ``as_of`` or earlier; nothing where there is no day."""
        if as_of == date.max:
            return own == own  # noqa: PLR0124
        return self.before(as_of + timedelta(days=1), own)

    def number(self, since: date) -> nw.Expr:
        """Days from ``since`` to the day, from the parts of a date, which every engine knows."""
        year, in_year = nw.col(self.name).dt.year().cast(nw.Int64), nw.col(self.name).dt.ordinal_day().cast(nw.Int64)
        before = year - 1
        leap = before // 4 - before // 100 + before // 400
        return before * 365 + leap.cast(nw.Int64) + in_year - since.toordinal()

    def ordinals(self, frame: nw.DataFrame[Any]) -> nw.Series[Any]:
        """The days of an eager frame as numbers, as :meth:`datetime.date.toordinal` counts them."""
        days = frame[self.name]
        since_epoch = days.cast(nw.Int32) if self.dates else days.dt.timestamp("ms") // _DAY_MS
        return since_epoch.cast(nw.Int64) + _EPOCH
