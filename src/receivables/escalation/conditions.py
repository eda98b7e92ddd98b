"""When a step may be taken besides its days: amounts, shares, ages, currencies and segments."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Any, NamedTuple

import attrs
from moneyed import Currency

from receivables.checks import are_several, is_one_of, is_whole, name, several
from receivables.currencies import custom_currency, iso_codes
from receivables.errors import InvalidValueError
from receivables.money import Exact, exact
from receivables.terms.lines import number_text


class Figures(NamedTuple):
    """What conditions look at besides the item: sums of a currency in minor units, and the age of the oldest item."""

    currency: Currency
    overdue: int
    open: int
    oldest: int | None
    segment: str


class Question(NamedTuple):
    """One question about an item: whether a figure is at least so much, and in words what is needed for that."""

    figure: str
    least: Fraction | int
    needs: str

    def holds(self, minor: int, figures: Figures) -> bool:
        """Whether it is answered with yes for an item with so many minor units to ask for."""
        # Whole numbers on both sides: a product of fractions costs more than all the rest of the question.
        over, under = self.least.numerator, self.least.denominator
        if self.figure == "item":
            return minor * under >= over * figures.currency.sub_unit
        if self.figure == "total":
            return figures.overdue * under >= over * figures.currency.sub_unit
        if self.figure == "percent":
            return figures.overdue * 100 * under >= over * figures.open
        return figures.oldest is not None and figures.oldest >= over


def as_number(value: Exact | None) -> Fraction | None:
    """A number as it can be kept exactly; what cannot is left to the validator, which knows the field."""
    try:
        return None if value is None else exact("number", value)
    except InvalidValueError:
        return value  # type: ignore[return-value]


def is_number(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
    """Validator: an exact number of at least 0."""
    if exact(attribute.name, value) < 0:
        raise InvalidValueError(attribute.name, "at least 0", value)


def _as_names(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(values) if are_several(values) else values  # type: ignore[return-value]


def currency_code(attribute: str, code: object) -> str:
    """The code of a currency: by any other word, what is for a currency would be for none."""
    found = name(attribute, code)
    try:
        return found if found in iso_codes() else custom_currency(found, 1).code
    except InvalidValueError:
        raise InvalidValueError(attribute, "a currency code in capitals, like 'EUR'", code) from None


def _are_codes(_: object, attribute: attrs.Attribute[Any], values: tuple[str, ...]) -> None:
    found = [currency_code(attribute.name, each) for each in several(attribute.name, "a list of currencies", values)]
    if len(set(found)) < len(found):
        raise InvalidValueError(attribute.name, "currencies, each once", values)


def _are_names(_: object, attribute: attrs.Attribute[Any], values: object) -> None:
    for each in several(attribute.name, "a list of names", values):
        name(attribute.name, each)


_optional = attrs.validators.optional


@attrs.frozen(kw_only=True)
class StepConditions:
    """What must hold for a step besides its days, all inclusive; what is left out is not asked.

    - ``min_item``: open amount of the item, in main units of its currency, less money under way.
    - ``min_total``: overdue total of the customer in that currency: what is in arrears, not on hold, less overdue
      credits and money under way. ``min_percent``: the same in percent of all that is open in the currency.
    - ``oldest_days``: days in arrears of the customer's oldest open item, on hold or not.
    - ``combine``: ``"all"`` of these and of the days of the step must hold, or ``"any"`` one of them.
    - ``currencies`` (ISO 4217 codes) and ``segments`` (of the credit book, or that the caller names): the step is for
      these alone, whatever else holds.

    Raises :class:`~receivables.errors.InvalidValueError` for values that cannot be.
    Source: minimum amounts and percentages of SAP; days, amount and total by AND or OR of NetSuite.

    >>> StepConditions(min_total="100.00", min_percent=10).min_total
    Fraction(100, 1)
    """

    min_item: Fraction | None = attrs.field(default=None, converter=as_number, validator=_optional(is_number))
    min_total: Fraction | None = attrs.field(default=None, converter=as_number, validator=_optional(is_number))
    min_percent: Fraction | None = attrs.field(default=None, converter=as_number, validator=_optional(is_number))
    oldest_days: int | None = attrs.field(default=None, validator=_optional(is_whole(low=-3660)))
    combine: str = attrs.field(default="all", validator=is_one_of("all", "any"))
    currencies: tuple[str, ...] = attrs.field(default=(), converter=_as_names, validator=_are_codes)
    segments: tuple[str, ...] = attrs.field(default=(), converter=_as_names, validator=_are_names)

    @property
    def by_customer(self) -> bool:
        """Whether another item of the customer may change the answer."""
        return (self.min_total, self.min_percent, self.oldest_days) != (None, None, None)


ALWAYS = StepConditions()
"""No condition at all."""


def elsewhere(when: StepConditions, figures: Figures) -> str:
    """Why a step is for others, if it is."""
    if when.currencies and figures.currency.code not in when.currencies:
        return f"for {' and '.join(when.currencies)} alone"
    if when.segments and figures.segment not in when.segments:
        return f"for the segment {' or '.join(when.segments)} alone"
    return ""


def questions(when: StepConditions) -> Iterator[Question]:
    """What conditions ask about an item."""
    if when.min_item is not None:
        yield Question("item", when.min_item, f"an item of {number_text(when.min_item)}")
    if when.min_total is not None:
        yield Question("total", when.min_total, f"{number_text(when.min_total)} overdue in total")
    if when.min_percent is not None:
        yield Question("percent", when.min_percent, f"{number_text(when.min_percent)} % of what is open overdue")
    if when.oldest_days is not None:
        yield Question("oldest", when.oldest_days, f"an item {when.oldest_days} days in arrears")
