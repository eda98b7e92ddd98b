"""What is at risk with a customer: a sum of named components, each of which may count or not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

import attrs
import moneyed
from attrs.converters import optional
from moneyed import Currency

from receivables import currencies
from receivables.checks import are, day, is_day, name, several
from receivables.errors import InvalidValueError
from receivables.money import Money
from receivables.position import Position

OPEN_ITEMS, IN_DISPUTE, UNAPPLIED_CASH = "open_items", "in_dispute", "unapplied_cash"
UNBILLED, ORDERS = "unbilled", "orders"
COMPONENTS = (OPEN_ITEMS, IN_DISPUTE, UNAPPLIED_CASH, UNBILLED, ORDERS)
"""The components of the exposure to an account: three that its position knows, two that the caller gives."""


class Order(NamedTuple):
    """An order that is not billed yet: the day on which it ships, and what it will come to.

    >>> Order(date(2026, 4, 15), Money("250.00", "EUR")).amount
    Money('250.00', 'EUR')
    """

    ship_on: date
    amount: Money


Amounts = Money | moneyed.Money | Iterable[Order | tuple[date, Money]]
"""What a component comes to: an amount, or a list of orders."""

_ORDERS = "orders, as pairs of ship day and amount, like Order(date(2026, 4, 15), Money('250.00', 'EUR'))"


def as_order(value: object) -> Order:
    """A pair of ship day and amount as an order.

    >>> as_order((date(2026, 4, 15), Money("250.00", "EUR"))).ship_on
    datetime.date(2026, 4, 15)
    """
    match value:
        case (ship_on, amount):
            return Order(day("ship_on", ship_on), Money.of(amount))
        case _:
            raise InvalidValueError("orders", _ORDERS, value)


def as_orders(values: Iterable[Order | tuple[date, Money]]) -> tuple[Order, ...]:
    """Pairs of ship day and amount as orders.

    >>> as_orders([])
    ()
    """
    return tuple(as_order(value) for value in several("orders", _ORDERS, values))


class ExposureLine(NamedTuple):
    """A component of an exposure: its ``amount``, whether it ``counts`` in the total, and what was left out.

    ``later`` are its orders that ship after the horizon; they are not in ``amount``.

    >>> zero = Money("0.00", "EUR")
    >>> print(ExposureLine("unapplied_cash", Money("-50.00", "EUR"), True, zero))
    unapplied_cash: -50.00 EUR
    """

    component: str
    amount: Money
    counts: bool
    later: Money

    def __str__(self) -> str:
        later = f", and {self.later} of orders after the horizon" if self.later else ""
        return f"{self.component}: {self.amount}{later}{'' if self.counts else ' (does not count)'}"


def _as_components(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(name("included", each) for each in several("included", "a list of components", names))


def _as_lines(lines: Iterable[ExposureLine]) -> tuple[ExposureLine, ...]:
    return tuple(several("lines", "lines of an exposure", lines))


@attrs.frozen(kw_only=True)
class Exposure:
    """What is at risk, component by component; :attr:`total` is the sum of the lines that count.

    ``horizon`` is the last ship day of the orders that count (``None``: all do), ``included`` are the components that
    count in the total (``None``: all do). It is negative where a customer is in credit.

    Raises :class:`~receivables.errors.CurrencyMismatchError` for a line in another currency.
    Source: the credit exposure of SAP, open items to open orders up to a horizon, whose day itself counts.

    >>> orders = [Order(date(2026, 4, 15), Money("20.00", "EUR")), Order(date(2026, 9, 1), Money("40.00", "EUR"))]
    >>> exposure = Exposure.of(
    ...     {"open_items": Money("60.00", "EUR"), "orders": orders}, currency="EUR", horizon=date(2026, 4, 30)
    ... )
    >>> print(exposure.explain())
    exposure 80.00 EUR
      open_items: 60.00 EUR
      orders: 20.00 EUR, and 40.00 EUR of orders after the horizon
    """

    currency: Currency = attrs.field(converter=currencies.currency)
    lines: tuple[ExposureLine, ...] = attrs.field(converter=_as_lines)
    horizon: date | None = attrs.field(default=None, validator=attrs.validators.optional(is_day))
    included: tuple[str, ...] | None = attrs.field(default=None, converter=optional(_as_components))

    @lines.validator
    def _check_lines(self, attribute: attrs.Attribute[object], lines: tuple[ExposureLine, ...]) -> None:
        are(ExposureLine, "lines of an exposure")(self, attribute, lines)
        if len({line.component for line in lines}) < len(lines):
            raise InvalidValueError(attribute.name, "lines that have each component once", lines)
        for line in lines:
            currencies.require_same(self.currency, line.amount.currency)
            currencies.require_same(self.currency, line.later.currency)

    @classmethod
    def of(
        cls,
        components: Mapping[str, Amounts],
        *,
        currency: str | Currency,
        horizon: date | None = None,
        included: Iterable[str] | None = None,
    ) -> Exposure:
        """The exposure of components, each an amount or a list of orders with their ship days.

        Raises :class:`~receivables.errors.InvalidValueError` for components that cannot be, and
        :class:`~receivables.errors.CurrencyMismatchError` for an amount in another currency.

        >>> Exposure.of({}, currency="EUR").total
        Money('0.00', 'EUR')
        """
        if not isinstance(components, Mapping):
            raise InvalidValueError("components", "a mapping from component to amount or orders", components)
        last = None if horizon is None else day("horizon", horizon)
        counting = None if included is None else _as_components(included)
        unit = currencies.currency(currency)
        lines = [_line(name("components", each), amounts, unit, last, counting) for each, amounts in components.items()]
        return cls(currency=unit, lines=tuple(lines), horizon=last, included=counting)

    @cached_property
    def total(self) -> Money:
        """The sum of the lines that count."""
        return Money.total((line.amount for line in self.lines if line.counts), currency=self.currency)

    def amount(self, component: str) -> Money:
        """What a component comes to, whether it counts in the total or not; nothing where there is none of it."""
        zero = Money.zero(self.currency)
        return next((line.amount for line in self.lines if line.component == component), zero)

    def plus(self, requested: Mapping[str, Amounts]) -> Exposure:
        """The exposure with what is asked for in addition, under the same horizon and the same switches.

        >>> exposure = Exposure.of({"open_items": Money("60.00", "EUR")}, currency="EUR", included=["open_items"])
        >>> print(exposure.plus({"orders": Money("50.00", "EUR")}).total)
        60.00 EUR
        """
        more = Exposure.of(requested, currency=self.currency, horizon=self.horizon, included=self.included)
        return Exposure.combined([self, more])

    @classmethod
    def combined(cls, exposures: Iterable[Exposure]) -> Exposure:
        """Exposures as one, such as those of the accounts of a group: each component is the sum over them.

        Raises :class:`~receivables.errors.InvalidValueError` where they differ in horizon or in what counts, or there
        are none, and :class:`~receivables.errors.CurrencyMismatchError` where they differ in currency.
        """
        expected = "one or more exposures, of one horizon and with the same components included"
        given: tuple[Exposure, ...] = tuple(several("exposures", expected, exposures))
        if not given or not all(isinstance(each, Exposure) for each in given):
            raise InvalidValueError("exposures", expected, given)
        first = given[0]
        if any((each.horizon, each.included) != (first.horizon, first.included) for each in given):
            raise InvalidValueError("exposures", expected, given)
        by_component: dict[str, list[ExposureLine]] = {}
        for line in (line for each in given for line in each.lines):
            by_component.setdefault(line.component, []).append(line)
        return attrs.evolve(first, lines=tuple(map(_sum, by_component.values())))

    def explain(self) -> str:
        """The exposure as text, a line each."""
        return "\n".join([f"exposure {self.total}", *(f"  {line}" for line in self.lines)])

    def to_dict(self) -> dict[str, Any]:
        """The exposure as plain data."""
        return {
            "currency": self.currency.code,
            "total": self.total.text,
            "horizon": None if self.horizon is None else self.horizon.isoformat(),
            "lines": [line._asdict() | {"amount": line.amount.text, "later": line.later.text} for line in self.lines],
        }


def _line(
    component: str, amounts: Amounts, unit: Currency, horizon: date | None, included: tuple[str, ...] | None
) -> ExposureLine:
    """A component: its amount, or its orders by the horizon and after it."""
    counts = included is None or component in included
    if isinstance(amounts, Money | moneyed.Money):
        return ExposureLine(component, Money.of(amounts), counts, Money.zero(unit))
    orders = as_orders(amounts)
    by_then = [order.amount for order in orders if horizon is None or order.ship_on <= horizon]
    later = [order.amount for order in orders if horizon is not None and order.ship_on > horizon]
    return ExposureLine(component, Money.total(by_then, currency=unit), counts, Money.total(later, currency=unit))


def _sum(lines: list[ExposureLine]) -> ExposureLine:
    """Lines of one component as one."""
    unit = lines[0].amount.currency
    amount = Money.total((line.amount for line in lines), currency=unit)
    return lines[0]._replace(amount=amount, later=Money.total((line.later for line in lines), currency=unit))


def of_ledger(position: Position) -> dict[str, Amounts]:
    """The components that a position knows.

    >>> from receivables import Account
    >>> of_ledger(Account("C-1", "EUR", []).as_of(date(2026, 3, 31)))["open_items"]
    Money('0.00', 'EUR')
    """
    unit = position.currency
    disputed = Money.total((item.in_dispute for item in position.open_items), currency=unit)
    return {OPEN_ITEMS: position.open - disputed, IN_DISPUTE: disputed, UNAPPLIED_CASH: -position.unapplied}
