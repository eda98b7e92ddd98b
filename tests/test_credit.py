"""Credit: exposure in components, limits, hold rules, and the decision on an order with all of its reasons."""

from __future__ import annotations

import json
from datetime import date, timedelta
from fractions import Fraction

import attrs
import pytest
from golden_adapters import credit_limit, overdue_state
from hypothesis import given
from hypothesis import strategies as st
from oracle import credit as oracle

from receivables import (
    Account,
    CreditNote,
    CreditNoteIssued,
    CurrencyMismatchError,
    DisputeClosed,
    DisputeOpened,
    HoldLifted,
    HoldPlaced,
    InvalidValueError,
    Invoice,
    InvoiceIssued,
    LimitSet,
    Money,
    Payment,
    PaymentReceived,
    PaymentReversed,
    PromiseMade,
    WrittenOff,
)
from receivables.catalogue import STANDARD, dump
from receivables.credit import (
    COMPONENTS,
    BrokenPromises,
    Conditions,
    Credit,
    CreditFile,
    Exposure,
    HoldRule,
    Insurance,
    Limits,
    Order,
    OverdueState,
    OverdueStates,
    SegmentOffer,
    Standing,
    last_failure,
    suggest_limit,
)
from receivables.errors import PolicyDocumentError
from receivables.testing import FIRST_DAY, accounts, days, money

DAY = date(2026, 3, 31)
VERDICTS = ("approve", "warn", "hold")


def eur(text):
    return Money(text, "EUR")


def invoice(number="F-1", total="900.00", due=date(2026, 2, 14), unit="EUR", issued=date(2026, 1, 15)):
    return InvoiceIssued(Invoice(number, "C-1", total=Money(total, unit), issued_on=issued, due_on=due))


def position(*events, unit="EUR", day=DAY):
    return Account("C-1", unit, events).as_of(day)


NOTHING = position()


# What tests draw from

optional_days = st.none() | st.integers(-20, 120)
names = st.lists(st.sampled_from(["late", "worse", "DO_NOT_HONOR"]), max_size=2, unique=True)
promises = st.builds(
    BrokenPromises, at_least=st.integers(1, 2), within_days=st.integers(0, 90), tolerance_days=st.integers(0, 5)
)
KINDS = ("min_count", "min_total", "min_days", "last_failure_in", "broken_promises", "on_hold", "states")


def some_conditions(*kinds):
    """Conditions of some kinds, at least one of them."""
    each = {
        "min_count": st.none() | st.integers(0, 4),
        "min_total": st.none() | money(most=2_000),
        "min_days": optional_days,
        "last_failure_in": names,
        "broken_promises": st.none() | promises,
        "on_hold": st.lists(st.sampled_from(["dispute", "promise", "legal", "grace"]), max_size=2),
        "states": names,
    }
    drawn = {kind: each[kind] for kind in kinds} | {"counted_from": optional_days}
    given = st.fixed_dictionaries(drawn).filter(lambda found: any(found[kind] not in (None, (), []) for kind in kinds))
    return given.map(lambda found: Conditions(**found))


conditions = some_conditions(*KINDS)
actions = st.sampled_from(("warn", "hold"))
rules = st.lists(st.tuples(conditions, actions), max_size=3).map(
    lambda drawn: [HoldRule(f"rule {place}", when, action) for place, (when, action) in enumerate(drawn)]
)
components = st.lists(st.sampled_from(COMPONENTS), unique=True)
state_lists = st.lists(
    st.tuples(st.sampled_from(["late", "worse"]), some_conditions(*KINDS[:-1])), min_size=1, max_size=3
).map(lambda drawn: OverdueStates([OverdueState(*each) for each in drawn]))
policies = st.builds(
    Credit,
    components=components,
    horizon_days=st.none() | st.integers(0, 60),
    over_limit=actions,
    component_limits=st.dictionaries(st.sampled_from(COMPONENTS), money(), max_size=2),
    uninsured=actions,
    rules=rules,
    basis=st.sampled_from(("due", "issue")),
)
orders = st.lists(st.tuples(days(), money()), max_size=3)
covers = st.none() | st.builds(
    Insurance, amount=money(), percent=st.sampled_from(["90", "100", "100/3"]), expires_on=st.none() | days()
)
groups = st.lists(st.integers(-500, 2_000), max_size=2)
limits = st.none() | money(most=3_000)
files = st.fixed_dictionaries(
    {
        "unbilled": st.none() | money(),
        "orders": orders,
        "limit": limits,
        "group_limit": limits,
        "insurance": covers,
        "state": st.none() | st.sampled_from(["late", "worse"]),
        "last_failure": st.none() | st.sampled_from(["DO_NOT_HONOR", "LOST_CARD"]),
    }
).map(lambda found: CreditFile(**found))
books = accounts(most=3, late=False)
asked = money(most=2_000)


def in_group(account, totals):
    """What the other accounts of the group have at risk."""
    return [Exposure.of({"open_items": account.open.with_minor(minor)}, currency="EUR") for minor in totals]


# Exposure


@given(books, days(), policies, files)
def test_the_exposure_is_the_sum_of_its_lines(book, day, policy, file):
    """Those that count; and it is what a clerk adds up."""
    account = book.as_of(day)
    exposure = policy.exposure(account, as_of=day, file=file)
    assert exposure.total.minor == sum(line.amount.minor for line in exposure.lines if line.counts)
    assert tuple(line.component for line in exposure.lines) == COMPONENTS
    horizon = None if policy.horizon_days is None else day + timedelta(days=policy.horizon_days)
    assert exposure.total.minor == oracle.exposure(
        account,
        day,
        unbilled=0 if file.unbilled is None else file.unbilled.minor,
        orders=[(order.ship_on, order.amount.minor) for order in file.orders],
        horizon=horizon,
        components=policy.components,
    )


@given(books, days(), files)
def test_what_the_ledger_knows_is_the_balance(book, day, file):
    """Open items and those in dispute, less unapplied cash."""
    account = book.as_of(day)
    policy = Credit(components=["open_items", "in_dispute", "unapplied_cash"])
    assert policy.exposure(account, as_of=day, file=file).total == account.balance


@given(books, days(), policies, files, st.sampled_from(COMPONENTS))
def test_a_component_that_is_switched_off_takes_its_line_away(book, day, policy, file, component):
    """And nothing else."""
    account = book.as_of(day)
    whole = attrs.evolve(policy, components=COMPONENTS).exposure(account, as_of=day, file=file)
    fewer = [each for each in COMPONENTS if each != component]
    without = attrs.evolve(policy, components=fewer).exposure(account, as_of=day, file=file)
    assert without.total == whole.total - whole.amount(component)
    assert without.amount(component) == whole.amount(component)


@given(st.lists(st.dictionaries(st.sampled_from("abc"), money() | orders, max_size=3), min_size=1, max_size=4), days())
def test_a_group_is_the_sum_of_its_accounts(given_components, horizon):
    """Component by component, in whatever order."""
    exposures = [Exposure.of(each, currency="EUR", horizon=horizon, included=["a", "c"]) for each in given_components]
    group = Exposure.combined(exposures)
    assert group.total == Money.total((each.total for each in exposures), currency="EUR")
    for component in "abc":
        assert group.amount(component) == Money.total((each.amount(component) for each in exposures), currency="EUR")
    assert Exposure.combined(exposures[::-1]).total == group.total


# The decision


@given(books, days(), policies, files, asked, groups)
def test_an_order_is_approved_where_there_is_no_reason(book, day, policy, file, amount, others):
    """And only there; asked again, the answer is the same, also where the items come in another order."""
    account = book.as_of(day)
    file = attrs.evolve(file, group=in_group(account, others))
    decision = policy.decide(account, order=amount, as_of=day, file=file)
    assert (decision.verdict == "approve") == (not decision.reasons)
    assert decision.verdict == max(["approve", *(each.action for each in decision.reasons)], key=VERDICTS.index)
    assert policy.decide(account, order=amount, as_of=day, file=file) == decision
    turned = attrs.evolve(account, items=account.items[::-1], unapplied_cash=account.unapplied_cash[::-1])
    assert policy.decide(turned, order=amount, as_of=day, file=file) == decision
    assert json.loads(json.dumps(decision.to_dict()))["verdict"] == decision.verdict
    assert decision.explain().count("\n") == 1 + len(COMPONENTS) + len(decision.reasons)


@given(books, days(), policies, files, asked, groups, money(), st.sampled_from(["limit", "group_limit", "insurance"]))
def test_a_higher_limit_never_makes_it_worse(book, day, policy, file, amount, others, more, which):
    """That of the customer, of the group, of a component, or the cover; nor does none at all."""
    account = book.as_of(day)
    file = attrs.evolve(file, group=in_group(account, others))
    before = policy.decide(account, order=amount, as_of=day, file=file)
    raised = getattr(file, which)
    if isinstance(raised, Insurance):
        raised = attrs.evolve(raised, amount=raised.amount + more)
    elif raised is not None:
        raised = raised + more
    looser = [(c, limit + more) for c, limit in policy.component_limits]
    for other_policy, other_file in (
        (policy, attrs.evolve(file, **{which: raised})),
        (policy, attrs.evolve(file, **{which: None})),
        (policy, attrs.evolve(file, unlimited=True)),
        (attrs.evolve(policy, component_limits=looser), file),
    ):
        after = other_policy.decide(account, order=amount, as_of=day, file=other_file)
        assert VERDICTS.index(after.verdict) <= VERDICTS.index(before.verdict)
        assert {each.name for each in after.reasons} <= {each.name for each in before.reasons}


@given(books, days(), policies, files, asked, money(), days(), groups)
def test_a_larger_order_never_makes_it_better(book, day, policy, file, amount, more, ship_on, others):
    """Every reason stays."""
    account = book.as_of(day)
    file = attrs.evolve(file, group=in_group(account, others))
    small = policy.decide(account, order=Order(ship_on, amount), as_of=day, file=file)
    large = policy.decide(account, order=Order(ship_on, amount + more), as_of=day, file=file)
    assert {each.name for each in small.reasons} <= {each.name for each in large.reasons}
    assert VERDICTS.index(small.verdict) <= VERDICTS.index(large.verdict)
    assert small.headroom == large.headroom


@given(books, days(), policies, files, asked, st.data())
def test_a_paid_invoice_never_makes_it_worse(book, day, policy, file, amount, data):
    """Whichever it is, and however much of it."""
    account = book.as_of(day)
    if not account.open_items:
        return
    item = data.draw(st.sampled_from(account.open_items))
    part = item.open.with_minor(data.draw(st.integers(0, item.open.minor)))
    paid = attrs.evolve(item, paid=item.paid + part, history=())
    items = [paid if each is item else each for each in account.items]
    before = policy.decide(account, order=amount, as_of=day, file=file)
    after = policy.decide(attrs.evolve(account, items=items), order=amount, as_of=day, file=file)
    assert VERDICTS.index(after.verdict) <= VERDICTS.index(before.verdict)
    assert {each.name for each in after.reasons} <= {each.name for each in before.reasons}


@given(books, days(), policies, files, groups)
def test_the_headroom_is_the_largest_order_under_all_limits(book, day, policy, file, others):
    """It passes, and a cent more does not; where it is below zero, no order does."""
    account, policy = book.as_of(day), attrs.evolve(policy, rules=())
    file = attrs.evolve(file, group=in_group(account, others))
    found = policy.decide(account, as_of=day, file=file)
    room = found.headroom
    assert (found.verdict == "approve") == (room is None or room.minor >= 0)
    if room is None or room.minor < 0:
        order = Money("1000000.00", "EUR")
        assert policy.decide(account, order=order, as_of=day, file=file).verdict == found.verdict or room is not None
        return
    assert not policy.decide(account, order=room, as_of=day, file=file).reasons
    assert policy.decide(account, order=room + Money("0.01", "EUR"), as_of=day, file=file).reasons


# Hold rules and overdue states


@given(books, days(), conditions, st.sampled_from(["due", "issue"]), names, st.none() | st.sampled_from(["late"]))
def test_hold_rules_hold_where_a_clerk_finds_that_they_do(book, day, when, basis, failures, state):
    """On accounts with everything in them."""
    account, failure = book.as_of(day), failures[0] if failures else None
    standing = Standing(account, as_of=day, basis=basis, last_failure=failure, state=state)
    found = when.check(standing)
    assert (found is not None) == oracle.rule_holds(when, account, day, basis, failure, state)
    assert found is None or found.because


@given(books, days(), days(), conditions)
def test_rules_look_at_the_day_that_is_asked_about(book, known, later, when):
    """Days count to the day of the question, which may be later than that of the position."""
    account, day = book.as_of(min(known, later)), max(known, later)
    found = when.check(Standing(account, as_of=day))
    assert (found is not None) == oracle.rule_holds(when, account, day, "due")


@given(books, days(), some_conditions("min_count", "min_total", "min_days"))
def test_paying_what_a_remedy_says_ends_the_reason(book, day, when):
    """The oldest first, on its documents."""
    account = book.as_of(day)
    found = when.check(Standing(account, as_of=day))
    if found is None or found.cure is None:
        return
    left, items = found.cure.amount.minor, []
    for item in account.items:
        since = when.counted_from
        counted = since is None or item.days_past_due(day) >= since
        named = {item.document, item.label} & set(found.cure.documents)
        part = min(left, item.open.minor) if named and counted else 0
        left -= part
        items.append(attrs.evolve(item, paid=item.paid + item.open.with_minor(part), history=()))
    assert left == 0
    assert when.check(Standing(attrs.evolve(account, items=items), as_of=day)) is None


@given(books, days(), state_lists)
def test_the_worst_state_that_fits_is_the_state(book, day, policy):
    """Clear where none does."""
    account = book.as_of(day)
    fits = [each.name for each in policy.states if oracle.rule_holds(each.when, account, day, "due")]
    assert policy.state(account, as_of=day).name == (fits or ["clear"])[0]


amounts = st.integers(1, 30).map(lambda units: f"{units}.00")
golden_days = st.integers(0, 60).map(lambda lag: (FIRST_DAY + timedelta(days=lag)).isoformat())
golden_events = st.fixed_dictionaries(
    {
        "date": golden_days,
        "kind": st.sampled_from(["payment", "payment", "credit", "refund", "chargeback", "chargeback_reversal"]),
        "amount": amounts | st.just("10.00"),
    }
)
golden_invoices = st.fixed_dictionaries(
    {"id": st.just("I"), "issue_date": golden_days, "due_date": golden_days, "amount": amounts | st.just("10.00")},
    optional={"draft": st.booleans(), "events": st.lists(golden_events, max_size=5)},
)
golden_when = st.fixed_dictionaries(
    {},
    optional={
        "min_unpaid_count": st.integers(0, 3),
        "min_unpaid_total": amounts,
        "min_days": st.integers(-5, 60),
        "last_failure_in": st.just(["A", "B"]),
    },
).filter(bool)
golden_states = st.fixed_dictionaries(
    {
        "as_of": golden_days,
        "currency": st.just("EUR"),
        "age_from": st.sampled_from(["issue", "due"]),
        "states": st.lists(
            st.fixed_dictionaries({"name": st.sampled_from("XYZ"), "when": golden_when}), min_size=1, max_size=3
        ),
        "invoices": st.lists(golden_invoices, max_size=3),
    },
    optional={"last_failure": st.sampled_from("ABC")},
)


@given(golden_states)
def test_overdue_states_of_random_cases(case):
    """Money that comes, goes back and comes again: what is left is a plain sum."""
    assert overdue_state.answer(case) == {"state": oracle.state_of(case)}


@given(
    st.dictionaries(st.sampled_from("abcd"), st.integers(-20, 90)),
    st.dictionaries(st.sampled_from("abcd"), st.integers(-20, 90)),
    st.dictionaries(st.sampled_from("abcd"), st.integers(0, 90)),
    st.none() | st.integers(0, 200),
    st.none() | st.lists(st.sampled_from("abcd"), unique=True),
)
def test_limit_checks_of_random_cases(exposure, requested, single, limit, included):
    """Over only when strictly greater, the total first, then components by name."""
    words = {"question": "check", "currency": "JPY", "limit": None if limit is None else str(limit)}
    for name, amounts_of in (("exposure", exposure), ("requested", requested), ("component_limits", single)):
        words[name] = {component: str(units) for component, units in amounts_of.items()}
    if included is not None:
        words["included"] = included
    counting = [name for name in "abcd" if included is None or name in included]
    before = sum(exposure.get(name, 0) for name in counting)
    after = before + sum(requested.get(name, 0) for name in counting)
    over = ["total"] if limit is not None and after > limit else []
    over += [name for name in sorted(single) if exposure.get(name, 0) + requested.get(name, 0) > single[name]]
    told = {"exposure": str(before), "exposure_after": str(after), "exceeded": bool(over), "over": over}
    assert credit_limit.answer(words) == told


# Examples: exposure and limits


def test_the_day_of_the_horizon_counts():
    """An order that ships on it does, one a day later does not."""
    file = CreditFile(orders=[(DAY + timedelta(days=30), eur("20.00")), (DAY + timedelta(days=31), eur("40.00"))])
    exposure = Credit(horizon_days=30).exposure(NOTHING, as_of=DAY, file=file)
    assert (exposure.total, exposure.lines[-1].later) == (eur("20.00"), eur("40.00"))
    assert Credit(horizon_days=31).exposure(NOTHING, as_of=DAY, file=file).total == eur("60.00")
    assert Credit().exposure(NOTHING, as_of=DAY, file=file).total == eur("60.00")
    last = date.max
    assert Credit(horizon_days=31).exposure(position(day=last), as_of=last, file=file).total == eur("60.00")


def test_what_is_in_dispute_may_be_left_out():
    """The part in dispute is a component of its own."""
    account = position(invoice(), DisputeOpened("F-1", amount=eur("300.00"), on=date(2026, 3, 1), reason="damaged"))
    exposure = Credit(components=["open_items"]).exposure(account, as_of=DAY)
    assert (exposure.total, exposure.amount("in_dispute")) == (eur("600.00"), eur("300.00"))
    assert Credit().exposure(account, as_of=DAY).total == eur("900.00")
    opened = DisputeOpened("F-1", on=date(2026, 3, 1), reason="damaged")
    settled = position(invoice(), opened, DisputeClosed("F-1", on=DAY))
    assert Credit().exposure(settled, as_of=DAY).amount("in_dispute") == eur("0.00")


def test_a_position_of_a_later_day_is_refused():
    """It holds what happened since, so that its figures are not those of the day that is asked about."""
    before, states = date(2026, 3, 30), OverdueStates([OverdueState("late", Conditions(min_days=1))])
    for ask in (Credit().exposure, Credit().decide, Standing, states.state):
        with pytest.raises(InvalidValueError, match="'as_of' must be 2026-03-31, the day of the position, or later"):
            ask(NOTHING, as_of=before)
    with pytest.raises(InvalidValueError, match="'as_of' must be 2026-03-31"):
        suggest_limit(NOTHING, as_of=before, terms_days=30)


def test_a_customer_in_credit_has_more_room_than_the_limit():
    """The exposure is negative; a limit of zero is a real one."""
    paid = PaymentReceived(Payment("P-1", "C-1", amount=eur("50.00"), paid_on=DAY))
    policy, file = Credit(), CreditFile(limit=eur("0.00"))
    decision = policy.decide(position(paid), order=eur("50.00"), as_of=DAY, file=file)
    assert (decision.exposure.total, decision.headroom, decision.verdict) == (eur("-50.00"), eur("50.00"), "approve")
    assert policy.decide(position(paid), order=eur("50.01"), as_of=DAY, file=file).verdict == "hold"
    assert policy.decide(NOTHING, order=eur("0.00"), as_of=DAY, file=file).verdict == "approve"
    assert policy.decide(NOTHING, order=eur("0.01"), as_of=DAY, file=file).verdict == "hold"


@pytest.mark.parametrize(("unit", "limit", "more"), [("JPY", "1000", "1001"), ("KWD", "1.000", "1.001")])
def test_a_limit_is_exact_to_the_last_unit(unit, limit, more):
    """Whatever digits a currency has."""
    file, account = CreditFile(limit=Money(limit, unit)), position(unit=unit)
    assert Credit().decide(account, order=Money(limit, unit), as_of=DAY, file=file).verdict == "approve"
    assert Credit().decide(account, order=Money(more, unit), as_of=DAY, file=file).verdict == "hold"


@pytest.mark.parametrize(
    "file",
    [
        {"unbilled": Money("1.00", "USD")},
        {"orders": [(DAY, Money("1.00", "USD"))]},
        {"limit": Money("1.00", "USD")},
        {"group_limit": Money("1.00", "USD")},
        {"insurance": Insurance(amount=Money("1.00", "USD"))},
        {"group": [Exposure.of({}, currency="USD")]},
    ],
)
def test_currencies_are_not_mixed(file):
    """Nothing is converted silently, in the file, the order, the policy or the account."""
    with pytest.raises(CurrencyMismatchError):
        Credit().decide(NOTHING, as_of=DAY, file=CreditFile(**file))
    with pytest.raises(CurrencyMismatchError):
        Credit().decide(NOTHING, order=Money("1.00", "USD"), as_of=DAY)
    with pytest.raises(CurrencyMismatchError):
        Credit(component_limits={"orders": Money("1.00", "USD")}).decide(NOTHING, as_of=DAY)
    states = OverdueStates([OverdueState("late", Conditions(min_total=Money("1.00", "USD")))])
    with pytest.raises(CurrencyMismatchError):
        states.state(NOTHING, as_of=DAY)


def test_a_limit_of_the_group_looks_at_all_of_its_accounts():
    """The tighter of the two holds for the account, that of the group for all together."""
    other = Exposure.of({"open_items": eur("800.00")}, currency="EUR")
    file = CreditFile(limit=eur("500.00"), group_limit=eur("1000.00"), group=[other])
    decision = Credit().decide(NOTHING, order=eur("300.00"), as_of=DAY, file=file)
    assert [(each.name, each.because) for each in decision.reasons] == [
        ("limit of the group", "1100.00 EUR is 100.00 EUR over the limit of the group of 1000.00 EUR")
    ]
    assert (decision.limit, decision.limit_from, decision.headroom) == (eur("500.00"), "given", eur("200.00"))
    tight = Credit().decide(NOTHING, as_of=DAY, file=attrs.evolve(file, group_limit=eur("400.00"), group=()))
    assert (tight.limit, tight.limit_from) == (eur("400.00"), "group")
    free = Credit().decide(NOTHING, order=eur("9000.00"), as_of=DAY, file=attrs.evolve(file, unlimited=True))
    assert (free.verdict, free.limit, free.limit_from, free.headroom) == ("approve", None, "unlimited", None)


def test_cover_counts_through_the_day_on_which_it_expires():
    """Then nothing is covered; more than the cover is a warning, or whatever the policy says."""
    cover = Insurance(amount=eur("1000.00"), percent="90", expires_on=DAY)
    file = CreditFile(insurance=cover)
    within = Credit().decide(NOTHING, order=eur("1000.00"), as_of=DAY, file=file)
    assert (within.verdict, within.insured) == ("approve", eur("900.00"))
    over = Credit(uninsured="hold").decide(NOTHING, order=eur("1000.01"), as_of=DAY, file=file)
    assert (over.verdict, over.reasons[0].name, over.insured) == ("hold", "cover of the insurance", eur("900.00"))
    account = position(day=DAY + timedelta(days=1))
    expired = Credit().decide(account, order=eur("0.01"), as_of=DAY + timedelta(days=1), file=file)
    assert (expired.verdict, expired.insured) == ("warn", eur("0.00"))
    assert Credit().decide(account, as_of=DAY + timedelta(days=1), file=file).verdict == "approve"
    assert Insurance(amount=eur("1.00"), percent="100/3").insured(eur("1.00"), as_of=DAY) == eur("0.33")
    assert cover.insured(eur("-5.00"), as_of=DAY) == eur("0.00")


def test_terms_and_limit_follow_the_segment_where_the_customer_has_none():
    """A limit of the customer goes before; a segment that is not there is refused by name."""
    policy = Credit(
        offers=[
            SegmentOffer("regular", terms="2/10 net 30", limit=eur("500.00")),
            SegmentOffer("trusted", terms="net 60"),
            SegmentOffer("new", terms="due on receipt", limit=eur("0.00")),
        ]
    )

    def decide(**file):
        return policy.decide(NOTHING, order=eur("400.00"), as_of=DAY, file=CreditFile(**file))

    regular = decide(segment="regular")
    assert (regular.verdict, regular.limit_from, regular.terms) == ("approve", "segment regular", "2/10 net 30")
    assert decide(segment="new").verdict == "hold"
    assert (decide(segment="trusted").limit, decide(segment="trusted").limit_from) == (None, "no limit")
    assert decide(segment="regular", limit=eur("300.00")).verdict == "hold"
    assert (decide().terms, decide().limit) == (None, None)
    with pytest.raises(InvalidValueError, match="'segment' must be a segment that the policy has an offer for"):
        decide(segment="unknown")


def test_every_reason_is_told_at_once():
    """The worst action is the verdict."""
    policy = Credit(
        over_limit="warn",
        rules=[
            HoldRule("old debt", Conditions(min_total=eur("500.00"), counted_from=30)),
            HoldRule("many", Conditions(min_count=3), "warn"),
            HoldRule("bounced", Conditions(last_failure_in=["NO_FUNDS"]), "warn"),
        ],
    )
    file = CreditFile(limit=eur("1000.00"), last_failure="NO_FUNDS")
    decision = policy.decide(position(invoice()), order=eur("250.00"), as_of=DAY, file=file)
    assert decision.verdict == "hold"
    assert [(each.action, each.name) for each in decision.reasons] == [
        ("warn", "limit"),
        ("hold", "old debt"),
        ("warn", "bounced"),
    ]
    assert str(decision.reasons[1].remedy) == "pay 400.01 EUR on F-1"
    assert decision.reasons[2].remedy is None


def test_broken_promises_count_in_their_window():
    """On its first day they still do."""
    promise = PromiseMade(eur("900.00"), promised_on=date(2026, 3, 1), invoices=["F-1"], on=date(2026, 2, 20))
    account = position(invoice(), promise)

    def held(**rule):
        when = Conditions(broken_promises=BrokenPromises(**rule))
        return when.check(Standing(account, as_of=DAY)) is not None

    assert [held(within_days=days_back) for days_back in (29, 30)] == [False, True]
    assert held(within_days=29, tolerance_days=1)
    assert not held(within_days=30, at_least=2)


def test_a_state_of_the_account_holds_an_order():
    """As the policy finds it, or as the caller knows it."""
    states = OverdueStates([OverdueState("blocked", Conditions(min_days=30))])
    policy = Credit(states=states, rules=[HoldRule("state", Conditions(states=["blocked"]))])
    decision = policy.decide(position(invoice()), as_of=DAY)
    assert (decision.state, decision.verdict) == ("blocked", "hold")
    assert policy.decide(position(invoice()), as_of=DAY, file=CreditFile(state="clear")).verdict == "approve"
    assert policy.decide(NOTHING, as_of=DAY).state == "clear"


def test_the_last_failure_is_the_reason_of_the_last_reversal():
    """By a day, as it was known by another; a reversal without a reason has no code."""
    paid = [
        PaymentReceived(Payment(name, "C-1", amount=eur("1.00"), paid_on=date(2026, 3, 1))) for name in ("P-1", "P-2")
    ]
    first = PaymentReversed("P-1", on=date(2026, 3, 5), reason="NO_FUNDS")
    second = PaymentReversed("P-2", on=date(2026, 3, 9), reason="CLOSED", recorded_on=date(2026, 3, 20))
    events = Account("C-1", "EUR", [*paid, second, first]).events
    assert last_failure(events, as_of=date(2026, 3, 4)) is None
    assert last_failure(events, as_of=date(2026, 3, 5)) == "NO_FUNDS"
    assert last_failure(events, as_of=DAY) == "CLOSED"
    assert last_failure(events, as_of=DAY, known_by=date(2026, 3, 19)) == "NO_FUNDS"
    assert last_failure([attrs.evolve(second, reason=""), first], as_of=DAY) is None


def test_the_limit_of_the_account_is_the_last_one_set():
    """It goes before that of the segment, also where it is none, and behind one that is given."""
    policy = Credit(offers=[SegmentOffer("regular", terms="net 30", limit=eur("500.00"))])
    set_to = [LimitSet(eur("300.00"), on=date(2026, 1, 1)), LimitSet(None, on=date(2026, 3, 1))]
    for day, limit, whose in [
        (date(2025, 12, 31), eur("500.00"), "segment regular"),
        (date(2026, 1, 1), eur("300.00"), "set on 2026-01-01"),
        (date(2026, 3, 1), None, "no limit"),
    ]:
        decision = policy.decide(position(*set_to, day=day), as_of=day, file=CreditFile(segment="regular"))
        assert (decision.limit, decision.limit_from) == (limit, whose)
    given_limit = policy.decide(position(*set_to), as_of=DAY, file=CreditFile(limit=eur("7.00")))
    assert (given_limit.limit, given_limit.limit_from) == (eur("7.00"), "given")


def test_an_account_that_is_on_hold_may_hold_its_orders():
    """Through the last day of the hold, and not once it is lifted."""
    rule = Credit(rules=[HoldRule("proceedings", Conditions(on_hold=["insolvency", "legal"]))])
    placed = HoldPlaced("legal", until=date(2026, 3, 30), on=date(2026, 3, 1), reason="order for payment")

    def verdict(day, *events):
        return rule.decide(position(*events, day=day), as_of=day).verdict

    found = rule.decide(position(placed, day=date(2026, 3, 30)), as_of=date(2026, 3, 30))
    assert found.reasons[0].because == "legal on all of the account since 2026-03-01"
    assert verdict(date(2026, 2, 28), placed) == verdict(DAY, placed) == "approve"
    assert verdict(date(2026, 3, 20), placed, HoldLifted("legal", on=date(2026, 3, 20))) == "approve"
    with pytest.raises(InvalidValueError, match="'on_hold' must be one of 'dispute', 'promise', 'grace'"):
        Conditions(on_hold=["legel"])


# A suggested limit


def test_a_suggested_limit_is_what_is_bought_in_the_time_of_the_terms():
    """Monthly purchases x months of terms x what the record is worth, rounded down."""
    due = date(2026, 2, 14)
    late = PaymentReceived(Payment("P-2", "C-1", amount=eur("100.00"), paid_on=date(2026, 3, 1), remittance=["F-2"]))
    prompt = PaymentReceived(Payment("P-1", "C-1", amount=eur("1100.00"), paid_on=due, remittance=["F-1"]))
    account = position(invoice("F-1", "1100.00"), invoice("F-2", "100.00"), prompt, late)
    found = suggest_limit(account, as_of=DAY, terms_days=45)
    assert (found.purchases, found.on_time) == (eur("1200.00"), Fraction(275, 3))
    assert (found.factor, found.limit) == (1, eur("150.00"))
    assert found.explain().splitlines()[-1] == "  x 1 for 91.7 % paid on time"
    assert found.to_dict()["on_time"] == "275/3"
    generous = suggest_limit(account, as_of=DAY, terms_days=45, factors=[("90", "2"), ("0", "1")])
    assert generous.limit == eur("300.00")
    assert suggest_limit(account, as_of=DAY, terms_days=45, factors=[("99", "2")]).limit == eur("0.00")


def test_no_limit_is_suggested_without_a_record():
    """Nothing fell due yet, or only on the day itself."""
    for account in (NOTHING, position(invoice(due=DAY))):
        found = suggest_limit(account, as_of=DAY, terms_days=30)
        assert (found.limit, found.factor, found.on_time) == (None, None, None)
        assert found.explain().endswith("no record of payment")


def test_credit_notes_are_not_bought_and_what_is_written_off_is_not_paid():
    """Both are settled all the same."""
    note = CreditNoteIssued(CreditNote("CN-1", "C-1", total=eur("300.00"), issued_on=date(2026, 2, 1), invoice="F-1"))
    lost = WrittenOff("F-1", on=date(2026, 2, 10), reason="insolvent")
    found = suggest_limit(position(invoice(), note, lost), as_of=DAY, terms_days=30)
    assert (found.purchases, found.on_time, found.limit) == (eur("600.00"), 0, eur("0.00"))


@given(books, days(), st.integers(0, 120), st.integers(1, 24))
def test_a_suggestion_grows_with_the_terms_and_follows_its_working(book, day, terms_days, months):
    """And is never more than what is bought in the time of the terms and a half."""
    account = book.as_of(day)
    found = suggest_limit(account, as_of=day, terms_days=terms_days, months=months)
    longer = suggest_limit(account, as_of=day, terms_days=terms_days + 30, months=months)
    assert (found.limit is None) == (found.on_time is None) == (longer.limit is None)
    if found.limit is not None:
        assert found.limit <= longer.limit
        exactly = Fraction(found.purchases.minor * terms_days, months * 30) * found.factor
        assert found.limit.minor == exactly.numerator // exactly.denominator


# Policies as documents


@given(policies, state_lists, st.lists(st.tuples(limits, st.sampled_from(["net 30", "2/10 net 30"])), max_size=2))
def test_a_policy_is_its_document(policy, states, offered):
    """Dumped and read again it is the same."""
    offers = [SegmentOffer(f"S-{n}", terms=terms, limit=limit) for n, (limit, terms) in enumerate(offered)]
    whole = attrs.evolve(policy, offers=offers)
    if all(set(rule.when.states) <= {state.name for state in states.states} for rule in policy.rules):
        whole = attrs.evolve(whole, states=states)
    for each in (whole, states):
        assert STANDARD.loads(json.dumps(dump(each)), format="json") == each


DOCUMENT = """
kind = "credit"
version = 1
horizon_days = 30
component_limits = [["orders", "4000.00 EUR"]]

[[rules]]
name = "old debt"
when = {min_total = "500.01 EUR", counted_from = 30}

[[rules]]
name = "unreliable"
action = "warn"
when = {broken_promises = {at_least = 2, within_days = 180}}

[states]
kind = "overdue-states"
version = 1
states = [{name = "blocked", when = {min_days = 60, min_count = 2}}]

[[offers]]
segment = "regular"
terms = "net 30"
limit = "5000.00 EUR"
"""


def test_a_document_reads_as_the_trade_speaks():
    """TOML in, the policy out."""
    assert STANDARD.loads(DOCUMENT) == Credit(
        horizon_days=30,
        component_limits={"orders": eur("4000.00")},
        rules=[
            HoldRule("old debt", Conditions(min_total=eur("500.01"), counted_from=30)),
            HoldRule("unreliable", Conditions(broken_promises=BrokenPromises(at_least=2, within_days=180)), "warn"),
        ],
        states=OverdueStates([OverdueState("blocked", Conditions(min_days=60, min_count=2))]),
        offers=[SegmentOffer("regular", terms="net 30", limit=eur("5000.00"))],
    )


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (
            '"500.01 EUR"',
            '"500.01"',
            'rules[0].when.min_total: expected an amount with its currency, like "500',
        ),
        ('"500.01 EUR"', "500.01", 'rules[0].when.min_total: expected an amount with its currency, like "500'),
        ('"500.01 EUR"', '"500.011 EUR"', "rules[0].when.min_total: expected an amount with its currency"),
        ('"500.01 EUR"', '"500.01 USD"', "rules[0].when.min_total: expected in EUR, as component_limits[0] is"),
        ('"5000.00 EUR"', '"5000.00 USD"', "offers[0].limit: expected in EUR, as component_limits[0] is"),
        ('"5000.00 EUR"', '"-1.00 EUR"', "offers[0].limit: expected at least 0"),
        ('"4000.00 EUR"', '"4000.00"', "component_limits[0][1]: expected an amount with its currency"),
        ('"4000.00 EUR"', '"-4000.00 EUR"', "component_limits: expected a mapping from component to limit"),
        ('"orders"', '"order"', "component_limits: expected limits for some of open_items"),
        ('"old debt"', '"unreliable"', "rules[1].name: expected a name that is not taken yet"),
        ('"blocked"', '"clear"', "states.states[0].name: expected another name than 'clear'"),
        ("min_days = 60,", 'states = ["late"],', "states.states[0].when.states: expected left out"),
        ("counted_from = 30", 'states = ["late"]', "rules[0].when.states: expected names of states: blocked"),
        ('{min_total = "500.01 EUR", counted_from = 30}', "{counted_from = 30}", "rules[0].when.conditions: expected"),
        ("within_days = 180", "within_days = -1", "rules[1].when.broken_promises.within_days: expected a whole number"),
        ('"net 30"', '"soon"', "offers[0].terms: expected"),
        ('kind = "overdue-states"', 'kind = "aging"', "states.kind: expected a kind that can state"),
    ],
)
def test_what_is_wrong_with_a_document_is_told_with_its_path(old, new, problem):
    """Thresholds without a currency, or in another one, too."""
    assert old in DOCUMENT
    with pytest.raises(PolicyDocumentError) as caught:
        STANDARD.loads(DOCUMENT.replace(old, new, 1))
    assert [str(each)[: len(problem)] for each in caught.value.exceptions] == [problem]


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (lambda: Credit(components=["sales"]), "'components' must be some of open_items, in_dispute"),
        (lambda: Credit(components=["orders", "orders"]), "'components' must be some of"),
        (lambda: Credit(over_limit="approve"), "'over_limit' must be one of 'warn', 'hold'"),
        (lambda: Credit(rules=[5]), "'rules' must be hold rules"),
        (Conditions, "'conditions' must be at least one of min_count"),
        (lambda: Conditions(counted_from=30), "'conditions' must be at least one of min_count"),
        (lambda: OverdueStates([]), "'states' must be overdue states"),
        (lambda: Limits(individual=eur("-1.00")), "'individual' must be at least 0"),
        (lambda: CreditFile(group=[5]), "'group' must be exposures of the other accounts"),
        (lambda: CreditFile(orders=[eur("5.00")]), "'orders' must be orders, as pairs of ship day and amount"),
        (lambda: Credit().decide(NOTHING, order=eur("-1.00"), as_of=DAY), "'order' must be of at least 0"),
        (lambda: Credit().decide(5, as_of=DAY), "'position' must be a Position"),
        (lambda: Credit().decide(NOTHING, as_of="today"), "'as_of' must be a datetime.date"),
        (lambda: Exposure.combined([]), "'exposures' must be one or more exposures"),
        (lambda: Insurance(amount=eur("1.00"), percent="101"), "'percent' must be from 0 to 100"),
        (lambda: suggest_limit(NOTHING, as_of=DAY, terms_days=30, months=0), "'months' must be a whole number"),
        (lambda: suggest_limit(NOTHING, as_of=DAY, terms_days=30, factors=[("101", "1")]), "'factors' must be pairs"),
    ],
)
def test_the_refusal_names_what_was_expected(make, expected):
    """And where."""
    with pytest.raises(InvalidValueError) as caught:
        make()
    assert str(caught.value).startswith(expected)


@pytest.mark.parametrize("junk", [5, "x", [5], object()])
def test_junk_is_refused_in_words(junk):
    standing = Standing(NOTHING, as_of=DAY)
    asks = [Conditions(min_days=1).check, standing.total, standing.broken]
    asks += [] if junk == 5 else [standing.counted]
    for ask in asks:
        with pytest.raises(InvalidValueError):
            ask(junk)
    with pytest.raises(InvalidValueError, match="'reasons' must be"):
        attrs.evolve(Credit().decide(NOTHING, as_of=DAY), reasons=junk)
