"""Hypothesis knows our values by their types, from the moment that it is imported."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from importlib import import_module

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import receivables
from receivables import OldestDueFirst, Rounding
from receivables.testing import registered

registered.register()
TYPES = [*registered._FACTS, *registered._POLICIES, *registered._ANSWERS, *registered.get_args(registered.Event)]


@pytest.mark.parametrize("kind", TYPES, ids=lambda kind: kind.__name__)
def test_a_type_is_a_strategy(kind):
    """That gives values of it, without much that is thrown away."""
    kept = [HealthCheck.too_slow, HealthCheck.filter_too_much]

    @settings(max_examples=10, phases=[Phase.generate], suppress_health_check=kept[:1])
    @given(st.from_type(kind))
    def holds(value):
        assert isinstance(value, kind)

    holds()


def test_the_values_of_the_front_door_are_registered():
    """Facts, accounts and policies, and what policies answer."""
    kinds = {kind for kind in map(vars(receivables).get, receivables.__all__) if isinstance(kind, type)}
    values = {kind for kind in kinds if not issubclass(kind, Exception)}
    of_themselves = {Rounding, OldestDueFirst}  # an enumeration, and a policy without fields
    assert values - set(TYPES) <= of_themselves


def test_the_entry_point_is_declared(root):
    """And leads to the function that registers."""
    points = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]["entry-points"]["hypothesis"]
    (value,) = points.values()
    module, _, name = value.partition(":")
    assert getattr(import_module(module), name) is registered.register


@pytest.mark.parametrize("first", ["hypothesis", "receivables.testing", "receivables.testing.books"])
def test_it_does_not_matter_what_is_imported_first(first):
    """Hypothesis calls at the end of its own import, which may be in the middle of ours."""
    script = f"""
import importlib.metadata, sys
point = importlib.metadata.EntryPoint("receivables", "receivables.testing.registered:register", "hypothesis")
importlib.metadata.entry_points = lambda **asked: [point]
import {first}
assert "receivables.testing.registered" in sys.modules
from hypothesis import find, strategies as st
from receivables import Invoice
find(st.from_type(Invoice), lambda invoice: True)
"""
    subprocess.run([sys.executable, "-W", "error", "-c", script], check=True, capture_output=True, text=True)
