"""Amounts and days as people of a country write them, through Babel, which py-moneyed brings along.

Only the form is Babel's: sign, grouping, decimal mark and symbol. The digits are those of ISO 4217, all of them,
whatever decimal context the program has. A code that would touch the digits is kept apart by a no-break space, as
Unicode wants it (UTS #35, currency spacing).

>>> from receivables import Money
>>> format(Money("-1234567.50", "EUR"), "de_DE").split()
['-1.234.567,50', '€']
"""

from __future__ import annotations

import copy
import decimal
import re
from datetime import date

import moneyed
from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton
from babel.numbers import get_currency_symbol

from receivables import currencies
from receivables.checks import day, flag, one_of
from receivables.errors import InvalidValueError
from receivables.money import Money

__all__ = ["DAY_FORMS", "format", "format_day"]

DAY_FORMS = ("long", "medium", "numeric")
"""How a day can be written: 4 February 2026, 4 Feb 2026, 04/02/2026."""

_LOCALE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{1,8})*", re.ASCII)
_LONGEST_LOCALE = 35
_SYMBOL = "\N{CURRENCY SIGN}"
_GAP = "\N{NO-BREAK SPACE}"


def format(money: Money | moneyed.Money, locale: str, *, by_code: bool = False) -> str:  # noqa: A001 (the word for it)
    """An amount in the form of a locale: ``"es"``, ``"es_ES"`` or ``"es-ES"``; ``by_code`` has EUR in place of €.

    Raises :class:`~receivables.errors.InvalidValueError` for a locale that Babel does not know.

    >>> format(Money("1000", "AFN"), "en_US").split(), format(Money("1234.567", "KWD"), "en_US").split()
    (['AFN', '1,000.00'], ['KWD', '1,234.567'])
    >>> format(Money("1234.5", "INR"), "en_IN", by_code=True).split()
    ['INR', '1,234.50']
    >>> format(Money("1234.5", "INR"), "hi-IN"), format(Money("-1234", "USD"), "en")
    ('₹1,234.50', '-$1,234.00')
    """
    amount = Money.of(money)
    known = _locale(locale)
    code = amount.currency.code
    symbol = code if flag("by_code", by_code) else get_currency_symbol(code, known)
    places = currencies.digits(amount.currency)
    pattern = copy.copy(known.currency_formats["standard"])
    pattern.frac_prec = (places, places)
    with decimal.localcontext(_context(len(str(amount.minor)) + places)):
        shown = pattern.apply(amount.amount, known, currency_digits=False)
    return _with_symbol(shown, symbol)


def format_day(value: date, locale: str, *, form: str = "long") -> str:
    """A day in the form of a locale; ``form`` is one of :data:`DAY_FORMS`.

    Raises :class:`~receivables.errors.InvalidValueError` for a locale that Babel does not know.

    >>> due = date(2026, 2, 4)
    >>> [format_day(due, "en_GB", form=form) for form in DAY_FORMS]
    ['4 February 2026', '4 Feb 2026', '04/02/2026']
    >>> format_day(due, "es"), format_day(due, "de-AT"), format_day(due, "en_US", form="numeric")
    ('4 de febrero de 2026', '4. Februar 2026', '2/4/2026')
    """
    known, on = _locale(locale), day("value", value)
    if one_of("form", form, DAY_FORMS) == "numeric":
        return format_skeleton("yMd", on, locale=known)
    return format_date(on, "long" if form == "long" else "medium", locale=known)


def _with_symbol(shown: str, symbol: str) -> str:
    """The symbol in its place, kept apart from digits if it ends in a letter there."""
    before, place, after = shown.partition(_SYMBOL)
    left = _GAP if before[-1:].isdigit() and symbol[:1].isalnum() else ""
    right = _GAP if after[:1].isdigit() and symbol[-1:].isalnum() else ""
    return f"{before}{left}{symbol}{right}{after}" if place else shown


def _locale(name: object) -> Locale:
    """The locale called so; none is taken from the environment."""
    try:
        if isinstance(name, str) and len(name) <= _LONGEST_LOCALE and _LOCALE.fullmatch(name):
            return Locale.parse(name.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        pass
    raise InvalidValueError("locale", "a locale that Babel knows, like 'de_DE'", name)


def _context(digits: int) -> decimal.Context:
    """A context of our own with room for so many digits; it would rather raise than round."""
    return decimal.Context(
        prec=digits + 2,
        rounding=decimal.ROUND_HALF_UP,
        Emin=decimal.MIN_EMIN,
        Emax=decimal.MAX_EMAX,
        capitals=1,
        clamp=0,
        flags=[],
        traps=[decimal.Inexact, decimal.InvalidOperation],
    )
