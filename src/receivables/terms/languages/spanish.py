"""Spanish."""

from __future__ import annotations

from collections.abc import Sequence

from receivables.calendars import Roll
from receivables.rounding import Rounding
from receivables.terms.languages.phrases import Phrases, listed


def _either(words: Sequence[str]) -> str:
    """*O* becomes *u* before a word that begins with that sound: ocho, once."""
    return listed(" u " if words[-1] in ("8", "11") else " o ")(words)


SPANISH = Phrases(
    whole="el importe total",
    rest="el resto",
    equal="una parte igual",
    percent={
        "total": "el {percent} % del total",
        "net": "el {percent} % de la base imponible",
        "rest": "el {percent} % de lo que queda",
    },
    fixed="un importe fijo de {amount}",
    round_to=" en múltiplos de {unit}",
    due=("{amount} vence {when}", "{amount} vence {when}"),
    on_start=("en la fecha de la factura", "en la fecha del vencimiento anterior"),
    after=(
        "a {count} a contar desde la fecha de la factura",
        "a {count} a contar desde el vencimiento anterior",
    ),
    before=("{count} antes de la fecha de la factura", "{count} antes del vencimiento anterior"),
    later="{count} después",
    earlier="{count} antes",
    days=("{n} día", "{n} días"),
    weeks=("{n} semana", "{n} semanas"),
    months=("{n} mes", "{n} meses"),
    then=" y luego ",
    end_of_month="a fin de mes",
    on_day="el día {day} del mes",
    next_month_on_day="el día {day} del mes siguiente",
    next_of="el próximo día {days}",
    not_same_day=" (nunca el mismo día)",
    on_date="el {date}",
    date="{day:02d}/{month:02d}/{year:04d}",
    month_day="{day:02d}/{month:02d}",
    holidays="trasladado si es festivo ({moves})",
    move="del {holiday} al {moved}",
    closed="fuera de los periodos de cierre ({seasons})",
    season="del {first} al {last}",
    business_day="{roll} (si no lo es)",
    rolls={
        Roll.NONE: "sin trasladar a un día hábil",
        Roll.FOLLOWING: "el siguiente día hábil",
        Roll.MODIFIED_FOLLOWING: "el siguiente día hábil del mismo mes o, en su defecto, el anterior",
        Roll.MODIFIED_FOLLOWING_BIMONTHLY: (
            "el siguiente día hábil de la misma quincena o, en su defecto, el anterior"
        ),
        Roll.PRECEDING: "el día hábil anterior",
        Roll.MODIFIED_PRECEDING: "el día hábil anterior del mismo mes o, en su defecto, el siguiente",
        Roll.NEAREST: "el día hábil más cercano",
    },
    discount=", con {off} si se paga {paid}",
    other_discount=", o {off} si se paga {paid}",
    percent_off={
        "gross": "un {percent} % de descuento por pronto pago",
        "net": "un {percent} % de descuento por pronto pago sobre la base imponible",
    },
    fixed_off="un descuento fijo de {amount}",
    within=("dentro del día siguiente", "dentro de los {n} días siguientes"),
    on_issue_day="en la fecha de la factura",
    at_the_latest="a más tardar {when}",
    last_takes_rest="La última parte comprende lo que dejan las demás",
    from_previous="Cada parte se cuenta desde el vencimiento anterior",
    rounding="Redondeo de los importes: {rounding}",
    roundings={
        Rounding.HALF_UP: "al más cercano, la mitad al alza",
        Rounding.HALF_EVEN: "al más cercano, la mitad al par",
        Rounding.HALF_DOWN: "al más cercano, la mitad a la baja",
        Rounding.HALF_ODD: "al más cercano, la mitad al impar",
        Rounding.HALF_CEILING: "al más cercano, la mitad al mayor",
        Rounding.HALF_FLOOR: "al más cercano, la mitad al menor",
        Rounding.UP: "siempre al alza",
        Rounding.DOWN: "siempre a la baja",
        Rounding.CEILING: "siempre al mayor",
        Rounding.FLOOR: "siempre al menor",
        Rounding.ZERO_FIVE_UP: "a la baja, salvo que el resultado acabe en 0 o 5: entonces al alza",
    },
    roll="Vencimientos que no caen en día hábil: {roll}",
    late_interest="Intereses de demora: {name}",
    either=_either,
)
