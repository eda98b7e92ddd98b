"""The list and the pages of late-payment regimes, made from the data that ships."""

from __future__ import annotations

from datetime import date, timedelta

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.util.docutils import SphinxDirective

from receivables import Money, OpenItem, statutory
from receivables.errors import ReceivablesError

NOT_ADVICE = "*This is no legal advice.* Have it checked before you claim anything."


class FromData(SphinxDirective):
    """A directive whose Markdown is made from data."""

    def lines(self) -> list[str]:
        """The Markdown."""
        raise NotImplementedError

    def run(self) -> list[nodes.Node]:
        home = nodes.container()
        self.state.nested_parse(StringList(self.lines(), "data"), 0, home)
        return home.children


class RegimeList(FromData):
    """One row a regime that ships, with a link to its page."""

    def lines(self) -> list[str]:
        head = ["| regime | debtor | rate | verified until | evidence |", "|---|---|---|---|---|"]
        return [*head, *map(self.line, statutory.regime_ids(evidence="flagged"))]

    @staticmethod
    def line(id_: str) -> str:
        regime = statutory.regime(id_, evidence="flagged")
        if regime.no_accrual:
            rate = "does not accrue by days"
        else:
            rate = "bring your own table" if regime.needs_table else cell(str(regime.rate_of()))
        until = regime.verified_until or ""
        return f"| [{id_}](regimes/{id_}.md) | {', '.join(regime.debtors)} | {rate} | {until} | {regime.evidence} |"


def cell(text: str) -> str:
    """Text that can stand in a cell."""
    return text.replace("|", "/")


def page(regime: statutory.Regime) -> str:
    """The page of a regime."""
    facts = [
        ("Jurisdiction", regime.jurisdiction),
        ("Legal basis", regime.legal_basis),
        ("Applies to", regime.applies_to),
        ("Debtors", ", ".join(regime.debtors)),
        ("Evidence", regime.evidence),
        ("Rate", rate(regime)),
        ("Rule", regime.rate_rule),
        ("Accrual", no_accrual(regime) or "by days"),
        ("Day count", f"{regime.day_count} by default; {regime.day_count_rule}"),
        ("Compounding", regime.compounding_rule),
        ("Interest runs", regime.accrues_from),
        ("Default term", f"{regime.default_term_days} days" if regime.default_term_days else "none known"),
        ("Longest term", longest(regime)),
        ("Compensation", compensation(regime)),
        ("Imputation", ", then ".join(regime.imputation) or "as agreed"),
        ("Verified until", str(regime.verified_until or "no table to verify")),
    ]
    rows = [f"| {name} | {cell(text)} |" for name, text in facts]
    return "\n".join(
        [
            "---",
            "orphan: true",
            "---",
            "",
            f"# {regime.id}",
            "",
            f"{regime.name}. {NOT_ADVICE}",
            "",
            "| | |",
            "|---|---|",
            *rows,
            "",
            *example(regime),
            "## Caveats",
            "",
            *(f"- {caveat}" for caveat in regime.caveats),
            "",
            "## Sources",
            "",
            *(f"- `{source}`" for source in regime.sources),
            "",
        ]
    )


def rate(regime: statutory.Regime) -> str:
    if regime.needs_table:
        return "none that can be computed with" if regime.no_accrual else "the caller's own table"
    return str(regime.rate_of())


def no_accrual(regime: statutory.Regime) -> str:
    """Why no interest follows from the rate, or nothing."""
    return f"**not by days**: {regime.no_accrual}" if regime.no_accrual else ""


def longest(regime: statutory.Regime) -> str:
    if regime.maximum_term_days is None:
        return regime.maximum_term_rule or "no limit known"
    flagged = "; this limit was not found in a primary source" if regime.term_evidence == "flagged" else ""
    more = f" ({regime.maximum_term_rule})" if regime.maximum_term_rule else ""
    return f"{regime.maximum_term_days} days, {regime.maximum_term}{more}{flagged}"


def compensation(regime: statutory.Regime) -> str:
    words = []
    for tier in regime.tiers:
        bound = f" from {tier.at_least}" if tier.at_least else f" above {tier.above}" if tier.above else ""
        sum_ = f"{tier.percent} % of the debt" if tier.percent else f"{tier.amount} {tier.currency}"
        words.append(sum_ + (f"{bound} {tier.debt_currency or tier.currency}" if bound else ""))
    flagged = " (not found in a primary source)" if regime.compensation_evidence == "flagged" and words else ""
    return "; ".join(words) + flagged or "none"


def example(regime: statutory.Regime) -> list[str]:
    """A debt of 10,000 that has been late for 90 days on the last day that was verified."""
    tier = regime.tiers[0] if regime.tiers else None
    homes = {"CH": "CHF", "US": "USD", "JP": "JPY", "IN": "INR", "MX": "MXN", "SE": "SEK", "PL": "PLN", "DK": "DKK"}
    unit = homes.get(regime.jurisdiction) or (tier.currency if tier and tier.currency else "EUR")
    as_of = regime.verified_until or date(2026, 6, 30)
    due = as_of - timedelta(days=90)
    item = OpenItem(customer="C-104", document="F-1001", issued_on=due, due_on=due, amount=Money("10000", unit))
    try:
        text = regime.accrue(item, as_of=as_of).explain()
    except ReceivablesError as error:
        return [
            "## Worked example",
            "",
            "There is none:",
            "",
            f"> {error}",
            "",
        ]
    return ["## Worked example", "", "```text", text, "```", ""]


def write_pages(app):
    """A page for each regime, beside the others."""
    folder = app.srcdir / "reference" / "regimes"
    folder.mkdir(exist_ok=True)
    for id_ in statutory.regime_ids(evidence="flagged"):
        text = page(statutory.regime(id_, evidence="flagged"))
        file = folder / f"{id_}.md"
        if not file.exists() or file.read_text("utf-8") != text:
            file.write_text(text, "utf-8")


def setup(app):
    app.add_directive("regime-list", RegimeList)
    app.connect("builder-inited", write_pages, priority=100)
    return {"parallel_read_safe": True}
