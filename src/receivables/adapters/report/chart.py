"""Stacked bars of an aging, as inline SVG: widths in percent, so that they fit a phone as well as a sheet of paper.

Nothing depends on colour alone: buckets differ by pattern, carry their label where there is room, and each bar is told
in words to those who hear it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from receivables.adapters.report.markup import Markup, el, join
from receivables.adapters.summary import AgingLine
from receivables.adapters.tables import count, grouped, share
from receivables.aging import Bucket

STYLES = 6
"""Fillings that the style sheet knows: one for what is not past due, the others darker with age."""

_HUNDRED = 10_000
_ROOM_FOR_SIGN = 190
"""Hundredths of a percent of the width that a letter of a label takes on a phone."""

PATTERNS = Markup(
    '<svg class="patterns" width="0" height="0" aria-hidden="true" focusable="false"><defs>'
    '<pattern id="p1" width="6" height="6" patternUnits="userSpaceOnUse"><path d="M0 6L6 0"/></pattern>'
    '<pattern id="p2" width="7" height="7" patternUnits="userSpaceOnUse"><circle cx="3.5" cy="3.5" r="1.3"/></pattern>'
    '<pattern id="p3" width="5" height="5" patternUnits="userSpaceOnUse"><path d="M0 2.5H5"/></pattern>'
    '<pattern id="p4" width="6" height="6" patternUnits="userSpaceOnUse"><path d="M0 0L6 6M0 6L6 0"/></pattern>'
    '<pattern id="p5" width="4" height="4" patternUnits="userSpaceOnUse"><path d="M2 0V4"/></pattern>'
    "</defs></svg>"
)


def fillings(buckets: Sequence[Bucket]) -> tuple[int, ...]:
    """The filling of each bucket: 0 for what is not past due, then 1 to 5 with age.

    >>> from receivables import Aging
    >>> fillings(Aging().buckets)
    (0, 1, 2, 3, 4)
    """
    late = [bucket for bucket in buckets if bucket.last is None or bucket.last > 0]
    early = len(buckets) - len(late)
    darkest = STYLES - 1
    steps = [1 + place if len(late) <= darkest else 1 + place * darkest // len(late) for place in range(len(late))]
    return (0,) * early + tuple(steps)


def swatches(buckets: Sequence[Bucket]) -> tuple[Markup, ...]:
    """The filling of each bucket as a small square: the key to the bars."""
    return tuple(map(_swatch, fillings(buckets)))


def _swatch(style: int) -> Markup:
    return el("svg", *_filled(style, "0", "100%"), class_="swatch", aria_hidden="true", focusable="false")


def _filled(style: int, start: str, width: str) -> Iterator[Markup]:
    """A stretch of a bar: its colour, and its pattern above."""
    yield el("rect", x=start, width=width, height="100%", class_=f"b{style}")
    if style:
        yield el("rect", x=start, width=width, height="100%", fill=f"url(#p{style})")


def bar(line: AgingLine, buckets: Sequence[Bucket], *, longest: int | None = None) -> Markup:
    """A line as a stacked bar. ``longest`` is the amount, in minor units, that takes the whole width.

    Without it the bar takes all of the width, and its stretches carry their labels.
    """
    total = line.open
    parts = [
        f"{bucket.label} {grouped(amount)} ({share(amount, total)})"
        for bucket, amount in zip(buckets, line.amounts, strict=True)
        if amount
    ]
    told = f"{grouped(total)} {total.currency.code} open: " + ", ".join(parts)
    return el(
        "svg",
        el("title", f"{line.label}: {grouped(total)} {total.currency.code}"),
        el("desc", told),
        join(_stretches(line, buckets, longest)),
        class_="bar",
        role="img",
        aria_label=f"{line.label}: {told}",
        width="100%",
        height="18" if longest else "44",
    )


def _stretches(line: AgingLine, buckets: Sequence[Bucket], longest: int | None) -> Iterator[Markup]:
    """The stretches from left to right; edges are shares of running sums, so that no gap opens between them."""
    done, whole = 0, longest or line.open.minor
    for bucket, style, amount, items in zip(buckets, fillings(buckets), line.amounts, line.counts, strict=True):
        start = _HUNDRED * done // whole
        done += amount.minor
        width = _HUNDRED * done // whole - start
        if amount:
            told = f"{bucket.label}: {grouped(amount)} {amount.currency.code}, {count(items, 'item')}"
            label = None if longest else _label(bucket.label, start, width)
            yield el("g", el("title", told), *_filled(style, _percent(start), _percent(width)), label)


def _label(label: str, start: int, width: int) -> Markup | None:
    """The label in the middle of its stretch, if there is room for it."""
    if width < _ROOM_FOR_SIGN * (len(label) + 2):
        return None
    middle = _percent(start + width // 2)
    return el("text", label, x=middle, y="50%", dy="0.35em", text_anchor="middle", aria_hidden="true")


def _percent(hundredths: int) -> str:
    return f"{hundredths // 100}.{hundredths % 100:02d}%"


def bars(lines: Sequence[AgingLine], buckets: Sequence[Bucket]) -> Markup:
    """A bar for each line on one scale: the longest takes the whole width."""
    longest = max((line.open.minor for line in lines), default=0)
    return el("ol", *(_one_of(line, buckets, longest) for line in lines if line.open), class_="bars")


def _one_of(line: AgingLine, buckets: Sequence[Bucket], longest: int) -> Markup:
    name = el("span", line.label, dir="auto")
    return el("li", name, bar(line, buckets, longest=longest), el("b", grouped(line.open)))
