"""What the law of a jurisdiction allows a creditor to charge, as data with sources: fees, penalties, agreed rates."""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

import attrs

from receivables.checks import is_name, is_one_of, keep_as_tuples, name
from receivables.errors import RateNotAvailableError
from receivables.interest import Piece, TableRate
from receivables.statutory import RateTerms

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

ABOUT = ("fee", "penalty", "highest rate", "lowest rate")


@attrs.frozen(kw_only=True)
class Limit:
    """A bound that law sets to what a late customer may be charged.

    ``about`` is one of ``"fee"`` (of one reminder), ``"penalty"`` (percent, once), ``"highest rate"`` and
    ``"lowest rate"`` (percent a year, by a ``rate``). ``maximum`` is in main units of ``currency``, or percent; of fees
    there may be ``most`` for one claim, ``gap_days`` apart. ``rule`` is the law in words, ``verified_until`` the last
    day for which that was checked, ``evidence`` ``"solid"`` or ``"flagged"``.

    >>> limits("DK")[0].maximum
    '100'
    """

    jurisdiction: str = attrs.field(validator=is_name)
    about: str = attrs.field(validator=is_one_of(*ABOUT))
    debtors: tuple[str, ...]
    rule: str
    legal_basis: str
    evidence: str = attrs.field(validator=is_one_of("solid", "flagged"))
    verified_until: date
    sources: tuple[str, ...]
    maximum: str = ""
    currency: str = ""
    most: int | None = None
    gap_days: int = 0
    rate: RateTerms | None = None

    def __attrs_post_init__(self) -> None:
        keep_as_tuples(self, "debtors", "sources")

    @property
    def source(self) -> str:
        """Who says so, with the grade of the evidence and the day until which it was checked."""
        flagged = ", evidence flagged" if self.evidence == "flagged" else ""
        return f"{self.legal_basis} (read until {self.verified_until}{flagged})"

    def rate_on(self, day: date | None) -> Piece | None:
        """The highest or lowest rate on a day; without one, or past the end of its table, the last that is known."""
        rule = self.rate.rule(project=True) if self.rate else None
        if not isinstance(rule, TableRate):
            return None
        last = rule.table.verified_until
        try:
            return rule.on(min(day or last, last))
        except RateNotAvailableError:
            return None


def _folder() -> Traversable:
    # Imported when a limit is first asked for: importlib.resources takes as long to import as all of py-moneyed.
    from importlib.resources import files  # noqa: PLC0415

    return files("receivables").joinpath("data/limits")


@cache
def _all() -> dict[str, tuple[Limit, ...]]:
    found = [tomllib.loads(entry.read_text("utf-8")) for entry in _folder().iterdir() if entry.name.endswith(".toml")]
    return {each["jurisdiction"]: tuple(_limit(each["jurisdiction"], row) for row in each["limits"]) for each in found}


def _limit(jurisdiction: str, row: dict[str, Any]) -> Limit:
    terms = {key: row.pop(key) for key in ("table", "multiplier", "margin") if key in row}
    return Limit(jurisdiction=jurisdiction, rate=RateTerms(**terms) if terms else None, **row)


def limits(jurisdiction: str) -> tuple[Limit, ...]:
    """What ships about a jurisdiction (an ISO 3166 code); nothing where nothing does, which does not mean no law.

    >>> [limit.about for limit in limits("FR")]
    ['fee', 'lowest rate']
    """
    return _all().get(name("jurisdiction", jurisdiction), ())
