"""What all strategies draw from: days, amounts, names; and the lateness of facts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TypeVar

import attrs
from hypothesis import strategies as st
from moneyed import Currency

from receivables import currencies as iso
from receivables.events import Event
from receivables.money import Money

_Name = TypeVar("_Name", str, str | None)

FIRST_DAY = date(2024, 1, 1)
"""The first day on which something happens, unless a strategy is told otherwise; 2024 has a leap day."""

LAST_DAY = date(2024, 6, 30)
"""The last such day."""

MOST_UNITS = 1_000
"""Minor units that an amount has at most, unless a strategy is told otherwise."""

CHANNELS = ("email", "sms")
"""Over which the strategies contact customers."""

STEPS = ("reminder", "second reminder", "final demand")
"""The steps that contacts name."""

# Made once: a strategy that is made for every draw takes longer than the draw. Round sums make amounts meet exactly.
ROUND_SUMS = st.sampled_from((100, 200, 300))
UNITS = st.integers(0, MOST_UNITS) | ROUND_SUMS
SOME = st.integers(1, MOST_UNITS) | ROUND_SUMS
PART = st.none() | SOME
DAY = st.integers(0, (LAST_DAY - FIRST_DAY).days).map(lambda count: FIRST_DAY + timedelta(days=count))
LAG = st.sampled_from((0, 0, 0, 1, 20))
LATER = st.sampled_from((0, 0, 1, 7, 30, 90)).map(lambda count: timedelta(days=count))
PLACE = st.integers(0, 11)
PLACES = st.lists(PLACE, max_size=2, unique=True)
EITHER = st.booleans()
SELDOM = st.sampled_from((False, False, True))
UP_TO_TWO = st.integers(0, 2)
CHARGES = st.sampled_from((0, 0, 0, 1, 2))


def currencies() -> st.SearchStrategy[Currency]:
    """Currencies with two, no, three and four digits.

    >>> from hypothesis import find
    >>> find(currencies(), lambda currency: currency.sub_unit == 1000).code
    'KWD'
    """
    return st.sampled_from(("EUR", "USD", "JPY", "KWD", "CLF")).map(iso.currency)


def money(currency: str | Currency = "EUR", *, least: int = 0, most: int = MOST_UNITS) -> st.SearchStrategy[Money]:
    """Amounts of one currency, from ``least`` to ``most`` minor units.

    >>> from hypothesis import find
    >>> find(money("EUR", least=5), lambda amount: True)
    Money('0.05', 'EUR')
    """
    return st.integers(least, most).map(lambda minor: Money.of_minor(minor, currency))


def days(since: date = FIRST_DAY, until: date = LAST_DAY) -> st.SearchStrategy[date]:
    """Calendar days from ``since`` to ``until``, both inside.

    >>> from hypothesis import find
    >>> find(days(), lambda day: day.month > 2)
    datetime.date(2024, 3, 1)
    """
    return st.integers(0, (until - since).days).map(lambda count: since + timedelta(days=count))


def some(draw: st.DrawFn, currency: str | Currency) -> Money:
    """An amount of more than nothing."""
    return Money.of_minor(draw(SOME), currency)


def part(draw: st.DrawFn, currency: str | Currency) -> Money | None:
    """An amount, or ``None`` for all there is."""
    return counted(draw(PART), currency)


def counted(minor: int | None, currency: str | Currency) -> Money | None:
    """So many minor units, or ``None``."""
    return None if minor is None else Money.of_minor(minor, currency)


def pick(draw: st.DrawFn, names: Sequence[_Name]) -> _Name:
    """One of the names."""
    return names[draw(PLACE) % len(names)]


def about(draw: st.DrawFn, names: Sequence[str]) -> list[str]:
    """None, one or two documents."""
    return list(dict.fromkeys(names[place % len(names)] for place in draw(PLACES)))


def recorded(event: Event, lag: int, sequence: int = 0) -> Event:
    """The event, known so many days after it took effect."""
    return attrs.evolve(event, recorded_on=event.on + timedelta(days=lag), sequence=sequence)
