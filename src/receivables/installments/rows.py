"""The rows of a plan: what the dues and the intervals make of an amount."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING

from receivables.calendars import Calendar
from receivables.errors import InvalidValueError
from receivables.installments.annuity import MOST_ROWS
from receivables.installments.dates import Interval
from receivables.installments.plan import PlanRow
from receivables.installments.walk import Carried, Debt, Due, Rounded
from receivables.money import Money
from receivables.money.exact import minor_units

if TYPE_CHECKING:
    from receivables.installments.policy import Installments

_SPARE_BITS = 64
"""Binary places of a minor unit beyond what the errors of the rows may use up: 2**-64 of a cent is left."""


def rows_of(
    policy: Installments, owed: Money, asked: Iterable[Due], intervals: Iterator[Interval], calendar: Calendar | None
) -> tuple[PlanRow, ...]:
    """The rows until nothing is owed or asked for any more."""
    fee = owed.with_minor(minor_units("fee", policy.fee, owed.currency))
    _check_enough(policy, owed)
    balance = _balance(policy, owed)
    rows: list[PlanRow] = []
    for number, (due, interval) in enumerate(zip(asked, intervals, strict=False), 1):
        if policy.payment is not None and due.in_all and not balance.falls(interval.rate, due):
            raise _never(policy, rows[-1].balance if rows else owed, interval.rate)
        figures = balance.pay(interval.rate, due)
        payment, principal, interest, left = map(owed.with_minor, figures)
        day = interval.due_on if calendar is None else policy.roll.adjust(interval.due_on, calendar)
        unadjusted = interval.due_on if day != interval.due_on else None
        rows.append(PlanRow(number, day, payment + fee, principal, interest, fee, left, unadjusted))
        if balance.paid_off:
            break
    _check_end(policy, owed, rows, paid_off=balance.paid_off)
    return tuple(rows)


def _check_enough(policy: Installments, owed: Money) -> None:
    """What is paid each period makes a plan of a size that can be, without any interest."""
    for attribute in ("payment", "principal_per_period"):
        paid = getattr(policy, attribute)
        if paid is not None and owed.exact > paid * MOST_ROWS:
            raise _too_little(policy, attribute, owed)


def _too_little(policy: Installments, attribute: str, owed: Money) -> InvalidValueError:
    expected = f"so much that {owed} are paid off in at most {MOST_ROWS} payments"
    return InvalidValueError(attribute, expected, getattr(policy, attribute))


def _never(policy: Installments, left: Money, rate: Fraction) -> InvalidValueError:
    interest = Money.rounded(left.exact * rate, left.currency)
    expected = f"more than the interest of each period, which is {interest}: else {left} are never paid off"
    return InvalidValueError("payment", expected, policy.payment)


def _check_end(policy: Installments, owed: Money, rows: list[PlanRow], *, paid_off: bool) -> None:
    """A plan ends in time, and no payment of a custom plan is beyond what is owed."""
    if not paid_off and policy.term_periods is None:
        raise _too_little(policy, "payment" if policy.payment is not None else "principal_per_period", owed)
    for row, payment in zip(rows, policy.payments, strict=False):
        if (row.payment - row.fee).exact != payment.amount:
            expected = f"at most the {row.payment - row.fee} that are owed in row {row.number}"
            raise InvalidValueError("payments", expected, payment)
    if len(rows) < len(policy.payments):
        expected = f"no more than the {len(rows)} rows after which nothing is owed"
        raise InvalidValueError("payments", expected, len(policy.payments))


def _balance(policy: Installments, owed: Money) -> Debt:
    if policy.balance == "round each":
        return Rounded(owed.minor, policy.interest_rounding)
    return Carried(owed.minor, policy.interest_rounding, _bits(policy, owed))


def _bits(policy: Installments, owed: Money) -> int:
    """Binary places for a carried balance: an error of the first row grows like a debt that nobody pays.

    A fixed payment ``p`` pays off a debt ``d`` before it would have grown ``p / (p - d i)`` times.
    """
    rate = policy.period_rate * Fraction(11, 10)  # days may make an interval longer than an equal period
    rows = policy.periods or len(policy.payments) + 1
    growth = rows * min(rate * Fraction(3, 2), Fraction(ceil(1 + rate).bit_length()))
    if policy.payment is not None:
        above = policy.payment - owed.exact * policy.period_rate
        growth = Fraction(ceil(policy.payment / above).bit_length() if above > 0 else 0)
    return _SPARE_BITS + MOST_ROWS.bit_length() + ceil(growth)
