"""The interest of accounts, item by item: a sum at once, and the accruals when somebody looks at them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from receivables.checks import MadeLater
from receivables.credit_book.over_time import SlotOverTime, nights_by_policy
from receivables.errors import RateNotAvailableError
from receivables.interest import Accrual, InterestPolicy, LateInterest, NoInterest, net_of_credits
from receivables.interest.answers import accrued
from receivables.interest.tally import Tally
from receivables.position import OpenItem, Position
from receivables.statutory import StatutoryInterest


class Accruals(MadeLater[Accrual]):
    """What a policy of ours makes of items through a day, each from the evening through which it was charged.

    ``minor`` is the sum of their amounts, in minor units.
    """

    __slots__ = ("as_of", "items", "minor", "policy")

    def __init__(self, policy: InterestPolicy, items: tuple[OpenItem, ...], as_of: date, minor: int) -> None:
        super().__init__()
        self.policy: InterestPolicy = policy
        self.items: tuple[OpenItem, ...] = items
        self.as_of: date = as_of
        self.minor: int = minor

    def _make(self) -> tuple[Accrual, ...]:
        accrue, as_of = self.policy.accrue, self.as_of
        return tuple(accrue(item, as_of=as_of, since=item.charged_until) for item in self.items)

    def __len__(self) -> int:
        return len(self.items)


class Accruing:
    """The interest of the accounts of a book on the evening of ``as_of``; ``policy`` is that of its credit policy."""

    def __init__(self, policy: InterestPolicy, as_of: date) -> None:
        self._policy = policy
        self._as_of = as_of
        self._minor = _minor_units(policy, as_of)

    def accruals(self, interest: SlotOverTime, position: Position) -> Sequence[Accrual]:
        """One accrual an item, and one more for each change of its policy since nights count for its document.

        They are made later where their sum is known without them; then it is known as well that none will be refused.
        """
        items = position.items
        ours = set(map(type, items)) <= {OpenItem}  # a policy of plans may return items of a class of its own
        if self._minor is not None and not interest.changes and ours:
            try:
                return Accruals(self._policy, items, self._as_of, sum(map(self._minor, items)))
            except RateNotAvailableError:
                pass  # of a night that perhaps none of them bears: each is asked
        return tuple(_each(interest, position, self._as_of))


def _minor_units(policy: InterestPolicy, as_of: date) -> Callable[[OpenItem], int] | None:
    """The amounts in minor units, for a policy of ours that can tell them without accruals."""
    ours = policy.policy if type(policy) is StatutoryInterest else policy
    if type(ours) is NoInterest:
        return lambda _: 0
    tally = Tally.of(ours, as_of) if type(ours) is LateInterest else None
    return None if tally is None else tally.minor


def _each(interest: SlotOverTime, position: Position, as_of: date) -> Iterator[Accrual]:
    """The accrual of each item under each policy that it has had.

    Nights of which a policy did not know at its end if they would count are decided by the one that came next.
    """
    netted: Sequence[OpenItem] | None = None
    turns = _turns(interest, position, as_of)
    for place, item in enumerate(position.items):
        since = item.charged_until
        for until, policy in turns.get(item.document) or [(as_of, interest.default)]:
            bearing = item
            if getattr(policy, "credit_netting", "none") != "none":
                netted = netted or net_of_credits(position.items, position.unapplied_cash)
                bearing = netted[place]
            found = accrued(policy, bearing, as_of=until, since=since)
            yield found
            since = since if found.undecided_until else until


def _turns(interest: SlotOverTime, position: Position, as_of: date) -> dict[str, list[tuple[date, InterestPolicy]]]:
    """The policies that each document has had, where there are changes at all."""
    if not interest.changes:
        return {}
    documents: dict[str, list[OpenItem]] = {}
    for item in position.items:
        documents.setdefault(item.document, []).append(item)
    return {name: list(nights_by_policy(interest, items, as_of)) for name, items in documents.items()}
