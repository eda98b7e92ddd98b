"""Italian."""

from __future__ import annotations

from receivables.calendars import Roll
from receivables.rounding import Rounding
from receivables.terms.languages.phrases import Phrases, listed


def _article(number: str) -> str:
    """*L'* before uno, otto and undici, *lo* before zero, *il* before all others."""
    whole = number.partition(",")[0].partition("/")[0]
    if whole in ("1", "11") or whole.startswith("8"):
        return "l'"
    return "lo " if whole == "0" else "il "


ITALIAN = Phrases(
    whole="l'importo totale",
    rest="il saldo",
    equal="una parte uguale",
    percent={
        "total": "{the}{percent} % del totale",
        "net": "{the}{percent} % dell'imponibile",
        "rest": "{the}{percent} % del residuo",
    },
    fixed="un importo fisso di {amount}",
    round_to=" in multipli di {unit}",
    due=("{amount} scade {when}", "{amount} scade {when}"),
    on_start=("alla data della fattura", "alla data della scadenza precedente"),
    after=("a {count} dalla data della fattura", "a {count} dalla scadenza precedente"),
    before=("{count} prima della data della fattura", "{count} prima della scadenza precedente"),
    later="{count} dopo",
    earlier="{count} prima",
    days=("{n} giorno", "{n} giorni"),
    weeks=("{n} settimana", "{n} settimane"),
    months=("{n} mese", "{n} mesi"),
    then=" e poi ",
    end_of_month="a fine mese",
    on_day="il giorno {day} del mese",
    next_month_on_day="il giorno {day} del mese successivo",
    next_of="il prossimo giorno {days}",
    not_same_day=" (mai lo stesso giorno)",
    on_date="in data {date}",
    date="{day:02d}/{month:02d}/{year:04d}",
    month_day="{day:02d}/{month:02d}",
    holidays="con spostamento dei giorni festivi ({moves})",
    move="dal {holiday} al {moved}",
    closed="fuori dai periodi di chiusura ({seasons})",
    season="dal {first} al {last}",
    business_day="{roll} (se non lo è)",
    rolls={
        Roll.NONE: "senza spostamento a un giorno lavorativo",
        Roll.FOLLOWING: "il giorno lavorativo successivo",
        Roll.MODIFIED_FOLLOWING: "il giorno lavorativo successivo dello stesso mese o, in mancanza, il precedente",
        Roll.MODIFIED_FOLLOWING_BIMONTHLY: (
            "il giorno lavorativo successivo della stessa quindicina o, in mancanza, il precedente"
        ),
        Roll.PRECEDING: "il giorno lavorativo precedente",
        Roll.MODIFIED_PRECEDING: "il giorno lavorativo precedente dello stesso mese o, in mancanza, il successivo",
        Roll.NEAREST: "il giorno lavorativo più vicino",
    },
    discount=", con {off} per pagamento {paid}",
    other_discount=", oppure {off} per pagamento {paid}",
    percent_off={"gross": "sconto {percent} %", "net": "sconto {percent} % sull'imponibile"},
    fixed_off="sconto fisso di {amount}",
    within=("entro {n} giorno", "entro {n} giorni"),
    on_issue_day="alla data della fattura",
    at_the_latest="al più tardi {when}",
    last_takes_rest="L'ultima parte comprende ciò che le altre lasciano",
    from_previous="Ogni parte decorre dalla scadenza precedente",
    rounding="Arrotondamento degli importi: {rounding}",
    roundings={
        Rounding.HALF_UP: "al più vicino, la metà per eccesso",
        Rounding.HALF_EVEN: "al più vicino, la metà al pari",
        Rounding.HALF_DOWN: "al più vicino, la metà per difetto",
        Rounding.HALF_ODD: "al più vicino, la metà al dispari",
        Rounding.HALF_CEILING: "al più vicino, la metà al maggiore",
        Rounding.HALF_FLOOR: "al più vicino, la metà al minore",
        Rounding.UP: "sempre per eccesso",
        Rounding.DOWN: "sempre per difetto",
        Rounding.CEILING: "sempre al maggiore",
        Rounding.FLOOR: "sempre al minore",
        Rounding.ZERO_FIVE_UP: "per difetto, ma per eccesso se il risultato finisce per 0 o 5",
    },
    roll="Scadenze che non cadono in un giorno lavorativo: {roll}",
    late_interest="Interessi di mora: {name}",
    either=listed(" o "),
    article=_article,
)
