"""When a customer belongs to a segment: conditions with a threshold to enter and one to leave."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import NamedTuple

import attrs
from attrs.converters import optional

from receivables import currencies
from receivables.checks import are, are_several, is_name, is_one_of, name, of_kind, several, text_pairs
from receivables.documents import Attributes
from receivables.errors import InvalidValueError
from receivables.money import Exact
from receivables.money.exact import exact, ratio
from receivables.position import Position
from receivables.segments.figures import AMOUNTS, MEASURES, Behaviour, shown
from receivables.segments.score import Score

SCORE = "score"


def _as_at_least(value: Exact) -> Fraction:
    return ratio("at_least", value)


def _as_at_most(value: Exact) -> Fraction:
    return ratio("at_most", value)


def _as_leave(value: Exact) -> Fraction:
    return ratio("leave", value)


def _as_code(value: str) -> str:
    return currencies.currency(value).code


@attrs.frozen(kw_only=True)
class Condition:
    """A bound on the ``"score"`` or on a measure of the behaviour: ``at_least`` or ``at_most``, inclusive.

    Who is in the segment already leaves it only beyond ``leave``, which lies on the other side of the bound: with
    ``at_least="80", leave="75"`` a customer enters at 80 and stays down to 75. Without it, both are the same. A figure
    that is not known fulfils nothing. For an amount (``"exposure"``, ``"overdue"``, ``"written_off"``), in main units,
    ``currency`` says of which currency; in an account of another one the condition does not hold.

    Raises :class:`~receivables.errors.InvalidValueError` for values that cannot be.

    >>> good = Condition(measure="score", at_least="80", leave="75")
    >>> [good.bound(inside=inside) for inside in (False, True)]
    [Fraction(80, 1), Fraction(75, 1)]
    """

    measure: str = attrs.field(validator=is_one_of(SCORE, *MEASURES))
    at_least: Fraction | None = attrs.field(default=None, converter=optional(_as_at_least))
    at_most: Fraction | None = attrs.field(default=None, converter=optional(_as_at_most))
    leave: Fraction | None = attrs.field(default=None, converter=optional(_as_leave))
    currency: str | None = attrs.field(default=None, converter=optional(_as_code))

    def __attrs_post_init__(self) -> None:
        if (self.at_least is None) is (self.at_most is None):
            raise InvalidValueError("at_least", "a bound, unless at_most is one", self.at_least)
        if self.leave is not None and self._misses(self.leave):
            side = "below at_least" if self.at_most is None else "above at_most"
            raise InvalidValueError("leave", f"{side}, or equal to it", shown(self.leave))
        if (self.currency is None) is (self.measure in AMOUNTS):
            expected = f"a currency code for {', '.join(AMOUNTS)}, and for nothing else"
            raise InvalidValueError("currency", expected, self.currency)

    def _misses(self, leave: Fraction) -> bool:
        """Whether a threshold to leave lies on the wrong side."""
        return leave > self.at_least if self.at_least is not None else leave < (self.at_most or 0)

    def bound(self, *, inside: bool) -> Fraction:
        """The threshold that counts: to stay for who is ``inside``, else to enter."""
        enter = self.at_least if self.at_most is None else self.at_most
        return self.leave if inside and self.leave is not None else enter  # type: ignore[return-value]

    def holds(self, figure: Fraction | None, *, inside: bool = False) -> bool:
        """Whether a figure fulfils the condition.

        >>> early = Condition(measure="days_beyond_terms", at_most="0")
        >>> early.holds(Fraction(-3)), early.holds(Fraction(1, 2)), early.holds(None)
        (True, False, False)
        """
        if figure is None:
            return False
        found, bound = exact("figure", figure), self.bound(inside=inside)
        return found >= bound if self.at_most is None else found <= bound

    def figure(self, score: Score, behaviour: Behaviour) -> Fraction | None:
        """What the bound is about; ``None`` where it is not known, or of another currency."""
        of_kind("score", Score, "a Score, like Segments().score(behaviour)", score)
        of_kind("behaviour", Behaviour, "a Behaviour, like behaviour(position, as_of=day)", behaviour)
        if self.measure == SCORE:
            return score.points
        other = self.currency not in (None, behaviour.open.currency.code)
        return None if other else behaviour.figure(self.measure)

    def in_words(self, figure: Fraction | None, *, inside: bool) -> str:
        """The condition with a figure."""
        found = None if figure is None else exact("figure", figure)
        which = "at least" if self.at_most is None else "at most"
        unit = f" {self.currency}" if self.currency else ""
        stay = " to stay" if inside and self.leave is not None else ""
        return f"{self.measure} {shown(found)}, {which} {shown(self.bound(inside=inside))}{unit}{stay}"


def _as_customers(customers: Iterable[str]) -> tuple[str, ...]:
    found = several("customers", "a list of customers", customers)
    return tuple(sorted({name("customers", each) for each in found}))


def _as_conditions(conditions: Iterable[Condition]) -> tuple[Condition, ...]:
    return tuple(several("conditions", "a list of conditions", conditions))


def _as_attributes(given: object) -> Attributes:
    pairs = tuple(given) if are_several(given) else given
    if isinstance(pairs, tuple):
        pairs = [tuple(pair) if isinstance(pair, list) else pair for pair in pairs]
    return text_pairs("attributes", pairs)


class RuleLine(NamedTuple):
    """A rule that was asked: the ``segment`` it leads to, whether it holds, and the reason.

    >>> RuleLine("good", False, "score 64, at least 80").holds
    False
    """

    segment: str
    holds: bool
    because: str


@attrs.frozen(kw_only=True)
class SegmentRule:
    """Who belongs to the segment ``name``: who fulfils all ``conditions``, and was chosen where there is a choice.

    Chosen by hand are the ``customers`` of a list, and those whose latest invoice carries one of the ``attributes``
    (pairs of name and text). Two rules of one name are an *or*.

    Raises :class:`~receivables.errors.InvalidValueError` for a rule that says nothing: who is left over has
    :attr:`Segments.otherwise`.

    >>> strategic = SegmentRule(name="strategic", customers=["C-104"], attributes=[("tier", "A")])
    >>> strategic.customers, strategic.conditions
    (('C-104',), ())
    """

    name: str = attrs.field(validator=is_name)
    conditions: tuple[Condition, ...] = attrs.field(
        default=(), converter=_as_conditions, validator=are(Condition, "conditions, like Condition(measure='score')")
    )
    customers: tuple[str, ...] = attrs.field(default=(), converter=_as_customers)
    attributes: tuple[tuple[str, str], ...] = attrs.field(default=(), converter=_as_attributes)

    def __attrs_post_init__(self) -> None:
        if not (self.conditions or self.customers or self.attributes):
            raise InvalidValueError("conditions", "one or more, unless there are customers or attributes", ())

    def line(self, position: Position, score: Score, behaviour: Behaviour, *, inside: bool) -> RuleLine:
        """Whether the rule holds for a customer, who may be ``inside`` the segment already, and the reason."""
        of_kind("position", Position, "a Position, like account.as_of(day)", position)
        holds, words = True, []
        if self.customers or self.attributes:
            chosen = self._chosen(position)
            holds, words = chosen is not None, [chosen or "not chosen by hand"]
        for condition in self.conditions:
            figure = condition.figure(score, behaviour)
            holds = condition.holds(figure, inside=inside) and holds
            words.append(condition.in_words(figure, inside=inside))
        return RuleLine(self.name, holds, "; ".join(words))

    def _chosen(self, position: Position) -> str | None:
        """Why the customer was chosen; ``None`` for who was not."""
        if position.customer in self.customers:
            return f"{position.customer} is on the list"
        invoices = [item for item in position.items if item.kind == "invoice"]
        latest = max(invoices, key=lambda item: (item.issued_on, item.document), default=None)
        found = [pair for pair in self.attributes if latest and latest.attribute(pair[0]) == pair[1]]
        return f"{found[0][0]} is {found[0][1]} on {latest.document}" if latest and found else None
