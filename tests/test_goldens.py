"""Worked cases of others, run through the public API.

``tests/goldens/*.json`` has a file for each kind, ``tests/goldens/schema`` its shape, ``tests/golden_adapters`` its
translation. ``pytest tests/test_goldens.py --goldens DIR`` runs the files of another folder instead. What cannot be
read, and what has no adapter, fails.
"""

from __future__ import annotations

import json
import tomllib
from collections import Counter
from pathlib import Path

import pytest
from golden_adapters import ADAPTERS
from jsonschema import Draft202012Validator, FormatChecker

from receivables import ReceivablesError

HOME = Path(__file__).resolve().parent / "goldens"
DEPARTURES = HOME / "departures.toml"


class UnreadableError(Exception):
    """A file or a case that is not what it should be."""


def read(path):
    """A document, each key of it once, without NaN."""
    try:
        document = json.loads(path.read_text("utf-8"), object_pairs_hook=once, parse_constant=refused)
    except (OSError, ValueError) as error:
        raise UnreadableError(f"{path.name}: {error}") from error
    if not isinstance(document, dict) or not isinstance(document.get("kind"), str):
        raise UnreadableError(f"{path.name}: no object with a kind")
    if not isinstance(document.get("cases"), list):
        raise UnreadableError(f"{path.name}: no list of cases")
    return document


def once(pairs):
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice in " + ", ".join(key for key, _ in pairs))
    return found


def refused(word):
    raise ValueError(f"{word} is no number")


def complaints(schema, document):
    """What a schema has to say about a document."""
    found = Draft202012Validator(schema, format_checker=FormatChecker()).iter_errors(document)
    return [f"{error.json_path}: {error.message[:300]}" for error in found]


def name_of(case, place):
    """The id of a case, or its place where it has none."""
    name = case.get("id") if isinstance(case, dict) else None
    return name if isinstance(name, str) and name else f"case {place}"


def collect(folder):
    """Kind, name, case and problem of every case of a folder; a file that cannot be read is one that failed."""
    files = sorted(folder.glob("*.json"))
    if not files:
        yield "none", str(folder), None, f"no *.json in {folder}"
    for path in files:
        try:
            document = read(path)
        except UnreadableError as error:
            yield path.stem, path.name, None, str(error)
            continue
        yield from of_document(document, path)


def of_document(document, path):
    kind, cases = document["kind"], document["cases"]
    if kind not in ADAPTERS:
        for place, case in enumerate(cases):
            yield kind, name_of(case, place), None, f"{path.name}: unknown kind {kind!r}"
        if not cases:
            yield kind, path.name, None, f"{path.name}: unknown kind {kind!r}"
        return
    schema = json.loads((HOME / "schema" / f"{kind}.schema.json").read_text("utf-8"))
    for problem in complaints(schema, {**document, "cases": []}):
        yield kind, path.name, None, f"{path.name}: {problem}"
    shape = schema["properties"]["cases"]["items"] | {"$defs": schema.get("$defs", {})}
    names = Counter(name_of(case, place) for place, case in enumerate(cases))
    for place, case in enumerate(cases):
        name = name_of(case, place)
        problems = complaints(shape, case) + ([f"{name} is there {names[name]} times"] if names[name] > 1 else [])
        yield kind, name, case if problems else with_head(document, case), "; ".join(problems)


def with_head(document, case):
    """A case with the calendars that its file defines for all of its cases."""
    if "calendars" not in document:
        return case
    return {**case, "given": {**case["given"], "calendars": document["calendars"]}}


def departures(path=DEPARTURES):
    """How we differ on purpose: an example of each rule, by kind and rule."""
    entries = tomllib.loads(path.read_text("utf-8")).get("departure", [])
    found = {}
    for entry in entries:
        if set(entry) != {"kind", "rule", "reason", "given", "expect", "answer"} or not entry["reason"].strip():
            told = "kind, rule, reason, given, expect and answer"
            raise UnreadableError(f"{path.name}: a departure has {told}, not {sorted(entry)}")
        key = entry["kind"], entry["rule"]
        if key in found:
            raise UnreadableError(f"{path.name}: {key} is there twice")
        found[key] = tuple(json.loads(entry[part]) for part in ("given", "expect", "answer"))
    return found


def rules_of(kind):
    """The rules by which answers to a kind differ on purpose."""
    return getattr(ADAPTERS[kind], "DEPARTURES", {})


def answer_of(kind, case):
    """What we say: in the words of the case, or why we refuse it."""
    try:
        return ADAPTERS[kind].answer(case["given"])
    except ReceivablesError as error:
        return {"refused": str(error)}


def judge(kind, case):
    """Whether a case departs; fails where our answer is neither that of the case nor that of a rule."""
    ours, theirs = answer_of(kind, case), ADAPTERS[kind].expected(case["given"], case["expect"])
    departs = ours != theirs and ours in [rule(case["given"], case["expect"]) for rule in rules_of(kind).values()]
    if not departs:
        assert ours == theirs
    return departs


def pytest_generate_tests(metafunc):
    if "golden" in metafunc.fixturenames:
        folder = metafunc.config.getoption("--goldens")
        found = list(collect(Path(folder) if folder else HOME))
        metafunc.parametrize("golden", found, ids=[f"{kind}:{name}" for kind, name, _, _ in found])


def test_case_is_answered(golden, record_property):
    """Our answer is the one of the case, or departs from it as departures.toml says."""
    kind, name, case, problem = golden
    record_property("golden_kind", kind)
    if problem:
        pytest.fail(f"{kind} {name} cannot be read: {problem}")
    if judge(kind, case):
        record_property("golden_departed", True)


def test_every_departure_is_told():
    """With its reason, and an example that departs by this rule and answers as the file says."""
    told = departures()
    assert set(told) == {(kind, rule) for kind in ADAPTERS for rule in rules_of(kind)}
    for (kind, rule), (given, expect, answer) in told.items():
        assert judge(kind, {"given": given, "expect": expect})
        assert answer_of(kind, {"given": given}) == rules_of(kind)[rule](given, expect) == answer


def test_every_kind_has_an_adapter_a_schema_and_cases():
    """Three things for each kind."""
    kinds = {path.stem for path in HOME.glob("*.json")}
    assert kinds == set(ADAPTERS)
    for kind in kinds:
        schema = json.loads((HOME / "schema" / f"{kind}.schema.json").read_text("utf-8"))
        Draft202012Validator.check_schema(schema)
        assert len(json.loads((HOME / f"{kind}.json").read_text("utf-8"))["cases"]) > 0


# The harness itself


def good_case(**changes):
    given = {"question": "bucket_of_days", "edges": [30], "due_today": "current", "days_past_due": 31}
    return {"id": "a", "source": "own", "given": given, "expect": {"bucket": "31.."}} | changes


def written(folder, document, name="aging.json"):
    text = document if isinstance(document, str) else json.dumps(document)
    (folder / name).write_text(text, "utf-8")
    return list(collect(folder))


def golden_file(*cases, **changes):
    return {"kind": "aging", "about": "", "fields": {}, "cases": list(cases)} | changes


@pytest.mark.parametrize(
    ("document", "problem"),
    [
        ("{", "Expecting property name"),
        ("[]", "no object with a kind"),
        ('{"kind": "aging", "kind": "aging", "cases": []}', "stands twice"),
        ('{"kind": "aging", "cases": [NaN]}', "NaN is no number"),
        ('{"kind": 5, "cases": []}', "no object with a kind"),
        ('{"kind": "aging"}', "no list of cases"),
        (golden_file(kind="agign"), "unknown kind 'agign'"),
        (golden_file(good_case(), kind="agign"), "unknown kind 'agign'"),
        (golden_file(more=1), "'more' was unexpected"),
        (golden_file(good_case(), good_case()), "a is there 2 times"),
        (golden_file(good_case(id="")), "should be non-empty"),
        (golden_file("case"), "is not of type 'object'"),
        (golden_file({"id": "a", "source": "own", "given": {}}), "'expect' is a required property"),
        (golden_file(good_case(more=1)), "'more' was unexpected"),
        (golden_file(good_case(expect={"bucket": 5})), "is not valid under any of the given schemas"),
        (golden_file(good_case(given={"question": "what"})), "is not valid under any of the given schemas"),
    ],
)
def test_what_cannot_be_read_fails(tmp_path, document, problem):
    """By name, as a failure of its kind; it is never skipped."""
    found = written(tmp_path, document)
    assert any(problem in each[3] for each in found)


def test_an_impossible_date_cannot_be_read(tmp_path):
    """The schema looks at dates, too."""
    given = {"question": "open_items", "as_of": "2025-02-30", "currency": "EUR", "items": [], "money": []}
    case = good_case(given=given, expect={"rows": [], "unapplied": "0.00", "total": "0.00"})
    assert written(tmp_path, golden_file(case))[0][3]


def test_an_empty_folder_fails(tmp_path):
    """A folder without cases proves nothing."""
    ((_, _, _, problem),) = collect(tmp_path)
    assert "no *.json" in problem


def test_a_wrong_answer_fails():
    """And so does a refusal where an answer is expected."""
    assert not judge("aging", good_case())
    with pytest.raises(AssertionError):
        judge("aging", good_case(expect={"bucket": "1..30"}))
    refusal = good_case(given=good_case()["given"] | {"edges": [60, 30]})
    with pytest.raises(AssertionError, match="refused"):
        judge("aging", refusal)


def test_a_departure_must_answer_by_its_rule(monkeypatch):
    """A case to which a rule applies departs by the answer of the rule, and by no other."""
    rules = {"later": lambda given, _: {"bucket": "31.."} if given["days_past_due"] > 30 else None}
    monkeypatch.setattr(ADAPTERS["aging"], "DEPARTURES", rules, raising=False)
    assert judge("aging", good_case(expect={"bucket": "1..30"}))
    assert not judge("aging", good_case())
    with pytest.raises(AssertionError):
        judge("aging", good_case(given=good_case()["given"] | {"days_past_due": 30}))


@pytest.mark.parametrize(
    "text",
    [
        '[[departure]]\nkind = "aging"\nrule = "a"',
        '[[departure]]\nkind = "aging"\nrule = "a"\nreason = " "\ngiven = "{}"\nexpect = "{}"\nanswer = "{}"',
        '[[departure]]\nkind = "aging"\nrule = "a"\nreason = "x"\ngiven = "{}"\nexpect = "{}"\nanswer = "{}"\n' * 2,
    ],
)
def test_a_departure_needs_its_reason(tmp_path, text):
    """Six things, once."""
    path = tmp_path / "departures.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(UnreadableError):
        departures(path)
