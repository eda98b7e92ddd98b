"""The events of one account, day by day."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from itertools import chain
from operator import attrgetter

from moneyed import Currency

from receivables.allocation import LEAVE_UNAPPLIED, Allocation, OldestDueFirst
from receivables.discounts import DiscountPolicy
from receivables.documents import Attributes, CreditNote, Payment, RemittanceLine
from receivables.events import (
    CashApplied,
    CashUnapplied,
    CompensationCharged,
    ContactMade,
    CreditNoteIssued,
    DisputeClosed,
    DisputeOpened,
    Event,
    FeeCharged,
    InterestCharged,
    InvoiceIssued,
    PaymentReceived,
    PaymentReversed,
    PlanAgreed,
    PromiseMade,
    Refunded,
    WrittenOff,
    order,
)
from receivables.money import Money
from receivables.position import Position, UnappliedCash
from receivables.replay._disputes import Disputes
from receivables.replay._drafts import Amounts, DraftItem, Line, Source, any_line, by_policy
from receivables.replay._holds import Said, dispute_hold, last_consents, last_limit, placed_holds, promise_hold
from receivables.replay._instructions import Instruction, runs
from receivables.replay._interest import tell_interest_paid
from receivables.replay._paying import Paying, settle_in_turn
from receivables.replay._possible import possible
from receivables.replay._waiting import Waiting
from receivables.terms import Installment

_DECIDED = CashApplied.rank
_CHARGES = {InterestCharged: "interest", CompensationCharged: "compensation", FeeCharged: "fee"}


class Draft:
    """The state of an account while its events are folded onto it."""

    def __init__(self, customer: str, currency: Currency, allocation: Allocation, discounts: DiscountPolicy) -> None:
        self.customer = customer
        self.currency = currency
        self.amounts = Amounts(currency)
        self.allocation = allocation
        self.places = allocation != LEAVE_UNAPPLIED
        self.paying = Paying(customer, self.amounts, discounts)
        self.items: dict[str, list[DraftItem]] = {}
        self.open = Waiting()
        self.sources: dict[str, Source] = {}
        self.waiting: dict[tuple[str, str], list[Instruction]] = {}
        self.disputes: dict[str, Disputes] = {}
        self.charges: dict[str, list[str]] = {}
        self.said: list[Said] = []
        self.came: list[Source] = []
        self.unfinished: list[tuple[CashUnapplied, int]] = []
        self.billed = self.paid = self.credited = self.written_off = 0

    def day(self, today: date, events: Iterable[Event]) -> None:
        """One day: facts and decisions, then the allocation policy, then what needs to know what is left."""
        for event in events:
            if event.rank > _DECIDED:
                self.place_all(today)  # the second time, nothing is left to place
            self.take(event, today)
        self.place_all(today)

    def place_all(self, today: date) -> None:
        """Let the policy place what came today, and take back what was asked for in vain before it did."""
        if self.places:
            for source in self.came:
                if source.rest:
                    self.place(source, today)
            for request, left in self.unfinished:
                self.unapply(request, left, today, by_policy)
        self.came.clear()
        self.unfinished.clear()

    def take(self, event: Event, today: date) -> None:
        """Fold one event."""
        match event:
            case InvoiceIssued(invoice):
                self.claim(invoice.number, invoice.installments, today, "invoice", invoice.attributes)
            case PaymentReceived(payment):
                self.receive(payment)
            case InterestCharged() | CompensationCharged() | FeeCharged():
                self.charge(event)
            case CreditNoteIssued(note):
                self.credit(note)
            case PaymentReversed(reference):
                self.reverse(reference, today)
            case CashUnapplied():
                self.unfinished += self.unapply(event, None, today, any_line)
            case CashApplied():
                self.instruct(
                    Instruction(event.source, event.invoice, event.amount.minor, "applied by a person"), today
                )
            case Refunded(reference):
                self.refund(reference, event.amount.minor, today)
            case WrittenOff(number):
                self.write_off(number, event.amount, today)
            case DisputeOpened():
                self.disputes.setdefault(event.invoice, Disputes()).add(event)
            case DisputeClosed(number):
                self.disputes.setdefault(number, Disputes()).close(today)
            case _:
                self.said.append(event)

    def claim(
        self,
        number: str,
        parts: Sequence[Installment],
        today: date,
        kind: str,
        attributes: Attributes = (),
        invoice: str | None = None,
    ) -> None:
        """A document is owed: its installments, by due day, and the money that waited for it."""
        items = self.items[number] = []
        for place, part in enumerate(parts, 1):
            item = DraftItem(number, (place, len(parts)), part, today, kind, attributes, invoice)
            items.append(item)
            self.billed += item.amount
        if len(items) > 1:
            items.sort(key=lambda item: item.due_on)
        self.open.add(items)
        self.resume("document", number, today)

    def charge(self, event: InterestCharged | CompensationCharged | FeeCharged) -> None:
        """What a delay costs becomes a claim; items whose interest it was accrue from there."""
        parts, kind = [Installment(event.due_on, event.amount)], _CHARGES[type(event)]
        self.claim(event.reference, parts, event.on, kind, invoice=event.invoice)
        if isinstance(event, InterestCharged):
            self.charges.setdefault(event.invoice, []).append(event.reference)
            for item in self.items.get(event.invoice, ()):
                item.charge(event.until)

    def credit(self, note: CreditNote) -> None:
        """A credit note settles its invoice."""
        self.sources[note.number] = Source(note.number, "credit note", note.issued_on, note.total)
        self.credited += note.total.minor
        if note.invoice is not None:
            because = f"credit note for {note.invoice}"
            self.instruct(Instruction(note.number, note.invoice, None, because), note.issued_on)
        self.resume("source", note.number, note.issued_on)

    def receive(self, payment: Payment) -> None:
        """Money comes in and follows its remittance advice."""
        source = Source(payment.reference, "payment", payment.paid_on, payment.amount, payment.discount)
        self.sources[payment.reference] = source
        self.came.append(source)
        self.paid += source.rest
        for lines in runs(payment.remittance):
            self.follow(source, lines)
        self.resume("source", payment.reference, payment.paid_on)

    def follow(self, source: Source, advice: Sequence[RemittanceLine]) -> None:
        """Documents that are paid as a whole, and all there, are settled together; others one by one."""
        together: list[DraftItem] = []
        for number, amount in advice:  # asked and gathered in one loop, as every payment with advice comes through here
            if amount is not None or number not in self.items:
                break
            together += self.items[number]
        else:
            self.paying.settle(source, together, source.rest, source.received_on, "remittance advice")
            return
        for number, amount in advice:
            most = None if amount is None else amount.minor
            self.instruct(Instruction(source.reference, number, most, "remittance advice"), source.received_on)

    def instruct(self, instruction: Instruction, today: date) -> None:
        """Follow an instruction, or let it wait for what it speaks of."""
        source, items = self.sources.get(instruction.source), self.items.get(instruction.document)
        if source is None:
            self.waiting.setdefault(("source", instruction.source), []).append(instruction)
            return
        if items is None:
            self.waiting.setdefault(("document", instruction.document), []).append(instruction)
            source.waiting.append(instruction.most)
            return
        left = source.rest if instruction.most is None else instruction.most
        if source.placed:
            self.take_back(source, items, left, today)
        before = source.rest
        self.paying.settle(source, items, left, today, instruction.because)
        source.kept = max(0, source.kept - (before - source.rest))

    def unapply(
        self, event: CashUnapplied, most: int | None, today: date, which: Callable[[Line], bool]
    ) -> list[tuple[CashUnapplied, int]]:
        """Take money back, for a person to apply; what could not be found is asked for again after the policy."""
        source, items = self.sources.get(event.source), self.items.get(event.invoice)
        if source is None or items is None:
            return []
        if most is None:
            everything = source.rest + sum(line.amount for line in source.lines)
            most = everything if event.amount is None else event.amount.minor
        self.revive(source)
        before = source.rest
        self.paying.release(source, most, today, lambda line: line.item in items and which(line))
        source.kept += source.rest - before
        return [(event, most - (source.rest - before))]

    def take_back(self, source: Source, items: list[DraftItem], most: int, today: date) -> None:
        """A decision overrides the policy: what it placed there counts as asked for, what is elsewhere may move."""
        self.revive(source)
        self.paying.release(source, most, today, lambda line: line.by_policy and line.item in items)
        wanted = min(most, sum(item.open for item in items))
        self.paying.release(source, wanted - source.rest, today, by_policy)

    def resume(self, kind: str, name: str, today: date) -> None:
        """Follow what waited for a source or a document that is there now."""
        if not self.waiting:
            return
        for instruction in self.waiting.pop((kind, name), ()):
            if kind == "document":
                self.sources[instruction.source].waiting.remove(instruction.most)
            self.instruct(instruction, today)

    def place(self, source: Source, today: date) -> None:
        """Let the policy place what nobody has spoken for."""
        free = source.rest - source.reserved - source.kept
        if free <= 0:
            return
        if type(self.allocation) is OldestDueFirst and not self.paying.gives(source):
            settle_in_turn(source, self.open.oldest_first(), free, today)
            return
        self.tell()
        items = (self.paying.payable(source, item) for item in self.open.oldest_first())
        cash = self.unapplied(source, free)
        if type(self.allocation) is OldestDueFirst:  # looks at no more items than the money reaches
            answer = self.allocation.in_turn(cash, items)
        else:
            answer = self.allocation.apply(cash, list(items), as_of=today)
        settlement = possible(self.allocation, answer, cash, self.open.items)
        over = settlement.rest.minor
        for line in settlement.lines:
            because = f"{settlement.rule}: {line.because}"
            item, before = self.open.items[line.document, line.installment], source.rest
            closes = over and line.amount == self.paying.payable(source, item).open
            most = line.amount.minor + (over if closes else 0)  # too much may reduce a discount, or be kept
            self.paying.settle(source, [item], most, today, because, by_policy=True)
            over -= max(before - source.rest - line.amount.minor, 0)

    def revive(self, source: Source) -> None:
        """Items that may be released are candidates of the policy again."""
        self.open.add(line.item for line in source.lines)

    def reverse(self, reference: str, today: date) -> None:
        """A payment bounces: all that it settled is open again."""
        source = self.sources.get(reference)
        if source is None:
            return
        self.paid -= source.rest + sum(line.amount for line in source.lines)
        self.revive(source)
        source.cancel(today)

    def refund(self, reference: str, amount: int, today: date) -> None:
        """Money goes back: from what is unapplied, then from what was settled."""
        source = self.sources.get(reference)
        if source is None:
            return
        self.revive(source)
        self.paying.release(source, amount - source.rest, today, any_line)
        source.take(amount, today)
        if source.kind == "payment":
            self.paid -= amount
        else:
            self.credited -= amount

    def write_off(self, number: str, amount: Money | None, today: date) -> None:
        """Give up what is open of a document, or a part of it."""
        left = None if amount is None else amount.minor
        for item in self.items.get(number, ()):
            part = item.open if left is None else min(left, item.open)
            item.written_off += part
            item.settle(part, today)
            self.written_off += part
            left = None if left is None else left - part

    def tell(self, *, cleared: bool = False) -> None:
        """Items know when they were in dispute, and what was settled of their interest; those that are open, or all."""
        for number in self.disputes.keys() | self.charges.keys():
            items = self.items.get(number, [])
            if not cleared and not any(item.open for item in items):
                continue
            if number in self.disputes:
                self.disputes[number].tell(items)
            if number in self.charges:
                charges = [item for name in self.charges[number] for item in self.items[name]]
                tell_interest_paid(items, charges)

    def unapplied(self, source: Source, amount: int) -> UnappliedCash:
        """Money on account as a value."""
        return UnappliedCash(
            customer=self.customer,
            reference=source.reference,
            kind=source.kind,
            received_on=source.received_on,
            amount=self.amounts[amount],
            reserved=self.amounts[min(source.reserved, amount)],
        )

    def freeze(self, as_of: date, known_by: date | None) -> Position:
        """The position on the evening of ``as_of``."""
        self.tell(cleared=True)
        promises = (event for event in self.said if isinstance(event, PromiseMade))
        disputed = (event for disputes in self.disputes.values() for event in disputes.open)
        disputes = map(dispute_hold, sorted(disputed, key=order))
        amounts = self.amounts
        for source in self.sources.values():
            amounts.know(source.total)
        drafts = list(chain.from_iterable(self.items.values()))
        items = [item.freeze(self.customer, amounts) for item in drafts]
        items.sort(key=attrgetter("due_on", "document", "installment"))
        return Position(
            customer=self.customer,
            currency=self.currency,
            as_of=as_of,
            known_by=known_by,
            items=tuple(items),
            unapplied_cash=tuple(self.unapplied(each, each.rest) for each in self.sources.values() if each.rest),
            applied=tuple(line for source in self.sources.values() for line in source.applied(amounts)),
            holds=(*disputes, *map(promise_hold, promises), *placed_holds(self.said)),
            contacts=tuple(event for event in self.said if isinstance(event, ContactMade)),
            plans=tuple(event for event in self.said if isinstance(event, PlanAgreed)),
            consents=last_consents(self.said),
            limit=last_limit(self.said),
            billed=amounts[self.billed],
            paid=amounts[self.paid],
            credited=amounts[self.credited],
            written_off=amounts[self.written_off],
            discounted=amounts[sum(item.discounted for item in drafts)],
            tolerated=amounts[sum(item.tolerated for item in drafts)],
        )
