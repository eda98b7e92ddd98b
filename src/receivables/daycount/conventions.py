"""The conventions by name, and the one function that measures a span with any of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from types import MappingProxyType

import attrs

from receivables.checks import day
from receivables.daycount import actual, referring, thirty
from receivables.daycount.ambiguous import OTHER_NAMES, folded, meanings
from receivables.daycount.span import BusinessDays, Reference, Span
from receivables.errors import InvalidValueError

_PLAIN: Mapping[str, Callable[[date, date], Span]] = MappingProxyType(
    {
        "ACT/365F": actual.over(365),
        "ACT/360": actual.over(360),
        "ACT/364": actual.over(364),
        "ACT/366": actual.over(366),
        "ACT/365.25": actual.over(1461, 4),
        "ACT/365 Actual": actual.actual,
        "ACT/ACT ISDA": actual.isda,
        "ACT/ACT AFB": actual.afb,
        "ACT/ACT Year": actual.year,
        "NL/365": actual.no_leap_over(365),
        "NL/360": actual.no_leap_over(360),
        "30/360 BondBasis": thirty.bond_basis,
        "30/360 NASD": thirty.bond_basis,  # the 1st of the next month is a 31st where all months have 30 days
        "30/360 US EOM": thirty.us_eom,
        "30/360 PSA": thirty.psa,
        "30/360 Italian": thirty.italian,
        "30E/360": thirty.european,
        "30E+/360": thirty.european_plus,
        "30/365": thirty.european_over_365,
        "30E/365": thirty.month_ends_over_365,
        "1/1": actual.one,
    }
)

_REFERRING: Mapping[str, Callable[[date, date, Reference], Span]] = MappingProxyType(
    {
        "ACT/365L": referring.actual_365l,
        "ACT/ACT ICMA": referring.icma,
        "30E/360 ISDA": thirty.european_isda,
        "BUS/252": referring.business_days_over_252,
    }
)

_NEEDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "ACT/365L": {
            "period_end": "the last day of the interest period that the span is in",
            "frequency_per_year": "how many interest periods a year has",
        },
        "ACT/ACT ICMA": {
            "frequency_per_year": "how many interest periods a year has",
            "nominal_dates": "the dates at which interest periods meet, from before the span to after it",
        },
        "BUS/252": {"calendar": "which days are business days"},
    }
)

_NAMES = (*_PLAIN, *_REFERRING)
_OTHER_SPELLINGS: Mapping[str, str] = MappingProxyType({"ACT/365A": "ACT/365 Actual", "ACT/ACT year": "ACT/ACT Year"})
SPELLINGS = (*_NAMES, *_OTHER_SPELLINGS)
"""Every way in which a convention may be written."""


def _as_name(value: str) -> str:
    if type(value) is not str or (name := _OTHER_SPELLINGS.get(value, value)) not in _NAMES:
        raise InvalidValueError("day_count", _expected(value), value)
    return name


def _expected(value: object) -> str:
    """What would have been right instead of ``value``: what it may mean, how it is written, or every name."""
    if isinstance(value, str) and len(value) <= max(map(len, _NAMES)) * 2:
        if found := meanings(value):
            return f"an exact name; this one may mean {found}"
        ours = OTHER_NAMES.get(folded(value), value)
        if written := [name for name in _NAMES if folded(name) == folded(ours)]:
            return f"written exactly: {written[0]!r}"
    return "one of " + ", ".join(_NAMES)


@attrs.frozen
class DayCount:
    """A named day-count convention: how many days a span has, and which fraction of a year that is.

    ``name`` is exact, and one of those of the constants of this room. A name with several meanings, like a bare
    ``30/360``, ``ACT/365`` or ``ACT/ACT``, is refused with what it may mean and how that differs; names that FpML,
    SWIFT or Excel give are in :data:`FPML`, :data:`SWIFT` and :data:`EXCEL_BASIS`.

    Raises :class:`~receivables.errors.InvalidValueError` for any other name.

    >>> DayCount("ACT/365F")
    DayCount(name='ACT/365F')
    >>> DayCount("30/360 ISDA")
    Traceback (most recent call last):
    receivables.errors.InvalidValueError: 'day_count' must be an exact name; this one may mean \
30/360 BondBasis (an end on the 31st is the 30th only if the start is the 30th or 31st), \
30E/360 ISDA (the last day of every month is the 30th, but for a termination date in February) (got '30/360 ISDA')
    """

    name: str = attrs.field(converter=_as_name)

    @property
    def needs(self) -> tuple[str, ...]:
        """The arguments of :meth:`measure` that this convention cannot do without, beside the two dates.

        >>> DayCount("ACT/365L").needs, DayCount("ACT/365F").needs
        (('period_end', 'frequency_per_year'), ())
        """
        return tuple(_NEEDS.get(self.name, ()))

    def measure(
        self,
        start: date,
        end: date,
        *,
        termination_date: date | None = None,
        period_end: date | None = None,
        frequency_per_year: int | None = None,
        nominal_dates: Iterable[date] = (),
        calendar: BusinessDays | None = None,
        signed: bool = False,
    ) -> Span:
        """Days and years from ``start`` (in) to ``end`` (out); both from the same rule, so they never contradict.

        The other arguments are looked at only by the conventions named here:

        - ``termination_date`` (30E/360 ISDA): the last day of the contract, if it is known;
        - ``period_end`` (ACT/365L): the last day of the interest period that the span is in;
        - ``frequency_per_year`` (ACT/365L, ACT/ACT ICMA): how many interest periods a year has;
        - ``nominal_dates`` (ACT/ACT ICMA): the dates at which interest periods meet, in order, the first not after
          ``start`` and the last not before ``end``; for an odd period, those a regular schedule would have;
        - ``calendar`` (BUS/252): which days are business days.

        With ``signed``, an ``end`` before the ``start`` gives the negative of the span from ``end`` to ``start``: days
        paid early against days paid late, when dates are averaged.

        Raises :class:`~receivables.errors.InvalidValueError` when ``end`` is before ``start`` and ``signed`` is not
        asked for, and when something that the convention needs is missing or wrong.

        >>> DayCount("ACT/ACT ICMA").measure(
        ...     date(2003, 11, 1), date(2004, 4, 30),
        ...     nominal_dates=[date(2003, 11, 1), date(2004, 5, 1)], frequency_per_year=2,
        ... )
        Span(days=181, years=Fraction(181, 364))
        >>> DayCount("ACT/366").measure(date(2006, 5, 15), date(2006, 3, 17), signed=True)
        Span(days=-59, years=Fraction(-59, 366))
        >>> DayCount("ACT/365L").measure(date(2011, 12, 28), date(2012, 2, 28), frequency_per_year=1)
        Traceback (most recent call last):
        receivables.errors.InvalidValueError: 'period_end' must be given for ACT/365L: \
the last day of the interest period that the span is in (got None)
        """
        backward = day("end", end) < day("start", start)
        if backward and not signed:
            raise InvalidValueError("end", f"not before {start}", end)
        first, last = (end, start) if backward else (start, end)
        if plain := _PLAIN.get(self.name):
            span = plain(first, last)
        else:
            given = Reference(termination_date, period_end, frequency_per_year, nominal_dates, calendar)
            span = self._referring(first, last, given)
        return Span(-span.days, -span.years) if backward else span

    def _referring(self, start: date, end: date, reference: Reference) -> Span:
        for need, meaning in _NEEDS.get(self.name, {}).items():
            if (missing := getattr(reference, need)) in (None, ()):
                raise InvalidValueError(need, f"given for {self.name}: {meaning}", missing)
        return _REFERRING[self.name](start, end, reference)

    def __str__(self) -> str:
        return self.name


def as_day_count(value: str | DayCount) -> DayCount:
    """A convention, or its name."""
    return value if isinstance(value, DayCount) else DayCount(value)


def measures_two_days(_: object, attribute: attrs.Attribute[DayCount], convention: DayCount) -> None:
    """Validator: interest runs between two days, and knows nothing of coupons or calendars."""
    if convention.needs:
        expected = f"a convention that two days are enough for ({convention} needs {', '.join(convention.needs)})"
        raise InvalidValueError(attribute.name, expected, convention.name)
