"""From the decisions on the items to the notices of a customer, or the reason why there is none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

import attrs

from receivables.checks import returned
from receivables.contact_guard import ContactCheck, NoGuard
from receivables.escalation.arrears import shifted
from receivables.escalation.circumstances import Circumstances
from receivables.escalation.conditions import Figures
from receivables.escalation.holds import earlier
from receivables.escalation.looking import Look
from receivables.escalation.results import Decision, NextAction, NoAction, contact_of, free_of
from receivables.escalation.steps import Step
from receivables.events import ContactMade, order
from receivables.money import Money
from receivables.position import Position, days_in_words
from receivables.terms.lines import number_text

if TYPE_CHECKING:
    from receivables.escalation.ladder import Ladder


class _Draft(NamedTuple):
    """A notice to be: the highest step that is called for, its level, and the decisions that make the notice."""

    level: int
    step: Step
    decisions: tuple[Decision, ...]


class _Due(NamedTuple):
    """The notices to be, highest level first, the decisions on all items, and the notice that the credits join.

    ``elsewhere`` are the decisions as a notice tells those that are in another one.
    """

    drafts: list[_Draft]
    decisions: tuple[Decision, ...]
    elsewhere: tuple[Decision, ...]
    noted: _Draft | None


_OF_THE_PERSON = ("insolvency", "vulnerable")
"""Holds that say something of the customer and not of the debt."""


class Customer:
    """All positions of a customer on a day: gaps and ages are about all currencies, notices about one each."""

    def __init__(self, ladder: Ladder, positions: Sequence[Position], as_of: date, beside: Circumstances) -> None:
        self.ladder: Ladder = ladder
        self.as_of: date = as_of
        self.looks: list[Look] = [Look(ladder, position, as_of, beside) for position in positions]
        self.sending: list[ContactMade] = []
        looks = self.looks if ladder._workings.ages else ()
        self.oldest: int | None = max((each.oldest for each in looks if each.oldest is not None), default=None)
        self.last_on: date | None = max((each.sent.last_on for each in self.looks if each.sent.last_on), default=None)

    def answers(self, look: Look) -> Iterator[NextAction | NoAction]:
        """The notices about one position, highest level first, or why there is none."""
        if not look.states:
            yield NoAction(customer=look.position.customer, rule=self.ladder.rule, because="nothing is open")
            return
        figures = look.figures(self.oldest)
        due = self._due(look, figures)
        if isinstance(due, NoAction):
            yield due
            return
        for draft in due.drafts:
            yield self._notice(look, figures, draft, due)

    def _due(self, look: Look, figures: Figures) -> _Due | NoAction:
        """What is to be sent about one position, highest level first, or why there is nothing."""
        decisions = tuple(look.decide(state, figures) for state in look.states)
        if not any(decision.step for decision in decisions):
            return self._none(look, decisions, _why_not(decisions))
        because = self._gate(figures)
        if because:
            decisions = tuple(_left_out(each, because) if each.step else each for each in decisions)
            return self._none(look, decisions, because)
        drafts = self._drafts(decisions)
        credit = _total(look, map(free_of, look.credits))
        noted = next((draft for draft in drafts if _asked(look, draft) > credit), None)
        because = _covered(look, drafts)
        if noted is None and not because:
            because = f"overdue credits of {credit} cover each notice: apply them first"
        if because:
            return self._none(look, decisions, because)
        drafts, decisions = self._allowed(look, decisions, drafts)
        if not drafts:
            return self._none(look, decisions, _why_not(decisions))
        return _Due(drafts, decisions, tuple(map(_in_its_own, decisions)), noted)

    def _allowed(
        self, look: Look, decisions: tuple[Decision, ...], drafts: list[_Draft]
    ) -> tuple[list[_Draft], tuple[Decision, ...]]:
        """The notices that the guard has nothing against, the highest first: each counts before the next is asked."""
        if isinstance(self.ladder.guard, NoGuard):
            return drafts, decisions
        kept: list[_Draft] = []
        refused: dict[int, ContactCheck] = {}
        for draft in drafts:
            check = returned(self.ladder.guard, "check", self._check(look.position, draft.step), ContactCheck)
            if check.allowed:
                kept.append(draft)
                self.sending.append(contact_of(draft.step, draft.decisions, self.as_of))
            else:
                refused |= {id(each.item): check for each in draft.decisions}
        told = (self._refused(each, refused[id(each.item)]) if id(each.item) in refused else each for each in decisions)
        return kept, tuple(told)

    def _refused(self, decision: Decision, check: ContactCheck) -> Decision:
        """The decision, left out as the guard refused its notice.

        A later step, over another channel, may come before the guard allows this one.
        """
        again_on = check.again_on or shifted(self.as_of, self.ladder.review_days)
        found = _left_out(decision, check.because)
        return found._replace(look_again_on=earlier(decision.look_again_on, again_on))

    def _check(self, position: Position, step: Step) -> ContactCheck:
        """Whether the customer may be contacted, by all that is known of them in any currency."""
        if self.sending or len(self.looks) > 1:
            contacts = [contact for each in self.looks for contact in each.position.contacts]
            consents = sorted((word for each in self.looks for word in each.position.consents), key=order)
            last = {word.channel: word for word in consents}
            known = sorted(contacts, key=order)
            others = (hold for each in self.looks if each.position is not position for hold in each.position.holds)
            holds = (*position.holds, *(hold for hold in others if hold.kind in _OF_THE_PERSON and not hold.documents))
            made = (*known, *self.sending)
            position = attrs.evolve(position, contacts=made, consents=tuple(last.values()), holds=holds)
        return self.ladder.guard.check(position, channel=step.channel, as_of=self.as_of)

    def _gate(self, figures: Figures) -> str:
        """Why the customer gets no notice, whatever the items call for."""
        ladder, last, code = self.ladder, self.last_on, figures.currency.code
        if last and ladder.debtor_min_gap_days and self.as_of < shifted(last, ladder.debtor_min_gap_days):
            return f"the last notice was on {last}: {days_in_words(ladder.debtor_min_gap_days)} between two"
        if ladder.debtor_min_days is not None and (self.oldest is None or self.oldest < ladder.debtor_min_days):
            return f"no item is {days_in_words(ladder.debtor_min_days)} in arrears"
        if ladder.min_totals is not None:
            least = next((each.amount for each in ladder.min_totals if each.currency == code), None)
            if least is None:
                return f"the ladder has no least total for {code}"
            if figures.overdue < least * figures.currency.sub_unit:
                return f"less than {number_text(least)} {code} is overdue"
        return ""

    def _none(self, look: Look, decisions: tuple[Decision, ...], because: str) -> NoAction:
        return NoAction(
            customer=look.position.customer,
            rule=self.ladder.rule,
            because=because,
            decisions=decisions,
            review_on=self._review_on([decision.look_again_on for decision in decisions]),
        )

    def _review_on(self, days: Iterable[date | None]) -> date:
        """The first of the days to come on which something changes by itself, or the one that the ladder sets."""
        coming = [each for each in days if each is not None and each > self.as_of]
        if self.ladder._workings.by_customer:
            today = self.as_of.toordinal()
            changes = [day for each in self.looks for day in each.customer_days() if day > today]
            coming += [date.fromordinal(min(changes))] if changes else []
        if self.last_on and self.ladder.debtor_min_gap_days:
            free_on = shifted(self.last_on, self.ladder.debtor_min_gap_days)
            coming += [free_on] if free_on > self.as_of else []
        return min(coming) if coming else shifted(self.as_of, self.ladder.review_days)

    def _drafts(self, decisions: tuple[Decision, ...]) -> list[_Draft]:
        """The notices that the decisions make, highest level first; within one the decision at its step is the last."""
        levels, level = self.ladder._workings.levels, itemgetter(0)
        taken = sorted(((levels[each.step.name], each) for each in decisions if each.step), key=level)
        groups = [taken]
        if self.ladder.consolidation == "item":
            groups = [[each] for each in taken]
        if self.ladder.consolidation == "per_level":
            groups = [list(group) for _, group in groupby(taken, key=level)]
        tops = ((group[-1][0], tuple(each for _, each in group)) for group in reversed(groups))
        return [_Draft(top, self.ladder.steps[top], group) for top, group in tops]

    def _notice(self, look: Look, figures: Figures, draft: _Draft, due: _Due) -> NextAction:
        step, mine = draft.step, {id(each.item) for each in draft.decisions}
        decisions = due.decisions
        if len(due.drafts) > 1:
            told = zip(decisions, due.elsewhere, strict=True)
            decisions = tuple(each if id(each.item) in mine else other for each, other in told)
            # The next look is tomorrow, when the other notices are sent: nothing else can come before.
            review_on = self._review_on([shifted(self.as_of, 1)])
        else:
            review_on = self._after(look, figures, draft, decisions, mine)
        return NextAction(
            customer=look.position.customer,
            rule=self.ladder.rule,
            step=step,
            on=min(each.since for each in draft.decisions if each.since and each.step is step),
            decisions=decisions,
            review_on=review_on,
            credits=look.credits if draft is due.noted else (),
            deadline=None if step.deadline_days is None else shifted(self.as_of, step.deadline_days),
        )

    def _after(
        self, look: Look, figures: Figures, draft: _Draft, decisions: tuple[Decision, ...], mine: set[int]
    ) -> date:
        """When to look again once the only notice of today was sent."""
        days = [each.look_again_on for each in decisions if id(each.item) not in mine]
        days += [look.after(state, draft.level, figures) for state in look.states if id(state.item) in mine]
        if draft.step.review_days:
            days.append(shifted(self.as_of, draft.step.review_days))
        return self._review_on(days)


def _left_out(decision: Decision, because: str) -> Decision:
    return decision._replace(step=None, because=f"{decision.because}; {because}", since=None)


def _in_its_own(decision: Decision) -> Decision:
    return _left_out(decision, "in a notice of its own") if decision.step else decision


def _covered(look: Look, drafts: Iterable[_Draft]) -> str:
    """Why unapplied cash comes first, if it covers what would be asked for."""
    if not look.position.unapplied_cash:
        return ""
    asked = _total(look, (_asked(look, draft) for draft in drafts))
    free = _total(look, map(free_of, look.position.unapplied_cash))
    return f"unapplied cash of {free} covers the {asked} asked for: apply it first" if free >= asked else ""


def _asked(look: Look, draft: _Draft) -> Money:
    return _total(look, (each.amount for each in draft.decisions))


def _total(look: Look, amounts: Iterable[Money]) -> Money:
    return Money.total(amounts, currency=look.position.currency)


def _why_not(decisions: Sequence[Decision]) -> str:
    """The reasons in a sentence: each one once, with the first document it is about."""
    first: dict[str, str] = {}
    for decision in decisions:
        first.setdefault(decision.because, decision.item.label)
    named = [f"{document}: {because}" for because, document in list(first.items())[:3]]
    more = len(decisions) - len(named)
    return "; ".join(named) + (f"; and {more} more" if more > 0 else "")
