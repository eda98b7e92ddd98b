"""Every exception that the library raises on purpose.

They all derive from :class:`ReceivablesError`, and each is also the built-in kind that a caller would expect
(``ValueError``, ``TypeError``, ``LookupError``), so ``except ValueError`` keeps working. The parts of the message are
attributes: a program never has to read the text.
"""

from __future__ import annotations

import reprlib
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Self

__all__ = [
    "CurrencyMismatchError",
    "IntakeError",
    "IntakeProblem",
    "InvalidValueError",
    "LawBrokenError",
    "PluginError",
    "PolicyDocumentError",
    "PolicyProblem",
    "RateNotAvailableError",
    "ReceivablesError",
    "ReplayError",
    "TemplateError",
    "UnknownPolicyError",
]

_LONGEST_NUMBER = 10**100
_NOTHING = object()


class _Shown(reprlib.Repr):
    """Values as messages show them: short, and never slow or failing, whatever came in."""

    def repr_int(self, x: int, level: int) -> str:
        return repr(x) if abs(x) < _LONGEST_NUMBER else "a number of more than 100 digits"


_SHOW = _Shown()
_SHOW.maxstring = _SHOW.maxother = _SHOW.maxlong = 80


class ReceivablesError(Exception):
    """The root of everything that this library raises on purpose.

    >>> issubclass(InvalidValueError, ReceivablesError)
    True
    """


class InvalidValueError(ReceivablesError, ValueError):
    """A value that cannot be what it is given for.

    ``attribute`` names the field, ``expected`` says in words what would have been right, ``value`` is what came; it is
    left out (and ``None``) where no single value is at fault.

    >>> str(InvalidValueError("grace_days", "a whole number of days, at least 0", -1))
    "'grace_days' must be a whole number of days, at least 0 (got -1)"
    >>> str(InvalidValueError("invoices", "a frame with a column 'open'"))
    "'invoices' must be a frame with a column 'open'"
    """

    def __init__(self, attribute: str, expected: str, value: object = _NOTHING) -> None:
        super().__init__(attribute, expected, *(() if value is _NOTHING else (value,)))
        self.attribute = attribute
        self.expected = expected
        self.value: object = None if value is _NOTHING else value

    def __str__(self) -> str:
        got = f" (got {_SHOW.repr(self.value)})" if len(self.args) > 2 else ""
        return f"{self.attribute!r} must be {self.expected}{got}"


class CurrencyMismatchError(ReceivablesError, TypeError):
    """Two amounts in different currencies meet where one currency is needed; nothing is converted silently.

    >>> str(CurrencyMismatchError("EUR", "USD"))
    'EUR and USD cannot be mixed: convert one of them with a rate first'
    """

    def __init__(self, left: str, right: str) -> None:
        super().__init__(left, right)
        self.left = left
        self.right = right

    def __str__(self) -> str:
        return f"{self.left} and {self.right} cannot be mixed: convert one of them with a rate first"


class ReplayError(ReceivablesError, ValueError):
    """The events of an account contradict one another; ``event`` names the one at fault, ``reason`` says why.

    Where a policy settles what it may not, ``event`` names the policy.

    >>> str(ReplayError("PaymentReversed P-7", "no payment P-7 is on this account"))
    'PaymentReversed P-7: no payment P-7 is on this account'
    """

    def __init__(self, event: object, reason: str) -> None:
        super().__init__(event, reason)
        self.event = event
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.event}: {self.reason}"


class RateNotAvailableError(ReceivablesError, LookupError):
    """A rate table has no rate for a day, and none is made up.

    ``table`` names it, ``day`` is the day that was asked about, ``reason`` says why there is none and how to go on,
    ``verified_until`` is the last day that was checked.

    >>> day, until = date(2027, 1, 1), date(2026, 12, 31)
    >>> str(RateNotAvailableError("DE-BASISZINSSATZ", day, f"it was checked until {until} only", until))
    'DE-BASISZINSSATZ has no rate for 2027-01-01: it was checked until 2026-12-31 only'
    """

    def __init__(self, table: str, day: date, reason: str, verified_until: date) -> None:
        super().__init__(table, day, reason, verified_until)
        self.table = table
        self.day = day
        self.reason = reason
        self.verified_until = verified_until

    def __str__(self) -> str:
        return f"{self.table} has no rate for {self.day}: {self.reason}"


class UnknownPolicyError(ReceivablesError, LookupError):
    """A policy document names a kind, or a version of a kind, that is not installed.

    ``known`` lists the kinds (or the versions) that are, ``nearest`` is the most similar name or ``None``, ``path`` the
    place in the document; ``newer`` is true of a version that a later release may read.

    >>> print(UnknownPolicyError("agign", 1, known=("aging", "ladder"), nearest="aging", path="slot"))
    slot: no policy kind 'agign' version 1; did you mean 'aging'? Known: aging, ladder
    """

    def __init__(
        self,
        kind: str,
        version: int,
        known: Sequence[str],
        nearest: str | None = None,
        path: str = "",
        *,
        newer: bool = False,
    ) -> None:
        super().__init__(kind, version, known, nearest, path)
        self.kind = kind
        self.version = version
        self.known: tuple[str, ...] = tuple(known)
        self.nearest = nearest
        self.path = path
        self.newer = newer

    def __str__(self) -> str:
        hint = f"did you mean {self.nearest!r}? " if self.nearest else ""
        hint = "it is newer than what is installed: update the package that brings it. " if self.newer else hint
        where = f"{self.path}: " if self.path else ""
        what = f"no policy kind {_SHOW.repr(self.kind)} version {_SHOW.repr(self.version)}"
        return f"{where}{what}; {hint}Known: {', '.join(self.known)}"


class LawBrokenError(ReceivablesError, AssertionError):
    """A policy does not keep a law that every policy of its slot keeps, as the checks for policy authors found out.

    ``law`` says it in words, ``found`` what came instead, ``example`` the smallest case: the arguments by name.

    >>> print(LawBrokenError("Impatient", "interest is never below nothing", "-0.01 EUR", {"as_of": date(2024, 1, 2)}))
    Impatient: interest is never below nothing; found -0.01 EUR
      as_of = datetime.date(2024, 1, 2)
    """

    def __init__(self, policy: str, law: str, found: str, example: Mapping[str, object]) -> None:
        super().__init__(policy, law, found, example)
        self.policy = policy
        self.law = law
        self.found = found
        self.example = example

    def __str__(self) -> str:
        head = f"{self.policy}: {self.law}; found {self.found}"
        return "\n".join([head, *(f"  {name} = {value!r}" for name, value in self.example.items())])


class PluginError(ReceivablesError, RuntimeError):
    """A distribution that claims a ``kind`` of policy cannot be used: which one and in which version, and why not.

    ``path`` is the place in the document that names the kind; empty at its top, or where no document was read.

    >>> print(PluginError("late-donation", "receivables-murabaha", "1.0", "importing it raised KeyError: 'rate'"))
    the policy kind 'late-donation' of receivables-murabaha 1.0 cannot be used: importing it raised KeyError: 'rate'
    """

    def __init__(self, kind: str, distribution: str, version: str, reason: str) -> None:
        super().__init__(kind, distribution, version, reason)
        self.kind = kind
        self.distribution = distribution
        self.version = version
        self.reason = reason
        self.path = ""

    def __str__(self) -> str:
        owner, place = f"{self.distribution} {self.version}".strip(), f" ({self.path})" if self.path else ""
        return f"the policy kind {_SHOW.repr(self.kind)} of {owner} cannot be used: {self.reason}{place}"


class PolicyProblem(ReceivablesError, ValueError):
    """One thing wrong in a policy document: where (``path``), what was ``expected``, what came (``value``).

    >>> str(PolicyProblem("ladder.steps[2].days", "a whole number", "ten"))
    "ladder.steps[2].days: expected a whole number (got 'ten')"
    """

    def __init__(self, path: str, expected: str, value: object) -> None:
        super().__init__(path, expected, value)
        self.path = path
        self.expected = expected
        self.value = value

    def __str__(self) -> str:
        return f"{self.path}: expected {self.expected} (got {_SHOW.repr(self.value)})"


class PolicyDocumentError(ReceivablesError, ExceptionGroup[Exception]):
    """A policy document cannot be used; ``exceptions`` holds every :class:`PolicyProblem` found, not only the first.

    >>> problem = PolicyProblem("aging.edges[0]", "a whole number", "x")
    >>> print(PolicyDocumentError("policy.toml cannot be used", [problem]).report())
    policy.toml cannot be used
      aging.edges[0]: expected a whole number (got 'x')
    """

    def derive(self, excs: Sequence[Exception], /) -> Self:  # type: ignore[override]
        """The same error with a part of its problems, as ``except*`` asks for it."""
        return type(self)(self.message, list(excs))

    def report(self) -> str:
        """The problems as text, a line each; ``str()`` gives the same."""
        return "\n".join([self.message, *(f"  {problem}" for problem in self.exceptions)])

    __str__ = report


class IntakeProblem(ReceivablesError, ValueError):
    """One thing wrong in a file of facts: ``file``, ``row``, ``column``, ``value`` and what was ``expected``.

    Rows are lines, the header is row 1; ``row`` or ``column`` is ``None`` where the whole file or row is meant.

    >>> str(IntakeProblem("book.csv", 7, "due_on", "31/02/2026", "a date like 2026-02-28"))
    "book.csv, row 7, column due_on: expected a date like 2026-02-28 (got '31/02/2026')"
    """

    def __init__(self, file: str, row: int | None, column: str | None, value: object, expected: str) -> None:
        super().__init__(file, row, column, value, expected)
        self.file = file
        self.row = row
        self.column = column
        self.value = value
        self.expected = expected

    def __str__(self) -> str:
        where = [self.file]
        if self.row is not None:
            where.append(f"row {self.row}")
        if self.column is not None:
            where.append(f"column {self.column}")
        got = "" if self.value is None else f" (got {_SHOW.repr(self.value)})"
        return f"{', '.join(where)}: expected {self.expected}{got}"


class IntakeError(ReceivablesError, ExceptionGroup[Exception]):
    """A file of facts cannot be used; ``exceptions`` holds the :class:`IntakeProblem` of each bad row (the first 100).

    >>> problem = IntakeProblem("book.csv", None, None, None, "at least one invoice")
    >>> print(IntakeError("book.csv: 1 problem", [problem]).report())
    book.csv: 1 problem
      book.csv: expected at least one invoice
    """

    def derive(self, excs: Sequence[Exception], /) -> Self:  # type: ignore[override]
        """The same error with a part of its problems, as ``except*`` asks for it."""
        return type(self)(self.message, list(excs))

    def report(self) -> str:
        """The problems as text, a line each; ``str()`` gives the same."""
        return "\n".join([self.message, *(f"  {problem}" for problem in self.exceptions)])

    __str__ = report


class TemplateError(ReceivablesError, ExceptionGroup[Exception]):
    """Letters cannot be written with these templates; ``exceptions`` has an error for each place that is wrong.

    >>> problem = InvalidValueError("es.toml: reminder.firm.sms", "a text", None)
    >>> print(TemplateError("the letters in 'es' cannot be used: 1 problem", [problem]).report())
    the letters in 'es' cannot be used: 1 problem
      'es.toml: reminder.firm.sms' must be a text (got None)
    """

    def derive(self, excs: Sequence[Exception], /) -> Self:  # type: ignore[override]
        """The same error with a part of its problems, as ``except*`` asks for it."""
        return type(self)(self.message, list(excs))

    def report(self) -> str:
        """The problems as text, a line each; ``str()`` gives the same."""
        return "\n".join([self.message, *(f"  {problem}" for problem in self.exceptions)])

    __str__ = report
