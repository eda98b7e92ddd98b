"""Day-count conventions by their exact names: how many days a span has, and which fraction of a year that is.

Spans are half-open: the first day is in, the last is not. Days and years come from one function and are exact; whoever
multiplies money by them rounds once, at the end.

>>> from datetime import date
>>> from receivables.daycount import ACT_365F, DayCount
>>> ACT_365F.measure(date(2026, 1, 1), date(2026, 3, 15))
Span(days=73, years=Fraction(1, 5))
>>> for name in ("ACT/ACT ISDA", "30/360 BondBasis", "30E/360", "30/360 US EOM"):
...     print(name, DayCount(name).measure(date(2007, 2, 28), date(2007, 8, 31)).days)
ACT/ACT ISDA 184
30/360 BondBasis 183
30E/360 182
30/360 US EOM 180

What FpML, SWIFT and Excel call them stands in :data:`FPML`, :data:`SWIFT` and :data:`EXCEL_BASIS`, dictionaries to be
used where such names come in. The same name may be another convention elsewhere, so :class:`DayCount` knows none:

>>> SWIFT["ACT/365"], FPML["ACT/365.FIXED"], EXCEL_BASIS[3]
(DayCount(name='ACT/ACT ISDA'), DayCount(name='ACT/365F'), DayCount(name='ACT/365F'))
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from receivables.daycount.conventions import DayCount
from receivables.daycount.span import BusinessDays, Span

__all__ = [
    "ACT_360",
    "ACT_364",
    "ACT_365F",
    "ACT_365L",
    "ACT_365_25",
    "ACT_365_ACTUAL",
    "ACT_366",
    "ACT_ACT_AFB",
    "ACT_ACT_ICMA",
    "ACT_ACT_ISDA",
    "ACT_ACT_YEAR",
    "BUS_252",
    "BusinessDays",
    "DayCount",
    "EXCEL_BASIS",
    "FPML",
    "NL_360",
    "NL_365",
    "ONE_ONE",
    "SWIFT",
    "Span",
    "THIRTY_360_BOND_BASIS",
    "THIRTY_360_ITALIAN",
    "THIRTY_360_NASD",
    "THIRTY_360_PSA",
    "THIRTY_360_US_EOM",
    "THIRTY_365",
    "THIRTY_E_360",
    "THIRTY_E_360_ISDA",
    "THIRTY_E_365",
    "THIRTY_E_PLUS_360",
]

ACT_365F = DayCount("ACT/365F")
"""Actual/365 Fixed: calendar days over 365, in leap years too (ISDA 2006 Definitions, 4.16(d); 2021, 4.6.1(iv))."""

ACT_360 = DayCount("ACT/360")
"""Actual/360: calendar days over 360 (ISDA 2006, 4.16(e); 2021, 4.6.1(v); ICMA rule 251.1(i))."""

ACT_364 = DayCount("ACT/364")
"""Actual/364: calendar days over 52 weeks; market usage, in no rule book of ISDA or ICMA."""

ACT_366 = DayCount("ACT/366")
"""Actual/366: calendar days over 366; market usage, in no rule book of ISDA or ICMA."""

ACT_365_25 = DayCount("ACT/365.25")
"""Actual/365.25: calendar days over the mean year of the Julian calendar; market usage, in no rule book."""

ACT_365L = DayCount("ACT/365L")
"""Actual/365 Leap year, for which the interest period says whether it is over 365 or 366.

Yearly interest periods: over 366 if a 29 February is after the start of the span and up to the end of the period. All
others: over 366 if the period ends in a leap year. Needs ``period_end`` and ``frequency_per_year`` (ISDA 2006, 4.16(i),
of supplement 14; 2021, 4.6.1(ix); ICMA rule 251.1(i)).
"""

ACT_365_ACTUAL = DayCount("ACT/365 Actual")
"""Actual/365 Actual, also ACT/365A: over 366 if a 29 February is after the start and up to the end, else over 365.

Market usage, in no rule book of ISDA or ICMA; as OpenGamma describes it.
"""

ACT_ACT_ISDA = DayCount("ACT/ACT ISDA")
"""Actual/Actual: days in leap years over 366, days in other years over 365 (ISDA 2006, 4.16(b); 2021, 4.6.1(ii))."""

ACT_ACT_ICMA = DayCount("ACT/ACT ICMA")
"""Actual/Actual of the bond market: each interest period is one over their number a year, its days equal parts of it.

Needs ``nominal_dates`` and ``frequency_per_year`` (ICMA rules 251.1(iii) and 251.3; ISDA 2006, 4.16(c); 2021,
4.6.1(iii)).
"""

ACT_ACT_AFB = DayCount("ACT/ACT AFB")
"""Base Exact/Exact: whole years back from the end, and what is left in front over 366 if a 29 February is in it.

From the Association Française des Banques, *Définitions communes*, additifs techniques, September 1994. A year back
from 28 February is 28 February: the reading of the French text, without the later clarification by ISDA (1999), which
gives one day twice and the next one none.
"""

ACT_ACT_YEAR = DayCount("ACT/ACT Year")
"""Whole years on from the start, and what is left over the length of the year that it is in.

A year from 29 February ends on 28 February. Market usage, in no rule book; as OpenGamma describes it.
"""

NL_365 = DayCount("NL/365")
"""No leap: calendar days but for each 29 February after the start and up to the end, over 365; market usage."""

NL_360 = DayCount("NL/360")
"""No leap: calendar days but for each 29 February after the start and up to the end, over 360; market usage."""

THIRTY_360_BOND_BASIS = DayCount("30/360 BondBasis")
"""30/360, 360/360, Bond Basis: an end on the 31st is the 30th only if the start is on the 30th or 31st.

ISDA 2006, 4.16(f); 2021, 4.6.1(vi).
"""

THIRTY_360_NASD = DayCount("30/360 NASD")
"""30/360 as the National Association of Securities Dealers put it: an end on the 31st may be the 1st of the next month.

With thirty days to every month that is the same number as Bond Basis, always.
"""

THIRTY_360_US_EOM = DayCount("30/360 US EOM")
"""30/360 US for those paid at month ends: Bond Basis, and a start at the end of February is the 30th.

If both ends are at the end of February, both are the 30th (Securities Industry Association, *Standard Securities
Calculation Methods*, 1993).
"""

THIRTY_360_PSA = DayCount("30/360 PSA")
"""30/360 of mortgage securities: Bond Basis, and a start at the end of February is the 30th, an end there never.

From the Public Securities Association, *Uniform Practices*.
"""

THIRTY_360_ITALIAN = DayCount("30/360 Italian")
"""30/360 Italian: the 31st is the 30th, and so are 28 and 29 February, at both ends; market usage."""

THIRTY_E_360 = DayCount("30E/360")
"""Eurobond Basis: the 31st is the 30th, at both ends (ISDA 2006, 4.16(g); 2021, 4.6.1(vii); ICMA rule 251.1(ii))."""

THIRTY_E_360_ISDA = DayCount("30E/360 ISDA")
"""30E/360 (ISDA): the last day of every month is the 30th, but for an end in February that is the termination date.

Give ``termination_date`` if there is one (ISDA 2006, 4.16(h); 2021, 4.6.1(viii)).
"""

THIRTY_E_PLUS_360 = DayCount("30E+/360")
"""30E+/360: a start on the 31st is the 30th, an end on the 31st is the 1st of the next month; market usage."""

THIRTY_365 = DayCount("30/365")
"""30E/360 over 365; market usage."""

THIRTY_E_365 = DayCount("30E/365")
"""Thirty days a month over 365: the last day of every month is the 30th, at both ends; market usage."""

ONE_ONE = DayCount("1/1")
"""One, whatever the span, even an empty one (ISDA 2006, 4.16(a); 2021, 4.6.1(i))."""

BUS_252 = DayCount("BUS/252")
"""Business days over 252, the first date in and the last one out; needs ``calendar``.

The Brazilian market's convention, Calculation/252 in the ISDA 2021 Definitions, 4.6.1(x).
"""

FPML: Mapping[str, DayCount] = MappingProxyType(
    {
        "1/1": ONE_ONE,
        "30/360": THIRTY_360_BOND_BASIS,
        "30E/360": THIRTY_E_360,
        "30E/360.ISDA": THIRTY_E_360_ISDA,
        "ACT/360": ACT_360,
        "ACT/365.FIXED": ACT_365F,
        "ACT/365.ISDA": ACT_ACT_ISDA,  # FpML 2.0; ACT/ACT.ISDA since
        "ACT/365L": ACT_365L,
        "ACT/ACT.AFB": ACT_ACT_AFB,
        "ACT/ACT.ICMA": ACT_ACT_ICMA,
        "ACT/ACT.ISDA": ACT_ACT_ISDA,
        "ACT/ACT.ISMA": ACT_ACT_ICMA,
        "BUS/252": BUS_252,
    }
)
"""By the codes of FpML (``dayCountFractionScheme``, version 2-3), all but ``RBA``, which no convention here is.

>>> FPML["30/360"]
DayCount(name='30/360 BondBasis')
"""

SWIFT: Mapping[str, DayCount] = MappingProxyType(
    {
        "30E/360": THIRTY_E_360_ISDA,
        "360/360": THIRTY_360_BOND_BASIS,
        "ACT/360": ACT_360,
        "ACT/365": ACT_ACT_ISDA,
        "AFI/365": ACT_365F,
        "EBD/360": THIRTY_E_360,
        "ICM/ACT": ACT_ACT_ICMA,
    }
)
"""By the codes of field 14D of SWIFT messages (MT 340, 360, 361), under the ISDA 2006 Definitions.

Under those of 2000 ``30E/360`` was Eurobond Basis; ``EXA/EXA`` is not here, because it stands for two conventions.

>>> SWIFT["30E/360"], SWIFT["EBD/360"]
(DayCount(name='30E/360 ISDA'), DayCount(name='30E/360'))
"""

EXCEL_BASIS: Mapping[int, DayCount] = MappingProxyType({0: THIRTY_360_US_EOM, 2: ACT_360, 3: ACT_365F, 4: THIRTY_E_360})
"""By the ``basis`` of spreadsheet functions such as ``YEARFRAC``.

Basis 1 is not here: its mean length of the calendar years that the span touches is a convention of its own, not one of
the four Actual/Actual. Basis 0 differs where Microsoft itself warns: from the last day of February to a 31st, Excel
counts one day more.

>>> EXCEL_BASIS[4]
DayCount(name='30E/360')
>>> 1 in EXCEL_BASIS
False
"""
