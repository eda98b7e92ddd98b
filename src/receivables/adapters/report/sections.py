"""The parts of the page, each from the same figures and tables as the terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

import attrs

from receivables.adapters.report.chart import bar, bars, swatches
from receivables.adapters.report.markup import Child, Markup, el, join
from receivables.adapters.report.words import amendment_in_words, in_words
from receivables.adapters.summary import (
    CurrencySummary,
    aging_table,
    fair_share,
    grouped_table,
    totals_table,
    unapplied_table,
    worklist_table,
)
from receivables.adapters.tables import Column, Table, clipped, count, grouped, in_full, millionths, share
from receivables.adapters.waits import Wait, waiting_table, waits
from receivables.credit_book import CreditBook
from receivables.escalation import Decision, NextAction
from receivables.interest import Accrual, AccruedSpan
from receivables.portfolio import AccountAssessment, Assessment

_T = TypeVar("_T")

GROUP_ROWS = 50
GROUP_BARS = 10
WORK_ROWS = 1_000
WORK_DETAILS = 200
UNAPPLIED_ROWS = 200
WAITING_NAMES = 100
INTEREST_ACCOUNTS = 100
LINES_A_PERSON_READS = 20
WARNINGS = 20
AMENDMENTS = 20
MOST_AIRY_COLUMNS = 7
REST_IN_JSON = "the JSON output has all of them."


def set_table(table: Table, *, marks: Sequence[Markup] = ()) -> Markup:
    """A table as HTML; ``marks`` stand before the names of the first rows."""
    named = [join([mark, el("span", cells[0])]) for mark, cells in zip(marks, table.rows, strict=False)]
    firsts = [*named, *(cells[0] for cells in table.rows[len(named) :])]
    rows = [_row(table, (first, *cells[1:])) for first, cells in zip(firsts, table.rows, strict=True)]
    return _framed(table, rows, table.notes)


def _framed(table: Table, body: Sequence[Markup], notes: Sequence[str], style: str | None = None) -> Markup:
    """Rows under their headings, in a frame that scrolls where the page is narrow, and the notes below it."""
    head = el("tr", *(el("th", each.heading, scope="col", class_=_class(each)) for each in table.columns))
    foot = el("tfoot", *(_row(table, cells) for cells in table.totals)) if table.totals else None
    style = style or ("dense" if len(table.columns) > MOST_AIRY_COLUMNS else None)
    whole = el("table", el("caption", table.caption), el("thead", head), el("tbody", *body), foot, class_=style)
    frame = el("div", whole, class_="scroll", role="region", aria_label=table.caption, tabindex="0")
    return join([frame, *(el("p", note, class_="note") for note in notes)])


def _class(column: Column) -> str | None:
    return column.kind if column.kind in ("figure", "reason") else None


def _row(table: Table, cells: Sequence[Child]) -> Markup:
    first, *rest = cells
    columns = table.columns[1:]
    cells_after = (el("td", cell, class_=_class(column)) for cell, column in zip(rest, columns, strict=True))
    return el("tr", el("th", first, scope="row", dir="auto"), *cells_after)


def lead(summary: CurrencySummary) -> Markup:
    """A currency in a few sentences."""
    line, busy = summary.line, len(summary.worklist)
    owed = (
        f"{grouped(line.open)} open at {count(summary.debtors, 'customer')}, less {grouped(line.unapplied)} unapplied"
    )
    late = f"{grouped(summary.past_due)} ({share(summary.past_due, line.open)}) is past due"
    work = f"{count(busy, 'customer')} to act on now" if busy else "nothing to do now"
    return el("p", "Balance ", el("b", in_full(line.balance)), f": {owed}. {late}; {work}.")


def aging(summary: CurrencySummary, by: str | None) -> Markup:
    """A currency: the bar of all that is open, its table, which is also the key, and the bars of the largest groups."""
    line, buckets, name = summary.line, summary.report.buckets, summary.currency
    table = set_table(attrs.evolve(aging_table(summary), notes=()), marks=swatches(buckets))
    parts: list[Child] = [el("h2", name), lead(summary)]
    if line.open:
        parts += [el("h3", f"Open {name} by age"), bar(line, buckets)]
        table = el("div", table, _largest(summary, by or "customer"), class_="beside")
    parts.append(table)
    if by:
        parts.append(set_table(grouped_table(summary, by, GROUP_ROWS)))
    return el("section", *parts, id=_anchor(name), aria_label=name)


def _anchor(currency: str) -> str:
    return f"currency-{currency}"


def _largest(summary: CurrencySummary, by: str) -> Markup:
    """A bar for each of the largest values of an attribute."""
    groups = [each for each in summary.groups(by) if each.open]
    shown = groups[:GROUP_BARS]
    which = f"the {len(shown)} largest of {len(groups):,}" if len(shown) < len(groups) else f"all {len(groups)}"
    head = el("h3", f"Open {summary.currency} by {by} and age: {which}")
    return el("div", head, bars(shown, summary.report.buckets))


def totals(found: Sequence[CurrencySummary]) -> Markup:
    """The sums of all currencies."""
    return el("section", el("h2", "Totals"), set_table(totals_table(found)), id="totals")


def worklist(found: Sequence[CurrencySummary]) -> Markup:
    """Whom to contact, about what and why, a table a currency."""
    busy = [each for each in found if each.worklist]
    rows, details = fair_share(WORK_ROWS, len(busy)), fair_share(WORK_DETAILS, len(busy))
    tables = [_work_table(each, rows, details) for each in busy]
    nothing = None if tables else el("p", "There is nothing to do now.")
    return el("section", el("h2", "Worklist"), nothing, *tables, id="worklist")


def _work_table(summary: CurrencySummary, rows: int, details: int) -> Markup:
    table = worklist_table(summary, rows, REST_IN_JSON)
    body = [
        _row(table, (*cells[:-1], _why(account, cells[-1]) if place < details else cells[-1]))
        for place, (cells, account) in enumerate(zip(table.rows, summary.worklist, strict=False))
    ]
    notes = list(table.notes)
    if len(table.rows) > details:
        notes.append(f"Only the first {details:,} can be opened to see each item; {REST_IN_JSON}")
    return _framed(table, body, notes, style="stacked")


def _why(account: AccountAssessment, because: str) -> Child:
    """The reason, to be opened where it is about several items."""
    action = account.next_action
    if not isinstance(action, NextAction) or len(action.decisions) < 2:
        return because
    return el("details", el("summary", because), _list(action.decisions, _decision))


def _decision(decision: Decision) -> str:
    amount = in_full(decision.amount) if decision.step else f"{in_full(decision.item.open)} open"
    return f"{decision.item.label}: {amount}, {clipped(decision.because)}"


def _list(things: Sequence[_T], told: Callable[[_T], Child], most: int = LINES_A_PERSON_READS) -> Markup:
    """Things as a list, the first of them if there are many."""
    more = len(things) - most
    rest = el("li", f"... and {more:,} more; {REST_IN_JSON}") if more > 0 else None
    return el("ul", *(el("li", told(each)) for each in things[:most]), rest)


def waiting(assessment: Assessment) -> Markup:
    """The accounts that need nothing now, by reason; each reason opens to show whom it is about."""
    found = waits(assessment)
    table = waiting_table(found)
    body = [_row(table, (_waiting_for(wait), *cells[1:])) for wait, cells in zip(found, table.rows, strict=True)]
    whole = _framed(table, body, ["Open a reason to see the customers."]) if found else el("p", "No account waits.")
    return el("section", el("h2", "Waiting"), whole, id="waiting")


def _waiting_for(wait: Wait) -> Markup:
    return el("details", el("summary", wait.reason), _list(wait.accounts, _waiter, WAITING_NAMES))


def _waiter(account: AccountAssessment) -> Markup:
    """A customer who waits: what is open, what is unapplied, and why."""
    position, action = account.position, account.next_action
    told = [f"{in_full(position.open)} open"] if position.open else []
    told += [f"{in_full(position.unapplied)} unapplied"] if position.unapplied else []
    told += [clipped(action.because)] if action.decisions else []
    return join([el("bdi", account.customer), ": " + "; ".join(told) if told else None])


def unapplied(found: Sequence[CurrencySummary]) -> Markup:
    """The money that settles nothing yet: whose it is, and since when."""
    some = [each for each in found if each.line.unapplied]
    rows = fair_share(UNAPPLIED_ROWS, len(some))
    tables = [set_table(unapplied_table(each, rows)) for each in some]
    cut_off = any(len(each.report.unapplied_cash) > rows + 1 for each in some)
    rest = el("p", f"The largest are listed; {REST_IN_JSON}", class_="note") if cut_off else None
    nothing = None if tables else el("p", "There is no unapplied cash.")
    return el("section", el("h2", "Unapplied cash"), nothing, *tables, rest, id="unapplied")


def interest(assessment: Assessment) -> Markup:
    """The interest of the accounts where most has accrued, item by item and span by span."""
    accounts = sorted(
        (account for account in assessment.accounts if account.interest),
        key=lambda account: (account.currency, -account.interest.minor, account.customer),
    )
    most = fair_share(INTEREST_ACCOUNTS, len(assessment.currencies))
    parts: list[Markup] = []
    for currency in assessment.currencies:
        mine = [account for account in accounts if account.currency == currency]
        parts += [_interest_in(currency, mine, most)] if mine else []
    told = None if parts else el("p", "No interest has accrued.")
    return el("section", el("h2", "Interest accrued"), told, *parts, id="interest")


def _interest_in(currency: str, accounts: Sequence[AccountAssessment], most: int) -> Markup:
    """The accounts of a currency where most has accrued."""
    told = count(len(accounts), "account") + " with interest that is not charged yet."
    if len(accounts) > most:
        told += f" The {most} where most has accrued are below; {REST_IN_JSON}"
    return join([el("h3", currency), el("p", told, class_="note"), *map(_interest_of, accounts[:most])])


def _interest_of(account: AccountAssessment) -> Markup:
    accruals = sorted(account.accrued, key=lambda each: (-each.amount.minor, each.item.document))
    items = {(each.item.document, each.item.installment) for each in accruals}
    told = f": {in_full(account.interest)} on {count(len(items), 'item')}"
    return el("details", el("summary", el("bdi", account.customer), told), _list(accruals, _accrual))


def _accrual(accrual: Accrual) -> Markup:
    """The interest on an item, and the spans, penalty and fee that it is the sum of."""
    head = f"{accrual.item.label}: {in_full(accrual.amount)}, by {accrual.rule}, {accrual.day_count}"
    once = [
        f"{grouped(sum_)} {name}, once" for name, sum_ in (("penalty", accrual.penalty), ("fee", accrual.fee)) if sum_
    ]
    return join([head, _list([*map(_span, accrual.spans), *once], str)])


def _span(span: AccruedSpan) -> str:
    days = f"{span.start} to {span.end}, {count(span.days, 'day')}"
    rate = f"at {span.percent:f} % {span.per.each}" if span.flat is None else "a flat charge"
    return f"{days}: {grouped(span.balance)} {rate} is {millionths(span.amount)}"


def policy_in_words(assessment: Assessment) -> Markup:
    """The rules under which all this was worked out: those for all, then those for some."""
    book = CreditBook.of(assessment.policy)
    today = [change for change in book.amendments if change.covers(assessment.as_of)]
    some = [change for change in today if change.level != "all"]
    parts: list[Child] = [_definitions(in_words(assessment.in_force.policy))]
    for change in some[:AMENDMENTS]:
        parts += [el("h3", change.scope), _definitions(amendment_in_words(change))]
    if len(some) > AMENDMENTS:
        parts.append(el("p", f"... and {len(some) - AMENDMENTS:,} more amendments; {REST_IN_JSON}"))
    amended = [el("p", f"Amended {change.scope}.") for change in today if change.level == "all"]
    return el("section", el("h2", "Credit policy"), el("p", book.name), *amended, *parts, id="policy")


def _definitions(pairs: Iterable[tuple[str, str]]) -> Markup:
    return el("dl", join(join([el("dt", subject), el("dd", sentence)]) for subject, sentence in pairs))


def about_the_book(sentences: Iterable[str], warnings: Sequence[object], number: int) -> Markup:
    """What the book holds, and the first of a ``number`` of warnings on what is odd about it."""
    told = [el("p", sentence) for sentence in sentences]
    parts: list[Child] = list(told)
    if warnings:
        parts.append(el("h3", count(number, "warning")))
        parts.append(el("ul", *(el("li", str(warning)) for warning in warnings[:WARNINGS])))
    if number > WARNINGS:
        rest = REST_IN_JSON if number == len(warnings) else f"the JSON output has the first {len(warnings):,}."
        parts.append(el("p", f"... and {number - WARNINGS:,} more; {rest}"))
    return el("section", el("h2", "About the book"), *parts, id="book")


def navigation(found: Sequence[CurrencySummary]) -> Markup:
    """The way to the parts of the page."""
    links = (el("a", name, href=f"#{place}") for name, place in _places(found))
    return el("nav", *links, aria_label="Parts of this page")


def _places(found: Sequence[CurrencySummary]) -> Iterator[tuple[str, str]]:
    yield "Totals", "totals"
    yield from ((each.currency, _anchor(each.currency)) for each in found)
    yield from ((name, name.lower()) for name in ("Worklist", "Waiting", "Unapplied", "Interest", "Policy", "Book"))
