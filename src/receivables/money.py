"""Exact amounts: whole minor units of one currency.

Amounts enter as text, whole numbers, exact decimals or ``moneyed.Money``; floats never do. Adding, subtracting and
comparing are exact and never convert a currency. Rounding happens only in :meth:`Money.rounded`, half up unless another
mode is named.

>>> from receivables import Money
>>> Money("19.99", "EUR") + Money("0.01", "EUR")
Money('20.00', 'EUR')
>>> Money("19.999", "EUR")
Traceback (most recent call last):
receivables.errors.InvalidValueError: 'amount' must be an amount with at most 2 decimals, as EUR has (got '19.999')
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Self, cast

import attrs
import moneyed
from moneyed import Currency

from receivables import currencies
from receivables.errors import InvalidValueError
from receivables.rounding import Rounding

__all__ = [
    "Exact",
    "LARGEST_EXPONENT",
    "Money",
]

LARGEST_EXPONENT = 40
"""Amounts reach up to 10**40; anything beyond is refused before any arithmetic touches it."""

_PLAIN_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?", re.ASCII)
_LONGEST_TEXT = 100
_LIMIT = 10**LARGEST_EXPONENT
_set = object.__setattr__

Exact = int | str | Decimal | Fraction
"""What an exact number may be written as: whole number, plain decimal text, ``Decimal`` or ``Fraction``."""


def exact(attribute: str, value: object) -> Fraction:
    """The exact value of a number as it enters the library.

    Text is plain digits with an optional sign and decimal point. Floats, booleans, NaN, infinities, exponents in text
    and numbers of more than 10**40 (or finer than 10**-40) are refused before they are converted.

    >>> exact("percent", "8.05")
    Fraction(161, 20)
    >>> exact("percent", 0.1)
    Traceback (most recent call last):
    receivables.errors.InvalidValueError: 'percent' must be exact: write it as text, like '8.05' (got 0.1)
    """
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal | Fraction):
        hint = "exact: write it as text, like '8.05'" if isinstance(value, float) else "an exact number"
        raise InvalidValueError(attribute, hint, value)
    if isinstance(value, str):
        number = _read(attribute, value)
    elif isinstance(value, Decimal):
        number = Fraction(_checked(attribute, value))
    else:
        number = Fraction(value)
    if abs(number.numerator) > _LIMIT * number.denominator:
        raise InvalidValueError(attribute, f"between -10**{LARGEST_EXPONENT} and 10**{LARGEST_EXPONENT}", value)
    return number


def _read(attribute: str, text: str) -> Fraction:
    """Plain digits as a number; no detour over the tolerant parsers of Decimal and Fraction."""
    if len(text) > _LONGEST_TEXT or not _PLAIN_NUMBER.fullmatch(text):
        raise InvalidValueError(attribute, "a plain number, like '9.27'", text)
    whole, _, places = text.partition(".")
    return Fraction(int(whole + places), 10 ** len(places))


def _checked(attribute: str, value: Decimal) -> Decimal:
    """Refuse what would be wrong or would cost seconds to convert (``Decimal("1e1000000")``)."""
    if not value.is_finite():
        raise InvalidValueError(attribute, "a finite number", value)
    _, digits, exponent = value.as_tuple()
    if len(digits) > 2 * _LONGEST_TEXT or not -2 * _LONGEST_TEXT <= cast("int", exponent) <= LARGEST_EXPONENT:
        raise InvalidValueError(attribute, f"between -10**{LARGEST_EXPONENT} and 10**{LARGEST_EXPONENT}", value)
    return value


def _identity(currency: Currency) -> tuple[str, int]:
    """What makes two currencies one: py-moneyed compares the code alone."""
    return currency.code, currency.sub_unit


@attrs.frozen(init=False, repr=False)
class Money:
    """An exact amount of one currency, counted in whole minor units (cents, fils, yen).

    ``amount`` is text, a whole number of the main unit, or a ``Decimal``; ``currency`` is an ISO 4217 code or a
    ``moneyed.Currency``. More decimals than the currency has are refused (trailing zeros are fine); so are floats,
    booleans, NaN and infinities. Digits follow ISO 4217 of 2026-01-01.

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
        number = exact("amount", amount)
        minor, rest = divmod(number.numerator * resolved.sub_unit, number.denominator)
        if rest:
            expected = f"an amount with at most {currencies.digits(resolved)} decimals, as {resolved.code} has"
            raise InvalidValueError("amount", expected, amount)
        _set(self, "minor", minor)
        _set(self, "currency", resolved)

    @classmethod
    def of_minor(cls, minor: int, currency: str | Currency) -> Self:
        """The amount of so many minor units.

        >>> Money.of_minor(1050, "EUR")
        Money('10.50', 'EUR')
        """
        if type(minor) is not int or abs(minor) > _LIMIT * 10**8:
            raise InvalidValueError("minor", "a whole number of minor units", minor)
        return cls._counted(minor, currencies.currency(currency))

    @classmethod
    def _counted(cls, minor: int, currency: Currency) -> Self:
        """Build without checks, from values that were checked before."""
        money = object.__new__(cls)
        _set(money, "minor", minor)
        _set(money, "currency", currency)
        return money

    @classmethod
    def rounded(cls, amount: Exact, currency: str | Currency, rounding: Rounding = Rounding.HALF_UP) -> Self:
        """The payable amount nearest to an exact one, by a named mode (half up, away from zero, where none is named).

        >>> Money.rounded(Fraction(2, 3), "EUR")
        Money('0.67', 'EUR')
        >>> Money.rounded("0.125", "EUR", Rounding.HALF_EVEN)
        Money('0.12', 'EUR')
        """
        resolved = currencies.currency(currency)
        return cls._counted(rounding.apply(exact("amount", amount) * resolved.sub_unit), resolved)

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
        return cls._counted(sum([_same(resolved, Money.of(amount)) for amount in amounts]), resolved)

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
        if type(minor) is not int:
            raise InvalidValueError("minor", "a whole number of minor units", minor)
        return self if minor == self.minor else Money._counted(minor, self.currency)

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
        return Money.of_minor(self.minor * times, self.currency)

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


def _compared(left: Money, right: object, how: Callable[[int, int], bool]) -> bool:
    """The comparison, or what tells Python that there is none."""
    if not isinstance(right, Money):
        return cast("bool", NotImplemented)
    return how(left.minor, _same(left.currency, right))
