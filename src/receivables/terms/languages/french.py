"""French."""

from __future__ import annotations

from types import MappingProxyType

from receivables.calendars import Roll
from receivables.rounding import Rounding
from receivables.terms.languages.phrases import Phrases, listed

FRENCH = Phrases(
    whole="le montant total",
    rest="le solde",
    equal="une part égale",
    percent=MappingProxyType(
        {"total": "{percent} % du total", "net": "{percent} % du montant HT", "rest": "{percent} % du solde"}
    ),
    fixed="un montant fixe de {amount}",
    round_to=" par multiples de {unit}",
    due=("{amount} est payable {when}", "{amount} sont payables {when}"),
    between=" ; ",
    on_start=("à la date de facture", "à la date de l'échéance précédente"),
    after=("à {count} de la date de facture", "à {count} de l'échéance précédente"),
    before=("{count} avant la date de facture", "{count} avant l'échéance précédente"),
    later="{count} plus tard",
    earlier="{count} plus tôt",
    days=("{n} jour", "{n} jours"),
    weeks=("{n} semaine", "{n} semaines"),
    months=("{n} mois", "{n} mois"),
    then=", puis ",
    end_of_month="à la fin du mois",
    on_day="le {day} du mois",
    next_month_on_day="le {day} du mois suivant",
    next_of="le {days} suivant",
    not_same_day=" (jamais le jour même)",
    on_date="le {date}",
    date="{day:02d}/{month:02d}/{year:04d}",
    month_day="{day:02d}/{month:02d}",
    holidays="avec report des jours fériés ({moves})",
    move="du {holiday} au {moved}",
    closed="hors périodes de fermeture ({seasons})",
    season="du {first} au {last}",
    business_day="{roll} (si ce n'en est pas un)",
    rolls=MappingProxyType(
        {
            Roll.NONE: "sans report à un jour ouvré",
            Roll.FOLLOWING: "le jour ouvré suivant",
            Roll.MODIFIED_FOLLOWING: "le jour ouvré suivant du même mois ou, à défaut, le précédent",
            Roll.MODIFIED_FOLLOWING_BIMONTHLY: "le jour ouvré suivant de la même quinzaine ou, à défaut, le précédent",
            Roll.PRECEDING: "le jour ouvré précédent",
            Roll.MODIFIED_PRECEDING: "le jour ouvré précédent du même mois ou, à défaut, le suivant",
            Roll.NEAREST: "le jour ouvré le plus proche",
        }
    ),
    discount=", avec {off} en cas de paiement {paid}",
    percent_off=MappingProxyType(
        {"gross": "un escompte de {percent} %", "net": "un escompte de {percent} % du montant HT"}
    ),
    fixed_off="un escompte fixe de {amount}",
    within=("sous {n} jour", "sous {n} jours"),
    on_issue_day="à la date de facture",
    at_the_latest="au plus tard {when}",
    last_takes_rest="La dernière part comprend ce que laissent les autres",
    from_previous="Chaque part court à compter de l'échéance précédente",
    rounding="Arrondi des montants : {rounding}",
    roundings=MappingProxyType(
        {
            Rounding.HALF_UP: "au plus proche, la moitié vers le haut",
            Rounding.HALF_EVEN: "au plus proche, la moitié au pair",
            Rounding.HALF_DOWN: "au plus proche, la moitié vers le bas",
            Rounding.HALF_ODD: "au plus proche, la moitié à l'impair",
            Rounding.HALF_CEILING: "au plus proche, la moitié au plus grand",
            Rounding.HALF_FLOOR: "au plus proche, la moitié au plus petit",
            Rounding.UP: "toujours vers le haut",
            Rounding.DOWN: "toujours vers le bas",
            Rounding.CEILING: "toujours au plus grand",
            Rounding.FLOOR: "toujours au plus petit",
            Rounding.ZERO_FIVE_UP: "vers le bas, mais vers le haut si le résultat finit par 0 ou 5",
        }
    ),
    roll="Échéances hors jour ouvré : {roll}",
    late_interest="Intérêts de retard : {name}",
    is_plural=lambda number: number >= 2,
    either=listed(" ou "),
    day_number=lambda day: "1er" if day == 1 else str(day),
)
