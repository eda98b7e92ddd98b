"""The contact guard: whether, over which channel and when a customer may be contacted.

A guard is a list of rules; each of them can refuse a contact, says why, and from which day on it would not. It looks at
what was done (:class:`~receivables.events.ContactMade`), at consents and at holds, and knows days only: the hours of
the day are left to the caller.

>>> from datetime import date
>>> from receivables import Account, ContactMade
>>> guard = ContactGuard([Cap(3, days=7), Gap(2), QuietSeason("12-21", "01-06"), QuietWeekdays([6])])
>>> call = ContactMade("call", channel="phone", on=date(2026, 12, 18))
>>> position = Account("C-104", "EUR", [call]).as_of(date(2026, 12, 19))
>>> check = guard.check(position, channel="phone", as_of=date(2026, 12, 19))
>>> check.allowed, check.again_on
(False, datetime.date(2027, 1, 7))
>>> print(check.because)
contacted on 2026-12-18, less than 2 days before
"""

from __future__ import annotations

from receivables.contact_guard.facts import CHANNELS, ContactFacts
from receivables.contact_guard.guard import NO_GUARD, ContactGuard, ContactGuardPolicy, NoGuard
from receivables.contact_guard.laws import Article, ContactLaw, contact_law, contact_law_ids
from receivables.contact_guard.quiet import BusinessDaysOnly, QuietSeason, QuietSpan, QuietWeekdays
from receivables.contact_guard.results import ContactCheck, Refusal
from receivables.contact_guard.rules import Cap, ConsentNeeded, ContactRule, Gap, NeverBy, OneChannel, WhileOnHold

__all__ = [
    "Article",
    "BusinessDaysOnly",
    "CHANNELS",
    "Cap",
    "ConsentNeeded",
    "ContactCheck",
    "ContactFacts",
    "ContactGuard",
    "ContactGuardPolicy",
    "ContactLaw",
    "ContactRule",
    "Gap",
    "NO_GUARD",
    "NeverBy",
    "NoGuard",
    "OneChannel",
    "QuietSeason",
    "QuietSpan",
    "QuietWeekdays",
    "Refusal",
    "WhileOnHold",
    "contact_law",
    "contact_law_ids",
]
