"""Aging: every range is compared with every item, and once more by a database."""

from __future__ import annotations

import sqlite3
from fractions import Fraction
from itertools import pairwise


def ranges(edges, due_today):
    """The ranges of a scheme, from edges and boundary: pairs of first and last day, ``None`` for an open end."""
    boundary = 0 if due_today == "current" else -1
    lasts = sorted(set(edges) | {boundary})
    found, first = [], None
    for last in lasts:
        found.append((first, last))
        first = last + 1
    return [*found, (first, None)]


def text(first, last):
    return ("" if first is None else str(first)) + ".." + ("" if last is None else str(last))


def holding(days, edges, due_today):
    """The texts of all ranges that hold a number of days; a partition has exactly one."""
    return [
        text(first, last)
        for first, last in ranges(edges, due_today)
        if (first is None or first <= days) and (last is None or days <= last)
    ]


def is_partition(given, due_today):
    """Whether explicit ranges are ascending, hold every day once, and are cut between current and past due."""
    if not given or given[0][0] is not None or given[-1][1] is not None:
        return False
    for (_, last), (first, _) in pairwise(given):
        if last is None or first is None or first != last + 1:
            return False
    boundary = 0 if due_today == "current" else -1
    for first, last in given:
        if first is not None and last is not None and first > last:
            return False
        holds_boundary = (first is None or first <= boundary) and (last is None or boundary <= last)
        if holds_boundary and last != boundary:
            return False
    return True


def sums_by_sqlite(rows, *, as_of, edges, due_today, basis):
    """The open amount in each range, by SQL; rows are (issue day, due day, minor units)."""
    database = sqlite3.connect(":memory:")
    database.execute("CREATE TABLE item (issued TEXT, due TEXT, minor INTEGER)")
    database.execute("CREATE TABLE bucket (place INTEGER, name TEXT, first INTEGER, last INTEGER)")
    database.executemany("INSERT INTO item VALUES (?, ?, ?)", [(str(i), str(d), minor) for i, d, minor in rows])
    database.executemany(
        "INSERT INTO bucket VALUES (?, ?, ?, ?)",
        [(place, text(*pair), *pair) for place, pair in enumerate(ranges(edges, due_today))],
    )
    base = {"due": "due", "issue": "issued"}[basis]
    days = f"CAST(julianday(:as_of) - julianday({base}) AS INTEGER)"
    query = f"""
        SELECT name, COALESCE(SUM(minor), 0)
        FROM bucket LEFT JOIN item
          ON issued <= :as_of
         AND (first IS NULL OR {days} >= first) AND (last IS NULL OR {days} <= last)
        GROUP BY place ORDER BY place
    """
    found = database.execute(query, {"as_of": str(as_of)}).fetchall()
    database.close()
    return dict(found)


def whole(amount, sub_unit):
    """Minor units of an exact amount, which must be whole."""
    minor = Fraction(amount) * sub_unit
    if minor.denominator != 1:
        raise ValueError(f"{amount} is no whole number of minor units")
    return minor.numerator
