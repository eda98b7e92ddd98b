"""What a policy answers: spans of nights with one balance and one rate, and the amount that follows from them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any

import attrs

from receivables.checks import keep_as_tuples
from receivables.daycount import ACT_365F, DayCount
from receivables.interest.periods import A_YEAR
from receivables.interest.spans import AccruedSpan, Part, summed
from receivables.money import Money
from receivables.position import Disputed, OpenItem, days_in_words
from receivables.rounding import Rounding


@attrs.frozen(kw_only=True)
class Accrual:
    """The interest on one item through ``as_of``; every amount follows from the lines that it keeps.

    ``since`` is the evening up to which nights were left out, if some were. ``before`` is then what had accrued through
    it, where there are bounds: they are of the whole delay, so this is what they make of all of it, less what they made
    of that.

    :attr:`interest` is computed from ``spans``, ``rounding``, ``rounding_point`` (``"total"``, ``"span"`` or ``"day"``)
    and the bounds ``minimum`` (with ``minimum_rule``, for a delay that is ``chargeable`` at all) and ``maximum``, in
    main units. ``penalty`` and ``fee`` are charged once and bear no interest. :attr:`amount` is the sum. ``because``
    says why there is nothing where there is nothing. ``disputed`` are the evenings in dispute (as in
    :class:`~receivables.position.OpenItem`) where the policy lets nothing accrue on what was disputed.
    ``undecided_until`` is the last day of grace where it is still to be seen if the nights so far will count.

    >>> from receivables import LateInterest
    >>> item = OpenItem(
    ...     customer="C-104", document="F-1001", issued_on=date(2026, 1, 15), due_on=date(2026, 2, 14),
    ...     amount=Money("1000.00", "EUR"),
    ... )
    >>> LateInterest("8").accrue(item, as_of=date(2026, 2, 14)).because
    'not past due: due 2026-02-14'
    """

    item: OpenItem
    rule: str
    as_of: date
    since: date | None = None
    day_count: DayCount = ACT_365F
    spans: tuple[AccruedSpan, ...] = ()
    penalty: Money = attrs.field()
    fee: Money = attrs.field()
    rounding: Rounding = Rounding.HALF_UP
    rounding_point: str = "total"
    minimum: Fraction | None = None
    minimum_rule: str = "waive"
    maximum: Fraction | None = None
    before: Accrual | None = None
    chargeable: bool = True
    disputed: tuple[Disputed, ...] = ()
    undecided_until: date | None = None
    because: str = ""

    @penalty.default
    def _no_penalty(self) -> Money:
        return self.item.amount.with_minor(0)

    @fee.default
    def _no_fee(self) -> Money:
        return self.item.amount.with_minor(0)

    def __attrs_post_init__(self) -> None:
        keep_as_tuples(self, "spans", "disputed")

    @property
    def exact(self) -> Fraction:
        """The interest before rounding and bounds, in main units, penalty and fee left out."""
        above, below = self._sum()
        return Fraction(above, below * self.item.currency.sub_unit)

    def _sum(self) -> Part:
        """The interest of all spans in minor units."""
        return summed([span.units for span in self.spans])

    @property
    def days(self) -> int:
        """The interest days with something open, slices of one span counted once."""
        return sum({(span.start, span.end): span.days for span in self.spans}.values())

    @property
    def projected(self) -> bool:
        """Whether a rate was held beyond the day until which its table was verified."""
        return any(span.projected for span in self.spans)

    @property
    def unbounded(self) -> Money:
        """The interest, rounded where the policy says, before minimum and maximum."""
        amount = self.item.amount
        if self.rounding_point == "total":
            above, below = self._sum()
            return amount.with_minor(self.rounding.quotient(above, below))
        return Money.total((self.of_span(span) for span in self.spans), currency=amount.currency)

    def of_span(self, span: AccruedSpan) -> Money:
        """The interest of one span, rounded as the policy rounds spans (or the days of one)."""
        return rounded_span(span, self.rounding, self.rounding_point)

    @cached_property
    def interest(self) -> Money:
        """The interest of the spans, after minimum and maximum."""
        if self.before is not None:
            return self._whole.interest - self.before.interest
        found = self.unbounded
        if self.minimum is not None and self.chargeable and found.exact < self.minimum:
            found = self._rounded(self.minimum) if self.minimum_rule == "raise" else found.with_minor(0)
        if self.maximum is not None and found.exact > self.maximum:
            found = self._rounded(self.maximum)
        return found

    @cached_property
    def _whole(self) -> Accrual:
        """With the nights up to ``since``, where they are known: bounds are of the whole delay."""
        before = self.before
        if before is None:
            return self
        chargeable = self.chargeable or before.chargeable
        return attrs.evolve(self, spans=before.spans + self.spans, chargeable=chargeable, before=None)

    @property
    def amount(self) -> Money:
        """What is claimed for the delay: interest, penalty and fee."""
        if not self.penalty and not self.fee:
            return self.interest
        return self.interest + self.penalty + self.fee

    def _rounded(self, part: Fraction) -> Money:
        return Money.rounded(part, self.item.currency, self.rounding)

    def explain(self) -> str:
        """The accrual as text: every span with days, balance, rate and source, then rounding, bounds, penalty, fee."""
        head = f"{self.item.label}: {self.amount} by {self.rule} through {self.as_of}"
        return "\n".join([head, *(self._line(span) for span in self.spans), *self._foot()])

    def _line(self, span: AccruedSpan) -> str:
        nights = f"  {span.start} to {span.end}: {days_in_words(span.days)} on {span.balance}"
        if span.capitalized:
            nights += f" and {millionths(span.capitalized)} {self.item.currency.code} of interest"
        if span.flat is not None:
            rate = "a flat charge"
        else:
            measure = f", {self.day_count}" if span.per == A_YEAR else ""
            rate = f"at {span.percent:f} % {span.per.each}{measure}"
        cited = f" ({span.source})" if span.source else ""
        return f"{nights} {rate} = {millionths(span.amount)} {self.item.currency.code}{self._by_day(span)}{cited}"

    def _by_day(self, span: AccruedSpan) -> str:
        """A day's interest and the days, where that is what is rounded."""
        if self.rounding_point != "day" or not span.days:
            return ""
        return f", rounded {span.days} x {rounded_day(span, self.rounding)}"

    def _foot(self) -> list[str]:
        lines = [self._left_out(*span) for span in self.disputed if self._matters(*span[:2])]
        lines.append(f"  rounded {self.rounding.value}, {self.rounding_point}" if self.spans else f"  {self.because}")
        if self.interest != self.unbounded:
            lines.append(f"  {self._bounded()}: {self.interest} is charged")
        if self.penalty:
            lines.append(f"  {self.penalty} penalty, once")
        if self.fee:
            lines.append(f"  {self.fee} fee, once")
        if self.projected:
            lines.append("  not final: a rate was held beyond the day until which its table was verified")
        return lines

    def _bounded(self) -> str:
        """What the bounds made of the interest, in words."""
        if self.before is None:
            return f"{self.unbounded} is outside the bounds of the policy"
        whole = self._whole
        return (
            f"{whole.unbounded} for the whole delay, {whole.interest} within the bounds of the policy,"
            f" less {self.before.interest} through {self.since}"
        )

    def _matters(self, start: date, end: date | None) -> bool:
        """Whether a dispute was open on an evening that could have begun an interest day."""
        return start < self.as_of and (end is None or end > self.item.due_on)

    def _left_out(self, start: date, end: date | None, minor: int | None) -> str:
        part = "all" if minor is None else str(self.item.amount.with_minor(minor))
        return f"  {part} in dispute from {start} to {end or self.as_of}: no interest on it"

    def to_dict(self) -> dict[str, Any]:
        """The accrual as plain data; exact amounts as fractions in text."""
        return {
            "document": self.item.document,
            "installment": self.item.installment,
            "rule": self.rule,
            "as_of": self.as_of.isoformat(),
            "amount": self.amount.text,
            "currency": self.item.currency.code,
            "interest": self.interest.text,
            "penalty": self.penalty.text,
            "fee": self.fee.text,
            "exact": _text(self.exact),
            "rounding": self.rounding.value,
            "rounding_point": self.rounding_point,
            "day_count": self.day_count.name,
            "projected": self.projected,
            "spans": [_plain(span) for span in self.spans],
            "because": self.because,
        }


def rounded_span(span: AccruedSpan, rounding: Rounding, point: str) -> Money:
    """The interest of a span in whole minor units: rounded once, or (point ``"day"``) one day's times its days."""
    if point == "day" and span.days:
        return rounded_day(span, rounding) * span.days
    return Money.rounded(span.amount, span.balance.currency, rounding)


def rounded_day(span: AccruedSpan, rounding: Rounding) -> Money:
    """The interest of one day of a span, in whole minor units."""
    return Money.rounded(span.amount / span.days, span.balance.currency, rounding)


def millionths(amount: Fraction) -> str:
    """An exact amount as people read it, with six decimals."""
    units = Rounding.HALF_EVEN.apply(amount * 10**6)
    sign = "-" if units < 0 else ""
    return f"{sign}{abs(units) // 10**6}.{abs(units) % 10**6:06d}"


def _text(amount: Fraction) -> str:
    """A fraction as text, also where compounding made it longer than Python writes whole numbers by itself."""
    above, below = (format(Decimal(part), "f") for part in amount.as_integer_ratio())
    return above if below == "1" else f"{above}/{below}"


def _plain(span: AccruedSpan) -> dict[str, Any]:
    """The span as plain data; what goes without saying is left out."""
    more = {
        "capitalized": _text(span.capitalized) if span.capitalized else "",
        "per": "" if span.per == A_YEAR else str(span.per),
        "source": span.source,
        "projected": span.projected,
    }
    return {
        "from": span.start.isoformat(),
        "to": span.end.isoformat(),
        "days": span.days,
        "balance": span.balance.text,
        "percent": format(span.percent, "f"),
        "amount": _text(span.amount),
        **{name: value for name, value in more.items() if value},
    }
