"""The same questions as validators of attrs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import attrs

from receivables.checks.questions import LONGEST_SPAN, day, flag, name, one_of, whole
from receivables.errors import InvalidValueError


def is_day(_: object, attribute: attrs.Attribute[date], value: object) -> None:
    """:func:`day` as an attrs validator.

    >>> Stamp = attrs.make_class("Stamp", {"on": attrs.field(validator=is_day)})
    >>> Stamp("2026-03-31")
    Traceback (most recent call last):
    receivables.errors.InvalidValueError: 'on' must be a datetime.date (got '2026-03-31')
    """
    day(attribute.name, value)


def is_name(_: object, attribute: attrs.Attribute[str], value: object) -> None:
    """:func:`name` as an attrs validator.

    >>> attrs.make_class("Label", {"text": attrs.field(validator=is_name)})("F-1").text
    'F-1'
    """
    name(attribute.name, value)


def is_flag(_: object, attribute: attrs.Attribute[bool], value: object) -> None:
    """:func:`flag` as an attrs validator.

    >>> attrs.make_class("Held", {"project": attrs.field(validator=is_flag)})(project=True).project
    True
    """
    flag(attribute.name, value)


class Whole:
    """The validator that :func:`is_whole` gives; its bounds can be read, for the schema of a document.

    >>> is_whole(low=0).low
    0
    """

    __slots__ = ("high", "low", "unit")

    def __init__(self, low: int, high: int, unit: str) -> None:
        self.low: int = low
        self.high: int = high
        self.unit: str = unit

    def __call__(self, _: object, attribute: attrs.Attribute[Any], value: object) -> None:
        """Refuse what is no such number."""
        whole(attribute.name, value, low=self.low, high=self.high, unit=self.unit)


class OneOf:
    """The validator that :func:`is_one_of` gives; its choices can be read, for the schema of a document.

    >>> is_one_of("due", "issue").choices
    ('due', 'issue')
    """

    __slots__ = ("choices",)

    def __init__(self, choices: tuple[str, ...]) -> None:
        self.choices: tuple[str, ...] = choices

    def __call__(self, _: object, attribute: attrs.Attribute[Any], value: object) -> None:
        """Refuse what is none of them."""
        one_of(attribute.name, value, self.choices)


def is_whole(low: int = -LONGEST_SPAN, high: int = LONGEST_SPAN, unit: str = "days") -> Callable[..., None]:
    """:func:`whole` as an attrs validator for numbers from ``low`` to ``high``.

    >>> attrs.make_class("Grace", {"days": attrs.field(validator=is_whole(low=0))})(-1)
    Traceback (most recent call last):
    receivables.errors.InvalidValueError: 'days' must be a whole number of days from 0 to 366000 (got -1)
    """
    return Whole(low, high, unit)


def is_one_of(*choices: str) -> Callable[..., None]:
    """:func:`one_of` as an attrs validator.

    >>> attrs.make_class("Base", {"day": attrs.field(validator=is_one_of("due", "issue"))})("paid")
    Traceback (most recent call last):
    receivables.errors.InvalidValueError: 'day' must be one of 'due', 'issue' (got 'paid')
    """
    return OneOf(choices)


def is_a(kind: type, words: str) -> Callable[..., None]:
    """An attrs validator: the value is a ``kind``, called ``words`` in the message.

    >>> attrs.make_class("Label", {"text": attrs.field(validator=is_a(str, "text"))})(5)
    Traceback (most recent call last):
    receivables.errors.InvalidValueError: 'text' must be text (got 5)
    """

    def check(_: object, attribute: attrs.Attribute[object], value: object) -> None:
        if not isinstance(value, kind):
            raise InvalidValueError(attribute.name, words, value)

    return check


def are(kind: type | tuple[type, ...], words: str, at_least: int = 0) -> Callable[..., None]:
    """An attrs validator: the value is a tuple of ``at_least`` so many ``kind``, called ``words`` in the message.

    >>> attrs.make_class("Days", {"closed": attrs.field(validator=are(date, "days"))})((1,))
    Traceback (most recent call last):
    receivables.errors.InvalidValueError: 'closed' must be days (got (1,))
    """

    def check(_: object, attribute: attrs.Attribute[object], value: object) -> None:
        if not isinstance(value, tuple) or len(value) < at_least or not all(isinstance(each, kind) for each in value):
            raise InvalidValueError(attribute.name, words, value)

    return check
