"""The cases that the checks try: items, accounts and questions about them, small enough to read."""

from __future__ import annotations

from datetime import date, timedelta

import attrs
from hypothesis import strategies as st

from receivables.account import Account
from receivables.allocation import LEAVE_UNAPPLIED
from receivables.events import HOLD_KINDS, InvoiceIssued, PlanAgreed
from receivables.money import Money
from receivables.position import Hold, UnappliedCash
from receivables.testing.books import accounts
from receivables.testing.conformance.laws import Case
from receivables.testing.facts import invoices, open_items
from receivables.testing.parts import EITHER, FIRST_DAY, UNITS, days, money

DAYS = days(FIRST_DAY, FIRST_DAY + timedelta(days=360))
CURRENCIES = st.sampled_from(("EUR", "JPY"))
DEALT_IN = st.sampled_from(("EUR", "USD", "GBP", "JPY"))  # a policy with amounts of its own has them in one of these
MAIN_UNITS = 100_000
_BACK = st.integers(0, 395)
_STEPS = st.integers(0, 10).map(lambda count: 100 * count) | UNITS  # limits and orders that meet, and that do not


@st.composite
def item_and_days(draw: st.DrawFn) -> Case:
    """An item, the day of the question, and one before it."""
    item = draw(CURRENCIES.flatmap(open_items))
    cut, as_of = sorted((draw(DAYS), draw(DAYS)))
    return {"item": item, "cut": cut, "as_of": as_of}


@st.composite
def positions(draw: st.DrawFn) -> Case:
    """A position and its day; often with a hold, of the account or of its first item, that is in force then."""
    account, as_of = draw(CURRENCIES.flatmap(lambda currency: accounts(currency=currency, most=2))), draw(DAYS)
    position = account.as_of(as_of, allocation=LEAVE_UNAPPLIED)
    if draw(EITHER):
        about = [item.document for item in position.open_items][: draw(st.integers(0, 1))]
        hold = Hold(kind=draw(st.sampled_from(HOLD_KINDS)), documents=tuple(about), since=as_of)
        position = attrs.evolve(position, holds=(*position.holds, hold))
    return {"position": position, "as_of": as_of}


@st.composite
def planned(draw: st.DrawFn) -> Case:
    """A position; where something is open, with a plan about it."""
    case = draw(positions())
    position, as_of = case["position"], case["as_of"]
    if position.open_items:
        due = draw(st.lists(DAYS, min_size=1, max_size=3, unique=True).map(sorted))
        payments = [(day, position.open) for day in due if day >= as_of] or [(as_of, position.open)]
        numbers = tuple(dict.fromkeys(item.document for item in position.open_items))
        plan = PlanAgreed("R-9", invoices=numbers[: draw(st.integers(1, 2))], payments=payments, on=as_of)
        position = attrs.evolve(position, plans=(*position.plans, plan))
    return {"position": position}


@st.composite
def contacts(draw: st.DrawFn, channels: tuple[str, ...]) -> Case:
    """A position, and one of the channels over which its customer might be contacted."""
    return {**draw(positions()), "channel": draw(st.sampled_from(channels))}


@st.composite
def orders(draw: st.DrawFn) -> Case:
    """A position, an order and a larger one, a limit and a higher one."""
    currency, as_of = draw(DEALT_IN), draw(DAYS)
    position = draw(accounts(currency=currency, most=1)).as_of(as_of, allocation=LEAVE_UNAPPLIED)
    order, larger = sorted(Money.of_minor(draw(_STEPS), currency) for _ in range(2))
    limit, higher = sorted(Money.of_minor(draw(_STEPS), currency) for _ in range(2))
    return {
        "position": position, "as_of": as_of, "order": order, "larger": larger, "limit": limit, "higher": higher,
    }  # fmt: skip


@st.composite
def debts(draw: st.DrawFn) -> Case:
    """An amount from a hundred main units on, and the day from which it is owed."""
    return {"amount": Money(draw(st.integers(100, MAIN_UNITS)), draw(CURRENCIES)), "start": draw(DAYS)}


@st.composite
def three_days(draw: st.DrawFn, around: date = FIRST_DAY) -> Case:
    """Three days, in order, of the year before a day and the month after it."""
    last = min(around.toordinal() + 30, date.max.toordinal())
    start, cut, end = sorted(date.fromordinal(last - draw(_BACK)) for _ in range(3))
    return {"start": start, "cut": cut, "end": end}


@st.composite
def items(draw: st.DrawFn) -> Case:
    """Open items of one currency, each of a document of its own, by due day."""
    found, as_of = draw(st.lists(open_items(draw(CURRENCIES)), max_size=3)), draw(DAYS)
    issued = (item for item in found if item.open and item.issued_on <= as_of)
    named = (attrs.evolve(item, document=f"F-{place}") for place, item in enumerate(issued, 1))
    return {"items": tuple(sorted(named, key=lambda item: item.due_on)), "as_of": as_of}


@st.composite
def items_and_cash(draw: st.DrawFn) -> Case:
    """Open items, and money of the same currency."""
    case = draw(items())
    amount = draw(money(case["items"][0].currency if case["items"] else "EUR", least=1))
    return {"cash": UnappliedCash(customer="C-1", reference="P-9", received_on=case["as_of"], amount=amount), **case}


@st.composite
def offered_and_cash(draw: st.DrawFn) -> Case:
    """Open items of one or two invoices, perhaps with discounts offered, and money."""
    currency, as_of = draw(CURRENCIES), draw(days())
    found = [draw(invoices(number, "C-1", currency)) for number in draw(st.sampled_from((("F-1",), ("F-1", "F-2"))))]
    open_ones = Account("C-1", currency, map(InvoiceIssued, found)).as_of(as_of).open_items
    return {"cash": draw(money(currency, least=1)), "items": open_ones, "as_of": as_of}
