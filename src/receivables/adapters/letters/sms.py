"""A text message of one part: what of a letter fits into 160 signs of the GSM alphabet.

Signs are counted as networks count them: 160 of GSM 03.38, where ``€``, brackets and some others take two; or, where a
language of one's own cannot be written with these, 70 UTF-16 units. Names are shortened, an amount never is.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from types import MappingProxyType

GSM_LIMIT, WIDE_LIMIT = 160, 70

_BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = "^{}\\[~]|€\f"
_SIZES = MappingProxyType(dict.fromkeys(_BASIC, 1) | dict.fromkeys(_EXTENDED, 2))
_ALIKE = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032`\u00b4", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u00ab\u00bb\u2033", '"'),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"),
        **dict.fromkeys("\u00a0\u202f\u2009\u2007", " "),
        **dict(zip("łŁđĐ\u0131", "lLdDi", strict=True)),
        "\u2026": "...",
        "\u200d": "",
        "œ": "oe",
        "Œ": "OE",
    }
)
"""Quotation marks, dashes, spaces and letters that no accent explains, and what stands for them."""

_ROOMS = ((200, 200), (30, 30), (20, 20), (20, 12), (0, 12))
"""Signs for the name of the creditor and for the number of the invoice, tried one after the other."""


def size(text: str) -> int | None:
    """The signs that a text takes in the GSM alphabet; ``None`` if it cannot be written so.

    >>> size("100 EUR"), size("100 €"), size("ответ")
    (7, 6, None)
    """
    sizes = [_SIZES.get(sign) for sign in text]
    return None if None in sizes else sum(each for each in sizes if each)


def fits(text: str) -> bool:
    """Whether a text is one message.

    >>> fits("x" * 160), fits("x" * 161), fits("ж" * 70), fits("ж" * 71)
    (True, False, True, False)
    """
    found = size(text)
    return len(text.encode("utf-16-le")) // 2 <= WIDE_LIMIT if found is None else found <= GSM_LIMIT


def in_gsm(text: str) -> str:
    """A text with the nearest signs of the GSM alphabet, as far as there are any.

    >>> in_gsm("Préstamo nº 7 \u2014 Łódź"), in_gsm("ответ")
    ('Préstamo no 7 - Lodz', 'ответ')
    """
    return "".join(map(_sign, text.translate(_ALIKE)))


def _sign(sign: str) -> str:
    if sign in _SIZES:
        return sign
    bare = "".join(each for each in unicodedata.normalize("NFKD", sign) if not unicodedata.combining(each))
    return bare if bare and all(each in _SIZES for each in bare) else sign


def one_message(write: Callable[[str], str], *, creditor: str, document: str, tail: str) -> str:
    """The fullest message that fits; empty where none does.

    ``write`` makes the message about a ``document``, whose number may be shortened as the name of the ``creditor`` is,
    who comes before it; ``tail`` follows where there is room.
    """
    gsm = size(in_gsm(write(""))) is not None
    for sender, number in _shorter(_name(creditor, gsm), _name(document, gsm)):
        body = in_gsm(write(number))
        head = f"{sender}: {body}" if sender else body
        for found in (f"{head} {tail}" if tail else head, head):
            if fits(found):
                return found
    return ""


def _name(text: str, gsm: bool) -> str:  # noqa: FBT001 (says what the message is)
    """A name in signs that do not make the whole message a wide one."""
    return "".join(sign if not gsm or sign in _SIZES else "?" for sign in in_gsm(text))


def _shorter(creditor: str, document: str) -> Iterator[tuple[str, str]]:
    """The names shorter and shorter: of a sender the beginning tells most, of a number the end."""
    for name, number in _ROOMS:
        sender = creditor if len(creditor) <= name else creditor[: max(name - 3, 0)].rstrip() + "..." * bool(name)
        yield sender, document if len(document) <= number else "..." + document[3 - number :]
