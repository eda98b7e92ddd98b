"""English sentences of terms read back: the written form that says everything.

>>> read("The whole amount is due 30 days after the issue day, less 2 % if paid within 10 days.").lines[0].discounts
(Discount(percent=Fraction(2, 1), within=(AddDays(days=10),), amount=None, base='gross'),)
>>> read("two weeks or so") is None
True
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from receivables.calendars import Roll
from receivables.errors import InvalidValueError
from receivables.terms.describe import describe
from receivables.terms.languages import LANGUAGES
from receivables.terms.lines import AmountRule, Balance, Discount, EqualParts, Fixed, Line, Percent, as_percent
from receivables.terms.model import PaymentTerms
from receivables.terms.steps import (
    AddDays,
    AddMonths,
    AddWeeks,
    EndOfMonth,
    MonthDay,
    MoveHolidays,
    NextMonthOnDay,
    NextOf,
    OnDate,
    OnDay,
    SkipClosed,
    TermStep,
    ToBusinessDay,
)

__all__ = ["read"]

_ENGLISH = LANGUAGES["en"]
_LATE_INTEREST = ". " + _ENGLISH.late_interest.removesuffix("{name}")
_BASES: Mapping[str, str] = MappingProxyType(
    {"of the total": "total", "of the net amount": "net", "of what is left": "rest"}
)
_NUMBER = r"-?[0-9]+(?:\.[0-9]+|/[0-9]+)?"
_DATE = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_MONTH_DAY = r"[0-9]{2}-[0-9]{2}"


class _OtherWords(Exception):
    """The text is not in the words of the sentences."""


def read(text: str) -> PaymentTerms | None:
    """The terms that sentences say, in the words of ``str(terms)``; ``None`` for other words.

    Nothing is skipped: sentences are only taken for terms that are written like that.

    Raises :class:`~receivables.errors.InvalidValueError` for sentences in these words about terms that cannot be.

    >>> read("The whole amount is due 30 days after the issue day.") == PaymentTerms.net(30), read("net 30")
    (True, None)
    """
    body = text.strip().removesuffix(".")
    try:
        found = _terms(body)
    except _OtherWords:
        return None
    return found if describe(found, "en") == f"{body[:1].upper()}{body[1:]}." else None


def _terms(body: str) -> PaymentTerms:
    rest, interest, name = body.partition(_LATE_INTEREST)
    first, *sentences = rest.split(". ")
    lines = [_line(part) for part in (first[:1].lower() + first[1:]).split(_ENGLISH.between)]
    options = dict(filter(None, map(_option, sentences)))
    if interest:
        options["late_interest"] = name
    return PaymentTerms(lines, **options)


def _option(sentence: str) -> tuple[str, Any] | None:
    """A sentence after the first, as an argument of terms; ``None`` for one that only explains."""
    if sentence == _ENGLISH.from_previous:
        return "counted_from", "previous"
    if sentence == _ENGLISH.last_takes_rest:
        return None
    for rounding, words in _ENGLISH.roundings.items():
        if sentence == _ENGLISH.rounding.format(rounding=words):
            return "rounding", rounding
    return "roll", _roll(sentence.removeprefix(_ENGLISH.roll.removesuffix("{roll}")))


def _roll(words: str) -> Roll:
    for roll, said in _ENGLISH.rolls.items():
        if said == words:
            return roll
    raise _OtherWords


_LINE = re.compile(
    rf"(?:(the whole amount|the rest)|(an equal part)|({_NUMBER}) % (of the total|of the net amount|of what is left)"
    rf"|({_NUMBER}) fixed)(?: in steps of ({_NUMBER}))? is due (.*)",
    re.ASCII,
)
_DISCOUNT = re.compile(
    rf"({_NUMBER}) (%|fixed)( of the net amount)?"
    r" if paid (?:within ([0-9]+) days?|at the latest (.*)|on the issue day)",
    re.ASCII,
)


def _line(text: str) -> Line:
    found = _matched(_LINE, text)
    _, equal, percent, base, fixed, unit, when = found.groups()
    due, *offers = re.split(", less |, or ", when)
    rule: AmountRule
    if percent is not None:
        rule = Percent(percent, of=_BASES[base])
    elif fixed is not None:
        rule = Fixed(as_percent(fixed))
    else:
        rule = EqualParts() if equal else Balance()
    round_to = None if unit is None else as_percent(unit)
    return Line(rule, _when(due), discounts=[_discount(offer) for offer in offers], round_to=round_to)


def _matched(pattern: re.Pattern[str], text: str) -> re.Match[str]:
    found = pattern.fullmatch(text)
    if found is None:
        raise _OtherWords
    return found


def _discount(text: str) -> Discount:
    number, kind, net, days, when = _matched(_DISCOUNT, text).groups()
    within = (AddDays(int(days)),) if days is not None else () if when is None else _when(when)
    if kind == "%":
        return Discount(number, within=within, base="net" if net else "gross")
    return Discount(None, within=within, amount=as_percent(number))


def _when(text: str) -> tuple[TermStep, ...]:
    if text in _ENGLISH.on_start:
        return ()
    return tuple(_step(part) for part in text.split(_ENGLISH.then))


def _step(text: str) -> TermStep:
    for pattern, made in _STEPS:
        found = pattern.fullmatch(text)
        if found:
            return made(*found.groups())
    raise _OtherWords


_UNITS: Mapping[str, Callable[[int], TermStep]] = MappingProxyType(
    {"day": AddDays, "week": AddWeeks, "month": AddMonths}
)
_STEPS: tuple[tuple[re.Pattern[str], Callable[..., TermStep]], ...] = tuple(
    (re.compile(pattern, re.ASCII), made)
    for pattern, made in (
        (
            r"([0-9]+) (day|week|month)s? (?:later|after the (?:issue|previous due) day)",
            lambda count, unit: _UNITS[unit](int(count)),
        ),
        (
            r"([0-9]+) (day|week|month)s? (?:earlier|before the (?:issue|previous due) day)",
            lambda count, unit: _UNITS[unit](-int(count)),
        ),
        (r"at the end of the month", EndOfMonth),
        (r"on day ([0-9]+) of the month", lambda day: OnDay(int(day))),
        (r"on day ([0-9]+) of the next month", lambda day: NextMonthOnDay(int(day))),
        (
            r"on the next day ([0-9]+(?:(?:, | or )[0-9]+)*)(, not the same day)?",
            lambda days, strict: NextOf(map(int, re.split(", | or ", days)), strict=strict is not None),
        ),
        (rf"on ({_DATE})", lambda day: OnDate(iso_day(day))),
        (
            rf"off holidays \(((?:{_DATE} to {_DATE}(?:, |(?=\))))*)\)",
            lambda moves: MoveHolidays(_pairs(moves, iso_day)),
        ),
        (
            rf"outside closed seasons \(((?:{_MONTH_DAY} to {_MONTH_DAY}(?:, |(?=\))))+)\)",
            lambda seasons: SkipClosed(_pairs(seasons, _month_day)),
        ),
        (r"on a business day \(([a-z ]+)\)", lambda words: ToBusinessDay(_roll(words))),
    )
)


def _pairs(text: str, made: Callable[[str], Any]) -> Iterator[tuple[Any, Any]]:
    for pair in filter(None, text.split(", ")):
        one, _, other = pair.partition(" to ")
        yield made(one), made(other)


def iso_day(text: str) -> date:
    """A day in ISO form."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InvalidValueError("date", "a day like 2026-12-31", text) from None


def _month_day(text: str) -> MonthDay:
    month, _, day = text.partition("-")
    return int(month), int(day)
