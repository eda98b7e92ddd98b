"""The chart of :mod:`run`: a bar for each contender on a scale of powers of ten, as SVG."""

from __future__ import annotations

from html import escape
from math import ceil, floor, log10
from typing import Any

COLOURS = {"loop": "#8a8f98", "ours": "#1f6feb", "engine": "#c9762b", "limit": "#2da44e"}
WORDS = {"loop": "a loop", "ours": "this library", "engine": "by hand on an engine", "limit": "limit"}
LEFT, WIDTH, ROW, TOP = 330, 470, 24, 74


def drawn(result: dict[str, Any]) -> str:
    """Nanoseconds an invoice, the slowest first."""
    rows = sorted(result["rows"], key=lambda row: -row["ns"])
    low, high = floor(log10(min(row["ns"] for row in rows))), ceil(log10(max(row["ns"] for row in rows)))
    height = TOP + ROW * len(rows) + 40

    def x(value: float) -> float:
        return LEFT + WIDTH * (log10(value) - low) / (high - low)

    title = f"Aging {result['invoices']:,} invoices: nanoseconds an invoice (each line is ten times the one before)"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 900 {height}" font-family="sans-serif" font-size="13">',
        f'<rect width="900" height="{height}" fill="#ffffff"/>',
        f'<text x="16" y="26" font-size="16" fill="#1f2328">{title}</text>',
    ]
    parts += [legend(place, kind) for place, kind in enumerate(COLOURS)]
    bottom = TOP + ROW * len(rows)
    for power in range(low, high + 1):
        at = x(10.0**power)
        parts.append(f'<line x1="{at:.1f}" y1="{TOP - 8}" x2="{at:.1f}" y2="{bottom}" stroke="#d0d7de"/>')
        parts.append(f'<text x="{at:.1f}" y="{bottom + 18}" text-anchor="middle" fill="#57606a">{label(power)}</text>')
    for place, row in enumerate(rows):
        y = TOP + ROW * place
        end, colour = x(row["ns"]), COLOURS[row["kind"]]
        parts += [
            f'<text x="{LEFT - 8}" y="{y + 14}" text-anchor="end" fill="#1f2328">{escape(row["name"])}</text>',
            f'<rect x="{LEFT}" y="{y + 2}" width="{max(end - LEFT, 1):.1f}" height="16" fill="{colour}"/>',
            f'<text x="{end + 6:.1f}" y="{y + 14}" fill="#1f2328">{figure(row["ns"])}</text>',
        ]
    return "\n".join([*parts, "</svg>"]) + "\n"


def legend(place: int, kind: str) -> str:
    x = 16 + 190 * place
    square = f'<rect x="{x}" y="40" width="12" height="12" fill="{COLOURS[kind]}"/>'
    return f'{square}<text x="{x + 18}" y="51" fill="#1f2328">{WORDS[kind]}</text>'


def label(power: int) -> str:
    """A power of ten in a unit that keeps it short, so that no label touches the next one."""
    units = ("ns", "µs", "ms", "s")
    place = min(max(power, 0) // 3, len(units) - 1)
    return f"{10.0 ** (power - 3 * place):g} {units[place]}"


def figure(ns: float) -> str:
    return f"{ns:,.0f}" if ns >= 10 else f"{ns:.1f}"
