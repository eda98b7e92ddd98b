"""Conditions on what is unpaid and on what has happened: shared by overdue states and hold rules."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import NamedTuple

import attrs
from attrs.converters import optional

from receivables.aging import Aging, AgingRow
from receivables.checks import is_a, is_whole, name, of_kind, one_of, several, whole
from receivables.errors import InvalidValueError
from receivables.events import HOLD_KINDS
from receivables.money import Money, as_money
from receivables.position import Hold, Position, days_in_words, on_evening
from receivables.promises import PromiseOutcome, Promises


@attrs.frozen(kw_only=True)
class BrokenPromises:
    """So many broken promises to pay whose last day was within so many days, ``tolerance_days`` included.

    A promise of which a part was kept is not broken. Raises :class:`~receivables.errors.InvalidValueError` for values
    that cannot be.

    >>> BrokenPromises(at_least=2, within_days=180).tolerance_days
    0
    """

    at_least: int = attrs.field(default=1, validator=is_whole(low=1, unit="promises"))
    within_days: int = attrs.field(validator=is_whole(low=0))
    tolerance_days: int = attrs.field(default=0, validator=is_whole(low=0, high=366))


_AGED = "rows of an aging, like those of counted()"
_HOLDS = ("dispute", "promise", *HOLD_KINDS)


def _as_names(attribute: str, names: Iterable[str]) -> tuple[str, ...]:
    return tuple(name(attribute, each) for each in several(attribute, "a list of names", names))


def _as_codes(names: Iterable[str]) -> tuple[str, ...]:
    return _as_names("last_failure_in", names)


def _as_kinds(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(one_of("on_hold", each, _HOLDS) for each in several("on_hold", "a list of kinds of hold", names))


def _as_state_names(names: Iterable[str]) -> tuple[str, ...]:
    return _as_names("states", names)


@attrs.frozen(kw_only=True)
class Conditions:
    """Conditions that must all hold; at least one is given. For *or*, write one more rule or state.

    - ``min_count``: so many unpaid documents at least
    - ``min_total``: so much unpaid at least
    - ``min_days``: the oldest unpaid one is so many days old (or past due) at least; never true without one
    - ``counted_from``: what is fewer days old (or past due) than this is not looked at by the three above
    - ``last_failure_in``: the code of the last failed payment is one of these
    - ``broken_promises``: see :class:`BrokenPromises`
    - ``on_hold``: the account has a hold of one of these kinds, in all or in part, such as ``"dispute"`` or
      ``"insolvency"``
    - ``states``: the overdue state of the account is one of these

    All minimums are inclusive. Unpaid is whatever has something open: invoices and charges, an installment each.

    Raises :class:`~receivables.errors.InvalidValueError` for values that cannot be.
    Source: the overdue conditions of Kill Bill, the blocking rules of Dynamics 365 Finance.

    >>> Conditions(min_total=Money("500.01", "EUR"), counted_from=30).counted_from  # more than 500 for 30 days
    30
    """

    min_count: int | None = attrs.field(
        default=None, validator=attrs.validators.optional(is_whole(low=0, unit="documents"))
    )
    min_total: Money | None = attrs.field(default=None, converter=optional(as_money))
    min_days: int | None = attrs.field(default=None, validator=attrs.validators.optional(is_whole()))
    counted_from: int | None = attrs.field(default=None, validator=attrs.validators.optional(is_whole()))
    last_failure_in: tuple[str, ...] = attrs.field(default=(), converter=_as_codes)
    broken_promises: BrokenPromises | None = attrs.field(
        default=None,
        validator=attrs.validators.optional(is_a(BrokenPromises, "like BrokenPromises(at_least=2, within_days=180)")),
    )
    on_hold: tuple[str, ...] = attrs.field(default=(), converter=_as_kinds)
    states: tuple[str, ...] = attrs.field(default=(), converter=_as_state_names)

    def __attrs_post_init__(self) -> None:
        if not self.given:
            raise InvalidValueError("conditions", "at least one of " + ", ".join(_CHECKS), None)

    @property
    def given(self) -> tuple[str, ...]:
        """The names of the conditions that are there."""
        return tuple(each for each in _CHECKS if getattr(self, each) not in (None, ()))

    def check(self, standing: Standing) -> Finding | None:
        """What was found, where all the conditions hold; else ``None``.

        >>> from receivables import Account
        >>> day = date(2026, 3, 31)
        >>> standing = Standing(Account("C-1", "EUR", []).as_of(day), as_of=day, last_failure="DO_NOT_HONOR")
        >>> Conditions(last_failure_in=["DO_NOT_HONOR"]).check(standing).because
        'the last payment failed: DO_NOT_HONOR'
        """
        of_kind("standing", Standing, "a Standing, like Standing(position, as_of=day)", standing)
        rows = standing.counted(self.counted_from)
        found = [_CHECKS[each](self, standing, rows) for each in self.given]
        told = [each for each in found if each is not None]
        if len(told) < len(found):
            return None
        cures = [each.cure for each in told if each.cure is not None]
        return Finding("; ".join(each.because for each in told), min(cures, default=None))


class Remedy(NamedTuple):
    """What would end a reason: an amount to be paid on these documents (none: by which to bring down what is over).

    >>> print(Remedy(Money("300.00", "EUR"), ("F-1", "F-2")))
    pay 300.00 EUR on F-1, F-2
    """

    amount: Money
    documents: tuple[str, ...]

    def __str__(self) -> str:
        if not self.documents:
            return f"bring it down by {self.amount}"
        more = len(self.documents) - 3
        return f"pay {self.amount} on {', '.join(self.documents[:3])}{f' and {more} more' if more > 0 else ''}"


class Finding(NamedTuple):
    """Why conditions hold, and the least that paying would take to end that (``None``: paying does not).

    >>> Finding("the last payment failed: DO_NOT_HONOR", None).cure is None
    True
    """

    because: str
    cure: Remedy | None


class Standing:
    """What conditions look at: an account on a day.

    ``basis`` is the day from which days count, ``"due"`` or ``"issue"``; ``last_failure`` the code of the last failed
    payment; ``state`` the overdue state, where one is known.

    >>> from receivables import Account
    >>> day = date(2026, 3, 31)
    >>> Standing(Account("C-1", "EUR", []).as_of(day), as_of=day).counted(None)
    ()
    """

    def __init__(
        self,
        position: Position,
        *,
        as_of: date,
        basis: str = "due",
        last_failure: str | None = None,
        state: str | None = None,
    ) -> None:
        self.position: Position = on_evening(position, as_of)
        self.as_of: date = as_of
        self.basis: str = basis
        self.last_failure: str | None = None if last_failure is None else name("last_failure", last_failure)
        self.state: str | None = None if state is None else name("state", state)
        rows = Aging(basis=basis).age(position.items, as_of=as_of).rows
        self._rows = tuple(sorted(rows, key=lambda row: (-row.days, row.item.document, row.item.installment)))

    def counted(self, since: int | None) -> tuple[AgingRow, ...]:
        """What is unpaid and at least so many days old, the oldest first."""
        if since is None:
            return self._rows
        least = whole("since", since)
        return tuple(row for row in self._rows if row.days >= least)

    def total(self, rows: Iterable[AgingRow]) -> Money:
        """What is open of them."""
        found = [of_kind("rows", AgingRow, _AGED, row) for row in several("rows", _AGED, rows)]
        return Money.total((row.item.open for row in found), currency=self.position.currency)

    @cached_property
    def holds(self) -> tuple[Hold, ...]:
        """The holds in force on the day."""
        day = self.as_of
        return tuple(each for each in self.position.holds if each.since <= day and (each.until or day) >= day)

    def broken(self, rule: BrokenPromises) -> tuple[PromiseOutcome, ...]:
        """The promises broken in the window of a rule."""
        of_kind("rule", BrokenPromises, "like BrokenPromises(at_least=2, within_days=180)", rule)
        outcomes = Promises(tolerance_days=rule.tolerance_days).outcomes(self.position)
        window = self.as_of.toordinal() - rule.within_days
        return tuple(each for each in outcomes if each.state == "broken" and each.last_day.toordinal() >= window)


_Rows = Sequence[AgingRow]


def _count(given: Conditions, standing: Standing, rows: _Rows) -> Finding | None:
    documents: dict[str, list[AgingRow]] = {}
    for row in rows:
        documents.setdefault(row.item.document, []).append(row)
    least = given.min_count or 0
    if len(documents) < least:
        return None
    cheapest = sorted((standing.total(found), document) for document, found in documents.items())
    paid = cheapest[: len(documents) - least + 1] if least else []
    due = Money.total((amount for amount, _ in paid), currency=standing.position.currency)
    cure = Remedy(due, tuple(document for _, document in paid)) if paid else None
    words = "document" if len(documents) == 1 else "documents"
    return Finding(f"{len(documents)} unpaid {words}{_older(given, standing)}, from {least} on", cure)


def _total(given: Conditions, standing: Standing, rows: _Rows) -> Finding | None:
    total, least = standing.total(rows), given.min_total
    if least is None or total < least:
        return None
    due = total - least + least.with_minor(1)
    cure = Remedy(due, _documents(rows)) if least.minor > 0 else None
    return Finding(f"{total} unpaid{_older(given, standing)}, from {least} on", cure)


def _days(given: Conditions, standing: Standing, rows: _Rows) -> Finding | None:
    least = given.min_days
    if least is None or not rows or rows[0].days < least:
        return None
    old = [row for row in rows if row.days >= least]
    days = f"{rows[0].item.label} is {days_in_words(rows[0].days)} {_PAST[standing.basis]}"
    return Finding(f"{days}, from {days_in_words(least)} on", Remedy(standing.total(old), _documents(old)))


def _failure(given: Conditions, standing: Standing, _: _Rows) -> Finding | None:
    code = standing.last_failure
    return Finding(f"the last payment failed: {code}", None) if code in given.last_failure_in else None


def _promises(given: Conditions, standing: Standing, _: _Rows) -> Finding | None:
    rule = given.broken_promises
    broken = standing.broken(rule) if rule else ()
    if rule is None or len(broken) < rule.at_least:
        return None
    words = "promise" if len(broken) == 1 else "promises"
    because = f"{len(broken)} {words} broken within {days_in_words(rule.within_days)}, from {rule.at_least} on"
    return Finding(because, None)


def _on_hold(given: Conditions, standing: Standing, _: _Rows) -> Finding | None:
    found = [each for each in standing.holds if each.kind in given.on_hold]
    told = [f"{each.kind} on {each.about} since {each.since}" for each in found]
    return Finding(", ".join(told), None) if told else None


def _state(given: Conditions, standing: Standing, _: _Rows) -> Finding | None:
    state = standing.state
    return Finding(f"the account is in state {state}", None) if state in given.states else None


_Check = Callable[[Conditions, Standing, _Rows], Finding | None]
_CHECKS: Mapping[str, _Check] = MappingProxyType(
    {
        "min_count": _count,
        "min_total": _total,
        "min_days": _days,
        "last_failure_in": _failure,
        "broken_promises": _promises,
        "on_hold": _on_hold,
        "states": _state,
    }
)
_PAST = {"due": "past due", "issue": "old"}


def _older(given: Conditions, standing: Standing) -> str:
    """The age from which on something is looked at, in words."""
    since = given.counted_from
    return "" if since is None else f" at least {days_in_words(since)} {_PAST[standing.basis]}"


def _documents(rows: _Rows) -> tuple[str, ...]:
    return tuple(dict.fromkeys(row.item.label for row in rows))
