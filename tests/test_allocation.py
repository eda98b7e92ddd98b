"""Cash application by rule: what a payment without instructions settles."""

from __future__ import annotations

import json
from datetime import date
from itertools import permutations

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from receivables import LEAVE_UNAPPLIED, InvalidValueError, Money, OldestDueFirst, OpenItem, UnappliedCash
from receivables.allocation import COSTS_FIRST, ClaimsInOrder
from receivables.testing import days, money, open_items

DAY = date(2024, 3, 1)
KINDS = ("compensation", "interest", "invoice")
ORDERS = [order for count in (1, 2, 3) for order in permutations(KINDS, count)]
POLICIES = [OldestDueFirst(), LEAVE_UNAPPLIED, COSTS_FIRST, ClaimsInOrder(["interest", "invoice"])]


def numbered(items):
    """Items of different documents."""
    return [attrs.evolve(item, document=f"F-{count}", kind=kind) for count, (item, kind) in enumerate(items)]


books = st.lists(st.tuples(open_items(), st.sampled_from(KINDS)), max_size=6).map(numbered)
sums = money(least=1, most=3_000).map(
    lambda amount: UnappliedCash(customer="C-1", reference="P-1", received_on=DAY, amount=amount)
)


@given(sums, books, st.sampled_from(POLICIES))
def test_lines_and_rest_are_the_money(cash, items, policy):
    """Nothing is lost; no item takes more than is open, and none is named that is not there."""
    settled = policy.apply(cash, items, as_of=DAY)
    assert settled.applied + settled.rest == cash.amount
    assert settled.rest.minor >= 0
    opens = {(item.document, item.installment): item.open for item in items}
    for line in settled.lines:
        assert Money.zero("EUR") < line.amount <= opens.pop((line.document, line.installment))


@given(sums, books)
def test_oldest_due_first_leaves_nothing_older_open(cash, items):
    """An item gets money only when all that were due before it are settled in full."""
    settled = OldestDueFirst().apply(cash, items, as_of=DAY)
    got = {line.document: line.amount for line in settled.lines}
    waiting = sorted(
        (item for item in items if item.open), key=lambda item: (item.due_on, item.issued_on, item.document)
    )
    left = cash.amount.minor
    for item in waiting:
        part = min(left, item.open.minor)
        assert got.get(item.document, Money.zero("EUR")).minor == part
        left -= part
    assert settled.rest.minor == left


@given(sums, books, st.randoms(), st.sampled_from(POLICIES))
def test_the_order_of_items_changes_nothing(cash, items, chance, policy):
    """Ties are broken by issue day and number, not by place."""
    mixed = list(items)
    chance.shuffle(mixed)
    assert policy.apply(cash, mixed, as_of=DAY) == policy.apply(cash, iter(items), as_of=DAY)


@given(books, st.integers(1, 3000), st.integers(1, 3000), days())
def test_two_sums_settle_what_their_total_settles(items, first, second, day):
    """Oldest due first has no memory: what comes in parts goes where the whole would."""

    def paid(minor, book):
        cash = UnappliedCash(customer="C-1", reference="P", received_on=day, amount=Money.of_minor(minor, "EUR"))
        lines = OldestDueFirst().apply(cash, book, as_of=day).lines
        return {line.document: line.amount for line in lines}

    one = paid(first, items)
    after = [
        OpenItem(
            customer="C-1",
            document=item.document,
            issued_on=item.issued_on,
            due_on=item.due_on,
            amount=item.amount,
            paid=item.paid + one.get(item.document, Money.zero("EUR")),
        )
        for item in items
    ]
    two, zero = paid(second, after), Money.zero("EUR")
    together = {name: one.get(name, zero) + two.get(name, zero) for name in {*one, *two}}
    assert together == paid(first + second, items)


@given(sums, books, st.sampled_from(ORDERS))
def test_claims_in_order_leave_nothing_that_comes_before(cash, items, order):
    """Kind by kind, the oldest due first: an item gets money only when all before it are settled in full."""
    policy = ClaimsInOrder(order)
    settled = policy.apply(cash, items, as_of=DAY)
    got, left = {line.document: line.amount.minor for line in settled.lines}, cash.amount.minor
    for kind in order:
        of_kind = [item for item in items if item.kind == kind]
        for item in sorted(of_kind, key=lambda item: (item.due_on, item.issued_on, item.document)):
            part = min(left, item.open.minor)
            assert got.pop(item.document, 0) == part
            left -= part
    assert (got, settled.rest.minor) == ({}, left)


@given(sums, books, st.sampled_from(KINDS))
def test_claims_of_one_kind_go_by_due_day(cash, items, kind):
    """Where all claims are of one kind, the order of kinds says nothing."""
    same = [attrs.evolve(item, kind=kind) for item in items]
    lines = [policy.apply(cash, same, as_of=DAY).lines for policy in (COSTS_FIRST, OldestDueFirst())]
    assert [line[:3] for line in lines[0]] == [line[:3] for line in lines[1]]


@given(sums, books)
def test_the_order_of_claims_changes_no_total(cash, items):
    """Whatever comes first, as much is applied, if every kind is named."""
    totals = {ClaimsInOrder(order).apply(cash, items, as_of=DAY).applied for order in permutations(KINDS)}
    assert totals == {OldestDueFirst().apply(cash, items, as_of=DAY).applied}


def test_each_line_says_which_part_of_the_debt_it_is():
    """In the words of the law."""
    item = OpenItem(customer="C-1", document="F-1", issued_on=DAY, due_on=DAY, amount=Money("3.00", "EUR"))
    items = [item, attrs.evolve(item, document="I-1", kind="interest")]
    cash = UnappliedCash(customer="C-1", reference="P-1", received_on=DAY, amount=Money("9.00", "EUR"))
    lines = ClaimsInOrder(["interest", "invoice"]).apply(cash, items, as_of=DAY).lines
    assert [(line.document, line.because) for line in lines] == [
        ("I-1", "interest first; the oldest due, 2024-03-01"),
        ("F-1", "principal next; the oldest due, 2024-03-01"),
    ]


@pytest.mark.parametrize("order", [(), ("interest", "interest"), ("costs",), "interest", [["invoice"]], None])
def test_orders_that_cannot_be_are_refused(order):
    """Each kind once at most, and none of another name."""
    with pytest.raises(InvalidValueError, match="'order' must be"):
        ClaimsInOrder(order)


@given(sums, books)
def test_nothing_by_rule_leaves_all(cash, items):
    """The money stays on account."""
    settled = LEAVE_UNAPPLIED.apply(cash, items, as_of=DAY)
    assert settled.lines == ()
    assert settled.rest == cash.amount


@given(sums, books, st.sampled_from(POLICIES))
def test_the_explanation_is_made_of_the_lines(cash, items, policy):
    """Text and data name the rule and every amount."""
    settled = policy.apply(cash, items, as_of=DAY)
    text, data = settled.explain(), settled.to_dict()
    assert settled.rule == f"{policy.kind}@{policy.version}"
    assert settled.rule in text
    assert len(text.splitlines()) == len(settled.lines) + 2
    assert json.loads(json.dumps(data))["unapplied"] == str(settled.rest)
    assert [line["amount"] for line in data["lines"]] == [str(line.amount) for line in settled.lines]
