"""The examples do what they say: the scripts print their docstrings, and the book is what its script makes."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections import Counter
from datetime import date
from pathlib import Path
from textwrap import dedent

import pytest

from receivables import CreditPolicy, InvoiceIssued, Ladder, NextAction, PaymentReceived, assess
from receivables.adapters.tabular import read_book
from receivables.interest import LateInterest

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
LAST_DAY = date(2026, 6, 30)
BOOK_FILES = ("book/events.jsonl", "book-csv/invoices.csv", "book-csv/payments.csv")
PRINTING = [path for path in sorted(EXAMPLES.glob("*.py")) if "\nIt prints::\n" in path.read_text("utf-8")]


def run(script: Path, *arguments: str) -> str:
    """What a script prints, run the way a reader runs it."""
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, str(script), *arguments]
    return subprocess.run(command, check=True, capture_output=True, encoding="utf-8", env=environment).stdout


@pytest.fixture(scope="module")
def policy():
    return CreditPolicy.load(EXAMPLES / "credit-policy.toml")


@pytest.fixture(scope="module")
def book():
    return read_book(EXAMPLES / "book")


@pytest.fixture(scope="module")
def assessment(book, policy):
    return assess(book.portfolio(), policy, as_of=LAST_DAY)


@pytest.mark.parametrize("script", PRINTING, ids=lambda script: script.name)
def test_scripts_print_what_they_promise(script):
    """The docstring of a script ends with what it prints."""
    text = ast.get_docstring(ast.parse(script.read_text("utf-8")))
    assert run(script) == dedent(text.split("It prints::\n", 1)[1]).strip("\n") + "\n"


def test_there_are_scripts_to_read():
    assert {"first_steps.py", "own_policy.py"} <= {script.name for script in PRINTING}


def test_the_script_makes_the_same_bytes_again(tmp_path):
    """The book is a function of its seed, whichever Python runs the script."""
    assert run(EXAMPLES / "make_book.py", str(tmp_path)) == ""
    different = [name for name in BOOK_FILES if (tmp_path / name).read_bytes() != (EXAMPLES / name).read_bytes()]
    assert different == []


def test_the_examples_stay_small():
    kept = [path for path in EXAMPLES.rglob("*") if path.is_file() and path.suffix != ".pyc"]
    assert sum(path.stat().st_size for path in kept) < 2_000_000


def test_the_policy_is_the_one_that_its_comments_describe(policy):
    assert policy.aging.edges == (30, 60, 90)
    assert isinstance(policy.interest, LateInterest)
    assert policy.interest.rate.percent == 8
    assert isinstance(policy.ladder, Ladder)
    assert [step.days for step in policy.ladder.steps] == [5, 20, 30, 45, 70]
    assert policy.ladder.promise_tolerance_days == 3


def test_every_kind_of_fact_occurs(book):
    """Twelve kinds of event (compensation is charged by law alone), and some were recorded late."""
    kinds = Counter(type(event).__name__ for _, _, event in book.facts)
    assert len(kinds) == 12
    assert min(kinds.values()) >= 10
    assert sum(event.recorded_on > event.on for _, _, event in book.facts) >= 50


def test_the_book_has_the_size_that_the_pages_name(book):
    invoices = [event.invoice for _, _, event in book.facts if isinstance(event, InvoiceIssued)]
    assert len(invoices) == 2_000
    assert {code for _, code, _ in book.facts} == {"EUR", "USD", "JPY"}
    assert len({customer for customer, _, _ in book.facts}) in range(110, 131)
    assert {event.on <= LAST_DAY for _, _, event in book.facts} == {True}
    assert {name for invoice in invoices for name, _ in invoice.attributes} == {"country", "sales_person", "segment"}


def test_most_invoices_are_paid_at_once_and_a_few_in_many_parts(book):
    """Payments an invoice: about 94 % one, 5.5 % two, a tail up to fourteen."""
    payments = [event.payment for _, _, event in book.facts if isinstance(event, PaymentReceived)]
    named = [line.invoice for payment in payments for line in payment.remittance]
    shares = Counter(Counter(number for number in named if number.startswith("F")).values())
    paid = sum(shares.values())
    assert 90 <= shares[1] * 100 // paid <= 96
    assert 3 <= shares[2] * 100 // paid <= 8
    assert max(shares) >= 10


def test_no_column_of_the_report_is_empty(assessment):
    """Every currency has something open in every bucket, and some cash that nobody has applied."""
    for currency in assessment.currencies:
        assert [label for label, amount in assessment.aging.totals(currency).items() if not amount] == []
        assert assessment.aging.unapplied(currency)


def test_a_realistic_share_is_open(assessment):
    items = [item for account in assessment.accounts for item in account.position.items]
    assert 15 <= 100 * sum(bool(item.open) for item in items) // len(items) <= 25


def test_the_worklist_shows_each_step(assessment, policy):
    taken = {account.next_action.step.name for account in assessment.worklist}
    assert taken == {step.name for step in policy.ladder.steps}


@pytest.mark.parametrize("reason", ["promised", " sent", "covers", "due in", "nothing is open", "damaged goods"])
def test_there_are_several_reasons_to_do_nothing(assessment, reason):
    """A promise, a reminder that has just gone out, cash to apply first, nothing late, nothing open, a dispute."""
    actions = [account.next_action for account in assessment.accounts]
    assert any(reason in action.because for action in actions if not isinstance(action, NextAction))


def test_facts_recorded_late_change_the_report_of_may(book, policy):
    """The report as it was printed on the last day of May, and as it should have been, differ in every currency."""
    day = date(2026, 5, 31)
    then, now = (assess(book.portfolio(), policy, as_of=day, known_by=known).aging for known in (day, None))
    assert [code for code in now.currencies if then.balance(code) == now.balance(code)] == []


def test_the_two_lists_are_read_too():
    """The CSV form: invoices, and payments beside them."""
    facts = read_book(EXAMPLES / "book-csv", carry=["country"]).facts
    kinds = Counter(type(event) for _, _, event in facts)
    assert kinds[InvoiceIssued] == 60
    assert kinds[PaymentReceived] >= 30
