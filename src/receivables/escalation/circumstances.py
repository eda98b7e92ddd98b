"""What the caller knows besides the facts of an account."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

from receivables.checks import is_a, name, several, text_pairs
from receivables.errors import InvalidValueError
from receivables.money import Money

_PENDING = "a mapping from document number to Money of at least 0"


def _as_pending(given: Any) -> tuple[tuple[str, Money], ...]:
    pairs = tuple(given.items() if isinstance(given, Mapping) else several("pending", _PENDING, given))
    found = dict(_as_pair(pair) for pair in pairs)
    if len(found) < len(pairs):
        raise InvalidValueError("pending", "a mapping that has each document once", given)
    return tuple(sorted(found.items(), key=lambda pair: pair[0]))


def _as_pair(pair: object) -> tuple[str, Money]:
    match pair:
        case (document, amount) if (found := Money.of(amount)).minor >= 0:
            return name("pending", document), found
        case _:
            raise InvalidValueError("pending", _PENDING, pair)


def _as_levels(given: Any) -> tuple[tuple[str, str], ...]:
    return text_pairs("levels", given)


@attrs.frozen(kw_only=True)
class Circumstances:
    """What the caller knows besides the facts.

    - ``pending``: money under way for a document, such as a direct debit that was sent; it takes from the oldest
      installment first, and is not asked for.
    - ``levels``: the step on which a person set a document (or an installment, ``F-1/2``); it takes the place of the
      last one sent. The empty text is the foot of the ladder.
    - ``segment``: the segment of the customer.

    Raises :class:`~receivables.errors.InvalidValueError` for values that cannot be.

    >>> Circumstances(pending={"F-1": Money("50.00", "EUR")}, segment="public").levels
    ()
    """

    pending: tuple[tuple[str, Money], ...] = attrs.field(default=(), converter=_as_pending)
    levels: tuple[tuple[str, str], ...] = attrs.field(default=(), converter=_as_levels)
    segment: str = attrs.field(default="", validator=is_a(str, "the name of a segment"))


NOTHING_MORE = Circumstances()
"""Nothing besides the facts."""
