"""What is in force on a day, and which level of the book says so."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

import attrs

from receivables.checks import keep_as_tuples
from receivables.credit_book.amendment import Amendment
from receivables.credit_policy import CreditPolicy


class SlotLine(NamedTuple):
    """A slot, its policy, and the amendment that gave it (``None``: the credit policy of the book).

    >>> from receivables import NO_INTEREST
    >>> SlotLine("interest", NO_INTEREST, None).level
    'all'
    """

    slot: str
    policy: Any
    amendment: Amendment | None

    @property
    def level(self) -> str:
        """Whom the one that gave it is for, one of ``LEVELS``."""
        return "all" if self.amendment is None else self.amendment.level

    @property
    def rule(self) -> str:
        """The policy by its kind and version, or by its class."""
        kind, version = (getattr(self.policy, name, None) for name in ("kind", "version"))
        return type(self.policy).__name__ if kind is None else f"{kind}@{version}"

    def because(self, policy: str) -> str:
        """Who gave it, in words; ``policy`` is the name of the credit policy."""
        return f"from {policy}" if self.amendment is None else self.amendment.scope


@attrs.frozen(kw_only=True)
class InForce:
    """What a credit book says on a ``day`` for a ``customer``, a ``segment`` and a ``document``, slot by slot.

    >>> from receivables.credit_book import CreditBook
    >>> found = CreditBook(policy=CreditPolicy(name="House policy")).in_force(date(2026, 3, 31))
    >>> found.policy == CreditPolicy(name="House policy"), found.amended
    (True, False)
    """

    name: str
    day: date
    customer: str | None = None
    segment: str | None = None
    document: str | None = None
    lines: tuple[SlotLine, ...]

    def __attrs_post_init__(self) -> None:
        keep_as_tuples(self, "lines")

    @cached_property
    def policy(self) -> CreditPolicy:
        """The bundle of the lines."""
        return CreditPolicy(name=self.name, **{line.slot: line.policy for line in self.lines})

    @property
    def amended(self) -> bool:
        """Whether an amendment gave a slot."""
        return any(line.amendment for line in self.lines)

    def explain(self) -> str:
        """Every slot with its policy, and who gave it."""
        return "\n".join([self._head(), *(f"  {_told(line, self.name)}" for line in self.lines)])

    def _head(self) -> str:
        places = [("document", self.document), ("customer", self.customer), ("segment", self.segment)]
        named = ", ".join(f"{level} {name}" for level, name in places if name is not None)
        return f"{self.name} on {self.day}" + (f" for {named}" if named else "")

    def to_dict(self) -> dict[str, Any]:
        """The slots as plain data: the policy of each by its kind, its level and who gave it."""
        return {
            "policy": self.name,
            "day": self.day.isoformat(),
            "customer": self.customer,
            "segment": self.segment,
            "document": self.document,
            "slots": {
                line.slot: {"rule": line.rule, "level": line.level, "because": line.because(self.name)}
                for line in self.lines
            },
        }


def _told(line: SlotLine, policy: str) -> str:
    return f"{line.slot}: {line.rule}, {line.because(policy)}"
