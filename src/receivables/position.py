"""An account on one day: its open items, unapplied cash and holds.

A position is a result: :class:`~receivables.account.Account` makes it by replaying events. Its figures hold on the
evening of ``as_of``.

>>> from datetime import date
>>> from receivables import Money, OpenItem
>>> item = OpenItem(
...     customer="C-104", document="F-1001", issued_on=date(2026, 1, 15), due_on=date(2026, 2, 14),
...     amount=Money("1000.00", "EUR"), paid=Money("400.00", "EUR"),
... )
>>> item.open
Money('600.00', 'EUR')
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from functools import cached_property
from itertools import pairwise
from typing import Any, NamedTuple

import attrs
from moneyed import Currency

from receivables import currencies
from receivables.checks import is_day, is_name, is_one_of, is_whole, keep_as_tuples, several
from receivables.documents import Attributes, as_attributes, not_negative
from receivables.errors import InvalidValueError
from receivables.events import ContactMade
from receivables.money import Money, as_money

__all__ = [
    "Applied",
    "BalanceSpan",
    "Change",
    "Hold",
    "OpenItem",
    "Position",
    "UnappliedCash",
]

Change = tuple[date, int]
"""A day, and the balance in minor units from the evening of that day on."""


class BalanceSpan(NamedTuple):
    """A run of evenings with one balance: from ``start`` (in) to ``end`` (out).

    >>> str(BalanceSpan(date(2026, 1, 15), date(2026, 2, 20), Money("9.00", "EUR")).balance)
    '9.00 EUR'
    """

    start: date
    end: date
    balance: Money


def days_in_words(days: int) -> str:
    """``1 day``, ``2 days``."""
    return f"{days} day" if abs(days) == 1 else f"{days} days"


def _zero(item: Any) -> Money:
    return Money.zero(item.amount.currency)


_NOTHING = attrs.Factory(_zero, takes_self=True)


def _as_history(changes: Iterable[Change]) -> tuple[Change, ...]:
    return tuple(_as_change(change) for change in several("history", "a list of (day, minor units)", changes))


def _as_change(change: object) -> Change:
    match change:
        case (date() as day, int() as minor):
            return day, minor
        case _:
            raise InvalidValueError("history", "a list of (day, minor units)", change)


@attrs.frozen(kw_only=True)
class OpenItem:
    """One installment of one document, and what is left of it; the unit that is aged, charged interest and dunned.

    ``kind`` is ``"invoice"`` or ``"interest"`` (a charge of late interest). ``installment`` counts from 1, of
    ``installments``. ``amount`` less ``paid``, ``credited`` and ``written_off`` is :attr:`open`; an item with nothing
    open is cleared. ``history`` lists each change of the balance as (day, minor units from that evening on); unless
    given, the item stood unchanged since its issue. ``charged_until`` is the last day whose interest was charged
    already.

    Raises :class:`~receivables.errors.InvalidValueError` for values that cannot be.
    """

    customer: str = attrs.field(validator=is_name)
    document: str = attrs.field(validator=is_name)
    installment: int = attrs.field(default=1, validator=is_whole(low=1, unit="installments"))
    installments: int = attrs.field(default=1, validator=is_whole(low=1, unit="installments"))
    kind: str = attrs.field(default="invoice", validator=is_one_of("invoice", "interest"))
    issued_on: date = attrs.field(validator=is_day)
    due_on: date = attrs.field(validator=is_day)
    amount: Money = attrs.field(converter=as_money, validator=not_negative)
    paid: Money = attrs.field(default=_NOTHING, converter=as_money, validator=not_negative)
    credited: Money = attrs.field(default=_NOTHING, converter=as_money, validator=not_negative)
    written_off: Money = attrs.field(default=_NOTHING, converter=as_money, validator=not_negative)
    history: tuple[Change, ...] = attrs.field(default=(), converter=_as_history)
    charged_until: date | None = attrs.field(default=None, validator=attrs.validators.optional(is_day))
    attributes: Attributes = attrs.field(default=(), converter=as_attributes)

    def __attrs_post_init__(self) -> None:
        for part in (self.paid, self.credited, self.written_off):
            currencies.require_same(self.amount.currency, part.currency)
        if self.open.minor < 0:
            raise InvalidValueError("open", "at least 0: an item cannot be settled beyond its amount", self.open)
        if not self.history:
            object.__setattr__(self, "history", ((self.issued_on, self.open.minor),))
        days = [day for day, _ in self.history]
        if self.history[-1][1] != self.open.minor or any(left >= right for left, right in pairwise(days)):
            raise InvalidValueError("history", f"changes in order of their days, the last to {self.open}", self.history)

    @cached_property
    def open(self) -> Money:
        """What is still owed of the item."""
        left = self.amount.minor - self.paid.minor - self.credited.minor - self.written_off.minor
        return self.amount.with_minor(left)

    @property
    def currency(self) -> Currency:
        """The currency of the item."""
        return self.amount.currency

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
        names = ("document", "installment", "installments", "kind", "issued_on", "due_on", "amount", "paid", "credited")
        fields = {name: getattr(self, name) for name in (*names, "written_off", "open", "charged_until")}
        return {**_plain(fields), "attributes": dict(self.attributes)}

    def __str__(self) -> str:
        return f"{self.label}: {self.open} open, due {self.due_on}"


@attrs.frozen(kw_only=True)
class UnappliedCash:
    """Money on account: what is left of a payment (``kind`` ``"payment"``) or of a credit note (``"credit note"``).

    ``received_on`` is the value date; unapplied cash has no due day and is never netted into open items silently.
    ``reserved`` is the part that remittance advice, or a decision, keeps for an invoice that is still to come.

    >>> UnappliedCash(customer="C-1", reference="P-1", received_on=date(2026, 2, 9), amount=Money("9.00", "EUR")).kind
    'payment'
    """

    customer: str = attrs.field(validator=is_name)
    reference: str = attrs.field(validator=is_name)
    kind: str = attrs.field(default="payment", validator=is_one_of("payment", "credit note"))
    received_on: date = attrs.field(validator=is_day)
    amount: Money = attrs.field(converter=as_money, validator=not_negative)
    reserved: Money = attrs.field(default=_NOTHING, converter=as_money, validator=not_negative)


class Applied(NamedTuple):
    """A part of a payment or credit note (``source``) that settles an item since ``on``, and the reason.

    >>> Applied("P-1", "F-1", 1, Money("9.00", "EUR"), date(2026, 2, 9), "remittance advice").because
    'remittance advice'
    """

    source: str
    document: str
    installment: int
    amount: Money
    on: date
    because: str


@attrs.frozen(kw_only=True)
class Hold:
    """A reason to leave items alone: a ``"dispute"`` without a known end, or a ``"promise"`` until the promised day.

    No ``documents`` means all of the account. A dispute holds its ``amount`` (``None``: all); a promise holds the whole
    of what it is about, whatever amount was promised, until its day.

    >>> Hold(kind="promise", since=date(2026, 3, 1), until=date(2026, 3, 20)).last_day(tolerance_days=2)
    datetime.date(2026, 3, 22)
    """

    kind: str = attrs.field(validator=is_one_of("dispute", "promise"))
    documents: tuple[str, ...] = ()
    amount: Money | None = None
    since: date = attrs.field(validator=is_day)
    until: date | None = attrs.field(default=None, validator=attrs.validators.optional(is_day))
    reason: str = ""

    def __attrs_post_init__(self) -> None:
        keep_as_tuples(self, "documents")

    @property
    def about(self) -> str:
        """The documents held, in words."""
        return ", ".join(self.documents) or "all of the account"

    def covers(self, document: str) -> bool:
        """Whether the hold is about ``document``."""
        return not self.documents or document in self.documents

    def last_day(self, tolerance_days: int = 0) -> date | None:
        """The last day on hold, some days of tolerance included; ``None`` if nobody knows."""
        if self.until is None:
            return None
        return date.fromordinal(min(self.until.toordinal() + tolerance_days, date.max.toordinal()))


@attrs.frozen(kw_only=True)
class Position:
    """What an account amounts to on the evening of ``as_of``, as it was known on ``known_by``.

    ``known_by`` is ``None`` where all that is recorded counts, whenever it was.
    ``items`` are all installments issued by then, cleared ones too, by due day, document and installment;
    ``unapplied_cash``, ``holds`` (open disputes and all promises) and ``contacts`` are in order of time.
    ``billed``, ``paid``, ``credited`` and ``written_off`` are totals of the facts (payments and credit notes less
    reversals and refunds), so that ``billed - paid - credited - written_off == open - unapplied`` is a check.

    >>> from receivables import Account
    >>> Account("C-104", "EUR", []).as_of(date(2026, 3, 31)).balance
    Money('0.00', 'EUR')
    """

    customer: str
    currency: Currency = attrs.field(converter=currencies.currency)
    as_of: date = attrs.field(validator=is_day)
    known_by: date | None = None
    items: tuple[OpenItem, ...] = ()
    unapplied_cash: tuple[UnappliedCash, ...] = ()
    applied: tuple[Applied, ...] = ()
    holds: tuple[Hold, ...] = ()
    contacts: tuple[ContactMade, ...] = ()
    billed: Money = attrs.field()
    paid: Money = attrs.field()
    credited: Money = attrs.field()
    written_off: Money = attrs.field()

    def __attrs_post_init__(self) -> None:
        keep_as_tuples(self, "items", "unapplied_cash", "applied", "holds", "contacts")
        amounts = [item.amount for item in self.items] + [cash.amount for cash in self.unapplied_cash]
        for amount in amounts:
            currencies.require_same(self.currency, amount.currency)

    @cached_property
    def open_items(self) -> tuple[OpenItem, ...]:
        """The items with something open."""
        return tuple(item for item in self.items if item.open)

    @cached_property
    def open(self) -> Money:
        """What is open in total, before unapplied cash."""
        return Money.total((item.open for item in self.items), currency=self.currency)

    @cached_property
    def unapplied(self) -> Money:
        """The money on account that settles nothing yet, a positive amount."""
        return Money.total((cash.amount for cash in self.unapplied_cash), currency=self.currency)

    @property
    def balance(self) -> Money:
        """What the customer owes: open less unapplied; negative when the account is in credit."""
        return self.open - self.unapplied

    def explain(self) -> str:
        """The position as text: how the balance comes about, what is open, where the money went, what is on hold."""
        facts = f"{self.billed} billed - {self.paid} paid - {self.credited} credited - {self.written_off} written off"
        money = (
            f"  {line.source}: {line.amount} to {line.document} on {line.on} ({line.because})" for line in self.applied
        )
        return "\n".join(
            [
                f"{self.customer} on {self.as_of}: {self.balance} = {self.open} open - {self.unapplied} unapplied",
                f"  {self.balance} = {facts}",
                *(f"  {item}" for item in self.open_items),
                *money,
                *(f"  {cash.reference}: {cash.amount} unapplied" for cash in self.unapplied_cash),
                *(f"  {hold.about}: {hold.reason}" for hold in self.holds),
            ]
        )

    def to_dict(self) -> dict[str, Any]:
        """The position as plain data; cleared items are left out, as the sums hold them."""
        return {
            "customer": self.customer,
            "currency": self.currency.code,
            "as_of": self.as_of.isoformat(),
            "known_by": self.known_by.isoformat() if self.known_by else None,
            **{name: getattr(self, name).text for name in _SUMS},
            "items": [item.to_dict() for item in self.open_items],
            "applied": [_plain(line._asdict()) for line in self.applied],
            "unapplied_cash": [_plain(attrs.asdict(cash, recurse=False)) for cash in self.unapplied_cash],
            "holds": [_plain(attrs.asdict(hold, recurse=False)) for hold in self.holds],
        }


_SUMS = ("billed", "paid", "credited", "written_off", "open", "unapplied", "balance")


def _plain(fields: dict[str, Any]) -> dict[str, Any]:
    """Amounts as text and days in ISO form."""
    plain: dict[str, Any] = {}
    for name, value in fields.items():
        plain[name] = (
            value.text if isinstance(value, Money) else value.isoformat() if isinstance(value, date) else value
        )
    return plain
