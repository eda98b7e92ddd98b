"""What an account amounts to, evening by evening.

An explicit instruction is carried out when the document that it speaks of is there; until then its money waits. The
allocation policy is asked once for each payment, at the end of the explicit instructions of its day.
"""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

ONE_DAY = timedelta(days=1)
DAY_ORDER = [
    ("InvoiceIssued", "InterestCharged", "CompensationCharged", "FeeCharged"),
    ("CreditNoteIssued",),
    ("PaymentReceived",),
    ("PaymentReversed",),
    ("CashUnapplied",),
    ("CashApplied",),
    ("*policy*",),
    ("*second look*",),
    ("Refunded",),
    ("WrittenOff",),
    ("DisputeOpened",),
    ("DisputeClosed",),
    ("PromiseMade",),
    ("PlanAgreed",),
    ("HoldPlaced",),
    ("HoldLifted",),
    ("ConsentGiven", "ConsentWithdrawn"),
    ("LimitSet",),
    ("ContactMade",),
]


def figure(money):
    """An amount as a fraction of the main unit, read from its text; nothing stays nothing."""
    return None if money is None else Fraction(money.text)


def day_of(event):
    """The day of a document is on the document."""
    for document, attribute in (("invoice", "issued_on"), ("credit_note", "issued_on"), ("payment", "paid_on")):
        inside = getattr(event, document, None)
        if hasattr(inside, attribute):
            return getattr(inside, attribute)
    return event.on


def oldest_due(item):
    return item["due_on"], item["issued_on"], item["document"], item["installment"]


def costs_first(item):
    return ("compensation", "fee", "interest", "invoice").index(item["kind"]), oldest_due(item)


def by_policy(placement):
    return placement["by"] == "policy"


def evenings(events, as_of, *, known_by=None, policy="oldest due", discounts=False):
    """The ledger of each evening from the first event to ``as_of``: pairs of day and ledger, the ledger being one."""
    known = [each for each in events if known_by is None or each.recorded_on <= known_by]
    days = [day_of(each) for each in known if day_of(each) <= as_of]
    ledger = Ledger(policy, discounts=discounts)
    if not days:
        yield as_of, ledger
        return
    day = min(days)
    while True:
        ledger.live_through(day, [each for each in known if day_of(each) == day])
        yield day, ledger
        if day == as_of:
            return
        day += ONE_DAY


def ledger_on(events, as_of, *, known_by=None, policy="oldest due", discounts=False):
    """The ledger on the evening of ``as_of``."""
    *_, (_, last) = evenings(events, as_of, known_by=known_by, policy=policy, discounts=discounts)
    return last


class Ledger:
    """Everything in dictionaries; amounts are fractions."""

    def __init__(self, policy, *, discounts=False):
        self.policy = policy
        self.discounts = discounts
        self.items = []
        self.sources = {}
        self.instructions = []
        self.disputes = []
        self.promises = []
        self.plans = []
        self.contacts = []
        self.holds = []
        self.consents = {}
        self.limits = []
        self.taken_back = []

    # Figures

    def open(self, item):
        return item["amount"] - self.settled(item) - item["written_off"] - self.given(item)

    def settled(self, item, kind=None):
        parts = Fraction(0)
        for source in self.sources.values():
            for placement in source["placements"]:
                if placement["item"] is item and kind in (None, source["kind"]):
                    parts += placement["amount"]
        return parts

    def given(self, item):
        """The discounts that stand beside what was paid of an item."""
        parts = Fraction(0)
        for source in self.sources.values():
            for placement in source["placements"]:
                if placement["item"] is item:
                    parts += placement["given"]
        return parts

    def discount(self, source, item):
        """What is off for a payment that closes the item: of what is open, by the first offer still in time."""
        in_time = sorted((each for each in item["offers"] if source["on"] <= each.until), key=lambda each: each.until)
        if not self.discounts or source["kind"] != "payment" or not in_time:
            return Fraction(0)
        _, amount, percent, base = in_time[0]
        whole, open_, taken = figure(amount), self.open(item), self.given(item)
        best = max(figure(each.amount) for each in item["offers"])
        if percent is None:
            found = whole - taken
        elif open_ == item["amount"]:
            found = whole
        else:
            share = percent / 100 if base == "gross" else whole / item["amount"]
            found = Fraction(int(open_ * share * 100 + Fraction(1, 2)), 100)
        return max(Fraction(0), min(found, best - taken, open_))

    def left(self, source):
        """What of a payment or credit note settles nothing."""
        placed = Fraction(0)
        for placement in source["placements"]:
            placed += placement["amount"]
        return source["amount"] - source["gone"] - placed

    def balances(self):
        return {(item["document"], item["installment"]): self.open(item) for item in self.items}

    def in_dispute(self):
        """What of each item is disputed: all, or an amount, which is of the oldest due first."""
        found = {}
        for number in {each[0] for each in self.disputes}:
            amounts = [amount for document, amount, *_ in self.disputes if document == number]
            items = [item for item in self.items if item["document"] == number]
            left = None if None in amounts else sum(amounts)
            for item in sorted(items, key=lambda each: (each["due_on"], each["installment"])):
                place = item["document"], item["installment"]
                if left is None:
                    found[place] = "all"
                elif min(left, self.open(item)):
                    found[place] = min(left, self.open(item))
                    left -= found[place]
        return found

    def undisputed(self):
        """What is open of each item and not in dispute."""
        disputed = self.in_dispute()
        found = self.balances()
        for place, part in disputed.items():
            found[place] = Fraction(0) if part == "all" else found[place] - part
        return found

    def total_open(self):
        return sum((self.open(item) for item in self.items), Fraction(0))

    def unapplied(self):
        return {name: self.left(source) for name, source in self.sources.items() if self.left(source)}

    def facts(self, kind):
        """Payments or credit notes, less what bounced or went back."""
        of_kind = [each for each in self.sources.values() if each["kind"] == kind]
        return sum((each["amount"] - each["gone"] for each in of_kind), Fraction(0))

    # A day

    def live_through(self, day, events):
        for names in DAY_ORDER:
            if names == ("*policy*",):
                self.ask_the_policy(day)
                continue
            if names == ("*second look*",):
                self.look_again(day)
                continue
            of_rank = [each for each in events if type(each).__name__ in names]
            of_rank.sort(key=lambda each: (each.recorded_on, each.sequence, each.subject))
            for event in of_rank:
                getattr(self, type(event).__name__)(day, event)
                self.carry_out_what_waited(day)

    def InvoiceIssued(self, day, event):  # noqa: N802
        invoice = event.invoice
        for number, (due_on, amount, _, offers) in enumerate(invoice.installments, start=1):
            self.new_item(invoice.number, number, "invoice", day, due_on, figure(amount), offers)

    def InterestCharged(self, day, event):  # noqa: N802
        self.new_item(event.reference, 1, "interest", day, event.due_on, figure(event.amount))
        for item in self.items:
            if item["document"] == event.invoice:
                item["charges"].append(event.until)

    def CompensationCharged(self, day, event):  # noqa: N802
        self.new_item(event.reference, 1, "compensation", day, event.due_on, figure(event.amount))

    def FeeCharged(self, day, event):  # noqa: N802
        self.new_item(event.reference, 1, "fee", day, event.due_on, figure(event.amount))

    def new_item(self, document, installment, kind, day, due_on, amount, offers=()):
        self.items.append(
            {
                "document": document,
                "installment": installment,
                "kind": kind,
                "issued_on": day,
                "due_on": due_on,
                "amount": amount,
                "written_off": Fraction(0),
                "offers": offers,
                "charges": [],
            }
        )

    def CreditNoteIssued(self, day, event):  # noqa: N802
        note = event.credit_note
        self.new_source(note.number, "credit note", day, figure(note.total))
        if note.invoice is not None:
            self.instruct(note.number, note.invoice, None, "payer")

    def PaymentReceived(self, day, event):  # noqa: N802
        payment = event.payment
        self.new_source(payment.reference, "payment", day, figure(payment.amount))
        for line in payment.remittance:
            self.instruct(payment.reference, line.invoice, figure(line.amount), "payer")

    def CashUnapplied(self, day, event):  # noqa: N802
        """What somebody takes back is kept from the policy; what was not there yet is looked for after it."""
        source = self.sources.get(event.source)
        if source is None or all(item["document"] != event.invoice for item in self.items):
            return
        wanted = source["amount"] + 1 if event.amount is None else figure(event.amount)
        before = self.left(source)
        self.take_back(source, wanted, lambda each: each["item"]["document"] == event.invoice)
        taken = self.left(source) - before
        source["kept"] += taken
        self.taken_back.append((source, event.invoice, wanted - taken))

    def look_again(self, day):
        for source, document, wanted in self.taken_back:
            self.take_back(
                source, wanted, lambda each, name=document: by_policy(each) and each["item"]["document"] == name
            )
        self.taken_back = []

    def CashApplied(self, day, event):  # noqa: N802
        self.instruct(event.source, event.invoice, figure(event.amount), "person")

    def new_source(self, name, kind, day, amount):
        self.sources[name] = {
            "kind": kind,
            "on": day,
            "amount": amount,
            "gone": Fraction(0),
            "kept": Fraction(0),
            "placements": [],
        }

    def instruct(self, source, document, amount, by):
        self.instructions.append({"source": source, "document": document, "amount": amount, "by": by})

    def carry_out_what_waited(self, day):
        """Instructions in the order in which they were given, each once, when what they speak of is there."""
        for order in list(self.instructions):
            source = self.sources.get(order["source"])
            if source is not None and order["document"] in {item["document"] for item in self.items}:
                self.instructions = [each for each in self.instructions if each is not order]
                wanted = self.left(source) if order["amount"] is None else order["amount"]
                self.give_back(source, order["document"], wanted)
                before = self.left(source)
                self.settle(source, order["document"], wanted, day, by=order["by"])
                source["kept"] = max(Fraction(0), source["kept"] - (before - self.left(source)))

    def give_back(self, source, document, wanted):
        """An instruction comes before the policy: what it placed here counts as instructed, elsewhere it yields."""
        self.take_back(source, wanted, lambda each: by_policy(each) and each["item"]["document"] == document)
        room = sum((self.open(item) for item in self.items if item["document"] == document), Fraction(0))
        self.take_back(source, min(wanted, room) - self.left(source), by_policy)

    def take_back(self, source, wanted, which):
        """The youngest placements first; one with a discount goes as a whole, and what is left of it is placed anew."""
        again = []
        for placement in reversed(list(source["placements"])) if wanted > 0 else ():
            if which(placement) and (wanted > 0 or not placement["amount"]):
                part = min(wanted, placement["amount"])
                wanted -= part
                placement["amount"] -= part
                if placement["given"]:
                    again.append({**placement})
                    placement.update(amount=Fraction(0), given=Fraction(0))
        source["placements"] = [each for each in source["placements"] if each["amount"] or each["given"]]
        for each in again:
            self.place(source, each["item"], each["amount"], each["on"], each["by"])

    def settle(self, source, document, wanted, day, *, by):
        """As much as is wanted, open and left, in order of due day."""
        for item in sorted(self.items, key=lambda each: (each["due_on"], each["installment"])):
            if item["document"] == document:
                wanted -= self.place(source, item, min(wanted, self.left(source), self.open(item)), day, by)

    def place(self, source, item, amount, day, by):
        if amount <= 0:
            return Fraction(0)
        off = self.discount(source, item)
        if amount >= self.open(item) - off:
            amount = self.open(item) - off
        else:
            off = Fraction(0)
        source["placements"].append({"item": item, "amount": amount, "on": day, "by": by, "given": off})
        return amount

    def PaymentReversed(self, day, event):  # noqa: N802
        source = self.sources.get(event.payment)
        if source is not None:
            source.update(placements=[], gone=source["amount"])

    def ask_the_policy(self, day):
        if self.policy == "leave":
            return
        for name, source in self.sources.items():
            if source["kind"] == "payment" and source["on"] == day:
                free = self.left(source) - self.waiting(name) - source["kept"]
                for item in sorted(self.items, key=costs_first if self.policy == "costs first" else oldest_due):
                    payable = self.open(item) - self.discount(source, item)
                    free -= self.place(source, item, min(free, payable), day, "policy")

    def waiting(self, name):
        """The money of a source that is kept for documents still to come."""
        kept, left = Fraction(0), self.left(self.sources[name])
        for order in self.instructions:
            if order["source"] == name:
                kept += left - kept if order["amount"] is None else min(left - kept, order["amount"])
        return kept

    def Refunded(self, day, event):  # noqa: N802
        source = self.sources.get(event.source)
        if source is None:
            return
        self.take_back(source, figure(event.amount) - self.left(source), lambda _: True)
        source["gone"] += figure(event.amount)

    def WrittenOff(self, day, event):  # noqa: N802
        still = figure(event.amount)
        for item in sorted(self.items, key=lambda each: (each["due_on"], each["installment"])):
            if item["document"] == event.invoice:
                part = self.open(item) if still is None else min(still, self.open(item))
                item["written_off"] += part
                still = None if still is None else still - part

    def DisputeOpened(self, day, event):  # noqa: N802
        self.disputes.append((event.invoice, figure(event.amount), day, event.reason))

    def DisputeClosed(self, day, event):  # noqa: N802
        self.disputes = [each for each in self.disputes if each[0] != event.invoice]

    def PromiseMade(self, day, event):  # noqa: N802
        self.promises.append((event.invoices, figure(event.amount), day, event.promised_on))

    def PlanAgreed(self, day, event):  # noqa: N802
        self.plans.append(event.reference)

    def HoldPlaced(self, day, event):  # noqa: N802
        self.holds.append({"kind": event.kind, "on": set(event.invoices) or {"*"}, "since": day, "until": event.until})

    def HoldLifted(self, day, event):  # noqa: N802
        for hold in self.holds:
            if hold["kind"] == event.kind:
                hold["on"] = hold["on"] - set(event.invoices) if event.invoices else set()
        self.holds = [hold for hold in self.holds if hold["on"]]

    def ConsentGiven(self, day, event):  # noqa: N802
        self.consents[event.channel] = "given"

    def ConsentWithdrawn(self, day, event):  # noqa: N802
        self.consents[event.channel] = "withdrawn"

    def LimitSet(self, day, event):  # noqa: N802
        self.limits.append(figure(event.limit))

    def ContactMade(self, day, event):  # noqa: N802
        self.contacts.append((event.step, event.channel, event.invoices, day))
