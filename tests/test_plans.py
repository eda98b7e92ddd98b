"""Agreed plans: what became of them follows from what was settled, evening by evening, through the table."""

from __future__ import annotations

import importlib.util
import json
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from receivables import (
    Account,
    CreditPolicy,
    InvalidValueError,
    Invoice,
    InvoiceIssued,
    LateInterest,
    Money,
    Payment,
    PaymentReceived,
    PaymentReversed,
    PlanAgreed,
    Portfolio,
    assess,
)
from receivables.claims import charge_plan_interest
from receivables.events import PlanPayment
from receivables.installments import Installments
from receivables.plans import AGREED_PLANS, KEEPS_ITS_DAYS, STATES, TRANSITIONS, AgreedPlans
from receivables.testing import accounts, days

DUE, AGREED = date(2026, 2, 14), date(2026, 4, 2)
FIRST, SECOND, THIRD = date(2026, 4, 30), date(2026, 5, 31), date(2026, 6, 30)
ONE_DAY = timedelta(days=1)


def eur(text):
    return Money(text, "EUR")


def invoice(number="F-1", total="900.00"):
    return InvoiceIssued(Invoice(number, "C-1", total=eur(total), issued_on=date(2026, 1, 15), due_on=DUE))


def plan(reference="R-1", numbers=("F-1",), on=AGREED, parts=(FIRST, SECOND, THIRD), each="300.00"):
    return PlanAgreed(reference, invoices=numbers, payments=[(day, eur(each)) for day in parts], on=on)


def paid(day, text="300.00", reference="P-1"):
    return PaymentReceived(Payment(reference, "C-1", amount=eur(text), paid_on=day, remittance=["F-1"]))


def outcomes(events, as_of, **rule):
    return AgreedPlans(**rule).outcomes(Account("C-1", "EUR", events).as_of(as_of))


def states(events, as_of, **rule):
    return [step.state for step in outcomes(events, as_of, **rule)[0].steps]


# The second implementation: every evening is lived through


def by_hand(open_on, terms, agreed, as_of, rule):
    """The state after each evening, from what is open on it; everything in whole units."""
    state, begun = "kept", open_on(agreed - ONE_DAY)
    total = sum(amount for _, amount in terms)
    evening = agreed
    while evening <= as_of:
        left = open_on(evening)
        came = total if not left else min(max(begun - left, 0), total)
        due = sum(amount for day, amount in terms if day < evening)
        missed, so_far = 0, 0
        for day, amount in terms:
            so_far += amount
            missed += day + timedelta(days=rule.grace_days) < evening and so_far > came
        if state == "completed" and came < total:
            state = "kept"
        if state in ("kept", "reinstated") and came < total and came < due:
            state = "late"
        if state == "late" and came < total and missed >= rule.missed:
            state = "broken"
        if state == "late" and came >= due:
            state = "kept"
        if state == "broken" and came < total and rule.accelerates:
            state = "accelerated"
        if state in ("broken", "accelerated") and rule.reinstates and came >= due:
            state = "reinstated"
        if came >= total:
            state = "completed"
        evening += ONE_DAY
    return state


rules = st.builds(
    AgreedPlans,
    grace_days=st.integers(0, 9),
    missed=st.integers(1, 3),
    accelerates=st.booleans(),
    reinstates=st.booleans(),
)
terms_of_a_plan = st.lists(
    st.tuples(st.integers(0, 60), st.integers(1, 400)), min_size=1, max_size=4, unique_by=lambda t: t[0]
)
payments_in = st.lists(st.tuples(st.integers(-20, 90), st.integers(1, 400), st.none() | st.integers(0, 30)), max_size=4)


@given(terms_of_a_plan, payments_in, st.integers(0, 100), rules)
def test_every_evening_by_hand_gives_the_same_state(terms, payments, until, rule):
    """Payments, bounced ones too, before and after the agreement; a plan for more or less than is open."""
    pairs = [(AGREED + timedelta(days=lag), minor) for lag, minor in sorted(terms)]
    as_of = AGREED + timedelta(days=until)
    events = [
        invoice(total="9.00"),
        PlanAgreed("R-1", invoices=["F-1"], payments=[(day, Money.of_minor(m, "EUR")) for day, m in pairs], on=AGREED),
    ]
    for place, (lag, minor, bounces) in enumerate(payments):
        day, name = AGREED + timedelta(days=lag), f"P-{place}"
        amount = Money.of_minor(minor, "EUR")
        events.append(PaymentReceived(Payment(name, "C-1", amount=amount, paid_on=day, remittance=["F-1"])))
        if bounces is not None:
            events.append(PaymentReversed(name, on=day + timedelta(days=bounces)))
    account = Account("C-1", "EUR", events)
    (found,) = rule.outcomes(account.as_of(as_of))
    known = {}

    def open_on(evening):
        if evening not in known:
            known[evening] = account.as_of(evening).items[0].open.minor
        return known[evening]

    assert found.state == by_hand(open_on, pairs, AGREED, as_of, rule)
    assert found.steps[-1].state == found.state


@given(accounts(), days(), rules)
def test_every_plan_has_a_state_and_walks_along_the_table(book, day, rule):
    """Each step is one of the table; figures are never negative; later facts change nothing."""
    allowed = {(each.source, each.target) for each in TRANSITIONS}
    position = book.as_of(day)
    for found in rule.outcomes(position):
        assert found.state in STATES
        assert found.due.minor >= 0
        assert 0 <= found.paid.minor <= found.plan.total.minor
        names = [step.state for step in found.steps if step.state != "superseded"]
        assert set(pairwise(names)) <= allowed
        assert [step.on for step in found.steps] == sorted(step.on for step in found.steps)
        assert json.loads(json.dumps(found.to_dict()))["state"] == found.state
        assert found.state in found.explain()
    moved = rule.reschedule(position)
    assert (moved.open, moved.balance) == (position.open, position.balance)
    assert [attrs.evolve(item, due_on=day) for item in moved.items] == [
        attrs.evolve(item, due_on=day) for item in position.items
    ]


def test_the_table_names_every_state_and_each_can_be_reached():
    """But for "superseded", which another plan brings; none leads back to itself."""
    sources, targets = ({getattr(each, name) for each in TRANSITIONS} for name in ("source", "target"))
    assert sources | {"superseded"} == targets | {"superseded"} == set(STATES)
    assert all(each.source != each.target for each in TRANSITIONS)


def test_the_life_of_a_plan():
    """Late after its day, kept again within the grace, broken after it, reinstated, late again, completed."""
    events = [invoice(), plan(), paid(date(2026, 5, 3)), paid(date(2026, 6, 10), "400.00", "P-2")]
    events.append(paid(date(2026, 7, 4), "200.00", "P-3"))
    rule = {"grace_days": 5, "accelerates": True, "reinstates": True}
    assert states(events, date(2026, 7, 31), **rule) == [
        "kept", "late", "kept", "late", "broken", "accelerated", "reinstated", "late", "completed",
    ]  # fmt: skip
    (found,) = outcomes(events, date(2026, 6, 6), **rule)
    assert (found.state, found.due, found.next_payment) == ("accelerated", eur("600.00"), (SECOND, eur("300.00")))
    assert states(events, FIRST, **rule) == ["kept"]
    assert states(events, FIRST + ONE_DAY, **rule) == ["kept", "late"]


def test_a_bounced_payment_opens_a_completed_plan_again():
    """Nothing is stored."""
    events = [invoice(), plan(), paid(date(2026, 4, 10), "900.00")]
    assert states(events, THIRD) == ["kept", "completed"]
    assert states([*events, PaymentReversed("P-1", on=date(2026, 5, 2))], date(2026, 5, 2), grace_days=9) == [
        "kept", "completed", "kept", "late",
    ]  # fmt: skip


def test_a_later_plan_takes_the_place_of_an_earlier_one():
    """About one of the same invoices; one about something else does not."""
    again = plan("R-2", on=date(2026, 5, 10), parts=(THIRD,), each="900.00")
    other = plan("R-2", numbers=["F-2"], on=date(2026, 5, 10), parts=(THIRD,), each="900.00")
    assert [found.state for found in outcomes([invoice(), plan(), again], SECOND)] == ["superseded", "kept"]
    assert [found.state for found in outcomes([invoice(), invoice("F-2"), plan(), other], SECOND)] == ["broken", "kept"]


def test_the_days_of_a_kept_plan_stand_for_the_due_days():
    """The item is due with the first payment that is not covered; a broken plan gives the old day back."""
    account = Account("C-1", "EUR", [invoice(), plan(), paid(date(2026, 4, 20))])

    def due(as_of, **rule):
        return AgreedPlans(**rule).reschedule(account.as_of(as_of)).items[0].due_on

    assert due(AGREED) == FIRST
    assert due(date(2026, 4, 20)) == SECOND
    assert due(date(2026, 6, 1)) == DUE
    assert due(date(2026, 6, 1), grace_days=9) == SECOND
    assert set(KEEPS_ITS_DAYS) < set(STATES)


def test_a_plan_that_breaks_revives_the_interest():
    """While it is kept nothing is overdue; when it breaks, interest counts from the due day of the invoice."""
    portfolio = Portfolio.of([Account("C-1", "EUR", [invoice(), plan()])])
    policy = CreditPolicy(name="x", interest=LateInterest("7.3"))
    assert assess(portfolio, policy, as_of=FIRST).account("C-1").interest == eur("0.00")
    broken = assess(portfolio, policy, as_of=SECOND).account("C-1")
    assert broken.interest == eur("19.08")  # 106 nights


def test_a_plan_that_breaks_need_not_revive_the_interest():
    """By policy the invoice stays due with the first payment that is missing."""
    portfolio = Portfolio.of([Account("C-1", "EUR", [invoice(), plan(), paid(date(2026, 4, 20))])])
    policy = CreditPolicy(name="x", interest=LateInterest("7.3"), plans=AgreedPlans(revives="nothing"))
    broken = assess(portfolio, policy, as_of=date(2026, 6, 10)).account("C-1")
    assert broken.position.items[0].due_on == SECOND
    assert broken.interest == eur("1.20")  # 10 nights of 600.00


def test_what_a_plan_lets_off_is_earned_by_completing_it():
    """Nothing before; then it is a write-off to record, once; where the plan breaks all of the debt is due."""
    agreed = attrs.evolve(plan(each="250.00"), discount=eur("150.00"))
    events = [invoice(), agreed, paid(date(2026, 4, 20), "500.00")]
    rule = AgreedPlans(accelerates=True)
    kept = Account("C-1", "EUR", events).as_of(SECOND)
    assert (rule.outcomes(kept)[0].discount, rule.let_off(kept)) == (eur("0.00"), ())
    broken = rule.outcomes(Account("C-1", "EUR", events).as_of(date(2026, 7, 1)))[0]
    assert (broken.state, broken.due) == ("accelerated", eur("400.00"))
    events.append(paid(THIRD, "250.00", "P-2"))
    done = Account("C-1", "EUR", events).as_of(THIRD)
    assert rule.outcomes(done)[0].explain().splitlines()[0].endswith("due, 150.00 EUR let off")
    (off,) = rule.let_off(done)
    assert (off.invoice, off.amount, off.on) == ("F-1", eur("150.00"), THIRD)
    settled = Account("C-1", "EUR", [*events, off]).as_of(THIRD)
    assert (settled.open, rule.let_off(settled)) == (eur("0.00"), ())


def test_the_interest_of_a_plan_is_charged_row_by_row_and_paid_with_it():
    """Each charge is due with its payment and part of the plan; after the last one nothing is open."""
    made = Installments.level(3, percent="6").schedule(eur("900.00"), start=AGREED)
    rows = [(row.due_on, row.payment) for row in made.rows]
    events = [invoice(), PlanAgreed("R-1", invoices=["F-1"], payments=rows, on=AGREED)]
    for row in made.rows:
        charge = charge_plan_interest(made, row.number, invoice="F-1", reference=f"I-{row.number}")
        remittance = [(charge.reference, row.interest), ("F-1", row.principal)]
        payment = Payment(f"P-{row.number}", "C-1", amount=row.payment, paid_on=row.due_on, remittance=remittance)
        events += [charge, PaymentReceived(payment)]
        position = Account("C-1", "EUR", events).as_of(row.due_on)
        (found,) = AGREED_PLANS.outcomes(position)
        assert found.paid.minor == sum(each.payment.minor for each in made.rows[: row.number])
        assert position.open == row.balance
        assert [step.state for step in found.steps] == ["kept", "completed"][: 1 + (row.number == 3)]
    late = AGREED_PLANS.outcomes(Account("C-1", "EUR", events[:-1]).as_of(made.rows[-1].due_on + ONE_DAY))[0]
    assert (late.steps[1].state, late.due) == ("late", made.rows[-1].payment)


@pytest.mark.parametrize(("number", "percent"), [(0, "6"), (4, "6"), (True, "6"), ("1", "6"), (1, "0")])
def test_interest_of_a_row_that_is_not_there_is_refused(number, percent):
    """By its number."""
    made = Installments.level(3, percent=percent).schedule(eur("900.00"), start=AGREED)
    with pytest.raises(InvalidValueError, match="number"):
        charge_plan_interest(made, number, invoice="F-1", reference="I-1")


def test_the_rows_of_a_plan_with_interest_are_its_payments():
    """What the mathematics gives is what is agreed."""
    made = Installments.level(3, percent="6").schedule(eur("900.00"), start=AGREED)
    agreed = PlanAgreed("R-1", invoices=["F-1"], payments=[(row.due_on, row.payment) for row in made.rows], on=AGREED)
    assert agreed.total == made.amount + made.total_interest
    assert outcomes([invoice(), agreed], AGREED)[0].next_payment == PlanPayment(
        made.rows[0].due_on, made.rows[0].payment
    )


def test_a_hundred_thousand_payments_are_walked_once():
    """A plan of absurd length is judged in the time that it takes to read it."""
    parts = [(AGREED + timedelta(days=place), Money.of_minor(1, "EUR")) for place in range(100_000)]
    agreed = PlanAgreed("R-1", invoices=["F-1"], payments=parts, on=AGREED)
    (found,) = outcomes([invoice(total="1000.00"), agreed], date(2299, 1, 1), missed=99_000)
    assert found.steps[-1].state == "broken"


@pytest.mark.parametrize(
    ("change", "attribute"),
    [
        ({"payments": []}, "payments"),
        ({"payments": [(FIRST, eur("1")), (FIRST, eur("1"))]}, "payments"),
        ({"payments": [(SECOND, eur("1")), (FIRST, eur("1"))]}, "payments"),
        ({"payments": [(FIRST, eur("0"))]}, "payments"),
        ({"payments": [(DUE, eur("1"))]}, "payments"),
        ({"payments": [FIRST]}, "payments"),
        ({"payments": "2026-04-30"}, "payments"),
        ({"invoices": []}, "invoices"),
        ({"invoices": ["F-1", "F-1"]}, "invoices"),
        ({"invoices": "F-1"}, "invoices"),
        ({"on": "2026-04-02"}, "on"),
        ({"discount": eur("0")}, "discount"),
        ({"discount": 5}, "amount"),
    ],
)
def test_plans_that_cannot_be_are_refused(change, attribute):
    """By the field that is wrong."""
    good = {"invoices": ["F-1"], "payments": [(FIRST, eur("1"))], "on": AGREED}
    with pytest.raises(InvalidValueError, match=attribute):
        PlanAgreed("R-1", **(good | change))


@pytest.mark.parametrize(
    "wrong", [{"grace_days": -1}, {"missed": 0}, {"accelerates": 1}, {"reinstates": "no"}, {"revives": "all"}]
)
def test_rules_that_cannot_be_are_refused(wrong):
    """By the field that is wrong."""
    with pytest.raises(InvalidValueError, match=next(iter(wrong))):
        AgreedPlans(**wrong)


def test_the_picture_of_the_pages_draws_the_whole_table():
    """Each state a box, each transition an arrow with its number and its words."""
    path = Path(__file__).resolve().parent.parent / "docs" / "_ext" / "plan_picture.py"
    spec = importlib.util.spec_from_file_location("plan_picture", path)
    picture = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(picture)
    drawn = picture.figure()
    assert set(picture.PLACES) | {"superseded"} == set(STATES)
    assert drawn.count("<path d=") == len(TRANSITIONS) + 1  # the head of the arrows
    assert all(each.when in drawn for each in TRANSITIONS)
    ElementTree.fromstring(drawn)
