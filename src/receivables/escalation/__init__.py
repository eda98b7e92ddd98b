"""The ladder: what to do next about what is overdue, and why.

A ladder climbs on what was done (:class:`~receivables.events.ContactMade`), not on what was computed: a late run
catches up, and running it twice changes nothing. Whatever it decides, it says why and when to look again.

>>> from datetime import date
>>> from receivables import Account, Invoice, InvoiceIssued, Ladder, Money, Step
>>> invoice = Invoice(
...     "F-1001", "C-104", total=Money("1000.00", "EUR"), issued_on=date(2026, 1, 15), due_on=date(2026, 2, 14)
... )
>>> position = Account("C-104", "EUR", [InvoiceIssued(invoice)]).as_of(date(2026, 2, 25))
>>> ladder = Ladder([Step("reminder", days=5, channel="email"), Step("final demand", days=30, channel="letter")])
>>> action = ladder.next_action(position, as_of=date(2026, 2, 25))
>>> print(action.explain())
C-104: reminder by email, 1000.00 EUR, due since 2026-02-19; look again on 2026-03-16
  F-1001: 1000.00 EUR, 11 days past due, reminder from day 5
"""

from __future__ import annotations

from receivables.escalation.charging import StepFee, charge_fees, fees_of
from receivables.escalation.circumstances import NOTHING_MORE, Circumstances
from receivables.escalation.conditions import ALWAYS, StepConditions
from receivables.escalation.fees import Fee, FeeBracket
from receivables.escalation.ladder import NO_LADDER, Ladder, LadderPolicy, LeastTotal, NoLadder
from receivables.escalation.names import check_names
from receivables.escalation.reminders import Offset, Reminders
from receivables.escalation.results import Decision, NextAction, NoAction, Planned
from receivables.escalation.sent import Standing, still_open
from receivables.escalation.steps import MEASURES, TONES, Step

__all__ = [
    "ALWAYS",
    "Circumstances",
    "Decision",
    "Fee",
    "FeeBracket",
    "Ladder",
    "LadderPolicy",
    "LeastTotal",
    "MEASURES",
    "NOTHING_MORE",
    "NO_LADDER",
    "NextAction",
    "NoAction",
    "NoLadder",
    "Offset",
    "Planned",
    "Reminders",
    "Standing",
    "Step",
    "StepConditions",
    "StepFee",
    "TONES",
    "charge_fees",
    "check_names",
    "fees_of",
    "still_open",
]
