"""Amounts in the form of a locale: all digits of ISO 4217, whatever the host's decimal context."""

from __future__ import annotations

import decimal
import re
from datetime import date, datetime

import moneyed
import pytest
from babel.localedata import locale_identifiers
from hypothesis import given
from hypothesis import strategies as st
from strategies_terms import CURRENCIES, totals

from receivables.adapters.locales import DAY_FORMS, format_day
from receivables.adapters.locales import format as format_money
from receivables.currencies import custom_currency
from receivables.errors import InvalidValueError
from receivables.money import Money

NBSP = "\N{NO-BREAK SPACE}"
LOCALES = sorted(locale_identifiers())


def digits(text: str) -> str:
    return re.sub(r"[^0-9]", "", text)


@pytest.mark.parametrize(
    ("amount", "currency", "locale", "shown"),
    [
        ("1234567.50", "EUR", "de_DE", f"1.234.567,50{NBSP}€"),
        ("1234567.50", "EUR", "de-DE", f"1.234.567,50{NBSP}€"),
        ("1234567.50", "EUR", "en_IE", "€1,234,567.50"),
        ("1234567.50", "EUR", "es", f"1.234.567,50{NBSP}€"),
        ("1234567.50", "EUR", "fr_FR", f"1\N{NARROW NO-BREAK SPACE}234\N{NARROW NO-BREAK SPACE}567,50{NBSP}€"),
        ("567.50", "CHF", "de_CH", f"CHF{NBSP}567.50"),  # Babel 2.19 drops the apostrophes of larger amounts
        ("-1234567.50", "BRL", "pt_BR", f"-R${NBSP}1.234.567,50"),
        ("1234567.50", "INR", "hi_IN", "₹12,34,567.50"),
        ("-1234.50", "USD", "en_US", "-$1,234.50"),
        ("1234", "JPY", "en_US", "¥1,234"),
        ("1234.567", "KWD", "en_US", f"KWD{NBSP}1,234.567"),
        ("0.0001", "CLF", "en_US", f"CLF{NBSP}0.0001"),
        ("1234.50", "AFN", "en_US", f"AFN{NBSP}1,234.50"),
        ("1234.567", "IQD", "en_US", f"IQD{NBSP}1,234.567"),
        ("0", "EUR", "de", f"0,00{NBSP}€"),
    ],
)
def test_amounts_look_as_people_write_them(amount, currency, locale, shown):
    assert format_money(Money(amount, currency), locale) == shown


@given(totals(most=10**40), st.sampled_from(LOCALES))
def test_all_digits_are_shown_in_every_locale(amount, locale):
    """None more and none less than the amount has, and nothing rounded."""
    assert digits(format_money(amount, locale)) == digits(amount.text)


@given(totals(), st.sampled_from(LOCALES))
def test_the_sign_is_shown(amount, locale):
    shown, positive = format_money(amount, locale), format_money(abs(amount), locale)
    assert (shown != positive) is (amount.minor < 0)


@pytest.mark.parametrize("currency", CURRENCIES, ids=lambda currency: currency.code)
def test_nothing_has_no_sign(currency):
    assert format_money(-Money.zero(currency), "en_US") == format_money(Money.zero(currency), "en_US")
    assert "-" not in format_money(-Money.zero(currency), "en_US")


@pytest.mark.parametrize("sign", [1, -1])
def test_the_context_of_the_host_plays_no_part(sign):
    """Nor is it changed."""
    largest = Money(10**40, "EUR") * sign
    with decimal.localcontext(
        decimal.Context(prec=3, rounding=decimal.ROUND_UP, Emax=5, traps=[decimal.Inexact, decimal.Rounded])
    ) as host:
        shown = format_money(largest, "en_US")
        assert decimal.getcontext() is host
        assert not any(host.flags.values())
    assert digits(shown) == "1" + "0" * 42


def test_the_locale_of_the_host_plays_no_part(monkeypatch):
    for name in ("LC_ALL", "LC_MONETARY", "LANG", "LANGUAGE"):
        monkeypatch.setenv(name, "de_DE.UTF-8")
    assert format_money(Money("1234.50", "USD"), "en_US") == "$1,234.50"
    with pytest.raises(InvalidValueError, match="locale"):
        format_money(Money("1234.50", "USD"), None)


def test_amounts_of_moneyed_are_taken():
    assert format_money(moneyed.Money("1234.50", "USD"), "en_US") == "$1,234.50"


def test_a_code_of_ones_own_is_kept_apart():
    assert format_money(Money("1.5", custom_currency("A1B", 2)), "en_US") == f"A1B{NBSP}1.50"
    assert format_money(Money("1.5", custom_currency("A1B", 2)), "de_DE") == f"1,50{NBSP}A1B"


@pytest.mark.parametrize("locale", ["", "xx", "de_XX_YY_ZZ", "../de", "en_US.UTF-8", "de DE", "e" * 40, 5, b"de", None])
def test_another_locale_is_refused(locale):
    with pytest.raises(InvalidValueError, match="a locale that Babel knows"):
        format_money(Money("1.00", "EUR"), locale)


@pytest.mark.parametrize("amount", [10, "10.00 EUR", 1.5, None])
def test_only_money_is_formatted(amount):
    with pytest.raises(InvalidValueError, match="Money"):
        format_money(amount, "en")


@pytest.mark.parametrize(
    ("locale", "long", "medium", "numeric"),
    [
        ("en_GB", "4 February 2026", "4 Feb 2026", "04/02/2026"),
        ("en_US", "February 4, 2026", "Feb 4, 2026", "2/4/2026"),
        ("es", "4 de febrero de 2026", "4 feb 2026", "4/2/2026"),
        ("de-AT", "4. Februar 2026", "04.02.2026", "4.2.2026"),
        ("pt_PT", "4 de fevereiro de 2026", "04/02/2026", "04/02/2026"),
    ],
)
def test_days_look_as_people_write_them(locale, long, medium, numeric):
    assert [format_day(date(2026, 2, 4), locale, form=form) for form in DAY_FORMS] == [long, medium, numeric]


@given(st.dates(), st.sampled_from(LOCALES), st.sampled_from(DAY_FORMS))
def test_every_day_has_a_form_in_every_locale(day, locale, form):
    assert format_day(day, locale, form=form).strip()


@pytest.mark.parametrize("day", [None, "2026-02-04", datetime(2026, 2, 4), 5])  # noqa: DTZ001
def test_only_days_are_written(day):
    with pytest.raises(InvalidValueError, match=r"datetime\.date"):
        format_day(day, "en")


@pytest.mark.parametrize(("locale", "form"), [("xx", "long"), ("en", "short"), (None, "long"), ("en", None)])
def test_another_form_of_days_is_refused(locale, form):
    with pytest.raises(InvalidValueError, match=r"'locale' must be|'form' must be one of 'long', 'medium', 'numeric'"):
        format_day(date(2026, 2, 4), locale, form=form)


def test_an_amount_may_have_the_code_of_its_currency():
    assert format_money(Money("1234.50", "EUR"), "de", by_code=True) == f"1.234,50{NBSP}EUR"
    assert format_money(Money("-1234.50", "USD"), "en_US", by_code=True) == f"-USD{NBSP}1,234.50"
    with pytest.raises(InvalidValueError, match="by_code"):
        format_money(Money("1.00", "EUR"), "en", by_code="no")
