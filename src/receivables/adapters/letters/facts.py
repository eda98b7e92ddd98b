"""What a letter may say: the facts of each letter, declared, and made from what the library works out.

Facts are plain data: text, whole numbers, days, amounts, lists and mappings of these. A program that has its own may
write them by hand, with days as ``"2026-03-31"`` and amounts as ``"600.00 EUR"``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from receivables.checks import day, of_kind, several
from receivables.discounts import OpenOffer
from receivables.errors import InvalidValueError
from receivables.escalation import NextAction
from receivables.events import PlanAgreed
from receivables.installments import Plan
from receivables.interest import Accrual
from receivables.money import Money
from receivables.position import OpenItem, Position
from receivables.promises import PromiseOutcome

Facts = dict[str, Any]
"""The facts of a letter, by name."""

Declared = Mapping[str, "str | Mapping[str, str]"]

_TO = {"customer": "text", "number": "text?", "on": "day"}
_ITEM = {"document": "text", "kind": "text?", "issued_on": "day", "due_on": "day", "amount": "amount"}
_PLAN: Declared = {
    **_TO,
    "documents": "texts",
    "lines": {"due_on": "day", "amount": "amount"},
    "interest": "amount?",
    "fees": "amount?",
    "let_off": "amount?",
}
_ITEMS: Declared = {**_TO, "pay_by": "day", "lines": _ITEM, "interest": "amount?", "credits": "amount?"}
_PROMISE = {"documents": "texts?", "promised": "amount", "paid": "amount", "made_on": "day", "promised_on": "day"}
_OFFER = {"document": "text", "until": "day", "amount": "amount", "discount": "amount"}

DECLARED: Mapping[str, Declared] = MappingProxyType(
    {
        "reminder": _ITEMS,
        "first notice": _ITEMS,
        "final demand": _ITEMS,
        "broken promise": {**_TO, "pay_by": "day", **_PROMISE},
        "plan offer": {**_PLAN, "answer_by": "day"},
        "plan confirmation": {**_PLAN, "reference": "text?"},
        "discount reminder": {**_TO, "lines": _OFFER},
        "thank you": {
            **_TO,
            "lines": {"document": "text", "due_on": "day", "amount": "amount"},
            "reward": "amount?",
        },
        "statement cover": {**_TO, "lines": _ITEM, "unapplied": "amount"},
    }
)
"""The facts of each letter: ``text``, ``texts``, ``day``, ``amount``, or the fields of its ``lines``.

Those with a ``?`` may be left out. What follows from them (totals, the number of lines, days late) is worked out and
never given.
"""

LETTERS = tuple(DECLARED)
"""The letters that there are, by name."""


def about_action(
    action: NextAction, *, customer: str, on: date, pay_by: date, accruals: Iterable[Accrual] = ()
) -> Facts:
    """The facts of a reminder, a first notice or a final demand, from the action that a ladder calls for.

    ``customer`` is the name to write to, ``on`` the day of the letter, ``pay_by`` the last day to pay (where the step
    gives a deadline, ``action.deadline``). With the ``accruals`` of the account, the late interest of the items of the
    action is asked for as well. Credit notes that join the action are taken off.

    Raises :class:`~receivables.errors.InvalidValueError` where there is no action to write about.

    >>> from receivables import CreditPolicy, Invoice, InvoiceIssued, Account, Ladder, Step, assess
    >>> invoice = Invoice(
    ...     "F-1", "C-1", total=Money("60.00", "EUR"), issued_on=date(2026, 1, 15), due_on=date(2026, 2, 14)
    ... )
    >>> policy, day = CreditPolicy(name="P", ladder=Ladder([Step("first", days=5, channel="email")])), date(2026, 3, 2)
    >>> (account,) = assess([Account("C-1", "EUR", [InvoiceIssued(invoice)])], policy, as_of=day).accounts
    >>> facts = about_action(account.next_action, customer="Bar Pepe", on=day, pay_by=date(2026, 3, 16))
    >>> facts["number"], facts["lines"][0]["document"], facts["lines"][0]["amount"]
    ('C-1', 'F-1', Money('60.00', 'EUR'))
    """
    of_kind("action", NextAction, "the next action of an account, where there is one", action)
    lines = [_item(decision.item, decision.amount) for decision in action.taken]
    facts = _to(customer, action.customer, on) | {"pay_by": day("pay_by", pay_by), "lines": lines}
    items = {(item.document, item.installment) for item in action.items}
    found = [of_kind("accruals", Accrual, "accruals", each) for each in several("accruals", "accruals", accruals)]
    asked = [each.amount for each in found if (each.item.document, each.item.installment) in items]
    less = Money.total((line["amount"] for line in lines), currency=action.amount.currency) - action.amount
    facts |= {"credits": less} if less else {}
    return facts | ({"interest": Money.total(asked, currency=asked[0].currency)} if asked else {})


def about_promise(outcome: PromiseOutcome, *, customer: str, number: str, on: date, pay_by: date) -> Facts:
    """The facts of a letter on a promise that was broken, or kept in part only.

    >>> promised, day = Money("100.00", "EUR"), date(2026, 3, 1)
    >>> outcome = PromiseOutcome(
    ...     promised=promised, documents=["F-1"], made_on=day, due_on=date(2026, 3, 10), last_day=date(2026, 3, 12),
    ...     state="partly kept", paid=Money("40.00", "EUR"),
    ... )
    >>> when = {"on": date(2026, 3, 13), "pay_by": date(2026, 3, 20)}
    >>> facts = about_promise(outcome, customer="Bar Pepe", number="C-1", **when)
    >>> facts["promised_on"], facts["paid"]
    (datetime.date(2026, 3, 10), Money('40.00', 'EUR'))
    """
    of_kind("outcome", PromiseOutcome, "what became of a promise", outcome)
    if outcome.state not in ("broken", "partly kept"):
        raise InvalidValueError("outcome", "a promise that was broken or partly kept", outcome.state)
    return _to(customer, number, on) | {
        "pay_by": day("pay_by", pay_by),
        "documents": list(outcome.documents),
        "promised": outcome.promised,
        "paid": outcome.paid,
        "made_on": outcome.made_on,
        "promised_on": outcome.due_on,
    }


def about_plan(
    plan: Plan | PlanAgreed,
    *,
    customer: str,
    number: str,
    on: date,
    documents: Iterable[str] = (),
    answer_by: date | None = None,
) -> Facts:
    """The facts of a payment plan: of a :class:`~receivables.installments.Plan` or of what was agreed.

    ``documents`` are the invoices of a :class:`~receivables.installments.Plan`, which does not know them; an offer
    needs ``answer_by``, the day by which to answer it.

    >>> from receivables import Installments
    >>> plan = Installments.level(2, percent="6").schedule(Money("1000.00", "EUR"), start=date(2026, 1, 31))
    >>> facts = about_plan(plan, customer="Bar Pepe", number="C-1", on=date(2026, 1, 31), documents=["F-1"])
    >>> [line["amount"].text for line in facts["lines"]], facts["interest"]
    (['503.75', '503.76'], Money('7.51', 'EUR'))
    """
    facts = _to(customer, number, on) | ({} if answer_by is None else {"answer_by": day("answer_by", answer_by)})
    if isinstance(plan, PlanAgreed):
        lines: list[Facts] = [{"due_on": row.due_on, "amount": row.amount} for row in plan.payments]
        facts |= {} if plan.discount is None else {"let_off": plan.discount}
        return facts | {"documents": list(plan.invoices), "lines": lines, "reference": plan.reference}
    of_kind("plan", Plan, "a payment plan", plan)
    lines = [{"due_on": row.due_on, "amount": row.payment} for row in plan.rows if row.payment]
    if plan.balloon:
        lines.append({"due_on": plan.rows[-1].due_on, "amount": plan.balloon})
    named = list(several("documents", "a list of invoice numbers", documents))
    costs = {"interest": plan.total_interest, "fees": plan.total_fees}
    return facts | {"documents": named, "lines": lines} | {name: cost for name, cost in costs.items() if cost}


def about_offers(offers: Iterable[OpenOffer], *, customer: str, number: str, on: date) -> Facts:
    """The facts of a reminder of early-payment discounts: of each item, the offer that ends first.

    >>> ten, day = Money("10.00", "EUR"), date(2026, 1, 25)
    >>> offer = OpenOffer("F-1", 1, day, ten, Money("490.00", "EUR"), None, None)
    >>> about_offers([offer], customer="Bar Pepe", number="C-1", on=day)["lines"][0]["amount"]
    Money('500.00', 'EUR')
    """
    found = [of_kind("offers", OpenOffer, "open offers", each) for each in several("offers", "open offers", offers)]
    first: dict[tuple[str, int], OpenOffer] = {}
    for each in sorted(found, key=lambda offer: (offer.until, offer.document, offer.installment)):
        first.setdefault((each.document, each.installment), each)
    parts = {each.document for each in found if each.installment > 1}
    lines = [
        {
            "document": f"{each.document}/{each.installment}" if each.document in parts else each.document,
            "until": each.until,
            "amount": each.payable + each.discount,
            "discount": each.discount,
        }
        for each in first.values()
    ]
    return _to(customer, number, on) | {"lines": lines}


def about_paid(
    items: Iterable[OpenItem], *, customer: str, number: str, on: date, reward: Money | None = None
) -> Facts:
    """The facts of a word of thanks for invoices that were paid on time, with what that earned, if anything.

    Raises :class:`~receivables.errors.InvalidValueError` for an item of which something is open or was written off.

    >>> item = OpenItem(
    ...     customer="C-1", document="F-1", issued_on=date(2026, 1, 1), due_on=date(2026, 1, 31),
    ...     amount=Money("9.00", "EUR"), paid=Money("9.00", "EUR"),
    ... )
    >>> about_paid([item], customer="Bar Pepe", number="C-1", on=date(2026, 2, 1))["lines"][0]["document"]
    'F-1'
    """
    found = [of_kind("items", OpenItem, "items", each) for each in several("items", "items", items)]
    for each in found:
        if each.open or each.written_off:
            raise InvalidValueError("items", f"items that were paid in full, unlike {each.label}", each.open)
    lines = [{"document": each.label, "due_on": each.due_on, "amount": each.paid} for each in found]
    return _to(customer, number, on) | {"lines": lines} | ({} if reward is None else {"reward": reward})


def about_position(position: Position, *, customer: str, on: date) -> Facts:
    """The facts of the letter that goes with a statement of account: what is open, and money not applied yet.

    >>> from receivables import Account
    >>> position = Account("C-1", "EUR", []).as_of(date(2026, 3, 31))
    >>> about_position(position, customer="Bar Pepe", on=date(2026, 3, 31))["unapplied"]
    Money('0.00', 'EUR')
    """
    of_kind("position", Position, "the position of an account", position)
    lines = [_item(item, item.open) for item in position.open_items]
    return _to(customer, position.customer, on) | {"lines": lines, "unapplied": position.unapplied}


def _to(customer: str, number: str, on: date) -> Facts:
    return {"customer": customer, "number": number, "on": day("on", on)}


def _item(item: OpenItem, amount: Money) -> Facts:
    dated = {"issued_on": item.issued_on, "due_on": item.due_on}
    return {"document": item.label, "kind": item.kind, **dated, "amount": amount}
