"""Payment plans as a schoolbook works them out: fractions, a loop for every sum, a row after the other.

``rows`` answers a plan in the words of the golden kind ``installment``, without a line of the library; ``worth`` is
what flows of money are worth at a rate, with far more digits than anybody asks for.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from decimal import Context, Decimal
from fractions import Fraction
from itertools import pairwise

DIGITS = {"JPY": 0, "KWD": 3}
WIDE = Context(prec=120)


def rounded(amount, digits, mode):
    """To so many digits; all amounts here are at least nothing, but for principal, which is never rounded."""
    whole, rest = divmod(amount * 10**digits, 1)
    up = {
        "half_up": rest >= Fraction(1, 2),
        "half_even": rest > Fraction(1, 2) or (rest == Fraction(1, 2) and whole % 2 == 1),
        "up": rest > 0,
        "down": False,
    }[mode]
    return Fraction(whole + up, 10**digits)


def period_rate(given):
    """The rate of a period; with other compounding, to 40 decimals."""
    rate, per_year = Fraction(given["annual_rate_percent"]) / 100, given["periods_per_year"]
    compounding = given.get("compounding_per_year", per_year)
    if compounding == per_year:
        return rate / per_year
    one = WIDE.divide(Decimal((1 + rate / compounding).numerator), Decimal((1 + rate / compounding).denominator))
    grown = WIDE.power(one, WIDE.divide(Decimal(compounding), Decimal(per_year)))
    scaled = Fraction(WIDE.subtract(grown, Decimal(1))) * 10**40
    return Fraction(round(scaled), 10**40)


def months_later(start, months):
    """The same day, or the last of a shorter month."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def rates(given, count):
    """What each interval adds to a balance of 1."""
    percent = Fraction(given["annual_rate_percent"]) / 100
    if "interest_days" in given:
        start, step = date.fromisoformat(given["start_date"]), 12 // given["periods_per_year"]
        days = [months_later(start, step * number) for number in range(count + 1)]
        year = {"ACT/360": 360, "ACT/365F": 365}[given["interest_days"]]
        return [percent * Fraction((two - one).days, year) for one, two in pairwise(days)]
    first = percent * Fraction(given["first_interval_years"]) if "first_interval_years" in given else period_rate(given)
    return [first, *[period_rate(given)] * (count - 1)]


def level(given, principal, digits):
    """The payment whose instalments, discounted one by one, are worth the principal."""
    waiting = given.get("interest_only_periods", 0)
    count, rate = given["periods"] - waiting, period_rate(given)
    first = rates(given, 1)[0] if "first_interval_years" in given and not waiting else rate
    discounts = [1 / (1 + first)]
    for _ in range(count - 1):
        discounts.append(discounts[-1] / (1 + rate))
    payment = principal / sum(discounts)
    mode = given.get("payment_rounding", "half_up")
    return payment if mode == "none" else rounded(payment, digits, mode)


def rows(given, limit=400):
    """Payment, principal, interest and balance of each row."""
    digits = DIGITS.get(given["currency"], 2)
    owed = principal = Fraction(given["principal"])
    carry, fee = given["balance"] == "carry", Fraction(given.get("fee_per_period", 0))
    count, waiting = given.get("periods", limit), given.get("interest_only_periods", 0)
    payment = level(given, principal, digits) if given["method"] == "level" else Fraction(given.get("payment", 0))
    share = principal / (count - waiting)
    if "principal_per_period" in given:
        share = Fraction(given["principal_per_period"])
    elif not carry:
        share = rounded(share, digits, given.get("payment_rounding", "half_up"))
    found = []
    for number, rate in enumerate(rates(given, min(count, given.get("term_periods", count))), 1):
        exact = owed * rate
        shown = rounded(exact, digits, given["interest_rounding"])
        interest = exact if carry else shown
        if number <= waiting or given["method"] == "interest_only":
            paid = interest
        elif given["method"] == "equal_principal":
            paid = share + interest
        else:
            paid = payment
        if paid >= owed + interest or (number == count and "periods" in given):
            paid = owed + interest
        owed += interest - paid
        paid_shown = shown if paid == interest and owed else rounded(paid, digits, "half_up")
        found.append((paid_shown + fee, paid_shown - shown, shown, rounded(owed, digits, "half_up")))
        if not owed:
            break
    return found


def worth(flows, rate):
    """Flows of amount, whole periods and odd fraction at a rate of a period: ``(1 + odd x rate)(1 + rate)**time``."""
    total = Decimal(0)
    for amount, time, odd in flows:
        power = WIDE.power(number(1 + rate), number(-time))
        total = WIDE.add(total, WIDE.divide(WIDE.multiply(number(amount), power), number(1 + odd * rate)))
    return total


def number(fraction):
    """A fraction with as many digits as we have."""
    return WIDE.divide(Decimal(Fraction(fraction).numerator), Decimal(Fraction(fraction).denominator))
