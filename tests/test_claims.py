"""What a delay costs becomes a claim, once; payments settle the parts of a debt in the order that was agreed."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from receivables import (
    LEAVE_UNAPPLIED,
    NO_INTEREST,
    Account,
    CreditNoteIssued,
    CreditPolicy,
    CurrencyMismatchError,
    InterestCharged,
    InvalidValueError,
    Invoice,
    InvoiceIssued,
    LateInterest,
    Money,
    OpenItem,
    Payment,
    PaymentReceived,
    PaymentReversed,
    Refunded,
    ReplayError,
    assess,
    statutory,
)
from receivables.claims import PARTS, charge_compensation, charge_interest, impute
from receivables.errors import RateNotAvailableError
from receivables.interest import FixedRate, RatePeriod, TableRate
from receivables.rates import RateTable
from receivables.terms import Installment
from receivables.testing import accounts, days, open_items

DUE = date(2026, 1, 31)
ORDERS = [
    ("costs", "interest", "principal"),
    ("principal", "interest", "costs"),
    ("interest", "principal"),
    ("principal",),
]
amounts = st.integers(1, 200_000).map(lambda minor: Money.of_minor(minor, "EUR"))
paid = st.lists(st.tuples(st.integers(-30, 200).map(lambda lag: DUE + timedelta(days=lag)), amounts), max_size=4)
orders = st.sampled_from(ORDERS)
POLICY = LateInterest("9")


def item(minor=100_000, currency="EUR", **changes):
    given = {"customer": "C-1", "document": "F-1", "issued_on": date(2025, 12, 1), "due_on": DUE}
    return OpenItem(**(given | {"amount": Money.of_minor(minor, currency)} | changes))


# Charges


SIMPLE = LateInterest("9.5")
POLICIES = {
    "simple": SIMPLE,
    "grace": LateInterest("9.5", grace_days=7),
    "cliff": LateInterest("9.5", grace_days=7, grace="cliff"),
    "monthly": LateInterest("9.5", compounding="monthly"),
    "yearly": LateInterest("9.5", compounding="yearly", day_count="ACT/ACT ISDA"),
    "by period": LateInterest(FixedRate("1", per=RatePeriod(30, "days")), accrual="completed periods"),
    "once": LateInterest("2", accrual="once"),
}


def invoices_of(account):
    """The documents of an account and the money, without charges and what is said of them."""
    kinds = InvoiceIssued | CreditNoteIssued | PaymentReceived | PaymentReversed | Refunded
    return Account(account.customer, account.currency, [each for each in account.events if isinstance(each, kinds)])


def without_returns(account):
    """An account on which no payment bounces."""
    kept = [each for each in account.events if not isinstance(each, PaymentReversed)]
    return Account(account.customer, account.currency, kept)


def accruals_on(account, policy, day):
    """What has accrued and was not charged, by invoice, as an assessment shows it."""
    house = CreditPolicy(name="House policy", interest=policy, allocation=LEAVE_UNAPPLIED)
    found = {}
    for accrual in assess([account], house, as_of=day).accounts[0].accruals:
        if accrual.item.kind == "invoice":
            found.setdefault(accrual.item.document, []).append(accrual)
    return found


def charged_bit_by_bit(plain, policy, cuts, last):
    """By invoice, the exact interest of the charges on some days and of the rest, beside that of one accrual."""
    account, charged = plain, dict.fromkeys(accruals_on(plain, policy, last), 0)
    for count, cut in enumerate(sorted(set(cuts))):
        for number, accruals in accruals_on(account, policy, cut).items():
            undecided = any(accrual.undecided_until for accrual in accruals)
            if any(accrual.amount for accrual in accruals) and not undecided:
                event = charge_interest(accruals, reference=f"X-{count}-{number}", on=cut)
                account = Account("C-1", "EUR", [*account.events, event])
                charged[number] += sum(accrual.exact for accrual in accruals)
    for number, accruals in accruals_on(plain, policy, last).items():
        rest = sum(accrual.exact for accrual in accruals_on(account, policy, last)[number])
        yield charged[number] + rest, sum(accrual.exact for accrual in accruals)


@given(accounts(most=2), st.sampled_from(sorted(POLICIES)), st.lists(days(), max_size=3))
def test_what_is_charged_and_what_accrues_after_it_is_the_whole(drawn, name, cuts):
    """Charged on any days: the exact interest of the charges and of the rest is that of one accrual in one go.

    But for a payment within a cliff that bounces after a charge: what nobody charged then stays uncharged.
    """
    plain = invoices_of(drawn)
    if name == "cliff":
        plain = without_returns(plain)
    for in_parts, in_one_go in charged_bit_by_bit(plain, POLICIES[name], cuts, date(2025, 3, 31)):
        assert in_parts == in_one_go


lags = st.integers(0, 40)


@given(
    st.sampled_from(["shift", "cliff"]),
    st.lists(lags, min_size=2, max_size=3, unique=True),
    st.lists(st.tuples(lags, st.integers(1, 40_000)), max_size=2),
    st.lists(lags, max_size=4),
    st.sampled_from(sorted(POLICIES)),
)
def test_installments_are_charged_in_full_whatever_grace_they_are_in(grace, dues, payments, cuts, name):
    """No night of any installment is lost or charged twice, however many days after its due day a charge is made."""
    shares = [Money.of_minor(30_000, "EUR")] * len(dues)
    parts = [Installment(DUE + timedelta(days=lag), share) for lag, share in zip(sorted(dues), shares, strict=True)]
    total = Money.total(shares, currency="EUR")
    invoice = Invoice("F-1", "C-1", total=total, issued_on=date(2025, 12, 1), installments=parts)
    paid = [
        Payment(
            f"P-{n}",
            "C-1",
            amount=Money.of_minor(minor, "EUR"),
            paid_on=DUE + timedelta(days=lag),
            remittance=["F-1"],
        )
        for n, (lag, minor) in enumerate(payments)
    ]
    account = Account("C-1", "EUR", [InvoiceIssued(invoice), *map(PaymentReceived, paid)])
    policy = attrs.evolve(POLICIES[name], grace_days=7, grace=grace)
    days_of = [DUE + timedelta(days=lag) for lag in cuts]
    ((in_parts, in_one_go),) = charged_bit_by_bit(account, policy, days_of, DUE + timedelta(days=70))
    assert in_parts == in_one_go


def test_nothing_is_charged_while_an_installment_is_within_its_cliff():
    """Its nights would be lost; through its due day, after the cliff, and once it is paid there is nothing to lose."""
    policy = LateInterest("9", grace_days=7, grace="cliff")
    first, second = halves()
    settled = attrs.evolve(
        second,
        paid=second.amount,
        history=[(second.issued_on, 50_000), (second.due_on + timedelta(days=2), 0)],
    )
    for lag, items, refused in [
        (0, [first, second], False),
        (1, [first, second], True),
        (7, [first, second], True),
        (8, [first, second], False),
        (1, [first, settled], True),
        (2, [first, settled], False),
    ]:
        until = second.due_on + timedelta(days=lag)
        accruals = [policy.accrue(each, as_of=until) for each in items_on(items, until)]
        if not refused:
            assert charge_interest(accruals, reference="I-1", on=until).until == until
            continue
        with pytest.raises(
            InvalidValueError, match=r"accruals through 2026-04-01 or after 2026-04-08: .*F-1/2 through"
        ):
            charge_interest(accruals, reference="I-1", on=until)


def items_on(items, day):
    """The items as they stood on a day."""
    for each in items:
        history = [change for change in each.history if change[0] <= day]
        left = each.amount.with_minor(history[-1][1])
        yield attrs.evolve(each, paid=each.amount - left, history=history)


@given(accounts(), days())
def test_a_charge_is_the_sum_of_its_accruals(account, day):
    """And what an account makes of it is an item of so much, which takes nothing from any other claim."""
    plain = invoices_of(account)
    for number, accruals in accruals_on(plain, SIMPLE, day).items():
        if any(accrual.amount for accrual in accruals):
            event = charge_interest(accruals, reference="X-1", on=day, due_on=day + timedelta(days=14))
            assert event.amount == Money.total((accrual.amount for accrual in accruals), currency="EUR")
            assert (event.invoice, event.until, event.due_on) == (number, day, day + timedelta(days=14))
            before = plain.as_of(day)
            after = Account("C-1", "EUR", [*plain.events, event]).as_of(day)
            assert after.open == before.open + event.amount


def test_a_charge_survives_the_principal():
    """The invoice is paid, the charge is not; and it does not grow."""
    invoice = Invoice("F-1", "C-1", total=Money("1000.00", "EUR"), issued_on=date(2025, 12, 1), due_on=DUE)
    charge = charge_interest([SIMPLE.accrue(item(), as_of=date(2026, 3, 1))], reference="I-1", on=date(2026, 3, 2))
    flat = charge_compensation(statutory.regime("DE-BGB-288-2"), [item()], reference="K-1", on=date(2026, 3, 2))
    paid = Payment("P-1", "C-1", amount=invoice.total, paid_on=date(2026, 3, 2), remittance=["F-1"])
    account = Account("C-1", "EUR", [InvoiceIssued(invoice), charge, flat, PaymentReceived(paid)])
    opens = {each.document: each.open.text for each in account.as_of(date(2026, 12, 31)).open_items}
    assert opens == {"I-1": "7.55", "K-1": "40.00"}
    rest = accruals_on(account, SIMPLE, date(2026, 12, 31))["F-1"]
    assert [accrual.days for accrual in rest] == [1]


def halves(**changes):
    """Two installments, of which only the first is late on the last day of February."""
    dues = DUE, DUE + timedelta(days=60)
    return [item(50_000, installment=n, installments=2, due_on=due, **changes) for n, due in enumerate(dues, 1)]


HELD = TableRate(
    RateTable("REF", [(date(2025, 1, 1), "3.15")], source="central bank", verified_until=date(2026, 2, 10)),
    project=True,
)
FEBRUARY = date(2026, 2, 28)


@pytest.mark.parametrize(
    ("items", "policy", "change", "reason"),
    [
        ([item()], NO_INTEREST, {}, "accruals of more than nothing (the policy charges no interest)"),
        ([item()], SIMPLE, {"as_of": DUE}, "accruals of more than nothing (not past due"),
        ([item(1)], SIMPLE, {}, "accruals of more than nothing (late-interest@1)"),
        ([item(), item(document="F-2")], SIMPLE, {}, "of one invoice"),
        ([item(), item(customer="C-2")], SIMPLE, {}, "of one invoice"),
        ([item(kind="compensation")], LateInterest("9", base="all claims"), {}, "of one invoice"),
        ([item(), item()], SIMPLE, {}, "of all 1 installments of F-1, each once"),
        (halves()[:1], SIMPLE, {}, "of all 2 installments of F-1, each once"),
        ([item()], LateInterest(HELD), {}, "final: a rate was held"),
        ([item()], SIMPLE, {"on": date(2026, 2, 27)}, "2026-02-28 or later"),
        ([item(charged_until=date(2026, 2, 9))], SIMPLE, {}, "accrued since 2026-02-09"),
        ([item(charged_until=FEBRUARY)], SIMPLE, {}, "accrued since 2026-02-28"),
        ([], SIMPLE, {}, "one or more accruals"),
    ],
)
def test_interest_that_cannot_be_charged_is_refused(items, policy, change, reason):
    """Nothing, a part of an invoice, two at once, what is not final, or the same nights again."""
    accruals = [policy.accrue(each, as_of=change.get("as_of", FEBRUARY)) for each in items]
    with pytest.raises(InvalidValueError) as caught:
        charge_interest(accruals, reference="I-1", on=change.get("on", date(2026, 3, 1)))
    assert reason in str(caught.value)


def test_accruals_of_different_days_are_not_one_charge():
    """A charge has one last day."""
    first, second = halves()
    accruals = [SIMPLE.accrue(first, as_of=FEBRUARY), SIMPLE.accrue(second, as_of=date(2026, 4, 30))]
    with pytest.raises(InvalidValueError, match="accruals through one day"):
        charge_interest(accruals, reference="I-1", on=date(2026, 5, 1))
    with pytest.raises(InvalidValueError, match="'accruals' must be a list of accruals"):
        charge_interest(accruals[0], reference="I-1", on=date(2026, 5, 1))


def test_interest_since_the_last_charge_can_be_charged():
    """Nights after it, and whole periods that were over after it."""
    made = item(charged_until=date(2026, 2, 9))
    for policy in (SIMPLE, POLICIES["by period"]):
        accrual = policy.accrue(made, as_of=date(2026, 3, 2), since=made.charged_until)
        assert charge_interest([accrual], reference="I-2", on=date(2026, 3, 2)).amount == accrual.amount


@given(open_items(), days(until=date(2024, 12, 31)))
def test_compensation_is_owed_from_the_first_day_of_delay(made, day):
    """Once money is missing on the evening of the due day; what is paid later changes nothing."""
    law, due = statutory.regime("DE-BGB-288-2"), max(made.due_on, made.issued_on)
    missing = [minor for changed, minor in made.history if changed <= due][-1]
    if day > due and missing:
        charge = charge_compensation(law, [made], reference="K-1", on=day)
        assert (charge.amount, charge.on, charge.due_on) == (Money("40.00", "EUR"), day, day)
    else:
        with pytest.raises(InvalidValueError, match="'on' must be after" if day <= due else "'items' must be late"):
            charge_compensation(law, [made], reference="K-1", on=day)


@pytest.mark.parametrize(
    ("items", "on", "text"),
    [
        ([item(99_999, "GBP")], FEBRUARY, "40.00"),
        ([item(100_000, "GBP")], FEBRUARY, "70.00"),
        ([item(2_000_000, "GBP")], FEBRUARY, "100.00"),
        (halves(amount=Money("600.00", "GBP")), FEBRUARY, "40.00"),
        (halves(amount=Money("600.00", "GBP")), date(2026, 6, 30), "70.00"),
    ],
)
def test_the_overdue_debt_of_the_invoice_decides_on_the_sum(items, on, text):
    """Of all its installments together, as far as they are late."""
    charge = charge_compensation(statutory.regime("UK-LPCDA-1998"), items, reference="K-1", on=on)
    assert charge.amount == Money(text, "GBP")


def test_compensation_needs_a_regime_that_has_it_and_a_rate_for_its_currency():
    """Consumers in Germany owe none; the sum of 40 euros is not 40 dollars."""
    dollars, law = [item(currency="USD")], statutory.regime("ES-LEY-3-2004")
    with pytest.raises(InvalidValueError, match="'regime' must be one with a fixed compensation"):
        charge_compensation(statutory.regime("DE-BGB-288-1"), [item()], reference="K-1", on=FEBRUARY)
    with pytest.raises(InvalidValueError, match="'regime' must be a regime"):
        charge_compensation(SIMPLE, [item()], reference="K-1", on=FEBRUARY)
    with pytest.raises(CurrencyMismatchError):
        charge_compensation(law, dollars, reference="K-1", on=FEBRUARY)
    assert charge_compensation(law, dollars, reference="K-1", on=FEBRUARY, rate="1.1").amount == Money("44.00", "USD")


# Imputation


@given(paid, orders, st.integers(0, 300))
def test_what_is_paid_is_somewhere(payments, order, days):
    """Every cent of a payment went to a part of the debt, or is unapplied."""
    found = impute(item(), payments, interest=POLICY, as_of=DUE + timedelta(days=days), order=order)
    for payment in found.payments:
        parts = payment.costs + payment.interest + payment.principal + payment.unapplied
        assert parts == payment.amount
        assert min(payment.costs, payment.interest, payment.principal, payment.unapplied).minor >= 0


@given(paid, orders, st.integers(0, 300), amounts)
def test_what_is_owed_is_what_was_claimed_less_what_was_applied(payments, order, days, costs):
    """Principal, costs and accrued interest on one side, payments on the other."""
    as_of = DUE + timedelta(days=days)
    found = impute(item(), payments, interest=POLICY, as_of=as_of, order=order, costs=costs)
    applied = Money.total((payment.amount - payment.unapplied for payment in found.payments), currency="EUR")
    assert found.owed == item().amount + costs + found.accrual.amount - applied


@given(paid, st.integers(0, 300))
def test_principal_first_is_the_cheapest_order_for_the_debtor(payments, days):
    """And costs first the dearest, as far as interest goes."""
    as_of = DUE + timedelta(days=days)
    first, last = (
        impute(item(), payments, interest=POLICY, as_of=as_of, order=order).accrual.exact
        for order in (("principal", "interest"), ("interest", "principal"))
    )
    assert first <= last


@given(paid, orders, st.integers(0, 200), amounts, st.integers(1, 90))
def test_later_payments_change_nothing_earlier(payments, order, days, more, lag):
    """What was owed on a day does not depend on what came after it."""
    as_of = DUE + timedelta(days=days)
    later = [*payments, (as_of + timedelta(days=lag), more)]
    one, two = (impute(item(), each, interest=POLICY, as_of=as_of, order=order) for each in (payments, later))
    assert one == two


def test_a_part_that_is_not_named_receives_nothing():
    """Principal alone: what exceeds it stays unapplied."""
    found = impute(item(), [(DUE, Money("1500.00", "EUR"))], interest=POLICY, as_of=DUE, order=("principal",))
    assert found.payments[0].unapplied == Money("500.00", "EUR")


@pytest.mark.parametrize("order", [(), ("interest", "interest"), ("capital",), "costs", 5, [["costs", "costs"]], None])
def test_orders_that_cannot_be_are_refused(order):
    """Each part once at most, and none of another name."""
    with pytest.raises(InvalidValueError, match="'order' must be"):
        impute(item(), [], interest=POLICY, as_of=DUE, order=order)


def test_payments_are_in_the_currency_of_the_debt():
    """Nothing is converted silently."""
    with pytest.raises(CurrencyMismatchError):
        impute(item(), [(DUE, Money("1.00", "USD"))], interest=POLICY, as_of=DUE)


def test_the_statement_names_every_part():
    """As text, for whoever has to explain it."""
    text = impute(item(), [(DUE, Money("2000.00", "EUR"))], interest=POLICY, as_of=DUE).explain()
    assert "1000.00 EUR unapplied" in text
    assert all(name in text for name in PARTS)


@pytest.mark.parametrize(
    "more", [{"costs": Money("-5", "EUR")}, {"payments": [(date(2026, 3, 31), Money("-4", "EUR"))]}]
)
def test_nobody_pays_less_than_nothing(more):
    """Negative payments and costs are refused."""
    debt = OpenItem(
        customer="C", document="F", issued_on=date(2026, 1, 1), due_on=date(2026, 1, 31), amount=Money("100", "EUR")
    )
    given_ = {"payments": [], **more}
    with pytest.raises(InvalidValueError, match="at least 0"):
        impute(debt, given_.pop("payments"), interest=LateInterest("8"), as_of=date(2026, 4, 30), **given_)


def compounded_by_hand(principal, payments, percent, years):
    """Interest by the night, yearly rests; a payment settles the oldest interest first, then principal.

    Where all of the interest so far was paid, as it is rounded, the fraction of a cent that rounding left is settled.
    """
    accrued, bearing, paid, settled = Fraction(0), Fraction(0), Fraction(0), Fraction(0)
    rest_days = [DUE.replace(year=DUE.year + year) for year in range(1, years + 1)]
    day = DUE
    while day < rest_days[-1]:
        for paid_on, amount in payments:
            if paid_on == day:
                rounded = Fraction(Money.rounded(accrued, "EUR", "half_up").text)
                part = min(amount, rounded - paid)
                paid += part
                settled = accrued if paid == rounded else paid
                principal -= min(principal, amount - part)
        accrued += (principal + max(bearing - settled, Fraction(0))) * percent / 100 / 365
        day += timedelta(days=1)
        if day in rest_days:
            bearing = accrued
    return accrued, paid, principal


@given(
    st.lists(
        st.tuples(st.integers(0, 1094), st.integers(1, 90_000).map(lambda minor: Fraction(minor, 100))),
        max_size=4,
        unique_by=lambda payment: payment[0],
    )
)
def test_interest_that_was_paid_bears_none(paid):
    """Under yearly compounding, night by night: what is paid of the interest bears none, the rest does."""
    dated = sorted((DUE + timedelta(days=lag), amount) for lag, amount in paid)
    policy, as_of = LateInterest("8", compounding="yearly"), DUE.replace(year=2029)
    payments = [(on, Money(f"{float(amount):.2f}", "EUR")) for on, amount in dated]
    found = impute(item(), payments, interest=policy, as_of=as_of)
    accrued, settled, principal = compounded_by_hand(Fraction(1000), dated, 8, 3)
    assert found.accrual.exact == accrued
    assert Fraction(found.interest.text) == Fraction(found.accrual.amount.text) - settled
    assert Fraction(found.item.open.text) == principal


@pytest.mark.parametrize("day_of_payment", [DUE + timedelta(days=lag) for lag in range(360, 410)])
def test_a_debt_that_was_settled_with_its_interest_stays_settled(day_of_payment):
    """What rounding left of interest that was paid bears none, for however long."""
    policy = LateInterest("11.15", compounding="monthly")
    paid = [(day_of_payment, Money("1200.00", "EUR"))]
    settled = impute(item(), paid, interest=policy, as_of=day_of_payment)
    later = impute(item(), paid, interest=policy, as_of=date(2066, 1, 31))
    assert settled.owed == later.owed == Money("0.00", "EUR")
    assert later.accrual.exact == settled.accrual.exact


@pytest.mark.parametrize(("paid_on", "second_year"), [(None, "86.40"), (date(2027, 1, 31), "80.00")])
def test_charged_interest_bears_interest_until_it_is_paid(paid_on, second_year):
    """80.00 after a year: it bears interest in the second, charged or not, unless it was paid."""
    policy = LateInterest("8", compounding="yearly")
    terms = {"total": Money("1000.00", "EUR"), "issued_on": date(2026, 1, 1), "due_on": DUE}
    events = [InvoiceIssued(Invoice("F-1", "C-1", **terms))]
    (made,) = Account("C-1", "EUR", events).as_of(date(2027, 1, 31)).items
    charge = charge_interest([policy.accrue(made, as_of=date(2027, 1, 31))], reference="I-1", on=date(2027, 1, 31))
    assert charge.amount == Money("80.00", "EUR")
    events.append(charge)
    if paid_on:
        sent = Payment("P-1", "C-1", amount=Money("80.00", "EUR"), paid_on=paid_on, remittance=["I-1"])
        events.append(PaymentReceived(sent))
    made, _ = Account("C-1", "EUR", events).as_of(date(2028, 1, 31)).items
    rest = policy.accrue(made, as_of=date(2028, 1, 31), since=made.charged_until)
    assert rest.amount == Money(second_year, "EUR")


@pytest.mark.parametrize("base", ["principal", "all claims"])
def test_charged_interest_bears_interest_once(base):
    """Under compounding in the accruals of its invoice alone: charged or not, the two years cost the same."""
    policy = LateInterest("8", compounding="yearly", base=base)
    terms = {"total": Money("1000.00", "EUR"), "issued_on": date(2026, 1, 1), "due_on": DUE}
    events = [InvoiceIssued(Invoice("F-1", "C-1", **terms))]
    (made,) = Account("C-1", "EUR", events).as_of(date(2028, 1, 31)).items
    in_one_go = policy.accrue(made, as_of=date(2028, 1, 31)).amount
    charge = charge_interest([policy.accrue(made, as_of=date(2027, 1, 31))], reference="I-1", on=date(2027, 1, 31))
    items = Account("C-1", "EUR", [*events, charge]).as_of(date(2028, 1, 31)).items
    rest = [policy.accrue(each, as_of=date(2028, 1, 31), since=each.charged_until) for each in items]
    assert [each.amount for each in rest] == [Money("86.40", "EUR"), Money("0.00", "EUR")]
    assert charge.amount + rest[0].amount == in_one_go
    assert rest[1].because.startswith("charged interest")


def test_what_was_paid_of_a_charge_is_of_all_installments():
    """In proportion to their amounts; when the payment bounces, nothing was paid."""
    plan = [(DUE, Money("750.00", "EUR")), (date(2026, 2, 28), Money("250.00", "EUR"))]
    invoice = Invoice("F-1", "C-1", total=Money("1000.00", "EUR"), issued_on=date(2026, 1, 1), installments=plan)
    charges = [
        InterestCharged("I-1", invoice="F-1", amount=Money("8.00", "EUR"), until=FEBRUARY, on=FEBRUARY),
        InterestCharged(
            "I-2",
            invoice="F-1",
            amount=Money("4.00", "EUR"),
            since=FEBRUARY,
            until=date(2026, 3, 31),
            on=date(2026, 4, 1),
        ),
    ]
    first, both = date(2026, 3, 10), date(2026, 4, 10)
    payments = [
        Payment("P-1", "C-1", amount=Money("8.00", "EUR"), paid_on=first, remittance=["I-1"]),
        Payment("P-2", "C-1", amount=Money("4.00", "EUR"), paid_on=both, remittance=["I-2"]),
    ]
    bounced = PaymentReversed("P-1", on=date(2026, 5, 1))
    events = [InvoiceIssued(invoice), *charges, *map(PaymentReceived, payments), bounced]
    items = Account("C-1", "EUR", events).as_of(date(2026, 5, 31)).items
    assert {each.label: each.interest_paid for each in items} == {
        "F-1/1": ((first, 600), (both, 900), (date(2026, 5, 1), 300)),
        "F-1/2": ((first, 200), (both, 300), (date(2026, 5, 1), 100)),
        "I-1": (),
        "I-2": (),
    }


def test_a_whole_year_that_was_charged_in_part_is_not_charged_again():
    """However its nights are counted: what matters is what was asked for."""
    made = item(charged_until=date(2026, 6, 30))
    whole = LateInterest("8").accrue(made, as_of=date.fromordinal(made.due_on.toordinal() + 365))
    assert whole.spans[0].share == 1
    with pytest.raises(InvalidValueError, match="accrued since 2026-06-30"):
        charge_interest([whole], reference="I-2", on=whole.as_of)
    rest = LateInterest("8").accrue(made, as_of=whole.as_of, since=made.charged_until)
    assert charge_interest([rest], reference="I-2", on=whole.as_of).amount == rest.amount


def test_two_charges_from_one_report_do_not_fit_together():
    """Both begin on the due day; the second must be computed from a report that knows of the first."""
    terms = {"total": Money("1000.00", "EUR"), "issued_on": date(2026, 1, 1), "due_on": DUE}
    events = [InvoiceIssued(Invoice("F-1", "C-1", **terms))]
    (made,) = Account("C-1", "EUR", events).as_of(date(2026, 3, 31)).items
    events += [
        charge_interest([SIMPLE.accrue(made, as_of=day)], reference=f"I-{day}", on=day)
        for day in (FEBRUARY, date(2026, 3, 31))
    ]
    with pytest.raises(ReplayError, match="I-2026-03-31 says no since, so from the due day"):
        Account("C-1", "EUR", events)
    (made, _) = Account("C-1", "EUR", events[:-1]).as_of(date(2026, 3, 31)).items
    rest = SIMPLE.accrue(made, as_of=date(2026, 3, 31), since=made.charged_until)
    events[-1] = charge_interest([rest], reference="I-2", on=date(2026, 3, 31))
    assert (events[-1].since, events[-1].until) == (FEBRUARY, date(2026, 3, 31))
    assert len(Account("C-1", "EUR", events).as_of(date(2026, 3, 31)).items) == 3


def test_the_installments_of_a_charge_are_accrued_since_one_evening():
    """Else some nights would be charged of one installment and not of the other, and nobody could tell."""
    first, second = halves()
    day = date(2026, 6, 30)
    accruals = [SIMPLE.accrue(first, as_of=day), SIMPLE.accrue(second, as_of=day, since=DUE)]
    with pytest.raises(InvalidValueError, match="accruals since one evening"):
        charge_interest(accruals, reference="I-1", on=day)


def test_a_debt_that_is_settled_needs_no_rate_any_more():
    """Under compounding, too: what was paid in full, with its interest, can be looked at on any later day."""
    rates = RateTable("REF", [(date(2026, 1, 1), "8")], source="central bank", verified_until=date(2027, 12, 31))
    policy = LateInterest(TableRate(rates), compounding="yearly")
    owed = impute(item(), [], interest=policy, as_of=date(2027, 6, 30)).owed
    payment = [(date(2027, 6, 30), owed)]
    found = impute(item(), payment, interest=policy, as_of=date(2035, 1, 1))
    assert (found.owed, found.accrual.amount) == (Money("0.00", "EUR"), owed - item().amount)
    with pytest.raises(RateNotAvailableError):
        impute(item(), [(date(2027, 6, 30), owed - Money("0.01", "EUR"))], interest=policy, as_of=date(2035, 1, 1))
