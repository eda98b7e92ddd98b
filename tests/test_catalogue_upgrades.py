"""Older documents are read as what they meant, newer ones refused, and those that were released stay as they are."""

from __future__ import annotations

import json

import attrs
import pytest
from policy_documents import FILES, read
from write_schemas import DOCUMENTS, EVERY_KIND

from receivables.catalogue import Catalogue, canonical, dump
from receivables.errors import PolicyDocumentError

NAMES = [f"{path.parent.name}/{path.name}" for path in FILES]


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_released_documents_mean_what_they_meant(path):
    """Each has its canonical text beside it; one of an older version is the same as its namesake in the next."""
    kind, _, version = path.parent.name.partition("@")
    document, current = read(path), EVERY_KIND.kinds[kind].version
    policy = EVERY_KIND.loads(path.read_text("utf-8"), format=path.suffix[1:])
    assert (document["kind"], document["version"]) == (kind, int(version))
    if int(version) == current:
        assert canonical(policy) + "\n" == path.with_suffix(".canonical.json").read_text("utf-8")
    else:
        assert policy == EVERY_KIND.build(read(DOCUMENTS / f"{kind}@{int(version) + 1}" / path.name))


def test_every_kind_and_version_has_a_document():
    """From the first on; a new kind gets one, and ``python tests/write_schemas.py`` writes the text beside it."""
    expected = {f"{kind}@{each}" for kind, cls in EVERY_KIND.kinds.items() for each in range(1, cls.version + 1)}
    assert {path.parent.name for path in FILES} == expected
    canonical_texts = {path.with_suffix(".canonical.json") for path in FILES}
    assert set(DOCUMENTS.glob("*/*.canonical.json")) == canonical_texts


@attrs.frozen
class Patient:
    """A kind that had weeks, then days, and has days and a reason now."""

    kind = "patient"
    version = 3
    upgrades = {  # noqa: RUF012
        1: lambda fields: {"days": 7 * fields["weeks"]},
        2: lambda fields: fields | {"reason": "as before"},
    }
    days: int
    reason: str
    inner: object = attrs.field(default=None, metadata={"verb": "wait"})

    def wait(self):
        """Do nothing."""


@attrs.frozen
class Torn:
    """A kind whose first version cannot be read any more."""

    kind = "torn"
    version = 3
    upgrades = {2: dict}  # noqa: RUF012


OURS = Catalogue.of(Patient, Torn)


def refusal(**document):
    with pytest.raises(PolicyDocumentError) as caught:
        OURS.build(document)
    return caught.value.report().splitlines()[1]


def test_older_documents_are_upgraded_step_by_step():
    """Also where one stands in the slot of another, each by its own version."""
    assert OURS.build({"kind": "patient", "version": 1, "weeks": 2}) == Patient(14, "as before")
    assert OURS.build({"kind": "patient", "version": 2, "days": 3}) == Patient(3, "as before")
    inner = {"kind": "patient", "version": 1, "weeks": 1}
    outer = {"kind": "patient", "version": 3, "days": 1, "reason": "new", "inner": inner}
    assert OURS.build(outer) == Patient(1, "new", Patient(7, "as before"))
    assert dump(OURS.build(inner))["version"] == 3
    assert inner == {"kind": "patient", "version": 1, "weeks": 1}


def test_newer_documents_are_refused():
    """With what to do about it; so are versions from which no steps lead on."""
    assert refusal(kind="patient", version=4) == (
        "  no policy kind 'patient' version 4; it is newer than what is installed: update the package that brings it. "
        "Known: patient version 1, patient version 2, patient version 3"
    )
    assert refusal(kind="torn", version=1).endswith("version 1; Known: torn version 2, torn version 3")
    assert refusal(kind="patient", version=0).startswith("  no policy kind 'patient' version 0; Known")


def test_what_cannot_be_upgraded_is_a_problem_of_the_document():
    """And not a bare error of the step."""
    for document in ({}, {"weeks": None}, {"weeks": {}}):
        assert "expected a document of version 1 that can be upgraded" in refusal(kind="patient", version=1, **document)
    assert refusal(kind="patient", version=1, weeks="2") == "  days: expected a whole number (got '2222222')"


def test_the_schema_is_of_the_newest():
    assert OURS.schema("patient")["properties"]["version"] == {"const": 3}
    assert json.dumps(OURS.schema("torn"))
