"""A late-payment regime: what the law says, and the policy, the compensation and the check of terms that follow."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

import attrs
import moneyed

from receivables.checks import day as a_day
from receivables.checks import flag, is_a, is_whole, keep_as_tuples, several, whole
from receivables.daycount import DayCount
from receivables.errors import CurrencyMismatchError, InvalidValueError
from receivables.interest import Accrual, FixedRate, LateInterest, Margin, Piece, RateRule, RateStep, TableRate
from receivables.money import Exact, Money, exact
from receivables.position import OpenItem
from receivables.rates import RateSource, shipped
from receivables.rounding import Rounding


class CompensationTier(NamedTuple):
    """A fixed sum for recovery costs, or a ``percent`` of the debt, for debts ``at_least`` or ``above`` an amount.

    ``debt_currency`` is the currency of the bounds where that is not that of the sum. Amounts are in main units.

    >>> CompensationTier("70", "GBP", at_least="1000").holds_for(Fraction(1000))
    True
    """

    amount: str = ""
    currency: str = ""
    percent: str = ""
    at_least: str = ""
    above: str = ""
    debt_currency: str = ""

    def holds_for(self, debt: Fraction) -> bool:
        """Whether a debt is large enough for this tier."""
        return debt > exact("above", self.above) if self.above else debt >= exact("at_least", self.at_least or 0)


_STEPS = "percentage points as text, or pairs of first day and points as text"


def _as_margin(margin: str | Iterable[Iterable[str]]) -> str | tuple[tuple[str, ...], ...]:
    if isinstance(margin, str):
        return margin
    return tuple(_as_step(step) for step in several("margin", _STEPS, margin))


def _as_step(step: Iterable[str]) -> tuple[str, ...]:
    found = tuple(several("margin", _STEPS, step))
    if len(found) == 2 and all(isinstance(each, str) for each in found):
        with suppress(ValueError):
            date.fromisoformat(found[0])
            return found
    raise InvalidValueError("margin", _STEPS, step)


def _require_texts(instance: Any) -> None:
    """Refuse anything but text in the fields that are text."""
    for field in attrs.fields(type(instance)):
        if field.type == "str" and not isinstance(getattr(instance, field.name), str):
            raise InvalidValueError(field.name, "text", getattr(instance, field.name))


@attrs.frozen(kw_only=True)
class RateTerms:
    """How a regime makes its rate: a fixed ``percent``, or a reference ``table`` with margin and fixing, as text.

    ``margin`` is percentage points, or pairs of first day and points; the rest is as in
    :class:`~receivables.interest.TableRate`. Neither percent nor table: the caller must bring a table.

    >>> print(RateTerms(table="BOE-BASE", margin="8").rule())
    BOE-BASE + 8 percentage points
    """

    percent: str = ""
    table: str = ""
    margin: str | tuple[tuple[str, ...], ...] = attrs.field(default="0", converter=_as_margin)
    margin_by: str = "day"
    multiplier: str = "1"
    behaviour: str = "segmented"
    fixing: str = "daily"
    fixing_day: str = "first"
    round_to: str = ""
    round_mode: str = "half_up"
    round_of: str = "sum"

    def __attrs_post_init__(self) -> None:
        _require_texts(self)

    def rule(
        self, *, table: RateSource | None = None, contract_on: date | None = None, project: bool = False
    ) -> RateRule:
        """The rate as a rule; ``table`` takes the place of the reference, before the margin.

        Raises :class:`~receivables.errors.InvalidValueError` where there is no table.
        """
        flag("project", project)
        if self.percent and table is None:
            return FixedRate(self.percent)
        if not self.table and table is None:
            raise InvalidValueError("table", "given: no table ships for this rate, bring a RateTable of yours", None)
        step = RateStep(self.round_to, mode=self.round_mode, of=self.round_of) if self.round_to else None
        return TableRate(
            shipped(self.table) if table is None else table,
            margin=self._margin,
            multiplier=self.multiplier,
            behaviour=self.behaviour,
            fixing=self.fixing,
            fixing_day=self.fixing_day,
            rounding=step,
            contract_on=contract_on,
            project=project,
        )

    @property
    def _margin(self) -> Margin | str:
        if isinstance(self.margin, str):
            return self.margin
        return Margin([(date.fromisoformat(since), points) for since, points in self.margin], by=self.margin_by)


def _as_variants(variants: Iterable[tuple[str, RateTerms]]) -> tuple[tuple[str, RateTerms], ...]:
    expected = "pairs of a name and its RateTerms"
    found = tuple(several("variants", expected, variants))
    for each in found:
        match each:
            case (str(), RateTerms()):
                pass
            case _:
                raise InvalidValueError("variants", expected, each)
    return found


def _as_tiers(tiers: Iterable[CompensationTier]) -> tuple[CompensationTier, ...]:
    found = tuple(several("tiers", "compensation tiers", tiers))
    for each in found:
        if not isinstance(each, CompensationTier):
            raise InvalidValueError("tiers", 'compensation tiers, like CompensationTier("40", "EUR")', each)
    return found


@attrs.frozen(kw_only=True)
class Regime:
    """A late-payment regime.

    ``debtors`` are the kinds of debtor that it is about: ``"business"``, ``"consumer"``, ``"public"``. ``rate`` says
    how the rate is made, ``variants`` how it is for some creditors or debtors. ``evidence`` is ``"solid"`` or
    ``"flagged"``; so are ``term_evidence`` and ``compensation_evidence``, for those parts alone. ``maximum_term`` is
    ``"hard"`` (longer terms are void) or ``"soft"`` (longer ones need an express and fair agreement). ``no_accrual``
    says why interest cannot be computed from the rate, where that is so. The ``_rule`` fields are the law in words.

    >>> from receivables import statutory
    >>> statutory.regime("UK-LPCDA-1998").jurisdiction
    'GB'
    """

    id: str
    jurisdiction: str
    name: str
    legal_basis: str
    applies_to: str
    debtors: tuple[str, ...]
    evidence: str
    accrues_from: str
    rate_rule: str
    day_count_rule: str
    compounding_rule: str
    rate: RateTerms = attrs.field(validator=is_a(RateTerms, "RateTerms, like RateTerms(percent='8')"))
    variants: tuple[tuple[str, RateTerms], ...] = attrs.field(default=(), converter=_as_variants)
    day_count: str = "ACT/365F"
    compounding: str = "none"
    minimum: str | None = attrs.field(default=None, validator=attrs.validators.optional(is_a(str, "text")))
    default_term_days: int | None = attrs.field(default=None, validator=attrs.validators.optional(is_whole(low=0)))
    maximum_term_days: int | None = attrs.field(default=None, validator=attrs.validators.optional(is_whole(low=0)))
    maximum_term: str = ""
    maximum_term_rule: str = ""
    term_evidence: str = "solid"
    tiers: tuple[CompensationTier, ...] = attrs.field(default=(), converter=_as_tiers)
    compensation_evidence: str = "solid"
    imputation: tuple[str, ...] = ()
    no_accrual: str = ""
    caveats: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()

    def __attrs_post_init__(self) -> None:
        keep_as_tuples(self, "debtors", "imputation", "caveats", "sources")
        _require_texts(self)

    @property
    def needs_table(self) -> bool:
        """Whether no table ships for the regime, so that the caller must bring one."""
        return not self.rate.percent and not self.rate.table

    @property
    def verified_until(self) -> date | None:
        """The last day of the table of the regime; ``None`` for a fixed rate, and where no table ships."""
        rule = None if self.needs_table else self.rate_of()
        return rule.table.verified_until if isinstance(rule, TableRate) else None

    def rate_of(
        self,
        *,
        variant: str | None = None,
        table: RateSource | None = None,
        contract_on: date | None = None,
        project: bool = False,
    ) -> RateRule:
        """The rate as a rule; ``table`` takes the place of the reference, before the margin.

        Raises :class:`~receivables.errors.InvalidValueError` for an unknown ``variant``, and where there is no table.
        """
        terms = (
            self.rate if variant is None else next((terms for name, terms in self.variants if name == variant), None)
        )
        if terms is None:
            known = ", ".join(name for name, _ in self.variants)
            raise InvalidValueError("variant", f"one of {known}" if known else f"left out: {self.id} has none", variant)
        return terms.rule(table=table, contract_on=contract_on, project=project)

    def rate_on(
        self,
        day: date,
        *,
        due_on: date | None = None,
        variant: str | None = None,
        table: RateSource | None = None,
        contract_on: date | None = None,
        project: bool = False,
    ) -> Piece:
        """The yearly rate of one interest day (where the rate is locked: of interest that begins on it), with source.

        >>> from receivables import statutory
        >>> statutory.regime("UK-LPCDA-1998").rate_on(date(2024, 7, 1)).percent
        Decimal('13.25')
        """
        rule = self.rate_of(variant=variant, table=table, contract_on=contract_on, project=project)
        if isinstance(rule, TableRate):
            return rule.on(day, due_on=due_on)
        a_day("day", day)
        return Piece(day, day, rule.percent if isinstance(rule, FixedRate) else Decimal(0), self.legal_basis)

    def policy(
        self,
        *,
        variant: str | None = None,
        table: RateSource | None = None,
        contract_on: date | None = None,
        agreed_percent: str | int | Decimal | None = None,
        project: bool = False,
        **fields: Any,
    ) -> LateInterest:
        """The regime as an interest policy.

        ``agreed_percent`` is a contractual rate in place of the statutory one. ``fields`` are those of
        :class:`~receivables.interest.LateInterest`, where practice leaves a choice: ``day_count``, ``rounding_point``.

        Raises :class:`~receivables.errors.InvalidValueError` where interest does not follow from the rate.
        """
        if self.no_accrual and agreed_percent is None:
            expected = f"one with a rate that accrues by days ({self.no_accrual}); with a rate that was agreed, "
            raise InvalidValueError("regime", f"{expected}say policy(agreed_percent=...)", self.id)
        rate: RateRule | str | int | Decimal
        if agreed_percent is None:
            rate = self.rate_of(variant=variant, table=table, contract_on=contract_on, project=project)
        else:
            rate = agreed_percent
        own = {"name": self.id, "day_count": DayCount(self.day_count), "compounding": self.compounding}
        return LateInterest(rate, **{**own, "minimum": self.minimum, **fields})

    def accrue(self, item: OpenItem, *, as_of: date, since: date | None = None) -> Accrual:
        """The interest on an item, by the rules of the regime alone; so a regime can stand in a credit policy."""
        return self.policy().accrue(item, as_of=as_of, since=since)

    def compensation(
        self, debt: Money | moneyed.Money, *, rate: Exact | None = None, rounding: Rounding = Rounding.HALF_UP
    ) -> Money | None:
        """The fixed compensation for a late ``debt`` (tax included, as on the due day); ``None`` where there is none.

        It is owed from the first day of delay, for each invoice. ``rate`` is for a debt in another currency than the
        sum: so many units of the debt's currency for one of the sum's, such as 1.15 for a debt in EUR and a sum in GBP.
        The debt divided by it, unrounded, decides on the tier (unless the bounds are in the debt's own currency); the
        sum times it, rounded, is what is owed.

        Raises :class:`~receivables.errors.CurrencyMismatchError` where a rate would be needed and none is given, and
        :class:`~receivables.errors.InvalidValueError` for one that is not more than 0.

        >>> from receivables import statutory
        >>> for code, text in (("UK-LPCDA-1998", "1000.00 GBP"), ("IE-SI-580-2012", "1000.00 EUR")):
        ...     print(statutory.regime(code).compensation(Money(*text.split())))
        70.00 GBP
        40.00 EUR
        >>> print(statutory.regime("UK-LPCDA-1998").compensation(Money("1150.00", "EUR"), rate="1.15"))  # 1,000.00 GBP
        80.50 EUR
        """
        owed = Money.of(debt)
        tier = self._tier(owed, None if rate is None else _positive(rate))
        if tier is None or not owed:
            return None
        if tier.percent:
            return Money.rounded(owed.exact * exact("percent", tier.percent) / 100, owed.currency, rounding)
        fixed = Money(tier.amount, tier.currency)
        if tier.currency == owed.currency.code:
            return fixed
        if rate is None:
            raise CurrencyMismatchError(tier.currency, owed.currency.code)
        return fixed.converted(owed.currency, rate=rate, rounding=rounding)

    def _tier(self, debt: Money, rate: Fraction | None) -> CompensationTier | None:
        """The highest tier that the debt reaches, in the currency of its bounds."""
        for tier in reversed(self.tiers):
            bounds = tier.debt_currency or tier.currency
            if not (tier.above or tier.at_least) or bounds == debt.currency.code:
                reached = debt.exact
            elif rate is not None and bounds == tier.currency:
                reached = debt.exact / rate
            else:
                raise CurrencyMismatchError(bounds, debt.currency.code)
            if tier.holds_for(reached):
                return tier
        return None

    def term_problem(self, days: int) -> str:
        """What is wrong with an agreed term of so many days, in a sentence; nothing if it is within the limit.

        >>> from receivables import statutory
        >>> statutory.regime("ES-LEY-3-2004").term_problem(90)
        '90 days are more than the 60 that ES-LEY-3-2004 allows: the agreement is void for what exceeds them'
        """
        whole("days", days, low=0)
        if self.maximum_term_days is None or days <= self.maximum_term_days:
            return ""
        head = f"{days} days are more than the {self.maximum_term_days} that {self.id} allows"
        if self.maximum_term == "hard":
            return f"{head}: the agreement is void for what exceeds them"
        return f"{head} without an express agreement that is not unfair to the creditor"


def _positive(rate: Exact) -> Fraction:
    found = exact("rate", rate)
    if found <= 0:
        raise InvalidValueError("rate", "more than 0", rate)
    return found
