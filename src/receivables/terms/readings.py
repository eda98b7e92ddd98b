"""Notations with two readings: what they could mean, said in notations with one reading only."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from receivables.terms.words import Token

__all__ = ["Reading", "two_readings"]


class Reading(NamedTuple):
    """One way to read a notation: another ``notation`` that can only be read like that, and what it means.

    >>> print(Reading("net 30 EOM", "30 days, then the end of the month"))
    'net 30 EOM' (30 days, then the end of the month)
    """

    notation: str
    meaning: str

    def __str__(self) -> str:
        return f"{self.notation!r} ({self.meaning})"


class _Shape(NamedTuple):
    """A shape of notation, in the letters of :mod:`receivables.terms.words`; braces hold its numbers."""

    pattern: re.Pattern[str]
    one: Reading
    other: Reading
    largest: int = 36_500


_DAYS_THEN_END = Reading("net {0} EOM", "{0} days, then the end of the month")
_END_THEN_DAYS = Reading("EOM net {0}", "the end of the month, then {0} days")
_NEXT_MONTH = Reading("{0} MFI", "day {0} of the month after the invoice")
_NEXT_DAY = Reading("on day {0}", "the next day {0}, in whichever month")

_SHAPES = (
    _Shape(
        re.compile(r"(?:[98]%?/9D?[,&]*)+(?:N[/-]?9D?)?E.*|S*[98]%[PLS]*9D?E.*"),
        Reading("{0}% within {1} days, {2} days EOM", "the discount counts from the issue day"),
        Reading("{0}% within {1} days after EOM, {2} days after EOM", "all counts from the end of the month"),
    ),
    _Shape(
        re.compile(r"9/9"),
        Reading("{0}/{1} net {1}", "a discount, and a net day"),
        Reading("{0}/{1} days", "equal parts on those days"),
        largest=100,
    ),
    _Shape(
        re.compile(r"9(?:[/-]9){2,}"),
        Reading("{0}/{1}/{2} days", "equal parts on those days"),
        Reading("{0}/{1} net {2}", "a discount, and a net day"),
        largest=100,
    ),
    _Shape(
        re.compile(r"[PLN]*9-9-?(?P<unit>[DWM])[NI]*"),
        Reading("{0}/{1} days", "equal parts on those days"),
        Reading("net {1}", "{0} days at the least, and {1} at most"),
    ),
    _Shape(re.compile(r"9E"), _DAYS_THEN_END, _END_THEN_DAYS),
    _Shape(re.compile(r"N?E9"), _END_THEN_DAYS, _DAYS_THEN_END),
    _Shape(re.compile(r"[PL]*9T|[PLNO]*9T?Z"), _NEXT_MONTH, _NEXT_DAY, largest=31),
    _Shape(re.compile(r"[PL]*9"), Reading("net {0}", "{0} days"), _NEXT_DAY, largest=31),
    _Shape(
        re.compile(r"[98]%[PL]*9D?"),
        Reading("{0}% {1} days, net {1}", "a discount, and a net day"),
        Reading("{0}% {1} days, rest 60 days", "a part, and the rest"),
    ),
    _Shape(
        re.compile(r"[PLN]*9D[,&]+[PLN]*9D"),
        Reading("{0}/{1} days", "equal parts on those days"),
        Reading("{0} days + {1} days", "one after the other"),
    ),
)


def two_readings(tokens: Sequence[Token]) -> tuple[Reading, Reading] | None:
    """The two readings of a notation that has them.

    >>> from receivables.terms.words import tokens
    >>> for reading in two_readings(list(tokens("30 EOM"))):
    ...     print(reading)
    'net 30 EOM' (30 days, then the end of the month)
    'EOM net 30' (the end of the month, then 30 days)
    """
    kinds = "".join(token.kind for token in tokens)
    numbers = [token.text.replace(",", ".") for token in tokens if token.kind in "98"]
    for shape in _SHAPES:
        if shape.pattern.fullmatch(kinds) and all(_is_small(number, shape.largest) for number in numbers):
            given = [*numbers, "30", "30", "30"]
            one, other = (Reading(*(part.format(*given) for part in each)) for each in (shape.one, shape.other))
            return one, other
    return next(_dates(tokens), None)


def _is_small(number: str, largest: int) -> bool:
    whole = number.partition(".")[0].lstrip("0")
    return len(whole) <= 5 and int(whole or "0") <= largest


def _dates(tokens: Sequence[Token]) -> Iterator[tuple[Reading, Reading]]:
    """A date such as 03/04/2026, day first and month first."""
    for token in tokens:
        if token.kind == "Q":
            first, second, year = re.split(r"[./-]", token.text)
            yield (
                Reading(f"on {year}-{second:0>2}-{first:0>2}", "the day first"),
                Reading(f"on {year}-{first:0>2}-{second:0>2}", "the month first"),
            )
