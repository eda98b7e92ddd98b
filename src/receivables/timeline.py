"""The log of an account: every fact, what money settled, what became of promises and plans, in order.

>>> from receivables import Account, CreditPolicy, Invoice, InvoiceIssued, Payment, PaymentReceived
>>> due, half = date(2026, 2, 14), Money("500.00", "EUR")
>>> invoice = Invoice("F-1", "C-104", total=Money("1000.00", "EUR"), issued_on=date(2026, 1, 15), due_on=due)
>>> payment = Payment("P-7", "C-104", amount=half, paid_on=date(2026, 2, 20))
>>> account = Account("C-104", "EUR", [InvoiceIssued(invoice), PaymentReceived(payment)])
>>> print(timeline(account, CreditPolicy(name="House policy"), as_of=date(2026, 3, 1)).explain())
C-104 in EUR to 2026-03-01
  2026-01-15 invoice F-1 of 1000.00 EUR, due 2026-02-14 | 1000.00 EUR open
  2026-02-20 payment P-7 of 500.00 EUR | 500.00 EUR open
  2026-02-20 P-7: 500.00 EUR to F-1 (oldest-due-first@1: the oldest due, 2026-02-14)
  2026-03-01 no action: the policy has no ladder
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from itertools import accumulate
from types import MappingProxyType
from typing import Any, NamedTuple

import attrs

from receivables.account import Account
from receivables.checks import keep_as_tuples, of_kind
from receivables.credit_book import CreditBook
from receivables.credit_policy import CreditPolicy
from receivables.errors import InvalidValueError
from receivables.escalation import Ladder, NextAction
from receivables.events import (
    CashApplied,
    CashUnapplied,
    CompensationCharged,
    ConsentGiven,
    ConsentWithdrawn,
    ContactMade,
    CreditNoteIssued,
    DisputeClosed,
    DisputeOpened,
    Event,
    FeeCharged,
    HoldLifted,
    HoldPlaced,
    InterestCharged,
    InvoiceIssued,
    LimitSet,
    PaymentReceived,
    PaymentReversed,
    PlanAgreed,
    PromiseMade,
    Refunded,
    WrittenOff,
)
from receivables.money import Money
from receivables.plans import AgreedPlans
from receivables.portfolio import AccountAssessment, assess
from receivables.position import Position
from receivables.promises import Promises

__all__ = [
    "Entry",
    "Timeline",
    "timeline",
]

WHATS = ("fact", "settlement", "promise", "plan", "decision")
"""What an entry of a log may be: a fact that was recorded, or what follows from the facts."""


class Entry(NamedTuple):
    """A line of the log: the day, what it is, in words, and what was open that evening.

    ``what`` is ``"fact"``, ``"settlement"``, ``"promise"``, ``"plan"`` or ``"decision"``; ``recorded_on`` is when a
    fact became known, if later. ``open`` stands beside the last fact that moves money on a day on which it changed.

    >>> print(Entry(date(2026, 1, 15), "fact", "limit set to 500.00 EUR"))
    2026-01-15 limit set to 500.00 EUR
    """

    on: date
    what: str
    text: str
    recorded_on: date | None = None
    open: Money | None = None

    def __str__(self) -> str:
        known = f" (recorded {self.recorded_on})" if self.recorded_on else ""
        after = f" | {self.open} open" if self.open is not None else ""
        return f"{self.on} {self.text}{known}{after}"

    def to_dict(self) -> dict[str, Any]:
        """The entry as plain data."""
        return {
            "on": self.on.isoformat(),
            "what": self.what,
            "text": self.text,
            "recorded_on": self.recorded_on and self.recorded_on.isoformat(),
            "open": None if self.open is None else self.open.text,
        }


@attrs.frozen(kw_only=True)
class Timeline:
    """The log of one account to the evening of ``as_of``, in order of the days.

    Within a day: the facts in the order of events, what money settled, what became of promises and plans, and last the
    next action.

    >>> Timeline(customer="C-1", currency="EUR", as_of=date(2026, 3, 1), entries=()).explain()
    'C-1 in EUR to 2026-03-01'
    """

    customer: str
    currency: str
    as_of: date
    entries: tuple[Entry, ...]

    def __attrs_post_init__(self) -> None:
        keep_as_tuples(self, "entries")

    def explain(self) -> str:
        """The log as text, a line an entry."""
        head = f"{self.customer} in {self.currency} to {self.as_of}"
        return "\n".join([head, *(f"  {entry}" for entry in self.entries)])

    def to_dict(self) -> dict[str, Any]:
        """The log as plain data."""
        return {
            "customer": self.customer,
            "currency": self.currency,
            "as_of": self.as_of.isoformat(),
            "entries": [entry.to_dict() for entry in self.entries],
        }


def timeline(
    account: Account,
    policy: CreditPolicy | CreditBook,
    *,
    as_of: date,
    known_by: date | None = None,
    promises: Promises | None = None,
) -> Timeline:
    """Every fact and decision on an account to the evening of ``as_of``, under a credit policy or a credit book.

    With ``known_by``, facts that were recorded later are left out. What was open on each evening is as known now (or on
    ``known_by``). ``promises`` judges promises; left out, with the days of tolerance of the ladder.

    Raises :class:`~receivables.errors.InvalidValueError` for what is no account, no policy or no judge of promises.

    >>> log = timeline(Account("C-104", "EUR", []), CreditPolicy(name="House policy"), as_of=date(2026, 3, 1))
    >>> print(log.entries[0])
    2026-03-01 no action: the policy has no ladder
    """
    if not isinstance(account, Account):
        raise InvalidValueError("account", "an account, like Account('C-104', 'EUR', events)", account)
    judge = None if promises is None else of_kind("promises", Promises, "Promises", promises)
    (assessed,) = assess([account], policy, as_of=as_of, known_by=known_by).accounts
    entries = [
        *_facts(account, assessed),
        *_settlements(assessed.position),
        *_promises(assessed.position, judge or assessed.policy.promises),
        *_plans(assessed.position, assessed.policy),
        _decision(assessed),
    ]
    entries.sort(key=lambda entry: (entry.on, WHATS.index(entry.what)))
    return Timeline(customer=account.customer, currency=assessed.currency, as_of=as_of, entries=tuple(entries))


def _facts(account: Account, assessed: AccountAssessment) -> Iterator[Entry]:
    """The facts; the last one that moves money on a day on which something open changed says what is open then."""
    position, ladder = assessed.position, assessed.policy.ladder
    known_by = position.known_by or date.max
    known = [event for event in account.events if event.on <= position.as_of and event.recorded_on <= known_by]
    left = _open_by_day(position)
    steps = {step.name for step in ladder.steps} if isinstance(ladder, Ladder) else None
    last = {event.on: event for event in known}
    last |= {event.on: event for event in known if not isinstance(event, _WORDS_ALONE)}
    for event in known:
        late = event.recorded_on if event.recorded_on != event.on else None
        # A ladder climbs on contacts by the names of its steps alone: a slip in one would send the same step again.
        unknown = steps is not None and isinstance(event, ContactMade) and event.step not in steps
        text = in_words(event) + ("; no step of the ladder" if unknown else "")
        yield Entry(event.on, "fact", text, late, left.get(event.on) if last[event.on] is event else None)


_WORDS_ALONE = (
    *(DisputeOpened, DisputeClosed, PromiseMade, PlanAgreed, HoldPlaced, HoldLifted, ConsentGiven, ConsentWithdrawn),
    *(LimitSet, ContactMade),
)
"""Facts that move no money."""


def _open_by_day(position: Position) -> dict[date, Money]:
    """What is open in all on each evening on which that changed."""
    changes: dict[date, int] = {}
    for item in position.items:
        before = 0
        for day, minor in item.history:
            changes[day] = changes.get(day, 0) + minor - before
            before = minor
    days = sorted(changes)
    sums = accumulate(changes[day] for day in days)
    return {day: Money.of_minor(minor, position.currency) for day, minor in zip(days, sums, strict=True)}


def _settlements(position: Position) -> Iterator[Entry]:
    """Where the money went that settles something now."""
    for line in position.applied:
        yield Entry(line.on, "settlement", str(line).replace(f" on {line.on}", "", 1))


def _promises(position: Position, promises: Promises) -> Iterator[Entry]:
    """What became of promises, on the day after their last day."""
    for outcome in promises.outcomes(position):
        if outcome.state != "open":
            over = min(date.fromordinal(outcome.last_day.toordinal() + 1), position.as_of)
            yield Entry(over, "promise", f"promise of {outcome}")


def _plans(position: Position, policy: CreditPolicy) -> Iterator[Entry]:
    """The states of plans after the agreement itself."""
    judge = policy.plans if isinstance(policy.plans, AgreedPlans) else AgreedPlans()
    for outcome in judge.outcomes(position):
        for on, state, because in outcome.steps[1:]:
            yield Entry(on, "plan", f"plan {outcome.plan.reference} {state}: {because}")


def _decision(assessed: AccountAssessment) -> Entry:
    """What is to be done now."""
    action, today = assessed.next_action, assessed.position.as_of
    if isinstance(action, NextAction):
        step = f"{action.step.name} by {action.step.channel}"
        return Entry(today, "decision", f"to do since {action.on}: {step}, {action.amount}; {action.because}")
    return Entry(today, "decision", f"no action: {action.because}")


def in_words(event: Event) -> str:
    """A fact in a sentence, without its day.

    >>> in_words(DisputeClosed("F-1", on=date(2026, 3, 1)))
    'dispute of F-1 closed'
    """
    return next(words(event) for kind, words in _WORDS.items() if isinstance(event, kind))


def _all(numbers: tuple[str, ...]) -> str:
    return ", ".join(numbers) or "all of the account"


def _why(reason: str) -> str:
    return f": {reason}" if reason else ""


def _issued(event: InvoiceIssued) -> str:
    invoice = event.invoice
    parts = f" in {len(invoice.installments)} installments" if len(invoice.installments) > 1 else ""
    return f"invoice {invoice.number} of {invoice.total}{parts}, due {invoice.due_on}"


def _paid(event: PaymentReceived) -> str:
    named = ", ".join(line.invoice for line in event.payment.remittance)
    return f"payment {event.payment.reference} of {event.payment.amount}{f' for {named}' if named else ''}"


def _credited(event: CreditNoteIssued) -> str:
    note = event.credit_note
    return f"credit note {note.number} of {note.total}{f' for {note.invoice}' if note.invoice else ''}"


def _interest(event: InterestCharged) -> str:
    since = f" since {event.since}" if event.since else ""
    return f"interest {event.reference} of {event.amount} on {event.invoice}{since} through {event.until}"


def _agreed(event: PlanAgreed) -> str:
    off = f", {event.discount} let off at the end" if event.discount else ""
    count = len(event.payments)
    return f"plan {event.reference} for {_all(event.invoices)}: {event.total} in {count} payments{off}"


def _contacted(event: ContactMade) -> str:
    return f"contact: {event.step} by {event.channel} about {_all(event.invoices)}{_why(event.outcome)}"


def _held(event: HoldPlaced) -> str:
    until = f" until {event.until}" if event.until else ""
    return f"{event.kind} hold on {_all(event.invoices)}{until}{_why(event.reason)}"


_WORDS: Mapping[type, Callable[[Any], str]] = MappingProxyType(
    {
        InvoiceIssued: _issued,
        InterestCharged: _interest,
        CompensationCharged: lambda it: f"compensation {it.reference} of {it.amount} on {it.invoice}",
        FeeCharged: lambda it: f"fee {it.reference} of {it.amount} on {it.invoice} for {it.step}",
        CreditNoteIssued: _credited,
        PaymentReceived: _paid,
        PaymentReversed: lambda it: f"payment {it.payment} reversed{_why(it.reason)}",
        CashUnapplied: lambda it: f"{it.amount or 'all'} of {it.source} taken back from {it.invoice}{_why(it.reason)}",
        CashApplied: lambda it: f"{it.amount} of {it.source} applied to {it.invoice}",
        Refunded: lambda it: f"{it.amount} of {it.source} refunded",
        WrittenOff: lambda it: f"{it.invoice} written off, {it.amount or 'all that was open'}{_why(it.reason)}",
        DisputeOpened: lambda it: f"{it.invoice} disputed, {it.amount or 'all of it'}{_why(it.reason)}",
        DisputeClosed: lambda it: f"dispute of {it.invoice} closed",
        PromiseMade: lambda it: f"promised {it.amount} by {it.promised_on} for {_all(it.invoices)}",
        PlanAgreed: _agreed,
        HoldPlaced: _held,
        HoldLifted: lambda it: f"{it.kind} hold on {_all(it.invoices)} lifted",
        ConsentGiven: lambda it: f"consent to {it.channel} given",
        ConsentWithdrawn: lambda it: f"consent to {it.channel} withdrawn",
        LimitSet: lambda it: f"limit set to {it.limit}" if it.limit is not None else "no limit any more",
        ContactMade: _contacted,
    }
)
"""Each fact in the words of the log."""
