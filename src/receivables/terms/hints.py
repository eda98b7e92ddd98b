"""What people write that is not read as payment terms, and what to write instead."""

from __future__ import annotations

import re
from collections.abc import Sequence

from receivables.terms.languages import LANGUAGES
from receivables.terms.words import MEANINGS, Token, written

__all__ = ["hint"]

_BUSINESS_DAYS = (
    "business days are not counted, because terms know no calendar; in code, ToBusinessDay moves a due day to one"
)
_EQUAL_PARTS = "equal parts are written '3 x 30 days' or '30/60/90 days'"
_DISCOUNT = "a discount is written '14 Tage 2 % Skonto', '2/14' or '2% 14 days'"
_COMMA = "a number does not begin with a comma: half a percent is '0,5 %' or '0.5 %'"
_AND = "between two numbers, 'and' has blanks around it, as in '30 y 60 días'; there are no exponents"
_SENTENCES = "of sentences, only the English ones are read, those of str(terms)"

_WORDS = (
    (
        re.compile(r"\b(?:business|working|werktage?n?|arbeitstage?n?|habil(?:es)?|ouvres?|ouvrables?)\b"),
        _BUSINESS_DAYS,
    ),
    (re.compile(r"\bequal (?:parts|payments|installments)\b"), _EQUAL_PARTS),
)
_SHAPES = (
    (re.compile(r"9x9|9(?:[/-]9){3}"), _EQUAL_PARTS),
    (re.compile(r"9[DWM]L?[98]%"), _DISCOUNT),
)
_OPENINGS = tuple(
    phrases.due[0].partition("{when}")[0].format(amount=amount).casefold()
    for language, phrases in LANGUAGES.items()
    if language != "en"
    for amount in (phrases.whole, phrases.rest, phrases.equal)
)


def hint(text: str, found: Sequence[Token]) -> str | None:
    """What to write instead of a text that is no terms, if that is known.

    >>> from receivables.terms.words import tokens
    >>> hint("3x30", list(tokens("3x30")))
    "equal parts are written '3 x 30 days' or '30/60/90 days'"
    """
    small = text.casefold()
    if any(opening in small for opening in _OPENINGS):
        return _SENTENCES
    plain = written(found)
    kinds = "".join(token.kind for token in found)
    glued = {token.text for token in found if token.kind == "?"}
    if "," in glued:
        return _COMMA
    if any(MEANINGS.get(sign) == "&" for sign in glued):
        return _AND
    told = (words for pattern, words in _WORDS if pattern.search(plain))
    shown = (words for pattern, words in _SHAPES if pattern.search(kinds))
    return next(told, None) or next(shown, None)
