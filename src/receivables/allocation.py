"""Cash application: which open items the money settles when the payer did not say.

Remittance advice and a person's decision come first (:mod:`receivables.account`); a policy of this room places what is
left of a payment on the day it arrives. What it leaves is unapplied cash.

>>> from datetime import date
>>> from receivables import Money, OpenItem, UnappliedCash
>>> from receivables.allocation import OldestDueFirst
>>> items = [
...     OpenItem(customer="C-1", document=number, issued_on=date(2026, 1, 1), due_on=due, amount=Money("60.00", "EUR"))
...     for number, due in (("F-2", date(2026, 3, 1)), ("F-1", date(2026, 2, 1)))
... ]
>>> cash = UnappliedCash(customer="C-1", reference="P-1", received_on=date(2026, 2, 9), amount=Money("90.00", "EUR"))
>>> print(OldestDueFirst().apply(cash, items, as_of=date(2026, 2, 9)).explain())
P-1: 90.00 EUR received 2026-02-09, allocated by oldest-due-first@1
  60.00 EUR to F-1: the oldest due, 2026-02-01
  30.00 EUR to F-2: the oldest due, 2026-03-01
  0.00 EUR unapplied
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any, ClassVar, NamedTuple, Protocol

import attrs

from receivables.checks import keep_as_tuples, several
from receivables.errors import InvalidValueError
from receivables.money import Money
from receivables.position import OpenItem, UnappliedCash
from receivables.position.items import KINDS

__all__ = [
    "Allocation",
    "COSTS_FIRST",
    "ClaimsInOrder",
    "LEAVE_UNAPPLIED",
    "LeaveUnapplied",
    "OLDEST_DUE_FIRST",
    "OldestDueFirst",
    "Settlement",
    "SettlementLine",
]


class SettlementLine(NamedTuple):
    """So much of the money to one item, and why that one.

    >>> SettlementLine("F-1", 2, Money("30.00", "EUR"), "the oldest due, 2026-02-01").label
    'F-1/2'
    """

    document: str
    installment: int
    amount: Money
    because: str

    @property
    def label(self) -> str:
        """The document, with the installment from the second on."""
        return self.document if self.installment == 1 else f"{self.document}/{self.installment}"


@attrs.frozen(kw_only=True)
class Settlement:
    """What a policy does with a sum of money: its lines, and the rest that stays unapplied.

    ``rule`` names the policy as ``kind@version``.

    >>> cash = UnappliedCash(customer="C-1", reference="P-1", received_on=date(2026, 2, 9), amount=Money("9.00", "EUR"))
    >>> print(LeaveUnapplied().apply(cash, [], as_of=date(2026, 2, 9)).rest)
    9.00 EUR
    """

    cash: UnappliedCash
    rule: str
    lines: tuple[SettlementLine, ...] = ()

    def __attrs_post_init__(self) -> None:
        keep_as_tuples(self, "lines")

    @property
    def applied(self) -> Money:
        """The sum of the lines."""
        return Money.total((line.amount for line in self.lines), currency=self.cash.amount.currency)

    @property
    def rest(self) -> Money:
        """What stays unapplied."""
        return self.cash.amount - self.applied

    def explain(self) -> str:
        """The settlement as text, a line an item."""
        head = f"{self.cash.reference}: {self.cash.amount} received {self.cash.received_on}, allocated by {self.rule}"
        lines = [f"  {line.amount} to {line.label}: {line.because}" for line in self.lines]
        return "\n".join([head, *lines, f"  {self.rest} unapplied"])

    def to_dict(self) -> dict[str, Any]:
        """The settlement as plain data."""
        return {
            "reference": self.cash.reference,
            "rule": self.rule,
            "amount": str(self.cash.amount),
            "lines": [{**line._asdict(), "amount": str(line.amount)} for line in self.lines],
            "unapplied": str(self.rest),
        }


class Allocation(Protocol):
    """A policy of cash application: any value with this verb.

    ``apply`` is asked once for each payment, on the day it arrives, after remittance and decisions; ``items`` are the
    open items of the account by due day. It returns lines that take at most what is there from the money and at most
    what is open from each item; anything else is refused by the replay.

    >>> class LargestFirst:
    ...     def apply(self, cash, items, *, as_of):
    ...         largest = sorted(items, key=lambda item: item.open)[-1:]
    ...         lines = [
    ...             SettlementLine(item.document, item.installment, min(cash.amount, item.open), "the largest")
    ...             for item in largest
    ...         ]
    ...         return Settlement(cash=cash, rule="largest-first@1", lines=lines)
    >>> due, day = date(2026, 2, 1), date(2026, 2, 9)
    >>> items = [
    ...     OpenItem(customer="C-1", document=number, issued_on=due, due_on=due, amount=Money(amount, "EUR"))
    ...     for number, amount in (("F-1", "60.00"), ("F-2", "80.00"))
    ... ]
    >>> cash = UnappliedCash(customer="C-1", reference="P-1", received_on=day, amount=Money("90.00", "EUR"))
    >>> print(LargestFirst().apply(cash, items, as_of=day).explain())
    P-1: 90.00 EUR received 2026-02-09, allocated by largest-first@1
      80.00 EUR to F-2: the largest
      10.00 EUR unapplied
    """

    def apply(self, cash: UnappliedCash, items: Iterable[OpenItem], *, as_of: date) -> Settlement:
        """Decide what ``cash`` settles."""
        ...


@attrs.frozen
class OldestDueFirst:
    """The oldest due item first (ties: the earlier issued, then the document number), each in full while money lasts.

    Items that are not due yet follow those that are. Source: the usual rule of open-item accounting; German law has it
    as a first criterion among debts already due (BGB § 366 (2)).

    >>> day = date(2026, 2, 9)
    >>> items = [
    ...     OpenItem(customer="C-1", document=number, issued_on=day, due_on=due, amount=Money("60.00", "EUR"))
    ...     for number, due in (("F-2", date(2026, 3, 1)), ("F-1", date(2026, 2, 9)))
    ... ]
    >>> cash = UnappliedCash(customer="C-1", reference="P-1", received_on=day, amount=Money("90.00", "EUR"))
    >>> [(line.document, line.amount.text) for line in OldestDueFirst().apply(cash, items, as_of=day).lines]
    [('F-1', '60.00'), ('F-2', '30.00')]
    """

    kind: ClassVar[str] = "oldest-due-first"
    version: ClassVar[int] = 1

    def apply(self, cash: UnappliedCash, items: Iterable[OpenItem], *, as_of: date) -> Settlement:
        """Settle items from the oldest due day on."""
        lines = _in_order(cash.amount, sorted(items, key=_age), _oldest_due)
        return Settlement(cash=cash, rule=f"{self.kind}@{self.version}", lines=tuple(lines))


def _age(item: OpenItem) -> tuple[date, date, str, int]:
    return item.due_on, item.issued_on, item.document, item.installment


def _oldest_due(item: OpenItem) -> str:
    return f"the oldest due, {item.due_on}"


def _in_order(money: Money, items: Iterable[OpenItem], because: Callable[[OpenItem], str]) -> Iterator[SettlementLine]:
    """Each item in full while money lasts."""
    for item in items:
        if not money:
            return
        part = min(money, item.open)
        if part:
            yield SettlementLine(item.document, item.installment, part, because(item))
            money = money - part


def _as_order(order: Iterable[str]) -> tuple[str, ...]:
    return tuple(several("order", "a list of kinds of claims", order))


PART_OF_A_DEBT = {"compensation": "costs", "interest": "interest", "invoice": "principal"}
"""What each kind of open item is in the words of the law."""


@attrs.frozen
class ClaimsInOrder:
    """What was charged for the delay before the debt itself: costs, then interest, then principal, oldest due first.

    ``order`` names the kinds of open items, ``"compensation"`` (costs), ``"interest"`` and ``"invoice"`` (principal);
    within a kind, the oldest due item comes first (ties: the earlier issued, then the document number), each in full
    while money lasts. A kind that is not named receives nothing. Only what was charged is there to be settled; for
    interest that accrues from payment to payment inside one debt, see :func:`receivables.claims.impute`.

    Raises :class:`~receivables.errors.InvalidValueError` for an order that cannot be.
    Source: BGB § 367 (1), BW 6:44, and most codes where nothing else is agreed.

    >>> day, amount = date(2026, 2, 9), Money("40.00", "EUR")
    >>> items = [
    ...     OpenItem(customer="C-1", document=number, kind=kind, issued_on=day, due_on=due, amount=amount)
    ...     for number, kind, due in (
    ...         ("F-1", "invoice", date(2026, 1, 9)),
    ...         ("I-1", "interest", date(2026, 2, 9)),
    ...         ("K-1", "compensation", date(2026, 2, 9)),
    ...     )
    ... ]
    >>> cash = UnappliedCash(customer="C-1", reference="P-1", received_on=day, amount=Money("90.00", "EUR"))
    >>> print(ClaimsInOrder().apply(cash, items, as_of=day).explain())
    P-1: 90.00 EUR received 2026-02-09, allocated by claims-in-order@1
      40.00 EUR to K-1: costs first; the oldest due, 2026-02-09
      40.00 EUR to I-1: interest next; the oldest due, 2026-02-09
      10.00 EUR to F-1: principal next; the oldest due, 2026-01-09
      0.00 EUR unapplied
    """

    kind: ClassVar[str] = "claims-in-order"
    version: ClassVar[int] = 1

    order: tuple[str, ...] = attrs.field(default=("compensation", "interest", "invoice"), converter=_as_order)

    @order.validator
    def _check_order(self, attribute: attrs.Attribute[tuple[str, ...]], order: tuple[str, ...]) -> None:
        if not order or any(order.count(kind) > 1 or kind not in KINDS for kind in order):
            raise InvalidValueError(attribute.name, "an order of " + ", ".join(KINDS) + ", each once at most", order)

    def apply(self, cash: UnappliedCash, items: Iterable[OpenItem], *, as_of: date) -> Settlement:
        """Settle items kind by kind, from the oldest due day on."""
        named = [item for item in items if item.kind in self.order]
        waiting = sorted(named, key=lambda item: (self.order.index(item.kind), _age(item)))
        lines = _in_order(cash.amount, waiting, self._because)
        return Settlement(cash=cash, rule=f"{self.kind}@{self.version}", lines=tuple(lines))

    def _because(self, item: OpenItem) -> str:
        place = "first" if item.kind == self.order[0] else "next"
        return f"{PART_OF_A_DEBT[item.kind]} {place}; {_oldest_due(item)}"


@attrs.frozen
class LeaveUnapplied:
    """Nothing by rule: money that neither payer nor clerk has assigned stays unapplied.

    >>> from receivables import Account, Invoice, InvoiceIssued, Payment, PaymentReceived
    >>> due, paid = date(2026, 2, 14), date(2026, 2, 9)
    >>> invoice = Invoice("F-1", "C-1", total=Money("9.00", "EUR"), issued_on=date(2026, 1, 15), due_on=due)
    >>> payment = Payment("P-1", "C-1", amount=Money("4.00", "EUR"), paid_on=paid)
    >>> account = Account("C-1", "EUR", [InvoiceIssued(invoice), PaymentReceived(payment)])
    >>> by_rule, by_hand = account.as_of(paid), account.as_of(paid, allocation=LeaveUnapplied())
    >>> print(by_rule.open, "open; or", by_hand.open, "open and", by_hand.unapplied, "unapplied")
    5.00 EUR open; or 9.00 EUR open and 4.00 EUR unapplied
    """

    kind: ClassVar[str] = "leave-unapplied"
    version: ClassVar[int] = 1

    def apply(self, cash: UnappliedCash, items: Iterable[OpenItem], *, as_of: date) -> Settlement:
        """Leave all of it on account."""
        return Settlement(cash=cash, rule=f"{self.kind}@{self.version}")


OLDEST_DUE_FIRST = OldestDueFirst()
"""The oldest due item first."""

COSTS_FIRST = ClaimsInOrder()
"""Costs, then interest, then principal."""

LEAVE_UNAPPLIED = LeaveUnapplied()
"""No allocation by rule."""
