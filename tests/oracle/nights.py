"""Late interest, one night after the other."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

ONE_DAY = timedelta(days=1)


def interest(balances, *, due_on, as_of, percent, grace_days=0, grace="shift", since=None):
    """The exact interest through ``as_of``, and its days: each night bears the balance of the evening before it.

    ``balances`` maps an evening to the balance; an evening that is missing had none. Nights on nothing count no day.
    """
    late = []
    night = due_on + ONE_DAY
    while night <= as_of:
        evening_before = night - ONE_DAY
        if balances.get(evening_before):
            late.append(night)
        night += ONE_DAY
    if not late or (late[-1] - due_on).days <= grace_days:
        return Fraction(0), 0
    first = due_on + ONE_DAY * (grace_days if grace == "shift" else 0)
    counted = [night for night in late if night > first and (since is None or night > since)]
    total = Fraction(0)
    for night in counted:
        total += balances[night - ONE_DAY] * Fraction(percent) / 100 / 365
    return total, len(counted)
