"""Rate tables: a look-up is the row that covers the day, nothing is made up, and the shipped figures agree.

The last part holds the tables that ship against one another: wherever the law says that a rate is a reference plus a
margin, every half-year of the table is computed again from the table of the reference.
"""

from __future__ import annotations

import decimal
import json
import math
import re
from bisect import bisect_right
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from receivables.errors import IntakeError, InvalidValueError, RateNotAvailableError
from receivables.rates import Rate, RateRow, RateSource, RateTable, shipped, shipped_names

ROOT = Path(__file__).resolve().parent.parent
FIRST = date(2020, 1, 1)
SPAN = 80
DAYS = [FIRST + timedelta(days=count) for count in range(-2, SPAN + 3)]
DAY = timedelta(days=1)
NOON = datetime(2025, 1, 1, 12)  # noqa: DTZ001 - a day with a time is what must be refused

days = st.integers(0, SPAN).map(lambda count: FIRST + timedelta(days=count))
percents = st.decimals(-20, 40, places=2) | st.decimals(-2, 9, places=3)
words = st.sampled_from(["", "the Gazette", 'a "quoted" \\ source', "Übersicht, 3. Auflage"])
sources = words.filter(bool)


def row_lists(percent):
    """Rows on different days, in order."""
    rows = st.builds(RateRow, days, percent, words, words)
    listed = st.lists(rows, min_size=1, max_size=10, unique_by=lambda row: row.since)
    return listed.map(lambda found: tuple(sorted(found, key=lambda row: row.since)))


@st.composite
def tables(draw, percent=percents | st.none()):
    """Any table of a few weeks, with gaps."""
    notes = st.lists(sources, max_size=2)
    return RateTable(
        "T-1", draw(row_lists(percent)), source=draw(sources), verified_until=draw(days), title=draw(words),
        unit="percent a year", evidence=draw(words), notes=draw(notes),
    )  # fmt: skip


def covering(table, day):
    """The row that covers a day, by looking at each of them."""
    found = None
    for row in table.rows:
        if row.since <= day:
            found = row
    return found


def answer(source, day, project=False):
    """The answer, or ``None`` where there is none."""
    try:
        return source.on(day, project=project)
    except RateNotAvailableError:
        return None


def table(*rows, until=date(2026, 12, 31), source="the Gazette"):
    return RateTable("T-1", rows, source=source, verified_until=until)


# Laws


@given(tables())
def test_a_look_up_is_the_row_that_covers_the_day(table):
    """For every day; beyond the last day that was checked only on request, and marked."""
    for day in DAYS:
        row = covering(table, day)
        late = day > table.verified_until
        known = row is not None and row.percent is not None
        expected = Rate(row.percent, row.since, row.source or table.source, "T-1", late) if known else None
        assert answer(table, day, project=True) == expected
        assert answer(table, day) == (None if late else expected)


@given(tables(), days, days)
def test_changes_are_the_days_on_which_the_row_changes(table, one, other):
    """After the start, up to and with the end, and none of them twice."""
    start, end = sorted((one, other))
    expected = [day for day in DAYS if start < day <= end and covering(table, day) != covering(table, day - DAY)]
    assert list(table.changes(start, end)) == expected


@given(tables(), days, days, days)
def test_changes_of_two_spans_are_those_of_both_together(table, one, two, three):
    """Nothing is lost or doubled where a span is cut."""
    first, cut, last = sorted((one, two, three))
    assert table.changes(first, cut) + table.changes(cut, last) == table.changes(first, last)
    assert table.changes(cut, cut) == ()


@given(tables(), days, days)
def test_between_changes_the_rate_stays(table, one, other):
    """So a span has one rate from each change to the next."""
    start, end = sorted((one, other))
    cuts = [start, *table.changes(start, end)]
    for day in (day for day in DAYS if start <= day <= end):
        assert covering(table, day) == covering(table, cuts[bisect_right(cuts, day) - 1])


@given(tables())
def test_a_table_comes_back_from_its_document(table):
    """Every digit, gap, source and note."""
    again = RateTable.from_toml(table.to_toml())
    assert again == table
    assert repr(again) == repr(table)
    assert again.to_dict() == table.to_dict() == json.loads(json.dumps(table.to_dict()))


@given(tables(), st.booleans(), st.sampled_from(",;|\t"))
def test_a_table_comes_back_from_its_rows_in_a_csv(table, with_until, mark):
    """With the last days or without."""
    ends = [after.since - DAY for after in table.rows[1:]]
    ends.append(max(table.verified_until, table.rows[-1].since))
    lines = [mark.join(["evidence", "from", "source", "percent", *(["until"] if with_until else [])])]
    for row, end in zip(table.rows, ends, strict=True):
        cells = [row.evidence, str(row.since), row.source, "" if row.percent is None else f"{row.percent:f}"]
        cells += [str(end)] if with_until else []
        lines.append(mark.join('"' + cell.replace('"', '""') + '"' for cell in cells))
    again = RateTable.from_csv(
        "\n".join(lines), name="T-1", source=table.source, verified_until=table.verified_until, delimiter=mark
    )
    assert repr(again.rows) == repr(table.rows)


@given(tables(), row_lists(percents), days)
def test_an_update_keeps_what_it_does_not_replace(table, rows, until):
    """Before the first new row all answers stay, and each new row answers for its day."""
    newer = table.updated(rows, verified_until=max(until, table.verified_until))
    for day in (day for day in DAYS if day < rows[0].since):
        assert answer(newer, day) == answer(table, day) or day > table.verified_until
    assert {row.since for row in newer.rows} == {row.since for row in (*table.rows, *rows)}
    for row in rows:
        assert newer.on(row.since, project=True).percent == row.percent
    assert (newer.name, newer.source, newer.notes) == (table.name, table.source, table.notes)


@given(tables(), row_lists(percents), days)
def test_an_update_is_the_table_that_could_have_been_written(table, rows, until):
    """Doing it again changes nothing."""
    newer = table.updated(rows, verified_until=until)
    assert newer.updated(rows, verified_until=until) == newer
    assert RateTable.from_toml(newer.to_toml()) == newer


@given(tables())
def test_the_context_of_the_host_changes_no_digit(table):
    """However few digits it has."""
    document = table.to_toml()
    with decimal.localcontext(decimal.Context(prec=1, traps=[decimal.Inexact, decimal.Rounded])):
        again = RateTable.from_toml(document)
    assert repr(again) == repr(table)


# Refusals


def test_a_day_before_the_table_is_refused():
    """Projection goes forward only."""
    with pytest.raises(RateNotAvailableError, match="the table begins on 2025-01-01") as caught:
        table((date(2025, 1, 1), "9.50")).on(date(2024, 12, 31), project=True)
    error = caught.value
    assert (error.table, error.day, error.verified_until) == ("T-1", date(2024, 12, 31), date(2026, 12, 31))


def test_a_declared_gap_is_refused_and_never_bridged():
    """With its first and last day."""
    gap = table((date(2025, 1, 1), "9.50"), (date(2025, 7, 1), None), (date(2026, 1, 1), "9.00"))
    for project in (False, True):
        with pytest.raises(RateNotAvailableError, match="from 2025-07-01 to 2025-12-31 the rate is not known"):
            gap.on(date(2025, 8, 1), project=project)
    assert gap.changes(date(2025, 1, 1), date(2026, 1, 1)) == (date(2025, 7, 1), date(2026, 1, 1))


def test_a_gap_at_the_end_is_not_projected():
    """What is not known is not held."""
    gap = table((date(2025, 1, 1), "9.50"), (date(2025, 7, 1), None), until=date(2025, 12, 31))
    with pytest.raises(RateNotAvailableError, match="from 2025-07-01 on the rate is not known"):
        gap.on(date(2027, 1, 1), project=True)


def test_past_the_last_checked_day_only_on_request():
    """The reason says how to go on; a row that was only derived is there for a projection."""
    held = table((date(2026, 1, 1), "10.15"), (date(2026, 7, 1), "10.40"), until=date(2026, 6, 30))
    with pytest.raises(RateNotAvailableError, match="until 2026-06-30 only; update the table, or ask for a projection"):
        held.on(date(2026, 7, 1))
    assert held.on(date(2026, 6, 30), project=True) == Rate(
        Decimal("10.15"), date(2026, 1, 1), "the Gazette", "T-1", projected=False
    )
    assert held.on(date(2026, 7, 1), project=True) == Rate(
        Decimal("10.40"), date(2026, 7, 1), "the Gazette", "T-1", projected=True
    )


@pytest.mark.parametrize("wrong", [NOON, "2025-01-01", None, 20250101])
def test_only_a_plain_day_is_looked_up(wrong):
    """A datetime, a text and nothing are no days."""
    some = table((date(2020, 1, 1), "1"))
    for ask in (lambda: some.on(wrong), lambda: some.changes(wrong, FIRST), lambda: some.changes(FIRST, wrong)):
        with pytest.raises(InvalidValueError):
            ask()


def test_a_span_that_ends_before_it_starts_is_refused():
    """A caller that mixed up two days hears of it."""
    with pytest.raises(InvalidValueError, match="'end' must be on or after the start"):
        table((FIRST, "1")).changes(FIRST, FIRST - DAY)


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([], "at least one row"),
        ([(FIRST, "1"), (FIRST, "2")], "rows[1].since"),
        ([(FIRST, "1"), (FIRST - DAY, "2")], "a day after 2020-01-01, on which the row before begins"),
        ([(FIRST, 9.5)], "a percentage as text"),
        ([(FIRST, True)], "an exact number"),
        ([(FIRST, "9,50")], "a plain number"),
        ([(FIRST, "1e3")], "a plain number"),
        ([(FIRST, "1000.01")], "between -1000 and 1000 percent a year"),
        ([(FIRST, Decimal("NaN"))], "a finite number"),
        ([(FIRST, Decimal("1e1000000"))], "between"),
        ([(FIRST, Fraction(1, 3))], "a percentage as text"),
        ([("2020-01-01", "1")], "rows[0].since"),
        ([(NOON, "1")], "a datetime.date without a time"),
        ([(FIRST,)], "a RateRow"),
        (["2020-01-01"], "a RateRow"),
        ("2020-01-01", "a list of rows"),
        ({FIRST: "1"}, "a list of rows"),
        ([(FIRST, "1", None)], "rows[0].source"),
        ([(FIRST, "1", "a\nb")], "rows[0].source"),
    ],
)
def test_rows_that_cannot_be_are_refused(rows, told):
    """By place and field."""
    with pytest.raises(InvalidValueError, match=re.escape(told)):
        RateTable("T-1", rows, source="the Gazette", verified_until=FIRST)


def test_somebody_must_speak_for_each_row():
    """The row itself or the table; a gap needs nobody."""
    rows = [RateRow(FIRST, Decimal(1), "the Gazette"), RateRow(FIRST + DAY, None)]
    assert RateTable("T-1", rows, source="", verified_until=FIRST).on(FIRST).source == "the Gazette"
    with pytest.raises(InvalidValueError, match=re.escape("'rows[0].source' must be who says so")):
        RateTable("T-1", [(FIRST, "1")], source="", verified_until=FIRST)


def test_percentages_are_kept_as_they_are_written():
    """With their zeros, and below zero."""
    written = ["9.50", "-0.88", "6.375", "8", "0.00"]
    rows = [(FIRST + count * DAY, percent) for count, percent in enumerate(written)]
    assert [str(row.percent) for row in table(*rows).rows] == written
    assert str(table((FIRST, Decimal("1E+1"))).rows[0].percent) == "10"


def test_anything_that_knows_the_rate_of_a_day_is_a_source():
    """By its verbs; a number is not one."""
    assert isinstance(table((FIRST, "1")), RateSource)
    assert not isinstance("9.50", RateSource)


# Documents

HEAD = """
kind = "rate-table"
version = 1
name = "T-1"
source = "the Gazette"
verified_until = 2026-12-31
"""


def problems(text):
    """What is wrong in a document, a line each, without the name of the file."""
    with pytest.raises(IntakeError) as caught:
        RateTable.from_toml(text, file="t.toml")
    assert all(problem.file == "t.toml" for problem in caught.value.exceptions)
    return [str(problem).removeprefix("t.toml, ") for problem in caught.value.exceptions]


def csv_problems(text, until=date(2026, 12, 31)):
    with pytest.raises(IntakeError) as caught:
        RateTable.from_csv(text, name="T-1", source="the Gazette", verified_until=until, file="t.csv")
    return [str(problem).removeprefix("t.csv, ") for problem in caught.value.exceptions]


def test_every_problem_of_a_document_is_told_at_once():
    """Those of the head and those of the rows, by row and column."""
    document = """
kind = "rates"
version = 1
colour = "blue"
verified_until = "31.12.2026"
notes = ["fine", 3]
rows = [
  { from = 2025-01-01, percent = 9.5 },
  { from = "2025-02-30", percent = "1", until = 2025-03-01 },
  { from = 2026-01-01, percent = "9,50", note = "x" },
  { from = 2026-01-01, percent = "1" },
  { from = 2025-06-01, percent = "1" },
  "2027",
]
"""
    keys = "kind, version, name, title, unit, source, verified_until, evidence, notes, rows"
    assert problems(document) == [
        f"t.toml: expected one of {keys} (got 'colour')",
        "column name: expected a value",
        "column kind: expected 'rate-table' (got 'rates')",
        "column verified_until: expected a date like 2026-03-31 (got '31.12.2026')",
        "column notes: expected at most 1000 printable characters, no blanks at the ends (got ['fine', 3])",
        "row 1, column percent: expected a percentage in quotes, like \"9.50\" (got Decimal('9.5'))",
        "row 2, column from: expected a date like 2026-03-31 (got '2025-02-30')",
        "row 3: expected one of from, until, percent, source, evidence (got 'note')",
        "row 3, column percent: expected a plain number, like '9.27' (got '9,50')",
        "row 4, column source: expected who says so, as the table itself has no source (got '')",
        "row 5, column from: expected a day after 2026-01-01, on which the row before begins (got '2025-06-01')",
        "row 5, column source: expected who says so, as the table itself has no source (got '')",
        "row 6: expected a row like { from = 2026-01-01, percent = \"9.50\" } (got '2027')",
    ]


@pytest.mark.parametrize("value", ["5", "9.5", "inf", "nan", "true", "1e400000", "[]"])
def test_a_percentage_without_quotes_is_refused(value):
    """However it is written."""
    [problem] = problems(f"{HEAD}rows = [{{ from = 2025-01-01, percent = {value} }}]")
    assert problem.startswith('row 1, column percent: expected a percentage in quotes, like "9.50"')


def test_a_gap_that_is_not_declared_is_named_by_its_days():
    """And so is an overlap."""
    rows = """rows = [
  { from = 2025-01-01, until = 2025-06-29, percent = "1" },
  { from = 2025-07-01, until = 2026-01-01, percent = "2" },
  { from = 2026-01-01, until = 2026-11-30, percent = "3" },
]"""
    gap, overlap, end = problems(HEAD + rows)
    before = "the day before the next row begins"
    assert gap.startswith(
        f"row 1, column until: expected 2025-06-30, {before}; from 2025-06-30 to 2025-06-30 there is no"
    )
    assert gap.endswith("declare the gap with a row without a percentage (got '2025-06-29')")
    assert overlap.startswith(f"row 2, column until: expected 2025-12-31, {before}; from 2026-01-01 to 2026-01-01 two")
    assert end.startswith("row 3, column until: expected 2026-12-31, until which the table is checked, or later")


def test_a_declared_gap_is_a_row_without_a_percentage():
    """Empty text in either kind of document."""
    rows = 'rows = [{ from = 2025-01-01, until = 2025-06-30, percent = "1" }, { from = 2025-07-01, percent = "" }]'
    by_toml = RateTable.from_toml(HEAD + rows)
    by_csv = RateTable.from_csv(
        "from,until,percent\n2025-01-01,2025-06-30,1\n2025-07-01,,\n",
        name="T-1", source="the Gazette", verified_until=date(2026, 12, 31),
    )  # fmt: skip
    assert by_toml.rows == by_csv.rows == (RateRow(date(2025, 1, 1), Decimal(1)), RateRow(date(2025, 7, 1), None))
    assert problems(f"{HEAD}rows = [{{ from = 2025-01-01 }}]") == [
        'row 1, column percent: expected a percentage in quotes, like "9.50"'
    ]


def test_dates_of_a_document_may_be_text():
    """As JSON-minded writers have them."""
    text = HEAD.replace("2026-12-31", '"2026-12-31"') + 'rows = [{ from = "2025-01-01", percent = "1" }]'
    assert RateTable.from_toml(text) == table((date(2025, 1, 1), "1"))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "column kind: expected a value"),
        ("kind =", "expected TOML that can be parsed"),
        ("[" * 3000, "expected TOML that can be parsed"),
        ("a." * 4000 + "a = 1", "lines of at most 4000"),
        ("#\n" * 600_000, "expected at most 1048576 characters"),
        (HEAD + "rows = []", "column rows: expected a list of at least one row"),
        (HEAD + "rows = 3", "column rows: expected a list of at least one row"),
        (HEAD.replace("version = 1", "version = true") + 'rows = [{from = 2025-01-01, percent = "1"}]', "expected 1"),
        (HEAD.replace("2026-12-31", "2026-12-31T00:00:00") + "rows = 3", "expected a date like 2026-03-31"),
    ],
)
def test_documents_that_cannot_be_read(text, told):
    """Each with its reason, and without delay."""
    assert any(told in problem for problem in problems(text))


@pytest.mark.parametrize("form", ["from_toml", "from_csv"])
def test_a_document_is_text(form):
    """Bytes have an encoding that only the caller knows."""
    more = {"name": "T-1", "verified_until": FIRST} if form == "from_csv" else {}
    with pytest.raises(InvalidValueError, match="'text' must be the text of a rate table"):
        getattr(RateTable, form)(b"", **more)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", ["row 1: expected a column 'from'", "row 1: expected a column 'percent'"]),
        ("from,percent\n", ["t.csv: expected at least one row under the header"]),
        ("from;percent\n2025-01-01;1\n", ["expected one of the columns"]),
        ("from,percent,colour\n2025-01-01,1,x\n", ["(got 'colour')"]),
        ("from,percent,percent\n2025-01-01,1,2\n", ["row 1, column percent: expected each column once"]),
        ("from,percent\n2025-01-01,1,2\n", ["row 2: expected 2 cells, as the header has (got '3 cells')"]),
        ("from,percent\n\n1.1.2025,1\n2025-01-01,8 %\n", ["row 3, column from", "row 4, column percent"]),
        ('from,percent\n2025-01-01,"1\n', ["cells that can be told apart"]),
        ("from,percent,until\n2025-01-01,1,2024-12-31\n", ["row 2, column until: expected 2025-01-01 or later"]),
    ],
)
def test_csv_files_that_cannot_be_read(text, told):
    """By the number of the line."""
    found = csv_problems(text)
    assert all(any(each in problem for problem in found) for each in told)


def test_a_mark_at_the_start_and_blank_lines_are_passed_over():
    """As spreadsheets leave them."""
    text = "\ufefffrom,percent\r\n2025-01-01,1\r\n\r\n2025-07-01,2\r\n"
    found = RateTable.from_csv(text, name="T-1", source="the Gazette", verified_until=date(2026, 12, 31))
    assert found == table((date(2025, 1, 1), "1"), (date(2025, 7, 1), "2"))


@pytest.mark.parametrize("wrong", [{"verified_until": "2026-12-31"}, {"source": None}, {"name": ""}])
def test_what_a_csv_does_not_say_is_checked_as_well(wrong):
    """Its name, its source and the day until which it was checked."""
    given = {"name": "T-1", "source": "x", "verified_until": FIRST} | wrong
    with pytest.raises(InvalidValueError, match=next(iter(wrong))):
        RateTable.from_csv("from,until,percent\n2019-01-01,2025-06-30,1\n", **given)


def test_only_marks_that_stand_between_cells_are_delimiters():
    """A letter is not."""
    with pytest.raises(InvalidValueError, match="'delimiter' must be one of"):
        RateTable.from_csv("", name="T-1", verified_until=FIRST, delimiter="x")


def test_the_first_hundred_problems_are_kept():
    """All are counted."""
    text = "from,percent\n" + "x,1\n" * 150
    with pytest.raises(IntakeError, match="150 problems") as caught:
        RateTable.from_csv(text, name="T-1", source="x", verified_until=FIRST)
    assert len(caught.value.exceptions) == 100


# What ships

PAGE = (ROOT / "docs" / "reference" / "rates.md").read_text("utf-8")
SHIPPED = [shipped(name) for name in shipped_names()]


@pytest.mark.parametrize("each", SHIPPED, ids=lambda each: each.name)
def test_what_ships_says_where_it_comes_from(each):
    """Title, grade, sources, notes, and a day until which it was checked."""
    assert each.title
    assert each.evidence in ("solid", "flagged")
    assert each.unit in ("percent a year", "percent a year, effective")
    assert any(note.startswith("Read from: ") for note in each.notes)
    assert all(row.source or each.source for row in each.rows)
    assert each.rows[0].since <= each.verified_until


@pytest.mark.parametrize("each", SHIPPED, ids=lambda each: each.name)
def test_what_ships_answers_until_it_was_checked(each):
    """On the first and last day of each row, but in declared gaps."""
    ends = [*(row.since - DAY for row in each.rows[1:]), max(each.verified_until, each.rows[-1].since)]
    for row, end in zip(each.rows, ends, strict=True):
        for day in (row.since, end):
            expected = Rate(row.percent, row.since, row.source or each.source, each.name, day > each.verified_until)
            assert answer(each, day, project=True) == (None if row.percent is None else expected)


@pytest.mark.parametrize("each", SHIPPED, ids=lambda each: each.name)
def test_what_ships_is_written_as_the_library_writes(each):
    """So that a difference between releases is a difference between figures."""
    file = ROOT / "src" / "receivables" / "data" / "rates" / f"{each.name}.toml"
    assert file.read_text("utf-8") == each.to_toml()


def test_names_are_sorted_and_a_table_is_loaded_once():
    """It is the same object each time."""
    assert list(shipped_names()) == sorted(set(shipped_names()))
    assert len(shipped_names()) == 36
    assert shipped("BOE-BASE") is shipped("BOE-BASE")
    assert [each.name for each in SHIPPED] == list(shipped_names())


@pytest.mark.parametrize(
    ("name", "nearest"), [("DE-LATE-B2C", "perhaps 'DE-LATE-B2B'"), ("ecb", "(got 'ecb')"), (None, "(got None)")]
)
def test_a_name_that_does_not_ship_is_refused_with_the_nearest(name, nearest):
    """No path leads out of the folder either."""
    with pytest.raises(InvalidValueError, match=re.escape(nearest)):
        shipped(name)


@pytest.mark.parametrize("name", ["../iso4217", "", "DE-BASISZINSSATZ.toml", "/etc/hosts"])
def test_only_names_lead_to_tables(name):
    """What is not a name of the list opens nothing."""
    with pytest.raises(InvalidValueError, match="one of shipped_names"):
        shipped(name)


def test_the_page_lists_what_ships():
    """Name, title, first day, last checked day, rows and grade of each table, as the files have them."""
    lines = re.findall(r"^\| `([A-Z0-9-]+)` \| (.* \| (?:solid|flagged)) \|$", PAGE, re.MULTILINE)
    expected = [
        (each.name, f"{each.title} | {each.rows[0].since} | {each.verified_until} | {len(each.rows)} | {each.evidence}")
        for each in SHIPPED
    ]
    assert lines == expected


# The figures bear one another out


def rate(name, day):
    """The figure of a day, exact; also where it is past the last day that was checked."""
    return Fraction(shipped(name).on(day, project=True).percent)


def half_years(first, last="2026H2"):
    """The first days of the half-years from ``first`` to ``last``, written 2026H1."""
    place, end = (2 * int(text[:4]) + int(text[5]) - 1 for text in (first, last))
    return [date(each // 2, 1 + 6 * (each % 2), 1) for each in range(place, end + 1)]


def reference(day):
    return rate("ECB-SEMESTER-REFERENCE", day)


def up_to_a_half(percent):
    return Fraction(math.ceil(percent * 2), 2)


def by_day(switch, before, after):
    """A margin that is another from a day on."""
    return lambda day: before if day < switch else after


UNTIL_2013 = by_day(date(2013, 3, 16), 7, 8)
SPAIN = by_day(date(2013, 2, 24), 7, 8)
ITALY = by_day(date(2013, 1, 1), 7, 8)
OLD_BELGIUM = by_day(date(2015, 3, 16), 7, 8)
POLAND = by_day(date(2020, 1, 1), 8, 10)

RULES = {
    "ES-LATE-COMMERCIAL": ("2005H1", "2026H2", 44, lambda day: reference(day) + SPAIN(day)),
    "IT-LATE-COMMERCIAL": ("2003H1", "2026H2", 48, lambda day: reference(day) + ITALY(day)),
    "PT-LATE-COMMERCIAL": ("2013H2", "2026H2", 27, lambda day: reference(day) + 8),
    "PT-LATE-OLD-CONTRACT": ("2013H2", "2026H2", 27, lambda day: reference(day) + 7),
    "NL-HANDELSRENTE": ("2003H1", "2026H2", 48, lambda day: reference(day) + UNTIL_2013(day)),
    "IE-LATE-COMMERCIAL": ("2013H2", "2026H2", 27, lambda day: reference(day) + 8),
    "FR-LATE-COMMERCIAL": ("2009H1", "2026H2", 36, lambda day: reference(day) + 10),
    "DE-BASISZINSSATZ": ("2002H2", "2026H2", 49, lambda day: reference(day) - Fraction("0.88")),
    "DE-LATE-B2B": ("2014H2", "2026H2", 25, lambda day: rate("DE-BASISZINSSATZ", day) + 9),
    "DE-LATE-CONSUMER": ("2014H2", "2026H2", 25, lambda day: rate("DE-BASISZINSSATZ", day) + 5),
    "BE-LATE-COMMERCIAL": ("2002H2", "2026H2", 49, lambda day: up_to_a_half(reference(day) + UNTIL_2013(day))),
    "BE-LATE-OLD-CONTRACT": ("2002H2", "2026H2", 49, lambda day: up_to_a_half(reference(day) + OLD_BELGIUM(day))),
    "FI-REFERENCE": ("2013H2", "2026H2", 27, lambda day: up_to_a_half(reference(day))),
    "FI-LATE": ("2013H2", "2026H2", 27, lambda day: rate("FI-REFERENCE", day) + 8),
    "FI-LATE-CONSUMER": ("2013H2", "2026H2", 27, lambda day: rate("FI-REFERENCE", day) + 7),
    "UK-LATE-COMMERCIAL": ("1999H1", "2026H2", 56, lambda day: rate("BOE-BASE", day - DAY) + 8),
    "AT-LATE-COMMERCIAL": ("2013H2", "2026H2", 27, lambda day: rate("AT-BASISZINSSATZ", day) + Fraction("9.2")),
    "PL-LATE-COMMERCIAL": ("2016H1", "2026H1", 21, lambda day: rate("PL-NBP-REFERENCE", day) + POLAND(day)),
    "FR-CONTRACT-FLOOR": ("2015H1", "2026H1", 23, lambda day: rate("FR-LEGAL", day) * 3),
    "ECB-SEMESTER-REFERENCE": ("2009H1", "2026H2", 36, lambda day: rate("ECB-MRO", day - DAY)),
}
"""Table, first and last half-year of it that the rule speaks of, how many those are, and the rule."""

BETWEEN_HALF_YEARS = {
    "ES-LATE-COMMERCIAL": {date(2013, 2, 24)},
    "IT-LATE-COMMERCIAL": {date(2002, 8, 8)},
    "NL-HANDELSRENTE": {date(2002, 8, 8), date(2002, 12, 1), date(2013, 3, 16)},
    "IE-LATE-COMMERCIAL": {date(2013, 3, 16)},
    "BE-LATE-COMMERCIAL": {date(2013, 3, 16)},
    "BE-LATE-OLD-CONTRACT": {date(2015, 3, 16)},
    "AT-LATE-COMMERCIAL": {date(2013, 3, 16)},
}
"""Rows that begin within a half-year: the law began to hold, or its margin changed."""


@pytest.mark.parametrize("name", RULES)
def test_every_half_year_is_the_reference_and_the_margin(name):
    """As the law says, computed again from the other table, without exception."""
    first, last, count, rule = RULES[name]
    checked = half_years(first, last)
    assert len(checked) == count
    assert {day: rate(name, day) for day in checked} == {day: rule(day) for day in checked}


def test_the_page_tells_how_many_half_years_were_checked():
    """Each table with its number, and no other."""
    lines = re.findall(r"^\| (`[^|]*`) \| [^|]* \| ([0-9]+) \|$", PAGE, re.MULTILINE)
    told = {name: int(count) for names, count in lines for name in re.findall("`([^`]*)`", names)}
    assert told == {name: count for name, (_, _, count, _) in RULES.items()}


@pytest.mark.parametrize("name", RULES)
def test_rates_change_with_the_half_year_or_the_law(name):
    """A row in between is one of those that are known, and it follows the rule as well."""
    rows = shipped(name).rows
    between = {row.since for row in rows if (row.since.month, row.since.day) not in ((1, 1), (7, 1))}
    assert between == BETWEEN_HALF_YEARS.get(name, set())


def half_year_of(day):
    """The first day of the half-year of a day."""
    return date(day.year, 1 if day.month < 7 else 7, 1)


def test_a_margin_that_changes_within_a_half_year_adds_to_the_same_reference():
    """Wherever a row begins within a half-year."""
    for name, within in BETWEEN_HALF_YEARS.items():
        margin = {"ES-LATE-COMMERCIAL": SPAIN, "IT-LATE-COMMERCIAL": ITALY, "BE-LATE-OLD-CONTRACT": OLD_BELGIUM}
        for day in within:
            if name == "AT-LATE-COMMERCIAL":
                expected = rate("AT-BASISZINSSATZ", half_year_of(day)) + Fraction("9.2")
            else:
                expected = reference(half_year_of(day)) + margin.get(name, UNTIL_2013)(day)
            assert rate(name, day) == (up_to_a_half(expected) if name.startswith("BE") else expected)


def test_the_rate_in_force_on_the_day_is_that_of_the_last_operation_before():
    """From 2009H1 both wordings of the law give the same, so nobody has to choose."""
    checked = half_years("2009H1")
    assert len(checked) == 36
    assert [rate("ECB-MRO", day) for day in checked] == [rate("ECB-MRO", day - DAY) for day in checked]


def test_the_marginal_rate_is_at_least_the_minimum_bid():
    """2002H2 to 2008H2 the reference is that of the tender, so the headline table must not be used for it."""
    checked = half_years("2002H2", "2008H2")
    above = [day for day in checked if reference(day) > rate("ECB-MRO", day - DAY)]
    assert all(reference(day) >= rate("ECB-MRO", day - DAY) for day in checked)
    assert (len(checked), len(above)) == (13, 12)


def test_the_austrian_base_rate_moves_in_steps_of_half_a_point():
    """From 2008-10-15, when tenders were fixed again: a move of the ECB counts once they add up to 0.5."""
    start, base, moved_at = date(2008, 10, 15), Fraction("3.13"), Fraction("3.75")
    expected = [(start, base)]
    for row in shipped("ECB-MRO").rows:
        change = Fraction(row.percent) - moved_at
        if row.since > start and abs(change) >= Fraction(1, 2):
            base, moved_at = base + change, moved_at + change
            expected.append((row.since, base))
    table = [(row.since, Fraction(row.percent)) for row in shipped("AT-BASISZINSSATZ").rows if row.since >= start]
    assert table == expected
    assert len(table) == 22


def test_the_colombian_ceiling_is_one_and_a_half_times_the_banking_rate():
    """Rounded half up to two digits, month by month."""
    for row in shipped("CO-USURY").rows:
        hundredths = rate("CO-IBC-CONSUMO-ORDINARIO", row.since) * 150
        assert Fraction(row.percent) * 100 == math.floor(hundredths + Fraction(1, 2))
    assert len(shipped("CO-USURY").rows) == 7


@pytest.mark.parametrize(
    ("name", "step"),
    [
        ("SE-REFERENSRANTA", Fraction(1, 2)),
        ("FI-LATE", Fraction(1, 2)),
        ("BE-LATE-COMMERCIAL", Fraction(1, 2)),
        ("US-PROMPT-PAYMENT", Fraction(1, 8)),
        ("NL-WETTELIJKE-RENTE", Fraction(1)),
        ("DK-MORARENTE", Fraction(1, 20)),
        ("PL-NBP-REFERENCE", Fraction(1, 20)),
        ("IN-BANK-RATE", Fraction(1, 20)),
        ("ZA-PRESCRIBED", Fraction(1, 4)),
        ("ECB-MRO", Fraction(1, 20)),
    ],
)
def test_rates_that_are_set_in_steps_are_multiples_of_them(name, step):
    """A misprint would hardly be."""
    percents = [row.percent for row in shipped(name).rows if row.percent is not None]
    assert [percent for percent in percents if Fraction(percent) % step] == []


@pytest.mark.parametrize("name", ["DE-BASISZINSSATZ", "AT-BASISZINSSATZ", "SE-REFERENSRANTA"])
def test_negative_rates_are_never_floored(name):
    """They were below zero for years, and the sum with the margin was not."""
    assert rate(name, date(2019, 6, 30)) < 0


def test_half_years_without_a_notice_are_gaps():
    """In the United States each row is exactly its half-year; from 2021 none is missing."""
    table = shipped("US-PROMPT-PAYMENT")
    known = {day for day in half_years("1997H2") if answer(table, day)}
    assert known == {row.since for row in table.rows if row.percent is not None}
    assert known >= set(half_years("2021H1"))
    missing = {day for day in half_years("1997H2") if not answer(table, day)}
    spans = [("1998H1", "1998H1"), ("1999H1", "2000H1"), ("2001H2", "2005H2"), ("2006H2", "2008H1")]
    spans += [("2010H2", "2012H2"), ("2014H1", "2015H2"), ("2016H2", "2016H2"), ("2017H2", "2020H2")]
    assert missing == {day for span in spans for day in half_years(*span)}
