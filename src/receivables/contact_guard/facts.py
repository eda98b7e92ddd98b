"""What the rules of a guard look at: contacts, consents and holds of a customer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import attrs

from receivables.checks import keep_as_tuples
from receivables.events import ConsentGiven, ConsentWithdrawn, ContactMade
from receivables.position import Hold, Position

CHANNELS = ("email", "fax", "letter", "messenger", "phone", "portal", "sms", "visit")
"""The channels that a guard knows, unless it is given others."""


@attrs.frozen(kw_only=True)
class ContactFacts:
    """What a rule may look at.

    ``channels`` are the words for channels that the guard knows, ``contacts``, ``consents`` (the last word on each
    channel) and ``holds`` those of the position, ``documents`` the documents with something open.

    >>> from receivables import Account
    >>> made = [ContactMade("reminder", channel=word, on=date(2026, 3, 2)) for word in ("letter", "phone", "raven")]
    >>> facts = ContactFacts.of(Account("C-1", "EUR", made).as_of(date(2026, 3, 9)), CHANNELS)
    >>> len(facts.contacted_on(["phone"]))  # the raven counts for every channel, as nobody knows what it is
    2
    """

    channels: tuple[str, ...]
    contacts: tuple[ContactMade, ...] = ()
    consents: tuple[ConsentGiven | ConsentWithdrawn, ...] = ()
    holds: tuple[Hold, ...] = ()
    documents: tuple[str, ...] = ()

    def __attrs_post_init__(self) -> None:
        keep_as_tuples(self, "channels", "contacts", "consents", "holds", "documents")

    @classmethod
    def of(cls, position: Position, channels: Iterable[str]) -> ContactFacts:
        """The facts of a position, for a guard that knows these channels."""
        return cls(
            channels=tuple(channels),
            contacts=position.contacts,
            consents=position.consents,
            holds=position.holds,
            documents=tuple(dict.fromkeys(item.document for item in position.open_items)),
        )

    def contacted_on(self, channels: Iterable[str] = (), unless: Iterable[str] = ()) -> list[date]:
        """The days of the contacts over some ``channels`` (none named: all), a day for each contact, in order.

        Contacts with an outcome among ``unless`` do not count. One over a channel that the guard does not know counts
        for every channel: too many counted is a contact too late, too few is one too many.
        """
        if not self.contacts:
            return []
        asked, not_counted = set(channels) or set(self.channels), set(unless)
        return sorted(
            contact.on
            for contact in self.contacts
            if (contact.channel in asked or contact.channel not in self.channels) and contact.outcome not in not_counted
        )

    def has_consent(self, channel: str) -> bool:
        """Whether the last word on ``channel`` is a consent."""
        return any(isinstance(each, ConsentGiven) and each.channel == channel for each in self.consents)

    def withdrawn(self, channel: str) -> ConsentWithdrawn | None:
        """The withdrawal that stands against ``channel``: of it, or of one that the guard does not know."""
        against = (each for each in self.consents if isinstance(each, ConsentWithdrawn))
        return next((each for each in against if each.channel == channel or each.channel not in self.channels), None)

    def held_until(self, kind: str) -> date | None:
        """The last day on which holds of a ``kind`` stand against all contact; ``date.max`` where nobody knows it.

        That is where one is about all of the account, or where they are about each document with something open: a
        dispute about one invoice of five is no reason not to write about the others. ``None`` if they do not.
        """
        holds = [hold for hold in self.holds if hold.kind == kind]
        whole = [_last(hold) for hold in holds if not hold.documents]
        by_document = [[_last(hold) for hold in holds if hold.covers(number)] for number in self.documents]
        parts = [min(map(max, by_document))] if by_document and all(by_document) else []
        return max(whole + parts, default=None)


def _last(hold: Hold) -> date:
    return hold.last_day() or date.max
