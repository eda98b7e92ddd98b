"""The laws of each slot of a credit policy, to be run on a policy of one's own.

Each check tries a hundred cases. It returns where all laws hold, and raises
:class:`~receivables.errors.LawBrokenError` for the smallest case that breaks one, in words.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import attrs
from hypothesis import strategies as st

from receivables.account import Account
from receivables.aging import AgingPolicy, AgingReport
from receivables.allocation import LEAVE_UNAPPLIED, Allocation, Settlement
from receivables.discounts import DiscountPolicy
from receivables.errors import CurrencyMismatchError, InvalidValueError
from receivables.escalation import LadderPolicy, NextAction, NoAction
from receivables.events import InvoiceIssued
from receivables.interest import InterestPolicy
from receivables.interest.answers import accrued
from receivables.money import Money
from receivables.position import OpenItem, UnappliedCash
from receivables.testing.books import accounts
from receivables.testing.facts import invoices, open_items
from receivables.testing.laws import Broken, Case, explains_itself, is_pure, keeps
from receivables.testing.parts import FIRST_DAY, days, money

_DAYS = days(FIRST_DAY, FIRST_DAY + timedelta(days=360))
_CURRENCIES = st.sampled_from(("EUR", "JPY"))


@st.composite
def _item_and_days(draw: st.DrawFn) -> Case:
    item = draw(_CURRENCIES.flatmap(open_items))
    cut, as_of = sorted((draw(_DAYS), draw(_DAYS)))
    return {"item": item, "cut": cut, "as_of": as_of}


@st.composite
def _positions(draw: st.DrawFn) -> Case:
    account, as_of = draw(_CURRENCIES.flatmap(lambda currency: accounts(currency=currency, most=2))), draw(_DAYS)
    return {"position": account.as_of(as_of, allocation=LEAVE_UNAPPLIED), "as_of": as_of}


@st.composite
def _items(draw: st.DrawFn) -> Case:
    """Open items of one currency, each of a document of its own, by due day."""
    found, as_of = draw(st.lists(open_items(draw(_CURRENCIES)), max_size=3)), draw(_DAYS)
    issued = (item for item in found if item.open and item.issued_on <= as_of)
    items = (attrs.evolve(item, document=f"F-{place}") for place, item in enumerate(issued, 1))
    return {"items": tuple(sorted(items, key=lambda item: item.due_on)), "as_of": as_of}


@st.composite
def _items_and_cash(draw: st.DrawFn) -> Case:
    case = draw(_items())
    amount = draw(money(case["items"][0].currency if case["items"] else "EUR", least=1))
    return {"cash": UnappliedCash(customer="C-1", reference="P-9", received_on=case["as_of"], amount=amount), **case}


@st.composite
def _offered_and_cash(draw: st.DrawFn) -> Case:
    """Open items of one or two invoices, perhaps with discounts offered."""
    currency, as_of = draw(_CURRENCIES), draw(days())
    found = [draw(invoices(number, "C-1", currency)) for number in draw(st.sampled_from((("F-1",), ("F-1", "F-2"))))]
    items = Account("C-1", currency, map(InvoiceIssued, found)).as_of(as_of).open_items
    return {"cash": draw(money(currency, least=1)), "items": items, "as_of": as_of}


def check_interest_policy(policy: InterestPolicy) -> None:
    """Run the laws of late interest on a policy.

    It answers with an accrual on the item and through the day that it was asked about, in the currency of the item; no
    interest is below nothing, none runs before the due day is past, and the nights of two parts are the nights of the
    whole: the exact interest through a day, and since then, add up.

    >>> from receivables import LateInterest
    >>> check_interest_policy(LateInterest("8", grace_days=3, grace="cliff"))
    """
    keeps(policy, _item_and_days(), _interest_laws)


def _interest_laws(policy: InterestPolicy, case: Case) -> Broken:
    item, as_of, cut = case["item"], case["as_of"], case["cut"]
    try:
        whole = accrued(policy, item, as_of=as_of)
        parts = [accrued(policy, item, as_of=cut), accrued(policy, item, as_of=as_of, since=cut)]
    except (InvalidValueError, CurrencyMismatchError) as error:
        yield "interest is on the item, through the day and in the currency that was asked about", str(error)
        return
    yield from is_pure(lambda: policy.accrue(item, as_of=as_of))
    yield from is_pure(lambda: policy.accrue(item, as_of=as_of, since=cut))
    yield from (_below_nothing(each.amount, "interest") for each in (whole, *parts) if each.amount.minor < 0)
    if as_of <= item.due_on and whole.amount:
        yield "no interest runs before the due day is past", f"{whole.amount} through {as_of}, due {item.due_on}"
    together = parts[0].exact + parts[1].exact
    if together != whole.exact and parts[0].undecided_until is None:  # within a cliff of grace nothing is charged yet
        apart = f"{parts[0].exact} through {cut} and {parts[1].exact} since then, but {whole.exact} in all"
        yield "the interest of two parts is the interest of the whole", apart
    yield from explains_itself(whole)


def _below_nothing(amount: Money, what: str) -> tuple[str, str]:
    return f"{what} is never below nothing", str(amount)


def check_aging_policy(policy: AgingPolicy) -> None:
    """Run the laws of aging on a policy.

    Every open item is in one bucket of the report, with all that is open of it; totals are the sums of the rows; and
    which bucket that is does not depend on the other items.

    >>> from receivables import Aging
    >>> check_aging_policy(Aging(edges=[15, 45]))
    """
    keeps(policy, _items(), _aging_laws)


def _aging_laws(policy: AgingPolicy, case: Case) -> Broken:
    items, as_of = case["items"], case["as_of"]
    report: object = policy.age(items, as_of=as_of)  # whatever it says of itself
    if not isinstance(report, AgingReport) or report.as_of != as_of:
        yield "aging gives a report of the day that was asked about", str(report)[:200]
        return
    yield from is_pure(lambda: policy.age(items, as_of=as_of))
    rows = Counter(row.item for row in report.rows)
    if rows != Counter(items):
        yield "every open item is in one bucket", f"{[item.label for item in rows.elements()]}"
    for row in report.rows:
        if row.bucket not in report.buckets:
            yield "an item is in a bucket of the report", f"{row.item.label} in {row.bucket}"
        if policy.age([row.item], as_of=as_of).rows != (row,):
            yield "the bucket of an item does not depend on the others", f"another one for {row.item.label} alone"
    yield from explains_itself(report)


def check_allocation_policy(policy: Allocation) -> None:
    """Run the laws of cash application on a policy.

    It settles, with the cash that it was asked about, items that it was given: never more than is open of one, never
    more than there is, each line with a reason.

    >>> from receivables import OldestDueFirst
    >>> check_allocation_policy(OldestDueFirst())
    """
    keeps(policy, _items_and_cash(), _allocation_laws)


def _allocation_laws(policy: Allocation, case: Case) -> Broken:
    cash, items, as_of = case["cash"], case["items"], case["as_of"]
    found: object = policy.apply(cash, items, as_of=as_of)
    if not isinstance(found, Settlement) or found.cash != cash:
        yield "cash application gives a settlement of the cash that was asked about", str(found)[:200]
        return
    yield from is_pure(lambda: policy.apply(cash, items, as_of=as_of))
    taken: Counter[tuple[str, int]] = Counter()
    for line in found.lines:
        if line.amount.currency != cash.amount.currency:
            yield "a line is in the currency of the cash", str(line.amount)
            return
        if line.amount.minor <= 0:
            yield "a line is of more than nothing", f"{line.amount} to {line.label}"
        if not line.because:
            yield "a line says why", f"no reason for {line.label}"
        taken[line.document, line.installment] += line.amount.minor
    yield from _too_much(taken, items)
    if taken.total() > cash.amount.minor:
        yield "no more is settled than there is", f"{found.applied} of {cash.amount}"
    yield from explains_itself(found)


def _too_much(taken: Counter[tuple[str, int]], items: tuple[OpenItem, ...]) -> Broken:
    """No more is settled of an item than is open of it."""
    still = {(item.document, item.installment): item.open.minor for item in items}
    for key, minor in taken.items():
        if minor > still.get(key, 0):
            yield "no more is settled of an item than is open of it", f"{minor} of {still.get(key, 0)} of {key[0]}"


def check_discount_policy(policy: DiscountPolicy) -> None:
    """Run the laws of early-payment discounts on a policy.

    Offers are of the item and still open on the day; a payment settles items that it was given, with its cash and what
    is given up beside it: never more than is open of one, never more cash than there is, no discount below nothing.

    >>> from receivables import EarlyDiscounts
    >>> check_discount_policy(EarlyDiscounts(partial="gross up"))
    """
    keeps(policy, _offered_and_cash(), _discount_laws)


def _discount_laws(policy: DiscountPolicy, case: Case) -> Broken:
    cash, items, as_of = case["cash"], case["items"], case["as_of"]
    for item in items:
        yield from is_pure(lambda item=item: tuple(policy.offers(item, as_of=as_of)))  # type: ignore[misc]
        yield from _offer_laws(policy, item, as_of)
    lines = tuple(policy.settle(items, cash, on=as_of))
    yield from is_pure(lambda: tuple(policy.settle(items, cash, on=as_of)))
    taken: Counter[tuple[str, int]] = Counter()
    for line in lines:
        parts = line.cash, line.discount, line.late_discount
        if any(part.currency != cash.currency for part in (*parts, line.tolerance)):
            yield "a line is in the currency of the cash", f"{', '.join(map(str, parts))} for {line.document}"
            return
        yield from (_below_nothing(part, "a part of a line") for part in parts if part.minor < 0)
        taken[line.document, line.installment] += line.settled.minor
    yield from _too_much(taken, items)
    spent = sum(line.cash.minor for line in lines)
    if spent > cash.minor:
        yield "no more is settled than there is", f"{spent} of {cash.minor} minor units"


def _offer_laws(policy: DiscountPolicy, item: OpenItem, as_of: date) -> Broken:
    for offer in policy.offers(item, as_of=as_of):
        if (offer.document, offer.installment) != (item.document, item.installment):
            yield "an offer is of the item that was asked about", offer.document
        elif offer.until < as_of:
            yield "an offer is still open on the day that was asked about", f"until {offer.until}"
        elif not 0 <= offer.discount.minor <= item.open.minor or offer.discount.currency != item.currency:
            yield "a discount is a part of what is open", f"{offer.discount} of {item.open}"


def check_ladder(policy: LadderPolicy) -> None:
    """Run the laws of the ladder on a policy.

    It answers with an action, or with the reason why there is none, about the customer of the position. It asks for
    open items of the position, for no more than is open of them, and says on which later day to look again.

    >>> from receivables import Ladder, Step
    >>> check_ladder(Ladder([Step("reminder", days=5, channel="email")]))
    """
    keeps(policy, _positions(), _ladder_laws)


def _ladder_laws(policy: LadderPolicy, case: Case) -> Broken:
    position, as_of = case["position"], case["as_of"]
    found: object = policy.next_action(position, as_of=as_of)
    if not isinstance(found, NextAction | NoAction) or found.customer != position.customer:
        yield "a ladder gives an action, or none, about the customer of the position", str(found)[:200]
        return
    yield from is_pure(lambda: policy.next_action(position, as_of=as_of))
    if not found.because:
        yield "a ladder says why", "no reason"
    if found.review_on is not None and found.review_on <= as_of:
        yield "the day to look again is a later one", str(found.review_on)
    if isinstance(found, NextAction):
        yield from _action_laws(found, position.open_items)
    yield from explains_itself(found)


def _action_laws(action: NextAction, items: tuple[OpenItem, ...]) -> Broken:
    others = [item.label for item in action.items if item not in items]
    if others:
        yield "a ladder asks for open items of the position", ", ".join(others)
    elif action.amount.currency != items[0].currency:
        yield "a ladder asks in the currency of the position", str(action.amount)
    elif not 0 < action.amount.minor <= sum(item.open.minor for item in action.items):
        yield "a ladder asks for no more than is open", str(action.amount)
