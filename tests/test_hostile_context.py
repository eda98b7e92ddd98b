"""The same bytes, whatever the host does to decimals, hashes, asserts and threads."""

from __future__ import annotations

import decimal
import json
import os
import subprocess
import sys
import threading
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import attrs
import moneyed
import pytest
import scripted

from receivables import (
    Aging,
    CreditPolicy,
    Installments,
    InvalidValueError,
    LateInterest,
    Money,
    OpenItem,
    Rounding,
    assess,
    statutory,
)
from receivables.catalogue import dump
from receivables.installments import Annuity, Flow, effective_rate

ROUNDINGS = [
    decimal.ROUND_CEILING,
    decimal.ROUND_DOWN,
    decimal.ROUND_FLOOR,
    decimal.ROUND_HALF_DOWN,
    decimal.ROUND_HALF_EVEN,
    decimal.ROUND_HALF_UP,
    decimal.ROUND_UP,
    decimal.ROUND_05UP,
]
SIGNALS = list(decimal.Context().flags)
CONTEXTS = {
    **{f"precision {prec}": decimal.Context(prec=prec) for prec in (1, 3, 6)},
    **{mode.lower(): decimal.Context(prec=3, rounding=mode) for mode in ROUNDINGS},
    "all traps on": decimal.Context(prec=2, traps=SIGNALS),
    "all traps off": decimal.Context(prec=2, traps=[]),
    "small exponents": decimal.Context(prec=3, Emax=5, Emin=-5),
    "small letters": decimal.Context(capitals=0),
    "clamped": decimal.Context(prec=4, Emax=9, Emin=-9, clamp=1),
}


DUE = date(2023, 6, 10)
PLANS = [
    Installments.level(7, percent="100/3", compounding_per_year=2, fee="1"),
    Installments.level(7, percent="6.07", interest_days="ACT/360", balance="carry", payment_rounding="none"),
    Installments.fixed_payment("3000", percent=Decimal("6.07"), balance="carry"),
]
FLOWS = [
    [Flow("-1000", 0), Flow("2500", 1), Flow("-1541", "2/7"), Flow("-1", 3)],
    [Flow("98", 0), Flow("-100", "20/365")],
]


def answers():
    """The whole job and every way in and out, from text to text."""
    policy = scripted.policy()
    result = assess(scripted.portfolio(), policy, as_of=scripted.AS_OF)
    amounts = [Money("12345.67", "EUR"), Money(Decimal("9" * 30), "JPY"), Money(Decimal("1E+3"), "KWD")]
    regimes = [
        statutory.regime(id_) for id_ in ("ES-LEY-3-2004", "UK-LPCDA-1998", "FI-KORKOLAKI-4A", "BE-LOI-2002-08-02")
    ]
    late = OpenItem(customer="C", document="F", issued_on=DUE, due_on=DUE, amount=Money("98765.43", "EUR"))
    rates = [LateInterest(rate) for rate in ("8.25", Decimal("1E+2"), Decimal("0.000000000001"), 7)]
    items = [item for account in result.accounts for item in account.position.items]
    simple = [assess(scripted.portfolio(), attrs.evolve(policy, interest=rate), as_of=scripted.AS_OF) for rate in rates]
    told = {
        "job": result.to_dict(),
        "text": result.explain(),
        "worklist": [account.customer for account in result.worklist],
        "by": {name: report.to_dict() for name, report in result.aging.by("country").items()},
        "sums": [
            [repr(each), str(each + each), str(-each), str(each * 3), str(abs(-each)), each.text, hash(each.minor)]
            for each in amounts
        ],
        "decimals": [format(each.amount, "f") for each in amounts],
        "theirs": [repr(Money.of(each.to_moneyed())) for each in amounts],
        "rounded": [str(Money.rounded(Fraction(-20, 3), "EUR", mode)) for mode in Rounding],
        "order": [amounts[0] < Money("12345.68", "EUR"), sorted(map(str, amounts)), bool(amounts[0])],
        "interest": [rate.accrue(item, as_of=scripted.AS_OF).to_dict() for rate in rates for item in items],
        "lines": [rate.accrue(item, as_of=scripted.AS_OF).explain() for rate in rates for item in items],
        "figures": [account.interest.text for each in simple for account in each.accounts],
        "spans": [account.to_dict()["accruals"] for each in simple for account in each.accounts],
        "law": [regime.accrue(late, as_of=date(2025, 12, 31)).explain() for regime in regimes],
        "policies": [dump(each) for each in rates],
        "plans": [each.schedule(amounts[0], start=DUE).explain() for each in PLANS],
        "annuity": str(Annuity(principal=None, percent="6", periods=24, payment="900.01").solve(digits=12)),
        "periods": str(Annuity(principal="98765.43", percent="6.07", payment="900.01").solve(digits=12)),
        "rates": [str(effective_rate(each, digits=12, bracket=(-50, 100))) for each in FLOWS],
        "again": CreditPolicy.loads(json.dumps(policy.to_dict()), format="json").to_dict(),
    }
    return json.dumps(told, sort_keys=False).encode()


@pytest.fixture(scope="module")
def plain():
    """The answers under the context that Python starts with."""
    with decimal.localcontext(decimal.Context()):
        return answers()


@pytest.mark.parametrize("name", CONTEXTS)
def test_the_context_of_the_host_changes_no_byte(plain, name):
    """Facts are made, the policy is read and the job is done inside the foreign context."""
    with decimal.localcontext(CONTEXTS[name]):
        assert answers() == plain


@pytest.mark.parametrize("name", CONTEXTS)
def test_what_is_wrong_stays_wrong(name):
    """With our errors, not with a signal, and never let through as NaN."""
    with decimal.localcontext(CONTEXTS[name]):
        bad = ["abc", "1e1000000", "NaN", Decimal("NaN"), Decimal("Infinity"), Decimal("1E+50"), 1.5]
        for value in bad:
            with pytest.raises(InvalidValueError):
                Money(value, "EUR")
            with pytest.raises(InvalidValueError):
                LateInterest(value)
        with pytest.raises(InvalidValueError):
            Money("0.001", "EUR")


@pytest.mark.parametrize("name", CONTEXTS)
def test_the_context_of_the_host_is_left_alone(name):
    """Neither its settings nor its flags."""
    with decimal.localcontext(CONTEXTS[name]) as context:
        context.clear_flags()
        before = repr(context)
        answers()
        assert repr(decimal.getcontext()) == before


def test_threads_with_contexts_of_their_own(plain):
    """Eight at a time, each with another."""
    found = {}

    def work(name):
        decimal.setcontext(CONTEXTS[name].copy())
        found[name] = answers()

    threads = [threading.Thread(target=work, args=(name,)) for name in list(CONTEXTS)[:8]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert set(found.values()) == {plain}


@pytest.mark.parametrize(
    ("options", "environment"),
    [
        ([], {"PYTHONHASHSEED": "0"}),
        ([], {"PYTHONHASHSEED": "1", "LC_ALL": "C", "TZ": "Pacific/Kiritimati"}),
        (["-O"], {"PYTHONHASHSEED": "2"}),
    ],
    ids=["hash seed 0", "hash seed 1, another place", "hash seed 2, without asserts"],
)
def test_another_process_prints_the_same_bytes(plain, options, environment):
    """Whatever its hashes, its locale and time zone, and without asserts."""
    folder = str(Path(__file__).resolve().parent)
    script = f"import sys; sys.path.insert(0, {folder!r}); import test_hostile_context as t; "
    script += "sys.stdout.buffer.write(t.answers())"
    command = [sys.executable, "-W", "ignore", *options, "-c", script]
    done = subprocess.run(command, check=True, capture_output=True, env={**os.environ, **environment})
    assert done.stdout == plain


def test_the_registry_of_py_moneyed_is_left_alone():
    """Its currencies are the host's."""
    before = {code: (each.sub_unit, each.numeric) for code, each in moneyed.CURRENCIES.items()}
    answers()
    Aging().age((), as_of=scripted.AS_OF)
    assert {code: (each.sub_unit, each.numeric) for code, each in moneyed.CURRENCIES.items()} == before
