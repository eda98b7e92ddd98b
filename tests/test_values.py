"""What all public values have in common: frozen, compared by content, picklable, rebuilt from their repr."""

from __future__ import annotations

import copy
import datetime
import importlib
import pickle
import pkgutil
from collections.abc import Mapping
from decimal import Decimal
from enum import Enum
from fractions import Fraction

import attrs
import pytest
import scripted

import receivables
from receivables import (
    LEAVE_UNAPPLIED,
    NO_INTEREST,
    Account,
    AgingIndex,
    EarlyDiscounts,
    Installments,
    Invoice,
    InvoiceIssued,
    Ladder,
    LateInterest,
    Money,
    OldestDueFirst,
    OpenItem,
    PaymentTerms,
    PlanAgreed,
    Rounding,
    Step,
    Tolerance,
    UnappliedCash,
    assess,
    calendars,
    contact_guard,
    credit,
    escalation,
    events,
    installments,
    rates,
    shares,
    statutory,
    terms,
)
from receivables.allocation import COSTS_FIRST, LARGEST_FIRST, ExactMatch
from receivables.amounts_due import next_payment
from receivables.catalogue import STANDARD
from receivables.claims import impute
from receivables.credit_book import Amendment, CreditBook
from receivables.currencies import currency, iso_currency
from receivables.daycount import ACT_365F
from receivables.discounts import NO_DISCOUNTS, OnTimeReward, TaxBreakdown, TaxedLine
from receivables.discounts.settling import Claim
from receivables.escalation import NO_LADDER
from receivables.interest import InterestIndex, Tiers
from receivables.plans import AGREED_PLANS, TRANSITIONS
from receivables.policy_check import Doubt, Setting, check_policy, limits
from receivables.policy_check.course import course_of
from receivables.policy_check.shipped_letters import shipped_letters
from receivables.policy_diff import policy_diff
from receivables.promises import PROMISES, PromiseOutcome
from receivables.remittance import BankLine, Matching
from receivables.remittance.book import Asked
from receivables.remittance.creditor_references import references_in
from receivables.remittance.numbers import NumberIndex
from receivables.segments import SEGMENTS
from receivables.statutory import StatutoryInterest
from receivables.timeline import timeline
from receivables.worklist import Notice, worklist

PRIVATE = {"replay", "adapters", "testing", "errors", "__main__"}
REGISTRIES = {"Catalogue", "Choice", "Delay", "Fold", "Phrases", "Reading", "Reference", "Stretch", "Token"}
REGISTRIES |= {"Course", "Due", "Dues", "Evening", "Figures", "Interval", "Near", "Quotient", "Term", "Worth"}
REGISTRIES |= {"AccountRules", "Clock", "OnHold", "Place", "Progress", "Question", "Rest", "Rung", "State", "Workings"}
"""Classes, phrases, words and workings: what values are found or made with, not values."""
SUMMARISED = {"Account", "AgingIndex", "Assessment", "Portfolio"}
"""Their repr counts what they hold instead of printing it all."""


def rooms():
    """Every module of the core."""
    for found in pkgutil.walk_packages(receivables.__path__, "receivables."):
        if found.name.split(".")[1] not in PRIVATE:
            yield importlib.import_module(found.name)


def is_value(kind):
    """Whether a class is an attrs class, a named tuple or an enumeration."""
    return attrs.has(kind) or (issubclass(kind, tuple) and hasattr(kind, "_fields")) or issubclass(kind, Enum)


def public_values():
    """The classes of values that the rooms define, by name."""
    found = {}
    for room in rooms():
        own = [kind for kind in vars(room).values() if isinstance(kind, type) and kind.__module__ == room.__name__]
        found |= {kind.__name__: kind for kind in own if is_value(kind) and not kind.__name__.startswith("_")}
    return {name: kind for name, kind in found.items() if name not in REGISTRIES}


def walk(value, seen):
    """Everything that a value is made of, one of each kind."""
    kind = type(value)
    if is_value(kind) and kind.__name__ not in REGISTRIES:
        seen.setdefault(kind.__name__, []).append(value)
        if len(seen[kind.__name__]) > 3:
            return
    if attrs.has(kind):
        for field in attrs.fields(kind):
            walk(getattr(value, field.name), seen)
    elif isinstance(value, tuple):
        for each in value:
            walk(each, seen)


def terms_and_calendars():
    """Terms with every step, rule and discount, and calendars of every kind."""
    day, later = datetime.date(2026, 5, 1), datetime.date(2026, 5, 4)
    steps = [
        terms.AddDays(1),
        terms.AddWeeks(1),
        terms.AddMonths(1),
        terms.EndOfMonth(),
        terms.OnDay(3),
        terms.NextMonthOnDay(3),
        terms.NextOf([3, 9]),
        terms.OnDate(day),
        terms.MoveHolidays([(day, later)]),
        terms.SkipClosed([((12, 24), (1, 6))]),
        terms.ToBusinessDay(),
    ]
    discount = terms.Discount("2", within=10)
    rules = [terms.Percent("30"), terms.Fixed("5"), terms.EqualParts(), terms.Balance()]
    lines = [terms.Line(rule, steps, discounts=(discount,)) for rule in rules]
    offered = PaymentTerms.net(30).with_discount("2", within=10)
    closed = calendars.ClosedDays([day])
    return [
        PaymentTerms(lines[:-1]),
        PaymentTerms(lines[-1]),
        terms.EqualParts(),
        *offered.schedule(Money("1.00", "EUR"), issued_on=day)[0].offers,
        offered.schedule(Money("1.00", "EUR"), issued_on=day),
        *terms.problems([terms.Line(terms.Percent("50"))]),
        closed,
        calendars.JointCalendar([closed, calendars.WEEKDAYS]),
        calendars.Period(months=1),
        calendars.PeriodicSchedule(start=day, count=3, every=calendars.Period(months=1)),
        *calendars.Roll,
        *calendars.Stub,
        *calendars.MonthEnd,
        *calendars.DayOfMonth,
        *calendars.ShortMonths,
        *shares.Strategy,
        next_payment([], day, currency="EUR"),
    ]


def interest_and_law():
    """Rates of every form, a regime, and a debt that was paid in parts."""
    regime = statutory.regime("UK-LPCDA-1998")
    belgium = statutory.regime("BE-LOI-2002-08-02").policy()
    day = datetime.date(2026, 3, 31)
    claim = OpenItem(customer="C-1", document="F-1", issued_on=day, due_on=day, amount=Money("1000.00", "EUR"))
    paid = [(day, Money("100.00", "EUR"))]
    tiers = Tiers([("0", "12"), ("1000", "9")], by="amount")
    return [
        regime,
        belgium,
        belgium.rate.on(day),
        StatutoryInterest("ES-LEY-3-2004"),
        LateInterest(tiers),
        InterestIndex.of(LateInterest("8"), since=day, until=datetime.date(2026, 4, 2)),
        impute(claim, paid, interest=belgium, as_of=datetime.date(2026, 5, 31)),
    ]


def discounts_and_what_they_give():
    """Policies of discounts, an offer that is open, and a payment that takes it."""
    day = datetime.date(2026, 3, 31)
    (part,) = PaymentTerms.parse("2/10 net 30").schedule(Money("1000.00", "EUR"), issued_on=day)
    item = OpenItem(
        customer="C-1", document="F-1", issued_on=day, due_on=part.due_on, amount=part.amount, offers=part.offers
    )
    policy = EarlyDiscounts(tolerance=Tolerance(amount="5.00", by_currency=[("JPY", "500")]))
    return [
        policy,
        NO_DISCOUNTS,
        policy.offers(item, as_of=day),
        policy.settle([item], Money("980.00", "EUR"), on=day),
        TaxBreakdown.of([TaxedLine(part.amount, "21")]),
        TaxedLine(part.amount, "21"),
        OnTimeReward(invoices=1, percent="2").earned([attrs.evolve(item, paid=item.amount, history=())], as_of=day),
        OnTimeReward(invoices=3, terms="net 45"),
        Claim(item, Money("20.00", "EUR"), Money("5.00", "EUR"), earning=Fraction(1, 49), most=2000),
    ]


def plans():
    """A plan and what it is made with, and the mathematics on its own."""
    start, owed = datetime.date(2026, 1, 31), Money("1000.00", "EUR")
    made = Installments.level(3, percent="100/3", fee="1").schedule(owed, start=start, calendar=calendars.WEEKDAYS)
    return [
        made,
        made.rows,
        Installments.level(12, percent="6", interest_days="ACT/360"),
        Installments.custom([(1, "0"), (2, "100")], percent="6"),
        Installments.custom([(1, "0"), (2, "100")], percent="6").payments,
        *made.flows,
        installments.UnitFlow("-219.17", 0, "6/15"),
        installments.Annuity(principal="200000", percent="6", periods=240),
        *agreed(owed, start),
    ]


def agreed(owed, start):
    """A plan on an account, and what became of it."""
    invoice = Invoice("F-1", "C-1", total=owed, issued_on=start, due_on=start)
    event = PlanAgreed("R-1", invoices=["F-1"], payments=[(start, owed)], on=start)
    position = Account("C-1", "EUR", [InvoiceIssued(invoice), event]).as_of(start)
    (outcome,) = AGREED_PLANS.outcomes(position)
    return event, event.payments, AGREED_PLANS, outcome, outcome.steps, TRANSITIONS


def bank_lines():
    """A statement with a line that is matched and one that is a question, and what they were read with."""
    day, amount = datetime.date(2026, 3, 2), Money("9.00", "EUR")
    items = [
        OpenItem(customer="C-1", document=number, issued_on=day, due_on=day, amount=amount)
        for number in ("F-1001", "F-1002", "F-1003")
    ]
    texts = {"B-1": "F-1001", "B-2": "thanks"}
    lines = [BankLine(reference, amount=amount, booked_on=day, text=text) for reference, text in texts.items()]
    matching = Matching(payers={"Northwind": "C-1"})
    return [
        matching,
        matching.match(lines, items),
        Asked(900, 1, 1),
        *references_in("RF81F1001"),
        *NumberIndex([(("C-1", "EUR", "F-1001"), None)]).find("F-1001"),
    ]


def ladders():
    """A ladder with much in it, how far an item has come on it, and what is planned."""
    day, owed = datetime.date(2026, 3, 2), Money("60.00", "EUR")
    fee = escalation.Fee(fixed="5", brackets=[(500, 9)])
    step = Step("reminder", days=5, channel="email", fee=fee, when=escalation.StepConditions(min_total="10"))
    ladder = Ladder([step], min_totals=[("EUR", "20")])
    item = OpenItem(customer="C-1", document="F-1", issued_on=day, due_on=day, amount=owed)
    position = Account("C-1", "EUR", [InvoiceIssued(Invoice("F-1", "C-1", total=owed, issued_on=day, due_on=day))])
    return [
        ladder,
        ladder.standing(position.as_of(day), as_of=day),
        ladder.plan(position.as_of(day), as_of=day, until=datetime.date(2026, 5, 1)),
        fee,
        fee.brackets,
        escalation.fees_of(item, [step], ["reminder"]),
        escalation.Circumstances(pending={"F-1": owed}),
        escalation.Reminders([-3, (7, "issue")]),
    ]


def what_is_known():
    """Facts that no account of the script has."""
    day, owed = datetime.date(2026, 5, 1), Money("5.00", "EUR")
    return [
        events.FeeCharged("M-1", invoice="F-1", step="reminder", amount=owed, on=day),
        events.CashUnapplied("P-1", "F-1", on=day),
        events.HoldPlaced("legal", on=day),
        events.HoldLifted("legal", on=day),
        events.ConsentGiven("sms", on=day),
        events.ConsentWithdrawn("sms", on=day),
        events.LimitSet(owed, on=day),
    ]


def credit_checks():
    """A decision with every kind of reason, and what it was made with."""
    day, owed = datetime.date(2026, 3, 31), Money("900.00", "EUR")
    known = credit.CreditFile(
        orders=[(day, owed)], limit=Money("5.00", "EUR"), insurance=credit.Insurance(amount=owed), segment="regular"
    )
    promises = credit.BrokenPromises(within_days=30)
    old = credit.Conditions(min_days=30, min_total=Money("5.00", "EUR"))
    policy = credit.Credit(
        component_limits={"orders": Money("5.00", "EUR")},
        rules=[credit.HoldRule("old debt", old), credit.HoldRule("word", credit.Conditions(broken_promises=promises))],
        states=credit.OverdueStates([credit.OverdueState("late", old)]),
        offers=[credit.SegmentOffer("regular", terms="net 30")],
    )
    event = InvoiceIssued(Invoice("F-1", "C-1", total=owed, issued_on=datetime.date(2026, 1, 31), due_on=day))
    position = Account("C-1", "EUR", [event]).as_of(datetime.date(2026, 5, 31))
    decision = policy.decide(position, order=owed, as_of=position.as_of, file=known)
    limits = credit.Limits(individual=owed, components=policy.component_limits)
    return [
        (policy, known, decision, limits, promises, old),
        limits.checks(decision.after),
        old.check(credit.Standing(position, as_of=position.as_of)),
        policy.states.state(position, as_of=position.as_of),
        credit.suggest_limit(position, as_of=position.as_of, terms_days=30),
        credit.ON_TIME_FACTORS,
    ]


def credit_books(policy):
    """A book with an amendment, and what is in force by it."""
    day = datetime.date(2026, 3, 1)
    changes = [Amendment(name="Northwind", since=day, customer="C-1", interest=LateInterest("4"))]
    book = CreditBook(policy=policy, amendments=changes)
    return book, book.in_force(day, customer="C-1"), Amendment.of(policy, since=day)


def samples():
    """Values of every kind: what a job is made of and makes, and what it did not need."""
    seen = {}
    portfolio, policy = scripted.portfolio(), scripted.policy()
    result = assess(portfolio, policy, as_of=scripted.AS_OF, known_by=scripted.AS_OF)
    cash = UnappliedCash(customer="C-1", reference="P", received_on=scripted.AS_OF, amount=Money("99.00", "EUR"))
    item = result.accounts[0].position.open_items[0]
    others = [
        *portfolio,
        *what_is_known(),
        worklist(result),
        result.aging.figures,
        result.aging.rows[0],
        result.accounts[0].accruals[:3],
        Notice("C-1", "cash to apply", "P-1"),
        timeline(portfolio.accounts[0], policy, as_of=scripted.AS_OF),
        *ladders(),
        *(event for account in portfolio for event in account.events),
        OldestDueFirst().apply(cash, [item], as_of=scripted.AS_OF),
        PaymentTerms.net(30).end_of_month(),
        PaymentTerms.net(30).schedule(Money("1.00", "EUR"), issued_on=scripted.AS_OF),
        item.spans(until=scripted.AS_OF),
        result.totals("EUR"),
        LEAVE_UNAPPLIED,
        COSTS_FIRST,
        ExactMatch(3, otherwise=LARGEST_FIRST),
        NO_INTEREST,
        NO_LADDER,
        NO_LADDER.next_action(result.accounts[0].position, as_of=scripted.AS_OF),
        *terms_and_calendars(),
        ACT_365F,
        ACT_365F.measure(scripted.AS_OF, scripted.AS_OF),
        Rounding.HALF_UP,
        iso_currency("CHF"),
        *discounts_and_what_they_give(),
        *plans(),
        *bank_lines(),
        *contact_rules(),
        SEGMENTS.assign(result.accounts[0].position, as_of=scripted.AS_OF),
        SEGMENTS,
        *policy_checks(),
        *credit_checks(),
        *credit_books(policy),
        rates.shipped("US-PROMPT-PAYMENT"),
        rates.shipped("US-PROMPT-PAYMENT").on(datetime.date(2026, 1, 1)),
        AgingIndex(portfolio, policy),
    ]
    for each in (*interest_and_law(), portfolio, result, *others, *promised()):
        walk(each, seen)
    return seen


def policy_checks():
    """What is asked about a policy, and with what."""
    odd = Ladder([Step("a", days=5, channel="email"), Step("b", days=6, channel="email")], min_gap_days=3)
    return [
        *check_policy(odd),
        *policy_diff(odd, Ladder(odd.steps)),
        Doubt("steps[0]", "odd"),
        Setting(as_of=scripted.AS_OF, languages=["es"]),
        *limits("FR"),
        course_of(odd),
        shipped_letters()[0],
    ]


def contact_rules():
    """Rules about contacts, laws made of them, and an answer with its reasons."""
    day, laws = scripted.AS_OF, [contact_guard.contact_law(name) for name in ("CO-LEY-2300", "US-REG-F")]
    rules = [
        contact_guard.QuietSpan(day, day),
        contact_guard.QuietSeason("08-01", "08-31"),
        contact_guard.BusinessDaysOnly(calendars.WEEKDAYS),
        contact_guard.WhileOnHold("vulnerable"),
        contact_guard.NeverBy(["fax"]),
    ]
    guard = contact_guard.ContactGuard(rules, laws=[law.id for law in laws])
    position = scripted.portfolio().accounts[0].as_of(day)
    facts = contact_guard.ContactFacts.of(position, guard.channels)
    by_law = tuple(article.rule for law in laws for article in law.articles)
    return guard, guard.check(position, channel="fax", as_of=day), facts, by_law, *laws, contact_guard.NO_GUARD


def promised():
    """A promise to pay, and what became of it."""
    day, zero = datetime.date(2026, 3, 1), Money("0.00", "EUR")
    outcome = PromiseOutcome(promised=zero, made_on=day, due_on=day, last_day=day, state="kept", paid=zero)
    return PROMISES, outcome


SAMPLES = samples()
CASES = [
    pytest.param(value, id=f"{name}-{place}")
    for name, found in SAMPLES.items()
    for place, value in enumerate(found[:3])
]
ATTRS = [case for case in CASES if attrs.has(type(case.values[0]))]
NAMES = {name: value for room in rooms() for name, value in vars(room).items() if not name.startswith("_")}
CODES = {code: currency(code) for code in ("EUR", "JPY", "KWD", "USD", "CLF")}
NAMES |= {"datetime": datetime, "Decimal": Decimal, "Fraction": Fraction} | CODES


def test_every_kind_of_value_is_tested_here():
    """Nothing public is left out."""
    assert set(public_values()) - set(SAMPLES) == set()


@pytest.mark.parametrize("value", CASES)
def test_a_copy_is_the_same_value(value):
    """Through pickle, copy and deepcopy: equal, with the same hash and the same repr."""
    for other in (pickle.loads(pickle.dumps(value)), copy.copy(value), copy.deepcopy(value)):
        assert other == value
        assert hash(other) == hash(value)
        assert repr(other) == repr(value)
        assert str(other) == str(value)


@pytest.mark.parametrize("value", [case for case in CASES if type(case.values[0]).__name__ not in SUMMARISED])
def test_repr_rebuilds_the_value(value):
    """With the public names in scope."""
    assert eval(repr(value), dict(NAMES)) == value


@pytest.mark.parametrize("value", ATTRS)
def test_values_are_frozen(value):
    """No field can be set or deleted, and none can be added."""
    for name in [*(field.name for field in attrs.fields(type(value))), "something_new"]:
        with pytest.raises(AttributeError):
            setattr(value, name, None)
        with pytest.raises(AttributeError):
            delattr(value, name)
    assert not hasattr(value, "__dict__")


@pytest.mark.parametrize("value", ATTRS)
def test_values_hold_nothing_that_can_change(value):
    """Tuples, not lists; no dictionaries, no sets."""
    for field in attrs.fields(type(value)):
        held = getattr(value, field.name)
        assert not isinstance(held, list | dict | set | bytearray), field.name


@pytest.mark.parametrize("value", ATTRS)
def test_lists_are_taken_over_as_tuples(value):
    """What the caller does with the list afterwards changes nothing."""
    for field in attrs.fields(type(value)):
        held = getattr(value, field.name)
        if field.init and type(held) is tuple:
            given = list(held)
            other = attrs.evolve(value, **{field.name: given})
            given.clear()
            assert type(getattr(other, field.name)) is tuple, field.name
            assert getattr(other, field.name) == held


@pytest.mark.parametrize("value", CASES)
def test_values_differ_from_everything_else(value):
    """Equality is decided by kind and content."""
    for other in (None, 0, "", repr(value), object()):
        assert value != other
    for case in CASES:
        other = case.values[0]
        if attrs.has(type(value)) and type(other) is not type(value):
            assert value != other


def test_the_catalogue_shows_its_kinds_without_giving_them_away():
    """As a mapping that cannot be written to."""
    assert isinstance(STANDARD.kinds, Mapping)
    assert not isinstance(STANDARD.kinds, dict)
