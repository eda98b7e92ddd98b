"""Dunning fees: what a step costs the customer, once for each item."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import NamedTuple

import attrs

from receivables.checks import choice, is_one_of, several
from receivables.currencies import iso_currency
from receivables.errors import InvalidValueError
from receivables.escalation.conditions import as_number, is_number
from receivables.money import Exact, Money, exact
from receivables.position import OpenItem
from receivables.rounding import Rounding


class FeeBracket(NamedTuple):
    """From an amount on (main units, inclusive), another fixed part and another percentage.

    >>> FeeBracket(Fraction(500), Fraction(25)).percent
    Fraction(0, 1)
    """

    since: Fraction
    fixed: Fraction = Fraction(0)
    percent: Fraction = Fraction(0)


_ROWS = "rows of since, fixed and percent, each since once, all at least 0"


def _as_brackets(rows: Iterable[FeeBracket | tuple[Exact, ...]]) -> tuple[FeeBracket, ...]:
    found = sorted(_as_bracket(row) for row in several("brackets", _ROWS, rows))
    if len({row.since for row in found}) < len(found) or any(min(row) < 0 for row in found):
        raise InvalidValueError("brackets", _ROWS, rows)
    return tuple(found)


def _as_bracket(row: object) -> FeeBracket:
    match row:
        case (since, *rest) if len(rest) in (1, 2):
            return FeeBracket(exact("brackets", since), *(exact("brackets", each) for each in rest))
        case _:
            raise InvalidValueError("brackets", _ROWS, row)


def _as_rounding(value: str | Rounding) -> Rounding:
    return choice("rounding", Rounding, value)


def _as_code(code: str | None) -> str | None:
    return None if code is None else iso_currency(code).code


def _as_part(value: Exact) -> Fraction:
    return as_number(value)  # type: ignore[return-value]


_optional = attrs.validators.optional


@attrs.frozen(kw_only=True)
class Fee:
    """What a notice costs, in main units of the currency of the item: ``fixed`` plus ``percent`` of an amount.

    - ``of``: the percentage is of the ``"original"`` amount of the item or of what is ``"open"``, never of other fees.
    - ``brackets``: :class:`FeeBracket` rows; the highest reached by that amount takes the place of ``fixed`` and
      ``percent``.
    - ``minimum`` and ``maximum`` bound the rounded fee. ``charge_above``: only where more than this is open.
    - ``currency`` with ``rate``: ``fixed`` is in that currency, and one unit of it is ``rate`` units of the item's; the
      one without the other is refused. Minimum, maximum and brackets are in the currency of the item.
    - ``rounding``: how the sum is rounded to the minor unit, once.

    Raises :class:`~receivables.errors.InvalidValueError` for values that cannot be.
    Source: charges by level and amount bracket of SAP and Business Central, percentages of Tryton and Invoice Ninja.

    >>> from datetime import date
    >>> item = OpenItem(
    ...     customer="C-104", document="F-1001", issued_on=date(2026, 1, 15), due_on=date(2026, 2, 14),
    ...     amount=Money("1000.00", "EUR"),
    ... )
    >>> print(Fee(fixed="5.00", percent=1, maximum=12).amount(item))
    12.00 EUR
    """

    fixed: Fraction = attrs.field(default=Fraction(0), converter=_as_part, validator=is_number)
    percent: Fraction = attrs.field(default=Fraction(0), converter=_as_part, validator=is_number)
    of: str = attrs.field(default="original", validator=is_one_of("original", "open"))
    brackets: tuple[FeeBracket, ...] = attrs.field(default=(), converter=_as_brackets)
    minimum: Fraction | None = attrs.field(default=None, converter=as_number, validator=_optional(is_number))
    maximum: Fraction | None = attrs.field(default=None, converter=as_number, validator=_optional(is_number))
    charge_above: Fraction | None = attrs.field(default=None, converter=as_number, validator=_optional(is_number))
    currency: str | None = attrs.field(default=None, converter=_as_code)
    rate: Fraction | None = attrs.field(default=None, converter=as_number, validator=_optional(is_number))
    rounding: Rounding = attrs.field(default=Rounding.HALF_UP, converter=_as_rounding)

    def __attrs_post_init__(self) -> None:
        if (self.currency is None) is not (self.rate is None):
            raise InvalidValueError("rate", "given with a currency, and not without one", self.rate)
        if self.minimum is not None and self.maximum is not None and self.minimum > self.maximum:
            raise InvalidValueError("maximum", f"at least the minimum of {self.minimum}", self.maximum)

    def amount(self, item: OpenItem) -> Money | None:
        """The fee on ``item`` as it stands; ``None`` where too little is open to charge it."""
        if self.charge_above is not None and item.open.exact <= self.charge_above:
            return None
        base = item.amount.exact if self.of == "original" else item.open.exact
        fixed, percent = self._parts(base)
        foreign = self.rate is not None and self.currency != item.currency.code
        fee = (fixed * self.rate if foreign and self.rate is not None else fixed) + base * percent / 100
        found = Money.rounded(fee, item.currency, self.rounding)
        lowest, highest = self._bound(self.minimum, item), self._bound(self.maximum, item)
        found = found if lowest is None else max(found, lowest)
        return found if highest is None else min(found, highest)

    def _parts(self, base: Fraction) -> tuple[Fraction, Fraction]:
        reached = [row for row in self.brackets if row.since <= base]
        return (reached[-1].fixed, reached[-1].percent) if reached else (self.fixed, self.percent)

    def _bound(self, bound: Fraction | None, item: OpenItem) -> Money | None:
        return None if bound is None else Money.rounded(bound, item.currency, self.rounding)
