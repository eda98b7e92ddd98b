"""Cash application by rule: what a payment without instructions settles."""

from __future__ import annotations

import json
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from receivables import LEAVE_UNAPPLIED, Money, OldestDueFirst, OpenItem, UnappliedCash
from receivables.testing import days, money, open_items

DAY = date(2024, 3, 1)
POLICIES = [OldestDueFirst(), LEAVE_UNAPPLIED]


def numbered(items):
    """Items of different documents."""
    return [
        OpenItem(
            customer="C-1",
            document=f"F-{count}",
            issued_on=item.issued_on,
            due_on=item.due_on,
            amount=item.amount,
            paid=item.paid,
            history=item.history,
        )
        for count, item in enumerate(items)
    ]


books = st.lists(open_items(), max_size=6).map(numbered)
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
