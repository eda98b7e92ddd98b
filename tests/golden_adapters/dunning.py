"""Golden kind ``dunning``: the next level of an item, the notices of a debtor, and whether a notice is still open.

==========================  =====================================================================================
field                       public API
==========================  =====================================================================================
given.levels                ``Step(f"level {level}", days=min_days, wait_days=, when=StepConditions())``; a level
                            without a test of days waits 0 days
given.tests                 ``StepConditions(combine=)``
given.min_total             ``Ladder(min_totals=)``
given.items                 ``OpenItem``; a negative one is ``UnappliedCash(kind="credit note", received_on=due)``
given.pending               ``Circumstances(pending=)``
given.level_override        ``Circumstances(levels=)``
given.contacts              ``ContactMade``; a draft is no contact
given.holds                 ``Hold`` of a position
expect.notices              ``Ladder.notices``, a position for each currency
expect.level, finished      ``Ladder.next_action``, its only decision; a settled item has none
expect.state                ``still_open``
==========================  =====================================================================================
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from moneyed import Currency

from golden_adapters.shared import unit_of
from receivables import (
    LEAVE_UNAPPLIED,
    Account,
    CashApplied,
    CashUnapplied,
    ContactMade,
    CreditNote,
    CreditNoteIssued,
    Invoice,
    InvoiceIssued,
    Ladder,
    Money,
    NextAction,
    OpenItem,
    Payment,
    PaymentReceived,
    PaymentReversed,
    Position,
    Step,
    UnappliedCash,
)
from receivables.escalation import Circumstances, StepConditions, still_open
from receivables.position import Hold

CUSTOMER = "C"
TOTALS = ("billed", "paid", "credited", "written_off")


def answer(given: dict[str, Any]) -> dict[str, Any]:
    return QUESTIONS[given["question"]](given)


def item_level(given: dict[str, Any]) -> dict[str, Any]:
    item = {"id": "I", **given["item"]}
    as_of = date.fromisoformat(given["as_of"])
    override = given.get("level_override")
    levels = {} if override is None else {"I": f"level {override}" if override else ""}
    beside = Circumstances(pending=pending([item]), levels=levels)
    position = position_of(given, [item], unit_of(item["currency"]))
    found = ladder_of(given).next_action(position, as_of=as_of, circumstances=beside)
    level = level_of(found) if isinstance(found, NextAction) else None
    return {"level": level, "finished": bool(found.decisions and found.decisions[0].finished)}


def debtor_notices(given: dict[str, Any]) -> dict[str, Any]:
    as_of = date.fromisoformat(given["as_of"])
    places = {item["id"]: place for place, item in enumerate(given["items"])}
    codes = dict.fromkeys(item["currency"] for item in given["items"])
    positions = [
        position_of(given, [item for item in given["items"] if item["currency"] == code], unit_of(code))
        for code in codes
    ]
    beside = Circumstances(pending=pending(given["items"]))
    return {
        "notices": [
            {
                "currency": notice.amount.currency.code,
                "level": level_of(notice),
                "amount": notice.amount.text,
                "items": sorted(
                    [*(item.document for item in notice.items), *(cash.reference for cash in notice.credits)],
                    key=places.__getitem__,
                ),
            }
            for notice in ladder_of(given).notices(positions, as_of=as_of, circumstances=beside)
        ]
    }


def notice_state(given: dict[str, Any]) -> dict[str, Any]:
    as_of, unit = date.fromisoformat(given["as_of"]), unit_of("XTS")
    first = min([as_of, *(date.fromisoformat(each["date"]) for each in given["money"])]) - timedelta(days=1)
    claims = [
        InvoiceIssued(Invoice(item["id"], CUSTOMER, total=Money(item["amount"], unit), issued_on=first, due_on=first))
        for item in given["items"]
    ]
    money = [event for place, each in enumerate(given["money"]) for event in events_of(f"M-{place}", each, unit)]
    notice = ContactMade("notice", channel="letter", invoices=[item["id"] for item in given["items"]], on=first)
    position = Account(CUSTOMER, unit, [*claims, *money, notice]).as_of(as_of, allocation=LEAVE_UNAPPLIED)
    return {"state": "open" if still_open(notice, position) else "resolved"}


QUESTIONS = {"item_level": item_level, "debtor_notices": debtor_notices, "notice_state": notice_state}


def ladder_of(given: dict[str, Any]) -> Ladder:
    names = ("after_last", "mode", "max_notices", "min_gap_days", "debtor_min_gap_days", "debtor_min_days")
    named = {name: given[name] for name in (*names, "consolidation", "grace_days") if name in given}
    return Ladder(
        [step_of(level, given.get("tests", "all")) for level in given["levels"]],
        grace=given.get("grace_kind", "shift"),
        min_totals=list(given["min_total"].items()) if "min_total" in given else None,
        **named,
    )


def step_of(level: dict[str, Any], combine: str) -> Step:
    tests = {"min_item": "min_item_amount", "min_total": "min_total", "min_percent": "min_percent"}
    given = {name: Fraction(level[field]) for name, field in tests.items() if field in level}
    return Step(
        f"level {level['level']}",
        days=level.get("min_days"),
        wait_days=level.get("wait_days", 0),
        channel="letter",
        when=StepConditions(combine=combine, **given),
    )


def level_of(action: NextAction) -> int:
    return int(action.step.name.removeprefix("level "))


def pending(items: Iterable[dict[str, Any]]) -> dict[str, Money]:
    return {item["id"]: Money(item["pending"], unit_of(item["currency"])) for item in items if "pending" in item}


def position_of(given: dict[str, Any], items: list[dict[str, Any]], unit: Currency) -> Position:
    owed = [item for item in items if Money(item["open"], unit).minor >= 0]
    notes = [item for item in items if item not in owed]
    ids = [item["id"] for item in items]
    zero = Money.zero(unit)
    return Position(
        customer=CUSTOMER,
        currency=unit,
        as_of=date.fromisoformat(given["as_of"]),
        items=[open_item(item, unit) for item in owed],
        unapplied_cash=[credit_note(item, unit) for item in notes],
        contacts=list(contacts_of(given, ids)),
        holds=list(holds_of(given)),
        **dict.fromkeys(TOTALS, zero),
    )


def open_item(item: dict[str, Any], unit: Currency) -> OpenItem:
    due = date.fromisoformat(item["due_date"])
    return OpenItem(customer=CUSTOMER, document=item["id"], issued_on=due, due_on=due, amount=Money(item["open"], unit))


def credit_note(item: dict[str, Any], unit: Currency) -> UnappliedCash:
    due, amount = date.fromisoformat(item["due_date"]), -Money(item["open"], unit)
    return UnappliedCash(customer=CUSTOMER, reference=item["id"], kind="credit note", received_on=due, amount=amount)


def contacts_of(given: dict[str, Any], ids: list[str]) -> Iterator[ContactMade]:
    """The notices sent about some of the items."""
    for place, contact in enumerate(given["contacts"]):
        about = [each for each in contact.get("items", ids) if each in ids]
        if contact["state"] == "sent" and about:
            on = date.fromisoformat(contact["date"])
            yield ContactMade(f"level {contact['level']}", channel="letter", invoices=about, on=on, sequence=place)


def holds_of(given: dict[str, Any]) -> Iterator[Hold]:
    for hold in given.get("holds", []):
        until = date.fromisoformat(hold["until"]) if hold["until"] else None
        as_of = date.fromisoformat(given["as_of"])
        yield Hold(kind="legal", documents=hold.get("items", []), since=as_of, until=until, reason="on hold")


def events_of(name: str, each: dict[str, Any], unit: Currency) -> Iterator[Any]:
    """Money of one kind, what it settles, and its end."""
    on, amount = date.fromisoformat(each["date"]), Money(each["amount"], unit)
    end = date.fromisoformat(each["reversed_on"]) if "reversed_on" in each else None
    if each["kind"] == "payment":
        yield PaymentReceived(Payment(name, CUSTOMER, amount=amount, paid_on=on))
    else:
        yield CreditNoteIssued(CreditNote(name, CUSTOMER, total=amount, issued_on=on))
    for place, line in enumerate(each["applied"]):
        yield CashApplied(name, line["item"], amount=Money(line["amount"], unit), on=on, sequence=place)
    if end and each["kind"] == "payment":
        yield PaymentReversed(name, on=end)
    if end and each["kind"] == "credit":
        yield from (CashUnapplied(name, line["item"], on=end) for line in each["applied"])


def expected(given: dict[str, Any], expect: dict[str, Any]) -> dict[str, Any]:
    """The answer of the case, its amounts with the digits of their currency."""
    if "notices" not in expect:
        return expect
    return {"notices": [each | {"amount": text(each["amount"], each["currency"])} for each in expect["notices"]]}


def text(amount: str, code: str) -> str:
    return Money(amount, unit_of(code)).text


def covered(given: dict[str, Any], expect: dict[str, Any]) -> dict[str, Any] | None:
    """No notice in a currency in which the credits of the debtor cover all that would be asked for."""
    if "notices" not in expect:
        return None
    opens = {item["id"]: Fraction(item["open"]) - Fraction(item.get("pending", 0)) for item in given["items"]}
    kept = []
    for notice in expected(given, expect)["notices"]:
        code = notice["currency"]
        owed = sum(
            max(opens[each], 0) for other in expect["notices"] if other["currency"] == code for each in other["items"]
        )
        free = -sum(min(opens[item["id"]], 0) for item in given["items"] if item["currency"] == code)
        kept += [notice] if owed > free else []
    return {"notices": kept} if len(kept) < len(expect["notices"]) else None


DEPARTURES = {"covered": covered}
