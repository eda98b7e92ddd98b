"""A ladder told plainly: loops over plain dictionaries in the words of the golden cases, in units of a cent.

It shares nothing with the library: no classes, no money, no positions.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

Plain = dict[str, Any]


def item_level(given: Plain) -> Plain:
    """The level of one item, and whether nothing more will come."""
    item = {"id": "I", **given["item"]}
    contacts = [each for each in given["contacts"] if counts(each, given["as_of"])]
    contacts.sort(key=lambda each: each["date"])
    if net(item) <= 0:
        return {"level": None, "finished": False}
    levels = [each["level"] for each in given["levels"]]
    last = contacts[-1]["level"] if contacts else 0
    last = given.get("level_override", last)
    finished = (last == levels[-1] and given["after_last"] == "stop") or too_many(given, contacts)
    held = any(on_hold(hold, item["id"], given["as_of"]) for hold in given.get("holds", []))
    level = None if held else next_level(given, item, contacts, last, lambda _: [])
    return {"level": level, "finished": finished}


def debtor_notices(given: Plain) -> Plain:
    """The notices of a debtor, by currency and level."""
    sent = [each for each in given["contacts"] if counts(each, given["as_of"])]
    sent.sort(key=lambda each: each["date"])
    if sent and days_between(sent[-1]["date"], given["as_of"]) < given.get("debtor_min_gap_days", 0):
        return {"notices": []}
    oldest = [arrears(given, item) for item in given["items"] if net(item) > 0]
    if "debtor_min_days" in given and (not oldest or max(oldest) < given["debtor_min_days"]):
        return {"notices": []}
    notices = []
    for code in sorted({item["currency"] for item in given["items"]}):
        notices += in_currency(given, code, sent)
    return {"notices": notices}


def in_currency(given: Plain, code: str, sent: list[Plain]) -> list[Plain]:
    mine = [item for item in given["items"] if item["currency"] == code]
    held = {
        item["id"] for item in mine if any(on_hold(hold, item["id"], given["as_of"]) for hold in given.get("holds", []))
    }
    late = [item for item in mine if arrears(given, item) >= 1 and item["id"] not in held]
    overdue = sum(net(item) for item in late)
    total = sum(net(item) for item in mine)
    if "min_total" in given and (code not in given["min_total"] or overdue < Fraction(given["min_total"][code])):
        return []
    levels = {}
    for item in mine:
        if net(item) <= 0 or item["id"] in held:
            continue
        contacts = [each for each in sent if item["id"] in each["items"]]
        last = contacts[-1]["level"] if contacts else 0

        def asked(level: Plain, amount: Fraction = net(item)) -> list[bool]:
            tests = []
            if "min_item_amount" in level:
                tests.append(amount >= Fraction(level["min_item_amount"]))
            if "min_total" in level:
                tests.append(overdue >= Fraction(level["min_total"]))
            if "min_percent" in level:
                tests.append(overdue * 100 >= Fraction(level["min_percent"]) * total)
            return tests

        level = next_level(given, item, contacts, last, asked)
        if level is not None:
            levels[item["id"]] = level
    if not levels:
        return []
    if given["consolidation"] == "highest":
        levels = dict.fromkeys(levels, max(levels.values()))
    notes = [item for item in late if net(item) < 0]
    credit = -sum(net(item) for item in notes)
    worth = {level: sum(net(item) for item in mine if levels.get(item["id"]) == level) for level in levels.values()}
    noted = [level for level in worth if worth[level] > credit]
    if notes and not noted:
        return []
    notices = []
    for level in sorted(worth):
        names = [name for name, each in levels.items() if each == level]
        names += [item["id"] for item in notes] if level == max(noted, default=None) else []
        listed = [item for item in mine if item["id"] in names]
        amount = sum(net(item) for item in listed)
        notices.append({"currency": code, "level": level, "amount": amount, "items": [item["id"] for item in listed]})
    return notices


def next_level(given: Plain, item: Plain, contacts: list[Plain], last: int, asked: Any) -> int | None:
    """The level to send now for an item that is not on hold."""
    if too_many(given, contacts):
        return None
    since = days_between(contacts[-1]["date"], given["as_of"]) if contacts else None
    if since is not None and since < given.get("min_gap_days", 0):
        return None
    top = given["levels"][-1]["level"]
    levels = [level for level in given["levels"] if not too_late(given, level, item, asked)]
    holding = []
    for level in levels:
        if since is not None and since < level.get("wait_days", 0):
            continue
        if since is None and not last and "min_days" not in level:
            continue
        tests = asked(level)
        counts_days = "min_days" in level and (given["mode"] != "staged" or not contacts)
        if counts_days:
            tests = [*tests, arrears(given, item) >= level["min_days"]]
        holds = all(tests) if given.get("tests", "all") == "all" else any(tests) or not tests
        if holds:
            holding.append(level["level"])
    if given["mode"] == "by_days":
        found = max(holding, default=0)
        if found > last or (found == last == top and given["after_last"] == "repeat"):
            return found
        return None
    above = [level["level"] for level in levels if level["level"] > last]
    following = above[0] if above else top if given["after_last"] == "repeat" else None
    return following if following in holding else None


def too_late(given: Plain, level: Plain, item: Plain, asked: Any) -> bool:
    """Whether a level is for the days before the due day, which is here, and a later one is for those after it."""

    def is_ahead(each: Plain) -> bool:
        shift = given.get("grace_days", 0) if given.get("grace_kind", "shift") == "shift" else 0
        days_alone = given.get("tests", "all") == "all" or not asked(each)
        return each.get("min_days", 0) + shift < 0 and days_alone

    later = [each for each in given["levels"] if each["level"] > level["level"] and "min_days" in each]
    due = item["due_date"] <= given["as_of"]
    return due and is_ahead(level) and not all(is_ahead(each) for each in later)


def too_many(given: Plain, contacts: list[Plain]) -> bool:
    notices = {(each["date"], each["level"]) for each in contacts}
    return "max_notices" in given and len(notices) >= given["max_notices"]


def counts(contact: Plain, as_of: str) -> bool:
    return contact["state"] == "sent" and contact["date"] <= as_of


def on_hold(hold: Plain, name: str, as_of: str) -> bool:
    return name in hold.get("items", [name]) and (hold["until"] is None or as_of <= hold["until"])


def net(item: Plain) -> Fraction:
    return Fraction(item["open"]) - Fraction(item.get("pending", 0))


def arrears(given: Plain, item: Plain) -> int:
    days, grace = days_between(item["due_date"], given["as_of"]), given.get("grace_days", 0)
    if given.get("grace_kind", "shift") == "shift":
        return days - grace
    return days if days <= 0 or days > grace else 0


def days_between(first: str, second: str) -> int:
    return (date.fromisoformat(second) - date.fromisoformat(first)).days
