"""A picture of what can become of a plan, drawn from the table of transitions when the pages are built.

``{plan-states}`` in a page draws each state as a box and each transition as a numbered arrow, and lists them below.
It is drawn in one colour, that of the text, so it works in light and dark and on paper.
"""

from __future__ import annotations

import html
from math import hypot

from receivables.plans import TRANSITIONS

WIDTH, HEIGHT, WIDE, HIGH = 720, 350, 104, 34
PLACES = {
    "kept": (90, 60),
    "late": (360, 60),
    "broken": (630, 60),
    "completed": (90, 300),
    "reinstated": (470, 190),
    "accelerated": (630, 300),
}
PAPER = 'fill="var(--color-background-primary, white)"'


def edge(place, toward):
    """Where a line from the middle of a box to a place leaves the box."""
    (x, y), (to_x, to_y) = place, toward
    dx, dy = to_x - x, to_y - y
    shrink = min((WIDE / 2 + 3) / abs(dx) if dx else 9, (HIGH / 2 + 3) / abs(dy) if dy else 9)
    return x + dx * shrink, y + dy * shrink


def arrow(number, source, target):
    """An arrow from state to state, bent to its right, with its number in the middle."""
    start, end = PLACES[source], PLACES[target]
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = hypot(dx, dy)
    bend = (start[0] + dx / 2 - dy / length * 34, start[1] + dy / 2 + dx / length * 34)
    (x1, y1), (x2, y2) = edge(start, bend), edge(end, bend)
    middle = ((x1 + 2 * bend[0] + x2) / 4, (y1 + 2 * bend[1] + y2) / 4)
    yield (
        f'<path d="M{x1:.1f} {y1:.1f} Q{bend[0]:.1f} {bend[1]:.1f} {x2:.1f} {y2:.1f}" fill="none"'
        ' stroke="currentColor" marker-end="url(#plan-arrow)"/>'
    )
    yield f'<circle cx="{middle[0]:.1f}" cy="{middle[1]:.1f}" r="9" {PAPER}/>'
    yield f'<text x="{middle[0]:.1f}" y="{middle[1] + 4:.1f}" text-anchor="middle">{number}</text>'


def box(state):
    """A state."""
    x, y = PLACES[state]
    yield (
        f'<rect x="{x - WIDE / 2:.1f}" y="{y - HIGH / 2:.1f}" width="{WIDE}" height="{HIGH}" rx="6"'
        ' fill="none" stroke="currentColor"/>'
    )
    yield f'<text x="{x}" y="{y + 4}" text-anchor="middle">{html.escape(state)}</text>'


def figure() -> str:
    """The picture, and the transitions as a list."""
    numbered = list(enumerate(TRANSITIONS, 1))
    drawn = [part for state in PLACES for part in box(state)]
    drawn += [part for number, each in numbered for part in arrow(number, each.source, each.target)]
    told = "; ".join(f"{number}: {each.source} to {each.target}, {each.when}" for number, each in numbered)
    rows = "".join(
        f"<li>{html.escape(each.source)} → {html.escape(each.target)}: {html.escape(each.when)}</li>"
        for _, each in numbered
    )
    return (
        f'<figure><svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" width="100%" font-size="13" fill="currentColor"'
        f' xmlns="http://www.w3.org/2000/svg"><title>What can become of a plan</title><desc>{html.escape(told)}</desc>'
        '<defs><marker id="plan-arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8"'
        ' orient="auto"><path d="M0 0 L8 4 L0 8 z"/></marker></defs>'
        f"{''.join(drawn)}</svg><ol>{rows}</ol></figure>"
    )


def setup(app):
    """Give the pages the directive ``plan-states``."""
    from docutils import nodes  # noqa: PLC0415 (drawing needs no Sphinx)
    from docutils.parsers.rst import Directive  # noqa: PLC0415

    class PlanStates(Directive):
        def run(self):
            return [nodes.raw("", figure(), format="html")]

    app.add_directive("plan-states", PlanStates)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
