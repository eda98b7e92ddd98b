"""Policies as text: TOML and JSON that load back, one canonical text for each value, and its fingerprint."""

from __future__ import annotations

import decimal
import json
import os
import subprocess
import sys
import tomllib
from decimal import Decimal

import attrs
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from policy_documents import CURRENT, accepted
from write_schemas import EVERY_KIND

from receivables import Aging, CreditPolicy, InvalidValueError, LateInterest
from receivables.allocation import ExactMatch
from receivables.catalogue import canonical, dump, dumps, fingerprint, parse
from receivables.catalogue.toml import toml_text
from receivables.interest import FixedRate, TableRate
from receivables.rates import shipped
from receivables.testing.registered import register

register()
TWO = lambda policies: st.tuples(policies, policies)  # noqa: E731
ROUGH = decimal.Context(prec=1, rounding=decimal.ROUND_UP, Emax=5, Emin=-5, capitals=0)

SAID = st.recursive(
    st.text(max_size=8) | st.integers(-(10**20), 10**20) | st.booleans(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=12,
)


@given(accepted())
def test_text_loads_back(policy):
    """In both formats, and in the canonical form."""
    for form in ("toml", "json"):
        assert EVERY_KIND.loads(dumps(policy, format=form), format=form) == policy
    assert EVERY_KIND.loads(canonical(policy), format="json") == policy


@pytest.mark.parametrize("kind", EVERY_KIND.kinds)
def test_values_of_every_kind_load_back(kind):
    """Whatever its strategy gives: from TOML and JSON and the canonical form, under a decimal context that spoils sums.

    And fingerprints are the same exactly where the values are.
    """
    given_once: list[object] = []

    @settings(max_examples=12, phases=[Phase.generate], database=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.from_type(EVERY_KIND.kinds[kind]))
    def holds(policy):
        texts = {form: dumps(policy, format=form) for form in ("toml", "json")}
        with decimal.localcontext(ROUGH):
            again = [EVERY_KIND.loads(text, format=form) for form, text in texts.items()]
            again.append(EVERY_KIND.loads(canonical(policy), format="json"))
            assert {form: dumps(policy, format=form) for form in texts} == texts
        for each in (*again, *given_once):
            assert (fingerprint(each) == fingerprint(policy)) is (each == policy)
        assert again == [policy] * 3
        given_once.append(policy)

    holds()
    assert given_once


@given(st.dictionaries(st.text(max_size=5), SAID, max_size=4))
def test_toml_says_any_plain_data(data):
    """Whatever the keys and texts: quotes, line ends, control characters, letters of any script."""
    assert tomllib.loads(toml_text(data)) == data


def test_long_lists_have_lines_that_can_be_read():
    """A scheme of a thousand edges, and a table with long sources."""
    for policy in (Aging(edges=range(1000)), shipped("DE-BASISZINSSATZ")):
        assert EVERY_KIND.loads(dumps(policy)) == policy


@given(st.tuples(accepted(), accepted()) | st.sampled_from(CURRENT).flatmap(lambda one: TWO(accepted([one]))))
def test_canonical_texts_are_equal_exactly_when_policies_are(pair):
    """And so are the fingerprints; also of policies that are close to one another."""
    one, other = pair
    for left, right in ((one, other), (one, EVERY_KIND.build(dump(one)))):
        assert (canonical(left) == canonical(right)) is (left == right)
        assert (fingerprint(left) == fingerprint(right)) is (left == right)


@given(st.decimals(0, 100, places=3), st.integers(0, 3))
def test_equal_numbers_have_one_text(percent, zeros):
    """However many zeros they are written with."""
    longer = Decimal(f"{percent}{'0' * zeros}")
    assert canonical(LateInterest(longer)) == canonical(LateInterest(percent))
    assert canonical(FixedRate("-0.00")) == canonical(FixedRate(0))
    table = shipped("BOE-BASE")
    rows = [row._replace(percent=row.percent and Decimal(f"{row.percent}0")) for row in table.rows]
    rewritten = attrs.evolve(table, rows=rows)
    assert canonical(TableRate(rewritten)) == canonical(TableRate(table))
    renamed = attrs.evolve(table, name="HOUSE"), attrs.evolve(rewritten, name="HOUSE")
    assert renamed[0] == renamed[1]
    assert canonical(TableRate(renamed[0])) == canonical(TableRate(renamed[1]))


@given(accepted())
def test_the_host_has_no_say(policy):
    """Not by its decimal context."""
    expected = canonical(policy)
    with decimal.localcontext(ROUGH):
        assert canonical(policy) == expected
    assert expected.isascii()
    assert list(json.loads(expected)) == sorted(json.loads(expected))


def test_fingerprints_are_the_same_in_every_process(root):
    """Whatever the seed of hashes, the locale and the decimal context; and so are the texts, to the byte."""
    script = """
import decimal, locale
from contextlib import suppress
with suppress(locale.Error):
    locale.setlocale(locale.LC_ALL, "")
from policy_documents import *
from receivables.catalogue import canonical, dumps, fingerprint
decimal.setcontext(decimal.Context(prec=1, rounding=decimal.ROUND_UP, Emax=5, Emin=-5, capitals=0))
made = [EVERY_KIND.build(data) for data in CURRENT]
print(*map(fingerprint, made))
print(*(ascii(text) for each in made for text in (dumps(each), dumps(each, format="json"), canonical(each))))
"""
    found = set()
    for seed, language in (("0", "C"), ("1", "de_DE.UTF-8"), ("2", "tr_TR.UTF-8")):
        paths = os.pathsep.join([str(root / "src"), str(root / "tests")])
        environment = os.environ | {"PYTHONHASHSEED": seed, "LC_ALL": language, "PYTHONPATH": paths}
        run = subprocess.run(
            [sys.executable, "-c", script], check=True, capture_output=True, text=True, env=environment
        )
        found.add(run.stdout)
    assert {text.splitlines()[0] for text in found} == {
        " ".join(fingerprint(EVERY_KIND.build(data)) for data in CURRENT)
    }
    assert len(found) == 1


def test_what_is_at_its_default_is_left_out():
    """So that a kind which gains a field keeps its texts."""
    assert canonical(CreditPolicy(name="Plain")) == '{"kind":"credit-policy","name":"Plain","version":1}'


class Unsaved:
    """A policy that no document can hold."""

    def apply(self, cash, items, *, as_of):
        """Do nothing."""


@pytest.mark.parametrize("policy", [Unsaved(), ExactMatch(otherwise=Unsaved()), None, 5, "aging", {"kind": "aging"}])
def test_what_cannot_be_saved_has_no_canonical_text(policy):
    """Nor has what holds it."""
    for ask in (canonical, fingerprint):
        with pytest.raises(InvalidValueError, match="one that can be saved"):
            ask(policy)


@attrs.frozen
class Noted:
    """A kind with a field that does not count, one that is worked out, and one that is made anew."""

    kind = "noted"
    version = 1
    days: int
    note: str = attrs.field(default="", eq=False)
    twice: int = attrs.field(init=False, default=0)
    names: tuple[str, ...] = attrs.field(factory=tuple)


def test_only_what_tells_policies_apart_counts():
    """As they compare; and what cannot be given is not written."""
    assert canonical(Noted(1, note="a")) == canonical(Noted(1, note="b")) == '{"days":1,"kind":"noted","version":1}'
    assert dump(Noted(1, note="a")) == {"kind": "noted", "version": 1, "days": 1, "note": "a", "names": []}
    assert EVERY_KIND.with_kinds(Noted).build(dump(Noted(2, note="a"))) == Noted(2)


def test_other_formats_are_refused():
    for form in ("yaml", "TOML", None):
        with pytest.raises(InvalidValueError, match="'format' must be"):
            dumps(Aging(), format=form)
    assert parse(dumps(Aging())) == dump(Aging())
