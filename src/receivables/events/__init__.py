"""What happened on an account: immutable facts with two dates and a total order.

``on`` is the day from which a fact takes effect, ``recorded_on`` the day on which it became known (the same day, unless
given). A report *as of* a day leaves out what took effect later; *as known by* a day, what was recorded later. Facts
are never edited: a payment that bounced is a :class:`PaymentReversed`.

The order of the events of an account is ``(on, rank, recorded_on, sequence, subject)``, so it does not depend on the
order in which they are given. The ranks within a day, and why:

====  ===================================  =============================================================
rank  event                                reason
====  ===================================  =============================================================
0     InvoiceIssued, InterestCharged,      a claim stands before money touches it
      CompensationCharged, FeeCharged
1     CreditNoteIssued                     a reduced claim needs less money
2     PaymentReceived                      the money of the day, with its remittance advice
3     PaymentReversed                      a payment that bounced on its day never was
4     CashUnapplied                        what is taken back can be applied on the same day
5     CashApplied                          a person's decision comes before any rule
--    *the allocation policy*              places what the payments of the day left over
6     Refunded                             money that nobody claimed can go back
7     WrittenOff                           what neither money nor credit settled
8     DisputeOpened                        concerns what is still open
9     DisputeClosed                        a dispute can end on its first day
10    PromiseMade                          is about what is still open
11    PlanAgreed                           takes the place of what was promised
12    HoldPlaced                           concerns what nothing else keeps in order
13    HoldLifted                           a hold can end on its first day
14    ConsentGiven, ConsentWithdrawn       the last word of the day counts
15    LimitSet                             is for the orders of the days to come
16    ContactMade                          was made knowing all of the above
====  ===================================  =============================================================
"""

from __future__ import annotations

from datetime import date

from receivables.events.cash import CashApplied, CashUnapplied, PaymentReceived, PaymentReversed, Refunded
from receivables.events.claims import (
    CompensationCharged,
    CreditNoteIssued,
    FeeCharged,
    InterestCharged,
    InvoiceIssued,
    WrittenOff,
)
from receivables.events.collection import (
    ContactMade,
    DisputeClosed,
    DisputeOpened,
    PlanAgreed,
    PlanPayment,
    PromiseMade,
)
from receivables.events.standing import (
    HOLD_KINDS,
    ConsentGiven,
    ConsentWithdrawn,
    HoldLifted,
    HoldPlaced,
    LimitSet,
)

__all__ = [
    "CashApplied",
    "CashUnapplied",
    "CompensationCharged",
    "ConsentGiven",
    "ConsentWithdrawn",
    "ContactMade",
    "CreditNoteIssued",
    "DisputeClosed",
    "DisputeOpened",
    "Event",
    "FeeCharged",
    "HOLD_KINDS",
    "HoldLifted",
    "HoldPlaced",
    "InterestCharged",
    "InvoiceIssued",
    "LimitSet",
    "PaymentReceived",
    "PaymentReversed",
    "PlanAgreed",
    "PlanPayment",
    "PromiseMade",
    "Refunded",
    "WrittenOff",
    "describe",
    "order",
]

Event = (
    InvoiceIssued
    | InterestCharged
    | CompensationCharged
    | FeeCharged
    | CreditNoteIssued
    | PaymentReceived
    | PaymentReversed
    | CashUnapplied
    | CashApplied
    | Refunded
    | WrittenOff
    | DisputeOpened
    | DisputeClosed
    | PromiseMade
    | PlanAgreed
    | HoldPlaced
    | HoldLifted
    | ConsentGiven
    | ConsentWithdrawn
    | LimitSet
    | ContactMade
)
"""Any of the facts above."""


def order(event: Event) -> tuple[date, int, date, int, str]:
    """The place of an event in the total order of its account: sort by this.

    >>> from receivables import Money
    >>> closed = DisputeClosed("F", on=date(2026, 1, 2))
    >>> applied = CashApplied("P", "F", amount=Money(1, "EUR"), on=date(2026, 1, 2))
    >>> sorted([closed, applied], key=order)[0].source
    'P'
    """
    return event.on, event.rank, event.recorded_on, event.sequence, event.subject


def describe(event: Event) -> str:
    """The event in a few words, for messages.

    >>> describe(DisputeClosed("F-1", on=date(2026, 3, 1)))
    'DisputeClosed F-1 (2026-03-01)'
    """
    return f"{type(event).__name__} {event.subject} ({event.on})"
