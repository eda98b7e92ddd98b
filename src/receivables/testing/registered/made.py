"""Strategies for the parts of terms and of policies, made out of what their fields may be."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

from hypothesis import strategies as st

from receivables import allocation, calendars, credit, discounts, escalation, installments, interest, plans, segments
from receivables import contact_guard as guard
from receivables import terms as agreed
from receivables.daycount import ACT_360, ACT_365F, THIRTY_E_360, DayCount
from receivables.events import HOLD_KINDS
from receivables.money import Money
from receivables.position import Hold
from receivables.promises import Promises
from receivables.rates import RateTable, shipped, shipped_names
from receivables.remittance import BankLine, Matching
from receivables.statutory import RateTerms, Regime, StatutoryInterest, regime, regime_ids

Strategy = st.SearchStrategy[Any]
Table = Mapping[type, Callable[[], Strategy]]

_COUNT = st.integers(1, 30)
_DAYS = st.integers(-30, 90)
_PERCENT = st.decimals(0, 30, places=2)
_DAY = st.integers(0, 700).map(lambda count: date(2024, 1, 1) + timedelta(days=count))
_EITHER = st.booleans()
_NAME = st.sampled_from(("good", "slow", "risky", "new"))
_CHANNELS = st.lists(st.sampled_from(guard.CHANNELS), unique=True, max_size=3)
_AMOUNT = st.integers(1, 100_000).map(lambda minor: Money.of_minor(minor, "EUR"))
_WEEKDAYS = st.lists(st.integers(0, 6), unique=True, min_size=1, max_size=6).map(sorted)
_KINDS = ("invoice", "interest", "compensation", "fee")
_MONTH_DAYS = st.sampled_from((("08-01", "08-31"), ("12-21", "01-06"), ("02-28", "03-01"), ("05-01", "05-01")))
_TEXTS = st.sampled_from(("", "Invoice F-1, thank you", "RF18539007547034", "wire 4711"))


def _rules() -> Strategy:
    """Rules of the contact guard."""
    return st.one_of(*(CONTACTS[each]() for each in _RULES))


def _pairs(first: Strategy, second: Strategy, *, least: int = 0) -> Strategy:
    """Up to three pairs, by the first of them, each once."""
    return st.lists(st.tuples(first, second), min_size=least, max_size=3, unique_by=lambda pair: pair[0]).map(sorted)


_RULES = (
    guard.BusinessDaysOnly,
    guard.Cap,
    guard.ConsentNeeded,
    guard.Gap,
    guard.NeverBy,
    guard.OneChannel,
    guard.QuietSeason,
    guard.QuietSpan,
    guard.QuietWeekdays,
    guard.WhileOnHold,
)

CONTACTS: Table = MappingProxyType(
    {
        guard.BusinessDaysOnly: lambda: st.builds(guard.BusinessDaysOnly, DATES[calendars.ClosedDays]()),
        guard.Cap: lambda: st.builds(guard.Cap, _COUNT, days=_COUNT, channels=_CHANNELS),
        guard.ConsentNeeded: lambda: st.builds(guard.ConsentNeeded, channels=_CHANNELS),
        guard.Gap: lambda: st.builds(guard.Gap, _COUNT, after=_CHANNELS, channels=_CHANNELS),
        guard.NeverBy: lambda: _CHANNELS.filter(bool).map(guard.NeverBy),
        guard.OneChannel: lambda: st.builds(guard.OneChannel, _COUNT, channels=_CHANNELS),
        guard.QuietSeason: lambda: _MONTH_DAYS.map(lambda pair: guard.QuietSeason(*pair)),
        guard.QuietSpan: lambda: st.builds(lambda day, more: guard.QuietSpan(day, day + timedelta(more)), _DAY, _COUNT),
        guard.QuietWeekdays: lambda: _WEEKDAYS.map(guard.QuietWeekdays),
        guard.WhileOnHold: lambda: st.builds(guard.WhileOnHold, st.sampled_from(HOLD_KINDS), channels=_CHANNELS),
        guard.ContactGuard: lambda: st.builds(guard.ContactGuard, st.lists(_rules(), max_size=3)),
        guard.ContactLaw: lambda: st.sampled_from(guard.contact_law_ids()).map(guard.contact_law),
        guard.Article: lambda: CONTACTS[guard.ContactLaw]().flatmap(lambda law: st.sampled_from(law.articles)),
        Hold: lambda: st.builds(Hold, kind=st.sampled_from(HOLD_KINDS), since=_DAY),
    }
)

DATES: Table = MappingProxyType(
    {
        calendars.ClosedDays: lambda: st.builds(
            calendars.ClosedDays, st.lists(_DAY, max_size=3), weekend=st.sampled_from(((), (5, 6), (4, 5)))
        ),
        calendars.JointCalendar: lambda: st.builds(
            calendars.JointCalendar, st.lists(DATES[calendars.ClosedDays](), min_size=1, max_size=2).map(tuple)
        ),
        calendars.Period: lambda: st.one_of(
            _COUNT.map(lambda count: calendars.Period(days=count)),
            _COUNT.map(lambda count: calendars.Period(months=count)),
        ),
        calendars.PeriodicSchedule: lambda: st.builds(
            calendars.PeriodicSchedule, start=_DAY, every=DATES[calendars.Period](), count=_COUNT
        ),
        calendars.Weekend: lambda: _WEEKDAYS.map(calendars.Weekend),
        DayCount: lambda: st.sampled_from((ACT_360, ACT_365F, THIRTY_E_360)),
        agreed.AddDays: lambda: _DAYS.map(agreed.AddDays),
        agreed.AddWeeks: lambda: _DAYS.map(agreed.AddWeeks),
        agreed.AddMonths: lambda: _DAYS.map(agreed.AddMonths),
        agreed.OnDay: lambda: _COUNT.map(agreed.OnDay),
        agreed.NextMonthOnDay: lambda: _COUNT.map(agreed.NextMonthOnDay),
        agreed.NextOf: lambda: st.lists(_COUNT, unique=True, min_size=1, max_size=3).map(sorted).map(agreed.NextOf),
        agreed.MoveHolidays: lambda: _DAY.map(lambda day: agreed.MoveHolidays([(day, day + timedelta(days=1))])),
        agreed.SkipClosed: lambda: st.sampled_from(((12, 24), (12, 31))).map(
            lambda since: agreed.SkipClosed([(since, (1, 6))])
        ),
        agreed.ToBusinessDay: lambda: st.sampled_from(calendars.Roll).map(agreed.ToBusinessDay),
        agreed.Fixed: lambda: _COUNT.map(agreed.Fixed),
        agreed.Percent: lambda: st.builds(agreed.Percent, st.integers(1, 100)),
        agreed.Discount: lambda: st.builds(agreed.Discount, st.integers(1, 10), within=_COUNT),
        agreed.Line: lambda: st.builds(
            agreed.Line, DATES[agreed.Percent](), st.lists(DATES[agreed.AddDays](), max_size=2).map(tuple)
        ),
    }
)

MONEY_IN: Table = MappingProxyType(
    {
        allocation.ClaimsInOrder: lambda: st.permutations(_KINDS).map(allocation.ClaimsInOrder),
        allocation.InOrder: lambda: st.lists(st.sampled_from(("due_on", "-open")), unique=True, min_size=1).map(
            lambda by: allocation.InOrder(tuple(by))
        ),
        allocation.ExactMatch: lambda: st.builds(
            allocation.ExactMatch, st.integers(1, 4), otherwise=MONEY_IN[allocation.ClaimsInOrder]()
        ),
        discounts.OnTimeReward: lambda: st.builds(discounts.OnTimeReward, invoices=_COUNT, percent=st.integers(1, 10)),
        discounts.TaxedLine: lambda: st.builds(discounts.TaxedLine, _AMOUNT, st.integers(0, 25)),
        discounts.TaxBreakdown: lambda: st.lists(MONEY_IN[discounts.TaxedLine](), min_size=1, max_size=3).map(
            discounts.TaxBreakdown.of
        ),
        BankLine: lambda: st.builds(
            BankLine, st.sampled_from(("B-1", "B-2")), amount=_AMOUNT, booked_on=_DAY, text=_TEXTS
        ),
        Matching: lambda: st.sampled_from(((), (("Northwind", "C-1"),))).map(Matching),
        plans.AgreedPlans: lambda: st.builds(
            plans.AgreedPlans, grace_days=_COUNT, missed=_COUNT, accelerates=_EITHER, reinstates=_EITHER
        ),
        Promises: lambda: st.builds(Promises, tolerance_days=_COUNT, settle=st.sampled_from(("at end", "when paid"))),
        installments.Annuity: lambda: st.builds(
            installments.Annuity, principal=st.integers(1_000, 99_999), percent=st.integers(1, 20), periods=_COUNT
        ),
        installments.Flow: lambda: st.builds(installments.Flow, _AMOUNT, st.integers(0, 9)),
        installments.UnitFlow: lambda: st.builds(installments.UnitFlow, _AMOUNT, st.integers(0, 9)),
    }
)

RATES: Table = MappingProxyType(
    {
        interest.Margin: lambda: _pairs(_DAY, _PERCENT, least=1).map(interest.Margin),
        interest.RatePeriod: lambda: st.builds(interest.RatePeriod, _COUNT, st.sampled_from(("days", "months"))),
        interest.RateStep: lambda: st.sampled_from(("0.25", "0.5", "1")).map(interest.RateStep),
        interest.Tiers: lambda: st.builds(
            interest.Tiers, _pairs(_COUNT, _PERCENT).map(lambda tiers: [(0, 8), *tiers]), by=st.just("days")
        ),
        interest.TableRate: lambda: st.builds(
            interest.TableRate,
            RATES[RateTable](),
            margin=_PERCENT,
            project=st.just(True),  # noqa: FBT003
        ),
        RateTable: lambda: st.sampled_from(shipped_names()).map(shipped),
        StatutoryInterest: lambda: st.sampled_from(("ES-LEY-3-2004", "DE-BGB-288-2", "MX-CCOM-362")).map(
            StatutoryInterest
        ),
        Regime: lambda: st.sampled_from(regime_ids()).map(regime),
        RateTerms: lambda: RATES[Regime]().map(lambda found: found.rate),
    }
)

_CONDITIONS = st.builds(credit.Conditions, min_days=_COUNT, min_total=_AMOUNT)
_STATES = st.builds(credit.OverdueState, _NAME, _CONDITIONS)
_FACTORS = st.builds(
    segments.Factor,
    measure=st.sampled_from(segments.SCORED),
    weight=st.just(100),
    anchors=st.integers(0, 99).map(lambda points: [(0, 100), (30, points)]),
)
_MEASURED = st.builds(segments.Condition, measure=st.sampled_from(segments.SCORED), at_most=_COUNT)
_SEGMENT_RULES = st.builds(segments.SegmentRule, name=_NAME, conditions=st.lists(_MEASURED, min_size=1, max_size=2))

CUSTOMERS: Table = MappingProxyType(
    {
        credit.BrokenPromises: lambda: st.builds(credit.BrokenPromises, at_least=_COUNT, within_days=_COUNT),
        credit.Conditions: lambda: _CONDITIONS,
        credit.HoldRule: lambda: st.builds(credit.HoldRule, _NAME, _CONDITIONS),
        credit.Insurance: lambda: st.builds(credit.Insurance, amount=_AMOUNT, percent=st.integers(0, 100)),
        credit.Limits: lambda: st.builds(credit.Limits, individual=st.none() | _AMOUNT, group=st.none() | _AMOUNT),
        credit.OverdueState: lambda: _STATES,
        credit.OverdueStates: lambda: st.lists(_STATES, min_size=1, max_size=3).map(credit.OverdueStates),
        credit.SegmentOffer: lambda: st.builds(credit.SegmentOffer, _NAME, terms=st.just("net 30"), limit=_AMOUNT),
        credit.Credit: lambda: st.builds(
            credit.Credit,
            horizon_days=st.none() | _COUNT,
            rules=st.lists(CUSTOMERS[credit.HoldRule](), max_size=2, unique_by=lambda rule: rule.name),
            offers=st.lists(CUSTOMERS[credit.SegmentOffer](), max_size=2, unique_by=lambda offer: offer.segment),
        ),
        credit.CreditFile: lambda: st.builds(credit.CreditFile, limit=st.none() | _AMOUNT, unbilled=_AMOUNT),
        credit.Exposure: lambda: st.dictionaries(st.sampled_from(credit.COMPONENTS), _AMOUNT).map(
            lambda components: credit.Exposure.of(components, currency="EUR")
        ),
        segments.Condition: lambda: _MEASURED,
        segments.Factor: lambda: _FACTORS,
        segments.SegmentRule: lambda: _SEGMENT_RULES,
        segments.Segments: lambda: st.builds(
            segments.Segments, factors=_FACTORS.map(lambda one: (one,)), rules=st.lists(_SEGMENT_RULES, max_size=3)
        ),
        escalation.Circumstances: lambda: st.dictionaries(st.sampled_from(("F-1", "F-2")), _AMOUNT).map(
            lambda pending: escalation.Circumstances(pending=pending)
        ),
        escalation.Fee: lambda: st.builds(escalation.Fee, fixed=_COUNT, percent=st.integers(0, 10)),
        escalation.Reminders: lambda: st.lists(_DAYS, max_size=3).map(escalation.Reminders),
        escalation.StepConditions: lambda: st.builds(escalation.StepConditions, min_total=_COUNT, min_item=_COUNT),
    }
)

MADE: Table = MappingProxyType({**CONTACTS, **DATES, **MONEY_IN, **RATES, **CUSTOMERS})
