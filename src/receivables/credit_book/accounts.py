"""A book on the evening of a day, for one account after another."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import attrs

from receivables.account import Account
from receivables.allocation import Allocation
from receivables.credit_book.book import CreditBook
from receivables.credit_book.in_force import InForce
from receivables.credit_book.over_time import AllocationByDay, DiscountsByIssue, SlotOverTime, first_days
from receivables.discounts import DiscountPolicy
from receivables.escalation import Ladder, LadderPolicy
from receivables.events import InvoiceIssued
from receivables.segments import Segment, segment_of
from receivables.segments.policy import assigned


@attrs.frozen(kw_only=True)
class AccountRules:
    """What counts for an account: the bundle on the day, and the policies that look at the days before as well."""

    in_force: InForce
    allocation: Allocation
    discounts: DiscountPolicy
    interest: SlotOverTime


class BookOnDay:
    """The rules of each account on the evening of ``as_of``, as far as facts were known by ``known_by``."""

    def __init__(self, book: CreditBook, as_of: date, known_by: date | None) -> None:
        self._book = book
        self._as_of = as_of
        self._known_by = known_by
        self._sorts = any(_has_steps_for_segments(ladder) for ladder in book.ladders)
        self._for_all = None if book.amendments or self._sorts else _unchanging(book, as_of)

    def of(self, account: Account) -> AccountRules:
        """The rules of an account; the same value for all where the book has nothing for some."""
        if self._for_all:
            return self._for_all
        sorted_since = self._as_of if self._sorts else None
        return _InBook(self._book, account, self._as_of, self._known_by, sorted_since).rules()


def _has_steps_for_segments(ladder: LadderPolicy) -> bool:
    return isinstance(ladder, Ladder) and any(step.when.segments for step in ladder.steps)


def _unchanging(book: CreditBook, as_of: date) -> AccountRules:
    policy = book.policy
    interest = SlotOverTime("interest", policy.interest, (), lambda _: None)
    return AccountRules(
        in_force=book.in_force(as_of), allocation=policy.allocation, discounts=policy.discounts, interest=interest
    )


class _InBook:
    """An account in a book that has something for some: amendments, or steps for a segment."""

    def __init__(
        self, book: CreditBook, account: Account, as_of: date, known_by: date | None, sorted_since: date | None
    ) -> None:
        self._book = book
        self._account = account
        self._as_of = as_of
        self._known_by = known_by
        self._first = min(account.events[0].on, as_of) if account.events else as_of
        self._segments: dict[int, str] = {}
        self._changes = [change for change in book.amending(self._whom()) if change.since <= as_of]
        self._sorted_since = min((change.since for change in self._changes if change.segment), default=sorted_since)
        self._allocation, self._discounts, self._interest = map(
            self._over_time, ("allocation", "discounts", "interest")
        )

    def _whom(self) -> Iterator[tuple[str, str | None]]:
        """All whose amendments may concern the account."""
        yield "all", None
        yield from (("segment", name) for name in sorted(self._book.named["segment"]))
        yield "customer", self._account.customer
        documents = self._book.named["document"]
        if documents:
            issued = (event.invoice.number for event in self._account.events if isinstance(event, InvoiceIssued))
            yield from (("document", number) for number in issued if number in documents)

    def _over_time(self, slot: str) -> SlotOverTime:
        return SlotOverTime(slot, getattr(self._book.policy, slot), self._changes, self._segment_on)

    def rules(self) -> AccountRules:
        """What counts for the account."""
        if any(slot.by_segment for slot in (self._allocation, self._discounts, self._interest)):
            self._review()
        customer, segment = self._account.customer, self._segment_on(self._as_of)
        return AccountRules(
            in_force=self._book.in_force(self._as_of, customer=customer, segment=segment),
            interest=self._interest,
            **self._replayed(),
        )

    def _replayed(self) -> dict[str, Any]:
        """The slots that a replay asks: the very policy, where it is one and the same on every day."""
        allocation = self._allocation.only(self._first, self._as_of)
        discounts = self._discounts.only(self._first, self._as_of)
        return {
            "allocation": AllocationByDay(self._allocation) if allocation is None else allocation,
            "discounts": DiscountsByIssue(self._discounts) if discounts is None else discounts,
        }

    def _segment_on(self, day: date) -> str | None:
        """The segment of the customer on a day: that of the last month end before it, while the book has segments."""
        evening = day.toordinal() - day.day
        if self._sorted_since is None or day < self._sorted_since or evening < 1:
            return None
        if evening not in self._segments:
            self._segments[evening] = self._reviewed(date.fromordinal(evening)).name
        return self._segments[evening]

    def _reviewed(self, evening: date) -> Segment:
        """The segment at a month end, out of the one of the month before where that is known."""
        former = self._segments.get(evening.toordinal() - evening.day)
        rules = {"known_by": self._known_by, **self._replayed()}
        if former is None:
            return segment_of(self._account, self._book.segments, as_of=evening, **rules)
        return assigned(self._book.segments, self._account.as_of(evening, **rules), former)

    def _review(self) -> None:
        """Look at the month ends in order: a segment rests on positions, and these on the segments before."""
        since = max(self._first, self._sorted_since or self._first)
        for day in first_days(since.replace(day=1), self._as_of):
            self._segment_on(day)
