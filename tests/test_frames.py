"""Frames: every engine gives the figures of the object path, or refuses."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

pytest.importorskip("narwhals", reason="frames need narwhals")

import narwhals.stable.v2 as nw
from frame_engines import EVERY_ENGINE, INSTALLED, LAZY, SLOW, make, pa, rows

from receivables import Aging, InvalidValueError, Ladder, LateInterest, Money, OpenItem, Step, statutory
from receivables.adapters import frames
from receivables.adapters.frames import Columns
from receivables.errors import RateNotAvailableError
from receivables.escalation import NextAction
from receivables.position import Position

AS_OF = date(2025, 9, 30)
CURRENCIES = ("EUR", "USD", "JPY", "KWD", "CLF")
FROM_START = date(2024, 1, 1)

# Engines warn about one another: Dask about narwhals, sqlframe and ibis about pandas and DuckDB.
pytestmark = pytest.mark.filterwarnings("ignore")


def days(column):
    return pa.array(column, pa.date32())


def portfolio(count, seed=7, *, decimals=False):
    """Invoices and payments of a made-up book as Arrow tables; amounts may be negative."""
    chance = random.Random(seed)
    invoices, payments = defaultdict(list), defaultdict(list)
    for number in range(count):
        code = CURRENCIES[number % len(CURRENCIES)]
        issued = FROM_START + timedelta(days=chance.randrange(700))
        minor = chance.randrange(1, 10 ** chance.randrange(3, 13)) * (-1 if chance.random() < 0.1 else 1)
        row = (
            f"F-{number}",
            f"C-{chance.randrange(12)}",
            code,
            issued,
            issued + timedelta(days=chance.randrange(-5, 91)),
        )
        for name, cell in zip(("invoice", "customer", "currency", "issued_on", "due_on"), row, strict=True):
            invoices[name].append(cell)
        invoices["amount"].append(minor)
        paid = 0
        for _ in range(chance.choice((0, 0, 1, 1, 1, 2, 4))):
            part = minor - paid if chance.random() < 0.5 else minor // 3
            paid += part
            for name, cell in zip(
                ("invoice", "currency", "paid_on", "amount"),
                (row[0], code, issued + timedelta(days=chance.randrange(120)), part),
                strict=True,
            ):
                payments[name].append(cell)
        invoices["open"].append(minor if chance.random() < 0.7 else 0)
    return table(invoices, decimals=decimals), table(payments, decimals=decimals)


def table(columns, *, decimals=False):
    """A table of minor units, or of decimals in main units."""
    made = {}
    for name, cells in columns.items():
        if name.endswith("_on"):
            made[name] = days(cells)
        elif name in {"amount", "open"} and decimals:
            amounts = (main(minor, code) for minor, code in zip(cells, columns["currency"], strict=True))
            made[name] = pa.array(amounts, pa.decimal128(22, 4))
        else:
            made[name] = pa.array(cells, pa.int64() if name in {"amount", "open"} else pa.string())
    return pa.table(made)


def main(minor, code):
    return None if minor is None else Money.of_minor(minor, code).amount


def aged(invoices, payments=None, *, as_of=AS_OF, policy=Aging(), by=("customer",)):
    """The figures row by row, in whole numbers: the reference."""
    paid = defaultdict(int)
    for row in payments.to_pylist() if payments is not None else ():
        if row["paid_on"] <= as_of:
            paid[row["invoice"], row["currency"]] += row["amount"]
    found = defaultdict(int)
    for row in invoices.to_pylist():
        left = row["open"] if payments is None else row["amount"] - paid[row["invoice"], row["currency"]]
        if left and row["issued_on"] <= as_of:
            base = row["due_on"] if policy.basis == "due" else row["issued_on"]
            key = (*(row[name] for name in by), row["currency"], policy.bucket((as_of - base).days).label)
            found[key] += left
    return {(*key, minor) for key, minor in found.items()}


def some_of(cases, *, slow):
    """Each engine with each case; one that is slow with a few of them."""
    return [
        pytest.param(engine.values[0], case, marks=engine.marks)
        for engine in EVERY_ENGINE
        for case in (slow if engine.values[0] in SLOW else cases)
    ]


METRICS = ("open", "overdue", "overdue_amount_days", "counted", "counted_amount_days")
SCHEMES = (Aging(basis="issue"), Aging(edges=(), due_today="past_due"), Aging(edges=(-366_000, -10, 366_000)))


@pytest.mark.parametrize("engine", EVERY_ENGINE)
@pytest.mark.parametrize("decimals", [False, True], ids=["minor units", "decimals"])
def test_every_engine_ages_to_the_unit(engine, decimals):
    """Whole numbers and decimals, with payments and without, of currencies with 0 to 4 digits."""
    count = 60 if engine in SLOW else 400
    whole, given = portfolio(count), portfolio(count, decimals=decimals)
    invoices, payments = make(engine, *given)
    assert set(rows(engine, frames.age(invoices, as_of=AS_OF))) == aged(whole[0])
    assert set(rows(engine, frames.age(invoices, payments=payments, as_of=AS_OF))) == aged(*whole)


@pytest.mark.parametrize("engine", EVERY_ENGINE)
def test_every_engine_knows_every_scheme(engine):
    """Edges before the due day and beyond the calendar; by issue day; more groups and none."""
    whole = portfolio(60)[0]
    (invoices,) = make(engine, whole)
    for policy in SCHEMES:
        found = frames.age(invoices, as_of=AS_OF, policy=policy, by=())
        assert set(rows(engine, found)) == aged(whole, policy=policy, by=())
    found = frames.age(invoices, as_of=AS_OF, by=("invoice", "customer"))
    assert set(rows(engine, found)) == aged(whole, by=("invoice", "customer"))


@pytest.mark.parametrize("engine", ["polars-lazy", "pyarrow", "duckdb"])
def test_a_scheme_may_have_as_many_edges_as_it_likes(engine):
    """Hundreds of buckets are no deep nest of conditions."""
    if engine not in INSTALLED:
        pytest.skip(f"not installed: {engine}")
    whole, policy = portfolio(200)[0], Aging(edges=range(-100, 200))
    (invoices,) = make(engine, whole)
    found = frames.age(invoices, as_of=AS_OF, policy=policy, by=())
    assert set(rows(engine, found)) == aged(whole, policy=policy, by=())


@pytest.mark.parametrize("engine", EVERY_ENGINE)
def test_a_frame_comes_back_as_it_was_given(engine):
    """Eager or lazy, of the same engine, with its columns in a known order, 64-bit whole numbers and days as they were.

    That is known before anything is collected; what is collected then, :func:`frame_engines.rows` looks at.
    """
    invoices, payments = make(engine, *debts(5))
    given = nw.from_native(invoices).collect_schema()
    asked = {
        frames.age: (["customer", "currency", "bucket", "open"], {}),
        frames.next_step: (["customer", "currency", "step", "open"], {"policy": LADDER}),
        frames.metrics: (["customer", "currency", *METRICS], {}),
        frames.interest: ([*given, "interest"], {"policy": POLICIES[0]}),
    }
    for verb, (names, policy) in asked.items():
        found = verb(invoices, payments=payments, as_of=AS_OF, **policy)
        assert isinstance(invoices, type(found))  # a table of sqlframe is a frame of its own
        assert isinstance(nw.from_native(found), nw.LazyFrame) is (engine in LAZY)
        schema = nw.from_native(found).collect_schema()
        assert list(schema) == names
        expected = dict.fromkeys(names, nw.Int64) | {"bucket": nw.String, "step": nw.String} | dict(given)
        assert {name: kind for name, kind in schema.items() if kind != expected[name]} == {}


@pytest.mark.parametrize("engine", EVERY_ENGINE)
def test_an_empty_frame_has_no_rows(engine):
    """With all its columns, and payments as empty."""
    invoices, payments = make(engine, *(each.slice(0, 0) for each in portfolio(5)))
    assert rows(engine, frames.age(invoices, as_of=AS_OF)) == []
    assert rows(engine, frames.age(invoices, payments=payments, as_of=AS_OF)) == []


def altered(given, name, cell, place=3):
    """The table with one cell replaced."""
    column = given.column(name)
    cells = column.to_pylist()
    cells[place] = cell
    return given.set_column(given.schema.get_field_index(name), name, pa.array(cells, column.type))


GAPS = ["open", "due_on", "issued_on", "currency"]


@pytest.mark.parametrize(("engine", "name"), some_of(GAPS, slow=GAPS))
def test_a_gap_is_never_counted_as_nothing(engine, name):
    """An empty amount, day or currency is refused: at once, or when a lazy frame is collected."""
    (invoices,) = make(engine, altered(portfolio(20)[0], name, None))
    with pytest.raises(Exception) as caught:  # noqa: PT011 (every engine has errors of its own)
        rows(engine, frames.age(invoices, as_of=date(2027, 1, 1)))
    if engine not in LAZY:
        assert isinstance(caught.value, InvalidValueError)


TOO_LARGE = [[2**62] * 3, [2**62] * 4, [-(2**62)] * 4, [2**63 - 1, 1]]


@pytest.mark.parametrize(("engine", "amounts"), some_of(TOO_LARGE, slow=TOO_LARGE[1:3]))
def test_a_sum_beyond_64_bits_is_refused_everywhere(engine, amounts):
    """No engine wraps, whatever the sum would wrap to."""
    count = len(amounts)
    whole = pa.table(
        {
            "customer": ["C-1"] * count,
            "currency": ["EUR"] * count,
            "issued_on": days([AS_OF] * count),
            "due_on": days([AS_OF] * count),
            "open": pa.array(amounts, pa.int64()),
        }
    )
    (invoices,) = make(engine, whole)
    with pytest.raises(Exception) as caught:  # noqa: PT011 (every engine has errors of its own)
        rows(engine, frames.age(invoices, as_of=AS_OF))
    if engine not in LAZY:
        assert isinstance(caught.value, InvalidValueError)


@pytest.mark.parametrize("engine", EVERY_ENGINE)
def test_large_amounts_are_exact(engine):
    """To the last unit, far beyond what a float holds."""
    amounts = [2**60 + 1, -(2**59) - 3, 2**53 + 1]
    whole = pa.table(
        {
            "customer": ["C-1"] * 3,
            "currency": ["EUR"] * 3,
            "issued_on": days([AS_OF] * 3),
            "due_on": days([AS_OF] * 3),
            "open": pa.array(amounts, pa.int64()),
        }
    )
    (invoices,) = make(engine, whole)
    assert rows(engine, frames.age(invoices, as_of=AS_OF)) == [("C-1", "EUR", "current", sum(amounts))]


POLICIES = (
    LateInterest("8"),
    LateInterest("7.25", day_count="ACT/360", rounding="half_even"),
    LateInterest("0.5", rounding="up"),
    statutory.regime("ES-LEY-3-2004").policy(),
)


def open_items(invoices, payments, as_of=AS_OF):
    """The invoices as open items, with their balance day by day."""
    paid = defaultdict(list)
    for row in payments.to_pylist():
        if row["paid_on"] <= as_of:
            paid[row["invoice"], row["currency"]].append((row["paid_on"], row["amount"]))
    for row in invoices.to_pylist():
        code = row["currency"]
        history = {row["issued_on"]: row["amount"]}
        for on, minor in sorted(paid[row["invoice"], code]):
            history[max(on, row["issued_on"])] = history[max(history)] - minor
        yield OpenItem(
            customer=row["customer"],
            document=row["invoice"],
            issued_on=row["issued_on"],
            due_on=row["due_on"],
            amount=Money.of_minor(row["amount"], code),
            paid=Money.of_minor(sum(minor for _, minor in paid[row["invoice"], code]), code),
            history=tuple(sorted(history.items())),
        )


def debts(count, seed=7):
    """A book without credits, in which nothing is paid twice."""
    invoices, payments = portfolio(count, seed)
    kept = [row for row in invoices.to_pylist() if row["amount"] > 0]
    left = {row["invoice"]: row["amount"] for row in kept}
    settled = []
    for row in payments.to_pylist():
        if (part := min(row["amount"], left.get(row["invoice"], 0))) > 0:
            left[row["invoice"]] -= part
            settled.append({**row, "amount": part})
    columns = (invoices.column_names, payments.column_names)
    tables = (
        {name: [row[name] for row in rows] for name in names}
        for rows, names in zip((kept, settled), columns, strict=True)
    )
    return tuple(map(table, tables))


@pytest.mark.parametrize("engine", EVERY_ENGINE)
def test_every_engine_accrues_what_accounts_do(engine):
    """To the cent, under fixed and statutory rates, with what was paid in between."""
    whole, paid = debts(40 if engine in SLOW else 200)
    items = list(open_items(whole, paid))
    invoices, payments = make(engine, whole, paid)
    for policy in POLICIES[-1:] if engine in SLOW else POLICIES:
        found = frames.interest(invoices, as_of=AS_OF, policy=policy, payments=payments)
        expected = {item.document: policy.accrue(item, as_of=AS_OF).amount.minor for item in items}
        assert {row[0]: row[-1] for row in rows(engine, found)} == expected


@pytest.mark.parametrize("engine", EVERY_ENGINE)
def test_interest_without_payments_is_that_of_what_is_open(engine):
    """A credit bears none; every column comes back, and eager rows come back in order."""
    whole, _ = portfolio(40)
    policy = POLICIES[-1]
    (invoices,) = make(engine, whole)
    found = rows(engine, frames.interest(invoices, as_of=AS_OF, policy=policy))
    for row in found:
        (customer, issued_on, due_on, code, minor), interest = (row[1], *map(day, row[3:5]), row[2], row[6]), row[7]
        amount = Money.of_minor(max(minor, 0), code)
        item = OpenItem(customer=customer, document=row[0], issued_on=issued_on, due_on=due_on, amount=amount)
        assert policy.accrue(item, as_of=AS_OF).amount.minor == interest
    numbers = [row[0] for row in found]
    assert sorted(numbers) == sorted(whole["invoice"].to_pylist())
    assert engine in LAZY or numbers == whole["invoice"].to_pylist()


def day(cell):
    """A cell as a plain day, as whatever the engine has it."""
    return date(cell.year, cell.month, cell.day)


WRONG_INTEREST = ["too large", "gap", "paid twice", "before the table"]


@pytest.mark.parametrize(("engine", "wrong"), some_of(WRONG_INTEREST, slow=WRONG_INTEREST[:1]))
def test_interest_that_cannot_be_exact_is_refused(engine, wrong):
    """At once, or when a lazy frame is collected."""
    whole, paid = debts(20)
    if wrong == "too large":
        whole = altered(whole, "amount", 2**61)
    elif wrong == "gap":
        whole = altered(whole, "due_on", None)
    elif wrong == "paid twice":
        paid = altered(paid, "amount", 2**52)
    else:
        whole = altered(altered(whole, "due_on", date(1990, 1, 1)), "issued_on", date(1990, 1, 1))
    invoices, payments = make(engine, whole, paid)
    policy = POLICIES[0 if engine in SLOW else -1]  # a table of rates is a long plan
    with pytest.raises(Exception) as caught:  # noqa: PT011 (every engine has errors of its own)
        rows(engine, frames.interest(invoices, as_of=AS_OF, policy=policy, payments=payments))
    if engine not in LAZY:
        assert isinstance(caught.value, InvalidValueError | RateNotAvailableError)


@pytest.mark.parametrize("engine", EVERY_ENGINE)
def test_nothing_late_bears_nothing(engine):
    """Before any due day, and in an empty frame."""
    whole, _ = debts(5)
    (invoices,) = make(engine, whole)
    found = frames.interest(invoices, as_of=date(2023, 12, 31), policy=POLICIES[0])
    assert {row[-1] for row in rows(engine, found)} == {0}
    (empty,) = make(engine, whole.slice(0, 0))
    assert rows(engine, frames.interest(empty, as_of=AS_OF, policy=POLICIES[0])) == []


LADDER = Ladder(
    [
        Step("before due", days=-3, channel="email"),
        Step("reminder", days=5, channel="email"),
        Step("final demand", days=40, channel="letter"),
    ]
)


@pytest.mark.parametrize("engine", EVERY_ENGINE)
def test_every_engine_finds_the_step_of_the_ladder(engine):
    """The highest one of a customer, and what is asked for, as the ladder decides for an account without history."""
    whole, paid = debts(60)
    invoices, payments = make(engine, whole, paid)
    items = defaultdict(list)
    for item in open_items(whole, paid):
        if item.open and item.issued_on <= AS_OF:
            items[item.customer, item.currency.code].append(item)
    expected = set()
    for (customer, code), found in items.items():
        nothing = Money.zero(code)
        totals = dict.fromkeys(("billed", "paid", "credited", "written_off"), nothing)
        position = Position(customer=customer, currency=found[0].currency, as_of=AS_OF, items=tuple(found), **totals)
        action = LADDER.next_action(position, as_of=AS_OF)
        if isinstance(action, NextAction):
            expected.add((customer, code, action.step.name, action.amount.minor))
    found = frames.next_step(invoices, as_of=AS_OF, policy=LADDER, payments=payments)
    assert set(rows(engine, found)) == expected


def test_floats_are_refused_unless_the_nearest_unit_is_meant():
    """A half goes away from zero, a float is never taken for exact, and whole numbers with gaps are none."""
    whole = portfolio(3)[0].slice(0, 3)
    floats = whole.set_column(
        whole.schema.get_field_index("open"), "open", pa.array([55.94, -0.125, 3.0], pa.float64())
    )
    with pytest.raises(InvalidValueError, match="floats='nearest' takes floats"):
        frames.age(floats, as_of=AS_OF)
    for engine in INSTALLED:
        if engine not in SLOW:
            (invoices,) = make(engine, floats)
            found = rows(engine, frames.age(invoices, as_of=date(2026, 12, 31), floats="nearest", by=()))
            assert {row[0]: row[-1] for row in found} == {"EUR": 5594, "USD": -13, "JPY": 3}
    with pytest.raises(InvalidValueError, match="floats"):
        frames.age(floats, as_of=AS_OF, floats="round")


NO_AMOUNTS = [("0.5", "JPY"), ("1.001", "EUR"), ("1.00", "EURO"), ("1.00", "XXX")]


@pytest.mark.parametrize(("engine", "wrong"), some_of(NO_AMOUNTS, slow=NO_AMOUNTS[::3]))
def test_decimals_that_are_no_amounts_of_their_currency_are_refused(engine, wrong):
    """Half a yen, a tenth of a cent, and what ISO 4217 does not know."""
    amount, code = wrong
    whole = altered(altered(portfolio(5, decimals=True)[0], "open", Decimal(amount)), "currency", code)
    (invoices,) = make(engine, whole)
    with pytest.raises(Exception) as caught:  # noqa: PT011 (every engine has errors of its own)
        rows(engine, frames.age(invoices, as_of=date(2026, 12, 31)))
    if engine not in LAZY:
        assert isinstance(caught.value, InvalidValueError)


def test_nothing_is_collected_and_nothing_is_changed():
    """A lazy frame whose rows cannot even be read becomes a plan all the same."""
    pl = pytest.importorskip("polars")

    def never(frame):
        raise AssertionError(f"collected: {frame.columns}")

    invoices, payments = portfolio(5)
    lazy = pl.from_arrow(invoices).lazy().map_batches(never, schema=pl.from_arrow(invoices).schema)
    paid = pl.from_arrow(payments).lazy().map_batches(never, schema=pl.from_arrow(payments).schema)
    for plan in (
        frames.age(lazy, as_of=AS_OF, payments=paid),
        frames.interest(lazy, as_of=AS_OF, payments=paid, policy=POLICIES[-1]),
        frames.next_step(lazy, as_of=AS_OF, payments=paid, policy=LADDER),
    ):
        assert isinstance(plan, pl.LazyFrame)
        with pytest.raises(Exception, match="collected"):
            plan.collect()


WRONG_CALLS = {
    "no frame": ({"invoices": 5}, "a data frame"),
    "a list of columns": ({"invoices": [1]}, "a data frame"),
    "no such column": ({"columns": Columns(due_on="Due")}, "a column 'Due'"),
    "a column of text": ({"columns": Columns(due_on="customer")}, "a column of dates"),
    "amounts as text": ({"columns": Columns(open="customer")}, "whole minor units"),
    "days from no column": ({"columns": Columns(issued_on=None), "policy": Aging(basis="issue")}, "issue days"),
    "a datetime": ({"as_of": datetime(2026, 1, 1, tzinfo=UTC)}, "without a time"),
    "groups by a result": ({"by": ["bucket"]}, "different columns"),
    "groups twice": ({"by": ["customer", "customer"]}, "different columns"),
    "groups by nothing": ({"by": [None]}, "names of columns"),
    "groups by 5": ({"by": 5}, "names of columns"),
    "another policy": ({"policy": "30"}, "an Aging scheme"),
    "columns as a dictionary": ({"columns": {}}, "Columns"),
    "a document twice": ({"payments": portfolio(5)[1], "invoices": pa.concat_tables([portfolio(5)[0]] * 2)}, "once"),
}


@pytest.mark.parametrize(("given", "words"), WRONG_CALLS.values(), ids=WRONG_CALLS)
def test_wrong_shapes_are_refused_in_words(given, words):
    """At once, lazy or not, by an error of our own."""
    with pytest.raises(InvalidValueError, match=words):
        frames.age(**{"invoices": portfolio(5)[0], "as_of": AS_OF, **given})


def test_other_policies_are_refused():
    """What an index cannot say, a ladder that climbs otherwise, and no policies at all."""
    invoices = portfolio(5)[0]
    for policy in (LateInterest("8", compounding="monthly"), LateInterest("8", grace_days=5), LateInterest("8", fee=1)):
        for as_of in (AS_OF, date(2020, 1, 1)):
            with pytest.raises(InvalidValueError, match="simple interest"):
                frames.interest(invoices, as_of=as_of, policy=policy)
    with pytest.raises(InvalidValueError, match="LateInterest"):
        frames.interest(invoices, as_of=AS_OF, policy="8")
    with pytest.raises(InvalidValueError, match="Ladder"):
        frames.next_step(invoices, as_of=AS_OF, policy=Aging())
    more_than_days = (
        Ladder(LADDER.steps, grace_days=2),
        Ladder([*LADDER.steps, Step("again", wait_days=5, channel="email")]),
    )
    for policy in more_than_days:
        with pytest.raises(InvalidValueError, match="by days past due alone"):
            frames.next_step(invoices, as_of=AS_OF, policy=policy)
    statutory_policy = statutory.StatutoryInterest("ES-LEY-3-2004")
    same = (frames.interest(invoices, as_of=AS_OF, policy=each) for each in (statutory_policy, POLICIES[-1]))
    assert next(same).equals(next(same))
