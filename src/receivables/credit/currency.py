"""The amounts of a policy are in one currency."""

from __future__ import annotations

from collections.abc import Sequence

from receivables.currencies import require_same
from receivables.errors import CurrencyMismatchError, InvalidValueError
from receivables.money import Money


def one_currency(amounts: Sequence[tuple[str, Money]]) -> None:
    """Refuse amounts in different currencies, each given with its place in the policy.

    Raises :class:`~receivables.errors.InvalidValueError` with the place of the first that differs.

    >>> one_currency([("rules[0].when.min_total", Money("5.00", "EUR")), ("offers[0].limit", Money("5.00", "USD"))])
    Traceback (most recent call last):
    receivables.errors.InvalidValueError: 'offers[0].limit' must be in EUR, as rules[0].when.min_total is ...
    """
    for place, amount in amounts[1:]:
        first, other = amounts[0][0], amounts[0][1].currency
        try:
            require_same(other, amount.currency)
        except CurrencyMismatchError:
            raise InvalidValueError(place, f"in {other.code}, as {first} is", amount) from None
