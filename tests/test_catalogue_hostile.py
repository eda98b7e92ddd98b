"""Documents that are made to hurt, or by accident: refused as documents, with a path, in less than a second."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from moments import within

from receivables import CreditPolicy, InvalidValueError
from receivables.catalogue import LARGEST_DOCUMENT, STANDARD, parse
from receivables.errors import PolicyDocumentError

AGING = 'kind = "aging"\nversion = 1\n'
INTEREST = 'kind = "late-interest"\nversion = 1\n'
HUGE = "9" * 4_200


def aging(edges):
    return '{"kind": "aging", "version": 1, "edges": ' + edges + "}"


def interest(rate, **more):
    """A document in JSON whose rate is written as given."""
    return (
        '{"kind": "late-interest", "version": 1, "rate": '
        + rate
        + "".join(f', "{k}": {v}' for k, v in more.items())
        + "}"
    )


def nested(times):
    """A policy in the slot of a policy, so many times: each is what it should be."""
    inner = '{"kind": "leave-unapplied", "version": 1}'
    return '{"kind": "exact-match", "version": 1, "otherwise": ' * times + inner + "}" * times


HOSTILE = {
    "a float": ("toml", AGING + "edges = [30.0]", "edges[0]"),
    "a float, json": ("json", aging("[30.0]"), "edges[0]"),
    "a float rate": ("toml", INTEREST + "rate = 8.5", "rate"),
    "a float rate, json": ("json", interest("8.5"), "rate"),
    "NaN": ("toml", INTEREST + "rate = nan", "rate"),
    "NaN, json": ("json", interest("NaN"), "rate"),
    "NaN as text": ("toml", INTEREST + 'rate = "NaN"', "rate"),
    "infinity": ("toml", INTEREST + "rate = -inf", "rate"),
    "infinity, json": ("json", interest("-Infinity"), "rate"),
    "exponent": ("toml", INTEREST + "rate = 1e999999999", "rate"),
    "exponent, json": ("json", interest("1e999999999"), "rate"),
    "exponent as text": ("toml", INTEREST + 'rate = "1e999999999"', "rate"),
    "exponent, small": ("json", interest('"1e-999999999"'), "rate"),
    "exponent as version": ("toml", 'kind = "aging"\nversion = 1e999999999', "document"),
    "digits": ("json", interest(HUGE), "rate"),
    "digits as text": ("json", interest('"' + HUGE * 50 + '"'), "rate"),
    "too many digits": ("json", interest("9" * 5_000), "document"),
    "hexadecimal digits": ("toml", INTEREST + "rate = 0x" + "f" * 3_900, "rate"),
    "hexadecimal version": ("toml", 'kind = "aging"\nversion = 0x' + "f" * 3_900, "no policy kind"),
    "underscores": ("toml", INTEREST + 'rate = "1_0"', "rate"),
    "other digits": ("toml", INTEREST + 'rate = "٣"', "rate"),
    "a fraction of nothing": ("toml", INTEREST + 'rate = "8"\nminimum = "1/0"', "minimum"),
    "duplicate keys": ("toml", AGING + "edges = [1]\nedges = [2]", "document"),
    "duplicate keys, json": ("json", '{"kind": "aging", "version": 1, "edges": [1], "edges": [2]}', "document"),
    "duplicate keys in a slot": ("json", interest('{"kind": "fixed-rate", "kind": "tiers"}'), "document"),
    "100,000 lists": ("toml", AGING + "edges = " + "[\n" * 100_000, "document"),
    "100,000 lists, json": ("json", aging("[" * 100_000 + "]" * 100_000), "document"),
    "40,000 tables, json": ("json", '{"a":' * 40_000 + "1" + "}" * 40_000, "document"),
    "100 policies in one another": ("json", nested(100), "document"),
    "33 policies in one another": ("json", nested(32), "document"),
    "a dotted key of 40 kB": ("toml", "a" + ".a" * 20_000 + " = 1", "document"),
    "many dotted keys": ("toml", "\n".join(f"k{each}{'.a' * 1_900} = 1" for each in range(64)), "document"),
    "many dotted tables": ("toml", "\n".join(f"[k{each}{'.a' * 1_900}]" for each in range(64)), "document"),
    "dotted keys with quotes": ("toml", "\n".join(f"""k{each}{". 'a'" * 700} = 1""" for each in range(64)), "document"),
    "dotted keys in a table": ("toml", f"x = {{ y = 1, k{'.a' * 1_900} = 1 }}", "document"),
    "a long line": ("toml", "#" * 5_000, "document"),
    "256 kB and one": ("toml", ("#" * 99 + "\n") * (LARGEST_DOCUMENT // 100 + 1), "document"),
    "256 kB and one, json": ("json", " " * LARGEST_DOCUMENT + "{}", "document"),
    "many edges": ("json", aging("[" + ",".join(["1"] * 120_000) + "]"), "edges"),
    "many wrong edges": ("json", aging("[" + ",".join(['""'] * 60_000) + "]"), "edges[0]"),
    "many keys": ("toml", AGING + "\n".join(f"k{each} = 1" for each in range(20_000)), "k0"),
    "many tables": ("toml", AGING + "\n".join(f"[k{each}]" for each in range(20_000)), "k0"),
    "a long kind": ("json", '{"kind": "' + "aging" * 50_000 + '", "version": 1}', "no policy kind"),
    "a long name of a table": (
        "json",
        '{"kind": "table-rate", "version": 1, "table": "' + "A" * 200_000 + '"}',
        "table",
    ),
    "half a character": ("json", '{"kind": "\\ud800", "version": 1}', "no policy kind"),
    "half a character in a name": ("json", interest('"8\\udc00"'), "rate"),
    "a wrong version": ("toml", 'kind = "aging"\nversion = 2', "no policy kind"),
    "a wrong version, json": ("json", '{"kind": "aging", "version": 0}', "no policy kind"),
    "an unknown kind": ("toml", 'kind = "agign"\nversion = 1', "no policy kind"),
    "an unknown key": ("toml", AGING + "egdes = [1]", "egdes"),
    "an unknown key, json": ("json", '{"kind": "aging", "version": 1, "egdes": [1]}', "egdes"),
    "an empty key": ("toml", AGING + '"" = 1', "document"),
    "null": ("json", aging("null"), "edges"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_documents_are_refused_in_a_moment(name):
    """Reading and telling, both; the time of the processor is measured, for others may use it as well."""
    form, text, path = HOSTILE[name]
    with within(1):
        with pytest.raises(PolicyDocumentError) as caught:
            STANDARD.loads(text, format=form)
        report = caught.value.report()
    assert f"\n  {path}" in report
    assert len(report.splitlines()[1]) < 1_000


@pytest.mark.parametrize(("form", "size"), [("toml", 3_000), ("json", 300_000)])
def test_large_files_are_refused_before_they_are_read(tmp_path, form, size):
    """With the name of the file."""
    file = tmp_path / f"policy.{form}"
    file.write_text(("#" * 99 + "\n") * size, "utf-8")
    with within(1), pytest.raises(PolicyDocumentError, match=r"policy\.\w+ cannot be used: 1 problem") as caught:
        CreditPolicy.load(file)
    assert f"document: expected at most {LARGEST_DOCUMENT} characters" in caught.value.report()


def test_names_that_are_nearly_right_are_guessed():
    """Of a kind and of a key."""
    for text, guess in (
        ('kind = "agign"\nversion = 1', "did you mean 'aging'?"),
        (AGING + "egdes = [1]", "egdes: expected one of edges, basis, due_today, labels; perhaps edges (got 'egdes')"),
    ):
        with pytest.raises(PolicyDocumentError) as caught:
            STANDARD.loads(text)
        assert guess in caught.value.report()


def test_policies_may_stand_in_one_another_to_a_depth():
    """That no policy needs."""
    deepest = STANDARD.loads(nested(31), format="json")
    assert deepest.kind == "exact-match"


def test_plain_data_that_hold_themselves_are_refused():
    data = {"kind": "exact-match", "version": 1}
    data["otherwise"] = data
    shared: list[object] = []
    for _ in range(100):
        shared = [shared, shared]
    for each in (data, {"kind": "aging", "version": 1, "edges": shared}):
        with pytest.raises(PolicyDocumentError, match="1 problem"):
            STANDARD.build(each)


@pytest.mark.parametrize("text", [None, 5, b'kind = "aging"', ["kind"]])
def test_what_is_no_text_is_refused(text):
    """As what is given wrongly by a program, not by a document."""
    for form in ("toml", "json"):
        with pytest.raises(InvalidValueError, match="the text of a document"):
            parse(text, format=form)


@given(st.text(max_size=40) | st.text('kind="aging"\n[]{},.1:', max_size=40), st.sampled_from(["toml", "json"]))
def test_any_text_is_a_document_or_refused(text, form):
    """And by no other error."""
    with suppress(PolicyDocumentError):
        assert isinstance(parse(text, format=form), dict)


def test_dots_in_texts_and_numbers_are_no_keys():
    """Long lists of decimals, and texts with many dots, are read."""
    dotted = ".".join("a" * 60)
    lists = ", ".join(f'"{each}.50"' for each in range(100))
    data = parse(f'x = "{dotted}"\ny = [{lists}]\nz = [{", ".join(["1.5"] * 300)}]\n# {dotted}')
    assert data["x"] == dotted
    assert (len(data["y"]), len(data["z"])) == (100, 300)
    assert parse(json.dumps(data), format="json")["x"] == dotted
