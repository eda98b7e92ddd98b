"""The rate of a dated table: reference, margin, multiplier, rounding, and the day on which it is fixed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Context, Decimal, Inexact
from fractions import Fraction
from functools import cached_property
from typing import Any, ClassVar, NamedTuple

import attrs

from receivables.checks import choice, is_a, is_day, is_flag, is_one_of, several
from receivables.checks import day as a_day
from receivables.errors import InvalidValueError, RateNotAvailableError
from receivables.interest.periods import A_YEAR, RatePeriod
from receivables.interest.rate_rules import Delay, Piece, as_percent
from receivables.rates import RateSource, shipped
from receivables.rounding import Rounding

# A figure has at most 240 digits, so a product of two and a sum with a third always fit.
_EXACT = Context(prec=1000, traps=[Inexact])
_ZERO = Decimal(0)
LARGEST_MULTIPLIER = 1000
"""Times that a reference may be taken; no law or contract comes near."""


class MarginStep(NamedTuple):
    """So many percentage points from a day on.

    >>> MarginStep(date(2013, 2, 24), Decimal("8")).points
    Decimal('8')
    """

    since: date
    points: Decimal


def _as_steps(steps: Iterable[tuple[date, str | int | Decimal]]) -> tuple[MarginStep, ...]:
    found = several("steps", "pairs of first day and percentage points", steps)
    return tuple(sorted(map(_as_step, found)))


def _as_step(step: object) -> MarginStep:
    if not isinstance(step, tuple | list) or len(step) != 2:
        raise InvalidValueError(
            "steps", 'pairs of first day and percentage points, like (date(2013, 2, 24), "8")', step
        )
    return MarginStep(a_day("steps", step[0]), as_percent(step[1], "steps"))


@attrs.frozen
class Margin:
    """Percentage points on top of a reference that changed on a day: ``steps`` are pairs of first day and points.

    ``by`` says which day decides: the ``"day"`` of delay itself (Spain), the day on which the ``"contract"`` was
    concluded (Germany, Italy), or the ``"due"`` day of the claim (Denmark).

    >>> spain = Margin([(date(2004, 12, 31), "7"), (date(2013, 2, 24), "8")])
    >>> spain.on(date(2013, 2, 23)), spain.on(date(2013, 2, 24))
    (Decimal('7'), Decimal('8'))
    """

    steps: tuple[MarginStep, ...] = attrs.field(converter=_as_steps)
    by: str = attrs.field(kw_only=True, default="day", validator=is_one_of("day", "contract", "due"))

    @steps.validator
    def _check_steps(self, attribute: attrs.Attribute[object], steps: tuple[MarginStep, ...]) -> None:
        if not steps or len({step.since for step in steps}) < len(steps):
            raise InvalidValueError(attribute.name, "one or more pairs of day and points, each day once", steps)

    def __str__(self) -> str:
        return f"{self.steps[-1].points:f} percentage points"

    def on(self, day: date) -> Decimal:
        """The points that a day decides on.

        Raises :class:`~receivables.errors.RateNotAvailableError` before the first step.
        """
        a_day("day", day)
        found = [step.points for step in self.steps if step.since <= day]
        if not found:
            raise RateNotAvailableError("margin", day, f"the margin is known from {self.steps[0].since} on", date.max)
        return found[-1]

    def changes(self, start: date, end: date) -> tuple[date, ...]:
        """The days after ``start`` and through ``end`` on which the points of a delay change."""
        a_day("start", start), a_day("end", end)
        return tuple(step.since for step in self.steps if start < step.since <= end) if self.by == "day" else ()


def _as_margin(value: Margin | str | int | Decimal) -> Margin:
    return value if isinstance(value, Margin) else Margin([(date.min, as_percent(value, "margin"))])


def _as_multiplier(value: str | int | Decimal) -> Decimal:
    return as_percent(value, "multiplier")


def _can_multiply(_: object, attribute: attrs.Attribute[Decimal], value: Decimal) -> None:
    if not 0 <= value <= LARGEST_MULTIPLIER:
        raise InvalidValueError(attribute.name, f"between 0 and {LARGEST_MULTIPLIER}", value)


def _as_source(value: RateSource | str) -> RateSource:
    return shipped(value) if isinstance(value, str) else value


def _first_of_period(day: date, fixing: str) -> date:
    """The first day of the month or half-year that ``day`` is in."""
    return day.replace(month=day.month if fixing == "monthly" else 1 if day.month < 7 else 7, day=1)


def _firsts_of_periods(start: date, end: date, fixing: str) -> list[date]:
    """The first days of months or half-years after ``start`` and through ``end``."""
    step = 1 if fixing == "monthly" else 6
    first = _first_of_period(start, fixing)
    months = range(12 * first.year + first.month - 1 + step, 12 * end.year + end.month, step)
    return [date(month // 12, month % 12 + 1, 1) for month in months]


def _as_mode(value: str | Rounding) -> Rounding:
    return choice("mode", Rounding, value)


def _as_size(value: str | int | Decimal) -> Decimal:
    return as_percent(value, "step")


@attrs.frozen
class RateStep:
    """How a rate is rounded: to a multiple of ``step`` points by ``mode``, the ``"sum"`` or the ``"reference"`` alone.

    >>> RateStep("0.5", mode="ceiling", of="reference").rounded(Decimal("3.15"))
    Decimal('3.5')
    """

    step: Decimal = attrs.field(converter=_as_size)
    mode: Rounding = attrs.field(kw_only=True, default=Rounding.HALF_UP, converter=_as_mode)
    of: str = attrs.field(kw_only=True, default="sum", validator=is_one_of("sum", "reference"))

    @step.validator
    def _check_step(self, attribute: attrs.Attribute[object], step: Decimal) -> None:
        if step <= 0:
            raise InvalidValueError(attribute.name, "more than 0", step)

    def rounded(self, percent: Decimal) -> Decimal:
        """``percent`` as a multiple of the step."""
        steps = Fraction(as_percent(percent)) / Fraction(self.step)
        return _EXACT.multiply(Decimal(self.mode.apply(steps)), self.step)


class _Asked(NamedTuple):
    """A piece is worked out once for each of these."""

    fixed_on: date
    points: Decimal


@attrs.frozen
class TableRate:
    """The rate of a dated ``table``, times ``multiplier``, plus ``margin`` percentage points.

    ``table`` is a :class:`~receivables.rates.RateTable` or any other source, or the name of one that ships;
    ``multiplier`` is at most 1,000. ``fixing``
    says when the table is looked at: ``"daily"``, or on the first day of each month (``"monthly"``) or half-year
    (``"half-yearly"``), or with ``fixing_day="day before"`` on the day before it. ``behaviour`` is ``"segmented"``
    (each night at the rate of its day) or ``"locked"`` (all nights at the rate of the first). ``rounding`` is a
    :class:`RateStep`. A margin by contract looks at ``contract_on``, else at the attribute ``contract_on`` of the item
    (an ISO day), and takes a recent contract where there is neither. With ``project``, the last known rate is held
    beyond the day until which the table was verified, and marked.

    A reference may be negative, and is not floored; where even the sum is below zero, no interest runs.

    Raises :class:`~receivables.errors.RateNotAvailableError` for days that the table does not know.

    >>> from receivables.rates import RateTable
    >>> reference = RateTable(
    ...     "REF", [(date(2025, 1, 1), "3.15"), (date(2025, 7, 1), "2.15")], source="central bank",
    ...     verified_until=date(2025, 12, 31),
    ... )
    >>> TableRate(reference, margin="8").on(date(2025, 7, 1)).percent
    Decimal('10.15')
    """

    kind: ClassVar[str] = "table-rate"
    version: ClassVar[int] = 1

    table: RateSource = attrs.field(
        converter=_as_source,
        validator=is_a(RateSource, "a RateTable, another RateSource, or the name of a table that ships"),
        metadata={"verb": "", "text": True},
    )
    margin: Margin = attrs.field(
        kw_only=True, default=Margin([(date.min, "0")]), converter=_as_margin, metadata={"text": "decimal"}
    )
    multiplier: Decimal = attrs.field(
        kw_only=True, default=Decimal(1), converter=_as_multiplier, validator=_can_multiply
    )
    behaviour: str = attrs.field(kw_only=True, default="segmented", validator=is_one_of("segmented", "locked"))
    fixing: str = attrs.field(kw_only=True, default="daily", validator=is_one_of("daily", "monthly", "half-yearly"))
    fixing_day: str = attrs.field(kw_only=True, default="first", validator=is_one_of("first", "day before"))
    rounding: RateStep | None = attrs.field(
        kw_only=True,
        default=None,
        validator=attrs.validators.optional(is_a(RateStep, "a RateStep, like RateStep('0.5')")),
    )
    contract_on: date | None = attrs.field(kw_only=True, default=None, validator=attrs.validators.optional(is_day))
    project: bool = attrs.field(kw_only=True, default=False, validator=is_flag)

    @cached_property
    def _nights(self) -> dict[date, Piece]:
        """What nights bear for any claim, as far as it was asked."""
        return {}

    @cached_property
    def _found(self) -> dict[_Asked, Piece]:
        """What was worked out before: a book asks for the same nights again and again."""
        return {}

    def __str__(self) -> str:
        times = "" if self.multiplier == 1 else f" x {self.multiplier:f}"
        plus = f" + {self.margin}" if self.margin.steps[-1].points else ""
        return f"{self.table.name}{times}{plus}"

    @property
    def per(self) -> RatePeriod:
        """Percent a year."""
        return A_YEAR

    @property
    def same_for_all(self) -> bool:
        """Whether nights bear the same rate whatever the claim: no lock, no margin by contract or due day."""
        return self.behaviour == "segmented" and self.margin.by == "day"

    def on(self, day: date, *, due_on: date | None = None) -> Piece:
        """The rate of one night, that of ``day``, for a claim due on ``due_on`` (the day before, unless given)."""
        start = _day_before(a_day("day", day))
        due_on = start if due_on is None else a_day("due_on", due_on)
        return self._rate(day, due_on, self.contract_on)._replace(start=start, end=day)

    def pieces(self, delay: Delay, start: date, end: date, /) -> list[Piece]:
        """The rates of the nights between two evenings, cut where another rate begins."""
        due_on, contract_on = delay.item.due_on, self._contract(delay)
        if self.behaviour == "locked":
            first = _day_after(delay.start)
            return [self._rate(first, due_on, contract_on)._replace(start=start, end=end)]
        first = _day_after(start)
        days = [first, *self._changes(first, end)]
        if self.fixing == "daily" and end > self.table.verified_until:
            self.table.on(end, project=self.project)  # refuses a last night that nobody has verified
        evenings = [start, *map(_day_before, days[1:]), end]
        rates = [self._rate(each, due_on, contract_on) for each in days]
        return [
            Piece(left, right, rate.percent, rate.source, rate.projected)
            for left, right, rate in zip(evenings, evenings[1:], rates, strict=False)
        ]

    def _rate(self, night: date, due_on: date, contract_on: date | None) -> Piece:
        """What a night bears, as a piece of any length; a margin by the day of delay is as good for every claim."""
        if self.margin.by != "day":
            return self._piece(night, self._points(night, due_on, contract_on))
        known = self._nights.get(night)
        if known is None:
            known = self._nights[night] = self._piece(night, self.margin.on(night))
        return known

    def _contract(self, delay: Delay) -> date | None:
        if self.margin.by != "contract" or self.contract_on is not None:
            return self.contract_on
        said = delay.item.attribute("contract_on")
        return None if said is None else _as_day(said)

    def _points(self, night: date, due_on: date, contract_on: date | None) -> Decimal:
        if self.margin.by == "day":
            return self.margin.on(night)
        return self.margin.on(due_on if self.margin.by == "due" else contract_on or date.max)

    def _changes(self, first: date, end: date) -> list[date]:
        """The days after ``first`` and through ``end`` that begin another piece."""
        found: Iterable[date]
        if self.fixing == "daily":
            found = self.table.changes(first, end)
        else:
            found = _firsts_of_periods(first, end, self.fixing)
        unknown = _day_after(self.table.verified_until)
        beyond = (unknown,) if self.project and self.fixing == "daily" and first < unknown <= end else ()
        margins = self.margin.changes(first, end)
        return sorted({*found, *margins, *beyond}) if margins or beyond else list(found)

    def _fixed_on(self, night: date) -> date:
        """The day on which the rate of a night is looked up."""
        if self.fixing == "daily":
            return night
        first = _first_of_period(night, self.fixing)
        return first if self.fixing_day == "first" else _day_before(first)

    def _piece(self, night: date, points: Decimal) -> Piece:
        """What a night bears with a margin of so many points."""
        asked = _Asked(self._fixed_on(night), points)
        known = self._found.get(asked)
        if known is None:
            known = self._found[asked] = self._worked_out(*asked)
        return known

    def _worked_out(self, fixed_on: date, points: Decimal) -> Piece:
        rate = self.table.on(fixed_on, project=self.project)
        reference = _EXACT.multiply(rate.percent, self.multiplier)
        if self.rounding is not None and self.rounding.of == "reference":
            reference = self.rounding.rounded(reference)
        percent = _EXACT.add(reference, points)
        if self.rounding is not None and self.rounding.of == "sum":
            percent = self.rounding.rounded(percent)
        return Piece(date.min, date.max, max(percent, _ZERO), self._words(rate.percent, points, rate), rate.projected)

    def _words(self, reference: Decimal, points: Decimal, rate: Any) -> str:
        """How the rate comes about: ``2.15 + 8: ECB-SEMESTER-REFERENCE from 2025-07-01 BOE``."""
        times = "" if self.multiplier == 1 else f" x {self.multiplier:f}"
        plus = f" + {points:f}" if points else ""
        held = ", held" if rate.projected else ""
        return f"{reference:f}{times}{plus}: {rate.table} from {rate.since}{held}, {rate.source}"


def _as_day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InvalidValueError("contract_on", "a day like 2014-07-29", text) from None


def _day_before(day: date) -> date:
    return date.fromordinal(max(day.toordinal() - 1, date.min.toordinal()))


def _day_after(day: date) -> date:
    return date.fromordinal(min(day.toordinal() + 1, date.max.toordinal()))
