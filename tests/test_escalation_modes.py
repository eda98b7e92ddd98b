"""The modes of a ladder, its conditions and consolidation, beside a ladder told plainly."""

from __future__ import annotations

import oracle.ladder
from golden_adapters import dunning
from hypothesis import given, settings
from random_ladders import debtor_cases, item_cases

from receivables import Money


@settings(max_examples=200)
@given(item_cases())
def test_the_level_of_an_item_is_that_of_the_plain_ladder(case):
    """Whatever mode, waits, grace, holds, money under way and levels set by hand."""
    assert dunning.answer(case) == oracle.ladder.item_level(case)


@settings(max_examples=200)
@given(debtor_cases())
def test_the_notices_of_a_debtor_are_those_of_the_plain_ladder(case):
    """In two currencies, with credits; but for customers whose credit covers all, who are asked for nothing."""
    plain = oracle.ladder.debtor_notices(case)
    for notice in plain["notices"]:
        notice["amount"] = Money(notice["amount"], notice["currency"]).text
    assert dunning.answer(case) == (dunning.covered(case, plain) or plain)
