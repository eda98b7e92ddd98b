"""The check of policies: what it finds, that good ones have nothing to find, and that nothing breaks it."""

from __future__ import annotations

import json
import re
import tomllib
from datetime import date, timedelta
from pathlib import Path

import attrs
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from moments import within
from policy_documents import CURRENT, accepted, changed
from random_ladders import any_ladders
from test_catalogue_hostile import HOSTILE
from test_pages import PAGES
from write_schemas import EVERY_KIND

from receivables import Account, CreditPolicy, Installments, Invoice, InvoiceIssued, Ladder, LateInterest, Money, Step
from receivables.adapters.letters.facts import LETTERS
from receivables.adapters.letters.texts import TONES, languages
from receivables.aging import Aging
from receivables.catalogue import STANDARD, dump, dumps, parse
from receivables.contact_guard import NO_GUARD, Cap, ContactFacts, ContactGuard, Gap, NeverBy, OneChannel, QuietWeekdays
from receivables.credit import Conditions, Credit, HoldRule, OverdueState, OverdueStates, SegmentOffer
from receivables.credit_book import Amendment, CreditBook
from receivables.credit_policy import starter_ids
from receivables.discounts import EarlyDiscounts, OnTimeReward, Tolerance
from receivables.errors import InvalidValueError, PolicyDocumentError
from receivables.escalation import Fee, StepConditions
from receivables.escalation.conditions import ALWAYS
from receivables.events import ContactMade
from receivables.interest import FixedRate, NoInterest, TableRate, Tiers
from receivables.plans import AgreedPlans
from receivables.policy_check import RULES, Setting, check_document, check_policy, limits
from receivables.policy_check.course import AT_ONCE, course_of
from receivables.policy_check.lines import line_at, lines_of
from receivables.policy_check.shipped_letters import shipped_letters
from receivables.rates import RateTable, shipped_names
from receivables.segments import Condition, SegmentRule, Segments
from receivables.statutory import StatutoryInterest

ROOT = Path(__file__).resolve().parent.parent
EVERYTHING = ROOT / "tests" / "broken_policies" / "everything.toml"
DAY = date(2026, 6, 30)
USED_LATER = {"as_of": DAY, "jurisdiction": "DK", "languages": ["en", "nl"]}
DUE, HOLD = {"days": 5, "channel": "email"}, Conditions(min_days=30)


def rules(findings):
    return {finding.rule for finding in findings}


def ladder(*days, **fields):
    """A ladder with steps on these days."""
    return Ladder([Step(f"step {day}", days=day, channel="email") for day in days], **fields)


def interest(**fields):
    return LateInterest("8", **fields)


def credit(**offer):
    return Credit(offers=[SegmentOffer("regular", **offer)])


def segments(*conditions, **fields):
    return Segments(rules=[SegmentRule(name=f"s{n}", conditions=each) for n, each in enumerate(conditions)], **fields)


def amendment(**slots):
    return Amendment(name="change", since=DAY, **slots)


CALL = Step("call", days=9, channel="phone", tone="firm", measures=["hand over to an agency"])
COURT = Step("court", days=20, channel="letter", tone="formal", measures=["hand over to a court"])
FOR_SOME = Ladder([Step("a", **DUE, when=StepConditions(segments=["riskey"]))])
HIGH, LOW = Condition(measure="score", at_least="80"), Condition(measure="score", at_least="60")
AS_IN = {"jurisdiction": "FR", "debtor": "business"}
WRONG = [
    ("wide-bucket", Aging(edges=[30, 90, 120]), {}),
    ("label-of-other-days", Aging(edges=[30], labels=["now", "0-31", "later"]), {}),
    ("passed-over-step", ladder(5, 6, 7, min_gap_days=2), {}),
    ("passed-over-step", ladder(-9, -3, 5, min_gap_days=10), {}),
    ("passed-over-step", ladder(-9, -3, 5, min_gap_days=20, mode="progressive"), {}),
    ("late-step", ladder(5, 7, min_gap_days=5), {}),
    ("past-the-most-notices", ladder(5, 7, max_notices=1), {}),
    ("impossible-condition", Ladder([Step("a", **DUE, when=StepConditions(min_percent=101))]), {}),
    (
        "impossible-condition",
        Ladder([Step("a", **DUE, when=StepConditions(currencies=["USD"]))], min_totals=[("EUR", 5)]),
        {},
    ),
    ("unknown-currency", Ladder([Step("a", **DUE, when=StepConditions(currencies=["EURO"]))]), {}),
    ("step-below-oldest", ladder(5, debtor_min_days=10), {}),
    ("reminder-within-grace", ladder(-3, grace_days=10), {}),
    ("repeats-every-day", ladder(5, after_last="repeat"), {}),
    ("falling-tone", Ladder([Step("a", **DUE, tone="formal"), Step("b", days=9, channel="email", tone="firm")]), {}),
    (
        "step-after-handing-over",
        Ladder([Step("a", **DUE, measures=["hand over to a court"]), Step("b", days=9, channel="fax")]),
        {},
    ),
    ("channel-twice", Ladder([Step("a", **DUE), Step("b", days=9, channel="e-mail")]), {}),
    ("alike-steps", Ladder([Step("last call", **DUE), Step("Last Call", days=9, channel="email")]), {}),
    ("long-promise", ladder(5, promise_tolerance_days=15), {}),
    ("missing-letter", Ladder([Step("a", **DUE, template="remainder", tone="firm")]), {}),
    ("missing-letter", Ladder([Step("a", **DUE, template="reminder", tone="firm")]), {"languages": ["nl"]}),
    ("no-letter-named", Ladder([Step("a", **DUE, template="reminder"), CALL]), {}),
    ("no-letter-named", Ladder([Step("a", **DUE), Step("b", days=9, channel="fax", template="reminder")]), {}),
    ("no-currency", Ladder([Step("a", **DUE, fee=Fee(fixed="5"))]), {}),
    ("no-currency", Ladder([Step("a", **DUE, when=StepConditions(min_total="5"))]), {}),
    ("unlawful-fee", Ladder([Step("a", **DUE, fee=Fee(percent="1"))]), AS_IN),
    ("unlawful-fee", Ladder([Step("a", **DUE, fee=Fee(fixed="101"))]), {"jurisdiction": "DK"}),
    ("never-allowed", ladder(5, guard=ContactGuard([NeverBy(["email"])])), {}),
    ("held-back-step", ladder(5, 7, guard=ContactGuard([Gap(7)])), {}),
    ("held-back-step", ladder(5, 7, 9, guard=ContactGuard([Cap(2, days=7)])), {}),
    ("no-day-left", ContactGuard([QuietWeekdays([0, 1, 2]), QuietWeekdays([3, 4, 5, 6])]), {}),
    ("law-past-its-day", ContactGuard(laws=["US-REG-F"]), {"as_of": DAY}),
    ("rate-as-fraction", LateInterest("0.08"), {}),
    ("very-high-rate", LateInterest("96"), {}),
    ("above-own-ceiling", interest(ceiling="5"), {}),
    ("rate-outside-the-law", LateInterest("1"), AS_IN),
    ("rate-outside-the-law", LateInterest("45"), {"jurisdiction": "PL"}),
    ("penalty-above-the-law", interest(penalty="10"), {"jurisdiction": "BR", "debtor": "consumer"}),
    ("compounds-against-the-law", interest(compounding="yearly"), {"jurisdiction": "DE", "debtor": "business"}),
    ("crossed-bounds", interest(minimum=5, maximum=4), {}),
    ("no-rate", LateInterest("0"), {}),
    ("below-the-first-tier", LateInterest(Tiers([(31, "8")], by="days")), {}),
    ("tier-changes-nothing", Tiers([(1, "8"), (31, "8.0")], by="days"), {}),
    ("rate-past-its-day", LateInterest(TableRate("ECB-MRO")), {"as_of": date(2040, 1, 1)}),
    ("rate-past-its-day", StatutoryInterest("ES-LEY-3-2004", project=True), {"as_of": date(2040, 1, 1)}),
    ("table-past-its-day", RateTable("R", [(DAY, "1")], source="us", verified_until=DAY), {"as_of": date(2040, 1, 1)}),
    ("discount-without-end", EarlyDiscounts(grace_days=20), {}),
    ("discount-without-end", EarlyDiscounts(accept_late=True, late_days=30), {}),
    ("late-within-no-days", EarlyDiscounts(accept_late=True), {}),
    ("generous-tolerance", EarlyDiscounts(tolerance=Tolerance(percent=2)), {}),
    ("no-currency", Tolerance(amount=5), {}),
    ("slow-plan", AgreedPlans(grace_days=31), {}),
    ("slow-plan", AgreedPlans(missed=4), {}),
    ("interest-that-does-not-run", CreditPolicy(name="n", ladder=Ladder([Step("a", **DUE, interest="off")])), {}),
    ("says-nothing", ladder(5, skips=True), {}),
    ("says-nothing", Ladder([Step("a", **DUE, wait_days=3)], mode="progressive"), {}),
    ("says-nothing", Ladder([Step("a", **DUE), Step("b", days=9, wait_days=3, channel="fax")], mode="staged"), {}),
    ("rule-beside-another", ContactGuard([Cap(3, days=7, channels=["phone"]), Cap(2, days=7)]), {}),
    ("rate-as-fraction", Installments.level(3, percent="0.06"), {}),
    ("term-too-long", OnTimeReward(invoices=3, terms="net 61"), {"jurisdiction": "ES", "debtor": "business"}),
    (
        "no-currency",
        CreditPolicy(name="n", ladder=ladder(5, min_totals=[("EUR", 1), ("JPY", 9)]), interest=interest(fee="5")),
        {},
    ),
    ("unknown-segment", CreditBook(policy=CreditPolicy(name="n", ladder=FOR_SOME)), {}),
    ("unknown-segment", CreditBook(policy=CreditPolicy(name="n"), amendments=[amendment(ladder=FOR_SOME)]), {}),
    ("changes-nothing", CreditBook(policy=CreditPolicy(name="n"), amendments=[amendment(interest=NoInterest())]), {}),
    ("state-that-is-not-there", Credit(rules=[HoldRule("r", Conditions(states=["blocked"]))]), {}),
    ("rule-always-holds", Credit(rules=[HoldRule("r", Conditions(min_count=0))]), {}),
    ("rule-beside-another", Credit(rules=[HoldRule("r", Conditions(min_days=40), "warn"), HoldRule("q", HOLD)]), {}),
    ("condition-changes-nothing", Credit(rules=[HoldRule("r", Conditions(min_days=5, counted_from=30))]), {}),
    ("term-too-long", credit(terms="net 90"), {"jurisdiction": "ES", "debtor": "business"}),
    ("dear-discount", credit(terms="5/10 net 30"), {}),
    ("terms-without-credit", credit(terms="net 30", limit=Money("0.00", "EUR")), {}),
    (
        "state-out-of-reach",
        OverdueStates([OverdueState("warned", HOLD), OverdueState("bad", Conditions(min_days=60))]),
        {},
    ),
    ("segment-out-of-reach", segments([LOW], [HIGH]), {}),
    ("impossible-condition", segments([Condition(measure="score", at_least="101")]), {}),
    ("impossible-condition", segments([HIGH, Condition(measure="score", at_most="60")]), {}),
    ("window-without-trend", segments([HIGH], window_days=90, recent_days=90), {}),
]


@pytest.mark.parametrize(
    ("rule", "policy", "setting"), WRONG, ids=lambda value: value if isinstance(value, str) else ""
)
def test_each_rule_finds_what_it_is_for(rule, policy, setting):
    """With a message, at a place that the policy has, by line where it is written down."""
    found = [finding for finding in check_policy(policy, **setting) if finding.rule == rule]
    assert found
    assert all(finding.message and finding.severity == "warning" and finding.line is None for finding in found)
    for finding in found if getattr(policy, "kind", None) else ():
        lines = lines_of(dumps(policy))
        key = re.split(r"[.\[]", finding.path)[0]
        assert key == "document" or key in lines or hasattr(policy, key)


def test_every_rule_is_tried_here():
    """A rule that nothing sets off is no rule."""
    assert {name for name, _, _ in RULES} == {name for name, _, _ in WRONG}


RIGHT = [
    ladder(5, 12, min_gap_days=7),
    ladder(5, 12, guard=ContactGuard([Gap(7), Cap(1, days=7), OneChannel(30)])),
    ladder(-3, grace_days=3, grace="cliff"),
    ladder(5, after_last="repeat", repeat_days=30),
    Ladder([Step("a", **DUE, fee=Fee(fixed="5"))], min_totals=[("EUR", 0)]),
    Ladder([Step("a", **DUE, template="reminder")]),
    Ladder([CALL, COURT, Step("give up", days=99, channel="letter", measures=["propose a write-off"])]),
    Ladder([Step("a", **DUE, wait_days=3)], after_last="repeat"),
    Ladder([Step("a", **DUE, deadline_days=6), Step("b", days=12, channel="letter")]),
    Aging(edges=[7, 14, 30, 60], labels=["current", "1-7", "8 to 14", "15\u201330", "31-60", "60+"]),
    LateInterest("8", ceiling="8", minimum=4, maximum=4),
    LateInterest("0.3", accrual="once"),
    LateInterest(Tiers([(1, "8"), (31, "9")], by="days")),
    Segments(),
    ContactGuard([Cap(2, days=7, unless=["no answer"]), Cap(3, days=7), Cap(5, days=30)]),
    OnTimeReward(invoices=3, terms="net 45"),
    credit(terms="2/10 net 30"),
    credit(terms="due on receipt", limit=Money("0.00", "EUR")),
    OverdueStates([OverdueState("bad", Conditions(min_days=60)), OverdueState("warned", HOLD)]),
    CreditPolicy(name="plain"),
]


@pytest.mark.parametrize("policy", RIGHT)
def test_what_is_in_order_is_not_told(policy):
    """At the very bound of a rule nothing is found."""
    assert check_policy(policy) == ()
    assert check_policy(credit(terms="net 60"), jurisdiction="ES", debtor="business") == ()


@pytest.mark.parametrize("starter", starter_ids())
def test_the_starters_pass(starter):
    """As they ship, in the languages that letters ship in."""
    text = (ROOT / "src" / "receivables" / "data" / "policies" / f"{starter}.toml").read_text("utf-8")
    assert check_document(text) == ()
    assert check_policy(CreditPolicy.starter(starter), languages=languages()) == ()


def documents_in(page):
    """The policy documents that a page or a file shows: in a fence, or as text in Python."""
    text = page.read_text("utf-8")
    for block in re.findall(r"'''\n(.*?)'''|^```toml\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
        lines = [re.sub(r"^(?:>>>|\.\.\.) ?", "", line) for line in "".join(block).splitlines()]
        document = "\n".join(lines)
        if re.match(r'(?:#.*\n|\n)*kind = "', document):
            yield document


SHOWN_BROKEN = ('kind = "agign"', 'rate = "0.08"', "house-rule", "murabaha", "donation", "worth-asking")
"""What pages show as refused, and kinds that a page makes itself."""


def test_the_policies_that_the_docs_show_pass():
    """Every document of a page that loads, and the one of the example book."""
    shown = [document for page in PAGES for document in documents_in(page)]
    kept = [document for document in shown if not any(each in document for each in SHOWN_BROKEN)]
    assert len(kept) > 8
    for document in [*kept, (ROOT / "examples" / "credit-policy.toml").read_text("utf-8")]:
        assert check_document(document) == (), document


def test_a_policy_with_everything_wrong_shows_it_all_at_once():
    """At least 15 different things, each on the line that holds its key."""
    text = EVERYTHING.read_text("utf-8")
    found = check_document(text, **USED_LATER)
    assert len(rules(found)) >= 20
    assert len(rules(check_document(text))) >= 15
    assert {finding.severity for finding in found} == {"error", "warning"}
    assert [finding.line for finding in found] == sorted(finding.line for finding in found)
    written = text.splitlines()
    for finding in found:
        key = re.sub(r"\[\d+\]", "", finding.path).split(".")[-1]
        assert key in written[finding.line - 1] or f"{key}]" in written[finding.line - 1], finding


def test_what_cannot_be_loaded_does_not_hide_the_rest():
    """A step that is wrong is left out, the others keep their numbers; so is a slot."""
    found = {finding.path: finding for finding in check_document(EVERYTHING.read_text("utf-8"))}
    assert found["ladder.steps[3].days"].severity == "error"
    assert found["ladder.steps[4].channel"].rule == "never-allowed"
    assert found["ladder.steps[5].when.currencies"].line == 120
    assert found["plans"].suggestion == 'write kind = "agreed-plans"'


BOOK = """
kind = "credit-book"
version = 1

[policy]
kind = "credit-policy"
version = 1
name = "House policy"
colour = "red"

[policy.interest]
kind = "statutory-interest"
version = 1
regime = "FR-COM-L441-10"

[policy.plans]
kind = "agreed-plans"
version = 1
missed = "two"

[[amendments]]
name = "broken"
since = "soon"
aging = { kind = "aging", version = 1, edges = [30] }

[[amendments]]
name = "dearer"
since = 2026-07-01
ladder = { kind = "ladder", version = 1, steps = [
    { name = "x", days = "five", channel = "email" },
    { name = "notice", days = 5, channel = "email", fee = { fixed = "5", currency = "EUR", rate = "1" } },
] }
"""


def test_a_book_is_checked_like_its_policies():
    """With the law of its policy, in amendments too, beside what cannot be loaded."""
    found = {(finding.path, finding.rule, finding.line) for finding in check_document(BOOK)}
    assert found == {
        ("policy.colour", "cannot-be-loaded", 9),
        ("policy.plans.missed", "cannot-be-loaded", 19),
        ("amendments[0].since", "cannot-be-loaded", 23),
        ("amendments[1].ladder.steps[0].days", "cannot-be-loaded", 30),
        ("amendments[1].ladder.steps[1].fee", "unlawful-fee", 31),
    }


def test_a_whole_policy_may_repeat_what_stays():
    """As the docs amend a book by a starter; an amendment of some slots need not."""
    whole = Amendment.of(CreditPolicy.starter("es-pyme"), since=date(2027, 1, 1))
    part = Amendment(name="part", since=date(2027, 1, 1), aging=whole.aging)
    told = [rules(check_policy(CreditBook(policy=CreditPolicy(name="H"), amendments=[each]))) for each in (whole, part)]
    assert told == [set(), {"changes-nothing"}]


def test_the_law_of_a_book_may_come_with_an_amendment():
    """Where its policy has no statutory regime; else that of the policy stands."""
    later = BOOK.replace('regime = "FR-COM-L441-10"', 'rate = "8"').replace("statutory-interest", "late-interest")
    assert "unlawful-fee" not in rules(check_document(later))
    change = 'since = 2026-07-01\ninterest = { kind = "statutory-interest", version = 1, regime = "FR-COM-L441-10" }'
    assert "unlawful-fee" in rules(check_document(later.replace("since = 2026-07-01", change)))


def test_amendments_that_contradict_each_other_are_told_together():
    """Beside what is wrong with one of them; a segment is not unknown where the segments could not be loaded."""
    head = 'kind = "credit-book"\nversion = 1\npolicy = { kind = "credit-policy", version = 1, name = "House" }\n'
    slot = 'interest = { kind = "late-interest", version = 1, rate = "9" }'
    more = ['segment = "key"', 'segment = "gone"', "until = 2026-01-01", "", "", ""]
    text = head + "".join(
        f'[[amendments]]\nname = "{place}"\nsince = 2026-07-01\n{slot}\n{each}\n' for place, each in enumerate(more)
    )
    assert [(finding.path, finding.line) for finding in check_document(text)] == [
        ("amendments[0].segment", 8),
        ("amendments[1].segment", 13),
        ("amendments[2].until", 18),
        ("amendments[4].interest", 27),
        ("amendments[5].interest", 32),
    ]
    found = check_document(text + '[segments]\nkind = "segments"\nversion = 1\nrules = "key"\n')
    assert [finding.path for finding in found] == ["amendments[2].until", "segments.rules"]


@pytest.mark.parametrize("text", ["[interest]\n", 'name = ""\n[interest]\n'])
def test_a_policy_without_a_name_is_checked_all_the_same(text):
    """Named or not, its rate is a slip."""
    slot = 'kind = "late-interest"\nversion = 1\nrate = "0.08"\n'
    found = check_document(f'kind = "credit-policy"\nversion = 1\n{text}{slot}')
    assert [finding.path for finding in found] == ["name", "interest.rate"]


@settings(max_examples=50)
@given(accepted())
def test_no_policy_breaks_the_check(policy):
    """Whatever the kind; and written down and read again it has the same findings, now with lines."""
    found = check_policy(policy, **USED_LATER)
    if policy.kind in (*STANDARD.kinds, "credit-policy", "credit-book"):
        for form in ("toml", "json"):
            again = check_document(dumps(policy, format=form), format=form, catalogue=EVERY_KIND, **USED_LATER)
            assert {attrs.evolve(each, line=None) for each in again} == set(found)


@given(changed())
def test_no_document_breaks_the_check(data):
    """Errors are told where it cannot be loaded, and only there."""
    found = check_document(json.dumps(data), format="json", catalogue=EVERY_KIND)
    errors = [finding for finding in found if finding.severity == "error"]
    assert len(errors) == len(_problems(data))


def _problems(data):
    """What keeps a document from being loaded."""
    try:
        EVERY_KIND.build(data)
    except PolicyDocumentError as error:
        return error.exceptions
    return ()


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_documents_are_findings(name):
    """In less than a second, with at least one error and no other exception."""
    form, text, _ = HOSTILE[name]
    with within(1):
        found = check_document(text, format=form)
    assert {finding.severity for finding in found} == {"error"}
    assert len(found) <= 1_001
    assert all(len(finding.message) < 2_000 for finding in found)


def many(kind, count, **lists):
    """A document with long lists."""
    return json.dumps(
        {"kind": kind, "version": 1} | {key: list(map(make, range(count))) for key, make in lists.items()}
    )


LARGE = {
    "steps": many("ladder", 2_000, steps=lambda n: {"name": f"s{n}", "days": n, "channel": "fax"}),
    "caps": many(
        "contact-guard", 2_000, rules=lambda n: {"kind": "contact-cap", "version": 1, "contacts": 9, "days": n + 1}
    ),
    "segments": many(
        "segments",
        3_000,
        rules=lambda n: {"name": f"s{n}", "conditions": [{"measure": "score", "at_least": str(n % 99)}]},
    ),
    "states": many("overdue-states", 2_000, states=lambda n: {"name": f"s{n}", "when": {"min_days": 2_000 - n}}),
}


@pytest.mark.parametrize("name", LARGE)
def test_large_policies_are_checked_in_a_moment(name):
    """Rules that compare each with each stop at a hundred."""
    with within(1):
        assert not any(finding.severity == "error" for finding in check_document(LARGE[name], format="json"))


bounds = st.integers(0, 10).map(lambda number: str(number * 10))
on_score = st.builds(Condition, measure=st.just("score"), at_least=bounds) | st.builds(
    Condition, measure=st.just("score"), at_most=bounds
)


@given(st.lists(st.lists(on_score, min_size=1, max_size=2), min_size=1, max_size=5))
def test_nobody_gets_into_a_segment_out_of_reach(conditions):
    """At no score: the first rule that holds is another one; what is not told of can be entered, if it can hold."""
    policy = segments(*conditions)
    entered = set()
    for score in range(101):
        holds = (n for n, rule in enumerate(policy.rules) if all(each.holds(score) for each in rule.conditions))
        entered.add(next(holds, None))
    told = {int(re.search(r"\d+", finding.path)[0]) for finding in check_policy(policy)}
    assert not told & entered
    alone = {n for n, each in enumerate(conditions) if len(each) == 1}
    one_sided = len({condition.at_most is None for each in conditions for condition in each}) == 1
    assert not one_sided or alone - entered <= told


at_least = st.none() | st.integers(0, 6)
some_days = st.builds(
    lambda days, count: Conditions(min_days=days, min_count=count), st.integers(0, 6), st.none() | st.integers(1, 3)
)


@given(st.lists(some_days, min_size=1, max_size=4))
def test_no_account_is_in_a_state_out_of_reach(conditions):
    """With whatever is unpaid, the first state whose conditions hold is never one that is told."""
    states = OverdueStates([OverdueState(f"s{n}", each) for n, each in enumerate(conditions)])
    told = {int(re.search(r"\d+", finding.path)[0]) for finding in check_policy(states)}
    reached = {
        next((n for n, each in enumerate(conditions) if days >= each.min_days and count >= (each.min_count or 0)), None)
        for days in range(8)
        for count in range(5)
    }
    assert not told & reached


caps = st.builds(
    Cap,
    st.integers(1, 3),
    days=st.integers(1, 9),
    channels=st.sampled_from([[], ["email"], ["sms", "email"]]),
    unless=st.sampled_from([[], ["no answer"]]),
)


@given(
    caps, caps, st.lists(st.tuples(st.integers(0, 12), st.sampled_from(["email", "sms"]), st.booleans()), max_size=6)
)
def test_a_cap_that_is_told_refuses_nothing_that_the_other_does_not(one, other, made):
    """Whatever contacts there were."""
    told = {
        finding.path for finding in check_policy(ContactGuard([one, other])) if finding.rule == "rule-beside-another"
    }
    events = [
        ContactMade(f"s{n}", channel=by, on=DAY + timedelta(days=day), outcome="no answer" if missed else "")
        for n, (day, by, missed) in enumerate(made)
    ]
    last = DAY + timedelta(days=12)
    facts = ContactFacts.of(Account("C-1", "EUR", events).as_of(last), ("email", "sms"))
    for channel in facts.channels:
        first, second = (rule.refuse(facts, channel=channel, day=last) is not None for rule in (one, other))
        assert "rules[0]" not in told or second or not first
        assert "rules[1]" not in told or first or not second


def test_a_reminder_that_a_gap_keeps_back_until_the_due_day_never_comes():
    """Whether or not a step by days alone takes over, and it is not put down to a number of notices."""
    big = Step("big", days=5, channel="email", when=StepConditions(min_item=500))
    usual = ladder(-9, -3, 5, min_gap_days=10)
    for policy in (usual, attrs.evolve(usual, steps=[*usual.steps[:2], big])):
        (finding,) = [each for each in check_policy(policy) if each.path == "steps[1]"]
        assert finding.rule == "passed-over-step"
        assert "it is for the days before the due day" in finding.message


@st.composite
def plain_ladders(draw):
    """A ladder whose steps ask for days and waits alone, some of them for no day."""
    given_ = draw(any_ladders())
    loose = draw(st.sets(st.integers(1, 3)))
    steps = [
        attrs.evolve(
            step,
            when=ALWAYS,
            fee=None,
            interest=None,
            days=None if place in loose and step.wait_days is not None else step.days,
        )
        for place, step in enumerate(given_.steps)
    ]
    return attrs.evolve(
        given_, steps=steps, guard=NO_GUARD, min_totals=None, debtor_min_days=None, after_last="stop", repeat_days=None
    )


def sent_by(policy):
    """The steps that a lone invoice gets that is never paid, each with the days after its due day."""
    due = date(2026, 6, 1)
    issued = due - timedelta(days=40)
    invoice = Invoice("F-1", "C-1", total=Money("500.00", "EUR"), issued_on=issued, due_on=due)
    position = Account("C-1", "EUR", [InvoiceIssued(invoice)]).as_of(issued)
    planned = policy.plan(position, as_of=issued, until=date(2027, 6, 1))
    return [(each.action.step.name, (each.on - due).days) for each in planned]


@settings(max_examples=50)
@given(plain_ladders())
def test_the_course_of_a_ladder_is_what_it_sends(policy):
    """A lone invoice that is never paid gets the steps on the days that the check says, and no others."""
    course, sent = course_of(policy), sent_by(policy)
    if course.arrivals and course.arrivals[0].comes == AT_ONCE:
        assert sent[0] == (policy.steps[course.arrivals[0].place].name, -40)
    else:
        assert [(policy.steps[each.place].name, each.comes) for each in course.arrivals] == sent


@settings(max_examples=40)
@given(plain_ladders(), st.lists(caps | st.builds(Gap, st.integers(1, 9)), min_size=1, max_size=2))
def test_a_guard_holds_a_step_back_exactly_where_that_is_told(policy, rules_of_the_house):
    """Without such a finding the plan under the guard is the plan without it, and with one it is not."""
    guarded = attrs.evolve(policy, guard=ContactGuard(rules_of_the_house))
    assume(course_of(policy).arrivals and course_of(policy).arrivals[0].comes != AT_ONCE)
    told = any(finding.rule == "held-back-step" for finding in check_policy(guarded))
    assert told is (sent_by(policy) != sent_by(guarded))


@settings(max_examples=50)
@given(accepted(CURRENT))
def test_each_key_stands_on_its_line(policy):
    """The line holds the key, and what comes before it does not say it yet."""
    assume(policy.kind in (*STANDARD.kinds, "credit-policy", "credit-book"))
    text = dumps(policy)
    written, lines = text.splitlines(), lines_of(text)
    for path, key in _keys(parse(text), ""):
        line = lines[path]
        assert key in written[line - 1], path
        with_it = _parsed(written[: line - 1])
        assert with_it is None or path not in dict(_keys(with_it, "")), path


def _parsed(written):
    try:
        return tomllib.loads("\n".join(written))
    except tomllib.TOMLDecodeError:  # it ends within a list
        return None


def _keys(value, path):
    """The path of every key, and the key."""
    for key, each in value.items() if isinstance(value, dict) else ():
        yield f"{path}.{key}" if path else key, key
        yield from _keys(each, f"{path}.{key}" if path else key)
    for place, each in enumerate(value) if isinstance(value, list) else ():
        yield from _keys(each, f"{path}[{place}]")


ODD = '''# [not] = "a key"
a.b."c d" = [1.5, """x = 1
y""", {k = 1, l = [
 2, # x ]
 3,
]}]
[[x.y]]
z = 1979-05-27 07:32:00
[x.y.q]
w = 'a#"'
"\\u0041" = "\\\\"
[[x.y]]
"z" = {}
e = []
'''


def test_lines_of_what_people_rarely_write():
    """Dotted and quoted keys, texts and lists over several lines, inline tables, comments that look like keys."""
    found = {
        "a.b.c d": 2,
        "a.b.c d[0]": 2,
        "a.b.c d[1]": 2,
        "a.b.c d[2].l[0]": 4,
        "a.b.c d[2].l[1]": 5,
        "x.y[0].z": 8,
        "x.y[0].q.w": 10,
        "x.y[0].q.A": 11,
        "x.y[1].z": 13,
        "x.y[1].e": 14,
    }
    assert lines_of("['a.b' . \"c d\".e]\nf = ['x', \"y\", 1.5]\n[[ g ]]\nh = [[1], [2]]") == {
        "a.b": 1, "a.b.c d": 1, "a.b.c d.e": 1, "a.b.c d.e.f": 2,
        "g": 3, "g[0]": 3, "g[0].h": 4, "g[0].h[0]": 4, "g[0].h[1]": 4,
    }  # fmt: skip
    lines = lines_of(ODD)
    assert {path: lines.get(path) for path in found} == found
    assert "not" not in lines
    assert line_at(lines, "x.y[1].missing.more[3]") == 12
    assert lines_of('{"a": [1,\n {"b": "x:y"}],\n "c\\n": {}}', format="json") == {
        "a": 1, "a[0]": 1, "a[1]": 2, "a[1].b": 2, "c\n": 3,
    }  # fmt: skip


def test_the_letters_that_ship_are_those_that_are_written():
    """The check reads their files without the package that writes letters."""
    expected = {(language, name, tone) for language in languages() for name in LETTERS for tone in TONES}
    assert {(each.language, each.name, each.tone) for each in shipped_letters()} == expected
    assert all(letter.sms for letter in shipped_letters())


def test_limits_have_sources_and_tables_that_ship():
    """Each names the law, and where it was read."""
    folder = ROOT / "src" / "receivables" / "data" / "limits"
    found = [limit for file in folder.glob("*.toml") for limit in limits(file.stem)]
    assert len(found) >= 8
    for limit in found:
        assert limit.rule
        assert limit.legal_basis in limit.source
        assert limit.sources
        assert limit.rate is None or limit.rate.table in shipped_names()
        assert (limit.rate is None) is (limit.about in ("fee", "penalty"))
        assert limit.rate is None or limit.rate_on(None).percent > 0


def test_the_law_is_that_of_the_regime_where_nobody_says_another():
    """A policy under Spanish law is asked about Spain; one without law about none."""
    assert Setting().within(CreditPolicy.starter("es-pyme")).regimes[0].id == "ES-LEY-3-2004"
    assert Setting().within(CreditPolicy.starter("us-b2b")).regimes == ()
    assert Setting(jurisdiction="FR").within(CreditPolicy.starter("es-pyme")).jurisdiction == "FR"
    fee = Step("a", **DUE, fee=Fee(fixed="1", currency="EUR", rate="1"))
    french = CreditPolicy(name="n", interest=StatutoryInterest("FR-COM-L441-10"), ladder=Ladder([fee]))
    assert rules(check_policy(french)) == {"unlawful-fee"}
    assert rules(check_policy(attrs.evolve(french, interest=NoInterest()))) == set()


@pytest.mark.parametrize(
    "setting", [{"as_of": "2026-06-30"}, {"debtor": "firm"}, {"languages": "en"}, {"jurisdiction": 5}]
)
def test_settings_that_cannot_be_are_refused(setting):
    """By name."""
    with pytest.raises(InvalidValueError, match=next(iter(setting))):
        check_policy(Aging(), **setting)


def test_policies_of_others_are_let_be():
    """A slot that holds somebody else's value is not asked about."""

    class Own:
        kind, version = "own", 1

        def accrue(self, item, *, as_of, since=None):
            raise AssertionError

    assert check_policy(CreditPolicy(name="n", interest=Own())) == ()
    assert check_policy(Own()) == ()


def test_a_finding_says_what_it_holds():
    """As text and as data."""
    (finding,) = check_policy(LateInterest(FixedRate("0.08")))
    assert finding.to_dict() | {"line": 3} == attrs.asdict(attrs.evolve(finding, line=3))
    assert finding.explain().startswith("warning: rate: 0.08 % a year")
    assert dump(LateInterest("8"))["rate"] == "8"
