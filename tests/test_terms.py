"""Laws of payment terms: schedules that sum exactly, dates that keep to the calendar, values that cannot go wrong."""

from __future__ import annotations

import copy
import pickle
from calendar import isleap
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from fractions import Fraction

import attrs
import moneyed
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from strategies_terms import (
    CURRENCIES,
    all_steps,
    days_of_month,
    forward_steps,
    issue_days,
    payment_terms,
    steps,
    totals,
)

from receivables.calendars import WEEKDAYS, ClosedDays, Roll
from receivables.currencies import custom_currency
from receivables.errors import CurrencyMismatchError, InvalidValueError
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
    equal_amounts,
    fixed_amounts,
    holiday_problems,
    monthly,
    problems,
    walk,
)
from receivables.terms.gaps import least_gap
from receivables.terms.lines import as_percent, number_text
from receivables.testing import money

ISSUED = date(2026, 1, 15)
YEARS = [date(year, 1, 1) + timedelta(days=day) for year in (2027, 2028) for day in range(365 + isleap(year))]
"""All days of a common and of a leap year."""


def scheduled(terms: PaymentTerms, total: Money, **options: object) -> tuple:
    """The schedule, if these lines fit the total: what they may refuse is not at stake here."""
    net = total.with_minor(total.minor * 100 // 121)
    try:
        return terms.schedule(total, issued_on=ISSUED, net=net, allow_negative_rest=True, **options)
    except InvalidValueError as error:
        assume(error.attribute != "step")  # a unit finer than the currency
        raise


# --- Amounts ----------------------------------------------------------------------------------------------------------


@given(payment_terms(), totals(), st.booleans())
def test_a_schedule_sums_to_the_total_exactly(terms, total, drop_zero):
    """For any terms, any total, and currencies of no to four digits."""
    parts = scheduled(terms, total, drop_zero=drop_zero)
    assert Money.total((part.amount for part in parts), currency=total.currency) == total


@given(payment_terms(), totals())
def test_a_credit_note_mirrors_the_invoice(terms, total):
    """Line by line, date by date, offer by offer, in every rounding mode."""
    net = total.with_minor(total.minor // 2)
    try:
        invoice = terms.schedule(total, issued_on=ISSUED, net=net, allow_negative_rest=True)
    except InvalidValueError:
        assume(False)
    note = terms.schedule(-total, issued_on=ISSUED, net=-net, allow_negative_rest=True)
    assume(bool(total))
    assert [(part.due_on, -part.amount) for part in note] == [(part.due_on, part.amount) for part in invoice]
    assert [offer.until for part in note for offer in part.offers] == [
        offer.until for part in invoice for offer in part.offers
    ]
    assert [-offer.amount for part in note for offer in part.offers] == [
        offer.amount for part in invoice for offer in part.offers
    ]


@given(payment_terms(), totals())
def test_no_part_runs_against_the_total_unless_asked(terms, total):
    net = total.with_minor(total.minor // 2)
    try:
        parts = terms.schedule(total, issued_on=ISSUED, net=net)
    except InvalidValueError:
        return
    assert all(part.amount.minor * total.minor >= 0 for part in parts)
    assert total or not any(part.amount for part in parts)


@given(st.integers(1, 24), totals())
def test_equal_parts_differ_by_a_unit_at_most(count, total):
    terms = PaymentTerms.equal(*(30 * number for number in range(1, count + 1)))
    amounts = [part.amount.minor for part in terms.schedule(total, issued_on=ISSUED)]
    assert max(amounts) - min(amounts) <= 1
    assert list(map(abs, amounts)) == sorted(map(abs, amounts), reverse=True)


@given(totals(), st.integers(0, 100).map(Fraction))
def test_a_percentage_is_rounded_by_the_mode(total, percent):
    terms = PaymentTerms([Line(Percent(percent)), Line(Balance(), 30)], rounding="half_even")
    exact = total.exact * percent / 100
    assert terms.schedule(total, issued_on=ISSUED)[0].amount == Money.rounded(exact, total.currency, Rounding.HALF_EVEN)


@given(payment_terms(), totals())
def test_an_offer_is_between_nothing_and_its_installment(terms, total):
    for part in scheduled(terms, total):
        for offer in part.offers:
            if offer.base == "gross":
                assert 0 <= offer.amount.minor * (1 if part.amount.minor >= 0 else -1) <= abs(part.amount.minor)


@given(totals(), st.integers(1, 7))
def test_the_net_amount_is_neither_lost_nor_doubled(total, count):
    """100 % off the net amount of each part is the net amount of the document."""
    net = total.with_minor(total.minor * 100 // 121)
    terms = PaymentTerms.equal(*range(1, count + 1)).with_discount("100", within=1, base="net")
    parts = terms.schedule(total, issued_on=ISSUED, net=net)
    assert Money.total((part.offers[0].amount for part in parts), currency=total.currency) == net


def test_the_last_line_takes_the_rest_whatever_it_says():
    terms = PaymentTerms([Line(Percent("70")), Line(Fixed("200")), Line(Percent("30"))])
    assert [part.amount.text for part in terms.schedule(Money("1000.00", "EUR"), issued_on=ISSUED)] == [
        "700.00",
        "200.00",
        "100.00",
    ]
    assert "The last part takes what the others leave." in str(terms)


@given(payment_terms(), totals())
def test_the_balance_takes_the_rest_wherever_it_stands(terms, total):
    """Moved to the end, it takes the same, and so do the other lines."""
    balance = next((line for line in terms.lines if isinstance(line.rule, Balance)), None)
    assume(balance is not None)
    others = [line for line in terms.lines if line is not balance]
    amounts = [part.amount for part in scheduled(terms, total)]
    place = terms.lines.index(balance)
    moved = scheduled(attrs.evolve(terms, lines=[*others, balance]), total)
    assert [part.amount for part in moved] == [*amounts[:place], *amounts[place + 1 :], amounts[place]]


def test_a_balance_before_other_lines_is_the_rest():
    terms = PaymentTerms([Line(Balance(), 30), Line(Percent("30"), 60)])
    assert [part.amount.text for part in terms.schedule(Money("99.99", "EUR"), issued_on=ISSUED)] == ["69.99", "30.00"]
    assert str(terms) == (
        "The rest is due 30 days after the issue day; 30 % of the total is due 60 days after the issue day."
    )


def test_a_net_amount_against_the_total_is_refused():
    """More than the total it may be, where tax is withheld."""
    terms = PaymentTerms.net(30).with_discount("2", within=10, base="net")
    for total, net in (("-1210.00", "1000.00"), ("1210.00", "-1000.00")):
        with pytest.raises(InvalidValueError, match=f"sign of the total, {total} EUR") as caught:
            terms.schedule(Money(total, "EUR"), issued_on=ISSUED, net=Money(net, "EUR"))
        assert caught.value.attribute == "net"
    [part] = terms.schedule(Money("850.00", "EUR"), issued_on=ISSUED, net=Money("1000.00", "EUR"))
    assert part.offers[0].amount.text == "20.00"


@pytest.mark.parametrize(
    "make",
    [
        Percent,
        Fixed,
        lambda number: Line(Fixed("1"), round_to=abs(number)),
        lambda number: Discount(None, within=1, amount=abs(number)),
    ],
)
@given(st.fractions(-(10**41), 10**41) | st.fractions(0, 1).map(lambda number: number / 10**39))
def test_numbers_of_terms_can_be_written_and_read_back(make, number):
    """Neither numerator nor denominator is beyond 10**40: what cannot be read back is not built."""
    assume(number)
    if max(abs(number.numerator), number.denominator) <= 10**40:
        make(number)
        assert as_percent(number_text(number)) == number
    else:
        with pytest.raises(InvalidValueError, match=r"10\*\*40"):
            make(number)


@given(st.lists(steps, max_size=3), st.lists(steps, max_size=3), st.lists(steps, max_size=2), issue_days)
def test_no_issue_day_brings_two_deadlines_closer(one, other, shared, issued):
    """What is said of a discount that outlasts the due day holds on every day."""
    gap = least_gap([*shared, *one], [*shared, *other])
    if gap is not None:
        assert (walk([*shared, *one], issued) - walk([*shared, *other], issued)).days >= gap


@pytest.mark.parametrize(
    ("one", "other", "gap"),
    [
        ([AddDays(15)], [AddWeeks(2)], 1),
        ([AddMonths(1)], [AddDays(28)], 0),
        ([EndOfMonth(), AddDays(10)], [EndOfMonth(), AddDays(30)], -20),
        ([AddDays(70)], [AddDays(30), EndOfMonth()], 10),
        ([AddDays(10)], [], 10),
        ([], [OnDate(date(2026, 1, 1))], None),
    ],
)
def test_the_least_gap_is_as_wide_as_it_can_be(one, other, gap):
    assert least_gap(one, other) == gap


def test_percentages_of_many_denominators_are_said_to_be_short():
    """Their sum has tens of thousands of digits."""
    found = problems(Line(Percent(Fraction(100, 10**39 + place))) for place in range(1_000))
    assert found == (("percent_sum_not_100", "the percentages of the total sum to about 0, not 100"),)


@pytest.mark.parametrize("bad", [None, 5, "x", b"x", {1}, [5], ["x"], [None], [(1, 2)], Balance()])
@pytest.mark.parametrize(
    "ask", [lambda bad: walk(bad, ISSUED), problems, holiday_problems, lambda bad: equal_amounts(bad, 2)]
)
def test_every_door_has_our_errors(ask, bad):
    with pytest.raises(InvalidValueError):
        ask(bad)


def test_lines_that_take_more_than_the_total_are_refused():
    terms = PaymentTerms([Line(Fixed("200")), Line(Balance(), 30)])
    with pytest.raises(InvalidValueError, match=r"lines that do not take more than 150\.00 EUR"):
        terms.schedule(Money("150.00", "EUR"), issued_on=ISSUED)
    with pytest.raises(InvalidValueError, match=r"lines that do not take more than 0\.00 EUR"):
        terms.schedule(Money("0.00", "EUR"), issued_on=ISSUED)
    allowed = terms.schedule(Money("150.00", "EUR"), issued_on=ISSUED, allow_negative_rest=True)
    assert [part.amount.text for part in allowed] == ["200.00", "-50.00"]


def test_a_unit_of_a_line_moves_the_difference_to_the_rest():
    terms = PaymentTerms([Line(Percent("50"), round_to=5), Line(Balance(), 30)])
    assert [part.amount.text for part in terms.schedule(Money("105.21", "EUR"), issued_on=ISSUED)] == ["55.00", "50.21"]


@pytest.mark.parametrize("currency", CURRENCIES, ids=lambda currency: currency.code)
def test_a_document_of_nothing(currency):
    """Parts of nothing on their days; without zero parts one is left, due at once."""
    nothing = Money.zero(currency)
    terms = PaymentTerms.equal(30, 60)
    assert [part.due_on for part in terms.schedule(nothing, issued_on=ISSUED)] == [date(2026, 2, 14), date(2026, 3, 16)]
    [only] = terms.schedule(nothing, issued_on=ISSUED, drop_zero=True)
    assert (only.due_on, only.amount) == (ISSUED, nothing)


def test_zero_parts_are_dropped_on_request():
    terms = PaymentTerms([Line(Percent("0")), Line(Balance(), 30)])
    assert len(terms.schedule(Money("1.00", "EUR"), issued_on=ISSUED)) == 2
    assert len(terms.schedule(Money("1.00", "EUR"), issued_on=ISSUED, drop_zero=True)) == 1


def test_amounts_of_moneyed_are_taken():
    terms = PaymentTerms.net(30).with_discount("2", within=10, base="net")
    [part] = terms.schedule(moneyed.Money("121.00", "EUR"), issued_on=ISSUED, net=moneyed.Money("100.00", "EUR"))
    assert part.offers[0].amount == Money("2.00", "EUR")


def test_the_net_amount_is_asked_for_where_it_is_needed():
    terms = PaymentTerms.net(30).with_discount("2", within=10, base="net")
    with pytest.raises(InvalidValueError, match="'net' must be given"):
        terms.schedule(Money("121.00", "EUR"), issued_on=ISSUED)
    terms = PaymentTerms([Line(Percent("50", of="net")), Line(Balance(), 30)])
    with pytest.raises(InvalidValueError, match="'net' must be given"):
        terms.schedule(Money("121.00", "EUR"), issued_on=ISSUED)
    with pytest.raises(CurrencyMismatchError):
        terms.schedule(Money("121.00", "EUR"), issued_on=ISSUED, net=Money("100.00", "USD"))


@given(payment_terms(within=all_steps), money("KWD", least=-(10**9), most=10**9))
def test_terms_say_what_a_schedule_needs(terms, total):
    """With it, no more is asked for; without one of the things it names, that one is."""
    given_ = {"net": total, "calendar": WEEKDAYS}
    enough = {name: given_[name] for name in terms.needs}
    terms.schedule(total, issued_on=date(2026, 1, 15), allow_negative_rest=True, **enough)
    for name in enough:
        rest = {other: value for other, value in enough.items() if other != name}
        with pytest.raises(InvalidValueError) as caught:
            terms.schedule(total, issued_on=date(2026, 1, 15), allow_negative_rest=True, **rest)
        assert caught.value.attribute == name


@pytest.mark.parametrize(
    ("total", "net", "off"), [("100", "12100", "100.00"), ("0", "80", "0.00"), ("-100", "-80", "-1.60")]
)
def test_an_offer_on_the_net_amount_is_within_the_installment(total, net, off):
    """Whatever the amount before tax is, and with the sign of the installment."""
    terms = PaymentTerms.net(30).with_discount("2", within=10, base="net")
    (part,) = terms.schedule(Money(total, "EUR"), issued_on=ISSUED, net=Money(net, "EUR"))
    assert part.offers[0].amount.text == off


def test_a_discount_is_in_one_currency():
    """Of the part and of what it is before tax."""
    discount = Discount("2", within=3, base="net")
    with pytest.raises(CurrencyMismatchError):
        discount.offer(Money("100", "EUR"), net=Money("80", "USD"), issued_on=ISSUED)


def test_a_calendar_says_itself_what_it_does_not_know():
    """A day beyond its years is no day beyond the years of the world."""
    known = ClosedDays([date(2026, 1, 1)], first=date(2026, 1, 1), last=date(2026, 12, 31))
    terms = PaymentTerms.at(AddDays(400), ToBusinessDay())
    with pytest.raises(InvalidValueError) as caught:
        terms.schedule(Money("9", "EUR"), issued_on=date(2026, 1, 15), calendar=known)
    assert "9999" not in caught.value.expected


def test_steps_end_with_the_calendar():
    """A day before the year 1 or after 9999 is refused, by every step."""
    for step in (AddDays(1), AddWeeks(1), NextOf(31, strict=True), SkipClosed([((12, 24), (1, 6))])):
        with pytest.raises(InvalidValueError):
            step.after(date.max)


@pytest.mark.parametrize(
    "make",
    [
        lambda: NextOf(15, strict="no"),
        lambda: Line(Balance(), discounts=None),
        lambda: monthly(["x"], first_on=ISSUED),
    ],
)
def test_what_has_another_shape_is_refused(make):
    """By name, with our own error."""
    with pytest.raises(InvalidValueError):
        make()


def test_a_fixed_discount_is_never_more_than_the_installment():
    terms = PaymentTerms(Line(Balance(), 30, discounts=Discount(None, within=10, amount="20")))
    for total, off in (("100.00", "20.00"), ("15.00", "15.00"), ("0.00", "0.00"), ("-100.00", "-20.00")):
        [part] = terms.schedule(Money(total, "EUR"), issued_on=ISSUED)
        assert part.offers[0].amount.text == off


# --- Dates ------------------------------------------------------------------------------------------------------------


def least_days(step: object) -> int:
    """The days that a forward step takes at least."""
    match step:
        case AddDays(days):
            return days
        case AddWeeks(weeks):
            return 7 * weeks
        case AddMonths(months):
            return 28 * months
        case NextMonthOnDay():
            return 1
        case NextOf(strict=True):
            return 1
    return 0


@given(st.lists(forward_steps, max_size=5), issue_days)
def test_nothing_falls_due_before_the_steps_allow(given_steps, issued_on):
    due = PaymentTerms.at(*given_steps).due_on(issued_on)
    assert due >= issued_on + timedelta(days=sum(map(least_days, given_steps)))


@given(payment_terms(within=forward_steps), issue_days, st.booleans())
def test_no_installment_is_due_before_the_issue(terms, issued_on, with_calendar):
    assume(terms.roll in (Roll.NONE, Roll.FOLLOWING))
    parts = terms.schedule(
        Money("1000.00", "EUR"),
        issued_on=issued_on,
        net=Money("800.00", "EUR"),
        calendar=WEEKDAYS if with_calendar else None,
        allow_negative_rest=True,
    )
    assert all(part.due_on >= issued_on for part in parts)
    assert all(offer.until >= issued_on for part in parts for offer in part.offers)


@given(st.lists(steps, max_size=4), issue_days)
def test_steps_are_taken_one_after_the_other(given_steps, issued_on):
    reached = issued_on
    for step in given_steps:
        reached = step.after(reached)
    assert walk(given_steps, issued_on) == reached == PaymentTerms.at(*given_steps).due_on(issued_on)


@given(payment_terms(), issue_days)
def test_unadjusted_and_adjusted_days_are_both_kept(terms, issued_on):
    total, net = Money("1000.00", "EUR"), Money("800.00", "EUR")
    options = {"issued_on": issued_on, "net": net, "allow_negative_rest": True}
    plain = terms.schedule(total, **options)
    rolled = terms.schedule(total, calendar=WEEKDAYS, **options)
    assert all(part.unadjusted_on is None for part in plain)
    assert [part.unadjusted_on or part.due_on for part in rolled] == [part.due_on for part in plain]
    assert [part.due_on for part in rolled] == [terms.roll.adjust(part.due_on, WEEKDAYS) for part in plain]
    assert all(part.unadjusted_on != part.due_on for part in rolled)


def test_a_calendar_that_rolls_nothing_changes_nothing():
    """The schedule of a due day on a Monday is the same with and without weekends."""
    total, terms = Money("1000.00", "EUR"), PaymentTerms.net(30)
    assert terms.schedule(total, issued_on=date(2026, 1, 3), calendar=WEEKDAYS) == terms.schedule(
        total, issued_on=date(2026, 1, 3)
    )


def test_counting_from_the_previous_due_day():
    terms = PaymentTerms([Line(EqualParts(), 30)] * 3, counted_from="previous")
    assert terms.due_dates(date(2026, 1, 31)) == (date(2026, 3, 2), date(2026, 4, 1), date(2026, 5, 1))
    assert terms.due_on(date(2026, 1, 31)) == date(2026, 5, 1)


def days_from(start: date) -> Iterator[date]:
    while True:
        yield start
        start += timedelta(days=1)


def is_last_of_month(day: date) -> bool:
    return (day + timedelta(days=1)).month != day.month


def is_that_day(day: date, number: int) -> bool:
    """Whether ``day`` is day ``number`` of its month, or its last where the month is shorter."""
    return day.day == number or (is_last_of_month(day) and day.day < number)


def month_after(day: date, months: int) -> tuple[int, int]:
    year, month = day.year, day.month
    for _ in range(months):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return year, month


def in_month(year: int, month: int, number: int) -> date:
    """Day ``number`` of a month, or its last, by looking at each of its days."""
    return next(day for day in days_from(date(year, month, 1)) if is_that_day(day, number))


@pytest.mark.parametrize(("year", "month"), sorted({(day.year, day.month) for day in YEARS}))
def test_month_ends_of_every_day(year, month):
    """Every month-end rule from every day of a common and of a leap year, against a walk day by day."""
    for start in YEARS:
        if (start.year, start.month) == (year, month):
            check_month_ends(start)


def check_month_ends(start: date) -> None:
    assert EndOfMonth().after(start) == next(filter(is_last_of_month, days_from(start)))
    for number in range(1, 32):
        assert OnDay(number).after(start) == in_month(start.year, start.month, number)
        assert NextMonthOnDay(number).after(start) == in_month(*month_after(start, 1), number)
        assert NextOf(number).after(start) == next(day for day in days_from(start) if is_that_day(day, number))
        tomorrow = start + timedelta(days=1)
        after = next(day for day in days_from(tomorrow) if is_that_day(day, number))
        assert NextOf(number, strict=True).after(start) == after
    for months in range(26):
        assert AddMonths(months).after(start) == in_month(*month_after(start, months), start.day)


@given(st.lists(days_of_month, min_size=1, max_size=5), st.sampled_from(YEARS), st.booleans())
def test_the_next_pay_day_is_the_first_that_comes(days, start, strict):
    first = start + timedelta(days=1) if strict else start
    expected = next(day for day in days_from(first) if any(is_that_day(day, each) for each in days))
    assert NextOf(days, strict=strict).after(start) == expected


SEASONS = (
    [((12, 24), (1, 6))],
    [((8, 1), (8, 31)), ((9, 1), (9, 1))],
    [((2, 29), (3, 1))],
    [((2, 28), (2, 31)), ((12, 31), (12, 31)), ((1, 1), (1, 1))],
    [((11, 15), (2, 29))],
)


def is_closed(day: date, season: tuple) -> bool:
    (first_month, first_day), (last_month, last_day) = season
    first = in_month(day.year, first_month, first_day)
    last = in_month(day.year, last_month, last_day)
    return first <= day <= last if season[0] <= season[1] else day >= first or day <= last


@pytest.mark.parametrize("seasons", SEASONS, ids=str)
def test_closed_seasons_of_every_day(seasons):
    """The first open day, from every day of a common and of a leap year."""
    for start in YEARS:
        expected = next(day for day in days_from(start) if not any(is_closed(day, season) for season in seasons))
        assert SkipClosed(seasons).after(start) == expected


@pytest.mark.parametrize(
    "seasons",
    [[], [((1, 1), (12, 31))], [((1, 1), (6, 30)), ((7, 1), (12, 31))], [((3, 1), (2, 28))], [((2, 29), (2, 27))]],
    ids=str,
)
def test_seasons_leave_a_day_open(seasons):
    with pytest.raises(InvalidValueError, match="open"):
        SkipClosed(seasons)


def test_a_holiday_moves_once():
    """A holiday moved onto another holiday stays there."""
    moves = MoveHolidays([(date(2026, 5, 1), date(2026, 5, 4)), (date(2026, 5, 4), date(2026, 5, 5))])
    assert moves.after(date(2026, 5, 1)) == date(2026, 5, 4)
    assert moves.after(date(2026, 5, 2)) == date(2026, 5, 2)


def test_a_roll_in_the_steps_needs_a_calendar():
    terms = PaymentTerms.at(AddDays(1), ToBusinessDay("preceding"))
    with pytest.raises(InvalidValueError, match="'calendar' must be given"):
        terms.due_on(date(2026, 5, 1))
    assert terms.due_on(date(2026, 5, 1), calendar=WEEKDAYS) == date(2026, 5, 1)
    bank = ClosedDays([date(2026, 5, 1)])
    assert terms.due_on(date(2026, 5, 1), calendar=bank) == date(2026, 4, 30)


@pytest.mark.parametrize(
    ("terms", "start"),
    [
        (PaymentTerms.net(30), date(9999, 12, 31)),
        (PaymentTerms.at(AddDays(-400)), date(1, 1, 1)),
        (PaymentTerms.at(AddMonths(1)), date(9999, 12, 1)),
        (PaymentTerms.at(NextOf(1, strict=True)), date(9999, 12, 31)),
        (PaymentTerms.at(NextMonthOnDay(1)), date(9999, 12, 31)),
        (PaymentTerms.at(SkipClosed([((12, 31), (1, 1))])), date(9999, 12, 31)),
    ],
)
def test_the_calendar_ends_with_the_year_9999(terms, start):
    with pytest.raises(InvalidValueError):
        terms.due_on(start)


@pytest.mark.parametrize("start", [datetime(2026, 1, 1), "2026-01-01", None, 20260101])  # noqa: DTZ001
def test_the_issue_day_is_a_plain_date(start):
    with pytest.raises(InvalidValueError, match="issued_on"):
        PaymentTerms.net(30).due_dates(start)


# --- Values -----------------------------------------------------------------------------------------------------------


@given(payment_terms())
def test_terms_are_values(terms):
    """Equal terms have one hash, and come back from a pickle and a copy; nothing in them can be changed."""
    assert hash(terms) == hash(copy.deepcopy(terms))
    assert pickle.loads(pickle.dumps(terms)) == terms
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        terms.lines = ()


def test_lists_are_taken_over():
    lines = [Line(Balance(), [AddDays(1)], discounts=[Discount("2", within=[AddDays(1)])])]
    terms = PaymentTerms(lines)
    lines.clear()
    assert terms.lines[0].discounts[0].within == (AddDays(1),)
    assert isinstance(terms.lines[0].steps, tuple)


def test_a_number_is_so_many_days_also_in_a_list():
    """Wherever steps are given; 0 is no step there either."""
    steps = (AddDays(30), EndOfMonth())
    assert Line(Balance(), [30, EndOfMonth()]) == Line(Balance(), steps)
    assert PaymentTerms.at(30, EndOfMonth(), 0) == PaymentTerms.at(*steps)
    assert PaymentTerms.equal([30, EndOfMonth()], 60) == PaymentTerms.equal(steps, AddDays(60))
    assert Discount("2", within=[EndOfMonth(), 10]).within == (EndOfMonth(), AddDays(10))
    assert Line(Balance(), [AddDays(0)]).steps == (AddDays(0),)


def test_due_on_receipt_is_no_step():
    assert PaymentTerms.net(0) == PaymentTerms.at() == PaymentTerms(Line(Balance()))


def test_with_discount_and_end_of_month_reach_every_line():
    terms = PaymentTerms.equal(30, 60).with_discount("2", within=10).with_discount("1", within=20).end_of_month()
    assert [line.steps for line in terms.lines] == [(AddDays(30), EndOfMonth()), (AddDays(60), EndOfMonth())]
    assert [[discount.percent for discount in line.discounts] for line in terms.lines] == [[2, 1], [2, 1]]


@pytest.mark.parametrize(
    ("make", "attribute"),
    [
        (lambda: PaymentTerms([]), "lines"),
        (lambda: PaymentTerms(["net 30"]), "lines"),
        (lambda: PaymentTerms("net 30"), "lines"),
        (lambda: PaymentTerms(None), "lines"),
        (lambda: PaymentTerms(Line(Balance()), counted_from="today"), "counted_from"),
        (lambda: PaymentTerms(Line(Balance()), rounding="up_and_away"), "rounding"),
        (lambda: PaymentTerms(Line(Balance()), roll="sideways"), "roll"),
        (lambda: PaymentTerms(Line(Balance()), late_interest=""), "late_interest"),
        (lambda: PaymentTerms(Line(Balance()), late_interest="two\nlines"), "late_interest"),
        (lambda: Line("50"), "rule"),
        (lambda: Line(Percent), "rule"),
        (lambda: Line(Balance(), "30 days"), "steps"),
        (lambda: Line(Balance(), AddDays), "steps"),
        (lambda: Line(Balance(), None), "steps"),
        (lambda: Line(Balance(), True), "steps"),
        (lambda: Line(Balance(), discounts=["2/10"]), "discounts"),
        (lambda: Line(Percent("50"), round_to=0), "round_to"),
        (lambda: Line(Percent("50"), round_to=0.5), "round_to"),
        (lambda: Line(EqualParts(), round_to=5), "round_to"),
        (lambda: Line(Balance(), round_to=5), "round_to"),
        (lambda: Line(Balance(), False), "steps"),
        (lambda: Line(Balance(), [30, True]), "steps"),
        (lambda: Line(Balance(), [30, "EOM"]), "steps"),
        (lambda: PaymentTerms.equal([30, 60, 90]), "dues"),
        (lambda: Percent(0.5), "percent"),
        (lambda: Percent("1/0"), "percent"),
        (lambda: Percent("1/2/3"), "percent"),
        (lambda: Percent("50", of="gross"), "of"),
        (lambda: Fixed("1e5"), "amount"),
        (lambda: Discount(None, within=10), "discount"),
        (lambda: Discount("2", within=10, amount="5"), "discount"),
        (lambda: Discount("101", within=10), "percent"),
        (lambda: Discount("-1", within=10), "percent"),
        (lambda: Discount(None, within=10, amount="-1"), "amount"),
        (lambda: Discount(None, within=10, amount="1", base="net"), "amount"),
        (lambda: Discount("2", within="10"), "within"),
        (lambda: Discount("2", within=10, base="tax"), "base"),
        (lambda: AddDays(36_501), "days"),
        (lambda: AddDays(True), "days"),
        (lambda: AddDays("30"), "days"),
        (lambda: AddWeeks(1.0), "weeks"),
        (lambda: AddMonths(1_201), "months"),
        (lambda: OnDay(0), "day"),
        (lambda: NextMonthOnDay(32), "day"),
        (lambda: NextOf([]), "days"),
        (lambda: NextOf([10, "25"]), "days"),
        (lambda: NextOf(None), "days"),
        (lambda: NextOf(True), "days"),
        (lambda: OnDate(datetime(2026, 1, 1)), "fixed"),  # noqa: DTZ001
        (lambda: MoveHolidays([date(2026, 5, 1)]), "moves"),
        (lambda: MoveHolidays([(date(2026, 5, 1), "2026-05-04")]), "moved_to"),
        (lambda: MoveHolidays([(date(2026, 5, 1), date(2026, 5, 1))]), "moves"),
        (lambda: MoveHolidays([(date(2026, 5, 1), date(2026, 5, 4)), (date(2026, 5, 1), date(2026, 5, 5))]), "moves"),
        (lambda: SkipClosed([((13, 1), (1, 6))]), "month"),
        (lambda: SkipClosed([((12, 24), 6)]), "ranges"),
        (lambda: SkipClosed(None), "ranges"),
        (lambda: ToBusinessDay("sideways"), "roll"),
    ],
)
def test_what_cannot_be_is_refused_by_name(make, attribute):
    """Always with an error of this library that names the field."""
    with pytest.raises(InvalidValueError) as caught:
        make()
    assert caught.value.attribute == attribute


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ([], "no_lines"),
        (Line(Percent("101")), "percent_out_of_range"),
        (Line(Percent("-1", of="net")), "percent_out_of_range"),
        ([Line(Percent("50")), Line(Percent("40"))], "percent_sum_not_100"),
        ([Line(Percent("60")), Line(Percent("60")), Line(Balance())], "percent_sum_not_100"),
        ([Line(Balance(), 30), Line(Balance(), 60)], "several_rests"),
        ([Line(EqualParts(), 30), Line(Balance(), 60)], "several_rests"),
    ],
)
def test_lines_that_make_no_whole_are_refused_with_the_code(lines, code):
    """The message names the field, and the code of the problem."""
    with pytest.raises(InvalidValueError, match=rf"'lines' must be lines that make a whole \({code}\): ") as caught:
        PaymentTerms(lines)
    assert caught.value.attribute == "lines"
    assert code in [problem.code for problem in problems([lines] if isinstance(lines, Line) else lines)]


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: PaymentTerms("net 30"), r"PaymentTerms\.parse reads text"),
        (lambda: PaymentTerms.equal([30, 60, 90]), r"'dues' must be due days one by one, like equal\(30, 60, 90\)"),
        (lambda: SkipClosed([(8, 1), (8, 31)]), r"like \[\(\(8, 1\), \(8, 31\)\)\] \(got 8\)"),
        (lambda: SkipClosed([((8, 1), (8, 32))]), r"'day' must be a day of the month from 1 to 31 \(got 32\)"),
        (lambda: SkipClosed([((13, 1), (13, 5))]), r"'month' must be a month from 1 to 12 \(got 13\)"),
        (lambda: NextOf(32), r"'days' must be a day of the month from 1 to 31 \(got 32\)"),
    ],
)
def test_messages_say_what_would_have_been_right(make, words):
    with pytest.raises(InvalidValueError, match=words):
        make()


def test_two_refusals_are_asked_for():
    lines = [Line(Percent("50"), AddDays(-1)), Line(Percent("50"), AddDays(-1))]
    assert problems(lines) == ()
    found = problems(lines, refuse_same_due=True, refuse_negative_days=True)
    assert [problem.code for problem in found] == ["same_due", "negative_days"]


# --- Plans ------------------------------------------------------------------------------------------------------------


@given(totals(), st.integers(1, 60), st.sampled_from(["first", "last"]), st.one_of(st.none(), st.integers(0, 100)))
def test_plans_sum_to_the_total(total, count, larger_parts, upfront):
    amounts = equal_amounts(total, count, larger_parts=larger_parts, upfront_percent=upfront)
    assert Money.total(amounts, currency=total.currency) == total
    assert len(amounts) == count + (upfront is not None)


@given(totals(most=100_000), st.integers(1, 100_000))
def test_fixed_parts_leave_the_rest_for_the_last(total, minor):
    *full, last = fixed_amounts(total, total.with_minor(minor))
    assert all(abs(part).minor == minor for part in full)
    assert abs(last).minor <= minor
    assert Money.total((*full, last), currency=total.currency) == total


@given(totals(most=100_000), st.integers(1, 100_000), st.integers(0, 100))
def test_fixed_parts_follow_the_upfront_part(total, minor, percent):
    """As they would follow from what it leaves; where it leaves nothing, nothing follows."""
    part = total.with_minor(minor)
    upfront, *parts = fixed_amounts(total, part, upfront_percent=percent)
    assert upfront == equal_amounts(total, 1, upfront_percent=percent)[0]
    rest = total - upfront
    assert tuple(parts) == (fixed_amounts(rest, part) if rest else ())


@given(totals(most=100_000), st.integers(1, 100_000))
def test_the_parts_of_a_credit_note_may_have_its_sign(total, minor):
    if total.minor < 0:
        assert fixed_amounts(total, total.with_minor(-minor)) == fixed_amounts(total, total.with_minor(minor))
    else:
        with pytest.raises(InvalidValueError, match="part"):
            fixed_amounts(total, total.with_minor(-minor))


def test_plans_refuse_what_cannot_be():
    euro = Money("1.00", "EUR")
    with pytest.raises(InvalidValueError, match="upfront_percent"):
        equal_amounts(euro, 2, upfront_percent="101")
    with pytest.raises(InvalidValueError, match="upfront_percent"):
        fixed_amounts(euro, euro, upfront_percent="-1")
    with pytest.raises(InvalidValueError, match="larger_parts"):
        equal_amounts(euro, 2, larger_parts="middle")
    with pytest.raises(InvalidValueError, match="part"):
        fixed_amounts(euro, Money("0.00", "EUR"))
    with pytest.raises(CurrencyMismatchError):
        fixed_amounts(euro, Money("1.00", "USD"))
    with pytest.raises(CurrencyMismatchError):
        fixed_amounts(Money("100.0", custom_currency("POINTS", 1)), Money("30", custom_currency("POINTS", 3)))
    with pytest.raises(InvalidValueError, match="every_months"):
        monthly([euro], first_on=ISSUED, every_months=0)


@given(st.sampled_from(YEARS), st.integers(1, 14), st.integers(1, 4))
def test_monthly_rows_are_counted_from_the_first(first_on, count, every):
    """31 January, 28 February, 31 March: no row forgets the day because a month was short."""
    rows = monthly([Money("1.00", "EUR")] * count, first_on=first_on, every_months=every)
    expected = [in_month(*month_after(first_on, place * every), first_on.day) for place in range(count)]
    assert [row.due_on for row in rows] == expected
