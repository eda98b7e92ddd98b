"""The guard itself: every rule is asked, and one refusal is enough."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from difflib import get_close_matches
from functools import cached_property
from typing import ClassVar, Protocol

import attrs

from receivables.checks import day, name, of_kind, returned, returned_lines, several
from receivables.contact_guard.facts import CHANNELS, ContactFacts
from receivables.contact_guard.fields import as_channels, later, names_of
from receivables.contact_guard.laws import contact_law
from receivables.contact_guard.results import ContactCheck, Refusal
from receivables.contact_guard.rules import ContactRule
from receivables.errors import InvalidValueError
from receivables.position import Position

_LONGEST_WAIT = 36_525
"""Days, a hundred years, after which a guard no longer looks for a day on which a contact is allowed."""


class ContactGuardPolicy(Protocol):
    """Any value that can say whether a customer may be contacted.

    >>> class NotInAugust:
    ...     def check(self, position, *, channel, as_of):
    ...         september = date(as_of.year, 9, 1)
    ...         refusals = [Refusal("nobody reads it in August", september)] if as_of.month == 8 else []
    ...         return ContactCheck(
    ...             customer=position.customer, channel=channel, as_of=as_of, rule="not-in-august@1",
    ...             refusals=refusals, again_on=september if refusals else as_of,
    ...         )
    >>> guard: ContactGuardPolicy = NotInAugust()
    """

    def check(self, position: Position, *, channel: str, as_of: date) -> ContactCheck:
        """Whether the customer of ``position`` may be contacted over ``channel`` on ``as_of``."""
        ...


_RULES = "rules that can refuse a contact, like Cap(3, days=7)"


def _as_rules(rules: Iterable[ContactRule]) -> tuple[ContactRule, ...]:
    found = tuple(several("rules", _RULES, rules))
    for each in found:
        if isinstance(each, type) or not callable(getattr(each, "refuse", None)):
            raise InvalidValueError("rules", _RULES, each)
    return found


def _as_laws(ids: Iterable[str]) -> tuple[str, ...]:
    found = names_of("laws", ids)
    for each in found:
        contact_law(each)
    return found


@attrs.frozen
class ContactGuard:
    """Whether a customer may be contacted over a channel on a day: each of its ``rules`` must have nothing against it.

    ``laws`` are the ids of contact laws that ship (:func:`contact_law`); their rules are asked as well. A consent that
    the customer withdrew always stands against the channel. ``channels`` are the words that the guard knows: a channel
    by another word is refused, as a rule about ``"phone"`` would never see a contact by ``"telephone"``.

    Everything is counted in days; the hours of the day are left to the caller.

    Raises :class:`~receivables.errors.InvalidValueError` for unknown laws and channels, with the nearest one.

    >>> from receivables import Account, ContactMade
    >>> from receivables.contact_guard import Cap, QuietWeekdays
    >>> guard = ContactGuard([Cap(2, days=7), QuietWeekdays([6])])
    >>> made = [ContactMade("reminder", channel="email", on=date(2026, 3, day)) for day in (2, 4)]
    >>> position = Account("C-104", "EUR", made).as_of(date(2026, 3, 8))
    >>> print(guard.check(position, channel="email", as_of=date(2026, 3, 8)).explain())
    C-104 by email on 2026-03-08: not allowed; ask again on 2026-03-09
      contacted twice, at most 2 in 7 days; free on 2026-03-09
      2026-03-08 is a Sunday; free on 2026-03-09
    >>> guard.check(position, channel="mail", as_of=date(2026, 3, 9))
    Traceback (most recent call last):
    receivables.errors.InvalidValueError: 'channel' must be a channel that the guard knows, perhaps 'email' (got 'mail')
    """

    kind: ClassVar[str] = "contact-guard"
    version: ClassVar[int] = 1

    rules: tuple[ContactRule, ...] = attrs.field(
        default=(), converter=_as_rules, metadata={"verb": "refuse", "several": True}
    )
    laws: tuple[str, ...] = attrs.field(kw_only=True, default=(), converter=_as_laws)
    channels: tuple[str, ...] = attrs.field(kw_only=True, default=CHANNELS, converter=as_channels)

    def __attrs_post_init__(self) -> None:
        for place, rule in enumerate(self.rules):
            self._check_channels(rule, f"rules[{place}]")
        for law in self.laws:
            for article in contact_law(law).articles:
                self._check_channels(article.rule, f"laws, {law}")

    @property
    def rule(self) -> str:
        """The name of the policy, as results give it."""
        return f"{self.kind}@{self.version}"

    @cached_property
    def _asked(self) -> tuple[ContactRule, ...]:
        """Every rule that is asked: those of the laws first, then those of the house."""
        by_law = (article.rule for law in self.laws for article in contact_law(law).articles)
        return (*by_law, *self.rules)

    def check(self, position: Position, *, channel: str, as_of: date) -> ContactCheck:
        """Whether the customer of ``position`` may be contacted over ``channel`` on ``as_of``, and why not.

        Raises :class:`~receivables.errors.InvalidValueError` for a channel that the guard does not know, and for a day
        before that of the position: what has ended since is not in it.
        """
        of_kind("position", Position, "a Position", position)
        if day("as_of", as_of) < position.as_of:
            raise InvalidValueError("as_of", f"{position.as_of}, the day of the position, or later", as_of)
        self._check_channel("channel", channel)
        facts = ContactFacts.of(position, self.channels)
        refusals = tuple(self._refusals(facts, channel, as_of))
        return ContactCheck(
            customer=position.customer,
            channel=channel,
            as_of=as_of,
            rule=self.rule,
            refusals=refusals,
            again_on=self._first_allowed(facts, channel, as_of, refusals),
        )

    def _refusals(self, facts: ContactFacts, channel: str, asked: date) -> Iterator[Refusal]:
        """What each rule has against a contact: the opt-out first, then the laws, then the rules of the house."""
        withdrawn = facts.withdrawn(channel)
        if withdrawn is not None:
            yield Refusal(f"consent to contact by {withdrawn.channel} withdrawn on {withdrawn.on}", None)
        for rule in self._asked:
            refusal = returned(rule, "refuse", rule.refuse(facts, channel=channel, day=asked), Refusal, type(None))
            if refusal is not None:
                yield from returned_lines(rule, "refuse", [refusal], Refusal, str, (date, type(None)))

    def _first_allowed(
        self, facts: ContactFacts, channel: str, asked: date, refusals: tuple[Refusal, ...]
    ) -> date | None:
        """The first day that no rule refuses.

        No day before the latest of the days that the rules name can be allowed, as the rule which names it refuses
        them all; so the search jumps there and asks again.
        """
        last = later(asked, _LONGEST_WAIT) or date.max
        while refusals:
            days = [refusal.again_on for refusal in refusals]
            if None in days:
                return None
            following = max(day("again_on", each) for each in days if each is not None)
            if following <= asked:
                raise InvalidValueError("again_on", f"a day after {asked}, on which the rule refuses", following)
            asked = following
            if asked > last:
                return None
            refusals = tuple(self._refusals(facts, channel, asked))
        return asked

    def _check_channels(self, rule: ContactRule, path: str) -> None:
        """Refuse a rule about a channel that the guard does not know: it would never refuse anything."""
        for attribute in ("channels", "after"):
            path_of = f"{path}.{attribute}"
            for channel in several(path_of, "a list of channels", getattr(rule, attribute, ())):
                self._check_channel(path_of, channel)

    def _check_channel(self, attribute: str, channel: object) -> None:
        if channel in self.channels:
            return
        near = get_close_matches(str(channel)[:200], self.channels, n=1, cutoff=0.4)
        hint = f", perhaps {near[0]!r}" if near else f": {', '.join(self.channels) or 'it knows none'}"
        raise InvalidValueError(attribute, f"a channel that the guard knows{hint}", channel)


@attrs.frozen
class NoGuard:
    """Every contact is allowed.

    >>> from receivables import Account
    >>> day = date(2026, 3, 31)
    >>> NO_GUARD.check(Account("C-1", "EUR", []).as_of(day), channel="email", as_of=day).allowed
    True
    """

    kind: ClassVar[str] = "no-contact-guard"
    version: ClassVar[int] = 1

    def check(self, position: Position, *, channel: str, as_of: date) -> ContactCheck:
        """Allowed, whatever was recorded."""
        of_kind("position", Position, "a Position", position)
        rule = f"{self.kind}@{self.version}"
        return ContactCheck(
            customer=position.customer,
            channel=name("channel", channel),
            as_of=as_of,
            rule=rule,
            again_on=day("as_of", as_of),
        )


NO_GUARD = NoGuard()
"""Every contact is allowed."""
