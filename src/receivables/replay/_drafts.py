"""What a replay writes on while it runs: items, sources of money, and the lines between them, in minor units."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from moneyed import Currency

from receivables.documents import Attributes
from receivables.money import Money
from receivables.position import Applied, Change, Disputed, OpenItem
from receivables.position.items import finished, unfinished
from receivables.terms import Installment


def note(history: list[Change], day: date, minor: int) -> None:
    """Remember a balance from the evening of ``day`` on; one entry a day, none without a change."""
    last_day, last = history[-1]
    if last_day != day:
        if last != minor:
            history.append((day, minor))
    elif len(history) > 1 and history[-2][1] == minor:
        history.pop()
    else:
        history[-1] = day, minor


class Amounts(dict[int, Money]):
    """Amounts of one currency by their minor units: each is made once, as most of an account are equal to another."""

    def __init__(self, currency: Currency) -> None:
        super().__init__()
        self._zero = self[0] = Money.zero(currency)

    def know(self, amount: Money) -> None:
        """Hand out the amount of a document again, so that none need be made for what settles all of it."""
        if type(amount) is Money and amount.currency is self._zero.currency:
            self.setdefault(amount.minor, amount)

    def __missing__(self, minor: int) -> Money:
        made = self[minor] = self._zero.with_minor(minor)
        return made


class DraftItem:
    """An installment while the replay runs."""

    __slots__ = (
        "amount", "attributes", "charged_until", "credited", "discounted", "disputed", "document", "due_on", "frozen",
        "history", "installment", "installments", "interest_paid", "invoice", "issued_on", "kind", "offers", "open",
        "paid", "tolerated", "total", "written_off",
    )  # fmt: skip

    def __init__(
        self,
        document: str,
        place: tuple[int, int],
        part: Installment,
        issued_on: date,
        kind: str,
        attributes: Attributes,
        invoice: str | None,
    ) -> None:
        self.document = document
        self.installment, self.installments = place
        self.kind = kind
        self.issued_on = issued_on
        self.due_on = part.due_on
        self.total = part.amount
        self.amount = self.open = self.total.minor
        self.offers = part.offers
        self.invoice = invoice
        self.paid = self.credited = self.written_off = self.discounted = self.tolerated = 0
        self.charged_until: date | None = None
        self.disputed: tuple[Disputed, ...] = ()
        self.interest_paid: tuple[Change, ...] = ()
        self.history: list[Change] = [(issued_on, self.amount)]
        self.attributes = attributes
        self.frozen: OpenItem | None = None

    def settle(self, minor: int, day: date) -> None:
        """So much less is open from the evening of ``day`` on; how it was settled is for the caller to write down."""
        self.open -= minor
        self.frozen = None
        note(self.history, day, self.open)

    def charge(self, until: date) -> None:
        """Remember that interest was charged through ``until``."""
        self.charged_until = max(until, self.charged_until or until)
        self.frozen = None

    def dispute(self, spans: tuple[Disputed, ...]) -> None:
        """Remember the evenings in dispute."""
        if spans != self.disputed:
            self.disputed = spans
            self.frozen = None

    def pay_interest(self, changes: tuple[Change, ...]) -> None:
        """Remember how much of the interest that was charged has been settled."""
        if changes != self.interest_paid:
            self.interest_paid = changes
            self.frozen = None

    def freeze(self, customer: str, amounts: Amounts) -> OpenItem:
        """The item as a value; made once for each state, because a policy may ask often."""
        if self.frozen is None:
            self.frozen = self._value(customer, amounts)
        return self.frozen

    def _value(self, customer: str, amounts: Amounts) -> OpenItem:
        amounts.know(self.total)
        item = unfinished()
        item.customer = customer
        item.document = self.document
        item.installment = self.installment
        item.installments = self.installments
        item.kind = self.kind
        item.invoice = self.invoice
        item.issued_on = self.issued_on
        item.due_on = self.due_on
        item.amount = amount = amounts[self.amount]
        item.paid = amounts[self.paid]
        item.credited = amounts[self.credited]
        item.written_off = amounts[self.written_off]
        item.discounted = amounts[self.discounted]
        item.tolerated = amounts[self.tolerated]
        item.offers = self.offers
        item.history = tuple(self.history)
        item.disputed = self.disputed
        item.charged_until = self.charged_until
        item.interest_paid = self.interest_paid
        item.attributes = self.attributes
        item.currency = amount.currency
        item.open = amounts[self.open]
        item._left = self.open
        return finished(item)


class Given(NamedTuple):
    """What a payment settles beside its money: discounts, small differences (in minor units), and why."""

    discounted: int = 0
    tolerated: int = 0
    because: str = ""


NOTHING_GIVEN = Given()


class Line:
    """A part of a source that settles an item, with what was given up beside it."""

    __slots__ = ("amount", "because", "by_policy", "given", "item", "on")

    def __init__(
        self, item: DraftItem, amount: int, on: date, because: str, *, by_policy: bool, given: Given = NOTHING_GIVEN
    ) -> None:
        self.item = item
        self.amount = amount
        self.on = on
        self.because = because
        self.by_policy = by_policy
        self.given = given


def any_line(_: Line) -> bool:
    """Whatever settled what."""
    return True


def by_policy(line: Line) -> bool:
    """What a rule placed, not a person."""
    return line.by_policy


class Source:
    """A payment or credit note while the replay runs."""

    __slots__ = (
        "discount", "history", "kept", "kind", "lines", "placed", "received_on", "reference", "rest", "total",
        "waiting",
    )  # fmt: skip

    def __init__(self, reference: str, kind: str, received_on: date, total: Money, discount: str = "normal") -> None:
        self.reference = reference
        self.kind = kind
        self.received_on = received_on
        self.discount = discount
        self.total = total
        self.rest = total.minor
        self.history: list[Change] = [(received_on, self.rest)]
        self.kept = 0
        self.lines: list[Line] = []
        self.placed = False
        self.waiting: list[int | None] = []

    @property
    def reserved(self) -> int:
        """What waits for documents to come: that much of the rest is spoken for."""
        return min(self.rest, sum(self.rest if most is None else most for most in self.waiting))

    def settle(self, item: DraftItem, most: int, on: date, because: str, *, by_policy: bool = False) -> int:
        """Apply at most ``most`` to ``item``; returns what was applied."""
        amount = min(most, self.rest, item.open)
        if amount <= 0:
            return 0
        self.add(Line(item, amount, on, because, by_policy=by_policy))
        return amount

    def add(self, line: Line) -> None:
        """Settle an item as a line says."""
        self._move(line.item, line.amount, line.given, line.on)
        self.lines.append(line)
        if line.by_policy:
            self.placed = True

    def release(self, most: int, on: date, which: Callable[[Line], bool]) -> list[tuple[Line, int]]:
        """Take back up to ``most`` of the lines that ``which`` picks, the youngest first.

        A discount stands or falls with its line: of one that gives some up, all is taken back, and the line is returned
        with what is to be settled again; one that has no money is taken back whenever some is.
        """
        again: list[tuple[Line, int]] = []
        for line in filter(which, list(reversed(self.lines)) if most > 0 else ()):
            amount = min(most, line.amount)
            most -= amount
            if line.given is not NOTHING_GIVEN and (amount or not line.amount):
                self._undo(line, on)
                again.append((line, line.amount - amount))
            elif amount:
                self._move(line.item, -amount, NOTHING_GIVEN, on)
                line.amount -= amount
        self.lines = [line for line in self.lines if line.amount or line.given is not NOTHING_GIVEN]
        return again

    def cancel(self, on: date) -> None:
        """Take back everything; nothing is left of the source."""
        for line in list(self.lines):
            self._undo(line, on)
        self.take(self.rest, on)

    def take(self, amount: int, on: date) -> None:
        """So much less is left from the evening of ``on`` on."""
        self.rest -= amount
        note(self.history, on, self.rest)

    def _undo(self, line: Line, on: date) -> None:
        discounted, tolerated, _ = line.given
        self._move(line.item, -line.amount, Given(-discounted, -tolerated), on)
        self.lines.remove(line)

    def applied(self, amounts: Amounts) -> list[Applied]:
        """The lines as values."""
        return [
            Applied(
                self.reference,
                line.item.document,
                line.item.installment,
                amounts[line.amount],
                line.on,
                f"{line.because}; {line.given.because}" if line.given.because else line.because,
                amounts[line.given.discounted],
                amounts[line.given.tolerated],
                self.kind,
                self.received_on,
            )
            for line in self.lines
        ]

    def _move(self, item: DraftItem, amount: int, given: Given, on: date) -> None:
        """So much of the source, and what is given up beside it, settles an item; below zero, no longer does."""
        self.take(amount, on)
        if self.kind == "payment":
            item.paid += amount
        else:
            item.credited += amount
        if given is NOTHING_GIVEN:  # as nearly always
            item.settle(amount, on)
        else:
            item.discounted += given.discounted
            item.tolerated += given.tolerated
            item.settle(amount + given.discounted + given.tolerated, on)
