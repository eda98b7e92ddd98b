"""How the laws of a policy are tried: case after case, until one is broken, which is then made as small as it gets."""

from __future__ import annotations

import copy
import decimal
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import attrs
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Flaky

from receivables.errors import LawBrokenError, RateNotAvailableError

CASES = 100
"""Cases that are tried."""

Case = Mapping[str, Any]
Broken = Iterator[tuple[str, str]]
"""What a law yields: itself in words, and what was found instead; nothing where it holds."""

# What came last is the smallest case; which of its parts matter, Hypothesis need not find out as well.
_TRIED = settings(
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.generate, Phase.shrink),
)
_ROUGH = decimal.Context(prec=2, rounding=decimal.ROUND_UP)


class _Found(Exception):
    """A case breaks a law."""


def keeps(policy: object, cases: st.SearchStrategy[Case], laws: Callable[[Any, Case], Broken]) -> None:
    """Raise :class:`~receivables.errors.LawBrokenError` for the smallest case that breaks a law, if one does."""
    name = type(policy).__name__
    for law, found in is_a_value(policy):
        raise LawBrokenError(name, law, found, {"policy": policy})
    last: list[LawBrokenError] = []

    @settings(_TRIED, max_examples=CASES)
    @given(cases)
    def tried(case: Case) -> None:
        for law, found in _asked(policy, case, laws):
            last[:] = [LawBrokenError(name, law, found, case)]
            raise _Found

    try:
        tried()
    except (_Found, Flaky):  # what depends on more than its arguments need not break the law each time
        if not last:
            raise
        raise last[0] from None


def _asked(policy: object, case: Case, laws: Callable[[Any, Case], Broken]) -> Broken:
    """The laws that a case breaks; a policy that raises breaks one, unless it knows no rate for a day."""
    try:
        yield from laws(policy, case)
    except RateNotAvailableError:
        return
    except Exception as error:
        yield "a policy answers every case", f"{type(error).__name__}: {error}"


def is_a_value(policy: Any) -> Broken:
    """A policy cannot be changed, is equal to its copy, and can be kept in a set."""
    attributes = [each.name for each in attrs.fields(type(policy))] if attrs.has(type(policy)) else vars(policy)
    for name in attributes:
        try:
            setattr(policy, name, getattr(policy, name))
        except AttributeError:
            continue
        yield "a policy is a frozen value", f"that its attribute {name!r} can be set"
    try:
        hash(policy)
    except TypeError as error:
        yield "a policy is a frozen value", f"that it holds what can be changed ({error})"
    if attrs.has(type(policy)) and copy.deepcopy(policy) != policy:
        yield "a policy is equal to its copy", "that it is not"


def is_pure(ask: Callable[[], Any]) -> Broken:
    """The answer depends on the arguments alone: not on what was asked before, nor on the decimal context."""
    first, again = ask(), ask()
    if first != again:
        yield "the same question has the same answer", f"{shown(first)} and then {shown(again)}"
    # The one place that sets a context on purpose, and only around this question: a policy must not notice it.
    with decimal.localcontext(_ROUGH):
        rough = ask()
    if first != rough:
        yield "the decimal context of the program has no say", f"{shown(rough)} under another one, not {shown(first)}"


def explains_itself(answer: Any) -> Broken:
    """An answer says its working as text and as plain data."""
    if not answer.explain().strip():
        yield "an answer explains itself", "no text"
    try:
        json.dumps(answer.to_dict())
    except TypeError as error:
        yield "an answer can be written as JSON", str(error)


def shown(value: Any) -> str:
    """An answer in a few words."""
    return str(getattr(value, "amount", value))[:200]
