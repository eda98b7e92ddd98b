"""A year of collections, played through: debtors of six kinds, a ladder that runs every day, and what comes of it.

    python examples/simulated_year.py [--debtors 500] [--seed 2026] [--svg FILE]

Everything follows from the seed. Each day the debtors act (they pay, promise, dispute or stay silent, some only
when they are asked), then the ladder is asked about each account that something happened on, or whose day to look
again has come; what it says is done at once, and recorded. So no account is looked at in vain, and none is
forgotten.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

from receivables import (
    Account,
    ContactMade,
    DisputeClosed,
    DisputeOpened,
    FeeCharged,
    HoldPlaced,
    Invoice,
    InvoiceIssued,
    Ladder,
    Money,
    NextAction,
    NoAction,
    OpenItem,
    Payment,
    PaymentReceived,
    Position,
    PromiseMade,
    Step,
    WrittenOff,
)
from receivables.contact_guard import ContactGuard, Gap, QuietWeekdays
from receivables.escalation import Fee, StepConditions, charge_fees
from receivables.events import Event

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
WORTH_IT = StepConditions(min_item="20")
GUARD = ContactGuard([QuietWeekdays([5, 6]), Gap(3)])
LADDER = Ladder(
    [
        Step("friendly reminder", days=3, channel="email", tone="friendly", when=WORTH_IT),
        Step("second reminder", days=15, channel="email", tone="firm", when=WORTH_IT, fee=Fee(fixed="5.00")),
        Step("call", days=25, channel="phone", tone="firm", when=WORTH_IT, measures=["offer a plan"]),
        Step("final demand", days=40, channel="letter", tone="formal", when=WORTH_IT, measures=["stop credit"]),
        Step("hand over", days=60, channel="letter", tone="formal", when=WORTH_IT, measures=["hand over to an agency"]),
    ],
    mode="progressive",
    min_gap_days=7,
    promise_tolerance_days=2,
    guard=GUARD,
)
BEHAVIOURS = ("prompt", "late", "reminded", "promiser", "disputer", "silent")
SHARES = (40, 20, 15, 10, 10, 5)
"""Of a hundred debtors."""

Watch = Callable[[date, Position, "NextAction | NoAction"], None]


class Debtor:
    """A customer of one kind: what happened so far, and what will happen on which day."""

    def __init__(self, number: int, behaviour: str, chance: random.Random) -> None:
        self.name = f"C-{number:03}"
        self.behaviour = behaviour
        self.chance = chance
        self.events: list[Event] = []
        self.to_come: dict[date, list[Event]] = {}
        self.count = 0
        for month in range(1, 13):
            if chance.random() < 0.8:
                self.buy(date(2026, month, chance.randint(1, 28)))

    def position(self, on: date) -> Position:
        """Where the account stands on a day."""
        return Account(self.name, "EUR", self.events).as_of(on)

    def later(self, day: date, event: Event) -> None:
        """Something will happen."""
        if day <= LAST:
            self.to_come.setdefault(day, []).append(event)

    def buy(self, on: date) -> None:
        """An invoice, and what this kind of debtor does about it without being asked."""
        self.count += 1
        number, total = f"F-{self.name[2:]}-{self.count:02}", Money.of_minor(self.chance.randint(5_000, 900_000), "EUR")
        due = on + timedelta(days=30)
        self.later(on, InvoiceIssued(Invoice(number, self.name, total=total, issued_on=on, due_on=due)))
        if self.behaviour == "prompt":
            self.pay(due - timedelta(days=self.chance.randint(0, 5)), number, total)
        elif self.behaviour == "late":
            self.pay(due + timedelta(days=self.chance.randint(5, 20)), number, total)
        elif self.behaviour == "disputer" and self.chance.random() < 0.5:
            opened = due + timedelta(days=self.chance.randint(1, 8))
            closed = opened + timedelta(days=self.chance.randint(10, 40))
            self.later(opened, DisputeOpened(number, on=opened, reason="short delivery"))
            self.later(closed, DisputeClosed(number, on=closed))
            self.pay(closed + timedelta(days=5), number, total)
        elif self.behaviour == "disputer":
            self.pay(due + timedelta(days=2), number, total)

    def pay(self, on: date, number: str, amount: Money) -> None:
        """Money for an invoice."""
        self.later(on, PaymentReceived(
            Payment(f"P-{number}-{on:%m%d}", self.name, amount=amount, paid_on=on, remittance=[number])
        ))  # fmt: skip

    def react(self, today: date, action: NextAction, fees: Iterable[FeeCharged]) -> None:
        """What a contact brings about. A fee is paid with the invoice or, after some weeks, given up."""
        tomorrow = today + timedelta(days=1)
        for fee in fees:
            given_up = today + timedelta(days=30)
            self.later(given_up, WrittenOff(fee.reference, on=given_up, reason="too small to pursue"))
        if self.behaviour == "reminded" and action.step.name != "friendly reminder":
            for item in action.items:
                self.pay(tomorrow + timedelta(days=self.chance.randint(1, 4)), item.document, item.open)
        if self.behaviour == "promiser":
            promised = today + timedelta(days=self.chance.randint(5, 12))
            numbers = [item.document for item in action.items]
            self.later(tomorrow, PromiseMade(action.amount, promised_on=promised, invoices=numbers, on=tomorrow))
            if self.chance.random() < 0.6 or action.step.name == "hand over":
                for item in action.items:
                    self.pay(promised, item.document, item.open)
        if self.behaviour == "silent" and action.step.name == "hand over":
            self.later(tomorrow, HoldPlaced("legal", invoices=[each.document for each in action.items], on=tomorrow))
            for item in action.items:
                given_up = today + timedelta(days=90)
                self.later(given_up, WrittenOff(item.document, on=given_up, reason="uncollectible"))


class Evening(NamedTuple):
    """What stood open on an evening, what of it was past due, and how many contacts of each step were made."""

    on: date
    open: int
    past_due: int
    contacts: Counter[str]


def debtors(count: int, seed: int) -> list[Debtor]:
    """So many debtors, of six kinds in fixed shares."""
    chance = random.Random(seed)
    kinds = [kind for kind, share in zip(BEHAVIOURS, SHARES, strict=True) for _ in range(share)]
    return [
        Debtor(number, kinds[(number * 37) % 100], random.Random(chance.random())) for number in range(1, count + 1)
    ]


def year(people: list[Debtor], watch: Watch = lambda *_: None) -> Iterator[Evening]:
    """Evening after evening; ``watch`` sees every answer of the ladder."""
    review = dict.fromkeys((each.name for each in people), FIRST)
    positions: dict[str, Position] = {}
    today = FIRST
    while today <= LAST:
        contacts: Counter[str] = Counter()
        for debtor in people:
            happened = debtor.to_come.pop(today, [])
            debtor.events += happened
            if happened or review[debtor.name] <= today:
                answer, positions[debtor.name] = one_day(debtor, today, watch)
                contacts.update([answer.step.name] if isinstance(answer, NextAction) else [])
                review[debtor.name] = answer.review_on or date.max
        items = [item for position in positions.values() for item in position.open_items]
        late = sum(item.open.minor for item in items if item.due_on < today)
        yield Evening(today, sum(item.open.minor for item in items), late, contacts)
        today += timedelta(days=1)


def one_day(debtor: Debtor, today: date, watch: Watch) -> tuple[NextAction | NoAction, Position]:
    """Ask the ladder, and do what it says: record the contact, charge the fee, see how the debtor takes it."""
    position = debtor.position(today)
    answer = LADDER.next_action(position, as_of=today)
    watch(today, position, answer)
    if isinstance(answer, NextAction):
        fees = charge_fees(answer, position, on=today)
        debtor.events += [answer.contact(today), *fees]
        debtor.react(today, answer, fees)
        position = debtor.position(today)
    return answer, position


def chart(evenings: list[Evening]) -> str:
    """Balance and contacts of the year as SVG: two lines above, bars a week below."""
    width, top, low, foot = 720, 20, 230, 310
    most = max(evening.open for evening in evenings)
    scale = 10 ** (len(str(most)) - 1)
    grid = [value for value in range(0, most + scale, scale) if value <= most]

    def x(place: float) -> float:
        return 60 + place * (width - 75) / (len(evenings) - 1)

    def y(minor: int) -> float:
        return low - minor * (low - top) / most

    def line(pick: Callable[[Evening], int], style: str) -> str:
        path = " ".join(f"{x(place):.1f},{y(pick(evening)):.1f}" for place, evening in enumerate(evenings))
        return f'<polyline points="{path}" fill="none" stroke="currentColor" {style}/>'

    weeks = [sum(sum(each.contacts.values()) for each in evenings[at : at + 7]) for at in range(0, len(evenings), 7)]
    busiest = max(weeks) or 1
    bars = [
        f'<rect x="{x(at * 7):.1f}" y="{foot - count * 55 / busiest:.1f}" width="9" height="{count * 55 / busiest:.1f}"'
        f' fill-opacity="0.55"><title>{count} contacts</title></rect>'
        for at, count in enumerate(weeks)
    ]
    rules = [
        f'<line x1="60" x2="{width - 15}" y1="{y(value):.1f}" y2="{y(value):.1f}" stroke="currentColor"'
        f' stroke-opacity="0.2"/><text x="54" y="{y(value) + 4:.1f}" text-anchor="end">{value // 100:,}</text>'
        for value in grid
    ]
    months = [
        f'<text x="{x(place):.1f}" y="{foot + 16}">{evening.on:%b}</text>'
        for place, evening in enumerate(evenings)
        if evening.on.day == 1
    ]
    whole = line(lambda each: each.open, 'stroke-width="2"')
    late = line(lambda each: each.past_due, 'stroke-width="2" stroke-dasharray="5 3"')
    said = f"Open and past due in EUR, and contacts a week, most {busiest}"
    return (
        f'<svg role="img" viewBox="0 0 {width} {foot + 25}" xmlns="http://www.w3.org/2000/svg"'
        ' style="width: 100%; height: auto; color: inherit" font-family="system-ui, sans-serif" font-size="11"'
        f' fill="currentColor"><title>{said}</title>{"".join(rules)}{whole}{late}'
        f'<text x="66" y="{top - 6}">EUR: open (line), past due (dashes)</text>'
        f'<text x="66" y="{low + 22}">contacts a week (most: {busiest})</text>{"".join(bars)}{"".join(months)}</svg>\n'
    )


def overdue(debtor: Debtor) -> list[OpenItem]:
    """What a debtor has not paid in time by the end of the year."""
    return [item for item in debtor.position(LAST).open_items if item.due_on < LAST]


def told(people: list[Debtor], evenings: list[Evening]) -> Iterator[str]:
    """The year in figures."""
    steps = sum((evening.contacts for evening in evenings), Counter[str]())
    yield f"{len(people)} debtors, {sum(each.count for each in people):,} invoices"
    for step in LADDER.steps:
        yield f"  {step.name:18} {steps[step.name]:5,}"
    for kind in BEHAVIOURS:
        mine = [debtor for debtor in people if debtor.behaviour == kind]
        contacts = sum(isinstance(event, ContactMade) for debtor in mine for event in debtor.events)
        late = sum(item.open.minor for debtor in mine for item in overdue(debtor))
        yield f"  {len(mine):3} {kind:10} {contacts:5,} contacts, {late / 100:12,.2f} past due at the end"
    for month in range(1, 13):
        last = [evening for evening in evenings if evening.on.month == month][-1]
        yield f"  {last.on}: {last.open / 100:14,.2f} open, {last.past_due / 100:14,.2f} past due"


def main() -> None:
    """Play the year, and say what came of it."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--debtors", type=int, default=500)
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--svg", type=Path, help="draw balance and contacts")
    asked = parser.parse_args()
    people = debtors(asked.debtors, asked.seed)
    evenings = list(year(people))
    print(*told(people, evenings), sep="\n")
    if asked.svg:
        asked.svg.write_text(chart(evenings), encoding="utf-8")


if __name__ == "__main__":
    main()
