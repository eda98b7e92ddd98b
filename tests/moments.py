"""How long work may take: seconds of the processor on a usual machine, and as many more as this machine is slower.

No test is about time, but some are about work that nobody should have to wait for: hostile input that would take
minutes. What a machine does in a moment is measured by a plain loop beside.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

USUAL = 0.012
"""Seconds that the loop takes on a usual machine."""


def _loop() -> float:
    start, total = time.process_time(), 0
    for number in range(300_000):
        total += number
    return time.process_time() - start


def slowness() -> float:
    """How many times as long as on a usual machine a loop takes here and now; 1 on a faster one."""
    return max(1.0, min(_loop() for _ in range(3)) / USUAL)


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """What is done inside must take less."""
    before, start = slowness(), time.process_time()
    yield
    spent = time.process_time() - start
    assert spent < seconds * max(before, slowness())
