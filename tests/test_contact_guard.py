"""The contact guard: whether, over which channel and when a customer may be contacted."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from receivables import (
    Account,
    ContactMade,
    DisputeClosed,
    DisputeOpened,
    InvalidValueError,
    Invoice,
    InvoiceIssued,
    Money,
    Payment,
    PaymentReceived,
    PromiseMade,
    ReceivablesError,
)
from receivables.calendars import EVERY_DAY, WEEKDAYS, ClosedDays, JointCalendar, Weekend
from receivables.catalogue import STANDARD, dump
from receivables.contact_guard import (
    CHANNELS,
    NO_GUARD,
    Article,
    BusinessDaysOnly,
    Cap,
    ConsentNeeded,
    ContactCheck,
    ContactFacts,
    ContactGuard,
    Gap,
    NeverBy,
    OneChannel,
    QuietSeason,
    QuietSpan,
    QuietWeekdays,
    Refusal,
    WhileOnHold,
    contact_law,
    contact_law_ids,
)
from receivables.errors import PolicyDocumentError
from receivables.events import ConsentGiven, ConsentWithdrawn, HoldLifted, HoldPlaced

WORDS = ("email", "phone", "letter")
OUTCOMES = ("", "no answer", "spoke to the customer")
SUNDAY = date(2026, 3, 29)
days = st.dates(date(2026, 2, 20), date(2026, 4, 10))
some_channels = st.lists(st.sampled_from(WORDS), max_size=2, unique=True)
one_or_two = st.lists(st.sampled_from(WORDS), min_size=1, max_size=2, unique=True)
unless = st.lists(st.sampled_from(OUTCOMES[1:]), max_size=2, unique=True)
reasons = st.sampled_from(["", "art. 1"])
month_days = st.dates(date(2000, 1, 1), date(2000, 12, 31)).map(lambda day: day.isoformat()[5:])
calendars = st.builds(
    lambda closed, weekend, ends: ClosedDays(
        closed,
        weekend=weekend,
        first=date(2026, 1, 1) if ends else None,
        last=date(2026, 4, 30) if ends else None,
    ),
    st.lists(days, max_size=4),
    st.lists(st.integers(0, 6), max_size=2),
    st.booleans(),
)


def a_season(since, until):
    """A season, or the nearest to one where all the year would be quiet."""
    try:
        return QuietSeason(since, until)
    except InvalidValueError:
        return QuietSeason(since, since)


def about(kind, *fields, **named):
    """Rules of a kind about some channels, some with a reason."""
    return st.builds(kind, *fields, channels=some_channels, reason=reasons, **named)


weekday_lists = st.lists(st.integers(0, 6), min_size=1, max_size=3)
spans = st.tuples(days, st.integers(0, 20)).map(lambda pair: QuietSpan(pair[0], pair[0] + timedelta(days=pair[1])))
rules = st.one_of(
    about(Cap, st.integers(1, 3), days=st.integers(1, 12), unless=unless),
    about(Gap, st.integers(1, 12), after=some_channels, unless=unless),
    about(OneChannel, st.integers(1, 12), unless=unless),
    about(QuietWeekdays, weekday_lists),
    st.builds(a_season, month_days, month_days),
    spans,
    about(BusinessDaysOnly, calendars),
    about(ConsentNeeded),
    about(WhileOnHold, st.sampled_from(["dispute", "promise", "grace", "vulnerable"])),
    st.builds(NeverBy, one_or_two),
)
guards = st.builds(
    ContactGuard, st.lists(rules, max_size=4), laws=st.lists(st.sampled_from(contact_law_ids()), max_size=1)
)


def contacts_on(days):
    """Contacts over channels that the guard knows and one that it does not."""
    channels, outcomes = st.sampled_from([*WORDS, "pigeon"]), st.sampled_from(OUTCOMES)
    return st.builds(ContactMade, st.just("reminder"), channel=channels, outcome=outcomes, on=days)


contacts = contacts_on(days)
two_weeks = st.dates(date(2026, 3, 1), date(2026, 3, 14))


def issued(number, due=date(2026, 2, 1)):
    invoice = Invoice(number, "C-1", total=Money("100.00", "EUR"), issued_on=date(2026, 1, 2), due_on=due)
    return InvoiceIssued(invoice)


numbers = st.lists(st.sampled_from(["F-1", "F-2"]), max_size=2, unique=True)
facts = st.one_of(
    contacts,
    contacts,
    st.builds(DisputeOpened, st.sampled_from(["F-1", "F-2"]), on=days),
    st.builds(DisputeClosed, st.sampled_from(["F-1", "F-2"]), on=days),
    st.builds(
        PromiseMade, st.just(Money("9.00", "EUR")), promised_on=st.just(date(2026, 4, 11)), invoices=numbers, on=days
    ),
    st.tuples(days, st.integers(0, 30), numbers).map(
        lambda drawn: HoldPlaced("grace", until=drawn[0] + timedelta(days=drawn[1]), invoices=drawn[2], on=drawn[0])
    ),
    st.builds(HoldPlaced, st.just("vulnerable"), invoices=numbers, on=days),
    st.builds(HoldLifted, st.just("vulnerable"), on=days),
    st.builds(ConsentGiven, st.sampled_from(WORDS), on=days),
    st.builds(ConsentWithdrawn, st.sampled_from(WORDS), on=days),
)
accounts = st.lists(facts, max_size=7).map(
    lambda events: Account("C-1", "EUR", [issued("F-1"), issued("F-2"), *spread(events)])
)


def spread(events):
    """The events with places of their own within a day, so that no two are the same fact."""
    return [attrs.evolve(each, sequence=place) for place, each in enumerate(events)]


def asked(guard, account, day, channel="phone"):
    return guard.check(account.as_of(day), channel=channel, as_of=day)


def called(*on, channel="phone", outcome=""):
    made = [ContactMade("call", channel=channel, outcome=outcome, on=each, sequence=n) for n, each in enumerate(on)]
    return Account("C-1", "EUR", [issued("F-1"), *made])


def march(*on):
    return [date(2026, 3, each) for each in on]


# Laws


@given(guards, accounts, days, st.sampled_from(WORDS))
def test_a_contact_is_allowed_where_no_rule_refuses_it(guard, account, day, channel):
    """And only there; each refusal says why, and names a day to come or none."""
    position = account.as_of(day)
    check = guard.check(position, channel=channel, as_of=day)
    seen = ContactFacts.of(position, guard.channels)
    by_law = [article.rule for law in guard.laws for article in contact_law(law).articles]
    refusing = [rule.refuse(seen, channel=channel, day=day) for rule in (*by_law, *guard.rules)]
    opted_out = any(isinstance(each, ConsentWithdrawn) and each.channel == channel for each in position.consents)
    assert check.allowed == (not opted_out and not any(refusing))
    assert all(each.because and (each.again_on is None or each.again_on > day) for each in check.refusals)
    assert check.because


@given(guards, accounts, days, st.sampled_from(WORDS))
@settings(max_examples=60)
def test_the_day_to_ask_again_is_the_first_one_with_a_yes(guard, account, day, channel):
    """As asking day by day finds it, if no fact comes."""
    position = account.as_of(day)
    again_on = guard.check(position, channel=channel, as_of=day).again_on
    end = again_on or day + timedelta(days=400)
    at = day
    while at < end:
        assert not guard.check(position, channel=channel, as_of=at).allowed
        at += timedelta(days=1)
    assert again_on is None or guard.check(position, channel=channel, as_of=again_on).allowed


@given(rules, accounts, days, st.integers(0, 40), st.sampled_from(WORDS))
def test_each_rule_names_the_first_day_that_it_leaves_free(rule, account, day, ahead, channel):
    """On its own, and on whatever day it is asked."""
    seen, at = ContactFacts.of(account.as_of(day), CHANNELS), day + timedelta(days=ahead)
    refusal = rule.refuse(seen, channel=channel, day=at)
    if refusal:
        end = refusal.again_on or at + timedelta(days=400)
        while at < end:
            assert rule.refuse(seen, channel=channel, day=at)
            at += timedelta(days=1)
        assert refusal.again_on is None or rule.refuse(seen, channel=channel, day=refusal.again_on) is None


@given(guards, rules, accounts, days, st.sampled_from(WORDS))
def test_one_more_rule_never_allows_more(guard, rule, account, day, channel):
    """Nor does it allow anything earlier."""
    stricter = attrs.evolve(guard, rules=[*guard.rules, rule])
    before, after = asked(guard, account, day, channel), asked(stricter, account, day, channel)
    assert before.allowed or not after.allowed
    assert (after.again_on or date.max) >= (before.again_on or date.max)


@given(guards, accounts, contacts, days, st.sampled_from(WORDS))
def test_one_more_contact_never_allows_more(guard, account, contact, day, channel):
    contact = attrs.evolve(contact, sequence=99)
    more = attrs.evolve(account, events=[*account.events, contact])
    before, after = asked(guard, account, day, channel), asked(guard, more, day, channel)
    assert before.allowed or not after.allowed


@given(
    st.lists(contacts_on(two_weeks), max_size=12),
    st.integers(1, 4),
    st.integers(1, 12),
    some_channels,
    unless,
    two_weeks,
)
def test_a_cap_is_a_count(made, most, window, channels, left_out, day):
    """Of the contacts of the last days, today's among them, over its channels, or over one that nobody knows."""
    cap = Cap(most, days=window, channels=channels, unless=left_out)
    check = asked(ContactGuard([cap]), Account("C-1", "EUR", spread(made)), day, "phone")
    count = 0
    for contact in made:
        recent = timedelta(0) <= day - contact.on < timedelta(days=window)
        counts = not channels or contact.channel in channels or contact.channel == "pigeon"
        count += recent and counts and contact.outcome not in left_out
    about_it = not channels or "phone" in channels
    assert check.allowed == (count < most or not about_it)
    if not check.allowed:
        times = {1: "once", 2: "twice"}.get(count, f"{count} times")
        assert f"{times}, at most {most} in" in check.because


@given(st.lists(contacts_on(two_weeks), max_size=6), st.integers(1, 12), some_channels, unless, two_weeks)
def test_a_gap_is_a_look_back(made, length, after, left_out, day):
    """At the contacts of the last days, today's among them; one channel at a time looks at the other channels."""
    recent = [
        contact.channel
        for contact in made
        if timedelta(0) <= day - contact.on < timedelta(days=length) and contact.outcome not in left_out
    ]
    account = Account("C-1", "EUR", spread(made))
    gap, one_channel = Gap(length, after=after, unless=left_out), OneChannel(length, unless=left_out)
    counts = [word for word in recent if not after or word in after or word == "pigeon"]
    assert asked(ContactGuard([gap]), account, day).allowed == (not counts)
    assert asked(ContactGuard([one_channel]), account, day).allowed == (set(recent) <= {"phone"})


@given(st.integers(1, 4), st.integers(1, 10), st.integers(1, 30))
def test_who_asks_first_never_makes_too_many_contacts(most, window, length):
    """Calling on every day on which it is allowed, no window of days ever holds more calls than the cap says."""
    guard, made = ContactGuard([Cap(most, days=window)]), []
    for ahead in range(length):
        at = date(2026, 3, 1) + timedelta(days=ahead)
        while asked(guard, called(*made), at).allowed:
            made.append(at)
    for start in range(length):
        first = date(2026, 3, 1) + timedelta(days=start)
        assert sum(first <= each < first + timedelta(days=window) for each in made) <= most
    assert len(made) == most * (1 + (length - 1) // window)


@given(guards, accounts, days, st.randoms(use_true_random=False), st.sampled_from(WORDS))
def test_neither_the_order_of_facts_nor_that_of_rules_matters(guard, account, day, chance, channel):
    """But for the order in which the reasons are given."""
    position = account.as_of(day)
    mixed = {
        name: tuple(chance.sample(getattr(position, name), len(getattr(position, name))))
        for name in ("contacts", "holds", "consents")
    }
    check = guard.check(position, channel=channel, as_of=day)
    assert guard.check(attrs.evolve(position, **mixed), channel=channel, as_of=day) == check
    other = attrs.evolve(guard, rules=chance.sample(guard.rules, len(guard.rules)))
    found = other.check(position, channel=channel, as_of=day)
    assert (found.allowed, found.again_on) == (check.allowed, check.again_on)
    assert sorted(map(str, found.refusals)) == sorted(map(str, check.refusals))


@given(guards, accounts, days)
def test_an_answer_is_a_function_of_the_facts(guard, account, day):
    """Asked twice it is the same; as text and as data it says all."""
    position = account.as_of(day)
    check = guard.check(position, channel="phone", as_of=day)
    assert guard.check(account.as_of(day), channel="phone", as_of=day) == check
    assert len(check.explain().splitlines()) == 1 + len(check.refusals)
    data = json.loads(json.dumps(check.to_dict()))
    assert (data["allowed"], data["because"]) == (check.allowed, check.because)
    assert data["again_on"] == (check.again_on and check.again_on.isoformat())
    assert check.allowed == (check.again_on == day)


@given(guards)
def test_a_guard_is_its_document(guard):
    """In JSON and as plain data, with each rule under its kind."""
    data = dump(guard)
    assert STANDARD.build(data) == guard
    assert STANDARD.loads(json.dumps(data), format="json") == guard
    assert [rule["kind"] for rule in data["rules"]] == [rule.kind for rule in guard.rules]


@given(accounts, days)
def test_no_guard_allows_everything(account, day):
    check = asked(NO_GUARD, account, day)
    assert (check.allowed, check.again_on, check.rule) == (True, day, "no-contact-guard@1")


# Examples


def test_seven_calls_in_seven_days():
    """Regulation F: the eighth call waits for the first to leave the window, calls that did not connect aside."""
    guard = ContactGuard(laws=["US-REG-F"])
    seven = called(*march(2, 2, 3, 4, 5, 6, 6), outcome="no answer")
    assert asked(guard, called(*march(2, 3, 4, 5, 6, 6), outcome="no answer"), date(2026, 3, 6)).allowed
    check = asked(guard, seven, date(2026, 3, 6))
    assert check.because == "contacted by phone 7 times, at most 7 in 7 days (12 CFR 1006.14(b)(2)(i)(A))"
    assert check.again_on == date(2026, 3, 9)
    assert asked(guard, seven, date(2026, 3, 6), "letter").allowed
    assert asked(guard, called(*march(2, 2, 2, 2, 2, 2, 2, 2), outcome="not connected"), date(2026, 3, 2)).allowed


def test_seven_days_after_a_conversation():
    """Regulation F: the day of the conversation is the first of the seven; an outcome that says nothing is one."""
    guard = ContactGuard(laws=["US-REG-F"])
    for outcome in ("", "promised to pay"):
        check = asked(guard, called(date(2026, 3, 2), outcome=outcome), date(2026, 3, 8))
        assert (check.allowed, check.again_on) == (False, date(2026, 3, 9))
    assert asked(guard, called(date(2026, 3, 2), outcome="voicemail"), date(2026, 3, 2)).allowed


def test_seasons_go_over_new_year_and_know_leap_days():
    guard = ContactGuard([QuietSeason("12-21", "01-06")])
    for day, allowed in (((2026, 12, 20), True), ((2026, 12, 21), False), ((2027, 1, 6), False), ((2027, 1, 7), True)):
        assert asked(guard, called(), date(*day)).allowed is allowed
    leap = ContactGuard([QuietSeason("02-29", "02-29")])
    assert asked(leap, called(), date(2028, 2, 29)).again_on == date(2028, 3, 1)
    assert asked(leap, called(), date(2027, 2, 28)).allowed
    february = ContactGuard([QuietSeason("02-01", "02-29")])
    for year in (2027, 2028):
        assert asked(february, called(), date(year, 2, 25)).again_on == date(year, 3, 1)


def test_rules_that_leave_a_day_only_together_find_it():
    """A Sunday in the year that is the 29th of February comes in 2032."""
    guard = ContactGuard([QuietSeason("03-01", "02-27"), QuietWeekdays([0, 1, 2, 3, 4, 5])])
    found = asked(guard, called(), date(2026, 3, 2)).again_on
    assert (found.isoformat()[5:], found.weekday()) in {("02-28", 6), ("02-29", 6)}


def test_rules_that_never_leave_a_day_say_so():
    """Within a hundred years, and quickly."""
    weekend = QuietWeekdays([5, 6])
    assert asked(ContactGuard([QuietWeekdays([0, 1, 2, 3, 4]), weekend]), called(), SUNDAY).again_on is None
    assert asked(ContactGuard([QuietSpan(SUNDAY, date(2200, 1, 1))]), called(), SUNDAY).again_on is None
    assert asked(ContactGuard([QuietSpan(SUNDAY, date.max)]), called(), SUNDAY).again_on is None


def test_the_last_days_there_are():
    """Where the calendar of Python ends, no day comes to ask again."""
    guard = ContactGuard([Cap(1, days=7), Gap(2), OneChannel(3), QuietWeekdays([4])])
    check = asked(guard, called(date.max), date.max, "email")
    assert (len(check.refusals), check.again_on) == (4, None)
    assert asked(ContactGuard([QuietSeason("12-01", "12-31")]), called(), date.max).again_on is None
    assert asked(ContactGuard([BusinessDaysOnly(ClosedDays([date.max]))]), called(), date.max).again_on is None


def test_of_a_day_beyond_its_calendar_nobody_knows():
    """So there is no contact, and the reason is said."""
    year = ClosedDays([date(2026, 12, 31)], first=date(2026, 1, 1), last=date(2026, 12, 31))
    guard = ContactGuard([BusinessDaysOnly(year)])
    assert asked(guard, called(), date(2026, 12, 31)).again_on is None
    check = asked(guard, called(), date(2027, 1, 4))
    assert check.because == "the calendar knows the days from 2026-01-01 to 2026-12-31 only"
    check = asked(guard, Account("C-1", "EUR", []), date(2025, 12, 1))
    assert (check.allowed, check.again_on) == (False, date(2026, 1, 1))


def test_any_calendar_will_do():
    """Joint ones, and one of the caller's own; a weekend is kept as a document writes it."""

    class NeverOnMonday:
        first = last = None

        def is_business_day(self, day):
            return day.weekday() != 0

    joint = JointCalendar([WEEKDAYS, ClosedDays([date(2026, 3, 31)])])
    for calendar, again in ((joint, 30), (NeverOnMonday(), 29), (WEEKDAYS, 30), (EVERY_DAY, 29)):
        assert asked(ContactGuard([BusinessDaysOnly(calendar)]), called(), SUNDAY).again_on == date(2026, 3, again)
    assert BusinessDaysOnly(Weekend((4, 5))).calendar == ClosedDays([], weekend=(4, 5))


def test_consent_is_the_last_word():
    guard = ContactGuard([ConsentNeeded(channels=["email"], reason="art. 7")])
    given_on, withdrawn_on = ConsentGiven("email", on=date(2026, 3, 2)), ConsentWithdrawn("email", on=date(2026, 3, 4))
    account = Account("C-1", "EUR", [given_on, withdrawn_on])
    assert asked(guard, account, date(2026, 3, 1), "email").because == "no consent to contact by email (art. 7)"
    assert asked(guard, account, date(2026, 3, 3), "email").allowed
    assert not asked(guard, account, date(2026, 3, 4), "email").allowed
    assert asked(guard, account, date(2026, 3, 1), "phone").allowed


def test_an_opt_out_needs_no_rule():
    """And where the guard does not know what it is about, it is about everything."""
    account = Account("C-1", "EUR", [ConsentWithdrawn("email", on=date(2026, 3, 4))])
    check = asked(ContactGuard(), account, date(2026, 3, 5), "email")
    assert (check.because, check.again_on) == ("consent to contact by email withdrawn on 2026-03-04", None)
    assert check.explain().splitlines()[0] == "C-1 by email on 2026-03-05: not allowed; only a new fact changes that"
    assert asked(ContactGuard(), account, date(2026, 3, 5), "phone").allowed
    unknown = Account("C-1", "EUR", [ConsentWithdrawn("mail", on=date(2026, 3, 4))])
    assert not asked(ContactGuard(), unknown, date(2026, 3, 5), "phone").allowed


def test_a_disputed_account_is_one_with_nothing_else_open():
    guard, first = ContactGuard([WhileOnHold("dispute")]), DisputeOpened("F-1", on=date(2026, 3, 2))
    account = Account("C-1", "EUR", [issued("F-1"), issued("F-2"), first])
    assert asked(guard, account, date(2026, 3, 2)).allowed
    paid = PaymentReceived(
        Payment("P-1", "C-1", amount=Money("100.00", "EUR"), paid_on=date(2026, 3, 5), remittance=["F-2"])
    )
    account = attrs.evolve(account, events=[*account.events, paid, DisputeClosed("F-1", on=date(2026, 3, 9))])
    check = asked(guard, account, date(2026, 3, 5))
    assert (check.because, check.again_on) == ("on hold: dispute", None)
    assert asked(guard, account, date(2026, 3, 9)).allowed


def test_a_vulnerable_customer_is_written_to_only():
    guard = ContactGuard([WhileOnHold("vulnerable", channels=["phone", "sms", "visit"])])
    held = HoldPlaced("vulnerable", until=date(2026, 4, 30), on=date(2026, 3, 2))
    account = Account("C-1", "EUR", [held])
    assert asked(guard, account, date(2026, 3, 2)).again_on == date(2026, 5, 1)
    assert not asked(guard, account, date(2026, 4, 30)).allowed
    assert asked(guard, account, date(2026, 5, 1)).allowed
    assert asked(guard, account, date(2026, 3, 2), "letter").allowed
    lifted = Account("C-1", "EUR", [held, HoldLifted("vulnerable", on=date(2026, 3, 9))])
    assert asked(guard, lifted, date(2026, 3, 9)).allowed


def test_holds_of_documents_end_with_the_first_that_is_free():
    """Two graces about one invoice each hold the account until the earlier of them is over."""
    graces = [
        HoldPlaced("grace", invoices=[number], until=date(2026, 3, last), on=date(2026, 3, 2))
        for number, last in (("F-1", 9), ("F-2", 20))
    ]
    account = Account("C-1", "EUR", [issued("F-1"), issued("F-2"), *graces])
    assert asked(ContactGuard([WhileOnHold("grace")]), account, date(2026, 3, 3)).again_on == date(2026, 3, 10)


def test_one_channel_at_a_time():
    """Colombia: not over several channels within a week, and once a day."""
    guard = ContactGuard([ConsentNeeded()], laws=["CO-LEY-2300"])
    consents = [ConsentGiven(word, on=date(2026, 3, 1)) for word in ("phone", "email")]
    account = attrs.evolve(called(date(2026, 3, 3)), events=[*called(date(2026, 3, 3)).events, *consents])
    assert asked(guard, account, date(2026, 3, 3)).again_on == date(2026, 3, 4)
    assert asked(guard, account, date(2026, 3, 3), "email").again_on == date(2026, 3, 10)


# What ships


@pytest.mark.parametrize(
    ("law", "made", "over", "channel", "day", "again"),
    [
        ("AU-RG-96", march(2, 3, 4), "email", "phone", 5, 9),
        ("AU-RG-96", march(2, 3, 4), "email", "visit", 5, 5),
        ("CA-ON-REG-74", march(2, 3, 4), "letter", "email", 5, 5),
        ("CA-ON-REG-74", march(2, 3, 4), "email", "letter", 5, 5),
        ("CA-ON-REG-74", march(2, 3, 4), "email", "visit", 5, 9),
        ("CL-LEY-21320", march(3), "phone", "visit", 9, 10),
        ("CL-LEY-21320", march(3), "phone", "email", 3, 3),
        ("CL-LEY-21320", march(3), "email", "sms", 5, 6),
        ("CL-LEY-21320", march(2, 5), "email", "sms", 8, 9),
        ("US-MA-940-CMR-7", march(2, 2), "phone", "sms", 3, 9),
        ("US-MA-940-CMR-7", march(1), "visit", "visit", 30, 31),
        ("US-REG-F", march(2), "phone", "sms", 3, 3),
    ],
)
def test_what_a_law_says(law, made, over, channel, day, again):
    """Contacts in March 2026, the day of a question, and the first day with a yes."""
    check = asked(ContactGuard(laws=[law]), called(*made, channel=over), date(2026, 3, day), channel)
    assert check.again_on == date(2026, 3, again)


@pytest.mark.parametrize("law", contact_law_ids())
def test_every_rule_of_a_law_has_its_source(law):
    """An article cited, a page, the day until which it was checked; who it is for and what it leaves out."""
    found = contact_law(law)
    assert found.id == law
    assert found.jurisdiction == law[: len(found.jurisdiction)]
    assert found.applies_to
    assert any("hours" in caveat for caveat in found.caveats)
    assert found.articles
    for article in found.articles:
        assert isinstance(article, Article)
        assert article.rule.reason
        assert article.source.startswith("https://")
        assert date(2020, 1, 1) < article.verified_until < date(2026, 11, 1)


# What is refused


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (lambda: Cap(0, days=0), "'contacts' must be a whole number of contacts from 1 to 1000 (got 0)"),
        (lambda: Cap(1, days=0), "'days' must be a whole number of days from 1 to 3660 (got 0)"),
        (lambda: Cap(True, days=1), "'contacts' must be a whole number of contacts"),
        (lambda: Cap(1, days=7, channels="phone"), "'channels' must be a list of names (got 'phone')"),
        (lambda: Cap(1, days=7, channels=["phone", "phone"]), "'channels' must be names, each once"),
        (lambda: Cap(1, days=7, unless=[5]), "'unless' must be 1 to 200 printable characters"),
        (lambda: Cap(1, days=7, reason=5), "'reason' must be text"),
        (lambda: Gap(-1), "'days' must be a whole number of days from 1 to 3660 (got -1)"),
        (lambda: Gap(1, after=[""]), "'after' must be 1 to 200 printable characters"),
        (lambda: OneChannel(1.5), "'days' must be a whole number"),
        (lambda: QuietWeekdays([]), "'days' must be weekdays from 0 (Monday) to 6 (Sunday), one to six of them"),
        (lambda: QuietWeekdays(range(7)), "'days' must be weekdays from 0 (Monday) to 6 (Sunday), one to six of them"),
        (lambda: QuietWeekdays([7]), "'days' must be weekdays"),
        (lambda: QuietWeekdays("6"), "'days' must be weekdays"),
        (lambda: QuietSeason("8-1", "08-31"), "'since' must be a month and a day, like 08-01 (got '8-1')"),
        (lambda: QuietSeason("08-01", "08-32"), "'until' must be a month and a day"),
        (lambda: QuietSeason("08-01", date(2026, 8, 31)), "'until' must be a month and a day"),
        (lambda: QuietSeason("01-01", "12-31"), "'until' must be a day that leaves some of the year (got '12-31')"),
        (lambda: QuietSeason("03-01", "02-28"), "'until' must be a day that leaves some of the year (got '02-28')"),
        (lambda: QuietSpan(SUNDAY, date(2026, 3, 1)), "'until' must be 2026-03-29, the first quiet day, or later"),
        (lambda: QuietSpan(SUNDAY, datetime(2026, 4, 1)), "'until' must be a datetime.date without"),  # noqa: DTZ001
        (lambda: BusinessDaysOnly([SUNDAY]), "'calendar' must be a Calendar, like WEEKDAYS"),
        (lambda: WhileOnHold("holiday"), "'hold' must be one of 'dispute', 'promise', 'grace'"),
        (lambda: NeverBy([]), "'channels' must be one or more channels"),
        (lambda: ContactGuard([Cap]), "'rules' must be rules that can refuse a contact"),
        (lambda: ContactGuard(Cap(1, days=1)), "'rules' must be rules that can refuse a contact"),
        (lambda: ContactGuard([5]), "'rules' must be rules that can refuse a contact"),
        (lambda: ContactGuard([Gap(1), NeverBy(["fone"])]), "'rules[1].channels' must be a channel that the guard"),
        (lambda: ContactGuard([Gap(1, after=["fax!"])]), "'rules[0].after' must be a channel that the guard knows"),
        (lambda: ContactGuard(laws=["US-REGF"]), "'laws' must be the id of a contact law that ships, perhaps US-REG-F"),
        (lambda: ContactGuard(laws=["US-REG-F"], channels=["sms"]), "'laws, US-REG-F.channels' must be a channel"),
        (lambda: ContactGuard(channels="phone"), "'channels' must be a list of names"),
        (lambda: contact_law(5), "'laws' must be the id of a contact law that ships"),
    ],
)
def test_what_cannot_be_a_rule_is_refused_in_words(make, expected):
    with pytest.raises(InvalidValueError) as caught:
        make()
    assert str(caught.value).startswith(expected)


def test_a_question_that_cannot_be_answered_is_refused():
    """About a channel by another word, about a day before the position, about something else."""
    position, guard = called().as_of(SUNDAY), ContactGuard()
    with pytest.raises(InvalidValueError, match="a channel that the guard knows, perhaps 'phone'"):
        guard.check(position, channel="telephone", as_of=SUNDAY)
    with pytest.raises(InvalidValueError, match="a channel that the guard knows: email, fax, letter"):
        guard.check(position, channel=5, as_of=SUNDAY)
    with pytest.raises(InvalidValueError, match="'as_of' must be 2026-03-29, the day of the position, or later"):
        guard.check(position, channel="phone", as_of=date(2026, 3, 28))
    for guard_ in (guard, NO_GUARD):
        with pytest.raises(InvalidValueError, match="'position' must be a Position"):
            guard_.check("C-1", channel="phone", as_of=SUNDAY)
        with pytest.raises(InvalidValueError, match=r"'as_of' must be a datetime\.date"):
            guard_.check(position, channel="phone", as_of="2026-03-29")


def test_a_rule_of_somebody_else_must_answer_with_a_refusal():
    rule = type("Vague", (), {"refuse": lambda self, facts, *, channel, day: "no"})()
    with pytest.raises(ReceivablesError, match=r"'Vague.refuse' must be what returns Refusal or NoneType"):
        ContactGuard([rule]).check(called().as_of(SUNDAY), channel="phone", as_of=SUNDAY)


@pytest.mark.parametrize("rule", [Cap(1, days=5), Gap(5)])
def test_contacts_may_come_in_any_order(rule):
    """The latest counts, wherever it stands."""
    position = called(*march(2, 9)).as_of(date(2026, 3, 10))
    for contacts in (position.contacts, position.contacts[::-1]):
        mixed = attrs.evolve(position, contacts=contacts)
        check = ContactGuard([rule]).check(mixed, channel="phone", as_of=date(2026, 3, 10))
        assert check.again_on == date(2026, 3, 14)


def test_channels_of_ones_own():
    guard = ContactGuard([Cap(1, days=7, channels=["raven"])], channels=[*CHANNELS, "raven"])
    assert not asked(guard, called(SUNDAY, channel="raven"), SUNDAY, "raven").allowed
    assert asked(guard, called(SUNDAY, channel="raven"), SUNDAY, "phone").allowed


def test_a_guard_in_toml():
    text = """
        kind = "contact-guard"
        version = 1
        laws = ["US-REG-F"]

        [[rules]]
        kind = "contact-cap"
        version = 1
        contacts = 3
        days = 7

        [[rules]]
        kind = "business-days-only"
        version = 1
        channels = ["phone"]
        calendar = { closed = [2026-04-03], last = 2026-12-31 }

        [[rules]]
        kind = "quiet-season"
        version = 1
        since = "08-01"
        until = "08-31"
        reason = "August"
    """
    calendar = ClosedDays([date(2026, 4, 3)], last=date(2026, 12, 31))
    rules = [
        Cap(3, days=7),
        BusinessDaysOnly(calendar, channels=["phone"]),
        QuietSeason("08-01", "08-31", reason="August"),
    ]
    assert STANDARD.loads(text) == ContactGuard(rules, laws=["US-REG-F"])


def test_every_problem_of_a_document_has_its_path():
    text = """
        kind = "contact-guard"
        version = 1
        laws = ["US-REG"]

        [[rules]]
        kind = "contact-cap"
        version = 1
        contacts = "3"
        days = 0

        [[rules]]
        kind = "aging"
        version = 1

        [[rules]]
        kind = "contact-gapp"
        version = 1

        [[rules]]
        kind = "business-days-only"
        version = 1
        calendar = { closed = ["x"], weekends = [5] }
    """
    with pytest.raises(PolicyDocumentError) as caught:
        STANDARD.loads(text)
    found = [str(each).split(" (got")[0] for each in caught.value.exceptions]
    assert found[0] == "rules[0].contacts: expected a whole number"
    assert found[1] == "rules[0].days: expected a whole number of days from 1 to 3660"
    assert found[2] == "rules[1].kind: expected a kind that can refuse"
    assert found[3].startswith("rules[2]: no policy kind 'contact-gapp' version 1; did you mean 'contact-gap'?")
    assert found[4] == "rules[3].calendar.weekends: expected one of closed, weekend, first, last; perhaps weekend"
    assert found[5] == "rules[3].calendar.closed[0]: expected a day like 2026-03-31"
    assert found[6] == "laws: expected the id of a contact law that ships, perhaps US-REG-F"


def test_a_rule_about_an_unknown_channel_has_its_path():
    text = 'kind = "contact-guard"\nversion = 1\n[[rules]]\nkind = "never-by"\nversion = 1\nchannels = ["visits"]'
    with pytest.raises(PolicyDocumentError) as caught:
        STANDARD.loads(text)
    expected = "rules[0].channels: expected a channel that the guard knows, perhaps 'visit' (got 'visits')"
    assert [str(each) for each in caught.value.exceptions] == [expected]


class Stubborn:
    """A rule of somebody else that names a day on which it still refuses."""

    def __init__(self, again_on):
        self.again_on = again_on

    def refuse(self, facts, *, channel, day):
        return Refusal("never", self.again_on)


@pytest.mark.parametrize("again_on", [date(2026, 3, 2), date(2026, 1, 1), "tomorrow", 5])
def test_a_rule_that_names_no_later_day_is_refused(again_on):
    """The search for a free day ends, whatever the rules of others say."""
    position = Account("C-1", "EUR", []).as_of(date(2026, 3, 2))
    with pytest.raises(InvalidValueError, match="again_on"):
        ContactGuard([Stubborn(again_on)]).check(position, channel="email", as_of=date(2026, 3, 2))


def test_a_check_says_a_day_or_nothing():
    with pytest.raises(InvalidValueError, match="again_on"):
        ContactCheck(customer="C-1", channel="email", as_of=date(2026, 3, 2), rule="x@1", again_on="x")
