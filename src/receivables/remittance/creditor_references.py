"""The structured creditor reference of ISO 11649: ``RF``, two check digits, and up to 21 letters and digits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from receivables.checks import name
from receivables.errors import InvalidValueError

LONGEST_BODY = 21
"""Letters and digits that may follow the check digits."""

_REFERENCE = re.compile(r"RF([0-9]{2})([0-9A-Z]{1,21})")
_GROUPS = r"(?: [0-9A-Z]{4}){0,5}(?: [0-9A-Z]{1,4})?"
_IN_A_TEXT = re.compile(
    rf"(?<![0-9A-Z])RF[0-9]{{2}}(?:[0-9A-Z]{{1,21}}|{_GROUPS})(?![0-9A-Z])", re.ASCII | re.IGNORECASE
)


def creditor_reference(number: str) -> str:
    """The creditor reference of a document number: its letters and digits behind ``RF`` and two check digits.

    Blanks and separators are left out and small letters are written large, so two numbers that differ in nothing else
    have one reference.

    Raises :class:`~receivables.errors.InvalidValueError` for a number that has not 1 to 21 letters and digits, or has
    letters other than A to Z.
    Source: ISO 11649; its check digits are those of ISO 7064, MOD 97-10.

    >>> creditor_reference("F-1001"), creditor_reference("5390 0754 7034")
    ('RF81F1001', 'RF18539007547034')
    """
    body = "".join(filter(str.isalnum, name("number", number))).upper()
    if not body.isascii() or not 0 < len(body) <= LONGEST_BODY:
        raise InvalidValueError("number", f"1 to {LONGEST_BODY} letters A to Z and digits, and separators", number)
    return f"RF{98 - _remainder(body, '00'):02}{body}"


def is_creditor_reference(text: str) -> bool:
    """Whether ``text`` is a creditor reference with the right check digits; blanks, and small letters, do not matter.

    A wrong digit, and two digits that stand next to each other in the wrong order, are always found.

    Raises :class:`~receivables.errors.InvalidValueError` for what is no text.

    >>> is_creditor_reference("RF18 5390 0754 7034"), is_creditor_reference("RF18 5390 0754 7043")
    (True, False)
    """
    if not isinstance(text, str):
        raise InvalidValueError("text", "text", text)
    return body_of(text) is not None


def body_of(text: str) -> str | None:
    """What stands behind the check digits, without zeros in front, if they are right.

    >>> body_of("RF45 1234 5123 45")
    '1234512345'
    """
    found = _REFERENCE.fullmatch("".join(text.split()).upper())
    if found is None or 98 - _remainder(found[2], "00") != int(found[1]):
        return None
    return found[2].lstrip("0")


def _remainder(body: str, digits: str) -> int:
    """The whole as one number, letters as 10 to 35, modulo 97."""
    return int("".join(str(int(each, 36)) for each in f"{body}RF{digits}")) % 97


class StandingReference(NamedTuple):
    """A creditor reference in a text: where, as it is written, and its body (``None``: the check digits are wrong).

    >>> references_in("ref. RF81F1001, thanks")
    (StandingReference(start=5, end=14, written='RF81F1001', body='F1001'),)
    """

    start: int
    end: int
    written: str
    body: str | None


def references_in(text: str) -> tuple[StandingReference, ...]:
    """Everything in a text that is written like a creditor reference: in one piece, or in groups of four.

    >>> [found.body for found in references_in("RF18 5390 0754 7034 and RF19F1001")]
    ['539007547034', None]
    """
    return tuple(_standing(text))


def _standing(text: str) -> Iterator[StandingReference]:
    for found in _IN_A_TEXT.finditer(text):
        groups = found[0].split(" ")
        # Words behind a reference in groups of four may look like one more group: the longest that is right counts.
        shorter = (" ".join(groups[:count]) for count in range(len(groups), 0, -1))
        written = next((each for each in shorter if body_of(each) is not None), found[0])
        if any(map(str.isdigit, written[4:])):  # what has no digit behind the check digits is a word
            yield StandingReference(found.start(), found.start() + len(written), written, body_of(written))
