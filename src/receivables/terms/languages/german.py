"""German."""

from __future__ import annotations

from types import MappingProxyType

from receivables.calendars import Roll
from receivables.rounding import Rounding
from receivables.terms.languages.phrases import Phrases, listed

GERMAN = Phrases(
    whole="der gesamte Betrag",
    rest="der Rest",
    equal="ein gleicher Teilbetrag",
    percent=MappingProxyType(
        {
            "total": "{percent} % des Gesamtbetrags",
            "net": "{percent} % des Nettobetrags",
            "rest": "{percent} % des Restbetrags",
        }
    ),
    fixed="ein fester Betrag von {amount}",
    round_to=" in Vielfachen von {unit}",
    due=("{amount} ist {when} fällig", "{amount} sind {when} fällig"),
    on_start=("am Rechnungstag", "am Tag der vorherigen Fälligkeit"),
    after=("{count} nach Rechnungsdatum", "{count} nach der vorherigen Fälligkeit"),
    before=("{count} vor Rechnungsdatum", "{count} vor der vorherigen Fälligkeit"),
    later="{count} später",
    earlier="{count} früher",
    days=("{n} Tag", "{n} Tage"),
    weeks=("{n} Woche", "{n} Wochen"),
    months=("{n} Monat", "{n} Monate"),
    then=" und dann ",
    end_of_month="zum Monatsende",
    on_day="am {day} des Monats",
    next_month_on_day="am {day} des Folgemonats",
    next_of="am nächsten {days}",
    not_same_day=" (nicht am selben Tag)",
    on_date="am {date}",
    date="{day:02d}.{month:02d}.{year:04d}",
    month_day="{day:02d}.{month:02d}.",
    holidays="bei Feiertagen verlegt ({moves})",
    move="vom {holiday} auf den {moved}",
    closed="außerhalb der Schließzeiten ({seasons})",
    season="{first} bis {last}",
    business_day="{roll} (falls es keiner ist)",
    rolls=MappingProxyType(
        {
            Roll.NONE: "ohne Verschiebung auf einen Geschäftstag",
            Roll.FOLLOWING: "am nächsten Geschäftstag",
            Roll.MODIFIED_FOLLOWING: "am nächsten Geschäftstag desselben Monats oder sonst am vorherigen",
            Roll.MODIFIED_FOLLOWING_BIMONTHLY: (
                "am nächsten Geschäftstag derselben Monatshälfte oder sonst am vorherigen"
            ),
            Roll.PRECEDING: "am vorherigen Geschäftstag",
            Roll.MODIFIED_PRECEDING: "am vorherigen Geschäftstag desselben Monats oder sonst am nächsten",
            Roll.NEAREST: "am nächstgelegenen Geschäftstag",
        }
    ),
    discount=", abzüglich {off} bei Zahlung {paid}",
    percent_off=MappingProxyType({"gross": "{percent} % Skonto", "net": "{percent} % Skonto auf den Nettobetrag"}),
    fixed_off="eines festen Nachlasses von {amount}",
    within=("innerhalb von {n} Tag", "innerhalb von {n} Tagen"),
    on_issue_day="am Rechnungstag",
    at_the_latest="spätestens {when}",
    last_takes_rest="Der letzte Teil umfasst, was die anderen übrig lassen",
    from_previous="Jeder Teil zählt ab der vorherigen Fälligkeit",
    rounding="Rundung der Beträge: {rounding}",
    roundings=MappingProxyType(
        {
            Rounding.HALF_UP: "kaufmännisch",
            Rounding.HALF_EVEN: "zur nächsten Einheit, die Hälfte zur geraden",
            Rounding.HALF_DOWN: "zur nächsten Einheit, die Hälfte ab",
            Rounding.HALF_ODD: "zur nächsten Einheit, die Hälfte zur ungeraden",
            Rounding.HALF_CEILING: "zur nächsten Einheit, die Hälfte zur größeren",
            Rounding.HALF_FLOOR: "zur nächsten Einheit, die Hälfte zur kleineren",
            Rounding.UP: "stets auf",
            Rounding.DOWN: "stets ab",
            Rounding.CEILING: "stets zur größeren Einheit",
            Rounding.FLOOR: "stets zur kleineren Einheit",
            Rounding.ZERO_FIVE_UP: "ab, doch auf, wo das Ergebnis auf 0 oder 5 enden würde",
        }
    ),
    roll="Fälligkeiten, die auf keinen Geschäftstag fallen: {roll}",
    late_interest="Verzugszinsen: {name}",
    either=listed(" oder "),
    day_number=lambda day: f"{day}.",
)
