"""What each row of a plan asks for, by the method of the policy."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from itertools import chain, islice, repeat
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from receivables.installments.annuity import MOST_ROWS, Quotient, level_payment
from receivables.installments.walk import EVERYTHING, Due
from receivables.money import Money
from receivables.money.exact import minor_units
from receivables.rounding import Rounding

if TYPE_CHECKING:
    from receivables.installments.policy import Installments


class Dues(NamedTuple):
    """The payment that was agreed for each period, if there is one, and what the rows ask for."""

    payment: Quotient | None
    rows: Iterable[Due]


def dues(policy: Installments, owed: Money, first_rate: Fraction) -> Dues:
    """What the rows ask for; ``first_rate`` is the rate of the first interval.

    Rows with interest only come first. A term cuts the rows off, and what is then left is the balloon.
    """
    found = _METHODS[policy.method](policy, owed, first_rate)
    rows = chain(repeat(_INTEREST, policy.interest_only_periods), found.rows)
    return Dues(found.payment, islice(rows, policy.term_periods))


def _units(number: int) -> Quotient:
    return Quotient(Fraction(number), Fraction(1))


_INTEREST = Due(_units(0), in_all=False)


def _amortizing(policy: Installments) -> int:
    """The rows that pay principal."""
    return (policy.periods or MOST_ROWS) - policy.interest_only_periods


def _level(policy: Installments, owed: Money, first_rate: Fraction) -> Dues:
    """Without interest it is a split, so that no two payments differ by more than a minor unit."""
    count = _amortizing(policy)
    if not policy.percent:
        parts = [Due(_units(part.minor)) for part in owed.split(count)]
        return Dues(parts[0].amount, (*parts[:-1], EVERYTHING))
    rate = policy.period_rate
    first = rate if policy.interest_only_periods else first_rate
    payment = level_payment(owed.minor * (1 + first), Fraction(0), rate, count, begin=True)
    payment = _rounded(policy, payment)
    return Dues(payment, chain(repeat(Due(payment), count - 1), [EVERYTHING]))


def _rounded(policy: Installments, payment: Quotient) -> Quotient:
    """A payment as the policy rounds it."""
    if policy.payment_rounding == "none":
        return payment
    return _units(payment.rounded(Rounding(policy.payment_rounding)))


def _equal_principal(policy: Installments, owed: Money, _: Fraction) -> Dues:
    if policy.principal_per_period is not None:
        share = _units(minor_units("principal_per_period", policy.principal_per_period, owed.currency))
    else:
        share = Quotient(Fraction(owed.minor), Fraction(_amortizing(policy)))
        share = share if policy.balance == "carry" else _rounded(policy, share)
    due = Due(share, in_all=False)
    if policy.periods is None:
        return Dues(None, repeat(due, _amortizing(policy)))
    return Dues(None, chain(repeat(due, _amortizing(policy) - 1), [EVERYTHING]))


def _interest_only(policy: Installments, _owed: Money, _: Fraction) -> Dues:
    return Dues(None, chain(repeat(_INTEREST, _amortizing(policy) - 1), [EVERYTHING]))


def _fixed_payment(policy: Installments, owed: Money, _: Fraction) -> Dues:
    payment = _units(minor_units("payment", policy.payment, owed.currency))
    return Dues(payment, repeat(Due(payment), _amortizing(policy)))


def _custom(policy: Installments, owed: Money, _: Fraction) -> Dues:
    amounts = [minor_units("payments", each.amount, owed.currency) for each in policy.payments]
    return Dues(None, (*(Due(_units(amount)) for amount in amounts), EVERYTHING))


_METHODS: Mapping[str, Callable[[Installments, Money, Fraction], Dues]] = MappingProxyType(
    {
        "level": _level,
        "equal principal": _equal_principal,
        "interest only": _interest_only,
        "fixed payment": _fixed_payment,
        "custom": _custom,
    }
)
METHODS = tuple(_METHODS)
