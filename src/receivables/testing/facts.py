"""Strategies for terms, documents, events and items, one at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from hypothesis import strategies as st
from moneyed import Currency

from receivables.calendars import WEEKDAYS
from receivables.documents import CreditNote, Invoice, Payment, RemittanceLine
from receivables.events import (
    HOLD_KINDS,
    CashApplied,
    CashUnapplied,
    CompensationCharged,
    ConsentGiven,
    ConsentWithdrawn,
    ContactMade,
    CreditNoteIssued,
    DisputeClosed,
    DisputeOpened,
    Event,
    FeeCharged,
    HoldLifted,
    HoldPlaced,
    InterestCharged,
    InvoiceIssued,
    LimitSet,
    PaymentReceived,
    PaymentReversed,
    PlanAgreed,
    PromiseMade,
    Refunded,
    WrittenOff,
)
from receivables.money import Money
from receivables.position import Disputed, OpenItem
from receivables.terms import AddDays, EndOfMonth, Installment, PaymentTerms
from receivables.testing.parts import (
    CHANNELS,
    DAY,
    EITHER,
    FIRST_DAY,
    LAG,
    PART,
    PLACE,
    STEPS,
    UNITS,
    counted,
    money,
    pick,
    recorded,
    some,
)

_DUE_LAG = st.integers(-5, 90)
_CHANGES = st.lists(st.tuples(st.integers(1, 120), st.integers(0, 8)), max_size=3, unique_by=lambda change: change[0])
_DISPUTES = st.lists(st.tuples(st.integers(0, 60), st.none() | st.integers(1, 60), PART), max_size=2)
_DUE = st.lists(st.tuples(_DUE_LAG, UNITS), min_size=1, max_size=3)
_STEPS = st.lists(st.one_of(st.builds(AddDays, st.integers(0, 90)), st.just(EndOfMonth())), min_size=1, max_size=3)
_OFF = st.none() | st.tuples(st.decimals(0, 10, places=2), st.integers(0, 20))
_LINES = st.lists(st.tuples(PLACE, PART), max_size=3)


@st.composite
def payment_terms(draw: st.DrawFn) -> PaymentTerms:
    """Terms of one to three steps, some with a discount for paying early.

    >>> from hypothesis import find
    >>> print(find(payment_terms(), lambda terms: EndOfMonth() in terms.lines[0].steps))
    The whole amount is due at the end of the month.
    """
    terms = PaymentTerms.at(*draw(_STEPS))
    off = draw(_OFF)
    return terms if off is None else terms.with_discount(off[0], within=off[1])


@st.composite
def installments(draw: st.DrawFn, currency: str | Currency = "EUR", *, around: date = FIRST_DAY) -> list[Installment]:
    """One to three parts, due from five days before a day (real books have that) to ninety after it.

    >>> from hypothesis import find
    >>> [(str(part.due_on), part.amount) for part in find(installments(), lambda parts: True)]
    [('2024-01-01', Money('0.00', 'EUR'))]
    """
    return [Installment(around + timedelta(days=lag), Money.of_minor(minor, currency)) for lag, minor in draw(_DUE)]


@st.composite
def invoices(
    draw: st.DrawFn,
    number: str = "F-1",
    customer: str = "C-1",
    currency: str | Currency = "EUR",
    *,
    issued_on: st.SearchStrategy[date] | None = None,
) -> Invoice:
    """Invoices with a number, of a customer: due by terms (some on business days) or in installments, some of nothing.

    >>> from hypothesis import find
    >>> find(invoices(), lambda invoice: bool(invoice.total)).total
    Money('0.01', 'EUR')
    """
    issued = draw(DAY if issued_on is None else issued_on)
    if draw(EITHER):
        total = Money.of_minor(draw(UNITS), currency)
        calendar = WEEKDAYS if draw(EITHER) else None
        parts: Sequence[Installment] = draw(payment_terms()).schedule(total, issued_on=issued, calendar=calendar)
        return Invoice(number, customer, total=total, issued_on=issued, installments=parts)
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
    total, issued = some(draw, currency), draw(DAY)
    return CreditNote(number, customer, total=total, issued_on=issued, invoice=pick(draw, (None, *numbers)))


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
    amount, paid = some(draw, currency), draw(DAY)
    given = draw(_LINES) if draw(EITHER) and numbers else []
    lines = [RemittanceLine(numbers[place % len(numbers)], counted(minor, currency)) for place, minor in given]
    return Payment(reference, customer, amount=amount, paid_on=paid, remittance=lines)


def events(
    customer: str = "C-1",
    currency: str | Currency = "EUR",
    *,
    claims: Sequence[str] = ("F-1", "F-2"),
    sources: Sequence[str] = ("P-1", "CN-1"),
) -> st.SearchStrategy[Event]:
    """Single events of every kind, about these documents (at least one of each); several need not fit together.

    >>> from hypothesis import given, settings
    >>> from receivables.events import describe
    >>> @settings(max_examples=5)
    ... @given(events())
    ... def test_an_event_says_its_day(event):
    ...     assert str(event.on) in describe(event)
    >>> test_an_event_says_its_day()
    """
    kinds = events_by_kind(customer, currency, claims=claims, sources=sources)
    return st.one_of(list(kinds.values()))


def events_by_kind(
    customer: str = "C-1",
    currency: str | Currency = "EUR",
    *,
    claims: Sequence[str] = ("F-1", "F-2"),
    sources: Sequence[str] = ("P-1", "CN-1"),
) -> dict[type, st.SearchStrategy[Event]]:
    """A strategy for each kind of event, as :func:`events` has them.

    >>> sorted(kind.__name__ for kind in events_by_kind())[:2]
    ['CashApplied', 'CashUnapplied']
    """
    claim, source, on = st.sampled_from(claims), st.sampled_from(sources), DAY
    some, part, text = money(currency, least=1), st.none() | money(currency, least=1), st.text("abc ", max_size=3)
    about = st.lists(claim, max_size=2, unique=True)
    kinds: dict[type, st.SearchStrategy[Event]] = {
        InvoiceIssued: claim.flatmap(lambda number: invoices(number, customer, currency)).map(InvoiceIssued),
        InterestCharged: st.builds(InterestCharged, claim, invoice=claim, amount=some, until=on, on=on, due_on=on),
        CompensationCharged: st.builds(CompensationCharged, claim, invoice=claim, amount=some, on=on, due_on=on),
        FeeCharged: st.builds(
            FeeCharged, claim, invoice=claim, step=st.sampled_from(STEPS), amount=some, on=on, due_on=on
        ),
        CreditNoteIssued: credit_notes("CN-1", customer, currency, numbers=claims).map(CreditNoteIssued),
        PaymentReceived: source.flatmap(lambda name: payments(name, customer, currency, numbers=claims)).map(
            PaymentReceived
        ),
        PaymentReversed: st.builds(PaymentReversed, source, on=on, reason=text),
        CashUnapplied: st.builds(CashUnapplied, source, claim, amount=part, on=on, reason=text),
        CashApplied: st.builds(CashApplied, source, claim, amount=some, on=on),
        Refunded: st.builds(Refunded, source, amount=some, on=on),
        WrittenOff: st.builds(WrittenOff, claim, amount=part, on=on, reason=text),
        DisputeOpened: st.builds(DisputeOpened, claim, amount=part, on=on, reason=text),
        DisputeClosed: st.builds(DisputeClosed, claim, on=on),
        PromiseMade: st.builds(PromiseMade, some, promised_on=on, invoices=about, on=on),
        PlanAgreed: st.builds(_plan, claim, on, st.lists(some, min_size=1, max_size=3)),
        HoldPlaced: st.builds(_hold, st.sampled_from(HOLD_KINDS), about, on, LAG, text),
        HoldLifted: st.builds(HoldLifted, st.sampled_from(HOLD_KINDS), invoices=about, on=on),
        ConsentGiven: st.builds(ConsentGiven, st.sampled_from(CHANNELS), on=on),
        ConsentWithdrawn: st.builds(ConsentWithdrawn, st.sampled_from(CHANNELS), on=on),
        LimitSet: st.builds(LimitSet, st.none() | money(currency), on=on),
        ContactMade: st.builds(
            ContactMade, st.sampled_from(STEPS), channel=st.just("email"), invoices=about, on=on, outcome=text
        ),
    }
    return {kind: st.builds(recorded, strategy, LAG, st.integers(0, 3)) for kind, strategy in kinds.items()}


def _hold(kind: str, about: Sequence[str], on: date, lag: int, reason: str) -> HoldPlaced:
    """Grace has an end; the others have none."""
    until = on + timedelta(days=lag) if kind == "grace" else None
    return HoldPlaced(kind, invoices=about, until=until, on=on, reason=reason)


def _plan(number: str, on: date, amounts: Sequence[Money]) -> PlanAgreed:
    """A plan with a payment each ten days."""
    payments = [(on + timedelta(days=10 * place), amount) for place, amount in enumerate(amounts)]
    return PlanAgreed(f"R-{number}", invoices=[number], payments=payments, on=on)


@st.composite
def open_items(draw: st.DrawFn, currency: str | Currency = "EUR") -> OpenItem:
    """Items, cleared ones too, with at most three changes of the balance, down and up again, and at most two disputes.

    >>> from hypothesis import find
    >>> find(open_items(), lambda item: len(item.history) > 1 and not item.open).paid
    Money('0.01', 'EUR')
    """
    issued, amount = draw(DAY), some(draw, currency)
    changes = sorted(draw(_CHANGES))
    history = [
        (issued, amount.minor),
        *((issued + timedelta(days=lag), amount.minor * part // 8) for lag, part in changes),
    ]
    return OpenItem(
        customer="C-1",
        document="F-1",
        issued_on=issued,
        due_on=issued + timedelta(days=draw(_DUE_LAG)),
        amount=amount,
        paid=Money.of_minor(amount.minor - history[-1][1], currency),
        history=history,
        disputed=_disputes(issued, draw(_DISPUTES)),
    )


def _disputes(issued: date, drawn: Sequence[tuple[int, int | None, int | None]]) -> Iterator[Disputed]:
    """One after the other; one that stays open is the last."""
    at = issued
    for lag, length, minor in drawn:
        start = at + timedelta(days=lag)
        if length is None:
            yield start, None, minor
            return
        at = start + timedelta(days=length)
        yield start, at, minor
