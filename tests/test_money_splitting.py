"""Allocating, splitting, rounding to coins and converting amounts."""

from __future__ import annotations

import decimal
from decimal import Decimal
from fractions import Fraction

import moneyed
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from strategies_terms import CURRENCIES, totals

from receivables.currencies import custom_currency
from receivables.errors import CurrencyMismatchError, InvalidValueError
from receivables.money import Money, Strategy
from receivables.rounding import Rounding

weights = st.lists(
    st.one_of(st.integers(0, 1_000), st.decimals(0, 100, places=3), st.fractions(0, 9, max_denominator=9)),
    min_size=1,
    max_size=8,
).filter(any)
every_strategy = pytest.mark.parametrize("strategy", Strategy, ids=lambda strategy: strategy.value)


@every_strategy
@given(totals(), weights)
def test_allocated_parts_sum_to_the_amount(strategy, amount, given_weights):
    parts = amount.allocate(given_weights, strategy=strategy)
    assert Money.total(parts, currency=amount.currency) == amount


@every_strategy
@given(totals(), weights)
def test_the_negative_amount_is_allocated_to_the_negatives(strategy, amount, given_weights):
    mirrored = (-amount).allocate(given_weights, strategy=strategy)
    assert mirrored == tuple(-part for part in amount.allocate(given_weights, strategy=strategy))


@given(totals(), weights)
def test_no_part_is_a_minor_unit_off(amount, given_weights):
    together = sum(map(Fraction, given_weights))
    for part, weight in zip(amount.allocate(given_weights), given_weights, strict=True):
        assert abs(part.minor - amount.minor * Fraction(weight) / together) < 1


@given(totals(), st.integers(1, 60))
def test_split_parts_differ_by_a_unit_at_most(amount, count):
    parts = [part.minor for part in amount.split(count)]
    assert len(parts) == count
    assert sum(parts) == amount.minor
    assert max(parts) - min(parts) <= 1


@given(totals(), st.integers(1, 60))
def test_larger_parts_stand_first_or_last(amount, count):
    """Larger without the sign: a credit note mirrors its invoice."""
    sizes = [abs(part.minor) for part in amount.split(count)]
    assert sizes == sorted(sizes, reverse=True)
    assert [abs(part.minor) for part in amount.split(count, strategy=Strategy.LAST)] == sizes[::-1]


@given(st.integers(-(10**9), 10**9), weights)
def test_parts_in_coins_are_multiples_of_the_coin(coins, given_weights):
    amount = Money.of_minor(coins * 5, "CHF")
    parts = amount.allocate(given_weights, step="0.05")
    assert Money.total(parts, currency="CHF") == amount
    assert all(part.minor % 5 == 0 for part in parts)


def test_a_step_must_divide_the_amount():
    with pytest.raises(InvalidValueError, match=r"a step that divides 1\.02 CHF"):
        Money("1.02", "CHF").split(2, step="0.05")


@pytest.mark.parametrize("step", ["0", "-0.05", "0.001", "1e-2", 0.05, True])
def test_a_step_is_a_payable_amount(step):
    with pytest.raises(InvalidValueError, match="step"):
        Money("1.00", "CHF").split(2, step=step)


@pytest.mark.parametrize("parts", [0, -1, 100_001, True, "3", 2.0])
def test_a_split_has_a_number_of_parts(parts):
    with pytest.raises(InvalidValueError, match="parts"):
        Money("1.00", "EUR").split(parts)


@pytest.mark.parametrize("given_weights", [[], [0], [-1, 2], [0.5, 0.5], ["x"], [Decimal("NaN")], [True]], ids=repr)
def test_weights_that_cannot_be_are_refused(given_weights):
    with pytest.raises(InvalidValueError, match="weights"):
        Money("1.00", "EUR").allocate(given_weights)


def test_parts_keep_a_currency_of_ones_own():
    points = custom_currency("PTS", 0)
    assert Money(10, points).split(4) == tuple(Money(part, points) for part in (3, 3, 2, 2))


@given(totals().map(abs), st.lists(st.integers(0, 10**8), max_size=8), st.sampled_from(Strategy))
def test_no_debt_is_paid_beyond_its_cap(amount, sizes, strategy):
    caps = [amount.with_minor(size) for size in sizes]
    parts, rest = amount.allocate_capped(caps, strategy=strategy)
    assert len(parts) == len(caps)
    assert all(0 <= part.minor <= cap.minor for part, cap in zip(parts, caps, strict=True))
    assert Money.total((*parts, rest), currency=amount.currency) == amount
    if strategy not in (Strategy.SEPARATE, Strategy.BLOCK_SEPARATE):
        assert rest.minor == max(0, amount.minor - sum(sizes))


def test_caps_are_of_the_same_currency():
    with pytest.raises(CurrencyMismatchError):
        Money("1.00", "EUR").allocate_capped([Money("1.00", "USD")])


@pytest.mark.parametrize("bad", [None, [None], [5], ["1.00"], b"x", {Money("1.00", "EUR")}])
def test_caps_are_amounts(bad):
    """Of py-moneyed as well."""
    with pytest.raises(InvalidValueError):
        Money("1.00", "EUR").allocate_capped(bad)
    assert Money("1.00", "EUR").allocate_capped([moneyed.Money("5", "EUR")])[1] == Money("0.00", "EUR")


@pytest.mark.parametrize(("amount", "cap"), [("-1.00", "1.00"), ("1.00", "-1.00")])
def test_caps_and_amounts_are_not_negative(amount, cap):
    with pytest.raises(InvalidValueError, match="caps"):
        Money(amount, "EUR").allocate_capped([Money(cap, "EUR")])


@pytest.mark.parametrize(
    ("exact", "currency", "step", "text"),
    [
        ("12.37", "CHF", "0.05", "12.35"),
        ("12.375", "CHF", "0.05", "12.40"),
        ("-12.375", "CHF", "0.05", "-12.40"),
        ("1234.5", "JPY", None, "1235"),
        ("1234.5", "SEK", "1", "1235.00"),
        (Fraction(2, 3), "CLF", None, "0.6667"),
        ("10", "DKK", "0.50", "10.00"),
        ("0.25", "DKK", "0.50", "0.50"),
    ],
)
def test_cash_is_rounded_to_coins_at_once(exact, currency, step, text):
    assert Money.rounded(exact, currency, step=step).text == text


@given(st.fractions(-(10**9), 10**9), st.sampled_from(Rounding), st.sampled_from(CURRENCIES))
def test_rounded_is_less_than_a_unit_away(exact, rounding, currency):
    rounded = Money.rounded(exact, currency, rounding)
    assert abs(rounded.exact - exact) * currency.sub_unit < 1


@given(totals(), st.decimals("0.0001", 10_000, places=4), st.sampled_from(CURRENCIES))
def test_conversion_is_rounded_once(amount, rate, currency):
    assume(currency != amount.currency)
    converted = amount.converted(currency, rate=rate)
    assert converted.currency is currency
    assert abs(converted.exact - amount.exact * Fraction(rate)) * currency.sub_unit <= Fraction(1, 2)


@pytest.mark.parametrize("rate", ["0", "-1.1", 1.1, "1e3", "", None])
def test_a_rate_is_exact_and_more_than_nothing(rate):
    with pytest.raises(InvalidValueError, match="rate"):
        Money("1.00", "EUR").converted("USD", rate=rate)


def test_the_context_of_the_host_plays_no_part():
    with decimal.localcontext(decimal.Context(prec=3, traps=[decimal.Inexact])):
        amount = Money("12345678901234567890.12", "EUR")
        assert sum(part.minor for part in amount.split(7)) == amount.minor
        assert amount.converted("JPY", rate="151.237").text == "1867123439986012343998"
        assert Money.rounded(Decimal("12345.675"), "EUR").text == "12345.68"


def test_parts_go_back_to_moneyed():
    assert Money.of(moneyed.Money("1.00", "EUR")).split(3)[0].to_moneyed() == moneyed.Money("0.34", "EUR")


def test_a_currency_is_worth_itself():
    """A rate other than 1 into the same currency is a mistake, also where its digits are others."""
    price = Money("100.00", "EUR")
    assert price.converted("EUR", rate=1) == price.converted("EUR", rate="1.000") == price
    with pytest.raises(InvalidValueError, match="'rate' must be 1 from EUR into itself"):
        price.converted("EUR", rate="1.0834")


def test_strategies_may_be_their_names():
    """As rounding modes may be; another name is refused, even where nothing is left over."""
    price = Money("0.05", "EUR")
    assert price.split(3, strategy="last") == price.split(3, strategy=Strategy.LAST)
    assert price.allocate([1, 2], strategy="first") == price.allocate([1, 2], strategy=Strategy.FIRST)
    assert price.allocate_capped([price], strategy="last") == ((price,), Money("0.00", "EUR"))
    for split in (lambda: price.split(1, strategy="middle"), lambda: price.allocate_capped([price], strategy="middle")):
        with pytest.raises(InvalidValueError, match="'strategy' must be one of 'largest_remainder'"):
            split()
