"""Segments: customers sorted by how they pay.

An account shows how its customer pays (:func:`behaviour`); factors make points of it (:class:`Score`); the first rule
that holds names the segment (:class:`Segments`), and a credit book may have rules for a segment.

>>> from datetime import date
>>> from receivables import Account, Invoice, InvoiceIssued, Money, Payment, PaymentReceived
>>> events = []
>>> for month, paid in [(6, date(2025, 7, 31)), (7, date(2025, 8, 29)), (8, date(2025, 10, 2))]:
...     total, issued, due = Money("1000.00", "EUR"), date(2025, month, 15), date(2025, month + 1, 15)
...     events.append(InvoiceIssued(Invoice(f"F-{month}", "C-104", total=total, issued_on=issued, due_on=due)))
...     events.append(PaymentReceived(Payment(f"P-{month}", "C-104", amount=total, paid_on=paid)))
>>> segment = segment_of(Account("C-104", "EUR", events), as_of=date(2025, 12, 31))
>>> print(segment.name, "-", segment.because)
slow - score 59.67, at most 65 to stay
>>> print(segment.score.explain())
score 59.67
  days_beyond_terms 15.67: 64.33 points x 50 % = 32.17 (between 0: 80 and 30: 50)
  on_time_percent 0: 0 points x 20 % = 0 (between 0: 0 and 100: 100)
  overdue_percent 0: 100 points x 15 % = 15 (between 0: 100 and 100: 0)
  broken_promises 0: 100 points x 10 % = 10 (between 0: 100 and 3: 0)
  trend_days unknown: 50 points x 5 % = 2.5 (as nothing is known yet)
"""

from __future__ import annotations

from receivables.segments.figures import (
    AMOUNTS,
    LONGEST_WINDOW,
    MEASURES,
    RECENT_DAYS,
    WINDOW_DAYS,
    Behaviour,
    behaviour,
)
from receivables.segments.parts import PaidPart
from receivables.segments.policy import LONGEST_WALK, SEGMENTS, Segment, SegmentPolicy, Segments, segment_of
from receivables.segments.rules import Condition, RuleLine, SegmentRule
from receivables.segments.score import SCORED, Anchor, Factor, Score, ScoreLine

__all__ = [
    "AMOUNTS",
    "Anchor",
    "Behaviour",
    "Condition",
    "Factor",
    "LONGEST_WALK",
    "LONGEST_WINDOW",
    "MEASURES",
    "PaidPart",
    "RECENT_DAYS",
    "RuleLine",
    "SCORED",
    "SEGMENTS",
    "Score",
    "ScoreLine",
    "Segment",
    "SegmentPolicy",
    "SegmentRule",
    "Segments",
    "WINDOW_DAYS",
    "behaviour",
    "segment_of",
]
