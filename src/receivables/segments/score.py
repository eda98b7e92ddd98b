"""Points for how a customer pays: factors with weights, and a straight line between given points."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from itertools import pairwise
from typing import Any, NamedTuple

import attrs

from receivables.checks import are, is_one_of, several
from receivables.errors import InvalidValueError
from receivables.money import Exact
from receivables.money.exact import exact, ratio
from receivables.segments.figures import AMOUNTS, MEASURES, plain_number, shown

SCORED = tuple(name for name in MEASURES if name not in AMOUNTS)
"""The measures that can earn points: an amount of money is large or small only beside others of its currency."""

MOST = 100
"""Points of the best customer, and the sum of the weights."""


class Anchor(NamedTuple):
    """A figure (days, percent or a count) and the points that it earns.

    >>> Anchor(Fraction(30), Fraction(50)).points
    Fraction(50, 1)
    """

    figure: Fraction
    points: Fraction


_ANCHORS = "two or more pairs of figure and points, the figures rising, the points from 0 to 100"


def _as_anchors(pairs: Iterable[Anchor | tuple[Exact, Exact]]) -> tuple[Anchor, ...]:
    return tuple(_as_anchor(pair) for pair in several("anchors", _ANCHORS, pairs))


def _as_anchor(pair: object) -> Anchor:
    if not isinstance(pair, tuple | list) or len(pair) != 2:
        raise InvalidValueError("anchors", _ANCHORS, pair)
    return Anchor(ratio("anchors", pair[0]), ratio("anchors", pair[1]))


def _as_weight(value: Exact) -> Fraction:
    return ratio("weight", value)


def _as_unknown(value: Exact) -> Fraction:
    return ratio("unknown", value)


@attrs.frozen(kw_only=True)
class Factor:
    """One reason for points: a ``measure`` of the behaviour, its ``weight`` in percent, and ``anchors``.

    ``anchors`` are pairs of figure and points (0 to 100) in rising order of the figures; between two the points follow
    a straight line, beyond the first and the last they stay as there. They only rise or only fall, so that a better
    figure never earns less. ``unknown`` are the points where there is no figure yet.

    Raises :class:`~receivables.errors.InvalidValueError` for an unknown measure, for figures that do not rise, and for
    points that rise and fall.

    >>> days = Factor(measure="days_beyond_terms", weight="100", anchors=[("0", "80"), ("30", "50"), ("120", "20")])
    >>> days.points(Fraction(10))
    Fraction(70, 1)
    """

    measure: str = attrs.field(validator=is_one_of(*SCORED))
    weight: Fraction = attrs.field(converter=_as_weight)
    anchors: tuple[Anchor, ...] = attrs.field(converter=_as_anchors)
    unknown: Fraction = attrs.field(default=Fraction(50), converter=_as_unknown)

    @weight.validator
    def _check_weight(self, attribute: attrs.Attribute[object], weight: Fraction) -> None:
        if not 0 < weight <= MOST:
            raise InvalidValueError(attribute.name, "a percentage of more than 0, at most 100", weight)

    @anchors.validator
    def _check_anchors(self, attribute: attrs.Attribute[object], anchors: tuple[Anchor, ...]) -> None:
        in_order = all(left.figure < right.figure for left, right in pairwise(anchors))
        if len(anchors) < 2 or not in_order or not all(0 <= each.points <= MOST for each in anchors):
            raise InvalidValueError(attribute.name, _ANCHORS, _written(anchors))
        points = [each.points for each in anchors]
        if points not in (sorted(points), sorted(points, reverse=True)):
            raise InvalidValueError(attribute.name, "points that only rise or only fall", _written(anchors))

    @unknown.validator
    def _check_unknown(self, attribute: attrs.Attribute[object], unknown: Fraction) -> None:
        if not 0 <= unknown <= MOST:
            raise InvalidValueError(attribute.name, "points from 0 to 100", unknown)

    def points(self, figure: Fraction | None) -> Fraction:
        """The points, 0 to 100, that a figure earns; exact."""
        if figure is None:
            return self.unknown
        figure = exact("figure", figure)
        left, right = self._between(figure)
        if left == right:
            return left.points
        return left.points + (right.points - left.points) * (figure - left.figure) / (right.figure - left.figure)

    def _between(self, figure: Fraction) -> tuple[Anchor, Anchor]:
        """The anchors around a figure; beyond the ends, the last one twice."""
        below = [each for each in self.anchors if each.figure <= figure]
        above = [each for each in self.anchors if each.figure > figure]
        return (below or above)[-1 if below else 0], (above or below)[0 if above else -1]

    def line(self, figure: Fraction | None) -> ScoreLine:
        """What a figure comes to in the score, with its working."""
        return ScoreLine(self.measure, figure, self.points(figure), self.weight, self._because(figure))

    def _because(self, figure: Fraction | None) -> str:
        if figure is None:
            return "as nothing is known yet"
        left, right = self._between(figure)
        if left == right:
            return f"{shown(left.points)} from {shown(left.figure)} {'on' if figure >= left.figure else 'down'}"
        return f"between {_point(left)} and {_point(right)}"


class ScoreLine(NamedTuple):
    """What one factor gives: the figure (``None``: not known), its points of 100, and the weight in percent.

    >>> print(ScoreLine("on_time_percent", Fraction(75), Fraction(75), Fraction(20), "between 0: 0 and 100: 100"))
    on_time_percent 75: 75 points x 20 % = 15 (between 0: 0 and 100: 100)
    """

    measure: str
    figure: Fraction | None
    points: Fraction
    weight: Fraction
    because: str

    @property
    def score(self) -> Fraction:
        """The points that go into the score: weighted, exact."""
        return self.points * self.weight / MOST

    def __str__(self) -> str:
        figures = f"{shown(self.points)} points x {shown(self.weight)} % = {shown(self.score)}"
        return f"{self.measure} {shown(self.figure)}: {figures} ({self.because})"


def _as_lines(lines: Iterable[ScoreLine]) -> tuple[ScoreLine, ...]:
    return tuple(several("lines", "a list of lines of a score", lines))


@attrs.frozen(kw_only=True)
class Score:
    """Points from 0 (worst) to 100 (best): the sum of its lines.

    >>> print(Score(lines=[ScoreLine("on_time_percent", Fraction(75), Fraction(75), Fraction(100), "")]).explain())
    score 75
      on_time_percent 75: 75 points x 100 % = 75 ()
    """

    lines: tuple[ScoreLine, ...] = attrs.field(
        converter=_as_lines, validator=are(ScoreLine, "lines of a score, like factor.line(figure)")
    )

    @property
    def points(self) -> Fraction:
        """The score, exact."""
        return sum((line.score for line in self.lines), Fraction(0))

    def explain(self) -> str:
        """The score as text, rounded to two decimals, with a line for each factor."""
        return "\n".join([f"score {shown(self.points)}", *(f"  {line}" for line in self.lines)])

    def to_dict(self) -> dict[str, Any]:
        """The score as plain data: exact numbers as text, ``100/3`` where decimals do not end."""
        return {"points": plain_number(self.points), "lines": [_to_dict(line) for line in self.lines]}


def _to_dict(line: ScoreLine) -> dict[str, Any]:
    numbers = {name: plain_number(getattr(line, name)) for name in ("figure", "points", "weight", "score")}
    return {"measure": line.measure, **numbers, "because": line.because}


def _point(anchor: Anchor) -> str:
    return f"{shown(anchor.figure)}: {shown(anchor.points)}"


def _written(anchors: Iterable[Anchor]) -> list[tuple[str | None, str | None]]:
    return [(plain_number(each.figure), plain_number(each.points)) for each in anchors]
