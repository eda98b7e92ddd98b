"""The tables of a report, before anybody knows whether they end up in a terminal or on a page.

Cells are text that is ready to be read: amounts are grouped by commas whatever the locale, and nothing that could move
a cursor, break a line or turn the direction of writing is left in them.

>>> from receivables import Money
>>> from receivables.adapters.tables import grouped
>>> grouped(Money("-1234567.5", "EUR"))
'-1,234,567.50'
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Literal

import attrs

from receivables.money import Money
from receivables.rounding import Rounding

Cells = tuple[str, ...]
"""A row of a table."""

Kind = Literal["name", "text", "figure", "reason"]
"""What a column holds: names and texts (left), figures (right), or sentences that may need a line of their own."""


def printable(text: str) -> str:
    r"""``text`` on one line; what is not printable is a question mark.

    Escape sequences and marks that turn the direction of writing thus lose their power, in a terminal as on a page.

    >>> printable("a\tb\u202ec")
    'a b?c'
    """
    if text.isprintable():
        return text
    return "".join(sign if sign.isprintable() else " " if sign.isspace() else "?" for sign in text)


def clean(text: str) -> str:
    r"""Printable text without blanks at the ends.

    >>> clean(" short\ndelivery ")
    'short delivery'
    """
    return printable(text).strip()


def clipped(text: str, most: int = 200) -> str:
    """A text of at most so many characters, with dots where it was cut.

    >>> clipped("a very long story", 9)
    'a very...'
    """
    return text if len(text) <= most else text[: most - 3].rstrip() + "..."


@attrs.frozen
class Column:
    """A column: its ``heading`` and what it holds.

    >>> Column("Open", "figure").heading
    'Open'
    """

    heading: str = attrs.field(converter=clean)
    kind: Kind = "text"


def _as_rows(rows: Iterable[Cells]) -> tuple[Cells, ...]:
    return tuple(tuple(clean(cell) for cell in row) for row in rows)


def _as_notes(notes: Iterable[str]) -> tuple[str, ...]:
    return tuple(clean(note) for note in notes)


@attrs.frozen(kw_only=True)
class Table:
    r"""Rows under columns; ``totals`` stand under a rule, ``notes`` are sentences below.

    A column of kind ``"reason"`` comes last, because it may be set below its row. Cells are cleaned on the way in.

    >>> Table(caption="Letters", columns=(Column("Name"),), rows=[("A\x1b[2J",)]).rows
    (('A?[2J',),)
    """

    caption: str = attrs.field(converter=clean)
    columns: tuple[Column, ...]
    rows: tuple[Cells, ...] = attrs.field(converter=_as_rows)
    totals: tuple[Cells, ...] = attrs.field(default=(), converter=_as_rows)
    notes: tuple[str, ...] = attrs.field(default=(), converter=_as_notes)


def grouped(money: Money) -> str:
    """An amount without its currency, thousands grouped by commas.

    >>> grouped(Money(1234567, "JPY")), grouped(Money("-0.50", "EUR"))
    ('1,234,567', '-0.50')
    """
    whole, point, rest = abs(money).text.partition(".")
    sign = "-" if money.minor < 0 else ""
    return f"{sign}{int(whole):,}{point}{rest}"


def in_full(money: Money) -> str:
    """An amount with its currency.

    >>> in_full(Money("1234.5", "EUR"))
    '1,234.50 EUR'
    """
    return f"{grouped(money)} {money.currency.code}"


def millionths(amount: Fraction) -> str:
    """An exact amount to six decimals, for reading only.

    >>> millionths(Fraction(-2, 3))
    '-0.666667'
    """
    rounded = Rounding.HALF_EVEN.apply(amount * 10**6)
    whole, rest = divmod(abs(rounded), 10**6)
    return f"{'-' if rounded < 0 else ''}{whole:,}.{rest:06d}"


def share(part: Money, whole: Money) -> str:
    """A part in percent of a whole, to one decimal; nothing of nothing is a dash.

    >>> share(Money("1.00", "EUR"), Money("3.00", "EUR"))
    '33.3 %'
    """
    if not whole:
        return "-"
    tenths = Rounding.HALF_UP.apply(Fraction(1000 * part.minor, whole.minor))
    return f"{tenths // 10}.{tenths % 10} %"


def count(number: int, one: str, many: str | None = None) -> str:
    """So many things, in words that agree.

    >>> count(1, "customer"), count(1200, "customer"), count(2, "currency", "currencies")
    ('1 customer', '1,200 customers', '2 currencies')
    """
    return f"{number:,} {one if number == 1 else many or one + 's'}"
