"""Payment plans beside a schoolbook that works in fractions, and the laws that hold for all of them."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import attrs
import moneyed
import pytest
from golden_adapters import installment as golden
from hypothesis import assume, given
from hypothesis import strategies as st
from oracle import plans as oracle

from receivables import Installments, InvalidValueError, Money, Plan, PlanAgreed
from receivables.calendars import WEEKDAYS, Period, Roll
from receivables.errors import CurrencyMismatchError
from receivables.installments import (
    MOST_ROWS,
    Annuity,
    Flow,
    UnitFlow,
    actuarial_rate,
    dated_flows,
    effective_rate,
    period_rate,
    walk,
    years_between,
)

START = date(2026, 1, 31)
OWED = Money("10000.00", "EUR")
DIGITS = {"EUR": 2, "JPY": 0, "KWD": 3}

percents = st.fractions(0, 40, max_denominator=40) | st.decimals("0.01", 36, places=2).map(Fraction)
modes = st.sampled_from(["half_up", "half_even", "up", "down"])


@st.composite
def plans(draw):
    """A plan in the words of the golden kind; with a payment that pays off what is owed."""
    method = draw(st.sampled_from(["level", "equal_principal", "interest_only", "fixed_payment"]))
    currency = draw(st.sampled_from(list(DIGITS)))
    minor = draw(st.integers(1, 10**4) | st.integers(10**4, 10**9))
    percent = draw(percents)
    found = {
        "question": "plan",
        "method": method,
        "principal": text(minor, currency),
        "annual_rate_percent": str(percent),
        "periods_per_year": draw(st.sampled_from([1, 2, 3, 4, 6, 12, 24, 26, 52])),
        "currency": currency,
        "interest_rounding": draw(modes),
        "balance": draw(st.sampled_from(["round_each", "carry"])),
    }
    if method != "fixed_payment":
        found["periods"] = draw(st.integers(1, 40))
    if method in ("level", "equal_principal"):
        found["payment_rounding"] = draw(modes)
        if found["balance"] == "carry" and draw(st.booleans()):
            found["payment_rounding"] = "none"
        if found["periods"] > 1 and draw(st.booleans()):
            found["interest_only_periods"] = draw(st.integers(1, found["periods"] - 1))
    return draw(refined(found, minor, percent))


@st.composite
def refined(draw, found, minor, percent):
    """The rules that go with every method, a way to measure intervals, and a payment if it is fixed."""
    measure = draw(st.sampled_from(["", "days", "odd", "compounding"]))
    if measure == "days":
        found["periods_per_year"] = draw(st.sampled_from([1, 4, 12]))
        found["interest_days"] = draw(st.sampled_from(["ACT/360", "ACT/365F"]))
        found["start_date"] = draw(st.dates(date(1999, 1, 1), date(2031, 12, 31))).isoformat()
    elif measure == "odd":
        found["first_interval_years"] = str(draw(st.fractions("1/365", 1, max_denominator=365)))
    elif measure == "compounding":
        found["compounding_per_year"] = draw(st.sampled_from([1, 2, 4, 12, 365]))
    if draw(st.booleans()):
        found["fee_per_period"] = text(draw(st.integers(0, 999)), found["currency"])
    if draw(st.booleans()):
        found["term_periods"] = draw(st.integers(1, found.get("periods", 10)))
    if found["method"] == "fixed_payment":
        most = minor * max(oracle.rates(found, 12)) * Fraction(11, 10)
        found["payment"] = text(int(most) + 2 + draw(st.integers(minor // 20, minor)), found["currency"])
    if not percent and found["method"] == "level":
        found["method"] = "equal_principal"  # without interest a level plan is a split, which is another law
    return found


def text(minor, currency):
    digits = DIGITS[currency]
    return f"{minor // 10**digits}.{minor % 10**digits:0{digits}d}" if digits else str(minor)


def made(found) -> Plan:
    """The plan of the library, through the adapter of the golden cases."""
    odd = found.get("first_interval_years")
    return golden.policy(found).schedule(
        Money(found["principal"], found["currency"]),
        start=date.fromisoformat(found.get("start_date", "2001-01-01")),
        first_due_on=date(2001, 2, 1) if odd else None,
        first_interval_years=odd,
    )


def figures(plan):
    return [
        tuple(getattr(row, name).exact for name in ("payment", "principal", "interest", "balance")) for row in plan.rows
    ]


# The rows


@given(plans())
def test_rows_are_those_of_the_schoolbook(found):
    """All rows of any plan, to the minor unit."""
    assert figures(made(found)) == oracle.rows(found)


@given(plans())
def test_the_last_row_absorbs_what_is_left(found):
    """The balance ends at nothing, or at the balloon of a term; no payment is below nothing."""
    plan = made(found)
    if len(plan.rows) != found.get("term_periods", 0):
        assert not plan.balloon
    assert all(row.payment.minor >= 0 for row in plan.rows)
    assert [row.number for row in plan.rows] == list(range(1, len(plan.rows) + 1))


@given(plans())
def test_rows_add_up(found):
    """Each payment is its parts; where each row is rounded, the parts of all rows and the balloon are the amount."""
    plan = made(found)
    assert all(row.payment == row.principal + row.interest + row.fee for row in plan.rows)
    sums = {name: sum(getattr(row, name).minor for row in plan.rows) for name in ("interest", "fee", "payment")}
    assert plan.total_interest.minor == sums["interest"]
    assert plan.total_fees.minor == sums["fee"]
    assert plan.total_paid.minor == sums["payment"] + plan.balloon.minor
    if not plan.carried:
        assert plan.total_paid == plan.amount + plan.total_interest + plan.total_fees
        before = plan.amount
        for row in plan.rows:
            assert row.balance == before - row.principal
            before = row.balance
    else:
        off = plan.total_paid - plan.amount - plan.total_interest - plan.total_fees
        # each payment is rounded by half a unit at most, each interest by less than one, and the balloon by a half
        assert abs(off.minor) <= (3 * len(plan.rows) + 1) / 2


@given(st.integers(1, 10**9), st.integers(1, 360), percents, st.sampled_from([1, 4, 12]))
def test_a_level_plan_is_level(minor, count, percent, per_year):
    """Without odd intervals the balance never rises, and the last payment differs by what rounding may make of it."""
    plan = Installments.level(count, percent=percent, periods_per_year=per_year).schedule(
        OWED.with_minor(minor), start=START
    )
    balances = [minor, *(row.balance.minor for row in plan.rows)]
    assert balances == sorted(balances, reverse=True)
    assert {row.payment for row in plan.rows[:-1]} <= {plan.payment} or not percent
    rate = period_rate(percent, per_year)
    grown = sum((1 + rate) ** number for number in range(count))
    assert abs(plan.last_payment.minor - plan.payment.minor) <= grown + 1 or len(plan.rows) < count


@given(st.integers(1, 10**9), st.integers(1, 400))
def test_without_interest_a_level_plan_is_a_split(minor, count):
    """No two payments differ by more than a unit, and the larger ones come first."""
    owed = OWED.with_minor(minor)
    plan = Installments.level(count, percent=0).schedule(owed, start=START)
    assert [row.payment for row in plan.rows] == [part for part in owed.split(count) if part]


@given(st.integers(100, 10**9), st.integers(1, 120), percents)
def test_the_payments_are_worth_the_amount(minor, count, percent):
    """At the rate of the plan; each row rounds its interest by half a unit at most."""
    plan = Installments.level(count, percent=percent).schedule(OWED.with_minor(minor), start=START)
    rate = period_rate(percent, 12)
    worth = sum(row.payment.minor / (1 + rate) ** row.number for row in plan.rows)
    assert abs(worth - minor) <= Fraction(count, 2)


def test_a_carried_balance_is_exact_to_the_end():
    """10,000 rows of a balance that is never rounded, beside the closed form."""
    plan = Installments.level(10_000, percent="7.3", periods_per_year=365, balance="carry").schedule(OWED, start=START)
    rate, paid = Fraction("7.3") / 36500, plan.payment.exact
    for number in (1, 2, 3, 1_000, 9_998, 9_999):
        grown = (1 + rate) ** number
        left = OWED.exact * grown - paid * (grown - 1) / rate
        assert plan.rows[number - 1].balance == Money.rounded(left, "EUR")


def test_a_long_plan_needs_no_growing_fractions(monkeypatch):
    """They are asked only where the known error of the balance leaves a figure open."""

    def never(_):
        raise AssertionError

    monkeypatch.setattr(walk.Carried, "_before", never)
    terms = Installments.level(20_000, percent="7.31", periods_per_year=365, balance="carry", payment_rounding="none")
    assert len(terms.schedule(OWED, start=START).rows) == 20_000


def test_a_figure_that_the_error_leaves_open_is_decided_exactly():
    """A third of a yen bears half a yen of interest: a tie that no decimal shows."""
    terms = Installments.equal_principal(3, percent="75", periods_per_year=1, balance="carry")
    plan = terms.schedule(Money(2, "JPY"), start=START)
    assert [(row.interest.minor, row.balance.minor) for row in plan.rows] == [(2, 1), (1, 1), (1, 0)]
    assert (
        attrs.evolve(terms, interest_rounding="half_down").schedule(Money(2, "JPY"), start=START).rows[2].interest.minor
        == 0
    )


# Days


@given(st.dates(date(1990, 1, 1), date(2040, 12, 31)), st.sampled_from([1, 2, 3, 4, 6, 12, 13, 26, 52, 365]))
def test_due_days_count_from_the_start(start, per_year):
    """Whole months, clipped and remembered; or whole weeks, or days."""
    days = [
        row.due_on
        for row in Installments.level(30, percent=0, periods_per_year=per_year).schedule(OWED, start=start).rows
    ]
    if 12 % per_year == 0:
        assert days == [oracle.months_later(start, 12 // per_year * number) for number in range(1, 31)]
    else:
        assert days == [
            start + timedelta({13: 28, 26: 14, 52: 7, 365: 1}[per_year] * number) for number in range(1, 31)
        ]


def test_a_first_day_is_the_anchor_of_the_others():
    plan = Installments.level(3, percent="6").schedule(OWED, start=date(2026, 1, 15), first_due_on=date(2026, 1, 31))
    assert [str(row.due_on) for row in plan.rows] == ["2026-01-31", "2026-02-28", "2026-03-31"]


@given(st.dates(date(1999, 1, 1), date(2031, 12, 31)), st.sampled_from([1, 4, 12, 26, 52]), st.sampled_from([None, 2]))
def test_the_usual_first_day_is_no_odd_one(start, per_year, compounding):
    """To say it changes nothing, at month ends neither, where the other days are those that count from it."""
    terms = Installments.level(3, percent="6", periods_per_year=per_year, compounding_per_year=compounding)
    plan = terms.schedule(OWED, start=start)
    days = [row.due_on for row in plan.rows]
    if per_year > 12 or days == [oracle.months_later(days[0], 12 // per_year * count) for count in range(3)]:
        assert terms.schedule(OWED, start=start, first_due_on=days[0]) == plan


def test_days_roll_and_the_interest_stays():
    """Each row keeps the day that was agreed, if it was moved."""
    terms = Installments.level(12, percent="6", interest_days="ACT/360")
    plain, rolled = (terms.schedule(OWED, start=START, calendar=each) for each in (None, WEEKDAYS))
    assert figures(plain) == figures(rolled)
    assert [row.unadjusted_on or row.due_on for row in rolled.rows] == [row.due_on for row in plain.rows]
    assert [row.due_on for row in rolled.rows] == [Roll.FOLLOWING.adjust(row.due_on, WEEKDAYS) for row in plain.rows]
    back = attrs.evolve(terms, roll="preceding").schedule(OWED, start=START, calendar=WEEKDAYS)
    assert back.rows[0].due_on == date(2026, 2, 27)


@given(plans())
def test_the_payments_of_a_plan_can_be_agreed_on(found):
    """Day by day they are all that is paid, the balloon included, one a day."""
    plan = made(found)
    assert sum(amount.exact for _, amount in plan.payments) == plan.total_paid.exact
    assume(plan.payments)
    agreed = PlanAgreed("R-1", invoices=["F-1"], payments=plan.payments, on=plan.start)
    assert agreed.payments == plan.payments
    assert agreed.total == plan.total_paid


def test_payments_that_roll_to_one_day_are_one():
    """Saturday's and Sunday's are due on Monday, with Monday's; a row that pays nothing is left out."""
    every_day = Installments.custom({1: "0"} | dict.fromkeys(range(2, 7), "100.00"), percent="0", periods_per_year=365)
    plan = every_day.schedule(Money("600.00", "EUR"), start=date(2026, 1, 7), calendar=WEEKDAYS)
    assert [row.payment.text for row in plan.rows] == ["0.00", *["100.00"] * 6]
    assert [(day.day, amount.text) for day, amount in plan.payments] == [
        (9, "100.00"),
        (12, "300.00"),
        (13, "100.00"),
        (14, "100.00"),
    ]


@given(st.dates(date(1999, 1, 1), date(2031, 12, 31)), st.integers(0, 40), st.sampled_from([1, 2, 4, 12]))
def test_whole_periods_are_their_share_of_a_year(end, count, per_year):
    """Counted back from the due day; days are over the 365 or 366 of the year before them."""
    period = Period(months=12 // per_year)
    start = oracle.months_later(end, -12 // per_year * count)
    assert years_between(start, end, period, per_year) == Fraction(count, per_year)
    year = (start - oracle.months_later(start, -12)).days
    assert years_between(start - timedelta(1), end, period, per_year) - Fraction(count, per_year) == Fraction(1, year)


@pytest.mark.parametrize(
    ("start", "end", "period", "per_year", "years"),
    [
        (date(2012, 1, 12), date(2012, 2, 15), Period(months=1), 12, "401/4380"),
        (date(2013, 1, 12), date(2013, 2, 15), Period(months=1), 12, "67/732"),
        (date(2012, 1, 12), date(2012, 2, 15), Period(years=1), 1, "34/365"),
        (date(2026, 1, 1), date(2026, 1, 25), Period(weeks=1), 52, "9577/146000"),
    ],
)
def test_intervals_of_the_examples_of_the_commission(start, end, period, per_year, years):
    """Example 2 of the study on the calculation of the annual percentage rate, and three weeks and three days."""
    found = years_between(start, end, period, per_year)
    assert found == (Fraction(3, 52) + Fraction(3, 365) if per_year == 52 else Fraction(years))


# The time-value equation


amounts = st.decimals(1, 10**6, places=2).map(Fraction)


@given(amounts, st.integers(1, 60), percents, st.sampled_from([1, 4, 12]), st.sampled_from(["end", "begin"]), amounts)
def test_each_unknown_is_found_from_the_others(principal, periods, percent, per_year, timing, final):
    """Payment, principal, final balance: the equation holds to the last digit asked for."""
    more = {"percent": percent, "periods": periods, "periods_per_year": per_year, "timing": timing}
    payment = Fraction(Annuity(principal=principal, final_balance=final, **more).solve(digits=30))
    owed = principal
    for _ in range(periods):
        owed -= payment if timing == "begin" else 0
        owed *= 1 + period_rate(percent, per_year)
        owed -= payment if timing == "end" else 0
    assert abs(owed - final) < Fraction(1, 10**20)
    known = {"payment": payment, **more}
    assert Annuity(principal=principal, final_balance=None, **known).solve(digits=8) == round(
        Decimal(str(float(final))), 2
    )
    found = Annuity(principal=None, final_balance=final, **known).solve(digits=8)
    assert abs(Fraction(found) - principal) <= Fraction(1, 10**8)


@given(amounts, st.integers(1, 60), percents, st.sampled_from(["end", "begin"]))
def test_parts_add_up_to_payments(principal, periods, percent, timing):
    """Interest and principal of all rows: the interest is what is paid beyond the principal."""
    annuity = Annuity(principal=principal, percent=percent, periods=periods, timing=timing)
    parts = annuity.interest_part(1, periods, digits=20), annuity.principal_part(1, periods, digits=20)
    assert abs(Fraction(parts[1]) - principal) < Fraction(1, 10**15)
    assert abs(Fraction(parts[0] + parts[1]) - Fraction(annuity.solve(digits=20)) * periods) < Fraction(1, 10**15)


@given(amounts, st.integers(2, 60), st.decimals("0.01", 40, places=2), st.sampled_from([None, 1, 2, 12]))
def test_rate_and_periods_are_found_again(principal, periods, percent, compounding):
    """From a payment with many digits, to the digits that it is good for."""
    more = {"periods_per_year": 4, "compounding_per_year": compounding}
    payment = Fraction(Annuity(principal=principal, percent=percent, periods=periods, **more).solve(digits=30))
    assert Annuity(principal=principal, payment=payment, periods=periods, **more).solve(digits=6) == percent
    assert Annuity(principal=principal, payment=payment, percent=percent, **more).solve(digits=6) == periods


@pytest.mark.parametrize(
    ("digits", "periods", "percent"),
    [(0, "2", "300"), (1, "1.5", "300"), (0, "3", "525")],
)
def test_periods_at_a_tie_round_half_up(digits, periods, percent):
    """What grows 8 times is paid off in one and a half periods of 300 percent: 4**1.5 = 8; or in 2.5 of 525."""
    grows = {"300": Fraction(8), "525": Fraction(5, 2) ** 5}[percent]
    rate = Fraction(percent) / 100
    payment = rate * grows / (grows - 1)
    assert rate > 0
    found = Annuity(principal=1, payment=payment, percent=percent, periods_per_year=1)
    assert str(found.solve(digits=digits)) == periods


# The annual percentage rate


flows = st.lists(
    st.tuples(st.decimals(-1000, 1000, places=2).map(Fraction), st.fractions(0, 5, max_denominator=12)),
    min_size=2,
    max_size=6,
)


@given(flows, st.integers(0, 6))
def test_a_rate_is_right_to_its_last_digit(pairs, digits):
    """The worth of the flows changes its sign within half a unit of it, by powers with 120 digits."""
    try:
        percent = Fraction(effective_rate([Flow(*pair) for pair in pairs], digits=digits))
    except InvalidValueError:
        assume(False)
    half = Fraction(1, 2 * 10**digits)
    low, high = (oracle.worth([(*pair, 0) for pair in pairs], (percent + side) / 100) for side in (-half, half))
    assert low * high <= 0


@given(
    st.lists(
        st.tuples(st.integers(1, 500), st.integers(0, 40), st.fractions(0, "0.9", max_denominator=30)), max_size=8
    ),
    st.sampled_from([1, 12, 52]),
)
def test_an_actuarial_rate_is_right_to_its_last_digit(payments, per_year):
    """Payments after an advance, with odd days."""
    later = [(-amount, 1 + number, odd) for amount, number, odd in payments]
    money = [(1000, 0, 0), *later, (-400, 50, 0)]
    try:
        percent = Fraction(
            actuarial_rate([UnitFlow(*flow) for flow in money], unit_periods_per_year=per_year, digits=4)
        )
    except InvalidValueError as error:
        assert "none" in error.expected  # noqa: PT017
        return
    half = Fraction(1, 2 * 10**4)
    low, high = (oracle.worth(money, (percent + side) / 100 / per_year) for side in (-half, half))
    assert low * high <= 0


@given(st.integers(10**4, 10**9), st.integers(1, 120), st.decimals("0.01", 40, places=2), st.sampled_from([1, 4, 12]))
def test_the_rate_of_a_plan_without_fees_is_its_own(minor, count, percent, per_year):
    """The effective rate of its nominal rate, but for rounding.

    Each row rounds its interest by half a unit at most, so the flows are worth at most count / 2 units more or less
    than nothing at the rate of the plan. The rate of a period at which they are worth nothing is off by that over the
    slope of their worth, which is least at the higher of the two rates. The figure itself has 12 decimals.
    """
    plan = Installments.level(count, percent=percent, periods_per_year=per_year).schedule(
        OWED.with_minor(minor), start=START
    )
    rate = period_rate(Fraction(percent), per_year)
    given_rate = (1 + rate) ** per_year - 1
    found = Fraction(effective_rate(plan.flows, digits=10)) / 100
    higher = max(rate, Fraction(float((1 + found) ** Fraction(1, per_year))) - 1) * Fraction(101, 100)
    slope = sum(row.number * row.payment.minor / (1 + higher) ** (row.number + 1) for row in plan.rows)
    off = Fraction(count, 2) / slope
    bound = off * per_year * (1 + higher + off) ** (per_year - 1) + Fraction(1, 10**12)
    assert abs(found - given_rate) <= bound


@given(flows, st.fractions("1/7", 7, max_denominator=7))
def test_the_rate_does_not_depend_on_sign_size_order_or_first_day(pairs, factor):
    """Turned round, multiplied, reversed, a year later."""

    def rate(money):
        try:
            return effective_rate([Flow(*pair) for pair in money])
        except InvalidValueError as error:
            return error.expected

    plain = rate(pairs)
    for other in (
        [(-amount, years) for amount, years in pairs],
        [(amount * factor, years) for amount, years in pairs],
        pairs[::-1],
        [(amount, years + 1) for amount, years in pairs],
    ):
        assert rate(other) == plain


@pytest.mark.parametrize(
    ("money", "digits", "percent"),
    [
        ([("10000", 0), ("-10125", 1)], 1, "1.3"),  # 1.25, a tie
        ([("10000", 0), ("-9875", 1)], 1, "-1.3"),  # half up is away from zero
        ([("10000", 0), ("-10075", "1/2")], 2, "1.51"),  # 1.505625
        ([("10000", 0), ("-12250", 2)], 0, "11"),  # the square root of 1.225 is none
        ([("10000", 0), ("-11025", 2)], 0, "5"),  # 1.05 squared
        ([("400", 0), ("-420.25", 2)], 0, "3"),  # 1.025 squared: a tie found through a square root
        ([("1600", 0), ("-1640", "1/2")], 1, "5.1"),  # 1.025 squared, again: 5.0625
        ([("100", 0), ("-100", 3)], 2, "0.00"),
        ([("100", 0), ("-2", 1)], 2, "-98.00"),
    ],
)
def test_ties_round_half_up(money, digits, percent):
    """Whether a rate is exactly half a unit is decided on whole numbers."""
    assert str(effective_rate([Flow(*flow) for flow in money], digits=digits)) == percent


def test_several_rates_are_told_apart_by_a_bracket():
    """1.1 and 1.4, 0.5 and 2; and a rate that is met twice is none that can be told."""
    twice = [Flow("-1000", 0), Flow("2500", 1), Flow("-1540", 2)]
    with pytest.raises(InvalidValueError, match=r"10\.00, 40\.00: give a bracket"):
        effective_rate(twice)
    assert effective_rate(twice, bracket=(20, "50")) == 40
    assert effective_rate(twice, bracket=("10", "20")) == 10  # a rate at the end of the bracket is in it
    with pytest.raises(InvalidValueError, match="in the bracket"):
        effective_rate(twice, bracket=(50, 60))
    thrice = [Flow(each, years) for years, each in enumerate(["-1000", "3600", "-4310", "1716"])]
    assert [effective_rate(thrice, bracket=pair) for pair in ((0, 15), (15, 25), (25, 99))] == [10, 20, 30]
    touching = [Flow("100", 0), Flow("-220", 1), Flow("121", 2)]
    with pytest.raises(InvalidValueError, match="told apart"):
        effective_rate(touching)


def test_rates_are_those_of_dates():
    """In any order; the first day is the earliest."""
    money = [(date(2029, 1, 1), "-1100"), (date(2028, 1, 1), moneyed.Money("1000", "EUR"))]
    assert str(effective_rate(dated_flows(money), digits=4)) == "9.9714"
    assert str(effective_rate(dated_flows(money, days_per_year="365.25"), digits=4)) == "9.9785"


# What cannot be


START_OF = {"start": START}


@pytest.mark.parametrize(
    ("attribute", "make"),
    [
        ("percent", lambda: Installments.level(12, percent=0.06)),
        ("percent", lambda: Installments.level(12, percent="-1")),
        ("percent", lambda: Installments.level(12, percent="1000001")),
        ("percent", lambda: Installments.level(12, percent=None)),
        ("periods", lambda: Installments.level(0, percent="6")),
        ("periods", lambda: Installments.level(10**9, percent="6")),
        ("periods", lambda: Installments.level(True, percent="6")),
        ("periods", lambda: Installments(method="level", percent="6")),
        ("periods", lambda: Installments(method="custom", percent="6", payments={1: 1}, periods=3)),
        ("method", lambda: Installments(method="annuity", percent="6", periods=3)),
        ("periods_per_year", lambda: Installments.level(12, percent="6", periods_per_year=0)),
        ("every_days", lambda: Installments.level(12, percent="6", periods_per_year=24)),
        ("payment", lambda: Installments.fixed_payment("-1", percent="6")),
        ("payment", lambda: Installments.fixed_payment("0", percent="6")),
        ("payment", lambda: Installments.fixed_payment(Money("1", "EUR"), percent="6")),
        ("payment", lambda: Installments(method="level", percent="6", periods=3, payment="5")),
        ("payment", lambda: Installments(method="fixed payment", percent="6")),
        ("payments", lambda: Installments.custom([], percent="6")),
        ("payments", lambda: Installments.custom([(1, "5"), (3, "5")], percent="6")),
        ("payments", lambda: Installments.custom([(1, "5"), (1, "5")], percent="6")),
        ("payments", lambda: Installments.custom([(0, "5")], percent="6")),
        ("payments", lambda: Installments.custom({1: "-5"}, percent="6")),
        ("payments", lambda: Installments.custom(["5"], percent="6")),
        ("payments", lambda: Installments.custom("55", percent="6")),
        ("payments", lambda: Installments.custom(5, percent="6")),
        ("principal_per_period", lambda: Installments.equal_principal(percent="6", principal_per_period="0")),
        ("principal_per_period", lambda: Installments(method="level", percent="6", periods=3, principal_per_period=5)),
        ("interest_only_periods", lambda: Installments.level(12, percent="6", interest_only_periods=12)),
        ("interest_only_periods", lambda: Installments.interest_only(12, percent="6", interest_only_periods=2)),
        ("term_periods", lambda: Installments.level(12, percent="6", term_periods=13)),
        ("term_periods", lambda: Installments.custom({1: "5"}, percent="6", term_periods=1)),
        ("payment_rounding", lambda: Installments.level(12, percent="6", payment_rounding="none")),
        ("payment_rounding", lambda: Installments.level(12, percent="6", payment_rounding="nearest")),
        ("interest_rounding", lambda: Installments.level(12, percent="6", interest_rounding="none")),
        ("balance", lambda: Installments.level(12, percent="6", balance="round_each")),
        ("fee", lambda: Installments.level(12, percent="6", fee="-1")),
        ("interest_days", lambda: Installments.level(12, percent="6", interest_days="ACT/ACT ICMA")),
        ("day_count", lambda: Installments.level(12, percent="6", interest_days="30/360")),
        (
            "compounding_per_year",
            lambda: Installments.level(9, percent="6", interest_days="ACT/360", compounding_per_year=2),
        ),
    ],
)
def test_a_policy_that_cannot_be_is_refused(attribute, make):
    with pytest.raises(InvalidValueError) as caught:
        make()
    assert caught.value.attribute == attribute


LEVEL = Installments.level(12, percent="6")


@pytest.mark.parametrize(
    ("attribute", "make"),
    [
        ("amount", lambda: LEVEL.schedule(Money("0", "EUR"), start=START)),
        ("amount", lambda: LEVEL.schedule(Money("-1", "EUR"), start=START)),
        ("amount", lambda: LEVEL.schedule("100", start=START)),
        ("start", lambda: LEVEL.schedule(OWED, start="2026-01-31")),
        ("start", lambda: LEVEL.schedule(OWED, start=date(9999, 6, 1))),
        ("first_due_on", lambda: LEVEL.schedule(OWED, start=START, first_due_on=START)),
        ("first_due_on", lambda: LEVEL.schedule(OWED, start=START, first_due_on=date(2026, 1, 1))),
        ("first_interval_years", lambda: LEVEL.schedule(OWED, start=START, first_interval_years="1/12")),
        (
            "first_interval_years",
            lambda: LEVEL.schedule(OWED, start=START, first_due_on=date(2026, 3, 1), first_interval_years="-1/12"),
        ),
        ("payment", lambda: Installments.fixed_payment("50.00", percent="6").schedule(OWED, start=START)),
        ("payment", lambda: Installments.fixed_payment("0.01", percent="0").schedule(OWED, start=START)),
        (
            "payment",
            lambda: Installments.fixed_payment("49.99", percent="6", balance="carry").schedule(OWED, start=START),
        ),
        ("payment", lambda: Installments.fixed_payment("50.005", percent="6").schedule(OWED, start=START)),
        (
            "principal_per_period",
            lambda: Installments.equal_principal(percent=0, principal_per_period="0.01", periods_per_year=365).schedule(
                OWED, start=START
            ),
        ),
        ("payments", lambda: Installments.custom({1: "10050.01"}, percent="6").schedule(OWED, start=START)),
        ("payments", lambda: Installments.custom({1: "10050", 2: "0"}, percent="6").schedule(OWED, start=START)),
        ("fee", lambda: Installments.level(3, percent=0, fee="0.5").schedule(Money(100, "JPY"), start=START)),
    ],
)
def test_a_plan_that_cannot_be_is_refused(attribute, make):
    with pytest.raises(InvalidValueError) as caught:
        make()
    assert caught.value.attribute == attribute


def test_a_plan_with_more_rows_than_can_be_is_refused(monkeypatch):
    """The interest makes it so long; a balance that only seems to stand still is no error."""
    terms = Installments.fixed_payment("50.01", percent="6")
    assert len(terms.schedule(OWED, start=START).rows) == 1_724
    assert len(attrs.evolve(terms, balance="carry").schedule(OWED, start=START).rows) == 1_708
    monkeypatch.setattr("receivables.installments.dues.MOST_ROWS", 1_000)
    with pytest.raises(InvalidValueError, match="paid off in at most"):
        terms.schedule(OWED, start=START)


def test_a_custom_payment_may_pay_all_there_is():
    """Then no row is left for the rest."""
    plan = Installments.custom({1: "10050"}, percent="6").schedule(OWED, start=START)
    assert len(plan.rows) == 1


@pytest.mark.parametrize(
    ("attribute", "make"),
    [
        ("flows", lambda: effective_rate([])),
        ("flows", lambda: effective_rate(5)),
        ("flows", lambda: effective_rate([("1000", 0)])),
        ("flows", lambda: effective_rate([Flow("1", 0), Flow("1", 1)])),
        ("flows", lambda: effective_rate([Flow("1", 0), Flow("-1", 0)])),
        ("flows", lambda: effective_rate([Flow("1000000", 0), Flow("-1", 1)])),
        ("flows", lambda: actuarial_rate([Flow("1", 0), Flow("-1", 1)], unit_periods_per_year=12)),
        ("flows", lambda: dated_flows([("2026-01-01", "1")])),
        ("flows", lambda: dated_flows([START])),
        ("days_per_year", lambda: dated_flows([(START, "1")], days_per_year=12)),
        ("digits", lambda: effective_rate([Flow("1", 0), Flow("-1", 1)], digits=31)),
        ("bracket", lambda: effective_rate([Flow("1", 0), Flow("-1", 1)], bracket=(5, 1))),
        ("bracket", lambda: effective_rate([Flow("1", 0), Flow("-1", 1)], bracket=(-100, 1))),
        ("bracket", lambda: effective_rate([Flow("1", 0), Flow("-1", 1)], bracket=5)),
        ("amount", lambda: Flow(1.5, 0)),
        ("years", lambda: Flow("1", 0.5)),
        ("years", lambda: Flow("1", "1/0")),
        ("years", lambda: Flow("1", 10**6)),
        ("odd", lambda: UnitFlow("1", 0, 1)),
        ("unit_periods", lambda: UnitFlow("1", -1)),
        ("unit_periods_per_year", lambda: actuarial_rate([], unit_periods_per_year=0)),
        ("annuity", Annuity),
        ("annuity", lambda: Annuity(principal=1, payment=1, percent=1, periods=1)),
        ("payment", lambda: Annuity(principal="10000", percent="6", payment="50").solve()),
        ("payment", lambda: Annuity(principal="10000", percent="0", payment="0").solve()),
        ("periods", lambda: Annuity(principal=1, percent=1, periods=MOST_ROWS + 1)),
        ("first", lambda: Annuity(principal=1, percent=1, periods=5).interest_part(0, 1)),
        ("last", lambda: Annuity(principal=1, percent=1, periods=5).principal_part(3, 2)),
        ("percent", lambda: Annuity(principal=1, payment=1, periods=5).principal_part(1, 2)),
    ],
)
def test_mathematics_that_cannot_be_is_refused(attribute, make):
    with pytest.raises(InvalidValueError) as caught:
        make()
    assert caught.value.attribute == attribute


def test_flows_are_of_one_currency():
    with pytest.raises(CurrencyMismatchError):
        effective_rate([Flow(Money("1", "EUR"), 0), Flow(Money("-1", "USD"), 1)])
