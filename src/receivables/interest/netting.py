"""Interest on several items at once: unapplied credit netted virtually, and average daily balances."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction
from itertools import pairwise

import attrs

from receivables.checks import day, of_kind, several
from receivables.errors import InvalidValueError
from receivables.money import Money
from receivables.position import Change, OpenItem, UnappliedCash
from receivables.rounding import Rounding


def net_of_credits(items: Sequence[OpenItem], cash: Iterable[UnappliedCash]) -> tuple[OpenItem, ...]:
    """The items as unapplied credit would leave them, the oldest due first (ties: as listed); nothing is posted.

    Each sum reduces what it would settle from its value date on.

    >>> items = [
    ...     OpenItem(customer="C-1", document=number, issued_on=date(2026, 1, 1), due_on=due, amount=Money("60", "EUR"))
    ...     for number, due in (("F-2", date(2026, 3, 1)), ("F-1", date(2026, 2, 1)))
    ... ]
    >>> cash = UnappliedCash(customer="C-1", reference="P-1", received_on=date(2026, 2, 9), amount=Money("90", "EUR"))
    >>> [str(item.open) for item in net_of_credits(items, [cash])]
    ['30.00 EUR', '0.00 EUR']
    """
    found = [of_kind("items", OpenItem, "open items", each) for each in several("items", "open items", items)]
    sums = [of_kind("cash", UnappliedCash, "unapplied cash", each) for each in several("cash", "unapplied cash", cash)]
    order = sorted(range(len(found)), key=lambda place: found[place].due_on)
    for each in sorted(sums, key=lambda each: each.received_on):
        left = each.amount
        for place in order:
            part = min(left, found[place].open)
            if part and found[place].kind == "invoice":
                found[place] = _reduced(found[place], part, each.received_on)
                left = left - part
    return tuple(found)


def _reduced(item: OpenItem, part: Money, on: date) -> OpenItem:
    """The item with ``part`` of it paid on a day."""
    before = [change for change in item.history if change[0] < on]
    at = [(on, before[-1][1])] if before and all(day != on for day, _ in item.history) else []
    later = [*at, *(change for change in item.history if change[0] >= on)]
    history = (*before, *((day, max(minor - part.minor, 0)) for day, minor in sorted(later)))
    return attrs.evolve(item, paid=item.paid + part, history=history)


def average_daily_balance(changes: Iterable[Change], *, since: date, until: date) -> int:
    """The average of the evening balances from ``since`` up to (not including) ``until``, in minor units, half up.

    ``changes`` are days and the balance in minor units from that evening on, in order, each day once (as in the
    ``history`` of an :class:`~receivables.position.OpenItem`); before the first it is nothing. Oracle and Dynamics
    charge late interest on it: as one item with this balance, due on ``since``.

    Raises :class:`~receivables.errors.InvalidValueError` for changes that are out of order or twice on a day, and where
    no evening lies between the days.

    >>> changes = [(date(2026, 1, 1), 30_000), (date(2026, 1, 21), 0)]
    >>> average_daily_balance(changes, since=date(2026, 1, 1), until=date(2026, 1, 31))
    20000
    """
    nights = day("until", until).toordinal() - day("since", since).toordinal()
    if nights <= 0:
        raise InvalidValueError("until", f"after {since}", until)
    total, balance, at = 0, 0, since
    for on, minor in (*_in_order(changes), (until, 0)):
        stop = min(max(on, since), until)
        total += balance * (stop.toordinal() - at.toordinal())
        balance, at = minor, stop
    return Rounding.HALF_UP.apply(Fraction(total, nights))


def _in_order(changes: Iterable[Change]) -> tuple[Change, ...]:
    """The changes, if they are pairs of a day and minor units in order of their days, each day once."""
    expected = "a list of (day, minor units)"
    found = tuple(several("changes", expected, changes))
    for each in found:
        if not isinstance(each, tuple | list) or len(each) != 2 or type(each[1]) is not int:
            raise InvalidValueError("changes", expected, each)
        day("changes", each[0])
    for (earlier, _), (later, _) in pairwise(found):
        if later <= earlier:
            raise InvalidValueError("changes", f"in order of their days, each once: after {earlier}", later)
    return found
