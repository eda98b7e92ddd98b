"""The pictures of schedules that the pages show: they say all that the schedule says, in one colour."""

from __future__ import annotations

import importlib.util
import re
from datetime import date
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest

from receivables import Money, PaymentTerms

ROOT = Path(__file__).resolve().parent.parent
FENCE = re.compile(r"^```\{schedule\}\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PAGES = sorted((ROOT / "docs").rglob("*.md"))
FENCES = [fence for page in PAGES for fence in FENCE.findall(page.read_text("utf-8"))]
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def picture():
    spec = importlib.util.spec_from_file_location("schedule_picture", ROOT / "docs" / "_ext" / "schedule_picture.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def drawn(picture, *notations, issued="2026-01-15", total="1000.00 EUR", **options):
    return picture.figure(notations, {"issued": issued, "total": total, **options})


def words(svg: str) -> list[str]:
    return [each.text for each in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def test_the_pages_show_pictures():
    assert len(FENCES) >= 5


@pytest.mark.parametrize("fence", FENCES)
def test_every_picture_of_the_pages_can_be_drawn(picture, fence):
    lines = fence.splitlines()
    options = dict(line[1:].split(": ", 1) for line in lines if line.startswith(":"))
    notations = [line for line in lines if line and not line.startswith(":")]
    svg = picture.figure(notations, options)
    assert set(notations) <= set(words(svg))


@pytest.mark.parametrize("notation", ["2/10 net 30", "3 x 30 days", "12 x 30 days", "30% advance, 70% net 60 EOM"])
def test_all_days_and_amounts_are_said(picture, notation):
    """In the picture, and in its description for those who cannot see it."""
    svg = drawn(picture, notation)
    said = " ".join(words(svg))
    description = ElementTree.fromstring(svg).find(f".//{SVG}desc").text
    terms = PaymentTerms.parse(notation)
    for part in terms.schedule(Money("1000.00", "EUR"), issued_on=date(2026, 1, 15)):
        for day, amount in [(part.due_on, part.amount), *((offer.until, offer.amount) for offer in part.offers)]:
            assert f"{day.day} {day:%b}" in said
            assert amount.text in said
            assert f"{day}" in description


def test_there_is_no_colour_of_its_own(picture):
    """Only that of the text and that of the page: it works in light, in dark and on paper."""
    svg = drawn(picture, "2/10 net 30", "3 x 30 days", closed="2026-02-16")
    colours = set(re.findall(r'(?:fill|stroke)="([^"]*)"', svg))
    assert colours <= {"currentColor", "none", "var(--color-background-primary, white)"}


@pytest.mark.parametrize("notation", ["12 x 30 days", "24 x 1 month", "3 x 2 days", "due on receipt", "30/31/32 days"])
@pytest.mark.parametrize("total", ["1000.00 EUR", "-123456789.00 EUR", "1 JPY"])
def test_labels_do_not_touch(picture, notation, total):
    svg = ElementTree.fromstring(drawn(picture, notation, total=total))
    places: dict[str, list[tuple[float, float]]] = {}
    for label in svg.iter(f"{SVG}text"):
        if label.get("text-anchor") == "middle":
            half, x = len(label.text) * picture.CHARACTER / 2, float(label.get("x"))
            places.setdefault(label.get("y"), []).append((x - half, x + half))
    for row in places.values():
        row.sort()
        assert all(end <= start for (_, end), (start, _) in pairwise(row))
        assert all(left >= -1 and right <= picture.WIDTH + 1 for left, right in row)


def test_the_same_schedule_gives_the_same_picture(picture):
    assert drawn(picture, "2/10 net 30") == drawn(picture, "2/10 net 30")


def test_words_are_escaped(picture):
    svg = drawn(picture, "net 30", caption='<b> & "quotes"')
    assert "<b>" not in svg
    ElementTree.fromstring(svg)
