"""The job: sums over accounts, and nothing that depends on their order."""

from __future__ import annotations

import copy
import json
import pickle
from datetime import date, datetime

import attrs
import pytest
import scripted
from hypothesis import given, settings
from hypothesis import strategies as st

from receivables import (
    LEAVE_UNAPPLIED,
    NO_INTEREST,
    Account,
    Aging,
    CreditPolicy,
    InvalidValueError,
    Invoice,
    InvoiceIssued,
    Ladder,
    LateInterest,
    Money,
    NextAction,
    Payment,
    PaymentReceived,
    Portfolio,
    ReceivablesError,
    Rounding,
    Step,
    assess,
)
from receivables.currencies import custom_currency
from receivables.errors import RateNotAvailableError
from receivables.interest import FixedRate, Margin, RatePeriod, TableRate
from receivables.rates import RateTable
from receivables.statutory import StatutoryInterest
from receivables.testing import accounts, days, portfolios

POLICY = CreditPolicy(
    name="House policy",
    interest=LateInterest("8", rounding="half_even"),
    ladder=Ladder([Step("reminder", days=5, channel="email"), Step("final demand", days=30, channel="letter")]),
)
SUMS = ("balance", "open", "unapplied", "interest")


def facts_of(portfolio):
    return [(account.customer, account.currency, event) for account in portfolio for event in account.events]


@settings(max_examples=60)
@given(portfolios(), days(), st.none() | days())
def test_totals_are_the_sums_of_the_accounts(portfolio, day, known_by):
    """In each currency; together they hold every account once."""
    result = assess(portfolio, POLICY, as_of=day, known_by=known_by)
    counted = 0
    for code in result.currencies:
        mine = [account for account in result.accounts if account.currency == code]
        totals = result.totals(code)
        counted += totals.customers
        assert totals.items == sum(len(account.position.open_items) for account in mine)
        for name in SUMS:
            parts = [account.interest if name == "interest" else getattr(account.position, name) for account in mine]
            assert getattr(totals, name) == Money.total(parts, currency=code)
        assert result.aging.balance(code) == totals.balance == totals.open - totals.unapplied
        assert result.aging.total(code) == totals.open
    assert counted == len(portfolio) == len(result.accounts)


@settings(max_examples=60)
@given(portfolios(), days(), st.none() | days())
def test_an_account_is_assessed_as_if_it_were_alone(portfolio, day, known_by):
    """The job is each policy's verb on each account's position, and nothing else."""
    result = assess(portfolio, POLICY, as_of=day, known_by=known_by)
    for account in portfolio:
        found = result.account(account.customer, account.currency.code)
        (alone,) = assess([account], POLICY, as_of=day, known_by=known_by).accounts
        assert found == alone
        position = account.as_of(day, known_by=known_by, allocation=POLICY.allocation, discounts=POLICY.discounts)
        position = POLICY.plans.reschedule(position)
        assert found.position == position
        assert found.next_action == POLICY.ladder.next_action(position, as_of=day)
        accruals = [POLICY.interest.accrue(item, as_of=day, since=item.charged_until) for item in position.items]
        assert found.interest == Money.total((each.amount for each in accruals), currency=account.currency)
        assert [each.item for each in found.accruals] == list(position.items)


@settings(max_examples=60)
@given(portfolios(), days(), st.randoms())
def test_the_order_of_facts_and_accounts_changes_nothing(portfolio, day, chance):
    """From shuffled facts, or shuffled accounts, the same bytes."""
    facts, order = facts_of(portfolio), list(portfolio)
    chance.shuffle(facts)
    chance.shuffle(order)
    quiet = [account for account in portfolio if account.events]
    expected = assess(Portfolio.of(quiet), POLICY, as_of=day)
    assert Portfolio.of_events(facts) == Portfolio.of(quiet)
    assert json.dumps(assess(Portfolio.of_events(facts), POLICY, as_of=day).to_dict()) == json.dumps(expected.to_dict())
    assert assess(order, POLICY, as_of=day) == assess(portfolio, POLICY, as_of=day)


@settings(max_examples=60)
@given(portfolios(), days())
def test_the_worklist_is_what_has_an_action(portfolio, day):
    """By currency, then what is at risk times its days, then the largest amount."""
    result = assess(portfolio, POLICY, as_of=day)
    waiting = [account for account in result.accounts if isinstance(account.next_action, NextAction)]
    assert sorted(map(id, result.worklist)) == sorted(map(id, waiting))
    keys = [(each.currency, -each.overdue_days, -each.next_action.amount.minor) for each in result.worklist]
    assert keys == sorted(keys)


@settings(max_examples=60)
@given(portfolios(), days())
def test_the_data_say_what_the_values_say(portfolio, day):
    """Plain data, without loss; the text names every account."""
    result = assess(portfolio, POLICY, as_of=day)
    data = json.loads(json.dumps(result.to_dict()))
    assert data["as_of"] == day.isoformat()
    assert CreditPolicy.loads(json.dumps(data["policy"]), format="json") == POLICY
    for told, account in zip(data["accounts"], result.accounts, strict=True):
        assert (told["customer"], told["currency"]) == (account.customer, account.currency)
        assert told["position"]["balance"] == account.position.balance.text
        assert told["interest"] == account.interest.text
        assert (
            sum(Money(text, account.currency).minor for text in told["aging"].values()) == account.position.open.minor
        )
    text = result.explain()
    assert all(account.explain() in text for account in result.accounts)


@given(accounts(), days(), days())
def test_charged_interest_is_not_accrued_again(account, one, two):
    """Accruals start where the last charge ended."""
    day = max(one, two)
    (found,) = assess([account], POLICY, as_of=day).accounts
    for accrual in found.accruals:
        charged = accrual.item.charged_until
        assert charged is None or all(span.start >= charged for span in accrual.spans)


def test_the_job_on_the_scripted_book():
    """Every account has its line; the figures of one are those by hand."""
    result = assess(scripted.portfolio(), scripted.policy(), as_of=scripted.AS_OF)
    assert result.currencies == ("CLF", "EUR", "JPY", "KWD", "USD")
    assert [account.customer for account in result.accounts] == ["C-1", "C-1", "C-2", "C-2", "C-3"]
    assert result.totals("EUR").balance == result.account("C-1", "EUR").position.balance
    assert set(result.aging.by("country")) == {"", "DE", "ES"}


def test_accounts_are_found_by_customer():
    """And by currency, where there are several."""
    result = assess(scripted.portfolio(), CreditPolicy(name="plain"), as_of=scripted.AS_OF)
    assert result.account("C-3").currency == "CLF"
    with pytest.raises(InvalidValueError, match=r"one account here \(found: EUR, JPY\)"):
        result.account("C-1")
    with pytest.raises(InvalidValueError, match="found: no account"):
        result.account("C-9")
    with pytest.raises(InvalidValueError, match="found: no account"):
        result.account("C-3", "EUR")


def test_one_account_a_customer_and_currency():
    """Two would be two answers to one question."""
    twice = [Account("C-1", "EUR", []), Account("C-1", "EUR", [])]
    with pytest.raises(InvalidValueError, match="'accounts' must be one account a customer and currency"):
        Portfolio.of(twice)
    assert len(Portfolio.of([*twice[:1], Account("C-1", "USD", []), Account("c-1", "EUR", [])])) == 3


def test_accounts_stand_in_order():
    """Of customer and currency, however they came in; a list of accounts is checked like a portfolio."""
    mixed = [Account(customer, code, []) for customer, code in (("C-2", "EUR"), ("C-1", "USD"), ("C-1", "EUR"))]
    ordered = [("C-1", "EUR"), ("C-1", "USD"), ("C-2", "EUR")]
    day = date(2026, 3, 31)
    for book in (mixed, iter(mixed), Portfolio(tuple(mixed)), Portfolio.of(mixed)):
        result = assess(book, POLICY, as_of=day)
        assert [(account.customer, account.currency) for account in result.accounts] == ordered
    with pytest.raises(InvalidValueError, match="'accounts' must be"):
        assess([*mixed, mixed[0]], POLICY, as_of=day)


def test_an_empty_portfolio_owes_nothing():
    """No account, no currency, no work."""
    result = assess(Portfolio.of([]), POLICY, as_of=date(2026, 3, 31))
    assert (result.accounts, result.currencies, result.worklist) == ((), (), ())
    assert result.aging.rows == ()
    assert result.totals("EUR").balance == Money.zero("EUR")
    assert json.dumps(result.to_dict())


@pytest.mark.parametrize("bad", [datetime(2026, 1, 1), "2026-01-01", None])  # noqa: DTZ001
def test_days_are_dates(bad):
    """No default, also for an empty book; ``known_by`` may be left out."""
    with pytest.raises(InvalidValueError, match="'as_of' must be"):
        assess([], POLICY, as_of=bad)
    if bad is not None:
        with pytest.raises(InvalidValueError, match="'known_by' must be"):
            assess([], POLICY, as_of=date(2026, 1, 1), known_by=bad)


def test_a_currency_of_ones_own_is_assessed():
    """Points are aged, charged and chased like money."""
    points = custom_currency("POINTS", 3)
    bill = Invoice("F-1", "C-1", total=Money("10.125", points), issued_on=date(2026, 1, 1), due_on=date(2026, 1, 2))
    for book in (
        Portfolio.of([Account("C-1", points, [InvoiceIssued(bill)])]),
        Portfolio.of_events([("C-1", points, InvoiceIssued(bill))]),
    ):
        result = assess(book, POLICY, as_of=date(2026, 3, 31))
        assert result.totals("POINTS").open == Money("10.125", points)
        assert result.aging.total("POINTS", "61-90") == Money("10.125", points)
        assert result.to_dict()["totals"][0]["open"] == "10.125"


def test_accounts_of_other_things_are_refused():
    """A portfolio holds accounts."""
    for bad in ([1], ["C-1"], [None]):
        with pytest.raises(InvalidValueError, match="'accounts' must be"):
            Portfolio.of(bad)


def test_a_scheme_of_ones_own_is_used():
    """The report has the buckets of the policy."""
    scheme = Aging(edges=[7], labels=["not due", "a week", "more"])
    result = assess(scripted.portfolio(), attrs.evolve(POLICY, aging=scheme), as_of=scripted.AS_OF)
    assert list(result.aging.totals("EUR")) == ["not due", "a week", "more"]


def test_what_is_charged_once_is_told_without_a_night_of_interest():
    """A penalty before the first month is over is in the sum, and so it is in the words and the data."""
    issued, due = date(2026, 1, 15), date(2026, 2, 14)
    facts = [InvoiceIssued(Invoice("F-1", "C-1", total=Money("60.00", "EUR"), issued_on=issued, due_on=due))]
    monthly = FixedRate("1", per=RatePeriod(1, "months"))
    interest = LateInterest(monthly, accrual="completed periods", penalty="10", fee="5")
    policy = CreditPolicy(name="x", interest=interest)
    (found,) = assess([Account("C-1", "EUR", facts)], policy, as_of=date(2026, 3, 1)).accounts
    assert found.interest == Money("11.00", "EUR")
    assert [each.spans for each in found.accrued] == [()]
    assert "F-1: 11.00 EUR by late-interest@1 through 2026-03-01\n" in found.explain()
    assert "  6.00 EUR penalty, once\n  5.00 EUR fee, once\n" in found.explain()
    assert [each["amount"] for each in found.to_dict()["accruals"]] == ["11.00"]
    early = assess([Account("C-1", "EUR", facts)], policy, as_of=due).accounts[0]
    assert early.accrued == ()


@settings(max_examples=60)
@given(portfolios(), days())
def test_the_accruals_that_are_told_are_all_the_interest(portfolio, day):
    """Nothing that is in the sum is left out of the words and the data."""
    monthly = FixedRate("1", per=RatePeriod(1, "months"))
    interest = LateInterest(monthly, accrual="completed periods", penalty="2", fee="1")
    policy = attrs.evolve(POLICY, interest=interest)
    for account in assess(portfolio, policy, as_of=day).accounts:
        told = Money.total((each.amount for each in account.accrued), currency=account.currency)
        assert told == account.interest
        assert len(account.to_dict()["accruals"]) == len(account.accrued)


def test_unapplied_credit_reduces_what_bears_interest_where_the_policy_says_so():
    """Virtually, the oldest due first: nothing is posted, and the item stays open in full."""
    day = date(2026, 1, 1)
    issued = Invoice("F-1", "C-1", total=Money("1000.00", "EUR"), issued_on=day, due_on=day)
    paid = Payment("P-1", "C-1", amount=Money("400.00", "EUR"), paid_on=day)
    account = Account("C-1", "EUR", [InvoiceIssued(issued), PaymentReceived(paid)])
    for netting, interest in (("none", "10.00"), ("oldest due first", "6.00")):
        policy = CreditPolicy(
            name="x", interest=LateInterest("36.5", credit_netting=netting), allocation=LEAVE_UNAPPLIED
        )
        found = assess([account], policy, as_of=date(2026, 1, 11)).account("C-1")
        assert found.interest == Money(interest, "EUR")
        assert found.position.open == Money("1000.00", "EUR")


@attrs.frozen
class Wrong:
    """Interest of somebody else that answers what it was not asked."""

    change: object

    def accrue(self, item, *, as_of, since=None):
        return self.change(LateInterest("8").accrue(item, as_of=as_of, since=since))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda accrual: accrual.amount, "what returns Accrual"),
        (lambda accrual: None, "what returns Accrual"),
        (lambda accrual: attrs.evolve(accrual, item=attrs.evolve(accrual.item, document="F-9")), "an accrual on F-1"),
        (lambda accrual: attrs.evolve(accrual, as_of=date(2026, 1, 1)), "an accrual through 2026-03-31"),
        (lambda accrual: attrs.evolve(accrual, fee=Money("1.00", "USD")), "EUR and USD cannot be mixed"),
        (lambda accrual: attrs.evolve(accrual, fee=1.5), "what returns Money"),
        (lambda accrual: attrs.evolve(accrual, spans=[1.5]), "what returns AccruedSpan"),
        (lambda accrual: attrs.evolve(accrual, spans=[accrual.spans[0]._replace(balance=float("nan"))]), "Money"),
    ],
)
def test_answers_of_other_peoples_interest_are_looked_at(change, told):
    """Type, item, day and currency: what was not asked does not come into a report."""
    invoice = Invoice("F-1", "C-1", total=Money("60.00", "EUR"), issued_on=date(2026, 1, 15), due_on=date(2026, 2, 14))
    book, policy = [Account("C-1", "EUR", [InvoiceIssued(invoice)])], CreditPolicy(name="x", interest=Wrong(change))
    with pytest.raises(ReceivablesError, match=told):
        assess(book, policy, as_of=date(2026, 3, 31))


@pytest.mark.parametrize(
    ("portfolio", "policy", "what"),
    [
        (Account("C-1", "EUR", []), POLICY, "portfolio"),
        (["C-1"], POLICY, "portfolio"),
        ([], "House policy", "policy"),
    ],
)
def test_what_is_no_portfolio_or_policy_is_refused(portfolio, policy, what):
    with pytest.raises(InvalidValueError, match=what):
        assess(portfolio, policy, as_of=date(2026, 3, 31))


# Interest in figures, and the accruals behind it

ROWS = [(date(2023, 10, 1), "3.15"), (date(2024, 7, 1), "2.15"), (date(2025, 1, 1), "-0.88"), (date(2025, 9, 1), None)]
KNOWN = RateTable("REF", ROWS[:3], source="central bank", verified_until=date(2025, 6, 30))
SHORT = RateTable("REF", [(date(2024, 4, 1), "3"), *ROWS[1:]], source="central bank", verified_until=date(2026, 12, 31))
interest_policies = st.one_of(
    st.builds(
        LateInterest,
        st.one_of(
            st.sampled_from(["0", "8", "812.5", "0.0333"]),
            st.just(FixedRate("1", per=RatePeriod(30, "days"))),
            st.builds(
                TableRate,
                st.sampled_from([KNOWN, SHORT]),
                margin=st.sampled_from(["365", "0", Margin([(date(2024, 1, 1), "8"), (date(2024, 9, 1), "9.5")])]),
                fixing=st.sampled_from(["daily", "monthly", "half-yearly"]),
                project=st.booleans(),
            ),
        ),
        day_count=st.sampled_from(["ACT/365F", "ACT/360", "ACT/ACT ISDA"]),
        rounding=st.sampled_from(Rounding),
    ),
    st.sampled_from(
        [
            NO_INTEREST,
            StatutoryInterest("ES-LEY-3-2004"),
            StatutoryInterest("UK-LPCDA-1998", project=True),
            LateInterest("8", grace_days=10),
            LateInterest("8", grace_days=10, grace="cliff"),
            LateInterest("8", compounding="monthly"),
            LateInterest("8", minimum="0.05", penalty="1"),
            LateInterest("8", base="all claims"),
            LateInterest("8", disputed="stops"),
            LateInterest("8", rounding_point="span"),
            LateInterest("8", credit_netting="oldest due first"),
            LateInterest(TableRate(KNOWN, margin="8"), ceiling="10"),
        ]
    ),
)


class Somebodys:
    """A policy that answers like another, which ``assess`` cannot know: it is asked for every accrual at once."""

    def __init__(self, policy):
        self.accrue = policy.accrue
        self.credit_netting = getattr(policy, "credit_netting", "none")


def assessed(portfolio, interest, day):
    """The accounts, or the words of the refusal."""
    try:
        return assess(portfolio, attrs.evolve(POLICY, interest=interest), as_of=day).accounts
    except RateNotAvailableError as error:
        return str(error)


@given(portfolios(), interest_policies, days(date(2023, 12, 1), date(2026, 1, 1)))
def test_interest_in_figures_is_that_of_the_accruals(portfolio, interest, day):
    """Whatever the policy: the sums, the accruals themselves, and the refusal of a rate that nobody knows."""
    found, one_by_one = (assessed(portfolio, each, day) for each in (interest, Somebodys(interest)))
    if isinstance(found, str) or isinstance(one_by_one, str):
        assert found == one_by_one
        return
    for account, other in zip(found, one_by_one, strict=True):
        figure = account.interest
        assert figure == Money.total((each.amount for each in account.accruals), currency=account.currency)
        assert figure == other.interest
        assert (len(account.accruals), account.accruals) == (len(other.accruals), other.accruals)
        assert hash(account.accruals) == hash(other.accruals)
        assert attrs.evolve(other, in_force=account.in_force) == account
        if interest != LateInterest("8", credit_netting="oldest due first"):
            items = account.position.items
            assert account.accruals == tuple(
                interest.accrue(item, as_of=day, since=item.charged_until) for item in items
            )


@settings(max_examples=60)
@given(portfolios(), interest_policies, days(), st.booleans())
def test_an_assessment_survives_copies(portfolio, interest, day, looked_at):
    """Pickled or copied, before or after somebody looked at the accruals: the same figures, text and data."""
    found = assessed(portfolio, interest, day)
    if isinstance(found, str):
        return
    for account in found if looked_at else ():
        assert account.explain()
    for other in (pickle.loads(pickle.dumps(found)), copy.deepcopy(found), tuple(map(copy.copy, found))):
        assert [each.interest for each in other] == [each.interest for each in found]
        assert [each.to_dict() for each in other] == [each.to_dict() for each in found]
        assert other == found


def test_no_accrual_is_made_before_somebody_looks(monkeypatch):
    """Totals and worklist take none; a look makes those of the account, once."""
    made = []
    accrue = LateInterest.accrue
    monkeypatch.setattr(LateInterest, "accrue", lambda *given, **more: made.append(1) or accrue(*given, **more))
    result = assess(scripted.portfolio(), POLICY, as_of=scripted.AS_OF)
    assert [result.totals(code).interest.minor > 0 for code in result.currencies] == [True] * 5
    assert result.worklist
    assert made == []
    account = result.accounts[0]
    assert [account.accruals[0], *account.accruals[1:]] == list(account.accruals)
    assert len(made) == len(account.accruals) == len(account.position.items)


def test_a_rate_that_nobody_knows_is_refused_at_once():
    """And not asked for where nothing bears interest on its nights."""
    issued, due, end = date(2025, 5, 1), date(2025, 5, 31), date(2025, 8, 1)
    bill = InvoiceIssued(Invoice("F-1", "C-1", total=Money("60.00", "EUR"), issued_on=issued, due_on=due))
    payment = PaymentReceived(Payment("P-1", "C-1", amount=Money("60.00", "EUR"), paid_on=date(2025, 6, 20)))
    policy = CreditPolicy(name="x", interest=LateInterest(TableRate(KNOWN, margin="8")))
    with pytest.raises(RateNotAvailableError, match="2025-08-01"):
        assess([Account("C-1", "EUR", [bill])], policy, as_of=end)
    (paid,) = assess([Account("C-1", "EUR", [bill, payment])], policy, as_of=end).accounts
    assert paid.interest == Money("0.23", "EUR") == paid.accruals[0].amount


def test_accruals_of_ones_own_are_taken_over():
    """Any iterable of them; the interest is their sum."""
    (found, *_) = assess(scripted.portfolio(), POLICY, as_of=scripted.AS_OF).accounts
    some = attrs.evolve(found, accruals=(each for each in found.accruals if each.amount))
    assert type(some.accruals) is tuple
    assert some.interest == found.interest
    assert some.accruals == found.accrued
    with pytest.raises(InvalidValueError, match="'accruals' must be a list"):
        attrs.evolve(found, accruals=5)


class Derived(LateInterest):
    """Somebody's own, made of ours: it may answer whatever it likes."""


class DerivedRate(FixedRate):
    """A rate that is somebody's own."""


class Series:
    """A source of rates that is not ours."""

    name, verified_until, on, changes = "SERIES", date(2026, 12, 31), KNOWN.on, KNOWN.changes


@pytest.mark.parametrize(
    "interest",
    [
        Derived("8"),
        LateInterest(DerivedRate("8")),
        LateInterest(TableRate(Series(), margin="8")),
        Somebodys(NO_INTEREST),
    ],
)
def test_what_somebody_else_wrote_is_asked_at_once(interest):
    """A policy, one that is derived from ours, rates: nobody knows what they would say later."""
    bill = Invoice("F-1", "C-1", total=Money("60.00", "EUR"), issued_on=date(2025, 1, 1), due_on=date(2025, 1, 31))
    policy = CreditPolicy(name="x", interest=interest)
    (found,) = assess([Account("C-1", "EUR", [InvoiceIssued(bill)])], policy, as_of=date(2025, 3, 31)).accounts
    assert type(found.accruals) is tuple
    assert found.interest == found.accruals[0].amount
