"""Strategies for what policies answer: asked of accounts that could have happened."""

from __future__ import annotations

from datetime import date, timedelta
from importlib import import_module
from types import MappingProxyType
from typing import Any

from hypothesis import strategies as st

from receivables import credit, interest
from receivables.account import Account
from receivables.aging_index import AgingIndex
from receivables.contact_guard import CHANNELS, ContactCheck, ContactFacts, ContactGuard
from receivables.credit_book import CreditBook, InForce, SlotLine
from receivables.credit_policy import CreditPolicy
from receivables.documents import Invoice
from receivables.escalation import Ladder, Step
from receivables.events import Event, InvoiceIssued, PlanAgreed
from receivables.interest import InterestIndex, LateInterest
from receivables.money import Money
from receivables.plans import AGREED_PLANS, PlanOutcome
from receivables.policy_check import SEVERITIES, Limit, PolicyFinding, Setting, limits
from receivables.portfolio import AccountAssessment, Portfolio, assess
from receivables.position import OpenItem, Position
from receivables.promises import PromiseOutcome
from receivables.remittance import BankLine, Match, Matching, MatchReport, Question
from receivables.segments import SEGMENTS, Behaviour, Score, Segment, behaviour
from receivables.testing.registered.made import MADE, Strategy, Table
from receivables.timeline import Timeline, timeline
from receivables.worklist import Worklist, WorkRow, worklist

_FIRST = date(2024, 1, 1)
_NIGHTS = st.integers(1, 300)
_SUMS = st.integers(1, 100_000).map(lambda minor: Money.of_minor(minor, "EUR"))
_RATES = st.decimals("0.01", 30, places=2).map(LateInterest)
_CHASED = CreditPolicy(name="House policy", ladder=Ladder([Step("reminder", days=-90, channel="email")]))


def drawn(name: str) -> Strategy:
    """A strategy of this package by its name.

    It is looked up when it is drawn: Hypothesis may be imported, and call what registers, in the middle of the import
    of those strategies.
    """
    found: Strategy = getattr(import_module("receivables.testing"), name)()
    return found


def positions() -> Strategy:
    """Positions of accounts on a day."""
    return st.builds(lambda account, day: account.as_of(day), drawn("accounts"), drawn("days"))


def _overdue(amount: Money) -> OpenItem:
    return OpenItem(customer="C-1", document="F-1", issued_on=_FIRST, due_on=_FIRST, amount=amount)


def _spans() -> Strategy:
    """The nights of an item, from its due day to the day of the question."""
    return st.builds(
        lambda policy, amount, nights: policy.accrue(_overdue(amount), as_of=_FIRST + timedelta(days=nights)).spans[0],
        _RATES,
        _SUMS,
        _NIGHTS,
    )


def _planned(amount: Money, nights: int, later: int) -> PlanOutcome:
    """What became of a plan for an invoice, so many days later."""
    events: list[Event] = [
        InvoiceIssued(Invoice("F-1", "C-1", total=amount, issued_on=_FIRST, due_on=_FIRST)),
        PlanAgreed("R-1", invoices=["F-1"], payments=[(_FIRST + timedelta(days=nights), amount)], on=_FIRST),
    ]
    return AGREED_PLANS.outcomes(Account("C-1", "EUR", events).as_of(_FIRST + timedelta(days=later)))[0]


def _report(text: str, amount: Money, paid: Money) -> MatchReport:
    line = BankLine("B-1", amount=paid, booked_on=_FIRST, text=text)
    return Matching().match([line], [_overdue(amount)])


def _promise(promised: Money, paid: Money, state: str, days: int) -> PromiseOutcome:
    due = _FIRST + timedelta(days=days)
    return PromiseOutcome(promised=promised, made_on=_FIRST, due_on=due, last_day=due, state=state, paid=paid)


def _assessments() -> Strategy:
    return _SUMS.map(lambda amount: assess(Portfolio.of([_owing(amount)]), _CHASED, as_of=_FIRST))


def _worklists() -> Strategy:
    return _assessments().map(worklist)


def _in_force() -> Strategy:
    return st.builds(lambda book, day: book.in_force(day), st.from_type(CreditBook), drawn("days"))


def _findings() -> Strategy:
    return st.builds(
        PolicyFinding,
        rule=st.just("late-step"),
        severity=st.sampled_from(SEVERITIES),
        path=st.sampled_from(("ladder", "ladder.steps[0]")),
        message=st.just("the step never comes"),
    )


def _owing(amount: Money) -> Account:
    return Account("C-1", "EUR", [InvoiceIssued(Invoice("F-1", "C-1", total=amount, issued_on=_FIRST, due_on=_FIRST))])


def _asked(guard: ContactGuard, position: Position, channel: str) -> ContactCheck:
    return guard.check(position, channel=channel, as_of=position.as_of)


def _decided(position: Position, file: Any, order: Money) -> credit.CreditDecision:
    return credit.Credit().decide(position, order=order, as_of=position.as_of, file=file)


def _segments() -> Strategy:
    return positions().map(lambda position: SEGMENTS.assign(position, as_of=position.as_of))


_STATES = st.sampled_from(("open", "kept", "partly kept", "broken"))

FOUND: Table = MappingProxyType(
    {
        AccountAssessment: lambda: _assessments().map(lambda found: found.accounts[0]),
        AgingIndex: lambda: drawn("accounts").map(lambda account: AgingIndex([account], _CHASED)),
        InForce: _in_force,
        Limit: lambda: st.sampled_from(limits("FR")),
        PolicyFinding: _findings,
        Setting: lambda: st.builds(Setting, as_of=drawn("days"), debtor=st.sampled_from(("business", "consumer"))),
        SlotLine: lambda: _in_force().map(lambda found: found.lines[0]),
        Behaviour: lambda: positions().map(lambda position: behaviour(position, as_of=position.as_of)),
        ContactCheck: lambda: st.builds(_asked, MADE[ContactGuard](), positions(), st.sampled_from(CHANNELS)),
        ContactFacts: lambda: positions().map(lambda position: ContactFacts.of(position, CHANNELS)),
        credit.CreditDecision: lambda: st.builds(_decided, positions(), MADE[credit.CreditFile](), _SUMS),
        credit.Standing: lambda: positions().map(lambda each: credit.Standing(each, as_of=each.as_of)),
        interest.AccruedSpan: _spans,
        interest.Nights: lambda: _spans().map(lambda span: span.nights),
        InterestIndex: lambda: st.builds(
            lambda policy, nights: InterestIndex.of(policy, since=_FIRST, until=_FIRST + timedelta(days=nights)),
            _RATES,
            _NIGHTS,
        ),
        Match: lambda: _SUMS.map(lambda amount: _report("F-1", amount, amount).matched[0]),
        MatchReport: lambda: st.builds(_report, st.sampled_from(("F-1", "thanks")), _SUMS, _SUMS),
        PlanOutcome: lambda: st.builds(_planned, _SUMS, _NIGHTS, _NIGHTS),
        PromiseOutcome: lambda: st.builds(_promise, _SUMS, _SUMS, _STATES, _NIGHTS),
        Question: lambda: st.builds(lambda owed, paid: _report("thanks", owed, owed + paid).questions[0], _SUMS, _SUMS),
        Score: lambda: _segments().map(lambda segment: segment.score),
        Segment: _segments,
        Timeline: lambda: st.builds(
            lambda account, policy, day: timeline(account, policy, as_of=day),
            drawn("accounts"),
            st.just(_CHASED),
            drawn("days"),
        ),
        WorkRow: lambda: _worklists().map(lambda found: found.rows[0]),
        Worklist: _worklists,
    }
)
