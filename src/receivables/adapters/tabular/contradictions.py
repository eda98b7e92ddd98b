"""Whether the facts of a book fit together, account by account; the accounts if they do."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property

from receivables.account import Account
from receivables.adapters.tabular.event_reader import Fact
from receivables.adapters.tabular.problems import Problems
from receivables.errors import ReplayError
from receivables.events import (
    CashApplied,
    CashUnapplied,
    CompensationCharged,
    ConsentGiven,
    ConsentWithdrawn,
    ContactMade,
    CreditNoteIssued,
    DisputeClosed,
    DisputeOpened,
    Event,
    FeeCharged,
    HoldLifted,
    HoldPlaced,
    InterestCharged,
    InvoiceIssued,
    LimitSet,
    PaymentReceived,
    PaymentReversed,
    PlanAgreed,
    PromiseMade,
    Refunded,
    WrittenOff,
    describe,
)

Place = Callable[[int], tuple[str, int]]
"""Where the fact of an index stands: the file and the row."""

_CLAIMS = (InvoiceIssued, InterestCharged, CompensationCharged, FeeCharged)
_UNIQUE = (_CLAIMS, (PaymentReceived, CreditNoteIssued), (PaymentReversed,))
_Key = tuple[str, str]


class Ledger:
    """The facts of a book, sorted out into accounts.

    ``lost`` names what rows that cannot be read would have added, ``None`` where nobody can tell: what misses only
    those is not a problem of its own.
    """

    def __init__(self, facts: Sequence[Fact], place: Place, found: Problems, lost: set[str] | None) -> None:
        self.facts = facts
        self.place = place
        self.found = found
        self.lost = lost
        self.indices: dict[_Key, list[int]] = {}
        for index, (customer, currency, _) in enumerate(facts):
            self.indices.setdefault((customer, currency), []).append(index)

    def accounts(self) -> tuple[Account, ...]:
        """Every account that can be opened; what contradicts the rest of its account is a problem."""
        return tuple(account for key in self.indices for account in self._open(key))

    def _open(self, key: _Key) -> Iterator[Account]:
        """The account, if it can be opened; else each contradiction, until there are too many to read."""
        indices = list(self.indices[key])
        while not self.found.enough:
            try:
                yield Account(*key, (self.facts[index][2] for index in indices))
            except ReplayError as error:
                named = (index for index in reversed(indices) if describe(self.facts[index][2]) == error.event)
                culprit = next(named, indices[-1])
                self._contradicts(culprit, indices, error.reason)
                indices.remove(culprit)
            else:
                return

    def _contradicts(self, culprit: int, indices: list[int], reason: str) -> None:
        event = self.facts[culprit][2]
        twins = [index for index in indices if index != culprit and _same_name(self.facts[index][2], event)]
        if twins:
            file, row = self.place(twins[0])
            reason = f"a name of its own: {event.subject} is in row {row:,} of {file} already"
            self._wrong(culprit, event.subject, reason)
        elif self.lost is not None and not self.lost & set(spoken_of(event)):
            self._wrong(culprit, describe(event), f"what fits the other facts of the account: {reason}")
        else:
            self.found.passed_over += 1

    def check_remittance(self) -> None:
        """Money (or credit) for an invoice that is nowhere on its account would wait for ever: name it."""
        for key, indices in self.indices.items():
            self._check_account(key, indices)

    def _check_account(self, key: _Key, indices: list[int]) -> None:
        events = [(index, self.facts[index][2]) for index in indices]
        claims = {event.subject for _, event in events if isinstance(event, _CLAIMS)}
        for index, event in events:
            if isinstance(event, PaymentReceived | CreditNoteIssued) and self.lost is not None:
                for number in sorted({*spoken_of(event)} - claims - self.lost):
                    self._wrong(index, number, f"an invoice of {key[0]} in {key[1]}{self._elsewhere(number)}")

    def _elsewhere(self, number: str) -> str:
        """Where the invoice is, if it is not where it was looked for."""
        owner = self._owners.get(number)
        return f": {number} is one of {owner[0]} in {owner[1]}" if owner else f": no invoice {number} is in the book"

    @cached_property
    def _owners(self) -> dict[str, _Key]:
        return {event.subject: (customer, code) for customer, code, event in self.facts if isinstance(event, _CLAIMS)}

    def _wrong(self, index: int, value: str, expected: str) -> None:
        file, row = self.place(index)
        self.found.add(file, row, None, value, expected)


def _same_name(left: Event, right: Event) -> bool:
    """Whether two facts claim one number, reference or reversal."""
    return left.subject == right.subject and any(isinstance(left, each) and isinstance(right, each) for each in _UNIQUE)


def spoken_of(event: Event) -> tuple[str, ...]:
    """The documents and payments that a fact refers to.

    >>> from datetime import date
    >>> spoken_of(DisputeClosed("F-1", on=date(2026, 3, 1)))
    ('F-1',)
    """
    match event:
        case PaymentReceived(payment):
            return tuple(line.invoice for line in payment.remittance)
        case CreditNoteIssued(note):
            return () if note.invoice is None else (note.invoice,)
        case CashApplied() | CashUnapplied():
            return event.source, event.invoice
        case PaymentReversed(name) | Refunded(name) | WrittenOff(name) | DisputeOpened(name) | DisputeClosed(name):
            return (name,)
        case InterestCharged() | CompensationCharged() | FeeCharged():
            return (event.invoice,)
        case PromiseMade() | PlanAgreed() | ContactMade() | HoldPlaced() | HoldLifted():
            return event.invoices
        case InvoiceIssued() | ConsentGiven() | ConsentWithdrawn() | LimitSet():
            return ()
