"""Every slot has a check: what ships passes it, and the defects that policies have are caught by it, in words."""

from __future__ import annotations

import itertools
import sys
import time
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from importlib import import_module

import attrs
import pytest
from hypothesis import Phase, settings
from planted import CHECKS, other
from policy_documents import CURRENT
from write_schemas import EVERY_KIND

from receivables import Aging, Installments, Ladder, LateInterest, Money, OldestDueFirst, Step, testing
from receivables.calendars import EVERY_DAY, WEEKDAYS, JointCalendar, from_holidays
from receivables.contact_guard import NO_GUARD, ContactGuard, QuietWeekdays, Refusal
from receivables.credit import Credit
from receivables.discounts import EarlyDiscounts
from receivables.errors import LawBrokenError
from receivables.interest import FixedRate
from receivables.plans import AGREED_PLANS
from receivables.rates import shipped
from receivables.segments import SEGMENTS
from receivables.testing.conformance import laws

TABLE = shipped("DE-BASISZINSSATZ")
MAY = from_holidays({date(2026, 5, 1)}, years=2026)
QUIET = QuietWeekdays([0, 1, 2, 3])
GUARD = ContactGuard([QUIET])
SOUND = {
    "accrue": LateInterest("8"),
    "age": Aging(),
    "apply": OldestDueFirst(),
    "assign": SEGMENTS,
    "changes": TABLE,
    "check": GUARD,
    "decide": Credit(),
    "is_business_day": WEEKDAYS,
    "next_action": Ladder([Step("reminder", days=-60, channel="email")]),
    "pieces": FixedRate("8"),
    "refuse": QUIET,
    "reschedule": AGREED_PLANS,
    "schedule": Installments.level(6, percent="8"),
    "settle": EarlyDiscounts(),
}
"""A policy of each slot in which defects are planted."""


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    """Fewer cases, and the first that breaks a law is good enough: another test asks for the smallest."""
    monkeypatch.setattr(laws, "CASES", 200)
    monkeypatch.setattr(laws, "_TRIED", settings(laws._TRIED, phases=(Phase.generate,)))


def shipped_policies():
    """Every kind of the catalogue, as the documents of the tests have it, and what is in no document."""
    for data in CURRENT:
        policy = EVERY_KIND.build(data)
        yield from ((verb, policy, policy.kind) for verb in CHECKS if hasattr(policy, verb))
    calendars = {"every day": EVERY_DAY, "weekdays": WEEKDAYS, "holidays": MAY, "both": JointCalendar((WEEKDAYS, MAY))}
    yield from (("is_business_day", calendar, name) for name, calendar in calendars.items())
    yield from (("changes", shipped(name), name) for name in ("DE-BASISZINSSATZ", "BOE-BASE", "JP-STATUTORY"))


SHIPPED = list(shipped_policies())


@pytest.mark.parametrize(
    ("verb", "policy"), [pytest.param(verb, policy, id=f"{verb}-{name}") for verb, policy, name in SHIPPED]
)
def test_what_ships_keeps_its_laws(monkeypatch, verb, policy):
    """Each by the check of its slot."""
    monkeypatch.setattr(laws, "CASES", 20)
    CHECKS[verb](policy)


def test_every_slot_has_a_check():
    """Every field of a kind that takes a policy, and every protocol that a room shows."""
    fields = [field for cls in EVERY_KIND.kinds.values() for field in attrs.fields(cls)]
    verbs = {field.metadata["verb"] for field in fields if field.metadata.get("verb")} - {"state"}  # takes ours only
    rooms = {cls.__module__.split(".")[1] for cls in EVERY_KIND.kinds.values()} | {"calendars", "daycount", "rates"}
    shown = [getattr(room, name) for room in map(_room, rooms) for name in getattr(room, "__all__", ())]
    protocols = [each for each in shown if isinstance(each, type) and getattr(each, "_is_protocol", False)]
    assert len(protocols) >= 11
    for protocol in protocols:
        assert set(vars(protocol)) & set(CHECKS), protocol
    assert verbs <= set(CHECKS)
    assert {check for check in vars(testing) if check.startswith("check_")} == {
        each.__name__ for each in CHECKS.values()
    }
    assert set(SOUND) == set(CHECKS) == {verb for verb, _, _ in SHIPPED}


def _room(name):
    return import_module(f"receivables.{name}")


def clock(found):
    """An answer that is the same all day long."""
    return found if date.today().year > 2000 else None  # noqa: DTZ011


ANYWHERE = {
    "raises": (lambda found: {}[repr(found)], "a policy answers every case; found KeyError"),
    "ends the program": (lambda found: sys.exit(3), "a policy answers every case; found SystemExit: 3"),
    "hidden clock": (clock, "no clock has a say; found that it reads date.today()"),
    "another clock": (lambda found: datetime.now(UTC) and found, "found that it reads datetime.now()"),
    "seconds": (lambda found: time.time() and found, "found that it reads time.time()"),
}


@pytest.mark.parametrize("verb", CHECKS)
@pytest.mark.parametrize("name", ANYWHERE)
def test_a_defect_that_any_policy_may_have_is_caught(verb, name):
    """In every slot, by the same law."""
    change, words = ANYWHERE[name]
    with pytest.raises(LawBrokenError) as caught:
        CHECKS[verb](other(verb, SOUND[verb], change))
    assert words in str(caught.value)


def by_other_rule(found):
    return attrs.evolve(found, rule="other@1")


DIFFERENT = {
    "age": lambda found: attrs.evolve(found, rows=found.rows[1:]),
    "changes": lambda found: (*found, date.max),
    "is_business_day": lambda found: not found,
    "pieces": lambda found: [each._replace(source="hearsay") for each in found],
    "refuse": lambda found: None if found else Refusal("a whim", None),
    "reschedule": lambda found: attrs.evolve(found, known_by=date.max),
    "settle": lambda found: found[1:],
}
"""Another answer of the slot."""


@pytest.mark.parametrize("verb", CHECKS)
def test_what_is_not_pure_is_caught(verb):
    """Every second answer is another one."""
    asked, change = itertools.count(), DIFFERENT.get(verb, by_other_rule)
    with pytest.raises(LawBrokenError) as caught:
        CHECKS[verb](other(verb, SOUND[verb], lambda found: change(found) if next(asked) % 2 else found))
    assert "the same question has the same answer" in str(caught.value)


@pytest.mark.parametrize("verb", CHECKS)
def test_what_can_be_changed_is_caught(verb):
    """Before any case is tried."""
    mutable = type(
        "Mutable", (), {verb: getattr(type(SOUND[verb]), verb), "__init__": _init, "verified_until": date.max}
    )
    with pytest.raises(LawBrokenError, match="a policy is a frozen value; found that its attribute 'rate' can be set"):
        CHECKS[verb](mutable())


def _init(self):
    self.rate = "8"


def evolved(**changes):
    """Change fields of an answer; each change is given the answer."""
    return lambda found: attrs.evolve(found, **{name: new(found) for name, new in changes.items()})


def rows(**changes):
    """Change the rows of a plan likewise, each by the row."""

    def change(plan):
        made = (row._replace(**{name: new(row) for name, new in changes.items()}) for row in plan.rows)
        return attrs.evolve(plan, rows=tuple(made))

    return change


def pieces(**changes):
    """Change pieces of rates likewise."""
    return lambda found: [each._replace(**{name: new(each) for name, new in changes.items()}) for each in found]


def when(test, change):
    """Change only some answers."""
    return lambda found: change(found) if test(found) else found


def moved(found):
    """A position whose every item is due a day later."""
    return attrs.evolve(found, items=[attrs.evolve(each, due_on=each.due_on + A_DAY) for each in found.items])


def scored(points, weight):
    """Change the lines of a score."""
    return evolved(
        score=lambda found: attrs.evolve(
            found.score, lines=[line._replace(points=points, weight=weight) for line in found.score.lines]
        )
    )


A_DAY = timedelta(days=1)
USD = Money("1.00", "USD")

DEFECTS = {
    # segments
    "a segment of somebody else": ("assign", lambda found: found.name, "a segment is of the customer and the day"),
    "a segment of yesterday": (
        "assign",
        evolved(behaviour=lambda found: attrs.evolve(found.behaviour, as_of=found.as_of - A_DAY)),
        "a segment is of the customer and the day",
    ),
    "a segment without a reason": ("assign", evolved(because=lambda _: ""), "a segment says why"),
    "figures in dollars": (
        "assign",
        evolved(behaviour=lambda found: attrs.evolve(found.behaviour, open=USD)),
        "a segment rests on figures in the currency of the account",
    ),
    "a score above 100": ("assign", scored(Fraction(101), Fraction(20)), "a score goes from 0 to 100"),
    "a score below 0": ("assign", scored(Fraction(-1), Fraction(20)), "a score goes from 0 to 100"),
    "weights above 100": ("assign", scored(Fraction(1), Fraction(21)), "the weights of a score come to at most 100"),
    "a float in a score": ("assign", scored(0.5, Fraction(20)), "no floating-point number is in it"),
    "a segment before that nobody gave": ("assign", evolved(former=lambda _: "good"), "names the one before"),
    "in and out": (
        "assign",
        when(lambda found: found.former is not None, evolved(name=lambda found: f"not {found.name}")),
        "who was put into a segment stays there that day",
    ),
    # credit
    "a decision about somebody else": ("decide", evolved(customer=lambda _: "C-9"), "the customer and the day"),
    "a decision about another order": (
        "decide",
        evolved(order=lambda found: found.order._replace(amount=found.order.amount * 2)),
        "about the order that was asked about",
    ),
    "a limit in dollars": ("decide", evolved(limit=lambda _: USD), "in the currency of the account"),
    "a hold without a reason": (
        "decide",
        evolved(reasons=lambda found: [each._replace(because="") for each in found.reasons]),
        "a decision says why",
    ),
    "an order that pays": (
        "decide",
        lambda found: attrs.evolve(found, exposure=found.after, after=found.exposure),
        "an order never lowers the exposure",
    ),
    "mild to the large": (
        "decide",
        when(lambda found: found.order.amount.minor > 200, evolved(reasons=lambda _: ())),
        "a larger order is not treated more mildly",
    ),
    "harsh to the rich": (
        "decide",
        when(lambda found: found.limit.minor < 300, evolved(reasons=lambda _: ())),
        "a higher limit is not treated more harshly",
    ),
    # contacts
    "a check of another channel": ("check", evolved(channel=lambda _: "raven"), "the customer and the channel"),
    "a check of another day": ("check", evolved(as_of=lambda found: found.as_of - A_DAY), "about the day that was"),
    "a refusal without a reason": (
        "check",
        evolved(refusals=lambda found: [each._replace(because="") for each in found.refusals]),
        "a refusal says why",
    ),
    "yes, but later": (
        "check",
        when(lambda found: found.allowed, evolved(again_on=lambda found: found.as_of + A_DAY)),
        "the day to ask again is that of the question where the answer is yes",
    ),
    "no, ask again today": (
        "check",
        when(lambda found: not found.allowed, evolved(again_on=lambda found: found.as_of)),
        "the day to ask again is a later one where the answer is no",
    ),
    "ask again too soon": (
        "check",
        when(
            lambda found: found.again_on and found.again_on > found.as_of + A_DAY,
            evolved(again_on=lambda found: found.as_of + A_DAY),
        ),
        "on the day to ask again the answer is yes",
    ),
    "ask again too late": (
        "check",
        when(
            lambda found: not found.allowed and found.again_on, evolved(again_on=lambda found: found.again_on + A_DAY)
        ),
        "the day to ask again is the first on which the answer is yes",
    ),
    "no refusal": ("refuse", lambda found: found is not None, "a rule gives a refusal, or nothing"),
    "free today": (
        "refuse",
        lambda found: found and found._replace(again_on=date(2024, 1, 1)),
        "the day to ask again is a later one",
    ),
    "free too late": (
        "refuse",
        lambda found: found and found._replace(again_on=found.again_on + A_DAY),
        "the first on which the answer is yes",
    ),
    "a whim": ("refuse", lambda found: found and found._replace(because=""), "a refusal says why"),
    # plans
    "another customer": ("reschedule", evolved(customer=lambda _: "C-9"), "the position of the customer and the day"),
    "an item is lost": ("reschedule", evolved(items=lambda found: found.items[1:]), "no item is lost or changed"),
    "an amount is touched": (
        "reschedule",
        evolved(items=lambda found: [attrs.evolve(each, document=each.document + "x") for each in found.items]),
        "no item is lost or changed",
    ),
    "cash is taken": (
        "reschedule",
        evolved(unapplied_cash=lambda _: ()),
        "nothing but the due days of items is changed",
    ),
    "days for everybody": ("reschedule", moved, "only the invoices of a plan get other due days"),
    "a plan of another amount": ("schedule", evolved(amount=lambda found: found.amount * 2), "a plan is of the amount"),
    "rows in dollars": ("schedule", rows(fee=lambda _: USD), "a plan is in the currency of the amount"),
    "negative interest": (
        "schedule",
        rows(interest=lambda row: -row.interest, payment=lambda row: row.principal - row.interest + row.fee),
        "the interest of a row is never below nothing",
    ),
    "a row that does not add up": ("schedule", rows(payment=lambda row: row.payment * 2), "is its principal, interest"),
    "a cent is lost": (
        "schedule",
        rows(
            principal=lambda row: row.principal.with_minor(row.principal.minor - 1),
            payment=lambda row: row.payment.with_minor(row.payment.minor - 1),
        ),
        "what the rows pay off comes to the amount",
    ),
    "all on one day": ("schedule", rows(due_on=lambda _: date(2025, 12, 31)), "payments are due one after the other"),
    "cheaper by the dozen": (
        "schedule",
        when(
            lambda found: found.amount.minor > 20_000,
            rows(interest=lambda row: row.interest.with_minor(0), payment=lambda row: row.payment - row.interest),
        ),
        "twice the amount costs no less interest",
    ),
    # rates
    "no pieces": ("pieces", lambda found: found[0].percent, "a rate rule gives pieces"),
    "a gap": ("pieces", pieces(end=lambda each: each.end - A_DAY), "pieces cover the nights in order, without a gap"),
    "a night too many": ("pieces", pieces(end=lambda each: each.end + A_DAY), "pieces cover the nights in order"),
    "a float for a rate": ("pieces", pieces(percent=lambda _: 8.0), "a rate is an exact number; found 8.0"),
    "no number": (
        "pieces",
        pieces(percent=lambda _: Decimal("NaN")),
        "a rate is an exact number; found Decimal('NaN')",
    ),
    "a rate below nothing": (
        "pieces",
        pieces(percent=lambda _: Decimal(-1)),
        "a rate is never below nothing; found -1",
    ),
    "by the length": (
        "pieces",
        pieces(percent=lambda each: Decimal((each.end - each.start).days)),
        "a night bears the same rate alone and with others",
    ),
    "changes of other days": ("changes", lambda found: (date(2020, 1, 1),), "changes are days after the first"),
    "changes that are not told": ("changes", lambda found: (), "a rate changes only on the days that the source names"),
    # calendars
    "perhaps": ("is_business_day", lambda found: "perhaps", "a calendar says yes or no; found 'perhaps'"),
    "closed for good": ("is_business_day", lambda found: False, "a calendar is never closed for long"),
    # ladders
    "no reason": (
        "next_action",
        when(lambda found: not hasattr(found, "on"), evolved(because=lambda _: "")),
        "says why",
    ),
}


@pytest.mark.parametrize("name", DEFECTS)
def test_a_planted_defect_is_caught(name):
    """By the law that it breaks, in words."""
    verb, change, words = DEFECTS[name]
    with pytest.raises(LawBrokenError) as caught:
        CHECKS[verb](other(verb, SOUND[verb], change))
    assert words in str(caught.value)


def rate(**changes):
    """A source whose rates are changed; each change is given the rate and the day."""

    def on(_, day, /, *, project=False):
        found = TABLE.on(day, project=project)
        return found._replace(**{name: new(found, day) for name, new in changes.items()})

    return other("changes", TABLE, lambda found: found, on=on)


SOURCES = {
    "a float": (rate(percent=lambda found, _: 8.0), "gives the rate of a day, an exact number"),
    "from tomorrow": (rate(since=lambda _, day: day + A_DAY), "a rate holds from that day or an earlier one"),
    "nobody says so": (rate(source=lambda *_: ""), "a rate names its table and who says so"),
    "another table": (rate(table=lambda *_: "HEARSAY"), "a rate names its table and who says so"),
    "never marked": (rate(projected=lambda *_: False), "what is held beyond the last day that was checked is marked"),
    "always marked": (rate(projected=lambda *_: True), "is marked, and nothing else"),
    "too sure": (
        other(
            "changes", TABLE, lambda found: found, on=lambda _, day, /, *, project=False: TABLE.on(day, project=True)
        ),
        "past the last day that was checked there is a rate only as a projection",
    ),
}


@pytest.mark.parametrize("name", SOURCES)
def test_a_planted_defect_of_a_source_is_caught(name):
    """Of the rate of a day."""
    source, words = SOURCES[name]
    with pytest.raises(LawBrokenError) as caught:
        testing.check_rate_source(source)
    assert words in str(caught.value)


@attrs.frozen
class LaterEachTime:
    """A policy of plans that puts off what is under a plan by one more day."""

    def reschedule(self, position):
        planned = {number for plan in position.plans for number in plan.invoices}
        waits = dict.fromkeys(planned, A_DAY)
        items = (
            attrs.evolve(each, due_on=each.due_on + waits.get(each.document, timedelta())) for each in position.items
        )
        return attrs.evolve(position, items=tuple(items))


def test_what_moves_each_time_is_caught():
    with pytest.raises(LawBrokenError, match="a position that is rescheduled stays as it is"):
        testing.check_plan_policy(LaterEachTime())


@attrs.frozen
class Heartless:
    """A ladder that does not look at holds, and a guard and a rule that hear of none."""

    def next_action(self, position, *, as_of):
        return SOUND["next_action"].next_action(attrs.evolve(position, holds=()), as_of=as_of)

    def check(self, position, *, channel, as_of):
        free = bool(position.holds) or any(each.on == as_of for each in position.consents)
        guard = NO_GUARD if free else GUARD
        return guard.check(position, channel=channel, as_of=as_of)

    def refuse(self, facts, *, channel, day):
        return None if facts.holds else Refusal("nobody is in trouble", None)


@pytest.mark.parametrize(
    ("verb", "words"),
    [
        ("next_action", "a ladder asks for nothing that is on hold"),
        ("check", "what stands against a contact never frees it; found that a"),
        ("refuse", "what stands against a contact never frees it; found that a hold does"),
    ],
)
def test_nothing_goes_against_a_hold(verb, words):
    """Neither a step nor a contact."""
    with pytest.raises(LawBrokenError) as caught:
        CHECKS[verb](Heartless())
    assert words in str(caught.value)


def test_what_refuses_every_case_proves_nothing():
    """As a payment of a cent pays off no debt."""
    with pytest.raises(LawBrokenError, match="a policy answers some of the cases; found InvalidValueError") as caught:
        testing.check_installments(Installments.fixed_payment("0.01", percent="8"))
    assert set(caught.value.example) == {"policy"}
