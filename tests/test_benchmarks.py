"""The benchmark of aging: what it is asked for, and a chart that can be read."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib.util import module_from_spec, spec_from_file_location
from itertools import pairwise

import pytest

KINDS = ("loop", "ours", "engine", "limit")


@pytest.fixture
def chart(root):
    """The module that draws, which is no part of the package."""
    spec = spec_from_file_location("chart", root / "benchmarks" / "chart.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_no_word_of_the_chart_stands_on_another(chart):
    """From a tenth of a nanosecond to a second: in the legend and below the lines."""
    rows = [{"name": kind, "ns": 0.3 * 1000.0**place, "kind": kind} for place, kind in enumerate(KINDS)]
    picture = chart.drawn({"invoices": 100_000, "rows": rows})
    texts = re.findall(r'<text x="([0-9.]+)" y="([0-9]+)"([^>]*)>([^<]+)<', picture)
    for height in {y for _, y, anchor, _ in texts if "middle" in anchor} | {"51"}:
        line = []
        for x, y, anchor, text in texts:
            if y == height:
                wide = 7.8 * len(text)  # at 13 points, of a wide font
                line.append((float(x) - (wide / 2 if "middle" in anchor else 0), wide))
        line.sort()
        assert len(line) >= len(KINDS)
        assert all(x + wide < right for (x, wide), (right, _) in pairwise(line)), line


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("--size", "many"), "invalid count value: 'many'"),
        (("--engines", "Foo"), "Foo"),
    ],
)
def test_what_it_cannot_do_is_said_at_once(root, asked, said):
    """Before anything is made or timed."""
    pytest.importorskip("numpy", reason="the ledger is made with NumPy")
    pytest.importorskip("narwhals", reason="frames are among the contenders")
    command = [sys.executable, str(root / "benchmarks" / "run.py"), *asked]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    assert found.returncode == 2
    assert said in found.stderr
