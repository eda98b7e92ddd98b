"""What a credit book says, asked day by day and night by night, from the most specific level down."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from itertools import groupby

from receivables.interest.answers import accrued
from receivables.segments import segment_of

NIGHT = timedelta(days=1)


def slot(book, name, day, *, customer=None, segment=None, document=None):
    """The policy of a slot on a day, and the amendment that gave it."""
    for level, subject in (("document", document), ("customer", customer), ("segment", segment), ("all", None)):
        best = None
        for change in book.amendments:
            whom = (change.document, change.customer, change.segment)
            mine = whom == (None, None, None) if level == "all" else subject and getattr(change, level) == subject
            over = change.until is not None and day > change.until
            if mine and getattr(change, name) is not None and change.since <= day and not over:
                best = change if best is None or change.since > best.since else best
        if best is not None:
            return getattr(best, name), best
    return getattr(book.policy, name), None


class Replayed:
    """Policies of allocation and discounts that look everything up whenever they are asked."""

    def __init__(self, book, account, known_by):
        self.book, self.account, self.known_by = book, account, known_by
        self.segments = {}

    def segment(self, day):
        """By the positions through the last month end, which are replayed by this very rule."""
        since = min((change.since for change in self.book.amendments if change.segment), default=None)
        return None if since is None or day < since else self.at_month_end(day)

    def segment_for_steps(self, day):
        """Steps of a ladder are for segments from the first day on."""
        found = self.segment(day)
        steps = getattr(self.slot("ladder", day), "steps", ())
        return self.at_month_end(day) if found is None and any(step.when.segments for step in steps) else found

    def at_month_end(self, day):
        """The segment on the last one before a day."""
        evening = day.replace(day=1) - NIGHT
        if evening not in self.segments:
            self.segments[evening] = segment_of(
                self.account,
                self.book.segments,
                as_of=evening,
                known_by=self.known_by,
                allocation=self,
                discounts=self,
            ).name
        return self.segments[evening]

    def slot(self, name, day, document=None):
        found, _ = slot(
            self.book, name, day, customer=self.account.customer, segment=self.segment(day), document=document
        )
        return found

    def apply(self, cash, items, *, as_of):
        return self.slot("allocation", as_of).apply(cash, items, as_of=as_of)

    def offers(self, item, *, as_of, override="normal"):
        return self.slot("discounts", item.issued_on, item.document).offers(item, as_of=as_of, override=override)

    def settle(self, items, cash, *, on, override="normal"):
        """Neighbours with one policy at once, as long as money lasts; the last ones get all that is left."""
        lines, left = [], cash
        parts = [(policy, list(of_it)) for policy, of_it in groupby(items, key=self._discounts)]
        for policy, part in parts:
            offers = [policy.offers(item, as_of=on, override=override)[:1] for item in part]
            off = sum(each.discount.minor for found in offers for each in found)
            closing = sum(item.open.minor for item in part) - off
            most = left if part is parts[-1][1] else min(left, left.with_minor(closing))
            found = policy.settle(part, most, on=on, override=override)
            lines += found
            left = left.with_minor(left.minor - sum(line.cash.minor for line in found))
        return tuple(lines)

    def _discounts(self, item):
        return self.slot("discounts", item.issued_on, item.document)


def interest(rules, item, as_of):
    """The exact interest of an item, night by night, each by the policy in force on the day that it ends on."""
    evening, total = item.charged_until or item.due_on, Fraction(0)
    while evening < as_of:
        policy = rules.slot("interest", evening + NIGHT, item.document)
        total += accrued(policy, item, as_of=evening + NIGHT, since=evening).exact
        evening += NIGHT
    return total
