"""The accounts of a creditor together, one a customer and currency."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Protocol, Self, TypeVar

import attrs
from moneyed import Currency

from receivables import currencies
from receivables.account import Account, each_account
from receivables.errors import InvalidValueError
from receivables.events import Event


class Placed(Protocol):
    """An account, or what was made of one."""

    @property
    def customer(self) -> str:
        """The customer."""
        ...

    @property
    def currency(self) -> str | Currency:
        """The currency, or its code."""
        ...


_Placed = TypeVar("_Placed", bound=Placed)


def _place(account: Placed) -> tuple[str, str]:
    currency = account.currency
    return account.customer, currency if isinstance(currency, str) else currency.code


def in_order(accounts: Iterable[_Placed]) -> tuple[_Placed, ...]:
    """In order of customer and currency, each place once."""
    found = sorted(accounts, key=_place)
    for left, right in pairwise(found):
        if _place(left) == _place(right):
            raise InvalidValueError("accounts", "one account a customer and currency", _place(left))
    return tuple(found)


def _as_accounts(accounts: Iterable[Account]) -> tuple[Account, ...]:
    return in_order(each_account("accounts", accounts))


@attrs.frozen
class Portfolio:
    """The accounts of a creditor, one a customer and currency, in order of customer and currency.

    Raises :class:`~receivables.errors.InvalidValueError` if a customer has two accounts in one currency.
    """

    accounts: tuple[Account, ...] = attrs.field(
        converter=_as_accounts, repr=lambda accounts: f"<{len(accounts)} accounts>"
    )

    @classmethod
    def of(cls, accounts: Iterable[Account]) -> Self:
        """A portfolio of these accounts.

        >>> len(Portfolio.of([Account("C-104", "EUR", []), Account("C-104", "USD", [])]))
        2
        """
        return cls(accounts)

    @classmethod
    def of_events(cls, facts: Iterable[tuple[str, str | Currency, Event]]) -> Self:
        """A portfolio from facts of all customers: customer, currency and event of each, in any order."""
        sorted_out: dict[tuple[str, Currency], list[Event]] = {}
        for customer, currency, event in facts:
            sorted_out.setdefault((customer, currencies.currency(currency)), []).append(event)
        return cls.of(Account(customer, currency, events) for (customer, currency), events in sorted_out.items())

    def __iter__(self) -> Iterator[Account]:
        return iter(self.accounts)

    def __len__(self) -> int:
        return len(self.accounts)
