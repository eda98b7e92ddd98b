"""Bank lines find the open items that they pay; nothing is guessed."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import date, datetime, timedelta

import attrs
import moneyed
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from receivables import (
    Account,
    InvalidValueError,
    Invoice,
    InvoiceIssued,
    Money,
    OpenItem,
    Payment,
    PaymentReceived,
    PaymentTerms,
)
from receivables.discounts import NO_DISCOUNTS, EarlyDiscounts
from receivables.documents import RemittanceLine
from receivables.errors import IntakeError
from receivables.remittance import (
    MOST_CANDIDATES,
    BankLine,
    Match,
    Matching,
    MatchReport,
    Question,
    creditor_reference,
    is_creditor_reference,
)
from receivables.remittance.creditor_references import references_in
from receivables.remittance.numbers import NumberIndex
from receivables.terms import Offer

NO_NUMBER = "no number in the text, and "
DAY = date(2026, 3, 2)
ISSUED = date(2026, 2, 1)


def eur(amount):
    return Money(amount, "EUR")


def item(document, amount="100.00", customer="C-1", currency="EUR", **fields):
    """An open item; ``less`` is a discount through DAY."""
    whole, less = Money(amount, currency), fields.pop("less", None)
    offers = [Offer(DAY, Money(less, currency), None, "gross")] if less else []
    due_on = fields.pop("due_on", date(2026, 3, 3))
    return OpenItem(
        customer=customer, document=document, issued_on=ISSUED, due_on=due_on, amount=whole, offers=offers, **fields
    )


def bank_line(reference="B-1", amount="100.00", text="", payer="", booked_on=DAY, currency="EUR"):
    return BankLine(reference, amount=Money(amount, currency), booked_on=booked_on, text=text, payer=payer)


def one(line, items, **payers):
    """The answer to one line."""
    report = Matching(**payers).match([line], items)
    (answer,) = (*report.matched, *report.questions)
    return answer


def settled(answer):
    """Documents of a match with their amounts, or ``None`` for a question."""
    if isinstance(answer, Question):
        return None
    return [(number, None if amount is None else amount.text) for number, amount in answer.remittance]


def found(text, *numbers, sure=True):
    """The numbers that stand in a text."""
    index = NumberIndex([(("C", "EUR", number), None) for number in numbers])
    mentions = [each for each in index.find(text) if each.documents and each.sure is sure]
    return [[number for _, _, number in each.documents] for each in mentions]


# Books and statements that collide: few numbers, few amounts, two customers.

NUMBERS = ["F-1001", "F-1002", "F1003", "RE-2026-0017", "F-10", "200771", "2026", "17", "F-100-1", "f-1001"]
AMOUNTS = ["100.00", "98.00", "60.00", "40.00"]
TEXTS = st.lists(
    st.sampled_from(
        [*NUMBERS, "f 1001", "RE20260017", "thanks", "17.03.2026", "100.00", "INV-2026", "RF81F1001", "/", ","]
    ),
    max_size=3,
).map(" ".join)


@st.composite
def books(draw):
    """Open items of two customers in two currencies, some with a discount, some in installments, some cleared."""
    keys = st.tuples(st.sampled_from(["C-1", "C-2"]), st.sampled_from(["EUR", "EUR", "USD"]), st.sampled_from(NUMBERS))
    items = []
    for customer, currency, number in draw(st.lists(keys, max_size=5, unique=True)):
        count = draw(st.integers(1, 2))
        for place in range(1, count + 1):
            amount = draw(st.sampled_from(["100.00", "60.00", "40.00"]))
            paid = Money(draw(st.sampled_from(["0.00", "0.00", "0.00", "20.00", amount])), currency)
            less = draw(st.sampled_from([None, "2.00"]))
            due = DAY + timedelta(days=draw(st.integers(-3, 3)))
            parts = {"installment": place, "installments": count, "due_on": due, "paid": paid, "less": less}
            items.append(item(number, amount, customer, currency, **parts))
    return items


@st.composite
def statements(draw):
    """Lines that name a document, or have its amount, or neither."""
    lines = st.tuples(
        st.sampled_from([*AMOUNTS, "200.00", "158.00", "77.77"]),
        TEXTS,
        st.sampled_from(["", "", "C-1", "c - 2", "Northwind", "Nobody"]),
        st.integers(-1, 1),
    )
    return [
        bank_line(f"B-{place}", amount, text, payer, DAY + timedelta(days=days))
        for place, (amount, text, payer, days) in enumerate(draw(st.lists(lines, max_size=5)))
    ]


MATCHING = Matching(payers={"Northwind": "C-1"})


@given(statements(), books())
def test_a_line_is_matched_or_a_question(lines, items):
    """Never both, never lost; and in the order in which they were given."""
    report = MATCHING.match(lines, items)
    matched = [match.line for match in report.matched]
    asked = [question.line for question in report.questions]
    assert sorted([*matched, *asked], key=lines.index) == lines
    assert matched == [line for line in lines if line in matched]
    assert asked == [line for line in lines if line in asked]


@given(statements(), books())
def test_no_more_is_settled_than_was_paid_or_is_open(lines, items):
    """Amounts add up to the line; together the matches take no more than is open of any document."""
    report = MATCHING.match(lines, items)
    taken = Counter()
    for match in report.matched:
        amounts = [amount for _, amount in match.remittance]
        assert amounts
        if None in amounts:
            assert set(amounts) == {None}
            assert match.difference
            continue
        assert Money.total(amounts, currency=match.line.amount.currency) == match.line.amount
        assert not match.difference
        taken.update({(match.customer, number): amount.minor for number, amount in match.remittance})
    opened = Counter()
    for each in items:
        opened[each.customer, each.document] += each.open.minor
    assert all(opened[key] >= minor for key, minor in taken.items())


@given(statements(), books())
def test_what_is_matched_is_open_and_of_one_customer_and_currency(lines, items):
    """And of the payer, where the payer is known."""
    payers = {"C-1": "C-1", "c - 2": "C-2", "Northwind": "C-1"}
    known = {each.customer for each in items}
    opened = {(each.customer, each.currency.code, each.document) for each in items if each.open}
    report = MATCHING.match(lines, items)
    payers = {payer: whose for payer, whose in payers.items() if payer == "Northwind" or whose in known}
    for match in report.matched:
        for number, _ in match.remittance:
            assert (match.customer, match.line.amount.currency.code, number) in opened
        assert payers.get(match.line.payer, match.customer) == match.customer
        assert match.payment().remittance == match.remittance
    for question in report.questions:
        assert len(question.candidates) <= MOST_CANDIDATES
        assert len({(*each[:2], each.open.currency.code) for each in question.candidates}) == len(question.candidates)
        for each in question.candidates:
            assert (each.customer, each.open.currency.code, each.document) in opened


@given(statements(), books(), st.randoms())
def test_the_order_of_lines_and_items_changes_nothing(lines, items, chance):
    """Which match a line gets depends on booking days and references, not on places."""
    mixed_lines, mixed_items = list(lines), list(items)
    chance.shuffle(mixed_lines)
    chance.shuffle(mixed_items)
    report, mixed = MATCHING.match(lines, items), MATCHING.match(iter(mixed_lines), iter(mixed_items))
    assert set(report.matched) == set(mixed.matched)
    assert set(report.questions) == set(mixed.questions)


@given(statements(), books())
def test_a_line_that_names_something_does_not_depend_on_lines_that_do_not(lines, items):
    """Instructions come before conclusions from amounts."""
    silent = [attrs.evolve(line, text="") for line in lines[::2]]
    naming = [line for line in lines[1::2] if found(line.text, *{each.document for each in items})]
    together, alone = MATCHING.match([*silent, *naming], items), MATCHING.match(naming, items)
    assert {match for match in together.matched if match.line in naming} == set(alone.matched)


@given(st.data())
def test_an_amount_alone_settles_the_only_document_that_asks_for_it(data):
    """Compared with a search through everything: no number in the text, one installment a document."""
    items = [
        item(
            f"F-{place}", data.draw(st.sampled_from(AMOUNTS)), customer, less=data.draw(st.sampled_from([None, "2.00"]))
        )
        for place, customer in enumerate(data.draw(st.lists(st.sampled_from(["C-1", "C-2"]), max_size=5)))
    ]
    days = st.sampled_from([DAY, DAY + timedelta(days=1)])
    lines = [
        bank_line(f"B-{place}", data.draw(st.sampled_from(AMOUNTS)), "", payer, data.draw(days))
        for place, payer in enumerate(data.draw(st.lists(st.sampled_from(["", "C-1"]), max_size=4)))
    ]
    known = {each.customer for each in items}

    def fits(line, each):
        if line.payer in known and each.customer != line.payer:
            return False
        less = sum(offer.amount.minor for offer in each.offers if line.booked_on <= offer.until)
        return line.amount.minor in (each.open.minor, each.open.minor - less)

    single = {}
    for line in lines:
        fitting = [each.document for each in items if fits(line, each)]
        if len(fitting) == 1:
            single[line.reference] = fitting[0]
    times = Counter(single.values())
    expected = {reference: number for reference, number in single.items() if times[number] == 1}
    report = Matching().match(lines, items)
    assert {match.line.reference: match.remittance[0].invoice for match in report.matched} == expected


# Numbers in texts


def variants(number):
    """The same number as payers write it."""
    spaced = re.sub(r"(?<=[A-Za-z])[-/]?(?=\d)", " ", number)
    zeros = re.sub(r"(?<=[A-Za-z])([-/]?)(?=\d)", r"\g<1>00", number)
    return st.sampled_from([number, number.lower(), spaced, zeros, re.sub(r"(?<=[A-Za-z])[-/]", "", number)])


LONG = st.from_regex(r"(F-|INV|re/)[1-9][0-9]{2,3}|[34][0-9]{6}", fullmatch=True)


@given(st.data())
def test_numbers_are_found_as_wholes_in_the_order_of_the_text(data):
    """Whatever stands around them; and nothing that only looks like one."""
    numbers = data.draw(st.lists(LONG, min_size=1, max_size=4, unique_by=lambda each: re.sub(r"\W", "", each).lower()))
    words, expected = [], []
    for _ in range(data.draw(st.integers(0, 5))):
        number = data.draw(st.sampled_from(numbers))
        if data.draw(st.booleans()):
            words.append(data.draw(variants(number)))
            expected.append([number])
        else:
            around = ["{}9", "9{}", "X{}", "{}X", "{}-1", "7/{}", "{}.5", "1-{}", "17.03.2026", "1,234.00", "thanks"]
            words.append(data.draw(st.sampled_from(around)).format(number))
            plain = [re.sub(r"\W", "", each).lower() for each in (*numbers, words[-1])]
            assume(not any(each in plain[-1] for each in plain[:-1] if each != re.sub(r"\W", "", number).lower()))
    between = st.sampled_from([" | ", "; ", " + ", ", ", "\n* "])
    text = "".join(data.draw(between) + word for word in words)
    assert found(text, *numbers) == expected


def by_expressions(text, numbers):
    """An expression a number; then those go that touch something which is none, and so on until nothing changes."""
    left = set()
    for number in numbers:
        runs = re.findall("[0-9]+|[A-Za-z]+", number)
        inside = r"[\s_./\\#:-]{0,3}"
        core = inside.join(f"0*{run.lstrip('0')}" if run.isdigit() else run for run in runs)
        series = inside.join(f"[0-9]{{{len(run)}}}" if run.isdigit() else run for run in runs)
        first, last = ("0-9" if run.isdigit() else "A-Za-z" for run in (runs[0], runs[-1]))
        for label, expression in ((number, core), ("", series if len(runs) > 1 else core)):
            for match in re.finditer(rf"(?<![{first}])(?:{expression})(?![{last}])", text, re.IGNORECASE):
                left.add((match.start(), match.end(), label))
    word, joint = "([A-Za-z]+|[0-9]+)", r"([-_./\\,:']?)"

    def touches(word, joint):
        return joint in ("", "-", "_") or word.isdigit() or len(word) == 1

    lost = set()
    while True:
        starts, ends = {start for start, _, _ in left}, {end for _, end, _ in left}
        lost_starts, lost_ends = {start for start, _, _ in lost}, {end for _, end, _ in lost}
        gone = set()
        for start, end, number in left:
            before, after = re.search(f"{word}{joint}$", text[:start]), re.search(f"^{joint}{word}", text[end:])
            if before and before.end(1) not in ends and (before.end(1) in lost_ends or touches(*before.groups())):
                gone.add((start, end, number))
            first = end + after.start(2) if after else 0
            if after and first not in starts and (first in lost_starts or touches(after[2], after[1])):
                gone.add((start, end, number))
        if not gone:
            return [[number] for _, _, number in sorted(left) if number]
        left, lost = left - gone, lost | gone


PIECES = [
    "F",
    "-",
    "1001",
    "1002",
    " ",
    "/",
    ",",
    ".",
    "ab",
    "77",
    "300001",
    "x",
    "word",
    "00",
    "_",
    ":",
    "F-1001",
    "#",
]


@given(st.lists(st.sampled_from(PIECES), max_size=9).map("".join))
def test_a_search_with_expressions_finds_the_same(text):
    """Whatever stands beside what."""
    numbers = ["F-1001", "f1002", "AB/77", "300001"]
    assert found(text, *numbers) == by_expressions(text, numbers)


@given(
    st.text("F10- /.,A", max_size=14),
    st.lists(st.sampled_from(["F-10", "F-1010", "F-10-1", "A/101", "A1"]), unique=True),
)
def test_an_accidental_substring_is_never_found(text, numbers):
    """What is found is, letter by letter and digit by digit, the number; no letter or digit touches it."""

    def plain(number):
        return [run.lstrip("0") or "0" if run.isdigit() else run for run in re.findall("[0-9]+|[a-z]+", number.lower())]

    index = NumberIndex([(("C", "EUR", number), None) for number in numbers])
    mentions = [mention for mention in index.find(text) if mention.sure]
    edges = {mention.start for mention in mentions} | {mention.start + len(mention.written) for mention in mentions}
    for mention in mentions:
        assert mention.written == text[mention.start :][: len(mention.written)]
        assert all(plain(number) == plain(mention.written) for _, _, number in mention.documents)
        first, last = mention.start, mention.start + len(mention.written)
        for before in re.findall(r"\w[-_]?$", text[:first]):
            assert first - len(before) + 1 in edges
        for after in re.findall(r"^[-_]?\w", text[last:]):
            assert last + len(after) - 1 in edges


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("INV F-1001 / thanks", [["F-1001"]]),
        ("F 1001", [["F-1001"]]),
        ("f1001", [["F-1001"]]),
        ("F-0001001", [["F-1001"]]),
        ("inv/F-1001,F-1002;F-1003", [["F-1001"], ["F-1002"]]),
        ("F-1002 F-1001", [["F-1002"], ["F-1001"]]),
        ("F1001F1002", [["F-1001"], ["F-1002"]]),
        ("F-10010", []),
        ("XF-1001", []),
        ("F-1001-A", []),
        ("F-1001/1", []),
        ("F-1001_2", []),
        ("2-F-1001", []),
        ("F-1001/thanks", [["F-1001"]]),
        ("Nr.F-1001.", [["F-1001"]]),
        ("F - 1001", [["F-1001"]]),
        ("F" + " " * 4 + "1001", []),
        ("", []),
    ],
)
def test_how_a_number_stands_in_a_text(text, expected):
    """As a whole, with whatever separators."""
    assert found(text, "F-1001", "F-1002") == expected


@pytest.mark.parametrize("text", ["F-1001-A", "F-1001/1", "f1001/f1003/x", "F-1003", "f 1003", "INV/F-1003"])
def test_what_is_named_and_not_open_is_not_overruled_by_the_amount(text):
    """A number of a series that is not there was settled before; one with something behind is another one."""
    items = [item("F-1001", "60.00"), item("F-1002")]
    named = text.removeprefix("INV/")
    assert one(bank_line(text=text), items).because == f"nothing is open of {named}"
    beside = one(bank_line(text=f"{text} F-1002", amount="90.00"), items)
    assert settled(beside) == [("F-1002", None)]
    assert beside.because.endswith(f"; nothing is open of {named}")


@pytest.mark.parametrize("text", ["F-10031", "F 17", "order 1003", "C-1003", "F-10", "INV F", "1003"])
def test_what_is_not_written_like_a_number_of_the_series_is_a_word(text):
    """Then the amount decides."""
    assert settled(one(bank_line(text=text), [item("F-1001"), item("F-1002", "60.00")])) == [("F-1001", "100.00")]


def test_the_longest_number_counts():
    """A document may be called like another with something behind."""
    assert found("F-1001-2", "F-1001", "F-1001-2") == [["F-1001-2"]]
    assert found("F-1001 2", "F-1001", "F-1001-2") == [["F-1001-2"]]
    assert found("F-1001 3", "F-1001", "F-1001-2") == [["F-1001"]]


def test_what_is_written_exactly_so_counts_before_what_is_written_alike():
    """Two numbers may differ in their separators only."""
    assert found("F1001", "F-1001", "F1001") == [["F1001"]]
    assert found("F 1001", "F-1001", "F1001") == [["F-1001", "F1001"]]
    assert found("0700001", "0700001", "700001") == [["0700001"]]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("F-10", "F-10"),  # short
        ("2026", "2026"),
        ("12345", "12345"),
        ("17032026", "17032026"),  # a day
        ("20260317", "20260317"),
        ("170326", "170326"),
        ("INV-200771", "200771"),  # directly behind letters
        ("RE200771", "200771"),
        ("RE20260017", "RE-2026-0017"),  # other separators between its digits
        ("RE-2026-0017", "RE20260017"),
        ("ADVANCE", "advance"),  # no digit
    ],
)
def test_a_number_that_may_stand_there_by_chance_is_not_sure(text, number):
    """It counts together with an exact amount only."""
    assert found(text, number) == []
    assert found(text, number, sure=False) == [[number]]
    assert settled(one(bank_line(text=text), [item(number)])) == [(number, "100.00")]
    assert settled(one(bank_line(text=text, amount="60.00"), [item(number)])) is None
    assert settled(one(bank_line(text=text), [item(number), item("F-7777")])) == [(number, "100.00")]


@pytest.mark.parametrize("text", ["17.03.2026", "2026-03-17", "1,001.00", "1.001", "1'001", "on 1001-17 and 3/2026"])
def test_days_and_amounts_are_no_numbers(text):
    """A number inside of something longer is not even likely: the amount decides."""
    numbers = ["2026", "1001", "17"]
    assert found(text, *numbers) == found(text, *numbers, sure=False) == []
    items = [*map(item, numbers), item("F-9", "55.00")]
    assert settled(one(bank_line(text=text, amount="55.00"), items)) == [("F-9", "55.00")]


def test_digits_that_are_the_amount_are_not_sure():
    """Somebody wrote what he pays."""
    line = bank_line(text="EUR 100000", amount="100000.00")
    assert settled(one(line, [item("100000", "5.00"), item("F-1001", "100000.00")])) is None
    assert settled(one(bank_line(text="EUR 100000", amount="5.00"), [item("100000", "5.00")])) == [("100000", "5.00")]


def test_a_number_without_letters_is_not_made_of_words_apart():
    """Digits stand side by side in many texts."""
    assert found("2026 171717", "2026-171717") == []
    assert found("2026/171717", "2026-171717") == [["2026-171717"]]
    assert found("RE 2026 17", "RE-2026-0017") == [["RE-2026-0017"]]


# What is settled


def test_a_named_document_is_settled_whatever_the_amount():
    """It is an instruction; what is too much or too little is in sight."""
    items = [item("F-1001")]
    short, exact, long = (
        one(bank_line(text="F-1001", amount=amount), items) for amount in ("90.00", "100.00", "130.00")
    )
    assert (settled(short), short.difference) == ([("F-1001", None)], eur("-10.00"))
    assert (settled(exact), exact.difference) == ([("F-1001", "100.00")], eur("0.00"))
    assert (settled(long), long.difference) == ([("F-1001", None)], eur("30.00"))
    assert short.because == "F-1001 in the text; 90.00 EUR is 10.00 EUR less than is open"
    assert long.because == "F-1001 in the text; 130.00 EUR is 30.00 EUR more than is open"


def test_the_last_day_of_a_discount_counts():
    """The booking day decides."""
    items = [item("F-1001", "1000.00", less="20.00")]
    in_time = one(bank_line(text="F-1001", amount="980.00"), items)
    assert settled(in_time) == [("F-1001", "980.00")]
    assert in_time.because == ("F-1001 in the text; 980.00 EUR is what is open less 20.00 EUR for paying by 2026-03-02")
    late = one(bank_line(text="F-1001", amount="980.00", booked_on=DAY + timedelta(days=1)), items)
    assert (settled(late), late.difference) == ([("F-1001", None)], eur("-20.00"))
    assert settled(one(bank_line(amount="980.00"), items)) == [("F-1001", "980.00")]
    assert settled(one(bank_line(amount="980.00", booked_on=DAY + timedelta(days=1)), items)) is None


@pytest.mark.parametrize("first", ["3.00", "1.00"])
def test_only_the_first_offer_that_is_open_counts(first):
    """Of 3 % (or 1 %) within ten days and 2 % within twenty."""
    offers = [Offer(DAY + timedelta(days=10), eur("2.00"), None, "gross"), Offer(DAY, eur(first), None, "gross")]
    items = [attrs.evolve(item("F-1001"), offers=offers)]
    later, less = DAY + timedelta(days=1), (eur("100.00") - eur(first)).text
    assert settled(one(bank_line(amount=less), items)) == [("F-1001", less)]
    assert settled(one(bank_line(amount="98.00"), items)) is None
    assert settled(one(bank_line(amount="98.00", booked_on=later), items)) == [("F-1001", "98.00")]


def test_the_policy_says_what_is_off_for_the_rest():
    """A fixed amount is there once, for the payment that closes; or no more after a part payment."""
    items = [item("F-1001", less="2.00", paid=eur("50.00"))]
    assert settled(one(bank_line(amount="48.00"), items)) == [("F-1001", "48.00")]
    assert settled(one(bank_line(amount="48.00"), items, discounts=EarlyDiscounts(closing="lost"))) is None
    assert settled(one(bank_line(amount="50.00"), items)) == [("F-1001", "50.00")]


@pytest.mark.parametrize(
    ("discounts", "last"),
    [
        (EarlyDiscounts(), 0),
        (EarlyDiscounts(grace_days=2), 2),
        (EarlyDiscounts(late_days=3, accept_late=True), 3),
        (EarlyDiscounts(late_days=3), 0),  # by a person only
    ],
)
def test_days_of_grace_and_late_discounts_are_those_of_the_policy(discounts, last):
    """With a number in the text, and by the amount alone; the last day is that of the policy."""
    items = [item("F-1001", less="2.00")]
    for text in ("", "F-1001"):
        for days in range(5):
            line = bank_line(amount="98.00", text=text, booked_on=DAY + timedelta(days=days))
            exactly = settled(one(line, items, discounts=discounts)) == [("F-1001", "98.00")]
            assert exactly is (days <= last)
    late = bank_line(amount="98.00", booked_on=DAY + timedelta(days=2))
    accepting = EarlyDiscounts(late_days=3, accept_late=True)
    assert "less 2.00 EUR for paying by 2026-03-05" in one(late, items, discounts=accepting).because


def test_no_discount_is_expected_where_the_policy_gives_none():
    """The amount then fits nothing; a policy must have the verb."""
    assert settled(one(bank_line(amount="98.00"), [item("F-1001", less="2.00")], discounts=NO_DISCOUNTS)) is None
    with pytest.raises(InvalidValueError, match="'discounts' must be a policy with the verb offers"):
        Matching(discounts="2 %")


@given(
    st.builds(
        EarlyDiscounts,
        grace_days=st.integers(0, 2),
        closing=st.sampled_from(["remainder", "whole", "lost"]),
        late_days=st.integers(0, 2),
        accept_late=st.booleans(),
        overpayment=st.sampled_from(["specific", "unspecific"]),
    ),
    st.integers(0, 5),
    st.sampled_from(["0.00", "33.33", "98.00"]),
    st.data(),
)
def test_what_the_matching_takes_for_exact_closes_the_document_in_the_account(discounts, days, before, data):
    """Under the same policy, to the cent, also after a part payment (which comes before B-1 on one day)."""
    invoice = Invoice("F-1001", "C-1", total=eur("100.01"), issued_on=ISSUED, terms=PaymentTerms.parse("2/3 net 40"))
    earlier = Payment("A-1", "C-1", amount=eur(before), paid_on=ISSUED, remittance=["F-1001"]) if eur(before) else None
    events = [InvoiceIssued(invoice), *([PaymentReceived(earlier)] if earlier else [])]
    day = ISSUED + timedelta(days=days)
    position = Account("C-1", "EUR", events).as_of(day, discounts=discounts)
    assume(position.open_items)
    left = position.open
    amount = data.draw(st.sampled_from([left.with_minor(left.minor - off) for off in (0, 1, 40, 133, 134, 199, 200)]))
    assume(amount.minor > 0)
    line = BankLine("B-1", amount=amount, booked_on=day)
    report = Matching(discounts=discounts).match([line], position.open_items)
    for match in report.matched:
        after = Account("C-1", "EUR", [*events, PaymentReceived(match.payment())]).as_of(day, discounts=discounts)
        assert not after.open_items
    if amount == left:
        assert report.matched


def test_several_numbers_are_several_documents():
    """In the order of the text, exactly or as far as the money goes, all with their discounts or none."""
    items = [item("F-1001", less="2.00"), item("F-1002", "60.00")]
    for amount, expected in {
        "160.00": [("F-1002", "60.00"), ("F-1001", "100.00")],
        "158.00": [("F-1002", "60.00"), ("F-1001", "98.00")],
        "150.00": [("F-1002", None), ("F-1001", None)],
    }.items():
        assert settled(one(bank_line(text="F-1002, F-1001, F-1002", amount=amount), items)) == expected
    assert (
        "less 2.00 EUR for paying by 2026-03-02" in one(bank_line(text="F-1001 F-1002", amount="158.00"), items).because
    )


def test_a_short_number_beside_a_long_one_counts_if_the_sum_is_exact():
    """Otherwise the long one alone is named."""
    items = [item("F-1001"), item("17", "60.00")]
    assert settled(one(bank_line(text="17 + F-1001", amount="160.00"), items)) == [
        ("17", "60.00"),
        ("F-1001", "100.00"),
    ]
    assert settled(one(bank_line(text="17 + F-1001", amount="100.00"), items)) == [("F-1001", "100.00")]
    assert settled(one(bank_line(text="17 + F-1001", amount="150.00"), items)) == [("F-1001", None)]


def test_a_number_of_two_customers_needs_the_payer_or_the_amount():
    """Numbers are unique on an account only."""
    items = [item("F-1001"), item("F-1001", "60.00", "C-2")]
    assert settled(one(bank_line(text="F-1001", amount="50.00"), items)) is None
    assert one(bank_line(text="F-1001", amount="60.00"), items).customer == "C-2"
    assert one(bank_line(text="F-1001", amount="50.00", payer="c-2"), items).customer == "C-2"
    same = [item("F-1001"), item("F-1001", customer="C-2")]
    question = one(bank_line(text="F-1001"), same)
    assert question.because == "the numbers in the text can be read in several ways"
    assert [each.customer for each in question.candidates] == ["C-1", "C-2"]


def test_numbers_together_say_which_customer():
    """If only one customer has all of them."""
    items = [item("F-1001"), item("F-1001", customer="C-2"), item("F-1002", customer="C-2")]
    assert one(bank_line(text="F-1001 F-1002", amount="50.00"), items).customer == "C-2"
    apart = [item("F-1001"), item("F-1002", customer="C-2")]
    assert one(bank_line(text="F-1001 F-1002"), apart).because == "the numbers in the text are of several customers"


def test_two_numbers_that_are_written_alike_need_the_amount():
    """Within one customer as well."""
    items = [item("F-1001"), item("F1001", "60.00")]
    assert settled(one(bank_line(text="f 1001", amount="60.00"), items)) == [("F1001", "60.00")]
    assert settled(one(bank_line(text="f 1001", amount="50.00"), items)) is None


@pytest.mark.parametrize("series", ["F-100{}", "F-{}"])
def test_what_can_be_read_in_too_many_ways_is_a_question(series):
    """Seven numbers that two documents each are written like, and only one of 128 ways is exact: nobody meant that."""
    numbers = [series.format(place) for place in range(1, 8)]
    items = [item(number, "1.00") for number in numbers] + [
        item(number.replace("-", "/"), "2.00") for number in numbers
    ]
    few, many = (" + ".join(numbers[:count]).replace("-", " ") for count in (2, 7))
    assert len(settled(one(bank_line(text=few, amount="4.00"), items))) == 2
    assert (
        one(bank_line(text=many, amount="14.00"), items).because
        == "the numbers in the text can be read in several ways"
    )


@pytest.mark.parametrize(
    ("line", "because"),
    [
        (bank_line(text="F-1001", payer="C-2"), "F-1001 is of C-1, and the payer is C-2"),
        (bank_line(text="F-1001", currency="USD"), "F-1001 is in EUR, and the money in USD"),
        (bank_line(text="F-1002"), "nothing is open of F-1002"),
        (bank_line(text="RF82F1001"), "the check digits of RF82F1001 are wrong"),
        (bank_line(text="F-1001 RF82 F100 1"), "the check digits of RF82 F100 1 are wrong"),
        (bank_line(text="RF18 5390 0754 7034"), "RF18 5390 0754 7034 is of no open item"),
        (bank_line(text="F-10", amount="70.00"), "F-10 in the text may be meant, but 70.00 EUR does not fit"),
        (bank_line(text="thanks", amount="7.00"), f"{NO_NUMBER}7.00 EUR is not what is open of any document"),
        (bank_line(payer="C-2", amount="7.00"), f"{NO_NUMBER}7.00 EUR is not what is open of any document of C-2"),
        (bank_line(amount="30.00"), "30.00 EUR is what is open of 2 documents"),
    ],
    ids=str,
)  # fmt: skip
def test_why_a_line_is_a_question(line, because):
    """In words; what the text says is never overruled by the amount."""
    items = [
        item("F-1001"),
        item("F-1002", paid=eur("100.00")),
        item("F-10", "30.00"),
        item("F-20", "30.00", "C-2"),
    ]
    assert one(line, items).because == because


def test_candidates_come_from_the_text_then_the_amount_then_the_payer():
    """Of each, the oldest due first; what is settled by other lines is none."""
    items = [
        item("A-9", "70.00", due_on=date(2026, 2, 1)),
        item("A-8", "55.00", due_on=date(2026, 2, 2)),
        item("A-7", "55.00", due_on=date(2026, 2, 3)),
        item("A-6", "80.00", due_on=date(2026, 2, 4)),
        item("A-5001", "55.00", due_on=date(2026, 1, 1)),
    ]
    lines = [bank_line("B-1", "55.00", "A-6", "C-1"), bank_line("B-2", "55.00", "A-5001")]
    report = Matching().match(lines, items)
    (question,) = report.questions
    assert [(each.document, each.because) for each in question.candidates] == [
        ("A-6", "in the text"),
        ("A-8", "55.00 EUR is what is open"),
        ("A-7", "55.00 EUR is what is open"),
        ("A-9", "of the payer"),
    ]
    many = one(bank_line(payer="C-1"), [item(f"A-{count}") for count in range(20)])
    assert len(many.candidates) == MOST_CANDIDATES
    assert many.because == f"100.00 EUR is what is open of more than {MOST_CANDIDATES} documents of C-1"


def test_a_second_line_sees_what_the_first_has_left():
    """In the order of booking days and references, whatever the order of the list."""
    later = DAY + timedelta(days=1)
    lines = [bank_line(reference, "60.00", "F-1001") for reference in ("B-2", "B-1")]
    report = Matching().match([bank_line("A", "5.00", "F-1001", booked_on=later), *lines], [item("F-1001")])
    differences = {match.line.reference: match.difference.text for match in report.matched}
    assert differences == {"B-1": "-40.00", "B-2": "20.00"}
    (question,) = report.questions
    assert question.because == "nothing is open of F-1001 (B-2 pays it)"


def test_what_is_named_is_taken_before_amounts_are_compared():
    """Then the other document of the same amount is the only one."""
    items = [item("F-1001"), item("F-1002")]
    report = Matching().match([bank_line("B-1"), bank_line("B-2", text="F-1001")], items)
    paid = {match.line.reference: match.remittance[0].invoice for match in report.matched}
    assert paid == {"B-1": "F-1002", "B-2": "F-1001"}


def test_two_lines_for_one_document_are_questions():
    """One of them may be a mistake of the payer, and nobody knows which."""
    report = Matching().match([bank_line("B-1"), bank_line("B-2")], [item("F-1001")])
    assert [question.because for question in report.questions] == ["2 lines may be for F-1001 of C-1"] * 2
    assert [[each.document for each in question.candidates] for question in report.questions] == [["F-1001"]] * 2


def test_the_next_installment_is_an_amount_too():
    """All that is open, or the installment that is due next: money for a later one would settle an earlier one."""
    parts = [
        item("F-1001", amount, installment=4 - place, installments=3, due_on=DAY + timedelta(days=place), less=less)
        for place, amount, less in ((1, "50.00", None), (2, "40.00", "1.00"), (3, "30.00", None))
    ]
    for amount in ("50.00", "120.00", "119.00"):
        assert settled(one(bank_line(amount=amount), parts)) == [("F-1001", amount)]
    assert one(bank_line(amount="50.00"), parts).because.startswith("50.00 EUR is the next installment")
    assert settled(one(bank_line(amount="40.00"), parts)) is None
    lines = [bank_line("B-1", "50.00", "F-1001"), bank_line("B-2", "39.00", "F-1001"), bank_line("B-3", "30.00")]
    report = Matching().match(lines, parts)
    assert [settled(match) for match in report.matched] == [[("F-1001", each.amount.text)] for each in lines]


def test_payers_are_known_by_name_or_account():
    """Case and blanks do not matter; a name of two customers is nobody's."""
    payers = {"DE89 3704 0044 0532 0130 00": "C-2", "Northwind Ltd": "C-1"}
    items = [
        item("F-1001"),
        item("F-1002", customer="C-2"),
        item("F-1003", "60.00", "D 1"),
        item("F-1004", "60.00", "D1"),
    ]
    for payer, number in (("de89370400440532013000", "F-1002"), ("NORTHWIND  LTD", "F-1001"), ("c-2", "F-1002")):
        assert settled(one(bank_line(payer=payer), items, payers=payers)) == [(number, "100.00")]
    assert settled(one(bank_line(payer="somebody"), items, payers=payers)) is None
    assert one(bank_line(payer="D1", amount="60.00"), items).because == "60.00 EUR is what is open of 2 documents"
    assert one(bank_line(payer="x"), items, payers={"X": "C-9"}).because.endswith("of any document of C-9")


# Creditor references


@pytest.mark.parametrize(
    ("number", "reference"),
    [
        ("539007547034", "RF18539007547034"),
        ("TU06FX", "RF96TU06FX"),
        ("X2HU4TC28XTYLHASYWT91", "RF14X2HU4TC28XTYLHASYWT91"),
        ("ab2g5", "RF68AB2G5"),
        ("12345 12345", "RF451234512345"),
    ],
)
def test_published_creditor_references(number, reference):
    """As other programs make them."""
    assert creditor_reference(number) == reference
    assert is_creditor_reference(reference)


BODIES = st.text("0123456789ABCXYZ", min_size=1, max_size=21)


@given(BODIES, st.data())
def test_wrong_digits_and_swapped_digits_are_detected(body, data):
    """Every single digit, and every two that stand next to each other; blanks and small letters change nothing."""
    reference = creditor_reference(body)
    groups = " ".join(reference[place : place + 4] for place in range(0, len(reference), 4))
    assert is_creditor_reference(groups.lower())
    place = data.draw(st.sampled_from([place for place, each in enumerate(reference) if each.isdigit()]))
    other = data.draw(st.sampled_from("0123456789".replace(reference[place], "")))
    assert not is_creditor_reference(reference[:place] + other + reference[place + 1 :])
    left, right = reference[place : place + 1], reference[place + 1 : place + 2]
    if right.isdigit() and left != right:
        assert not is_creditor_reference(reference[:place] + right + left + reference[place + 2 :])


@given(BODIES)
def test_one_pair_of_check_digits_is_right(body):
    """Of the hundred there are."""
    assert [digits for digits in range(100) if is_creditor_reference(f"RF{digits:02}{body}")] == [
        int(creditor_reference(body)[2:4])
    ]


NO_REFERENCES = ["", "RF", "RF18", "18539007547034", "RF1853900754703é", "RF18-5390-0754-7034", "RF1²539007547034"]


@pytest.mark.parametrize("text", [*NO_REFERENCES, "RF14X2HU4TC28XTYLHASYWT911"])
def test_what_is_no_creditor_reference(text):
    """Too short, too long, or made of something else."""
    assert not is_creditor_reference(text)


@pytest.mark.parametrize("number", ["", "-", "Ä-1", "1" * 22, 5, None, " F-1"])
def test_numbers_without_creditor_reference(number):
    """Only letters A to Z and digits, at most 21."""
    with pytest.raises(InvalidValueError, match="number"):
        creditor_reference(number)


@pytest.mark.parametrize(
    "text",
    ["{}", "ref:{}/thanks", "{} thanks", "for {} F thanks 12", "F-10 {}"],
)
@pytest.mark.parametrize("size", [4, 30])
def test_a_creditor_reference_settles_its_document(text, size):
    """In one piece or in groups of four, as the number or as the attribute of the document, however short."""
    for number, attributes in (("17", {}), ("X", {"creditor_reference": "RF18 5390 0754 7034"})):
        reference = attributes.get("creditor_reference", creditor_reference(number)).replace(" ", "")
        groups = " ".join(reference[place : place + size] for place in range(0, len(reference), size))
        items = [item(number, attributes=attributes), item("F-1002")]
        assert settled(one(bank_line(text=text.format(groups), amount="60.00"), items)) == [(number, None)]


def test_zeros_in_front_of_a_creditor_reference_do_not_matter():
    """Banks fill it up, and the check digits stay the same."""
    assert settled(one(bank_line(text="RF81 0000 000F 1001", amount="60.00"), [item("F-1001")])) == [("F-1001", None)]
    assert settled(one(bank_line(text=creditor_reference("0042"), amount="60.00"), [item("0042")])) == [("0042", None)]


def test_a_creditor_reference_is_not_found_in_something_longer():
    """Neither before nor behind."""
    found = ("RF81F1001", "rf81f1001,", "/RF81F1001/", "XRF81F1001", "0RF81F1001", f"RF81{'F1001' * 5}")
    assert [len(references_in(text)) for text in found] == [1, 1, 1, 0, 0, 0]


def test_a_creditor_reference_of_two_documents_is_ambiguous():
    """Numbers may differ in their separators only."""
    items = [item("F-1001"), item("F1001")]
    assert settled(one(bank_line(text="RF81F1001"), items)) is None
    assert one(bank_line(text="rf81 f100 1"), items).because == "the numbers in the text can be read in several ways"


def test_words_that_begin_like_a_creditor_reference_are_words():
    """A product, not a reference."""
    assert settled(one(bank_line(text="RF12 pump ABCD, F-1001", amount="60.00"), [item("F-1001")])) == [
        ("F-1001", None)
    ]


# From the statement to the account


@pytest.mark.parametrize("discounts", [NO_DISCOUNTS, EarlyDiscounts()])
@pytest.mark.parametrize("amount", ["60.00", "98.00", "100.00", "158.00", "160.00", "200.00"])
def test_the_payment_settles_what_the_match_says(amount, discounts):
    """In the account, as remittance advice; whether a discount is given is for the account's policy to say."""
    due, less = date(2026, 3, 3), PaymentTerms.parse("2/30 net 40")
    invoices = [
        Invoice("F-1001", "C-1", total=eur("100.00"), issued_on=ISSUED, terms=less),
        Invoice("F-1002", "C-1", total=eur("60.00"), issued_on=ISSUED, due_on=due),
    ]
    account = Account("C-1", "EUR", map(InvoiceIssued, invoices))
    match = one(bank_line(text="F-1002 F-1001", amount=amount), account.as_of(DAY).open_items)
    events = [*account.events, PaymentReceived(match.payment())]
    after = Account("C-1", "EUR", events).as_of(DAY, discounts=discounts)
    applied = {line.document: line for line in after.applied}
    for number, part in match.remittance:  # where all was paid, a discount that is given nevertheless leaves cash
        line = applied.get(number)
        assert part is None or part in (line.amount, line.amount + line.discounted)
    given = eur("2.00") if discounts != NO_DISCOUNTS and Money("158.00", "EUR") <= match.line.amount else eur("0.00")
    assert after.open - after.unapplied == eur("160.00") - match.line.amount - given


def test_a_person_answers_a_question_with_a_payment():
    """The line itself makes it."""
    question = one(bank_line(), [item("F-1001"), item("F-1002")])
    payment = question.line.payment("C-1", ["F-1002"])
    assert (payment.reference, payment.paid_on, payment.amount) == ("B-1", DAY, eur("100.00"))
    assert payment.remittance == (RemittanceLine("F-1002"),)


def test_moneyed_amounts_are_taken_over():
    """As everywhere."""
    line = BankLine("B-1", amount=moneyed.Money("100.00", "EUR"), booked_on=DAY)
    assert settled(one(line, [item("F-1001")])) == [("F-1001", "100.00")]


def test_a_report_as_text_and_as_plain_data():
    """Both tell everything."""
    items = [item("F-1001"), item("F-10", "60.00")]
    lines = [bank_line(text="f1001"), bank_line("B-2", "50.00", "F-10"), bank_line("B-3", "7.00", "F-1001")]
    report = Matching().match(lines, items)
    assert report.explain().splitlines() == [
        "1 line matched, 2 to decide",
        "  B-1: 100.00 EUR on 2026-03-02, to F-1001 of C-1",
        "    F-1001 (as 'f1001') in the text; 100.00 EUR is what is open",
        "  B-2: 50.00 EUR on 2026-03-02: F-10 in the text may be meant, but 50.00 EUR does not fit",
        "    F-10 of C-1: 60.00 EUR open, due 2026-03-03 (in the text)",
        "  B-3: 7.00 EUR on 2026-03-02: nothing is open of F-1001 (B-1 pays it)",
    ]
    data = json.loads(json.dumps(report.to_dict()))
    assert data["matched"] == [
        {
            "line": "B-1", "amount": "100.00", "currency": "EUR", "booked_on": "2026-03-02", "customer": "C-1",
            "remittance": [{"document": "F-1001", "amount": "100.00"}], "difference": "0.00",
            "because": "F-1001 (as 'f1001') in the text; 100.00 EUR is what is open",
        }
    ]  # fmt: skip
    assert [each["line"] for each in data["questions"]] == ["B-2", "B-3"]
    assert data["questions"][0]["candidates"][0]["open"] == "60.00"
    assert Matching().match([], []) == MatchReport()


# What cannot be


def test_all_lines_that_cannot_be_are_told_at_once():
    """With their places."""
    lines = [bank_line("A"), bank_line("B", "-1.00"), "C", bank_line("A", "0.00")]
    with pytest.raises(IntakeError) as caught:
        Matching().match(lines, [])
    assert str(caught.value).splitlines() == [
        "bank lines: 4 problems, nothing was matched",
        "  bank lines, row 2, column amount: expected more than 0, money that comes in (got '-1.00')",
        "  bank lines, row 3: expected a BankLine (got 'C')",
        "  bank lines, row 4, column reference: expected another reference than in row 1 (got 'A')",
        "  bank lines, row 4, column amount: expected more than 0, money that comes in (got '0.00')",
    ]
    with pytest.raises(IntakeError, match="bank lines: 300 problems") as caught:
        Matching().match([bank_line(str(count), "0.00") for count in range(300)], [])
    assert len(caught.value.exceptions) == 100


@pytest.mark.parametrize(
    ("wrong", "attribute"),
    [
        (lambda: BankLine("", amount=eur("1.00"), booked_on=DAY), "reference"),
        (lambda: BankLine("B", amount="1.00", booked_on=DAY), "amount"),
        (lambda: BankLine("B", amount=eur("1.00"), booked_on=datetime(2026, 3, 2)), "booked_on"),  # noqa: DTZ001
        (lambda: BankLine("B", amount=eur("1.00"), booked_on=DAY, text=None), "text"),
        (lambda: BankLine("B", amount=eur("1.00"), booked_on=DAY, text="x" * 2001), "text"),
        (lambda: BankLine("B", amount=eur("1.00"), booked_on=DAY, payer=5), "payer"),
        (lambda: bank_line(amount="-1.00").payment("C-1"), "amount"),
        (lambda: bank_line().payment(""), "customer"),
        (lambda: bank_line().payment("C-1", "F-1001"), "remittance"),
        (lambda: Matching(payers="x"), "payers"),
        (lambda: Matching(payers={"": "C-1"}), "payers"),
        (lambda: Matching(payers={"x": ""}), "payers"),
        (lambda: Matching(payers={"x": 5}), "payers"),
        (lambda: Matching(payers=[("x", "C-1"), ("x", "C-2")]), "payers"),
        (lambda: Matching(payers={"A B": "C-1", "ab": "C-2"}), "payers"),
        (lambda: Matching().match("x", []), "lines"),
        (lambda: Matching().match([], "x"), "items"),
        (lambda: Matching().match([], ["x"]), "items"),
        (lambda: Matching().match([], [item("F-1"), item("F-1")]), "items"),
        (lambda: is_creditor_reference(5), "text"),
        (lambda: Match(line=5, customer="C", remittance=[], difference=eur("0.00"), because=""), "line"),
        (lambda: Match(line=bank_line(), customer="C", remittance=5, difference=eur("0.00"), because=""), "remittance"),
        (lambda: Match(line=bank_line(), customer="C", remittance=[], difference=0, because=""), "amount"),
        (lambda: Question(line=bank_line(), candidates=5, because=""), "candidates"),
        (lambda: MatchReport(matched=5), "matched"),
    ],
)
def test_what_cannot_be_is_refused_by_name(wrong, attribute):
    """In words, never by a bare error of Python."""
    with pytest.raises(InvalidValueError) as caught:
        wrong()
    assert caught.value.attribute == attribute
