"""Overdue states: the worst one on a list whose conditions all hold."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar

import attrs

from receivables.checks import are, day, is_a, is_name, is_one_of, several
from receivables.credit.conditions import Conditions, Standing
from receivables.credit.currency import one_currency
from receivables.currencies import require_same
from receivables.errors import InvalidValueError
from receivables.events import Event, PaymentReversed, order
from receivables.money import Money
from receivables.position import Position

CLEAR = "clear"
"""The state of an account to which none of the list applies."""


@attrs.frozen
class OverdueState:
    """A state of an account, and the conditions that must all hold for it.

    >>> OverdueState("blocked", Conditions(min_days=30)).name
    'blocked'
    """

    name: str = attrs.field(validator=is_name)
    when: Conditions = attrs.field(validator=is_a(Conditions, "conditions, like Conditions(min_days=30)"))


@attrs.frozen(kw_only=True)
class AccountState:
    """The overdue state of an account on a day, and why; ``"clear"`` where none of the list applies.

    >>> print(AccountState(customer="C-1", rule="overdue-states@1", as_of=date(2026, 3, 31), name="clear"))
    C-1 on 2026-03-31: clear
    """

    customer: str
    rule: str
    as_of: date
    name: str
    because: str = ""

    def explain(self) -> str:
        """The state as text, with the reason."""
        return f"{self.customer} on {self.as_of}: {self.name}{': ' if self.because else ''}{self.because}"

    __str__ = explain

    def to_dict(self) -> dict[str, Any]:
        """The state as plain data."""
        return attrs.asdict(self) | {"as_of": self.as_of.isoformat()}


def _as_states(states: Iterable[OverdueState]) -> tuple[OverdueState, ...]:
    return tuple(several("states", "a list of overdue states", states))


@attrs.frozen
class OverdueStates:
    """Overdue states, the worst first: the first one whose conditions all hold is that of the account.

    Days count from the due day of what is unpaid, or with ``basis="issue"`` from its issue. Which state the account was
    in before does not matter. A name may stand on the list twice, for conditions of which one set is enough.

    Raises :class:`~receivables.errors.InvalidValueError` for values that cannot be.
    Source: the overdue states of Kill Bill.

    >>> from receivables import Account, Invoice, InvoiceIssued
    >>> states = OverdueStates([
    ...     OverdueState("blocked", Conditions(min_days=30, min_total=Money("500.00", "EUR"))),
    ...     OverdueState("warned", Conditions(min_days=10)),
    ... ])
    >>> due = date(2026, 2, 14)
    >>> invoice = Invoice("F-1", "C-1", total=Money("900.00", "EUR"), issued_on=date(2026, 1, 15), due_on=due)
    >>> account = Account("C-1", "EUR", [InvoiceIssued(invoice)])
    >>> for day in (date(2026, 2, 20), date(2026, 2, 24), date(2026, 3, 31)):
    ...     print(states.state(account.as_of(day), as_of=day))
    C-1 on 2026-02-20: clear
    C-1 on 2026-02-24: warned: F-1 is 10 days past due, from 10 days on
    C-1 on 2026-03-31: blocked: 900.00 EUR unpaid, from 500.00 EUR on; F-1 is 45 days past due, from 30 days on
    """

    kind: ClassVar[str] = "overdue-states"
    version: ClassVar[int] = 1

    states: tuple[OverdueState, ...] = attrs.field(
        converter=_as_states, validator=are(OverdueState, "overdue states, the worst first", at_least=1)
    )
    basis: str = attrs.field(kw_only=True, default="due", validator=is_one_of("due", "issue"))

    @states.validator
    def _check_states(self, _: attrs.Attribute[object], states: tuple[OverdueState, ...]) -> None:
        for place, state in enumerate(states):
            if state.name == CLEAR:
                raise InvalidValueError(f"states[{place}].name", f"another name than {CLEAR!r}, which is none", CLEAR)
            if state.when.states:
                expected = "left out: a state cannot depend on a state"
                raise InvalidValueError(f"states[{place}].when.states", expected, state.when.states)
        one_currency(self.thresholds)

    @property
    def thresholds(self) -> tuple[tuple[str, Money], ...]:
        """The amounts of the policy, each with its place."""
        places = enumerate(state.when.min_total for state in self.states)
        return tuple((f"states[{place}].when.min_total", amount) for place, amount in places if amount is not None)

    def state(self, position: Position, *, as_of: date, last_failure: str | None = None) -> AccountState:
        """The state of the account; ``last_failure`` is the code of its last failed payment, if one is known.

        Raises :class:`~receivables.errors.CurrencyMismatchError` where the thresholds are in another currency.
        """
        on = day("as_of", as_of)
        standing = Standing(position, as_of=on, basis=self.basis, last_failure=last_failure)
        for _, threshold in self.thresholds:
            require_same(position.currency, threshold.currency)
        rule = f"{self.kind}@{self.version}"
        for state in self.states:
            if found := state.when.check(standing):
                return AccountState(
                    customer=position.customer, rule=rule, as_of=on, name=state.name, because=found.because
                )
        return AccountState(customer=position.customer, rule=rule, as_of=on, name=CLEAR)


def last_failure(events: Iterable[Event], *, as_of: date, known_by: date | None = None) -> str | None:
    """The code of the last failed payment: the reason of the last reversal by a day, as it was known by another.

    ``None`` where no payment was reversed, or the last reversal has no reason.

    >>> from receivables import Payment, PaymentReceived
    >>> day = date(2026, 3, 2)
    >>> payment = PaymentReceived(Payment("P-1", "C-1", amount=Money("9.00", "EUR"), paid_on=day))
    >>> bounced = PaymentReversed("P-1", on=date(2026, 3, 9), reason="INSUFFICIENT_FUNDS")
    >>> last_failure([payment, bounced], as_of=date(2026, 3, 31))
    'INSUFFICIENT_FUNDS'
    """
    by, known = day("as_of", as_of), None if known_by is None else day("known_by", known_by)
    given = several("events", "a list of events, like those of an account", events)
    found = [each for each in given if isinstance(each, PaymentReversed)]
    failed = [each for each in found if each.on <= by and (known is None or each.recorded_on <= known)]
    return max(failed, key=order).reason or None if failed else None
