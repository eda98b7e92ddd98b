"""The command: what it prints, what it writes, and how it refuses."""

from __future__ import annotations

import gc
import io
import json
import os
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from receivables import CreditPolicy, assess, statutory
from receivables.adapters.cli import main
from receivables.adapters.cli import terminal as terminal_module
from receivables.adapters.cli.layout import lines, padded, shortened, wide, wrapped
from receivables.adapters.cli.progress import LONG_BOOK, Progress
from receivables.adapters.cli.targets import Target, TargetError
from receivables.adapters.cli.terminal import Screen, report_lines
from receivables.adapters.tables import Column, Table
from receivables.adapters.tabular import read_book

ROOT = Path(__file__).resolve().parent.parent
AS_OF = "2026-06-30"

INVOICES = """\
invoice,customer,issued_on,due_on,amount,currency,country
F-1,Alba SL,2026-01-02,2026-02-01,1200.00,EUR,ES
F-2,Alba SL,2026-06-01,2026-07-01,300.50,EUR,ES
F-3,Brenner GmbH,2026-05-05,2026-06-04,25000.00,EUR,DE
F-4,Corda KG,2026-06-10,2026-07-10,80.25,EUR,DE
F-5,Daishi KK,2026-04-01,2026-05-01,150000,JPY,JP
"""
PAYMENTS = """\
payment,customer,paid_on,amount,currency,invoice
P-1,Alba SL,2026-03-01,200.00,EUR,F-1
P-2,Corda KG,2026-06-20,100.00,EUR,F-4
"""
POLICY = """\
kind = "credit-policy"
version = 1
name = "House policy"

[interest]
kind = "late-interest"
version = 1
rate = "8"

[ladder]
kind = "ladder"
version = 1
steps = [
    { name = "reminder", days = 5, channel = "email" },
    { name = "final demand", days = 60, channel = "letter" },
]
"""

REPORT = """\
House policy on 2026-06-30
book.csv: 5 invoices, 2 payments in 4 accounts.

EUR: aging by due day
Days past due       Open    Share  Items
----------------------------------------
current           300.50    1.1 %      1
1-30           25,000.00   95.1 %      1
31-60               0.00    0.0 %      0
61-90               0.00    0.0 %      0
over 90         1,000.00    3.8 %      1
----------------------------------------
open           26,300.50  100.0 %      3
unapplied         -19.75               1
balance        26,280.75
26,000.00 past due, 98.9 % of what is open.

EUR: worklist, 2 customers
Customer      Step          Amount EUR  Due since   Look again
--------------------------------------------------------------
Brenner GmbH  reminder       25,000.00  2026-06-09  2026-08-03
    by email; F-3: 26 days past due, reminder from day 5
Alba SL       final demand    1,000.00  2026-04-02  2026-07-06
    by letter; F-1: 149 days past due, final demand from day 60

JPY: aging by due day
Days past due     Open    Share  Items
--------------------------------------
current              0    0.0 %      0
1-30                 0    0.0 %      0
31-60          150,000  100.0 %      1
61-90                0    0.0 %      0
over 90              0    0.0 %      0
--------------------------------------
open           150,000  100.0 %      1
unapplied            0               0
balance        150,000
150,000 past due, 100.0 % of what is open.

JPY: worklist, 1 customer
Customer   Step          Amount JPY  Due since   Look again
-----------------------------------------------------------
Daishi KK  final demand     150,000  2026-06-30  2026-07-07
    by letter; F-5: 60 days past due, final demand from day 60

Nothing to do now: 1 account
Why                                       Accounts  Look again from
-------------------------------------------------------------------
nothing is open; there is unapplied cash         1  -

Totals
                                     EUR      JPY
-------------------------------------------------
customers                              3        1
open items                             3        1
open                           26,300.50  150,000
unapplied                         -19.75        0
-------------------------------------------------
balance                        26,280.75  150,000
interest accrued, not charged     176.35    1,973
Who waits, and whose cash is unapplied: --html FILE; every item: --json FILE
"""


@pytest.fixture(autouse=True)
def screen_of_80_columns(monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with a small book and a policy, which is the working directory."""
    (tmp_path / "book.csv").write_text(INVOICES, "utf-8")
    (tmp_path / "book-payments.csv").write_text(PAYMENTS, "utf-8")
    (tmp_path / "policy.toml").write_text(POLICY, "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments, book="book.csv", policy="policy.toml", as_of=AS_OF):
    return main(["assess", book, "--policy", policy, "--as-of", as_of, *arguments])


def refused(capsys, *arguments, **given):
    """The message of a run that must end with status 2, printing nothing."""
    assert run(*arguments, **given) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("receivables: ")
    assert "Traceback" not in err
    return err


def test_the_report_reads_like_this(folder, capsys):
    assert run() == 0
    out, err = capsys.readouterr()
    assert out == REPORT
    assert err == ""


def test_by_a_column_shows_a_row_a_value_that_add_up(folder, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "120")
    assert run("--by", "country") == 0
    out = capsys.readouterr().out
    table = out[out.index("EUR: aging") : out.index("EUR: worklist")]
    assert "by due day and country" in table
    assert re.findall(r"^(\S.*?)  +.* (\S+)  +(\S+)  +(\S+)  +(\d+)$", table, re.MULTILINE) == [
        ("DE", "25,000.00", "0.00", "25,000.00", "1"),
        ("ES", "1,300.50", "0.00", "1,300.50", "2"),
        ("unapplied cash", "0.00", "-19.75", "-19.75", "0"),
        ("total", "26,300.50", "-19.75", "26,280.75", "3"),
    ]


def test_by_customer_needs_no_column(folder, capsys):
    assert run("--by", "customer") == 0
    assert re.search(r"^Brenner GmbH +0\.00 +25,000\.00 ", capsys.readouterr().out, re.MULTILINE)


@pytest.mark.parametrize("width", [40, 80, 120])
@pytest.mark.parametrize("by", [None, "country", "customer"])
def test_no_line_is_wider_than_the_screen(folder, monkeypatch, capsys, width, by):
    monkeypatch.setenv("COLUMNS", str(width))
    assert run(*(["--by", by] if by else [])) == 0
    assert max(map(wide, capsys.readouterr().out.splitlines())) <= width


def test_known_by_is_told(folder, capsys):
    assert run("--known-by", "2026-05-31") == 0
    out = capsys.readouterr().out
    assert out.startswith("House policy on 2026-06-30, as known by 2026-05-31\n")
    assert "F-3" in out
    assert "F-2" not in out


def test_a_day_before_everything_owes_nothing(folder, capsys):
    assert run(as_of="1990-01-01") == 0
    assert "Nothing is past due." in capsys.readouterr().out


def test_long_worklists_are_cut_and_say_so(folder, capsys):
    rows = [f"F-{n},C-{n:03},2026-01-01,2026-02-01,10.00,EUR" for n in range(35)]
    Path("long.csv").write_text("invoice,customer,issued_on,due_on,amount,currency\n" + "\n".join(rows) + "\n", "utf-8")
    assert run(book="long.csv") == 0
    out = capsys.readouterr().out
    assert out.count(" final demand  ") == 20
    assert "... and 15 more in EUR; --json FILE has all of them" in out


def test_warnings_are_told_and_kept(folder, capsys):
    rows = [f"F-{n},C-1,2026-03-01,2026-02-01,10.00,EUR" for n in range(9)]
    Path("odd.csv").write_text("invoice,customer,issued_on,due_on,amount,currency\n" + "\n".join(rows) + "\n", "utf-8")
    assert run("--json", "odd.json", book="odd.csv") == 0
    out = capsys.readouterr().out
    assert "\n9 warnings about the book" in out
    assert out.count("\n- odd.csv, row ") == 5
    assert "... and 4 more" in out
    book = json.loads(Path("odd.json").read_text("utf-8"))["book"]
    assert (book["warning_count"], len(book["warnings"])) == (9, 9)


def test_version_and_help_end_well(capsys):
    assert main(["--version"]) == 0
    assert capsys.readouterr().out.startswith("receivables ")
    assert main(["assess", "--help"]) == 0
    assert "--as-of" in capsys.readouterr().out


# What is refused -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "first_line"),
    [
        ([], "receivables: there is nothing to do yet: name a command, assess"),
        (["asess", "book.csv"], "receivables: argument command: invalid choice: 'asess'"),
        (["assess"], "receivables: the following arguments are required: BOOK"),
        (["assess", "book.csv", "--as-of", AS_OF], "receivables: --policy is missing: name the file"),
        (["assess", "book.csv", "--policy", "policy.toml"], "receivables: --as-of is missing: name the day"),
        (["assess", "book.csv", "--nonsense"], "receivables: unrecognized arguments: --nonsense"),
        (["assess", "book.csv", "--pol", "policy.toml"], "receivables: unrecognized arguments: --pol"),
    ],
)
def test_wrong_arguments_are_refused_in_one_line(folder, capsys, arguments, first_line):
    assert main(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines()[0].startswith(first_line)


@pytest.mark.parametrize("day", ["30/06/2026", "2026-6-30", "20260630", "2026-W27-2", "2026-02-30", "today", ""])
def test_a_day_has_one_form(folder, capsys, day):
    err = refused(capsys, as_of=day)
    assert err.splitlines()[0] == f"receivables: argument --as-of: a day like 2026-06-30 is needed (got {day!r})"


def test_the_policy_of_the_hint_can_be_used(folder, capsys):
    main(["assess", "book.csv", "--as-of", AS_OF])
    hint = capsys.readouterr().err
    document = "\n".join(line.strip() for line in hint.splitlines()[2:-1])
    assert CreditPolicy.loads(document).name == "House policy"


@pytest.mark.parametrize(
    ("given", "first_line"),
    [
        ({"book": "nowhere.csv"}, "receivables: nowhere.csv: 1 problem"),
        ({"book": "policy.toml"}, "receivables: policy.toml: 1 problem"),
        ({"book": "binary.csv"}, "receivables: binary.csv: 1 problem"),
        ({"book": "empty.csv"}, "receivables: empty.csv: 1 problem"),
        ({"book": "bad.csv"}, "receivables: bad.csv: 3 problems in 2 rows"),
        ({"book": "folder"}, "receivables: folder: 1 problem"),
        ({"book": "a" * 5000 + ".csv"}, "receivables: aaa"),
        ({"policy": "nowhere.toml"}, "receivables: --policy nowhere.toml cannot be read: No such file or directory"),
        ({"policy": "folder"}, "receivables: --policy folder cannot be read: Is a directory"),
        (
            {"policy": "binary.csv"},
            "receivables: --policy binary.csv cannot be read: it is not in UTF-8; save it as UTF-8",
        ),
        ({"policy": "bad.toml"}, "receivables: bad.toml cannot be used: 2 problems"),
    ],
)
def test_wrong_files_are_refused_with_all_their_problems(folder, capsys, given, first_line):
    Path("folder").mkdir()
    Path("binary.csv").write_bytes(bytes(range(256)))
    Path("empty.csv").write_bytes(b"")
    Path("bad.csv").write_text(
        "invoice,customer,issued_on,due_on,amount,currency\n"
        "F-1,C-1,2026-01-01,2026-02-31,1e5,EUR\n"
        "F-2,C-1,2026-01-01,2026-02-01,10.00,eur\n",
        "utf-8",
    )
    Path("bad.toml").write_text(POLICY.replace('"8"', "8.5").replace("days = 5", 'days = "five"'), "utf-8")
    err = refused(capsys, **given)
    head, *rest = err.splitlines()
    assert head.startswith(first_line)
    if "problems" in head:
        assert len(rest) == int(re.search(r"(\d+) problems", head)[1])


def test_what_the_system_refuses_is_told_with_its_name(folder, capsys, monkeypatch):
    def locked(*_, **__):
        raise PermissionError(13, "Permission denied", "vault/book.csv")

    monkeypatch.setattr("receivables.adapters.cli.inputs.read_book", locked)
    assert refused(capsys) == "receivables: vault/book.csv cannot be read: Permission denied\n"


def test_an_unknown_column_is_refused_with_those_there_are(folder, capsys):
    there = "There are: invoice, customer, issued_on, due_on, amount, currency, country"
    err = refused(capsys, "--by", "Country")
    assert err == f"receivables: --by Country: there is no such column (perhaps country). {there}\n"
    assert refused(capsys, "--by", "xyz") == f"receivables: --by xyz: there is no such column. {there}\n"
    assert "argument --by" in refused(capsys, "--by", " ")


@pytest.mark.parametrize(("option", "value"), [("--by", "country"), ("--known-by", AS_OF), ("--html", "a.html")])
def test_an_option_given_twice_is_refused(folder, capsys, option, value):
    """The second would silently replace the first."""
    err = refused(capsys, option, value, option, value)
    assert err.splitlines()[0] == f"receivables: argument {option}: it can be given only once (got {value} and {value})"


def test_a_mapping_and_a_policy_that_were_swapped_are_told(folder, capsys):
    Path("mapping.toml").write_text('currency = "EUR"\n[columns]\ninvoice = "invoice"\n', "utf-8")
    err = refused(capsys, policy="mapping.toml")
    assert err == "receivables: --policy mapping.toml: this looks like a mapping; --policy wants a credit policy\n"
    err = refused(capsys, "--mapping", "policy.toml")
    assert err == "receivables: --mapping policy.toml: this looks like a credit policy; --mapping wants a mapping\n"


def test_a_policy_in_another_encoding_is_told(folder, capsys):
    Path("latin.toml").write_bytes(POLICY.replace("House policy", "Köhlers Regeln").encode("cp1252"))
    err = refused(capsys, policy="latin.toml")
    assert err == "receivables: --policy latin.toml cannot be read: it is not in UTF-8; save it as UTF-8\n"


def test_a_missing_or_wrong_mapping_is_refused(folder, capsys):
    assert "nowhere.toml" in refused(capsys, "--mapping", "nowhere.toml").splitlines()[0]
    Path("wrong.toml").write_text('decimal_mark = ";"\n', "utf-8")
    assert "decimal_mark" in refused(capsys, "--mapping", "wrong.toml")


@pytest.mark.parametrize("option", ["--html", "--json"])
@pytest.mark.parametrize(
    ("path", "reason"),
    [
        (".", "it is a folder"),
        ("nowhere/report", "there is no folder nowhere"),
        ("book.csv", "that file is a book or a policy, not a report"),
        ("book-payments.csv", "that file is a book or a policy, not a report"),
        ("policy.toml", "that file is a book or a policy, not a report"),
        ("OTHER.CSV", "that file is a book or a policy, not a report"),
        ("x" * 300, "File name too long"),
    ],
)
def test_what_cannot_be_written_is_refused_before_the_work(folder, capsys, monkeypatch, option, path, reason):
    monkeypatch.setattr("receivables.adapters.cli.inputs.read_book", None)
    Path("OTHER.CSV").write_text(INVOICES, "utf-8")
    before = {file: file.read_bytes() for file in folder.iterdir()}
    assert refused(capsys, option, path) == f"receivables: {option} {path} cannot be written: {reason}\n"
    assert {file: file.read_bytes() for file in folder.iterdir()} == before


@pytest.mark.parametrize("option", ["--html", "--json"])
def test_the_payments_are_never_written_over(folder, capsys, option):
    """Whatever their file is called: the mapping names it, or a link stands where they are looked for."""
    Path("paid.txt").write_text(PAYMENTS, "utf-8")
    Path("mapping.toml").write_text('[payments]\nfile = "paid.txt"\n', "utf-8")
    assert "not a report" in refused(capsys, "--mapping", "mapping.toml", option, "paid.txt")
    Path("book-payments.csv").unlink()
    Path("book-payments.csv").symlink_to("paid.txt")
    assert "not a report" in refused(capsys, option, "paid.txt")
    assert Path("paid.txt").read_text("utf-8") == PAYMENTS


@pytest.mark.parametrize(
    "arguments",
    [
        {"book": "a\nreceivables: all is well.csv"},
        {"policy": "a\nreceivables: all is well.toml"},
        {"arguments": ["--mapping", "a\nreceivables: all is well"]},
        {"arguments": ["--html", "a\nreceivables: all is well/b"]},
        {"arguments": ["a\nreceivables: all is well"]},
    ],
)
def test_names_cannot_forge_a_line(folder, capsys, arguments):
    given = dict(arguments)
    err = refused(capsys, *given.pop("arguments", ()), **given)
    assert [line for line in err.splitlines() if line.startswith("receivables: all")] == []


def test_the_garbage_collector_is_left_as_it_was(folder, capsys):
    """It rests while the command works, also where the command refuses."""
    for given in ({}, {"book": "nowhere.csv"}):
        run(**given)
        assert gc.isenabled()
    gc.disable()
    try:
        run()
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_page_and_data_need_two_files(folder, capsys):
    err = refused(capsys, "--html", "report", "--json", f"../{folder.name}/report")
    assert "they need two" in err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_is_told(folder, capsys):
    assert refused(capsys, "--json", "/dev/full").endswith("cannot be written: No space left on device\n")


# What is written -----------------------------------------------------------------------------------------------------


def test_data_is_the_assessment(folder, capsys):
    """Everything of ``Assessment.to_dict`` stands in the file, and what the book held."""
    assert run("--json", "out.json", "--by", "country") == 0
    assert capsys.readouterr().out.endswith("\nWritten: out.json\n")
    text = Path("out.json").read_text("utf-8")
    data = json.loads(text)
    assert text.endswith("}\n")
    assert data.pop("book") == {
        "name": "book.csv",
        "accounts": 4,
        "facts": {"InvoiceIssued": 5, "PaymentReceived": 2},
        "warning_count": 0,
        "warnings": [],
    }
    by = data.pop("aging_by")
    for account in data["accounts"]:
        account["next_action"].pop("decisions")
        for item in account["position"]["items"]:
            del item["days_past_due"], item["bucket"]
    book = read_book("book.csv", carry=["country"])
    result = assess(book.portfolio(), CreditPolicy.load("policy.toml"), as_of=date(2026, 6, 30))
    assert data == json.loads(json.dumps(result.to_dict()))
    assert by["column"] == "country"
    assert by["values"]["DE"]["EUR"]["open"] == "25000.00"


def test_data_holds_the_items_the_cash_and_the_decisions(folder):
    """Each account says what is open, how old it is, what is unapplied, and what the ladder made of each item."""
    run("--json", "out.json")
    accounts = {each["customer"]: each for each in json.loads(Path("out.json").read_text("utf-8"))["accounts"]}
    first, second = accounts["Alba SL"]["position"]["items"]
    wanted = {"document": "F-1", "installment": 1, "issued_on": "2026-01-02", "due_on": "2026-02-01"}
    wanted |= {"amount": "1200.00", "open": "1000.00", "days_past_due": 149, "bucket": "over 90"}
    assert first.items() >= wanted.items()
    assert (second["days_past_due"], second["bucket"]) == (-1, "current")
    assert accounts["Alba SL"]["next_action"]["decisions"] == [
        {
            "item": "F-1",
            "step": "final demand",
            "amount": "1000.00",
            "because": "149 days past due, final demand from day 60",
            "look_again_on": None,
        },
        {"item": "F-2", "step": None, "amount": "300.50", "because": "due in 1 day", "look_again_on": "2026-07-06"},
    ]
    (cash,) = accounts["Corda KG"]["position"]["unapplied_cash"]
    assert cash.items() >= {"reference": "P-2", "received_on": "2026-06-20", "amount": "19.75"}.items()
    assert accounts["Corda KG"]["position"]["holds"] == []


def test_what_the_day_leaves_out_is_counted(folder, capsys):
    """In the head of the report: what is later, and what was recorded later than ``--known-by``."""
    run(as_of="2026-05-31")
    assert "\nLater than 2026-05-31, and left out: 2 invoices, 1 payment.\n" in capsys.readouterr().out
    run("--known-by", "2026-06-05")
    said = "\nRecorded later than 2026-06-05, and left out: 1 invoice, 1 payment.\n"
    assert said in capsys.readouterr().out
    run()
    assert "left out" not in capsys.readouterr().out


def test_warnings_that_are_not_kept_are_counted(folder, capsys):
    rows = [f"F-{n},C-1,2026-03-01,2026-02-01,10.00,EUR" for n in range(150)]
    Path("odd.csv").write_text("invoice,customer,issued_on,due_on,amount,currency\n" + "\n".join(rows) + "\n", "utf-8")
    assert run("--html", "odd.html", book="odd.csv") == 0
    out = capsys.readouterr().out
    assert "\n150 warnings about the book" in out
    assert "... and 145 more; --json FILE has the first 100" in out
    page = Path("odd.html").read_text("utf-8")
    assert "<h3>150 warnings</h3>" in page
    assert "... and 130 more; the JSON output has the first 100." in page


def test_output_is_the_same_each_time(folder):
    for name in ("one", "two"):
        run("--json", f"{name}.json", "--html", f"{name}.html")
    assert Path("one.json").read_bytes() == Path("two.json").read_bytes()
    assert Path("one.html").read_bytes() == Path("two.html").read_bytes()


def test_old_files_stay_until_new_ones_are_whole(folder, capsys):
    Path("out.json").write_text("old", "utf-8")
    Path("bad.csv").write_text("invoice,customer\n", "utf-8")
    refused(capsys, "--json", "out.json", book="bad.csv")
    assert Path("out.json").read_text("utf-8") == "old"
    assert sorted(path.name for path in folder.iterdir() if path.name.startswith(".")) == []


def test_writing_keeps_links_and_permissions(folder):
    Path("real.json").write_text("old", "utf-8")
    Path("real.json").chmod(0o640)
    Path("link.json").symlink_to("real.json")
    assert run("--json", "link.json") == 0
    assert Path("link.json").is_symlink()
    assert Path("real.json").stat().st_mode & 0o777 == 0o640
    assert json.loads(Path("real.json").read_text("utf-8"))["as_of"] == AS_OF


def test_lone_surrogates_survive_as_escapes(tmp_path):
    with Target("--json", tmp_path / "out.json") as target:
        target.write('"\ud800"\n')
    assert json.loads((tmp_path / "out.json").read_text("utf-8")) == "\ud800"


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="the superuser may write everywhere")
def test_protected_places_are_refused(tmp_path):
    (tmp_path / "old").touch(0o444)
    with pytest.raises(TargetError, match="write-protected"), Target("--html", tmp_path / "old"):
        pass
    tmp_path.chmod(0o555)
    with pytest.raises(TargetError, match="Permission denied"), Target("--html", tmp_path / "new"):
        pass


# The screen ----------------------------------------------------------------------------------------------------------


def test_interruption_ends_with_130(folder, capsys, monkeypatch):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("receivables.adapters.cli.inputs.read_book", interrupted)
    assert run("--json", "out.json") == 130
    assert capsys.readouterr().err == "receivables: interrupted\n"
    assert not list(folder.glob("*.json")) + list(folder.glob(".receivables*"))


def command(*arguments, **options):
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "COLUMNS": "80"}
    given = [sys.executable, "-m", "receivables", "assess", "book.csv", "--policy", "policy.toml", "--as-of", AS_OF]
    environment.update(options.pop("env", {}))
    return subprocess.Popen([*given, *arguments], env=environment, stderr=subprocess.PIPE, **options)


def test_the_module_runs_the_command(folder):
    process = command(stdout=subprocess.PIPE)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (0, b"")
    assert out.decode().splitlines() == REPORT.splitlines()


def test_a_reader_who_leaves_is_no_error(folder):
    """``receivables ... | head`` ends quietly, and the files are written all the same."""
    process = command("--json", "out.json", stdout=subprocess.PIPE)
    process.stdout.close()
    err = process.stderr.read()
    process.stderr.close()
    assert (process.wait(timeout=60), err) == (141, b"")
    assert Path("out.json").exists()


def test_a_screen_that_knows_no_accents_shows_escapes(folder):
    Path("book.csv").write_text(INVOICES.replace("Brenner", "Br\u00e4nner"), "utf-8")
    process = command(stdout=subprocess.PIPE, env={"PYTHONIOENCODING": "ascii"})
    out, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (0, b"")
    assert rb"Br\xe4nner GmbH" in out


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    encoding = "utf-8"

    def isatty(self):
        return True


def report(stream, *, colours, width=80, by=None):
    result = assess(read_book("book.csv").portfolio(), CreditPolicy.load("policy.toml"), as_of=date(2026, 6, 30))
    screen = Screen(stream=stream, width=width, colours=colours)
    screen.write(
        report_lines(result, screen, head=["book.csv"], by=by, warnings=["odd [red]row[/red]"], warning_count=1)
    )
    return stream.getvalue()


def test_colours_change_nothing_but_colours(folder, monkeypatch):
    """With ``rich`` the same lines come out, with rules of another sign."""
    pytest.importorskip("rich")
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    painted = report(Terminal(), colours=True)
    assert "\x1b[1" in painted
    stripped = re.sub(r"\x1b\[[0-9;]*m", "", painted).replace("\u2500", "-")
    assert stripped == report(io.StringIO(), colours=False)


def test_no_color_is_respected(folder, monkeypatch):
    pytest.importorskip("rich")
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[36" not in report(Terminal(), colours=True)
    assert "\x1b[1;36" not in report(Terminal(), colours=True)


def test_colours_need_a_terminal_and_rich(monkeypatch):
    assert not Screen.of(io.StringIO()).colours
    monkeypatch.setattr(terminal_module, "find_spec", lambda _: None)
    assert not Screen.of(Terminal()).colours


def test_hostile_names_cannot_move_the_cursor(folder, capsys):
    hostile = "\x1b[2J\u202eevil\u2028line"
    table = Table(caption=hostile, columns=(Column(hostile, "name"),), rows=[(hostile,)], notes=[hostile])
    assert all("".join(piece.text for piece in line).isprintable() for line in lines(table, 80))


@pytest.mark.parametrize("text", ["Ruiz", "\u682a\u5f0f\u4f1a\u793e\u5927\u77f3", "e\u0301" * 30, "a" * 90])
def test_cells_keep_their_width(text):
    assert wide(padded(text, 10, right=True)) == 10
    assert wide(shortened(text, 10)) <= 10
    assert all(wide(line) <= 10 for line in wrapped(text, 10))


def test_wide_tables_go_on_below():
    columns = (Column("name", "name"), *(Column(f"figure {n}", "figure") for n in range(9)))
    table = Table(caption="t", columns=columns, rows=[("x" * 30, *("1,000,000.00",) * 9)])
    text = ["".join(piece.text for piece in line) for line in lines(table, 80)]
    assert max(map(len, text)) <= 80
    assert sum(line.startswith("name") for line in text) == 3
    assert " ".join(text).count("1,000,000.00") == 9


@pytest.mark.parametrize("width", [40, 60, 80, 100, 120])
def test_different_names_look_different(width):
    """Names get at least 24 columns, and more where two of them begin alike; figures go on below, uncut."""
    names = ["Handelsgesellschaft Nordwest mbH", "Handelsgesellschaft Nordost mbH", "Handelsgesellschaft"]
    columns = (Column("customer", "name"), *(Column(f"figure {n}", "figure") for n in range(9)))
    table = Table(caption="t", columns=columns, rows=[(name, *("1,000.00",) * 9) for name in names])
    text = ["".join(piece.text for piece in line) for line in lines(table, width)]
    assert max(map(len, text)) <= width
    shown = {line[: line.index("  ")] for line in text if line.startswith("Handels")}
    assert len(shown) == 3
    assert all(
        name.startswith(short.removesuffix("...")) for name, short in zip(sorted(names), sorted(shown), strict=True)
    )


def test_a_reason_stands_once_even_where_the_table_goes_on_below():
    columns = (Column("name", "name"), *(Column(f"figure {n}", "figure") for n in range(9)), Column("Why", "reason"))
    table = Table(caption="t", columns=columns, rows=[("x", *("1,000,000.00",) * 9, "because it is so")])
    text = ["".join(piece.text for piece in line) for line in lines(table, 80)]
    assert sum("because it is so" in line for line in text) == 1


class Bar:
    def __init__(self):
        self.shown = []

    def show(self, what, percent):
        self.shown.append((what, percent))

    def close(self):
        self.shown.append("closed")


def test_progress_is_for_long_books():
    short, long = Bar(), Bar()
    for bar, total in ((short, LONG_BOOK - 1), (long, LONG_BOOK)):
        with Progress(bar) as progress:
            progress.read(total // 2, total)
            assert list(progress.each("ab")) == ["a", "b"]
    assert short.shown == []
    assert long.shown == [("reading", 50), ("assessing", 0), ("assessing", 50), ("assessing", 100), "closed"]


@pytest.mark.parametrize("rich", [True, False])
def test_progress_is_for_terminals(monkeypatch, rich):
    if rich:
        pytest.importorskip("rich")
    else:
        monkeypatch.setattr("receivables.adapters.cli.progress.find_spec", lambda _: None)
    for stream in (io.StringIO(), Terminal()):
        with Progress.on(stream) as progress:
            progress.read(LONG_BOOK // 2, LONG_BOOK)
            list(progress.each("ab"))
        assert ("reading" in stream.getvalue()) is stream.isatty()


# The law


def run_law(capsys, *arguments):
    """Status, output and errors of a command about the law."""
    status = main(list(arguments))
    return status, *capsys.readouterr()


DEBT = ("interest", "1000.00", "EUR", "--regime", "ES-LEY-3-2004", "--due", "2024-03-15", "--until", "2026-02-01")


def test_interest_by_law_is_told_span_by_span(capsys):
    """Nights, rates, sources, the part payment, what is owed, and the compensation beside it."""
    status, out, err = run_law(capsys, *DEBT, "--paid", "2024-09-01:400.00")
    assert (status, err) == (0, "")
    lines = out.splitlines()
    assert lines[0].startswith("ES-LEY-3-2004: ")
    assert "  2024-06-30 to 2024-09-01: 63 days on 1000.00 EUR at 12.25 % a year, ACT/365F = 21.143836 EUR" in lines
    assert "  2024-09-01: 400.00 EUR paid: 400.00 EUR to principal" in lines
    assert "owed on 2026-02-01: 751.37 EUR = 600.00 EUR principal + 151.37 EUR interest" in lines
    assert "and 40.00 EUR compensation for this invoice" in lines
    assert any(line.startswith("Rate: 4.25 + 8: ECB-SEMESTER-REFERENCE from 2024-07-01") for line in lines)
    assert lines[-1].startswith("This is no legal advice")


def test_the_order_of_imputation_can_be_said(capsys):
    """Interest first leaves more principal to bear interest."""
    _, out, _ = run_law(capsys, *DEBT, "--paid", "2024-09-01:400.00", "--order", "interest,principal")
    assert "57.79 EUR to interest, 342.21 EUR to principal" in out


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ((*DEBT[:4], "ES-LEY", *DEBT[5:]), "perhaps ES-LEY-3-2004"),
        ((*DEBT[:4], "ZZ", *DEBT[5:]), "Try: receivables regimes --flagged"),
        ((*DEBT[:4], "EU-2011-7", *DEBT[5:]), "add --flagged to take it all the same"),
        ((*DEBT[:4], "CA-FPPCWA", *DEBT[5:]), 'statutory.regime("CA-FPPCWA", ...).policy(table=...)'),
        ((*DEBT[:4], "BR-CC-406", *DEBT[5:]), "the legal rate is published for each month, not for a year: work"),
        (
            (*DEBT[:4], "DK-RENTELOVEN", "--flagged", *DEBT[5:]),
            "add --project to hold the last rate, or take an --until",
        ),
        ((*DEBT[:4], "US-PROMPT-PAYMENT-ACT", "--due", "2018-01-01", *DEBT[7:]), "(a declared gap)"),
        ((*DEBT[:-1], "2027-02-01"), "or take an --until of at most 2026-12-31"),
        ((*DEBT, "--variant", "x"), "--variant x: ES-LEY-3-2004 has no variants; leave it out"),
        ((*DEBT[:4], "FR-LEGAL-INTEREST", *DEBT[5:], "--variant", "x"), "take 'individual', or leave it out"),
        ((*DEBT, "--paid", "2024-09-01"), "--paid 2024-09-01: the amount must be a plain number"),
        ((*DEBT, "--paid", "2024-09-01:-5.00"), "--paid 2024-09-01:-5.00: a payment is at least 0"),
        ((*DEBT, "--paid", "soon:5"), "--paid soon:5: a day and an amount are needed, like 2024-09-01:400.00"),
        ((*DEBT, "--order", "capital"), "like interest,principal (got 'capital')"),
        ((*DEBT, "--order", "interest,interest"), "name some of costs, interest, principal, each once"),
        ((*DEBT, "--day-count", "30/360"), "this one may mean"),
        ((DEBT[0], "1000.001", *DEBT[2:]), "at most 2 decimals"),
        (DEBT[:-2], "--until"),
    ],
)
def test_what_cannot_be_computed_is_refused_in_one_line(capsys, arguments, expected):
    """With status 2 and no traceback."""
    status, out, err = run_law(capsys, *arguments)
    assert (status, out) == (2, "")
    assert expected in err
    assert "Traceback" not in err


def test_a_projection_is_marked(capsys):
    """Beyond the day until which the table was verified."""
    _, out, _ = run_law(capsys, *DEBT[:-1], "2027-02-01", "--project")
    assert "not final" in out


def test_regimes_are_listed_with_their_last_verified_day(capsys):
    """The flagged ones only if asked for."""
    status, out, _ = run_law(capsys, "regimes")
    assert status == 0
    assert re.search(r"^UK-LPCDA-1998 +B P +2026-06-01 +BOE-BASE \+ 8$", out, re.MULTILINE)
    assert re.search(r"^BR-CC-406 +B C P +does not accrue by days$", out, re.MULTILINE)
    assert "EU-2011-7" not in out
    assert re.search(r"^EU-2011-7 \* +B P", run_law(capsys, "regimes", "--flagged")[1], re.MULTILINE)


@pytest.mark.parametrize("width", [80, 100, 120])
def test_regimes_fit_the_screen_a_line_each(monkeypatch, capsys, width):
    """No rate is shortened."""
    monkeypatch.setenv("COLUMNS", str(width))
    lines = run_law(capsys, "regimes", "--flagged")[1].splitlines()
    assert max(map(len, lines)) <= width
    assert "..." not in "".join(lines)
    assert sum(line.split()[0] in statutory.regime_ids(evidence="flagged") for line in lines) == 34


def test_a_payment_after_the_day_of_the_question_is_told(capsys):
    """It changes nothing, and that is no secret."""
    plain = run_law(capsys, *DEBT, "--paid", "2024-09-01:400.00")
    late = run_law(capsys, *DEBT, "--paid", "2024-09-01:400.00", "--paid", "2026-02-02:100.00")
    assert late[:2] == plain[:2]
    assert plain[2] == ""
    told = "the payment of 100.00 EUR on 2026-02-02 does not count, as it is later than --until 2026-02-01"
    assert late[2] == f"receivables: note: {told}\n"


def test_compensation_in_another_currency_is_not_made_up(capsys):
    """The interest is told all the same."""
    status, out, _ = run_law(capsys, *DEBT[:4], "UK-LPCDA-1998", *DEBT[5:])
    assert status == 0
    assert "compensation: the law says it in GBP; in Python, compensation() takes a rate of exchange" in out
