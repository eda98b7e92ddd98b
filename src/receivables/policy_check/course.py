"""How a ladder goes for one invoice that is never paid: when each step comes, and which is passed over."""

from __future__ import annotations

from typing import NamedTuple

from receivables.escalation import Ladder
from receivables.escalation.conditions import ALWAYS
from receivables.policy_check.words import MOST

AT_ONCE = -1_000_000
"""The day of a step that asks for no day: as soon as there is an invoice."""


class Arrival(NamedTuple):
    """A step by its place, the day that it asks for, and the day on which it comes; days count from the due day.

    >>> Arrival(0, 5, 8).late
    3
    """

    place: int
    days: int
    comes: int

    @property
    def late(self) -> int:
        """How many days after its own."""
        return self.comes - self.days


class Course(NamedTuple):
    """The steps that come, in order, those that are passed over, each with the one that comes instead, and the rest."""

    arrivals: tuple[Arrival, ...]
    passed_over: tuple[tuple[int, int], ...]
    never: tuple[int, ...]


def course_of(ladder: Ladder) -> Course:
    """The course of a ladder for a lone invoice: of its first steps that go by the due day and ask for nothing else.

    >>> from receivables import Step
    >>> steps = [Step("first", days=5, channel="email"), Step("second", days=6, channel="email")]
    >>> [arrival.comes for arrival in course_of(Ladder(steps, min_gap_days=4)).arrivals]
    [5, 9]
    """
    usual = [place for place, step in enumerate(ladder.steps) if step.when == ALWAYS and step.since == "due"]
    del usual[MOST:]
    arrivals: list[Arrival] = []
    passed: list[tuple[int, int]] = []
    while usual and (ladder.max_notices is None or len(arrivals) < ladder.max_notices):
        coming = _coming(ladder, usual, arrivals)
        # What only waits for a notice is never the first one.
        coming = [each for each in coming if arrivals or ladder.rungs[each.place].days is not None]
        if not coming:
            break
        first = min(each.comes for each in coming)
        taken = [each for each in coming if each.comes == first][-1 if ladder.mode == "by_days" else 0]
        passed += [(place, taken.place) for place in usual if place < taken.place]
        usual = [place for place in usual if place > taken.place]
        arrivals.append(taken)
    return Course(tuple(arrivals), tuple(passed), tuple(usual))


def _coming(ladder: Ladder, places: list[int], before: list[Arrival]) -> list[Arrival]:
    """The steps that may come next; those ahead of the due day not from that day on, when the one above takes over."""
    found = [_arrival(ladder, place, before) for place in places]
    left = [each for each in found if each.comes < 0 or not ladder.rungs[each.place].ahead]
    if ladder.mode == "by_days" or ladder.skips:
        return left
    earliest = AT_ONCE if left[:1] == found[:1] else 0
    return [each._replace(comes=max(each.comes, earliest)) for each in left[:1]]


def _arrival(ladder: Ladder, place: int, before: list[Arrival]) -> Arrival:
    rung = ladder.rungs[place]
    staged = bool(before) and ladder.mode == "staged"
    days = AT_ONCE if rung.days is None or staged else rung.days
    if not before:
        return Arrival(place, days, days)
    last = before[-1]
    deadline = ladder.steps[last.place].deadline_days
    waits = (rung.wait, ladder.debtor_min_gap_days, 0 if deadline is None else deadline + 1)
    ready = last.comes + max(1, *waits)  # one notice a day
    return Arrival(place, days, max(days, ready))
