"""Late interest, span by span: exact, cut where the balance or the rate changes, and cited.

**An interest day is a night**: from the evening before to the evening of a day, on the balance of the evening before
and at the rate of the day. So interest starts the day after the due day, the day of a payment still counts on the old
balance, the day on which a rate changes carries the new rate, and the days are ``as_of - due``.

>>> from datetime import date
>>> from receivables import LateInterest, Money, OpenItem
>>> item = OpenItem(
...     customer="C-104", document="F-1001", issued_on=date(2026, 1, 15), due_on=date(2026, 2, 14),
...     amount=Money("1000.00", "EUR"), paid=Money("400.00", "EUR"),
...     history=((date(2026, 1, 15), 100_000), (date(2026, 2, 20), 60_000)),
... )
>>> accrual = LateInterest("8").accrue(item, as_of=date(2026, 3, 31))
>>> accrual.amount
Money('6.44', 'EUR')
>>> print(accrual.explain())
F-1001: 6.44 EUR by late-interest@1 through 2026-03-31
  2026-02-14 to 2026-02-20: 6 days on 1000.00 EUR at 8 % a year, ACT/365F = 1.315068 EUR
  2026-02-20 to 2026-03-31: 39 days on 600.00 EUR at 8 % a year, ACT/365F = 5.128767 EUR
  rounded half_up, total
"""

from __future__ import annotations

from receivables.interest.accrual import Accrual
from receivables.interest.index import InterestIndex
from receivables.interest.netting import average_daily_balance, net_of_credits
from receivables.interest.periods import A_YEAR, RatePeriod
from receivables.interest.policy import InterestPolicy, LateInterest, NoInterest
from receivables.interest.rate_rules import Delay, FixedRate, Piece, RateRule
from receivables.interest.spans import AccruedSpan, Nights
from receivables.interest.table_rate import Margin, MarginStep, RateStep, TableRate
from receivables.interest.tiers import Tier, Tiers, flat_amount

__all__ = [
    "A_YEAR",
    "Accrual",
    "AccruedSpan",
    "Delay",
    "FixedRate",
    "InterestIndex",
    "InterestPolicy",
    "LateInterest",
    "Margin",
    "MarginStep",
    "NO_INTEREST",
    "Nights",
    "NoInterest",
    "RatePeriod",
    "Piece",
    "RateRule",
    "RateStep",
    "TableRate",
    "Tier",
    "Tiers",
    "average_daily_balance",
    "flat_amount",
    "net_of_credits",
]

NO_INTEREST = NoInterest()
"""No late interest."""
