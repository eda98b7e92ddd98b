"""Late interest, span by span.

**An interest day is a night**: from the evening before to the evening of a day, on the balance of the evening before.
So interest starts the day after the due day, the day of a payment still counts on the old balance, and the days are
``as_of - due``. A payment therefore reduces the balance from its day on, and nothing is counted twice.

>>> from datetime import date
>>> from receivables import Money, OpenItem, SimpleInterest
>>> item = OpenItem(
...     customer="C-104", document="F-1001", issued_on=date(2026, 1, 15), due_on=date(2026, 2, 14),
...     amount=Money("1000.00", "EUR"), paid=Money("400.00", "EUR"),
...     history=((date(2026, 1, 15), 100_000), (date(2026, 2, 20), 60_000)),
... )
>>> accrual = SimpleInterest("8").accrue(item, as_of=date(2026, 3, 31))
>>> accrual.amount
Money('6.44', 'EUR')
>>> print(accrual.explain())
F-1001: 6.44 EUR by simple-interest@1 through 2026-03-31
  2026-02-14 to 2026-02-20: 6 days on 1000.00 EUR at 8 % a year, ACT/365F = 1.315068 EUR
  2026-02-20 to 2026-03-31: 39 days on 600.00 EUR at 8 % a year, ACT/365F = 5.128767 EUR
  rounded half_up, total
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any, ClassVar, NamedTuple, Protocol

import attrs

from receivables.checks import day, is_one_of, is_whole, keep_as_tuples
from receivables.daycount import ACT_365F, DayCount
from receivables.errors import InvalidValueError
from receivables.money import Money, exact
from receivables.position import BalanceSpan, OpenItem, days_in_words
from receivables.rounding import Rounding

__all__ = [
    "Accrual",
    "AccruedSpan",
    "InterestPolicy",
    "NO_INTEREST",
    "NoInterest",
    "SimpleInterest",
]


class AccruedSpan(NamedTuple):
    """Nights with one balance and one rate: the evenings from ``start`` (in) to ``end`` (out).

    ``percent`` is a year's; ``amount`` is exact, in main units of the currency; ``days`` as the convention counts them.

    >>> balance, rate = Money("1000.00", "EUR"), Decimal(8)
    >>> AccruedSpan(date(2026, 2, 14), date(2026, 2, 20), 6, balance, rate, Fraction(96, 73)).days
    6
    """

    start: date
    end: date
    days: int
    balance: Money
    percent: Decimal
    amount: Fraction


@attrs.frozen(kw_only=True)
class Accrual:
    """The interest on one item through ``as_of``; the amount follows from ``spans``, ``rounding`` and its point.

    ``because`` says why there is nothing where there is nothing.

    >>> item = OpenItem(
    ...     customer="C-104", document="F-1001", issued_on=date(2026, 1, 15), due_on=date(2026, 2, 14),
    ...     amount=Money("1000.00", "EUR"),
    ... )
    >>> SimpleInterest("8").accrue(item, as_of=date(2026, 2, 14)).because
    'not past due: due 2026-02-14'
    """

    item: OpenItem
    rule: str
    as_of: date
    day_count: DayCount = ACT_365F
    spans: tuple[AccruedSpan, ...] = ()
    rounding: Rounding = Rounding.HALF_UP
    rounding_point: str = "total"
    because: str = ""

    def __attrs_post_init__(self) -> None:
        keep_as_tuples(self, "spans")

    @property
    def exact(self) -> Fraction:
        """The interest before rounding, in main units."""
        return sum((span.amount for span in self.spans), Fraction(0))

    @property
    def days(self) -> int:
        """The interest days."""
        return sum(span.days for span in self.spans)

    @cached_property
    def amount(self) -> Money:
        """The interest, rounded once in all or once a span, as the policy says."""
        if not self.spans:
            return self.item.amount.with_minor(0)
        parts = [self.exact] if self.rounding_point == "total" else [span.amount for span in self.spans]
        return Money.total((self._rounded(part) for part in parts), currency=self.item.currency)

    def _rounded(self, part: Fraction) -> Money:
        return Money.rounded(part, self.item.currency, self.rounding)

    def explain(self) -> str:
        """The accrual as text: every span with days, balance and rate."""
        head = f"{self.item.label}: {self.amount} by {self.rule} through {self.as_of}"
        lines = [self._line(span) for span in self.spans]
        foot = f"  rounded {self.rounding.value}, {self.rounding_point}" if lines else f"  {self.because}"
        return "\n".join([head, *lines, foot])

    def _line(self, span: AccruedSpan) -> str:
        millionths = Rounding.HALF_EVEN.apply(span.amount * 10**6)
        shown = f"{millionths // 10**6}.{millionths % 10**6:06d} {self.item.currency.code}"
        rate = f"at {span.percent:f} % a year, {self.day_count}"
        return f"  {span.start} to {span.end}: {days_in_words(span.days)} on {span.balance} {rate} = {shown}"

    def to_dict(self) -> dict[str, Any]:
        """The accrual as plain data; exact amounts as fractions in text."""
        return {
            "document": self.item.document,
            "installment": self.item.installment,
            "rule": self.rule,
            "as_of": self.as_of.isoformat(),
            "amount": self.amount.text,
            "currency": self.item.currency.code,
            "exact": str(self.exact),
            "rounding": self.rounding.value,
            "rounding_point": self.rounding_point,
            "day_count": self.day_count.name,
            "spans": [_plain(span) for span in self.spans],
            "because": self.because,
        }


def _plain(span: AccruedSpan) -> dict[str, Any]:
    return {
        "from": span.start.isoformat(),
        "to": span.end.isoformat(),
        "days": span.days,
        "balance": span.balance.text,
        "percent": format(span.percent, "f"),
        "amount": str(span.amount),
    }


class InterestPolicy(Protocol):
    """Any value that accrues interest on an open item.

    >>> policy: InterestPolicy = SimpleInterest("8")
    """

    def accrue(self, item: OpenItem, *, as_of: date, since: date | None = None) -> Accrual:
        """The interest on ``item`` through ``as_of``, from the evening of ``since`` if that is later than its start."""
        ...


def _as_percent(value: str | int | Decimal) -> Decimal:
    """A rate as an exact decimal of at least zero."""
    if isinstance(value, Fraction):
        raise InvalidValueError("percent", "text, a whole number or a Decimal", value)
    if exact("percent", value) < 0:
        raise InvalidValueError("percent", "at least 0", value)
    return Decimal(format(Decimal(value), "f"))


def _as_day_count(value: str | DayCount) -> DayCount:
    return value if isinstance(value, DayCount) else DayCount(value)


def _measures_two_days(_: object, attribute: attrs.Attribute[DayCount], convention: DayCount) -> None:
    """Interest runs between two days, and knows nothing of coupons or calendars."""
    if convention.needs:
        expected = f"a convention that two days are enough for ({convention} needs {', '.join(convention.needs)})"
        raise InvalidValueError(attribute.name, expected, convention.name)


def _as_rounding(value: str | Rounding) -> Rounding:
    try:
        return Rounding(value)
    except ValueError:
        raise InvalidValueError("rounding", "one of " + ", ".join(mode.value for mode in Rounding), value) from None


@attrs.frozen
class SimpleInterest:
    """Simple late interest at one yearly rate on the open principal; interest bears no interest.

    ``percent`` is percent a year, as text, whole number or Decimal (``"8"`` is 8 %). ``day_count`` is a convention or
    its name. ``grace_days`` with ``grace`` ``"shift"`` start interest so many days later; with ``"cliff"`` nothing is
    due within them and, after them, every day since the due day. ``rounding`` names the mode, ``rounding_point`` is
    ``"total"`` (once) or ``"span"`` (each span, then added). Charges of interest bear none.

    Raises :class:`~receivables.errors.InvalidValueError` for a negative rate, a float, or a word not listed here.
    Source: the plain rule of late-payment law, e.g. Directive 2011/7/EU, article 3, with a contractual rate.

    >>> SimpleInterest("8").percent
    Decimal('8')
    """

    kind: ClassVar[str] = "simple-interest"
    version: ClassVar[int] = 1

    percent: Decimal = attrs.field(converter=_as_percent)
    day_count: DayCount = attrs.field(
        kw_only=True, default=ACT_365F, converter=_as_day_count, validator=_measures_two_days
    )
    grace_days: int = attrs.field(kw_only=True, default=0, validator=is_whole(low=0))
    grace: str = attrs.field(kw_only=True, default="shift", validator=is_one_of("shift", "cliff"))
    rounding: Rounding = attrs.field(kw_only=True, default=Rounding.HALF_UP, converter=_as_rounding)
    rounding_point: str = attrs.field(kw_only=True, default="total", validator=is_one_of("total", "span"))

    def accrue(self, item: OpenItem, *, as_of: date, since: date | None = None) -> Accrual:
        """The interest on ``item`` through ``as_of``.

        ``since`` leaves out the nights up to that evening, so that adjacent accruals add up exactly.
        """
        day("as_of", as_of)
        if since is not None:
            day("since", since)
        nothing = self._nothing(item, as_of)
        spans = () if nothing else tuple(self._accrue(item, as_of, since))
        return Accrual(
            item=item,
            rule=f"{self.kind}@{self.version}",
            as_of=as_of,
            day_count=self.day_count,
            spans=spans,
            rounding=self.rounding,
            rounding_point=self.rounding_point,
            because="" if spans else nothing or "nothing was open on the nights that count",
        )

    def _accrue(self, item: OpenItem, as_of: date, since: date | None) -> Iterator[AccruedSpan]:
        """The spans with something open, from the first night that counts."""
        start = max(filter(None, (self._first_evening(item), since)))
        for span in item.spans(until=as_of):
            if span.end > start and span.balance:
                yield self._accrued(span, start)

    def _nothing(self, item: OpenItem, as_of: date) -> str:
        """Why no interest can have accrued, or nothing."""
        if item.kind != "invoice":
            return "charged interest bears no interest"
        if not self.percent:
            return "the rate is 0 % a year"
        if as_of <= item.due_on:
            return f"not past due: due {item.due_on}"
        days = item.days_past_due(_late_until(item, as_of))
        if days <= 0:
            return f"settled by the due day, {item.due_on}"
        if days <= self.grace_days:
            return f"{days_in_words(days)} past due, within {days_in_words(self.grace_days)} of grace"
        return ""

    def _first_evening(self, item: OpenItem) -> date:
        """The evening from which nights count: the due day, after the grace days where they shift it."""
        shift = self.grace_days if self.grace == "shift" else 0
        return date.fromordinal(min(item.due_on.toordinal() + shift, date.max.toordinal()))

    def _accrued(self, span: BalanceSpan, start: date) -> AccruedSpan:
        first = max(span.start, start)
        days, years = self.day_count.measure(first, span.end)
        part, whole = self.percent.as_integer_ratio()
        above = span.balance.minor * part * years.numerator
        below = span.balance.currency.sub_unit * 100 * whole * years.denominator
        return AccruedSpan(first, span.end, days, span.balance, self.percent, Fraction(above, below))


def _late_until(item: OpenItem, as_of: date) -> date:
    """The day on which the item was cleared, if it was by ``as_of``, else ``as_of``: grace looks at this day."""
    day, balance = max((change for change in item.history if change[0] <= as_of), default=(as_of, 1))
    return as_of if balance else day


@attrs.frozen
class NoInterest:
    """No late interest at all."""

    kind: ClassVar[str] = "no-interest"
    version: ClassVar[int] = 1

    def accrue(self, item: OpenItem, *, as_of: date, since: date | None = None) -> Accrual:
        """Nothing, whatever the item."""
        because = "the policy charges no interest"
        return Accrual(item=item, rule=f"{self.kind}@{self.version}", as_of=as_of, because=because)


NO_INTEREST = NoInterest()
"""No late interest."""
