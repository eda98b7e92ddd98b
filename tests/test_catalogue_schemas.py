"""The JSON Schema of policy documents: it takes what the reader takes, and refuses the shapes that it refuses."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from functools import cache
from pathlib import Path

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker
from policy_documents import CURRENT, FILES, as_json, changed, read
from test_catalogue import Patient, policies
from write_schemas import EVERY_KIND, FOLDER, generated

from receivables import Aging, CreditPolicy, InvalidValueError
from receivables.catalogue import STANDARD, Catalogue, dump, schema
from receivables.errors import PolicyDocumentError, UnknownPolicyError

ROOT = Path(__file__).resolve().parent.parent
SHAPES = re.compile(r"(a whole number|text|text, like .*|true or false|a list|a list of .* names|a table|a value)")
SHAPES_BEGIN = ("a table with", "a day like", "a decimal as text", "kind and version", "a date like", "a percentage in")
SHOWN = re.compile(r"^kind = \"[a-z-]+\"\nversion = \d+\n.*?(?=^\'\'\'|^```|\Z)", re.MULTILINE | re.DOTALL)


@cache
def validator(kind):
    """The published schema, ready to check documents."""
    return Draft202012Validator(schema(kind), format_checker=FormatChecker())


def complaints(document):
    """What the schema of its kind has to say about a document."""
    return [f"{error.json_path}: {error.message[:200]}" for error in validator(document["kind"]).iter_errors(document)]


def is_about_shape(problem):
    """Whether a reader's problem is one that a schema can tell."""
    if isinstance(problem, UnknownPolicyError):
        return True
    key = re.split(r"\.", problem.path)[-1]
    unknown_key = problem.expected.startswith("one of ") and problem.value == key
    return bool(unknown_key or SHAPES.fullmatch(problem.expected) or problem.expected.startswith(SHAPES_BEGIN))


def test_the_published_schemas_are_those_of_the_classes():
    """One file a kind; when this fails, run ``python tests/write_schemas.py``."""
    assert {path.name: path.read_text("utf-8") for path in FOLDER.iterdir()} == generated()


@pytest.mark.parametrize("kind", sorted(EVERY_KIND.kinds))
def test_each_is_a_schema(kind):
    """Of 2020-12, for one kind and version, without room for other keys, and the same for a catalogue of one's own."""
    found = schema(kind)
    Draft202012Validator.check_schema(found)
    assert found == EVERY_KIND.schema(kind)
    assert found["properties"]["kind"] == {"const": kind}
    assert found["properties"]["version"] == {"const": EVERY_KIND.kinds[kind].version}
    assert found["additionalProperties"] is False
    assert {"kind", "version"} <= set(found["required"])


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_documents_of_the_current_version_are_valid(path):
    """Those that are kept for ever, too."""
    document = read(path)
    if document["version"] == EVERY_KIND.kinds[document["kind"]].version:
        assert complaints(document) == []


def documents_of_pages():
    """The policy documents that pages and examples show: TOML in fences or in texts, and files."""
    for page in [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")), *sorted((ROOT / "src").rglob("*.py"))]:
        text = re.sub(r"^ *(\.\.\.|>>>) ?", "", page.read_text("utf-8"), flags=re.MULTILINE)
        for found in SHOWN.finditer(text):
            yield page.relative_to(ROOT).as_posix(), found[0]
    for file in sorted((ROOT / "examples").rglob("*.toml")):
        yield file.relative_to(ROOT).as_posix(), file.read_text("utf-8")


def test_documents_of_the_pages_are_valid():
    """Each that the reader takes; those that it refuses are shown for their mistakes."""
    valid = Counter()
    for page, text in documents_of_pages():
        try:
            document = as_json(tomllib.loads(text))
            EVERY_KIND.build(document)
        except (tomllib.TOMLDecodeError, PolicyDocumentError):
            continue
        assert complaints(document) == [], page
        valid[page] += 1
    assert {"examples/credit-policy.toml", "docs/reference/catalogue.md"} <= valid.keys()
    assert valid.total() > 8


@given(policies)
def test_what_dump_writes_is_valid(policy):
    """Whatever the policy."""
    assert complaints(dump(policy)) == []


@settings(max_examples=600)
@given(changed())
def test_schema_and_reader_agree_about_shapes(document):
    """What the reader takes is valid, and so is what it writes of it; shapes that it refuses are not."""
    if str(document.get("kind")) not in EVERY_KIND.kinds:
        return
    try:
        policy = EVERY_KIND.build(document)
    except PolicyDocumentError as error:
        shapes = [problem for problem in error.exceptions if is_about_shape(problem)]
        assert not shapes or complaints(document)
        return
    assert complaints(document) == []
    assert complaints(dump(policy)) == []
    assert EVERY_KIND.build(dump(policy)) == policy


@pytest.mark.parametrize("document", CURRENT, ids=lambda document: document["kind"])
def test_any_other_key_is_refused(document):
    """At the top of every kind; another version and another kind as well."""
    for change in ({"x": 1}, {"version": 99}, {"version": "1"}, {"version": True}):
        assert list(validator(document["kind"]).iter_errors(document | change))
    assert list(validator(document["kind"]).iter_errors(document | {"kind": "agign"}))


def test_a_key_for_editors_is_passed_over():
    """At the top, where JSON has it; not in a slot."""
    top = '{"$schema": "credit-policy.schema.json", "kind": "credit-policy", "version": 1, "name": "Plain"}'
    assert CreditPolicy.loads(top, format="json") == CreditPolicy(name="Plain")
    assert CreditPolicy.loads('"$schema" = "x"\nkind = "credit-policy"\nversion = 1\nname = "Plain"').name == "Plain"
    slot = {"kind": "aging", "version": 1, "$schema": "x"}
    with pytest.raises(PolicyDocumentError) as caught:
        EVERY_KIND.build({"kind": "credit-policy", "version": 1, "name": "Plain", "aging": slot})
    assert "aging.$schema: expected one of edges" in caught.value.report()


def test_a_catalogue_of_ones_own_has_schemas():
    """Its kinds stand in the slots that they fit."""
    whole = EVERY_KIND.with_kinds(Patient).schema("credit-policy")
    assert {"$ref": "#/$defs/patient"} in whole["properties"]["ladder"]["anyOf"]
    assert {"$ref": "#/$defs/patient"} not in whole["properties"]["interest"]["anyOf"]
    assert Catalogue.of(Patient).schema("patient")["properties"]["days"] == {"type": "integer", "default": 3}
    assert STANDARD.schema("aging") == schema("aging")


def test_unknown_kinds_have_none():
    """And the known ones are named."""
    for ask in (schema, STANDARD.schema, Catalogue.of(Aging).schema):
        with pytest.raises(InvalidValueError, match=r"'kind' must be one of .*aging"):
            ask("agign")


@attrs.frozen
class Odd:
    """A kind with a field of a type that no document can say, under a name that needs care."""

    kind = "odd/kind~"
    version = 1
    what: object = None
    inner: object = attrs.field(default=None, metadata={"verb": "turn"})

    def turn(self):
        """Do nothing."""


@given(st.sampled_from([1, "x", None, [], {}]))
def test_what_cannot_be_said_is_refused_by_both(value):
    odd = Catalogue.of(Odd)
    document = {"kind": Odd.kind, "version": 1, "what": value}
    with pytest.raises(PolicyDocumentError):
        odd.build(document)
    own = Draft202012Validator(odd.schema(Odd.kind))
    assert list(own.iter_errors(document))
    nested = {"kind": Odd.kind, "version": 1, "inner": {"kind": Odd.kind, "version": 1}}
    assert odd.build(nested) == Odd(inner=Odd())
    assert not list(own.iter_errors(nested))
