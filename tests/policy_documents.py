"""Policy documents for tests: those of tests/goldens/documents, and what becomes of them when they are changed."""

from __future__ import annotations

import copy
import json
import tomllib
from datetime import date

from hypothesis import strategies as st
from write_schemas import DOCUMENTS, EVERY_KIND

from receivables.errors import PolicyDocumentError

FILES = sorted(path for path in DOCUMENTS.glob("*/*") if not path.name.endswith(".canonical.json"))
JUNK = [None, True, 1.5, -1, 0, 3, 10**9, "", "x", "8", "1/3", "8,5", "2026-03-31", "20260331", [], ["x"], [1, 2], {}]


def as_json(value):
    """Plain data of a document as JSON has them: days are text."""
    if isinstance(value, dict):
        return {key: as_json(each) for key, each in value.items()}
    if isinstance(value, list):
        return [as_json(each) for each in value]
    return value.isoformat() if isinstance(value, date) else value


def read(path):
    """The plain data of a document."""
    text = path.read_text("utf-8")
    return as_json(json.loads(text) if path.suffix == ".json" else tomllib.loads(text))


CURRENT = [data for data in map(read, FILES) if EVERY_KIND.kinds[data["kind"]].version == data["version"]]


def places(value):
    """Every table and list in a document, with its keys."""
    keys = list(value) if isinstance(value, dict) else list(range(len(value))) if isinstance(value, list) else []
    if isinstance(value, dict | list):
        yield value, keys
    for key in keys:
        yield from places(value[key])


def offered(schema):
    """What a schema offers for each key, at any depth: choices and defaults."""
    if isinstance(schema, dict):
        for key, each in schema.get("properties", {}).items():
            yield from ((key, value) for value in each.get("enum", ()))
            if "default" in each:
                yield key, each["default"]
            if each.get("type") in ("boolean", "integer"):
                yield key, each.get("minimum", each["type"] == "integer")
    for each in schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ():
        yield from offered(each)


OFFERED = {kind: list(offered(EVERY_KIND.schema(kind))) for kind in EVERY_KIND.kinds}


@st.composite
def changed(draw, among=CURRENT, *, junk=True):
    """A document with one to three changes: a key or an element taken out, put in or replaced."""
    data = copy.deepcopy(draw(st.sampled_from(among)))
    kind = data["kind"]
    for _ in range(draw(st.integers(1, 3))):
        place, keys = draw(st.sampled_from(list(places(data))))
        how = draw(st.sampled_from(["offer", "offer", "drop", "junk", "add"] if junk else ["offer", "offer", "drop"]))
        if how == "offer" and isinstance(place, dict) and (offer := OFFERED.get(str(place.get("kind", kind)))):
            key, value = draw(st.sampled_from(offer))
            place[key] = copy.deepcopy(value)
        elif how == "drop" and keys:
            del place[draw(st.sampled_from(keys))]
        elif how == "junk" and keys:
            place[draw(st.sampled_from(keys))] = copy.deepcopy(draw(st.sampled_from(JUNK)))
        elif how == "add" and isinstance(place, dict):
            place[draw(st.sampled_from(["x", "name", "amount", "$schema"]))] = copy.deepcopy(
                draw(st.sampled_from(JUNK))
            )
    return data


@st.composite
def accepted(draw, among=CURRENT):
    """The policy of a changed document that is still one."""
    data = draw(changed(among, junk=False))
    try:
        return EVERY_KIND.build(data)
    except PolicyDocumentError:
        return EVERY_KIND.build(draw(st.sampled_from(among)))
