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
from receivables.credit_policy import CreditPolicy
from receivables.discounts import DiscountPolicy
from receivables.escalation import Ladder
from receivables.events import InvoiceIssued
from receivables.replay import replays
from receivables.segments import segment_of
from receivables.segments.policy import assigned


@attrs.frozen(kw_only=True)
class AccountRules:
    """What counts for an account: the bundle on the day, and the policies that look at the days before as well."""

    in_force: InForce
    allocation: Allocation
    discounts: DiscountPolicy
    interest: SlotOverTime


class BookOnDay:
    """The rules of each account on the evening of ``as_of``, as far as facts were known by ``known_by``.

    A credit policy is a book without amendments that does not know the segments of customers.
    """

    def __init__(self, policy: CreditPolicy | CreditBook, as_of: date, known_by: date | None) -> None:
        self._book = book = CreditBook.of(policy)
        self._as_of = as_of
        self._known_by = known_by
        differ = book.amendments or (book is policy and _has_steps_for_segments(book.policy))
        self._for_all = None if differ else _unchanging(book, as_of)

    @property
    def policy(self) -> CreditPolicy:
        """The credit policy of the book."""
        return self._book.policy

    def of(self, account: Account) -> AccountRules:
        """The rules of an account; the same value for all where they do not differ."""
        return self._for_all or _InBook(self._book, account, self._as_of, self._known_by).rules()


def _unchanging(book: CreditBook, as_of: date) -> AccountRules:
    policy = book.policy
    interest = SlotOverTime("interest", policy.interest, (), lambda _: None)
    return AccountRules(
        in_force=book.in_force(as_of), allocation=policy.allocation, discounts=policy.discounts, interest=interest
    )


def _has_steps_for_segments(policy: CreditPolicy) -> bool:
    return isinstance(policy.ladder, Ladder) and bool(policy.ladder.segments)


class _InBook:
    """An account in a book whose rules may differ from account to account, or from day to day."""

    def __init__(self, book: CreditBook, account: Account, as_of: date, known_by: date | None) -> None:
        self._book = book
        self._account = account
        self._as_of = as_of
        self._known_by = known_by
        self._first = min(account.events[0].on, as_of) if account.events else as_of
        self._segments: dict[int, str] = {}
        self._changes = [change for change in book.amending(self._whom()) if change.since <= as_of]
        self._sorted_since = min((change.since for change in self._changes if change.segment), default=None)
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
        found = self._in_force(self._segment_on(self._as_of))
        if found.segment is None and _has_steps_for_segments(found.policy):
            found = self._in_force(self._at_month_end(self._as_of))
        return AccountRules(in_force=found, interest=self._interest, **self._replayed())

    def _in_force(self, segment: str | None) -> InForce:
        return self._book.in_force(self._as_of, customer=self._account.customer, segment=segment)

    def _replayed(self) -> dict[str, Any]:
        """The slots that a replay asks: the very policy, where it is one and the same on every day."""
        allocation = self._allocation.only(self._first, self._as_of)
        discounts = self._discounts.only(self._first, self._as_of)
        return {
            "allocation": AllocationByDay(self._allocation) if allocation is None else allocation,
            "discounts": DiscountsByIssue(self._discounts) if discounts is None else discounts,
        }

    def _segment_on(self, day: date) -> str | None:
        """The segment of the customer on a day, while amendments are for segments."""
        if self._sorted_since is None or day < self._sorted_since:
            return None
        return self._at_month_end(day)

    def _at_month_end(self, day: date) -> str | None:
        """The segment on the last month end before a day."""
        evening = day.toordinal() - day.day
        if evening < 1:
            return None
        if evening not in self._segments:
            at = date.fromordinal(evening)
            rules = {"known_by": self._known_by, **self._replayed()}
            self._segments[evening] = segment_of(self._account, self._book.segments, as_of=at, **rules).name
        return self._segments[evening]

    def _review(self) -> None:
        """Look at the month ends in order: a segment rests on positions, and these on the segments before.

        Out of one replay, which goes on from a month end when the segment there is known.
        """
        since = max(self._first, self._sorted_since or self._first)
        first, *days = first_days(since.replace(day=1), self._as_of)
        segment = self._at_month_end(first)
        account, rules = self._account, {"known_by": self._known_by, **self._replayed()}
        evenings = (date.fromordinal(day.toordinal() - 1) for day in days)
        for position in replays(account.customer, account.currency, account.events, evenings=evenings, **rules):
            segment = assigned(self._book.segments, position, segment).name
            self._segments[position.as_of.toordinal()] = segment
