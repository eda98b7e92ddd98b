"""Aging: open items by days past due.

The buckets of a scheme partition all whole numbers of days by construction: the scheme owns the edges and the labels,
publishes its ranges, and always has a bucket for what is not past due and an open last one. Unapplied cash is a line of
its own, so that buckets less unapplied is the balance.

>>> from datetime import date
>>> from receivables import Aging, Money, OpenItem
>>> item = OpenItem(
...     customer="C-104", document="F-1001", issued_on=date(2026, 1, 15), due_on=date(2026, 2, 14),
...     amount=Money("1000.00", "EUR"),
... )
>>> report = Aging().age([item], as_of=date(2026, 3, 31))
>>> report.total("EUR", "31-60")
Money('1000.00', 'EUR')
>>> print(report.explain())
aged by aging@1 on 2026-03-31 by due day
EUR
  F-1001: 1000.00 EUR, due 2026-02-14, 45 days: 31-60
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property
from itertools import chain, islice, pairwise
from typing import Any, ClassVar, NamedTuple, Protocol, Self

import attrs
from moneyed import Currency

from receivables.checks import day, is_one_of, keep_as_tuples, name, several, whole
from receivables.errors import InvalidValueError
from receivables.money import Money
from receivables.position import OpenItem, UnappliedCash, days_in_words

__all__ = [
    "Aging",
    "AgingPolicy",
    "AgingReport",
    "AgingRow",
    "Bucket",
    "MOST_EDGES",
]

MOST_EDGES = 1_000
"""Edges that a scheme may have."""


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

    >>> AgingRow._fields
    ('item', 'days', 'bucket')
    """

    item: OpenItem
    days: int
    bucket: Bucket


def _bucket_label(first: int | None, last: int | None, boundary: int) -> str:
    """``current``, ``1-30``, ``over 90``; ``due in 1-10`` where not-due days are cut too."""
    if last is None:
        return f"over {(first or 0) - 1}" if first else "past due"
    if first is None:
        return "current" if last == boundary else f"due in over {-last - 1}"
    if last <= boundary:
        return f"due in {-last}-{-first}"
    return str(first) if first == last else f"{first}-{last}"


def _as_edges(edges: Iterable[int]) -> tuple[int, ...]:
    given = islice(several("edges", "a list of days", edges), MOST_EDGES + 1)
    found = tuple(whole("edges", edge) for edge in given)
    if len(found) > MOST_EDGES or any(left >= right for left, right in pairwise(found)):
        raise InvalidValueError("edges", f"days in ascending order, each once, at most {MOST_EDGES} of them", found)
    return found


def _as_labels(labels: Iterable[str] | None) -> tuple[str, ...] | None:
    if labels is None:
        return None
    return tuple(name("labels", label) for label in several("labels", "a list of labels", labels))


@attrs.frozen
class AgingReport:
    """Open items in buckets, and the unapplied cash beside them.

    ``rows`` are in the order of the items given; every figure is a sum over ``rows`` and ``unapplied_cash``.

    >>> Aging(edges=[30]).age([], as_of=date(2026, 3, 31)).total("EUR")
    Money('0.00', 'EUR')
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


class AgingPolicy(Protocol):
    """Any value that puts open items into buckets.

    >>> policy: AgingPolicy = Aging()
    """

    def age(
        self, items: Iterable[OpenItem], *, as_of: date, unapplied_cash: Iterable[UnappliedCash] = ()
    ) -> AgingReport:
        """Age ``items`` on the evening of ``as_of``."""
        ...


@attrs.frozen(kw_only=True)
class Aging:
    """An aging scheme.

    ``edges`` are the last days of the buckets, strictly ascending, in days past due (negative: not yet due).
    ``basis`` is ``"due"`` or ``"issue"``: the day from which days count. ``due_today`` says whether day 0 is
    ``"current"`` (the strict reading of *past due*, and the default) or ``"past_due"``; the boundary is always an edge
    and need not be listed. ``labels`` replace the generated ones, one a bucket.

    Raises :class:`~receivables.errors.InvalidValueError` for edges out of order and labels that do not fit.

    >>> [bucket.text for bucket in Aging(edges=[30, 60]).buckets]
    ['..0', '1..30', '31..60', '61..']
    >>> Aging().bucket(91).label
    'over 90'
    """

    kind: ClassVar[str] = "aging"
    version: ClassVar[int] = 1

    edges: tuple[int, ...] = attrs.field(default=(30, 60, 90), converter=_as_edges)
    basis: str = attrs.field(default="due", validator=is_one_of("due", "issue"))
    due_today: str = attrs.field(default="current", validator=is_one_of("current", "past_due"))
    labels: tuple[str, ...] | None = attrs.field(default=None, converter=_as_labels)

    def __attrs_post_init__(self) -> None:
        wanted = len(self._last_days) + 1
        if self.labels is not None and (len(self.labels) != wanted or len(set(self.labels)) != wanted):
            raise InvalidValueError("labels", f"{wanted} different labels, one a bucket", self.labels)

    @classmethod
    def from_ranges(
        cls, ranges: Iterable[tuple[int | None, int | None]], *, basis: str = "due", due_today: str = "current"
    ) -> Self:
        """A scheme from explicit ranges (first and last day, ``None`` for an open end).

        Raises :class:`~receivables.errors.InvalidValueError` unless the ranges partition all days, in ascending order,
        and none holds both current and past-due days.

        >>> Aging.from_ranges([(None, 0), (1, 30), (31, None)]).edges
        (0, 30)
        """
        given = [tuple(each) for each in ranges]
        scheme = cls(edges=[last for _, last in given[:-1] if last is not None], basis=basis, due_today=due_today)
        if given != [(bucket.first, bucket.last) for bucket in scheme.buckets]:
            expected = f"ranges that hold every day once and are cut at day {scheme.boundary}"
            raise InvalidValueError("ranges", expected, given)
        return scheme

    @property
    def boundary(self) -> int:
        """The last day that is not past due."""
        return 0 if self.due_today == "current" else -1

    @cached_property
    def _last_days(self) -> tuple[int, ...]:
        return tuple(sorted({*self.edges, self.boundary}))

    @cached_property
    def buckets(self) -> tuple[Bucket, ...]:
        """The buckets from the least to the most overdue; together they hold every whole number of days once."""
        firsts = [None, *(edge + 1 for edge in self._last_days)]
        lasts = [*self._last_days, None]
        pairs = list(zip(firsts, lasts, strict=True))
        labels = self.labels or [_bucket_label(first, last, self.boundary) for first, last in pairs]
        return tuple(Bucket(label, first, last) for label, (first, last) in zip(labels, pairs, strict=True))

    def bucket(self, days: int) -> Bucket:
        """The bucket for a number of days past due (or since issue).

        >>> Aging(due_today="past_due").bucket(0).text
        '0..30'
        """
        return self.buckets[bisect_left(self._last_days, whole("days", days, low=-(10**9), high=10**9))]

    def age(
        self, items: Iterable[OpenItem], *, as_of: date, unapplied_cash: Iterable[UnappliedCash] = ()
    ) -> AgingReport:
        """Put every item with something open into its bucket as of a day.

        Items issued after ``as_of`` are left out, as is cash received after it.
        """
        day("as_of", as_of)
        open_items = (item for item in items if item.open and item.issued_on <= as_of)
        return AgingReport(
            rule=f"{self.kind}@{self.version}",
            as_of=as_of,
            basis=self.basis,
            buckets=self.buckets,
            rows=tuple(self._row(item, as_of) for item in open_items),
            unapplied_cash=tuple(cash for cash in unapplied_cash if cash.received_on <= as_of),
        )

    def _row(self, item: OpenItem, as_of: date) -> AgingRow:
        base = item.due_on if self.basis == "due" else item.issued_on
        days = as_of.toordinal() - base.toordinal()
        return AgingRow(item, days, self.buckets[bisect_left(self._last_days, days)])
