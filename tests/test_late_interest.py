"""Late interest of every form beside an oracle that goes night by night, and the laws that hold for all of them."""

from __future__ import annotations

import os
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from random import Random

import attrs
import pytest
import random_claims
from golden_adapters import interest as golden
from hypothesis import given
from hypothesis import strategies as st
from oracle import late_interest as oracle

from receivables import InvalidValueError, LateInterest, Money, OpenItem, Rounding, daycount
from receivables.daycount import DayCount
from receivables.errors import CurrencyMismatchError, RateNotAvailableError
from receivables.interest import (
    FixedRate,
    InterestIndex,
    Margin,
    RatePeriod,
    RateStep,
    TableRate,
    Tiers,
    average_daily_balance,
    flat_amount,
    nights,
)
from receivables.interest.tally import Tally
from receivables.rates import RateTable

DUE = date(2025, 6, 15)
ROWS = [(date(2025, 1, 1), "3.15"), (date(2025, 7, 1), "2.15"), (date(2026, 1, 1), "-0.88")]
TABLE = RateTable("REF", ROWS, source="central bank", verified_until=date(2026, 12, 31))
COUNT = 100_000 if os.environ.get("HYPOTHESIS_PROFILE") == "deep" else 2_000
"""Random claims beside the oracle; the deep profile asks for more."""

rates = st.one_of(
    st.decimals(0, 30, places=2).map(FixedRate),
    st.builds(lambda margin: TableRate(TABLE, margin=margin, fixing="half-yearly"), st.decimals(1, 9, places=2)),
    st.builds(lambda margin: TableRate(TABLE, margin=margin), st.decimals(1, 9, places=2)),
    st.just(Tiers([("0", "12"), ("500", "9")], by="amount", tiering="marginal")),
    st.just(Tiers([(1, "5"), (31, "8")], by="days", tiering="marginal")),
)
PLAIN = ["ACT/365F", "ACT/360", "ACT/ACT ISDA", "30E/360"]
OTHERS = [each.name for each in vars(daycount).values() if isinstance(each, DayCount) and not each.needs]
ADDITIVE = sorted(set(OTHERS) - {"ACT/365 Actual"})
"""Every convention that two days are enough for, but for the one that asks each span for a leap day."""

policies = st.builds(
    LateInterest,
    rates,
    compounding=st.sampled_from(["none", "none", "monthly", "yearly"]),
    day_count=st.sampled_from(PLAIN) | st.sampled_from(ADDITIVE),
    rounding_point=st.sampled_from(["total", "span"]),
)
days = st.integers(0, 500)


def item(minor=100_000, **more):
    given = {"issued_on": date(2025, 5, 1), "due_on": DUE, "amount": Money.of_minor(minor, "EUR")}
    return OpenItem(customer="C-1", document="F-1", **(given | more))


def on(count):
    return DUE + timedelta(days=count)


shared = st.builds(
    LateInterest,
    st.one_of(
        st.just(FixedRate("7.125")),
        st.just(FixedRate("1", per=RatePeriod(30, "days"))),
        st.builds(TableRate, st.just(TABLE), margin=st.sampled_from(["8", "0"]), project=st.booleans()),
        st.builds(
            TableRate,
            st.just(TABLE),
            margin=st.just([(date(2025, 1, 1), "8"), (date(2025, 9, 1), "9.5")]).map(Margin),
            fixing=st.sampled_from(["monthly", "half-yearly"]),
        ),
    ),
    day_count=st.sampled_from(["ACT/365F", "ACT/ACT ISDA", "30E/360", "30/360 US EOM", "ACT/ACT Year"]),
) | st.just(LateInterest(TableRate(TABLE, margin="8"), ceiling="10.5"))
"""Policies under which claims share their nights."""


payments = st.lists(st.tuples(days, st.integers(0, 60_000)), max_size=3)


@given(shared, st.lists(st.tuples(days, st.integers(0, 700), st.none() | days, payments), min_size=2, max_size=8))
def test_what_was_asked_before_changes_nothing(policy, asked):
    """A policy that has served other claims answers like one that has not: spans, amounts and refusals."""
    for first, count, since, paid in asked:
        history, answers = {date(2025, 5, 1): 100_000} | {on(day): minor for day, minor in sorted(paid)}, []
        left = {"history": tuple(history.items()), "paid": Money.of_minor(100_000 - [*history.values()][-1], "EUR")}
        for each in (policy, attrs.evolve(policy)):
            try:
                due, last = on(first), on(first + count)
                found = each.accrue(item(due_on=due, **left), as_of=last, since=None if since is None else on(since))
            except RateNotAvailableError as error:
                answers.append(str(error))
            else:
                answers.append((found, found.amount, found.explain()))
        assert answers[0] == answers[1]


def test_a_policy_that_lives_for_years_forgets_nights(monkeypatch):
    """What it is asked for day after day does not pile up in it, and what it forgot is counted again as it was."""
    history = ((date(2025, 5, 1), 100_000), (on(20), 60_000))
    claim = item(history=history, paid=Money("400.00", "EUR"))
    policy = LateInterest(TableRate(TABLE, margin="8", project=True))
    whole = [policy.accrue(claim, as_of=on(count)) for count in range(1, 200)]
    monkeypatch.setattr(nights, "MOST_KEPT", 10)
    forgetful = attrs.evolve(policy)
    assert [forgetful.accrue(claim, as_of=on(count)) for count in range(1, 200)] == whole
    assert len(forgetful._walks._parts) <= 10 < len(policy._walks._parts)


# The oracle


@pytest.mark.parametrize("seed", range(10))
def test_random_claims_are_what_every_night_says(seed):
    """Rates, tiers, periods, compounding, grace, bounds, rounding and payments in any combination."""
    random = Random(seed)
    for _ in range(COUNT // 10):
        asked = random_claims.claim(random)
        assert golden.claim(asked)["interest"] == oracle.claim(asked), asked


# Laws


@given(policies, days, days)
def test_adjacent_spans_add_up(policy, one, two):
    """Before rounding, for every kind of rate, compounding or not."""
    policy = attrs.evolve(policy, rounding_point="total")
    cut, end = sorted([one, two])
    whole = policy.accrue(item(), as_of=on(end)).exact
    assert (
        policy.accrue(item(), as_of=on(cut)).exact + policy.accrue(item(), as_of=on(end), since=on(cut)).exact == whole
    )


@given(st.sampled_from(ADDITIVE), st.integers(0, 800), st.lists(st.integers(1, 800), max_size=4), st.integers(0, 900))
def test_a_cut_that_changes_nothing_changes_no_amount(name, start, cuts, count):
    """A delay has the days and the part of the year that its convention says, however many statements cut it."""
    due = on(start)
    marks = [due + timedelta(days=lag) for lag in cuts]
    accrual = LateInterest("8", day_count=name, statements=marks).accrue(item(due_on=due), as_of=due + timedelta(count))
    days_of, years = DayCount(name).measure(due, due + timedelta(days=count)) if count else (0, Fraction(0))
    if name == "ACT/ACT ISDA":
        _, years = DayCount(name).measure(due + timedelta(days=1), due + timedelta(days=count + 1))
    assert (accrual.days, accrual.exact) == (days_of, 80 * years)
    assert all(span.share >= 0 for span in accrual.spans)


def test_actual_365_asks_each_span_for_a_leap_day():
    """The exception: measured from the due day, the night of the leap day would give back what the others brought."""
    due, cut, end = date(2023, 1, 1), date(2024, 2, 28), date(2024, 2, 29)
    policy = LateInterest("8", day_count="ACT/365A")
    last = policy.accrue(item(due_on=due, issued_on=due), as_of=end, since=cut)
    assert last.exact == Fraction(80, 366)
    whole, before = (policy.accrue(item(due_on=due, issued_on=due), as_of=day).exact for day in (end, cut))
    assert whole < before


bounds = st.builds(
    lambda least_and_most, rule, charge: (
        dict(zip(("minimum", "maximum"), least_and_most, strict=True)) | {"minimum_rule": rule} | charge
    ),
    st.sampled_from([("5", None), ("20", None), (None, "30"), (None, "60"), ("5", "30"), ("20", "60")]),
    st.sampled_from(["waive", "raise"]),
    st.sampled_from(
        [{}, {}, {"compounding": "yearly"}, {"accrual": "completed periods"}, {"accrual": "once"}],
    ),
)
early = st.sampled_from([date(2025, 5, 1), DUE, on(1), on(20)])
"""Days of issue: before the due day, on it and after it."""


def in_parts(policy, made, cuts, end):
    """The accruals between some evenings, the last through ``end``."""
    evenings = [None, *sorted(on(cut) for cut in cuts if cut < end), on(end)]
    return [policy.accrue(made, as_of=until, since=since) for since, until in pairwise(evenings)]


@given(bounds, early, st.integers(0, 12), st.integers(1, 400), st.lists(days, max_size=4), days)
def test_bounds_are_of_the_whole_delay(fields, issued, grace, paid, cuts, end):
    """Asked for in any parts, it comes to the unit to what one accrual comes to: no bound is there twice."""
    policy = LateInterest(FixedRate("8"), grace_days=grace, **fields)
    balances = {issued: 100_000, on(paid): 0} if on(paid) > issued else {issued: 100_000}
    left = Money.of_minor(min(balances.values()), "EUR")
    made = item(issued_on=issued, history=list(balances.items()), paid=Money("1000", "EUR") - left)
    parts = in_parts(policy, made, cuts, end)
    assert all(part.interest.minor >= 0 for part in parts)
    assert sum(part.interest.minor for part in parts) == policy.accrue(made, as_of=on(end)).interest.minor


def test_what_bounds_make_of_a_part_is_explained():
    """With the whole delay, its bounds, and what was due of it before."""
    policy = LateInterest("36.5", maximum="25")
    first = policy.accrue(item(), as_of=on(20))
    second = policy.accrue(item(), as_of=on(30), since=on(20))
    assert (first.interest.text, second.interest.text) == ("20.00", "5.00")
    assert second.explain().splitlines()[-1] == (
        "  30.00 EUR for the whole delay, 25.00 EUR within the bounds of the policy, less 20.00 EUR through 2025-07-05:"
        " 5.00 EUR is charged"
    )
    assert policy.accrue(item(), as_of=on(20), since=on(30)).interest.minor == 0
    waived = LateInterest("36.5", minimum="5")
    assert waived.accrue(item(), as_of=on(4)).interest.text == "0.00"
    assert waived.accrue(item(), as_of=on(6), since=on(4)).interest.text == "6.00"


@given(
    st.sampled_from(["daily", "completed periods", "once"]),
    st.sampled_from(["shift", "cliff"]),
    early,
    st.lists(st.integers(-5, 60), max_size=4),
    st.integers(0, 60),
)
def test_what_is_charged_once_is_charged_once(accrual, grace, issued, cuts, end):
    """In whatever parts one asks: the first in which anything is late has it, also where the invoice came late."""
    policy = LateInterest(FixedRate("2"), accrual=accrual, penalty="10", fee="3", grace_days=5, grace=grace)
    made = item(issued_on=issued)
    parts = in_parts(policy, made, cuts, end)
    whole = policy.accrue(made, as_of=on(end))
    late = end > 5 and on(end) > issued
    assert (whole.penalty.text, whole.fee.text) == (("100.00", "3.00") if late else ("0.00", "0.00"))
    for name in ("penalty", "fee"):
        assert sum(getattr(part, name).minor for part in parts) == getattr(whole, name).minor
    if accrual == "once":
        assert sum(part.exact for part in parts) == whole.exact == (20 if late else 0)


@given(policies, days, days)
def test_interest_only_grows_with_the_days(policy, one, two):
    """A night never takes back what another brought; a reference below zero only lowers the margin."""
    fewer, more = sorted([one, two])
    assert policy.accrue(item(), as_of=on(fewer)).exact <= policy.accrue(item(), as_of=on(more)).exact


@given(policies, st.integers(1, 10**6), st.integers(1, 10**6), days)
def test_interest_grows_with_the_balance(policy, one, two, count):
    """A larger debt never costs less, but where a tier rules the whole."""
    smaller, larger = sorted([one, two])
    assert policy.accrue(item(smaller), as_of=on(count)).exact <= policy.accrue(item(larger), as_of=on(count)).exact


@given(policies, days)
def test_nothing_before_the_due_day_and_on_nothing(policy, count):
    """No delay, no balance, no interest."""
    assert policy.accrue(item(), as_of=DUE - timedelta(days=count)).exact == 0
    assert policy.accrue(item(0), as_of=on(count)).exact == 0


@given(policies, days, st.decimals(0, 9, places=3))
def test_interest_grows_with_the_rate(policy, count, more):
    """A higher percentage, a wider margin and dearer tiers never cost less."""
    match policy.rate:
        case FixedRate(percent):
            dearer = FixedRate(percent + more)
        case TableRate(margin=margin):
            dearer = attrs.evolve(policy.rate, margin=margin.steps[0].points + more)
        case Tiers(tiers):
            dearer = attrs.evolve(policy.rate, tiers=[(tier.since, tier.percent + more) for tier in tiers])
    costs = [each.accrue(item(), as_of=on(count)).exact for each in (policy, attrs.evolve(policy, rate=dearer))]
    assert costs[0] <= costs[1]


@given(policies, st.integers(1, 300), st.integers(1, 99_999), st.integers(0, 99))
def test_later_payments_change_nothing_earlier(policy, count, minor, lag):
    """The balance of an evening bears the night after it, whatever is paid later."""
    paid = item(
        paid=Money.of_minor(minor, "EUR"), history=[(date(2025, 5, 1), 100_000), (on(count + lag), 100_000 - minor)]
    )
    assert policy.accrue(paid, as_of=on(count)).exact == policy.accrue(item(), as_of=on(count)).exact


@given(policies, days)
def test_the_lines_come_to_the_amount(policy, count):
    """Balance times rate times share, line by line, rounded where the policy says."""
    accrual = policy.accrue(item(), as_of=on(count))
    again = [
        (span.balance.exact + span.capitalized) * Fraction(span.percent) / 100 * span.share for span in accrual.spans
    ]
    assert [span.amount for span in accrual.spans] == again
    parts = [sum(again, Fraction(0))] if policy.rounding_point == "total" else again
    rounded = Money.total((Money.rounded(part, "EUR") for part in parts), currency="EUR")
    assert accrual.interest == rounded
    assert len(accrual.explain().splitlines()) == len(accrual.spans) + 2


# Examples


def test_a_changed_rate_has_its_first_night_before_its_day():
    """1 July carries the new rate: the night into it does."""
    policy = LateInterest(TableRate(TABLE, margin="8"))
    spans = policy.accrue(item(), as_of=date(2025, 7, 1)).spans
    assert [(span.end, span.days, span.percent) for span in spans] == [
        (date(2025, 6, 30), 15, Fraction("11.15")),
        (date(2025, 7, 1), 1, Fraction("10.15")),
    ]


def test_a_sum_below_zero_is_nothing():
    """The debtor is not paid for being late; the reference itself is not floored."""
    below = TableRate(TABLE, margin="0.5")
    assert below.on(date(2026, 3, 1)).percent == 0
    assert TableRate(TABLE, margin="8").on(date(2026, 3, 1)).percent == Fraction("7.12")


def test_the_last_night_must_be_verified():
    """Even if the row that covers it began long before."""
    policy = LateInterest(TableRate(TABLE, margin="8"))
    with pytest.raises(RateNotAvailableError):
        policy.accrue(item(), as_of=date(2027, 1, 1))
    held = LateInterest(TableRate(TABLE, margin="8", project=True)).accrue(item(), as_of=date(2027, 1, 31))
    assert [span.projected for span in held.spans] == [False, False, False, True]
    assert held.spans[-1].start == date(2026, 12, 31)


def test_a_rate_that_no_night_needs_may_be_unknown():
    """What was paid in full in time costs the same on any later day, unless its interest bears interest."""
    paid = {"paid": Money.of_minor(100_000, "EUR"), "history": [(date(2025, 5, 1), 100_000), (date(2026, 3, 1), 0)]}
    cleared, years_later = item(**paid), date(2029, 1, 1)
    simple = LateInterest(TableRate(TABLE, margin="8"), ceiling=TableRate(TABLE, margin="10"))
    accrual = simple.accrue(cleared, as_of=years_later)
    assert accrual.amount == simple.accrue(cleared, as_of=date(2026, 3, 1)).amount
    assert not accrual.projected
    yearly = attrs.evolve(simple, compounding="yearly", ceiling=None)
    with pytest.raises(RateNotAvailableError):
        yearly.accrue(cleared, as_of=years_later)
    before, after = (yearly.accrue(cleared, as_of=day) for day in (date(2026, 6, 15), date(2026, 6, 16)))
    assert after.spans[-1].capitalized == before.exact == simple.accrue(cleared, as_of=years_later).exact


@given(policies, days, days, days)
def test_nights_with_nothing_open_cost_nothing(policy, one, two, three):
    """A payment that bounced: the nights between do not count, and those about it count as they did."""
    policy = attrs.evolve(policy, compounding="none", rounding_point="total")
    gone, back, end = sorted([one, two, three])
    changes = {date(2025, 5, 1): 100_000, on(gone): 0} | {on(back): 100_000}
    bounced = item(history=sorted(changes.items()))
    expected = policy.accrue(item(), as_of=on(gone)).exact + policy.accrue(item(), as_of=on(end), since=on(back)).exact
    assert policy.accrue(bounced, as_of=on(end)).exact == expected


def test_rates_round_the_reference_or_the_sum():
    """Finland the one, Belgium the other."""
    up = RateStep("0.5", mode="ceiling", of="reference")
    assert TableRate(TABLE, margin="8", rounding=up).on(date(2025, 7, 2)).percent == Fraction("10.5")
    assert TableRate(TABLE, margin="8.3", rounding=up).on(date(2025, 7, 2)).percent == Fraction("10.8")
    total = attrs.evolve(up, of="sum")
    assert TableRate(TABLE, margin="8.3", rounding=total).on(date(2025, 7, 2)).percent == Fraction("10.5")


def test_a_ceiling_is_cited_where_it_bites():
    """And only there."""
    policy = LateInterest(TableRate(TABLE, margin="8"), ceiling="11")
    spans = policy.accrue(item(), as_of=date(2025, 8, 1)).spans
    assert [span.percent for span in spans] == [Fraction("11"), Fraction("10.15")]
    assert [span.source.startswith("capped") for span in spans] == [True, False]


def test_margins_change_by_the_day_of_delay():
    """Within a half-year, as in Spain on 24 February 2013."""
    margin = Margin([(date(2025, 1, 1), "7"), (date(2025, 6, 24), "8")])
    spans = LateInterest(TableRate(TABLE, margin=margin)).accrue(item(), as_of=date(2025, 6, 30)).spans
    assert [(span.end, span.percent) for span in spans] == [
        (date(2025, 6, 23), Fraction("10.15")),
        (date(2025, 6, 30), Fraction("11.15")),
    ]


def test_penalty_and_fee_are_charged_once():
    """With the first nights, not again with those since."""
    policy = LateInterest(FixedRate("1", per=RatePeriod(30, "days")), penalty="2", fee="5")
    first = policy.accrue(item(), as_of=on(10))
    assert (first.penalty, first.fee, first.interest) == tuple(Money(text, "EUR") for text in ("20", "5", "3.33"))
    assert first.amount == Money("28.33", "EUR")
    later = policy.accrue(item(), as_of=on(20), since=on(10))
    assert (later.penalty, later.fee) == (Money("0", "EUR"), Money("0", "EUR"))


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"rate": FixedRate("1", per=RatePeriod(1, "months"))}, "rate"),
        ({"rate": Tiers([flat_amount(1, "5")], by="days")}, "rate"),
        ({"rate": TableRate(TABLE), "accrual": "once"}, "accrual"),
        ({"rate": "8", "accrual": "completed periods", "compounding": "yearly"}, "compounding"),
        ({"rate": "8", "compounding": "days"}, "compounding_days"),
        ({"rate": "8", "compounding_days": 30}, "compounding_days"),
        ({"rate": FixedRate("1", per=RatePeriod(30, "days")), "ceiling": "9"}, "rate"),
        ({"rate": "8", "minimum": "-1"}, "minimum"),
        ({"rate": "8", "statements": ["2026-01-01"]}, "statements"),
        ({"rate": object()}, "rate"),
        ({"rate": "8", "accrual": "once", "rounding_point": "day"}, "rounding_point"),
    ],
)
def test_fields_that_do_not_go_together_are_refused(fields, name):
    """When the policy is made, not when it accrues."""
    with pytest.raises(InvalidValueError, match=f"'{name}' must be"):
        LateInterest(**fields)


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 10**6)), max_size=5, unique_by=lambda change: change[0]))
def test_the_average_balance_is_that_of_the_evenings(changes):
    """Evening by evening, rounded to the unit."""
    since, until = DUE, on(30)
    ordered = [(DUE - timedelta(days=15) + timedelta(days=lag), minor) for lag, minor in sorted(changes)]
    evenings = []
    for count in range(30):
        before = [minor for day, minor in ordered if day <= on(count)]
        evenings.append(before[-1] if before else 0)
    assert abs(average_daily_balance(ordered, since=since, until=until) - Fraction(sum(evenings), 30)) <= Fraction(1, 2)
    with pytest.raises(InvalidValueError, match="'until' must be after"):
        average_daily_balance(ordered, since=since, until=since)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ([(on(5), 100), (on(1), 200)], "in order of their days, each once: after 2025-06-20"),
        ([(on(5), 100), (on(5), 200)], "in order of their days, each once: after 2025-06-20"),
        ([(on(5), "100")], "a list of"),
        ([("2025-06-20", 100)], "a datetime.date"),
        ([on(5)], "a list of"),
        (None, "a list of"),
    ],
)
def test_balances_out_of_order_have_no_average(changes, reason):
    """Which of two balances of a day is meant, nobody can tell."""
    with pytest.raises(InvalidValueError, match=f"'changes' must be {reason}"):
        average_daily_balance(changes, since=DUE, until=on(30))


# Tiers


@given(st.integers(1, 40), st.integers(0, 400))
def test_tiers_of_an_amount_do_not_cut_the_nights(bound, count):
    """A bound of so many euros is no number of months."""
    policy = LateInterest(Tiers([("0", "12"), (bound, "9")], by="amount", tiering="marginal"))
    spans = policy.accrue(item(), as_of=on(count)).spans
    assert [(span.start, span.end) for span in spans] == ([(DUE, on(count))] * 2 if count else [])


@given(
    st.sampled_from(["amount", "days", "months"]),
    st.sampled_from(["whole", "marginal"]),
    st.lists(st.integers(0, 30) | st.integers(0, 400_000), min_size=1, max_size=3, unique=True),
    st.integers(0, 700),
    st.integers(0, 400),
)
def test_tiers_reach_to_the_end_of_the_calendar(by, tiering, bounds, before, count):
    """Whatever the bounds: a tier that no day can reach is not reached."""
    due = date.max - timedelta(days=before)
    policy = LateInterest(Tiers([(bound, "365") for bound in bounds], by=by, tiering=tiering))
    until = date.max - timedelta(days=max(before - count, 0))
    accrual = policy.accrue(item(issued_on=due, due_on=due), as_of=until)
    late = (until - due).days
    if by == "amount":
        counted = late * (max(1000 - min(bounds), 0) if tiering == "marginal" else 1000 * (min(bounds) <= 1000))
    else:
        reached = [night for night in range(1, late + 1) if min(bounds) <= number(by, due, night)]
        counted = 1000 * (len(reached) if tiering == "marginal" else late * (late in reached))
    assert accrual.exact == Fraction(counted, 100)


def number(by, due, night):
    """The day or the completed month that a night is in; the calendar is the same two thousand years earlier."""
    earlier = due.replace(year=due.year - 2000)
    return night if by == "days" else oracle.months_completed(earlier, earlier + timedelta(days=night))


def test_the_interest_of_a_day_is_shown_where_it_is_rounded():
    """With its days, so that the line comes to the amount; not where a convention has none."""
    accrual = LateInterest("8", rounding_point="day").accrue(item(), as_of=on(10))
    assert accrual.explain().splitlines()[1].endswith("ACT/365F = 2.191781 EUR, rounded 10 x 0.22 EUR")
    assert accrual.amount == Money("2.20", "EUR")
    whole = LateInterest("8", rounding_point="day", day_count="1/1", statements=[on(4)])
    assert "rounded" not in whole.accrue(item(), as_of=on(10)).explain().splitlines()[2]


# The index


@given(
    st.sampled_from(
        [
            LateInterest("8"),
            LateInterest("7.35", day_count="ACT/360", rounding="down"),
            LateInterest(TableRate(TABLE, margin="8")),
        ]
    ),
    st.lists(st.tuples(st.integers(0, 10**9), days, days), max_size=5),
)
def test_an_index_gives_the_amounts_of_the_accruals(policy, claims):
    """To the minor unit, for every claim, whatever the order of its days."""
    index = InterestIndex.of(policy, since=DUE, until=on(500))
    minors, starts, ends = (
        [minor for minor, _, _ in claims],
        [on(start) for _, start, _ in claims],
        [on(end) for *_, end in claims],
    )
    one_by_one = [
        policy.accrue(item(minor, due_on=start), as_of=end).amount.minor
        for minor, start, end in zip(minors, starts, ends, strict=True)
    ]
    assert index.amounts(minors, starts, ends) == one_by_one


@pytest.mark.parametrize(
    "policy",
    [
        LateInterest("8", compounding="yearly"),
        LateInterest("8", day_count="ACT/ACT ISDA"),
        LateInterest("8", grace_days=3),
        LateInterest("8", rounding_point="span"),
        LateInterest("8", minimum="5"),
        LateInterest(TableRate(TABLE, behaviour="locked")),
        LateInterest(Tiers([(1, "5")], by="days")),
    ],
    ids=str,
)
def test_an_index_refuses_what_a_running_total_cannot_say(policy):
    """Rather than giving another amount."""
    with pytest.raises(InvalidValueError, match="'policy' must be simple interest"):
        InterestIndex.of(policy, since=DUE, until=on(30))


def test_an_index_answers_for_its_days_alone():
    """Outside them it raises."""
    index = InterestIndex.of(LateInterest("8"), since=DUE, until=on(30))
    with pytest.raises(InvalidValueError, match="'ends' must be evenings from"):
        index.amounts([100], [DUE], [on(31)])
    with pytest.raises(InvalidValueError, match="'starts' must be evenings from"):
        index.amounts([100], [DUE - timedelta(days=1)], [on(3)])
    with pytest.raises(InvalidValueError, match="'until' must be after"):
        InterestIndex.of(LateInterest("8"), since=DUE, until=DUE)


histories = st.lists(
    st.tuples(st.integers(-60, 500), st.integers(0, 2) | st.integers(0, 10**7)), min_size=1, max_size=5
)
plain = st.builds(
    LateInterest,
    st.sampled_from(
        [
            FixedRate("0"),
            FixedRate("7.125"),
            FixedRate("0.000000003"),
            FixedRate("1", per=RatePeriod(30, "days")),
            TableRate(TABLE, margin="8"),
            TableRate(TABLE, margin="2.67", fixing="monthly", multiplier="0.333"),
            TableRate(attrs.evolve(TABLE, verified_until=on(300)), margin="8"),
            TableRate(attrs.evolve(TABLE, verified_until=on(300)), margin="8", project=True),
        ]
    ),
    day_count=st.sampled_from(["ACT/365F", "ACT/360", "ACT/364", "ACT/366"]),
    rounding=st.sampled_from(Rounding),
)


@given(
    plain,
    days,
    st.lists(
        st.tuples(histories, days, st.none() | days, st.sampled_from(["invoice", "invoice", "interest", "fee"])),
        min_size=1,
        max_size=4,
    ),
)
def test_a_tally_gives_the_amounts_of_the_accruals(policy, until, claims):
    """Of items with any history, charged before or not, and one that needs a rate which nobody knows is refused."""
    tally = Tally.of(policy, on(until))
    for history, due, charged, kind in claims:
        changes = sorted({on(day): minor for day, minor in history}.items())
        claim = item(
            max(minor for _, minor in changes),
            issued_on=changes[0][0],
            due_on=on(due),
            kind=kind,
            paid=Money.of_minor(max(minor for _, minor in changes) - changes[-1][1], "EUR"),
            history=changes,
            charged_until=None if charged is None else on(charged),
        )
        try:
            amount = policy.accrue(claim, as_of=on(until), since=claim.charged_until).amount.minor
        except RateNotAvailableError:
            with pytest.raises(RateNotAvailableError):
                tally.minor(claim)
            continue
        try:
            found = tally.minor(claim)
        except RateNotAvailableError:
            assert on(until) > policy.rate.table.verified_until  # it asks for every night, open or not
        else:
            assert found == amount


def test_what_is_charged_once_is_charged_without_interest_too():
    """A rate of nothing leaves penalty and fee as they are."""
    accrual = LateInterest("0", penalty="5", fee="40").accrue(item(), as_of=on(10))
    assert accrual.amount == Money("90.00", "EUR")
    assert accrual.interest == Money("0.00", "EUR")


@pytest.mark.parametrize(
    "make",
    [
        lambda: LateInterest("8", ceiling=FixedRate("1", per=RatePeriod(30, "days"))),
        lambda: LateInterest(Tiers([("0", "30")], by="amount"), ceiling="10"),
        lambda: Tiers([("0", "-5")], by="amount"),
        lambda: Tiers([flat_amount(0, "-5")], by="amount"),
    ],
)
def test_rates_that_cannot_be_held_against_a_ceiling_or_pay_the_debtor_are_refused(make):
    """What would be ignored or turned round is not taken."""
    with pytest.raises(InvalidValueError):
        make()


def test_a_ceiling_that_is_projected_marks_what_it_allows():
    """Whether it bites or not."""
    cap = RateTable("CAP", [(date(2025, 1, 1), "20")], source="bank", verified_until=date(2025, 7, 1))
    accrual = LateInterest("8", ceiling=TableRate(cap, project=True)).accrue(item(), as_of=on(100))
    assert accrual.projected


def test_prior_interest_is_in_the_currency_of_the_debt():
    """Or it is refused."""
    with pytest.raises(CurrencyMismatchError):
        LateInterest("8", base="all claims").accrue(item(), as_of=on(9), prior_interest=Money("5", "JPY"))


def test_what_compounding_makes_too_long_for_python_is_still_data():
    """Python writes whole numbers of 4,300 digits at most; exact interest on interest has more of them after years."""
    accrued = LateInterest("8.25", compounding="days", compounding_days=1).accrue(
        item(), as_of=DUE + timedelta(days=1100)
    )
    data = accrued.to_dict()
    above, below = (int(Decimal(part)) for part in data["exact"].split("/"))
    assert below > 10**4300
    assert Fraction(above, below) == accrued.exact
    assert len(data["spans"]) == 1100
