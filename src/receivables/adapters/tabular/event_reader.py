"""The values of the lines of an events file, read one by one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from moneyed import Currency

from receivables import checks
from receivables.adapters.tabular.cells import CurrencyReader, DateReader, NameReader, TermsReader, plain_amount
from receivables.adapters.tabular.parts import pair, read_part
from receivables.errors import InvalidValueError
from receivables.events import Event
from receivables.money import Money
from receivables.terms import PaymentTerms

Fact = tuple[str, str, Event]
"""A fact of a book: the customer, the currency code, and what happened."""

Wrong = Callable[[str | None, object, str], None]
"""Where a problem of a line goes: key, value, what was expected."""


class Reader:
    """What the lines of a file have in common: the days and currencies seen, and the currency of this line."""

    def __init__(self) -> None:
        self.days: DateReader = DateReader(None)
        self.customers: NameReader = NameReader()
        self.currencies: CurrencyReader = CurrencyReader()
        self.notations: TermsReader = TermsReader()
        self.currency: Currency | None = None

    def day(self, key: str, value: object) -> date:
        """A day."""
        return self.days.read(key, value)

    def money(self, key: str, value: object) -> Money | None:
        """An amount in the currency of the line; ``None`` if the currency cannot be told."""
        return None if self.currency is None else plain_amount(key, value, self.currency)

    def limit(self, key: str, value: object) -> Money | None:
        """An amount, or ``null`` where there is no limit."""
        return None if value is None else self.money(key, value)

    def text(self, key: str, value: object) -> str:
        """Text."""
        if isinstance(value, str):
            return value
        raise InvalidValueError(key, "text", value)

    def name(self, key: str, value: object) -> str:
        """A number or a reference."""
        return checks.name(key, value)

    def whole(self, key: str, value: object) -> int:
        """A whole number."""
        if type(value) is int:
            return value
        raise InvalidValueError(key, "a whole number", value)

    def names(self, key: str, value: object) -> tuple[str, ...]:
        """Numbers of documents."""
        return tuple(checks.name(key, each) for each in _list(key, value, "a list of document numbers"))

    def terms(self, key: str, value: object) -> PaymentTerms:
        """Payment terms by notation."""
        return self.notations.read(key, value)

    def installments(self, key: str, value: object) -> tuple[tuple[Any, ...], ...]:
        """Parts of a document, each with its due day and amount, and its offers."""
        return tuple(read_part(self, key, each) for each in _list(key, value, "a list"))

    def remittance(self, key: str, value: object) -> tuple[tuple[str, Money | None], ...]:
        """Pairs of invoice number and amount or null."""
        words = 'pairs like ["F-1", "50.00"] or ["F-1", null]'
        pairs = [pair(key, each, words) for each in _list(key, value, "a list")]
        return tuple((self.name(key, to), None if part is None else self.money(key, part)) for to, part in pairs)

    def attributes(self, key: str, value: object) -> dict[str, str]:
        """Names and values of what the document carries along."""
        if isinstance(value, dict) and all(isinstance(each, str) for each in value.values()):
            return value
        raise InvalidValueError(key, 'names and values as text, like {"country": "ES"}', value)


def _list(key: str, value: object, words: str) -> list[Any]:
    if isinstance(value, list):
        return value
    raise InvalidValueError(key, words, value)
