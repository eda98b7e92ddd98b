"""Interest that accrues by the night, under one policy."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from fractions import Fraction
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

from receivables.daycount import ACT_ACT_ISDA
from receivables.interest.accrual import AccruedSpan, rounded_span
from receivables.interest.disputes import in_full
from receivables.interest.measures import fixed_length, rests, share_of, share_of_length, twelfth, year_ends
from receivables.interest.nights import Fold, Share, Slices, stretches
from receivables.interest.rate_rules import Delay, Piece, RateRule
from receivables.interest.tiers import Tiers

if TYPE_CHECKING:
    from receivables.interest.policy import LateInterest


def by_night(policy: LateInterest, delay: Delay, *, since: date | None, prior: Fraction) -> Iterator[AccruedSpan]:
    """The spans of a delay; with compounding from its beginning, because earlier interest bears interest."""
    end = delay.as_of
    capital_on = _capital_on(policy, delay)
    start = delay.start if since is None or capital_on else max(delay.start, since)
    if start >= end:
        return
    pieces = policy.rate.pieces(delay, start, end)
    if policy.ceiling is not None:
        pieces = list(_capped(pieces, policy.ceiling.pieces(delay, start, end)))
    stopped = in_full(delay.item) if policy.disputed == "stops" else ()
    fold = Fold(
        share=_share(policy, delay),
        per=policy.rate.per,
        rounded=_added(policy),
        slices=_slices(policy.rate),
        capital_on=capital_on,
        prior=prior,
        stopped=stopped,
    )
    cuts = {*capital_on, *policy.statements, *_year_ends(policy, start, end), *([since] if since else [])}
    cuts.update(evening for evenings in stopped for evening in evenings)
    yield from fold.spans(stretches(delay.item.spans(until=end), pieces, sorted(cuts)))


def _capital_on(policy: LateInterest, delay: Delay) -> frozenset[date]:
    """The evenings on which the interest so far is added to the debt."""
    if policy.compounding == "none":
        return frozenset()
    if policy.compounding == "statements":
        return frozenset(policy.statements)
    return frozenset(rests(policy.compounding, policy.compounding_days, delay.start, delay.as_of))


def _year_ends(policy: LateInterest, start: date, end: date) -> Iterator[date]:
    """Where a day's interest changes with the length of the year, for policies that round it."""
    if policy.rounding_point == "day" and policy.day_count == ACT_ACT_ISDA:
        yield from year_ends(start, end)


def _added(policy: LateInterest) -> Callable[[AccruedSpan], Fraction]:
    """What a span adds to the debt: its interest, exact where only the total is rounded."""
    if policy.rounding_point == "total":
        return lambda span: span.amount
    return lambda span: rounded_span(span, policy.rounding, policy.rounding_point).exact


def _share(policy: LateInterest, delay: Delay) -> Share:
    per, day_count = policy.rate.per, policy.day_count
    length = fixed_length(per, day_count)
    by_days = share_of_length(length) if length else partial(share_of, per, day_count)
    if policy.compounding != "twelfths":
        return by_days
    after = date.fromordinal(min(delay.as_of.toordinal() + 1, date.max.toordinal()))
    marks = [delay.start, *rests("twelfths", None, delay.start, after)]
    months = list(pairwise(marks))

    def share(start: date, end: date) -> tuple[int, Fraction]:
        full = [month for month in months if month[0] <= start and end <= month[1]]
        return twelfth(start, end, full[0]) if full else by_days(start, end)

    return share


def _slices(rate: RateRule) -> Slices | None:
    """The slices of an amount, for tiers by amount."""
    if not isinstance(rate, Tiers) or rate.by != "amount":
        return None
    tiers = rate

    def slices(amount: Fraction) -> Iterator[tuple[Fraction, Piece]]:
        for part, tier in tiers.slices(amount):
            yield part, tiers.piece(date.min, date.max, tier)

    return slices


def _capped(pieces: Sequence[Piece], ceiling: Sequence[Piece]) -> Iterator[Piece]:
    """The rates, none above the ceiling; where it bites, it is cited."""
    cuts = sorted({piece.start for piece in (*pieces, *ceiling)})
    ends = [*cuts[1:], pieces[-1].end]
    mine, caps = iter(pieces), iter(ceiling)
    piece, cap = next(mine), next(caps)
    for start, end in zip(cuts, ends, strict=True):
        piece = piece if start < piece.end else next(mine)
        cap = cap if start < cap.end else next(caps)
        lower = cap._replace(source=f"capped: {cap.source or 'ceiling'}") if cap.percent < piece.percent else piece
        yield lower._replace(start=start, end=end)
