"""The work of a day: whom to contact about how much, in which order, and what else happened that somebody should know.

>>> from datetime import date
>>> from receivables import Account, CreditPolicy, Invoice, InvoiceIssued, Ladder, Money, Step, assess
>>> due = date(2026, 2, 14)
>>> invoice = Invoice("F-1", "C-104", total=Money("1000.00", "EUR"), issued_on=date(2026, 1, 15), due_on=due)
>>> policy = CreditPolicy(name="House policy", ladder=Ladder([Step("reminder", days=5, channel="email")]))
>>> result = assess([Account("C-104", "EUR", [InvoiceIssued(invoice)])], policy, as_of=date(2026, 2, 25))
>>> print(worklist(result).explain())
House policy on 2026-02-25: 1 customer to contact
  EUR: reminder by email, 1 customer, 1000.00 EUR
EUR
  1. C-104: reminder by email, 1000.00 EUR; 1000.00 EUR at risk, 11 days past due; never contacted
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import attrs

from receivables.checks import keep_as_tuples, of_kind
from receivables.errors import InvalidValueError
from receivables.escalation import NextAction
from receivables.events import ConsentWithdrawn, ContactMade, order
from receivables.money import Money
from receivables.plans import AgreedPlans
from receivables.portfolio import AccountAssessment, Assessment
from receivables.position import Position, days_in_words
from receivables.promises import PromiseOutcome, Promises

__all__ = [
    "Notice",
    "WorkRow",
    "Worklist",
    "worklist",
]


@attrs.frozen(kw_only=True)
class WorkRow:
    """One customer to contact: what to do, and what one should know before picking up the telephone.

    ``at_risk`` is what is past due and not in dispute, ``oldest_days`` the days past due of the oldest of it (0 where
    nothing is), ``disputed`` what is in dispute, ``promise`` what became of the promise that was made last. Of all
    accounts of the customer, in any currency, are ``last_contact``, the contact that was made last, and ``opt_out``,
    which says that the customer does not want to be contacted over the channel of the step any more. Rows are in order
    of ``rank``, from 1 in each currency.

    >>> from receivables import Account, CreditPolicy, Invoice, InvoiceIssued, Ladder, Step, assess
    >>> due = date(2026, 2, 14)
    >>> invoice = Invoice("F-1", "C-1", total=Money("60.00", "EUR"), issued_on=date(2026, 1, 15), due_on=due)
    >>> policy = CreditPolicy(name="House policy", ladder=Ladder([Step("reminder", days=5, channel="email")]))
    >>> result = assess([Account("C-1", "EUR", [InvoiceIssued(invoice)])], policy, as_of=date(2026, 3, 1))
    >>> (row,) = worklist(result).rows
    >>> print(row.customer, row.action.step.name, row.at_risk, row.oldest_days)
    C-1 reminder 60.00 EUR 15
    """

    rank: int
    action: NextAction
    currency: str
    at_risk: Money
    oldest_days: int
    disputed: Money
    last_contact: ContactMade | None
    promise: PromiseOutcome | None
    opt_out: ConsentWithdrawn | None = None

    @property
    def customer(self) -> str:
        """The customer."""
        return self.action.customer

    def explain(self) -> str:
        """The row as text."""
        step, past_due = self.action.step, days_in_words(self.oldest_days)
        told = (
            f"{step.name} by {step.channel}, {self.action.amount}",
            *self.action.actions[1:],
            f"{self.at_risk} at risk, {past_due} past due" if self.at_risk else "nothing at risk",
            *self.beside,
        )
        return f"  {self.rank}. {self.customer}: {'; '.join(told)}"

    @property
    def beside(self) -> tuple[str, ...]:
        """What to know besides: the last contact and its outcome, an opt-out, the last promise, what is in dispute."""
        last, promise, opt_out = self.last_contact, self.promise, self.opt_out
        return (
            _contact(last) if last else "never contacted",
            *([f"consent to {opt_out.channel} withdrawn on {opt_out.on}"] if opt_out else []),
            *([f"promised {promise.promised} by {promise.due_on}: {promise.state}"] if promise else []),
            *([f"{self.disputed} in dispute"] if self.disputed else []),
        )

    def to_dict(self) -> dict[str, Any]:
        """The row as plain data, one value a key: a line of a table."""
        action, step, last, promise = self.action, self.action.step, self.last_contact, self.promise
        return {
            "rank": self.rank,
            "customer": self.customer,
            "currency": self.currency,
            "step": step.name,
            "channel": step.channel,
            "amount": action.amount.text,
            "items": "; ".join(item.label for item in action.items),
            "since": action.on.isoformat(),
            "at_risk": self.at_risk.text,
            "oldest_days": self.oldest_days,
            "disputed": self.disputed.text,
            "last_contact": last and last.on.isoformat(),
            "last_step": last and last.step,
            "last_outcome": (last and last.outcome) or None,
            "opted_out": self.opt_out and self.opt_out.on.isoformat(),
            "promise": promise and promise.state,
            "promised": promise and promise.promised.text,
            "promised_on": promise and promise.due_on.isoformat(),
            "template": step.template or None,
            "tone": step.tone,
            "actions": "; ".join(step.actions[1:]) or None,
            "deadline": action.deadline and action.deadline.isoformat(),
            "review_on": action.review_on.isoformat(),
            "because": action.because,
        }


@attrs.frozen
class Notice:
    """Something that somebody should know, and that no step of the ladder says.

    >>> print(Notice("C-104", "cash to apply", "P-7: 250.00 EUR unapplied since 2026-02-20"))
    C-104: cash to apply, P-7: 250.00 EUR unapplied since 2026-02-20
    """

    customer: str
    what: str
    text: str

    def __str__(self) -> str:
        return f"{self.customer}: {self.what}, {self.text}"

    def to_dict(self) -> dict[str, Any]:
        """The notice as plain data."""
        return {"customer": self.customer, "what": self.what, "text": self.text}


@attrs.frozen(kw_only=True)
class Worklist:
    """The work of a day: ``rows`` by currency and rank, and ``notices`` by what they are about and customer.

    ``known_by`` is that of the assessment: what was recorded later is left out.

    >>> print(Worklist(policy="House policy", as_of=date(2026, 3, 1), rows=(), notices=()).explain())
    House policy on 2026-03-01: 0 customers to contact
    """

    policy: str
    as_of: date
    rows: tuple[WorkRow, ...]
    notices: tuple[Notice, ...]
    known_by: date | None = None

    def __attrs_post_init__(self) -> None:
        keep_as_tuples(self, "rows", "notices")

    @property
    def digest(self) -> tuple[str, ...]:
        """The day in a few sentences: how many customers for each step, and how many notices of each kind.

        A customer with rows in two currencies is one customer to contact. Steps are in order of their days.
        """
        steps: dict[tuple[str, bool, int, str, str], list[Money]] = {}
        for row in self.rows:
            step = row.action.step
            key = row.currency, step.days is None, step.days or 0, step.name, step.channel
            steps.setdefault(key, []).append(row.action.amount)
        kinds: dict[str, int] = {}
        for notice in self.notices:
            kinds[notice.what] = kinds.get(notice.what, 0) + 1
        return (
            f"{_customers(len({row.customer for row in self.rows}))} to contact",
            *(
                f"{currency}: {step} by {channel}, {_customers(len(asked))}, {_sum(asked)}"
                for (currency, *_, step, channel), asked in sorted(steps.items(), key=lambda each: each[0])
            ),
            *(f"{what}: {count}" for what, count in kinds.items()),
        )

    @property
    def title(self) -> str:
        """The policy and the day, and by when what was recorded is known."""
        known = f", as known by {self.known_by}" if self.known_by else ""
        return f"{self.policy} on {self.as_of}{known}"

    def explain(self) -> str:
        """The work as text: the digest, the rows of each currency, the notices."""
        first, *others = self.digest
        lines = [f"{self.title}: {first}", *(f"  {each}" for each in others)]
        for currency in dict.fromkeys(row.currency for row in self.rows):
            lines += [currency, *(row.explain() for row in self.rows if row.currency == currency)]
        return "\n".join([*lines, *map(str, self.notices)])

    def to_dict(self) -> dict[str, Any]:
        """The work as plain data."""
        return {
            "policy": self.policy,
            "as_of": self.as_of.isoformat(),
            "known_by": self.known_by and self.known_by.isoformat(),
            "digest": list(self.digest),
            "rows": [row.to_dict() for row in self.rows],
            "notices": [notice.to_dict() for notice in self.notices],
        }


def worklist(assessment: Assessment, *, promises: Promises | None = None) -> Worklist:
    """The work that follows from an assessment: the accounts with something to do in its order, and what to know.

    Accounts are ranked by what is at risk and for how long: each amount past due and not in dispute times its days past
    due, the largest sum first (an amount twice as large counts like one twice as old). ``promises`` judges promises;
    left out, with the days of tolerance of the ladder.

    Raises :class:`~receivables.errors.InvalidValueError` for what is no assessment, or no way to judge promises.

    >>> from receivables import CreditPolicy, assess
    >>> worklist(assess([], CreditPolicy(name="House policy"), as_of=date(2026, 3, 1))).digest
    ('0 customers to contact',)
    """
    if not isinstance(assessment, Assessment):
        raise InvalidValueError("assessment", "an assessment, as assess(...) gives it", assessment)
    judge = None if promises is None else of_kind("promises", Promises, "Promises", promises)
    rows: list[WorkRow] = []
    of_customer: dict[str, list[Position]] = {}
    for account in assessment.accounts:
        of_customer.setdefault(account.customer, []).append(account.position)
    for account in assessment.worklist:
        rank = rows[-1].rank + 1 if rows and rows[-1].currency == account.currency else 1
        rows.append(_row(account, rank, judge or account.policy.promises, of_customer[account.customer]))
    found = [each for account in assessment.accounts for each in _notices(account, judge or account.policy.promises)]
    return Worklist(
        policy=assessment.policy.name,
        as_of=assessment.as_of,
        known_by=assessment.known_by,
        rows=tuple(rows),
        notices=tuple(sorted(found, key=lambda notice: _KINDS.index(notice.what))),
    )


_KINDS = ("promise broken", "promise due today", "plan broken", "plan late", "cash to apply")
"""What notices are about, the most pressing first."""


def _row(account: AccountAssessment, rank: int, promises: Promises, of_customer: list[Position]) -> WorkRow:
    action, position = account.next_action, account.position
    if not isinstance(action, NextAction):
        raise InvalidValueError("worklist", "accounts with something to do", action)
    late = [item for item in position.open_items if item.due_on < position.as_of and item.open > item.in_dispute]
    made = promises.outcomes(position)
    words = (word for each in of_customer for word in each.consents if word.channel == action.step.channel)
    word = max(words, key=order, default=None)
    return WorkRow(
        rank=rank,
        action=action,
        currency=account.currency,
        at_risk=Money.total((item.open - item.in_dispute for item in late), currency=position.currency),
        oldest_days=max((item.days_past_due(position.as_of) for item in late), default=0),
        disputed=Money.total((item.in_dispute for item in position.open_items), currency=position.currency),
        last_contact=max((contact for each in of_customer for contact in each.contacts), key=order, default=None),
        promise=made[-1] if made else None,
        opt_out=word if isinstance(word, ConsentWithdrawn) else None,
    )


def _notices(account: AccountAssessment, promises: Promises) -> Iterator[Notice]:
    """What an account has to tell: promises that fall due or broke the day before, plans in trouble, cash to apply."""
    position, plans = account.position, account.policy.plans
    customer, today = position.customer, position.as_of
    for promise in promises.outcomes(position):
        if promise.state == "open" and promise.due_on == today:
            yield Notice(customer, "promise due today", str(promise))
        if promise.state in ("broken", "partly kept") and (today - promise.last_day).days == 1:
            yield Notice(customer, "promise broken", str(promise))
    judge = plans if isinstance(plans, AgreedPlans) else AgreedPlans()
    for plan in judge.outcomes(position):
        if plan.due and plan.state in ("late", "broken", "accelerated"):
            what = "plan late" if plan.state == "late" else "plan broken"
            yield Notice(customer, what, f"{plan.plan.reference}: {plan.due} due of {plan.plan.total}")
    if position.open:
        for cash in position.unapplied_cash:
            text = f"{cash.reference}: {cash.amount} unapplied since {cash.received_on}"
            yield Notice(customer, "cash to apply", text)


def _contact(last: ContactMade) -> str:
    outcome = f": {last.outcome}" if last.outcome else ""
    return f"last contact {last.on} ({last.step} by {last.channel}){outcome}"


def _sum(amounts: list[Money]) -> Money:
    return Money.total(amounts, currency=amounts[0].currency)


def _customers(count: int) -> str:
    return "1 customer" if count == 1 else f"{count:,} customers"
