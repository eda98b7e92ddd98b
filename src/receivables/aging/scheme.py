"""The scheme itself: its edges, its buckets, and what it does with open items."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from datetime import date
from functools import cached_property
from itertools import islice, pairwise
from typing import ClassVar, Protocol, Self

import attrs

from receivables.aging.report import AgingReport
from receivables.aging.rows import Bucket, Rows
from receivables.checks import day, is_one_of, name, of_kind, several, whole
from receivables.errors import InvalidValueError
from receivables.position import OpenItem, UnappliedCash

MOST_EDGES = 1_000
"""Edges that a scheme may have."""

_ITEMS, _CASH = "open items, like account.as_of(day).items", "unapplied cash, like account.as_of(day).unapplied_cash"


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


def _open_by(as_of: date, items: Iterable[OpenItem]) -> tuple[OpenItem, ...]:
    """What was issued and is open; items are many, so what each is is asked only where one cannot answer."""
    given = tuple(several("items", _ITEMS, items))
    try:
        return tuple([item for item in given if item._left and item.issued_on <= as_of])
    except AttributeError:
        for each in given:
            of_kind("items", OpenItem, _ITEMS, each)
        raise


class AgingPolicy(Protocol):
    """Any value that puts open items into buckets.

    >>> class InvoicesOnly:
    ...     def age(self, items, *, as_of, unapplied_cash=()):
    ...         invoices = (item for item in items if item.kind == "invoice")
    ...         return Aging().age(invoices, as_of=as_of, unapplied_cash=unapplied_cash)
    >>> from receivables import CreditPolicy, Money
    >>> policy = CreditPolicy(name="Charged interest is not aged", aging=InvoicesOnly())
    >>> charge = OpenItem(
    ...     customer="C-1", document="I-1", kind="interest", issued_on=date(2026, 1, 15), due_on=date(2026, 1, 15),
    ...     amount=Money("9.00", "EUR"),
    ... )
    >>> policy.aging.age([charge], as_of=date(2026, 3, 31)).rows
    ()
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

        Raises :class:`~receivables.errors.InvalidValueError` for anything else than open items and unapplied cash.
        """
        day("as_of", as_of)
        open_items = _open_by(as_of, items)
        cash = [
            of_kind("unapplied_cash", UnappliedCash, _CASH, each)
            for each in several("unapplied_cash", _CASH, unapplied_cash)
        ]
        return AgingReport(
            rule=f"{self.kind}@{self.version}",
            as_of=as_of,
            basis=self.basis,
            buckets=self.buckets,
            rows=Rows(open_items, as_of=as_of, basis=self.basis, buckets=self.buckets),
            unapplied_cash=tuple(each for each in cash if each.received_on <= as_of),
        )
