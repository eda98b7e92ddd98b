"""Rounding: eight modes, each of them the one that the decimal arithmetic specification names."""

from __future__ import annotations

import decimal
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from receivables import Rounding

NAMES = {mode: f"ROUND_{mode.value.upper()}" for mode in Rounding}
MODES = {mode: getattr(decimal, name) for mode, name in NAMES.items() if hasattr(decimal, name)}
modes = st.sampled_from(Rounding)


@given(st.decimals(-(10**6), 10**6, places=3), st.sampled_from(list(MODES)))
def test_modes_are_those_of_decimal(value, mode):
    """The standard library rounds the same number the same way, in a context of its own."""
    context = decimal.Context(prec=50, rounding=MODES[mode])
    assert mode.apply(Fraction(value)) == int(value.quantize(Decimal(1), context=context))


@given(st.fractions(), modes)
def test_a_whole_number_stays_and_no_other_moves_by_one(value, mode):
    """Rounding is idempotent, and goes to one of the two neighbours."""
    found = mode.apply(value)
    assert type(found) is int
    assert mode.apply(Fraction(found)) == found
    assert abs(found - value) < 1


@given(st.fractions(), st.fractions(), modes)
def test_rounding_keeps_the_order(left, right, mode):
    """A larger amount is never rounded to a smaller one."""
    low, high = sorted([left, right])
    assert mode.apply(low) <= mode.apply(high)


@given(st.fractions())
def test_opposite_modes_mirror_each_other(value):
    """Floor is the ceiling of the negative; the modes around zero do not know signs."""
    assert Rounding.FLOOR.apply(value) == -Rounding.CEILING.apply(-value)
    for mode in set(Rounding) - {Rounding.FLOOR, Rounding.CEILING}:
        assert mode.apply(-value) == -mode.apply(value)


@pytest.mark.parametrize(
    ("mode", "rounded"),
    [
        ("half_up", [-3, -2, -1, 1, 2, 3]),
        ("half_even", [-2, -2, 0, 0, 2, 2]),
        ("half_down", [-2, -1, 0, 0, 1, 2]),
        ("up", [-3, -2, -1, 1, 2, 3]),
        ("down", [-2, -1, 0, 0, 1, 2]),
        ("ceiling", [-2, -1, 0, 1, 2, 3]),
        ("floor", [-3, -2, -1, 0, 1, 2]),
        ("05up", [-2, -1, -1, 1, 1, 2]),
    ],
)
def test_halves(mode, rounded):
    """From two and a half below zero to two and a half above."""
    halves = [Fraction(count, 2) for count in (-5, -3, -1, 1, 3, 5)]
    assert [Rounding(mode).apply(half) for half in halves] == rounded
