"""Make the example book: two years of a supplier's receivables, with everything that happens to them.

``python examples/make_book.py`` writes ``examples/book/`` and ``examples/book-csv/``; a folder other than ``examples``
can be given. The supplier, its customers and their people are invented. The book comes from a seed by whole numbers
only, so every machine and every Python writes the same bytes.

Each customer pays like the payer it is: early, a little late, late, or hardly ever. On top come payments in several
parts, for several invoices at once, in advance, twice, or without a word; bounced direct debits, credit notes,
disputes, promises kept and broken, charged interest, two insolvencies, and a round of reminders every Thursday by the
steps of ``credit-policy.toml``.
"""

from __future__ import annotations

import csv
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby
from pathlib import Path
from random import Random

import attrs
from what_happens import FIRST_DAY, LAST_DAY, LATE, NEVER, UNIT, Chance, Claim, Customer, Stories, later

from receivables import (
    Account,
    ContactMade,
    CreditNote,
    CreditNoteIssued,
    CreditPolicy,
    Invoice,
    InvoiceIssued,
    Ladder,
    Money,
    Payment,
    PaymentReceived,
    PaymentReversed,
    Step,
    WrittenOff,
)
from receivables.adapters.tabular import write_events
from receivables.events import Event, order

HERE = Path(__file__).resolve().parent
INVOICES, CUSTOMERS, SEED = 2_000, 120, 6

# fmt: off
NAMES = (
    "Alverdo", "Brintal", "Corvane", "Dalmiro", "Estrenza", "Fenlaro", "Gelvanda", "Harvosk", "Ilmanta", "Jorveda",
    "Kestrano", "Lumbrane", "Merovia", "Nordelva", "Orvinda", "Palvero", "Quorella", "Rastova", "Selmira", "Tarvento",
    "Ulvenka", "Vantresa", "Welmora", "Xandoro", "Yelvira", "Zorvett", "Ambrelo", "Bostrava", "Cindral", "Dorvelle",
)
# fmt: on
COUNTRIES = {
    "ES": ("EUR", "Ruiz", ("Metales {} SL", "Envases {} SA", "{} Logística SL", "Textil {} SL")),
    "DE": ("EUR", "Brandt", ("{} Anlagenbau GmbH", "{} Werkzeuge GmbH", "{} Papier KG", "Getränke {} GmbH")),
    "FR": ("EUR", "Moreau", ("{} Emballages SAS", "Ateliers {} SARL", "{} Distribution SAS", "Verrerie {} SA")),
    "IT": ("EUR", "Ruiz", ("{} Componenti Srl", "Tessuti {} SpA", "{} Ceramiche Srl", "Legnami {} Srl")),
    "NL": ("EUR", "Brandt", ("{} Techniek BV", "Kwekerij {} BV", "{} Verpakking BV", "Drukkerij {} BV")),
    "US": ("USD", "Okafor", ("{} Supply Inc.", "{} Foods LLC", "{} Tool & Die Inc.", "{} Hardware LLC")),
    "JP": ("JPY", "Sato", ("{} Kogyo KK", "{} Shoji KK", "{} Denki KK", "{} Seisakusho KK")),
}
HOMES = ("ES", "DE", "US", "FR", "JP", "ES", "IT", "US", "NL", "DE", "US", "FR", "ES", "US", "JP")
ALSO_IN_DOLLARS = (5, 44)
INSOLVENT = {22: date(2025, 11, 14), 71: date(2026, 4, 10)}
EARLY, A_LITTLE_LATE, HARDLY_EVER = (-6, 4), (-2, 26), (30, 150)
PAYERS = (EARLY,) * 3 + (A_LITTLE_LATE,) * 4 + (LATE,) * 3 + (HARDLY_EVER,)
# Of a segment: how much more often it buys than a small one, its smallest amount (about euros), and how often that may
# double.
SEGMENTS = {"key": (6, 900, 5), "standard": (3, 250, 5), "small": (1, 40, 5)}
ANSWERS = ("", "", "will pay next week", "forwarded to accounts payable", "asks for a copy of the invoice", "no answer")
TIDY_DAYS = (date(2025, 3, 31), date(2025, 9, 30), date(2026, 3, 31), date(2026, 6, 22))
CSV_INVOICES = 60

Fact = tuple[Customer, Event]


def customers(chance: Chance) -> Iterator[Customer]:
    """The customers; some have an account in dollars as well."""
    for index in range(CUSTOMERS):
        country = HOMES[index % len(HOMES)]
        currency, sales_person, patterns = COUNTRIES[country]
        pattern, name = patterns[index // len(HOMES) % len(patterns)], NAMES[(index * 7 + index // 30) % len(NAMES)]
        segment = chance.one_of(("key", "standard", "standard", "standard", "small", "small"))
        customer = Customer(
            number=index,
            name=pattern.format(name),
            currency=currency,
            attributes=(("country", country), ("sales_person", sales_person), ("segment", segment)),
            segment=segment,
            net_days=chance.one_of((14, 30, 30, 30, 45, 60)),
            late=chance.one_of(PAYERS) if index not in INSOLVENT else LATE,
            in_runs=chance.happens(150),
            insolvent_on=INSOLVENT.get(index, NEVER),
        )
        yield customer
        if index in ALSO_IN_DOLLARS:
            yield customer._replace(currency="USD")


def bonuses(chance: Chance, customers: Iterable[Customer]) -> Iterator[tuple[Customer, CreditNote]]:
    """Credit for key customers at the end of each year and in the last weeks, for no invoice in particular."""
    for customer in customers:
        for day in (date(2024, 12, 31), date(2025, 12, 31), date(2026, 6, 15)):
            if customer.segment == "key" and day < customer.insolvent_on and chance.happens(500):
                minor = chance.days(60, 400) * UNIT[customer.currency]
                number, total = f"CN-B{day:%y%m}-{customer.number:03d}", Money.of_minor(minor, customer.currency)
                yield customer, CreditNote(number, customer.name, total=total, issued_on=day)


def claims(chance: Chance, customers: Sequence[Customer]) -> Iterator[Claim]:
    """The invoices, numbered by year in order of their days; business has grown over the two years."""
    weighted = [customer for customer in customers for _ in range(SEGMENTS[customer.segment][0])]
    span = (LAST_DAY - FIRST_DAY).days
    days = sorted(later(FIRST_DAY, max(chance.days(0, span), chance.days(0, span))) for _ in range(INVOICES))
    for year, issue_days in groupby(days, key=lambda day: day.year):
        for count, day in enumerate(issue_days, 1):
            drawn = [chance.one_of(weighted), chance.one_of(weighted)]
            customer = next((each for each in drawn if day < each.insolvent_on), customers[0])
            invoice = _invoice(chance, f"F-{year}-{count:04d}", customer, day)
            yield Claim(customer, invoice, invoice.total.minor, [InvoiceIssued(invoice)])


def _invoice(chance: Chance, number: str, customer: Customer, day: date) -> Invoice:
    total, due_on = _amount(chance, customer), day + timedelta(days=customer.net_days)
    parts = [(due_on, total)]
    if customer.segment == "key" and chance.happens(20):
        half = Money.of_minor(total.minor // 2, total.currency)
        parts = [(due_on, half), (due_on + timedelta(days=30), total - half)]
    carried = customer.attributes
    return Invoice(number, customer.name, total=total, issued_on=day, installments=parts, attributes=carried)


def _amount(chance: Chance, customer: Customer) -> Money:
    _, smallest, doublings = SEGMENTS[customer.segment]
    least = smallest * UNIT[customer.currency] << chance.days(0, doublings)
    minor = chance.days(least, 2 * least)
    return Money.of_minor(minor // 10 * 10 if customer.currency == "JPY" else minor, customer.currency)


def end_insolvent(claims: Iterable[Claim]) -> None:
    """What an insolvent customer owes on the day is written off, and nothing happens after it."""
    for claim in claims:
        gone = claim.customer.insolvent_on
        if gone < claim.cleared_on:
            claim.events = [event for event in claim.events if event.on < gone]
            claim.events.append(WrittenOff(claim.number, on=gone, reason="insolvency"))
            claim.cleared_on = gone


def payment_runs(runs: dict[tuple[Customer, date], list[tuple[Claim, int]]]) -> Iterator[Fact]:
    """One payment for all that a customer pays in the half month, with a line of remittance advice for each invoice."""
    for (customer, day), lines in runs.items():
        if day < customer.insolvent_on:
            remittance = [(claim.number, claim.money(minor)) for claim, minor in lines]
            total = Money.total((amount for _, amount in remittance), currency=customer.currency)
            reference = f"P-{day:%Y%m%d}-{customer.number:03d}"
            payment = Payment(reference, customer.name, amount=total, paid_on=day, remittance=remittance)
            yield customer, PaymentReceived(payment)


def reminders(chance: Chance, claims: Iterable[Claim], steps: Sequence[Step]) -> Iterator[Fact]:
    """Every Thursday a notice to each customer at the highest step reached; now and then one is missed."""
    accounts = defaultdict(list)
    for claim in claims:
        accounts[claim.customer].append(claim)
    for days in range(3, (LAST_DAY - FIRST_DAY).days, 7):
        thursday = FIRST_DAY + timedelta(days=days)
        for customer, theirs in accounts.items():
            reached = [(claim, _level(claim, thursday, steps)) for claim in theirs if claim.waits_on(thursday)]
            due = [(claim, level) for claim, level in reached if level > claim.level]
            if due and not chance.happens(80):
                yield customer, _notice(due, thursday, steps, chance.one_of(ANSWERS))


def _level(claim: Claim, day: date, steps: Sequence[Step]) -> int:
    """The number of the highest step that an invoice has reached; -1 for none."""
    return sum(claim.due_on + timedelta(days=step.days or 0) <= day for step in steps) - 1


def _notice(due: Sequence[tuple[Claim, int]], day: date, steps: Sequence[Step], answer: str) -> ContactMade:
    highest = max(level for _, level in due)
    for claim, _ in due:
        claim.level = highest
    step, numbers = steps[highest], [claim.number for claim, _ in due]
    return ContactMade(step.name, channel=step.channel, invoices=numbers, outcome=answer, on=day)


def small_balances(facts: Sequence[Fact]) -> Iterator[Fact]:
    """Now and then the clerks give up what is not worth a letter: less than about ten euros, 30 days past due."""
    accounts = defaultdict(list)
    for customer, event in facts:
        accounts[customer].append(event)
    for customer, events in accounts.items():
        for day in TIDY_DAYS:
            for item in Account(customer.name, customer.currency, events).as_of(day).open_items:
                if item.days_past_due(day) > 30 and item.open.minor < 10 * UNIT[customer.currency]:
                    events.append(WrittenOff(item.document, on=day, reason="small balance"))
                    yield customer, events[-1]


def recorded(chance: Chance, event: Event) -> Event:
    """The event as the books have it: some become known some days late."""
    if isinstance(event, PaymentReceived | CreditNoteIssued | PaymentReversed) and chance.happens(60):
        return attrs.evolve(event, recorded_on=min(later(event.on, chance.days(1, 12)), LAST_DAY))
    return event


def make() -> list[Fact]:
    """The facts of the whole book, in order of time."""
    chance, policy = Chance(Random(SEED)), CreditPolicy.load(HERE / "credit-policy.toml")
    everybody = list(customers(chance))
    granted = list(bonuses(chance, everybody))
    stories = Stories(policy, chance, {customer: [] for customer in everybody})
    for customer, note in granted:
        stories.bonuses[customer].append(note)
    told = list(claims(chance, everybody))
    for claim in told:
        stories.tell(claim)
    end_insolvent(told)
    facts: list[Fact] = [(customer, CreditNoteIssued(note)) for customer, note in granted]
    facts += [(claim.customer, event) for claim in told for event in claim.events]
    facts += payment_runs(stories.runs)
    facts += list(small_balances([fact for fact in facts if fact[1].on <= LAST_DAY]))
    if isinstance(policy.ladder, Ladder):
        facts += reminders(chance, told, policy.ladder.steps)
    known = [(customer, recorded(chance, event)) for customer, event in facts if event.on <= LAST_DAY]
    return sorted(known, key=lambda fact: (order(fact[1]), fact[0].number, fact[0].currency))


def write_csv(facts: Sequence[Fact], folder: Path) -> None:
    """Some invoices of 2026 to German customers and their payments as two lists, without the rest of the story."""
    german = [event for customer, event in facts if dict(customer.attributes)["country"] == "DE"]
    issued = [event.invoice for event in german if isinstance(event, InvoiceIssued)]
    invoices = [invoice for invoice in issued if invoice.issued_on.year == LAST_DAY.year][:CSV_INVOICES]
    numbers = {invoice.number for invoice in invoices}
    payments = [event.payment for event in german if isinstance(event, PaymentReceived)]
    with (folder / "invoices.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["invoice", "customer", "issued_on", "due_on", "amount", "currency", "country", "segment"])
        for each in invoices:
            money, carried = [each.total.text, each.total.currency.code], dict(each.attributes)
            days = [each.issued_on, each.due_on]
            rows.writerow([each.number, each.customer, *days, *money, carried["country"], carried["segment"]])
    with (folder / "payments.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["payment", "customer", "paid_on", "amount", "currency", "invoice"])
        for paid in payments:
            if len(paid.remittance) == 1 and paid.remittance[0].invoice in numbers:
                money = [paid.amount.text, paid.amount.currency.code]
                rows.writerow([paid.reference, paid.customer, paid.paid_on, *money, paid.remittance[0].invoice])


def main(folder: Path) -> None:
    """Write both forms of the book below ``folder``."""
    facts = make()
    for name in ("book", "book-csv"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    lines = ((customer.name, customer.currency, event) for customer, event in facts)
    write_events(lines, folder / "book" / "events.jsonl")
    write_csv(facts, folder / "book-csv")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
