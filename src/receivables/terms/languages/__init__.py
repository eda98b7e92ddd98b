"""The languages in which terms are described: a table of phrases each, in the words of the trade."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from receivables.terms.languages.english import ENGLISH
from receivables.terms.languages.french import FRENCH
from receivables.terms.languages.german import GERMAN
from receivables.terms.languages.italian import ITALIAN
from receivables.terms.languages.phrases import Phrases
from receivables.terms.languages.portuguese import PORTUGUESE
from receivables.terms.languages.spanish import SPANISH

__all__ = ["LANGUAGES", "Phrases"]

LANGUAGES: Mapping[str, Phrases] = MappingProxyType(
    {"de": GERMAN, "en": ENGLISH, "es": SPANISH, "fr": FRENCH, "it": ITALIAN, "pt": PORTUGUESE}
)
"""The phrases by language code (ISO 639-1)."""
