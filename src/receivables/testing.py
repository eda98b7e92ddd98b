"""Strategies for Hypothesis: money, documents and whole accounts that could have happened.

Needs the extra ``hypothesis``. Use them to test policies and programs of your own; every example shrinks to the
plainest that still fails.

>>> from hypothesis import given
>>> from receivables.testing import accounts, days
>>> @given(accounts(), days())
... def test_open_less_unapplied_is_the_balance(account, day):
...     position = account.as_of(day)
...     assert position.open - position.unapplied == position.balance
>>> test_open_less_unapplied_is_the_balance()

Amounts are small on purpose: cents that meet exactly are where programs go wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

import attrs
from hypothesis import strategies as st
from moneyed import Currency

from receivables import currencies as iso
from receivables.account import Account
from receivables.documents import CreditNote, Invoice, Payment, RemittanceLine
from receivables.events import (
    CashApplied,
    ContactMade,
    CreditNoteIssued,
    DisputeClosed,
    DisputeOpened,
    Event,
    InterestCharged,
    InvoiceIssued,
    PaymentReceived,
    PaymentReversed,
    PromiseMade,
    Refunded,
    WrittenOff,
)
from receivables.money import Money
from receivables.portfolio import Portfolio
from receivables.position import OpenItem
from receivables.terms import AddDays, EndOfMonth, Installment, PaymentTerms

FIRST_DAY = date(2024, 1, 1)
"""The first day on which something happens, unless a strategy is told otherwise; 2024 has a leap day."""

LAST_DAY = date(2024, 6, 30)
"""The last such day."""

MOST_UNITS = 1_000
"""Minor units that an amount has at most, unless a strategy is told otherwise."""

_LAGS = st.sampled_from((0, 0, 0, 1, 20))
_LATER = st.sampled_from((0, 0, 1, 7, 30, 90)).map(lambda count: timedelta(days=count))

STEPS = ("reminder", "second reminder", "final demand")
"""The steps that contacts name."""


def currencies() -> st.SearchStrategy[Currency]:
    """Currencies with two, no, three and four digits.

    >>> from hypothesis import find
    >>> find(currencies(), lambda currency: currency.sub_unit == 1000).code
    'KWD'
    """
    return st.sampled_from(("EUR", "USD", "JPY", "KWD", "CLF")).map(iso.currency)


def money(currency: str | Currency = "EUR", *, least: int = 0, most: int = MOST_UNITS) -> st.SearchStrategy[Money]:
    """Amounts of one currency, from ``least`` to ``most`` minor units.

    >>> from hypothesis import find
    >>> find(money("EUR", least=5), lambda amount: True)
    Money('0.05', 'EUR')
    """
    return st.integers(least, most).map(lambda minor: Money.of_minor(minor, currency))


def days(since: date = FIRST_DAY, until: date = LAST_DAY) -> st.SearchStrategy[date]:
    """Calendar days from ``since`` to ``until``, both inside.

    >>> from hypothesis import find
    >>> find(days(), lambda day: day.day == 29)
    datetime.date(2024, 1, 29)
    """
    return st.dates(since, until)


@st.composite
def payment_terms(draw: st.DrawFn) -> PaymentTerms:
    """Terms of one to three steps.

    >>> from hypothesis import find
    >>> find(payment_terms(), lambda terms: EndOfMonth() in terms.steps)
    PaymentTerms(steps=(EndOfMonth(),))
    """
    step = st.one_of(st.builds(AddDays, st.integers(0, 90)), st.just(EndOfMonth()))
    return PaymentTerms(draw(st.lists(step, min_size=1, max_size=3)))


@st.composite
def installments(draw: st.DrawFn, currency: str | Currency = "EUR", *, around: date = FIRST_DAY) -> list[Installment]:
    """One to three parts, due from five days before a day (real books have that) to ninety after it.

    >>> from hypothesis import find
    >>> len(find(installments(), lambda parts: len(parts) > 2))
    3
    """
    due = days(around - timedelta(days=5), around + timedelta(days=90))
    return draw(st.lists(st.builds(Installment, due, money(currency)), min_size=1, max_size=3))


@st.composite
def invoices(
    draw: st.DrawFn,
    number: str = "F-1",
    customer: str = "C-1",
    currency: str | Currency = "EUR",
    *,
    issued_on: st.SearchStrategy[date] | None = None,
) -> Invoice:
    """Invoices with a number, of a customer: due by terms or in installments, some of nothing.

    >>> from hypothesis import find
    >>> find(invoices(), lambda invoice: len(invoice.installments) == 2).number
    'F-1'
    """
    issued = draw(issued_on or days())
    if draw(st.booleans()):
        return Invoice(number, customer, total=draw(money(currency)), issued_on=issued, terms=draw(payment_terms()))
    parts = draw(installments(currency, around=issued))
    total = Money.total((part.amount for part in parts), currency=currency)
    return Invoice(number, customer, total=total, issued_on=issued, installments=parts)


@st.composite
def credit_notes(
    draw: st.DrawFn,
    number: str = "CN-1",
    customer: str = "C-1",
    currency: str | Currency = "EUR",
    *,
    numbers: Sequence[str] = ("F-1",),
) -> CreditNote:
    """Credit notes for one of the invoices with these ``numbers``, or for none.

    >>> from hypothesis import find
    >>> find(credit_notes(), lambda note: note.invoice is None).total
    Money('0.01', 'EUR')
    """
    total, issued = draw(money(currency, least=1)), draw(days())
    return CreditNote(number, customer, total=total, issued_on=issued, invoice=draw(st.sampled_from((None, *numbers))))


@st.composite
def payments(
    draw: st.DrawFn,
    reference: str = "P-1",
    customer: str = "C-1",
    currency: str | Currency = "EUR",
    *,
    numbers: Sequence[str] = ("F-1",),
) -> Payment:
    """Payments, about half of them with remittance advice for invoices with these ``numbers``.

    >>> from hypothesis import find
    >>> find(payments(), lambda payment: bool(payment.remittance)).remittance
    (RemittanceLine(invoice='F-1', amount=None),)
    """
    amount, paid = draw(money(currency, least=1)), draw(days())
    lines: list[RemittanceLine] = []
    if draw(st.booleans()) and numbers:
        line = st.builds(RemittanceLine, st.sampled_from(numbers), st.none() | money(currency, least=1))
        lines = draw(st.lists(line, max_size=3))
    return Payment(reference, customer, amount=amount, paid_on=paid, remittance=lines)


def events(
    customer: str = "C-1",
    currency: str | Currency = "EUR",
    *,
    claims: Sequence[str] = ("F-1", "F-2"),
    sources: Sequence[str] = ("P-1", "CN-1"),
) -> st.SearchStrategy[Event]:
    """Single events of every kind, about these documents (at least one of each); several need not fit together.

    >>> from hypothesis import find
    >>> find(events(), lambda event: isinstance(event, WrittenOff)).subject
    "'F-1': all that is open ('')"
    """
    claim, source, on = st.sampled_from(claims), st.sampled_from(sources), days()
    some, part, text = money(currency, least=1), st.none() | money(currency, least=1), st.text("abc ", max_size=3)
    about = st.lists(claim, max_size=2, unique=True)
    any_kind: st.SearchStrategy[Event] = st.one_of(
        claim.flatmap(lambda number: invoices(number, customer, currency)).map(InvoiceIssued),
        st.builds(InterestCharged, claim, invoice=claim, amount=some, until=on, on=on, due_on=on),
        credit_notes("CN-1", customer, currency, numbers=claims).map(CreditNoteIssued),
        source.flatmap(lambda name: payments(name, customer, currency, numbers=claims)).map(PaymentReceived),
        st.builds(PaymentReversed, source, on=on, reason=text),
        st.builds(CashApplied, source, claim, amount=some, on=on),
        st.builds(Refunded, source, amount=some, on=on),
        st.builds(WrittenOff, claim, amount=part, on=on, reason=text),
        st.builds(DisputeOpened, claim, amount=part, on=on, reason=text),
        st.builds(DisputeClosed, claim, on=on),
        st.builds(PromiseMade, some, promised_on=on, invoices=about, on=on),
        st.builds(ContactMade, st.sampled_from(STEPS), channel=st.just("email"), invoices=about, on=on, outcome=text),
    )
    return st.builds(_recorded, any_kind, _LAGS, st.integers(0, 3))


def _recorded(event: Event, lag: int, sequence: int = 0) -> Event:
    return attrs.evolve(event, recorded_on=event.on + timedelta(days=lag), sequence=sequence)


@st.composite
def accounts(
    draw: st.DrawFn, customer: str = "C-1", currency: str | Currency = "EUR", *, most: int = 4, late: bool = True
) -> Account:
    """Accounts whose events fit together.

    They have at most so many invoices, and as many payments (``most``), with credit notes, reversals, refunds,
    applications, charges of interest, write-offs, disputes, promises and contacts. With ``late``, some facts are
    recorded days after they took effect. Documents are named ``F-1`` (invoices), ``I-1`` (charged interest), ``P-1``
    (payments), ``CN-1`` (credit notes), and so on.

    >>> from hypothesis import find
    >>> find(accounts(), lambda account: bool(account.as_of(LAST_DAY).unapplied)).as_of(LAST_DAY).balance
    Money('-0.01', 'EUR')
    """
    names = [f"F-{count}" for count in range(1, draw(st.integers(0, most)) + 1)]
    made: list[Event] = [InvoiceIssued(draw(invoices(number, customer, currency))) for number in names]
    made += _charges(draw, currency, made)
    claims = {event.subject: event.on for event in made}
    sources = _sources(draw, customer, currency, tuple(claims), most)
    made += sources
    made += _ends(draw, currency, sources)
    if claims:
        made += _decisions(draw, currency, sources, made, tuple(claims))
        made += _collection(draw, currency, claims)
    lags = draw(st.lists(_LAGS, min_size=len(made), max_size=len(made))) if late else [0] * len(made)
    return Account(customer, currency, map(_recorded, made, lags))


def _charges(draw: st.DrawFn, currency: str | Currency, issued: Sequence[Event]) -> list[Event]:
    """Interest charged on some of the invoices, once at most."""
    charged: list[Event] = []
    for count, event in enumerate(issued, start=1):
        if draw(st.sampled_from((False, False, True))):
            on, amount = event.on + draw(_LATER), draw(money(currency, least=1))
            until = on - timedelta(days=draw(st.integers(0, 3)))
            charged.append(InterestCharged(f"I-{count}", invoice=event.subject, amount=amount, until=until, on=on))
    return charged


def _sources(draw: st.DrawFn, customer: str, currency: str | Currency, claims: Sequence[str], most: int) -> list[Event]:
    """Payments and credit notes."""
    cash = [f"P-{count}" for count in range(1, draw(st.integers(0, most)) + 1)]
    credit = [f"CN-{count}" for count in range(1, draw(st.integers(0, 2)) + 1)]
    return [
        *(PaymentReceived(draw(payments(each, customer, currency, numbers=claims))) for each in cash),
        *(CreditNoteIssued(draw(credit_notes(each, customer, currency, numbers=claims))) for each in credit),
    ]


def _ends(draw: st.DrawFn, currency: str | Currency, sources: Sequence[Event]) -> Iterator[Event]:
    """What is reversed or, in part or in two parts, refunded."""
    for event in sources:
        fate = draw(st.sampled_from(("kept", "kept", "reversed", "refunded")))
        if fate == "reversed" and isinstance(event, PaymentReceived):
            yield PaymentReversed(event.subject, on=event.on + draw(_LATER))
        if fate == "refunded":
            amount = event.payment.amount if isinstance(event, PaymentReceived) else event.credit_note.total  # type: ignore[union-attr]
            first = draw(st.integers(1, amount.minor))
            second = draw(st.integers(0, amount.minor - first))
            for minor in filter(None, (first, second)):
                yield Refunded(event.subject, amount=Money.of_minor(minor, currency), on=event.on + draw(_LATER))


def _decisions(
    draw: st.DrawFn, currency: str | Currency, sources: Sequence[Event], made: Sequence[Event], claims: Sequence[str]
) -> Iterator[Event]:
    """Money applied by a person, some of it before it has come or the invoice is issued, none after it bounced."""
    bounced = {event.payment: event.on for event in made if isinstance(event, PaymentReversed)}
    for event in sources:
        for _ in range(draw(st.sampled_from((0, 0, 1, 2)))):
            on = min(event.on + draw(_LATER), bounced.get(event.subject, date.max))
            target, amount = draw(st.sampled_from(claims)), draw(money(currency, least=1))
            yield CashApplied(event.subject, target, amount=amount, on=on)


def _collection(draw: st.DrawFn, currency: str | Currency, claims: dict[str, date]) -> Iterator[Event]:
    """What is given up, disputed, promised and asked for."""
    some, part = money(currency, least=1), st.none() | money(currency, least=1)
    about = st.lists(st.sampled_from(tuple(claims)), max_size=2, unique=True)
    for number, issued in claims.items():
        fate = draw(st.sampled_from(("plain", "plain", "written off", "disputed", "settled dispute")))
        if fate == "written off":
            yield WrittenOff(number, amount=draw(part), on=issued + draw(_LATER))
        elif fate != "plain":
            opened = issued + draw(_LATER)
            yield DisputeOpened(number, amount=draw(part), on=opened, reason="short delivery")
            if fate == "settled dispute":
                yield DisputeClosed(number, on=opened + draw(_LATER))
    for on in draw(st.lists(days(), max_size=2)):
        yield PromiseMade(draw(some), promised_on=on + draw(_LATER), invoices=draw(about), on=on)
    for on in draw(st.lists(days(), max_size=2)):
        yield ContactMade(draw(st.sampled_from(STEPS)), channel="email", invoices=draw(about), on=on)


@st.composite
def open_items(draw: st.DrawFn, currency: str | Currency = "EUR") -> OpenItem:
    """Items, cleared ones too, with a history of at most three changes of the balance, down and up again.

    >>> from hypothesis import find
    >>> find(open_items(), lambda item: len(item.history) > 1 and not item.open).paid
    Money('0.01', 'EUR')
    """
    issued, amount = draw(days()), draw(money(currency, least=1))
    later = draw(st.lists(st.integers(1, 120), max_size=3, unique=True))
    balances = draw(st.lists(st.integers(0, amount.minor), min_size=len(later), max_size=len(later)))
    changes = [(issued + timedelta(days=lag), minor) for lag, minor in zip(sorted(later), balances, strict=True)]
    history = [(issued, amount.minor), *changes]
    return OpenItem(
        customer="C-1",
        document="F-1",
        issued_on=issued,
        due_on=issued + timedelta(days=draw(st.integers(-5, 90))),
        amount=amount,
        paid=Money.of_minor(amount.minor - history[-1][1], currency),
        history=history,
    )


@st.composite
def portfolios(draw: st.DrawFn, *, most: int = 3) -> Portfolio:
    """At most so many accounts (``most``) in different currencies.

    >>> from hypothesis import find
    >>> len(find(portfolios(), lambda portfolio: len(portfolio) == 2))
    2
    """
    places = st.tuples(st.sampled_from(("C-1", "C-2")), currencies())
    chosen = draw(st.lists(places, max_size=most, unique_by=lambda place: (place[0], place[1].code)))
    return Portfolio.of(draw(accounts(customer, currency, most=3)) for customer, currency in chosen)
