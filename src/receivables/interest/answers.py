"""What a policy of somebody else answers, looked at before it is believed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from receivables.checks import returned
from receivables.currencies import require_same
from receivables.errors import InvalidValueError
from receivables.interest.accrual import Accrual
from receivables.interest.spans import AccruedSpan
from receivables.money import Money
from receivables.position import OpenItem

if TYPE_CHECKING:
    from receivables.interest.policy import InterestPolicy


def accrued(policy: InterestPolicy, item: OpenItem, *, as_of: date, since: date | None = None) -> Accrual:
    """The accrual of a policy on an item, if it is one on this item, through this day, and in its currency.

    Raises :class:`~receivables.errors.InvalidValueError` for any other answer, and
    :class:`~receivables.errors.CurrencyMismatchError` for amounts in another currency.
    """
    found = returned(policy, "accrue", policy.accrue(item, as_of=as_of, since=since), Accrual)
    if found.item is not item and found.item != item:
        raise _other(policy, f"what returns an accrual on {item.label}, which it was asked about", found.item)
    if found.as_of != as_of:
        raise _other(policy, f"what returns an accrual through {as_of}, which it was asked about", found.as_of)
    balances = (returned(policy, "accrue", span, AccruedSpan).balance for span in found.spans)
    for amount in (found.penalty, found.fee, *balances):
        require_same(item.currency, returned(policy, "accrue", amount, Money).currency)
    return found


def _other(policy: object, expected: str, value: object) -> InvalidValueError:
    return InvalidValueError(f"{type(policy).__name__}.accrue", expected, value)
