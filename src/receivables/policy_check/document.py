"""A document checked as a whole: what keeps it from being loaded, and what would be asked about the rest of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

import attrs

from receivables.catalogue import STANDARD, Catalogue, parse
from receivables.checks import of_kind, one_of
from receivables.credit_book import CreditBook
from receivables.credit_policy import CreditPolicy
from receivables.errors import PluginError, PolicyDocumentError, PolicyProblem, UnknownPolicyError
from receivables.policy_check.check import found_in
from receivables.policy_check.findings import PolicyFinding
from receivables.policy_check.lines import line_at, lines_of, lines_with_error
from receivables.policy_check.rest import Rest, narrow, rest_of, wide
from receivables.policy_check.setting import Setting

MOST_ERRORS = 1_000
"""Errors of one document that are told one by one."""

_ROUNDS = 5
"""How often a part is left out: first single tables, then the slots and amendments in which that did not help."""

_AMENDMENT = re.compile(r"amendments\[\d+\]")
_PERHAPS = re.compile(r"(?:; |, )perhaps (?P<name>[^;,]+)$")


def check_document(
    text: str,
    *,
    format: str = "toml",  # noqa: A002
    catalogue: Catalogue = STANDARD,
    as_of: date | None = None,
    jurisdiction: str | None = None,
    debtor: str | None = None,
    languages: Iterable[str] = (),
) -> tuple[PolicyFinding, ...]:
    """Everything that is wrong with the text of a policy, and what a careful person would ask, by line.

    ``catalogue`` knows the kinds, and credit policies and books are known besides. Where a part of one of these cannot
    be loaded, the rest of it is checked all the same. The other arguments are those of :func:`check_policy`.

    Raises :class:`~receivables.errors.InvalidValueError` for arguments that cannot be; never for a text.

    >>> for finding in check_document('kind = "aging"' + chr(10) + 'version = 1' + chr(10) + 'edges = [30, 90, 120]'):
    ...     print(finding)
    line 3: warning: edges[1]: the bucket 31-90 is wider than the one after it: days between them are told apart by no \
edge [wide-bucket]
      add an edge, such as 60
    """
    one_of("format", format, ("toml", "json"))
    of_kind("text", str, "the text of a document", text)
    setting = Setting(as_of=as_of, jurisdiction=jurisdiction, debtor=debtor, languages=languages)
    kinds = catalogue.with_kinds(*(cls for cls in (CreditPolicy, CreditBook) if cls.kind not in catalogue.kinds))
    try:
        data = parse(text, format=format)
    except PolicyDocumentError as error:
        return tuple(_unparsed(each) for each in error.exceptions)
    built = _built(data, kinds)
    told = built.problems[:MOST_ERRORS]
    lines = lines_of(text, format=format) if not _too_deep(built.problems) else {}
    errors = [_of_problem(each, lines) for each in told]
    if len(told) < len(built.problems):
        more = f"{len(built.problems):,} errors in all, of which these are the first {MOST_ERRORS:,}"
        errors.append(PolicyFinding(rule="many-errors", severity="error", path="document", line=1, message=more))
    doubts = [] if built.policy is None else _of_the_rest(built, setting)
    placed = [attrs.evolve(each, line=line_at(lines, each.path)) for each in doubts]
    return tuple(sorted((*errors, *placed), key=lambda each: each.line or 0))


class _Built(NamedTuple):
    """What could be made of a document: a policy or nothing, what was wrong, and what it was made of."""

    policy: Any
    problems: tuple[Exception, ...]
    rest: Rest


def _built(data: dict[str, Any], catalogue: Catalogue) -> _Built:
    """The policy of a document, or of what is left of it without that which is wrong."""
    whole = rest_of({}, ())
    try:
        return _Built(catalogue.build(data), (), whole)
    except PolicyDocumentError as error:
        problems = tuple(error.exceptions)
    except PluginError as error:
        return _Built(None, (error,), whole)
    if data.get("kind") in (CreditPolicy.kind, CreditBook.kind) and not _too_deep(problems):
        removed = narrow(problems)
        for _ in range(_ROUNDS):
            rest = rest_of(data, removed)
            try:
                return _Built(catalogue.build(rest.data), problems, rest)
            except PolicyDocumentError as error:
                problems += tuple(_between_amendments(error.exceptions, rest))
                removed |= {rest.place(each) for each in wide(error.exceptions)}
            except PluginError:
                break
    return _Built(None, problems, whole)


def _between_amendments(problems: Iterable[Exception], rest: Rest) -> Iterator[PolicyProblem]:
    """What is wrong with amendments from which nothing was removed: a book tells one such problem at a time."""
    for each in problems:
        path = rest.place(getattr(each, "path", ""))
        within = _AMENDMENT.match(path)
        if (
            within
            and isinstance(each, PolicyProblem)
            and not any(place.startswith((f"{within[0]}.", "segments")) or place == within[0] for place in rest.removed)
        ):
            yield PolicyProblem(path, each.expected, each.value)


def _of_the_rest(built: _Built, setting: Setting) -> Iterator[PolicyFinding]:
    """What is asked about what could be loaded, with the paths that it has in the document."""
    for each in found_in(built.policy, setting):
        path = built.rest.place(each.path)
        if not built.rest.is_gone(path):
            yield attrs.evolve(each, path=path)


def _too_deep(problems: Iterable[Exception]) -> bool:
    return any(isinstance(each, PolicyProblem) and "in one another" in each.expected for each in problems)


def _unparsed(problem: Exception) -> PolicyFinding:
    line = next(lines_with_error(getattr(problem, "expected", "")), 1)
    return attrs.evolve(_of_problem(problem, {}), rule="cannot-be-parsed", line=line)


def _of_problem(problem: Exception, lines: Mapping[str, int]) -> PolicyFinding:
    """What keeps a document from being loaded, as a finding."""
    path = getattr(problem, "path", "") or "document"
    text = str(problem).removeprefix(f"{path}: ")
    rule, suggestion = "cannot-be-loaded", ""
    if isinstance(problem, UnknownPolicyError):
        rule, (text, _, known) = "unknown-kind", text.rpartition("; ")
        suggestion = f'write kind = "{problem.nearest}"' if problem.nearest else known
    elif isinstance(problem, PluginError):
        rule = "plugin"
    elif isinstance(problem, PolicyProblem) and (found := _PERHAPS.search(problem.expected)):
        suggestion = f"write {found['name'].strip()}"
    line = line_at(lines, path)
    return PolicyFinding(rule=rule, severity="error", path=path, line=line, message=text, suggestion=suggestion)
