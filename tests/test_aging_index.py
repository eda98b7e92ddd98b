"""The index: on every evening the figures of a replay to that evening."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oracle import buckets

from receivables import (
    LEAVE_UNAPPLIED,
    Account,
    Aging,
    AgingIndex,
    Amendment,
    CreditBook,
    CreditPolicy,
    EarlyDiscounts,
    InvalidValueError,
    Invoice,
    InvoiceIssued,
    Money,
    OldestDueFirst,
    Payment,
    PaymentReceived,
    Portfolio,
    assess,
)
from receivables.allocation import COSTS_FIRST, LARGEST_FIRST
from receivables.discounts import NO_DISCOUNTS, Tolerance
from receivables.events import PlanAgreed
from receivables.testing import days, portfolios
from receivables.testing.registered import register

register()

DAY = date(2026, 3, 31)
schemes = st.builds(
    Aging,
    edges=st.lists(st.integers(-60, 90), max_size=4, unique=True).map(sorted),
    due_today=st.sampled_from(["current", "past_due"]),
    basis=st.sampled_from(["due", "issue"]),
)
discounts = st.sampled_from([NO_DISCOUNTS, EarlyDiscounts(tolerance=Tolerance(amount="1.00"))])
policies = st.builds(
    CreditPolicy,
    name=st.just("House policy"),
    aging=schemes,
    allocation=st.sampled_from([OldestDueFirst(), LEAVE_UNAPPLIED, LARGEST_FIRST, COSTS_FIRST]),
    discounts=st.sampled_from(
        [CreditPolicy(name="plain").discounts, EarlyDiscounts(tolerance=Tolerance(amount="1.00"))]
    ),
)


def without_plans(portfolio):
    """The same accounts as if nobody had agreed on a plan, so that none is replayed for a day."""
    for account in portfolio:
        yield attrs.evolve(account, events=[each for each in account.events if not isinstance(each, PlanAgreed)])


def account(*paid, customer="C-1", code="EUR", due=date(2026, 2, 14)):
    """An invoice of 100.00, and payments of so much on those days."""
    invoice = Invoice("F-1", customer, total=Money("100.00", code), issued_on=date(2026, 1, 15), due_on=due)
    payments = [
        PaymentReceived(Payment(f"P-{place}", customer, amount=Money(text, code), paid_on=on))
        for place, (text, on) in enumerate(paid)
    ]
    return Account(customer, code, [InvoiceIssued(invoice), *payments])


@settings(max_examples=100)
@given(portfolios(), policies, st.lists(days(), min_size=1, max_size=4), st.none() | days(), st.booleans())
def test_the_index_is_the_replay_of_every_evening(portfolio, policy, dates, known_by, planned):
    """Whatever happened: late facts, reversals, refunds, credit notes, cash on account, write-offs, plans."""
    accounts = list(portfolio) if planned else list(without_plans(portfolio))
    index = AgingIndex(accounts, policy, known_by=known_by)
    assert index.history(dates) == Portfolio(accounts).aging_history(dates, policy, known_by=known_by)
    for day, figures in zip(dates, index.history(dates), strict=True):
        replayed = assess(accounts, policy, as_of=day, known_by=known_by)
        assert figures == index.age(day) == replayed.aging.figures
        assert figures.to_dict() == replayed.aging.to_dict()
        for customer, report in replayed.aging.by("customer").items():
            assert index.report(customer, as_of=day).explain() == report.explain()


@settings(max_examples=40)
@given(st.from_type(CreditBook), portfolios(most=2), st.lists(days(), min_size=1, max_size=3), st.none() | days())
def test_an_index_takes_a_book(book, portfolio, dates, known_by):
    """Whose amendments are of anything but the aging."""
    others = [attrs.evolve(each, aging=None) for each in book.amendments if set(each.slots) != {"aging"}]
    book = attrs.evolve(book, amendments=others)
    index = AgingIndex(portfolio, book, known_by=known_by)
    for day, figures in zip(dates, index.history(dates), strict=True):
        replayed = assess(portfolio, book, as_of=day, known_by=known_by)
        assert figures == replayed.aging.figures
        for customer, report in replayed.aging.by("customer").items():
            assert index.report(customer, as_of=day).explain() == report.explain()


@settings(max_examples=50)
@given(portfolios(), schemes, days())
def test_lines_equal_the_sums_of_a_database(portfolio, scheme, day):
    """Item by item, aged by SQL, for each account."""
    accounts = list(without_plans(portfolio))
    figures = AgingIndex(accounts, CreditPolicy(name="House policy", aging=scheme)).age(day)
    found = {(line.customer, line.currency.code): line for line in figures.lines}
    for each in accounts:
        items = [(item.issued_on, item.due_on, item.open.minor) for item in each.as_of(day).items]
        line = found.get((each.customer, each.currency.code))
        expected = buckets.sums_by_sqlite(
            items, as_of=day, edges=scheme.edges, due_today=scheme.due_today, basis=scheme.basis
        )
        sums = line.open if line else (0,) * len(scheme.buckets)
        assert dict(zip((each.text for each in scheme.buckets), sums, strict=True)) == expected


def test_days_come_back_in_the_order_given():
    """Twice the same day, too."""
    index = AgingIndex([account(("30.00", date(2026, 3, 1)))], CreditPolicy(name="House policy"))
    dates = [DAY, date(2026, 2, 28), date(2026, 1, 1), DAY]
    found = index.history(iter(dates))
    assert [each.as_of for each in found] == dates
    assert [each.total("EUR").text for each in found] == ["70.00", "100.00", "0.00", "70.00"]


def test_what_is_too_much_is_on_account_until_it_is_used():
    """Cash has a history of its own."""
    figures = AgingIndex([account(("130.00", DAY))], CreditPolicy(name="House policy")).history(
        [DAY - timedelta(days=1), DAY]
    )
    assert [(each.balance("EUR").text, each.unapplied("EUR").text) for each in figures] == [
        ("100.00", "0.00"),
        ("-30.00", "30.00"),
    ]
    assert figures[1].lines[0].balance == Money("-30.00", "EUR")


def test_amounts_have_no_limit_of_a_machine_word():
    """Whole numbers of any size."""
    large = Money(10**17, "EUR")
    invoice = Invoice("F-1", "C-1", total=large, issued_on=DAY, due_on=DAY)
    figures = AgingIndex([Account("C-1", "EUR", [InvoiceIssued(invoice)])], CreditPolicy(name="House policy")).age(DAY)
    assert figures.total("EUR") == large


@pytest.mark.parametrize("bad", [datetime(2026, 1, 1), "2026-01-01", None])  # noqa: DTZ001
def test_days_that_are_none_are_refused(bad):
    """By each of the doors."""
    index = AgingIndex([account()], CreditPolicy(name="House policy"))
    for ask in (index.age, lambda day: index.history([day]), lambda day: index.report("C-1", as_of=day)):
        with pytest.raises(InvalidValueError, match="must be a datetime"):
            ask(bad)


class InvoicesOnly:
    """A policy of somebody else."""

    def age(self, items, *, as_of, unapplied_cash=()):
        return Aging().age(items, as_of=as_of, unapplied_cash=unapplied_cash)


def test_what_cannot_be_compiled_is_refused():
    """Two accounts in one place, a policy that only a report can ask, a customer who is not there."""
    policy = CreditPolicy(name="House policy")
    with pytest.raises(InvalidValueError, match="one account a customer and currency"):
        AgingIndex([account(), account()], policy)
    with pytest.raises(InvalidValueError, match=r"'policy\.aging' must be a scheme of buckets"):
        AgingIndex([account()], CreditPolicy(name="House policy", aging=InvoicesOnly()))
    amended = CreditBook(policy=policy, amendments=[Amendment(name="Finer", since=DAY, aging=Aging(edges=[10]))])
    with pytest.raises(
        InvalidValueError, match=r"'policy\.amendments\[0\]\.aging' must be left out, .* assess each day"
    ):
        AgingIndex([account()], amended)
    with pytest.raises(InvalidValueError, match="'policy' must be"):
        AgingIndex([account()], "House policy")
    with pytest.raises(InvalidValueError, match="'known_by' must be"):
        AgingIndex([account()], policy, known_by="today")
    with pytest.raises(InvalidValueError, match="'customer' must be"):
        AgingIndex([account()], policy).report("C-2", as_of=DAY)


class LaterByAWeek:
    """Plans that nobody agreed on."""

    def reschedule(self, position):
        items = [attrs.evolve(item, due_on=item.due_on + timedelta(days=7)) for item in position.items]
        return attrs.evolve(position, items=items)


def test_other_policies_of_plans_are_asked_for_each_day():
    """They may move any due day."""
    policy = CreditPolicy(name="House policy", plans=LaterByAWeek())
    figures = AgingIndex([account(due=DAY - timedelta(days=33))], policy).age(DAY)
    assert figures.total("EUR", "1-30").text == "100.00"
