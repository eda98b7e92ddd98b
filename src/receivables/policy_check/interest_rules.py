"""Rules about late interest: rates that are slips, above what law or the policy itself allows, or past their table."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from receivables.installments import Installments
from receivables.interest import A_YEAR, FixedRate, LateInterest, TableRate, Tiers
from receivables.policy_check.findings import Doubt
from receivables.policy_check.limits import Limit
from receivables.policy_check.setting import Setting, to_whom
from receivables.rates import RateTable
from receivables.statutory import StatutoryInterest, regime
from receivables.terms.lines import number_text

_Doubts = Iterator[Doubt]
_LITTLE, _MUCH = Fraction(1, 2), Decimal(50)


def _yearly(policy: LateInterest) -> list[Decimal]:
    """The percentages of a year that a policy states."""
    rate = policy.rate
    if policy.accrual == "once":  # whatever the time
        return []
    if isinstance(rate, FixedRate) and rate.per == A_YEAR:
        return [rate.percent]
    if isinstance(rate, Tiers) and rate.per == A_YEAR:
        return [tier.percent for tier in rate.tiers if tier.percent is not None]
    return []


def slips(policy: LateInterest, _: Setting) -> _Doubts:
    """A share where a percentage is meant."""
    for percent in _yearly(policy):
        yield from _slip("rate", Fraction(percent))


def slips_of_plans(plan: Installments, _: Setting) -> _Doubts:
    """The same for the interest of a payment plan."""
    yield from _slip("percent", plan.percent)


def _slip(path: str, percent: Fraction) -> _Doubts:
    if 0 < percent < _LITTLE:
        meant = number_text(percent * 100)
        message = f"{number_text(percent)} % a year is next to nothing; is {meant} % meant?"
        yield Doubt(path, message, f'write {path} = "{meant}"')


def very_high(policy: LateInterest, _: Setting) -> _Doubts:
    """A rate of more than half of the claim a year."""
    for percent in _yearly(policy):
        if percent > _MUCH:
            message = f"{percent:f} % a year is more than courts let stand in most places"
            yield Doubt(
                "rate",
                message,
                'a rate is of a year; one of a month is kind = "fixed-rate" with per = { count = 30, unit = "days" }',
            )


def above_own_ceiling(policy: LateInterest, _: Setting) -> _Doubts:
    """A rate that is always cut to the ceiling of the policy."""
    if isinstance(policy.ceiling, FixedRate) and policy.ceiling.per == A_YEAR:
        for percent in _yearly(policy):
            if percent > policy.ceiling.percent:
                message = f"{percent:f} % a year is always cut to the ceiling of {policy.ceiling.percent:f} %"
                yield Doubt("rate", message, f'write rate = "{policy.ceiling.percent:f}"')


def outside_the_law(policy: LateInterest, setting: Setting) -> _Doubts:
    """A rate above the ceiling of the place, or below its floor."""
    for about, sign in (("highest rate", 1), ("lowest rate", -1)):
        for limit in setting.limits(about):
            bound = limit.rate_on(setting.as_of)
            for percent in _yearly(policy) if bound else ():
                if bound and (percent - bound.percent) * sign > 0:
                    which = "above" if sign > 0 else "below"
                    where = f"{limit.jurisdiction}{to_whom(limit, setting)}"
                    message = f"{percent:f} % a year is {which} the {bound.percent:f} % of {where}: {limit.rule}"
                    yield Doubt(
                        "rate",
                        message,
                        f'write at {"most" if sign > 0 else "least"} "{bound.percent:f}"',
                        _sources(limit, bound.source),
                    )


def _sources(limit: Limit, table: str) -> str:
    return f"{limit.source}; {table}" if table else limit.source


def penalty_above_the_law(policy: LateInterest, setting: Setting) -> _Doubts:
    """A penalty above that of the place."""
    for limit in setting.limits("penalty"):
        if policy.penalty > Decimal(limit.maximum):
            message = (
                f"{policy.penalty:f} % is not lawful in {limit.jurisdiction}{to_whom(limit, setting)}: {limit.rule}"
            )
            yield Doubt("penalty", message, f'write penalty = "{limit.maximum}"', limit.source)


def compounds_against_the_law(policy: LateInterest, setting: Setting) -> _Doubts:
    """Interest on interest where the law of the place has it simple."""
    if policy.compounding == "none":
        return
    for found in setting.regimes[:1]:
        if found.compounding == "none":
            message = f"interest bears interest here, and under {found.id} it does not: {found.compounding_rule}"
            yield Doubt("compounding", message, 'write compounding = "none" unless it was agreed', found.legal_basis)


def crossed_bounds(policy: LateInterest, _: Setting) -> _Doubts:
    """A minimum above the maximum."""
    if policy.minimum is not None and policy.maximum is not None and policy.minimum > policy.maximum:
        least, most = number_text(policy.minimum), number_text(policy.maximum)
        message = f"the minimum of {least} is above the maximum of {most}"
        yield Doubt("minimum", message, "exchange minimum and maximum")


def no_rate(policy: LateInterest, _: Setting) -> _Doubts:
    """Late interest of nothing."""
    rate = policy.rate
    if isinstance(rate, FixedRate) and not rate.percent and not policy.penalty and not policy.fee:
        yield Doubt("rate", "the rate is 0 and there is neither penalty nor fee", 'write kind = "no-interest"')


def below_the_first_tier(tiers: Tiers, _: Setting) -> _Doubts:
    """Days or amounts that no tier covers: a gap at the beginning."""
    first, least = tiers.tiers[0].since, 1 if tiers.by == "days" else 0
    if first > least:
        unit = "" if tiers.by == "amount" else f" {tiers.by}"
        message = f"below {number_text(first)}{unit} nothing is charged: no tier covers it"
        yield Doubt("tiers[0]", message, f'begin with "{least}"')


def tiers_that_change_nothing(tiers: Tiers, _: Setting) -> _Doubts:
    """A tier with the rate of the one before it."""
    for place, (left, right) in enumerate(pairwise(tiers.tiers), 1):
        if (left.percent, left.amount) == (right.percent, right.amount):
            yield Doubt(
                f"tiers[{place}]", "the same rate as the tier before it", "leave the tier out, or change its rate"
            )


def table_past_its_day(rate: TableRate, setting: Setting) -> _Doubts:
    """A rate whose table was checked for an earlier day only."""
    until = rate.table.verified_until
    if setting.as_of is not None and until < setting.as_of:
        yield Doubt("table", *_past(rate.table.name, until.isoformat(), setting, projects=rate.project))


def regime_past_its_day(policy: StatutoryInterest, setting: Setting) -> _Doubts:
    """A regime whose table was checked for an earlier day only."""
    until = regime(policy.regime, evidence="flagged").verified_until
    if setting.as_of is not None and until is not None and until < setting.as_of:
        yield Doubt("regime", *_past(policy.regime, until.isoformat(), setting, projects=policy.project))


def _past(name: str, until: str, setting: Setting, *, projects: bool) -> tuple[str, str]:
    head = f"the rates of {name} were checked until {until} only, and this is for {setting.as_of}"
    if projects:
        return f"{head}: the last one is held since", "update the library, or bring a table of yours"
    return f"{head}: later days are refused", "add project = true, update the library, or bring a table of yours"


def own_table_past_its_day(table: RateTable, setting: Setting) -> _Doubts:
    """A table of the document itself that ends before the day."""
    if setting.as_of is not None and table.verified_until < setting.as_of:
        message = f"the table {table.name} ends on {table.verified_until}, and this is for {setting.as_of}"
        yield Doubt("verified_until", message, "add the rates since, with their source")
