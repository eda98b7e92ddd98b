"""How the laws of a policy are tried: case after case, until one is broken, which is then made as small as it gets.

And the laws that every policy keeps: it is a value, its answers depend on the arguments alone, they are exact, and they
explain themselves.
"""

from __future__ import annotations

import copy
import decimal
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from types import FrameType, ModuleType
from typing import Any

import attrs
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Flaky

from receivables.errors import LawBrokenError, RateNotAvailableError
from receivables.money import Money

CASES = 200
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
_CLOCKS = {"today", "now", "utcnow", "time", "time_ns", "localtime", "gmtime"}


class _Found(Exception):
    """A case breaks a law."""


def keeps(
    policy: object,
    cases: st.SearchStrategy[Case],
    laws: Callable[[Any, Case], Broken],
    refusals: tuple[type[Exception], ...] = (),
) -> None:
    """Raise :class:`~receivables.errors.LawBrokenError` for the smallest case that breaks a law, if one does.

    A policy may refuse a case for which it knows no rate, and with the other ``refusals`` of its slot, but not all.
    """
    name = type(policy).__name__
    for law, found in is_a_value(policy):
        raise LawBrokenError(name, law, found, {"policy": policy})
    last: list[LawBrokenError] = []
    refused: list[str | None] = []

    @settings(_TRIED, max_examples=CASES)
    @given(cases)
    def tried(case: Case) -> None:
        for law, found in _asked(policy, case, laws, (RateNotAvailableError, *refusals), refused):
            last[:] = [LawBrokenError(name, law, found, case)]
            raise _Found

    try:
        tried()
    except (_Found, Flaky):  # what depends on more than its arguments need not break the law each time
        if not last:
            raise
        raise last[0] from None
    if all(refused):
        raise LawBrokenError(name, "a policy answers some of the cases", f"{refused[-1]}", {"policy": policy})


def _asked(
    policy: object,
    case: Case,
    laws: Callable[[Any, Case], Broken],
    refusals: tuple[type[Exception], ...],
    refused: list[str | None],
) -> Broken:
    """The laws that a case breaks; a policy that raises breaks one, unless it refuses as it may."""
    try:
        yield from laws(policy, case)
        refused.append(None)
    except refusals as error:
        refused.append(f"{type(error).__name__}: {error}")
    except (Exception, SystemExit) as error:
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
    """The answer depends on the arguments alone: not on what was asked before, the clock, nor the decimal context."""
    first, clocks = _watched(ask)
    again, still = _watched(ask) if clocks else (ask(), [])  # what is imported at first may look at the clock once
    if still:
        yield "the day of the question is given, and no clock has a say", f"that it reads {still[0]}"
    if first != again:
        texts = shown(first), shown(again)
        differ = (
            f"{texts[0]} and then {texts[1]}" if texts[0] != texts[1] else f"{texts[0]} twice, each time by another way"
        )
        yield "the same question has the same answer", differ
    # The one place that sets a context on purpose, and only around this question: a policy must not notice it.
    with decimal.localcontext(_ROUGH):
        rough = ask()
    if first != rough:
        yield "the decimal context of the program has no say", f"{shown(rough)} under another one, not {shown(first)}"
    for number in _floats(first):
        yield "an answer is exact: no floating-point number is in it", repr(number)


def _watched(ask: Callable[[], Any]) -> tuple[Any, list[str]]:
    """The answer, and the clocks that are read for it. They are written in C, which a profiler sees."""
    clocks: list[str] = []

    def see(_: FrameType, event: str, called: Any) -> None:
        if event == "c_call" and called.__name__ in _CLOCKS:
            whose = getattr(called, "__self__", None)
            clocks.extend([f"{whose.__name__}.{called.__name__}()"] if isinstance(whose, type | ModuleType) else [])

    before = sys.getprofile()
    sys.setprofile(see)
    try:
        return ask(), clocks
    finally:
        sys.setprofile(before)


def _floats(answer: Any) -> Iterator[float]:
    """The floating-point numbers in an answer: in its lines and their fields, and on the way down."""
    if isinstance(answer, float):
        yield answer
    elif isinstance(answer, tuple | list):
        for each in answer:
            yield from _floats(each)
    elif attrs.has(type(answer)) and not isinstance(answer, Money):
        for field in attrs.fields(type(answer)):
            yield from _floats(getattr(answer, field.name))


def explains_itself(answer: Any) -> Broken:
    """An answer says its working as text and as plain data."""
    if not answer.explain().strip():
        yield "an answer explains itself", "no text"
    try:
        json.dumps(answer.to_dict())
    except TypeError as error:
        yield "an answer can be written as JSON", str(error)


def says_why(answer: Any, what: str) -> Broken:
    """An answer has a reason."""
    if not answer.because:
        yield f"{what} says why", "no reason"


def below_nothing(amount: Money, what: str) -> tuple[str, str]:
    """The law that an amount breaks which is negative."""
    return f"{what} is never below nothing", str(amount)


def shown(value: Any) -> str:
    """An answer in a few words."""
    return str(getattr(value, "amount", value))[:200]
