"""Payment terms as people write them in orders and on invoices: English, Spanish, German and French shorthand.

The order of the words is the order of the steps: ``net 30 EOM`` is 30 days and then the end of the month, ``EOM net
30`` the end of the month and then 30 days. What has two readings is refused, with both of them spelled out. That
includes a percentage by days which nothing says to be a discount (neither ``2/10``, nor a word such as *discount*), if
it is 10 percent or more, or its days are no fewer than those of the due day: it may as well be a part of the amount.

>>> from receivables import PaymentTerms
>>> for text in ("2/10 net 30", "45 jours fin de mois", "30% advance, 70% net 60", "2 x 30 days"):
...     print(PaymentTerms.parse(text))
The whole amount is due 30 days after the issue day, less 2 % if paid within 10 days.
The whole amount is due 45 days after the issue day and then at the end of the month.
30 % of the total is due on the issue day; 70 % of the total is due 60 days after the issue day.
An equal part is due 30 days after the issue day; an equal part is due 60 days after the issue day.
>>> parse("30 EOM")
Traceback (most recent call last):
receivables.errors.InvalidValueError: 'terms' must be 'net 30 EOM' (30 days, then the end of the month) \
or 'EOM net 30' (the end of the month, then 30 days): it can be read both ways (got '30 EOM')
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from receivables.errors import InvalidValueError
from receivables.terms.gaps import least_gap
from receivables.terms.hints import hint
from receivables.terms.lines import AmountRule, Balance, Discount, EqualParts, Line, Percent
from receivables.terms.model import PaymentTerms
from receivables.terms.readings import SMALLEST_PART, UNITS, Reading, discount_or_part, two_readings
from receivables.terms.sentence import iso_day, read
from receivables.terms.steps import (
    AddDays,
    AddMonths,
    AddWeeks,
    EndOfMonth,
    NextMonthOnDay,
    NextOf,
    OnDate,
    TermStep,
)
from receivables.terms.words import Token, tokens, written

__all__ = ["LONGEST_NOTATION", "MOST_EQUAL_PARTS", "parse"]

LONGEST_NOTATION = 2_000
"""Characters that a notation may have."""

_ABSURD = re.compile(r"[0-9]{61}")

_MOST_SHOWN = 80
"""Characters of what is not understood that a message repeats."""

LONGEST_SENTENCES = 100_000
"""Characters that the sentences of terms may have: those of as many parts as a notation may ask for."""

MOST_EQUAL_PARTS = 999
"""Equal parts that a notation may ask for."""


def parse(text: str) -> PaymentTerms:
    """The terms that ``text`` says: sentences as ``str(terms)`` gives them, or shorthand.

    Raises :class:`~receivables.errors.InvalidValueError` for text that is no terms, or has two readings.

    >>> parse("30 días f.f. fin de mes") == PaymentTerms.net(30).end_of_month()
    True
    """
    if type(text) is not str or not 0 < len(text) <= LONGEST_SENTENCES:
        raise InvalidValueError("terms", f"text of 1 to {LONGEST_SENTENCES} characters", text)
    if _ABSURD.search(text):
        raise InvalidValueError("terms", "terms with numbers of at most 60 digits", f"{text[:_MOST_SHOWN]}...")
    try:
        found = read(text)
        return found if found is not None else _shorthand(text)
    except InvalidValueError as error:
        if error.attribute == "terms":
            raise
        expected = f"terms that can be: their {error.attribute} must be {error.expected}"
        raise InvalidValueError("terms", expected, text) from None


def _shorthand(text: str) -> PaymentTerms:
    if len(text) > LONGEST_NOTATION:
        expected = f"the sentences of terms, or a notation of 1 to {LONGEST_NOTATION} characters"
        raise InvalidValueError("terms", expected, text)
    found = list(tokens(text))
    try:
        readings = two_readings(text, found)
        if readings is not None:
            return _settled(readings, text)
        return PaymentTerms(_Reader(found, text).lines())
    except InvalidValueError as error:
        instead = hint(text, found) if error.attribute == "terms" else None
        if instead is None:
            raise
        raise InvalidValueError("terms", f"{error.expected}; {instead}", text) from None


def _settled(readings: tuple[Reading, Reading], text: str) -> PaymentTerms:
    """What both readings mean; if they differ, the caller must take one of them, so both have to be terms."""
    try:
        one, other = (parse(reading.notation) for reading in readings)
    except InvalidValueError as error:
        raise InvalidValueError("terms", error.expected, text) from None
    if one != other:
        raise InvalidValueError("terms", f"{readings[0]} or {readings[1]}: it can be read both ways", text)
    return one


_UNITS: Mapping[str, Callable[[int], TermStep]] = MappingProxyType({"D": AddDays, "W": AddWeeks, "M": AddMonths})


def _added(count: str | int, unit: str) -> tuple[TermStep, ...]:
    """So many days, weeks or months later; none are no step."""
    return (_UNITS[unit](int(count)),) if int(count) else ()


def _next_month_on_day(numbers: Sequence[str], _: str) -> tuple[TermStep, ...]:
    return (NextMonthOnDay(int(numbers[0])),)


def _next_of(numbers: Sequence[str], _: str) -> tuple[TermStep, ...]:
    return (NextOf(map(int, numbers)),)


def _end_of_next_month(_: Sequence[str], __: str) -> tuple[TermStep, ...]:
    return (AddMonths(1), EndOfMonth())


def _counted(numbers: Sequence[str], unit: str) -> tuple[TermStep, ...]:
    return _added(numbers[0], unit or "D")


def _on_date(numbers: Sequence[str], _: str) -> tuple[TermStep, ...]:
    return (OnDate(iso_day(numbers[0])),)


_AMOUNT = "[98]%"
_PAY_DAYS = r"9T?(?:[,&]+O?9T?(?![-DWM%/x]))*K?"
_NOT_A_DISCOUNT = r"(?![LPS]*[98]%)"
_Made = Callable[[Sequence[str], str], tuple[TermStep, ...]]


def _shapes(*shapes: tuple[str, _Made]) -> tuple[tuple[re.Pattern[str], _Made], ...]:
    return tuple((re.compile(rf"[,&]*(?:{shape})"), made) for shape, made in shapes)


_FIRST = _shapes(
    (r"[PLNO]*9T?F|P*N9T", _next_month_on_day),
    (r"[PLNO]*X", _end_of_next_month),
    (r"[APLN]*9-?(?P<unit>[DWM])[NI]*AE", lambda numbers, unit: (EndOfMonth(), *_added(numbers[0], unit))),
    (r"[APLN]*9-?(?P<unit>[DWM])[NI]*", _counted),
    (r"P*N[/-]?9(?![-T/%x])I?", _counted),
    (r"9N+(?![/-]?[98])I?", _counted),
    (r"[PLNO]*EI?", lambda _, __: (EndOfMonth(),)),
    (rf"[PLN]*O{_PAY_DAYS}", _next_of),
    (r"[PLNO]*Y", _on_date),
)
_LATER = _shapes(
    (r"[PLO]*9T?F", _next_month_on_day),
    (r"[+PLNO]*X", _end_of_next_month),
    (r"[+PLNO]*E", lambda _, __: (EndOfMonth(),)),
    (rf"\+L?9-?(?P<unit>[DWM]){_NOT_A_DISCOUNT}N*", _counted),
    (rf"(?:P*O|P){_PAY_DAYS}(?![-DWM%/x])", _next_of),
    (r"I", lambda _, __: ()),
)
_AFTER_END_OF_MONTH = _shapes(
    (rf"[+NL]*9-?(?P<unit>[DWM]){_NOT_A_DISCOUNT}N*|[N+]9(?![-DWMT/%x])", _counted),
)
_IMMEDIATE = re.compile(r"[,&]*[PN]*[CV]N*")
_EQUAL = (
    re.compile(r"[PLN]*(?P<count>9)xL?(?P<days>9)-?(?P<unit>[DWM])[NI]*"),
    re.compile(r"[PLN]*(?:9(?:/9)+|9(?:-9){2,})-?(?P<unit>[DWM])[NI]*"),
    re.compile(r"[PLN]*9(?:,9)*,?(?:&9|(?<=9,)9)-?(?P<unit>[DWM])[NI]*"),
)
_NEXT_SHARE = r"(?:[,&]*|(?<=.)\+)"
_ADVANCE = re.compile(rf"{_NEXT_SHARE}(?:{_AMOUNT}[PLSO]*[VC]+[PN]*|V+L*{_AMOUNT}[LPO]*V*)")
_SHARE = re.compile(rf"{_NEXT_SHARE}(?:(?:R[LPO]*)?{_AMOUNT}[LO]*R?|R)")
_DISCOUNTS = tuple(
    re.compile(rf"[,&]*(?:{shape})")
    for shape in (
        r"(?P<percent>[98])%?/(?P<days>9)(?P<unit>D?)(?!/9)(?:/(?=N))?",
        rf"[PL]*(?P<days>9)(?P<unit>[DWM])(?=J|[LP]*S|[LP]*{_AMOUNT}[LP]*S)[JLPS]*(?P<percent>[98])%[LS]*",
        r"S*(?P<percent>[98])%[PLS]*(?P<days>9)-?(?P<unit>[DWM]?)I?(?P<end>(?:AE)?)S*",
    )
)


class _Offer(NamedTuple):
    """A discount as it was read, its percentage and its days as text, and whether it is said to be a discount."""

    discount: Discount
    percent: str
    when: str
    said: bool

    def is_large(self) -> bool:
        """Whether it may as well be a part of the amount."""
        return (self.discount.percent or 0) >= SMALLEST_PART


class _Reader:
    """The shorthand while it is read from left to right; lines are read in the first way that uses up all of it."""

    def __init__(self, found: Sequence[Token], original: str) -> None:
        self.tokens = found
        self.kinds = "".join(token.kind for token in found)
        self.original = original
        self.place = 0

    def lines(self) -> Sequence[Line]:
        """The installments of the terms."""
        for way in (self.equal_parts, self.shares):
            found = way()
            if found and self.at_end():
                return found
            self.place = 0
        return [self.whole()]

    def equal_parts(self) -> list[Line]:
        """``3 x 30 days`` and ``30/60/90 days``."""
        found = next(filter(None, map(self.take, _EQUAL)), None)
        if found is None:
            return []
        numbers = [int(number) for number in self.numbers(found)]
        if found.re is _EQUAL[0]:
            count, each = numbers
            if not 1 <= count <= MOST_EQUAL_PARTS or not each:
                raise InvalidValueError("terms", f"1 to {MOST_EQUAL_PARTS} parts, one after the other", self.original)
            numbers = [each * number for number in range(1, count + 1)]
        after = tuple(self.later_steps())
        return [Line(EqualParts(), (*_added(number, found["unit"]), *after)) for number in numbers]

    def shares(self) -> list[Line]:
        """``30% advance, 70% net 60`` and ``30 % à la commande, solde à 30 jours``; none, if it makes no whole."""
        found: list[Line] = []
        while not self.at_end():
            taken = self.take(_ADVANCE)
            steps: tuple[TermStep, ...] | None = ()
            if taken is None:
                taken = self.take(_SHARE)
                steps = self.steps()
            if taken is None or steps is None:
                return []
            percent = self.numbers(taken)
            rule: AmountRule = Percent(percent[0]) if percent else Balance()
            found.append(Line(rule, steps))
        if len(found) > 1 and not _make_a_whole([line.rule for line in found]):
            raise InvalidValueError(
                "terms", "percentages that sum to 100, or to less with the rest last", self.original
            )
        return found if _make_a_whole([line.rule for line in found]) else []

    def whole(self) -> Line:
        """One installment, with discounts before or behind its due day."""
        offers = [*self.discounts()]
        start = len(self.kinds) - len(self.kinds[self.place :].lstrip(",&"))
        steps = self.steps()
        if steps is None:
            instead = "and there is none" if self.at_end() else f"{self.rest()!r} is none"
            raise InvalidValueError("terms", f"a due day, like 'net 30'; {instead}", self.original)
        due = written(self.tokens[start : self.place])
        offers += self.discounts()
        if not self.at_end():
            expected = "payment terms, like '2/10 net 30', '30 días f.f.', '14 Tage 2 % Skonto, 30 Tage netto'"
            raise InvalidValueError("terms", f"{expected}; {self.rest()!r} is not understood", self.original)
        self.check(offers, steps, due)
        return Line(Balance(), steps, discounts=[offer.discount for offer in offers])

    def check(self, offers: Sequence[_Offer], steps: tuple[TermStep, ...], due: str) -> None:
        """Refuse a discount that outlasts the due day, and ask about one that may as well be a part."""
        gaps = [least_gap(offer.discount.within, steps) for offer in offers]
        if any(gap is not None and gap > 0 for gap in gaps):
            expected = "a discount that ends before the due day; are the two the wrong way round?"
            raise InvalidValueError("terms", expected, self.original)
        if any(not offer.said and (gap == 0 or offer.is_large()) for offer, gap in zip(offers, gaps, strict=True)):
            if any(offer.said for offer in offers):
                expected = "percentages that are all said to be discounts, like '2% discount within 10 days', or none"
                raise InvalidValueError("terms", expected, self.original)
            _settled(discount_or_part([(offer.percent, offer.when) for offer in offers], due, due), self.original)

    def discounts(self) -> Iterator[_Offer]:
        """``2/10``, ``2 % 10 days``, ``14 Tage 2 % Skonto``, ``2 % dto. 10 días``, ``2 % d'escompte sous 10 jours``."""
        while found := next(filter(None, map(self.take, _DISCOUNTS)), None):
            percent, days = (self.tokens[found.start(name)].text.replace(",", ".") for name in ("percent", "days"))
            within, when = _added(days, found["unit"] or "D"), f"{days} {UNITS[found['unit']]}"
            if found.groupdict().get("end"):
                within, when = (EndOfMonth(), *within), f"{when} after EOM"
            yield _Offer(Discount(percent, within=within), percent, when, re.search("[SJ/]", found[0]) is not None)

    def steps(self) -> tuple[TermStep, ...] | None:
        """The due day: at once, or steps in the order of the words."""
        if self.take(_IMMEDIATE):
            return ()
        first = self.step(_FIRST)
        return None if first is None else (*first, *self.later_steps(first))

    def later_steps(self, before: tuple[TermStep, ...] = ()) -> Iterator[TermStep]:
        """What follows the first step: the end of the month, more days, a pay day."""
        while True:
            after_end = before[-1:] == (EndOfMonth(),)
            found = self.step((*_AFTER_END_OF_MONTH, *_LATER) if after_end else _LATER)
            if found is None:
                return
            yield from found
            before = found or before

    def step(self, shapes: Sequence[tuple[re.Pattern[str], _Made]]) -> tuple[TermStep, ...] | None:
        """The steps of the first shape that the text goes on with."""
        for pattern, made in shapes:
            if found := self.take(pattern):
                return made(self.numbers(found), found.groupdict().get("unit") or "")
        return None

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """What the text goes on with, if it is this."""
        found = pattern.match(self.kinds, self.place)
        if found is not None:
            self.place = found.end()
        return found

    def numbers(self, found: re.Match[str]) -> list[str]:
        """The numbers and dates in a part of the text."""
        taken = self.tokens[found.start() : found.end()]
        return [token.text.replace(",", ".") for token in taken if token.kind in "98Y"]

    def at_end(self) -> bool:
        """Whether everything was read."""
        return not self.kinds[self.place :].strip(",&")

    def rest(self) -> str:
        """What was not read."""
        text = written(self.tokens[self.place :])
        return text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}..."


def _make_a_whole(rules: Sequence[AmountRule]) -> bool:
    """Whether percentages sum to 100, or to less and the rest comes last."""
    together = sum(rule.percent for rule in rules if isinstance(rule, Percent))
    rests = [place for place, rule in enumerate(rules, 1) if isinstance(rule, Balance)]
    return 0 < together < 100 if rests == [len(rules)] else together == 100 and not rests
