"""The parts that all events share: the two dates, the place in the day, free text."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

import attrs
import moneyed

from receivables.checks import LONGEST_NAME, are, is_whole, several
from receivables.errors import InvalidValueError
from receivables.money import Money

LONGEST_TEXT = 10 * LONGEST_NAME
"""Characters that a reason or an outcome may have."""


def _on_the_day(event: Any) -> date:
    """A fact is known on the day on which it takes effect, unless somebody says otherwise."""
    day: date = event.on
    return day


ON_THE_DAY = attrs.Factory(_on_the_day, takes_self=True)
is_sequence: Callable[..., None] = is_whole(low=-(10**18), high=10**18, unit="places")
are_names: Callable[..., None] = are(str, "a list of document numbers")


def as_money_if_any(value: Money | moneyed.Money | None) -> Money | None:
    """An optional amount, taking ``moneyed.Money`` too."""
    return None if value is None else Money.of(value)


def as_names(names: Iterable[str]) -> tuple[str, ...]:
    """Document numbers in any collection; one bare text is a mistake, not a list of letters."""
    return tuple(several("invoices", "a list of document numbers", names))


def is_text(_: object, attribute: attrs.Attribute[str], value: object) -> None:
    """Validator for free text of a person: empty is fine, a novel is not."""
    if not isinstance(value, str) or len(value) > LONGEST_TEXT:
        raise InvalidValueError(attribute.name, f"text of at most {LONGEST_TEXT} characters", value)
