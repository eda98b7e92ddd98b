r"""Structured early-payment terms in the note of a German electronic invoice (XRechnung, rule BR-DE-18).

Each entry is a line of its own: ``#SKONTO#TAGE=14#PROZENT=2.00#``, or with the amount that the discount is taken of,
``#SKONTO#TAGE=14#PROZENT=2.00#BASISBETRAG=2594.20#``; capitals, a point, two decimals, and a line break at the end.
Other lines are free text. Source: CIUS XRechnung, business rule BR-DE-18 (Peppol repeats it as DE-R-018).

>>> from receivables import PaymentTerms
>>> note = skonto_note(PaymentTerms.net(30).with_discount("2", within=10))
>>> note
'#SKONTO#TAGE=10#PROZENT=2.00#\n'
>>> parse_skonto("Zahlbar in 30 Tagen\n" + note)
(Skonto(days=10, percent=Decimal('2.00'), base_amount=None),)
"""

from __future__ import annotations

import re
from decimal import Decimal

import attrs
from attrs.converters import optional

from receivables.checks import is_whole
from receivables.errors import InvalidValueError
from receivables.money import Exact, exact
from receivables.terms import AddDays, Discount, PaymentTerms

__all__ = ["Skonto", "parse_skonto", "skonto_note"]

LONGEST_NOTE = 100_000
"""Characters that a note may have."""

_LIMIT = 10**40
"""Days and amounts stay below it; the rule itself sets no limit to their digits."""

_EXPECTED = "lines like #SKONTO#TAGE=14#PROZENT=2.00#"
_ENTRY = re.compile(
    r"#SKONTO#TAGE=([0-9]{1,40})#PROZENT=([0-9]{1,40}\.[0-9]{2})#(?:BASISBETRAG=(-?[0-9]{1,40}\.[0-9]{2})#)?", re.ASCII
)


def _with_two_decimals(attribute: str, value: Exact) -> Decimal:
    hundredths = exact(attribute, value) * 100
    if hundredths.denominator != 1 or abs(hundredths) >= 100 * _LIMIT:
        raise InvalidValueError(attribute, "a number of at most 40 digits and two decimals", value)
    digits = tuple(map(int, str(abs(hundredths.numerator))))
    return Decimal((int(hundredths < 0), digits, -2))


def _as_percent(value: Exact) -> Decimal:
    percent = _with_two_decimals("percent", value)
    if percent < 0:
        raise InvalidValueError("percent", "at least 0", value)
    return percent


def _as_base(value: Exact) -> Decimal:
    return _with_two_decimals("base_amount", value)


@attrs.frozen
class Skonto:
    """An entry: so many ``days`` to pay with ``percent`` off, of ``base_amount`` (``None``: of the amount due).

    Both numbers are exact and have two decimals; the percentage is at least 0.

    Raises :class:`~receivables.errors.InvalidValueError` for what the rule has no form for.

    >>> Skonto(7, "2")
    Skonto(days=7, percent=Decimal('2.00'), base_amount=None)
    """

    days: int = attrs.field(validator=is_whole(low=0, high=_LIMIT - 1))
    percent: Decimal = attrs.field(converter=_as_percent)
    base_amount: Decimal | None = attrs.field(default=None, converter=optional(_as_base))

    @property
    def text(self) -> str:
        """The entry as its line, without the line break.

        >>> Skonto(14, Decimal("2.00"), Decimal("2594.20")).text
        '#SKONTO#TAGE=14#PROZENT=2.00#BASISBETRAG=2594.20#'
        """
        base = "" if self.base_amount is None else f"BASISBETRAG={self.base_amount:f}#"
        return f"#SKONTO#TAGE={self.days}#PROZENT={self.percent:f}#{base}"

    def discount(self) -> Discount:
        """The entry as a discount of payment terms; one with a base amount is a fixed amount off.

        Raises :class:`~receivables.errors.InvalidValueError` for a percentage over 100.

        >>> Skonto(7, Decimal("2.00")).discount()
        Discount(percent=Fraction(2, 1), within=(AddDays(days=7),), amount=None, base='gross')
        >>> Skonto(7, Decimal("2.00"), Decimal("500.00")).discount().amount
        Fraction(10, 1)
        """
        whole = Discount(self.percent, within=AddDays(self.days))
        if self.base_amount is None or whole.percent is None:
            return whole
        return Discount(
            None, within=whole.within, amount=abs(exact("base_amount", self.base_amount)) * whole.percent / 100
        )


def parse_skonto(note: str) -> tuple[Skonto, ...]:
    r"""The entries of a note, in its order; free text is passed over.

    Raises :class:`~receivables.errors.InvalidValueError` for a line that begins with ``#`` and is no entry: one bad
    entry makes the whole note invalid.

    >>> parse_skonto("#SKONTO#\n")
    Traceback (most recent call last):
    receivables.errors.InvalidValueError: 'note' must be lines like #SKONTO#TAGE=14#PROZENT=2.00# (got '#SKONTO#')
    """
    if type(note) is not str or len(note) > LONGEST_NOTE:
        raise InvalidValueError("note", f"text of at most {LONGEST_NOTE} characters", note)
    *lines, unfinished = note.split("\n")
    if unfinished.strip().startswith("#"):
        raise InvalidValueError("note", f"{_EXPECTED}, each with a line break at its end", unfinished)
    return tuple(_read(line) for line in lines if line.strip().startswith("#"))


def _read(line: str) -> Skonto:
    entry = _ENTRY.fullmatch(line.strip())
    if entry is None:
        raise InvalidValueError("note", _EXPECTED, line)
    days, percent, base = entry.groups()
    return Skonto(int(days), percent, base)


def skonto_note(terms: PaymentTerms) -> str:
    """The discounts of terms with one line as the entries of a note.

    Raises :class:`~receivables.errors.InvalidValueError` for what the entries cannot say: discounts by steps other than
    days, of a fixed amount, of the net amount, finer than hundredths of a percent, or on several installments.

    >>> print(skonto_note(PaymentTerms.parse("3/8 2/14 net 30")), end="")
    #SKONTO#TAGE=8#PROZENT=3.00#
    #SKONTO#TAGE=14#PROZENT=2.00#
    """
    if not isinstance(terms, PaymentTerms):
        raise InvalidValueError("terms", "PaymentTerms, like PaymentTerms.net(30)", terms)
    if len(terms.lines) != 1:
        raise InvalidValueError("terms", "terms with one installment, as BR-DE-18 knows no other", terms)
    return "".join(f"{_entry(discount).text}\n" for discount in terms.lines[0].discounts)


def _entry(discount: Discount) -> Skonto:
    percent = discount.percent
    match discount.within:
        case ():
            days = 0
        case (AddDays(count),):
            days = count
        case _:
            days = -1
    if days < 0 or percent is None or (100 * percent).denominator != 1 or discount.base == "net":
        expected = "discounts in whole days and hundredths of a percent of the gross amount"
        raise InvalidValueError("terms", expected, discount)
    return Skonto(days, percent)
