"""The questions asked at every door."""

from __future__ import annotations

import copy
import pickle
from datetime import date, datetime

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from receivables import InvalidValueError, checks
from receivables.checks import MadeLater


class DateLike(date):
    """A date of somebody else."""


class TextLike(str):
    """A text of somebody else."""

    __slots__ = ()


class IntLike(int):
    """A number of somebody else."""


@given(st.dates())
def test_plain_days_pass(day):
    """As they are."""
    assert checks.day("as_of", day) is day


@pytest.mark.parametrize(
    "bad",
    [datetime(2026, 1, 1), DateLike(2026, 1, 1), "2026-01-01", 1, 1.0, None],  # noqa: DTZ001
    ids=repr,
)
def test_only_plain_days_pass(bad):
    """A datetime with a hint."""
    with pytest.raises(InvalidValueError, match=r"'as_of' must be a datetime\.date") as caught:
        checks.day("as_of", bad)
    assert ("use .date()" in str(caught.value)) is isinstance(bad, date)


@given(st.text(max_size=300))
def test_names_are_printable_without_blanks_at_the_ends(text):
    """One to two hundred characters, compared exactly, and never changed."""
    good = 0 < len(text) <= 200 and text.isprintable() and text == text.strip()
    if good:
        assert checks.name("number", text) is text
    else:
        with pytest.raises(InvalidValueError, match="'number' must be"):
            checks.name("number", text)


@given(st.integers(-(10**7), 10**7), st.integers(-100, 100), st.integers(-100, 100))
def test_whole_numbers_have_bounds(value, one, two):
    """Both inside."""
    low, high = sorted([one, two])
    if low <= value <= high:
        assert checks.whole("days", value, low=low, high=high) == value
    else:
        with pytest.raises(InvalidValueError, match=f"a whole number of days from {low} to {high}"):
            checks.whole("days", value, low=low, high=high)


@pytest.mark.parametrize("bad", [True, 1.0, "1", None, IntLike(1), 10**400], ids=lambda value: repr(value)[:20])
def test_only_plain_whole_numbers_pass(bad):
    """A boolean is no number."""
    with pytest.raises(InvalidValueError, match="'days' must be"):
        checks.whole("days", bad)


@pytest.mark.parametrize("bad", ["Due", "", None, 1, ("due",), ["due"]], ids=repr)
def test_words_are_those_listed(bad):
    """Exactly."""
    assert checks.one_of("basis", "due", ("due", "issue")) == "due"
    with pytest.raises(InvalidValueError, match="'basis' must be one of 'due', 'issue'"):
        checks.one_of("basis", bad, ("due", "issue"))


@attrs.frozen
class Form:
    """One field for each question, as classes ask them."""

    day: object = attrs.field(default=date(2026, 1, 1), validator=checks.is_day)
    name: object = attrs.field(default="F-1", validator=checks.is_name)
    count: object = attrs.field(default=1, validator=checks.is_whole(low=1, high=3))
    word: object = attrs.field(default="a", validator=checks.is_one_of("a", "b"))
    many: object = attrs.field(default=(1,), validator=checks.are(int, "numbers", at_least=1))


@pytest.mark.parametrize(
    ("field", "bad"),
    [
        ("day", "2026-01-01"),
        ("name", ""),
        ("count", 4),
        ("word", "c"),
        ("many", ()),
        ("many", [1]),
        ("many", (1, "2")),
    ],
)
def test_classes_ask_the_same_questions(field, bad):
    """With the name of the field in the answer."""
    assert Form()
    with pytest.raises(InvalidValueError) as caught:
        Form(**{field: bad})
    assert caught.value.attribute == field
    assert caught.value.value is bad


class Counted(MadeLater):
    """The first whole numbers."""

    def __init__(self, most):
        super().__init__()
        self.most = most

    def _make(self):
        return tuple(range(self.most))

    def __len__(self):
        return self.most


@given(st.integers(0, 5), st.integers(-6, 6), st.integers(-6, 6), st.booleans())
def test_what_is_made_later_is_like_a_tuple(most, start, end, looked_at):
    """Equal to it from either side, and to its like; whole or in part, copied or pickled, looked at or not."""
    whole = tuple(range(most))
    later = Counted(most)
    if looked_at:
        assert list(later) == list(whole)
    for each in (later, copy.deepcopy(later), pickle.loads(pickle.dumps(later))):
        assert (len(each), each[start:end], repr(each)) == (most, whole[start:end], repr(whole))
        assert hash(each) == hash(whole)
        assert each == whole == each == Counted(most)
        assert each != (*whole, 0)
        assert each != list(whole)
        assert each + whole == whole + each == each + Counted(most) == whole + whole
        assert sum([each, each], ()) == whole + whole
        for other in ([], 0):
            with pytest.raises(TypeError):
                each + other
            with pytest.raises(TypeError):
                other + each
    assert Kept(later).parts is later
    assert Kept(list(whole)).parts == whole


@attrs.frozen
class Kept:
    """A value with a collection."""

    parts: object

    def __attrs_post_init__(self):
        checks.keep_as_tuples(self, "parts")
