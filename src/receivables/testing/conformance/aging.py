"""The laws of aging."""

from __future__ import annotations

from collections import Counter

from receivables.aging import AgingPolicy, AgingReport
from receivables.testing.conformance.cases import items
from receivables.testing.conformance.laws import Broken, Case, explains_itself, is_pure, keeps


def check_aging_policy(policy: AgingPolicy) -> None:
    """Run the laws of aging on a policy.

    Every open item is in one bucket of the report, with all that is open of it; totals are the sums of the rows; and
    which bucket that is does not depend on the other items, nor on their order.

    >>> from receivables import Aging
    >>> check_aging_policy(Aging(edges=[15, 45]))
    """
    keeps(policy, items(), _aging_laws)


def _aging_laws(policy: AgingPolicy, case: Case) -> Broken:
    given, as_of = case["items"], case["as_of"]
    report: object = policy.age(given, as_of=as_of)  # whatever it says of itself
    if not isinstance(report, AgingReport) or report.as_of != as_of:
        yield "aging gives a report of the day that was asked about", str(report)[:200]
        return
    yield from is_pure(lambda: policy.age(given, as_of=as_of))
    rows = Counter(row.item for row in report.rows)
    if rows != Counter(given):
        yield "every open item is in one bucket", f"{[item.label for item in rows.elements()]}"
    turned = policy.age(given[::-1], as_of=as_of)
    if Counter(turned.rows) != Counter(report.rows):
        yield "the order of the items has no say", "other buckets for the same items the other way round"
    for row in report.rows:
        if row.bucket not in report.buckets:
            yield "an item is in a bucket of the report", f"{row.item.label} in {row.bucket}"
        if policy.age([row.item], as_of=as_of).rows != (row,):
            yield "the bucket of an item does not depend on the others", f"another one for {row.item.label} alone"
    yield from explains_itself(report)
