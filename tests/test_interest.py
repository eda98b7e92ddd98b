"""Late interest: night by night, exact before rounding."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from oracle import nights
from oracle.ledger import evenings

from receivables import NO_INTEREST, InvalidValueError, LateInterest, Money, OpenItem, Rounding
from receivables.interest import FixedRate, RatePeriod, Tiers
from receivables.testing import accounts, days, open_items

DAY = date(2026, 3, 31)
percents = st.decimals(0, 30, places=2)
policies = st.builds(
    LateInterest,
    percents,
    grace_days=st.sampled_from([0, 0, 1, 5, 30]),
    grace=st.sampled_from(["shift", "cliff"]),
    rounding=st.sampled_from(Rounding),
    rounding_point=st.sampled_from(["total", "span"]),
    disputed=st.sampled_from(["runs", "stops"]),
)
questions = days(date(2024, 1, 1), date(2025, 3, 31))


def item(text="1000.00", due=date(2026, 2, 14), **changes):
    given = {"customer": "C-1", "document": "F-1", "issued_on": date(2026, 1, 15), "due_on": due}
    return OpenItem(**(given | {"amount": Money(text, "EUR")} | changes))


def paid_off(on):
    """An item that was paid in full on a day."""
    history = [(date(2026, 1, 15), 100_000), (on, 0)]
    return item(paid=Money("1000.00", "EUR"), history=history)


def balances_of(made, until):
    """Evening by evening, as the oracle wants them."""
    found = {}
    for place, (start, minor) in enumerate(made.history):
        end = made.history[place + 1][0] if place + 1 < len(made.history) else until
        evening = start
        while evening < end:
            found[evening] = Fraction(minor, 100)
            evening += timedelta(days=1)
    return found


def undisputed_of(made, until):
    """Evening by evening, without what was in dispute."""
    found = balances_of(made, until)
    for start, end, minor in made.disputed:
        for evening in found:
            if start <= evening and (end is None or evening < end):
                left = Fraction(0) if minor is None else found[evening] - Fraction(minor, 100)
                found[evening] = max(left, Fraction(0))
    return found


def by_night(made, policy, as_of, since=None):
    return nights.interest(
        undisputed_of(made, as_of) if policy.disputed == "stops" else balances_of(made, as_of),
        due_on=made.due_on,
        as_of=as_of,
        percent=policy.rate.percent,
        grace_days=policy.grace_days,
        grace=policy.grace,
        since=since,
    )


# Laws


@given(open_items(), policies, questions)
def test_interest_is_that_of_every_night(made, policy, as_of):
    """Span by span gives what night by night gives, exactly."""
    accrual = policy.accrue(made, as_of=as_of)
    total, count = by_night(made, policy, as_of)
    assert accrual.exact == total
    assert accrual.days == (count if policy.rate.percent else 0)


@given(accounts(), policies, days())
def test_interest_of_accounts_is_that_of_every_night(account, policy, as_of):
    """From the events: the ledger of each evening bears the night after it."""
    stops = policy.disputed == "stops"
    ledgers = evenings(account.events, as_of)
    by_evening = {evening: ledger.undisputed() if stops else ledger.balances() for evening, ledger in ledgers}
    for made in account.as_of(as_of).items:
        place = made.document, made.installment
        balances = {evening: found[place] for evening, found in by_evening.items() if place in found}
        total, _ = nights.interest(
            balances,
            due_on=made.due_on,
            as_of=as_of,
            percent=policy.rate.percent,
            grace_days=policy.grace_days,
            grace=policy.grace,
            since=made.charged_until,
        )
        accrual = policy.accrue(made, as_of=as_of, since=made.charged_until)
        assert accrual.exact == (total if made.kind == "invoice" else 0)


@given(open_items(), policies, questions, questions)
def test_interest_is_additive_over_adjacent_spans(made, policy, one, two):
    """Cut at any day, the parts sum to the whole before rounding, span for span."""
    cut, end = sorted([one, two])
    if policy.grace == "cliff" and policy.grace_days:
        policy = attrs.evolve(policy, grace="shift")  # a cliff looks back, so what it gates depends on the day asked
    whole = policy.accrue(made, as_of=end)
    left, right = policy.accrue(made, as_of=cut), policy.accrue(made, as_of=end, since=cut)
    assert left.exact + right.exact == whole.exact
    assert left.days + right.days == whole.days


@given(open_items(), policies, questions, questions)
def test_beyond_the_cliff_nothing_is_lost(made, policy, one, two):
    """Once it is passed, what is left out before a day and what comes after it sum to the whole, too."""
    cut, end = sorted([one, two])
    whole, right = policy.accrue(made, as_of=end), policy.accrue(made, as_of=end, since=cut)
    left, _ = by_night(made, attrs.evolve(policy, grace_days=0) if policy.grace == "cliff" else policy, cut)
    assert right.exact + (left if whole.exact or policy.grace == "shift" else 0) == whole.exact


@given(open_items(), policies, questions, st.integers(0, 60))
def test_interest_only_grows(made, policy, as_of, more):
    """A day more never costs less."""
    assert policy.accrue(made, as_of=as_of).exact <= policy.accrue(made, as_of=as_of + timedelta(days=more)).exact


@given(open_items(), percents, questions, st.integers(2, 5))
def test_interest_is_proportional(made, percent, as_of, times):
    """To the rate and to the balance."""
    one = LateInterest(percent).accrue(made, as_of=as_of).exact
    assert LateInterest(percent * times).accrue(made, as_of=as_of).exact == one * times
    larger = attrs.evolve(
        made,
        amount=made.amount * times,
        paid=made.paid * times,
        history=[(day, minor * times) for day, minor in made.history],
    )
    assert LateInterest(percent).accrue(larger, as_of=as_of).exact == one * times


@given(open_items(), policies, questions)
def test_the_amount_is_made_of_the_spans(made, policy, as_of):
    """Re-computing the lines gives the value, rounded where the policy says."""
    accrual = policy.accrue(made, as_of=as_of)
    again = [
        Fraction(span.balance.minor, 100) * Fraction(span.percent) / 100 * Fraction((span.end - span.start).days, 365)
        for span in accrual.spans
    ]
    assert again == [span.amount for span in accrual.spans]
    assert [span.days for span in accrual.spans] == [(span.end - span.start).days for span in accrual.spans]
    parts = [sum(again, Fraction(0))] if policy.rounding_point == "total" else again
    rounded = sum(policy.rounding.apply(part * 100) for part in parts)
    assert accrual.amount == Money.of_minor(rounded, "EUR")


@given(open_items(), policies, questions)
def test_spans_ascend_and_bear_something(made, policy, as_of):
    """After the due day, up to the day of the question, each with a balance."""
    spans = policy.accrue(made, as_of=as_of).spans
    days_of = [day for span in spans for day in (span.start, span.end)]
    assert days_of == sorted(days_of)
    assert all(made.due_on <= span.start < span.end <= as_of and span.balance for span in spans)


@given(open_items(), policies, questions)
def test_there_is_a_reason_for_nothing(made, policy, as_of):
    """Where there are no spans, the text says why; else it has a line a span."""
    accrual = policy.accrue(made, as_of=as_of)
    lines = accrual.explain().splitlines()
    disputes = [line for line in lines if "in dispute from" in line]
    assert len(lines) == 2 + len(accrual.spans) + len(disputes)
    assert accrual.spans or (accrual.because and lines[-1].strip() == accrual.because)
    data = json.loads(json.dumps(accrual.to_dict()))
    assert (
        sum((Fraction(span["amount"]) for span in data["spans"]), Fraction(0))
        == accrual.exact
        == Fraction(data["exact"])
    )
    assert data["amount"] == accrual.amount.text


EVERY_WAY = {
    "simple": LateInterest("9.5"),
    "cliff": LateInterest("9.5", grace_days=7, grace="cliff"),
    "monthly": LateInterest("9.5", compounding="monthly"),
    "every week": LateInterest("9.5", compounding="days", compounding_days=7),
    "tiers": LateInterest(Tiers([(1, "2"), (31, "3")], by="days", tiering="marginal")),
    "by period": LateInterest(FixedRate("1", per=RatePeriod(30, "days")), accrual="completed periods"),
    "once": LateInterest("2", accrual="once", penalty="2", fee="1"),
}
ways = st.sampled_from(sorted(EVERY_WAY))


@given(open_items(), ways, questions)
def test_disputes_never_add_interest(made, way, as_of):
    """Where they stop it, there is at most as much; where there are none, or none that matters, as much."""
    runs, stops = EVERY_WAY[way], attrs.evolve(EVERY_WAY[way], disputed="stops")
    assert stops.accrue(made, as_of=as_of).exact <= runs.accrue(made, as_of=as_of).exact
    assert stops.accrue(made, as_of=as_of).amount <= runs.accrue(made, as_of=as_of).amount
    for harmless in ([], [(as_of, None, None)], [(date.min, made.issued_on, None)]):
        quiet = attrs.evolve(made, disputed=harmless)
        assert stops.accrue(quiet, as_of=as_of).spans == runs.accrue(quiet, as_of=as_of).spans


@given(open_items(), ways, questions)
def test_a_dispute_of_all_for_all_the_time_leaves_nothing(made, way, as_of):
    """No interest, no penalty, no fee; and the reason says so."""
    whole = attrs.evolve(made, disputed=[(min(made.issued_on, made.due_on), None, None)])
    accrual = attrs.evolve(EVERY_WAY[way], disputed="stops").accrue(whole, as_of=as_of)
    assert (accrual.amount, accrual.exact, accrual.spans) == (Money.zero("EUR"), 0, ())
    if EVERY_WAY[way].accrue(whole, as_of=as_of).spans:
        assert accrual.because.endswith("as far as it was not in dispute")
        assert "all in dispute from" in accrual.explain()


@given(open_items(), ways, questions, st.integers(1, 90))
def test_no_night_of_a_dispute_of_all_costs_anything(made, way, start, length):
    """Not even on the interest that was capitalized before; and what follows is as long as it would have been."""
    end = start + timedelta(days=length)
    stops = attrs.evolve(EVERY_WAY[way], disputed="stops", penalty=0, fee=0)
    paused = attrs.evolve(made, disputed=[(start, end, None)])
    assert stops.accrue(paused, as_of=start).exact == stops.accrue(paused, as_of=end).exact
    for span in stops.accrue(paused, as_of=end + timedelta(days=30)).spans:
        assert way in ("by period", "once") or span.end <= start or end <= span.start


@given(open_items(), questions)
def test_no_interest_is_none(made, as_of):
    """The policy that charges nothing, and the rate of nothing."""
    for policy in (NO_INTEREST, LateInterest("0")):
        accrual = policy.accrue(made, as_of=as_of)
        assert (accrual.amount, accrual.exact, accrual.spans) == (Money.zero("EUR"), 0, ())
        assert accrual.because


# Cases


@pytest.mark.parametrize(
    ("as_of", "nights_counted"),
    [(date(2026, 2, 14), 0), (date(2026, 2, 15), 1), (date(2026, 2, 13), 0), (date(2027, 2, 14), 365)],
)
def test_interest_starts_the_day_after_the_due_day(as_of, nights_counted):
    """The days are those from the due day to the day of the question."""
    accrual = LateInterest("8").accrue(item(), as_of=as_of)
    assert accrual.days == nights_counted
    assert accrual.exact == Fraction(80 * nights_counted, 365)


def test_the_day_of_a_payment_counts_on_the_old_balance():
    """Six nights on a thousand, then the rest on six hundred."""
    history = [(date(2026, 1, 15), 100_000), (date(2026, 2, 20), 60_000)]
    accrual = LateInterest("8").accrue(item(paid=Money("400.00", "EUR"), history=history), as_of=DAY)
    assert [(span.days, span.balance.text) for span in accrual.spans] == [(6, "1000.00"), (39, "600.00")]


@pytest.mark.parametrize(
    ("grace", "days_late", "nights_counted"),
    [("shift", 5, 0), ("shift", 6, 1), ("cliff", 5, 0), ("cliff", 6, 6), ("shift", 30, 25), ("cliff", 30, 30)],
)
def test_grace_shifts_or_gates(grace, days_late, nights_counted):
    """Shifted days are lost for good; behind the cliff all days count."""
    policy = LateInterest("8", grace_days=5, grace=grace)
    accrual = policy.accrue(item(), as_of=date(2026, 2, 14) + timedelta(days=days_late))
    assert accrual.days == nights_counted


@pytest.mark.parametrize("grace", ["shift", "cliff"])
def test_paid_within_grace_is_never_charged(grace):
    """However long ago that was; a day later it is."""
    policy = LateInterest("8", grace_days=5, grace=grace)
    assert policy.accrue(paid_off(date(2026, 2, 19)), as_of=DAY).days == 0
    assert policy.accrue(paid_off(date(2026, 2, 20)), as_of=DAY).days == (1 if grace == "shift" else 6)


def test_a_change_to_the_same_balance_is_none():
    """The cliff looks at the day on which the item was cleared, however often its history says so."""
    history = [(date(2026, 1, 15), 100_000), (date(2026, 2, 19), 0), (date(2026, 3, 1), 0)]
    again = item(paid=Money("1000.00", "EUR"), history=history)
    assert LateInterest("8", grace_days=5, grace="cliff").accrue(again, as_of=DAY).days == 0


def test_due_before_issue_bears_no_interest_before_the_issue():
    """There was no balance on the evenings before."""
    early = item(due=date(2026, 1, 1))
    assert LateInterest("8").accrue(early, as_of=date(2026, 1, 20)).days == 5


@pytest.mark.parametrize("kind", ["interest", "compensation"])
def test_what_was_charged_bears_no_interest(kind):
    """Neither interest nor compensation, unless the policy says that all claims do."""
    accrual = LateInterest("8").accrue(item(kind=kind), as_of=DAY)
    assert accrual.exact == 0
    assert accrual.because == f"charged {kind} bears no interest"
    assert LateInterest("8", base="all claims").accrue(item(kind=kind), as_of=DAY).exact


@pytest.mark.parametrize("compounding", ["none", "monthly"])
def test_interest_charged_before_rests_with_the_dispute(compounding):
    """Where charges bear interest, too, a dispute of all stops that as well; one of an amount does not."""
    policy = LateInterest("8", base="all claims", compounding=compounding, disputed="stops")
    prior, days_of = Money("50.00", "EUR"), []
    for minor in (None, 100_000):
        held = item(disputed=[(date(2026, 2, 14), None, minor)])
        days_of.append(policy.accrue(held, as_of=DAY, prior_interest=prior).days)
    assert days_of == [0, 45]


def test_rounding_once_or_by_span():
    """Ten spans of half a cent are five cents, or ten, or none."""
    history = [(date(2026, 1, 15) + timedelta(days=count), 100_000 - 100 * count) for count in range(11)]
    made = item(due=date(2026, 1, 15), paid=Money("10.00", "EUR"), history=history)
    amounts = {
        (point, mode): LateInterest("0.0182", rounding=mode, rounding_point=point)
        .accrue(made, as_of=date(2026, 1, 25))
        .amount.text
        for point in ("total", "span")
        for mode in ("up", "down")
    }
    assert amounts == {
        ("total", "up"): "0.01",
        ("total", "down"): "0.00",
        ("span", "up"): "0.10",
        ("span", "down"): "0.00",
    }


def test_the_ends_of_the_calendar():
    """Nothing overflows, and nothing is due."""
    last = item(due=date.max)
    for grace in ("shift", "cliff"):
        assert LateInterest("8", grace_days=99, grace=grace).accrue(last, as_of=date.max).exact == 0
    oldest = item(due=date.min, issued_on=date.min)
    assert LateInterest("365").accrue(oldest, as_of=date.max).exact == 10 * 3652058


@pytest.mark.parametrize(
    "bad", [8.0, True, "8%", "8,5", "1e3", "", None, "-1", Decimal("NaN"), Decimal("-0.01"), Decimal("1e50")], ids=repr
)
def test_rates_are_exact_and_not_negative(bad):
    """Percent a year, as text, whole number or Decimal."""
    with pytest.raises(InvalidValueError, match="'rate' must be"):
        LateInterest(bad)


@pytest.mark.parametrize("same", ["8", 8, Decimal(8), Decimal("8.0")])
def test_the_same_rate_is_the_same_policy(same):
    """However it is written."""
    assert LateInterest(same) == LateInterest("8")
    assert hash(LateInterest(same)) == hash(LateInterest("8"))


@pytest.mark.parametrize(
    ("name", "bad"),
    [
        ("day_count", "ACT/365"),
        ("day_count", None),
        ("grace_days", -1),
        ("grace_days", 1.5),
        ("grace", "none"),
        ("rounding", "bankers"),
        ("rounding", None),
        ("rounding_point", "hour"),
    ],
)
def test_words_that_are_not_known_are_refused(name, bad):
    """With those that are."""
    with pytest.raises(InvalidValueError, match=f"'{name}' must be"):
        LateInterest("8", **{name: bad})


@pytest.mark.parametrize("bad", [datetime(2026, 1, 1), "2026-01-01", None])  # noqa: DTZ001
def test_days_are_dates(bad):
    """The day of the question, and the day from which it counts."""
    with pytest.raises(InvalidValueError, match="'as_of' must be"):
        LateInterest("8").accrue(item(), as_of=bad)
    if bad is not None:
        with pytest.raises(InvalidValueError, match="'since' must be"):
            LateInterest("8").accrue(item(), as_of=DAY, since=bad)


@pytest.mark.parametrize("name", ["BUS/252", "ACT/ACT ICMA", "ACT/365L"])
def test_conventions_that_need_more_than_two_days_are_refused(name):
    """A policy says so when it is made, not when it accrues."""
    with pytest.raises(InvalidValueError, match="'day_count' must be a convention that two days are enough for"):
        LateInterest("8", day_count=name)
