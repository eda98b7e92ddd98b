"""Random questions of the golden kind ``interest``, as many as one likes, the same ones each time.

What the words of the kind leave open is left out: a cliff or a minimum to which a claim is raised together with
payments that clear it, and the interest of one day where days differ (30E/360 and the ends of years, rounded by the
day).
"""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

EDGES = [
    date(2024, 2, 28),
    date(2024, 2, 29),
    date(2023, 2, 28),
    date(2024, 12, 31),
    date(2025, 6, 30),
    date(2025, 1, 31),
]
RATES = [
    ("2022-01-01", "9.05"),
    ("2024-07-01", "8.25"),
    ("2024-12-31", "10"),
    ("2025-01-01", "7.3"),
    ("2025-06-30", "11"),
]


def some_day(random: Random) -> date:
    """Often one about the end of a month, a half-year or a leap February."""
    return random.choice(EDGES) + timedelta(days=random.choice([-2, -1, 0, 0, 1, random.randint(-200, 200)]))


def amount(random: Random, most: int, digits: int) -> str:
    minor = random.randint(1, most * 10**digits)
    return f"{minor // 10**digits}.{minor % 10**digits:0{digits}d}" if digits else str(minor)


def claim(random: Random) -> dict:
    """One claim, with everything that was agreed about it."""
    currency, digits = random.choice([("EUR", 2), ("EUR", 2), ("JPY", 0), ("KWD", 3)])
    due = some_day(random)
    until = due + timedelta(days=random.choice([-3, 0, 1, 2, 30, 31, 365, 366, random.randint(1, 900)]))
    given = {
        "question": "claim",
        "currency": currency,
        "principal": amount(random, 20_000, digits),
        "due_date": due.isoformat(),
        "until": until.isoformat(),
    }
    flat = random.random() < 0.2
    given |= random.choice([fixed, dated, tiered])(random, flat)
    given |= by_period(random, given) if flat else by_night(random, given)
    given |= practice(random, digits)
    if given.get("grace_kind") != "cliff" and given.get("minimum_rule") != "raise":
        given |= payments(random, given, digits)
    return given


def fixed(random: Random, _: bool) -> dict:
    return {"rate_percent": random.choice(["0.5", "7.3", "8", "11.15", "36.5"])}


def dated(random: Random, flat: bool) -> dict:
    if flat:
        return fixed(random, flat)
    rates = [{"from": day, "rate_percent": percent} for day, percent in RATES]
    return {"rates": rates, "rate_behaviour": random.choice(["segmented", "locked"])}


def tiered(random: Random, _: bool) -> dict:
    by = random.choice(["amount", "days", "months"])
    bounds = {"amount": ["0", "1000", "5000.5"], "days": [1, 31, 61], "months": [0, 1, 6]}[by]
    tiers = [
        {"from": bound, "rate_percent": percent} for bound, percent in zip(bounds, ["12", "9", "6.05"], strict=True)
    ]
    return {"tier_by": by, "tiering": random.choice(["whole", "marginal"]), "tiers": tiers}


def by_night(random: Random, given: dict) -> dict:
    found = {"day_count": random.choice(["ACT/365F", "ACT/365F", "ACT/360", "ACT/ACT ISDA", "30E/360"])}
    if "rates" not in given and random.random() < 0.3:
        found = {"rate_period": {"unit": "day", "count": random.choice([1, 30])}}
    found["compounding"] = random.choice(["none", "none", "monthly", "yearly", "at_statements"])
    if random.random() < 0.3:
        start = date.fromisoformat(given["due_date"])
        found["statements"] = sorted((start + timedelta(days=random.randint(1, 400))).isoformat() for _ in range(3))
    days_differ = found.get("day_count") in ("ACT/ACT ISDA", "30E/360")
    sliced = given.get("tier_by") == "amount" and given["tiering"] == "marginal"
    points = ["total", "total"] + ([] if sliced else ["span"]) + ([] if days_differ or sliced else ["day"])
    found["rounding_point"] = random.choice(points)
    if random.random() < 0.2:
        found |= {"prior_interest": "12", "base": random.choice(["principal", "principal_and_interest"])}
    return found


def by_period(random: Random, given: dict) -> dict:
    period = random.choice([("day", 15), ("day", 30), ("month", 1), ("month", 3), ("year", 1)])
    found = {"rate_period": dict(zip(["unit", "count"], period, strict=True))}
    return found | {"accrual": random.choice(["completed_periods", "completed_periods", "once"])}


def practice(random: Random, digits: int) -> dict:
    found = {"rounding_mode": random.choice(["half_up", "half_up", "half_even", "down"])}
    if random.random() < 0.3:
        found |= {"grace_days": random.choice([1, 5, 30]), "grace_kind": random.choice(["shift", "cliff"])}
    if random.random() < 0.2:
        found |= {"minimum": "5", "minimum_rule": random.choice(["waive", "raise"])}
    if random.random() < 0.2:
        found["maximum"] = "250"
    return found


def payments(random: Random, given: dict, digits: int) -> dict:
    """Up to three part payments, some before the due day, the last perhaps of all that is left."""
    if random.random() < 0.5:
        return {}
    left, found = int(given["principal"].replace(".", "")), []
    due = date.fromisoformat(given["due_date"])
    for _ in range(random.randint(1, 3)):
        minor = random.choice([left, random.randint(0, left)])
        if minor:
            left -= minor
            text = f"{minor // 10**digits}.{minor % 10**digits:0{digits}d}" if digits else str(minor)
            on = due + timedelta(days=random.choice([-5, 0, 1, random.randint(1, 400)]))
            found.append({"date": on.isoformat(), "amount": text})
    return {"payments": found}
