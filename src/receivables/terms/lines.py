"""The lines of payment terms: how much of a document, by when, and with which discounts for paying early."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from typing import NamedTuple, get_args

import attrs

from receivables.calendars import Calendar
from receivables.checks import are, is_one_of
from receivables.errors import InvalidValueError
from receivables.money import Exact, Money, exact
from receivables.rounding import Rounding
from receivables.terms.steps import AddDays, TermStep, walk

STEP_TYPES: tuple[type, ...] = get_args(TermStep)


def as_percent(value: Exact) -> Fraction:
    """A percentage as an exact number; ``"100/3"`` is a third of the whole.

    >>> as_percent("33.5"), as_percent("100/3")
    (Fraction(67, 2), Fraction(100, 3))
    """
    if isinstance(value, str) and value.count("/") == 1:
        above, below = (exact("percent", part) for part in value.split("/"))
        if not below:
            raise InvalidValueError("percent", "a fraction of something", value)
        return above / below
    return exact("percent", value)


def percent_text(percent: Fraction) -> str:
    """A percentage as people write it, ``2`` or ``2.5``; as a fraction where decimals do not end.

    >>> percent_text(Fraction(5, 2)), percent_text(Fraction(100, 3))
    ('2.5', '100/3')
    """
    for places in range(12):
        scaled = percent * 10**places
        if scaled.denominator == 1:
            digits = str(abs(scaled.numerator)).rjust(places + 1, "0")
            sign = "-" if scaled < 0 else ""
            return sign + (f"{digits[:-places]}.{digits[-places:]}" if places else digits)
    return str(percent)


def as_steps(steps: TermStep | int | Iterable[TermStep]) -> tuple[TermStep, ...]:
    """Date steps in any form: one, several, or a number of days."""
    if isinstance(steps, int):
        return (AddDays(steps),)
    if isinstance(steps, Iterable):
        return tuple(steps)
    return (steps,)


are_steps = are(STEP_TYPES, "date steps, like AddDays(30)")


@attrs.frozen
class Percent:
    """So many percent ``of`` the ``"total"``, of the ``"net"`` amount before tax, or of the ``"rest"`` so far.

    >>> Percent("30").percent, Percent("100/3", of="rest").percent
    (Fraction(30, 1), Fraction(100, 3))
    """

    percent: Fraction = attrs.field(converter=as_percent)
    of: str = attrs.field(kw_only=True, default="total", validator=is_one_of("total", "net", "rest"))


def _as_amount(value: Exact) -> Fraction:
    return exact("amount", value)


@attrs.frozen
class Fixed:
    """A fixed ``amount`` in main units of the document's currency; it takes the sign of the document.

    >>> Fixed("200").amount
    Fraction(200, 1)
    """

    amount: Fraction = attrs.field(converter=_as_amount)


@attrs.frozen
class EqualParts:
    """One of several equal parts of what the other lines leave; they differ by a unit at most, larger ones first."""


@attrs.frozen
class Balance:
    """What the other lines leave."""


AmountRule = Percent | Fixed | EqualParts | Balance
"""How much of a document a line takes."""


class Offer(NamedTuple):
    """An early-payment discount on an installment: ``amount`` less if paid through ``until`` (inclusive).

    ``percent`` is ``None`` for a fixed amount; ``base`` says of what: ``"gross"`` or ``"net"``.
    """

    until: date
    amount: Money
    percent: Fraction | None
    base: str


@attrs.frozen
class Discount:
    """A discount for paying early: ``percent`` (or a fixed ``amount``) off, through the day that ``steps`` reach.

    Steps count from the issue day; a number is that many days. ``base`` is ``"gross"`` or ``"net"`` (before tax).
    The day itself still counts.

    >>> Discount("2", within=10)
    Discount(percent=Fraction(2, 1), within=(AddDays(days=10),), amount=None, base='gross')
    """

    percent: Fraction | None = attrs.field(converter=attrs.converters.optional(as_percent))
    within: tuple[TermStep, ...] = attrs.field(kw_only=True, converter=as_steps, validator=are_steps)
    amount: Fraction | None = attrs.field(kw_only=True, default=None)
    base: str = attrs.field(kw_only=True, default="gross", validator=is_one_of("gross", "net"))

    def __attrs_post_init__(self) -> None:
        if (self.percent is None) is (self.amount is None):
            raise InvalidValueError("discount", "a percent or an amount", (self.percent, self.amount))
        if self.percent is not None and not 0 <= self.percent <= 100:
            raise InvalidValueError("percent", "from 0 to 100", self.percent)

    def offer(self, part: Money, net: Money | None, issued_on: date, calendar: Calendar | None) -> Offer:
        """The offer on an installment of ``part`` (``net`` of it before tax) of a document issued on a day."""
        until = walk(self.within, issued_on, calendar)
        if self.percent is None:
            sign = -1 if part.minor < 0 else 1
            return Offer(until, Money.rounded((self.amount or 0) * sign, part.currency), None, self.base)
        base = net if self.base == "net" else part
        if base is None:
            raise InvalidValueError("net", "given, because a discount is on the amount before tax", None)
        reduced = base.exact * self.percent / 100
        return Offer(until, Money.rounded(reduced, part.currency), self.percent, self.base)


@attrs.frozen
class Line:
    """One installment of payment terms: an amount ``rule``, due where ``steps`` lead, with ``discounts``.

    ``round_to`` rounds the amount to a multiple of so many main units, instead of the minor unit.

    >>> Line(Percent("30"), AddDays(0)).steps
    (AddDays(days=0),)
    """

    rule: AmountRule = attrs.field(validator=attrs.validators.instance_of(get_args(AmountRule)))
    steps: tuple[TermStep, ...] = attrs.field(default=(), converter=as_steps, validator=are_steps)
    discounts: tuple[Discount, ...] = attrs.field(kw_only=True, default=())
    round_to: Fraction | None = attrs.field(kw_only=True, default=None)

    def rounded(self, amount: Fraction, total: Money, rounding: Rounding) -> Money:
        """``amount`` in main units as Money, to the unit of this line."""
        step = None if self.round_to is None else self.round_to
        return Money.rounded(amount, total.currency, rounding, step=step)
