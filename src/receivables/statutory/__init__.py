"""Late-payment regimes by jurisdiction, as data with their legal basis, and the interest that follows from them.

**This is no legal advice.** A regime is what its file says, gathered with care from the sources that it names, until
the day that its table was verified. Read its caveats, and check it before you claim anything.

>>> from datetime import date
>>> from receivables import Money, OpenItem, statutory
>>> item = OpenItem(
...     customer="C-104", document="F-1001", issued_on=date(2025, 5, 16), due_on=date(2025, 6, 15),
...     amount=Money("10000.00", "EUR"),
... )
>>> spain = statutory.regime("ES-LEY-3-2004")
>>> accrual = spain.accrue(item, as_of=date(2025, 7, 15))
>>> for span in accrual.spans:
...     print(span.start, span.end, f"{span.days} days at {span.percent} %")
2025-06-15 2025-06-30 15 days at 11.15 %
2025-06-30 2025-07-15 15 days at 10.15 %
>>> print(accrual.amount)
87.53 EUR
>>> print(spain.compensation(item.amount))
40.00 EUR
"""

from __future__ import annotations

from receivables.statutory.lookup import applicable, regime, regime_ids
from receivables.statutory.policy import StatutoryInterest
from receivables.statutory.regimes import CompensationTier, RateTerms, Regime

__all__ = ["CompensationTier", "RateTerms", "Regime", "StatutoryInterest", "applicable", "regime", "regime_ids"]
