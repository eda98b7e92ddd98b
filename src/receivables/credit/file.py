"""The credit file: what the creditor knows of a customer beside the account."""

from __future__ import annotations

from collections.abc import Iterable

import attrs
from attrs.converters import optional
from moneyed import Currency

from receivables.checks import are, is_a, is_flag, is_name, several
from receivables.credit.exposure import Exposure, Order, as_orders
from receivables.credit.limits import Insurance
from receivables.currencies import require_same
from receivables.documents import not_negative
from receivables.money import Money, as_money


def _as_group(group: Iterable[Exposure]) -> tuple[Exposure, ...]:
    return tuple(several("group", "a list of exposures", group))


_NAME = attrs.validators.optional(is_name)
_LIMIT = attrs.validators.optional(not_negative)


@attrs.frozen(kw_only=True)
class CreditFile:
    """What a credit decision needs and no ledger knows; what is left out is not there.

    - ``unbilled``: what was delivered and is not billed yet
    - ``orders``: orders on hand, as pairs of ship day and amount; the one that is asked about is not among them
    - ``limit``: the limit of the customer; it goes before that of the account and that of the segment
    - ``group_limit``: the limit of the group of companies, ``group``: the exposures of the *other* accounts in it
    - ``unlimited``: neither of the two limits counts
    - ``insurance``: the cover of a credit insurance
    - ``segment``: the name of the segment that the customer is in
    - ``state``: the overdue state of the account where the caller knows it; else the policy finds it
    - ``last_failure``: the code of the last failed payment

    Raises :class:`~receivables.errors.InvalidValueError` for values that cannot be.

    >>> CreditFile(limit=Money("5000.00", "EUR"), segment="regular").unlimited
    False
    """

    unbilled: Money | None = attrs.field(default=None, converter=optional(as_money))
    orders: tuple[Order, ...] = attrs.field(default=(), converter=as_orders)
    limit: Money | None = attrs.field(default=None, converter=optional(as_money), validator=_LIMIT)
    group_limit: Money | None = attrs.field(default=None, converter=optional(as_money), validator=_LIMIT)
    group: tuple[Exposure, ...] = attrs.field(
        default=(), converter=_as_group, validator=are(Exposure, "exposures of the other accounts of the group")
    )
    unlimited: bool = attrs.field(default=False, validator=is_flag)
    insurance: Insurance | None = attrs.field(
        default=None, validator=attrs.validators.optional(is_a(Insurance, "an Insurance"))
    )
    segment: str | None = attrs.field(default=None, validator=_NAME)
    state: str | None = attrs.field(default=None, validator=_NAME)
    last_failure: str | None = attrs.field(default=None, validator=_NAME)

    def require_currency(self, currency: Currency) -> None:
        """Refuse a file with an amount in another currency than the account.

        Raises :class:`~receivables.errors.CurrencyMismatchError`.
        """
        amounts = [each for each in (self.unbilled, self.limit, self.group_limit) if each is not None]
        amounts += [order.amount for order in self.orders]
        amounts += [self.insurance.amount] if self.insurance else []
        for unit in (*(amount.currency for amount in amounts), *(each.currency for each in self.group)):
            require_same(currency, unit)
