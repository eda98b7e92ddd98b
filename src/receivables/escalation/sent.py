"""What has been sent about each item, by the document that a contact was about, and what follows from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from receivables.checks import of_kind
from receivables.escalation.arrears import shifted
from receivables.events import ContactMade, PlanAgreed
from receivables.position import OpenItem, Position

if TYPE_CHECKING:
    from receivables.escalation.ladder import Ladder
    from receivables.escalation.looking import Look


class Progress(NamedTuple):
    """How far an item has come: the level of the last notice or -1, its day, how many there were, and the levels."""

    level: int = -1
    on: date | None = None
    notices: tuple[tuple[date, int], ...] = ()


_NONE = Progress()


class Sent:
    """The notices about the items of a position by a day."""

    def __init__(self, ladder: Ladder, position: Position, as_of: date, levels: Mapping[str, str]) -> None:
        self._levels = ladder._workings.levels
        self._since_due, self._since_issue = ladder._workings.earliest
        self._by_hand = levels
        self._plans = position.plans
        self._about: dict[str | None, list[tuple[date, int, int]]] = {}
        notices = [each for each in position.contacts if each.on <= as_of and each.step in self._levels]
        notices.sort(key=lambda each: each.on)
        self.last_on: date | None = notices[-1].on if notices else None
        for place, notice in enumerate(notices):
            for document in notice.invoices or (None,):
                entry = (notice.on, place, self._levels[notice.step])
                self._about.setdefault(document, []).append(entry)

    def of(self, item: OpenItem) -> Progress:
        """How far an item has come; a level set by hand takes the place of the last one sent."""
        level = self._level_by_hand(item) if self._by_hand else None
        about = self._about_item(item)
        if not about:
            return _NONE if level is None else Progress(level)
        # The same notice recorded twice was sent once.
        notices = tuple(dict.fromkeys((on, sent) for on, _, sent in about))
        if level is None:
            # A contact names the document: of several installments, a reminder of a later one sets no earlier one back.
            level = max(sent for _, sent in notices) if item.installments > 1 else notices[-1][1]
        return Progress(level, notices[-1][0], notices)

    def _about_item(self, item: OpenItem) -> list[tuple[date, int, int]]:
        """The notices that were about an item, by name or with all of the account, in their order."""
        named, whole = self._about.get(item.document), self._about.get(None, [])
        if not named and not whole:
            return []
        since = self._since(item)
        found = [entry for entry in whole if entry[0] >= since]
        if named:
            least = self._named_since(item, since)
            found += [entry for entry in named if entry[0] >= least]
        return sorted(found)

    def _level_by_hand(self, item: OpenItem) -> int | None:
        step = self._by_hand.get(item.label, self._by_hand.get(item.document))
        return None if step is None else self._levels[step]

    def _since(self, item: OpenItem) -> date:
        """The day from which a contact can have been about an item.

        A contact is about the installments that had come to the ladder, or fell due, by its day: a reminder of the
        first installment does not silence the second.
        """
        due = shifted(item.due_on, self._since_due)
        return due if self._since_issue is None else min(due, shifted(item.issued_on, self._since_issue))

    def _named_since(self, item: OpenItem, since: date) -> date:
        """A document of one installment was meant when it was named, unless a plan gives it new days since."""
        return since if item.installments > 1 or _on_plan(item, self._plans) else date.min


def _on_plan(item: OpenItem, plans: Iterable[PlanAgreed]) -> bool:
    """Whether an item is due with a payment of a plan about it."""
    return any(
        item.document in plan.invoices and any(item.due_on == payment.due_on for payment in plan.payments)
        for plan in plans
    )


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


def standings(look: Look) -> tuple[Standing, ...]:
    """Where each open item stands."""
    ladder, found = look.ladder, []
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
