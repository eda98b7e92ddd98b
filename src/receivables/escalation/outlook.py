"""What will happen if nothing else does: the notices of the days to come, each sent on its day."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

import attrs

from receivables.escalation.arrears import shifted
from receivables.escalation.circumstances import Circumstances
from receivables.escalation.notices import Customer
from receivables.escalation.results import NextAction
from receivables.position import Position

if TYPE_CHECKING:
    from receivables.escalation.ladder import Ladder


class Planned(NamedTuple):
    """A notice that will be sent on a day if nothing else happens.

    >>> from receivables import Account, Invoice, InvoiceIssued, Ladder, Money, Step
    >>> due, day = date(2026, 2, 14), date(2026, 2, 16)
    >>> invoice = Invoice("F-1", "C-1", total=Money("60.00", "EUR"), issued_on=date(2026, 1, 15), due_on=due)
    >>> position = Account("C-1", "EUR", [InvoiceIssued(invoice)]).as_of(day)
    >>> ladder = Ladder([Step("reminder", days=5, channel="email"), Step("final demand", days=30, channel="letter")])
    >>> for planned in ladder.plan(position, as_of=day, until=date(2026, 12, 31)):
    ...     print(planned)
    2026-02-19: reminder by email, 60.00 EUR
    2026-03-16: final demand by letter, 60.00 EUR
    """

    on: date
    action: NextAction

    def __str__(self) -> str:
        return f"{self.on}: {'; '.join([f'{self.action.actions[0]}, {self.action.amount}', *self.action.actions[1:]])}"


def planned(ladder: Ladder, position: Position, as_of: date, until: date, beside: Circumstances) -> tuple[Planned, ...]:
    """The notices from a day through another, each recorded before the next day to look is asked for."""
    found: list[Planned] = []
    now, day = position, as_of
    while day <= until:
        now = attrs.evolve(now, as_of=day)
        customer = Customer(ladder, [now], day, beside)
        answers = list(customer.answers(customer.looks[0]))[::-1]
        actions = [each for each in answers if isinstance(each, NextAction)]
        found += [Planned(day, action) for action in actions]
        contacts = (*now.contacts, *(action.contact(day) for action in actions))
        now, following = attrs.evolve(now, contacts=contacts), shifted(day, 1) if actions else answers[0].review_on
        if following is None or following <= day:
            break
        day = following
    return tuple(found)
