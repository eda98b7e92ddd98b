"""How far apart two deadlines are, as far as that can be told without an issue day."""

from __future__ import annotations

from collections.abc import Sequence

from receivables.terms.steps import AddDays, AddMonths, AddWeeks, EndOfMonth, NextMonthOnDay, NextOf, TermStep

__all__ = ["least_gap"]


def least_gap(one: Sequence[TermStep], other: Sequence[TermStep]) -> int | None:
    """The fewest days by which ``one`` is later than ``other`` (negative: earlier), whatever the issue day.

    ``None`` if there is a step of which nobody can tell that, such as a fixed date.

    >>> least_gap([AddDays(15)], [AddWeeks(2)]), least_gap([AddDays(30)], [AddMonths(1)])
    (1, -1)
    """
    shared = 0
    while shared < min(len(one), len(other)) and one[shared] == other[shared]:
        shared += 1
    later, earlier = _reach(one[shared:]), _reach(other[shared:])
    return None if later is None or earlier is None else later[0] - earlier[1]


def _reach(steps: Sequence[TermStep]) -> tuple[int, int] | None:
    """The fewest and the most days that steps can come to."""
    each = [_reach_of(step) for step in steps]
    known = [reach for reach in each if reach is not None]
    if len(known) < len(each):
        return None
    return sum(least for least, _ in known), sum(most for _, most in known)


def _reach_of(step: TermStep) -> tuple[int, int] | None:
    match step:
        case AddDays(days):
            return days, days
        case AddWeeks(weeks):
            return 7 * weeks, 7 * weeks
        case AddMonths(months) if months >= 0:
            return 28 * months, 31 * months
        case EndOfMonth():
            return 0, 30
        case NextOf():
            return 0, 31
        case NextMonthOnDay():
            return 1, 61
        case _:
            return None
