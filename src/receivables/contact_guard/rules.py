"""The rules about contacts, consents and holds: small values, each of which refuses a contact and says why."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Protocol

import attrs

from receivables.checks import is_one_of, is_whole
from receivables.contact_guard.facts import ContactFacts
from receivables.contact_guard.fields import (
    as_after,
    as_channels,
    as_unless,
    by,
    days_in_words,
    later,
    refused,
    sentence,
)
from receivables.contact_guard.results import Refusal
from receivables.errors import InvalidValueError
from receivables.events import HOLD_KINDS
from receivables.events.fields import is_text

_LONGEST_WINDOW = 3660
"""Days that a window or a gap may have: ten years."""


class ContactRule(Protocol):
    """Any value that can refuse a contact.

    ``again_on`` of the refusal is the first day after ``day`` on which this rule would not refuse any more, all else
    being the same, or ``None`` if there is none.

    >>> from datetime import timedelta
    >>> class NotOnTheFirst:
    ...     kind, version = "not-on-the-first", 1
    ...     def refuse(self, facts, *, channel, day):
    ...         return Refusal("the first of the month", day + timedelta(days=1)) if day.day == 1 else None
    >>> rule: ContactRule = NotOnTheFirst()
    """

    def refuse(self, facts: ContactFacts, *, channel: str, day: date) -> Refusal | None:
        """Why there may be no contact over ``channel`` on ``day``; ``None`` where the rule has nothing against it."""
        ...


@attrs.frozen
class Cap:
    """At most so many ``contacts`` in any ``days`` days in a row, over ``channels`` together (none named: all).

    The day itself is one of the days: with 7 days, a contact on a Monday is out of the window on the next Monday.
    Contacts whose outcome is among ``unless`` are not counted.

    >>> print(Cap(3, days=7, channels=["phone", "sms"], unless=["no answer"], reason="house rule"))
    at most 3 contacts by phone or sms in 7 days, not counting 'no answer' (house rule)
    >>> Cap(0, days=7)
    Traceback (most recent call last):
    receivables.errors.InvalidValueError: 'contacts' must be a whole number of contacts from 1 to 1000 (got 0)
    """

    kind: ClassVar[str] = "contact-cap"
    version: ClassVar[int] = 1

    contacts: int = attrs.field(validator=is_whole(low=1, high=1000, unit="contacts"))
    days: int = attrs.field(kw_only=True, validator=is_whole(low=1, high=_LONGEST_WINDOW))
    channels: tuple[str, ...] = attrs.field(kw_only=True, default=(), converter=as_channels)
    unless: tuple[str, ...] = attrs.field(kw_only=True, default=(), converter=as_unless)
    reason: str = attrs.field(kw_only=True, default="", validator=is_text)

    def __str__(self) -> str:
        return sentence(self, f"at most {self._contacts}{by(self.channels)} in {days_in_words(self.days)}")

    @property
    def _contacts(self) -> str:
        return "1 contact" if self.contacts == 1 else f"{self.contacts} contacts"

    def refuse(self, facts: ContactFacts, *, channel: str, day: date) -> Refusal | None:
        """Refused while the window is full."""
        made = facts.contacted_on(self.channels, self.unless)
        # With one more contact the window would hold one too many while the last ``contacts`` of them are all in it.
        free_on = later(made[-self.contacts], self.days) if len(made) >= self.contacts else day
        if free_on is not None and free_on <= day:
            return None
        count = sum(each.toordinal() > day.toordinal() - self.days for each in made)
        most = f"at most {self.contacts} in {days_in_words(self.days)}"
        return refused(self, channel, f"contacted{by(self.channels)} {_times(count)}, {most}", free_on)


@attrs.frozen
class Gap:
    """No contact over ``channels`` for ``days`` days after one over ``after`` (none named: all channels).

    The day of the contact is the first of them: with 7 days, the next is free on the same weekday. Contacts whose
    outcome is among ``unless`` are not counted; any other outcome is, an unknown one too.

    >>> print(Gap(7, after=["phone"], channels=["phone", "sms"], unless=["no answer", "voicemail"]))
    no contact by phone or sms for 7 days after one by phone, not counting 'no answer' or 'voicemail'
    """

    kind: ClassVar[str] = "contact-gap"
    version: ClassVar[int] = 1

    days: int = attrs.field(validator=is_whole(low=1, high=_LONGEST_WINDOW))
    after: tuple[str, ...] = attrs.field(kw_only=True, default=(), converter=as_after)
    channels: tuple[str, ...] = attrs.field(kw_only=True, default=(), converter=as_channels)
    unless: tuple[str, ...] = attrs.field(kw_only=True, default=(), converter=as_unless)
    reason: str = attrs.field(kw_only=True, default="", validator=is_text)

    def __str__(self) -> str:
        return sentence(self, f"no contact{by(self.channels)} for {days_in_words(self.days)} after one{by(self.after)}")

    def refuse(self, facts: ContactFacts, *, channel: str, day: date) -> Refusal | None:
        """Refused while the last contact is too fresh."""
        return _after_the_last(self, channel, facts.contacted_on(self.after, self.unless), by(self.after), day)


@attrs.frozen
class OneChannel:
    """For ``days`` days after a contact over one channel, none over another one.

    >>> print(OneChannel(7))
    no contact for 7 days after one over another channel
    """

    kind: ClassVar[str] = "one-channel"
    version: ClassVar[int] = 1

    days: int = attrs.field(validator=is_whole(low=1, high=_LONGEST_WINDOW))
    channels: tuple[str, ...] = attrs.field(kw_only=True, default=(), converter=as_channels)
    unless: tuple[str, ...] = attrs.field(kw_only=True, default=(), converter=as_unless)
    reason: str = attrs.field(kw_only=True, default="", validator=is_text)

    def __str__(self) -> str:
        return sentence(
            self, f"no contact{by(self.channels)} for {days_in_words(self.days)} after one over another channel"
        )

    def refuse(self, facts: ContactFacts, *, channel: str, day: date) -> Refusal | None:
        """Refused while the last contact over another channel is too fresh."""
        others = [each for each in facts.channels if each != channel]
        made = facts.contacted_on(others, self.unless) if others else []
        return _after_the_last(self, channel, made, " by another channel", day)


def _after_the_last(rule: Gap | OneChannel, channel: str, made: list[date], how: str, day: date) -> Refusal | None:
    free_on = later(made[-1], rule.days) if made else day
    if free_on is not None and free_on <= day:
        return None
    return refused(rule, channel, f"contacted{how} on {made[-1]}, less than {days_in_words(rule.days)} before", free_on)


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


@attrs.frozen
class ConsentNeeded:
    """No contact over ``channels`` (none named: any) that the customer has not agreed to.

    A consent that was withdrawn stands against a contact without this rule too.

    >>> ConsentNeeded(channels=["email", "sms"]).refuse(
    ...     ContactFacts(channels=["email", "sms"]), channel="sms", day=date(2026, 3, 9)
    ... ).because
    'no consent to contact by sms'
    """

    kind: ClassVar[str] = "consent-needed"
    version: ClassVar[int] = 1

    channels: tuple[str, ...] = attrs.field(kw_only=True, default=(), converter=as_channels)
    reason: str = attrs.field(kw_only=True, default="", validator=is_text)

    def __str__(self) -> str:
        return sentence(self, f"no contact{by(self.channels)} without consent")

    def refuse(self, facts: ContactFacts, *, channel: str, day: date) -> Refusal | None:
        """Refused until the customer agrees."""
        if facts.has_consent(channel):
            return None
        return refused(self, channel, f"no consent to contact by {channel}", None)


@attrs.frozen
class WhileOnHold:
    """No contact over ``channels`` (none named: any) while the account is on hold: in dispute, vulnerable, insolvent.

    ``hold`` is the kind of it. Holds of some documents count when nothing else is open.

    >>> print(WhileOnHold("vulnerable", channels=["phone", "sms", "visit"]))
    no contact by phone, sms or visit while on hold: vulnerable
    """

    kind: ClassVar[str] = "while-on-hold"
    version: ClassVar[int] = 1

    hold: str = attrs.field(validator=is_one_of("dispute", "promise", *HOLD_KINDS))
    channels: tuple[str, ...] = attrs.field(kw_only=True, default=(), converter=as_channels)
    reason: str = attrs.field(kw_only=True, default="", validator=is_text)

    def __str__(self) -> str:
        return sentence(self, f"no contact{by(self.channels)} while on hold: {self.hold}")

    def refuse(self, facts: ContactFacts, *, channel: str, day: date) -> Refusal | None:
        """Refused until the day after the hold."""
        until = facts.held_until(self.hold)
        if until is None or until < day:
            return None
        return refused(self, channel, f"on hold: {self.hold}", later(until, 1))


@attrs.frozen
class NeverBy:
    """No contact over ``channels`` at all, whatever the customer says.

    >>> print(NeverBy(["visit"], reason="nobody visits customers"))
    no contact by visit (nobody visits customers)
    """

    kind: ClassVar[str] = "never-by"
    version: ClassVar[int] = 1

    channels: tuple[str, ...] = attrs.field(converter=as_channels)
    reason: str = attrs.field(kw_only=True, default="", validator=is_text)

    def __str__(self) -> str:
        return sentence(self, f"no contact{by(self.channels)}")

    def __attrs_post_init__(self) -> None:
        if not self.channels:
            raise InvalidValueError("channels", "one or more channels", self.channels)

    def refuse(self, facts: ContactFacts, *, channel: str, day: date) -> Refusal | None:
        """Refused for good."""
        return refused(self, channel, f"never by {channel}", None)
