"""What a credit policy makes of one account."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import attrs

from receivables.aging import AgingReport
from receivables.checks import keep_as_tuples
from receivables.credit_book import InForce
from receivables.credit_policy import CreditPolicy
from receivables.escalation import NextAction, NoAction
from receivables.interest import Accrual
from receivables.money import Money
from receivables.portfolio.accruing import Accruals
from receivables.position import Position


@attrs.frozen(kw_only=True)
class AccountAssessment:
    """What the policies make of one account: its position, aging, interest item by item, and what to do next.

    ``in_force`` says which policies these are on the day, and why. There is one accrual an item, and one more for each
    change of its interest policy since nights count for its document. ``accruals`` are a tuple, or equal to one:
    :func:`~receivables.portfolio.assess` may leave it for later to make them, once it knows their sum.

    >>> from datetime import date
    >>> from receivables import Account, Invoice, InvoiceIssued, assess
    >>> issued, due = date(2026, 1, 15), date(2026, 2, 14)
    >>> invoice = Invoice("F-1", "C-1", total=Money("60.00", "EUR"), issued_on=issued, due_on=due)
    >>> accounts = [Account("C-1", "EUR", [InvoiceIssued(invoice)])]
    >>> (account,) = assess(accounts, CreditPolicy(name="House policy"), as_of=date(2026, 3, 31)).accounts
    >>> print(account.explain())
    C-1 on 2026-03-31: 60.00 EUR = 60.00 EUR open - 0.00 EUR unapplied
      60.00 EUR = 60.00 EUR billed - 0.00 EUR paid - 0.00 EUR credited - 0.00 EUR written off
      F-1: 60.00 EUR open, due 2026-02-14
    aged by aging@1 on 2026-03-31 by due day
    EUR
      F-1: 60.00 EUR, due 2026-02-14, 45 days: 31-60
    C-1: no action: the policy has no ladder
    """

    in_force: InForce
    position: Position
    aging: AgingReport
    accruals: Sequence[Accrual]
    next_action: NextAction | NoAction

    def __attrs_post_init__(self) -> None:
        keep_as_tuples(self, "accruals")

    @property
    def policy(self) -> CreditPolicy:
        """The credit policy that is in force for the account on the day."""
        return self.in_force.policy

    @property
    def customer(self) -> str:
        """The customer."""
        return self.position.customer

    @property
    def currency(self) -> str:
        """The currency code."""
        return self.position.currency.code

    @property
    def interest(self) -> Money:
        """The interest accrued and not yet charged: the sum over the items."""
        if isinstance(self.accruals, Accruals):
            return Money.of_minor(self.accruals.minor, self.position.currency)
        return Money.total((accrual.amount for accrual in self.accruals), currency=self.position.currency)

    @property
    def overdue_days(self) -> int:
        """What is at risk and for how long: minor units past due and not in dispute, times their days past due."""
        as_of = self.position.as_of
        late = (item for item in self.position.open_items if item.due_on < as_of)
        return sum((item.open - item.in_dispute).minor * item.days_past_due(as_of) for item in late)

    @property
    def accrued(self) -> tuple[Accrual, ...]:
        """The accruals with something to tell: interest for some nights, or a penalty or fee that needs no night."""
        return tuple(accrual for accrual in self.accruals if accrual.spans or accrual.amount)

    def explain(self) -> str:
        """Everything about the account as text: what is open and why, interest span by span, the next action.

        Where the credit policy is amended, what is in force comes first.
        """
        rules = [self.in_force.explain()] if self.in_force.amended else []
        interest = (accrual.explain() for accrual in self.accrued)
        return "\n".join([*rules, self.position.explain(), self.aging.explain(), *interest, self.next_action.explain()])

    def to_dict(self) -> dict[str, Any]:
        """The figures as plain data; ``in_force`` is among them where the credit policy is amended."""
        return {
            "customer": self.customer,
            "currency": self.currency,
            **({"in_force": self.in_force.to_dict()} if self.in_force.amended else {}),
            "position": self.position.to_dict(),
            "interest": self.interest.text,
            "aging": {label: amount.text for label, amount in self.aging.totals(self.currency).items()},
            "accruals": [accrual.to_dict() for accrual in self.accrued],
            "next_action": self.next_action.to_dict(),
        }
