"""The page: whole, harmless, readable by everybody, and the same figures as the assessment."""

from __future__ import annotations

import re
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import attrs
import pytest

from receivables import (
    LEAVE_UNAPPLIED,
    Account,
    Aging,
    ContactMade,
    CreditPolicy,
    DisputeOpened,
    Invoice,
    InvoiceIssued,
    Ladder,
    LateInterest,
    Money,
    NoAction,
    Payment,
    PaymentReceived,
    Portfolio,
    PromiseMade,
    Step,
    assess,
)
from receivables.adapters.report import html_report, sections
from receivables.adapters.report.chart import fillings
from receivables.adapters.report.markup import Markup, el
from receivables.adapters.report.style import STYLE
from receivables.adapters.report.words import in_words
from receivables.adapters.summary import AgingLine, cut, summaries
from receivables.adapters.tables import grouped
from receivables.adapters.tabular import read_book
from receivables.adapters.waits import waiting_table, waits
from receivables.allocation import COSTS_FIRST
from receivables.currencies import custom_currency
from receivables.discounts import EarlyDiscounts, Tolerance
from receivables.interest import FixedRate, RatePeriod
from receivables.plans import AgreedPlans

ROOT = Path(__file__).resolve().parent.parent
AS_OF = date(2026, 6, 30)
LADDER = Ladder([Step("reminder", days=5, channel="email"), Step("final demand", days=60, channel="letter")])
POLICY = CreditPolicy(name="House policy", interest=LateInterest("8"), ladder=LADDER)
EVIL = "<script>alert('x')</script>&\"><img src=x onerror=alert(1)>"
VOID = {"meta", "br"}


def invoice(number, customer, total, due_on, *, currency="EUR", issued_on=date(2026, 1, 1), **attributes):
    money = Money(total, currency)
    return InvoiceIssued(
        Invoice(number, customer, total=money, issued_on=issued_on, due_on=due_on, attributes=attributes)
    )


def paid(reference, customer, amount, on, *, currency="EUR", remittance=()):
    money = Money(amount, currency)
    return PaymentReceived(Payment(reference, customer, amount=money, paid_on=on, remittance=remittance))


@pytest.fixture(scope="module")
def result():
    accounts = [
        Account(
            "Alba SL",
            "EUR",
            [
                invoice("F-1", "Alba SL", "1200.00", date(2026, 2, 1), country="ES"),
                invoice("F-2", "Alba SL", "300.50", date(2026, 7, 1), country="ES"),
                paid("P-1", "Alba SL", "200.00", date(2026, 3, 1), remittance=["F-1"]),
            ],
        ),
        Account("Brenner GmbH", "EUR", [invoice("F-3", "Brenner GmbH", "25000.00", date(2026, 6, 4), country="DE")]),
        Account(
            "Corda KG",
            "EUR",
            [
                invoice("F-4", "Corda KG", "80.25", date(2026, 7, 10)),
                paid("P-2", "Corda KG", "100.00", date(2026, 6, 20)),
            ],
        ),
        Account("Daishi KK", "JPY", [invoice("F-5", "Daishi KK", 150000, date(2026, 5, 1), currency="JPY")]),
    ]
    return assess(Portfolio.of(accounts), POLICY, as_of=AS_OF)


class Page(HTMLParser):
    """A page that must be well formed: elements with their attributes, and the text."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.open, self.elements, self.text = [], [], []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attributes):
        names = [name for name, _ in attributes]
        assert len(set(names)) == len(names)
        self.elements.append((tag, dict(attributes), tuple(self.open)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if "style" not in self.open:
            self.text.append(data)

    def found(self, tag):
        return [attributes for name, attributes, _ in self.elements if name == tag]

    @property
    def words(self):
        return " ".join(" ".join(self.text).split())


def rows(html, caption):
    """The cells of the table with a caption, row by row."""
    table = html[html.index(f"<caption>{caption}</caption>") :]
    table = table[: table.index("</table>")]
    found = re.findall(r"<tr>(.*?)</tr>", table)
    return [[re.sub(r"<[^>]*>", "", cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)] for row in found]


def test_the_page_is_well_formed(result):
    page = Page(html_report(result, by="country", about=["book.csv"], warnings=["row 7"]))
    assert page.found("html") == [{"lang": "en"}]
    assert {"charset": "utf-8"} in page.found("meta")
    identities = [attributes["id"] for _, attributes, _ in page.elements if "id" in attributes]
    assert len(set(identities)) == len(identities)
    assert {link["href"] for link in page.found("a")} <= {f"#{each}" for each in identities}


def test_the_page_needs_nothing_from_elsewhere(result):
    """No script, no network: not one address stands in it, and the browser is told to load none."""
    html = html_report(result)
    page = Page(html)
    loading = {"script", "link", "img", "iframe", "object", "embed", "form", "base", "use", "image", "foreignobject"}
    assert {tag for tag, _, _ in page.elements} & loading == set()
    assert not re.search(r"https?:|//[a-z]|@import|javascript:", html)
    assert set(re.findall(r"url\((.*?)\)", html)) <= {f"#p{n}" for n in range(1, 6)}
    policy = next(meta["content"] for meta in page.found("meta") if "http-equiv" in meta)
    assert policy.startswith("default-src 'none'")
    assert not any(name.startswith("on") for _, attributes, _ in page.elements for name in attributes)


def test_hostile_texts_stay_texts():
    """Names, reasons, attributes, policy, warnings: what a book says is shown as it is written, and does nothing."""
    events = [
        invoice(EVIL, EVIL, "10.00", date(2026, 2, 1), country=EVIL),
        invoice("F-2", EVIL, "10.00", date(2026, 2, 1), country="\x00\x1b[2J\u202e\ud800"),
        DisputeOpened("F-2", on=date(2026, 3, 1), reason=EVIL + "\n\u202e"),
    ]
    policy = attrs.evolve(POLICY, name=EVIL, ladder=Ladder([Step(EVIL, days=5, channel=EVIL)]))
    result = assess(Portfolio.of([Account(EVIL, "EUR", events)]), policy, as_of=AS_OF)
    html = html_report(result, by="country", about=[EVIL], warnings=[EVIL])
    page = Page(html)
    assert "<script" not in html
    assert "<img" not in html
    assert page.words.count(EVIL) > 10
    assert html.replace("\n", "").isprintable()
    html.encode("utf-8")


def test_markup_escapes_what_is_not_markup():
    assert el("p", "<b>", Markup("<i></i>"), None, title='"') == '<p title="&quot;">&lt;b&gt;<i></i></p>'


def test_figures_are_those_of_the_assessment(result):
    html = html_report(result, by="country")
    for currency in result.currencies:
        table = {row[0]: row[1:] for row in rows(html, f"{currency}: aging by due day")}
        for label, amount in result.aging.totals(currency).items():
            assert table[label][0] == grouped(amount)
        totals = result.totals(currency)
        assert table["open"] == [grouped(totals.open), "100.0 %", str(totals.items)]
        assert table["unapplied"][0] == grouped(-totals.unapplied)
        assert table["balance"][0] == grouped(totals.balance)
        column = ["", *result.currencies].index(currency)
        sums = {row[0]: row[column] for row in rows(html, "Totals")}
        assert sums["interest accrued, not charged"] == grouped(totals.interest)
        assert sums["balance"] == grouped(totals.balance)


def test_the_guide_quotes_what_its_command_gives():
    """The sentence that docs/how-to/read-the-report.md begins with is the one on the page of the example book."""
    guide = (ROOT / "docs" / "how-to" / "read-the-report.md").read_text("utf-8")
    quoted = re.search(r"(?:^> .*\n)+", guide, re.MULTILINE)[0].replace("> ", "").replace("**", "")
    book, policy, as_of = re.search(r"assess (\S+) --policy (\S+) --as-of (\S+) --by country", guide).groups()
    result = assess(
        read_book(ROOT / book).portfolio(), CreditPolicy.load(ROOT / policy), as_of=date.fromisoformat(as_of)
    )
    assert " ".join(quoted.split()) in Page(html_report(result)).words.replace(" :", ":")


@pytest.mark.parametrize(("code", "digits"), [("BTC", 8), ("XTS", 2)])
def test_currencies_of_the_callers_own_are_reported(code, digits):
    coin = custom_currency(code, digits)
    bill = Invoice("F-1", "C-1", total=Money("2.50", coin), issued_on=date(2026, 1, 1), due_on=date(2026, 2, 1))
    cash = Payment("P-1", "C-2", amount=Money("0.50", coin), paid_on=date(2026, 1, 5))
    found = assess(
        Portfolio.of_events([("C-1", coin, InvoiceIssued(bill)), ("C-2", coin, PaymentReceived(cash))]),
        POLICY,
        as_of=date(2026, 6, 30),
    )
    (summary,) = summaries(found)
    assert summary.past_due == Money("2.50", coin)
    assert summary.line.balance == Money(2, coin)
    assert f"{code}: " in html_report(found, by="country")


def test_groups_add_up_to_the_total(result):
    html = html_report(result, by="country")
    head, *body, total = rows(html, "EUR: aging by due day and country")
    assert head == ["country", "current", "1-30", "31-60", "61-90", "over 90", "Open", "Unapplied", "Balance", "Items"]
    assert [row[0] for row in body] == ["DE", "ES", "unapplied cash"]
    for column in range(1, len(head)):
        cells = [Money(row[column].replace(",", ""), "EUR") for row in (*body, total)]
        assert Money.total(cells[:-1], currency="EUR") == cells[-1]


def test_the_worklist_says_who_what_and_why(result):
    found = rows(html_report(result), "EUR: worklist, 2 customers")[1:]
    assert found[0] == [
        "Brenner GmbH",
        "reminder",
        "25,000.00",
        "2026-06-09",
        "2026-08-03",
        "by email; F-3: 26 days past due, reminder from day 5",
    ]
    assert "F-2: 300.50 EUR open, due in 1 day" in found[1][-1]


def test_who_waits_is_named(result):
    """Under each reason, with what is open and unapplied."""
    account = Account("Evora Lda", "EUR", [invoice("F-6", "Evora Lda", "70.00", date(2026, 7, 1))])
    more = assess(Portfolio.of([account]), POLICY, as_of=AS_OF).accounts
    words = Page(html_report(attrs.evolve(result, accounts=result.accounts + more))).words
    assert "nothing is open; there is unapplied cash Corda KG : 19.75 EUR unapplied 1 -" in words
    assert "not past due yet Evora Lda : 70.00 EUR open; F-6: due in 1 day 1 2026-07-06" in words


def test_unapplied_cash_is_listed(result):
    assert rows(html_report(result), "EUR: unapplied cash")[1:] == [
        ["Corda KG", "P-2", "payment", "2026-06-20", "19.75"],
        ["total", "", "", "", "19.75"],
    ]
    nothing = assess(Portfolio.of([]), POLICY, as_of=AS_OF)
    assert "There is no unapplied cash." in Page(html_report(nothing)).words


def test_long_lists_of_cash_and_names_are_cut():
    """What is cut is summed up, or told."""
    accounts = [Account(f"C-{n:03}", "EUR", [paid(f"P-{n}", f"C-{n:03}", n + 1, AS_OF)]) for n in range(300)]
    html = html_report(assess(Portfolio.of(accounts), POLICY, as_of=AS_OF))
    found = rows(html, "EUR: unapplied cash")[1:]
    assert [found[0][4], len(found)] == ["300.00", 202]
    assert found[-2:] == [["(100 others)", "", "", "", "5,050.00"], ["total", "", "", "", "45,150.00"]]
    assert "... and 200 more; the JSON output has all of them." in Page(html).words


def test_tooltips_count_in_words_that_agree(result):
    assert "<title>over 90: 1,000.00 EUR, 1 item</title>" in html_report(result)


def test_interest_is_shown_span_by_span(result):
    words = Page(html_report(result)).words
    assert "Alba SL : 33.88 EUR on 1 item" in words
    assert "2026-02-01 to 2026-03-01, 28 days: 1,200.00 at 8 % a year is 7.364384" in words
    assert "2026-03-01 to 2026-06-30, 121 days: 1,000.00 at 8 % a year is 26.520548" in words


@pytest.mark.parametrize(
    ("per", "accrual", "spans"),
    [
        (RatePeriod(1, "months"), "completed periods", []),
        (RatePeriod(30, "days"), "daily", ["2026-06-20 to 2026-06-30, 10 days: 100.00 at 3 % for 30 days is 1.000000"]),
    ],
)
def test_what_is_charged_once_is_shown_beside_the_spans(per, accrual, spans):
    """Also where there are none yet, and each rate for what it is for."""
    interest = LateInterest(FixedRate("3", per=per), accrual=accrual, penalty="2", fee="5")
    book = Portfolio.of([Account("C-1", "EUR", [invoice("F-1", "C-1", "100.00", date(2026, 6, 20))])])
    shown = Page(html_report(assess(book, CreditPolicy(name="x", interest=interest), as_of=AS_OF))).words
    for each in [*spans, "2.00 penalty, once", "5.00 fee, once"]:
        assert each in shown


def test_charts_are_told_in_words(result):
    """Each picture has a role and a name, a title and a description; what only decorates is hidden."""
    html = html_report(result)
    pictures = Page(html).found("svg")
    assert len([each for each in pictures if each.get("role") == "img"]) == 5
    for each in pictures:
        assert each.get("aria-hidden") == "true" or (each["role"] == "img" and each["aria-label"])
    told = "26,300.50 EUR open: current 300.50 (1.1 %), 1-30 25,000.00 (95.1 %), over 90 1,000.00 (3.8 %)"
    assert f"<title>total: 26,300.50 EUR</title><desc>{told}</desc>" in html


def test_charts_do_not_need_colour(result):
    """Each bucket that is past due has a pattern of its own, and the widest stretch carries its label."""
    html = html_report(result)
    bar = html[html.index("<h3>Open EUR by age</h3>") : html.index("<caption>EUR")]
    assert re.search(r"<text [^>]*>1-30</text>", bar)
    assert {*re.findall(r"url\(#p(\d)\)", bar)} == {"1", "4"}
    widths = [int(each.replace(".", "")) for each in re.findall(r'width="(\d+\.\d\d)%" height="100%" class', bar)]
    assert sum(widths) == 100_00


@pytest.mark.parametrize(
    ("edges", "expected"),
    [((30, 60, 90), (0, 1, 2, 3, 4)), ((), (0, 1)), (tuple(range(10, 110, 10)), (0, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5))],
)
def test_fillings_darken_with_age(edges, expected):
    assert fillings(Aging(edges=edges).buckets) == expected


def contrast(one, other):
    """The contrast of two colours, by WCAG 2.2."""

    def light(colour):
        code = colour.lstrip("#")
        code = "".join(each * 2 for each in code) if len(code) == 3 else code
        parts = [int(code[place : place + 2], 16) / 255 for place in (0, 2, 4)]
        linear = [each / 12.92 if each <= 0.03928 else ((each + 0.055) / 1.055) ** 2.4 for each in parts]
        return sum(weight * each for weight, each in zip((0.2126, 0.7152, 0.0722), linear, strict=True))

    darker, lighter = sorted((light(one), light(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_texts_have_contrast_in_light_and_dark():
    themes = [dict(re.findall(r"--(\w+):(#\w+);", theme)) for theme in re.findall(r":root\{([^}]*)\}", STYLE)]
    assert len(themes) == 3
    assert themes[0] != themes[1]
    assert themes[0] == themes[2]
    assert "@media(prefers-color-scheme:dark)" in STYLE
    assert "@media print" in STYLE
    for theme in themes:
        for ink in ("ink", "soft", "link"):
            assert min(contrast(theme[ink], theme[ground]) for ground in ("paper", "head")) >= 4.5


def test_tables_can_be_heard(result):
    page = Page(html_report(result, by="country"))
    assert {each["scope"] for each in page.found("th")} == {"row", "col"}
    assert len(page.found("caption")) == len(page.found("table"))
    regions = [each for each in page.found("div") if each.get("class") == "scroll"]
    assert all(each["role"] == "region" and each["aria-label"] and each["tabindex"] == "0" for each in regions)


def test_as_known_by_is_told(result):
    later = assess(Portfolio.of([]), POLICY, as_of=AS_OF, known_by=date(2026, 5, 31))
    words = Page(html_report(later)).words
    assert "Receivables on 2026-06-30 , as known by 2026-05-31" in words
    assert "nothing is owed" in words


def test_nothing_open_has_no_chart():
    account = Account("Alba", "EUR", [paid("P-1", "Alba", "5.00", date(2026, 1, 1))])
    page = Page(html_report(assess(Portfolio.of([account]), POLICY, as_of=AS_OF)))
    assert [each for each in page.found("svg") if each.get("role") == "img"] == []
    assert "Balance -5.00 EUR : 0.00 open at 0 customers, less 5.00 unapplied." in page.words


@pytest.fixture(scope="module")
def crowd():
    """More customers than a page lists, with long names and many items."""
    name = "Compa\u00f1\u00eda {:05} of a name that is rather long, as names of companies sometimes are SL"
    accounts = [
        Account(
            name.format(n),
            ("EUR", "USD")[n % 2],
            [
                invoice(f"F-{n}-{part}", name.format(n), n + 1, date(2026, 2, 1), currency=("EUR", "USD")[n % 2])
                for part in range(25 if n < 4 else 1)
            ],
        )
        for n in range(1_200)
    ]
    return assess(Portfolio.of(accounts), POLICY, as_of=AS_OF)


def test_long_books_make_pages_of_bounded_size(crowd):
    """What is cut is told, and where to find it."""
    html = html_report(crowd, by="customer", warnings=[f"row {n}" for n in range(100)])
    assert len(html.encode()) < 1_500_000
    page = Page(html)
    assert "... and 100 more in EUR; the JSON output has all of them." in page.words
    assert "Only the first 100 can be opened to see each item" in page.words
    assert "The 50 where most has accrued are below" in page.words
    assert "The 50 largest of 600; the others are summed in one row." in page.words
    assert "... and 80 more; the JSON output has all of them." in page.words
    assert len(page.found("details")) <= sections.WORK_DETAILS + sections.INTEREST_ACCOUNTS


def test_long_lists_of_items_are_cut(monkeypatch, crowd):
    some = attrs.evolve(crowd, accounts=crowd.accounts[:2])
    words = Page(html_report(some)).words
    assert words.count("... and 5 more") == 4


def test_cut_lines_still_add_up(crowd):
    lines = summaries(crowd)[0].groups("customer")
    for most in (1, 7, len(lines) - 1, len(lines), 5_000):
        shown = cut(lines, most)
        assert len(shown) <= most + 1
        assert AgingLine.sum("all", shown) == AgingLine.sum("all", lines)


# Why accounts wait ---------------------------------------------------------------------------------------------------


def reasons(*events, policy=POLICY):
    result = assess(Portfolio.of([Account("C", "EUR", events)]), policy, as_of=AS_OF)
    return [row[0] for row in waiting_table(waits(result)).rows]


LATE = invoice("F", "C", "10.00", date(2026, 6, 1))


@pytest.mark.parametrize(
    ("events", "reason"),
    [
        ([], "nothing is open"),
        ([paid("P", "C", "10.00", date(2026, 6, 5))], "nothing is open; there is unapplied cash"),
        ([invoice("F", "C", "10.00", date(2026, 7, 1))], "not past due yet"),
        ([invoice("F", "C", "10.00", date(2026, 6, 28))], "past due, the next step comes later"),
        ([LATE, ContactMade("reminder", channel="email", on=date(2026, 6, 20))], "past due, the next step comes later"),
        ([LATE, DisputeOpened("F", on=date(2026, 6, 10), reason="short delivery")], "on hold: dispute"),
        (
            [LATE, PromiseMade(Money(10, "EUR"), promised_on=date(2026, 7, 9), on=date(2026, 6, 10))],
            "on hold: promise",
        ),
    ],
)
def test_reasons_to_wait_are_told_apart(events, reason):
    assert reasons(*events) == [reason]


def test_unapplied_cash_is_a_reason_to_wait():
    policy = attrs.evolve(POLICY, allocation=LEAVE_UNAPPLIED)
    money = paid("P", "C", "10.00", date(2026, 6, 5))
    assert reasons(LATE, money, policy=policy) == ["unapplied cash covers what is past due"]


class Moody:
    """A ladder of somebody else, with a reason of its own for each customer."""

    kind, version = "moody", 1

    def next_action(self, position, *, as_of):
        return NoAction(customer=position.customer, rule="moody@1", because=f"no mood for {position.customer}")


def test_reasons_of_other_ladders_are_kept_but_not_without_end():
    accounts = [Account(f"C-{n:02}", "EUR", []) for n in range(30)]
    policy = attrs.evolve(POLICY, ladder=Moody())
    table = waiting_table(waits(assess(Portfolio.of(accounts), policy, as_of=AS_OF)))
    assert len(table.rows) == 9
    assert table.rows[0] == ("no mood for C-00", "1", "-")
    assert table.rows[-1] == ("other reasons", "22", "-")


# The policy in plain words -------------------------------------------------------------------------------------------


def test_the_policy_is_told_in_plain_words():
    ladder = Ladder([Step("notice", days=-3, channel="email"), Step("call", days=0, channel="phone")])
    interest = LateInterest("8.05", grace_days=5, grace="cliff", rounding_point="span")
    policy = CreditPolicy(
        name="p", aging=Aging(basis="issue", due_today="past_due"), interest=interest, ladder=ladder,
        allocation=LEAVE_UNAPPLIED,
    )  # fmt: skip
    assert dict(in_words(policy)) == {
        "Aging": "Open items are aged by their issue day, in days: current, 0-30, 31-60, 61-90, over 90. "
        "An item due today is past due.",
        "Late interest": "Simple interest of 8.05 % a year (ACT/365F) after 5 days of grace, "
        "counted from the due day once they are over, rounded half up once a span.",
        "Reminders": "Notice by email from 3 days before the due day; call by phone from the due day. "
        "Disputed items are left alone. Where nothing else sets a day, we look again after 7 days.",
        "Money without remittance advice": "It stays unapplied until somebody applies it.",
        "Early payment and small differences": "No discount and no difference is given up.",
        "Agreed plans": "The days of a plan stand for the due days while it is kept. One missed payment breaks it.",
    }
    limits = Tolerance(amount="5", percent="1", by_currency=[("JPY", "500")])
    giving = EarlyDiscounts(grace_days=2, partial="gross up", late_days=9, accept_late=True, tolerance=limits)
    strict = AgreedPlans(grace_days=5, missed=2, accelerates=True, reinstates=True)
    assert dict(in_words(CreditPolicy(name="p", plans=strict)))["Agreed plans"].endswith(
        "2 missed payments break it (5 days of grace). All that is left is then due. "
        "Who catches up is back in the plan."
    )
    told = dict(in_words(CreditPolicy(name="p", discounts=giving)))["Early payment and small differences"]
    assert told == (
        "A payment in time takes the discount that was offered, 2 days of grace included. A part payment earns its "
        "discount, so that 98 at 2 % settle 100. A discount up to 9 days late is accepted. Differences up to 500 JPY, "
        "5 in any other currency and at most 1 % of the item are given up."
    )


def test_what_disputes_and_charges_change_is_told_in_plain_words():
    policy = CreditPolicy(name="p", interest=LateInterest("8", disputed="stops"), allocation=COSTS_FIRST)
    words = dict(in_words(policy))
    assert words["Late interest"].endswith("rounded half up once an item. What is in dispute bears none.")
    assert words["Money without remittance advice"] == (
        "It settles costs, then interest, then principal; of each, the items that have been due longest."
    )


def test_policies_of_others_are_named_with_their_settings():
    @attrs.frozen
    class Weekly(Moody):
        kind = "weekly"
        weekday: str = "Monday"

    words = dict(in_words(attrs.evolve(POLICY, ladder=Weekly())))
    assert words["Reminders"] == "By the rule weekly (weekday Monday)."
    assert dict(in_words(attrs.evolve(POLICY, ladder=Moody())))["Reminders"] == "By the rule moody."
