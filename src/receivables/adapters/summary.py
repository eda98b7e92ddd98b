"""What a report says about an assessment, as figures and tables; the terminal and the page only differ in the setting.

Every figure is a sum over the rows of the assessment. Long lists are cut where the caller says, and the rest is summed
up in a row or told in a sentence: nothing is left out silently.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property

import attrs

from receivables.adapters.tables import Cells, Column, Table, clipped, count, grouped, share
from receivables.aging import AgingReport, AgingRow
from receivables.errors import InvalidValueError
from receivables.escalation import NextAction, NoAction
from receivables.money import Money
from receivables.portfolio import AccountAssessment, Assessment, Totals
from receivables.position import UnappliedCash

MOST_REASONS = 8
"""Kinds of reason for waiting that a report tells apart."""


@attrs.frozen(kw_only=True)
class AgingLine:
    """One line of an aging table, in one currency: ``amounts`` and ``counts`` (items) by bucket, and unapplied cash."""

    label: str
    amounts: tuple[Money, ...]
    counts: tuple[int, ...]
    unapplied: Money
    pieces: int

    @classmethod
    def of(cls, label: str, report: AgingReport, currency: str) -> AgingLine:
        """The line of a report; ``pieces`` counts the payments and credit notes that are not applied in full."""
        counts = Counter(row.bucket.label for row in report.rows)
        return cls(
            label=label,
            amounts=tuple(report.totals(currency).values()),
            counts=tuple(counts[bucket.label] for bucket in report.buckets),
            unapplied=report.unapplied(currency),
            pieces=len(report.unapplied_cash),
        )

    @classmethod
    def sum(cls, label: str, lines: Sequence[AgingLine]) -> AgingLine:
        """Several lines as one."""
        currency = lines[0].unapplied.currency
        return cls(
            label=label,
            amounts=tuple(
                Money.total(column, currency=currency) for column in zip(*(line.amounts for line in lines), strict=True)
            ),
            counts=tuple(map(sum, zip(*(line.counts for line in lines), strict=True))),
            unapplied=Money.total((line.unapplied for line in lines), currency=currency),
            pieces=sum(line.pieces for line in lines),
        )

    @property
    def open(self) -> Money:
        """What is open in all buckets."""
        return Money.total(self.amounts, currency=self.unapplied.currency)

    @property
    def items(self) -> int:
        """How many items are open."""
        return sum(self.counts)

    @property
    def balance(self) -> Money:
        """Open less unapplied."""
        return self.open - self.unapplied


@attrs.frozen(kw_only=True, slots=False)
class CurrencySummary:
    """One currency of an assessment: its totals, aging, groups and worklist."""

    totals: Totals
    report: AgingReport
    worklist: tuple[AccountAssessment, ...]

    @property
    def currency(self) -> str:
        """The currency code."""
        return self.totals.currency

    @cached_property
    def line(self) -> AgingLine:
        """The aging of everything in this currency."""
        return AgingLine.of("total", self.report, self.currency)

    @cached_property
    def debtors(self) -> int:
        """How many customers have something open."""
        return len({row.item.customer for row in self.report.rows})

    @cached_property
    def past_due(self) -> Money:
        """What is open after its due day, whatever the scheme of buckets."""
        as_of = self.report.as_of
        late = (row.item.open for row in self.report.rows if row.item.due_on < as_of)
        return Money.total(late, currency=self.currency)

    def groups(self, by: str) -> tuple[AgingLine, ...]:
        """A line for each value of a carried attribute, the largest open amount first.

        What has no such value, and unapplied cash that belongs to none, comes last as ``(no ...)``.
        """
        found = self.report.by(by)
        lines = [AgingLine.of(clipped(value), each, self.currency) for value, each in found.items() if value]
        lines.sort(key=lambda line: (-line.open.minor, line.label))
        rest = [AgingLine.of(f"(no {by})", found[""], self.currency)] if "" in found else []
        return (*lines, *rest)


def summaries(assessment: Assessment) -> tuple[CurrencySummary, ...]:
    """The currencies of an assessment, in order of their codes."""
    whole = assessment.aging
    rows: dict[str, list[AgingRow]] = {}
    for row in whole.rows:
        rows.setdefault(row.item.currency.code, []).append(row)
    cash: dict[str, list[UnappliedCash]] = {}
    for each in whole.unapplied_cash:
        cash.setdefault(each.amount.currency.code, []).append(each)
    work: dict[str, list[AccountAssessment]] = {}
    for account in assessment.worklist:
        work.setdefault(account.currency, []).append(account)
    return tuple(
        CurrencySummary(
            totals=assessment.totals(currency),
            report=attrs.evolve(
                whole, rows=tuple(rows.get(currency, ())), unapplied_cash=tuple(cash.get(currency, ()))
            ),
            worklist=tuple(work.get(currency, ())),
        )
        for currency in assessment.currencies
    )


def cut(lines: Sequence[AgingLine], most: int) -> tuple[AgingLine, ...]:
    """The first lines, and the others summed in one, so that the column still adds up."""
    if len(lines) <= most + 1:
        return tuple(lines)
    return (*lines[:most], AgingLine.sum(f"({len(lines) - most:,} others)", lines[most:]))


def fair_share(most: int, currencies: int, least: int = 1) -> int:
    """How many of ``most`` lines each currency gets, and ``least`` so many.

    >>> fair_share(20, 3), fair_share(20, 10, least=5)
    (6, 5)
    """
    return max(most // max(currencies, 1), least)


def minus(amount: Money) -> str:
    """An amount that is taken off."""
    return grouped(-amount)


def aging_table(summary: CurrencySummary) -> Table:
    """Buckets from top to bottom with amount, share and items; then open, unapplied and balance."""
    line, basis = summary.line, summary.report.basis
    first = "Days past due" if basis == "due" else "Days since issue"
    buckets = zip(summary.report.buckets, line.amounts, line.counts, strict=True)
    return Table(
        caption=f"{summary.currency}: aging by {basis} day",
        columns=(Column(first, "name"), *(Column(each, "figure") for each in ("Open", "Share", "Items"))),
        rows=[(b.label, grouped(amount), share(amount, line.open), f"{items:,}") for b, amount, items in buckets],
        totals=[
            ("open", grouped(line.open), share(line.open, line.open), f"{line.items:,}"),
            ("unapplied", minus(line.unapplied), "", f"{line.pieces:,}"),
            ("balance", grouped(line.balance), "", ""),
        ],
        notes=[_past_due(summary)],
    )


def grouped_table(summary: CurrencySummary, by: str, most: int) -> Table:
    """A row for each value of a carried attribute, with the buckets from left to right and a total row."""
    lines = summary.groups(by)
    shown = cut(lines, most)
    headings = [bucket.label for bucket in summary.report.buckets]
    figures = (*headings, "Open", "Unapplied", "Balance", "Items")
    notes = [_past_due(summary)]
    if len(shown) < len(lines):
        notes.append(f"The {most} largest of {len(lines):,}; the others are summed in one row.")
    if by != "customer" and summary.line.unapplied:
        notes.append(f"Unapplied cash settles nothing yet, so it belongs to no {by}.")
    return Table(
        caption=f"{summary.currency}: aging by {summary.report.basis} day and {by}",
        columns=(Column(by, "name"), *(Column(each, "figure") for each in figures)),
        rows=[_grouped_row(line) for line in shown],
        totals=[_grouped_row(summary.line)],
        notes=notes,
    )


def _past_due(summary: CurrencySummary) -> str:
    late, whole = summary.past_due, summary.line.open
    return f"{grouped(late)} past due, {share(late, whole)} of what is open." if late else "Nothing is past due."


def _grouped_row(line: AgingLine) -> Cells:
    amounts = map(grouped, line.amounts)
    return line.label, *amounts, grouped(line.open), minus(line.unapplied), grouped(line.balance), f"{line.items:,}"


def worklist_table(summary: CurrencySummary, most: int, rest_in: str) -> Table:
    """Who, what, how much, since when and why; ``rest_in`` says where to find what is cut off."""
    work = summary.worklist
    notes = [f"... and {len(work) - most:,} more in {summary.currency}; {rest_in}"] if len(work) > most else []
    return Table(
        caption=f"{summary.currency}: worklist, {count(len(work), 'customer')}",
        columns=(
            Column("Customer", "name"),
            Column("Step"),
            Column(f"Amount {summary.currency}", "figure"),
            Column("Due since"),
            Column("Look again"),
            Column("Why", "reason"),
        ),
        rows=[_work_row(account.next_action) for account in work[:most]],
        notes=notes,
    )


def _work_row(action: NextAction | NoAction) -> Cells:
    if isinstance(action, NoAction):
        raise InvalidValueError("worklist", "accounts with something to do", action)
    why = f"by {action.step.channel}; {action.because}"
    return action.customer, action.step.name, grouped(action.amount), str(action.on), str(action.review_on), why


def totals_table(found: Sequence[CurrencySummary]) -> Table:
    """The sums, a column a currency."""
    sums = [each.totals for each in found]
    return Table(
        caption="Totals",
        columns=(Column("", "name"), *(Column(each.currency, "figure") for each in sums)),
        rows=[
            ("customers", *(f"{each.customers:,}" for each in sums)),
            ("open items", *(f"{each.items:,}" for each in sums)),
            ("open", *(grouped(each.open) for each in sums)),
            ("unapplied", *(minus(each.unapplied) for each in sums)),
        ],
        totals=[
            ("balance", *(grouped(each.balance) for each in sums)),
            ("interest accrued", *(grouped(each.interest) for each in sums)),
        ],
    )


def waiting_table(assessment: Assessment) -> Table:
    """The accounts with nothing to do now, summed up by reason, with the first day on which to look again."""
    waits: dict[str, list[NoAction]] = {}
    for account in assessment.accounts:
        if isinstance(account.next_action, NoAction):
            waits.setdefault(_reason(account, account.next_action), []).append(account.next_action)
    by_size = sorted(waits.items(), key=lambda found: (-len(found[1]), found[0]))
    kept = by_size[:MOST_REASONS]
    others = [action for _, actions in by_size[MOST_REASONS:] for action in actions]
    return Table(
        caption=f"Nothing to do now: {count(sum(map(len, waits.values())), 'account')}",
        columns=(Column("Why", "name"), Column("Accounts", "figure"), Column("Look again from")),
        rows=[
            (reason, f"{len(actions):,}", _first_review(actions))
            for reason, actions in (kept if not others else [*kept, ("other reasons", others)])
        ],
    )


def _first_review(actions: Iterable[NoAction]) -> str:
    days = [action.review_on for action in actions if action.review_on]
    return str(min(days)) if days else "-"


def _reason(account: AccountAssessment, action: NoAction) -> str:
    """The kind of reason for waiting: the decisions tell it, and without decisions the reason itself."""
    if not action.decisions:
        return clipped(action.because)
    if any(decision.step for decision in action.decisions):
        return "unapplied cash covers what is past due"
    held = {hold.kind for hold in account.position.holds for each in action.decisions if each.because == hold.reason}
    if held:
        return "on hold: " + " and ".join(sorted(held))
    late = any(each.item.due_on < account.aging.as_of for each in action.decisions)
    return "past due, the next step comes later" if late else "not past due yet"
