"""Policies as data: documents of a named kind and version, read strictly.

A document is TOML or JSON. ``kind`` is a short public name and ``version`` the schema of that kind; decimals are text.
Every problem of a document is reported at once, each with its path.

>>> from receivables.catalogue import STANDARD
>>> from receivables.errors import PolicyDocumentError
>>> STANDARD.loads('kind = "aging"' + chr(10) + 'version = 1' + chr(10) + 'edges = [15, 45]')
Aging(edges=(15, 45), basis='due', due_today='current', labels=None)
>>> try:
...     STANDARD.loads('{"kind": "aging", "version": 1, "edges": [30, "60"], "bais": "due"}', format="json")
... except PolicyDocumentError as error:
...     print(error.report())
the policy document cannot be used: 2 problems
  bais: expected one of edges, basis, due_today, labels; perhaps basis (got 'bais')
  edges[1]: expected a whole number (got '60')
"""

from __future__ import annotations

from receivables.aging import Aging
from receivables.allocation import ClaimsInOrder, ExactMatch, InOrder, LeaveUnapplied, OldestDueFirst
from receivables.catalogue.documents import LARGEST_DOCUMENT, LONGEST_LINE, parse
from receivables.catalogue.reading import Catalogue
from receivables.catalogue.schemas import schema
from receivables.catalogue.writing import canonical, dump, dumps, fingerprint
from receivables.contact_guard import (
    BusinessDaysOnly,
    Cap,
    ConsentNeeded,
    ContactGuard,
    Gap,
    NeverBy,
    NoGuard,
    OneChannel,
    QuietSeason,
    QuietSpan,
    QuietWeekdays,
    WhileOnHold,
)
from receivables.credit import Credit, OverdueStates
from receivables.discounts import EarlyDiscounts, NoDiscounts, OnTimeReward
from receivables.escalation import Ladder, NoLadder
from receivables.installments import Installments
from receivables.interest import FixedRate, LateInterest, NoInterest, TableRate, Tiers
from receivables.plans import AgreedPlans
from receivables.rates import RateTable
from receivables.segments import Segments
from receivables.statutory import StatutoryInterest

__all__ = [
    "Catalogue",
    "LARGEST_DOCUMENT",
    "LONGEST_LINE",
    "STANDARD",
    "canonical",
    "dump",
    "dumps",
    "fingerprint",
    "parse",
    "schema",
]

STANDARD = Catalogue.of(
    Aging,
    LateInterest,
    FixedRate,
    TableRate,
    Tiers,
    RateTable,
    StatutoryInterest,
    NoInterest,
    Installments,
    Ladder,
    NoLadder,
    ContactGuard,
    NoGuard,
    Cap,
    Gap,
    OneChannel,
    ConsentNeeded,
    WhileOnHold,
    NeverBy,
    QuietWeekdays,
    QuietSeason,
    QuietSpan,
    BusinessDaysOnly,
    AgreedPlans,
    OldestDueFirst,
    InOrder,
    ExactMatch,
    ClaimsInOrder,
    LeaveUnapplied,
    EarlyDiscounts,
    NoDiscounts,
    OnTimeReward,
    Segments,
    Credit,
    OverdueStates,
    plugins=True,
)
"""The kinds that the library brings; others are looked for among the distributions that are installed."""
