"""Hypothesis strategies for payment terms: every step, rule and flag, in currencies of no to four digits."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import attrs
from hypothesis import strategies as st

from receivables.calendars import Roll
from receivables.currencies import currency, custom_currency
from receivables.money import Money
from receivables.rounding import Rounding
from receivables.terms import (
    AddDays,
    AddMonths,
    AddWeeks,
    Balance,
    Discount,
    EndOfMonth,
    EqualParts,
    Fixed,
    Line,
    MoveHolidays,
    NextMonthOnDay,
    NextOf,
    OnDate,
    OnDay,
    PaymentTerms,
    Percent,
    SkipClosed,
    ToBusinessDay,
)

CURRENCIES = (currency("JPY"), custom_currency("FEN", 1), currency("EUR"), currency("KWD"), currency("CLF"))
"""A currency of each number of digits from 0 to 4."""

days_of_month = st.integers(1, 31)
issue_days = st.dates(date(2020, 1, 1), date(2036, 12, 31))
percents = st.one_of(
    st.integers(0, 100).map(Fraction),
    st.decimals(0, 100, places=2).map(Fraction),
    st.fractions(0, 100, max_denominator=12),
)
amounts = st.decimals(0, 5_000, places=2).map(Fraction)

forward_steps = st.one_of(
    st.builds(AddDays, st.integers(0, 400)),
    st.builds(AddWeeks, st.integers(0, 60)),
    st.builds(AddMonths, st.integers(0, 24)),
    st.just(EndOfMonth()),
    st.builds(NextMonthOnDay, days_of_month),
    st.builds(NextOf, st.lists(days_of_month, min_size=1, max_size=4), strict=st.booleans()),
)
"""Steps that never go back."""

closed_seasons = st.builds(
    SkipClosed,
    st.sampled_from(
        [
            [((12, 24), (1, 6))],
            [((8, 1), (8, 31))],
            [((2, 1), (2, 31))],
            [((12, 24), (12, 31)), ((1, 1), (1, 6)), ((7, 1), (8, 15))],
        ]
    ),
)
holiday_moves = st.dictionaries(st.dates(date(2024, 1, 1), date(2030, 12, 1)), st.integers(1, 10), max_size=3).map(
    lambda found: MoveHolidays((day, date.fromordinal(day.toordinal() + later)) for day, later in found.items())
)

steps = st.one_of(
    forward_steps,
    st.builds(AddDays, st.integers(-400, -1)),
    st.builds(AddWeeks, st.integers(-60, -1)),
    st.builds(AddMonths, st.integers(-24, -1)),
    st.builds(OnDay, days_of_month),
    st.builds(OnDate, st.dates(date(2000, 1, 1), date(2050, 12, 31))),
    closed_seasons,
    holiday_moves,
)
"""Every step that needs no calendar."""

all_steps = st.one_of(steps, st.builds(ToBusinessDay, st.sampled_from(Roll)))


@st.composite
def discounts(draw: st.DrawFn, within: st.SearchStrategy[object] = steps) -> Discount:
    """A percentage of the gross or the net amount, or a fixed amount."""
    window = draw(st.one_of(st.integers(0, 90), st.lists(within, max_size=3)))
    if draw(st.booleans()):
        return Discount(draw(percents), within=window, base=draw(st.sampled_from(["gross", "net"])))
    return Discount(None, within=window, amount=draw(amounts))


@st.composite
def lines(draw: st.DrawFn, rule: object | None = None, within: st.SearchStrategy[object] = steps) -> Line:
    """A line of any rule, or of the given one."""
    if rule is None:
        rule = draw(
            st.one_of(
                st.builds(Percent, percents, of=st.sampled_from(["total", "net", "rest"])),
                st.builds(Fixed, amounts),
                st.just(EqualParts()),
                st.just(Balance()),
            )
        )
    unit = None if isinstance(rule, EqualParts | Balance) else draw(st.sampled_from([None, None, 1, 5, "0.1"]))
    return Line(
        rule,
        draw(st.lists(within, max_size=3)),
        discounts=draw(st.lists(discounts(within), max_size=2)),
        round_to=unit,
    )


def of_total(line: Line) -> bool:
    """Whether a line takes a percentage of the total."""
    return isinstance(line.rule, Percent) and line.rule.of == "total"


def without_second_rests(found: list[Line]) -> list[Line]:
    """The lines without a balance beside equal parts, or behind another balance."""
    parts = [line for line in found if isinstance(line.rule, EqualParts)]
    balances = [line for line in found if isinstance(line.rule, Balance)]
    extra = balances if parts else balances[1:]
    return [line for line in found if not any(line is each for each in extra)]


@st.composite
def payment_terms(draw: st.DrawFn, within: st.SearchStrategy[object] = steps) -> PaymentTerms:
    """Terms of one to five lines, with any flags."""
    found = draw(st.lists(lines(within=within), min_size=1, max_size=4))
    # Percentages of the total must leave room for one another, one thing takes the rest, and something does.
    found = without_second_rests(found)
    found = [
        attrs.evolve(line, rule=Percent(line.rule.percent / len(found))) if of_total(line) else line for line in found
    ]
    if all(map(of_total, found)):
        found.append(draw(lines(Balance(), within)))
    return PaymentTerms(
        found,
        counted_from=draw(st.sampled_from(["issue", "previous"])),
        rounding=draw(st.sampled_from(Rounding)),
        roll=draw(st.sampled_from(Roll)),
        late_interest=draw(st.sampled_from([None, "statutory-eu", "8 % a year. Or so."])),
    )


@st.composite
def totals(draw: st.DrawFn, most: int = 10**9) -> Money:
    """Amounts of either sign in a currency of each number of digits."""
    return Money.of_minor(draw(st.integers(-most, most)), draw(st.sampled_from(CURRENCIES)))
