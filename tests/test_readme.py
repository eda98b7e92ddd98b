"""The README shows what happens: its first program prints what stands below it."""

from __future__ import annotations

import re
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

README = (Path(__file__).resolve().parent.parent / "README.md").read_text("utf-8")


def fences(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def test_the_first_program_prints_what_the_readme_shows():
    printed = StringIO()
    with redirect_stdout(printed):
        exec(compile(fences("python")[0], "README.md", "exec"), {})
    assert printed.getvalue() == fences("text")[0]


def test_the_letter_of_the_readme_is_the_one_it_shows():
    """It goes on from the first program."""
    (letter,) = (fence for fence in fences("python") if "letters" in fence)
    printed = StringIO()
    with redirect_stdout(printed):
        session: dict[str, object] = {}
        exec(compile(fences("python")[0], "README.md", "exec"), session)
        printed.truncate(printed.seek(0))
        exec(compile(letter, "README.md", "exec"), session)
    assert printed.getvalue().strip() == letter.strip().splitlines()[-1].split("  # ")[1]


def test_the_mapping_of_the_readme_is_a_mapping():
    from receivables.adapters.tabular import BookMapping

    assert BookMapping.loads(fences("toml")[0]).currency == "USD"
