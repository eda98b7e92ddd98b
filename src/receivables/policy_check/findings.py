"""What a check of a policy finds: where, how serious, what is odd about it, and what to do."""

from __future__ import annotations

from typing import Any, NamedTuple

import attrs

from receivables.checks import is_a, is_name, is_one_of, is_whole

SEVERITIES = ("error", "warning")
"""``"error"``: the document cannot be loaded; ``"warning"``: it loads, but a careful person would ask."""


class Doubt(NamedTuple):
    """What a rule has to say about a policy: the place in it, what is odd, what to do, and who says so.

    >>> Doubt("edges[1]", "61 to 90 is left out").suggestion
    ''
    """

    path: str
    message: str
    suggestion: str = ""
    source: str = ""


_TEXT = is_a(str, "text")


@attrs.frozen(kw_only=True)
class PolicyFinding:
    """One thing that a check found in a policy.

    - ``rule``: the name of the rule that found it, such as ``"late-step"``
    - ``severity``: ``"error"`` or ``"warning"``
    - ``path``: the place in the document; ``"document"`` where the whole is meant
    - ``line`` of the document, counted from 1; ``None`` where the policy was not read from a text
    - ``message``, ``suggestion`` and ``source``: what is odd, what to do, and the law or table that says so

    Raises :class:`~receivables.errors.InvalidValueError` for values that cannot be.

    >>> print(PolicyFinding(
    ...     rule="rate-as-fraction", severity="warning", path="interest.rate", line=9,
    ...     message="0.08 % a year is little", suggestion='write rate = "8" for 8 %',
    ... ))
    line 9: warning: interest.rate: 0.08 % a year is little [rate-as-fraction]
      write rate = "8" for 8 %
    """

    rule: str = attrs.field(validator=is_name)
    severity: str = attrs.field(validator=is_one_of(*SEVERITIES))
    path: str = attrs.field(validator=_TEXT)
    line: int | None = attrs.field(default=None, validator=attrs.validators.optional(is_whole(low=1, unit="lines")))
    message: str = attrs.field(validator=_TEXT)
    suggestion: str = attrs.field(default="", validator=_TEXT)
    source: str = attrs.field(default="", validator=_TEXT)

    def explain(self) -> str:
        """The finding as text: what and where, then what to do and who says so, a line each."""
        where = "" if self.line is None else f"line {self.line}: "
        head = f"{where}{self.severity}: {self.path}: {self.message} [{self.rule}]"
        more = [self.suggestion, self.source and f"source: {self.source}"]
        return "\n".join([head, *(f"  {each}" for each in more if each)])

    __str__ = explain

    def to_dict(self) -> dict[str, Any]:
        """The finding as plain data."""
        return attrs.asdict(self)
