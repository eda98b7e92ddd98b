"""Plans and rates beside ``mortgagemath``, ``numpy-financial`` and ``pyxirr``: 20,000 random questions of a sort.

Where whole schedules are compared, or an equation is solved for its rate, there are 1,000, as each has many steps; the
deep profile asks all. The first library counts in decimals and must agree to the minor unit; the other two answer in
floats. What differs has its reason: without interest, we split and ``mortgagemath`` amortizes; it rounds the last
payment of a carried balance in two parts; rates below -99 percent are none of ours; and where flows have several rates,
``pyxirr`` picks one and we ask which.
"""

from __future__ import annotations

import os
import random
import warnings
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from math import gcd, isnan
from typing import Any

import pytest

from receivables import Installments, InvalidValueError, Money
from receivables.installments import Annuity, Flow, dated_flows, effective_rate

DEEP = os.environ.get("HYPOTHESIS_PROFILE") == "deep"
QUESTIONS = 20_000
LONG_QUESTIONS = QUESTIONS if DEEP else QUESTIONS // 20
SEED = 20260101
START = date(2026, 1, 31)
CLOSE = 1e-9
"""The share of an answer by which floats may be off."""


@pytest.fixture(scope="module")
def mm() -> Any:
    return pytest.importorskip("mortgagemath", reason="mortgagemath is not installed (group test)")


@pytest.fixture(scope="module")
def npf() -> Any:
    return pytest.importorskip("numpy_financial", reason="numpy-financial is not installed (group test)")


@pytest.fixture(scope="module")
def px() -> Any:
    return pytest.importorskip("pyxirr", reason="pyxirr is not installed (group test)")


@pytest.fixture
def chance() -> random.Random:
    """The questions: the same ones in every run."""
    return random.Random(SEED)


def loan(mm: Any, chance: random.Random, longest: int) -> tuple[Any, dict[str, Any]]:
    """A question to both: their parameters, and ours."""
    frequency, compounding = chance.choice(list(mm.PaymentFrequency)), chance.choice(list(mm.Compounding))
    per_year = frequency.payments_per_year
    unit = 12 // gcd(12, per_year)  # months that hold a whole number of payments
    count = chance.randrange(1, longest // unit + 1)
    carry, waits, balloon = chance.random() < 0.4, chance.random() < 0.2, chance.random() < 0.3
    amortized = count + chance.randrange(1, 40) if balloon and not waits else count
    waiting = chance.randrange(count) if waits else 0
    modes = [mm.PaymentRounding.ROUND_HALF_UP] if carry else list(mm.PaymentRounding)
    rounding, interest = chance.choice(modes), chance.choice(modes)
    percent, principal = Decimal(chance.randrange(1, 3000)) / 100, Decimal(chance.randrange(100_000, 10**8)) / 100
    theirs = mm.LoanParams(
        principal=principal,
        annual_rate=percent,
        term_months=count * unit,
        payment_rounding=rounding,
        interest_rounding=interest,
        amortization_period_months=amortized * unit if amortized > count else None,
        balance_tracking=mm.BalanceTracking.CARRY_PRECISION if carry else mm.BalanceTracking.ROUND_EACH,
        compounding=compounding,
        payment_frequency=frequency,
        interest_only_months=waiting * unit,
    )
    payments = unit * per_year // 12
    return theirs, {
        "periods": amortized * payments,
        "percent": percent,
        "periods_per_year": per_year,
        "every_days": 15 if per_year == 24 else None,
        "compounding_per_year": {"MONTHLY": None, "SEMI_ANNUAL": 2, "ANNUAL": 1}[compounding.name],
        "payment_rounding": "none" if carry else rounding.value.removeprefix("ROUND_").lower(),
        "interest_rounding": interest.value.removeprefix("ROUND_").lower(),
        "balance": "carry" if carry else "round each",
        "interest_only_periods": waiting * payments,
        "term_periods": count * payments if amortized > count else None,
    }


def test_payments_agree_with_mortgagemath(mm, chance):
    """The level payment; of loans that begin with interest only theirs is the interest."""
    for _ in range(QUESTIONS):
        theirs, ours = loan(mm, chance, 60)
        if not theirs.interest_only_months:
            plan = Installments.level(**(ours | {"term_periods": 1})).schedule(principal_of(theirs), start=START)
            assert plan.payment.amount == mm.periodic_payment(theirs), theirs


def principal_of(loan: Any) -> Money:
    return Money(loan.principal, "USD")


def test_schedules_agree_with_mortgagemath(mm, chance):
    """Every figure of every row, but for the last payment where the balance is carried.

    Theirs is the balance and the interest, each rounded; ours is rounded once, like any other payment of such a plan.
    """
    once = 0
    for _ in range(LONG_QUESTIONS):
        theirs, ours = loan(mm, chance, 24)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", mm.EarlyPayoffWarning)
            others = mm.amortization_schedule(theirs)[1:]
        plan = Installments.level(**ours).schedule(principal_of(theirs), start=START)
        found = [(row.payment, row.interest, row.principal, row.balance) for row in plan.rows]
        expected = [(each.payment, each.interest, each.principal, each.balance) for each in others]
        ours_last, theirs_last = found[-1], expected[-1]
        assert [tuple(amount.amount for amount in row) for row in found[:-1]] == expected[:-1], theirs
        if plan.carried and plan.last_payment.amount != theirs_last[0]:
            assert abs(ours_last[0].amount - theirs_last[0]) == Decimal("0.01")
            assert (ours_last[1].amount, ours_last[3].amount) == (theirs_last[1], theirs_last[3])
            once += 1
        else:
            assert tuple(amount.amount for amount in ours_last) == theirs_last
    assert 0 < once < LONG_QUESTIONS // 5


def test_without_interest_ours_is_a_split(mm):
    """Theirs leaves what was rounded away to the last payment, twelve cents here; ours differ by a cent at most."""
    theirs = mm.LoanParams(
        principal=Decimal("999.00"),
        annual_rate=Decimal(0),
        term_months=24,
        payment_rounding=mm.PaymentRounding.ROUND_HALF_UP,
    )
    ours = Installments.level(24, percent=0).schedule(Money("999.00", "USD"), start=START)
    assert {str(row.payment) for row in mm.amortization_schedule(theirs)[1:]} == {"41.63", "41.51"}
    assert {row.payment.text for row in ours.rows} == {"41.63", "41.62"}


def near(ours: Decimal, theirs: float, scale: float = 1.0) -> bool:
    """Whether two answers are one, theirs having been computed from floats of a size of ``scale``."""
    return abs(Fraction(ours) - Fraction(float(theirs))) <= Fraction(CLOSE) * Fraction(max(1.0, abs(theirs), scale))


def annuity(chance: random.Random) -> tuple[dict[str, Any], tuple[Any, ...], float]:
    """What is known to ours; rate, periods, payment, principal, final balance and timing in their words; a scale."""
    percent, periods = Decimal(chance.randrange(1, 3600)) / 100, chance.randrange(1, 121)
    principal, final = (Decimal(chance.randrange(1, 10**8)) / 100 for _ in "12")
    known = {"percent": percent, "periods": periods, "timing": chance.choice(("end", "begin"))}
    known |= {"principal": principal, "final_balance": final}
    known["payment"] = Annuity(**known).solve(digits=12)
    rate = float(percent) / 1200
    money = (-float(known["payment"]), float(principal), -float(final))
    return known, (rate, periods, *money, known["timing"]), sum(map(abs, money)) * periods * (1 + rate) ** periods


def test_annuities_agree_with_numpy_financial(npf, chance):
    """PMT, PV, FV, NPER, IPMT and PPMT, one of them for each question."""
    theirs = {
        "payment": lambda rate, periods, payment, principal, final, when: (
            -npf.pmt(rate, periods, principal, final, when)
        ),
        "principal": lambda rate, periods, payment, _, final, when: npf.pv(rate, periods, payment, final, when),
        "final_balance": lambda rate, periods, payment, principal, _, when: (
            -npf.fv(rate, periods, payment, principal, when)
        ),
        "periods": lambda rate, _, payment, principal, final, when: npf.nper(rate, payment, principal, final, when),
    }
    parts = {"interest_part": npf.ipmt, "principal_part": npf.ppmt}
    asked = Counter()
    for _ in range(QUESTIONS):
        known, same, scale = annuity(chance)
        question = chance.choice([*theirs, *parts])
        if question in parts:
            (rate, periods, _, *rest), row = same, chance.randrange(1, known["periods"] + 1)
            ours = getattr(Annuity(**(known | {"payment": None})), question)(row, row, digits=9)
            assert near(ours, -parts[question](rate, row, periods, *rest), scale), (known, row)
        elif question != "periods" or distinct(known):
            ours = Annuity(**(known | {question: None})).solve(digits=9)
            assert near(ours, theirs[question](*same), scale), (question, known)
        asked[question] += 1
    assert min(asked.values()) > QUESTIONS // 10


def distinct(known: dict[str, Any]) -> bool:
    """Whether the payment differs so much from the interest that floats can tell how many it takes."""
    interest = known["principal"] * known["percent"] / 1200
    return abs(known["payment"] - interest) > interest / 1000 and known["principal"] > known["final_balance"]


def test_rates_agree_with_numpy_financial(npf, chance):
    """RATE, of loans that are paid off, as far as theirs finds one."""
    found = 0
    for _ in range(LONG_QUESTIONS):
        percent, periods = Decimal(chance.randrange(100, 3600)) / 100, chance.randrange(2, 121)
        principal, when = Decimal(chance.randrange(10**5, 10**8)) / 100, chance.choice(("end", "begin"))
        paid = Annuity(principal=principal, percent=percent, periods=periods, timing=when).solve()
        other = npf.rate(periods, -float(paid), float(principal), 0.0, when, tol=1e-12)
        if not isnan(other):  # it gives up at times
            ours = Annuity(principal=principal, payment=paid, periods=periods, timing=when).solve(digits=9)
            assert abs(float(ours) - float(other) * 1200) < 1e-6, (principal, periods, paid, when)
            found += 1
    assert found > LONG_QUESTIONS * 9 // 10


def money(chance: random.Random) -> list[tuple[date, Decimal]]:
    """An advance, and payments back that change direction once."""
    days = sorted(chance.sample(range(1, 3_650), chance.randrange(1, 12)))
    amounts = [Decimal(-chance.randrange(10_000, 10**6)) / 100 for _ in days]
    advance = sum(amounts) * -Decimal(chance.randrange(40, 160)) / 100
    return [
        (START, advance.quantize(Decimal("0.01"))),
        *((START + timedelta(day), each) for day, each in zip(days, amounts, strict=True)),
    ]


def test_rates_agree_with_pyxirr(px, chance):
    """XIRR, for which a year has 365 days."""
    asked = 0
    for _ in range(LONG_QUESTIONS):
        flows = money(chance)
        theirs = px.xirr([day for day, _ in flows], [float(amount) for _, amount in flows])
        try:
            ours = effective_rate(dated_flows(flows), digits=8)
        except InvalidValueError:
            assert theirs is None or theirs < -0.99, flows
            continue
        assert theirs is not None, (flows, ours)
        assert abs(float(ours) / 100 - theirs) < 1e-7 * max(1.0, abs(theirs)), flows
        asked += 1
    assert asked > LONG_QUESTIONS // 2


def test_irr_agrees_with_both(npf, px, chance):
    """IRR of yearly flows, as far as theirs find one."""
    for _ in range(LONG_QUESTIONS):
        amounts = [
            chance.randrange(1_000, 100_000),
            *(-chance.randrange(1, 20_000) for _ in range(chance.randrange(2, 10))),
        ]
        try:
            ours = float(effective_rate([Flow(amount, year) for year, amount in enumerate(amounts)], digits=8)) / 100
        except InvalidValueError:
            continue
        for theirs in (npf.irr(amounts), px.irr(amounts)):
            assert theirs is None or isnan(theirs) or abs(ours - theirs) < 1e-6 * max(1.0, abs(ours)), amounts


def test_of_several_rates_pyxirr_picks_one(px):
    """Ours asks which one is meant."""
    flows = [-1000, 2500, -1540]
    assert px.irr(flows) in (pytest.approx(0.1), pytest.approx(0.4))
    pairs = [Flow(amount, year) for year, amount in enumerate(flows)]
    assert [effective_rate(pairs, bracket=pair) for pair in ((0, 20), (20, 50))] == [10, 40]
    with pytest.raises(InvalidValueError, match="give a bracket"):
        effective_rate(pairs)
