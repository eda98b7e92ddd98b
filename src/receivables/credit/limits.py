"""Limits of credit, and what is over them; the cover of a credit insurance."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from typing import NamedTuple

import attrs
from attrs.converters import optional

from receivables.checks import day, is_day, is_flag, name, of_kind, several
from receivables.credit.exposure import Exposure
from receivables.currencies import require_same
from receivables.documents import not_negative
from receivables.errors import InvalidValueError
from receivables.money import Money, as_money
from receivables.terms.lines import as_percent

TOTAL = "total"
"""What the limit on all of an exposure is called among the limits of single components."""


class ComponentLimit(NamedTuple):
    """A limit for one component of an exposure.

    >>> ComponentLimit("orders", Money("400.00", "EUR")).component
    'orders'
    """

    component: str
    limit: Money


class LimitCheck(NamedTuple):
    """An exposure beside the limit that it has: over it only where it is strictly more.

    >>> check = LimitCheck("total", Money("200.01", "EUR"), Money("200.00", "EUR"))
    >>> check.over, check.room
    (True, Money('-0.01', 'EUR'))
    """

    what: str
    exposure: Money
    limit: Money

    @property
    def over(self) -> bool:
        """Whether the exposure is more than the limit."""
        return self.exposure > self.limit

    @property
    def room(self) -> Money:
        """What is left of the limit; negative where the exposure is over it."""
        return self.limit - self.exposure


_LIMITS = "a mapping from component to limit, each component once, limits of at least 0"


def as_component_limits(given: Mapping[str, Money] | Iterable[tuple[str, Money]]) -> tuple[ComponentLimit, ...]:
    """Limits of single components in the order of their names.

    >>> as_component_limits({"orders": Money("400.00", "EUR")})
    (ComponentLimit(component='orders', limit=Money('400.00', 'EUR')),)
    """
    pairs = given.items() if isinstance(given, Mapping) else several("component_limits", _LIMITS, given)
    found = sorted((_as_component_limit(pair) for pair in pairs), key=lambda limit: limit.component)
    if len({limit.component for limit in found}) < len(found):
        raise InvalidValueError("component_limits", _LIMITS, given)
    return tuple(found)


def _as_component_limit(pair: object) -> ComponentLimit:
    match pair:
        case (component, amount):
            limit = ComponentLimit(name("component_limits", component), Money.of(amount))
        case _:
            raise InvalidValueError("component_limits", _LIMITS, pair)
    if limit.limit.minor < 0:
        raise InvalidValueError("component_limits", _LIMITS, pair)
    return limit


_AMOUNT = attrs.validators.optional(not_negative)


@attrs.frozen(kw_only=True)
class Limits:
    """How much credit a debtor has: a limit of its own, one of its group, limits for single components.

    ``None`` is no limit, zero is a real one. Of ``individual`` and ``group`` the tighter one is in force;
    ``unlimited`` wins over both.

    Raises :class:`~receivables.errors.InvalidValueError` for a limit below zero.
    Source: the credit limits of Dynamics 365 Finance (debtor and group) and OCA credit-control (components).

    >>> print(Limits(individual=Money("20000.00", "EUR"), group=Money("15000.00", "EUR")).effective)
    15000.00 EUR
    """

    individual: Money | None = attrs.field(default=None, converter=optional(as_money), validator=_AMOUNT)
    group: Money | None = attrs.field(default=None, converter=optional(as_money), validator=_AMOUNT)
    unlimited: bool = attrs.field(default=False, validator=is_flag)
    components: tuple[ComponentLimit, ...] = attrs.field(default=(), converter=as_component_limits)

    def __attrs_post_init__(self) -> None:
        given = [each for each in (self.individual, self.group) if each is not None]
        given += [each.limit for each in self.components]
        for limit in given[1:]:
            require_same(given[0].currency, limit.currency)

    @property
    def effective(self) -> Money | None:
        """The limit in force on the total; ``None``: no limit."""
        given = [each for each in (self.individual, self.group) if each is not None]
        return None if self.unlimited else min(given, default=None)

    def checks(self, exposure: Exposure) -> tuple[LimitCheck, ...]:
        """Each limit beside what it limits: the total first, then components by name, whether they count or not.

        >>> exposure = Exposure.of({"orders": Money("150.01", "EUR")}, currency="EUR")
        >>> limits = Limits(individual=Money("200.00", "EUR"), components={"orders": Money("150.00", "EUR")})
        >>> [check.what for check in limits.checks(exposure) if check.over]
        ['orders']
        """
        of_kind("exposure", Exposure, "an Exposure", exposure)
        total = [] if self.effective is None else [LimitCheck(TOTAL, exposure.total, self.effective)]
        single = [LimitCheck(each, exposure.amount(each), limit) for each, limit in self.components]
        return (*total, *single)


@attrs.frozen(kw_only=True)
class Insurance:
    """The cover that a credit insurer gives for a debtor: up to which ``amount``, which ``percent`` of a loss.

    The day on which it expires is still covered; ``None``: it does not expire.

    Raises :class:`~receivables.errors.InvalidValueError` for values that cannot be.
    Source: whole-turnover credit insurance, where the insurer sets a limit for each buyer and leaves a share to the
    insured.

    >>> cover = Insurance(amount=Money("10000.00", "EUR"), percent="90", expires_on=date(2026, 12, 31))
    >>> print(cover.insured(Money("12000.00", "EUR"), as_of=date(2026, 3, 31)), "of 12000.00 EUR are insured")
    9000.00 EUR of 12000.00 EUR are insured
    """

    amount: Money = attrs.field(converter=as_money, validator=not_negative)
    percent: Fraction = attrs.field(default=Fraction(100), converter=as_percent)
    expires_on: date | None = attrs.field(default=None, validator=attrs.validators.optional(is_day))

    @percent.validator
    def _check_percent(self, attribute: attrs.Attribute[object], percent: Fraction) -> None:
        if not 0 <= percent <= 100:
            raise InvalidValueError(attribute.name, "from 0 to 100", percent)

    def cover(self, as_of: date) -> Money:
        """The exposure that is covered at most on a day: nothing once the cover has expired."""
        on = day("as_of", as_of)
        expired = self.expires_on is not None and on > self.expires_on
        return self.amount.with_minor(0) if expired else self.amount

    def insured(self, exposure: Money, *, as_of: date) -> Money:
        """What the insurer would pay of an exposure, in whole minor units, never more than its share."""
        covered = max(min(Money.of(exposure), self.cover(as_of)), self.amount.with_minor(0))
        return covered.with_minor(covered.minor * self.percent.numerator // (100 * self.percent.denominator))
