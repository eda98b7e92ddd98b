"""The ladder itself, and what it takes into account."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from typing import ClassVar, NamedTuple, Protocol

import attrs

from receivables.checks import able, are, day, is_flag, is_one_of, is_whole, of_kind, several
from receivables.contact_guard import NO_GUARD, ContactGuardPolicy
from receivables.errors import InvalidValueError
from receivables.escalation.arrears import shifted
from receivables.escalation.circumstances import NOTHING_MORE, Circumstances
from receivables.escalation.conditions import ALWAYS, currency_code
from receivables.escalation.notices import Customer
from receivables.escalation.results import NextAction, NoAction, Planned
from receivables.escalation.rungs import Rung, Workings, workings_of
from receivables.escalation.sent import Standing, standings
from receivables.escalation.steps import Step
from receivables.money import Exact, exact
from receivables.position import Position, on_evening


class LadderPolicy(Protocol):
    """Any value that decides the next action for a position.

    >>> class NotInAugust:
    ...     def __init__(self, ladder):
    ...         self.ladder = ladder
    ...     def next_action(self, position, *, as_of):
    ...         if as_of.month != 8:
    ...             return self.ladder.next_action(position, as_of=as_of)
    ...         return NoAction(customer=position.customer, rule="not-in-august@1", because="nobody reads it in August")
    >>> from receivables import Account
    >>> policy, day = NotInAugust(Ladder([Step("reminder", days=5, channel="email")])), date(2026, 8, 3)
    >>> print(policy.next_action(Account("C-1", "EUR", []).as_of(day), as_of=day).explain())
    C-1: no action: nobody reads it in August
    """

    def next_action(self, position: Position, *, as_of: date) -> NextAction | NoAction:
        """What to do about ``position`` on ``as_of``."""
        ...


class LeastTotal(NamedTuple):
    """The least overdue total of a currency, in its main units, for which notices are sent.

    >>> LeastTotal("EUR", Fraction(50)).currency
    'EUR'
    """

    currency: str
    amount: Fraction


def _as_steps(steps: Iterable[Step]) -> tuple[Step, ...]:
    return tuple(several("steps", "a list of steps", steps))


_TOTALS = "rows of currency and amount of at least 0, each currency once"


def _as_totals(rows: Iterable[tuple[str, Exact]] | None) -> tuple[LeastTotal, ...] | None:
    if rows is None:
        return None
    found = tuple(_as_total(row) for row in several("min_totals", _TOTALS, rows))
    if len({row.currency for row in found}) < len(found):
        raise InvalidValueError("min_totals", _TOTALS, rows)
    return found


def _as_total(row: object) -> LeastTotal:
    match row:
        case (code, amount) if (least := exact("min_totals", amount)) >= 0:
            return LeastTotal(currency_code("min_totals", code), least)
        case _:
            raise InvalidValueError("min_totals", _TOTALS, row)


_optional = attrs.validators.optional
_UP_TO_A_YEAR = is_whole(low=0, high=366)


@attrs.frozen
class Ladder:
    """Steps that an unpaid item climbs, and the rules by which it climbs; by default by days past due.

    - ``steps`` in the order of their days, with different names.
    - ``mode``: ``"by_days"`` takes the highest step whose tests hold, whatever was sent before, if it is above the last
      one sent; ``"progressive"`` the one above the last one sent, if its tests hold; ``"staged"`` the same, but days in
      arrears count for the first notice only, and later ones wait ``wait_days``. ``skips``: progressive and staged
      ladders pass over steps whose tests do not hold. Once an item is due, every mode passes over the steps before the
      due day, where a later one has days from then on.
    - ``after_last``: after the last step nothing more is sent (``"stop"``), or it comes again (``"repeat"``), every
      ``repeat_days`` counted from its own day.
    - ``max_notices`` for one item; ``min_gap_days`` since the last notice about the item, ``debtor_min_gap_days`` since
      the last one to the customer.
    - ``debtor_min_days``: days in arrears of the oldest item before anything is sent. ``min_totals``: overdue totals by
      currency before anything is sent; a currency that is not listed gets nothing.
    - ``grace_days`` with ``grace`` ``"shift"`` (arrears are so many days less) or ``"cliff"`` (none within them, after
      them all).
    - ``consolidation``: one notice a customer and currency at the ``"highest"`` step, with all items that call for one;
      one ``"per_level"``; or one an ``"item"``. Overdue credit notes join the notice at the highest step.
    - ``guard``: what stands between a step that is due and the customer: a
      :class:`~receivables.contact_guard.ContactGuard`. What it refuses is not sent, and looked at again when it allows.
    - ``promise_tolerance_days``: days after the promised one on which a promise still holds. ``review_days``: when to
      look again where nothing else sets a day.

    Raises :class:`~receivables.errors.InvalidValueError` for values that cannot be, steps out of order or out of reach.
    Source: dunning procedures of SAP (by days), Business Central (progressive) and Oracle (staged).

    >>> Ladder([Step("reminder", days=5, channel="email")]).review_days
    7
    """

    kind: ClassVar[str] = "ladder"
    version: ClassVar[int] = 1

    steps: tuple[Step, ...] = attrs.field(
        converter=_as_steps, validator=are(Step, "one or more steps of a ladder", at_least=1)
    )
    promise_tolerance_days: int = attrs.field(kw_only=True, default=0, validator=_UP_TO_A_YEAR)
    review_days: int = attrs.field(kw_only=True, default=7, validator=is_whole(low=1, high=366))
    mode: str = attrs.field(kw_only=True, default="by_days", validator=is_one_of("by_days", "progressive", "staged"))
    skips: bool = attrs.field(kw_only=True, default=False, validator=is_flag)
    after_last: str = attrs.field(kw_only=True, default="stop", validator=is_one_of("stop", "repeat"))
    repeat_days: int | None = attrs.field(kw_only=True, default=None, validator=_optional(is_whole(low=1, high=366)))
    max_notices: int | None = attrs.field(
        kw_only=True, default=None, validator=_optional(is_whole(low=0, unit="notices"))
    )
    min_gap_days: int = attrs.field(kw_only=True, default=0, validator=is_whole(low=0, high=3660))
    debtor_min_gap_days: int = attrs.field(kw_only=True, default=0, validator=is_whole(low=0, high=3660))
    debtor_min_days: int | None = attrs.field(
        kw_only=True, default=None, validator=_optional(is_whole(low=-3660, high=36_600))
    )
    min_totals: tuple[LeastTotal, ...] | None = attrs.field(kw_only=True, default=None, converter=_as_totals)
    grace_days: int = attrs.field(kw_only=True, default=0, validator=is_whole(low=0, high=3660))
    grace: str = attrs.field(kw_only=True, default="shift", validator=is_one_of("shift", "cliff"))
    consolidation: str = attrs.field(
        kw_only=True, default="highest", validator=is_one_of("highest", "per_level", "item")
    )

    guard: ContactGuardPolicy = attrs.field(kw_only=True, default=NO_GUARD, metadata={"verb": "check"})

    @guard.validator
    def _check_guard(self, attribute: attrs.Attribute[ContactGuardPolicy], guard: ContactGuardPolicy) -> None:
        able(attribute.name, guard, "check")
        known = getattr(guard, "channels", None)
        for place, step in enumerate(self.steps):
            if known is not None and step.channel not in several("guard", "a guard with a list of channels", known):
                expected = "one of the channels that the guard knows: " + ", ".join(known)
                raise InvalidValueError(f"steps[{place}].channel", expected, step.channel)

    def __attrs_post_init__(self) -> None:
        first, last = self.steps[0], self.steps[-1]
        if first.days is None:
            raise InvalidValueError(
                "steps", "a first step with days: there is no notice yet that it could wait for", first.name
            )
        if len({step.name for step in self.steps}) < len(self.steps):
            raise InvalidValueError("steps", "steps with different names", ", ".join(step.name for step in self.steps))
        self._check_days()
        if self.mode == "staged":
            for step in self.steps[1:]:
                if step.wait_days is None:
                    raise InvalidValueError(
                        "steps", "steps with wait_days after the first one of a staged ladder", step.name
                    )
        if self.repeat_days is not None and (self.after_last == "stop" or last.days is None):
            raise InvalidValueError(
                "repeat_days", "left out unless the last step has days and repeats", self.repeat_days
            )

    def _check_days(self) -> None:
        """Steps are in the order of their days; by days, of two that come on one day the first is never reached."""
        for since in ("due", "issue"):
            dated = [step for step in self.steps if step.days is not None and step.since == since]
            for left, right in pairwise(dated):
                apart = right.days - left.days  # type: ignore[operator]
                hidden = apart == 0 and self.mode == "by_days" and right.when == ALWAYS
                if apart < 0 or hidden:
                    given = ", ".join(f"{step.name} from day {step.days}" for step in dated)
                    raise InvalidValueError("steps", "steps in the order of their days, each within reach", given)

    @property
    def rule(self) -> str:
        """The name of the policy, as results give it."""
        return f"{self.kind}@{self.version}"

    @property
    def rungs(self) -> tuple[Rung, ...]:
        """The steps, with what is the same for every item worked out once: their days with the grace, their waits."""
        return self._workings.rungs

    @property
    def segments(self) -> tuple[str, ...]:
        """The segments that steps of it are for, each once; none where every step is for everybody."""
        return tuple(dict.fromkeys(name for step in self.steps for name in step.when.segments))

    @cached_property
    def _workings(self) -> Workings:
        return workings_of(self)

    def next_action(
        self, position: Position, *, as_of: date, circumstances: Circumstances = NOTHING_MORE
    ) -> NextAction | NoAction:
        """The next step for the customer of ``position``, or why there is none.

        Where several notices are due, the one at the highest step comes first; :meth:`notices` has them all.
        """
        customer = self._customer([position], as_of, circumstances)
        return next(customer.answers(customer.looks[0]))

    def notices(
        self, positions: Iterable[Position], *, as_of: date, circumstances: Circumstances = NOTHING_MORE
    ) -> tuple[NextAction, ...]:
        """All notices due to one customer, who may have positions in several currencies: by currency, then by step.

        Gaps and ages count over all currencies; nothing is converted.
        """
        answers = self.answers(positions, as_of=as_of, circumstances=circumstances)
        return tuple(each for each in answers if isinstance(each, NextAction))

    def answers(
        self, positions: Iterable[Position], *, as_of: date, circumstances: Circumstances = NOTHING_MORE
    ) -> tuple[NextAction | NoAction, ...]:
        """The :meth:`notices` due to one customer, and for each position without one the reason why there is none."""
        given = list(several("positions", "positions of one customer", positions))
        customer = self._customer(given, as_of, circumstances)
        looks = sorted(customer.looks, key=lambda look: look.position.currency.code)
        return tuple(each for look in looks for each in reversed(list(customer.answers(look))))

    def plan(
        self, position: Position, *, as_of: date, until: date, circumstances: Circumstances = NOTHING_MORE
    ) -> tuple[Planned, ...]:
        """What will happen from ``as_of`` through ``until`` if nothing else does, each notice sent on its day."""
        self._customer([position], as_of, circumstances)
        if not as_of <= day("until", until) or until.toordinal() - as_of.toordinal() > 3660:
            raise InvalidValueError("until", f"a day from {as_of} to ten years later", until)
        found: list[Planned] = []
        today = as_of
        while today <= until:
            position = attrs.evolve(position, as_of=today)
            customer = Customer(self, [position], today, circumstances)
            answers = list(customer.answers(customer.looks[0]))[::-1]
            actions = [each for each in answers if isinstance(each, NextAction)]
            found += [Planned(today, action) for action in actions]
            contacts = (*position.contacts, *(action.contact(today) for action in actions))
            position = attrs.evolve(position, contacts=contacts)
            following = shifted(today, 1) if actions else answers[0].review_on
            if following is None or following <= today:
                break
            today = following
        return tuple(found)

    def standing(
        self, position: Position, *, as_of: date, circumstances: Circumstances = NOTHING_MORE
    ) -> tuple[Standing, ...]:
        """How far each open item has come: its last notice, the deadline that it gave, and whether interest runs."""
        (look,) = self._customer([position], as_of, circumstances).looks
        return standings(look)

    def _customer(self, positions: Sequence[Position], as_of: date, circumstances: Circumstances) -> Customer:
        day("as_of", as_of)
        of_kind("circumstances", Circumstances, "Circumstances", circumstances)
        positions = [on_evening(of_kind("positions", Position, "a Position", each), as_of) for each in positions]
        if len(positions) > 1:
            _check_one_customer(positions)
        for _, level in circumstances.levels:
            if level not in self._workings.levels:
                raise InvalidValueError("levels", "names of steps of the ladder, or nothing", level)
        return Customer(self, positions, as_of, circumstances)


def _check_one_customer(positions: Sequence[Position]) -> None:
    if len({position.customer for position in positions}) > 1:
        raise InvalidValueError("positions", "positions of one customer", [each.customer for each in positions])
    if len({position.currency for position in positions}) < len(positions):
        raise InvalidValueError("positions", "one position a currency", [str(each.currency) for each in positions])


@attrs.frozen
class NoLadder:
    """No reminders at all.

    >>> from receivables import Account
    >>> day = date(2026, 3, 31)
    >>> print(NoLadder().next_action(Account("C-1", "EUR", []).as_of(day), as_of=day).explain())
    C-1: no action: the policy has no ladder
    """

    kind: ClassVar[str] = "no-ladder"
    version: ClassVar[int] = 1

    def next_action(self, position: Position, *, as_of: date) -> NextAction | NoAction:
        """Nothing, whatever is open."""
        position = on_evening(position, as_of)
        rule = f"{self.kind}@{self.version}"
        return NoAction(customer=position.customer, rule=rule, because="the policy has no ladder")


NO_LADDER = NoLadder()
"""No reminders."""
