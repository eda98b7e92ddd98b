"""The commands about policies: what they print, and how they end."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest
from moments import within
from test_catalogue_hostile import HOSTILE

from receivables import Amendment, CreditBook, CreditPolicy, LateInterest
from receivables.adapters.cli import main
from receivables.catalogue import dumps
from receivables.credit_policy import starter_ids

ROOT = Path(__file__).resolve().parent.parent
POLICIES = ROOT / "src" / "receivables" / "data" / "policies"
STARTERS = [str(POLICIES / f"{starter}.toml") for starter in starter_ids()]
BROKEN = str(ROOT / "tests" / "broken_policies" / "everything.toml")
EXAMPLE = str(ROOT / "examples" / "credit-policy.toml")
ODD = 'kind = "aging"\nversion = 1\nedges = [30, 90, 120]\n'
REPORT = """\
odd.toml:3: warning: edges[1] [wide-bucket]
    the bucket 31-90 is wider than the one after it: days between them are told
    apart by no edge
    -> add an edge, such as 60
wrong.toml:3: error: edges[0] [cannot-be-loaded]
    expected a whole number (got 'x')
2 files checked: 1 error, 1 warning.
"""


@pytest.fixture
def run(capsys, monkeypatch, tmp_path):
    """Run ``receivables policy`` in a folder of its own: the exit status, standard output and standard error."""
    monkeypatch.chdir(tmp_path)

    def run_policy(*arguments):
        status = main(["policy", *arguments])
        return (status, *capsys.readouterr())

    return run_policy


def test_what_is_in_order_ends_with_nothing(run):
    """The policies that ship, and that of the example book, with warnings counted."""
    assert run("check", *STARTERS, EXAMPLE, "--strict") == (0, "9 files checked: no errors, no warnings.\n", "")


def test_findings_in_lines_of_80_columns(run, tmp_path):
    """A head that names file, line and rule, and what it says below."""
    (tmp_path / "odd.toml").write_text(ODD, "utf-8")
    (tmp_path / "wrong.toml").write_text('kind = "aging"\nversion = 1\nedges = ["x"]\n', "utf-8")
    status, out, err = run("check", "odd.toml", "wrong.toml")
    assert (status, out, err) == (1, REPORT, "")
    assert run("check", "odd.toml")[0] == 0
    assert run("check", "odd.toml", "--strict")[0] == 1


def test_everything_wrong_at_once(run):
    """At least 15 different findings; no line is cut, whatever the width."""
    status, out, _ = run("check", BROKEN, "--as-of", "2026-06-30", "--jurisdiction", "FR", "--language", "nl")
    assert status == 1
    assert len(set(re.findall(r"\[([a-z-]+)\]$", out, re.MULTILINE))) >= 20
    assert "source: Code des procédures civiles d'exécution L111-8" in out
    assert all(len(line) <= 80 for line in out.splitlines() if not line.startswith(BROKEN))


def test_findings_as_data(run):
    """One document, with all files."""
    status, out, _ = run("check", BROKEN, EXAMPLE, "--json")
    data = json.loads(out)
    assert status == 1
    assert [Path(each["file"]).name for each in data["files"]] == ["everything.toml", "credit-policy.toml"]
    findings = data["files"][0]["findings"]
    assert data["errors"] + data["warnings"] == len(findings)
    assert set(findings[0]) == {"rule", "severity", "path", "line", "message", "suggestion", "source"}


SOME_HOSTILE = [
    *("a float", "NaN", "exponent", "exponent as text", "duplicate keys", "duplicate keys, json", "100,000 lists"),
    *("100,000 lists, json", "a dotted key of 40 kB", "many dotted keys", "a long line", "256 kB and one"),
    *("many wrong edges", "many tables", "a long kind", "a wrong version", "an unknown kind", "an unknown key"),
]


@pytest.mark.parametrize("name", SOME_HOSTILE)
def test_hostile_documents_end_cleanly(run, tmp_path, name):
    """As findings, in less than a second, whatever the file holds."""
    form, text, _ = HOSTILE[name]
    file = tmp_path / f"policy.{form}"
    file.write_text(text, "utf-8")
    with within(1):
        status, out, err = run("check", file.name)
    assert (status, err) == (1, "")
    assert " error: " in out
    assert "Traceback" not in out


def test_other_trouble(run, tmp_path):
    """A file that is not there, one that is no text, one that is empty."""
    (tmp_path / "latin.toml").write_bytes('name = "Café"'.encode("latin-1"))
    (tmp_path / "empty.toml").write_text("", "utf-8")
    (tmp_path / "odd.toml").write_text(ODD, "utf-8")
    status, out, err = run("check", "nothing.toml", "latin.toml", "empty.toml", "odd.toml", "odd.toml")
    assert status == 2
    assert err == "receivables: nothing.toml cannot be read: No such file or directory\n"
    assert "latin.toml:1: error: document [cannot-be-parsed]" in out
    assert "empty.toml:1: error: document [cannot-be-loaded]" in out
    assert "3 files checked: 2 errors, 1 warning." in out
    for command in ("explain", "diff"):
        status, out, err = run(command, "latin.toml", *(["odd.toml"] if command == "diff" else []))
        assert (status, out) == (2, "")
        assert err.startswith("receivables: latin.toml cannot be used: 1 problem\n  latin.toml: expected text in UTF-8")


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("starter", starter_ids())
def test_the_page_of_a_policy(run, starter, language):
    """The page of the library, in lines that fit."""
    status, out, _ = run("explain", str(POLICIES / f"{starter}.toml"), "--language", language)
    page = (ROOT / "tests" / "snapshots" / "policy_pages" / f"{starter}.{language}.md").read_text("utf-8")
    assert status == 0
    assert out.split() == page.split()
    assert all(len(line) <= 80 for line in out.splitlines())


def test_only_a_credit_policy_has_a_page(run, tmp_path):
    """Another kind is refused in one sentence, and one that cannot be loaded with all that is wrong."""
    (tmp_path / "odd.toml").write_text(ODD, "utf-8")
    status, out, err = run("explain", "odd.toml")
    assert (status, out) == (2, "")
    assert err.startswith("receivables: odd.toml: a page is made of a credit policy")
    status, _, err = run("explain", BROKEN)
    assert status == 2
    assert "cannot be used: 5 problems\n  colour: expected one of" in err


def test_the_page_of_a_book(run):
    """What is in force on a day for customers without amendments; without a day, one is asked for."""
    book = str(ROOT / "tests" / "goldens" / "documents" / "credit-book@1" / "every-level.toml")
    status, out, err = run("explain", book)
    assert (status, out) == (2, "")
    assert "has amendments: name the day of the page, like --as-of 2026-06-30" in err
    assert "the invoices that were due first" in run("explain", book, "--as-of", "2026-06-30")[1]
    assert "the largest invoices" in run("explain", book, "--as-of", "2026-07-01")[1]
    assert run("diff", book, book) == (0, "", "")


def test_what_changed(run, tmp_path):
    """Nothing for equal policies, however they are written; each change for others."""
    policy = CreditPolicy.starter("es-pyme")
    (tmp_path / "same.json").write_text(dumps(policy, format="json"), "utf-8")
    assert run("diff", STARTERS[2], "same.json") == (0, "", "")
    later = (
        (POLICIES / "es-pyme.toml")
        .read_text("utf-8")
        .replace("days = 35", "days = 40")
        .replace("grace_days = 3", "grace_days = 5")
    )
    (tmp_path / "later.toml").write_text(later, "utf-8")
    status, out, _ = run("diff", STARTERS[2], "later.toml")
    assert status == 1
    assert out == "ladder.steps[requerimiento de pago].days: was 35, is now 40\nplans.grace_days: was 3, is now 5\n"


def test_what_a_book_added_to_its_policy(run, tmp_path):
    """A policy is a book without amendments."""
    policy = CreditPolicy(name="House policy")
    change = Amendment(name="Dearer", since=date(2026, 7, 1), interest=LateInterest("9"))
    (tmp_path / "policy.toml").write_text(dumps(policy), "utf-8")
    (tmp_path / "book.toml").write_text(dumps(CreditBook(policy=policy, amendments=[change])), "utf-8")
    assert run("diff", "policy.toml", "book.toml") == (
        1,
        'amendments[Dearer]: new: Dearer (since "2026-07-01", interest late-interest\n    (rate "9"))\n',
        "",
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "policy what? Name an action"),
        (["check"], "the following arguments are required: FILE"),
        (["check", EXAMPLE, "--debtor", "firm"], "argument --debtor: invalid choice"),
        (["check", EXAMPLE, "--as-of", "today"], "a day like 2026-06-30 is needed"),
        (["explain", EXAMPLE, "--language", "fr"], "argument --language: invalid choice"),
        (["explain", EXAMPLE, "--language", "es", "--language", "en"], "it can be given only once"),
        (["diff", EXAMPLE], "the following arguments are required: AFTER"),
    ],
)
def test_calls_that_cannot_work(run, arguments, said):
    """In one sentence, with 2."""
    status, out, err = run(*arguments)
    assert (status, out) == (2, "")
    assert err.startswith("receivables: ")
    assert said in err
