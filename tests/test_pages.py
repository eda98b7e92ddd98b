"""The Python that the pages show is run: README.md and everything under docs/."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FENCE = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PAGES = [page for page in (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))) if page.exists()]


def blank(text: str) -> str:
    """Only the line ends of ``text``: what stands outside the fences leaves the line numbers as they are."""
    return "\n" * text.count("\n")


def examples(text: str) -> str:
    """The content of the ``python`` fences of a page, on the lines where it stands."""
    pieces, end = [], 0
    for fence in FENCE.finditer(text):
        pieces += [blank(text[end : fence.start(1)]), fence[1]]
        end = fence.end(1)
    return "".join(pieces)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_examples_of_a_page_run(page, monkeypatch):
    """A page is one session, in the top folder: later examples see what earlier ones made."""
    monkeypatch.chdir(ROOT)
    name = page.relative_to(ROOT).as_posix()
    session = doctest.DocTestParser().get_doctest(examples(page.read_text("utf-8")), {}, name, str(page), 0)
    report: list[str] = []
    result = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(session, out=report.append)
    assert result.failed == 0, "".join(report)
