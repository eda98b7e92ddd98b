"""Exact amounts: what enters, what comes out, and that nothing is lost between."""

from __future__ import annotations

import decimal
import operator
from decimal import Decimal
from fractions import Fraction

import moneyed
import pytest
from hypothesis import given
from hypothesis import strategies as st
from moments import within

from receivables import CurrencyMismatchError, InvalidValueError, Money, Rounding
from receivables.currencies import custom_currency, digits
from receivables.money import exact
from receivables.testing import currencies, money

BIG = 10**40
WIDE = decimal.Context(prec=200)
minors = st.integers(-(10**36), 10**36)  # so that sums and multiples stay within the bound
amounts = currencies().flatmap(
    lambda unit: st.integers(-BIG * unit.sub_unit, BIG * unit.sub_unit).map(lambda minor: Money.of_minor(minor, unit))
)


def eur(text):
    return Money(text, "EUR")


# Entering


@given(amounts)
def test_every_way_in_is_the_same_amount(amount):
    """Text, Decimal, py-moneyed and minor units say the same."""
    unit = amount.currency
    for same in (
        Money(amount.text, unit),
        Money(amount.amount, unit),
        Money(amount.text, unit.code),
        Money.of(amount.to_moneyed()),
        Money.of(amount),
        Money.rounded(Fraction(amount.minor, unit.sub_unit), unit),
    ):
        assert same == amount
        assert hash(same) == hash(amount)


@given(amounts)
def test_text_has_the_digits_of_the_currency(amount):
    """A point, no grouping, no exponent; and the Decimal is the text."""
    whole, _, places = amount.text.partition(".")
    assert len(places) == digits(amount.currency)
    assert whole.removeprefix("-").isdigit()
    assert str(amount) == f"{amount.text} {amount.currency.code}"
    assert Decimal(amount.text) == amount.amount
    assert -amount.amount.as_tuple().exponent == digits(amount.currency)


@pytest.mark.parametrize(
    ("amount", "code", "minor"),
    [
        ("10.50", "EUR", 1050),
        ("10.5", "EUR", 1050),
        ("10.500", "EUR", 1050),
        (10, "EUR", 1000),
        ("-0.01", "EUR", -1),
        ("-0", "EUR", 0),
        (Decimal("1E+3"), "EUR", 100_000),
        ("1000", "JPY", 1000),
        ("1000.000", "JPY", 1000),
        ("1.234", "KWD", 1234),
        ("0.0001", "CLF", 1),
        (str(BIG), "EUR", BIG * 100),
    ],
)
def test_amounts_are_counted_in_minor_units(amount, code, minor):
    """As many as the amount has, with the digits of ISO 4217."""
    assert Money(amount, code).minor == minor


BAD_AMOUNTS = [
    1.1,
    0.0,
    float("nan"),
    float("inf"),
    True,
    False,
    None,
    b"1",
    [],
    1 + 0j,
    "",
    " 12 ",
    "12 ",
    "+1",
    "1_000",
    "1,000.00",
    "1.",
    ".5",
    "1e3",
    "1E+3",
    "0x10",
    "NaN",
    "Infinity",
    "--1",
    "١٢",  # Arabic digits
    "１２",  # noqa: RUF001  (full-width digits)
    "−1",  # noqa: RUF001  (a minus sign that is none)
    "1\n",
    "1\x00",
    "9" * 101,
    Decimal("NaN"),
    Decimal("sNaN"),
    Decimal("Infinity"),
    Decimal("-Infinity"),
    Decimal("1e41"),
    Decimal("1e-999999"),
    Decimal("1e1000000"),
    BIG + 1,
    -BIG - 1,
    str(BIG + 1),
]


@pytest.mark.parametrize("bad", BAD_AMOUNTS, ids=lambda value: repr(value)[:24])
def test_what_is_no_exact_amount_is_refused(bad):
    """With our own error, that names the field; floats with a hint."""
    with pytest.raises(InvalidValueError, match="'amount' must be") as caught:
        Money(bad, "EUR")
    assert caught.value.attribute == "amount"
    assert len(str(caught.value)) < 300
    if isinstance(bad, float):
        assert "write it as text" in str(caught.value)


@pytest.mark.parametrize("bad", BAD_AMOUNTS, ids=lambda value: repr(value)[:24])
def test_exact_numbers_are_as_strict(bad):
    """Rates enter by the same door."""
    with pytest.raises(InvalidValueError, match="'percent' must be"):
        exact("percent", bad)


@pytest.mark.parametrize(
    ("amount", "code"), [("0.001", "EUR"), ("0.5", "JPY"), (Decimal("1.2345"), "KWD"), ("0.00001", "CLF")]
)
def test_more_digits_than_the_currency_has_are_refused(amount, code):
    """Rounding happens only where a mode is named."""
    with pytest.raises(InvalidValueError, match=f"decimals, as {code} has"):
        Money(amount, code)


@pytest.mark.parametrize("bad", ["eur", "EURO", "", None, 978, "XXX", " EUR"])
def test_unknown_currencies_are_refused(bad):
    """By every constructor."""
    for make in (Money.zero, lambda code: Money(1, code), lambda code: Money.of_minor(1, code)):
        with pytest.raises(InvalidValueError, match="'currency' must be"):
            make(bad)


def test_hostile_numbers_cost_nothing():
    """Sizes are checked before anything is converted: 22 seconds otherwise."""
    with within(1):
        for bad in (
            "1e1000000",
            "1" * 10**6,
            Decimal("1e1000000"),
            Decimal("1e-1000000"),
            Decimal("9" * 10**6),
            1 << 10**6,
        ):
            with pytest.raises(InvalidValueError):
                Money(bad, "EUR")


@pytest.mark.parametrize("bad", [1.0, True, "1", None, Decimal(1), BIG * 10**9])
def test_minor_units_are_whole_numbers(bad):
    """Not a Decimal, not a boolean, not beyond all bounds."""
    with pytest.raises(InvalidValueError, match="'minor' must be"):
        Money.of_minor(bad, "EUR")


@pytest.mark.parametrize("code", ["JPY", "EUR", "KWD", "CLF"])
def test_no_way_leads_beyond_the_largest_amount(code):
    """What is built can be written and read back: 10**40 main units are the most, of sums and multiples too."""
    most = Money(BIG, code)
    assert Money(most.text, code) == Money.of_minor(most.minor, code) == most
    one = most.with_minor(1)
    for beyond in (
        lambda: Money.of_minor(most.minor + 1, code),
        lambda: one.with_minor(-most.minor - 1),
        lambda: most + one,
        lambda: -most - one,
        lambda: most * 2,
        lambda: Money.total([most, one], currency=code),
        lambda: Money.rounded(BIG, code, "up", step=3),
        lambda: most.converted("XPF", rate=2),
    ):
        with pytest.raises(InvalidValueError, match=r"10\*\*40"):
            beyond()


def test_money_of_others_is_taken_exactly():
    """A py-moneyed amount with more digits than the currency has is refused, not rounded."""
    assert Money.of(moneyed.Money("10.50", "EUR")) == eur("10.50")
    with pytest.raises(InvalidValueError, match="at most 0 decimals"):
        Money.of(moneyed.Money("0.5", "JPY"))
    with pytest.raises(InvalidValueError, match="a finite number"):
        Money.of(moneyed.Money("NaN", "EUR"))
    for bad in (1, "1.00", Decimal(1), None):
        with pytest.raises(InvalidValueError, match="'amount' must be Money"):
            Money.of(bad)


@given(amounts)
def test_py_moneyed_gets_the_same_amount(amount):
    """There and back."""
    theirs = amount.to_moneyed()
    assert theirs.amount == amount.amount
    assert theirs.currency.code == amount.currency.code


# Calculating


@given(st.lists(minors, max_size=20), currencies(), st.randoms())
def test_a_sum_is_exact_in_any_order(parts, currency, chance):
    """Integers have no order of addition and no precision."""
    many = [Money.of_minor(minor, currency) for minor in parts]
    chance.shuffle(many)
    assert Money.total(many, currency=currency).minor == sum(parts)
    total = Money.zero(currency)
    for amount in many:
        total = total + amount
    assert total.minor == sum(parts)


@given(minors, minors, st.integers(-1000, 1000), currencies())
def test_arithmetic_is_that_of_decimals(left, right, times, currency):
    """An independent, wide decimal context gives the same figures."""
    one, two = Money.of_minor(left, currency), Money.of_minor(right, currency)
    assert (one + two).amount == WIDE.add(one.amount, two.amount)
    assert (one - two).amount == WIDE.subtract(one.amount, two.amount)
    assert (one * times).amount == WIDE.multiply(one.amount, Decimal(times))
    assert times * one == one * times
    assert (-one).amount == WIDE.minus(one.amount)
    assert abs(one).amount == WIDE.abs(one.amount)
    assert +one is one


@given(minors, minors, currencies())
def test_order_is_that_of_decimals(left, right, currency):
    """All six comparisons, and truth."""
    one, two = Money.of_minor(left, currency), Money.of_minor(right, currency)
    for compare in (operator.lt, operator.le, operator.gt, operator.ge, operator.eq, operator.ne):
        assert compare(one, two) is compare(one.amount, two.amount)
    assert bool(one) is (left != 0)
    assert sorted([one, two]) == [min(one, two), max(one, two)]


@given(money("EUR", most=10**6), money("USD", most=10**6))
def test_currencies_never_mix(euros, dollars):
    """Not even zero; equal figures are not equal amounts."""
    for mix in (operator.add, operator.sub, operator.lt, operator.le, operator.gt, operator.ge):
        with pytest.raises(CurrencyMismatchError, match="EUR and USD cannot be mixed"):
            mix(euros, dollars)
    assert euros != dollars
    with pytest.raises(CurrencyMismatchError):
        Money.total([euros, dollars], currency="EUR")


def test_currencies_of_one_code_and_other_digits_never_mix():
    """Points of one decimal are not points of three."""
    coarse, fine = Money(1, custom_currency("POINTS", 1)), Money(1, custom_currency("POINTS", 3))
    with pytest.raises(CurrencyMismatchError):
        coarse + fine
    with pytest.raises(CurrencyMismatchError):
        operator.lt(coarse, fine)
    assert Money.of_minor(10, coarse.currency) != Money.of_minor(10, fine.currency)


@pytest.mark.parametrize("other", [1, 1.0, "1.00", Decimal(1), None, True])
def test_money_adds_and_compares_only_with_money(other):
    """A number has no currency."""
    for mix in (operator.add, operator.sub, operator.lt, operator.ge):
        with pytest.raises(TypeError):
            mix(eur("1.00"), other)
        with pytest.raises(TypeError):
            mix(other, eur("1.00"))
    assert eur("1.00") != other


@pytest.mark.parametrize("times", [1.5, Decimal("1.5"), Fraction(1, 2), "2", True, None])
def test_money_is_multiplied_by_whole_numbers_only(times):
    """A share of an amount needs a rounding mode."""
    with pytest.raises(TypeError):
        eur("1.00") * times
    with pytest.raises(TypeError):
        times * eur("1.00")


def test_a_sum_of_nothing_has_a_currency():
    """The typed zero."""
    assert Money.total([], currency="JPY") == Money.zero("JPY")
    assert not Money.zero("JPY")


# Rounding


@given(st.fractions(-(10**9), 10**9), currencies(), st.sampled_from(Rounding))
def test_rounded_amounts_are_the_nearest_payable_ones(amount, currency, mode):
    """Less than a minor unit away; at most half of one where the mode looks for the nearest."""
    error = abs(Fraction(Money.rounded(amount, currency, mode).minor) - amount * currency.sub_unit)
    assert error < 1
    if mode.name.startswith("HALF"):
        assert error <= Fraction(1, 2)


@given(st.fractions(-(10**9), 10**9), currencies())
def test_half_up_is_the_default_and_has_no_bias_of_sign(amount, currency):
    """Away from zero on both sides."""
    assert Money.rounded(-amount, currency) == -Money.rounded(amount, currency)
    assert Money.rounded(amount, currency) == Money.rounded(amount, currency, Rounding.HALF_UP)
