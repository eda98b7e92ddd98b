"""What ``st.from_type`` gives for values of ours; Hypothesis calls :func:`register` when it is imported.

>>> from hypothesis import given, strategies as st
>>> from receivables import Invoice, Money
>>> register()  # by itself where the library is installed
>>> @given(st.from_type(Invoice))
... def test_installments_come_to_the_total(invoice):
...     parts = [part.amount for part in invoice.installments]
...     assert Money.total(parts, currency=invoice.total.currency) == invoice.total
>>> test_installments_come_to_the_total()
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from importlib import import_module
from typing import Any, get_args

from hypothesis import strategies as st

from receivables.account import Account
from receivables.aging import Aging, AgingReport
from receivables.allocation import LARGEST_FIRST, LEAVE_UNAPPLIED, OLDEST_DUE_FIRST
from receivables.credit_book import Amendment, CreditBook
from receivables.credit_policy import CreditPolicy
from receivables.discounts import EarlyDiscounts, Tolerance
from receivables.documents import CreditNote, Invoice, Payment, RemittanceLine
from receivables.escalation import Ladder, NextAction, NoAction, Step
from receivables.events import Event
from receivables.installments import Installments, Plan
from receivables.interest import Accrual, FixedRate, LateInterest
from receivables.money import Money
from receivables.portfolio import Assessment, Portfolio, assess
from receivables.position import OpenItem, Position, UnappliedCash
from receivables.terms import Installment, PaymentTerms
from receivables.testing.registered.found import FOUND, drawn, positions
from receivables.testing.registered.made import MADE

_Strategy = st.SearchStrategy[Any]

_PERCENT = st.decimals(0, 30, places=2)
_NAMES = ("reminder", "second reminder", "final demand")


def register() -> None:
    """Register a strategy for each public value: facts, accounts, policies, and what policies answer.

    >>> register()  # as often as one likes
    """
    for kind, make in {**MADE, **FOUND, **_FACTS, **_POLICIES, **_ANSWERS}.items():
        st.register_type_strategy(kind, partial(_made, make))
    for kind in get_args(Event):
        st.register_type_strategy(kind, _event)


def _made(make: Callable[[], _Strategy], _: type) -> _Strategy:
    return make()


def _from(name: str, *path: str) -> Callable[[], _Strategy]:
    """A strategy of this package by its name, and perhaps what it has among its attributes."""

    def make() -> _Strategy:
        found = drawn(name)
        for each in path:
            found = found.map(partial(_attribute, each)).filter(bool).flatmap(st.sampled_from)
        return found

    return make


def _attribute(name: str, value: object) -> Any:
    return getattr(value, name)


def _event(kind: type) -> _Strategy:
    strategies: dict[type, _Strategy] = import_module("receivables.testing.facts").events_by_kind()
    return strategies[kind]


def _ladders() -> _Strategy:
    """One to three steps, some days apart."""
    days = st.lists(st.integers(-10, 90), min_size=1, max_size=len(_NAMES), unique=True).map(sorted)
    return days.map(
        lambda found: Ladder([Step(name, days=day, channel="email") for name, day in zip(_NAMES, found, strict=False)])
    )


def _late_interest() -> _Strategy:
    return st.builds(LateInterest, _PERCENT, grace_days=st.integers(0, 10), grace=st.sampled_from(("shift", "cliff")))


def _agings() -> _Strategy:
    edges = st.lists(st.integers(-90, 365), max_size=5, unique=True).map(sorted)
    return st.builds(Aging, edges=edges, basis=st.sampled_from(("due", "issue")))


def _credit_policies() -> _Strategy:
    return st.builds(
        CreditPolicy, name=st.just("House policy"), aging=_agings(), interest=_late_interest(), ladder=_ladders()
    )


@st.composite
def _amendments(draw: st.DrawFn) -> Amendment:
    """A change of one or two slots, for all or for some, which may end."""
    whom: dict[str, Any] = draw(st.sampled_from(({}, {"segment": "new"}, {"customer": "C-1"}, {"document": "F-1"})))
    since = draw(_from("days")())
    until = draw(st.none() | st.just(since.replace(day=1) + timedelta(days=62)))
    slots = {"interest": _late_interest, "discounts": _discounts}
    slots |= {} if "document" in whom else {"ladder": _ladders, "allocation": _allocations}
    slots |= {} if whom else {"aging": _agings}
    chosen = draw(st.sets(st.sampled_from(sorted(slots)), min_size=1, max_size=2))
    given: dict[str, Any] = {slot: draw(slots[slot]()) for slot in sorted(chosen)}
    return Amendment(name="Amendment", since=since, until=until, **whom, **given)


def _allocations() -> _Strategy:
    return st.sampled_from((OLDEST_DUE_FIRST, LARGEST_FIRST, LEAVE_UNAPPLIED))


def _credit_books() -> _Strategy:
    """Amendments that do not contradict one another: of two for one from one day, one."""
    amendments = st.lists(_amendments(), max_size=4, unique_by=lambda change: (change.whom, change.since))
    return st.builds(CreditBook, policy=_credit_policies(), amendments=amendments)


def _installments() -> _Strategy:
    return st.builds(Installments.level, st.integers(1, 24), percent=_PERCENT)


def _discounts() -> _Strategy:
    tolerance = st.builds(Tolerance, amount=st.none() | st.integers(0, 5))
    return st.builds(EarlyDiscounts, grace_days=st.integers(0, 5), tolerance=tolerance)


def _assessments() -> _Strategy:
    testing = import_module("receivables.testing")
    return st.builds(
        lambda portfolio, policy, day: assess(portfolio, policy, as_of=day),
        testing.portfolios(most=2),
        _credit_policies(),
        testing.days(),
    )


def _actions(kind: type) -> _Strategy:
    found = st.builds(
        lambda ladder, position: ladder.next_action(position, as_of=position.as_of), _ladders(), positions()
    )
    return found.filter(lambda action: isinstance(action, kind))


_FACTS: dict[type, Callable[[], _Strategy]] = {
    Money: _from("money"),
    PaymentTerms: _from("payment_terms"),
    Installment: _from("invoices", "installments"),
    Invoice: _from("invoices"),
    CreditNote: _from("credit_notes"),
    Payment: _from("payments"),
    RemittanceLine: _from("payments", "remittance"),
    Account: _from("accounts"),
    Portfolio: _from("portfolios"),
    OpenItem: _from("open_items"),
    Position: positions,
    UnappliedCash: lambda: positions().map(partial(_attribute, "unapplied_cash")).filter(bool).flatmap(st.sampled_from),
}
_POLICIES: dict[type, Callable[[], _Strategy]] = {
    Aging: _agings,
    Amendment: _amendments,
    CreditBook: _credit_books,
    CreditPolicy: _credit_policies,
    EarlyDiscounts: _discounts,
    FixedRate: lambda: _PERCENT.map(FixedRate),
    Installments: _installments,
    Ladder: _ladders,
    LateInterest: _late_interest,
    Step: lambda: _ladders().flatmap(lambda ladder: st.sampled_from(ladder.steps)),
    Tolerance: lambda: st.builds(Tolerance, amount=st.none() | st.integers(0, 5)),
}
_ANSWERS: dict[type, Callable[[], _Strategy]] = {
    Accrual: lambda: st.builds(
        lambda policy, item, day: policy.accrue(item, as_of=day),
        _late_interest(),
        _from("open_items")(),
        _from("days")(),
    ),
    AgingReport: lambda: st.builds(
        lambda policy, position: policy.age(position.items, as_of=position.as_of), _agings(), positions()
    ),
    Assessment: _assessments,
    NextAction: partial(_actions, NextAction),
    NoAction: partial(_actions, NoAction),
    Plan: lambda: st.builds(
        lambda policy, amount, day: policy.schedule(amount, start=day),
        _installments(),
        st.integers(10_000, 1_000_000).map(lambda minor: Money.of_minor(minor, "EUR")),
        _from("days")(),
    ),
}
