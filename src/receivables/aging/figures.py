"""Aging in figures: what is open of each account, bucket by bucket, without the items."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cached_property
from operator import itemgetter
from typing import Any, NamedTuple

import attrs
from moneyed import Currency

from receivables import currencies
from receivables.aging.rows import Bucket
from receivables.checks import keep_as_tuples
from receivables.errors import InvalidValueError
from receivables.money import Money


class AgingLine(NamedTuple):
    """One account in figures: minor units a bucket, in the order of the scheme, and minor units on account.

    >>> from receivables.currencies import currency
    >>> line = AgingLine("C-104", currency("EUR"), (0, 100000, 0), 15000)
    >>> print(line.balance)
    850.00 EUR
    """

    customer: str
    currency: Currency
    open: tuple[int, ...]
    unapplied: int

    @property
    def balance(self) -> Money:
        """All buckets less unapplied cash."""
        return Money.of_minor(sum(self.open) - self.unapplied, self.currency)


@attrs.frozen(kw_only=True)
class AgingFigures:
    """An aging report without its items: a line for each account that has anything, by customer and currency.

    A report has its own as :attr:`~receivables.aging.AgingReport.figures`;
    :class:`~receivables.aging_index.AgingIndex` gives them for many days.

    >>> from receivables import Aging, OpenItem
    >>> item = OpenItem(
    ...     customer="C-104", document="F-1001", issued_on=date(2026, 1, 15), due_on=date(2026, 2, 14),
    ...     amount=Money("1000.00", "EUR"),
    ... )
    >>> figures = Aging().age([item], as_of=date(2026, 3, 31)).figures
    >>> figures.totals("EUR")["31-60"], figures.lines[0].open
    (Money('1000.00', 'EUR'), (0, 0, 100000, 0, 0))
    """

    rule: str
    as_of: date
    basis: str
    buckets: tuple[Bucket, ...]
    lines: tuple[AgingLine, ...]

    def __attrs_post_init__(self) -> None:
        keep_as_tuples(self, "buckets", "lines")

    @property
    def currencies(self) -> tuple[str, ...]:
        """The currency codes that occur, sorted."""
        return tuple(sorted(self._by_code))

    @cached_property
    def _by_code(self) -> dict[str, list[AgingLine]]:
        found: dict[str, list[AgingLine]] = {}
        for line in self.lines:
            found.setdefault(line.currency.code, []).append(line)
        return found

    def _of(self, currency: str | Currency) -> tuple[Currency, list[AgingLine]]:
        """The lines of a currency, and the unit they are in: theirs, which need not be one of ISO 4217."""
        lines = self._by_code.get(currency if isinstance(currency, str) else currency.code, [])
        unit = lines[0].currency if lines else currencies.currency(currency)
        for line in lines:
            if line.currency is not unit:
                currencies.require_same(unit, line.currency)
        return unit, lines

    def total(self, currency: str | Currency, bucket: str | None = None) -> Money:
        """The open amount in a bucket, by its label or range; without one, in all of them.

        Raises :class:`~receivables.errors.InvalidValueError` for a bucket that the scheme does not have.
        """
        ranges = {each.label: each.text for each in self.buckets}
        if bucket is not None and bucket not in {*ranges, *ranges.values()}:
            raise InvalidValueError("bucket", "one of " + ", ".join(ranges), bucket)
        totals = self.totals(currency)
        wanted = [amount for label, amount in totals.items() if bucket in (None, label, ranges[label])]
        return Money.total(wanted, currency=wanted[0].currency)

    def totals(self, currency: str | Currency) -> dict[str, Money]:
        """Every bucket label with its open amount, in the order of the scheme."""
        unit, lines = self._of(currency)
        sums = [sum(column) for column in zip(*(line.open for line in lines), strict=True)] or [0] * len(self.buckets)
        return {bucket.label: Money.of_minor(minor, unit) for bucket, minor in zip(self.buckets, sums, strict=True)}

    def unapplied(self, currency: str | Currency) -> Money:
        """The money on account, a positive amount."""
        unit, lines = self._of(currency)
        return Money.of_minor(sum(line.unapplied for line in lines), unit)

    def balance(self, currency: str | Currency) -> Money:
        """All buckets less unapplied cash."""
        return self.total(currency) - self.unapplied(currency)

    def to_dict(self) -> dict[str, Any]:
        """The figures as plain data, a table a currency."""
        return {
            "rule": self.rule,
            "as_of": self.as_of.isoformat(),
            "basis": self.basis,
            "ranges": {bucket.label: bucket.text for bucket in self.buckets},
            "currencies": {currency: self._table(currency) for currency in self.currencies},
        }

    def _table(self, currency: str) -> dict[str, Any]:
        return {
            "buckets": {label: amount.text for label, amount in self.totals(currency).items()},
            "open": self.total(currency).text,
            "unapplied": self.unapplied(currency).text,
            "balance": self.balance(currency).text,
        }


class Sums:
    """The lines of a report while they are summed: a list for each account, a place a bucket, cash, the currency."""

    def __init__(self, buckets: Sequence[Bucket]) -> None:
        self.nothing: list[int] = [0] * (len(buckets) + 1)
        self.accounts: dict[tuple[str, str], list[Any]] = {}

    def line(self, customer: str, currency: Currency) -> list[Any]:
        """That of an account; two currencies with one code have no sum."""
        line = self.accounts.setdefault((customer, currency.code), [*self.nothing, currency])
        currencies.require_same(line[-1], currency)
        return line

    def lines(self) -> tuple[AgingLine, ...]:
        """All of them, by customer and currency."""
        return tuple(
            AgingLine(customer, currency, tuple(opened), unapplied)
            for (customer, _), (*opened, unapplied, currency) in sorted(self.accounts.items(), key=itemgetter(0))
        )
