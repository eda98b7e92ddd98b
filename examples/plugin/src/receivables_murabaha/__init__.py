"""Late donations instead of late interest, and the Saudi week: a plugin for ``receivables``."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import ClassVar

import attrs

from receivables import Accrual, InvalidValueError, LateInterest, OpenItem
from receivables.calendars import Weekend
from receivables.checks import is_name, is_whole
from receivables.interest import FixedRate

__all__ = ["SAUDI_WEEK", "LateDonation"]

SAUDI_WEEK = Weekend([4, 5])
"""Closed on Friday and Saturday, as Saudi Arabia has been since 29 June 2013."""


def _as_percent(value: str | int | Decimal) -> Decimal:
    return FixedRate(value).percent


def _at_most_all(_: object, attribute: attrs.Attribute[Decimal], value: Decimal) -> None:
    if not 0 <= value <= 100:
        raise InvalidValueError(attribute.name, "a percentage from 0 to 100", value)


@attrs.frozen(kw_only=True)
class LateDonation:
    """What a debtor who pays late gives to a charity: ``percent`` a year of what is open, for the days of delay.

    It is simple, whatever the length of the delay, and begins ``grace_days`` after the due day. The creditor keeps none
    of it: every accrual names the ``charity`` that receives it.
    """

    kind: ClassVar[str] = "late-donation"
    version: ClassVar[int] = 1

    percent: Decimal = attrs.field(converter=_as_percent, validator=_at_most_all)
    charity: str = attrs.field(validator=is_name)
    grace_days: int = attrs.field(default=0, validator=is_whole(low=0, high=366))

    def accrue(self, item: OpenItem, *, as_of: date, since: date | None = None) -> Accrual:
        """The donation that is due for the delay of an item."""
        simple = LateInterest(self.percent, grace_days=self.grace_days)
        found = simple.accrue(item, as_of=as_of, since=since)
        rule = f"{self.kind}@{self.version}, a donation to {self.charity}"
        return attrs.evolve(found, rule=rule)
