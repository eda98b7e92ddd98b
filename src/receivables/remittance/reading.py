"""A line that was read: which documents its text names, and what follows from that and from its amount."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice, product
from typing import NamedTuple

from receivables.money import Money
from receivables.remittance.book import MOST_CANDIDATES, Amounts, Asked, Book, OpenDocument, fitting
from receivables.remittance.lines import BankLine
from receivables.remittance.numbers import Mention

MOST_WAYS = 100
"""Ways to read the numbers of a text, as those of one customer, that are compared with the amount."""

_SEVERAL_WAYS = "the numbers in the text can be read in several ways"

Way = tuple[OpenDocument, ...]
"""Documents that a line may pay, in order."""


class _Plan(NamedTuple):
    """What a line pays, and why: so much of each document (``asked``), or, empty, as much as there is money for."""

    way: Way
    asked: tuple[Asked, ...]
    because: str


Verdict = _Plan | str
"""A plan, or why there is none."""


class Reading:
    """A line, who paid it (``None``: nobody knows), and the documents that its text mentions."""

    __slots__ = ("line", "mentions", "payer")

    def __init__(self, line: BankLine, book: Book, payer: str | None) -> None:
        minor, unit = line.amount.minor, line.amount.currency.sub_unit
        found = book.numbers.find(line.text, {str(minor), str(minor // unit)})
        self.line: BankLine = line
        self.payer: str | None = payer
        self.mentions: list[tuple[Mention, tuple[OpenDocument, ...]]] = [
            (mention, tuple(book.documents[key] for key in mention.documents)) for mention in found
        ]

    @property
    def is_sure(self) -> bool:
        """Whether the text names something for certain."""
        return any(mention.sure for mention, _ in self.mentions)

    def named(self) -> Verdict:
        """What a text names for certain is an instruction, whatever the amount."""
        sure = [(mention, documents) for mention, documents in self.mentions if mention.sure]
        problem = next(filter(None, (self._problem(*each) for each in sure)), "")
        if problem:
            return problem
        alternatives = [(_told(mention, documents), self._possible(documents)) for mention, documents in sure]
        settled = [told for told, possible in alternatives if not possible]
        ways = _ways([possible for _, possible in alternatives if possible])
        if len(settled) == len(alternatives):
            return f"nothing is open of {', '.join(settled)}"
        if not ways:
            return _SEVERAL_WAYS if ways is None else "the numbers in the text are of several customers"
        found = [plan for plan in map(self._exactly, ways if len(ways) > 1 else self._longer(ways[0])) if plan]
        if len(found) == 1 or (found and len(ways) == 1):
            return found[0]
        if len(ways) > 1:
            return _SEVERAL_WAYS
        return self._as_far_as_it_goes(ways[0], settled)

    def likely(self, amounts: Amounts) -> Verdict:
        """What the amount says, together with what the text may name."""
        maybe = [(mention, self._possible(documents)) for mention, documents in self.mentions]
        maybe = [(mention, possible) for mention, possible in maybe if possible]
        if not maybe:
            return self._by_amount(amounts)
        alternatives = [possible for _, possible in maybe]
        single = [(document,) for possible in alternatives for document in possible]
        ways = _ways(alternatives)
        if ways is None:
            return _SEVERAL_WAYS
        found = list(filter(None, map(self._exactly, dict.fromkeys([*single, *ways]))))
        written = ", ".join(mention.written for mention, _ in maybe)
        if len(found) == 1:
            return found[0]
        several = f"{self.line.amount} fits more than one of them" if found else f"{self.line.amount} does not fit"
        return f"{written} in the text may be meant, but {several}"

    def exact(self, way: Way) -> tuple[Asked, ...]:
        """What of each document the amount settles exactly; empty if it is not exact."""
        return fitting(way, self.line.amount.minor, self.line.booked_on)

    def _problem(self, mention: Mention, documents: Way) -> str:
        """Why what is named cannot be what is paid."""
        written, code = mention.written, self.line.amount.currency.code
        if not documents:
            return mention.problem
        here = [document for document in documents if document.key[1] == code]
        if not here:
            return f"{written} is in {documents[0].key[1]}, and the money in {code}"
        if self.payer not in (None, *(document.customer for document in here)):
            return f"{written} is of {here[0].customer}, and the payer is {self.payer}"
        return ""

    def _possible(self, documents: Way) -> Way:
        """Those that the line can pay: open, in its currency, of the payer."""
        code, payer = self.line.amount.currency.code, self.payer
        return tuple(each for each in documents if each.open and each.key[1] == code and payer in (None, each.customer))

    def _longer(self, way: Way) -> tuple[Way, ...]:
        """What is named for certain, and the same with what the text may name as well."""
        customer, found = way[0].customer, []
        for mention, documents in self.mentions:
            possible = [each for each in self._possible(documents) if each.customer == customer]
            found += [each for each in possible if each in way or (len(possible) == 1 and not mention.sure)]
        return way, tuple(dict.fromkeys(found))

    def _exactly(self, way: Way) -> _Plan | None:
        asked = self.exact(way)
        if not asked:
            return None
        whole = Asked(0, 1, 1, sum(each.less for each in asked), min((e.until for e in asked if e.until), default=None))
        words = (asked[0] if len(asked) == 1 else whole).words(self.line.amount)
        return _Plan(way, asked, f"{self._in_words(way)}; {words}")

    def _as_far_as_it_goes(self, way: Way, settled: Sequence[str]) -> _Plan:
        """The amount is not what is open: too little, or too much."""
        difference = beyond(self.line.amount, way)
        than = "more" if difference.minor > 0 else "less"
        words = f"{self._in_words(way)}; {self.line.amount} is {abs(difference)} {than} than is open"
        return _Plan(way, (), f"{words}; nothing is open of {', '.join(settled)}" if settled else words)

    def _in_words(self, way: Way) -> str:
        """The numbers, as they are and as they stand in the text."""
        written = {each: mention.written for mention, documents in self.mentions for each in documents}
        names = [
            each.number if each.number == written[each] else f"{each.number} (as {written[each]!r})" for each in way
        ]
        return f"{', '.join(names)} in the text"

    def _by_amount(self, amounts: Amounts) -> Verdict:
        """No number: the amount of exactly one document."""
        amount, whose = self.line.amount, f" of {self.payer}" if self.payer else ""
        found = amounts.of(self.payer, amount, self.line.booked_on)
        if not found:
            return f"no number in the text, and {amount} is not what is open of any document{whose}"
        if len(found) > 1:
            count = f"more than {MOST_CANDIDATES}" if len(found) > MOST_CANDIDATES else len(found)
            return f"{amount} is what is open of {count} documents{whose}"
        asked = self.exact(found)
        return _Plan(found, asked, f"{asked[0].words(amount)}, of no other document{whose}")


def _told(mention: Mention, documents: Way) -> str:
    """A number as it stands in the text, and which other line of the statement pays it, if one does."""
    payer = next((document.paid_by for document in documents if document.paid_by), "")
    return f"{mention.written} ({payer} pays it)" if payer else mention.written


def beyond(amount: Money, way: Way) -> Money:
    """What an amount is more than all that is open of documents; below zero, less."""
    return amount.with_minor(amount.minor - sum(document.open for document in way))


def _ways(alternatives: Sequence[Way]) -> list[Way] | None:
    """How the mentions of a text can be read as documents of one customer; ``None`` if that is too many to compare."""
    found: dict[Way, None] = {}
    grouped = [_by_customer(each) for each in alternatives]
    for customer in sorted(set.intersection(*map(set, grouped))) if grouped else ():
        ways = list(islice(product(*(each[customer] for each in grouped)), MOST_WAYS + 1))
        if len(ways) > MOST_WAYS:
            return None
        found |= dict.fromkeys(tuple(dict.fromkeys(way)) for way in ways)
    return list(found)


def _by_customer(documents: Way) -> dict[str, list[OpenDocument]]:
    found: dict[str, list[OpenDocument]] = {}
    for document in documents:
        found.setdefault(document.customer, []).append(document)
    return found
