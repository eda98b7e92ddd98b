"""Skonto entries of an XRechnung note, both ways (rule BR-DE-18)."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from moments import within

from receivables.adapters.einvoice import LONGEST_NOTE, Skonto, parse_skonto, skonto_note
from receivables.errors import InvalidValueError
from receivables.money import Money
from receivables.terms import AddDays, AddMonths, Balance, Discount, EndOfMonth, Line, PaymentTerms

two_decimals = st.decimals(0, 100, places=2)
long_numbers = st.decimals(0, 10**40 - 1, places=2)  # the rule sets no limit to the digits
entries = st.builds(
    Skonto,
    st.integers(0, 999) | st.integers(0, 10**40 - 1),
    two_decimals | long_numbers,
    st.one_of(st.none(), st.decimals(-(10**9), 10**9, places=2)),
)
free_text = st.text(alphabet=st.characters(exclude_characters="\n"), max_size=30).filter(
    lambda line: not line.strip().startswith("#")
)


@given(st.lists(entries, max_size=5))
def test_entries_are_read_as_they_were_written(found):
    note = "".join(f"{entry.text}\n" for entry in found)
    assert parse_skonto(note) == tuple(found)


@given(st.lists(st.one_of(entries, free_text), max_size=6), free_text)
def test_free_text_is_passed_over(lines, last):
    """Around the entries, and also where the last line has no end."""
    note = "".join(f"{line.text if isinstance(line, Skonto) else line}\n" for line in lines) + last
    assert parse_skonto(note) == tuple(line for line in lines if isinstance(line, Skonto))


@given(st.lists(st.tuples(st.integers(0, 365), two_decimals), max_size=4))
def test_discounts_of_terms_go_through_the_note(offers):
    terms = PaymentTerms.net(30)
    for days, percent in offers:
        terms = terms.with_discount(percent, within=days)
    read = [entry.discount() for entry in parse_skonto(skonto_note(terms))]
    assert [(discount.percent, discount.base) for discount in read] == [(percent, "gross") for _, percent in offers]
    back = PaymentTerms(Line(Balance(), 30, discounts=read))
    total, day = Money("1000.00", "EUR"), date(2026, 1, 15)
    assert back.schedule(total, issued_on=day) == terms.schedule(total, issued_on=day)


def test_a_base_amount_is_a_fixed_amount_off():
    """2 % of 2594.20, whatever the invoice comes to."""
    [entry] = parse_skonto("#SKONTO#TAGE=14#PROZENT=2.00#BASISBETRAG=2594.20#\n")
    discount = entry.discount()
    assert (discount.percent, discount.amount) == (None, Fraction("51.884"))
    terms = PaymentTerms(Line(Balance(), 30, discounts=discount))
    day = date(2026, 1, 15)
    [part] = terms.schedule(Money("3087.10", "EUR"), issued_on=day)
    assert part.offers[0].amount == Money("51.88", "EUR")
    [part] = terms.schedule(Money("-3087.10", "EUR"), issued_on=day)
    assert part.offers[0].amount == Money("-51.88", "EUR")


def test_a_negative_base_belongs_to_a_credit_note():
    entry = Skonto(14, Decimal("2.00"), Decimal("-500.00"))
    assert parse_skonto(f"{entry.text}\n") == (entry,)
    assert entry.discount().amount == 10


def test_line_ends_of_windows_are_taken():
    note = "Zahlbar in 30 Tagen\r\n#SKONTO#TAGE=7#PROZENT=2.00#\r\n"
    assert parse_skonto(note) == (Skonto(7, Decimal("2.00")),)


@pytest.mark.parametrize(
    "note",
    [
        "#SKONTO#TAGE=7#PROZENT=2.00#",
        "#SKONTO#TAGE=7#PROZENT=2,00#\n",
        "#SKONTO#TAGE=7#PROZENT=2.0#\n",
        "#SKONTO#TAGE=7#PROZENT=2#\n",
        "#SKONTO#TAGE=-7#PROZENT=2.00#\n",
        "#SKONTO#TAGE=7.5#PROZENT=2.00#\n",
        "#SKONTO#TAGE=#PROZENT=2.00#\n",
        "#skonto#tage=7#prozent=2.00#\n",
        "#SKONTO#TAGE=7#PROZENT=-2.00#\n",
        "#SKONTO#PROZENT=2.00#TAGE=7#\n",
        "#SKONTO#TAGE=7#PROZENT=2.00#BASISBETRAG=1,00#\n",
        "#SKONTO#TAGE=7#PROZENT=2.00#BASISBETRAG=+1.00#\n",
        "#SKONTO#TAGE=7#PROZENT=2.00##SKONTO#TAGE=14#PROZENT=1.00#\n",
        "#SKONTO#TAGE=7#PROZENT=2.00# bitte\n",
        "#VERZUG#TAGE=7#PROZENT=2.00#\n",
        "#\n",
        "##\n",
        "  # Hinweis\n",
        "#SKONTO#TAGE=\N{ARABIC-INDIC DIGIT SEVEN}#PROZENT=2.00#\n",
        "#SKONTO#TAGE=7#PROZENT=2.00#\n#SKONTO#TAGE=14#PROZENT=1.00#",
    ],
)
def test_one_bad_entry_makes_the_note_invalid(note):
    with pytest.raises(InvalidValueError, match=r"#SKONTO#TAGE=14#PROZENT=2\.00#"):
        parse_skonto(note)


@pytest.mark.parametrize("note", ["", "Zahlbar sofort", "Zahlbar\nsofort\n", "Rechnung Nr. #7\n", "\n\n"])
def test_a_note_may_have_no_entries(note):
    assert parse_skonto(note) == ()


@pytest.mark.parametrize("note", [None, b"#SKONTO#", 5, " " * (LONGEST_NOTE + 1)])
def test_a_note_is_text_of_some_length(note):
    with pytest.raises(InvalidValueError, match="text of at most"):
        parse_skonto(note)


@pytest.mark.parametrize(
    "note", ["#" * LONGEST_NOTE, "#SKONTO#TAGE=" + "9" * 90_000, "#\n" * 50_000, " " * 99_000 + "#", "\n" * 100_000]
)
def test_nasty_notes_are_soon_done_with(note):
    with within(0.2), suppress(InvalidValueError):
        parse_skonto(note)


NET_30 = PaymentTerms.net(30)


@pytest.mark.parametrize(
    "terms",
    [
        PaymentTerms.equal(30, 60).with_discount("2", within=10),
        NET_30.with_discount("2", within=AddMonths(1)),
        NET_30.with_discount("2", within=[AddDays(10), EndOfMonth()]),
        NET_30.with_discount("2", within=AddDays(-1)),
        NET_30.with_discount("2", within=10, base="net"),
        NET_30.with_discount("2.005", within=10),
        NET_30.with_discount("100/3", within=10),
        PaymentTerms(Line(Balance(), 30, discounts=Discount(None, within=10, amount="20"))),
    ],
)
def test_what_the_entries_cannot_say_is_refused(terms):
    with pytest.raises(InvalidValueError, match="terms"):
        skonto_note(terms)


@pytest.mark.parametrize("terms", ["2/10 net 30", None, 30])
def test_a_note_is_made_of_terms(terms):
    with pytest.raises(InvalidValueError, match="'terms' must be PaymentTerms"):
        skonto_note(terms)


def test_terms_without_a_discount_have_no_note():
    assert skonto_note(NET_30) == ""


@pytest.mark.parametrize(
    ("attribute", "values"),
    [
        ("days", (-1, Decimal("2.00"))),
        ("days", ("7", Decimal("2.00"))),
        ("days", (7.0, Decimal("2.00"))),
        ("days", (True, Decimal("2.00"))),
        ("days", (10**40, Decimal("2.00"))),
        ("percent", (7, Decimal("2.001"))),
        ("percent", (7, Decimal("-2.00"))),
        ("percent", (7, Decimal("NaN"))),
        ("percent", (7, Decimal("1E+999999"))),
        ("percent", (7, 10**40)),
        ("percent", (7, 2.0)),
        ("percent", (7, None)),
        ("percent", (7, "2,00")),
        ("percent", (7, Fraction(1, 3))),
        ("base_amount", (7, Decimal("2.00"), Decimal("1E+999999"))),
        ("base_amount", (7, Decimal("2.00"), Decimal("Infinity"))),
        ("base_amount", (7, Decimal("2.00"), "500 EUR")),
    ],
)
def test_an_entry_that_the_rule_has_no_form_for_is_not_made(attribute, values):
    with pytest.raises(InvalidValueError) as caught:
        Skonto(*values)
    assert caught.value.attribute == attribute


@pytest.mark.parametrize("percent", [2, "2", "2.0", Decimal(2), Decimal("2.000"), Fraction(2)])
def test_a_percentage_may_be_any_exact_number_of_hundredths(percent):
    """It is written with two decimals in any case."""
    entry = Skonto(7, percent, 500)
    assert entry == Skonto(7, Decimal("2.00"), Decimal("500.00"))
    assert entry.text == "#SKONTO#TAGE=7#PROZENT=2.00#BASISBETRAG=500.00#"
    assert entry.discount().amount == 10


def test_more_than_the_whole_is_no_discount():
    [entry] = parse_skonto("#SKONTO#TAGE=7#PROZENT=150.00#\n")
    with pytest.raises(InvalidValueError, match="percent"):
        entry.discount()
