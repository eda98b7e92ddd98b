"""A change of the credit policy that is in force from a day on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, Self

import attrs
from attrs.validators import optional

from receivables.aging import AgingPolicy
from receivables.allocation import Allocation
from receivables.checks import is_day, is_name, of_kind
from receivables.credit_policy import CreditPolicy, has_verb
from receivables.discounts import DiscountPolicy
from receivables.errors import InvalidValueError
from receivables.escalation import LadderPolicy
from receivables.interest import InterestPolicy
from receivables.plans import PlanPolicy

SLOTS = tuple(field.name for field in attrs.fields(CreditPolicy) if "verb" in field.metadata)
"""The slots of a credit policy, in its order."""

LEVELS = ("all", "segment", "customer", "document")
"""Whom an amendment can be for; the later one is more specific, and what it says goes before."""

_CAN = optional(has_verb)
_OF_ONE_ITEM = ("interest", "discounts")
_ONE_SCHEME = "left out: all accounts have the scheme of the book, so that their report adds up"
_WHOLE_ACCOUNT = f"left out for one document, which can have {' and '.join(_OF_ONE_ITEM)} of its own"


@attrs.frozen(kw_only=True)
class Amendment:
    """A change of the credit policy, in force from ``since`` (through ``until``, if it ends).

    It is for one ``segment``, ``customer`` or ``document`` (by its number), or for all where none is named. It says
    something about the slots that it gives, and nothing about the others. A document can have ``interest`` and
    ``discounts`` of its own; ``aging`` is the same for all.

    Raises :class:`~receivables.errors.InvalidValueError` for values that cannot be, or do not go together.

    >>> from receivables import LateInterest
    >>> change = Amendment(name="Northwind", since=date(2026, 3, 1), customer="C-104", interest=LateInterest("4"))
    >>> change.level, list(change.slots), change.whom
    ('customer', ['interest'], 'customer C-104')
    """

    name: str = attrs.field(validator=is_name)
    since: date = attrs.field(validator=is_day)
    until: date | None = attrs.field(default=None, validator=optional(is_day))
    segment: str | None = attrs.field(default=None, validator=optional(is_name))
    customer: str | None = attrs.field(default=None, validator=optional(is_name))
    document: str | None = attrs.field(default=None, validator=optional(is_name))
    aging: AgingPolicy | None = attrs.field(default=None, validator=_CAN, metadata={"verb": "age"})
    interest: InterestPolicy | None = attrs.field(default=None, validator=_CAN, metadata={"verb": "accrue"})
    ladder: LadderPolicy | None = attrs.field(default=None, validator=_CAN, metadata={"verb": "next_action"})
    allocation: Allocation | None = attrs.field(default=None, validator=_CAN, metadata={"verb": "apply"})
    plans: PlanPolicy | None = attrs.field(default=None, validator=_CAN, metadata={"verb": "reschedule"})
    discounts: DiscountPolicy | None = attrs.field(default=None, validator=_CAN, metadata={"verb": "settle"})

    def __attrs_post_init__(self) -> None:
        if self.until is not None and self.until < self.since:
            raise InvalidValueError("until", f"{self.since} or later", self.until)
        named = [level for level in LEVELS[1:] if getattr(self, level) is not None]
        if len(named) > 1:
            raise InvalidValueError(named[1], f"left out beside the {named[0]}", getattr(self, named[1]))
        if not self.slots:
            raise InvalidValueError("name", f"a change of one of {', '.join(SLOTS)}", self.name)
        for slot in self.slots:
            if self.level == "document" and slot not in _OF_ONE_ITEM:
                raise InvalidValueError(slot, _WHOLE_ACCOUNT, getattr(self, slot))
            if self.level != "all" and slot == "aging":
                raise InvalidValueError(slot, _ONE_SCHEME, self.aging)

    @classmethod
    def of(cls, policy: CreditPolicy, *, since: date) -> Self:
        """All of a new credit policy, for everybody from a day on.

        >>> Amendment.of(CreditPolicy(name="Credit policy 2027"), since=date(2027, 1, 1)).name
        'Credit policy 2027'
        """
        of_kind("policy", CreditPolicy, "a CreditPolicy, like CreditPolicy(name='House policy')", policy)
        return cls(name=policy.name, since=since, **{slot: getattr(policy, slot) for slot in SLOTS})

    @property
    def slots(self) -> Mapping[str, Any]:
        """The slots that it gives, and the policy of each."""
        given = ((slot, getattr(self, slot)) for slot in SLOTS)
        return MappingProxyType({slot: policy for slot, policy in given if policy is not None})

    @property
    def level(self) -> str:
        """Whom it is for, one of ``LEVELS``."""
        return next((level for level in LEVELS[1:] if getattr(self, level) is not None), "all")

    @property
    def subject(self) -> str | None:
        """The name of the segment or customer, or the number of the document; ``None`` for all."""
        return None if self.level == "all" else str(getattr(self, self.level))

    @property
    def whom(self) -> str:
        """Whom it is for, in words."""
        return "all" if self.subject is None else f"{self.level} {self.subject}"

    @property
    def scope(self) -> str:
        """Whom it is for, since when and under which name, in words."""
        until = f" until {self.until}" if self.until else ""
        return f"for {self.whom} since {self.since}{until}: {self.name}"

    def covers(self, day: date) -> bool:
        """Whether it is in force on a day."""
        return self.since <= day and (self.until is None or day <= self.until)
