"""Late-payment law as data: what the regimes say, and the mistakes of others that we do not make."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from receivables import CurrencyMismatchError, InvalidValueError, Money, OpenItem, statutory
from receivables.errors import RateNotAvailableError
from receivables.interest import TableRate
from receivables.rates import RateTable
from receivables.statutory import StatutoryInterest

ALL = statutory.regime_ids(evidence="flagged")
ACCRUING = [id_ for id_ in ALL if not statutory.regime(id_, evidence="flagged").no_accrual]
SHIPPED = [id_ for id_ in ACCRUING if not statutory.regime(id_, evidence="flagged").needs_table]
regimes = pytest.mark.parametrize("id_", ALL)
a_few = settings(max_examples=settings.default.max_examples // 5)
"""For laws that every regime is asked for."""

shipped = pytest.mark.parametrize("id_", SHIPPED)
ISSUED = date(2000, 1, 1)


def find(id_):
    return statutory.regime(id_, evidence="flagged")


def item(due, text="1000.00", currency="EUR", **more):
    return OpenItem(customer="C-1", document="F-1", issued_on=ISSUED, due_on=due, amount=Money(text, currency), **more)


def day_by_day(regime, debt, due, until):
    """Each night at the rate of its day, or all of them at that of the first: without compounding, over 365 days."""
    locked = regime.rate.behaviour == "locked"
    nights = [due + timedelta(days=count) for count in range(1, (until - due).days + 1)]
    rates = [regime.rate_on(nights[0] if locked else night, due_on=due).percent for night in nights]
    return sum((debt.exact * Fraction(rate) / 36500 for rate in rates), Fraction(0))


# What ships


@regimes
def test_a_regime_says_where_it_comes_from(id_):
    """Law, sources, caveats, and until when the table was verified."""
    regime = find(id_)
    assert regime.id == id_
    assert regime.legal_basis
    assert regime.caveats
    assert regime.debtors
    assert (regime.verified_until is None) is (regime.needs_table or bool(regime.rate.percent))


def test_flagged_evidence_is_there_when_asked_for():
    """And not before."""
    with pytest.raises(InvalidValueError, match='say evidence="flagged"'):
        statutory.regime("EU-2011-7")
    assert "EU-2011-7" not in statutory.regime_ids()
    assert set(statutory.regime_ids()) < set(ALL)


@pytest.mark.parametrize(("wrong", "nearest"), [("ES-LEY-3-04", "ES-LEY-3-2004"), ("UK-LPCDA", "UK-LPCDA-1998")])
def test_an_unknown_regime_is_refused_with_the_nearest(wrong, nearest):
    """By name."""
    with pytest.raises(InvalidValueError, match=f"perhaps {nearest}"):
        statutory.regime(wrong)


def test_regimes_are_found_by_jurisdiction_and_debtor():
    """Businesses, consumers and public bodies have regimes of their own."""
    assert [found.id for found in statutory.applicable("DE", "business")] == ["DE-BGB-288-2"]
    assert [found.id for found in statutory.applicable("GB", "public")] == ["UK-LPCDA-1998"]
    assert statutory.applicable("GB", "consumer") == ()
    with pytest.raises(InvalidValueError, match="one of 'business'"):
        statutory.applicable("GB", "company")


# Interest


@shipped
@a_few
@given(start=st.integers(0, 900), days=st.integers(0, 400))
def test_interest_is_that_of_every_day(id_, start, days):
    """No day is lost or doubled where a rate changes; a locked rate is that of the first day."""
    regime = find(id_)
    end = regime.verified_until or date(2026, 6, 30)
    due = end - timedelta(days=start + days)
    made, until = item(due), due + timedelta(days=days)
    if regime.compounding == "none" and regime.day_count == "ACT/365F":
        assert regime.accrue(made, as_of=until).exact == day_by_day(regime, made.amount, due, until)
    else:  # what compounds is at least what does not, over the same year
        simple = regime.policy(compounding="none", minimum=None).accrue(made, as_of=until).exact
        own = "monthly" if regime.compounding == "twelfths" else regime.compounding
        assert regime.policy(minimum=None, compounding=own).accrue(made, as_of=until).exact >= simple


@shipped
@a_few
@given(start=st.integers(0, 500), cut=st.integers(0, 300), more=st.integers(0, 300))
def test_interest_is_additive_over_adjacent_spans(id_, start, cut, more):
    """Compounding or not, the parts sum to the whole before rounding."""
    regime = find(id_)
    end = regime.verified_until or date(2026, 6, 30)
    due = end - timedelta(days=start + cut + more)
    policy, made = regime.policy(minimum=None), item(due)
    middle, last = due + timedelta(days=cut), due + timedelta(days=cut + more)
    parts = policy.accrue(made, as_of=middle).exact + policy.accrue(made, as_of=last, since=middle).exact
    if regime.compounding != "twelfths":  # a month that is not over is counted by days
        assert parts == policy.accrue(made, as_of=last).exact


@shipped
def test_a_day_past_the_verified_one_is_refused_or_marked(id_):
    """Where a rate of that day is needed: a locked one is known already."""
    regime = find(id_)
    if regime.verified_until is None or regime.rate.behaviour == "locked":
        return
    late = regime.verified_until + timedelta(days=400)
    made = item(regime.verified_until - timedelta(days=10))
    with pytest.raises(RateNotAvailableError):
        regime.accrue(made, as_of=late)
    projected = regime.policy(project=True).accrue(made, as_of=late)
    assert projected.projected
    assert "not final" in projected.explain()


@pytest.mark.parametrize("id_", ["UK-LPCDA-1998", "US-PROMPT-PAYMENT-ACT"])
def test_some_laws_lock_the_rate(id_):
    """When interest starts; later changes of the reference change nothing."""
    accrual = find(id_).policy(compounding="none").accrue(item(date(2024, 6, 30)), as_of=date(2025, 9, 30))
    assert len({span.percent for span in accrual.spans}) == 1


def test_before_2008_the_reference_is_the_marginal_rate():
    """Of the tenders, not the minimum bid that tables of the central bank print: 3.35 and not 3.25 in July 2002."""
    assert find("BE-LOI-2002-08-02").rate_on(date(2002, 9, 1)).percent == Fraction("10.5")
    assert find("ES-LEY-3-2004").rate_on(date(2007, 1, 1)).percent == Fraction("10.58")


def test_the_first_half_year_ends_in_june():
    """One day more is one night more, at the new rate."""
    spain = find("ES-LEY-3-2004")
    june, july = (
        spain.accrue(item(date(2025, 6, 15)), as_of=day).exact for day in (date(2025, 6, 30), date(2025, 7, 1))
    )
    assert july - june == Fraction("10.15") * 10 / 365


def test_a_leap_year_counts_as_the_practice_of_the_law_has_it():
    """365 days always by default, 366 where the parties count by calendar years."""
    germany = find("DE-BGB-288-2")
    made = item(date(2024, 2, 1), "10000.00")
    assert germany.accrue(made, as_of=date(2024, 3, 2)).amount == Money("103.73", "EUR")
    by_years = germany.policy(day_count="ACT/ACT ISDA")
    assert by_years.accrue(made, as_of=date(2024, 3, 2)).amount == Money("103.44", "EUR")


def test_a_regime_without_a_table_takes_one():
    """And says so where there is none."""
    canada = find("CA-FPPCWA")
    with pytest.raises(InvalidValueError, match="bring a RateTable of yours"):
        canada.policy()
    rows = [(date(2026, 1, 1), "2.50"), (date(2026, 2, 1), "2.25")]
    table = RateTable("BANK", rows, source="mean of the month before", verified_until=date(2026, 2, 28))
    accrual = canada.policy(table=table).accrue(item(date(2026, 1, 15), currency="CAD"), as_of=date(2026, 2, 15))
    assert [span.percent for span in accrual.spans] == [Fraction("5.5"), Fraction("5.25")]


def test_a_rate_that_does_not_accrue_by_days_is_refused():
    """Colombia publishes an effective rate: the figure is there, the interest is not made up."""
    colombia = find("CO-CCOM-884")
    assert colombia.rate_on(date(2026, 3, 1)).percent == Fraction("25.52")
    with pytest.raises(InvalidValueError, match="effective annual"):
        colombia.policy()


def test_margins_go_by_the_day_that_the_law_names():
    """Of delay, of contract, said for all or carried by the invoice."""
    made = item(date(2014, 1, 31), attributes={"contract_on": "2012-12-31"})
    old, new = (find("IT-DLGS-231-2002").policy(contract_on=day) for day in (date(2012, 12, 31), date(2013, 1, 1)))
    percents = [
        policy.accrue(item(date(2014, 1, 31)), as_of=date(2014, 3, 2)).spans[0].percent for policy in (old, new)
    ]
    assert percents == [Fraction("7.25"), Fraction("8.25")]
    carried = find("IT-DLGS-231-2002").accrue(made, as_of=date(2014, 3, 2))
    assert carried.spans[0].percent == Fraction("7.25")
    bad = item(date(2014, 1, 31), attributes={"contract_on": "last year"})
    with pytest.raises(InvalidValueError, match="'contract_on' must be a day"):
        find("IT-DLGS-231-2002").accrue(bad, as_of=date(2014, 3, 2))


def test_variants_are_named():
    """By the creditor or the debtor."""
    france = find("FR-LEGAL-INTEREST")
    day = date(2026, 1, 1)
    assert france.rate_on(day).percent < france.rate_on(day, variant="individual").percent
    with pytest.raises(InvalidValueError, match="one of individual"):
        france.rate_on(day, variant="professional")


def test_a_policy_names_its_regime():
    """So does the accrual of it."""
    accrual = StatutoryInterest("ES-LEY-3-2004").accrue(item(date(2025, 6, 15)), as_of=date(2025, 7, 15))
    assert accrual.rule == "ES-LEY-3-2004"
    assert all("ECB-SEMESTER-REFERENCE" in span.source for span in accrual.spans)
    with pytest.raises(InvalidValueError, match="the id of a regime that ships"):
        StatutoryInterest("nowhere")


@regimes
def test_a_policy_is_refused_where_no_interest_would_follow(id_):
    """When it is made, and not in the middle of a book: without leave, without a table, or by no rate a day."""
    regime = find(id_)
    if id_ in SHIPPED:
        assert StatutoryInterest(id_, evidence="flagged").policy == regime.policy()
        if regime.evidence == "flagged":
            with pytest.raises(InvalidValueError, match='say evidence="flagged"'):
                StatutoryInterest(id_)
        return
    with pytest.raises(InvalidValueError) as caught:
        StatutoryInterest(id_, evidence="flagged")
    instead = "policy(agreed_percent=...)" if regime.no_accrual else "give a table of yours to a table-rate"
    assert instead in str(caught.value)
    assert regime.no_accrual in str(caught.value)


def test_a_policy_refuses_a_variant_that_its_regime_has_not():
    """With those that it has, if any."""
    assert StatutoryInterest("FI-KORKOLAKI-4A", variant="consumer").policy.rate.margin.on(date(2026, 1, 1)) == 7
    with pytest.raises(InvalidValueError, match="one of consumer"):
        StatutoryInterest("FI-KORKOLAKI-4A", variant="public")
    with pytest.raises(InvalidValueError, match="left out: ES-LEY-3-2004 has none"):
        StatutoryInterest("ES-LEY-3-2004", variant="consumer")


def test_the_page_says_why_some_rates_do_not_accrue():
    """Each regime, with the reason that its file states."""
    page = (Path(__file__).resolve().parent.parent / "docs/reference/statutory.md").read_text("utf-8")
    for id_ in set(ALL) - set(ACCRUING):
        assert f"| `{id_}` | {find(id_).no_accrual} |" in page


# Compensation and terms


@pytest.mark.parametrize(
    ("id_", "debt", "owed"),
    [
        ("UK-LPCDA-1998", "999.99 GBP", "40.00 GBP"),
        ("UK-LPCDA-1998", "1000.00 GBP", "70.00 GBP"),
        ("UK-LPCDA-1998", "9999.99 GBP", "70.00 GBP"),
        ("UK-LPCDA-1998", "10000.00 GBP", "100.00 GBP"),
        ("IE-SI-580-2012", "1000.00 EUR", "40.00 EUR"),
        ("IE-SI-580-2012", "1000.01 EUR", "70.00 EUR"),
        ("IE-SI-580-2012", "10000.00 EUR", "70.00 EUR"),
        ("ES-LEY-3-2004", "0.01 EUR", "40.00 EUR"),
        ("CL-LEY-21131", "250 CLP", "3 CLP"),
    ],
)
def test_tiers_of_compensation_are_exact_at_their_edges(id_, debt, owed):
    """From 1,000.00 in the United Kingdom, above 1,000.00 in Ireland; a percentage in Chile."""
    assert find(id_).compensation(Money(*debt.split())) == Money(*owed.split())


def test_compensation_is_converted_only_by_a_given_rate():
    """Never silently, and a debt in another currency than the tiers has none to be looked up."""
    spain, poland = find("ES-LEY-3-2004"), find("PL-2013-TRANSAKCJE-HANDLOWE")
    dollars = Money("500.00", "USD")
    with pytest.raises(CurrencyMismatchError):
        spain.compensation(dollars)
    assert spain.compensation(dollars, rate="1.08") == Money("43.20", "USD")
    assert poland.compensation(Money("5000.00", "PLN"), rate="4.25") == Money("170.00", "PLN")
    assert poland.compensation(Money("5000.01", "PLN"), rate="4.25") == Money("297.50", "PLN")
    with pytest.raises(CurrencyMismatchError):
        find("UK-LPCDA-1998").compensation(Money("500.00", "EUR"))
    with pytest.raises(CurrencyMismatchError):  # the bounds are in PLN, of which a rate to the sum in EUR tells nothing
        poland.compensation(Money("500.00", "USD"), rate="1.08")


@pytest.mark.parametrize(
    ("debt", "rate", "owed"),
    [
        ("1249.99 EUR", "1.25", "50.00 EUR"),  # 999.992 GBP
        ("1250.00 EUR", "1.25", "87.50 EUR"),  # 1,000.00 GBP
        ("12499.99 EUR", "1.25", "87.50 EUR"),  # 9,999.992 GBP
        ("12500.00 EUR", "1.25", "125.00 EUR"),  # 10,000.00 GBP
        ("1149.98 EUR", "1.15", "46.00 EUR"),  # 999.98 GBP
        ("1149.99 EUR", "1.15", "46.00 EUR"),  # 999.991 GBP, which is not yet 1,000.00 though it nearly rounds to it
        ("1150.00 EUR", "1.15", "80.50 EUR"),
        ("199999 JPY", "200", "8000 JPY"),  # 999.995 GBP, which would round to 1,000.00
        ("200000 JPY", "200", "14000 JPY"),
        ("1999999 JPY", "200", "14000 JPY"),
        ("2000000 JPY", "200", "20000 JPY"),
        ("499.995 KWD", "0.5", "20.000 KWD"),  # 999.99 GBP
        ("500.000 KWD", "0.5", "35.000 KWD"),
        ("4999.995 KWD", "0.5", "35.000 KWD"),  # 9,999.99 GBP
        ("5000.000 KWD", "0.5", "50.000 KWD"),
    ],
)
def test_a_debt_in_another_currency_is_in_the_tier_of_what_it_is_worth(debt, rate, owed):
    """Units of the debt's currency for one of the sum's, and no rounding on the way to the tier."""
    uk = find("UK-LPCDA-1998")
    assert uk.compensation(Money(*debt.split()), rate=rate) == Money(*owed.split())


@given(minor=st.integers(1, 3_000_000), price=st.fractions(Fraction(1, 100), 100))
def test_a_rate_changes_the_currency_and_nothing_else(minor, price):
    """The tier is that of the debt in GBP, to the last fraction of a penny."""
    worth, uk = Fraction(minor, 100) / price, find("UK-LPCDA-1998")
    fixed = 40 if worth < 1000 else 70 if worth < 10000 else 100
    owed = Money(fixed, "GBP").converted("EUR", rate=price)
    assert uk.compensation(Money.of_minor(minor, "EUR"), rate=price) == owed


def test_consumers_owe_no_compensation():
    """Nor does a debt of nothing."""
    assert find("DE-BGB-288-1").compensation(Money("1000.00", "EUR")) is None
    assert find("ES-LEY-3-2004").compensation(Money("0.00", "EUR")) is None


@regimes
@a_few
@given(days=st.integers(0, 400))
def test_terms_within_the_limit_have_no_problem(id_, days):
    """And longer ones have one, void or with conditions."""
    regime = find(id_)
    limit = regime.maximum_term_days
    assert bool(regime.term_problem(days)) is (limit is not None and days > limit)


@shipped
def test_the_rate_as_a_rule_reads_as_words(id_):
    """For reports and pages."""
    rule = find(id_).rate_of()
    assert str(rule)
    assert not isinstance(rule, TableRate) or rule.table.name in str(rule)
