"""Names that mean several conventions, and how those differ: the text of a refusal."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_DIFFERENCES: Mapping[str, str] = MappingProxyType(
    {
        "30/360 BondBasis": "an end on the 31st is the 30th only if the start is the 30th or 31st",
        "30/360 US EOM": "as BondBasis, and a start at the end of February is the 30th, an end too if the start is",
        "30/360 PSA": "as BondBasis, and a start at the end of February is the 30th, an end never",
        "30/360 Italian": "the 31st is the 30th, and so are 28 and 29 February",
        "30E/360": "the 31st is the 30th at both ends",
        "30E/360 ISDA": "the last day of every month is the 30th, but for a termination date in February",
        "30E+/360": "an end on the 31st is the 1st of the next month",
        "ACT/365F": "over 365, in leap years too",
        "ACT/365 Actual": "over 366 if a 29 February is in the span",
        "ACT/365L": "over 366 if the interest period says so",
        "NL/365": "29 February is not counted",
        "ACT/ACT ISDA": "each day over the length of its calendar year",
        "ACT/ACT ICMA": "each interest period is one over their number a year",
        "ACT/ACT AFB": "whole years back from the end, the rest over 366 if a 29 February is in it",
        "ACT/ACT Year": "whole years on from the start, the rest over the length of its year",
    }
)

_THIRTY = ("30/360 BondBasis", "30/360 US EOM", "30/360 PSA", "30/360 Italian", "30E/360", "30E/360 ISDA", "30E+/360")
_AMERICAN = ("30/360 BondBasis", "30/360 US EOM", "30/360 PSA")
_ACTUAL_365 = ("ACT/365F", "ACT/ACT ISDA", "ACT/365 Actual", "ACT/365L", "NL/365")
_ACTUAL = ("ACT/ACT ISDA", "ACT/ACT ICMA", "ACT/ACT AFB", "ACT/ACT Year")

CANDIDATES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "30/360": _THIRTY,
        "360/360": _THIRTY,
        "30/360 US": _AMERICAN,
        "30U/360": _AMERICAN,
        "30US/360": _AMERICAN,
        "BOND BASIS": _AMERICAN,
        "30/360 ISDA": ("30/360 BondBasis", "30E/360 ISDA"),
        "30/360 ICMA": ("30/360 BondBasis", "30E/360"),
        "30/360 ISMA": ("30/360 BondBasis", "30E/360"),
        "30/360 GERMAN": ("30E/360", "30E/360 ISDA"),
        "30/360 EUROPEAN": ("30E/360", "30E/360 ISDA"),
        "EUROBOND BASIS": ("30E/360", "30E/360 ISDA"),
        "30E/360 GERMAN": ("30E/360", "30E/360 ISDA"),
        "30E": ("30E/360", "30E/360 ISDA", "30E+/360"),
        "ACT/365": _ACTUAL_365,
        "ACT/365 ISDA": ("ACT/ACT ISDA", "ACT/365F"),
        "ACT/ACT": _ACTUAL,
        "ACT/ACT EURO": ("ACT/ACT AFB", "ACT/ACT ISDA"),
    }
)
"""What a name may mean, by the name as :func:`folded` writes it."""

OTHER_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "30/360 BOND BASIS": "30/360 BondBasis",
        "30E/360 EUROBOND BASIS": "30E/360",
        "A/365F": "ACT/365F",
        "ACT/365 FIXED": "ACT/365F",
        "ACT/365 NO LEAP": "NL/365",
        "ACT/ACT BOND": "ACT/ACT ICMA",
        "ACT/ACT ISMA": "ACT/ACT ICMA",
    }
)
"""What others call a convention and nothing else (ISDA, FpML, QuantLib), by the name as :func:`folded` writes it."""


def folded(name: str) -> str:
    """``name`` without what people write differently: case, dots, brackets, blanks, ``Actual`` in full.

    >>> folded("Actual/365 (ISDA)"), folded("act/365.isda")
    ('ACT/365 ISDA', 'ACT/365 ISDA')
    """
    plain = "".join(" " if each in ".()_" else each for each in name.upper())
    return " ".join(plain.replace("ACTUAL", "ACT").split()).replace(" /", "/").replace("/ ", "/")


def meanings(name: str) -> str:
    """What ``name`` may mean and how that differs, or nothing if it is not ambiguous.

    >>> print(meanings("30/360 ISDA"))
    30/360 BondBasis (an end on the 31st is the 30th only if the start is the 30th or 31st), \
30E/360 ISDA (the last day of every month is the 30th, but for a termination date in February)
    """
    return ", ".join(f"{each} ({_DIFFERENCES[each]})" for each in CANDIDATES.get(folded(name), ()))
