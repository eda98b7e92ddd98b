"""The matching itself: what the text names first, then what the amount says; the rest are questions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import attrs

from receivables.checks import able, name, several, text_pairs
from receivables.discounts import DiscountPolicy, EarlyDiscounts
from receivables.errors import IntakeError, IntakeProblem, InvalidValueError
from receivables.position import OpenItem
from receivables.remittance.answers import answers
from receivables.remittance.book import Book
from receivables.remittance.lines import BankLine, Match, MatchReport, Question
from receivables.remittance.reading import Reading

_MOST_PROBLEMS = 100
"""Problems that an error lists, as with files of facts."""


def _as_payers(given: Mapping[str, str] | Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    pairs = text_pairs("payers", given)
    for payer, customer in pairs:
        name("payers", payer)
        name("payers", customer)
    if len({_plain(payer) for payer, _ in pairs}) < len(pairs):
        raise InvalidValueError("payers", "names and accounts that differ in more than case and blanks", pairs)
    return pairs


def _can_offer(_: object, attribute: attrs.Attribute[Any], policy: object) -> None:
    able(attribute.name, policy, "offers")


def _plain(payer: str) -> str:
    """A name or an account number without case and blanks."""
    return "".join(payer.split()).casefold()


@attrs.frozen
class Matching:
    """How the lines of a bank statement find the open items that they pay; nothing is guessed.

    ``payers`` says which customer a name, or an account number, on a statement is; case and blanks do not matter. A
    payer who is written like a customer is that customer. Where the payer is known, only that customer's items count.

    1. Lines whose text names documents, by number or by creditor reference, settle these, in the order of the text and
       in order of booking days and references. A number that is short counts only together with an exact amount.
    2. Then a line whose amount is exactly what is to be paid of one document (all that is open or the next installment,
       in full or less its discount) settles that, unless another such line has the same.
    3. Everything else is a question.

    ``discounts`` says what is off for a payment on the booking day: the policy that the account has, with its days of
    grace and what it accepts late; a discount in time where nothing else is said.

    >>> from datetime import date
    >>> from receivables import Money
    >>> items = [
    ...     OpenItem(
    ...         customer="C-1", document=number, issued_on=date(2026, 2, 1), due_on=date(2026, 3, 1),
    ...         amount=Money(amount, "EUR"),
    ...     )
    ...     for number, amount in (("F-1001", "100.00"), ("F-1002", "80.00"), ("F-1003", "80.00"))
    ... ]
    >>> lines = [
    ...     BankLine(reference, amount=Money(amount, "EUR"), booked_on=date(2026, 3, 2), text=text)
    ...     for reference, amount, text in (("B-1", "80.00", "thanks"), ("B-2", "180.00", "f 1001 and f 1002"))
    ... ]
    >>> print(Matching().match(lines, items).explain())
    2 lines matched, 0 to decide
      B-1: 80.00 EUR on 2026-03-02, to F-1003 of C-1
        80.00 EUR is what is open, of no other document
      B-2: 180.00 EUR on 2026-03-02, to F-1001, F-1002 of C-1
        F-1001 (as 'f 1001'), F-1002 (as 'f 1002') in the text; 180.00 EUR is what is open
    """

    payers: tuple[tuple[str, str], ...] = attrs.field(default=(), converter=_as_payers)
    discounts: DiscountPolicy = attrs.field(kw_only=True, default=EarlyDiscounts(), validator=_can_offer)

    def match(self, lines: Iterable[BankLine], items: Iterable[OpenItem]) -> MatchReport:
        """Match lines with the open items of one customer or of many.

        Each line is a match or a question. The order of lines and of items changes nothing.

        Raises :class:`~receivables.errors.IntakeError` with all lines that are no money in, or that have the reference
        of another; and :class:`~receivables.errors.InvalidValueError` for what are not items, each once.
        """
        given, book = _checked(lines), Book(items, self.discounts)
        customers = self._customers(book)
        found = answers([Reading(line, book, customers.get(_plain(line.payer))) for line in given], book)
        return MatchReport(
            matched=tuple(each for each in found if isinstance(each, Match)),
            questions=tuple(each for each in found if isinstance(each, Question)),
        )

    def _customers(self, book: Book) -> dict[str, str]:
        """Who a payer is: what the mapping says, else a customer who is written so, if it is only one."""
        written = Counter(map(_plain, book.customers))
        alone = {_plain(customer): customer for customer in book.customers if written[_plain(customer)] == 1}
        return alone | {_plain(payer): customer for payer, customer in self.payers}


def _checked(lines: Iterable[BankLine]) -> list[BankLine]:
    given = list(several("lines", "a list of bank lines", lines))
    problems = list(_problems(given))
    if problems:
        head = f"bank lines: {len(problems)} problem{'s' if len(problems) > 1 else ''}, nothing was matched"
        raise IntakeError(head, problems[:_MOST_PROBLEMS])
    return given


def _problems(lines: Iterable[object]) -> Iterator[IntakeProblem]:
    seen: dict[str, int] = {}
    for row, line in enumerate(lines, 1):
        if not isinstance(line, BankLine):
            yield IntakeProblem("bank lines", row, None, line, "a BankLine")
            continue
        first = seen.setdefault(line.reference, row)
        if first < row:
            yield IntakeProblem(
                "bank lines", row, "reference", line.reference, f"another reference than in row {first}"
            )
        if line.amount.minor <= 0:
            yield IntakeProblem("bank lines", row, "amount", line.amount.text, "more than 0, money that comes in")
