"""Letters to customers: reminders, notices, plans, thanks and statements in six languages and three tones.

A letter is written from facts: who, which invoices, how much, by when. The ``about_...`` functions make them from what
the library works out; a program that has its own writes them by hand. Each letter is a subject, a plain text, a page
of HTML and a text message. Nothing is sent.

>>> letters = Letters(Creditor("Ferretería Ruiz"), language="es", tone="firm")
>>> line = {"document": "F-1", "issued_on": "2026-01-15", "due_on": "2026-02-14", "amount": "60.00 EUR"}
>>> facts = {"customer": "Bar Pepe", "on": "2026-03-02", "pay_by": "2026-03-16", "lines": [line]}
>>> letters.write("final demand", facts).subject
'Último requerimiento de pago: factura F-1'
"""

from __future__ import annotations

try:
    import jinja2 as _  # noqa: F401
except ModuleNotFoundError:
    raise ModuleNotFoundError("letters need Jinja: pip install 'receivables[letters]'", name="jinja2") from None

from receivables.adapters.letters.creditor import Creditor
from receivables.adapters.letters.facts import (
    DECLARED,
    LETTERS,
    about_action,
    about_offers,
    about_paid,
    about_plan,
    about_position,
    about_promise,
)
from receivables.adapters.letters.texts import TONES, languages
from receivables.adapters.letters.writing import Letter, Letters

__all__ = [
    "Creditor",
    "DECLARED",
    "LETTERS",
    "Letter",
    "Letters",
    "TONES",
    "about_action",
    "about_offers",
    "about_paid",
    "about_plan",
    "about_position",
    "about_promise",
    "languages",
]
