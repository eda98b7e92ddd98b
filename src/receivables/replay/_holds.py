"""Why items are left alone: what was said, as holds of a position."""

from __future__ import annotations

from receivables.events import DisputeOpened, PromiseMade
from receivables.position import Hold


def dispute_hold(event: DisputeOpened) -> Hold:
    """An open dispute."""
    what = "disputed" if event.amount is None else f"{event.amount} disputed"
    reason = f"{what}: {event.reason}" if event.reason else what
    return Hold(kind="dispute", documents=(event.invoice,), amount=event.amount, since=event.on, reason=reason)


def promise_hold(event: PromiseMade) -> Hold:
    """A promise, kept or not."""
    reason = f"promised {event.amount} by {event.promised_on}"
    return Hold(
        kind="promise",
        documents=event.invoices,
        amount=event.amount,
        since=event.on,
        until=event.promised_on,
        reason=reason,
    )
