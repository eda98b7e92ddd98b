"""Grace: how late an item is, and whether it is still to be seen if its nights count."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from receivables.interest.charges import balance_on
from receivables.position import OpenItem


def days_after(day: date, days: int) -> date:
    """So many days later, at the end of the calendar at the latest."""
    return date.fromordinal(min(day.toordinal() + days, date.max.toordinal()))


def late_until(item: OpenItem, as_of: date) -> date:
    """The day on which the item was cleared, or ``as_of`` where it was open before the last night: grace looks at it.

    What was never open is late through the due day, which is not at all.
    """
    if item.open and item.history[-1][0] < as_of:
        return as_of
    changes = [change for change in item.history if change[0] < as_of]
    if changes and changes[-1][1]:
        return as_of
    return max((on for (_, before), (on, minor) in pairwise(changes) if before and not minor), default=item.due_on)


def undecided_until(item: OpenItem, bearing: OpenItem, as_of: date, days: int) -> date | None:
    """The last day of a cliff of so many days if ``as_of`` is within it, with nights that may count once it is over.

    ``bearing`` is the item without what is in dispute: its nights are those that may count. They do if the ``item`` is
    open beyond the cliff, which it can be only if it is on the evening of ``as_of``.
    """
    last = days_after(item.due_on, days)
    if as_of > last or late_until(bearing, as_of) <= item.due_on or not balance_on(item, as_of):
        return None
    return last
