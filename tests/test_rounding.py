"""Rounding by name, against the decimal module and against the definition."""

from __future__ import annotations

import decimal
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from receivables.errors import InvalidValueError
from receivables.rounding import Rounding

OF_DECIMAL = {
    Rounding.HALF_UP: decimal.ROUND_HALF_UP,
    Rounding.HALF_DOWN: decimal.ROUND_HALF_DOWN,
    Rounding.HALF_EVEN: decimal.ROUND_HALF_EVEN,
    Rounding.UP: decimal.ROUND_UP,
    Rounding.DOWN: decimal.ROUND_DOWN,
    Rounding.CEILING: decimal.ROUND_CEILING,
    Rounding.FLOOR: decimal.ROUND_FLOOR,
    Rounding.ZERO_FIVE_UP: decimal.ROUND_05UP,
}
CONTEXT = decimal.Context(prec=60, Emin=decimal.MIN_EMIN, Emax=decimal.MAX_EMAX)
every_mode = pytest.mark.parametrize("mode", Rounding, ids=lambda mode: mode.value)
# Halves and their neighbours are where modes differ.
values = st.one_of(
    st.decimals(-(10**15), 10**15, places=6),
    st.integers(-(10**6), 10**6).map(lambda half: Decimal(half).scaleb(-1, CONTEXT)),
    st.integers(-(10**6), 10**6).map(lambda half: CONTEXT.divide(Decimal(half), Decimal(2))),
)
exact_values = st.one_of(st.fractions(), values.map(Fraction))


@pytest.mark.parametrize("mode", OF_DECIMAL, ids=lambda mode: mode.value)
@given(values)
def test_modes_of_decimal_are_the_same(mode, value):
    """The standard library rounds the same number the same way, in a context of its own."""
    expected = value.quantize(Decimal(1), rounding=OF_DECIMAL[mode], context=CONTEXT)
    assert mode.apply(Fraction(value)) == expected


@every_mode
@given(exact_values)
def test_it_is_one_of_the_two_neighbours(mode, exact):
    """Rounding never goes past the next whole number."""
    assert exact - 1 < mode.apply(exact) < exact + 1


@every_mode
@given(st.integers())
def test_whole_numbers_stay(mode, value):
    """What is rounded already is not rounded again."""
    assert mode.apply(Fraction(value)) == value


@pytest.mark.parametrize("mode", [mode for mode in Rounding if mode.value.startswith("half")], ids=lambda m: m.value)
@given(exact_values)
def test_half_modes_go_to_the_nearest(mode, exact):
    """They differ on halves only."""
    assert abs(mode.apply(exact) - exact) <= Fraction(1, 2)


@every_mode
@given(exact_values, exact_values)
def test_rounding_keeps_the_order(mode, left, right):
    """A larger amount is never rounded to a smaller one."""
    low, high = sorted([left, right])
    assert mode.apply(low) <= mode.apply(high)


MIRRORS = {
    Rounding.CEILING: Rounding.FLOOR,
    Rounding.FLOOR: Rounding.CEILING,
    Rounding.HALF_CEILING: Rounding.HALF_FLOOR,
    Rounding.HALF_FLOOR: Rounding.HALF_CEILING,
}


@every_mode
@given(exact_values)
def test_negatives_are_mirrored(mode, exact):
    """Of all modes but those that name a direction of the number line: there it is the opposite mode."""
    assert mode.apply(-exact) == -MIRRORS.get(mode, mode).apply(exact)


@pytest.mark.parametrize(
    ("mode", "results"),
    [
        ("half_up", (3, 4, -3)),
        ("half_down", (2, 3, -2)),
        ("half_even", (2, 4, -2)),
        ("half_odd", (3, 3, -3)),
        ("half_ceiling", (3, 4, -2)),
        ("half_floor", (2, 3, -3)),
        ("up", (3, 4, -3)),
        ("down", (2, 3, -2)),
        ("ceiling", (3, 4, -2)),
        ("floor", (2, 3, -3)),
        ("05up", (2, 3, -2)),
    ],
)
def test_the_table_of_the_page(mode, results):
    assert tuple(Rounding(mode).apply(Fraction(half, 2)) for half in (5, 7, -5)) == results


@pytest.mark.parametrize("half", [-3, -1, 1, 3])
def test_from_0_and_5_it_goes_away(half):
    """A half beside 0 goes away from it, and so does one and a half, which lies between 1 and 2, towards zero."""
    expected = {-3: -1, -1: -1, 1: 1, 3: 1}
    assert Rounding.ZERO_FIVE_UP.apply(Fraction(half, 2)) == expected[half]


def test_every_mode_is_in_the_table():
    assert all(mode.value.replace("_", " ") in Rounding.__doc__ for mode in Rounding)


@every_mode
@given(values, st.sampled_from([Fraction(1, 20), Fraction(1, 100), Fraction(5), Fraction(1, 3)]))
def test_a_step_is_one_rounding(mode, value, step):
    """To the nearest multiple at once, not to the unit first."""
    rounded = mode.to_step(Fraction(value), step)
    assert (rounded / step).denominator == 1
    assert abs(rounded - Fraction(value)) < step


def test_rounding_twice_would_be_wrong():
    """2.2449 is 2.20 in coins of 0.10; rounded to cents and then, it would be 2.20 as well, but 2.2499 is not 2.30."""
    step = Fraction(1, 10)
    once = Rounding.HALF_UP.to_step(Fraction("2.2499"), step)
    twice = Rounding.HALF_UP.to_step(Rounding.HALF_UP.to_step(Fraction("2.2499"), Fraction(1, 100)), step)
    assert (once, twice) == (Fraction("2.2"), Fraction("2.3"))


@pytest.mark.parametrize("step", [Fraction(0), Fraction(-1, 20)])
def test_a_step_is_more_than_nothing(step):
    with pytest.raises(InvalidValueError, match="step"):
        Rounding.HALF_UP.to_step(Fraction(1), step)


@pytest.mark.parametrize("bad", ["x", None, 0.5, Decimal(1), [1]])
def test_only_exact_numbers_are_rounded(bad):
    for ask in (
        lambda: Rounding.HALF_UP.to_step(Fraction(1), bad),
        lambda: Rounding.HALF_UP.to_step(bad, Fraction(1)),
        lambda: Rounding.HALF_UP.quotient(bad, 1),
        lambda: Rounding.HALF_UP.quotient(1, bad),
    ):
        with pytest.raises(InvalidValueError, match="a whole number"):
            ask()
    with pytest.raises(InvalidValueError, match="over one of more than 0"):
        Rounding.HALF_UP.quotient(1, 0)
    assert Rounding.HALF_UP.to_step(3, 2) == 4


@given(values)
def test_the_context_of_the_host_plays_no_part(value):
    plain = [mode.apply(Fraction(value)) for mode in Rounding]
    with decimal.localcontext(decimal.Context(prec=1, rounding=decimal.ROUND_UP)):
        assert [mode.apply(Fraction(value)) for mode in Rounding] == plain
