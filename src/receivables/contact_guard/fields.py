"""The parts that the rules of a guard share: channels, reasons, days to come."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from receivables.checks import name, several
from receivables.contact_guard.results import Refusal
from receivables.errors import InvalidValueError


def names_of(attribute: str, names: Iterable[str]) -> tuple[str, ...]:
    """Names in an order, each once."""
    found = tuple(name(attribute, each) for each in several(attribute, "a list of names", names))
    if len(set(found)) < len(found):
        raise InvalidValueError(attribute, "names, each once", names)
    return found


def as_channels(names: Iterable[str]) -> tuple[str, ...]:
    """The channels that a rule is about."""
    return names_of("channels", names)


def as_after(names: Iterable[str]) -> tuple[str, ...]:
    """The channels after which a rule wants a gap."""
    return names_of("after", names)


def as_unless(names: Iterable[str]) -> tuple[str, ...]:
    """The outcomes of contacts that do not count."""
    return names_of("unless", names)


def refused(rule: Any, channel: str, because: str, again_on: date | None) -> Refusal | None:
    """The refusal of a rule, with its reason, if it is about that channel."""
    if rule.channels and channel not in rule.channels:
        return None
    return Refusal(f"{because} ({rule.reason})" if rule.reason else because, again_on)


def by(channels: tuple[str, ...]) -> str:
    """The channels in words; nothing where all are meant."""
    return f" by {either(channels)}" if channels else ""


def either(names: Sequence[str]) -> str:
    """Some names as a choice: ``a, b or c``."""
    return " or ".join([*filter(None, [", ".join(names[:-1])]), names[-1]])


def days_in_words(days: int) -> str:
    """A number of days."""
    return "1 day" if days == 1 else f"{days} days"


def sentence(rule: Any, text: str) -> str:
    """A rule in words, with what it does not count and its reason."""
    unless = getattr(rule, "unless", ())
    not_counted = f", not counting {either([repr(each) for each in unless])}" if unless else ""
    return f"{text}{not_counted}" + (f" ({rule.reason})" if rule.reason else "")


def later(day: date, days: int) -> date | None:
    """So many days later, as far as there are dates."""
    ordinal = day.toordinal() + days
    return date.fromordinal(ordinal) if 0 < ordinal <= date.max.toordinal() else None
