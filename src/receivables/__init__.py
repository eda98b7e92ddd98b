"""Receivables: what is owed, how old it is, what it costs, what to do next, and why.

Facts (documents and events) are replayed into the position of an account on any day; policies, which are frozen values,
turn a position into results that carry their own working.

=================  ==================================================================================
money              :class:`Money`, :class:`Rounding`
agreed             :class:`PaymentTerms`, :class:`Installment`
documents          :class:`Invoice`, :class:`CreditNote`, :class:`Payment`, :class:`RemittanceLine`
events             :class:`InvoiceIssued`, :class:`PaymentReceived`, :class:`CashApplied`, ...
accounts           :class:`Account`, :class:`Position`, :class:`OpenItem`, :class:`UnappliedCash`
policies           :class:`Aging`, :class:`LateInterest`, :class:`Installments`, :class:`Ladder`,
                   :class:`EarlyDiscounts`, :class:`OldestDueFirst`
the job            :class:`CreditPolicy`, :class:`CreditBook` (with each :class:`Amendment`), :class:`Portfolio`,
                   :func:`assess`, :class:`Assessment`
errors             :class:`ReceivablesError` and its kinds in :mod:`receivables.errors`
=================  ==================================================================================

The names of this page are loaded when they are first used, so ``import receivables`` costs next to nothing in programs
that only sometimes need it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from receivables.account import Account
    from receivables.aging import Aging, AgingReport
    from receivables.aging_index import AgingIndex
    from receivables.allocation import LEAVE_UNAPPLIED, OldestDueFirst
    from receivables.credit_book import Amendment, CreditBook
    from receivables.credit_policy import CreditPolicy
    from receivables.discounts import EarlyDiscounts, Tolerance
    from receivables.documents import CreditNote, Invoice, Payment, RemittanceLine
    from receivables.errors import CurrencyMismatchError, InvalidValueError, ReceivablesError, ReplayError
    from receivables.escalation import NO_LADDER, Ladder, NextAction, NoAction, Step
    from receivables.events import (
        CashApplied,
        CashUnapplied,
        CompensationCharged,
        ConsentGiven,
        ConsentWithdrawn,
        ContactMade,
        CreditNoteIssued,
        DisputeClosed,
        DisputeOpened,
        FeeCharged,
        HoldLifted,
        HoldPlaced,
        InterestCharged,
        InvoiceIssued,
        LimitSet,
        PaymentReceived,
        PaymentReversed,
        PlanAgreed,
        PromiseMade,
        Refunded,
        WrittenOff,
    )
    from receivables.installments import Installments, Plan
    from receivables.interest import NO_INTEREST, Accrual, LateInterest
    from receivables.money import Money
    from receivables.portfolio import Assessment, Portfolio, assess
    from receivables.position import OpenItem, Position, UnappliedCash
    from receivables.rounding import Rounding
    from receivables.terms import Installment, PaymentTerms

__all__ = [
    "Account",
    "Accrual",
    "Aging",
    "AgingIndex",
    "AgingReport",
    "Amendment",
    "Assessment",
    "CashApplied",
    "CashUnapplied",
    "CompensationCharged",
    "ConsentGiven",
    "ConsentWithdrawn",
    "ContactMade",
    "CreditBook",
    "CreditNote",
    "CreditNoteIssued",
    "CreditPolicy",
    "CurrencyMismatchError",
    "DisputeClosed",
    "DisputeOpened",
    "EarlyDiscounts",
    "FeeCharged",
    "HoldLifted",
    "HoldPlaced",
    "Installment",
    "Installments",
    "InterestCharged",
    "InvalidValueError",
    "Invoice",
    "InvoiceIssued",
    "LEAVE_UNAPPLIED",
    "Ladder",
    "LateInterest",
    "LimitSet",
    "Money",
    "NO_INTEREST",
    "NO_LADDER",
    "NextAction",
    "NoAction",
    "OldestDueFirst",
    "OpenItem",
    "Payment",
    "PaymentReceived",
    "PaymentReversed",
    "PaymentTerms",
    "Plan",
    "PlanAgreed",
    "Portfolio",
    "Position",
    "PromiseMade",
    "ReceivablesError",
    "Refunded",
    "RemittanceLine",
    "ReplayError",
    "Rounding",
    "Step",
    "Tolerance",
    "UnappliedCash",
    "WrittenOff",
    "assess",
]

_ROOMS: dict[str, tuple[str, ...]] = {
    "account": ("Account",),
    "aging": ("Aging", "AgingReport"),
    "aging_index": ("AgingIndex",),
    "allocation": ("LEAVE_UNAPPLIED", "OldestDueFirst"),
    "credit_book": ("Amendment", "CreditBook"),
    "credit_policy": ("CreditPolicy",),
    "discounts": ("EarlyDiscounts", "Tolerance"),
    "documents": ("CreditNote", "Invoice", "Payment", "RemittanceLine"),
    "errors": ("CurrencyMismatchError", "InvalidValueError", "ReceivablesError", "ReplayError"),
    "escalation": ("Ladder", "NO_LADDER", "NextAction", "NoAction", "Step"),
    "events": (
        "CashApplied",
        "CashUnapplied",
        "CompensationCharged",
        "ConsentGiven",
        "ConsentWithdrawn",
        "ContactMade",
        "CreditNoteIssued",
        "DisputeClosed",
        "DisputeOpened",
        "FeeCharged",
        "HoldLifted",
        "HoldPlaced",
        "InterestCharged",
        "InvoiceIssued",
        "LimitSet",
        "PaymentReceived",
        "PaymentReversed",
        "PlanAgreed",
        "PromiseMade",
        "Refunded",
        "WrittenOff",
    ),
    "installments": ("Installments", "Plan"),
    "interest": ("Accrual", "NO_INTEREST", "LateInterest"),
    "money": ("Money",),
    "portfolio": ("Assessment", "Portfolio", "assess"),
    "position": ("OpenItem", "Position", "UnappliedCash"),
    "rounding": ("Rounding",),
    "terms": ("Installment", "PaymentTerms"),
}
_ROOM_OF = {name: room for room, names in _ROOMS.items() for name in names}


def __getattr__(name: str) -> object:
    """Load the room of a public name on first use, and keep the name here."""
    if name not in _ROOM_OF:
        raise AttributeError(f"module 'receivables' has no attribute {name!r}")
    value: object = getattr(import_module(f"receivables.{_ROOM_OF[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
