"""Portuguese."""

from __future__ import annotations

from types import MappingProxyType

from receivables.calendars import Roll
from receivables.rounding import Rounding
from receivables.terms.languages.phrases import Phrases, listed

PORTUGUESE = Phrases(
    whole="o valor total",
    rest="o restante",
    equal="uma parte igual",
    percent=MappingProxyType(
        {
            "total": "{percent} % do total",
            "net": "{percent} % do valor sem impostos",
            "rest": "{percent} % do restante",
        }
    ),
    fixed="um valor fixo de {amount}",
    round_to=" em múltiplos de {unit}",
    due=("{amount} vence {when}", "{amount} vencem {when}"),
    on_start=("na data da fatura", "na data do vencimento anterior"),
    after=("{count} após a data da fatura", "{count} após o vencimento anterior"),
    before=("{count} antes da data da fatura", "{count} antes do vencimento anterior"),
    later="{count} depois",
    earlier="{count} antes",
    days=("{n} dia", "{n} dias"),
    weeks=("{n} semana", "{n} semanas"),
    months=("{n} mês", "{n} meses"),
    then=" e depois ",
    end_of_month="no fim do mês",
    on_day="no dia {day} do mês",
    next_month_on_day="no dia {day} do mês seguinte",
    next_of="no próximo dia {days}",
    not_same_day=" (nunca no próprio dia)",
    on_date="em {date}",
    date="{day:02d}/{month:02d}/{year:04d}",
    month_day="{day:02d}/{month:02d}",
    holidays="com transferência dos feriados ({moves})",
    move="de {holiday} para {moved}",
    closed="fora dos períodos de encerramento ({seasons})",
    season="de {first} a {last}",
    business_day="{roll} (se não o for)",
    rolls=MappingProxyType(
        {
            Roll.NONE: "sem transferência para um dia útil",
            Roll.FOLLOWING: "no dia útil seguinte",
            Roll.MODIFIED_FOLLOWING: "no dia útil seguinte do mesmo mês ou, na sua falta, no anterior",
            Roll.MODIFIED_FOLLOWING_BIMONTHLY: "no dia útil seguinte da mesma quinzena ou, na sua falta, no anterior",
            Roll.PRECEDING: "no dia útil anterior",
            Roll.MODIFIED_PRECEDING: "no dia útil anterior do mesmo mês ou, na sua falta, no seguinte",
            Roll.NEAREST: "no dia útil mais próximo",
        }
    ),
    discount=", com {off} em caso de pagamento {paid}",
    percent_off=MappingProxyType(
        {"gross": "desconto de {percent} %", "net": "desconto de {percent} % do valor sem impostos"}
    ),
    fixed_off="desconto fixo de {amount}",
    within=("no prazo de {n} dia", "no prazo de {n} dias"),
    on_issue_day="na data da fatura",
    at_the_latest="o mais tardar {when}",
    last_takes_rest="A última parte compreende o que as outras deixam",
    from_previous="Cada parte conta a partir do vencimento anterior",
    rounding="Arredondamento dos valores: {rounding}",
    roundings=MappingProxyType(
        {
            Rounding.HALF_UP: "ao mais próximo, a metade para cima",
            Rounding.HALF_EVEN: "ao mais próximo, a metade para o par",
            Rounding.HALF_DOWN: "ao mais próximo, a metade para baixo",
            Rounding.HALF_ODD: "ao mais próximo, a metade para o ímpar",
            Rounding.HALF_CEILING: "ao mais próximo, a metade para o maior",
            Rounding.HALF_FLOOR: "ao mais próximo, a metade para o menor",
            Rounding.UP: "sempre para cima",
            Rounding.DOWN: "sempre para baixo",
            Rounding.CEILING: "sempre para o maior",
            Rounding.FLOOR: "sempre para o menor",
            Rounding.ZERO_FIVE_UP: "para baixo, mas para cima se o resultado terminar em 0 ou 5",
        }
    ),
    roll="Vencimentos que não caem em dia útil: {roll}",
    late_interest="Juros de mora: {name}",
    either=listed(" ou "),
)
