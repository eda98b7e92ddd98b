"""What a language must be able to say about terms."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType

import attrs

from receivables.calendars import Roll
from receivables.rounding import Rounding


def not_one(number: Fraction | int) -> bool:
    """Plural for everything but one, as in most languages.

    >>> not_one(0), not_one(1), not_one(Fraction(3, 2))
    (True, False, True)
    """
    return number != 1


def listed(last: str) -> Callable[[Sequence[str]], str]:
    """How alternatives are listed: commas, and ``last`` before the last.

    >>> listed(" or ")(["5", "15", "25"])
    '5, 15 or 25'
    """
    return lambda words: last.join(filter(None, (", ".join(words[:-1]), words[-1])))


@attrs.frozen(kw_only=True)
class Phrases:
    """The phrases of a language; names in braces are filled in.

    Pairs are singular and plural. ``{count}`` is a number with its unit, ``{when}`` a day, ``{the}`` the article of a
    number, where a language has one.

    >>> from receivables.terms.languages import LANGUAGES
    >>> LANGUAGES["es"].days
    ('{n} día', '{n} días')
    """

    # How much is due.
    whole: str
    rest: str
    equal: str
    percent: Mapping[str, str]
    """By base: total, net (before tax) and rest."""
    fixed: str
    round_to: str
    due: tuple[str, str]
    between: str = "; "

    # When.
    on_start: tuple[str, str]
    """On the issue day, and on the previous due day; so are the next two."""
    after: tuple[str, str]
    before: tuple[str, str]
    later: str
    earlier: str
    days: tuple[str, str]
    weeks: tuple[str, str]
    months: tuple[str, str]
    then: str
    end_of_month: str
    on_day: str
    next_month_on_day: str
    next_of: str
    not_same_day: str
    on_date: str
    date: str
    month_day: str
    holidays: str
    move: str
    closed: str
    season: str
    business_day: str
    rolls: Mapping[Roll, str]

    # What is off for paying early.
    discount: str
    other_discount: str
    """For a second one of the line: instead of the first, not on top of it."""
    percent_off: Mapping[str, str]
    """By base: gross and net."""
    fixed_off: str
    within: tuple[str, str]
    on_issue_day: str
    at_the_latest: str

    # Sentences of their own.
    last_takes_rest: str
    from_previous: str
    rounding: str
    roundings: Mapping[Rounding, str]
    roll: str
    late_interest: str

    # Grammar.
    decimal_mark: str = ","
    is_plural: Callable[[Fraction | int], bool] = not_one
    either: Callable[[Sequence[str]], str]
    day_number: Callable[[int], str] = str
    article: Callable[[str], str] = lambda _: ""

    def __attrs_post_init__(self) -> None:
        for table in ("percent", "rolls", "percent_off", "roundings"):
            object.__setattr__(self, table, MappingProxyType(getattr(self, table)))
