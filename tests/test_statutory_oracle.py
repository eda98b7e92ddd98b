"""Every late-payment regime beside an oracle that reads the same files by itself and goes night by night.

The volume comes from a plain loop over seeded random claims, ``EACH`` of them for every regime, every variant and a law
that is made up: 2,000 in all, and at least 100,000 with ``HYPOTHESIS_PROFILE=deep``.
"""

from __future__ import annotations

import os
from datetime import date
from fractions import Fraction
from functools import cache
from random import Random

import pytest
import random_statutory
from oracle import statutory as oracle

from receivables import CurrencyMismatchError, InvalidValueError, Money, OpenItem, statutory
from receivables.errors import RateNotAvailableError
from receivables.rates import RateTable
from receivables.statutory import RateTerms, Regime, StatutoryInterest

CASES = [(id_, variant) for id_ in oracle.ids() for variant in (None, *oracle.regime(id_).get("variants", {}))]
CASES.append(("made up", None))
TOTAL = 100_000 if os.environ.get("HYPOTHESIS_PROFILE") == "deep" else 2_000
EACH = -(-TOTAL // len(CASES))
"""Random claims for a regime or a variant of one."""


def regime_of(claim):
    """The regime of the library; one that was made up becomes one as its file would."""
    made_up = claim.get("regime")
    if made_up is None:
        return statutory.regime(claim["id"], evidence="flagged")
    words = ("id", "jurisdiction", "name", "legal_basis", "applies_to", "accrues_from")
    words += ("rate_rule", "day_count_rule", "compounding_rule")
    facts = {key: value for key, value in made_up.items() if key != "rate"}
    return Regime(
        **dict.fromkeys(words, "made up"), debtors=(), evidence="flagged", rate=RateTerms(**made_up["rate"]), **facts
    )


def table_of(rows, until):
    return RateTable("OWN", [(since, percent or None) for since, percent in rows], source="a", verified_until=until)


@cache
def by_name(id_, **fields):
    """One policy for all the claims that it fits, as a book has it: what it worked out once it may use again."""
    return StatutoryInterest(id_, evidence="flagged", **fields)


def policy_of(claim):
    """The policy as a user makes it: by the name of the regime where nothing but the law is asked for."""
    contract = None if claim.get("contract_by") == "item" else claim.get("contract")
    shared = {"variant": claim["variant"], "contract_on": contract, "project": claim["project"]}
    own = {key: claim[key] for key in ("day_count", "compounding") if key in claim}
    if not own and not {"table", "agreed", "regime"} & claim.keys():
        return by_name(claim["id"], **shared)
    if "table" in claim:
        shared["table"] = table_of(*claim["table"])
    return regime_of(claim).policy(agreed_percent=claim.get("agreed"), **shared, **own)


def item_of(claim):
    carried = {"contract_on": claim["contract"].isoformat()} if claim.get("contract_by") == "item" else {}
    if claim.get("contract_by") == "both":
        carried = {"contract_on": "1999-01-01"}  # what the policy says goes first
    return OpenItem(
        customer="C-1",
        document="F-1",
        issued_on=claim["issued"],
        due_on=claim["due"],
        amount=Money.of_minor(claim["amount"], claim["currency"]),
        paid=Money.of_minor(claim["amount"] - claim["history"][-1][1], claim["currency"]),
        history=claim["history"],
        attributes=carried,
    )


def both(claim):
    """What oracle and library say: exact interest, whether it is projected, minor units; or that no table knows."""
    try:
        expected = oracle.interest(claim)
    except oracle.Unknown:
        expected = "unknown"
    try:
        accrual = policy_of(claim).accrue(item_of(claim), as_of=claim["as_of"], since=claim["since"])
        found = (accrual.exact, accrual.projected, accrual.amount.minor)
    except RateNotAvailableError:
        found = "unknown"
    return expected, found


@pytest.mark.parametrize(("id_", "variant"), CASES)
def test_random_claims_are_what_every_night_says(id_, variant):
    """Rates, margins, fixing, compounding, minimum, part payments, tables and contracts of one's own, exactly."""
    random = Random(f"{id_} {variant}")
    unknown = 0
    for _ in range(EACH):
        claim = random_statutory.claim(random, id_, variant)
        expected, found = both(claim)
        assert found == expected, claim
        unknown += expected == "unknown"
    assert unknown < EACH / 2, "most claims should be about known rates"


@pytest.mark.parametrize("id_", oracle.ids())
def test_compensation_is_that_of_the_tiers(id_):
    """At each edge, a unit below and above it, and at random, in the currency of the debt or by a rate."""
    random = Random(id_)
    tiers = oracle.regime(id_).get("compensation", [])
    edges = [Fraction(tier[key]) for tier in tiers for key in ("above", "at_least") if key in tier]
    for _ in range(EACH):
        currency, digits = random.choice([("EUR", 2), ("GBP", 2), ("PLN", 2), ("SEK", 2), ("JPY", 0), ("KWD", 3)])
        at = random.choice([0, *edges, random.randint(0, 10**6)])
        minor = max(int(at * 10**digits) + random.choice([-1, 0, 0, 1]), 0)
        rate = random.choice([None, "0.85", "4.2512", "160"])
        try:
            expected = oracle.compensation(id_, minor, digits, currency, rate)
        except oracle.Mismatch:
            expected = "mismatch"
        try:
            owed = statutory.regime(id_, evidence="flagged").compensation(Money.of_minor(minor, currency), rate=rate)
            found = None if owed is None else owed.minor
        except CurrencyMismatchError:
            found = "mismatch"
        assert found == expected, (minor, currency, rate)


def test_what_does_not_accrue_is_refused():
    """By every regime whose file says so, and by no other."""
    for id_ in oracle.ids():
        found = statutory.regime(id_, evidence="flagged")
        table = table_of([(date(2000, 1, 1), "8")], date(2026, 1, 1))
        if "no_accrual" in oracle.regime(id_):
            with pytest.raises(InvalidValueError, match="one with a rate that accrues"):
                found.policy(table=table)
        else:
            assert found.policy(table=table).rule == id_
