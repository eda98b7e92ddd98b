"""From text to days, currencies and amounts: exactly, or with a reason why not.

Every reader remembers what it has read, because a book says the same day a thousand times.
"""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction
from itertools import pairwise

from moneyed import Currency

from receivables import checks, currencies
from receivables.errors import InvalidValueError
from receivables.money import LARGEST_EXPONENT, Money, exact
from receivables.rounding import Rounding
from receivables.terms import PaymentTerms

ISO = "yyyy-mm-dd"
"""The pattern of a date that needs no mapping."""

_EXAMPLE = date(2026, 3, 31)
_MOST_REMEMBERED = 100_000
_PARTS = {"yyyy": ("year", "[0-9]{4}"), "mm": ("month", "[0-9]{2}"), "m": ("month", "[0-9]{1,2}"),
          "dd": ("day", "[0-9]{2}"), "d": ("day", "[0-9]{1,2}")}  # fmt: skip
_TOKEN = re.compile(r"yyyy|mm|m|dd|d|[/. -]")
_PATTERN_IN_WORDS = (
    'a pattern with one yyyy, one m or mm and one d or dd, separated by / . - or a blank, like "d/m/yyyy" '
    "(without separators only yyyymmdd and the like)"
)


def date_pattern(attribute: str, pattern: object) -> re.Pattern[str]:
    """The expression for dates written in ``pattern``.

    Raises :class:`~receivables.errors.InvalidValueError` for a pattern that does not tell year, month and day apart.

    >>> date_pattern("date_format", "d/m/yyyy").fullmatch("31/3/2026").groupdict()
    {'day': '31', 'month': '3', 'year': '2026'}
    """
    tokens = _TOKEN.findall(pattern) if isinstance(pattern, str) else []
    named = [_PARTS[token][0] for token in tokens if token in _PARTS]
    touching = any(left in _PARTS and right in _PARTS for left, right in pairwise(tokens))
    unclear = touching and not {"d", "m"}.isdisjoint(tokens)
    if "".join(tokens) != pattern or sorted(named) != ["day", "month", "year"] or unclear:
        small = "; write it in small letters" if isinstance(pattern, str) and pattern != pattern.lower() else ""
        raise InvalidValueError(attribute, _PATTERN_IN_WORDS + small, pattern)
    parts = (f"(?P<{_PARTS[token][0]}>{_PARTS[token][1]})" if token in _PARTS else re.escape(token) for token in tokens)
    return re.compile("".join(parts), re.ASCII)


def written(day: date, pattern: str) -> str:
    """``day`` as ``pattern`` writes it, for examples in messages.

    >>> written(date(2026, 3, 31), "d/m/yyyy")
    '31/3/2026'
    """
    short, long = {"m": str(day.month), "d": str(day.day)}, {"mm": f"{day.month:02}", "dd": f"{day.day:02}"}
    words = {**short, **long, "yyyy": f"{day.year:04}"}
    return _TOKEN.sub(lambda token: words.get(token[0], token[0]), pattern)


class DateReader:
    """Days written in one pattern, and in no other way; ``None`` is ISO 8601 where there is no mapping to say else.

    >>> DateReader("d/m/yyyy").read("due_on", "1/3/2026")
    datetime.date(2026, 3, 1)
    >>> try:
    ...     DateReader().read("due_on", "31.3.2026")
    ... except InvalidValueError as error:
    ...     print(error.expected)
    a date like 2026-03-31; say date_format = "d.m.yyyy" in the mapping
    """

    def __init__(self, pattern: str | None = ISO) -> None:
        self.mapped: bool = pattern is not None
        self.pattern: str = pattern or ISO
        self.expression: re.Pattern[str] = date_pattern("date_format", self.pattern)
        self.seen: dict[str, date] = {}

    def read(self, attribute: str, text: object) -> date:
        """The day.

        Raises :class:`~receivables.errors.InvalidValueError` that says how to name the format of the file, where the
        text looks like a date in another one.
        """
        if not isinstance(text, str):
            raise InvalidValueError(attribute, f"a date as text, like {self._example()}", text)
        day = self.seen.get(text)
        return self._new(attribute, text) if day is None else day

    def _new(self, attribute: str, text: str) -> date:
        match = self.expression.fullmatch(text)
        if match is None:
            raise InvalidValueError(attribute, f"a date like {self._example()}{self._hint(text)}", text)
        try:
            day = date(int(match["year"]), int(match["month"]), int(match["day"]))
        except ValueError:
            expected = f"a day that exists, written {self.pattern} like {self._example()}"
            raise InvalidValueError(attribute, expected, text) from None
        if len(self.seen) < _MOST_REMEMBERED:
            self.seen[text] = day
        return day

    def _example(self) -> str:
        return written(_EXAMPLE, self.pattern)

    def _hint(self, text: str) -> str:
        """What may have happened to a date that does not look like one."""
        if re.fullmatch(r"[0-9]{1,4}:[0-9]{2}([:.][0-9]+)*", text):
            return "; the spreadsheet has lost the dates: export again with full dates"
        if re.fullmatch(r"[0-9]{5}(\.[0-9]+)?", text):
            return "; this is a day number of a spreadsheet: export again with full dates"
        if re.fullmatch(r"#+", text):
            return "; the column was too narrow in the spreadsheet: export again with full dates"
        if re.fullmatch(r".*[0-9][ T][0-9]{1,2}:[0-9]{2}.*", text):
            return " without a time of day"
        if not self.mapped:
            return ""
        return self._other_format(text) if self.pattern == ISO else f" (date_format is {self.pattern})"

    @staticmethod
    def _other_format(text: str) -> str:
        """How to name the format, for a date that is not written year first."""
        if re.fullmatch(r"[0-9]{8}", text):
            return '; for dates without separators say date_format = "yyyymmdd" in the mapping'
        parts = re.fullmatch(r"([0-9]{1,2})([/. -])([0-9]{1,2})\2([0-9]{4})", text)
        if parts is None:
            return ""
        by_day, by_month = f"d{parts[2]}m{parts[2]}yyyy", f"m{parts[2]}d{parts[2]}yyyy"
        if int(parts[1]) > 12 or int(parts[3]) > 12:
            return f'; say date_format = "{by_day if int(parts[1]) > 12 else by_month}" in the mapping'
        return f'; if the day comes first, say date_format = "{by_day}" in the mapping, if the month does, "{by_month}"'


class NameReader:
    """Names that come again and again, such as those of customers: each is checked, and kept in memory, once."""

    def __init__(self) -> None:
        self.seen: dict[str, str] = {}

    def read(self, attribute: str, text: object) -> str:
        """The name.

        Raises :class:`~receivables.errors.InvalidValueError` for text that cannot stand as a name.

        >>> NameReader().read("customer", "C-104")
        'C-104'
        """
        found = self.seen.get(text) if isinstance(text, str) else None
        return self._new(attribute, text) if found is None else found

    def _new(self, attribute: str, text: object) -> str:
        name = checks.name(attribute, text)
        if len(self.seen) < _MOST_REMEMBERED:
            self.seen[name] = name
        return name


class TermsReader:
    """Payment terms by notation: each is read once, for a book has few of them."""

    def __init__(self) -> None:
        self.seen: dict[str, PaymentTerms] = {}

    def read(self, attribute: str, text: object) -> PaymentTerms:
        """The terms.

        Raises :class:`~receivables.errors.InvalidValueError` for text that is no terms, or has two readings.

        >>> print(TermsReader().read("terms", "30 días f.f."))
        The whole amount is due 30 days after the issue day.
        """
        found = self.seen.get(text) if isinstance(text, str) else None
        return self._new(attribute, text) if found is None else found

    def _new(self, attribute: str, text: object) -> PaymentTerms:
        if not isinstance(text, str) or not text:
            raise InvalidValueError(attribute, "payment terms, like '2/10 net 30'", text)
        try:
            found = PaymentTerms.parse(text)
        except InvalidValueError as error:
            raise InvalidValueError(attribute, error.expected, text) from None
        if found.needs:
            expected = f"terms of the total and of calendar days; these need {' and '.join(found.needs)}: "
            raise InvalidValueError(attribute, f"{expected}give due_on or installments instead", text)
        if len(self.seen) < _MOST_REMEMBERED:
            self.seen[text] = found
        return found


_SIGNS = {"\u20ac": "EUR", "EURO": "EUR", "Euro": "EUR", "$": "USD", "US$": "USD", "\u00a3": "GBP", "\u00a5": "JPY",
          "Fr.": "CHF", "SFr.": "CHF", "z\u0142": "PLN", "K\u010d": "CZK", "\u20b9": "INR"}  # fmt: skip


class CurrencyReader:
    """Codes of ISO 4217, in capitals."""

    def __init__(self) -> None:
        self.seen: dict[str, Currency] = {}

    def read(self, attribute: str, text: object) -> Currency:
        """The currency.

        Raises :class:`~receivables.errors.InvalidValueError` for a code that is unknown or has no minor unit.

        >>> CurrencyReader().read("currency", "JPY").sub_unit
        1
        """
        found = self.seen.get(text) if isinstance(text, str) else None
        return self._new(attribute, text) if found is None else found

    def _new(self, attribute: str, text: object) -> Currency:
        code = text if isinstance(text, str) else ""
        try:
            found = self.seen[code] = currencies.currency(code)
        except InvalidValueError as error:
            perhaps = f' (perhaps "{_SIGNS[code]}")' if code in _SIGNS else ""
            raise InvalidValueError(attribute, error.expected + perhaps, text) from None
        return found


_GROUPED = re.compile(r"-?[0-9]{1,3}(?P<mark>[., '\u00a0\u202f])[0-9]{3}((?P=mark)[0-9]{3})*([.,][0-9]+)?")
_PLAIN = re.compile(r"(-?[0-9]{1,40})(?:\.([0-9]{1,8}))?", re.ASCII)


def plain_amount(attribute: str, text: object, currency: Currency) -> Money:
    """An amount as the library itself writes it: digits, with a point before the decimals.

    Raises :class:`~receivables.errors.InvalidValueError` for anything else.

    >>> plain_amount("total", "10.50", currencies.currency("EUR"))
    Money('10.50', 'EUR')
    """
    if not isinstance(text, str):
        raise InvalidValueError(attribute, 'an amount as text, like "1234.50"', text)
    match = _PLAIN.fullmatch(text)
    if match is not None:
        whole, decimals = match.groups("")
        if len(decimals) <= (digits := currencies.digits(currency)):
            return Money.of_minor(int(whole + decimals.ljust(digits, "0")), currency)
    try:
        return Money(text, currency)
    except InvalidValueError as error:
        raise InvalidValueError(attribute, error.expected, text) from None


class AmountReader:
    """Amounts with the decimal mark of a file and, if it has one, the mark between thousands.

    With ``rounding``, an amount with more decimals than its currency has is rounded; ``rounded`` counts, by currency,
    how many were, and sums up what that adds.

    >>> AmountReader(",", ".").read("amount", "1.234,50", currencies.currency("EUR"))
    Money('1234.50', 'EUR')
    """

    def __init__(
        self, decimal_mark: str = ".", thousands_mark: str | None = None, rounding: Rounding | None = None
    ) -> None:
        self.decimal_mark = decimal_mark
        self.thousands_mark = thousands_mark
        self.rounding = rounding
        self.rounded: dict[str, tuple[int, Fraction]] = {}
        grouped = "" if thousands_mark is None else f"[0-9]{{1,3}}(?:{re.escape(thousands_mark)}[0-9]{{3}})+|"
        self.expression: re.Pattern[str] = re.compile(
            f"(-?(?:{grouped}[0-9]+))(?:{re.escape(decimal_mark)}([0-9]+))?", re.ASCII
        )

    def read(self, attribute: str, text: str, currency: Currency | None) -> Money | None:
        """The amount; without a currency it is only looked at, and there is none.

        Raises :class:`~receivables.errors.InvalidValueError` that says what to put into the mapping, where the text
        looks like an amount with other marks.
        """
        match = self.expression.fullmatch(text)
        if match is None:
            raise InvalidValueError(attribute, self._expected(text), text)
        if currency is None:
            return None
        whole, decimals = match.groups("")
        if self.thousands_mark is not None:
            whole = whole.replace(self.thousands_mark, "")
        digits = currencies.digits(currency)
        if len(decimals) <= digits and len(whole) <= LARGEST_EXPONENT:
            return Money.of_minor(int(whole + decimals.ljust(digits, "0")), currency)
        try:
            return self._unusual(f"{whole}.{decimals or '0'}", len(decimals.rstrip("0")) > digits, currency)
        except InvalidValueError as error:
            raise InvalidValueError(attribute, error.expected, text) from None

    def _unusual(self, plain: str, too_fine: bool, currency: Currency) -> Money:  # noqa: FBT001
        """An amount that is very large, or has more decimals than its currency."""
        return self._round(plain, currency) if too_fine else Money(plain, currency)

    def _round(self, plain: str, currency: Currency) -> Money:
        given = exact("amount", plain)
        if self.rounding is None:
            most = f"at most {currencies.digits(currency)} decimals, as {currency.code} has"
            raise InvalidValueError("amount", f'{most}; to round, say rounding = "half_up" in the mapping', plain)
        money = Money.rounded(given, currency, self.rounding)
        times, more = self.rounded.get(currency.code, (0, Fraction(0)))
        self.rounded[currency.code] = times + 1, more + Fraction(money.minor, currency.sub_unit) - given
        return money

    def _expected(self, text: str) -> str:
        """A plain amount, and what seems to be in the way."""
        example = f"an amount like 1234{self.decimal_mark}50"
        if not text:
            return "an amount; the cell is empty"
        if text != text.strip():
            return f"{example}, without blanks around it"
        if re.fullmatch(r"\([0-9.,]+\)|[0-9.,]+-", text):
            return f"{example}; a negative amount is written -1234{self.decimal_mark}50"
        mark = self.thousands_mark
        if mark is not None and mark in text and self.expression.fullmatch(text.replace(mark, "")):
            return f"thousands in groups of three, like 1{mark}980{self.decimal_mark}00"
        if _GROUPED.fullmatch(text):
            return f"{example}; for other marks say decimal_mark and thousands_mark in the mapping"
        if re.fullmatch(r"-?[0-9]+[.,][0-9]+", text):
            return f"{example}; for another decimal mark say decimal_mark in the mapping"
        return f"{example}: digits only, without a currency sign"
