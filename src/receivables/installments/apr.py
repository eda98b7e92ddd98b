"""The annual percentage rate of flows of money: the one rate at which what is paid is worth what was advanced."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import TypeVar

import attrs
import moneyed

from receivables.checks import day, several, whole
from receivables.currencies import require_same
from receivables.errors import InvalidValueError
from receivables.installments.roots import HIGHEST, LOWEST, Equation, Term
from receivables.money import Exact, Money, exact
from receivables.money.exact import ratio

MOST_DIGITS = 30
"""Decimals that a solution may be asked for."""

_LONGEST_TIME = 1_000
_MOST_PERIODS = 366 * _LONGEST_TIME


def _as_amount(value: Money | moneyed.Money | Exact) -> Money | Fraction:
    return Money.of(value) if isinstance(value, Money | moneyed.Money) else exact("amount", value)


def _as_years(value: Exact) -> Fraction:
    years = ratio("years", value)
    if abs(years) > _LONGEST_TIME:
        raise InvalidValueError("years", f"at most {_LONGEST_TIME} years", value)
    return years


def _as_odd(value: Exact) -> Fraction:
    odd = ratio("odd", value)
    if not 0 <= odd < 1:
        raise InvalidValueError("odd", "the odd days as a fraction of a unit period, from 0 to less than 1", value)
    return odd


def _as_unit_periods(value: int) -> int:
    return whole("unit_periods", value, low=0, high=_MOST_PERIODS, unit="unit periods")


@attrs.frozen
class Flow:
    """Money that is advanced (``amount`` above zero) or paid back (below zero), ``years`` after some first day.

    The amount is Money or a plain exact number; the time is exact, too: ``"1/12"``, ``Fraction(14, 365)``. Which side
    is positive does not matter to the rate.

    >>> Flow(Money("-100.00", "EUR"), "1/12").years
    Fraction(1, 12)
    """

    amount: Money | Fraction = attrs.field(converter=_as_amount)
    years: Fraction = attrs.field(converter=_as_years)


@attrs.frozen
class UnitFlow:
    """Money as :class:`Flow` has it, ``unit_periods`` and an ``odd`` fraction of one after the first advance.

    The unit period is the month, the week, or what else most intervals between payments last (Regulation Z, appendix J,
    paragraph (b)(4)); a month of odd days has 30 of them.

    >>> UnitFlow("-219.17", 0, "6/15").odd
    Fraction(2, 5)
    """

    amount: Money | Fraction = attrs.field(converter=_as_amount)
    unit_periods: int = attrs.field(converter=_as_unit_periods)
    odd: Fraction = attrs.field(default=Fraction(0), converter=_as_odd)


_AnyFlow = TypeVar("_AnyFlow", Flow, UnitFlow)


def dated_flows(
    flows: Iterable[tuple[date, Money | moneyed.Money | Exact]], *, days_per_year: Exact = 365
) -> tuple[Flow, ...]:
    """Flows by their days: the time is counted from the earliest, in years of always ``days_per_year`` days.

    >>> dated_flows([(date(2028, 1, 1), "1000"), (date(2029, 1, 1), "-1100")])[1].years
    Fraction(366, 365)
    """
    length = exact("days_per_year", days_per_year)
    if not 300 <= length <= 400:
        raise InvalidValueError("days_per_year", "the days of a year, like 365 or '365.25'", days_per_year)
    expected = "pairs of a day and an amount"
    given = list(several("flows", expected, flows))
    if any(not isinstance(each, tuple) or len(each) != 2 for each in given):
        raise InvalidValueError("flows", expected, given)
    days = [day("flows", on).toordinal() for on, _ in given]
    first = min(days, default=0)
    return tuple(Flow(amount, (on - first) / length) for on, (_, amount) in zip(days, given, strict=True))


def effective_rate(flows: Iterable[Flow], *, digits: int = 2, bracket: tuple[Exact, Exact] | None = None) -> Decimal:
    """The effective annual rate in percent: the ``r`` with ``sum of amount / (1 + r)**years`` = 0.

    It is the annual percentage rate of the European Union (Directive 2008/48/EC, annex I, and Directive (EU) 2023/2225,
    which replaces it), and what spreadsheets call ``XIRR``. It is proved to the last of its ``digits``, half up. Flows
    with more than one change of sign may have several such rates: then ``bracket`` (two percentages) says between which
    to look.

    Raises :class:`~receivables.errors.InvalidValueError` where money flows one way only, where no rate above -99
    percent fits, and where several do.

    >>> loan = [Flow("196000", 0), *(Flow("-1449.53", Fraction(month, 12)) for month in range(1, 241))]
    >>> effective_rate(loan), effective_rate(loan, digits=6)
    (Decimal('6.59'), Decimal('6.588554'))
    >>> effective_rate([Flow("98.00", 0), Flow("-100.00", "20/365")])  # a discount of 2 % forgone for 20 days
    Decimal('44.59')
    """
    given = _checked(flows, Flow)
    terms = [Term(flow.years, Fraction(0), _number(flow.amount)) for flow in given]
    return percent_root(Equation(terms), per_year=1, digits=digits, bracket=bracket)


def actuarial_rate(
    flows: Iterable[UnitFlow],
    *,
    unit_periods_per_year: int,
    digits: int = 2,
    bracket: tuple[Exact, Exact] | None = None,
) -> Decimal:
    """The nominal annual rate in percent: the rate of a unit period, times the unit periods of a year.

    It is the annual percentage rate of the United States, by the actuarial method (Regulation Z, 12 CFR 1026, appendix
    J): the ``i`` with ``sum of amount / ((1 + odd i)(1 + i)**unit_periods)`` = 0. Rounding, ``bracket`` and errors are
    those of :func:`effective_rate`.

    >>> payments = [UnitFlow("-230.00", month) for month in range(1, 24)] + [UnitFlow("-280.00", 24)]
    >>> actuarial_rate([UnitFlow("5000.00", 0), *payments], unit_periods_per_year=12)
    Decimal('10.50')
    """
    per_year = whole("unit_periods_per_year", unit_periods_per_year, low=1, high=366, unit="unit periods")
    given = _checked(flows, UnitFlow)
    terms = [Term(Fraction(flow.unit_periods), flow.odd, _number(flow.amount)) for flow in given]
    return percent_root(Equation(terms), per_year=per_year, digits=digits, bracket=bracket)


def _checked(flows: Iterable[_AnyFlow], kind: type[_AnyFlow]) -> list[_AnyFlow]:
    """The flows, if they are of a kind and of one currency."""
    expected = f"a list of {kind.__name__}"
    given = list(several("flows", expected, flows))
    if not all(isinstance(each, kind) for each in given):
        raise InvalidValueError("flows", expected, given)
    for one, two in pairwise(flow.amount for flow in given if isinstance(flow.amount, Money)):
        require_same(one.currency, two.currency)
    return given


def _number(amount: Money | Fraction) -> Fraction:
    return amount.exact if isinstance(amount, Money) else amount


def percent_root(
    equation: Equation, *, per_year: int, digits: int, bracket: tuple[Exact, Exact] | None = None
) -> Decimal:
    """The root of an equation as a yearly percentage, the rate of a period times the periods ``per_year``."""
    steps = 100 * per_year * 10 ** whole("digits", digits, low=0, high=MOST_DIGITS, unit="decimals")
    found = equation.brackets(*(_as_bracket(bracket, per_year) if bracket is not None else (LOWEST, HIGHEST)))
    solved = [rounded_decimal(equation.rounded(low, high, steps), digits) for low, high in found]
    if len(solved) != 1:
        where = "above -99 percent" if bracket is None else "in the bracket"
        near = f"{', '.join(map(str, solved))}: give a bracket around the one that is meant" if solved else "none"
        raise InvalidValueError("flows", f"flows with one rate {where} (these have {near})", bracket)
    return solved[0]


def _as_bracket(bracket: Sequence[Exact], per_year: int) -> tuple[Fraction, Fraction]:
    """Two percentages a year as rates of a period."""
    expected = "two percentages above -100, the lower one first"
    if not isinstance(bracket, tuple | list) or len(bracket) != 2:
        raise InvalidValueError("bracket", expected, bracket)
    low, high = (exact("bracket", each) / (100 * per_year) for each in bracket)
    if not -1 < low < high:
        raise InvalidValueError("bracket", expected, bracket)
    return low, high


def rounded_decimal(units: int, digits: int) -> Decimal:
    """So many units of the last of ``digits`` decimals, exact."""
    return Decimal((units < 0, tuple(map(int, str(abs(units)))), -digits))
