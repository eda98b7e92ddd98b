"""What a payer or a person says about where money goes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import NamedTuple

from receivables.documents import RemittanceLine


class Instruction(NamedTuple):
    """So much of a source (``None``: what is left of it) goes to a document, because somebody said so."""

    source: str
    document: str
    most: int | None
    because: str


def runs(advice: Sequence[RemittanceLine]) -> Iterable[Sequence[RemittanceLine]]:
    """The lines of remittance advice in their order, parted where lines with an amount and without one meet."""
    if len(advice) == 1:  # as mostly
        return (advice,)
    return [list(lines) for _, lines in groupby(advice, key=lambda line: line.amount is None)]
