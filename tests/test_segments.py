"""Segments: behaviour as counted by hand, a score that is the sum of its lines, and bands in which nobody moves."""

from __future__ import annotations

import json
from datetime import date, timedelta
from fractions import Fraction

import attrs
import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st
from oracle import behaviour as oracle

from receivables import (
    Account,
    ContactMade,
    CreditNote,
    CreditNoteIssued,
    EarlyDiscounts,
    Installment,
    InvalidValueError,
    Invoice,
    InvoiceIssued,
    Money,
    Payment,
    PaymentReceived,
    PaymentReversed,
    PaymentTerms,
    PromiseMade,
    Tolerance,
    WrittenOff,
)
from receivables.catalogue import STANDARD, dump
from receivables.discounts import NO_DISCOUNTS
from receivables.errors import PolicyDocumentError, ReceivablesError, ReplayError
from receivables.events import DisputeClosed, DisputeOpened, InterestCharged
from receivables.promises import Promises
from receivables.segments import (
    AMOUNTS,
    LONGEST_WALK,
    MEASURES,
    SCORED,
    SEGMENTS,
    Anchor,
    Condition,
    Factor,
    SegmentRule,
    Segments,
    behaviour,
    segment_of,
)
from receivables.testing import LAST_DAY, accounts, currencies, days

ISSUED, DUE = date(2026, 1, 15), date(2026, 2, 14)
WINDOWS = st.sampled_from((1, 30, 90, 365))


def after(days_late):
    return DUE + timedelta(days=days_late)


def invoice(number="F-1", text="100.00", currency="EUR", **fields):
    fields = {"issued_on": ISSUED, "due_on": DUE} | fields
    return InvoiceIssued(Invoice(number, "C-1", total=Money(text, currency), **fields))


def paid(days_late, text="100.00", reference="P-1", number="F-1", currency="EUR"):
    amount = Money(text, currency)
    return PaymentReceived(Payment(reference, "C-1", amount=amount, paid_on=after(days_late), remittance=[number]))


def behave(events, on=100, **given_):
    currency = given_.pop("currency", "EUR")
    return behaviour(Account("C-1", currency, events).as_of(after(on)), as_of=after(on), **given_)


def only(account, which):
    """The account with some of its facts, where they fit together without the others."""
    try:
        return Account(account.customer, account.currency, filter(which, account.events))
    except ReplayError:
        reject()


def figures(found):
    return {name: found.figure(name) for name in MEASURES}


any_account = currencies().flatmap(lambda currency: accounts("C-1", currency))
numbers = st.builds(Fraction, st.integers(-4000, 4000), st.sampled_from((1, 3, 10)))
points = st.builds(Fraction, st.integers(0, 300), st.just(3))


@st.composite
def factors(draw, measure=None, weight=Fraction(100)):
    """A factor whose points rise or fall."""
    at = sorted(draw(st.lists(numbers, min_size=2, max_size=4, unique=True)))
    earned = sorted(draw(st.lists(points, min_size=len(at), max_size=len(at))), reverse=draw(st.booleans()))
    name = measure or draw(st.sampled_from(SCORED))
    anchors = list(zip(at, earned, strict=True))
    return Factor(measure=name, weight=weight, anchors=anchors, unknown=draw(points))


@st.composite
def conditions(draw):
    """A condition with a band, wide or of no width."""
    measure = draw(st.sampled_from(("score", *MEASURES)))
    currency = draw(st.sampled_from(("EUR", "JPY"))) if measure in AMOUNTS else None
    low, high = sorted((draw(numbers), draw(numbers)))
    if draw(st.booleans()):
        return Condition(measure=measure, at_least=high, leave=draw(st.sampled_from((None, low))), currency=currency)
    return Condition(measure=measure, at_most=low, leave=draw(st.sampled_from((None, high))), currency=currency)


@st.composite
def policies(draw):
    """Segments by one to three factors and up to four rules, some of one name."""
    measures = draw(st.lists(st.sampled_from(SCORED), min_size=1, max_size=3, unique=True))
    shares = Money("100.00", "EUR").split(len(measures))
    made = [draw(factors(measure, share.exact)) for measure, share in zip(measures, shares, strict=True)]
    rules = [
        SegmentRule(
            name=draw(st.sampled_from(("good", "slow", "risky", "strategic"))),
            conditions=draw(st.lists(conditions(), min_size=1, max_size=2)),
            customers=draw(st.sampled_from(((), (), ("C-1",), ("C-2", "C-9")))),
            attributes=draw(st.sampled_from(((), (("tier", "A"),)))),
        )
        for _ in range(draw(st.integers(0, 4)))
    ]
    return Segments(
        factors=made,
        rules=rules,
        otherwise="average",
        window_days=draw(WINDOWS),
        recent_days=draw(WINDOWS),
        promise_tolerance_days=draw(st.integers(0, 9)),
    )


# Behaviour


@given(any_account, days(), WINDOWS, WINDOWS, st.integers(0, 9))
def test_behaviour_is_as_counted_by_hand(account, day, window, recent, tolerance):
    """An independent count, day by day, from the events alone."""
    found = behaviour(
        account.as_of(day),
        as_of=day,
        window_days=window,
        recent_days=recent,
        promises=Promises(tolerance_days=tolerance),
    )
    expected = oracle.figures(account.events, day, window=window, recent=recent, tolerance=tolerance)
    assert figures(found) == expected


@given(accounts(), days(), days())
def test_behaviour_knows_what_was_known(account, day, known_by):
    """What was recorded later changes nothing."""
    found = behaviour(account.as_of(day, known_by=known_by), as_of=day, window_days=90, recent_days=30)
    assert figures(found) == oracle.figures(account.events, day, window=90, recent=30, known_by=known_by)


@given(
    accounts(), st.sampled_from((NO_DISCOUNTS, EarlyDiscounts(), EarlyDiscounts(tolerance=Tolerance(amount="0.50"))))
)
def test_the_parts_of_an_invoice_and_its_credit_are_the_invoice(account, policy):
    """Nothing is lost, whatever was discounted."""
    position = account.as_of(LAST_DAY, discounts=policy)
    found = behaviour(position, as_of=LAST_DAY, window_days=3660)
    parts = sum(part.amount.minor for part in found.parts)
    assert parts == sum(item.amount.minor - item.credited.minor for item in position.items if item.kind == "invoice")
    assert all(part.amount.minor > 0 for part in found.parts)


@given(any_account, days(), st.integers(0, 40))
def test_a_position_stands_for_a_later_day(account, day, later):
    """As if nothing had happened since; one of a later day is refused."""
    silent = only(account, lambda event: event.on <= day)
    end = day + timedelta(days=later)
    assert behaviour(silent.as_of(day), as_of=end) == behaviour(silent.as_of(end), as_of=end)
    with pytest.raises(InvalidValueError, match="as_of"):
        behaviour(silent.as_of(end + timedelta(days=1)), as_of=end)


def test_days_are_weighted_by_amount_and_open_parts_count_so_far():
    """45 were 10 days late, 15 were 8 days early, 40 are 30 days overdue: (450 - 120 + 1200) / 100."""
    events = [invoice(), paid(10, "45.00"), paid(-8, "15.00", "P-2")]
    found = behave(events, on=30)
    assert found.days_beyond_terms == Fraction(1530, 100)
    assert found.on_time_percent == 15
    assert found.on_time_items_percent == 0
    assert found.overdue_percent == 100
    assert found.payments == ("P-1", "P-2")
    assert found.relation_days == 60


def test_what_is_not_due_says_nothing_yet():
    """Nor does an invoice due today."""
    assert behave([invoice()], on=0).days_beyond_terms is None
    assert behave([invoice()], on=0).overdue_percent == 0
    assert behave([invoice()], on=1).days_beyond_terms == 1


def test_a_credit_note_is_no_payment():
    """What it settles says nothing, early or late."""
    credit = CreditNoteIssued(
        CreditNote("CN-1", "C-1", total=Money("100.00", "EUR"), issued_on=after(5), invoice="F-1")
    )
    found = behave([invoice(), credit])
    assert found.days_beyond_terms is None
    assert (found.payments, found.settled_items, found.parts) == ((), 0, ())


def test_what_was_written_off_counts_like_what_is_open():
    """Giving up does not make the customer better; it is no longer open, though."""
    lost = behave([invoice(), WrittenOff("F-1", on=after(20))])
    assert lost.days_beyond_terms == behave([invoice()]).days_beyond_terms == 100
    assert lost.overdue_percent == 0
    assert lost.written_off == Money("100.00", "EUR")


def test_a_bounced_payment_settled_nothing():
    """From the day on which it bounced."""
    events = [invoice(), paid(5), PaymentReversed("P-1", on=after(9))]
    assert behave(events, on=8).days_beyond_terms == 5
    assert behave(events, on=9).days_beyond_terms == 9
    assert behave(events, on=9).payments == ()


def test_each_installment_has_its_own_days():
    """One on time, one ten days late."""
    half = Money("50.00", "EUR")
    parts = [Installment(DUE, half), Installment(after(30), half)]
    found = behave([invoice(due_on=None, installments=parts), paid(0, "50.00"), paid(40, "50.00", "P-2")])
    assert found.days_beyond_terms == 5
    assert found.on_time_items_percent == 50
    assert found.settled_items == 2


def test_money_counts_by_its_value_date_but_never_before_the_invoice():
    """Paid in advance is paid when the invoice comes; an invoice that comes after its due day is due when it comes."""
    advance = PaymentReceived(
        Payment("P-1", "C-1", amount=Money("100.00", "EUR"), paid_on=date(2025, 12, 1), remittance=["F-1"])
    )
    assert behave([invoice(), advance]).days_beyond_terms == -30
    assert behave([invoice(issued_on=after(10)), paid(12)]).days_beyond_terms == 2


def test_charged_interest_and_nothing_at_all_do_not_count():
    """The delay is counted with its invoice; an invoice over nothing has no part."""
    charge = InterestCharged("I-1", invoice="F-1", amount=Money("9.00", "EUR"), until=after(2), on=after(3))
    found = behave([invoice(), invoice("F-0", "0.00"), paid(0), charge])
    assert found.days_beyond_terms == 0
    assert found.overdue == Money("9.00", "EUR")
    assert found.customer_since == ISSUED


@pytest.mark.parametrize("currency", ["JPY", "KWD", "CLF"])
def test_the_digits_of_a_currency_change_nothing(currency):
    """Days and shares are of amounts, not of minor units."""
    events = [invoice(text="300", currency=currency), paid(30, "100", currency=currency)]
    found = behave(events, on=60, currency=currency)
    assert found.days_beyond_terms == 50
    assert found.figure("exposure") == 200


def test_the_trend_compares_recent_days_with_those_before():
    """Ten days late before, thirty now: twenty worse."""
    issued = {"issued_on": ISSUED, "due_on": after(60)}
    events = [invoice(), invoice("F-2", **issued), paid(10), paid(90, reference="P-2", number="F-2")]
    assert behave(events, on=100, recent_days=50).trend_days == 20
    assert behave(events, on=100, recent_days=50, window_days=5).trend_days == 20
    assert behave(events[:1] + events[2:3], on=100, recent_days=50).trend_days is None


@pytest.mark.parametrize(("window", "seen"), [(94, None), (95, None), (96, 5)])
def test_a_payment_counts_for_as_many_days_as_the_window_has(window, seen):
    """Paid on day 5, asked on day 100: 96 days with both; a long look back for the trend does not change it."""
    for recent in (30, 365):
        found = behave([invoice(), paid(5)], window_days=window, recent_days=recent)
        assert (found.days_beyond_terms, len(found.payments)) == (seen, 1 if seen else 0)


def test_promises_and_disputes_of_the_window_are_seen():
    """Closed disputes too, and promises that were kept in part."""
    said = [
        PromiseMade(Money("100.00", "EUR"), promised_on=after(10), invoices=["F-1"], on=after(5)),
        DisputeOpened("F-1", on=after(1)),
        DisputeClosed("F-1", on=after(4)),
    ]
    found = behave([invoice(), paid(8, "40.00"), *said])
    assert (found.broken_promises, found.promises_kept_percent, found.disputed) == (1, 40, ("F-1",))
    late = behave([invoice(), paid(8, "40.00"), *said], window_days=60)
    assert (late.broken_promises, late.promises_kept_percent, late.disputed) == (0, None, ())


@pytest.mark.parametrize(("window", "promises", "disputes"), [(90, 0, 0), (91, 1, 0), (97, 1, 0), (98, 1, 1)])
def test_promises_and_disputes_count_through_their_last_day(window, promises, disputes):
    """A promise until day 10, and a dispute whose last evening was that of day 3, asked for on day 100."""
    promise = PromiseMade(Money("100.00", "EUR"), promised_on=after(10), invoices=["F-1"], on=after(5))
    dispute = [DisputeOpened("F-1", on=after(1)), DisputeClosed("F-1", on=after(4))]
    found = behave([invoice(), promise, *dispute], window_days=window)
    assert (found.broken_promises, len(found.disputed)) == (promises, disputes)


def test_what_was_given_up_beside_a_payment_was_paid_with_it():
    """98.00 in time with 2 % discount, or 99.60 with a tolerance, settle 100.00."""
    events = [invoice(due_on=None, terms=PaymentTerms.parse("2/10 net 30")), paid(-25, "98.00")]
    discounted = Account("C-1", "EUR", events).as_of(DUE, discounts=EarlyDiscounts())
    policy = EarlyDiscounts(tolerance=Tolerance(amount="0.50"))
    tolerated = Account("C-1", "EUR", [invoice(), paid(0, "99.60")]).as_of(DUE, discounts=policy)
    for position, days_late in ((discounted, -25), (tolerated, 0)):
        (part,) = behaviour(position, as_of=DUE).parts
        assert (part.amount, part.days_on(DUE)) == (Money("100.00", "EUR"), days_late)


# Score


@given(any_account, days(), policies())
@settings(max_examples=50)
def test_the_score_is_the_sum_of_its_lines_from_0_to_100(account, day, policy):
    """Each line being its points times its weight, and the weights a whole."""
    found = policy.assign(account.as_of(day), as_of=day)
    assert 0 <= found.score.points <= 100
    assert found.score.points == sum(line.points * line.weight / 100 for line in found.score.lines)
    assert sum(line.weight for line in found.score.lines) == 100
    for line, factor in zip(found.score.lines, policy.factors, strict=True):
        assert line.figure == found.behaviour.figure(factor.measure)
        assert str(line) in found.score.explain()


@given(factors(), numbers, numbers)
def test_a_better_figure_never_earns_less(factor, one, other):
    """The points rise with the figures, or fall with them, as the anchors do."""
    left, right = factor.points(min(one, other)), factor.points(max(one, other))
    rising = factor.anchors[0].points <= factor.anchors[-1].points
    assert left <= right if rising else left >= right
    assert 0 <= min(left, right) <= max(left, right) <= 100


@given(factors(), st.integers(0, 8), st.data())
def test_points_follow_a_straight_line_between_anchors(factor, eighths, data):
    """At an anchor its points, between two a share of each, beyond the ends no more and no less."""
    place = data.draw(st.integers(0, len(factor.anchors) - 2))
    (left, low), (right, high) = factor.anchors[place : place + 2]
    share = Fraction(eighths, 8)
    assert factor.points(left * (1 - share) + right * share) == low * (1 - share) + high * share
    first, last = factor.anchors[0], factor.anchors[-1]
    assert factor.points(first.figure - 7) == first.points
    assert factor.points(last.figure + 7) == last.points
    assert factor.points(None) == factor.unknown


@given(any_account, days(), st.data())
def test_better_behaviour_never_lowers_the_score(account, day, data):
    """Of two accounts that differ in one figure, the better one has no fewer points."""
    found = behaviour(account.as_of(day), as_of=day)
    better = [
        attrs.evolve(found, overdue=data.draw(st.sampled_from([found.overdue, found.overdue.with_minor(0)]))),
        attrs.evolve(found, promises=found.promises[: data.draw(st.integers(0, 2))]),
    ]
    for each in better:
        assert SEGMENTS.score(each).points >= SEGMENTS.score(found).points


@pytest.mark.parametrize(
    ("late", "expected"), [(-30, 100), (-15, 90), (0, 80), (10, 70), (30, 50), (75, 35), (120, 20), (400, 20)]
)
def test_the_days_of_the_house_score(late, expected):
    """The anchors of a commercial score, straight lines between them."""
    assert SEGMENTS.factors[0].points(Fraction(late)) == expected


# Segments


@given(any_account, days(), policies(), st.data())
@settings(max_examples=50)
def test_each_customer_is_in_exactly_one_segment(account, day, policy, data):
    """That of the first rule that holds, or the one for all others; the lines say which rules were asked."""
    former = data.draw(st.sampled_from((None, *policy.names)))
    found = policy.assign(account.as_of(day), as_of=day, former=former)
    assert found.name in policy.names
    held = [line for line in found.lines if line.holds]
    assert found.lines[-len(held) :] == tuple(held) if held else len(found.lines) == len(policy.rules)
    assert [line.segment for line in found.lines] == [rule.name for rule in policy.rules][: len(found.lines)]
    assert found.name == (held[0].segment if held else "average")
    assert len(held) <= 1


@given(any_account, days(), policies())
@settings(max_examples=50)
def test_a_segment_is_pure_and_later_facts_change_nothing(account, day, policy):
    """The same facts give the same answer, in any order, whatever comes later."""
    found = segment_of(account, policy, as_of=day)
    shuffled = Account(account.customer, account.currency, account.events[::-1])
    assert segment_of(shuffled, policy, as_of=day) == found
    assert segment_of(only(account, lambda event: event.on <= day), policy, as_of=day) == found


@given(accounts(), days(), days(), policies())
@settings(max_examples=50)
def test_what_was_not_known_changes_nothing(account, day, known_by, policy):
    """The segment as it was found on a day can be found again."""
    found = segment_of(account, policy, as_of=day, known_by=known_by)
    assert segment_of(only(account, lambda event: event.recorded_on <= known_by), policy, as_of=day) == found


@given(any_account, days(), policies())
@settings(max_examples=50)
def test_the_walk_is_one_step_after_the_other(account, day, policy):
    """Month end by month end, each with the segment of the one before."""
    former, evening = None, min((event.on for event in account.events), default=day)
    while evening < day:
        tomorrow = evening + timedelta(days=1)
        if tomorrow.day == 1:
            former = policy.assign(account.as_of(evening), as_of=evening, former=former).name
        evening = tomorrow
    assert segment_of(account, policy, as_of=day) == policy.assign(account.as_of(day), as_of=day, former=former)


def moved(account, by):
    """The account with one of its payments a day later or earlier, or none where it has none."""
    places = [place for place, event in enumerate(account.events) if isinstance(event, PaymentReceived)]
    if not places:
        return account
    events = list(account.events)
    event = events[places[0]]
    payment = attrs.evolve(event.payment, paid_on=event.payment.paid_on + timedelta(days=by))
    events[places[0]] = PaymentReceived(payment)
    return Account(account.customer, account.currency, events)


def bands(measure, values, name, *, up):
    """A rule whose band holds all the values: nobody enters by them, and nobody leaves."""
    low, high = min(values), max(values)
    code = {"currency": "EUR"} if measure in AMOUNTS else {}
    bound = {"at_least": high + 1, "leave": low} if up else {"at_most": low - 1, "leave": high}
    return SegmentRule(name=name, conditions=[Condition(measure=measure, **bound, **code)])


@given(
    accounts(late=False),
    days(),
    st.sampled_from((-1, 1)),
    st.lists(st.sampled_from(("score", *MEASURES)), max_size=3),
    st.data(),
)
def test_within_the_bands_one_late_day_moves_nobody(account, day, by, measures, data):
    """Whatever segment the customer came from, whatever the order of the rules."""
    try:
        other = moved(account, by)
    except ReceivablesError:  # it bounced or was refunded on the day on which it came
        other = account
    both = [SEGMENTS.assign(each.as_of(day), as_of=day) for each in (account, other)]
    rules = []
    for measure in measures:
        values = [each.score.points if measure == "score" else each.behaviour.figure(measure) for each in both]
        if None not in values:
            rules.append(bands(measure, values, f"by {measure}", up=data.draw(st.booleans())))
    policy = Segments(rules=rules)
    for former in (None, *policy.names):
        found = {policy.assign(each.as_of(day), as_of=day, former=former).name for each in (account, other)}
        assert found == {former or "average"}


@given(conditions(), numbers)
def test_who_entered_is_not_put_out_by_the_same_figure(condition, figure):
    """The threshold to leave never lies inside the one to enter."""
    assert condition.holds(figure, inside=True) or not condition.holds(figure)
    assert not condition.holds(None, inside=True)


def test_a_customer_enters_at_one_threshold_and_leaves_at_another():
    """Score 80 to be good, down to 75 to stay so."""
    rule = SegmentRule(name="good", conditions=[Condition(measure="on_time_percent", at_least="80", leave="75")])
    policy = Segments(rules=[rule])

    def assigned(on_time, former):
        events = [invoice(), paid(0, f"{on_time}.00"), paid(1, f"{100 - on_time}.00", "P-2")]
        return policy.assign(Account("C-1", "EUR", events).as_of(after(5)), as_of=after(5), former=former).name

    assert [assigned(share, None) for share in (80, 79, 75, 74)] == ["good", "average", "average", "average"]
    assert [assigned(share, "good") for share in (80, 79, 75, 74)] == ["good", "good", "good", "average"]


def test_the_house_segments():
    """Without a settled invoice new; then by score."""
    policy = Segments(window_days=365)

    def name(*events, on=100):
        return segment_of(Account("C-1", "EUR", events), policy, as_of=after(on)).name

    assert name() == "new"
    assert name(invoice(), on=20) == "new"
    assert name(invoice(due_on=after(200))) == "new"
    assert name(invoice(), paid(-2)) == "good"
    assert name(invoice(), paid(5)) == "average"
    assert name(invoice(), paid(25)) == "slow"
    assert name(invoice()) == "risky"


def test_strategic_customers_are_chosen_by_hand():
    """By a list, or by what their latest invoice carries; the conditions of the rule come on top."""
    rule = SegmentRule(name="strategic", customers=["C-9"], attributes={"tier": "A"})
    policy = Segments(rules=[rule, *SEGMENTS.rules])
    named = Account("C-9", "EUR", [])
    assert segment_of(named, policy, as_of=DUE).because == "C-9 is on the list"
    tagged = [invoice(attributes={"tier": "A"})]
    assert segment_of(Account("C-1", "EUR", tagged), policy, as_of=DUE).because == "tier is A on F-1"
    untagged = [*tagged, invoice("F-2", issued_on=ISSUED + timedelta(days=1), attributes={"tier": "B"})]
    assert segment_of(Account("C-1", "EUR", untagged), policy, as_of=DUE).name == "new"
    later = [*tagged, invoice("F-0", issued_on=ISSUED + timedelta(days=1), attributes={"tier": "B"})]
    assert segment_of(Account("C-1", "EUR", later), policy, as_of=DUE).name == "new"


def test_the_days_of_tolerance_are_given_to_promises():
    """Three days late is kept with three days, and broken without."""
    promise = PromiseMade(Money("100.00", "EUR"), promised_on=after(5), invoices=["F-1"], on=DUE)
    position = Account("C-1", "EUR", [invoice(), promise, paid(8)]).as_of(after(20))
    broken = [
        Segments(promise_tolerance_days=each).assign(position, as_of=after(20)).behaviour.broken_promises
        for each in (2, 3)
    ]
    assert broken == [1, 0]


def test_the_walk_begins_with_the_first_fact_that_was_known():
    """A contact that was recorded later does not make the customer quiet for the months before."""
    quiet = SegmentRule(name="quiet", conditions=[Condition(measure="payments", at_most="0", leave="1")])
    policy, day = Segments(rules=[quiet]), after(20)
    contact = ContactMade("call", channel="phone", on=ISSUED, recorded_on=after(300))
    account = Account("C-1", "EUR", [contact, paid(18, number="F-9")])
    assert segment_of(account, policy, as_of=day).name == "quiet"
    assert segment_of(account, policy, as_of=day, known_by=day).name == "average"


def test_the_walk_goes_back_as_far_as_a_former_segment_matters():
    """Quiet at the end of January, the day of the first fact; in the band of quiet ever since."""
    never = SegmentRule(name="never", conditions=[Condition(measure="score", at_most="-1")])
    quiet = SegmentRule(name="quiet", conditions=[Condition(measure="payments", at_most="0", leave="1")])
    contact = ContactMade("call", channel="phone", on=date(2026, 1, 31))
    account = Account("C-1", "EUR", [contact, paid(-4, number="F-9")])
    for day in (after(5), after(80)):
        assert segment_of(account, Segments(rules=[never, quiet]), as_of=day).name == "quiet"


def test_an_amount_is_judged_in_its_currency_only():
    """No conversion is implied."""
    large = SegmentRule(name="large", conditions=[Condition(measure="exposure", at_least="100", currency="EUR")])
    policy = Segments(rules=[large])
    for currency, expected in (("EUR", "large"), ("USD", "average")):
        account = Account("C-1", currency, [invoice(currency=currency)])
        assert segment_of(account, policy, as_of=DUE).name == expected


def test_a_long_history_is_walked_for_ten_years():
    """Reviews are bounded, and the calendar has a beginning."""
    asked = []

    class Counting:
        def assign(self, position, *, as_of, former=None):
            asked.append(as_of)
            return SEGMENTS.assign(position, as_of=as_of, former=former)

    old = [invoice(issued_on=date(1, 1, 1), due_on=date(1, 1, 2))]
    segment = segment_of(Account("C-1", "EUR", old), Counting(), as_of=DUE)
    assert len(asked) == LONGEST_WALK + 1
    assert asked == sorted(asked)
    assert segment == segment_of(Account("C-1", "EUR", old), as_of=DUE)
    assert segment_of(Account("C-1", "EUR", old), as_of=date(1, 1, 15)).name == "new"


@given(any_account, days(), policies())
@settings(max_examples=40)
def test_a_segment_explains_itself_and_is_plain_data(account, day, policy):
    """Every rule that was asked, every line of the score, every part that counts."""
    found = segment_of(account, policy, as_of=day)
    text = found.explain()
    assert all(line.because in text for line in found.lines)
    assert all(str(line) in text for line in found.score.lines)
    assert all(part.item.label in text for part in found.behaviour.counted)
    data = json.loads(json.dumps(found.to_dict()))
    assert data["segment"] == found.name
    assert Fraction(data["score"]["points"]) == found.score.points
    for measure, figure in figures(found.behaviour).items():
        text = data["behaviour"][measure]
        assert figure is None if text is None else Fraction(text) == figure


# As data


@given(policies())
@settings(max_examples=50)
def test_a_policy_is_the_same_when_it_was_written_and_read(policy):
    """As JSON, with exact numbers as text."""
    assert STANDARD.loads(json.dumps(dump(policy)), format="json") == policy
    assert STANDARD.build(dump(SEGMENTS)) == SEGMENTS


def test_a_policy_as_a_person_writes_it():
    """TOML with tables of factors and rules."""
    text = """
    kind = "segments"
    version = 1
    window_days = 180
    otherwise = "others"
    [[factors]]
    measure = "days_beyond_terms"
    weight = "100"
    anchors = [["0", "100"], ["60", "0"]]
    [[rules]]
    name = "strategic"
    customers = ["C-104"]
    [[rules]]
    name = "good"
    conditions = [{ measure = "score", at_least = "80", leave = "75" }]
    """
    policy = STANDARD.loads(text)
    assert policy.names == ("strategic", "good", "others")
    assert policy.factors[0].anchors == (Anchor(Fraction(0), Fraction(100)), Anchor(Fraction(60), Fraction(0)))


PROBLEMS = [
    (
        "factors[0].anchors",
        {"factors": [{"measure": "trend_days", "weight": "100", "anchors": [["9", "0"], ["0", "9"]]}]},
    ),
    (
        "factors[0].anchors",
        {"factors": [{"measure": "trend_days", "weight": "100", "anchors": [["0", "0"], ["0", "9"]]}]},
    ),
    (
        "factors[0].anchors",
        {"factors": [{"measure": "trend_days", "weight": "100", "anchors": [["0", "101"], ["1", "0"]]}]},
    ),
    ("factors[0].anchors", {"factors": [{"measure": "trend_days", "weight": "100", "anchors": [["0", "50"]]}]}),
    (
        "factors[0].anchors",
        {"factors": [{"measure": "trend_days", "weight": "100", "anchors": [["0", "0"], ["1", "9"], ["2", "5"]]}]},
    ),
    (
        "factors[0].measure",
        {"factors": [{"measure": "exposure", "weight": "100", "anchors": [["0", "0"], ["1", "9"]]}]},
    ),
    ("factors[0].weight", {"factors": [{"measure": "trend_days", "weight": "0", "anchors": [["0", "0"], ["1", "9"]]}]}),
    ("factors", {"factors": [{"measure": "trend_days", "weight": "99", "anchors": [["0", "0"], ["1", "9"]]}]}),
    ("factors", {"factors": []}),
    (
        "factors",
        {"factors": [{"measure": "trend_days", "weight": "50", "anchors": [["0", "0"], ["1", "9"]]}] * 2},
    ),
    ("rules[0].conditions", {"rules": [{"name": "good"}]}),
    (
        "rules[0].conditions[0].measure",
        {"rules": [{"name": "good", "conditions": [{"measure": "luck", "at_least": "1"}]}]},
    ),
    ("rules[0].conditions[0].at_least", {"rules": [{"name": "good", "conditions": [{"measure": "score"}]}]}),
    (
        "rules[0].conditions[0].at_least",
        {"rules": [{"name": "good", "conditions": [{"measure": "score", "at_least": "1", "at_most": "2"}]}]},
    ),
    (
        "rules[0].conditions[0].leave",
        {"rules": [{"name": "good", "conditions": [{"measure": "score", "at_least": "80", "leave": "81"}]}]},
    ),
    (
        "rules[0].conditions[0].leave",
        {"rules": [{"name": "slow", "conditions": [{"measure": "score", "at_most": "60", "leave": "59"}]}]},
    ),
    (
        "rules[0].conditions[0].currency",
        {"rules": [{"name": "large", "conditions": [{"measure": "exposure", "at_least": "80"}]}]},
    ),
    (
        "rules[0].conditions[0].currency",
        {"rules": [{"name": "good", "conditions": [{"measure": "score", "at_least": "80", "currency": "EUR"}]}]},
    ),
    ("window_days", {"window_days": 0}),
    ("recent_days", {"recent_days": 3661}),
]


@pytest.mark.parametrize(("path", "wrong"), PROBLEMS)
def test_what_cannot_be_is_refused_with_its_path(path, wrong):
    """Gaps in the weights, anchors out of order, thresholds on the wrong side."""
    with pytest.raises(PolicyDocumentError) as refused:
        STANDARD.build({"kind": "segments", "version": 1, **wrong})
    assert [problem.path for problem in refused.value.exceptions] == [path]


def test_a_former_segment_must_be_one_of_the_policy():
    """A misspelt one would silently count as none."""
    with pytest.raises(InvalidValueError, match="'former' must be one of 'new', 'risky'"):
        SEGMENTS.assign(Account("C-1", "EUR", []).as_of(DUE), as_of=DUE, former="goood")


JUNK = [
    None,
    True,
    -1,
    1.5,
    "no",
    b"x",
    object(),
    int,
    DUE,
    [],
    [5],
    [(5, 5)],
    [None],
    {},
    {1: 2},
    {1},
    Money("1", "EUR"),
]
ACCOUNT = Account("C-1", "EUR", [invoice(), paid(5)])
CALLS = {
    "behaviour": (
        behaviour,
        {"position": ACCOUNT.as_of(DUE), "as_of": DUE, "window_days": 9, "recent_days": 9, "promises": Promises()},
    ),
    "Factor": (Factor, {"measure": "trend_days", "weight": "9", "anchors": [("0", "0"), ("1", "9")], "unknown": "5"}),
    "Factor.points": (SEGMENTS.factors[0].points, {"figure": Fraction(1)}),
    "Condition": (Condition, {"measure": "exposure", "at_least": "9", "leave": "5", "currency": "EUR"}),
    "SegmentRule": (
        SegmentRule,
        {"name": "x", "customers": ["C-1"], "attributes": {"a": "b"}, "conditions": SEGMENTS.rules[0].conditions},
    ),
    "Segments": (
        Segments,
        {
            "factors": SEGMENTS.factors,
            "rules": SEGMENTS.rules,
            "otherwise": "average",
            "window_days": 9,
            "recent_days": 9,
            "promise_tolerance_days": 2,
        },
    ),
    "assign": (SEGMENTS.assign, {"position": ACCOUNT.as_of(DUE), "as_of": DUE, "former": "good"}),
    "score": (SEGMENTS.score, {"behaviour": behaviour(ACCOUNT.as_of(DUE), as_of=DUE)}),
    "figure": (behaviour(ACCOUNT.as_of(DUE), as_of=DUE).figure, {"measure": "payments"}),
    "segment_of": (segment_of, {"account": ACCOUNT, "as_of": DUE, "known_by": DUE, "policy": SEGMENTS}),
}


@pytest.mark.parametrize(("call", "field"), [(call, field) for call, (_, given_) in CALLS.items() for field in given_])
def test_a_wrong_shape_is_no_bare_error(call, field):
    """Each argument in turn: it is taken, or refused by an error of ours."""
    make, given_ = CALLS[call]
    make(**given_)
    refused = 0
    for junk in JUNK:
        try:
            make(**{**given_, field: junk})
        except ReceivablesError:
            refused += 1
    assert refused


def test_amounts_of_forty_digits_have_a_score():
    """The figures are exact, so their numerators grow with the amounts."""
    totals = [f"{digit * 38}.13" for digit in "987"]
    events = [
        InvoiceIssued(
            Invoice(f"F-{n}", "C-1", total=Money(total, "EUR"), issued_on=date(2025, 7, 1), due_on=date(2025, 8, 1 + n))
        )
        for n, total in enumerate(totals)
    ]
    assert segment_of(Account("C-1", "EUR", events), as_of=date(2026, 3, 1)).name == "risky"


@pytest.mark.parametrize("junk", [None, 5, "x", [5], object()])
def test_junk_is_refused_in_words(junk):
    position, rule = Account("C-1", "EUR", []).as_of(LAST_DAY), SEGMENTS.rules[1]
    segment = SEGMENTS.assign(position, as_of=LAST_DAY)
    given = {"score": segment.score, "behaviour": segment.behaviour}
    for name in given:
        with pytest.raises(InvalidValueError):
            rule.conditions[0].figure(**given | {name: junk})
        with pytest.raises(InvalidValueError):
            rule.line(position, **given | {name: junk}, inside=False)
        with pytest.raises(InvalidValueError):
            attrs.evolve(segment, **{name: junk})
    with pytest.raises(InvalidValueError):
        rule.line(junk, **given, inside=False)
    for value in (segment, segment.score):
        with pytest.raises(InvalidValueError):
            attrs.evolve(value, lines=junk)


@pytest.mark.parametrize("junk", ["x", 0.5, float("nan")])
def test_a_figure_that_is_no_number_is_refused(junk):
    condition = SEGMENTS.rules[1].conditions[0]
    for ask in (condition.holds, condition.in_words):
        with pytest.raises(InvalidValueError, match="'figure' must be"):
            ask(junk, inside=False)
