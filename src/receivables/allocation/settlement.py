"""What a policy of cash application is, and what it answers: lines that say why, and the rest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, ClassVar, NamedTuple, Protocol

import attrs

from receivables.checks import day, keep_as_tuples, of_kind, several
from receivables.money import Money
from receivables.position import OpenItem, UnappliedCash


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

    ``rule`` names the policy as ``kind@version``; ``because`` says why there are no lines, where that is not plain.

    >>> cash = UnappliedCash(customer="C-1", reference="P-1", received_on=date(2026, 2, 9), amount=Money("9.00", "EUR"))
    >>> print(LeaveUnapplied().apply(cash, [], as_of=date(2026, 2, 9)).rest)
    9.00 EUR
    """

    cash: UnappliedCash
    rule: str
    lines: tuple[SettlementLine, ...] = ()
    because: str = ""

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
        rest = f"  {self.rest} unapplied"
        return "\n".join([head, *lines, f"{rest}: {self.because}" if self.because else rest])

    def to_dict(self) -> dict[str, Any]:
        """The settlement as plain data."""
        return {
            "reference": self.cash.reference,
            "rule": self.rule,
            "amount": str(self.cash.amount),
            "lines": [{**line._asdict(), "amount": str(line.amount)} for line in self.lines],
            "unapplied": str(self.rest),
            "because": self.because,
        }


def checked(cash: UnappliedCash, items: Iterable[OpenItem], as_of: date) -> list[OpenItem]:
    """The items that a policy is asked about, once it is clear that all of the question is what it should be."""
    of_kind("cash", UnappliedCash, "unapplied cash", cash)
    day("as_of", as_of)
    return list(open_items(items))


def open_items(items: Iterable[OpenItem]) -> Iterator[OpenItem]:
    """Open items, and nothing else; each is looked at when its turn comes."""
    expected = "a list of open items"
    return (of_kind("items", OpenItem, expected, item) for item in several("items", expected, items))


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
        checked(cash, items, as_of)
        return Settlement(cash=cash, rule=f"{self.kind}@{self.version}")


LEAVE_UNAPPLIED = LeaveUnapplied()
"""No allocation by rule."""
