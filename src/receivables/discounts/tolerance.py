"""How large a difference may be that nobody chases."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import NamedTuple

import attrs
from attrs.converters import optional

from receivables import currencies
from receivables.checks import several
from receivables.discounts.asked import as_item
from receivables.errors import InvalidValueError
from receivables.money import Exact, Money, exact
from receivables.position import OpenItem
from receivables.terms.lines import as_percent


class CurrencyLimit(NamedTuple):
    """The largest difference in one currency, in its main units.

    >>> Tolerance(by_currency=[("JPY", "500")]).by_currency
    (CurrencyLimit(currency='JPY', amount=Fraction(500, 1)),)
    """

    currency: str
    amount: Fraction


def _as_amount(value: Exact) -> Fraction:
    return exact("amount", value)


def _as_limits(rows: Iterable[CurrencyLimit | tuple[str, Exact]]) -> tuple[CurrencyLimit, ...]:
    return tuple(_as_limit(row) for row in several("by_currency", _ROWS, rows))


_ROWS = "pairs of currency and amount, each currency once"


def _as_limit(row: object) -> CurrencyLimit:
    if not isinstance(row, tuple | list) or len(row) != 2:
        raise InvalidValueError("by_currency", _ROWS, row)
    return CurrencyLimit(currencies.currency(row[0]).code, exact("by_currency", row[1]))


@attrs.frozen(kw_only=True)
class Tolerance:
    """The largest difference between what a payment should be and what it is that is given up, too little or too much.

    ``amount`` is in main units of the item's currency, ``by_currency`` says it for single currencies, ``percent`` is of
    the item's amount. Each may be left out; where there are two, the smaller one counts. With none, there is no
    tolerance at all.

    Raises :class:`~receivables.errors.InvalidValueError` for bounds that cannot be, or a currency that stands twice.
    Source: the payment tolerance of Business Central (a percentage and a largest amount a currency).

    >>> from datetime import date
    >>> item = OpenItem(
    ...     customer="C-1", document="F-1", issued_on=date(2026, 1, 15), due_on=date(2026, 2, 14),
    ...     amount=Money("300.00", "EUR"),
    ... )
    >>> print(Tolerance(amount="5.00", percent="1").limit(item), "or", Tolerance(amount="5.00").limit(item))
    3.00 EUR or 5.00 EUR
    """

    amount: Fraction | None = attrs.field(default=None, converter=optional(_as_amount))
    percent: Fraction | None = attrs.field(default=None, converter=optional(as_percent))
    by_currency: tuple[CurrencyLimit, ...] = attrs.field(default=(), converter=_as_limits)

    @amount.validator
    def _check_amount(self, attribute: attrs.Attribute[object], amount: Fraction | None) -> None:
        if amount is not None and amount < 0:
            raise InvalidValueError(attribute.name, "at least 0", amount)

    @percent.validator
    def _check_percent(self, attribute: attrs.Attribute[object], percent: Fraction | None) -> None:
        if percent is not None and not 0 <= percent <= 100:
            raise InvalidValueError(attribute.name, "from 0 to 100", percent)

    @by_currency.validator
    def _check_rows(self, attribute: attrs.Attribute[object], rows: tuple[CurrencyLimit, ...]) -> None:
        if len({row.currency for row in rows}) < len(rows) or any(row.amount < 0 for row in rows):
            raise InvalidValueError(attribute.name, f"{_ROWS}, amounts of at least 0", rows)

    def limit(self, item: OpenItem) -> Money:
        """The largest difference for an item, in whole minor units: never more than the bounds say."""
        amount, percent = self._amount(as_item(item).currency.code), self.percent
        bounds = [] if amount is None else [amount.numerator * item.currency.sub_unit // amount.denominator]
        if percent is not None:
            bounds.append(item.amount.minor * percent.numerator // (100 * percent.denominator))
        return item.amount.with_minor(min(bounds, default=0))

    def _amount(self, currency: str) -> Fraction | None:
        return next((row.amount for row in self.by_currency if row.currency == currency), self.amount)
