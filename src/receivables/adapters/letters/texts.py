"""The texts of a language in one tone, read from its file and tried on sample facts before any letter is written."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from os import PathLike
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from jinja2 import Template

from receivables.adapters import locales
from receivables.adapters.letters.checking import Shapes
from receivables.adapters.letters.facts import LETTERS
from receivables.adapters.letters.reading import nearest
from receivables.adapters.letters.sandbox import compiled
from receivables.catalogue.documents import LARGEST_DOCUMENT, LONGEST_LINE
from receivables.errors import InvalidValueError, TemplateError

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

TONES = ("friendly", "firm", "formal")
"""The tones of the letters that ship, from the lightest to the strictest."""

PARTS = ("subject", "opening", "closing", "sms")
"""What a file says of each letter in each tone."""

SHARED = ("greeting", "crossed", "sign_off")
"""What all letters of a tone share; ``crossed`` is for payments that crossed the letter."""

WORDS = (
    *("account", "amount", "balance", "concerning", "credits", "customer_number", "days_late", "discount", "document"),
    *("due_on", "email", "fees", "interest", "issued_on", "kind_compensation", "kind_interest", "let_off", "made_on"),
    *("missing", "open", "paid", "payable", "payment", "phone", "plan", "plan_fees", "plan_interest", "promised"),
    *("promised_on", "reference", "reward", "tel", "total", "unapplied", "until"),
)
"""The labels that a language has for what stands in a letter."""

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,3}", re.ASCII)
_NUMBER = re.compile("_(?:one|many)$")
_KEYS = ("locale", "first", "colon", "words", "shared", *LETTERS)
_LAYOUTS = MappingProxyType({"text": "text.j2", "html": "html.j2"})


class Part(NamedTuple):
    """A text of a letter, for one line in its table, and for several."""

    one: Template
    many: Template

    def for_count(self, count: int) -> Template:
        """The text for so many lines."""
        return self.one if count == 1 else self.many


class Texts(NamedTuple):
    """What a language says in one tone: its ``words``, and the templates of what is ``shared`` and of each letter."""

    locale: str
    first: str
    colon: str
    words: Mapping[str, str]
    shared: Mapping[str, Template]
    parts: Mapping[str, Mapping[str, Part]]
    layouts: Mapping[str, Template]


def shipped(name: str) -> Traversable:
    """A file that the package carries; with no name, their folder."""
    # Imported when a letter is first asked for: importing importlib.resources takes as long as all of py-moneyed.
    from importlib.resources import files

    return files("receivables").joinpath("data", "letters", *filter(None, [name]))


def languages(folder: str | PathLike[str] | None = None) -> tuple[str, ...]:
    """The languages that there are: those that ship, and those of a folder of one's own.

    Raises :class:`~receivables.errors.InvalidValueError` for what is no folder with templates.

    >>> languages()
    ('de', 'en', 'es', 'fr', 'it', 'pt')
    """
    names = [file.name for place in (shipped(""), as_folder(folder)) if place is not None for file in place.iterdir()]
    return tuple(sorted({name.removesuffix(".toml") for name in names if name.endswith(".toml")}))


def as_folder(folder: str | PathLike[str] | None) -> Path | None:
    """A folder with templates, all of which have names that are asked for."""
    if folder is None:
        return None
    try:
        found = Path(folder)
        names = sorted(each.name for each in found.iterdir() if each.suffix == ".j2")
    except (OSError, TypeError, ValueError):
        raise InvalidValueError("folder", "a folder with templates", folder) from None
    for name in names:
        if name not in _LAYOUTS.values():
            known = tuple(_LAYOUTS.values())
            raise InvalidValueError("folder", f"a folder whose .j2 files are layouts{nearest(name, known)}", name)
    return found


def read(language: str, tone: str, folder: Path | None, shapes: Mapping[str, Shapes]) -> Texts:
    """The texts of a language in one tone; ``shapes`` are the facts of each letter, and those of the layouts.

    A file of the folder stands over ours: a layout as a whole, a language text by text.

    Raises :class:`~receivables.errors.InvalidValueError` for a language or tone that there is not, and
    :class:`~receivables.errors.TemplateError` with everything that is wrong in the files.
    """
    if tone not in TONES:
        raise InvalidValueError("tone", f"a tone that there is{nearest(tone, TONES)}", tone)
    name = _file_of(language, folder)
    file, problems = f"{name}.toml", list[Exception]()
    reading = _Reading(file, tone, _document(file, folder), problems)
    texts = Texts(
        locale=reading.attempt(reading.locale, language, otherwise="en"),
        first=reading.attempt(reading.text, "", "first", optional=True, otherwise=""),
        colon=reading.attempt(reading.text, "", "colon", optional=True, otherwise="") or ":",
        words={word: reading.attempt(reading.text, "words", word, otherwise="") for word in WORDS},
        shared=reading.shared(shapes["shared"]),
        parts={letter: reading.parts(letter, shapes[letter]) for letter in LETTERS},
        layouts={
            kind: reading.attempt(_layout, layout, folder, shapes["layout"], otherwise=None)
            for kind, layout in _LAYOUTS.items()
        },
    )
    reading.nothing_else()
    refuse_if_any(language, problems)
    return texts


def refuse_if_any(language: str, problems: list[Exception]) -> None:
    """Raise all problems together, if there are any."""
    if problems:
        count = f"{len(problems)} problem{'s' if len(problems) > 1 else ''}"
        raise TemplateError(f"the letters in {language!r} cannot be used: {count}", problems)


def _file_of(language: object, folder: Path | None) -> str:
    """The file for a language: that of the whole name, or that of the language in it."""
    known = languages(folder)
    if isinstance(language, str) and _LANGUAGE.fullmatch(language):
        for name in (language.replace("-", "_"), re.split("[-_]", language)[0].lower()):
            if name in known:
                return name
    raise InvalidValueError("language", f"a language that there are letters in{nearest(language, known)}", language)


def _document(file: str, folder: Path | None) -> dict[str, Any]:
    """A language as it stands in its file, or in ours with the texts of a folder over it."""
    ours = shipped(file)
    document = _parsed(file, ours.read_text(encoding="utf-8")) if ours.is_file() else {}
    if folder is not None and (folder / file).is_file():
        document = _laid_over(document, _parsed(file, _own(folder / file)))
    return document


def _own(path: Path) -> str:
    """A file of a folder of somebody's own."""
    try:
        with path.open(encoding="utf-8") as file:
            text = file.read(LARGEST_DOCUMENT + 1)
    except (OSError, ValueError):
        raise InvalidValueError(path.name, "a file of text in UTF-8 that can be read", str(path)) from None
    if len(text) > LARGEST_DOCUMENT:
        raise InvalidValueError(path.name, f"a file of at most {LARGEST_DOCUMENT} characters", text[:80])
    return text


def _parsed(file: str, text: str) -> dict[str, Any]:
    longest = max(map(len, text.splitlines()), default=0)
    if longest > LONGEST_LINE:
        raise InvalidValueError(file, f"a file with lines of at most {LONGEST_LINE} characters", longest)
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise InvalidValueError(file, f"TOML that can be parsed: {error}", text[:80]) from None


def _laid_over(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    """One document over another, text by text; a text for one number or for all takes the place of all its numbers."""
    replaced = {_NUMBER.sub("", key) for key in above}
    found = {key: value for key, value in below.items() if _NUMBER.sub("", key) not in replaced}
    for key, value in above.items():
        under = below.get(key)
        found[key] = _laid_over(under, value) if isinstance(under, dict) and isinstance(value, dict) else value
    return found


def _layout(file: str, folder: Path | None, shapes: Shapes) -> Template:
    own = folder / file if folder is not None and (folder / file).is_file() else None
    source = _own(own) if own else shipped(file).read_text(encoding="utf-8")
    return compiled(file, source, shapes=shapes, html=file.startswith("html"))


class _Reading:
    """A language file that is read text by text; what is wrong is collected."""

    def __init__(self, file: str, tone: str, document: Mapping[str, Any], problems: list[Exception]) -> None:
        self._file = file
        self._tone = tone
        self._document = document
        self._problems = problems

    def attempt(self, read: Callable[..., Any], *where: Any, otherwise: Any, **options: Any) -> Any:
        """What ``read`` gives, or ``otherwise`` with the problem noted."""
        try:
            return read(*where, **options)
        except InvalidValueError as problem:
            self._problems.append(problem)
            return otherwise

    def locale(self, language: str) -> str:
        """The locale of amounts and days: that of a language with a country, or that of the file."""
        locale = language if re.search("[-_]", language) else self.text("", "locale")
        locales.format_day(date.min, locale)
        return locale

    def text(self, table: str, key: str, *, optional: bool = False) -> str:
        """A text of a table, ``"words"`` or ``"reminder.firm"``; of the top of the file where there is none."""
        value = self._table(table).get(key, "" if optional else None)
        if not isinstance(value, str) or not (optional or value.strip()):
            raise InvalidValueError(self._where(table, key), "a text", value)
        return value

    def shared(self, shapes: Shapes) -> dict[str, Template]:
        """What all letters of the tone share."""
        table = f"shared.{self._tone}"
        self._nothing_but(table, SHARED)
        return {part: self.attempt(self._template, table, part, shapes, otherwise=None) for part in SHARED}

    def parts(self, letter: str, shapes: Shapes) -> dict[str, Part]:
        """The texts of a letter, each for one line and for several."""
        table = f"{letter}.{self._tone}"
        self._nothing_but(table, [f"{part}{number}" for part in PARTS for number in ("", "_one", "_many")])
        return {part: self._part(table, part, shapes) for part in PARTS}

    def _part(self, table: str, part: str, shapes: Shapes) -> Part:
        numbers = [f"{part}_one", f"{part}_many"]
        given = self._table(table)
        numbered = [key for key in numbers if key in given]
        if numbered and part in given:
            expected = f"either {part} or {' and '.join(numbers)}"
            self._problems.append(InvalidValueError(self._where(table, part), expected, numbered))
        keys = numbers if numbered else [part]
        found = [self.attempt(self._template, table, key, shapes, otherwise=None) for key in keys]
        return Part(found[0], found[-1])

    def _template(self, table: str, key: str, shapes: Shapes) -> Template:
        return compiled(self._where(table, key), self.text(table, key), shapes=shapes)

    def _table(self, table: str) -> Mapping[str, Any]:
        """A table of the file; an empty one where there is none, so that its texts are missing."""
        found: Any = self._document
        for name in filter(None, table.split(".")):
            found = found.get(name) if isinstance(found, Mapping) else None
        return found if isinstance(found, Mapping) else {}

    def _nothing_but(self, table: str, known: Iterable[str]) -> None:
        """Note what nobody asks for in a table: a mistyped text would be missed in silence."""
        for key in self._table(table):
            if key not in (names := tuple(known)):
                expected = f"a name that is asked for{nearest(key, names)}"
                self._problems.append(InvalidValueError(self._where(table, key), expected, key))

    def nothing_else(self) -> None:
        """Note what nobody asks for at the top, among the words, and among the tones."""
        self._nothing_but("", _KEYS)
        self._nothing_but("words", WORDS)
        for table in ("shared", *LETTERS):
            self._nothing_but(table, TONES)

    def _where(self, table: str, key: str) -> str:
        return f"{self._file}: {table}{'.' * bool(table)}{key}"
