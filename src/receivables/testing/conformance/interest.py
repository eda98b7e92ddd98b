"""The laws of late interest."""

from __future__ import annotations

from receivables.errors import CurrencyMismatchError, InvalidValueError
from receivables.interest import InterestPolicy
from receivables.interest.answers import accrued
from receivables.testing.conformance.cases import item_and_days
from receivables.testing.conformance.laws import Broken, Case, below_nothing, explains_itself, is_pure, keeps


def check_interest_policy(policy: InterestPolicy) -> None:
    """Run the laws of late interest on a policy.

    It answers with an accrual on the item and through the day that it was asked about, in the currency of the item; no
    interest is below nothing, none runs before the due day is past, and the nights of two parts are the nights of the
    whole: the exact interest through a day, and since then, add up.

    >>> from receivables import LateInterest
    >>> check_interest_policy(LateInterest("8", grace_days=3, grace="cliff"))
    """
    keeps(policy, item_and_days(), _interest_laws)


def _interest_laws(policy: InterestPolicy, case: Case) -> Broken:
    item, as_of, cut = case["item"], case["as_of"], case["cut"]
    try:
        whole = accrued(policy, item, as_of=as_of)
        parts = [accrued(policy, item, as_of=cut), accrued(policy, item, as_of=as_of, since=cut)]
    except (InvalidValueError, CurrencyMismatchError) as error:
        yield "interest is on the item, through the day and in the currency that was asked about", str(error)
        return
    yield from is_pure(lambda: policy.accrue(item, as_of=as_of))
    yield from is_pure(lambda: policy.accrue(item, as_of=as_of, since=cut))
    yield from (below_nothing(each.amount, "interest") for each in (whole, *parts) if each.amount.minor < 0)
    if as_of <= item.due_on and whole.amount:
        yield "no interest runs before the due day is past", f"{whole.amount} through {as_of}, due {item.due_on}"
    together = parts[0].exact + parts[1].exact
    if together != whole.exact and parts[0].undecided_until is None:  # within a cliff of grace nothing is charged yet
        apart = f"{parts[0].exact} through {cut} and {parts[1].exact} since then, but {whole.exact} in all"
        yield "the interest of two parts is the interest of the whole", apart
    yield from explains_itself(whole)
