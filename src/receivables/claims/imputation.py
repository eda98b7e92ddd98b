"""Payments imputed to the parts of one debt while interest accrues."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

import attrs
import moneyed

from receivables.allocation import COSTS_INTEREST_PRINCIPAL, PARTS, spread
from receivables.allocation.parts import Order, groups_of
from receivables.checks import day, keep_as_tuples, of_kind, several
from receivables.currencies import require_same
from receivables.errors import InvalidValueError
from receivables.interest import Accrual, InterestPolicy
from receivables.money import Money
from receivables.position import OpenItem


class ImputedPayment(NamedTuple):
    """What a payment settled of one debt, and what is left of it.

    >>> from receivables import LateInterest
    >>> item = OpenItem(
    ...     customer="C-104", document="F-1001", issued_on=date(2025, 1, 1), due_on=date(2025, 1, 31),
    ...     amount=Money("365.00", "EUR"),
    ... )
    >>> paid = [(date(2025, 2, 10), Money("400.00", "EUR"))]
    >>> (payment,) = impute(item, paid, interest=LateInterest("10"), as_of=date(2025, 2, 10)).payments
    >>> print(f"{payment.interest} interest, {payment.principal} principal, {payment.unapplied} too much")
    1.00 EUR interest, 365.00 EUR principal, 34.00 EUR too much
    """

    on: date
    amount: Money
    costs: Money
    interest: Money
    principal: Money
    unapplied: Money


@attrs.frozen(kw_only=True)
class Imputation:
    """A debt after its payments: each payment with its parts, the accrual through ``as_of``, and what is still owed.

    >>> from receivables import LateInterest
    >>> item = OpenItem(
    ...     customer="C-104", document="F-1001", issued_on=date(2025, 1, 1), due_on=date(2025, 1, 31),
    ...     amount=Money("365.00", "EUR"),
    ... )
    >>> after = impute(item, [], interest=LateInterest("10"), as_of=date(2025, 2, 10), costs=Money("40.00", "EUR"))
    >>> print(after.explain())
    F-1001 on 2025-02-10: 406.00 EUR owed
      365.00 EUR principal, 1.00 EUR interest, 40.00 EUR costs
    """

    item: OpenItem
    order: tuple[tuple[str, ...], ...]
    payments: tuple[ImputedPayment, ...]
    accrual: Accrual
    costs: Money

    def __attrs_post_init__(self) -> None:
        keep_as_tuples(self, "order", "payments")

    @property
    def interest(self) -> Money:
        """The interest accrued and not paid yet."""
        paid = Money.total((payment.interest for payment in self.payments), currency=self.item.currency)
        return self.accrual.amount - paid

    @property
    def owed(self) -> Money:
        """Principal, interest and costs that are still owed."""
        return self.item.open + self.interest + self.costs

    def explain(self) -> str:
        """The debt as text: each payment, and what is left."""
        zero = self.item.amount.with_minor(0)
        lines = [f"{self.item.label} on {self.accrual.as_of}: {self.owed} owed"]
        for payment in self.payments:
            named = [(name, getattr(payment, name)) for name in PARTS]
            parts = [f"{amount} to {name}" for name, amount in named if amount]
            parts += [f"{payment.unapplied} unapplied"] if payment.unapplied != zero else []
            lines.append(f"  {payment.on}: {payment.amount} paid: {', '.join(parts)}")
        lines.append(f"  {self.item.open} principal, {self.interest} interest, {self.costs} costs")
        return "\n".join(lines)


def impute(
    item: OpenItem,
    payments: Iterable[tuple[date, Money | moneyed.Money]],
    *,
    interest: InterestPolicy,
    as_of: date,
    order: Order = COSTS_INTEREST_PRINCIPAL,
    costs: Money | moneyed.Money | None = None,
) -> Imputation:
    """Spread dated ``payments`` over one debt in ``order``, interest accruing up to the day of each.

    ``order`` names ``"costs"``, ``"interest"`` and ``"principal"``; a part not named receives nothing, and parts in a
    list of their own share in proportion (see :func:`receivables.allocation.spread`, and the orders of the law beside
    it). ``costs`` bear no interest. Payments after ``as_of`` do not count.

    Where interest bears interest, what a payment settles of it bears none from that evening on, the oldest first.

    Raises :class:`~receivables.errors.InvalidValueError` for an order that cannot be.

    >>> from receivables import LateInterest
    >>> item = OpenItem(
    ...     customer="C-104", document="F-1001", issued_on=date(2025, 1, 1), due_on=date(2025, 1, 31),
    ...     amount=Money("365.00", "EUR"),
    ... )
    >>> paid = [(date(2025, 2, 10), Money("100.00", "EUR"))]
    >>> print(impute(item, paid, interest=LateInterest("10"), as_of=date(2025, 2, 10)).owed)
    266.00 EUR
    """
    of_kind("item", OpenItem, "an OpenItem", item)
    day("as_of", as_of)
    if not callable(getattr(interest, "accrue", None)):
        raise InvalidValueError("interest", "a policy that accrues, like LateInterest('8')", interest)
    groups = groups_of(order)
    if not {name for group in groups for name in group} <= set(PARTS):
        raise InvalidValueError("order", "an order of " + ", ".join(PARTS) + ", each once at most", order)
    due = item.amount.with_minor(0) if costs is None else _at_least_nothing("costs", costs, item)
    debt, done = item, list[ImputedPayment]()
    for on, amount in sorted(_dated(payments, item), key=lambda payment: payment[0]):
        if on > as_of:
            break
        accrued = interest.accrue(debt, as_of=on).amount
        paid = Money.total((payment.interest for payment in done), currency=item.currency)
        made = _spread(on, amount, {"costs": due, "interest": accrued - paid, "principal": debt.open}, groups)
        due, debt = due - made.costs, _paid(debt, made.principal, paid + made.interest, on)
        done.append(made)
    accrual = interest.accrue(debt, as_of=as_of)
    return Imputation(item=debt, order=tuple(groups), payments=tuple(done), accrual=accrual, costs=due)


def _dated(payments: Iterable[tuple[date, Money | moneyed.Money]], item: OpenItem) -> list[tuple[date, Money]]:
    return [_as_dated(pair, item) for pair in several("payments", "pairs of day and amount", payments)]


def _as_dated(pair: Any, item: OpenItem) -> tuple[date, Money]:
    match pair:
        case (on, amount):
            return day("payments", on), _at_least_nothing("payments", amount, item)
        case _:
            raise InvalidValueError("payments", "pairs of day and amount", pair)


def _at_least_nothing(attribute: str, amount: Money | moneyed.Money, item: OpenItem) -> Money:
    found = Money.of(amount)
    require_same(item.currency, found.currency)
    if found.minor < 0:
        raise InvalidValueError(attribute, "at least 0", found)
    return found


def _spread(on: date, amount: Money, owed: dict[str, Money], order: Order) -> ImputedPayment:
    """The parts of a payment, each at most what is owed there."""
    parts = spread(amount, owed, order)
    left = amount - Money.total(parts.values(), currency=amount.currency)
    return ImputedPayment(on, amount, **parts, unapplied=left)


def _paid(item: OpenItem, part: Money, interest: Money, on: date) -> OpenItem:
    """The item with a part of its principal paid from a day on, and so much of its interest in all."""
    known = dict(item.interest_paid) | ({on: interest.minor} if interest else {})
    history = dict(item.history) | ({on: item.open.minor - part.minor} if part else {})
    return attrs.evolve(
        item,
        paid=item.paid + part,
        history=tuple(sorted(history.items())),
        interest_paid=tuple(sorted(known.items())),
    )
