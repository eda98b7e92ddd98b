"""The laws of segments and of credit: what becomes of a customer."""

from __future__ import annotations

from receivables.credit import ACTIONS, Credit, CreditDecision, CreditFile
from receivables.errors import CurrencyMismatchError
from receivables.segments import Segment, SegmentPolicy
from receivables.testing.conformance.cases import orders, positions
from receivables.testing.conformance.laws import Broken, Case, explains_itself, is_pure, keeps, says_why

_VERDICTS = ("approve", *ACTIONS)


def check_segments(policy: SegmentPolicy) -> None:
    """Run the laws of segments on a policy, and on the score that it gives.

    It puts the customer that it was asked about into a segment of the day, with a reason and a score from 0 to 100
    whose weights come to at most 100 percent; and a customer who was put into a segment stays there the same day.

    >>> from receivables.segments import Segments
    >>> check_segments(Segments())
    """
    keeps(policy, positions(), _segment_laws)


def _segment_laws(policy: SegmentPolicy, case: Case) -> Broken:
    position, as_of = case["position"], case["as_of"]
    found: object = policy.assign(position, as_of=as_of)
    if not isinstance(found, Segment) or (found.customer, found.as_of) != (position.customer, as_of):
        yield "a segment is of the customer and the day that were asked about", str(found)[:200]
        return
    yield from is_pure(lambda: policy.assign(position, as_of=as_of))
    yield from says_why(found, "a segment")
    if found.behaviour.open.currency != position.currency:
        yield "a segment rests on figures in the currency of the account", found.behaviour.open.currency.code
    if not 0 <= found.score.points <= 100:
        yield "a score goes from 0 to 100", f"{found.score.points}"
    if sum(line.weight for line in found.score.lines) > 100:
        yield "the weights of a score come to at most 100", f"{sum(line.weight for line in found.score.lines)}"
    if found.former is not None:
        yield "a segment names the one before as it was given", f"{found.former}, and none was given"
    again = policy.assign(position, as_of=as_of, former=found.name)
    if (again.name, again.former) != (found.name, found.name):
        yield "who was put into a segment stays there that day", f"{found.name}, and then {again.name}"
    yield from explains_itself(found)


def check_credit_policy(policy: Credit) -> None:
    """Run the laws of credit on a policy: any value that can ``decide`` about an order, as ours does.

    It decides about the customer, the day and the order that it was asked about, in their currency, and says why it
    does not approve. An order never lowers the exposure; a larger order is not treated more mildly, a customer with a
    higher limit not more harshly.

    >>> from receivables.credit import Credit
    >>> check_credit_policy(Credit(horizon_days=30))
    """
    keeps(policy, orders(), _credit_laws, (CurrencyMismatchError,))


def _credit_laws(policy: Credit, case: Case) -> Broken:
    position, as_of, order = case["position"], case["as_of"], case["order"]
    low, high = CreditFile(limit=case["limit"]), CreditFile(limit=case["higher"])
    found: object = policy.decide(position, order=order, as_of=as_of, file=low)
    if not isinstance(found, CreditDecision) or (found.customer, found.as_of) != (position.customer, as_of):
        yield "a decision is about the customer and the day that were asked about", str(found)[:200]
        return
    if found.order.amount != order:
        yield "a decision is about the order that was asked about", str(found.order.amount)
    amounts = [each for each in (found.limit, found.headroom, found.insured) if each is not None]
    units = {found.exposure.currency, found.after.currency, *(each.currency for each in amounts)}
    if units != {position.currency}:
        yield "a decision is in the currency of the account", ", ".join(sorted(each.code for each in units))
        return
    yield from is_pure(lambda: policy.decide(position, order=order, as_of=as_of, file=low))
    for reason in found.reasons:
        yield from says_why(reason, "a decision")
    if found.after.total < found.exposure.total:
        yield "an order never lowers the exposure", f"{found.exposure.total}, and {found.after.total} with the order"
    larger = policy.decide(position, order=case["larger"], as_of=as_of, file=low).verdict
    if _VERDICTS.index(larger) < _VERDICTS.index(found.verdict):
        yield "a larger order is not treated more mildly", f"{found.verdict}, and {larger} for {case['larger']}"
    richer = policy.decide(position, order=order, as_of=as_of, file=high).verdict
    if _VERDICTS.index(richer) > _VERDICTS.index(found.verdict):
        yield "a higher limit is not treated more harshly", f"{found.verdict}, and {richer} with {case['higher']}"
    yield from explains_itself(found)
