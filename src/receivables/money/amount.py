"""The amount itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Self, cast

import attrs
import moneyed
from moneyed import Currency

from receivables import currencies
from receivables.checks import choice, several, whole
from receivables.errors import InvalidValueError
from receivables.money.exact import LARGEST_EXPONENT, Exact, exact, minor_units, smallest_coin
from receivables.rounding import Rounding
from receivables.shares import MOST_PARTS, Strategy

_LARGEST = 10**LARGEST_EXPONENT
_set = object.__setattr__


def _identity(currency: Currency) -> tuple[str, int]:
    """What makes two currencies one: py-moneyed compares the code alone."""
    return currency.code, currency.sub_unit


@attrs.frozen(init=False, repr=False)
class Money:
    """An exact amount of one currency, counted in whole minor units (cents, fils, yen).

    ``amount`` is text, a whole number of the main unit, or a ``Decimal``; ``currency`` is an ISO 4217 code or a
    ``moneyed.Currency``. More decimals than the currency has are refused (trailing zeros are fine); so are floats,
    booleans, NaN and infinities. Digits follow ISO 4217 of 2026-01-01. No amount, a sum neither, is beyond 10**40 main
    units, so the text of each can be read back.

    Raises :class:`~receivables.errors.InvalidValueError` for an amount or currency that cannot be.

    >>> Money("10.50", "EUR").minor, Money(1000, "JPY").minor, Money("1.234", "KWD").minor
    (1050, 1000, 1234)
    >>> print(Money("-3.5", "USD"))
    -3.50 USD
    """

    minor: int
    currency: Currency = attrs.field(eq=_identity)

    def __init__(self, amount: int | str | Decimal, currency: str | Currency) -> None:
        resolved = currencies.currency(currency)
        _set(self, "minor", minor_units("amount", amount, resolved))
        _set(self, "currency", resolved)

    @classmethod
    def of_minor(cls, minor: int, currency: str | Currency) -> Self:
        """The amount of so many minor units.

        >>> Money.of_minor(1050, "EUR")
        Money('10.50', 'EUR')
        """
        return cls._counted(minor, currencies.currency(currency))

    @classmethod
    def _counted(cls, minor: int, currency: Currency) -> Self:
        """Build from a currency that was checked before; the amount is checked here, wherever it comes from."""
        # The bounds without a currency come first, because hardly any amount is beyond them.
        within = type(minor) is int and (-_LARGEST <= minor <= _LARGEST or abs(minor) <= _LARGEST * currency.sub_unit)
        if not within:
            expected = f"a whole number of minor units, at most those of 10**{LARGEST_EXPONENT} main units"
            raise InvalidValueError("minor", expected, minor)
        money = object.__new__(cls)
        _set(money, "minor", minor)
        _set(money, "currency", currency)
        return money

    @classmethod
    def rounded(
        cls,
        amount: Exact,
        currency: str | Currency,
        rounding: Rounding | str = Rounding.HALF_UP,
        *,
        step: Exact | None = None,
    ) -> Self:
        """The payable amount nearest to an exact one, by a named mode (half up, away from zero, where none is named).

        ``step`` is the smallest coin, in main units, if that is more than the minor unit; it is one rounding, not two.
        Round what is paid in cash like that, not what an invoice says.

        Raises :class:`~receivables.errors.InvalidValueError` for a step of 0 or less, or one finer than the
        currency, and for a mode that is none.

        >>> Money.rounded("12.37", "CHF", step="0.05")
        Money('12.35', 'CHF')
        >>> Money.rounded(Fraction(2, 3), "EUR")
        Money('0.67', 'EUR')
        >>> Money.rounded("0.125", "EUR", Rounding.HALF_EVEN)
        Money('0.12', 'EUR')
        """
        resolved = currencies.currency(currency)
        number, coin = exact("amount", amount), smallest_coin(step, resolved)
        coins = Fraction(number.numerator * resolved.sub_unit, number.denominator * coin)
        return cls._counted(choice("rounding", Rounding, rounding).apply(coins) * coin, resolved)

    @classmethod
    def zero(cls, currency: str | Currency) -> Self:
        """Nothing, in a currency.

        >>> Money.zero("JPY")
        Money('0', 'JPY')
        """
        return cls._counted(0, currencies.currency(currency))

    @classmethod
    def total(cls, amounts: Iterable[Money], *, currency: str | Currency) -> Self:
        """The sum; of nothing it is zero of ``currency``.

        Raises :class:`~receivables.errors.CurrencyMismatchError` if an amount is in another currency.

        >>> Money.total([], currency="EUR")
        Money('0.00', 'EUR')
        """
        resolved = currencies.currency(currency)
        return cls._counted(
            sum([_same(resolved, Money.of(amount)) for amount in several("amounts", "amounts", amounts)]), resolved
        )

    @classmethod
    def of(cls, value: object) -> Money:
        """``value`` as Money: a Money is itself, a ``moneyed.Money`` is taken over exactly.

        >>> Money.of(moneyed.Money("10.50", "EUR"))
        Money('10.50', 'EUR')
        """
        if isinstance(value, Money):
            return value
        if isinstance(value, moneyed.Money):
            return Money(value.amount, value.currency)
        raise InvalidValueError("amount", "Money, like Money('10.50', 'EUR')", value)

    @property
    def amount(self) -> Decimal:
        """The amount in main units, exact, with as many decimals as the currency has.

        >>> Money("10.5", "EUR").amount
        Decimal('10.50')
        """
        digits = tuple(int(digit) for digit in str(abs(self.minor)))
        return Decimal((self.minor < 0, digits, -currencies.digits(self.currency)))

    @property
    def exact(self) -> Fraction:
        """The amount in main units as a fraction, for exact arithmetic.

        >>> Money("10.50", "EUR").exact
        Fraction(21, 2)
        """
        return Fraction(self.minor, self.currency.sub_unit)

    @property
    def text(self) -> str:
        """The amount as plain text: point for decimals, no grouping.

        >>> Money("-1234.5", "EUR").text
        '-1234.50'
        """
        places = currencies.digits(self.currency)
        sign = "-" if self.minor < 0 else ""
        digits = str(abs(self.minor)).rjust(places + 1, "0")
        return f"{sign}{digits[:-places]}.{digits[-places:]}" if places else sign + digits

    def with_minor(self, minor: int) -> Money:
        """So many minor units of the same currency.

        >>> Money("10.50", "EUR").with_minor(3)
        Money('0.03', 'EUR')
        """
        return Money._counted(minor, self.currency)

    def allocate(
        self,
        weights: Iterable[Exact],
        *,
        strategy: Strategy | str = Strategy.LARGEST_REMAINDER,
        step: Exact | None = None,
    ) -> tuple[Money, ...]:
        """The amount split by ``weights``; the parts sum to it exactly.

        Weights are relative, at least 0 and not all 0; a weight of 0 gets nothing. ``strategy`` says who gets the
        leftover units (the two that keep them apart give one part more than there are weights); ``step`` is the
        smallest coin, in main units, and must divide the amount. The negative of an amount is split into the negatives
        of its parts.

        Raises :class:`~receivables.errors.InvalidValueError` for weights or a step that cannot be.

        >>> [part.text for part in Money("100.00", "EUR").allocate([1, 1, 1])]
        ['33.34', '33.33', '33.33']
        >>> [part.text for part in Money("100.00", "CHF").allocate([1, 2, 3, 7], step="0.05")]
        ['7.70', '15.40', '23.05', '53.85']
        """
        unit = smallest_coin(step, self.currency)
        units, rest = divmod(self.minor, unit)
        if rest:
            raise InvalidValueError("step", f"a step that divides {self}", step)
        given = [_weight(weight) for weight in several("weights", "a list of weights", weights)]
        shares = choice("strategy", Strategy, strategy).share(units, given)
        return tuple(Money._counted(unit * share, self.currency) for share in shares)

    def split(
        self, parts: int, *, strategy: Strategy | str = Strategy.LARGEST_REMAINDER, step: Exact | None = None
    ) -> tuple[Money, ...]:
        """The amount in so many equal parts, 1 to 100,000, which differ by one unit (or ``step``) at most.

        Larger parts stand first, or last with ``Strategy.LAST``; the strategies that keep leftover units apart give one
        part more.

        Raises :class:`~receivables.errors.InvalidValueError` as :meth:`allocate` does.

        >>> [part.text for part in Money("-0.05", "EUR").split(3)]
        ['-0.02', '-0.02', '-0.01']
        >>> [part.text for part in Money("0.05", "EUR").split(3, strategy=Strategy.LAST)]
        ['0.01', '0.02', '0.02']
        """
        whole("parts", parts, low=1, high=MOST_PARTS, unit="parts")
        return self.allocate([1] * parts, strategy=strategy, step=step)

    def allocate_capped(
        self, caps: Iterable[Money], *, strategy: Strategy | str = Strategy.LARGEST_REMAINDER
    ) -> tuple[tuple[Money, ...], Money]:
        """The amount pro rata over debts of ``caps``, none beyond its cap, and what is left over.

        Raises :class:`~receivables.errors.InvalidValueError` if the amount or a cap is negative.

        >>> parts, rest = Money("10.00", "EUR").allocate_capped([Money("6.00", "EUR"), Money("3.00", "EUR")])
        >>> [part.text for part in parts], rest.text
        (['6.00', '3.00'], '1.00')
        """
        limits = [_same(self.currency, Money.of(cap)) for cap in several("caps", "a list of amounts", caps)]
        if self.minor < 0 or any(limit < 0 for limit in limits):
            raise InvalidValueError("caps", "amounts of at least 0, for an amount of at least 0", limits)
        how = choice("strategy", Strategy, strategy)
        shares = limits if self.minor >= sum(limits) else how.share(self.minor, limits)[: len(limits)]
        return tuple(self.with_minor(share) for share in shares), self.with_minor(self.minor - sum(shares))

    def converted(self, currency: str | Currency, *, rate: Exact, rounding: Rounding | str = Rounding.HALF_UP) -> Money:
        """The amount in another currency, at so many units of it for one unit of this one, rounded once.

        Raises :class:`~receivables.errors.InvalidValueError` for a rate of 0 or less, and for one other than 1 into the
        same currency.

        >>> Money("100.00", "USD").converted("JPY", rate="151.237")
        Money('15124', 'JPY')
        """
        resolved, price = currencies.currency(currency), exact("rate", rate)
        if price <= 0:
            raise InvalidValueError("rate", "more than 0", rate)
        if price != 1 and resolved.code == self.currency.code:
            raise InvalidValueError("rate", f"1 from {resolved.code} into itself", rate)
        return Money.rounded(self.exact * price, resolved, rounding)

    def to_moneyed(self) -> moneyed.Money:
        """The same amount as py-moneyed's Money.

        >>> Money("10.50", "EUR").to_moneyed()
        Money('10.50', 'EUR')
        """
        return moneyed.Money(self.amount, self.currency)

    def __repr__(self) -> str:
        return f"Money({self.text!r}, {self.currency.code!r})"

    def __str__(self) -> str:
        return f"{self.text} {self.currency.code}"

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)

    def __bool__(self) -> bool:
        return self.minor != 0

    def __neg__(self) -> Money:
        return Money._counted(-self.minor, self.currency)

    def __pos__(self) -> Money:
        return self

    def __abs__(self) -> Money:
        return Money._counted(abs(self.minor), self.currency)

    def __add__(self, other: Money) -> Money:
        if not isinstance(other, Money):
            return NotImplemented
        return Money._counted(self.minor + _same(self.currency, other), self.currency)

    def __sub__(self, other: Money) -> Money:
        if not isinstance(other, Money):
            return NotImplemented
        return Money._counted(self.minor - _same(self.currency, other), self.currency)

    def __mul__(self, times: int) -> Money:
        if type(times) is not int:
            return NotImplemented
        return Money._counted(self.minor * times, self.currency)

    __rmul__ = __mul__

    def __lt__(self, other: Money) -> bool:
        return _compared(self, other, int.__lt__)

    def __le__(self, other: Money) -> bool:
        return _compared(self, other, int.__le__)

    def __gt__(self, other: Money) -> bool:
        return _compared(self, other, int.__gt__)

    def __ge__(self, other: Money) -> bool:
        return _compared(self, other, int.__ge__)


def as_money(value: Money | moneyed.Money) -> Money:
    """The converter of every public door that takes an amount: Money is itself, ``moneyed.Money`` is taken over.

    >>> as_money(moneyed.Money("10.50", "EUR"))
    Money('10.50', 'EUR')
    """
    return Money.of(value)


def _same(currency: Currency, other: Money) -> int:
    """The minor units of ``other``, which must be in ``currency``."""
    currencies.require_same(currency, other.currency)
    return other.minor


def _weight(value: Exact) -> int | Fraction:
    """A weight as an exact number; whole ones, which most are, stay whole."""
    return value if type(value) is int else exact("weights", value)


def _compared(left: Money, right: object, how: Callable[[int, int], bool]) -> bool:
    """The comparison, or what tells Python that there is none."""
    if not isinstance(right, Money):
        return cast("bool", NotImplemented)
    return how(left.minor, _same(left.currency, right))
