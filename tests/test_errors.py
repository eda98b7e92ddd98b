"""Errors: one root, the built-in kinds that a caller expects, and parts that a program can read."""

from __future__ import annotations

import copy
import inspect
import pickle
from datetime import date

import pytest

from receivables import errors
from receivables.errors import (
    CurrencyMismatchError,
    IntakeError,
    IntakeProblem,
    InvalidValueError,
    LawBrokenError,
    PluginError,
    PolicyDocumentError,
    PolicyProblem,
    RateNotAvailableError,
    ReceivablesError,
    ReplayError,
    TemplateError,
    UnknownPolicyError,
)

SAMPLES = [
    InvalidValueError("grace_days", "a whole number", -1),
    CurrencyMismatchError("EUR", "USD"),
    ReplayError("PaymentReversed P-7", "no payment P-7 is on this account"),
    RateNotAvailableError("BASE", date(2027, 1, 1), "it was checked until 2026-12-31 only", date(2026, 12, 31)),
    UnknownPolicyError("agign", 1, known=("aging", "ladder"), nearest="aging"),
    UnknownPolicyError("agign", 1, known=("aging", "ladder")),
    UnknownPolicyError("aging", 2, known=["aging version 1"], newer=True),
    PluginError("late-donation", "receivables-murabaha", "1.0", "importing it raised KeyError: 'rate'"),
    LawBrokenError("Planted", "interest is never below nothing", "-0.01 EUR", {"as_of": date(2024, 1, 2)}),
    PolicyProblem("ladder.steps[2].days", "a whole number", "ten"),
    PolicyDocumentError("policy.toml cannot be used", [PolicyProblem("a", "b", 1)]),
    IntakeProblem("book.csv", 7, "due_on", "31/02/2026", "a date"),
    IntakeProblem("book.csv", None, None, None, "at least one invoice"),
    IntakeError("book.csv: 1 problem", [IntakeProblem("book.csv", 7, "due_on", "x", "a date")]),
    TemplateError("the letters in 'es' cannot be used: 1 problem", [InvalidValueError("es.toml: words", "a text", 1)]),
]
KINDS = [kind for name, kind in inspect.getmembers(errors, inspect.isclass) if name in errors.__all__]


def facts(error):
    """What a program reads of an error."""
    group = [str(each) for each in getattr(error, "exceptions", ())]
    return type(error), str(error), error.args[0], group, getattr(error, "__dict__", {}).get("attribute")


def test_all_errors_have_one_root():
    """``except ReceivablesError`` catches everything raised on purpose."""
    assert all(issubclass(kind, ReceivablesError) for kind in KINDS)
    assert {type(error) for error in SAMPLES} == set(KINDS) - {ReceivablesError}


@pytest.mark.parametrize(
    ("kind", "builtin"),
    [
        (InvalidValueError, ValueError),
        (CurrencyMismatchError, TypeError),
        (ReplayError, ValueError),
        (RateNotAvailableError, LookupError),
        (UnknownPolicyError, LookupError),
        (PluginError, RuntimeError),
        (LawBrokenError, AssertionError),
        (PolicyProblem, ValueError),
        (IntakeProblem, ValueError),
        (PolicyDocumentError, ExceptionGroup),
        (IntakeError, ExceptionGroup),
    ],
)
def test_errors_are_the_kinds_that_a_caller_expects(kind, builtin):
    """``except ValueError`` keeps working."""
    assert issubclass(kind, builtin)


@pytest.mark.parametrize("error", SAMPLES, ids=lambda error: type(error).__name__)
def test_errors_travel(error):
    """Pickled and copied they say the same: a worker process can raise them."""
    for travelled in (pickle.loads(pickle.dumps(error)), copy.copy(error), copy.deepcopy(error)):
        assert facts(travelled) == facts(error)


@pytest.mark.parametrize("error", SAMPLES, ids=lambda error: type(error).__name__)
def test_parts_are_attributes(error):
    """The text is made of them: a line, or a line a problem (or argument of an example) where there are several."""
    assert str(error).count("\n") == len(getattr(error, "exceptions", getattr(error, "example", ())))
    names = set(inspect.signature(type(error).__init__).parameters) - {"self", "args", "kwargs"}
    assert all(hasattr(error, name) for name in names)


def test_a_huge_value_does_not_fill_the_screen():
    """The message shows its beginning and its end."""
    for value in ("x" * 10**6, list(range(10**5)), 10**4000):
        assert len(str(InvalidValueError("number", "short", value))) < 400


@pytest.mark.parametrize("error", [each for each in SAMPLES if isinstance(each, ExceptionGroup)], ids=repr)
def test_groups_stay_groups_of_their_kind(error):
    """``except*`` splits them, and the parts can still be reported."""
    matching, rest = error.split(ReceivablesError)
    assert type(matching) is type(error)
    assert rest is None
    assert error.report().splitlines() == [error.message, *(f"  {each}" for each in error.exceptions)]
    caught = []
    try:
        raise error
    except* ReceivablesError as group:
        caught.append(group)
    assert caught
