"""Rows that are odd but can be true: they are kept, and a warning names them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from fractions import Fraction

from receivables.adapters.tabular.cells import AmountReader
from receivables.adapters.tabular.contradictions import Place
from receivables.adapters.tabular.event_reader import Fact
from receivables.adapters.tabular.problems import Problems
from receivables.currencies import currency, digits
from receivables.documents import Invoice
from receivables.events import InvoiceIssued

_BLANKS = re.compile(r"\s+")


def folded(number: str) -> str:
    """What is left of a number without case, blanks, leading zeros and forms of one letter.

    >>> folded("00 42-a") == folded("42-A")
    True
    """
    plain = number if number.isascii() else unicodedata.normalize("NFKC", number)
    return _BLANKS.sub("", plain.casefold()).lstrip("0")


class Oddities:
    """What is odd in the facts of a book; ``columns`` are the names in its files of what is asked for here."""

    def __init__(self, facts: Sequence[Fact], place: Place, columns: Mapping[str, str], warnings: Problems) -> None:
        self.facts = facts
        self.place = place
        self.columns = columns
        self.warnings = warnings

    def find(self) -> None:
        """Warn of invoices that are due before their issue, and of numbers of one customer that are nearly the same."""
        seen: dict[tuple[str, str], tuple[str, int]] = {}
        for index, (customer, _, event) in enumerate(self.facts):
            if isinstance(event, InvoiceIssued):
                number = event.invoice.number
                self._check_due(index, event.invoice)
                first = seen.setdefault((customer, folded(number)), (number, index))
                if first[0] != number:
                    self._near(index, number, *first)

    def _check_due(self, index: int, invoice: Invoice) -> None:
        due = min(part.due_on for part in invoice.installments)
        if due < invoice.issued_on:
            expected = f"a day on or after the issue day, {invoice.issued_on}; the row is kept as it is"
            by_terms = "terms" in self.columns and "due_on" not in self.columns
            self._warn(index, "terms" if by_terms else "due_on", str(due), expected)

    def _near(self, index: int, number: str, other: str, first: int) -> None:
        file, row = self.place(first)
        differs = f"a number unlike {other} (row {row:,} of {file}): they differ only in case, blanks or leading zeros"
        self._warn(index, "invoice", number, f"{differs}; both rows are kept")

    def _warn(self, index: int, ours: str, value: str, expected: str) -> None:
        file, row = self.place(index)
        self.warnings.add(file, row, self.columns.get(ours, ours), value, expected)


def report_rounding(file: str, column: str, amounts: AmountReader, warnings: Problems) -> None:
    """Warn of amounts that were rounded because the mapping says so, with the difference that it makes."""
    for code, (times, more) in amounts.rounded.items():
        most = digits(currency(code))
        mode = amounts.rounding.value if amounts.rounding else ""
        rounded = f"{times:,} rounded {mode}, which adds {plain(more)} in all"
        expected = f"amounts with at most {most} decimals, as {code} has; {rounded}"
        warnings.add(file, None, column, None, expected)


def plain(value: Fraction) -> str:
    """A number with finitely many decimals, written out.

    >>> plain(Fraction(-1, 8)), plain(Fraction(2))
    ('-0.125', '2')
    """
    places = 0
    while (value * 10**places).denominator != 1:
        places += 1
    digits_of = str(abs(value.numerator) * 10**places // value.denominator).rjust(places + 1, "0")
    text = f"{digits_of[:-places]}.{digits_of[-places:]}" if places else digits_of
    return f"-{text}" if value < 0 else text
