"""Random cases of a ladder in the words of the golden cases, and ladders with every kind of field."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

from hypothesis import strategies as st

from receivables import (
    Account,
    ContactMade,
    CreditNote,
    CreditNoteIssued,
    DisputeOpened,
    HoldPlaced,
    Invoice,
    InvoiceIssued,
    Ladder,
    Money,
    PlanAgreed,
    PromiseMade,
    Step,
)
from receivables.contact_guard import NO_GUARD, Cap, ContactGuard, Gap, QuietWeekdays
from receivables.escalation import ALWAYS, MEASURES, TONES, Fee, StepConditions
from receivables.events import HOLD_KINDS
from receivables.testing import STEPS

TODAY = date(2024, 6, 15)
CODES = ("EUR", "JPY")
SMALL_GAPS = st.sampled_from([0, 0, 1, 3, 7])


def before(low, high):
    """A day between so many days before the day of the question and so many before that."""
    return st.integers(low, high).map(lambda days: (TODAY - timedelta(days=days)).isoformat())


@st.composite
def levels(draw, mode, conditions):
    """One to four levels in the order of their days; in by_days each within reach."""
    count = draw(st.integers(1, 4))
    days = sorted(draw(st.lists(st.integers(-3, 40), min_size=count, max_size=count, unique=mode == "by_days")))
    found = []
    for place, least in enumerate(days, 1):
        level = {"level": place}
        if place == 1 or draw(st.integers(0, 4)):
            level["min_days"] = least
        if draw(st.booleans()):
            level["wait_days"] = draw(SMALL_GAPS)
        for name in ("min_item_amount", "min_total", "min_percent") if conditions else ():
            if not draw(st.integers(0, 3)):
                level[name] = str(draw(st.integers(0, 100)))
        found.append(level)
    return found


@st.composite
def settings_of(draw, conditions):
    """What a case of either question has."""
    mode = draw(st.sampled_from(["by_days", "progressive", "staged"]))
    found = {
        "as_of": TODAY.isoformat(),
        "mode": mode,
        "levels": draw(levels(mode, conditions)),
        "after_last": draw(st.sampled_from(["stop", "repeat"])),
    }
    for name, values in {
        "max_notices": st.integers(0, 4),
        "min_gap_days": SMALL_GAPS,
        "grace_days": st.integers(0, 6),
        "grace_kind": st.sampled_from(["shift", "cliff"]),
    }.items():
        if not draw(st.integers(0, 2)):
            found[name] = draw(values)
    return found


def contacts(draw, top, names):
    """Notices and drafts of any day, one of them after the day of the question."""
    found = []
    for _ in range(draw(st.integers(0, 3))):
        state = draw(st.sampled_from(["sent", "sent", "draft"]))
        contact = {"date": draw(before(-2, 40)), "level": draw(st.integers(1, top)), "state": state}
        if names:
            contact["items"] = draw(st.lists(st.sampled_from(names), min_size=1, max_size=3, unique=True))
        found.append(contact)
    return found


@st.composite
def item_cases(draw):
    """A question for the level of one item."""
    given = draw(settings_of(conditions=False))
    item = {"currency": "EUR", "due_date": draw(before(-5, 60)), "open": str(draw(st.integers(0, 3)))}
    if draw(st.booleans()):
        item["pending"] = str(draw(st.integers(0, 3)))
    given |= {"question": "item_level", "item": item, "contacts": contacts(draw, len(given["levels"]), ())}
    if not draw(st.integers(0, 3)):
        given["level_override"] = draw(st.integers(0, len(given["levels"])))
    if not draw(st.integers(0, 3)):
        given["holds"] = [{"until": draw(st.none() | before(-2, 2))}]
    return given


@st.composite
def debtor_cases(draw):
    """A question for the notices of one debtor."""
    given = draw(settings_of(conditions=True))
    names = ["A", "B", "C", "D"][: draw(st.integers(1, 4))]
    items = [
        {
            "id": name,
            "currency": draw(st.sampled_from(CODES)),
            "due_date": draw(before(-5, 60)),
            "open": str(draw(st.integers(1, 120))),
        }
        for name in names
    ]
    for item in items:
        if not draw(st.integers(0, 3)):
            item["pending"] = str(draw(st.integers(0, int(item["open"]))))
    for place in range(draw(st.integers(0, 1))):
        day, amount = draw(before(-5, 60)), draw(st.integers(1, 20))
        code = draw(st.sampled_from(CODES))
        items.append({"id": f"N{place}", "currency": code, "due_date": day, "open": f"-{amount}"})
    given |= {
        "question": "debtor_notices",
        "items": items,
        "contacts": contacts(draw, len(given["levels"]), names),
        "consolidation": draw(st.sampled_from(["highest", "per_level"])),
        "tests": draw(st.sampled_from(["all", "any"])),
    }
    for name, values in {
        "debtor_min_gap_days": SMALL_GAPS,
        "debtor_min_days": st.integers(-2, 20),
        "min_total": st.dictionaries(st.sampled_from(CODES), st.integers(0, 150).map(str)),
        "holds": st.lists(st.builds(hold, st.none() | before(-2, 2), st.none() | st.sampled_from(names)), max_size=2),
    }.items():
        if not draw(st.integers(0, 2)):
            given[name] = draw(values)
    return given


def hold(until, name):
    return {"until": until} | ({} if name is None else {"items": [name]})


numbers = st.sampled_from([None, None, Fraction(0), Fraction(2, 100), Fraction(1, 10), Fraction(50)])
conditions = st.builds(
    StepConditions,
    min_item=numbers,
    min_total=numbers,
    min_percent=numbers,
    oldest_days=st.none() | st.integers(-5, 60),
    combine=st.sampled_from(["all", "any"]),
    currencies=st.sampled_from([[], [], [], ["EUR"], ["JPY"], ["USD", "EUR"]]),
    segments=st.sampled_from([[], [], [], ["public"], ["public", "key account"]]),
)
fees = st.builds(
    Fee,
    fixed=st.decimals(0, 50, places=3),
    percent=st.fractions(0, 20, max_denominator=7),
    of=st.sampled_from(["original", "open"]),
    brackets=st.lists(
        st.tuples(st.integers(0, 900), st.integers(0, 9), st.integers(0, 9)), max_size=2, unique_by=lambda row: row[0]
    ),
    minimum=st.none() | st.integers(0, 5),
    maximum=st.none() | st.integers(5, 9),
    charge_above=numbers,
    rounding=st.sampled_from(["half_up", "half_even"]),
) | st.builds(Fee, fixed=st.integers(0, 9), currency=st.just("USD"), rate=st.fractions(0, 9, max_denominator=9))


guard_rules = st.lists(
    st.one_of(
        st.builds(Cap, st.integers(1, 3), days=st.integers(1, 30)),
        st.builds(Gap, st.integers(1, 10)),
        st.builds(QuietWeekdays, st.lists(st.integers(0, 6), min_size=1, max_size=6, unique=True)),
    ),
    max_size=2,
)
guards = st.just(NO_GUARD) | st.just(NO_GUARD) | st.builds(ContactGuard, guard_rules)


@st.composite
def any_ladders(draw, rest=None):
    """A ladder in which any field may have any value that goes together; it rests ``rest`` days between notices."""
    mode = draw(st.sampled_from(["by_days", "progressive", "staged"]))
    days = sorted(draw(st.lists(st.integers(-10, 60), min_size=1, max_size=3, unique=True)))
    steps = []
    for name, day in zip(STEPS, days, strict=False):
        waits = st.integers(0, 20) if steps and mode == "staged" else st.none() | st.integers(0, 20)
        steps.append(
            Step(
                name,
                days=day,
                channel="email",
                wait_days=draw(waits),
                when=draw(st.just(ALWAYS) | conditions),
                template=draw(st.sampled_from(["", "mahnung-1"])),
                tone=draw(st.none() | st.sampled_from(TONES)),
                measures=draw(st.lists(st.sampled_from(MEASURES), max_size=2, unique=True)),
                fee=draw(st.none() | fees),
                interest=draw(st.sampled_from([None, "on", "off"])),
                deadline_days=draw(st.none() | st.integers(0, 20)),
                review_days=draw(st.none() | st.integers(1, 20)),
            )
        )
    repeats = draw(st.booleans())
    return Ladder(
        steps,
        promise_tolerance_days=draw(st.integers(0, 5)),
        review_days=draw(st.sampled_from([1, 7, 30])),
        mode=mode,
        skips=draw(st.booleans()),
        after_last="repeat" if repeats else "stop",
        repeat_days=draw(st.none() | st.integers(1, 30)) if repeats else None,
        max_notices=draw(st.sampled_from([None, None, 0, 1, 3])),
        min_gap_days=draw(SMALL_GAPS) if rest is None else rest,
        debtor_min_gap_days=draw(SMALL_GAPS),
        debtor_min_days=draw(st.sampled_from([None, None, None, -5, 1, 20])),
        min_totals=draw(
            st.sampled_from([None, None, None, [], [("EUR", 5)], [("USD", 0)], [("EUR", "0.05"), ("USD", 1)]])
        ),
        grace_days=draw(st.sampled_from([0, 0, 3, 10])),
        grace=draw(st.sampled_from(["shift", "cliff"])),
        consolidation=draw(st.sampled_from(["highest", "per_level", "item"])),
        guard=draw(guards),
    )


@st.composite
def late_accounts(draw):
    """An account with one to four unpaid invoices, some in parts, and now and then what holds or reminds of them."""
    start, events, numbers = date(2024, 1, 1), [], []
    for count in range(1, draw(st.integers(1, 4)) + 1):
        number, due = f"F-{count}", start + timedelta(days=draw(st.integers(0, 60)))
        amounts = [Money.of_minor(draw(st.integers(1, 9_000)), "EUR") for _ in range(draw(st.integers(1, 2)))]
        parts = [(due + timedelta(days=20 * place), amount) for place, amount in enumerate(amounts)]
        total = Money.total(amounts, currency="EUR")
        events.append(InvoiceIssued(Invoice(number, "C-1", total=total, issued_on=start, installments=parts)))
        numbers.append(number)
    some = st.lists(st.sampled_from(numbers), max_size=2, unique=True)
    some_day = st.integers(1, 80).map(lambda days: start + timedelta(days=days))
    for place in range(draw(st.integers(0, 3))):
        on, about = draw(some_day), draw(some)
        kind = draw(st.sampled_from(["contact", "contact", "promise", "dispute", "hold", "credit", "plan"]))
        amount = Money.of_minor(draw(st.integers(1, 3_000)), "EUR")
        later = on + timedelta(days=draw(st.integers(1, 20)))
        if kind == "contact":
            step = draw(st.sampled_from(STEPS))
            events.append(ContactMade(step, channel="email", invoices=about, on=on, sequence=place))
        elif kind == "promise":
            events.append(PromiseMade(amount, promised_on=later, invoices=about, on=on))
        elif kind == "dispute" and about:
            events.append(DisputeOpened(about[0], amount=draw(st.sampled_from([None, amount])), on=on))
        elif kind == "hold":
            events.append(HoldPlaced(draw(st.sampled_from(HOLD_KINDS)), invoices=about, until=later, on=on))
        elif kind == "credit":
            events.append(CreditNoteIssued(CreditNote(f"N-{place}", "C-1", total=amount, issued_on=on)))
        elif kind == "plan" and about:
            events.append(PlanAgreed(f"R-{place}", invoices=about, payments=[(later, amount)], on=on))
    return Account("C-1", "EUR", events)


def late_days():
    """A day on which most of the invoices of ``late_accounts`` are due."""
    return st.integers(20, 110).map(lambda days: date(2024, 1, 1) + timedelta(days=days))
