"""Which document numbers stand in a text, and how surely."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from receivables.remittance.creditor_references import body_of, references_in

LEAST_CHARACTERS = 4
"""Letters and digits that a number with letters needs to count without an exact amount."""

LEAST_DIGITS = 6
"""Digits that a number without letters needs to count without an exact amount."""

MOST_WORDS = 40
"""Runs of letters and of digits that a number written with other separators is looked for in."""

Key = tuple[str, str, str]
"""Which document: customer, currency, number."""

_WORD = re.compile(r"[0-9]+|[^\W0-9_]+")
_INSIDE = re.compile(r"[\s_./\\#:-]{0,3}")
_BETWEEN_DIGITS = re.compile(r"[_./\\-]")
_A_DAY = re.compile(
    r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"  # 20260317
    r"|(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])(?:(?:19|20)?\d\d)"  # 17032026, 170326
    r"|\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"  # 260317
)


class Mention(NamedTuple):
    """Documents that a place in a text may name: ``written`` as it stands there, from ``start`` on.

    It is ``sure`` if it names one of the ``documents`` whatever was paid (without any: something that is not open);
    otherwise it counts only together with an exact amount. ``problem`` says what is wrong with a creditor reference.

    >>> index = NumberIndex([(("C-1", "EUR", "F-1001"), None)])
    >>> index.find("INV f1001 / thanks")
    (Mention(start=4, written='f1001', documents=(('C-1', 'EUR', 'F-1001'),), sure=True, problem=''),)
    """

    start: int
    written: str
    documents: tuple[Key, ...]
    sure: bool
    problem: str = ""


class _Word(NamedTuple):
    """A run of letters, or of digits: where it stands, and what it is without its case and its zeros in front."""

    start: int
    end: int
    plain: str
    whole: str

    @property
    def is_number(self) -> bool:
        return self.plain[0].isdecimal() and self.plain.isascii()


def _words(text: str) -> list[_Word]:
    found = []
    for run in _WORD.finditer(text):
        whole = run[0].casefold()
        plain = (whole.lstrip("0") or "0") if whole[0] in "0123456789" else whole
        found.append(_Word(run.start(), run.end(), plain, whole))
    return found


class _Piece(NamedTuple):
    """A part of a text: a number (``sure`` without ``documents``: one of nothing that is open), or just a word."""

    words: Sequence[_Word]
    documents: tuple[Key, ...] = ()
    sure: bool = False

    @property
    def is_number(self) -> bool:
        return self.sure or bool(self.documents)

    @property
    def is_word(self) -> bool:
        """A word of two or more letters."""
        return not self.is_number and not self.words[0].is_number and len(self.words[0].whole) > 1


def _spelled(words: Iterable[_Word]) -> str:
    """How a number is looked up: its words, without case, zeros in front, and separators."""
    return " ".join(word.plain for word in words)


def _shape(words: Iterable[_Word]) -> str:
    """The series that a number belongs to: its letters, and how many digits stand where."""
    return " ".join("0" * len(word.whole) if word.is_number else word.whole for word in words)


def _joined(words: Iterable[_Word]) -> str:
    """All letters and digits of a number in one, as creditor references hold them; without zeros in front."""
    return "".join(word.whole for word in words).lstrip("0")


class NumberIndex:
    """Document numbers, to be found in texts; each with the creditor reference it carries, if it carries one.

    A number is found where its runs of letters and of digits stand in the text one after another, each as a whole:
    ``F-10`` never in ``F-1001``. Small and capital letters, zeros in front of digits, and the separators between the
    runs do not matter unless several numbers differ in nothing else; then the one that is written exactly so counts, or
    all of them. The longest number counts.

    What stands beside a number without a blank is a part of it, unless that is a word behind a stop, comma, colon or
    slash, or one more number that is sure: ``F-1001`` stands in ``INV/F-1001`` and ``F-1001,F-1002``, not in
    ``F-1001-A`` or ``F-1001/17``.

    A number is sure if it has letters and digits, at least 4 together, or at least 6 digits that are no day and not the
    amount. One that stands directly behind letters (``INV-1001`` for ``1001``), or with other separators between its
    digits (``RE20260017`` for ``RE-2026-0017``), is not sure.

    What is written like a number of a series (``F-1003``), or has one in it (``F-1001-A``), names something, but not
    what is open.

    >>> keys = [("C-1", "EUR", number) for number in ("F-10", "F-1001", "F-1002", "20077")]
    >>> index = NumberIndex([(key, None) for key in keys])
    >>> [(found.written, found.sure) for found in index.find("F 1001,F-01002 of 20077, not F-10-2")]
    [('F 1001', True), ('F-01002', True), ('20077', False)]
    >>> [(found.written, found.documents, found.sure) for found in index.find("F-1003")]
    [('F-1003', (), True)]
    """

    def __init__(self, documents: Iterable[tuple[Key, str | None]]) -> None:
        self._exactly: dict[str, list[Key]] = {}
        self._spelled: dict[str, list[Key]] = {}
        self._joined: dict[str, list[Key]] = {}
        self._bodies: dict[str, list[Key]] = {}
        self._shapes: set[str] = set()
        self._longest: dict[str, int] = {}
        for key, reference in documents:
            self._add(key, reference)

    def _add(self, key: Key, reference: str | None) -> None:
        words = _words(key[2])
        body = joined = _joined(words)
        if words:
            self._shapes.add(_shape(words))
            self._longest[words[0].plain] = max(self._longest.get(words[0].plain, 0), len(words))
            self._exactly.setdefault(key[2], []).append(key)
            self._spelled.setdefault(_spelled(words), []).append(key)
            self._joined.setdefault(joined, []).append(key)
        if reference is not None:
            body = (body_of(reference) or "").casefold()
        if body:
            self._bodies.setdefault(body, []).append(key)

    def find(self, text: str, amounts: Collection[str] = ()) -> tuple[Mention, ...]:
        """The documents that a text names, in its order; ``amounts`` are digits that are the amount paid."""
        found, rest = [], text
        for reference in references_in(text):
            found.append(self._referred(reference.start, reference.written, reference.body))
            rest = f"{rest[: reference.start]}{' ' * len(reference.written)}{rest[reference.end :]}"
        found.extend(self._named(rest, amounts))
        return tuple(sorted(found))

    def _referred(self, start: int, written: str, body: str | None) -> Mention:
        """The mention of a creditor reference: its check digits make it sure, however short it is."""
        if body is None:
            return Mention(start, written, (), sure=True, problem=f"the check digits of {written} are wrong")
        keys = tuple(self._bodies.get(body.casefold(), ()))
        return Mention(start, written, keys, sure=True, problem="" if keys else f"{written} is of no open item")

    def _named(self, text: str, amounts: Collection[str]) -> Iterator[Mention]:
        for chunk in _chunks(text, list(self._pieces(text, _words(text), amounts))):
            numbers = [piece for piece in chunk if piece.is_number]
            alone = len(chunk) == 1 or all(piece.sure for piece in chunk)
            if alone or (len(chunk) == 2 and chunk[0].is_word and len(numbers) == 1):
                for words, documents, sure in numbers:
                    yield Mention(words[0].start, _written(text, words), documents, sure and (alone or not documents))
            elif any(piece.sure for piece in numbers):
                words = [word for piece in chunk for word in piece.words]
                yield Mention(words[0].start, _written(text, words), (), sure=True)

    def _pieces(self, text: str, words: Sequence[_Word], amounts: Collection[str]) -> Iterator[_Piece]:
        place = 0
        while place < len(words):
            piece = self._as_spelled(text, words, place, amounts) or self._as_joined(text, words, place)
            yield piece or _Piece(words[place : place + 1])
            place += len(piece.words) if piece else 1

    def _as_spelled(self, text: str, words: Sequence[_Word], place: int, amounts: Collection[str]) -> _Piece | None:
        """The longest number that begins with a word; else, the longest that is of its series."""
        most = self._longest.get(words[place].plain, 0)
        runs = list(_runs(words, place, most, lambda left, right: _is_inside(text, left, right)))
        for run in runs:
            keys = self._spelled.get(_spelled(run))
            if keys and _in_one(text, run):
                exactly = self._exactly.get(_written(text, run))
                return _Piece(run, tuple(exactly or keys), _is_sure(run, amounts))
        alike = (run for run in runs if _shape(run) in self._shapes and _has_letters(run) and _is_sure(run, amounts))
        return next((_Piece(run, sure=True) for run in alike), None)

    def _as_joined(self, text: str, words: Sequence[_Word], place: int) -> _Piece | None:
        """The longest number that has the same letters and digits, with other separators between them."""
        for run in _runs(words, place, MOST_WORDS, lambda left, right: _has_no_blank(text, left, right)):
            keys = self._joined.get(_joined(run))
            if keys and (len(run) == 1 or _has_letters(run)):  # 1.001 is an amount
                return _Piece(run, tuple(keys))
        return None


def _runs(
    words: Sequence[_Word], place: int, most: int, together: Callable[[_Word, _Word], bool]
) -> Iterator[Sequence[_Word]]:
    """The words from a place on that may be one number: as many as there are, then fewer."""
    end = min(place + 1, place + most)
    while end < min(place + most, len(words)) and together(words[end - 1], words[end]):
        end += 1
    return (words[place:last] for last in range(end, place, -1))


def _written(text: str, words: Sequence[_Word]) -> str:
    return text[words[0].start : words[-1].end]


def _is_inside(text: str, left: _Word, right: _Word) -> bool:
    return bool(_INSIDE.fullmatch(text, left.end, right.start))


def _has_letters(run: Iterable[_Word]) -> bool:
    return not all(word.is_number for word in run)


def _in_one(text: str, run: Sequence[_Word]) -> bool:
    """Whether words can be one number: without letters, a blank would join whatever digits stand side by side."""
    return _has_letters(run) or all(_has_no_blank(text, *pair) for pair in pairwise(run))


def _has_no_blank(text: str, left: _Word, right: _Word) -> bool:
    return left.end == right.start or bool(_BETWEEN_DIGITS.fullmatch(text, left.end, right.start))


def _is_sure(run: Sequence[_Word], amounts: Collection[str]) -> bool:
    """Whether a number is long enough not to stand there by chance."""
    digits = "".join(word.whole for word in run if word.is_number)
    if _has_letters(run):
        return bool(digits) and sum(len(word.whole) for word in run) >= LEAST_CHARACTERS
    return len(digits) >= LEAST_DIGITS and not _A_DAY.fullmatch(digits) and digits.lstrip("0") not in amounts


def _chunks(text: str, pieces: Sequence[_Piece]) -> Iterator[list[_Piece]]:
    """Pieces that belong together: no blank between them, nor a stop or slash beside a word."""
    chunk = list(pieces[:1])
    for left, right in pairwise(pieces):
        if not _attached(text[left.words[-1].end : right.words[0].start], left, right):
            yield chunk
            chunk = []
        chunk.append(right)
    if chunk:
        yield chunk


def _attached(between: str, left: _Piece, right: _Piece) -> bool:
    if between not in ("", "-", "_", ".", ",", ":", "'", "/", "\\"):
        return False
    if left.is_number and right.is_number:
        return True
    loose = between not in ("", "-", "_") and (left.is_word or right.is_word)
    return (left.is_number or right.is_number) and not loose
