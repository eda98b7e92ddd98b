"""The walk over a policy: every value in it is asked by the rules of its kind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

import attrs

from receivables.policy_check.findings import PolicyFinding
from receivables.policy_check.setting import Setting
from receivables.policy_check.table import RULES
from receivables.rates import RateTable, shipped, shipped_names


def check_policy(
    policy: Any,
    *,
    as_of: date | None = None,
    jurisdiction: str | None = None,
    debtor: str | None = None,
    languages: Iterable[str] = (),
) -> tuple[PolicyFinding, ...]:
    """What a careful person would ask about a policy, in the order of the policy; nothing of what is in order.

    Any policy of the library can be asked about, a ladder alone too; of what others bring, only the values that are
    ours are. What is given beside it is that of :class:`Setting`: with ``as_of``, rates that are not verified on that
    day are told; with a ``jurisdiction`` and a ``debtor``, what the law of the place says; with ``languages``, letters
    that there are not.

    Raises :class:`~receivables.errors.InvalidValueError` for values of the setting that cannot be; never for a policy.

    >>> from receivables import Ladder, Step
    >>> steps = [Step("reminder", days=5, channel="email"), Step("final demand", days=7, channel="letter")]
    >>> for finding in check_policy(Ladder(steps, min_gap_days=10)):
    ...     print(finding)
    warning: steps[1].days: this step is due on day 7 and comes on day 15: 'reminder' comes on day 5, and a gap, a \
wait or its deadline has to pass [late-step]
      write days = 15
    """
    setting = Setting(as_of=as_of, jurisdiction=jurisdiction, debtor=debtor, languages=languages)
    return tuple(found_in(policy, setting))


def found_in(policy: Any, setting: Setting) -> Iterator[PolicyFinding]:
    """What the rules find, value by value."""
    here = setting.within(policy)
    for path, value in _values(policy):
        for name, kind, rule in RULES:
            for doubt in rule(value, here) if isinstance(value, kind) else ():
                where = _joined(path, doubt.path)
                yield PolicyFinding(
                    rule=name,
                    severity="warning",
                    path=where or "document",
                    message=doubt.message,
                    suggestion=doubt.suggestion,
                    source=doubt.source,
                )


def _values(policy: Any) -> Iterator[tuple[str, Any]]:
    """A policy and every value in it, each with its path; a table that ships is none of the policy's."""
    ahead: list[tuple[str, Any]] = [("", policy)]
    while ahead:
        path, value = ahead.pop()
        if isinstance(value, RateTable) and path and value.name in shipped_names() and value == shipped(value.name):
            continue
        if attrs.has(type(value)):
            yield path, value
            inner = [
                (_joined(path, field.name), getattr(value, field.name, None))
                for field in attrs.fields(type(value))
                if field.init
            ]
            ahead += reversed(inner)
        elif isinstance(value, Sequence) and not isinstance(value, str | bytes):
            ahead += reversed([(f"{path}[{place}]", each) for place, each in enumerate(value)])


def _joined(path: str, rest: str) -> str:
    return f"{path}.{rest}" if path and rest else path or rest
