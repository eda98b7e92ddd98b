"""One adapter for each kind of golden case: it translates ``given`` into calls of the public API and the result back.

An adapter decides nothing. What it cannot translate fails; what the library refuses is the answer, too.
"""

from __future__ import annotations

from golden_adapters import (
    aging,
    allocate,
    apr,
    business_day,
    cash_application,
    charge,
    credit_limit,
    day_count,
    dunning,
    early_discount,
    eom,
    fee,
    installment,
    interest,
    minor_units,
    overdue_state,
    payment_term,
    payment_tolerance,
    promise,
    reminder_schedule,
    round,  # noqa: A004
    skonto,
    statutory_interest,
    statutory_rate,
)

ADAPTERS = {
    "aging": aging,
    "allocate": allocate,
    "apr": apr,
    "business_day": business_day,
    "charge": charge,
    "cash_application": cash_application,
    "credit_limit": credit_limit,
    "day_count": day_count,
    "dunning": dunning,
    "early_discount": early_discount,
    "eom": eom,
    "fee": fee,
    "installment": installment,
    "interest": interest,
    "minor_units": minor_units,
    "overdue_state": overdue_state,
    "payment_term": payment_term,
    "payment_tolerance": payment_tolerance,
    "promise": promise,
    "reminder_schedule": reminder_schedule,
    "round": round,
    "skonto": skonto,
    "statutory_interest": statutory_interest,
    "statutory_rate": statutory_rate,
}
"""Each has ``answer(given)``, our answer in the words of the case, and ``expected(given, expect)``, the one of the case
with its amounts written as we write them. Where we differ on purpose it has ``DEPARTURES``: rules by name, each of
which says from ``given`` and ``expect`` what our answer is, or ``None`` where it does not apply."""
