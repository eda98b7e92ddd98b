"""The fields of a plan policy as they enter: amounts in main units, rounding by name, payments by row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import NamedTuple

from receivables.checks import choice, several, whole
from receivables.errors import InvalidValueError
from receivables.installments.annuity import MOST_ROWS
from receivables.money import Exact
from receivables.money.exact import ratio
from receivables.rounding import Rounding


class RowPayment(NamedTuple):
    """A payment of a custom plan, in main units, by the number of its row.

    >>> from receivables import Installments
    >>> Installments.custom([(1, "500.00")], percent="6").payments
    (RowPayment(number=1, amount=Fraction(500, 1)),)
    """

    number: int
    amount: Fraction


def _at_least(low: int, name: str, value: Exact) -> Fraction:
    """An amount in main units, more than 0 if ``low`` is 1."""
    number = ratio(name, value)
    if number < 0 or (low and not number):
        raise InvalidValueError(name, "more than 0" if low else "at least 0", value)
    return number


def as_payment(value: Exact) -> Fraction:
    """The payment of each period."""
    return _at_least(1, "payment", value)


def as_share(value: Exact) -> Fraction:
    """The principal of each period."""
    return _at_least(1, "principal_per_period", value)


def as_fee(value: Exact) -> Fraction:
    """What is added to each payment."""
    return _at_least(0, "fee", value)


def as_payment_rounding(value: Rounding | str) -> str:
    """The name of a mode, or ``"none"``."""
    return value if value == "none" else choice("payment_rounding", Rounding, value).value


def as_interest_rounding(value: Rounding | str) -> Rounding:
    """A mode, or its name."""
    return choice("interest_rounding", Rounding, value)


def as_payments(payments: Mapping[int, Exact] | Iterable[tuple[int, Exact]]) -> tuple[RowPayment, ...]:
    """Payments in the order of their rows; each row from the first has one."""
    expected = "pairs of a row number and an amount in main units, like (1, '500.00')"
    pairs = list(payments.items() if isinstance(payments, Mapping) else several("payments", expected, payments))
    if any(not isinstance(each, tuple | list) or len(each) != 2 for each in pairs):
        raise InvalidValueError("payments", expected, pairs)
    rows = [whole("payments", number, low=1, high=MOST_ROWS - 1, unit="a row") for number, _ in pairs]
    times = Counter(rows)
    for row in range(1, max(rows, default=0) + 1):
        if times[row] != 1:
            raise InvalidValueError(
                "payments", f"one payment for each row from 1 on (row {row} has {times[row]})", rows
            )
    return tuple(sorted(RowPayment(number, _at_least(0, "payments", amount)) for number, amount in pairs))
