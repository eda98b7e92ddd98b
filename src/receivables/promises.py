"""Promises to pay: what became of them, derived from the payments.

A promise is recorded when it is made, and never closed by hand: whether it was kept follows from the money.

>>> from datetime import date
>>> from receivables import Account, Invoice, InvoiceIssued, Money, Payment, PaymentReceived, PromiseMade
>>> invoice = Invoice(
...     "F-1", "C-1", total=Money("1000.00", "EUR"), issued_on=date(2026, 1, 15), due_on=date(2026, 2, 14)
... )
>>> promise = PromiseMade(
...     Money("1000.00", "EUR"), promised_on=date(2026, 3, 10), invoices=["F-1"], on=date(2026, 3, 1)
... )
>>> payment = Payment("P-1", "C-1", amount=Money("400.00", "EUR"), paid_on=date(2026, 3, 9), remittance=["F-1"])
>>> account = Account("C-1", "EUR", [InvoiceIssued(invoice), promise, PaymentReceived(payment)])
>>> (outcome,) = Promises(tolerance_days=2).outcomes(account.as_of(date(2026, 3, 13)))
>>> print(outcome)
1000.00 EUR by 2026-03-10 for F-1, made 2026-03-01: partly kept, 400.00 EUR paid by 2026-03-12
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from typing import Any, ClassVar

import attrs

from receivables.checks import is_one_of, is_whole, keep_as_tuples, of_kind, several
from receivables.money import Money
from receivables.position import Applied, Hold, Position, UnappliedCash

__all__ = [
    "PROMISES",
    "PromiseOutcome",
    "Promises",
    "STATES",
    "kept_rate",
]

STATES = ("open", "kept", "partly kept", "broken", "superseded")
"""What can become of a promise."""


@attrs.frozen(kw_only=True)
class PromiseOutcome:
    """A promise on a day: its ``state`` (one of :data:`STATES`), what was ``paid`` towards it, and through which day.

    ``promised`` is the amount, for ``documents`` (none: all of the account); ``made_on`` and ``due_on`` are its days,
    ``last_day`` the one through which payments count: some days of tolerance included.

    >>> zero, day = Money("0.00", "EUR"), date(2026, 3, 1)
    >>> outcome = PromiseOutcome(
    ...     promised=Money("9.00", "EUR"), made_on=day, due_on=day, last_day=day, state="broken", paid=zero
    ... )
    >>> print(outcome, "and", outcome.missing, "missing")
    9.00 EUR by 2026-03-01 for all of the account, made 2026-03-01: broken and 9.00 EUR missing
    """

    promised: Money
    documents: tuple[str, ...] = ()
    made_on: date
    due_on: date
    last_day: date
    state: str = attrs.field(validator=is_one_of(*STATES))
    paid: Money

    def __attrs_post_init__(self) -> None:
        keep_as_tuples(self, "documents")

    @property
    def missing(self) -> Money:
        """What was promised and not paid."""
        return max(self.promised - self.paid, self.promised.with_minor(0))

    def to_dict(self) -> dict[str, Any]:
        """The outcome as plain data."""
        return {
            "promised": self.promised.text,
            "currency": self.promised.currency.code,
            "documents": list(self.documents),
            "made_on": self.made_on.isoformat(),
            "due_on": self.due_on.isoformat(),
            "last_day": self.last_day.isoformat(),
            "state": self.state,
            "paid": self.paid.text,
        }

    def __str__(self) -> str:
        about = ", ".join(self.documents) or "all of the account"
        paid = f", {self.paid} paid by {self.last_day}" if self.paid else ""
        return f"{self.promised} by {self.due_on} for {about}, made {self.made_on}: {self.state}{paid}"


@attrs.frozen(kw_only=True)
class Promises:
    """How promises to pay are judged.

    Money counts if it was paid, for what the promise is about, between the day on which it was made and the promised
    day plus ``tolerance_days`` (days, both ends included), whenever it was applied; credit notes are no payments. A
    promise is ``"kept"`` if all that was promised came, ``"partly kept"`` if less, ``"broken"`` if nothing. It is
    ``"open"`` until its last day is over or, with ``settle="when paid"``, until all is paid. A later promise about one
    of its documents, made while it was open, makes it ``"superseded"``: there is one promise for an invoice at a time.

    Nothing is stored: when a payment bounces, a promise that it kept is broken.

    Raises :class:`~receivables.errors.InvalidValueError` for values that cannot be.
    Source: the promise to pay of SAP Collections Management.

    >>> Promises(tolerance_days=3).settle
    'at end'
    """

    kind: ClassVar[str] = "promises"
    version: ClassVar[int] = 1

    tolerance_days: int = attrs.field(default=0, validator=is_whole(low=0, high=366))
    settle: str = attrs.field(default="at end", validator=is_one_of("at end", "when paid"))

    def outcomes(self, position: Position) -> tuple[PromiseOutcome, ...]:
        """What became of each promise by the day of the position, in the order in which they were made."""
        of_kind("position", Position, "a position, like account.as_of(day)", position)
        promises = [hold for hold in position.holds if hold.kind == "promise"]
        return tuple(self._outcome(promise, promises[place + 1 :], position) for place, promise in enumerate(promises))

    def _outcome(self, promise: Hold, later: Iterable[Hold], position: Position) -> PromiseOutcome:
        last_day = promise.last_day(self.tolerance_days) or position.as_of
        promised = position.open.with_minor(0) if promise.amount is None else promise.amount
        paid = _paid(position, promise, last_day)
        when_paid = self.settle == "when paid" and paid >= promised
        over = position.as_of > last_day
        replaced = any(each.since <= last_day and _share(promise, each) for each in later)
        if over or when_paid:
            state = "kept" if paid >= promised else "superseded" if replaced else "partly kept" if paid else "broken"
        else:
            state = "superseded" if replaced else "open"
        return PromiseOutcome(
            promised=promised,
            documents=promise.documents,
            made_on=promise.since,
            due_on=promise.until or position.as_of,
            last_day=last_day,
            state=state,
            paid=paid,
        )


PROMISES = Promises()
"""Promises without any days of tolerance."""


def kept_rate(outcomes: Iterable[PromiseOutcome]) -> Fraction | None:
    """The part of a customer's promises that were kept, of those that are decided; ``None`` if none is.

    One that was partly kept counts as what it was kept of the amount. Open and superseded ones do not count.

    >>> kept_rate([]) is None
    True
    """
    expected = "a list of outcomes of promises"
    given = [of_kind("outcomes", PromiseOutcome, expected, each) for each in several("outcomes", expected, outcomes)]
    parts = [
        min(Fraction(1), Fraction(each.paid.minor, each.promised.minor or 1))
        for each in given
        if each.state in ("kept", "partly kept", "broken")
    ]
    return sum(parts, Fraction(0)) / len(parts) if parts else None


def _share(promise: Hold, other: Hold) -> bool:
    """Whether two promises are about one document."""
    return any(map(other.covers, promise.documents)) if promise.documents else True


def _paid(position: Position, promise: Hold, last_day: date) -> Money:
    """What came in time for what the promise is about."""
    came: list[Applied | UnappliedCash] = [line for line in position.applied if promise.covers(line.document)]
    if not promise.documents:
        came += position.unapplied_cash
    in_time = [each.amount for each in came if each.kind == "payment" and promise.since <= each.received_on <= last_day]
    return Money.total(in_time, currency=position.currency)
