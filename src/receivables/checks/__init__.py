"""The questions asked at every door: is it a date, a name, a whole number of days?

Each answers with the value itself or raises :class:`~receivables.errors.InvalidValueError` that names the field.
"""

from __future__ import annotations

from receivables.checks.made_later import MadeLater
from receivables.checks.questions import (
    LONGEST_NAME,
    LONGEST_SPAN,
    Choice,
    able,
    are_several,
    choice,
    day,
    flag,
    keep_as_tuples,
    name,
    of_kind,
    one_of,
    returned,
    returned_lines,
    several,
    text_pairs,
    whole,
)
from receivables.checks.validators import OneOf, Whole, are, is_a, is_day, is_flag, is_name, is_one_of, is_whole

__all__ = [
    "Choice",
    "LONGEST_NAME",
    "LONGEST_SPAN",
    "MadeLater",
    "OneOf",
    "Whole",
    "able",
    "are",
    "are_several",
    "choice",
    "day",
    "flag",
    "is_a",
    "is_day",
    "is_flag",
    "is_name",
    "is_one_of",
    "is_whole",
    "keep_as_tuples",
    "name",
    "of_kind",
    "one_of",
    "returned",
    "returned_lines",
    "several",
    "text_pairs",
    "whole",
]
