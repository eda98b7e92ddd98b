"""What is owed and no longer owed: invoices, charged interest, compensation and fees, credit notes, write-offs."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

import attrs
from attrs.validators import optional

from receivables.checks import is_day, is_name, of_kind
from receivables.documents import CreditNote, Invoice, positive
from receivables.errors import InvalidValueError
from receivables.events.fields import ON_THE_DAY, as_money_if_any, is_sequence, is_text
from receivables.money import Money, as_money


def _as_invoice(value: Invoice) -> Invoice:
    return of_kind("invoice", Invoice, "an Invoice", value)


def _as_credit_note(value: CreditNote) -> CreditNote:
    return of_kind("credit_note", CreditNote, "a CreditNote", value)


@attrs.frozen
class InvoiceIssued:
    """An invoice is issued: each installment becomes an open item, from the issue day.

    >>> from receivables import PaymentTerms
    >>> terms = PaymentTerms.net(30)
    >>> invoice = Invoice("F-1", "C-1", total=Money("10.00", "EUR"), issued_on=date(2026, 1, 1), terms=terms)
    >>> InvoiceIssued(invoice).on
    datetime.date(2026, 1, 1)
    """

    rank: ClassVar[int] = 0
    invoice: Invoice = attrs.field(converter=_as_invoice)
    recorded_on: date = attrs.field(kw_only=True, default=ON_THE_DAY, validator=is_day)
    sequence: int = attrs.field(kw_only=True, default=0, validator=is_sequence)

    @property
    def on(self) -> date:
        """The issue day."""
        return self.invoice.issued_on

    @property
    def subject(self) -> str:
        """The number of the invoice."""
        return self.invoice.number


@attrs.frozen
class InterestCharged:
    """Accrued late interest becomes a claim of its own, which survives the payment of the principal.

    ``reference`` names the new claim, ``invoice`` the one whose interest is charged from the evening of ``since``
    (``None``: from the beginning of the delay) through the interest day ``until``. Later accruals start there, and so
    must later charges. The claim is due on ``due_on`` (the day of the charge, unless given).

    Raises :class:`~receivables.errors.InvalidValueError` for values that cannot be, such as a ``since`` that is not
    before ``until``.

    >>> charged = Money("1.20", "EUR")
    >>> InterestCharged("I-1", invoice="F-1", amount=charged, until=date(2026, 3, 31), on=date(2026, 4, 1)).due_on
    datetime.date(2026, 4, 1)
    """

    rank: ClassVar[int] = 0
    reference: str = attrs.field(validator=is_name)
    invoice: str = attrs.field(kw_only=True, validator=is_name)
    amount: Money = attrs.field(kw_only=True, converter=as_money, validator=positive)
    since: date | None = attrs.field(kw_only=True, default=None, validator=optional(is_day))
    until: date = attrs.field(kw_only=True, validator=is_day)
    on: date = attrs.field(kw_only=True, validator=is_day)
    due_on: date = attrs.field(kw_only=True, default=ON_THE_DAY, validator=is_day)
    recorded_on: date = attrs.field(kw_only=True, default=ON_THE_DAY, validator=is_day)
    sequence: int = attrs.field(kw_only=True, default=0, validator=is_sequence)

    def __attrs_post_init__(self) -> None:
        if self.since is not None and self.since >= self.until:
            raise InvalidValueError("since", f"before {self.until}, through which interest is charged", self.since)

    @property
    def subject(self) -> str:
        """The reference of the charge."""
        return self.reference


@attrs.frozen
class CompensationCharged:
    """The fixed compensation for the costs of recovery becomes a claim of its own: once for each invoice paid late.

    ``reference`` names the new claim, ``invoice`` the one that was paid late. It survives the payment of the principal
    and bears no interest unless everything does. The claim is due on ``due_on`` (the day of the charge, unless given).
    Source: Directive 2011/7/EU, article 6; in the United Kingdom, section 5A of the Late Payment of Commercial Debts
    (Interest) Act 1998.

    >>> flat = Money("40.00", "EUR")
    >>> CompensationCharged("K-1", invoice="F-1", amount=flat, on=date(2026, 4, 1)).subject
    'K-1'
    """

    rank: ClassVar[int] = 0
    reference: str = attrs.field(validator=is_name)
    invoice: str = attrs.field(kw_only=True, validator=is_name)
    amount: Money = attrs.field(kw_only=True, converter=as_money, validator=positive)
    on: date = attrs.field(kw_only=True, validator=is_day)
    due_on: date = attrs.field(kw_only=True, default=ON_THE_DAY, validator=is_day)
    recorded_on: date = attrs.field(kw_only=True, default=ON_THE_DAY, validator=is_day)
    sequence: int = attrs.field(kw_only=True, default=0, validator=is_sequence)

    @property
    def subject(self) -> str:
        """The reference of the charge."""
        return self.reference


@attrs.frozen
class FeeCharged:
    """A fee for a reminder becomes a claim of its own: for each ``step`` of a ladder and invoice, once.

    ``reference`` names the new claim, ``invoice`` the one that was reminded of, ``step`` the step that was taken. It
    survives the payment of the principal and bears no interest unless everything does. The claim is due on ``due_on``
    (the day of the charge, unless given).

    >>> fee = Money("5.00", "EUR")
    >>> FeeCharged("M-1", invoice="F-1", step="second reminder", amount=fee, on=date(2026, 4, 1)).subject
    'M-1'
    """

    rank: ClassVar[int] = 0
    reference: str = attrs.field(validator=is_name)
    invoice: str = attrs.field(kw_only=True, validator=is_name)
    step: str = attrs.field(kw_only=True, validator=is_name)
    amount: Money = attrs.field(kw_only=True, converter=as_money, validator=positive)
    on: date = attrs.field(kw_only=True, validator=is_day)
    due_on: date = attrs.field(kw_only=True, default=ON_THE_DAY, validator=is_day)
    recorded_on: date = attrs.field(kw_only=True, default=ON_THE_DAY, validator=is_day)
    sequence: int = attrs.field(kw_only=True, default=0, validator=is_sequence)

    @property
    def subject(self) -> str:
        """The reference of the charge."""
        return self.reference


@attrs.frozen
class CreditNoteIssued:
    """A credit note is issued: it settles the invoice it names, the rest (or all of it) is unapplied credit.

    >>> CreditNoteIssued(CreditNote("CN-1", "C-1", total=Money("5.00", "EUR"), issued_on=date(2026, 1, 9))).subject
    'CN-1'
    """

    rank: ClassVar[int] = 1
    credit_note: CreditNote = attrs.field(converter=_as_credit_note)
    recorded_on: date = attrs.field(kw_only=True, default=ON_THE_DAY, validator=is_day)
    sequence: int = attrs.field(kw_only=True, default=0, validator=is_sequence)

    @property
    def on(self) -> date:
        """The issue day."""
        return self.credit_note.issued_on

    @property
    def subject(self) -> str:
        """The number of the credit note."""
        return self.credit_note.number


@attrs.frozen
class WrittenOff:
    """A claim is given up: ``amount`` of ``invoice``, or all that is open (``None``); never more than is open.

    >>> WrittenOff("F-1", on=date(2026, 6, 30), reason="insolvency").subject
    "'F-1': all that is open ('insolvency')"
    """

    rank: ClassVar[int] = 7
    invoice: str = attrs.field(validator=is_name)
    amount: Money | None = attrs.field(
        kw_only=True, default=None, converter=as_money_if_any, validator=optional(positive)
    )
    on: date = attrs.field(kw_only=True, validator=is_day)
    reason: str = attrs.field(kw_only=True, default="", validator=is_text)
    recorded_on: date = attrs.field(kw_only=True, default=ON_THE_DAY, validator=is_day)
    sequence: int = attrs.field(kw_only=True, default=0, validator=is_sequence)

    @property
    def subject(self) -> str:
        """Invoice, amount and reason."""
        return f"{self.invoice!r}: {self.amount or 'all that is open'} ({self.reason!r})"
