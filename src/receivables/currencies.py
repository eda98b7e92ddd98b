"""Currencies and their minor units, as ISO 4217 has them: how many digits an amount may have, and which codes exist.

The table is ``data/iso4217.csv``. Active codes, numbers and digits: ISO 4217 list one of 2026-01-01. Withdrawn codes,
their numbers and dates: list three, which prints no digits; those come from Joda-Money's currency data, else from
OpenJDK's, else from what further published lists agree on, else they stay empty. Cash steps: Unicode CLDR.
CLDR's *digits* are not used: they say how many are customary to print (none for AFN, IQD, RSD), not how many exist.

py-moneyed's registry is never changed. It is only asked which sub-unit py-moneyed itself gives a code, because a few
differ from the table (BEF, GRD, LUF).

>>> iso_currency("BHD").minor_units
3
>>> currency("BHD").sub_unit
1000
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from types import MappingProxyType

import attrs
from moneyed import CURRENCIES, Currency

from receivables import checks
from receivables.errors import CurrencyMismatchError, InvalidValueError

__all__ = [
    "IsoCurrency",
    "MOST_DIGITS",
    "TABLE_DATE",
    "currency",
    "custom_currency",
    "digits",
    "iso_codes",
    "iso_currency",
    "require_same",
]

TABLE_DATE = date(2026, 1, 1)
"""The day of ISO 4217 list one that the table holds."""

MOST_DIGITS = 8
"""Digits after the decimal mark that a currency may have: enough for bitcoin's eight."""

_DIGITS: Mapping[int, int] = MappingProxyType({10**count: count for count in range(MOST_DIGITS + 1)})
CODE = "[A-Z0-9]{3,12}"
"""What every code looks like, as a regular expression."""

NO_CODE = "[^A-Z0-9]|^.{0,2}$|.{13}"
"""What is found in anything else; to some engines the end of a text is also before a last line break."""

CODE_IN_WORDS = "3 to 12 capital letters or digits"
"""The same for people."""

_LONGEST_GUESS = 20


@attrs.frozen(kw_only=True)
class IsoCurrency:
    """One line of ISO 4217.

    ``code`` and ``numeric`` are text ("EUR", "978"; ``None`` where ISO gave no number). ``minor_units`` is the number
    of digits after the decimal mark, ``None`` where ISO names no minor unit (gold, XTS, some withdrawn codes).
    ``withdrawn_on`` is "YYYY-MM", or "YYYY" where ISO gives only years, and ``None`` for an active code.
    ``cash_step`` is the smallest amount paid in coins where that is not the minor unit, else ``None``.

    >>> iso_currency("CHF").cash_step
    Decimal('0.05')
    """

    code: str
    numeric: str | None
    minor_units: int | None
    name: str
    withdrawn_on: str | None
    cash_step: Decimal | None

    @property
    def historic(self) -> bool:
        """Whether the code has been withdrawn.

        >>> iso_currency("DEM").historic, iso_currency("EUR").historic
        (True, False)
        """
        return self.withdrawn_on is not None


def iso_currency(code: str) -> IsoCurrency:
    """The line of ISO 4217 for ``code``, active or withdrawn. The code is taken as it is: "eur" is not "EUR".

    Raises :class:`~receivables.errors.InvalidValueError` for anything that is not a code of the table.

    Source: ISO 4217 list one of 2026-01-01 and list three.

    >>> iso_currency("JPY").minor_units, iso_currency("XAU").minor_units, iso_currency("BGN").withdrawn_on
    (0, None, '2026-01')
    >>> iso_currency("eur")
    Traceback (most recent call last):
    receivables.errors.InvalidValueError: 'currency' must be an ISO 4217 code in capitals: 'EUR' (got 'eur')
    """
    line = _find(code)
    if line is None:
        raise InvalidValueError("currency", _expected(code), code)
    return line


def iso_codes() -> tuple[str, ...]:
    """Every code of the table, active or withdrawn, sorted.

    >>> {"EUR", "DEM", "XAU"} <= set(iso_codes())
    True
    """
    return tuple(sorted(_table()))


def currency(value: str | Currency) -> Currency:
    """The currency for a code or a ``moneyed.Currency``, with the minor units of ISO 4217.

    For an ISO code the answer is always the same object, whose ``sub_unit`` is ten to the power of the minor units. A
    ``moneyed.Currency`` of an ISO code must agree with the table, or be py-moneyed's own for that code. One of another
    code, or of a code for which ISO names no minor unit, is a currency of the caller's own and is returned as it is.

    Raises :class:`~receivables.errors.InvalidValueError` for an unknown code, for a code without minor units whose
    digits are not given, for an object that contradicts ISO 4217, and for one whose ``sub_unit`` is no power of ten.

    >>> currency("EUR").sub_unit, currency("JPY").sub_unit
    (100, 1)
    >>> currency(Currency("XTS", sub_unit=100)).sub_unit
    100
    >>> currency(Currency("BHD", sub_unit=100))
    Traceback (most recent call last):
    receivables.errors.InvalidValueError: 'currency' must be BHD with sub_unit 1000, as in ISO 4217, not 100 (got BHD)
    """
    if isinstance(value, str):
        return _units().get(value) or _without_minor_unit(iso_currency(value), value)
    try:
        ours = _units().get(value.code)
    except (AttributeError, TypeError):  # no currency at all, or one whose code cannot even be hashed
        ours = None
    return ours if ours is not None and value is ours else _by_value(value)


def custom_currency(code: str, digits: int, *, name: str = "") -> Currency:
    """A currency that ISO 4217 does not list, or lists without a minor unit: points, bitcoin, gold, XTS for tests.

    ``code`` is 3 to 12 capital letters or digits, ``digits`` the number after the decimal mark, 0 to 8 (at least 1 for
    a code that ISO lists), ``name`` what people call it (the code, if left out).

    Raises :class:`~receivables.errors.InvalidValueError` otherwise, and for a code whose digits ISO 4217 has settled.

    >>> custom_currency("BTC", 8, name="Bitcoin").sub_unit
    100000000
    >>> custom_currency("EUR", 4)
    Traceback (most recent call last):
    receivables.errors.InvalidValueError: 'code' must be a code without digits in ISO 4217: EUR has 2 (got 'EUR')
    """
    if not is_code(code):
        raise InvalidValueError("code", CODE_IN_WORDS, code)
    line = _find(code)
    if line is not None and line.minor_units is not None:
        raise InvalidValueError("code", f"a code without digits in ISO 4217: {code} has {line.minor_units}", code)
    # py-moneyed says "no minor unit" with sub_unit 1, so for a listed code 1 could not be told from that.
    fewest = 0 if line is None else 1
    places = checks.whole("digits", digits, low=fewest, high=MOST_DIGITS, unit="digits")
    label = code if name == "" else checks.name("name", name)
    return Currency(code, numeric=None if line is None else line.numeric, sub_unit=10**places, name=label)


def require_same(left: Currency, right: Currency) -> None:
    """Refuse amounts in two currencies; those of one code and different digits are two as well.

    Raises :class:`~receivables.errors.CurrencyMismatchError`.

    >>> require_same(currency("EUR"), currency("USD"))
    Traceback (most recent call last):
    receivables.errors.CurrencyMismatchError: EUR and USD cannot be mixed: convert one of them with a rate first
    """
    if left is right:
        return
    for unit in (left, right):
        if not isinstance(unit, Currency):
            raise InvalidValueError("currency", "a moneyed.Currency", unit)
    if left.code != right.code or left.sub_unit != right.sub_unit:
        raise CurrencyMismatchError(left.code, right.code)


def digits(currency: Currency) -> int:
    """The number of digits after the decimal mark that an amount in ``currency`` has.

    It goes by the object's ``sub_unit``, so give it what :func:`currency` or :func:`custom_currency` returned.

    Raises :class:`~receivables.errors.InvalidValueError` if the ``sub_unit`` is no power of ten from 1 to 10**8.

    >>> digits(currency("EUR")), digits(currency("JPY")), digits(currency("CLF"))
    (2, 0, 4)
    """
    try:
        return _DIGITS[currency.sub_unit]
    except (AttributeError, KeyError, TypeError):
        expected = f"a moneyed.Currency with a power of ten up to 10**{MOST_DIGITS} as sub_unit"
        raise InvalidValueError("currency", expected, currency) from None


def _by_value(unit: object) -> Currency:
    """A ``moneyed.Currency`` that is not one of our objects: one of ours if it means the same, itself if it may."""
    if not isinstance(unit, Currency):
        raise InvalidValueError("currency", "an ISO 4217 code like 'EUR', or a moneyed.Currency", unit)
    line = _find(unit.code)
    if line is None or line.minor_units is None:
        return _own(unit, line)
    ours = _units()[unit.code]
    listed = CURRENCIES.get(unit.code)
    if unit.sub_unit == ours.sub_unit or (listed is not None and unit.sub_unit == listed.sub_unit):
        return ours
    expected = f"{unit.code} with sub_unit {ours.sub_unit}, as in ISO 4217, not {unit.sub_unit!r}"
    raise InvalidValueError("currency", expected, unit)


def _own(unit: Currency, line: IsoCurrency | None) -> Currency:
    """``unit`` itself, if a currency can look like that and ISO 4217 leaves its digits to the caller."""
    if not is_code(unit.code):
        raise InvalidValueError("currency", f"a moneyed.Currency with a code of {CODE_IN_WORDS}", unit)
    if line is not None and unit.sub_unit == 1:
        return _without_minor_unit(line, unit)
    if type(unit.sub_unit) is not int or unit.sub_unit not in _DIGITS:
        expected = f"a currency with a power of ten up to 10**{MOST_DIGITS} as sub_unit, not {unit.sub_unit!r}"
        raise InvalidValueError("currency", expected, unit)
    return unit


def is_code(code: object) -> bool:
    """Whether something is written as a code is, of ISO 4217 or of a caller's own."""
    return isinstance(code, str) and re.fullmatch(CODE, code) is not None


def _without_minor_unit(line: IsoCurrency, value: str | Currency) -> Currency:
    code = line.code
    expected = f"a currency with digits: {code} has no minor unit in ISO 4217; use custom_currency({code!r}, digits)"
    raise InvalidValueError("currency", expected, value)


def _expected(code: object) -> str:
    # Only a short text is worth a guess; nobody gains from a megabyte turned to capitals.
    guess = code.strip().upper() if isinstance(code, str) and len(code) <= _LONGEST_GUESS else ""
    if guess in _table():
        return f"an ISO 4217 code in capitals: {guess!r}"
    return f"an ISO 4217 code like 'EUR' (list of {TABLE_DATE})"


def _find(code: object) -> IsoCurrency | None:
    return _table().get(code) if isinstance(code, str) else None


@cache
def _table() -> Mapping[str, IsoCurrency]:
    # Imported when the table is first read: importing importlib.resources takes as long as all of py-moneyed.
    import csv  # noqa: PLC0415
    from importlib.resources import files  # noqa: PLC0415

    text = files("receivables").joinpath("data/iso4217.csv").read_text(encoding="utf-8")
    lines = (_line(row) for row in csv.DictReader(text.splitlines()))
    return MappingProxyType({line.code: line for line in lines})


def _line(row: Mapping[str, str]) -> IsoCurrency:
    return IsoCurrency(
        code=row["code"],
        numeric=row["numeric"] or None,
        minor_units=int(row["minor_units"]) if row["minor_units"] else None,
        name=row["name"],
        withdrawn_on=row["withdrawn_on"] or None,
        cash_step=Decimal(row["cash_step"]) if row["cash_step"] else None,
    )


@cache
def _units() -> Mapping[str, Currency]:
    """One ``moneyed.Currency`` for each code with minor units: our own objects, for py-moneyed's belong to the host."""
    return MappingProxyType(
        {
            line.code: Currency(line.code, numeric=line.numeric, sub_unit=10**line.minor_units, name=line.name)
            for line in _table().values()
            if line.minor_units is not None
        }
    )
