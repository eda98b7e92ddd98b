"""What steps bring with them: deadlines, repetitions, conditions, fees, interest, holds, several currencies."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import attrs
import pytest

from receivables import (
    LEAVE_UNAPPLIED,
    Account,
    ContactMade,
    CreditNote,
    CreditNoteIssued,
    HoldLifted,
    HoldPlaced,
    InvalidValueError,
    Invoice,
    InvoiceIssued,
    Ladder,
    Money,
    NextAction,
    NoAction,
    OpenItem,
    PlanAgreed,
    Step,
)
from receivables.catalogue import STANDARD
from receivables.errors import PolicyDocumentError
from receivables.escalation import (
    Circumstances,
    Fee,
    LeastTotal,
    Reminders,
    StepConditions,
    charge_fees,
    check_names,
    fees_of,
    still_open,
)


def eur(text):
    return Money(text, "EUR")


def on(day, month=1):
    return date(2024, month, day)


def invoice(number="F-1", due=on(10), amount="100.00", **other):
    way = other or {"due_on": due}
    return InvoiceIssued(Invoice(number, "C-1", total=eur(amount), issued_on=on(1), **way))


def sent(step, day, *numbers):
    return ContactMade(step, channel="email", invoices=numbers, on=day)


def ask(ladder, *events, day, **beside):
    position = Account("C-1", "EUR", events).as_of(day)
    return ladder.next_action(position, as_of=day, circumstances=Circumstances(**beside))


def steps(*names, **given):
    """Steps of days 5, 15, 25 ... with these names, all with the same fields."""
    return [Step(name, days=5 + 10 * place, channel="email", **given) for place, name in enumerate(names)]


# Time


def test_a_new_deadline_holds_back_the_next_step():
    """Through its last day, and the due day stays what it was."""
    ladder = Ladder(steps("reminder", "final demand", deadline_days=14))
    first = ask(ladder, invoice(), day=on(15))
    assert first.deadline == on(29)
    assert "deadline 2024-01-29" in first.explain()
    events = [invoice(), sent("reminder", on(15), "F-1")]
    within = ask(ladder, *events, day=on(29))
    assert (within.because, within.review_on) == (
        "F-1: 19 days past due, reminder sent; final demand needs no notice before 2024-01-30",
        on(30),
    )
    assert ask(ladder, *events, day=on(30)).step.name == "final demand"


def test_repetitions_are_counted_from_the_day_of_the_step():
    """A late one does not move those after it, and of two that were missed one is sent."""
    ladder = Ladder(steps("reminder"), after_last="repeat", repeat_days=10)
    late = [invoice(), sent("reminder", on(18), "F-1")]
    assert isinstance(ask(ladder, *late, day=on(24)), NoAction)
    assert ask(ladder, *late, day=on(25)).because == "F-1: 15 days past due, reminder from day 5, again"
    missed = [invoice(), sent("reminder", on(15), "F-1")]
    assert ask(ladder, *missed, day=on(7, 2)).step.name == "reminder"
    both = [*missed, sent("reminder", on(7, 2), "F-1")]
    assert ask(ladder, *both, day=on(8, 2)).review_on == on(14, 2)


def test_a_step_that_waits_follows_the_last_notice():
    """Whatever the age of the item."""
    ladder = Ladder([*steps("reminder"), Step("call", wait_days=7, channel="phone")], mode="staged")
    events = [invoice(), sent("reminder", on(30), "F-1")]
    assert isinstance(ask(ladder, *events, day=on(5, 2)), NoAction)
    call = ask(ladder, *events, day=on(6, 2))
    assert (call.step.name, call.on) == ("call", on(6, 2))
    assert call.because == "F-1: 27 days past due, call 7 days after the last notice"


def test_steps_since_issue():
    """Days from the issue do not know of grace."""
    ladder = Ladder([Step("welcome", days=3, since="issue", channel="email")], grace_days=5)
    assert ask(ladder, invoice(), day=on(3)).review_on == on(4)
    assert ask(ladder, invoice(), day=on(4)).because == "F-1: due in 6 days, welcome from day 3 after issue"


def test_a_review_of_a_step_comes_first():
    """If it is earlier than what the ladder does next."""
    ladder = Ladder(steps("reminder", "final demand", review_days=3))
    assert ask(ladder, invoice(), day=on(15)).review_on == on(18)


def test_the_customer_is_left_alone_between_two_notices():
    """Also about other invoices."""
    ladder = Ladder(steps("reminder"), debtor_min_gap_days=7)
    events = [invoice(), invoice("F-2", due=on(12)), sent("reminder", on(15), "F-1")]
    quiet = ask(ladder, *events, day=on(18))
    assert quiet.because == "the last notice was on 2024-01-15: 7 days between two"
    assert quiet.review_on == on(22)
    assert [item.document for item in ask(ladder, *events, day=on(22)).items] == ["F-2"]


def test_several_notices_of_a_day_are_looked_at_again_tomorrow():
    """What next_action answered is one of them."""
    ladder = Ladder(steps("reminder", "final demand"), consolidation="per_level")
    events = [invoice(), invoice("F-2", due=on(2))]
    first = ask(ladder, *events, day=on(17))
    assert (first.step.name, first.review_on) == ("final demand", on(18))
    assert first.decisions[1].because == "7 days past due, reminder from day 5; in a notice of its own"
    second = ask(ladder, *events, sent("final demand", on(17), "F-2"), day=on(17))
    assert (second.step.name, second.amount) == ("reminder", eur("100.00"))


# StepConditions and circumstances


def test_conditions_are_told_where_they_fail():
    """With what the next step needs."""
    small = Ladder(steps("reminder", when=StepConditions(min_item="100.01")))
    assert ask(small, invoice(), day=on(15)).because == "F-1: 5 days past due; reminder needs an item of 100.01"
    abroad = Ladder(steps("reminder", when=StepConditions(currencies=["USD"])))
    assert ask(abroad, invoice(), day=on(15)).because == "F-1: 5 days past due; reminder is for USD alone"


def test_a_condition_may_come_with_another_item():
    """The review is the day on which that one is overdue."""
    ladder = Ladder(steps("reminder", when=StepConditions(min_total="150.00")))
    events = [invoice(), invoice("F-2", due=on(20))]
    held = ask(ladder, *events, day=on(15))
    assert held.review_on == on(21)
    assert ask(ladder, *events, day=on(21)).amount == eur("100.00")


def test_segments_have_steps_of_their_own():
    """A step that is for others is passed over where the ladder skips."""
    public = StepConditions(segments=["public"])
    ladder = Ladder([*steps("polite letter", when=public), *steps("reminder")], mode="progressive", skips=True)
    assert ask(ladder, invoice(), day=on(15), segment="public").step.name == "polite letter"
    assert ask(ladder, invoice(), day=on(15)).step.name == "reminder"


def test_money_under_way_takes_the_oldest_part_first():
    """What is left is asked for."""
    parts = [(on(2), eur("40.00")), (on(3), eur("60.00"))]
    ladder = Ladder(steps("reminder"))
    action = ask(ladder, invoice(installments=parts), day=on(15), pending={"F-1": eur("50.00")})
    assert [each.amount.text for each in action.decisions] == ["0.00", "50.00"]
    assert action.decisions[0].because == "40.00 EUR under way"
    assert isinstance(ask(ladder, invoice(), day=on(15), pending={"F-1": eur("100.00")}), NoAction)


def test_a_level_set_by_hand_takes_the_place_of_the_last_one():
    """Up or down; the empty one is the foot of the ladder."""
    ladder = Ladder(steps("reminder", "second", "third"), mode="progressive")
    events = [invoice(), sent("second", on(20), "F-1")]
    assert ask(ladder, *events, day=on(1, 3)).step.name == "third"
    assert ask(ladder, *events, day=on(1, 3), levels={"F-1": ""}).step.name == "reminder"
    assert isinstance(ask(ladder, invoice(), day=on(1, 3), levels={"F-1": "third"}), NoAction)


# Holds


def test_a_hold_has_an_end_and_a_reason():
    """All of the account, later invoices too; lifting it ends it."""
    hold = HoldPlaced("insolvency", on=on(2), reason="court of Madrid")
    ladder = Ladder(steps("reminder"))
    held = ask(ladder, invoice(), hold, day=on(15))
    assert held.because == "F-1: insolvency: court of Madrid"
    assert ask(ladder, invoice(), hold, HoldLifted("insolvency", on=on(15)), day=on(15)).step.name == "reminder"
    grace = HoldPlaced("grace", invoices=["F-1"], until=on(20), on=on(12))
    assert ask(ladder, invoice(), grace, day=on(20)).review_on == on(21)
    assert ask(ladder, invoice(), grace, day=on(21)).step.name == "reminder"


def test_a_plan_that_is_kept_holds_its_invoices():
    """Until the day of its next payment is over; then the ladder goes on where it was."""
    plan = PlanAgreed("R-1", invoices=["F-1"], payments=[(on(20), eur("100.00"))], on=on(12))
    ladder = Ladder(steps("reminder", "final demand"))
    held = ask(ladder, invoice(), plan, day=on(20))
    assert held.because == "F-1: plan R-1 is kept, 100.00 EUR due on 2024-01-20"
    assert held.review_on == on(21)
    assert ask(ladder, invoice(), plan, day=on(21)).step.name == "reminder"


def test_a_new_due_day_by_plan_begins_anew():
    """Where the due days are those of the plan, a notice from before it is about the old ones."""
    plan = PlanAgreed("R-1", invoices=["F-1"], payments=[(on(20, 2), eur("100.00"))], on=on(30))
    account = Account("C-1", "EUR", [invoice(), sent("reminder", on(15), "F-1"), plan])
    position = account.as_of(on(25, 2))
    moved = attrs.evolve(position, items=[attrs.evolve(position.items[0], due_on=on(20, 2))])
    ladder = Ladder(steps("reminder"))
    assert ladder.next_action(moved, as_of=on(25, 2)).step.name == "reminder"
    assert isinstance(ladder.next_action(position, as_of=on(25, 2)), NoAction)


def test_a_notice_counts_from_its_day_even_before_the_step():
    """A reminder that was sent early is a reminder."""
    ladder = Ladder(steps("reminder"))
    assert isinstance(ask(ladder, invoice(), sent("reminder", on(8), "F-1"), day=on(20)), NoAction)


# Notices


def test_overdue_credits_join_the_notice():
    """Those of today do not; more credit than debt sends nothing."""
    old, new = (
        CreditNoteIssued(CreditNote(name, "C-1", total=eur("30.00"), issued_on=day))
        for name, day in (("N-1", on(14)), ("N-2", on(15)))
    )
    action = Ladder(steps("reminder")).notices([position_with(invoice(), old, new)], as_of=on(15))[0]
    assert ([each.reference for each in action.credits], action.amount) == (["N-1"], eur("70.00"))
    assert "N-1: -30.00 EUR, credit" in action.explain()
    assert action.to_dict()["credits"] == ["N-1"]


def position_with(*events):
    return Account("C-1", "EUR", events).as_of(on(15), allocation=LEAVE_UNAPPLIED)


def test_one_customer_with_several_currencies():
    """A notice for each, by currency; the gap of the customer is about all of them."""
    dollars = Invoice("U-1", "C-1", total=Money("7.00", "USD"), issued_on=on(1), due_on=on(10))
    contact = sent("reminder", on(14), "F-1")
    euros = [Account("C-1", "EUR", [invoice(), *more]).as_of(on(15)) for more in ((), (contact,))]
    other = Account("C-1", "USD", [InvoiceIssued(dollars)]).as_of(on(15))
    ladder = Ladder(steps("reminder"), debtor_min_gap_days=3)
    found = ladder.notices([other, euros[0]], as_of=on(15))
    assert [str(each.amount) for each in found] == ["100.00 EUR", "7.00 USD"]
    assert ladder.notices([other, euros[1]], as_of=on(15)) == ()
    for wrong in ([euros[0], euros[0]], [euros[0], Account("C-2", "USD", []).as_of(on(15))], [5], 5):
        with pytest.raises(InvalidValueError, match="'positions' must be"):
            ladder.notices(wrong, as_of=on(15))


def test_a_notice_is_resolved_by_what_settles_its_items():
    """A contact about all is about what was issued by then."""
    about_all = ContactMade("reminder", channel="email", on=on(15))
    account = Account("C-1", "EUR", [invoice(), invoice("F-2", amount="1.00")])
    assert len(still_open(about_all, account.as_of(on(20)))) == 2
    assert still_open(sent("reminder", on(15), "F-9"), account.as_of(on(20))) == ()


# Consequences


def test_interest_stops_and_goes_on_with_a_step():
    """The last notice that says so counts; one that says nothing leaves it."""
    ladder = Ladder(
        [
            Step("offer", days=5, channel="phone", interest="off"),
            Step("reminder", days=10, channel="email"),
            Step("court", days=20, channel="letter", interest="on"),
        ]
    )
    notices = [sent("offer", on(15), "F-1"), sent("reminder", on(20), "F-1"), sent("court", on(30), "F-1")]
    for count, expected in ((0, (None, None)), (1, ("off", on(15))), (2, ("off", on(15))), (3, ("on", on(30)))):
        position = Account("C-1", "EUR", [invoice(), *notices[:count]]).as_of(on(31))
        (standing,) = ladder.standing(position, as_of=on(31))
        assert (standing.interest, standing.interest_on) == expected
        assert standing.notices == count
        assert standing.finished is (count == 3)


def test_measures_are_told():
    """In words, and as data."""
    step = Step("court", days=5, channel="letter", measures=["stop credit", "hand over to a court"], tone="formal")
    action = ask(Ladder([step]), invoice(), day=on(15))
    assert action.actions == ("court by letter", "stop credit", "hand over to a court")
    assert action.to_dict() | {"actions": ["stop credit", "hand over to a court"], "tone": "formal"} == action.to_dict()
    assert action.explain().splitlines()[1] == "  stop credit; hand over to a court"


ITEM = OpenItem(
    customer="C-1", document="F-1", issued_on=on(1), due_on=on(10), amount=eur("600.00"), paid=eur("200.00")
)


@pytest.mark.parametrize(
    ("fee", "amount"),
    [
        (Fee(), "0.00"),
        (Fee(fixed="5.005"), "5.01"),
        (Fee(fixed="5.005", rounding="half_even"), "5.00"),
        (Fee(percent="1"), "6.00"),
        (Fee(percent="1", of="open"), "4.00"),
        (Fee(fixed=5, brackets=[(500, 20), (1000, 50)]), "20.00"),
        (Fee(fixed=5, brackets=[(600, 20, 1)]), "26.00"),
        (Fee(fixed=5, brackets=[(601, 20)]), "5.00"),
        (Fee(fixed=5, brackets=[(500, 20)], of="open"), "5.00"),
        (Fee(fixed=5, minimum="7.50"), "7.50"),
        (Fee(fixed=50, maximum="7.50"), "7.50"),
        (Fee(fixed=5, charge_above="400.00"), None),
        (Fee(fixed=5, charge_above="399.99"), "5.00"),
        (Fee(fixed=5, currency="USD", rate=Fraction(9, 10)), "4.50"),
        (Fee(fixed=5, currency="EUR", rate=2), "5.00"),
    ],
)
def test_fees(fee, amount):
    """Rounded once, bounded after that."""
    assert fee.amount(ITEM) == (amount and eur(amount))


def test_a_fee_is_charged_once_for_an_invoice():
    """On its deadline; nothing on what was charged for the delay, and none where it is nothing."""
    step = Step("reminder", days=5, channel="email", fee=Fee(fixed=5), deadline_days=7)
    parts = [(on(2), eur("40.00")), (on(3), eur("60.00"))]
    account = Account("C-1", "EUR", [invoice(installments=parts), invoice("F-2")])
    action = Ladder([step]).next_action(account.as_of(on(15)), as_of=on(15))
    charges = charge_fees(action, account.as_of(on(15)), on=on(15))
    assert [(each.reference, each.amount, each.due_on) for each in charges] == [
        ("F-1 reminder", eur("5.00"), on(22)),
        ("F-2 reminder", eur("5.00"), on(22)),
    ]
    charged = attrs.evolve(account, events=[*account.events, *charges])
    late = Ladder([step]).next_action(charged.as_of(on(1, 3)), as_of=on(1, 3))
    assert {"F-1 reminder", "F-2 reminder"} <= {item.document for item in late.items}
    assert charge_fees(late, charged.as_of(on(1, 3)), on=on(1, 3)) == ()
    free = Ladder(steps("reminder", fee=Fee(percent=1, charge_above=0, maximum=0)))
    position = account.as_of(on(15))
    assert charge_fees(free.next_action(position, as_of=on(15)), position, on=on(15)) == ()


# Bad input

REMINDER = Step("reminder", days=5, channel="email")


@pytest.mark.parametrize(
    ("make", "attribute"),
    [
        (lambda: Step("a", channel="x"), "days"),
        (lambda: Step("a", days=1, channel="x", tone="rude"), "tone"),
        (lambda: Step("a", days=1, channel="x", measures=["shout"]), "measures"),
        (lambda: Step("a", days=1, channel="x", measures=["stop credit"] * 2), "measures"),
        (lambda: Step("a", days=1, channel="x", when="always"), "when"),
        (lambda: Step("a", days=1, channel="x", fee="5.00"), "fee"),
        (lambda: Step("a", days=1, channel="x", interest="maybe"), "interest"),
        (lambda: StepConditions(min_total="-1"), "min_total"),
        (lambda: StepConditions(min_percent=0.5), "min_percent"),
        (lambda: StepConditions(currencies="EUR"), "currencies"),
        (lambda: StepConditions(segments=[1]), "segments"),
        (lambda: StepConditions(combine="both"), "combine"),
        (lambda: Fee(fixed="5,00"), "fixed"),
        (lambda: Fee(fixed=None), "fixed"),
        (lambda: Fee(fixed=5, currency="USD"), "rate"),
        (lambda: Fee(fixed=5, rate="1.1"), "rate"),
        (lambda: Fee(fixed=5, currency="dollars", rate=1), "currency"),
        (lambda: Fee(minimum=5, maximum=4), "maximum"),
        (lambda: Fee(brackets=[(5, 1), (5, 2)]), "brackets"),
        (lambda: Fee(brackets=[5]), "brackets"),
        (lambda: Ladder(steps("a", "a")), "steps"),
        (lambda: Ladder([*steps("a"), *steps("b")]), "steps"),
        (lambda: Ladder(steps("a", "b")[::-1], mode="progressive"), "steps"),
        (lambda: Ladder(steps("a", "b"), mode="staged"), "steps"),
        (lambda: Ladder(steps("a"), repeat_days=7), "repeat_days"),
        (
            lambda: Ladder([*steps("a"), Step("b", wait_days=1, channel="x")], after_last="repeat", repeat_days=7),
            "repeat_days",
        ),
        (lambda: Ladder([Step("a", wait_days=1, channel="x")]), "steps"),
        (lambda: Ladder(steps("a")).next_action(position_with(), as_of=on(1)), "as_of"),
        (lambda: Circumstances(pending=[("F-1", eur("1.00")), ("F-1", eur("2.00"))]), "pending"),
        (lambda: StepConditions(currencies=["eur"]), "currencies"),
        (lambda: StepConditions(currencies=["EUR", "EUR"]), "currencies"),
        (lambda: Ladder(steps("a"), min_totals=[("eur", 1)]), "min_totals"),
        (lambda: Ladder(steps("a"), min_totals=[("EUR", 1), ("EUR", 2)]), "min_totals"),
        (lambda: Ladder(steps("a"), min_totals=[("EUR", -1)]), "min_totals"),
        (lambda: Ladder(steps("a"), mode="by age"), "mode"),
        (lambda: Ladder(steps("a"), max_notices=-1), "max_notices"),
        (lambda: Circumstances(pending={"F-1": "5"}), "amount"),
        (lambda: Circumstances(pending={"F-1": eur("-5.00")}), "pending"),
        (lambda: Circumstances(levels={"F-1": 1}), "levels"),
        (lambda: Circumstances(segment=1), "segment"),
        (lambda: Reminders(["5"]), "offsets"),
        (lambda: Reminders([(5, "payment")]), "offsets"),
        (lambda: Reminders([5], times=2), "times"),
        (lambda: Reminders([5], repeat_days=2), "times"),
        (lambda: Reminders([5]).next_on(ITEM, as_of=on(1), sent=[0]), "sent"),
        (lambda: fees_of(ITEM, [REMINDER], [5]), "sent"),
        (lambda: fees_of("F-1", [REMINDER], []), "item"),
        (lambda: ask(Ladder([REMINDER]), invoice(), day=on(15), levels={"F-1": "remindre"}), "levels"),
        (lambda: Ladder([REMINDER]).next_action(position_with(), as_of=on(1), circumstances=5), "circumstances"),
        (lambda: Ladder([REMINDER]).plan(position_with(), as_of=on(15), until=on(14)), "until"),
        (lambda: Ladder([REMINDER]).plan(position_with(), as_of=on(15), until=date(2094, 1, 1)), "until"),
    ],
)
def test_what_cannot_be_is_refused(make, attribute):
    """By the name of the field."""
    with pytest.raises(InvalidValueError) as caught:
        make()
    assert caught.value.attribute == attribute


def test_of_two_steps_on_one_day_the_higher_needs_a_condition():
    """Else the lower one would never be taken."""
    assert Ladder([*steps("a"), *steps("b", when=StepConditions(min_total=500))]).mode == "by_days"
    assert Ladder([*steps("a"), *steps("b")], mode="progressive").skips is False


@pytest.mark.parametrize(
    ("line", "path"),
    [
        ('mode = "by age"', "mode"),
        ('min_totals = [["EUR", "-5"]]', "min_totals"),
        ('when = {min_totl = "5"}', "steps[0].when.min_totl"),
        ('when = {min_total = "-5"}', "steps[0].when.min_total"),
        ('fee = {fixed = "5", currency = "USD"}', "steps[0].fee.rate"),
        ('fee = {brackets = [["abc", "5"]]}', "steps[0].fee.brackets"),
        ('tone = "rude"', "steps[0].tone"),
    ],
)
def test_a_document_is_refused_with_the_path(line, path):
    """Of the field that is wrong."""
    step = '[[steps]]\nname = "reminder"\ndays = 5\nchannel = "email"'
    of_step = path.startswith("steps")
    text = "\n".join(['kind = "ladder"', "version = 1", *([step, line] if of_step else [line, step])])
    with pytest.raises(PolicyDocumentError) as caught:
        STANDARD.loads(text)
    assert [problem.path for problem in caught.value.exceptions] == [path]


def test_a_document_of_before_is_the_same_ladder():
    """With the decisions that it always had."""
    text = 'kind = "ladder"\nversion = 1\nsteps = [{name = "reminder", days = 5, channel = "email"}]'
    assert STANDARD.loads(text) == Ladder([REMINDER])


def test_least_totals_are_by_currency():
    """A currency that is not listed gets nothing."""
    ladder = Ladder([REMINDER], min_totals=[("EUR", "100.01")])
    assert ladder.min_totals == (LeastTotal("EUR", Fraction(10001, 100)),)
    assert ask(ladder, invoice(), day=on(15)).because == "less than 100.01 EUR is overdue"
    other = attrs.evolve(ladder, min_totals=[("USD", 0)])
    assert ask(other, invoice(), day=on(15)).because == "the ladder has no least total for EUR"
    assert isinstance(ask(attrs.evolve(ladder, min_totals=[("EUR", 100)]), invoice(), day=on(15)), NextAction)


def test_names_that_nobody_knows_are_refused_with_their_paths():
    """All at once, with the nearest; what is not given is not checked."""
    when = StepConditions(segments=["riskey"])
    ladder = Ladder(
        [
            Step("reminder", days=5, channel="email", template="reminder"),
            Step("final demand", days=30, channel="letter", template="final demnd", when=when),
        ]
    )
    check_names(ladder)
    check_names(ladder, templates=["reminder", "final demnd"])
    with pytest.raises(PolicyDocumentError) as caught:
        check_names(ladder, templates=["reminder", "final demand"], segments=["risky", "good"])
    assert [str(problem) for problem in caught.value.exceptions] == [
        (
            "steps[1].template: expected one of the templates reminder, final demand; perhaps final demand "
            "(got 'final demnd')"
        ),
        "steps[1].when.segments[0]: expected one of the segments risky, good; perhaps risky (got 'riskey')",
    ]


def test_a_reminder_of_a_later_installment_sets_no_earlier_one_back():
    """A contact names the document; the first installment had its second reminder already."""
    first, second = date(2026, 3, 2), date(2026, 3, 4)
    half = Money("50.00", "EUR")
    invoice = Invoice(
        "F-1", "C-1", total=Money("100.00", "EUR"), issued_on=first, installments=[(first, half), (second, half)]
    )
    ladder = Ladder([Step("reminder", days=0, channel="email"), Step("second reminder", days=1, channel="email")])
    events, seen = [InvoiceIssued(invoice)], []
    for day in (date(2026, 3, day) for day in range(2, 9)):
        answer = ladder.next_action(Account("C-1", "EUR", events).as_of(day), as_of=day)
        if isinstance(answer, NextAction):
            events.append(answer.contact(day))
            seen.append((day.day, answer.step.name, [item.label for item in answer.items]))
    assert seen == [
        (2, "reminder", ["F-1/1"]),
        (3, "second reminder", ["F-1/1"]),
        (4, "reminder", ["F-1/2"]),
        (5, "second reminder", ["F-1/2"]),
    ]
