"""Books as files: what is written is read back, a foreign CSV needs only a mapping, and every wrong row is named."""

from __future__ import annotations

import csv
import json
import pickle
import re
import tempfile
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import get_args

import pytest
import strategies_terms
from hypothesis import example, given
from hypothesis import strategies as st

from receivables import (
    CashApplied,
    CashUnapplied,
    CompensationCharged,
    ConsentGiven,
    ConsentWithdrawn,
    ContactMade,
    CreditNote,
    CreditNoteIssued,
    DisputeClosed,
    DisputeOpened,
    FeeCharged,
    HoldLifted,
    HoldPlaced,
    InterestCharged,
    InvalidValueError,
    Invoice,
    InvoiceIssued,
    LimitSet,
    Money,
    Payment,
    PaymentReceived,
    PaymentReversed,
    PaymentTerms,
    PlanAgreed,
    PromiseMade,
    Refunded,
    RemittanceLine,
    WrittenOff,
)
from receivables.adapters.tabular import Book, BookMapping, UnknownColumnProblem, read_book, write_events
from receivables.adapters.tabular.cells import AmountReader, DateReader, written
from receivables.adapters.tabular.event_types import LINE_TYPES
from receivables.adapters.tabular.oddities import plain
from receivables.calendars import WEEKDAYS
from receivables.currencies import currency, custom_currency
from receivables.errors import IntakeError, IntakeProblem
from receivables.events import Event
from receivables.testing import accounts, currencies, days, installments, money

DAY = date(2026, 2, 2)
ARABIC = "\u0661\u0662"
ARABIC_DAY = "\u0662\u0660\u0662\u0666-01-01"
HEADER = "invoice,customer,issued_on,due_on,amount,currency"
GOOD = "F-1,C-1,2026-01-15,2026-02-14,1000.00,EUR"
PAID = "payment,customer,paid_on,amount,currency,invoice"


def book_of(files: dict[str, str | bytes], read: str = "invoices.csv", **how) -> Book:
    """The book in a new folder with these files."""
    with tempfile.TemporaryDirectory() as folder:
        for name, content in files.items():
            Path(folder, name).write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_book(Path(folder, read), **how)


def refused(files: dict[str, str | bytes], read: str = "invoices.csv", **how) -> IntakeError:
    with pytest.raises(IntakeError) as caught:
        book_of(files, read, **how)
    return caught.value


def problems(
    files: dict[str, str | bytes], read: str = "invoices.csv", **how
) -> list[tuple[int | None, str | None, str]]:
    """Row, column and what was expected, of each problem."""
    found = refused(files, read, **how).exceptions
    assert all(isinstance(each, IntakeProblem) for each in found)
    return [(each.row, each.column, each.expected) for each in found]


def invoices(*rows: str, header: str = HEADER) -> dict[str, str | bytes]:
    return {"invoices.csv": "\n".join([header, *rows]) + "\n"}


def line(kind: str = "invoice_issued", /, **keys) -> str:
    """A line of a book of events: a good invoice with other keys, ``None`` leaves one out."""
    good = {"number": "F-1", "total": "10.00", "issued_on": "2026-01-15", "due_on": "2026-02-14"}
    whole = {"type": kind, "customer": "C-1", "currency": "EUR", **(good if kind == "invoice_issued" else {}), **keys}
    return json.dumps({key: value for key, value in whole.items() if value is not None})


def events(*lines: str) -> dict[str, str | bytes]:
    return {"events.jsonl": "\n".join(lines) + "\n"}


# --- books of events ---------------------------------------------------------------------------------------------


def read_back(facts: list[tuple[str, str, Event]]) -> Book:
    with tempfile.TemporaryDirectory() as folder:
        write_events(facts, Path(folder, "events.jsonl"))
        return read_book(folder)


@given(st.data())
def test_what_is_written_is_read_back(data):
    """Whole accounts: the same facts in the same order, and the same accounts."""
    drawn = [
        data.draw(accounts(customer, unit, most=3))
        for customer, unit in data.draw(
            st.lists(st.tuples(st.sampled_from("AB"), currencies()), max_size=3, unique=True)
        )
    ]
    facts = [(account.customer, account.currency.code, event) for account in drawn for event in account.events]
    if facts:
        book = read_back(facts)
        assert list(book.facts) == facts
        assert book.portfolio().accounts == tuple(
            sorted((each for each in drawn if each.events), key=lambda each: (each.customer, each.currency.code))
        )


NAMES = st.text(min_size=1, max_size=200).filter(lambda text: text.isprintable() and text == text.strip())
WORDS = st.text(st.characters(), max_size=50)
LARGE = money("EUR", least=1, most=10**42)


@given(number=NAMES, customer=NAMES, total=LARGE, when=st.dates(), words=WORDS, labels=st.dictionaries(WORDS, WORDS))
@example("F", "C", Money("0.01", "EUR"), date.max, "\ud800 \u2028 \0", {"": "\r\n"})
def test_any_text_amount_and_day_is_read_back(number, customer, total, when, words, labels):
    """Names in any script, reasons with any character, amounts up to 10**40, days from year 1 to 9999."""
    invoice = Invoice(number, customer, total=total, issued_on=when, due_on=date.min, attributes=labels)
    facts = [
        (customer, "EUR", InvoiceIssued(invoice, recorded_on=date.min, sequence=-(10**18))),
        (customer, "EUR", WrittenOff(number, on=when, reason=words, sequence=10**18)),
        (customer, "EUR", ContactMade(number, channel=number, outcome=words, on=when, recorded_on=date.max)),
    ]
    assert list(read_back(facts).facts) == facts


@given(installments("JPY", around=DAY))
def test_installments_are_read_back_in_their_order(parts):
    total = Money.total((part.amount for part in parts), currency="JPY")
    facts = [("C-1", "JPY", InvoiceIssued(Invoice("F-1", "C-1", total=total, issued_on=DAY, installments=parts)))]
    assert list(read_back(facts).facts) == facts


def test_every_type_of_event_has_a_line():
    assert {each.event for each in LINE_TYPES.values()} == set(get_args(Event))


def test_the_lines_of_a_book_of_events(tmp_path):
    """The format, line by line: it is what other programs write."""
    one, invoice = (
        Money("1.00", "EUR"),
        Invoice(
            "F-1",
            "C-1",
            total=Money("100", "EUR"),
            issued_on=DAY,
            terms=PaymentTerms.net(30),
            attributes={"country": "ES"},
        ),
    )
    parts = [(DAY, Money("40", "EUR")), (date(2026, 3, 1), Money("60", "EUR"))]
    remittance = ["F-1", RemittanceLine("F-2", one)]
    happened: list[Event] = [
        InvoiceIssued(invoice),
        InvoiceIssued(Invoice("F-2", "C-1", total=Money("100", "EUR"), issued_on=DAY, installments=parts)),
        InterestCharged("I-1", invoice="F-1", amount=one, until=DAY, on=DAY),
        CompensationCharged("K-1", invoice="F-1", amount=one, on=DAY, due_on=date(2026, 2, 9)),
        FeeCharged("M-1", invoice="F-1", step="reminder", amount=one, on=DAY),
        CreditNoteIssued(CreditNote("CN-1", "C-1", total=one, issued_on=DAY, invoice="F-1")),
        PaymentReceived(Payment("P-1", "C-1", amount=Money("5", "EUR"), paid_on=DAY, remittance=remittance)),
        PaymentReversed("P-1", on=DAY, reason="insufficient funds"),
        CashUnapplied("CN-1", "F-1", on=DAY),
        CashApplied("CN-1", "F-2", amount=one, on=DAY),
        Refunded("CN-1", amount=one, on=DAY),
        WrittenOff("F-1", on=DAY),
        DisputeOpened("F-1", amount=one, on=DAY, reason="short delivery"),
        DisputeClosed("F-1", on=DAY, recorded_on=date(2026, 2, 9), sequence=3),
        PromiseMade(one, promised_on=DAY, invoices=["F-1"], on=DAY),
        PlanAgreed("R-1", invoices=["F-1"], payments=[(DAY, one), (date(2026, 3, 1), one)], on=DAY),
        HoldPlaced("grace", invoices=["F-1"], until=DAY, on=DAY, reason="illness"),
        HoldLifted("grace", on=DAY),
        ConsentGiven("sms", on=DAY),
        ConsentWithdrawn("sms", on=DAY),
        LimitSet(one, on=DAY),
        LimitSet(None, on=DAY),
        ContactMade("reminder", channel="email", on=DAY),
    ]
    write_events((("C-1", currency("EUR"), event) for event in happened), tmp_path / "book.jsonl")
    head = '{"type": "%s", "customer": "C-1", "currency": "EUR", '
    assert (tmp_path / "book.jsonl").read_text("utf-8").splitlines() == [
        head % "invoice_issued" + '"number": "F-1", "total": "100.00", "issued_on": "2026-02-02", '
        '"due_on": "2026-03-04", "attributes": {"country": "ES"}}',
        head % "invoice_issued" + '"number": "F-2", "total": "100.00", "issued_on": "2026-02-02", '
        '"installments": [["2026-02-02", "40.00"], ["2026-03-01", "60.00"]]}',
        head % "interest_charged" + '"reference": "I-1", "invoice": "F-1", "amount": "1.00", "until": "2026-02-02", '
        '"on": "2026-02-02"}',
        head % "compensation_charged" + '"reference": "K-1", "invoice": "F-1", "amount": "1.00", "on": "2026-02-02", '
        '"due_on": "2026-02-09"}',
        head % "fee_charged" + '"reference": "M-1", "invoice": "F-1", "step": "reminder", "amount": "1.00", '
        '"on": "2026-02-02"}',
        head % "credit_note_issued" + '"number": "CN-1", "total": "1.00", "issued_on": "2026-02-02", "invoice": "F-1"}',
        head % "payment_received" + '"reference": "P-1", "amount": "5.00", "paid_on": "2026-02-02", '
        '"remittance": [["F-1", null], ["F-2", "1.00"]]}',
        head % "payment_reversed" + '"payment": "P-1", "on": "2026-02-02", "reason": "insufficient funds"}',
        head % "cash_unapplied" + '"source": "CN-1", "invoice": "F-1", "on": "2026-02-02"}',
        head % "cash_applied" + '"source": "CN-1", "invoice": "F-2", "amount": "1.00", "on": "2026-02-02"}',
        head % "refunded" + '"source": "CN-1", "amount": "1.00", "on": "2026-02-02"}',
        head % "written_off" + '"invoice": "F-1", "on": "2026-02-02"}',
        head % "dispute_opened" + '"invoice": "F-1", "amount": "1.00", "on": "2026-02-02", "reason": "short delivery"}',
        head % "dispute_closed" + '"invoice": "F-1", "on": "2026-02-02", "recorded_on": "2026-02-09", "sequence": 3}',
        head % "promise_made" + '"amount": "1.00", "promised_on": "2026-02-02", "invoices": ["F-1"], '
        '"on": "2026-02-02"}',
        head % "plan_agreed" + '"reference": "R-1", "invoices": ["F-1"], '
        '"payments": [["2026-02-02", "1.00"], ["2026-03-01", "1.00"]], "on": "2026-02-02"}',
        head % "hold_placed" + '"kind": "grace", "invoices": ["F-1"], "until": "2026-02-02", "on": "2026-02-02", '
        '"reason": "illness"}',
        head % "hold_lifted" + '"kind": "grace", "on": "2026-02-02"}',
        head % "consent_given" + '"channel": "sms", "on": "2026-02-02"}',
        head % "consent_withdrawn" + '"channel": "sms", "on": "2026-02-02"}',
        head % "limit_set" + '"limit": "1.00", "on": "2026-02-02"}',
        head % "limit_set" + '"limit": null, "on": "2026-02-02"}',
        head % "contact_made" + '"step": "reminder", "channel": "email", "on": "2026-02-02"}',
    ]


@pytest.mark.parametrize(
    ("customer", "code", "event"),
    [
        ("C-2", "EUR", InvoiceIssued(Invoice("F", "C-1", total=Money(1, "EUR"), issued_on=DAY, due_on=DAY))),
        ("C-1", "USD", Refunded("P", amount=Money(1, "EUR"), on=DAY)),
        ("C-1", "XTS", Refunded("P", amount=Money(1, custom_currency("XTS", 2)), on=DAY)),
        ("C-1", "EUR", "paid"),
    ],
    ids=["another customer", "another currency", "a currency of one's own", "no event"],
)
def test_what_a_line_cannot_say_is_not_written(customer, code, event, tmp_path):
    with pytest.raises(InvalidValueError):
        write_events([(customer, code, event)], tmp_path / "book.jsonl")


BAD_LINES = [
    (line(total=10.5), "total", "an amount as text"),
    (line(total=10), "total", "an amount as text"),
    (line(total="NaN"), "total", "a plain number"),
    (line(total="1e1000000"), "total", "a plain number"),
    (line(total="1_000"), "total", "a plain number"),
    (line(total=ARABIC), "total", "a plain number"),
    (line(total=" 12 "), "total", "a plain number"),
    (line(total="10.005"), "total", "at most 2 decimals, as EUR has"),
    (line(total="9" * 60), "total", "10**40"),
    (line(total="-1"), "total", "at least 0"),
    (line(total="10.5", currency="JPY"), "total", "at most 0 decimals, as JPY has"),
    (line().replace('"10.00"', "NaN"), "total", "an amount as text"),
    (line().replace('"10.00"', "1" * 5_000), "total", "an amount as text"),
    (line(currency="eur"), "currency", "in capitals: 'EUR'"),
    (line(currency="EURO"), "currency", "an ISO 4217 code"),
    (line(currency="XAU"), "currency", "no minor unit"),
    (line(currency=978), "currency", "an ISO 4217 code"),
    (line(currency=None), "currency", "an ISO 4217 code"),
    (line(customer=""), "customer", "1 to 200"),
    (line(customer=7), "customer", "1 to 200"),
    (line(number="F" * 201), "number", "1 to 200"),
    (line(number="F\n1"), "number", "1 to 200"),
    (line(number=None), "number", "the key is missing"),
    (line(issued_on="15/01/2026"), "issued_on", "a date like 2026-03-31"),
    (line(issued_on="2026-02-30"), "issued_on", "a day that exists"),
    (line(issued_on="2026-W01-1"), "issued_on", "a date like 2026-03-31"),
    (line(issued_on="20260115"), "issued_on", "a date like 2026-03-31"),
    (line(issued_on=20260115), "issued_on", "a date as text"),
    (line(due_on=None), None, "in exactly one way"),
    (line(installments=[["2026-02-14", "10.00"]]), None, "in exactly one way"),
    (line(due_on=None, terms="200 fixed is due on the issue day; the rest is due on the issue day."), "terms", "10.00"),
    (
        line(
            due_on=None,
            terms="5 % of the total in steps of 0.001 is due on the issue day; the rest is due on the issue day.",
        ),
        "terms",
        "at most 2 decimals, as EUR has",
    ),
    (line(due_on=None, terms="on the 32nd"), "terms", "a day of the month from 1 to 31"),
    (line(due_on=None, terms="net 30", issued_on="9999-12-15"), "issued_on", "in the years 1 to 9999"),
    (line(due_on=None, installments=[["2026-02-14", "9.99"]]), "installments", "sum to 10.00 EUR"),
    (line(due_on=None, installments=[["2026-02-14"]]), "installments", "pairs like"),
    (line(due_on=None, installments="2026-02-14"), "installments", "a list"),
    (line(attributes={"country": 34}), "attributes", "names and values as text"),
    (line(sequence=True), "sequence", "a whole number"),
    (line(sequence=1.0), "sequence", "a whole number"),
    (line(recorded_on=""), "recorded_on", "a date like 2026-03-31"),
    (line(amount="10.00"), "amount", "no such key here, only number, total"),
    (line("invoice_isued"), "type", "one of invoice_issued, interest_charged, compensation_charged, fee_charged"),
    (line("promise_made", amount="1", promised_on="2026-03-01", on="2026-02-01", invoices=[1]), "invoices", "1 to 200"),
    (line("refunded", source="P-1", amount="0.00", on="2026-02-01"), "amount", "more than 0"),
    (
        line("payment_received", reference="P", amount="1", paid_on="2026-02-01", remittance=["F-1"]),
        "remittance",
        "pairs",
    ),
    ('{"type": "refunded", "type": "refunded"}', None, "a key stands twice: type"),
    ("[" * 100_000, None, "lists within lists without end"),
    ('{"type": "invoice_issued"', None, "one fact as JSON in this line"),
    ("F-1;C-1;10.00", None, "one fact as JSON in this line"),
    ('["invoice_issued"]', None, "a fact, like"),
    ("NaN", None, "a fact, like"),
]


@pytest.mark.parametrize(("text", "column", "expected"), BAD_LINES, ids=[text[:60] for text, _, _ in BAD_LINES])
def test_a_bad_line_is_named(text, column, expected):
    """Row, key, and what was expected."""
    found = problems(events(line(number="F-0"), text), "events.jsonl")
    assert [(row, key) for row, key, _ in found][:1] == [(2, column)] or column in {key for _, key, _ in found}
    assert any(expected in words and row == 2 for row, _, words in found)


def test_all_bad_lines_are_named_at_once():
    found = problems(events(line(), *(text for text, _, _ in BAD_LINES)), "events.jsonl")
    assert {row for row, _, _ in found} == set(range(2, len(BAD_LINES) + 2))


PAYMENT = line("payment_received", reference="P-1", amount="5.00", paid_on="2026-02-01")

CONTRADICTIONS = [
    ([line(), line(issued_on="2026-01-01")], 1, "F-1 is in row 2 of events.jsonl already"),
    ([line(), line(number="F-2"), line(number="F-2")], 3, "F-2 is in row 2 of events.jsonl already"),
    (
        [line("interest_charged", reference="I", invoice="F-9", amount="1", until="2026-02-01", on="2026-02-01")],
        1,
        "F-9",
    ),
    ([PAYMENT, PAYMENT], 2, "P-1 is in row 1 of events.jsonl already"),
    ([line("payment_reversed", payment="P-9", on="2026-02-01")], 1, "no payment P-9 is on this account"),
    ([PAYMENT, line("payment_reversed", payment="P-1", on="2026-01-01")], 2, "before the payment"),
    ([PAYMENT, line("refunded", source="P-1", amount="5.01", on="2026-03-01")], 2, "more than came"),
    ([line("written_off", invoice="F-9", on="2026-03-01")], 1, "no invoice F-9 is on this account"),
    (
        [line(), line("cash_applied", source="P-9", invoice="F-1", amount="1.00", on="2026-03-01")],
        2,
        "no payment or credit",
    ),
    ([line("contact_made", step="r", channel="email", invoices=["F-9"], on="2026-03-01")], 1, "no invoice F-9"),
    (
        [line("payment_received", reference="P", amount="1.00", paid_on="2026-02-01", remittance=[["F-9", None]])],
        1,
        "an invoice of C-1 in EUR: no invoice F-9 is in the book",
    ),
    (
        [
            line(customer="C-2"),
            line("payment_received", reference="P", amount="1.00", paid_on="2026-02-01", remittance=[["F-1", None]]),
        ],
        2,
        "an invoice of C-1 in EUR: F-1 is one of C-2 in EUR",
    ),
    (
        [line(), line("credit_note_issued", number="CN", total="1.00", issued_on="2026-02-01", invoice="F-2")],
        2,
        "an invoice of C-1 in EUR: no invoice F-2",
    ),
]


@pytest.mark.parametrize(("lines", "row", "expected"), CONTRADICTIONS)
def test_lines_that_contradict_one_another_are_named(lines, row, expected):
    """What only shows when the facts of an account are put together is named by its line too."""
    (found,) = problems(events(*lines), "events.jsonl")
    assert found[0] == row
    assert expected in found[2]


def test_every_contradiction_is_named():
    """Of one account, too; and a search among thousands ends."""
    bad = [line("payment_reversed", payment=f"P-{count}", on="2026-02-01") for count in range(3)]
    assert [row for row, _, _ in problems(events(*bad), "events.jsonl")] == [1, 2, 3]
    many = [line("payment_reversed", payment=f"P-{count}", on="2026-02-01") for count in range(3_000)]
    assert len(problems(events(*many), "events.jsonl")) == 100


def test_a_broken_line_is_not_blamed_twice():
    """What speaks of a fact that could not be read is no problem of its own; what speaks of nothing else is."""
    paid = line("payment_received", reference="P", amount="1.00", paid_on="2026-02-01", remittance=[["F-1", None]])
    lost = line("written_off", invoice="F-1", on="2026-03-01")
    other = line("written_off", invoice="F-2", on="2026-03-01")
    found = problems(events(line(total="x"), paid, lost, other), "events.jsonl")
    assert [row for row, _, _ in found] == [1, 4]
    assert [row for row, _, _ in problems(events("?", paid, lost, other, PAYMENT, PAYMENT), "events.jsonl")] == [1, 6]


def test_blank_lines_and_a_byte_order_mark_are_passed_over():
    book = book_of({"events.jsonl": "\ufeff\r\n" + line() + "\r\n\r\n"}, "events.jsonl")
    assert [event.subject for _, _, event in book.facts] == ["F-1"]


def test_a_book_of_events_takes_no_mapping_and_carries_what_it_has():
    """A mapping says how a CSV is written. Attributes are there already; one that nothing has is refused."""
    files = events(line(attributes={"country": "ES"}))
    assert "no mapping" in problems(files, "events.jsonl", mapping=BookMapping(currency="EUR"))[0][2]
    assert book_of(files, "events.jsonl", carry=["country", "customer"]).facts[0][2].invoice.attributes == (
        ("country", "ES"),
    )
    assert "there are: country, customer" in problems(files, "events.jsonl", carry=["region"])[0][2]


# --- lists of invoices -------------------------------------------------------------------------------------------


def test_a_row_is_an_invoice():
    """With our own names for the columns, nothing else is needed; other columns are left alone."""
    book = book_of(invoices("ES," + GOOD, header="country," + HEADER))
    invoice = Invoice("F-1", "C-1", total=Money("1000", "EUR"), issued_on=date(2026, 1, 15), due_on=date(2026, 2, 14))
    assert book.facts == (("C-1", "EUR", InvoiceIssued(invoice)),)
    assert book.warnings == ()
    assert [account.customer for account in book.portfolio()] == ["C-1"]


def test_a_settled_date_is_payment_in_full():
    """On that day, for that invoice; even before its issue; nothing is paid for an invoice over nothing."""
    rows = [GOOD + ",2026-01-10", GOOD.replace("F-1", "F-2") + ",", "F-3,C-1,2026-01-15,2026-02-14,0,EUR,2026-01-20"]
    book = book_of(invoices(*rows, header=HEADER + ",settled_on"))
    payments = [event.payment for _, _, event in book.facts if isinstance(event, PaymentReceived)]
    total = Money("1000", "EUR")
    assert payments == [
        Payment("settled F-1", "C-1", amount=total, paid_on=date(2026, 1, 10), remittance=[("F-1", total)])
    ]
    assert book.portfolio().accounts[0].as_of(date(2026, 3, 1)).open == total


def test_rows_of_one_payment_are_one_payment():
    """With a remittance line a row, in their order; a row without an invoice is money on account."""
    rows = ["P-1,C-1,2026-02-20,600.00,EUR,F-1", "P-2,C-1,2026-02-21,1.00,EUR,", "P-1,C-1,2026-02-20,50.00,EUR,F-1"]
    book = book_of(invoices(GOOD) | {"payments.csv": "\n".join([PAID, *rows])})
    first, second = (event.payment for _, _, event in book.facts if isinstance(event, PaymentReceived))
    assert (first.amount.text, [line.amount.text for line in first.remittance]) == ("650.00", ["600.00", "50.00"])
    assert (second.amount.text, second.remittance) == ("1.00", ())
    assert book.portfolio().accounts[0].as_of(date(2026, 3, 1)).balance == Money("349.00", "EUR")


def test_where_payments_are_looked_for():
    """Beside invoices.csv in payments.csv, beside another list under its name, or where the mapping says."""
    paid = PAID + "\nP-1,C-1,2026-02-20,1.00,EUR,F-1\n"
    text = invoices(GOOD)["invoices.csv"]
    named = BookMapping(payments_file="cash.csv")
    assert len(book_of({"invoices.csv": text, "payments.csv": paid}).facts) == 2
    assert len(book_of({"q1.csv": text, "q1-payments.csv": paid, "payments.csv": "?"}, "q1.csv").facts) == 2
    assert len(book_of({"q1.csv": text, "cash.csv": paid}, "q1.csv", mapping=named).facts) == 2
    assert "as the mapping says" in problems({"q1.csv": text}, "q1.csv", mapping=named)[0][2]


def test_a_column_that_is_not_there_is_named_with_those_there_are():
    """Also by the parts of the problem, which travel between processes like those of any other."""
    (problem,) = refused(invoices(GOOD), carry=["Customer"]).exceptions
    assert isinstance(problem, UnknownColumnProblem)
    there = HEADER.replace(",", ", ")
    assert problem.told == f"there is no such column (perhaps customer). There are: {there}"
    copied = pickle.loads(pickle.dumps(problem))
    assert (str(copied), copied.told) == (str(problem), problem.told)


def test_carried_columns_become_attributes():
    """Only those that are asked for; blanks around a text do not make another group, and no text is no attribute."""
    book = book_of(
        invoices(" ES ,x," + GOOD, ",x," + GOOD.replace("F-1", "F-2"), header="land,rep," + HEADER), carry=["land"]
    )
    assert [event.invoice.attributes for _, _, event in book.facts] == [(("land", "ES"),), ()]
    expected = problems(invoices(GOOD), carry=["land", "customer"])
    assert expected == [(1, None, f"the name of a column to carry; there are: {HEADER.replace(',', ', ')}")]


def test_numbers_are_opaque_text():
    """Leading zeros are kept, and three writings of a number are three invoices, with a warning."""
    rows = [f"{number},C-1,2026-01-15,2026-02-14,1.00,EUR" for number in ("0042a", "42a", "42 A", "43")]
    book = book_of(invoices(*rows))
    assert [event.subject for _, _, event in book.facts] == ["0042a", "42a", "42 A", "43"]
    assert [(each.row, each.column, each.value) for each in book.warnings] == [
        (3, "invoice", "42a"),
        (4, "invoice", "42 A"),
    ]
    assert "0042a (row 2 of invoices.csv)" in book.warnings[0].expected


def test_due_before_issue_is_kept_with_a_warning():
    book = book_of(invoices(GOOD.replace("2026-02-14", "2026-01-14")))
    assert [(each.row, each.column, each.value) for each in book.warnings] == [(2, "due_on", "2026-01-14")]
    assert len(book.facts) == 1


def test_warnings_are_counted():
    """The first hundred are kept, and how many there are is known."""
    book = book_of(invoices(*(f"F-{n},C-1,2026-01-15,2026-01-14,1.00,EUR" for n in range(150))))
    assert (len(book.warnings), book.warning_count) == (100, 150)


def test_what_is_not_read_of_a_folder_is_said():
    """Payments under another name would leave everybody in arrears; contacts in a CSV would never count."""
    files = invoices(GOOD) | {"Payments of May.csv": "a", "contacts.jsonl": "b", "notes.txt": "c"}
    warnings = [str(each) for each in book_of(files, read="").warnings]
    assert warnings == [
        "Payments of May.csv: expected only invoices.csv and payments.csv here; this file was not read",
        "contacts.jsonl: expected only invoices.csv and payments.csv here; this file was not read",
    ]
    assert book_of(files).warnings == ()  # who names a file does not ask about its folder
    beside = book_of(events(line()) | {"payments.csv": "a"}, read="")
    assert ([each.file for each in beside.warnings], beside.warning_count) == (["payments.csv"], 1)


BAD_CELLS = [
    ("amount", "", "an amount; the cell is empty"),
    ("amount", "NaN", "an amount like 1234.50"),
    ("amount", "Infinity", "an amount like 1234.50"),
    ("amount", "1e3", "an amount like 1234.50"),
    ("amount", "1e1000000", "an amount like 1234.50"),
    ("amount", "1_000", "an amount like 1234.50"),
    ("amount", ARABIC, "an amount like 1234.50"),
    ("amount", " 12 ", "without blanks around it"),
    ("amount", "$12", "without a currency sign"),
    ("amount", "+12", "an amount like 1234.50"),
    ("amount", "12.", "an amount like 1234.50"),
    ("amount", "12.345", "at most 2 decimals, as EUR has; to round, say rounding"),
    ("amount", '"1,234.50"', "say decimal_mark and thousands_mark in the mapping"),
    ("amount", "1.234.567", "say decimal_mark and thousands_mark in the mapping"),
    ("amount", '"12,50"', "say decimal_mark in the mapping"),
    ("amount", "(12.50)", "a negative amount is written -1234.50"),
    (
        "amount",
        "-12.50",
        "a negative invoice is a credit note, which stands in a book of events (JSONL) in a line like {",
    ),
    ("amount", "9" * 60, "10**40"),
    ("currency", "", "an ISO 4217 code"),
    ("currency", "eur", "in capitals: 'EUR'"),
    ("currency", "EURO", '(perhaps "EUR")'),
    ("currency", "€", '(perhaps "EUR")'),
    ("currency", "$", '(perhaps "USD")'),
    ("currency", "XXX", "no minor unit"),
    ("currency", "JPY", "at most 0 decimals, as JPY has"),
    ("issued_on", "", "a date like 2026-03-31"),
    ("issued_on", "2026-02-30", "a day that exists"),
    ("issued_on", "2026-13-01", "a day that exists"),
    ("issued_on", "0000-01-01", "a day that exists"),
    ("issued_on", "2026-1-5", "a date like 2026-03-31"),
    ("issued_on", "2026-W01-1", "a date like 2026-03-31"),
    ("issued_on", "10", "a date like 2026-03-31"),
    ("issued_on", ARABIC_DAY, "a date like 2026-03-31"),
    ("issued_on", "2026-01-15 00:00:00", "without a time of day"),
    ("issued_on", "00:00.0", "the spreadsheet has lost the dates: export again with full dates"),
    ("issued_on", "46037", "a day number of a spreadsheet"),
    ("issued_on", "########", "too narrow"),
    ("issued_on", "20260115", 'say date_format = "yyyymmdd" in the mapping'),
    ("issued_on", "15/01/2026", 'say date_format = "d/m/yyyy" in the mapping'),
    ("issued_on", "01-15-2026", 'say date_format = "m-d-yyyy" in the mapping'),
    (
        "issued_on",
        "01.02.2026",
        'if the day comes first, say date_format = "d.m.yyyy" in the mapping, if the month does',
    ),
    ("due_on", "", "a date like 2026-03-31"),
    ("due_on", "31/02/2026", 'say date_format = "d/m/yyyy" in the mapping'),
    ("invoice", "", "1 to 200"),
    ("invoice", " F-1", "no blanks at the ends"),
    ("invoice", "F\x1b[2J", "printable"),
    ("invoice", "F" * 201, "1 to 200"),
    ("customer", "", "1 to 200"),
    ("customer", "C" * 201, "1 to 200"),
    ("land", "D\x07", "printable"),
]


def row_with(column: str, value: str, number: str = "F-1") -> str:
    cells = dict(
        zip(HEADER.split(","), GOOD.replace("F-1", number).replace("1000.00", "1000.50").split(","), strict=True)
    )
    return ",".join(({"land": "DE"} | cells | {column: value}).values())


@pytest.mark.parametrize(("column", "value", "expected"), BAD_CELLS, ids=[f"{c} {v[:25]!r}" for c, v, _ in BAD_CELLS])
def test_a_bad_cell_is_named(column, value, expected):
    """File, row, column, value and what was expected."""
    rows = [row_with("land", "DE", "F-0"), row_with(column, value)]
    (problem,) = refused(invoices(*rows, header="land," + HEADER), carry=["land"]).exceptions
    where = "amount" if value == "JPY" else column
    assert (problem.file, problem.row, problem.column) == ("invoices.csv", 3, where)
    assert problem.value == ("1000.50" if value == "JPY" else value.strip('"'))
    assert expected in problem.expected


def test_all_bad_cells_are_named_at_once():
    rows = [row_with(column, value, f"F-{count}") for count, (column, value, _) in enumerate(BAD_CELLS)]
    found = problems(invoices(*rows, header="land," + HEADER), carry=["land"])
    assert [row for row, _, _ in found] == list(range(2, len(BAD_CELLS) + 2))


def test_several_bad_cells_of_a_row_are_all_named():
    found = problems(invoices("F-1,,2026-99-01,soon,1e9,eur"))
    assert [column for _, column, _ in found] == ["customer", "issued_on", "due_on", "currency", "amount"]


def test_the_first_hundred_problems_are_kept_and_all_are_counted():
    """The first line says how many there are, in how many rows, what most of them are, and what to do."""
    error = refused(invoices(*(f"F-{n},C-1,00:00.0,00:00.0,1.00,EUR" for n in range(1_234))))
    assert len(error.exceptions) == 100
    assert error.report().splitlines()[0] == (
        "invoices.csv: 2,468 problems in 1,234 rows, nothing was read. 2,468 times: expected a date like 2026-03-31; "
        "the spreadsheet has lost the dates: export again with full dates. Put the rows right and read the book again; "
        "the first 100:"
    )


BAD_FILES = [
    (b"", None, "the file is empty"),
    (b"\n\n", None, "the file is empty"),
    (HEADER.encode(), None, "there is only a header"),
    (b"invoice,customer\nF-1,C-1\n", 1, "columns 'issued_on', 'due_on', 'amount', 'currency'"),
    (
        HEADER.replace("amount", "Amount").encode(),
        1,
        "columns 'amount' (perhaps Amount); the mapping says under [columns]",
    ),
    (HEADER.replace(",", ";").encode(), 1, 'say delimiter = ";" in the mapping'),
    (HEADER.replace(",", "\t").encode(), 1, 'say delimiter = "\\t" in the mapping'),
    (f"{HEADER},amount\n{GOOD},1\n".encode(), 1, "this stands twice"),
    (f"{HEADER}\n{GOOD},1\n".encode(), 2, "6 cells, as the header has; a cell that holds ','"),
    (f"{HEADER}\n{GOOD}\nSum,1000\n".encode(), 3, "perhaps this is a total line: delete it"),
    (f"{HEADER}\n{GOOD}\nSum,,,,1000.00,\n".encode(), 3, "a value for each of customer, issued_on, due_on, currency"),
    (f"Sales 2026\n{HEADER}\n{GOOD}\n".encode(), 1, "the header in the first line; it stands in row 2: delete what"),
    (f"Sales; 2026,,,,,\n\n{HEADER}\n".encode(), 1, "the header in the first line; it stands in row 3: delete what"),
    (f"Sales; 2026\nNo,Who,From,To,Sum\n{GOOD}\n".encode(), 1, "the header must be the first line"),
    (f"{HEADER}\n{GOOD[:-4]}\n".encode(), 2, "6 cells, as the header has"),
    (f'{HEADER}\n{GOOD}\n"F-2,C-1\n'.encode(), 3, "a quotation mark opens a cell and is never closed"),
    (f'{HEADER}\n"F-1"x{GOOD}\n'.encode(), 2, "cells that can be told apart"),
    (f"{HEADER}\n{'F' * 200_000}{GOOD}\n".encode(), 2, "cells that can be told apart"),
    (f"{HEADER}\n{GOOD}\nF-2\0\n".encode(), 3, "text without NUL characters"),
    (f"{HEADER}\n{GOOD}\n\nF-2,Köln".encode("latin-1"), 4, 'say encoding = "cp1252" in the mapping'),
    (f"{HEADER}\n{GOOD}\n".encode("utf-16"), 1, 'say encoding = "utf-16" in the mapping'),
    (f"{HEADER}\n{GOOD}\n".encode("utf-16-le"), 1, 'say encoding = "utf-16" in the mapping'),
    (b"PK\x03\x04\x14\x00\x08\x08\x08\x00", 1, "this is a workbook"),
    (f"{HEADER}\n{GOOD}\n{GOOD}\n".encode(), 3, "a number of its own; row 2 has it already"),
    (f"{HEADER}\n{GOOD}\n{GOOD.replace('C-1', 'C-2')}\n".encode(), 3, "a number of its own; row 2 has it already"),
]


@pytest.mark.parametrize(("content", "row", "expected"), BAD_FILES)
def test_a_bad_file_is_refused(content, row, expected):
    """One problem, in words that help."""
    (found,) = problems({"invoices.csv": content})
    assert found[0] == row
    assert expected in found[2]


@pytest.mark.parametrize(("encoding", "mark", "bad"), [("utf-8", b"\xef\xbb\xbf", b"\xe9 "), ("cp1252", b"", b"\x81")])
@pytest.mark.parametrize("many", [0, 10, 3_000])
def test_the_first_byte_that_is_no_text_is_found(encoding, mark, bad, many):
    """Its offset in the file and its line, wherever it stands; a byte order mark is counted."""
    text = mark + "\n".join([HEADER, *(GOOD.replace("F-1", f"F-{count}") for count in range(many)), "F-"]).encode()
    (problem,) = refused({"invoices.csv": text + bad}, mapping=BookMapping(encoding=encoding)).exceptions
    assert problem.row == many + 2
    assert f"byte {len(text):,} of the file" in problem.expected


@pytest.mark.parametrize(
    ("encoding", "mark"), [("cp1252", b""), ("latin-1", b"\xef\xbb\xbf"), ("utf-16", b"\xef\xbb\xbf")]
)
def test_utf8_is_not_read_as_something_else(encoding, mark):
    """It would be garbled without a word; plain ASCII is the same in either."""
    mapping = BookMapping(encoding=encoding)
    (found,) = problems(
        {"invoices.csv": mark + f"{HEADER}\n{GOOD.replace('C-1', 'Köhler')}\n".encode()}, mapping=mapping
    )
    assert found == (
        None,
        None,
        f'text in {encoding}; this file looks like UTF-8: remove encoding = "{encoding}" from the mapping',
    )
    if encoding == "cp1252":
        assert book_of(invoices(GOOD), mapping=mapping).facts[0][0] == "C-1"
        real = f"{HEADER}\n{GOOD.replace('C-1', 'Köhler')}\n".encode("cp1252")
        assert book_of({"invoices.csv": real}, mapping=mapping).facts[0][0] == "Köhler"


def test_thousands_stand_in_groups_of_three():
    mapping = BookMapping(decimal_mark=",", thousands_mark=".", delimiter=";")
    row, header = GOOD.replace(",", ";").replace("1000.00", "19.80,00"), HEADER.replace(",", ";")
    (found,) = problems(invoices(row, header=header), mapping=mapping)
    assert found[1:] == ("amount", "thousands in groups of three, like 1.980,00")


def test_a_total_line_is_not_the_number_of_an_invoice():
    """One problem a line, and none for the payments of a row of which only the number is there."""
    files = invoices(GOOD, "F-2,,,,1.00,EUR") | {
        "payments.csv": f"{PAID}\nP-1,C-1,2026-02-01,1.00,EUR,F-2\nSum,,,1.00,,\n"
    }
    assert [(row, column) for row, column, _ in problems(files)] == [(3, None), (3, None)]


def test_the_lines_that_messages_show_can_be_read():
    """Whoever copies the line of a credit note or a reversal out of a message has a line that is one."""
    told = [words for _, _, words in problems(invoices(GOOD.replace("1000", "-1000")))]
    shown = json.loads(re.search(r"\{.*\}", told[0])[0])
    assert book_of(events(json.dumps(shown)), "events.jsonl").facts[0][2].on == date(2026, 3, 31)
    told = [
        words for _, _, words in problems(invoices(GOOD) | {"payments.csv": f"{PAID}\nP-1,C-1,2026-02-01,-1.00,EUR,\n"})
    ]
    shown = json.loads(re.search(r"\{.*\}", told[0])[0])
    assert book_of(events(PAYMENT, json.dumps(shown)), "events.jsonl").facts[1][2].subject == "P-1"


def test_a_payment_of_somebody_without_invoices_is_kept_with_a_warning():
    """With the row, the name, and the name that may have been meant; one for each name."""
    paid = [
        "P-1,KOHLER KG,2026-02-20,1.00,EUR,",
        "P-2,KOHLER KG,2026-02-21,1.00,EUR,",
        "P-3,Nobody,2026-02-21,1.00,EUR,",
    ]
    paid += ["P-4,Kohler KG,2026-02-21,1.00,EUR,"]
    book = book_of(invoices(GOOD.replace("C-1", "Kohler KG")) | {"payments.csv": "\n".join([PAID, *paid])})
    assert [(each.file, each.row, each.column, each.value) for each in book.warnings] == [
        ("payments.csv", 2, "customer", "KOHLER KG"),
        ("payments.csv", 4, "customer", "Nobody"),
    ]
    first, second = (each.expected for each in book.warnings)
    assert first == "a customer of invoices.csv (perhaps Kohler KG); the money is kept, unapplied"
    assert second == "a customer of invoices.csv; the money is kept, unapplied"
    assert len(book.facts) == 5


def test_a_folder_without_a_name_is_named(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for path in (".", "..", ""):
        with pytest.raises(IntakeError) as caught:
            read_book(path)
        assert caught.value.exceptions[0].file in (tmp_path.name, tmp_path.parent.name)


def test_a_path_that_may_not_even_be_looked_at_is_refused(tmp_path, monkeypatch):
    def locked(self):
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "exists", locked)
    with pytest.raises(IntakeError, match=r"book\.csv") as caught:
        read_book(tmp_path / "book.csv")
    assert caught.value.exceptions[0].expected == "a file that can be read (Permission denied)"


def test_quoted_cells_may_hold_lines():
    """A row is the line where it begins."""
    rows = ['F-1,"C\n1",2026-01-15,2026-02-14,1.00,EUR', "", ",,,,,", "F-2,C-2,?,2026-02-14,1.00,EUR"]
    assert [(row, column) for row, column, _ in problems(invoices(*rows))] == [(2, "customer"), (6, "issued_on")]


BAD_PAYMENTS = [
    ("P-1,C-1,2026-02-20,1.00,EUR,F-9", "invoice", "the number of an invoice in invoices.csv"),
    ("P-1,C-1,2026-02-20,1.00,EUR,f-1", "invoice", "(perhaps 'F-1')"),
    ("P-1,C-2,2026-02-20,1.00,EUR,F-1", "customer", "C-1, the customer of invoice F-1 (row 2 of the invoices)"),
    ("P-1,C-1,2026-02-20,1.00,USD,F-1", "currency", "EUR, the currency of invoice F-1 (row 2 of the invoices)"),
    ("P-1,C-1,2026-02-20,1.00,EUR,F-2", "invoice", "either a settled date or payments"),
    ("P-1,C-1,2026-02-20,0.00,EUR,F-1", "amount", "more than 0"),
    ("P-1,C-1,2026-02-20,-1.00,EUR,F-1", "amount", '{"type": "payment_reversed"'),
    ("P-1,C-1,20/02/2026,1.00,EUR,F-1", "paid_on", 'say date_format = "d/m/yyyy" in the mapping'),
    (",C-1,2026-02-20,1.00,EUR,F-1", "payment", "1 to 200"),
    ("P-1,,2026-02-20,1.00,EUR,F-1", "customer", "1 to 200"),
    ("P-1,C-1,2026-02-20,1.00,eur,F-1", "currency", "in capitals: 'EUR'"),
    ("P-0,C-1,2026-02-21,1.00,EUR,F-1", "paid_on", "2026-02-20, as in row 2: the rows of one payment have one day"),
    ("P-0,C-1,2026-02-20,1.00,USD,", "currency", "EUR, as in row 2: the rows of one payment have one currency"),
    ("P-1,C-1,2026-02-20,1.00,EUR", None, "6 cells"),
]


@pytest.mark.parametrize(("row", "column", "expected"), BAD_PAYMENTS)
def test_a_bad_payment_is_named(row, column, expected):
    header, settled = HEADER + ",settled_on", GOOD.replace("F-1", "F-2") + ",2026-02-01"
    files = invoices(GOOD + ",", settled, header=header)
    error = refused(files | {"payments.csv": f"{PAID}\nP-0,C-1,2026-02-20,1.00,EUR,\n{row}\n"})
    (problem,) = error.exceptions
    assert (problem.file, problem.row, problem.column) == ("payments.csv", 3, column)
    assert expected in problem.expected
    assert error.message.startswith("invoices.csv with payments.csv: 1 problem in 1 row")


def test_a_bad_invoice_is_not_blamed_on_its_payments():
    """An invoice that cannot be read is known by its number all the same."""
    files = invoices("F-1,,soon,soon,many,eur") | {"payments.csv": PAID + "\nP-1,C-1,2026-02-20,1.00,EUR,F-1\n"}
    assert {each.file for each in refused(files).exceptions} == {"invoices.csv"}


@pytest.mark.parametrize("read", ["no.csv", "book.xlsx", ".", "both"])
def test_what_is_no_book_is_refused(read, tmp_path):
    """A file that is not there, one of another kind, a folder without a book or with two."""
    (tmp_path / "book.xlsx").touch()
    (tmp_path / "both").mkdir()
    (tmp_path / "both" / "invoices.csv").touch()
    (tmp_path / "both" / "events.jsonl").touch()
    with pytest.raises(IntakeError, match="1 problem"):
        read_book(tmp_path / read)


@pytest.mark.parametrize(
    "name", ["a" * 5000 + ".csv", "a" * 5000 + ".jsonl", "a/" * 5000 + "b.csv", "a" * 5000 + "/.."]
)
def test_a_name_too_long_for_the_system_is_refused(name, tmp_path):
    with pytest.raises(IntakeError) as caught:
        read_book(tmp_path / name)
    assert "File name too long" in caught.value.report()


def test_names_cannot_forge_lines_of_a_message():
    """A message has a line a problem, whatever files and columns are called."""
    row, header = "F-1,C-1,2026-01-15,soon,1.00,EUR", HEADER.replace("due_on", '"due\x1b[2J\non"')
    name = "a\nreceivables: done.csv"
    error = refused({name: f"{header}\n{row}\n"}, name, mapping=BookMapping(columns={"due_on": "due\x1b[2J\non"}))
    assert len(error.report().splitlines()) == 2
    assert error.report().replace("\n", "").isprintable()


def test_what_the_system_does_not_give_out_is_refused(tmp_path, monkeypatch):
    """A file that may not be read is named; here it is the payments."""
    (tmp_path / "payments.csv").touch()
    (tmp_path / "invoices.csv").write_text(f"{HEADER}\n{GOOD}\n")
    opened = Path.open

    def guarded(self, *how, **more):
        if self.stem == "payments":
            raise PermissionError(13, "Permission denied", str(self))
        return opened(self, *how, **more)

    monkeypatch.setattr(Path, "open", guarded)
    with pytest.raises(IntakeError, match="payments") as caught:
        read_book(tmp_path)
    assert caught.value.exceptions[0].expected == "a file that can be read (Permission denied)"


@pytest.mark.parametrize(("name", "row"), [("invoices.csv", 3), ("events.jsonl", 2)])
def test_a_line_without_end_is_refused(name, row, monkeypatch):
    """Before all of it is in memory."""
    monkeypatch.setattr("receivables.adapters.tabular.lines.LONGEST_LINE", 200)
    files = {"invoices.csv": f"{HEADER}\n{GOOD}\n{'F' * 300}", "events.jsonl": f"{line()}\n{line()}{' ' * 300}"}
    assert problems(files, name) == [(row, None, "a line of fewer than 200 characters")]


def test_what_only_the_whole_row_shows_is_named_by_its_cell():
    """A due day after the end of the calendar; a payment whose reference would be too long."""
    no_due = HEADER.replace("due_on,", "")
    late = problems(invoices("F-1,C-1,9999-12-31,1.00,EUR", header=no_due), mapping=BookMapping(terms="net 30"))
    assert [(row, column) for row, column, _ in late] == [(2, "issued_on")]
    row = f"{'F' * 195},C-1,2026-01-15,2026-02-14,1.00,EUR,2026-02-01"
    long = problems(invoices(row, header=HEADER + ",settled_on"))
    assert [(row, column) for row, column, _ in long] == [(2, "settled_on")]


def test_payments_need_their_columns_too():
    """All but the invoice; and the currency can stand in the mapping."""
    paid = "payment,customer,paid_on,amount\nP-1,C-1,2026-02-20,1.00\n"
    files = invoices(GOOD.removesuffix(",EUR"), header=HEADER.removesuffix(",currency")) | {"payments.csv": paid}
    assert len(book_of(files, mapping=BookMapping(currency="EUR")).facts) == 2
    (found,) = problems(invoices(GOOD) | {"payments.csv": paid.replace("paid_on", "day")})
    assert found[2].startswith(
        "columns 'paid_on', 'currency'; the mapping says under [payments.columns] which they are"
    )


def test_progress_never_goes_back_and_ends_at_the_end():
    """Over both files together, in bytes."""
    seen: list[tuple[int, int]] = []
    rows = [f"F-{count},C-1,2026-01-15,2026-02-14,1.00,EUR" for count in range(5_000)]
    paid = [f"P-{count},C-1,2026-02-15,1.00,EUR,F-{count}" for count in range(5_000)]
    files = invoices(*rows) | {"payments.csv": "\n".join([PAID, *paid])}
    book_of(files, progress=lambda done, total: seen.append((done, total)))
    assert {total for _, total in seen} == {sum(len(text) for text in files.values())}
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    assert seen[-1][0] == seen[-1][1]
    assert len(seen) > 3


# --- mappings ----------------------------------------------------------------------------------------------------

FOREIGN = """
date_format = "dd.mm.yyyy"
decimal_mark = ","
thousands_mark = "."
delimiter = ";"
encoding = "cp1252"
currency = "EUR"
terms = "net 30"

[columns]
invoice = "Rechnung"
customer = "Kunde"
issued_on = "Datum"
amount = "Betrag (€)"

[payments]
file = "Zahlungen.csv"

[payments.columns]
payment = "Beleg"
customer = "Kunde"
paid_on = "Wert"
amount = "Betrag"
invoice = "Rechnung"
"""


def test_a_foreign_csv_needs_only_a_mapping():
    files = {
        "Rechnungen.csv": "Rechnung;Kunde;Datum;Betrag (€)\r\n007;Köln;15.01.2026;1.234,50\r\n".encode("cp1252"),
        "Zahlungen.csv": "Beleg;Kunde;Wert;Betrag;Rechnung\r\n1;Köln;01.02.2026;234,50;007\r\n".encode("cp1252"),
    }
    book = book_of(files, "Rechnungen.csv", mapping=BookMapping.loads(FOREIGN))
    (account,) = book.portfolio()
    (item,) = account.as_of(date(2026, 3, 1)).items
    assert (item.customer, item.document, item.open, item.due_on) == (
        "Köln",
        "007",
        Money(1000, "EUR"),
        date(2026, 2, 14),
    )


def test_a_mapping_is_a_value():
    assert BookMapping.loads("") == BookMapping()
    assert BookMapping.loads('[columns]\ninvoice = "No"') == BookMapping(columns={"invoice": "No"})


TERMS = HEADER.replace("due_on", "terms")


@given(strategies_terms.payment_terms())
def test_terms_of_a_row_are_read_like_any_notation(terms):
    """The schedule of a row is that of its terms; only what they cannot tell by themselves is refused."""
    row = f'F-1,C-1,2026-01-15,"{terms}",1000.00,EUR'
    try:
        parts = terms.schedule(Money("1000.00", "EUR"), issued_on=date(2026, 1, 15))
    except InvalidValueError:
        assert problems(invoices(row, header=TERMS))[0][:2] == (2, "terms")
    else:
        if any(part.amount.minor < 0 for part in parts):
            assert problems(invoices(row, header=TERMS))
        else:
            assert book_of(invoices(row, header=TERMS)).facts[0][2].invoice.installments == parts


def test_a_due_day_comes_before_terms():
    """Where a file has both columns, the day that stands there counts, and the terms fill the gaps."""
    header = HEADER.replace("due_on", "due_on,terms")
    rows = ("F-1,C-1,2026-01-15,2026-02-01,whatever,9.00,EUR", "F-2,C-1,2026-01-15,,2/10 net 30,9.00,EUR")
    one, two = (event.invoice for _, _, event in book_of(invoices(*rows, header=header)).facts)
    assert (one.due_on, two.due_on) == (date(2026, 2, 1), date(2026, 2, 14))
    assert two.installments[0].offers[0].until == date(2026, 1, 25)


def test_a_row_without_due_day_and_terms_is_told_of_both():
    """Where a file has both columns."""
    header = HEADER.replace("due_on", "due_on,terms")
    found = problems(invoices("F-1,C-1,2026-01-15,,,9.00,EUR", header=header))
    assert found == [(2, "due_on", "a due day, or payment terms in terms")]


def test_a_total_line_below_terms_is_one_problem():
    """An empty cell of terms counts like an empty due day."""
    ((row, _, expected),) = problems(invoices("Sum,C-1,2026-01-15,,9.00,", header=TERMS))
    assert row == 2
    assert "a value for each of terms, currency; perhaps this is a total line" in expected


NEEDS_NET = PaymentTerms.net(30).with_discount("2", within=10, base="net")


def test_terms_that_need_more_than_a_book_has_are_refused():
    """In a row, in a line of events and in a mapping, with what to give instead."""
    row = f'F-1,C-1,2026-01-15,"{NEEDS_NET}",9.00,EUR'
    ((place, column, expected),) = problems(invoices(row, header=TERMS))
    assert (place, column) == (2, "terms")
    assert expected.endswith("these need net: give due_on or installments instead")
    ((_, key, same),) = problems({"events.jsonl": line(due_on=None, terms=str(NEEDS_NET))}, "events.jsonl")
    assert (key, same) == ("terms", expected)
    with pytest.raises(InvalidValueError, match="these need net"):
        BookMapping(terms=str(NEEDS_NET))


@given(strategies_terms.payment_terms(strategies_terms.all_steps), money("KWD", least=0, most=10**9), days())
def test_any_schedule_is_read_back(terms, total, issued):
    """Offers on gross and net, fixed amounts, rolled days: all that an invoice keeps of its terms."""
    try:
        parts = terms.schedule(total, issued_on=issued, net=total.split(2)[0], calendar=WEEKDAYS)
        invoice = Invoice("F-1", "C-1", total=total, issued_on=issued, installments=parts)
    except InvalidValueError:  # lines that take more than the total
        return
    facts = [("C-1", "KWD", InvoiceIssued(invoice))]
    assert list(read_back(facts).facts) == facts


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("", "payment terms, like '2/10 net 30'"),
        ("30 EOM", "it can be read both ways"),
        ("soon", "a due day, like 'net 30'"),
        ("120/10 net 30", "their percent must be from 0 to 100"),
        ('"30% advance, 80% net 60"', "percentages that sum to 100, or to less with the rest last"),
    ],
)
def test_terms_that_say_nothing_are_refused(cell, expected):
    """By row and column, with both readings of what has two."""
    ((row, column, wanted),) = problems(invoices(f"F-1,C-1,2026-01-15,{cell},9.00,EUR", header=TERMS))
    assert (row, column) == (2, "terms")
    assert expected in wanted


def test_a_line_of_events_may_say_its_terms():
    """The schedule is made as it is read; written again, it stands there part by part."""
    (fact,) = book_of({"events.jsonl": line(due_on=None, terms="3/8 2/14 net 30")}, "events.jsonl").facts
    (part,) = fact[2].invoice.installments
    assert part.due_on == date(2026, 2, 14)
    assert [offer.percent for offer in part.offers] == [3, 2]


def test_a_due_day_that_the_mapping_names_must_be_there():
    """A slip in its name does not quietly date the book by another column."""
    header = HEADER.replace("due_on", "terms")
    mapping = BookMapping(columns={"due_on": "Faellig"})
    ((row, _, expected),) = problems(invoices("F-1,C-1,2026-01-15,net 30,9.00,EUR", header=header), mapping=mapping)
    assert row == 1
    assert "'Faellig'" in expected


OFFER = {"until": "2026-01-25", "amount": "1.00"}


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        ({"due_on": "2026-02-14"}, "objects with due_on, amount"),
        ({"due_on": "2026-02-14", "amount": "10.00", "offer": []}, "at most unadjusted_on, offers"),
        ({"due_on": "2026-02-14", "amount": "10.00", "offers": {}}, "a list of offers"),
        ({"due_on": "2026-02-14", "amount": "10.00", "offers": [1]}, "offers like"),
        (
            {"due_on": "2026-02-14", "amount": "10.00", "offers": [{"until": "2026-01-25"}]},
            "objects with until, amount",
        ),
        (
            {
                "due_on": "2026-02-14",
                "amount": "10.00",
                "offers": [{"until": "2026-01-25", "amount": "1", "percent": 2}],
            },
            "percentages as text",
        ),
        ("2026-02-14", "pairs like"),
    ],
)
def test_a_part_that_cannot_be_read_is_refused(part, expected):
    """By its key, with what would have been right."""
    events = {"events.jsonl": line(due_on=None, installments=[part])}
    ((row, column, wanted),) = problems(events, "events.jsonl")
    assert (row, column) == (1, "installments")
    assert expected in wanted


BAD_KEYS = [
    ('date_fromat = "d/m/yyyy"', "date_fromat", "(perhaps date_format)"),
    ('date_format = "DD/MM/YYYY"', "date_format", "write it in small letters"),
    ('date_format = "d/m/yy"', "date_format", "a pattern with one yyyy"),
    ('date_format = "dmyyyy"', "date_format", "a pattern with one yyyy"),
    ('date_format = "d/d/yyyy"', "date_format", "a pattern with one yyyy"),
    ("date_format = 3", "date_format", "a pattern with one yyyy"),
    ('decimal_mark = ";"', "decimal_mark", "one of '.', ','"),
    ('thousands_mark = "."', "thousands_mark", "another mark than decimal_mark"),
    ('rounding = "up a bit"', "rounding", "half_up"),
    ('delimiter = ";;"', "delimiter", "one character"),
    ('delimiter = "a"', "delimiter", "one character"),
    ('encoding = "klingon"', "encoding", "a text encoding"),
    ('encoding = "zip"', "encoding", "a text encoding"),
    ('encoding = "idna"', "encoding", "a text encoding"),
    ('currency = "usd"', "currency", "in capitals: 'USD'"),
    ('currency = "XXX"', "currency", "no minor unit"),
    ('currency = "USD"\n[columns]\ncurrency = "cur"', "currency", "left out where columns.currency names a column"),
    ('terms = "net -1"', "terms", "a due day, like 'net 30'"),
    ('terms = "30 EOM"', "terms", "it can be read both ways"),
    ("terms = 30", "terms", "payment terms, like '2/10 net 30'"),
    ('terms = "net 30"\n[columns]\ndue_on = "due"', "terms", "left out where columns.due_on names a column"),
    ('terms = "net 30"\n[columns]\nterms = "t"', "terms", "left out where columns.terms names a column"),
    ("terms_days = 30", "terms_days", "(perhaps terms)"),
    ("columns = 3", "columns", "a table"),
    ('[columns]\ninvoice = "x"\ndate_format = "d.m.yyyy"', "columns.date_format", "date_format stands above [columns]"),
    ('[payments.columns]\nfile = "x"', "payments.columns.file", "file stands above [payments.columns]"),
    ('[columns]\ndue_date = "x"', "columns.due_date", "(perhaps due_on)"),
    ('[columns]\nisued_on = "x"', "columns.isued_on", "(perhaps issued_on)"),
    ("[columns]\ninvoice = 3", "columns.invoice", "the name of a column"),
    ('[columns]\ninvoice = ""', "columns.invoice", "the name of a column"),
    ('[columns]\ninvoice = "a"\ncustomer = "a"', "columns", "a column of its own for each name"),
    ("payments = 3", "payments", "a table with file and columns"),
    ('[payments]\nfil = "x"', "payments.fil", "(perhaps file)"),
    ('[payments]\nfile = "../x.csv"', "payments.file", "the name of a file in the folder"),
    ('[payments.columns]\nsettled_on = "x"', "payments.columns.settled_on", "one of payment, customer"),
    ("currency = ", "document", "TOML that can be parsed"),
    ("a" + ".a" * 20_000 + " = 1", "document", "lines of at most"),
]


@pytest.mark.parametrize(("text", "key", "expected"), BAD_KEYS, ids=[text[:40] for text, _, _ in BAD_KEYS])
def test_a_bad_mapping_is_refused(text, key, expected):
    """The key is named with its path."""
    with pytest.raises(IntakeError) as caught:
        BookMapping.loads(text, file="our.toml")
    (problem,) = caught.value.exceptions
    assert (problem.file, problem.column) == ("our.toml", key)
    assert expected in problem.expected
    assert str(problem).startswith(f"our.toml, {key}: expected ")


def test_every_problem_of_a_mapping_is_named_at_once():
    with pytest.raises(IntakeError) as caught:
        BookMapping.loads('a = 1\nb = 2\ncurrency = "usd"\n[columns]\nx = "y"\ninvoice = 3\n')
    assert [each.column for each in caught.value.exceptions] == ["a", "b", "columns.invoice", "columns.x", "currency"]


@pytest.mark.parametrize(
    ("how", "column", "setting"),
    [({"currency": "USD"}, "currency", "currency"), ({"terms": "net 9"}, "due_on", "terms")],
)
def test_a_setting_never_gives_way_to_a_column_silently(how, column, setting):
    """The column is refused under our own name just as under the name that a mapping gives it."""
    ((row, name, expected),) = problems(invoices(GOOD), mapping=BookMapping(**how))
    assert (row, name) == (1, column)
    assert expected.startswith(f"{setting} left out where columns.{column} names a column")


def test_no_column_is_read_under_two_names():
    header = HEADER.replace("due_on", "late_on")
    ((row, name, expected),) = problems(
        invoices(GOOD, header=header), mapping=BookMapping(columns={"due_on": "issued_on"})
    )
    assert (row, name) == (1, "issued_on")
    assert expected == "a column of its own for each name; [columns] has this one for issued_on, due_on"
    payments = {"payments.csv": f"{PAID}\nP-1,C-1,2026-02-01,1.00,EUR,F-1\n"}
    ((_, name, expected),) = problems(
        invoices(GOOD) | payments, mapping=BookMapping(payment_columns={"invoice": "payment"})
    )
    assert (name, expected.partition("; ")[0]) == ("payment", "a column of its own for each name")


def test_a_mapping_that_cannot_be_read_is_refused(tmp_path):
    (tmp_path / "latin.toml").write_bytes('currency = "EUR" # für'.encode("latin-1"))
    for name in ("latin.toml", "no.toml"):
        with pytest.raises(IntakeError, match=name):
            BookMapping.load(tmp_path / name)


def test_mappings_made_by_hand_are_checked_too():
    with pytest.raises(InvalidValueError, match="date_format"):
        BookMapping(date_format="%d/%m/%Y")
    with pytest.raises(InvalidValueError, match="columns"):
        BookMapping(columns=3)
    with pytest.raises(InvalidValueError, match="thousands_mark"):
        BookMapping(thousands_mark=",", decimal_mark=",")


def test_amounts_are_rounded_only_where_the_mapping_says_so():
    """And a warning says how many were, and what that adds."""
    rows = [f"F-{n},C-1,2026-01-15,2026-02-14,{amount},EUR" for n, amount in enumerate(("1.005", "2.004", "3.0000"))]
    book = book_of(invoices(*rows), mapping=BookMapping(rounding="half_up"))
    assert [event.invoice.total.text for _, _, event in book.facts] == ["1.01", "2.00", "3.00"]
    assert [each.expected for each in book.warnings] == [
        "amounts with at most 2 decimals, as EUR has; 2 rounded half_up, which adds 0.001 in all"
    ]


# --- laws --------------------------------------------------------------------------------------------------------

_PARTS = st.tuples(st.just("yyyy"), st.sampled_from(["m", "mm"]), st.sampled_from(["d", "dd"])).flatmap(st.permutations)
PATTERNS = st.builds(lambda mark, parts: mark.join(parts), st.sampled_from("/.- "), _PARTS) | st.permutations(
    ["yyyy", "mm", "dd"]
).map("".join)


@given(PATTERNS, st.dates())
def test_a_day_written_in_a_pattern_is_read_back(pattern, day):
    assert DateReader(pattern).read("day", written(day, pattern)) == day


@given(PATTERNS, st.text("0123456789/.- T:W" + ARABIC, max_size=12) | st.text())
def test_nothing_else_is_a_day(pattern, text):
    """Whatever is read is written in the pattern, give or take the zeros that d and m leave open."""
    try:
        day = DateReader(pattern).read("day", text)
    except InvalidValueError:
        return
    assert re.sub(r"\b0", "", written(day, pattern)) == re.sub(r"\b0", "", text)


MARKS = st.sampled_from([(".", None), (",", None), (".", ","), (",", "."), (",", " "), (".", "'")])


@given(MARKS, currencies().flatmap(lambda unit: money(unit, least=-(10**12), most=10**12)), st.booleans())
def test_an_amount_written_with_marks_is_read_back(marks, amount, grouped):
    """With the marks between thousands or without them."""
    decimal_mark, thousands_mark = marks
    text = f"{amount.amount:,}" if grouped and thousands_mark else amount.text
    text = text.translate({ord("."): decimal_mark, ord(","): thousands_mark})
    assert AmountReader(*marks).read("amount", text, amount.currency) == amount


@given(MARKS, st.text("0123456789.,' -+eE_" + ARABIC, max_size=14) | st.text())
def test_nothing_else_is_an_amount(marks, text):
    """Whatever is read is what the digits say once the marks are gone."""
    decimal_mark, thousands_mark = marks
    try:
        amount = AmountReader(*marks).read("amount", text, currency("EUR"))
    except InvalidValueError:
        return
    assert amount.amount == Decimal(text.replace(thousands_mark or "", "").replace(decimal_mark, "."))


@given(st.integers(), st.integers(0, 60))
def test_a_difference_is_written_out(whole, places):
    value = Fraction(whole, 10**places)
    assert Fraction(plain(value)) == value


ROWS = st.lists(
    st.tuples(NAMES, NAMES, days(), days(), currencies().flatmap(money), st.none() | days()),
    min_size=1,
    max_size=5,
    unique_by=lambda row: row[0],
)


def as_csv(rows) -> str:
    """The rows as a CSV of our own."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "x.csv")
        with path.open("w", encoding="utf-8", newline="") as file:
            out = csv.writer(file)
            out.writerow([*HEADER.split(","), "settled_on"])
            for number, customer, issued, due, total, settled in rows:
                out.writerow([number, customer, issued, due, total.text, total.currency.code, settled or ""])
        return path.read_text("utf-8")


@given(ROWS.filter(lambda rows: all(len(row[0]) < 190 for row in rows)))
def test_a_list_of_invoices_says_what_a_book_of_events_says(rows):
    """The same accounts, whichever way they are written down."""
    book = book_of({"invoices.csv": as_csv(rows)})
    assert [(event.subject, event.invoice.total) for _, _, event in book.facts if isinstance(event, InvoiceIssued)] == [
        (row[0], row[4]) for row in rows
    ]
    assert read_back(list(book.facts)).portfolio() == book.portfolio()


@given(ROWS.filter(lambda rows: all(len(row[0]) < 190 for row in rows)), st.randoms())
def test_the_order_of_rows_does_not_matter(rows, random):
    mixed = random.sample(rows, len(rows))
    assert book_of({"invoices.csv": as_csv(mixed)}).portfolio() == book_of({"invoices.csv": as_csv(rows)}).portfolio()


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(["EUR", "2026-01-01", "1.00"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["type", "amount", "on", ""]), inner, max_size=3)
    ),
    max_leaves=5,
)
LINES = st.sampled_from(sorted(LINE_TYPES)).flatmap(
    lambda name: st.fixed_dictionaries(
        {"type": st.just(name), "customer": st.just("C-1"), "currency": st.sampled_from(["EUR", "JPY"])},
        optional={
            key: JSON | st.sampled_from(["F-1", "2026-01-01", "1", [["F-1", "1"]], [["2026-01-01", "1"]], ["F-1"]])
            for key in LINE_TYPES[name].keys
        },
    )
)


def check_read_or_refused(read: Callable[[], object]) -> None:
    """A book or an :class:`IntakeError` with problems in it, and never another exception."""
    try:
        read()
    except IntakeError as error:
        refusal = error
    else:
        return
    assert 1 <= len(refusal.exceptions) <= 100
    assert refusal.report().replace("\n", "").isprintable()
    assert refusal.report().count("\n") == len(refusal.exceptions)


@given(st.lists(LINES.map(json.dumps) | JSON.map(json.dumps) | st.text(max_size=20), max_size=6))
def test_any_lines_are_read_or_refused(lines):
    check_read_or_refused(
        lambda: book_of(events(*(each.encode("utf-8", "replace").decode() for each in lines)), "events.jsonl")
    )


CELLS = st.sampled_from(
    ["F-1", "F-2", "C-1", "2026-01-15", "1.00", "EUR", "JPY", "", '"', "=1+1", "0001-01-01"]
) | st.text(max_size=4)


@given(st.lists(st.lists(CELLS, min_size=5, max_size=7).map(",".join), max_size=5), st.lists(CELLS).map(",".join))
def test_any_rows_are_read_or_refused(rows, payment):
    content = {"invoices.csv": "\n".join([HEADER, *rows]), "payments.csv": f"{PAID}\n{payment}"}
    check_read_or_refused(lambda: book_of({name: text.encode("utf-8", "replace") for name, text in content.items()}))


@given(st.binary(max_size=200), st.sampled_from(["utf-8", "utf-16", "utf-16-le", "cp1252", "shift_jis", "utf-7"]))
def test_any_bytes_are_read_or_refused(content, encoding):
    """Whatever the encoding is said to be."""
    mapping = BookMapping(encoding=encoding)
    check_read_or_refused(lambda: book_of({"invoices.csv": content}, mapping=mapping))
    check_read_or_refused(lambda: book_of({"events.jsonl": content}, "events.jsonl"))


@given(st.text(max_size=100))
def test_any_mapping_is_read_or_refused(text):
    check_read_or_refused(lambda: BookMapping.loads(text))
