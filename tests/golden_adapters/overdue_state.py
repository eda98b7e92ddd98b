"""Golden kind ``overdue_state``: the first state, worst first, whose conditions all hold on the unpaid invoices.

==================================  ==================================================================================
field                               public API
==================================  ==================================================================================
states, when, age_from              ``OverdueStates([OverdueState(name, Conditions(...))], basis=)``
invoices                            ``InvoiceIssued(Invoice())``; a draft is no event
payment, chargeback_reversal        ``PaymentReceived(Payment(remittance=[the invoice]))``
credit                              ``CreditNoteIssued(CreditNote(invoice=the invoice))``
refund, chargeback                  ``PaymentReversed`` where it is a whole payment that came back, else ``Refunded``
last_failure                        ``OverdueStates.state(last_failure=)``
==================================  ==================================================================================

Money can only go back that has come: what settles nothing first, then the youngest. Where a case has more go back than
has come, the rest is billed with the invoice. An invoice below zero is a credit note.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from golden_adapters.shared import unit_of
from receivables import (
    Account,
    CreditNote,
    CreditNoteIssued,
    Invoice,
    InvoiceIssued,
    Money,
    Payment,
    PaymentReceived,
    PaymentReversed,
    Refunded,
)
from receivables.credit import Conditions, OverdueState, OverdueStates

RAISES = ("refund", "chargeback")


def answer(given: dict[str, Any]) -> dict[str, Any]:
    unit, as_of = unit_of(given["currency"]), date.fromisoformat(given["as_of"])
    rule = OverdueStates(
        [OverdueState(each["name"], conditions_of(each["when"], unit)) for each in given["states"]],
        basis=given["age_from"],
    )
    issued = [each for each in given["invoices"] if not each.get("draft", False)]
    events = [event for place, each in enumerate(issued) for event in Told(f"F-{place}", each, unit, as_of).events]
    position = Account("C", unit, events).as_of(as_of)
    return {"state": rule.state(position, as_of=as_of, last_failure=given.get("last_failure")).name}


def expected(given: dict[str, Any], expect: dict[str, Any]) -> dict[str, Any]:
    """The answer of the case as it stands."""
    return expect


def conditions_of(when: dict[str, Any], unit: Any) -> Conditions:
    total = {"min_total": Money(when["min_unpaid_total"], unit)} if "min_unpaid_total" in when else {}
    names = {"min_unpaid_count": "min_count", "min_days": "min_days", "last_failure_in": "last_failure_in"}
    return Conditions(**total, **{ours: when[theirs] for theirs, ours in names.items() if theirs in when})


def in_order(event: dict[str, Any]) -> tuple[str, int]:
    """The order of a day on an account: credit notes, payments, then what goes back."""
    return event["date"], 2 if event["kind"] in RAISES else event["kind"] != "credit"


class Told:
    """The events of one invoice."""

    def __init__(self, number: str, invoice: dict[str, Any], unit: Any, as_of: date) -> None:
        self.number, self.as_of = number, as_of
        self.total = Money(invoice["amount"], unit)
        self.issued = date.fromisoformat(invoice["issue_date"])
        self.sources: list[tuple[str, Money]] = []
        self.events: list[Any] = []
        for each in sorted(invoice.get("events", []), key=in_order):
            amount, day = Money(each["amount"], unit), date.fromisoformat(each["date"])
            if amount and each["kind"] in RAISES:
                self.goes_back(each["kind"], amount, day)
            elif amount:
                self.comes(each["kind"], amount, day)
        due = date.fromisoformat(invoice.get("due_date", invoice["issue_date"]))
        self.events.append(self.document(due))

    def document(self, due: date) -> Any:
        if self.total.minor < 0:
            return CreditNoteIssued(CreditNote(self.number, "C", total=-self.total, issued_on=self.issued))
        return InvoiceIssued(Invoice(self.number, "C", total=self.total, issued_on=self.issued, due_on=due))

    def comes(self, kind: str, amount: Money, day: date) -> None:
        """A payment or a credit; what is more than open stays unapplied."""
        name = f"{self.number}/{len(self.events)}"
        if kind == "credit":
            note = CreditNote(name, "C", total=amount, issued_on=day, invoice=self.number)
            self.events.append(CreditNoteIssued(note))
        else:
            payment = Payment(name, "C", amount=amount, paid_on=day, remittance=[self.number])
            self.events.append(PaymentReceived(payment))
        self.sources.append((name, amount))

    def goes_back(self, kind: str, amount: Money, day: date) -> None:
        """Taken from what has come, the last first; more than that is billed with the invoice if it has happened."""
        name, whole = self.sources[-1] if self.sources else ("", amount)
        if kind == "chargeback" and self.sources and whole == amount and self.is_payment(name):
            self.events.append(PaymentReversed(name, on=day, reason="chargeback"))
            self.sources.pop()
            return
        while amount and self.sources:
            name, left = self.sources.pop()
            part = min(amount, left)
            self.events.append(Refunded(name, amount=part, on=day))
            amount -= part
            if left > part:
                self.sources.append((name, left - part))
        if amount and day <= self.as_of:
            self.total += amount

    def is_payment(self, name: str) -> bool:
        received = [event for event in self.events if isinstance(event, PaymentReceived)]
        refunded = [event.source for event in self.events if isinstance(event, Refunded)]
        return name in [event.subject for event in received] and name not in refunded
