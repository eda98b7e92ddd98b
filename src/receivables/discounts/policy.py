"""The policies: what is off for paying early, and which differences are given up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import ClassVar, Protocol

import attrs

from receivables.checks import day, is_a, is_flag, is_one_of, is_whole, one_of
from receivables.currencies import require_same
from receivables.discounts.asked import as_item, as_items
from receivables.discounts.forgone import yearly_cost
from receivables.discounts.results import OpenOffer, PaidLine
from receivables.discounts.settling import Claim, settle
from receivables.discounts.taken import closing_discount, earning, left_to_take, words
from receivables.discounts.tolerance import Tolerance
from receivables.errors import InvalidValueError
from receivables.money import Money
from receivables.position import OpenItem
from receivables.terms import Offer

OVERRIDES = ("normal", "always", "never", "accept late")
"""What a person may decide about the discount of a payment."""

Override = str | Mapping[str, str]
"""One decision for all items, or decisions by document; a document that is not named is ``"normal"``."""


class DiscountPolicy(Protocol):
    """A policy of discounts: any value with these two verbs.

    >>> policy: DiscountPolicy = NoDiscounts()
    """

    def offers(self, item: OpenItem, *, as_of: date, override: Override = "normal") -> tuple[OpenOffer, ...]:
        """What can still be taken of the offers of an item on a day: less the first, a payment closes the item."""
        ...

    def settle(
        self, items: Iterable[OpenItem], cash: Money, *, on: date, override: Override = "normal"
    ) -> tuple[PaidLine, ...]:
        """What ``cash``, one payment with value day ``on``, settles of these items, in this order."""
        ...


@attrs.frozen
class NoDiscounts:
    """Nothing is given up: no discount and no difference; each item in full while money lasts.

    >>> item = OpenItem(
    ...     customer="C-1", document="F-1", issued_on=date(2026, 1, 15), due_on=date(2026, 2, 14),
    ...     amount=Money("1000.00", "EUR"),
    ... )
    >>> (line,) = NoDiscounts().settle([item], Money("980.00", "EUR"), on=date(2026, 1, 20))
    >>> print(line.cash, "and", line.discount)
    980.00 EUR and 0.00 EUR
    """

    kind: ClassVar[str] = "no-discounts"
    version: ClassVar[int] = 1

    def offers(self, item: OpenItem, *, as_of: date, override: Override = "normal") -> tuple[OpenOffer, ...]:
        """Nothing can be taken."""
        _decision(override, as_item(item))
        day("as_of", as_of)
        return ()

    def settle(
        self, items: Iterable[OpenItem], cash: Money, *, on: date, override: Override = "normal"
    ) -> tuple[PaidLine, ...]:
        """Each item in full while money lasts."""
        money = _as_cash(cash)
        found, zero = _open_items(items, money), money.with_minor(0)
        for item in found:
            _decision(override, item)
        day("on", on)
        return settle([Claim(item, zero, zero) for item in found], money)


@attrs.frozen(kw_only=True)
class EarlyDiscounts:
    """The offers of open items are honoured, and small differences given up, as the fields say.

    - ``grace_days``: days added to the last day of every offer. The first offer applies whose last day is not past and
      that is not used up.
    - ``partial``: what a payment that does not close an item earns: ``"none"``; ``"pro rata"`` (payment x percent);
      ``"gross up"`` (payment x percent / (100 - percent), so that 49 at 2 % settle 50). Fixed amounts are earned only
      by the payment that closes.
    - ``closing``: what a payment that closes earns: the percent of what was open (``"remainder"``), of the whole less
      the discounts taken before (``"whole"``), or nothing any more after a part payment (``"lost"``). The whole is the
      amount less credit notes and write-offs. A payment closes an item when it reaches what is open less this discount.
    - ``late_days``: days after the last day of the last offer on which its discount may be accepted late, by a person
      or, with ``accept_late``, always. Only a payment that closes gets a late discount.
    - ``tolerance``: the difference that is given up, decided after the discounts. Where one payment settles several
      items, their tolerances are added up.
    - ``overpayment``: too much beside a discount leaves the discount alone (``"specific"``), or reduces it first, item
      by item, before the tolerance is asked (``"unspecific"``).

    All discounts of an item together are never more than its best offer.

    Raises :class:`~receivables.errors.InvalidValueError` for values that cannot be.
    Source: the cash discounts of Dynamics 365 Finance and the payment tolerance of Business Central, whose worked cases
    it answers.

    >>> EarlyDiscounts(partial="gross up", tolerance=Tolerance(amount="5.00")).closing
    'remainder'
    """

    kind: ClassVar[str] = "early-discounts"
    version: ClassVar[int] = 1

    grace_days: int = attrs.field(default=0, validator=is_whole(low=0))
    partial: str = attrs.field(default="none", validator=is_one_of("none", "pro rata", "gross up"))
    closing: str = attrs.field(default="remainder", validator=is_one_of("remainder", "whole", "lost"))
    late_days: int = attrs.field(default=0, validator=is_whole(low=0))
    accept_late: bool = attrs.field(default=False, validator=is_flag)
    tolerance: Tolerance = attrs.field(
        default=Tolerance(), validator=is_a(Tolerance, 'a tolerance, like Tolerance(amount="5.00")')
    )
    overpayment: str = attrs.field(default="specific", validator=is_one_of("specific", "unspecific"))

    def offers(self, item: OpenItem, *, as_of: date, override: Override = "normal") -> tuple[OpenOffer, ...]:
        """The offers of an item that can be taken by paying on ``as_of``, the earliest to end first.

        One that is accepted late is among them. ``override`` is what a person decided, as for :meth:`settle`.

        Raises :class:`~receivables.errors.InvalidValueError` for values that cannot be.
        """
        decision, on = _decision(override, as_item(item)), day("as_of", as_of)
        in_time = self._applying(item, on, decision)
        late_days = 0 if in_time else self.late_days
        if item.amount and not item.open:  # an invoice of nothing still shows what it offers
            return ()
        found = in_time or self._accepted_late(item, on, decision)
        pairs = [(offer, closing_discount(item, offer, self.closing)) for offer in found]
        kept = [(offer, discount) for offer, discount in pairs if discount or not offer.amount]
        return tuple(self._open_offer(item, offer, discount, late_days) for offer, discount in kept)

    def settle(
        self, items: Iterable[OpenItem], cash: Money, *, on: date, override: Override = "normal"
    ) -> tuple[PaidLine, ...]:
        """What ``cash``, one payment with value day ``on``, settles of these items, in this order.

        If it is enough for all of them, or short by no more than their tolerance, all are closed. Else what it covers
        less its discount is closed, item by item, and the next one takes the rest. What the lines leave is unapplied.

        ``override`` is what a person decided, for all or by document: ``"always"`` (past the last day, the last offer
        still applies), ``"never"``, ``"accept late"`` (within ``late_days``) or ``"normal"``.

        Raises :class:`~receivables.errors.InvalidValueError` for values that cannot be, and
        :class:`~receivables.errors.CurrencyMismatchError` for items in another currency than the cash.
        """
        money, paid_on = _as_cash(cash), day("on", on)
        claims = [self._claim(item, paid_on, _decision(override, item)) for item in _open_items(items, money)]
        return settle(claims, money, shrinks=self.overpayment == "unspecific")

    def _deadline(self, offer: Offer) -> int:
        return offer.until.toordinal() + self.grace_days

    def _applying(self, item: OpenItem, on: date, decision: str) -> list[Offer]:
        """The offers that a payment on a day is in time for, the earliest to end first."""
        ordered = sorted(item.offers, key=self._deadline)
        if decision == "never":
            return []
        in_time = [offer for offer in ordered if on.toordinal() <= self._deadline(offer)]
        return in_time or (ordered[-1:] if decision == "always" else [])

    def _claim(self, item: OpenItem, on: date, decision: str) -> Claim:
        limit, in_time = self.tolerance.limit(item), self._applying(item, on, decision)
        found = in_time or self._accepted_late(item, on, decision)
        if not found:
            return Claim(item, item.open.with_minor(0), limit)
        pairs = [(offer, closing_discount(item, offer, self.closing)) for offer in found]
        offer, discount = next((pair for pair in pairs if pair[1]), pairs[0])
        told = words(offer, on.toordinal() - self._deadline(offer))
        if not in_time:
            return Claim(item, discount, limit, late=True, words=told)
        share = earning(item, offer, self.partial)
        return Claim(item, discount, limit, earning=share, most=left_to_take(item).minor, words=told)

    def _accepted_late(self, item: OpenItem, on: date, decision: str) -> list[Offer]:
        """The last offer, where its discount is accepted late."""
        if decision == "never" or not (self.accept_late or decision == "accept late"):
            return []
        last = sorted(item.offers, key=self._deadline)[-1:]
        return [offer for offer in last if on.toordinal() <= self._deadline(offer) + self.late_days]

    def _open_offer(self, item: OpenItem, offer: Offer, discount: Money, late_days: int) -> OpenOffer:
        until = date.fromordinal(min(self._deadline(offer) + late_days, date.max.toordinal()))
        payable = item.open - discount
        cost = yearly_cost(discount.exact, payable.exact, item.due_on.toordinal() - until.toordinal())
        return OpenOffer(item.document, item.installment, until, discount, payable, offer.percent, cost)


def _decision(override: Override, item: OpenItem) -> str:
    found = override.get(item.document, "normal") if isinstance(override, Mapping) else override
    return one_of("override", found, OVERRIDES)


def _open_items(items: Iterable[OpenItem], cash: Money) -> list[OpenItem]:
    """The items with something open, in the currency of the money."""
    found = as_items(items)
    for item in found[:1]:
        require_same(cash.currency, item.currency)
    return [item for item in found if item.open]


def _as_cash(cash: Money) -> Money:
    money = Money.of(cash)
    if money.minor < 0:
        raise InvalidValueError("cash", "at least 0", money)
    return money
