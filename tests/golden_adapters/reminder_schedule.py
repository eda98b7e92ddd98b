"""Golden kind ``reminder_schedule``: the days on which to remind of one item, and the next of them."""

from __future__ import annotations

from datetime import date
from typing import Any

from receivables import Money, OpenItem
from receivables.escalation import Reminders

AMOUNT = Money("100.00", "EUR")


def answer(given: dict[str, Any]) -> dict[str, Any]:
    repeat = given.get("repeat", {})
    reminders = Reminders(
        [(step["days"], step["from"]) for step in given["steps"]],
        repeat_days=repeat.get("every_days"),
        times=repeat.get("times", 0),
        missed=given.get("missed", "catch_up"),
    )
    if given["question"] == "dates":
        return {"dates": [day.isoformat() for day in reminders.days(item_of(given, date.max))]}
    as_of = date.fromisoformat(given["as_of"])
    found = reminders.next_on(item_of(given, as_of), as_of=as_of, sent=given.get("sent", []))
    return {"next": found and found.isoformat()}


def item_of(given: dict[str, Any], as_of: date) -> OpenItem:
    """The item on a day, paid in full if it was settled by then."""
    issued, due = date.fromisoformat(given["issue_date"]), date.fromisoformat(given["due_date"])
    if "settled_on" not in given or date.fromisoformat(given["settled_on"]) > as_of:
        return OpenItem(customer="C", document="I", issued_on=issued, due_on=due, amount=AMOUNT)
    return OpenItem(customer="C", document="I", issued_on=issued, due_on=due, amount=AMOUNT, paid=AMOUNT)


def expected(given: dict[str, Any], expect: dict[str, Any]) -> dict[str, Any]:
    """The answer of the case as it stands."""
    return expect
