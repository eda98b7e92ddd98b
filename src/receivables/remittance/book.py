"""What is open, document by document, while lines are matched; found by number, by amount and by customer."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from itertools import islice
from typing import NamedTuple

from receivables.checks import several
from receivables.discounts import DiscountPolicy, OpenOffer
from receivables.discounts.answers import granted
from receivables.errors import InvalidValueError
from receivables.money import Money
from receivables.position import OpenItem
from receivables.remittance.numbers import Key, NumberIndex

MOST_CANDIDATES = 10
"""Candidates that a question shows at most."""


class Asked(NamedTuple):
    """What there is to pay: for so many of the open installments, that much, ``less`` a discount through ``until``.

    >>> Asked(98000, parts=1, of=1, less=2000, until=date(2026, 3, 5)).words(Money("980.00", "EUR"))
    '980.00 EUR is what is open less 20.00 EUR for paying by 2026-03-05'
    """

    minor: int
    parts: int
    of: int
    less: int = 0
    until: date | None = None

    def words(self, amount: Money) -> str:
        """What the amount is."""
        what = "what is open" if self.parts == self.of else "the next installment"
        off = f" less {amount.with_minor(self.less)} for paying by {self.until}" if self.less else ""
        return f"{amount} is {what}{off}"


class OpenDocument:
    """The installments of one document, what is left of each in minor units, and the last line that paid."""

    __slots__ = ("discounts", "items", "key", "left", "paid_by")

    def __init__(self, key: Key, items: Iterable[OpenItem], discounts: DiscountPolicy) -> None:
        self.key: Key = key
        self.discounts: DiscountPolicy = discounts
        self.paid_by: str = ""
        self.items: list[OpenItem] = sorted(items, key=lambda item: (item.due_on, item.installment))
        self.left: list[int] = [item.open.minor for item in self.items]

    @property
    def customer(self) -> str:
        """Whose it is."""
        return self.key[0]

    @property
    def number(self) -> str:
        """Its number."""
        return self.key[2]

    @property
    def open(self) -> int:
        """What is left of it, in minor units."""
        return sum(self.left)

    @property
    def due_on(self) -> date:
        """When the first installment that is open is due; of a cleared document, the last one."""
        return next((item.due_on for item, left in self._parts()), self.items[-1].due_on)

    @property
    def age(self) -> tuple[date, date, str, str]:
        """Candidates go by this: the oldest due, the oldest issued, number and customer."""
        return self.due_on, self.items[0].issued_on, self.number, self.customer

    def _parts(self) -> Iterator[tuple[OpenItem, int]]:
        return (part for part in zip(self.items, self.left, strict=True) if part[1])

    def asked(self, on: date) -> Iterator[Asked]:
        """The amounts that settle it on a day: all that is open or the next installment, with or without discount."""
        parts = list(self._parts())
        for count in (len(parts), 1) if len(parts) > 1 else (1,) if parts else ():
            whole = sum([left for _, left in parts[:count]])
            yield Asked(whole, count, len(parts))
            offers = [offer for item, left in parts[:count] if item.offers and (offer := self._offer(item, left, on))]
            less = sum([offer.discount.minor for offer in offers])
            if 0 < less < whole:
                yield Asked(whole - less, count, len(parts), less, min(offer.until for offer in offers))

    def _offer(self, item: OpenItem, left: int, on: date) -> OpenOffer | None:
        """What a payment of an installment on a day has off; nothing beside another line of the statement."""
        return granted(self.discounts, item, on=on) if left == item.open.minor else None

    def possible(self, days: Iterable[date]) -> set[int]:
        """Every amount that settles it on one of the days."""
        any_day = date.max
        offered = any(item.offers for item in self.items)
        return {asked.minor for on in (days if offered else (any_day,)) for asked in self.asked(on)}

    def close(self, parts: int) -> None:
        """The first so many open installments are settled."""
        self._take([left for _, left in self._parts()][:parts])

    def pay(self, minor: int) -> int:
        """Money settles what it can, installment by installment; what is left of it comes back."""
        amounts = []
        for _, left in self._parts():
            amounts.append(min(left, minor))
            minor -= amounts[-1]
        self._take(amounts)
        return minor

    def _take(self, amounts: Sequence[int]) -> None:
        places = [place for place, left in enumerate(self.left) if left]
        for place, amount in zip(places, amounts, strict=False):
            self.left[place] -= amount


class Book:
    """All documents, and where to find them by their numbers."""

    def __init__(self, items: Iterable[OpenItem], discounts: DiscountPolicy) -> None:
        self.documents: dict[Key, OpenDocument] = {
            key: OpenDocument(key, parts, discounts) for key, parts in _by_document(items).items()
        }
        self.customers: set[str] = {customer for customer, _, _ in self.documents}
        self.numbers: NumberIndex = NumberIndex(
            (key, document.items[0].attribute("creditor_reference")) for key, document in self.documents.items()
        )


class Amounts:
    """The open documents by what there is to pay of them on one of the ``days``, the oldest due first.

    They are those of a customer, or (``None``) of anybody.
    """

    def __init__(self, documents: Iterable[OpenDocument], days: Collection[date]) -> None:
        self._possible: dict[tuple[str | None, str, int], list[OpenDocument]] = {}
        self._waiting: dict[tuple[str, str], list[OpenDocument]] = {}
        self._found: dict[tuple[str | None, Money, date], tuple[OpenDocument, ...]] = {}
        for document in sorted((each for each in documents if each.open), key=lambda each: each.age):
            customer, code, _ = document.key
            self._waiting.setdefault((customer, code), []).append(document)
            for minor in document.possible(days):
                for whose in (customer, None):
                    self._possible.setdefault((whose, code, minor), []).append(document)

    def of(self, customer: str | None, amount: Money, on: date) -> tuple[OpenDocument, ...]:
        """The documents that an amount settles on a day; of many, one more than a question shows."""
        key = (customer, amount, on)
        if key not in self._found:
            possible = self._possible.get((customer, amount.currency.code, amount.minor), ())
            exact = (each for each in possible if fitting([each], amount.minor, on))
            self._found[key] = tuple(islice(exact, MOST_CANDIDATES + 1))
        return self._found[key]

    def waiting(self, customer: str, code: str) -> Sequence[OpenDocument]:
        """What is open of a customer, the oldest due first."""
        return self._waiting.get((customer, code), ())


def _by_document(items: Iterable[OpenItem]) -> dict[Key, list[OpenItem]]:
    found: dict[Key, list[OpenItem]] = {}
    seen: set[tuple[Key, int]] = set()
    for item in several("items", "a list of open items", items):
        if not isinstance(item, OpenItem):
            raise InvalidValueError("items", "a list of open items", item)
        key = (item.customer, item.currency.code, item.document)
        if (key, item.installment) in seen:
            raise InvalidValueError("items", "items that stand there once each", f"{item.label} of {item.customer}")
        seen.add((key, item.installment))
        found.setdefault(key, []).append(item)
    return found


def fitting(documents: Sequence[OpenDocument], minor: int, on: date) -> tuple[Asked, ...]:
    """What of each document an amount settles exactly on a day; empty if it is not exact.

    One document: all of it, or the next installment. Several: all of each. With the discounts that are open on the day,
    of all of them or of none.
    """
    if len(documents) == 1:
        return next(((asked,) for asked in documents[0].asked(on) if asked.minor == minor), ())
    asked = [[each for each in document.asked(on) if each.parts == each.of] for document in documents]
    for pick in (min, max):
        ways = tuple(pick(each, key=lambda one: one.minor) for each in asked)
        if sum(each.minor for each in ways) == minor:
            return ways
    return ()
