"""Which rate a night bears, and the plainest answer: always the same.

The night from the evening of d-1 to the evening of d bears the rate of day d, so a rate that begins on a day has its
first night before that day's evening.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar, NamedTuple, Protocol

import attrs

from receivables.errors import InvalidValueError
from receivables.interest.periods import A_YEAR, RatePeriod, is_period
from receivables.money import exact
from receivables.position import OpenItem


class Delay(NamedTuple):
    """The delay that a rate is asked for: the item, the last evening without interest, and the last day.

    >>> from receivables import Money
    >>> due, amount = date(2026, 2, 14), Money("1000.00", "EUR")
    >>> item = OpenItem(customer="C-1", document="F-1", issued_on=date(2026, 1, 15), due_on=due, amount=amount)
    >>> delay = Delay(item, start=due, as_of=date(2026, 3, 31))
    >>> (delay.as_of - delay.start).days  # nights
    45
    """

    item: OpenItem
    start: date
    as_of: date


class Piece(NamedTuple):
    """Nights at one rate: the evenings from ``start`` (in) to ``end`` (out), and who says so.

    >>> Piece(date(2026, 2, 14), date(2026, 2, 20), Decimal("8")).projected
    False
    """

    start: date
    end: date
    percent: Decimal
    source: str = ""
    projected: bool = False


class RateRule(Protocol):
    """Any value that says which rate the nights of a delay bear.

    ``pieces`` cover the evenings from ``start`` to ``end`` in order, without a gap; their percentages are for ``per``.

    >>> from datetime import timedelta
    >>> class HigherFromDay30:
    ...     per = A_YEAR
    ...     def pieces(self, delay, start, end):
    ...         change = min(max(delay.start + timedelta(days=30), start), end)
    ...         return Piece(start, change, Decimal(8)), Piece(change, end, Decimal(12))
    >>> from receivables import LateInterest, Money
    >>> due, amount = date(2026, 2, 14), Money("1000.00", "EUR")
    >>> item = OpenItem(customer="C-1", document="F-1", issued_on=date(2026, 1, 15), due_on=due, amount=amount)
    >>> print(LateInterest(HigherFromDay30()).accrue(item, as_of=date(2026, 3, 31)).explain())
    F-1: 11.51 EUR by late-interest@1 through 2026-03-31
      2026-02-14 to 2026-03-16: 30 days on 1000.00 EUR at 8 % a year, ACT/365F = 6.575342 EUR
      2026-03-16 to 2026-03-31: 15 days on 1000.00 EUR at 12 % a year, ACT/365F = 4.931507 EUR
      rounded half_up, total
    """

    @property
    def per(self) -> RatePeriod:
        """What the percentages are for."""
        ...

    def pieces(self, delay: Delay, start: date, end: date, /) -> Sequence[Piece]:
        """The rates of the nights between two evenings."""
        ...


def as_percent(value: str | int | Decimal, attribute: str = "percent") -> Decimal:
    """A percentage as an exact decimal, kept as it was written."""
    if isinstance(value, Fraction):
        raise InvalidValueError(attribute, "text, a whole number or a Decimal", value)
    exact(attribute, value)
    return Decimal(format(Decimal(value), "f"))


def not_negative(_: object, attribute: attrs.Attribute[Decimal], value: Decimal) -> None:
    """Validator: at least nothing."""
    if value < 0:
        raise InvalidValueError(attribute.name, "at least 0", value)


@attrs.frozen
class FixedRate:
    """The same ``percent`` for all nights, ``per`` year or per so many days.

    >>> FixedRate("1", per=RatePeriod(30, "days"))
    FixedRate(percent=Decimal('1'), per=RatePeriod(count=30, unit='days'))
    """

    kind: ClassVar[str] = "fixed-rate"
    version: ClassVar[int] = 1

    percent: Decimal = attrs.field(converter=as_percent, validator=not_negative)
    per: RatePeriod = attrs.field(kw_only=True, default=A_YEAR, validator=is_period)

    def __str__(self) -> str:
        return f"{self.percent:f} % {self.per.each}"

    @property
    def same_for_all(self) -> bool:
        """Whether nights bear the same rate whatever the claim."""
        return True

    def pieces(self, _delay: Delay, start: date, end: date, /) -> tuple[Piece]:
        """One piece."""
        return (Piece(start, end, self.percent),)
