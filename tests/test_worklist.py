"""The work of a day: every account with an action once, in order, with what one should know."""

from __future__ import annotations

import csv
import json
from datetime import date, timedelta

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
    assert found.digest[0].startswith(f"{len(found.rows)} customer")
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


def test_the_command_writes_the_rows_as_a_table(tmp_path, capsys):
    """Every row, safe for a spreadsheet; a later run replaces its own file and no other table."""
    accounts = [account("=HYPERLINK()", "70.00", 20), account("C-2", "5000.00", 11)]
    write_events(((each.customer, "EUR", event) for each in accounts for event in each.events), tmp_path / "b.jsonl")
    (tmp_path / "p.json").write_text(json.dumps(POLICY.to_dict()))
    argv = ["worklist", f"{tmp_path}/b.jsonl", "--policy", f"{tmp_path}/p.json", "--as-of", str(TODAY)]
    for _ in range(2):
        assert main([*argv, "--csv", f"{tmp_path}/today.csv", "--json", f"{tmp_path}/today.json"]) == 0
    said = capsys.readouterr().out
    assert "2 customers to contact\nEUR: reminder by email, 2 customers, 5070.00 EUR\n" in said
    with (tmp_path / "today.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["rank"], row["customer"], row["amount"]) for row in rows] == [
        ("1", "C-2", "5000.00"),
        ("2", "'=HYPERLINK()", "70.00"),
    ]
    assert json.loads((tmp_path / "today.json").read_text())["rows"][1]["customer"] == "=HYPERLINK()"
    (tmp_path / "mine.csv").write_text("number,customer\n")
    assert main([*argv, "--csv", f"{tmp_path}/mine.csv"]) == 2
    assert main([*argv, "--csv", f"{tmp_path}/x.csv", "--json", f"{tmp_path}/x.csv"]) == 2
    err = capsys.readouterr().err.splitlines()
    assert err[0].endswith("that file is a book or a policy, not a report")
    assert err[1].startswith("receivables: --csv and --json name one file")
