"""A regime in a credit policy: the statutory interest of a jurisdiction, by its id."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import Any, ClassVar

import attrs

from receivables.checks import is_day, is_flag, is_one_of
from receivables.errors import InvalidValueError
from receivables.interest import Accrual, LateInterest
from receivables.position import OpenItem
from receivables.statutory.lookup import regime as find


def _accrues(instance: Any, attribute: attrs.Attribute[str], value: str) -> None:
    """Build the policy, so that what it cannot be is told here and not in the middle of a book."""
    found = find(value, evidence="flagged")
    if found.needs_table and not found.no_accrual:
        instead = "give a table of yours to a table-rate, or to policy(table=...) of the regime"
        raise InvalidValueError(attribute.name, f"one whose rate ships; for this one, {instead}", value)
    # A document asks field by field, so that one refusal hides no other: what it does not say has its default.
    found.policy(variant=getattr(instance, "variant", None))
    find(value, evidence=getattr(instance, "evidence", "solid"))


@attrs.frozen
class StatutoryInterest:
    """Late interest under the ``regime`` of that id, as a policy that a document can name.

    ``variant`` is one of the regime, ``contract_on`` the day of the contracts where the margin depends on it;
    ``evidence`` must be ``"flagged"`` for a regime whose evidence is. With ``project``, rates are held beyond the day
    until which the table was verified, and the accrual is marked.

    Raises :class:`~receivables.errors.InvalidValueError` for a regime that does not ship, whose evidence is flagged
    where that was not said, without a table that ships, and with a rate that does not accrue by days.

    >>> StatutoryInterest("ES-LEY-3-2004").policy.compounding
    'none'
    """

    kind: ClassVar[str] = "statutory-interest"
    version: ClassVar[int] = 1

    variant: str | None = attrs.field(kw_only=True, default=None)
    contract_on: date | None = attrs.field(kw_only=True, default=None, validator=attrs.validators.optional(is_day))
    evidence: str = attrs.field(kw_only=True, default="solid", validator=is_one_of("solid", "flagged"))
    project: bool = attrs.field(kw_only=True, default=False, validator=is_flag)
    regime: str = attrs.field(validator=_accrues)

    @cached_property
    def policy(self) -> LateInterest:
        """The policy that the regime comes to."""
        found = find(self.regime, evidence=self.evidence)
        return found.policy(variant=self.variant, contract_on=self.contract_on, project=self.project)

    def accrue(self, item: OpenItem, *, as_of: date, since: date | None = None) -> Accrual:
        """The statutory interest on ``item`` through ``as_of``, from the evening of ``since`` if that is later."""
        return self.policy.accrue(item, as_of=as_of, since=since)
