"""Hypothesis knows our values by their types, from the moment that it is imported."""

from __future__ import annotations

import pkgutil
import subprocess
import sys
import tomllib
from importlib import import_module
from typing import get_args

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import receivables
from receivables import Invoice, Ladder
from receivables.credit import CreditDecision
from receivables.events import Event
from receivables.rates import RateTable
from receivables.testing import registered
from receivables.worklist import Worklist

registered.register()
NO_VALUES = {"Choice", "OneOf", "Whole", "PlanOptions"}
"""What all enumerations are made of, two validators, and names of arguments."""


def public_values():
    """The classes that a room of the core shows, but for errors and for what any value fits."""
    rooms = [found.name for found in pkgutil.iter_modules(receivables.__path__)]
    modules = [import_module(f"receivables.{room}") for room in rooms if room not in ("__main__", "adapters")]
    shown = [getattr(module, name) for module in modules for name in getattr(module, "__all__", ())]
    kinds = {kind for kind in shown if isinstance(kind, type) and not issubclass(kind, Exception)}
    kinds = {kind for kind in kinds if not getattr(kind, "_is_protocol", False) and kind.__name__ not in NO_VALUES}
    return sorted({*kinds, *get_args(Event)}, key=lambda kind: (kind.__module__, kind.__name__))


VALUES = public_values()


@pytest.mark.parametrize("kind", VALUES, ids=lambda kind: kind.__name__)
def test_a_type_is_a_strategy(kind):
    """Of every value that is public; it gives values of it, without much that is thrown away."""
    kept = [HealthCheck.too_slow, HealthCheck.filter_too_much]

    @settings(max_examples=4, phases=[Phase.generate], suppress_health_check=kept[:1], database=None)
    @given(st.from_type(kind))
    def holds(value):
        assert isinstance(value, kind)

    holds()


def test_all_of_them_are_there():
    """A room that is not looked at would go unnoticed."""
    assert len(VALUES) > 200
    assert {Invoice, Ladder, CreditDecision, RateTable, Worklist} <= set(VALUES)


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
