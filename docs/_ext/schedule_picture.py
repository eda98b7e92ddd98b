"""A picture of schedules, drawn when the pages are built: terms above one another on a common time line.

In a page::

    ```{schedule}
    :total: 1000.00 EUR
    :issued: 2026-01-15
    :caption: What this shows

    2/10 net 30
    EOM net 30
    ```

Each line is a notation of payment terms. More options: ``:net:`` (amount before tax), ``:closed:`` (days on which
there is no business, besides weekends; due days are then rolled). The picture is drawn in one colour, that of the text,
so it works in light and dark and on paper: the issue is a ring, a due day a square, a window for a discount a hatched
bar, a due day before it was rolled a dashed square.
"""

from __future__ import annotations

import html
from datetime import date, timedelta
from typing import NamedTuple

from receivables import Installment, Money, PaymentTerms
from receivables.calendars import ClosedDays

WIDTH, MARGIN = 720, 30
ROW_GAP, BAR, LABEL_LINE, LEVEL = 14, 15, 14, 31
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
RIM = 'stroke="var(--color-background-primary, white)" stroke-width="3" paint-order="stroke"'
DASHED = ' fill="var(--color-background-primary, white)" stroke="currentColor" stroke-dasharray="2 2"'
FAINT = ' fill-opacity="0.75"'
CHARACTER = 6.4  # of the font of the labels, on the wide side: labels must never touch


class Row(NamedTuple):
    """Terms as they were written, and what they make of the document."""

    notation: str
    parts: tuple[Installment, ...]


def rows_of(notations, *, total, issued_on, net=None, closed=None):
    """The rows of a picture."""
    calendar = None if closed is None else ClosedDays(closed)
    terms = [(notation, PaymentTerms.parse(notation)) for notation in notations]
    return [
        Row(notation, each.schedule(total, issued_on=issued_on, net=net, calendar=calendar)) for notation, each in terms
    ]


def draw(rows, *, issued_on, total, caption="") -> str:
    """The picture as SVG inside a figure."""
    scale = Scale(issued_on, max(day for row in rows for day in days_of(row)))
    drawn, y = [], 0
    for row in rows:
        y += ROW_GAP
        lines, y = draw_row(row, scale, issued_on, y)
        drawn += lines
    height = y + 48
    axis = draw_axis(scale, height - 40)
    said = " ".join(say(row) for row in rows)
    note = f"<figcaption>{html.escape(caption)}</figcaption>" if caption else ""
    return (
        f'<figure class="schedule-picture" style="margin: 1.5em 0"><svg role="img" viewBox="0 0 {WIDTH} {height:g}"'
        f' xmlns="http://www.w3.org/2000/svg" style="width: 100%; height: auto; max-width: {WIDTH}px; color: inherit"'
        ' font-family="system-ui, sans-serif" font-size="12" fill="currentColor" stroke="none">'
        f"<title>{html.escape(f'Schedules of {total}, issued {issued_on}')}</title><desc>{html.escape(said)}</desc>"
        f"{''.join(axis)}{''.join(drawn)}</svg>{note}</figure>"
    )


def days_of(row):
    """All days that a row shows."""
    for part in row.parts:
        yield part.due_on
        yield part.unadjusted_on or part.due_on
        yield from (offer.until for offer in part.offers)


def say(row) -> str:
    """A row in words, for those who cannot see it."""
    parts = []
    for part in row.parts:
        off = "".join(f", {offer.amount} less if paid by {offer.until}" for offer in part.offers)
        parts.append(f"{part.amount} due {part.due_on}{off}")
    return f"{row.notation}: {'; '.join(parts)}."


class Scale:
    """From days to places, with some air after the last day."""

    def __init__(self, first: date, last: date) -> None:
        self.first = first.replace(day=1)
        days = max((last - self.first).days, 27)
        self.last = self.first + timedelta(days=days + max(2, days // 20))

    def __call__(self, day: date) -> float:
        share = (day - self.first).days / (self.last - self.first).days
        return round(MARGIN + share * (WIDTH - 2 * MARGIN), 1)

    def month_starts(self):
        """The first of each month, at most a dozen and a half of them."""
        starts, day = [], self.first
        while day <= self.last:
            starts.append(day)
            day = (day + timedelta(days=31)).replace(day=1)
        return starts[:: 1 + (len(starts) - 1) // 18]


def draw_axis(scale, y):
    """Months along the bottom, with a thin line up through all rows."""
    yield line(MARGIN, y, WIDTH - MARGIN, y)
    for start in scale.month_starts():
        x = scale(start)
        yield line(x, 8, x, y + 5, ' stroke-opacity="0.25"')
        if x + 3 + 3 * CHARACTER > WIDTH:
            continue
        yield text(x + 3, y + 16, MONTHS[start.month - 1], FAINT)
        if start.month == 1 or start == scale.first:
            yield text(x + 3, y + 30, str(start.year), FAINT)


def draw_row(row, scale, issued_on, y):
    """The notation, a bar for each discount, the line with issue and due days, and their labels."""
    drawn = [text(MARGIN + 4, y + 10, row.notation, ' font-weight="600" font-family="ui-monospace, monospace"')]
    y += 20
    start = scale(issued_on)
    for offer in sorted({offer for part in row.parts for offer in part.offers}, key=lambda offer: offer.until):
        drawn += draw_offer(offer, start, scale(offer.until), y)
        y += BAR + 4
    middle = y + 10
    drawn.append(line(start, middle, max(scale(part.due_on) for part in row.parts), middle, ' stroke-width="2"'))
    drawn.append(
        f'<circle cx="{start}" cy="{middle}" r="7" fill="var(--color-background-primary, white)"'
        ' stroke="currentColor" stroke-width="1.5"/>'
    )
    levels: list[float] = []
    labels = [(start, "issued", f"{issued_on.day} {MONTHS[issued_on.month - 1]}")]
    for due, parts in due_days(row):
        drawn += draw_due(due, parts, scale, middle)
        shown = f"{due.day} {MONTHS[due.month - 1]}"
        labels.append((scale(due), parts_text(parts), shown))
    if len(labels) > 1 and labels[1][0] == start:  # due on receipt: one label says both
        labels[0:2] = [(start, labels[1][1], f"issued, due {labels[1][2]}")]
    for x, above, below in labels:
        wide = max(len(above), len(below)) * CHARACTER + 8
        left = min(max(x - wide / 2, 0), WIDTH - wide)
        level = next((place for place, end in enumerate(levels) if end <= left), len(levels))
        levels[level : level + 1] = [left + wide]
        top = middle + 20 + level * LEVEL
        if level:
            drawn.append(line(x, middle + 8, x, top - 10, ' stroke-opacity="0.4"'))
        drawn.append(text(left + wide / 2, top, below, ' text-anchor="middle"'))
        drawn.append(text(left + wide / 2, top + LABEL_LINE, above, f' text-anchor="middle"{FAINT}'))
    return drawn, middle + 20 + (len(levels) - 1) * LEVEL + LABEL_LINE + 4


def due_days(row):
    """The parts by due day."""
    found: dict[date, list[Installment]] = {}
    for part in row.parts:
        found.setdefault(part.due_on, []).append(part)
    return sorted(found.items())


def parts_text(parts) -> str:
    """The amounts that fall due on a day."""
    return " + ".join(part.amount.text for part in parts)


def draw_due(due, parts, scale, middle):
    """A square on the due day, and a dashed one where it was before it was rolled to a business day."""
    for part in parts:
        if part.unadjusted_on is not None and part.unadjusted_on != due:
            yield square(scale(part.unadjusted_on), middle, DASHED)
    yield square(scale(due), middle, "")


def draw_offer(offer, left, right, y):
    """A hatched bar from the issue through the last day of the discount, which still counts."""
    wide = max(right - left, 2)
    percent = "" if offer.percent is None else f"{offer.percent} %, "
    yield (
        f'<rect x="{left}" y="{y}" width="{wide:.1f}" height="{BAR - 3}" fill="currentColor" fill-opacity="0.12"'
        ' stroke="currentColor"/>'
    )
    for step in range(int(wide // 6)):
        x = left + 6 * step
        yield line(x, y + BAR - 3, min(x + 6, left + wide), y, ' stroke-opacity="0.5"')
    said = f"{percent}{offer.amount.text} off until {offer.until.day} {MONTHS[offer.until.month - 1]}"
    if left + wide + 6 + len(said) * CHARACTER < WIDTH:
        yield text(left + wide + 6, y + 10, said)
    else:
        yield text(left + wide / 2, y + 10, said, ' text-anchor="middle"')


def text(x, y, words, more="") -> str:
    """Words at a place, with a rim in the colour of the page, so that no line runs through them."""
    return f'<text x="{x:.1f}" y="{y:.1f}" {RIM}{more}>{html.escape(words)}</text>'


def line(x1, y1, x2, y2, more="") -> str:
    """A line between two places."""
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="currentColor"{more}/>'


def square(x, y, more) -> str:
    """A square around a place."""
    return f'<rect x="{x - 4.5:.1f}" y="{y - 4.5:.1f}" width="9" height="9"{more}/>'


def money(words: str) -> Money:
    """An amount as it stands in a page: ``1000.00 EUR``."""
    amount, _, currency = words.strip().partition(" ")
    return Money(amount, currency)


def dates(words: str) -> list[date]:
    """Dates as they stand in a page, with blanks between them."""
    return [date.fromisoformat(word) for word in words.split()]


def figure(lines, options) -> str:
    """The figure that a directive with these lines and options asks for."""
    issued_on, total = date.fromisoformat(options["issued"].strip()), money(options["total"])
    rows = rows_of(
        [each.strip() for each in lines if each.strip()],
        total=total,
        issued_on=issued_on,
        net=money(options["net"]) if "net" in options else None,
        closed=dates(options["closed"]) if "closed" in options else None,
    )
    return draw(rows, issued_on=issued_on, total=total, caption=options.get("caption", ""))


def setup(app):
    """Give the pages the directive ``schedule``."""
    from docutils import nodes  # noqa: PLC0415 (drawing needs no Sphinx)
    from docutils.parsers.rst import Directive  # noqa: PLC0415

    class Schedule(Directive):
        has_content = True
        option_spec = dict.fromkeys(("total", "issued", "net", "closed", "caption"), str)

        def run(self):
            try:
                return [nodes.raw("", figure(self.content, self.options), format="html")]
            except (KeyError, ValueError) as error:
                raise self.error(f"schedule: {error}") from error

    app.add_directive("schedule", Schedule)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
