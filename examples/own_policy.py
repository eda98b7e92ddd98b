"""Two policies of one's own: no base class, no registration, only the verb that the slot asks for.

It prints::

    P-1: 500.00 EUR received 2026-03-02, allocated by smallest-first@1
      120.00 EUR to F-2: open 120.00 EUR
      200.00 EUR to F-3: open 200.00 EUR
      180.00 EUR to F-1: open 900.00 EUR
      0.00 EUR unapplied
    F-1: 13.12 EUR by late-interest@1 through 2026-03-31
      2026-01-31 to 2026-03-02: 30 days on 900.00 EUR at 10 % a year, ACT/365F = 7.397260 EUR
      2026-03-02 to 2026-03-31: 29 days on 720.00 EUR at 10 % a year, ACT/365F = 5.720548 EUR
      rounded half_up, total
    F-2: 0.00 EUR by worth-asking@1 through 2026-03-31
      0.99 EUR is less than 5.00 EUR: not worth asking for
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import ClassVar

import attrs

from receivables import (
    Account,
    Accrual,
    CreditPolicy,
    Invoice,
    InvoiceIssued,
    LateInterest,
    Money,
    OpenItem,
    Payment,
    PaymentReceived,
    Portfolio,
    UnappliedCash,
    assess,
)
from receivables.allocation import Settlement, SettlementLine
from receivables.interest import InterestPolicy


@attrs.frozen
class SmallestFirst:
    """Cash application that closes as many items as the money allows: the smallest open amount first."""

    kind: ClassVar[str] = "smallest-first"
    version: ClassVar[int] = 1

    def apply(self, cash: UnappliedCash, items: Iterable[OpenItem], *, as_of: date) -> Settlement:
        """Settle items from the smallest on, while the money lasts."""
        money, lines = cash.amount, []
        for item in sorted(items, key=lambda item: (item.open, item.due_on, item.document, item.installment)):
            part = min(money, item.open)
            if part:
                lines.append(SettlementLine(item.document, item.installment, part, f"open {item.open}"))
            money -= part
        return Settlement(cash=cash, rule=f"{self.kind}@{self.version}", lines=tuple(lines))


@attrs.frozen
class WorthAsking:
    """Late interest by another policy, but none of less than ``minimum`` (main units of the currency) an item."""

    kind: ClassVar[str] = "worth-asking"
    version: ClassVar[int] = 1

    interest: InterestPolicy = attrs.field(metadata={"verb": "accrue"})
    minimum: Decimal = attrs.field(default=Decimal("5.00"), converter=Decimal)

    def accrue(self, item: OpenItem, *, as_of: date, since: date | None = None) -> Accrual:
        """The interest of the other policy if it is worth asking for, else nothing and the reason."""
        accrual = self.interest.accrue(item, as_of=as_of, since=since)
        least = Money(self.minimum, item.currency)
        if not accrual.spans or accrual.amount >= least:
            return accrual
        because = f"{accrual.amount} is less than {least}: not worth asking for"
        return Accrual(item=item, rule=f"{self.kind}@{self.version}", as_of=as_of, because=because)


invoices = [
    Invoice(number, "C-9", total=Money(amount, "EUR"), issued_on=date(2026, 1, 1), due_on=date(2026, 1, 31))
    for number, amount in (("F-1", "900.00"), ("F-2", "120.00"), ("F-3", "200.00"))
]
paid = Payment("P-1", "C-9", amount=Money("500.00", "EUR"), paid_on=date(2026, 3, 2))
account = Account("C-9", "EUR", [*map(InvoiceIssued, invoices), PaymentReceived(paid)])
policy = CreditPolicy(name="Ours", interest=WorthAsking(LateInterest("10")), allocation=SmallestFirst())

before = account.as_of(date(2026, 3, 1))
cash = UnappliedCash(customer="C-9", reference="P-1", received_on=paid.paid_on, amount=paid.amount)
print(policy.allocation.apply(cash, before.items, as_of=paid.paid_on).explain())

result = assess(Portfolio.of([account]), policy, as_of=date(2026, 3, 31))
for accrual in result.account("C-9").accruals[:2]:
    print(accrual.explain())
