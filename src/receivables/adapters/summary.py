"""What a report says about an assessment, as figures and tables; the terminal and the page only differ in the setting.

Every figure is a sum over the rows of the assessment. Long lists are cut where the caller says, and the rest is summed
up in a row or told in a sentence: nothing is left out silently.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cached_property

import attrs
from moneyed import Currency

from receivables.adapters.tables import Cells, Column, Table, clipped, count, grouped, share
from receivables.aging import AgingReport, AgingRow
from receivables.errors import InvalidValueError
from receivables.escalation import NextAction, NoAction
from receivables.money import Money
from receivables.portfolio import AccountAssessment, Assessment, Totals
from receivables.position import UnappliedCash


@attrs.frozen(kw_only=True)
class AgingLine:
    """One line of an aging table, in one currency: ``amounts`` and ``counts`` (items) by bucket, and unapplied cash."""

    label: str
    amounts: tuple[Money, ...]
    counts: tuple[int, ...]
    unapplied: Money
    pieces: int

    @classmethod
    def of(cls, label: str, report: AgingReport, currency: Currency) -> AgingLine:
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

    @property
    def unit(self) -> Currency:
        """The currency itself, which need not be one of ISO 4217."""
        return self.totals.open.currency

    @cached_property
    def line(self) -> AgingLine:
        """The aging of everything in this currency."""
        return AgingLine.of("total", self.report, self.unit)

    @cached_property
    def debtors(self) -> int:
        """How many customers have something open."""
        return len({row.item.customer for row in self.report.rows})

    @cached_property
    def past_due(self) -> Money:
        """What is open after its due day, whatever the scheme of buckets."""
        as_of = self.report.as_of
        late = (row.item.open for row in self.report.rows if row.item.due_on < as_of)
        return Money.total(late, currency=self.unit)

    def groups(self, by: str) -> tuple[AgingLine, ...]:
        """A line for each value of a carried attribute, the largest open amount first.

        What has no such value comes last as ``(no ...)``, with the unapplied cash, which belongs to none.
        """
        found = self.report.by(by)
        lines = [AgingLine.of(clipped(value), each, self.unit) for value, each in found.items() if value]
        lines.sort(key=lambda line: (-line.open.minor, line.label))
        if "" in found:
            label = f"(no {by})" if found[""].rows else "unapplied cash"
            lines.append(AgingLine.of(label, found[""], self.unit))
        return tuple(lines)


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


def unapplied_table(summary: CurrencySummary, most: int) -> Table:
    """The payments and credit notes that are not applied in full, the largest first."""
    cash = sorted(summary.report.unapplied_cash, key=lambda each: (-each.amount.minor, each.customer, each.reference))
    rows = [(each.customer, each.reference, each.kind, str(each.received_on), grouped(each.amount)) for each in cash]
    if len(rows) > most + 1:
        left = Money.total((each.amount for each in cash[most:]), currency=summary.unit)
        rows[most:] = [(f"({len(cash) - most:,} others)", "", "", "", grouped(left))]
    return Table(
        caption=f"{summary.currency}: unapplied cash",
        columns=(
            Column("Customer", "name"),
            Column("Reference"),
            Column("What"),
            Column("Received"),
            Column(f"Amount {summary.currency}", "figure"),
        ),
        rows=rows,
        totals=[("total", "", "", "", grouped(summary.line.unapplied))],
    )


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
    why = "; ".join([f"by {action.step.channel}", *action.actions[1:], action.because])
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
            ("interest accrued, not charged", *(grouped(each.interest) for each in sums)),
        ],
    )
