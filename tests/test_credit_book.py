"""The credit book: what is in force on which day and for whom, and replays across its changes."""

from __future__ import annotations

import json
from datetime import date, timedelta

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oracle import credit_book as naive

from receivables import (
    LEAVE_UNAPPLIED,
    NO_INTEREST,
    NO_LADDER,
    Account,
    Aging,
    Amendment,
    CreditBook,
    CreditPolicy,
    EarlyDiscounts,
    Installment,
    InvalidValueError,
    Invoice,
    InvoiceIssued,
    Ladder,
    LateInterest,
    Money,
    OldestDueFirst,
    Payment,
    PaymentReceived,
    PaymentTerms,
    PlanAgreed,
    Step,
    Tolerance,
    assess,
)
from receivables.adapters.cli import main
from receivables.adapters.report import html_report
from receivables.allocation import LARGEST_FIRST
from receivables.catalogue import canonical, dumps, fingerprint
from receivables.claims import charge_interest
from receivables.credit_book import LEVELS, SLOTS
from receivables.credit_book.accounts import BookOnDay
from receivables.discounts import NO_DISCOUNTS
from receivables.errors import PolicyDocumentError
from receivables.escalation import Circumstances, NextAction, StepConditions
from receivables.plans import AgreedPlans
from receivables.replay import replays
from receivables.segments import Condition, SegmentRule, Segments, segment_of
from receivables.testing import LAST_DAY, days, portfolios
from receivables.testing.registered import register
from receivables.timeline import timeline
from receivables.worklist import worklist

register()
BOOKS = st.from_type(CreditBook)
AMENDMENTS = st.from_type(Amendment)
PLAIN = CreditPolicy(name="House policy")
CALL = Ladder([Step("call", days=1, channel="phone")])
MAIL = Ladder([Step("reminder", days=5, channel="email")])
JULY = date(2026, 7, 1)
DAY = timedelta(days=1)


def eur(text):
    return Money(text, "EUR")


def invoice(number, total="100.00", issued=date(2026, 4, 1), due=date(2026, 5, 1), customer="C-1", **more):
    more = more or {"due_on": due}
    return InvoiceIssued(Invoice(number, customer, total=eur(total), issued_on=issued, **more))


def payment(reference, amount, on, customer="C-1", **more):
    return PaymentReceived(Payment(reference, customer, amount=eur(amount), paid_on=on, **more))


def amend(name="Change", since=JULY, **more):
    return Amendment(name=name, since=since, **more)


def book(*amendments, policy=PLAIN, **more):
    return CreditBook(policy=policy, amendments=amendments, **more)


def figures(result):
    """All that was worked out, without the names of the policies."""
    return [(each.position, each.aging, each.accruals, each.next_action) for each in result.accounts]


def shifting(policy):
    """A policy of interest whose nights can be asked for one by one: within a cliff of grace none counts yet."""
    return policy and attrs.evolve(policy, grace="shift")


def by_the_night(found):
    """A book whose policies of interest are such."""
    changes = [attrs.evolve(change, interest=shifting(change.interest)) for change in found.amendments]
    return attrs.evolve(
        found, amendments=changes, policy=attrs.evolve(found.policy, interest=shifting(found.policy.interest))
    )


# What is in force


@given(BOOKS, days(until=LAST_DAY + 90 * DAY), *[st.booleans()] * 3)
def test_the_most_specific_amendment_counts(found, day, of_customer, of_segment, of_document):
    """Slot by slot, as asked from the most specific level down; the bundle is that of the lines."""
    whom = {
        "customer": "C-1" if of_customer else None,
        "segment": "new" if of_segment else None,
        "document": "F-1" if of_document else None,
    }
    rules = found.in_force(day, **whom)
    assert [line.slot for line in rules.lines] == list(SLOTS)
    for line in rules.lines:
        assert (line.policy, line.amendment) == naive.slot(found, line.slot, day, **whom)
        assert getattr(rules.policy, line.slot) is line.policy
        assert f"{line.slot}: {line.rule}, {line.because(found.name)}" in rules.explain()
        assert rules.to_dict()["slots"][line.slot]["level"] == line.level in LEVELS
    assert rules.amended == any(line.amendment for line in rules.lines)


def test_a_slot_of_a_policy_is_one_of_an_amendment():
    """With the same verb; nothing else is."""
    of = [
        {field.name: field.metadata["verb"] for field in attrs.fields(kind) if "verb" in field.metadata}
        for kind in (CreditPolicy, Amendment)
    ]
    assert of[0] == of[1]
    assert tuple(of[0]) == SLOTS


def test_an_amendment_that_ends_gives_the_slot_back():
    """To the one before it, on the day after its last."""
    found = book(
        amend("first", date(2026, 1, 1), ladder=MAIL), amend("summer", JULY, until=date(2026, 8, 31), ladder=CALL)
    )
    days_ = [date(2025, 12, 31), date(2026, 6, 30), JULY, date(2026, 8, 31), date(2026, 9, 1)]
    assert [found.in_force(day).policy.ladder for day in days_] == [NO_LADDER, MAIL, CALL, CALL, MAIL]


# Assessments


@settings(max_examples=40)
@given(portfolios(), days())
def test_a_book_without_amendments_is_its_policy(portfolio, day):
    """The same answers, account by account."""
    policy = attrs.evolve(PLAIN, interest=LateInterest("8"), ladder=MAIL)
    plain, booked = assess(portfolio, policy, as_of=day), assess(portfolio, book(policy=policy), as_of=day)
    assert booked.accounts == plain.accounts
    assert booked.aging == plain.aging
    assert all(each.policy == policy for each in booked.accounts)


@settings(max_examples=60)
@given(BOOKS, AMENDMENTS, portfolios(most=2), days(), st.none() | days())
def test_an_amendment_changes_nothing_before_its_first_day(found, change, portfolio, day, known_by):
    """The report of the evening before comes out as it was, whatever is added later."""
    change = attrs.evolve(change, since=day + DAY, until=None)
    found = attrs.evolve(found, amendments=[each for each in found.amendments if each.since != change.since])
    later = attrs.evolve(found, amendments=[*found.amendments, change])
    before, after = (assess(portfolio, each, as_of=day, known_by=known_by) for each in (found, later))
    assert figures(after) == figures(before)
    assert after.aging == before.aging
    if found.amendments:
        assert after.accounts == before.accounts


@settings(max_examples=60)
@given(BOOKS.map(by_the_night), portfolios(most=2), days(until=LAST_DAY + 60 * DAY), st.none() | days())
def test_replay_and_interest_ask_for_what_was_in_force(found, portfolio, day, known_by):
    """Against rules that look everything up each time: payments on their day, invoices on theirs, interest by night."""
    for account in portfolio:
        rules = naive.Replayed(found, account, known_by)
        (assessed,) = assess([account], found, as_of=day, known_by=known_by).accounts
        position = account.as_of(day, known_by=known_by, allocation=rules, discounts=rules)
        assert assessed.position == rules.slot("plans", day).reschedule(position)
        assert assessed.in_force.segment == rules.segment_for_steps(day)
        for name in ("ladder", "aging", "plans"):
            assert getattr(assessed.policy, name) == rules.slot(name, day)
        for item in assessed.position.items:
            mine = [accrual for accrual in assessed.accruals if accrual.item is item]
            assert mine[-1].as_of == day
            assert sum(accrual.exact for accrual in mine) == naive.interest(rules, item, day)


@settings(max_examples=30)
@given(BOOKS, portfolios(), days())
def test_an_amendment_for_a_customer_leaves_the_others_alone(found, portfolio, day):
    """Whatever the slot."""
    mine = amend(
        "own", date(2024, 1, 1), customer="C-3", ladder=CALL, interest=LateInterest("20"), discounts=NO_DISCOUNTS
    )
    before = assess(portfolio, found, as_of=day)
    after = assess(portfolio, attrs.evolve(found, amendments=[*found.amendments, mine]), as_of=day)
    assert figures(after) == figures(before)


@settings(max_examples=30)
@given(portfolios(), days())
def test_a_whole_policy_from_the_first_day_on_is_that_policy(portfolio, day):
    """And its slots are asked directly, not through something that looks them up."""
    new = CreditPolicy(
        name="New", interest=LateInterest("9"), ladder=CALL, allocation=LARGEST_FIRST, aging=Aging(edges=[10])
    )
    found = book(Amendment.of(new, since=date(2024, 1, 1)), policy=attrs.evolve(PLAIN, interest=LateInterest("3")))
    assert figures(assess(portfolio, found, as_of=day)) == figures(assess(portfolio, new, as_of=day))
    for account in portfolio:
        rules = BookOnDay(found, day, None).of(account)
        assert rules.allocation is LARGEST_FIRST
        assert rules.discounts is new.discounts


def test_policies_that_do_not_change_for_an_account_are_asked_directly():
    """The shortcuts of the replay are for them: the very values, also where others have rules of their own."""
    found = book(
        amend(customer="C-2", allocation=LARGEST_FIRST),
        amend(document="F-9", discounts=EarlyDiscounts()),
        amend("later", date(2026, 9, 1), allocation=LEAVE_UNAPPLIED),
        amend("later", date(2026, 9, 1), segment="new", allocation=LEAVE_UNAPPLIED, discounts=EarlyDiscounts()),
        amend("equal", date(2026, 6, 1), allocation=OldestDueFirst()),
    )
    rules = BookOnDay(found, date(2026, 8, 1), None).of(Account("C-1", "EUR", [invoice("F-1")]))
    assert rules.allocation is PLAIN.allocation
    assert rules.discounts is NO_DISCOUNTS
    others = [Account("C-2", "EUR", [invoice("F-1", customer="C-2")]), Account("C-1", "EUR", [invoice("F-9")])]
    first, second = (BookOnDay(found, date(2026, 8, 1), None).of(account) for account in others)
    assert first.allocation is not PLAIN.allocation
    assert second.discounts is not NO_DISCOUNTS


@settings(max_examples=30)
@given(BOOKS, portfolios(most=2), st.sets(days(until=LAST_DAY + 60 * DAY), max_size=4).map(sorted), st.none() | days())
def test_one_replay_gives_the_positions_of_many_evenings(found, portfolio, evenings, known_by):
    """Those of a replay to each of them."""
    for account in portfolio:
        placed = naive.Replayed(found, account, known_by)
        rules = {"known_by": known_by, "allocation": placed, "discounts": placed}
        positions = replays(account.customer, account.currency, account.events, evenings=evenings, **rules)
        assert list(positions) == [account.as_of(evening, **rules) for evening in evenings]


# Which day counts


def test_a_payment_is_placed_by_the_policy_of_its_day():
    """Also when the question is asked much later."""
    events = [invoice("F-1", "300.00"), invoice("F-2", "900.00", due=date(2026, 5, 15))]
    events += [payment("P-1", "50.00", JULY - DAY), payment("P-2", "50.00", JULY)]
    result = assess([Account("C-1", "EUR", events)], book(amend(allocation=LARGEST_FIRST)), as_of=date(2027, 1, 1))
    assert [(line.source, line.document) for line in result.account("C-1").position.applied] == [
        ("P-1", "F-1"),
        ("P-2", "F-2"),
    ]


def test_a_night_bears_the_rate_of_the_day_on_which_it_ends():
    """The night to 1 July is the first of the new rate; the accruals add up to all nights."""
    policy = attrs.evolve(PLAIN, interest=LateInterest("3.65"))
    found = book(amend(interest=LateInterest("7.30")), policy=policy)
    account = Account("C-1", "EUR", [invoice("F-1", "1000.00", due=date(2026, 6, 20))])
    for day, amounts in [
        (date(2026, 6, 30), ["1.00"]),
        (JULY, ["1.00", "0.20"]),
        (date(2026, 7, 10), ["1.00", "2.00"]),
    ]:
        assert [each.amount.text for each in assess([account], found, as_of=day).account("C-1").accruals] == amounts


def test_grace_days_before_the_change_are_the_old_ones():
    """A delay that the old policy let off stays let off; one that the new policy lets off ends there."""
    strict, mild = LateInterest("3.65"), LateInterest("3.65", grace_days=30)
    account = Account("C-1", "EUR", [invoice("F-1", "1000.00", due=date(2026, 6, 20))])
    for before, after, amounts in [(mild, strict, ["0.00", "1.00"]), (strict, mild, ["1.00", "0.00"])]:
        found = book(amend(interest=after), policy=attrs.evolve(PLAIN, interest=before))
        accruals = assess([account], found, as_of=date(2026, 7, 10)).account("C-1").accruals
        assert [each.amount.text for each in accruals] == amounts


def test_each_policy_is_charged_for_its_own_nights():
    """The installments of an invoice together; what was charged accrues no more."""
    parts = [Installment(date(2026, 6, 20), eur("1000.00")), Installment(date(2026, 7, 5), eur("1000.00"))]
    found = book(amend(interest=LateInterest("7.30")), policy=attrs.evolve(PLAIN, interest=LateInterest("3.65")))
    events, day = [invoice("F-1", "2000.00", installments=parts)], date(2026, 7, 10)
    accruals = assess([Account("C-1", "EUR", events)], found, as_of=day).account("C-1").accruals
    assert [(each.item.installment, each.as_of, each.amount.text) for each in accruals] == [
        (1, JULY - DAY, "1.00"),
        (1, day, "2.00"),
        (2, JULY - DAY, "0.00"),
        (2, day, "1.00"),
    ]
    for until in (JULY - DAY, day):
        mine = [each for each in accruals if each.as_of == until]
        events.append(charge_interest(mine, reference=f"I-{until}", on=day))
    charged = assess([Account("C-1", "EUR", events)], found, as_of=day).account("C-1")
    assert (charged.interest, charged.position.open) == (eur("0.00"), eur("2004.00"))


def test_nights_that_no_policy_has_decided_on_are_decided_by_the_next():
    """The claim arises when the cliff is over: by the policy that is in force then."""
    cliff, plain = LateInterest("3.65", grace_days=15, grace="cliff"), LateInterest("7.30")
    account = Account("C-1", "EUR", [invoice("F-1", "1000.00", due=date(2026, 6, 20))])
    for before, after, expected in [
        (cliff, plain, {JULY - DAY: ["0.00"], JULY: ["0.00", "2.20"], date(2026, 7, 10): ["0.00", "4.00"]}),
        (plain, cliff, {JULY - DAY: ["2.00"], JULY: ["2.00", "0.00"], date(2026, 7, 10): ["2.00", "1.00"]}),
    ]:
        found = book(amend(interest=after), policy=attrs.evolve(PLAIN, interest=before))
        for day, amounts in expected.items():
            accruals = assess([account], found, as_of=day).account("C-1").accruals
            assert [each.amount.text for each in accruals] == amounts


def test_a_fee_that_comes_later_is_not_charged_for_a_delay_that_runs():
    """It belongs to the first night of a delay."""
    found = book(
        amend(interest=LateInterest("3.65", fee="40")), policy=attrs.evolve(PLAIN, interest=LateInterest("3.65"))
    )
    events = [invoice("F-1", "1000.00", due=date(2026, 6, 20)), invoice("F-2", "1000.00", due=JULY)]
    late = assess([Account("C-1", "EUR", events)], found, as_of=date(2026, 7, 11)).account("C-1")
    assert [(each.item.document, each.fee.text) for each in late.accrued] == [
        ("F-1", "0.00"),
        ("F-1", "0.00"),
        ("F-2", "40.00"),
    ]


def test_a_discount_counts_by_the_day_of_the_invoice():
    """Who was promised 2 % in June takes them in July; who is invoiced in July does not."""
    june, july = date(2026, 6, 25), date(2026, 7, 2)
    terms = {"terms": PaymentTerms.parse("2/10 net 30")}
    events = [invoice("F-1", "100.00", june, **terms), invoice("F-2", "100.00", july, **terms)]
    for order in (["F-1", "F-2"], ["F-2", "F-1"]):
        paid = payment("P-1", "198.00", date(2026, 7, 3), remittance=order)
        policy = attrs.evolve(PLAIN, discounts=EarlyDiscounts())
        found = book(amend(discounts=NO_DISCOUNTS), policy=policy)
        position = assess([Account("C-1", "EUR", [*events, paid])], found, as_of=july + 5 * DAY).account("C-1").position
        assert {item.document: item.discounted.text for item in position.items} == {"F-1": "2.00", "F-2": "0.00"}
        assert (position.open, position.unapplied) == (eur("0.00"), eur("0.00"))


def test_a_document_has_interest_and_discounts_of_its_own():
    """And no other document has them."""
    found = book(
        amend("own", date(2026, 4, 1), document="F-1", interest=NO_INTEREST),
        amend("own", date(2026, 4, 1), document="F-2", discounts=EarlyDiscounts(tolerance=Tolerance(amount="5"))),
        policy=attrs.evolve(PLAIN, interest=LateInterest("8")),
    )
    events = [invoice("F-1"), invoice("F-2"), invoice("F-3")]
    events += [payment(f"P-{number}", "97.00", date(2026, 6, 1), remittance=[f"F-{number}"]) for number in (1, 2, 3)]
    result = assess([Account("C-1", "EUR", events)], found, as_of=JULY).account("C-1")
    assert [item.open.text for item in result.position.items] == ["3.00", "0.00", "3.00"]
    assert [bool(accrual.amount) for accrual in result.accruals] == [False, True, True]


def test_plans_are_judged_by_the_rule_of_the_day_and_the_customer():
    """The worklist and the log of an account say so as well."""
    agreed = PlanAgreed(
        "R-1", invoices=["F-1"], payments=[(JULY, eur("50.00")), (date(2026, 9, 1), eur("50.00"))], on=date(2026, 6, 1)
    )
    accounts = [Account(name, "EUR", [invoice("F-1", customer=name), agreed]) for name in ("C-1", "C-2")]
    found = book(amend("patient", date(2026, 6, 1), customer="C-2", plans=AgreedPlans(missed=2)))
    result = assess(accounts, found, as_of=date(2026, 8, 1))
    assert [(notice.customer, notice.what) for notice in worklist(result).notices] == [
        ("C-1", "plan broken"),
        ("C-2", "plan late"),
    ]
    logs = [timeline(account, found, as_of=date(2026, 8, 1)).explain() for account in accounts]
    assert ["plan R-1 broken" in log for log in logs] == [True, False]


def test_aging_that_changes_is_the_scheme_of_the_day():
    """Before and after, the report of all accounts has one."""
    account = Account("C-1", "EUR", [invoice("F-1", due=date(2026, 6, 10))])
    found = book(amend(aging=Aging(edges=[10])), amend(customer="C-1", ladder=CALL))
    before, after = (assess([account], found, as_of=day).aging.totals("EUR") for day in (JULY - DAY, JULY))
    assert [bool(after[label]) for label in after] == [False, False, True]
    assert list(before) == [bucket.label for bucket in Aging().buckets]


def test_amendments_that_count_on_other_days_are_passed_over(monkeypatch):
    """A change of policy looks at one amendment for each level, however many there are."""
    changes = [
        amend(since=date(2020, 1, 1) + place * DAY, interest=LateInterest(str(1 + place % 2))) for place in range(1000)
    ]
    found, asked, covers = book(*changes), [], Amendment.covers
    monkeypatch.setattr(Amendment, "covers", lambda change, day: asked.append(day) or covers(change, day))
    slot = BookOnDay(found, JULY, None).of(Account("C-1", "EUR", [])).interest
    asked.clear()
    assert len(list(slot.in_turn(date(2019, 12, 31), JULY))) == 1001
    assert len(asked) == 1000


# Segments


def by_hand(*customers):
    return Segments(rules=[SegmentRule(name="key", customers=customers)], otherwise="other")


@settings(max_examples=30)
@given(AMENDMENTS, portfolios(most=2), days())
def test_a_segment_of_one_customer_is_that_customer(change, portfolio, day):
    """A group by hand gives what the customer would have been given."""
    change = attrs.evolve(change, segment=None, document=None, customer="C-1", aging=None, ladder=CALL)
    grouped = attrs.evolve(change, customer=None, segment="key")
    own, group = (book(each, segments=by_hand("C-1")) for each in (change, grouped))
    assert figures(assess(portfolio, group, as_of=day)) == figures(assess(portfolio, own, as_of=day))


def test_a_customer_changes_the_segment_at_a_month_end():
    """And what was placed before stays where it is, although the segment is found anew from the facts."""
    late = Segments(
        rules=[SegmentRule(name="late", conditions=[Condition(measure="overdue", at_least="500", currency="EUR")])]
    )
    found = book(amend(since=date(2026, 1, 1), segment="late", allocation=LARGEST_FIRST, ladder=CALL), segments=late)
    events = [invoice("F-1", "300.00"), invoice("F-2", "900.00", due=date(2026, 5, 15))]
    events += [payment(f"P-{place}", "10.00", day) for place, day in enumerate([date(2026, 5, 31), date(2026, 6, 1)])]
    account = Account("C-1", "EUR", events)
    for day, documents in [(date(2026, 5, 31), ["F-1"]), (date(2026, 8, 1), ["F-1", "F-2"])]:
        (assessed,) = assess([account], found, as_of=day).accounts
        assert [line.document for line in assessed.position.applied] == documents
        assert assessed.in_force.segment == ("average" if day.month == 5 else "late")


RISKY = StepConditions(segments=["risky"])
FOR_RISKY = Ladder([Step("call", days=1, channel="phone", when=RISKY), Step("reminder", days=5, channel="email")])
UNPAID = Account("C-1", "EUR", [invoice("F-1", issued=date(2025, 12, 1), due=date(2026, 1, 1))])


def steps(policy, *accounts, day=date(2026, 6, 30)):
    """The step that is due to each account, and the segment that is known of the customer."""
    found = assess(accounts, policy, as_of=day).accounts
    names = [each.next_action.step.name if isinstance(each.next_action, NextAction) else "none" for each in found]
    return list(zip(names, [each.in_force.segment for each in found], strict=True))


def test_steps_for_a_segment_go_out_to_it():
    """Under a book, whoever gave the ladder and whether or not an amendment is for a segment; not under a policy."""
    call = Ladder([FOR_RISKY.steps[0]])
    policy = attrs.evolve(PLAIN, ladder=call)
    other = Account("C-2", "EUR", [invoice("F-2", due=date(2026, 6, 20), customer="C-2")])
    assert steps(policy, UNPAID, other) == [("none", None)] * 2
    assert steps(book(policy=policy), UNPAID, other) == [("call", "risky"), ("none", "new")]
    assert steps(book(policy=policy), UNPAID, day=date(2026, 1, 31)) == [("none", "new")]
    for change in (amend(since=JULY - DAY, ladder=call), amend(since=JULY - DAY, customer="C-1", ladder=call)):
        assert steps(book(change), UNPAID) == [("call", "risky")]
    assert steps(book(amend(ladder=call)), UNPAID) == [("none", None)]
    later = book(amend(segment="slow", interest=NO_INTEREST), policy=policy)
    assert steps(later, UNPAID) == steps(later, UNPAID, day=JULY) == [("call", "risky")]


def test_a_ladder_of_a_third_party_is_asked_as_its_protocol_says():
    """By the position and the day, also where the segment is known."""

    class Wrapped:
        def next_action(self, position, *, as_of):
            return FOR_RISKY.next_action(position, as_of=as_of)

    found = book(amend(since=date(2026, 1, 1), segment="risky", ladder=Wrapped()))
    assert steps(found, UNPAID) == [("reminder", "risky")]


@settings(max_examples=30)
@given(portfolios(most=2), days(), st.none() | days())
def test_a_step_knows_the_segment_of_the_last_month_end(portfolio, day, known_by):
    """As it is found from the facts."""
    found = book(policy=attrs.evolve(PLAIN, ladder=FOR_RISKY))
    for account, each in zip(portfolio, assess(portfolio, found, as_of=day, known_by=known_by).accounts, strict=True):
        segment = segment_of(account, as_of=day.replace(day=1) - DAY, known_by=known_by).name
        beside = Circumstances(segment=segment)
        assert each.in_force.segment == segment
        assert each.next_action == FOR_RISKY.next_action(each.position, as_of=day, circumstances=beside)


# As a document


@settings(max_examples=30)
@given(BOOKS, BOOKS)
def test_a_book_is_its_document(found, other):
    """In TOML and JSON; its fingerprint is that of no other book."""
    for kind in ("toml", "json"):
        assert CreditBook.loads(dumps(found, format=kind), format=kind) == found
    assert CreditBook.loads(json.dumps(found.to_dict()), format="json") == found
    assert CreditBook.loads(canonical(found), format="json") == found
    assert (fingerprint(found) == fingerprint(other)) == (found == other)


def test_the_document_of_a_policy_is_a_book_without_amendments(tmp_path):
    """From text and from a file."""
    file = tmp_path / "policy.toml"
    file.write_text(dumps(PLAIN), "utf-8")
    assert CreditBook.load(file) == CreditBook.loads(dumps(PLAIN)) == book() == CreditBook.of(PLAIN)
    assert CreditBook.of(book()) == book()


def test_all_problems_of_a_document_are_told_with_their_places():
    """Nothing is loaded."""
    text = """
        kind = "credit-book"
        version = 1
        policy = { kind = "aging", version = 1 }
        [[amendments]]
        since = "tomorrow"
        segmnt = "new"
        [[amendments]]
        name = "x"
        since = 2026-07-01
        [amendments.ladder]
        kind = "late-interest"
        version = 1
        rate = "8"
    """
    with pytest.raises(PolicyDocumentError) as caught:
        CreditBook.loads(text)
    told = caught.value.report()
    for place in (
        "policy: expected a credit policy",
        "amendments[0].segmnt",
        "amendments[0].since",
        "amendments[0].name",
    ):
        assert f"  {place}" in told
    assert "amendments[1].ladder.kind: expected a kind that can next action" in told
    with pytest.raises(PolicyDocumentError, match="1 problem"):
        CreditBook.loads('kind = "aging"\nversion = 1')


@pytest.mark.parametrize(
    ("make", "attribute", "expected"),
    [
        (amend, "name", "a change of one of aging, interest"),
        (lambda: amend(ladder=5), "ladder", "next_action"),
        (lambda: amend(until=JULY - DAY, ladder=CALL), "until", "2026-07-01 or later"),
        (lambda: amend("", ladder=CALL), "name", "'name' must"),
        (lambda: amend(since="2026-07-01", ladder=CALL), "since", "datetime.date"),
        (lambda: amend(customer="", ladder=CALL), "customer", "'customer' must"),
        (lambda: amend(customer="C-1", segment="new", ladder=CALL), "customer", "left out beside the segment"),
        (lambda: amend(customer="C-1", aging=Aging()), "aging", "their report adds up"),
        (lambda: amend(document="F-1", ladder=CALL), "ladder", "one document, which can have interest and discounts"),
        (lambda: Amendment.of(5, since=JULY), "policy", "CreditPolicy"),
        (lambda: book(policy=5), "policy", "a credit policy"),
        (lambda: CreditBook(policy=PLAIN, amendments=5), "amendments", "a list of amendments"),
        (lambda: book(5), "amendments", "amendments, like"),
        (lambda: book(segments=5), "segments", "assign"),
        (lambda: book(amend(segment="nwe", ladder=CALL)), "amendments[0].segment", "one of 'new', 'risky'"),
        (
            lambda: book(amend(customer="C-1", ladder=CALL), amend(customer="C-1", ladder=MAIL)),
            "amendments[1].ladder",
            "left out: 'Change'",
        ),
        (lambda: book().in_force("2026-07-01"), "day", "datetime.date"),
        (lambda: book().in_force(JULY, customer=""), "customer", "'customer' must"),
        (lambda: book().in_force(JULY, segment="nwe"), "segment", "one of 'new', 'risky'"),
        (lambda: assess([], 5, as_of=JULY), "policy", "a credit policy"),
    ],
)
def test_what_cannot_be_is_refused(make, attribute, expected):
    """By the field that is wrong, in words."""
    with pytest.raises(InvalidValueError, match=expected) as caught:
        make()
    assert caught.value.attribute == attribute


# What shows it


def test_the_command_takes_a_book(tmp_path, monkeypatch, capsys):
    """In place of a policy: the page has the rules of all and of some, the data those of each account."""
    monkeypatch.chdir(tmp_path)
    rows = [
        "invoice,customer,issued_on,due_on,amount,currency",
        *(f"F-{name},{name},2026-01-02,2026-02-01,100.00,EUR" for name in ("C-1", "C-2")),
    ]
    (tmp_path / "book.csv").write_text("\n".join(rows), "utf-8")
    found = book(
        amend("Northwind", date(2026, 3, 1), customer="C-1", ladder=CALL), policy=attrs.evolve(PLAIN, ladder=MAIL)
    )
    (tmp_path / "rules.toml").write_text(dumps(found), "utf-8")
    asked = ["book.csv", "--policy", "rules.toml", "--as-of", "2026-06-30"]
    assert main(["assess", *asked, "--json", "out.json", "--html", "page.html"]) == 0
    data = json.loads((tmp_path / "out.json").read_text("utf-8"))
    assert [each["next_action"]["step"] for each in data["accounts"]] == ["call", "reminder"]
    assert data["accounts"][0]["in_force"]["slots"]["ladder"]["level"] == "customer"
    assert CreditBook.loads(json.dumps(data["policy"]), format="json") == found
    page = (tmp_path / "page.html").read_text("utf-8")
    assert "for customer C-1 since 2026-03-01: Northwind" in page
    assert main(["worklist", *asked]) == 0
    assert "House policy on 2026-06-30" in capsys.readouterr().out
    for_risky = book(policy=attrs.evolve(PLAIN, ladder=Ladder([FOR_RISKY.steps[0]])))
    (tmp_path / "rules.toml").write_text(dumps(for_risky), "utf-8")
    assert main(["worklist", *asked]) == 0
    said = capsys.readouterr().out
    assert "call by phone, 2 customers" in said
    assert "Left out" not in said
    (tmp_path / "rules.toml").write_text(dumps(found).replace("C-1", ""), "utf-8")
    assert main(["assess", *asked]) == 2
    assert "amendments[0].customer" in capsys.readouterr().err


def test_the_command_names_whom_the_book_of_invoices_does_not_know(tmp_path, capsys):
    """Of amendments that have begun, and of groups by hand; a book without amendments keeps its segments."""
    (tmp_path / "book.csv").write_text(
        "invoice,customer,issued_on,due_on,amount,currency\nF-1,C-1,2026-01-02,2026-02-01,100.00,EUR\n", "utf-8"
    )
    ladder = Ladder([Step("call", days=1, channel="phone", when=StepConditions(segments=["key"]))])
    some = [
        amend(f"rate {name}", **{level: name}, interest=NO_INTEREST)
        for level, name in (("customer", "C-1"), ("customer", "C1"), ("document", "F-1"), ("document", "F1"))
    ]
    later = amend("later", since=date(2027, 1, 1), customer="C-9", interest=NO_INTEREST)
    by_rule = by_hand("C-1", "C-2", *(f"D-{number}" for number in range(9)))
    policy = attrs.evolve(PLAIN, ladder=ladder)
    for found, told in [
        (book(*some, later), "book on that day: customer C1, document F1."),
        (
            book(policy=policy, segments=by_rule),
            "customer C-2, customer D-0, customer D-1, customer D-2, customer D-3 and 5 more.",
        ),
        (book(policy=policy, segments=by_hand("C-1")), None),
    ]:
        (tmp_path / "policy.toml").write_text(dumps(found), "utf-8")
        argv = ["worklist", f"{tmp_path}/book.csv", "--policy", f"{tmp_path}/policy.toml", "--as-of", "2026-07-31"]
        assert main(argv) == 0
        said = " ".join(capsys.readouterr().out.split())
        assert told in said if told else "In the credit book" not in said
        assert ("EUR: call by phone, 1 customer" in said) is not bool(found.amendments)


def test_a_page_shows_the_first_amendments_for_some():
    """And says how many more there are; those for all stand in the rules themselves."""
    many = [amend(f"own {place}", customer=f"C-{place}", ladder=CALL) for place in range(23)]
    page = html_report(assess([], book(amend("all are called", ladder=CALL), *many), as_of=JULY))
    assert page.count("own ") == 20
    assert "... and 3 more amendments" in page
    assert "Amended for all since 2026-07-01: all are called." in page


def test_a_page_counts_an_item_once():
    """However many policies its interest went by."""
    found = book(amend(interest=LateInterest("9")), policy=attrs.evolve(PLAIN, interest=LateInterest("8")))
    page = html_report(assess([Account("C-1", "EUR", [invoice("F-1")])], found, as_of=date(2026, 8, 1)))
    assert "on 1 item<" in page
    assert page.count("F-1: ") == 2


def test_an_account_says_what_is_in_force_for_it():
    """At the head of its explanation, where anything is amended."""
    account = Account("C-1", "EUR", [invoice("F-1")])
    (amended,) = assess([account], book(amend(customer="C-1", ladder=CALL)), as_of=JULY).accounts
    (plain,) = assess([account], PLAIN, as_of=JULY).accounts
    assert amended.explain().startswith(amended.in_force.explain())
    assert "in force" not in plain.explain()
    assert "in_force" not in plain.to_dict()
