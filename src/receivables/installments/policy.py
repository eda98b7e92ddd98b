"""Payment plans as one policy: how an amount is paid off, each rule a field with a default."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import ClassVar, Self, TypedDict, Unpack

import attrs
import moneyed
from attrs.converters import optional

from receivables.calendars import Calendar, Period, Roll
from receivables.checks import day, is_one_of, is_whole
from receivables.daycount import DayCount
from receivables.daycount.conventions import as_day_count, measures_two_days
from receivables.errors import InvalidValueError
from receivables.installments.annuity import MOST_PER_YEAR, MOST_ROWS, as_rate, period_rate
from receivables.installments.dates import Course, period_of, years_between
from receivables.installments.dues import METHODS, dues
from receivables.installments.fields import (
    RowPayment,
    as_fee,
    as_interest_rounding,
    as_payment,
    as_payment_rounding,
    as_payments,
    as_share,
)
from receivables.installments.plan import Plan
from receivables.installments.rows import rows_of
from receivables.money import Exact, Money
from receivables.money.exact import ratio
from receivables.rounding import Rounding
from receivables.terms.steps import as_roll


class PlanOptions(TypedDict, total=False):
    """The fields of :class:`Installments` that go with every method.

    >>> quarterly: PlanOptions = {"periods_per_year": 4}
    >>> Installments.level(8, percent="6", **quarterly).periods_per_year
    4
    """

    periods_per_year: int
    compounding_per_year: int | None
    every_days: int | None
    payment_rounding: Rounding | str
    interest_rounding: Rounding | str
    balance: str
    term_periods: int | None
    interest_only_periods: int
    fee: Exact
    interest_days: DayCount | str | None
    roll: Roll | str


_PERIODS = is_whole(low=1, high=MOST_ROWS, unit="payments")
_A_YEAR = is_whole(low=1, high=MOST_PER_YEAR, unit="periods")


@attrs.frozen(kw_only=True)
class Installments:
    """How an amount is paid off in installments, with interest.

    Make one with :meth:`level`, :meth:`equal_principal`, :meth:`interest_only`, :meth:`fixed_payment` or
    :meth:`custom`; amounts are in main units.

    - ``method``: ``"level"`` (equal payments), ``"equal principal"``, ``"interest only"`` (the principal with the last
      payment), ``"fixed payment"`` (until nothing is left) or ``"custom"`` (``payments``, and a row with the rest).
    - ``percent``: nominal rate a year. At 0 a level plan is split like any amount: no two payments differ by more than
      a minor unit.
    - ``periods``: the number of payments on which the level payment or the share of principal rests.
    - ``periods_per_year``: payments a year. Due days are months apart where that goes (1, 2, 3, 4, 6, 12 a year), weeks
      (13, 26, 52) or a day (365); else ``every_days`` says how far.
    - ``compounding_per_year``: compounding periods a year, if not as many as payments.
    - ``payment_rounding``: of the level payment or share of principal to the minor unit; ``"none"`` leaves it as it is,
      which takes a balance that is carried.
    - ``interest_rounding``: of the interest of a row.
    - ``balance``: ``"round each"``: interest is rounded in each row and what is owed is whole minor units; ``"carry"``:
      nothing is rounded but what is shown, so that the figures shown need not add up to the last unit.
    - ``term_periods``: the plan stops after so many rows; what is left is the balloon.
    - ``interest_only_periods``: first rows with interest only.
    - ``fee``: added to each payment.
    - ``interest_days``: a day count (``"ACT/360"``, ``"ACT/365F"``) by which the interest of a row goes by the days
      between due days; the level payment still rests on equal periods. Default: equal periods.
    - ``roll``: what becomes of due days on which there is no business, where :meth:`schedule` gets a calendar. Interest
      does not follow them.

    The last row pays whatever is left. Raises :class:`~receivables.errors.InvalidValueError` for values that cannot be,
    or do not go together.

    >>> Installments.level(240, percent="6", term_periods=60).schedule(
    ...     Money("200000.00", "EUR"), start=date(2026, 1, 31)
    ... ).balloon
    Money('169799.33', 'EUR')
    """

    kind: ClassVar[str] = "installments"
    version: ClassVar[int] = 1

    method: str = attrs.field(validator=is_one_of(*METHODS))
    percent: Fraction = attrs.field(converter=as_rate)
    periods: int | None = attrs.field(default=None, validator=attrs.validators.optional(_PERIODS))
    periods_per_year: int = attrs.field(default=12, validator=_A_YEAR)
    compounding_per_year: int | None = attrs.field(default=None, validator=attrs.validators.optional(_A_YEAR))
    every_days: int | None = attrs.field(default=None, validator=attrs.validators.optional(is_whole(low=1)))
    payment: Fraction | None = attrs.field(default=None, converter=optional(as_payment))
    payments: tuple[RowPayment, ...] = attrs.field(default=(), converter=as_payments)
    principal_per_period: Fraction | None = attrs.field(default=None, converter=optional(as_share))
    payment_rounding: str = attrs.field(default="half_up", converter=as_payment_rounding)
    interest_rounding: Rounding = attrs.field(default=Rounding.HALF_UP, converter=as_interest_rounding)
    balance: str = attrs.field(default="round each", validator=is_one_of("round each", "carry"))
    term_periods: int | None = attrs.field(default=None, validator=attrs.validators.optional(_PERIODS))
    interest_only_periods: int = attrs.field(default=0, validator=is_whole(low=0, high=MOST_ROWS, unit="payments"))
    fee: Fraction = attrs.field(default=Fraction(0), converter=as_fee)
    interest_days: DayCount | None = attrs.field(
        default=None, converter=optional(as_day_count), validator=attrs.validators.optional(measures_two_days)
    )
    roll: Roll = attrs.field(default=Roll.FOLLOWING, converter=as_roll)

    def __attrs_post_init__(self) -> None:
        period_of(self.periods_per_year, self.every_days)
        for attribute, wrong, expected in self._contradictions():
            if wrong:
                raise InvalidValueError(attribute, expected, getattr(self, attribute))

    def _contradictions(self) -> Iterator[tuple[str, bool, str]]:
        counted = self.method in ("level", "equal principal", "interest only")
        open_end = self.method == "equal principal" and self.principal_per_period is not None
        paying = self.method not in ("interest only", "custom")
        yield "periods", counted and not open_end and self.periods is None, f"given for {self.method}"
        yield "periods", not counted and self.periods is not None, f"left out for {self.method}"
        fixed, custom = self.method == "fixed payment", self.method == "custom"
        yield "payment", fixed is (self.payment is None), "given for a fixed payment, and for nothing else"
        yield "payments", custom is not bool(self.payments), "given for a custom plan, and for nothing else"
        shared = self.principal_per_period is not None
        yield "principal_per_period", shared and self.method != "equal principal", "left out but for equal principal"
        yield "interest_only_periods", bool(self.interest_only_periods) and not paying, f"0 for {self.method}"
        few = self.periods or MOST_ROWS
        yield "interest_only_periods", self.interest_only_periods >= few, f"less than the {few} payments"
        yield "term_periods", custom and self.term_periods is not None, "left out for a custom plan"
        yield "term_periods", (self.term_periods or 0) > few, f"at most the {few} payments"
        unrounded = self.payment_rounding == "none" and self.balance != "carry"
        yield "payment_rounding", unrounded, "a rounding mode unless the balance is carried"
        both = self.compounding_per_year is not None and self.interest_days is not None
        yield "compounding_per_year", both, "left out where interest goes by days"

    @classmethod
    def level(cls, periods: int, *, percent: Exact, **options: Unpack[PlanOptions]) -> Self:
        """Equal payments, by the annuity formula.

        >>> plan = Installments.level(3, percent="12").schedule(Money("1000.00", "EUR"), start=date(2026, 1, 31))
        >>> print(plan.explain())
        1000.00 EUR from 2026-01-31 at 12 % a year, 3 payments by installments@1
          1: 2026-02-28 340.02 EUR = 330.02 principal + 10.00 interest; 669.98 left
          2: 2026-03-31 340.02 EUR = 333.32 principal + 6.70 interest; 336.66 left
          3: 2026-04-30 340.03 EUR = 336.66 principal + 3.37 interest; 0.00 left
          1020.07 EUR in all: 20.07 EUR interest; APR 12.68 %
        """
        return cls(method="level", periods=periods, percent=percent, **options)

    @classmethod
    def equal_principal(
        cls,
        periods: int | None = None,
        *,
        percent: Exact,
        principal_per_period: Exact | None = None,
        **options: Unpack[PlanOptions],
    ) -> Self:
        """Equal parts of the principal, ``principal_per_period`` if they are agreed, and the interest with each.

        >>> terms = Installments.equal_principal(3, percent="12")
        >>> [row.payment.text for row in terms.schedule(Money("1000.00", "EUR"), start=date(2026, 1, 31)).rows]
        ['343.33', '340.00', '336.67']
        """
        share = principal_per_period
        return cls(method="equal principal", periods=periods, percent=percent, principal_per_period=share, **options)

    @classmethod
    def interest_only(cls, periods: int, *, percent: Exact, **options: Unpack[PlanOptions]) -> Self:
        """The interest with each payment, and the principal with the last.

        >>> terms = Installments.interest_only(3, percent="12")
        >>> [row.payment.text for row in terms.schedule(Money("1000.00", "EUR"), start=date(2026, 1, 31)).rows]
        ['10.00', '10.00', '1010.00']
        """
        return cls(method="interest only", periods=periods, percent=percent, **options)

    @classmethod
    def fixed_payment(cls, payment: Exact, *, percent: Exact, **options: Unpack[PlanOptions]) -> Self:
        """The same payment until nothing is left.

        >>> terms = Installments.fixed_payment("400.00", percent="12")
        >>> [row.payment.text for row in terms.schedule(Money("1000.00", "EUR"), start=date(2026, 1, 31)).rows]
        ['400.00', '400.00', '218.26']
        """
        return cls(method="fixed payment", payment=payment, percent=percent, **options)

    @classmethod
    def custom(
        cls,
        payments: Mapping[int, Exact] | Iterable[tuple[int, Exact]],
        *,
        percent: Exact,
        **options: Unpack[PlanOptions],
    ) -> Self:
        """Payments by the number of their row, from 1 and without a gap; one more row pays the rest.

        A payment may be 0. Interest that a payment does not cover is owed on.

        >>> terms = Installments.custom({1: "0", 2: "600.00"}, percent="12")
        >>> [row.payment.text for row in terms.schedule(Money("1000.00", "EUR"), start=date(2026, 1, 31)).rows]
        ['0.00', '600.00', '424.30']
        """
        return cls(method="custom", payments=payments, percent=percent, **options)

    @property
    def rule(self) -> str:
        """The name under which plans cite the policy."""
        return f"{self.kind}@{self.version}"

    @property
    def period(self) -> Period:
        """The time from one due day to the next."""
        return period_of(self.periods_per_year, self.every_days)

    @property
    def period_rate(self) -> Fraction:
        """The rate of an equal period."""
        return period_rate(self.percent, self.periods_per_year, self.compounding_per_year)

    def schedule(
        self,
        amount: Money | moneyed.Money,
        *,
        start: date,
        first_due_on: date | None = None,
        first_interval_years: Exact | None = None,
        calendar: Calendar | None = None,
    ) -> Plan:
        """The plan for an ``amount`` that is owed from ``start``.

        Payments are due one period after ``start``, two periods, and so on, clipped to the month; or on
        ``first_due_on``, and then counted from there. Such an odd first interval bears simple interest for its length
        in years, which is ``first_interval_years`` or counted as :func:`years_between` says. With a ``calendar``, due
        days are rolled to business days.

        Raises :class:`~receivables.errors.InvalidValueError` for an amount of nothing or less, for a payment that does
        not even pay the interest, and for due days after the year 9999.

        >>> plan = Installments.level(3, percent="12").schedule(
        ...     Money("1000.00", "EUR"), start=date(2026, 1, 31), first_due_on=date(2026, 3, 15)
        ... )
        >>> [(str(row.due_on), row.interest.text) for row in plan.rows]
        [('2026-03-15', '14.93'), ('2026-04-15', '6.73'), ('2026-05-15', '3.38')]
        """
        owed = Money.of(amount)
        if owed.minor <= 0:
            raise InvalidValueError("amount", "more than 0", owed)
        course = self._course(day("start", start), first_due_on, first_interval_years)
        rate = self.period_rate
        odd = first_interval_years is not None or course.first_interval != Fraction(1, self.periods_per_year)
        first_rate = self.percent / 100 * course.first_interval if odd and self.interest_days is None else rate
        asked = dues(self, owed, first_rate)
        if self.interest_days is None:
            intervals = course.equal(first_rate, rate)
        else:
            intervals = course.by_days(self.percent, self.interest_days)
        return Plan(
            rule=self.rule,
            amount=owed,
            start=start,
            percent=self.percent,
            periods_per_year=self.periods_per_year,
            first_interval=course.first_interval,
            payment=None if asked.payment is None else owed.with_minor(asked.payment.rounded(Rounding.HALF_UP)),
            carried=self.balance == "carry",
            rows=rows_of(self, owed, asked.rows, intervals, calendar),
        )

    def _course(self, start: date, first_due_on: date | None, years: Exact | None) -> Course:
        """When payments fall due, and how long the first interval is."""
        usual = Fraction(1, self.periods_per_year)
        if first_due_on is None:
            if years is not None:
                raise InvalidValueError("first_interval_years", "left out without a first_due_on", years)
            return Course(start, self.period, None, usual)
        if day("first_due_on", first_due_on) <= start:
            raise InvalidValueError("first_due_on", f"after {start}, the start", first_due_on)
        if years is None:
            counted = years_between(start, first_due_on, self.period, self.periods_per_year)
            return Course(start, self.period, first_due_on, counted)
        length = ratio("first_interval_years", years)
        if not 0 < length <= 1_000 or self.interest_days is not None:
            raise InvalidValueError(
                "first_interval_years", "a length above 0, where interest does not go by days", years
            )
        return Course(start, self.period, first_due_on, length)
