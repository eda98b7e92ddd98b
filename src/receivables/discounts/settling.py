"""One payment over open items, once it is known what closing each of them takes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from receivables.discounts.results import PaidLine
from receivables.money import Money
from receivables.position import OpenItem
from receivables.rounding import Rounding


class Claim(NamedTuple):
    """An open item on the day of a payment, and what may be given up.

    A payment that closes it gets ``discount`` (``late``: accepted after the last day), a difference up to ``limit`` is
    given up. A part payment earns ``earning`` of itself, at most ``most`` minor units. ``words`` say which offer it is.
    """

    item: OpenItem
    discount: Money
    limit: Money
    late: bool = False
    earning: Fraction = Fraction(0)
    most: int = 0
    words: str = ""

    @property
    def payable(self) -> Money:
        """The cash that closes it."""
        return self.item.open - self.discount

    def closed(self, tolerance: Money) -> PaidLine:
        """The line of a payment that closes it, but for the tolerance."""
        why = [self.words] if self.discount else []
        if tolerance:
            what = "missing, given up" if tolerance.minor > 0 else "too much, kept"
            why.append(f"{abs(tolerance)} {what}")
        because = "; ".join(why) or "paid in full"
        return self._line(self.payable - tolerance, self.discount, tolerance, because)

    def reduced(self, cash: Money) -> PaidLine:
        """The line of a part payment."""
        earned = min(round_half_up(cash, self.earning).minor, self.most, self.item.open.minor - cash.minor)
        why = f"part payment; {self.words}" if earned > 0 else "part payment"
        return self._line(cash, cash.with_minor(max(earned, 0)), cash.with_minor(0), why)

    def _line(self, cash: Money, discount: Money, tolerance: Money, because: str) -> PaidLine:
        zero = cash.with_minor(0)
        in_time, late = (zero, discount) if self.late else (discount, zero)
        return PaidLine(self.item.document, self.item.installment, cash, in_time, late, tolerance, because)


def round_half_up(amount: Money, share: Fraction) -> Money:
    """A share of an amount, rounded once."""
    return amount.with_minor(Rounding.HALF_UP.quotient(amount.minor * share.numerator, share.denominator))


def settle(claims: Sequence[Claim], cash: Money, *, shrinks: bool = False) -> tuple[PaidLine, ...]:
    """All items are closed if the cash is enough, or short by the tolerance; else one by one while it lasts.

    With ``shrinks``, what is paid too much reduces the discounts first.
    """
    over = cash.minor - sum(claim.payable.minor for claim in claims)
    if not cash or -over > sum(_bearable(claims)):
        return tuple(_one_by_one(claims, cash))
    if shrinks and over > 0:
        claims, over = _shrunk(claims, over)
    limits = [claim.limit.minor for claim in claims] if over > 0 else _bearable(claims)
    given_up = 0 < abs(over) <= sum(limits)
    shares = cash.with_minor(-over).allocate(limits) if given_up else [cash.with_minor(0)] * len(claims)
    return tuple(claim.closed(share) for claim, share in zip(claims, shares, strict=True))


def _bearable(claims: Iterable[Claim]) -> list[int]:
    """Minor units that may be missing of each item: no more than was to be paid."""
    return [min(claim.limit, claim.payable).minor for claim in claims]


def _shrunk(claims: Iterable[Claim], over: int) -> tuple[list[Claim], int]:
    """Discounts less what was paid too much, item by item, and what is left of that."""
    found = []
    for claim in claims:
        less = min(claim.discount.minor, over)
        over -= less
        discount = claim.discount.with_minor(claim.discount.minor - less)
        words = f"{claim.words}, less {discount.with_minor(less)} paid too much" if less else claim.words
        found.append(claim._replace(discount=discount, words=words))
    return found, over


def _one_by_one(claims: Iterable[Claim], cash: Money) -> Iterator[PaidLine]:
    """In order: what the cash covers less its discount is closed, the next takes the rest."""
    for claim in claims:
        if not cash:
            return
        line = claim.reduced(cash) if cash < claim.payable else claim.closed(cash.with_minor(0))
        yield line
        cash = cash - line.cash
