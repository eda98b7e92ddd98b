"""What becomes of lines that were read: matches one after another, and the candidates of questions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from receivables.documents import RemittanceLine
from receivables.money import Money
from receivables.remittance.book import MOST_CANDIDATES, Amounts, Book, OpenDocument
from receivables.remittance.lines import BankLine, Candidate, Match, Question
from receivables.remittance.reading import Reading, Verdict, beyond


def answers(readings: Sequence[Reading], book: Book) -> list[Match | Question]:
    """The answer to each line, in the order of the lines.

    What is named for certain comes first, by booking day and reference. The others are compared with what that leaves,
    all at once.
    """
    found: dict[str, Match | str] = {}
    for reading in sorted(readings, key=lambda each: (each.line.booked_on, each.line.reference)):
        if reading.is_sure:
            found[reading.line.reference] = _settled(reading.line, reading.named())
    amounts = Amounts(book.documents.values(), {reading.line.booked_on for reading in readings})
    likely = {reading.line.reference: reading.likely(amounts) for reading in readings if not reading.is_sure}
    claims = Counter(_documents(likely.values()))
    for reading in readings:
        if not reading.is_sure:
            verdict = _uncontested(likely[reading.line.reference], claims)
            found[reading.line.reference] = _settled(reading.line, verdict)
    pairs = ((reading, found[reading.line.reference]) for reading in readings)
    return [_question(reading, each, amounts) if isinstance(each, str) else each for reading, each in pairs]


def _documents(verdicts: Iterable[Verdict]) -> Iterator[OpenDocument]:
    return (document for each in verdicts if not isinstance(each, str) for document in each.way)


def _uncontested(verdict: Verdict, claims: Mapping[OpenDocument, int]) -> Verdict:
    """A plan, unless another line has the same document: which of the two pays it, an amount cannot say."""
    for document in _documents([verdict]):
        if claims[document] > 1:
            return f"{claims[document]} lines may be for {document.number} of {document.customer}"
    return verdict


def _settled(line: BankLine, verdict: Verdict) -> Match | str:
    """The match of a plan; what it settles is not open any more."""
    if isinstance(verdict, str):
        return verdict
    way, asked, because = verdict
    for document in way:
        document.paid_by = line.reference
    difference = line.amount.with_minor(0) if asked else beyond(line.amount, way)
    if asked:
        remittance = [
            RemittanceLine(document.number, line.amount.with_minor(each.minor))
            for document, each in zip(way, asked, strict=True)
        ]
        for document, each in zip(way, asked, strict=True):
            document.close(each.parts)
    else:
        remittance = [RemittanceLine(document.number) for document in way]
        left = line.amount.minor
        for document in way:
            left = document.pay(left)
    return Match(
        line=line, customer=way[0].customer, remittance=tuple(remittance), difference=difference, because=because
    )


def _question(reading: Reading, because: str, amounts: Amounts) -> Question:
    candidates: dict[OpenDocument, Candidate] = {}
    for document, why in _candidates(reading, amounts):
        if document.open and len(candidates) < MOST_CANDIDATES:
            customer, code, number = document.key
            left = Money.of_minor(document.open, code)
            candidates.setdefault(document, Candidate(customer, number, left, document.due_on, why))
    return Question(line=reading.line, candidates=tuple(candidates.values()), because=because)


def _candidates(reading: Reading, amounts: Amounts) -> Iterator[tuple[OpenDocument, str]]:
    """What a line may be for: what its text mentions, what its amount settles, what else the payer owes."""
    line = reading.line
    mentioned = {document for _, documents in reading.mentions for document in documents}
    yield from ((document, "in the text") for document in sorted(mentioned, key=lambda each: each.age))
    for document in amounts.of(reading.payer, line.amount, line.booked_on):
        for asked in reading.exact((document,)):
            yield document, asked.words(line.amount)
    if reading.payer is not None:
        waiting = amounts.waiting(reading.payer, line.amount.currency.code)
        yield from ((document, "of the payer") for document in waiting)
