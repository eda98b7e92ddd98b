"""Open items, and their balance evening by evening."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import pairwise, zip_longest
from typing import Any, NamedTuple, cast

import attrs
from moneyed import Currency

from receivables import currencies
from receivables.checks import is_day, is_name, is_one_of, is_whole, several
from receivables.documents import Attributes, as_attributes, not_negative
from receivables.errors import InvalidValueError
from receivables.money import Money, as_money
from receivables.terms import Offer

KINDS = ("invoice", "interest", "compensation", "fee")
"""What an open item may be: the debt itself, or what was charged for its delay."""

Change = tuple[date, int]
"""A day, and the balance in minor units from the evening of that day on."""

Disputed = tuple[date, date | None, int | None]
"""Evenings in dispute: the first, the one on which it is over (``None``: open), and minor units (``None``: all)."""


class BalanceSpan(NamedTuple):
    """A run of evenings with one balance: from ``start`` (in) to ``end`` (out).

    >>> span = BalanceSpan(date(2026, 2, 14), date(2026, 2, 20), Money("9.00", "EUR"))
    >>> (span.end - span.start).days  # the evening of the 20th has another balance
    6
    """

    start: date
    end: date
    balance: Money


def _zero(item: Any) -> Money:
    return Money.zero(item.amount.currency)


ZERO = attrs.Factory(_zero, takes_self=True)
"""The default of an amount beside another: nothing, in the currency of that one."""


def _zero_again(item: Any) -> Money:
    """The zero that ``paid`` is, as nearly always: a large book has one for each item and not five."""
    paid: Money = item.paid
    return _zero(item) if paid.minor else paid


ZERO_AGAIN = attrs.Factory(_zero_again, takes_self=True)


def _as_history(changes: Iterable[Change]) -> tuple[Change, ...]:
    return tuple(_as_change(change) for change in several("history", "a list of (day, minor units)", changes))


def _as_change(change: object) -> Change:
    match change:
        case (date() as day, int() as minor):
            return day, minor
        case _:
            raise InvalidValueError("history", "a list of (day, minor units)", change)


def _as_offers(offers: Iterable[Offer]) -> tuple[Offer, ...]:
    expected = "offers of an early-payment discount, of at least 0"
    found = tuple(several("offers", expected, offers))
    if not all(isinstance(offer, Offer) and offer.amount.minor >= 0 for offer in found):
        raise InvalidValueError("offers", expected, offers)
    return found


def _as_disputed(spans: Iterable[Disputed]) -> tuple[Disputed, ...]:
    return tuple(_as_dispute(span) for span in several("disputed", _DISPUTED, spans))


_DISPUTED = "a list of (first evening, end or None, minor units or None)"


def _as_dispute(span: object) -> Disputed:
    match span:
        case (date() as start, date() | None as end, int() | None as minor):
            return start, end, minor
        case _:
            raise InvalidValueError("disputed", _DISPUTED, span)


def _are_in_order(_: object, attribute: attrs.Attribute[Any], changes: tuple[Change, ...]) -> None:
    late = any(left >= right for (left, _), (right, _) in pairwise(changes))
    if late or any(minor < 0 for _, minor in changes):
        raise InvalidValueError(attribute.name, "amounts of at least 0 in order of their days", changes)


def _are_apart(_: object, attribute: attrs.Attribute[Any], spans: tuple[Disputed, ...]) -> None:
    later = [start for start, _, _ in spans[1:]]
    for (start, end, minor), following in zip_longest(spans, later):
        meet = following is not None and (end is None or end > following)
        if meet or (end is not None and end <= start) or (minor is not None and minor <= 0):
            raise InvalidValueError(attribute.name, "evenings in order, apart, with more than 0 in dispute", spans)


@attrs.frozen(kw_only=True)
class OpenItem:
    """One installment of one document, and what is left of it; the unit that is aged, charged interest and dunned.

    ``kind`` is ``"invoice"``, ``"interest"`` (a charge of late interest), ``"compensation"`` (a charge for the
    costs of recovery) or ``"fee"`` (for a reminder). What was charged names the ``invoice`` on which.
    ``installment`` counts from 1, of ``installments``. ``amount`` less ``paid``, ``credited``, ``written_off``,
    ``discounted`` (early-payment discounts taken) and ``tolerated`` (small differences given up; below zero where
    too much was paid) is :attr:`open`; an item with nothing open is cleared. ``offers`` are its early-payment
    discounts, each with its last day. ``history`` lists each change of the balance as (day, minor units from that
    evening on); unless given, the item stood unchanged since its issue.
    ``disputed`` lists the evenings on which it was in dispute, as (first evening, evening on which that was over or
    ``None``, minor units or ``None`` for all), in order and apart. ``charged_until`` is the last day whose interest was
    charged already. ``interest_paid`` lists how much of its interest was settled, as (day, minor units in all from that
    evening on): where interest bears interest, what was paid no longer does.

    Raises :class:`~receivables.errors.InvalidValueError` for values that cannot be.
    """

    customer: str = attrs.field(validator=is_name)
    document: str = attrs.field(validator=is_name)
    installment: int = attrs.field(default=1, validator=is_whole(low=1, unit="installments"))
    installments: int = attrs.field(default=1, validator=is_whole(low=1, unit="installments"))
    kind: str = attrs.field(default="invoice", validator=is_one_of(*KINDS))
    invoice: str | None = attrs.field(default=None, validator=attrs.validators.optional(is_name))
    issued_on: date = attrs.field(validator=is_day)
    due_on: date = attrs.field(validator=is_day)
    amount: Money = attrs.field(converter=as_money, validator=not_negative)
    paid: Money = attrs.field(default=ZERO, converter=as_money, validator=not_negative)
    credited: Money = attrs.field(default=ZERO_AGAIN, converter=as_money, validator=not_negative)
    written_off: Money = attrs.field(default=ZERO_AGAIN, converter=as_money, validator=not_negative)
    discounted: Money = attrs.field(default=ZERO_AGAIN, converter=as_money, validator=not_negative)
    tolerated: Money = attrs.field(default=ZERO_AGAIN, converter=as_money)
    offers: tuple[Offer, ...] = attrs.field(default=(), converter=_as_offers)
    history: tuple[Change, ...] = attrs.field(default=(), converter=_as_history)
    disputed: tuple[Disputed, ...] = attrs.field(default=(), converter=_as_disputed, validator=_are_apart)
    charged_until: date | None = attrs.field(default=None, validator=attrs.validators.optional(is_day))
    interest_paid: tuple[Change, ...] = attrs.field(default=(), converter=_as_history, validator=_are_in_order)
    attributes: Attributes = attrs.field(default=(), converter=as_attributes)
    # Fields and no cached properties: with one, every attribute of so many items would be looked up the slow way. What
    # aging needs of each item is here, so that it need not visit the amounts.
    currency: Currency = attrs.field(init=False, eq=False, repr=False)
    open: Money = attrs.field(init=False, eq=False, repr=False)
    _left: int = attrs.field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        settled = (self.paid, self.credited, self.written_off, self.discounted, self.tolerated)
        for part in (*settled, *(offer.amount for offer in self.offers)):
            currencies.require_same(self.amount.currency, part.currency)
        self._count()
        if not self.history:
            object.__setattr__(self, "history", ((self.issued_on, self.open.minor),))
        days = [day for day, _ in self.history]
        if self.history[-1][1] != self.open.minor or any(left >= right for left, right in pairwise(days)):
            raise InvalidValueError("history", f"changes in order of their days, the last to {self.open}", self.history)

    def _count(self) -> None:
        """What follows from the amounts."""
        settled = self.paid.minor + self.credited.minor + self.written_off.minor
        left = self.amount.minor - settled - self.discounted.minor - self.tolerated.minor
        object.__setattr__(self, "currency", self.amount.currency)
        object.__setattr__(self, "open", self.amount.with_minor(left))
        object.__setattr__(self, "_left", left)
        if left < 0:
            raise InvalidValueError("open", "at least 0: an item cannot be settled beyond its amount", self.open)

    @property
    def in_dispute(self) -> Money:
        """What is in dispute now, of what is open."""
        for _, end, minor in self.disputed[-1:]:
            if end is None:
                return self.open if minor is None else self.amount.with_minor(min(minor, self.open.minor))
        return self.amount.with_minor(0)

    @property
    def label(self) -> str:
        """The document, with the installment where there are several: ``F-1``, ``F-1/2``."""
        return self.document if self.installments == 1 else f"{self.document}/{self.installment}"

    def days_past_due(self, as_of: date) -> int:
        """Days from the due day to ``as_of``; zero on the due day, negative before it."""
        return as_of.toordinal() - self.due_on.toordinal()

    def attribute(self, name: str) -> str | None:
        """The carried value called ``name``, if the document has one; ``"customer"`` is the customer."""
        return self.customer if name == "customer" else dict(self.attributes).get(name)

    def spans(self, *, until: date) -> tuple[BalanceSpan, ...]:
        """The balance evening by evening, from the issue day up to (not including) ``until``, as half-open spans.

        >>> item = OpenItem(
        ...     customer="C-1", document="F-1", issued_on=date(2026, 1, 1), due_on=date(2026, 1, 10),
        ...     amount=Money("9.00", "EUR"), paid=Money("4.00", "EUR"),
        ...     history=((date(2026, 1, 1), 900), (date(2026, 1, 20), 500)),
        ... )
        >>> [(str(span.start), str(span.end), str(span.balance)) for span in item.spans(until=date(2026, 2, 1))]
        [('2026-01-01', '2026-01-20', '9.00 EUR'), ('2026-01-20', '2026-02-01', '5.00 EUR')]
        """
        return tuple(self._spans(until))

    def _spans(self, until: date) -> Iterator[BalanceSpan]:
        ends = [day for day, _ in self.history[1:]] + [until]
        for (start, minor), end in zip(self.history, ends, strict=True):
            if start >= until:
                return
            yield BalanceSpan(start, min(end, until), self.amount.with_minor(minor))

    def to_dict(self) -> dict[str, Any]:
        """The item as plain data."""
        dated = ("document", "installment", "installments", "kind", "invoice", "issued_on", "due_on")
        settled = ("paid", "credited", "written_off", "discounted", "tolerated")
        fields = {name: getattr(self, name) for name in (*dated, "amount", *settled, "open", "charged_until")}
        return {
            **plain(fields),
            "offers": [plain({"until": offer.until, "amount": offer.amount}) for offer in self.offers],
            "disputed": [self._dispute(*span) for span in self.disputed],
            "attributes": dict(self.attributes),
        }

    def _dispute(self, start: date, end: date | None, minor: int | None) -> dict[str, Any]:
        amount = None if minor is None else self.amount.with_minor(minor)
        return plain({"from": start, "to": end, "amount": amount})

    def __str__(self) -> str:
        return f"{self.label}: {self.open} open, due {self.due_on}"


class _Unfinished(OpenItem):
    """An open item that a replay fills, field by field, of facts that were checked: nothing is asked of it.

    Its fields can be set as those of any object, which takes a tenth of the time that it takes around the guard of a
    frozen value.
    """

    __slots__ = ()
    __setattr__ = object.__setattr__
    __delattr__ = object.__delattr__  # the guard goes only with both


def unfinished() -> Any:
    """An open item whose fields are still to be set, all of them, before it is :func:`finished`.

    >>> made = unfinished()
    >>> made.document = "F-1"
    >>> finished(made).document
    'F-1'
    """
    return object.__new__(_Unfinished)


def finished(item: Any) -> OpenItem:
    """The item as the value that it is, once all of its fields are set.

    >>> made = unfinished()
    >>> made.document = "F-1"
    >>> finished(made).document = "F-2"
    Traceback (most recent call last):
    attr.exceptions.FrozenInstanceError: can't set attribute
    """
    item.__class__ = OpenItem
    return cast("OpenItem", item)


def plain(fields: dict[str, Any]) -> dict[str, Any]:
    """Amounts as text and days in ISO form."""
    found: dict[str, Any] = {}
    for name, value in fields.items():
        found[name] = (
            value.text if isinstance(value, Money) else value.isoformat() if isinstance(value, date) else value
        )
    return found
