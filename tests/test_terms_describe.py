"""Terms described in six languages: nothing is missing, and the common terms read as the trade says them."""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction
from typing import get_args

import attrs
import pytest
from hypothesis import given
from strategies_terms import all_steps, payment_terms

from receivables.calendars import Roll
from receivables.errors import InvalidValueError
from receivables.rounding import Rounding
from receivables.terms import (
    AddDays,
    AddMonths,
    AddWeeks,
    Balance,
    Discount,
    EndOfMonth,
    EqualParts,
    Fixed,
    Line,
    MoveHolidays,
    NextMonthOnDay,
    NextOf,
    OnDate,
    OnDay,
    PaymentTerms,
    Percent,
    SkipClosed,
    TermStep,
    ToBusinessDay,
)
from receivables.terms.describe import describe
from receivables.terms.languages import LANGUAGES, Phrases

every_language = pytest.mark.parametrize("language", LANGUAGES)
MAY = date(2026, 5, 1)
STEPS = (
    AddDays(30),
    AddDays(1),
    AddDays(-5),
    AddWeeks(2),
    AddWeeks(1),
    AddWeeks(-1),
    AddMonths(1),
    AddMonths(3),
    AddMonths(-2),
    EndOfMonth(),
    OnDay(15),
    OnDay(1),
    NextMonthOnDay(10),
    NextOf([10, 25]),
    NextOf([10, 25], strict=True),
    NextOf([5, 15, 25]),
    OnDate(MAY),
    MoveHolidays([(MAY, date(2026, 5, 4))]),
    SkipClosed([((12, 24), (1, 6))]),
    *map(ToBusinessDay, Roll),
)
RULES = (
    Percent("30"),
    Percent("1"),
    Percent("2.5"),
    Percent("30", of="net"),
    Percent("30", of="rest"),
    Fixed("200.50"),
)


def variants() -> dict[str, PaymentTerms]:
    """Terms that differ in one thing: each step, rule, discount and flag."""
    rest = Line(Balance(), 30)
    found = {f"step {step}": PaymentTerms.at(AddDays(7), step) for step in STEPS}
    found |= {f"first step {step}": PaymentTerms.at(step) for step in STEPS}
    found |= {f"rule {rule}": PaymentTerms([Line(rule), rest]) for rule in RULES}
    found |= {f"rounding {mode}": PaymentTerms([rest], rounding=mode) for mode in Rounding}
    found |= {f"roll {roll}": PaymentTerms([rest], roll=roll) for roll in Roll if roll is not Roll.FOLLOWING}
    for within in (0, 1, 10, [AddDays(0)], [AddDays(-1)], [EndOfMonth(), AddDays(10)]):
        found[f"discount {within}"] = PaymentTerms.net(30).with_discount("2", within=within)
    found |= {
        "discount net": PaymentTerms.net(30).with_discount("2", within=10, base="net"),
        "discount fixed": PaymentTerms(Line(Balance(), 30, discounts=Discount(None, within=10, amount="20"))),
        "rule equal parts": PaymentTerms.equal(0, 30),
        "steps of": PaymentTerms([Line(Percent("30"), round_to="0.05"), rest]),
        "previous": PaymentTerms([Line(EqualParts(), 30)] * 2, counted_from="previous"),
        "previous, negative": PaymentTerms([rest, Line(Percent("9"), AddDays(-1))], counted_from="previous"),
        "previous, same day": PaymentTerms([rest, Line(Percent("9"))], counted_from="previous"),
        "last takes the rest": PaymentTerms([Line(Fixed("1")), Line(Percent("30"), 30)]),
        "late interest": PaymentTerms([rest], late_interest="statutory"),
    }
    return found


VARIANTS = variants()


def test_the_variants_hold_every_step_and_rule():
    """Whoever adds a step finds out here that six languages need a phrase for it."""
    assert {type(step) for step in STEPS} == set(get_args(TermStep))


@every_language
def test_every_phrase_is_there(language):
    """No phrase is empty, tables are complete, and a phrase names what English names."""
    phrases = LANGUAGES[language]
    assert set(phrases.roundings) == set(Rounding)
    assert set(phrases.rolls) == set(Roll)
    assert set(phrases.percent) == {"total", "net", "rest"}
    assert set(phrases.percent_off) == {"gross", "net"}
    for field in attrs.fields(Phrases):
        ours, english = getattr(phrases, field.name), getattr(LANGUAGES["en"], field.name)
        if isinstance(ours, str | tuple):
            assert all(ours)
            assert names_in(ours) | {"the"} == names_in(english) | {"the"}, field.name


def names_in(phrase: str | tuple[str, ...]) -> set[str]:
    texts = (phrase,) if isinstance(phrase, str) else phrase
    return {name for text in texts for name in re.findall(r"\{(\w+)", text)}


@every_language
@pytest.mark.parametrize("table", ["roundings", "rolls", "percent", "percent_off"])
def test_no_two_things_are_said_alike(language, table):
    said = list(getattr(LANGUAGES[language], table).values())
    assert len(set(said)) == len(said)


@every_language
def test_terms_that_differ_are_described_differently(language):
    """Nothing is left out: whatever makes terms different is heard in every language."""
    said: dict[str, str] = {}
    for name, terms in VARIANTS.items():
        text = terms.describe(language)
        same = said.setdefault(text, name)
        assert VARIANTS[same] == terms, f"{name} and {same} are both: {text}"


@every_language
@given(payment_terms(within=all_steps))
def test_all_terms_can_be_described(language, terms):
    text = terms.describe(language)
    assert text[0] == text[0].upper()
    assert text.endswith(".")
    assert text.isprintable()
    assert not re.search(r"[{}]|  | [,.]", text.replace("8 % a year. Or so.", "X"))


@given(payment_terms(within=all_steps))
def test_english_is_the_text_of_the_terms(terms):
    assert terms.describe("en") == terms.describe("en_GB") == str(terms)


@pytest.mark.parametrize(
    ("locale", "language"),
    [
        *[(locale, "es") for locale in ("es", "es_ES", "es-ES", "ES", "es-419")],
        *[(locale, "de") for locale in ("de", "de_AT", "de-CH", "de_Latn_DE")],
        *[("fr_CA", "fr"), ("pt_BR", "pt"), ("pt-PT", "pt"), ("it_IT", "it"), ("en-GB", "en")],
    ],
)
def test_a_locale_names_its_language(locale, language):
    terms = VARIANTS["discount 10"]
    assert terms.describe(locale) == describe(terms, language)


@pytest.mark.parametrize(
    "locale", ["nl", "xx", "", "e", "español", "esp", "es_", "es ES", "es_ES.UTF-8", "root", None, 5, "es" * 20, "es\n"]
)
def test_another_language_is_refused_with_the_list(locale):
    with pytest.raises(InvalidValueError, match="one of the languages de, en, es, fr, it, pt") as caught:
        PaymentTerms.net(30).describe(locale)
    assert caught.value.attribute == "locale"


SKONTO = PaymentTerms.net(30).with_discount("2", within=10)
TWO_DISCOUNTS = PaymentTerms.net(30).with_discount("3", within=8).with_discount("2", within=14)
EOM = PaymentTerms.net(30).end_of_month()
DEPOSIT = PaymentTerms([Line(Percent("30")), Line(Balance(), 60)])
PAY_DAYS = PaymentTerms.at(AddDays(60), NextOf([10, 25]))
FOLLOWING_MONTH = PaymentTerms.at(NextMonthOnDay(15))

READ = {
    (SKONTO, "en"): "The whole amount is due 30 days after the issue day, less 2 % if paid within 10 days.",
    (SKONTO, "de"): (
        "Der gesamte Betrag ist 30 Tage nach Rechnungsdatum fällig, abzüglich 2 % Skonto bei Zahlung innerhalb von 10"
        " Tagen."
    ),
    (SKONTO, "es"): (
        "El importe total vence a 30 días a contar desde la fecha de la factura, con un 2 % de descuento por pronto"
        " pago si se paga dentro de los 10 días siguientes."
    ),
    (SKONTO, "fr"): (
        "Le montant total est payable à 30 jours de la date de facture, avec un escompte de 2 % en cas de paiement"
        " sous 10 jours."
    ),
    (SKONTO, "pt"): (
        "O valor total vence 30 dias após a data da fatura, com desconto de 2 % em caso de pagamento no prazo de 10"
        " dias."
    ),
    (SKONTO, "it"): (
        "L'importo totale scade a 30 giorni dalla data della fattura, con sconto 2 % per pagamento entro 10 giorni."
    ),
    (TWO_DISCOUNTS, "en"): (
        "The whole amount is due 30 days after the issue day, less 3 % if paid within 8 days, or 2 % if paid within 14"
        " days."
    ),
    (TWO_DISCOUNTS, "de"): (
        "Der gesamte Betrag ist 30 Tage nach Rechnungsdatum fällig, abzüglich 3 % Skonto bei Zahlung innerhalb von 8"
        " Tagen, oder 2 % Skonto bei Zahlung innerhalb von 14 Tagen."
    ),
    (TWO_DISCOUNTS, "es"): (
        "El importe total vence a 30 días a contar desde la fecha de la factura, con un 3 % de descuento por pronto"
        " pago si se paga dentro de los 8 días siguientes, o un 2 % de descuento por pronto pago si se paga dentro de"
        " los 14 días siguientes."
    ),
    (TWO_DISCOUNTS, "fr"): (
        "Le montant total est payable à 30 jours de la date de facture, avec un escompte de 3 % en cas de paiement"
        " sous 8 jours, ou un escompte de 2 % en cas de paiement sous 14 jours."
    ),
    (TWO_DISCOUNTS, "pt"): (
        "O valor total vence 30 dias após a data da fatura, com desconto de 3 % em caso de pagamento no prazo de 8"
        " dias, ou desconto de 2 % em caso de pagamento no prazo de 14 dias."
    ),
    (TWO_DISCOUNTS, "it"): (
        "L'importo totale scade a 30 giorni dalla data della fattura, con sconto 3 % per pagamento entro 8 giorni,"
        " oppure sconto 2 % per pagamento entro 14 giorni."
    ),
    (EOM, "en"): "The whole amount is due 30 days after the issue day and then at the end of the month.",
    (EOM, "de"): "Der gesamte Betrag ist 30 Tage nach Rechnungsdatum und dann zum Monatsende fällig.",
    (EOM, "es"): "El importe total vence a 30 días a contar desde la fecha de la factura y luego a fin de mes.",
    (EOM, "fr"): "Le montant total est payable à 30 jours de la date de facture, puis à la fin du mois.",
    (EOM, "pt"): "O valor total vence 30 dias após a data da fatura e depois no fim do mês.",
    (EOM, "it"): "L'importo totale scade a 30 giorni dalla data della fattura e poi a fine mese.",
    (DEPOSIT, "en"): "30 % of the total is due on the issue day; the rest is due 60 days after the issue day.",
    (DEPOSIT, "de"): "30 % des Gesamtbetrags sind am Rechnungstag fällig; der Rest ist 60 Tage nach Rechnungsdatum"
    " fällig.",
    (DEPOSIT, "es"): "El 30 % del total vence en la fecha de la factura; el resto vence a 60 días a contar desde la"
    " fecha de la factura.",
    (DEPOSIT, "fr"): "30 % du total sont payables à la date de facture ; le solde est payable à 60 jours de la date de"
    " facture.",
    (DEPOSIT, "pt"): "30 % do total vencem na data da fatura; o restante vence 60 dias após a data da fatura.",
    (DEPOSIT, "it"): "Il 30 % del totale scade alla data della fattura; il saldo scade a 60 giorni dalla data della"
    " fattura.",
    (PAY_DAYS, "de"): "Der gesamte Betrag ist 60 Tage nach Rechnungsdatum und dann am nächsten 10. oder 25. fällig.",
    (PAY_DAYS, "es"): "El importe total vence a 60 días a contar desde la fecha de la factura y luego el próximo día 10"
    " o 25.",
    (PAY_DAYS, "fr"): "Le montant total est payable à 60 jours de la date de facture, puis le 10 ou 25 suivant.",
    (PAY_DAYS, "pt"): "O valor total vence 60 dias após a data da fatura e depois no próximo dia 10 ou 25.",
    (PAY_DAYS, "it"): "L'importo totale scade a 60 giorni dalla data della fattura e poi il prossimo giorno 10 o 25.",
    (FOLLOWING_MONTH, "de"): "Der gesamte Betrag ist am 15. des Folgemonats fällig.",
    (FOLLOWING_MONTH, "es"): "El importe total vence el día 15 del mes siguiente.",
    (FOLLOWING_MONTH, "fr"): "Le montant total est payable le 15 du mois suivant.",
    (FOLLOWING_MONTH, "pt"): "O valor total vence no dia 15 do mês seguinte.",
    (FOLLOWING_MONTH, "it"): "L'importo totale scade il giorno 15 del mese successivo.",
    (PaymentTerms.net(0), "de"): "Der gesamte Betrag ist am Rechnungstag fällig.",
    (PaymentTerms.net(0), "es"): "El importe total vence en la fecha de la factura.",
    (PaymentTerms.net(0), "fr"): "Le montant total est payable à la date de facture.",
    (PaymentTerms.net(0), "pt"): "O valor total vence na data da fatura.",
    (PaymentTerms.net(0), "it"): "L'importo totale scade alla data della fattura.",
}


@pytest.mark.parametrize(("terms", "language"), READ, ids=lambda part: part if isinstance(part, str) else "")
def test_common_terms_read_right(terms, language):
    """The trade's words of each language, as an accountant would write them."""
    assert terms.describe(language) == READ[terms, language]


@pytest.mark.parametrize(
    ("language", "terms", "words"),
    [
        ("de", PaymentTerms.net(1), "1 Tag nach Rechnungsdatum"),
        ("de", PaymentTerms.net(1).with_discount("2", within=1), "innerhalb von 1 Tag."),
        ("de", PaymentTerms.at(AddMonths(1)), "1 Monat nach"),
        ("de", PaymentTerms.at(AddMonths(2)), "2 Monate nach"),
        ("de", PaymentTerms.at(AddDays(-3)), "3 Tage vor Rechnungsdatum"),
        ("de", PaymentTerms([Line(Percent("1")), Line(Balance())]), "1 % des Gesamtbetrags ist"),
        ("de", PaymentTerms([Line(Percent("2.5")), Line(Balance())]), "2,5 % des Gesamtbetrags sind"),
        ("es", PaymentTerms.net(1), "a 1 día a contar"),
        ("es", PaymentTerms.at(AddMonths(1)), "a 1 mes a contar"),
        ("es", PaymentTerms.at(AddMonths(3)), "a 3 meses a contar"),
        ("es", PaymentTerms.net(1).with_discount("2", within=1), "dentro del día siguiente"),
        ("es", PaymentTerms.at(NextOf([7, 8])), "el próximo día 7 u 8"),
        ("es", PaymentTerms.at(NextOf([10, 11])), "el próximo día 10 u 11"),
        ("es", PaymentTerms.at(NextOf([8, 18])), "el próximo día 8 o 18"),
        ("es", PaymentTerms.at(OnDate(MAY)), "el 01/05/2026"),
        ("fr", PaymentTerms.net(1), "à 1 jour de"),
        ("fr", PaymentTerms.at(AddMonths(1)), "à 1 mois de"),
        ("fr", PaymentTerms.at(NextMonthOnDay(1)), "le 1er du mois suivant"),
        ("fr", PaymentTerms([Line(Percent("1.5")), Line(Balance())]), "1,5 % du total est payable"),
        ("fr", PaymentTerms([Line(Percent("2")), Line(Balance())]), "2 % du total sont payables"),
        ("fr", PaymentTerms.net(9).with_discount("2", within=9, base="net"), "un escompte de 2 % du montant HT"),
        ("pt", PaymentTerms.at(AddMonths(1)), "1 mês após"),
        ("pt", PaymentTerms.at(AddMonths(2)), "2 meses após"),
        ("pt", PaymentTerms.at(NextOf([5, 15, 25])), "no próximo dia 5, 15 ou 25"),
        ("it", PaymentTerms.net(1), "a 1 giorno dalla"),
        ("it", PaymentTerms.at(AddWeeks(2)), "a 2 settimane dalla"),
        ("it", PaymentTerms([Line(Percent("8")), Line(Balance())]), "L'8 % del totale"),
        ("it", PaymentTerms([Line(Percent("11")), Line(Balance())]), "L'11 % del totale"),
        ("it", PaymentTerms([Line(Percent("0.5")), Line(Balance())]), "Lo 0,5 % del totale"),
        ("it", PaymentTerms([Line(Percent("18")), Line(Balance())]), "Il 18 % del totale"),
        ("it", PaymentTerms([Line(Percent("100/3", of="rest")), Line(Balance())]), "Il 100/3 % del residuo"),
        (
            "en",
            PaymentTerms.net(1).with_discount("2", within=1),
            "1 day after the issue day, less 2 % if paid within 1 day.",
        ),
        ("en", PaymentTerms.at(NextOf([5, 15, 25])), "on the next day 5, 15 or 25"),
        ("en", PaymentTerms([Line(Fixed(Fraction(1, 3))), Line(Balance())]), "1/3 fixed is due"),
    ],
)
def test_number_and_gender_agree(language, terms, words):
    assert words in terms.describe(language)


@every_language
def test_a_discount_says_from_when_it_counts(language):
    """Where days count from the previous due day, those of a discount still count from the issue, and it says so."""
    line = Line(EqualParts(), 30, discounts=Discount("2", within=10))
    terms = PaymentTerms([line, line], counted_from="previous")
    first, second = terms.describe(language).split(LANGUAGES[language].between)
    assert LANGUAGES[language].within[1].format(n=10) in first
    assert LANGUAGES[language].within[1].format(n=10) not in second
    assert LANGUAGES[language].after[0].format(count=LANGUAGES[language].days[1].format(n=10)) in second
