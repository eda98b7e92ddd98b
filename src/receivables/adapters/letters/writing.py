"""Letters: a language, a tone and a creditor in; subject, plain text, HTML and a text message out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType

import attrs
from attrs.converters import optional

from receivables.adapters.letters import texts
from receivables.adapters.letters.checking import Shapes
from receivables.adapters.letters.facts import LETTERS, Facts
from receivables.adapters.letters.form import Form, isolated, table
from receivables.adapters.letters.plain import text_lines
from receivables.adapters.letters.reading import known_facts, letter_called, one_line, sample, text
from receivables.adapters.letters.sandbox import rendered
from receivables.adapters.letters.sms import one_message
from receivables.checks import is_a, several
from receivables.errors import InvalidValueError

MOST_ADDRESS_LINES = 10
"""Lines that the address of a creditor may have."""

_FOR_MONEY = ("reminder", "first notice", "final demand", "broken promise", "plan confirmation", "discount reminder")
_MAY_CROSS = ("reminder", "first notice", "final demand", "broken promise")

_CREDITOR = {"name": "", "address": [""], "account": "", "phone": "", "email": ""}
_PAIRS = [{"label": "", "text": ""}]
_CELL = {"label": "", "figure": True, "text": ""}
_TABLE = {
    "columns": [{"label": "", "figure": True}],
    "span": 1,
    "rows": [[_CELL]],
    "sums": [{"label": "", "text": "", "result": True}],
    "lines": [""],
}
LAYOUT: Shapes = MappingProxyType(
    {
        **dict.fromkeys(("letter", "language", "tone", "customer", "on", "subject", "colon", "greeting"), ""),
        **dict.fromkeys(("crossed", "sign_off"), ""),
        "about": _PAIRS,
        "payment": _PAIRS,
        "contact": _PAIRS,
        "opening": [""],
        "closing": [""],
        "creditor": _CREDITOR,
        "table": _TABLE,
    }
)
"""What the layouts of text and page show, by name, as it looks."""


def _as_text(value: str) -> str:
    return text("creditor", value)


def _as_lines(lines: Iterable[str]) -> tuple[str, ...]:
    found = tuple(map(_as_text, several("address", "a list of lines", lines)))
    if len(found) > MOST_ADDRESS_LINES:
        raise InvalidValueError("address", f"at most {MOST_ADDRESS_LINES} lines", len(found))
    return found


@attrs.frozen
class Creditor:
    """Who writes: the ``name``, and what else of it a letter should give.

    ``short_name`` stands in text messages (the name, unless given); ``account`` is the bank account to pay to.

    Raises :class:`~receivables.errors.InvalidValueError` for what is no text, or too long.

    >>> Creditor("Ferretería Ruiz, S. L.", address=["Calle Mayor 5", "28013 Madrid"]).address
    ('Calle Mayor 5', '28013 Madrid')
    """

    name: str = attrs.field(converter=_as_text)
    short_name: str | None = attrs.field(default=None, kw_only=True, converter=optional(_as_text))
    address: tuple[str, ...] = attrs.field(default=(), kw_only=True, converter=_as_lines)
    account: str | None = attrs.field(default=None, kw_only=True, converter=optional(_as_text))
    phone: str | None = attrs.field(default=None, kw_only=True, converter=optional(_as_text))
    email: str | None = attrs.field(default=None, kw_only=True, converter=optional(_as_text))

    def _facts(self) -> Facts:
        """What templates see of it."""
        single = {name: getattr(self, name) or "" for name in ("account", "phone", "email")}
        address = [isolated(line) for line in self.address]
        return {"name": isolated(self.name), "address": address, **single}


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
            letter: shown(known_facts(letter, sample(letter, 1))) | {"creditor": _CREDITOR} for letter in LETTERS
        }
        shapes |= {"shared": {"creditor": _CREDITOR, "customer": ""}, "layout": LAYOUT}
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
        known = known_facts(letter, facts)
        subject = self._said(letter, "subject", known)
        layout = self._layout(letter, known, subject)
        return Letter(
            template=letter,
            language=self.language,
            tone=self.tone,
            subject=subject,
            text=self._laid_out("text", layout, letter),
            html=self._laid_out("html", layout, letter),
            sms=self._sms(letter, known),
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

    @property
    def _form(self) -> Form:
        return Form(self._texts.locale, self._texts.first)

    def _said(self, letter: str, part: str, known: Facts) -> str:
        """A text of a letter, on one line, without what could end a header."""
        return one_line(self._written(letter, part, self._form.long(known), known["count"]))

    def _written(self, letter: str, part: str, shown: Facts, count: int) -> str:
        template = self._texts.parts[letter][part].for_count(count)
        return rendered(f"{letter}.{self.tone}.{part}", template, shown | {"creditor": self.creditor._facts()})

    def _paragraphs(self, letter: str, part: str, known: Facts) -> list[str]:
        found = self._written(letter, part, self._form.long(known), known["count"])
        return [one_line(each) for each in re.split(r"\n\s*\n", found) if each.strip()]

    def _shared(self, part: str, shown: Facts) -> str:
        return one_line(rendered(f"shared.{self.tone}.{part}", self._texts.shared[part], shown))

    def _layout(self, letter: str, known: Facts, subject: str) -> Facts:
        """All that a layout shows, as text."""
        form, words = self._form, self._texts.words
        creditor = self.creditor._facts()
        who = {"creditor": creditor, "customer": form.long(known["customer"])}
        return who | {
            "letter": letter,
            "language": self.language.replace("_", "-"),
            "tone": self.tone,
            "on": form.long(known["on"]),
            "subject": subject,
            "colon": self._texts.colon,
            "about": self._about(known),
            "greeting": self._shared("greeting", who),
            "opening": self._paragraphs(letter, "opening", known),
            "table": table(letter, known, form, words),
            "closing": self._paragraphs(letter, "closing", known),
            "crossed": self._shared("crossed", who) if letter in _MAY_CROSS else "",
            "payment": self._payment(letter, known),
            "contact": self._labelled(phone=creditor["phone"], email=creditor["email"]),
            "sign_off": self._shared("sign_off", who),
        }

    def _about(self, known: Facts) -> list[Facts]:
        """What a letter is about: the customer's number, the plan, the documents where no table lists them."""
        documents = ", ".join(known.get("documents") or ())
        return self._labelled(customer_number=known["number"], plan=known.get("reference"), concerning=documents)

    def _payment(self, letter: str, known: Facts) -> list[Facts]:
        """Where to pay, and what to quote: the plan, the customer's number, or the one invoice."""
        if letter not in _FOR_MONEY or not self.creditor.account:
            return []
        single = known.get("document") if known["count"] == 1 else None
        reference = known.get("reference") or known["number"] or single
        return self._labelled(account=self.creditor.account, reference=reference)

    def _labelled(self, **facts: str | None) -> list[Facts]:
        words = self._texts.words
        return [{"label": words[name], "text": isolated(fact)} for name, fact in facts.items() if fact]

    def _laid_out(self, kind: str, layout: Facts, letter: str) -> str:
        lines = text_lines(layout["table"]) if kind == "text" else []
        data = layout | {"table": layout["table"] | {"lines": lines}}
        return rendered(f"{kind} of {letter}", self._texts.layouts[kind], data).strip() + "\n"

    def _sms(self, letter: str, known: Facts) -> str:
        shown, phone = self._form.terse(known), self.creditor.phone

        def write(_: str, document: str) -> str:
            return one_line(self._written(letter, "sms", shown | {"document": document}, known["count"]))

        return one_message(
            write,
            creditor=self.creditor.short_name or self.creditor.name,
            document=shown.get("document", ""),
            tail=f"{self._texts.words['tel']} {phone}" if phone else "",
        )


def _letters(creditor: Creditor, language: str, tone: str, folder: Path | None) -> Letters:
    return Letters(creditor, language=language, tone=tone, folder=folder)
