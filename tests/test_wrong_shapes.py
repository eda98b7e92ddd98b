"""What is given in a wrong shape to rates, interest and law is refused in words, never by a bare error of Python."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

import attrs
import pytest

from receivables import Account, InvalidValueError, LateInterest, Money, OpenItem, statutory
from receivables.calendars import ClosedDays
from receivables.claims import impute
from receivables.contact_guard import (
    NO_GUARD,
    BusinessDaysOnly,
    Cap,
    ConsentNeeded,
    ContactGuard,
    Gap,
    NeverBy,
    OneChannel,
    QuietSeason,
    QuietSpan,
    QuietWeekdays,
    WhileOnHold,
    contact_law,
)
from receivables.credit import (
    BrokenPromises,
    Conditions,
    Credit,
    CreditFile,
    Exposure,
    HoldRule,
    Insurance,
    Limits,
    OverdueState,
    OverdueStates,
    SegmentOffer,
    Standing,
    last_failure,
    suggest_limit,
)
from receivables.errors import ReceivablesError
from receivables.interest import (
    FixedRate,
    InterestIndex,
    Margin,
    NoInterest,
    RatePeriod,
    RateStep,
    TableRate,
    Tier,
    Tiers,
    flat_amount,
    net_of_credits,
)
from receivables.rates import RateTable, shipped
from receivables.statutory import CompensationTier, RateTerms, Regime, StatutoryInterest

DAY = date(2026, 1, 1)
TABLE = RateTable("HOUSE", [(DAY, "9.00")], source="general terms", verified_until=date(2026, 12, 31))
UK = statutory.regime("UK-LPCDA-1998")
ITEM = OpenItem(customer="C-1", document="F-1", issued_on=DAY, due_on=DAY, amount=Money("9.00", "EUR"))
INDEX = InterestIndex.of(LateInterest("8"), since=DAY, until=date(2026, 2, 1))


POSITION = Account("C-1", "EUR", []).as_of(DAY)
STATES = OverdueStates([OverdueState("late", Conditions(min_days=30))])
CREDIT = [
    Credit(offers=[SegmentOffer("regular", terms="net 30")]),
    CreditFile(),
    Limits(),
    Insurance(amount=Money("9.00", "EUR")),
    BrokenPromises(within_days=30),
    Conditions(min_days=30),
    HoldRule("old debt", Conditions(min_days=30)),
    SegmentOffer("regular", terms="net 30"),
    OverdueState("late", Conditions(min_days=30)),
    STATES,
    Exposure.of({"orders": []}, currency="EUR"),
]


def fields(value):
    """The fields of an attrs value that its class can be called with."""
    return {field.name: getattr(value, field.name) for field in attrs.fields(type(value)) if field.init}


CALLS = {
    "FixedRate": (FixedRate, fields(FixedRate("8"))),
    "LateInterest": (LateInterest, fields(LateInterest("8"))),
    "Margin": (Margin, fields(Margin([(DAY, "8")]))),
    "Margin.on": (Margin([(DAY, "8")]).on, {"day": DAY}),
    "RatePeriod": (RatePeriod, fields(RatePeriod(30, "days"))),
    "RateStep": (RateStep, fields(RateStep("0.5"))),
    "TableRate": (TableRate, fields(TableRate(TABLE, margin="8"))),
    "TableRate.on": (TableRate(TABLE).on, {"day": DAY, "due_on": DAY}),
    "Tiers": (Tiers, fields(Tiers([(1, "2")], by="days"))),
    "flat_amount": (flat_amount, {"since": 1, "amount": "15"}),
    "RateTable": (RateTable, fields(TABLE)),
    "RateTable.from_dict": (RateTable.from_dict, {"data": TABLE.to_dict()}),
    "RateTable.on": (lambda day, project: TABLE.on(day, project=project), {"day": DAY, "project": False}),
    "RateTable.updated": (TABLE.updated, {"rows": [(DAY, "8")], "verified_until": DAY}),
    "shipped": (shipped, {"name": "BOE-BASE"}),
    "RateTerms": (RateTerms, fields(RateTerms(percent="8"))),
    "Regime": (Regime, fields(UK)),
    "Regime.compensation": (UK.compensation, {"debt": Money("1000.00", "EUR"), "rate": "1.15"}),
    "Regime.policy": (
        UK.policy,
        {"variant": None, "table": None, "contract_on": None, "agreed_percent": None, "project": False},
    ),
    "RateTerms.rule": (
        lambda **given: RateTerms(table="BOE-BASE", **given).rule(),
        {"margin": [("2026-01-01", "8")], "round_to": "0.5", "round_mode": "half_up", "round_of": "sum"},
    ),
    "CompensationTier.holds_for": (
        lambda **given: CompensationTier("40", "EUR", **given).holds_for(Fraction(5)),
        {"at_least": "1"},
    ),
    "CompensationTier.holds_for, above": (
        lambda above: CompensationTier("40", "EUR", above=above).holds_for(Fraction(5)),
        {"above": "1"},
    ),
    "LateInterest.accrue": (LateInterest("8").accrue, {"item": ITEM, "as_of": DAY, "since": DAY}),
    "NoInterest.accrue": (NoInterest().accrue, {"item": ITEM, "as_of": DAY}),
    "Regime.accrue": (UK.accrue, {"item": ITEM, "as_of": DAY}),
    "impute": (
        impute,
        {
            "item": ITEM,
            "payments": [],
            "interest": LateInterest("8"),
            "as_of": DAY,
            "order": ["interest"],
            "costs": None,
        },
    ),
    "Margin.changes": (Margin([(DAY, "8")]).changes, {"start": DAY, "end": DAY}),
    "RateStep.rounded": (RateStep("0.5").rounded, {"percent": Decimal("1.3")}),
    "Tiers.reached": (Tiers([(1, "2")], by="days").reached, {"value": 1}),
    "Tiers.slices": (
        lambda amount: list(Tiers([(1, "2")], by="amount").slices(amount)),
        {"amount": Fraction(1)},
    ),
    "net_of_credits": (net_of_credits, {"items": [ITEM], "cash": []}),
    "InterestIndex.of": (InterestIndex.of, {"policy": LateInterest("8"), "since": DAY, "until": date(2026, 2, 1)}),
    "InterestIndex.amounts": (
        INDEX.amounts,
        {"minors": [100], "starts": [DAY], "ends": [DAY]},
    ),
    "RateTable.from_toml": (RateTable.from_toml, {"text": TABLE.to_toml(), "file": "table.toml"}),
    "Regime.rate_on": (UK.rate_on, {"day": DAY, "due_on": None, "variant": None, "project": False}),
    "Regime.term_problem": (UK.term_problem, {"days": 30}),
    "StatutoryInterest": (StatutoryInterest, fields(StatutoryInterest("UK-LPCDA-1998"))),
    "regime": (statutory.regime, {"id": "UK-LPCDA-1998", "evidence": "solid"}),
    "applicable": (statutory.applicable, {"jurisdiction": "GB", "debtor": "business", "evidence": "solid"}),
    **{kind.__name__: (kind, fields(value)) for value in CREDIT for kind in [type(value)]},
    "Credit.decide": (Credit().decide, {"position": POSITION, "order": None, "as_of": DAY, "file": CreditFile()}),
    "Credit.exposure": (Credit().exposure, {"position": POSITION, "as_of": DAY, "file": CreditFile()}),
    "Credit.offer": (CREDIT[0].offer, {"segment": "regular"}),
    "Exposure.of": (Exposure.of, {"components": {}, "currency": "EUR", "horizon": DAY, "included": []}),
    "Exposure.plus": (Exposure.of({}, currency="EUR").plus, {"requested": {}}),
    "Exposure.combined": (Exposure.combined, {"exposures": [Exposure.of({}, currency="EUR")]}),
    "Limits.checks": (CREDIT[2].checks, {"exposure": Exposure.of({}, currency="EUR")}),
    "Insurance.cover": (CREDIT[3].cover, {"as_of": DAY}),
    "Insurance.insured": (CREDIT[3].insured, {"exposure": Money("9.00", "EUR"), "as_of": DAY}),
    "Standing": (
        Standing,
        {"position": POSITION, "as_of": DAY, "basis": "due", "last_failure": None, "state": None},
    ),
    "OverdueStates.state": (STATES.state, {"position": POSITION, "as_of": DAY, "last_failure": None}),
    "last_failure": (last_failure, {"events": [], "as_of": DAY, "known_by": DAY}),
    "suggest_limit": (
        suggest_limit,
        {"position": POSITION, "as_of": DAY, "terms_days": 30, "months": 12, "factors": [("90", "1")]},
    ),
}
POSITION = Account("C-1", "EUR", []).as_of(DAY)
RULES = [
    *(Cap(3, days=7), Gap(2), OneChannel(2), ConsentNeeded(), WhileOnHold("dispute"), NeverBy(["fax"])),
    *(QuietWeekdays([6]), QuietSeason("08-01", "08-31"), QuietSpan(DAY, DAY), BusinessDaysOnly(ClosedDays([DAY]))),
]
CALLS |= {type(rule).__name__: (type(rule), fields(rule)) for rule in RULES}
CALLS |= {
    "ContactGuard": (ContactGuard, fields(ContactGuard(RULES, laws=["US-REG-F"]))),
    "ContactGuard.check": (ContactGuard(RULES).check, {"position": POSITION, "channel": "email", "as_of": DAY}),
    "NoGuard.check": (NO_GUARD.check, {"position": POSITION, "channel": "email", "as_of": DAY}),
    "contact_law": (contact_law, {"id": "US-REG-F"}),
}
JUNK = [
    *(None, True, -1, 10**50, 1.5, "no", "", b"x", object(), int, lambda: 1, DAY, date.min, date.max),
    *([], [5], [(5, 5)], [None], (1, 2, 3), {}, {1: 2}, {1}, Money("1.00", "EUR"), datetime(2026, 1, 1)),  # noqa: DTZ001
    *(Decimal("NaN"), Decimal("1e1000000"), Decimal("1e39"), "9" * 60 + "." + "3" * 30, Fraction(10**39 + 1, 7)),
]


@pytest.mark.parametrize(("call", "field"), [(call, field) for call, (_, given) in CALLS.items() for field in given])
def test_a_wrong_shape_is_no_bare_error(call, field):
    """Each argument in turn: it is taken, or refused by an error of ours."""
    make, given = CALLS[call]
    make(**given)
    refused = 0
    for junk in JUNK:
        try:
            make(**{**given, field: junk})
        except ReceivablesError:
            refused += 1
    assert refused


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (lambda: LateInterest("8", name=5), "'name' must be text"),
        (lambda: FixedRate("8", per="year"), "'per' must be a RatePeriod, like"),
        (lambda: Tiers([(1, "2")], by="days", per="year"), "'per' must be a RatePeriod, like"),
        (lambda: Margin([5]), "'steps' must be pairs of first day and percentage points, like"),
        (lambda: Margin([(DAY, "x")]), "'steps' must be a plain number"),
        (lambda: RateStep("0.5", mode="x"), "'mode' must be one of 'half_up'"),
        (lambda: RateStep("x"), "'step' must be a plain number"),
        (lambda: TableRate(TABLE, rounding="0.5"), "'rounding' must be a RateStep, like"),
        (lambda: TableRate(TABLE, margin="x"), "'margin' must be a plain number"),
        (lambda: TableRate(TABLE, multiplier="9" * 40), "'multiplier' must be between 0 and 1000"),
        (lambda: TableRate(TABLE, multiplier="-1"), "'multiplier' must be between 0 and 1000"),
        (lambda: TableRate(TABLE, project="no"), "'project' must be True or False"),
        (lambda: TableRate(5), "'table' must be a RateTable, another RateSource"),
        (lambda: TABLE.on(DAY, project="no"), "'project' must be True or False"),
        (lambda: UK.policy(project="no"), "'project' must be True or False"),
        (lambda: statutory.regime("CH-OR-104").policy(project="no"), "'project' must be True or False"),
        (lambda: StatutoryInterest("UK-LPCDA-1998", project="no"), "'project' must be True or False"),
        (lambda: RateTerms(margin=8), "'margin' must be percentage points as text"),
        (lambda: RateTerms(percent=8), "'percent' must be text"),
        (lambda: attrs.evolve(UK, debtors="business"), "'debtors' must be a list"),
        (lambda: attrs.evolve(UK, tiers=["40 GBP"]), "'tiers' must be compensation tiers, like"),
        (lambda: Tiers([Tier(Fraction(1), None)], by="days"), "'tiers' must be tiers with a percentage or"),
        (lambda: UK.compensation(Money("1.00", "EUR"), rate="0"), "'rate' must be more than 0"),
        (lambda: LateInterest("8").accrue("F-1", as_of=DAY), "'item' must be an OpenItem"),
        (lambda: impute(ITEM, [5], interest=UK, as_of=DAY), "'payments' must be pairs of day and amount"),
        (lambda: impute(ITEM, [], interest="8", as_of=DAY), "'interest' must be a policy that accrues"),
        (lambda: INDEX.amounts([1.5], [DAY], [DAY]), "'minors' must be whole minor units of at least 0 (got 1.5)"),
        (lambda: INDEX.amounts([-1], [DAY], [DAY]), "'minors' must be whole minor units of at least 0 (got -1)"),
        (lambda: INDEX.amounts([1, 2], [DAY], [DAY]), "'starts' must be 2 evenings, one for each claim (got 1)"),
        (lambda: INDEX.amounts([1], [DAY], ["x"]), "'ends' must be evenings, as days (got 'x')"),
    ],
)
def test_the_refusal_names_what_was_expected(make, expected):
    """And where."""
    with pytest.raises(InvalidValueError) as caught:
        make()
    assert str(caught.value).startswith(expected)


def test_figures_of_any_length_stay_exact():
    """However long what is multiplied and added is written, as far as numbers are taken at all."""
    table = RateTable("LONG", [(DAY, "1." + "3" * 90)], source="somebody", verified_until=DAY)
    rate = TableRate(table, multiplier="1." + "7" * 90, margin="0." + "1" * 90)
    found = Fraction(table.on(DAY).percent) * Fraction(rate.multiplier) + Fraction(rate.margin.on(DAY))
    assert Fraction(rate.on(DAY).percent) == found


def test_the_first_day_of_the_calendar_is_a_day():
    """It has no day before it, and no rate."""
    for rate in (TABLE, TableRate(TABLE), TableRate(TABLE, fixing="half-yearly", fixing_day="day before")):
        with pytest.raises(ReceivablesError, match="the table begins on 2026-01-01"):
            rate.on(date.min)
