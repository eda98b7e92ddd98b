"""Payment terms themselves, and the schedule that they make of a document."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple, Self

import attrs
import moneyed

from receivables.calendars import Calendar, Roll
from receivables.checks import are, choice, day, flag, is_name, is_one_of, several, whole
from receivables.currencies import require_same
from receivables.errors import InvalidValueError
from receivables.money import Exact, Money
from receivables.rounding import Rounding
from receivables.terms.lines import (
    Balance,
    Discount,
    EqualParts,
    Fixed,
    Line,
    Offer,
    Percent,
    as_steps,
)
from receivables.terms.problems import LINES_IN_WORDS, problems
from receivables.terms.steps import EndOfMonth, TermStep, ToBusinessDay, as_roll, walk


class Installment(NamedTuple):
    """A part of a document with a due day of its own: the unit that is aged, paid and dunned.

    ``unadjusted_on`` is the due day before it was rolled to a business day, if it was; ``offers`` are the discounts
    for paying early.

    >>> Installment(date(2026, 2, 14), Money("100.00", "EUR")).amount
    Money('100.00', 'EUR')
    """

    due_on: date
    amount: Money
    unadjusted_on: date | None = None
    offers: tuple[Offer, ...] = ()


def _as_lines(lines: Line | Iterable[Line]) -> tuple[Line, ...]:
    if isinstance(lines, str):
        raise InvalidValueError("lines", f"{LINES_IN_WORDS}; PaymentTerms.parse reads text", lines)
    return (lines,) if isinstance(lines, Line) else tuple(several("lines", LINES_IN_WORDS, lines))


def _as_rounding(value: Rounding | str) -> Rounding:
    return choice("rounding", Rounding, value)


@attrs.frozen
class PaymentTerms:
    """When what part of a document falls due, and what is off for paying earlier.

    ``lines`` are the installments. Every line counts from the issue day, or, with ``counted_from="previous"``, from
    the due day of the line before. Amounts are rounded by ``rounding``. What the others leave goes to the equal parts
    together, or to the :class:`Balance`; where there is neither, to the last line, whatever its rule. So the schedule
    sums to the total exactly. When a schedule is given a calendar, due days are rolled by ``roll``. ``late_interest``
    names the interest policy that applies to late payment.

    Raises :class:`~receivables.errors.InvalidValueError` for lines that cannot be: none, percentages out of range or
    short of the whole, more than one rest. Its ``expected`` holds the code of the problem (:func:`problems`).

    >>> from receivables.terms import AddDays
    >>> PaymentTerms([Line(Percent("50")), Line(Percent("40"), AddDays(30))])
    Traceback (most recent call last):
    receivables.errors.InvalidValueError: 'lines' must be lines that make a whole (percent_sum_not_100): ...
    """

    lines: tuple[Line, ...] = attrs.field(converter=_as_lines, validator=are(Line, LINES_IN_WORDS))
    counted_from: str = attrs.field(kw_only=True, default="issue", validator=is_one_of("issue", "previous"))
    rounding: Rounding = attrs.field(kw_only=True, default=Rounding.HALF_UP, converter=_as_rounding)
    roll: Roll = attrs.field(kw_only=True, default=Roll.FOLLOWING, converter=as_roll)
    late_interest: str | None = attrs.field(kw_only=True, default=None, validator=attrs.validators.optional(is_name))

    @lines.validator
    def _check_lines(self, _: attrs.Attribute[object], lines: tuple[Line, ...]) -> None:
        for problem in problems(lines):
            raise InvalidValueError("lines", f"lines that make a whole ({problem.code}): {problem.reason}", lines)

    @classmethod
    def parse(cls, text: str) -> PaymentTerms:
        """The terms that a text says: the sentences of ``str(terms)``, or shorthand in four languages.

        Raises :class:`~receivables.errors.InvalidValueError` for text that is no terms, and for text with two
        readings, which it spells out.

        >>> PaymentTerms.parse("2/10 net 30") == PaymentTerms.net(30).with_discount("2", within=10)
        True
        """
        from receivables.terms.notation import parse  # noqa: PLC0415 (the notation is made of terms)

        return parse(text)

    def describe(self, locale: str) -> str:
        """The terms as sentences in the language of a locale: ``"es"``, ``"es_ES"`` and ``"es-ES"`` are the same.

        There are de, en, es, fr, it and pt; ``describe("en")`` is ``str(terms)``, the form that :meth:`parse` reads.

        Raises :class:`~receivables.errors.InvalidValueError` for another language.

        >>> print(PaymentTerms.net(30).describe("de"))
        Der gesamte Betrag ist 30 Tage nach Rechnungsdatum fällig.
        """
        from receivables.terms.describe import describe  # noqa: PLC0415

        return describe(self, locale)

    def __str__(self) -> str:
        return self.describe("en")

    @property
    def needs(self) -> tuple[str, ...]:
        """What a schedule must be given besides total and issue day: ``"net"``, ``"calendar"``, both or nothing.

        >>> PaymentTerms.net(30).needs, PaymentTerms.net(30).with_discount("2", within=10, base="net").needs
        ((), ('net',))
        """
        offers = [discount for line in self.lines for discount in line.discounts]
        rests = self._taking_rest()
        rules = [line.rule for place, line in enumerate(self.lines) if place not in rests]
        steps = [step for line in self.lines for step in line.steps] + [
            step for offer in offers for step in offer.within
        ]
        found = {
            "net": any(isinstance(rule, Percent) and rule.of == "net" for rule in rules)
            or any(offer.base == "net" for offer in offers),
            "calendar": any(isinstance(step, ToBusinessDay) for step in steps),
        }
        return tuple(name for name, needed in found.items() if needed)

    def _taking_rest(self) -> list[int]:
        """The places of the lines that take what the others leave."""
        rests = [place for place, line in enumerate(self.lines) if isinstance(line.rule, EqualParts | Balance)]
        return rests or [len(self.lines) - 1]

    @classmethod
    def net(cls, days: int) -> Self:
        """The whole amount, so many calendar ``days`` after the issue day; ``net(0)`` is due on receipt.

        >>> PaymentTerms.net(14).due_on(date(2026, 2, 20))
        datetime.date(2026, 3, 6)
        """
        return cls(Line(Balance(), as_steps(whole("days", days, low=0, high=36_500))))

    @classmethod
    def at(cls, *steps: TermStep | int) -> Self:
        """The whole amount on the day that ``steps`` lead to; a number is that many days.

        >>> from receivables.terms import AddDays
        >>> PaymentTerms.at(EndOfMonth(), AddDays(45)).due_on(date(2021, 9, 13))
        datetime.date(2021, 11, 14)
        """
        return cls(Line(Balance(), steps))

    @classmethod
    def equal(cls, *dues: TermStep | int | Sequence[TermStep | int]) -> Self:
        """As many equal parts as there are due days: each a step, several steps, or a number of days.

        Raises :class:`~receivables.errors.InvalidValueError` for a list of nothing but numbers: it looks like several
        due days, and would be one.

        >>> terms = PaymentTerms.equal(30, 60, 90)
        >>> [part.amount.text for part in terms.schedule(Money("100.00", "EUR"), issued_on=date(2026, 1, 1))]
        ['33.34', '33.33', '33.33']
        """
        for due in dues:
            if isinstance(due, list | tuple) and len(due) > 1 and all(type(step) is int for step in due):
                raise InvalidValueError("dues", "due days one by one, like equal(30, 60, 90)", due)
        return cls([Line(EqualParts(), as_steps(steps)) for steps in dues])

    def end_of_month(self) -> Self:
        """The same terms, and then to the end of the month that was reached.

        >>> PaymentTerms.net(30).end_of_month().due_on(date(2026, 1, 15))
        datetime.date(2026, 2, 28)
        """
        lines = [attrs.evolve(line, steps=(*line.steps, EndOfMonth())) for line in self.lines]
        return attrs.evolve(self, lines=lines)

    def with_discount(
        self, percent: Exact, *, within: int | TermStep | Sequence[TermStep | int], base: str = "gross"
    ) -> Self:
        """The same terms with a discount on every line, for paying within so many days (or by those steps).

        >>> terms = PaymentTerms.net(30).with_discount("2", within=10)
        >>> offer = terms.schedule(Money("1000.00", "EUR"), issued_on=date(2026, 1, 15))[0].offers[0]
        >>> print(offer.until, offer.amount)
        2026-01-25 20.00 EUR
        """
        discount = Discount(percent, within=within, base=base)
        lines = [attrs.evolve(line, discounts=(*line.discounts, discount)) for line in self.lines]
        return attrs.evolve(self, lines=lines)

    def due_dates(self, issued_on: date, *, calendar: Calendar | None = None) -> tuple[date, ...]:
        """The due day of each line, before any roll to a business day.

        >>> [str(due) for due in PaymentTerms.equal(30, 60).due_dates(date(2026, 1, 31))]
        ['2026-03-02', '2026-04-01']
        """
        found: list[date] = []
        start = day("issued_on", issued_on)
        for line in self.lines:
            base = found[-1] if found and self.counted_from == "previous" else start
            found.append(walk(line.steps, base, calendar, attribute="issued_on"))
        return tuple(found)

    def due_on(self, issued_on: date, *, calendar: Calendar | None = None) -> date:
        """The day on which the last part of a document falls due.

        >>> PaymentTerms.equal(30, 60).due_on(date(2026, 1, 31))
        datetime.date(2026, 4, 1)
        """
        return max(self._rolled(due, calendar) for due in self.due_dates(issued_on, calendar=calendar))

    def schedule(
        self,
        total: Money | moneyed.Money,
        *,
        issued_on: date,
        net: Money | moneyed.Money | None = None,
        calendar: Calendar | None = None,
        drop_zero: bool = False,
        allow_negative_rest: bool = False,
    ) -> tuple[Installment, ...]:
        """The installments of a document of ``total`` issued on ``issued_on``; their amounts sum to it exactly.

        ``net`` is the amount before tax, for lines and discounts that need it. It has the sign of the total, and may be
        more (tax that is withheld). With a ``calendar``, due days are rolled to business days. ``drop_zero`` leaves out
        parts of nothing (a document of nothing has one, due at once). Lines that take more than the total are refused,
        unless ``allow_negative_rest`` lets the part that takes the rest run against it. A negative total, a credit
        note, is scheduled as the mirror of an invoice.

        Raises :class:`~receivables.errors.InvalidValueError` where the lines do not fit the document.

        >>> from receivables.terms import AddDays
        >>> terms = PaymentTerms([Line(Percent("30")), Line(Balance(), AddDays(60))])
        >>> [part.amount.text for part in terms.schedule(Money("-99.99", "EUR"), issued_on=date(2026, 1, 1))]
        ['-30.00', '-69.99']
        """
        whole, before_tax = Money.of(total), None if net is None else Money.of(net)
        if before_tax is not None:
            require_same(whole.currency, before_tax.currency)
            if before_tax.minor * whole.minor < 0:
                raise InvalidValueError("net", f"an amount with the sign of the total, {whole}", before_tax)
        amounts = self._signed_amounts(whole, before_tax)
        keep_zero = not flag("drop_zero", drop_zero)
        if not flag("allow_negative_rest", allow_negative_rest) and not _run_with(whole, amounts):
            raise InvalidValueError("lines", f"lines that do not take more than {whole}", amounts)
        rows = zip(
            self.lines,
            self.due_dates(issued_on, calendar=calendar),
            amounts,
            _net_parts(whole, amounts, before_tax),
            strict=True,
        )
        parts = [
            Installment(
                rolled := self._rolled(due, calendar),
                amount,
                None if rolled == due else due,
                tuple(
                    discount.offer(amount, net=net_part, issued_on=issued_on, calendar=calendar, rounding=self.rounding)
                    for discount in line.discounts
                ),
            )
            for line, due, amount, net_part in rows
        ]
        kept = [part for part in parts if keep_zero or part.amount]
        return tuple(kept) or (Installment(issued_on, whole),)

    def _rolled(self, due: date, calendar: Calendar | None) -> date:
        return due if calendar is None else self.roll.adjust(due, calendar)

    def _signed_amounts(self, total: Money, net: Money | None) -> list[Money]:
        """What each line takes: of a credit note the negative of what it takes of the invoice, in any rounding mode."""
        if total.minor >= 0:
            return self._amounts(total, net)
        return [-amount for amount in self._amounts(-total, None if net is None else -net)]

    def _amounts(self, total: Money, net: Money | None) -> list[Money]:
        """What each line takes, the rounding rest included."""
        taking_rest = self._taking_rest()
        amounts: dict[int, Money] = {}
        rest = total
        for place, line in enumerate(self.lines):
            if place not in taking_rest:
                amounts[place] = self._amount(line, total, net, rest)
                rest = rest - amounts[place]
        parts = (rest,) if len(taking_rest) == 1 else rest.split(len(taking_rest))
        amounts |= zip(taking_rest, parts, strict=True)
        return [amounts[place] for place in range(len(self.lines))]

    def _amount(self, line: Line, total: Money, net: Money | None, rest: Money) -> Money:
        match line.rule:
            case Percent(percent):
                base = {"total": total, "rest": rest, "net": net}[line.rule.of]
                if base is None:
                    raise InvalidValueError("net", "given, because a line is a percentage of it", None)
                taken = base.exact * percent / 100
            case Fixed(amount):
                taken = amount
            case _:
                taken = rest.exact
        return Money.rounded(taken, total.currency, self.rounding, step=line.round_to)


def _run_with(total: Money, amounts: Iterable[Money]) -> bool:
    """Whether no part runs against the total (and none is anything, where the total is nothing)."""
    if not total:
        return not any(amounts)
    return all(amount.minor * total.minor >= 0 for amount in amounts)


def _net_parts(total: Money, amounts: Sequence[Money], net: Money | None) -> Sequence[Money | None]:
    """The amount before tax split like the installments, so that it is neither lost nor doubled."""
    if net is None:
        return [None] * len(amounts)
    if not total:
        return net.split(len(amounts))
    if _run_with(total, amounts):
        return net.allocate([abs(amount.minor) for amount in amounts])
    return [Money.rounded(net.exact * amount.minor / total.minor, net.currency) for amount in amounts]
