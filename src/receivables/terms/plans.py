"""Interest-free plans: a sum in equal parts, or in parts of a fixed amount."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import moneyed

from receivables.calendars import add_months
from receivables.checks import day, one_of, several, whole
from receivables.currencies import require_same
from receivables.errors import InvalidValueError
from receivables.money import Exact, Money, Strategy
from receivables.shares import MOST_PARTS
from receivables.terms.lines import as_percent
from receivables.terms.model import Installment


def equal_amounts(
    total: Money | moneyed.Money,
    count: int,
    *,
    larger_parts: str = "first",
    unit: Exact | None = None,
    upfront_percent: Exact | None = None,
) -> tuple[Money, ...]:
    """``total`` in ``count`` parts that differ by one unit at most, the larger ones ``"first"`` or ``"last"``.

    ``unit`` is the unit of the parts in main units (the minor unit, if left out). ``upfront_percent`` (0 to 100) of the
    total, rounded half up, is a part of its own before the others.

    Raises :class:`~receivables.errors.InvalidValueError` for a unit that does not divide what is split.

    >>> [part.text for part in equal_amounts(Money("99.99", "EUR"), 4, upfront_percent="25")]
    ['25.00', '18.75', '18.75', '18.75', '18.74']
    """
    strategy = Strategy(one_of("larger_parts", larger_parts, ("first", "last")))
    upfront, rest = _upfront(Money.of(total), upfront_percent)
    return upfront + rest.split(count, strategy=strategy, step=unit)


def fixed_amounts(
    total: Money | moneyed.Money, part: Money | moneyed.Money, *, upfront_percent: Exact | None = None
) -> tuple[Money, ...]:
    """``total`` in parts of ``part`` (more than 0; for a credit note less than 0, too), the last one with what is left.

    ``upfront_percent`` (0 to 100) of the total, rounded half up, is a part of its own before the others.

    Raises :class:`~receivables.errors.InvalidValueError` for a part that makes none, or more than 100,000.

    >>> [amount.text for amount in fixed_amounts(Money("100.00", "EUR"), Money("30.00", "EUR"))]
    ['30.00', '30.00', '30.00', '10.00']
    """
    upfront, rest = _upfront(Money.of(total), upfront_percent)
    each = Money.of(part)
    require_same(rest.currency, each.currency)
    minor = -each.minor if each.minor < 0 and rest.minor < 0 else each.minor
    if minor <= 0 or abs(rest.minor) > minor * MOST_PARTS:
        raise InvalidValueError("part", f"an amount that makes 1 to {MOST_PARTS} parts of {rest}", each)
    full, left = divmod(abs(rest.minor), minor)
    parts = [minor] * full + [left] * bool(left or not (full or upfront))
    return upfront + tuple(rest.with_minor(size if rest.minor >= 0 else -size) for size in parts)


def _upfront(total: Money, percent: Exact | None) -> tuple[tuple[Money, ...], Money]:
    """The part before the others, if there is one, and what it leaves."""
    if percent is None:
        return (), total
    share = as_percent(percent)
    if not 0 <= share <= 100:
        raise InvalidValueError("upfront_percent", "from 0 to 100", percent)
    part = Money.rounded(total.exact * share / 100, total.currency)
    return (part,), total - part


def monthly(amounts: Iterable[Money], *, first_on: date, every_months: int = 1) -> tuple[Installment, ...]:
    """Amounts as installments, the first due on ``first_on`` and one every so many months, counted from it.

    >>> rows = monthly(equal_amounts(Money("100.00", "EUR"), 3), first_on=date(2025, 1, 31))
    >>> [str(row.due_on) for row in rows]
    ['2025-01-31', '2025-02-28', '2025-03-31']
    """
    start = day("first_on", first_on)
    step = whole("every_months", every_months, low=1, high=1_200, unit="months")
    return tuple(
        Installment(add_months(start, place * step), Money.of(amount))
        for place, amount in enumerate(several("amounts", "amounts", amounts))
    )
