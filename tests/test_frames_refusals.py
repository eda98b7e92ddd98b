"""Frames that are no book: what is refused, in which column, and what an empty frame is."""

from __future__ import annotations

import pickle
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

pytest.importorskip("narwhals", reason="frames need narwhals")

from frame_engines import EVERY_ENGINE, INSTALLED, LAZY, QUICK_ENGINES, make, pa, rows
from test_frames import AS_OF, LADDER, POLICIES, altered, debts, portfolio, some_of

from receivables import (
    Account,
    Aging,
    CreditPolicy,
    InvalidValueError,
    Invoice,
    InvoiceIssued,
    LateInterest,
    Money,
    Portfolio,
    statutory,
)
from receivables.adapters import frames
from receivables.currencies import custom_currency
from receivables.errors import RateNotAvailableError
from receivables.interest import FixedRate, NoInterest, RatePeriod, TableRate, Tiers
from receivables.rates import RateTable

pytestmark = pytest.mark.filterwarnings("ignore")
EAGER = [engine for engine in INSTALLED if engine not in LAZY]


def replaced(given, name, cells, kind=None):
    """The table with another column of that name."""
    return given.set_column(
        given.schema.get_field_index(name), name, cells if isinstance(cells, pa.ChunkedArray) else pa.array(cells, kind)
    )


def in_nanoseconds(given):
    """The table with datetimes in place of days."""
    kinds = {field.name: pa.timestamp("ns") if pa.types.is_date(field.type) else field.type for field in given.schema}
    return given.cast(pa.schema(kinds.items()))


NO_CODES = ["eur", "EUR ", "EUR\n", "\nEUR", "€", "EU", "", "ABCDEFGHIJKLM", None]


@pytest.mark.parametrize(("engine", "code"), some_of(NO_CODES, slow=NO_CODES[2:3]))
def test_what_is_no_currency_makes_no_group_of_its_own(engine, code):
    """Whole minor units as well as decimals: a blank behind a code would part what belongs together."""
    (invoices,) = make(engine, altered(portfolio(8)[0], "currency", code))
    with pytest.raises(Exception) as caught:  # noqa: PT011 (every engine has errors of its own)
        rows(engine, frames.age(invoices, as_of=date(2027, 1, 1)))
    if engine not in LAZY:
        assert isinstance(caught.value, InvalidValueError)
        assert "'currency' must be codes of 3 to 12 capital letters or digits, filled in every row" in str(caught.value)


@pytest.mark.parametrize("engine", QUICK_ENGINES)
def test_a_currency_by_its_number_is_a_code(engine):
    """978 is that of the euro in ISO 4217: digits, wherever the frame is."""
    (invoices,) = make(engine, replaced(portfolio(8)[0], "currency", [978] * 8, pa.int64()))
    (texts,) = make(engine, replaced(portfolio(8)[0], "currency", ["978"] * 8))
    found, expected = (rows(engine, frames.age(each, as_of=date(2027, 1, 1))) for each in (invoices, texts))
    assert sorted((row[0], str(row[1]), *row[2:]) for row in found) == sorted(expected)


@pytest.mark.parametrize("engine", QUICK_ENGINES)
@pytest.mark.parametrize("as_of", [date.min, date(1600, 1, 1), date(1677, 9, 21), AS_OF, date(2262, 4, 11), date.max])
def test_days_in_nanoseconds_may_be_asked_about_any_day(engine, as_of):
    """A cut-off that has no room in nanoseconds is before or behind all days."""
    tables, policy = debts(20), Aging(edges=[-200_000, 30, 200_000])
    nanos = [in_nanoseconds(each) for each in tables]
    for paid in (False, True):
        found, expected = (
            sorted(rows(engine, frames.age(book, payments=payments if paid else None, as_of=as_of, policy=policy)))
            for book, payments in (make(engine, *nanos), make(engine, *tables))
        )
        assert found == expected


def test_currencies_of_ones_own_are_aged():
    """They are minor units in a frame of accounts."""
    points = Money("7.50", custom_currency("POINTS", 2))
    invoice = Invoice("F-1", "C-1", total=points, issued_on=AS_OF, due_on=AS_OF)
    book = Portfolio.of([Account("C-1", points.currency, [InvoiceIssued(invoice)])])
    invoices = frames.from_portfolio(book, as_of=AS_OF, backend="pyarrow")
    assert rows("pyarrow", frames.age(invoices, as_of=AS_OF)) == [("C-1", "POINTS", "current", 750)]


@pytest.mark.parametrize("engine", QUICK_ENGINES)
@pytest.mark.parametrize("minor", [2**64 - 5, 2**63])
def test_whole_numbers_beyond_64_bits_do_not_become_negative(engine, minor):
    """NumPy makes -5 of the first."""
    whole = portfolio(4)[0]
    (invoices,) = make(engine, replaced(whole, "open", [1, 2, 3, minor], pa.uint64()))
    with pytest.raises(Exception) as caught:  # noqa: PT011 (every engine has errors of its own)
        rows(engine, frames.age(invoices, as_of=date(2027, 1, 1)))
    if engine not in LAZY:
        assert "'open' must be amounts" in str(caught.value)


@pytest.mark.parametrize("engine", EVERY_ENGINE)
def test_a_credit_comes_to_no_step(engine):
    """Nobody is sent a demand for what we owe them; a credit lowers what is asked for."""
    whole = portfolio(4)[0]
    whole = replaced(replaced(whole, "customer", ["C-1", "C-2", "C-2", "C-3"]), "currency", ["EUR"] * 4)
    whole = replaced(whole, "open", [-500, 900, -400, 0], pa.int64())
    whole = replaced(whole, "due_on", [date(2025, 1, 1), date(2025, 9, 20), date(2025, 1, 1), AS_OF], pa.date32())
    (invoices,) = make(engine, replaced(whole, "issued_on", [date(2025, 1, 1)] * 4, pa.date32()))
    assert rows(engine, frames.next_step(invoices, as_of=AS_OF, policy=LADDER)) == [("C-2", "EUR", "reminder", 500)]


@pytest.mark.parametrize("engine", [each for each in EAGER if each.startswith("pandas")])
def test_empty_columns_of_objects_are_a_book_without_rows(engine):
    """Whatever is asked; payments of a month in which nobody paid."""
    whole, paid = debts(5)
    invoices, payments, nobody = make(engine, whole.slice(0, 0), paid.slice(0, 0), whole)
    for given in (None, payments):
        assert rows(engine, frames.age(invoices, as_of=AS_OF, payments=given)) == []
        assert rows(engine, frames.interest(invoices, as_of=AS_OF, policy=POLICIES[0], payments=given)) == []
        assert rows(engine, frames.next_step(invoices, as_of=AS_OF, policy=LADDER, payments=given)) == []
        assert rows(engine, frames.metrics(invoices, as_of=AS_OF, payments=given)) == []
        assert not len(frames.to_portfolio(invoices, payments=given))
    aged = rows(engine, frames.age(nobody, as_of=date(2027, 1, 1), payments=payments, by=()))
    assert sum(row[-1] for row in aged) == sum(whole["amount"].to_pylist())


WRONG_OBJECTS = [5, "2026-02-01", "yesterday", datetime(2026, 2, 1, tzinfo=UTC)]


@pytest.mark.parametrize("cell", WRONG_OBJECTS)
def test_objects_that_are_no_days_are_not_read_as_days(cell):
    """Pandas would take the 5 for five microseconds after 1970."""
    pd = pytest.importorskip("pandas")
    invoices = portfolio(3)[0].to_pandas()
    invoices["due_on"] = pd.Series([*invoices["due_on"][:2], cell], dtype=object)
    with pytest.raises(InvalidValueError, match="'due_on' must be dates, or datetimes without a time zone"):
        frames.age(invoices, as_of=AS_OF)


@pytest.mark.parametrize("engine", EAGER)
@pytest.mark.parametrize("amount", ["0.001", "99999999999999999"])
def test_a_wrong_amount_is_named_by_its_column(engine, amount):
    """Under the name that the frame has for it, by whatever was asked."""
    whole, paid = (given.slice(0, 1) for given in portfolio(9, decimals=True))
    (invoices,) = make(
        engine,
        replaced(whole, "open", [Decimal(amount)], pa.decimal128(22, 4)).rename_columns(
            ["No", "customer", "currency", "issued_on", "due_on", "amount", "Betrag"]
        ),
    )
    names = frames.Columns(document="No", open="Betrag")
    with pytest.raises(InvalidValueError, match=r"'Betrag' must be (an )?amount"):
        frames.age(invoices, as_of=date(2027, 1, 1), columns=names)
    with pytest.raises(InvalidValueError, match=r"'Betrag' must be (an )?amount"):
        frames.interest(invoices, as_of=date(2027, 1, 1), columns=names, policy=POLICIES[0])
    book, payments = make(engine, whole, replaced(paid, "amount", [Decimal(amount)], pa.decimal128(22, 4)))
    with pytest.raises(InvalidValueError, match=r"'amount' must be (an )?amount"):
        frames.metrics(book, payments=payments, as_of=date(2027, 1, 1))


@pytest.mark.parametrize("engine", EVERY_ENGINE)
@pytest.mark.parametrize("digits", [18, 38])
def test_decimals_without_decimals_tell_no_units(engine, digits):
    """A sum of cents may have become one on its way: 1050 would be 10.50 or 1050.00."""
    kind = pa.decimal128(digits, 0)
    whole, paid = debts(9)
    balances = replaced(portfolio(2)[0], "open", [Decimal(1050)] * 2, kind)
    paid = replaced(paid, "amount", [Decimal(1050)] * len(paid), kind)
    balances, invoices, payments = make(engine, balances, whole, paid)
    with pytest.raises(InvalidValueError, match="'open' must be a column that tells minor from main units"):
        frames.age(balances, as_of=AS_OF)
    with pytest.raises(InvalidValueError, match=r"'amount' must be .*: cast it to a 64-bit integer for minor units"):
        frames.age(invoices, payments=payments, as_of=AS_OF)


def test_a_sum_of_cents_is_no_euros():
    """DuckDB makes a HUGEINT of it: whole numbers there, and decimals without decimals where it is taken over."""
    duckdb = pytest.importorskip("duckdb")
    given = portfolio(3)[0]
    sums = (
        duckdb.connect()
        .from_arrow(given)
        .aggregate("customer, currency, issued_on, due_on, sum(open) as open", "customer, currency, issued_on, due_on")
    )
    assert str(sums.types[-1]) == "HUGEINT"
    assert set(rows("duckdb", frames.age(sums, as_of=AS_OF))) == set(rows("pyarrow", frames.age(given, as_of=AS_OF)))
    taken_over = sums.to_arrow_table()
    for frame in (taken_over, taken_over.to_pandas()):
        with pytest.raises(InvalidValueError, match=r"tells minor from main units|floats"):
            frames.age(frame, as_of=AS_OF)


@pytest.mark.parametrize("engine", [each for each in EVERY_ENGINE if each.values[0] == "postgres"])
def test_a_sum_of_cents_in_postgres_is_no_euros(engine):
    """It is a ``numeric`` of no scale."""
    (given,) = make(engine, portfolio(3)[0])
    columns, name = "customer, currency, issued_on, due_on", f"sums_of_{given.get_name()}"
    connection = given.get_backend()
    as_text = f"create view {name} as select {columns}, sum(open) as open from {given.get_name()} group by {columns}"
    connection.raw_sql(as_text).close()
    with pytest.raises(InvalidValueError, match="'open' must be a column that tells minor from main units"):
        frames.age(connection.table(name), as_of=AS_OF)
    sums = connection.table(name)
    cast = sums.mutate(open=sums.open.cast("int64"))
    assert set(rows(engine, frames.age(cast, as_of=AS_OF))) == set(rows(engine, frames.age(given, as_of=AS_OF)))


@pytest.mark.parametrize("cells", [[1050, 5], [Decimal(1050), 0]])
def test_objects_without_decimals_tell_no_units(cells):
    """Whole numbers of Python are what pandas makes of decimals without decimals; one with decimals tells of all."""
    pd = pytest.importorskip("pandas")
    invoices = portfolio(2)[0].to_pandas().assign(currency="EUR", issued_on=AS_OF, due_on=AS_OF)
    invoices["open"] = pd.Series(cells, dtype=object)
    with pytest.raises(InvalidValueError, match="'open' must be a column that tells minor from main units"):
        frames.age(invoices, as_of=AS_OF)
    invoices["open"] = pd.Series([*cells[:1], Decimal("0.50")], dtype=object)
    assert frames.age(invoices, as_of=AS_OF, by=[])["open"].to_list() == [105050]


@pytest.mark.parametrize("engine", [each for each in EVERY_ENGINE if each.values[0] != "dask"])
@pytest.mark.parametrize("kind", [pa.decimal128(38, 2), pa.decimal128(33, 13), pa.decimal128(38, 18)], ids=str)
def test_decimals_of_many_digits_are_counted_exactly(engine, kind):
    """Arrow has no room to multiply the widest; nobody sees of it."""
    amounts = [Decimal("10.50"), Decimal("-0.07"), Decimal("23058430092136939.51")]
    whole = replaced(portfolio(3)[0], "customer", ["C-1", "C-2", "C-3"])
    whole = replaced(replaced(whole, "currency", ["EUR"] * 3), "open", amounts, kind)
    (invoices,) = make(engine, replaced(whole, "issued_on", [date(2025, 1, 1)] * 3, pa.date32()))
    found = {row[0]: row[-1] for row in rows(engine, frames.age(invoices, as_of=AS_OF))}
    assert found == {"C-1": 1050, "C-2": -7, "C-3": 2**61 - 1}


@pytest.mark.parametrize("engine", [each for each in EVERY_ENGINE if each.values[0] == "dask"])
def test_decimals_that_dask_cannot_multiply_are_refused_for_that_reason(engine):
    """When the plan is made; 32 digits are taken."""
    whole = replaced(portfolio(1)[0], "currency", ["EUR"])
    wide, narrow = (replaced(whole, "open", [Decimal("10.50")], pa.decimal128(digits, 2)) for digits in (33, 32))
    invoices, fitting = make(engine, wide, narrow)
    with pytest.raises(InvalidValueError, match="'open' must be decimals of at most 32 digits in all"):
        frames.age(invoices, as_of=AS_OF)
    assert [row[-1] for row in rows(engine, frames.age(fitting, as_of=date(2027, 1, 1)))] == [1050]


@pytest.mark.parametrize("engine", ["pyarrow", "pandas-pyarrow"])
def test_what_is_wrong_among_decimals_of_many_digits_is_refused(engine):
    """Digits that no currency has, and amounts beyond 64 bits."""
    for amount in ("10.505", "0.00000000000000001", "46116860184273879.04", "12345678901234567890"):
        whole = replaced(
            replaced(portfolio(1)[0], "currency", ["EUR"]), "open", [Decimal(amount)], pa.decimal128(38, 17)
        )
        with pytest.raises(InvalidValueError, match="'open' must be amounts"):
            frames.age(*make(engine, whole), as_of=date(2027, 1, 1))


IN_THE_WAY = {
    "grace_days": LateInterest("8", grace_days=5),
    "minimum, disputed": LateInterest("8", minimum=40, disputed="stops"),
    "compounding": LateInterest("8", compounding="monthly"),
    "day_count": LateInterest("8", day_count="ACT/ACT ISDA"),
    "rate": LateInterest(Tiers([(1, "8"), (31, "9")], by="days")),
    "rate, accrual": LateInterest(FixedRate("1", per=RatePeriod(1, "months")), accrual="completed periods"),
    "compounding, statements": LateInterest("8", compounding="statements", statements=[AS_OF]),
}


@pytest.mark.parametrize(("names", "policy"), IN_THE_WAY.items(), ids=IN_THE_WAY)
@pytest.mark.parametrize("day", [AS_OF, date(2020, 1, 1)])
def test_the_fields_that_are_in_the_way_are_named(names, policy, day):
    """Not only that something is, whether anything is late or not."""
    with pytest.raises(InvalidValueError, match=f"rounded once; what is in the way: {names} "):
        frames.interest(portfolio(5)[0], as_of=day, policy=policy)


def test_larger_policies_say_which_part_is_meant():
    """A whole credit policy, and a regime where its policy is asked for."""
    whole, given = CreditPolicy.starter("es-pyme"), portfolio(5)[0]
    with pytest.raises(InvalidValueError, match=r"such as \.aging of a CreditPolicy"):
        frames.age(given, as_of=AS_OF, policy=whole)
    with pytest.raises(InvalidValueError, match=r"such as \.ladder of a CreditPolicy"):
        frames.next_step(given, as_of=AS_OF, policy=whole)
    for policy in (whole, statutory.regime("ES-LEY-3-2004")):
        with pytest.raises(
            InvalidValueError, match=r"such as \.interest of a CreditPolicy or \.policy\(\) of a Regime"
        ):
            frames.interest(given, as_of=AS_OF, policy=policy)


@pytest.mark.parametrize("engine", EVERY_ENGINE)
def test_no_interest_is_a_column_of_zeros(engine):
    """With payments and without."""
    whole, paid = debts(9)
    invoices, payments = make(engine, whole, paid)
    for given in (None, payments):
        found = rows(engine, frames.interest(invoices, as_of=AS_OF, policy=NoInterest(), payments=given))
        assert [row[-1] for row in found] == [0] * len(whole)


@pytest.mark.parametrize("engine", EVERY_ENGINE)
def test_a_table_that_ends_too_early_is_refused_at_once(engine):
    """What is known when a plan is made is said then, by an error of our own."""
    until = AS_OF - timedelta(days=1)
    table = RateTable("OURS", [(date(2020, 1, 1), "8")], source="ours", verified_until=until)
    policy = LateInterest(TableRate(table))
    (invoices,) = make(engine, debts(9)[0])
    assert rows(engine, frames.interest(invoices, as_of=until, policy=policy))
    with pytest.raises(RateNotAvailableError, match=f"OURS has no rate for {AS_OF}"):
        frames.interest(invoices, as_of=AS_OF, policy=policy)


def test_words_end_where_no_value_is_at_fault():
    """A column that is not there was given as nothing, not as ``None``."""
    given = portfolio(2)[0]
    with pytest.raises(InvalidValueError, match=r"its columns are invoice, .*[a-z]$") as caught:
        frames.age(given.drop_columns(["open"]), as_of=AS_OF)
    assert caught.value.value is None
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)
    with pytest.raises(InvalidValueError, match=f"sum to less than {2**62} minor units$"):
        frames.age(replaced(given, "open", [2**62 - 1] * 2, pa.int64()), as_of=date(2027, 1, 1), by=[])


@pytest.mark.parametrize("engine", EAGER)
def test_an_invoice_paid_too_much_is_named(engine):
    """Where interest is asked for."""
    whole, paid = (given.slice(0, 1) for given in debts(5))
    for name in ("invoice", "currency"):
        paid = replaced(paid, name, whole[name])
    invoices, payments = make(engine, whole, replaced(paid, "amount", [2**42], pa.int64()))
    with pytest.raises(InvalidValueError, match="'amount' must be at least what was paid of the document") as caught:
        frames.interest(invoices, payments=payments, as_of=date(2027, 1, 1), policy=POLICIES[0])
    assert caught.value.value == whole["invoice"][0].as_py()


@pytest.mark.parametrize("engine", QUICK_ENGINES)
def test_numbers_are_texts_in_both_frames_or_in_none(engine):
    """No engine fails at the join, or makes one of the other."""
    whole, paid = debts(5)
    invoices, payments = make(engine, whole, replaced(paid, "invoice", range(len(paid))))
    with pytest.raises(InvalidValueError, match="'invoice' must be of one kind in both frames"):
        frames.age(invoices, payments=payments, as_of=AS_OF)


def test_two_engines_join_nothing():
    """Nor does one that is eager with one that is lazy."""
    pl = pytest.importorskip("polars")
    whole, paid = debts(5)
    with pytest.raises(InvalidValueError, match=r"'payments' must be a frame of pyarrow \(eager\), as 'invoices' is"):
        frames.age(whole, payments=pl.from_arrow(paid), as_of=AS_OF)
    with pytest.raises(InvalidValueError, match=r"\(got 'polars \(lazy\)'\)"):
        frames.metrics(pl.from_arrow(whole), payments=pl.from_arrow(paid).lazy(), as_of=AS_OF)


def test_a_name_that_is_there_twice_is_refused():
    """Pandas has such frames."""
    pd = pytest.importorskip("pandas")
    invoices = portfolio(3)[0].to_pandas()
    with pytest.raises(InvalidValueError, match="'invoices' must be a frame whose columns have different names"):
        frames.age(pd.concat([invoices, invoices[["open"]]], axis=1), as_of=AS_OF)


@pytest.mark.parametrize("engine", EVERY_ENGINE)
def test_columns_may_begin_as_the_library_is_called(engine):
    """A column of the ledger account is nothing special, whatever is asked; names that are ours are refused."""
    whole, paid = debts(9)
    columns = {name: whole[name] for name in whole.column_names}
    columns |= {"receivables_open": whole["customer"], "receivables_paid": whole["invoice"]}
    invoices, payments = make(engine, pa.table(columns), paid)
    expected = set(rows("pyarrow", frames.age(whole, payments=paid, as_of=AS_OF)))
    assert set(rows(engine, frames.age(invoices, payments=payments, as_of=AS_OF, by=["receivables_open"]))) == expected
    kept = rows(engine, frames.interest(invoices, payments=payments, as_of=AS_OF, policy=POLICIES[0]))
    assert [row[-2] for row in kept] == [row[0] for row in kept]
    (ours,) = make(engine, pa.table(columns | {"_receivables_Paid": whole["customer"]}))
    expected = "'invoices' must be a frame without columns whose names begin with '_receivables_'"
    with pytest.raises(InvalidValueError, match=expected):
        frames.age(ours, as_of=AS_OF, by=["_receivables_Paid"])
    with pytest.raises(InvalidValueError, match=expected):
        frames.interest(ours, as_of=AS_OF, policy=POLICIES[0])


NO_NULL_COLUMNS = ("sqlframe", "postgres")  # their tables have a type in every column


@pytest.mark.parametrize("engine", [each for each in EVERY_ENGINE if each.values[0] not in NO_NULL_COLUMNS])
def test_numbers_that_are_all_missing_are_of_no_document(engine):
    """In either frame, or in both, where nothing gives the column a kind: nothing is settled."""
    whole, paid = debts(9)
    nobody = (replaced(whole.slice(0, 1), "invoice", [None], pa.null()), replaced(paid, "invoice", [None] * len(paid)))
    for given in ((whole, nobody[1]), (nobody[0], paid), nobody):
        invoices, payments = make(engine, *given)
        open_ = replaced(given[0], "open", given[0]["amount"])
        expected = set(rows("pyarrow", frames.age(open_, as_of=AS_OF)))
        assert set(rows(engine, frames.age(invoices, payments=payments, as_of=AS_OF))) == expected
        found = frames.interest(invoices, payments=payments, as_of=AS_OF, policy=POLICIES[0])
        late = frames.interest(open_, as_of=AS_OF, policy=POLICIES[0])
        assert sorted(row[-1] for row in rows(engine, found)) == sorted(row[-1] for row in rows("pyarrow", late))


def test_interest_keeps_columns_that_arrow_does_not_join():
    """Lists, and what has no kind, come back as they were; so does the index of pandas."""
    whole, paid = debts(9)
    notes = pa.array([[place] for place in range(len(whole))])
    invoices = whole.append_column("notes", notes).append_column("nothing", pa.nulls(len(whole)))
    found = frames.interest(invoices, payments=paid, as_of=AS_OF, policy=POLICIES[0])
    assert found["notes"].to_pylist() == notes.to_pylist()
    assert found["interest"] == frames.interest(whole, payments=paid, as_of=AS_OF, policy=POLICIES[0])["interest"]
    pandas = whole.to_pandas().set_index(pa.array([7] * len(whole)).to_pandas())
    kept = frames.interest(pandas, payments=paid.to_pandas(), as_of=AS_OF, policy=POLICIES[0])
    assert list(kept.index) == [7] * len(whole)
    assert list(kept["interest"]) == found["interest"].to_pylist()
