"""Strategies for whole accounts and portfolios whose events fit together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from hypothesis import strategies as st
from moneyed import Currency

from receivables.account import Account
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
from receivables.portfolio import Portfolio
from receivables.testing.facts import credit_notes, invoices, payments
from receivables.testing.parts import (
    CHANNELS,
    CHARGES,
    DAY,
    EITHER,
    LAG,
    LATER,
    SELDOM,
    STEPS,
    UP_TO_TWO,
    about,
    currencies,
    part,
    pick,
    recorded,
    some,
)

_ENDS = st.sampled_from(("kept", "kept", "reversed", "refunded"))
_FATES = st.sampled_from(("plain", "plain", "written off", "disputed", "settled dispute"))


@st.composite
def accounts(
    draw: st.DrawFn, customer: str = "C-1", currency: str | Currency = "EUR", *, most: int = 4, late: bool = True
) -> Account:
    """Accounts whose events fit together.

    They have at most so many invoices, and as many payments (``most``), with credit notes, reversals, refunds,
    applications, charges of interest and compensation, write-offs, disputes, promises and contacts. With ``late``, some
    facts are recorded days after they took effect. Documents are named ``F-1`` (invoices), ``I-1`` (charged interest),
    ``K-1`` (charged compensation), ``M-1`` (fees), ``P-1`` (payments), ``CN-1`` (credit notes), and so on.

    >>> from hypothesis import find
    >>> from receivables.testing import LAST_DAY
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
        made += _decisions(draw, currency, sources, made, claims)
        made += _collection(draw, currency, claims)
        made += _standing(draw, currency, tuple(claims))
    lags = [draw(LAG) if late else 0 for _ in made]
    return Account(customer, currency, map(recorded, made, lags))


def _charges(draw: st.DrawFn, currency: str | Currency, issued: Sequence[Event]) -> list[Event]:
    """On some of the invoices: interest, the second charge after the first; compensation and a fee, once at most."""
    charged: list[Event] = []
    for count, event in enumerate(issued, start=1):
        on, since = event.on, None
        for mark in ("", "b")[: draw(CHARGES)]:
            until = on + draw(LATER)
            on = until + timedelta(days=draw(UP_TO_TWO))
            name, amount = f"I-{count}{mark}", some(draw, currency)
            charged.append(InterestCharged(name, invoice=event.subject, amount=amount, since=since, until=until, on=on))
            on, since = on + timedelta(days=1), until
        if draw(SELDOM):
            on, amount = event.on + draw(LATER), some(draw, currency)
            charged.append(CompensationCharged(f"K-{count}", invoice=event.subject, amount=amount, on=on))
        if draw(SELDOM):
            on, step, amount = event.on + draw(LATER), pick(draw, STEPS), some(draw, currency)
            charged.append(FeeCharged(f"M-{count}", invoice=event.subject, step=step, amount=amount, on=on))
    return charged


def _sources(draw: st.DrawFn, customer: str, currency: str | Currency, claims: Sequence[str], most: int) -> list[Event]:
    """Payments and credit notes."""
    cash = [f"P-{count}" for count in range(1, draw(st.integers(0, most)) + 1)]
    credit = [f"CN-{count}" for count in range(1, draw(UP_TO_TWO) + 1)]
    return [
        *(PaymentReceived(draw(payments(each, customer, currency, numbers=claims))) for each in cash),
        *(CreditNoteIssued(draw(credit_notes(each, customer, currency, numbers=claims))) for each in credit),
    ]


def _ends(draw: st.DrawFn, currency: str | Currency, sources: Sequence[Event]) -> Iterator[Event]:
    """What is reversed or, in part or in two parts, refunded."""
    for event in sources:
        fate = draw(_ENDS)
        if fate == "reversed" and isinstance(event, PaymentReceived):
            yield PaymentReversed(event.subject, on=event.on + draw(LATER))
        if fate == "refunded":
            amount = event.payment.amount if isinstance(event, PaymentReceived) else event.credit_note.total  # type: ignore[union-attr]
            first = draw(st.integers(1, amount.minor))
            second = draw(st.integers(0, amount.minor - first))
            for minor in filter(None, (first, second)):
                yield Refunded(event.subject, amount=Money.of_minor(minor, currency), on=event.on + draw(LATER))


def _decisions(
    draw: st.DrawFn, currency: str | Currency, sources: Sequence[Event], made: Sequence[Event], claims: dict[str, date]
) -> Iterator[Event]:
    """Money applied by a person, some of it before it has come or the invoice is issued, none after it bounced.

    Some of it is taken back again, later or on the same day.
    """
    bounced = {event.payment: event.on for event in made if isinstance(event, PaymentReversed)}
    for event in sources:
        for _ in range(draw(UP_TO_TWO)):
            on = min(event.on + draw(LATER), bounced.get(event.subject, date.max))
            yield CashApplied(event.subject, pick(draw, tuple(claims)), amount=some(draw, currency), on=on)
        if draw(SELDOM):
            number = pick(draw, tuple(claims))
            on = max(event.on, claims[number]) + draw(LATER)
            if on <= bounced.get(event.subject, date.max):
                yield CashUnapplied(event.subject, number, amount=part(draw, currency), on=on)


def _collection(draw: st.DrawFn, currency: str | Currency, claims: dict[str, date]) -> Iterator[Event]:
    """What is given up, disputed, promised, agreed and asked for."""
    for number, issued in claims.items():
        fate = draw(_FATES)
        if fate == "written off":
            yield WrittenOff(number, amount=part(draw, currency), on=issued + draw(LATER))
        elif fate != "plain":
            opened = issued + draw(LATER)
            yield DisputeOpened(number, amount=part(draw, currency), on=opened, reason="short delivery")
            if fate == "settled dispute":
                yield DisputeClosed(number, on=opened + draw(LATER))
    numbers = tuple(claims)
    for _ in range(draw(UP_TO_TWO)):
        on, amount = draw(DAY), some(draw, currency)
        yield PromiseMade(amount, promised_on=on + draw(LATER), invoices=about(draw, numbers), on=on)
    if draw(SELDOM) and numbers:
        number = pick(draw, numbers)
        agreed, amounts = claims[number] + draw(LATER), [some(draw, currency) for _ in range(1 + draw(UP_TO_TWO))]
        payments = [(agreed + timedelta(days=30 * place), amount) for place, amount in enumerate(amounts)]
        yield PlanAgreed("R-1", invoices=[number], payments=payments, on=agreed)
    for _ in range(draw(UP_TO_TWO)):
        yield ContactMade(pick(draw, STEPS), channel="email", invoices=about(draw, numbers), on=draw(DAY))


def _standing(draw: st.DrawFn, currency: str | Currency, numbers: Sequence[str]) -> Iterator[Event]:
    """Holds, some lifted; what the customer says of a channel; a limit."""
    if draw(SELDOM):
        kind, on = pick(draw, HOLD_KINDS), draw(DAY)
        until = on + draw(LATER) if kind == "grace" or draw(EITHER) else None
        yield HoldPlaced(kind, invoices=about(draw, numbers), until=until, on=on)
        if draw(EITHER):
            yield HoldLifted(kind, invoices=about(draw, numbers), on=on + draw(LATER))
    if draw(SELDOM):
        said = ConsentGiven if draw(EITHER) else ConsentWithdrawn
        yield said(pick(draw, CHANNELS), on=draw(DAY))
    if draw(SELDOM):
        yield LimitSet(some(draw, currency) if draw(EITHER) else None, on=draw(DAY))


@st.composite
def portfolios(draw: st.DrawFn, *, most: int = 3) -> Portfolio:
    """At most so many accounts (``most``) in different currencies.

    >>> from hypothesis import given, settings
    >>> @settings(max_examples=5)
    ... @given(portfolios(most=2))
    ... def test_the_portfolio_is_small(portfolio):
    ...     assert len(portfolio) <= 2
    >>> test_the_portfolio_is_small()
    """
    places = st.tuples(st.sampled_from(("C-1", "C-2")), currencies())
    chosen = draw(st.lists(places, max_size=most, unique_by=lambda place: (place[0], place[1].code)))
    return Portfolio.of(draw(accounts(customer, currency, most=3)) for customer, currency in chosen)
