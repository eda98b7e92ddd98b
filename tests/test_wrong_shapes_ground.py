"""What is given in a wrong shape to money, calendars, day counts and terms is refused in words of our own."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest

from receivables import InvalidValueError, Money, PaymentTerms, currencies
from receivables.adapters.einvoice import Skonto, parse_skonto, skonto_note
from receivables.adapters.locales import format as in_locale
from receivables.adapters.locales import format_day
from receivables.calendars import (
    WEEKDAYS,
    ClosedDays,
    DayOfMonth,
    JointCalendar,
    MonthEnd,
    Period,
    PeriodicSchedule,
    Roll,
    ShortMonths,
    Stub,
    Weekend,
    add_business_days,
    add_months,
    advance,
    business_days_between,
    end_of_month,
    from_holidays,
    last_business_day,
)
from receivables.checks import Choice
from receivables.daycount import DayCount
from receivables.errors import ReceivablesError
from receivables.rounding import Rounding
from receivables.shares import Strategy
from receivables.terms import (
    AddDays,
    Balance,
    Discount,
    EndOfMonth,
    EqualParts,
    Line,
    MoveHolidays,
    NextOf,
    OnDay,
    Percent,
    SkipClosed,
    ToBusinessDay,
    equal_amounts,
    fixed_amounts,
    holiday_problems,
    monthly,
    problems,
    walk,
)

DAY, LATER = date(2026, 1, 15), date(2026, 3, 1)
TEN = Money("10.00", "EUR")
TERMS = PaymentTerms.parse("2/10 net 30")
PERIODIC = PeriodicSchedule(start=DAY, every=Period(months=1), count=4)
DISCOUNT = Discount("2", within=10, base="net")

CALLS = {
    "Money": (Money, ["10.50", "EUR"]),
    "Money.of_minor": (Money.of_minor, [5, "EUR"]),
    "Money.rounded": (lambda *given: Money.rounded(*given[:3], step=given[3]), ["1.23", "EUR", "half_up", "0.05"]),
    "Money.total": (lambda amounts, currency: Money.total(amounts, currency=currency), [[TEN], "EUR"]),
    "Money.allocate": (lambda *given: TEN.allocate(given[0], strategy=given[1], step=given[2]), [[1, 2], "last", 1]),
    "Money.split": (TEN.split, [3]),
    "Money.allocate_capped": (TEN.allocate_capped, [[TEN]]),
    "Money.converted": (lambda unit, rate: TEN.converted(unit, rate=rate), ["USD", "1.1"]),
    "currency": (currencies.currency, ["EUR"]),
    "custom_currency": (currencies.custom_currency, ["POINTS", 0]),
    "digits": (currencies.digits, [currencies.currency("EUR")]),
    "require_same": (currencies.require_same, [currencies.currency("EUR"), currencies.currency("EUR")]),
    "Rounding.apply": (Rounding.HALF_UP.apply, [Fraction(1, 3)]),
    "Rounding.to_step": (Rounding.HALF_UP.to_step, [Fraction(1, 3), Fraction(1, 20)]),
    "Strategy.share": (Strategy.LAST.share, [10, [1, 2]]),
    "Weekend": (Weekend, [[5, 6]]),
    "ClosedDays": (
        lambda days, end, first, last: ClosedDays(days, weekend=end, first=first, last=last),
        [[DAY], (5, 6), DAY, LATER],
    ),
    "JointCalendar": (JointCalendar, [[WEEKDAYS]]),
    "from_holidays": (lambda days, years: from_holidays(days, years=years), [{DAY}, 2026]),
    "Roll.adjust": (Roll.FOLLOWING.adjust, [DAY, WEEKDAYS]),
    "add_business_days": (add_business_days, [DAY, 3, WEEKDAYS]),
    "business_days_between": (business_days_between, [DAY, LATER, WEEKDAYS]),
    "add_months": (add_months, [DAY, 1]),
    "end_of_month": (end_of_month, [DAY]),
    "last_business_day": (last_business_day, [DAY, WEEKDAYS]),
    "advance": (
        lambda *given: advance(*given[:2], calendar=given[2], roll=given[3], end_of_month=given[4]),
        [DAY, Period(months=1), WEEKDAYS, "following", True],
    ),
    "PeriodicSchedule.adjusted": (PERIODIC.adjusted, [WEEKDAYS, "following"]),
    "DayCount": (DayCount, ["ACT/365F"]),
    "DayCount.measure": (DayCount("ACT/365F").measure, [DAY, LATER]),
    "Line": (
        lambda *given: Line(*given[:2], discounts=given[2], round_to=given[3]),
        [Percent("30"), [30, EndOfMonth()], [DISCOUNT], "10"],
    ),
    "Discount": (lambda percent, within: Discount(percent, within=within), ["2", 10]),
    "Discount.offer": (lambda part, net, on: DISCOUNT.offer(part, net=net, issued_on=on), [TEN, TEN, DAY]),
    "PaymentTerms": (PaymentTerms, [[Line(Balance())]]),
    "PaymentTerms.net": (PaymentTerms.net, [30]),
    "PaymentTerms.equal": (PaymentTerms.equal, [30, [60, EndOfMonth()]]),
    "PaymentTerms.parse": (PaymentTerms.parse, ["net 30"]),
    "PaymentTerms.describe": (TERMS.describe, ["de"]),
    "PaymentTerms.due_on": (TERMS.due_on, [DAY]),
    "PaymentTerms.schedule": (
        lambda *given: TERMS.schedule(
            given[0],
            issued_on=given[1],
            net=given[2],
            calendar=given[3],
            drop_zero=given[4],
            allow_negative_rest=given[5],
        ),
        [TEN, DAY, TEN, WEEKDAYS, True, True],
    ),
    "NextOf": (lambda days, strict: NextOf(days, strict=strict), [[10], True]),
    "MoveHolidays.after": (MoveHolidays([(DAY, LATER)]).after, [DAY]),
    "SkipClosed.after": (SkipClosed([((1, 1), (1, 20))]).after, [DAY]),
    "OnDay.after": (OnDay(3).after, [DAY]),
    "ToBusinessDay.after": (ToBusinessDay().after, [DAY, WEEKDAYS]),
    "walk": (walk, [[AddDays(3)], DAY]),
    "problems": (
        lambda lines, same, back: problems(lines, refuse_same_due=same, refuse_negative_days=back),
        [[Line(Balance())], True, True],
    ),
    "holiday_problems": (holiday_problems, [[(DAY, LATER)]]),
    "equal_amounts": (
        lambda *given: equal_amounts(*given[:2], larger_parts=given[2], unit=given[3]),
        [TEN, 3, "last", 1],
    ),
    "fixed_amounts": (fixed_amounts, [TEN, TEN]),
    "monthly": (lambda amounts, day, every: monthly(amounts, first_on=day, every_months=every), [[TEN], DAY, 1]),
    "Skonto": (Skonto, [3, "2.00", "100.00"]),
    "parse_skonto": (parse_skonto, ["free text"]),
    "skonto_note": (skonto_note, [TERMS]),
    "locales.format": (in_locale, [TEN, "de_DE"]),
    "locales.format_day": (format_day, [DAY, "de_DE"]),
    **{kind.__name__: (kind, [next(iter(kind)).value]) for kind in Choice.__subclasses__()},
}
JUNK = [
    *(None, True, -1, 10**50, 1.5, float("nan"), float("inf"), "no", "", "1e5", "\N{ARABIC-INDIC DIGIT THREE}", b"x"),
    *(object(), int, lambda: 1, date.min, date.max, datetime(2026, 1, 1), range(3), 1j),  # noqa: DTZ001
    *([], [5], [(5, 5)], [None], [[]], (1, 2, 3), {}, {1: 2}, {1}, Money("1", "JPY"), WEEKDAYS, TERMS, Roll.NONE),
    *(Decimal("NaN"), Decimal("sNaN"), Decimal("Infinity"), Decimal("1e1000000"), "9" * 5000, Fraction(10**41, 7)),
]


@pytest.mark.parametrize(
    ("call", "place"), [(call, place) for call, (_, g) in CALLS.items() for place in range(len(g))]
)
def test_a_wrong_shape_is_no_bare_error(call, place):
    """Each argument in turn: it is taken, or refused by an error of ours."""
    make, given = CALLS[call]
    make(*given)
    refused = 0
    for junk in JUNK:
        try:
            make(*given[:place], junk, *given[place + 1 :])
        except ReceivablesError as error:
            refused += bool(str(error))
    assert refused


def test_all_choices_are_asked():
    """Those of this floor at least; other rooms may add some."""
    assert {MonthEnd, DayOfMonth, Roll, ShortMonths, Stub, Rounding, Strategy} <= set(Choice.__subclasses__())


@pytest.mark.parametrize("kind", [MonthEnd, DayOfMonth, Roll, ShortMonths, Stub, Rounding, Strategy])
def test_a_choice_that_is_none_names_those_that_there_are(kind):
    with pytest.raises(InvalidValueError, match=f"'{kind.__name__}' must be one of '{next(iter(kind)).value}', "):
        kind("sideways")


@pytest.mark.parametrize("steps", ["", "net", b"x", {30, EndOfMonth()}, {30: "x"}, frozenset()])
def test_steps_without_an_order_are_refused(steps):
    """A set of steps would be other terms in every run, and an empty text would be due at once."""
    for make in (
        lambda: Line(Balance(), steps),
        lambda: PaymentTerms.equal(30, steps),
        lambda: PaymentTerms.at(*[steps]),
    ):
        with pytest.raises(InvalidValueError, match="'steps' must be date steps"):
            make()
    with pytest.raises(InvalidValueError, match="'within' must be date steps"):
        Discount("2", within=steps)


def test_lines_and_discounts_without_an_order_are_refused():
    line = Line(EqualParts(), 30)
    with pytest.raises(InvalidValueError, match="'lines' must be lines"):
        PaymentTerms({line, Line(EqualParts(), 60)})
    with pytest.raises(InvalidValueError, match="'discounts' must be discounts"):
        Line(Balance(), 30, discounts={DISCOUNT})


@pytest.mark.parametrize("holiday", ["2026-04-03", datetime(2026, 4, 3), None, 20260403])  # noqa: DTZ001
@pytest.mark.parametrize("kind", [list, set, dict.fromkeys])
def test_holidays_that_are_no_days_are_refused(holiday, kind):
    """They would match no day, and Good Friday would be a business day."""
    with pytest.raises(InvalidValueError, match=r"'holidays' must be a datetime\.date"):
        from_holidays(kind([date(2026, 1, 1), holiday]), years=2026)


@pytest.mark.parametrize(
    ("name", "ours"),
    [
        ("Actual/365 (Fixed)", "ACT/365F"),
        ("ACT/365.FIXED", "ACT/365F"),
        ("Actual/365 (No Leap)", "NL/365"),
        ("Actual/Actual (ISMA)", "ACT/ACT ICMA"),
        ("30/360 (Bond Basis)", "30/360 BondBasis"),
        ("30E/360 (Eurobond Basis)", "30E/360"),
    ],
)
def test_a_foreign_day_count_is_refused_with_ours(name, ours):
    with pytest.raises(InvalidValueError, match=f"written exactly: {ours!r}"):
        DayCount(name)
