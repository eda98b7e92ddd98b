"""Notations with two readings: what they could mean, said in notations with one reading only."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType
from typing import NamedTuple

from receivables.terms.words import Token, written

__all__ = ["SMALLEST_PART", "UNITS", "Reading", "discount_or_part", "two_readings"]

UNITS: Mapping[str, str] = MappingProxyType({"": "days", "D": "days", "W": "weeks", "M": "months"})
"""What is counted, by its letter; days where nothing is said."""

SMALLEST_PART = 10
"""Percent from which on a percentage by days is asked about, unless it is said to be a discount: few discounts are so
large, and few parts so small."""


class Reading(NamedTuple):
    """One way to read a notation: another ``notation`` that can only be read like that, and what it means.

    >>> print(Reading("net 30 EOM", "30 days, then the end of the month"))
    'net 30 EOM' (30 days, then the end of the month)
    """

    notation: str
    meaning: str

    def __str__(self) -> str:
        return f"{self.notation!r} ({self.meaning})"


Readings = tuple[Reading, Reading]


class _Shape(NamedTuple):
    """A shape of notation, in the letters of :mod:`receivables.terms.words`; braces hold its numbers and its unit."""

    pattern: re.Pattern[str]
    one: Reading
    other: Reading
    largest: int = 36_500


_DAYS_THEN_END = Reading("net {0} EOM", "{0} days, then the end of the month")
_END_THEN_DAYS = Reading("EOM net {0}", "the end of the month, then {0} days")
_NEXT_MONTH = Reading("{0} MFI", "day {0} of the month after the invoice")
_NEXT_DAY = Reading("on day {0}", "the next day {0}, in whichever month")
_TWO_PARTS = Reading("{0}/{1} {unit}", "two equal parts")

_SHAPES = (
    _Shape(
        re.compile(r"9/9"),
        Reading("{0}/{1} net {1}", "a discount, and a net day"),
        Reading("{0}/{1} days", "equal parts on those days"),
        largest=100,
    ),
    _Shape(
        re.compile(r"9[/-]9[/-]9"),
        Reading("{0}/{1}/{2} days", "equal parts on those days"),
        Reading("{0}/{1} net {2}", "a discount, and a net day"),
        largest=100,
    ),
    _Shape(
        re.compile(r"[PLN]*9-9-?(?P<unit>[DWM])[NI]*"),
        _TWO_PARTS,
        Reading("net {high} {unit}", "at least {low}, and at most {high}"),
    ),
    _Shape(re.compile(r"9E"), _DAYS_THEN_END, _END_THEN_DAYS),
    _Shape(re.compile(r"N?E9"), _END_THEN_DAYS, _DAYS_THEN_END),
    _Shape(re.compile(r"[PL]*9T|[PLNO]*9T?Z"), _NEXT_MONTH, _NEXT_DAY, largest=31),
    _Shape(re.compile(r"[PL]*9"), Reading("net {0}", "{0} days"), _NEXT_DAY, largest=31),
    _Shape(
        re.compile(r"[PLN]*9(?P<unit>[DWM])[,&]+[PLN]*9(?P=unit)"),
        _TWO_PARTS,
        Reading("{0} {unit} + {1} {unit}", "one after the other"),
    ),
)

_OFFER = re.compile(r"(?P<percent>[98])%?[/PLS]*(?P<count>9)-?(?P<unit>[DWM]?)")
_SHARE_ALONE = re.compile(r"[98]%[PL]*9-?[DWM]?")
_FROM_END_OF_MONTH = re.compile(
    r"(?:(?P<slash>(?:[98]%?/9D?[,&]*)+)(?:[PLN]*(?:(?<=N)[/-])?(?P<net>9)-?(?P<unit>[DWM]?)[NI]*)?"
    r"|(?P<percent>(?:S*[98]%[PLS]*9-?[DWM]?[,&]*)+(?<![,&])))"
    r"E(?P<tail>.*)"
)
_DAYS_ALONE = re.compile(r"9/9D[,&]*E")
_NET_BEHIND = re.compile(r"[+N]*[/-]?(?P<net>9)(?![T/%x])-?(?P<unit>[DWM]?)N*")


def two_readings(text: str, tokens: Sequence[Token]) -> Readings | None:
    """The two readings of a notation that has them, whether or not they are terms that can be.

    >>> from receivables.terms.words import tokens
    >>> for reading in two_readings("30 EOM", list(tokens("30 EOM"))):
    ...     print(reading)
    'net 30 EOM' (30 days, then the end of the month)
    'EOM net 30' (the end of the month, then 30 days)
    """
    kinds = "".join(token.kind for token in tokens)
    found = _FROM_END_OF_MONTH.fullmatch(kinds)
    if found is not None:
        return _from_end_of_month(found, tokens)
    if _SHARE_ALONE.fullmatch(kinds):
        return _share_alone(kinds, tokens)
    return _shaped(kinds, tokens) or _by_date(text, tokens)


def discount_or_part(offers: Sequence[tuple[str, str]], due: str, rest: str) -> Readings:
    """Percentages, each with its days: discounts for paying ``due`` early, or parts, and the ``rest``.

    >>> for reading in discount_or_part([("30", "30 days")], "net 60", "net 60"):
    ...     print(reading)
    '30% discount within 30 days, net 60' (a discount, and a net day)
    '30% 30 days, rest net 60' (a part, and the rest)
    """
    parts = ", ".join(f"{percent}% {when}" for percent, when in offers)
    return (
        Reading(f"{_discounts(offers)}, {due}", "a discount, and a net day"),
        Reading(f"{parts}, rest {rest}", "a part, and the rest"),
    )


def _discounts(offers: Sequence[tuple[str, str]], after: str = "") -> str:
    return ", ".join(f"{percent}% discount within {when}{after}" for percent, when in offers)


def _offers(kinds: str, tokens: Sequence[Token]) -> Iterator[tuple[str, str]]:
    for found in _OFFER.finditer(kinds):
        percent, count = (_number(tokens[found.start(name)]) for name in ("percent", "count"))
        yield percent, f"{count} {UNITS[found['unit']]}"


def _number(token: Token) -> str:
    return token.text.replace(",", ".")


def _share_alone(kinds: str, tokens: Sequence[Token]) -> Readings | None:
    """A percentage and its days, without the due day or the rest: an example stands for what is missing."""
    (offer,) = _offers(kinds, tokens)
    percent, when = offer
    count, _, unit = when.partition(" ")
    if not _is_small(percent, 99) or not _is_small(count, 36_500):
        return None
    return discount_or_part([offer], f"net {when}", f"{2 * int(count)} {unit}")


def _from_end_of_month(found: re.Match[str], tokens: Sequence[Token]) -> Readings | None:
    """Discounts, perhaps a net day (or else an example), and the end of the month, from which all of it may count."""
    offers = [*_offers(found["slash"] or found["percent"], tokens)]
    sizes = [Fraction(percent) for percent, _ in offers]
    if (found["percent"] and sum(sizes) >= 100) or (_DAYS_ALONE.match(found.string) and sizes[0] >= SMALLEST_PART):
        return None  # these are parts of the amount
    behind = found.start("tail")
    net = found if found["net"] else _NET_BEHIND.match(found.string, behind)
    if net is None:
        due = "{} days".format(max(("30", *(when.partition(" ")[0] for _, when in offers)), key=int))
    else:
        due = f"{tokens[net.start('net')].text} {UNITS[net['unit']]}"
        behind = behind if net is found else net.end()
    end = written([Token("E", "EOM"), *tokens[behind:]])
    return (
        Reading(f"{_discounts(offers)}, {due} {end}", "the discount counts from the issue day"),
        Reading(f"{_discounts(offers, ' after EOM')}, {due} after {end}", "all counts from the end of the month"),
    )


def _shaped(kinds: str, tokens: Sequence[Token]) -> Readings | None:
    """The readings of a notation that is nothing but a few numbers and words."""
    numbers = [_number(token) for token in tokens if token.kind in "98"]
    for shape in _SHAPES:
        found = shape.pattern.fullmatch(kinds)
        if found is not None and all(_is_small(number, shape.largest) for number in numbers):
            unit = UNITS[found.groupdict().get("unit") or ""]
            low, high = min(numbers, key=int), max(numbers, key=int)
            one, other = (
                Reading(*(part.format(*numbers, unit=unit, low=low, high=high) for part in reading))
                for reading in (shape.one, shape.other)
            )
            return one, other
    return None


def _is_small(number: str, largest: int) -> bool:
    whole = number.partition(".")[0].lstrip("0")
    return len(whole) <= 5 and int(whole or "0") <= largest


def _by_date(text: str, tokens: Sequence[Token]) -> Readings | None:
    """Dates such as 03/04/2026, day first and month first."""
    dates = [token.text for token in tokens if token.kind == "Q"]
    by_day = by_month = text
    for shown in dates:
        first, second, year = re.split(r"[./-]", shown)
        by_day = by_day.replace(shown, f"{year}-{second:0>2}-{first:0>2}")
        by_month = by_month.replace(shown, f"{year}-{first:0>2}-{second:0>2}")
    return (Reading(by_day, "the day first"), Reading(by_month, "the month first")) if dates else None
