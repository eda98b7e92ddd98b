"""The words of a language for the page: its sentences, and how it writes numbers, days, amounts and lists."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from string import Template
from typing import Any

from receivables.checks import one_of
from receivables.money import Money
from receivables.terms.lines import number_text

LANGUAGES = ("en", "es")
"""The languages that a page can be in."""


class Words:
    """The sentences of a language, read from its file."""

    def __init__(self, language: str) -> None:
        self.language: str = one_of("language", language, LANGUAGES)
        self._said: dict[str, Any] = _read(language)

    def say(self, key: str, **facts: str) -> str:
        """A sentence by its path, such as ``interest.fixed``, with the facts in it.

        >>> Words("en").say("plans.grace", days="3 days")
        'A payment of a plan may be 3 days late.'
        """
        found: Any = self._said
        for part in key.split("."):
            found = found[part]
        return Template(found).substitute(facts)

    def named(self, table: str, name: str) -> str:
        """What a name of the policy is called, such as a channel; a name of somebody's own stays as it is.

        >>> Words("es").named("channels", "phone"), Words("es").named("channels", "pigeon")
        ('por teléfono', 'por pigeon')
        """
        known: Mapping[str, str] = self._said[table]
        return known[name] if name in known else Template(known["other"]).substitute(name=name)

    def number(self, number: Fraction | Decimal | int) -> str:
        """A number with the decimal sign of the language; a fraction where decimals do not end.

        >>> Words("es").number(Fraction(1, 2))
        '0,5'
        """
        return number_text(Fraction(number)).replace(".", str(self._said["decimal"]))

    def percent(self, number: Fraction | Decimal) -> str:
        """A percentage."""
        return self.say("percent", number=self.number(number))

    def count(self, number: Fraction | int, what: str = "day") -> str:
        """So many days, months, reminders.

        >>> Words("en").count(1), Words("es").count(5), Words("en").count(2, "time")
        ('1 day', '5 días', '2 times')
        """
        return self.say(f"counts.{what}_{'one' if abs(number) == 1 else 'many'}", number=self.number(number))

    def money(self, amount: Money) -> str:
        """An amount of money with its currency."""
        return str(amount).replace(".", str(self._said["decimal"]))

    def amount(self, number: Fraction, currency: str | None = None) -> str:
        """An amount in a currency, or, where the policy says none, in that of the invoice."""
        shown = self.number(number)
        return f"{shown} {currency}" if currency else self.say("fees.currency", amount=shown)

    def listed(self, items: Iterable[str], last: str = "and") -> str:
        """Some words as people list them.

        >>> Words("en").listed(["a", "b", "c"]), Words("es").listed(["a", "b"], "or")
        ('a, b and c', 'a o b')
        """
        *first, end = list(items)
        return f"{', '.join(first)} {self._said[last]} {end}" if first else end

    def day(self, day: date) -> str:
        """A day of a year."""
        return self.say("date", day=str(day.day), month=self._said["months"][day.month - 1], year=str(day.year))

    def day_of_year(self, text: str) -> str:
        """A day of every year, given as ``08-01``."""
        month, day = text.split("-")
        return self.say("month_day", day=str(int(day)), month=self._said["months"][int(month) - 1])

    def weekday(self, number: int) -> str:
        """A day of the week, 0 being Monday."""
        return str(self._said["weekdays"][number])


@cache
def _read(language: str) -> dict[str, Any]:
    # Imported when a page is first asked for: importlib.resources takes as long to import as all of py-moneyed.
    from importlib.resources import files  # noqa: PLC0415

    return tomllib.loads(files("receivables").joinpath(f"data/policy_pages/{language}.toml").read_text("utf-8"))
