"""Cash application by rule: what a payment without instructions settles."""

from __future__ import annotations

import json
from datetime import date
from fractions import Fraction
from itertools import combinations, permutations

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from receivables import (
    LEAVE_UNAPPLIED,
    CreditPolicy,
    CurrencyMismatchError,
    InvalidValueError,
    Money,
    OldestDueFirst,
    OpenItem,
    UnappliedCash,
)
from receivables.adapters.report.words import in_words
from receivables.allocation import (
    ALL_PRO_RATA,
    BEST_DISCOUNT_FIRST,
    COSTS_FIRST,
    COSTS_INTEREST_PRINCIPAL,
    DUE_THEN_BURDENSOME_THEN_OLDEST,
    LARGEST_FIRST,
    MOST_LOOKS,
    MOST_ONEROUS_FIRST,
    OLDEST_ISSUED_FIRST,
    PARTS,
    PRO_RATA,
    ClaimsInOrder,
    ExactMatch,
    InOrder,
    spread,
)
from receivables.catalogue import STANDARD, dump
from receivables.errors import ReceivablesError
from receivables.testing import days, money, open_items

DAY = date(2024, 3, 1)
KINDS = ("compensation", "interest", "invoice")
ORDERS = [order for count in (1, 2, 3) for order in permutations(KINDS, count)]
IN_ORDER = [
    OLDEST_ISSUED_FIRST,
    LARGEST_FIRST,
    BEST_DISCOUNT_FIRST,
    PRO_RATA,
    MOST_ONEROUS_FIRST,
    DUE_THEN_BURDENSOME_THEN_OLDEST,
    InOrder(["due", "attribute:rate", "-due_on"], max_days_overdue=9),
    InOrder(["open"], partial=False),
]
POLICIES = [
    OldestDueFirst(),
    LEAVE_UNAPPLIED,
    COSTS_FIRST,
    ClaimsInOrder(["interest", "invoice"]),
    *IN_ORDER,
    ExactMatch(3),
    ExactMatch(2, by=["-open"], otherwise=PRO_RATA),
]


def numbered(items):
    """Items of different documents."""
    return [
        attrs.evolve(item, document=f"F-{count}", kind=kind, attributes=carried)
        for count, (item, kind, carried) in enumerate(items)
    ]


CARRIED = st.sampled_from([{}, {"rate": "8"}, {"rate": "12.5"}, {"rate": "high"}, {"part_payments": "no"}])
books = st.lists(st.tuples(open_items(), st.sampled_from(KINDS), st.just({})), max_size=6).map(numbered)
carrying = st.lists(st.tuples(open_items(), st.sampled_from(KINDS), CARRIED), max_size=6).map(numbered)
sums = money(least=1, most=3_000).map(
    lambda amount: UnappliedCash(customer="C-1", reference="P-1", received_on=DAY, amount=amount)
)


@given(sums, carrying, st.sampled_from(POLICIES))
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


@given(sums, carrying, st.randoms(), st.sampled_from(POLICIES))
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
    policies = [policy, getattr(policy, "otherwise", policy)]
    assert settled.rule in [f"{each.kind}@{each.version}" for each in policies]
    assert settled.rule in text
    assert len(text.splitlines()) == len(settled.lines) + 2
    assert json.loads(json.dumps(data))["unapplied"] == str(settled.rest)
    assert [line["amount"] for line in data["lines"]] == [str(line.amount) for line in settled.lines]


# One after another


def rank(key, item):
    """What an item goes by, in the naive implementation: a number or a text, numbers before texts, nothing first."""
    name = key.removeprefix("-")
    if name == "due":
        return item.due_on > DAY
    if name == "discount":
        return next(
            (Fraction(each.amount.text) / Fraction(item.amount.text) for each in item.offers if each.until >= DAY), 0
        )
    if name.startswith("attribute:"):
        text = dict(item.attributes).get(name.removeprefix("attribute:"))
        number = text is not None and text.replace(".", "").isdigit()
        return (0, 0) if text is None else (1, Fraction(text)) if number else (2, text)
    return {"due_on": item.due_on, "issued_on": item.issued_on, "open": item.open.minor}[name]


def before(policy, left, right):
    """Whether an item comes before another, by the keys alone; ``None`` where they are equal."""
    for key in policy.by:
        one, two = rank(key, left), rank(key, right)
        if one != two:
            return (one > two) if key.startswith("-") else (one < two)
    return None


def one_by_one(policy, minor, items):
    """Money by money: always the item before which no other comes."""
    late = policy.max_days_overdue
    waiting = [each for each in items if each.open.minor and (late is None or (DAY - each.due_on).days <= late)]
    got = {}
    while waiting and minor:
        firsts = [each for each in waiting if not any(before(policy, other, each) for other in waiting)]
        if policy.ties == "pro rata":
            total = sum(each.open.minor for each in firsts)
            for each in firsts:
                got[each.document] = Fraction(each.open.minor * min(minor, total), total)
            minor -= min(minor, total)
        else:
            firsts = [min(firsts, key=lambda each: (each.due_on, each.issued_on, each.document, each.installment))]
            part = min(minor, firsts[0].open.minor)
            takes_part = policy.partial and dict(firsts[0].attributes).get("part_payments") != "no"
            if part == firsts[0].open.minor or takes_part:
                got[firsts[0].document] = Fraction(part)
                minor -= part
        waiting = [each for each in waiting if each not in firsts]
    return got


@given(sums, carrying, st.sampled_from(IN_ORDER))
def test_items_go_in_order_and_what_is_equal_as_the_policy_says(cash, items, policy):
    """As the naive implementation says, which looks for the first again and again; shares to the unit."""
    lines = policy.apply(cash, items, as_of=DAY).lines
    ours, theirs = {line.document: line.amount.minor for line in lines}, one_by_one(policy, cash.amount.minor, items)
    assert sum(ours.values()) == sum(theirs.values())
    assert all(abs(theirs.get(number, 0) - amount) < 1 for number, amount in ours.items())
    assert all(number in ours for number, amount in theirs.items() if amount >= 1)


@given(sums, carrying, st.integers(1, 4), st.sampled_from(IN_ORDER))
def test_an_exact_match_is_the_first_of_the_smallest(cash, items, most, order):
    """Brute force over all combinations of as few items, in their order."""
    waiting = InOrder(order.by).in_order(items, as_of=DAY)
    found = next(
        (
            each
            for count in range(1, most + 1)
            for each in combinations(waiting, count)
            if sum(item.open.minor for item in each) == cash.amount.minor
        ),
        (),
    )
    settled = ExactMatch(most, by=order.by).apply(cash, items, as_of=DAY)
    assert [(line.document, line.amount) for line in settled.lines] == [(item.document, item.open) for item in found]
    assert bool(settled.because) is not bool(found)


def plain(count, minor):
    return OpenItem(
        customer="C-1", document=f"F-{count:04}", issued_on=DAY, due_on=DAY, amount=Money.of_minor(minor, "EUR")
    )


@pytest.mark.parametrize(("count", "most"), [(50_000, 2), (440, 3), (80, 4), (38, 5)])
def test_the_search_is_complete_as_far_as_it_says(count, most):
    """Amounts of which none match, and that look as if they could: the last combination is looked at, too."""
    items = [plain(place, 1000 + 2 * (place % 7)) for place in range(count)]
    cash = UnappliedCash(
        customer="C-1", reference="P-1", received_on=DAY, amount=Money.of_minor(1000 * most + 1, "EUR")
    )
    settled = ExactMatch(most).apply(cash, items, as_of=DAY)
    assert settled.because == f"no {most} items or fewer make exactly this amount"


def test_a_search_that_is_too_long_is_given_up():
    """It says so, and the money stays unapplied, or goes where the other policy puts it."""
    items = [plain(place, 1000 + 2 * (place % 7)) for place in range(100)]
    cash = UnappliedCash(customer="C-1", reference="P-1", received_on=DAY, amount=Money("50.01", "EUR"))
    settled = ExactMatch(5).apply(cash, items, as_of=DAY)
    assert not settled.lines
    assert f"given up after {MOST_LOOKS} combinations" in settled.explain()
    assert ExactMatch(5, otherwise=OldestDueFirst()).apply(cash, items, as_of=DAY).rest == Money("0.00", "EUR")


@pytest.mark.parametrize(
    ("make", "attribute"),
    [
        (lambda: InOrder(["amount"]), "by"),
        (lambda: InOrder("due_on"), "by"),
        (lambda: InOrder(["attribute:"]), "by"),
        (lambda: InOrder(["due:on"]), "by"),
        (lambda: InOrder([5]), "by"),
        (lambda: InOrder([], ties="alphabet"), "ties"),
        (lambda: InOrder([], ties="pro rata", partial=False), "partial"),
        (lambda: InOrder(max_days_overdue=-1), "max_days_overdue"),
        (lambda: ExactMatch(6), "most"),
        (lambda: ExactMatch(0), "most"),
        (lambda: ExactMatch(2, otherwise=5), "otherwise"),
    ],
)
def test_orders_that_cannot_be_are_refused_by_name(make, attribute):
    """By the field that is wrong."""
    with pytest.raises((InvalidValueError, TypeError), match=attribute):
        make()


@pytest.mark.parametrize("policy", POLICIES[4:])
def test_policies_in_documents_and_reports(policy):
    """Every field survives, and the report says the rule as a sentence."""
    assert STANDARD.build(dump(policy)) == policy
    words = dict(in_words(CreditPolicy(name="x", allocation=policy)))["Money without remittance advice"]
    assert words.startswith("It settles ")
    assert words.endswith(".")


# Inside one debt

parts_of_a_debt = st.fixed_dictionaries({name: st.integers(-50, 2000) for name in (*PARTS, "tax")})
groups = st.sampled_from([COSTS_INTEREST_PRINCIPAL, ALL_PRO_RATA, [["interest", "tax"], "principal"], ["tax"]])


@given(st.integers(0, 6000), parts_of_a_debt, groups)
def test_a_payment_is_spread_group_by_group(minor, parts, order):
    """A group gets something only when all before it are settled; inside, each its share to the unit."""
    amount = Money.of_minor(minor, "EUR")
    found = spread(amount, {name: Money.of_minor(part, "EUR") for name, part in parts.items()}, order)
    left = minor
    for group in order:
        names = [group] if isinstance(group, str) else list(group)
        opens = {name: max(parts[name], 0) for name in names}
        taken, together = min(left, sum(opens.values())), sum(opens.values())
        assert sum(found[name].minor for name in names) == taken
        assert all(abs(Fraction(opens[name] * taken, together or 1) - found[name].minor) < 1 for name in names)
        left -= taken
    assert sum(part.minor for part in found.values()) == minor - left


@pytest.mark.parametrize("order", ["costs", [], [["costs"], "costs"], [5], None, [["costs", 5]]])
def test_an_order_of_parts_has_each_once(order):
    """Else money would be given twice, or to nobody knows what."""
    with pytest.raises(InvalidValueError, match="'order' must be"):
        spread(Money("1.00", "EUR"), {"costs": Money("1.00", "EUR")}, order)


def test_what_is_spread_is_in_one_currency_and_not_negative():
    """Nothing is converted silently."""
    with pytest.raises(CurrencyMismatchError):
        spread(Money("1.00", "USD"), {"costs": Money("1.00", "EUR")}, ["costs"])
    with pytest.raises(InvalidValueError, match="'amount' must be at least 0"):
        spread(Money("-1.00", "EUR"), {"costs": Money("1.00", "EUR")}, ["costs"])


# What is asked in a wrong shape

CASH = UnappliedCash(customer="C-1", reference="P-1", received_on=date(2026, 3, 9), amount=Money("5.00", "EUR"))
OWED = OpenItem(
    customer="C-1", document="F-1", issued_on=CASH.received_on, due_on=CASH.received_on, amount=Money("9.00", "EUR")
)
ASKED = {"cash": CASH, "items": [OWED], "as_of": CASH.received_on}
CALLS = {
    **{policy.kind: (policy.apply, ASKED) for policy in (OldestDueFirst(), InOrder(), ExactMatch(2), COSTS_FIRST)},
    "pro rata": (PRO_RATA.apply, ASKED),
    "leave": (LEAVE_UNAPPLIED.apply, ASKED),
    "in_turn": (OldestDueFirst().in_turn, {"cash": CASH, "items": [OWED]}),
    "in_order": (InOrder().in_order, {"items": [OWED], "as_of": CASH.received_on}),
    "InOrder": (InOrder, {"by": ["open"], "ties": "in turn", "partial": True, "max_days_overdue": 5}),
    "spread": (spread, {"amount": CASH.amount, "parts": {"costs": OWED.amount}, "order": ["costs"]}),
}
JUNK = (5, 1.5, "no", b"x", object(), int, date, [None], [5], {1: 2}, CASH.amount)


@pytest.mark.parametrize(("call", "field"), [(call, field) for call, (_, given) in CALLS.items() for field in given])
def test_a_wrong_shape_is_no_bare_error(call, field):
    """Each argument in turn: it is taken, or refused by an error of ours."""
    make, right = CALLS[call]
    make(**right)
    refused = 0
    for junk in JUNK:
        try:
            make(**{**right, field: junk})
        except ReceivablesError:
            refused += 1
    assert refused
