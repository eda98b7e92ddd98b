"""Discounts for paying early, small differences that are given up, the tax of a discount, rewards."""

from __future__ import annotations

import decimal
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar

import attrs
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from oracle import discounts as oracle
from test_wrong_shapes import JUNK, fields

from receivables import (
    Account,
    CreditNote,
    CreditNoteIssued,
    CurrencyMismatchError,
    InterestCharged,
    InvalidValueError,
    Invoice,
    InvoiceIssued,
    Money,
    OpenItem,
    Payment,
    PaymentReceived,
    PaymentReversed,
    PaymentTerms,
    ReceivablesError,
    RemittanceLine,
    WrittenOff,
)
from receivables.catalogue import STANDARD, dump
from receivables.discounts import (
    NO_DISCOUNTS,
    EarlyDiscounts,
    OnTimeReward,
    TaxBreakdown,
    TaxedLine,
    Tolerance,
    cost_of_forgoing,
    discount_on,
)
from receivables.terms import Discount, Line, Offer
from receivables.terms.lines import Balance

ISSUED = date(2026, 1, 15)
PARTIAL, CLOSING = ("none", "pro rata", "gross up"), ("remainder", "whole", "lost")
ZERO = Money("0.00", "EUR")


def euros(minor):
    return Money.of_minor(minor, "EUR")


def on(days):
    return ISSUED + timedelta(days=days)


def made(amount, *offers, number="F-1", due=30, **settled):
    """An item with its offers, as (last day, amount, percent or None, base)."""
    return OpenItem(
        customer="C-1",
        document=number,
        issued_on=ISSUED,
        due_on=on(due),
        amount=euros(amount),
        offers=[Offer(on(days), euros(off), percent, base) for days, off, percent, base in offers],
        **{name: euros(minor) for name, minor in settled.items()},
    )


def two_percent(amount, **settled):
    """An item at 2/10 net 30."""
    (part,) = PaymentTerms.parse("2/10 net 30").schedule(euros(amount), issued_on=ISSUED)
    return attrs.evolve(made(amount, **settled), offers=part.offers, history=())


@st.composite
def offers(draw, amount):
    """An offer on an amount: of the gross, of a net that is less, or fixed."""
    days, percent = draw(st.integers(4, 12)), draw(st.sampled_from((2, 10, Fraction(5, 2), 1, 50, 100, 0)))
    base = draw(st.sampled_from(("gross", "gross", "net", "fixed")))
    if base == "fixed":
        return days, draw(st.integers(0, amount)), None, "gross"
    of = amount if base == "gross" else draw(st.integers(0, amount))
    return days, oracle.half_up(Fraction(of * percent, 100)), Fraction(percent), base


LIVES = [(), (), ("paid",), ("discounted",), ("paid", "discounted"), ("credited",), ("written_off", "discounted")]
LIVES += [("discounted", "paid", "credited", "written_off")]


@st.composite
def items(draw, number="F-1"):
    """Items at any point of their life."""
    amount = draw(st.integers(1, 60) | st.integers(1, 20_000) | st.sampled_from((1_000, 10_000)))
    given_offers = draw(st.lists(offers(amount), max_size=3))
    left, settled = amount, {}
    for name in draw(st.sampled_from(LIVES)):
        settled[name] = draw(st.integers(0, left) | st.just(left // 10))
        left -= settled[name]
    return made(amount, *given_offers, number=number, **settled)


@st.composite
def books(draw):
    return [draw(items(f"F-{count}")) for count in range(draw(st.sampled_from((1, 1, 2, 3, 0))))]


tolerances = st.builds(
    Tolerance,
    amount=st.none() | st.sampled_from(("0.01", "0.05", "1", "5.00")),
    percent=st.none() | st.sampled_from(("0.5", "1", "10")),
)
policies = st.builds(
    EarlyDiscounts,
    grace_days=st.integers(0, 3),
    partial=st.sampled_from(PARTIAL),
    closing=st.sampled_from(CLOSING),
    late_days=st.integers(0, 3),
    accept_late=st.booleans(),
    tolerance=tolerances,
    overpayment=st.sampled_from(("specific", "unspecific")),
)
overrides = st.sampled_from(("normal", "normal", "always", "never", "accept late"))


@st.composite
def cases(draw):
    """A policy, items, a decision, a day, and money that is about enough as often as not."""
    policy, book, override = draw(policies), draw(books()), draw(overrides)
    day = on(draw(st.integers(3, 14) | st.integers(-1, 18)))
    plain = attrs.evolve(policy, tolerance=Tolerance(), overpayment="specific")
    ample = sum(item.open.minor for item in book)
    wanted = plain.settle(book, euros(ample), on=day, override=override)
    target = sum(line.cash.minor for line in wanted[: draw(st.integers(1, 3))])
    cash = max(0, target + draw(st.integers(-3, 3) | st.integers(-20, 20))) if draw(st.booleans()) else target
    cash = draw(st.integers(0, ample + 20)) if draw(st.integers(0, 4)) == 0 else cash
    return policy, book, euros(cash), day, override


# Settling, against the oracle and by what always holds


@given(cases())
def test_a_payment_settles_what_the_oracle_says(case):
    """Item by item, to the unit."""
    policy, book, cash, day, override = case
    waiting = [item for item in book if item.open]
    rules = {field.name: getattr(policy, field.name) for field in attrs.fields(EarlyDiscounts)} | {"override": override}
    rows = oracle.settle([as_oracle(item, policy) for item in waiting], cash.minor, day.toordinal(), rules)
    theirs = {item.document: row for item, row in zip(waiting, rows, strict=True) if any(row)}
    lines = policy.settle(book, cash, on=day, override=override)
    parts = ("cash", "discount", "late_discount", "tolerance")
    ours = {line.document: tuple(getattr(line, part).minor for part in parts) for line in lines}
    assert ours == theirs


def as_oracle(item, policy):
    return {
        "open": item.open.minor,
        "amount": item.amount.minor,
        "paid": item.paid.minor,
        "discounted": item.discounted.minor,
        "basis": item.amount.minor - item.credited.minor - item.written_off.minor,
        "limit": limit_of(item, policy.tolerance),
        "offers": [
            (offer.until.toordinal(), offer.amount.minor, offer.percent, offer.base == "gross") for offer in item.offers
        ],
    }


def limit_of(item, tolerance):
    bounds = [tolerance.amount * 100] if tolerance.amount is not None else []
    bounds += [item.amount.minor * tolerance.percent / 100] if tolerance.percent is not None else []
    return int(min(bounds, default=0))


@given(cases())
def test_no_more_is_settled_than_is_open_and_no_more_is_spent_than_is_there(case):
    """Each item once, in the order given; only a tolerance may be below zero."""
    policy, book, cash, day, override = case
    lines = policy.settle(book, cash, on=day, override=override)
    by_label = {(item.document, item.installment): item for item in book}
    assert [line.document for line in lines] == [
        item.document for item in book if item.document in {line.document for line in lines}
    ]
    assert sum(line.cash.minor for line in lines) <= cash.minor
    for line in lines:
        item = by_label[line.document, line.installment]
        assert line.settled <= item.open
        assert min(line.cash, line.discount, line.late_discount) >= ZERO
        assert ZERO in (line.discount, line.late_discount)
        assert not line.tolerance or line.settled == item.open


@given(cases())
def test_discounts_are_never_more_than_the_best_offer(case):
    """With what was taken before, unless that was more already; and a tolerance is never more than its bounds."""
    policy, book, cash, day, override = case
    by_number = {item.document: item for item in book}
    lines = policy.settle(book, cash, on=day, override=override)
    for line in lines:
        item, given_up = by_number[line.document], line.discount + line.late_discount
        best = max((offer.amount for offer in item.offers), default=ZERO)
        assert not given_up or given_up + item.discounted <= best
        assert abs(line.tolerance) <= policy.tolerance.limit(item)


@given(cases())
def test_money_is_left_only_when_all_is_closed(case):
    """Nothing of a payment stays unapplied while an item is open."""
    policy, book, cash, day, override = case
    lines = policy.settle(book, cash, on=day, override=override)
    if sum(line.cash.minor for line in lines) < cash.minor:
        closed = {line.document for line in lines if line.settled == open_of(book, line)}
        assert closed == {item.document for item in book if item.open}


def open_of(book, line):
    return next(item.open for item in book if item.document == line.document)


@given(items(), policies, st.integers(-1, 18), overrides)
def test_what_an_offer_says_is_what_closes(item, policy, days, override):
    """Paying the first offer that gives something closes the item; a unit less does not without a tolerance.

    Where there is none, nothing is off.
    """
    strict = attrs.evolve(policy, tolerance=Tolerance(), partial="none")
    found = [each for each in strict.offers(item, as_of=on(days), override=override) if each.discount]
    if not found:
        plain = attrs.evolve(strict, overpayment="specific")
        lines = plain.settle([item], item.open, on=on(days), override=override)
        assert not any(line.discount or line.late_discount for line in lines)
    if not found or not found[0].payable:
        return
    (line,) = strict.settle([item], found[0].payable, on=on(days), override=override)
    off = line.discount + line.late_discount
    assert (line.cash, off, line.settled) == (found[0].payable, found[0].discount, item.open)
    for line in strict.settle([item], found[0].payable - euros(1), on=on(days), override=override):
        assert line.settled == line.cash < item.open


@given(items(), policies, st.integers(-1, 18))
def test_offers_end_in_order_and_include_their_last_day(item, policy, days):
    """Each can be taken on its last day, and not on the next."""
    found = policy.offers(item, as_of=on(days))
    assert [offer.until for offer in found] == sorted(offer.until for offer in found)
    for offer in found:
        assert on(days) <= offer.until
        assert offer.discount + offer.payable == item.open
        assert offer in policy.offers(item, as_of=offer.until)
        assert offer not in policy.offers(item, as_of=offer.until + timedelta(days=1))


halves = st.tuples(st.integers(1, 20_000), st.integers(1, 20_000))
percents = st.sampled_from(("1", "2", "2.5", "10", "50"))


def paid_in_halves(item, policy, first, second):
    """The item after two payments on one day."""
    for cash in (first, second):
        for line in policy.settle([item], euros(cash), on=on(5)):
            changed = {"paid": item.paid + line.cash, "discounted": item.discounted + line.discount}
            item = attrs.evolve(item, **changed, history=())
    return item


def offered(amount, percent):
    (part,) = PaymentTerms.net(30).with_discount(percent, within=10).schedule(euros(amount), issued_on=ISSUED)
    return attrs.evolve(made(amount), offers=part.offers)


@given(st.integers(1, 30_000), percents, halves, st.sampled_from(PARTIAL[1:]))
def test_two_halves_are_the_whole_where_the_discount_is_of_the_whole(amount, percent, cash, partial):
    """What closes as one payment closes in two, with the same discount; short of that, within a unit."""
    policy, item = EarlyDiscounts(partial=partial, closing="whole"), offered(amount, percent)
    one, two = paid_in_halves(item, policy, sum(cash), 0), paid_in_halves(item, policy, *cash)
    if one.open:
        assert abs(one.discounted.minor - two.discounted.minor) <= 1
        assert abs(one.open.minor - two.open.minor) <= 1
    else:
        assert (two.open, two.discounted) == (ZERO, one.discounted)


@given(st.integers(1, 30_000), percents, halves)
def test_two_halves_are_the_whole_where_part_payments_are_grossed_up(amount, percent, cash):
    """Within two units where the closing payment takes its percent of the remainder, as that is rounded again."""
    policy, item = EarlyDiscounts(partial="gross up"), offered(amount, percent)
    one, two = paid_in_halves(item, policy, sum(cash), 0), paid_in_halves(item, policy, *cash)
    assert abs(one.open.minor - two.open.minor) <= 2
    assert abs(one.discounted.minor - two.discounted.minor) <= 2


@given(cases(), st.integers(1, 6))
def test_the_host_context_changes_nothing(case, precision):
    """Whatever the host does with its decimals."""
    policy, book, cash, day, override = case
    told = policy.settle(book, cash, on=day, override=override), [policy.offers(item, as_of=day) for item in book]
    with decimal.localcontext(decimal.Context(prec=precision, rounding=decimal.ROUND_UP, Emax=3, Emin=-3)):
        again = policy.settle(book, cash, on=day, override=override), [policy.offers(item, as_of=day) for item in book]
    assert told == again


@given(books(), st.integers(0, 50_000))
def test_without_discounts_items_are_paid_in_full_while_money_lasts(book, minor):
    """In the order given."""
    lines, left = {line.document: line for line in NO_DISCOUNTS.settle(book, euros(minor), on=ISSUED)}, minor
    for item in book:
        part = min(left, item.open.minor)
        assert (lines[item.document].settled.minor if part else 0) == part
        left -= part
        assert NO_DISCOUNTS.offers(item, as_of=ISSUED) == ()


# Settling, by example


@pytest.mark.parametrize(("days", "cash", "closes"), [(10, 98_000, True), (11, 98_000, False), (10, 97_999, False)])
def test_the_last_day_counts_and_the_next_does_not(days, cash, closes):
    """And a cent less is a part payment."""
    (line,) = EarlyDiscounts().settle([two_percent(100_000)], euros(cash), on=on(days))
    assert line.discount == (euros(2_000) if closes else ZERO)
    assert line.because == ("2 % off for paying early" if closes else "part payment")


def test_days_of_grace_are_added_to_the_last_day():
    """For settling and for the offer that is shown."""
    policy = EarlyDiscounts(grace_days=2)
    (offer,) = policy.offers(two_percent(100_000), as_of=on(12))
    assert (offer.until, offer.discount) == (on(12), euros(2_000))
    assert policy.offers(two_percent(100_000), as_of=on(13)) == ()


def test_the_first_offer_that_is_not_past_applies():
    """However they are ordered; all that are left are shown."""
    item = made(100_000, (20, 1_000, Fraction(1), "gross"), (5, 3_000, Fraction(3), "gross"))
    assert [offer.discount for offer in EarlyDiscounts().offers(item, as_of=on(5))] == [euros(3_000), euros(1_000)]
    (line,) = EarlyDiscounts().settle([item], euros(100_000), on=on(6))
    assert (line.cash, line.discount) == (euros(99_000), euros(1_000))


def test_a_fixed_amount_is_there_once():
    """A part payment earns nothing of it; what closes takes it whole, and after that there is none."""
    policy, item = EarlyDiscounts(partial="gross up"), made(100_000, (10, 5_000, None, "gross"))
    (first,) = policy.settle([item], euros(50_000), on=on(1))
    assert first.discount == ZERO
    (line,) = policy.settle([attrs.evolve(item, paid=first.cash, history=())], euros(45_000), on=on(1))
    assert (line.discount, line.because) == (euros(5_000), "50.00 EUR off for paying early")
    taken = made(100_000, (10, 5_000, None, "gross"), discounted=5_000)
    assert policy.offers(taken, as_of=on(1)) == ()


def test_a_discount_on_the_net_is_scaled_to_what_is_open():
    """20.00 on 1,210.00, of which half is open, is 10.00."""
    item = made(121_000, (10, 2_000, Fraction(2), "net"), paid=60_500)
    (offer,) = EarlyDiscounts().offers(item, as_of=on(1))
    assert (offer.discount, offer.payable) == (euros(1_000), euros(59_500))


@pytest.mark.parametrize(("closing", "discount"), [("remainder", 1_000), ("whole", 2_000), ("lost", 0)])
def test_a_closing_payment_after_a_part_payment(closing, discount):
    """Takes its percent of the rest, of the whole, or nothing."""
    policy, item = EarlyDiscounts(closing=closing), two_percent(100_000, paid=50_000)
    (line,) = policy.settle([item], euros(50_000), on=on(1))
    assert line.discount == euros(discount)


def test_a_credit_note_makes_the_discount_smaller():
    """The whole is the amount less credit notes."""
    item = two_percent(100_000, credited=10_000)
    assert [offer.discount.minor for offer in EarlyDiscounts(closing="whole").offers(item, as_of=on(1))] == [1_800]
    assert [offer.discount.minor for offer in EarlyDiscounts().offers(item, as_of=on(1))] == [1_800]


def test_what_was_written_off_has_no_discount():
    """Neither in the whole, nor in the rest."""
    item = two_percent(100_000, written_off=50_000)
    for closing in CLOSING:
        (offer,) = EarlyDiscounts(closing=closing).offers(item, as_of=on(1))
        assert offer.discount == euros(1_000)


def test_discounts_end_with_the_best_offer():
    """Where more was taken than the payments earned, what is left of the offer is the most."""
    (line,) = POLICY.settle([two_percent(100_000, discounted=1_500)], euros(98_000), on=on(1))
    assert (line.discount, line.settled) == (euros(500), euros(98_500))


def test_part_payments_earn_the_first_offer():
    """Also where a closing payment earns nothing any more."""
    offers = ((5, 3_000, Fraction(3), "gross"), (10, 1_000, Fraction(1), "gross"))
    policy = EarlyDiscounts(partial="pro rata", closing="lost")
    (line,) = policy.settle([made(100_000, *offers, paid=50_000)], euros(10_000), on=on(5))
    assert (line.discount, line.because) == (euros(300), "part payment; 3 % off for paying early")


def test_a_late_discount_is_accepted_by_policy_or_by_a_person():
    """On one day, for one invoice: within the window, and not a day later."""
    books = [two_percent(100_000), attrs.evolve(two_percent(50_000), document="F-2")]
    policy = EarlyDiscounts(late_days=5)
    lines = policy.settle(books, euros(149_000), on=on(15), override={"F-2": "accept late"})
    assert [(line.discount.minor, line.late_discount.minor) for line in lines] == [(0, 0), (0, 1_000)]
    assert [line.because for line in lines] == ["paid in full", "2 % off, 5 days late"]
    always = attrs.evolve(policy, accept_late=True)
    (line,) = always.settle(books[:1], euros(98_000), on=on(15))
    assert line.late_discount == euros(2_000)
    (line,) = always.settle(books[:1], euros(98_000), on=on(16))
    assert (line.late_discount, line.settled) == (ZERO, euros(98_000))


def test_a_difference_is_shared_by_the_bounds():
    """And nobody is given more than was to be paid, however small the item is."""
    large, small = made(100_000), attrs.evolve(made(2), document="F-2")
    policy = EarlyDiscounts(tolerance=Tolerance(amount="5.00"))
    lines = policy.settle([large, small], euros(99_501), on=on(1))
    assert [(line.cash.minor, line.tolerance.minor) for line in lines] == [(99_501, 499), (0, 2)]
    assert lines[0].because == "4.99 EUR missing, given up"
    lines = policy.settle([large, small], euros(100_004), on=on(1))
    assert [line.tolerance.minor for line in lines] == [-1, -1]
    assert lines[0].because == "0.01 EUR too much, kept"


def test_too_much_reduces_an_unspecific_discount():
    """To nothing at most; the tolerance is asked for the rest."""
    policy = EarlyDiscounts(overpayment="unspecific", tolerance=Tolerance(amount="0.10"))
    (line,) = policy.settle([two_percent(100_000)], euros(98_100), on=on(1))
    assert (line.cash, line.discount, line.tolerance) == (euros(98_100), euros(1_900), ZERO)
    assert line.because == "2 % off for paying early, less 1.00 EUR paid too much"
    (line,) = policy.settle([two_percent(100_000)], euros(100_010), on=on(1))
    assert (line.cash, line.discount, line.tolerance) == (euros(100_010), ZERO, euros(-10))


def test_installments_are_items_of_their_own():
    """Two of one invoice, each with its offer."""
    terms = PaymentTerms.equal(30, 60).with_discount("2", within=10)
    invoice = Invoice("F-1", "C-1", total=euros(100_000), issued_on=ISSUED, terms=terms)
    found = Account("C-1", "EUR", [InvoiceIssued(invoice)]).as_of(ISSUED).items
    lines = EarlyDiscounts().settle(found, euros(98_000), on=on(10))
    assert [(line.installment, line.cash.minor, line.discount.minor) for line in lines] == [
        (1, 49_000, 1_000),
        (2, 49_000, 1_000),
    ]


def test_what_is_cleared_offers_nothing():
    """Neither does an offer of nothing; on an invoice of nothing it is still shown."""
    item = made(100, (10, 0, Fraction(0), "gross"), paid=100)
    assert POLICY.offers(item, as_of=on(1)) == ()
    assert [offer.payable for offer in POLICY.offers(two_percent(0), as_of=on(1))] == [ZERO]
    assert POLICY.settle([item, attrs.evolve(two_percent(0), document="F-2")], euros(5), on=on(1)) == ()


class NothingOfCharges(EarlyDiscounts):
    """Settles no claim that belongs to an invoice, and remembers whose they were."""

    asked: ClassVar[list[str | None]] = []

    def settle(self, items, cash, *, on, override="normal"):
        items = list(items)
        self.asked.extend(item.invoice for item in items)
        return super().settle([item for item in items if item.invoice is None], cash, on=on, override=override)


def test_a_charge_that_money_waited_for_has_its_invoice():
    """A policy that is asked about it on its first day is told, and the position says so, whatever the answer."""
    invoice = Invoice("F-1", "C-1", total=euros(10_000), issued_on=ISSUED, due_on=ISSUED)
    advice = [RemittanceLine("I-1")]
    paid = Payment("P-1", "C-1", amount=euros(500), paid_on=on(30), remittance=advice)
    charged = InterestCharged("I-1", invoice="F-1", amount=euros(200), until=on(30), on=on(31))
    account = Account("C-1", "EUR", [InvoiceIssued(invoice), PaymentReceived(paid), charged])
    position = account.as_of(on(60), discounts=NothingOfCharges())
    assert [(item.document, item.invoice) for item in position.items] == [("F-1", None), ("I-1", "F-1")]
    assert set(NothingOfCharges.asked) == {"F-1"}


def test_the_end_of_the_calendar_is_no_error():
    """Grace that leads beyond the year 9999 ends with it."""
    item = attrs.evolve(two_percent(100), offers=(Offer(date.max, euros(2), Fraction(2), "gross"),))
    assert EarlyDiscounts(grace_days=9).offers(item, as_of=date.max)[0].until == date.max


def test_tolerances_take_the_smaller_bound():
    """Currency by currency, rounded down to the unit."""
    tolerance = Tolerance(amount="5", percent="1", by_currency=[("JPY", "300")])
    assert tolerance.limit(made(100_000)) == euros(500)
    assert tolerance.limit(made(199)) == euros(1)
    assert Tolerance().limit(made(100)) == ZERO
    amount = Money("100000", "JPY")
    yen = OpenItem(customer="C-1", document="F-1", issued_on=ISSUED, due_on=on(30), amount=amount)
    assert tolerance.limit(yen) == Money("300", "JPY")


POLICY, ITEM = EarlyDiscounts(), two_percent(100_000)


@pytest.mark.parametrize(
    ("act", "message"),
    [
        (lambda: EarlyDiscounts(partial="some"), "'partial' must be one of 'none', 'pro rata', 'gross up'"),
        (lambda: EarlyDiscounts(closing="all"), "'closing' must be one of"),
        (lambda: EarlyDiscounts(overpayment="x"), "'overpayment' must be one of"),
        (lambda: EarlyDiscounts(grace_days=-1), "'grace_days' must be a whole number of days"),
        (lambda: EarlyDiscounts(late_days=1.5), "'late_days' must be a whole number of days"),
        (lambda: EarlyDiscounts(accept_late=1), "'accept_late' must be True or False"),
        (lambda: EarlyDiscounts(tolerance="5.00"), "'tolerance' must be a tolerance"),
        (lambda: Tolerance(amount="-1"), "'amount' must be at least 0"),
        (lambda: Tolerance(percent=0.5), "'percent' must be exact"),
        (lambda: Tolerance(percent="101"), "'percent' must be from 0 to 100"),
        (lambda: Tolerance(by_currency=[("EUR", "1"), ("EUR", "2")]), "'by_currency' must be pairs"),
        (lambda: Tolerance(by_currency=[("EUR", "-1")]), "'by_currency' must be pairs"),
        (lambda: Tolerance(by_currency=["EUR"]), "'by_currency' must be pairs"),
        (lambda: Tolerance(by_currency="EUR"), "'by_currency' must be pairs"),
        (lambda: POLICY.settle([ITEM], euros(-1), on=ISSUED), "'cash' must be at least 0"),
        (lambda: POLICY.settle([ITEM], 5, on=ISSUED), "'amount' must be Money"),
        (lambda: POLICY.settle([ITEM], euros(1), on="2026-01-15"), "'on' must be a datetime.date"),
        (lambda: POLICY.settle(ITEM, euros(1), on=ISSUED), "'items' must be a list of open items"),
        (lambda: POLICY.settle(["F-1"], euros(1), on=ISSUED), "'items' must be a list of open items"),
        (lambda: POLICY.settle([ITEM, ITEM], euros(1), on=ISSUED), "'items' must be items that stand there once each"),
        (lambda: POLICY.settle([ITEM], euros(1), on=ISSUED, override="yes"), "'override' must be one of"),
        (lambda: POLICY.settle([ITEM], euros(1), on=ISSUED, override={"F-1": 1}), "'override' must be one of"),
        (lambda: POLICY.offers(ITEM, as_of=None), "'as_of' must be a datetime.date"),
        (lambda: POLICY.offers("F-1", as_of=ISSUED), "'item' must be an open item"),
        (lambda: NO_DISCOUNTS.settle([ITEM], euros(-1), on=ISSUED), "'cash' must be at least 0"),
        (lambda: NO_DISCOUNTS.settle([ITEM], euros(1), on=None), "'on' must be a datetime.date"),
        (lambda: TaxedLine(euros(1), "-1"), "'percent' must be at least 0"),
        (lambda: TaxBreakdown.of([]), "'lines' must be one or more lines"),
        (lambda: TaxBreakdown.of([5]), "'lines' must be one or more lines"),
        (lambda: TaxBreakdown.of([TaxedLine(euros(1))], less="101"), "'less' must be from 0 to 100 percent"),
        (lambda: TaxBreakdown([5], ZERO), "'shares' must be one or more shares"),
        (lambda: TaxBreakdown.of([TaxedLine(euros(1))]).reducible("tax"), "'base' must be one of"),
        (lambda: TaxBreakdown.of([TaxedLine(ZERO)]).split(euros(1)), "'weights' must be"),
        (lambda: discount_on(euros(1), "101"), "'percent' must be from 0 to 100"),
        (lambda: discount_on(euros(1), "1", rounded="up"), "'rounded' must be one of"),
        (lambda: discount_on(euros(1), "1", step="0.05", step_rounding="nearest"), "'step_rounding' must be one of"),
        (lambda: cost_of_forgoing("99.5", within=1, net=2), "'percent' must be from 0 to 99"),
        (lambda: cost_of_forgoing("2", within=-1, net=2), "'within' must be a whole number of days"),
        (lambda: cost_of_forgoing("2", within=1, net=True), "'net' must be a whole number of days"),
        (lambda: cost_of_forgoing("2", within=1, net=2, year=0), "'year' must be a whole number of days"),
        (lambda: cost_of_forgoing("2", within=1, net=2, digits=99), "'digits' must be a whole number of digits"),
        (lambda: cost_of_forgoing("2", within=1, net=2, compounding="x"), "'compounding' must be one of"),
        (lambda: OnTimeReward(invoices=0, percent="2"), "'invoices' must be a whole number of invoices"),
        (lambda: OnTimeReward(invoices=3), "'reward' must be a percent, an amount or terms"),
        (lambda: OnTimeReward(invoices=3, percent="2", amount="1"), "'reward' must be a percent, an amount or terms"),
        (lambda: OnTimeReward(invoices=3, percent="0"), "'percent' must be more than 0"),
        (lambda: OnTimeReward(invoices=3, amount="0"), "'amount' must be more than 0"),
        (lambda: OnTimeReward(invoices=3, terms="soon"), "'terms' must be a due day"),
        (lambda: OnTimeReward(invoices=3, terms=5), "'terms' must be text"),
        (lambda: OnTimeReward(invoices=3, amount="5", of="next"), "'of' must be 'these'"),
        (
            lambda: OnTimeReward(invoices=3, amount="5").earned([5], as_of=ISSUED),
            "'items' must be a list of open items",
        ),
    ],
)
def test_what_cannot_be_is_refused(act, message):
    """By name, with what was expected."""
    with pytest.raises(InvalidValueError) as caught:
        act()
    assert str(caught.value).startswith(message)


ROW = TaxedLine(euros(1), "21", fixed=euros(1))
CALLS = {
    "EarlyDiscounts": (EarlyDiscounts, fields(EarlyDiscounts())),
    "EarlyDiscounts.offers": (POLICY.offers, {"item": ITEM, "as_of": ISSUED, "override": "normal"}),
    "EarlyDiscounts.settle": (
        lambda items, cash, day, override: POLICY.settle(items, cash, on=day, override=override),
        {"items": [ITEM], "cash": euros(1), "day": ISSUED, "override": "normal"},
    ),
    "NoDiscounts.offers": (NO_DISCOUNTS.offers, {"item": ITEM, "as_of": ISSUED, "override": "normal"}),
    "NoDiscounts.settle": (
        lambda items, cash, day, override: NO_DISCOUNTS.settle(items, cash, on=day, override=override),
        {"items": [ITEM], "cash": euros(1), "day": ISSUED, "override": "normal"},
    ),
    "Tolerance": (Tolerance, fields(Tolerance(by_currency=[("EUR", "1")]))),
    "Tolerance.limit": (Tolerance().limit, {"item": ITEM}),
    "TaxedLine": (TaxedLine, fields(ROW)),
    "TaxBreakdown": (TaxBreakdown, fields(TaxBreakdown.of([ROW]))),
    "TaxBreakdown.of": (lambda lines, less: TaxBreakdown.of(lines, less=less), {"lines": [ROW], "less": "1"}),
    "TaxBreakdown.reducible": (TaxBreakdown.of([ROW]).reducible, {"base": "net"}),
    "TaxBreakdown.split": (TaxBreakdown.of([ROW]).split, {"discount": euros(1), "base": "net"}),
    "discount_on": (
        discount_on,
        {"total": euros(5), "percent": 2, "base": None, "rounded": "payable", "step": None, "step_rounding": "up"},
    ),
    "cost_of_forgoing": (
        cost_of_forgoing,
        {"percent": "2", "within": 10, "net": 30, "year": 365, "compounding": "effective", "digits": 2},
    ),
    "OnTimeReward": (OnTimeReward, fields(OnTimeReward(invoices=3, percent="2"))),
    "OnTimeReward.earned": (OnTimeReward(invoices=3, percent="2").earned, {"items": [ITEM], "as_of": ISSUED}),
}


@pytest.mark.parametrize(("call", "field"), [(call, field) for call, (_, given) in CALLS.items() for field in given])
def test_a_wrong_shape_is_no_bare_error(call, field):
    """Each argument in turn: it is taken, or refused by an error of ours."""
    make, right = CALLS[call]
    make(**right)
    refused = 0
    for junk in JUNK:
        try:
            made_of_it = make(**{**right, field: junk})
        except ReceivablesError:
            refused += 1
        else:
            repr(made_of_it)
    assert refused


def test_currencies_are_not_mixed():
    """Convert first."""
    with pytest.raises(CurrencyMismatchError):
        POLICY.settle([ITEM], Money("1.00", "USD"), on=ISSUED)
    with pytest.raises(CurrencyMismatchError):
        TaxBreakdown.of([TaxedLine(euros(1)), TaxedLine(Money("1.00", "USD"))])


@given(policies)
def test_a_policy_is_its_document(policy):
    """Written and read again."""
    assert STANDARD.build(dump(policy)) == policy


def test_a_tolerance_by_currency_is_read_from_a_document():
    """A list of pairs."""
    policy = STANDARD.loads(
        'kind = "early-discounts"\nversion = 1\n[tolerance]\npercent = "1"\nby_currency = [["JPY", "500"]]\n'
    )
    assert policy == EarlyDiscounts(tolerance=Tolerance(percent="1", by_currency=[("JPY", 500)]))
    assert STANDARD.build(dump(policy)) == policy


# The yearly cost


@example("2", 10, 30, 365, 2)
@example("50", 0, 1, 366, 4)
@given(
    st.sampled_from(("0", "1", "2", "2.5", "10", "50", "99", "100/3")),
    st.integers(0, 60),
    st.integers(0, 120),
    st.sampled_from((360, 365)),
    st.integers(0, 6),
)
def test_the_effective_cost_is_the_nearest_number(percent, within, net, year, digits):
    """The true value lies within half a unit of the last digit, whatever the host's decimals are."""
    with decimal.localcontext(decimal.Context(prec=2, Emax=9, Emin=-9, traps=[])):
        cost = cost_of_forgoing(percent, within=within, net=net, year=year, digits=digits, compounding="effective")
    extra = net - within
    if extra <= 0:
        assert cost is None
        return
    growth = 100 / (100 - Fraction(percent) if "/" not in percent else 100 - Fraction(100, 3))
    half = Fraction(1, 2 * 10**digits)
    low, high = 1 + (Fraction(cost) - half) / 100, 1 + (Fraction(cost) + half) / 100
    assert low**extra <= growth**year < high**extra
    assert -cost.as_tuple().exponent == digits


def test_the_nominal_cost_of_an_offer_is_the_textbook_figure():
    """2/10 net 30 costs 37.24 % a year; nothing is gained by waiting where the due day is not later."""
    (offer,) = EarlyDiscounts().offers(ITEM, as_of=ISSUED)
    assert offer.yearly_cost == cost_of_forgoing("2", within=10, net=30) == Decimal("37.24")
    assert EarlyDiscounts().offers(attrs.evolve(ITEM, due_on=on(10)), as_of=ISSUED)[0].yearly_cost is None
    free = made(100, (10, 100, Fraction(100), "gross"))
    assert EarlyDiscounts().offers(free, as_of=ISSUED)[0].yearly_cost is None


# Tax

lines = st.lists(
    st.builds(
        TaxedLine,
        st.integers(0, 50_000).map(euros),
        st.sampled_from(("0", "5.5", "10", "21")),
        fixed=st.none() | st.integers(0, 100).map(euros),
    ),
    min_size=1,
    max_size=6,
)


@given(lines, st.integers(0, 100), st.sampled_from(("gross", "net")), st.sampled_from((1, -1)))
def test_a_split_sums_to_the_discount(rows, percent, base, sign):
    """No part is a unit off its exact share; a credit note mirrors its invoice; fixed taxes never fall."""
    rows = [attrs.evolve(row, net=row.net * sign, fixed=row.fixed and row.fixed * sign) for row in rows]
    invoice = TaxBreakdown.of(rows)
    assert invoice.gross == invoice.net + invoice.tax
    discount = discount_on(invoice.gross, percent, base=invoice.reducible(base))
    shares = invoice.split(discount, base=base)
    assert [share.percent for share in shares] == list(dict.fromkeys(row.percent for row in rows))
    assert Money.total((part for _, net, tax in shares for part in (net, tax)), currency="EUR") == discount
    for share, whole in zip(shares, invoice.shares, strict=True):
        for part, of in ((share.net, whole.net), (share.tax, whole.tax)):
            exact = Fraction(0)
            if discount and (base == "gross" or of is whole.net):
                exact = discount.minor * Fraction(of.minor, invoice.reducible(base).minor)
            assert abs(part.minor - exact) < 1
            assert part.minor * sign >= 0


@given(st.integers(-50_000, 50_000), st.integers(0, 100), st.sampled_from(("discount", "payable")))
def test_discount_and_payable_are_the_total(minor, percent, rounded):
    """The rounded one is half up; the mirror of an invoice has the mirror of its discount."""
    total = euros(minor)
    discount = discount_on(total, percent, rounded=rounded)
    assert discount_on(-total, percent, rounded=rounded) == -discount
    figure = discount if rounded == "discount" else total - discount
    exact = Fraction(abs(minor) * (percent if rounded == "discount" else 100 - percent), 100)
    assert abs(figure).minor == oracle.half_up(exact)


def test_lines_against_the_others_are_not_split():
    """A credit at another rate has no share of a discount."""
    invoice = TaxBreakdown.of([TaxedLine(euros(1_000), "21"), TaxedLine(euros(-100), "10")])
    with pytest.raises(InvalidValueError, match="net and tax of one sign"):
        invoice.split(euros(18))


# Rewards


def account(*paid, credited=(), written_off=(), bounced=()):
    """Invoices of 100.00 a month, due on the 20th, each paid on a day of its month (None: never)."""
    events = []
    for month, day in enumerate(paid, start=1):
        number, issued = f"F-{month}", date(2026, month, 1)
        due = date(2026, month, 20)
        events.append(InvoiceIssued(Invoice(number, "C-1", total=euros(10_000), issued_on=issued, due_on=due)))
        if day:
            payment = Payment(
                f"P-{month}", "C-1", amount=euros(10_000), paid_on=date(2026, month, day), remittance=[number]
            )
            events.append(PaymentReceived(payment))
        if month in credited:
            on_28th = date(2026, month, 28)
            note = CreditNote(f"CN-{month}", "C-1", total=euros(10_000), issued_on=on_28th, invoice=number)
            events.append(CreditNoteIssued(note))
        if month in written_off:
            events.append(WrittenOff(number, amount=euros(10_000), on=date(2026, month, 10), reason="lost"))
        if month in bounced:
            events.append(PaymentReversed(f"P-{month}", on=date(2026, month, 25), reason="bounced"))
    return Account("C-1", "EUR", events)


def earned(reward, book, day=date(2026, 12, 31)):
    return reward.earned(book.as_of(day).items, as_of=day)


THREE = OnTimeReward(invoices=3, percent="2")


@pytest.mark.parametrize(
    ("book", "rewarded", "waiting"),
    [
        (account(20, 5, 20), [("F-1", "F-2", "F-3")], ()),
        (account(20, 21, 20), [], ("F-3",)),
        (account(20, 5, 20, 1, 1), [("F-1", "F-2", "F-3")], ("F-4", "F-5")),
        (account(20, 5, None), [], ()),
        (account(20, None, 5, 5, credited=[2]), [("F-1", "F-3", "F-4")], ()),
        (account(20, None, 5, 5, written_off=[2]), [], ("F-3", "F-4")),
        (account(20, 5, 20, bounced=[2]), [], ("F-3",)),
    ],
)
def test_a_run_of_invoices_on_time_earns_a_reward(book, rewarded, waiting):
    """In full, by the due day; what was credited away does not count."""
    found = earned(THREE, book)
    assert ([reward.documents for reward in found.rewards], found.waiting) == (rewarded, waiting)


def test_a_reward_is_of_what_was_invoiced_in_the_end():
    """Less credit notes."""
    events = list(account(20, 20, 20).events)
    paid = Payment("P-9", "C-1", amount=euros(5_000), paid_on=date(2026, 4, 2), remittance=["F-9"])
    invoice = Invoice("F-9", "C-1", total=euros(10_000), issued_on=date(2026, 4, 1), due_on=date(2026, 4, 20))
    note = CreditNote("CN-9", "C-1", total=euros(5_000), issued_on=date(2026, 4, 2), invoice="F-9")
    book = Account("C-1", "EUR", [*events, InvoiceIssued(invoice), PaymentReceived(paid), CreditNoteIssued(note)])
    (reward,) = earned(OnTimeReward(invoices=4, percent="2"), book).rewards
    assert reward.working == "2 % of 350.00 EUR = 7.00 EUR"


def test_what_is_not_due_is_not_decided():
    """An open invoice counts neither way until the day after its due day."""
    book = account(20, 5, None)
    assert earned(THREE, book, date(2026, 3, 20)).waiting == ("F-1", "F-2")
    assert earned(THREE, book, date(2026, 3, 21)).waiting == ()


@pytest.mark.parametrize(
    ("reward", "credit", "working"),
    [
        (THREE, euros(600), "2 % of 300.00 EUR = 6.00 EUR"),
        (OnTimeReward(invoices=3, percent="2", of="next"), None, "2 % off the next invoice"),
        (OnTimeReward(invoices=3, amount="10"), euros(1_000), "10.00 EUR"),
        (OnTimeReward(invoices=3, terms="net 45"), None, "terms for invoices to come: net 45"),
    ],
)
def test_what_a_reward_is(reward, credit, working):
    """With its working, as text and as plain data."""
    found = earned(reward, account(20, 5, 20, 21))
    (only,) = found.rewards
    assert (only.credit, only.working) == (credit, working)
    assert found.explain().splitlines() == [
        "1 earned by on-time-reward@1 through 2026-12-31",
        f"  F-1, F-2, F-3 on time: {working}",
        "  late: F-4",
        "  towards the next: none",
    ]
    plain = {"documents": ["F-1", "F-2", "F-3"], "credit": credit and str(credit), "working": working}
    assert found.to_dict()["rewards"] == [plain]
    assert STANDARD.build(dump(reward)) == reward


@given(st.lists(st.sampled_from((5, 20, 21, None)), max_size=12), st.integers(1, 4))
def test_each_invoice_on_time_counts_once(days, wanted):
    """For a reward, or towards the next one; never after a late one."""
    found = earned(OnTimeReward(invoices=wanted, percent="2"), account(*days))
    runs = "".join("x" if day in (5, 20) else " " for day in days).split(" ")
    assert len(found.rewards) == sum(len(run) // wanted for run in runs)
    assert len(found.waiting) == len(runs[-1]) % wanted
    counted = [document for reward in found.rewards for document in reward.documents]
    assert len(set(counted)) == len(counted)


def test_rewards_are_for_one_customer():
    """In one currency."""
    other = attrs.evolve(ITEM, customer="C-2", document="F-2")
    with pytest.raises(InvalidValueError, match="items of one customer"):
        THREE.earned([ITEM, other], as_of=ISSUED)


def test_offers_of_terms_are_those_that_are_settled():
    """From terms to the settled item, with a fixed amount beside a percentage."""
    discounts = (Discount("3", within=5), Discount(None, within=10, amount="5"))
    terms = PaymentTerms(Line(Balance(), 30, discounts=discounts))
    invoice = Invoice("F-1", "C-1", total=euros(100_000), issued_on=ISSUED, terms=terms)
    (item,) = Account("C-1", "EUR", [InvoiceIssued(invoice)]).as_of(ISSUED).items
    assert [(offer.discount.minor, offer.percent) for offer in POLICY.offers(item, as_of=ISSUED)] == [
        (3_000, 3),
        (500, None),
    ]
