"""Letters: a language, a tone and a creditor in; subject, plain text, HTML and a text message out."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import attrs

from receivables.adapters.letters import texts
from receivables.adapters.letters.checking import Shapes
from receivables.adapters.letters.creditor import Creditor
from receivables.adapters.letters.drafting import CREDITOR, LAYOUT, Draft
from receivables.adapters.letters.facts import LETTERS
from receivables.adapters.letters.form import Form
from receivables.adapters.letters.reading import known_facts, letter_called, sample
from receivables.checks import is_a
from receivables.errors import InvalidValueError


@attrs.frozen(kw_only=True)
class Letter:
    """A letter that was written: one line of ``subject``, plain ``text``, ``html`` and a text message.

    ``sms`` is one message (160 signs of the GSM alphabet), or empty where nothing of the letter fits into one.

    >>> parts = {"subject": "Invoice F-1", "text": "...", "html": "<p>...</p>", "sms": ""}
    >>> Letter(template="reminder", language="en", tone="firm", **parts).subject
    'Invoice F-1'
    """

    template: str = attrs.field(validator=is_a(str, "text"))
    language: str = attrs.field(validator=is_a(str, "text"))
    tone: str = attrs.field(validator=is_a(str, "text"))
    subject: str = attrs.field(validator=is_a(str, "text"))
    text: str = attrs.field(validator=is_a(str, "text"))
    html: str = attrs.field(validator=is_a(str, "text"))
    sms: str = attrs.field(validator=is_a(str, "text"))


def _is_creditor(_: object, __: attrs.Attribute[Creditor], value: object) -> None:
    if not isinstance(value, Creditor):
        raise InvalidValueError("creditor", "a Creditor, like Creditor('Ferretería Ruiz')", value)


@attrs.frozen
class Letters:
    """The letters of a creditor in one ``language`` and one ``tone`` (``"friendly"``, ``"firm"`` or ``"formal"``).

    A language may have a country, which is how amounts and days are then written: ``"es"``, ``"es_MX"``, ``"de-AT"``.
    Templates in a ``folder`` of your own stand over those that ship. All are read and tried here: what is wrong with
    one is said now and not when a letter is written.

    Raises :class:`~receivables.errors.InvalidValueError` for a language or a tone that there is not, and
    :class:`~receivables.errors.TemplateError` with everything that is wrong with the templates.

    >>> letters = Letters(Creditor("Ruiz Ironmongers"), language="en", tone="firm")
    >>> line = {"document": "F-1", "issued_on": "2026-01-15", "due_on": "2026-02-14", "amount": "60.00 EUR"}
    >>> facts = {"customer": "Bar Pepe", "on": "2026-03-02", "pay_by": "2026-03-16", "lines": [line]}
    >>> letters.write("first notice", facts).sms
    'Ruiz Ironmongers: invoice F-1 for EUR 60.00 is overdue since 14/02/2026. Please pay by 16/03/2026.'
    """

    creditor: Creditor = attrs.field(validator=_is_creditor)
    language: str = attrs.field(kw_only=True)
    tone: str = attrs.field(kw_only=True)
    folder: Path | None = attrs.field(default=None, kw_only=True, converter=texts.as_folder)
    _texts: texts.Texts = attrs.field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        shown = Form("en").long
        shapes: dict[str, Shapes] = {
            letter: shown(known_facts(letter, sample(letter, 1))) | {"creditor": CREDITOR} for letter in LETTERS
        }
        shapes |= {"shared": {"creditor": CREDITOR, "customer": ""}, "layout": LAYOUT}
        object.__setattr__(self, "_texts", texts.read(self.language, self.tone, self.folder, shapes))
        self._try()

    def __reduce__(self) -> tuple[object, ...]:
        return _letters, (self.creditor, self.language, self.tone, self.folder)

    def write(self, template: str, facts: Mapping[str, object]) -> Letter:
        """A letter from its facts, as the ``about_...`` functions make them.

        Raises :class:`~receivables.errors.InvalidValueError` for a letter that there is not, and for facts that are
        missing or cannot be.
        """
        letter = letter_called(template)
        draft = Draft(letter, known_facts(letter, facts), self.creditor, self._texts)
        layout = draft.layout(language=self.language.replace("_", "-"), tone=self.tone)
        return Letter(
            template=letter,
            language=self.language,
            tone=self.tone,
            subject=layout["subject"],
            text=draft.plain_text(layout),
            html=draft.page(layout),
            sms=draft.message(),
        )

    def _try(self) -> None:
        """Write every letter once, with one line and with several, and say what is wrong with all of them."""
        problems: dict[str, Exception] = {}
        for letter in LETTERS:
            for lines in (1, 2):
                try:
                    self.write(letter, sample(letter, lines))
                except InvalidValueError as problem:
                    problems.setdefault(problem.attribute, problem)
        texts.refuse_if_any(self.language, list(problems.values()))


def _letters(creditor: Creditor, language: str, tone: str, folder: Path | None) -> Letters:
    return Letters(creditor, language=language, tone=tone, folder=folder)
