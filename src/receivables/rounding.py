"""Rounding by name, on whole numbers only: no context, no floats.

The names are those of :mod:`decimal` without the prefix, and three more that other money libraries have. Half up means
away from zero, as invoices, VAT rules and the regulators of consumer credit use it, and is the default wherever a
policy rounds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from types import MappingProxyType

from receivables.checks import Choice
from receivables.errors import InvalidValueError

__all__ = ["Rounding"]


class Rounding(Choice):
    """Where a value between two payable amounts goes.

    ==============  ===========================================  ====================
    mode            a value between two goes                     2.5, 3.5, -2.5 go to
    ==============  ===========================================  ====================
    half up         to the nearest, a half away from zero        3, 4, -3
    half down       to the nearest, a half towards zero          2, 3, -2
    half even       to the nearest, a half to the even one       2, 4, -2
    half odd        to the nearest, a half to the odd one        3, 3, -3
    half ceiling    to the nearest, a half to the larger one     3, 4, -2
    half floor      to the nearest, a half to the smaller one    2, 3, -3
    up              away from zero                               3, 4, -3
    down            towards zero                                 2, 3, -2
    ceiling         to the larger one                            3, 4, -2
    floor           to the smaller one                           2, 3, -3
    05up            towards zero, but away from it where that    2, 3, -2
                    would end in 0 or 5
    ==============  ===========================================  ====================

    Other libraries call *half ceiling* and *half floor* "half up" and "half down"; here, as in :mod:`decimal`, up and
    down are about zero.

    >>> Rounding("half_up").apply(Fraction(-5, 2))
    -3
    >>> [mode.apply(Fraction(5, 2)) for mode in (Rounding.HALF_EVEN, Rounding.DOWN, Rounding.CEILING)]
    [2, 2, 3]
    """

    HALF_UP = "half_up"
    HALF_EVEN = "half_even"
    HALF_DOWN = "half_down"
    HALF_ODD = "half_odd"
    HALF_CEILING = "half_ceiling"
    HALF_FLOOR = "half_floor"
    UP = "up"
    DOWN = "down"
    CEILING = "ceiling"
    FLOOR = "floor"
    ZERO_FIVE_UP = "05up"

    def apply(self, value: Fraction) -> int:
        """The whole number that ``value`` rounds to.

        >>> Rounding.HALF_EVEN.apply(Fraction(7, 2))
        4
        """
        return self.quotient(*_parts("value", value))

    def quotient(self, above: int, below: int) -> int:
        """The whole number that ``above`` over ``below`` (more than 0) rounds to, in lowest terms or not.

        >>> Rounding.HALF_EVEN.quotient(14, 4)
        4
        """
        if not (type(above) is type(below) is int and below > 0):
            raise InvalidValueError("quotient", "a whole number over one of more than 0", (above, below))
        whole, rest = divmod(above, below)
        if not rest:
            return whole
        return whole + _GOES_UP[self](whole, 2 * rest - below)

    def to_step(self, value: Fraction, step: Fraction) -> Fraction:
        """The multiple of ``step`` (more than 0) that ``value`` rounds to, in one rounding.

        Raises :class:`~receivables.errors.InvalidValueError` for a step of 0 or less, and for what is no exact number.

        >>> Rounding.HALF_UP.to_step(Fraction("1.075"), Fraction("0.05"))
        Fraction(11, 10)
        """
        above, below = _parts("value", value)
        step_above, step_below = _parts("step", step)
        if step_above <= 0:
            raise InvalidValueError("step", "more than 0", step)
        return Fraction(self.quotient(above * step_below, below * step_above) * step_above, step_below)


def _parts(attribute: str, value: Fraction) -> tuple[int, int]:
    """Numerator and denominator of an exact number."""
    if type(value) not in (int, Fraction):
        raise InvalidValueError(attribute, "a whole number or a Fraction", value)
    return value.numerator, value.denominator


def _away_from_0_and_5(below: int, _: int) -> bool:
    toward_zero = below if below >= 0 else below + 1
    return (below >= 0) is (toward_zero % 5 == 0)


# Whether a value strictly between a whole number ("below") and the next goes up to the next; "past" is negative below
# the half, zero on it and positive above it.
_GOES_UP: Mapping[Rounding, Callable[[int, int], bool]] = MappingProxyType(
    {
        Rounding.HALF_UP: lambda below, past: past > 0 or (past == 0 and below >= 0),
        Rounding.HALF_DOWN: lambda below, past: past > 0 or (past == 0 and below < 0),
        Rounding.HALF_EVEN: lambda below, past: past > 0 or (past == 0 and below % 2 == 1),
        Rounding.HALF_ODD: lambda below, past: past > 0 or (past == 0 and below % 2 == 0),
        Rounding.HALF_CEILING: lambda _, past: past >= 0,
        Rounding.HALF_FLOOR: lambda _, past: past > 0,
        Rounding.UP: lambda below, _: below >= 0,
        Rounding.DOWN: lambda below, _: below < 0,
        Rounding.CEILING: lambda _, __: True,
        Rounding.FLOOR: lambda _, __: False,
        Rounding.ZERO_FIVE_UP: _away_from_0_and_5,
    }
)
