"""The laws of rates: of a rule that says which rate a night bears, and of a table that it may look at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal

from receivables.interest import Delay, Piece, RatePeriod, RateRule
from receivables.rates import Rate, RateSource
from receivables.testing.conformance.cases import item_and_days, three_days
from receivables.testing.conformance.laws import Broken, Case, is_pure, keeps


def check_rate_rule(rule: RateRule) -> None:
    """Run the laws of a rate of late interest on a rule.

    Its pieces cover the nights that it was asked about, in order and without a gap; no rate is below nothing; and a
    night bears the same rate whether it is asked for alone or with others.

    >>> from receivables.interest import FixedRate
    >>> check_rate_rule(FixedRate("8"))
    """
    keeps(rule, item_and_days(), _rule_laws)


def _rule_laws(rule: RateRule, case: Case) -> Broken:
    item, cut, end = case["item"], case["cut"], case["as_of"]
    delay, start = Delay(item, start=item.due_on, as_of=max(end, item.due_on)), item.due_on
    per: object = rule.per
    if not isinstance(per, RatePeriod):
        yield "a rate says what it is for", str(per)
    if end <= start:
        return
    found: object = rule.pieces(delay, start, end)
    if not isinstance(found, Sequence) or not all(isinstance(each, Piece) for each in found):
        yield "a rate rule gives pieces", str(found)[:200]
        return
    for each in found:
        if not _is_exact(each.percent):
            yield "a rate is an exact number", repr(each.percent)
        elif each.percent < 0:
            yield "a rate is never below nothing", f"{each.percent}"
    yield from is_pure(lambda: rule.pieces(delay, start, end))
    evenings = [(each.start, each.end) for each in found if each.start != each.end]
    joints = [start, *(each for pair in evenings for each in pair), end]
    if any(left != right or left > right for left, right in zip(joints[::2], joints[1::2], strict=True)):
        yield "pieces cover the nights in order, without a gap", f"{evenings} of {start} to {end}"
        return
    if start < cut < end:
        parts = [*rule.pieces(delay, start, cut), *rule.pieces(delay, cut, end)]
        if list(_by_night(parts)) != list(_by_night(found)):
            yield "a night bears the same rate alone and with others", f"other rates in parts, cut on {cut}"


def _is_exact(percent: object) -> bool:
    return isinstance(percent, Decimal) and percent.is_finite()


def _by_night(pieces: Sequence[Piece]) -> Iterator[Decimal]:
    for each in pieces:
        yield from [each.percent] * (each.end - each.start).days


def check_rate_source(source: RateSource) -> None:
    """Run the laws of a table of rates on a source.

    The rate of a day is exact, holds from that day or an earlier one, and names its table and who says so; past the
    last day that was checked there is one only as a projection, which is marked; and a rate changes only on the days
    that the source names.

    >>> from receivables.rates import shipped
    >>> check_rate_source(shipped("DE-BASISZINSSATZ"))
    """
    keeps(source, three_days(source.verified_until), _source_laws)


def _source_laws(source: RateSource, case: Case) -> Broken:
    start, day, end = case["start"], case["cut"], case["end"]
    found: object = source.on(day, project=True)
    if not isinstance(found, Rate) or not _is_exact(found.percent):
        yield "a source gives the rate of a day, an exact number", str(found)[:200]
        return
    yield from is_pure(lambda: source.on(day, project=True))
    yield from is_pure(lambda: source.changes(start, end))
    if found.since > day:
        yield "a rate holds from that day or an earlier one", f"from {found.since} on"
    if found.table != source.name or not found.source:
        yield "a rate names its table and who says so", f"{found.table!r} and {found.source!r}"
    if found.projected is not (day > source.verified_until):
        yield "what is held beyond the last day that was checked is marked, and nothing else", f"{found}"
    changes = source.changes(start, end)
    if list(changes) != sorted({each for each in changes if start < each <= end}):
        yield "changes are days after the first, up to the last, in order", ", ".join(map(str, changes))
    if start < day and not any(start < each <= day for each in changes):
        before = source.on(start, project=True).percent
        if before != found.percent:
            yield (
                "a rate changes only on the days that the source names",
                f"{before} on {start}, {found.percent} on {day}",
            )
    yield from _unverified(source, max(day, _after(source.verified_until)))


def _unverified(source: RateSource, day: date) -> Broken:
    """Past the last day that was checked there is no rate that is not asked for as a projection."""
    if day > source.verified_until:
        try:
            found = source.on(day)
        except LookupError:
            return
        yield "past the last day that was checked there is a rate only as a projection", f"{found} on {day}"


def _after(day: date) -> date:
    return day if day == date.max else day + timedelta(days=1)
