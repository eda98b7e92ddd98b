"""English: the form that ``PaymentTerms.parse`` reads back."""

from __future__ import annotations

from receivables.calendars import Roll
from receivables.rounding import Rounding
from receivables.terms.languages.phrases import Phrases, listed

ENGLISH = Phrases(
    whole="the whole amount",
    rest="the rest",
    equal="an equal part",
    percent={
        "total": "{percent} % of the total",
        "net": "{percent} % of the net amount",
        "rest": "{percent} % of what is left",
    },
    fixed="{amount} fixed",
    round_to=" in steps of {unit}",
    due=("{amount} is due {when}", "{amount} is due {when}"),
    on_start=("on the issue day", "on the previous due day"),
    after=("{count} after the issue day", "{count} after the previous due day"),
    before=("{count} before the issue day", "{count} before the previous due day"),
    later="{count} later",
    earlier="{count} earlier",
    days=("{n} day", "{n} days"),
    weeks=("{n} week", "{n} weeks"),
    months=("{n} month", "{n} months"),
    then=" and then ",
    end_of_month="at the end of the month",
    on_day="on day {day} of the month",
    next_month_on_day="on day {day} of the next month",
    next_of="on the next day {days}",
    not_same_day=", not the same day",
    on_date="on {date}",
    date="{year:04d}-{month:02d}-{day:02d}",
    month_day="{month:02d}-{day:02d}",
    holidays="off holidays ({moves})",
    move="{holiday} to {moved}",
    closed="outside closed seasons ({seasons})",
    season="{first} to {last}",
    business_day="on a business day ({roll})",
    rolls={roll: roll.value.replace("_", " ") for roll in Roll},
    discount=", less {off} if paid {paid}",
    other_discount=", or {off} if paid {paid}",
    percent_off={"gross": "{percent} %", "net": "{percent} % of the net amount"},
    fixed_off="{amount} fixed",
    within=("within {n} day", "within {n} days"),
    on_issue_day="on the issue day",
    at_the_latest="at the latest {when}",
    last_takes_rest="The last part takes what the others leave",
    from_previous="Each part counts from the previous due day",
    rounding="Amounts are rounded {rounding}",
    roundings={mode: mode.value.replace("_", " ") for mode in Rounding},
    roll="Due days roll {roll}",
    late_interest="Late interest: {name}",
    decimal_mark=".",
    either=listed(" or "),
)
