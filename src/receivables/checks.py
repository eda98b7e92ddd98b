"""The questions asked at every door: is it a date, a name, a whole number of days?

Each answers with the value itself or raises :class:`~receivables.errors.InvalidValueError` that names the field.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Set
from datetime import date
from enum import Enum
from typing import Any, TypeGuard, TypeVar

import attrs

from receivables.errors import InvalidValueError

__all__ = [
    "LONGEST_NAME",
    "LONGEST_SPAN",
    "are",
    "day",
    "flag",
    "are_several",
    "several",
    "text_pairs",
    "is_a",
    "is_flag",
    "is_day",
    "is_name",
    "is_one_of",
    "is_whole",
    "keep_as_tuples",
    "name",
    "of_kind",
    "one_of",
    "whole",
]

_Kind = TypeVar("_Kind")
_Result = TypeVar("_Result")


class Choice(Enum):
    """One of a few named values; its repr can be read back."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}.{self.name}"

    @classmethod
    def _missing_(cls, value: object) -> None:
        """Refuse what is no value of the choice, with an error of our own."""
        one_of(cls.__name__, value, _values(cls))


_Choice = TypeVar("_Choice", bound=Choice)


def _values(kind: type[Choice]) -> tuple[str, ...]:
    return tuple(each.value for each in kind)


LONGEST_NAME = 200
"""Characters that a number, reference, customer or label may have."""

LONGEST_SPAN = 366 * 1000
"""Days that a count of days may have: a thousand years."""


def day(attribute: str, value: object) -> date:
    """``value`` if it is a plain calendar day.

    A ``datetime`` is refused although Python calls it a date: which day it is depends on a time zone that only the
    caller knows.

    >>> day("as_of", date(2026, 3, 31))
    datetime.date(2026, 3, 31)
    >>> day("as_of", "2026-03-31")
    Traceback (most recent call last):
    receivables.errors.InvalidValueError: 'as_of' must be a datetime.date (got '2026-03-31')
    """
    if type(value) is date:
        return value
    hint = "a datetime.date without a time: use .date()" if isinstance(value, date) else "a datetime.date"
    raise InvalidValueError(attribute, hint, value)


def name(attribute: str, value: object) -> str:
    """``value`` if it can stand as a number, reference or label: 1 to 200 characters, printable, no blanks at the ends.

    Names are opaque text, compared exactly: ``0042`` and ``42`` are two invoices.

    >>> name("number", "F-2026/001")
    'F-2026/001'
    >>> name("number", "")
    Traceback (most recent call last):
    receivables.errors.InvalidValueError: 'number' must be 1 to 200 printable characters, no blanks at the ends (got '')
    """
    if type(value) is str and 0 < len(value) <= LONGEST_NAME and value.isprintable() and value == value.strip():
        return value
    expected = f"1 to {LONGEST_NAME} printable characters, no blanks at the ends"
    raise InvalidValueError(attribute, expected, value)


def whole(
    attribute: str, value: object, *, low: int = -LONGEST_SPAN, high: int = LONGEST_SPAN, unit: str = "days"
) -> int:
    """``value`` if it is a whole number (``unit``, for the message) from ``low`` to ``high``; booleans are not numbers.

    >>> whole("grace_days", 5, low=0)
    5
    >>> whole("grace_days", True, low=0)
    Traceback (most recent call last):
    receivables.errors.InvalidValueError: 'grace_days' must be a whole number of days from 0 to 366000 (got True)
    """
    if type(value) is int and low <= value <= high:
        return value
    raise InvalidValueError(attribute, f"a whole number of {unit} from {low} to {high}", value)


def flag(attribute: str, value: object) -> bool:
    """``value`` if it is ``True`` or ``False``: text such as ``"no"`` would count as yes.

    >>> flag("project", "no")
    Traceback (most recent call last):
    receivables.errors.InvalidValueError: 'project' must be True or False (got 'no')
    """
    if value is True or value is False:
        return value
    raise InvalidValueError(attribute, "True or False", value)


def one_of(attribute: str, value: object, choices: tuple[str, ...]) -> str:
    """``value`` if it is one of ``choices``.

    >>> one_of("basis", "due", ("due", "issue"))
    'due'
    """
    if isinstance(value, str) and value in choices:
        return value
    raise InvalidValueError(attribute, "one of " + ", ".join(map(repr, choices)), value)


def choice(attribute: str, kind: type[_Choice], value: object) -> _Choice:
    """``value`` as a member of ``kind``; it may be its text.

    >>> from receivables.rounding import Rounding
    >>> choice("rounding", Rounding, "half_up")
    Rounding.HALF_UP
    """
    return value if isinstance(value, kind) else kind(one_of(attribute, value, _values(kind)))


def several(attribute: str, expected: str, values: object) -> Iterable[Any]:
    """``values`` if they are several: a list, a tuple, a generator.

    A bare text is one value and not its letters; a set or a mapping has no order, and order matters to money.

    >>> list(several("remittance", "a list of invoice numbers", ["F-1"]))
    ['F-1']
    >>> several("remittance", "a list of invoice numbers", "F-1")
    Traceback (most recent call last):
    receivables.errors.InvalidValueError: 'remittance' must be a list of invoice numbers (got 'F-1')
    """
    if not are_several(values):
        raise InvalidValueError(attribute, expected, values)
    return values


def are_several(values: object) -> TypeGuard[Iterable[Any]]:
    """Whether ``values`` are several in an order, as :func:`several` asks.

    >>> are_several([1, 2]), are_several({1, 2}), are_several("12")
    (True, False, False)
    """
    if isinstance(values, list | tuple):  # as nearly always, and the abstract classes take much longer to ask
        return True
    return isinstance(values, Iterable) and not isinstance(values, str | bytes | Mapping | Set)


def of_kind(attribute: str, kind: type[_Kind], words: str, value: _Kind) -> _Kind:
    """``value`` if it is a ``kind``, called ``words`` in the message: asked before anything looks into it.

    >>> of_kind("percent", int, "a whole number", 5)
    5
    """
    if not isinstance(value, kind):
        raise InvalidValueError(attribute, words, value)
    return value


def text_pairs(attribute: str, given: object) -> tuple[tuple[str, str], ...]:
    """``given``, a mapping from text to text or its pairs, as pairs sorted by name; each name stands there once.

    >>> text_pairs("attributes", {"sales_person": "Ruiz", "country": "ES"})
    (('country', 'ES'), ('sales_person', 'Ruiz'))
    """
    expected = "a mapping from text to text"
    pairs = tuple(given.items() if isinstance(given, Mapping) else several(attribute, expected, given))
    found = dict(_text_pair(attribute, expected, pair) for pair in pairs)
    if len(found) != len(pairs):
        raise InvalidValueError(attribute, "a mapping that has each name once", given)
    return tuple(sorted(found.items()))


def _text_pair(attribute: str, expected: str, pair: object) -> tuple[str, str]:
    match pair:
        case (str() as left, str() as right):
            return left, right
        case _:
            raise InvalidValueError(attribute, expected, pair)


def returned(policy: object, verb: str, value: _Result, *kinds: type) -> _Result:
    """``value`` if it is what the ``verb`` of a policy must return; policies may be of anybody's making."""
    if not isinstance(value, kinds):
        expected = "what returns " + " or ".join(kind.__name__ for kind in kinds)
        raise InvalidValueError(f"{type(policy).__name__}.{verb}", expected, value)
    return value


def keep_as_tuples(instance: object, *names: str) -> None:
    """Take over the collections in these fields of a frozen value, so that nobody else can change them.

    >>> from receivables.position import Hold
    >>> Hold(kind="dispute", documents=["F-1"], since=date(2026, 3, 1)).documents
    ('F-1',)
    """
    for field in names:
        values = getattr(instance, field)
        if type(values) is not tuple:
            object.__setattr__(instance, field, tuple(several(field, "a list", values)))


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
    """The validator that :func:`is_whole` gives; its bounds can be read, for the schema of a document."""

    __slots__ = ("high", "low", "unit")

    def __init__(self, low: int, high: int, unit: str) -> None:
        self.low: int = low
        self.high: int = high
        self.unit: str = unit

    def __call__(self, _: object, attribute: attrs.Attribute[Any], value: object) -> None:
        whole(attribute.name, value, low=self.low, high=self.high, unit=self.unit)


class OneOf:
    """The validator that :func:`is_one_of` gives; its choices can be read, for the schema of a document."""

    __slots__ = ("choices",)

    def __init__(self, choices: tuple[str, ...]) -> None:
        self.choices: tuple[str, ...] = choices

    def __call__(self, _: object, attribute: attrs.Attribute[Any], value: object) -> None:
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
