"""Currencies: the table is ISO 4217's, one code is one object, and py-moneyed's registry stays as it was."""

from __future__ import annotations

import copy
import csv
import json
import pickle
import re
import subprocess
import sys
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import attrs
import moneyed
import pytest
from babel.numbers import get_currency_precision
from hypothesis import given
from hypothesis import strategies as st
from moneyed import Currency
from moneyed.classes import CURRENCIES_BY_ISO

from receivables import currencies
from receivables.currencies import currency, custom_currency, digits, iso_currency
from receivables.errors import InvalidValueError

TESTS = Path(__file__).resolve().parent
CSV = TESTS.parent / "src" / "receivables" / "data" / "iso4217.csv"
with CSV.open(encoding="utf-8", newline="") as _file:
    ROWS = list(csv.DictReader(_file))
TABLE = {row["code"]: iso_currency(row["code"]) for row in ROWS}
ACTIVE = {code for code, line in TABLE.items() if not line.historic}
COUNTED = sorted(code for code, line in TABLE.items() if line.minor_units is not None)
UNCOUNTED = sorted(set(TABLE) - set(COUNTED))
GOLDENS = json.loads((TESTS / "goldens" / "minor_units.json").read_text("utf-8"))["cases"]

SPECIAL_DIGITS = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
    None: "XAG XAU XBA XBB XBC XBD XDR XPD XPT XSU XTS XUA XXX",
}
CASH_STEPS = {
    "1": "AMD COP CRC CZK GYD HUF IDR MNT MUR NOK PKR SEK TWD TZS UZS VEF",
    "0.05": "CAD CHF",
    "0.50": "DKK",
}

custom_codes = st.from_regex(r"[A-Z0-9]{3,12}", fullmatch=True).filter(lambda code: code not in TABLE)


# The table


def test_the_table_is_list_one_of_2026():
    """178 active codes, among them the newest; the lev has gone."""
    day = currencies.TABLE_DATE
    assert day == date(2026, 1, 1)
    assert len(ACTIVE) == 178
    assert {code: (TABLE[code].numeric, TABLE[code].minor_units) for code in ("XAD", "XCG", "ZWG")} == {
        "XAD": ("396", 2),
        "XCG": ("532", 2),
        "ZWG": ("924", 2),
    }
    assert TABLE["BGN"].withdrawn_on == "2026-01"


def test_active_codes_have_the_digits_of_the_standard():
    """Every active code that is in no special group has two digits."""
    special = {code: count for count, codes in SPECIAL_DIGITS.items() for code in codes.split()}
    assert {code: TABLE[code].minor_units for code in ACTIVE} == dict.fromkeys(ACTIVE, 2) | special
    assert Counter(TABLE[code].minor_units for code in ACTIVE) == {2: 139, 0: 17, 3: 7, 4: 2, None: 13}


def test_numbers_of_active_codes_are_unique():
    """Only a withdrawn code may share its number with another."""
    numbers = [TABLE[code].numeric for code in ACTIVE]
    assert len(set(numbers)) == len(numbers) == 178


def test_every_line_of_the_table_is_well_formed():
    """One line a code, sorted, with the shapes that IsoCurrency promises."""
    codes = [row["code"] for row in ROWS]
    assert codes == sorted(set(codes))
    for line in TABLE.values():
        assert re.fullmatch(r"[A-Z]{3}", line.code)
        assert line.numeric is None or re.fullmatch(r"\d{3}", line.numeric)
        assert line.minor_units in {0, 2, 3, 4, None}
        assert line.withdrawn_on is None or re.fullmatch(r"(19|20)\d\d(-(0[1-9]|1[0-2]))?", line.withdrawn_on)
        assert line.name == line.name.strip() != ""
    assert [code for code, line in TABLE.items() if line.numeric is None] == ["XFO", "XFU", "XRE"]


def test_no_code_was_withdrawn_after_the_day_of_the_table():
    """A withdrawal that is still to come belongs to a later table."""
    assert max(line.withdrawn_on or "" for line in TABLE.values()) <= currencies.TABLE_DATE.isoformat()[:7]


def test_cash_steps_are_those_of_cldr_and_whole_minor_units():
    """A cash step is coarser than the minor unit and a multiple of it."""
    steps = {code: str(line.cash_step) for code, line in TABLE.items() if line.cash_step is not None}
    assert steps == {code: step for step, codes in CASH_STEPS.items() for code in codes.split()}
    for code in steps:
        count = TABLE[code].cash_step * 10 ** TABLE[code].minor_units
        assert count > 1
        assert count == int(count)


def test_digits_are_those_of_iso_not_the_customary_ones():
    """Babel prints no digits for the dinar of Iraq, but its fils exist."""
    differ = {code for code in ACTIVE & set(COUNTED) if get_currency_precision(code) != TABLE[code].minor_units}
    assert {"AFN", "IQD", "IRR"} <= differ


def test_active_codes_have_the_digits_of_py_moneyed():
    """An independent catalogue agrees wherever it knows an active code with a minor unit."""
    both = ACTIVE & set(COUNTED) & set(moneyed.CURRENCIES)
    assert len(both) > 150
    assert {code: moneyed.CURRENCIES[code].sub_unit for code in both} == {
        code: currency(code).sub_unit for code in both
    }


@pytest.mark.parametrize("case", GOLDENS, ids=[case["id"] for case in GOLDENS])
def test_golden_cases_are_answered(case):
    """Digits, number and cash step of the published tables."""
    line = iso_currency(case["given"]["code"])
    answers = {
        "minor_units": line.minor_units,
        "numeric": line.numeric,
        "cash_step": str(line.cash_step),
        "electronic_digits": line.minor_units,
    }
    assert {key: answers[key] for key in case["expect"]} == case["expect"]
    assert line.historic == (case["given"].get("status") == "historic")


def test_a_line_cannot_be_changed():
    """The table is shared by all, so nobody writes to it."""
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        iso_currency("EUR").minor_units = 3
    assert iso_currency("EUR") is iso_currency("EUR")


def test_import_reads_no_file():
    """The table is read when it is first asked, not when the library is imported."""
    script = """if True:
        import sys
        import receivables.currencies as room
        print(room._table.cache_info().currsize, "importlib.resources" in sys.modules)
        room.currency("EUR")
        print(room._table.cache_info().currsize)
    """
    printed = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True).stdout
    assert printed.split() == ["0", "False", "1"]


# One code, one object


@pytest.mark.parametrize("code", COUNTED)
def test_a_code_has_one_object_with_the_digits_of_the_table(code):
    """By code, as the object itself, or as a copy of it: the answer is the same object."""
    unit = currency(code)
    assert (unit.code, unit.sub_unit, unit.numeric) == (code, 10 ** TABLE[code].minor_units, TABLE[code].numeric)
    assert digits(unit) == TABLE[code].minor_units
    for same in (unit, copy.deepcopy(unit), pickle.loads(pickle.dumps(unit)), code):
        assert currency(same) is unit


@pytest.mark.parametrize("code", sorted(set(COUNTED) & set(moneyed.CURRENCIES)))
def test_an_object_of_py_moneyed_becomes_ours(code):
    """Also where its sub-unit is another than in the table, and also after a pickle."""
    theirs = moneyed.get_currency(code)
    assert currency(theirs) is currency(pickle.loads(pickle.dumps(theirs))) is currency(code)


def test_our_objects_equal_those_of_py_moneyed():
    """So amounts of both can be compared."""
    assert currency("EUR") == moneyed.EUR
    assert hash(currency("EUR")) == hash(moneyed.EUR)
    assert currency("EUR") is not moneyed.EUR


@pytest.mark.parametrize("code", UNCOUNTED)
def test_a_code_without_minor_unit_needs_its_digits(code):
    """Gold has no cents: the bare code and py-moneyed's placeholder are refused, a sub-unit of one's own is taken."""
    for bare in (code, Currency(code, sub_unit=1)):
        with pytest.raises(InvalidValueError, match=f"{code} has no minor unit in ISO 4217"):
            currency(bare)
    if code in moneyed.CURRENCIES and moneyed.CURRENCIES[code].sub_unit == 1:
        with pytest.raises(InvalidValueError, match="no minor unit"):
            currency(moneyed.CURRENCIES[code])
    own = Currency(code, sub_unit=100)
    assert currency(own) is own
    assert digits(currency(custom_currency(code, 2))) == 2


@given(st.sampled_from(COUNTED), st.integers(-10, 10**9))
def test_an_object_that_contradicts_the_table_is_refused(code, sub_unit):
    """Unless it is what py-moneyed itself says."""
    listed = moneyed.CURRENCIES.get(code)
    right = {10 ** TABLE[code].minor_units} | ({listed.sub_unit} if listed else set())
    unit = Currency(code, sub_unit=sub_unit)
    if sub_unit in right:
        assert currency(unit) is currency(code)
    else:
        with pytest.raises(InvalidValueError, match=f"{code} with sub_unit"):
            currency(unit)


# Currencies of one's own


@given(custom_codes, st.integers(0, 8), st.sampled_from(["", "Loyalty points", "Ω"]))
def test_a_custom_currency_is_taken_by_value(code, count, name):
    """It comes back as it is, before and after a pickle, and keeps its digits."""
    unit = custom_currency(code, count, name=name)
    again = pickle.loads(pickle.dumps(unit))
    assert currency(unit) is unit
    assert currency(again) is again
    assert digits(unit) == digits(again) == count
    assert (unit.code, unit.numeric, unit.name) == (code, None, name or code)


@given(custom_codes, st.one_of(st.integers(), st.floats(), st.booleans(), st.none(), st.text(max_size=3)))
def test_a_sub_unit_is_a_power_of_ten(code, sub_unit):
    """Anything else has no digits to count."""
    unit = Currency(code, sub_unit=sub_unit)
    if type(sub_unit) is int and sub_unit in {10**count for count in range(9)}:
        assert currency(unit) is unit
    else:
        with pytest.raises(InvalidValueError):
            currency(unit)


@pytest.mark.parametrize("code", COUNTED)
def test_a_custom_currency_does_not_redefine_iso(code):
    """Not even with the right digits: for that there is the code."""
    with pytest.raises(InvalidValueError, match="code without digits in ISO 4217"):
        custom_currency(code, 2)


def test_a_custom_currency_of_a_listed_code_keeps_its_number():
    """XTS stays 963 when it is given digits; none at all would look like no answer, so it is refused."""
    assert custom_currency("XTS", 2).numeric == "963"
    with pytest.raises(InvalidValueError, match="from 1 to 8"):
        custom_currency("XTS", 0)


@pytest.mark.parametrize(
    "code", ["", "XX", "btc", "BT C", "BTC ", "BTC\n", "Ⅷ12", "٣٣٣", "B" * 13, None, 7, b"BTC", ["BTC"]]
)
def test_a_custom_code_is_3_to_12_capitals_or_digits(code):
    """Through either door; what cannot even be hashed is refused in words too."""
    with pytest.raises(InvalidValueError):
        custom_currency(code, 2)
    with pytest.raises(InvalidValueError):
        currency(Currency(code, sub_unit=100))


@pytest.mark.parametrize("count", [-1, 9, True, 2.0, "2", None, Decimal(2)])
def test_digits_of_a_custom_currency_are_a_whole_number_to_8(count):
    """Floats, texts and booleans are no counts."""
    with pytest.raises(InvalidValueError, match="'digits' must be a whole number of digits from 0 to 8"):
        custom_currency("BTC", count)


@pytest.mark.parametrize("name", [" ", "a\nb", "x" * 201, None, 0])
def test_a_custom_name_is_a_label(name):
    """As every name at every door."""
    with pytest.raises(InvalidValueError, match="'name'"):
        custom_currency("BTC", 8, name=name)


# What is no currency


@pytest.mark.parametrize("text", ["eur", "Eur", " EUR", "EUR ", "\teur\n"])
def test_a_code_is_never_put_right_silently(text):
    """The message says which code was probably meant."""
    for door in (currency, iso_currency):
        with pytest.raises(InvalidValueError, match="an ISO 4217 code in capitals: 'EUR'") as caught:
            door(text)
        assert caught.value.attribute == "currency"
        assert caught.value.value == text


@pytest.mark.parametrize(
    "value", ["", "€", "EURO", "ZZZ", "E" * 10**7, "978", "EU\0", None, 978, True, 1.5, b"EUR", ["EUR"], {}]
)
def test_what_is_no_currency_is_refused(value):
    """With a message that stays short."""
    for door in (currency, iso_currency):
        with pytest.raises(InvalidValueError, match="an ISO 4217 code like 'EUR'") as caught:
            door(value)
        assert len(str(caught.value)) < 200


def test_a_currency_object_is_no_code():
    """The table is asked by code; a line of the table is no currency object."""
    with pytest.raises(InvalidValueError):
        iso_currency(moneyed.EUR)
    with pytest.raises(InvalidValueError):
        currency(iso_currency("EUR"))


@given(st.text())
def test_any_text_is_a_code_of_the_table_or_refused(text):
    """There is no third outcome."""
    if text in TABLE:
        assert iso_currency(text).code == text
    else:
        with pytest.raises(InvalidValueError):
            iso_currency(text)


@pytest.mark.parametrize(
    "value",
    [None, "EUR", 2, Currency("AAA", sub_unit=5), Currency("AAA", sub_unit=10**9), Currency("AAA", sub_unit=[])],
)
def test_digits_refuses_what_has_none(value):
    """Sub-units that are no power of ten, and things that are no currency."""
    with pytest.raises(InvalidValueError, match="power of ten"):
        digits(value)


# The host's registry


def test_the_registry_of_py_moneyed_is_left_alone():
    """Same keys, same objects, same sub-units after every door has been used."""

    def look():
        by_code = {code: (id(unit), vars(unit)["sub_unit"]) for code, unit in moneyed.CURRENCIES.items()}
        return by_code, {number: id(unit) for number, unit in CURRENCIES_BY_ISO.items()}

    before = look()
    for code in COUNTED:
        currency(code)
        currency(Currency(code, sub_unit=10 ** TABLE[code].minor_units))
    currency(custom_currency("BTC", 8))
    currency(custom_currency("XTS", 2))
    assert look() == before
