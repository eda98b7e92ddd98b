"""The accounts of a creditor together, one a customer and currency."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Self

import attrs
from moneyed import Currency

from receivables import currencies
from receivables.account import Account, each_account, in_order
from receivables.aging import AgingFigures
from receivables.aging_index import AgingIndex
from receivables.credit_book import CreditBook
from receivables.credit_policy import CreditPolicy
from receivables.events import Event


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

    def aging_history(
        self, dates: Iterable[date], policy: CreditPolicy | CreditBook, *, known_by: date | None = None
    ) -> tuple[AgingFigures, ...]:
        """The aging on the evening of each day, in figures; an :class:`~receivables.aging_index.AgingIndex` keeps it.

        >>> policy = CreditPolicy(name="House policy")
        >>> [figures.lines for figures in Portfolio([]).aging_history([date(2026, 3, 31)], policy)]
        [()]
        """
        return AgingIndex(self, policy, known_by=known_by).history(dates)

    def __iter__(self) -> Iterator[Account]:
        return iter(self.accounts)

    def __len__(self) -> int:
        return len(self.accounts)
