"""One letter: its facts put into the texts of a language, and laid out as plain text, as a page and as a message."""

from __future__ import annotations

import re
from types import MappingProxyType

from receivables.adapters.letters.checking import Shapes
from receivables.adapters.letters.creditor import Creditor
from receivables.adapters.letters.facts import Facts
from receivables.adapters.letters.form import Form, isolated, table
from receivables.adapters.letters.plain import text_lines
from receivables.adapters.letters.reading import one_line
from receivables.adapters.letters.sandbox import rendered
from receivables.adapters.letters.sms import one_message
from receivables.adapters.letters.texts import Texts

_FOR_MONEY = ("reminder", "first notice", "final demand", "broken promise", "plan confirmation", "discount reminder")
_MAY_CROSS = ("reminder", "first notice", "final demand", "broken promise")

CREDITOR: Shapes = {"name": "", "address": [""], "account": "", "phone": "", "email": ""}
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
        "creditor": CREDITOR,
        "table": _TABLE,
    }
)
"""What the layouts of text and page show, by name, as it looks."""


class Draft:
    """A letter that is being written from ``known`` facts: its figures are put into words once."""

    def __init__(self, letter: str, known: Facts, creditor: Creditor, texts: Texts) -> None:
        self._letter = letter
        self._known = known
        self._creditor = creditor
        self._texts = texts
        self._form = Form(texts.locale, texts.first)
        self._sender = _sender(creditor)
        self._shown = self._form.long(known) | {"creditor": self._sender}

    def layout(self, *, language: str, tone: str) -> Facts:
        """All that the layouts show, as text."""
        known, shown = self._known, self._shown
        return {
            "letter": self._letter,
            "language": language,
            "tone": tone,
            "creditor": self._sender,
            "customer": shown["customer"],
            "on": shown["on"],
            "subject": one_line(self._said("subject", shown)),
            "colon": self._texts.colon,
            "about": self._about(),
            "greeting": self._shared("greeting"),
            "opening": self._paragraphs("opening"),
            "table": table(self._letter, known, self._form, self._texts.words),
            "closing": self._paragraphs("closing"),
            "crossed": self._shared("crossed") if self._letter in _MAY_CROSS else "",
            "payment": self._payment(),
            "contact": self._labelled(phone=self._creditor.phone, email=self._creditor.email),
            "sign_off": self._shared("sign_off"),
        }

    def plain_text(self, layout: Facts) -> str:
        """The letter as plain text."""
        return self._laid_out("text", layout | {"table": layout["table"] | {"lines": text_lines(layout["table"])}})

    def page(self, layout: Facts) -> str:
        """The letter as a page of HTML."""
        return self._laid_out("html", layout | {"table": layout["table"] | {"lines": []}})

    def message(self) -> str:
        """The letter as one text message; empty where nothing fits."""
        shown = self._form.terse(self._known) | {"creditor": self._sender}
        creditor = self._creditor

        def write(document: str) -> str:
            return one_line(self._said("sms", shown | {"document": document}))

        return one_message(
            write,
            creditor=creditor.short_name or creditor.name,
            document=shown.get("document", ""),
            tail=f"{self._texts.words['tel']} {creditor.phone}" if creditor.phone else "",
        )

    def _said(self, part: str, shown: Facts) -> str:
        """A text of the letter, for one line or for several."""
        template = self._texts.parts[self._letter][part].for_count(self._known["count"])
        return rendered(f"{self._letter}: {part}", template, shown)

    def _paragraphs(self, part: str) -> list[str]:
        found = re.split(r"\n\s*\n", self._said(part, self._shown))
        return [one_line(each) for each in found if each.strip()]

    def _shared(self, part: str) -> str:
        who = {"creditor": self._sender, "customer": self._shown["customer"]}
        return one_line(rendered(f"shared: {part}", self._texts.shared[part], who))

    def _about(self) -> list[Facts]:
        """What the letter is about: the customer's number, the plan, the documents where no table lists them."""
        known = self._known
        documents = ", ".join(known.get("documents") or ())
        return self._labelled(customer_number=known["number"], plan=known.get("reference"), concerning=documents)

    def _payment(self) -> list[Facts]:
        """Where to pay, and what to quote: the plan, the customer's number, or the one invoice."""
        known, account = self._known, self._creditor.account
        if self._letter not in _FOR_MONEY or not account:
            return []
        single = known.get("document") if known["count"] == 1 else None
        return self._labelled(account=account, reference=known.get("reference") or known["number"] or single)

    def _labelled(self, **facts: str | None) -> list[Facts]:
        words = self._texts.words
        return [{"label": words[name], "text": isolated(fact)} for name, fact in facts.items() if fact]

    def _laid_out(self, kind: str, layout: Facts) -> str:
        return rendered(f"{kind} of {self._letter}", self._texts.layouts[kind], layout).strip() + "\n"


def _sender(creditor: Creditor) -> Facts:
    """What templates see of a creditor."""
    single = {name: getattr(creditor, name) or "" for name in ("account", "phone", "email")}
    return {"name": isolated(creditor.name), "address": [isolated(line) for line in creditor.address], **single}
