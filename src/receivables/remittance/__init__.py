"""Remittance in: lines of a bank statement are matched with the open items that they pay, and nothing is guessed.

A line is matched by the document numbers and creditor references in its text, or by an amount that fits one document
only; every other line comes back as a question with its candidates. A match is a payment with its remittance advice.

>>> from datetime import date
>>> from receivables import Account, Invoice, InvoiceIssued, Money, PaymentReceived, PaymentTerms
>>> from receivables.remittance import BankLine, Matching
>>> invoice = Invoice(
...     "F-1001", "C-104", total=Money("1000.00", "EUR"), issued_on=date(2026, 2, 23),
...     terms=PaymentTerms.parse("2/10 net 30"),
... )
>>> account = Account("C-104", "EUR", [InvoiceIssued(invoice)])
>>> line = BankLine("B-17", amount=Money("980.00", "EUR"), booked_on=date(2026, 3, 2), text="INV F 1001 / thanks")
>>> found = Matching().match([line], account.as_of(date(2026, 3, 2)).open_items)
>>> print(found.explain())
1 line matched, 0 to decide
  B-17: 980.00 EUR on 2026-03-02, to F-1001 of C-104
    F-1001 (as 'F 1001') in the text; 980.00 EUR is what is open less 20.00 EUR for paying by 2026-03-05
>>> PaymentReceived(found.matched[0].payment()).payment.remittance
(RemittanceLine(invoice='F-1001', amount=Money('980.00', 'EUR')),)
"""

from __future__ import annotations

from receivables.remittance.book import MOST_CANDIDATES
from receivables.remittance.creditor_references import creditor_reference, is_creditor_reference
from receivables.remittance.lines import BankLine, Candidate, Match, MatchReport, Question
from receivables.remittance.matching import Matching
from receivables.remittance.numbers import LEAST_CHARACTERS, LEAST_DIGITS

__all__ = [
    "BankLine",
    "Candidate",
    "LEAST_CHARACTERS",
    "LEAST_DIGITS",
    "MOST_CANDIDATES",
    "Match",
    "MatchReport",
    "Matching",
    "Question",
    "creditor_reference",
    "is_creditor_reference",
]
