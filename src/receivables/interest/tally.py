"""What items cost through a day, in whole numbers, for those who look at sums before they look at accruals."""

from __future__ import annotations

from datetime import date

from receivables.interest.index import plain_length
from receivables.interest.nights import Walks
from receivables.interest.policy import LateInterest
from receivables.interest.rate_rules import Delay, FixedRate
from receivables.interest.spans import Part, summed
from receivables.interest.table_rate import TableRate
from receivables.position import OpenItem
from receivables.rates import RateTable
from receivables.rounding import Rounding


class Tally:
    """The amounts that a policy accrues on items through ``as_of``, where nobody asks for the working.

    A change of a balance costs (or saves) so much for each minor unit, from its evening on. That is looked up once an
    evening, so an item takes a product for each change of its balance. The nights are those of the accruals.
    """

    def __init__(self, walks: Walks, rounding: Rounding, as_of: date) -> None:
        self._walks = walks
        self._quotient = rounding.quotient
        self._as_of = as_of
        self._costs: dict[date, Part] = {}

    @classmethod
    def of(cls, policy: LateInterest, as_of: date) -> Tally | None:
        """The tally of a policy that a running total can say, by rates of ours: a subclass may answer as it likes."""
        rate = policy.rate
        ours = type(rate) is FixedRate or (type(rate) is TableRate and type(rate.table) is RateTable)
        walks = policy._walks if ours and plain_length(policy) else None
        return cls(walks, policy.rounding, as_of) if walks else None

    def minor(self, item: OpenItem) -> int:
        """The amount of the accrual on an item, from the evening through which it was charged, in minor units.

        Raises :class:`~receivables.errors.RateNotAvailableError` where the rate of a night between the first that bears
        interest and ``as_of`` is unknown; an accrual may be able to do without it.
        """
        start, charged = item.due_on, item.charged_until
        if charged is not None and charged > start:
            start = charged
        if start >= self._as_of or item.kind != "invoice":
            return 0
        changed_on, balance = item.history[-1]
        if changed_on > start:
            return self._quotient(*summed(self._changes(item, start)))
        if not balance:  # as mostly, and else one balance all the time
            return 0
        above, below = self._cost(item, start)
        return self._quotient(balance * above, below)

    def _changes(self, item: OpenItem, start: date) -> list[Part]:
        """What each change of the balance adds, from ``start`` on."""
        parts, before = [], 0
        for day, balance in item.history:
            if day < self._as_of:
                above, below = self._cost(item, day if day > start else start)
                parts.append(((balance - before) * above, below))
                before = balance
        return parts

    def _cost(self, item: OpenItem, evening: date) -> Part:
        """The interest on a minor unit from an evening through ``as_of``."""
        known = self._costs.get(evening)
        if known is None:
            delay = Delay(item, evening, self._as_of)
            nights = self._walks.nights(delay, evening, self._as_of)
            known = self._costs[evening] = summed(each.weight for each in nights)
        return known
