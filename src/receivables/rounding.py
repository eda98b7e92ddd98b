"""Rounding by name, on whole numbers only: no context, no floats.

The names are those of :mod:`decimal` without the prefix. Half up means away from zero, as invoices, VAT rules and the
regulators of consumer credit use it, and is the default wherever a policy rounds.
"""

from __future__ import annotations

from enum import Enum
from fractions import Fraction

__all__ = [
    "Rounding",
]


class Rounding(Enum):
    """Where a value between two payable amounts goes.

    >>> Rounding("half_up").apply(Fraction(-5, 2))
    -3
    >>> [mode.apply(Fraction(5, 2)) for mode in (Rounding.HALF_EVEN, Rounding.DOWN, Rounding.CEILING)]
    [2, 2, 3]
    """

    HALF_UP = "half_up"
    HALF_EVEN = "half_even"
    HALF_DOWN = "half_down"
    UP = "up"
    DOWN = "down"
    CEILING = "ceiling"
    FLOOR = "floor"
    ZERO_FIVE_UP = "05up"

    def __repr__(self) -> str:
        return f"Rounding.{self.name}"

    def apply(self, value: Fraction) -> int:
        """The whole number that ``value`` rounds to."""
        whole, rest = divmod(value.numerator, value.denominator)
        if not rest:
            return whole
        return whole + self._goes_up(whole, 2 * rest - value.denominator)

    def _goes_up(self, below: int, past_half: int) -> bool:
        """Whether a value strictly between ``below`` and ``below + 1`` goes to the larger one.

        ``past_half`` is negative below the half, zero on it, positive above it.
        """
        positive = below >= 0
        match self:
            case Rounding.FLOOR:
                return False
            case Rounding.CEILING:
                return True
            case Rounding.UP:
                return positive
            case Rounding.DOWN:
                return not positive
            case Rounding.ZERO_FIVE_UP:
                toward_zero = below if positive else below + 1
                return positive is (toward_zero % 5 == 0)
            case Rounding.HALF_EVEN:
                return past_half > 0 or (past_half == 0 and below % 2 == 1)
            case Rounding.HALF_DOWN:
                return past_half > 0 or (past_half == 0 and not positive)
            case Rounding.HALF_UP:
                return past_half > 0 or (past_half == 0 and positive)
