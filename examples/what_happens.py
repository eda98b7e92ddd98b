"""What happens to an invoice of the example book, from its issue to its last payment; :mod:`make_book` asks for it.

All chance comes from :class:`Chance`, which draws whole numbers only: those are the same with every Python.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import NamedTuple, TypeVar

import attrs

from receivables import (
    Account,
    CashApplied,
    CreditNote,
    CreditNoteIssued,
    CreditPolicy,
    DisputeClosed,
    DisputeOpened,
    InterestCharged,
    Invoice,
    Money,
    Payment,
    PaymentReceived,
    PaymentReversed,
    PromiseMade,
    Refunded,
    WrittenOff,
)
from receivables.events import Event

FIRST_DAY, LAST_DAY, NEVER = date(2024, 7, 1), date(2026, 6, 30), date.max
LATE = (5, 60)
UNIT = {"EUR": 100, "USD": 100, "JPY": 160}
"""What is about a euro, in minor units."""
GRIEVANCES = ("short delivery", "damaged goods", "price not as agreed", "wrong article", "purchase order missing")

_Any = TypeVar("_Any")


@attrs.frozen
class Chance:
    """Chance from a seed."""

    rng: Random

    def days(self, first: int, last: int) -> int:
        """A whole number from ``first`` to ``last``."""
        return self.rng.randrange(first, last + 1)

    def one_of(self, choices: Sequence[_Any]) -> _Any:
        """One of ``choices``, each as likely as the others."""
        return choices[self.rng.randrange(len(choices))]

    def happens(self, in_a_thousand: int) -> bool:
        """Whether something happens that happens so many times in a thousand."""
        return self.rng.randrange(1000) < in_a_thousand


def later(day: date, days: int) -> date:
    """So many days later, or the Monday after that."""
    found = day + timedelta(days=days)
    return found + timedelta(days=max(0, 7 - found.weekday()) if found.weekday() > 4 else 0)


def next_run(day: date) -> date:
    """The 15th or the last day of a month, whichever comes next."""
    if day.day <= 15:
        return day.replace(day=15)
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


class Customer(NamedTuple):
    """A customer in one currency, and how it behaves; ``late`` is from how many to how many days after the due day."""

    number: int
    name: str
    currency: str
    attributes: tuple[tuple[str, str], ...]
    segment: str
    net_days: int
    late: tuple[int, int]
    in_runs: bool
    insolvent_on: date


@attrs.define
class Claim:
    """An invoice and its story: what is left to pay, when it is cleared, when nobody writes about it."""

    customer: Customer
    invoice: Invoice
    left: int
    events: list[Event]
    cleared_on: date = NEVER
    quiet: list[tuple[date, date]] = attrs.Factory(list)
    payments: int = 0
    level: int = -1

    @property
    def number(self) -> str:
        """The number of the invoice."""
        return self.invoice.number

    @property
    def due_on(self) -> date:
        """The day on which the first installment is due."""
        return self.invoice.installments[0].due_on

    def money(self, minor: int) -> Money:
        """Minor units in the currency of the invoice."""
        return Money.of_minor(minor, self.customer.currency)

    def receive(self, day: date, minor: int, *, named: bool = True) -> str:
        """A payment, with or without remittance advice; returns its reference."""
        return self.receive_for([self.number] if named else [], day, self.money(minor))

    def receive_for(self, numbers: Sequence[str], day: date, amount: Money) -> str:
        """A payment for these documents; returns its reference."""
        self.payments += 1
        reference = f"P{self.number[1:]}" + (f"-{self.payments}" if self.payments > 1 else "")
        payment = Payment(reference, self.customer.name, amount=amount, paid_on=day, remittance=numbers)
        self.events.append(PaymentReceived(payment))
        return reference

    def waits_on(self, day: date) -> bool:
        """Whether it is open on a day, and nothing speaks against a reminder."""
        in_peace = any(first <= day <= last for first, last in self.quiet)
        return self.invoice.issued_on < day < self.cleared_on and not in_peace


@attrs.define
class Stories:
    """The stories of the invoices; ``runs`` collects what customers pay in one sum for the half month."""

    policy: CreditPolicy
    chance: Chance
    bonuses: dict[Customer, list[CreditNote]]
    runs: dict[tuple[Customer, date], list[tuple[Claim, int]]] = attrs.Factory(lambda: defaultdict(list))

    def tell(self, claim: Claim) -> None:
        """The story of an invoice up to its last payment."""
        chance, issued_on = self.chance, claim.invoice.issued_on
        self.use_bonus(claim)
        if chance.happens(30):
            self.credit(claim, later(issued_on, chance.days(3, 25)), claim.left // chance.days(5, 20))
        days_late = chance.days(*(LATE if chance.happens(100) else claim.customer.late))
        pay_on = max(later(claim.due_on, days_late), later(issued_on, 1))
        if chance.happens(35):
            pay_on = self.dispute(claim, pay_on)
        elif days_late > 24 and chance.happens(300):
            pay_on = self.promise(claim, pay_on)
        if not chance.happens(12):  # the others are simply forgotten
            self.pay_up(claim, pay_on)
        if days_late > 59 and chance.happens(250):
            self.charge_interest(claim)

    def credit(self, claim: Claim, day: date, minor: int) -> None:
        """A credit note for a part of the invoice."""
        number = f"CN{claim.number[1:]}" + ("" if claim.left == claim.invoice.total.minor else "-2")
        total = claim.money(max(1, minor))
        note = CreditNote(number, claim.customer.name, total=total, issued_on=day, invoice=claim.number)
        claim.events.append(CreditNoteIssued(note))
        claim.left -= total.minor

    def use_bonus(self, claim: Claim) -> None:
        """A clerk applies a bonus that was credited earlier."""
        waiting = self.bonuses.get(claim.customer)
        if waiting and waiting[0].issued_on < claim.invoice.issued_on:
            note = waiting.pop(0)
            part = min(note.total.minor, claim.left // 2)
            day = later(claim.invoice.issued_on, self.chance.days(1, 9))
            claim.events.append(CashApplied(note.number, claim.number, amount=claim.money(part), on=day))
            claim.left -= part

    def dispute(self, claim: Claim, pay_on: date) -> date:
        """All or a part is disputed; what is not is paid, and one grievance in two is credited."""
        chance = self.chance
        opened = later(claim.invoice.issued_on, chance.days(4, claim.customer.net_days + 15))
        closed = later(opened, chance.days(12, 80))
        part = claim.left // chance.days(2, 6) if chance.happens(400) else None
        amount = None if part is None else claim.money(part)
        grievance = chance.one_of(GRIEVANCES)
        claim.events.append(DisputeOpened(claim.number, amount=amount, on=opened, reason=grievance))
        claim.events.append(DisputeClosed(claim.number, on=closed))
        claim.quiet.append((opened, closed))
        if part is not None and pay_on < closed:
            claim.receive(pay_on, claim.left - part)
            claim.left = part
        if chance.happens(500):
            self.credit(claim, closed, claim.left // chance.days(2, 8))
        return max(pay_on, later(closed, chance.days(3, 20)))

    def promise(self, claim: Claim, pay_on: date) -> date:
        """The customer promises to pay; one promise in two is kept."""
        chance = self.chance
        made = later(claim.due_on, chance.days(8, max(9, (pay_on - claim.due_on).days - 10)))
        promised = later(made, chance.days(5, 15))
        amount = claim.money(claim.left)
        claim.events.append(PromiseMade(amount, promised_on=promised, invoices=[claim.number], on=made))
        claim.quiet.append((made, promised + timedelta(days=3)))
        return promised if chance.happens(500) else max(pay_on, later(promised, chance.days(4, 25)))

    def pay_up(self, claim: Claim, day: date) -> None:
        """Pay what is left: nearly always at once, now and then in two parts, once in a while in up to fourteen."""
        draw = self.chance.days(0, 999)
        parts = 1 if draw < 964 else 2 if draw < 993 else self.chance.days(3, 14)
        for part in range(parts, 1, -1):
            claim.receive(day, max(1, claim.left // part))
            claim.left -= max(1, claim.left // part)
            day = later(day, self.chance.days(6, 30))
        claim.cleared_on = day
        if claim.customer.in_runs:
            claim.cleared_on = next_run(day)
            self.runs[claim.customer, claim.cleared_on].append((claim, claim.left))
        else:
            self.pay_last(claim, day)

    def pay_last(self, claim: Claim, day: date) -> None:
        """The last payment, and all that can be odd about it (so many times in a thousand)."""
        odd = (
            (12, self.bounce),
            (12, self.pay_twice),
            (12, self.overpay),
            (15, self.pay_short),
            (20, self.pay_ahead),
            (80, self.pay_without_a_word),
        )
        draw = self.chance.days(0, 999)
        for share, way in odd:
            if draw < share:
                way(claim, day)
                return
            draw -= share
        claim.receive(day, claim.left)

    def bounce(self, claim: Claim, day: date) -> None:
        """A direct debit comes back, and the customer pays later."""
        reference, back = claim.receive(day, claim.left), later(day, self.chance.days(2, 5))
        claim.events.append(PaymentReversed(reference, on=back, reason="direct debit returned: insufficient funds"))
        claim.quiet.append((day, back))
        claim.cleared_on = later(back, self.chance.days(8, 40))
        claim.receive(claim.cleared_on, claim.left)

    def pay_twice(self, claim: Claim, day: date) -> None:
        """The same again some days later; it goes back to the customer."""
        claim.receive(day, claim.left)
        again = claim.receive(later(day, self.chance.days(1, 9)), claim.left)
        back = later(day, self.chance.days(25, 60))
        claim.events.append(Refunded(again, amount=claim.money(claim.left), on=back))

    def overpay(self, claim: Claim, day: date) -> None:
        """Somewhat too much; two sums in five go back."""
        extra = max(1, claim.left // self.chance.days(5, 40))
        reference = claim.receive(day, claim.left + extra)
        if self.chance.happens(400):
            back = later(day, self.chance.days(14, 45))
            claim.events.append(Refunded(reference, amount=claim.money(extra), on=back))

    def pay_short(self, claim: Claim, day: date) -> None:
        """A little too little, such as bank charges; it is given up later."""
        charges = self.chance.days(3, 9) * UNIT[claim.customer.currency]
        if claim.left < 20 * charges:
            claim.receive(day, claim.left)
            return
        claim.receive(day, claim.left - charges)
        claim.cleared_on = later(day, self.chance.days(20, 45))
        claim.events.append(WrittenOff(claim.number, on=claim.cleared_on, reason="bank charges"))
        claim.quiet.append((day, claim.cleared_on))

    def pay_ahead(self, claim: Claim, day: date) -> None:
        """Money before the invoice, and without a word; it waits until a clerk sees what it is for."""
        paid_on = later(claim.invoice.issued_on, -self.chance.days(4, 12))
        reference = claim.receive(paid_on, claim.left, named=False)
        claim.cleared_on = max(day, later(claim.due_on, self.chance.days(5, 45)))
        amount = claim.money(claim.left)
        claim.events.append(CashApplied(reference, claim.number, amount=amount, on=claim.cleared_on))
        claim.quiet.append((claim.invoice.issued_on, claim.cleared_on))

    def pay_without_a_word(self, claim: Claim, day: date) -> None:
        """No remittance advice: the policy has to place the money."""
        claim.receive(day, claim.left, named=False)

    def charge_interest(self, claim: Claim) -> None:
        """Once a very late invoice is paid, its interest is charged; two in three customers pay that."""
        elsewhere = claim.customer.in_runs or any(isinstance(event, CashApplied) for event in claim.events)
        if elsewhere or claim.cleared_on > LAST_DAY:
            return
        position = Account(claim.customer.name, claim.customer.currency, claim.events).as_of(claim.cleared_on)
        interest = self.policy.interest.accrue(position.items[0], as_of=claim.cleared_on).amount
        if not interest:
            return
        on, reference = later(claim.cleared_on, self.chance.days(2, 6)), f"I{claim.number[1:]}"
        claim.events.append(
            InterestCharged(
                reference,
                invoice=claim.number,
                amount=interest,
                until=claim.cleared_on,
                on=on,
                due_on=on + timedelta(days=14),
            )
        )
        if self.chance.happens(667):
            claim.receive_for([reference], later(on, self.chance.days(8, 30)), interest)
