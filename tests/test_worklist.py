"""The work of a day: every account with an action once, in order, with what one should know."""

from __future__ import annotations

import csv
import json
from datetime import date, timedelta

import attrs
import pytest
from hypothesis import given, settings

from receivables import (
    Account,
    ContactMade,
    CreditPolicy,
    DisputeOpened,
    InvalidValueError,
    Invoice,
    InvoiceIssued,
    Ladder,
    Money,
    Payment,
    PaymentReceived,
    PlanAgreed,
    PromiseMade,
    Step,
    assess,
)
from receivables.adapters.cli import main
from receivables.adapters.cli.work import COLUMNS
from receivables.adapters.tabular import write_events
from receivables.escalation import Fee
from receivables.events import ConsentGiven, ConsentWithdrawn
from receivables.promises import PROMISES
from receivables.testing import days, portfolios
from receivables.worklist import worklist

TODAY = date(2026, 3, 21)
LADDER = Ladder([Step("reminder", days=5, channel="email"), Step("final demand", days=30, channel="letter")])
POLICY = CreditPolicy(name="House policy", ladder=LADDER)


def eur(text):
    return Money(text, "EUR")


def account(customer="C-1", total="100.00", late=10, *more):
    due = TODAY - timedelta(days=late)
    invoice = Invoice(f"F-{customer}", customer, total=eur(total), issued_on=date(2025, 12, 1), due_on=due)
    return Account(customer, "EUR", [InvoiceIssued(invoice), *more])


def work(*accounts):
    return worklist(assess(accounts, POLICY, as_of=TODAY))


@settings(max_examples=60)
@given(portfolios(), days())
def test_every_account_with_an_action_is_in_one_row(portfolio, day):
    """And no other; ranks count from 1 in each currency; the digest counts the rows; the data say the same."""
    result = assess(portfolio, POLICY, as_of=day)
    found = worklist(result)
    assert [row.action for row in found.rows] == [each.next_action for each in result.worklist]
    for currency in {row.currency for row in found.rows}:
        ranks = [row.rank for row in found.rows if row.currency == currency]
        assert ranks == list(range(1, len(ranks) + 1))
    assert found.digest[0].startswith(f"{len({row.customer for row in found.rows})} customer")
    for row in found.rows:
        assert row.at_risk.minor >= 0
        assert row.disputed.minor >= 0
        assert tuple(row.to_dict()) == COLUMNS
        assert row.customer in found.explain()
    assert json.loads(json.dumps(found.to_dict()))["digest"] == list(found.digest)


def test_what_is_at_risk_for_longer_comes_first():
    """An amount twice as large counts like one twice as old; the step does not matter."""
    found = work(account("C-1", "90.00", 49), account("C-2", "5000.00", 11), account("C-3", "480.00", 18))
    assert [row.customer for row in found.rows] == ["C-2", "C-3", "C-1"]
    assert (found.rows[0].at_risk, found.rows[0].oldest_days) == (eur("5000.00"), 11)


def test_what_is_in_dispute_is_not_at_risk():
    """Nor does it lift an account in the order."""
    disputed = DisputeOpened("F-C-1", amount=eur("990.00"), on=date(2026, 3, 1), reason="short delivery")
    found = work(account("C-1", "1000.00", 40, disputed), account("C-2", "100.00", 10))
    assert [row.customer for row in found.rows] == ["C-2", "C-1"]
    assert (found.rows[1].at_risk, found.rows[1].disputed) == (eur("10.00"), eur("990.00"))
    assert found.rows[1].explain().endswith("never contacted; 990.00 EUR in dispute")


def test_a_row_tells_the_last_contact_and_the_last_promise():
    """What one should know before picking up the telephone."""
    called = ContactMade("reminder", channel="email", on=date(2026, 2, 20))
    promised = PromiseMade(eur("100.00"), promised_on=date(2026, 3, 10), on=date(2026, 2, 21))
    (row,) = work(account("C-1", "100.00", 40, called, promised)).rows
    assert (row.last_contact, row.promise.state) == (called, "broken")
    assert "last contact 2026-02-20 (reminder by email); promised 100.00 EUR by 2026-03-10: broken" in row.explain()


def test_a_row_says_all_that_is_to_be_done():
    """Not the notice alone: the measures and the fee of the step, the day to pay by, the letter and its tone."""
    step = Step(
        "final demand",
        days=30,
        channel="letter",
        template="final demand",
        tone="firm",
        measures=["stop credit"],
        fee=Fee(fixed="5.00"),
        deadline_days=10,
    )
    called = ContactMade("reminder", channel="email", on=date(2026, 2, 20), outcome="moved house")
    policy = CreditPolicy(name="House policy", ladder=Ladder([step]))
    (row,) = worklist(assess([account("C-1", "100.00", 40, called)], policy, as_of=TODAY)).rows
    assert (
        "by letter, 100.00 EUR; stop credit; charge the fee; deadline 2026-03-31; 100.00 EUR at risk" in row.explain()
    )
    assert row.explain().endswith("last contact 2026-02-20 (reminder by email): moved house")
    said = row.to_dict()
    assert (said["template"], said["tone"], said["actions"]) == ("final demand", "firm", "stop credit; charge the fee")
    assert (said["deadline"], said["last_outcome"]) == ("2026-03-31", "moved house")


def test_a_customer_with_two_currencies_is_one_person():
    """Who was called about the euros yesterday, or wants no more email, is so for the dollars as well."""
    invoice = Invoice("U-1", "C-1", total=Money("70.00", "USD"), issued_on=date(2025, 12, 1), due_on=date(2026, 3, 11))
    called = ContactMade("call", channel="phone", on=date(2026, 3, 20))
    words = [ConsentGiven("email", on=date(2026, 1, 2)), ConsentWithdrawn("email", on=date(2026, 3, 1))]
    dollars = Account("C-1", "USD", [InvoiceIssued(invoice), ConsentGiven("email", on=date(2026, 2, 1))])
    found = work(account("C-1", "100.00", 10, called, *words), dollars)
    assert found.digest[0] == "1 customer to contact"
    assert [(row.currency, row.last_contact, row.opt_out) for row in found.rows] == [
        ("EUR", called, words[1]),
        ("USD", called, words[1]),
    ]
    told = "last contact 2026-03-20 (call by phone); consent to email withdrawn on 2026-03-01"
    assert found.rows[1].explain().endswith(told)
    assert found.rows[1].to_dict()["opted_out"] == "2026-03-01"
    again = attrs.evolve(dollars, events=[*dollars.events, ConsentGiven("email", on=date(2026, 3, 2))])
    assert [row.opt_out for row in work(account("C-1", "100.00", 10, *words), again).rows] == [None, None]


def test_a_promise_is_not_broken_while_the_ladder_holds_still():
    """Unless somebody says how promises are judged."""
    promised = PromiseMade(eur("9.00"), promised_on=TODAY - timedelta(days=1), on=date(2026, 3, 1))
    patient = CreditPolicy(name="House policy", ladder=attrs.evolve(LADDER, promise_tolerance_days=2))
    for days_later, whats in ((0, []), (1, []), (2, ["promise broken"])):
        result = assess([account("C-1", "100.00", 40, promised)], patient, as_of=TODAY + timedelta(days=days_later))
        assert [notice.what for notice in worklist(result).notices] == whats
    result = assess([account("C-1", "100.00", 40, promised)], patient, as_of=TODAY)
    assert [notice.what for notice in worklist(result, promises=PROMISES).notices] == ["promise broken"]


def test_steps_of_a_day_are_told_in_order_of_their_days():
    found = work(account("C-1", "100.00", 40), account("C-2", "10.00", 10))
    assert [sentence.partition(" by ")[0] for sentence in found.digest[1:]] == ["EUR: reminder", "EUR: final demand"]


def test_what_was_recorded_later_is_not_known():
    """And the title says by when."""
    result = assess([account()], POLICY, as_of=TODAY, known_by=date(2026, 3, 1))
    assert worklist(result).explain().startswith("House policy on 2026-03-21, as known by 2026-03-01: 1 customer")
    assert worklist(result).to_dict()["known_by"] == "2026-03-01"


@pytest.mark.parametrize(
    ("event", "what"),
    [
        (PromiseMade(eur("9.00"), promised_on=TODAY, on=date(2026, 3, 1)), "promise due today"),
        (PromiseMade(eur("9.00"), promised_on=date(2026, 3, 20), on=date(2026, 3, 1)), "promise broken"),
        (PromiseMade(eur("9.00"), promised_on=date(2026, 3, 19), on=date(2026, 3, 1)), None),
        (PlanAgreed("R-1", invoices=["F-C-1"], payments=[(TODAY, eur("9.00"))], on=date(2026, 3, 1)), None),
        (
            PlanAgreed("R-1", invoices=["F-C-1"], payments=[(date(2026, 3, 20), eur("9.00"))], on=date(2026, 3, 1)),
            "plan broken",
        ),
        (
            PaymentReceived(Payment("P-1", "C-1", amount=eur("9.00"), paid_on=date(2026, 3, 2), remittance=["F-9"])),
            "cash to apply",
        ),
    ],
)
def test_notices(event, what):
    """Each kind, on its day and not on others."""
    found = work(account("C-1", "100.00", 0, event))
    assert [notice.what for notice in found.notices] == ([what] if what else [])
    assert not what or f"{what}: 1" in found.digest


def test_what_is_no_assessment_is_refused():
    with pytest.raises(InvalidValueError, match="assessment"):
        worklist([account()])
    with pytest.raises(InvalidValueError, match="promises"):
        worklist(assess([], POLICY, as_of=TODAY), promises=3)


BOOK = """\
invoice,customer,issued_on,due_on,amount,currency
F-1,C-1,2026-01-01,2025-12-01,100.00,EUR
"""
LADDERS = {
    "no ladder": ("", "The policy has no ladder, so it contacts nobody."),
    "segments": (
        """[ladder]
kind = "ladder"
version = 1
steps = [{ name = "call", days = 5, channel = "phone", when = { segments = ["risky"] } }]
""",
        "Left out, as a credit policy does not know the segments of customers: call.",
    ),
}


@pytest.mark.parametrize("kind", LADDERS)
def test_the_command_says_why_nobody_is_contacted(kind, tmp_path, capsys):
    """And what is odd about the book, on the screen and in the data."""
    ladder, why = LADDERS[kind]
    (tmp_path / "b.csv").write_text(BOOK)
    (tmp_path / "p.toml").write_text(f'kind = "credit-policy"\nversion = 1\nname = "P"\n{ladder}')
    argv = ["worklist", f"{tmp_path}/b.csv", "--policy", f"{tmp_path}/p.toml", "--as-of", str(TODAY)]
    assert main([*argv, "--json", f"{tmp_path}/today.json"]) == 0
    said = capsys.readouterr().out
    assert f"{why}\n0 customers to contact\n" in said
    assert "1 warning about the book (kept as it is)" in said
    book = json.loads((tmp_path / "today.json").read_text())["book"]
    assert (book["facts"], book["warning_count"], len(book["warnings"])) == ({"InvoiceIssued": 1}, 1, 1)


def test_an_option_of_another_command_is_told_with_the_help_of_this_one(capsys):
    assert main(["worklist", "b.csv", "--html", "page.html"]) == 2
    told = ["receivables: unrecognized arguments: --html page.html", "  Try: receivables worklist --help"]
    assert capsys.readouterr().err.splitlines() == told


def test_the_command_writes_the_rows_as_a_table(tmp_path, capsys):
    """Every row, safe for a spreadsheet; a later run replaces its own file and no other table."""
    called = ContactMade("call", channel="phone", on=date(2026, 3, 1), outcome="=1+1")
    accounts = [account("=HYPERLINK()", "70.00", 20, called), account("C-2", "5000.00", 11)]
    write_events(((each.customer, "EUR", event) for each in accounts for event in each.events), tmp_path / "b.jsonl")
    (tmp_path / "p.json").write_text(json.dumps(POLICY.to_dict()))
    argv = ["worklist", f"{tmp_path}/b.jsonl", "--policy", f"{tmp_path}/p.json", "--as-of", str(TODAY)]
    for _ in range(2):
        assert main([*argv, "--csv", f"{tmp_path}/today.csv", "--json", f"{tmp_path}/today.json"]) == 0
    said = capsys.readouterr().out
    assert "2 customers to contact\nEUR: reminder by email, 2 customers, 5070.00 EUR\n" in said
    with (tmp_path / "today.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["rank"], row["customer"], row["amount"], row["last_outcome"]) for row in rows] == [
        ("1", "C-2", "5000.00", ""),
        ("2", "'=HYPERLINK()", "70.00", "'=1+1"),
    ]
    assert json.loads((tmp_path / "today.json").read_text())["rows"][1]["customer"] == "=HYPERLINK()"
    (tmp_path / "mine.csv").write_text("number,customer\n")
    assert main([*argv, "--csv", f"{tmp_path}/mine.csv"]) == 2
    assert main([*argv, "--csv", f"{tmp_path}/x.csv", "--json", f"{tmp_path}/x.csv"]) == 2
    err = capsys.readouterr().err.splitlines()
    assert err[0].endswith("that file is a book or a policy, not a report")
    assert err[1].startswith("receivables: --csv and --json name one file")
