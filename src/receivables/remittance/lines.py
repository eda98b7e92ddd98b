"""Lines of a bank statement, and what becomes of each: a match, or a question."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

import attrs

from receivables.checks import is_a, is_day, is_name, keep_as_tuples
from receivables.documents import Payment, RemittanceLine
from receivables.events.fields import is_text
from receivables.money import Money, as_money


@attrs.frozen
class BankLine:
    """Money on a bank statement: how much, booked on which day, with which text, from whom.

    ``reference`` is unique among the lines, and becomes the reference of the payment. ``text`` is whatever the bank
    passes on, at most 2,000 characters; ``payer`` is a name or an account number, or empty where nobody knows.

    >>> line = BankLine("2026-03-02/17", amount=Money("980.00", "EUR"), booked_on=date(2026, 3, 2), text="INV F-1001")
    >>> print(line)
    2026-03-02/17: 980.00 EUR on 2026-03-02
    """

    reference: str = attrs.field(validator=is_name)
    amount: Money = attrs.field(kw_only=True, converter=as_money)
    booked_on: date = attrs.field(kw_only=True, validator=is_day)
    text: str = attrs.field(kw_only=True, default="", validator=is_text)
    payer: str = attrs.field(kw_only=True, default="", validator=is_text)

    def payment(self, customer: str, remittance: Iterable[str | tuple[str, Money | None]] = ()) -> Payment:
        """The line as a payment of a customer, for what it settles: the answer of a person to a question.

        Raises :class:`~receivables.errors.InvalidValueError` for money that goes out, and as
        :class:`~receivables.documents.Payment` does.

        >>> line = BankLine("B-1", amount=Money("980.00", "EUR"), booked_on=date(2026, 3, 2))
        >>> line.payment("C-1", ["F-1001"]).remittance
        (RemittanceLine(invoice='F-1001', amount=None),)
        """
        return Payment(
            self.reference,
            customer,
            amount=self.amount,
            paid_on=self.booked_on,
            remittance=remittance,
        )

    def __str__(self) -> str:
        return f"{self.reference}: {self.amount} on {self.booked_on}"


class Candidate(NamedTuple):
    """A document that a line may be for: whose, how much of it is open, since when it is due, and what speaks for it.

    >>> print(Candidate("C-1", "F-1", Money("9.00", "EUR"), date(2026, 2, 1), "in the text"))
    F-1 of C-1: 9.00 EUR open, due 2026-02-01 (in the text)
    """

    customer: str
    document: str
    open: Money
    due_on: date
    because: str

    def __str__(self) -> str:
        return f"{self.document} of {self.customer}: {self.open} open, due {self.due_on} ({self.because})"


@attrs.frozen(kw_only=True)
class Match:
    """A line whose documents are plain: whose payment it is, what it settles, and why.

    ``remittance`` names the documents in order. Where the amounts fit, they stand beside; otherwise each takes as much
    as is open of it, and ``difference`` is what the line is more (or, below zero, less) than all that.

    >>> line = BankLine("B-1", amount=Money("90.00", "EUR"), booked_on=date(2026, 3, 2), text="F-1001")
    >>> match = Match(
    ...     line=line, customer="C-1", remittance=[RemittanceLine("F-1001")], difference=Money("-10.00", "EUR"),
    ...     because="F-1001 in the text; 90.00 EUR is 10.00 EUR less than is open",
    ... )
    >>> match.payment().reference
    'B-1'
    """

    line: BankLine = attrs.field(validator=is_a(BankLine, "a BankLine"))
    customer: str = attrs.field(validator=is_name)
    remittance: tuple[RemittanceLine, ...]
    difference: Money = attrs.field(converter=as_money)
    because: str = attrs.field(validator=is_a(str, "text"))

    def __attrs_post_init__(self) -> None:
        keep_as_tuples(self, "remittance")
        object.__setattr__(self, "remittance", self.payment().remittance)

    def payment(self) -> Payment:
        """The payment, ready for a :class:`~receivables.events.PaymentReceived`."""
        return self.line.payment(self.customer, self.remittance)

    def explain(self) -> str:
        """The match in two lines: what is settled, and why."""
        documents = ", ".join(line.invoice for line in self.remittance)
        return f"{self.line}, to {documents} of {self.customer}\n  {self.because}"

    def to_dict(self) -> dict[str, Any]:
        """The match as plain data."""
        lines = [(number, None if amount is None else amount.text) for number, amount in self.remittance]
        return {
            **_plain(self.line),
            "customer": self.customer,
            "remittance": [{"document": number, "amount": amount} for number, amount in lines],
            "difference": self.difference.text,
            "because": self.because,
        }


@attrs.frozen(kw_only=True)
class Question:
    """A line that somebody has to decide: what it may be for, the likeliest first, and why it is not plain.

    >>> line = BankLine("B-1", amount=Money("90.00", "EUR"), booked_on=date(2026, 3, 2))
    >>> print(Question(line=line, because="no number in the text, and nothing of 90.00 EUR is open").explain())
    B-1: 90.00 EUR on 2026-03-02: no number in the text, and nothing of 90.00 EUR is open
    """

    line: BankLine = attrs.field(validator=is_a(BankLine, "a BankLine"))
    candidates: tuple[Candidate, ...] = ()
    because: str = attrs.field(validator=is_a(str, "text"))

    def __attrs_post_init__(self) -> None:
        keep_as_tuples(self, "candidates")

    def explain(self) -> str:
        """The question, and a line for each candidate."""
        return "\n".join([f"{self.line}: {self.because}", *(f"  {each}" for each in self.candidates)])

    def to_dict(self) -> dict[str, Any]:
        """The question as plain data."""
        candidates = [
            {**each._asdict(), "open": each.open.text, "due_on": each.due_on.isoformat()} for each in self.candidates
        ]
        return {**_plain(self.line), "candidates": candidates, "because": self.because}


@attrs.frozen(kw_only=True)
class MatchReport:
    """What became of the lines, each in one of two lists, in the order in which they were given.

    >>> line = BankLine("B-1", amount=Money("90.00", "EUR"), booked_on=date(2026, 3, 2))
    >>> print(MatchReport(questions=[Question(line=line, because="nothing is open")]).explain())
    0 lines matched, 1 to decide
      B-1: 90.00 EUR on 2026-03-02: nothing is open
    """

    matched: tuple[Match, ...] = ()
    questions: tuple[Question, ...] = ()

    def __attrs_post_init__(self) -> None:
        keep_as_tuples(self, "matched", "questions")

    def explain(self) -> str:
        """The report as text: the matches, then the questions."""
        several = "line" if len(self.matched) == 1 else "lines"
        texts = [each.explain() for each in self.matched] + [each.explain() for each in self.questions]
        head = f"{len(self.matched)} {several} matched, {len(self.questions)} to decide"
        return "\n  ".join([head, *(text.replace("\n", "\n  ") for text in texts)])

    def to_dict(self) -> dict[str, Any]:
        """The report as plain data."""
        return {
            "matched": [each.to_dict() for each in self.matched],
            "questions": [each.to_dict() for each in self.questions],
        }


def _plain(line: BankLine) -> dict[str, Any]:
    return {
        "line": line.reference,
        "amount": line.amount.text,
        "currency": line.amount.currency.code,
        "booked_on": line.booked_on.isoformat(),
    }
