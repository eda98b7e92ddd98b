"""Interest that accrues by the night, under one policy."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from fractions import Fraction
from functools import partial
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from receivables.daycount import ACT_ACT_ISDA
from receivables.interest.accrual import rounded_span
from receivables.interest.charges import penalty_on
from receivables.interest.disputes import in_full
from receivables.interest.measures import (
    adds_up,
    fixed_length,
    rests,
    share_of,
    share_of_length,
    share_since,
    twelfth,
    year_ends,
)
from receivables.interest.nights import Fold, Share, Slices, Walks, stretches
from receivables.interest.rate_rules import Delay, FixedRate, Piece, RateRule
from receivables.interest.spans import AccruedSpan
from receivables.interest.table_rate import TableRate
from receivables.interest.tiers import Tiers
from receivables.money import Money
from receivables.position import BalanceSpan, OpenItem

if TYPE_CHECKING:
    from receivables.interest.policy import LateInterest


_new = tuple.__new__  # half the time of AccruedSpan(...), for the spans that most accruals consist of


def by_night(
    policy: LateInterest, walks: Walks | None, delay: Delay, *, since: date | None, prior: Fraction
) -> Iterable[AccruedSpan]:
    """The spans of a delay; with compounding from its beginning, because earlier interest bears interest."""
    capital_on = _capital_on(policy, delay)
    start = delay.start if since is None or capital_on else max(delay.start, since)
    if start >= delay.as_of:
        return ()
    item = delay.item
    stopped = in_full(item) if policy.disputed == "stops" else ()
    if walks is not None and not stopped:
        return list(_walked(walks, delay, start, prior))
    fold = Fold(
        share=_share(policy, delay),
        per=policy.rate.per,
        rounded=_added(policy),
        rounding=policy.rounding,
        slices=_slices(policy.rate),
        capital_on=capital_on,
        prior=prior,
        paid=tuple(_interest_paid(policy, item)) if capital_on else (),
        stopped=stopped,
        quiet_from=_quiet_from(item) if capital_on else date.max,
    )
    return _folded(policy, delay, start, fold, cuts=() if since is None else (since,))


def _walked(walks: Walks, delay: Delay, start: date, prior: Fraction) -> Iterator[AccruedSpan]:
    """Spans cut by balance and rate, of nights that are the same for all claims."""
    item, end = delay.item, delay.as_of
    if item.history[-1][0] <= start:
        balance = item.open
        for nights in walks.nights(delay, start, end) if balance or prior else ():
            yield _new(AccruedSpan, (nights, balance, prior, None))
        return
    balances = item.spans(until=end)
    bearing = [(start, end)] if prior else _bearing(balances, start, end, frozenset())
    walk = (nights for left, right in bearing for nights in walks.nights(delay, left, right))
    for left, right, balance, whole in stretches(balances, walk, start):
        if balance or prior:
            yield _new(AccruedSpan, (walks.part(whole, left, right), balance, prior, None))


def _folded(
    policy: LateInterest, delay: Delay, start: date, fold: Fold, *, cuts: tuple[date, ...]
) -> Iterator[AccruedSpan]:
    """Spans cut by balance and rate, and where interest is capitalized, a statement ends or a dispute stops it."""
    end = delay.as_of
    balances = delay.item.spans(until=end)
    bearing = [(start, end)] if fold.prior else _bearing(balances, start, end, fold.capital_on)
    marks = {*fold.capital_on, *policy.statements, *_year_ends(policy, start, end), *cuts}
    marks.update(evening for evenings in fold.stopped for evening in evenings)
    marks.update(evening for evening, _ in fold.paid)
    ends = sorted(marks)
    asked = bearing if not fold.capital_on else [part for span in bearing for part in _cut(*span, ends)]
    pieces = (piece for left, right in asked for piece in _pieces(policy, delay, left, right))
    return fold.spans(stretches(balances, pieces, start, ends))


def _cut(start: date, end: date, cuts: Sequence[date]) -> Iterator[tuple[date, date]]:
    """A run of evenings in parts, so that rates are asked for as they are needed."""
    yield from pairwise([start, *(cut for cut in cuts if start < cut < end), end])


def _quiet_from(item: OpenItem) -> date:
    """The evening from which an item is settled and none of its interest is paid any more."""
    if item.open:
        return date.max
    return max(evening for evening, _ in (item.history[-1], *item.interest_paid[-1:]))


def _bearing(
    balances: Sequence[BalanceSpan], start: date, end: date, capital_on: frozenset[date]
) -> list[tuple[date, date]]:
    """The evenings on which something is open, as spans: a rate that nobody needs may be unknown.

    Once interest was added to the debt, something may be open until the end.
    """
    runs = [list(run) for is_owed, run in groupby(balances, key=lambda span: bool(span.balance)) if is_owed]
    owed = [(max(run[0].start, start), run[-1].end) for run in runs if run[-1].end > start]
    if not owed:
        return []
    grown = min((evening for evening in capital_on if evening > owed[0][0]), default=end)
    spans = [(left, min(right, grown)) for left, right in owed if left < grown]
    return [*spans, (grown, end)] if grown < end else spans


def _pieces(policy: LateInterest, delay: Delay, start: date, end: date) -> Sequence[Piece]:
    """The rates of the nights between two evenings, none above the ceiling."""
    pieces = policy.rate.pieces(delay, start, end)
    if policy.ceiling is None:
        return pieces
    return list(_capped(pieces, policy.ceiling.pieces(delay, start, end)))


def walks_of(policy: LateInterest) -> Walks | None:
    """The nights that all claims share, where the policy has the same for all of them."""
    rates = [policy.rate] if policy.ceiling is None else [policy.rate, policy.ceiling]
    same = all(isinstance(rate, FixedRate | TableRate) and rate.same_for_all for rate in rates)
    by_days = policy.day_count == ACT_ACT_ISDA and policy.rounding_point == "day"
    alike = same and adds_up(policy.rate.per, policy.day_count)
    if not alike or by_days or policy.statements or policy.compounding != "none":
        return None
    return Walks(partial(_pieces, policy), _by_days(policy), policy.rate.per)


def _capital_on(policy: LateInterest, delay: Delay) -> frozenset[date]:
    """The evenings on which the interest so far is added to the debt."""
    if policy.compounding == "none":
        return frozenset()
    if policy.compounding == "statements":
        return frozenset(policy.statements)
    return frozenset(rests(policy.compounding, policy.compounding_days, delay.start, delay.as_of))


def _interest_paid(policy: LateInterest, item: OpenItem) -> Iterator[tuple[date, Fraction]]:
    """What was paid of the interest by an evening; penalty and fee, which bear none, are paid before it."""
    once = (penalty_on(item, policy.penalty), policy.fee)
    charged = sum(Money.rounded(part, item.currency, policy.rounding).minor for part in once)
    for evening, minor in item.interest_paid:
        yield evening, item.amount.with_minor(max(0, minor - charged)).exact


def _year_ends(policy: LateInterest, start: date, end: date) -> Iterator[date]:
    """Where a day's interest changes with the length of the year, for policies that round it."""
    if policy.rounding_point == "day" and policy.day_count == ACT_ACT_ISDA:
        yield from year_ends(start, end)


def _added(policy: LateInterest) -> Callable[[AccruedSpan], Fraction]:
    """What a span adds to the debt: its interest, exact where only the total is rounded."""
    if policy.rounding_point == "total":
        return lambda span: span.amount
    return lambda span: rounded_span(span, policy.rounding, policy.rounding_point).exact


def _by_days(policy: LateInterest) -> Share:
    per, day_count = policy.rate.per, policy.day_count
    length = fixed_length(per, day_count)
    return share_of_length(length) if length else partial(share_of, per, day_count)


def _share(policy: LateInterest, delay: Delay) -> Share:
    alike = adds_up(policy.rate.per, policy.day_count)
    by_days = _by_days(policy) if alike else share_since(delay.start, policy.rate.per, policy.day_count)
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
    filled, above = ([piece for piece in each if piece.start < piece.end] for each in (pieces, ceiling))
    cuts = sorted({piece.start for piece in (*filled, *above)})
    ends = [*cuts[1:], filled[-1].end]
    mine, caps = iter(filled), iter(above)
    piece, cap = next(mine), next(caps)
    for start, end in zip(cuts, ends, strict=True):
        piece = piece if start < piece.end else next(mine)
        cap = cap if start < cap.end else next(caps)
        lower = cap._replace(source=f"capped: {cap.source or 'ceiling'}") if cap.percent < piece.percent else piece
        yield lower._replace(start=start, end=end, projected=piece.projected or cap.projected)
