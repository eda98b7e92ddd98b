"""Payment terms as an English sentence, and back: the written form that says everything.

>>> from receivables.terms import PaymentTerms
>>> print(PaymentTerms.net(30).with_discount("2", within=10))
The whole amount is due 30 days after the issue day, less 2 % if paid within 10 days.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from fractions import Fraction
from types import MappingProxyType

from receivables.calendars import Roll
from receivables.errors import InvalidValueError
from receivables.rounding import Rounding
from receivables.terms.lines import Balance, Discount, EqualParts, Fixed, Line, Percent, as_percent, percent_text
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

_BASES: Mapping[str, str] = MappingProxyType(
    {"total": "of the total", "net": "of the net amount", "rest": "of what is left"}
)
_NUMBER = r"-?[0-9]+(?:\.[0-9]+|/[0-9]+)?"
_THEN = " and then "


def write(terms: PaymentTerms) -> str:
    """The terms as sentences; :func:`read` gives the same terms back."""
    lines = "; ".join(_line(line, alone=len(terms.lines) == 1) for line in terms.lines)
    sentences = [lines[0].upper() + lines[1:]]
    if terms.counted_from != "issue":
        sentences.append("Each part counts from the previous due day")
    if terms.rounding is not Rounding.HALF_UP:
        sentences.append(f"Amounts are rounded {terms.rounding.value}")
    if terms.roll is not Roll.FOLLOWING:
        sentences.append(f"Due days roll {terms.roll.value}")
    if terms.late_interest is not None:
        sentences.append(f"Late interest: {terms.late_interest}")
    return ". ".join(sentences) + "."


def _line(line: Line, *, alone: bool) -> str:
    off = "".join(f", less {_discount(discount)}" for discount in line.discounts)
    unit = "" if line.round_to is None else f" in steps of {percent_text(line.round_to)}"
    return f"{_amount(line, alone=alone)}{unit} is due {_when(line.steps)}{off}"


def _amount(line: Line, *, alone: bool) -> str:
    match line.rule:
        case Percent(percent):
            return f"{percent_text(percent)} % {_BASES[line.rule.of]}"
        case Fixed(amount):
            return f"{percent_text(amount)} fixed"
        case EqualParts():
            return "an equal part"
        case Balance():
            return "the whole amount" if alone else "the rest"


def _discount(discount: Discount) -> str:
    if discount.percent is None:
        off = f"{percent_text(discount.amount or Fraction(0))} fixed"
    else:
        off = f"{percent_text(discount.percent)} %"
    base = " of the net amount" if discount.base == "net" else ""
    match discount.within:
        case (AddDays(days),) if days >= 0:
            return f"{off}{base} if paid within {_count(days, 'day')}"
    return f"{off}{base} if paid by the day {_when(discount.within)}"


def _when(steps: Iterable[TermStep]) -> str:
    found = [_step(step) for step in steps]
    if not found:
        return "on the issue day"
    if found[0].endswith(" later"):
        found[0] = found[0].removesuffix(" later") + " after the issue day"
    return _THEN.join(found)


def _count(number: int, unit: str) -> str:
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"


def _moved(number: int, unit: str) -> str:
    return f"{_count(number, unit)} later" if number >= 0 else f"{_count(-number, unit)} earlier"


def _or(days: Iterable[int]) -> str:
    return " or ".join(map(str, days))


def _step(step: TermStep) -> str:  # noqa: PLR0911 (a line a step is the simplest table)
    match step:
        case AddDays(days):
            return _moved(days, "day")
        case AddWeeks(weeks):
            return _moved(weeks, "week")
        case AddMonths(months):
            return _moved(months, "month")
        case EndOfMonth():
            return "at the end of the month"
        case OnDay(day):
            return f"on day {day} of the month"
        case NextMonthOnDay(day):
            return f"on day {day} of the next month"
        case NextOf(days):
            return f"on the next day {_or(days)}" + (", not the same day" if step.strict else "")
        case OnDate(fixed):
            return f"on {fixed}"
        case MoveHolidays(moves):
            return f"off holidays ({', '.join(f'{holiday} to {moved}' for holiday, moved in moves)})"
        case SkipClosed(ranges):
            return f"outside closed seasons ({', '.join(f'{_md(first)} to {_md(last)}' for first, last in ranges)})"
        case ToBusinessDay(roll):
            return f"on a business day ({roll.value})"


def _md(month_day: MonthDay) -> str:
    return f"{month_day[0]:02d}-{month_day[1]:02d}"


def read(text: str) -> PaymentTerms | None:
    """The terms that sentences say, in the words of :func:`write`; ``None`` for other words.

    Raises :class:`~receivables.errors.InvalidValueError` for sentences in these words about terms that cannot be.
    """
    first, *flags = text.strip().removesuffix(".").split(". ")
    lines = [_read_line(part) for part in first.split("; ")]
    options = [_read_flag(flag) for flag in flags]
    if None in lines or None in options:
        return None
    return PaymentTerms(filter(None, lines), **dict(filter(None, options)))  # type: ignore[arg-type]


_LINE = re.compile(
    rf"(?:(the whole amount|the rest)|(an equal part)|({_NUMBER}) % (of the total|of the net amount|of what is left)"
    rf"|({_NUMBER}) fixed)(?: in steps of ({_NUMBER}))? is due (.*)",
    re.ASCII | re.IGNORECASE,
)
_DISCOUNT = re.compile(
    rf"({_NUMBER}) (%|fixed)( of the net amount)? if paid (?:within ([0-9]+) days?|by the day (.*))", re.ASCII
)


def _read_line(text: str) -> Line | None:
    found = _LINE.fullmatch(text)
    if found is None:
        return None
    rest, equal, percent, of, fixed, unit, when = found.groups()
    due, *offers = when.split(", less ")
    steps, discounts = _read_when(due), [_read_discount(offer) for offer in offers]
    if steps is None or None in discounts:
        return None
    if percent is not None:
        base = next(base for base, words in _BASES.items() if words == of)
        rule: Percent | Fixed | EqualParts | Balance = Percent(percent, of=base)
    elif fixed is not None:
        rule = Fixed(as_percent(fixed))
    else:
        rule = EqualParts() if equal and not rest else Balance()
    round_to = None if unit is None else as_percent(unit)
    return Line(rule, steps, discounts=tuple(filter(None, discounts)), round_to=round_to)


def _read_discount(text: str) -> Discount | None:
    found = _DISCOUNT.fullmatch(text)
    if found is None:
        return None
    number, kind, net, days, when = found.groups()
    within = (AddDays(int(days)),) if days is not None else _read_when(when)
    if within is None:
        return None
    value, base = as_percent(number), "net" if net else "gross"
    if kind == "%":
        return Discount(value, within=within, base=base)
    return Discount(None, within=within, amount=value, base=base)


def _read_flag(text: str) -> tuple[str, str] | None:
    if text == "Each part counts from the previous due day":
        return "counted_from", "previous"
    for words, name in (
        ("Amounts are rounded ", "rounding"),
        ("Due days roll ", "roll"),
        ("Late interest: ", "late_interest"),
    ):
        if text.startswith(words):
            return name, text.removeprefix(words)
    return None


def _read_when(text: str) -> tuple[TermStep, ...] | None:
    if text == "on the issue day":
        return ()
    steps = [_read_step(part) for part in text.split(_THEN)]
    return None if None in steps else tuple(filter(None, steps))


_UNITS: Mapping[str, Callable[[int], TermStep]] = MappingProxyType(
    {"day": AddDays, "week": AddWeeks, "month": AddMonths}
)
_STEPS: tuple[tuple[re.Pattern[str], Callable[..., TermStep]], ...] = tuple(
    (re.compile(pattern, re.ASCII), made)
    for pattern, made in (
        (r"([0-9]+) (day|week|month)s? (?:later|after the issue day)", lambda count, unit: _UNITS[unit](int(count))),
        (r"([0-9]+) (day|week|month)s? earlier", lambda count, unit: _UNITS[unit](-int(count))),
        (r"at the end of the month", EndOfMonth),
        (r"on day ([0-9]+) of the month", lambda day: OnDay(int(day))),
        (r"on day ([0-9]+) of the next month", lambda day: NextMonthOnDay(int(day))),
        (r"on the next day ([0-9]+(?: or [0-9]+)*)", lambda days: NextOf(_numbers(days))),
        (
            r"on the next day ([0-9]+(?: or [0-9]+)*), not the same day",
            lambda days: NextOf(_numbers(days), strict=True),
        ),
        (r"on ([0-9]{4}-[0-9]{2}-[0-9]{2})", lambda day: OnDate(_date(day))),
        (
            r"off holidays \((.*)\)",
            lambda moves: MoveHolidays([(_date(one), _date(other)) for one, other in _pairs(moves)]),
        ),
        (
            r"outside closed seasons \((.*)\)",
            lambda ranges: SkipClosed([(_month_day(one), _month_day(other)) for one, other in _pairs(ranges)]),
        ),
        (r"on a business day \(([a-z_]+)\)", lambda roll: ToBusinessDay(Roll(roll))),
    )
)


def _read_step(text: str) -> TermStep | None:
    for pattern, made in _STEPS:
        found = pattern.fullmatch(text)
        if found:
            return made(*found.groups())
    return None


def _numbers(text: str) -> list[int]:
    return [int(number) for number in text.split(" or ")]


def _pairs(text: str) -> Iterable[tuple[str, str]]:
    for pair in text.split(", ") if text else ():
        one, _, other = pair.partition(" to ")
        yield one, other


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InvalidValueError("date", "a day like 2026-12-31", text) from None


def _month_day(text: str) -> MonthDay:
    month, _, day = text.partition("-")
    if not (month.isdecimal() and day.isdecimal()):
        raise InvalidValueError("season", "a day of the year like 12-24", text)
    return int(month), int(day)
