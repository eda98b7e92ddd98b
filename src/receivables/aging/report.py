"""What a scheme makes of open items: a row for each, and every figure as a sum over the rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any

import attrs
from moneyed import Currency

from receivables.aging.figures import AgingFigures, Sums
from receivables.aging.rows import AgingRow, Bucket, Rows, joined
from receivables.checks import keep_as_tuples
from receivables.errors import InvalidValueError
from receivables.money import Money
from receivables.position import OpenItem, UnappliedCash, days_in_words


@attrs.frozen
class AgingReport:
    """Open items in buckets, and the unapplied cash beside them.

    ``rows`` are in the order of the items given; every figure is a sum over ``rows`` and ``unapplied_cash``.

    >>> from receivables import Aging, OpenItem, UnappliedCash
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
    rows: Sequence[AgingRow]
    unapplied_cash: tuple[UnappliedCash, ...] = ()

    def __attrs_post_init__(self) -> None:
        keep_as_tuples(self, "buckets", "rows", "unapplied_cash")

    @property
    def currencies(self) -> tuple[str, ...]:
        """The currency codes that occur, sorted."""
        return self.figures.currencies

    @cached_property
    def figures(self) -> AgingFigures:
        """The sums, an account a line; one pass over the items, and whole numbers only.

        Raises :class:`~receivables.errors.CurrencyMismatchError` where two currencies of an account have one code.
        """
        sums, last = Sums(self.buckets), dict[str, list[Any]]()
        for item, place in self._placed():
            line = last.get(item.customer)
            if line is None or line[-1] is not item.currency:
                line = last[item.customer] = sums.line(item.customer, item.currency)
            line[place] += item._left
        for cash in self.unapplied_cash:
            sums.line(cash.customer, cash.amount.currency)[-2] += cash.amount.minor
        lines = sums.lines()
        return AgingFigures(rule=self.rule, as_of=self.as_of, basis=self.basis, buckets=self.buckets, lines=lines)

    def _placed(self) -> Iterator[tuple[OpenItem, int]]:
        """Each item with the place of its bucket."""
        if isinstance(self.rows, Rows):
            return self.rows.placed()
        places = {bucket.label: place for place, bucket in enumerate(self.buckets)}
        return ((row.item, places[row.bucket.label]) for row in self.rows)

    def total(self, currency: str | Currency, bucket: str | None = None) -> Money:
        """The open amount in a bucket, by its label or range; without one, in all of them.

        Raises :class:`~receivables.errors.InvalidValueError` for a bucket that the scheme does not have.
        """
        return self.figures.total(currency, bucket)

    def totals(self, currency: str | Currency) -> dict[str, Money]:
        """Every bucket label with its open amount, in the order of the scheme."""
        return self.figures.totals(currency)

    def unapplied(self, currency: str | Currency) -> Money:
        """The money on account, a positive amount."""
        return self.figures.unapplied(currency)

    def balance(self, currency: str | Currency) -> Money:
        """All buckets less unapplied cash."""
        return self.figures.balance(currency)

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
        rows = joined([each.rows for each in given])
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
        return self.figures.to_dict()
