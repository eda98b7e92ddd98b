"""Questions about a value: each answers with the value itself or refuses it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from datetime import date
from enum import Enum
from typing import Any, TypeGuard, TypeVar

from receivables.checks.made_later import MadeLater
from receivables.errors import InvalidValueError

_Kind = TypeVar("_Kind")
_Result = TypeVar("_Result")
_Line = TypeVar("_Line", bound=tuple[Any, ...])


class Choice(Enum):
    """One of a few named values; its repr can be read back.

    >>> class Side(Choice):
    ...     LEFT = "left"
    >>> Side("left")
    Side.LEFT
    """

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


def able(attribute: str, policy: _Kind, verb: str) -> _Kind:
    """``policy`` if it has the ``verb``: any value that has it fits, whoever made it.

    >>> able("allocation", 5, "apply")
    Traceback (most recent call last):
    receivables.errors.InvalidValueError: 'allocation' must be a policy with the verb apply (got 5)
    """
    if isinstance(policy, type) or not callable(getattr(policy, verb, None)):
        raise InvalidValueError(attribute, f"a policy with the verb {verb}", policy)
    return policy


def returned(policy: object, verb: str, value: _Result, *kinds: type) -> _Result:
    """``value`` if it is what the ``verb`` of a policy must return; policies may be of anybody's making.

    >>> returned(object(), "age", 30, int)
    30
    """
    if not isinstance(value, kinds):
        expected = "what returns " + " or ".join(kind.__name__ for kind in kinds)
        raise InvalidValueError(f"{type(policy).__name__}.{verb}", expected, value)
    return value


def returned_lines(
    policy: object, verb: str, lines: object, kind: type[_Line], *types: type | tuple[type, ...]
) -> tuple[_Line, ...]:
    """``lines`` if they are what the ``verb`` of a policy must return: several of a ``kind``, with fields of ``types``.

    A named tuple takes whatever it is given, so its fields are looked at as well.

    >>> from receivables.position import Applied
    >>> returned_lines(object(), "settle", [], Applied)
    ()
    """
    source, expected = f"{type(policy).__name__}.{verb}", f"what returns a list of {kind.__name__}"
    found = tuple(several(source, expected, lines))
    for line in found:
        returned(policy, verb, line, kind)
        if not all(map(isinstance, line, types)):
            raise InvalidValueError(source, f"{expected}, their fields of the types that it says", line)
    return found


def keep_as_tuples(instance: object, *names: str) -> None:
    """Take over the collections in these fields of a frozen value, so that nobody else can change them.

    What is made later stays as it is: it is ours, and equal to a tuple.

    >>> from receivables.position import Hold
    >>> Hold(kind="dispute", documents=["F-1"], since=date(2026, 3, 1)).documents
    ('F-1',)
    """
    for field in names:
        values = getattr(instance, field)
        if type(values) is not tuple and not isinstance(values, MadeLater):
            object.__setattr__(instance, field, tuple(several(field, "a list", values)))
