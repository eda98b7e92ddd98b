"""The credit policies that ship: whole, valid, and fit for a book."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

import receivables
from receivables import CreditPolicy, InvalidValueError, Money, assess
from receivables.adapters.letters.facts import LETTERS
from receivables.adapters.tabular import read_book
from receivables.catalogue import dumps, schema
from receivables.credit_policy import starter_ids
from receivables.position import OpenItem

ROOT = Path(__file__).resolve().parent.parent
FOLDER = Path(receivables.__file__).parent / "data" / "policies"
SLOTS = {"aging", "interest", "allocation", "discounts", "plans", "ladder"}

each_starter = pytest.mark.parametrize("starter", starter_ids())


@pytest.fixture(scope="module")
def portfolio():
    return read_book(ROOT / "examples" / "book").portfolio()


@each_starter
def test_a_starter_is_whole_and_valid(starter):
    """Every slot is filled by the document itself, which is valid under the schema of its kind."""
    document = tomllib.loads((FOLDER / f"{starter}.toml").read_text("utf-8"))
    assert set(document) == SLOTS | {"kind", "version", "name"}
    assert list(Draft202012Validator(schema("credit-policy")).iter_errors(document)) == []


@each_starter
@pytest.mark.parametrize("written", ["toml", "json"])
def test_a_starter_is_its_document(starter, written):
    """Written and read again it is the same."""
    policy = CreditPolicy.starter(starter)
    assert CreditPolicy.loads(dumps(policy, format=written), format=written) == policy


@each_starter
def test_a_starter_assesses_a_book(starter, portfolio):
    """The example book comes out under each, with something to do that names its letter."""
    result = assess(portfolio, CreditPolicy.starter(starter), as_of=date(2026, 6, 30))
    assert len(result.accounts) == len(portfolio)
    assert result.worklist


@each_starter
def test_a_starter_charges_no_fee_and_asks_for_letters_that_there_are(starter):
    """No notice costs the customer anything, steps get firmer, and what is written has a template."""
    steps = CreditPolicy.starter(starter).ladder.steps
    tones = ["friendly", "firm", "formal"]
    assert all(step.fee is None for step in steps)
    assert [step.tone for step in steps] == sorted((step.tone for step in steps), key=tones.index)
    assert all(step.template in LETTERS or step.channel == "phone" for step in steps)


def test_two_percent_once_and_a_thirtieth_of_one_percent_a_day():
    """What a boleto of 1,000.00 costs that is paid 30 days late: 20.00 and 10.00."""
    interest = CreditPolicy.starter("br-boleto").interest
    item = OpenItem(
        customer="C-1",
        document="F-1",
        issued_on=date(2026, 1, 1),
        due_on=date(2026, 3, 1),
        amount=Money("1000.00", "BRL"),
    )
    assert interest.accrue(item, as_of=date(2026, 3, 31)).amount == Money("30.00", "BRL")


@pytest.mark.parametrize(
    ("wrong", "hint"), [("es-pime", "perhaps es-pyme"), ("zz", "lists them"), (None, "lists them"), (["x"], "lists")]
)
def test_an_unknown_starter_is_refused(wrong, hint):
    """With the nearest, where there is one."""
    with pytest.raises(InvalidValueError, match=hint):
        CreditPolicy.starter(wrong)
