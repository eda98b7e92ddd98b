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
from typing import NamedTuple

from receivables.errors import InvalidValueError
from receivables.terms import AddDays, Discount, PaymentTerms

__all__ = ["Skonto", "parse_skonto", "skonto_note"]

_ENTRY = re.compile(
    r"#SKONTO#TAGE=([0-9]{1,5})#PROZENT=([0-9]{1,3}\.[0-9]{2})#(?:BASISBETRAG=(-?[0-9]{1,18}\.[0-9]{2})#)?", re.ASCII
)


class Skonto(NamedTuple):
    """An entry: so many ``days`` to pay with ``percent`` off, of ``base_amount`` (``None``: of the amount due)."""

    days: int
    percent: Decimal
    base_amount: Decimal | None = None

    @property
    def text(self) -> str:
        """The entry as its line, without the line break.

        >>> Skonto(7, Decimal("2.00")).text
        '#SKONTO#TAGE=7#PROZENT=2.00#'
        """
        base = "" if self.base_amount is None else f"BASISBETRAG={self.base_amount:f}#"
        return f"#SKONTO#TAGE={self.days}#PROZENT={self.percent:f}#{base}"

    def discount(self) -> Discount:
        """The entry as a discount of payment terms.

        >>> Skonto(7, Decimal("2.00")).discount().within
        (AddDays(days=7),)
        """
        return Discount(self.percent, within=self.days)


def parse_skonto(note: str) -> tuple[Skonto, ...]:
    """The entries of a note, in its order; free text is passed over.

    Raises :class:`~receivables.errors.InvalidValueError` for a line that begins with ``#`` and is no entry: one bad
    entry makes the whole note invalid.
    """
    found = []
    lines = note.split("\n")
    for number, line in enumerate(lines, 1):
        if not line.strip().startswith("#"):
            continue
        entry = _ENTRY.fullmatch(line.strip())
        if entry is None or number == len(lines):
            raise InvalidValueError("note", "#SKONTO#TAGE=14#PROZENT=2.00# and a line break, as BR-DE-18 wants", line)
        days, percent, base = entry.groups()
        found.append(Skonto(int(days), Decimal(percent), None if base is None else Decimal(base)))
    return tuple(found)


def skonto_note(terms: PaymentTerms) -> str:
    """The discounts of terms with one line as the entries of a note.

    Raises :class:`~receivables.errors.InvalidValueError` for what the entries cannot say: discounts by steps other than
    days, of a fixed amount, of the net amount, finer than hundredths of a percent, or on several installments.
    """
    if len(terms.lines) != 1:
        raise InvalidValueError("terms", "terms with one installment, as BR-DE-18 knows no other", terms)
    return "".join(f"{_entry(discount).text}\n" for discount in terms.lines[0].discounts)


def _entry(discount: Discount) -> Skonto:
    match discount:
        case Discount(percent=percent, within=(AddDays(days),), base="gross") if percent is not None and days >= 0:
            hundredths = percent * 100
            if hundredths.denominator == 1:
                return Skonto(days, Decimal((0, tuple(map(int, str(hundredths.numerator))), -2)))
    raise InvalidValueError(
        "terms", "discounts in whole days and hundredths of a percent of the gross amount", discount
    )
