"""The parts of what a customer owed: what was paid on which day, and what never was."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple

from receivables.money import Money
from receivables.position import Applied, OpenItem, days_in_words


class PaidPart(NamedTuple):
    """A part of an invoice that was paid on one day (``paid_on``), or never was (``None``).

    ``state`` is ``"paid"``, ``"open"`` or ``"written off"``; ``amount`` is what it settles of the invoice, with the
    discounts and small differences that were given up beside the money.

    >>> from receivables import Account, Invoice, InvoiceIssued
    >>> from receivables.segments import behaviour
    >>> issued, due = date(2026, 1, 15), date(2026, 2, 14)
    >>> invoice = Invoice("F-1", "C-1", total=Money("60.00", "EUR"), issued_on=issued, due_on=due)
    >>> position = Account("C-1", "EUR", [InvoiceIssued(invoice)]).as_of(date(2026, 2, 20))
    >>> (part,) = behaviour(position, as_of=date(2026, 2, 20)).parts
    >>> print(part.state, part.days_on(date(2026, 2, 20)))
    open 6
    """

    item: OpenItem
    amount: Money
    state: str
    paid_on: date | None

    @property
    def expected_on(self) -> date:
        """The due day, or the issue day where that comes later: before there is an invoice, nobody pays it."""
        return max(self.item.due_on, self.item.issued_on)

    def days_on(self, evening: date) -> int:
        """Days beyond terms as they stand on an evening: negative where it was paid early, or is not due."""
        until = evening if self.paid_on is None or self.paid_on > evening else self.paid_on
        return until.toordinal() - self.expected_on.toordinal()

    def counts_on(self, evening: date, days: int) -> bool:
        """Whether it says something about these ``days`` through an evening: paid in them, or overdue at their end."""
        if self.paid_on is None or self.paid_on > evening:
            return self.days_on(evening) > 0
        return self.paid_on.toordinal() > evening.toordinal() - days

    def in_words(self, evening: date) -> str:
        """The part in a line, with its days as they stand on an evening."""
        days = self.days_on(evening)
        late = "on the due day" if days == 0 else f"{days_in_words(abs(days))} {'late' if days > 0 else 'early'}"
        when = f"paid {self.paid_on}" if self.paid_on else self.state
        return f"{self.item.label}: {self.amount}, due {self.item.due_on}, {when}, {late}"

    def to_dict(self, evening: date) -> dict[str, Any]:
        """The part as plain data, with its days as they stand on an evening."""
        return {
            "document": self.item.document,
            "installment": self.item.installment,
            "amount": self.amount.text,
            "due_on": self.item.due_on.isoformat(),
            "state": self.state,
            "paid_on": self.paid_on.isoformat() if self.paid_on else None,
            "days": self.days_on(evening),
        }


def parts_of(invoices: Iterable[OpenItem], applied: Iterable[Applied]) -> Iterator[PaidPart]:
    """Every part of every invoice that is not credited, in the order of the invoices."""
    lines: dict[tuple[str, int], list[Applied]] = {}
    for line in applied:
        if line.kind == "payment":
            lines.setdefault((line.document, line.installment), []).append(line)
    for item in invoices:
        for line in lines.get(place(item), ()):
            paid_on = max(line.received_on, item.issued_on)
            yield PaidPart(item, line.amount + line.discounted + line.tolerated, "paid", paid_on)
        yield PaidPart(item, item.open, "open", None)
        yield PaidPart(item, item.written_off, "written off", None)


def place(item: OpenItem) -> tuple[str, int]:
    """What tells an installment from others of its account."""
    return item.document, item.installment


def counted(parts: Iterable[PaidPart], evening: date, days: int) -> tuple[PaidPart, ...]:
    """The parts that say something about these days through an evening."""
    return tuple(part for part in parts if part.counts_on(evening, days))


def weighted_days(parts: Sequence[PaidPart], evening: date) -> Fraction | None:
    """Days beyond terms, weighted by amount; ``None`` of no parts."""
    weight = sum(part.amount.minor for part in parts)
    return Fraction(sum(part.amount.minor * part.days_on(evening) for part in parts), weight) if weight else None
