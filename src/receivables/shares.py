"""Splitting a whole number of units by weights, without losing one.

Exact shares are rarely whole. Each strategy gives every party the whole part of its share and says who gets the units
that are left over. Whatever the strategy: the parts sum to the whole, a weight of zero gets nothing, and splitting the
negative gives the negatives.

No strategy is monotone in the total that is also fair: 10 units over 6:6:2 give 4, 4, 2, and 11 give 5, 5, 1. So split
the difference when a total changes; never split the new total and book what differs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import accumulate
from math import gcd, lcm
from types import MappingProxyType
from typing import cast

from receivables.checks import Choice, several
from receivables.errors import InvalidValueError

__all__ = ["MOST_PARTS", "Strategy"]

MOST_PARTS = 100_000
"""Parties that a split may have."""

_LARGEST_SCALE = 10**1_000


class Strategy(Choice):
    """Who gets the units that are left over when every party has the whole part of its share.

    ====================  ================================================================================
    largest remainder     those with the largest fractions (Hamilton), ties to the earlier; no part is a
                          whole unit off its share
    first                 the first parties with a weight, a unit each
    last                  the last parties with a weight, a unit each
    largest ratio         those with the largest weights, a unit each, ties to the earlier
    sequential from last  from the last party to the first, each gets the whole part of its share of what
                          is left; the first gets the rest
    separate              nobody: one more part, at the end, holds them
    block separate        nobody: the parts are in the exact ratio of the weights, and one more part, at
                          the end, holds what is left
    ====================  ================================================================================

    >>> Strategy("largest_remainder").share(100, [2, 3, 1])
    (33, 50, 17)
    >>> Strategy.FIRST.share(100, [2, 3, 1]), Strategy.SEPARATE.share(100, [2, 3, 1])
    ((34, 50, 16), (33, 50, 16, 1))
    """

    LARGEST_REMAINDER = "largest_remainder"
    FIRST = "first"
    LAST = "last"
    LARGEST_RATIO = "largest_ratio"
    SEQUENTIAL_FROM_LAST = "sequential_from_last"
    SEPARATE = "separate"
    BLOCK_SEPARATE = "block_separate"

    def share(self, units: int, weights: Iterable[int | Fraction]) -> tuple[int, ...]:
        """``units`` by ``weights`` (each at least 0, not all 0), as whole numbers that sum to ``units``.

        Weights are relative: 1 and 2 are the same as 5 and 10.

        Raises :class:`~receivables.errors.InvalidValueError` for no weights, negative ones, nothing but zeros, or
        weights without an order.

        >>> Strategy.LARGEST_REMAINDER.share(-5, [7, 3, 0])
        (-4, -1, 0)
        """
        whole = _whole_weights(weights)
        if type(units) is not int:
            raise InvalidValueError("units", "a whole number", units)
        parts = _RULES[self](abs(units), whole)
        return parts if units >= 0 else tuple(-part for part in parts)


def _whole_weights(weights: Iterable[int | Fraction]) -> list[int]:
    """The weights in lowest whole terms."""
    expected = f"a list of 1 to {MOST_PARTS} whole numbers or fractions of at least 0, not all 0"
    given = tuple(several("weights", expected, weights))
    kinds = {type(weight) for weight in given}
    if not kinds <= {int, Fraction} or not 0 < len(given) <= MOST_PARTS or min(given) < 0 or not any(given):
        raise InvalidValueError("weights", expected, weights)
    scaled = _scaled(given) if Fraction in kinds else cast("Sequence[int]", given)
    common = gcd(*scaled)
    return [weight // common for weight in scaled]


def _scaled(weights: Sequence[int | Fraction]) -> list[int]:
    """Fractions brought to a common denominator, as long as there is a reasonable one."""
    scale = 1
    for weight in weights:
        scale = lcm(scale, weight.denominator)
        if scale > _LARGEST_SCALE:
            raise InvalidValueError("weights", "fractions with a common denominator of at most 1000 digits", weights)
    return [weight.numerator * (scale // weight.denominator) for weight in weights]


def _floors(units: int, weights: list[int]) -> list[int]:
    whole = sum(weights)
    return [units * weight // whole for weight in weights]


def _topped_up(units: int, weights: list[int], favored: Iterable[int]) -> tuple[int, ...]:
    """The whole parts, and a unit more for each of the first ``favored`` while units are left."""
    parts = _floors(units, weights)
    left = units - sum(parts)
    with_weight = (party for party in favored if weights[party])
    for party, _ in zip(with_weight, range(left), strict=False):
        parts[party] += 1
    return tuple(parts)


def _largest_remainder(units: int, weights: list[int]) -> tuple[int, ...]:
    whole = sum(weights)
    by_fraction = sorted(range(len(weights)), key=lambda party: -(units * weights[party] % whole))
    return _topped_up(units, weights, by_fraction)  # the sort is stable: ties to the earlier


def _first(units: int, weights: list[int]) -> tuple[int, ...]:
    return _topped_up(units, weights, range(len(weights)))


def _last(units: int, weights: list[int]) -> tuple[int, ...]:
    return _topped_up(units, weights, reversed(range(len(weights))))


def _largest_ratio(units: int, weights: list[int]) -> tuple[int, ...]:
    return _topped_up(units, weights, sorted(range(len(weights)), key=lambda party: -weights[party]))


def _sequential_from_last(units: int, weights: list[int]) -> tuple[int, ...]:
    parts = []
    for weight, together in reversed(list(zip(weights, accumulate(weights), strict=True))):
        parts.append(units * weight // together if together else 0)
        units -= parts[-1]
    return tuple(reversed(parts))


def _separate(units: int, weights: list[int]) -> tuple[int, ...]:
    parts = _floors(units, weights)
    return (*parts, units - sum(parts))


def _block_separate(units: int, weights: list[int]) -> tuple[int, ...]:
    blocks, rest = divmod(units, sum(weights))
    return (*(blocks * weight for weight in weights), rest)


_RULES: Mapping[Strategy, Callable[[int, list[int]], tuple[int, ...]]] = MappingProxyType(
    {
        Strategy.LARGEST_REMAINDER: _largest_remainder,
        Strategy.FIRST: _first,
        Strategy.LAST: _last,
        Strategy.LARGEST_RATIO: _largest_ratio,
        Strategy.SEQUENTIAL_FROM_LAST: _sequential_from_last,
        Strategy.SEPARATE: _separate,
        Strategy.BLOCK_SEPARATE: _block_separate,
    }
)
