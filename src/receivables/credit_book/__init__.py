"""The credit book: a credit policy, and what was changed in it since, for all or for some.

Each amendment is in force from a day on. It is for everybody, a segment, a customer or a single document, and gives
only the slots that it names; the rest is inherited: document, then customer, then segment, then all.

>>> from datetime import date
>>> from receivables import CreditPolicy, LateInterest
>>> from receivables.allocation import LARGEST_FIRST
>>> book = CreditBook(
...     policy=CreditPolicy(name="House policy", interest=LateInterest("8")),
...     amendments=[
...         Amendment(name="Largest first", since=date(2026, 7, 1), allocation=LARGEST_FIRST),
...         Amendment(name="Northwind", since=date(2026, 3, 1), customer="C-104", interest=LateInterest("4")),
...     ],
... )
>>> print(book.in_force(date(2026, 7, 15), customer="C-104").explain())
House policy on 2026-07-15 for customer C-104
  aging: aging@1, from House policy
  interest: late-interest@1, for customer C-104 since 2026-03-01: Northwind
  ladder: no-ladder@1, from House policy
  allocation: in-order@1, for all since 2026-07-01: Largest first
  plans: agreed-plans@1, from House policy
  discounts: no-discounts@1, from House policy
"""

from __future__ import annotations

from receivables.credit_book.amendment import LEVELS, SLOTS, Amendment
from receivables.credit_book.book import CreditBook
from receivables.credit_book.in_force import InForce, SlotLine

__all__ = [
    "Amendment",
    "CreditBook",
    "InForce",
    "LEVELS",
    "SLOTS",
    "SlotLine",
]
