"""Random claims under a late-payment regime, as many as one likes, the same ones each time.

A claim is a dictionary: ``id`` of the regime and ``variant``; ``due``, ``as_of``, ``since``; ``issued``, ``currency``,
``digits``, ``amount`` in minor units and its ``history``; ``contract``, with ``contract_by`` saying who tells it (the
``policy`` or the ``item``); and where they are used, a ``table`` of the user, an ``agreed`` rate, another ``day_count``
or ``compounding``, ``project``, and a made-up ``regime`` in place of one with a file.
"""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from oracle import statutory as oracle

CURRENCIES = [("EUR", 2), ("EUR", 2), ("GBP", 2), ("JPY", 0), ("KWD", 3)]
LEAPS = [date(2012, 2, 28), date(2020, 2, 29), date(2023, 2, 28), date(2024, 2, 28), date(2024, 2, 29)]
WHOLE = [28, 29, 30, 31, 31, 31, 59, 61, 62, 92, 365, 366]
"""Delays that often end with a month or year of their own."""

ONE_DAY = timedelta(days=1)


def chance(random: Random, part: float) -> bool:
    return random.random() < part


def days(count: int) -> timedelta:
    return timedelta(days=count)


def user_table(random: Random) -> tuple[list[tuple[date, str]], date]:
    """Rows as a user would bring them: from some day on, often within a year of one another, one perhaps a gap."""
    day, rows = date(random.randint(2001, 2015), random.choice([1, 3, 7]), random.choice([1, 1, 15])), []
    for _ in range(random.randint(1, 12)):
        rows.append((day, f"{random.randint(-300, 1500) / 100:.2f}" if chance(random, 0.97) else ""))
        day += days(random.choice([1, 30, 181, 184, random.randint(2, 700)]))
    return rows, day - days(random.randint(0, 30))


def made_up(random: Random) -> dict:
    """A law that no country has: every way of making a rate, in any combination."""
    steps = sorted({date(random.randint(2000, 2012), random.choice([1, 2, 7]), 24).isoformat() for _ in range(3)})
    points = random.choice(["0", "0.5", "8", "9.25"])
    rate = {
        "table": "",
        "margin": random.choice([points, [[step, str(place + 1)] for place, step in enumerate(steps)]]),
        "margin_by": random.choice(["day", "due", "contract"]),
        "multiplier": random.choice(["1", "3", "1.5", "0.333"]),
        "behaviour": random.choice(["segmented", "segmented", "locked"]),
        "fixing": random.choice(["daily", "monthly", "half-yearly"]),
    }
    if rate["fixing"] != "daily" and chance(random, 0.4):
        rate["fixing_day"] = "day before"
    if chance(random, 0.5):
        mode = random.choice(["ceiling", "floor", "half_up"])
        step = random.choice(["0.5", "0.25", "0.01"])
        rate |= {"round_to": step, "round_mode": mode, "round_of": random.choice(["sum", "reference"])}
    found = {"rate": rate, "compounding": random.choice(["none", "yearly", "monthly", "twelfths"])}
    return found | ({"minimum": "1.00"} if chance(random, 0.3) else {})


def claim(random: Random, id_: str, variant: str | None = None) -> dict:
    """One claim under a regime; ``"made up"`` makes one up."""
    found: dict = {"id": id_, "variant": variant}
    if id_ == "made up":
        found["regime"] = made_up(random)
    file = found.get("regime") or oracle.regime(id_)
    found |= choices(random, file, oracle.terms_of(file, variant))
    found |= delay(random, found, oracle.terms_of(file, variant))
    return found | debt(random, found)


def choices(random: Random, file: dict, terms: dict) -> dict:
    """What the parties or the user choose beside the law."""
    found: dict = {"project": chance(random, 0.1)}
    if "no_accrual" in file or chance(random, 0.05):
        found["agreed"] = random.choice(["0", "0.5", "8", "11.15", "36.5"])
    elif not (terms.get("table") or terms.get("percent")) or chance(random, 0.08):
        found["table"] = user_table(random)
    if chance(random, 0.15):
        found["day_count"] = random.choice(["ACT/365F", "ACT/360", "ACT/ACT ISDA", "30E/360"])
    if chance(random, 0.1):
        found["compounding"] = random.choice(["none", "yearly", "monthly", "twelfths"])
    if chance(random, 0.6 if terms.get("margin_by") == "contract" else 0.05):
        edges = [date.fromisoformat(since) for since, _ in terms["margin"]] if is_stepped(terms) else LEAPS
        found["contract"] = random.choice(edges) + days(random.choice([-1, 0, 1, random.randint(0, 4000)]))
        found["contract_by"] = random.choice(["policy", "item", "both"])
    return found


def is_stepped(terms: dict) -> bool:
    return not isinstance(terms.get("margin", ""), str)


def delay(random: Random, found: dict, terms: dict) -> dict:
    """From when until when: mostly where the rates are known, often about a day on which something changes."""
    rows, last = [(date(2000, 1, 1), "5")], date(2026, 6, 30)
    if not found.get("agreed") and (found.get("table") or not terms.get("percent")):
        rows, last = found.get("table") or oracle.table(terms["table"])
    steps = [date.fromisoformat(since) for since, _ in terms["margin"]] if is_stepped(terms) else []
    begin = max(rows[0][0], date(1995, 1, 1), *(steps[:1] if terms.get("margin_by") != "contract" else []))
    most = random.choice([3, 32, 120, 120, 120, 120, 120, 120, 120, 400, 400, 1500])
    nights = random.choice([most, random.choice(WHOLE), *(random.randint(0, most) for _ in range(8))])
    edges = [since for since, percent in rows if percent] + steps + LEAPS
    edges += [date(year, month, 1) for year in range(2003, 2026, 3) for month in (1, 7)]
    if chance(random, 0.5):
        due = random.choice(edges) + days(random.choice([-31, -2, -1, 0, 1, random.randint(-nights, 0)]))
    else:
        due = begin + days(random.randint(-2, max((last - begin).days, 0)))
    if chance(random, 0.95):
        due = max(min(due, last - days(nights)), begin - ONE_DAY)
    if chance(random, 0.8) and not told(rows, due + ONE_DAY):
        due = next((since for since, percent in rows if percent and since > due), due)
    as_of = due + days(nights)
    since = due + days(random.randint(-5, nights + 5)) if chance(random, 0.25) else None
    return {"due": due, "as_of": as_of - days(random.choice([0] * 30 + [1, 5])), "since": since}


def told(rows: list[tuple[date, str]], day: date) -> str:
    """What a table has for a day: nothing before it and in a gap."""
    return next((percent for since, percent in reversed(rows) if since <= day), "")


def debt(random: Random, found: dict) -> dict:
    """An amount, and what was paid on it or bounced, on days before, within and after the delay."""
    currency, digits = random.choice(CURRENCIES)
    amount = random.choice([1, random.randint(1, 10**4), random.randint(1, 10**6), random.randint(1, 10**9)])
    nights = max((found["as_of"] - found["due"]).days, 1)
    issued = found["due"] - days(random.choice([0, 30, 60]) if chance(random, 0.95) else -random.randint(1, 20))
    balances = {issued: amount}
    for _ in range(random.choice([0, 0, 1, 1, 2, 3])):
        day = found["due"] + days(random.choice([-5, 0, 1, nights - 1, nights, random.randint(0, nights + 10)]))
        if day > issued:
            balances[day] = random.choice([0, random.randint(0, amount), random.randint(0, amount)])
    history = sorted(balances.items())
    return {"currency": currency, "digits": digits, "amount": amount, "issued": issued, "history": history}
