"""Late-payment regimes as their files say them, one night after the other, in fractions.

``interest`` and ``compensation`` read the files of regimes and rates by themselves and use not a line of the library.
A claim is plain data; tests/random_statutory.py says what stands in it.
"""

from __future__ import annotations

import tomllib
from calendar import isleap, monthrange
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from itertools import pairwise
from math import ceil, floor
from pathlib import Path

DATA = Path(__file__).resolve().parents[2] / "src" / "receivables" / "data"
ONE_DAY = timedelta(days=1)
RECENT = date(9999, 12, 31)


class Unknown(Exception):
    """A rate that no table tells."""


class Mismatch(Exception):
    """A debt in a currency that the law does not speak of."""


# Files


@cache
def regime(id_):
    """The file of a regime."""
    return tomllib.loads((DATA / "regimes" / f"{id_}.toml").read_text(encoding="utf-8"))


@cache
def ids():
    """Every regime that there is a file of."""
    return sorted(path.stem for path in (DATA / "regimes").glob("*.toml"))


@cache
def table(name):
    """The rows of a rate table, as pairs of first day and text (nothing in a gap), and the last day that is known."""
    found = tomllib.loads((DATA / "rates" / f"{name}.toml").read_text(encoding="utf-8"))
    return [(row["from"], row["percent"]) for row in found["rows"]], found["verified_until"]


def terms_of(file, variant):
    """How the rate is made: of the regime, and what the variant changes."""
    return file["rate"] | (file["variants"][variant] if variant else {})


# Rates


def look_up(rows_until, day, *, project):
    """The percent that a table has for a day, and whether that is a projection."""
    rows, until = rows_until
    percent = next((percent for since, percent in reversed(rows) if since <= day), "")
    if not percent or (day > until and not project):
        raise Unknown(day)
    return Fraction(percent), day > until


def to_step(value, step, mode):
    """A rate as a multiple of a step."""
    steps = value / step
    if mode == "ceiling":
        return ceil(steps) * step
    if mode == "floor":
        return floor(steps) * step
    if mode == "half_up":
        return (floor(steps + Fraction(1, 2)) if steps >= 0 else ceil(steps - Fraction(1, 2))) * step
    raise NotImplementedError(mode)


def fixed_on(terms, night):
    """The day whose reference a night bears."""
    fixing = terms.get("fixing", "daily")
    if fixing == "daily":
        return night
    first = date(night.year, night.month if fixing == "monthly" else (1 if night.month <= 6 else 7), 1)
    return first - ONE_DAY if terms.get("fixing_day") == "day before" else first


def margin_of(terms, night, due, contract):
    """The points on top of the reference."""
    margin = terms.get("margin", "0")
    if isinstance(margin, str):
        return Fraction(margin)
    day = {"day": night, "due": due, "contract": contract or RECENT}[terms.get("margin_by", "day")]
    before = [points for since, points in margin if date.fromisoformat(since) <= day]
    if not before:
        raise Unknown(day)
    return Fraction(before[-1])


def percent_of_night(claim, terms, night):
    """Percent a year that a night bears, and whether it is projected."""
    if claim.get("agreed"):
        return Fraction(claim["agreed"]), False
    rows = claim.get("table")
    if terms.get("percent") and not rows:
        return Fraction(terms["percent"]), False
    if terms.get("behaviour") == "locked":
        night = claim["due"] + ONE_DAY
    rows = rows or table(terms["table"])
    reference, projected = look_up(rows, fixed_on(terms, night), project=claim.get("project", False))
    reference *= Fraction(terms.get("multiplier", "1"))
    margin = margin_of(terms, night, claim["due"], claim.get("contract"))
    step, mode = Fraction(terms.get("round_to", 0)), terms.get("round_mode", "half_up")
    if step and terms.get("round_of", "sum") == "reference":
        reference = to_step(reference, step, mode)
    percent = reference + margin
    if step and terms.get("round_of", "sum") == "sum":
        percent = to_step(percent, step, mode)
    return max(percent, Fraction(0)), projected


# Days


def plus_months(start, months):
    """The same day so many months later, or the last of a shorter month."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def share_of_night(convention, night):
    """Which part of a year a night is."""
    if convention == "ACT/365F":
        return Fraction(1, 365)
    if convention == "ACT/360":
        return Fraction(1, 360)
    if convention == "ACT/ACT ISDA":
        return Fraction(1, 366 if isleap(night.year) else 365)
    if convention == "30E/360":
        number = [360 * day.year + 30 * day.month + min(day.day, 30) for day in (night - ONE_DAY, night)]
        return Fraction(number[1] - number[0], 360)
    raise NotImplementedError(convention)


def ends_of_months(due, until, months):
    """The last nights, through ``until``, of the months or years that begin with the first interest day."""
    found, number = [], 1
    while plus_months(due + ONE_DAY, months * number) - ONE_DAY <= until:
        found.append(plus_months(due + ONE_DAY, months * number) - ONE_DAY)
        number += 1
    return found


# Interest


def interest(claim):
    """The interest before rounding and whether it is projected, and what is charged in minor units.

    A rate is needed for each night that counts and on which something is open: principal, or interest that was added to
    it. Nights before ``since`` count where their interest is added later, and where there is a minimum: that is of the
    whole delay, so what is charged is what the whole comes to, less what had been due through ``since``.
    """
    file = claim.get("regime") or regime(claim["id"])
    terms = terms_of(file, claim.get("variant"))
    convention = claim.get("day_count", file.get("day_count", "ACT/365F"))
    compounding = claim.get("compounding", file.get("compounding", "none"))
    due, until, since = claim["due"], claim["as_of"], claim.get("since") or date.min
    ends = [] if compounding == "none" else ends_of_months(due, until, 12 if compounding == "yearly" else 1)
    adds = any(end < until for end in ends)
    total, pending, capitalized = Fraction(0), Fraction(0), Fraction(0)
    opened, grown, any_projected = False, False, False
    night = due + ONE_DAY
    while night <= until and claim.get("agreed") != "0":
        balance = balance_before(claim, night)
        opened = opened or balance > 0
        if (balance or grown) and (night > since or adds):
            percent, projected = percent_of_night(claim, terms, night)
            full = share_of_full_month(due, ends, night) if compounding == "twelfths" else None
            amount = (balance + capitalized) * percent / 100 * (full or share_of_night(convention, night))
            pending += amount
            if night > since:
                total += amount
                any_projected = any_projected or projected
        if night in ends:
            capitalized, pending, grown = capitalized + pending, Fraction(0), opened
        night += ONE_DAY
    minimum = Fraction(file.get("minimum", 0))
    if not minimum or claim.get("since") is None:
        return total, any_projected, charged(total, claim["digits"], minimum)
    earlier, _, before = interest(claim | {"as_of": min(since, until), "since": None})
    return total, any_projected, charged(earlier + total, claim["digits"], minimum) - before


def balance_before(claim, night):
    """What is open on the evening before a night, in main units."""
    minor = next((minor for day, minor in reversed(claim["history"]) if day < night), 0)
    return Fraction(minor, 10 ** claim["digits"])


def share_of_full_month(due, ends, night):
    """Of a twelfth of a year, as much as a night is of its month; nothing where the month is not over."""
    for start, end in pairwise([due, *ends]):
        if start < night <= end:
            return Fraction(1, 12 * (end - start).days)
    return None


def charged(total, digits, minimum):
    """Rounded half up to minor units; less than the minimum is waived."""
    minor = floor(total * 10**digits + Fraction(1, 2))
    return 0 if Fraction(minor, 10**digits) < minimum else minor


# Compensation


def compensation(id_, minor, digits, currency, rate=None):
    """The fixed sum for a debt in minor units of its currency, or nothing: the largest of the tiers that hold.

    A rate tells what one unit of the currency of the sums costs in that of the debt.
    """
    debt, sums = Fraction(minor, 10**digits), []
    for tier in regime(id_).get("compensation", []):
        price, bounds = Fraction(1), tier.get("debt_currency", tier.get("currency"))
        if ("above" in tier or "at_least" in tier) and bounds != currency:
            if rate is None or bounds != tier["currency"]:
                raise Mismatch(currency)
            price = Fraction(rate)
        if "above" in tier and debt <= Fraction(tier["above"]) * price:
            continue
        if debt < Fraction(tier.get("at_least", 0)) * price:
            continue
        sums.append((debt * Fraction(tier["percent"]) / 100, currency) if "percent" in tier else sum_of(tier))
    if not sums or not debt:
        return None
    amount, unit = max(sums)
    if unit != currency:
        if rate is None:
            raise Mismatch(currency)
        amount *= Fraction(rate)
    return floor(amount * 10**digits + Fraction(1, 2))


def sum_of(tier):
    return Fraction(tier["amount"]), tier["currency"]
