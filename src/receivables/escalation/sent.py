"""What has been sent about each item: contacts with the name of a step, by the document they were about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from receivables.escalation.arrears import shifted
from receivables.events import ContactMade, PlanAgreed
from receivables.position import OpenItem, Position

if TYPE_CHECKING:
    from receivables.escalation.ladder import Ladder


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
        self._note(notices)

    def _note(self, notices: Iterable[ContactMade]) -> None:
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
