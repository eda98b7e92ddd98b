"""What is known about a customer beside the claims: holds, consents to be contacted, the credit limit."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

import attrs
from attrs.validators import optional

from receivables.checks import is_day, is_name, is_one_of
from receivables.documents import not_negative
from receivables.errors import InvalidValueError
from receivables.events.fields import ON_THE_DAY, are_names, as_money_if_any, as_names, is_sequence, is_text
from receivables.money import Money

HOLD_KINDS = ("grace", "legal", "insolvency", "vulnerable")
"""Why items are left alone, where it does not follow from a dispute, a promise or a plan."""


@attrs.frozen
class HoldPlaced:
    """Items are left alone from this day: ``invoices``, or (empty) all of the account.

    ``kind`` says why: ``"grace"`` (more time was given), ``"legal"`` (with lawyer, agency or court), ``"insolvency"``,
    ``"vulnerable"`` (the customer needs particular care). ``until`` is the last day on hold; ``None`` where nobody
    knows, until it is lifted. Grace always has an end.

    Raises :class:`~receivables.errors.InvalidValueError` for an end before the beginning, and for grace without one.

    >>> HoldPlaced("grace", invoices=["F-1"], until=date(2026, 3, 20), on=date(2026, 3, 2)).subject
    "'grace' for 'F-1' until 2026-03-20 ('')"
    """

    rank: ClassVar[int] = 12
    kind: str = attrs.field(validator=is_one_of(*HOLD_KINDS))
    invoices: tuple[str, ...] = attrs.field(kw_only=True, default=(), converter=as_names, validator=are_names)
    until: date | None = attrs.field(kw_only=True, default=None, validator=optional(is_day))
    on: date = attrs.field(kw_only=True, validator=is_day)
    reason: str = attrs.field(kw_only=True, default="", validator=is_text)
    recorded_on: date = attrs.field(kw_only=True, default=ON_THE_DAY, validator=is_day)
    sequence: int = attrs.field(kw_only=True, default=0, validator=is_sequence)

    def __attrs_post_init__(self) -> None:
        if self.until is None and self.kind == "grace":
            raise InvalidValueError("until", "the last day of grace", None)
        if self.until is not None and self.until < self.on:
            raise InvalidValueError("until", f"{self.on}, when the hold begins, or later", self.until)

    @property
    def subject(self) -> str:
        """Kind, invoices, end and reason."""
        about = ", ".join(map(repr, self.invoices)) or "all"
        return f"{self.kind!r} for {about} until {self.until} ({self.reason!r})"


@attrs.frozen
class HoldLifted:
    """The holds of a ``kind`` end on this day: those about one of ``invoices``, or (empty) all of that kind.

    A hold about several invoices goes on for those that are not named; one about the whole account ends only where no
    invoices are named.

    >>> HoldLifted("legal", on=date(2026, 5, 4)).subject
    "'legal' for all"
    """

    rank: ClassVar[int] = 13
    kind: str = attrs.field(validator=is_one_of(*HOLD_KINDS))
    invoices: tuple[str, ...] = attrs.field(kw_only=True, default=(), converter=as_names, validator=are_names)
    on: date = attrs.field(kw_only=True, validator=is_day)
    recorded_on: date = attrs.field(kw_only=True, default=ON_THE_DAY, validator=is_day)
    sequence: int = attrs.field(kw_only=True, default=0, validator=is_sequence)

    @property
    def subject(self) -> str:
        """Kind and invoices."""
        return f"{self.kind!r} for {', '.join(map(repr, self.invoices)) or 'all'}"


@attrs.frozen
class ConsentGiven:
    """The customer agrees to be contacted over a ``channel``.

    >>> ConsentGiven("sms", on=date(2026, 1, 15)).subject
    "'sms': given"
    """

    rank: ClassVar[int] = 14
    channel: str = attrs.field(validator=is_name)
    on: date = attrs.field(kw_only=True, validator=is_day)
    recorded_on: date = attrs.field(kw_only=True, default=ON_THE_DAY, validator=is_day)
    sequence: int = attrs.field(kw_only=True, default=0, validator=is_sequence)

    @property
    def subject(self) -> str:
        """The channel, and that it was given."""
        return f"{self.channel!r}: given"


@attrs.frozen
class ConsentWithdrawn:
    """The customer does not want to be contacted over a ``channel`` any more: an opt-out.

    Of both on one day, recorded on the same day, the opt-out counts.

    >>> ConsentWithdrawn("sms", on=date(2026, 2, 15)).subject
    "'sms': withdrawn"
    """

    rank: ClassVar[int] = 14
    channel: str = attrs.field(validator=is_name)
    on: date = attrs.field(kw_only=True, validator=is_day)
    recorded_on: date = attrs.field(kw_only=True, default=ON_THE_DAY, validator=is_day)
    sequence: int = attrs.field(kw_only=True, default=0, validator=is_sequence)

    @property
    def subject(self) -> str:
        """The channel, and that it was withdrawn."""
        return f"{self.channel!r}: withdrawn"


@attrs.frozen
class LimitSet:
    """The credit limit of the customer from this day; ``None`` is no limit, zero is no credit at all.

    >>> print(LimitSet(Money("5000.00", "EUR"), on=date(2026, 1, 15)).limit)
    5000.00 EUR
    """

    rank: ClassVar[int] = 15
    limit: Money | None = attrs.field(converter=as_money_if_any, validator=optional(not_negative))
    on: date = attrs.field(kw_only=True, validator=is_day)
    recorded_on: date = attrs.field(kw_only=True, default=ON_THE_DAY, validator=is_day)
    sequence: int = attrs.field(kw_only=True, default=0, validator=is_sequence)

    @property
    def subject(self) -> str:
        """The limit."""
        return "no limit" if self.limit is None else f"limit {self.limit}"
