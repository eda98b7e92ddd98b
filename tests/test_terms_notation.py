"""Terms as people write them, in four languages; what has two readings is refused; str(terms) is read back."""

from __future__ import annotations

import re
from ast import literal_eval
from contextlib import suppress
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from moments import within
from strategies_terms import all_steps, payment_terms

from receivables.errors import InvalidValueError
from receivables.terms import (
    AddDays,
    AddMonths,
    AddWeeks,
    Balance,
    Discount,
    EndOfMonth,
    EqualParts,
    Line,
    NextMonthOnDay,
    NextOf,
    OnDate,
    PaymentTerms,
    Percent,
)
from receivables.terms.lines import as_percent
from receivables.terms.notation import LONGEST_NOTATION, LONGEST_SENTENCES
from receivables.terms.words import MEANINGS, tokens, written

EOM = EndOfMonth()
net, at = PaymentTerms.net, PaymentTerms.at
NET_30, RECEIPT = net(30), net(0)
NET_30_EOM = at(AddDays(30), EOM)
EOM_NET_30 = at(EOM, AddDays(30))


def less(percent: str, within: int, due: PaymentTerms = NET_30) -> PaymentTerms:
    return due.with_discount(percent, within=within)


def shares(*lines: tuple) -> PaymentTerms:
    """Percentages of the total, ``None`` for the rest, each with its steps."""
    return PaymentTerms([Line(Balance() if percent is None else Percent(percent), due) for percent, due in lines])


def equal(*dues: int, after: tuple = ()) -> PaymentTerms:
    return PaymentTerms([Line(EqualParts(), (AddDays(days), *after)) for days in dues])


ENGLISH = {
    "net 30": NET_30,
    "Net 30 days": NET_30,
    "NET30": NET_30,
    "n/30": NET_30,
    "N30": NET_30,
    "30 days": NET_30,
    "30 days net": NET_30,
    "strictly net 30 days": NET_30,
    "30 days credit": NET_30,
    "Net 30 days from invoice date": NET_30,
    "net 30 days after date of invoice": NET_30,
    "due in 30 days": NET_30,
    "Payment due within 30 days of invoice date.": NET_30,
    "payable within 30 days": NET_30,
    "Payment terms: net 30": NET_30,
    "net 30 calendar days": NET_30,
    "net 0": RECEIPT,
    "due in 2 weeks": at(AddWeeks(2)),
    "3 months": at(AddMonths(3)),
    "2/10 net 30": less("2", 10),
    "2/10, n/30": less("2", 10),
    "2/10/n30": less("2", 10),
    "2%/10, net 30": less("2", 10),
    "2.5/10 net 30": less("2.5", 10),
    "2/10 1/20 n/60": less("1", 20, less("2", 10, net(60))),
    "2% 10, net 30": less("2", 10),
    "1% 15, net 45": less("1", 15, net(45)),
    "2% 10 days, net 30 days": less("2", 10),
    "net 30, 2% 10 days": less("2", 10),
    "2% discount if paid within 10 days, net 30": less("2", 10),
    "less 2% within 10 days, net 30": less("2", 10),
    "10 days 2% discount, 30 days net": less("2", 10),
    "2% within 10 days after EOM, 30 days after EOM": EOM_NET_30.with_discount("2", within=[EOM, AddDays(10)]),
    "net 30 EOM": NET_30_EOM,
    "n/30 EOM": NET_30_EOM,
    "30 days EOM": NET_30_EOM,
    "30 days end of month": NET_30_EOM,
    "EOM net 30": EOM_NET_30,
    "EOM + 30": EOM_NET_30,
    "EOM plus 30 days": EOM_NET_30,
    "30 days after end of month": EOM_NET_30,
    "30 days from month end": EOM_NET_30,
    "EOM": at(EOM),
    "due end of month": at(EOM),
    "end of next month": at(AddMonths(1), EOM),
    "last day of the following month": at(AddMonths(1), EOM),
    "15 MFI": at(NextMonthOnDay(15)),
    "15th MFI": at(NextMonthOnDay(15)),
    "net 10th": at(NextMonthOnDay(10)),
    "10th prox.": at(NextMonthOnDay(10)),
    "20th of the month following invoice": at(NextMonthOnDay(20)),
    "due on the 15th of next month": at(NextMonthOnDay(15)),
    "on the 15th": at(NextOf(15)),
    "net 30, payment on the 10th and 25th": at(AddDays(30), NextOf([10, 25])),
    "net 30 EOM, on the 15th": at(AddDays(30), EOM, NextOf(15)),
    "due 2026-12-31": at(OnDate(date(2026, 12, 31))),
    "due by 12/31/2026": at(OnDate(date(2026, 12, 31))),
    "due on receipt": RECEIPT,
    "payable upon receipt of invoice": RECEIPT,
    "immediate payment": RECEIPT,
    "CIA": RECEIPT,
    "COD": RECEIPT,
    "C.O.D.": RECEIPT,
    "cash with order": RECEIPT,
    "30% advance, 70% net 60": shares(("30", 0), ("70", 60)),
    "30% advance, balance net 60": shares(("30", 0), (None, 60)),
    "50% upfront and 50% due in 30 days": shares(("50", 0), ("50", 30)),
    "50% due on receipt, 50% net 30": shares(("50", 0), ("50", 30)),
    "30% 30 days, 70% 60 days EOM": shares(("30", 30), ("70", (AddDays(60), EOM))),
    "deposit 20%, rest within 14 days": shares(("20", 0), (None, 14)),
    "30 net": NET_30,
    "2/10 30 net": less("2", 10),
    "30 net EOM": NET_30_EOM,
    "30% down, balance in 60 days": shares(("30", 0), (None, 60)),
    "30% advance + 70% net 60": shares(("30", 0), ("70", 60)),
    "50% 30 net + 50% 60 net": shares(("50", 30), ("50", 60)),
    "3 x 30 days": equal(30, 60, 90),
    "3x30 days": equal(30, 60, 90),
    "3 x 30 days EOM": equal(30, 60, 90, after=(EOM,)),
    "2 x 1 month": PaymentTerms.equal(AddMonths(1), AddMonths(2)),
    "30/60/90 days": equal(30, 60, 90),
    "30-60-90 days": equal(30, 60, 90),
    "30, 60 and 90 days": equal(30, 60, 90),
}
SPANISH = {
    "30 días": NET_30,
    "30 días neto": NET_30,
    "a 30 días": NET_30,
    "30 días f.f.": NET_30,
    "30 d.f.f.": NET_30,
    "30 días f/f": NET_30,
    "30 días fecha factura": NET_30,
    "30 días fecha de factura": NET_30,
    "30 días a contar desde la fecha de la factura": NET_30,
    "30 días naturales": NET_30,
    "vencimiento a 30 días": NET_30,
    "Vto. 30 días": NET_30,
    "Forma de pago: 30 días": NET_30,
    "dentro de los 30 días": NET_30,
    "3 meses": at(AddMonths(3)),
    "30 días f.f. fin de mes": NET_30_EOM,
    "pago a 30 días fin de mes": NET_30_EOM,
    "30 días FM": NET_30_EOM,
    "fin de mes + 30 días": EOM_NET_30,
    "30 días después de fin de mes": EOM_NET_30,
    "a fin de mes": at(EOM),
    "fin del mes siguiente": at(AddMonths(1), EOM),
    "el 15 del mes siguiente": at(NextMonthOnDay(15)),
    "60 días fecha factura, pago el 25": at(AddDays(60), NextOf(25)),
    "60 días, día de pago 25": at(AddDays(60), NextOf(25)),
    "60 días f.f., pago los días 10 y 25": at(AddDays(60), NextOf([10, 25])),
    "pago el 25 de cada mes": at(NextOf(25)),
    "contado": RECEIPT,
    "al contado": RECEIPT,
    "pago inmediato": RECEIPT,
    "a la recepción de la factura": RECEIPT,
    "2 % dto. p.p. 10 días, 30 días neto": less("2", 10),
    "2,5% pronto pago 10 días, 30 días": less("2.5", 10),
    "5 % de descuento por pronto pago a 10 días, neto a 60 días": less("5", 10, net(60)),
    "30/60/90 días f.f.": equal(30, 60, 90),
    "a 30, 60 y 90 días": equal(30, 60, 90),
    "30 y 60 días fin de mes": equal(30, 60, after=(EOM,)),
    "30 e 60 días": equal(30, 60),
    "30/60 días fin de mes": equal(30, 60, after=(EOM,)),
    "30/60/90 días fin de mes": equal(30, 60, 90, after=(EOM,)),
    "30% anticipo, resto a 30 días": shares(("30", 0), (None, 30)),
    "50% a la firma, 50% a 30 días": shares(("50", 0), ("50", 30)),
    "40 % por adelantado, 60 % a 60 días": shares(("40", 0), ("60", 60)),
}
GERMAN = {
    "sofort fällig": RECEIPT,
    "Zahlbar sofort ohne Abzug": RECEIPT,
    "Sofort netto zahlbar": RECEIPT,
    "30 Tage netto": NET_30,
    "netto 30 Tage": NET_30,
    "30 Tage rein netto": NET_30,
    "30 Tage nach Rechnungsdatum netto Kasse": NET_30,
    "zahlbar 30 Tage ab Rechnungsdatum": NET_30,
    "zahlbar innerhalb von 30 Tagen ohne Abzug": NET_30,
    "fällig in 30 Tagen": NET_30,
    "FÄLLIG IN 30 TAGEN": NET_30,
    "Zahlungsziel: 30 Tage": NET_30,
    "30 Tage Ziel": NET_30,
    "2 Wochen netto": at(AddWeeks(2)),
    "14 Tage 2 % Skonto, 30 Tage netto": less("2", 14),
    "14 Tage -2 %, 30 Tage netto": less("2", 14),
    "8 Tage 3 % Skonto, 14 Tage 2 % Skonto, 30 Tage netto": less("2", 14, less("3", 8)),
    "2 % Skonto bei Zahlung innerhalb von 10 Tagen, 30 Tage netto": less("2", 10),
    "zahlbar innerhalb von 14 Tagen mit 2 % Skonto, 30 Tage netto": less("2", 14),
    "Zahlung innerhalb von 10 Tagen abzüglich 3 % Skonto, 30 Tage netto": less("3", 10),
    "zahlbar innerhalb 30 Tagen netto, innerhalb 14 Tagen 2 % Skonto": less("2", 14),
    "30 Tage netto zum Monatsende": NET_30_EOM,
    "30 Tage nach Monatsende": EOM_NET_30,
    "zum Ende des Folgemonats": at(AddMonths(1), EOM),
    "zahlbar bis zum 15. des Folgemonats": at(NextMonthOnDay(15)),
    "am 15. des Folgemonats": at(NextMonthOnDay(15)),
    "30 Tage, jeweils am 15.": at(AddDays(30), NextOf(15)),
    "zahlbar am 15. jeden Monats": at(NextOf(15)),
    "sofort": RECEIPT,
    "zahlbar sofort ohne Abzug": RECEIPT,
    "sofort rein netto": RECEIPT,
    "sofort netto Kasse": RECEIPT,
    "Vorkasse": RECEIPT,
    "Zahlung bei Erhalt der Rechnung": RECEIPT,
    "fällig am 31.12.2026": at(OnDate(date(2026, 12, 31))),
    "30 % Anzahlung, Rest 30 Tage netto": shares(("30", 0), (None, 30)),
    "50 % bei Auftragserteilung, 50 % nach 30 Tagen": shares(("50", 0), ("50", 30)),
    "3 mal 30 Tage": equal(30, 60, 90),
}
FRENCH = {
    "30 jours": NET_30,
    "30 jours nets": NET_30,
    "à 30 jours": NET_30,
    "30 jours date de facture": NET_30,
    "30 jours à compter de la date d'émission de la facture": NET_30,
    "à 60 jours date d\N{RIGHT SINGLE QUOTATION MARK}émission de facture": net(60),
    "paiement à 30 jours": NET_30,
    "45 jours fin de mois": at(AddDays(45), EOM),
    "à 30 jours fin de mois": NET_30_EOM,
    "45 j fdm": at(AddDays(45), EOM),
    "fin de mois + 45 jours": at(EOM, AddDays(45)),
    "fin de mois 45 jours": at(EOM, AddDays(45)),
    "30 jours fin de mois le 15": at(AddDays(30), EOM, NextOf(15)),
    "30 jours fin de mois, le 10 du mois suivant": at(AddDays(30), EOM, NextMonthOnDay(10)),
    "le 10 du mois suivant": at(NextMonthOnDay(10)),
    "fin du mois suivant": at(AddMonths(1), EOM),
    "comptant": RECEIPT,
    "paiement comptant": RECEIPT,
    "à réception de facture": RECEIPT,
    "2 % d'escompte sous 8 jours, 30 jours nets": less("2", 8),
    "escompte 2 % à 10 jours, net à 30 jours": less("2", 10),
    "30% à la commande, solde à 30 jours": shares(("30", 0), (None, 30)),
    "acompte de 30 % à la commande, le solde à 30 jours": shares(("30", 0), (None, 30)),
    "30/60 jours": equal(30, 60),
    "3 fois 30 jours": equal(30, 60, 90),
}
NOTATIONS = {**ENGLISH, **SPANISH, **GERMAN, **FRENCH}


@pytest.mark.parametrize("text", NOTATIONS)
def test_notations(text):
    """The exact terms of each notation."""
    assert PaymentTerms.parse(text) == NOTATIONS[text]


@pytest.mark.parametrize("text", NOTATIONS)
@pytest.mark.parametrize("change", [str.upper, str.lower, lambda text: f"  {text}  ", lambda text: f"{text}."])
def test_capitals_blanks_and_a_full_stop_make_no_difference(text, change):
    assert PaymentTerms.parse(change(text)) == NOTATIONS[text]


@pytest.mark.parametrize("text", NOTATIONS)
def test_notations_go_through_the_sentence(text):
    """What was understood can be shown, and read again."""
    assert PaymentTerms.parse(str(PaymentTerms.parse(text))) == NOTATIONS[text]


def readings_of(text: str) -> list[str]:
    """The readings that the error offers; none, if the text is refused for another reason."""
    with pytest.raises(InvalidValueError) as caught:
        PaymentTerms.parse(text)
    if not caught.value.expected.endswith(": it can be read both ways"):
        return []
    quoted = re.match(r"(?s)(['\"])(?:(?!\1).)+\1 \(.*?\) or (['\"])(?:(?!\2).)+\2 \(", caught.value.expected)
    return [literal_eval(each[0]) for each in re.finditer(r"(?s)(['\"])(?:(?!\1).)+\1(?= \()", quoted[0])]


AMBIGUOUS = {
    "30": ("net 30", "on day 30"),
    "in 15": ("net 15", "on day 15"),
    "15th": ("15 MFI", "on day 15"),
    "the 10th": ("10 MFI", "on day 10"),
    "the 15th of the month": ("15 MFI", "on day 15"),
    "el 15 del mes": ("15 MFI", "on day 15"),
    "am 15. des Monats": ("15 MFI", "on day 15"),
    "30 EOM": ("net 30 EOM", "EOM net 30"),
    "30 fin de mes": ("net 30 EOM", "EOM net 30"),
    "30 FM": ("net 30 EOM", "EOM net 30"),
    "45 fin de mois": ("net 45 EOM", "EOM net 45"),
    "EOM 30": ("EOM net 30", "net 30 EOM"),
    "2/10": ("2/10 net 10", "2/10 days"),
    "30/60": ("30/60 net 60", "30/60 days"),
    "30/60/90": ("30/60/90 days", "30/60 net 90"),
    "30-60-90": ("30/60/90 days", "30/60 net 90"),
    "2/10 net 30 EOM": (
        "2% discount within 10 days, 30 days EOM",
        "2% discount within 10 days after EOM, 30 days after EOM",
    ),
    "2/10 EOM net 30": (
        "2% discount within 10 days, 30 days EOM",
        "2% discount within 10 days after EOM, 30 days after EOM",
    ),
    "2% 10 EOM": ("2% discount within 10 days, 30 days EOM", "2% discount within 10 days after EOM, 30 days after EOM"),
    "50% 30 days": ("50% discount within 30 days, net 30 days", "50% 30 days, rest 60 days"),
    "2 % 10 días": ("2% discount within 10 days, net 10 days", "2% 10 days, rest 20 days"),
    "25% 30 days, net 30": ("25% discount within 30 days, net 30", "25% 30 days, rest net 30"),
    "net 30, 25% 30 days": ("25% discount within 30 days, net 30", "25% 30 days, rest net 30"),
    "30% 30 days, 60 days": ("30% discount within 30 days, 60 days", "30% 30 days, rest 60 days"),
    "30 % 30 Tage und 60 Tage": ("30% discount within 30 days, 60 tage", "30% 30 days, rest 60 tage"),
    "10% 2 weeks, net 30 EOM": ("10% discount within 2 weeks, net 30 eom", "10% 2 weeks, rest net 30 eom"),
    "2 % 30 jours, 30 jours": ("2% discount within 30 days, 30 jours", "2% 30 days, rest 30 jours"),
    "2% 2 weeks, net 14": ("2% discount within 2 weeks, net 14", "2% 2 weeks, rest net 14"),
    "30% 30 dff, 60 dff": ("30% discount within 30 days, 60 dff", "30% 30 days, rest 60 dff"),
    "20% 30 days, 20% 60 days, net 90": (
        "20% discount within 30 days, 20% discount within 60 days, net 90",
        "20% 30 days, 20% 60 days, rest net 90",
    ),
    "20% 2 weeks after EOM, 30 days after EOM": (
        "20% discount within 2 weeks after EOM, 30 days after eom",
        "20% 2 weeks after EOM, rest 30 days after eom",
    ),
    "2/10 days EOM": (
        "2% discount within 10 days, 30 days EOM",
        "2% discount within 10 days after EOM, 30 days after EOM",
    ),
    "2/10 1/20 net 60 EOM": (
        "2% discount within 10 days, 1% discount within 20 days, 60 days EOM",
        "2% discount within 10 days after EOM, 1% discount within 20 days after EOM, 60 days after EOM",
    ),
    "2/10 net 2 weeks EOM, on the 15th": (
        "2% discount within 10 days, 2 weeks EOM, on the 15th",
        "2% discount within 10 days after EOM, 2 weeks after EOM, on the 15th",
    ),
    "2% 40 days EOM": (
        "2% discount within 40 days, 40 days EOM",
        "2% discount within 40 days after EOM, 40 days after EOM",
    ),
    "2,5% 2 Wochen EOM + 45 Tage": (
        "2.5% discount within 2 weeks, 45 days EOM",
        "2.5% discount within 2 weeks after EOM, 45 days after EOM",
    ),
    "50 % 2 semaines": ("50% discount within 2 weeks, net 2 weeks", "50% 2 weeks, rest 4 weeks"),
    "1-2 weeks": ("1/2 weeks", "net 2 weeks"),
    "2-3 meses": ("2/3 months", "net 3 months"),
    "45-30 Tage": ("45/30 days", "net 45 days"),
    "2 weeks, 4 weeks": ("2/4 weeks", "2 weeks + 4 weeks"),
    "30% advance, 70% on 03/04/2026": ("30% advance, 70% on 2026-04-03", "30% advance, 70% on 2026-03-04"),
    "30 días, 60 días": ("30/60 days", "30 days + 60 days"),
    "30 days and 60 days": ("30/60 days", "30 days + 60 days"),
    "03/04/2026": ("2026-04-03", "2026-03-04"),
    "due 3.4.2026": ("due 2026-04-03", "due 2026-03-04"),
}


@pytest.mark.parametrize("text", AMBIGUOUS)
def test_what_has_two_readings_is_refused_with_both(text):
    """Each reading is a notation of its own, they mean different terms, and the message spells them out."""
    one, other = AMBIGUOUS[text]
    assert readings_of(text) == [one, other]
    assert PaymentTerms.parse(one) != PaymentTerms.parse(other)


UNCLEAR = (
    "",
    " ",
    "hello",
    "net",
    "net thirty",
    "tomorrow",
    "net 30 tomorrow",
    "30 days 2%",
    "2/10 30",
    "2% Skonto",
    "5% descuento",
    "45",
    "2.5 days",
    "-30 days",
    "net -30",
    "10 business days",
    "10 días hábiles",
    "10 Werktage",
    "10 jours ouvrés",
    "30 days from receipt of invoice",
    "30 Tage nach Rechnungserhalt",
    "30 jours à compter de la réception",
    "30 days from delivery",
    "50% on delivery, 50% net 30",
    "50 % a la entrega, 50 % a 30 días",
    "30% advance",
    "30% advance, 60% net 30",
    "60% advance, 50% net 30",
    "100% advance, rest net 30",
    "rest net 30",
    "30 days net 60 days",
    "30 net 60",
    "down",
    "+ 30% advance, 70% net 60",
    "30% + 70% net 60 x",
    "net 30 net 60",
    "2/10 net 30 x",
    "0 x 30 days",
    "3 x 0 days",
    "1000 x 30 days",
    "999 x 9999 days",
    "net 36501",
    "net 99999999999999999999",
    "101/10 net 30",
    "on the 32nd",
    "32 MFI",
    "0 MFI",
    "due 2026-02-30",
    "31.02.2026",
    "\N{ARABIC-INDIC DIGIT THREE}\N{ARABIC-INDIC DIGIT ZERO} days",
    "net \N{FULLWIDTH DIGIT THREE}\N{FULLWIDTH DIGIT ZERO}",
    "net 30\N{SUPERSCRIPT TWO}",
    "net 3\N{DEVANAGARI DIGIT ZERO}",
    "net\x0030",
    "net 30; drop table invoices",
    "The whole amount is due.",
    "The whole amount is due 30 days after the previous due day.",
    "The whole amount is due 1 days after the issue day.",
    "The whole amount is due at the start of the month.",
    "The whole amount is due on 2026-02-30.",
    "The whole amount is due 99999 days after the issue day.",
    "The whole amount is due on a business day (sideways).",
    "The Whole Amount Is Due On The Issue Day.",
    "120 % of the total is due on the issue day; the rest is due 30 days after the issue day.",
    "50 % of the total is due on the issue day. The last part takes what the others leave.",
)


@pytest.mark.parametrize("text", UNCLEAR)
def test_what_is_unclear_is_refused(text):
    with pytest.raises(InvalidValueError):
        PaymentTerms.parse(text)


@pytest.mark.parametrize("value", [None, 30, b"net 30", ["net 30"], "", "n" * (LONGEST_SENTENCES + 1)])
def test_terms_are_text_of_some_length(value):
    with pytest.raises(InvalidValueError, match="'terms' must be text of 1 to 100000 characters"):
        PaymentTerms.parse(value)


def test_a_notation_is_shorter_than_sentences_may_be():
    with pytest.raises(InvalidValueError, match="or a notation of 1 to 2000 characters"):
        PaymentTerms.parse("n" * (LONGEST_NOTATION + 1))


def test_the_message_says_what_was_not_understood():
    with pytest.raises(InvalidValueError, match=r"'on friday' is not understood \(got 'net 30 on friday'\)"):
        PaymentTerms.parse("net 30 on friday")


@pytest.mark.parametrize(
    ("text", "instead"),
    [
        ("3x30", "equal parts are written '3 x 30 days'"),
        ("3 equal parts", "equal parts are written '3 x 30 days'"),
        ("14 Tage 2%, 30 Tage netto", "a discount is written '14 Tage 2 % Skonto'"),
        ("10 business days", "ToBusinessDay"),
        ("10 working days", "ToBusinessDay"),
        ("10 Werktage", "ToBusinessDay"),
        ("10 días hábiles", "ToBusinessDay"),
        ("10 jours ouvrés", "ToBusinessDay"),
    ],
)
def test_what_is_often_written_gets_a_hint(text, instead):
    with pytest.raises(InvalidValueError, match=re.escape(instead)) as caught:
        PaymentTerms.parse(text)
    assert caught.value.value == text


@pytest.mark.parametrize("language", ["de", "es", "fr", "it", "pt"])
@pytest.mark.parametrize("terms", [less("2", 10), shares(("30", 0), (None, 60)), equal(30, 60)], ids=str)
def test_sentences_of_other_languages_get_a_hint(terms, language):
    with pytest.raises(InvalidValueError, match="only the English ones are read"):
        PaymentTerms.parse(terms.describe(language))


@given(payment_terms(within=all_steps))
def test_the_sentence_is_read_back(terms):
    """parse(str(terms)) == terms, for all terms."""
    assert PaymentTerms.parse(str(terms)) == terms


@given(payment_terms(within=all_steps))
def test_the_sentence_is_one_line_of_english(terms):
    text = str(terms)
    assert text[0].isupper() or text[0].isdigit()
    assert text.endswith(".")
    assert text.isprintable()
    assert text.isascii()


WORDS = [*MEANINGS, "9", "30", "2.5", "%", "/", ",", "-", "+", "x", "2026-12-31", "3/4/2026", "st", "?", "hola"]


ANY_TEXT = st.one_of(
    st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join),
    st.text(max_size=60),
    st.text(alphabet="0123456789 /%,.x+-netdaysEOMthfinde mojursa", max_size=40),
)


@given(ANY_TEXT)
def test_any_text_gives_terms_or_our_error(text):
    """What is understood is said again in our words, and means the same; what is offered instead can be read."""
    try:
        found = PaymentTerms.parse(text)
    except InvalidValueError:
        offered = [PaymentTerms.parse(reading) for reading in readings_of(text)]
        assert not offered or offered[0] != offered[1]
    else:
        assert PaymentTerms.parse(str(found)) == found


NUMBERS = st.sampled_from(["0", "1", "2", "2.5", "10", "15", "30", "31", "60", "100", "150", "40000", "03/04/2026"])
UNITS = st.sampled_from(["", " days", " d", " weeks", " mois", " dff"])
PARTS = st.one_of(
    st.builds("{}/{}".format, NUMBERS, NUMBERS),
    st.builds("{}-{}{}".format, NUMBERS, NUMBERS, UNITS),
    st.builds("{}% {}{}{}".format, NUMBERS, NUMBERS, UNITS, st.sampled_from(["", " EOM", " after EOM", " Skonto"])),
    st.builds("{}{}{}".format, NUMBERS, UNITS, st.sampled_from(["", " EOM", "th", " of the month", "% advance"])),
    st.builds("net {}{}".format, NUMBERS, UNITS),
    st.sampled_from(["EOM", "rest", "on the 15th"]),
)


@given(st.lists(PARTS, min_size=1, max_size=3), st.sampled_from([" ", ", ", " and ", " + "]))
def test_each_reading_that_is_offered_is_one(parts, between):
    """Notations that nearly make sense, with numbers that nearly can be."""
    with suppress(InvalidValueError):
        PaymentTerms.parse(between.join(parts))
        return
    offered = [PaymentTerms.parse(reading) for reading in readings_of(between.join(parts))]
    assert not offered or offered[0] != offered[1]


NASTY = (
    "1" * 2_000,
    "1 " * 1_000,
    "1/" * 1_000,
    "1," * 1_000,
    "1%" * 1_000,
    "2/10 " * 400,
    "30, " * 500 + "days",
    "30/" * 660 + "30 days",
    "net " * 500,
    "n/" * 1_000,
    "eom " * 500,
    "eom " * 499 + "x",
    "+30 days" * 250,
    "30 days after " * 142,
    "a contar desde la fecha de la " * 66,
    "on the 1, 2, 3 and " * 105,
    "2 % Skonto bei Zahlung innerhalb von " * 54,
    "30% advance, " * 153,
    "30% 10 days, " * 153,
    "de " * 666,
    "in " * 600 + "30",
    ", " * 1_000,
    "; " * 1_000,
    ". " * 1_000,
    "d'" * 1_000,
    "f/" * 1_000,
    "f.f." * 500,
    "\N{COMBINING ACUTE ACCENT}" * 2_000,
    "\N{ARABIC LIGATURE SALLALLAHOU ALAYHE WASALLAM}" * 2_000,
    "\N{LATIN SMALL LETTER SHARP S}" * 2_000,
    "(" * 2_000,
    "the whole amount is due " + "at the end of the month and then " * 58,
    "the whole amount is due off holidays (" + "2026-01-01 to 2026-01-02, " * 75 + ")",
    "the whole amount is due on the next day " + "1 or " * 390 + "1",
    "the whole amount is due outside closed seasons (" + "12-24 to 01-06, " * 120,
    "the whole amount is due " + "9" * 1_900 + " days after the issue day",
    "1" * 1_900 + " % of the total is due on the issue day",
    "1/" + "1" * 1_900 + " fixed is due on the issue day",
    "an equal part is due on the issue day; " * 51 + "x",
    "the whole amount is due on the issue day" + ". Late interest: " * 110,
    "999 x 9999 days",
    "999 x 36 days",
)


@pytest.mark.parametrize("text", NASTY, ids=lambda text: f"{text[:24]}...")
def test_nasty_texts_are_soon_done_with(text):
    """2,000 characters of anything take less than a fifth of a second: no pattern backtracks."""
    with within(0.2), suppress(InvalidValueError):
        PaymentTerms.parse(text[:LONGEST_NOTATION])


def test_the_words_of_different_meanings_are_different():
    """No phrase has two meanings, and each is written as texts are compared: without accents, capitals and dots."""
    assert all(re.fullmatch(r"[a-z]+(?: [a-z]+)*", phrase) for phrase in MEANINGS)
    from receivables.terms.words import _meanings

    spelled = list(_meanings())
    assert dict(spelled) == dict(reversed(spelled))


def test_discount_after_the_due_day_and_before_are_the_same():
    expected = PaymentTerms(Line(Balance(), 30, discounts=Discount("2", within=10)))
    assert PaymentTerms.parse("net 30, 2/10") == PaymentTerms.parse("2/10 net 30") == expected


@pytest.mark.parametrize(("text", "percent"), [(".5/10 net 30", "1/2"), (".25% 10 days, net 30", "1/4")])
def test_a_number_may_begin_with_its_point(text, percent):
    """Half a percent is not five."""
    assert PaymentTerms.parse(text).lines[0].discounts[0].percent == as_percent(percent)


@pytest.mark.parametrize("text", ["30-45 days", "10-14 Tage", "1-2 weeks"])
def test_a_range_of_days_is_not_two_parts(text):
    """Which of them, or both? The message has both readings."""
    with pytest.raises(InvalidValueError, match="it can be read both ways"):
        PaymentTerms.parse(text)
    assert len(PaymentTerms.parse("30-60-90 days").lines) == 3


@pytest.mark.parametrize(
    "text",
    [
        "2/30 net 10",
        "3/8 2/14 net 10",
        "2/15 2 weeks",
        "2% 3 weeks, net 14",
        "2% 2 months, net 30",
        "2/32 1 month",
        "2/61 net 30 EOM",
        "2% 30 days after EOM, 20 days after EOM",
        "2/40 net 30 EOM",
        "2/10 on receipt",
        "30% 60 days, net 30",
    ],
)
def test_a_discount_after_the_due_day_is_a_slip(text):
    """Two numbers have changed places."""
    with pytest.raises(InvalidValueError, match="the wrong way round"):
        PaymentTerms.parse(text)


def test_long_plans_are_read_back():
    """As many parts as a notation may ask for; what is not understood is repeated in part only."""
    terms = PaymentTerms.parse("999 x 1 month")
    assert PaymentTerms.parse(str(terms)) == terms
    with pytest.raises(InvalidValueError) as caught:
        PaymentTerms.parse("net 30 " + "x" * 1_900)
    assert len(caught.value.expected) < 400


@pytest.mark.parametrize(
    "text", ["2/14 2 weeks", "2/31 1 month", "2% 1 month, net 30", "2/30 net 30", "2% 40 days, net 30 EOM"]
)
def test_a_discount_that_may_end_in_time_is_none(text):
    """It depends on the issue day, or it is the same day."""
    assert PaymentTerms.parse(text).lines[0].discounts


@pytest.mark.parametrize("text", ["1e2 days", "1 e2 days", "30y60 días", "30y 60 días", "30und60 Tage", "30et60 jours"])
def test_an_exponent_is_not_two_numbers(text):
    """Letters that touch a number are no *and*: 30y may be years."""
    with pytest.raises(InvalidValueError, match="'and' has blanks around it"):
        PaymentTerms.parse(text)


@pytest.mark.parametrize("word", ["e", "y", "und", "et", "and"])
def test_and_between_two_numbers(word):
    assert PaymentTerms.parse(f"30 {word} 60 días") == equal(30, 60)


@pytest.mark.parametrize("text", [",5/10 net 30", "2/10 ,1/20 net 60", "30 ,60 y 90 días", ",5 % 10 Tage, 30 Tage"])
def test_a_number_does_not_begin_with_a_comma(text):
    """It may be half a percent, and it may be a slip between two parts."""
    with pytest.raises(InvalidValueError, match="does not begin with a comma"):
        PaymentTerms.parse(text)


@pytest.mark.parametrize(
    "text", ["9.5% 10 days, net 30", "25% discount 10 days, net 30", "14 Tage 25 % Skonto, 30 Tage", "25/10 net 30"]
)
def test_what_can_only_be_a_discount_is_not_asked_about(text):
    """Less than ten percent, or said to be one."""
    assert PaymentTerms.parse(text).lines[0].discounts


def test_some_percentages_that_are_discounts_and_some_that_are_not():
    with pytest.raises(InvalidValueError, match="all said to be discounts"):
        PaymentTerms.parse("2/10, 30% 30 days, net 60")
    assert len(PaymentTerms.parse("2/10, 30% discount 30 days, net 60").lines[0].discounts) == 2


def test_readings_with_the_same_meaning_are_one():
    assert PaymentTerms.parse("0 EOM") == PaymentTerms.parse("EOM 0") == at(EOM)


def test_the_whole_is_no_part():
    assert PaymentTerms.parse("100% 30 days") == shares(("100", 30))


@given(ANY_TEXT)
def test_tokens_are_written_as_they_are_read(text):
    """So what is offered as a reading says what was written."""
    found = list(tokens(text))
    if all(token.kind not in "?QY" for token in found):
        assert list(tokens(written(found))) == found


def test_a_percentage_is_one_that_can_be_written():
    """And read back."""
    with pytest.raises(InvalidValueError, match="denominator"):
        as_percent(Fraction(1, 3**90))


@pytest.mark.parametrize(
    "text", ["The whole amount is due {} days after the issue day.", "net {}", "The whole amount is due on day {}."]
)
def test_numbers_that_nobody_means_are_refused(text):
    """However long they are, with our own error."""
    with pytest.raises(InvalidValueError):
        PaymentTerms.parse(text.format("9" * 50_000))
    with pytest.raises(InvalidValueError):
        PaymentTerms.parse(text.format("9" * 60))
