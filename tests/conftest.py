"""What every test shares: how hard Hypothesis tries, where the golden cases are, and how they are summed up."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# No test is about time: on a busy machine, drawing what is drawn elsewhere in no time is no fault.
COMMON = {"deadline": None, "print_blob": True, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("ci", derandomize=True, database=None, **COMMON)
settings.register_profile("deep", max_examples=2_000, **COMMON)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))

ROOT = Path(__file__).resolve().parent.parent


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--goldens",
        default=None,
        metavar="DIR",
        help="run the golden cases of this folder instead of tests/goldens",
    )


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print a line a kind of golden case, from the properties that tests/test_goldens.py records on each."""
    outcomes: dict[str, Counter[str]] = {}
    for status, outcome in (("passed", "passed"), ("failed", "failed"), ("error", "failed")):
        for report in terminalreporter.getreports(status):
            properties = dict(getattr(report, "user_properties", ()))  # a file that cannot be read has none
            if kind := properties.get("golden_kind"):
                departed = outcome == "passed" and properties.get("golden_departed")
                outcomes.setdefault(str(kind), Counter())["departed" if departed else outcome] += 1
    for kind, counts in sorted(outcomes.items()):
        figures = ", ".join(f"{counts[outcome]} {outcome}" for outcome in ("passed", "failed", "departed"))
        terminalreporter.write_line(f"goldens {kind}: {figures}")


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder that holds pyproject.toml."""
    return ROOT
