"""Laws of splitting whole units by weights."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from receivables.errors import InvalidValueError
from receivables.shares import MOST_PARTS, Strategy

units = st.integers(-(10**12), 10**12)
weights = st.lists(
    st.one_of(st.integers(0, 10**6), st.builds(Fraction, st.integers(0, 5_000), st.integers(1, 50))),
    min_size=1,
    max_size=12,
)
some_weights = weights.filter(any)
every_strategy = pytest.mark.parametrize("strategy", Strategy, ids=lambda strategy: strategy.value)
KEEP_APART = (Strategy.SEPARATE, Strategy.BLOCK_SEPARATE)


@every_strategy
@given(units, some_weights)
def test_weights_may_come_one_by_one(strategy, whole, given_weights):
    assert strategy.share(whole, iter(given_weights)) == strategy.share(whole, given_weights)


@every_strategy
@given(units, some_weights)
def test_parts_sum_to_the_whole(strategy, whole, given_weights):
    assert sum(strategy.share(whole, given_weights)) == whole


@every_strategy
@given(units, some_weights)
def test_a_part_for_each_weight(strategy, whole, given_weights):
    """And one more for the units that are kept apart."""
    apart = strategy in KEEP_APART
    assert len(strategy.share(whole, given_weights)) == len(given_weights) + apart


@every_strategy
@given(units, some_weights)
@example(101, [0, 50, 50])
def test_no_weight_gets_nothing(strategy, whole, given_weights):
    parts = strategy.share(whole, given_weights)
    assert all(part == 0 for part, weight in zip(parts, given_weights, strict=False) if weight == 0)


@every_strategy
@given(units, some_weights)
@example(-5, [7, 3])
def test_the_negative_is_split_into_the_negatives(strategy, whole, given_weights):
    """Credit notes mirror invoices."""
    parts = strategy.share(whole, given_weights)
    assert strategy.share(-whole, given_weights) == tuple(-part for part in parts)


@every_strategy
@given(units, some_weights)
def test_no_part_runs_against_the_whole(strategy, whole, given_weights):
    assert all(part * whole >= 0 for part in strategy.share(whole, given_weights))


@every_strategy
@given(units, some_weights, st.fractions(min_value=Fraction(1, 50), max_value=50))
def test_weights_are_relative(strategy, whole, given_weights, scale):
    assert strategy.share(whole, [weight * scale for weight in given_weights]) == strategy.share(whole, given_weights)


@given(units, some_weights)
def test_no_part_is_a_unit_off_its_share(whole, given_weights):
    """Quota: only the largest remainder always keeps it."""
    together = sum(map(Fraction, given_weights))
    parts = Strategy.LARGEST_REMAINDER.share(whole, given_weights)
    assert all(
        abs(part - Fraction(whole) * weight / together) < 1 for part, weight in zip(parts, given_weights, strict=True)
    )


@pytest.mark.parametrize(
    ("strategy", "given_weights"),
    [(Strategy.FIRST, [4, 3, 3]), (Strategy.LAST, [3, 3, 4]), (Strategy.LARGEST_RATIO, [3, 4, 3])],
)
def test_other_strategies_can_add_a_unit_to_an_exact_share(strategy, given_weights):
    """Two of five units are exactly the share of 4 in 10."""
    heaviest = given_weights.index(4)
    assert strategy.share(5, given_weights)[heaviest] == 3
    assert Strategy.LARGEST_REMAINDER.share(5, given_weights)[heaviest] == 2


@pytest.mark.parametrize(
    "strategy", [Strategy.LARGEST_REMAINDER, Strategy.FIRST, Strategy.LAST, Strategy.LARGEST_RATIO, Strategy.SEPARATE]
)
@given(units, some_weights)
def test_parts_are_whole_parts_of_the_share_or_a_unit_more(strategy, whole, given_weights):
    together = sum(map(Fraction, given_weights))
    parts = strategy.share(abs(whole), given_weights)
    over = [part - int(abs(whole) * weight / together) for part, weight in zip(parts, given_weights, strict=False)]
    assert set(over) <= {0, 1}


@given(units, some_weights)
def test_blocks_are_in_the_ratio_of_the_weights(whole, given_weights):
    *parts, _ = Strategy.BLOCK_SEPARATE.share(whole, given_weights)
    [heaviest] = [place for place, weight in enumerate(given_weights) if weight == max(given_weights)][:1]
    assert all(
        part * given_weights[heaviest] == parts[heaviest] * weight
        for part, weight in zip(parts, given_weights, strict=True)
    )


@given(st.integers(0, 10**6), st.permutations([3, 5, 7, 11, 13]))
def test_order_matters_only_for_ties(whole, order):
    """Without two equal fractions, who stands first makes no difference to the largest remainder."""
    fractions = [whole * weight % sum(order) for weight in order]
    assume(len(set(fractions)) == len(fractions))
    by_weight = dict(zip(order, Strategy.LARGEST_REMAINDER.share(whole, order), strict=True))
    plain = sorted(order)
    assert [by_weight[weight] for weight in plain] == list(Strategy.LARGEST_REMAINDER.share(whole, plain))


@pytest.mark.parametrize(
    ("strategy", "whole", "given_weights", "parts"),
    [
        (Strategy.LARGEST_REMAINDER, 100, [2, 3, 1], (33, 50, 17)),
        (Strategy.FIRST, 100, [2, 3, 1], (34, 50, 16)),
        (Strategy.LAST, 100, [2, 3, 1], (33, 50, 17)),
        (Strategy.LARGEST_RATIO, 100, [2, 3, 1], (33, 51, 16)),
        (Strategy.SEQUENTIAL_FROM_LAST, 100, [2, 3, 1], (34, 50, 16)),
        (Strategy.SEPARATE, 100, [2, 3, 1], (33, 50, 16, 1)),
        (Strategy.BLOCK_SEPARATE, 100, [2, 3, 1], (32, 48, 16, 4)),
        (Strategy.LARGEST_REMAINDER, 1055, [25, 50, 25], (264, 527, 264)),
        (Strategy.LARGEST_REMAINDER, 10, [6, 6, 2], (4, 4, 2)),
        (Strategy.LARGEST_REMAINDER, 11, [6, 6, 2], (5, 5, 1)),
        (Strategy.LARGEST_REMAINDER, 0, [1, 2], (0, 0)),
    ],
)
def test_strategies_by_example(strategy, whole, given_weights, parts):
    """The table of the page; the two lines of 6:6:2 are why a changed total is not split again."""
    assert strategy.share(whole, given_weights) == parts


@every_strategy
@pytest.mark.parametrize(
    "given_weights",
    [
        [],
        [0],
        [0, 0],
        [-1, 2],
        [Fraction(-1, 2), 1],
        [0.5, 0.5],
        [True, 1],
        ["1"],
        [None],
        [1, float("nan")],
        None,
        5,
        "12",
        {1, 2},
        {1: 2},
    ],
    ids=repr,
)
def test_weights_that_cannot_be_are_refused(strategy, given_weights):
    with pytest.raises(InvalidValueError, match="weights"):
        strategy.share(100, given_weights)


def test_too_many_parts_are_refused():
    with pytest.raises(InvalidValueError, match="weights"):
        Strategy.FIRST.share(1, [1] * (MOST_PARTS + 1))


def test_absurd_fractions_are_refused():
    """A common denominator of millions of digits would take minutes."""
    with pytest.raises(InvalidValueError, match="common denominator"):
        Strategy.FIRST.share(1, [Fraction(1, 10**30 + place) for place in range(200)])
