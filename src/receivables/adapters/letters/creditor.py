"""Who writes a letter."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from receivables.adapters.letters.reading import text
from receivables.checks import several
from receivables.errors import InvalidValueError

MOST_ADDRESS_LINES = 10
"""Lines that the address of a creditor may have."""


def _as_lines(lines: Iterable[str]) -> tuple[str, ...]:
    found = tuple(text("address", line) for line in several("address", "a list of lines", lines))
    if len(found) > MOST_ADDRESS_LINES:
        raise InvalidValueError("address", f"at most {MOST_ADDRESS_LINES} lines", len(found))
    return found


@attrs.frozen
class Creditor:
    """Who writes: the ``name``, and what else of it a letter should give.

    ``short_name`` stands in text messages (the name, unless given); ``account`` is the bank account to pay to.

    Raises :class:`~receivables.errors.InvalidValueError` for what is no text, or too long.

    >>> Creditor("Ferretería Ruiz, S. L.", address=["Calle Mayor 5", "28013 Madrid"]).address
    ('Calle Mayor 5', '28013 Madrid')
    """

    name: str
    short_name: str | None = attrs.field(default=None, kw_only=True)
    address: tuple[str, ...] = attrs.field(default=(), kw_only=True, converter=_as_lines)
    account: str | None = attrs.field(default=None, kw_only=True)
    phone: str | None = attrs.field(default=None, kw_only=True)
    email: str | None = attrs.field(default=None, kw_only=True)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "name", text("name", self.name))
        for field in ("short_name", "account", "phone", "email"):
            if (value := getattr(self, field)) is not None:
                object.__setattr__(self, field, text(field, value))
