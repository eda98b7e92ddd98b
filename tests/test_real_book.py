"""Real books of others, with nothing but a mapping: the sample of IBM, and open items out of an ERP system.

The files are not ours to give away, so these tests need the folder ``shared`` beside the project.
"""

from __future__ import annotations

import csv
from datetime import date
from functools import cache
from pathlib import Path

import attrs
import pytest

from receivables import CreditPolicy, InvoiceIssued, Money, PaymentReceived, assess
from receivables.adapters.tabular import Book, BookMapping, read_book
from receivables.aging import AgingReport
from receivables.errors import IntakeError

ROOT = Path(__file__).resolve().parents[1]
SHARED = Path(__file__).resolve().parents[2] / "shared"
DATA = SHARED / "data"
MAPPINGS = ROOT / "examples" / "mappings"
IBM, ERP = "ibm_accounts_receivable.csv", "highradius_open_items_usd_ddmmyyyy.csv"
POLICY = CreditPolicy(name="30-day buckets by due day")
LABELS = {"current": "current", "1-30": "1-30", "31-60": "31-60", "61-90": "61-90", ">90": "over 90"}

pytestmark = pytest.mark.skipif(
    not SHARED.is_dir(), reason="no folder ../shared: the books of others are not part of the project"
)


def answers(name: str) -> list[dict[str, str]]:
    """The rows of a reference answer; none where the folder is absent."""
    if not SHARED.is_dir():
        return []
    with (DATA / "reference" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def book(name: str, mapping: str, *carry: str) -> Book:
    return read_book(DATA / name, mapping=BookMapping.load(MAPPINGS / mapping), carry=carry)


def aging(name: str, as_of: date, *carry: str) -> AgingReport:
    return assess(book(name, "ibm.toml", *carry).portfolio(), POLICY, as_of=as_of).aging


def figures(report: AgingReport) -> dict[str, str]:
    """The open total and each bucket, as text."""
    buckets = {theirs: report.total("USD", ours).text for theirs, ours in LABELS.items()}
    return {"open_total": report.total("USD").text, **buckets}


def counts(report: AgingReport) -> dict[str, str]:
    """How many items are open, and how many are in each bucket."""
    found = {f"{theirs}_count": sum(row.bucket.label == ours for row in report.rows) for theirs, ours in LABELS.items()}
    return {key: str(count) for key, count in {"open_count": len(report.rows), **found}.items()}


@pytest.mark.parametrize("row", answers("ibm_aging_monthly.csv"), ids=lambda row: row["as_of"])
def test_the_aging_of_a_real_book_is_right_at_every_month_end(row):
    """Every count, and every total to the cent."""
    report = aging(IBM, date.fromisoformat(row["as_of"]))
    assert {"as_of": row["as_of"], **figures(report), **counts(report)} == row


@pytest.mark.parametrize("as_of", sorted({row["as_of"] for row in answers("ibm_aging_by_country.csv")}))
def test_the_aging_of_a_real_book_is_right_by_country(as_of):
    """Grouped by a column that is carried along under its own name."""
    reports = aging(IBM, date.fromisoformat(as_of), "countryCode").by("countryCode")
    found = [
        {"as_of": as_of, "countryCode": country, "open_count": str(len(report.rows)), **figures(report)}
        for country, report in reports.items()
    ]
    assert found == [row for row in answers("ibm_aging_by_country.csv") if row["as_of"] == as_of]


def test_there_are_25_month_ends_and_three_by_country():
    assert len(answers("ibm_aging_monthly.csv")) == 25
    assert len({row["as_of"] for row in answers("ibm_aging_by_country.csv")}) == 3


def test_every_row_of_the_sample_is_an_invoice_and_its_payment():
    """Nothing is dropped, nothing is odd, and in the end nothing is owed."""
    sample = book(IBM, "ibm.toml")
    assert [type(event) for _, _, event in sample.facts] == [InvoiceIssued, PaymentReceived] * 2_466
    assert sample.warnings == ()
    assert not aging(IBM, date(2014, 1, 9)).rows


def test_lost_zeros_make_other_invoices():
    """Read without its zeros, the same book has 266 invoices with other numbers, and nothing else is different.

    No row shows it: a number is opaque text, and every number is there once.
    """
    kept, stripped = (
        {event.invoice.number: event.invoice for *_, event in read.facts if isinstance(event, InvoiceIssued)}
        for read in (book(IBM, "ibm.toml"), book("ibm_accounts_receivable__zeros_stripped.csv", "ibm.toml"))
    )
    assert len(kept.keys() - stripped.keys()) == 266
    assert {attrs.evolve(each, number=each.number.zfill(10)) for each in stripped.values()} == set(kept.values())
    assert book("ibm_accounts_receivable__zeros_stripped.csv", "ibm.toml").warnings == ()


def test_lost_zeros_are_noticed_beside_the_numbers_that_kept_them(tmp_path):
    """In one list with the first export, each of the 266 gets a warning."""
    rows = [
        (DATA / name).read_text("utf-8").splitlines() for name in (IBM, "ibm_accounts_receivable__zeros_stripped.csv")
    ]
    numbers = {row.split(",")[3] for row in rows[0]}
    lost = [row for row in rows[1] if row.split(",")[3] not in numbers]
    (tmp_path / "both.csv").write_text("\n".join([*rows[0], *lost]), "utf-8")
    both = read_book(tmp_path / "both.csv", mapping=BookMapping.load(MAPPINGS / "ibm.toml"))
    assert both.warning_count == 266
    assert "differ only in case, blanks or leading zeros" in both.warnings[0].expected


def test_rows_that_lack_what_nobody_asks_for_are_complete():
    """120 more rows lack the date and the kind of electronic billing, which is none of our columns: they are invoices.

    Carried along, an empty cell is no attribute, and the rows stay together under no name.
    """
    name = "ibm_accounts_receivable__plus_120_incomplete_rows.csv"
    report = aging(name, date(2012, 12, 31), "PaperlessBill")
    groups = report.by("PaperlessBill")
    assert set(groups) == {"", "Electronic", "Paper"}
    assert Money.total((each.total("USD") for each in groups.values()), currency="USD") == report.total("USD")
    facts = book(name, "ibm.toml", "PaperlessBill").facts
    assert sum(isinstance(event, InvoiceIssued) and not event.invoice.attributes for _, _, event in facts) == 120


def test_rows_that_lack_what_is_asked_for_are_each_named():
    """With the electronic billing day as issue day, the 120 rows without one are refused, row by row."""
    mapping = BookMapping.load(MAPPINGS / "ibm.toml")
    mapping = attrs.evolve(mapping, columns={**mapping.columns, "issued_on": "PaperlessDate"})
    name = "ibm_accounts_receivable__plus_120_incomplete_rows.csv"
    with pytest.raises(IntakeError) as caught:
        read_book(DATA / name, mapping=mapping)
    assert caught.value.message.startswith(
        f"{name}: 120 problems in 120 rows, nothing was read. 120 times: expected a date"
    )
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        empty = [row for row, cells in enumerate(csv.DictReader(file), 2) if not cells["PaperlessDate"]]
    assert [problem.row for problem in caught.value.exceptions] == empty[:100]
    assert {(problem.column, problem.value) for problem in caught.value.exceptions} == {("PaperlessDate", "")}


def test_open_items_of_an_erp_system_are_read_with_a_mapping():
    """The total is that of the file, rounded amount by amount; what was odd about it is said."""
    items = book(ERP, "highradius.toml")
    total = Money.total((event.invoice.total for _, _, event in items.facts), currency="USD")
    assert (len(items.facts), total.text) == (9_681, "310427859.34")
    rounded, *early = items.warnings
    assert "576 rounded half_up, which adds 0.366 in all" in rounded.expected
    assert len(early) == 27
    assert {each.column for each in early} == {"due_in_date"}


def test_a_third_decimal_is_refused_unless_the_mapping_says_to_round():
    mapping = attrs.evolve(BookMapping.load(MAPPINGS / "highradius.toml"), rounding=None)
    with pytest.raises(IntakeError, match=r"576 problems in 576 rows.*at most 2 decimals, as USD has"):
        read_book(DATA / ERP, mapping=mapping)


@pytest.mark.parametrize("pattern", ["yyyy-mm-dd", "dd-mm-yyyy"])
def test_a_list_that_a_spreadsheet_has_damaged_is_refused(pattern):
    """In words that a bookkeeper understands, whichever date format the mapping names."""
    mapping = attrs.evolve(BookMapping.load(MAPPINGS / "highradius.toml"), date_format=pattern)
    name = "highradius_open_items_excel_damaged.csv"
    with pytest.raises(IntakeError) as caught:
        read_book(DATA / name, mapping=mapping)
    first, second, *_ = caught.value.report().splitlines()
    example = "2026-03-31" if pattern == "yyyy-mm-dd" else "31-03-2026"
    lost = f"expected a date like {example}; the spreadsheet has lost the dates: export again with full dates"
    assert first == (
        f"{name}: 19,362 problems in 9,681 rows, nothing was read. 19,362 times: {lost}. "
        "Put the rows right and read the book again; the first 100:"
    )
    assert second == f"  {name}, row 2, column posting_date: {lost} (got '00:00.0')"
    assert len(caught.value.exceptions) == 100
