"""Rates by tier: by the amount owed, the days late or the months completed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar, NamedTuple

import attrs

from receivables.calendars import add_months
from receivables.checks import is_one_of, several
from receivables.errors import InvalidValueError
from receivables.interest.periods import A_YEAR, RatePeriod, is_period
from receivables.interest.rate_rules import Delay, Piece, as_percent
from receivables.money import Exact, exact

__all__ = ["Tier", "Tiers"]


class Tier(NamedTuple):
    """From ``since`` on (inclusive; an amount, or a day or month of delay): ``percent``, or a flat ``amount``.

    Amounts are in main units.

    >>> Tier(Fraction(31), Decimal("3")).amount is None
    True
    """

    since: Fraction
    percent: Decimal | None
    amount: Fraction | None = None


def _as_tier(step: object) -> Tier:
    if isinstance(step, Tier):
        percent = None if step.percent is None else as_percent(step.percent, "tiers")
        return Tier(exact("tiers", step.since), percent, None if step.amount is None else exact("tiers", step.amount))
    if not isinstance(step, tuple | list) or len(step) != 2:
        raise InvalidValueError("tiers", "pairs of lower bound and percent", step)
    return Tier(exact("tiers", step[0]), as_percent(step[1], "tiers"))


def _as_tiers(steps: Iterable[Tier | tuple[Exact, str | int | Decimal]]) -> tuple[Tier, ...]:
    found = several("tiers", "pairs of lower bound and percent", steps)
    return tuple(sorted((_as_tier(step) for step in found), key=lambda tier: tier.since))


def flat_amount(since: Exact, amount: Exact) -> Tier:
    """A tier that charges a flat ``amount`` in main units for each period.

    >>> flat_amount(61, "15.00").amount
    Fraction(15, 1)
    """
    return Tier(exact("since", since), None, exact("amount", amount))


@attrs.frozen
class Tiers:
    """Rates by tier: ``tiers`` are pairs of lower bound (inclusive) and percent; a tier reaches up to the next.

    ``by`` says what is looked up: the ``"amount"`` owed (main units), the interest ``"days"`` (the first is 1), or the
    ``"months"`` completed since the due day. With ``tiering="whole"`` the tier reached rules everything; with
    ``"marginal"`` each slice of the amount, or each night, is at the tier of its own.

    Raises :class:`~receivables.errors.InvalidValueError` for bounds that stand twice or are below 0, and for a tier
    with both a percentage and a flat amount, or neither.

    >>> Tiers([(1, "2"), (31, "3")], by="days", per=RatePeriod(30, "days")).tiers[1].percent
    Decimal('3')
    """

    kind: ClassVar[str] = "tiers"
    version: ClassVar[int] = 1

    tiers: tuple[Tier, ...] = attrs.field(converter=_as_tiers)
    by: str = attrs.field(kw_only=True, validator=is_one_of("amount", "days", "months"))
    tiering: str = attrs.field(kw_only=True, default="whole", validator=is_one_of("whole", "marginal"))
    per: RatePeriod = attrs.field(kw_only=True, default=A_YEAR, validator=is_period)

    @tiers.validator
    def _check_tiers(self, attribute: attrs.Attribute[object], tiers: tuple[Tier, ...]) -> None:
        bounds = [tier.since for tier in tiers]
        if any((tier.percent is None) is (tier.amount is None) for tier in tiers):
            raise InvalidValueError(attribute.name, "tiers with a percentage or a flat amount, and not both", tiers)
        if any((tier.percent or 0) < 0 or (tier.amount or 0) < 0 for tier in tiers):
            raise InvalidValueError(attribute.name, "percentages and amounts of at least 0", tiers)
        if not bounds or bounds[0] < 0 or len(set(bounds)) < len(bounds):
            raise InvalidValueError(
                attribute.name, "one or more tiers, each with a bound of its own, at least 0", tiers
            )

    def __str__(self) -> str:
        return f"{len(self.tiers)} tiers by {self.by}"

    def reached(self, value: Fraction | int) -> Tier | None:
        """The tier that ``value`` is in; ``None`` below the first.

        >>> Tiers([("0", "12"), ("1000", "9")], by="amount").reached(1000).percent
        Decimal('9')
        """
        reached = exact("value", value)
        found = [tier for tier in self.tiers if tier.since <= reached]
        return found[-1] if found else None

    def slices(self, amount: Fraction) -> Iterator[tuple[Fraction, Tier]]:
        """The parts of an amount, each with its tier; all of it in one where the tier reached rules the whole."""
        exact("amount", amount)
        if self.tiering == "whole":
            tier = self.reached(amount)
            if tier is not None:
                yield amount, tier
            return
        bounds = [*(tier.since for tier in self.tiers[1:]), amount]
        for tier, upper in zip(self.tiers, bounds, strict=True):
            part = min(upper, amount) - tier.since
            if part > 0:
                yield part, tier

    def pieces(self, delay: Delay, start: date, end: date, /) -> Sequence[Piece]:
        """The rates of the nights between two evenings, for tiers by days or months.

        What the tiers of an amount are is not said by the nights: they are one piece, and :meth:`slices` has the rates.
        """
        if self.by == "amount":
            return [self.piece(start, end, None)]
        if self.tiering == "whole":
            return [self.piece(start, end, self.reached(self.number(delay, delay.as_of)))]
        cuts = [cut for cut in self._cuts(delay, end) if start < cut < end]
        return [
            self.piece(left, right, self.reached(self.number(delay, date.fromordinal(left.toordinal() + 1))))
            for left, right in zip([start, *cuts], [*cuts, end], strict=True)
        ]

    def number(self, delay: Delay, night: date) -> int:
        """Which interest day a night is, or how many months are completed on it."""
        if self.by == "days":
            return night.toordinal() - delay.start.toordinal()
        return completed_months(delay.start, night)

    def _cuts(self, delay: Delay, end: date) -> Iterator[date]:
        """The last evenings at one tier."""
        for tier in self.tiers:
            whole = -(-tier.since // 1)
            if self.by == "days":
                yield date.fromordinal(min(delay.start.toordinal() + max(whole - 1, 0), end.toordinal()))
            elif 12 * (end.year - delay.start.year) + end.month - delay.start.month >= whole > 0:
                yield date.fromordinal(add_months(delay.start, whole).toordinal() - 1)

    def piece(self, start: date, end: date, tier: Tier | None) -> Piece:
        """Nights at the rate of a tier; below the first there is none."""
        if tier is None:
            return Piece(start, end, Decimal(0), f"below the first tier of {self.by}")
        return Piece(start, end, tier.percent or Decimal(0), f"tier from {tier.since} {self.by}")


def completed_months(start: date, day: date) -> int:
    """The whole months from ``start`` to ``day``; a month ends on the same day, or on the last of a shorter month.

    >>> completed_months(date(2026, 1, 31), date(2026, 4, 30))
    3
    """
    months = 12 * (day.year - start.year) + day.month - start.month
    return months if months <= 0 or add_months(start, months) <= day else months - 1
