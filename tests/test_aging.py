"""Aging: a partition of all days, and sums that meet."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date, datetime, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from oracle import buckets

from receivables import Aging, CurrencyMismatchError, InvalidValueError, Money, OpenItem, UnappliedCash
from receivables.currencies import custom_currency
from receivables.testing import accounts, currencies, days, money, open_items, portfolios

DAY = date(2026, 3, 31)
edges = st.lists(st.integers(-400, 400), max_size=6, unique=True).map(sorted)
due_today = st.sampled_from(["current", "past_due"])
bases = st.sampled_from(["due", "issue"])
books = st.lists(open_items(), max_size=6)
schemes = st.builds(Aging, edges=edges, due_today=due_today, basis=bases)
ranges = st.lists(st.tuples(st.none() | st.integers(-3, 6), st.none() | st.integers(-3, 6)), max_size=4)


def item(text="100.00", due=date(2026, 2, 14), number="F-1", code="EUR", **changes):
    given = {"customer": "C-1", "document": number, "issued_on": date(2026, 1, 15), "due_on": due}
    return OpenItem(**(given | {"amount": Money(text, code)} | changes))


def cash(text="30.00", received=date(2026, 3, 1), code="EUR", customer="C-1"):
    return UnappliedCash(customer=customer, reference="P-1", received_on=received, amount=Money(text, code))


# Buckets


@given(edges, due_today, st.integers(-(10**6), 10**6))
def test_every_day_is_in_exactly_one_bucket(given_edges, due, count):
    """And it is the one whose range holds the day."""
    scheme = Aging(edges=given_edges, due_today=due)
    assert buckets.holding(count, given_edges, due) == [scheme.bucket(count).text]


@given(schemes)
def test_buckets_tile_all_days(scheme):
    """Open at both ends, each beginning where the last one stopped, cut between current and past due."""
    firsts, lasts = [each.first for each in scheme.buckets], [each.last for each in scheme.buckets]
    assert firsts[0] is lasts[-1] is None
    assert firsts[1:] == [last + 1 for last in lasts[:-1]]
    assert scheme.boundary in lasts
    assert len({each.label for each in scheme.buckets}) == len(scheme.buckets)
    assert len({each.text for each in scheme.buckets}) == len(scheme.buckets)


@given(schemes)
def test_a_scheme_is_its_ranges(scheme):
    """Published ranges make the scheme again."""
    published = [(each.first, each.last) for each in scheme.buckets]
    again = Aging.from_ranges(published, basis=scheme.basis, due_today=scheme.due_today)
    assert [(each.first, each.last) for each in again.buckets] == published


@given(ranges, due_today)
def test_ranges_are_taken_when_they_are_a_partition(given_ranges, due):
    """Ascending, without gap or overlap, open at both ends, cut at the boundary; else they are refused."""
    try:
        Aging.from_ranges(given_ranges, due_today=due)
    except InvalidValueError:
        taken = False
    else:
        taken = True
    assert taken is buckets.is_partition(given_ranges, due)


def test_labels_of_the_usual_scheme():
    """In the words of the trade."""
    assert [each.label for each in Aging().buckets] == ["current", "1-30", "31-60", "61-90", "over 90"]
    assert [each.label for each in Aging(edges=[], due_today="past_due").buckets] == ["current", "past due"]
    assert [each.label for each in Aging(edges=[-10, 1, 2]).buckets] == [
        "due in over 9",
        "due in 0-9",
        "1",
        "2",
        "over 2",
    ]


def test_labels_of_ones_own():
    """One a bucket, all different."""
    scheme = Aging(edges=[30], labels=["not due", "late", "very late"])
    assert scheme.bucket(31).label == "very late"
    for wrong in (["a", "b"], ["a", "b", "b"], ["a", "b", ""], ["a", "b", 3]):
        with pytest.raises(InvalidValueError, match="'labels' must be"):
            Aging(edges=[30], labels=wrong)


@pytest.mark.parametrize(
    "bad", [[30, 30], [60, 30], [30.0], ["30"], [True], [None], list(range(1001)), [10**9], "30", 30], ids=repr
)
def test_edges_that_cannot_be_are_refused(bad):
    """Whole days, strictly ascending, at most a thousand."""
    with pytest.raises(InvalidValueError, match="'edges' must be"):
        Aging(edges=bad)


@pytest.mark.parametrize(
    ("name", "bad"), [("basis", "posting"), ("basis", None), ("due_today", "maybe"), ("due_today", 0)]
)
def test_words_that_are_not_known_are_refused(name, bad):
    """With those that are."""
    with pytest.raises(InvalidValueError, match=f"'{name}' must be one of"):
        Aging(**{name: bad})


@pytest.mark.parametrize("bad", [1.0, "1", None, True])
def test_days_are_whole(bad):
    """No fraction of a day."""
    with pytest.raises(InvalidValueError, match="'days' must be"):
        Aging().bucket(bad)


# Reports


@given(accounts(), days(), schemes)
def test_buckets_less_unapplied_is_the_balance(account, day, scheme):
    """Money on account is a line of its own and never netted into a bucket."""
    position = account.as_of(day)
    report = scheme.age(position.items, as_of=day, unapplied_cash=position.unapplied_cash)
    in_buckets = Money.total(report.totals("EUR").values(), currency="EUR")
    assert in_buckets - report.unapplied("EUR") == report.balance("EUR") == position.balance
    assert in_buckets == report.total("EUR") == position.open
    assert report.unapplied("EUR") == position.unapplied


@given(books, days(), schemes)
def test_sums_equal_those_of_a_database(items, day, scheme):
    """The same items, aged by SQL."""
    report = scheme.age(items, as_of=day)
    rows = [(each.issued_on, each.due_on, each.open.minor) for each in items]
    asked = {"edges": scheme.edges, "due_today": scheme.due_today, "basis": scheme.basis}
    assert buckets.sums_by_sqlite(rows, as_of=day, **asked) == {
        each.text: report.total("EUR", each.text).minor for each in scheme.buckets
    }


@given(books, days(), schemes)
def test_every_open_item_has_one_row(items, day, scheme):
    """With its days from the base day, in the bucket that holds them; cleared items have none."""
    report = scheme.age(items, as_of=day)
    assert [row.item for row in report.rows] == [each for each in items if each.open and each.issued_on <= day]
    for row in report.rows:
        base = row.item.due_on if scheme.basis == "due" else row.item.issued_on
        assert row.days == (day - base).days
        assert buckets.holding(row.days, scheme.edges, scheme.due_today) == [row.bucket.text]


@given(books, days(), st.integers(0, 60), schemes)
def test_items_never_get_younger(items, day, later, scheme):
    """What stays open moves to the right, or stays."""
    items = [each for each in items if each.issued_on <= day]
    places = {bucket: place for place, bucket in enumerate(scheme.buckets)}
    before, after = (scheme.age(items, as_of=each) for each in (day, day + timedelta(days=later)))
    for left, right in zip(before.rows, after.rows, strict=True):
        assert right.days == left.days + later
        assert places[left.bucket] <= places[right.bucket]


@given(books, days(), schemes, st.integers(-60, 60))
def test_a_shift_of_all_days_changes_nothing(items, day, scheme, shift):
    """Aging knows differences of days only."""

    def moved(each):
        return item(
            each.open.text,
            due=each.due_on + timedelta(days=shift),
            number=each.document,
            issued_on=each.issued_on + timedelta(days=shift),
        )

    here = scheme.age(items, as_of=day).totals("EUR")
    assert scheme.age(map(moved, items), as_of=day + timedelta(days=shift)).totals("EUR") == here


@given(books, days(), schemes)
def test_finer_edges_only_split_buckets(items, day, scheme):
    """A scheme with more edges has the sums of the coarser one."""
    finer = Aging(edges=sorted({*scheme.edges, -7, 15, 45}), basis=scheme.basis, due_today=scheme.due_today)
    coarse, fine = scheme.age(items, as_of=day), finer.age(items, as_of=day)
    found = Counter()
    for bucket in finer.buckets:
        probe = bucket.last if bucket.last is not None else bucket.first
        found[scheme.bucket(probe).text] += fine.total("EUR", bucket.text).minor
    assert +found == +Counter({each.text: coarse.total("EUR", each.text).minor for each in scheme.buckets})


@settings(max_examples=50)
@given(portfolios(), days(), schemes)
def test_a_report_is_the_sum_of_its_parts(portfolio, day, scheme):
    """Together, or account by account, or customer by customer."""
    positions = [account.as_of(day) for account in portfolio]
    single = [scheme.age(each.items, as_of=day, unapplied_cash=each.unapplied_cash) for each in positions]
    assume(single)
    items = [each for position in positions for each in position.items]
    held = [each for position in positions for each in position.unapplied_cash]
    whole = scheme.age(items, as_of=day, unapplied_cash=held)
    assert type(whole).combined(single) == whole
    groups = whole.by("customer")
    assert list(groups) == sorted(groups)
    for code in whole.currencies:
        for part in (single, groups.values()):
            assert Money.total((each.total(code) for each in part), currency=code) == whole.total(code)
            assert Money.total((each.balance(code) for each in part), currency=code) == whole.balance(code)


@settings(max_examples=50)
@given(portfolios(), days(), schemes)
def test_the_data_are_the_figures(portfolio, day, scheme):
    """``to_dict`` is plain, and says what the methods say; the text has a line a row."""
    items = [each for account in portfolio for each in account.as_of(day).items]
    report = scheme.age(items, as_of=day)
    data = json.loads(json.dumps(report.to_dict()))
    assert sorted(data["currencies"]) == list(report.currencies)
    for code, table in data["currencies"].items():
        assert table["buckets"] == {label: amount.text for label, amount in report.totals(code).items()}
        assert table["balance"] == report.balance(code).text
    assert len(report.explain().splitlines()) == 1 + len(report.currencies) + len(report.rows)


def test_what_is_later_than_the_day_is_left_out():
    """Items issued after it, and cash received after it."""
    late = item(issued_on=DAY + timedelta(days=1))
    report = Aging().age([item(), late], as_of=DAY, unapplied_cash=[cash(), cash(received=DAY + timedelta(days=1))])
    assert report.total("EUR") == Money("100.00", "EUR")
    assert report.unapplied("EUR") == Money("30.00", "EUR")


def test_due_today():
    """Current, unless the scheme says that it is past due."""
    today = item(due=DAY)
    assert Aging().age([today], as_of=DAY).total("EUR", "current")
    assert Aging(due_today="past_due").age([today], as_of=DAY).total("EUR", "0..30")


def test_the_extremes_of_the_calendar():
    """Days are counted, never added, so nothing overflows."""
    far = [item(due=date.min, issued_on=date.min), item(due=date.max)]
    report = Aging().age(far, as_of=DAY)
    assert [row.bucket.text for row in report.rows] == ["91..", "..0"]
    assert Aging().age(far[:1], as_of=date.max).rows[0].days == 3652058


def test_groups_by_a_carried_attribute():
    """Sorted by value; what lacks the attribute, and cash, is under nothing."""
    items = [item(attributes={"country": "ES"}), item(attributes={"country": "DE"}), item()]
    groups = Aging().age(items, as_of=DAY, unapplied_cash=[cash()]).by("country")
    assert list(groups) == ["", "DE", "ES"]
    assert [each.balance("EUR").text for each in groups.values()] == ["70.00", "100.00", "100.00"]
    by_customer = Aging().age(items, as_of=DAY, unapplied_cash=[cash(customer="C-2")]).by("customer")
    assert {name: each.balance("EUR").text for name, each in by_customer.items()} == {"C-1": "300.00", "C-2": "-30.00"}


@given(currencies(), money())
def test_currencies_stand_side_by_side(currency, amount):
    """A total is of one currency; a currency that does not occur has a total of nothing."""
    other = Money.of_minor(7, currency)
    report = Aging().age([item(amount.text), item(number="F-2", amount=other)], as_of=DAY)
    expected = amount + other if currency.code == "EUR" else other
    assert report.total(currency.code) == expected
    assert report.total("GBP") == Money.zero("GBP")


def test_custom_currencies_are_reported():
    """Points and test money have rows, so they have totals."""
    points = custom_currency("XTS", 2)
    lines = [item(amount=Money("10.00", points))]
    held = UnappliedCash(customer="C-1", reference="P", received_on=DAY, amount=Money("3.00", points))
    report = Aging().age(lines, as_of=DAY, unapplied_cash=[held])
    assert report.currencies == ("XTS",)
    assert report.total("XTS") == Money("10.00", points)
    assert report.unapplied("XTS") == Money("3.00", points)
    assert report.balance("XTS").text == "7.00"
    assert report.to_dict()["currencies"]["XTS"]["open"] == "10.00"


def test_buckets_that_are_not_there_are_refused():
    """With those that are."""
    report = Aging().age([item()], as_of=DAY)
    assert report.total("EUR", "31-60") == report.total("EUR", "31..60")
    with pytest.raises(InvalidValueError, match="'bucket' must be one of current, 1-30"):
        report.total("EUR", "31-61")


def test_reports_of_different_schemes_or_days_do_not_combine():
    """Their buckets mean different things."""
    one = Aging().age([item()], as_of=DAY)
    others = [
        Aging(edges=[30]).age([item()], as_of=DAY),
        Aging(basis="issue").age([item()], as_of=DAY),
        Aging().age([item()], as_of=DAY + timedelta(days=1)),
    ]
    for other in others:
        with pytest.raises(InvalidValueError, match="'reports' must be"):
            type(one).combined([one, other])
    with pytest.raises(InvalidValueError, match="'reports' must be"):
        type(one).combined([])


@pytest.mark.parametrize("bad", [datetime(2026, 1, 1), "2026-01-01", None])  # noqa: DTZ001
def test_the_day_is_a_date(bad):
    """Never a default."""
    with pytest.raises(InvalidValueError, match="'as_of' must be"):
        Aging().age([], as_of=bad)


@pytest.mark.parametrize("bad", [None, 5, "F-1", [None], [Aging()], {"F-1"}])
def test_what_is_aged_are_open_items(bad):
    """A list of them, in an order, beside a list of unapplied cash."""
    with pytest.raises(InvalidValueError, match=r"'items' must be open items, like account\.as_of\(day\)\.items"):
        Aging().age(bad, as_of=DAY)
    with pytest.raises(InvalidValueError, match="'unapplied_cash' must be unapplied cash"):
        Aging().age([item()], as_of=DAY, unapplied_cash=bad)


def test_iterables_are_consumed_once():
    """Generators do."""
    report = Aging().age(iter([item(), item()]), as_of=DAY, unapplied_cash=iter([cash()]))
    assert len(report.rows) == 2
    assert report.balance("EUR") == Money("170.00", "EUR")


def test_mixed_currencies_of_one_code_never_add_up():
    """Two lines that call themselves XTS and count differently are no sum."""
    lines = [item(amount=Money(1, custom_currency("XTS", digits))) for digits in (1, 2)]
    with pytest.raises(CurrencyMismatchError):
        Aging().age(lines, as_of=DAY).total("XTS")
