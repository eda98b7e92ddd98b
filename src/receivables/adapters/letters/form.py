"""Facts as text: amounts and days in the form of a locale, ready to stand in a letter."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, NamedTuple

import attrs

from receivables.adapters import locales
from receivables.adapters.letters.facts import Facts
from receivables.money import Money

_RIGHT_TO_LEFT = ("R", "AL", "AN")
_FIRST = re.compile(r"^1(?= )")


def isolated(text: str) -> str:
    """Text that runs from right to left kept apart, so that it does not turn the amounts and days around it."""
    if any(unicodedata.bidirectional(sign) in _RIGHT_TO_LEFT for sign in text):
        return f"\N{FIRST STRONG ISOLATE}{text}\N{POP DIRECTIONAL ISOLATE}"
    return text


@attrs.frozen
class Form:
    """How a language writes amounts and days: its ``locale``, and what it calls the first of a month (``"1er"``).

    >>> form = Form("fr_FR", "1er")
    >>> form.long(date(2026, 3, 1)), form.long([{"due_on": date(2026, 3, 2)}])
    ('1er mars 2026', [{'due_on': '2 mars 2026'}])
    """

    locale: str
    first: str = ""

    def long(self, value: object) -> Any:
        """Facts as they stand in sentences."""
        return self._shown(value, self._long)

    def short(self, value: object) -> Any:
        """Facts as they stand in the cells of a table."""
        return self._shown(value, self._medium)

    def terse(self, value: object) -> Any:
        """Facts as they stand in a text message: days as numbers, amounts by the code of their currency."""
        return self._shown(value, self._numeric)

    def _shown(self, value: object, leaf: Callable[[object], str]) -> Any:
        if isinstance(value, dict):
            return {name: self._shown(each, leaf) for name, each in value.items()}
        if isinstance(value, list):
            return [self._shown(each, leaf) for each in value]
        return value if type(value) is int else leaf(value)

    def _long(self, value: object) -> str:
        if isinstance(value, date):
            shown = locales.format_day(value, self.locale)
            return _FIRST.sub(self.first, shown) if self.first else shown
        return self._medium(value)

    def _medium(self, value: object) -> str:
        if isinstance(value, Money):
            return locales.format(value, self.locale)
        if isinstance(value, date):
            return locales.format_day(value, self.locale, form="medium")
        return "" if value is None else isolated(str(value))

    def _numeric(self, value: object) -> str:
        if isinstance(value, Money):
            return locales.format(value, self.locale, by_code=True)
        if isinstance(value, date):
            return locales.format_day(value, self.locale, form="numeric")
        return "" if value is None else str(value)


class Layout(NamedTuple):
    """The table of a letter: its columns, the figures below them, and the one that it comes to, by names of facts."""

    columns: tuple[str, ...]
    sums: tuple[str, ...]
    result: str = "total"


_ASKED = Layout(("document", "issued_on", "due_on", "days_late", "amount"), ("interest", "credits", "total"))
_PLANNED = Layout(("number", "due_on", "amount"), ("total", "interest", "fees", "let_off"))

LAYOUTS: Mapping[str, Layout] = MappingProxyType(
    {
        "reminder": _ASKED,
        "first notice": _ASKED,
        "final demand": _ASKED,
        "broken promise": Layout((), ("made_on", "promised_on", "promised", "paid", "missing"), "missing"),
        "plan offer": _PLANNED,
        "plan confirmation": _PLANNED,
        "discount reminder": Layout(("document", "amount", "until", "discount", "payable"), ("total",)),
        "thank you": Layout(("document", "due_on", "amount"), ("total", "reward")),
        "statement cover": Layout(
            ("document", "issued_on", "due_on", "amount"), ("total", "unapplied", "balance"), "balance"
        ),
    }
)
"""The table of each letter."""

FIGURES = ("days_late", "amount", "discount", "payable")
"""Columns that stand on the right."""


_PLAN_COSTS = {"number": "payment", "interest": "plan_interest", "fees": "plan_fees"}

_LABELS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "plan offer": _PLAN_COSTS,
        "plan confirmation": _PLAN_COSTS,
        "discount reminder": {"total": "payable"},
        "thank you": {"total": "paid"},
        "statement cover": {"total": "open"},
    }
)
"""Where a letter calls a fact by another word."""


def table(letter: str, facts: Facts, form: Form, words: Mapping[str, str]) -> Facts:
    """The table of a letter as text: its ``columns``, the cells of each of its ``rows``, and its ``sums``."""
    layout, labels = LAYOUTS[letter], _LABELS.get(letter, {})
    columns = [{"label": words[labels.get(name, name)], "figure": name in FIGURES} for name in layout.columns]
    rows = [_cells(layout, columns, form.short(line), words) for line in facts.get("lines", ())]
    sums = [
        {"label": words[labels.get(name, name)], "text": form.short(facts[name]), "result": name == layout.result}
        for name in layout.sums
        if facts[name] is not None
    ]
    return {"columns": columns if rows else [], "span": max(len(columns) - 1, 1), "rows": rows, "sums": sums}


def _cells(layout: Layout, columns: list[Facts], line: Facts, words: Mapping[str, str]) -> list[Facts]:
    """A row: the text of each cell, with the label of its column."""
    kind = words.get(f"kind_{line.get('kind')}", "")
    texts = [f"{line[name]} ({kind})" if name == "document" and kind else line[name] for name in layout.columns]
    return [{**column, "text": str(text)} for column, text in zip(columns, texts, strict=True)]
