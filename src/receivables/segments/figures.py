"""How a customer pays: what is known about it from the account, part by part."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from fractions import Fraction
from functools import cached_property
from types import MappingProxyType
from typing import Any

import attrs

from receivables.checks import is_day, is_whole, keep_as_tuples, of_kind, one_of, whole
from receivables.money import Money
from receivables.position import OpenItem, Position, days_in_words, on_evening
from receivables.promises import PROMISES, PromiseOutcome, Promises, kept_rate
from receivables.rounding import Rounding
from receivables.segments.parts import PaidPart, counted, parts_of, place, weighted_days
from receivables.terms.lines import number_text

WINDOW_DAYS = 365
"""Days that are looked back, unless somebody says otherwise: a year has every season once."""

RECENT_DAYS = 90
"""Days that the trend compares with as many before, unless somebody says otherwise."""

LONGEST_WINDOW = 3660
"""Days that can be looked back: ten years."""


@attrs.frozen(kw_only=True)
class Behaviour:
    """How a customer pays, as an account shows it on the evening of ``as_of``; every figure follows from the ``parts``.

    A part counts if it was paid in the last ``window_days`` days, or if it is overdue. ``promises`` are what became of
    those whose last day is in the window or to come, ``disputed`` the documents that were in dispute in it,
    ``payments`` the references of what was received in it. ``customer_since`` is the day of the first invoice.
    ``open`` and ``overdue`` are sums of the open items of every kind; ``exposure`` is what is open less unapplied cash,
    negative for a customer in credit. Percentages go to 100.

    >>> from receivables import Account
    >>> nothing = behaviour(Account("C-1", "EUR", []).as_of(date(2026, 3, 31)), as_of=date(2026, 3, 31))
    >>> nothing.days_beyond_terms is None, nothing.overdue_percent, nothing.payments
    (True, Fraction(0, 1), ())
    """

    customer: str
    as_of: date = attrs.field(validator=is_day)
    window_days: int = attrs.field(default=WINDOW_DAYS, validator=is_whole(low=1, high=LONGEST_WINDOW))
    recent_days: int = attrs.field(default=RECENT_DAYS, validator=is_whole(low=1, high=LONGEST_WINDOW))
    parts: tuple[PaidPart, ...] = ()
    promises: tuple[PromiseOutcome, ...] = ()
    disputed: tuple[str, ...] = ()
    payments: tuple[str, ...] = ()
    customer_since: date | None = None
    open: Money
    overdue: Money
    written_off: Money
    exposure: Money

    def __attrs_post_init__(self) -> None:
        keep_as_tuples(self, "parts", "promises", "disputed", "payments")

    @cached_property
    def counted(self) -> tuple[PaidPart, ...]:
        """The parts that count in the window."""
        return counted(self.parts, self.as_of, self.window_days)

    @property
    def days_beyond_terms(self) -> Fraction | None:
        """Days from the due day to the payment (so far, where there is none), weighted by amount.

        Negative for a customer who pays early; ``None`` where nothing was paid in the window and nothing is overdue.
        """
        return weighted_days(self.counted, self.as_of)

    @property
    def on_time_percent(self) -> Fraction | None:
        """Of the amounts that count, the share paid by the due day."""
        found = self.counted
        on_time = (part.amount.minor for part in found if part.days_on(self.as_of) <= 0)
        return _share(sum(on_time), sum(part.amount.minor for part in found))

    @property
    def on_time_items_percent(self) -> Fraction | None:
        """Of the installments that count, the share of which nothing was late."""
        found = self.counted
        late = {place(part.item) for part in found if part.days_on(self.as_of) > 0}
        every = {place(part.item) for part in found}
        return _share(len(every) - len(late), len(every))

    @property
    def settled_items(self) -> int:
        """How many installments have a part that was paid in the window."""
        return len({place(part.item) for part in self.counted if part.state == "paid"})

    @property
    def trend_days(self) -> Fraction | None:
        """Days beyond terms of the recent days less those of as many days before: more than 0 is getting worse.

        ``None`` where one of the two has nothing to tell.
        """
        boundary = date.fromordinal(max(self.as_of.toordinal() - self.recent_days, 1))
        now, before = (
            weighted_days(counted(self.parts, evening, self.recent_days), evening) for evening in (self.as_of, boundary)
        )
        return None if now is None or before is None else now - before

    @property
    def broken_promises(self) -> int:
        """How many promises were not kept, or only in part."""
        return sum(each.state in ("broken", "partly kept") for each in self.promises)

    @property
    def promises_kept_percent(self) -> Fraction | None:
        """Of what was promised and is decided, the share that was kept."""
        rate = kept_rate(self.promises)
        return None if rate is None else 100 * rate

    @property
    def relation_days(self) -> int:
        """Days since the first invoice."""
        since = self.customer_since
        return 0 if since is None else self.as_of.toordinal() - since.toordinal()

    @property
    def overdue_percent(self) -> Fraction:
        """Of what is open, the share that is overdue; 0 where nothing is open."""
        return _share(self.overdue.minor, self.open.minor) or Fraction(0)

    def figure(self, measure: str) -> Fraction | None:
        """One of the ``MEASURES`` by its name; amounts are in main units.

        Raises :class:`~receivables.errors.InvalidValueError` for any other name.
        """
        return MEASURES[one_of("measure", measure, tuple(MEASURES))](self)

    def explain(self) -> str:
        """The figures as text, and below them the parts that count."""
        figures = (f"  {name}: {self._in_words(name)}" for name in MEASURES)
        parts = (f"  {part.in_words(self.as_of)}" for part in self.counted)
        head = f"{self.customer} on {self.as_of}, {days_in_words(self.window_days)} looked back"
        return "\n".join([head, *figures, *parts])

    def _in_words(self, measure: str) -> str:
        return str(getattr(self, measure)) if measure in AMOUNTS else shown(self.figure(measure))

    def to_dict(self) -> dict[str, Any]:
        """The figures as plain data: exact numbers as text, ``100/3`` where decimals do not end."""
        return {
            "customer": self.customer,
            "currency": self.open.currency.code,
            "as_of": self.as_of.isoformat(),
            "window_days": self.window_days,
            "recent_days": self.recent_days,
            **{name: plain_number(self.figure(name)) for name in MEASURES},
            "parts": [part.to_dict(self.as_of) for part in self.counted],
            "promises": [each.to_dict() for each in self.promises],
            "disputed": list(self.disputed),
        }


MEASURES: Mapping[str, Callable[[Behaviour], Fraction | None]] = MappingProxyType(
    {
        "days_beyond_terms": lambda each: each.days_beyond_terms,
        "on_time_percent": lambda each: each.on_time_percent,
        "on_time_items_percent": lambda each: each.on_time_items_percent,
        "trend_days": lambda each: each.trend_days,
        "overdue_percent": lambda each: each.overdue_percent,
        "broken_promises": lambda each: Fraction(each.broken_promises),
        "promises_kept_percent": lambda each: each.promises_kept_percent,
        "disputes": lambda each: Fraction(len(each.disputed)),
        "payments": lambda each: Fraction(len(each.payments)),
        "settled_items": lambda each: Fraction(each.settled_items),
        "relation_days": lambda each: Fraction(each.relation_days),
        "exposure": lambda each: each.exposure.exact,
        "overdue": lambda each: each.overdue.exact,
        "written_off": lambda each: each.written_off.exact,
    }
)
"""The figures of a behaviour by name; ``None`` is what is not known yet."""

AMOUNTS = ("exposure", "overdue", "written_off")
"""The measures that are amounts of money, in main units of the account's currency."""


def behaviour(
    position: Position,
    *,
    as_of: date,
    window_days: int = WINDOW_DAYS,
    recent_days: int = RECENT_DAYS,
    promises: Promises = PROMISES,
) -> Behaviour:
    """How the customer of a position pays, as far as it shows on the evening of ``as_of``.

    Only invoices count, not charged interest, compensation or fees, which follow from delays that are counted already.
    Money counts by its value date, not by the day on which somebody applied it. A credit note is no payment: what it
    settles says nothing. What was written off was never paid and counts like what is open. A payment that bounced or
    went back settled nothing. A dispute does not stop the days.

    ``as_of`` may be later than the position, as if nothing had happened since; a position of a later day is refused.

    >>> from receivables import Account, Invoice, InvoiceIssued, Payment, PaymentReceived
    >>> issued, due, paid = date(2026, 1, 15), date(2026, 2, 14), date(2026, 2, 24)
    >>> invoice = Invoice("F-1", "C-1", total=Money("60.00", "EUR"), issued_on=issued, due_on=due)
    >>> payment = Payment("P-1", "C-1", amount=Money("45.00", "EUR"), paid_on=paid)
    >>> account = Account("C-1", "EUR", [InvoiceIssued(invoice), PaymentReceived(payment)])
    >>> found = behaviour(account.as_of(date(2026, 3, 16)), as_of=date(2026, 3, 16))
    >>> found.days_beyond_terms  # (45 x 10 + 15 x 30) / 60
    Fraction(15, 1)
    """
    position = on_evening(position, as_of)
    whole("window_days", window_days, low=1, high=LONGEST_WINDOW)
    whole("recent_days", recent_days, low=1, high=LONGEST_WINDOW)
    of_kind("promises", Promises, "Promises, like Promises(tolerance_days=2)", promises)
    first = as_of.toordinal() - window_days
    invoices = [item for item in position.items if item.kind == "invoice"]
    open_items = position.open_items
    received = {each.reference: each.received_on for each in position.unapplied_cash if each.kind == "payment"}
    received |= {line.source: line.received_on for line in position.applied if line.kind == "payment"}
    return Behaviour(
        customer=position.customer,
        as_of=as_of,
        window_days=window_days,
        recent_days=recent_days,
        parts=_of_interest(parts_of(invoices, position.applied), first, as_of.toordinal() - 2 * recent_days),
        promises=tuple(each for each in promises.outcomes(position) if each.last_day.toordinal() > first),
        disputed=tuple(sorted({item.document for item in position.items if _was_disputed(item, first)})),
        payments=tuple(sorted(name for name, on in received.items() if on.toordinal() > first)),
        customer_since=min((item.issued_on for item in invoices), default=None),
        open=position.open,
        overdue=Money.total(
            (item.open for item in open_items if item.days_past_due(as_of) > 0), currency=position.currency
        ),
        written_off=Money.total((item.written_off for item in invoices), currency=position.currency),
        exposure=position.balance,
    )


def shown(number: Fraction | None) -> str:
    """A figure for people, rounded half up to two decimals."""
    return "unknown" if number is None else number_text(Rounding.HALF_UP.to_step(number, Fraction(1, 100)))


def plain_number(number: Fraction | None) -> str | None:
    """A figure as data: exact."""
    return None if number is None else number_text(number)


def _of_interest(parts: Iterable[PaidPart], *firsts: int) -> tuple[PaidPart, ...]:
    """The parts of something that any window can see."""
    first = min(firsts)
    return tuple(
        part for part in parts if part.amount.minor > 0 and (part.paid_on is None or part.paid_on.toordinal() > first)
    )


def _was_disputed(item: OpenItem, first: int) -> bool:
    """Whether an evening after ``first`` was in dispute."""
    return any(end is None or end.toordinal() - 1 > first for _, end, _ in item.disputed)


def _share(part: int, whole_of_it: int) -> Fraction | None:
    return Fraction(100 * part, whole_of_it) if whole_of_it else None
