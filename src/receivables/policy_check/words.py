"""Words that the rules share."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches

MOST = 100
"""Steps, rules or offers of a policy that are compared with one another: a document may have thousands."""


def nearest(name: str, known: Iterable[str]) -> str:
    """The name that was perhaps meant, or nothing.

    >>> nearest("reminders", ["reminder", "final demand"])
    'reminder'
    """
    return next(iter(get_close_matches(name[:200], list(known), n=1, cutoff=0.5)), "")


def days(count: int) -> str:
    """A number of days in words.

    >>> days(1), days(-3)
    ('1 day', '-3 days')
    """
    return "1 day" if count == 1 else f"{count} days"


def bare(name: str) -> str:
    """A name without what people write differently: ``e-mail`` and ``Email`` are one.

    >>> bare("E-Mail")
    'email'
    """
    return re.sub(r"[\W_]+", "", name).casefold()
