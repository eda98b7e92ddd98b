"""What a delay costs as a fact for the account: a charge of accrued interest, or of the fixed compensation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TypeVar

from receivables.checks import day, several
from receivables.errors import InvalidValueError
from receivables.events import CompensationCharged, InterestCharged
from receivables.installments import Plan
from receivables.interest import Accrual
from receivables.interest.charges import balance_on, expected_on
from receivables.money import Exact, Money
from receivables.position import OpenItem
from receivables.statutory import Regime

_Kind = TypeVar("_Kind")


def charge_interest(
    accruals: Iterable[Accrual], *, reference: str, on: date, due_on: date | None = None
) -> InterestCharged:
    """The charge of what has accrued on one invoice: the sum of its ``accruals``, one for each of its installments.

    ``reference`` names the new claim. It is charged ``on`` a day and due on ``due_on`` (the same day, unless given);
    it begins where the accruals were asked to begin (their ``since``), and later accruals start where these end.

    Raises :class:`~receivables.errors.InvalidValueError` for accruals of more than one invoice, of some of its
    installments, since or through different days; for nights that were charged before; for figures that are not final
    because a rate was held; where there is nothing to charge; and while an installment is late within a grace whose
    nights count once it is over (``grace="cliff"``), because the charge would pass over them for good.

    >>> from receivables import LateInterest
    >>> item = OpenItem(
    ...     customer="C-104", document="F-1001", issued_on=date(2026, 1, 15), due_on=date(2026, 2, 14),
    ...     amount=Money("1000.00", "EUR"),
    ... )
    >>> accrual = LateInterest("8").accrue(item, as_of=date(2026, 3, 31))
    >>> charged = charge_interest([accrual], reference="I-1", on=date(2026, 4, 1), due_on=date(2026, 4, 15))
    >>> print(charged.amount, "on", charged.invoice, "through", charged.until)
    9.86 EUR on F-1001 through 2026-03-31
    """
    found = _of_kind("accruals", Accrual, accruals)
    items = [accrual.item for accrual in found]
    invoice, until = _invoice("accruals", items), found[0].as_of
    since = found[0].since
    _require("accruals", all(each.as_of == until for each in found), "accruals through one day", until)
    _require("accruals", all(each.since == since for each in found), "accruals since one evening", since)
    for each in found:
        final = "final: a rate was held beyond the day until which its table was verified"
        _require("accruals", not each.projected, final, each.item.label)
        again = f"accrued since {each.item.charged_until}, through which interest was charged before"
        _require("accruals", not _charged_before(each), again, each.item.label)
    amount = Money.total((each.amount for each in found), currency=items[0].currency)
    why = "; ".join(dict.fromkeys(each.because or each.rule for each in found))
    _require("accruals", amount.minor > 0, f"accruals of more than nothing ({why})", amount)
    for each in found:
        last, due = each.undecided_until, each.item.due_on
        decided = f"accruals through {due} or after {last}: until then nobody knows if nights of grace will count"
        _require("accruals", last is None, decided, f"{each.item.label} through {until}")
    _require("on", day("on", on) >= until, f"{until} or later: nobody charges interest for days to come", on)
    return InterestCharged(
        reference,
        invoice=invoice,
        amount=amount,
        since=since,
        until=until,
        on=on,
        due_on=on if due_on is None else due_on,
    )


def charge_compensation(
    regime: Regime,
    items: Iterable[OpenItem],
    *,
    reference: str,
    on: date,
    due_on: date | None = None,
    rate: Exact | None = None,
) -> CompensationCharged:
    """The charge of the fixed compensation that a ``regime`` gives for the late payment of one invoice.

    ``items`` are the installments of the invoice. The debt that decides on the sum is what was open of each on the
    evening of its due day, for those that are late ``on`` the day of the charge, whatever was paid since. ``reference``
    names the new claim, due on ``due_on`` (the day of the charge, unless given). ``rate`` converts the sum where the
    regime has it in another currency, as in :meth:`Regime.compensation <receivables.statutory.Regime.compensation>`.

    Raises :class:`~receivables.errors.InvalidValueError` for items of more than one invoice or some of its
    installments, before any of them is late, where all were paid in time, and for a regime without compensation.
    Source: Directive 2011/7/EU, articles 5 and 6; Late Payment of Commercial Debts (Interest) Act 1998, section 5A.

    >>> from receivables import statutory
    >>> item = OpenItem(
    ...     customer="C-104", document="F-1001", issued_on=date(2026, 1, 15), due_on=date(2026, 2, 14),
    ...     amount=Money("1000.00", "GBP"),
    ... )
    >>> law = statutory.regime("UK-LPCDA-1998")
    >>> print(charge_compensation(law, [item], reference="K-1", on=date(2026, 2, 15)).amount)
    70.00 GBP
    """
    _require("regime", isinstance(regime, Regime), 'a regime, like statutory.regime("ES-LEY-3-2004")', regime)
    found = _of_kind("items", OpenItem, items)
    invoice, first = _invoice("items", found), min(expected_on(item, item.due_on) for item in found)
    _require("on", day("on", on) > first, f"after {first}, when {invoice} is due", on)
    days = [(item, expected_on(item, item.due_on)) for item in found]
    late = [balance_on(item, expected) for item, expected in days if expected < on]
    debt = Money.total(late, currency=found[0].currency)
    _require("items", debt.minor > 0, "late: what was due was paid by its day", invoice)
    amount = regime.compensation(debt, rate=rate)
    if amount is None:
        raise InvalidValueError("regime", "one with a fixed compensation", regime.id)
    return CompensationCharged(
        reference, invoice=invoice, amount=amount, on=on, due_on=on if due_on is None else due_on
    )


def charge_plan_interest(plan: Plan, number: int, *, invoice: str, reference: str) -> InterestCharged:
    """The charge of the interest of one row of a payment plan, due with its payment, on an ``invoice`` of the plan.

    ``number`` counts the rows of ``plan`` from 1; ``reference`` names the new claim. It is charged for the days since
    the row before (the first since the start of the plan), so that no late interest is charged for them. An agreed plan
    (:class:`~receivables.events.PlanAgreed`) takes it as a part of its payments.

    Raises :class:`~receivables.errors.InvalidValueError` for a row that is not there, and for one without interest.

    >>> from receivables import Installments
    >>> plan = Installments.level(12, percent="6").schedule(Money("10000.00", "EUR"), start=date(2026, 1, 31))
    >>> charged = charge_plan_interest(plan, 2, invoice="F-1", reference="I-2")
    >>> print(charged.amount, "since", charged.since, "due", charged.due_on)
    45.95 EUR since 2026-02-28 due 2026-03-31
    """
    _require("plan", isinstance(plan, Plan), "a plan, like Installments.level(12, percent=...).schedule(...)", plan)
    there = type(number) is int and 1 <= number <= len(plan.rows)
    _require("number", there, f"the number of a row, from 1 to {len(plan.rows)}", number)
    row = plan.rows[number - 1]
    _require("number", row.interest.minor > 0, "the number of a row with interest", number)
    return InterestCharged(
        reference,
        invoice=invoice,
        amount=row.interest,
        since=plan.rows[number - 2].due_on if number > 1 else plan.start,
        until=row.due_on,
        on=row.due_on,
        due_on=row.due_on,
    )


def _charged_before(accrual: Accrual) -> bool:
    """Whether it may hold nights that were charged: it was not asked for what came after them."""
    charged = accrual.item.charged_until
    return charged is not None and (accrual.as_of <= charged or accrual.since is None or accrual.since < charged)


def _of_kind(attribute: str, kind: type[_Kind], values: Iterable[_Kind]) -> tuple[_Kind, ...]:
    words = "accruals" if kind is Accrual else "open items"
    found = tuple(several(attribute, f"a list of {words}", values))
    _require(attribute, bool(found) and all(isinstance(each, kind) for each in found), f"one or more {words}", found)
    return found


def _invoice(attribute: str, items: Sequence[OpenItem]) -> str:
    """The invoice that the items are all of: what is charged counts for all its installments."""
    first = items[0]
    wanted = first.customer, first.document, "invoice"
    of_one = all((each.customer, each.document, each.kind) == wanted for each in items)
    _require(attribute, of_one, "of one invoice", [f"{each.kind} {each.label}" for each in items])
    whole = sorted(each.installment for each in items) == list(range(1, first.installments + 1))
    expected = f"of all {first.installments} installments of {first.document}, each once"
    _require(attribute, whole, expected, [each.installment for each in items])
    return first.document


def _require(attribute: str, holds: bool, expected: str, value: object) -> None:  # noqa: FBT001
    if not holds:
        raise InvalidValueError(attribute, expected, value)
