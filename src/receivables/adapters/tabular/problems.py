"""What is wrong in a book: every problem is counted, the first hundred are kept, and nothing is half-read."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

from receivables.errors import IntakeError, IntakeProblem

MOST_KEPT = 100
"""Problems (and warnings) that are kept with all their parts; the rest are counted."""

_MOST_COUNTED = 1_000
_LONGEST_LIST = 1_000
_MOST_COMPARED = 1_000


class UnknownColumnProblem(IntakeProblem):
    """A column (in a book of events, an attribute) that is to be carried along is not ``there``.

    >>> print(UnknownColumnProblem("book.csv", 1, "land", ["invoice", "Land"]))
    book.csv, row 1: expected the name of a column to carry (perhaps Land); there are: invoice, Land (got 'land')
    """

    def __init__(self, file: str, row: int | None, value: str, there: Sequence[str]) -> None:
        perhaps, names = nearest(value, there), shown(there)
        super().__init__(shown([file]), row, None, value, f"the name of a column to carry{perhaps}; there are: {names}")
        self.args: tuple[Any, ...] = file, row, value, there
        self.told: str = f"there is no such column{perhaps}. There are: {names}"


class Problems:
    """The problems found so far.

    ``passed_over`` counts contradictions that only follow from other problems; ``cut_short`` says that a file could not
    be read to its end, so nobody can tell what is missing.

    >>> found = Problems()
    >>> found.add("book.csv", 7, "due_on", "31/02/2026", "a date like 2026-02-28")
    >>> print(found.error("book.csv").report())
    book.csv: 1 problem in 1 row, nothing was read. Put it right and read the book again:
      book.csv, row 7, column due_on: expected a date like 2026-02-28 (got '31/02/2026')
    """

    def __init__(self) -> None:
        self.kept: list[IntakeProblem] = []
        self.count: int = 0
        self.rows: int = 0
        self.passed_over: int = 0
        self.cut_short: bool = False
        self._place: tuple[str, int | None] | None = None
        self._said: Counter[str] = Counter()

    @property
    def enough(self) -> bool:
        """Whether nobody would read on: where finding the next problem costs time, the search may stop."""
        return self.count + self.passed_over >= MOST_KEPT

    def add(self, file: str, row: int | None, column: str | None, value: object, expected: str) -> None:
        """Count a problem, and keep it while there is room."""
        header = None if column is None else shown([column])
        self.take(IntakeProblem(shown([file]), row, header, value, expected))

    def take(self, problem: IntakeProblem) -> None:
        """The same for a problem of a kind of its own."""
        self.count += 1
        if problem.row is not None and (problem.file, problem.row) != self._place:
            self.rows += 1
            self._place = problem.file, problem.row
        if problem.expected in self._said or len(self._said) < _MOST_COUNTED:
            self._said[problem.expected] += 1
        if len(self.kept) < MOST_KEPT:
            self.kept.append(problem)

    def error(self, label: str) -> IntakeError:
        """All of them as one error, whose first line says how many there are and what to do."""
        where = f" in {_number(self.rows, 'row')}" if self.rows else ""
        head = f"{label}: {_number(self.count, 'problem')}{where}, nothing was read.{self._mostly()}"
        files = list(dict.fromkeys(problem.file for problem in self.kept))
        ordered = sorted(self.kept, key=lambda problem: (files.index(problem.file), problem.row or 0))
        return IntakeError(f"{head} {self._advice()}:", ordered)

    def raise_any(self, label: str) -> None:
        """Raise :class:`~receivables.errors.IntakeError` if there is a problem."""
        if self.count:
            raise self.error(label)

    def _mostly(self) -> str:
        """What half of many problems have in common."""
        expected, times = self._said.most_common(1)[0]
        return f" {times:,} times: expected {expected}." if times > 3 and 2 * times >= self.count else ""

    def _advice(self) -> str:
        if self.count > len(self.kept):
            return f"Put the rows right and read the book again; the first {len(self.kept)}"
        return f"Put {'it' if self.count == 1 else 'them'} right and read the book again"


def refusal(file: str, expected: str, value: object = None) -> IntakeError:
    """The error for a file that is wrong as a whole."""
    found = Problems()
    found.add(file, None, None, value, expected)
    return found.error(shown([file]))


def shown(names: Iterable[str]) -> str:
    r"""Names out of a file for a message: a few of them, and none that could play tricks on a terminal.

    >>> print(shown(["amount", "", "\x1b[2J"]))
    amount, '\x1b[2J'
    """
    parts = (name if name.isprintable() else ascii(name) for name in names if name)
    return ", ".join(parts)[:_LONGEST_LIST]


def nearest(word: str, known: Iterable[str]) -> str:
    """A hint at the name that may have been meant, if one is near.

    >>> nearest("due_date", ["amount", "due_on"])
    ' (perhaps due_on)'
    """
    names = {name.casefold(): name for name in reversed([*islice(known, _MOST_COMPARED)])}
    near = difflib.get_close_matches(word.casefold(), names, n=1, cutoff=0.55)
    return f" (perhaps {shown([names[near[0]]])})" if near else ""


def repeated(names: Iterable[str]) -> list[str]:
    """The names that stand there more than once, sorted.

    >>> repeated(["amount", "customer", "amount"])
    ['amount']
    """
    return sorted(name for name, times in Counter(names).items() if times > 1)


def _number(count: int, thing: str) -> str:
    return f"{count:,} {thing}{'' if count == 1 else 's'}"
