"""Segments: the policy that sorts customers by how they pay, and what it answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from fractions import Fraction
from typing import Any, ClassVar, Protocol

import attrs

from receivables.account import Account
from receivables.allocation import OLDEST_DUE_FIRST, Allocation
from receivables.checks import able, are, day, is_a, is_name, is_whole, of_kind, one_of, returned, several
from receivables.discounts import NO_DISCOUNTS, DiscountPolicy
from receivables.errors import InvalidValueError
from receivables.position import Position, on_evening
from receivables.promises import Promises
from receivables.segments.figures import (
    LONGEST_WINDOW,
    RECENT_DAYS,
    WINDOW_DAYS,
    Behaviour,
    behaviour,
    plain_number,
    shown,
)
from receivables.segments.rules import Condition, RuleLine, SegmentRule
from receivables.segments.score import MOST, Factor, Score

LONGEST_WALK = 120
"""Month ends that :func:`segment_of` looks back: ten years."""


def _as_lines(lines: Iterable[RuleLine]) -> tuple[RuleLine, ...]:
    return tuple(several("lines", "a list of rules that were asked", lines))


@attrs.frozen(kw_only=True)
class Segment:
    """The segment of a customer on a day: its ``name``, the reason, and all that led to it.

    ``rule`` is the policy, ``former`` the segment that the customer came from (``None``: none), ``lines`` are the rules
    that were asked, the last one that holds being the answer.

    >>> position = Account("C-104", "EUR", []).as_of(date(2026, 3, 31))
    >>> print(SEGMENTS.assign(position, as_of=date(2026, 3, 31)))
    C-104 on 2026-03-31: new by segments@1: relation_days 0, at most 90
    """

    rule: str
    name: str = attrs.field(validator=is_name)
    because: str
    former: str | None
    score: Score = attrs.field(validator=is_a(Score, "a Score, like Segments().score(behaviour)"))
    behaviour: Behaviour = attrs.field(validator=is_a(Behaviour, "a Behaviour, like behaviour(position, as_of=day)"))
    lines: tuple[RuleLine, ...] = attrs.field(converter=_as_lines, validator=are(RuleLine, "rules that were asked"))

    @property
    def customer(self) -> str:
        """The customer."""
        return self.behaviour.customer

    @property
    def as_of(self) -> date:
        """The day."""
        return self.behaviour.as_of

    def __str__(self) -> str:
        came = f", {self.former} before" if self.former else ""
        return f"{self.customer} on {self.as_of}: {self.name} by {self.rule}{came}: {self.because}"

    def explain(self) -> str:
        """The segment as text: every rule that was asked, the score line by line, the behaviour part by part."""
        asked = (f"  {line.segment}: {'yes' if line.holds else 'no'}: {line.because}" for line in self.lines)
        return "\n".join([str(self), *asked, self.score.explain(), self.behaviour.explain()])

    def to_dict(self) -> dict[str, Any]:
        """The segment as plain data."""
        return {
            "customer": self.customer,
            "as_of": self.as_of.isoformat(),
            "rule": self.rule,
            "segment": self.name,
            "former": self.former,
            "because": self.because,
            "lines": [line._asdict() for line in self.lines],
            "score": self.score.to_dict(),
            "behaviour": self.behaviour.to_dict(),
        }


class SegmentPolicy(Protocol):
    """Any value that puts a customer into a segment.

    >>> class ByCountry:
    ...     def assign(self, position, *, as_of, former=None):
    ...         abroad = any(item.attribute("country") != "ES" for item in position.items)
    ...         name, because = "abroad" if abroad else "home", "the country of an invoice"
    ...         found = SEGMENTS.assign(position, as_of=as_of)
    ...         return attrs.evolve(found, rule="by-country@1", name=name, because=because, lines=())
    >>> policy: SegmentPolicy = ByCountry()
    >>> policy.assign(Account("C-1", "EUR", []).as_of(date(2026, 3, 31)), as_of=date(2026, 3, 31)).name
    'home'
    """

    def assign(self, position: Position, *, as_of: date, former: str | None = None) -> Segment:
        """The segment on ``as_of`` of the customer of ``position``, who was in ``former`` before."""
        ...


PAYDEX = (("-30", "100"), ("0", "80"), ("30", "50"), ("120", "20"))

DEFAULT_FACTORS = (
    Factor(measure="days_beyond_terms", weight=50, anchors=PAYDEX),
    Factor(measure="on_time_percent", weight=20, anchors=[("0", "0"), ("100", "100")]),
    Factor(measure="overdue_percent", weight=15, anchors=[("0", "100"), ("100", "0")]),
    Factor(measure="broken_promises", weight=10, anchors=[("0", "100"), ("3", "0")]),
    Factor(measure="trend_days", weight=5, anchors=[("-30", "100"), ("30", "0")]),
)

DEFAULT_RULES = (
    SegmentRule(name="new", conditions=[Condition(measure="relation_days", at_most="90")]),
    SegmentRule(name="risky", conditions=[Condition(measure="score", at_most="40", leave="45")]),
    SegmentRule(name="slow", conditions=[Condition(measure="score", at_most="60", leave="65")]),
    SegmentRule(name="new", conditions=[Condition(measure="settled_items", at_most="0")]),
    SegmentRule(name="good", conditions=[Condition(measure="score", at_least="80", leave="75")]),
)


def _as_factors(factors: Iterable[Factor]) -> tuple[Factor, ...]:
    return tuple(several("factors", "a list of factors", factors))


def _as_rules(rules: Iterable[SegmentRule]) -> tuple[SegmentRule, ...]:
    return tuple(several("rules", "a list of rules", rules))


@attrs.frozen(kw_only=True)
class Segments:
    """Customers sorted by how they pay: a score from ``factors``, and the first of the ``rules`` that holds.

    The weights of the factors sum to 100, each measure stands once. Where no rule holds, the segment is ``otherwise``.
    ``window_days`` are looked back, ``recent_days`` make the trend, and ``promise_tolerance_days`` are given to
    promises.

    What is left out is: a score that rests for one half on the days beyond terms, on an anchor scale like that of a
    commercial credit score (100 points for 30 days early, 80 on time, 50 for 30 days late, 20 for 120), and the
    segments new, risky, slow, good and average.

    Raises :class:`~receivables.errors.InvalidValueError` for values that cannot be.
    Source of the anchors of the days: the Paydex of Dun & Bradstreet, as its glossary describes it. The other anchors,
    the weights and the rules are ours.

    >>> Segments().names
    ('new', 'risky', 'slow', 'good', 'average')
    """

    kind: ClassVar[str] = "segments"
    version: ClassVar[int] = 1

    factors: tuple[Factor, ...] = attrs.field(
        default=DEFAULT_FACTORS,
        converter=_as_factors,
        validator=are(Factor, "factors, like Factor(measure='on_time_percent', ...)", at_least=1),
    )
    rules: tuple[SegmentRule, ...] = attrs.field(
        default=DEFAULT_RULES,
        converter=_as_rules,
        validator=are(SegmentRule, "rules, like SegmentRule(name='good', ...)"),
    )
    otherwise: str = attrs.field(default="average", validator=is_name)
    window_days: int = attrs.field(default=WINDOW_DAYS, validator=is_whole(low=1, high=LONGEST_WINDOW))
    recent_days: int = attrs.field(default=RECENT_DAYS, validator=is_whole(low=1, high=LONGEST_WINDOW))
    promise_tolerance_days: int = attrs.field(default=0, validator=is_whole(low=0, high=366))

    @factors.validator
    def _check_factors(self, attribute: attrs.Attribute[object], factors: tuple[Factor, ...]) -> None:
        weight = sum((factor.weight for factor in factors), Fraction(0))
        if weight != MOST:
            raise InvalidValueError(attribute.name, "weights that sum to 100", plain_number(weight))
        measures = [factor.measure for factor in factors]
        if len(set(measures)) < len(measures):
            raise InvalidValueError(attribute.name, "each measure once", measures)

    @property
    def rule(self) -> str:
        """The name of the policy, as results give it."""
        return f"{self.kind}@{self.version}"

    @property
    def names(self) -> tuple[str, ...]:
        """The segments there are, in the order of the rules."""
        return tuple(dict.fromkeys([*(rule.name for rule in self.rules), self.otherwise]))

    def score(self, behaviour: Behaviour) -> Score:
        """The points for a behaviour, factor by factor."""
        of_kind("behaviour", Behaviour, "a Behaviour, like behaviour(position, as_of=day)", behaviour)
        return Score(lines=tuple(factor.line(behaviour.figure(factor.measure)) for factor in self.factors))

    def assign(self, position: Position, *, as_of: date, former: str | None = None) -> Segment:
        """The segment of the customer of ``position`` on the evening of ``as_of``.

        ``former`` is the segment that the customer was in before: to stay there, the thresholds to leave count.
        :func:`segment_of` finds it from the facts. A position of a later day than ``as_of`` is refused, and so is a
        ``former`` segment that the policy does not have.
        """
        position = on_evening(position, as_of)
        if former is not None:
            one_of("former", former, self.names)
        return self._named(position, *self._figures(position, as_of), former)

    def _figures(self, position: Position, as_of: date) -> tuple[Score, Behaviour]:
        """What a position shows, whatever the segment was before."""
        found = behaviour(
            position,
            as_of=as_of,
            window_days=self.window_days,
            recent_days=self.recent_days,
            promises=Promises(tolerance_days=self.promise_tolerance_days),
        )
        return self.score(found), found

    def _named(self, position: Position, score: Score, found: Behaviour, former: str | None) -> Segment:
        """The segment, for who was in ``former``."""
        lines = tuple(self._asked(position, score, found, former))
        name, because = (lines[-1].segment, lines[-1].because) if lines and lines[-1].holds else self._none(score)
        return Segment(
            rule=self.rule, name=name, because=because, former=former, score=score, behaviour=found, lines=lines
        )

    def _asked(self, position: Position, score: Score, found: Behaviour, former: str | None) -> Iterator[RuleLine]:
        """The rules, through the first that holds."""
        for rule in self.rules:
            line = rule.line(position, score, found, inside=rule.name == former)
            yield line
            if line.holds:
                return

    def _none(self, score: Score) -> tuple[str, str]:
        return self.otherwise, f"no rule holds, score {shown(score.points)}"


SEGMENTS = Segments()
"""The segments new, risky, slow, good and average."""


def segment_of(
    account: Account,
    policy: SegmentPolicy = SEGMENTS,
    *,
    as_of: date,
    known_by: date | None = None,
    allocation: Allocation = OLDEST_DUE_FIRST,
    discounts: DiscountPolicy = NO_DISCOUNTS,
) -> Segment:
    """The segment of the customer of an account on the evening of ``as_of``, from the facts alone.

    The customer is assigned at every month end since the first fact (at most ``LONGEST_WALK`` of them), each time
    with the segment of the month before as the former one, and on ``as_of`` in the end. So a customer within a band
    keeps the segment, and yet nothing has to be stored: the same facts always give the same answer. Where the policy
    has ``names``, month ends are left out that cannot change it: before one whose segment is the same whatever was
    before. ``known_by``, ``allocation`` and ``discounts`` are those of :meth:`Account.as_of
    <receivables.account.Account.as_of>`.

    >>> segment_of(Account("C-104", "EUR", []), as_of=date(2026, 3, 31)).name
    'new'
    """
    of_kind("account", Account, "an Account, like Account('C-104', 'EUR', events)", account)
    able("policy", policy, "assign")
    for name, value in [("as_of", as_of), *([] if known_by is None else [("known_by", known_by)])]:
        day(name, value)
    reviews: list[Position] = []
    for evening in _evenings(account, as_of, known_by):
        reviews.append(account.as_of(evening, known_by=known_by, allocation=allocation, discounts=discounts))
        if evening < as_of and _is_decided(policy, reviews[-1]):
            break
    segment = assigned(policy, reviews.pop(), None)
    while reviews:
        segment = assigned(policy, reviews.pop(), segment.name)
    return segment


def assigned(policy: SegmentPolicy, position: Position, former: str | None) -> Segment:
    """What a policy answers on the day of a position, looked at before it is believed."""
    return returned(policy, "assign", policy.assign(position, as_of=position.as_of, former=former), Segment)


def _is_decided(policy: SegmentPolicy, position: Position) -> bool:
    """Whether the segment is the same whatever the former one was, as far as the policy tells which there are."""
    names = getattr(policy, "names", None)
    if not isinstance(names, tuple):
        return False
    return len({segment.name for segment in _from_each(policy, position, (None, *names))}) == 1


def _from_each(policy: SegmentPolicy, position: Position, formers: Iterable[str | None]) -> Iterator[Segment]:
    """The segment for each former one; ours are asked for the figures, which take the time, once."""
    if type(policy) is Segments:
        figures = policy._figures(position, position.as_of)
        return (policy._named(position, *figures, former) for former in formers)
    return (assigned(policy, position, former) for former in formers)


def _evenings(account: Account, as_of: date, known_by: date | None) -> Iterator[date]:
    """The day, and before it the month ends back to the first known fact."""
    known = (event.on for event in account.events if known_by is None or event.recorded_on <= known_by)
    first, evening = min(known, default=as_of), _month_before(as_of)
    yield as_of
    for _ in range(LONGEST_WALK):
        if evening is None or evening < first:
            return
        yield evening
        evening = _month_before(evening)


def _month_before(evening: date) -> date | None:
    """The last day of the month before."""
    first = evening.replace(day=1)
    return date.fromordinal(first.toordinal() - 1) if first > date.min else None
