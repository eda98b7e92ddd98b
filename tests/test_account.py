"""Replay: what an account amounts to on any day, as known on any day."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, timedelta
from fractions import Fraction

import attrs
import pytest
from hypothesis import assume, given, reject, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, multiple, rule
from oracle.ledger import evenings, figure, ledger_on

from receivables import (
    LEAVE_UNAPPLIED,
    Account,
    CashApplied,
    CashUnapplied,
    CompensationCharged,
    ConsentGiven,
    ConsentWithdrawn,
    ContactMade,
    CreditNote,
    CreditNoteIssued,
    CurrencyMismatchError,
    DisputeClosed,
    DisputeOpened,
    FeeCharged,
    HoldLifted,
    HoldPlaced,
    InterestCharged,
    InvalidValueError,
    Invoice,
    InvoiceIssued,
    LimitSet,
    Money,
    OldestDueFirst,
    Payment,
    PaymentReceived,
    PaymentReversed,
    PlanAgreed,
    PromiseMade,
    Refunded,
    ReplayError,
    WrittenOff,
)
from receivables.allocation import COSTS_FIRST, Settlement, SettlementLine
from receivables.currencies import custom_currency
from receivables.discounts import NO_DISCOUNTS, EarlyDiscounts, PaidLine, Tolerance
from receivables.events import HOLD_KINDS
from receivables.plans import AgreedPlans
from receivables.terms import Installment, Offer
from receivables.testing import LAST_DAY, STEPS, accounts, currencies, days, money

POLICIES = {"oldest due": OldestDueFirst(), "leave": LEAVE_UNAPPLIED, "costs first": COSTS_FIRST}
policies = st.sampled_from(sorted(POLICIES))


def eur(text):
    return Money(text, "EUR")


def on(day, month=1):
    return date(2024, month, day)


def invoice(number="F-1", amount="100.00", issued=on(1), due=on(31), **other):
    way = {"installments": other.pop("installments")} if "installments" in other else {"due_on": due}
    return InvoiceIssued(Invoice(number, "C-1", total=eur(amount), issued_on=issued, **way), **other)


def payment(reference="P-1", amount="100.00", day=on(10), remittance=(), **other):
    paid = Payment(reference, "C-1", amount=eur(amount), paid_on=day, remittance=remittance)
    return PaymentReceived(paid, **other)


def credit(number="CN-1", amount="10.00", day=on(5), claim=None, **other):
    return CreditNoteIssued(CreditNote(number, "C-1", total=eur(amount), issued_on=day, invoice=claim), **other)


def account(*events):
    return Account("C-1", "EUR", events)


def opens(position):
    """What is open of each document that is not cleared."""
    found = Counter()
    for item in position.open_items:
        found[item.document] += item.open.minor
    return {number: Money.of_minor(minor, position.currency).text for number, minor in found.items()}


def unapplied(position):
    return {cash.reference: cash.amount.text for cash in position.unapplied_cash}


def reversal(day):
    return PaymentReversed("P-1", on=day)


def fee(reference, day=on(11)):
    return FeeCharged(reference, invoice="F-1", step="reminder", amount=eur("5.00"), on=day)


def compensation(reference="K-1", claim="F-1", day=on(9)):
    return CompensationCharged(reference, invoice=claim, amount=eur("40.00"), on=day)


def charge_named(reference, until=on(9), day=on(9), since=None):
    return InterestCharged(reference, invoice="F-1", amount=eur("1.00"), since=since, until=until, on=day)


# The second implementation


def place(item):
    return item.document, item.installment


def of_position(position):
    """A position in the words of the oracle."""
    return {
        "open": {place(item): figure(item.open) for item in position.items},
        "paid": {place(item): figure(item.paid) for item in position.items},
        "credited": {place(item): figure(item.credited) for item in position.items},
        "written off": {place(item): figure(item.written_off) for item in position.items},
        "discounted": {place(item): figure(item.discounted) for item in position.items},
        "charged until": {place(item): item.charged_until for item in position.items},
        "days": {place(item): (item.kind, item.issued_on, item.due_on) for item in position.items},
        "unapplied": {cash.reference: figure(cash.amount) for cash in position.unapplied_cash},
        "disputes": sorted_text(
            (hold.documents[0], figure(hold.amount), hold.since) for hold in position.holds if hold.kind == "dispute"
        ),
        "promises": sorted_text(
            (hold.documents, figure(hold.amount), hold.since, hold.until)
            for hold in position.holds
            if hold.kind == "promise"
        ),
        "contacts": sorted_text((each.step, each.channel, each.invoices, each.on) for each in position.contacts),
        "plans": [plan.reference for plan in position.plans],
        "holds": sorted_text(
            (hold.kind, sorted(hold.documents) or ["*"], hold.since, hold.until)
            for hold in position.holds
            if hold.kind not in ("dispute", "promise")
        ),
        "consents": {each.channel: each.subject.rpartition(": ")[2] for each in position.consents},
        "limit": None if position.limit is None else [figure(position.limit.limit)],
        "totals": [figure(amount) for amount in (position.billed, position.paid, position.credited)],
        "balance": figure(position.balance),
    }


def of_ledger(ledger):
    """A ledger in the same words."""
    key = {id(item): (item["document"], item["installment"]) for item in ledger.items}
    return {
        "open": {key[id(item)]: ledger.open(item) for item in ledger.items},
        "paid": {key[id(item)]: ledger.settled(item, "payment") for item in ledger.items},
        "credited": {key[id(item)]: ledger.settled(item, "credit note") for item in ledger.items},
        "written off": {key[id(item)]: item["written_off"] for item in ledger.items},
        "discounted": {key[id(item)]: ledger.given(item) for item in ledger.items},
        "charged until": {key[id(item)]: max(item["charges"], default=None) for item in ledger.items},
        "days": {key[id(item)]: (item["kind"], item["issued_on"], item["due_on"]) for item in ledger.items},
        "unapplied": ledger.unapplied(),
        "disputes": sorted_text((number, amount, since) for number, amount, since, _ in ledger.disputes),
        "promises": sorted_text(ledger.promises),
        "contacts": sorted_text(ledger.contacts),
        "plans": ledger.plans,
        "holds": sorted_text((each["kind"], sorted(each["on"]), each["since"], each["until"]) for each in ledger.holds),
        "consents": ledger.consents,
        "limit": ledger.limits[-1:] or None,
        "totals": [sum(item["amount"] for item in ledger.items), ledger.facts("payment"), ledger.facts("credit note")],
        "balance": ledger.total_open() - sum(ledger.unapplied().values()),
    }


def sorted_text(entries):
    return sorted(map(repr, entries))


@settings(max_examples=300)
@given(accounts(), days(), st.none() | days(), policies)
def test_replay_equals_the_oracle(book, day, known_by, policy):
    """Two implementations, one from counted cents and one from fractions, agree on every figure."""
    position = book.as_of(day, known_by=known_by, allocation=POLICIES[policy])
    assert of_position(position) == of_ledger(ledger_on(book.events, day, known_by=known_by, policy=policy))


@st.composite
def offered(draw):
    """Accounts on most of whose installments something is off for paying early."""
    book = draw(accounts())
    changed = [with_offers(draw, each) if isinstance(each, InvoiceIssued) else each for each in book.events]
    return Account(book.customer, book.currency, changed)


def with_offers(draw, event):
    invoice = event.invoice
    parts = [part._replace(offers=offers_on(draw, part.amount, invoice.issued_on)) for part in invoice.installments]
    issued = Invoice(
        invoice.number, invoice.customer, total=invoice.total, issued_on=invoice.issued_on, installments=parts
    )
    return InvoiceIssued(issued, recorded_on=event.recorded_on, sequence=event.sequence)


def offers_on(draw, amount, issued):
    found = []
    for lag in draw(st.lists(st.integers(0, 400), max_size=2)):
        percent = draw(st.sampled_from([None, Fraction(2), Fraction(7, 2), Fraction(50), Fraction(100)]))
        share = Fraction(1, 9) if percent is None else percent / 100
        off = Money.rounded(amount.exact * share, amount.currency)
        base = "gross" if percent is None else draw(st.sampled_from(["gross", "net"]))
        found.append(Offer(issued + timedelta(days=lag), off, percent, base))
    return tuple(found)


@settings(max_examples=300)
@given(offered(), days(), st.none() | days(), policies)
def test_discounts_in_the_replay_equal_the_oracle(book, day, known_by, policy):
    """What a payment in time closes, and what is given up beside it, whatever is reversed, refunded or moved later."""
    position = book.as_of(day, known_by=known_by, allocation=POLICIES[policy], discounts=EarlyDiscounts())
    ledger = ledger_on(book.events, day, known_by=known_by, policy=policy, discounts=True)
    assert of_position(position) == of_ledger(ledger)


class Asked:
    """The oldest due first as a policy of somebody else, which is given values and whose answer is looked at."""

    def apply(self, cash, items, *, as_of):
        return OldestDueFirst().apply(cash, items, as_of=as_of)


def told_nothing(event, whole):
    """Payments say nothing of what they are for, and documents may refuse to be paid in part."""
    if isinstance(event, PaymentReceived):
        return attrs.evolve(event, payment=attrs.evolve(event.payment, remittance=()))
    if isinstance(event, InvoiceIssued) and whole:
        return attrs.evolve(event, invoice=attrs.evolve(event.invoice, attributes={"part_payments": "no"}))
    return event


@given(accounts(), st.integers(0, 2))
def test_oldest_due_first_is_placed_as_it_answers(book, whole):
    """Its answer is not asked for in a replay, which does the same, whether or not documents take part payments."""
    events = [told_nothing(event, whole=place % 2 < whole) for place, event in enumerate(book.events)]
    told = attrs.evolve(book, events=events)
    assert told.as_of(LAST_DAY) == told.as_of(LAST_DAY, allocation=Asked())


def test_what_is_not_paid_in_part_is_paid_in_full():
    """Money that is too little for the oldest goes on to the next, and exactly enough settles it."""
    day, whole = date(2024, 3, 1), {"part_payments": "no"}
    invoices = [
        Invoice(number, "C-1", total=Money(total, "EUR"), issued_on=day, due_on=due, attributes=whole)
        for number, total, due in (("F-1", 80, date(2024, 3, 8)), ("F-2", 60, date(2024, 3, 9)))
    ]
    payment = Payment("P-1", "C-1", amount=Money(60, "EUR"), paid_on=day)
    book = Account("C-1", "EUR", [*map(InvoiceIssued, invoices), PaymentReceived(payment)])
    for policy in (OldestDueFirst(), Asked()):
        assert [item.document for item in book.as_of(day, allocation=policy).open_items] == ["F-1"]


@settings(max_examples=60)
@given(accounts(), days(), policies)
def test_spans_equal_the_oracle_on_every_evening(book, day, policy):
    """The balance that a span gives an evening is the one that the ledger had that evening."""
    position = book.as_of(day, allocation=POLICIES[policy])
    by_evening = {
        evening: ledger.balances() for evening, ledger in evenings(book.events, day, policy=policy) if evening < day
    }
    for item in position.items:
        told = {evening: figure(span.balance) for span in item.spans(until=day) for evening in nights_of(span)}
        assert told == {evening: all_[place(item)] for evening, all_ in by_evening.items() if place(item) in all_}


def nights_of(span):
    return [span.start + timedelta(days=count) for count in range((span.end - span.start).days)]


@settings(max_examples=60)
@given(accounts(), days(), policies)
def test_disputes_equal_the_oracle_on_every_evening(book, day, policy):
    """An item knows on which evenings it was in dispute, and with how much."""
    position = book.as_of(day, allocation=POLICIES[policy])
    by_evening = {evening: ledger.in_dispute() for evening, ledger in evenings(book.events, day, policy=policy)}
    for item in position.items:
        told = {}
        for start, end, minor in item.disputed:
            until = day + timedelta(days=1) if end is None else end
            amount = "all" if minor is None else figure(item.amount.with_minor(minor))
            told |= {start + timedelta(days=count): amount for count in range((until - start).days)}
        assert told == {evening: all_[place(item)] for evening, all_ in by_evening.items() if place(item) in all_}


def test_no_more_is_in_dispute_than_is_open():
    """Also where a payment for others had the policy of discounts look at the item in between."""
    total, issued = Money("100.00", "EUR"), date(2026, 1, 1)
    events = [
        InvoiceIssued(Invoice("F-1", "C-1", total=total, issued_on=issued, due_on=date(2026, 1, 10))),
        DisputeOpened("F-1", amount=Money("40.00", "EUR"), on=date(2026, 1, 2)),
        PaymentReceived(Payment("P-1", "C-1", amount=Money("70.00", "EUR"), paid_on=date(2026, 1, 15))),
        InvoiceIssued(Invoice("F-2", "C-1", total=total, issued_on=date(2026, 1, 16), due_on=date(2026, 2, 5))),
        PaymentReceived(
            Payment("P-2", "C-1", amount=Money("9.00", "EUR"), paid_on=date(2026, 1, 20), remittance=["F-2", "F-1"])
        ),
    ]
    position = Account("C-1", "EUR", events).as_of(date(2026, 1, 31), discounts=EarlyDiscounts())
    assert [item.in_dispute.text for item in position.items] == ["30.00", "0.00"]


# Laws


@given(accounts(), days(), policies)
def test_billed_less_what_settled_it_is_open_less_unapplied(book, day, policy):
    """Nothing is lost and nothing made: the totals of the facts and the sums over the items meet."""
    position = book.as_of(day, allocation=POLICIES[policy])
    facts = position.billed - position.paid - position.credited - position.written_off
    assert facts == position.open - position.unapplied == position.balance


GIVING = [
    EarlyDiscounts(partial="gross up", grace_days=3, tolerance=Tolerance(amount="1.00")),
    EarlyDiscounts(partial="pro rata", closing="whole", late_days=9, accept_late=True, overpayment="unspecific"),
    EarlyDiscounts(closing="lost", tolerance=Tolerance(percent="1")),
    EarlyDiscounts(),
]


@settings(max_examples=200)
@given(offered(), days(), policies, st.sampled_from(GIVING))
def test_what_is_given_up_closes_the_sums(book, day, policy, discounts):
    """Every cent is paid, credited, written off, given up or open; no discount is more than the best offer."""
    position = book.as_of(day, allocation=POLICIES[policy], discounts=discounts)
    facts = position.billed - position.paid - position.credited - position.written_off
    assert facts - position.discounted - position.tolerated == position.open - position.unapplied == position.balance
    lines = Counter()
    for line in position.applied:
        lines[line.document, line.installment] += (line.discounted + line.tolerated).minor
    for item in position.items:
        assert item.open.minor >= 0
        assert 0 <= item.discounted.minor <= best_offer(item).minor
        assert lines[place(item)] == (item.discounted + item.tolerated).minor


@given(accounts(), days(), policies)
def test_policies_of_discounts_change_nothing_where_nothing_is_offered(book, day, policy):
    """Without offers and without tolerance the position is the same, to the reasons."""
    bare = [
        attrs.evolve(each, invoice=without_offers(each.invoice)) if isinstance(each, InvoiceIssued) else each
        for each in book.events
    ]
    account_ = Account(book.customer, book.currency, bare)
    plain, asked = (
        account_.as_of(day, allocation=POLICIES[policy], discounts=each)
        for each in (NO_DISCOUNTS, EarlyDiscounts(partial="gross up"))
    )
    assert of_position(plain) == of_position(asked)
    assert plain.items == asked.items


def without_offers(invoice):
    parts = [part._replace(offers=()) for part in invoice.installments]
    return Invoice(
        invoice.number, invoice.customer, total=invoice.total, issued_on=invoice.issued_on, installments=parts
    )


@settings(max_examples=200)
@given(offered(), policies, st.sampled_from(GIVING), money(least=1), st.booleans())
def test_a_payment_that_bounces_leaves_no_trace(book, policy, discounts, amount, names):
    """Reversed on its own day, it is as if it had never come: also what was given up beside it."""
    day = max((event.on for event in book.events), default=LAST_DAY) + timedelta(days=1)
    claims = [event.subject for event in book.events if isinstance(event, InvoiceIssued)]
    sent = Payment("P-x", "C-1", amount=amount, paid_on=day, remittance=claims if names else [])
    bounced = [PaymentReceived(sent), PaymentReversed("P-x", on=day)]
    before, after = (
        Account("C-1", "EUR", each).as_of(day, allocation=POLICIES[policy], discounts=discounts)
        for each in (book.events, [*book.events, *bounced])
    )
    assert of_position(before) == of_position(after)


@given(accounts(), days(), policies)
def test_no_item_is_settled_beyond_its_amount(book, day, policy):
    """What is open lies between nothing and the amount, and so does every part that settled it."""
    for item in book.as_of(day, allocation=POLICIES[policy]).items:
        zero = Money.zero("EUR")
        assert zero <= item.open <= item.amount
        assert min(item.paid, item.credited, item.written_off) >= zero


@given(accounts(), days(), policies)
def test_applied_lines_sum_to_paid_and_credited(book, day, policy):
    """Every cent that settles an item has a line, and no source settles more than it brought."""
    position = book.as_of(day, allocation=POLICIES[policy])
    lines = Counter()
    spent = Counter({cash.reference: cash.amount.minor for cash in position.unapplied_cash})
    for line in position.applied:
        assert line.amount.minor > 0
        assert line.because
        assert line.on <= day
        lines[line.document, line.installment] += line.amount.minor
        spent[line.source] += line.amount.minor
    assert +lines == +Counter({place(item): (item.paid + item.credited).minor for item in position.items})
    assert sum(spent.values()) == (position.paid + position.credited).minor


@given(accounts(), days(), policies)
def test_spans_tile_the_life_of_an_item(book, day, policy):
    """From the issue day to the day of the question, without gap or overlap, ending at what is open."""
    for item in book.as_of(day, allocation=POLICIES[policy]).items:
        spans = item.spans(until=day)
        assert [span.start for span in spans] == [item.issued_on, *(span.end for span in spans)][: len(spans)]
        assert all(span.start < span.end for span in spans)
        assert sum((span.end - span.start).days for span in spans) == (day - item.issued_on).days
        assert item.history[-1][1] == item.open.minor
        assert all(left[1] != right[1] for left, right in zip(item.history, item.history[1:], strict=False))


@given(accounts(), st.data(), policies)
def test_order_of_input_changes_nothing(book, data, policy):
    """Any permutation of the events is the same account, with the same position."""
    mixed = Account(book.customer, book.currency, data.draw(st.permutations(book.events)))
    assert mixed == book
    day = data.draw(days())
    assert mixed.as_of(day, allocation=POLICIES[policy]) == book.as_of(day, allocation=POLICIES[policy])


@settings(max_examples=150)
@given(accounts(), days(), st.none() | days(), policies)
def test_later_and_unknown_events_change_nothing(book, day, known_by, policy):
    """What takes effect after ``as_of``, or is recorded after ``known_by``, might as well never happen."""
    happened = [each for each in book.events if each.on <= day and (known_by is None or each.recorded_on <= known_by)]
    try:
        shorter = attrs.evolve(book, events=happened)
    except ReplayError:
        reject()  # what is left speaks of a document that came later
    asked = {"known_by": known_by, "allocation": POLICIES[policy]}
    assert shorter.as_of(day, **asked) == book.as_of(day, **asked)


@given(accounts(late=False), days(), policies)
def test_where_nothing_is_late_the_day_knows_everything(book, day, policy):
    """Where facts are recorded on their day, what is known by a day is all that happened by it."""
    told = book.as_of(day, allocation=POLICIES[policy])
    known = book.as_of(day, known_by=day, allocation=POLICIES[policy])
    assert attrs.evolve(known, known_by=None) == told


@given(accounts(), st.data(), policies, st.sampled_from(["advice without amounts", "advice with amounts"]))
def test_splitting_a_payment_changes_no_balance(book, data, policy, kind):
    """Two payments on one day do what one of their sum does, with the same advice."""
    moved = CashApplied | CashUnapplied | PaymentReversed | Refunded
    kept = [each for each in book.events if not isinstance(each, moved)]
    paid = [each for each in kept if isinstance(each, PaymentReceived) and each.payment.amount.minor > 1]
    assume(paid)
    event = data.draw(st.sampled_from(paid))
    claims = InvoiceIssued | InterestCharged | CompensationCharged | FeeCharged
    numbers = sorted({each.subject for each in kept if isinstance(each, claims)})
    lines = data.draw(remittances(event.payment.amount.minor, numbers, kind))
    cut = data.draw(st.integers(1, event.payment.amount.minor - 1))
    first, second = cut_lines(lines, cut)
    others = [each for each in kept if each is not event]
    whole = attrs.evolve(book, events=[*others, part_of(event, event.payment.amount.minor, lines, "")])
    rest = event.payment.amount.minor - cut
    split = attrs.evolve(book, events=[*others, part_of(event, cut, first, ""), part_of(event, rest, second, "b")])
    day = data.draw(days())
    one, two = (each.as_of(day, allocation=POLICIES[policy]) for each in (whole, split))
    assert [figure(item.open) for item in one.items] == [figure(item.open) for item in two.items]
    assert [item.history for item in one.items] == [item.history for item in two.items]
    assert (one.open, one.unapplied, one.paid, one.balance) == (two.open, two.unapplied, two.paid, two.balance)


@st.composite
def remittances(draw, amount, numbers, kind):
    """Invoice numbers alone, or with amounts that are at most the payment; no lines are a payment without advice."""
    named = draw(st.lists(st.sampled_from(numbers), max_size=3)) if numbers else []
    if kind == "advice without amounts":
        return [(number, None) for number in named]
    lines = []
    for number in named:
        part = draw(st.integers(0, amount - sum(minor for _, minor in lines)))
        lines += [(number, part)] if part else []
    return lines


def cut_lines(lines, cut):
    """The advice of the first ``cut`` minor units, and of the rest."""
    first, second = [], []
    for number, minor in lines:
        if minor is None:
            first.append((number, None))
            second.append((number, None))
            continue
        part = min(minor, cut - sum(amount for _, amount in first))
        first += [(number, part)] if part else []
        second += [(number, minor - part)] if minor > part else []
    return first, second


def part_of(event, minor, lines, mark):
    advice = [(number, None if amount is None else Money.of_minor(amount, "EUR")) for number, amount in lines]
    amount, reference = Money.of_minor(minor, "EUR"), event.payment.reference + mark
    return attrs.evolve(
        event, payment=attrs.evolve(event.payment, reference=reference, amount=amount, remittance=advice)
    )


@given(accounts(), days(), policies)
def test_the_same_question_has_the_same_answer(book, day, policy):
    """Nothing is remembered between two questions, and asking changes nothing."""
    before = repr(book.events)
    first = book.as_of(day, allocation=POLICIES[policy])
    book.as_of(LAST_DAY)
    assert book.as_of(day, allocation=POLICIES[policy]) == first
    assert repr(book.events) == before


@given(st.data(), currencies(), days())
def test_currency_is_only_a_label(data, currency, day):
    """The same counts of minor units behave alike in every currency."""
    seed = data.draw(st.integers(0, 10**6))
    drawn = [scripted(random.Random(seed), unit) for unit in ("EUR", currency)]
    mine, theirs = (each.as_of(day) for each in drawn)
    assert [item.open.minor for item in mine.items] == [item.open.minor for item in theirs.items]
    assert mine.balance.minor == theirs.balance.minor


def scripted(chance, currency):
    """A small account by a seeded script."""
    events = []
    for count in range(5):
        issued = on(1) + timedelta(days=chance.randrange(150))
        total = Money.of_minor(chance.randrange(1000), currency)
        due = issued + timedelta(days=chance.randrange(60))
        events.append(InvoiceIssued(Invoice(f"F-{count}", "C-1", total=total, issued_on=issued, due_on=due)))
        paid = issued + timedelta(days=chance.randrange(90))
        amount = Money.of_minor(1 + chance.randrange(900), currency)
        events.append(PaymentReceived(Payment(f"P-{count}", "C-1", amount=amount, paid_on=paid)))
    return Account("C-1", currency, events)


# A year of an account, step by step


def best_offer(item):
    return max((offer.amount for offer in item.offers), default=item.amount.with_minor(0))


class YearOfAnAccount(RuleBasedStateMachine):
    """Facts come in day by day; every evening that is over can be reported again, and the sums always meet."""

    claims = Bundle("claims")
    cash = Bundle("cash")

    @initialize(policy=policies, taken=st.booleans())
    def open_the_books(self, policy, taken):
        self.policy = policy
        self.taken = taken
        self.today = on(1)
        self.events = []
        self.reports = {}
        self.left = {}
        self.count = 0

    def name(self, letter):
        self.count += 1
        return f"{letter}-{self.count:03}"

    def add(self, event):
        self.events.append(attrs.evolve(event, sequence=len(self.events)))

    def position(self, day):
        discounts = EarlyDiscounts() if self.taken else NO_DISCOUNTS
        return Account("C-1", "EUR", self.events).as_of(day, allocation=POLICIES[self.policy], discounts=discounts)

    @rule(count=st.sampled_from([1, 1, 1, 7, 30]))
    def nights_pass(self, count):
        self.reports[self.today] = self.position(self.today)
        self.today += timedelta(days=count)

    @rule(target=claims, amount=money(), lag=st.integers(-3, 40), within=st.lists(st.integers(0, 40), max_size=2))
    def invoice(self, amount, lag, within):
        number = self.name("F")
        offers = [
            Offer(self.today + timedelta(days=days), Money.rounded(amount.exact / 25, "EUR"), Fraction(4), "gross")
            for days in within
        ]
        part = Installment(self.today + timedelta(days=lag), amount, None, tuple(offers))
        self.add(InvoiceIssued(Invoice(number, "C-1", total=amount, issued_on=self.today, installments=[part])))
        return number

    @rule(target=cash, amount=money(least=1), numbers=st.lists(claims, max_size=2))
    def pay(self, amount, numbers):
        reference = self.name("P")
        self.add(PaymentReceived(Payment(reference, "C-1", amount=amount, paid_on=self.today, remittance=numbers)))
        self.left[reference] = amount.minor
        return reference

    @rule(target=cash, amount=money(least=1), number=st.none() | claims)
    def credit(self, amount, number):
        reference = self.name("CN")
        self.add(CreditNoteIssued(CreditNote(reference, "C-1", total=amount, issued_on=self.today, invoice=number)))
        self.left[reference] = amount.minor
        return reference

    @rule(target=cash, reference=consumes(cash))
    def reverse(self, reference):
        refunded = any(isinstance(each, Refunded) and each.source == reference for each in self.events)
        if reference.startswith("CN") or refunded:
            return reference
        self.add(PaymentReversed(reference, on=self.today))
        return multiple()

    @rule(reference=cash, minor=st.integers(1, 500))
    def refund(self, reference, minor):
        part = min(minor, self.left[reference])
        if part:
            self.left[reference] -= part
            self.add(Refunded(reference, amount=Money.of_minor(part, "EUR"), on=self.today))

    @rule(reference=cash, number=claims, amount=money(least=1))
    def apply(self, reference, number, amount):
        self.add(CashApplied(reference, number, amount=amount, on=self.today))

    @rule(reference=cash, number=claims, amount=st.none() | money(least=1))
    def take_back(self, reference, number, amount):
        self.add(CashUnapplied(reference, number, amount=amount, on=self.today))

    @rule(number=claims, amount=st.none() | money(least=1))
    def write_off(self, number, amount):
        self.add(WrittenOff(number, amount=amount, on=self.today))

    @rule(target=claims, number=claims, amount=money(least=1))
    def charge_interest(self, number, amount):
        if not number.startswith("F"):
            return number  # what was charged bears no interest
        charged = (each for each in self.events if isinstance(each, InterestCharged))
        since = max((each.until for each in charged if each.invoice == number), default=None)
        if since == self.today:
            return number  # a day is charged once
        reference = self.name("I")
        self.add(
            InterestCharged(reference, invoice=number, amount=amount, since=since, until=self.today, on=self.today)
        )
        return reference

    @rule(target=claims, number=claims, amount=money(least=1))
    def charge_compensation(self, number, amount):
        charged = any(isinstance(each, CompensationCharged) and each.invoice == number for each in self.events)
        if not number.startswith("F") or charged:
            return number
        reference = self.name("K")
        self.add(CompensationCharged(reference, invoice=number, amount=amount, on=self.today))
        return reference

    @rule(target=claims, number=claims, step=st.sampled_from(STEPS), amount=money(least=1))
    def charge_a_fee(self, number, step, amount):
        charged = (each for each in self.events if isinstance(each, FeeCharged))
        if not number.startswith("F") or any((each.invoice, each.step) == (number, step) for each in charged):
            return number
        reference = self.name("M")
        self.add(FeeCharged(reference, invoice=number, step=step, amount=amount, on=self.today))
        return reference

    @rule(number=claims, amount=st.none() | money(least=1))
    def dispute(self, number, amount):
        self.add(DisputeOpened(number, amount=amount, on=self.today))

    @rule(number=claims)
    def settle_dispute(self, number):
        self.add(DisputeClosed(number, on=self.today))

    @rule(amount=money(least=1), number=claims, lag=st.integers(0, 20))
    def promise(self, amount, number, lag):
        until = self.today + timedelta(days=lag)
        self.add(PromiseMade(amount, promised_on=until, invoices=[number], on=self.today))

    @rule(numbers=st.lists(claims, min_size=1, max_size=2, unique=True), amount=money(least=1), lag=st.integers(0, 40))
    def agree_a_plan(self, numbers, amount, lag):
        first = self.today + timedelta(days=lag)
        payments = [(first, amount), (first + timedelta(days=30), amount)]
        self.add(PlanAgreed(self.name("R"), invoices=numbers, payments=payments, on=self.today))

    @rule(kind=st.sampled_from(HOLD_KINDS), numbers=st.lists(claims, max_size=2, unique=True), lag=st.integers(0, 20))
    def hold(self, kind, numbers, lag):
        self.add(HoldPlaced(kind, invoices=numbers, until=self.today + timedelta(days=lag), on=self.today))

    @rule(kind=st.sampled_from(HOLD_KINDS), numbers=st.lists(claims, max_size=1))
    def lift(self, kind, numbers):
        self.add(HoldLifted(kind, invoices=numbers, on=self.today))

    @rule(number=claims)
    def contact(self, number):
        self.add(ContactMade("reminder", channel="email", invoices=[number], on=self.today))

    @invariant()
    def sums_meet(self):
        position = self.position(self.today)
        facts = position.billed - position.paid - position.credited - position.written_off
        assert facts - position.discounted == position.open - position.unapplied == position.balance
        assert all(cash.amount.minor > 0 for cash in position.unapplied_cash)
        assert all(item.discounted <= best_offer(item) for item in position.items)
        for plan in AgreedPlans(grace_days=3, accelerates=True, reinstates=True).outcomes(position):
            assert 0 <= plan.paid.minor <= plan.plan.total.minor
            assert plan.due.minor >= 0

    def teardown(self):
        if not hasattr(self, "events"):
            return
        for day, report in self.reports.items():
            assert self.position(day) == report
        last = ledger_on(self.events, self.today, policy=self.policy, discounts=self.taken)
        assert of_position(self.position(self.today)) == of_ledger(last)


YearOfAnAccount.TestCase.settings = settings(max_examples=60, stateful_step_count=40)
test_year_of_an_account = YearOfAnAccount.TestCase


# Money that arrives


def test_payment_without_advice_goes_to_the_oldest_due():
    """Each in full while money lasts; the rest is unapplied."""
    book = account(invoice("F-1", due=on(31)), invoice("F-2", due=on(20)), payment(amount="150.00"))
    assert opens(book.as_of(on(10))) == {"F-1": "50.00"}
    assert opens(book.as_of(on(9))) == {"F-1": "100.00", "F-2": "100.00"}


def test_advice_comes_before_the_policy():
    """A second payment with advice takes its invoice before the first, without advice, is placed by the policy."""
    book = account(
        invoice("F-1", due=on(20)),
        invoice("F-2", due=on(31)),
        payment("P-1", "100.00"),
        payment("P-2", "100.00", remittance=["F-1"]),
    )
    assert {line.source: line.document for line in book.as_of(on(10)).applied} == {"P-1": "F-2", "P-2": "F-1"}


def test_advice_names_the_order_and_the_amounts():
    """Lines are settled as listed: an amount is at most that much, a bare number as much as is open."""
    book = account(invoice("F-1"), invoice("F-2"), payment(amount="180.00", remittance=[("F-2", eur("60.00")), "F-1"]))
    left_alone = book.as_of(on(10), allocation=LEAVE_UNAPPLIED)
    assert opens(left_alone) == {"F-2": "40.00"}
    assert unapplied(left_alone) == {"P-1": "20.00"}
    assert opens(book.as_of(on(10))) == {"F-2": "20.00"}


def test_money_waits_for_the_invoice_that_it_names():
    """A payment in advance is kept for its invoice, and is not placed by the policy before."""
    book = account(
        invoice("F-1"),
        payment(amount="100.00", remittance=[("F-2", eur("80.00"))]),
        invoice("F-2", issued=on(15), due=on(5, month=2)),
    )
    assert opens(book.as_of(on(10))) == {"F-1": "80.00"}
    assert unapplied(book.as_of(on(10))) == {"P-1": "80.00"}
    assert opens(book.as_of(on(15))) == {"F-1": "80.00", "F-2": "20.00"}
    assert unapplied(book.as_of(on(15))) == {}


def test_money_that_nobody_assigned_waits_for_a_person():
    """An invoice that is issued later does not take unapplied cash by itself."""
    book = account(payment(amount="40.00", day=on(2)), invoice(issued=on(5)))
    assert opens(book.as_of(LAST_DAY)) == {"F-1": "100.00"}
    assert unapplied(book.as_of(LAST_DAY)) == {"P-1": "40.00"}


def test_a_decision_takes_money_back_from_the_policy():
    """The youngest placement first; what a payer or a person settled stays."""
    book = account(
        invoice("F-1", due=on(20)),
        invoice("F-2", due=on(25)),
        invoice("F-3", due=on(31)),
        payment(amount="170.00", day=on(10), remittance=[("F-1", eur("20.00"))]),
        CashApplied("P-1", "F-3", amount=eur("90.00"), on=on(12)),
        CashApplied("P-1", "F-2", amount=eur("100.00"), on=on(14)),
    )
    assert opens(book.as_of(on(10))) == {"F-2": "30.00", "F-3": "100.00"}
    assert opens(book.as_of(on(12))) == {"F-1": "20.00", "F-2": "100.00", "F-3": "10.00"}
    assert opens(book.as_of(on(14))) == {"F-1": "80.00", "F-2": "40.00", "F-3": "10.00"}


def test_a_decision_that_agrees_with_the_policy_moves_nothing():
    """What the policy placed on the invoice counts as applied by the person, and is then not taken back."""
    book = account(
        invoice("F-1", due=on(20)),
        invoice("F-2", due=on(25)),
        payment(amount="150.00", day=on(10)),
        CashApplied("P-1", "F-2", amount=eur("50.00"), on=on(12)),
        CashApplied("P-1", "F-1", amount=eur("100.00"), on=on(13)),
    )
    for day in (on(10), on(12), on(13)):
        assert opens(book.as_of(day)) == {"F-2": "50.00"}
    assert {line.because for line in book.as_of(on(13)).applied} == {"applied by a person"}


def test_more_than_is_open_is_not_applied():
    """Neither more than the invoice wants, nor more than the payment has."""
    book = account(
        invoice("F-1", "30.00"),
        invoice("F-2", "300.00"),
        payment(amount="100.00"),
        CashApplied("P-1", "F-1", amount=eur("70.00"), on=on(10)),
        CashApplied("P-1", "F-2", amount=eur("500.00"), on=on(11)),
    )
    position = book.as_of(on(11), allocation=LEAVE_UNAPPLIED)
    assert opens(position) == {"F-2": "230.00"}
    assert position.unapplied == eur("0.00")


def test_bounced_payment_opens_what_it_settled():
    """From the day of the reversal on; until then the report stays as it was."""
    book = account(invoice(), payment(), PaymentReversed("P-1", on=on(20)))
    assert opens(book.as_of(on(19))) == {}
    assert opens(book.as_of(on(20))) == {"F-1": "100.00"}
    assert book.as_of(on(20)).paid == eur("0.00")
    assert [str(span.balance) for span in book.as_of(on(25)).items[0].spans(until=on(25))] == [
        "100.00 EUR",
        "0.00 EUR",
        "100.00 EUR",
    ]


def test_payment_that_bounced_on_its_day_never_was():
    """Not an evening without the claim."""
    book = account(invoice(), payment(remittance=["F-1"]), PaymentReversed("P-1", on=on(10)))
    position = book.as_of(on(12))
    assert position.items[0].history == ((on(1), 10_000),)
    assert position.applied == ()


def test_reversal_leaves_other_unapplied_cash_alone():
    """The policy is asked on the day of a payment and not again."""
    book = account(invoice(), payment("P-1"), payment("P-2", "30.00", day=on(12)), PaymentReversed("P-1", on=on(20)))
    assert opens(book.as_of(on(20))) == {"F-1": "100.00"}
    assert unapplied(book.as_of(on(20))) == {"P-2": "30.00"}


def test_what_is_taken_back_is_unapplied_until_somebody_applies_it():
    """Whoever had placed it; another invoice gets it by a decision of the same day."""
    book = account(invoice("F-1"), invoice("F-2", amount="80.00", due=on(25)), payment(remittance=["F-1"]))
    back = CashUnapplied("P-1", "F-1", amount=eur("80.00"), on=on(12))
    taken = attrs.evolve(book, events=[*book.events, back])
    assert opens(taken.as_of(on(12))) == {"F-1": "80.00", "F-2": "80.00"}
    assert unapplied(taken.as_of(on(20))) == {"P-1": "80.00"}
    moved = attrs.evolve(book, events=[*book.events, back, CashApplied("P-1", "F-2", amount=eur("80.00"), on=on(12))])
    assert opens(moved.as_of(on(12))) == {"F-1": "80.00"}
    assert opens(moved.as_of(on(11))) == {"F-2": "80.00"}


@pytest.mark.parametrize("remittance", [[], ["F-1"]])
@pytest.mark.parametrize("amount", [None, eur("30.00"), eur("500.00")])
def test_what_is_taken_back_on_the_day_of_the_payment_is_not_placed_by_the_policy(remittance, amount):
    """Neither what advice had placed, nor what the policy places there after all."""
    back = CashUnapplied("P-1", "F-1", amount=amount, on=on(10))
    book = account(invoice("F-1", due=on(20)), payment(remittance=remittance), back)
    left = "30.00" if amount == eur("30.00") else "100.00"
    assert opens(book.as_of(on(10))) == {"F-1": left}
    assert unapplied(book.as_of(on(10))) == {"P-1": left}


def test_a_discount_falls_with_the_money_that_took_it():
    """What is left of the payment no longer closes the invoice."""
    offer = Offer(on(15), eur("2.00"), Fraction(2), "gross")
    part = Installment(on(31), eur("100.00"), None, (offer,))
    book = account(
        invoice(installments=[part]),
        payment(amount="98.00"),
        CashUnapplied("P-1", "F-1", amount=eur("8.00"), on=on(12)),
    )
    (item,) = book.as_of(on(12), discounts=EarlyDiscounts()).items
    assert (item.discounted, item.paid, item.open) == (eur("0.00"), eur("90.00"), eur("10.00"))


def test_holds_that_are_lifted_go_on_for_what_is_not_named():
    """One about the whole account ends as a whole."""
    two, whole = (
        HoldPlaced("legal", invoices=["F-1", "F-2"], on=on(5)),
        HoldPlaced("insolvency", on=on(6), reason="court"),
    )
    book = account(invoice("F-1"), invoice("F-2"), two, whole, HoldLifted("legal", invoices=["F-1"], on=on(8)))
    assert [(hold.kind, hold.about) for hold in book.as_of(on(7)).holds] == [
        ("legal", "F-1, F-2"),
        ("insolvency", "all of the account"),
    ]
    assert [hold.about for hold in book.as_of(on(8)).holds] == ["F-2", "all of the account"]
    lifted = [HoldLifted("insolvency", invoices=["F-1"], on=on(9)), HoldLifted("insolvency", on=on(10))]
    book = attrs.evolve(book, events=[*book.events, *lifted])
    assert [hold.reason for hold in book.as_of(on(9)).holds] == ["legal", "insolvency: court"]
    assert [hold.about for hold in book.as_of(on(10)).holds] == ["F-2"]


def test_the_last_word_counts():
    """On consent and limit; of two words on one day the opt-out."""
    book = account(
        ConsentGiven("sms", on=on(5)),
        ConsentWithdrawn("sms", on=on(5)),
        ConsentGiven("email", on=on(5)),
        LimitSet(eur("500.00"), on=on(5)),
        LimitSet(None, on=on(9)),
    )
    position = book.as_of(on(8))
    assert [each.subject for each in position.consents] == ["'email': given", "'sms': withdrawn"]
    assert position.limit.limit == eur("500.00")
    assert book.as_of(on(9)).limit.limit is None
    assert book.as_of(on(4)).limit is None


def test_credit_note_settles_its_invoice_and_the_rest_is_credit():
    """In the order of the due days of the installments."""
    parts = [(on(31), eur("60.00")), (on(20), eur("40.00"))]
    book = account(invoice(installments=parts), credit(amount="50.00", claim="F-1"), credit("CN-2", "9.00"))
    position = book.as_of(on(5))
    assert [(item.installment, item.credited.text) for item in position.items] == [(2, "40.00"), (1, "10.00")]
    assert unapplied(position) == {"CN-2": "9.00"}
    assert [cash.kind for cash in position.unapplied_cash] == ["credit note"]
    assert position.credited == eur("59.00")


def test_refund_takes_unapplied_money_first():
    """Then what the payment settled is open again, the youngest first."""
    book = account(
        invoice("F-1", due=on(20)),
        invoice("F-2", due=on(25)),
        payment(amount="230.00"),
        Refunded("P-1", amount=eur("30.00"), on=on(15)),
        Refunded("P-1", amount=eur("50.00"), on=on(16)),
    )
    assert unapplied(book.as_of(on(14))) == {"P-1": "30.00"}
    assert opens(book.as_of(on(15))) == {}
    assert unapplied(book.as_of(on(15))) == {}
    assert opens(book.as_of(on(16))) == {"F-2": "50.00"}
    assert book.as_of(on(16)).paid == eur("150.00")


def test_write_off_is_at_most_what_is_open():
    """All of it, or an amount; by due day of the installments."""
    parts = [(on(31), eur("60.00")), (on(20), eur("40.00"))]
    some = account(invoice(installments=parts), WrittenOff("F-1", amount=eur("50.00"), on=on(12)))
    assert [item.written_off.text for item in some.as_of(on(12)).items] == ["40.00", "10.00"]
    rest = account(invoice(), payment(amount="70.00"), WrittenOff("F-1", on=on(12)))
    assert rest.as_of(on(12)).written_off == eur("30.00")
    assert opens(rest.as_of(on(12))) == {}


def test_charged_interest_is_a_claim_that_survives_its_invoice():
    """It is due on its day, bears its own number, and is paid like any other claim."""
    charge = InterestCharged("I-1", invoice="F-1", amount=eur("1.20"), until=on(31), on=on(1, month=2))
    book = account(invoice(due=on(15)), payment(day=on(31)), charge)
    position = book.as_of(on(1, month=2))
    assert opens(position) == {"I-1": "1.20"}
    assert [(item.kind, item.charged_until) for item in position.items] == [("invoice", on(31)), ("interest", None)]
    assert position.billed == eur("101.20")


def test_charged_compensation_is_a_claim_that_survives_its_invoice():
    """A flat sum with a number of its own; the interest of the invoice goes on as before."""
    charge = CompensationCharged("K-1", invoice="F-1", amount=eur("40.00"), on=on(16), due_on=on(23))
    book = account(invoice(due=on(15)), charge, payment(day=on(17), remittance=["F-1"]))
    position = book.as_of(on(20))
    assert opens(position) == {"K-1": "40.00"}
    assert [(item.kind, item.due_on, item.charged_until) for item in position.items] == [
        ("invoice", on(15), None),
        ("compensation", on(23), None),
    ]
    assert position.billed == eur("140.00")
    assert opens(account(*book.events, payment("P-2", "40.00", day=on(24))).as_of(on(24))) == {}


def test_events_of_a_day_have_their_order():
    """Claim, credit, money, decision, policy, refund, write-off: whatever the order of input."""
    book = account(
        WrittenOff("F-1", on=on(1)),
        Refunded("P-1", amount=eur("5.00"), on=on(1)),
        payment(amount="60.00", day=on(1)),
        credit(amount="20.00", day=on(1), claim="F-1"),
        invoice(),
    )
    position = book.as_of(on(1))
    item = position.items[0]
    assert (item.paid.text, item.credited.text, item.written_off.text) == ("55.00", "20.00", "25.00")


def test_holds_and_contacts_are_on_the_position():
    """A dispute until it is closed; a promise for good, its end with it."""
    book = account(
        invoice(),
        DisputeOpened("F-1", on=on(3), reason="short delivery"),
        DisputeClosed("F-1", on=on(8)),
        PromiseMade(eur("9.00"), promised_on=on(20), on=on(4)),
        ContactMade("reminder", channel="email", on=on(6)),
    )
    assert [(hold.kind, hold.until) for hold in book.as_of(on(7)).holds] == [("dispute", None), ("promise", on(20))]
    assert [hold.kind for hold in book.as_of(on(8)).holds] == ["promise"]
    assert [each.step for each in book.as_of(on(6)).contacts] == ["reminder"]
    assert book.as_of(on(5)).contacts == ()


def test_a_dispute_is_about_the_installment_that_is_due_first():
    """Then about the next, as far as there is something open; several add up, and one about all is about all."""
    parts = [(on(20), eur("40.00")), (on(31), eur("60.00"))]
    book = account(
        invoice(installments=parts),
        DisputeOpened("F-1", amount=eur("50.00"), on=on(3)),
        payment(amount="40.00", day=on(6)),
        DisputeOpened("F-1", amount=eur("25.00"), on=on(8)),
        DisputeClosed("F-1", on=on(9)),
        DisputeOpened("F-1", on=on(10)),
        DisputeOpened("F-1", amount=eur("5.00"), on=on(11)),
        DisputeClosed("F-1", on=on(12)),
        DisputeOpened("F-1", on=on(13)),
        DisputeClosed("F-1", on=on(13)),
        DisputeOpened("F-1", amount=eur("9.00"), on=on(14)),
    )
    first, second = book.as_of(on(20)).items
    assert first.disputed == ((on(3), on(6), 4_000), (on(10), on(12), None))
    assert second.disputed == (
        (on(3), on(6), 1_000),
        (on(6), on(8), 5_000),
        (on(8), on(9), 6_000),
        (on(10), on(12), None),
        (on(14), None, 900),
    )
    assert book.as_of(on(7)).items[1].disputed == ((on(3), on(6), 1_000), (on(6), None, 5_000))


def test_a_policy_of_allocation_sees_what_is_in_dispute():
    """As it was on the evening before the money."""

    class Undisputed:
        def apply(self, cash, items, *, as_of):
            lines = [SettlementLine(each.document, 1, each.open, "undisputed") for each in items if not each.disputed]
            return Settlement(cash=cash, rule="undisputed@1", lines=lines)

    book = account(invoice("F-1"), invoice("F-2"), DisputeOpened("F-1", on=on(3)), payment(day=on(4)))
    assert opens(book.as_of(on(4), allocation=Undisputed())) == {"F-1": "100.00"}


def test_report_of_last_month_can_be_printed_again():
    """A payment that was recorded late is in the report as it should have been, not in the one that was printed."""
    book = account(invoice(), payment(day=on(10), recorded_on=on(3, month=2)))
    assert opens(book.as_of(on(31), known_by=on(31))) == {"F-1": "100.00"}
    assert opens(book.as_of(on(31))) == {}


# Events that contradict one another


@pytest.mark.parametrize(
    ("events", "reason"),
    [
        ([invoice(), invoice(amount="5.00")], "F-1 is there twice"),
        ([payment(), payment(day=on(11))], "P-1 is there twice"),
        ([credit("X"), payment("X")], "X is there twice"),
        ([invoice(), charge_named("F-1")], "F-1 is there twice"),
        ([payment(), reversal(on(11)), reversal(on(12))], "P-1 is there twice"),
        ([reversal(on(11))], "no payment P-1 is on this account"),
        ([credit("P-1"), reversal(on(11))], "no payment P-1 is on this account"),
        ([payment(), reversal(on(9))], "it is before the payment"),
        ([payment(), Refunded("P-1", amount=eur("1.00"), on=on(11)), reversal(on(12))], "refunded before it bounced"),
        ([payment(), Refunded("P-1", amount=eur("1.00"), on=on(9))], "it is before P-1 came"),
        ([payment(), *[Refunded("P-1", amount=eur("60.00"), on=on(11))] * 2], "more than came"),
        ([Refunded("P-1", amount=eur("1.00"), on=on(9))], "no payment or credit note P-1"),
        ([payment(), CashApplied("P-1", "F-1", amount=eur("1.00"), on=on(9))], "no invoice F-1"),
        ([invoice(), CashApplied("P-1", "F-1", amount=eur("1.00"), on=on(9))], "no payment or credit note P-1"),
        ([payment(), CashUnapplied("P-1", "F-1", on=on(11))], "no invoice F-1"),
        ([invoice(), CashUnapplied("P-1", "F-1", on=on(11))], "no payment or credit note P-1"),
        ([invoice(), payment(), CashUnapplied("P-1", "F-1", on=on(9))], "can have settled F-1 from 2024-01-10 on"),
        ([invoice(), payment(), reversal(on(11)), CashUnapplied("P-1", "F-1", on=on(12))], "was reversed on"),
        ([HoldPlaced("legal", invoices=["F-1"], on=on(9))], "no invoice F-1"),
        ([HoldLifted("legal", invoices=["F-1"], on=on(9))], "no invoice F-1"),
        ([fee("M-1")], "no invoice F-1"),
        ([invoice(), fee("M-1"), fee("M-2", day=on(12))], "M-1 charges the fee of 'reminder' for F-1 already"),
        ([WrittenOff("F-1", on=on(9))], "no invoice F-1"),
        ([invoice(issued=on(10)), WrittenOff("F-1", on=on(9))], "issued later"),
        ([invoice(issued=on(10)), DisputeOpened("F-1", on=on(9))], "issued later"),
        ([DisputeClosed("F-1", on=on(9))], "no invoice F-1"),
        ([PromiseMade(eur("1.00"), promised_on=on(9), invoices=["F-1"], on=on(9))], "no invoice F-1"),
        ([ContactMade("reminder", channel="email", invoices=["F-1"], on=on(9))], "no invoice F-1"),
        ([invoice(), charge_named("I-1", until=on(12), day=on(11))], "days to come"),
        ([charge_named("I-1")], "no invoice F-1"),
        ([charge_named("F-1")], "no invoice F-1"),
        ([invoice(issued=on(10)), charge_named("I-1")], "issued later"),
        ([invoice(), charge_named("I-1"), charge_named("I-2")], "I-1 charges the interest on F-1 through 2024-01-09"),
        (
            [invoice(), charge_named("I-1"), charge_named("I-2", until=on(8), day=on(10))],
            "I-2 says no since, so from the due day",
        ),
        ([invoice(), compensation(), compensation("K-2", day=on(10))], "K-1 charges the compensation for F-1 already"),
        ([invoice(), compensation("F-1")], "F-1 is there twice"),
        ([invoice(), charge_named("I-1"), compensation("I-1")], "I-1 is there twice"),
        ([invoice(), charge_named("I-1"), compensation(claim="I-1")], "no invoice I-1"),
        ([compensation()], "no invoice F-1"),
        ([invoice(issued=on(10)), compensation()], "issued later"),
    ],
)
def test_contradictions_are_refused(events, reason):
    """When the account is made, not when somebody asks; the message names the event and the reason."""
    with pytest.raises(ReplayError, match=reason) as caught:
        account(*events)
    assert type(events[-1]).__name__ in caught.value.event
    assert caught.value.reason in str(caught.value)


def test_application_after_the_reversal_is_refused():
    """On the day of the reversal there is nothing left, after it there cannot be a decision."""
    late = CashApplied("P-1", "F-1", amount=eur("1.00"), on=on(13))
    with pytest.raises(ReplayError, match="was reversed on 2024-01-12"):
        account(invoice(), payment(), reversal(on(12)), late)
    book = account(invoice(), payment(), reversal(on(12)), attrs.evolve(late, on=on(12), recorded_on=on(12)))
    assert opens(book.as_of(on(12))) == {"F-1": "100.00"}


def test_documents_of_others_are_refused():
    """A document says whose it is."""
    stranger = Invoice("F-1", "C-2", total=eur("1.00"), issued_on=on(1), due_on=on(1))
    with pytest.raises(ReplayError, match="it is of customer C-2, the account of C-1"):
        account(InvoiceIssued(stranger))


@pytest.mark.parametrize(
    "event",
    [
        InvoiceIssued(Invoice("F-2", "C-1", total=Money("1.00", "USD"), issued_on=on(1), due_on=on(1))),
        PaymentReceived(Payment("P-2", "C-1", amount=Money("1.00", "USD"), paid_on=on(1))),
        CreditNoteIssued(CreditNote("CN-2", "C-1", total=Money("1.00", "USD"), issued_on=on(1))),
        CashApplied("P-1", "F-1", amount=Money("1.00", "USD"), on=on(10)),
        Refunded("P-1", amount=Money("1.00", "USD"), on=on(10)),
        CashUnapplied("P-1", "F-1", amount=Money("1.00", "USD"), on=on(10)),
        FeeCharged("M-1", invoice="F-1", step="reminder", amount=Money("1.00", "USD"), on=on(10)),
        LimitSet(Money("1.00", "USD"), on=on(10)),
        WrittenOff("F-1", amount=Money("1.00", "USD"), on=on(10)),
        DisputeOpened("F-1", amount=Money("1.00", "USD"), on=on(10)),
        PromiseMade(Money("1.00", "USD"), promised_on=on(10), on=on(10)),
        InterestCharged("I-1", invoice="F-1", amount=Money("1.00", "USD"), until=on(10), on=on(10)),
        CompensationCharged("K-1", invoice="F-1", amount=Money("1.00", "USD"), on=on(10)),
    ],
    ids=lambda event: type(event).__name__,
)
def test_an_account_has_one_currency(event):
    """An amount in another is refused wherever it stands."""
    with pytest.raises(CurrencyMismatchError, match="EUR and USD"):
        account(invoice(), payment(), event)


def test_currencies_of_one_code_and_other_digits_never_mix():
    """Ten points of two digits are not ten points of three, although they have one name."""
    coarse, fine = custom_currency("POINTS", 2), custom_currency("POINTS", 3)
    bill = Invoice("F-1", "C-1", total=Money("10", fine), issued_on=on(1), due_on=on(1))
    paid = Payment("P-1", "C-1", amount=Money("10", fine), paid_on=on(1))
    for event in (InvoiceIssued(bill), PaymentReceived(paid)):
        with pytest.raises(CurrencyMismatchError):
            Account("C-1", coarse, [event])
        assert Account("C-1", fine, [event])
    with pytest.raises(CurrencyMismatchError):
        Payment("P-2", "C-1", amount=Money("10", coarse), paid_on=on(1), remittance=[("F-1", Money("1", fine))])


def test_only_events_make_an_account():
    """A document is not an event yet."""
    with pytest.raises(InvalidValueError, match="'events' must be events"):
        account(invoice().invoice)


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(1, 4), st.integers(1, 9)), max_size=4), st.randoms())
def test_interest_is_charged_once_for_each_day(charges, chance):
    """Whatever the order of input: a charge is refused if it has a night that one before it has, or comes too late."""
    made = [
        charge_named(f"I-{n}", since=on(2 + first) if first else None, until=on(2 + first + nights), day=on(15 + lag))
        for n, (first, nights, lag) in enumerate(charges)
    ]
    chance.shuffle(made)
    in_order = sorted(made, key=lambda charge: (charge.on, charge.until))
    nights = [set(range((each.since or on(1)).day, each.until.day)) for each in in_order]
    again = any(min(nights[right]) <= max(nights[left]) for right in range(len(made)) for left in range(right))
    if again:
        with pytest.raises(ReplayError, match="already"):
            account(invoice(), *made)
    else:
        items = account(invoice(), *made).as_of(LAST_DAY).items
        charged = {item.document: item.charged_until for item in items}
        assert charged["F-1"] == max((charge.until for charge in made), default=None)


@pytest.mark.parametrize("bad", ["2024-01-01", None, 20240101])
def test_the_day_of_a_question_is_a_date(bad):
    """No text, no number, no default."""
    with pytest.raises(InvalidValueError, match="'as_of' must be"):
        account().as_of(bad)
    if bad is not None:
        with pytest.raises(InvalidValueError, match="'known_by' must be"):
            account().as_of(on(1), known_by=bad)


@attrs.frozen
class Greedy:
    """A policy that ignores its limits."""

    lines: tuple

    def apply(self, cash, items, *, as_of):
        return Settlement(cash=cash, rule="greedy@1", lines=self.lines)


@pytest.mark.parametrize(
    "lines",
    [
        [("F-1", 1, "100.01")],
        [("F-1", 1, "60.00"), ("F-1", 1, "60.00")],
        [("F-1", 2, "1.00")],
        [("F-9", 1, "1.00")],
        [("F-1", 1, "-1.00")],
        [("F-1", 1, "100.00"), ("F-2", 1, "100.00")],
    ],
)
def test_a_policy_cannot_spend_what_is_not_there(lines):
    """A policy of somebody else is checked line by line."""
    greedy = Greedy(tuple(SettlementLine(number, count, eur(text), "greed") for number, count, text in lines))
    book = account(invoice("F-1"), invoice("F-2"), payment(amount="150.00"))
    with pytest.raises(ReplayError, match=r"greedy@1.*more than"):
        book.as_of(on(10), allocation=greedy)


@pytest.mark.parametrize("field", [{"document": []}, {"installment": "1"}, {"amount": "1.00"}, {"because": None}])
def test_what_is_no_line_of_a_settlement_is_refused_in_words(field):
    """A named tuple takes whatever it is given."""
    greedy = Greedy([SettlementLine("F-1", 1, eur("1.00"), "greed")._replace(**field)])
    with pytest.raises(InvalidValueError, match=r"Greedy\.apply"):
        account(invoice("F-1"), payment(amount="150.00")).as_of(on(10), allocation=greedy)


def test_an_account_of_many_events_is_quick():
    """Ten thousand facts on one account take seconds, not minutes."""
    events = []
    for count in range(2_500):
        day = on(1) + timedelta(days=count // 10)
        events.append(invoice(f"F-{count}", issued=day, due=day + timedelta(days=30)))
        events.append(payment(f"P-{count}", day=day + timedelta(days=20), remittance=[f"F-{count}"]))
    assert account(*events).as_of(date(2025, 12, 31)).open == eur("0.00")


# Discounts in the ledger

IN_TIME, OFFERED = on(10), Offer(on(11), eur("2.00"), Fraction(2), "gross")


def offered_invoice(number="F-1", due=on(31)):
    part = Installment(due, eur("100.00"), None, (OFFERED,))
    return InvoiceIssued(Invoice(number, "C-1", total=eur("100.00"), issued_on=on(1), installments=[part]))


def settled(*events, day=on(31), **rule):
    return Account("C-1", "EUR", events).as_of(day, discounts=EarlyDiscounts(**rule))


@pytest.mark.parametrize("remittance", [[], ["F-1"], [("F-1", eur("98.00"))]])
def test_a_payment_in_time_closes_its_invoice_with_the_discount(remittance):
    """By advice or by policy; the position says what was given up, and why."""
    position = settled(offered_invoice(), payment(amount="98.00", day=IN_TIME, remittance=remittance))
    (item,) = position.items
    assert (item.open, item.paid, item.discounted) == (eur("0.00"), eur("98.00"), eur("2.00"))
    assert "- 2.00 EUR discounted" in position.explain()
    assert "98.00 EUR to F-1 on 2024-01-10, 2.00 EUR discounted (" in position.explain()
    late = settled(offered_invoice(), payment(amount="98.00", day=on(12), remittance=remittance))
    assert opens(late) == {"F-1": "2.00"}


def test_two_invoices_named_together_share_what_is_missing():
    """Within the tolerance of both; each line alone would be short."""
    events = [
        offered_invoice(),
        offered_invoice("F-2"),
        payment(amount="195.00", day=IN_TIME, remittance=["F-1", "F-2"]),
    ]
    position = settled(*events, tolerance=Tolerance(amount="1.00"))
    assert [item.tolerated.text for item in position.items] == ["0.50", "0.50"]
    assert not position.open_items
    assert "- 1.00 EUR tolerated" in position.explain()


def test_a_refund_takes_the_discount_back():
    """What is left of the payment is a part payment: its line is settled anew."""
    events = [offered_invoice(), payment(amount="98.00", day=IN_TIME, remittance=["F-1"])]
    refund = Refunded("P-1", amount=eur("8.00"), on=on(20))
    assert opens(settled(*events, refund, day=on(19))) == {}
    assert opens(settled(*events, refund)) == {"F-1": "10.00"}
    earning = settled(*events, refund, partial="gross up")
    assert (earning.items[0].paid, earning.items[0].discounted) == (eur("90.00"), eur("1.84"))


def test_a_person_decides_on_the_discount_of_a_payment():
    """Always, never, or a late one within its days; else it is as the policy says."""

    def sent(day, decision):
        paid = Payment("P-1", "C-1", amount=eur("98.00"), paid_on=day, remittance=["F-1"], discount=decision)
        return opens(settled(offered_invoice(), PaymentReceived(paid), late_days=5))

    assert sent(on(30), "always") == {} == sent(on(16), "accept late")
    assert sent(IN_TIME, "never") == {"F-1": "2.00"} == sent(on(17), "accept late") == sent(on(12), "normal")
    with pytest.raises(InvalidValueError, match="'discount' must be"):
        sent(IN_TIME, "sometimes")


def test_credit_notes_earn_nothing_and_leave_the_offer_on_the_rest():
    """Half is credited, half is paid in time: the discount is on the half."""
    note = CreditNoteIssued(CreditNote("CN-1", "C-1", total=eur("50.00"), issued_on=on(5), invoice="F-1"))
    position = settled(offered_invoice(), note, payment(amount="49.00", day=IN_TIME, remittance=["F-1"]))
    assert (position.items[0].credited, position.items[0].discounted) == (eur("50.00"), eur("1.00"))
    assert not position.open_items


def test_money_for_an_invoice_to_come_takes_its_discount():
    """A payment in advance is in time."""
    early = payment(amount="98.00", day=date(2023, 12, 30), remittance=["F-1"])
    assert opens(settled(offered_invoice(), early)) == {}


@pytest.mark.parametrize(
    ("amount", "rule", "left"),
    [
        ("200.00", {"overpayment": "unspecific"}, ("0.00", "0.00", "0.00")),
        ("197.00", {"overpayment": "unspecific"}, ("3.00", "0.00", "0.00")),
        ("200.00", {}, ("4.00", "0.00", "4.00")),
        ("196.03", {"tolerance": Tolerance(amount="0.05")}, ("4.00", "-0.03", "0.00")),
        ("195.97", {"tolerance": Tolerance(amount="0.05")}, ("4.00", "0.03", "0.00")),
        ("196.08", {"tolerance": Tolerance(amount="0.05")}, ("4.00", "0.00", "0.08")),  # each item by itself
        ("201.00", {"overpayment": "unspecific"}, ("0.00", "0.00", "1.00")),
    ],
)
def test_too_much_without_advice_is_what_the_policy_says(amount, rule, left):
    """As with advice, a discount may be reduced by it, and a small difference kept; item by item."""
    position = settled(offered_invoice(), offered_invoice("F-2"), payment(amount=amount, day=IN_TIME), **rule)
    assert (position.discounted, position.tolerated, position.unapplied) == tuple(map(eur, left))
    assert not position.open_items


class Generous:
    """Gives up more than is open, or is asked for, as a policy of somebody else might."""

    def __init__(self, *lines):
        self.lines = lines

    def settle(self, items, cash, *, on, override="normal"):
        return self.lines

    def offers(self, item, *, as_of, override="normal"):
        return ()


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (PaidLine("F-1", 1, eur("98.00"), eur("2.01"), eur("0.00"), eur("0.00"), ""), "more than is open"),
        (PaidLine("F-2", 1, eur("1.00"), eur("0.00"), eur("0.00"), eur("0.00"), ""), "more than is open"),
        (PaidLine("F-1", 1, eur("99.00"), eur("0.00"), eur("0.00"), eur("0.00"), ""), "is more than"),
        (PaidLine("F-1", 1, eur("-1.00"), eur("0.00"), eur("0.00"), eur("0.00"), ""), "less than nothing"),
        (PaidLine("F-1", 1, eur("0.00"), eur("0.00"), eur("0.00"), eur("-0.50"), ""), "less than nothing"),
    ],
)
def test_a_policy_of_discounts_cannot_spend_what_is_not_there(line, reason):
    """The replay checks what it is told, and names the policy."""
    book = Account("C-1", "EUR", [offered_invoice(), payment(amount="98.00", day=IN_TIME, remittance=["F-1"])])
    with pytest.raises(ReplayError, match=reason):
        book.as_of(on(31), discounts=Generous(line))
    with pytest.raises(InvalidValueError, match=r"Generous\.settle"):
        book.as_of(on(31), discounts=Generous("F-1"))


@pytest.mark.parametrize(
    "field", [{"document": []}, {"installment": None}, {"cash": "1.00"}, {"tolerance": 0}, {"because": None}]
)
def test_what_is_no_line_of_a_payment_is_refused_in_words(field):
    """A named tuple takes whatever it is given; a policy that answers with no list at all is told so, too."""
    book = Account("C-1", "EUR", [offered_invoice(), payment(amount="98.00", day=IN_TIME, remittance=["F-1"])])
    line = PaidLine("F-1", 1, eur("1.00"), eur("0.00"), eur("0.00"), eur("0.00"), "")._replace(**field)
    with pytest.raises(InvalidValueError, match=r"Generous\.settle"):
        book.as_of(on(31), discounts=Generous(line))
    nothing = Generous()
    nothing.lines = None
    with pytest.raises(InvalidValueError, match=r"Generous\.settle"):
        book.as_of(on(31), discounts=nothing)


def test_what_has_not_the_verb_of_a_policy_is_refused():
    """Also while there is nothing to settle."""
    for slot, verb in (("allocation", "apply"), ("discounts", "settle")):
        with pytest.raises(InvalidValueError, match=f"'{slot}' must be a policy with the verb {verb}"):
            Account("C-1", "EUR", []).as_of(on(31), **{slot: "house rule"})


@settings(max_examples=50)
@given(accounts(), days())
def test_items_of_a_replay_stand_every_question_that_an_item_is_asked(account, day):
    """A replay asks none of them again, so here they are asked."""
    for item in account.as_of(day).items:
        assert attrs.evolve(item) == item
        assert attrs.evolve(item).open == item.open
