"""Late interest as the words of a contract say it, one night after the other, in fractions.

``claim`` answers the golden kind ``interest`` from its ``given``, without a line of the library.
"""

from __future__ import annotations

from calendar import isleap, monthrange
from datetime import date, timedelta
from fractions import Fraction

DIGITS = {"JPY": 0, "KWD": 3}
ONE_DAY = timedelta(days=1)


def rounded(amount, digits, mode="half_up"):
    """To so many digits; halves are decided on whole numbers."""
    scaled = amount * 10**digits
    whole, rest = divmod(scaled.numerator, scaled.denominator)
    up = {
        "half_up": 2 * rest >= scaled.denominator,
        "half_even": 2 * rest > scaled.denominator or (2 * rest == scaled.denominator and whole % 2 == 1),
        "down": False,
    }[mode]
    return Fraction(whole + (rest > 0 and up), 10**digits)


def plus_months(start, months):
    """The same day so many months later, or the last of a shorter month."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def months_completed(start, day):
    """How many whole months have passed."""
    count = 0
    while plus_months(start, count + 1) <= day:
        count += 1
    return count


def share_of_night(given, night, due):
    """Which part of the period of the rate a night is."""
    period = given.get("rate_period", {"unit": "year", "count": 1})
    if period["unit"] == "day":
        return Fraction(1, period["count"])
    convention = given.get("day_count", "ACT/365F")
    if convention == "ACT/365F":
        return Fraction(1, 365 * period["count"])
    if convention == "ACT/360":
        return Fraction(1, 360 * period["count"])
    if convention == "ACT/ACT ISDA":
        return Fraction(1, (366 if isleap(night.year) else 365) * period["count"])
    before = night - ONE_DAY
    thirty = [360 * day.year + 30 * day.month + min(day.day, 30) for day in (before, night)]
    return Fraction(thirty[1] - thirty[0], 360 * period["count"])


def rate_of_night(given, night, first):
    """Percent of the night; tiers by amount are looked up by the caller."""
    if "rates" in given:
        day = first if given.get("rate_behaviour") == "locked" else night
        return [Fraction(row["rate_percent"]) for row in given["rates"] if date.fromisoformat(row["from"]) <= day][-1]
    return Fraction(given["rate_percent"])


def tier(given, value):
    """The tier that a value is in."""
    found = [row for row in given["tiers"] if Fraction(row["from"]) <= value]
    return found[-1] if found else None


def tier_percent(given, value):
    found = tier(given, value)
    return Fraction(found["rate_percent"]) if found else Fraction(0)


def reached(given, night, due, until):
    """The tier by time that a night is in, which ends a span where it changes."""
    day = until if given.get("tiering", "whole") == "whole" else night
    if given["tier_by"] == "amount":
        return None
    number = (day - due).days if given["tier_by"] == "days" else months_completed(due, day)
    return tier_percent(given, number)


def percent_on(given, base, night, first, due, until):
    """The interest on ``base`` for a whole period, at the rate that the night bears."""
    if "tiers" not in given:
        return base * rate_of_night(given, night, first) / 100
    whole = given.get("tiering", "whole") == "whole"
    if given["tier_by"] == "amount":
        if whole:
            return base * tier_percent(given, base) / 100
        bounds = [Fraction(row["from"]) for row in given["tiers"]] + [None]
        total = Fraction(0)
        for row, upper in zip(given["tiers"], bounds[1:], strict=True):
            top = base if upper is None else min(base, upper)
            total += max(top - Fraction(row["from"]), 0) * Fraction(row["rate_percent"]) / 100
        return total
    day = until if whole else night
    number = (day - due).days if given["tier_by"] == "days" else months_completed(due, day)
    return base * tier_percent(given, number) / 100


def balance_before(given, night):
    """What is open on the evening before a night."""
    paid = sum(
        Fraction(each["amount"]) for each in given.get("payments", []) if date.fromisoformat(each["date"]) < night
    )
    return Fraction(given["principal"]) - paid


def capital_days(given, first, until):
    """The days after which the interest so far bears interest."""
    kind = given.get("compounding", "none")
    if kind == "at_statements":
        return {date.fromisoformat(day) for day in given.get("statements", [])}
    months = {"none": None, "monthly": 1, "yearly": 12}[kind]
    days, number = set(), 1
    while months and plus_months(first, months * number) - ONE_DAY <= until:
        days.add(plus_months(first, months * number) - ONE_DAY)
        number += 1
    return days


def nights(given, first, due, until):
    """Of each span: its interest before rounding, its nights, and what one of them bears."""
    prior = Fraction(given.get("prior_interest", 0)) if given.get("base") == "principal_and_interest" else Fraction(0)
    capital, stops = capital_days(given, first, until), set(map(date.fromisoformat, given.get("statements", [])))
    digits, mode = DIGITS.get(given["currency"], 2), given.get("rounding_mode", "half_up")
    point = given.get("rounding_point", "total")
    spans, before = [], None
    night = first
    while night <= until:
        base = balance_before(given, night) + prior
        daily = percent_on(given, base, night, first, due, until) * share_of_night(given, night, due)
        rate = reached(given, night, due, until) if "tiers" in given else rate_of_night(given, night, first)
        key = (
            base,
            rate,
            [row["from"] for row in given.get("rates", []) if row["from"] <= night.isoformat()],
            len(spans),
        )
        if given.get("rate_behaviour") == "locked":
            key = (base, rate, None, len(spans))
        if before != key or not spans:
            spans.append([Fraction(0), 0, daily])
            before = (*key[:3], len(spans))
        spans[-1][0] += daily
        spans[-1][1] += 1
        if night in stops | capital:
            before = None
        if night in capital:
            done = Fraction(0)
            for span in spans:
                if len(span) == 3:
                    span.append(amount_of(span, digits, mode, point))
                    done += span[3]
            prior += done
        night += ONE_DAY
    for span in spans:
        if len(span) == 3:
            span.append(amount_of(span, digits, mode, point))
    return spans


def amount_of(span, digits, mode, point):
    total, count, daily = span[:3]
    if point == "total":
        return total
    if point == "day":
        return rounded(daily, digits, mode) * count
    return rounded(total, digits, mode)


def by_period(given, due, until):
    """One charge for each period that is over, on the balance of the evening before its end."""
    period, number, total = given["rate_period"], 1, Fraction(0)
    while True:
        if period["unit"] == "day":
            end = due + timedelta(days=period["count"] * number)
        else:
            end = plus_months(due, period["count"] * number * (12 if period["unit"] == "year" else 1))
        if end > until:
            return total
        base = balance_before(given, end)
        total += flat(given, base, end, number, due, until)
        number += 1


def flat(given, base, end, number, due, until):
    if "tiers" not in given or given["tier_by"] == "amount":
        return percent_on(given, base, end, end, due, until)
    if given.get("tiering", "whole") == "whole":
        value = (until - due).days if given["tier_by"] == "days" else months_completed(due, until)
    else:
        value = (end - due).days if given["tier_by"] == "days" else number
    found = tier(given, value)
    if found is None or not base:
        return Fraction(0)
    return Fraction(found["amount"]) if "amount" in found else base * Fraction(found["rate_percent"]) / 100


def claim(given):
    """Interest, penalty and what is owed in all."""
    digits, mode = DIGITS.get(given["currency"], 2), given.get("rounding_mode", "half_up")
    due, until = date.fromisoformat(given["due_date"]), date.fromisoformat(given["until"])
    late, grace = (until - due).days, given.get("grace_days", 0)
    start = due + timedelta(days=grace if given.get("grace_kind") != "cliff" else 0)
    counts = late > grace
    interest = Fraction(0)
    if counts:
        accrual = given.get("accrual", "daily")
        if accrual == "daily":
            interest = sum((span[3] for span in nights(given, start + ONE_DAY, start, until)), Fraction(0))
        elif accrual == "once":
            interest = flat(given, balance_before(given, start + ONE_DAY), until, 1, start, until)
        else:
            interest = by_period(given, start, until)
    interest = rounded(interest, digits, mode)
    if "minimum" in given and counts and interest < Fraction(given["minimum"]):
        interest = Fraction(given["minimum"]) if given["minimum_rule"] == "raise" else Fraction(0)
    if "maximum" in given:
        interest = min(interest, Fraction(given["maximum"]))
    return text(interest, digits)


def text(amount, digits):
    """An amount as the cases write it."""
    minor = int(amount * 10**digits)
    return f"{minor // 10**digits}.{minor % 10**digits:0{digits}d}" if digits else str(minor)
