"""The words of payment terms in English, Spanish, German and French, by what they mean.

A text becomes a row of letters, one for each meaning; the grammar of :mod:`receivables.terms.notation` is about these
letters only. Besides the letters of phrases there are ``9`` for a whole number, ``8`` for one with decimals, ``Y`` for
a date, ``Q`` for a date of which nobody knows which number is the month, ``J`` for a minus before a number, other signs
for themselves, and ``?`` for the rest.

A phrase is written without accents and dots. ``[word]`` may be left out, ``one|other`` is a choice.

>>> "".join(token.kind for token in tokens("2 % dto. 10 días, 30 días f.f. fin de mes"))
'9%S9D,9DIE'
>>> MEANINGS["fin de mes"], MEANINGS["end of the month"], MEANINGS["zum monatsende"], MEANINGS["fin du mois"]
('E', 'E', 'E', 'E')
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise, product
from types import MappingProxyType
from typing import NamedTuple

__all__ = ["LONGEST_PHRASE", "MEANINGS", "Token", "tokens", "written"]

_PHRASES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        # Units of time. Business days are none of them: they would need a calendar.
        "D": (
            "[calendar] day|days, d",
            "dia|dias [naturales], dia natural",
            "tag|tage|tagen|tg, kalendertag|kalendertage|kalendertagen",
            "jour|jours [calendaires], j, jrs, jour calendaire",
        ),
        "W": ("week|weeks", "semana|semanas", "woche|wochen", "semaine|semaines"),
        "M": ("[calendar] month|months", "mes|meses", "monat|monate|monaten", "mois"),
        # The net amount; also what is said of it without any meaning of its own.
        "N": (
            "[strictly] net, n, nett, net cash, strictly, credit",
            "neto|netos|neta|netas",
            "[rein] netto [kasse], [netto] ohne abzug, ziel",
            "nets",
        ),
        # From the issue of the invoice.
        "I": (
            "[from|after|of] [the] invoice|issue date, from|after|of [the] invoice|invoicing|issue",
            "[from|after|of] [the] date of [the] invoice|issue",
            "[desde|de] [la] fecha [de] [la] factura, a contar|partir desde|de la fecha de [la] factura, f f, ff",
            "[desde|de] [la] fecha de emision [de la factura], desde la emision|factura",
            "[ab|nach|seit] [dem] rechnungsdatum, ab|nach rechnungsstellung|rechnungsausstellung",
            "[de] [la] date [de] [la] facture|facturation, apres [la] date de facture|facturation, apres facturation",
            "a compter|partir de la date [de] [la] facture|facturation, [la] date emission [de] [la] facture",
            "a compter|partir de la date emission [de] [la] facture",
        ),
        "DI": ("dff",),
        "A": (
            "after, from",
            "despues de|del, tras, desde, a partir de|del, a contar desde",
            "nach, ab",
            "apres [la], a compter|partir de|du [la]",
        ),
        # Months: the end of this one, the end of the next one, a day of the next one, of each one, or of which one?
        "E": (
            "eom, month end, monthend, [the] end of [the] [same|current|invoice] month [of invoice]",
            "[the] last day of [the] month",
            "[a] fin de|del mes [de la factura], [a] final de|del mes, [el] ultimo dia del mes, fm",
            "[zum] monatsende, [zum] ende des monats|rechnungsmonats, [zum|per] ultimo",
            "[en] fin de|du mois, a la fin du mois, fin mois, fdm",
        ),
        "X": (
            "[the] end|last [day] of [the] next|following month",
            "end of [the] month following|after [the] invoice [date]",
            "[a] fin|final de|del mes siguiente, fin del proximo|siguiente mes, [el] ultimo dia del mes siguiente",
            "[zum] ende des folgemonats, [zum] ende des nachsten|folgenden monats",
            "[a la] fin de|du mois suivant|prochain, dernier jour du mois suivant",
        ),
        "F": (
            "mfi, prox, proximo, [of] [the] next|following month",
            "[of] [the] month following|after [the] invoice [date]",
            "del mes siguiente, del proximo|siguiente mes",
            "des folgemonats, des nachsten|folgenden monats",
            "du mois suivant|prochain",
        ),
        "K": ("of each|every month", "de cada mes", "[eines] jeden monats", "de chaque mois"),
        "Z": ("of [the] month", "del mes", "des monats", "du mois"),
        "O": (
            "on [the], on day, by the",
            "el [dia], los dias, dia|dias de pago",
            "am, zum, bis zum, jeweils am",
            "le, les, au",
        ),
        "T": ("st, nd, rd, th", "er"),
        # To be paid, and within.
        "P": (
            "[if] paid, [payment] due, [full] payment, payable, [payment] terms, payment term",
            "pago, pagos, vencimiento, vence, vto, pagadero, pagando, si [se] paga, condiciones|forma de pago",
            "[bei] zahlung, zahlbar, fallig, zahlungsziel, zahlungsfrist, zahlungsbedingung|zahlungsbedingungen",
            "paiement, echeance, reglement, conditions de paiement|reglement, en cas de paiement, si|pour paiement",
        ),
        "PO": ("payment on [the]", "pago [el] dia, pago|pagos los dias"),
        "L": (
            "in, within, at, by, of, the",
            "a, a los, en, de, del, dentro de [los], en|a un plazo de, en el plazo de, plazo de",
            "innerhalb [von], binnen, von, mit",
            "sous [les], dans [les], dans|sous un delai de, du",
        ),
        # Shares, discounts, and at once.
        "S": (
            "[cash] discount, early|prompt payment discount, less",
            "[de] descuento|dto [por] [pronto pago], por pronto pago, pronto pago, [dto] pp, [dto] p p, menos",
            "skonto, abzuglich",
            "escompte",
        ),
        "V": (
            "[in] advance, upfront, up front, [as] deposit, down payment, downpayment, on|with|at order, on signing",
            "[de|como] anticipo, [por] anticipado, [por] adelantado, a la firma [del contrato], al|con [el] pedido",
            "[als] anzahlung, vorab, im voraus, bei auftrag|auftragserteilung|bestellung|vertragsabschluss",
            "acompte, arrhes, avance, a avance, a la commande|signature, a la signature du contrat",
        ),
        "LV": ("down",),
        "R": (
            "[the] balance|remainder|rest, [the] remaining balance",
            "[el] resto|restante|saldo",
            "[der] rest|restbetrag",
            "[le] solde|reste",
        ),
        "C": (
            "[due] on|upon receipt [of [the] invoice], immediately, immediate [payment], now, cash",
            "cod, cash on delivery, cia, cash in advance, pia, payment in advance, cwo, cash with order",
            "prepaid, prepayment",
            "[al] contado, inmediato, a la vista, contra reembolso, contrarreembolso",
            "a la recepcion [de [la] factura], pago inmediato|anticipado",
            "sofort [netto [kasse]] [fallig|zahlbar] [ohne abzug]",
            "vorkasse, vorauskasse, vorauszahlung, [per] nachnahme, bar, barzahlung",
            "bei|nach erhalt [der rechnung], bei rechnungserhalt|rechnungseingang",
            "[au] comptant, [a] reception [de [la]] facture, a reception, immediat, contre remboursement",
        ),
        # Signs.
        "%": ("percent, per cent, pct", "por ciento", "prozent", "pour cent"),
        "x": ("x", "mal", "fois"),
        "+": ("plus, then, and then", "mas, luego, y luego", "zuzuglich, dann, und dann", "puis, et puis"),
        "&": ("and", "y, e", "und", "et"),
    }
)


def _spelled_out(phrase: str) -> Iterator[str]:
    """All forms of a phrase; a bracket inside a bracket belongs to what can be left out together."""
    opened = phrase.find("[")
    if opened < 0:
        yield from (" ".join(words) for words in product(*(word.split("|") for word in phrase.split())))
        return
    depth, end = 1, opened
    while depth:
        end += 1
        depth += {"[": 1, "]": -1}.get(phrase[end], 0)
    yield from _spelled_out(phrase[:opened] + phrase[end + 1 :])
    yield from _spelled_out(phrase[:opened] + phrase[opened + 1 : end] + phrase[end + 1 :])


def _meanings() -> Iterator[tuple[str, str]]:
    for meaning, rows in _PHRASES.items():
        for row in rows:
            for phrase in row.split(", "):
                for spelled in _spelled_out(phrase):
                    yield spelled, meaning


MEANINGS: Mapping[str, str] = MappingProxyType(dict(_meanings()))
"""The meaning of each phrase."""

LONGEST_PHRASE = max(len(phrase.split()) for phrase in MEANINGS)
"""Words of the longest phrase."""


class Token(NamedTuple):
    """A word, number or sign: its letter for the grammar, and its text.

    A phrase with two meanings is two tokens, and the first one has its text. An *and* that touches a number is no
    word (``30y`` may be 30 years, ``1e2`` is a hundred), and neither does a comma begin a number.

    >>> [token.text for token in tokens("2/10 net 30")]
    ['2', '/', '10', 'net', '30']
    """

    kind: str
    text: str


_NUMBERS = {"whole": "9", "decimal": "8", "date": "Y", "minus": "J", "glued": "?"}
_AND = "|".join(", ".join(_PHRASES["&"]).split(", "))
_TOKEN = re.compile(
    r"(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2})(?![0-9])"
    r"|(?P<dubious>[0-9]{1,2}(?P<sign>[./-])[0-9]{1,2}(?P=sign)[0-9]{4})(?![0-9])"
    r"|(?P<decimal>[0-9]+[.,][0-9]+|(?<!\S)\.[0-9]+)|(?P<whole>[0-9]+)"
    rf"|(?P<glued>(?<=[0-9])(?:{_AND})(?![a-z])|(?:{_AND})(?=[0-9])|(?<!\S),(?=[0-9]))"
    r"|(?P<word>[a-z]+(?:\.[a-z]+)*)|(?P<minus>(?<!\S)-(?=[0-9]))|(?P<other>[^\s.:])"
)
_SIGNS = {",": ",", ";": ",", "%": "%", "/": "/", "-": "-", "\N{EN DASH}": "-", "+": "+"}
_SIGNS |= {"\N{MULTIPLICATION SIGN}": "x", "\N{MASCULINE ORDINAL INDICATOR}": "T"}


def tokens(text: str) -> Iterator[Token]:
    """The words, numbers and signs of a text; the longest phrase goes first, and points and colons say nothing.

    >>> [token.kind for token in tokens("net 30 of doubt")]
    ['N', '9', 'L', '?']
    """
    found = [(match.lastgroup or "", match[0]) for match in _TOKEN.finditer(_plain(text))]
    place = 0
    while place < len(found):
        group, shown = found[place]
        if group == "decimal" and shown[0] == ".":
            shown = f"0{shown}"
        if group != "word":
            yield _dated(shown) if group == "dubious" else Token(_NUMBERS.get(group) or _SIGNS.get(shown, "?"), shown)
            place += 1
            continue
        words = _run_of_words(found, place)
        count = next((count for count in range(len(words), 1, -1) if " ".join(words[:count]) in MEANINGS), 1)
        phrase = " ".join(words[:count])
        kinds = MEANINGS.get(phrase, "?")
        yield Token(kinds[0], phrase)
        yield from (Token(kind, "") for kind in kinds[1:])
        place += count


def written(found: Sequence[Token]) -> str:
    """Tokens as text, which is read as the same tokens again.

    >>> written(list(tokens("2,5%  Skonto , netto 30")))
    '2,5% skonto, netto 30'
    """
    parts = []
    for before, token in pairwise((Token("J", ""), *found)):
        tight = before.kind == "J" or before.kind + token.kind == "9T" or token.text in ("", ",", "%")
        parts.append(token.text if tight else f" {token.text}")
    return "".join(parts)


def _dated(shown: str) -> Token:
    """A date whose year stands last, if only one of its numbers can be the month."""
    first, second, year = (int(part) for part in re.split("[./-]", shown))
    if first <= 12 and second <= 12 and first != second:
        return Token("Q", shown)
    month, day = (second, first) if first > 12 else (first, second)
    return Token("Y", f"{year:04d}-{month:02d}-{day:02d}")


def _plain(text: str) -> str:
    """Small letters without accents; *d'* and *l'* are dropped, and *f/f* is *ff*."""
    bare = unicodedata.normalize("NFD", text.casefold()).replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    letters = "".join(each for each in bare if not unicodedata.combining(each))
    return re.sub(r"\bf ?/ ?f\b", "ff", re.sub(r"\b[dl]'", "", letters))


def _run_of_words(found: Sequence[tuple[str, str]], place: int) -> list[str]:
    """The words from a place on, without dots inside, as far as a phrase can reach."""
    run = []
    for group, word in found[place : place + LONGEST_PHRASE]:
        if group != "word":
            break
        run.append(word.replace(".", ""))
    return run
