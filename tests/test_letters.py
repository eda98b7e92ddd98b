"""Letters: every one in every language and tone, whole, polite and in one piece, whatever the facts."""

from __future__ import annotations

import ast
import decimal
import json
import os
import pickle
import re
import tomllib
from datetime import date
from html.parser import HTMLParser
from itertools import combinations, product
from pathlib import Path

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from letters_facts import CREDITOR, KINDS, ON, PAY_BY, facts
from test_house import CORE, name_of

from receivables import (
    Account,
    CreditNote,
    CreditNoteIssued,
    CreditPolicy,
    Installments,
    Invoice,
    InvoiceIssued,
    Ladder,
    LateInterest,
    Money,
    OpenItem,
    Payment,
    PaymentReceived,
    PaymentTerms,
    PlanAgreed,
    PromiseMade,
    Step,
    assess,
)
from receivables.adapters import locales
from receivables.adapters.letters import (
    DECLARED,
    LETTERS,
    TONES,
    Creditor,
    Letters,
    about_action,
    about_offers,
    about_paid,
    about_plan,
    about_position,
    about_promise,
    languages,
)
from receivables.adapters.letters.form import Form
from receivables.adapters.letters.reading import known_facts
from receivables.adapters.letters.sms import GSM_LIMIT, size
from receivables.adapters.letters.texts import PARTS, WORDS
from receivables.discounts import EarlyDiscounts
from receivables.errors import CurrencyMismatchError, InvalidValueError, ReceivablesError
from receivables.promises import PROMISES
from receivables.testing import days, portfolios

ROOT = Path(__file__).resolve().parent.parent
SHIPPED = ROOT / "src" / "receivables" / "data" / "letters"
SNAPSHOTS = Path(__file__).parent / "snapshots"
ASKING = ("reminder", "first notice", "final demand")
WITH_TABLE = [letter for letter in LETTERS if "lines" in DECLARED[letter]]
ALL = {(language, tone): Letters(CREDITOR, language=language, tone=tone) for language, tone in {k[:2] for k in KINDS}}
DOCUMENTS = {
    language: tomllib.loads((SHIPPED / f"{language}.toml").read_text(encoding="utf-8")) for language in languages()
}


def written(language, tone, letter, count=3, **others):
    return ALL[language, tone].write(letter, facts(letter, count, **others))


def by(letters, creditor):
    """The same letters of somebody else, without reading all templates again."""
    found = object.__new__(Letters)
    for field in attrs.fields(Letters):
        object.__setattr__(found, field.name, getattr(letters, field.name))
    object.__setattr__(found, "creditor", creditor)
    return found


def form_of(letters):
    return Form(letters._texts.locale, letters._texts.first)


def texts_of(language, letter, tone):
    """The texts of a letter as its file has them."""
    return DOCUMENTS[language][letter][tone]


class Shown(HTMLParser):
    """What a page shows: its text, and the tags and attributes that make it."""

    def __init__(self):
        super().__init__()
        self.tags, self.attributes, self.texts = set(), set(), []

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data):
        self.texts.append(data)


def shown(page):
    parser = Shown()
    parser.feed(page)
    parser.close()
    return parser


PAIRS = list(product(languages(), TONES))
TAGS, ATTRIBUTES = (
    set().union(*(getattr(shown(written("en", "firm", letter).html), what) for letter in LETTERS))
    for what in ("tags", "attributes")
)


# What each language has


def test_there_are_six_languages():
    assert languages() == ("de", "en", "es", "fr", "it", "pt")


@pytest.mark.parametrize("language", languages())
def test_a_language_has_every_text_of_every_letter_in_every_tone(language):
    """None is taken from another tone or language, and no text has more or fewer numbers than in English."""
    document, english = DOCUMENTS[language], DOCUMENTS["en"]
    assert set(document) - {"first", "colon"} == {"locale", "words", "shared", *LETTERS}
    assert sorted(document["words"]) == sorted(WORDS)
    for letter in ("shared", *LETTERS):
        assert {tone: set(texts) for tone, texts in document[letter].items()} == {
            tone: set(texts) for tone, texts in english[letter].items()
        }
        assert list(document[letter]) == list(TONES)


@pytest.mark.parametrize("language", languages())
def test_tones_really_differ(language):
    for letter, (one, other) in product(LETTERS, combinations(TONES, 2)):
        left, right = texts_of(language, letter, one), texts_of(language, letter, other)
        assert (letter, [name for name in left if left[name] == right[name]]) == (letter, [])


@pytest.mark.parametrize("letter", LETTERS)
def test_languages_really_differ(letter):
    for tone, (one, other) in product(TONES, combinations(languages(), 2)):
        left, right = texts_of(one, letter, tone), texts_of(other, letter, tone)
        assert (letter, [name for name in left if left[name] == right[name]]) == (letter, [])


@pytest.mark.parametrize(("letter", "tone"), list(product(LETTERS, TONES)))
def test_a_text_says_the_same_in_all_languages(letter, tone):
    """It shows the same facts, but for what only one language needs to tell one payment from several."""
    for name, english in texts_of("en", letter, tone).items():
        for language in languages():
            other = texts_of(language, letter, tone)[name]
            assert (language, name, names_in(other)) == (language, name, names_in(english))


def names_in(text):
    return set(re.findall(r"\{\{ (\w+) \}\}", text)) - {"count"}


FAMILIAR = {
    "es": r"\b(tú|tu|tus|te|ti|contigo|vosotros|págalo|paga ya)\b",
    "de": r"\b(du|dich|dir|dein|deine|deinen|deiner|euch|euer)\b",
    "fr": r"\b(tu|te|toi|ton|ta|tes)\b",
    "it": r"\b(tu|ti|te|tuo|tua|tuoi|tue)\b",
    "pt": r"\b(tu|te|ti|teu|tua|teus|tuas|contigo)\b",
}
THREATS = {
    "en": r"police|criminal|blacklist|credit bureau|bailiff|prison|seize",
    "es": r"policía|penal|embarg|moroso|asnef|fichero",
    "de": r"polizei|strafanzeige|schufa|gerichtsvollzieher|pfänd|inkasso",
    "fr": r"police|pénal|huissier|saisie|fich",
    "it": r"polizia|penale|pignora|crif|ufficiale giudiziario",
    "pt": r"polícia|penal\b|penhor|lista negra|banco de portugal",
}


@pytest.mark.parametrize("language", languages())
def test_the_register_is_polite(language):
    """Nobody is addressed as a friend of the family, and nobody is threatened."""
    said = json.dumps([DOCUMENTS[language][letter] for letter in ("shared", *LETTERS)], ensure_ascii=False).lower()
    assert re.findall(FAMILIAR.get(language, "$."), said) == []
    assert re.findall(THREATS[language], said) == []


@pytest.mark.parametrize("language", languages())
def test_brackets_and_spaces_are_in_order(language):
    for letter in ("shared", *LETTERS):
        for tone, texts in DOCUMENTS[language][letter].items():
            for name, text in texts.items():
                bare = re.sub(r"\{[{%].*?[%}]\}", "x", text)
                wrong = re.findall(r"[ \u00a0]{2}| [,.;:!?)]|\( |[{}<>]|\.\.|^\s|\s$", bare)
                wrong = [] if language == "fr" and set(wrong) <= {"\u00a0:"} else wrong
                assert (letter, tone, name, wrong) == (letter, tone, name, [])


def test_french_keeps_its_spaces_before_double_points():
    said = json.dumps(DOCUMENTS["fr"], ensure_ascii=False)
    assert re.findall(r"[^\u00a0 \"]([;?!])(?=[ \"])", re.sub(r"\{%.*?%\}|\{\{.*?\}\}", "x", said)) == []
    assert " ;" not in said
    assert " ?" not in said


# What each letter says


@pytest.mark.parametrize(("language", "tone"), PAIRS)
def test_a_letter_says_all_that_it_has_to(language, tone):
    """Subject, greeting, every line, every figure, the day to pay by; the same in plain text and on the page."""
    for letter, count in product(LETTERS, (1, 3)):
        found = written(language, tone, letter, count)
        text, page = found.text, "".join(shown(found.html).texts)
        form = form_of(ALL[language, tone])
        given = facts(letter, count)
        assert found.subject
        assert found.subject in text
        for line in given.get("lines", []):
            expected = [form.short(Money(*line["amount"].split())), *([line["document"]] if "document" in line else [])]
            expected += [form.short(line[name]) for name in ("due_on", "until") if name in line]
            assert [each for each in expected if each not in text or each not in page] == []
        for name in ("interest", "reward", "promised", "paid"):
            if name in given:
                assert form.short(Money(*given[name].split())) in text
        if "pay_by" in given:
            assert form.long(PAY_BY) in text
            assert form.long(PAY_BY) in page
        assert (CREDITOR.account in text) is (
            letter in (*ASKING, "broken promise", "plan confirmation", "discount reminder")
        )
        assert CREDITOR.phone in text


@pytest.mark.parametrize(("language", "tone"), PAIRS)
def test_one_invoice_is_not_several(language, tone):
    """The number of invoices is said where there are several, and the invoice where there is one."""
    for letter in LETTERS:
        texts = texts_of(language, letter, tone)
        for part in PARTS:
            if f"{part}_one" in texts:
                assert "{{ document }}" in texts[f"{part}_one"]
                assert "{{ count }}" in texts[f"{part}_many"]
                assert "{{ document }}" not in texts[f"{part}_many"]
        one, many = written(language, tone, letter, 1), written(language, tone, letter, 3)
        if letter in ASKING:
            assert "F-1" in one.subject
            assert "3" in many.subject


@pytest.mark.parametrize(("language", "tone"), PAIRS)
def test_a_text_message_is_one_message(language, tone):
    """Of 160 signs of the GSM alphabet, with the creditor and the amount in it."""
    for letter, count in product(LETTERS, (1, 3)):
        found = written(language, tone, letter, count).sms
        assert found.startswith("Ferreteria Ruiz, S. L.: ")
        assert size(found) <= GSM_LIMIT
        assert " EUR" in found or "EUR " in found


@pytest.mark.parametrize(("language", "tone"), PAIRS)
def test_letters_are_as_they_were(language, tone, monkeypatch):
    """The texts, with amounts and days in a neutral form, so that another Babel changes nothing here.

    With ``RECEIVABLES_UPDATE_SNAPSHOTS=1`` the files are written instead.
    """
    for letter in LETTERS:
        monkeypatch.setattr(locales, "format", lambda money, _, **__: f"<{Money.of(money)}>")
        monkeypatch.setattr(locales, "format_day", lambda day, _, **__: f"<{day}>")
        many, one = written(language, tone, letter), written(language, tone, letter, 1)
        now = {"text": many.text.splitlines(), "sms": many.sms, "subject of one": one.subject}
        now["text of one"] = [line for line in one.text.splitlines() if line not in now["text"]]
        now["sms of one"] = one.sms
        file = SNAPSHOTS / f"letters-{language}.json"
        before = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
        if os.environ.get("RECEIVABLES_UPDATE_SNAPSHOTS"):
            before[f"{letter}, {tone}"] = now
            file.write_text(json.dumps(before, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        assert before[f"{letter}, {tone}"] == now


def test_the_layout_is_a_letter():
    assert (
        written("en", "firm", "final demand", 1).text
        == """\
Ferretería Ruiz, S. L.
Calle Mayor 5
28013 Madrid

Bar Pepe & Hijos
Your customer number: C-104

2 April 2026

Final demand: invoice F-1

Dear Bar Pepe & Hijos,

Despite our reminders, invoice F-1 for €1,000.00, due on 3 February 2026, has not been paid.

Invoice  Issued      Due         Days late     Amount
F-1      3 Jan 2026  3 Feb 2026         58  €1,000.00
-----------------------------------------------------
Late-payment interest                          €12.34
Total                                       €1,012.34

Please pay €1,012.34 by 16 April 2026.

If we have neither your payment nor an answer by that day, we will consider the legal steps open to us to recover \
the debt. If you dispute it, please tell us why in writing by the same day.

Account: ES91 2100 0418 4502 0005 1332
Reference: C-104

If you have paid in the last few days, please disregard this letter.

Yours sincerely,

Ferretería Ruiz, S. L.
Telephone: +34 910 000 000
Email: cobros@ruiz.example
"""
    )


def test_what_is_not_given_leaves_no_gap():
    """A creditor of whom only the name is known, and facts without a customer's number."""
    letters = Letters(Creditor("Ruiz"), language="en", tone="firm")
    given = facts("reminder", 1)
    del given["number"]
    found = letters.write("reminder", given)
    assert "\n\n\n" not in found.text
    assert "Reference" not in found.text
    assert "Telephone" not in found.html
    assert found.text.startswith("Ruiz\n\nBar Pepe & Hijos\n\n2 April 2026\n")


def test_a_table_that_is_too_wide_stands_line_by_line():
    found = written("en", "firm", "reminder", 1)
    long = ALL["en", "firm"].write(
        "reminder", facts("reminder", 1) | {"lines": [facts("reminder", 1)["lines"][0] | {"document": "F-" + "9" * 80}]}
    )
    assert "Amount: €1,000.00" in long.text
    assert "Amount: " not in found.text


@pytest.mark.parametrize(("number", "balance"), [("40.00 EUR", "960"), ("1500.00 EUR", "500"), ("0.00 EUR", "1,000")])
def test_a_statement_tells_what_is_owed_from_what_is_in_hand(number, balance):
    found = written("en", "firm", "statement cover", 1, unapplied=number)
    assert (f"a credit of €{balance}.00 in your favour" in found.text) is (balance == "500")
    assert (f"The balance is €{balance}.00." in found.text) is (balance != "500")
    assert ("not yet matched" in found.text) is (number != "0.00 EUR")


def test_a_statement_may_be_about_nothing():
    found = ALL["es", "formal"].write("statement cover", facts("statement cover", 0))
    assert "40,00" in found.text
    assert "<thead>" not in found.html


def test_charges_are_called_by_what_they_are():
    lines = [facts("reminder", 1)["lines"][0] | {"kind": kind} for kind in ("invoice", "interest", "compensation")]
    found = written("en", "firm", "reminder", 1, lines=lines)
    assert re.findall(r"F-1(?: \(.*?\))?", found.text) == [
        "F-1",
        "F-1 (late-payment interest)",
        "F-1 (recovery costs)",
    ]


def test_first_days_of_a_month_are_called_as_people_call_them():
    day = date(2026, 5, 1)
    assert "au plus tard le 1er mai 2026" in written("fr", "firm", "reminder", pay_by=day).text
    assert "1º maggio 2026" in written("it", "firm", "reminder", pay_by=day).text
    assert "1 de mayo de 2026" in written("es", "firm", "reminder", pay_by=day).text
    assert "21 mai 2026" in written("fr", "firm", "reminder", pay_by=date(2026, 5, 21)).text


def test_a_country_changes_amounts_and_days():
    american = Letters(CREDITOR, language="en_US", tone="firm").write("reminder", facts("reminder", 1))
    mexican = Letters(CREDITOR, language="es-MX", tone="firm").write("reminder", facts("reminder", 1))
    assert "April 16, 2026" in american.text
    assert '<html lang="en-US">' in american.html
    assert "1,000.00" in mexican.text
    assert "1.000,00" in written("es", "firm", "reminder", 1).text
    assert (american.language, american.tone, american.template) == ("en_US", "firm", "reminder")


def test_a_plan_of_one_payment_has_no_last_one():
    for language, tone, letter in product(languages(), TONES, ("plan offer", "plan confirmation")):
        one = written(language, tone, letter, 1)
        form = form_of(ALL[language, tone])
        total = form.long(Money("1000.00", "EUR"))
        sentences = [line for line in one.text.splitlines() if total in line]
        assert sentences[0].count(form.long(date(2026, 5, 3))) == 1


# Facts that are wrong


def changed(letter, **others):
    given = facts(letter, 1) | others
    return {name: value for name, value in given.items() if value is not ...}


@pytest.mark.parametrize(
    ("letter", "given", "expected"),
    [
        ("finl demand", {}, "'template' must be the name of a letter, perhaps 'final demand' (got 'finl demand')"),
        (5, {}, "'template' must be the name of a letter: reminder, first notice"),
        ("reminder", None, "'facts' must be a mapping from names to values"),
        (
            "reminder",
            changed("reminder", pay_by=...),
            "'pay_by' must be a day: date, or text like '2026-02-28' (got None)",
        ),
        (
            "reminder",
            changed("reminder", paid_by=PAY_BY),
            "'facts' must be facts that this letter has, perhaps 'pay_by'",
        ),
        (
            "reminder",
            changed("reminder", pay_by="2026-02-30"),
            "'pay_by' must be a day: date, or text like '2026-02-28'",
        ),
        ("reminder", changed("reminder", pay_by="20260416"), "'pay_by' must be a day: date, or text like '2026-02-28'"),
        (
            "reminder",
            changed("reminder", pay_by=date(2026, 4, 1)),
            "'pay_by' must be 2026-04-02, the day of the letter",
        ),
        ("reminder", changed("reminder", customer=" \n"), "'customer' must be text of 1 to 200 characters"),
        ("reminder", changed("reminder", customer="x" * 201), "'customer' must be text of 1 to 200 characters"),
        ("reminder", changed("reminder", lines=[]), "'lines' must be at least one line"),
        ("reminder", changed("reminder", lines=...), "'lines' must be a list of lines (got None)"),
        ("reminder", changed("reminder", lines=["F-1"]), "'lines[0]' must be a mapping from names to values"),
        ("reminder", changed("reminder", lines=[{}]), "'lines[0].document' must be text of 1 to 200 characters"),
        ("reminder", changed("reminder", lines=[{"documnt": "F-1"}]), "'lines[0]' must be facts that this letter has"),
        ("reminder", changed("reminder", lines=[{}] * 1001), "'lines' must be at most 1000 lines (got 1001)"),
        ("final demand", changed("final demand", interest="12,34 EUR"), "'interest' must be an amount: Money, or text"),
        ("final demand", changed("final demand", interest=12.34), "'interest' must be an amount: Money, or text"),
        ("final demand", changed("final demand", interest="1.234 EUR"), "'interest' must be an amount: Money, or text"),
        ("final demand", changed("final demand", interest="-1.00 EUR"), "'interest' must be an amount of at least 0"),
        (
            "final demand",
            changed("final demand", lines=[facts("final demand", 1)["lines"][0] | {"amount": "0.00 EUR"}]),
            "'lines' must be lines whose amount comes to more than 0",
        ),
        ("reminder", changed("reminder", credits="1000.00 EUR"), "'credits' must be less than the 1000.00 EUR asked"),
        (
            "discount reminder",
            changed(
                "discount reminder", lines=[facts("discount reminder", 1)["lines"][0] | {"discount": "9999.00 EUR"}]
            ),
            "'lines[0].discount' must be at most the amount of the line",
        ),
        ("first notice", changed("first notice", on="2026-01-05"), "'due_on' must be a day before 2026-01-05 in some"),
        (
            "broken promise",
            changed("broken promise", paid="600.00 EUR"),
            "'paid' must be less than the 600.00 EUR that",
        ),
        ("plan offer", changed("plan offer", answer_by="2026-04-01"), "'answer_by' must be 2026-04-02, the day of the"),
        ("plan offer", changed("plan offer", lines=[]), "'lines' must be at least one line"),
        ("plan offer", changed("plan offer", documents="F-1"), "'documents' must be a list of texts"),
        ("discount reminder", changed("discount reminder", lines=[]), "'lines' must be at least one line"),
        ("discount reminder", changed("discount reminder", on="2026-05-01"), "'until' must be 2026-05-01, the day of"),
        ("thank you", changed("thank you", lines=[]), "'lines' must be at least one line"),
        ("statement cover", changed("statement cover", unapplied=...), "'unapplied' must be an amount"),
    ],
)
def test_facts_that_cannot_be_are_refused(letter, given, expected):
    with pytest.raises(InvalidValueError) as caught:
        ALL["en", "firm"].write(letter, given)
    assert str(caught.value).startswith(expected)


@pytest.mark.parametrize(
    ("letter", "fact"), [("final demand", "interest"), ("plan offer", "fees"), ("thank you", "reward")]
)
def test_currencies_do_not_mix(letter, fact):
    with pytest.raises(CurrencyMismatchError):
        written("en", "firm", letter, 1, **{fact: "1.00 USD"})


def test_nobody_is_thanked_for_what_is_still_owed():
    open_item = OpenItem(
        customer="C-1",
        document="F-1",
        issued_on=date(2026, 1, 1),
        due_on=date(2026, 1, 31),
        amount=Money("9.00", "EUR"),
    )
    with pytest.raises(InvalidValueError, match="'items' must be items that were paid in full, unlike F-1"):
        about_paid([open_item], customer="C-1", number="C-1", on=date(2026, 2, 1))


def test_languages_of_a_folder(tmp_path):
    (tmp_path / "nl.toml").write_text("")
    assert "nl" in languages(str(tmp_path))
    with pytest.raises(InvalidValueError, match="'folder' must be a folder with templates"):
        languages(5)


def test_what_a_first_notice_is_about_may_fall_due_in_part():
    lines = facts("first notice", 2)["lines"]
    found = written("en", "firm", "first notice", lines=[lines[0], lines[1] | {"due_on": "2026-12-31"}])
    assert re.search(r"31 Dec 2026 +0 ", found.text)


# Facts from the library


ISSUED, DUE = date(2026, 1, 15), date(2026, 2, 14)
HOUSE = CreditPolicy(
    name="House policy",
    interest=LateInterest("8"),
    ladder=Ladder([Step("final demand", days=30, channel="letter")]),
)


ANY_DAY = CreditPolicy(name="House policy", ladder=Ladder([Step("reminder", days=-3, channel="email")]))


def account(*events, number="F-1", terms=None):
    due = {"terms": PaymentTerms.parse(terms)} if terms else {"due_on": DUE}
    invoice = Invoice(number, "C-104", total=Money("1000.00", "EUR"), issued_on=ISSUED, **due)
    return Account("C-104", "EUR", [InvoiceIssued(invoice), *events])


def assessed(*events):
    return assess([account(*events)], HOUSE, as_of=ON).account("C-104")


def test_an_action_becomes_a_letter():
    found = assessed()
    given = about_action(found.next_action, customer="Bar Pepe", on=ON, pay_by=PAY_BY, accruals=found.accruals)
    text = ALL["en", "firm"].write("final demand", given).text
    assert found.interest.text == "10.30"
    assert "€10.30" in text
    assert "Please pay €1,010.30 by 16 April 2026." in text
    assert "interest" not in about_action(found.next_action, customer="Bar Pepe", on=ON, pay_by=PAY_BY)


def test_credit_notes_that_join_the_action_are_taken_off():
    """A letter asks for what the action asks for, and says why that is less than the invoices."""
    note = CreditNoteIssued(CreditNote("CN-1", "C-104", total=Money("50.00", "EUR"), issued_on=date(2026, 2, 20)))
    found = assessed(note)
    given = about_action(found.next_action, customer="Bar Pepe", on=ON, pay_by=PAY_BY)
    assert (found.next_action.amount.text, given["credits"].text) == ("950.00", "50.00")
    for language, less in (("en", "Less credit notes"), ("de", "Abzüglich Gutschriften")):
        letter = ALL[language, "firm"].write("final demand", given)
        form = form_of(ALL[language, "firm"])
        assert less in letter.text
        assert form.short(-given["credits"]) in letter.text
        assert "950" in letter.sms
    assert "Please pay €950.00 by 16 April 2026." in ALL["en", "firm"].write("final demand", given).text


@settings(max_examples=60)
@given(portfolios(), days())
def test_a_letter_asks_for_what_its_action_asks_for(portfolio, day):
    """With credit notes, disputes of an amount and all else that makes it less than the invoices."""
    for found in assess(portfolio, ANY_DAY, as_of=day).worklist:
        action = found.next_action
        given_facts = about_action(action, customer="Bar Pepe", on=day, pay_by=day)
        assert known_facts("reminder", given_facts)["total"] == action.amount


def test_interest_is_that_of_the_items_of_the_action():
    """Not that of an invoice which is left alone."""
    both = Account("C-104", "EUR", [*account().events, *account(number="F-2").events])
    found = assess([both], HOUSE, as_of=ON).account("C-104")
    one = attrs.evolve(found.next_action, decisions=found.next_action.decisions[:1])
    given = about_action(one, customer="Bar Pepe", on=ON, pay_by=PAY_BY, accruals=found.accruals)
    assert given["interest"] * 2 == found.interest
    assert [line["document"] for line in given["lines"]] == ["F-1"]


def test_where_there_is_no_action_there_is_no_letter():
    nothing = assess([account()], HOUSE, as_of=DUE).account("C-104").next_action
    with pytest.raises(InvalidValueError, match="the next action of an account, where there is one"):
        about_action(nothing, customer="Bar Pepe", on=ON, pay_by=PAY_BY)


def test_a_promise_becomes_a_letter():
    promise = PromiseMade(Money("600.00", "EUR"), promised_on=date(2026, 3, 20), invoices=["F-1"], on=date(2026, 3, 5))
    paid = Payment("P-1", "C-104", amount=Money("100.00", "EUR"), paid_on=date(2026, 3, 9), remittance=["F-1"])
    (outcome,) = PROMISES.outcomes(account(promise, PaymentReceived(paid)).as_of(ON))
    given = about_promise(outcome, customer="Bar Pepe", number="C-104", on=ON, pay_by=PAY_BY)
    assert "Please pay the missing €500.00" in ALL["en", "firm"].write("broken promise", given).text
    with pytest.raises(InvalidValueError, match="a promise that was broken or partly kept"):
        about_promise(attrs.evolve(outcome, state="kept"), customer="Bar Pepe", number="C-104", on=ON, pay_by=PAY_BY)


def test_a_plan_becomes_an_offer_and_then_a_confirmation():
    owed = Money("1000.00", "EUR")
    plan = Installments.level(3, percent="6", fee="2.50").schedule(owed, start=ON)
    who = {"customer": "Bar Pepe", "number": "C-104", "on": ON}
    offer = about_plan(plan, **who, documents=["F-1"], answer_by=PAY_BY)
    text = ALL["en", "firm"].write("plan offer", offer).text
    assert re.search(f"Total +€{plan.total_paid.amount:,}", text)
    assert "of which interest" in text
    assert "of which fees" in text
    payments = [(row.due_on, row.payment) for row in plan.rows]
    agreed = PlanAgreed("R-7", invoices=["F-1"], payments=payments, on=ON)
    text = ALL["en", "firm"].write("plan confirmation", about_plan(agreed, **who)).text
    assert "Payment plan: R-7" in text
    assert "Reference: R-7" in text
    assert "Let off" not in text
    kinder = attrs.evolve(agreed, discount=Money("50.00", "EUR"))
    text = ALL["en", "firm"].write("plan confirmation", about_plan(kinder, **who)).text
    assert re.search(r"Let off once all is paid +€50\.00", text)


def test_a_balloon_is_a_payment():
    plan = Installments.level(3, percent="0", term_periods=2).schedule(Money("1000.00", "EUR"), start=ON)
    given = about_plan(plan, customer="Bar Pepe", number="C-104", on=ON)
    assert Money.total((line["amount"] for line in given["lines"]), currency="EUR") == plan.total_paid
    assert given["lines"][-1]["amount"] == plan.balloon


def test_offers_become_a_letter_each_item_once():
    items = account(terms="3/10 2/20 net 30").as_of(ISSUED).items
    offers = EarlyDiscounts().offers(items[0], as_of=ISSUED)
    assert len(offers) == 2
    given = about_offers(reversed(offers), customer="Bar Pepe", number="C-104", on=ISSUED)
    text = ALL["en", "firm"].write("discount reminder", given).text
    assert "settled with €970.00" in text
    assert "25 January 2026" in text


def test_payments_become_thanks():
    paid = Payment("P-1", "C-104", amount=Money("1000.00", "EUR"), paid_on=DUE, remittance=["F-1"])
    items = account(PaymentReceived(paid)).as_of(ON).items
    given = about_paid(items, customer="Bar Pepe", number="C-104", on=ON, reward=Money("15.00", "EUR"))
    text = ALL["en", "firm"].write("thank you", given).text
    assert "We have received €1,000.00 for invoice F-1 on time." in text
    assert re.search(r"Your credit +€15\.00", text)


def test_a_position_becomes_a_statement():
    paid = Payment("P-1", "C-104", amount=Money("1200.00", "EUR"), paid_on=DUE)
    given = about_position(account(PaymentReceived(paid)).as_of(ON), customer="Bar Pepe", on=ON)
    assert "a credit of €200.00 in your favour" in ALL["en", "firm"].write("statement cover", given).text


def test_facts_survive_as_json():
    """With text in place of days and amounts, as ``json.dumps(facts, default=str)`` writes them."""
    for letter in LETTERS:
        again = json.loads(json.dumps(facts(letter, 2), default=str))
        assert ALL["es", "formal"].write(letter, again) == written("es", "formal", letter, 2)


# Whatever the facts


HEBREW = "שלום בע״מ"
NAMES = st.one_of(
    st.text(min_size=1, max_size=200),
    st.sampled_from(
        [
            "{{ 7 * 7 }}", "{% for x in y %}", "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "&amp;",
            HEBREW, "شركة ١٢٣", "\u202e00.001 RUE", "Bar Pepe\r\nBcc: all@example.com", "a\u2028b\u0085c\x00d",
            "株式会社山田", "👩\u200d👩\u200d👧", "{{customer.__class__}}", "x" * 200, "'; DROP TABLE", "ﷺ" * 60,
            "\ud800x", "%s %(a)s {0}",
        ]
    ),
)  # fmt: skip
AMOUNTS = st.integers(1, 10**40).map(lambda minor: Money.of_minor(minor, "EUR"))


def legible(name):
    """Whether anything is left of a name once control characters are gone."""
    return bool(re.sub(r"[\s\x00-\x1f\x7f-\x9f\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff]", "", name))


@given(customer=NAMES, document=NAMES, sender=NAMES, amount=AMOUNTS, kind=st.sampled_from(KINDS))
def test_any_names_make_a_letter(customer, document, sender, amount, kind):
    """Names change nothing but themselves: no header, no tag, no attribute, no other direction, no longer message."""
    language, tone, letter = kind
    given = facts(letter, 1)
    line = "document" if letter in WITH_TABLE and "document" in given["lines"][0] else None
    given["customer"] = customer
    if line:
        given["lines"][0] |= {line: document, "amount": amount}
        given = {name: value for name, value in given.items() if name not in ("interest", "reward")}
    if letter == "discount reminder":
        given["lines"][0]["discount"] = Money("0.01", "EUR")
    letters = ALL[language, tone]
    try:
        letters = by(letters, Creditor(sender))
        found = letters.write(letter, given)
    except InvalidValueError:
        assert not all(map(legible, (customer, sender, *([document] if line else []))))
        return
    assert not re.search(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]", found.subject + found.sms)
    everything = found.subject + found.text + found.html
    assert not re.search(r"[\u202a-\u202e\u200e\u200f\ud800-\udfff]", everything)
    assert everything.count("\u2068") == everything.count("\u2069")
    page = shown(found.html)
    assert page.tags <= TAGS
    assert page.attributes <= ATTRIBUTES
    if line:
        assert form_of(letters).short(amount) in found.text
        assert form_of(letters).short(amount) in "".join(page.texts)
    assert size(found.sms) <= GSM_LIMIT


@given(amount=AMOUNTS, sender=NAMES.filter(legible), kind=st.sampled_from([k for k in KINDS if k[2] in ASKING]))
def test_an_amount_is_never_cut(amount, sender, kind):
    """A message has all of the amount, or there is no message; up to a trillion there is one."""
    language, tone, letter = kind
    letters = by(ALL[language, tone], Creditor(sender))
    lines = [facts(letter, 1)["lines"][0] | {"amount": amount, "document": "F-2026-000000000000001"}]
    given = {name: value for name, value in facts(letter, 1, lines=lines).items() if name != "interest"}
    found = letters.write(letter, given).sms
    digits = re.sub(r"[^0-9]", "", amount.text)
    assert digits in re.sub(r"(?<=[0-9])[., ](?=[0-9])", "", found) or not found
    assert found or amount > Money(10**12, "EUR")
    assert size(found) <= GSM_LIMIT


def test_a_long_name_gives_way_to_the_amount():
    sender = Creditor("Ferretería y Suministros Industriales Ruiz e Hijos de Madrid, Sociedad Limitada", phone="1")
    found = Letters(sender, language="es", tone="firm").write("first notice", facts("first notice", 1)).sms
    assert found.startswith("Ferreteria y Suministros In...: la factura F-1, de 1000,00 EUR") or "1.000,00 EUR" in found
    short = attrs.evolve(sender, short_name="Ruiz")
    assert Letters(short, language="es", tone="firm").write("reminder", facts("reminder", 1)).sms.startswith("Ruiz: ")


def test_right_to_left_names_stay_among_themselves():
    """They are isolated, so that the amount after one is not read as a part of it."""
    found = written("en", "friendly", "reminder", 1, customer=HEBREW)
    assert f"Hello \u2068{HEBREW}\u2069," in found.text


def test_the_context_of_the_host_plays_no_part():
    kinds = [kind for kind in KINDS if kind[1] == "formal"]
    expected = [written(*kind) for kind in kinds]
    with decimal.localcontext(decimal.Context(prec=3, rounding=decimal.ROUND_UP, Emax=5, traps=[decimal.Inexact])):
        assert [written(*kind) for kind in kinds] == expected


def test_a_creditor_and_a_letter_are_values():
    """Frozen, compared by content, and a creditor is rebuilt from what it shows."""
    assert eval(repr(CREDITOR)) == CREDITOR
    assert len({CREDITOR, attrs.evolve(CREDITOR), written(*KINDS[0]), written(*KINDS[0])}) == 2
    for value, field in ((CREDITOR, "name"), (written(*KINDS[0]), "subject"), (ALL["en", "firm"], "tone")):
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            setattr(value, field, "x")


def test_letters_can_be_sent_to_another_process():
    letters = ALL["es", "firm"]
    again = pickle.loads(pickle.dumps(letters))
    assert again == letters
    assert again.write("reminder", facts("reminder", 2)) == letters.write("reminder", facts("reminder", 2))


# Who may import what


OPTIONAL = {"jinja2", "babel", "markupsafe"}


@pytest.mark.parametrize("path", CORE, ids=name_of)
def test_the_core_needs_neither_templates_nor_locales(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        assert {name.split(".")[0] for name in names} & OPTIONAL == set()


# Wrong shapes


JUNK = [
    *(None, True, -1, 10**50, 1.5, "no", "", b"x", object(), int, lambda: 1, date.min, [], [5], {}, {1: 2}, {1}),
    *(Money("1.00", "EUR"), "9" * 5000, "\x00", float("nan")),
]
WHO = {"customer": "Bar Pepe", "number": "C-104", "on": ON}
CALLS = {
    "Creditor": (Creditor, attrs.asdict(CREDITOR, recurse=False)),
    "Letters": (Letters, {"creditor": CREDITOR, "language": "en", "tone": "firm", "folder": None}),
    "write": (ALL["en", "firm"].write, {"template": "reminder", "facts": facts("reminder", 1)}),
    "about_action": (
        about_action,
        {"action": assessed().next_action, "customer": "Bar Pepe", "on": ON, "pay_by": PAY_BY, "accruals": []},
    ),
    "about_plan": (
        about_plan,
        {"plan": Installments.level(2, percent="6").schedule(Money("9.00", "EUR"), start=ON), "documents": [], **WHO},
    ),
    "about_offers": (about_offers, {"offers": [], **WHO}),
    "about_paid": (about_paid, {"items": [], **WHO}),
    "about_position": (about_position, {"position": account().as_of(ON), "customer": "Bar Pepe", "on": ON}),
    **{
        letter: (lambda letter=letter, **given: ALL["en", "firm"].write(letter, given), facts(letter, 1))
        for letter in LETTERS
    },
}


@pytest.mark.parametrize(("call", "field"), [(call, field) for call, (_, given) in CALLS.items() for field in given])
def test_a_wrong_shape_is_no_bare_error(call, field):
    """Each argument in turn: it is taken, or refused by an error of ours."""
    make, given = CALLS[call]
    for junk in JUNK:
        try:
            make(**{**given, field: junk})
        except ReceivablesError:
            continue
