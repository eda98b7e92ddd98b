"""Payment terms as people write them in orders and on invoices: English, Spanish, German and French shorthand.

The order of the words is the order of the steps: ``net 30 EOM`` is 30 days and then the end of the month, ``EOM net
30`` the end of the month and then 30 days. What has two readings is refused, with both of them spelled out.

>>> from receivables import PaymentTerms
>>> for text in ("2/10 net 30", "45 jours fin de mois", "30% advance, 70% net 60", "3 x 30 days"):
...     print(PaymentTerms.parse(text))
The whole amount is due 30 days after the issue day, less 2 % if paid within 10 days.
The whole amount is due 45 days after the issue day and then at the end of the month.
30 % of the total is due on the issue day; 70 % of the total is due 60 days after the issue day.
An equal part is due 30 days after the issue day; an equal part is due 60 days after the issue day; an equal part is due 90 days after the issue day.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import NamedTuple

from receivables.errors import InvalidValueError
from receivables.terms.lines import Balance, Discount, EqualParts, Line, Percent
from receivables.terms.model import PaymentTerms
from receivables.terms.sentence import read
from receivables.terms.steps import AddDays, AddMonths, EndOfMonth, NextMonthOnDay, NextOf, TermStep

LONGEST_NOTATION = 2_000
"""Characters that a notation may have."""

_DAYS = r"(?:days?|d|dias?|tagen?|tg\.?|jours?|j)"
_MONTHS = r"(?:months?|mes(?:es)?|monaten?|monat|mois)"
_PERCENT = r"([0-9]+(?:[.,][0-9]+)?)\s*%"
_INVOICE = (
    r"(?:(?:from|after) (?:the )?(?:invoice|issue)(?: date)?|f\.?\s?f\.?|fecha (?:de )?factura"
    r"|(?:ab|nach) rechnungs(?:datum|stellung)|date (?:de )?facture)"
)
_IMMEDIATE = (
    r"due (?:up)?on receipt|payable on receipt|on receipt|immediate(?: payment)?|cod|cash on delivery|cia"
    r"|cash in advance|prepaid|(?:al )?contado|pago (?:inmediato|anticipado)|a la recepcion"
    r"|(?:zahlbar )?sofort(?: fallig| zahlbar)?(?: ohne abzug)?|vorkasse|(?:au )?comptant|a reception(?: de facture)?"
)
_EOM = r"eom|e\.o\.m\.|end of (?:the )?month|fin de mes|fdm|monatsende|(?:zum )?ende des monats|fin (?:de|du) mois"


class _Ambiguous(NamedTuple):
    """A shape of notation with two readings."""

    pattern: str
    readings: tuple[str, str]


_AMBIGUOUS = (
    _Ambiguous(r"[0-9]+(?:[.,][0-9]+)?%?/[0-9]+", ("'2/10 net 30' (a discount, and a net day)", "'2 x 10 days' (equal parts)")),
    _Ambiguous(r"[0-9]+(?:/[0-9]+){2,}", ("'30/60/90 days' (equal parts on those days)", "'2/10 net 30' (a discount)")),
    _Ambiguous(rf"[0-9]+ (?:{_EOM})", ("'net 30 EOM' (30 days, then the end of the month)", "'EOM net 30' (the other way round)")),
    _Ambiguous(r"[0-9]+(?:st|nd|rd|th)", ("'15 MFI' (day 15 of the month after the invoice)", "'on the 15th' (the next 15th)")),
    _Ambiguous(r"[0-9]+", ("'net 30' (30 days)", "'on the 30th' (a day of the month)")),
)


def parse(text: str) -> PaymentTerms:
    """The terms that ``text`` says: sentences as ``str(terms)`` gives them, or shorthand.

    Raises :class:`~receivables.errors.InvalidValueError` for text that is no terms, or has two readings.
    """
    if not isinstance(text, str) or not 0 < len(text) <= LONGEST_NOTATION:
        raise InvalidValueError("terms", f"text of 1 to {LONGEST_NOTATION} characters", text)
    found = read(text)
    return found if found is not None else _shorthand(text)


def _shorthand(text: str) -> PaymentTerms:
    plain = _plain(text)
    for shape in _AMBIGUOUS:
        if re.fullmatch(shape.pattern, plain):
            one, other = shape.readings
            raise InvalidValueError("terms", f"{one} or {other}: it can be read both ways", text)
    words = _Words(plain, text)
    lines = list(words.lines())
    return PaymentTerms(lines)


def _plain(text: str) -> str:
    """Small letters without accents, one blank between words."""
    bare = unicodedata.normalize("NFKD", text.casefold().replace("ß", "ss"))
    return " ".join("".join(each for each in bare if not unicodedata.combining(each)).split())


class _Words:
    """The shorthand while it is read from left to right."""

    def __init__(self, plain: str, original: str) -> None:
        self.rest = plain
        self.original = original

    def take(self, pattern: str) -> re.Match[str] | None:
        """What the text goes on with, if it is this, up to the end of a word."""
        found = re.match(rf"(?:{pattern})(?![a-z0-9%])", self.rest)
        if found is not None:
            self.rest = self.rest[found.end() :].lstrip(" ,;.")
        return found

    def lines(self) -> Iterator[Line]:
        """The installments of the terms."""
        parts = self.equal_parts() or list(self.shares())
        if parts:
            yield from parts
        else:
            yield self.whole()
        if self.rest:
            expected = "payment terms, like '2/10 net 30', '30 días f.f.', '14 Tage 2 % Skonto, 30 Tage netto'"
            raise InvalidValueError("terms", f"{expected}; {self.rest!r} is not understood", self.original)

    def equal_parts(self) -> list[Line]:
        """``3 x 30 days`` and ``30/60/90 days``."""
        if found := self.take(rf"([0-9]{{1,3}}) ?x ?([0-9]{{1,4}}) ?{_DAYS}"):
            count, days = int(found[1]), int(found[2])
            dues = [days * number for number in range(1, count + 1)]
        elif found := self.take(rf"([0-9]{{1,4}}(?: ?/ ?[0-9]{{1,4}})+) ?{_DAYS}"):
            dues = [int(part) for part in found[1].split("/")]
        else:
            return []
        after = tuple(self.later_steps())
        return [Line(EqualParts(), (AddDays(days), *after)) for days in dues]

    def shares(self) -> Iterator[Line]:
        """``30% advance, 70% net 60``."""
        while found := self.take(
            rf"{_PERCENT} (?:in )?(?:advance|upfront|deposit|down ?payment|on order|anticipado|anticipo|por adelantado"
            r"|(?:als )?anzahlung|vorab|d'acompte|acompte|a la commande)"
        ):
            yield Line(Percent(_decimal(found[1])))
        while found := re.match(rf"{_PERCENT} (?=net |netto |n/|[0-9]+ ?{_DAYS}|a [0-9])", self.rest):
            if self.discount_ahead():
                return
            self.rest = self.rest[found.end() :]
            yield Line(Percent(_decimal(found[1])), tuple(self.steps()))

    def discount_ahead(self) -> bool:
        """Whether what comes is a discount such as ``2 % 14 Tage, 30 Tage netto``."""
        return bool(re.match(rf"{_PERCENT} [0-9]+ ?{_DAYS}?,? (?:net|n/|[0-9]+ ?{_DAYS} net)", self.rest))

    def whole(self) -> Line:
        """One installment, with discounts before or behind its due day."""
        discounts = [*self.discounts()]
        steps = tuple(self.steps())
        discounts += self.discounts()
        return Line(Balance(), steps, discounts=tuple(discounts))

    def discounts(self) -> Iterator[Discount]:
        """``2/10``, ``2 % 10 days``, ``14 Tage 2 % Skonto``, ``2 % dto. 10 días``, ``2 % d'escompte sous 10 jours``."""
        within = r"(?:discount |skonto |descuento |dto\.? |(?:por )?pronto pago |d'escompte |escompte )*"
        paid = r"(?:(?:if paid |bei zahlung |si se paga |si paga )?(?:within|in|innerhalb(?: von)?|binnen|en|a|sous|dans) )?"
        shapes: tuple[tuple[str, int, int], ...] = (
            (r"([0-9]+(?:[.,][0-9]+)?) ?%? ?/ ?([0-9]{1,4})(?!/)", 1, 2),
            (rf"([0-9]{{1,4}}) ?{_DAYS} {_PERCENT} skonto", 2, 1),
            (rf"{_PERCENT} {within}{paid}([0-9]{{1,4}})(?: ?{_DAYS})?", 1, 2),
        )
        while True:
            for pattern, percent, days in shapes:
                found = self.take(pattern)
                if found:
                    yield Discount(_decimal(found[percent]), within=int(found[days]))
                    break
            else:
                return

    def steps(self) -> Iterator[TermStep]:
        """The due day: at once, or steps in the order of the words."""
        if self.take(_IMMEDIATE):
            return
        found = [*self.first_step(), *self.later_steps()]
        if not found:
            raise InvalidValueError("terms", f"a due day, like 'net 30'; {self.rest!r} is none", self.original)
        yield from found

    def first_step(self) -> Iterator[TermStep]:
        """Days or months from the invoice, the end of its month, or a day of a month."""
        for pattern, made in self.first_shapes():
            found = self.take(pattern)
            if found:
                yield made(int(found[1]) if found.lastindex else 0)
                return

    @staticmethod
    def first_shapes() -> tuple[tuple[str, Callable[[int], TermStep]], ...]:
        """What a due day can begin with."""
        net = r"(?:net(?:to|o)?s?|neto|n)"
        return (
            (r"net ([0-9]{1,2})(?:st|nd|rd|th)(?: (?:prox(?:imo)?|of (?:the )?next month))?\.?", NextMonthOnDay),
            (r"([0-9]{1,2})(?:st|nd|rd|th)? (?:of )?(?:the )?(?:mfi|month following (?:the )?invoice)", NextMonthOnDay),
            (r"([0-9]{1,2})(?:st|nd|rd|th)? (?:prox(?:imo)?|of (?:the )?next month)\.?", NextMonthOnDay),
            (r"on the ([0-9]{1,2})(?:st|nd|rd|th)", lambda day: NextOf(day)),
            (rf"(?:{_EOM})", lambda _: EndOfMonth()),
            (rf"(?:{net} ?/? ?|a |zahlbar (?:in|innerhalb von) )?([0-9]{{1,4}}) ?{_MONTHS}(?: {net})?(?: {_INVOICE})?", AddMonths),
            (
                rf"(?:{net} ?/? ?|a |payable (?:in|within) |zahlbar (?:in|innerhalb von) |paiement a )?"
                rf"([0-9]{{1,4}}) ?{_DAYS}(?: {net})?(?: {_INVOICE})?(?: {net})?",
                AddDays,
            ),
            (rf"{net} ?/? ?([0-9]{{1,4}})", AddDays),
        )

    def later_steps(self) -> Iterator[TermStep]:
        """What follows the first step: the end of the month, more days, a pay day."""
        net = r"(?:net(?:to|o)? |plus |\+ ?|mas |zuzuglich |plus )?"
        while True:
            if self.take(_EOM):
                yield EndOfMonth()
            elif found := self.take(
                r"(?:pago (?:el )?(?:dia )?|pagos? los dias |payment on (?:the )?|on the |le |am )"
                r"([0-9]{1,2}(?:(?: y | and | und | et |, )[0-9]{1,2})*)(?:st|nd|rd|th|\.)?"
            ):
                yield NextOf([int(day) for day in re.findall(r"[0-9]+", found[1])])
            elif found := self.take(rf"{net}([0-9]{{1,4}}) ?{_DAYS}(?: net(?:to|o)?)?|net(?:to)? ([0-9]{{1,4}})"):
                yield AddDays(int(found[1] or found[2]))
            else:
                return


def _decimal(text: str) -> str:
    return text.replace(",", ".")
