"""Policy documents: read strictly, every problem at once, each with its path."""

from __future__ import annotations

import json
import math
from datetime import date
from decimal import Decimal
from fractions import Fraction

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from moments import within
from random_ladders import any_ladders

from receivables import (
    Aging,
    CreditPolicy,
    Installments,
    InvalidValueError,
    Ladder,
    LateInterest,
    OldestDueFirst,
    Rounding,
    Step,
)
from receivables.allocation import LEAVE_UNAPPLIED, ClaimsInOrder
from receivables.catalogue import LARGEST_DOCUMENT, STANDARD, Catalogue, dump, parse
from receivables.errors import PolicyDocumentError, PolicyProblem, UnknownPolicyError
from receivables.escalation import NO_LADDER
from receivables.interest import NO_INTEREST, Margin, RatePeriod, RateStep, TableRate, Tier, Tiers, flat_amount
from receivables.rates import RateTable, shipped
from receivables.statutory import StatutoryInterest

names = st.text("abc defé'\"\\#=[]", min_size=1, max_size=12).filter(lambda text: text == text.strip())
agings = st.builds(
    Aging,
    edges=st.lists(st.integers(-400, 400), max_size=5, unique=True).map(sorted),
    basis=st.sampled_from(["due", "issue"]),
    due_today=st.sampled_from(["current", "past_due"]),
)
interests = st.builds(
    LateInterest,
    st.decimals(0, 100, places=3) | st.integers(0, 30),
    grace_days=st.integers(0, 30),
    grace=st.sampled_from(["shift", "cliff"]),
    rounding=st.sampled_from(Rounding),
    rounding_point=st.sampled_from(["total", "span"]),
    minimum=st.none() | st.fractions(0, 50),
    fee=st.fractions(0, 50),
)
percents = st.decimals(0, 100, places=2)
tiers = st.builds(
    Tiers,
    st.lists(
        st.builds(Tier, st.fractions(0, 400), percents, st.none())
        | st.builds(flat_amount, st.integers(0, 400), st.fractions(0, 9)),
        min_size=1,
        max_size=4,
        unique_by=lambda tier: tier.since,
    ),
    by=st.sampled_from(["amount", "days", "months"]),
    tiering=st.sampled_from(["whole", "marginal"]),
    per=st.builds(RatePeriod, st.integers(1, 90), st.sampled_from(["days", "months", "years"])),
)
in_2026 = st.dates(date(2026, 1, 1), date(2026, 12, 31))
tables = st.sampled_from(["BOE-BASE", "SE-REFERENSRANTA", "US-PROMPT-PAYMENT"]).map(shipped)
changed = st.builds(
    lambda table, days, percent: table.updated([(day, percent) for day in days], verified_until=date(2027, 1, 1)),
    tables,
    st.lists(in_2026, max_size=3),
    st.none() | percents,
)
by_table = st.builds(
    TableRate,
    tables | changed,
    margin=percents,
    rounding=st.none() | st.builds(RateStep, st.sampled_from(["0.5", "0.01"]), mode=st.sampled_from(Rounding)),
    project=st.booleans(),
)
ladders = st.lists(
    st.tuples(names, st.integers(-90, 400)), min_size=1, max_size=4, unique_by=(lambda s: s[0], lambda s: s[1])
).map(
    lambda pairs: Ladder(
        [Step(name, days=days, channel="email") for name, days in sorted(pairs, key=lambda pair: pair[1])]
    )
)
ready = [NO_INTEREST, NO_LADDER, OldestDueFirst(), LEAVE_UNAPPLIED, ClaimsInOrder(["interest", "invoice"])]
plans = st.builds(
    Installments.level,
    st.integers(1, 480),
    percent=st.fractions(0, 100, max_denominator=700) | st.integers(0, 30),
    payment_rounding=st.sampled_from(Rounding),
    interest_days=st.sampled_from([None, "ACT/360"]),
    fee=st.decimals(0, 10, places=2),
) | st.lists(st.decimals(0, 1000, places=2), min_size=1, max_size=4).map(
    lambda amounts: Installments.custom(list(enumerate(amounts, 1)), percent="100/3")
)
by_law = st.builds(
    StatutoryInterest, st.sampled_from(["ES-LEY-3-2004", "UK-LPCDA-1998"]), contract_on=st.none() | in_2026
)
policies = st.one_of(
    agings,
    interests,
    ladders,
    any_ladders(),
    plans,
    tiers,
    by_table,
    by_law,
    tables,
    changed,
    by_table.map(LateInterest),
    st.sampled_from(ready),
)


def problems(text, *, kind="toml"):
    """What is wrong with a document, as text."""
    with pytest.raises(PolicyDocumentError) as caught:
        STANDARD.loads(text, format=kind)
    return [str(each) for each in caught.value.exceptions]


@given(policies)
def test_a_policy_is_its_document(policy):
    """Dumped and read again it is the same; the document is plain data with its kind and version first."""
    data = dump(policy)
    assert list(data)[:2] == ["kind", "version"]
    text = json.dumps(data)
    assert STANDARD.build(data) == policy
    assert STANDARD.loads(text, format="json") == policy
    assert dump(STANDARD.loads(text, format="json")) == data


def test_the_kinds_of_the_library():
    """Each under its short name, at version 1."""
    assert sorted(STANDARD.kinds) == [
        "aging",
        "agreed-plans",
        "business-days-only",
        "claims-in-order",
        "consent-needed",
        "contact-cap",
        "contact-gap",
        "contact-guard",
        "credit",
        "early-discounts",
        "exact-match",
        "fixed-rate",
        "in-order",
        "installments",
        "ladder",
        "late-interest",
        "leave-unapplied",
        "never-by",
        "no-contact-guard",
        "no-discounts",
        "no-interest",
        "no-ladder",
        "oldest-due-first",
        "on-time-reward",
        "one-channel",
        "overdue-states",
        "quiet-season",
        "quiet-span",
        "quiet-weekdays",
        "rate-table",
        "segments",
        "statutory-interest",
        "table-rate",
        "tiers",
        "while-on-hold",
    ]
    assert {kind.version for kind in STANDARD.kinds.values()} == {1}


def test_every_problem_is_reported_at_once():
    """With its path, in the order of the document's fields."""
    text = """
        kind = "ladder"
        version = 1
        review_days = "7"
        promise_tolerance = 3
        [[steps]]
        name = "reminder"
        days = 5.0
        channel = "email"
        [[steps]]
        name = 3
        channel = "letter"
        day = 4
    """
    assert sorted(problems(text)) == [
        (
            "promise_tolerance: expected one of steps, promise_tolerance_days, review_days, mode, skips, after_last, "
            "repeat_days, max_notices, min_gap_days, debtor_min_gap_days, debtor_min_days, min_totals, grace_days, "
            "grace, consolidation, guard; perhaps promise_tolerance_days (got 'promise_tolerance')"
        ),
        "review_days: expected a whole number (got '7')",
        "steps[0].days: expected a whole number (got 5.0)",
        (
            "steps[1].day: expected one of name, days, channel, since, wait_days, when, template, tone, measures, fee, "
            "interest, deadline_days, review_days; perhaps days (got 'day')"
        ),
        "steps[1].name: expected text (got 3)",
    ]


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ('kind = "aging"\nversion = 1\nedges = [30, 30]', "edges"),
        ('kind = "aging"\nversion = 1\nedges = [30.0]', "edges[0]"),
        ('kind = "aging"\nversion = 1\nedges = [true]', "edges[0]"),
        ('kind = "aging"\nversion = 1\nedges = 30', "edges"),
        ('kind = "aging"\nversion = 1\nbasis = "posting"', "basis"),
        ('kind = "aging"\nversion = 1\nbasis = 3', "basis"),
        ('kind = "late-interest"\nversion = 1', "rate"),
        ('kind = "late-interest"\nversion = 1\nrate = 8.5', "rate"),
        ('kind = "late-interest"\nversion = 1\nrate = nan', "rate"),
        ('kind = "late-interest"\nversion = 1\nrate = inf', "rate"),
        ('kind = "late-interest"\nversion = 1\nrate = "8,5"', "rate"),
        ('kind = "late-interest"\nversion = 1\nrate = "-1"', "rate"),
        ('kind = "late-interest"\nversion = 1\nrate = "1e1000000"', "rate"),
        ('kind = "late-interest"\nversion = 1\nrate = true', "rate"),
        ('kind = "late-interest"\nversion = 1\nrate = "8"\nrounding = "bankers"', "rounding"),
        ('kind = "late-interest"\nversion = 1\nrate = "8"\nday_count = "30/360"', "day_count"),
        ('kind = "late-interest"\nversion = 1\nrate = "8"\nday_count = 365', "day_count"),
        ('kind = "late-interest"\nversion = 1\nrate = "8"\nrounding = ["up"]', "rounding"),
        ('kind = "ladder"\nversion = 1\nsteps = []', "steps"),
        ('kind = "ladder"\nversion = 1\nsteps = ["reminder"]', "steps[0]"),
        ('kind = "no-interest"\nversion = 1\npercent = "8"', "percent"),
        ("version = 1", "document"),
        ('kind = "aging"', "document"),
        ('kind = "aging"\nversion = "1"', "document"),
        ('kind = "aging"\nversion = true', "document"),
        ("kind = 1\nversion = 1", "document"),
    ],
)
def test_what_is_wrong_has_a_path(text, path):
    """And what was expected there."""
    found = problems(text)
    assert len(found) == 1
    assert found[0].startswith(f"{path}: expected ")


def test_a_document_without_a_kind_is_told_the_kind_of_a_whole_policy():
    with pytest.raises(PolicyDocumentError) as caught:
        CreditPolicy.loads('name = "House policy"')
    assert 'like kind = "credit-policy" and version = 1' in caught.value.report()
    assert problems("edges = [30]")[0].startswith('document: expected kind and version, like kind = "aging"')


@given(st.sampled_from([0, 2, 99, -1]))
def test_other_versions_are_refused(version):
    """Newer than installed, or never released."""
    (problem,) = problems(f'kind = "aging"\nversion = {version}')
    assert f"no policy kind 'aging' version {version}" in problem
    assert "version 1" in problem


def test_unknown_kinds_are_refused_with_the_nearest():
    """And with those that are known."""
    with pytest.raises(PolicyDocumentError) as caught:
        STANDARD.loads('kind = "lader"\nversion = 1')
    (error,) = caught.value.exceptions
    assert isinstance(error, UnknownPolicyError)
    assert (error.kind, error.version, error.nearest) == ("lader", 1, "ladder")
    assert set(error.known) == set(STANDARD.kinds)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", "json"),
        ("{", "json"),
        ("[1]", "json"),
        ("null", "json"),
        ('"aging"', "json"),
        ('{"kind": "aging", "kind": "aging", "version": 1}', "json"),
        ('{"kind": "aging", "version": 1, "edges": [' + "[" * 100_000, "json"),
        ("kind = ", "toml"),
        ("a = " + "[" * 2000, "toml"),
        ('kind = "aging"\nkind = "aging"\nversion = 1', "toml"),
        ("a" + ".a" * 20_000 + " = 1", "toml"),
        ("#" * (LARGEST_DOCUMENT + 1), "toml"),
        ("x = " + "9" * 5000, "json"),
        ("x = " + "9" * 3999, "toml"),
        ("\ud800", "toml"),
    ],
    ids=lambda value: value[:20],
)
def test_documents_that_cannot_be_parsed_are_refused(text, kind):
    """As a problem of the document, quickly, whatever the parser would have done."""
    with within(2):
        assert problems(text, kind=kind)


def test_nan_is_no_number_in_json():
    """Nor is infinity."""
    for word in ("NaN", "Infinity", "-Infinity", "1.5", "1e5"):
        text = f'{{"kind": "late-interest", "version": 1, "rate": {word}}}'
        assert problems(text, kind="json")[0].startswith("rate: expected text, like")


def test_other_formats_are_refused():
    """TOML and JSON, and no guess."""
    for other in ("yaml", "TOML", "", None):
        with pytest.raises(InvalidValueError, match="'format' must be"):
            parse('kind = "aging"', format=other)


@pytest.mark.parametrize("data", [None, [], "aging", 5, {"kind": "aging", "version": 1, 5: 6}])
def test_plain_data_are_read_as_strictly(data):
    """Also when they were never a document."""
    with pytest.raises(PolicyDocumentError):
        STANDARD.build(data)


@attrs.frozen
class Patient:
    """A policy of somebody else."""

    kind = "patient"
    version = 1
    days: int = attrs.field(default=3, validator=attrs.validators.instance_of(int))

    def next_action(self, position, *, as_of):
        return NO_LADDER.next_action(position, as_of=as_of)


def test_a_catalogue_of_ones_own():
    """A kind more; the standard one stays as it was."""
    mine = STANDARD.with_kinds(Patient)
    assert mine.loads('kind = "patient"\nversion = 1\ndays = 5') == Patient(5)
    assert "patient" not in STANDARD.kinds
    assert mine.build(dump(Patient(7))) == Patient(7)
    with pytest.raises(PolicyDocumentError):
        STANDARD.build(dump(Patient(7)))


def test_a_kind_cannot_be_taken_over():
    """Ours stay ours, and so does the first of two."""
    impostor = type("Impostor", (), {"kind": "aging", "version": 1})
    with pytest.raises(InvalidValueError, match="a kind that is not taken yet"):
        STANDARD.with_kinds(impostor)
    with pytest.raises(InvalidValueError, match="a kind that is not taken yet"):
        Catalogue.of(Patient, Patient)


def test_a_catalogue_cannot_be_changed():
    """Not through the mapping that it was made from, nor through its own."""
    kinds = {"patient": Patient}
    mine = Catalogue(kinds)
    kinds["aging"] = Aging
    assert list(mine.kinds) == ["patient"]
    with pytest.raises(TypeError):
        mine.kinds["aging"] = Aging


def test_exact_rates_survive():
    """Text and whole numbers become the same Decimal; the digits are kept."""
    for written, kept in (('"8.10"', "8.10"), ("8", "8"), ('"0"', "0")):
        policy = STANDARD.loads(f'kind = "late-interest"\nversion = 1\nrate = {written}')
        assert policy.rate.percent == Decimal(kept)
        assert dump(policy)["rate"] == kept
        assert not math.isnan(policy.rate.percent)


@pytest.mark.parametrize(
    "text",
    [
        'rate = "8.5"\nday_count = "ACT/ACT ISDA"\ncompounding = "yearly"\nminimum = "5"\nstatements = ["2026-06-30"]',
        '[rate]\nkind = "table-rate"\nversion = 1\ntable = "BOE-BASE"\nmargin = "8"\nfixing = "half-yearly"',
        'penalty = "2"\n[rate]\nkind = "fixed-rate"\nversion = 1\npercent = "1"\nper = { count = 30, unit = "days" }',
    ],
)
def test_interest_of_any_form_comes_from_a_document(text):
    """The parameters stand where a finance person can read them."""
    policy = STANDARD.loads('kind = "late-interest"\nversion = 1\n' + text)
    assert (policy.kind, policy.version) == ("late-interest", 1)


def test_a_regime_is_named_by_its_id():
    """And an unknown one is refused with the nearest."""
    text = 'kind = "statutory-interest"\nversion = 1\nregime = "{}"'
    policy = STANDARD.loads(text.format("ES-LEY-3-2004"))
    assert STANDARD.build(dump(policy)) == policy
    assert "perhaps ES-LEY-3-2004" in problems(text.format("ES-LEY-3"))[0]
    assert problems(text.format("ES-LEY-3-2004") + '\nvariant = "x"\nproject = "no"') == [
        "project: expected true or false (got 'no')",
        "variant: expected left out: ES-LEY-3-2004 has none (got 'x')",
    ]
    assert 'say evidence="flagged"' in problems(text.format("EU-2011-7"))[0]


def test_problems_are_problems():
    """Each is an error of its own, with path, expectation and value."""
    with pytest.raises(PolicyDocumentError) as caught:
        STANDARD.loads('kind = "aging"\nversion = 1\nedges = ["x"]')
    (problem,) = caught.value.exceptions
    assert isinstance(problem, PolicyProblem)
    assert (problem.path, problem.value) == ("edges[0]", "x")
    assert caught.value.report().splitlines()[0] == "the policy document cannot be used: 1 problem"


@pytest.mark.parametrize(
    "margin", ["8", Margin([(date(2004, 12, 31), "7"), (date(2013, 2, 24), "8")]), Margin([(date.min, "8")], by="due")]
)
def test_a_rate_by_table_is_read_back(margin):
    """With a margin that is one number, and with one that changed on a day."""
    policy = LateInterest(TableRate("ECB-MRO", margin=margin))
    assert STANDARD.build(json.loads(json.dumps(dump(policy)))) == policy


@pytest.mark.parametrize(
    "step", [["2013-02-24"], "8", {"since": "2013-02-24"}, {"since": 5, "points": "8"}, ["soon", "8"]]
)
def test_a_step_that_is_no_row_is_a_problem_of_the_document(step):
    """By its path, and without a traceback."""
    data = dump(LateInterest(TableRate("ECB-MRO", margin="8")))
    data["rate"]["margin"]["steps"] = [step]
    with pytest.raises(PolicyDocumentError) as caught:
        STANDARD.build(data)
    assert [each.path.startswith("rate.margin.steps[0]") for each in caught.value.exceptions] == [True]


def test_a_table_that_was_changed_is_written_in_full():
    """One that ships is its name; one with other rows would be lost behind it, and so is written out."""
    sweden = shipped("SE-REFERENSRANTA")
    assert dump(TableRate(sweden))["table"] == "SE-REFERENSRANTA"
    newer = sweden.updated([(date(2026, 7, 1), "2.00")], verified_until=date(2026, 12, 31))
    for changed in (newer, attrs.evolve(sweden, verified_until=date(2030, 12, 31)), attrs.evolve(sweden, name="OURS")):
        assert dump(TableRate(changed))["table"] == changed.to_dict()
    read = STANDARD.build(dump(LateInterest(TableRate(newer, margin="8"))))
    assert read.rate.on(date(2026, 7, 1)).percent == 10


def test_a_table_stands_in_a_document_as_in_a_file_of_its_own():
    """With days that TOML knows; its problems are those of the document, each with its path."""
    text = """
        kind = "table-rate"
        version = 1
        [table]
        kind = "rate-table"
        version = 1
        name = "HOUSE"
        source = "general terms"
        verified_until = 2026-12-31
        rows = [{ from = 2025-01-01, percent = "9.00" }, { from = 2026-01-01, percent = "8.50" }]
    """
    rows = [(date(2025, 1, 1), "9.00"), (date(2026, 1, 1), "8.50")]
    house = RateTable("HOUSE", rows, source="general terms", verified_until=date(2026, 12, 31))
    assert STANDARD.loads(text) == TableRate(house)
    assert problems(text.replace('"8.50"', "8.50").replace('"general terms"', "5")) == [
        "table.source: expected at most 1000 printable characters, no blanks at the ends (got 5)",
        'table.rows[1].percent: expected a percentage in quotes, like "9.50" (got 8.50)',
    ]
    (problem,) = problems(text.replace('"rate-table"', '"no-interest"').replace("        name", "        # ", 1))[-1:]
    assert problem.startswith("table")


def test_tiers_are_lists_or_tables_of_names():
    """A flat amount needs its name; a percentage is the second of two."""
    text = """
        kind = "late-interest"
        version = 1
        accrual = "completed periods"
        minimum = "1/3"
        [rate]
        kind = "tiers"
        version = 1
        by = "days"
        per = { count = 1, unit = "months" }
        tiers = [[1, "2"], { since = "31", percent = "3" }, { since = 61, amount = "15.00" }]
    """
    policy = STANDARD.loads(text)
    assert policy.rate.tiers == (
        Tier(Fraction(1), Decimal(2)),
        Tier(Fraction(31), Decimal(3)),
        flat_amount(61, 15),
    )
    assert policy.minimum == Fraction(1, 3)
    assert problems(text.replace('"1/3"', '"1/0"'))
    assert problems(text.replace("amount =", "amuont ="))[0].startswith(
        "rate.tiers[2]: expected a list of since, percent"
    )
    neither = problems(text.replace(', amount = "15.00"', ""))
    assert [each.split(" (got")[0] for each in neither] == [
        "rate.tiers: expected tiers with a percentage or a flat amount, and not both"
    ]
