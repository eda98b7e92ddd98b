"""What a scheme makes of open items: a row for each, and every figure as a sum over the rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import chain
from typing import Any, NamedTuple

import attrs
from moneyed import Currency

from receivables.checks import keep_as_tuples
from receivables.errors import InvalidValueError
from receivables.money import Money
from receivables.position import OpenItem, UnappliedCash, days_in_words


class Bucket(NamedTuple):
    """A range of days, ``first`` to ``last``, both inside; ``None`` is an open end. ``text`` is its name in figures.

    >>> Bucket("1-30", 1, 30).text, Bucket("over 90", 91, None).text
    ('1..30', '91..')
    """

    label: str
    first: int | None
    last: int | None

    @property
    def text(self) -> str:
        """The exact range, like ``1..30``, ``..0`` or ``91..``."""
        return f"{'' if self.first is None else self.first}..{'' if self.last is None else self.last}"


class AgingRow(NamedTuple):
    """An open item in its bucket; ``days`` count from the base day of the scheme.

    >>> from receivables import Aging
    >>> item = OpenItem(
    ...     customer="C-104", document="F-1001", issued_on=date(2026, 1, 15), due_on=date(2026, 2, 14),
    ...     amount=Money("1000.00", "EUR"),
    ... )
    >>> for scheme in (Aging(), Aging(basis="issue")):
    ...     (row,) = scheme.age([item], as_of=date(2026, 3, 31)).rows
    ...     print(row.days, row.bucket.label)
    45 31-60
    75 61-90
    """

    item: OpenItem
    days: int
    bucket: Bucket


@attrs.frozen
class AgingReport:
    """Open items in buckets, and the unapplied cash beside them.

    ``rows`` are in the order of the items given; every figure is a sum over ``rows`` and ``unapplied_cash``.

    >>> from receivables import Aging
    >>> item = OpenItem(
    ...     customer="C-104", document="F-1001", issued_on=date(2026, 1, 15), due_on=date(2026, 2, 14),
    ...     amount=Money("1000.00", "EUR"),
    ... )
    >>> paid_on, part = date(2026, 3, 20), Money("150.00", "EUR")
    >>> cash = UnappliedCash(customer="C-104", reference="P-7", received_on=paid_on, amount=part)
    >>> report = Aging().age([item], as_of=date(2026, 3, 31), unapplied_cash=[cash])
    >>> print(report.total("EUR", "31-60"), "less", report.unapplied("EUR"), "is", report.balance("EUR"))
    1000.00 EUR less 150.00 EUR is 850.00 EUR
    """

    rule: str
    as_of: date
    basis: str
    buckets: tuple[Bucket, ...]
    rows: tuple[AgingRow, ...]
    unapplied_cash: tuple[UnappliedCash, ...] = ()

    def __attrs_post_init__(self) -> None:
        keep_as_tuples(self, "buckets", "rows", "unapplied_cash")

    @property
    def currencies(self) -> tuple[str, ...]:
        """The currency codes that occur, sorted."""
        items = {row.item.currency.code for row in self.rows}
        return tuple(sorted(items | {cash.amount.currency.code for cash in self.unapplied_cash}))

    def _zero(self, currency: str | Currency) -> Money:
        """Nothing in a currency: that of the rows, which need not be one of ISO 4217, where its code occurs."""
        code = currency if isinstance(currency, str) else currency.code
        amounts = chain((row.item.amount for row in self.rows), (cash.amount for cash in self.unapplied_cash))
        found = next((amount for amount in amounts if amount.currency.code == code), None)
        return Money.zero(currency) if found is None else found.with_minor(0)

    def total(self, currency: str | Currency, bucket: str | None = None) -> Money:
        """The open amount in a bucket, by its label or range; without one, in all of them.

        Raises :class:`~receivables.errors.InvalidValueError` for a bucket that the scheme does not have.
        """
        ranges = {each.label: each.text for each in self.buckets}
        if bucket is not None and bucket not in {*ranges, *ranges.values()}:
            raise InvalidValueError("bucket", "one of " + ", ".join(ranges), bucket)
        wanted = (amount for label, amount in self.totals(currency).items() if bucket in (None, label, ranges[label]))
        return Money.total(wanted, currency=self._zero(currency).currency)

    def totals(self, currency: str | Currency) -> dict[str, Money]:
        """Every bucket label with its open amount, in the order of the scheme; one pass over the rows."""
        unit = self._zero(currency).currency
        amounts: dict[str, list[Money]] = {bucket.label: [] for bucket in self.buckets}
        for row in self.rows:
            if row.item.currency.code == unit.code:
                amounts[row.bucket.label].append(row.item.open)
        return {label: Money.total(found, currency=unit) for label, found in amounts.items()}

    def unapplied(self, currency: str | Currency) -> Money:
        """The money on account, a positive amount."""
        unit = self._zero(currency).currency
        return Money.total(
            (each.amount for each in self.unapplied_cash if each.amount.currency.code == unit.code), currency=unit
        )

    def balance(self, currency: str | Currency) -> Money:
        """All buckets less unapplied cash."""
        return self.total(currency) - self.unapplied(currency)

    def by(self, attribute: str) -> Mapping[str, AgingReport]:
        """A report for each value of a carried attribute (``"customer"`` is the customer), sorted by value.

        Items without the attribute, and unapplied cash (unless it is grouped by customer), are under ``""``.
        """
        rows: dict[str, list[AgingRow]] = {}
        for row in self.rows:
            rows.setdefault(row.item.attribute(attribute) or "", []).append(row)
        cash: dict[str, list[UnappliedCash]] = {}
        for each in self.unapplied_cash:
            cash.setdefault(each.customer if attribute == "customer" else "", []).append(each)
        return {
            value: attrs.evolve(self, rows=tuple(rows.get(value, ())), unapplied_cash=tuple(cash.get(value, ())))
            for value in sorted(rows.keys() | cash.keys())
        }

    @classmethod
    def combined(cls, reports: Iterable[AgingReport]) -> AgingReport:
        """Reports of one scheme and one day as one.

        Raises :class:`~receivables.errors.InvalidValueError` when they differ in scheme or day, or there are none.
        """
        given = tuple(reports)
        if len({(each.rule, each.as_of, each.basis, each.buckets) for each in given}) != 1:
            raise InvalidValueError("reports", "one or more, of one scheme and one day", given)
        rows = tuple(row for each in given for row in each.rows)
        cash = tuple(money for each in given for money in each.unapplied_cash)
        return attrs.evolve(given[0], rows=rows, unapplied_cash=cash)

    def explain(self) -> str:
        """The report as text: every item with its days and its bucket, then unapplied cash."""
        base = "due" if self.basis == "due" else "issue"
        lines = [f"aged by {self.rule} on {self.as_of} by {base} day"]
        for currency in self.currencies:
            lines.append(currency)
            lines += [self._line(row, base) for row in self.rows if row.item.currency.code == currency]
            lines += [
                f"  {cash.reference}: -{cash.amount} unapplied since {cash.received_on}"
                for cash in self.unapplied_cash
                if cash.amount.currency.code == currency
            ]
        return "\n".join(lines)

    @staticmethod
    def _line(row: AgingRow, base: str) -> str:
        start = row.item.due_on if base == "due" else row.item.issued_on
        return f"  {row.item.label}: {row.item.open}, {base} {start}, {days_in_words(row.days)}: {row.bucket.label}"

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
