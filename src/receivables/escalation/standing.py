"""How far each item has come on a ladder, and what follows from what was sent about it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from receivables.checks import of_kind
from receivables.escalation.arrears import shifted
from receivables.events import ContactMade
from receivables.position import OpenItem, Position

if TYPE_CHECKING:
    from receivables.escalation.ladder import Ladder
    from receivables.escalation.looking import Look


class Standing(NamedTuple):
    """Where an item stands: the last ``step`` sent about it, on which day, and how many ``notices`` there were.

    ``deadline`` is the new one that the step gave. ``interest`` is ``"on"`` or ``"off"`` since ``interest_on``, by the
    last notice that switched it; ``None`` where none did. ``finished``: nothing more will come.

    >>> from receivables import Account, ContactMade, Invoice, InvoiceIssued, Ladder, Money, Step
    >>> due, sent = date(2026, 2, 14), date(2026, 2, 20)
    >>> invoice = Invoice("F-1", "C-1", total=Money("60.00", "EUR"), issued_on=date(2026, 1, 15), due_on=due)
    >>> ladder = Ladder([Step("reminder", days=5, channel="email", deadline_days=14, interest="off")])
    >>> events = [InvoiceIssued(invoice), ContactMade("reminder", channel="email", invoices=["F-1"], on=sent)]
    >>> position = Account("C-1", "EUR", events).as_of(sent)
    >>> (standing,) = ladder.standing(position, as_of=sent)
    >>> print(standing)
    F-1: reminder on 2026-02-20, deadline 2026-03-06, interest off since 2026-02-20, finished
    """

    item: OpenItem
    step: str | None
    on: date | None
    notices: int
    deadline: date | None
    interest: str | None
    interest_on: date | None
    finished: bool

    def __str__(self) -> str:
        said = [f"{self.step or 'no step'} on {self.on}" if self.on else self.step or "nothing sent"]
        said += [f"deadline {self.deadline}"] if self.deadline else []
        said += [f"interest {self.interest} since {self.interest_on}"] if self.interest else []
        return f"{self.item.label}: {', '.join([*said, *(['finished'] if self.finished else [])])}"


def standings(ladder: Ladder, look: Look) -> tuple[Standing, ...]:
    """Where each open item stands."""
    found = []
    for state in look.states:
        progress = state.progress
        step = ladder.steps[progress.level] if progress.level >= 0 else None
        given = step.deadline_days if step else None
        deadline = shifted(progress.on, given) if progress.on and given is not None else None
        switches = [(ladder.steps[level].interest, on) for on, level in progress.notices if level >= 0]
        interest, since = next(((word, on) for word, on in reversed(switches) if word), (None, None))
        sent = len(progress.notices)
        finished = look.finished(progress)
        found.append(
            Standing(state.item, step.name if step else None, progress.on, sent, deadline, interest, since, finished)
        )
    return tuple(found)


def still_open(notice: ContactMade, position: Position) -> tuple[OpenItem, ...]:
    """The items of a notice that still have something open; none: the notice is resolved.

    It follows from the money: when a payment bounces, a notice that it resolved is open again.

    >>> from receivables import Account, Invoice, InvoiceIssued, Money
    >>> due, sent = date(2026, 2, 14), date(2026, 2, 20)
    >>> invoice = Invoice("F-1", "C-1", total=Money("60.00", "EUR"), issued_on=date(2026, 1, 15), due_on=due)
    >>> notice = ContactMade("reminder", channel="email", invoices=["F-1"], on=sent)
    >>> position = Account("C-1", "EUR", [InvoiceIssued(invoice), notice]).as_of(sent)
    >>> [item.label for item in still_open(notice, position)]
    ['F-1']
    """
    of_kind("notice", ContactMade, "a ContactMade", notice)
    of_kind("position", Position, "a Position", position)
    meant = [item for item in position.open_items if item.issued_on <= notice.on]
    return tuple(item for item in meant if not notice.invoices or item.document in notice.invoices)
