"""Late interest as one policy: every rule that contracts and statutes put together, each a field with a default."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import ClassVar, Protocol

import attrs
import moneyed

from receivables.checks import day, is_a, is_one_of, is_whole, of_kind
from receivables.currencies import require_same
from receivables.daycount import ACT_365F, DayCount
from receivables.daycount.conventions import as_day_count, measures_two_days
from receivables.errors import InvalidValueError
from receivables.interest.accrual import Accrual
from receivables.interest.by_night import by_night, walks_of
from receivables.interest.charges import by_period, once, penalty_on
from receivables.interest.disputes import undisputed
from receivables.interest.fields import (
    RATE,
    as_bound,
    as_ceiling,
    as_days,
    as_fee,
    as_rate,
    as_rounding,
    at_least_nothing,
    can_tell,
)
from receivables.interest.grace import days_after, late_until, undecided_until
from receivables.interest.nights import Walks
from receivables.interest.periods import A_YEAR
from receivables.interest.rate_rules import Delay, FixedRate, RateRule, as_percent, not_negative
from receivables.interest.spans import NOTHING, AccruedSpan
from receivables.interest.tiers import Tiers
from receivables.money import Money
from receivables.position import OpenItem, days_in_words
from receivables.rounding import Rounding

__all__ = ["InterestPolicy", "LateInterest", "NoInterest"]


class InterestPolicy(Protocol):
    """Any value that accrues interest on an open item.

    >>> class NotOfSmallItems:
    ...     def accrue(self, item, *, as_of, since=None):
    ...         policy = LateInterest("8") if item.open >= Money("50.00", "EUR") else NoInterest()
    ...         return policy.accrue(item, as_of=as_of, since=since)
    >>> due, amount = date(2026, 2, 14), Money("49.99", "EUR")
    >>> item = OpenItem(customer="C-1", document="F-1", issued_on=date(2026, 1, 15), due_on=due, amount=amount)
    >>> print(NotOfSmallItems().accrue(item, as_of=date(2026, 3, 31)).amount)
    0.00 EUR
    """

    def accrue(self, item: OpenItem, *, as_of: date, since: date | None = None) -> Accrual:
        """The interest on ``item`` through ``as_of``, from the evening of ``since`` if that is later than its start."""
        ...


_WHY_NOT = {
    "daily": "nothing was open on the nights that count",
    "completed periods": "no period is over, or nothing was open when it was",
    "once": "nothing was open on the first night that counts",
}

COMPOUNDING = ("none", "monthly", "yearly", "twelfths", "days", "statements")


@attrs.frozen
class LateInterest:
    """Late interest on an open item: simple at one yearly rate unless a field says otherwise.

    - ``rate``: percent a year as text (``"8"`` is 8 %), a :class:`FixedRate`, a :class:`TableRate` or :class:`Tiers`.
    - ``name``: under which results cite the policy, if not by its kind.
    - ``base``: what bears interest: ``"principal"`` (what was charged for a delay bears none) or ``"all claims"``.
      Under compounding, charged interest bears interest in the accruals of its invoice, and none besides.
    - ``accrual``: ``"daily"``; ``"completed periods"``, a charge for each period of the rate that is over; ``"once"``.
    - ``day_count``: a convention or its name.
    - ``grace_days`` with ``grace`` ``"shift"`` (interest starts so many days later) or ``"cliff"`` (nothing within
      them, after them every day since the due day).
    - ``compounding``: ``"none"``; interest so far is added to the debt after each month or year from the first interest
      day (``"monthly"``, ``"yearly"``, ``"twelfths"``: months, of which each full one is a twelfth of a year), every
      ``compounding_days`` days (``"days"``), or on each of the ``statements``.
    - ``statements``: days on which a span ends.
    - ``minimum`` and ``maximum`` of the interest in main units; less than the minimum is waived, or raised to it
      (``minimum_rule``). A minimum that waives is a de minimis rule.
    - ``penalty``: percent of the balance on the due day (on the day of issue if that is later), charged once. ``fee``:
      main units, charged once.
    - ``ceiling``: a rate that no night may exceed, the cap of usury law.
    - ``credit_netting``: ``"none"``, or unapplied credit reduces the items ``"oldest due first"`` before interest is
      computed (:func:`net_of_credits`).
    - ``disputed``: what is in dispute bears interest all the same (``"runs"``), or bears none on the nights between the
      opening of the dispute and its end (``"stops"``): all of the item, or the amount that is disputed.
    - ``rounding`` names the mode; ``rounding_point`` is ``"total"`` (once; capitalized interest stays unrounded),
      ``"span"`` or ``"day"`` (one day's interest times the days of the span).

    Raises :class:`~receivables.errors.InvalidValueError` for values that cannot be, or do not go together.
    Source: the plain rule of late-payment law, e.g. Directive 2011/7/EU, article 3, and what ERPs and contracts add.

    >>> LateInterest("8").rate
    FixedRate(percent=Decimal('8'), per=RatePeriod(count=1, unit='years'))
    """

    kind: ClassVar[str] = "late-interest"
    version: ClassVar[int] = 1

    rate: RateRule = attrs.field(converter=as_rate, validator=can_tell, metadata=RATE)
    name: str = attrs.field(kw_only=True, default="", validator=is_a(str, "text"))
    base: str = attrs.field(kw_only=True, default="principal", validator=is_one_of("principal", "all claims"))
    accrual: str = attrs.field(kw_only=True, default="daily", validator=is_one_of("daily", "completed periods", "once"))
    day_count: DayCount = attrs.field(
        kw_only=True, default=ACT_365F, converter=as_day_count, validator=measures_two_days
    )
    grace_days: int = attrs.field(kw_only=True, default=0, validator=is_whole(low=0))
    grace: str = attrs.field(kw_only=True, default="shift", validator=is_one_of("shift", "cliff"))
    compounding: str = attrs.field(kw_only=True, default="none", validator=is_one_of(*COMPOUNDING))
    compounding_days: int | None = attrs.field(
        kw_only=True, default=None, validator=attrs.validators.optional(is_whole(low=1))
    )
    statements: tuple[date, ...] = attrs.field(kw_only=True, default=(), converter=as_days)
    minimum: Fraction | None = attrs.field(kw_only=True, default=None, converter=as_bound, validator=at_least_nothing)
    minimum_rule: str = attrs.field(kw_only=True, default="waive", validator=is_one_of("waive", "raise"))
    maximum: Fraction | None = attrs.field(kw_only=True, default=None, converter=as_bound, validator=at_least_nothing)
    penalty: Decimal = attrs.field(kw_only=True, default=Decimal(0), converter=as_percent, validator=not_negative)
    fee: Fraction = attrs.field(kw_only=True, default=Fraction(0), converter=as_fee, validator=at_least_nothing)
    ceiling: RateRule | None = attrs.field(
        kw_only=True,
        default=None,
        converter=as_ceiling,
        validator=attrs.validators.optional(can_tell),
        metadata=RATE,
    )
    credit_netting: str = attrs.field(kw_only=True, default="none", validator=is_one_of("none", "oldest due first"))
    disputed: str = attrs.field(kw_only=True, default="runs", validator=is_one_of("runs", "stops"))
    rounding: Rounding = attrs.field(kw_only=True, default=Rounding.HALF_UP, converter=as_rounding)
    rounding_point: str = attrs.field(kw_only=True, default="total", validator=is_one_of("total", "span", "day"))

    def __attrs_post_init__(self) -> None:
        for attribute, wrong, expected in self._contradictions():
            if wrong:
                raise InvalidValueError(attribute, expected, getattr(self, attribute))

    def _contradictions(self) -> Iterator[tuple[str, bool, str]]:
        daily, flat = self.accrual == "daily", isinstance(self.rate, FixedRate | Tiers)
        yield "accrual", not daily and not flat, "daily for a rate that changes by the day"
        yield "rate", daily and self.rate.per.unit == "months", "for years or days where it accrues daily"
        amounts = isinstance(self.rate, Tiers) and any(tier.amount is not None for tier in self.rate.tiers)
        yield "rate", daily and amounts, "percentages where it accrues daily: flat amounts are for completed periods"
        yield "compounding", self.compounding != "none" and not daily, "none for charges by period"
        yield (
            "compounding_days",
            (self.compounding == "days") is (self.compounding_days is None),
            "given for 'days' alone",
        )
        yield "ceiling", self.ceiling is not None and not daily, "left out for charges by period"
        yield "rounding_point", self.rounding_point == "day" and not daily, "total or span for charges by period"
        if self.ceiling is not None:
            yield "rate", self.rate.per != A_YEAR, "percent a year where there is a ceiling"
            yield "ceiling", self.ceiling.per != A_YEAR, "percent a year"
            by_amount = any(isinstance(rate, Tiers) and rate.by == "amount" for rate in (self.rate, self.ceiling))
            yield "ceiling", by_amount, "left out where tiers go by the amount"

    @cached_property
    def _walks(self) -> Walks | None:
        return walks_of(self)

    @property
    def rule(self) -> str:
        """The name under which results cite the policy: its own, or its kind and version."""
        return self.name or f"{self.kind}@{self.version}"

    def accrue(
        self,
        item: OpenItem,
        *,
        as_of: date,
        since: date | None = None,
        prior_interest: Money | moneyed.Money | None = None,
    ) -> Accrual:
        """The interest on ``item`` through ``as_of``.

        ``since`` leaves out the nights up to that evening, so that adjacent accruals add up exactly. Penalty, fee and
        what is charged once belong to the first accrual of anything: to this one if nothing had accrued through
        ``since``. Minimum and maximum are those of the whole delay, less what they made of it through ``since``.
        ``prior_interest`` is interest charged earlier and still open, which bears interest under
        ``base="all claims"``.
        """
        of_kind("item", OpenItem, "an OpenItem", item)
        day("as_of", as_of)
        if since is not None:
            day("since", since)
        prior = NOTHING
        if prior_interest is not None and self.base == "all claims":
            prior = _of(item, prior_interest).exact
        bearing = undisputed(item) if self.disputed == "stops" else item
        start = self.first_evening(item)
        nothing = self._nothing(bearing, as_of, prior)
        first = not nothing and (since is None or bool(self._nothing(bearing, since, prior)))
        if not nothing and not first and self.accrual == "once":
            nothing = f"charged once, for the delay since {start}"
        because = nothing or _WHY_NOT[self.accrual]
        if bearing is not item and not self._nothing(item, as_of, prior):
            because += ", as far as it was not in dispute"
        spans = () if nothing else tuple(self._spans(Delay(bearing, start, as_of), since, prior))
        zero = item.amount.with_minor(0)
        return Accrual(
            item=item,
            rule=self.rule,
            as_of=as_of,
            since=since,
            day_count=self.day_count,
            spans=spans,
            penalty=self._rounded(item, penalty_on(bearing, self.penalty)) if self.penalty and first else zero,
            fee=self._rounded(item, self.fee) if self.fee and first else zero,
            rounding=self.rounding,
            rounding_point=self.rounding_point,
            minimum=self.minimum,
            minimum_rule=self.minimum_rule,
            maximum=self.maximum,
            before=self._before(item, as_of, since, prior_interest),
            chargeable=bool(spans) or (first and self.accrual != "daily"),
            disputed=item.disputed if bearing is not item else (),
            undecided_until=self._undecided_until(item, bearing, as_of),
            because="" if spans else because,
        )

    def first_evening(self, item: OpenItem) -> date:
        """The evening from which nights count: the due day, after the grace days where they shift it."""
        if not self.grace_days or self.grace == "cliff":
            return item.due_on
        return days_after(item.due_on, self.grace_days)

    def _before(
        self, item: OpenItem, as_of: date, since: date | None, prior_interest: Money | moneyed.Money | None
    ) -> Accrual | None:
        """What had accrued through ``since``, where there are bounds: they are of the whole delay."""
        if since is None or (self.minimum is None and self.maximum is None):
            return None
        return self.accrue(item, as_of=min(since, as_of), prior_interest=prior_interest)

    def _undecided_until(self, item: OpenItem, bearing: OpenItem, as_of: date) -> date | None:
        if not self.grace_days or self.grace == "shift":
            return None
        return undecided_until(item, bearing, as_of, self.grace_days)

    def _nothing(self, item: OpenItem, as_of: date, prior: Fraction) -> str:
        """Why no interest can have accrued, or nothing."""
        if item.kind != "invoice" and self.base == "principal":
            return f"charged {item.kind} bears no interest"
        if item.kind == "interest" and self.compounding != "none":
            return "charged interest goes on bearing interest in the accruals of its invoice"
        once = self.penalty or self.fee
        if isinstance(self.rate, FixedRate) and not self.rate.percent and not once:
            return f"the rate is 0 % {self.rate.per.each}"
        if as_of <= item.due_on:
            return f"not past due: due {item.due_on}"
        days = item.days_past_due(as_of if prior else late_until(item, as_of))
        if days <= 0:
            return f"nothing was open after the due day, {item.due_on}"
        if days <= self.grace_days:
            return f"{days_in_words(days)} past due, within {days_in_words(self.grace_days)} of grace"
        return ""

    def _rounded(self, item: OpenItem, amount: Fraction) -> Money:
        return Money.rounded(amount, item.currency, self.rounding)

    def _spans(self, delay: Delay, since: date | None, prior: Fraction) -> Iterable[AccruedSpan]:
        """The spans that end after ``since``."""
        found: Iterable[AccruedSpan]
        if isinstance(self.rate, FixedRate | Tiers) and self.accrual != "daily":
            charges = by_period if self.accrual == "completed periods" else once
            found = charges(self.rate, delay)
        else:
            found = by_night(self, self._walks, delay, since=since, prior=prior)
        return found if since is None else [span for span in found if span.end > since]


def _of(item: OpenItem, amount: Money | moneyed.Money) -> Money:
    """An amount in the currency of the item."""
    found = Money.of(amount)
    require_same(item.currency, found.currency)
    return found


@attrs.frozen
class NoInterest:
    """No late interest at all.

    >>> due, amount = date(2026, 2, 14), Money("1000.00", "EUR")
    >>> item = OpenItem(customer="C-1", document="F-1", issued_on=date(2026, 1, 15), due_on=due, amount=amount)
    >>> print(NoInterest().accrue(item, as_of=date(2026, 3, 31)).explain())
    F-1: 0.00 EUR by no-interest@1 through 2026-03-31
      the policy charges no interest
    """

    kind: ClassVar[str] = "no-interest"
    version: ClassVar[int] = 1

    def accrue(self, item: OpenItem, *, as_of: date, since: date | None = None) -> Accrual:
        """Nothing, whatever the item."""
        of_kind("item", OpenItem, "an OpenItem", item)
        day("as_of", as_of)
        because = "the policy charges no interest"
        rule = f"{self.kind}@{self.version}"
        return Accrual(item=item, rule=rule, as_of=as_of, chargeable=False, because=because)
