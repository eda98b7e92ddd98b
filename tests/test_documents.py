"""Documents: what an invoice, a credit note and a payment can be, and what they cannot."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import attrs
import moneyed
import pytest
from hypothesis import given
from hypothesis import strategies as st
from moments import within
from strategies_terms import payment_terms as any_payment_terms

from receivables import (
    CreditNote,
    CurrencyMismatchError,
    Installment,
    InvalidValueError,
    Invoice,
    Money,
    Payment,
    PaymentTerms,
    RemittanceLine,
)
from receivables.terms import Balance, Fixed, Line, Offer
from receivables.testing import credit_notes, days, invoices, money, payment_terms, payments

DAY = date(2026, 1, 15)


def eur(text):
    return Money(text, "EUR")


def invoice(**changes):
    given = {"number": "F-1", "customer": "C-1", "total": eur("100.00"), "issued_on": DAY, "due_on": DAY} | changes
    number, customer = given.pop("number"), given.pop("customer")
    return Invoice(number, customer, **{key: value for key, value in given.items() if value is not ...})


def credit_note(**changes):
    return CreditNote(**({"number": "CN-1", "customer": "C-1", "total": eur("1.00"), "issued_on": DAY} | changes))


def payment(**changes):
    return Payment(**({"reference": "P-1", "customer": "C-1", "amount": eur("1.00"), "paid_on": DAY} | changes))


@given(invoices())
def test_installments_sum_to_the_total(made):
    """And the invoice is due with the last of them."""
    assert Money.total((part.amount for part in made.installments), currency="EUR") == made.total
    assert made.due_on == max(part.due_on for part in made.installments)


@given(money(), days(), payment_terms(), days())
def test_the_three_ways_to_say_when_agree(total, issued, terms, due):
    """A due day, terms that lead there, and one installment on it make the same claim."""
    by_terms = invoice(total=total, issued_on=issued, terms=terms, due_on=...)
    by_day = invoice(total=total, issued_on=issued, due_on=terms.due_on(issued))
    by_part = invoice(total=total, issued_on=issued, installments=[(terms.due_on(issued), total)], due_on=...)
    assert by_day == by_part
    assert [part[:2] for part in by_terms.installments] == [part[:2] for part in by_day.installments]
    assert invoice(total=total, issued_on=issued, due_on=due).due_on == due


@given(st.one_of(invoices(), credit_notes(), payments()))
def test_documents_can_be_changed_only_into_new_ones(document):
    """A copy with another number is another document."""
    name = "reference" if isinstance(document, Payment) else "number"
    other = attrs.evolve(document, **{name: "X-1"})
    assert other != document
    assert attrs.evolve(other, **{name: getattr(document, name)}) == document
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        document.customer = "C-2"


@pytest.mark.parametrize(
    "ways",
    [
        {"due_on": ...},
        {"terms": PaymentTerms.net(1)},
        {"installments": [(DAY, eur("100.00"))]},
        {"due_on": ..., "terms": PaymentTerms.net(1), "installments": [(DAY, eur("100.00"))]},
    ],
)
def test_an_invoice_is_due_in_exactly_one_way(ways):
    """Neither undated nor dated twice."""
    with pytest.raises(InvalidValueError, match="in exactly one way"):
        invoice(**ways)


@pytest.mark.parametrize(
    "parts",
    [
        [],
        [(DAY, eur("99.99"))],
        [(DAY, eur("50.00")), (DAY, eur("50.01"))],
        [(DAY, eur("150.00")), (DAY, eur("-50.00"))],
    ],
)
def test_parts_that_do_not_sum_to_the_total_are_refused(parts):
    """Not a cent more or less, and no part below nothing."""
    with pytest.raises(InvalidValueError, match="'installments' must be"):
        invoice(installments=parts, due_on=...)


def test_parts_have_the_currency_of_the_total():
    """Figures alone do not sum."""
    with pytest.raises(CurrencyMismatchError):
        invoice(installments=[(DAY, Money("100.00", "USD"))], due_on=...)


def test_due_before_issue_is_allowed():
    """Real books have it."""
    assert invoice(due_on=DAY - timedelta(days=9)).due_on < DAY


def test_an_invoice_of_nothing_is_allowed():
    """A claim of zero is cleared from the start."""
    assert invoice(total=eur("0.00")).total == eur("0.00")
    with pytest.raises(InvalidValueError, match="a negative invoice is a CreditNote"):
        invoice(total=eur("-0.01"))


@pytest.mark.parametrize("nothing", [eur("0.00"), eur("-1.00")])
def test_money_that_moves_is_more_than_nothing(nothing):
    """A credit note and a payment have an amount; so have remittance lines with one."""
    for make in (lambda: credit_note(total=nothing), lambda: payment(amount=nothing)):
        with pytest.raises(InvalidValueError, match="must be more than 0"):
            make()
    with pytest.raises(InvalidValueError, match="'remittance' must be more than 0"):
        payment(remittance=[("F-1", nothing)])


BAD_NAMES = ["", " ", " F-1", "F-1 ", "F\n1", "F\x001", "F\u200b1", "x" * 201, None, 42, b"F-1"]


@pytest.mark.parametrize("bad", BAD_NAMES, ids=repr)
@pytest.mark.parametrize(
    ("make", "attribute"),
    [
        (invoice, "number"),
        (invoice, "customer"),
        (credit_note, "number"),
        (credit_note, "customer"),
        (payment, "reference"),
        (payment, "customer"),
    ],
)
def test_names_are_printable_text(make, attribute, bad):
    """With something in them, and no blanks at the ends."""
    with pytest.raises(InvalidValueError, match=f"'{attribute}' must be"):
        make(**{attribute: bad})


def test_names_are_compared_exactly():
    """Zeros in front, capitals and Unicode forms all count."""
    names = ["0042", "42", "a", "A", "\u00e9", "e\u0301"]
    assert len({invoice(number=name) for name in names}) == len(names)


@pytest.mark.parametrize("bad", [datetime(2026, 1, 1), "2026-01-01", 20260101, None], ids=repr)  # noqa: DTZ001
@pytest.mark.parametrize(
    ("make", "attribute"),
    [(invoice, "issued_on"), (invoice, "due_on"), (credit_note, "issued_on"), (payment, "paid_on")],
)
def test_days_are_dates(make, attribute, bad):
    """No text, no time of day."""
    with pytest.raises(InvalidValueError, match=r"must be (a datetime\.date|given in exactly one way)"):
        make(**{attribute: bad})


@pytest.mark.parametrize("bad", [1, "1.00", 1.0, None], ids=repr)
@pytest.mark.parametrize(("make", "attribute"), [(invoice, "total"), (credit_note, "total"), (payment, "amount")])
def test_amounts_are_money(make, attribute, bad):
    """Ours, or py-moneyed's."""
    with pytest.raises(InvalidValueError, match="must be Money"):
        make(**{attribute: bad})
    assert getattr(make(**{attribute: moneyed.Money(100, "EUR")}), attribute) == eur("100.00")


@pytest.mark.parametrize("bad", [{"a": 1}, {1: "a"}, [("a",)], [("a", "b", "c")], {"a": None}], ids=repr)
def test_attributes_are_text(bad):
    """Names and values."""
    with pytest.raises(InvalidValueError, match="'attributes' must be"):
        invoice(attributes=bad)


def test_attributes_are_sorted_and_kept():
    """In which order they are given does not matter; the caller's mapping is not shared."""
    carried = {"sales_person": "Ruiz", "country": "ES"}
    made = invoice(attributes=carried)
    carried["country"] = "PT"
    assert made.attributes == (("country", "ES"), ("sales_person", "Ruiz"))
    assert made == invoice(attributes=[("sales_person", "Ruiz"), ("country", "ES")])


def test_remittance_is_a_list_of_numbers_or_lines():
    """In the order given; amounts of py-moneyed too."""
    advice = ["F-2", ("F-1", moneyed.Money("1.00", "EUR")), RemittanceLine("F-3")]
    assert payment(remittance=advice).remittance == (
        RemittanceLine("F-2", None),
        RemittanceLine("F-1", eur("1.00")),
        RemittanceLine("F-3", None),
    )


def test_remittance_that_cannot_be_is_refused():
    """One text is not a list; another currency is not an amount of this payment; a number is a name."""
    with pytest.raises(InvalidValueError, match="'remittance' must be"):
        payment(remittance="F-1")
    with pytest.raises(CurrencyMismatchError):
        payment(remittance=[("F-1", Money("1.00", "USD"))])
    with pytest.raises(InvalidValueError, match="'remittance' must be"):
        payment(remittance=[""])


@pytest.mark.parametrize(
    ("make", "changes"),
    [
        (invoice, {"terms": "net 30", "due_on": ...}),
        (invoice, {"installments": [1], "due_on": ...}),
        (invoice, {"installments": 1, "due_on": ...}),
        (invoice, {"installments": [(DAY,)], "due_on": ...}),
        (invoice, {"attributes": 1}),
        (payment, {"remittance": [5]}),
        (payment, {"remittance": 5}),
        (payment, {"remittance": [("F-1", "1.00")]}),
        (payment, {"remittance": [("F-1", eur("1.00"), 3)]}),
        (credit_note, {"invoice": 5}),
    ],
    ids=lambda value: getattr(value, "__name__", repr(value)),
)
def test_what_has_the_wrong_shape_is_refused_by_name(make, changes):
    """Our own error, never one from inside."""
    with pytest.raises(InvalidValueError):
        make(**changes)


def test_many_installments_are_quick():
    """A hundred thousand parts take seconds, not minutes."""
    with within(5):
        parts = [Installment(DAY + timedelta(days=count % 3000), eur("0.01")) for count in range(100_000)]
        assert len(invoice(total=eur("1000.00"), installments=parts, due_on=...).installments) == 100_000


def test_offers_have_the_currency_of_the_total():
    """Or a book of events would read them back in another."""
    offer = Offer(DAY, Money("1.00", "USD"), None, "gross")
    with pytest.raises(CurrencyMismatchError):
        invoice(installments=[Installment(DAY, eur("100.00"), None, (offer,))], due_on=...)


def test_parts_by_hand_become_installments():
    """Lists will do; what is kept is hashable, and equal to what terms would have made."""
    terms = PaymentTerms.net(30).with_discount("2", within=10)
    (part,) = terms.schedule(eur("100.00"), issued_on=DAY)
    by_hand = [part.due_on, part.amount, None, [list(offer) for offer in part.offers]]
    made = invoice(installments=[by_hand], due_on=...)
    assert made == invoice(terms=terms, due_on=...)
    assert hash(made) == hash(invoice(terms=terms, due_on=...))


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        ((DAY,), "pairs of due day and amount"),
        ((DAY, eur("100.00"), None), "pairs of due day and amount"),
        ((DAY, eur("100.00"), None, (), 1), "pairs of due day and amount"),
        ((DAY, eur("100.00"), "2026-01-01", ()), "a datetime.date"),
        ((DAY, eur("100.00"), None, 7), "offers as a list"),
        ((DAY, eur("100.00"), None, [(DAY, eur("2.00"))]), "offers like"),
        ((DAY, eur("100.00"), None, [(DAY, eur("2.00"), 2, "list price")]), "offers like"),
        ((DAY, eur("100.00"), None, [(DAY, eur("2.00"), "101", "gross")]), "0 to 100 percent"),
        ((DAY, eur("100.00"), None, [(DAY, eur("100.01"), None, "gross")]), "0 to 100.00 EUR"),
        ((DAY, eur("100.00"), None, [(DAY, eur("-0.01"), None, "gross")]), "0 to 100.00 EUR"),
    ],
)
def test_parts_by_hand_are_checked(part, expected):
    """An offer takes between nothing and all of its installment, of gross or net."""
    with pytest.raises(InvalidValueError, match=expected):
        invoice(installments=[part], due_on=...)


@given(money("EUR"), any_payment_terms())
def test_what_is_wrong_with_terms_is_said_of_them(total, terms):
    """Not of lines and steps inside, which the caller of an invoice never named."""
    try:
        parts = terms.schedule(total, issued_on=DAY)
    except InvalidValueError:
        with pytest.raises(InvalidValueError, match="'terms' must be"):
            invoice(total=total, terms=terms, due_on=...)
    else:
        assert invoice(total=total, terms=terms, due_on=...).installments == parts


def test_terms_that_take_more_than_the_invoice_do_not_fit():
    terms = PaymentTerms([Line(Fixed("200")), Line(Balance(), 30)])
    with pytest.raises(InvalidValueError, match=r"'terms' must be .*their lines must .* more than 100\.00 EUR"):
        invoice(terms=terms, due_on=...)


def test_terms_that_need_more_say_what_to_do():
    """An invoice has no amount before tax: its terms are scheduled with it first."""
    with pytest.raises(InvalidValueError, match=r"installments=terms.schedule\(...\), because they need net"):
        invoice(terms=PaymentTerms.net(30).with_discount("2", within=10, base="net"), due_on=...)
