"""The lines of payment terms: how much of a document, by when, and with which discounts for paying early."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from fractions import Fraction
from typing import NamedTuple, cast, get_args

import attrs
from attrs.converters import optional

from receivables.calendars import Calendar
from receivables.checks import are, are_several, is_one_of, several
from receivables.currencies import require_same
from receivables.errors import InvalidValueError
from receivables.money import Exact, Money, exact
from receivables.money.exact import ratio, writable
from receivables.rounding import Rounding
from receivables.terms.steps import STEPS_IN_WORDS, AddDays, TermStep, walk


def as_percent(value: Exact) -> Fraction:
    """A percentage as an exact number; ``"100/3"`` is a third of the whole.

    >>> as_percent("33.5"), as_percent("100/3")
    (Fraction(67, 2), Fraction(100, 3))
    """
    return ratio("percent", value)


def number_text(number: Fraction) -> str:
    """A number as people write it, ``2`` or ``2.5``; as a fraction where decimals do not end.

    >>> number_text(Fraction(5, 2)), number_text(Fraction(100, 3))
    ('2.5', '100/3')
    """
    for places in range(12):
        scaled = number * 10**places
        if scaled.denominator == 1:
            digits = str(abs(scaled.numerator)).rjust(places + 1, "0")
            sign = "-" if scaled < 0 else ""
            return sign + (f"{digits[:-places]}.{digits[-places:]}" if places else digits)
    return str(number)


def as_steps(steps: TermStep | int | Iterable[TermStep | int]) -> tuple[TermStep, ...]:
    """Date steps in any form: one, or several in their order; a number is that many days (0 is no step at all)."""
    given = steps if are_several(steps) else (cast("TermStep", steps),)
    whole = (AddDays(step) if type(step) is int and step else step for step in given)
    return tuple(cast("TermStep", step) for step in whole if type(step) is not int)


def _as_amount(value: Exact) -> Fraction:
    return writable("amount", exact("amount", value), value)


def _as_unit(value: Exact) -> Fraction:
    return writable("round_to", exact("round_to", value), value)


are_steps: Callable[..., None] = are(get_args(TermStep), STEPS_IN_WORDS)


@attrs.frozen
class Percent:
    """So many percent ``of`` the ``"total"``, of the ``"net"`` amount before tax, or of the ``"rest"`` so far.

    Raises :class:`~receivables.errors.InvalidValueError` for a number whose numerator or denominator is beyond 10**40.

    >>> Percent("30").percent, Percent("100/3", of="rest").percent
    (Fraction(30, 1), Fraction(100, 3))
    """

    percent: Fraction = attrs.field(converter=as_percent)
    of: str = attrs.field(kw_only=True, default="total", validator=is_one_of("total", "net", "rest"))


@attrs.frozen
class Fixed:
    """A fixed ``amount`` in main units of the document's currency; it takes the sign of the document.

    Raises :class:`~receivables.errors.InvalidValueError` for a number whose numerator or denominator is beyond 10**40.

    >>> Fixed("200").amount
    Fraction(200, 1)
    """

    amount: Fraction = attrs.field(converter=_as_amount)


@attrs.frozen
class EqualParts:
    """One of several equal parts of what the other lines leave; they differ by a unit at most, larger ones first.

    >>> Line(EqualParts(), AddDays(30)).rule
    EqualParts()
    """


@attrs.frozen
class Balance:
    """What the other lines leave, wherever it stands; terms have one at most, and none beside equal parts.

    >>> Line(Balance(), AddDays(60)).rule
    Balance()
    """


AmountRule = Percent | Fixed | EqualParts | Balance
"""How much of a document a line takes."""


class Offer(NamedTuple):
    """An early-payment discount on an installment: ``amount`` less if paid through ``until`` (inclusive).

    ``percent`` is ``None`` for a fixed amount; ``base`` says of what: ``"gross"`` or ``"net"``. The amount has the sign
    of the installment.

    >>> Offer(date(2026, 1, 25), Money("20.00", "EUR"), Fraction(2), "gross").amount
    Money('20.00', 'EUR')
    """

    until: date
    amount: Money
    percent: Fraction | None
    base: str


@attrs.frozen
class Discount:
    """A discount for paying early: ``percent`` (or a fixed ``amount``) off, through the day that ``steps`` reach.

    Steps count from the issue day; a number is that many days. The day that they reach still counts, and is rolled to
    a business day only by a step :class:`ToBusinessDay`. ``base`` is ``"gross"`` or ``"net"`` (before tax). A fixed
    amount is in main units of the document's currency, takes its sign, and is never more than the installment.

    Raises :class:`~receivables.errors.InvalidValueError` for anything but one percentage from 0 to 100, or one amount
    of at least 0.

    >>> Discount("2", within=10)
    Discount(percent=Fraction(2, 1), within=(AddDays(days=10),), amount=None, base='gross')
    """

    percent: Fraction | None = attrs.field(converter=optional(as_percent))
    within: tuple[TermStep, ...] = attrs.field(kw_only=True, converter=as_steps, validator=are_steps)
    amount: Fraction | None = attrs.field(kw_only=True, default=None, converter=optional(_as_amount))
    base: str = attrs.field(kw_only=True, default="gross", validator=is_one_of("gross", "net"))

    def __attrs_post_init__(self) -> None:
        if (self.percent is None) is (self.amount is None):
            raise InvalidValueError("discount", "a percent or an amount", (self.percent, self.amount))
        if self.percent is not None and not 0 <= self.percent <= 100:
            raise InvalidValueError("percent", "from 0 to 100", self.percent)
        if self.amount is not None and (self.amount < 0 or self.base == "net"):
            raise InvalidValueError("amount", "at least 0, and without a base", self.amount)

    def offer(
        self,
        part: Money,
        *,
        net: Money | None,
        issued_on: date,
        calendar: Calendar | None = None,
        rounding: Rounding = Rounding.HALF_UP,
    ) -> Offer:
        """The offer on an installment of ``part`` (``net`` of it before tax) of a document issued on a day.

        It is at most the installment, and has its sign.

        >>> offer = Discount("2", within=10).offer(Money("500.00", "EUR"), net=None, issued_on=date(2026, 1, 15))
        >>> print(offer.amount, offer.until)
        10.00 EUR 2026-01-25
        """
        until = walk(self.within, issued_on, calendar, attribute="issued_on")
        whole = Money.of(part)
        if self.amount is not None:
            reduced = self.amount
        else:
            base = net if self.base == "net" else whole
            if base is None:
                raise InvalidValueError("net", "given, because a discount is on the amount before tax", None)
            base = Money.of(base)
            require_same(whole.currency, base.currency)
            reduced = abs(base.exact) * (self.percent or 0) / 100
        off = Money.rounded(min(reduced, abs(whole.exact)), whole.currency, rounding)
        return Offer(until, -off if whole.minor < 0 else off, self.percent, self.base)


_DISCOUNTS = "discounts, like Discount('2', within=10)"


def _as_discounts(discounts: Discount | Iterable[Discount]) -> tuple[Discount, ...]:
    return (discounts,) if isinstance(discounts, Discount) else tuple(several("discounts", _DISCOUNTS, discounts))


@attrs.frozen
class Line:
    """One installment of payment terms: an amount ``rule``, due where ``steps`` lead, with ``discounts``.

    ``steps`` may be a number of days, and may hold some. ``round_to`` rounds the amount to a multiple of so many main
    units, instead of the minor unit; it is refused on equal parts and the balance, which take what the others leave.

    Raises :class:`~receivables.errors.InvalidValueError` for values that cannot be.

    >>> Line(Percent("30"), AddDays(10)).steps
    (AddDays(days=10),)
    """

    rule: AmountRule = attrs.field()
    steps: tuple[TermStep, ...] = attrs.field(default=(), converter=as_steps, validator=are_steps)
    discounts: tuple[Discount, ...] = attrs.field(
        kw_only=True,
        default=(),
        converter=_as_discounts,
        validator=are(Discount, _DISCOUNTS),
    )
    round_to: Fraction | None = attrs.field(kw_only=True, default=None, converter=optional(_as_unit))

    @rule.validator
    def _check_rule(self, attribute: attrs.Attribute[object], rule: object) -> None:
        if not isinstance(rule, AmountRule):
            raise InvalidValueError(attribute.name, "an amount rule, like Percent('30') or Balance()", rule)

    @round_to.validator
    def _check_round_to(self, attribute: attrs.Attribute[object], round_to: Fraction | None) -> None:
        if round_to is not None and (round_to <= 0 or isinstance(self.rule, EqualParts | Balance)):
            raise InvalidValueError(attribute.name, "more than 0, and not on an equal part or the balance", round_to)
