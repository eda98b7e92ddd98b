"""What can become of a plan: its states, and the table of what leads from one to another."""

from __future__ import annotations

from typing import NamedTuple

STATES = ("kept", "late", "broken", "accelerated", "reinstated", "completed", "superseded")
"""What can become of a plan."""


class Transition(NamedTuple):
    """From which state a plan comes to which, and when.

    >>> TRANSITIONS[0]
    Transition(source='kept', target='completed', when='all is paid')
    """

    source: str
    target: str
    when: str


PAID = "all is paid"
LATE = "a payment is missing after its day"
CAUGHT_UP = "nothing is missing any more"
MISSED = "payments are missing after their days of grace"
ACCELERATED = "the policy makes all of it due"
REINSTATED = "what was missing was paid, and the policy reinstates"
OPEN_AGAIN = "something is open again"

TRANSITIONS = (
    Transition("kept", "completed", PAID),
    Transition("kept", "late", LATE),
    Transition("late", "completed", PAID),
    Transition("late", "broken", MISSED),
    Transition("late", "kept", CAUGHT_UP),
    Transition("broken", "completed", PAID),
    Transition("broken", "accelerated", ACCELERATED),
    Transition("broken", "reinstated", REINSTATED),
    Transition("accelerated", "completed", PAID),
    Transition("accelerated", "reinstated", REINSTATED),
    Transition("reinstated", "completed", PAID),
    Transition("reinstated", "late", LATE),
    Transition("completed", "kept", OPEN_AGAIN),
)
"""All that can happen to a plan, in the order in which it is asked; :class:`AgreedPlans` says what is missing."""

KEEPS_ITS_DAYS = ("kept", "late", "reinstated", "completed")
"""States in which the days of the plan stand for the due days."""
