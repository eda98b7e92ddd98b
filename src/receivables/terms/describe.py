"""Payment terms as sentences, in six languages, from tables of phrases.

>>> from receivables import PaymentTerms
>>> terms = PaymentTerms.net(30).with_discount("2", within=10)
>>> print(describe(terms, "es_ES"))
El importe total vence a 30 días a contar desde la fecha de la factura, con un 2 % de descuento por pronto pago si se \
paga dentro de los 10 días siguientes.
>>> print(describe(terms, "fr"))
Le montant total est payable à 30 jours de la date de facture, avec un escompte de 2 % en cas de paiement sous 10 jours.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from fractions import Fraction
from itertools import chain, repeat

from receivables.calendars import Roll
from receivables.errors import InvalidValueError
from receivables.rounding import Rounding
from receivables.terms.languages import LANGUAGES, Phrases
from receivables.terms.lines import Balance, Discount, EqualParts, Fixed, Line, Percent, number_text
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

__all__ = ["describe"]

_LOCALE = re.compile(r"([A-Za-z]{2,3})(?:[-_][A-Za-z0-9]{1,8})*", re.ASCII)
_LONGEST_LOCALE = 35


def describe(terms: PaymentTerms, locale: str) -> str:
    """The terms as sentences in the language of ``locale``: ``"es"``, ``"es_ES"`` or ``"es-ES"``.

    Raises :class:`~receivables.errors.InvalidValueError`, with the languages that there are, for another one.

    >>> print(describe(PaymentTerms.net(14), "it"))
    L'importo totale scade a 14 giorni dalla data della fattura.
    """
    text = ". ".join(_Writer(_phrases(locale)).sentences(terms)) + "."
    return text[0].upper() + text[1:]


def _phrases(locale: object) -> Phrases:
    found = _LOCALE.fullmatch(locale) if isinstance(locale, str) and len(locale) <= _LONGEST_LOCALE else None
    phrases = LANGUAGES.get(found[1].lower()) if found else None
    if phrases is None:
        raise InvalidValueError("locale", "of one of the languages " + ", ".join(LANGUAGES), locale)
    return phrases


class _Writer:
    """Terms in the phrases of one language."""

    def __init__(self, phrases: Phrases) -> None:
        self.say = phrases

    def sentences(self, terms: PaymentTerms) -> Iterator[str]:
        """The lines, and then what is not as usual."""
        say = self.say
        yield say.between.join(self.line(terms, place) for place in range(len(terms.lines)))
        if _last_is_not_what_it_says(terms.lines):
            yield say.last_takes_rest
        if terms.counted_from == "previous":
            yield say.from_previous
        if terms.rounding is not Rounding.HALF_UP:
            yield say.rounding.format(rounding=say.roundings[terms.rounding])
        if terms.roll is not Roll.FOLLOWING:
            yield say.roll.format(roll=say.rolls[terms.roll])
        if terms.late_interest is not None:
            yield say.late_interest.format(name=terms.late_interest)

    def line(self, terms: PaymentTerms, place: int) -> str:
        """How much is due when, and what is off."""
        line = terms.lines[place]
        origin = 1 if place and terms.counted_from == "previous" else 0
        unit = "" if line.round_to is None else self.say.round_to.format(unit=self.number(line.round_to))
        many = isinstance(line.rule, Percent) and self.say.is_plural(line.rule.percent)
        amount = self.amount(line, alone=len(terms.lines) == 1) + unit
        due = self.say.due[many].format(amount=amount, when=self.when(line.steps, origin))
        patterns = chain((self.say.discount,), repeat(self.say.other_discount))
        return due + "".join(map(self.discount, line.discounts, patterns, repeat(origin)))

    def amount(self, line: Line, *, alone: bool) -> str:
        """How much a line takes."""
        match line.rule:
            case Percent(percent):
                number = self.number(percent)
                return self.say.percent[line.rule.of].format(the=self.say.article(number), percent=number)
            case Fixed(amount):
                return self.say.fixed.format(amount=self.number(amount))
            case EqualParts():
                return self.say.equal
            case Balance():
                return self.say.whole if alone else self.say.rest

    def discount(self, discount: Discount, pattern: str, origin: int) -> str:
        """What is off if it is paid by when; "within 10 days" only where days count from the issue day anyway."""
        match discount.within:
            case ():
                paid = self.say.on_issue_day
            case (AddDays(days),) if days >= 0 and not origin:
                paid = self.say.within[self.say.is_plural(days)].format(n=days)
            case steps:
                paid = self.say.at_the_latest.format(when=self.when(steps))
        if discount.amount is not None:
            off = self.say.fixed_off.format(amount=self.number(discount.amount))
        else:
            off = self.say.percent_off[discount.base].format(percent=self.number(discount.percent or Fraction(0)))
        return pattern.format(off=off, paid=paid)

    def when(self, steps: Sequence[TermStep], origin: int = 0) -> str:
        """The steps one after the other, from the issue day (origin 0) or the previous due day (1)."""
        if not steps:
            return self.say.on_start[origin]
        first = self.step(steps[0], self.say.after[origin], self.say.before[origin])
        return self.say.then.join((first, *(self.step(step) for step in steps[1:])))

    def step(self, step: TermStep, after: str | None = None, before: str | None = None) -> str:
        """One step; the first one says from what it counts."""
        say = self.say
        match step:
            case AddDays(number) | AddWeeks(number) | AddMonths(number):
                pattern = (after or say.later) if number >= 0 else (before or say.earlier)
                return pattern.format(count=self.count(step, abs(number)))
            case EndOfMonth():
                return say.end_of_month
            case OnDay(day):
                return say.on_day.format(day=say.day_number(day))
            case NextMonthOnDay(day):
                return say.next_month_on_day.format(day=say.day_number(day))
            case NextOf(days):
                next_of = say.next_of.format(days=say.either([say.day_number(day) for day in days]))
                return next_of + (say.not_same_day if step.strict else "")
            case _:
                return self.rare_step(step)

    def rare_step(self, step: OnDate | MoveHolidays | SkipClosed | ToBusinessDay) -> str:
        """A step that names dates or a calendar."""
        say = self.say
        match step:
            case OnDate(fixed):
                return say.on_date.format(date=self.date(fixed))
            case MoveHolidays(moves):
                listed = (say.move.format(holiday=self.date(one), moved=self.date(other)) for one, other in moves)
                return say.holidays.format(moves=", ".join(listed))
            case SkipClosed(ranges):
                listed = (say.season.format(first=self.month_day(one), last=self.month_day(end)) for one, end in ranges)
                return say.closed.format(seasons=", ".join(listed))
            case ToBusinessDay(roll):
                return say.business_day.format(roll=say.rolls[roll])

    def count(self, step: AddDays | AddWeeks | AddMonths, number: int) -> str:
        """A number of days, weeks or months."""
        units = {AddDays: self.say.days, AddWeeks: self.say.weeks, AddMonths: self.say.months}[type(step)]
        return units[self.say.is_plural(number)].format(n=number)

    def number(self, number: Fraction) -> str:
        """A number with the decimal mark of the language."""
        return number_text(number).replace(".", self.say.decimal_mark)

    def date(self, day: date) -> str:
        """A date in the order of the language."""
        return self.say.date.format(year=day.year, month=day.month, day=day.day)

    def month_day(self, month_day: MonthDay) -> str:
        """A day of every year."""
        month, day = month_day
        return self.say.month_day.format(month=month, day=day)


def _last_is_not_what_it_says(lines: Iterable[Line]) -> bool:
    """Whether the last line takes what the others leave although it is written as something else."""
    *_, last = given = tuple(lines)
    if any(isinstance(line.rule, EqualParts | Balance) for line in given):
        return False
    all_of_total = all(isinstance(line.rule, Percent) and line.rule.of == "total" for line in given)
    return last.round_to is not None or not all_of_total
