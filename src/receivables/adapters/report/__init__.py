"""The assessment as one self-contained page: HTML, style and charts in one file, no script and no network.

The page shows the totals, an aging chart and table for each currency, the worklist with its reasons, who waits and why,
the unapplied cash, the interest span by span, the credit policy in plain words, and what is odd about the book. It is
readable without colour, in light and dark, on a phone and on paper. Names and texts of the book are data: they are
escaped, and a content security policy keeps the browser from running anything.

>>> from datetime import date
>>> from receivables import CreditPolicy, Portfolio, assess
>>> from receivables.adapters.report import html_report
>>> nothing = assess(Portfolio.of([]), CreditPolicy(name="Tom & Co"), as_of=date(2026, 3, 31))
>>> page = html_report(nothing)
>>> page.startswith("<!doctype html>"), "Tom &amp; Co" in page
(True, True)
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from receivables.adapters.report import sections
from receivables.adapters.report.chart import PATTERNS
from receivables.adapters.report.markup import Markup, el, join
from receivables.adapters.report.style import STYLE
from receivables.adapters.summary import summaries
from receivables.portfolio import Assessment

__all__ = ["html_report"]

_NOTHING_BUT_STYLE = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def html_report(
    assessment: Assessment,
    *,
    by: str | None = None,
    about: Iterable[str] = (),
    warnings: Sequence[object] = (),
    warning_count: int | None = None,
) -> str:
    """The page for an assessment, as text in HTML to be written in UTF-8.

    ``by`` groups aging and chart by a carried attribute (the chart goes by customer without one); ``about`` are
    sentences on the book, ``warnings`` what was odd about it (``warning_count`` things, if these are only the first).
    Long lists are cut, and each cut is told on the page, which stays under two megabytes however large the book is.

    >>> from datetime import date
    >>> from receivables import CreditPolicy, assess
    >>> from receivables.adapters.report import html_report
    >>> nothing = assess([], CreditPolicy(name="House policy"), as_of=date(2026, 3, 31))
    >>> "House policy" in html_report(nothing)
    True
    """
    found = summaries(assessment)
    known = f", as known by {assessment.known_by}" if assessment.known_by else ""
    day = str(assessment.as_of)
    body = el(
        "body",
        PATTERNS,
        _header(day, known, assessment.policy.name, sections.navigation(found)),
        el(
            "main",
            sections.totals(found) if found else el("p", "The book holds no account: nothing is owed."),
            *(sections.aging(summary, by) for summary in found),
            sections.worklist(found),
            sections.waiting(assessment),
            sections.unapplied(found),
            sections.interest(assessment),
            sections.policy_in_words(assessment),
            sections.about_the_book(about, warnings, len(warnings) if warning_count is None else warning_count),
        ),
    )
    return "<!doctype html>\n" + el("html", _head(f"Receivables on {day}"), body, lang="en") + "\n"


def _header(day: str, known: str, policy: str, navigation: Markup) -> Markup:
    return el("header", el("h1", "Receivables on ", el("b", day), known), el("p", policy, class_="soft"), navigation)


def _head(title: str) -> Markup:
    policy = el("meta", http_equiv="Content-Security-Policy", content=_NOTHING_BUT_STYLE)
    meta = [
        el("meta", charset="utf-8"),
        policy,
        el("meta", name="viewport", content="width=device-width, initial-scale=1"),
        el("meta", name="color-scheme", content="light dark"),
    ]
    return el("head", join(meta), el("title", title), el("style", STYLE))
