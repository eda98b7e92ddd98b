"""One debt after another: the order, what is equal in it, and who is passed over."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from itertools import groupby
from typing import Any, ClassVar

import attrs

from receivables.allocation.settlement import Settlement, SettlementLine, checked, open_items
from receivables.checks import day, is_flag, is_one_of, is_whole, of_kind, several
from receivables.documents import Attributes
from receivables.errors import InvalidValueError
from receivables.money import Money
from receivables.position import OpenItem, UnappliedCash
from receivables.position.items import KINDS
from receivables.shares import Strategy

_WORDS = {
    "due": ("due", "not due yet"),
    "due_on": ("the oldest due", "the latest due"),
    "issued_on": ("the oldest issued", "the latest issued"),
    "open": ("the smallest open", "the largest open"),
    "discount": ("the least discount", "the best discount"),
}
"""What an item can be ordered by, and how that is said, from the least on and (with ``-``) from the most on."""

PART_PAYMENTS = "part_payments"
"""The attribute of a document that takes no part payment: its value is ``"no"``."""


def takes_part_payments(attributes: Attributes) -> bool:
    """Whether a document may be paid in part."""
    return dict(attributes).get(PART_PAYMENTS) != "no"


def age(item: OpenItem) -> tuple[date, date, str, int]:
    """How items go that are equal otherwise: by due day, issue day, number and installment."""
    return item.due_on, item.issued_on, item.document, item.installment


def _discount(item: OpenItem, as_of: date) -> Fraction:
    """The part of the item that the first offer still open gives."""
    offered = next((offer.amount.minor for offer in item.offers if as_of <= offer.until), 0)
    return Fraction(offered, item.amount.minor) if offered else Fraction(0)


def _attribute(item: OpenItem, name: str) -> tuple[int, Decimal | str]:
    """Numbers by their size, then text by its letters; an item without the attribute is the least."""
    text = item.attribute(name)
    if text is None:
        return 0, ""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return 2, text
    return (1, number) if number.is_finite() else (2, text)


def _value(key: str, item: OpenItem, as_of: date) -> Any:
    """What an item goes by under one key."""
    match key.removeprefix("-").partition(":"):
        case ("due", _, _):
            return item.due_on > as_of
        case ("discount", _, _):
            return _discount(item, as_of)
        case ("attribute", _, name):
            return _attribute(item, name)
        case (name, _, _):
            return getattr(item, name)


def key_in_words(key: str) -> str:
    """Which items a key puts first: ``"-open"`` is "the largest open"."""
    name, _, attribute = key.removeprefix("-").partition(":")
    if name == "attribute":
        return f"the {'highest' if key.startswith('-') else 'lowest'} {attribute}"
    return _WORDS[name][key.startswith("-")]


def _in_words(key: str, item: OpenItem, as_of: date) -> str:
    """Why an item comes where it does, by one key."""
    name, _, attribute = key.removeprefix("-").partition(":")
    if name == "due":
        return _WORDS[name][item.due_on > as_of]
    if name == "discount":
        value = next((str(offer.amount) for offer in item.offers if as_of <= offer.until), "none")
    else:
        value = item.attribute(attribute) or "none" if attribute else str(getattr(item, name))
    return f"{key_in_words(key)}, {value}"


def in_turn(
    money: Money, items: Iterable[OpenItem], because: Callable[[OpenItem], str], *, partial: bool = True
) -> Iterator[SettlementLine]:
    """Each item in full while money lasts; with ``partial``, the last of them in part."""
    for item in items:
        if not money:
            return
        part = min(money, item.open)
        whole = part == item.open
        if part and (whole or (partial and takes_part_payments(item.attributes))):
            yield SettlementLine(item.document, item.installment, part, because(item))
            money = money - part


def _shared(money: Money, items: Sequence[OpenItem], because: str) -> Iterator[SettlementLine]:
    """All items in proportion to what is open of each, to the unit."""
    together = sum(item.open.minor for item in items)
    parts = Strategy.LARGEST_REMAINDER.share(min(money.minor, together), [item.open.minor for item in items])
    for item, part in zip(items, parts, strict=True):
        if part:
            yield SettlementLine(item.document, item.installment, money.with_minor(part), because)


def as_keys(keys: Iterable[str]) -> tuple[str, ...]:
    """Converter: what items are ordered by."""
    return tuple(several("by", "a list of what items are ordered by", keys))


def are_keys(_: object, attribute: attrs.Attribute[tuple[str, ...]], keys: tuple[Any, ...]) -> None:
    """Validator: each key is one that items have."""
    known = ", ".join(_WORDS)
    for key in keys:
        name, _, carried = key.removeprefix("-").partition(":") if isinstance(key, str) else ("", "", "")
        if (name not in _WORDS or carried) and (name != "attribute" or not carried):
            expected = f"{known} or attribute:NAME, with - in front from the most to the least"
            raise InvalidValueError(attribute.name, expected, key)


@attrs.frozen
class InOrder:
    """One item after another, each in full while money lasts.

    ``by`` lists what they are ordered by: ``"due"`` (what is due before what is not), ``"due_on"``, ``"issued_on"``,
    ``"open"`` (the amount), ``"discount"`` (the part of the item that an early payment still earns), or
    ``"attribute:NAME"`` (what a document carries; numbers by their size); from the least to the most, or with ``-`` in
    front from the most to the least. What is equal goes ``ties`` ``"in turn"`` (by due day, issue day, number and
    installment, whatever the order of input) or ``"pro rata"`` (in proportion to what is open, to the unit).

    With ``partial=False`` an item that cannot be settled in full is passed over; so is, always, one whose document
    carries ``part_payments`` ``"no"``. Items more than ``max_days_overdue`` days past due get nothing.

    Raises :class:`~receivables.errors.InvalidValueError` for keys that are not there, and for shares without part
    payments.

    >>> day, due = date(2026, 3, 9), date(2026, 3, 1)
    >>> items = [
    ...     OpenItem(
    ...         customer="C-1", document=number, issued_on=due, due_on=due, amount=Money(amount, "EUR"),
    ...         attributes={"rate": rate},
    ...     )
    ...     for number, amount, rate in (("F-1", "60.00", "8"), ("F-2", "80.00", "8"), ("F-3", "20.00", "12"))
    ... ]
    >>> cash = UnappliedCash(customer="C-1", reference="P-1", received_on=day, amount=Money("90.00", "EUR"))
    >>> print(InOrder(["due", "-attribute:rate"], ties="pro rata").apply(cash, items, as_of=day).explain())
    P-1: 90.00 EUR received 2026-03-09, allocated by in-order@1
      20.00 EUR to F-3: due; the highest rate, 12
      30.00 EUR to F-1: due; the highest rate, 8; pro rata
      40.00 EUR to F-2: due; the highest rate, 8; pro rata
      0.00 EUR unapplied
    """

    kind: ClassVar[str] = "in-order"
    version: ClassVar[int] = 1

    by: tuple[str, ...] = attrs.field(default=("due_on",), converter=as_keys, validator=are_keys)
    ties: str = attrs.field(kw_only=True, default="in turn", validator=is_one_of("in turn", "pro rata"))
    partial: bool = attrs.field(kw_only=True, default=True, validator=is_flag)
    max_days_overdue: int | None = attrs.field(
        kw_only=True, default=None, validator=attrs.validators.optional(is_whole(low=0))
    )

    def __attrs_post_init__(self) -> None:
        if self.ties == "pro rata" and not self.partial:
            raise InvalidValueError("partial", "true where what is equal is shared", self.partial)

    def apply(self, cash: UnappliedCash, items: Iterable[OpenItem], *, as_of: date) -> Settlement:
        """Settle items from the first on."""
        waiting = self.in_order(checked(cash, items, as_of), as_of=as_of)
        settle = self._pro_rata if self.ties == "pro rata" else self._each
        lines = settle(cash.amount, waiting, as_of)
        return Settlement(cash=cash, rule=f"{self.kind}@{self.version}", lines=tuple(lines))

    def in_order(self, items: Iterable[OpenItem], *, as_of: date) -> list[OpenItem]:
        """The items that may get something, in their order."""
        on = day("as_of", as_of)
        found = sorted((item for item in open_items(items) if item.open and not self._too_late(item, on)), key=age)
        for key in reversed(self.by):
            found.sort(key=lambda item: _value(key, item, as_of), reverse=key.startswith("-"))
        return found

    def _too_late(self, item: OpenItem, as_of: date) -> bool:
        return self.max_days_overdue is not None and item.days_past_due(as_of) > self.max_days_overdue

    def _each(self, money: Money, items: Sequence[OpenItem], as_of: date) -> Iterator[SettlementLine]:
        return in_turn(money, items, lambda item: self._because(item, as_of), partial=self.partial)

    def _pro_rata(self, money: Money, items: Sequence[OpenItem], as_of: date) -> Iterator[SettlementLine]:
        for _, equal in groupby(items, key=lambda item: [_value(key, item, as_of) for key in self.by]):
            group = list(equal)
            if not money:
                return
            because = self._because(group[0], as_of)
            shared = list(_shared(money, group, f"{because}; pro rata" if len(group) > 1 else because))
            yield from shared
            money = money - Money.total((line.amount for line in shared), currency=money.currency)

    def _because(self, item: OpenItem, as_of: date) -> str:
        return "; ".join(_in_words(key, item, as_of) for key in self.by) or "all alike"


@attrs.frozen
class OldestDueFirst:
    """The oldest due item first (ties: the earlier issued, then the document number), each in full while money lasts.

    Items that are not due yet follow those that are. Source: the usual rule of open-item accounting; German law has it
    as a first criterion among debts already due (BGB § 366 (2)).

    >>> day = date(2026, 2, 9)
    >>> items = [
    ...     OpenItem(customer="C-1", document=number, issued_on=day, due_on=due, amount=Money("60.00", "EUR"))
    ...     for number, due in (("F-2", date(2026, 3, 1)), ("F-1", date(2026, 2, 9)))
    ... ]
    >>> cash = UnappliedCash(customer="C-1", reference="P-1", received_on=day, amount=Money("90.00", "EUR"))
    >>> [(line.document, line.amount.text) for line in OldestDueFirst().apply(cash, items, as_of=day).lines]
    [('F-1', '60.00'), ('F-2', '30.00')]
    """

    kind: ClassVar[str] = "oldest-due-first"
    version: ClassVar[int] = 1

    def apply(self, cash: UnappliedCash, items: Iterable[OpenItem], *, as_of: date) -> Settlement:
        """Settle items from the oldest due day on."""
        return self.in_turn(cash, sorted(checked(cash, items, as_of), key=age))

    def in_turn(self, cash: UnappliedCash, items: Iterable[OpenItem]) -> Settlement:
        """Settle items that come in their order already; those that the money does not reach are not looked at."""
        money = of_kind("cash", UnappliedCash, "unapplied cash", cash).amount
        lines = in_turn(money, open_items(items), lambda item: oldest_due(item.due_on))
        return Settlement(cash=cash, rule=f"{self.kind}@{self.version}", lines=tuple(lines))


def oldest_due(due_on: date) -> str:
    """Why an item was the first to be settled."""
    return f"the oldest due, {due_on}"


def _as_order(order: Iterable[str]) -> tuple[str, ...]:
    return tuple(several("order", "a list of kinds of claims", order))


PART_OF_A_DEBT = {"compensation": "costs", "fee": "costs", "interest": "interest", "invoice": "principal"}
"""What each kind of open item is in the words of the law."""


@attrs.frozen
class ClaimsInOrder:
    """What was charged for the delay before the debt itself: costs, then interest, then principal, oldest due first.

    ``order`` names the kinds of open items, ``"compensation"`` and ``"fee"`` (costs), ``"interest"`` and ``"invoice"``
    (principal); within a kind, the oldest due item comes first (ties: the earlier issued, then the document number),
    each in full while money lasts. A kind that is not named receives nothing. Only what was charged is there to be
    settled; for interest that accrues from payment to payment inside one debt, see :func:`receivables.claims.impute`.

    Raises :class:`~receivables.errors.InvalidValueError` for an order that cannot be.
    Source: BGB § 367 (1), BW 6:44, and most codes where nothing else is agreed.

    >>> day, amount = date(2026, 2, 9), Money("40.00", "EUR")
    >>> items = [
    ...     OpenItem(customer="C-1", document=number, kind=kind, issued_on=day, due_on=due, amount=amount)
    ...     for number, kind, due in (
    ...         ("F-1", "invoice", date(2026, 1, 9)),
    ...         ("I-1", "interest", date(2026, 2, 9)),
    ...         ("K-1", "compensation", date(2026, 2, 9)),
    ...     )
    ... ]
    >>> cash = UnappliedCash(customer="C-1", reference="P-1", received_on=day, amount=Money("90.00", "EUR"))
    >>> print(ClaimsInOrder().apply(cash, items, as_of=day).explain())
    P-1: 90.00 EUR received 2026-02-09, allocated by claims-in-order@1
      40.00 EUR to K-1: costs first; the oldest due, 2026-02-09
      40.00 EUR to I-1: interest next; the oldest due, 2026-02-09
      10.00 EUR to F-1: principal next; the oldest due, 2026-01-09
      0.00 EUR unapplied
    """

    kind: ClassVar[str] = "claims-in-order"
    version: ClassVar[int] = 1

    order: tuple[str, ...] = attrs.field(default=("compensation", "fee", "interest", "invoice"), converter=_as_order)

    @order.validator
    def _check_order(self, attribute: attrs.Attribute[tuple[str, ...]], order: tuple[str, ...]) -> None:
        if not order or any(order.count(kind) > 1 or kind not in KINDS for kind in order):
            raise InvalidValueError(attribute.name, "an order of " + ", ".join(KINDS) + ", each once at most", order)

    def apply(self, cash: UnappliedCash, items: Iterable[OpenItem], *, as_of: date) -> Settlement:
        """Settle items kind by kind, from the oldest due day on."""
        named = [item for item in checked(cash, items, as_of) if item.kind in self.order]
        waiting = sorted(named, key=lambda item: (self.order.index(item.kind), age(item)))
        lines = in_turn(cash.amount, waiting, self._because)
        return Settlement(cash=cash, rule=f"{self.kind}@{self.version}", lines=tuple(lines))

    def _because(self, item: OpenItem) -> str:
        place = "first" if item.kind == self.order[0] else "next"
        return f"{PART_OF_A_DEBT[item.kind]} {place}; {oldest_due(item.due_on)}"


OLDEST_DUE_FIRST = OldestDueFirst()
"""The oldest due item first."""

OLDEST_ISSUED_FIRST = InOrder(["issued_on"])
"""The oldest issued item first."""

LARGEST_FIRST = InOrder(["-open"])
"""The largest open amount first."""

BEST_DISCOUNT_FIRST = InOrder(["-discount", "due_on"])
"""What an early payment earns most on first, then the oldest due."""

PRO_RATA = InOrder([], ties="pro rata")
"""All items in proportion to what is open."""

MOST_ONEROUS_FIRST = InOrder(["due", "-attribute:rate"], ties="pro rata")
"""What is due, the debt with the highest ``rate`` first, equal ones pro rata.

Source: Código Civil (Spain), article 1174: the most onerous of the debts that are due; of like ones, all in proportion.
"""

DUE_THEN_BURDENSOME_THEN_OLDEST = InOrder(["due", "attribute:security", "-attribute:rate", "due_on"], ties="pro rata")
"""What is due, then what has less ``security``, then what bears the higher ``rate``, then the oldest, then pro rata.

Source: BGB § 366 (2), which asks in this order; the carried attributes ``security`` and ``rate`` are numbers.
"""

COSTS_FIRST = ClaimsInOrder()
"""Costs, then interest, then principal."""
