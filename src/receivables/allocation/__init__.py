"""Cash application: which open items the money settles when the payer did not say.

Remittance advice and a person's decision come first (:mod:`receivables.account`); a policy of this room places what is
left of a payment on the day it arrives. What it leaves is unapplied cash.

>>> from datetime import date
>>> from receivables import Money, OpenItem, UnappliedCash
>>> from receivables.allocation import OldestDueFirst
>>> items = [
...     OpenItem(customer="C-1", document=number, issued_on=date(2026, 1, 1), due_on=due, amount=Money("60.00", "EUR"))
...     for number, due in (("F-2", date(2026, 3, 1)), ("F-1", date(2026, 2, 1)))
... ]
>>> cash = UnappliedCash(customer="C-1", reference="P-1", received_on=date(2026, 2, 9), amount=Money("90.00", "EUR"))
>>> print(OldestDueFirst().apply(cash, items, as_of=date(2026, 2, 9)).explain())
P-1: 90.00 EUR received 2026-02-09, allocated by oldest-due-first@1
  60.00 EUR to F-1: the oldest due, 2026-02-01
  30.00 EUR to F-2: the oldest due, 2026-03-01
  0.00 EUR unapplied
"""

from __future__ import annotations

from receivables.allocation.exact import MOST_LOOKS, ExactMatch
from receivables.allocation.order import (
    BEST_DISCOUNT_FIRST,
    COSTS_FIRST,
    DUE_THEN_BURDENSOME_THEN_OLDEST,
    LARGEST_FIRST,
    MOST_ONEROUS_FIRST,
    OLDEST_DUE_FIRST,
    OLDEST_ISSUED_FIRST,
    PART_OF_A_DEBT,
    PRO_RATA,
    ClaimsInOrder,
    InOrder,
    OldestDueFirst,
)
from receivables.allocation.parts import (
    ALL_PRO_RATA,
    COSTS_INTEREST_PRINCIPAL,
    COSTS_PRINCIPAL_INTEREST,
    INTEREST_COSTS_PRINCIPAL,
    INTEREST_PRINCIPAL,
    PARTS,
    PRINCIPAL_FIRST,
    spread,
)
from receivables.allocation.settlement import (
    LEAVE_UNAPPLIED,
    Allocation,
    LeaveUnapplied,
    Settlement,
    SettlementLine,
)

__all__ = [
    "ALL_PRO_RATA",
    "Allocation",
    "BEST_DISCOUNT_FIRST",
    "COSTS_FIRST",
    "COSTS_INTEREST_PRINCIPAL",
    "COSTS_PRINCIPAL_INTEREST",
    "ClaimsInOrder",
    "DUE_THEN_BURDENSOME_THEN_OLDEST",
    "ExactMatch",
    "INTEREST_COSTS_PRINCIPAL",
    "INTEREST_PRINCIPAL",
    "InOrder",
    "LARGEST_FIRST",
    "LEAVE_UNAPPLIED",
    "LeaveUnapplied",
    "MOST_LOOKS",
    "MOST_ONEROUS_FIRST",
    "OLDEST_DUE_FIRST",
    "OLDEST_ISSUED_FIRST",
    "OldestDueFirst",
    "PARTS",
    "PART_OF_A_DEBT",
    "PRINCIPAL_FIRST",
    "PRO_RATA",
    "Settlement",
    "SettlementLine",
    "spread",
]
