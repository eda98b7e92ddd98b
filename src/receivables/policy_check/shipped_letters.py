"""Which letters ship, in which languages and tones: read from their files, without what writes them."""

from __future__ import annotations

import tomllib
from functools import cache
from typing import NamedTuple


class Letter(NamedTuple):
    """A letter in one language and one tone, and whether it can be a text message.

    >>> Letter("es", "reminder", "friendly", sms=True).tone
    'friendly'
    """

    language: str
    name: str
    tone: str
    sms: bool


@cache
def shipped_letters() -> tuple[Letter, ...]:
    """The letters that ship.

    >>> sorted({letter.language for letter in shipped_letters()})
    ['de', 'en', 'es', 'fr', 'it', 'pt']
    """
    # Imported when letters are first asked for: importlib.resources takes as long to import as all of py-moneyed.
    from importlib.resources import files  # noqa: PLC0415

    folder = files("receivables").joinpath("data/letters")
    found = [entry for entry in folder.iterdir() if entry.name.endswith(".toml")]
    return tuple(
        Letter(entry.name.removesuffix(".toml"), name, tone, any(key.startswith("sms") for key in texts))
        for entry in sorted(found, key=lambda entry: entry.name)
        for name, tones in tomllib.loads(entry.read_text("utf-8")).items()
        if isinstance(tones, dict) and name not in ("words", "shared")
        for tone, texts in tones.items()
    )
